#include "simulate.h"

/* splitmix64: small, the same everywhere, good enough for happenings. */
uint64_t chance_next(struct chance *chance) {
    uint64_t mixed = chance->state += UINT64_C(0x9E3779B97F4A7C15);
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
    return mixed ^ mixed >> 31;
}

unsigned chance_below(struct chance *chance, unsigned bound) {
    return (unsigned)(chance_next(chance) % bound);
}

bool chance_of(struct chance *chance, unsigned per_mille) {
    return chance_below(chance, 1000) < per_mille;
}
