#include "plan/weights.h"

#include <string.h>

enum {
    LEARN_ROUNDS = 96,
    LEARN_SCALE = 128, /* the first weight of a unit */
    CANDIDATES = 160,
    CACHE = 256,
    BUILDS = 64, /* lists for a zone's own lengths, which cost time */
    COMMON = 8
};

struct xc_weights_book {
    struct xc_weights *cache;
    struct xc_weights *common; /* for all lengths seen so far */
    unsigned builds;
    struct xc_weight *candidates;
};

struct xc_weights_book *xc_weights_new(struct xc_arena *arena) {
    struct xc_weights_book *book = xc_arena_alloc(arena, sizeof *book);
    if (!book)
        return NULL;
    book->cache = xc_arena_array(arena, CACHE, sizeof *book->cache);
    book->common = xc_arena_array(arena, COMMON, sizeof *book->common);
    book->candidates = xc_arena_array(arena, CANDIDATES, sizeof *book->candidates);
    return book->cache && book->common && book->candidates ? book : NULL;
}

void xc_weights_forget(struct xc_weights_book *book) {
    for (unsigned i = 0; i < CACHE; i++)
        book->cache[i].set = false;
    for (unsigned i = 0; i < COMMON; i++)
        book->common[i].set = false;
    book->builds = 0;
}

static bool has_size(const uint64_t sizes[2], unsigned units) {
    return (sizes[units / 64] >> units % 64 & 1) != 0;
}

unsigned xc_weights_units(const struct xc_bound_day *day) {
    unsigned units = xc_fill_units(&day->room);
    return units < XC_WEIGHT_UNITS ? units : XC_WEIGHT_UNITS - 1;
}

struct stretch { /* by units: the most weight they hold, and the last visit put in */
    uint32_t best[XC_WEIGHT_UNITS];
    uint8_t added[XC_WEIGHT_UNITS];
};

/* With visits of at most `longest` units. */
static void knapsack(const uint64_t sizes[2], const struct xc_weight *weight,
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
                         uint8_t pattern[XC_WEIGHT_UNITS]) {
    while (capacity > 0) {
        unsigned added = stretch->added[capacity];
        if (added > 0)
            pattern[added]++;
        capacity -= added > 0 ? added : 1;
    }
}

unsigned xc_weights_last_piece(const struct xc_bound_day *day) {
    unsigned pieces = day->room.count;
    return day->loose || pieces > 2 || pieces == 0 ? XC_WEIGHT_UNITS - 1
                                                   : day->room.units[pieces - 1];
}

