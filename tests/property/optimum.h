/* The best plan of a very small instance, by trying everything. */
#ifndef XC_TESTS_PROPERTY_OPTIMUM_H
#define XC_TESTS_PROPERTY_OPTIMUM_H

#include "../bench/evaluator.h"

enum { OPTIMUM_TARGETS = 10, OPTIMUM_CELLS = 32 };

struct optimum {
    unsigned unserved;  /* the fewest */
    unsigned zone_days; /* the fewest with so many served */
    bool proved;        /* false: given up */
};

/* At most ten targets, each visited once, and 32 crew-days; the way to a zone takes no
 * time. */
struct optimum optimum_find(const struct bench_instance *b);

#endif
