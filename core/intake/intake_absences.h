/* Absences from a personal calendar (.ics): one person's, or several where each entry
 * says whose. */
#ifndef XC_INTAKE_INTAKE_ABSENCES_H
#define XC_INTAKE_INTAKE_ABSENCES_H

#include "exchange/import.h"
#include "workspace/session.h"

/* Reads the calendar's text into a copy of old. person: whose absences they are where an
 * entry does not say. Merging adds what is new; replacing takes the calendar for all that
 * its persons have, and leaves everybody else's absences alone. */
int xc_intake_absences(const struct xc_session *session, struct xc_str text,
                       const struct xc_import_options *options, struct xc_str person,
                       const struct xc_register *old, struct xc_register **reg,
                       struct xc_import_report *report, struct xc_error *error);

#endif
