/* Plans that lose crew-days after they were published. */
#include "figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_id(const void *a, const void *b) {
    const struct xc_visit *l = a;
    const struct xc_visit *r = b;
    return xc_str_compare(l->id, r->id);
}

/* The crew-days of the horizon, a bit each. */
struct crew_days {
    const struct bench_instance *b;
    uint8_t *bits;
    unsigned count; /* set by lose_days */
};

static size_t bit_of(const struct crew_days *days, uint32_t crew, xc_date date) {
    return (size_t)crew * bench_days(days->b) + (size_t)(date - days->b->first);
}

static bool has(const struct crew_days *days, uint32_t crew, xc_date date) {
    size_t bit = bit_of(days, crew, date);
    return ((unsigned)days->bits[bit / 8] >> bit % 8 & 1u) != 0;
}

static void set(const struct crew_days *days, uint32_t crew, xc_date date) {
    size_t bit = bit_of(days, crew, date);
    days->bits[bit / 8] |= (uint8_t)(1u << bit % 8);
}

static uint32_t crew_of(const struct xc_visit *visit) {
    return (uint32_t)strtoul(visit->crew.ptr + 1, NULL, 10);
}

/* Crew-days on which visits are planned, drawn from the last two thirds. */
static void lose_days(struct bench_instance *b, const struct xc_plan *plan,
                      unsigned count, struct crew_days *lost) {
    size_t bits = (size_t)b->crew_count * bench_days(b);
    struct crew_days away = {b, bench_memory(bits / 8 + 1, 1), 0};
    *lost = (struct crew_days){b, bench_memory(bits / 8 + 1, 1), count};
    for (uint32_t i = 0; i < b->absence_count; i++)
        for (xc_date date = b->absences[i].from;
             b->absences[i].person % 2 == 0 && date <= b->absences[i].to; date++)
            set(&away, b->absences[i].person / 2, date);
    for (unsigned i = 0; i < count;) {
        const struct xc_visit *v =
            &plan->visits[bench_random(b, (uint32_t)plan->visit_count)];
        uint32_t crew = crew_of(v);
        if (v->date < b->first + (b->last - b->first) / 3 || has(&away, crew, v->date))
            continue;
        set(&away, crew, v->date);
        set(lost, crew, v->date);
        bench_lose(b, crew, v->date);
        i++;
    }
    free(away.bits);
}

/* Visits that lie on one of the lost crew-days: no plan leaves them where they are. */
static size_t count_hit(const struct xc_visit *visits, size_t count,
                        const struct crew_days *lost) {
    size_t hit = 0;
    for (size_t i = 0; i < count; i++)
        hit += has(lost, crew_of(&visits[i]), visits[i].date);
    return hit;
}

static size_t count_moved(const struct xc_visit *kept, size_t count,
                          const struct xc_plan *again) {
    size_t moved = 0;
    struct xc_visit *now = bench_memory(again->visit_count, sizeof *now);
    memcpy(now, again->visits, again->visit_count * sizeof *now);
    qsort(now, again->visit_count, sizeof *now, by_id);
    for (size_t i = 0; i < count; i++) {
        const struct xc_visit *v =
            bsearch(&kept[i], now, again->visit_count, sizeof *now, by_id);
        moved += !v || v->date != kept[i].date || !xc_str_equal(v->crew, kept[i].crew);
    }
    free(now);
    return moved;
}

/* Crew-days that there are. */
static uint64_t days_there(const struct xc_plan *plan) {
    uint64_t days = 0;
    for (size_t i = 0; i < plan->crew_count; i++)
        days += plan->crews[i].available_days;
    return days;
}

/* A plan of as many visits is a county's, whose seconds matter; a country's time is
 * compared with that of its first plan. */
enum { COUNTY = 10000, COUNTRY = 1000000 };

/* The best of some runs by the clock; *cpu: the least that one took. */
static double time_plan(struct bench_instance *b, unsigned runs, struct xc_plan **plan,
                        double *cpu) {
    double best = 0;
    for (unsigned i = 0; i < runs; i++) {
        xc_plan_free(*plan);
        double start = bench_elapsed();
        double busy = bench_plan_time(b, plan);
        double took = bench_elapsed() - start;
        best = i == 0 || took < best ? took : best;
        *cpu = i == 0 || busy < *cpu ? busy : *cpu;
    }
    return best;
}

/* The plan's visits as published ones, by id. */
static struct xc_visit *publish(const struct xc_plan *plan) {
    struct xc_visit *kept = bench_memory(plan->visit_count, sizeof *kept);
    memcpy(kept, plan->visits, plan->visit_count * sizeof *kept);
    qsort(kept, plan->visit_count, sizeof *kept, by_id);
    for (size_t i = 0; i < plan->visit_count; i++)
        kept[i].status = XC_VISIT_PUBLISHED;
    return kept;
}

