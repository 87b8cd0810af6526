/* What was promised to whom: everybody is served as often as said, or named with a
 * reason; inside the windows, under the caps, with the gaps. */
#include "simulate.h"

#include <stdlib.h>
#include <string.h>

enum { STAGES = 4, GAP = 60, PAIRS = 4096 };

static const struct promise {
    unsigned programme;
    const char *stage;
    unsigned times;
    bool hospitals;
    unsigned to_month, to_day;
} promises[STAGES] = {{YEAR, "annual", 1, false, 11, 30},
                      {YEAR, "twice", 2, true, 12, 31},
                      {NEXT, "annual", 1, false, 11, 30},
                      {NEXT, "twice", 2, true, 12, 31}};

struct tally {
    unsigned served[STAGES][MAX_TARGETS];
    unsigned named[STAGES][MAX_TARGETS]; /* unmet with a reason, or given up by hand */
    unsigned unmet[STAGES][MAX_TARGETS]; /* of these: unmet */
};

static int stage_of(unsigned programme, const char *name) {
    for (int i = 0; i < STAGES; i++) {
        if (promises[i].programme == programme && strcmp(promises[i].stage, name) == 0) {
            return i;
        }
    }
    return -1;
}

static void check_window(struct year *year, const struct shown *visit,
                         const struct promise *promise) {
    const struct programme *programme = &year->world.programmes[promise->programme];
    int last = xc_date_ymd(programme->last).year;
    if (visit->live &&
        (visit->date < programme->first ||
         visit->end_date > xc_date_make(last, promise->to_month, promise->to_day))) {
        judge_breach(year->judge, "window", "%s lies outside of %s", visit->id,
                     promise->stage);
    }
}

static void count_visits(struct year *year, struct tally *tally) {
    const struct judge *judge = year->judge;
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        for (size_t k = 0; k < visit->duty_count; k++) {
            int stage = stage_of(visit->programme, visit->duties[k].stage);
            if (stage < 0 || visit->duties[k].by_hand) {
                continue;
            }
            tally->served[stage][visit->target] += visit->live;
            tally->named[stage][visit->target] +=
                !visit->live && visit->cancelled_by_hand;
            check_window(year, visit, &promises[stage]);
        }
    }
}

static void count_unmet(struct year *year, unsigned programme, struct tally *tally) {
    struct judge *judge = year->judge;
    const json_t *summary = judge->known[programme].summary;
    const json_t *unmet = json_object_get(summary, "unmet");
    const json_t *reasons = json_object_get(summary, "reasons");
    for (size_t i = 0; i < json_array_size(unmet); i++) {
        const json_t *one = json_array_get(unmet, i);
        const char *id = json_string_value(json_object_get(one, "target"));
        const char *name = json_string_value(json_object_get(one, "stage"));
        json_int_t at = json_integer_value(json_object_get(one, "reason"));
        const char *reason =
            json_string_value(json_object_get(json_array_get(reasons, (size_t)at), "id"));
        int target = id ? world_target(&year->world, id) : -1;
        int stage = name ? stage_of(programme, name) : -1;
        if (!reason || !*reason) {
            judge_breach(judge, "reason", "unmet without a reason: %s", id ? id : "?");
        } else if (target >= 0 && stage >= 0) {
            tally->named[stage][target]++;
            tally->unmet[stage][target]++;
        }
    }
}

static void check_promise(struct year *year, const struct tally *tally, unsigned number,
                          int stage) {
    const struct target *target = &year->world.targets[number];
    const struct promise *promise = &promises[stage];
    unsigned served = tally->served[stage][number], named = tally->named[stage][number];
    bool meant = target->active && (target->hospital || !promise->hospitals) &&
                 !judge_unfit(year, promise->programme, number);
    if (meant && served + named < promise->times) {
        judge_breach(year->judge, "served",
                     "%s: %u visits of %s, %u named as unmet, %u promised", target->id,
                     served, promise->stage, named, promise->times);
    }
    if (meant && tally->unmet[stage][number] > 0) {
        int last = xc_date_ymd(year->world.programmes[promise->programme].last).year;
        struct wish wish = {
            .programme = promise->programme,
            .target = number,
            .stage = promise->stage,
            .agency = promise->hospitals,
            .first = XC_DATE_MIN,
            .last = xc_date_make(last, promise->to_month, promise->to_day),
            .gap = promise->times > 1 ? GAP : 0,
        };
        judge_unmet(year, &wish);
    }
    if (served > promise->times) {
        judge_breach(year->judge, "served", "%s: %u visits of %s, %u promised",
                     target->id, served, promise->stage, promise->times);
    }
}

/* What is over keeps what it had. */
static bool lasts(const struct year *year, unsigned programme) {
    const struct programme *one = &year->world.programmes[programme];
    return one->planned && year->today <= one->last;
}

bool judge_unfit(const struct year *year, unsigned programme, unsigned target) {
    return programme == NEXT &&
           world_failed_years(&year->world, target, xc_date_ymd(year->today).year) >=
               (unsigned)END_YEARS;
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
            if (pairs[i]->target == pairs[k]->target &&
                pairs[i]->programme == pairs[k]->programme && gap < GAP && gap > -GAP) {
                judge_breach(judge, "gap", "%s and %s lie %d days apart", pairs[i]->id,
                             pairs[k]->id, (int)gap);
            }
        }
    }
}

/* Nobody goes to where nobody is any more, or where the agreement has ended, but for
 * visits that somebody pinned. */
static void check_closed(struct year *year) {
    struct judge *judge = year->judge;
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        const struct target *target = &year->world.targets[visit->target];
        if (!visit->live || visit->pinned || visit->done || visit->date < year->today) {
            continue;
        }
        /* Whom a draw gave is visited though the agreement rests. */
        if (!target->active &&
            !(visit->programme == SPOT && target->suspended != XC_NO_DATE)) {
            judge_breach(judge, "closed", "%s goes to %s, which is closed", visit->id,
                         target->id);
        }
        if (visit->programme == NEXT && judge_unfit(year, NEXT, visit->target)) {
            judge_breach(judge, "unfit", "%s goes to %s, which failed twice running",
                         visit->id, target->id);
        }
    }
}

void judge_promises(struct year *year) {
    struct tally *tally = calloc(1, sizeof *tally);
    if (!tally) {
        abort();
    }
    count_visits(year, tally);
    for (unsigned i = 0; i < PROGRAMMES; i++) {
        if (year->world.programmes[i].planned) {
            count_unmet(year, i, tally);
        }
    }
    for (int stage = 0; stage < STAGES; stage++) {
        for (unsigned i = 0;
             lasts(year, promises[stage].programme) && i < year->world.target_count;
             i++) {
            check_promise(year, tally, i, stage);
        }
    }
    check_gaps(year);
    check_closed(year);
    free(tally);
}
