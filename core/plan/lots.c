/* Needs that are alike to the counting, put together. */
#include "plan/proof_internal.h"

#include <string.h>

enum { MAX_BARS = 64, GRID_STEPS = 24 * 60 / XC_GRID_MINUTES };

/* ---- sizes ---- */

static void find_sizes(struct xc_job *job) {
    struct xc_sizes *sizes = job->sizes;
    unsigned setup = job->input->setup_minutes;
    unsigned morning = xc_hours_minutes(&job->hours, XC_MORNING);
    unsigned afternoon = xc_hours_minutes(&job->hours, XC_AFTERNOON);
    unsigned whole = xc_hours_minutes(&job->hours, XC_WHOLE_DAY);
    unsigned last = 0;
    for (unsigned i = 1; i <= GRID_STEPS && i * XC_GRID_MINUTES <= whole; i++) {
        unsigned minutes = i * XC_GRID_MINUTES;
        unsigned key = xc_offer_fit(job, &job->hours, minutes) * 4 +
                       (minutes + setup <= morning ? 2u : 0) +
                       (minutes + setup <= afternoon);
        if ((sizes->count > 0 && key == last) || sizes->count == XC_SIZES)
            continue;
        last = key;
        sizes->least[sizes->count++] = (uint16_t)minutes;
    }
}

static unsigned size_of_lot(const struct xc_job *job, unsigned minutes) {
    unsigned size = 0;
    while (size + 1 < job->sizes->count && job->sizes->least[size + 1] <= minutes)
        size++;
    return size;
}

/* ---- who is barred ---- */

struct bars { /* what relations name, to leave most targets alone */
    bool *targets;
    xc_ref *organisations; /* sorted, repeats possible */
    uint32_t organisation_count;
    uint32_t *areas;
    uint32_t area_count;
    uint32_t *found; /* crews */
};

static int by_ref(const void *context, uint32_t a, uint32_t b) {
    (void)context;
    return a < b ? -1 : a > b;
}

static int collect_bars(struct xc_job *job, struct bars *b, struct xc_error *error) {
    const struct xc_register *reg = job->reg;
    size_t room = (size_t)reg->relations.count + job->member_count;
    b->targets = xc_arena_array(job->arena, reg->targets.count, sizeof *b->targets);
    b->organisations = xc_arena_array(job->arena, room, sizeof *b->organisations);
    b->areas = xc_arena_array(job->arena, reg->relations.count, sizeof *b->areas);
    job->component_bars =
        xc_arena_array(job->arena, job->component_count, sizeof *job->component_bars);
    b->found = xc_arena_array(job->arena, job->crew_count, sizeof *b->found);
    uint32_t *scratch = xc_arena_array(job->arena, room, sizeof *scratch);
    job->bars = xc_arena_array(job->arena, (size_t)job->component_count * MAX_BARS + 1,
                               sizeof *job->bars);
    if (!b->targets || !b->organisations || !b->areas || !job->component_bars ||
        !b->found || !scratch || !job->bars)
        return xc_fail_memory(error);
    job->bar_count = 1;
    for (uint32_t i = 0; i < job->member_count; i++) {
        uint32_t person = job->members[i].row;
        uint32_t row = 0;
        uint32_t end = 0;
        if (reg->people.unit[person] != 0)
            b->organisations[b->organisation_count++] = reg->people.unit[person];
        xc_register_person_relations(reg, person, &row, &end);
        for (; row < end; row++) {
            if (reg->relations.target[row] != XC_NO_ROW)
                b->targets[reg->relations.target[row]] = true;
            if (reg->relations.organisation[row] != 0)
                b->organisations[b->organisation_count++] =
                    reg->relations.organisation[row];
            if (reg->relations.area[row] != XC_NO_ROW)
                b->areas[b->area_count++] = reg->relations.area[row];
        }
    }
    xc_plan_sort(b->organisations, b->organisation_count, scratch, by_ref, NULL);
    return XC_OK;
}

static bool is_named(const struct xc_job *job, const struct bars *b, uint32_t target) {
    const struct xc_targets *targets = &job->reg->targets;
    xc_ref organisation = targets->organisation[target];
    uint32_t lo = 0;
    uint32_t hi = organisation != 0 ? b->organisation_count : 0;
    if (b->targets[target])
        return true;
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        if (b->organisations[middle] == organisation)
            return true;
        if (b->organisations[middle] < organisation)
            lo = middle + 1;
        else
            hi = middle;
    }
    for (uint32_t i = 0; i < b->area_count; i++)
        if (xc_register_within(job->reg, targets->area[target], b->areas[i]))
            return true;
    return false;
}

