/* What happens to an office in a year: chances per working day, by profile. */
#include "simulate.h"

#include <string.h>

/* Per mille and working day. */
struct profile {
    const char *name;
    unsigned ill, recovered, borrowed, closing, opening, arriving, lead, notice, hand,
        storm, barred, leaving, idle, refused;
};

static const struct profile profiles[] = {
    {"usual", 80, 20, 6, 25, 10, 20, 50, 12, 60, 8, 6, 2, 10, 10},
    {"calm", 20, 10, 0, 8, 4, 6, 15, 4, 15, 2, 2, 0, 6, 6},
    {"hands", 40, 10, 0, 15, 5, 10, 30, 6, 250, 4, 4, 0, 10, 10},
    {"storms", 150, 40, 20, 40, 15, 40, 120, 30, 40, 30, 12, 5, 10, 10},
};
enum { PROFILES = sizeof profiles / sizeof *profiles };

static void write_day(xc_date date, char text[11]) {
    xc_date_format(date, text);
}

FILE *happen_open_import(const struct year *year, char path[PATH_BYTES],
                         const char *head) {
    (void)snprintf(path, PATH_BYTES, "%.400s/import.csv", year->folder);
    FILE *file = fopen(path, "w");
    if (file) {
        (void)fprintf(file, "%s\n", head);
    }
    return file;
}

bool happen_import(struct year *year, FILE *file, const char *table, const char *path) {
    year->happenings++;
    year->dirty = true;
    return file && fclose(file) == 0 && office_import(year, table, path);
}

/* ---- People ---- */

static bool be_away(struct year *year, const struct away *rows, size_t count) {
    struct world *world = &year->world;
    char path[PATH_BYTES];
    FILE *file = happen_open_import(year, path, ABSENCES_HEAD);
    for (size_t i = 0; file && i < count; i++) {
        world_write_absence(world, &rows[i], file);
        world->away[world->away_count++] = rows[i];
    }
    return happen_import(year, file, "absences", path);
}

static bool fall_ill(struct year *year) {
    struct chance *chance = &year->chance;
    xc_date from = year->today + (xc_date)chance_below(chance, 8);
    struct away away = {.person =
                            chance_below(chance, (unsigned)year->world.person_count),
                        .from = from,
                        .to = from + (xc_date)chance_below(chance, 12),
                        .halves = 3,
                        .known = year->today};
    if (chance_of(chance, 250)) {
        away.to = from;
        away.halves = 1 + chance_below(chance, 2);
    }
    return be_away(year, &away, 1);
}

/* Whoever is back sooner than they said: the list of absences comes in anew. */
static bool recover(struct year *year) {
    enum { LONGEST = 60 };
    struct world *world = &year->world;
    for (size_t i = world->away_count; i-- > 0;) {
        struct away *away = &world->away[i];
        if (away->from <= year->today && away->to > year->today + 1 &&
            away->to - away->from < LONGEST) {
            away->to = year->today;
            year->happenings++;
            year->dirty = true;
            return world_write_absences(world, year->folder) && office_replace(year);
        }
    }
    return true;
}

/* The province borrows three at once, for a month. */
static bool be_borrowed(struct year *year) {
    struct away rows[3];
    unsigned first = chance_below(&year->chance, (unsigned)year->world.person_count);
    for (unsigned i = 0; i < 3; i++) {
        rows[i] =
            (struct away){.person = (first + 4 * i) % (unsigned)year->world.person_count,
                          .from = year->today + 3,
                          .to = year->today + 30,
                          .halves = 3,
                          .known = year->today};
    }
    return be_away(year, rows, 3);
}

static bool be_barred(struct year *year) {
    struct world *world = &year->world;
    char path[PATH_BYTES];
    unsigned person = chance_below(&year->chance, (unsigned)world->person_count);
    unsigned target = chance_below(&year->chance, (unsigned)world->target_count);
    if (!world_bar(world, person, target, year->today)) {
        return true;
    }
    FILE *file = happen_open_import(year, path, "person,target,reason");
    if (file) {
        (void)fprintf(file, "%s,%s,亲属\n", world->people[person].id,
                      world->targets[target].id);
    }
    return happen_import(year, file, "relations", path);
}

/* For good: an absence to the end of the time that is planned. */
static bool leave(struct year *year) {
    struct away away = {.person = 10 + chance_below(&year->chance, 4),
                        .from = year->today,
                        .to = xc_date_make(2027, 12, 31),
                        .halves = 3,
                        .known = year->today};
    return be_away(year, &away, 1);
}

