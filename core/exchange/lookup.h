/* Text → number: which line an id stood on, what a repeated text meant. Open addressing;
 * nothing is ever listed from it, so its order never shows. */
#ifndef XC_EXCHANGE_LOOKUP_H
#define XC_EXCHANGE_LOOKUP_H

#include "base/buffer.h"
#include "base/str.h"

struct xc_lookup_slot {
    uint32_t hash;
    uint32_t offset; /* 1 + place in texts; 0: free */
    uint32_t len;
    uint32_t value;
};

struct xc_lookup {
    struct xc_buffer texts;
    struct xc_lookup_slot *slots; /* owned */
    size_t slot_count, used;
    size_t max; /* entries; puts beyond are left out without an error */
};

struct xc_lookup xc_lookup_make(size_t max);
void xc_lookup_free(struct xc_lookup *lookup);

/* True and *value where the text is known. */
bool xc_lookup_get(const struct xc_lookup *lookup, struct xc_str text, uint32_t *value);

/* Keeps a text that is not known yet. 0 or XC_ENOMEM. */
int xc_lookup_put(struct xc_lookup *lookup, struct xc_str text, uint32_t value);

#endif
