/* Everybody has a calendar that merges: it keeps what a feed no longer holds, and takes a
 * new version only where RFC 5546 (2.1.5) calls it one. It must always hold the visits of
 * its person, each once, and no other. */
#include "simulate.h"

#include "base/file.h"
#include "publish/export.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct entry {
    char uid[40], stamp[20];
    unsigned sequence;
    bool cancelled, due; /* due: for comparing */
    xc_date date;
    unsigned start;
};

struct calendar {
    struct entry *entries; /* ascending by uid; owned */
    size_t count, capacity;
};

struct feeds {
    struct calendar people[MAX_PEOPLE];
};

void judge_feeds_free(struct feeds *feeds) {
    for (size_t i = 0; feeds && i < MAX_PEOPLE; i++) {
        free(feeds->people[i].entries);
    }
    free(feeds);
}

/* ---- Merging ---- */

/* The place of an entry, or where it belongs. */
static struct entry *find(struct calendar *calendar, const char *uid, bool *found) {
    size_t low = 0, high = calendar->count;
    *found = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(calendar->entries[middle].uid, uid);
        if (order == 0) {
            *found = true;
            return &calendar->entries[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return &calendar->entries[low];
}

static void insert(struct calendar *calendar, const struct entry *entry) {
    bool found;
    if (calendar->count == calendar->capacity) {
        size_t capacity = calendar->capacity ? calendar->capacity * 2 : 64;
        struct entry *grown = realloc(calendar->entries, capacity * sizeof *grown);
        if (!grown) {
            abort();
        }
        calendar->entries = grown;
        calendar->capacity = capacity;
    }
    struct entry *place = find(calendar, entry->uid, &found);
    size_t index = (size_t)(place - calendar->entries);
    memmove(place + 1, place, (calendar->count - index) * sizeof *place);
    *place = *entry;
    calendar->count++;
}

static void take(struct judge *judge, struct calendar *calendar, const char *person,
                 const struct entry *entry) {
    bool found;
    struct entry *held = calendar->count ? find(calendar, entry->uid, &found) : NULL;
    if (!held || !found) {
        insert(calendar, entry);
        return;
    }
    bool same = held->cancelled == entry->cancelled && held->date == entry->date &&
                held->start == entry->start;
    if (entry->sequence < held->sequence) {
        judge_breach(judge, "calendars", "SEQUENCE of %s for %s fell from %u to %u",
                     entry->uid, person, held->sequence, entry->sequence);
    } else if (!same && entry->sequence == held->sequence) {
        judge_breach(judge, "calendars", "%s for %s changed and is no later version",
                     entry->uid, person);
    } else if (strcmp(entry->stamp, held->stamp) < 0) {
        judge_breach(judge, "calendars", "%s for %s is older than it was", entry->uid,
                     person);
    }
    *held = *entry;
}

/* ---- Reading ---- */

/* Lines of a calendar are folded; this makes them whole, each with a NUL. */
static void unfold(struct xc_buffer *text) {
    size_t kept = 0;
    for (size_t i = 0; i < text->len; i++) {
        if (i + 2 < text->len && memcmp(text->ptr + i, "\r\n ", 3) == 0) {
            i += 2;
        } else {
            text->ptr[kept++] = text->ptr[i];
        }
    }
    text->len = kept;
}

static bool value_of(struct xc_str line, const char *name, struct xc_str *value) {
    size_t len = strlen(name);
    struct xc_str rest = line;
    if (line.len <= len || memcmp(line.ptr, name, len) != 0 ||
        (line.ptr[len] != ':' && line.ptr[len] != ';')) {
        return false;
    }
    (void)xc_str_cut(&rest, ':');
    *value = rest;
    return true;
}

/* 20260305T133000 */
static bool read_start(struct xc_str value, struct entry *entry) {
    uint64_t day, clock;
    if (value.len != 15 || !xc_str_to_uint(xc_str_slice(value, 0, 8), 99991231, &day) ||
        !xc_str_to_uint(xc_str_slice(value, 9, 6), 235959, &clock)) {
        return false;
    }
    entry->date = xc_date_make((int)(day / 10000), (unsigned)(day / 100 % 100),
                               (unsigned)(day % 100));
    entry->start = (unsigned)(clock / 10000 * 60 + clock / 100 % 100);
    return true;
}

static void read_feed(struct judge *judge, struct calendar *calendar, const char *person,
                      struct xc_str text) {
    struct entry entry = {.sequence = 0};
    bool inside = false;
    while (text.len > 0) {
        struct xc_str line = xc_str_trim(xc_str_cut(&text, '\n')), value;
        uint64_t number;
        if (xc_str_is(line, "BEGIN:VEVENT")) {
            entry = (struct entry){.sequence = 0};
            inside = true;
        } else if (xc_str_is(line, "END:VEVENT")) {
            inside = false;
            take(judge, calendar, person, &entry);
        } else if (!inside) {
            continue;
        } else if (value_of(line, "UID", &value)) {
            (void)snprintf(entry.uid, sizeof entry.uid, "%.*s", XC_PRI(value));
        } else if (value_of(line, "DTSTAMP", &value)) {
            (void)snprintf(entry.stamp, sizeof entry.stamp, "%.*s", XC_PRI(value));
        } else if (value_of(line, "SEQUENCE", &value) &&
                   xc_str_to_uint(value, UINT32_MAX, &number)) {
            entry.sequence = (unsigned)number;
        } else if (value_of(line, "STATUS", &value)) {
            entry.cancelled = xc_str_is(value, "CANCELLED");
        } else if (value_of(line, "DTSTART", &value) && !read_start(value, &entry)) {
            judge_breach(judge, "calendars", "%s: DTSTART:%.*s", person, XC_PRI(value));
        }
    }
}

/* ---- Comparing ---- */

/* What the office was told last of each visit; owned by the caller. NULL: nothing. */
static const struct told **told_last(const struct year *year) {
    const struct judge *judge = year->judge;
    const struct told **last = calloc(judge->count + 1, sizeof(void *));
    if (!last) {
        abort();
    }
    for (size_t i = 0; i < year->world.told_count; i++) {
        const struct shown *visit = judge_visit(judge, year->world.told[i].visit);
        if (visit) {
            last[visit - judge->visits] = &year->world.told[i];
        }
    }
    return last;
}

static bool sits(const struct year *year, const struct shown *visit,
                 const struct told *told, size_t person) {
    struct xc_str people = xc_str_from(told ? told->people : "");
    for (size_t i = 0; people.len == 0 && i < visit->person_count; i++) {
        if (visit->people[i] == person) {
            return true;
        }
    }
    while (people.len > 0) {
        if (xc_str_is(xc_str_cut(&people, ','), year->world.people[person].id)) {
            return true;
        }
    }
    return false;
}

/* Strikes an entry of the calendar off; false: there is none. */
static bool strike(struct calendar *calendar, xc_date date, unsigned start) {
    for (size_t i = 0; i < calendar->count; i++) {
        struct entry *entry = &calendar->entries[i];
        if (entry->due && entry->date == date && entry->start == start) {
            entry->due = false;
            return true;
        }
    }
    return false;
}

static void compare(struct year *year, const struct told **last, size_t person) {
    struct judge *judge = year->judge;
    struct calendar *calendar = &judge->feeds->people[person];
    const char *id = year->world.people[person].id;
    char day[11];
    for (size_t i = 0; i < calendar->count; i++) {
        calendar->entries[i].due = !calendar->entries[i].cancelled;
    }
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        const struct told *told = visit->done ? last[i] : NULL;
        xc_date date = visit->date;
        if (!visit->live || !visit->published || !sits(year, visit, told, person)) {
            continue;
        }
        if (told && (told->date < date || told->date > visit->end_date)) {
            date = told->date;
        }
        if (!strike(calendar, date, visit->start)) {
            xc_date_format(date, day);
            judge_breach(judge, "calendars", "%s on %s is not in the calendar of %s",
                         visit->id, day, id);
        }
    }
    for (size_t i = 0; i < calendar->count; i++) {
        if (calendar->entries[i].due) {
            xc_date_format(calendar->entries[i].date, day);
            judge_breach(judge, "calendars", "%s keeps %s on %s, which is none of theirs",
                         id, calendar->entries[i].uid, day);
        }
    }
}

/* ---- All of them ---- */

static void import(struct year *year, const char *folder) {
    struct xc_error error = {0};
    bool open[MAX_TARGETS];
    const struct told **last = told_last(year);
    memcpy(open, year->judge->opened, sizeof open);
    judge_open_names(year, open);
    for (size_t person = 0; person < year->world.person_count; person++) {
        const char *id = year->world.people[person].id;
        char path[PATH_BYTES + 64];
        struct xc_buffer text = xc_buffer_make((size_t)64 << 20);
        (void)snprintf(path, sizeof path, "%s/person/%s.ics", folder, id);
        if (access(path, R_OK) == 0 && xc_file_read(path, &text, &error) == XC_OK) {
            unfold(&text);
            judge_look(year, open, xc_buffer_view(&text), id);
            read_feed(year->judge, &year->judge->feeds->people[person], id,
                      xc_buffer_view(&text));
            (void)unlink(path);
        }
        xc_buffer_free(&text);
        compare(year, last, person);
    }
    free(last);
}

void judge_feeds(struct year *year) {
    struct xc_error error = {0};
    struct xc_loaded loaded = {0};
    struct xc_export_counts counts = {0};
    char folder[PATH_BYTES], people[PATH_BYTES + 16];
    (void)snprintf(folder, sizeof folder, "%.400s/feeds", year->folder);
    (void)snprintf(people, sizeof people, "%s/person", folder);
    struct xc_export_options options = {
        .folder = folder, .by = XC_BY_PERSON, .window = {XC_NO_DATE, XC_NO_DATE}};
    if (!year->judge->feeds &&
        !(year->judge->feeds = calloc(1, sizeof *year->judge->feeds))) {
        abort();
    }
    int rc = xc_load_plans(&year->session, XC_STR(""), &loaded, &error);
    if (rc == XC_OK) {
        rc = xc_export_ics(&year->session, &loaded, &options, &counts, &error);
    }
    if (rc != XC_OK) {
        (void)office_failed(year, "export ics", &error);
    } else {
        import(year, folder);
        (void)rmdir(people);
        (void)rmdir(folder);
    }
    xc_loaded_free(&loaded);
}
