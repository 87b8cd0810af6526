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
#include "plan/plan_internal.h"

#include <limits.h>
#include <string.h>

enum {
    LEARN_ROUNDS = 96,
    LEARN_SCALE = 128, /* the first weight of a unit */
    UNITS = 97,
    GIVEN = 24,
    LEARNED = 8,
    WEIGHTS = GIVEN + LEARNED,
    CANDIDATES = 160,
    CACHE = 256,
    BUILDS = 64, /* entries for a zone's own lengths, which cost time */
    COMMON = 8,
    EXACT = 64,
    BITS = 63
};

struct weight {
    uint16_t of[UNITS]; /* by units of a visit */
    uint32_t most;      /* of any pattern */
};

struct entry { /* weights for a set of lengths */
    uint64_t sizes[2];
    struct xc_bound_day day;
    bool set;
    unsigned count, learned;
    struct weight weights[WEIGHTS];
};

struct xc_bound {
    struct entry *cache;
    struct entry *common; /* for all lengths seen so far */
    unsigned builds;
    struct weight *candidates;
    uint32_t *rest;    /* visits: weight not yet served */
    uint32_t *release; /* visits by first day */
    uint32_t *scratch;
    uint32_t *heap;
    uint32_t heap_count;
    /* of the visits asked about last */
    const struct entry *entry;
    uint32_t by_units;
    unsigned strongest; /* of the entry's weights */
};

struct xc_bound *xc_bound_new(struct xc_arena *arena, size_t most_visits) {
    struct xc_bound *bound = xc_arena_alloc(arena, sizeof *bound);
    if (!bound)
        return NULL;
    bound->cache = xc_arena_array(arena, CACHE, sizeof *bound->cache);
    bound->common = xc_arena_array(arena, COMMON, sizeof *bound->common);
    bound->candidates = xc_arena_array(arena, CANDIDATES, sizeof *bound->candidates);
    bound->rest = xc_arena_array(arena, most_visits, sizeof *bound->rest);
    bound->release = xc_arena_array(arena, most_visits, sizeof *bound->release);
    bound->scratch = xc_arena_array(arena, most_visits, sizeof *bound->scratch);
    bound->heap = xc_arena_array(arena, most_visits, sizeof *bound->heap);
    return bound->cache && bound->common && bound->candidates && bound->rest &&
                   bound->release && bound->scratch && bound->heap
               ? bound
               : NULL;
}

void xc_bound_forget(struct xc_bound *bound) {
    for (unsigned i = 0; i < CACHE; i++)
        bound->cache[i].set = false;
    for (unsigned i = 0; i < COMMON; i++)
        bound->common[i].set = false;
    bound->builds = 0;
}

/* ---- weights ---- */

static bool has_size(const uint64_t sizes[2], unsigned units) {
    return (sizes[units / 64] >> units % 64 & 1) != 0;
}

static unsigned day_units(const struct xc_bound_day *day) {
    unsigned units = xc_fill_units(&day->room);
    return units < UNITS ? units : UNITS - 1;
}

struct stretch { /* by units: the most weight they hold, and the last visit put in */
    uint32_t best[UNITS];
    uint8_t added[UNITS];
};

/* With visits of at most `longest` units. */
static void knapsack(const uint64_t sizes[2], const struct weight *weight,
                     unsigned longest, unsigned capacity, struct stretch *stretch) {
    stretch->best[0] = 0;
    for (unsigned c = 1; c <= capacity; c++) {
        stretch->best[c] = stretch->best[c - 1];
        stretch->added[c] = 0;
        for (unsigned s = 1; s <= c && s <= longest; s++) {
            uint32_t sum = stretch->best[c - s] + weight->of[s];
            if (!has_size(sizes, s) || sum <= stretch->best[c])
                continue;
            stretch->best[c] = sum;
            stretch->added[c] = (uint8_t)s;
        }
    }
}

