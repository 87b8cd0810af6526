/* Weights for the lengths of visits: whatever they are, visits of total weight T need at
 * least ceil(T / W) days, W being the most weight that one day's pattern holds. Good ones
 * are made for the lengths that there are, and better ones are learned. Part of bound.c,
 * where the proofs stand. */
#ifndef XC_PLAN_WEIGHTS_H
#define XC_PLAN_WEIGHTS_H

#include "plan/plan_internal.h"

enum { XC_WEIGHT_UNITS = 97 /* lengths of visits, in units of XC_GRID_MINUTES */ };
enum {
    XC_WEIGHTS_GIVEN = 24,
    XC_WEIGHTS_LEARNED = 8,
    XC_WEIGHTS = XC_WEIGHTS_GIVEN + XC_WEIGHTS_LEARNED
};

struct xc_weight {
    uint16_t of[XC_WEIGHT_UNITS]; /* by units of a visit */
    uint32_t most;                /* of any pattern */
};

struct xc_weights {    /* for a set of lengths and a day; minutes are the first of list */
    uint64_t sizes[2]; /* the lengths, a bit each */
    struct xc_bound_day day;
    bool set;
    unsigned count, learned;
    struct xc_weight list[XC_WEIGHTS];
};

struct xc_weights_book; /* those that were made so far, in the arena */
struct xc_weights_book *xc_weights_new(struct xc_arena *arena); /* NULL: no memory */
/* As xc_bound_forget. */
void xc_weights_forget(struct xc_weights_book *book);
/* For all lengths seen so far: patterns of more lengths only make a bound lower. */
struct xc_weights *xc_weights_common(struct xc_weights_book *book,
                                     const struct xc_bound_day *day,
                                     const uint64_t sizes[2]);
/* For just these lengths; NULL: too many were asked for. */
struct xc_weights *xc_weights_own(struct xc_weights_book *book,
                                  const struct xc_bound_day *day,
                                  const uint64_t sizes[2]);
/* Adds one that says more about so many visits of each length; at most
 * XC_WEIGHTS_LEARNED times. */
void xc_weights_learn(struct xc_weights *weights, const struct xc_bound_day *day,
                      const uint32_t of[XC_WEIGHT_UNITS]);

/* The units of a day, and of its last piece; XC_WEIGHT_UNITS - 1: the day counts as one
 * stretch. */
unsigned xc_weights_units(const struct xc_bound_day *day);
unsigned xc_weights_last_piece(const struct xc_bound_day *day);

#endif