/* pattern: how many visits of each length reach it. */
static uint32_t best_pattern(const struct xc_bound_day *day, const uint64_t sizes[2],
                             const struct xc_weight *weight,
                             uint8_t pattern[XC_WEIGHT_UNITS]) {
    struct stretch stretch;
    unsigned units = xc_weights_units(day);
    unsigned last = xc_weights_last_piece(day);
    uint32_t most = 0;
    memset(pattern, 0, XC_WEIGHT_UNITS);
    if (last == XC_WEIGHT_UNITS - 1) {
        knapsack(sizes, weight, XC_WEIGHT_UNITS - 1, units, &stretch);
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
    knapsack(sizes, weight, XC_WEIGHT_UNITS - 1, units, &stretch);
    for (unsigned s = last + 1; s <= units; s++) {
        if (!has_size(sizes, s) || weight->of[s] + stretch.best[units - s] <= most)
            continue;
        most = weight->of[s] + stretch.best[units - s];
        memset(pattern, 0, XC_WEIGHT_UNITS);
        pattern[s]++;
        read_stretch(&stretch, units - s, pattern);
    }
    return most;
}

struct making {
    const struct xc_bound_day *day;
    struct xc_weights *weights;
    struct xc_weight *list;
    unsigned count;
};

static void add(struct making *m, const struct xc_weight *weight, bool counts) {
    if (m->count == CANDIDATES)
        return;
    uint8_t pattern[XC_WEIGHT_UNITS];
    struct xc_weight *made = &m->list[m->count];
    *made = *weight;
    made->most = best_pattern(m->day, m->weights->sizes, weight, pattern);
    if (counts && made->most > m->day->limit)
        made->most = m->day->limit;
    m->count += made->most > 0;
}

/* Functions of the kind that serve bin packing; that they are good matters, not that they
 * are dual feasible: most is counted for each. */
static void add_for(struct making *m, unsigned capacity) {
    struct xc_weight w = {0};
    for (unsigned p = 1; p <= capacity / 2; p++) { /* large fill all, small nothing */
        if (!has_size(m->weights->sizes, p) &&
            !has_size(m->weights->sizes, capacity - p + 1))
            continue;
        for (unsigned s = 0; s < XC_WEIGHT_UNITS; s++)
            w.of[s] = (uint16_t)(s > capacity - p ? capacity : s < p ? 0 : s);
        add(m, &w, false);
    }
    for (unsigned k = 1; k <= 6; k++) { /* rounded to parts of the capacity */
        for (unsigned s = 0; s < XC_WEIGHT_UNITS; s++)
            w.of[s] = (uint16_t)((k + 1) * s % capacity == 0
                                     ? s * k
                                     : (k + 1) * s / capacity * capacity);
        add(m, &w, false);
    }
}

/* True where a never gives less than b, whatever the visits. */
static bool dominates(const uint64_t sizes[2], const struct xc_weight *a,
                      const struct xc_weight *b) {
    for (unsigned s = 1; s < XC_WEIGHT_UNITS; s++)
        if (has_size(sizes, s) &&
            (uint64_t)a->of[s] * b->most < (uint64_t)b->of[s] * a->most)
            return false;
    return true;
}

static void make_weights(struct xc_weights_book *book, const struct xc_bound_day *day,
                         struct xc_weights *weights) {
    struct making m = {day, weights, book->candidates, 0};
    struct xc_weight w = {0};
    for (unsigned s = 0; s < XC_WEIGHT_UNITS; s++)
        w.of[s] = (uint16_t)s;
    add(&m, &w, false);
    for (unsigned t = 1; t < XC_WEIGHT_UNITS; t++) {
        if (!has_size(weights->sizes, t))
            continue;
        for (unsigned s = 0; s < XC_WEIGHT_UNITS; s++)
            w.of[s] = s >= t;
        add(&m, &w, true);
    }
    if (xc_weights_units(day) > 0)
        add_for(&m, xc_weights_units(day));
    for (unsigned i = 0;
         xc_weights_last_piece(day) < XC_WEIGHT_UNITS - 1 && i < day->room.count; i++)
        if (day->room.units[i] > 0)
            add_for(&m, day->room.units[i]);
    weights->count = 0;
    for (unsigned i = 0; i < m.count && weights->count < XC_WEIGHTS_GIVEN; i++) {
        bool useful = true; /* minutes stay first: most is counted anew for them */
        for (unsigned k = 0; i > 0 && k < m.count && useful; k++)
            if (k != i && dominates(weights->sizes, &m.list[k], &m.list[i]))
                useful = k > i && dominates(weights->sizes, &m.list[i], &m.list[k]);
        if (useful)
            weights->list[weights->count++] = m.list[i];
    }
}

/* Weights that say more about so many visits of each length: whatever the fullest day
 * holds more of than it is worth loses weight, step by smaller step. The best ones join
 * the weights, for what is good for a zone is good for others like it. */
void xc_weights_learn(struct xc_weights *weights, const struct xc_bound_day *day,
                      const uint32_t of[XC_WEIGHT_UNITS]) {
    struct xc_weight tried = {0};
    struct xc_weight best = {0};
    uint64_t best_sum = 0;
    uint64_t visits = 0;
    uint8_t pattern[XC_WEIGHT_UNITS];
    for (unsigned s = 1; s < XC_WEIGHT_UNITS; s++) {
        tried.of[s] = (uint16_t)(s * LEARN_SCALE);
        visits += of[s];
    }
    for (unsigned round = 0; round < LEARN_ROUNDS; round++) {
        uint64_t sum = 0;
        for (unsigned s = 1; s < XC_WEIGHT_UNITS; s++)
            sum += (uint64_t)of[s] * tried.of[s];
        tried.most = best_pattern(day, weights->sizes, &tried, pattern);
        if (tried.most == 0 || sum == 0)
            return;
        if (best.most == 0 || sum * best.most > best_sum * tried.most) {
            best = tried;
            best_sum = sum;
        }
        int64_t step = (int64_t)(sum / visits) / (3 + round / 2);
        for (unsigned s = 1; s < XC_WEIGHT_UNITS; s++) {
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
    weights->learned++;
    weights->list[weights->count++] = best;
}

static bool same_day(const struct xc_bound_day *a, const struct xc_bound_day *b) {
    return a->limit == b->limit && a->loose == b->loose &&
           a->room.count == b->room.count &&
           memcmp(a->room.units, b->room.units, sizeof a->room.units) == 0;
}

static void make_list(struct xc_weights_book *book, const struct xc_bound_day *day,
                      const uint64_t sizes[2], struct xc_weights *weights) {
    memset(weights, 0, sizeof *weights);
    weights->sizes[0] = sizes[0];
    weights->sizes[1] = sizes[1];
    weights->day = *day;
    weights->set = true;
    make_weights(book, day, weights);
}

struct xc_weights *xc_weights_common(struct xc_weights_book *book,
                                     const struct xc_bound_day *day,
                                     const uint64_t sizes[2]) {
    unsigned at = 0;
    while (at < COMMON && book->common[at].set && !same_day(&book->common[at].day, day))
        at++;
    struct xc_weights *weights = &book->common[at < COMMON ? at : 0];
    uint64_t seen[2] = {sizes[0], sizes[1]};
    if (at < COMMON && weights->set) {
        seen[0] |= weights->sizes[0];
        seen[1] |= weights->sizes[1];
    }
    if (at == COMMON || !weights->set || seen[0] != weights->sizes[0] ||
        seen[1] != weights->sizes[1])
        make_list(book, day, seen, weights);
    return weights;
}

struct xc_weights *xc_weights_own(struct xc_weights_book *book,
                                  const struct xc_bound_day *day,
                                  const uint64_t sizes[2]) {
    uint64_t key = (sizes[0] ^ sizes[1] << 7) * UINT64_C(0x9e3779b97f4a7c15);
    struct xc_weights *weights = &book->cache[key >> 32 & (CACHE - 1)];
    if (weights->set && weights->sizes[0] == sizes[0] && weights->sizes[1] == sizes[1] &&
        same_day(&weights->day, day))
        return weights;
    if (book->builds == BUILDS)
        return NULL;
    book->builds++;
    make_list(book, day, sizes, weights);
    return weights;
}
