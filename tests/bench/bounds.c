/* Lower bounds from the facts, the simple way. */
#include "evaluator.h"

#include <stdlib.h>
#include <string.h>

enum { UNITS = 41, WEIGHTS = 64 };

/* ---- zone-days ----
 *
 * Give each visit a weight by its length such that no day can hold more than C of it.
 * Then a zone needs at least as many crew-days as the weights need days of capacity C,
 * even if they could be cut to pieces. Cut to pieces, the least number is known: go
 * through the deadlines; where something is due that no open day holds, open days at the
 * last moment and fill them with what is due first. */

struct piece {
    uint16_t lo, hi;
    uint8_t units;
};

struct zone_work {
    const struct bench_instance *b;
    struct piece *pieces; /* of all zones, those of one zone together, by deadline */
    uint32_t *first;      /* of zone; one more */
    uint32_t *left;       /* of one zone */
    unsigned halves[2];   /* units; the second is 0 without a pause */
    unsigned longest;
};

static void fill_sack(unsigned room, const uint32_t *weight, const bool *there,
                      uint32_t *best) {
    best[0] = 0;
    for (unsigned c = 1; c <= room; c++) {
        best[c] = best[c - 1];
        for (unsigned u = 1; u <= c && u < UNITS; u++)
            if (there[u] && best[c - u] + weight[u] > best[c])
                best[c] = best[c - u] + weight[u];
    }
}

/* The most weight one day can hold. */
static uint32_t day_weight(const struct zone_work *w, const uint32_t *weight,
                           const bool *there) {
    uint32_t best[UNITS] = {0};
    bool inside[UNITS] = {false};
    for (unsigned u = 1; u < UNITS; u++)
        inside[u] = there[u] && u <= w->longest;
    unsigned most = w->halves[0] > w->halves[1] ? w->halves[0] : w->halves[1];
    fill_sack(most, weight, inside, best);
    uint32_t result = best[w->halves[0]] + best[w->halves[1]];
    for (unsigned u = w->longest + 1; w->halves[1] > 0 && u < UNITS; u++)
        for (unsigned x = 1; there[u] && x < u; x++)
            if (x <= w->halves[0] && u - x <= w->halves[1]) {
                uint32_t sum =
                    weight[u] + best[w->halves[0] - x] + best[w->halves[1] - (u - x)];
                result = sum > result ? sum : result;
            }
    return result;
}

static uint64_t lazy(const struct piece *pieces, uint32_t count, const uint32_t *weight,
                     uint32_t capacity, uint32_t *left) {
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

/* Weights worth trying: the minutes; being at least so long; being so long that nothing
 * of some length fits beside it; so many parts of a half day or a day, rounded down. */
static unsigned make_weights(const struct zone_work *w, uint32_t weights[][UNITS]) {
    unsigned day = w->halves[0] + w->halves[1];
    unsigned count = 0;
    for (unsigned u = 0; u < UNITS; u++)
        weights[count][u] = u;
    count++;
    for (unsigned k = 2; k <= w->longest + 1 && k <= 16; k++, count++)
        for (unsigned u = 0; u < UNITS; u++)
            weights[count][u] = u >= k ? 1 : 0;
    for (unsigned k = 2; k <= day / 2 && k <= 14; k++, count++)
        for (unsigned u = 0; u < UNITS; u++)
            weights[count][u] = u + k > day ? day : (u >= k ? u : 0);
    unsigned spans[3] = {w->halves[0], w->halves[1], day};
    for (unsigned s = 0; s < 3; s++)
        for (unsigned parts = 2; spans[s] > 0 && parts <= 7; parts++, count++)
            for (unsigned u = 0; u < UNITS; u++)
                weights[count][u] = u * parts / spans[s];
    return count;
}

static int by_deadline(const void *a, const void *b) {
    const struct piece *l = a;
    const struct piece *r = b;
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
            w->pieces[at[b->targets[i].zone]++] = (struct piece){
                (uint16_t)lo, (uint16_t)hi, (uint8_t)bench_units(&b->targets[i])};
        }
    }
    free(at);
}

static uint64_t bound_zone_days(const struct bench_instance *b,
                                const struct bench_days *days) {
    struct zone_work w = {.b = b};
    uint32_t weights[WEIGHTS][UNITS];
    uint64_t sum = 0;
    const struct bench_hours *h = &b->hours;
    w.halves[0] = (h->to[0] - h->from[0]) / BENCH_GRID;
    w.halves[1] = h->count == 2 ? (h->to[1] - h->from[1]) / BENCH_GRID : 0;
    w.longest = w.halves[0] > w.halves[1] ? w.halves[0] : w.halves[1];
    unsigned count = make_weights(&w, weights);
    collect(&w, days);
    for (uint32_t z = 0; z < b->zone_count; z++) {
        struct piece *pieces = w.pieces + w.first[z];
        uint32_t number = w.first[z + 1] - w.first[z];
        bool there[UNITS] = {false};
        uint64_t most = 0;
        qsort(pieces, number, sizeof *pieces, by_deadline);
        for (uint32_t i = 0; i < number; i++)
            there[pieces[i].units] = true;
        for (unsigned k = 0; k < count; k++) {
            uint32_t capacity = day_weight(&w, weights[k], there);
            uint64_t least =
                capacity > 0 ? lazy(pieces, number, weights[k], capacity, w.left) : 0;
            most = least > most ? least : most;
        }
        sum += most;
    }
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
