#include "greedy.h"

#include <stdlib.h>
#include <string.h>

struct errand { /* a visit that is asked for */
    uint32_t target, zone;
    uint32_t lo, hi;
    uint16_t area, number;
    uint8_t units;
    bool placed;
};

struct cell { /* quarters of an hour; across: of a visit that runs over the pause */
    uint8_t morning, afternoon; /* there are */
    uint8_t morning_used, afternoon_used;
};

struct greedy {
    const struct bench_instance *b;
    struct bench_days days;
    struct errand *errands;
    size_t count;
    struct cell *cells;   /* crews × days */
    uint32_t *first_crew; /* of area; one more */
    xc_date *last;        /* targets: of the visit before, or XC_NO_DATE */
    struct bench_visit *out;
    size_t placed;
};

static int by_deadline(const void *a, const void *b) {
    const struct errand *l = a;
    const struct errand *r = b;
    if (l->area != r->area)
        return l->area < r->area ? -1 : 1;
    if (l->hi != r->hi)
        return l->hi < r->hi ? -1 : 1;
    if (l->lo != r->lo)
        return l->lo < r->lo ? -1 : 1;
    return l->target < r->target ? -1 : l->target > r->target;
}

static void start(struct greedy *g, const struct bench_instance *b,
                  struct bench_visit *out) {
    *g = (struct greedy){.b = b, .out = out};
    bench_days_make(b, &g->days);
    g->errands = bench_memory(b->visit_count, sizeof *g->errands);
    g->cells = bench_memory((size_t)b->crew_count * g->days.count, sizeof *g->cells);
    g->last = bench_memory(b->target_count, sizeof *g->last);
    g->first_crew = bench_memory((size_t)b->area_count + 1u, sizeof *g->first_crew);
    for (uint32_t i = 0; i < b->target_count; i++) {
        const struct bench_target *t = &b->targets[i];
        g->last[i] = XC_NO_DATE;
        for (unsigned n = 1; n <= b->rules[t->rule].times; n++) {
            struct errand e = {.target = i,
                               .zone = t->zone,
                               .area = t->area,
                               .number = (uint16_t)n,
                               .units = (uint8_t)bench_units(t)};
            if (bench_window(b, &g->days, &b->rules[t->rule], n, &e.lo, &e.hi))
                g->errands[g->count++] = e;
        }
    }
    qsort(g->errands, g->count, sizeof *g->errands, by_deadline);
    for (uint32_t c = 0; c < b->crew_count; c++)
        for (uint32_t d = 0; d < g->days.count; d++) {
            unsigned away = g->days.away[(size_t)c * g->days.count + d];
            struct cell *cell = &g->cells[(size_t)c * g->days.count + d];
            cell->morning = away & 1u ? 0 : (uint8_t)(g->days.minutes[2] / BENCH_GRID);
            cell->afternoon = away & 2u ? 0 : (uint8_t)(g->days.minutes[1] / BENCH_GRID);
        }
    uint32_t crew = 0;
    for (uint32_t a = 0; a <= b->area_count; a++) {
        while (crew < b->crew_count && b->crew_area[crew] < a)
            crew++;
        g->first_crew[a] = crew;
    }
}

static void finish(struct greedy *g) {
    bench_days_free(&g->days);
    free(g->errands);
    free(g->cells);
    free(g->last);
    free(g->first_crew);
}

