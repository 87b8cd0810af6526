#include "calendar/entries.h"

#include "calendar/holidays.h"
#include "calendar/recurrence.h"
#include "calendar/text.h"
#include "calendar/zones.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_LINES_BYTES = 256 * 1024 };

struct place {
    unsigned line;
    unsigned column;
};

/* Occurrences that are left out: twice the local minute, plus one where a whole day is
 * meant. */
struct moment_keys {
    int64_t *list; /* owned */
    size_t count;
    size_t capacity;
};

struct replaced {
    struct xc_str uid; /* in the arena */
    int64_t key;
};

/* The event being read. */
struct draft {
    unsigned line;
    bool has_start, has_end, has_duration, has_original;
    bool cancelled, transparent;
    struct xc_moment start;
    struct xc_moment end;
    struct xc_ics_clock start_clock;
    struct xc_ics_clock end_clock;
    struct place end_place;
    struct place rule_place;
    int64_t duration;
    int64_t original;
    struct xc_ics_rule rule;
    struct moment_keys extra;  /* RDATE: local minutes */
    struct moment_keys except; /* EXDATE */
    struct xc_buffer uid;
    struct xc_buffer texts;
};

struct reading {
    const struct xc_ics_reader *reader;
    struct xc_ics_scanner scanner;
    struct xc_ics_zones zones;
    struct draft draft;
    struct replaced *replaced; /* owned; sorted for the third pass */
    size_t replaced_count;
    size_t replaced_capacity;
    size_t events;
    size_t repeating;
    size_t occurrences;
    bool has_replacements;
    /* of the event whose occurrences are being given out */
    struct xc_ics_entry entry;
    int64_t length;
    struct xc_error *error;
};

static int add_key(struct moment_keys *keys, int64_t key) {
    if (keys->count == keys->capacity) {
        size_t capacity = keys->capacity == 0 ? 16 : keys->capacity * 2;
        int64_t *grown = realloc(keys->list, capacity * sizeof *grown);
        if (grown == NULL) {
            return XC_ENOMEM;
        }
        keys->list = grown;
        keys->capacity = capacity;
    }
    keys->list[keys->count++] = key;
    return XC_OK;
}

static void clear_draft(struct draft *draft) {
    struct moment_keys extra = draft->extra;
    struct moment_keys except = draft->except;
    struct xc_buffer uid = draft->uid;
    struct xc_buffer texts = draft->texts;
    extra.count = 0;
    except.count = 0;
    xc_buffer_clear(&uid);
    xc_buffer_clear(&texts);
    *draft = (struct draft){.extra = extra, .except = except, .uid = uid, .texts = texts};
}

static int64_t to_local(const struct reading *reading, const struct xc_moment *moment,
                        const struct xc_ics_clock *clock, int64_t wall) {
    if (moment->whole_day) {
        return wall;
    }
    return wall - xc_ics_clock_offset(clock, wall) + reading->reader->local_minutes;
}

static int read_moment(struct reading *reading, struct xc_str value,
                       struct xc_moment *moment, struct xc_ics_clock *clock,
                       struct xc_error *error) {
    const struct xc_ics_scanner *scanner = &reading->scanner;
    int code = xc_moment_parse(scanner, value, moment, error);
    if (code == XC_OK) {
        code = xc_ics_zones_clock(&reading->zones, scanner, moment,
                                  reading->reader->local_minutes, clock, error);
    }
    return code;
}

static struct place place_of(const struct xc_ics_scanner *scanner) {
    const char *value = scanner->line.value.ptr;
    return (struct place){xc_ics_line_at(scanner, value),
                          xc_ics_column_at(scanner, value)};
}

static int fail_twice(const struct xc_ics_scanner *scanner, struct xc_error *error) {
    return xc_ics_fail(
        scanner, error, scanner->line.whole.ptr,
        "the event that begins in line %u has %s twice, or DTEND and DURATION",
        scanner->open[1].line, scanner->line.name);
}

static int take_start(struct reading *reading, struct xc_error *error) {
    struct draft *draft = &reading->draft;
    const struct xc_ics_scanner *scanner = &reading->scanner;
    if (draft->has_start) {
        return fail_twice(scanner, error);
    }
    draft->has_start = true;
    int code = read_moment(reading, scanner->line.value, &draft->start,
                           &draft->start_clock, error);
    if (code == XC_OK && reading->reader->whole_days_only && !draft->start.whole_day) {
        xc_ics_fail(
            scanner, error, scanner->line.value.ptr,
            "the event is at an hour, but a calendar of holidays holds whole days");
        return xc_hint(error,
                       "Write DTSTART;VALUE=DATE:YYYYMMDD, or import personal calendars "
                       "as absences.");
    }
    return code;
}

