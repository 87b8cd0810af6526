/* Why a component cannot do its work: the smallest sets of lots that ask for more than
 * their cells hold. */
#include "plan/proof_internal.h"

#include <string.h>

enum { ROUNDS = 8, MAX_SHORTAGES = 256 };
#define SHRINK_STEPS UINT64_C(40000000)

struct shrinking {
    struct xc_network *net;
    unsigned mode;
    bool *set;
    uint32_t *order; /* lots of the set, those to do without first */
    uint32_t count;
};

/* Wide windows first: what is left names the days where it fails. */
static int by_width(const void *context, uint32_t a, uint32_t b) {
    const struct xc_network *net = context;
    const struct xc_lot *left = &net->job->lots[net->lot_first + a];
    const struct xc_lot *right = &net->job->lots[net->lot_first + b];
    int wide_left = left->hi - left->lo;
    int wide_right = right->hi - right->lo;
    if (wide_left != wide_right)
        return wide_left > wide_right ? -1 : 1;
    if (left->count != right->count)
        return left->count < right->count ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* Leaves lots out while the rest still asks for too much: first many at once, in the end
 * one by one, so that none can be left out any more. */
static void shrink(struct shrinking *s) {
    uint64_t start = s->net->flow.steps;
    uint32_t size = s->count / 2 > 0 ? s->count / 2 : 1;
    for (;;) {
        uint32_t kept = 0;
        for (uint32_t i = 0; i < s->count; i += size) {
            uint32_t behind = i + size < s->count ? i + size : s->count;
            bool late = s->net->flow.steps - start > SHRINK_STEPS;
            for (uint32_t k = i; k < behind; k++)
                s->set[s->order[k]] = late;
            if (!late && xc_network_deficit(s->net, s->mode, s->set) > 0)
                continue;
            for (uint32_t k = i; k < behind; k++) {
                s->set[s->order[k]] = true;
                s->order[kept++] = s->order[k];
            }
        }
        s->count = kept;
        if (size == 1 || kept <= 1)
            return;
        size = size / 2;
    }
}

/* ---- what the set is made of ---- */

static uint64_t need_amount(const struct xc_network *net, unsigned mode,
                            const struct xc_need *need) {
    if (net->modes[mode].by_visits)
        return 1;
    return need->days > 1
               ? (uint64_t)need->days * net->job->offers[XC_PRESENT_ALL].minutes
               : need->minutes;
}

static uint32_t lot_minutes(const struct xc_job *job, uint32_t index) {
    const struct xc_need *need = &job->needs[index];
    return (uint32_t)need->minutes * need->days;
}

/* Those that can be left out go behind those that are enough for the proof. */
static int list_needs(const struct xc_network *net, unsigned mode,
                      struct xc_shortage *shortage, struct xc_error *error) {
    struct xc_job *job = net->job;
    uint32_t count = 0;
    for (uint32_t i = 0; i < shortage->lot_count; i++)
        count += net->rest_count[shortage->lots[i] - net->lot_first];
    uint32_t *spare = xc_arena_array(net->arena, count, sizeof *spare);
    shortage->needs = xc_arena_array(job->arena, count, sizeof *shortage->needs);
    if (!spare || !shortage->needs)
        return xc_fail_memory(error);
    uint64_t work = shortage->need;
    uint32_t spares = 0;
    for (uint32_t i = 0; i < shortage->lot_count; i++) {
        const struct xc_lot *lot = &job->lots[shortage->lots[i]];
        uint32_t rest = net->rest_count[shortage->lots[i] - net->lot_first];
        for (uint32_t k = 0; k < rest; k++) {
            uint32_t need = job->lot_needs[lot->first + k];
            uint64_t amount = need_amount(net, mode, &job->needs[need]);
            if (work - amount > shortage->exist) {
                work -= amount;
                spare[spares++] = need;
            } else {
                shortage->needs[shortage->enough++] = need;
            }
        }
    }
    if (spares > 0)
        memcpy(shortage->needs + shortage->enough, spare, spares * sizeof *spare);
    shortage->need_count = shortage->enough + spares;
    return XC_OK;
}

static void find_pool(const struct xc_network *net, struct xc_shortage *shortage) {
    uint64_t most = 0;
    uint64_t sum = 0;
    for (uint32_t i = 0; i < shortage->lot_count; i++) { /* lots are sorted by pool */
        const struct xc_lot *lot = &net->job->lots[shortage->lots[i]];
        if (i == 0 || net->job->lots[shortage->lots[i - 1]].pool != lot->pool)
            sum = 0;
        sum += net->rest_minutes[shortage->lots[i] - net->lot_first];
        if (i > 0 && sum <= most)
            continue;
        most = sum;
        shortage->pool = lot->pool;
    }
}

/* Crews and days on which any of the visits may lie. */
static int count_days(const struct xc_network *net, struct xc_shortage *shortage,
                      struct xc_error *error) {
    struct xc_job *job = net->job;
    bool *classes = xc_arena_array(net->arena, net->klass_count, sizeof *classes);
    uint32_t *days = xc_arena_array(net->arena, net->crew_count, sizeof *days);
    if (!classes || !days)
        return xc_fail_memory(error);
    uint32_t first = UINT32_MAX;
    uint32_t last = 0;
    for (uint32_t i = 0; i < shortage->lot_count; i++) {
        uint32_t lo = 0;
        uint32_t hi = 0;
        xc_network_span(net, shortage->lots[i] - net->lot_first, &lo, &hi);
        first = lo < first ? lo : first;
        last = hi > last ? hi : last;
    }
    shortage->lo = (uint16_t)first;
    shortage->hi = (uint16_t)last;
    for (uint32_t s = 0; s < net->segment_count; s++)
        for (uint32_t g = 0; g < net->group_count; g++) {
            bool any = false;
            memset(classes, 0, net->klass_count * sizeof *classes);
            for (uint32_t i = 0; i < shortage->lot_count; i++) {
                uint32_t lot = shortage->lots[i] - net->lot_first;
                uint32_t lo = 0;
                uint32_t hi = 0;
                xc_network_span(net, lot, &lo, &hi);
                if (lo > net->edges[s] || hi < net->edges[s] ||
                    !xc_network_allows(net, lot, g))
                    continue;
                classes[net->combo_klass[net->combo_of[lot]]] = true;
                any = true;
            }
            for (uint32_t c = 0; any && c < net->crew_count; c++)
                for (uint32_t day = net->edges[s];
                     net->group_of[c] == g && day < net->edges[s + 1]; day++) {
                    bool there = false;
                    for (uint32_t k = 0; k < net->klass_count && !there; k++)
                        there = classes[k] &&
                                job->classes[net->klasses[k]]
                                        .presence[(size_t)net->crews[c] * job->workdays +
                                                  day] != 0;
                    days[c] += there;
                }
        }
    shortage->crews =
        xc_arena_array(job->arena, net->crew_count, sizeof *shortage->crews);
    if (!shortage->crews)
        return xc_fail_memory(error);
    for (uint32_t c = 0; c < net->crew_count; c++)
        if (days[c] > 0) {
            shortage->crews[shortage->crew_count++] = net->crews[c];
            shortage->crew_days += days[c];
        }
    return XC_OK;
}

static void say(const struct xc_job *job, const struct xc_shortage *s,
                struct xc_message *message) {
    char from[11];
    char to[11];
    struct xc_str name = job->pools[s->pool].name;
    unsigned day = job->offers[XC_PRESENT_ALL].minutes;
    unsigned missing = (unsigned)(s->need - s->exist);
    unsigned tenths = day > 0 ? (unsigned)(((uint64_t)missing * 10 + day - 1) / day) : 0;
    bool named = name.len > 0 && !xc_str_is(name, "-");
    unsigned visits = s->need_count;
    unsigned need = (unsigned)s->need;
    unsigned exist = (unsigned)s->exist;
    unsigned days = (unsigned)s->crew_days;
    xc_date_format(job->dates[s->lo], from);
    xc_date_format(job->dates[s->hi], to);
    if (s->by_visits && named)
        xc_message_set(message,
                       "between %s and %s, %u visits in %.*s are asked for; the %u "
                       "crew-days that exist there hold %u at most: %u visits short.",
                       from, to, visits, XC_PRI(name), days, exist, missing);
    else if (s->by_visits)
        xc_message_set(message,
                       "between %s and %s, %u visits are asked for; the %u crew-days "
                       "that exist there hold %u at most: %u visits short.",
                       from, to, visits, days, exist, missing);
    else if (named)
        xc_message_set(message,
                       "between %s and %s, %u visits in %.*s need %u minutes; the %u "
                       "crew-days that exist there hold %u: %u minutes short (%u.%u "
                       "crew-days).",
                       from, to, visits, XC_PRI(name), need, days, exist, missing,
                       tenths / 10, tenths % 10);
    else
        xc_message_set(message,
                       "between %s and %s, %u visits need %u minutes; the %u crew-days "
                       "that exist there hold %u: %u minutes short (%u.%u crew-days).",
                       from, to, visits, need, days, exist, missing, tenths / 10,
                       tenths % 10);
}

/* ---- one after the other ---- */

/* Takes visits of the set away until what is left fits; the next shortage is one without
 * them. */
static void take_excess(struct xc_network *net, unsigned mode,
                        struct xc_shortage *shortage) {
    struct xc_job *job = net->job;
    uint64_t excess = shortage->need - shortage->exist;
    for (uint32_t i = shortage->lot_count; excess > 0 && i-- > 0;) {
        uint32_t lot = shortage->lots[i] - net->lot_first;
        const struct xc_lot *there = &job->lots[shortage->lots[i]];
        while (excess > 0 && net->rest_count[lot] > 0) {
            uint32_t need = job->lot_needs[there->first + --net->rest_count[lot]];
            uint64_t amount = need_amount(net, mode, &job->needs[need]);
            net->rest_minutes[lot] -= lot_minutes(job, need);
            shortage->gone[i]++;
            shortage->gone_minutes[i] += lot_minutes(job, need);
            excess -= amount < excess ? amount : excess;
        }
    }
}

/* Windows of the pools in the set, for repair. */
static void add_proofs(struct xc_job *job, const struct xc_shortage *shortage) {
    for (uint32_t i = 0; i < shortage->lot_count;) {
        const struct xc_lot *lot = &job->lots[shortage->lots[i]];
        struct xc_proof proof = {lot->pool, lot->lo, lot->hi, shortage->reason};
        for (; i < shortage->lot_count && job->lots[shortage->lots[i]].pool == proof.pool;
             i++) {
            lot = &job->lots[shortage->lots[i]];
            proof.lo = lot->lo < proof.lo ? lot->lo : proof.lo;
            proof.hi = lot->hi > proof.hi ? lot->hi : proof.hi;
        }
        job->proofs[job->proof_count++] = proof;
    }
}

static int add_shortage(struct shrinking *s, struct xc_error *error) {
    struct xc_network *net = s->net;
    struct xc_job *job = net->job;
    struct xc_shortage *shortage = &job->shortages[job->shortage_count];
    struct xc_message message;
    memset(shortage, 0, sizeof *shortage);
    shortage->component = net->component;
    shortage->by_visits = net->modes[s->mode].by_visits;
    shortage->lots = xc_arena_array(job->arena, s->count, sizeof *shortage->lots);
    shortage->gone = xc_arena_array(job->arena, s->count, sizeof *shortage->gone);
    shortage->gone_minutes =
        xc_arena_array(job->arena, s->count, sizeof *shortage->gone_minutes);
    if (!shortage->lots || !shortage->gone || !shortage->gone_minutes)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < net->lot_count; i++) {
        if (!s->set[i])
            continue;
        struct xc_lot *lot = &job->lots[net->lot_first + i];
        shortage->lots[shortage->lot_count++] = net->lot_first + i;
        shortage->need += xc_network_amount(net, s->mode, i);
        if (lot->shortage == XC_NO_SHORTAGE)
            lot->shortage = job->shortage_count;
    }
    shortage->exist = shortage->need - xc_network_deficit(net, s->mode, s->set);
    find_pool(net, shortage);
    int code = list_needs(net, s->mode, shortage, error);
    if (!code)
        code = count_days(net, shortage, error);
    if (code)
        return code;
    say(job, shortage, &message);
    if (xc_plan_reason(job, &message, &shortage->reason))
        return xc_fail_memory(error);
    add_proofs(job, shortage);
    take_excess(net, s->mode, shortage);
    job->shortage_count++;
    return XC_OK;
}

