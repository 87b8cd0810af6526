/* Step 2: obligations × targets → needs with windows. */
#include "plan/demand_internal.h"
#include "plan/keep_internal.h"

#include <string.h>

enum { DEFAULT_MINUTES = 90 };

int xc_demand_periods(const struct xc_obligation *obligation, struct xc_spread *spread,
                      struct xc_error *error) {
    spread->period_count = 0;
    xc_date from = obligation->window.from;
    while (from <= obligation->window.to) {
        xc_date to = obligation->window.to;
        if (obligation->each && xc_date_period_last(from, obligation->each) < to)
            to = xc_date_period_last(from, obligation->each);
        if (spread->period_count == XC_PERIODS)
            return xc_fail(error, XC_EINPUT,
                           "the window of '%.*s' holds more than %d periods.",
                           XC_PRI(obligation->label), (int)XC_PERIODS);
        spread->periods[spread->period_count++] = (struct xc_window){from, to};
        from = to + 1;
    }
    if (spread->period_count == 0)
        return xc_fail(error, XC_EINPUT, "the window of '%.*s' is empty.",
                       XC_PRI(obligation->label));
    return XC_OK;
}

void xc_demand_count(const struct xc_obligation *obligation, uint64_t targets,
                     struct xc_spread *spread) {
    unsigned times = obligation->times > 0 ? obligation->times : 1;
    spread->extra = 0;
    if (obligation->average.a == 0) {
        spread->base = times * spread->period_count;
        return;
    }
    spread->base =
        obligation->min_each > 0 ? obligation->min_each * spread->period_count : times;
    uint64_t a = (uint64_t)obligation->average.a;
    uint64_t b = obligation->average.b > 0 ? (uint64_t)obligation->average.b : 1;
    uint64_t total = targets * (a / b) + (targets * (a % b) + b - 1) / b;
    if (total > targets * spread->base)
        spread->extra = total - targets * spread->base;
}

/* Window of the k-th of m visits (from 0), and the part of it that keeps visits apart. */
static void window_of(const struct xc_obligation *obligation,
                      const struct xc_spread *spread, unsigned k, unsigned m,
                      struct xc_window *wide, struct xc_window *wish) {
    unsigned periods = spread->period_count;
    unsigned within = 1; /* visits that share the window */
    unsigned nth = 0;
    *wide = obligation->window;
    if (m <= periods) {
        wide->from = spread->periods[(uint64_t)k * periods / m].from;
        wide->to = spread->periods[(uint64_t)(k + 1) * periods / m - 1].to;
    } else if (periods > 0) {
        unsigned period = (unsigned)((uint64_t)k * periods / m);
        unsigned first = (unsigned)(((uint64_t)period * m + periods - 1) / periods);
        unsigned behind =
            (unsigned)(((uint64_t)(period + 1) * m + periods - 1) / periods);
        *wide = spread->periods[period];
        within = behind - first;
        nth = k - first;
    }
    *wish = *wide;
    int64_t gap = obligation->gap > 0 ? obligation->gap : 1;
    int64_t length = (int64_t)wide->to - wide->from + 1;
    int64_t part = (length - (int64_t)(within - 1) * (gap - 1)) / (int64_t)within;
    if (within > 1 && part > 0) {
        int64_t most = part / 2;
        int64_t shift = spread->shift < -most  ? -most
                        : spread->shift > most ? most
                                               : spread->shift;
        int64_t from = wide->from + nth * (part + gap - 1) + (nth > 0 ? shift : 0);
        int64_t to = wide->from + nth * (part + gap - 1) + part - 1 + shift;
        wish->from = (xc_date)from;
        wish->to = nth + 1 == within ? wide->to : (xc_date)to;
    }
    if (m > 1 && within == 1 && gap > 1) { /* half of the gap at each inner end */
        int64_t trim = gap / 2;
        if (length > 2 * trim + 7) {
            wish->from += k > 0 ? (xc_date)(gap - 1 - trim) : 0;
            wish->to -= k + 1 < m ? (xc_date)trim : 0;
        }
    }
}

static void clip(const struct xc_job *job, const struct xc_window *window, uint16_t *lo,
                 uint16_t *hi) {
    xc_days_between(job, window->from, window->to, lo, hi);
}