static int take_end(struct reading *reading, struct xc_error *error) {
    struct draft *draft = &reading->draft;
    const struct xc_ics_scanner *scanner = &reading->scanner;
    if (draft->has_end || draft->has_duration) {
        return fail_twice(scanner, error);
    }
    draft->end_place = place_of(scanner);
    if (xc_ics_is(scanner, "DURATION")) {
        draft->has_duration = true;
        return xc_duration_parse(scanner, scanner->line.value, &draft->duration, error);
    }
    draft->has_end = true;
    return read_moment(reading, scanner->line.value, &draft->end, &draft->end_clock,
                       error);
}

static int take_rule(struct reading *reading, struct xc_error *error) {
    struct draft *draft = &reading->draft;
    const struct xc_ics_scanner *scanner = &reading->scanner;
    if (draft->rule.set) {
        return fail_twice(scanner, error);
    }
    int code = xc_ics_rule_parse(scanner, &draft->rule, error);
    if (code == XC_OK && !draft->rule.bounded) {
        xc_ics_fail(scanner, error, scanner->line.value.ptr,
                    "the event repeats without end: expected COUNT or UNTIL in its rule");
        return xc_hint(error,
                       "Give the repetition a last day in the calendar program, and "
                       "export it again.");
    }
    draft->rule_place = place_of(scanner);
    return code;
}

/* RDATE and EXDATE: a list of days or times. */
static int take_list(struct reading *reading, struct moment_keys *keys,
                     struct xc_error *error) {
    const struct xc_ics_scanner *scanner = &reading->scanner;
    struct xc_str rest = scanner->line.value;
    while (rest.ptr != NULL) {
        struct xc_moment moment;
        struct xc_ics_clock clock;
        struct xc_str value = xc_str_cut(&rest, ',');
        int code = read_moment(reading, value, &moment, &clock, error);
        if (code != XC_OK) {
            return code;
        }
        if (keys->count == XC_EXTRA_MAX) {
            return xc_ics_fail(scanner, error, value.ptr,
                               "the event has more than the %d values of %s allowed",
                               (int)XC_EXTRA_MAX, scanner->line.name);
        }
        int64_t local = to_local(reading, &moment, &clock, moment.wall);
        if (add_key(keys, local * 2 + (moment.whole_day ? 1 : 0)) != XC_OK) {
            return xc_fail_memory(error);
        }
    }
    return XC_OK;
}

static int take_original(struct reading *reading, struct xc_error *error) {
    struct draft *draft = &reading->draft;
    const struct xc_ics_scanner *scanner = &reading->scanner;
    struct xc_moment moment;
    struct xc_ics_clock clock;
    struct xc_str range = {0};
    if (xc_ics_parameter(scanner, "RANGE", &range)) {
        xc_ics_fail(
            scanner, error, range.ptr,
            "the event replaces this and all later repetitions (RANGE), which cannot "
            "be read");
        return xc_hint(error,
                       "End the old repetition and begin a new one in the calendar "
                       "program, and export it again.");
    }
    int code = read_moment(reading, scanner->line.value, &moment, &clock, error);
    if (code != XC_OK) {
        return code;
    }
    draft->has_original = true;
    draft->original =
        to_local(reading, &moment, &clock, moment.wall) * 2 + (moment.whole_day ? 1 : 0);
    return code;
}

static void take_text(struct draft *draft, const struct xc_ics_line *line) {
    if (strcmp(line->name, "X-XUNCHA-PERSON") == 0) {
        (void)xc_buffer_puts(&draft->texts, "COMMENT:");
        (void)xc_buffer_add(&draft->texts, line->value);
    } else {
        (void)xc_buffer_add(&draft->texts, line->whole);
    }
    (void)xc_buffer_puts(&draft->texts, "\r\n");
}

