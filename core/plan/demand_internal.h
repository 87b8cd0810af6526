/* How visits of one target spread over the window of their obligation. */
#ifndef XC_PLAN_DEMAND_INTERNAL_H
#define XC_PLAN_DEMAND_INTERNAL_H

#include "plan/plan_internal.h"

enum { XC_PERIODS = 400 };

struct xc_spread {
    struct xc_window periods[XC_PERIODS];
    unsigned period_count;
    unsigned base;  /* visits of every target */
    uint64_t extra; /* visits beyond, over all targets */
    int shift;      /* days by which windows that share a period meet later than evenly;
                       taken as far as they allow */
};

/* demand.c: reads an obligation's periods; counts the visits that it asks for. */
int xc_demand_periods(const struct xc_obligation *obligation, struct xc_spread *spread,
                      struct xc_error *error);
void xc_demand_count(const struct xc_obligation *obligation, uint64_t targets,
                     struct xc_spread *spread);
/* The windows of visit k (from 0) of m, for need.demand and need.target. */
void xc_demand_window(const struct xc_job *job, const struct xc_spread *spread,
                      unsigned k, unsigned m, struct xc_need *need);

/* meet.c: once all needs are there. spread is scratch. */
int xc_meet_run(struct xc_job *job, struct xc_spread *spread, struct xc_error *error);

#endif
