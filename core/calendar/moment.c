#include "calendar/moment.h"

#include <string.h>

/* Decimal digits only; −1 where there is something else. */
static int digits(const char *at, size_t count) {
    int value = 0;
    for (size_t i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9') {
            return -1;
        }
        value = value * 10 + (at[i] - '0');
    }
    return value;
}

static bool read_day(const char *at, xc_date *date) {
    int year = digits(at, 4);
    int month = digits(at + 4, 2);
    int day = digits(at + 6, 2);
    if (year < 1601 || year > 2199 || month < 0 || day < 0 ||
        !xc_date_valid(year, (unsigned)month, (unsigned)day)) {
        return false;
    }
    *date = xc_date_make(year, (unsigned)month, (unsigned)day);
    return true;
}

bool xc_moment_read(struct xc_str text, struct xc_moment *moment) {
    xc_date date = 0;
    *moment = (struct xc_moment){0};
    if (text.len == 8) {
        moment->whole_day = true;
    } else if (text.len == 16 && text.ptr[15] == 'Z') {
        moment->clock = XC_CLOCK_UTC;
    } else if (text.len != 15) {
        return false;
    }
    if (!read_day(text.ptr, &date)) {
        return false;
    }
    moment->wall = (int64_t)date * XC_DAY_MINUTES;
    if (moment->whole_day) {
        return true;
    }
    int hour = digits(text.ptr + 9, 2);
    int minute = digits(text.ptr + 11, 2);
    int second = digits(text.ptr + 13, 2);
    if (text.ptr[8] != 'T' || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
        second < 0 || second > 60) {
        return false;
    }
    moment->wall += hour * 60 + minute;
    return true;
}

int xc_moment_parse(const struct xc_ics_scanner *scanner, struct xc_str text,
                    struct xc_moment *moment, struct xc_error *error) {
    struct xc_str kind = {0};
    bool given = xc_ics_parameter(scanner, "VALUE", &kind);
    bool date_wanted = given && xc_ics_same(kind, "DATE");
    if (given && !date_wanted && !xc_ics_same(kind, "DATE-TIME")) {
        return xc_ics_fail(
            scanner, error, text.ptr,
            "%s has VALUE=%.*s: expected a day (DATE) or a time (DATE-TIME)",
            scanner->line.name, XC_PRI(kind));
    }
    if (!xc_moment_read(text, moment) ||
        moment->wall < (int64_t)XC_DATE_MIN * XC_DAY_MINUTES) {
        xc_ics_fail(scanner, error, text.ptr, "%s is '%.*s', which is not a day or time",
                    scanner->line.name, XC_PRI(text));
        return xc_hint(error,
                       "Expected a day that exists, such as 20260301, or a time such as "
                       "20260301T090000, between 1900 and 2199.");
    }
    if (given && date_wanted != moment->whole_day) {
        return xc_ics_fail(scanner, error, text.ptr, "%s says VALUE=%.*s, but is '%.*s'",
                           scanner->line.name, XC_PRI(kind), XC_PRI(text));
    }
    struct xc_str zone = {0};
    if (!moment->whole_day && moment->clock == XC_CLOCK_LOCAL &&
        xc_ics_parameter(scanner, "TZID", &zone)) {
        moment->clock = XC_CLOCK_ZONE;
    }
    return XC_OK;
}

/* Minutes of one unit inside (or outside) the time part, 0 for none. */
static int64_t unit_minutes(char unit, bool time) {
    if (!time) {
        return unit == 'W' ? 7 * XC_DAY_MINUTES : unit == 'D' ? XC_DAY_MINUTES : 0;
    }
    return unit == 'H' ? 60 : unit == 'M' ? 1 : 0;
}

int xc_duration_parse(const struct xc_ics_scanner *scanner, struct xc_str text,
                      int64_t *minutes, struct xc_error *error) {
    const char *at = text.ptr;
    const char *end = text.ptr + text.len;
    bool time = false;
    bool any = false;
    *minutes = 0;
    at += at < end && *at == '+';
    if (at == end || *at++ != 'P') {
        goto wrong;
    }
    while (at < end) {
        if (*at == 'T' && !time) {
            time = true;
            at++;
        }
        size_t count = 0;
        while (at + count < end && at[count] >= '0' && at[count] <= '9') {
            count++;
        }
        if (count == 0 || count > 6 || at + count == end) {
            goto wrong;
        }
        char unit = at[count];
        if (unit_minutes(unit, time) == 0 && !(time && unit == 'S')) {
            goto wrong;
        }
        *minutes += digits(at, count) * unit_minutes(unit, time);
        any = true;
        at += count + 1;
    }
    if (any) {
        return XC_OK;
    }
wrong:
    xc_ics_fail(scanner, error, text.ptr, "%s is '%.*s', which is not a length of time",
                scanner->line.name, XC_PRI(text));
    return xc_hint(error,
                   "Expected a length such as P3D (three days) or PT90M (90 minutes).");
}
