#include "publish/report_index.h"

#include <stdint.h>
#include <stdlib.h>

enum { SEEN_BITS = 14 };

void xc_report_index_free(struct xc_report_index *index) {
    free(index->texts);
    free(index->slots);
    free(index->seen);
    *index = (struct xc_report_index){0};
}

static uint32_t hash_of(struct xc_str text) {
    return (uint32_t)((xc_str_hash(text) * UINT64_C(0x9E3779B97F4A7C15)) >> 32);
}

/* The slot that holds the text, or the free one where it would stand. */
static struct xc_report_slot *slot_of(const struct xc_report_index *index,
                                      struct xc_str text, uint32_t hash) {
    size_t at = hash & (index->slot_count - 1);
    while (index->slots[at].number != 0 &&
           (index->slots[at].hash != hash ||
            !xc_str_equal(index->texts[index->slots[at].number - 1], text))) {
        at = (at + 1) & (index->slot_count - 1);
    }
    return &index->slots[at];
}

/* Makes room for so many texts at once; false: no memory. */
static bool reserve(struct xc_report_index *index, size_t count) {
    size_t slots = 64;
    if (count <= index->room) {
        return true;
    }
    struct xc_str *texts = realloc(index->texts, count * sizeof *texts);
    if (!texts) {
        return false;
    }
    index->texts = texts;
    while (slots < count * 2) {
        slots *= 2;
    }
    struct xc_report_slot *old = index->slots;
    size_t old_count = index->slot_count;
    index->slots = calloc(slots, sizeof *index->slots);
    if (!index->slots) {
        index->slots = old;
        return false;
    }
    index->room = count;
    index->slot_count = slots;
    for (size_t i = 0; i < old_count; i++) {
        size_t at = old[i].hash & (slots - 1);
        while (old[i].number != 0 && index->slots[at].number != 0) {
            at = (at + 1) & (slots - 1);
        }
        if (old[i].number != 0) {
            index->slots[at] = old[i];
        }
    }
    free(old);
    return true;
}

/* Visits share the texts of their crews and people. */
static struct xc_report_seen *seen_of(const struct xc_report_index *index,
                                      struct xc_str text) {
    uintptr_t address = (uintptr_t)text.ptr;
    return &index
                ->seen[(address ^ address >> SEEN_BITS) & (((size_t)1 << SEEN_BITS) - 1)];
}

uint32_t xc_report_index_add(struct xc_report_index *index, struct xc_str text) {
    if (!index->seen) {
        index->seen = calloc((size_t)1 << SEEN_BITS, sizeof *index->seen);
        if (!index->seen) {
            return UINT32_MAX;
        }
    }
    struct xc_report_seen *seen = seen_of(index, text);
    if (seen->text.ptr == text.ptr && seen->text.len == text.len && text.ptr) {
        return seen->number;
    }
    if (index->count == index->room &&
        !reserve(index, index->room ? index->room * 2 : 64)) {
        return UINT32_MAX;
    }
    uint32_t hash = hash_of(text);
    struct xc_report_slot *slot = slot_of(index, text, hash);
    if (slot->number == 0) {
        index->texts[index->count++] = text;
        *slot = (struct xc_report_slot){hash, (uint32_t)index->count};
    }
    *seen = (struct xc_report_seen){text, slot->number - 1};
    return slot->number - 1;
}

uint32_t xc_report_index_find(const struct xc_report_index *index, struct xc_str text) {
    return index->count > 0 ? slot_of(index, text, hash_of(text))->number - 1
                            : UINT32_MAX;
}

struct numbered {
    struct xc_str text;
    uint32_t number;
};

static int by_text(const void *left, const void *right) {
    return xc_str_compare(((const struct numbered *)left)->text,
                          ((const struct numbered *)right)->text);
}

uint32_t *xc_report_index_sort(struct xc_report_index *index) {
    struct numbered *rows = calloc(index->count + 1, sizeof *rows);
    uint32_t *numbers = calloc(index->count + 1, sizeof *numbers);
    if (!rows || !numbers) {
        free(rows);
        free(numbers);
        return NULL;
    }
    for (uint32_t i = 0; i < index->count; i++) {
        rows[i] = (struct numbered){index->texts[i], i};
    }
    if (index->count > 1) {
        qsort(rows, index->count, sizeof *rows, by_text);
    }
    for (uint32_t i = 0; i < index->count; i++) {
        index->texts[i] = rows[i].text;
        numbers[rows[i].number] = i;
    }
    free(rows);
    free(index->slots);
    index->slots = NULL;
    index->slot_count = index->room = 0;
    return numbers;
}
