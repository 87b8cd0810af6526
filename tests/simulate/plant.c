/* Breaches, planted behind the store's back: what the judge must find. */
#include "simulate.h"

#include <stdlib.h>
#include <string.h>

bool plant_execute(struct year *year, const char *sql) {
    return sqlite3_exec(year->judge->db, sql, NULL, NULL, NULL) == SQLITE_OK &&
           sqlite3_changes(year->judge->db) > 0;
}

struct shown *plant_ahead(struct year *year, unsigned programme, const char *stage,
                          size_t skip) {
    struct judge *judge = year->judge;
    for (size_t i = 0; i < judge->count; i++) {
        struct shown *visit = &judge->visits[i];
        if (visit->live && visit->published && !visit->pinned && !visit->done &&
            visit->date > year->today && visit->duty_count == 1 &&
            visit->programme == programme && strcmp(visit->duties[0].stage, stage) == 0 &&
            skip-- == 0) {
            return visit;
        }
    }
    return NULL;
}

static struct shown *ahead_of(struct year *year, const char *stage, size_t skip) {
    return plant_ahead(year, YEAR, stage, skip);
}

static struct shown *ahead(struct year *year, size_t skip) {
    return ahead_of(year, "annual", skip);
}

bool plant_row(struct year *year, const struct shown *visit, const char *id,
               const char *line, const char *reason) {
    sqlite3_stmt *insert = NULL;
    int code = sqlite3_prepare_v2(year->judge->db,
                                  "INSERT INTO visit_change SELECT '990101', ?4, 1,"
                                  " coalesce(max(number), 0) + 1, ?1, ?2, ?3, "
                                  "'2026-03-01T00:00:00Z' FROM visit_change",
                                  -1, &insert, NULL);
    if (code == SQLITE_OK) {
        const char *programme = year->world.programmes[visit->programme].id;
        (void)sqlite3_bind_text(insert, 1, id, -1, SQLITE_TRANSIENT);
        (void)sqlite3_bind_text(insert, 4, programme, -1, SQLITE_TRANSIENT);
        (void)sqlite3_bind_text(insert, 2, line, -1, SQLITE_TRANSIENT);
        (void)sqlite3_bind_text(insert, 3, reason, -1, SQLITE_TRANSIENT);
        code = sqlite3_step(insert);
    }
    (void)sqlite3_finalize(insert);
    return code == SQLITE_DONE;
}

/* The visit's line with some members changed; owned by the caller. */
static char *edited(const struct shown *visit, const json_t *changes) {
    json_t *json = json_loads(strchr(visit->line, '\t') + 1, 0, NULL);
    (void)json_object_update(json, (json_t *)changes);
    char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
    struct xc_buffer line = xc_buffer_make((size_t)1 << 20);
    xc_buffer_printf(&line, "%s\t%s", json_string_value(json_object_get(json, "id")),
                     text);
    char *copy = strndup(line.ptr, line.len);
    xc_buffer_free(&line);
    json_decref(json);
    free(text);
    return copy;
}

bool plant_edit(struct year *year, const struct shown *visit, json_t *changes,
                const char *reason) {
    (void)json_object_set_new(changes, "changed", json_integer(year->session.now));
    const char *id = json_string_value(json_object_get(changes, "id"));
    char *line = edited(visit, changes);
    bool good = plant_row(year, visit, id ? id : visit->id, line, reason);
    json_decref(changes);
    free(line);
    return good;
}

bool plant_cancel(struct year *year, const struct shown *visit) {
    return visit && plant_edit(year, visit,
                               json_pack("{s:s, s:i}", "status", "cancelled", "sequence",
                                         (int)visit->sequence + 1),
                               "plant");
}

static bool record(struct year *year, const struct shown *visit, const char *line,
                   const char *reason) {
    return plant_row(year, visit, visit->id, line, reason);
}

static bool record_edit(struct year *year, const struct shown *visit, json_t *changes) {
    return plant_edit(year, visit, changes, "plant");
}

static json_t *on_day(xc_date date, unsigned sequence) {
    char day[11];
    xc_date_format(date, day);
    return json_pack("{s:s, s:s, s:i, s:s}", "date", day, "end_date", day, "sequence",
                     (int)sequence, "status", "published");
}

/* ---- The breaches ---- */

static bool silent_move(struct year *year) {
    struct shown *visit = ahead(year, 0);
    return visit && record_edit(year, visit,
                                on_day(world_workday(&year->world, visit->date, 1),
                                       visit->sequence));
}

