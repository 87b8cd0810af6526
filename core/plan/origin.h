/* From where people may come to a target, by the `outside` and `from` of their crew. */
#ifndef XC_PLAN_ORIGIN_H
#define XC_PLAN_ORIGIN_H

#include "plan/plan_internal.h"

/* Whether it depends on where the target lies who may come. */
bool xc_origin_matters(const struct xc_class *klass);

/* The rule that keeps a person away from the target: a sentence with %.*s for the
 * person's id; NULL: none does. */
const char *xc_origin_breach(const struct xc_job *job, const struct xc_class *klass,
                             uint32_t person, uint32_t target);

/* The area from which nobody may come: the target's county, or its city. */
uint32_t xc_origin_own(const struct xc_job *job, const struct xc_class *klass,
                       uint32_t target);

/* Says that there is no crew where one must come from. False, and no message, where the
 * rule has no `from`. */
bool xc_origin_say_none(const struct xc_class *klass, struct xc_message *message);

#endif
