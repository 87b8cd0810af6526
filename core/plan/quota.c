/* Rules that forbid a visit only beside others that are asked for as well, proved without
 * crew-days: how many visits people make in a year, and who may come back. */
#include "plan/proof_internal.h"

/* ---- max_visits ---- */

struct people_left { /* of one crew: visits that each may still make that year */
    uint32_t masks[XC_CREW_PEOPLE];
    uint64_t left[XC_CREW_PEOPLE];
    unsigned count;
};

static struct people_left read_crew(const struct xc_job *job,
                                    const struct xc_class *klass,
                                    const struct xc_crew *crew, unsigned year) {
    struct people_left people = {.count = 0};
    for (uint32_t i = crew->first; i < crew->first + crew->count; i++) {
        uint32_t most = job->reg->people.max_visits[job->members[i].row];
        uint32_t used =
            job->fixed_years ? job->fixed_years[(size_t)i * job->years + year] : 0;
        if (klass->masks[i] == 0)
            continue;
        people.masks[people.count] = klass->masks[i];
        people.left[people.count++] = most == 0     ? UINT32_MAX
                                      : most > used ? most - used
                                                    : 0;
    }
    return people;
}

/* Whether those of the mask can take so many places in each of the visits. */
static bool lasts(const struct people_left *people, uint32_t mask, unsigned places,
                  uint64_t visits) {
    uint64_t sum = 0;
    for (unsigned i = 0; i < people->count; i++)
        if (people->masks[i] & mask)
            sum += people->left[i] < visits ? people->left[i] : visits;
    return sum >= visits * places;
}

/* The most visits of the class that the crew's people can make, up to most. */
static uint64_t crew_holds(const struct xc_job *job, const struct xc_class *klass,
                           uint32_t crew, unsigned year, uint64_t most) {
    struct people_left people = read_crew(job, klass, &job->crews[crew], year);
    uint64_t good = 0;
    uint64_t bad = most + 1;
    while (bad - good > 1) {
        uint64_t visits = good + (bad - good) / 2;
        bool fits = lasts(&people, UINT32_MAX, klass->place_count, visits);
        for (unsigned kind = 0; kind < klass->kind_count && fits; kind++)
            fits = lasts(&people, UINT32_C(1) << kind, klass->rule->seats[kind].count,
                         visits);
        if (fits)
            good = visits;
        else
            bad = visits;
    }
    return good;
}

static bool has_limits(const struct xc_job *job, const struct xc_pool *pool) {
    for (uint32_t i = 0; i < pool->count; i++) {
        const struct xc_crew *crew = &job->crews[pool->crews[i]];
        for (uint32_t k = crew->first; k < crew->first + crew->count; k++)
            if (job->reg->people.max_visits[job->members[k].row] > 0)
                return true;
    }
    return false;
}

bool xc_quota_short(const struct xc_job *job, uint32_t index, struct xc_quota *quota) {
    struct xc_need own = xc_areas_unbound(job, index);
    const struct xc_pool *pool = &job->pools[own.pool];
    const struct xc_class *klass = &job->classes[job->demands[own.demand].klass];
    unsigned merging = 0;
    quota->asked = 0;
    quota->held = 0;
    quota->year = xc_days_year(job, own.wide_lo);
    for (uint32_t i = 0; i < job->demand_count; i++)
        merging += job->demands[i].stage->merge;
    if (!has_limits(job, pool) || xc_days_year(job, own.wide_hi) != quota->year ||
        (merging > 1 && job->demands[own.demand].stage->merge))
        return false;
    for (uint32_t i = 0; i < job->need_count; i++) {
        const struct xc_need *need = &job->needs[i];
        if (need->demand != own.demand ||
            (need->state != XC_NEED_OPEN && need->state != XC_NEED_PLACED))
            continue;
        struct xc_need other = xc_areas_unbound(job, i);
        quota->asked += other.pool == own.pool && other.wide_lo <= other.wide_hi &&
                        xc_days_year(job, other.wide_lo) == quota->year &&
                        xc_days_year(job, other.wide_hi) == quota->year;
    }
    for (uint32_t i = 0; i < pool->count; i++)
        quota->held += crew_holds(job, klass, pool->crews[i], quota->year, quota->asked);
    return quota->held < quota->asked;
}

