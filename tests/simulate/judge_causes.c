/* What followed from what: every problem in force, and every grave lead that nobody
 * answered, has its one visit in its days, by others than those who found it. */
#include "simulate.h"

#include <stdlib.h>
#include <string.h>

enum { AGAIN, CAUSE, SELF, REFUSED, POINTS, KINDS };

static const struct {
    const char *stage;
    bool care;     /* of that programme; else of the county's years, each by itself */
    xc_date first; /* days after the cause, at least */
    int days;      /* working days after it, at most */
} kinds[KINDS] = {{"again", false, 1, 20},
                  {"cause", false, 0, 5},
                  {"self", true, 0, 10},
                  {"refused", true, 1, 10},
                  {"points", true, 1, 15}};

enum { MIN_SEVERITY = 3 };

/* Of each target. */
struct owed {
    unsigned causes[KINDS]; /* in force */
    unsigned served[KINDS]; /* live, named as unmet, or given up by hand */
    unsigned shared[KINDS]; /* of the causes: the other year waits for them, too */
    unsigned either[KINDS]; /* of this year or of the other */
    unsigned others[KINDS]; /* visits that the other one has published for them */
    unsigned ahead[KINDS];  /* published ones to come, of both */
    xc_date since[KINDS];   /* first day after the first of the shared */
    unsigned unmet[KINDS];  /* of those served: named */
    xc_date first[KINDS], last[KINDS];
    xc_date soonest[KINDS]; /* last day of the cause that has the least time */
    xc_date latest[KINDS];  /* first day of the one that begins last */
};

/* What one programme owes; what two years wait for is owed by whoever published first. */
struct owing {
    struct year *year;
    unsigned programme, other; /* other: PROGRAMMES where there is none */
    struct owed *targets;
};

static bool fits(const struct owing *owing, unsigned number, int kind, xc_date first,
                 xc_date last, xc_date known) {
    const struct programme *programme = &owing->year->world.programmes[number];
    return kinds[kind].care == (number == CARE) && first <= programme->last &&
           last >= programme->first && known <= programme->last;
}

static void owe(const struct owing *owing, unsigned target, int kind, xc_date date,
                xc_date known) {
    struct owed *one = &owing->targets[target];
    xc_date first = date + kinds[kind].first;
    xc_date last = world_workday(&owing->year->world, date, kinds[kind].days);
    bool here = fits(owing, owing->programme, kind, first, last, known);
    bool there = owing->other < PROGRAMMES &&
                 fits(owing, owing->other, kind, first, last, XC_DATE_MIN);
    one->either[kind] += here || there;
    if (!here || judge_unfit(owing->year, owing->programme, target)) {
        return;
    }
    if (there && (one->shared[kind] == 0 || first < one->since[kind])) {
        one->since[kind] = first;
    }
    one->shared[kind] += there;
    if (one->causes[kind] == 0 || first < one->first[kind]) {
        one->first[kind] = first;
    }
    if (one->causes[kind] == 0 || last > one->last[kind]) {
        one->last[kind] = last;
    }
    if (one->causes[kind] == 0 || last < one->soonest[kind]) {
        one->soonest[kind] = last;
    }
    if (one->causes[kind] == 0 || first > one->latest[kind]) {
        one->latest[kind] = first;
    }
    one->causes[kind]++;
}

/* Points of a year that came to the threshold; a report that did not come in. */
static void count_care(const struct owing *owing) {
    const struct world *world = &owing->year->world;
    bool loses[MAX_TARGETS] = {false};
    bool over = world_workday(world, world->self_check, 1) <= owing->year->today;
    for (size_t i = 0; i < world->told_count; i++) {
        loses[world->told[i].target] |= world->told[i].points > 0;
    }
    for (unsigned i = 0; i < world->target_count; i++) {
        for (int of = 2026; loses[i] && of < 2026 + MAX_YEARS; of++) {
            xc_date reached;
            (void)world_points(world, i, of, POINTS_CHECK, &reached);
            if (reached != XC_NO_DATE) {
                owe(owing, i, POINTS, reached, reached);
            }
        }
        if (over && world->targets[i].owes_check &&
            world->targets[i].self_check == XC_NO_DATE) {
            owe(owing, i, SELF, world->self_check + 1, world->self_check);
        }
    }
}

static void count_causes(const struct owing *owing) {
    const struct world *world = &owing->year->world;
    for (size_t i = 0; i < world->told_count; i++) {
        const struct told *told = &world->told[i];
        if (told->problem && !told->superseded) {
            owe(owing, told->target, AGAIN, told->date, told->known);
        }
        if (told->refused && !told->superseded) {
            owe(owing, told->target, REFUSED, told->date, told->known);
        }
    }
    for (size_t i = 0; i < world->clue_count; i++) {
        const struct clue *clue = &world->clues[i];
        if (!clue->answered && clue->severity >= MIN_SEVERITY) {
            owe(owing, clue->target, CAUSE, clue->date, clue->date);
        }
    }
    if (owing->programme == CARE) {
        count_care(owing);
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

/* Published visits of the other year for what both wait for. */
static void count_others(const struct owing *owing) {
    const struct judge *judge = owing->year->judge;
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        int kind = kind_of(visit->duties[0].stage);
        if (kind < 0 || !visit->live || !visit->published || visit->duties[0].by_hand ||
            (visit->programme != owing->programme && visit->programme != owing->other)) {
            continue;
        }
        struct owed *one = &owing->targets[visit->target];
        one->ahead[kind] +=
            !visit->done && !visit->pinned && visit->date >= owing->year->today;
        one->others[kind] +=
            visit->programme == owing->other && visit->date >= one->since[kind];
    }
}

static unsigned excused(const struct owed *one, int kind) {
    return one->others[kind] < one->shared[kind] ? one->others[kind] : one->shared[kind];
}

static void count_served(const struct owing *owing) {
    const struct judge *judge = owing->year->judge;
    const json_t *unmet =
        json_object_get(judge->known[owing->programme].summary, "unmet");
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        for (size_t k = 0; visit->programme == owing->programme && k < visit->duty_count;
             k++) {
            int kind = kind_of(visit->duties[k].stage);
            if (kind >= 0 && (visit->live || visit->cancelled_by_hand)) {
                owing->targets[visit->target].served[kind]++;
            }
        }
    }
    for (size_t i = 0; i < json_array_size(unmet); i++) {
        const json_t *one = json_array_get(unmet, i);
        const char *id = json_string_value(json_object_get(one, "target"));
        int kind = kind_of(json_string_value(json_object_get(one, "stage")));
        int target = id ? world_target(&owing->year->world, id) : -1;
        if (kind >= 0 && target >= 0) {
            owing->targets[target].served[kind]++;
            owing->targets[target].unmet[kind]++;
        }
    }
}

