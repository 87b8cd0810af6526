#include "calendar/holidays.h"

#include "calendar/entries.h"
#include "calendar/moment.h"

#include <stdlib.h>

struct day_entry {
    struct xc_day_fact fact;
    unsigned line;
};

enum { DAYS_MAX = 200000, FIRST_YEAR = 1990, LAST_YEAR = 2199 };

struct holiday_reading {
    struct day_entry *days; /* owned */
    size_t count;
    size_t capacity;
    bool years_given;
    bool years[LAST_YEAR - FIRST_YEAR + 1];
    bool provisional;
    struct xc_str file;
    struct xc_arena *arena;
};

/* 2018,2020-2026 (an escaped comma is a comma). */
static int read_years(struct holiday_reading *reading,
                      const struct xc_ics_scanner *scanner, struct xc_error *error) {
    struct xc_str rest = scanner->line.value;
    while (rest.ptr != NULL) {
        struct xc_str last = xc_str_cut(&rest, ',');
        if (last.len > 0 && last.ptr[last.len - 1] == '\\') {
            last.len--;
        }
        struct xc_str whole = last = xc_str_trim(last);
        struct xc_str first = xc_str_cut(&last, '-');
        uint64_t from = 0;
        uint64_t to = 0;
        if (!xc_str_to_uint(first, LAST_YEAR, &from) || from < FIRST_YEAR ||
            (last.ptr != NULL && (!xc_str_to_uint(last, LAST_YEAR, &to) || to < from))) {
            return xc_ics_fail(
                scanner, error, whole.ptr,
                "X-XUNCHA-YEARS holds '%.*s': expected years such as 2026 or "
                "2018-2026",
                XC_PRI(whole));
        }
        for (uint64_t year = from; year <= (last.ptr != NULL ? to : from); year++) {
            reading->years[year - FIRST_YEAR] = true;
        }
    }
    reading->years_given = true;
    return XC_OK;
}

static int take_property(void *context, const struct xc_ics_scanner *scanner,
                         struct xc_error *error) {
    struct holiday_reading *reading = context;
    if (xc_ics_is(scanner, "X-XUNCHA-YEARS")) {
        return read_years(reading, scanner, error);
    }
    if (xc_ics_is(scanner, "X-XUNCHA-PROVISIONAL")) {
        struct xc_str value = xc_str_trim(scanner->line.value);
        reading->provisional = xc_ics_same(value, "TRUE");
        if (!reading->provisional && !xc_ics_same(value, "FALSE")) {
            return xc_ics_fail(scanner, error, scanner->line.value.ptr,
                               "X-XUNCHA-PROVISIONAL is '%.*s': expected TRUE or FALSE",
                               XC_PRI(value));
        }
    }
    return XC_OK;
}

/* What calendars write behind the name of a day to say whether it is worked. */
static bool cut_mark(struct xc_str *name, const char *character) {
    struct xc_str text = *name;
    size_t len = xc_str_from(character).len;
    static const struct {
        struct xc_str before, after;
    } marks[] = {
        {XC_STR_INIT("（"), XC_STR_INIT("）")},
        {XC_STR_INIT("("), XC_STR_INIT(")")},
        {{"", 0}, {"", 0}},
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        struct xc_str rest = text;
        size_t all = marks[i].before.len + len + marks[i].after.len;
        if (rest.len < all || !xc_str_ends(rest, marks[i].after)) {
            continue;
        }
        rest.len -= marks[i].after.len;
        if (!xc_str_ends(rest, xc_str_from(character))) {
            continue;
        }
        rest.len -= len;
        if (!xc_str_ends(rest, marks[i].before)) {
            continue;
        }
        rest.len -= marks[i].before.len;
        rest = xc_str_trim(rest);
        *name = rest.len > 0 ? rest : text;
        return true;
    }
    return false;
}

