#include "calendar/recurrence.h"

#include <libical/ical.h>
#include <string.h>

/* Which parts a frequency may have. libical walks until the year 2582 to find out that a
 * rule such as "daily, but only on 30 February" never happens; with these parts it does
 * not. */
static const struct {
    const char *frequency;
    const char *parts; /* each followed by a space */
} frequencies[] = {
    {"DAILY", "BYDAY "},
    {"WEEKLY", "BYDAY "},
    {"MONTHLY", "BYDAY BYMONTHDAY BYSETPOS "},
    {"YEARLY", "BYDAY BYMONTH BYMONTHDAY BYSETPOS BYYEARDAY BYWEEKNO "},
};

struct rule_reading {
    const struct xc_ics_scanner *scanner;
    struct xc_ics_rule *rule;
    size_t frequency; /* index, or the table's size */
    uint64_t interval;
    bool filtered;  /* some BY part */
    char seen[128]; /* names so far, each followed by a space */
};

static bool word_in(const char *words, struct xc_str word) {
    struct xc_str rest = xc_str_from(words);
    while (rest.ptr != NULL && rest.len > 0) {
        if (xc_str_equal(xc_str_cut(&rest, ' '), word)) {
            return true;
        }
    }
    return false;
}

static void append(char *text, size_t size, struct xc_str word, char after) {
    size_t len = strlen(text);
    if (len + word.len + 1 < size) {
        memcpy(text + len, word.ptr, word.len);
        text[len + word.len] = after;
        text[len + word.len + 1] = '\0';
    }
}

static int fail_part(const struct rule_reading *reading, struct xc_str part,
                     struct xc_error *error) {
    xc_ics_fail(reading->scanner, error, part.ptr,
                "the part '%.*s' of the repetition rule cannot be used here",
                XC_PRI(part));
    return xc_hint(error,
                   "Use FREQ=DAILY, WEEKLY, MONTHLY or YEARLY with COUNT or UNTIL, or "
                   "write the days as single events.");
}

static int read_bound(struct rule_reading *reading, struct xc_str part,
                      struct xc_str name, struct xc_str value, struct xc_error *error) {
    struct xc_ics_rule *rule = reading->rule;
    if (rule->bounded) {
        return fail_part(reading, part, error);
    }
    rule->bounded = true;
    if (xc_str_is(name, "UNTIL")) {
        rule->has_until = true;
        return xc_moment_read(value, &rule->until) ? XC_OK
                                                   : fail_part(reading, part, error);
    }
    uint64_t count = 0;
    if (!xc_str_to_uint(value, UINT32_MAX, &count) || count == 0) {
        return fail_part(reading, part, error);
    }
    if (count > XC_RULE_OCCURRENCES) {
        return xc_ics_fail(reading->scanner, error, part.ptr,
                           "the event repeats more than the %d times allowed",
                           (int)XC_RULE_OCCURRENCES);
    }
    append(rule->text, sizeof rule->text, part, ';');
    return XC_OK;
}

static int read_part(struct rule_reading *reading, struct xc_str part,
                     struct xc_error *error) {
    struct xc_str value = part;
    struct xc_str name = xc_str_cut(&value, '=');
    if (value.ptr == NULL || value.len == 0 || word_in(reading->seen, name)) {
        return fail_part(reading, part, error);
    }
    append(reading->seen, sizeof reading->seen, name, ' ');
    if (xc_str_is(name, "COUNT") || xc_str_is(name, "UNTIL")) {
        return read_bound(reading, part, name, value, error);
    }
    if (xc_str_is(name, "INTERVAL")) {
        if (!xc_str_to_uint(value, 1000, &reading->interval) || reading->interval == 0) {
            return fail_part(reading, part, error);
        }
    } else if (!xc_str_is(name, "FREQ") && !xc_str_is(name, "WKST")) {
        if (!word_in(frequencies[reading->frequency].parts, name)) {
            return fail_part(reading, part, error);
        }
        reading->filtered = true;
    }
    append(reading->rule->text, sizeof reading->rule->text, part, ';');
    return XC_OK;
}

