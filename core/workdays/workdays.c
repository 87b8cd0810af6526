#include "workdays/workdays.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

enum {
    FIRST_YEAR = 1990,
    LAST_YEAR = 2199,
    YEAR_COUNT = LAST_YEAR - FIRST_YEAR + 1,
    DAY_COUNT = YEAR_COUNT * 365 + 51, /* 51 leap years from 1990 to 2199 */
    FIRST_CAPACITY = 512
};

/* Room for every day of the range with a long name, and for some replaced ones. */
static const size_t NAME_BYTES_MAX = (size_t)64 * 1024 * 1024;
static const size_t NAME_LENGTH_MAX = 1024;

struct xc_workdays_builder {
    struct xc_arena *names;
    struct xc_day_fact *facts; /* one per date, in the order of their coming */
    size_t count;
    size_t capacity;
    uint32_t *by_day; /* position in facts + 1, per day from 1 January of FIRST_YEAR */
    uint8_t states[YEAR_COUNT];
};

struct xc_workdays {
    xc_date first;    /* the first day the tables know */
    xc_date end;      /* the day after the last */
    int32_t weekdays; /* Monday–Friday days from first until before end */
    int32_t *before; /* [end − first + 1] working days from first until before the day */
    xc_date *days;   /* the working days themselves */
    struct xc_day_fact *facts; /* ascending by date */
    size_t fact_count;
    char *names;
    uint8_t states[YEAR_COUNT];
};

static xc_date range_first(void) {
    return xc_date_make(FIRST_YEAR, 1, 1);
}

static bool year_in_range(int year) {
    return year >= FIRST_YEAR && year <= LAST_YEAR;
}

struct xc_workdays_builder *xc_workdays_builder_new(void) {
    struct xc_workdays_builder *builder = calloc(1, sizeof *builder);
    if (!builder)
        return NULL;
    builder->names = xc_arena_new(NAME_BYTES_MAX);
    builder->by_day = calloc(DAY_COUNT, sizeof *builder->by_day);
    if (!builder->names || !builder->by_day) {
        xc_workdays_builder_free(builder);
        return NULL;
    }
    return builder;
}

void xc_workdays_builder_free(struct xc_workdays_builder *builder) {
    if (!builder)
        return;
    xc_arena_free(builder->names);
    free(builder->facts);
    free(builder->by_day);
    free(builder);
}

/* Neighbouring days mostly share their name: one copy serves a whole holiday. */
static int copy_name(struct xc_workdays_builder *builder, struct xc_str name,
                     struct xc_str *copy, struct xc_error *error) {
    *copy = (struct xc_str){0};
    if (name.len == 0)
        return XC_OK;
    if (builder->count > 0) {
        struct xc_str last = builder->facts[builder->count - 1].name;
        if (xc_str_equal(last, name)) {
            *copy = last;
            return XC_OK;
        }
    }
    *copy = xc_arena_copy(builder->names, name);
    return copy->ptr ? XC_OK : xc_fail_memory(error);
}

static int grow_facts(struct xc_workdays_builder *builder, struct xc_error *error) {
    if (builder->count < builder->capacity)
        return XC_OK;
    size_t capacity = builder->capacity ? builder->capacity * 2 : FIRST_CAPACITY;
    struct xc_day_fact *facts = realloc(builder->facts, capacity * sizeof *facts);
    if (!facts)
        return xc_fail_memory(error);
    builder->facts = facts;
    builder->capacity = capacity;
    return XC_OK;
}

int xc_workdays_add_fact(struct xc_workdays_builder *builder, struct xc_day_fact fact,
                         struct xc_error *error) {
    char day[11] = "";
    if (fact.date < range_first() || fact.date >= range_first() + DAY_COUNT) {
        if (fact.date >= XC_DATE_MIN && fact.date <= XC_DATE_MAX)
            xc_date_format(fact.date, day);
        xc_fail(error, XC_EINPUT,
                "the day %s cannot stand in a calendar of working days, which holds the "
                "years %d to %d.",
                day, (int)FIRST_YEAR, (int)LAST_YEAR);
        xc_hint(error, "correct the date.");
        return XC_EINPUT;
    }
    xc_date_format(fact.date, day);
    if (fact.kind != XC_DAY_HOLIDAY && fact.kind != XC_DAY_WORKDAY)
        return xc_fail(error, XC_EINTERNAL,
                       "the day %s is neither a holiday nor a working day.", day);
    if (fact.name.len > NAME_LENGTH_MAX)
        return xc_fail(error, XC_EINPUT,
                       "the name of the day %s is too long (%zu bytes; at most %zu).",
                       day, fact.name.len, NAME_LENGTH_MAX);
    int code = copy_name(builder, fact.name, &fact.name, error);
    if (code != XC_OK)
        return code;
    uint32_t *position = &builder->by_day[fact.date - range_first()];
    if (*position) {
        builder->facts[*position - 1] = fact;
        return XC_OK;
    }
    code = grow_facts(builder, error);
    if (code != XC_OK)
        return code;
    builder->facts[builder->count] = fact;
    builder->count++;
    *position = (uint32_t)builder->count;
    return XC_OK;
}

