/* Lower bounds from the facts, the simple way. */
#include "evaluator.h"
#include "least.h"

#include <stdlib.h>
#include <string.h>

enum {
    LEARNED = 200,  /* zones whose best weights are tried on all */
    STEPS = 4000000 /* of the search behind it, all zones together */
};

/* ---- zone-days ----
 *
 * Give each visit a weight by its length such that no day can hold more than C of it.
 * Then a zone needs at least as many crew-days as the weights need days of capacity C,
 * even if they could be cut to pieces. Cut to pieces, the least number is known: go
 * through the deadlines; where something is due that no open day holds, open days at the
 * last moment and fill them with what is due first. */

struct zone_work {
    const struct bench_instance *b;
    struct bench_shape shape;
    struct bench_piece
        *pieces;     /* of all zones, those of one zone together, by deadline */
    uint32_t *first; /* of zone; one more */
    uint32_t *left;  /* of one zone */
    uint32_t (*weights)[BENCH_UNITS];
    unsigned weight_count;
};

static int by_deadline(const void *a, const void *b) {
    const struct bench_piece *l = a;
    const struct bench_piece *r = b;
    if (l->hi != r->hi)
        return l->hi < r->hi ? -1 : 1;
    if (l->lo != r->lo)
        return l->lo < r->lo ? -1 : 1;
    return l->units < r->units ? -1 : l->units > r->units;
}

static void collect(struct zone_work *w, const struct bench_days *days) {
    const struct bench_instance *b = w->b;
    uint32_t *at = bench_memory((size_t)b->zone_count + 2u, sizeof *at);
    w->pieces = bench_memory(b->visit_count, sizeof *w->pieces);
    w->left = bench_memory(b->visit_count, sizeof *w->left);
    w->first = bench_memory((size_t)b->zone_count + 1u, sizeof *w->first);
    for (uint32_t i = 0; i < b->target_count; i++)
        at[b->targets[i].zone + 1] += b->rules[b->targets[i].rule].times;
    for (uint32_t z = 0; z < b->zone_count; z++) {
        at[z + 1] += at[z];
        w->first[z + 1] = at[z + 1];
    }
    for (uint32_t i = 0; i < b->target_count; i++) {
        const struct bench_rule *rule = &b->rules[b->targets[i].rule];
        for (unsigned n = 1; n <= rule->times; n++) {
            uint32_t lo = 0;
            uint32_t hi = 0;
            (void)bench_window(b, days, rule, n, &lo, &hi);
            w->pieces[at[b->targets[i].zone]++] = (struct bench_piece){
                (uint16_t)lo, (uint16_t)hi, (uint8_t)bench_units(&b->targets[i])};
        }
    }
    free(at);
}

/* The best weights of some zones, spread over all, unless they are known. */
static void learn(struct zone_work *w) {
    uint32_t step = (w->b->zone_count + LEARNED - 1) / LEARNED;
    for (uint32_t z = 0; z < w->b->zone_count; z += step) {
        uint32_t counts[BENCH_UNITS] = {0};
        uint32_t *weight = w->weights[w->weight_count];
        bool known = false;
        for (uint32_t i = w->first[z]; i < w->first[z + 1]; i++)
            counts[w->pieces[i].units]++;
        bench_best_weights(&w->shape, counts, weight);
        for (unsigned k = 0; k < w->weight_count; k++)
            known = known || memcmp(w->weights[k], weight, sizeof w->weights[k]) == 0;
        w->weight_count += known ? 0 : 1;
    }
}

static uint64_t bound_zone(const struct zone_work *w, const struct bench_piece *pieces,
                           uint32_t number) {
    bool there[BENCH_UNITS] = {false};
    uint64_t most = 0;
    unsigned best = 0;
    for (uint32_t i = 0; i < number; i++)
        there[pieces[i].units] = true;
    for (unsigned k = 0; k < w->weight_count; k++) {
        uint32_t capacity = bench_day_weight(&w->shape, w->weights[k], there);
        if (capacity == 0)
            continue;
        uint64_t least = bench_lazy(pieces, number, w->weights[k], capacity, w->left);
        best = least > most ? k : best;
        most = least > most ? least : most;
    }
    if (number == 0 || number > BENCH_LEAST_VISITS)
        return most;
    return bench_least_days(&w->shape, pieces, number, w->weights[best],
                            bench_day_weight(&w->shape, w->weights[best], there), most,
                            STEPS / w->b->zone_count);
}

