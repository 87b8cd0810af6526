/* What the chores share. Private to tick*.c. */
#ifndef XC_PROGRAMME_TICK_WORK_H
#define XC_PROGRAMME_TICK_WORK_H

#include "programme/tick.h"

struct xc_ticking {
    struct xc_session session; /* of the office at hand */
    const struct xc_tick_options *options;
    struct xc_tick *tick;
    struct xc_error *error; /* of the workspace itself */
};

/* A new item of the office at hand; NULL: no memory, which is in error. Texts are copied.
 */
struct xc_tick_item *xc_tick_add(struct xc_ticking *ticking, enum xc_tick_chore chore,
                                 enum xc_tick_fate fate, struct xc_str programme,
                                 struct xc_str what);

/* The same of what failed, or waits where it is a no. */
struct xc_tick_item *xc_tick_add_error(struct xc_ticking *ticking,
                                       enum xc_tick_chore chore, struct xc_str programme,
                                       struct xc_str what, const struct xc_error *why);

/* tick_stages.c, tick_drafts.c: of the office at hand. tick_ledger.c: of the workspace.
 */
int xc_tick_stages(struct xc_ticking *ticking);
int xc_tick_drafts(struct xc_ticking *ticking);
int xc_tick_ledger(struct xc_ticking *ticking);

#endif
