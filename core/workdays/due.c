#include "workdays/due.h"

/* How far into a year without facts a due day may lie and still roll out of it: New
 * Year's break is never longer than three days, so what lies deeper stays inside whatever
 * the notice says. */
enum { YEAR_EDGE = 3 };

/* What the walks below share. */
struct search {
    const struct xc_due_rule *rule;
    const struct xc_workdays *workdays;
    xc_date from;
    xc_date to;
    xc_date last; /* given to visit last, against giving one day twice */
    int (*visit)(void *context, xc_date date);
    void *context;
    struct xc_error *error;
};

static int give(struct search *search, xc_date date) {
    if (date < search->from || date > search->to || date == search->last)
        return XC_OK;
    search->last = date;
    return search->visit(search->context, date);
}

static bool known(const struct search *search, xc_date date) {
    return xc_workdays_year(search->workdays, xc_date_ymd(date).year) != XC_YEAR_UNKNOWN;
}

/* Rolls a day and gives it if it comes to lie in the range. A roll that would leave the
 * range is not followed: it may lead into a year that nobody asked about. */
static int give_rolled(struct search *search, xc_date date) {
    const struct xc_workdays *workdays = search->workdays;
    if (search->rule->roll == XC_ROLL_NONE)
        return give(search, date);
    int code = xc_workdays_require(workdays, date, date, search->error);
    if (code != XC_OK)
        return code;
    if (xc_workdays_is(workdays, date))
        return give(search, date);
    xc_date rolled = date;
    if (search->rule->roll == XC_ROLL_PREVIOUS) {
        if (xc_workdays_count(workdays, search->from, date) == 0)
            return XC_OK;
        code = xc_workdays_previous(workdays, date, &rolled, search->error);
    } else {
        if (xc_workdays_count(workdays, date, search->to) == 0)
            return XC_OK;
        code = xc_workdays_next(workdays, date, &rolled, search->error);
    }
    return code == XC_OK ? give(search, rolled) : code;
}

/* The last day that may roll back to the end of the range, or with step −1 the first one
 * that may roll forward to its start. */
static xc_date reach(const struct search *search, xc_date edge, int step) {
    xc_date day = edge + step;
    while (known(search, day) && !xc_workdays_is(search->workdays, day))
        day += step;
    return known(search, day) ? day - step : day + step * (YEAR_EDGE - 1);
}

static int walk_weeks(struct search *search, xc_date low, xc_date high) {
    int ahead = (int)search->rule->weekday - (int)xc_date_weekday(low);
    int code = XC_OK;
    for (xc_date day = low + (ahead + 7) % 7; code == XC_OK && day <= high; day += 7)
        code = give_rolled(search, day);
    return code;
}

static xc_date day_of_period(const struct xc_due_rule *rule, xc_date period_first) {
    struct xc_ymd first = xc_date_ymd(period_first);
    unsigned month = first.month + rule->month - 1;
    unsigned days = xc_date_month_days(first.year, month);
    return xc_date_make(first.year, month, rule->day < days ? rule->day : days);
}

static int walk_days(struct search *search, xc_date low, xc_date high) {
    enum xc_period period = search->rule->period;
    int code = XC_OK;
    xc_date first = xc_date_period_first(low, period);
    while (code == XC_OK && first <= high) {
        xc_date day = day_of_period(search->rule, first);
        if (day >= low && day <= high)
            code = give_rolled(search, day);
        first = xc_date_period_last(first, period) + 1;
    }
    return code;
}

/* The n-th working day of the period from its start or end; the last that there is where
 * the period has fewer. */
static int give_workday(struct search *search, xc_date first, xc_date last, int nth) {
    const struct xc_workdays *workdays = search->workdays;
    int code = xc_workdays_require(workdays, first, last, search->error);
    if (code != XC_OK)
        return code;
    int count = xc_workdays_count(workdays, first, last);
    if (count == 0)
        return XC_OK;
    int place = nth > 0 ? nth : count + 1 + nth;
    place = place < 1 ? 1 : place > count ? count : place;
    xc_date day = XC_NO_DATE;
    code = xc_workdays_next(workdays, first, &day, search->error);
    if (code == XC_OK && place > 1)
        code = xc_workdays_step(workdays, day, place - 1, &day, search->error);
    return code == XC_OK ? give(search, day) : code;
}

static int walk_workdays(struct search *search, int nth) {
    enum xc_period period = search->rule->period;
    int code = XC_OK;
    xc_date first = xc_date_period_first(search->from, period);
    while (code == XC_OK && first <= search->to) {
        xc_date last = xc_date_period_last(first, period);
        code = give_workday(search, first, last, nth);
        first = last + 1;
    }
    return code;
}

int xc_due_days(const struct xc_due_rule *rule, const struct xc_workdays *workdays,
                xc_date from, xc_date to, int (*visit)(void *context, xc_date date),
                void *context, struct xc_error *error) {
    struct search search = {rule, workdays, from, to, XC_NO_DATE, visit, context, error};
    if (to < from)
        return XC_OK;
    if (from < XC_DATE_MIN || to > XC_DATE_MAX)
        return xc_fail(error, XC_EINTERNAL,
                       "due days were asked for outside the years 1900 to 2199.");
    xc_date low = rule->roll == XC_ROLL_NEXT ? reach(&search, from, -1) : from;
    xc_date high = rule->roll == XC_ROLL_PREVIOUS ? reach(&search, to, 1) : to;
    switch (rule->kind) {
    case XC_DUE_LAST_WORKDAY:
        return walk_workdays(&search, -1);
    case XC_DUE_WORKDAY_ON:
        return walk_workdays(&search, rule->nth);
    case XC_DUE_WEEKLY:
        return walk_weeks(&search, low, high);
    case XC_DUE_DAY:
        return walk_days(&search, low, high);
    case XC_DUE_DATE:
        return rule->date < low || rule->date > high ? XC_OK
                                                     : give_rolled(&search, rule->date);
    }
    return xc_fail(error, XC_EINTERNAL, "a due rule of unknown kind was used.");
}