void xc_demand_window(const struct xc_job *job, const struct xc_spread *spread,
                      unsigned k, unsigned m, struct xc_need *need) {
    struct xc_window wide;
    struct xc_window wish;
    window_of(job->demands[need->demand].obligation, spread, k, m, &wide, &wish);
    xc_drawn_narrow(&job->demands[need->demand], need->target, &wide, &wish);
    clip(job, &wide, &need->wide_lo, &need->wide_hi);
    clip(job, &wish, &need->lo, &need->hi);
    if (need->lo > need->hi) {
        need->lo = need->wide_lo;
        need->hi = need->wide_hi;
    }
}

/* A need without windows; NULL: there is no room. */
static struct xc_need *add_need(struct xc_job *job, uint32_t demand, uint32_t target,
                                unsigned number) {
    const struct xc_obligation *obligation = job->demands[demand].obligation;
    if (job->need_count == job->need_room)
        return NULL;
    struct xc_need *need = &job->needs[job->need_count];
    memset(need, 0, sizeof *need);
    need->target = target;
    need->demand = (uint16_t)demand;
    need->number = (uint16_t)number;
    if (number > job->demands[demand].most)
        job->demands[demand].most = (uint16_t)number;
    need->days = (uint8_t)(obligation->days > 1 ? obligation->days : 1);
    need->travel = (uint8_t)obligation->travel;
    unsigned minutes = job->reg->targets.minutes[target];
    if (minutes == 0)
        minutes = obligation->minutes > 0 ? obligation->minutes : DEFAULT_MINUTES;
    if (need->days > 1)
        minutes =
            xc_hours_minutes(&job->shifts[job->demands[demand].shift], XC_WHOLE_DAY);
    minutes = (minutes + XC_GRID_MINUTES - 1) / XC_GRID_MINUTES * XC_GRID_MINUTES;
    need->minutes = (uint16_t)minutes;
    need->pool = XC_NO_POOL;
    need->crew = XC_NO_ROW;
    need->next = XC_NO_NEED;
    need->rider = XC_NO_NEED;
    need->partner = XC_NO_NEED;
    need->sibling = job->target_first[target];
    need->lone = need->sibling == XC_NO_NEED;
    if (!need->lone)
        job->needs[need->sibling].lone = false;
    job->target_first[target] = job->need_count++;
    return need;
}

static int full(struct xc_error *error) {
    return xc_fail(error, XC_EINTERNAL, "more visits arose than were counted.");
}

/* ---- who gets the visits beyond the base ---- */

struct extra_order {
    const struct xc_job *job;
    const uint32_t *place; /* targets: in the draw; NULL: nothing was drawn */
    bool by_weight;
};