static int take_entry(void *context, const struct xc_ics_entry *entry,
                      struct xc_error *error) {
    struct holiday_reading *reading = context;
    struct xc_str name = entry->summary;
    bool marked = cut_mark(&name, "班");
    if (!marked) {
        (void)cut_mark(&name, "休");
    }
    enum xc_day_kind kind = marked || entry->workday ? XC_DAY_WORKDAY : XC_DAY_HOLIDAY;
    for (int64_t at = entry->from; at < entry->to; at += XC_DAY_MINUTES) {
        if (reading->count == reading->capacity) {
            size_t capacity = reading->capacity == 0 ? 256 : reading->capacity * 2;
            struct day_entry *grown = realloc(reading->days, capacity * sizeof *grown);
            if (grown == NULL) {
                return xc_fail_memory(error);
            }
            reading->days = grown;
            reading->capacity = capacity;
        }
        if (reading->count == DAYS_MAX) {
            return xc_fail_at(error, XC_EINPUT, reading->file, entry->line, 1,
                              "the calendar names more than the %d days allowed",
                              (int)DAYS_MAX);
        }
        xc_date date = (xc_date)(at / XC_DAY_MINUTES);
        reading->days[reading->count++] =
            (struct day_entry){.fact = {date, kind, name}, .line = entry->line};
    }
    return XC_OK;
}

static int compare_days(const void *a, const void *b) {
    const struct day_entry *one = a;
    const struct day_entry *two = b;
    if (one->fact.date != two->fact.date) {
        return one->fact.date < two->fact.date ? -1 : 1;
    }
    if (one->line != two->line) {
        return one->line < two->line ? -1 : 1;
    }
    return 0;
}

/* One fact for each day; two names for one day are fine, holiday and working day are not.
 */
static int collect_days(struct holiday_reading *reading, struct xc_calendar_facts *facts,
                        struct xc_error *error) {
    if (reading->count > 0) {
        qsort(reading->days, reading->count, sizeof *reading->days, compare_days);
    }
    facts->days = xc_arena_array(reading->arena, reading->count, sizeof *facts->days);
    if (facts->days == NULL) {
        return xc_fail_memory(error);
    }
    unsigned line = 0;
    for (size_t i = 0; i < reading->count; i++) {
        const struct day_entry *day = &reading->days[i];
        const struct xc_day_fact *last =
            facts->day_count > 0 ? &facts->days[facts->day_count - 1] : NULL;
        if (last == NULL || last->date != day->fact.date) {
            facts->days[facts->day_count++] = day->fact;
            line = day->line;
        } else if (last->kind != day->fact.kind) {
            char text[11];
            xc_date_format(day->fact.date, text);
            return xc_fail_at(
                error, XC_EINPUT, reading->file, day->line, 1,
                "%s is a holiday and a working day at once: the event of line %u "
                "says otherwise",
                text, line);
        }
    }
    return XC_OK;
}

static int collect_years(struct holiday_reading *reading, struct xc_calendar_facts *facts,
                         struct xc_error *error) {
    size_t size = sizeof reading->years / sizeof *reading->years;
    for (size_t i = 0; !reading->years_given && i < facts->day_count; i++) {
        struct xc_ymd ymd = xc_date_ymd(facts->days[i].date);
        if (ymd.month == 10 && ymd.day == 1 && facts->days[i].kind == XC_DAY_HOLIDAY &&
            ymd.year >= FIRST_YEAR && ymd.year <= LAST_YEAR) {
            reading->years[ymd.year - FIRST_YEAR] = true;
        }
    }
    facts->years = xc_arena_array(reading->arena, size, sizeof *facts->years);
    if (facts->years == NULL) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < size; i++) {
        if (reading->years[i]) {
            facts->years[facts->year_count++] = FIRST_YEAR + (int)i;
        }
    }
    return XC_OK;
}

int xc_calendar_read_holidays(struct xc_str text, struct xc_str file,
                              struct xc_arena *arena, struct xc_calendar_facts *facts,
                              struct xc_error *error) {
    struct holiday_reading reading = {.file = file, .arena = arena};
    const struct xc_ics_reader reader = {.text = text,
                                         .file = file,
                                         .whole_days_only = true,
                                         .arena = arena,
                                         .context = &reading,
                                         .property = take_property,
                                         .entry = take_entry};
    *facts = (struct xc_calendar_facts){0};
    int code = xc_ics_read(&reader, error);
    if (code == XC_OK && reading.count == 0) {
        code = xc_fail_at(error, XC_EINPUT, file, 0, 0,
                          "all events of the calendar are cancelled or without days");
    }
    if (code == XC_OK) {
        code = collect_days(&reading, facts, error);
    }
    if (code == XC_OK) {
        code = collect_years(&reading, facts, error);
    }
    facts->provisional = reading.provisional;
    if (code != XC_OK) {
        *facts = (struct xc_calendar_facts){0};
    }
    free(reading.days);
    return code;
}
