/* Step 7: whatever found no place as part of a block looks for one by itself, in all
 * cells of its window; where none is free, one visit that has a choice makes room. */
#include "plan/plan_internal.h"

#include <limits.h>
#include <string.h>

enum { EJECT_TRIES = 200, EJECT_BUDGET = 20000, SCAN_ENOUGH = 512, TICK = 256 };

struct failure { /* the last plain search of a pool that found nothing */
    bool set;
    uint32_t klass;
    uint16_t lo, hi, minutes, days;
};

struct repairing {
    struct xc_job *job;
    struct failure *failures; /* by pool */
    unsigned budget;
    bool moves_kept; /* the visits that a replan keeps may make room, too */
};

/* True where only capacity can stop the need: what stopped one then stops others like it.
 */
static bool is_plain(const struct xc_job *job, const struct xc_need *need) {
    const struct xc_pool *pool = &job->pools[need->pool];
    const struct xc_demand *demand = &job->demands[need->demand];
    if (!need->lone || need->travel > 0 || demand->obligation->use_count > 0 ||
        job->reg->targets.organisation[need->target] != 0 ||
        xc_origin_matters(&job->classes[demand->klass]) || job->input->fixed_count > 0 ||
        demand->owed || xc_shut_set(job, need->target) != 0)
        return false;
    for (uint32_t i = 0; i < pool->count; i++) {
        const struct xc_crew *crew = &job->crews[pool->crews[i]];
        for (uint32_t k = crew->first; k < crew->first + crew->count; k++)
            if (job->members[k].related)
                return false;
    }
    return true;
}

static bool zone_is_there(const struct xc_job *job, const struct xc_cell *cell,
                          uint32_t zone) {
    for (uint32_t i = cell->head; i != XC_NO_NEED; i = job->needs[i].next)
        if (job->needs[i].zone == zone)
            return true;
    return false;
}

/* Smaller is better: the same zone, then the fullest open cell, then the emptiest crew.
 */
static bool rank(const struct xc_job *job, const struct xc_need *need, uint32_t crew,
                 uint32_t day, uint64_t *rank) {
    const struct xc_class *klass = &job->classes[job->demands[need->demand].klass];
    const struct xc_cell *cell = xc_cells_at(job, crew, day);
    unsigned presence = klass->presence[(size_t)crew * job->workdays + day];
    if (presence == 0 || cell->whole)
        return false;
    if (cell->count > 0) {
        if (need->days > 1 || cell->presence != presence || cell->left < need->minutes)
            return false;
        *rank =
            (zone_is_there(job, cell, need->zone) ? 0 : UINT64_C(1) << 32) + cell->left;
        return true;
    }
    const struct xc_crew *team = &job->crews[crew];
    *rank = (UINT64_C(2) << 32) +
            (team->capacity > 0 ? team->used * 1000000 / team->capacity : 0);
    return true;
}

static bool place_best(struct xc_job *job, uint32_t index, uint32_t lo, uint32_t hi) {
    const struct xc_need *need = &job->needs[index];
    const struct xc_pool *pool = &job->pools[need->pool];
    uint64_t best = UINT64_MAX;
    uint32_t best_crew = XC_NO_ROW;
    uint32_t best_day = 0;
    unsigned seen = 0;
    for (uint32_t i = 0; i < pool->count && seen < SCAN_ENOUGH; i++) {
        uint32_t crew = pool->crews[(pool->cursor + i) % pool->count];
        for (uint32_t day = lo; day + need->days <= hi + 1u; day++) {
            uint64_t value = 0;
            if (!rank(job, need, crew, day, &value))
                continue;
            seen++;
            if (value < best) {
                best = value;
                best_crew = crew;
                best_day = day;
            }
        }
    }
    return best_crew != XC_NO_ROW && xc_cells_put(job, index, best_crew, best_day);
}

static bool place_anywhere(struct xc_job *job, uint32_t index, uint32_t not_crew,
                           uint32_t not_day) {
    const struct xc_need *need = &job->needs[index];
    const struct xc_pool *pool = &job->pools[need->pool];
    for (uint32_t day = need->wide_lo; day + need->days <= need->wide_hi + 1u; day++) {
        if (!xc_apart_allows(job, index, day))
            continue;
        for (uint32_t i = 0; i < pool->count; i++) {
            uint64_t value = 0;
            if ((pool->crews[i] == not_crew && day == not_day) ||
                !rank(job, need, pool->crews[i], day, &value))
                continue;
            if (xc_cells_put(job, index, pool->crews[i], day))
                return true;
        }
    }
    return false;
}

/* ---- ejection ---- */

/* Puts a need back where it was: behind `after` in its cell, with its people. */
static void put_back(struct xc_job *job, uint32_t index, uint32_t crew, uint32_t day,
                     uint32_t after, const struct xc_cell *was, const uint32_t *people,
                     unsigned count) {
    struct xc_need *need = &job->needs[index];
    struct xc_cell *cell = xc_cells_at(job, crew, day);
    uint32_t *link = after == XC_NO_NEED ? &cell->head : &job->needs[after].next;
    need->next = *link;
    *link = index;
    need->crew = crew;
    need->day = (uint16_t)day;
    need->state = XC_NEED_PLACED;
    memcpy(job->seated + need->seated, people, count * sizeof *people);
    job->crews[crew].used += need->minutes;
    cell->count = was->count;
    cell->anchored = was->anchored;
    cell->left = was->left;
    cell->presence = was->presence;
    xc_people_count(job, need, true);
    xc_sharing_count(job, job->demands[need->demand].obligation, crew, day, day, true);
}