static int by_claim(const void *context, uint32_t a, uint32_t b) {
    const struct extra_order *order = context;
    const struct xc_targets *targets = &order->job->reg->targets;
    if (order->by_weight && targets->weight[a] != targets->weight[b])
        return targets->weight[a] > targets->weight[b] ? -1 : 1;
    if (order->place && order->place[a] != order->place[b])
        return order->place[a] < order->place[b] ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* Those who were drawn come first, in the order drawn. */
static int read_drawn(struct xc_job *job, const struct xc_obligation *obligation,
                      uint32_t *place, struct xc_error *error) {
    size_t from = 0;
    const struct xc_plan_draw *draw =
        xc_drawn_find(job->input, obligation->extra_draw, &from);
    if (!draw)
        return xc_drawn_missing(obligation->label, obligation->extra_draw, error);
    for (uint32_t i = 0; i < job->reg->targets.count; i++)
        place[i] = UINT32_MAX;
    for (size_t i = 0; i < draw->unit_count; i++) {
        uint32_t row = xc_register_find_target(job->reg, draw->units[i]);
        if (row != XC_NO_ROW)
            place[row] = (uint32_t)i;
    }
    return XC_OK;
}

/* extra[row]: visits beyond the base. */
static int share_extra(struct xc_job *job, const struct xc_obligation *obligation,
                       const struct xc_bitset *rows, uint64_t extra, uint32_t **shares,
                       struct xc_error *error) {
    uint32_t count = job->reg->targets.count;
    size_t named = xc_bitset_count(rows);
    uint32_t *list = xc_arena_array(job->arena, named, sizeof *list);
    uint32_t *scratch = xc_arena_array(job->arena, named, sizeof *scratch);
    bool drawn = xc_str_is(obligation->extra_by, "draw");
    uint32_t *place = xc_arena_array(job->arena, drawn ? count : 0, sizeof *place);
    *shares = xc_arena_array(job->arena, count, sizeof **shares);
    if (!list || !scratch || !place || !*shares)
        return xc_fail_memory(error);
    struct extra_order order = {job, drawn ? place : NULL,
                                xc_str_is(obligation->extra_by, "weight")};
    int code = drawn ? read_drawn(job, obligation, place, error) : XC_OK;
    if (code)
        return code;
    size_t n = 0;
    for (size_t i = xc_bitset_next(rows, 0); i < rows->size;
         i = xc_bitset_next(rows, i + 1))
        list[n++] = (uint32_t)i;
    xc_plan_sort(list, n, scratch, by_claim, &order);
    for (size_t i = 0; i < n; i++)
        (*shares)[list[i]] = (uint32_t)(extra / n + (i < extra % n ? 1 : 0));
    return XC_OK;
}

static int add_obligation(struct xc_job *job, uint32_t index,
                          const struct xc_bitset *rows, struct xc_spread *spread,
                          struct xc_error *error) {
    const struct xc_obligation *obligation = job->demands[index].obligation;
    uint32_t *shares = NULL;
    int code = xc_demand_periods(obligation, spread, error);
    if (code)
        return code;
    xc_demand_count(obligation, xc_bitset_count(rows), spread);
    if (spread->extra > 0)
        code = share_extra(job, obligation, rows, spread->extra, &shares, error);
    if (code)
        return code;
    for (size_t i = xc_bitset_next(rows, 0); i < rows->size;
         i = xc_bitset_next(rows, i + 1)) {
        unsigned m = spread->base + (shares ? shares[i] : 0);
        if (obligation->max_per > 0 && m > obligation->max_per * spread->period_count)
            return xc_fail(
                error, XC_ENO,
                "'%.*s' asks for %u visits of one target, but allows only %u in "
                "each of its %u periods.",
                XC_PRI(obligation->label), m, obligation->max_per, spread->period_count);
        for (unsigned k = 0; k < m; k++) {
            if (xc_fixed_fills(job, (uint32_t)i, index, k + 1))
                continue;
            struct xc_need *need = add_need(job, index, (uint32_t)i, k + 1);
            if (!need)
                return full(error);
            xc_demand_window(job, spread, k, m, need);
        }
    }
    return XC_OK;
}

/* One visit for each cause that no fixed visit fulfils. */
static int add_owed(struct xc_job *job, uint32_t index, struct xc_error *error) {
    const struct xc_demand *demand = &job->demands[index];
    for (uint32_t i = 0; i < demand->owed_count; i++) {
        const struct xc_owed *owed = &demand->owed[i];
        if (xc_fixed_fills(job, owed->target, index, owed->number))
            continue;
        struct xc_need *need = add_need(job, index, owed->target, owed->number);
        if (!need)
            return full(error);
        struct xc_window window = xc_owed_window(demand->obligation, owed->cause);
        clip(job, &window, &need->wide_lo, &need->wide_hi);
        need->lo = need->wide_lo;
        need->hi = need->wide_hi;
    }
    return XC_OK;
}

/* Upper bound of needs, to make room once. */
static int count_needs(struct xc_job *job, const struct xc_bitset *rows,
                       struct xc_spread *spread, struct xc_error *error) {
    uint64_t total = 0;
    for (uint32_t i = 0; i < job->demand_count; i++) {
        total += job->demands[i].owed_count;
        if (!rows[i].words)
            continue;
        uint64_t targets = xc_bitset_count(&rows[i]);
        int code = xc_demand_periods(job->demands[i].obligation, spread, error);
        if (code)
            return code;
        xc_demand_count(job->demands[i].obligation, targets, spread);
        total += targets * spread->base + spread->extra;
        if (total >= UINT32_MAX / 64)
            return xc_fail(error, XC_EINPUT,
                           "the programme asks for more visits than a plan can hold.");
    }
    job->need_room = (uint32_t)total;
    job->needs = xc_arena_array(job->early, total, sizeof *job->needs);
    job->target_first =
        xc_arena_array(job->arena, job->reg->targets.count, sizeof *job->target_first);
    if (!job->needs || !job->target_first)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < job->reg->targets.count; i++)
        job->target_first[i] = XC_NO_NEED;
    return XC_OK;
}

/* ---- one visit for several obligations ---- */

/* True where the visits that already fulfil the obligation at this target are far enough
 * away. */
