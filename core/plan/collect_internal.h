/* Where the visits of a plan come from, before they are written. */
#ifndef XC_PLAN_COLLECT_INTERNAL_H
#define XC_PLAN_COLLECT_INTERNAL_H

#include "plan/keep_internal.h"

enum {
    XC_FROM_NEED,           /* a new visit: row is its position among them */
    XC_FROM_KEPT,           /* row is its need */
    XC_FROM_KEPT_AS_IT_WAS, /* row is the kept visit */
    XC_FROM_FIXED           /* row is the fixed visit */
};
#define XC_TEAM_BITS 30
#define XC_NO_TEAM   ((UINT32_C(1) << XC_TEAM_BITS) - 1)

struct xc_planned {
    uint32_t row;
    unsigned from : 2;
    unsigned team : XC_TEAM_BITS; /* row of its crew, or XC_NO_TEAM: to be looked up */
    xc_date date;
};

/* The new visits of a plan. */
struct xc_newcomers {
    uint32_t *needs;
    uint64_t *ids;   /* theirs */
    uint32_t *order; /* their positions, by day, then id */
    uint32_t count;
};

/* sources.c: all visits of the plan by date, then id. plan->visit_count and joined_count;
 * *sources live in the job's arena, what is only needed meanwhile in the one given. For
 * each kept visit that stays as it was *places has its position, else UINT32_MAX. */
int xc_sources_list(struct xc_job *job, struct xc_plan *plan,
                    const struct xc_newcomers *fresh, struct xc_arena *arena,
                    struct xc_planned **sources, uint32_t **places);

#endif
