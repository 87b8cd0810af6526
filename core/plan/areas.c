/* Areas that belong to one crew: for good, or for one batch (a period of the
 * obligation) after which the next crew takes over. */
#include "plan/plan_internal.h"

#include <string.h>

struct group { /* visits of an obligation in one zone, which one ring of crews shares */
    uint32_t first, count; /* of binding.needs */
    uint64_t minutes;
};

struct vote { /* a fixed or kept visit of the obligation says whose the zone was then */
    uint32_t zone, area, crew;
    uint32_t batch;
};

struct binding {
    struct xc_job *job;
    uint32_t demand;
    uint32_t *needs; /* those of the demand, by pool and zone */
    uint32_t count;
    uint32_t *scratch;
    struct group *groups;
    uint32_t group_count;
    uint16_t *batch_of; /* working day → batch */
    uint16_t *batch_lo; /* batch → working days; lo > hi: none */
    uint16_t *batch_hi; /* … */
    uint32_t batches;
    uint32_t *days; /* crews × batches: days on which the crew can work */
    uint64_t *load; /* crews × batches: minutes */
    uint64_t *work; /* batches: minutes of the group at hand */
    uint32_t *ring; /* crews of the pool at hand that have the people */
    uint32_t ring_count;
    uint32_t *votes_for; /* ring: visits that name the crew */
    uint32_t *shut;      /* ring: visits of the group for barred people, if it begins */
    uint64_t *shut_time; /* ring: their minutes */
    uint32_t *turns;     /* batches → place in the ring */
    bool *here;          /* areas, behind them none: the group at hand lies there */
    struct vote *votes;  /* by zone */
    uint32_t vote_count;
    uint32_t *single; /* crew → its own pool, or XC_NO_POOL */
};

/* ---- batches ---- */

static bool swaps(const struct binding *b) {
    return b->job->demands[b->demand].obligation->areas == XC_AREAS_SWAP;
}

/* Batches count from the start of the window, also where planning starts later: a crew's
 * turn does not depend on the day of planning. */
static int read_batches(struct binding *b, struct xc_error *error) {
    const struct xc_job *job = b->job;
    const struct xc_obligation *obligation = job->demands[b->demand].obligation;
    enum xc_period each = swaps(b) ? obligation->each : 0;
    xc_date from = obligation->window.from;
    for (xc_date at = from; at <= obligation->window.to; b->batches++)
        at = each ? xc_date_period_last(at, each) + 1 : obligation->window.to + 1;
    b->batch_of = xc_arena_array(job->arena, job->workdays, sizeof *b->batch_of);
    b->batch_lo = xc_arena_array(job->arena, b->batches, sizeof *b->batch_lo);
    b->batch_hi = xc_arena_array(job->arena, b->batches, sizeof *b->batch_hi);
    if (!b->batch_of || !b->batch_lo || !b->batch_hi)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < b->batches; i++) {
        xc_date to = obligation->window.to;
        if (each && xc_date_period_last(from, each) < to)
            to = xc_date_period_last(from, each);
        xc_days_between(job, from, to, &b->batch_lo[i], &b->batch_hi[i]);
        for (uint32_t day = b->batch_lo[i]; day <= b->batch_hi[i]; day++)
            b->batch_of[day] = (uint16_t)i;
        from = to + 1;
    }
    return XC_OK;
}

static uint32_t batch_of_date(const struct binding *b, xc_date date) {
    const struct xc_obligation *obligation = b->job->demands[b->demand].obligation;
    uint32_t batch = 0;
    if (!swaps(b) || !obligation->each)
        return 0;
    for (xc_date at = obligation->window.from; batch + 1 < b->batches; batch++) {
        at = xc_date_period_last(at, obligation->each) + 1;
        if (date < at)
            break;
    }
    return batch;
}

static uint32_t batch_of(const struct binding *b, const struct xc_need *need) {
    return need->wide_lo <= need->wide_hi ? b->batch_of[need->wide_lo] : 0;
}