static bool lost_reason(struct year *year) {
    struct shown *visit = ahead(year, 0);
    return visit && record(year, visit, visit->line, "");
}

static bool lost_visit(struct year *year) {
    struct shown *visit = ahead(year, 0);
    return visit && record(year, visit, "", "plant");
}

/* Cancelled, and nobody is told that the promise is broken. */
static bool lost_promise(struct year *year) {
    return plant_cancel(year, ahead(year, 0));
}

/* Cancelled, and named with a reason that is none. */
static bool false_reason(struct year *year) {
    struct shown *visit = ahead(year, 0);
    char sql[TEXT_BYTES];
    if (!plant_cancel(year, visit)) {
        return false;
    }
    year->judge->known[YEAR].summary_of = -1; /* it is read again */
    (void)snprintf(sql, sizeof sql,
                   "UPDATE replan SET summary = json_set(summary, '$.reasons[0]',"
                   " json('{\"id\":\"nobody is there\"}'), '$.unmet', json('[{\"target\":"
                   "\"%s\",\"stage\":\"annual\",\"reason\":0}]')) WHERE programme ="
                   " 'year'",
                   year->world.targets[visit->target].id);
    return plant_execute(year, sql);
}

/* A replan that moves on a day on which nothing happened. */
static bool idle_move(struct year *year) {
    struct shown *visit = ahead(year, 0);
    return visit && year->quiet &&
           plant_edit(
               year, visit,
               on_day(world_workday(&year->world, visit->date, 1), visit->sequence + 1),
               "replan");
}

/* One that has reason to, and tells nothing of it. */
static bool untold_move(struct year *year) {
    year->quiet = true;
    bool good = idle_move(year);
    year->quiet = false;
    year->judge->counted[YEAR].replans = 1;
    return good;
}

/* Whoever pinned it let it be known, too. */
static bool early_name(struct year *year) {
    struct shown *visit = ahead(year, 0);
    for (size_t i = 0; visit && year->judge->opened[visit->target]; i++) {
        visit = ahead(year, i);
    }
    return visit && record_edit(year, visit,
                                json_pack("{s:i, s:I}", "pinned", 1, "embargo_until",
                                          (json_int_t)year->session.now - 3600));
}

static bool lost_lead(struct year *year) {
    return plant_cancel(year, ahead_of(year, "cause", 0));
}

static bool twice_at_once(struct year *year) {
    struct shown *visit = ahead(year, 0), *other = ahead(year, 1);
    char day[11];
    if (!visit || !other) {
        return false;
    }
    xc_date_format(other->date, day);
    json_t *line = json_loads(strchr(other->line, '\t') + 1, 0, NULL);
    json_t *changes =
        json_pack("{s:s, s:s, s:i, s:i, s:i, s:O, s:s, s:i}", "date", day, "end_date",
                  day, "start", (int)other->start, "end", (int)other->end, "minutes",
                  (int)other->minutes, "people", json_object_get(line, "people"), "crew",
                  other->crew, "sequence", (int)visit->sequence + 1);
    json_decref(line);
    return record_edit(year, visit, changes);
}

static bool lost_follow_up(struct year *year) {
    return plant_cancel(year, ahead_of(year, "again", 0));
}

/* Those who found the problem look whether it is gone. */
static bool same_people_again(struct year *year) {
    struct shown *visit = ahead_of(year, "again", 0);
    for (size_t i = 0; visit && i < year->world.told_count; i++) {
        const struct told *told = &year->world.told[i];
        const struct shown *found = judge_visit(year->judge, told->visit);
        if (told->problem && told->target == visit->target && found) {
            json_t *line = json_loads(strchr(found->line, '\t') + 1, 0, NULL);
            json_t *changes =
                json_pack("{s:O, s:s}", "people", json_object_get(line, "people"), "crew",
                          found->crew);
            json_decref(line);
            return record_edit(year, visit, changes);
        }
    }
    return false;
}

static bool too_late(struct year *year) {
    struct shown *visit = ahead_of(year, "again", 0);
    return visit && record_edit(year, visit,
                                on_day(world_workday(&year->world, visit->date, 40),
                                       visit->sequence + 1));
}

static bool day_off(struct year *year) {
    struct shown *visit = ahead(year, 0);
    xc_date date = visit ? visit->date : 0;
    while (visit && world_works(&year->world, date, XC_DATE_MAX)) {
        date++;
    }
    return visit && record_edit(year, visit, on_day(date, visit->sequence + 1));
}

