/* Plans without a workspace, for tests of policies and plugins: rules and rows in,
 * plan.json out. */
#ifndef XC_PROGRAMME_REHEARSE_H
#define XC_PROGRAMME_REHEARSE_H

#include "policy/policy.h"
#include "workspace/session.h"

struct xc_rehearsal {
    const struct xc_session *session; /* store may be NULL */
    const struct xc_register *base;   /* areas to start from */
    const char *holidays;             /* path of the country's calendar */
};

/* An xc_policy_planner: context is a struct xc_rehearsal. rows is an object of arrays by
 * table name (targets, inspectors, experts, areas, absences, relations); the plan begins
 * on rules' first day or on rows.as_of. NULL: the rules are checked, nothing is planned.
 */
int xc_rehearse(void *context, const json_t *rules, const json_t *rows, json_t **plan,
                struct xc_error *error);

#endif