static bool is_flexible(const struct binding *b, const struct xc_need *need) {
    return need->wide_lo <= need->wide_hi &&
           b->batch_of[need->wide_lo] != b->batch_of[need->wide_hi];
}

static void narrow(const struct binding *b, struct xc_need *need, uint32_t batch) {
    uint16_t lo = b->batch_lo[batch];
    uint16_t hi = b->batch_hi[batch];
    need->wide_lo = need->wide_lo > lo ? need->wide_lo : lo;
    need->wide_hi = need->wide_hi < hi ? need->wide_hi : hi;
    need->lo = need->lo > lo ? need->lo : lo;
    need->hi = need->hi < hi ? need->hi : hi;
    if (need->lo > need->hi) {
        need->lo = need->wide_lo;
        need->hi = need->wide_hi;
    }
}

/* The working day of the visit that a replan keeps for the need, or -1. */
static int kept_day(const struct binding *b, uint32_t need) {
    const struct xc_visit *visit = xc_keep_visit(b->job, need);
    return visit ? xc_days_find(b->job, visit->date) : -1;
}

/* A visit whose window spans several batches must know whose it is: it goes to the batch
 * of its window in which the pool's crews have least to do for their days so far. */
static int choose_batches(struct binding *b, struct xc_error *error) {
    struct xc_job *job = b->job;
    uint64_t *load = xc_arena_array(job->arena, b->batches, sizeof *load);
    if (!load)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < b->count;) {
        uint32_t pool = job->needs[b->needs[i]].pool;
        uint32_t end = i;
        memset(load, 0, b->batches * sizeof *load);
        for (; end < b->count && job->needs[b->needs[end]].pool == pool; end++) {
            const struct xc_need *need = &job->needs[b->needs[end]];
            if (!is_flexible(b, need))
                load[batch_of(b, need)] += (uint64_t)need->minutes * need->days;
        }
        for (; i < end; i++) {
            struct xc_need *need = &job->needs[b->needs[i]];
            int kept = kept_day(b, b->needs[i]);
            if (!is_flexible(b, need))
                continue;
            if (kept >= need->wide_lo && kept <= need->wide_hi) {
                load[b->batch_of[kept]] += (uint64_t)need->minutes * need->days;
                narrow(b, need, b->batch_of[kept]);
                continue;
            }
            uint64_t minutes = (uint64_t)need->minutes * need->days;
            uint32_t best = b->batches;
            uint64_t best_days = 0;
            for (uint32_t k = b->batch_of[need->wide_lo]; k <= b->batch_of[need->wide_hi];
                 k++) {
                if (b->batch_lo[k] > b->batch_hi[k])
                    continue;
                uint64_t days = (uint64_t)b->batch_hi[k] - b->batch_lo[k] + 1;
                if (best < b->batches &&
                    (load[k] + minutes) * best_days >= (load[best] + minutes) * days)
                    continue;
                best = k;
                best_days = days;
            }
            load[best] += minutes;
            narrow(b, need, best);
        }
    }
    return XC_OK;
}

/* ---- groups ---- */

static int by_pool_and_zone(const void *context, uint32_t a, uint32_t b) {
    const struct xc_need *needs = context;
    if (needs[a].pool != needs[b].pool)
        return needs[a].pool < needs[b].pool ? -1 : 1;
    if (needs[a].zone != needs[b].zone)
        return needs[a].zone < needs[b].zone ? -1 : 1;
    return a < b ? -1 : a > b;
}

static int by_work(const void *context, uint32_t a, uint32_t b) {
    const struct group *groups = context;
    if (groups[a].minutes != groups[b].minutes)
        return groups[a].minutes > groups[b].minutes ? -1 : 1;
    return a < b ? -1 : a > b;
}

