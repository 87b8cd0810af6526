/* Guests: a visit of one programme that another one joined (one visit per target, several
 * tasks). It belongs to the programme of its first task; the other programme's plan keeps
 * a copy with its own task added. */
#ifndef XC_WORKSPACE_GUESTS_H
#define XC_WORKSPACE_GUESTS_H

#include "workspace/load.h"

/* True where the visit belongs to another programme than the plan it stands in. */
bool xc_visit_is_guest(const struct xc_loaded_plan *plan, const struct xc_visit *visit);

/* With every plan of the office loaded: each guest's task goes to the visit it joined, as
 * soon as both plans are approved, and the copy goes, so that nobody sees one visit
 * twice. */
int xc_guests_return(struct xc_loaded *loaded, struct xc_error *error);

/* With one plan loaded: its guests take day, crew and status from the visits they are
 * copies of. owner holds the plan of the programme they belong to. */
void xc_guests_refresh(struct xc_loaded_plan *plan, const struct xc_loaded_plan *owner);

#endif
