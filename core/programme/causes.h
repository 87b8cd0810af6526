/* What happened, turned into what the planner and the due items owe because of it. */
#ifndef XC_PROGRAMME_CAUSES_H
#define XC_PROGRAMME_CAUSES_H

#include "casework/causes.h"
#include "plan/plan.h"
#include "programme/session.h"

/* Everything the office's history says, read once. Free with xc_happened_free also after
 * a failure. */
struct xc_happened {
    struct xc_cause_input input;
    struct xc_plan_closure *closures;
    size_t closure_count;
    struct xc_str *uncapped; /* targets with an open case on the day; ascending */
    size_t uncapped_count;
    struct xc_arena *arena; /* private */
};
int xc_happened_load(const struct xc_session *session,
                     const struct xc_programme *programme, const struct xc_register *reg,
                     const struct xc_workdays *workdays, xc_date day,
                     struct xc_happened *happened, struct xc_error *error);
void xc_happened_free(struct xc_happened *happened);

/* The causes of every obligation with `since` of the programme as the planner takes them:
 * windows on real days, like ones pulled in (each target once per obligation and cause;
 * one that has a cause of its own is not pulled in), people to avoid, closures and
 * targets without cap. What was owed before input->as_of and is not done comes late: its
 * window becomes the first working days from as_of, as many as it had. Arrays live in the
 * arena. */
int xc_causes_attach(const struct xc_happened *happened, struct xc_plan_input *input,
                     struct xc_arena *arena, struct xc_error *error);

#endif
