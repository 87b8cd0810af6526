/* Areas that crews take in turns, and people who are barred from targets there: which
 * visits fall to a crew that must not make them. */
#include "plan/proof_internal.h"

/* Whether relations or the target's county can bar anybody of the ring at all. */
static bool bars_somebody(const struct xc_job *job, const struct xc_ring *ring,
                          const struct xc_need *need) {
    bool organised = job->reg->targets.organisation[need->target] != 0;
    if (xc_origin_matters(&job->classes[job->demands[need->demand].klass]))
        return true;
    for (uint32_t i = 0; i < ring->count; i++) {
        const struct xc_crew *crew = &job->crews[ring->crews[i]];
        for (uint32_t k = crew->first; k < crew->first + crew->count; k++)
            if (job->members[k].related ||
                (organised && job->reg->people.unit[job->members[k].row] != 0))
                return true;
    }
    return false;
}

/* Relations only end: who is barred on the last day of a turn was so all the time. */
static bool open_in(const struct xc_job *job, const struct xc_ring *ring,
                    const struct xc_need *need, uint32_t batch, uint32_t start) {
    uint32_t last = need->wide_lo;
    for (uint32_t day = need->wide_lo; day <= need->wide_hi; day++)
        if (ring->batch_of[day] == batch)
            last = day;
    return xc_lots_may_go(job, need, ring->crews[(start + batch) % ring->count], last,
                          XC_NO_ROW);
}

bool xc_turns_may(const struct xc_job *job, const struct xc_ring *ring, uint32_t index,
                  uint32_t batch, uint32_t start) {
    struct xc_need need = xc_areas_unbound(job, index);
    return need.wide_lo > need.wide_hi || !bars_somebody(job, ring, &need) ||
           open_in(job, ring, &need, batch, start);
}

static bool is_open(const struct xc_job *job, const struct xc_ring *ring,
                    const struct xc_need *need, uint32_t start) {
    for (uint32_t batch = ring->batch_of[need->wide_lo];
         batch <= ring->batch_of[need->wide_hi]; batch++)
        if (open_in(job, ring, need, batch, start))
            return true;
    return false;
}

void xc_turns_count(const struct xc_job *job, const struct xc_ring *ring,
                    const uint32_t *needs, uint32_t count, uint32_t *visits,
                    uint64_t *minutes) {
    for (uint32_t start = 0; start < ring->count; start++) {
        visits[start] = 0;
        minutes[start] = 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct xc_need need = xc_areas_unbound(job, needs[i]);
        if (need.wide_lo > need.wide_hi || !bars_somebody(job, ring, &need))
            continue;
        for (uint32_t start = 0; start < ring->count; start++) {
            if (is_open(job, ring, &need, start))
                continue;
            visits[start]++;
            minutes[start] += (uint64_t)need.minutes * need.days;
        }
    }
}

bool xc_turns_never(const struct xc_job *job, const struct xc_ring *ring,
                    uint32_t index) {
    const struct xc_need *own = &job->needs[index];
    for (uint32_t start = 0; start < ring->count; start++) {
        bool shut = false;
        for (uint32_t i = job->target_first[own->target]; i != XC_NO_NEED && !shut;
             i = job->needs[i].sibling) {
            struct xc_need need = xc_areas_unbound(job, i);
            shut = need.demand == own->demand && need.wide_lo <= need.wide_hi &&
                   !is_open(job, ring, &need, start);
        }
        if (!shut)
            return false;
    }
    return true;
}
