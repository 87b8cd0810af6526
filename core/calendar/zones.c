#include "calendar/zones.h"

#include "calendar/feed.h"

#include <stdlib.h>
#include <string.h>

void xc_ics_zones_free(struct xc_ics_zones *zones) {
    for (size_t i = 0; i < zones->count; i++) {
        free(zones->list[i].name);
        free(zones->list[i].onsets);
    }
    free(zones->list);
    *zones = (struct xc_ics_zones){0};
}

static int begin_zone(struct xc_ics_zones *zones, const struct xc_ics_scanner *scanner,
                      struct xc_error *error) {
    if (zones->count == XC_ZONES_MAX) {
        return xc_ics_fail(scanner, error, scanner->line.whole.ptr,
                           "the file defines more than the %d time zones allowed",
                           (int)XC_ZONES_MAX);
    }
    if (zones->list == NULL) {
        zones->list = calloc(XC_ZONES_MAX, sizeof *zones->list);
        if (zones->list == NULL) {
            return xc_fail_memory(error);
        }
    }
    zones->list[zones->count++].line = scanner->line.number;
    return XC_OK;
}

static int name_zone(struct xc_ics_zone *zone, const struct xc_ics_scanner *scanner,
                     struct xc_error *error) {
    struct xc_str value = scanner->line.value;
    if (zone->name != NULL) {
        return xc_ics_fail(scanner, error, value.ptr,
                           "the time zone has two names (TZID)");
    }
    char *copy = malloc(value.len + 1);
    if (copy == NULL) {
        return xc_fail_memory(error);
    }
    memcpy(copy, value.ptr, value.len);
    copy[value.len] = '\0';
    zone->name = copy;
    return XC_OK;
}

/* +HHMM or +HHMMSS; seconds are cut. */
static int read_offset(const struct xc_ics_scanner *scanner, int *minutes,
                       struct xc_error *error) {
    struct xc_str value = scanner->line.value;
    uint64_t number = 0;
    struct xc_str digits = xc_str_slice(value, 1, 4);
    if ((value.len != 5 && value.len != 7) ||
        (value.ptr[0] != '+' && value.ptr[0] != '-') ||
        !xc_str_to_uint(digits, 2359, &number) || number % 100 > 59) {
        return xc_ics_fail(scanner, error, value.ptr,
                           "%s is '%.*s': expected a distance from UTC such as +0800",
                           scanner->line.name, XC_PRI(value));
    }
    *minutes = (int)(number / 100 * 60 + number % 100);
    if (value.ptr[0] == '-') {
        *minutes = -*minutes;
    }
    return XC_OK;
}

static int read_part(struct xc_ics_zones *zones, const struct xc_ics_scanner *scanner,
                     struct xc_error *error) {
    struct xc_str value = scanner->line.value;
    if (xc_ics_is(scanner, "DTSTART")) {
        zones->part.has_start = xc_moment_read(value, &zones->part.start);
        if (!zones->part.has_start) {
            return xc_ics_fail(scanner, error, value.ptr,
                               "%s is '%.*s', which is not a day or time",
                               scanner->line.name, XC_PRI(value));
        }
    } else if (xc_ics_is(scanner, "TZOFFSETFROM")) {
        zones->part.has_before = true;
        return read_offset(scanner, &zones->part.before, error);
    } else if (xc_ics_is(scanner, "TZOFFSETTO")) {
        zones->part.has_after = true;
        return read_offset(scanner, &zones->part.after, error);
    } else if (xc_ics_is(scanner, "RRULE")) {
        return xc_ics_rule_parse(scanner, &zones->part.rule, error);
    }
    return XC_OK;
}

/* An onset of the part at the wall time. Called by the rule, too. XC_ENO: too many. */
static int add_onset(void *context, int64_t wall) {
    struct xc_ics_zones *zones = context;
    struct xc_ics_zone *zone = &zones->list[zones->count - 1];
    if (zone->count == zone->capacity) {
        if (zone->count >= XC_ONSETS_MAX) {
            return XC_ENO;
        }
        size_t capacity = zone->capacity == 0 ? 16 : zone->capacity * 2;
        struct xc_ics_onset *grown = realloc(zone->onsets, capacity * sizeof *grown);
        if (grown == NULL) {
            return XC_ENOMEM;
        }
        zone->onsets = grown;
        zone->capacity = capacity;
    }
    zone->onsets[zone->count++] =
        (struct xc_ics_onset){wall, zones->part.before, zones->part.after};
    return XC_OK;
}

