/* Packed days of a zone, made easier to place: visits of one length change places where
 * days then share more of their windows. No day gets longer, fuller or rarer. */
#include "plan/plan_internal.h"

enum { WIDTH = 1 << 16, ROUNDS = 4 };

struct span {
    uint16_t lo, hi;
};

static uint64_t penalty_of(struct span span) { /* for narrow windows */
    return WIDTH / ((unsigned)(span.hi - span.lo) + 1);
}

struct widening {
    const struct xc_pack_task *task;
    uint32_t *items;
    struct xc_pack_day *days;
};

/* The window that a day has with the item at `out` gone and `in` in its place; false: it
 * has none, or in's target is there already. */
static bool window_of(const struct widening *w, const struct xc_pack_day *day,
                      uint32_t out, uint32_t in, struct span *span) {
    const struct xc_pack_item *added = &w->task->items[in];
    *span = (struct span){added->lo, added->hi};
    for (uint32_t i = day->first; i < day->first + day->count; i++) {
        const struct xc_pack_item *it = &w->task->items[w->items[i]];
        if (i == out)
            continue;
        if (it->target == added->target)
            return false;
        span->lo = it->lo > span->lo ? it->lo : span->lo;
        span->hi = it->hi < span->hi ? it->hi : span->hi;
    }
    return span->lo <= span->hi;
}

static bool try_swap(struct widening *w, struct xc_pack_day *a, uint32_t i,
                     struct xc_pack_day *b, uint32_t k) {
    const struct xc_pack_item *left = &w->task->items[w->items[i]];
    const struct xc_pack_item *right = &w->task->items[w->items[k]];
    struct span spans[2];
    if (left->units != right->units || left->level != right->level ||
        (left->lo == right->lo && left->hi == right->hi) ||
        !window_of(w, a, i, w->items[k], &spans[0]) ||
        !window_of(w, b, k, w->items[i], &spans[1]))
        return false;
    uint64_t before =
        penalty_of((struct span){a->lo, a->hi}) + penalty_of((struct span){b->lo, b->hi});
    if (penalty_of(spans[0]) + penalty_of(spans[1]) >= before)
        return false;
    uint32_t moved = w->items[i];
    w->items[i] = w->items[k];
    w->items[k] = moved;
    a->lo = spans[0].lo;
    a->hi = spans[0].hi;
    b->lo = spans[1].lo;
    b->hi = spans[1].hi;
    return true;
}

static bool widen_pair(struct widening *w, struct xc_pack_day *a, struct xc_pack_day *b) {
    bool changed = false;
    for (uint32_t i = a->first; i < a->first + a->count; i++)
        for (uint32_t k = b->first; k < b->first + b->count; k++)
            changed = try_swap(w, a, i, b, k) || changed;
    return changed;
}

void xc_widen_run(const struct xc_pack_task *task, uint32_t *items,
                  struct xc_pack_day *days, uint32_t count) {
    struct widening w = {.task = task, .days = days};
    w.items = items;
    bool changed = true;
    for (unsigned round = 0; round < ROUNDS && changed; round++) {
        changed = false;
        for (uint32_t a = 0; a < count; a++)
            for (uint32_t b = a + 1; b < count; b++)
                changed = widen_pair(&w, &days[a], &days[b]) || changed;
    }
}