static bool keeps_gap(const struct xc_job *job, const struct xc_need *need,
                      uint32_t fixed) {
    const struct xc_obligation *obligation = job->demands[need->demand].obligation;
    const struct xc_visit *visit = &job->input->fixed[fixed];
    xc_date gap = obligation->gap > 0 ? (xc_date)obligation->gap : 1;
    for (size_t i = xc_fixed_first_filled(job, need->target, need->demand, 0);
         i < job->filled_count && job->filled[i].target == need->target &&
         job->filled[i].demand == need->demand;
         i++) {
        const struct xc_visit *other = &job->input->fixed[job->filled[i].fixed];
        if (xc_fixed_counts(other->status) && visit->date - other->end_date < gap &&
            other->date - visit->end_date < gap)
            return false;
    }
    for (size_t k = xc_fixed_first(job, need->target); k < job->input->fixed_count; k++) {
        uint32_t joined = job->fixed_joined[job->fixed_order[k]];
        const struct xc_visit *other = &job->input->fixed[job->fixed_order[k]];
        if (job->fixed_target[job->fixed_order[k]] != need->target)
            break;
        if (joined != XC_NO_NEED && job->needs[joined].demand == need->demand &&
            visit->date - other->end_date < gap && other->date - visit->end_date < gap)
            return false;
    }
    return true;
}

/* An obligation joins a visit that another stage planned, where it would fit in
 * unchanged. */
static void join_fixed(struct xc_job *job) {
    for (uint32_t i = 0; i < job->need_count; i++) {
        struct xc_need *need = &job->needs[i];
        if (!job->demands[need->demand].stage->merge || need->state != XC_NEED_OPEN ||
            xc_keep_has(job, i))
            continue;
        for (size_t k = xc_fixed_first(job, need->target); k < job->input->fixed_count;
             k++) {
            uint32_t fixed = job->fixed_order[k];
            if (job->fixed_target[fixed] != need->target)
                break;
            if (job->fixed_joined[fixed] != XC_NO_NEED ||
                !xc_fixed_takes(job, fixed, need) || !keeps_gap(job, need, fixed))
                continue;
            job->fixed_joined[fixed] = i;
            need->partner = fixed;
            need->state = XC_NEED_JOINED;
            break;
        }
    }
}

static bool plain(const struct xc_obligation *obligation) {
    return obligation->gap == 0 && obligation->max_per == 0 &&
           obligation->duty_count == 0 && obligation->areas != XC_AREAS_SWAP;
}

/* What both ask for while they are on the way is the same. */
static bool goes_alike(const struct xc_demand *a, const struct xc_demand *b) {
    const struct xc_obligation *x = a->obligation;
    const struct xc_obligation *y = b->obligation;
    bool same =
        x->rotate == y->rotate && x->travel == y->travel && x->use_count == y->use_count;
    for (size_t i = 0; same && i < x->use_count; i++)
        same = xc_str_equal(x->uses[i], y->uses[i]);
    return same;
}

static bool may_ride(const struct xc_job *job, const struct xc_need *need,
                     const struct xc_need *host) {
    const struct xc_demand *a = &job->demands[need->demand];
    const struct xc_demand *b = &job->demands[host->demand];
    return host->state == XC_NEED_OPEN && a != b && a->klass == b->klass &&
           a->stage->merge && b->stage->merge && a->stage->method == b->stage->method &&
           need->days == host->days && plain(a->obligation) && plain(b->obligation) &&
           goes_alike(a, b) &&
           (need->lo > host->lo ? need->lo : host->lo) <=
               (need->hi < host->hi ? need->hi : host->hi);
}

static bool rides_with(const struct xc_job *job, const struct xc_need *host,
                       uint16_t demand) {
    for (uint32_t i = host->rider; i != XC_NO_NEED; i = job->needs[i].rider)
        if (job->needs[i].demand == demand)
            return true;
    return false;
}

static int make_hosts(struct xc_job *job, struct xc_error *error) {
    uint32_t room = job->demand_count > 1 ? job->need_count : 0;
    job->hosts = xc_arena_array(job->arena, room, sizeof *job->hosts);
    job->host_of = xc_arena_array(job->arena, room, sizeof *job->host_of);
    return job->hosts && job->host_of ? XC_OK : xc_fail_memory(error);
}

bool xc_demand_ride(struct xc_job *job, uint32_t at, uint32_t rider) {
    struct xc_need *host = &job->needs[at];
    struct xc_need *need = &job->needs[rider];
    uint16_t lo = need->lo > host->lo ? need->lo : host->lo;
    uint16_t hi = need->hi < host->hi ? need->hi : host->hi;
    if (lo > hi)
        return false;
    if (host->rider == XC_NO_NEED) {
        job->host_of[job->host_count] = at;
        job->hosts[job->host_count++] = *host;
    }
    host->lo = host->wide_lo = lo;
    host->hi = host->wide_hi = hi;
    host->minutes = need->minutes > host->minutes ? need->minutes : host->minutes;
    need->rider = host->rider;
    need->partner = at;
    need->state = XC_NEED_RIDES;
    host->rider = rider;
    return true;
}

