/* A fixed-size set of row numbers. */
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
void xc_bitset_not(struct xc_bitset *into);

/* First set bit at or after from, or size where there is none. */
size_t xc_bitset_next(const struct xc_bitset *set, size_t from);

#endif