/* ---- Institutions ---- */

static bool change_target(struct year *year, bool active) {
    struct world *world = &year->world;
    unsigned first = chance_below(&year->chance, (unsigned)world->target_count);
    for (unsigned i = 0; i < world->target_count; i++) {
        struct target *target = &world->targets[(first + i) % world->target_count];
        if (target->active != active) {
            target->active = active;
            target->suspended = active ? XC_NO_DATE : target->suspended;
            target->known = year->today;
            year->happenings++;
            year->dirty = true;
            return office_set(year, target->id, "status", active ? "active" : "closed");
        }
    }
    return true;
}

static bool arrive(struct year *year) {
    struct world *world = &year->world;
    char path[PATH_BYTES];
    size_t first = world->target_count;
    unsigned count = 1 + chance_below(&year->chance, 3);
    if (first + count > MAX_TARGETS) {
        return true;
    }
    for (unsigned i = 0; i < count; i++) {
        world_add_target(world, &year->chance, year->today);
    }
    (void)snprintf(path, sizeof path, "%.400s/import.csv", year->folder);
    year->happenings++;
    year->dirty = true;
    return world_write_targets(world, first, path) &&
           office_import(year, "targets", path);
}

static bool complain(struct year *year) {
    struct world *world = &year->world;
    unsigned target = chance_below(&year->chance, (unsigned)world->target_count);
    year->happenings++;
    for (size_t i = 0; i < world->clue_count; i++) {
        if (!world->clues[i].answered && world->clues[i].date + 40 < year->today) {
            return office_answer(year, &world->clues[i]);
        }
    }
    if (!world->targets[target].active || world->clue_count == MAX_FACTS) {
        return true;
    }
    year->dirty = true;
    return office_lead(year, target, 1 + chance_below(&year->chance, 5));
}

/* ---- Days ---- */

static bool is_special(const struct world *world, xc_date date) {
    for (size_t i = 0; i < world->day_count; i++) {
        if (world->days[i].date == date) {
            return true;
        }
    }
    return false;
}

/* Another notice takes back what an earlier one said. */
static bool take_back(struct year *year) {
    struct world *world = &year->world;
    char path[PATH_BYTES], day[11];
    for (size_t i = world->day_count; i-- > 0;) {
        struct special_day taken = world->days[i];
        if (taken.known == XC_DATE_MIN || taken.works || taken.date < year->today + 4 ||
            world_works(world, taken.date, year->today)) {
            continue;
        }
        FILE *file = happen_open_import(year, path, "date,kind,name");
        if (file) {
            write_day(taken.date, day);
            (void)fprintf(file, "%s,workday,不再调休\n", day);
            world->days[world->day_count++] =
                (struct special_day){taken.date, true, year->today};
        }
        return happen_import(year, file, "calendar", path);
    }
    return true;
}

/* A notice takes a working day and gives a Saturday. */
static bool notice(struct year *year) {
    struct world *world = &year->world;
    char path[PATH_BYTES], day[11];
    xc_date off = year->today + 4 + (xc_date)chance_below(&year->chance, 40);
    while (xc_date_weekday(off) > XC_FRIDAY || is_special(world, off)) {
        off++;
    }
    xc_date on = off + (XC_SATURDAY - (xc_date)xc_date_weekday(off));
    if (off > xc_date_make(year->over_new_year ? 2027 : 2026, 12, 20)) {
        return true;
    }
    if (chance_of(&year->chance, 250)) {
        return take_back(year);
    }
    FILE *file = happen_open_import(year, path, "date,kind,name");
    if (file) {
        write_day(off, day);
        (void)fprintf(file, "%s,holiday,调休\n", day);
        world->days[world->day_count++] = (struct special_day){off, false, year->today};
        if (!is_special(world, on)) {
            write_day(on, day);
            (void)fprintf(file, "%s,workday,调休\n", day);
            world->days[world->day_count++] = (struct special_day){on, true, year->today};
        }
    }
    return happen_import(year, file, "calendar", path);
}