static void join_needs(struct xc_job *job) {
    for (uint32_t i = 0; i < job->need_count; i++) {
        struct xc_need *need = &job->needs[i];
        if (!job->demands[need->demand].stage->merge || need->state != XC_NEED_OPEN ||
            need->lo > need->hi || xc_keep_has(job, i))
            continue;
        uint32_t k = job->target_first[need->target];
        while (k != XC_NO_NEED && (k >= i || !may_ride(job, need, &job->needs[k]) ||
                                   !xc_keep_admits(job, k, need) ||
                                   rides_with(job, &job->needs[k], need->demand)))
            k = job->needs[k].sibling;
        if (k != XC_NO_NEED)
            (void)xc_demand_ride(job, k, i);
    }
}

void xc_demand_part(struct xc_job *job, uint32_t at) {
    struct xc_need *host = &job->needs[job->host_of[at]];
    if (host->state != XC_NEED_OPEN)
        return;
    uint32_t rider = host->rider;
    host->rider = XC_NO_NEED;
    host->lo = job->hosts[at].lo;
    host->hi = job->hosts[at].hi;
    host->wide_lo = job->hosts[at].wide_lo;
    host->wide_hi = job->hosts[at].wide_hi;
    host->minutes = job->hosts[at].minutes;
    while (rider != XC_NO_NEED) {
        struct xc_need *need = &job->needs[rider];
        job->order[job->order_count++] = rider;
        rider = need->rider;
        need->rider = XC_NO_NEED;
        need->state = XC_NEED_OPEN;
        need->partner = XC_NO_NEED;
    }
}

/* The targets that an obligation names, by itself or through a draw. */
static int name_targets(struct xc_job *job, struct xc_demand *demand,
                        struct xc_bitset *rows, struct xc_error *error) {
    const struct xc_obligation *obligation = demand->obligation;
    if (!obligation->targets)
        return xc_drawn_targets(job, demand, rows, error);
    int code =
        xc_selection_run(obligation->targets, job->reg, job->input->history, rows, error);
    if (!code && rows->size != job->reg->targets.count)
        code = xc_fail(error, XC_EINPUT, "'%.*s' selects something else than targets.",
                       XC_PRI(obligation->label));
    return code;
}

int xc_demand_build(struct xc_job *job, struct xc_error *error) {
    int code = XC_OK;
    struct xc_bitset named = xc_bitset_make(job->reg->targets.count);
    struct xc_bitset *rows = xc_arena_array(job->arena, job->demand_count, sizeof *rows);
    struct xc_spread *spread = xc_arena_alloc(job->arena, sizeof *spread);
    if (!rows || !spread || (!named.words && named.size > 0)) {
        code = xc_fail_memory(error);
        goto done;
    }
    code = xc_owed_read(job, error);
    for (uint32_t i = 0; !code && i < job->demand_count; i++) {
        const struct xc_demand *demand = &job->demands[i];
        for (uint32_t k = 0; k < demand->owed_count; k++)
            xc_bitset_put(&named, demand->owed[k].target);
        if (demand->obligation->since.kind != 0)
            continue;
        code = name_targets(job, &job->demands[i], &rows[i], error);
        if (!code && named.size > 0)
            xc_bitset_or(&named, &rows[i]);
    }
    if (!code)
        code = count_needs(job, rows, spread, error);
    for (uint32_t i = 0; !code && i < job->demand_count; i++) {
        job->demands[i].first = job->need_count;
        if (rows[i].words)
            code = add_obligation(job, i, &rows[i], spread, error);
        else
            code = add_owed(job, i, error);
        job->demands[i].behind = job->need_count;
    }
    if (!code)
        code = xc_meet_run(job, spread, error);
    if (code)
        goto done;
    for (uint32_t i = 0; job->shut_set && i < job->need_count; i++)
        xc_shut_trim(job, &job->needs[i]);
    job->named_targets = (uint32_t)xc_bitset_count(&named);
    code = make_hosts(job, error);
    if (!code)
        code = xc_keep_match(job, error);
    if (code)
        goto done;
    join_fixed(job);
    join_needs(job);
done:
    for (uint32_t i = 0; rows && i < job->demand_count; i++)
        xc_bitset_free(&rows[i]);
    xc_bitset_free(&named);
    return code;
}
