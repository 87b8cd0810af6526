#include "plan/improve_internal.h"

#include <limits.h>
#include <string.h>

enum {
    SCAN_MOST = 256,
    UNIT_SHIFT = 20,
    EXCESS_MOST = 1 << 22,       /* a plan of a few days fills a week many times over */
    EXCESS_MOST_HEAVY = 1 << 18, /* where the square would not fit */
    HEAVY_SHIFT = 26
};

static int32_t excess_of(const struct xc_search_level *level, uint32_t at,
                         uint64_t load) {
    if (level->fair[at] == 0)
        return 0;
    uint64_t share = (load << UNIT_SHIFT) / level->fair[at];
    int64_t excess = (int64_t)(share > INT32_MAX ? INT32_MAX : share) - (1 << 16);
    return (int32_t)(excess > EXCESS_MOST ? EXCESS_MOST : excess);
}

static int64_t square(const struct xc_search_level *level, uint32_t at, int32_t excess) {
    if (excess > EXCESS_MOST_HEAVY && level->weight[at] >> HEAVY_SHIFT > 0)
        excess = EXCESS_MOST_HEAVY;
    return (level->weight[at] * ((int64_t)excess * excess >> 8)) >> 24;
}

static int32_t positive(int32_t excess) {
    return excess > 0 ? excess : 0;
}

static void find_worst(struct xc_search_level *level) {
    level->worst = 0;
    for (uint32_t i = 1; i < level->count; i++)
        if (level->excess[i] > level->excess[level->worst])
            level->worst = i;
}

static int64_t peak_change(const struct xc_search_level *level, int64_t half_bound,
                           uint32_t from, uint32_t to, int32_t less, int32_t more) {
    int32_t was = level->excess[level->worst];
    int32_t now = was;
    if (level->worst == from || level->worst == to) {
        now = -(1 << 16);
        for (uint32_t i = 0; i < level->count && level->count <= SCAN_MOST; i++)
            if (i != from && i != to && level->excess[i] > now)
                now = level->excess[i];
        if (level->count > SCAN_MOST)
            now = was;
    }
    if (from != XC_NO_ROW && less > now)
        now = less;
    if (to != XC_NO_ROW && more > now)
        now = more;
    return half_bound * (positive(now) - positive(was)) / 65536;
}

int64_t xc_level_change(const struct xc_search_level *level, int64_t half_bound,
                        uint32_t from, uint32_t to, int64_t minutes) {
    int64_t change = 0;
    int32_t less = 0;
    int32_t more = 0;
    if (from == to || minutes == 0 || level->count == 0)
        return 0;
    if (from != XC_NO_ROW) {
        less = excess_of(level, from, level->load[from] - (uint64_t)minutes);
        change += square(level, from, less) - square(level, from, level->excess[from]);
    }
    if (to != XC_NO_ROW) {
        more = excess_of(level, to, level->load[to] + (uint64_t)minutes);
        change += square(level, to, more) - square(level, to, level->excess[to]);
    }
    if (level->peak)
        change += peak_change(level, half_bound, from, to, less, more);
    return change;
}

void xc_level_shift(struct xc_search_level *level, uint32_t from, uint32_t to,
                    int64_t minutes) {
    if (from == to || minutes == 0 || level->count == 0)
        return;
    if (from != XC_NO_ROW) {
        level->load[from] -= (uint64_t)minutes;
        level->excess[from] = excess_of(level, from, level->load[from]);
    }
    if (to != XC_NO_ROW) {
        level->load[to] += (uint64_t)minutes;
        level->excess[to] = excess_of(level, to, level->load[to]);
    }
    if (level->worst == from || level->worst == to)
        find_worst(level);
    if (from != XC_NO_ROW && level->excess[from] > level->excess[level->worst])
        level->worst = from;
    if (to != XC_NO_ROW && level->excess[to] > level->excess[level->worst])
        level->worst = to;
}

void xc_level_read(struct xc_search_level *level) {
    for (uint32_t i = 0; i < level->count; i++)
        level->excess[i] = excess_of(level, i, level->load[i]);
    if (level->count > 0)
        find_worst(level);
}

void xc_level_share(struct xc_search_level *level, const uint64_t *capacity,
                    uint64_t work, uint64_t all) {
    for (uint32_t i = 0; i < level->count; i++)
        level->fair[i] = all > 0 ? capacity[i] * work * 16 / all : 0;
}

void xc_level_weigh(struct xc_search_level *level, int64_t half_bound, uint64_t work) {
    for (uint32_t i = 0; i < level->count; i++)
        level->weight[i] =
            work > 0 ? half_bound * (int64_t)level->fair[i] / (int64_t)work / 16 : 0;
}

int xc_level_make(struct xc_arena *arena, struct xc_search_level *level, uint32_t count,
                  bool peak) {
    level->count = count;
    level->peak = peak;
    level->load = xc_arena_array(arena, count, sizeof *level->load);
    level->fair = xc_arena_array(arena, count, sizeof *level->fair);
    level->weight = xc_arena_array(arena, count, sizeof *level->weight);
    level->excess = xc_arena_array(arena, count, sizeof *level->excess);
    return level->load && level->fair && level->weight && level->excess ? XC_OK
                                                                        : XC_ENOMEM;
}
