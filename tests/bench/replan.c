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

/* Crew-days on which visits are planned, drawn from the last two thirds. */
static void lose_days(struct bench_instance *b, const struct xc_plan *plan,
                      unsigned count) {
    for (unsigned i = 0; i < count;) {
        const struct xc_visit *v =
            &plan->visits[bench_random(b, (uint32_t)plan->visit_count)];
        uint32_t crew = (uint32_t)strtoul(v->crew.ptr + 1, NULL, 10);
        bool again = v->date < b->first + (b->last - b->first) / 3;
        for (uint32_t k = 0; k < b->absence_count && !again; k++)
            again = b->absences[k].person == 2 * crew && b->absences[k].from <= v->date &&
                    b->absences[k].to >= v->date;
        if (again)
            continue;
        bench_lose(b, crew, v->date);
        i++;
    }
}

/* Visits that lie on one of the lost crew-days, the last absences: no plan leaves them
 * where they are. */
static size_t count_hit(const struct bench_instance *b, const struct xc_visit *visits,
                        size_t count, unsigned lost) {
    size_t hit = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned long crew = strtoul(visits[i].crew.ptr + 1, NULL, 10);
        for (unsigned k = 1; k <= lost; k++) {
            const struct bench_absence *a = &b->absences[b->absence_count - k];
            hit += visits[i].date == a->from && crew == a->person / 2;
        }
    }
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

/* The best of some runs by the clock; *cpu: of the last one. */
static double time_plan(struct bench_instance *b, unsigned runs, struct xc_plan **plan,
                        double *cpu) {
    double best = 0;
    for (unsigned i = 0; i < runs; i++) {
        xc_plan_free(*plan);
        double start = bench_elapsed();
        *cpu = bench_plan_time(b, plan);
        double took = bench_elapsed() - start;
        best = i == 0 || took < best ? took : best;
    }
    return best;
}

/* lost: crew-days, 0: as many as one in a hundred of those that there are. */
static void replan_after(enum bench_variant variant, uint32_t targets, unsigned lost) {
    struct bench_instance b;
    struct bench_instance changed; /* the same, and some crew-days less */
    struct bench_report before;
    struct bench_report after;
    struct xc_plan *plan = NULL;
    struct xc_plan *again = NULL;
    bench_make(&b, BENCH_COUNTRY, targets, 1, variant);
    bench_make(&changed, BENCH_COUNTRY, targets, 1, variant);
    bench_build(&b);
    double cpu = 0;
    double first = time_plan(&b, 3, &plan, &cpu);
    bench_judge_plan(&b, plan, &before);
    struct xc_visit *kept = bench_memory(plan->visit_count, sizeof *kept);
    memcpy(kept, plan->visits, plan->visit_count * sizeof *kept);
    qsort(kept, plan->visit_count, sizeof *kept, by_id);
    for (size_t i = 0; i < plan->visit_count; i++)
        kept[i].status = XC_VISIT_PUBLISHED;
    lost = lost > 0 ? lost : (unsigned)(days_there(plan) / 100);
    lose_days(&changed, plan, lost);
    size_t hit = count_hit(&changed, kept, plan->visit_count, lost);
    bench_build(&changed);
    changed.input.kept = kept;
    changed.input.kept_count = plan->visit_count;
    double took = time_plan(&changed, 3, &again, &cpu);
    bench_judge_plan(&changed, again, &after);
    size_t moved = count_moved(kept, plan->visit_count, again);
    double sorting = bench_sort_time(&b);
    printf("replan: %zu visits, %u crews; %u crew-days lost, %zu visits hit\n",
           plan->visit_count, b.crew_count, lost, hit);
    bool county = targets < 10000;
    if (county) {
        bench_at_most("CPU seconds", cpu, "%.3f", 1);
    } else {
        bench_say("CPU seconds of all cores", cpu, "%.3f");
        bench_say("seconds", took, "%.3f");
        bench_say("qsort, seconds", sorting, "%.4f");
        bench_say("time ÷ qsort", took / sorting, "%.1f");
        bench_say("the same of the first plan", first / sorting, "%.1f");
    }
    if (after.breaches > 0)
        bench_line("breaches of hard rules", after.breaches, "%.0f", "0", false);
    bench_at_most("unserved", after.unserved, "%.0f", before.unserved);
    bench_say("moved", (double)moved, "%.0f");
    bench_say("the plan says moved", (double)again->moved, "%.0f");
    bench_say("the plan's bound", (double)again->moved_bound, "%.0f");
    bench_at_most("moved ÷ hit", (double)moved / (double)hit, "%.3f", 1.1);
    double extra = (double)after.zone_days - (double)before.zone_days;
    if (county)
        bench_at_most("extra zone-days", extra, "%.0f", 2);
    else
        bench_say("extra zone-days", extra, "%.0f");
    xc_plan_free(plan);
    xc_plan_free(again);
    free(kept);
    bench_free(&changed);
    bench_free(&b);
}

void bench_replan(enum bench_variant variant, uint32_t most) {
    replan_after(variant, 5050, 15);
    if (most >= 81350)
        replan_after(variant, 81350, 0);
}
