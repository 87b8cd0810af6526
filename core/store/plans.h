/* What plans and their changes share. Private to store. */
#ifndef XC_STORE_PLANS_H
#define XC_STORE_PLANS_H

#include "store/lines.h"

/* SQL: rows of another table that belong to the row of plan. */
#define XC_OF_PLAN                                                                       \
    " WHERE office = plan.office AND programme = plan.programme AND plan = plan.number"

/* SQL: a number that every change of the plan raises, for nothing is ever deleted. */
#define XC_PLAN_REVISION                                                                 \
    "(SELECT coalesce(max(number), 0) FROM visit_change" XC_OF_PLAN                      \
    ") + (SELECT coalesce(max(number), 0) FROM replan" XC_OF_PLAN                        \
    ") + (SELECT count(*) FROM approval" XC_OF_PLAN ")"

struct xc_newest_plan {
    int64_t number; /* 0: there is none */
    int64_t revision;
    bool approved;
    xc_date until; /* how far it is approved; XC_NO_DATE: as a whole */
};

int xc_store_newest_plan(struct xc_store *store, struct xc_str office,
                         struct xc_str programme, struct xc_newest_plan *newest,
                         struct xc_error *error);

/* *number 0 becomes that of the newest plan, XC_ENO where there is none. */
int xc_store_choose_plan(struct xc_store *store, struct xc_str office,
                         struct xc_str programme, int64_t *number,
                         struct xc_error *error);

/* XC_ENO: no such plan; number 0: none at all. */
int xc_store_no_plan(struct xc_str programme, int64_t number, struct xc_error *error);

#endif
