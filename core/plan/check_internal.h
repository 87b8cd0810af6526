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
    const size_t *numbers; /* of those to check, as the caller counts them */
    int (*found)(void *context, size_t visit, const struct xc_message *breach);
    void *context;
    struct xc_check_last { /* what was said last is not said twice */
        uint32_t visit;
        struct xc_message message;
    } * last;
};

/* Reports a breach of a visit, if it is one to check; not 0: the caller of the check
 * wants no more. */
int xc_check_breach(const struct xc_checking *c, uint32_t visit,
                    const struct xc_message *message);

/* Whose a breach between two visits is: the first one's, unless only the other one is to
 * be checked. */
uint32_t xc_check_blame(const struct xc_checking *c, uint32_t visit, uint32_t other);

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

/* The stage under which the task was added by hand; NULL: it was not, or not here. */
const struct xc_stage *xc_check_stage(const struct xc_checking *c,
                                      const struct xc_visit_task *task);

/* Whose seats and hours count for the task: its demand, or the first one of its stage. */
const struct xc_demand *xc_check_rule(const struct xc_checking *c,
                                      const struct xc_visit_task *task);

/* Working days of the way to a visit, as its obligations here say. */
unsigned xc_check_travel(const struct xc_checking *c, const struct xc_visit *visit);

/* check_near.c: lists the visits to check and those fixed ones that can meet them: of the
 * same target, people or crew, or with the same resource or turn. */
int xc_check_gather(struct xc_checking *c, const struct xc_visit *visits, size_t count,
                    struct xc_error *error);
/* check_after.c: a visit against what caused it, closures, and the rules of one added by
 * hand. */
int xc_check_closed(const struct xc_checking *c, uint32_t visit);
int xc_check_cause(const struct xc_checking *c, uint32_t visit,
                   const struct xc_visit_task *task);
int xc_check_hand(const struct xc_checking *c, uint32_t visit,
                  const struct xc_stage *stage);
/* check_beside.c: what visits must keep beside each other. */
int xc_check_beside(struct xc_checking *c, struct xc_error *error);
/* check_areas.c: whose turn it is in an area. */
int xc_check_areas(struct xc_checking *c, struct xc_error *error);

#endif