static bool same(const struct xc_visit *a, const struct xc_visit *b) {
    return xc_str_equal(a->id, b->id) && xc_str_equal(a->target, b->target) &&
           xc_str_equal(a->crew, b->crew) && a->date == b->date &&
           a->end_date == b->end_date && a->start == b->start && a->end == b->end &&
           a->minutes == b->minutes && a->people == b->people && a->tasks == b->tasks &&
           a->status == b->status && a->sequence == b->sequence &&
           a->changed == b->changed && a->embargo_until == b->embargo_until;
}

static size_t count_different(const struct xc_visit *kept, size_t count,
                              const struct xc_plan *again) {
    size_t different = 0;
    struct xc_visit *now = bench_memory(again->visit_count, sizeof *now);
    memcpy(now, again->visits, again->visit_count * sizeof *now);
    qsort(now, again->visit_count, sizeof *now, by_id);
    for (size_t i = 0; i < count; i++)
        different += i >= again->visit_count || !same(&kept[i], &now[i]);
    free(now);
    return different;
}

/* lost: crew-days, 0: as many as one in a hundred of those that there are. */
static void replan_after(enum bench_variant variant, uint32_t targets, unsigned lost) {
    struct bench_instance b;
    struct bench_instance changed; /* the same, and some crew-days less */
    struct bench_report before;
    struct bench_report after;
    struct crew_days days;
    struct xc_plan *plan = NULL;
    struct xc_plan *again = NULL;
    unsigned runs = targets < COUNTRY ? 3 : 2;
    double first_cpu = 0;
    double nothing_cpu = 0;
    double cpu = 0;
    bench_make(&b, BENCH_COUNTRY, targets, 1, variant);
    bench_make(&changed, BENCH_COUNTRY, targets, 1, variant);
    bench_build(&b);
    double first = time_plan(&b, runs, &plan, &first_cpu);
    bench_judge_plan(&b, plan, &before);
    size_t count = plan->visit_count;
    struct xc_visit *kept = publish(plan);
    lost = lost > 0 ? lost : (unsigned)(days_there(plan) / 100);
    lose_days(&changed, plan, lost, &days);
    size_t hit = count_hit(kept, count, &days);
    double sorting = bench_sort_time(&b);
    printf("replan: %zu visits, %u crews; %u crew-days lost, %zu visits hit\n", count,
           b.crew_count, lost, hit);
    b.input.kept = kept;
    b.input.kept_count = count;
    double nothing = time_plan(&b, runs, &again, &nothing_cpu);
    bench_at_most("visits that differ if nothing did",
                  (double)count_different(kept, count, again), "%.0f", 0);
    bench_build(&changed);
    changed.input.kept = kept;
    changed.input.kept_count = count;
    double took = time_plan(&changed, runs, &again, &cpu);
    bench_judge_plan(&changed, again, &after);
    size_t moved = count_moved(kept, count, again);
    if (targets < COUNTY) {
        bench_at_most("seconds", took, "%.3f", 1);
    } else {
        bench_say("CPU seconds of all cores", cpu, "%.3f");
        bench_say("seconds", took, "%.3f");
        bench_say("qsort, seconds", sorting, "%.4f");
        bench_say("time ÷ qsort", took / sorting, "%.1f");
        bench_say("the same of the first plan", first / sorting, "%.1f");
        bench_say("the same if nothing changed", nothing / sorting, "%.1f");
        bench_at_most("time ÷ the first plan's", took / first, "%.3f", 0.2);
        bench_say("CPU ÷ the first plan's", cpu / first_cpu, "%.3f");
        bench_say("the same if nothing changed", nothing_cpu / first_cpu, "%.3f");
    }
    if (after.breaches > 0)
        bench_line("breaches of hard rules", after.breaches, "%.0f", "0", false);
    bench_at_most("unserved", after.unserved, "%.0f", before.unserved);
    bench_say("moved", (double)moved, "%.0f");
    bench_say("the plan says moved", (double)again->moved, "%.0f");
    bench_say("the plan's bound", (double)again->moved_bound, "%.0f");
    bench_at_most("moved ÷ hit", (double)moved / (double)hit, "%.4f",
                  targets < COUNTY ? 1.02 : 1.05);
    double extra = (double)after.zone_days - (double)before.zone_days;
    if (targets < COUNTY)
        bench_at_most("extra zone-days", extra, "%.0f", 2);
    else
        bench_say("extra zone-days", extra, "%.0f");
    xc_plan_free(plan);
    xc_plan_free(again);
    free(kept);
    free(days.bits);
    bench_free(&changed);
    bench_free(&b);
}

void bench_replan(enum bench_variant variant, uint32_t most) {
    replan_after(variant, 5050, 15);
    if (most >= 81350)
        replan_after(variant, 81350, 0);
    if (most >= COUNTRY)
        replan_after(variant, COUNTRY, 0);
}
