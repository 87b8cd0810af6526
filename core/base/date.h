/* Civil dates, times of day and instants. No time zones and no clock: the zone belongs to
 * calendar, the clock is a parameter (--now).
 *
 * A date is the number of days since 1970-01-01 in the proleptic Gregorian calendar. */
#ifndef XC_BASE_DATE_H
#define XC_BASE_DATE_H

#include "base/buffer.h"
#include "base/str.h"

typedef int32_t xc_date;    /* civil day */
typedef int64_t xc_instant; /* seconds since 1970-01-01T00:00:00Z, no leap seconds */

#define XC_NO_DATE    INT32_MIN
#define XC_NO_INSTANT INT64_MIN

/* The range of dates that input may name: 1900-01-01 … 2199-12-31. */
#define XC_DATE_MIN ((xc_date)-25567)
#define XC_DATE_MAX ((xc_date)84005)

struct xc_ymd {
    int year;
    unsigned month; /* 1–12 */
    unsigned day;   /* 1–31 */
};

enum xc_weekday { /* ISO 8601 */
                  XC_MONDAY = 1,
                  XC_TUESDAY,
                  XC_WEDNESDAY,
                  XC_THURSDAY,
                  XC_FRIDAY,
                  XC_SATURDAY,
                  XC_SUNDAY
};

bool xc_date_valid(int year, unsigned month, unsigned day);

/* Precondition: valid (year, month and day as checked by xc_date_valid). */
xc_date xc_date_make(int year, unsigned month, unsigned day);
struct xc_ymd xc_date_ymd(xc_date date);
enum xc_weekday xc_date_weekday(xc_date date);
unsigned xc_date_month_days(int year, unsigned month);

/* First and last day of the month, quarter, half-year or year that holds the date. */
enum xc_period {
    XC_PERIOD_MONTH = 1,
    XC_PERIOD_QUARTER = 3,
    XC_PERIOD_HALF = 6,
    XC_PERIOD_YEAR = 12
};
xc_date xc_date_period_first(xc_date date, enum xc_period period);
xc_date xc_date_period_last(xc_date date, enum xc_period period);

/* Strict ISO 8601, YYYY-MM-DD, a date that exists and lies in the range: true and *date.
 */
bool xc_date_parse(struct xc_str text, xc_date *date);

/* What offices write: 2021-03-05, 2021/3/5, 2021.3.5, 2021年3月5日, 20210305, full-width
 * digits; an optional time part of zeros (" 00:00:00") as spreadsheets add. Two-digit
 * years are refused. */
bool xc_date_parse_loose(struct xc_str text, xc_date *date);

/* "YYYY-MM-DD" and a NUL into out; the empty text for XC_NO_DATE and years beyond
 * 0000–9999. */
void xc_date_format(xc_date date, char out[11]);
int xc_buffer_date(struct xc_buffer *buffer, xc_date date);

/* Minutes since midnight, "HH:MM", 00:00–24:00. */
bool xc_time_parse(struct xc_str text, unsigned *minutes);
void xc_time_format(unsigned minutes, char out[6]);

/* 2026-03-02T01:00:00Z, or with +08:00 / +0800; seconds may be left out; without Z or an
 * offset, and for a date alone (its midnight), the zone is offset_minutes east of UTC. */
bool xc_instant_parse(struct xc_str text, int offset_minutes, xc_instant *instant);

/* "2026-03-02T01:00:00Z" and a NUL; the empty text for XC_NO_INSTANT and years beyond
 * 0000–9999. */
void xc_instant_format(xc_instant instant, char out[21]);

/* What people are shown: "2026-03-02 09:00 +08:00", with seconds where there are any
 * ("09:00:03"), and a NUL; empty as above. offset_minutes: east of UTC, within a day. */
enum { XC_INSTANT_SHOWN = 27 };
void xc_instant_show(xc_instant instant, int offset_minutes, char out[XC_INSTANT_SHOWN]);

/* The civil date and minute of an instant in a zone that is offset_minutes east of UTC,
 * and back. minutes may be NULL. */
xc_date xc_instant_date(xc_instant instant, int offset_minutes, unsigned *minutes);
xc_instant xc_instant_make(xc_date date, unsigned minutes, int offset_minutes);

#endif
