/* The names of strata, gathered while rows are read and numbered in the order of their
 * bytes at the end. */
#ifndef XC_DRAW_STRATA_H
#define XC_DRAW_STRATA_H

#include "draw/urn.h"

struct xc_strata {
    struct xc_str *names; /* in the order met */
    uint32_t count;
    uint32_t last;   /* of the row before */
    uint32_t *slots; /* a hash table of numbers + 1; 0: free */
    uint32_t slot_count;
};

void xc_strata_start(struct xc_strata *strata);
void xc_strata_free(struct xc_strata *strata);

/* Sets targets->stratum[row], for now in the order met. False: no memory. */
bool xc_strata_add(struct xc_strata *strata, uint32_t row, struct xc_str name,
                   struct xc_draw_targets *targets);

/* Numbers the rows anew and fills targets->strata. Some names may have been met several
 * times as different ones; they are one now. */
int xc_strata_end(struct xc_strata *strata, struct xc_arena *arena,
                  struct xc_draw_targets *targets, struct xc_error *error);

#endif