/* A storm closes a zone for two days. */
static bool storm(struct year *year) {
    struct world *world = &year->world;
    char path[PATH_BYTES], from[11], to[11];
    unsigned somewhere = chance_below(&year->chance, (unsigned)world->target_count);
    struct shut shut = {.zone = world->targets[somewhere].zone,
                        .from = year->today + 1 + (xc_date)chance_below(&year->chance, 4),
                        .known = year->today};
    shut.to = shut.from + 1;
    for (size_t i = 0; i < world->shut_count; i++) {
        if (world->shut[i].zone == shut.zone && world->shut[i].from == shut.from) {
            return true;
        }
    }
    write_day(shut.from, from);
    write_day(shut.to, to);
    FILE *file = happen_open_import(year, path, "zone,from,to,reason");
    if (file) {
        (void)fprintf(file, "Z%02u,%s,%s,台风\n", shut.zone, from, to);
        world->shut[world->shut_count++] = shut;
    }
    return happen_import(year, file, "closures", path);
}

/* ---- By hand ---- */

struct shown *happen_some_visit(struct year *year, unsigned programme) {
    struct judge *judge = year->judge;
    for (unsigned tries = 0; judge->count > 0 && tries < 50; tries++) {
        struct shown *visit =
            &judge->visits[chance_below(&year->chance, (unsigned)judge->count)];
        if (visit->live && !visit->done && visit->date > year->today &&
            (programme == PROGRAMMES || visit->programme == programme)) {
            return visit;
        }
    }
    return NULL;
}

/* Any two who may go together. */
static void choose_people(struct year *year, char people[2 * ID_BYTES]) {
    const struct world *world = &year->world;
    unsigned lead, other;
    do {
        lead = chance_below(&year->chance, (unsigned)world->person_count);
    } while (!world->people[lead].lead);
    do {
        other = chance_below(&year->chance, (unsigned)world->person_count);
    } while (other == lead);
    (void)snprintf(people, 2 * ID_BYTES, "%s,%s", world->people[lead].id,
                   world->people[other].id);
}

static bool change_by_hand(struct year *year) {
    static const enum xc_hand_kind kinds[] = {XC_HAND_MOVE,   XC_HAND_MOVE, XC_HAND_MOVE,
                                              XC_HAND_SWAP,   XC_HAND_PIN,  XC_HAND_UNPIN,
                                              XC_HAND_CANCEL, XC_HAND_ADD};
    struct chance *chance = &year->chance;
    struct shown *visit = happen_some_visit(year, PROGRAMMES);
    struct shown *other = happen_some_visit(year, PROGRAMMES);
    char crew[8], people[2 * ID_BYTES];
    bool taken = false;
    if (!visit || !other) {
        return true;
    }
    struct xc_hand_change change = {.kind = kinds[chance_below(chance, 8)],
                                    .visit = xc_str_from(visit->id),
                                    .date = XC_NO_DATE,
                                    .start = -1,
                                    .reason = XC_STR("科长安排")};
    (void)snprintf(crew, sizeof crew, "C%u", 1 + chance_below(chance, year->world.crews));
    if (change.kind == XC_HAND_MOVE || change.kind == XC_HAND_ADD) {
        change.date = year->today + 1 + (xc_date)chance_below(chance, 60);
    }
    if (change.kind == XC_HAND_MOVE && chance_of(chance, 300)) {
        change.crew = xc_str_from(crew);
    } else if (change.kind == XC_HAND_MOVE && chance_of(chance, 200)) {
        choose_people(year, people);
        change.people = xc_str_from(people);
    }
    if (change.kind == XC_HAND_SWAP) {
        change.other = xc_str_from(other->id);
    }
    if (change.kind == XC_HAND_ADD) {
        change.visit = XC_STR("");
        change.stage = XC_STR("annual");
        if (year->world.programmes[NEXT].planned) { /* both have such a stage */
            unsigned of = xc_date_ymd(change.date).year > 2026 ? NEXT : YEAR;
            change.programme = xc_str_from(year->world.programmes[of].id);
        }
        change.crew = xc_str_from(crew);
        change.target = xc_str_from(year->world.targets[visit->target].id);
    }
    year->happenings++;
    xc_date possible = XC_NO_DATE;
    bool good = office_hand(year, &change, &taken, &possible);
    if (good && !taken && possible != XC_NO_DATE && chance_of(chance, 500)) {
        change.date = possible; /* as the refusal said */
        good = office_hand(year, &change, &taken, NULL);
        if (good && !taken) {
            (void)snprintf(year->failure, sizeof year->failure,
                           "a day that was named for %s is refused", visit->id);
            good = false;
        }
    }
    if (good && taken && change.kind == XC_HAND_CANCEL) {
        visit->cancelled_by_hand = true;
    }
    /* What is pinned may have become impossible meanwhile: unpinned, it is planned again.
     */
    if (good && taken && (chance_of(chance, 500) || change.kind == XC_HAND_UNPIN)) {
        year->dirty = true;
    }
    return good;
}

