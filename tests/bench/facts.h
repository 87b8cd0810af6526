/* The facts of a tiny instance and the figures of its plan as JSON, for exact.py. */
#ifndef XC_TESTS_BENCH_FACTS_H
#define XC_TESTS_BENCH_FACTS_H

#include "evaluator.h"

void bench_facts_print(const struct bench_instance *b, const struct bench_report *report);

#endif