int xc_workdays_add_year(struct xc_workdays_builder *builder, int year,
                         enum xc_year_state state, struct xc_error *error) {
    if (!year_in_range(year)) {
        xc_fail(error, XC_EINPUT,
                "the year %d cannot stand in a calendar of working days, which holds the "
                "years %d to %d.",
                year, (int)FIRST_YEAR, (int)LAST_YEAR);
        xc_hint(error, "correct the year.");
        return XC_EINPUT;
    }
    uint8_t *known = &builder->states[year - FIRST_YEAR];
    if ((uint8_t)state > *known)
        *known = (uint8_t)state;
    return XC_OK;
}

static int year_of(xc_date date) {
    return xc_date_ymd(date).year;
}

/* The years that the tables must hold: every year of which something is known. */
static void find_range(const struct xc_workdays_builder *builder, xc_date *first,
                       xc_date *end) {
    int low = LAST_YEAR + 1;
    int high = FIRST_YEAR - 1;
    for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
        if (builder->states[year - FIRST_YEAR] != XC_YEAR_UNKNOWN) {
            low = year < low ? year : low;
            high = year;
        }
    }
    for (size_t i = 0; i < builder->count; i++) {
        int year = year_of(builder->facts[i].date);
        low = year < low ? year : low;
        high = year > high ? year : high;
    }
    *first = xc_date_make(high < low ? FIRST_YEAR : low, 1, 1);
    *end = high < low ? *first : xc_date_make(high + 1, 1, 1);
}

static bool is_weekday(xc_date date) {
    return xc_date_weekday(date) < XC_SATURDAY;
}

static void fill_days(struct xc_workdays *workdays) {
    int32_t count = 0;
    size_t fact = 0;
    for (xc_date day = workdays->first; day < workdays->end; day++) {
        bool work = is_weekday(day);
        workdays->weekdays += work;
        if (fact < workdays->fact_count && workdays->facts[fact].date == day) {
            work = workdays->facts[fact].kind == XC_DAY_WORKDAY;
            fact++;
        }
        workdays->before[day - workdays->first] = count;
        if (work) {
            workdays->days[count] = day;
            count++;
        }
    }
    workdays->before[workdays->end - workdays->first] = count;
}

/* Copies the facts in the order of their days, with their names in one block. */
static void fill_facts(struct xc_workdays *workdays,
                       const struct xc_workdays_builder *builder) {
    char *free_byte = workdays->names;
    const xc_date zero = range_first();
    for (xc_date day = workdays->first; day < workdays->end; day++) {
        uint32_t position = builder->by_day[day - zero];
        if (!position)
            continue;
        struct xc_day_fact *fact = &workdays->facts[workdays->fact_count];
        *fact = builder->facts[position - 1];
        struct xc_str last =
            workdays->fact_count > 0 ? fact[-1].name : (struct xc_str){0};
        if (fact->name.len > 0 && xc_str_equal(last, fact->name)) {
            fact->name = last;
        } else if (fact->name.len > 0) {
            memcpy(free_byte, fact->name.ptr, fact->name.len);
            fact->name.ptr = free_byte;
            free_byte += fact->name.len;
        }
        workdays->fact_count++;
    }
}

static size_t name_bytes(const struct xc_workdays_builder *builder) {
    size_t bytes = 0;
    for (size_t i = 0; i < builder->count; i++)
        bytes += builder->facts[i].name.len;
    return bytes;
}

int xc_workdays_build(const struct xc_workdays_builder *builder,
                      struct xc_workdays **workdays, struct xc_error *error) {
    *workdays = NULL;
    struct xc_workdays *made = calloc(1, sizeof *made);
    if (!made)
        return xc_fail_memory(error);
    find_range(builder, &made->first, &made->end);
    size_t days = (size_t)(made->end - made->first) + 1;
    made->before = calloc(days, sizeof *made->before);
    made->days = calloc(days, sizeof *made->days);
    made->facts = calloc(builder->count + 1, sizeof *made->facts);
    made->names = malloc(name_bytes(builder) + 1);
    if (!made->before || !made->days || !made->facts || !made->names) {
        xc_workdays_free(made);
        return xc_fail_memory(error);
    }
    memcpy(made->states, builder->states, sizeof made->states);
    fill_facts(made, builder);
    fill_days(made);
    *workdays = made;
    return XC_OK;
}

void xc_workdays_free(struct xc_workdays *workdays) {
    if (!workdays)
        return;
    free(workdays->before);
    free(workdays->days);
    free(workdays->facts);
    free(workdays->names);
    free(workdays);
}

enum xc_year_state xc_workdays_year(const struct xc_workdays *workdays, int year) {
    if (!year_in_range(year))
        return XC_YEAR_UNKNOWN;
    return (enum xc_year_state)workdays->states[year - FIRST_YEAR];
}

/* Walks the years from one date to the other, in either direction, and fails at the first
 * one that is not known. */
