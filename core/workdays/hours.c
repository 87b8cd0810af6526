#include "workdays/hours.h"

#include "base/date.h"

enum { NOON = 12 * 60, DAY_MINUTES = 24 * 60 };

const struct xc_hours xc_hours_default = {
    .count = 2, .spans = {{9 * 60, 12 * 60}, {13 * 60 + 30, 17 * 60}}};

static int refuse(struct xc_error *error, struct xc_str text) {
    xc_fail(error, XC_EINPUT, "'%.*s' is not a span of office hours.", XC_PRI(text));
    xc_hint(error, "write it as '09:00-12:00', from the earlier to the later time, "
                   "at full quarters of an hour.");
    return XC_EINPUT;
}

int xc_hours_add(struct xc_hours *hours, struct xc_str text, struct xc_error *error) {
    struct xc_str rest = text;
    struct xc_str first = xc_str_trim(xc_str_cut(&rest, '-'));
    unsigned from = 0;
    unsigned to = 0;
    if (!rest.ptr || !xc_time_parse(first, &from) ||
        !xc_time_parse(xc_str_trim(rest), &to))
        return refuse(error, text);
    if (from >= to || from % XC_GRID_MINUTES != 0 || to % XC_GRID_MINUTES != 0)
        return refuse(error, text);
    if (hours->count == XC_HOUR_SPANS)
        return xc_fail(error, XC_EINPUT,
                       "'%.*s' is one span too many: office hours have at most %d.",
                       XC_PRI(text), (int)XC_HOUR_SPANS);
    if (hours->count > 0 && from <= hours->spans[hours->count - 1].to) {
        xc_fail(error, XC_EINPUT,
                "'%.*s' does not lie behind the office hours before it.", XC_PRI(text));
        xc_hint(error, "order the spans by time, leave a pause between them, and "
                       "write hours without a pause as one span.");
        return XC_EINPUT;
    }
    hours->spans[hours->count].from = (uint16_t)from;
    hours->spans[hours->count].to = (uint16_t)to;
    hours->count++;
    return XC_OK;
}

/* Where the morning ends: at the longest pause, the earlier of equal ones. */
static unsigned morning_end(const struct xc_hours *hours) {
    unsigned end = NOON;
    unsigned longest = 0;
    for (unsigned i = 1; i < hours->count; i++) {
        unsigned pause = (unsigned)hours->spans[i].from - hours->spans[i - 1].to;
        if (pause > longest) {
            longest = pause;
            end = hours->spans[i - 1].to;
        }
    }
    return end;
}

/* What lies between two times of the day. */
static struct xc_hours clip(const struct xc_hours *hours, unsigned low, unsigned high) {
    struct xc_hours part = {0};
    for (unsigned i = 0; i < hours->count; i++) {
        unsigned from = hours->spans[i].from < low ? low : hours->spans[i].from;
        unsigned to = hours->spans[i].to > high ? high : hours->spans[i].to;
        if (from >= to)
            continue;
        part.spans[part.count].from = (uint16_t)from;
        part.spans[part.count].to = (uint16_t)to;
        part.count++;
    }
    return part;
}

static struct xc_hours half_of(const struct xc_hours *hours, enum xc_half half) {
    unsigned middle = morning_end(hours);
    if (half == XC_MORNING)
        return clip(hours, 0, middle);
    if (half == XC_AFTERNOON)
        return clip(hours, middle, DAY_MINUTES);
    return *hours;
}

unsigned xc_hours_minutes(const struct xc_hours *hours, enum xc_half half) {
    struct xc_hours part = half_of(hours, half);
    unsigned minutes = 0;
    for (unsigned i = 0; i < part.count; i++)
        minutes += (unsigned)part.spans[i].to - part.spans[i].from;
    return minutes;
}

struct xc_hours xc_hours_without(const struct xc_hours *hours, enum xc_half half) {
    if (half == XC_MORNING)
        return half_of(hours, XC_AFTERNOON);
    if (half == XC_AFTERNOON)
        return half_of(hours, XC_MORNING);
    return (struct xc_hours){0};
}

void xc_day_plan_start(struct xc_day_plan *day, const struct xc_hours *hours) {
    day->hours = *hours;
    day->span = 0;
    day->at = hours->count > 0 ? hours->spans[0].from : 0;
}

static unsigned piece_start(const struct xc_day_plan *day, unsigned span) {
    return span == day->span ? day->at : day->hours.spans[span].from;
}

static unsigned piece_length(const struct xc_day_plan *day, unsigned span) {
    return day->hours.spans[span].to - piece_start(day, span);
}

bool xc_day_plan_take(struct xc_day_plan *day, unsigned minutes, unsigned *start,
                      unsigned *end) {
    if (minutes == 0 || minutes > DAY_MINUTES)
        return false;
    unsigned need = (minutes + XC_GRID_MINUTES - 1) / XC_GRID_MINUTES * XC_GRID_MINUTES;
    unsigned span = day->span;
    while (span < day->hours.count && piece_length(day, span) < need)
        span++;
    if (span == day->hours.count) {
        unsigned left = 0;
        for (unsigned i = day->span; i < day->hours.count; i++)
            left += piece_length(day, i);
        if (left < need)
            return false;
        span = day->span;
        if (piece_length(day, span) == 0)
            span++;
    }
    *start = piece_start(day, span);
    unsigned at = *start;
    while (need > day->hours.spans[span].to - at) {
        need -= day->hours.spans[span].to - at;
        span++;
        at = day->hours.spans[span].from;
    }
    *end = at + need;
    day->span = span;
    day->at = (uint16_t)*end;
    return true;
}
