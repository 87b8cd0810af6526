/* What a replan moved and why, at a terminal. */
#ifndef XC_PROGRAMME_MOVES_H
#define XC_PROGRAMME_MOVES_H

#include "programme/replan.h"

/* What moved, where to and why, beside the least that had to move; then what could not be
 * planned. */
int xc_moves_print(const struct xc_replan *replan, const struct xc_catalogue *catalogue,
                   struct xc_buffer *out);

#endif
