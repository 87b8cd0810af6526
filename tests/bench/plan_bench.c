/* How good and how fast plans are: every line says what was aimed at and whether it is
 * met. `bench_plan` runs all tables, `bench_plan tiny tight …` some of them; --most N
 * limits the country's targets, --seeds N the tiny instances, --plain takes the pause out
 * of the office hours, --long makes visits longer. Judged by evaluator.c. */
#include "figures.h"
#include "greedy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

struct options {
    uint32_t most;
    uint32_t seeds;
    enum bench_variant variant;
    bool verbose;
};

/* ---- measuring ---- */

/* Megabytes: what the process holds now, or held at most since the last reset. */
static double memory(const char *field) {
    char text[256];
    double value = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(text, sizeof text, file))
        if (strncmp(text, field, strlen(field)) == 0)
            value = strtod(text + strlen(field) + 1, NULL) / 1024;
    if (file)
        (void)fclose(file);
    return value;
}

static double reset_memory(void) {
#ifdef __GLIBC__
    (void)malloc_trim(0);
#endif
    FILE *file = fopen("/proc/self/clear_refs", "w");
    if (file) {
        (void)fputs("5", file);
        (void)fclose(file);
    }
    return memory("VmRSS:");
}

/* When placement begins, proofs are ready. */
static bool note_proof(void *context, const char *phase, size_t done, size_t total) {
    double *ready = context;
    (void)done;
    (void)total;
    if (*ready == 0 && strcmp(phase, "placing visits") == 0)
        *ready = bench_seconds();
    return true;
}

static void say_quality(const struct bench_report *r) {
    if (r->breaches > 0)
        bench_line("breaches of hard rules", r->breaches, "%.0f", "0", false);
    bench_at_most("unserved", r->unserved, "%.0f", r->bounds.unserved);
    bench_say("zone-days", (double)r->zone_days, "%.0f");
    bench_say("bound of zone-days", (double)r->bounds.zone_days, "%.0f");
}

static void say_own_bound(const struct xc_plan *plan) {
    bench_say("the planner's own bound", (double)plan->bounds.zone_days_bound, "%.0f");
}

static void say_greedy(const struct bench_instance *b, const char *name,
                       size_t (*greedy)(const struct bench_instance *b,
                                        struct bench_visit *visits)) {
    struct bench_visit *visits = bench_memory(b->visit_count, sizeof *visits);
    struct bench_report r = {0};
    bench_judge(b, visits, greedy(b, visits), &r);
    printf("    %-34s unserved %u, zone-days %+.1f %%, week %.3f, crew %.3f%s\n", name,
           r.unserved,
           bench_percent_over((double)r.zone_days, (double)r.bounds.zone_days), r.week,
           r.crew, r.breaches > 0 ? ", WRONG" : "");
    free(visits);
}

static void say_baselines(const struct bench_instance *b) {
    say_greedy(b, "greedy by deadline", bench_greedy_deadline);
    if (b->target_count <= 100000) /* its time grows with targets × days */
        say_greedy(b, "greedy that stays in its zone", bench_greedy_stay);
}

/* ---- country ---- */

static double country(const struct options *options, uint32_t targets) {
    struct bench_instance b;
    struct bench_report r;
    struct xc_plan *plan = NULL;
    double best = 0;
    double cpu = 0;
    double peak = 0;
    bench_make(&b, BENCH_COUNTRY, targets, 1, options->variant);
    bench_build(&b);
    for (unsigned i = 0; i < (targets > 100000 ? 1 : 3); i++) {
        xc_plan_free(plan);
        double before = reset_memory();
        double start = bench_elapsed();
        cpu = bench_plan_time(&b, &plan);
        double took = bench_elapsed() - start;
        peak = memory("VmHWM:") - before;
        best = i == 0 || took < best ? took : best;
    }
    double sorting = bench_sort_time(&b);
    bench_judge_plan(&b, plan, &r);
    printf("country: %u targets, %u visits, %u crews, %u areas, %u zones, %u rules\n",
           b.target_count, b.visit_count, b.crew_count, b.area_count, b.zone_count,
           b.rule_count);
    bench_say("seconds", best, "%.3f");
    bench_say("CPU seconds of all cores", cpu, "%.3f");
    bench_say("qsort, seconds", sorting, "%.4f");
    if (targets >= 1000000)
        bench_at_most("time ÷ qsort", best / sorting, "%.1f", 30);
    else
        bench_say("time ÷ qsort", best / sorting, "%.1f");
    if (targets >= 1000000)
        bench_at_most("memory beside the register, MB", peak, "%.0f", 400);
    else
        bench_say("memory beside the register, MB", peak, "%.0f");
    say_quality(&r);
    say_own_bound(plan);
    bench_at_most("zone-days over the bound, %",
                  bench_percent_over((double)r.zone_days, (double)r.bounds.zone_days),
                  "%.2f", 0.6);
    bench_at_most("F gap, %", 100 * r.gap, "%.2f", 0.9);
    bench_at_most("peak week ÷ its bound", r.week / r.bounds.week, "%.4f", 1.01);
    bench_say("peak week", r.week, "%.4f");
    bench_at_most("worst crew ÷ its bound", r.crew / r.bounds.crew, "%.4f", 1.01);
    bench_say("worst crew", r.crew, "%.4f");
    bench_say("peak month", r.month, "%.4f");
    say_baselines(&b);
    xc_plan_free(plan);
    bench_free(&b);
    return best;
}

