/* Selection as docs/draw.md §6 says it, the slow and literal way, beside the draw itself.
 * Shares no code with core/draw but the reading of urns. */
#ifndef XC_PROPERTY_SELECT_ORACLE_H
#define XC_PROPERTY_SELECT_ORACLE_H

#include "draw/draw.h"

/* A random small urn and rules, drawn both ways. 0: the same; 1: not, and a word on
 * standard error. */
int oracle_compare(uint64_t seed);

/* floor((hi − U − 1)/W) > floor((lo − U − 1)/W), rounding down also below 0. */
bool oracle_taken(long low, long high, long u, long total);

#endif
