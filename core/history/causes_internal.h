/* Private to causes.c and like.c: the visits that an obligation's causes make owed, while
 * they are found. */
#ifndef XC_HISTORY_CAUSES_INTERNAL_H
#define XC_HISTORY_CAUSES_INTERNAL_H

#include "history/causes.h"
#include "history/taken.h"

struct xc_owing { /* one visit */
    const struct xc_obligation *obligation;
    const struct xc_cause *cause;
    struct xc_str target;
    unsigned number;
    struct xc_window window;
    bool pulled; /* not the cause's own target, but one like it */
};

struct xc_owings {
    const struct xc_happened *happened;
    const struct xc_plan_input *input;
    struct xc_taken taken;
    struct xc_arena *arena;
    struct xc_owing *items; /* owned by malloc */
    size_t count, capacity;
    struct xc_error *error;

    /* Of the obligation at hand. */
    const struct xc_obligation *obligation;
    const struct xc_cause *causes; /* by target, entry, id */
    size_t cause_count;
    struct xc_bitset rows; /* its targets */
};

/* Whether a visit is owed because of the cause, and its days: as the rule gives them,
 * late or not. False also where they lie outside the obligation's window. */
bool xc_owings_window(struct xc_owings *owings, const struct xc_cause *cause,
                      struct xc_window *window, int *rc);

int xc_owings_add(struct xc_owings *owings, const struct xc_cause *cause,
                  struct xc_str target, size_t number, struct xc_window window,
                  bool pulled);

/* Adds what the causes make owed where the obligation asks for targets like those
 * concerned. Causes are numbered among all of those that are alike, so that a target that
 * is pulled in has a number of its own for each. */
int xc_owings_alike(struct xc_owings *owings);

#endif
