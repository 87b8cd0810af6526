#include "evaluator.h"

unsigned bench_check_proofs(const struct bench_instance *b, const struct xc_plan *plan) {
    (void)b;
    (void)plan;
    return 0;
}
