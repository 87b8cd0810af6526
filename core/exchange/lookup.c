#include "exchange/lookup.h"

#include <stdlib.h>
#include <string.h>

struct xc_lookup xc_lookup_make(size_t max) {
    return (struct xc_lookup){.texts = xc_buffer_make(UINT32_MAX - 1), .max = max};
}

void xc_lookup_free(struct xc_lookup *lookup) {
    xc_buffer_free(&lookup->texts);
    free(lookup->slots);
    lookup->slots = NULL;
    lookup->slot_count = 0;
    lookup->used = 0;
}

static uint32_t short_hash(struct xc_str text) {
    uint64_t hash = xc_str_hash(text);
    return (uint32_t)(hash ^ hash >> 32);
}

bool xc_lookup_get(const struct xc_lookup *lookup, struct xc_str text, uint32_t *value) {
    if (lookup->slot_count == 0)
        return false;
    uint32_t hash = short_hash(text);
    size_t mask = lookup->slot_count - 1;
    for (size_t at = hash & mask; lookup->slots[at].offset != 0; at = (at + 1) & mask) {
        const struct xc_lookup_slot *slot = &lookup->slots[at];
        if (slot->hash != hash || slot->len != text.len)
            continue;
        if (text.len == 0 ||
            memcmp(lookup->texts.ptr + slot->offset - 1, text.ptr, text.len) == 0) {
            *value = slot->value;
            return true;
        }
    }
    return false;
}

static void place(struct xc_lookup_slot *slots, size_t count,
                  struct xc_lookup_slot slot) {
    size_t at = slot.hash & (count - 1);
    while (slots[at].offset != 0)
        at = (at + 1) & (count - 1);
    slots[at] = slot;
}

static int grow(struct xc_lookup *lookup) {
    size_t count = lookup->slot_count == 0 ? 256 : lookup->slot_count * 2;
    struct xc_lookup_slot *slots = calloc(count, sizeof *slots);
    if (slots == NULL)
        return XC_ENOMEM;
    for (size_t i = 0; i < lookup->slot_count; i++) {
        if (lookup->slots[i].offset != 0)
            place(slots, count, lookup->slots[i]);
    }
    free(lookup->slots);
    lookup->slots = slots;
    lookup->slot_count = count;
    return XC_OK;
}

int xc_lookup_put(struct xc_lookup *lookup, struct xc_str text, uint32_t value) {
    if (lookup->used >= lookup->max)
        return XC_OK;
    if ((lookup->used + 1) * 3 > lookup->slot_count * 2 && grow(lookup) != XC_OK)
        return XC_ENOMEM;
    struct xc_lookup_slot slot = {.hash = short_hash(text),
                                  .offset = (uint32_t)lookup->texts.len + 1,
                                  .len = (uint32_t)text.len,
                                  .value = value};
    if (xc_buffer_add(&lookup->texts, text) != XC_OK)
        return XC_ENOMEM;
    place(lookup->slots, lookup->slot_count, slot);
    lookup->used++;
    return XC_OK;
}
