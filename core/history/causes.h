/* What happened, turned into what the planner owes because of it. */
#ifndef XC_HISTORY_CAUSES_H
#define XC_HISTORY_CAUSES_H

#include "history/happened.h"
#include "plan/plan.h"

/* Completes a planner's input: what its programme owes because of something, closures and
 * targets without cap. input->history must be one of history.h, which holds all that the
 * office stored; programme, register, working days, as_of and fixed must be set. Every
 * way to a plan comes through here: plan, replan, changes by hand, explain, doctor and
 * tests of policies.
 *
 * Windows lie on real days and inside the obligation's; one without a working day reaches
 * to the next. What was owed before as_of and is not done comes late: its window becomes
 * the first working days from as_of, as many as it had. Targets like the one concerned
 * are pulled in once while the time of one such visit runs, and not at all where they
 * have a cause of their own. Nothing is owed for what is gone, nor a look at problems
 * that were closed before their time was up, nor what another year's programme has taken
 * on (taken.h). Arrays live in the arena. */
int xc_causes_attach(struct xc_plan_input *input, struct xc_arena *arena,
                     struct xc_error *error);

#endif
