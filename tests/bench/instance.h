/* Instances to measure and test the planner with: plain facts, made from a kind, a size
 * and a seed by an integer generator, and what the library needs of them.
 *
 * The facts are all that the evaluator looks at. Each target is asked for by one rule;
 * rule number r is the obligation s<r / 250>/<r % 250>, which selects its targets by
 * their column level. A crew has two people, 2c (lead) and 2c + 1 (officer); every visit
 * needs both. */
#ifndef XC_TESTS_BENCH_INSTANCE_H
#define XC_TESTS_BENCH_INSTANCE_H

#include "plan/plan.h"

enum bench_kind {
    BENCH_COUNTRY = 1, /* areas of 5,000 targets, 20 crews and 200 zones; mixed windows;
                          nine months; one target in ten needs a specialty that one crew
                          in five has; 1.23 visits per target */
    BENCH_TINY,        /* 2 to 4 crews, 4 to 8 zones, 60–85 % of the crews' time; a plan
                          that serves all is known to exist */
    BENCH_TIGHT,       /* each target its own window of 4–15 % of the horizon */
    BENCH_OVERLOAD,    /* in three spans 5 % more work than time; mixed weights */
    BENCH_IMPOSSIBLE   /* the deadline is 2.6 % too early */
};
enum bench_variant {
    BENCH_USUAL,
    BENCH_PLAIN, /* office hours without a pause */
    BENCH_LONG   /* long visits, and twice as many that need a specialty */
};
enum { BENCH_STAGE_RULES = 250, BENCH_ID_BYTES = 24, BENCH_GRID = 15 };

struct bench_target {
    uint32_t zone;
    uint16_t area;
    uint16_t rule;
    uint16_t minutes;
    uint16_t weight;
};

struct bench_rule {
    xc_date from, to; /* included */
    unsigned times;
    unsigned gap; /* least days between two visits of a target */
    bool special; /* the officer needs the specialty */
};

struct bench_absence {
    uint32_t person;
    xc_date from, to; /* included */
    unsigned half;    /* 0 all day, 1 mornings, 2 afternoons */
};

struct bench_relation { /* the person must not visit the target */
    uint32_t person, target;
};

struct bench_hours {
    unsigned count;
    unsigned from[2], to[2]; /* minutes since midnight */
};

struct bench_instance {
    enum bench_kind kind;
    enum bench_variant variant;
    uint64_t random;
    xc_date first, last; /* the horizon; the first day that may be planned is first */
    bool *works;         /* days from first */
    struct bench_hours hours;
    unsigned setup; /* minutes per crew, day and zone */
    struct bench_target *targets;
    struct bench_rule *rules;
    uint16_t *crew_area;
    bool *special; /* people: have the specialty */
    struct bench_absence *absences;
    struct bench_relation *relations; /* by target; no target twice */
    uint32_t target_count, rule_count, crew_count, area_count, zone_count;
    uint32_t absence_count, relation_count;
    uint32_t lost_count;  /* absences added later */
    uint32_t visit_count; /* asked for */

    struct xc_register *reg;
    struct xc_workdays *workdays;
    struct xc_arena *arena;
    json_t *json;
    struct xc_programme *programme;
    struct xc_plan_input input;
};

/* The facts. Ends the program where memory runs out. */
void bench_make(struct bench_instance *b, enum bench_kind kind, uint32_t targets,
                uint64_t seed, enum bench_variant variant);

/* Register, calendar, programme and input from the facts; ends the program where the
 * library refuses them. May be called again after the facts changed. */
void bench_build(struct bench_instance *b);
void bench_free(struct bench_instance *b);

/* Takes one more crew-day away from the facts: the lead is absent all day. */
void bench_lose(struct bench_instance *b, uint32_t crew, xc_date date);

uint32_t bench_random(struct bench_instance *b, uint32_t below);
uint32_t bench_days(const struct bench_instance *b); /* calendar days of the horizon */
bool bench_works(const struct bench_instance *b, xc_date date);

void *bench_memory(size_t count, size_t size); /* zeroed; ends the program without */
void bench_must(int code, const struct xc_error *error);
double bench_elapsed(void); /* seconds by the clock */
double bench_seconds(void); /* of the processor, all threads together */

#endif
