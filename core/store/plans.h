/* What plans and their changes share. Private to store. */
#ifndef XC_STORE_PLANS_H
#define XC_STORE_PLANS_H

#include "store/lines.h"

/* The newest plan of the programme and its enum xc_plan_status; 0 and 0: none. */
int xc_store_newest_plan(struct xc_store *store, struct xc_str office,
                         struct xc_str programme, int64_t *number, int64_t *status,
                         struct xc_error *error);

/* XC_ENO: no such plan; number 0: none at all. */
int xc_store_no_plan(struct xc_str programme, int64_t number, struct xc_error *error);

#endif
