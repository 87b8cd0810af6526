/* The clocks that people read, as minutes east of UTC, for xc_instant_show. */
#ifndef XC_WORKSPACE_CLOCK_H
#define XC_WORKSPACE_CLOCK_H

#include "store/draws.h"
#include "workspace/session.h"

/* The office's: the zone of one of its plans; of China where it has none, and where no
 * workspace is open. */
int xc_clock_office(const struct xc_session *session);

/* A programme's: the zone of its newest plan; the office's where it has none. */
int xc_clock_programme(const struct xc_session *session, struct xc_str programme);

/* A draw's: the zone of the programme as it was when the draw was committed to; the
 * office's where that is not stored. */
int xc_clock_draw(const struct xc_session *session, const struct xc_stored_draw *draw);

#endif
