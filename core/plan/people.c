#include "plan/plan_internal.h"

#include <limits.h>

/* True where the member may make one more visit that day. */
static bool is_within(const struct xc_job *job, uint32_t member, uint32_t day) {
    const struct xc_people *people = &job->reg->people;
    uint32_t person = job->members[member].row;
    unsigned visits = job->day_visits[(size_t)member * job->workdays + day];
    if (visits == UINT8_MAX ||
        (people->per_day[person] > 0 && visits >= people->per_day[person]))
        return false;
    size_t year = (size_t)member * job->years + xc_days_year(job, day);
    return people->max_visits[person] == 0 ||
           job->year_visits[year] < people->max_visits[person];
}

/* True where the member can work on all the days, in the half asked for. */
static bool is_free(const struct xc_job *job, uint32_t member, uint32_t day,
                    unsigned days, unsigned presence, unsigned forget) {
    for (uint32_t i = day; i < day + days; i++) {
        size_t at = (size_t)member * job->workdays + i;
        if (!(forget & XC_FORGET_ABSENCES) && (job->away[at] & presence) != 0)
            return false;
        if (!(forget & XC_FORGET_LIMITS) && !is_within(job, member, i))
            return false;
    }
    return true;
}

static bool may_meet(const struct xc_job *job, const struct xc_class *klass,
                     const struct xc_member *member, uint32_t target, xc_date date,
                     unsigned forget) {
    if (target == XC_NO_ROW)
        return true;
    if (xc_origin_matters(klass) && !(forget & XC_FORGET_OUTSIDE) &&
        xc_origin_breach(job, klass, member->row, target))
        return false;
    if (forget & XC_FORGET_RELATIONS)
        return true;
    bool named = member->related && (job->related[target / 64] >> target % 64 & 1) != 0;
    if (!named && !member->widely &&
        (job->reg->people.unit[member->row] == 0 ||
         job->reg->targets.organisation[target] == 0))
        return true;
    uint32_t relation = XC_NO_ROW;
    return !xc_register_barred(job->reg, member->row, target, date, &relation);
}

/* The seats a member can take then; 0: none. */
static uint32_t seats_then(const struct xc_job *job, const struct xc_wish *wish,
                           uint32_t member) {
    const struct xc_class *klass = wish->klass;
    uint64_t bit = UINT64_C(1) << (member - job->crews[wish->crew].first);
    uint32_t mask = klass->masks[member];
    if (wish->not_leading & bit)
        mask &= ~klass->leading;
    if (mask == 0 || wish->barred & bit ||
        !is_free(job, member, wish->day, wish->days,
                 wish->presence & job->crews[wish->crew].halves, wish->forget))
        return 0;
    for (uint32_t i = 0; i < wish->travel && !(wish->forget & XC_FORGET_ABSENCES); i++) {
        const uint8_t *away = job->away + (size_t)member * job->workdays + wish->day;
        if (away[wish->days + i] != 0 || *(away - 1 - i) != 0)
            return 0;
    }
    xc_date last = job->dates[wish->day + wish->days - 1];
    if (mask & klass->certified && !(wish->forget & XC_FORGET_CERTIFICATES) &&
        !xc_seats_certified(job, job->members[member].row, last))
        mask &= ~klass->certified;
    for (uint32_t i = wish->day; mask && i < wish->day + wish->days; i++)
        if (!may_meet(job, klass, &job->members[member], wish->target, job->dates[i],
                      wish->forget))
            mask = 0;
    return mask;
}

struct xc_wish xc_people_wish(const struct xc_job *job, uint32_t index, uint32_t crew,
                              uint32_t day, unsigned presence, unsigned forget) {
    const struct xc_need *need = &job->needs[index];
    struct xc_wish wish = {.klass = &job->classes[job->demands[need->demand].klass],
                           .target = need->target,
                           .crew = crew,
                           .day = day,
                           .days = need->days,
                           .travel = need->travel,
                           .presence = presence,
                           .forget = forget};
    if (!(forget & XC_FORGET_AVOIDED))
        wish.barred = xc_owed_barred(job, need, crew, true);
    if (!(forget & XC_FORGET_ROTATION))
        xc_rotation_bar(job, need, index, &wish);
    return wish;
}

uint32_t xc_people_seats(const struct xc_job *job, const struct xc_wish *wish,
                         uint32_t member) {
    return seats_then(job, wish, member);
}