/* Takes `victim` out of its cell, puts `index` in, and finds the victim another place. */
static bool swap(struct repairing *r, uint32_t index, uint32_t victim, uint32_t after) {
    struct xc_job *job = r->job;
    const struct xc_need *moved = &job->needs[victim];
    uint32_t crew = moved->crew;
    uint32_t day = moved->day;
    uint32_t people[XC_PLACES];
    unsigned places = job->classes[job->demands[moved->demand].klass].place_count;
    struct xc_cell was = *xc_cells_at(job, crew, day);
    memcpy(people, job->seated + moved->seated, places * sizeof *people);
    xc_cells_take(job, victim);
    if (xc_cells_put(job, index, crew, day)) {
        if (place_anywhere(job, victim, crew, day))
            return true;
        xc_cells_take(job, index);
    }
    put_back(job, victim, crew, day, after, &was, people, places);
    return false;
}

static bool eject_from(struct repairing *r, uint32_t index, uint32_t crew, uint32_t day,
                       unsigned *tries) {
    struct xc_job *job = r->job;
    const struct xc_need *need = &job->needs[index];
    const struct xc_cell *cell = xc_cells_at(job, crew, day);
    uint32_t after = XC_NO_NEED;
    for (uint32_t i = cell->head; i != XC_NO_NEED; i = job->needs[i].next) {
        const struct xc_need *victim = &job->needs[i];
        bool has_choice =
            victim->days == 1 && victim->travel == 0 &&
            (r->moves_kept || !xc_keep_is(job, i)) &&
            (victim->pool != need->pool || victim->wide_lo < need->wide_lo ||
             victim->wide_hi > need->wide_hi || cell->left > 0);
        if (has_choice && xc_cells_may_take(job, i) &&
            (unsigned)cell->left + victim->minutes >= need->minutes) {
            if (*tries == 0 || r->budget == 0)
                return false;
            --*tries;
            r->budget--;
            if (swap(r, index, i, after))
                return true;
        }
        after = i;
    }
    return false;
}

static bool eject(struct repairing *r, uint32_t index) {
    struct xc_job *job = r->job;
    const struct xc_need *need = &job->needs[index];
    const struct xc_pool *pool = &job->pools[need->pool];
    const struct xc_class *klass = &job->classes[job->demands[need->demand].klass];
    unsigned tries = EJECT_TRIES;
    if (need->days > 1 || need->travel > 0)
        return false;
    for (uint32_t day = need->wide_lo; day <= need->wide_hi; day++) {
        if (!xc_apart_allows(job, index, day))
            continue;
        for (uint32_t i = 0; i < pool->count && tries > 0 && r->budget > 0; i++) {
            uint32_t crew = pool->crews[i];
            const struct xc_cell *cell = xc_cells_at(job, crew, day);
            if (klass->presence[(size_t)crew * job->workdays + day] == 0 || cell->whole ||
                cell->count == 0)
                continue;
            if (eject_from(r, index, crew, day, &tries))
                return true;
        }
    }
    return false;
}

/* ---- all ---- */

static bool repair(struct repairing *r, uint32_t index, bool may_eject) {
    struct xc_job *job = r->job;
    const struct xc_need *need = &job->needs[index];
    struct failure *failure = &r->failures[need->pool];
    uint32_t klass = job->demands[need->demand].klass;
    bool plain = is_plain(job, need);
    bool hopeless = plain && failure->set && failure->klass == klass &&
                    failure->lo <= need->wide_lo && failure->hi >= need->wide_hi &&
                    failure->minutes <= need->minutes && failure->days <= need->days;
    if (!hopeless) {
        if (place_best(job, index, need->lo, need->hi) ||
            place_anywhere(job, index, XC_NO_ROW, 0))
            return true;
        if (plain)
            *failure = (struct failure){true,          klass,         need->wide_lo,
                                        need->wide_hi, need->minutes, need->days};
    }
    if (!may_eject || !eject(r, index))
        return false;
    failure->set = false;
    return true;
}

int xc_repair_run(struct xc_job *job, struct xc_error *error) {
    struct repairing r = {.job = job, .budget = EJECT_BUDGET};
    r.failures = xc_arena_array(job->arena, job->pool_count, sizeof *r.failures);
    if (!r.failures)
        return xc_fail_memory(error);
    for (unsigned pass = 0; pass < (job->stays ? 3u : 2u); pass++) {
        r.moves_kept = pass == 2;
        for (uint32_t i = 0; pass == 1 && i < job->host_count; i++)
            xc_demand_part(job, i);
        for (uint32_t i = 0; i < job->order_count; i++) {
            uint32_t index = job->order[i];
            if (job->needs[index].state != XC_NEED_OPEN)
                continue;
            (void)repair(&r, index, pass > 0 && !xc_feasibility_proved(job, index));
            if (i % TICK == 0 && !xc_progress_tick(job->input->progress,
                                                   XC_MSG("finding places one by one"), i,
                                                   job->order_count))
                return xc_fail(error, XC_ENO, "stopped");
        }
    }
    return XC_OK;
}
