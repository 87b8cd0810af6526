#include "optimum.h"

#include <string.h>

enum { MOST_STEPS = 3000000 };

struct search {
    const struct bench_instance *b;
    struct bench_days days;
    uint32_t window[OPTIMUM_TARGETS][2];
    unsigned zones[OPTIMUM_CELLS][OPTIMUM_TARGETS];
    unsigned minutes[OPTIMUM_CELLS][OPTIMUM_TARGETS];
    unsigned count[OPTIMUM_CELLS];
    unsigned unserved, zone_days;
    unsigned best_unserved, best_zone_days;
    unsigned long steps;
};

/* True where the visits fit into the two halves, or one of them lies across the pause. */
static bool split(const unsigned *minutes, unsigned count, unsigned first,
                  unsigned second) {
    if (count == 0)
        return true;
    unsigned m = minutes[0];
    return (m <= first && split(minutes + 1, count - 1, first - m, second)) ||
           (m <= second && split(minutes + 1, count - 1, first, second - m));
}

static bool fits(const struct search *s, unsigned cell) {
    const struct bench_days *days = &s->days;
    unsigned away = days->away[cell];
    unsigned first = away & 1u ? 0 : days->minutes[2];
    unsigned second = away & 2u ? 0 : days->minutes[1];
    unsigned sum = 0;
    for (unsigned i = 0; i < s->count[cell]; i++)
        sum += s->minutes[cell][i];
    if (sum > first + second)
        return false;
    if (s->b->hours.count == 1)
        return true;
    unsigned longest =
        days->minutes[1] > days->minutes[2] ? days->minutes[1] : days->minutes[2];
    unsigned rest[OPTIMUM_TARGETS];
    unsigned across = 0;
    unsigned others = 0;
    for (unsigned i = 0; i < s->count[cell]; i++)
        if (s->minutes[cell][i] > longest)
            across += s->minutes[cell][i];
        else
            rest[others++] = s->minutes[cell][i];
    if (others == s->count[cell])
        return split(rest, others, first, second);
    if (others + 1 < s->count[cell] || away)
        return false;
    for (unsigned x = BENCH_GRID; x < across; x += BENCH_GRID)
        if (x <= first && across - x <= second &&
            split(rest, others, first - x, second - (across - x)))
            return true;
    return false;
}

static bool hopeless(const struct search *s) {
    return s->unserved > s->best_unserved ||
           (s->unserved == s->best_unserved && s->zone_days >= s->best_zone_days);
}

static void search(struct search *s, uint32_t target) {
    const struct bench_instance *b = s->b;
    if (hopeless(s) || ++s->steps > MOST_STEPS)
        return;
    if (target == b->target_count) {
        s->best_unserved = s->unserved;
        s->best_zone_days = s->zone_days;
        return;
    }
    const struct bench_target *t = &b->targets[target];
    for (uint32_t c = 0; c < b->crew_count; c++) {
        if (bench_barred(b, c, target) ||
            (b->rules[t->rule].special && !b->special[2 * c + 1]))
            continue;
        for (uint32_t d = s->window[target][0]; d <= s->window[target][1]; d++) {
            unsigned cell = c * s->days.count + d;
            bool known = false;
            for (unsigned i = 0; i < s->count[cell]; i++)
                known = known || s->zones[cell][i] == t->zone;
            s->zones[cell][s->count[cell]] = t->zone;
            s->minutes[cell][s->count[cell]++] = bench_units(t) * BENCH_GRID;
            s->zone_days += known ? 0 : 1;
            if (fits(s, cell))
                search(s, target + 1);
            s->zone_days -= known ? 0 : 1;
            s->count[cell]--;
        }
    }
    s->unserved++;
    search(s, target + 1);
    s->unserved--;
}

struct optimum optimum_find(const struct bench_instance *b) {
    struct search s = {.b = b, .best_unserved = UINT32_MAX};
    struct optimum result = {0, 0, false};
    bench_days_make(b, &s.days);
    if (b->target_count > OPTIMUM_TARGETS || b->crew_count * s.days.count > OPTIMUM_CELLS)
        goto done;
    for (uint32_t i = 0; i < b->target_count; i++)
        if (!bench_window(b, &s.days, &b->rules[b->targets[i].rule], 1, &s.window[i][0],
                          &s.window[i][1])) {
            s.window[i][0] = 1;
            s.window[i][1] = 0;
        }
    search(&s, 0);
    result = (struct optimum){s.best_unserved, s.best_zone_days, s.steps <= MOST_STEPS};
done:
    bench_days_free(&s.days);
    return result;
}