bool xc_lots_may_go(const struct xc_job *job, const struct xc_need *need, uint32_t crew,
                    uint32_t day, uint32_t without) {
    const struct xc_class *klass = &job->classes[job->demands[need->demand].klass];
    uint64_t avoided = xc_owed_barred(job, need, crew, false);
    uint32_t target = need->target;
    const struct xc_crew *team = &job->crews[crew];
    uint32_t masks[XC_CREW_PEOPLE];
    uint8_t chosen[XC_PLACES];
    unsigned count = 0;
    for (uint32_t i = team->first; i < team->first + team->count; i++) {
        uint32_t person = job->members[i].row;
        uint32_t relation = XC_NO_ROW;
        if (klass->masks[i] == 0 || avoided >> (i - team->first) & 1u ||
            xc_origin_breach(job, klass, person, target))
            continue;
        /* relations only end: who is barred then was barred before */
        if (person != without &&
            xc_register_barred(job->reg, person, target, job->dates[day], &relation))
            continue;
        masks[count++] = klass->masks[i];
    }
    return xc_seats_match(klass, masks, count, chosen);
}

static bool may_have_bar(const struct xc_job *job, const struct bars *b,
                         const struct xc_need *need) {
    const struct xc_demand *demand = &job->demands[need->demand];
    return xc_origin_matters(&job->classes[demand->klass]) || demand->owed ||
           is_named(job, b, need->target);
}

/* The bar of a need; 0 where every crew of its pool that has the people may go. Beyond
 * MAX_BARS in a component also 0: that only hides proofs. */
static int find_bar(struct xc_job *job, struct bars *b, const struct xc_need *need,
                    uint32_t *bar, struct xc_error *error) {
    const struct xc_pool *pool = &job->pools[need->pool];
    uint32_t component = job->component_of_pool[need->pool];
    uint32_t count = 0;
    uint32_t bars = 0;
    *bar = 0;
    for (uint32_t i = 0; i < pool->count; i++)
        if (!xc_lots_may_go(job, need, pool->crews[i], need->wide_hi, XC_NO_ROW))
            b->found[count++] = pool->crews[i];
    if (count == 0)
        return XC_OK;
    for (uint32_t i = job->component_bars[component]; i != 0;
         i = job->bars[i].next, bars++)
        if (job->bars[i].count == count &&
            memcmp(job->bars[i].crews, b->found, count * sizeof *b->found) == 0) {
            *bar = i;
            return XC_OK;
        }
    if (bars == MAX_BARS)
        return XC_OK;
    struct xc_bar *fresh = &job->bars[job->bar_count];
    fresh->count = count;
    fresh->crews = xc_arena_array(job->arena, count, sizeof *fresh->crews);
    if (!fresh->crews)
        return xc_fail_memory(error);
    memcpy(fresh->crews, b->found, count * sizeof *fresh->crews);
    fresh->next = job->component_bars[component];
    job->component_bars[component] = job->bar_count;
    *bar = job->bar_count++;
    return XC_OK;
}

/* ---- which needs count ---- */

/* The need with its own window, before its area was given to one crew and before others
 * rode along. */
static struct xc_need own_window(const struct xc_job *job, const uint32_t *host_at,
                                 uint32_t index) {
    struct xc_need need = xc_areas_unbound(job, index);
    if (need.rider != XC_NO_NEED && host_at && host_at[index] != 0) {
        const struct xc_need *before = &job->hosts[host_at[index] - 1];
        need.wide_lo = before->wide_lo;
        need.wide_hi = before->wide_hi;
        need.minutes = before->minutes;
    }
    return need;
}

static bool could_share(const struct xc_job *job, const struct xc_need *a,
                        const struct xc_need *b) {
    const struct xc_demand *left = &job->demands[a->demand];
    const struct xc_demand *right = &job->demands[b->demand];
    return left != right && left->stage->merge && right->stage->merge &&
           left->klass == right->klass && a->wide_lo <= b->wide_hi &&
           b->wide_lo <= a->wide_hi;
}

/* Of the visits of one target that others may share, the narrowest are counted, and none
 * that could be one with a counted one. */
