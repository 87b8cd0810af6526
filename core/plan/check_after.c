/* A visit against what caused it, against closed areas, and one that was added by hand
 * against its stage. What was done is done: only what lies ahead is asked. */
#include "plan/check_internal.h"

static bool lies_ahead(const struct xc_checking *c, const struct xc_visit *visit) {
    return visit->status != XC_VISIT_DONE && visit->date >= c->job.input->as_of;
}

int xc_check_closed(const struct xc_checking *c, uint32_t index) {
    const struct xc_visit *visit = c->visits[index];
    struct xc_message message;
    xc_date day = XC_NO_DATE;
    if (c->targets[index] == XC_NO_ROW || visit->status == XC_VISIT_DONE)
        return 0;
    const struct xc_plan_closure *closure =
        xc_shut_find(c->job.input, c->targets[index], visit->date, visit->end_date, &day);
    if (!closure)
        return 0;
    xc_shut_say(closure, day, &message);
    return xc_check_breach(c, index, &message);
}

int xc_check_cause(const struct xc_checking *c, uint32_t index,
                   const struct xc_visit_task *task) {
    const struct xc_visit *visit = c->visits[index];
    const struct xc_demand *demand = xc_check_demand(c, task);
    const struct xc_plan_cause *cause = xc_owed_find(c->job.input, task, visit->target);
    char from[11];
    char to[11];
    if (!demand || !cause || !lies_ahead(c, visit))
        return 0;
    struct xc_window window = xc_owed_window(demand->obligation, cause);
    xc_date_format(cause->window.from, from);
    xc_date_format(cause->window.to, to);
    if (visit->date < window.from || visit->end_date > window.to)
        XC_BREACH(c, index, XC_MSG("the visit is owed between %s and %s."), from, to);
    for (size_t i = 0; i < visit->person_count; i++)
        if (xc_owed_avoid(cause, visit->people[i].person))
            XC_BREACH(c, index,
                      XC_MSG("%.*s made the visit that this one follows up; others must "
                             "come."),
                      XC_PRI(visit->people[i].person));
    return 0;
}

int xc_check_hand(const struct xc_checking *c, uint32_t index,
                  const struct xc_stage *stage) {
    const struct xc_visit *visit = c->visits[index];
    if (visit->nature != 0 && visit->nature != stage->nature)
        XC_BREACH(c, index,
                  stage->nature == XC_NATURE_ENFORCEMENT
                      ? XC_MSG("visits of stage '%.*s' are enforcement, this one is an "
                               "agency check.")
                      : XC_MSG("visits of stage '%.*s' are agency checks, this one is "
                               "enforcement."),
                  XC_PRI(stage->id));
    return 0;
}
