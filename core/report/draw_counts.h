/* How many were drawn: targets, people, and the seats that they fill. */
#ifndef XC_REPORT_DRAW_COUNTS_H
#define XC_REPORT_DRAW_COUNTS_H

#include "base/error.h"

#include <jansson.h>

struct xc_draw_counted {
    uint64_t targets;
    uint64_t people; /* different ones */
    uint64_t seats; /* in crews, or in teams where there are teams; fixed ones included */
    bool teams;     /* people are dealt into teams, not to targets */
};

/* Of a result as a record has it. */
int xc_draw_count(const json_t *result, struct xc_draw_counted *counted,
                  struct xc_error *error);

#endif
