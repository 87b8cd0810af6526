/* What a plan knows about itself beside its visits, as JSON: stored with the plan, and
 * the members of plan.json (docs/plan-json.md) that are not about one visit. */
#ifndef XC_WORKSPACE_PLAN_SUMMARY_H
#define XC_WORKSPACE_PLAN_SUMMARY_H

#include "base/catalogue.h"
#include "plan/plan.h"

#include <jansson.h>

/* Appends {"bounds","crews","months","moved","notes","proofs","reasons","totals","unmet"}
 * as canonical JSON. Messages are kept as {"id","args"}, so that they can be shown in any
 * language later; a "reason" is an index into "reasons". */
int xc_plan_summary_write(const struct xc_plan *plan, struct xc_buffer *out,
                          struct xc_error *error);

/* A message kept in that form. Borrows the text from json. */
void xc_plan_message(const json_t *json, struct xc_message *message);

/* Turns a summary that was read back into what is shown: every "reason" and note becomes
 * a sentence in the catalogue's language, and "reasons" goes. Members that a plan stored
 * by an older version lacks are added empty. XC_ENOMEM. */
int xc_plan_summary_tell(json_t *summary, const struct xc_catalogue *catalogue);

/* A cure kept in a summary; kind 0: a word of another version. Borrows texts. */
struct xc_plan_cure xc_plan_cure_read(const json_t *json);

#endif
