/* What selections ask of the past: who was visited in an earlier stage, who failed. */
#ifndef XC_PROGRAMME_HISTORY_H
#define XC_PROGRAMME_HISTORY_H

#include "programme/session.h"
#include "register/selection.h"

/* Fills a context for selections of a programme; names without a slash are stages of it.
 * Visited: an outcome says that the visit took place, or it is done. Failed: its outcome
 * in force is a problem that was not fixed on the spot, or a serious one. session must
 * outlive the context. */
int xc_history_open(const struct xc_session *session, struct xc_str programme,
                    struct xc_arena *arena, struct xc_selection_context *context,
                    struct xc_error *error);

#endif
