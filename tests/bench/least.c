#include "least.h"

#include <string.h>

enum { MEMORY = 2048 };

struct least {
    const struct bench_shape *shape;
    const struct bench_piece *pieces;
    uint32_t count;
    const uint32_t *weights[2];
    uint32_t capacities[2];
    uint32_t left[BENCH_LEAST_VISITS];
    struct bench_piece rest[BENCH_LEAST_VISITS];
    unsigned long steps, most;
    struct { /* sets of which so many days are known to be too few */
        uint64_t set;
        uint64_t days;
    } known[MEMORY];
};

struct choice {   /* a day being filled */
    uint64_t all; /* pieces that are left */
    uint64_t taken;
    unsigned total;
    uint64_t morning; /* bit m: the morning can hold m of it, the afternoon the rest */
    bool across;
    uint64_t days; /* behind it */
};

uint64_t bench_lazy(const struct bench_piece *pieces, uint32_t count,
                    const uint32_t *weight, uint32_t capacity, uint32_t *left) {
    uint64_t days = 0;
    for (uint32_t i = 0; i < count; i++)
        left[i] = weight[pieces[i].units];
    for (uint32_t i = 0; i < count;) {
        uint32_t end = i;
        uint64_t due = 0;
        for (; end < count && pieces[end].hi == pieces[i].hi; end++)
            due += left[end];
        uint64_t opened = (due + capacity - 1) / capacity;
        uint64_t spare = opened * capacity - due;
        days += opened;
        for (uint32_t k = end; k < count && spare > 0; k++) {
            if (pieces[k].lo > pieces[i].hi)
                continue;
            uint32_t taken = left[k] < spare ? left[k] : (uint32_t)spare;
            left[k] -= taken;
            spare -= taken;
        }
        i = end;
    }
    return days;
}

static bool hopeless(struct least *l, uint64_t set, uint64_t days) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < l->count; i++)
        if (set >> i & 1u)
            l->rest[count++] = l->pieces[i];
    for (unsigned k = 0; k < 2; k++)
        if (bench_lazy(l->rest, count, l->weights[k], l->capacities[k], l->left) > days)
            return true;
    return false;
}

/* Adds a piece to the day; false: the day does not hold it. */
static bool add(const struct least *l, struct choice *c, uint32_t piece) {
    const struct bench_shape *s = l->shape;
    unsigned units = l->pieces[piece].units;
    unsigned total = c->total + units;
    uint64_t morning = 0;
    if (s->halves[1] == 0) {
        morning = total <= s->halves[0] ? 1 : 0;
    } else {
        bool across = units > s->longest;
        if (across && c->across)
            return false;
        if (!across)
            morning = c->morning | c->morning << units;
        for (unsigned x = 1; across && x < units; x++)
            morning |= x <= s->halves[0] ? c->morning << x : 0;
        morning &= (UINT64_C(2) << s->halves[0]) - 1;
        if (total > s->halves[1])
            morning &= ~((UINT64_C(1) << (total - s->halves[1])) - 1);
        c->across = c->across || (across && morning != 0);
    }
    if (morning == 0)
        return false;
    c->morning = morning;
    c->total = total;
    c->taken |= UINT64_C(1) << piece;
    return true;
}

static bool enough(struct least *l, uint64_t set, uint64_t days);

struct alive { /* pieces that may lie on the day being filled, the longest first */
    uint8_t pieces[BENCH_LEAST_VISITS];
    uint32_t count;
};

static bool full(const struct least *l, const struct choice *c,
                 const struct alive *alive) {
    for (uint32_t i = 0; i < alive->count; i++) {
        struct choice more = *c;
        if (!(c->taken >> alive->pieces[i] & 1u) && add(l, &more, alive->pieces[i]))
            return false;
    }
    return true;
}

/* Tries all ways to fill the day up with pieces from `next` on. Of pieces of one length
 * those that are due first go first: the others can do whatever they could. */
static bool fill(struct least *l, const struct choice *c, const struct alive *alive,
                 uint32_t next) {
    while (next < alive->count && c->taken >> alive->pieces[next] & 1u)
        next++;
    if (next == alive->count)
        return full(l, c, alive) && enough(l, c->all & ~c->taken, c->days);
    struct choice more = *c;
    if (add(l, &more, alive->pieces[next]) && fill(l, &more, alive, next + 1))
        return true;
    unsigned units = l->pieces[alive->pieces[next]].units;
    while (next < alive->count && l->pieces[alive->pieces[next]].units == units)
        next++;
    return fill(l, c, alive, next);
}

/* The first deadline needs a day; it can be the last day on which it helps. */
static bool branch(struct least *l, uint64_t set, uint64_t days) {
    struct alive alive = {.count = 0};
    uint32_t due = 0;
    while (!(set >> due & 1u))
        due++;
    uint16_t day = l->pieces[due].hi;
    for (uint32_t i = due; i < l->count; i++) {
        if (!(set >> i & 1u) || l->pieces[i].lo > day)
            continue;
        if (l->pieces[i].hi == day && l->pieces[i].units > l->pieces[due].units)
            due = i;
        uint32_t at = alive.count++;
        for (; at > 0 && l->pieces[alive.pieces[at - 1]].units < l->pieces[i].units; at--)
            alive.pieces[at] = alive.pieces[at - 1];
        alive.pieces[at] = (uint8_t)i;
    }
    struct choice first = {.all = set, .morning = 1, .days = days - 1};
    return add(l, &first, due) && fill(l, &first, &alive, 0);
}

/* False: so many days are too few for the set. True also where it gives up. */
static bool enough(struct least *l, uint64_t set, uint64_t days) {
    if (set == 0)
        return true;
    if (++l->steps > l->most)
        return true;
    size_t at = (size_t)((set * UINT64_C(0x9e3779b97f4a7c15)) >> 40) % MEMORY;
    if (l->known[at].set == set && days <= l->known[at].days)
        return false;
    if (!hopeless(l, set, days) && branch(l, set, days))
        return true;
    l->known[at].set = set;
    l->known[at].days = days;
    return false;
}

uint64_t bench_least_days(const struct bench_shape *shape,
                          const struct bench_piece *pieces, uint32_t count,
                          const uint32_t *weight, uint32_t capacity, uint64_t bound,
                          unsigned long steps) {
    struct least l = {.shape = shape, .pieces = pieces, .count = count, .most = steps};
    uint32_t minutes[BENCH_UNITS];
    for (unsigned u = 0; u < BENCH_UNITS; u++)
        minutes[u] = u;
    l.weights[0] = minutes;
    l.capacities[0] = shape->halves[0] + shape->halves[1];
    l.weights[1] = weight;
    l.capacities[1] = capacity;
    uint64_t set = count == BENCH_LEAST_VISITS ? UINT64_MAX : (UINT64_C(1) << count) - 1;
    while (!enough(&l, set, bound))
        bound++;
    return bound;
}
