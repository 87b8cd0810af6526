#include "base/bitset.h"

#include <stdlib.h>

#define ROWS_MAX UINT32_MAX

static size_t word_count(size_t size) {
    return size / 64 + (size % 64 != 0);
}

/* fill and not would otherwise leave bits behind the end that count and next would see.
 */
static void clear_tail(struct xc_bitset *set) {
    size_t used = set->size % 64;
    if (used != 0) {
        set->words[set->size / 64] &= (UINT64_C(1) << used) - 1;
    }
}

struct xc_bitset xc_bitset_make(size_t size) {
    struct xc_bitset set = {NULL, size};
    if (size > 0 && size <= ROWS_MAX) {
        set.words = calloc(word_count(size), sizeof *set.words);
    }
    return set;
}

void xc_bitset_free(struct xc_bitset *set) {
    if (set != NULL) {
        free(set->words);
        set->words = NULL;
        set->size = 0;
    }
}

bool xc_bitset_get(const struct xc_bitset *set, size_t bit) {
    return ((set->words[bit / 64] >> (bit % 64)) & 1) != 0;
}

void xc_bitset_put(struct xc_bitset *set, size_t bit) {
    set->words[bit / 64] |= UINT64_C(1) << (bit % 64);
}

void xc_bitset_drop(struct xc_bitset *set, size_t bit) {
    set->words[bit / 64] &= ~(UINT64_C(1) << (bit % 64));
}

void xc_bitset_fill(struct xc_bitset *set) {
    size_t count = word_count(set->size);
    for (size_t i = 0; i < count; i++) {
        set->words[i] = UINT64_MAX;
    }
    clear_tail(set);
}

size_t xc_bitset_count(const struct xc_bitset *set) {
    size_t count = word_count(set->size);
    size_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += xc_bits_count(set->words[i]);
    }
    return sum;
}

void xc_bitset_and(struct xc_bitset *into, const struct xc_bitset *other) {
    size_t count = word_count(into->size);
    for (size_t i = 0; i < count; i++) {
        into->words[i] &= other->words[i];
    }
}

void xc_bitset_or(struct xc_bitset *into, const struct xc_bitset *other) {
    size_t count = word_count(into->size);
    for (size_t i = 0; i < count; i++) {
        into->words[i] |= other->words[i];
    }
}

void xc_bitset_minus(struct xc_bitset *into, const struct xc_bitset *other) {
    size_t count = word_count(into->size);
    for (size_t i = 0; i < count; i++) {
        into->words[i] &= ~other->words[i];
    }
}

size_t xc_bitset_next(const struct xc_bitset *set, size_t from) {
    if (from >= set->size) {
        return set->size;
    }
    size_t count = word_count(set->size);
    size_t at = from / 64;
    uint64_t word = set->words[at] & (UINT64_MAX << (from % 64));
    while (word == 0) {
        if (++at == count) {
            return set->size;
        }
        word = set->words[at];
    }
    return at * 64 + xc_bits_lowest(word);
}
