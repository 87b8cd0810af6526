#include "base/row_lookup.h"

#include "base/error.h"

#include <string.h>

/* Texts that are on their way from memory at the same time. */
enum { TOGETHER = 32 };

/* Eight bytes at a time, mixed by multiplication. The order of bytes in memory makes
 * another hash, never another answer. */
static uint32_t hash_of(struct xc_str text) {
    uint64_t hash = UINT64_C(0x9e3779b97f4a7c15) ^ text.len;
    uint64_t part = 0;
    size_t at = 0;
    for (; at + sizeof part <= text.len; at += sizeof part) {
        memcpy(&part, text.ptr + at, sizeof part);
        hash = (hash ^ part) * UINT64_C(0xff51afd7ed558ccd);
        hash ^= hash >> 32;
    }
    for (part = 0; at < text.len; at++)
        part = part << 8 | (unsigned char)text.ptr[at];
    hash = (hash ^ part) * UINT64_C(0xff51afd7ed558ccd);
    hash ^= hash >> 32;
    return (uint32_t)(hash * UINT64_C(0xc4ceb9fe1a85ec53) >> 32);
}

int xc_row_lookup_make(struct xc_row_lookup *lookup, struct xc_arena *arena,
                       uint32_t count) {
    uint32_t slots = 16;
    while (slots / 2 < count)
        slots *= 2;
    lookup->mask = slots - 1;
    lookup->slots = xc_arena_array(arena, slots, sizeof *lookup->slots);
    return lookup->slots ? XC_OK : XC_ENOMEM;
}

static void put(struct xc_row_lookup *lookup, uint32_t hash, uint32_t row) {
    uint32_t at = hash & lookup->mask;
    while (lookup->slots[at] != 0)
        at = (at + 1) & lookup->mask;
    lookup->slots[at] = (uint64_t)hash << 32 | (row + 1);
}

void xc_row_lookup_add(struct xc_row_lookup *lookup, struct xc_str text, uint32_t row) {
    put(lookup, hash_of(text), row);
}

void xc_row_lookup_add_all(struct xc_row_lookup *lookup, const struct xc_str *texts,
                           uint32_t count) {
    struct xc_row_lookup_probe probes[TOGETHER];
    for (uint32_t from = 0; from < count; from += TOGETHER) {
        uint32_t some = count - from < TOGETHER ? count - from : TOGETHER;
        for (uint32_t i = 0; i < some; i++) {
            probes[i] = xc_row_lookup_ask(lookup, texts[from + i]);
            xc_row_lookup_prefetch(lookup, &probes[i]);
        }
        for (uint32_t i = 0; i < some; i++)
            put(lookup, probes[i].hash, from + i);
    }
}

struct xc_row_lookup_probe xc_row_lookup_ask(const struct xc_row_lookup *lookup,
                                             struct xc_str text) {
    uint32_t hash = hash_of(text);
    return (struct xc_row_lookup_probe){hash, hash & lookup->mask};
}

uint32_t xc_row_lookup_next(const struct xc_row_lookup *lookup,
                            struct xc_row_lookup_probe *probe) {
    while (lookup->slots[probe->at] != 0) {
        uint64_t slot = lookup->slots[probe->at];
        probe->at = (probe->at + 1) & lookup->mask;
        if (slot >> 32 == probe->hash)
            return (uint32_t)slot - 1;
    }
    return UINT32_MAX;
}

/* The slots of some, then the first row that each may be, then its text: none of them
 * waits for another one's. */
static void find_some(const struct xc_row_lookup *lookup, const struct xc_str *texts,
                      const struct xc_str *asked, uint32_t some, uint32_t *rows) {
    struct xc_row_lookup_probe probes[TOGETHER];
    for (uint32_t i = 0; i < some; i++) {
        probes[i] = xc_row_lookup_ask(lookup, asked[i]);
        xc_row_lookup_prefetch(lookup, &probes[i]);
    }
    for (uint32_t i = 0; i < some; i++) {
        rows[i] = xc_row_lookup_next(lookup, &probes[i]);
        if (rows[i] != UINT32_MAX)
            xc_prefetch(&texts[rows[i]]);
    }
    for (uint32_t i = 0; i < some; i++) {
        if (rows[i] != UINT32_MAX)
            xc_prefetch(texts[rows[i]].ptr);
    }
    for (uint32_t i = 0; i < some; i++) {
        while (rows[i] != UINT32_MAX && !xc_str_equal(texts[rows[i]], asked[i]))
            rows[i] = xc_row_lookup_next(lookup, &probes[i]);
    }
}

void xc_row_lookup_find_all(const struct xc_row_lookup *lookup,
                            const struct xc_str *texts,
                            struct xc_str (*asked)(const void *context, size_t i),
                            const void *context, size_t count, uint32_t *rows) {
    struct xc_str some[TOGETHER];
    for (size_t from = 0; from < count; from += TOGETHER) {
        uint32_t now = (uint32_t)(count - from < TOGETHER ? count - from : TOGETHER);
        for (uint32_t i = 0; i < now; i++)
            some[i] = asked(context, from + i);
        find_some(lookup, texts, some, now, rows + from);
    }
}
