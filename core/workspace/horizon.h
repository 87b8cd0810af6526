/* The days of a programme: the span it touches, the day to plan from, what is open on it.
 */
#ifndef XC_WORKSPACE_HORIZON_H
#define XC_WORKSPACE_HORIZON_H

#include "workspace/session.h"

/* The day to plan from: the one named (as_of; XC_NO_DATE: none) or today in the
 * programme's zone, tomorrow after the last of its hours; but not before the programme
 * begins, so that next year's plan can be drawn up this year. place: the policy, for
 * errors. */
int xc_horizon_as_of(const struct xc_session *session,
                     const struct xc_programme *programme, const char *place,
                     xc_date as_of, xc_date *chosen, struct xc_error *error);

/* The programme with only the stages that are open on a day, in the arena. XC_ENO: none.
 */
int xc_horizon_open(const struct xc_programme *programme, xc_date day,
                    struct xc_arena *arena, struct xc_programme *open,
                    struct xc_error *error);

/* The days a programme touches: from the first window to the last, due items included. */
void xc_horizon_span(const struct xc_programme *programme, xc_date *from, xc_date *to);

#endif
