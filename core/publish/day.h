/* The day that a report is about, in the clock of its programme. */
#ifndef XC_PUBLISH_DAY_H
#define XC_PUBLISH_DAY_H

#include "workspace/session.h"

/* Turns a session into one of the end of a day (*as_of; XC_NO_DATE: becomes today), or
 * leaves it as it is where that day is not over. *offset: minutes east of UTC. XC_EUSAGE:
 * a day to come. */
int xc_day_close(struct xc_session *session, struct xc_str programme, xc_date *as_of,
                 int *offset, struct xc_error *error);

#endif