static int take_property(struct reading *reading, struct xc_error *error) {
    struct draft *draft = &reading->draft;
    const struct xc_ics_scanner *scanner = &reading->scanner;
    const struct xc_ics_line *line = &scanner->line;
    if (xc_ics_is(scanner, "DTSTART")) {
        return take_start(reading, error);
    }
    if (xc_ics_is(scanner, "DTEND") || xc_ics_is(scanner, "DURATION")) {
        return take_end(reading, error);
    }
    if (xc_ics_is(scanner, "RRULE")) {
        return take_rule(reading, error);
    }
    if (xc_ics_is(scanner, "RDATE")) {
        return take_list(reading, &draft->extra, error);
    }
    if (xc_ics_is(scanner, "EXDATE")) {
        return take_list(reading, &draft->except, error);
    }
    if (xc_ics_is(scanner, "RECURRENCE-ID")) {
        return take_original(reading, error);
    }
    if (xc_ics_is(scanner, "UID")) {
        xc_buffer_clear(&draft->uid);
        return xc_buffer_add(&draft->uid, line->value) == XC_OK ? XC_OK
                                                                : xc_fail_memory(error);
    }
    if (xc_ics_is(scanner, "STATUS")) {
        draft->cancelled = xc_ics_same(xc_str_trim(line->value), "CANCELLED");
    } else if (xc_ics_is(scanner, "TRANSP")) {
        draft->transparent = xc_ics_same(xc_str_trim(line->value), "TRANSPARENT");
    } else if (xc_ics_is(scanner, "SUMMARY") || xc_ics_is(scanner, "CATEGORIES") ||
               xc_ics_is(scanner, "ATTENDEE") || xc_ics_is(scanner, "X-XUNCHA-PERSON")) {
        take_text(draft, line);
    }
    return XC_OK;
}

static int compare_keys(const void *a, const void *b) {
    int64_t one = *(const int64_t *)a;
    int64_t two = *(const int64_t *)b;
    return (one > two) - (one < two);
}

static int compare_replaced(const void *a, const void *b) {
    const struct replaced *one = a;
    const struct replaced *two = b;
    int order = xc_str_compare(one->uid, two->uid);
    return order != 0 ? order : (one->key > two->key) - (one->key < two->key);
}

static bool left_out(const struct reading *reading, int64_t key) {
    const struct draft *draft = &reading->draft;
    struct replaced wanted = {xc_buffer_view(&draft->uid), key};
    return (draft->except.count > 0 &&
            bsearch(&key, draft->except.list, draft->except.count, sizeof key,
                    compare_keys) != NULL) ||
           (reading->replaced_count > 0 &&
            bsearch(&wanted, reading->replaced, reading->replaced_count, sizeof wanted,
                    compare_replaced) != NULL);
}

static int give_local(struct reading *reading, int64_t local) {
    struct draft *draft = &reading->draft;
    int64_t day = (local - ((local % XC_DAY_MINUTES) + XC_DAY_MINUTES) % XC_DAY_MINUTES);
    if (!draft->has_original &&
        (left_out(reading, local * 2) || left_out(reading, day * 2 + 1))) {
        return XC_OK;
    }
    if (++reading->occurrences > XC_OCCURRENCES_MAX) {
        return xc_fail_at(
            reading->error, XC_EINPUT, reading->reader->file, draft->line, 1,
            "the events of the file take place more than the %d times allowed",
            (int)XC_OCCURRENCES_MAX);
    }
    reading->entry.from = local;
    reading->entry.to = local + reading->length;
    if (reading->entry.to > ((int64_t)XC_DATE_MAX + 1) * XC_DAY_MINUTES) {
        return XC_OK;
    }
    return reading->reader->entry(reading->reader->context, &reading->entry,
                                  reading->error);
}

static int give_wall(void *context, int64_t wall) {
    struct reading *reading = context;
    const struct draft *draft = &reading->draft;
    /* a rule that begins in 2199 may run over the end of the dates, which is no error */
    int code =
        give_local(reading, to_local(reading, &draft->start, &draft->start_clock, wall));
    return code == XC_OK ? 0 : 1;
}

