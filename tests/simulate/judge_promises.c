/* What was promised to whom: everybody is served as often as said, or named with a
 * reason; inside the windows, under the caps, with the gaps. */
#include "simulate.h"

#include <stdlib.h>
#include <string.h>

enum { STAGES = 2, GAP = 60, PAIRS = 4096 };

static const struct promise {
    const char *stage;
    unsigned times;
    bool hospitals;
    unsigned to_month, to_day;
} promises[STAGES] = {{"annual", 1, false, 11, 30}, {"twice", 2, true, 12, 31}};

struct tally {
    unsigned served[STAGES][MAX_TARGETS];
    unsigned named[STAGES][MAX_TARGETS]; /* unmet with a reason, or given up by hand */
    unsigned enforcement[MAX_TARGETS], agency[MAX_TARGETS];
};

static int stage_of(const char *name) {
    for (int i = 0; i < STAGES; i++) {
        if (strcmp(promises[i].stage, name) == 0) {
            return i;
        }
    }
    return -1;
}

static void count_visits(struct year *year, struct tally *tally) {
    const struct judge *judge = year->judge;
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        if (visit->live) {
            (visit->agency ? tally->agency : tally->enforcement)[visit->target]++;
        }
        for (size_t k = 0; k < visit->duty_count; k++) {
            int stage = stage_of(visit->duties[k].stage);
            if (stage < 0 || visit->duties[k].by_hand) {
                continue;
            }
            tally->served[stage][visit->target] += visit->live;
            tally->named[stage][visit->target] +=
                !visit->live && visit->cancelled_by_hand;
            if (visit->live &&
                (visit->date < xc_date_make(2026, 1, 1) ||
                 visit->end_date > xc_date_make(2026, promises[stage].to_month,
                                                promises[stage].to_day))) {
                judge_breach(year->judge, "window", "%s lies outside of %s", visit->id,
                             promises[stage].stage);
            }
        }
    }
}

static void count_unmet(struct year *year, struct tally *tally) {
    struct judge *judge = year->judge;
    const json_t *unmet = json_object_get(judge->summary, "unmet");
    const json_t *reasons = json_object_get(judge->summary, "reasons");
    for (size_t i = 0; i < json_array_size(unmet); i++) {
        const json_t *one = json_array_get(unmet, i);
        const char *id = json_string_value(json_object_get(one, "target"));
        const char *name = json_string_value(json_object_get(one, "stage"));
        json_int_t at = json_integer_value(json_object_get(one, "reason"));
        const char *reason =
            json_string_value(json_object_get(json_array_get(reasons, (size_t)at), "id"));
        int target = id ? world_target(&year->world, id) : -1;
        int stage = name ? stage_of(name) : -1;
        if (!reason || !*reason) {
            judge_breach(judge, "reason", "unmet without a reason: %s", id ? id : "?");
        } else if (target >= 0 && stage >= 0) {
            tally->named[stage][target]++;
        }
    }
}

static void check_target(struct year *year, const struct tally *tally, unsigned number) {
    const struct target *target = &year->world.targets[number];
    for (int i = 0; i < STAGES; i++) {
        const struct promise *promise = &promises[i];
        unsigned wanted = target->active && (target->hospital || !promise->hospitals)
                              ? promise->times
                              : 0;
        if (tally->served[i][number] + tally->named[i][number] < wanted) {
            judge_breach(year->judge, "served",
                         "%s: %u visits of %s, %u named as unmet, %u promised",
                         target->id, tally->served[i][number], promise->stage,
                         tally->named[i][number], wanted);
        }
        if (tally->served[i][number] > promise->times) {
            judge_breach(year->judge, "served", "%s: %u visits of %s, %u promised",
                         target->id, tally->served[i][number], promise->stage, wanted);
        }
    }
    if (tally->enforcement[number] > year->world.cap_enforcement ||
        tally->agency[number] > year->world.cap_agency) {
        judge_breach(year->judge, "cap", "%s: %u enforcement visits, %u agency checks",
                     target->id, tally->enforcement[number], tally->agency[number]);
    }
}

static bool has_duty(const struct shown *visit, const char *stage) {
    for (size_t i = 0; i < visit->duty_count; i++) {
        if (strcmp(visit->duties[i].stage, stage) == 0) {
            return true;
        }
    }
    return false;
}

static void check_gaps(struct year *year) {
    struct judge *judge = year->judge;
    const struct shown *pairs[PAIRS];
    size_t count = 0;
    for (size_t i = 0; i < judge->count && count < PAIRS; i++) {
        if (judge->visits[i].live && has_duty(&judge->visits[i], "twice")) {
            pairs[count++] = &judge->visits[i];
        }
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            xc_date gap = pairs[i]->date - pairs[k]->date;
            if (pairs[i]->target == pairs[k]->target && gap < GAP && gap > -GAP) {
                judge_breach(judge, "gap", "%s and %s lie %d days apart", pairs[i]->id,
                             pairs[k]->id, (int)gap);
            }
        }
    }
}

/* Nobody goes to where nobody is any more, but for visits that somebody pinned. */
static void check_closed(struct year *year) {
    struct judge *judge = year->judge;
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        if (visit->live && !visit->pinned && !visit->done && visit->date >= year->today &&
            !year->world.targets[visit->target].active) {
            judge_breach(judge, "closed", "%s goes to %s, which is closed", visit->id,
                         year->world.targets[visit->target].id);
        }
    }
}

void judge_promises(struct year *year) {
    struct tally *tally = calloc(1, sizeof *tally);
    if (!tally) {
        abort();
    }
    count_visits(year, tally);
    count_unmet(year, tally);
    for (unsigned i = 0; i < year->world.target_count; i++) {
        check_target(year, tally, i);
    }
    check_gaps(year);
    check_closed(year);
    free(tally);
}