static void make_groups(struct binding *b) {
    const struct xc_job *job = b->job;
    for (uint32_t i = 0; i < b->count; i++) {
        const struct xc_need *need = &job->needs[b->needs[i]];
        const struct xc_need *before = i > 0 ? &job->needs[b->needs[i - 1]] : NULL;
        if (!before || before->pool != need->pool || before->zone != need->zone)
            b->groups[b->group_count++] = (struct group){i, 0, 0};
        b->groups[b->group_count - 1].count++;
        b->groups[b->group_count - 1].minutes += (uint64_t)need->minutes * need->days;
    }
}

/* ---- what fixed and kept visits say ---- */

static int by_zone(const void *context, uint32_t a, uint32_t b) {
    const struct vote *votes = context;
    if (votes[a].zone != votes[b].zone)
        return votes[a].zone < votes[b].zone ? -1 : 1;
    return a < b ? -1 : a > b;
}

static int read_votes(struct binding *b, struct xc_error *error) {
    const struct xc_job *job = b->job;
    size_t room = job->filled_count + (job->kept_of ? b->count : 0);
    struct vote *found = xc_arena_array(job->arena, room, sizeof *found);
    b->votes = xc_arena_array(job->arena, room, sizeof *b->votes);
    uint32_t *order = xc_plan_indices(job->arena, room);
    uint32_t *scratch = xc_arena_array(job->arena, room, sizeof *scratch);
    if (!found || !b->votes || !order || !scratch)
        return xc_fail_memory(error);
    for (size_t i = 0; i < job->filled_count; i++) {
        const struct xc_filled *filled = &job->filled[i];
        const struct xc_visit *visit = &job->input->fixed[filled->fixed];
        uint32_t zone = xc_pools_zone(job, filled->target);
        uint32_t crew = xc_crews_find(job, visit->crew);
        if (xc_fixed_counts(visit->status) && filled->demand == b->demand &&
            zone != XC_NO_ROW && crew != XC_NO_ROW)
            found[b->vote_count++] =
                (struct vote){zone, job->reg->targets.area[filled->target], crew,
                              batch_of_date(b, visit->date)};
    }
    for (uint32_t i = 0; job->kept_of && i < b->count; i++) {
        const struct xc_need *need = &job->needs[b->needs[i]];
        const struct xc_visit *visit = xc_keep_visit(job, b->needs[i]);
        uint32_t crew = visit ? xc_crews_find(job, visit->crew) : XC_NO_ROW;
        if (crew != XC_NO_ROW)
            found[b->vote_count++] =
                (struct vote){need->zone, job->reg->targets.area[need->target], crew,
                              batch_of_date(b, visit->date)};
    }
    xc_plan_sort(order, b->vote_count, scratch, by_zone, found);
    for (uint32_t i = 0; i < b->vote_count; i++)
        b->votes[i] = found[order[i]];
    return XC_OK;
}

