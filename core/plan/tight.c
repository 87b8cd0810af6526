/* Where a pool has little choice left, even when all fits: what must lie inside a span of
 * days, against what the pool's crews have there. */
#include "plan/proof_internal.h"

#include <string.h>

enum { MOST = 8, MOST_OF_POOL = 2, EDGES = 48 };
#define MILLION UINT64_C(1000000)

struct span {
    struct xc_plan_tight tight;
    uint32_t pool;
    uint32_t fullness; /* parts per million */
};

struct tightness {
    struct xc_job *job;
    struct span best[MOST];
    unsigned count;
    uint64_t *minutes; /* working days + 1: what the pool's crews have before the day */
    uint16_t lows[EDGES], highs[EDGES];
    unsigned low_count, high_count;
    uint64_t work[EDGES][EDGES]; /* minutes, by first low and last high inside */
    uint32_t visits[EDGES][EDGES];
};

static bool within(const struct xc_plan_tight *a, const struct xc_plan_tight *b) {
    return a->from >= b->from && a->to <= b->to;
}

/* The same shortage in other words: one lies in the other, with nearly the same work or
 * nearly as full. */
static bool says_the_same(const struct span *a, const struct span *b) {
    if (a->pool != b->pool ||
        (!within(&a->tight, &b->tight) && !within(&b->tight, &a->tight)))
        return false;
    uint64_t less =
        a->tight.minutes < b->tight.minutes ? a->tight.minutes : b->tight.minutes;
    uint64_t more =
        a->tight.minutes < b->tight.minutes ? b->tight.minutes : a->tight.minutes;
    uint32_t low = a->fullness < b->fullness ? a->fullness : b->fullness;
    uint32_t high = a->fullness < b->fullness ? b->fullness : a->fullness;
    return less * 10 >= more * 9 || (uint64_t)low * 100 >= (uint64_t)high * 97;
}

/* Keeps the fullest, of equal ones the shorter, earlier. */
static bool fuller(const struct span *a, const struct span *b) {
    if (a->fullness != b->fullness)
        return a->fullness > b->fullness;
    if (a->tight.to - a->tight.from != b->tight.to - b->tight.from)
        return a->tight.to - a->tight.from < b->tight.to - b->tight.from;
    if (a->tight.from != b->tight.from)
        return a->tight.from < b->tight.from;
    return a->pool < b->pool;
}

static void drop(struct tightness *t, unsigned at) {
    memmove(&t->best[at], &t->best[at + 1], (t->count - at - 1) * sizeof t->best[0]);
    t->count--;
}

static void offer(struct tightness *t, const struct span *span) {
    unsigned of_pool = 0;
    unsigned last = 0;
    for (unsigned i = 0; i < t->count;) {
        if (!says_the_same(span, &t->best[i])) {
            if (t->best[i].pool == span->pool) {
                of_pool++;
                last = i;
            }
            i++;
        } else if (fuller(&t->best[i], span)) {
            return;
        } else {
            drop(t, i);
        }
    }
    if (of_pool >= MOST_OF_POOL) {
        if (fuller(&t->best[last], span))
            return;
        drop(t, last);
    }
    unsigned at = t->count;
    while (at > 0 && fuller(span, &t->best[at - 1]))
        at--;
    if (at == MOST)
        return;
    unsigned behind = t->count < MOST ? t->count : MOST - 1;
    memmove(&t->best[at + 1], &t->best[at], (behind - at) * sizeof t->best[0]);
    t->best[at] = *span;
    t->count = behind + 1;
}

/* ---- one pool ---- */

static int by_number(const void *context, uint32_t a, uint32_t b) {
    (void)context;
    return a < b ? -1 : a > b;
}

/* At most EDGES of the distinct values, the outermost among them. */
static unsigned thin_out(uint32_t *values, uint32_t count, uint16_t *edges) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++)
        if (kept == 0 || values[kept - 1] != values[i])
            values[kept++] = values[i];
    unsigned number = kept < EDGES ? kept : EDGES;
    for (unsigned i = 0; i < number; i++)
        edges[i] =
            (uint16_t)values[number > 1 ? (uint64_t)i * (kept - 1) / (number - 1) : 0];
    return number;
}

/* Work by the innermost span of edges around its days, summed up over what lies inside.
 */
static void tabulate(struct tightness *t, uint32_t first, uint32_t behind) {
    memset(t->work, 0, sizeof t->work);
    memset(t->visits, 0, sizeof t->visits);
    for (uint32_t i = first; i < behind; i++) {
        const struct xc_lot *lot = &t->job->lots[i];
        unsigned low = t->low_count;
        unsigned high = 0;
        while (low > 1 && t->lows[low - 1] > lot->lo)
            low--;
        while (high + 1 < t->high_count && t->highs[high] < lot->hi)
            high++;
        if (lot->alone)
            continue;
        t->work[low - 1][high] += lot->minutes;
        t->visits[low - 1][high] += lot->count;
    }
    for (unsigned low = t->low_count; low-- > 0;)
        for (unsigned high = 1; high < t->high_count; high++) {
            t->work[low][high] += t->work[low][high - 1];
            t->visits[low][high] += t->visits[low][high - 1];
        }
    for (unsigned low = t->low_count - 1; low-- > 0;)
        for (unsigned high = 0; high < t->high_count; high++) {
            t->work[low][high] += t->work[low + 1][high];
            t->visits[low][high] += t->visits[low + 1][high];
        }
}

