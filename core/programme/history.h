/* What selections ask of the past: who was visited in an earlier stage, who failed. */
#ifndef XC_PROGRAMME_HISTORY_H
#define XC_PROGRAMME_HISTORY_H

#include "plan/plan.h"
#include "programme/session.h"
#include "register/selection.h"

/* Fills a context for selections of a programme; names without a slash are stages of it.
 * Visited: an outcome in force says that somebody was there and the check took place.
 * Failed: such an outcome is a problem that was not fixed on the spot, or a serious one.
 * What session points at must outlive the context. */
int xc_history_open(const struct xc_session *session, struct xc_str programme,
                    struct xc_arena *arena, struct xc_selection_context *context,
                    struct xc_error *error);

/* The same as a planner's input; the context lives in the arena. */
int xc_history_attach(const struct xc_session *session, struct xc_str programme,
                      struct xc_arena *arena, struct xc_plan_input *input,
                      struct xc_error *error);

/* Adds a note to the plan where its selections asked and no outcomes are stored yet. */
int xc_history_note(const struct xc_selection_context *context, struct xc_plan *plan,
                    struct xc_error *error);

#endif