static uint64_t bound_zone_days(const struct bench_instance *b,
                                const struct bench_days *days) {
    struct zone_work w = {.b = b};
    uint64_t sum = 0;
    const struct bench_hours *h = &b->hours;
    w.shape.halves[0] = (h->to[0] - h->from[0]) / BENCH_GRID;
    w.shape.halves[1] = h->count == 2 ? (h->to[1] - h->from[1]) / BENCH_GRID : 0;
    w.shape.longest =
        w.shape.halves[0] > w.shape.halves[1] ? w.shape.halves[0] : w.shape.halves[1];
    w.weights = bench_memory(BENCH_FAMILY + LEARNED, sizeof *w.weights);
    w.weight_count = bench_weight_family(&w.shape, w.weights);
    collect(&w, days);
    learn(&w);
    for (uint32_t z = 0; z < b->zone_count; z++) {
        struct bench_piece *pieces = w.pieces + w.first[z];
        uint32_t number = w.first[z + 1] - w.first[z];
        qsort(pieces, number, sizeof *pieces, by_deadline);
        sum += bound_zone(&w, pieces, number);
    }
    free(w.weights);
    free(w.pieces);
    free(w.left);
    free(w.first);
    return sum;
}

/* ---- loads and what does not fit ---- */

struct area_work {       /* minutes by first and last working day, one area */
    uint64_t *inside[2]; /* all visits, those that need the specialty */
    uint64_t *room[2];   /* by day: minutes of all crews, of those that have it */
    uint32_t largest[2];
};

/* inside[lo × n + hi] becomes what must lie between lo and hi. */
static void add_up(uint64_t *inside, uint32_t n) {
    for (uint32_t lo = n; lo-- > 0;)
        for (uint32_t hi = 0; hi < n; hi++) {
            uint64_t *at = &inside[(size_t)lo * n + hi];
            if (hi > 0)
                *at += at[-1];
            if (lo + 1 < n)
                *at += at[n];
            if (hi > 0 && lo + 1 < n)
                *at -= at[n - 1];
        }
}

/* The most minutes that cannot be worked, over disjoint spans of days. */
static uint64_t excess(const uint64_t *inside, const uint64_t *room, uint32_t n) {
    uint64_t *best = bench_memory((size_t)n + 1u, sizeof *best);
    for (uint32_t hi = 0; hi < n; hi++) {
        uint64_t exist = 0;
        best[hi + 1] = best[hi];
        for (uint32_t lo = hi + 1; lo-- > 0;) {
            exist += room[lo];
            uint64_t need = inside[(size_t)lo * n + hi];
            if (need > exist && best[lo] + need - exist > best[hi + 1])
                best[hi + 1] = best[lo] + need - exist;
        }
    }
    uint64_t result = best[n];
    free(best);
    return result;
}

/* The fullest group of days: work that must lie within some groups ÷ what they hold. */
static double bound_peak(const uint64_t *inside, const uint64_t *room,
                         const uint32_t *group_end, uint32_t groups, uint32_t n) {
    double most = 0;
    for (uint32_t a = 0; a < groups; a++) {
        uint64_t exist = 0;
        uint32_t lo = a > 0 ? group_end[a - 1] : 0;
        for (uint32_t z = a; z < groups; z++) {
            for (uint32_t d = z > 0 ? group_end[z - 1] : 0; d < group_end[z]; d++)
                exist += room[d];
            uint64_t need =
                group_end[z] > lo ? inside[(size_t)lo * n + group_end[z] - 1] : 0;
            if (exist > 0 && (double)need / (double)exist > most)
                most = (double)need / (double)exist;
        }
    }
    return most;
}

static uint32_t group_days(const struct bench_days *days, bool months, uint32_t *end) {
    uint32_t groups = 0;
    for (uint32_t d = 0; d < days->count; d++) {
        xc_date date = days->dates[d];
        bool same = false;
        if (d > 0 && months)
            same = xc_date_ymd(date).month == xc_date_ymd(days->dates[d - 1]).month;
        else if (d > 0)
            same = date - (xc_date)xc_date_weekday(date) ==
                   days->dates[d - 1] - (xc_date)xc_date_weekday(days->dates[d - 1]);
        groups += same ? 0 : 1;
        end[groups - 1] = d + 1;
    }
    return groups;
}

struct totals {
    uint64_t *inside, *room; /* of all areas */
    uint64_t work, exist;
    double crew; /* the fullest group of crews of an area ÷ the area's share */
    uint64_t unserved_minutes;
    uint32_t unserved;
};

