/* What somebody may have in a calendar and changes have replaced since: visits as they
 * were before they were moved, given to others, cancelled or planned anew. */
#ifndef XC_WORKSPACE_REPLACED_H
#define XC_WORKSPACE_REPLACED_H

#include "workspace/load.h"

struct xc_replaced {
    const struct xc_loaded_plan *plan;
    struct xc_visit visit; /* as it was; cancelled (a draft: void), with the moment and
                              the revision of the change that replaced it */
};

/* Every version replaced after an instant (XC_NO_INSTANT: ever), of the visits that the
 * loaded plans hold or held. What became of another programme's visit after a plan let go
 * of it is that programme's to tell. Texts live as long as loaded; *replaced is owned, to
 * be freed also after a failure. */
int xc_load_replaced(const struct xc_session *session, const struct xc_loaded *loaded,
                     xc_instant since, struct xc_replaced **replaced, size_t *count,
                     struct xc_error *error);

#endif