static void measure(struct tightness *t, uint32_t first, uint32_t behind) {
    struct xc_job *job = t->job;
    const struct xc_pool *pool = &job->pools[job->lots[first].pool];
    memset(t->minutes, 0, ((size_t)job->workdays + 1) * sizeof *t->minutes);
    for (uint32_t i = 0; i < pool->count; i++)
        for (uint32_t day = 0; day < job->workdays; day++) {
            unsigned halves = 0;
            for (uint32_t k = first; k < behind && halves != XC_PRESENT_ALL; k++)
                if (k == first || job->lots[k].klass != job->lots[k - 1].klass)
                    halves |=
                        xc_offer_halves(job, job->lots[k].klass, pool->crews[i], day);
            if (halves != 0)
                t->minutes[day + 1] +=
                    xc_offer_at(job, pool->crews[i], day, halves).minutes;
        }
    for (uint32_t day = 0; day < job->workdays; day++)
        t->minutes[day + 1] += t->minutes[day];
}

static void look(struct tightness *t, uint32_t first) {
    struct xc_job *job = t->job;
    const struct xc_pool *pool = &job->pools[job->lots[first].pool];
    for (unsigned low = 0; low < t->low_count; low++)
        for (unsigned high = 0; high < t->high_count; high++) {
            uint32_t from = t->lows[low];
            uint32_t to = t->highs[high];
            if (from > to || t->work[low][high] == 0)
                continue;
            struct span span = {.pool = job->lots[first].pool};
            span.tight =
                (struct xc_plan_tight){.area = pool->name,
                                       .from = job->dates[from],
                                       .to = job->dates[to],
                                       .visits = t->visits[low][high],
                                       .minutes = t->work[low][high],
                                       .capacity = t->minutes[to + 1] - t->minutes[from]};
            if (span.tight.capacity == 0)
                continue;
            uint64_t share = span.tight.minutes * MILLION / span.tight.capacity;
            span.fullness = share < UINT32_MAX ? (uint32_t)share : UINT32_MAX;
            if (t->count == MOST && fuller(&t->best[MOST - 1], &span))
                continue;
            offer(t, &span);
        }
}

static void run_pool(struct tightness *t, uint32_t first, uint32_t behind,
                     uint32_t *values, uint32_t *scratch) {
    const struct xc_lot *lots = t->job->lots;
    uint32_t count = behind - first;
    for (uint32_t i = 0; i < count; i++)
        values[i] = lots[first + i].lo;
    xc_plan_sort(values, count, scratch, by_number, NULL);
    t->low_count = thin_out(values, count, t->lows);
    for (uint32_t i = 0; i < count; i++)
        values[i] = lots[first + i].hi;
    xc_plan_sort(values, count, scratch, by_number, NULL);
    t->high_count = thin_out(values, count, t->highs);
    tabulate(t, first, behind);
    measure(t, first, behind);
    look(t, first);
}

int xc_tight_run(struct xc_job *job, struct xc_plan *plan, struct xc_error *error) {
    struct tightness *t = xc_arena_alloc(job->arena, sizeof *t);
    uint32_t *values = xc_arena_array(job->arena, job->lot_count, sizeof *values);
    uint32_t *scratch = xc_arena_array(job->arena, job->lot_count, sizeof *scratch);
    if (!t || !values || !scratch)
        return xc_fail_memory(error);
    t->job = job;
    t->minutes =
        xc_arena_array(job->arena, (size_t)job->workdays + 1, sizeof *t->minutes);
    if (!t->minutes)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < job->lot_count;) { /* sorted by component and pool */
        uint32_t behind = i;
        while (behind < job->lot_count && job->lots[behind].pool == job->lots[i].pool)
            behind++;
        run_pool(t, i, behind, values, scratch);
        i = behind;
    }
    plan->bounds.tight =
        xc_arena_array(plan->arena, t->count, sizeof *plan->bounds.tight);
    if (!plan->bounds.tight)
        return xc_fail_memory(error);
    for (unsigned i = 0; i < t->count; i++) {
        struct xc_plan_tight *tight = &plan->bounds.tight[plan->bounds.tight_count++];
        struct xc_str name = t->best[i].tight.area;
        *tight = t->best[i].tight;
        tight->area =
            xc_arena_copy(plan->arena, xc_str_is(name, "-") ? XC_STR("") : name);
        if (!tight->area.ptr)
            return xc_fail_memory(error);
    }
    return XC_OK;
}

void xc_plan_tight_say(const struct xc_plan_tight *tight, struct xc_message *message) {
    char from[11];
    char to[11];
    uint64_t share =
        tight->capacity > 0 ? (tight->minutes * 200 / tight->capacity + 1) / 2 : 0;
    unsigned percent = (unsigned)share;
    xc_date_format(tight->from, from);
    xc_date_format(tight->to, to);
    if (tight->area.len > 0)
        xc_message_set(message,
                       "%.*s is %u %% full between %s and %s: %u visits must lie there.",
                       XC_PRI(tight->area), percent, from, to, tight->visits);
    else
        xc_message_set(message,
                       "the crews are %u %% full between %s and %s: %u visits must lie "
                       "there.",
                       percent, from, to, tight->visits);
}
