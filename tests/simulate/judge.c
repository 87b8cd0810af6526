/* Reads what is stored, as rows and lines, and holds it against what was there yesterday.
 */
#include "simulate.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void judge_breach(struct judge *judge, const char *invariant, const char *format, ...) {
    va_list args;
    if (judge->breach[0]) {
        return;
    }
    (void)snprintf(judge->invariant, sizeof judge->invariant, "%s", invariant);
    va_start(args, format);
    (void)vsnprintf(judge->breach, sizeof judge->breach, format, args);
    va_end(args);
}

/* ---- Visits, ascending by id ---- */

static size_t place_of(const struct judge *judge, const char *id) {
    size_t low = 0, high = judge->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(judge->visits[middle].id, id) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct shown *judge_visit(const struct judge *judge, const char *id) {
    size_t place = place_of(judge, id);
    return place < judge->count && strcmp(judge->visits[place].id, id) == 0
               ? &judge->visits[place]
               : NULL;
}

static void put(struct judge *judge, const struct shown *visit) {
    size_t place = place_of(judge, visit->id);
    if (place < judge->count && strcmp(judge->visits[place].id, visit->id) == 0) {
        free(judge->visits[place].line);
        judge->visits[place] = *visit;
        return;
    }
    if (judge->count == judge->capacity) {
        judge->capacity = judge->capacity ? 2 * judge->capacity : 2048;
        judge->visits = realloc(judge->visits, judge->capacity * sizeof *judge->visits);
        if (!judge->visits) {
            abort();
        }
    }
    memmove(&judge->visits[place + 1], &judge->visits[place],
            (judge->count - place) * sizeof *judge->visits);
    judge->visits[place] = *visit;
    judge->count++;
}

static void drop(struct judge *judge, struct shown *visit) {
    size_t place = (size_t)(visit - judge->visits);
    free(visit->line);
    memmove(visit, visit + 1, (judge->count - place - 1) * sizeof *visit);
    judge->count--;
}

/* ---- A line ---- */

static const char *text_of(const json_t *json, const char *key) {
    const char *text = json_string_value(json_object_get(json, key));
    return text ? text : "";
}

static unsigned number_of(const json_t *json, const char *key) {
    return (unsigned)json_integer_value(json_object_get(json, key));
}

static void copy(char *to, const char *text) {
    (void)snprintf(to, ID_BYTES, "%s", text);
}

static bool parse_people(const struct year *year, const json_t *json,
                         struct shown *visit) {
    const json_t *people = json_object_get(json, "people");
    visit->person_count = json_array_size(people);
    for (size_t i = 0; i < visit->person_count && i < MAX_SEATS; i++) {
        int person = world_person(&year->world, text_of(json_array_get(people, i), "id"));
        if (person < 0) {
            return false;
        }
        visit->people[i] = (unsigned)person;
    }
    return visit->person_count <= MAX_SEATS;
}

static bool parse_duties(const json_t *json, struct shown *visit) {
    const json_t *tasks = json_object_get(json, "tasks");
    visit->duty_count = json_array_size(tasks);
    for (size_t i = 0; i < visit->duty_count && i < MAX_DUTIES; i++) {
        const json_t *task = json_array_get(tasks, i);
        const char *label = text_of(task, "label");
        size_t len = strlen(label);
        copy(visit->duties[i].stage, text_of(task, "stage"));
        visit->duties[i].number = number_of(task, "number");
        visit->duties[i].by_hand = len > 5 && strcmp(label + len - 5, "/hand") == 0;
    }
    return visit->duty_count > 0 && visit->duty_count <= MAX_DUTIES;
}

/* id, TAB, JSON. */
static bool parse(const struct year *year, unsigned programme, const char *line,
                  struct shown *visit) {
    const char *tab = strchr(line, '\t');
    json_t *json = tab ? json_loads(tab + 1, 0, NULL) : NULL;
    int target = world_target(&year->world, text_of(json, "target"));
    const char *status = text_of(json, "status");
    const json_t *embargo = json_object_get(json, "embargo_until");
    *visit = (struct shown){
        .programme = programme,
        .target = (unsigned)target,
        .start = number_of(json, "start"),
        .end = number_of(json, "end"),
        .minutes = number_of(json, "minutes"),
        .sequence = number_of(json, "sequence"),
        .pinned = number_of(json, "pinned") != 0,
        .embargo = embargo ? json_integer_value(embargo) : XC_NO_INSTANT,
        .changed = json_integer_value(json_object_get(json, "changed")),
        .live = strcmp(status, "cancelled") != 0 && strcmp(status, "void") != 0,
        .published = strcmp(status, "draft") != 0 && strcmp(status, "void") != 0,
        .agency = strcmp(text_of(json, "nature"), "agency_check") == 0,
        .settled = year->today,
        .manned = year->today,
        .line = strdup(line),
    };
    copy(visit->id, text_of(json, "id"));
    copy(visit->crew, text_of(json, "crew"));
    bool good = json && target >= 0 && visit->line &&
                xc_date_parse(xc_str_from(text_of(json, "date")), &visit->date) &&
                xc_date_parse(xc_str_from(text_of(json, "end_date")), &visit->end_date) &&
                parse_people(year, json, visit) && parse_duties(json, visit);
    json_decref(json);
    if (!good) {
        free(visit->line);
    }
    return good;
}

/* ---- A change ---- */

static bool same_people(const struct shown *a, const struct shown *b) {
    return a->person_count == b->person_count &&
           memcmp(a->people, b->people, a->person_count * sizeof *a->people) == 0;
}

static bool same_time(const struct shown *a, const struct shown *b) {
    return a->date == b->date && a->start == b->start && a->end == b->end;
}

static bool is_over(const struct year *year, const struct shown *visit) {
    return visit->date < year->today || visit->done;
}

static bool is_replan(const char *reason) {
    return strcmp(reason, "replan") == 0;
}

static void check_change(struct year *year, const struct shown *before,
                         const struct shown *after, const char *reason) {
    struct judge *judge = year->judge;
    if (!*reason) {
        judge_breach(judge, "record", "the change of %s has no reason", before->id);
    }
    if (is_over(year, before)) {
        judge_breach(judge, "past", "%s, which is over, was changed", before->id);
    }
    if (before->pinned && after->live && is_replan(reason) &&
        (!same_time(before, after) || !same_people(before, after))) {
        judge_breach(judge, "pinned", "%s was pinned, and a replan changed it",
                     before->id);
    }
    if (!before->live && before->published && after->live) {
        judge_breach(judge, "cancelled", "%s was cancelled and is planned again",
                     before->id);
    }
    if (!before->published) {
        return;
    }
    if (!after->published) {
        judge_breach(judge, "published", "%s is published no more", before->id);
    }
    if ((!same_time(before, after) || before->live != after->live) &&
        after->sequence <= before->sequence) {
        judge_breach(judge, "record", "%s changed its %s and not its sequence",
                     before->id, before->live != after->live ? "status" : "time");
    }
    if (before->target != after->target && after->sequence <= before->sequence) {
        judge_breach(judge, "record", "%s goes elsewhere and not by its sequence",
                     before->id);
    }
    if (!same_people(before, after) && after->changed <= before->changed &&
        after->sequence <= before->sequence) {
        judge_breach(judge, "record", "%s changed its people and not its moment",
                     before->id);
    }
}

static bool is_published(const struct year *year, const struct shown *visit) {
    xc_date until = year->world.programmes[visit->programme].published_until;
    return visit->published ||
           (visit->live && until != XC_NO_DATE && visit->date <= until);
}

static void apply(struct year *year, unsigned programme, const char *id, const char *line,
                  const char *reason) {
    struct judge *judge = year->judge;
    struct shown *before = judge_visit(judge, id), after;
    if (!*line) {
        if (before && (before->published || is_over(year, before))) {
            judge_breach(judge, "published", "%s was published and is gone", id);
        }
        if (before) {
            if (is_replan(reason)) {
                judge_count_move(judge, before, NULL, programme);
            }
            drop(judge, before);
        }
        return;
    }
    if (!parse(year, programme, line, &after) || strcmp(after.id, id) != 0) {
        judge_breach(judge, "line", "the line of %s cannot be read", id);
        return;
    }
    after.published = is_published(year, &after);
    if (is_replan(reason)) {
        judge_count_move(judge, before, &after, programme);
    }
    if (before) {
        after.cancelled_by_hand = before->cancelled_by_hand;
        after.done = before->done;
        check_change(year, before, &after, reason);
        if (before->pinned && after.pinned && same_people(before, &after)) {
            after.manned = before->manned;
        }
        if (before->pinned && after.pinned && same_time(before, &after) &&
            same_people(before, &after)) { /* pinned again: nothing was looked at */
            after.settled = before->settled;
        }
    } else if (after.date < year->today) {
        judge_breach(judge, "past", "%s is new and lies in the past", id);
    }
    put(judge, &after);
}

static const char *column(sqlite3_stmt *row, int number) {
    const unsigned char *text = sqlite3_column_text(row, number);
    return text ? (const char *)text : "";
}

static sqlite3_stmt *ask(const struct year *year, unsigned programme, const char *sql) {
    struct judge *judge = year->judge;
    sqlite3_stmt *rows = NULL;
    if (sqlite3_prepare_v2(judge->db, sql, -1, &rows, NULL) == SQLITE_OK) {
        (void)sqlite3_bind_text(rows, 1, year->world.programmes[programme].id, -1,
                                SQLITE_STATIC);
    } else {
        judge_breach(judge, "read", "%s", sqlite3_errmsg(judge->db));
    }
    return rows;
}

static void read_changes(struct year *year, unsigned programme) {
    struct known *known = &year->judge->known[programme];
    sqlite3_stmt *rows = ask(year, programme,
                             "SELECT number, visit, line, reason FROM visit_change WHERE"
                             " programme = ? AND number > ? ORDER BY number");
    (void)sqlite3_bind_int64(rows, 2, known->change);
    while (rows && sqlite3_step(rows) == SQLITE_ROW) {
        known->change = sqlite3_column_int64(rows, 0);
        apply(year, programme, column(rows, 1), column(rows, 2), column(rows, 3));
    }
    (void)sqlite3_finalize(rows);
}

/* ---- All lines ---- */

struct comparing {
    struct year *year;
    unsigned programme;
    size_t count;
    bool first; /* nothing is known yet */
};

static int compare_line(void *context, struct xc_str line) {
    struct comparing *comparing = context;
    struct judge *judge = comparing->year->judge;
    char id[ID_BYTES];
    struct xc_str rest = line;
    struct xc_str name = xc_str_cut(&rest, '\t');
    struct shown visit, *known;
    (void)snprintf(id, sizeof id, "%.*s", XC_PRI(name));
    comparing->count++;
    if (comparing->first) {
        char *copied = strndup(line.ptr, line.len);
        if (copied && parse(comparing->year, comparing->programme, copied, &visit)) {
            put(judge, &visit);
        } else {
            judge_breach(judge, "line", "the line of %s cannot be read", id);
        }
        free(copied);
        return XC_OK;
    }
    known = judge_visit(judge, id);
    if (!known || !xc_str_is(line, known->line)) {
        judge_breach(judge, "record", "%s %s without a row that records it", id,
                     known ? "changed" : "came");
    }
    return XC_OK;
}

static size_t count_of(const struct judge *judge, unsigned programme) {
    size_t count = 0;
    for (size_t i = 0; i < judge->count; i++) {
        count += judge->visits[i].programme == programme;
    }
    return count;
}

static void compare_lines(struct year *year, unsigned programme, bool first) {
    struct xc_error error = {0};
    struct comparing comparing = {year, programme, 0, first};
    int rc = xc_store_each_visit(year->store, year->session.office,
                                 xc_str_from(year->world.programmes[programme].id), 1,
                                 compare_line, &comparing, &error);
    size_t known = count_of(year->judge, programme);
    if (rc != XC_OK) {
        (void)office_failed(year, "reading visits", &error);
        judge_breach(year->judge, "read", "%s", year->failure);
        year->failure[0] = '\0';
    } else if (comparing.count != known) {
        judge_breach(year->judge, "record", "%zu visits are stored, %zu are recorded",
                     comparing.count, known);
    }
}

/* The summary of the newest replan, or of the plan. */
static void read_summary(struct year *year, unsigned programme) {
    struct known *known = &year->judge->known[programme];
    sqlite3_stmt *row =
        ask(year, programme,
            "SELECT number, summary FROM (SELECT 0 AS number, summary FROM plan WHERE"
            " programme = ?1 UNION ALL SELECT number, summary FROM replan WHERE"
            " programme = ?1) ORDER BY number DESC LIMIT 1");
    if (row && sqlite3_step(row) == SQLITE_ROW &&
        sqlite3_column_int64(row, 0) != known->summary_of) {
        year->judge->counted[programme].replans +=
            (unsigned)(sqlite3_column_int64(row, 0) - known->summary_of);
        json_decref(known->summary);
        known->summary = json_loads(column(row, 1), 0, NULL);
        known->summary_of = sqlite3_column_int64(row, 0);
    }
    (void)sqlite3_finalize(row);
    if (!known->summary) {
        judge_breach(year->judge, "read", "the summary cannot be read");
    }
}

static void mark_done(struct year *year) {
    struct judge *judge = year->judge;
    for (; judge->told < year->world.told_count; judge->told++) {
        struct shown *visit = judge_visit(judge, year->world.told[judge->told].visit);
        if (visit) {
            visit->done = true;
        }
    }
}

static void mark_published(struct year *year) {
    struct judge *judge = year->judge;
    for (size_t i = 0; i < judge->count; i++) {
        judge->visits[i].published = is_published(year, &judge->visits[i]);
    }
}

/* A plan that is new is read whole; what changes from then on by its rows. */
void judge_begin(struct year *year, unsigned programme) {
    year->judge->known[programme].summary_of = -1;
    compare_lines(year, programme, true);
    read_summary(year, programme);
    year->judge->counted[programme] = (struct counted){0};
}

/* Rows every day; all lines beside them where `whole`. */
void judge_read(struct year *year, bool whole) {
    judge_open_names(year, year->judge->opened); /* before they move */
    mark_done(year);
    for (unsigned i = 0; i < PROGRAMMES; i++) {
        if (!year->world.programmes[i].planned) {
            continue;
        }
        read_changes(year, i);
        if (whole) {
            compare_lines(year, i, false);
        }
        read_summary(year, i);
    }
    mark_published(year);
}

/* ---- A day ---- */

bool judge_open(struct year *year) {
    char path[PATH_BYTES];
    struct judge *judge = calloc(1, sizeof *judge);
    year->judge = judge;
    (void)snprintf(path, sizeof path, "%.400s/year.db", year->folder);
    if (!judge ||
        sqlite3_open_v2(path, &judge->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
        (void)snprintf(year->failure, sizeof year->failure, "the judge cannot read");
        return false;
    }
    judge_begin(year, YEAR);
    mark_published(year);
    return !judge->breach[0];
}

void judge_close(struct year *year) {
    struct judge *judge = year->judge;
    if (judge) {
        for (size_t i = 0; i < judge->count; i++) {
            free(judge->visits[i].line);
        }
        free(judge->visits);
        judge_feeds_free(judge->feeds);
        free(judge->checkpoint);
        for (size_t i = 0; i < PROGRAMMES; i++) {
            json_decref(judge->known[i].summary);
        }
        (void)sqlite3_close(judge->db);
        free(judge);
        year->judge = NULL;
    }
}

/* What takes long is asked on some days only, which differ from seed to seed: so a night
 * of seeds sees them all. */
static bool is_day(const struct year *year, unsigned every) {
    return ((uint64_t)year->today + year->options->seed) % every == 0;
}

bool judge_day(struct year *year) {
    struct judge *judge = year->judge;
    enum { WHOLE = 11, FEEDS = 28, SAMPLES = 180, LEDGER = 60 };
    bool whole = is_day(year, WHOLE) || year->planted;
    judge_read(year, whole);
    judge_moves(year);
    judge_promises(year);
    judge_caps(year);
    judge_papers(year);
    judge_draws(year);
    judge_people(year);
    judge_causes(year);
    judge_embargo(year);
    if (whole) {
        judge_tickets(year);
    }
    if (is_day(year, SAMPLES) || year->planted) {
        judge_secrets(year);
        judge_due(year);
    }
    if (is_day(year, FEEDS) || year->options->plant) {
        judge_feeds(year);
    }
    if (is_day(year, LEDGER)) {
        judge_ledger(year);
    }
    memset(judge->counted, 0, sizeof judge->counted);
    return !judge->breach[0] && !year->failure[0];
}

bool judge_planted(struct year *year) {
    if (judge_day(year)) {
        judge_ledger(year);
    }
    return !year->judge->breach[0] && !year->failure[0];
}

bool judge_end(struct year *year) {
    judge_read(year, true);
    judge_secrets(year);
    judge_feeds(year);
    judge_due(year);
    judge_ledger(year);
    return !year->judge->breach[0] && !year->failure[0];
}