/* ---- One morning ---- */

bool happen(struct year *year) {
    const struct profile *profile = &profiles[year->options->seed % PROFILES];
    const struct {
        unsigned chance;
        bool (*play)(struct year *year);
    } plays[] = {
        {profile->ill, fall_ill},
        {profile->recovered, recover},
        {profile->borrowed, be_borrowed},
        {profile->barred, be_barred},
        {profile->leaving, leave},
        {profile->arriving, arrive},
        {profile->lead, complain},
        {profile->notice, notice},
        {profile->storm, storm},
        {profile->hand, change_by_hand},
        {profile->refused, office_refuses},
    };
    for (size_t i = 0; i < sizeof plays / sizeof *plays; i++) {
        if (chance_of(&year->chance, plays[i].chance) && !plays[i].play(year)) {
            return false;
        }
    }
    if (chance_of(&year->chance, profile->closing) && !change_target(year, false)) {
        return false;
    }
    if (chance_of(&year->chance, profile->opening) && !change_target(year, true)) {
        return false;
    }
    year->dirty = year->dirty || chance_of(&year->chance, profile->idle);
    return (!year->draws || happen_draws(year)) && (!year->papers || happen_papers(year));
}

/* ---- One evening ---- */

static const char *some_result(struct chance *chance) {
    static const struct {
        const char *word;
        unsigned share;
    } results[] = {{"pass", 720},  {"problem_fixed", 100}, {"problem", 140},
                   {"closed", 10}, {"refused", 20},        {"not_found", 10}};
    unsigned ticket = chance_below(chance, 1000);
    size_t at = 0;
    while (ticket >= results[at].share) {
        ticket -= results[at++].share;
    }
    return results[at].word;
}

static unsigned delay(struct chance *chance) {
    unsigned kind = chance_below(chance, 10);
    return kind < 6   ? chance_below(chance, 2)
           : kind < 9 ? 1 + chance_below(chance, 6)
                      : 5 + chance_below(chance, 20);
}

/* What is found in years that count points, and look at the register. */
static void find(struct year *year, struct pending *pending) {
    struct chance *chance = &year->chance;
    static const char *const addresses[] = {"新街1号", "新街2号"};
    if (!year->papers && !year->over_new_year) {
        return;
    }
    if (year->world.targets[pending->target].bad && chance_of(chance, 700)) {
        pending->result = "problem";
    }
    pending->points = strcmp(pending->result, "problem") == 0
                          ? 2 + chance_below(chance, 5)
                      : strcmp(pending->result, "problem_fixed") == 0 ? 1
                                                                      : 0;
    pending->of_doctor = pending->points > 0 && chance_of(chance, 200);
    pending->address = year->papers && !pending->correction && chance_of(chance, 80)
                           ? addresses[chance_below(chance, 2)]
                           : NULL;
}

static void set_out(struct year *year, const struct shown *visit) {
    struct world *world = &year->world;
    struct pending pending = {.target = visit->target,
                              .date = visit->date,
                              .result = some_result(&year->chance),
                              .arrives = year->today + (xc_date)delay(&year->chance)};
    size_t used = 0;
    memcpy(pending.visit, visit->id, sizeof pending.visit);
    for (size_t i = 0; i < visit->person_count; i++) {
        used +=
            (size_t)snprintf(pending.people + used, sizeof pending.people - used, "%s%s",
                             i ? "," : "", world->people[visit->people[i]].id);
    }
    find(year, &pending);
    world->pending[world->pending_count++] = pending;
    if (chance_of(&year->chance, 40)) { /* it was wrong, and is corrected later */
        pending.correction = true;
        pending.result = some_result(&year->chance);
        find(year, &pending);
        pending.arrives += 1 + (xc_date)chance_below(&year->chance, 15);
        world->pending[world->pending_count++] = pending;
    }
}

void happen_results(struct year *year) {
    const struct judge *judge = year->judge;
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        if (visit->live && visit->published && visit->date == year->today &&
            year->world.pending_count + 2 < MAX_FACTS && chance_of(&year->chance, 970)) {
            set_out(year, visit);
        }
    }
}