bool xc_people_seat(const struct xc_job *job, const struct xc_wish *wish,
                    uint32_t *chosen) {
    const struct xc_crew *team = &job->crews[wish->crew];
    uint32_t masks[XC_CREW_PEOPLE];
    uint32_t members[XC_CREW_PEOPLE];
    uint8_t places[XC_PLACES];
    unsigned count = 0;
    for (uint32_t i = team->first; i < team->first + team->count; i++) {
        uint32_t mask = seats_then(job, wish, i);
        if (mask == 0)
            continue;
        unsigned at = count++;
        while (at > 0 && job->members[members[at - 1]].visits > job->members[i].visits) {
            members[at] = members[at - 1];
            masks[at] = masks[at - 1];
            at--;
        }
        members[at] = i;
        masks[at] = mask;
    }
    if (!xc_seats_match(wish->klass, masks, count, places))
        return false;
    for (unsigned i = 0; i < wish->klass->place_count; i++)
        chosen[i] = members[places[i]];
    return true;
}

bool xc_people_match(const struct xc_job *job, const struct xc_class *klass,
                     uint32_t crew, uint32_t day, unsigned days, unsigned presence,
                     uint32_t target, unsigned forget, uint32_t *chosen) {
    struct xc_wish wish = {.klass = klass,
                           .target = target,
                           .crew = crew,
                           .day = day,
                           .days = days,
                           .presence = presence,
                           .forget = forget};
    return xc_people_seat(job, &wish, chosen);
}

bool xc_people_within(const struct xc_job *job, const struct xc_need *need,
                      uint32_t day) {
    const struct xc_class *klass = &job->classes[job->demands[need->demand].klass];
    for (unsigned i = 0; i < klass->place_count; i++)
        for (uint32_t k = day; k < day + need->days; k++)
            if (!is_within(job, job->seated[need->seated + i], k))
                return false;
    return true;
}

void xc_people_count(struct xc_job *job, const struct xc_need *need, bool add) {
    const struct xc_class *klass = &job->classes[job->demands[need->demand].klass];
    for (unsigned i = 0; i < klass->place_count; i++) {
        uint32_t member = job->seated[need->seated + i];
        size_t year = (size_t)member * job->years + xc_days_year(job, need->day);
        if (add)
            job->members[member].visits++;
        else
            job->members[member].visits--;
        job->year_visits[year] = (uint16_t)(job->year_visits[year] + (add ? 1 : -1));
        for (uint32_t day = need->day; day < (uint32_t)need->day + need->days; day++) {
            uint8_t *visits = &job->day_visits[(size_t)member * job->workdays + day];
            *visits = (uint8_t)(*visits + (add ? 1 : -1));
        }
    }
}

static uint32_t day_limit(const struct xc_job *job, uint32_t member, uint32_t lifted) {
    uint32_t person = job->members[member].row;
    return person == lifted ? 0 : job->reg->people.per_day[person];
}

/* Every visit takes people for each seat, and places beyond the people without a limit
 * must be filled by those with one: both bound the visits of a day. */
unsigned xc_people_day_limit_without(const struct xc_job *job,
                                     const struct xc_class *klass, uint32_t crew,
                                     uint32_t person) {
    const struct xc_crew *team = &job->crews[crew];
    unsigned least = UINT_MAX;
    uint64_t limited = 0;
    unsigned unlimited = 0;
    for (uint32_t i = team->first; i < team->first + team->count; i++) {
        uint32_t limit = day_limit(job, i, person);
        limited += klass->masks[i] ? limit : 0;
        unlimited += klass->masks[i] && limit == 0;
    }
    if (klass->place_count > unlimited &&
        limited / (klass->place_count - unlimited) < least)
        least = (unsigned)(limited / (klass->place_count - unlimited));
    for (unsigned kind = 0; kind < klass->kind_count; kind++) {
        uint64_t sum = 0;
        bool bounded = true;
        for (uint32_t i = team->first; i < team->first + team->count; i++) {
            uint32_t limit = day_limit(job, i, person);
            if (!(klass->masks[i] >> kind & 1u))
                continue;
            bounded = bounded && limit > 0;
            sum += limit;
        }
        unsigned places = klass->rule->seats[kind].count;
        if (bounded && places > 0 && sum / places < least)
            least = (unsigned)(sum / places);
    }
    return least;
}

unsigned xc_people_day_limit(const struct xc_job *job, const struct xc_class *klass,
                             uint32_t crew) {
    return xc_people_day_limit_without(job, klass, crew, XC_NO_ROW);
}