/* ---- resources ---- */

/* Visits like the need that use the resource and must lie in its days; 0 where some could
 * be made in other hours, or together with visits of others, or take several days. */
static uint64_t ask_for(const struct xc_job *job, uint32_t resource,
                        const struct xc_need *own, unsigned *least) {
    const struct xc_demand *demand = &job->demands[own->demand];
    uint64_t asked = 0;
    for (uint32_t i = 0; i < job->need_count; i++) {
        struct xc_need need = xc_areas_unbound(job, i);
        const struct xc_demand *other = &job->demands[need.demand];
        bool uses = false;
        for (size_t k = 0; k < other->obligation->use_count && !uses; k++)
            uses =
                xc_sharing_find(job->programme, other->obligation->uses[k]) == resource;
        if (!uses || need.wide_lo < own->wide_lo || need.wide_hi > own->wide_hi ||
            need.wide_lo > need.wide_hi ||
            (need.state != XC_NEED_OPEN && need.state != XC_NEED_PLACED))
            continue;
        if (other->shift != demand->shift || need.days > 1 || need.travel > 0 ||
            (other != demand && other->stage->merge))
            return 0;
        *least = need.minutes < *least ? need.minutes : *least;
        asked++;
    }
    return asked;
}

bool xc_quota_scarce(const struct xc_job *job, uint32_t index,
                     struct xc_quota_of_resource *quota) {
    struct xc_need own = xc_areas_unbound(job, index);
    const struct xc_demand *demand = &job->demands[own.demand];
    const struct xc_obligation *obligation = demand->obligation;
    for (size_t i = 0; i < obligation->use_count; i++) {
        uint32_t resource = xc_sharing_find(job->programme, obligation->uses[i]);
        unsigned least = UINT16_MAX;
        uint64_t asked = ask_for(job, resource, &own, &least);
        if (asked == 0 || least == 0)
            continue;
        uint64_t days = (uint64_t)own.wide_hi - own.wide_lo + 1;
        unsigned fit = xc_offer_fit(job, &job->shifts[demand->shift], least);
        *quota = (struct xc_quota_of_resource){
            resource, asked, days * fit * job->programme->resources[resource].count};
        if (quota->held < asked)
            return true;
    }
    return false;
}

/* ---- who may come back ---- */

bool xc_quota_never_again(const struct xc_job *job, uint32_t index) {
    struct xc_need own = xc_areas_unbound(job, index);
    const struct xc_demand *demand = &job->demands[own.demand];
    const struct xc_class *klass = &job->classes[demand->klass];
    const struct xc_pool *pool = &job->pools[own.pool];
    uint32_t crew = XC_NO_ROW;
    bool all = demand->obligation->rotate == XC_ROTATE_ALL;
    bool placed = false;
    unsigned people = 0;
    if (demand->obligation->rotate == XC_ROTATE_NONE ||
        xc_fixed_first(job, own.target) < xc_fixed_first(job, own.target + 1))
        return false;
    for (uint32_t i = job->target_first[own.target]; i != XC_NO_NEED;
         i = job->needs[i].sibling) {
        struct xc_need other = xc_areas_unbound(job, i);
        if (other.pool != own.pool || job->demands[other.demand].klass != demand->klass)
            return false;
        placed = placed || other.state == XC_NEED_PLACED;
    }
    for (uint32_t i = 0; i < pool->count; i++) {
        const struct xc_crew *team = &job->crews[pool->crews[i]];
        uint32_t chosen[XC_PLACES];
        if (!xc_people_match(
                job, klass, pool->crews[i], 0, 1, XC_PRESENT_ALL, XC_NO_ROW,
                XC_FORGET_ABSENCES | XC_FORGET_CERTIFICATES | XC_FORGET_LIMITS, chosen))
            continue;
        if (crew != XC_NO_ROW)
            return false;
        crew = pool->crews[i];
        for (uint32_t k = team->first; k < team->first + team->count; k++)
            people += (klass->masks[k] & (all ? UINT32_MAX : klass->leading)) != 0;
    }
    return placed && people < (all ? 2 * klass->place_count : 2);
}
