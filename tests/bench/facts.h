/* The facts of an instance and the figures of its plan as JSON, for exact.py. Visits of
 * one target stand alone in windows that are apart; their gaps are left out. */
#ifndef XC_TESTS_BENCH_FACTS_H
#define XC_TESTS_BENCH_FACTS_H

#include "evaluator.h"

void bench_facts_print(const struct bench_instance *b, const struct bench_report *report);

#endif
