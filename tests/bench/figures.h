/* What the tables of plan_bench are printed and timed with. */
#ifndef XC_TESTS_BENCH_FIGURES_H
#define XC_TESTS_BENCH_FIGURES_H

#include "facts.h"

/* A row: a figure by its format (of a double), what was aimed at (or ""), whether it is
 * met. */
void bench_line(const char *what, double value, const char *format, const char *target,
                bool met);
void bench_at_most(const char *what, double value, const char *format, double most);
void bench_say(const char *what, double value, const char *format);

double bench_percent_over(double value, double bound); /* 0 where there is no bound */

/* Seconds by the clock of a qsort of all visits by zone, deadline and id: the best of
 * three. */
double bench_sort_time(const struct bench_instance *b);

/* Plans; seconds of the processor. The plan is the caller's to free. */
double bench_plan_time(struct bench_instance *b, struct xc_plan **plan);

/* The table replan; most: the most targets of a country. */
void bench_replan(enum bench_variant variant, uint32_t most);

#endif