static void countries(const struct options *options) {
    double before = 0;
    for (uint32_t targets = 1000; targets <= options->most; targets *= 10) {
        double took = country(options, targets);
        /* n log n grows by 10 × (digits + 1) ÷ digits */
        double digits = 0;
        for (uint32_t n = targets / 10; n > 1; n /= 10)
            digits++;
        if (before > 0)
            bench_at_most("growth from a tenth", took / before, "%.1f",
                          10 * (digits + 1) / digits);
        before = took;
    }
}

/* ---- tiny ---- */

static void tiny(const struct options *options, uint32_t targets) {
    double sum = 0;
    double worst = 0;
    double slowest = 0;
    double days = 0;
    double days_bound = 0;
    uint32_t unserved = 0;
    uint32_t incomplete = 0;
    unsigned breaches = 0;
    uint64_t worst_seed = 0;
    for (uint64_t seed = 1; seed <= options->seeds; seed++) {
        struct bench_instance b;
        struct bench_report r;
        struct xc_plan *plan = NULL;
        bench_make(&b, BENCH_TINY, targets, seed, options->variant);
        bench_build(&b);
        double took = bench_plan_time(&b, &plan);
        bench_judge_plan(&b, plan, &r);
        slowest = took > slowest ? took : slowest;
        unserved += r.unserved;
        incomplete += r.unserved > 0;
        breaches += r.breaches;
        days += (double)r.zone_days;
        days_bound += (double)r.bounds.zone_days;
        if (r.unserved == 0) {
            sum += r.gap;
            worst_seed = r.gap > worst ? seed : worst_seed;
            worst = r.gap > worst ? r.gap : worst;
        }
        if (options->verbose)
            printf("  seed %llu: %u crews, %u zones, %u rules: unserved %u, zone-days "
                   "%llu >= %llu, week %.3f >= %.3f, crew %.3f >= %.3f, gap %.2f %%\n",
                   (unsigned long long)seed, b.crew_count, b.zone_count, b.rule_count,
                   r.unserved, (unsigned long long)r.zone_days,
                   (unsigned long long)r.bounds.zone_days, r.week, r.bounds.week, r.crew,
                   r.bounds.crew, 100 * r.gap);
        xc_plan_free(plan);
        bench_free(&b);
    }
    printf("tiny: %u instances of %u targets; all can be served\n", options->seeds,
           targets);
    bench_at_most("breaches of hard rules", breaches, "%.0f", 0);
    bench_at_most("unserved, all together", unserved, "%.0f", 0);
    bench_say("instances with unserved visits", incomplete, "%.0f");
    uint32_t complete = options->seeds - incomplete;
    bench_at_most("mean F gap of the others, %", complete > 0 ? 100 * sum / complete : 0,
                  "%.2f", targets < 100 ? 3 : 1);
    bench_say("worst F gap, %", 100 * worst, "%.2f");
    bench_say("its seed", (double)worst_seed, "%.0f");
    bench_say("zone-days over the bound, %", bench_percent_over(days, days_bound),
              "%.2f");
    bench_at_most("slowest, CPU seconds", slowest, "%.3f", 2);
}

static void tinies(const struct options *options) {
    tiny(options, 50);
    tiny(options, 200);
}

/* ---- single cases ---- */