static uint32_t first_vote(const struct binding *b, uint32_t zone) {
    uint32_t lo = 0;
    uint32_t hi = b->vote_count;
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        if (b->votes[middle].zone < zone)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

static bool *place_of(const struct binding *b, uint32_t area) {
    return &b->here[area == XC_NO_ROW ? b->job->reg->areas.count : area];
}

/* turns[batch]: the place in the ring of the crew that most fixed visits of the zone
 * name, or XC_NO_ROW. False: none names any. */
static bool read_turns(struct binding *b, uint32_t zone) {
    bool any = false;
    uint32_t first = first_vote(b, zone);
    for (uint32_t k = 0; k < b->batches; k++) {
        uint32_t most = 0;
        memset(b->votes_for, 0, b->ring_count * sizeof *b->votes_for);
        b->turns[k] = XC_NO_ROW;
        for (uint32_t i = first; i < b->vote_count && b->votes[i].zone == zone; i++)
            for (uint32_t place = 0; place < b->ring_count; place++)
                if (b->votes[i].batch == k && *place_of(b, b->votes[i].area) &&
                    b->job->crews[b->ring[place]].own == b->votes[i].crew &&
                    ++b->votes_for[place] > most) {
                    most = b->votes_for[place];
                    b->turns[k] = place;
                    any = true;
                }
    }
    return any;
}

/* Batches without fixed visits go on from those before, the first ones back from the
 * first that has some. */
static void complete_turns(struct binding *b) {
    uint32_t first = 0;
    while (b->turns[first] == XC_NO_ROW)
        first++;
    for (uint32_t k = first; k-- > 0;)
        b->turns[k] = (b->turns[k + 1] + b->ring_count - 1) % b->ring_count;
    for (uint32_t k = first + 1; k < b->batches; k++)
        if (b->turns[k] == XC_NO_ROW)
            b->turns[k] = (b->turns[k - 1] + 1) % b->ring_count;
}

/* ---- crews ---- */

/* Whether it has the people at all, whoever is away: the ring does not change with
 * absences, so that turns stay as they were when a year is planned again. */
static bool has_people(const struct xc_job *job, const struct xc_class *klass,
                       uint32_t crew) {
    uint32_t chosen[XC_PLACES];
    return xc_people_match(job, klass, crew, 0, 1, XC_PRESENT_ALL, XC_NO_ROW,
                           XC_FORGET_ABSENCES | XC_FORGET_CERTIFICATES |
                               XC_FORGET_LIMITS | XC_FORGET_RELATIONS | XC_FORGET_OUTSIDE,
                           chosen);
}

static void make_ring(struct binding *b, const struct xc_pool *pool) {
    const struct xc_class *klass = &b->job->classes[b->job->demands[b->demand].klass];
    b->ring_count = 0;
    for (uint32_t i = 0; i < pool->count; i++)
        if (b->job->workdays > 0 && has_people(b->job, klass, pool->crews[i]))
            b->ring[b->ring_count++] = pool->crews[i];
}

struct standing {        /* of the crew of the first batch; smaller is better */
    uint64_t idle;       /* minutes in batches in which the crew can never work, or must
                            not because of relations */
    uint64_t load, days; /* of the fullest batch, with the group */
};

static size_t at_batch(const struct binding *b, uint32_t place, uint32_t batch) {
    return (size_t)b->ring[place] * b->batches + batch;
}

static struct standing standing_of(const struct binding *b, uint32_t start) {
    struct standing s = {.idle = b->shut_time[start], .days = 1};
    for (uint32_t k = 0; k < b->batches; k++) {
        if (b->work[k] == 0)
            continue;
        size_t at = at_batch(b, (start + k) % b->ring_count, k);
        uint64_t load = b->load[at] + b->work[k];
        if (b->days[at] == 0) {
            s.idle += b->work[k];
        } else if (load * s.days > s.load * b->days[at]) {
            s.load = load;
            s.days = b->days[at];
        }
    }
    return s;
}

static void choose_turns(struct binding *b) {
    uint32_t best = 0;
    struct standing standing = standing_of(b, 0);
    for (uint32_t i = 1; i < b->ring_count; i++) {
        struct standing other = standing_of(b, i);
        if (other.idle > standing.idle ||
            (other.idle == standing.idle &&
             other.load * standing.days >= standing.load * other.days))
            continue;
        standing = other;
        best = i;
    }
    for (uint32_t k = 0; k < b->batches; k++)
        b->turns[k] = (best + k) % b->ring_count;
}

/* The need as it was before its area was bound. */
static void remember(struct xc_job *job, uint32_t index) {
    const struct xc_need *need = &job->needs[index];
    job->unbound[index] = (struct xc_unbound){
        .pool = need->pool, .wide_lo = need->wide_lo, .wide_hi = need->wide_hi};
}

struct xc_need xc_areas_unbound(const struct xc_job *job, uint32_t index) {
    struct xc_need need = job->needs[index];
    if (!job->unbound || job->unbound[index].pool == XC_NO_POOL)
        return need;
    need.pool = job->unbound[index].pool;
    need.wide_lo = job->unbound[index].wide_lo;
    need.wide_hi = job->unbound[index].wide_hi;
    return need;
}

static struct xc_ring ring_of(const struct binding *b) {
    return (struct xc_ring){b->ring, b->ring_count, b->batch_of};
}

/* A visit that may lie in several batches goes to one whose crew may make it. */
static void change_batch(struct binding *b, uint32_t index) {
    struct xc_job *job = b->job;
    struct xc_need *need = &job->needs[index];
    struct xc_need own = xc_areas_unbound(job, index);
    struct xc_ring ring = ring_of(b);
    unsigned most = job->demands[b->demand].obligation->max_per;
    if (!is_flexible(b, &own))
        return;
    uint32_t now = batch_of(b, need);
    /* turns of which some are known need not follow each other */
    if (xc_turns_may(job, &ring, index, now,
                     b->turns[now] + b->batches * ring.count - now))
        return;
    for (uint32_t k = b->batch_of[own.wide_lo]; k <= b->batch_of[own.wide_hi]; k++) {
        unsigned siblings = 0;
        for (uint32_t i = job->target_first[need->target]; i != XC_NO_NEED;
             i = job->needs[i].sibling)
            siblings += i != index && job->needs[i].demand == b->demand &&
                        batch_of(b, &job->needs[i]) == k;
        if (b->batch_lo[k] > b->batch_hi[k] || (most > 0 && siblings >= most) ||
            !xc_turns_may(job, &ring, index, k,
                          b->turns[k] + b->batches * ring.count - k))
            continue;
        need->wide_lo = need->lo = own.wide_lo;
        need->wide_hi = need->hi = own.wide_hi;
        narrow(b, need, k);
        return;
    }
}

/* What no other order of the crews would serve either. */
static void mark_shut(struct binding *b, const struct group *group) {
    struct xc_ring ring = ring_of(b);
    uint32_t start = b->turns[0];
    bool fewest = true;
    bool any = false;
    for (uint32_t k = 0; k < b->batches; k++)
        fewest = fewest && b->turns[k] == (start + k) % b->ring_count;
    for (uint32_t i = 0; i < b->ring_count; i++) {
        fewest = fewest && b->shut[start] <= b->shut[i] &&
                 b->shut_time[start] <= b->shut_time[i];
        any = any || b->shut[i] > 0;
    }
    for (uint32_t i = group->first; any && i < group->first + group->count; i++) {
        b->job->unbound[b->needs[i]].fewest = fewest;
        b->job->unbound[b->needs[i]].never = xc_turns_never(b->job, &ring, b->needs[i]);
    }
}

static int bind_group(struct binding *b, const struct group *group,
                      struct xc_error *error) {
    struct xc_job *job = b->job;
    const uint32_t *members = b->needs + group->first;
    uint32_t zone = job->needs[members[0]].zone;
    make_ring(b, &job->pools[job->needs[members[0]].pool]);
    if (b->ring_count == 0)
        return XC_OK;
    memset(b->work, 0, b->batches * sizeof *b->work);
    for (uint32_t i = 0; i < group->count; i++) {
        const struct xc_need *need = &job->needs[members[i]];
        b->work[batch_of(b, need)] += (uint64_t)need->minutes * need->days;
        *place_of(b, job->reg->targets.area[need->target]) = true;
    }
    bool known = read_turns(b, zone);
    for (uint32_t i = 0; i < group->count; i++)
        *place_of(b, job->reg->targets.area[job->needs[members[i]].target]) = false;
    if (known)
        complete_turns(b);
    struct xc_ring ring = ring_of(b);
    xc_turns_count(job, &ring, members, group->count, b->shut, b->shut_time);
    /* without turns, who can come no more is replaced */
    if (!known || (!swaps(b) && b->days[at_batch(b, b->turns[0], 0)] == 0))
        choose_turns(b);
    if (swaps(b)) {
        for (uint32_t i = 0; i < group->count; i++)
            change_batch(b, members[i]);
        mark_shut(b, group);
    }
    for (uint32_t k = 0; k < b->batches; k++)
        b->load[at_batch(b, b->turns[k], k)] += b->work[k];
    for (uint32_t i = 0; i < group->count; i++) {
        struct xc_need *need = &job->needs[members[i]];
        uint32_t crew = b->ring[b->turns[batch_of(b, need)]];
        int code = b->single[crew] == XC_NO_POOL
                       ? xc_pools_add(job, &crew, 1, XC_NO_ROW, job->crews[crew].id,
                                      &b->single[crew], error)
                       : XC_OK;
        if (code)
            return code;
        need->pool = b->single[crew];
    }
    return XC_OK;
}

/* ---- all ---- */

static int make_room(struct binding *b, uint64_t *shared, struct xc_error *error) {
    const struct xc_job *job = b->job;
    size_t cells = (size_t)job->crew_count * b->batches;
    const uint8_t *presence = job->classes[job->demands[b->demand].klass].presence;
    b->groups = xc_arena_array(job->arena, b->count, sizeof *b->groups);
    b->days = xc_arena_array(job->arena, cells, sizeof *b->days);
    b->load = swaps(b) ? xc_arena_array(job->arena, cells, sizeof *b->load) : shared;
    b->work = xc_arena_array(job->arena, b->batches, sizeof *b->work);
    b->ring = xc_arena_array(job->arena, job->crew_count, sizeof *b->ring);
    b->votes_for = xc_arena_array(job->arena, job->crew_count, sizeof *b->votes_for);
    b->shut = xc_arena_array(job->arena, job->crew_count, sizeof *b->shut);
    b->shut_time = xc_arena_array(job->arena, job->crew_count, sizeof *b->shut_time);
    b->here =
        xc_arena_array(job->arena, (size_t)job->reg->areas.count + 1, sizeof *b->here);
    b->turns = xc_arena_array(job->arena, b->batches, sizeof *b->turns);
    b->single = xc_arena_array(job->arena, job->crew_count, sizeof *b->single);
    if (!b->groups || !b->days || !b->load || !b->work || !b->ring || !b->votes_for ||
        !b->shut || !b->shut_time || !b->here || !b->turns || !b->single)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < job->crew_count; i++) {
        b->single[i] = XC_NO_POOL;
        for (uint32_t k = 0; k < b->batches; k++)
            for (uint32_t day = b->batch_lo[k]; day <= b->batch_hi[k]; day++)
                b->days[(size_t)i * b->batches + k] +=
                    presence[(size_t)i * job->workdays + day] != 0;
    }
    return XC_OK;
}

