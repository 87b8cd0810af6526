/* What a plan says about itself to people at a terminal. */
#ifndef XC_WORKSPACE_PLAN_TEXT_H
#define XC_WORKSPACE_PLAN_TEXT_H

#include "base/catalogue.h"
#include "plan/plan.h"
#include "workspace/plan_summary.h"

struct xc_plan_heading {
    struct xc_str programme, title;
    int64_t number; /* of the draft, 0: dry run */
    xc_date as_of;
    bool provisional;
};

/* How a run ended: totals, what was reached beside the best that anyone could reach,
 * months, crews, the tightest spans, unmet visits with their reasons and cures, notes. */
int xc_plan_print(const struct xc_plan *plan, const struct xc_plan_heading *heading,
                  const struct xc_catalogue *catalogue, struct xc_buffer *out);

/* A part of it, for whoever prints a plan in another way: the figures beside their
 * bounds, and the tightest spans. */
int xc_plan_print_bounds(const struct xc_plan *plan, const struct xc_catalogue *catalogue,
                         struct xc_buffer *out);
/* Another: the visits that could not be planned. */
int xc_plan_print_unmet(const struct xc_plan *plan, const struct xc_catalogue *catalogue,
                        struct xc_buffer *out);

/* What alone would be enough, as an indented line; nothing for kind 0. */
void xc_plan_print_cure(const struct xc_plan_cure *cure,
                        const struct xc_catalogue *catalogue, struct xc_buffer *out);

#endif
