/* What happens by itself: `xuncha tick` at the start, at each instant that it names, and
 * a while after the workspace changed. Private to core/serve. */
#ifndef XC_SERVE_TIMERS_H
#define XC_SERVE_TIMERS_H

#include "serve/site.h"

struct xc_timers *xc_timers_new(struct xc_site *site); /* NULL: no memory */
/* When the loop has run out. NULL is fine. */
void xc_timers_free(struct xc_timers *timers);

/* How often an instant has passed at which something is seen differently (the end of a
 * day or of an embargo) without the workspace having changed. */
uint64_t xc_timers_passed(const struct xc_timers *timers);

/* What the last tick said. */
struct xc_timers_state {
    xc_instant at;                 /* XC_NO_INSTANT: there was none yet */
    xc_instant next;               /* XC_NO_INSTANT: not known */
    xc_instant checked;            /* the ledger; XC_NO_INSTANT: never */
    bool sound;                    /* … and it held */
    unsigned failed;               /* chores that failed */
    unsigned waiting;              /* chores that wait for a person */
    uint64_t overdue, today, soon; /* items that are due */
    unsigned lost;                 /* ticks in a row that did not end well */
};
struct xc_timers_state xc_timers_state(const struct xc_timers *timers);

/* /api/v1/chores; ends with path NULL */
extern const struct xc_route xc_timers_routes[];

#endif
