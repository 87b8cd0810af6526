/* The least days of one zone, by trying: raises a lower bound while it can be refuted. */
#ifndef XC_TESTS_BENCH_LEAST_H
#define XC_TESTS_BENCH_LEAST_H

#include "weights.h"

enum { BENCH_LEAST_VISITS = 64 };

struct bench_piece { /* a visit: working days between which it lies, its length */
    uint16_t lo, hi;
    uint8_t units;
};

/* The days that pieces, sorted by hi, need at least if they could be cut to parts of this
 * weight; left has room for count. */
uint64_t bench_lazy(const struct bench_piece *pieces, uint32_t count,
                    const uint32_t *weight, uint32_t capacity, uint32_t *left);

/* At most 64 pieces, sorted by hi. bound is known to be needed; the answer is at least
 * that. Gives up after so many steps. weight and capacity are of one that gave the bound.
 */
uint64_t bench_least_days(const struct bench_shape *shape,
                          const struct bench_piece *pieces, uint32_t count,
                          const uint32_t *weight, uint32_t capacity, uint64_t bound,
                          unsigned long steps);

#endif