static void tight(const struct options *options) {
    struct bench_instance b;
    struct bench_report r;
    struct xc_plan *plan = NULL;
    bench_make(&b, BENCH_TIGHT, 5000, 1, options->variant);
    bench_build(&b);
    double took = bench_plan_time(&b, &plan);
    bench_judge_plan(&b, plan, &r);
    printf("tight: %u visits, each its own window of 4–15 %% of the horizon, %u crews, "
           "%u rules\n",
           b.visit_count, b.crew_count, b.rule_count);
    bench_at_most("CPU seconds", took, "%.3f", 10);
    say_quality(&r);
    say_own_bound(plan);
    bench_at_most("zone-days over the bound, %",
                  bench_percent_over((double)r.zone_days, (double)r.bounds.zone_days),
                  "%.2f", 4);
    bench_say("F gap, %", 100 * r.gap, "%.2f");
    bench_say("peak week", r.week, "%.4f");
    bench_say("worst crew", r.crew, "%.4f");
    say_baselines(&b);
    xc_plan_free(plan);
    bench_free(&b);
}

static void overload(const struct options *options) {
    struct bench_instance b;
    struct bench_report r;
    struct xc_plan *plan = NULL;
    bench_make(&b, BENCH_OVERLOAD, 7000, 1, options->variant);
    bench_build(&b);
    double took = bench_plan_time(&b, &plan);
    bench_judge_plan(&b, plan, &r);
    printf("overload: %u visits, %u crews; three spans hold 105 %% of their minutes\n",
           b.visit_count, b.crew_count);
    bench_say("CPU seconds", took, "%.3f");
    if (r.breaches > 0)
        bench_line("breaches of hard rules", r.breaches, "%.0f", "0", false);
    bench_say("unserved", r.unserved, "%.0f");
    bench_say("proved", r.bounds.unserved, "%.0f");
    bench_say("unserved minutes", (double)r.unserved_minutes, "%.0f");
    bench_say("proved", (double)r.bounds.unserved_minutes, "%.0f");
    bench_say("the planner's own proof", (double)plan->bounds.unserved_minutes_bound,
              "%.0f");
    bench_at_most("unserved ÷ proved minutes",
                  (double)r.unserved_minutes / (double)r.bounds.unserved_minutes, "%.3f",
                  1.25);
    bench_say("unserved weight", (double)r.unserved_weight, "%.0f");
    say_baselines(&b);
    bench_say("zone-days over the bound, %",
              bench_percent_over((double)r.zone_days, (double)r.bounds.zone_days),
              "%.2f");
    bench_at_most("wrong proofs", bench_check_proofs(&b, plan), "%.0f", 0);
    xc_plan_free(plan);
    bench_free(&b);
}

/* The same for other seeds and sizes. */
static void overloads(const struct options *options) {
    static const uint32_t sizes[] = {7000, 7000, 7000, 7000, 7000, 3000, 3000, 15000};
    enum { INSTANCES = sizeof sizes / sizeof sizes[0] };
    double worst = 0;
    double slowest = 0;
    double days = 0;
    double days_bound = 0;
    unsigned breaches = 0;
    size_t wrong = 0;
    overload(options);
    for (uint64_t seed = 2; seed < 2 + INSTANCES; seed++) {
        struct bench_instance b;
        struct bench_report r;
        struct xc_plan *plan = NULL;
        bench_make(&b, BENCH_OVERLOAD, sizes[seed - 2], seed, options->variant);
        bench_build(&b);
        double took = bench_plan_time(&b, &plan);
        bench_judge_plan(&b, plan, &r);
        double ratio = (double)r.unserved_minutes / (double)r.bounds.unserved_minutes;
        worst = ratio > worst ? ratio : worst;
        slowest = took > slowest && sizes[seed - 2] <= 7000 ? took : slowest;
        days += (double)r.zone_days;
        days_bound += (double)r.bounds.zone_days;
        breaches += r.breaches;
        wrong += bench_check_proofs(&b, plan);
        printf("    seed %llu, %u visits: unserved minutes %.3f of %llu, zone-days "
               "%+.1f %%, %.2f s\n",
               (unsigned long long)seed, b.visit_count, ratio,
               (unsigned long long)r.bounds.unserved_minutes,
               bench_percent_over((double)r.zone_days, (double)r.bounds.zone_days), took);
        xc_plan_free(plan);
        bench_free(&b);
    }
    printf("overload: %d other seeds and sizes\n", INSTANCES);
    bench_at_most("breaches of hard rules", breaches, "%.0f", 0);
    bench_at_most("worst unserved ÷ proved minutes", worst, "%.3f", 1.25);
    bench_at_most("slowest of 7,000 visits, CPU seconds", slowest, "%.3f", 3);
    bench_say("zone-days over the bound, %", bench_percent_over(days, days_bound),
              "%.2f");
    bench_at_most("wrong proofs", (double)wrong, "%.0f", 0);
}

