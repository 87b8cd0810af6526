/* Weights of visits by their length such that no day holds more than a capacity of them:
 * from each follows a lower bound of the days that some visits need. */
#ifndef XC_TESTS_BENCH_WEIGHTS_H
#define XC_TESTS_BENCH_WEIGHTS_H

#include <stdbool.h>
#include <stdint.h>

enum { BENCH_UNITS = 41, BENCH_FAMILY = 64 };

struct bench_shape {    /* of a day, in quarters of an hour */
    unsigned halves[2]; /* the second is 0 without a pause */
    unsigned longest;   /* longer visits run across the pause */
};

/* The most weight one day can hold of visits of the lengths that are there. */
uint32_t bench_day_weight(const struct bench_shape *shape, const uint32_t *weight,
                          const bool *there);

/* Weights worth trying on anything: the minutes; being at least so long; being so long
 * that nothing of some length fits beside it; so many parts of a half day or a day. */
unsigned bench_weight_family(const struct bench_shape *shape,
                             uint32_t weights[BENCH_FAMILY][BENCH_UNITS]);

/* The weights that make the most of so many visits of each length: the prices of the
 * linear programme that covers them by days. */
void bench_best_weights(const struct bench_shape *shape, const uint32_t *counts,
                        uint32_t *weight);

#endif
