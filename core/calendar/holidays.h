/* Reads holidays, make-up working days and absences from .ics files (RFC 5545, via
 * libical).
 *
 * libical accepts too much (2026-02-30, endings before beginnings, unbounded rules, deep
 * nesting, HTML as "no events"), so every file passes an own line scanner first: size,
 * line lengths, nesting ≤ 4, BEGIN/END pairs, well-formed UTF-8, value ranges. Zero
 * events is an error. */
#ifndef XC_CALENDAR_HOLIDAYS_H
#define XC_CALENDAR_HOLIDAYS_H

#include "base/arena.h"
#include "base/error.h"
#include "workdays/workdays.h"

enum { XC_ICS_MAX_BYTES = 16 * 1024 * 1024, XC_ICS_MAX_EVENTS = 100000 };

struct xc_calendar_facts {
    struct xc_day_fact *days; /* ascending by date; in the arena */
    size_t day_count;
    int *years; /* years that the file covers, ascending: the X-XUNCHA-YEARS line, else
                   every year with a holiday on 1 October (National Day) */
    size_t year_count;
    bool provisional; /* X-XUNCHA-PROVISIONAL:TRUE: statutory days without the notice */
};

/* Reads the text of a holiday calendar. An all-day event (VALUE=DATE) is a holiday,
 * unless its CATEGORIES hold WORKDAY or 班, or its SUMMARY ends in （班） or (班) or 班:
 * then a make-up working day. RRULE only with COUNT or UNTIL. file names it in errors
 * (line and column of the file). */
int xc_calendar_read_holidays(struct xc_str text, struct xc_str file,
                              struct xc_arena *arena, struct xc_calendar_facts *facts,
                              struct xc_error *error);

struct xc_calendar_absence {
    struct xc_str
        person; /* ATTENDEE's CN or X-XUNCHA-PERSON, else empty: the caller knows */
    xc_date from;
    xc_date to; /* included */
    int half;   /* enum xc_half: the half that is away, whole day otherwise */
    struct xc_str reason;
};

/* Reads a personal calendar: every event that is not TRANSPARENT or CANCELLED is an
 * absence. Timed events up to 12:00 local (offset_minutes east of UTC for UTC times) are
 * a morning, from 12:00 an afternoon, else whole days. */
int xc_calendar_read_absences(struct xc_str text, struct xc_str file, int offset_minutes,
                              struct xc_arena *arena,
                              struct xc_calendar_absence **absences, size_t *count,
                              struct xc_error *error);

#endif