static int find_frequency(struct rule_reading *reading, struct xc_error *error) {
    struct xc_str rest = reading->scanner->line.value;
    struct xc_str part = {0};
    while (rest.ptr != NULL) {
        part = xc_str_cut(&rest, ';');
        if (xc_str_starts(part, XC_STR("FREQ="))) {
            break;
        }
    }
    for (size_t i = 0; i < sizeof frequencies / sizeof *frequencies; i++) {
        if (xc_str_is(xc_str_slice(part, 5, part.len), frequencies[i].frequency)) {
            reading->frequency = i;
            return XC_OK;
        }
    }
    return fail_part(reading, part, error);
}

int xc_ics_rule_parse(const struct xc_ics_scanner *scanner, struct xc_ics_rule *rule,
                      struct xc_error *error) {
    struct rule_reading reading = {.scanner = scanner, .rule = rule, .interval = 1};
    struct xc_str rest = scanner->line.value;
    *rule = (struct xc_ics_rule){.set = true};
    if (rest.len > XC_RULE_BYTES - 2) {
        return xc_ics_fail(scanner, error, rest.ptr,
                           "the repetition rule has %zu bytes, more than the %d allowed",
                           rest.len, (int)XC_RULE_BYTES - 2);
    }
    int code = find_frequency(&reading, error);
    while (code == XC_OK && rest.ptr != NULL) {
        struct xc_str part = xc_str_cut(&rest, ';');
        if (part.len > 0 || rest.ptr != NULL) {
            code = read_part(&reading, part, error);
        }
    }
    if (code == XC_OK && reading.filtered && reading.interval > 1 &&
        reading.frequency == 0) {
        code = fail_part(&reading, scanner->line.value, error);
    }
    size_t len = strlen(rule->text);
    if (len > 0) {
        rule->text[len - 1] = '\0';
    }
    return code;
}

static struct icaltimetype to_libical(const struct xc_moment *moment) {
    int64_t day = moment->wall / XC_DAY_MINUTES;
    int64_t minutes = moment->wall % XC_DAY_MINUTES;
    if (minutes < 0) {
        minutes += XC_DAY_MINUTES;
        day--;
    }
    struct xc_ymd ymd = xc_date_ymd((xc_date)day);
    struct icaltimetype time = icaltime_null_time();
    time.year = ymd.year;
    time.month = (int)ymd.month;
    time.day = (int)ymd.day;
    time.hour = (int)(minutes / 60);
    time.minute = (int)(minutes % 60);
    time.is_date = moment->whole_day;
    return time;
}

int xc_ics_rule_run(const struct xc_ics_rule *rule, const struct xc_moment *start,
                    int64_t until, int (*visit)(void *context, int64_t wall),
                    void *context) {
    int code = XC_OK;
    unsigned count = 0;
    struct icalrecurrencetype parsed = icalrecurrencetype_from_string(rule->text);
    icalrecur_iterator *iterator = icalrecur_iterator_new(parsed, to_libical(start));
    if (iterator == NULL) {
        code = XC_EINPUT;
        goto done;
    }
    for (;;) {
        struct icaltimetype time = icalrecur_iterator_next(iterator);
        if (icaltime_is_null_time(time) || time.year > 2199) {
            break;
        }
        xc_date date = xc_date_make(time.year, (unsigned)time.month, (unsigned)time.day);
        int64_t wall = (int64_t)date * XC_DAY_MINUTES + time.hour * 60 + time.minute;
        if (wall > until) {
            break;
        }
        if (++count > XC_RULE_OCCURRENCES) {
            code = XC_ENO;
            break;
        }
        code = visit(context, wall);
        if (code != XC_OK) {
            break;
        }
    }
done:
    icalrecur_iterator_free(iterator);
    return code;
}
