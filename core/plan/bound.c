/* The least zone-days of a zone's visits.
 *
 * A day of the zone is one crew on one day; its pattern is the set of visits made there.
 * Nothing is assumed about crews: any number may go on any day, and visits of different
 * classes may share a day. So whatever holds for every pattern holds for every plan.
 *
 * 1. Weights. Give each length a weight, and let W be the largest sum of weights that any
 *    pattern reaches. Visits of total weight T then need at least ceil(T / W) days, for
 *    every choice of weights: minutes, one for each visit, one for each long visit …
 * 2. Patterns. W comes from a knapsack over the lengths of the zone, each as often as
 *    wanted, and may only be too large. On whole days a visit no longer than the last
 *    piece of the hours is never split by the pause: while the last piece is ahead it
 *    fits there, and in it nothing is left to run across. So short visits fill each piece
 *    for itself. With a visit L longer than that, all that is left counts as one stretch:
 *    W(L) plus the best that fits into the rest. A half day is one of the two pieces.
 * With more than two pieces, or where fixed visits cut the hours into others, all units
 * of the day count as one stretch: no order of visits yields more.
 * 3. Windows. Let the weight of a visit be cut into parts that may be made on different
 *    days of its window, W on each day that is opened: plans of whole visits stay
 *    possible, so the least number of opened days of the relaxed task is a bound. It is
 *    reached by lazy activation. Take the deadlines in order; what is due at a deadline d
 *    and does not fit into the days opened so far needs ceil(due / W) more days at or
 *    before d. Any solution has opened as many by d: by induction the days opened so far
 *    were the fewest that serve the deadlines before, and were filled, as far as released
 *    work reached, with the earliest deadlines (swapping two parts so that the earlier
 *    deadline comes first keeps a solution one). Opening the new ones at d itself is
 * best: all that is still to do has a deadline of d or later, so a day moved from an
 * earlier place to d loses nothing and meets more released work. */
#include "plan/weights.h"

#include <limits.h>
#include <string.h>

enum { EXACT = 64, BITS = 63 };

struct xc_bound {
    struct xc_weights_book *book;
    uint32_t *rest;    /* visits: weight not yet served */
    uint32_t *release; /* visits by first day */
    uint32_t *scratch;
    uint32_t *heap;
    uint32_t heap_count;
    /* of the visits asked about last */
    const struct xc_weights *weights;
    uint32_t by_units;
    unsigned strongest; /* of the weights */
};

struct xc_bound *xc_bound_new(struct xc_arena *arena, size_t most_visits) {
    struct xc_bound *bound = xc_arena_alloc(arena, sizeof *bound);
    if (!bound)
        return NULL;
    bound->book = xc_weights_new(arena);
    bound->rest = xc_arena_array(arena, most_visits, sizeof *bound->rest);
    bound->release = xc_arena_array(arena, most_visits, sizeof *bound->release);
    bound->scratch = xc_arena_array(arena, most_visits, sizeof *bound->scratch);
    bound->heap = xc_arena_array(arena, most_visits, sizeof *bound->heap);
    return bound->book && bound->rest && bound->release && bound->scratch && bound->heap
               ? bound
               : NULL;
}

void xc_bound_forget(struct xc_bound *bound) {
    xc_weights_forget(bound->book);
}

/* Of the sums up to `most`; 0 is always one of them. */
static uint32_t highest(uint64_t sums, unsigned most) {
    return (uint32_t)xc_bits_highest(sums & ((UINT64_C(2) << most) - 1));
}

/* The most units that a day's pattern of just these visits, each once, holds. */
static uint32_t exact_units(const struct xc_bound_day *day,
                            const struct xc_bound_visit *visits, size_t count) {
    uint64_t rows[BITS + 1] = {1};
    uint64_t whole = 1; /* the day as one stretch */
    unsigned last = xc_weights_last_piece(day);
    unsigned units = xc_weights_units(day);
    unsigned first =
        last < XC_WEIGHT_UNITS - 1 && day->room.count > 1 ? day->room.units[0] : 0;
    bool single = last == XC_WEIGHT_UNITS - 1;
    uint32_t most = 0;
    if (units > BITS)
        return units;
    for (size_t i = 0; i < count; i++) {
        unsigned s = visits[i].units;
        single = single || s > last;
        whole |= s <= BITS ? whole << s : 0;
        for (unsigned a = first + 1; s <= last && a-- > 0;) {
            rows[a] |= s <= BITS ? rows[a] << s : 0;
            rows[a] |= a >= s ? rows[a - s] : 0;
        }
    }
    if (single)
        return highest(whole, units);
    for (unsigned a = 0; a <= first; a++)
        if (rows[a] != 0 && a + highest(rows[a], last) > most)
            most = a + highest(rows[a], last);
    return most;
}