static bool past_changed(struct year *year) {
    struct judge *judge = year->judge;
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        if (visit->live && visit->date < year->today) {
            return record_edit(year, visit, json_pack("{s:s}", "reason", "plant"));
        }
    }
    return false;
}

static bool without_row(struct year *year) {
    return plant_execute(year,
                         "UPDATE visit_change SET line = replace(line, '\"pinned\":0',"
                         " '\"pinned\":1') WHERE number = (SELECT max(number) FROM"
                         " visit_change WHERE line LIKE '%\"pinned\":0%')");
}

static bool early_release(struct year *year) {
    struct shown *visit = ahead(year, 0);
    return visit && record_edit(year, visit,
                                json_pack("{s:I}", "embargo_until",
                                          (json_int_t)year->session.now - 3600));
}

static bool ledger_edited(struct year *year) {
    return plant_execute(year,
                         "DROP TRIGGER IF EXISTS ledger_is_not_changed; UPDATE ledger SET"
                         " body = replace(body, '990101', '990102') WHERE number = 3");
}

static bool ledger_cut(struct year *year) {
    if (!year->judge->checkpoint) {
        return false;
    }
    return plant_execute(year,
                         "DROP TRIGGER IF EXISTS ledger_is_not_shortened; DELETE FROM"
                         " ledger WHERE number >= (SELECT max(number) FROM ledger) - 40");
}

static bool outcome_changed(struct year *year) {
    return plant_execute(year, "UPDATE outcome SET result = 'pass' WHERE rowid = (SELECT"
                               " min(rowid) FROM outcome WHERE result = 'problem')");
}

static bool unmet_hushed(struct year *year) {
    year->judge->known[YEAR].summary_of = -1; /* it is read again */
    return plant_execute(
        year, "UPDATE plan SET summary = json_set(summary, '$.unmet',"
              " json('[{\"target\":\"T00001\",\"stage\":\"annual\",\"label\":"
              "\"annual\",\"number\":1,\"verdict\":\"alone\",\"reason\":99999}]"
              "')); UPDATE replan SET summary = (SELECT summary FROM plan)");
}

/* A change that says it is older than what calendars have already. */
static bool older_again(struct year *year) {
    struct shown *visit = ahead(year, 0);
    json_t *changes = json_pack("{s:i, s:s}", "changed", 1, "status", "published");
    char *line = visit ? edited(visit, changes) : NULL;
    bool good = line && record(year, visit, line, "plant");
    json_decref(changes);
    free(line);
    return good;
}

static const struct breach plants[] = {
    {"silent-move", silent_move, "record", false},
    {"lost-reason", lost_reason, "record", false},
    {"lost-visit", lost_visit, "published", false},
    {"lost-promise", lost_promise, "served", false},
    {"false-reason", false_reason, "unmet", false},
    {"idle-move", idle_move, "idle", false},
    {"untold-move", untold_move, "moved", false},
    {"twice-at-once", twice_at_once, "twice", false},
    {"day-off", day_off, "day off", false},
    {"lost-follow-up", lost_follow_up, "causes", false},
    {"lost-lead", lost_lead, "causes", true},
    {"same-people", same_people_again, "causes", false},
    {"too-late", too_late, "causes", false},
    {"past-changed", past_changed, "past", false},
    {"without-row", without_row, "record", false},
    {"early-release", early_release, "embargo", false},
    {"early-name", early_name, "embargo", false},
    {"older-again", older_again, "calendars", false},
    {"ledger-edited", ledger_edited, "ledger", false},
    {"ledger-cut", ledger_cut, "ledger", false},
    {"outcome-changed", outcome_changed, "ledger", false},
    {"unmet-hushed", unmet_hushed, "reason", false},
};
enum { PLANTS = sizeof plants / sizeof *plants };

static const struct breach *breach_of(size_t number) {
    return number < PLANTS ? &plants[number] : &plant_beside[number - PLANTS];
}

const char *plant_name(size_t number) {
    return breach_of(number)->name;
}

const char *plant_invariant(size_t number) {
    return breach_of(number)->invariant;
}

uint64_t plant_seed(size_t number, uint64_t seed) {
    enum { EVERYTHING = 32, PROFILES = 4, STORMS = 3 };
    uint64_t profile = breach_of(number)->rare ? STORMS : seed % PROFILES;
    return (number < PLANTS ? seed - seed % PROFILES : EVERYTHING) + profile;
}

bool plant(struct year *year, const char *breach) {
    for (size_t i = 0; plant_name(i); i++) {
        if (strcmp(plant_name(i), breach) == 0) {
            return breach_of(i)->plant(year);
        }
    }
    return false;
}
