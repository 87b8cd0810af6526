/* What the files of the check share: visits that are checked, with the fixed ones beside
 * them, and breaches. Nothing of the planner's own book-keeping is used but the seats of
 * the programme's obligations. */
#ifndef XC_PLAN_CHECK_INTERNAL_H
#define XC_PLAN_CHECK_INTERNAL_H

#include "plan/plan_internal.h"

struct xc_check_entry { /* one visit seen from a person, a crew or a target */
    uint32_t visit;
    uint32_t key;
};

struct xc_checking {
    struct xc_job job; /* seats and classes only: no days, no crews */
    const struct xc_visit *
        *visits; /* those to check first, then the fixed ones beside them */
    uint32_t count;
    uint32_t checked;  /* the first so many are reported */
    uint32_t *targets; /* visits → row or XC_NO_ROW */
    struct xc_check_entry *entries;
    uint32_t entry_count;
    int (*found)(void *context, size_t visit, const struct xc_message *breach);
    void *context;
};

/* Reports a breach of a visit; not 0: the caller of the check wants no more. */
int xc_check_breach(const struct xc_checking *c, uint32_t visit,
                    const struct xc_message *message);

#define XC_BREACH(c, visit, ...)                                                         \
    do {                                                                                 \
        struct xc_message message_;                                                      \
        xc_message_set(&message_, __VA_ARGS__);                                          \
        int stop_ = xc_check_breach((c), (visit), &message_);                            \
        if (stop_)                                                                       \
            return stop_;                                                                \
    } while (0)

/* The demand of one of this programme's tasks; NULL: none, or another programme's. */
const struct xc_demand *xc_check_demand(const struct xc_checking *c,
                                        const struct xc_visit_task *task);

/* Working days of the way to a visit, as its obligations here say. */
unsigned xc_check_travel(const struct xc_checking *c, const struct xc_visit *visit);

/* check_beside.c: what visits must keep beside each other. */
int xc_check_beside(struct xc_checking *c, struct xc_error *error);
/* check_areas.c: whose turn it is in an area. */
int xc_check_areas(struct xc_checking *c, struct xc_error *error);

#endif
