/* Working days: which days offices work, counted and stepped through.
 *
 * What it is given: holidays and make-up working days (调休) as facts, and which years
 * those facts cover. It never guesses: a question that touches a year without facts is an
 * error that names the year. It is not a calendar file reader (core/calendar) and knows
 * no time zone.
 *
 * Source of the rule: 全国年节及纪念日放假办法 and the State Council's yearly notices;
 * all other days are working days Monday to Friday. */
#ifndef XC_WORKDAYS_WORKDAYS_H
#define XC_WORKDAYS_WORKDAYS_H

#include "base/date.h"
#include "base/error.h"

enum xc_day_kind {
    XC_DAY_HOLIDAY = 1, /* 休: no work, whatever the weekday */
    XC_DAY_WORKDAY = 2  /* 班: work, whatever the weekday */
};

struct xc_day_fact {
    xc_date date;
    enum xc_day_kind kind;
    struct xc_str name; /* for example 国庆节; borrowed */
};

enum xc_year_state {
    XC_YEAR_UNKNOWN = 0,
    XC_YEAR_PROVISIONAL = 1, /* statutory days only, the yearly notice is not out */
    XC_YEAR_COVERED = 2
};

struct xc_workdays; /* immutable once made; safe to share between threads */

/* Collects facts before making the calendar. */
struct xc_workdays_builder;
struct xc_workdays_builder *xc_workdays_builder_new(void); /* owned; NULL: no memory */
void xc_workdays_builder_free(struct xc_workdays_builder *builder);

/* Adds a fact (the name is copied). A later fact for the same date replaces the earlier
 * one, so that an office's own calendar can overrule the country's. Years 1990–2199. */
int xc_workdays_add_fact(struct xc_workdays_builder *builder, struct xc_day_fact fact,
                         struct xc_error *error);

/* States what is known of a year; the stronger state wins. */
int xc_workdays_add_year(struct xc_workdays_builder *builder, int year,
                         enum xc_year_state state, struct xc_error *error);

/* Makes the calendar; the builder may be freed. Owned by the caller. */
int xc_workdays_build(const struct xc_workdays_builder *builder,
                      struct xc_workdays **workdays, struct xc_error *error);
void xc_workdays_free(struct xc_workdays *workdays);

enum xc_year_state xc_workdays_year(const struct xc_workdays *workdays, int year);

/* XC_OK where every year from…to is covered (provisional counts); else XC_EINPUT naming
 * the first missing year with the hint to import it or to plan with --provisional. */
int xc_workdays_require(const struct xc_workdays *workdays, xc_date from, xc_date to,
                        struct xc_error *error);

/* True where some year of from…to is only provisional. */
bool xc_workdays_provisional(const struct xc_workdays *workdays, xc_date from,
                             xc_date to);

/* The queries below: precondition xc_workdays_require held for every date they touch,
 * else the answer counts Monday to Friday of the unknown years. */
bool xc_workdays_is(const struct xc_workdays *workdays, xc_date date);

/* The fact for a date, or NULL where its weekday decides. */
const struct xc_day_fact *xc_workdays_fact(const struct xc_workdays *workdays,
                                           xc_date date);

/* Working days in from…to, both included; 0 where to < from. O(1). */
int xc_workdays_count(const struct xc_workdays *workdays, xc_date from, xc_date to);

/* The n-th working day after (n > 0) or before (n < 0) a date that itself does not count:
 * the
 * "+2 working days" of case reports. Fails where an uncovered year would be needed. n ≠
 * 0. */
int xc_workdays_step(const struct xc_workdays *workdays, xc_date from, int n,
                     xc_date *result, struct xc_error *error);

/* The first working day at or after, the last one at or before; same failure. */
int xc_workdays_next(const struct xc_workdays *workdays, xc_date from, xc_date *result,
                     struct xc_error *error);
int xc_workdays_previous(const struct xc_workdays *workdays, xc_date from,
                         xc_date *result, struct xc_error *error);

#endif
