/* Who sees what of a visit in a loaded plan: may_see, asked with the embargoes of all
 * that the visit serves. */
#ifndef XC_WORKSPACE_SIGHT_H
#define XC_WORKSPACE_SIGHT_H

#include "workspace/load.h"

/* The visit's first task in this plan's programme; NULL: it has none. */
const struct xc_visit_task *xc_visit_own_task(const struct xc_loaded_plan *plan,
                                              const struct xc_visit *visit);

/* The stage that this task belongs to; NULL: not in these rules. */
const struct xc_stage *xc_visit_stage(const struct xc_loaded_plan *plan,
                                      const struct xc_visit *visit);

/* What a viewer sees of a visit now; of a cancelled one, what they saw of it when it was
 * cancelled. */
enum xc_sight xc_visit_sight(const struct xc_session *session,
                             const struct xc_loaded_plan *plan,
                             const struct xc_visit *visit,
                             const struct xc_viewer *viewer);

/* True where an embargo, which is over, hid from the viewer what they see now. */
bool xc_visit_was_hidden(const struct xc_session *session,
                         const struct xc_loaded_plan *plan, const struct xc_visit *visit,
                         const struct xc_viewer *viewer);

/* The next instant at which an embargo ends that hides a visit of the loaded plans from
 * somebody; XC_NO_INSTANT: there is none. Until then, and until the day is over,
 * everybody sees of these plans what they see now. */
xc_instant xc_sight_next(const struct xc_session *session,
                         const struct xc_loaded *loaded);

#endif
