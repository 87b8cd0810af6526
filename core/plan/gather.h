/* The order of needs in memory, and for people. */
#ifndef XC_PLAN_GATHER_H
#define XC_PLAN_GATHER_H

#include "plan/plan_internal.h"

/* The needs of a pool and zone lie together from here on; they get their seats. */
int xc_gather_run(struct xc_job *job, struct xc_error *error);

/* For xc_plan_sort with the job: the order in which needs arose, by demand, target and
 * number. What people read is told in it. */
int xc_gather_as_arose(const void *job, uint32_t a, uint32_t b);

#endif
