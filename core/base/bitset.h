/* A fixed-size set of row numbers, and sets of up to 64 in one word. */
#ifndef XC_BASE_BITSET_H
#define XC_BASE_BITSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xc_bitset {
    uint64_t *words; /* owned; bits beyond size are 0 */
    size_t size;     /* bits */
};

/* All bits clear. words NULL with size > 0: no memory, or more bits than there can be
 * rows (2^32). */
struct xc_bitset xc_bitset_make(size_t size);
void xc_bitset_free(struct xc_bitset *set);

bool xc_bitset_get(const struct xc_bitset *set, size_t bit);
void xc_bitset_put(struct xc_bitset *set, size_t bit);
void xc_bitset_drop(struct xc_bitset *set, size_t bit);
void xc_bitset_fill(struct xc_bitset *set);
size_t xc_bitset_count(const struct xc_bitset *set);

/* into = into op other; both of the same size. */
void xc_bitset_and(struct xc_bitset *into, const struct xc_bitset *other);
void xc_bitset_or(struct xc_bitset *into, const struct xc_bitset *other);
void xc_bitset_minus(struct xc_bitset *into, const struct xc_bitset *other);

/* First set bit at or after from, or size where there is none. */
size_t xc_bitset_next(const struct xc_bitset *set, size_t from);

/* How many bits of a word are set. */
static inline unsigned xc_bits_count(uint64_t bits) {
    bits -= (bits >> 1) & UINT64_C(0x5555555555555555);
    bits = (bits & UINT64_C(0x3333333333333333)) +
           ((bits >> 2) & UINT64_C(0x3333333333333333));
    bits = (bits + (bits >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (unsigned)((bits * UINT64_C(0x0101010101010101)) >> 56);
}

/* The lowest set bit, or 64 where there is none. */
static inline unsigned xc_bits_lowest(uint64_t bits) {
    return xc_bits_count((bits & (~bits + 1)) - 1);
}

/* The highest set bit, or -1 where there is none. */
static inline int xc_bits_highest(uint64_t bits) {
    int bit = 0;
    for (unsigned step = 32; step > 0; step /= 2) {
        if (bits >> step != 0) {
            bits >>= step;
            bit += (int)step;
        }
    }
    return bits != 0 ? bit : -1;
}

#endif