/* The mode that misses most, counted in visits; mode_count: none misses anything. */
static unsigned worst_mode(struct xc_network *net) {
    unsigned worst = net->mode_count;
    uint64_t most = 0;
    uint64_t minutes = 0;
    uint64_t visits = 0;
    for (uint32_t i = 0; i < net->lot_count; i++) {
        minutes += net->rest_minutes[i];
        visits += net->rest_count[i];
    }
    for (unsigned mode = 0; mode < net->mode_count; mode++) {
        uint64_t missing = xc_network_deficit(net, mode, NULL);
        if (!net->modes[mode].by_visits && missing > 0 && minutes > 0)
            missing = (missing * visits + minutes - 1) / minutes;
        if (missing > most) {
            most = missing;
            worst = mode;
        }
    }
    return worst;
}

int xc_violator_run(struct xc_network *net, struct xc_error *error) {
    struct xc_job *job = net->job;
    struct shrinking s = {.net = net};
    uint32_t *scratch = xc_arena_array(net->arena, net->lot_count, sizeof *scratch);
    s.set = xc_arena_array(net->arena, net->lot_count, sizeof *s.set);
    s.order = xc_arena_array(net->arena, net->lot_count, sizeof *s.order);
    int code = xc_lots_list(job, error);
    if (code)
        return code;
    if (!scratch || !s.set || !s.order)
        return xc_fail_memory(error);
    if (!job->shortages) {
        job->shortages =
            xc_arena_array(job->arena, MAX_SHORTAGES, sizeof *job->shortages);
        job->proofs = xc_arena_array(job->arena, (size_t)job->lot_count * ROUNDS,
                                     sizeof *job->proofs);
        if (!job->shortages || !job->proofs)
            return xc_fail_memory(error);
    }
    for (unsigned round = 0; !code && round < ROUNDS; round++) {
        s.mode = worst_mode(net);
        if (s.mode == net->mode_count || job->shortage_count == MAX_SHORTAGES)
            break;
        (void)xc_network_deficit(net, s.mode, NULL);
        s.count = 0;
        for (uint32_t i = 0; i < net->lot_count; i++) {
            s.set[i] =
                xc_network_amount(net, s.mode, i) > 0 && xc_flow_reached(&net->flow, i);
            if (s.set[i])
                s.order[s.count++] = i;
        }
        xc_plan_sort(s.order, s.count, scratch, by_width, net);
        shrink(&s);
        code = add_shortage(&s, error);
    }
    return code;
}
