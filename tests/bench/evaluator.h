/* Judges visits by the facts of an instance and says how far they are from the best. It
 * shares no code with the planner: of the product it knows dates and the form of a visit.
 *
 * F = 1000 × unserved + zone-days + ½ × bound × (fullest week − 1)⁺ + ½ × bound ×
 * (fullest crew − 1)⁺, where bound is that of the zone-days and loads are shares of all
 * work ÷ all capacity, as in struct xc_plan_peak. The gap is (F − bound of F) ÷ bound of
 * F. */
#ifndef XC_TESTS_BENCH_EVALUATOR_H
#define XC_TESTS_BENCH_EVALUATOR_H

#include "instance.h"

struct bench_visit {
    uint32_t target, crew;
    xc_date date;
    uint16_t number; /* from 1 */
    uint16_t start, end;
};

struct bench_bounds {
    uint64_t zone_days;
    double week, month, crew; /* shares, at least 1 */
    uint64_t unserved_minutes;
    uint32_t unserved;
};

struct bench_report {
    unsigned breaches; /* each of the first ten is printed to standard error */
    uint32_t served, unserved;
    uint64_t unserved_minutes, unserved_weight;
    uint64_t zone_days;
    double week, month, crew; /* the fullest as a share of the mean */
    struct bench_bounds bounds;
    double f, f_bound, gap;
};

/* Visits as the planner hands them out, checked on the way: ids, seats, hours, status.
 * out has room for count; returns the number of breaches. */
unsigned bench_read_visits(const struct bench_instance *b, const struct xc_visit *visits,
                           size_t count, struct bench_visit *out);

/* Sorts the visits and judges them. */
void bench_judge(const struct bench_instance *b, struct bench_visit *visits, size_t count,
                 struct bench_report *report);

/* bounds.c: what no plan of all visits can be better than. */
void bench_bound(const struct bench_instance *b, struct bench_bounds *bounds);

/* Both together for a plan; also compares the plan's own figures with these: each
 * difference is a breach. */
void bench_judge_plan(const struct bench_instance *b, const struct xc_plan *plan,
                      struct bench_report *report);

/* proofs.c: counts every proof of the plan again; the number of wrong ones, each printed.
 */
unsigned bench_check_proofs(const struct bench_instance *b, const struct xc_plan *plan);

/* ---- facts, looked up ---- */

struct bench_days { /* working days of the windows, from 0 */
    xc_date first, last;
    uint32_t count;
    xc_date *dates;
    uint16_t *before;    /* calendar days from first, and one more: working days before */
    uint8_t *away;       /* crews × days: 1 in the morning, 2 in the afternoon */
    unsigned minutes[4]; /* of a day on which the crew is so away */
};
void bench_days_make(const struct bench_instance *b, struct bench_days *days);
void bench_days_free(struct bench_days *days);

/* Working days from lo to hi within two dates; false: none. */
bool bench_days_between(const struct bench_days *days, xc_date from, xc_date to,
                        uint32_t *lo, uint32_t *hi);

/* Working days between which visit `number` of a target of the rule lies in some best
 * plan, with its others so far apart as the rule says; false: none. */
bool bench_window(const struct bench_instance *b, const struct bench_days *days,
                  const struct bench_rule *rule, unsigned number, uint32_t *lo,
                  uint32_t *hi);

unsigned bench_units(const struct bench_target *t); /* quarters of an hour */

/* True where a relation keeps the crew from the target. */
bool bench_barred(const struct bench_instance *b, uint32_t crew, uint32_t target);

/* One line to standard error, the first ten times; returns 1. */
unsigned bench_breach(unsigned *breaches, const char *format, ...)
    __attribute__((__format__(__printf__, 2, 3)));

#endif