static int end_part(struct xc_ics_zones *zones, const struct xc_ics_scanner *scanner,
                    struct xc_error *error) {
    const char *place = scanner->line.whole.ptr;
    int64_t first = (int64_t)XC_DATE_MIN * XC_DAY_MINUTES;
    int64_t last = (int64_t)XC_DATE_MAX * XC_DAY_MINUTES;
    if (!zones->part.has_start || !zones->part.has_before || !zones->part.has_after) {
        return xc_ics_fail(scanner, error, place,
                           "the time zone lacks DTSTART, TZOFFSETFROM or TZOFFSETTO");
    }
    struct xc_moment *start = &zones->part.start;
    const struct xc_ics_rule *rule = &zones->part.rule;
    int code = XC_OK;
    if (!rule->set) {
        code = add_onset(zones, start->wall < first ? first : start->wall);
    } else {
        if (start->wall < first) { /* rules that begin in 1601 hold for ever */
            start->wall =
                first + (start->wall % XC_DAY_MINUTES + XC_DAY_MINUTES) % XC_DAY_MINUTES;
        }
        if (rule->has_until) {
            last = rule->until.wall;
            last += rule->until.clock == XC_CLOCK_UTC ? zones->part.before : 0;
        }
        code = xc_ics_rule_run(rule, start, last, add_onset, zones);
    }
    if (code == XC_EINPUT || code == XC_ENO) {
        return xc_ics_fail(scanner, error, place,
                           "the repetition rule of the time zone cannot be used");
    }
    return code == XC_OK ? XC_OK : xc_fail_memory(error);
}

static int compare_onsets(const void *a, const void *b) {
    const struct xc_ics_onset *one = a;
    const struct xc_ics_onset *two = b;
    if (one->wall != two->wall) {
        return one->wall < two->wall ? -1 : 1;
    }
    if (one->after != two->after) {
        return one->after < two->after ? -1 : 1;
    }
    return (one->before > two->before) - (one->before < two->before);
}

static int end_zone(const struct xc_ics_zone *zone, const struct xc_ics_scanner *scanner,
                    struct xc_error *error) {
    if (zone->name == NULL || zone->count == 0) {
        return xc_ics_fail(
            scanner, error, scanner->line.whole.ptr,
            "the VTIMEZONE that begins in line %u lacks a name (TZID) or its "
            "distance from UTC",
            zone->line);
    }
    qsort(zone->onsets, zone->count, sizeof *zone->onsets, compare_onsets);
    return XC_OK;
}

int xc_ics_zones_take(struct xc_ics_zones *zones, const struct xc_ics_scanner *scanner,
                      struct xc_error *error) {
    bool begin = xc_ics_is(scanner, "BEGIN");
    bool end = xc_ics_is(scanner, "END");
    /* an END has already closed its component, whose name is still in place */
    if (strcmp(scanner->open[1].name, "VTIMEZONE") != 0 ||
        scanner->depth + (end ? 1U : 0U) < 2) {
        return XC_OK;
    }
    struct xc_ics_zone *zone = zones->count > 0 ? &zones->list[zones->count - 1] : NULL;
    if (begin && scanner->depth == 2) {
        return begin_zone(zones, scanner, error);
    }
    if (zone == NULL) {
        return XC_OK;
    }
    if (begin && scanner->depth == 3) {
        memset(&zones->part, 0, sizeof zones->part);
        return XC_OK;
    }
    if (end) {
        return scanner->depth == 1   ? end_zone(zone, scanner, error)
               : scanner->depth == 2 ? end_part(zones, scanner, error)
                                     : XC_OK;
    }
    if (scanner->depth == 2 && xc_ics_is(scanner, "TZID")) {
        return name_zone(zone, scanner, error);
    }
    return scanner->depth == 3 ? read_part(zones, scanner, error) : XC_OK;
}

/* Names with a prefix such as /example.org/20260101_1/Asia/Shanghai count by their end.
 */
static bool known_offset(struct xc_str name, int *minutes) {
    size_t slashes = 0;
    for (size_t i = name.len; i > 0; i--) {
        if (name.ptr[i - 1] != '/') {
            continue;
        }
        if (xc_zone_known(xc_str_slice(name, i, name.len), minutes)) {
            return true;
        }
        if (++slashes == 2) {
            break;
        }
    }
    return xc_zone_known(name, minutes);
}

int xc_ics_zones_clock(const struct xc_ics_zones *zones,
                       const struct xc_ics_scanner *scanner,
                       const struct xc_moment *moment, int local_minutes,
                       struct xc_ics_clock *clock, struct xc_error *error) {
    struct xc_str name = {0};
    *clock = (struct xc_ics_clock){NULL, local_minutes};
    if (moment->clock == XC_CLOCK_UTC) {
        clock->fixed_minutes = 0;
    }
    if (moment->clock != XC_CLOCK_ZONE || !xc_ics_parameter(scanner, "TZID", &name) ||
        known_offset(name, &clock->fixed_minutes)) {
        return XC_OK;
    }
    for (size_t i = 0; i < zones->count; i++) {
        if (xc_str_is(name, zones->list[i].name)) {
            clock->zone = &zones->list[i];
            return XC_OK;
        }
    }
    xc_ics_fail(scanner, error, name.ptr,
                "the time zone '%.*s' is not defined in the file", XC_PRI(name));
    return xc_hint(error,
                   "Export the calendar again with its time zones, or with times in UTC "
                   "or Asia/Shanghai.");
}

int xc_ics_clock_offset(const struct xc_ics_clock *clock, int64_t wall) {
    if (clock->zone == NULL) {
        return clock->fixed_minutes;
    }
    const struct xc_ics_onset *onsets = clock->zone->onsets;
    size_t low = 0;
    size_t high = clock->zone->count;
    while (low < high) { /* the first onset after wall */
        size_t middle = low + (high - low) / 2;
        if (onsets[middle].wall <= wall) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 ? onsets[0].before : onsets[low - 1].after;
}