static void read_stretch(const struct stretch *stretch, unsigned capacity,
                         uint8_t pattern[UNITS]) {
    while (capacity > 0) {
        unsigned added = stretch->added[capacity];
        if (added > 0)
            pattern[added]++;
        capacity -= added > 0 ? added : 1;
    }
}

static unsigned last_piece(const struct xc_bound_day *day) {
    unsigned pieces = day->room.count;
    return day->loose || pieces > 2 || pieces == 0 ? UNITS - 1
                                                   : day->room.units[pieces - 1];
}

/* pattern: how many visits of each length reach it. */
static uint32_t best_pattern(const struct xc_bound_day *day, const uint64_t sizes[2],
                             const struct weight *weight, uint8_t pattern[UNITS]) {
    struct stretch stretch;
    unsigned units = day_units(day);
    unsigned last = last_piece(day);
    uint32_t most = 0;
    memset(pattern, 0, UNITS);
    if (last == UNITS - 1) {
        knapsack(sizes, weight, UNITS - 1, units, &stretch);
        read_stretch(&stretch, units, pattern);
        return stretch.best[units];
    }
    knapsack(sizes, weight, last, units, &stretch);
    for (unsigned i = 0; i < day->room.count; i++) {
        most += stretch.best[day->room.units[i]];
        read_stretch(&stretch, day->room.units[i], pattern);
    }
    unsigned across = units;
    while (across > last && !has_size(sizes, across))
        across--;
    if (across == last)
        return most;
    knapsack(sizes, weight, UNITS - 1, units, &stretch);
    for (unsigned s = last + 1; s <= units; s++) {
        if (!has_size(sizes, s) || weight->of[s] + stretch.best[units - s] <= most)
            continue;
        most = weight->of[s] + stretch.best[units - s];
        memset(pattern, 0, UNITS);
        pattern[s]++;
        read_stretch(&stretch, units - s, pattern);
    }
    return most;
}

struct making {
    const struct xc_bound_day *day;
    struct entry *entry;
    struct weight *list;
    unsigned count;
};

static void add(struct making *m, const struct weight *weight, bool counts) {
    if (m->count == CANDIDATES)
        return;
    uint8_t pattern[UNITS];
    struct weight *made = &m->list[m->count];
    *made = *weight;
    made->most = best_pattern(m->day, m->entry->sizes, weight, pattern);
    if (counts && made->most > m->day->limit)
        made->most = m->day->limit;
    m->count += made->most > 0;
}

/* Functions of the kind that serve bin packing; that they are good matters, not that they
 * are dual feasible: most is counted for each. */
static void add_for(struct making *m, unsigned capacity) {
    struct weight w = {0};
    for (unsigned p = 1; p <= capacity / 2; p++) { /* large fill all, small nothing */
        if (!has_size(m->entry->sizes, p) && !has_size(m->entry->sizes, capacity - p + 1))
            continue;
        for (unsigned s = 0; s < UNITS; s++)
            w.of[s] = (uint16_t)(s > capacity - p ? capacity : s < p ? 0 : s);
        add(m, &w, false);
    }
    for (unsigned k = 1; k <= 6; k++) { /* rounded to parts of the capacity */
        for (unsigned s = 0; s < UNITS; s++)
            w.of[s] = (uint16_t)((k + 1) * s % capacity == 0
                                     ? s * k
                                     : (k + 1) * s / capacity * capacity);
        add(m, &w, false);
    }
}

/* True where a never gives less than b, whatever the visits. */
static bool dominates(const uint64_t sizes[2], const struct weight *a,
                      const struct weight *b) {
    for (unsigned s = 1; s < UNITS; s++)
        if (has_size(sizes, s) &&
            (uint64_t)a->of[s] * b->most < (uint64_t)b->of[s] * a->most)
            return false;
    return true;
}

