/* Small instances of every kind of tests/bench, planned, judged and their proofs counted
 * again; on the smallest the best plan is known. `instance_property_test FIRST COUNT`
 * runs other seeds. */
#include "optimum.h"

#include <stdio.h>
#include <stdlib.h>

struct sums {
    unsigned long plans, visits, unserved, proofs, optima, zone_days, best_zone_days,
        bound, more_unserved;
};

static const char *kind_name(enum bench_kind kind) {
    static const char *const names[] = {"?",     "country",  "tiny",
                                        "tight", "overload", "impossible"};
    return names[kind];
}

static uint32_t size_of(struct bench_instance *b, enum bench_kind kind) {
    switch (kind) {
    case BENCH_TINY:
        return 5 + bench_random(b, 60);
    case BENCH_OVERLOAD:
        return 200 + bench_random(b, 200); /* fewer do not fill the first span */
    default:
        return 40 + bench_random(b, 160);
    }
}

/* Bounds may not be above what is possible. */
static unsigned judge_best(const struct bench_instance *b, const struct xc_plan *plan,
                           const struct bench_report *r, struct sums *sums) {
    struct optimum best = optimum_find(b);
    unsigned bad = 0;
    if (!best.proved)
        return 0;
    sums->optima++;
    if (r->unserved < best.unserved ||
        (r->unserved == best.unserved && r->zone_days < best.zone_days))
        bench_breach(&bad, "better than the best: %u unserved, %llu zone-days",
                     r->unserved, (unsigned long long)r->zone_days);
    if (plan->bounds.unserved_bound > best.unserved)
        bench_breach(&bad, "bound of unserved %llu, possible are %u",
                     (unsigned long long)plan->bounds.unserved_bound, best.unserved);
    if (r->bounds.unserved > best.unserved)
        bench_breach(&bad, "the evaluator's bound of unserved is wrong");
    if (best.unserved > 0) {
        sums->more_unserved += r->unserved - best.unserved;
        return bad;
    }
    if (plan->bounds.zone_days_bound > best.zone_days)
        bench_breach(&bad, "bound of zone-days %llu, possible are %u",
                     (unsigned long long)plan->bounds.zone_days_bound, best.zone_days);
    if (r->bounds.zone_days > best.zone_days)
        bench_breach(&bad, "the evaluator's bound of zone-days %llu, possible are %u",
                     (unsigned long long)r->bounds.zone_days, best.zone_days);
    sums->more_unserved += r->unserved;
    if (r->unserved == 0) {
        sums->zone_days += r->zone_days;
        sums->best_zone_days += best.zone_days;
        sums->bound += r->bounds.zone_days;
    }
    return bad;
}

static bool run(enum bench_kind kind, uint64_t seed, bool smallest, struct sums *sums) {
    struct bench_instance draw = {.random = seed};
    struct bench_instance b;
    struct bench_report report;
    struct xc_plan *plan = NULL;
    struct xc_error error = {0};
    uint32_t size = smallest ? 4 + bench_random(&draw, 5) : size_of(&draw, kind);
    bench_make(&b, kind, size, seed,
               bench_random(&draw, 3) == 0 ? BENCH_PLAIN : BENCH_LONG);
    if (smallest) {
        b.zone_count = 2 + bench_random(&draw, 2);
        for (uint32_t i = 0; i < b.target_count; i++)
            b.targets[i].zone %= b.zone_count;
    }
    if (!smallest && bench_random(&draw, 3) == 0)
        b.setup = BENCH_GRID * (1 + bench_random(&draw, 2));
    bench_build(&b);
    bench_must(xc_plan_make(&b.input, &plan, &error), &error);
    bench_judge_plan(&b, plan, &report);
    unsigned bad = report.breaches + bench_check_proofs(&b, plan);
    if (smallest)
        bad += judge_best(&b, plan, &report, sums);
    sums->plans++;
    sums->visits += b.visit_count;
    sums->unserved += report.unserved;
    sums->proofs += plan->proof_count;
    if (bad > 0)
        fprintf(stderr, "%s %u, seed %llu%s\n", kind_name(kind), size,
                (unsigned long long)seed, smallest ? ", smallest" : "");
    xc_plan_free(plan);
    bench_free(&b);
    return bad == 0;
}

int main(int argc, char **argv) {
    uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    uint64_t number = argc > 2 ? strtoull(argv[2], NULL, 10) : 20;
    unsigned failures = 0;
    for (unsigned kind = BENCH_COUNTRY; kind <= BENCH_IMPOSSIBLE; kind++) {
        struct sums sums = {0};
        for (uint64_t seed = first; seed < first + number && failures < 10; seed++)
            failures += !run((enum bench_kind)kind, seed, false, &sums);
        printf("%s: %lu plans, %lu visits, %lu unserved, %lu proofs\n",
               kind_name((enum bench_kind)kind), sums.plans, sums.visits, sums.unserved,
               sums.proofs);
    }
    struct sums sums = {0};
    for (uint64_t seed = first; seed < first + 8 * number && failures < 10; seed++)
        failures += !run(BENCH_TINY, seed, true, &sums);
    printf("smallest: %lu plans, %lu best plans known; %lu unserved too many; zone-days "
           "%lu, best %lu, bound %lu\n",
           sums.plans, sums.optima, sums.more_unserved, sums.zone_days,
           sums.best_zone_days, sums.bound);
    return failures > 0;
}
