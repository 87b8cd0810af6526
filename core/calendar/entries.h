/* Reads the events of an .ics file, occurrence by occurrence. Private to this folder.
 *
 * Three passes of the scanner: the first checks the whole file and learns its time zones,
 * so that nothing is taken from a file that is bad further down; the second, where
 * needed, learns which single occurrences are replaced; the third reads the events. */
#ifndef XC_CALENDAR_ENTRIES_H
#define XC_CALENDAR_ENTRIES_H

#include "base/arena.h"
#include "calendar/scan.h"

enum {
    XC_ENTRY_DAYS_MAX = 400,     /* length of one event */
    XC_OCCURRENCES_MAX = 100000, /* of all events of a file */
    XC_REPEATING_MAX = 1000,     /* events with a rule */
    XC_EXTRA_MAX = 5000          /* RDATE or EXDATE values of an event */
};

/* One occurrence. Texts are in the arena. */
struct xc_ics_entry {
    unsigned line; /* of BEGIN:VEVENT */
    bool whole_days;
    bool transparent;
    bool workday;          /* CATEGORIES hold WORKDAY or 班 */
    struct xc_str summary; /* without escapes; may be empty */
    struct xc_str
        person;   /* X-XUNCHA-PERSON, else the CN of the only ATTENDEE, else empty */
    int64_t from; /* local minutes since 1970-01-01T00:00 */
    int64_t to;   /* excluded; = from for a moment */
};

struct xc_ics_reader {
    struct xc_str text;
    struct xc_str file;
    int local_minutes;      /* the reader's clock, east of UTC */
    bool whole_days_only;   /* times are refused */
    struct xc_arena *arena; /* borrowed */
    void *context;
    /* A property of the VCALENDAR itself, in the first pass. */
    int (*property)(void *context, const struct xc_ics_scanner *scanner,
                    struct xc_error *error);
    /* An occurrence of an event that is not cancelled. */
    int (*entry)(void *context, const struct xc_ics_entry *entry, struct xc_error *error);
};

/* Zero events: XC_EINPUT. property may be NULL. */
int xc_ics_read(const struct xc_ics_reader *reader, struct xc_error *error);

#endif