static void make_weights(struct xc_bound *bound, const struct xc_bound_day *day,
                         struct entry *entry) {
    struct making m = {day, entry, bound->candidates, 0};
    struct weight w = {0};
    for (unsigned s = 0; s < UNITS; s++)
        w.of[s] = (uint16_t)s;
    add(&m, &w, false);
    for (unsigned t = 1; t < UNITS; t++) {
        if (!has_size(entry->sizes, t))
            continue;
        for (unsigned s = 0; s < UNITS; s++)
            w.of[s] = s >= t;
        add(&m, &w, true);
    }
    if (day_units(day) > 0)
        add_for(&m, day_units(day));
    for (unsigned i = 0; last_piece(day) < UNITS - 1 && i < day->room.count; i++)
        if (day->room.units[i] > 0)
            add_for(&m, day->room.units[i]);
    entry->count = 0;
    for (unsigned i = 0; i < m.count && entry->count < GIVEN; i++) {
        bool useful = true; /* minutes stay first: most is counted anew for them */
        for (unsigned k = 0; i > 0 && k < m.count && useful; k++)
            if (k != i && dominates(entry->sizes, &m.list[k], &m.list[i]))
                useful = k > i && dominates(entry->sizes, &m.list[i], &m.list[k]);
        if (useful)
            entry->weights[entry->count++] = m.list[i];
    }
}

/* Weights that say more about so many visits of each length: whatever the fullest day
 * holds more of than it is worth loses weight, step by smaller step. The best ones join
 * the entry, for what is good for a zone is good for others like it. */
static void learn(const struct xc_bound_day *day, struct entry *entry,
                  const uint32_t of[UNITS]) {
    struct weight tried = {0};
    struct weight best = {0};
    uint64_t best_sum = 0;
    uint64_t visits = 0;
    uint8_t pattern[UNITS];
    for (unsigned s = 1; s < UNITS; s++) {
        tried.of[s] = (uint16_t)(s * LEARN_SCALE);
        visits += of[s];
    }
    for (unsigned round = 0; round < LEARN_ROUNDS; round++) {
        uint64_t sum = 0;
        for (unsigned s = 1; s < UNITS; s++)
            sum += (uint64_t)of[s] * tried.of[s];
        tried.most = best_pattern(day, entry->sizes, &tried, pattern);
        if (tried.most == 0 || sum == 0)
            return;
        if (best.most == 0 || sum * best.most > best_sum * tried.most) {
            best = tried;
            best_sum = sum;
        }
        int64_t step = (int64_t)(sum / visits) / (3 + round / 2);
        for (unsigned s = 1; s < UNITS; s++) {
            if (of[s] == 0)
                continue;
            int64_t share = (int64_t)((uint64_t)of[s] * tried.of[s] * 4096 / sum);
            int64_t worth = (int64_t)pattern[s] * tried.of[s] * 4096 / tried.most;
            int64_t now = tried.of[s] + (share - worth) * step / 4096;
            tried.of[s] = (uint16_t)(now < 1                ? 1
                                     : now > UINT16_MAX / 2 ? UINT16_MAX / 2
                                                            : now);
        }
    }
    entry->learned++;
    entry->weights[entry->count++] = best;
}

static bool same_day(const struct xc_bound_day *a, const struct xc_bound_day *b) {
    return a->limit == b->limit && a->loose == b->loose &&
           a->room.count == b->room.count &&
           memcmp(a->room.units, b->room.units, sizeof a->room.units) == 0;
}

static void make_entry(struct xc_bound *bound, const struct xc_bound_day *day,
                       const uint64_t sizes[2], struct entry *entry) {
    memset(entry, 0, sizeof *entry);
    entry->sizes[0] = sizes[0];
    entry->sizes[1] = sizes[1];
    entry->day = *day;
    entry->set = true;
    make_weights(bound, day, entry);
}

/* Weights for all lengths seen so far: patterns of more lengths only make a bound lower.
 */
