/* A reason must be true: nobody stands among the unmet who could be visited on a day on
 * which a whole crew has nothing to do. */
#include "simulate.h"

#include <string.h>

static bool is_away(const struct world *world, unsigned person, xc_date date) {
    for (size_t i = 0; i < world->away_count; i++) {
        const struct away *away = &world->away[i];
        if (away->person == person && away->from <= date && date <= away->to) {
            return true;
        }
    }
    return false;
}

static bool is_barred(const struct world *world, unsigned person, unsigned target) {
    for (size_t i = 0; i < world->barred_count; i++) {
        if (world->barred[i].person == person && world->barred[i].target == target) {
            return true;
        }
    }
    return false;
}

static bool is_shut(const struct world *world, unsigned zone, xc_date date) {
    for (size_t i = 0; i < world->shut_count; i++) {
        const struct shut *shut = &world->shut[i];
        if (shut->zone == zone && shut->from <= date && date <= shut->to) {
            return true;
        }
    }
    return false;
}

/* Whether the target can have one more that year, by the caps and the gap; nobody comes
 * twice on a day. Marks who is at work that day. */
static bool has_room(const struct year *year, const struct wish *wish, xc_date date,
                     bool busy[MAX_PEOPLE]) {
    const struct judge *judge = year->judge;
    unsigned visits = 0;
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        xc_date apart = visit->date < date ? date - visit->date : visit->date - date;
        if (!visit->live) {
            continue;
        }
        for (size_t k = 0; apart == 0 && k < visit->person_count; k++) {
            busy[visit->people[k]] = true;
        }
        if (visit->target != wish->target) {
            continue;
        }
        if (apart == 0 || (apart < wish->gap && visit->programme == wish->programme &&
                           strcmp(visit->duties[0].stage, wish->stage) == 0)) {
            return false;
        }
        visits += visit->agency == wish->agency &&
                  xc_date_ymd(visit->date).year == xc_date_ymd(date).year;
    }
    return visits < (wish->agency ? year->world.cap_agency : year->world.cap_enforcement);
}

/* A lead and somebody else of one crew that has nothing to do. */
static bool has_crew(const struct year *year, const struct wish *wish, xc_date date,
                     const bool busy[MAX_PEOPLE]) {
    const struct world *world = &year->world;
    unsigned free[MAX_CREWS] = {0}, leads[MAX_CREWS] = {0};
    bool works[MAX_CREWS] = {false};
    for (unsigned i = 0; i < world->person_count; i++) {
        const struct person *person = &world->people[i];
        works[person->crew] = works[person->crew] || busy[i] ||
                              (wish->found_by && strstr(wish->found_by, person->id));
        if (!is_away(world, i, date) && !is_barred(world, i, wish->target) &&
            person->certificate >= date) {
            free[person->crew]++;
            leads[person->crew] += person->lead;
        }
    }
    for (unsigned i = 0; i < world->crews; i++) {
        if (!works[i] && leads[i] > 0 && free[i] > 1) {
            return true;
        }
    }
    return false;
}

/* Programmes are planned again one after the other: what another one let go of today may
 * have been taken when it was this one's turn. */
static bool others_rest(const struct judge *judge, unsigned programme) {
    for (unsigned i = 0; i < PROGRAMMES; i++) {
        if (i != programme && judge->counted[i].changed > 0) {
            return false;
        }
    }
    return true;
}

void judge_unmet(struct year *year, const struct wish *wish) {
    const struct world *world = &year->world;
    const struct programme *programme = &world->programmes[wish->programme];
    xc_date first = wish->first > year->today ? wish->first : year->today + 1;
    xc_date last = wish->last < programme->last ? wish->last : programme->last;
    if (year->judge->counted[wish->programme].replans == 0 ||
        !others_rest(year->judge, wish->programme) ||
        !world->targets[wish->target].active) {
        return;
    }
    for (xc_date date = first > programme->first ? first : programme->first; date <= last;
         date++) {
        bool busy[MAX_PEOPLE] = {false};
        char day[11];
        if (world_works(world, date, year->today) &&
            !is_shut(world, world->targets[wish->target].zone, date) &&
            has_room(year, wish, date, busy) && has_crew(year, wish, date, busy)) {
            xc_date_format(date, day);
            judge_breach(year->judge, "unmet",
                         "%s of %s is not planned and could be on %s", wish->stage,
                         world->targets[wish->target].id, day);
            return;
        }
    }
}