static uint32_t largest_units(const struct xc_bound_visit *visits, size_t count,
                              unsigned limit) {
    uint32_t of[XC_WEIGHT_UNITS] = {0};
    uint32_t sum = 0;
    for (size_t i = 0; i < count; i++)
        of[visits[i].units < XC_WEIGHT_UNITS ? visits[i].units : XC_WEIGHT_UNITS - 1]++;
    for (unsigned s = XC_WEIGHT_UNITS; s-- > 1 && limit > 0;) {
        uint32_t taken = of[s] < limit ? of[s] : limit;
        sum += taken * s;
        limit -= taken;
    }
    return sum;
}

/* ---- windows ---- */

static int by_release(const void *context, uint32_t a, uint32_t b) {
    const struct xc_bound_visit *visits = context;
    if (visits[a].lo != visits[b].lo)
        return visits[a].lo < visits[b].lo ? -1 : 1;
    return a < b ? -1 : a > b;
}

static void push(struct xc_bound *bound, uint32_t item) {
    uint32_t at = bound->heap_count++;
    for (; at > 0 && item < bound->heap[(at - 1) / 2]; at = (at - 1) / 2)
        bound->heap[at] = bound->heap[(at - 1) / 2];
    bound->heap[at] = item;
}

static void pop(struct xc_bound *bound) {
    uint32_t moved = bound->heap[--bound->heap_count];
    uint32_t at = 0;
    for (uint32_t child = 1; child < bound->heap_count; child = 2 * at + 1) {
        child +=
            child + 1 < bound->heap_count && bound->heap[child + 1] < bound->heap[child];
        if (moved <= bound->heap[child])
            break;
        bound->heap[at] = bound->heap[child];
        at = child;
    }
    bound->heap[at] = moved;
}

static void sort_releases(struct xc_bound *bound, const struct xc_bound_visit *visits,
                          size_t count) {
    for (size_t i = 0; i < count; i++)
        bound->release[i] = (uint32_t)i;
    xc_plan_sort(bound->release, count, bound->scratch, by_release, visits);
}

/* The same as lazy for few visits: looking at all of them is faster than a heap. */
static uint32_t lazy_few(const struct xc_weight *weight, uint32_t most,
                         const struct xc_bound_visit *visits, size_t count,
                         uint64_t served) {
    uint32_t rest[64];
    uint32_t days = 0;
    for (size_t i = 0; i < count; i++)
        rest[i] = (served >> i & 1) != 0 ? 0 : weight->of[visits[i].units];
    for (size_t i = 0; i < count; i++) {
        uint16_t deadline = visits[i].hi;
        uint32_t due = 0;
        if (rest[i] == 0)
            continue;
        for (; i < count && visits[i].hi == deadline; i++)
            due += rest[i];
        uint32_t opened = (due + most - 1) / most;
        uint32_t left = opened * most - due;
        days += opened;
        for (size_t k = i; k < count && left > 0; k++) {
            if (visits[k].lo > deadline)
                continue;
            uint32_t part = rest[k] < left ? rest[k] : left;
            rest[k] -= part;
            left -= part;
        }
        i--;
    }
    return days;
}

/* Visits are sorted by deadline, so that the least index is the earliest. */
static uint32_t lazy(struct xc_bound *bound, unsigned number,
                     const struct xc_bound_visit *visits, size_t count, uint64_t served) {
    const struct xc_weight *weight = &bound->weights->list[number];
    uint32_t most = number == 0 ? bound->by_units : weight->most;
    uint32_t days = 0;
    size_t released = 0;
    bound->heap_count = 0;
    if (most == 0)
        return 0;
    if (count <= 64)
        return lazy_few(weight, most, visits, count, served);
    for (size_t i = 0; i < count; i++)
        bound->rest[i] = weight->of[visits[i].units];
    for (size_t i = 0; i < count; i++) {
        uint16_t deadline = visits[i].hi;
        uint64_t due = 0;
        if (bound->rest[i] == 0)
            continue;
        while (released < count && visits[bound->release[released]].lo <= deadline)
            push(bound, bound->release[released++]);
        while (bound->heap_count > 0 && visits[bound->heap[0]].hi <= deadline) {
            due += bound->rest[bound->heap[0]];
            bound->rest[bound->heap[0]] = 0;
            pop(bound);
        }
        uint64_t opened = (due + most - 1) / most;
        uint64_t left = opened * most - due;
        days += (uint32_t)opened;
        while (left > 0 && bound->heap_count > 0) {
            uint32_t *rest = &bound->rest[bound->heap[0]];
            uint32_t part = *rest < left ? *rest : (uint32_t)left;
            *rest -= part;
            left -= part;
            if (*rest == 0)
                pop(bound);
        }
    }
    return days;
}

