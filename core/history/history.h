/* What selections ask of the past: who was visited in an earlier stage, who failed, who
 * has open leads or owes a receipt; and what is known of each target in numbers. */
#ifndef XC_HISTORY_HISTORY_H
#define XC_HISTORY_HISTORY_H

#include "history/happened.h"
#include "plan/plan.h"
#include "register/selection.h"

/* Fills a context for selections of a programme; names without a slash are stages of it.
 * Visited: an outcome in force says that somebody was there and the check took place.
 * Failed: such an outcome is a problem that was not fixed on the spot, or a serious one.
 * Leads: an open one, of a source where one is named. Missing: a due item of the target
 * has passed without its receipt, of that id where one is named. Columns are those of
 * the day that the session's clock says. at: without what was stored later
 * (XC_NO_INSTANT: everything). What session and programme point at must outlive the
 * context. */
int xc_history_open(const struct xc_session *session,
                    const struct xc_programme *programme, xc_instant at,
                    struct xc_arena *arena, struct xc_selection_context *context,
                    struct xc_error *error);

/* The same from the rows of a rehearsal, see rehearse_facts.h. */
int xc_history_rows(const json_t *rows, const struct xc_programme *programme,
                    const struct xc_register *reg, const struct xc_workdays *workdays,
                    xc_date day, struct xc_arena *arena,
                    struct xc_selection_context *context, struct xc_error *error);

/* What a context made here was read from. */
struct xc_happened *xc_history_happened(const struct xc_selection_context *context);

/* The history of a planner's input, and what its programme owes because of it
 * (causes.h). */
int xc_history_attach(const struct xc_session *session,
                      const struct xc_programme *programme, struct xc_arena *arena,
                      struct xc_plan_input *input, struct xc_error *error);

/* Adds a note to the plan where its selections asked and no outcomes are stored yet. */
int xc_history_note(const struct xc_selection_context *context, struct xc_plan *plan,
                    struct xc_error *error);

#endif
