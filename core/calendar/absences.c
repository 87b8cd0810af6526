#include "calendar/entries.h"
#include "calendar/holidays.h"
#include "calendar/moment.h"
#include "workdays/hours.h"

#include <stdlib.h>

enum { NOON = 12 * 60 };

struct absence_entry {
    struct xc_calendar_absence absence;
    size_t order; /* as read, so that the sort is total */
};

struct absence_reading {
    struct absence_entry *list; /* owned */
    size_t count;
    size_t capacity;
};

static int add(struct absence_reading *reading, const struct xc_ics_entry *entry,
               int64_t from, int64_t to, enum xc_half half, struct xc_error *error) {
    if (reading->count == reading->capacity) {
        size_t capacity = reading->capacity == 0 ? 64 : reading->capacity * 2;
        struct absence_entry *grown = realloc(reading->list, capacity * sizeof *grown);
        if (grown == NULL) {
            return xc_fail_memory(error);
        }
        reading->list = grown;
        reading->capacity = capacity;
    }
    reading->list[reading->count] =
        (struct absence_entry){.absence = {.person = entry->person,
                                           .from = (xc_date)from,
                                           .to = (xc_date)to,
                                           .half = (int)half,
                                           .reason = entry->summary},
                               .order = reading->count};
    reading->count++;
    return XC_OK;
}

/* The day of a local minute, also before 1970. */
static int64_t day_of(int64_t minutes) {
    int64_t day = minutes / XC_DAY_MINUTES;
    return minutes % XC_DAY_MINUTES < 0 ? day - 1 : day;
}

/* The first day, those between and the last one: the outer two may be halves. */
static int take_entry(void *context, const struct xc_ics_entry *entry,
                      struct xc_error *error) {
    struct absence_reading *reading = context;
    int64_t end =
        entry->to > entry->from ? entry->to - 1 : entry->from; /* last minute taken */
    int64_t first = day_of(entry->from);
    int64_t last = day_of(end);
    if (entry->transparent) {
        return XC_OK;
    }
    bool late = !entry->whole_days && entry->from - first * XC_DAY_MINUTES >= NOON;
    bool early = !entry->whole_days && end - last * XC_DAY_MINUTES < NOON;
    if (first == last) {
        enum xc_half half = late ? XC_AFTERNOON : early ? XC_MORNING : XC_WHOLE_DAY;
        return add(reading, entry, first, last, half, error);
    }
    int code = XC_OK;
    if (late) {
        code = add(reading, entry, first, first, XC_AFTERNOON, error);
        first++;
    }
    if (code == XC_OK && early) {
        code = add(reading, entry, last, last, XC_MORNING, error);
        last--;
    }
    if (code == XC_OK && first <= last) {
        code = add(reading, entry, first, last, XC_WHOLE_DAY, error);
    }
    return code;
}

static int compare(const void *a, const void *b) {
    const struct absence_entry *one = a;
    const struct absence_entry *two = b;
    if (one->absence.from != two->absence.from) {
        return one->absence.from < two->absence.from ? -1 : 1;
    }
    if (one->absence.to != two->absence.to) {
        return one->absence.to < two->absence.to ? -1 : 1;
    }
    return one->order < two->order ? -1 : one->order > two->order;
}

int xc_calendar_read_absences(struct xc_str text, struct xc_str file, int offset_minutes,
                              struct xc_arena *arena,
                              struct xc_calendar_absence **absences, size_t *count,
                              struct xc_error *error) {
    struct absence_reading reading = {0};
    const struct xc_ics_reader reader = {.text = text,
                                         .file = file,
                                         .local_minutes = offset_minutes,
                                         .arena = arena,
                                         .context = &reading,
                                         .entry = take_entry};
    *absences = NULL;
    *count = 0;
    int code = xc_ics_read(&reader, error);
    if (code != XC_OK) {
        goto done;
    }
    *absences = xc_arena_array(arena, reading.count, sizeof **absences);
    if (*absences == NULL) {
        code = xc_fail_memory(error);
        goto done;
    }
    if (reading.count > 0) {
        qsort(reading.list, reading.count, sizeof *reading.list, compare);
    }
    for (size_t i = 0; i < reading.count; i++) {
        (*absences)[i] = reading.list[i].absence;
    }
    *count = reading.count;
done:
    free(reading.list);
    return code;
}