static int give_rule(struct reading *reading, struct xc_error *error) {
    const struct draft *draft = &reading->draft;
    const struct xc_ics_rule *rule = &draft->rule;
    struct xc_str file = reading->reader->file;
    int64_t until = INT64_MAX;
    if (++reading->repeating > XC_REPEATING_MAX) {
        return xc_fail_at(
            error, XC_EINPUT, file, draft->rule_place.line, draft->rule_place.column,
            "more than the %d repeating events allowed", (int)XC_REPEATING_MAX);
    }
    if (rule->has_until) {
        until = rule->until.wall;
        if (rule->until.whole_day) {
            until += XC_DAY_MINUTES - 1;
        } else if (rule->until.clock == XC_CLOCK_UTC) {
            until += draft->start.whole_day
                         ? reading->reader->local_minutes
                         : xc_ics_clock_offset(&draft->start_clock, until);
        }
    }
    int code = xc_ics_rule_run(rule, &draft->start, until, give_wall, reading);
    if (code == XC_ENO) {
        return xc_fail_at(
            error, XC_EINPUT, file, draft->rule_place.line, draft->rule_place.column,
            "the event repeats more than the %d times allowed", (int)XC_RULE_OCCURRENCES);
    }
    if (code == XC_EINPUT) {
        return xc_fail_at(error, XC_EINPUT, file, draft->rule_place.line,
                          draft->rule_place.column, "the repetition rule cannot be read");
    }
    return code == XC_OK ? XC_OK : error->code;
}

static int give_occurrences(struct reading *reading, struct xc_error *error) {
    struct draft *draft = &reading->draft;
    int64_t first =
        to_local(reading, &draft->start, &draft->start_clock, draft->start.wall);
    int code = XC_OK;
    if (draft->except.count > 0) {
        qsort(draft->except.list, draft->except.count, sizeof *draft->except.list,
              compare_keys);
    }
    reading->error = error;
    if (draft->rule.set && !draft->has_original) {
        code = give_rule(reading, error);
    } else {
        code = give_local(reading, first);
    }
    for (size_t i = 0; code == XC_OK && i < draft->extra.count; i++) {
        int64_t key = draft->extra.list[i];
        int64_t local = (key - (key & 1)) / 2;
        if (local != first) {
            code = give_local(reading, local);
        }
    }
    return code;
}

static int find_length(struct reading *reading, struct xc_error *error) {
    struct draft *draft = &reading->draft;
    struct xc_str file = reading->reader->file;
    unsigned line = draft->end_place.line;
    unsigned column = draft->end_place.column;
    bool whole_day = draft->start.whole_day;
    int64_t length = draft->duration;
    if (draft->has_end) {
        if (draft->end.whole_day != whole_day) {
            return xc_fail_at(error, XC_EINPUT, file, line, column,
                              "DTSTART and DTEND must both be days or both be times");
        }
        length = to_local(reading, &draft->end, &draft->end_clock, draft->end.wall) -
                 to_local(reading, &draft->start, &draft->start_clock, draft->start.wall);
    }
    if (length < 0) {
        xc_fail_at(error, XC_EINPUT, file, line, column, "DTEND lies before DTSTART");
        return xc_hint(error, "DTEND of whole days is the day after the last one.");
    }
    if (length > (int64_t)XC_ENTRY_DAYS_MAX * XC_DAY_MINUTES) {
        return xc_fail_at(error, XC_EINPUT, file, line, column,
                          "the event is longer than the %d days allowed",
                          (int)XC_ENTRY_DAYS_MAX);
    }
    if (whole_day && length % XC_DAY_MINUTES != 0) {
        return xc_fail_at(error, XC_EINPUT, file, line, column,
                          "an event of whole days must last whole days");
    }
    reading->length = whole_day && length == 0 ? XC_DAY_MINUTES : length;
    return XC_OK;
}

static int finish_event(struct reading *reading, struct xc_error *error) {
    struct draft *draft = &reading->draft;
    struct xc_str file = reading->reader->file;
    struct xc_ics_texts texts;
    if (!draft->has_start) {
        return xc_fail_at(error, XC_EINPUT, file, draft->line, 1,
                          "the event lacks its beginning (DTSTART)");
    }
    int code = find_length(reading, error);
    if (code == XC_OK) {
        code = xc_ics_texts_read(&draft->texts, file, draft->line, reading->reader->arena,
                                 &texts, error);
    }
    if (code != XC_OK || draft->cancelled) {
        return code;
    }
    reading->entry = (struct xc_ics_entry){.line = draft->line,
                                           .whole_days = draft->start.whole_day,
                                           .transparent = draft->transparent,
                                           .workday = texts.workday,
                                           .summary = texts.summary,
                                           .person = texts.person};
    return give_occurrences(reading, error);
}