static void mark_shared(const struct xc_job *job, const uint32_t *host_at,
                        uint32_t target, bool *skipped) {
    enum { MAX_SHARED = 64 };
    struct xc_need needs[MAX_SHARED];
    uint32_t index[MAX_SHARED];
    unsigned count = 0;
    for (uint32_t i = job->target_first[target]; i != XC_NO_NEED;
         i = job->needs[i].sibling) {
        const struct xc_need *need = &job->needs[i];
        if (!job->demands[need->demand].stage->merge ||
            (need->state != XC_NEED_OPEN && need->state != XC_NEED_RIDES))
            continue;
        if (count == MAX_SHARED) {
            skipped[i] = true;
            continue;
        }
        struct xc_need own = own_window(job, host_at, i);
        unsigned at = count++;
        while (at > 0 && needs[at - 1].wide_hi - needs[at - 1].wide_lo >
                             own.wide_hi - own.wide_lo) {
            needs[at] = needs[at - 1];
            index[at] = index[at - 1];
            at--;
        }
        needs[at] = own;
        index[at] = i;
    }
    for (unsigned i = 1; i < count; i++)
        for (unsigned k = 0; k < i && !skipped[index[i]]; k++)
            skipped[index[i]] =
                !skipped[index[k]] && could_share(job, &needs[i], &needs[k]);
}

/* ---- lots ---- */

struct lots {
    struct xc_job *job;
    uint32_t *table; /* lot + 1 or 0 */
    uint32_t table_size;
    uint32_t room;
    uint32_t recent;
};

static bool same_lot(const struct xc_lot *a, const struct xc_lot *b) {
    return a->pool == b->pool && a->klass == b->klass && a->bar == b->bar &&
           a->lo == b->lo && a->hi == b->hi && a->size == b->size && a->shut == b->shut;
}

static uint32_t slot_of(const struct lots *l, const struct xc_lot *lot) {
    uint64_t h = (uint64_t)lot->pool << 32 | (uint32_t)lot->lo << 16 | lot->hi;
    h ^= ((uint64_t)lot->klass << 40) ^ ((uint64_t)lot->bar << 8) ^ lot->size;
    h ^= (uint64_t)lot->shut << 20;
    h *= UINT64_C(0x9e3779b97f4a7c15);
    h ^= h >> 29;
    uint32_t at = (uint32_t)(h % l->table_size);
    while (l->table[at] != 0 && !same_lot(&l->job->lots[l->table[at] - 1], lot))
        at = at + 1 == l->table_size ? 0 : at + 1;
    return at;
}

static int grow(struct lots *l, struct xc_error *error) {
    struct xc_job *job = l->job;
    uint32_t room = l->room * 2 + 256;
    struct xc_lot *lots = xc_arena_array(job->arena, room, sizeof *lots);
    uint32_t *table = xc_arena_array(job->arena, (size_t)room * 2, sizeof *table);
    if (!lots || !table)
        return xc_fail_memory(error);
    if (job->lot_count > 0)
        memcpy(lots, job->lots, job->lot_count * sizeof *lots);
    job->lots = lots;
    l->room = room;
    l->table = table;
    l->table_size = room * 2;
    for (uint32_t i = 0; i < job->lot_count; i++)
        table[slot_of(l, &lots[i])] = i + 1;
    return XC_OK;
}

static int add_to_lot(struct lots *l, const struct xc_need *need, uint32_t bar,
                      uint32_t *index, struct xc_error *error) {
    struct xc_job *job = l->job;
    struct xc_lot lot = {.component = job->component_of_pool[need->pool],
                         .pool = need->pool,
                         .klass = job->demands[need->demand].klass,
                         .bar = bar,
                         .lo = need->wide_lo,
                         .hi = need->wide_hi,
                         .shortage = XC_NO_SHORTAGE};
    lot.shut = xc_shut_set(job, need->target);
    if (!xc_shut_any(job, lot.shut, lot.lo, job->workdays - 1)) /* … and later ones */
        lot.shut = 0; /* count where a cure makes windows longer */
    lot.size = (uint8_t)(need->days > 1 ? (unsigned)XC_SIZE_DAYS
                                        : size_of_lot(job, need->minutes));
    if (l->recent == XC_NO_LOT || !same_lot(&job->lots[l->recent], &lot)) {
        int code = job->lot_count == l->room ? grow(l, error) : XC_OK;
        if (code)
            return code;
        uint32_t at = slot_of(l, &lot);
        if (l->table[at] == 0) {
            job->lots[job->lot_count++] = lot;
            l->table[at] = job->lot_count;
        }
        l->recent = l->table[at] - 1;
    }
    struct xc_lot *found = &job->lots[l->recent];
    uint32_t minutes = (uint32_t)need->minutes * need->days;
    found->count++;
    found->minutes += minutes;
    found->largest = minutes > found->largest ? minutes : found->largest;
    if (found->smallest == 0 || minutes < found->smallest)
        found->smallest = minutes;
    *index = l->recent;
    return XC_OK;
}

