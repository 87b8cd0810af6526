/* What followed from what: every problem in force, and every grave lead that nobody
 * answered, has its visit in its days, by others than those who found it. */
#include "simulate.h"

#include <stdlib.h>
#include <string.h>

enum { AGAIN, CAUSE, KINDS };

static const struct {
    const char *stage;
    xc_date first; /* days after the cause, at least */
    int days;      /* working days after it, at most */
} kinds[KINDS] = {{"again", 1, 20}, {"cause", 0, 5}};

enum { MIN_SEVERITY = 3 };

/* Of each target. */
struct owed {
    unsigned causes[KINDS]; /* in force */
    unsigned served[KINDS]; /* live, named as unmet, or given up by hand */
    xc_date first[KINDS], last[KINDS];
};

static void owe(const struct year *year, struct owed *owed, unsigned target, int kind,
                xc_date date) {
    struct owed *one = &owed[target];
    xc_date first = date + kinds[kind].first;
    xc_date last = world_workday(&year->world, date, kinds[kind].days);
    if (first > xc_date_make(2026, 12, 31)) {
        return;
    }
    if (one->causes[kind] == 0 || first < one->first[kind]) {
        one->first[kind] = first;
    }
    if (one->causes[kind] == 0 || last > one->last[kind]) {
        one->last[kind] = last;
    }
    one->causes[kind]++;
}

static void count_causes(const struct year *year, struct owed *owed) {
    const struct world *world = &year->world;
    for (size_t i = 0; i < world->told_count; i++) {
        const struct told *told = &world->told[i];
        if (told->problem && !told->superseded) {
            owe(year, owed, told->target, AGAIN, told->date);
        }
    }
    for (size_t i = 0; i < world->clue_count; i++) {
        const struct clue *clue = &world->clues[i];
        if (!clue->answered && clue->severity >= MIN_SEVERITY) {
            owe(year, owed, clue->target, CAUSE, clue->date);
        }
    }
}

static int kind_of(const char *stage) {
    for (int i = 0; stage && i < KINDS; i++) {
        if (strcmp(kinds[i].stage, stage) == 0) {
            return i;
        }
    }
    return -1;
}

static void count_served(const struct year *year, struct owed *owed) {
    const struct judge *judge = year->judge;
    const json_t *unmet = json_object_get(judge->summary, "unmet");
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        for (size_t k = 0; k < visit->duty_count; k++) {
            int kind = kind_of(visit->duties[k].stage);
            if (kind >= 0 && (visit->live || visit->cancelled_by_hand)) {
                owed[visit->target].served[kind]++;
            }
        }
    }
    for (size_t i = 0; i < json_array_size(unmet); i++) {
        const json_t *one = json_array_get(unmet, i);
        const char *id = json_string_value(json_object_get(one, "target"));
        int kind = kind_of(json_string_value(json_object_get(one, "stage")));
        int target = id ? world_target(&year->world, id) : -1;
        if (kind >= 0 && target >= 0) {
            owed[target].served[kind]++;
        }
    }
}

static bool is_among(const char *people, const char *person) {
    return strstr(people, person) != NULL;
}

/* Somebody else comes, for one of the target's problems at least. */
static bool by_others(const struct year *year, const struct shown *visit) {
    const struct world *world = &year->world;
    for (size_t i = 0; i < world->told_count; i++) {
        const struct told *told = &world->told[i];
        bool same = false;
        if (told->target != visit->target || !told->problem ||
            told->date >= visit->date) {
            continue;
        }
        for (size_t k = 0; k < visit->person_count; k++) {
            same = same || is_among(told->people, world->people[visit->people[k]].id);
        }
        if (!same) {
            return true;
        }
    }
    return false;
}

/* Those ahead: what was planned while its days lasted lies in them. */
static void check_visit(struct year *year, const struct owed *owed,
                        const struct shown *visit, int kind) {
    const struct owed *one = &owed[visit->target];
    if (one->causes[kind] == 0) {
        judge_breach(year->judge, "causes", "%s of %s has no cause any more", visit->id,
                     kinds[kind].stage);
    } else if (visit->date < one->first[kind] ||
               (visit->date > one->last[kind] && visit->settled <= one->last[kind])) {
        judge_breach(year->judge, "causes", "%s of %s lies outside of its days",
                     visit->id, kinds[kind].stage);
    }
    if (kind == AGAIN && !by_others(year, visit)) {
        judge_breach(year->judge, "causes", "%s is made by those who found the problem",
                     visit->id);
    }
}

static void check_ahead(struct year *year, const struct owed *owed) {
    const struct judge *judge = year->judge;
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        if (!visit->live || visit->done || visit->pinned || visit->date < year->today) {
            continue;
        }
        for (size_t k = 0; k < visit->duty_count; k++) {
            int kind = kind_of(visit->duties[k].stage);
            if (kind >= 0 && !visit->duties[k].by_hand) {
                check_visit(year, owed, visit, kind);
            }
        }
    }
}

void judge_causes(struct year *year) {
    struct owed *owed = calloc(MAX_TARGETS, sizeof *owed);
    if (!owed) {
        abort();
    }
    count_causes(year, owed);
    count_served(year, owed);
    for (unsigned i = 0; i < year->world.target_count; i++) {
        for (int k = 0; k < KINDS; k++) {
            if (year->world.targets[i].active && owed[i].served[k] < owed[i].causes[k]) {
                judge_breach(year->judge, "causes",
                             "%s: %u causes of %s, %u visits or reasons",
                             year->world.targets[i].id, owed[i].causes[k], kinds[k].stage,
                             owed[i].served[k]);
            }
        }
    }
    check_ahead(year, owed);
    free(owed);
}
