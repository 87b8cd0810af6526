/* The time zones that an .ics file defines or names, as offsets. Private to this folder.
 *
 * libical's own time zones are not used: loading them races between threads. Names of
 * xc_zone_known are taken as they are known here, whatever the file says of them. */
#ifndef XC_CALENDAR_ZONES_H
#define XC_CALENDAR_ZONES_H

#include "calendar/moment.h"
#include "calendar/recurrence.h"

enum { XC_ZONES_MAX = 100, XC_ONSETS_MAX = 5000 };

struct xc_ics_onset {
    int64_t wall; /* in the time before it */
    int before;   /* offsets in minutes east of UTC */
    int after;
};

struct xc_ics_zone {
    char *name;                  /* owned */
    struct xc_ics_onset *onsets; /* owned; ascending by wall once finished */
    size_t count;
    size_t capacity;
    unsigned line;
};

/* Starts zeroed. */
struct xc_ics_zones {
    struct xc_ics_zone *list; /* owned */
    size_t count;
    struct { /* the STANDARD or DAYLIGHT being read */
        struct xc_moment start;
        bool has_start, has_before, has_after;
        int before, after;
        struct xc_ics_rule rule;
    } part;
};

void xc_ics_zones_free(struct xc_ics_zones *zones);

/* Takes the current line where it lies in a VTIMEZONE or ends one; others are passed
 * over. */
int xc_ics_zones_take(struct xc_ics_zones *zones, const struct xc_ics_scanner *scanner,
                      struct xc_error *error);

/* The offset of a time: of a known zone or UTC or the reader's own clock (zone NULL), or
 * of a zone that the file defines. */
struct xc_ics_clock {
    const struct xc_ics_zone *zone; /* borrowed */
    int fixed_minutes;              /* east of UTC where zone is NULL */
};

/* The clock of a value of the current line; its TZID decides. local_minutes: the reader's
 * own. A TZID that is neither known nor defined: XC_EINPUT. */
int xc_ics_zones_clock(const struct xc_ics_zones *zones,
                       const struct xc_ics_scanner *scanner,
                       const struct xc_moment *moment, int local_minutes,
                       struct xc_ics_clock *clock, struct xc_error *error);

/* Minutes east of UTC at a time of that clock. */
int xc_ics_clock_offset(const struct xc_ics_clock *clock, int64_t wall);

#endif
