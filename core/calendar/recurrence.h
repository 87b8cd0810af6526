/* Repeating events: bounded rules only, stepped through by libical. Private to this
 * folder. */
#ifndef XC_CALENDAR_RECURRENCE_H
#define XC_CALENDAR_RECURRENCE_H

#include "calendar/moment.h"

enum { XC_RULE_BYTES = 512, XC_RULE_OCCURRENCES = 5000 };

/* A rule that passed the checks: what libical is given, and the end that it is not given,
 * because reading a time with Z makes libical load its time zones. */
struct xc_ics_rule {
    char text[XC_RULE_BYTES + 1];
    bool bounded; /* COUNT or UNTIL */
    bool has_until;
    struct xc_moment until;
    bool set; /* there is a rule */
};

/* Reads the RRULE of the current line. Allowed are DAILY, WEEKLY, MONTHLY and YEARLY with
 * the parts that cannot contradict each other for ever (see the table in the source). */
int xc_ics_rule_parse(const struct xc_ics_scanner *scanner, struct xc_ics_rule *rule,
                      struct xc_error *error);

/* Calls visit with the wall time of each occurrence in order, up to and including until.
 * Stops where visit returns non-zero and returns that. XC_ENO: more than
 * XC_RULE_OCCURRENCES, nothing said in any error; XC_EINPUT: libical does not take the
 * rule, likewise. */
int xc_ics_rule_run(const struct xc_ics_rule *rule, const struct xc_moment *start,
                    int64_t until, int (*visit)(void *context, int64_t wall),
                    void *context);

#endif
