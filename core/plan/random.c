#include "plan/plan_internal.h"

/* SplitMix64, by Sebastiano Vigna (public domain algorithm). */
uint64_t xc_random_next(uint64_t *state) {
    *state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t mixed = *state;
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ (mixed >> 31);
}

/* High bits times the limit: the bias is below limit ÷ 2^32, which no search notices. */
uint32_t xc_random_below(uint64_t *state, uint32_t limit) {
    return (uint32_t)((xc_random_next(state) >> 32) * limit >> 32);
}
