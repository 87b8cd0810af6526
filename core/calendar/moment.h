/* Days and times as .ics files write them, checked to exist. Private to this folder. */
#ifndef XC_CALENDAR_MOMENT_H
#define XC_CALENDAR_MOMENT_H

#include "base/date.h"
#include "calendar/scan.h"

enum { XC_DAY_MINUTES = 1440 };

enum xc_moment_clock {
    XC_CLOCK_LOCAL = 0, /* no zone: the reader's own */
    XC_CLOCK_UTC,       /* with Z */
    XC_CLOCK_ZONE       /* with TZID: the caller resolves it */
};

/* A day or a time as it stands in the file. */
struct xc_moment {
    int64_t wall; /* minutes since 1970-01-01T00:00 on the clock; seconds are cut */
    bool whole_day;
    enum xc_moment_clock clock;
};

/* Reads one value of the current line (a view into it): 20260301 or 20260301T090000 or
 * with Z. VALUE=DATE demands a day. Days must exist and lie between 1900 and 2199. */
int xc_moment_parse(const struct xc_ics_scanner *scanner, struct xc_str text,
                    struct xc_moment *moment, struct xc_error *error);

/* Only the digits, for values that stand inside others (UNTIL): false where it is none.
 * Years from 1601, which is where some programs let their time zones begin. */
bool xc_moment_read(struct xc_str text, struct xc_moment *moment);

/* DURATION: P3D, P1W, PT90M, P1DT2H; not negative. */
int xc_duration_parse(const struct xc_ics_scanner *scanner, struct xc_str text,
                      int64_t *minutes, struct xc_error *error);

#endif