static void impossible(const struct options *options) {
    struct bench_instance b;
    struct bench_report r;
    struct xc_plan *plan = NULL;
    bench_make(&b, BENCH_IMPOSSIBLE, 6600, 1, options->variant);
    bench_build(&b);
    double ready = 0;
    struct xc_progress progress = {note_proof, &ready};
    b.input.progress = &progress;
    double start = bench_seconds();
    double took = bench_plan_time(&b, &plan);
    bench_judge_plan(&b, plan, &r);
    printf("impossible: %u visits, %u crews; the deadline is 2.6 %% too early\n",
           b.visit_count, b.crew_count);
    bench_at_most("CPU seconds to the proof", ready > 0 ? ready - start : took, "%.3f",
                  1);
    bench_at_most("CPU seconds to the whole answer", took, "%.3f", 1);
    if (r.breaches > 0)
        bench_line("breaches of hard rules", r.breaches, "%.0f", "0", false);
    bench_say("unserved", r.unserved, "%.0f");
    bench_say("unserved minutes", (double)r.unserved_minutes, "%.0f");
    bench_say("proved", (double)r.bounds.unserved_minutes, "%.0f");
    bench_line("proofs", (double)plan->proof_count, "%.0f", ">= 1",
               plan->proof_count > 0);
    bench_at_most("wrong proofs", bench_check_proofs(&b, plan), "%.0f", 0);
    for (size_t i = 0; i < plan->proof_count; i++)
        printf("    %zu visits need %llu, %llu exist, short %llu; %zu cures\n",
               plan->proofs[i].task_count, (unsigned long long)plan->proofs[i].need,
               (unsigned long long)plan->proofs[i].exist,
               (unsigned long long)plan->proofs[i].shortfall, plan->proofs[i].cure_count);
    xc_plan_free(plan);
    bench_free(&b);
}

static void replan(const struct options *options) {
    bench_replan(options->variant, options->most);
}

/* ---- choosing ---- */

static const struct {
    const char *name;
    void (*run)(const struct options *options);
} TABLES[] = {{"tiny", tinies},           {"tight", tight},   {"overload", overloads},
              {"impossible", impossible}, {"replan", replan}, {"country", countries}};

static int print_facts(const struct options *options, const char *name, uint32_t targets,
                       uint64_t seed) {
    enum bench_kind kind = strcmp(name, "country") == 0 ? BENCH_COUNTRY
                           : strcmp(name, "tight") == 0 ? BENCH_TIGHT
                                                        : BENCH_TINY;
    struct bench_instance b;
    struct bench_report r;
    struct xc_plan *plan = NULL;
    bench_make(&b, kind, targets, seed, options->variant);
    bench_build(&b);
    (void)bench_plan_time(&b, &plan);
    bench_judge_plan(&b, plan, &r);
    bench_facts_print(&b, &r);
    xc_plan_free(plan);
    bench_free(&b);
    return 0;
}

int main(int argc, char **argv) {
    struct options options = {.most = 1000000, .seeds = 200};
    bool chosen = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--plain") == 0)
            options.variant = BENCH_PLAIN;
        else if (strcmp(argv[i], "--long") == 0)
            options.variant = BENCH_LONG;
        else if (strcmp(argv[i], "--verbose") == 0)
            options.verbose = true;
        else if (strcmp(argv[i], "--most") == 0 && i + 1 < argc)
            options.most = (uint32_t)strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--seeds") == 0 && i + 1 < argc)
            options.seeds = (uint32_t)strtoul(argv[++i], NULL, 10);
    }
    if (argc >= 5 && strcmp(argv[1], "facts") == 0)
        return print_facts(&options, argv[2], (uint32_t)strtoul(argv[3], NULL, 10),
                           strtoull(argv[4], NULL, 10));
    for (size_t k = 0; k < sizeof TABLES / sizeof TABLES[0]; k++)
        for (int i = 1; i < argc; i++)
            if (strcmp(argv[i], TABLES[k].name) == 0) {
                TABLES[k].run(&options);
                (void)fflush(stdout);
                chosen = true;
            }
    for (size_t k = 0; !chosen && k < sizeof TABLES / sizeof TABLES[0]; k++) {
        TABLES[k].run(&options);
        (void)fflush(stdout);
    }
    return 0;
}