static void count_area(const struct bench_instance *b, const struct bench_days *days,
                       uint32_t area, const uint32_t *targets, uint32_t count,
                       struct area_work *w) {
    uint32_t n = days->count;
    for (unsigned k = 0; k < 2; k++) {
        memset(w->inside[k], 0, (size_t)n * n * sizeof *w->inside[k]);
        memset(w->room[k], 0, n * sizeof *w->room[k]);
        w->largest[k] = 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct bench_target *t = &b->targets[targets[i]];
        const struct bench_rule *rule = &b->rules[t->rule];
        uint32_t minutes = bench_units(t) * BENCH_GRID;
        for (unsigned v = 1; v <= rule->times; v++) {
            uint32_t lo = 0;
            uint32_t hi = 0;
            if (!bench_window(b, days, rule, v, &lo, &hi))
                continue;
            for (unsigned k = 0; k <= (rule->special ? 1u : 0); k++) {
                w->inside[k][(size_t)lo * n + hi] += minutes;
                w->largest[k] = minutes > w->largest[k] ? minutes : w->largest[k];
            }
        }
    }
    for (uint32_t c = 0; c < b->crew_count; c++) {
        if (b->crew_area[c] != area)
            continue;
        for (uint32_t d = 0; d < n; d++) {
            unsigned room = days->minutes[days->away[(size_t)c * n + d]];
            w->room[0][d] += room;
            w->room[1][d] += b->special[2 * c + 1] ? room : 0;
        }
    }
}

static void take_area(struct totals *all, const struct bench_days *days,
                      struct area_work *w) {
    uint32_t n = days->count;
    double share = 0;
    uint64_t short_minutes[2] = {0};
    uint32_t short_visits[2] = {0};
    for (size_t i = 0; i < (size_t)n * n; i++)
        all->inside[i] += w->inside[0][i];
    for (unsigned k = 0; k < 2; k++) {
        uint64_t exist = 0;
        add_up(w->inside[k], n);
        uint64_t work = w->inside[k][n - 1];
        short_minutes[k] = excess(w->inside[k], w->room[k], n);
        if (w->largest[k] > 0)
            short_visits[k] =
                (uint32_t)((short_minutes[k] + w->largest[k] - 1) / w->largest[k]);
        for (uint32_t d = 0; d < n; d++) {
            exist += w->room[k][d];
            all->room[d] += k == 0 ? w->room[k][d] : 0;
        }
        all->work += k == 0 ? work : 0;
        all->exist += k == 0 ? exist : 0;
        double here = exist > 0 ? (double)work / (double)exist : 0;
        share = k == 0 ? here : share;
        if (share > 0 && here / share > all->crew)
            all->crew = here / share;
    }
    all->unserved_minutes += short_minutes[short_minutes[1] > short_minutes[0]];
    all->unserved += short_visits[short_visits[1] > short_visits[0]];
}

/* Targets by area: the rows of area a are rows[first[a]] to rows[first[a + 1]]. */
static uint32_t *sort_by_area(const struct bench_instance *b, uint32_t *rows) {
    uint32_t *first = bench_memory((size_t)b->area_count + 2u, sizeof *first);
    for (uint32_t i = 0; i < b->target_count; i++)
        first[b->targets[i].area + 2]++;
    for (uint32_t a = 0; a < b->area_count; a++)
        first[a + 2] += first[a + 1];
    for (uint32_t i = 0; i < b->target_count; i++)
        rows[first[b->targets[i].area + 1]++] = i;
    return first;
}

static double at_least_one(double share) {
    return share > 1 ? share : 1;
}

void bench_bound(const struct bench_instance *b, struct bench_bounds *bounds) {
    struct bench_days days;
    struct area_work w = {0};
    struct totals all = {0};
    bench_days_make(b, &days);
    uint32_t n = days.count;
    uint32_t *rows = bench_memory(b->target_count, sizeof *rows);
    uint32_t *first = sort_by_area(b, rows);
    uint32_t *ends = bench_memory(n, sizeof *ends);
    all.inside = bench_memory((size_t)n * n, sizeof *all.inside);
    all.room = bench_memory(n, sizeof *all.room);
    for (unsigned k = 0; k < 2; k++) {
        w.inside[k] = bench_memory((size_t)n * n, sizeof *w.inside[k]);
        w.room[k] = bench_memory(n, sizeof *w.room[k]);
    }
    for (uint32_t a = 0; a < b->area_count; a++) {
        count_area(b, &days, a, rows + first[a], first[a + 1] - first[a], &w);
        take_area(&all, &days, &w);
    }
    add_up(all.inside, n);
    double share = all.exist > 0 ? (double)all.work / (double)all.exist : 1;
    uint32_t groups = group_days(&days, false, ends);
    bounds->week =
        at_least_one(bound_peak(all.inside, all.room, ends, groups, n) / share);
    groups = group_days(&days, true, ends);
    bounds->month =
        at_least_one(bound_peak(all.inside, all.room, ends, groups, n) / share);
    bounds->crew = at_least_one(all.crew);
    bounds->unserved_minutes = all.unserved_minutes;
    bounds->unserved = all.unserved;
    bounds->zone_days = bound_zone_days(b, &days);
    for (unsigned k = 0; k < 2; k++) {
        free(w.inside[k]);
        free(w.room[k]);
    }
    free(all.inside);
    free(all.room);
    free(ends);
    free(first);
    free(rows);
    bench_days_free(&days);
}
