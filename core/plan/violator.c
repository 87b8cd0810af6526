/* Why a component cannot do its work: the lots on the near side of a minimum cut ask for
 * more than their cells hold, and a smallest part of them is a proof by itself. */
#include "plan/proof_internal.h"

#include <string.h>

enum { PIECES = 8, MAX_SHORTAGES = 256 };
#define SHRINK_STEPS UINT64_C(40000000)

struct violators {
    struct xc_network *net;
    unsigned mode;
    uint64_t *unserved; /* by lot */
    uint32_t *piece_of; /* by lot: lots whose cells meet; UINT32_MAX: not short */
    bool *core;         /* by lot: enough for a proof */
    uint32_t *order;    /* lots, those to do without first */
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
static void shrink(struct violators *v) {
    uint64_t start = v->net->flow.steps;
    uint32_t size = v->count / 2 > 0 ? v->count / 2 : 1;
    for (;;) {
        uint32_t kept = 0;
        for (uint32_t i = 0; i < v->count; i += size) {
            uint32_t behind = i + size < v->count ? i + size : v->count;
            bool late = v->net->flow.steps - start > SHRINK_STEPS;
            for (uint32_t k = i; k < behind; k++)
                v->core[v->order[k]] = late;
            if (!late && xc_carry_deficit(v->net, v->mode, v->core) > 0)
                continue;
            for (uint32_t k = i; k < behind; k++) {
                v->core[v->order[k]] = true;
                v->order[kept++] = v->order[k];
            }
        }
        v->count = kept;
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

/* Those that can be left out go behind those that are enough for the proof. */
static int list_needs(struct violators *v, struct xc_shortage *shortage,
                      struct xc_error *error) {
    struct xc_network *net = v->net;
    struct xc_job *job = net->job;
    uint64_t work = 0;
    uint32_t count = 0;
    uint32_t spares = 0;
    for (uint32_t i = 0; i < shortage->lot_count; i++)
        count += net->rest_count[shortage->lots[i] - net->lot_first];
    uint32_t *spare = xc_arena_array(net->arena, count, sizeof *spare);
    shortage->needs = xc_arena_array(job->arena, count, sizeof *shortage->needs);
    if (!spare || !shortage->needs)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < net->lot_count; i++)
        work += v->core[i] ? xc_carry_amount(net, v->mode, i) : 0;
    uint64_t most = work - xc_carry_deficit(net, v->mode, v->core);
    for (uint32_t i = 0; i < shortage->lot_count; i++) {
        const struct xc_lot *lot = &job->lots[shortage->lots[i]];
        uint32_t at = shortage->lots[i] - net->lot_first;
        for (uint32_t k = 0; k < net->rest_count[at]; k++) {
            uint32_t need = job->lot_needs[lot->first + k];
            uint64_t amount = need_amount(net, v->mode, &job->needs[need]);
            bool needed = v->core[at] && work - amount <= most;
            if (needed)
                shortage->needs[shortage->enough++] = need;
            else
                spare[spares++] = need;
            work -= v->core[at] && !needed ? amount : 0;
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
                    !xc_network_open(net, lot, s) || !xc_network_allows(net, lot, g))
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

/* Crew-days of people who may not come do not count; the sentence does not say so. */
static int note_avoided(struct xc_job *job, const struct xc_shortage *s) {
    struct xc_message note;
    unsigned count = 0;
    for (uint32_t i = 0; i < s->need_count; i++) {
        const struct xc_owed *owed = xc_owed_of(job, &job->needs[s->needs[i]]);
        count += owed && owed->avoid_count > 0;
    }
    if (count == 0)
        return XC_OK;
    xc_message_set(&note,
                   "%u of the %u visits that are impossible together may not be made by "
                   "the same crew as the visit that each of them follows up.",
                   count, (unsigned)s->need_count);
    return xc_plan_note(job, &note);
}

/* ---- the pieces of a cut ---- */

static uint32_t root_of(uint32_t *parent, uint32_t item) {
    while (parent[item] != item) {
        parent[item] = parent[parent[item]];
        item = parent[item];
    }
    return item;
}

/* Lots on the near side of the cut whose cells meet belong together; those of different
 * pieces are short on their own. */
static int find_pieces(struct violators *v, struct xc_error *error) {
    struct xc_network *net = v->net;
    uint32_t cells = net->segment_count * net->group_count;
    uint32_t *owner = xc_arena_array(net->arena, cells, sizeof *owner);
    if (!owner)
        return xc_fail_memory(error);
    (void)xc_carry_deficit(net, v->mode, NULL);
    for (uint32_t i = 0; i < net->lot_count; i++) {
        bool near =
            xc_carry_amount(net, v->mode, i) > 0 && xc_flow_reached(&net->flow, i);
        v->piece_of[i] = near ? i : UINT32_MAX;
        v->unserved[i] = xc_flow_left(&net->flow, i);
    }
    for (uint32_t i = 0; i < net->lot_count; i++) {
        uint32_t lo = 0;
        uint32_t hi = 0;
        if (v->piece_of[i] == UINT32_MAX)
            continue;
        xc_network_span(net, i, &lo, &hi);
        for (uint32_t c = 0; c < cells; c++) {
            uint32_t day = net->edges[c / net->group_count];
            if (day < lo || day > hi || !xc_network_open(net, i, c / net->group_count) ||
                !xc_network_allows(net, i, c % net->group_count))
                continue;
            uint32_t other = owner[c] > 0 ? root_of(v->piece_of, owner[c] - 1) : i;
            uint32_t root = root_of(v->piece_of, i);
            owner[c] = i + 1;
            v->piece_of[root > other ? root : other] = root < other ? root : other;
        }
    }
    for (uint32_t i = 0; i < net->lot_count; i++)
        if (v->piece_of[i] != UINT32_MAX)
            v->piece_of[i] = root_of(v->piece_of, i);
    return XC_OK;
}

static int add_lots(struct violators *v, uint32_t root, struct xc_shortage *shortage,
                    struct xc_error *error) {
    struct xc_network *net = v->net;
    struct xc_job *job = net->job;
    uint64_t missing = 0;
    v->count = 0;
    for (uint32_t i = 0; i < net->lot_count; i++) {
        v->core[i] = v->piece_of[i] == root;
        if (v->core[i])
            v->order[v->count++] = i;
    }
    shortage->lots = xc_arena_array(job->arena, v->count, sizeof *shortage->lots);
    shortage->gone = xc_arena_array(job->arena, v->count, sizeof *shortage->gone);
    shortage->gone_minutes =
        xc_arena_array(job->arena, v->count, sizeof *shortage->gone_minutes);
    if (!shortage->lots || !shortage->gone || !shortage->gone_minutes)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < v->count; i++) {
        uint32_t at = v->order[i];
        struct xc_lot *lot = &job->lots[net->lot_first + at];
        shortage->lots[shortage->lot_count++] = net->lot_first + at;
        shortage->need += xc_carry_amount(net, v->mode, at);
        missing += v->unserved[at];
        if (lot->shortage == XC_NO_SHORTAGE)
            lot->shortage = job->shortage_count;
    }
    shortage->exist = shortage->need - missing;
    return XC_OK;
}

/* Takes away what is not served, so that what is left of the piece fits. */
static void take_excess(struct violators *v, struct xc_shortage *shortage) {
    struct xc_network *net = v->net;
    struct xc_job *job = net->job;
    for (uint32_t i = 0; i < shortage->lot_count; i++) {
        uint32_t lot = shortage->lots[i] - net->lot_first;
        uint64_t excess = v->unserved[lot];
        while (excess > 0 && net->rest_count[lot] > 0) {
            uint32_t at = job->lots[shortage->lots[i]].first + --net->rest_count[lot];
            const struct xc_need *need = &job->needs[job->lot_needs[at]];
            uint64_t amount = need_amount(net, v->mode, need);
            uint64_t minutes = (uint64_t)need->minutes * need->days;
            net->rest_minutes[lot] -= minutes;
            shortage->gone[i]++;
            shortage->gone_minutes[i] += minutes;
            excess -= amount < excess ? amount : excess;
        }
    }
}

static int add_shortage(struct violators *v, uint32_t root, uint32_t *scratch,
                        struct xc_error *error) {
    struct xc_network *net = v->net;
    struct xc_job *job = net->job;
    struct xc_shortage *shortage = &job->shortages[job->shortage_count];
    struct xc_message message;
    memset(shortage, 0, sizeof *shortage);
    shortage->component = net->component;
    shortage->by_visits = net->modes[v->mode].by_visits;
    int code = add_lots(v, root, shortage, error);
    if (code)
        return code;
    xc_plan_sort(v->order, v->count, scratch, by_width, net);
    shrink(v);
    find_pool(net, shortage);
    code = list_needs(v, shortage, error);
    if (!code)
        code = count_days(net, shortage, error);
    if (code)
        return code;
    say(job, shortage, &message);
    if (xc_plan_reason(job, &message, &shortage->reason) || note_avoided(job, shortage))
        return xc_fail_memory(error);
    take_excess(v, shortage);
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
        uint64_t missing = xc_carry_deficit(net, mode, NULL);
        if (!net->modes[mode].by_visits && missing > 0 && minutes > 0)
            missing = (missing * visits + minutes - 1) / minutes;
        /* visits are whole: of equal ones they say it more exactly than minutes */
        if (missing > most || (missing == most && most > 0 && worst == 0)) {
            most = missing;
            worst = mode;
        }
    }
    return worst;
}

static int make_room(struct violators *v, struct xc_error *error) {
    struct xc_network *net = v->net;
    struct xc_job *job = net->job;
    v->unserved = xc_arena_array(net->arena, net->lot_count, sizeof *v->unserved);
    v->piece_of = xc_arena_array(net->arena, net->lot_count, sizeof *v->piece_of);
    v->core = xc_arena_array(net->arena, net->lot_count, sizeof *v->core);
    v->order = xc_arena_array(net->arena, net->lot_count, sizeof *v->order);
    if (!job->shortages) {
        job->shortages =
            xc_arena_array(job->arena, MAX_SHORTAGES, sizeof *job->shortages);
    }
    return v->unserved && v->piece_of && v->core && v->order && job->shortages
               ? xc_lots_list(job, error)
               : xc_fail_memory(error);
}

int xc_violator_run(struct xc_network *net, struct xc_error *error) {
    struct xc_job *job = net->job;
    struct violators v = {.net = net};
    uint32_t *scratch = xc_arena_array(net->arena, net->lot_count, sizeof *scratch);
    unsigned found = 0;
    int code = scratch ? make_room(&v, error) : xc_fail_memory(error);
    for (unsigned round = 0; !code && round < net->mode_count; round++) {
        v.mode = worst_mode(net);
        if (v.mode == net->mode_count)
            break;
        code = find_pieces(&v, error);
        for (uint32_t i = 0; !code && i < net->lot_count; i++)
            if (v.piece_of[i] == i && found++ < PIECES &&
                job->shortage_count < MAX_SHORTAGES)
                code = add_shortage(&v, i, scratch, error);
    }
    return code;
}