struct asking {
    const struct xc_bound_day *day;
    const struct xc_bound_visit *visits;
    size_t count;
    uint32_t enough;
    bool windows; /* no day lies in all of them */
    uint32_t of[XC_WEIGHT_UNITS];
    uint8_t lengths[XC_WEIGHT_UNITS]; /* those that there are */
    unsigned length_count;
};

/* What some weights say; the strongest ones are remembered. */
static uint32_t weigh(struct xc_bound *bound, struct xc_weights *weights,
                      const struct asking *ask, uint32_t best) {
    bool learned = weights->learned == XC_WEIGHTS_LEARNED;
    for (unsigned i = 0; i < weights->count && best < ask->enough; i++) {
        uint32_t most = i == 0 ? bound->by_units : weights->list[i].most;
        uint64_t sum = 0;
        for (unsigned k = 0; k < ask->length_count; k++) {
            unsigned s = ask->lengths[k];
            sum += (uint64_t)ask->of[s] * weights->list[i].of[s];
        }
        uint64_t days = most > 0 ? (sum + most - 1) / most : 0;
        const struct xc_weights *strongest = bound->weights;
        bound->weights = weights;
        if (ask->windows && days < ask->enough)
            days = lazy(bound, i, ask->visits, ask->count, 0);
        if (days > best) {
            best = (uint32_t)days;
            bound->strongest = i;
        } else if (strongest) {
            bound->weights = strongest;
        }
        if (i + 1 == weights->count && best < ask->enough && !learned) {
            xc_weights_learn(weights, ask->day, ask->of);
            learned = true;
        }
    }
    return best;
}

uint32_t xc_bound_days(struct xc_bound *bound, const struct xc_bound_day *day,
                       const struct xc_bound_visit *visits, size_t count,
                       uint32_t enough) {
    struct asking ask = {.day = day, .visits = visits, .count = count, .enough = enough};
    uint64_t sizes[2] = {0, 0};
    uint16_t lo = 0;
    uint16_t hi = UINT16_MAX;
    uint32_t best = count > 0;
    for (size_t i = 0; i < count; i++) {
        unsigned units =
            visits[i].units < XC_WEIGHT_UNITS ? visits[i].units : XC_WEIGHT_UNITS - 1;
        if (ask.of[units]++ == 0 && units > 0)
            ask.lengths[ask.length_count++] = (uint8_t)units;
        sizes[units / 64] |= UINT64_C(1) << units % 64;
        lo = visits[i].lo > lo ? visits[i].lo : lo;
        hi = visits[i].hi < hi ? visits[i].hi : hi;
    }
    if (best >= enough)
        return best;
    struct xc_weights *common = xc_weights_common(bound->book, day, sizes);
    bound->by_units = common->list[0].most;
    if (count <= EXACT) {
        uint32_t exact = exact_units(day, visits, count);
        bound->by_units = exact < bound->by_units ? exact : bound->by_units;
    }
    if (day->limit < count) {
        uint32_t largest = largest_units(visits, count, day->limit);
        bound->by_units = largest < bound->by_units ? largest : bound->by_units;
    }
    ask.windows = lo > hi;
    if (count > 64 && ask.windows)
        sort_releases(bound, visits, count);
    bound->weights = NULL;
    bound->strongest = 0;
    best = weigh(bound, common, &ask, best);
    struct xc_weights *own =
        best < enough ? xc_weights_own(bound->book, day, sizes) : NULL;
    if (own)
        best = weigh(bound, own, &ask, best);
    return best;
}

uint32_t xc_bound_rest(struct xc_bound *bound, const struct xc_bound_visit *visits,
                       size_t count, uint64_t served) {
    uint32_t days = lazy(bound, 0, visits, count, served);
    uint32_t other =
        bound->strongest > 0 ? lazy(bound, bound->strongest, visits, count, served) : 0;
    return other > days ? other : days;
}
