/* What someone would do without a planner, to print beside it: two greedy rules on the
 * facts of an instance. Both keep every hard rule. */
#ifndef XC_TESTS_BENCH_GREEDY_H
#define XC_TESTS_BENCH_GREEDY_H

#include "evaluator.h"

/* Visits by deadline, each on the first day and crew that hold it. visits has room for
 * all that are asked for; returns how many were placed. */
size_t bench_greedy_deadline(const struct bench_instance *b, struct bench_visit *visits);

/* Day by day each crew stays in its zone while something there fits, else it goes to the
 * zone where something is due first. */
size_t bench_greedy_stay(const struct bench_instance *b, struct bench_visit *visits);

#endif