int xc_areas_bind(struct xc_job *job, uint32_t demand, uint64_t *load,
                  struct xc_error *error) {
    struct binding b = {.job = job, .demand = demand};
    b.needs = xc_arena_array(job->arena, job->need_count, sizeof *b.needs);
    b.scratch = xc_arena_array(job->arena, job->need_count, sizeof *b.scratch);
    if (!b.needs || !b.scratch)
        return xc_fail_memory(error);
    if (!job->unbound) {
        job->unbound = xc_arena_array(job->arena, job->need_count, sizeof *job->unbound);
        for (uint32_t i = 0; job->unbound && i < job->need_count; i++)
            job->unbound[i].pool = XC_NO_POOL;
        if (!job->unbound)
            return xc_fail_memory(error);
    }
    for (uint32_t i = job->demands[demand].first; i < job->demands[demand].behind; i++) {
        remember(job, i);
        b.needs[b.count++] = i;
    }
    int code = read_batches(&b, error);
    if (!code)
        code = make_room(&b, load, error);
    if (!code)
        code = read_votes(&b, error);
    if (code)
        return code;
    xc_plan_sort(b.needs, b.count, b.scratch, by_pool_and_zone, job->needs);
    code = choose_batches(&b, error);
    make_groups(&b);
    uint32_t *order = xc_plan_indices(job->arena, b.group_count);
    if (!code && !order)
        code = xc_fail_memory(error);
    if (code)
        return code;
    xc_plan_sort(order, b.group_count, b.scratch, by_work, b.groups);
    for (uint32_t i = 0; !code && i < b.group_count; i++)
        code = bind_group(&b, &b.groups[order[i]], error);
    return code;
}