static int by_place(const void *context, uint32_t a, uint32_t b) {
    const struct xc_lot *left = (const struct xc_lot *)context + a;
    const struct xc_lot *right = (const struct xc_lot *)context + b;
    if (left->component != right->component)
        return left->component < right->component ? -1 : 1;
    if (left->pool != right->pool)
        return left->pool < right->pool ? -1 : 1;
    if (left->klass != right->klass)
        return left->klass < right->klass ? -1 : 1;
    if (left->size != right->size)
        return left->size < right->size ? -1 : 1;
    if (left->bar != right->bar)
        return left->bar < right->bar ? -1 : 1;
    if (left->lo != right->lo)
        return left->lo < right->lo ? -1 : 1;
    if (left->hi != right->hi)
        return left->hi < right->hi ? -1 : 1;
    return left->shut < right->shut ? -1 : left->shut > right->shut;
}

static int sort_lots(struct xc_job *job, struct xc_error *error) {
    uint32_t *order = xc_plan_indices(job->arena, job->lot_count);
    uint32_t *scratch = xc_arena_array(job->arena, job->lot_count, sizeof *scratch);
    uint32_t *place = xc_arena_array(job->arena, job->lot_count, sizeof *place);
    struct xc_lot *sorted = xc_arena_array(job->arena, job->lot_count, sizeof *sorted);
    job->component_lots = xc_arena_array(job->arena, (size_t)job->component_count + 1,
                                         sizeof *job->component_lots);
    if (!order || !scratch || !place || !sorted || !job->component_lots)
        return xc_fail_memory(error);
    xc_plan_sort(order, job->lot_count, scratch, by_place, job->lots);
    for (uint32_t i = 0; i < job->lot_count; i++) {
        sorted[i] = job->lots[order[i]];
        place[order[i]] = i;
        job->component_lots[sorted[i].component + 1]++;
    }
    job->lots = sorted;
    for (uint32_t i = 0; i < job->component_count; i++)
        job->component_lots[i + 1] += job->component_lots[i];
    for (uint32_t i = 0; i < job->need_count; i++)
        if (job->lot_of[i] != XC_NO_LOT)
            job->lot_of[i] = place[job->lot_of[i]];
    return XC_OK;
}

/* What is impossible by itself, whoever goes: no lot, but part of the bounds. */
static bool is_hopeless(const struct xc_job *job, const struct xc_need *need) {
    return need->wide_lo > need->wide_hi || job->pools[need->pool].count == 0 ||
           need->days > need->wide_hi - need->wide_lo + 1 ||
           need->minutes + job->input->setup_minutes >
               xc_hours_minutes(xc_pools_hours(job, need->pool), XC_WHOLE_DAY);
}

/* True where a stored visit may fulfil it too. */
static bool may_join(const struct xc_job *job, const struct xc_need *need) {
    if (!job->demands[need->demand].stage->merge)
        return false;
    for (size_t k = xc_fixed_first(job, need->target); k < job->input->fixed_count; k++) {
        const struct xc_visit *visit = &job->input->fixed[job->fixed_order[k]];
        if (job->fixed_target[job->fixed_order[k]] != need->target)
            break;
        int day = xc_days_find(job, visit->date);
        if (xc_fixed_counts(visit->status) && day >= need->wide_lo &&
            day <= need->wide_hi)
            return true;
    }
    return false;
}

/* Whether it belongs to a lot; its own window then. */
static bool counts(struct xc_job *job, const uint32_t *host_at, const bool *skipped,
                   uint32_t index, struct xc_need *need) {
    bool open = job->needs[index].state == XC_NEED_OPEN ||
                job->needs[index].state == XC_NEED_RIDES;
    if (!open || (skipped && skipped[index]) || job->needs[index].pool == XC_NO_POOL)
        return false;
    *need = own_window(job, host_at, index);
    if (is_hopeless(job, need)) {
        job->alone_visits++;
        job->alone_minutes += (uint64_t)need->minutes * need->days;
        return false;
    }
    /* whole days are counted in the programme's hours */
    bool other_days = need->days > 1 && job->demands[need->demand].shift > 0;
    return !other_days && !may_join(job, need);
}

