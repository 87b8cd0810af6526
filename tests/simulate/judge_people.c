/* Who is where when: nobody twice at once, nobody who is away, barred or without a valid
 * certificate, nobody on a day off. */
#include "simulate.h"

#include <stdlib.h>
#include <string.h>

enum { NINE = 540, NOON = 720, HALF_PAST_ONE = 810, FIVE = 1020 };

/* What was known when the visit was settled: a pinned one stays where it was put,
 * whatever came afterwards, or on that very morning: pinning what is wrong already is
 * allowed. The others are planned again on the day that something came. */
static xc_date known_to(const struct year *year, const struct shown *visit) {
    return visit->pinned ? visit->settled - 1 : year->today;
}

static void check_person(struct year *year, const struct shown *visit, unsigned number) {
    const struct world *world = &year->world;
    struct judge *judge = year->judge;
    xc_date known = known_to(year, visit);
    unsigned halves =
        (visit->start < NOON ? 1u : 0) | (visit->end > HALF_PAST_ONE ? 2u : 0);
    const struct person *person = &world->people[number];
    for (size_t i = 0; i < world->away_count; i++) {
        const struct away *away = &world->away[i];
        if (away->person == number && away->from <= visit->date &&
            visit->date <= away->to && away->known <= known && (away->halves & halves)) {
            judge_breach(judge, "away", "%s sends %s, who is away", visit->id,
                         person->id);
        }
    }
    for (size_t i = 0; i < world->barred_count; i++) {
        const struct barred *barred = &world->barred[i];
        if (barred->person == number && barred->target == visit->target &&
            barred->known <= (visit->pinned ? visit->manned - 1 : known)) {
            judge_breach(judge, "barred", "%s sends %s, who is barred", visit->id,
                         person->id);
        }
    }
    /* Whom dice send to a pinned visit stays there until another substitute is asked for.
     */
    if (!visit->agency && visit->date > person->certificate &&
        !(visit->pinned && visit->programme == SPOT)) {
        judge_breach(judge, "certificate", "%s sends %s, whose certificate is over",
                     visit->id, person->id);
    }
}

static void check_seats(struct year *year, const struct shown *visit) {
    const struct world *world = &year->world;
    if (visit->person_count != 2 || visit->people[0] == visit->people[1]) {
        judge_breach(year->judge, "seats", "%s has not two people", visit->id);
        return;
    }
    if (!world->people[visit->people[0]].lead) {
        judge_breach(year->judge, "seats", "%s has no lead", visit->id);
    }
    for (size_t i = 0; i < 2; i++) {
        check_person(year, visit, visit->people[i]);
    }
}

static void check_time(struct year *year, const struct shown *visit) {
    struct judge *judge = year->judge;
    unsigned pause = visit->start < NOON && visit->end > HALF_PAST_ONE ? 90 : 0;
    /* It may have been put there on the very morning that made it a working day. */
    if (visit->date != visit->end_date ||
        (!world_works(&year->world, visit->date, known_to(year, visit)) &&
         !world_works(&year->world, visit->date, visit->settled))) {
        judge_breach(judge, "day off", "%s lies on a day off", visit->id);
    }
    if (visit->start < NINE || visit->end > FIVE ||
        (visit->start >= NOON && visit->start < HALF_PAST_ONE) ||
        (visit->end > NOON && visit->end <= HALF_PAST_ONE) ||
        visit->end - visit->start != visit->minutes + pause) {
        judge_breach(judge, "hours", "%s from minute %u to %u", visit->id, visit->start,
                     visit->end);
    }
}

static void check_closure(struct year *year, const struct shown *visit) {
    const struct world *world = &year->world;
    for (size_t i = 0; i < world->shut_count; i++) {
        const struct shut *shut = &world->shut[i];
        if (shut->zone == world->targets[visit->target].zone &&
            shut->from <= visit->date && visit->date <= shut->to &&
            shut->known <= known_to(year, visit)) {
            judge_breach(year->judge, "storm", "%s goes where it is closed", visit->id);
        }
    }
}

/* ---- Nobody twice at once ---- */

struct stint {
    uint64_t order; /* by person, date, start */
    const struct shown *visit;
};

static int by_time(const void *a, const void *b) {
    const struct stint *x = a, *y = b;
    return (x->order > y->order) - (x->order < y->order);
}

static uint64_t order_of(unsigned person, const struct shown *visit) {
    return (uint64_t)person << 48 | (uint64_t)(uint32_t)visit->date << 16 | visit->start;
}

/* Drafts of two programmes know nothing of each other until one is published. */
static bool knows(const struct shown *a, const struct shown *b) {
    return a->programme == b->programme || (a->published && b->published);
}

static void check_twice(struct year *year) {
    struct judge *judge = year->judge;
    struct stint *stints = calloc(judge->count * MAX_SEATS + 1, sizeof *stints);
    size_t count = 0;
    if (!stints) {
        abort();
    }
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        for (size_t k = 0; visit->live && visit->date >= year->today - 7 &&
                           k < visit->person_count && k < MAX_SEATS;
             k++) {
            stints[count++] = (struct stint){order_of(visit->people[k], visit), visit};
        }
    }
    qsort(stints, count, sizeof *stints, by_time);
    for (size_t i = 0; i < count; i++) {
        const struct shown *a = stints[i].visit;
        uint64_t end = (stints[i].order & ~(uint64_t)UINT16_MAX) | a->end;
        for (size_t k = i + 1; k < count && stints[k].order < end; k++) {
            if (knows(a, stints[k].visit)) {
                judge_breach(judge, "twice", "%s is at %s and %s at once",
                             year->world.people[stints[i].order >> 48].id, a->id,
                             stints[k].visit->id);
            }
        }
    }
    free(stints);
}

void judge_people(struct year *year) {
    struct judge *judge = year->judge;
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        if (visit->live && !visit->done && visit->date >= year->today) {
            check_time(year, visit);
            check_seats(year, visit);
            check_closure(year, visit);
        }
    }
    check_twice(year);
}
