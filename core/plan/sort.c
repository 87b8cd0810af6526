#include "plan/plan_internal.h"

#include <string.h>

enum { RUN = 8, DIGIT_BITS = 12 };

static void sort_run(uint32_t *items, size_t count, xc_plan_order *order,
                     const void *context) {
    for (size_t i = 1; i < count; i++) {
        uint32_t item = items[i];
        size_t at = i;
        while (at > 0 && order(context, items[at - 1], item) > 0) {
            items[at] = items[at - 1];
            at--;
        }
        items[at] = item;
    }
}

static void merge(const uint32_t *from, size_t left, size_t count, uint32_t *to,
                  xc_plan_order *order, const void *context) {
    size_t a = 0;
    size_t b = left;
    for (size_t i = 0; i < count; i++) {
        if (b == count || (a < left && order(context, from[a], from[b]) <= 0))
            to[i] = from[a++];
        else
            to[i] = from[b++];
    }
}

void xc_plan_sort(uint32_t *items, size_t count, uint32_t *scratch, xc_plan_order *order,
                  const void *context) {
    for (size_t i = 0; i < count; i += RUN)
        sort_run(items + i, count - i < RUN ? count - i : RUN, order, context);
    uint32_t *from = items;
    uint32_t *to = scratch;
    for (size_t run = RUN; run < count; run *= 2) {
        for (size_t i = 0; i < count; i += 2 * run) {
            size_t size = count - i < 2 * run ? count - i : 2 * run;
            merge(from + i, size < run ? size : run, size, to + i, order, context);
        }
        uint32_t *other = from;
        from = to;
        to = other;
    }
    if (from != items)
        memcpy(items, from, count * sizeof *items);
}

void xc_plan_sort_by_keys(uint32_t *items, size_t count, uint32_t *scratch,
                          const uint64_t *keys, unsigned bits) {
    uint32_t starts[1 << DIGIT_BITS];
    const uint64_t mask = (1u << DIGIT_BITS) - 1;
    uint32_t *from = items;
    uint32_t *to = scratch;
    for (unsigned shift = 0; shift < bits; shift += DIGIT_BITS) {
        memset(starts, 0, sizeof starts);
        for (size_t i = 0; i < count; i++)
            starts[keys[from[i]] >> shift & mask]++;
        uint32_t sum = 0;
        for (size_t i = 0; i <= mask; i++) {
            uint32_t here = starts[i];
            starts[i] = sum;
            sum += here;
        }
        for (size_t i = 0; i < count; i++)
            to[starts[keys[from[i]] >> shift & mask]++] = from[i];
        uint32_t *other = from;
        from = to;
        to = other;
    }
    if (from != items && count > 0)
        memcpy(items, from, count * sizeof *items);
}

uint32_t *xc_plan_indices(struct xc_arena *arena, size_t count) {
    uint32_t *items = xc_arena_array(arena, count, sizeof *items);
    for (size_t i = 0; items && i < count; i++)
        items[i] = (uint32_t)i;
    return items;
}