/* Takes the time of a visit; false: it does not fit. */
static bool take(const struct greedy *g, struct cell *cell, unsigned units,
                 struct bench_visit *visit) {
    const struct bench_hours *h = &g->b->hours;
    unsigned nine = h->from[0];
    unsigned noon = nine + g->days.minutes[2];
    unsigned later = h->count == 2 ? h->from[1] : noon;
    unsigned longest = cell->morning > cell->afternoon ? cell->morning : cell->afternoon;
    unsigned rest = cell->morning - cell->morning_used + 0u;
    if (units <= rest) {
        visit->start = (uint16_t)(nine + cell->morning_used * BENCH_GRID);
        visit->end = (uint16_t)(visit->start + units * BENCH_GRID);
        cell->morning_used = (uint8_t)(cell->morning_used + units);
        return true;
    }
    if (units <= (unsigned)(cell->afternoon - cell->afternoon_used)) {
        visit->start = (uint16_t)(later + cell->afternoon_used * BENCH_GRID);
        visit->end = (uint16_t)(visit->start + units * BENCH_GRID);
        cell->afternoon_used = (uint8_t)(cell->afternoon_used + units);
        return true;
    }
    if (cell->afternoon_used > 0 || rest == 0 || cell->afternoon == 0 ||
        units > rest + cell->afternoon || (units <= longest && h->count == 2))
        return false;
    visit->start = (uint16_t)(nine + cell->morning_used * BENCH_GRID);
    visit->end = (uint16_t)(later + (units - rest) * BENCH_GRID);
    cell->morning_used = cell->morning;
    cell->afternoon_used = (uint8_t)(units - rest);
    return true;
}

static bool put(struct greedy *g, struct errand *e, uint32_t crew, uint32_t day) {
    const struct bench_rule *rule = &g->b->rules[g->b->targets[e->target].rule];
    xc_date date = g->days.dates[day];
    struct bench_visit *visit = &g->out[g->placed];
    xc_date before = g->last[e->target];
    if ((rule->special && !g->b->special[2 * crew + 1]) ||
        bench_barred(g->b, crew, e->target) ||
        (before != XC_NO_DATE && (date <= before || date - before < (xc_date)rule->gap)))
        return false;
    *visit = (struct bench_visit){e->target, crew, date, e->number, 0, 0};
    if (!take(g, &g->cells[(size_t)crew * g->days.count + day], e->units, visit))
        return false;
    g->last[e->target] = date;
    g->placed++;
    e->placed = true;
    return true;
}

size_t bench_greedy_deadline(const struct bench_instance *b, struct bench_visit *visits) {
    struct greedy g;
    start(&g, b, visits);
    for (size_t i = 0; i < g.count; i++) {
        struct errand *e = &g.errands[i];
        for (uint32_t day = e->lo; day <= e->hi && !e->placed; day++)
            for (uint32_t c = g.first_crew[e->area];
                 c < g.first_crew[e->area + 1] && !e->placed; c++)
                (void)put(&g, e, c, day);
    }
    size_t placed = g.placed;
    finish(&g);
    return placed;
}

/* The first errand of the range that is due first and fits, in the zone or in any. */
static bool serve(struct greedy *g, struct errand *errands, size_t count, uint32_t crew,
                  uint32_t day, uint32_t *zone) {
    for (size_t i = 0; i < count; i++) {
        struct errand *e = &errands[i];
        if (e->placed || e->lo > day || e->hi < day ||
            (*zone != UINT32_MAX && e->zone != *zone))
            continue;
        if (put(g, e, crew, day)) {
            *zone = e->zone;
            return true;
        }
    }
    return false;
}

size_t bench_greedy_stay(const struct bench_instance *b, struct bench_visit *visits) {
    struct greedy g;
    start(&g, b, visits);
    uint32_t *zones = bench_memory(b->crew_count, sizeof *zones);
    memset(zones, 0xff, b->crew_count * sizeof *zones);
    for (size_t at = 0; at < g.count;) {
        size_t end = at;
        uint16_t area = g.errands[at].area;
        while (end < g.count && g.errands[end].area == area)
            end++;
        for (uint32_t day = 0; day < g.days.count; day++)
            for (uint32_t c = g.first_crew[area]; c < g.first_crew[area + 1]; c++)
                for (;;) {
                    while (serve(&g, g.errands + at, end - at, c, day, &zones[c])) {
                    }
                    uint32_t any = UINT32_MAX;
                    if (!serve(&g, g.errands + at, end - at, c, day, &any))
                        break;
                    zones[c] = any;
                }
        at = end;
    }
    free(zones);
    size_t placed = g.placed;
    finish(&g);
    return placed;
}