static struct entry *common_entry(struct xc_bound *bound, const struct xc_bound_day *day,
                                  const uint64_t sizes[2]) {
    unsigned at = 0;
    while (at < COMMON && bound->common[at].set && !same_day(&bound->common[at].day, day))
        at++;
    struct entry *entry = &bound->common[at < COMMON ? at : 0];
    uint64_t seen[2] = {sizes[0], sizes[1]};
    if (at < COMMON && entry->set) {
        seen[0] |= entry->sizes[0];
        seen[1] |= entry->sizes[1];
    }
    if (at == COMMON || !entry->set || seen[0] != entry->sizes[0] ||
        seen[1] != entry->sizes[1])
        make_entry(bound, day, seen, entry);
    return entry;
}

/* Weights for just these lengths; NULL: too many were asked for. */
static struct entry *own_entry(struct xc_bound *bound, const struct xc_bound_day *day,
                               const uint64_t sizes[2]) {
    uint64_t key = (sizes[0] ^ sizes[1] << 7) * UINT64_C(0x9e3779b97f4a7c15);
    struct entry *entry = &bound->cache[key >> 32 & (CACHE - 1)];
    if (entry->set && entry->sizes[0] == sizes[0] && entry->sizes[1] == sizes[1] &&
        same_day(&entry->day, day))
        return entry;
    if (bound->builds == BUILDS)
        return NULL;
    bound->builds++;
    make_entry(bound, day, sizes, entry);
    return entry;
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
    unsigned last = last_piece(day);
    unsigned units = day_units(day);
    unsigned first = last < UNITS - 1 && day->room.count > 1 ? day->room.units[0] : 0;
    bool single = last == UNITS - 1;
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
    uint32_t of[UNITS] = {0};
    uint32_t sum = 0;
    for (size_t i = 0; i < count; i++)
        of[visits[i].units < UNITS ? visits[i].units : UNITS - 1]++;
    for (unsigned s = UNITS; s-- > 1 && limit > 0;) {
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
static uint32_t lazy_few(const struct weight *weight, uint32_t most,
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
    const struct weight *weight = &bound->entry->weights[number];
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
    uint32_t of[UNITS];
    uint8_t lengths[UNITS]; /* those that there are */
    unsigned length_count;
};

/* What an entry's weights say; the strongest ones are remembered. */
static uint32_t weigh(struct xc_bound *bound, struct entry *entry,
                      const struct asking *ask, uint32_t best) {
    bool learned = entry->learned == LEARNED;
    for (unsigned i = 0; i < entry->count && best < ask->enough; i++) {
        uint32_t most = i == 0 ? bound->by_units : entry->weights[i].most;
        uint64_t sum = 0;
        for (unsigned k = 0; k < ask->length_count; k++) {
            unsigned s = ask->lengths[k];
            sum += (uint64_t)ask->of[s] * entry->weights[i].of[s];
        }
        uint64_t days = most > 0 ? (sum + most - 1) / most : 0;
        const struct entry *strongest = bound->entry;
        bound->entry = entry;
        if (ask->windows && days < ask->enough)
            days = lazy(bound, i, ask->visits, ask->count, 0);
        if (days > best) {
            best = (uint32_t)days;
            bound->strongest = i;
        } else if (strongest) {
            bound->entry = strongest;
        }
        if (i + 1 == entry->count && best < ask->enough && !learned) {
            learn(ask->day, entry, ask->of);
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
        unsigned units = visits[i].units < UNITS ? visits[i].units : UNITS - 1;
        if (ask.of[units]++ == 0 && units > 0)
            ask.lengths[ask.length_count++] = (uint8_t)units;
        sizes[units / 64] |= UINT64_C(1) << units % 64;
        lo = visits[i].lo > lo ? visits[i].lo : lo;
        hi = visits[i].hi < hi ? visits[i].hi : hi;
    }
    if (best >= enough)
        return best;
    struct entry *common = common_entry(bound, day, sizes);
    bound->by_units = common->weights[0].most;
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
    bound->entry = NULL;
    bound->strongest = 0;
    best = weigh(bound, common, &ask, best);
    struct entry *own = best < enough ? own_entry(bound, day, sizes) : NULL;
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
