/* Small random zones and their true optimum by trying everything. */
#ifndef XC_TESTS_PLAN_ZONES_H
#define XC_TESTS_PLAN_ZONES_H

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "plan/plan_internal.h"

enum { ZONE_VISITS = 8, ZONE_SETS = 1 << ZONE_VISITS };

struct zone {
    struct xc_hours hours;
    unsigned setup; /* minutes */
    unsigned limit;
    unsigned count;
    struct xc_pack_item items[ZONE_VISITS];
};

static inline int earlier(const struct xc_day_plan *a, const struct xc_day_plan *b) {
    return a->span != b->span ? a->span < b->span : a->at < b->at;
}

/* True where the visits of a set can all be made on one day in some order, by the day
 * plan that the planner lays cells out with. Whoever is earlier after the same visits has
 * at least the same choices, so only the earliest end of each set counts. */
static inline bool one_day(const struct zone *z, unsigned set) {
    static struct xc_day_plan ends[ZONE_SETS];
    static bool known[ZONE_SETS];
    unsigned start = 0;
    unsigned end = 0;
    uint16_t lo = 0;
    uint16_t hi = UINT16_MAX;
    unsigned visits = 0;
    for (unsigned i = 0; i < z->count; i++) {
        if (!(set >> i & 1))
            continue;
        visits++;
        lo = z->items[i].lo > lo ? z->items[i].lo : lo;
        hi = z->items[i].hi < hi ? z->items[i].hi : hi;
        for (unsigned k = 0; k < i; k++)
            if (set >> k & 1 && z->items[k].target == z->items[i].target)
                return false;
    }
    if (lo > hi || visits > z->limit)
        return false;
    xc_day_plan_start(&ends[0], &z->hours);
    known[0] = z->setup == 0 || xc_day_plan_take(&ends[0], z->setup, &start, &end);
    for (unsigned part = 1; part <= set; part++) {
        known[part] = false;
        if (part & ~set)
            continue;
        for (unsigned i = 0; i < z->count; i++) {
            unsigned rest = part & ~(1u << i);
            if (rest == part || !known[rest])
                continue;
            struct xc_day_plan day = ends[rest];
            if (!xc_day_plan_take(&day, z->items[i].units * XC_GRID_MINUTES, &start,
                                  &end) ||
                (known[part] && !earlier(&day, &ends[part])))
                continue;
            ends[part] = day;
            known[part] = true;
        }
    }
    return known[set];
}

/* The least days; 0: some visit fits into no day. */
static inline unsigned optimum(const struct zone *z) {
    static bool fits[ZONE_SETS];
    static unsigned least[ZONE_SETS];
    unsigned sets = 1u << z->count;
    for (unsigned set = 1; set < sets; set++)
        fits[set] = one_day(z, set);
    least[0] = 0;
    for (unsigned set = 1; set < sets; set++) {
        unsigned lowest = set & (~set + 1);
        least[set] = UINT_MAX;
        for (unsigned day = set; day > 0; day = (day - 1) & set)
            if (day & lowest && fits[day] && least[set & ~day] != UINT_MAX &&
                least[set & ~day] + 1 < least[set])
                least[set] = least[set & ~day] + 1;
    }
    return least[sets - 1] == UINT_MAX ? 0 : least[sets - 1];
}

static inline void add_span(struct zone *z, unsigned from, unsigned to) {
    z->hours.spans[z->hours.count].from = (uint16_t)from;
    z->hours.spans[z->hours.count].to = (uint16_t)to;
    z->hours.count++;
}

static inline void sort_items(struct zone *z) {
    for (unsigned i = 1; i < z->count; i++) {
        struct xc_pack_item item = z->items[i];
        unsigned at = i;
        for (; at > 0 &&
               (z->items[at - 1].hi > item.hi ||
                (z->items[at - 1].hi == item.hi && z->items[at - 1].units < item.units));
             at--)
            z->items[at] = z->items[at - 1];
        z->items[at] = item;
    }
}

/* Hours of all kinds, lengths from a quarter to more than a morning, windows from all the
 * same to short ones. */
static inline struct zone random_zone(uint64_t *seed) {
    struct zone z = {.limit = XC_CELL_VISITS};
    unsigned kind = xc_random_below(seed, 8);
    if (kind < 4)
        z.hours = xc_hours_default;
    else if (kind == 4)
        add_span(&z, 540, 1020);
    else
        add_span(&z, 480, 720);
    if (kind >= 5)
        add_span(&z, 840, kind == 5 ? 1050 : 960);
    if (kind == 7)
        add_span(&z, 1080, 1200);
    z.setup = xc_random_below(seed, 3) == 0 ? 15 * (1 + xc_random_below(seed, 4)) : 0;
    if (xc_random_below(seed, 6) == 0)
        z.limit = 1 + xc_random_below(seed, 4);
    z.count = 2 + xc_random_below(seed, ZONE_VISITS - 1);
    unsigned grain = 1 + xc_random_below(seed, 3);
    unsigned longest = 4 + xc_random_below(seed, 14);
    unsigned width = 1 + xc_random_below(seed, 20);
    for (unsigned i = 0; i < z.count; i++) {
        unsigned units = grain * (1 + xc_random_below(seed, longest / grain));
        unsigned lo = width == 20 ? 0 : xc_random_below(seed, 20);
        z.items[i] = (struct xc_pack_item){
            .target = xc_random_below(seed, 8) == 0 && i > 0 ? i - 1 : i,
            .lo = (uint16_t)lo,
            .hi = (uint16_t)(lo + xc_random_below(seed, width)),
            .units = (uint8_t)units};
    }
    sort_items(&z);
    return z;
}

#endif
