/* Office hours and start times within a day, on a grid of 15 minutes. */
#ifndef XC_WORKDAYS_HOURS_H
#define XC_WORKDAYS_HOURS_H

#include "base/error.h"
#include "base/str.h"

enum { XC_GRID_MINUTES = 15, XC_HOUR_SPANS = 4 };

/* Spans of a day in minutes since midnight, on the grid, ascending, apart; a pause
 * (lunch) lies between two spans. */
struct xc_hours {
    unsigned count;
    struct {
        uint16_t from;
        uint16_t to;
    } spans[XC_HOUR_SPANS];
};

/* 09:00–12:00 and 13:30–17:00, the usual office hours. */
extern const struct xc_hours xc_hours_default;

/* Adds "09:00-12:00"; it must lie behind the spans so far. */
int xc_hours_add(struct xc_hours *hours, struct xc_str text, struct xc_error *error);

/* Working minutes of the whole day, of the morning or of the afternoon. Morning is what
 * lies before the longest pause, the first of equal ones (before 12:00 where there is
 * none). */
enum xc_half { XC_WHOLE_DAY = 0, XC_MORNING = 1, XC_AFTERNOON = 2 };
unsigned xc_hours_minutes(const struct xc_hours *hours, enum xc_half half);

/* The hours that are left when one half is taken away (XC_MORNING: the afternoon
 * remains). */
struct xc_hours xc_hours_without(const struct xc_hours *hours, enum xc_half half);

/* A day being filled, earliest first. */
struct xc_day_plan {
    struct xc_hours hours;
    unsigned span; /* where the next visit may start */
    uint16_t at;
};
void xc_day_plan_start(struct xc_day_plan *day, const struct xc_hours *hours);

/* Takes minutes (rounded up to the grid). A visit that fits into some remaining span is
 * not split by a pause: it moves behind the pause if the current span is too short. One
 * longer than every remaining span runs across pauses. False where it does not fit into
 * what is left; then nothing is taken. *start and *end are clock minutes (end − start
 * includes pauses run across). */
bool xc_day_plan_take(struct xc_day_plan *day, unsigned minutes, unsigned *start,
                      unsigned *end);

#endif
