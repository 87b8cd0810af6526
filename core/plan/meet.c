/* Visits of one target with a gap between them have windows that meet somewhere inside
 * their period. Where the other windows lean to one side, so does the meeting point, lest
 * the days before or behind it fill: all work is thought to lie evenly in its windows. */
#include "plan/demand_internal.h"

enum {
    SHIFT_DAYS = 5,
    SHIFTS = 9,             /* each way */
    SHIFT_GAIN = 5000,      /* of 2^20: less is not worth another meeting point */
    LEVEL_ENOUGH = 1055000, /* of 2^20 */
    SLIVER = 2,             /* working days … */
    LONG = 5,               /* … of two windows that are longer */
    FEW = 1000,             /* 260 hours of work: days of few visits are never level */
    DEMANDS = 256
};

struct meeting {
    uint64_t *change; /* working days + 1: what a day has more than the one before */
    uint64_t all;     /* minutes × 2^16 */
};

static void put(struct meeting *meet, const struct xc_need *need, uint64_t minutes,
                bool takes) {
    uint64_t length = (uint64_t)need->hi - need->lo + 1;
    uint64_t rate = (minutes << 16) / length;
    rate = takes ? 0 - rate : rate;
    meet->change[need->lo] += rate;
    meet->change[need->hi + 1] -= rate;
    meet->all += rate * length;
}

static uint64_t share_of(const struct xc_job *job, const struct meeting *meet,
                         uint64_t work, uint64_t days) {
    uint64_t fair = meet->all / job->workdays * days >> 20;
    return fair >= FEW ? work / fair : 0;
}

/* The fuller one of all days up to the end of a window of the obligation, and all from
 * the beginning of one. */
static uint64_t fuller(const struct xc_job *job, const struct meeting *meet,
                       const struct xc_need *windows, unsigned count) {
    uint64_t worst = 0;
    uint64_t load = 0;
    uint64_t before = 0;
    for (uint32_t day = 0; day < job->workdays; day++) {
        load += meet->change[day];
        for (unsigned k = 1; k < count; k++) {
            if (windows[k].lo != day || windows[k].hi < day)
                continue;
            uint64_t share = share_of(job, meet, meet->all - before, job->workdays - day);
            worst = share > worst ? share : worst;
        }
        before += load;
        for (unsigned k = 0; k + 1 < count; k++) {
            if (windows[k].hi != day || windows[k].lo > day)
                continue;
            uint64_t share = share_of(job, meet, before, day + 1);
            worst = share > worst ? share : worst;
        }
    }
    return worst;
}

static void put_all(const struct xc_job *job, struct meeting *meet,
                    const struct xc_spread *spread, const uint64_t *work,
                    struct xc_need *windows, bool takes) {
    for (unsigned k = 0; k < spread->base; k++) {
        xc_demand_window(job, spread, k, spread->base, &windows[k]);
        if (windows[k].lo <= windows[k].hi)
            put(meet, &windows[k], work[k], takes);
    }
}

/* True where another obligation's windows share hardly any day with these: whoever packs
 * both into one day fills the few that they share. */
static bool has_sliver(const struct xc_job *job, uint32_t demand,
                       const struct xc_need *windows, unsigned count) {
    for (uint32_t i = 0; i < job->demand_count; i++) {
        const struct xc_demand *d = &job->demands[i];
        uint32_t behind = d->behind - d->first > count ? d->first + count : d->behind;
        for (uint32_t n = d->first; i != demand && n < behind; n++)
            for (unsigned k = 0; k < count; k++) {
                int lo =
                    job->needs[n].lo > windows[k].lo ? job->needs[n].lo : windows[k].lo;
                int hi =
                    job->needs[n].hi < windows[k].hi ? job->needs[n].hi : windows[k].hi;
                if (lo <= hi && hi - lo < SLIVER &&
                    job->needs[n].hi - job->needs[n].lo >= LONG &&
                    windows[k].hi - windows[k].lo >= LONG)
                    return true;
            }
    }
    return false;
}

static int find_meeting(struct xc_job *job, struct meeting *meet, uint32_t demand,
                        struct xc_spread *spread) {
    const struct xc_demand *d = &job->demands[demand];
    uint64_t *work = xc_arena_array(job->arena, spread->base, sizeof *work);
    struct xc_need *windows = xc_arena_array(job->arena, spread->base, sizeof *windows);
    uint64_t worst = UINT64_MAX;
    int best = 0;
    if (!work || !windows)
        return XC_ENOMEM;
    for (unsigned k = 0; k < spread->base; k++)
        windows[k].demand = (uint16_t)demand;
    for (uint32_t i = d->first; i < d->behind; i++)
        work[job->needs[i].number - 1] +=
            (uint64_t)job->needs[i].minutes * job->needs[i].days;
    put_all(job, meet, spread, work, windows, true);
    for (int step = 0; step <= 2 * SHIFTS && worst > LEVEL_ENOUGH; step++) {
        spread->shift = (step + 1) / 2 * SHIFT_DAYS * (step % 2 == 0 ? 1 : -1);
        put_all(job, meet, spread, work, windows, false);
        uint64_t share = fuller(job, meet, windows, spread->base);
        put_all(job, meet, spread, work, windows, true);
        if (step > 0 && (share + SHIFT_GAIN > worst ||
                         has_sliver(job, demand, windows, spread->base)))
            continue;
        worst = share;
        best = spread->shift;
    }
    spread->shift = best;
    put_all(job, meet, spread, work, windows, false);
    for (uint32_t i = d->first; best != 0 && i < d->behind; i++)
        xc_demand_window(job, spread, job->needs[i].number - 1u, spread->base,
                         &job->needs[i]);
    spread->shift = 0;
    return XC_OK;
}

int xc_meet_run(struct xc_job *job, struct xc_spread *spread, struct xc_error *error) {
    struct meeting meet = {0};
    bool begun = false;
    int code = XC_OK;
    if (job->demand_count > DEMANDS || job->workdays == 0)
        return XC_OK;
    meet.change = xc_arena_array(job->arena, job->workdays + 1u, sizeof *meet.change);
    if (!meet.change)
        return xc_fail_memory(error);
    for (uint32_t i = 0; !code && i < job->demand_count; i++) {
        const struct xc_demand *demand = &job->demands[i];
        if (demand->drawn || demand->owed || demand->obligation->gap < 2 ||
            demand->obligation->average.a > 0 || demand->first == demand->behind)
            continue;
        code = xc_demand_periods(demand->obligation, spread, error);
        if (code)
            return code;
        xc_demand_count(demand->obligation, 1, spread);
        if (spread->base <= spread->period_count)
            continue;
        for (uint32_t k = 0; !begun && k < job->need_count; k++)
            if (job->needs[k].lo <= job->needs[k].hi)
                put(&meet, &job->needs[k],
                    (uint64_t)job->needs[k].minutes * job->needs[k].days, false);
        begun = true;
        if (find_meeting(job, &meet, i, spread))
            code = xc_fail_memory(error);
    }
    return code;
}