static int note_replaced(struct reading *reading, struct xc_error *error) {
    const struct draft *draft = &reading->draft;
    if (!draft->has_original) {
        return XC_OK;
    }
    if (reading->replaced_count == reading->replaced_capacity) {
        size_t capacity =
            reading->replaced_capacity == 0 ? 64 : reading->replaced_capacity * 2;
        struct replaced *grown = realloc(reading->replaced, capacity * sizeof *grown);
        if (grown == NULL) {
            return xc_fail_memory(error);
        }
        reading->replaced = grown;
        reading->replaced_capacity = capacity;
    }
    struct xc_str uid =
        xc_arena_copy(reading->reader->arena, xc_buffer_view(&draft->uid));
    if (uid.ptr == NULL) {
        return xc_fail_memory(error);
    }
    reading->replaced[reading->replaced_count++] =
        (struct replaced){uid, draft->original};
    return XC_OK;
}

/* One pass over the events; finish is called at each END:VEVENT. */
static int pass_events(struct reading *reading,
                       int (*finish)(struct reading *reading, struct xc_error *error),
                       struct xc_error *error) {
    struct xc_ics_scanner *scanner = &reading->scanner;
    int code = xc_ics_open(scanner, reading->reader->text, reading->reader->file, error);
    while (code >= 0 && (code = xc_ics_next(scanner, error)) == 1) {
        bool end = xc_ics_is(scanner, "END");
        if (strcmp(scanner->open[1].name, "VEVENT") != 0 ||
            scanner->depth + (end ? 1U : 0U) != 2) {
            continue;
        }
        if (end) {
            code = finish(reading, error);
        } else if (xc_ics_is(scanner, "BEGIN")) {
            clear_draft(&reading->draft);
            reading->draft.line = scanner->line.number;
            (void)xc_buffer_puts(&reading->draft.texts, "BEGIN:VEVENT\r\n");
        } else {
            code = take_property(reading, error);
        }
    }
    xc_ics_close(scanner);
    return code;
}

/* The first pass: the whole file is well-formed; zones and properties of the calendar. */
static int survey(struct reading *reading, struct xc_error *error) {
    struct xc_ics_scanner *scanner = &reading->scanner;
    int code = xc_ics_open(scanner, reading->reader->text, reading->reader->file, error);
    while (code >= 0 && (code = xc_ics_next(scanner, error)) == 1) {
        bool begin = xc_ics_is(scanner, "BEGIN");
        if (scanner->depth == 1 && !begin && !xc_ics_is(scanner, "END") &&
            reading->reader->property != NULL) {
            code = reading->reader->property(reading->reader->context, scanner, error);
        } else if (scanner->depth == 2 && begin &&
                   xc_ics_same(scanner->line.value, "VEVENT")) {
            if (++reading->events > XC_ICS_MAX_EVENTS) {
                code = xc_ics_fail(scanner, error, scanner->line.whole.ptr,
                                   "the file has more than the %d events allowed",
                                   (int)XC_ICS_MAX_EVENTS);
            }
        } else {
            reading->has_replacements |= xc_ics_is(scanner, "RECURRENCE-ID");
            code = xc_ics_zones_take(&reading->zones, scanner, error);
        }
    }
    xc_ics_close(scanner);
    if (code == XC_OK && reading->events == 0) {
        xc_fail_at(error, XC_EINPUT, reading->reader->file, 0, 0,
                   "the calendar holds no events (VEVENT)");
        return xc_hint(error,
                       "An empty calendar is refused, so that a wrong file is not taken "
                       "for one without holidays or absences.");
    }
    return code;
}

int xc_ics_read(const struct xc_ics_reader *reader, struct xc_error *error) {
    struct reading reading = {.reader = reader};
    struct xc_error unused = {0};
    error = error != NULL ? error : &unused;
    reading.draft.uid = xc_buffer_make(XC_ICS_UNFOLDED_BYTES);
    reading.draft.texts = xc_buffer_make(TEXT_LINES_BYTES);
    int code = survey(&reading, error);
    if (code == XC_OK && reading.has_replacements) {
        code = pass_events(&reading, note_replaced, error);
        if (reading.replaced_count > 0) {
            qsort(reading.replaced, reading.replaced_count, sizeof *reading.replaced,
                  compare_replaced);
        }
    }
    if (code == XC_OK) {
        code = pass_events(&reading, finish_event, error);
    }
    xc_ics_zones_free(&reading.zones);
    xc_buffer_free(&reading.draft.uid);
    xc_buffer_free(&reading.draft.texts);
    free(reading.draft.extra.list);
    free(reading.draft.except.list);
    free(reading.replaced);
    return code;
}