/* Whoever is named could not be visited on the days that all their causes share, by
 * others. */
static void check_unmet(const struct owing *owing, unsigned target, int kind) {
    const struct owed *one = &owing->targets[target];
    const struct world *world = &owing->year->world;
    char found_by[TEXT_BYTES] = "";
    size_t used = 0;
    for (size_t i = 0; kind == AGAIN && i < world->told_count && used < TEXT_BYTES; i++) {
        const struct told *told = &world->told[i];
        if (told->target == target && told->problem) {
            used += (size_t)snprintf(found_by + used, sizeof found_by - used, "%s,",
                                     told->people);
        }
    }
    /* Nobody comes twice running either: whoever has another visit there is left out. */
    const struct judge *judge = owing->year->judge;
    for (size_t i = 0; kind == AGAIN && i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        for (size_t k = 0; visit->live && visit->target == target &&
                           k < visit->person_count && used < TEXT_BYTES;
             k++) {
            used += (size_t)snprintf(found_by + used, sizeof found_by - used, "%s,",
                                     world->people[visit->people[k]].id);
        }
    }
    struct wish wish = {.programme = owing->programme,
                        .target = target,
                        .stage = kinds[kind].stage,
                        .agency = true,
                        .first = one->latest[kind],
                        .last = one->soonest[kind],
                        .found_by = found_by};
    judge_unmet(owing->year, &wish);
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
static void check_visit(const struct owing *owing, const struct shown *visit, int kind) {
    const struct owed *one = &owing->targets[visit->target];
    struct judge *judge = owing->year->judge;
    if (one->causes[kind] == 0) {
        judge_breach(judge, "causes", "%s of %s has no cause any more", visit->id,
                     kinds[kind].stage);
    } else if (visit->date < one->first[kind] ||
               (visit->date > one->last[kind] && visit->settled <= one->soonest[kind])) {
        judge_breach(judge, "causes", "%s of %s lies outside of its days", visit->id,
                     kinds[kind].stage);
    }
    if (kind == AGAIN && !by_others(owing->year, visit)) {
        judge_breach(judge, "causes", "%s is made by those who found the problem",
                     visit->id);
    }
}

static void check_ahead(const struct owing *owing) {
    const struct judge *judge = owing->year->judge;
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        if (!visit->live || visit->done || visit->pinned ||
            visit->programme != owing->programme || visit->date < owing->year->today) {
            continue;
        }
        for (size_t k = 0; k < visit->duty_count; k++) {
            int kind = kind_of(visit->duties[k].stage);
            if (kind >= 0 && !visit->duties[k].by_hand) {
                check_visit(owing, visit, kind);
            }
        }
    }
}

static void judge_causes_of(struct year *year, unsigned programme) {
    struct owed *owed = calloc(MAX_TARGETS, sizeof *owed);
    const struct programme *programmes = year->world.programmes;
    unsigned other = programme == YEAR && programmes[NEXT].planned ? (unsigned)NEXT
                     : programme == NEXT                           ? (unsigned)YEAR
                                                                   : (unsigned)PROGRAMMES;
    const struct owing owing = {year, programme, other, owed};
    if (!owed) {
        abort();
    }
    count_causes(&owing);
    count_served(&owing);
    count_others(&owing);
    for (unsigned i = 0; i < year->world.target_count; i++) {
        for (int k = 0; k < KINDS; k++) {
            if (year->world.targets[i].active &&
                owed[i].served[k] + excused(&owed[i], k) < owed[i].causes[k]) {
                judge_breach(year->judge, "causes",
                             "%s: %u causes of %s, %u visits or reasons",
                             year->world.targets[i].id, owed[i].causes[k], kinds[k].stage,
                             owed[i].served[k]);
            }
            if (other < PROGRAMMES && owed[i].ahead[k] > owed[i].either[k]) {
                judge_breach(year->judge, "causes",
                             "%s: %u causes of %s, %u visits to come in two years",
                             year->world.targets[i].id, owed[i].either[k], kinds[k].stage,
                             owed[i].ahead[k]);
            }
            if (owed[i].unmet[k] > 0 && owed[i].causes[k] > 0) {
                check_unmet(&owing, i, k);
            }
        }
    }
    check_ahead(&owing);
    free(owed);
}

/* What is over owes nothing more. */
void judge_causes(struct year *year) {
    for (unsigned i = 0; i < PROGRAMMES; i++) {
        const struct programme *programme = &year->world.programmes[i];
        if (i != SPOT && programme->planned && year->today <= programme->last) {
            judge_causes_of(year, i);
        }
    }
}