static int require_years(const struct xc_workdays *workdays, xc_date from, xc_date to,
                         struct xc_error *error) {
    int last = year_of(to);
    int step = from <= to ? 1 : -1;
    for (int year = year_of(from);; year += step) {
        if (xc_workdays_year(workdays, year) == XC_YEAR_UNKNOWN) {
            xc_fail(error, XC_EINPUT,
                    "the holidays and make-up working days of %d are not known, so its "
                    "working days cannot be counted.",
                    year);
            xc_hint(error,
                    "import the State Council's notice for %d with `xuncha import "
                    "calendar FILE`, or plan with --provisional.",
                    year);
            return XC_EINPUT;
        }
        if (year == last)
            return XC_OK;
    }
}

int xc_workdays_require(const struct xc_workdays *workdays, xc_date from, xc_date to,
                        struct xc_error *error) {
    return to < from ? XC_OK : require_years(workdays, from, to, error);
}

bool xc_workdays_provisional(const struct xc_workdays *workdays, xc_date from,
                             xc_date to) {
    if (to < from)
        return false;
    int last = year_of(to);
    for (int year = year_of(from); year <= last; year++)
        if (xc_workdays_year(workdays, year) == XC_YEAR_PROVISIONAL)
            return true;
    return false;
}

bool xc_workdays_is(const struct xc_workdays *workdays, xc_date date) {
    if (date < workdays->first || date >= workdays->end)
        return is_weekday(date);
    const int32_t *before = &workdays->before[date - workdays->first];
    return before[1] > before[0];
}

const struct xc_day_fact *xc_workdays_fact(const struct xc_workdays *workdays,
                                           xc_date date) {
    size_t low = 0;
    size_t high = workdays->fact_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (workdays->facts[middle].date < date)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < workdays->fact_count && workdays->facts[low].date == date)
        return &workdays->facts[low];
    return NULL;
}

/* Monday–Friday days from Monday 1899-12-25 until before the date; the date may lie
 * before. */
static int64_t weekdays_before(xc_date date) {
    int64_t days = (int64_t)date - XC_DATE_MIN + 7;
    int64_t weeks = days >= 0 ? days / 7 : -((6 - days) / 7);
    int64_t rest = days - weeks * 7;
    return weeks * 5 + (rest < 5 ? rest : 5);
}

/* Working days until before the date, on one scale inside and outside the tables. */
static int64_t workdays_before(const struct xc_workdays *workdays, xc_date date) {
    if (date < workdays->first)
        return weekdays_before(date);
    if (date <= workdays->end)
        return weekdays_before(workdays->first) +
               workdays->before[date - workdays->first];
    return weekdays_before(date) - workdays->weekdays +
           workdays->before[workdays->end - workdays->first];
}

int xc_workdays_count(const struct xc_workdays *workdays, xc_date from, xc_date to) {
    if (to < from)
        return 0;
    int64_t last = workdays_before(workdays, to) + xc_workdays_is(workdays, to);
    return (int)(last - workdays_before(workdays, from));
}

/* The working day that lies offset places from the first one at or after date. Only years
 * from date's own to the result's are needed. */
static int seek(const struct xc_workdays *workdays, xc_date date, int64_t offset,
                xc_date *result, struct xc_error *error) {
    *result = XC_NO_DATE;
    xc_date touched = offset < 0 ? date - 1 : date;
    int code = require_years(workdays, touched, touched, error);
    if (code != XC_OK)
        return code;
    int64_t count = workdays->before[workdays->end - workdays->first];
    int64_t place = workdays->before[date - workdays->first] + offset;
    /* Beyond the tables: the walk to the year next to them names the first one missing.
     */
    if (place < 0)
        return require_years(workdays, touched, workdays->first - 1, error);
    if (place >= count)
        return require_years(workdays, touched, workdays->end, error);
    code = require_years(workdays, touched, workdays->days[place], error);
    if (code == XC_OK)
        *result = workdays->days[place];
    return code;
}

static int refuse_date(struct xc_error *error) {
    return xc_fail(
        error, XC_EINTERNAL,
        "a date outside the years 1900 to 2199 was used to count working days.");
}

int xc_workdays_step(const struct xc_workdays *workdays, xc_date from, int n,
                     xc_date *result, struct xc_error *error) {
    *result = XC_NO_DATE;
    if (from < XC_DATE_MIN || from > XC_DATE_MAX)
        return refuse_date(error);
    if (n == 0)
        return xc_fail(error, XC_EINTERNAL, "a step of no working days was asked for.");
    if (n > 0)
        return seek(workdays, from + 1, (int64_t)n - 1, result, error);
    return seek(workdays, from, n, result, error);
}

int xc_workdays_next(const struct xc_workdays *workdays, xc_date from, xc_date *result,
                     struct xc_error *error) {
    *result = XC_NO_DATE;
    if (from < XC_DATE_MIN || from > XC_DATE_MAX)
        return refuse_date(error);
    return seek(workdays, from, 0, result, error);
}

int xc_workdays_previous(const struct xc_workdays *workdays, xc_date from,
                         xc_date *result, struct xc_error *error) {
    *result = XC_NO_DATE;
    if (from < XC_DATE_MIN || from > XC_DATE_MAX)
        return refuse_date(error);
    return seek(workdays, from + 1, -1, result, error);
}
