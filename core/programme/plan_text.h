/* What a plan says about itself: as JSON beside the stored plan, and as text for people.
 */
#ifndef XC_PROGRAMME_PLAN_TEXT_H
#define XC_PROGRAMME_PLAN_TEXT_H

#include "base/catalogue.h"
#include "plan/plan.h"

#include <jansson.h>

/* Appends {"bounds","crews","months","notes","totals","unmet"} as canonical JSON.
 * Messages are kept as {"id","args"}, so that they can be shown in any language later. */
int xc_plan_summary_write(const struct xc_plan *plan, struct xc_buffer *out,
                          struct xc_error *error);

/* A message kept in that form. Borrows the text from json. */
void xc_plan_message(const json_t *json, struct xc_message *message);

/* How a run ended, for a terminal: totals, months, crews, unmet visits with their
 * reasons, notes. */
struct xc_plan_heading {
    struct xc_str programme, title;
    int64_t number; /* of the draft, 0: dry run */
    xc_date as_of;
    bool provisional;
};
int xc_plan_print(const struct xc_plan *plan, const struct xc_plan_heading *heading,
                  const struct xc_catalogue *catalogue, struct xc_buffer *out);

#endif