/* Bars are numbered, and there are only so many, in the order in which needs arose. */
static int add_barred(struct lots *l, struct bars *b, const uint32_t *host_at,
                      uint32_t *barred, uint32_t count, struct xc_error *error) {
    struct xc_job *job = l->job;
    uint32_t *scratch = xc_arena_array(job->arena, count, sizeof *scratch);
    int code = scratch ? XC_OK : xc_fail_memory(error);
    if (!code)
        xc_plan_sort(barred, count, scratch, xc_gather_as_arose, job);
    for (uint32_t i = 0; !code && i < count; i++) {
        struct xc_need need = own_window(job, host_at, barred[i]);
        uint32_t bar = 0;
        code = find_bar(job, b, &need, &bar, error);
        if (!code)
            code = add_to_lot(l, &need, bar, &job->lot_of[barred[i]], error);
    }
    return code;
}

static int fill_lots(struct lots *l, struct bars *b, const uint32_t *host_at,
                     const bool *skipped, struct xc_error *error) {
    struct xc_job *job = l->job;
    uint32_t *barred = xc_arena_array(job->arena, job->need_count, sizeof *barred);
    uint32_t count = 0;
    int code = barred ? XC_OK : xc_fail_memory(error);
    for (uint32_t i = 0; !code && i < job->need_count; i++) {
        struct xc_need need;
        job->lot_of[i] = XC_NO_LOT;
        if (!counts(job, host_at, skipped, i, &need))
            continue;
        if (may_have_bar(job, b, &need))
            barred[count++] = i;
        else
            code = add_to_lot(l, &need, 0, &job->lot_of[i], error);
    }
    return code ? code : add_barred(l, b, host_at, barred, count, error);
}

int xc_lots_build(struct xc_job *job, struct xc_error *error) {
    struct lots l = {.job = job, .recent = XC_NO_LOT};
    struct bars b = {0};
    uint32_t *host_at = NULL;
    bool *skipped = NULL;
    unsigned merging = 0;
    job->sizes = xc_arena_alloc(job->arena, sizeof *job->sizes);
    job->lot_of = xc_arena_array(job->arena, job->need_count, sizeof *job->lot_of);
    if (!job->sizes || !job->lot_of)
        return xc_fail_memory(error);
    find_sizes(job);
    for (uint32_t i = 0; i < job->demand_count; i++)
        merging += job->demands[i].stage->merge;
    if (merging > 1) {
        host_at = xc_arena_array(job->arena, job->need_count, sizeof *host_at);
        skipped = xc_arena_array(job->arena, job->need_count, sizeof *skipped);
        if (!host_at || !skipped)
            return xc_fail_memory(error);
        for (uint32_t i = 0; i < job->host_count; i++)
            host_at[job->host_of[i]] = i + 1;
        for (uint32_t i = 0; i < job->reg->targets.count; i++)
            mark_shared(job, host_at, i, skipped);
    }
    int code = grow(&l, error);
    if (!code)
        code = collect_bars(job, &b, error);
    if (!code)
        code = fill_lots(&l, &b, host_at, skipped, error);
    return code ? code : sort_lots(job, error);
}

int xc_lots_list(struct xc_job *job, struct xc_error *error) {
    if (job->lot_needs)
        return XC_OK;
    uint32_t count = 0;
    for (uint32_t i = 0; i < job->lot_count; i++) {
        job->lots[i].first = count;
        count += job->lots[i].count;
        job->lots[i].count = 0;
    }
    job->lot_needs = xc_arena_array(job->arena, count, sizeof *job->lot_needs);
    if (!job->lot_needs)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < job->need_count; i++) {
        struct xc_lot *lot =
            job->lot_of[i] == XC_NO_LOT ? NULL : &job->lots[job->lot_of[i]];
        if (lot)
            job->lot_needs[lot->first + lot->count++] = i;
    }
    uint32_t *scratch = xc_arena_array(job->arena, count, sizeof *scratch);
    if (!scratch)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < job->lot_count; i++)
        xc_plan_sort(job->lot_needs + job->lots[i].first, job->lots[i].count, scratch,
                     xc_gather_as_arose, job);
    return XC_OK;
}
