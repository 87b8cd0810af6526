/* Private to register: the text pool and what stands behind the public columns. */
#ifndef XC_REGISTER_MEMORY_H
#define XC_REGISTER_MEMORY_H

#include "register/register.h"

/* Texts one after the other, each behind its length in 1 to 3 bytes (7 bits each, low
 * first). */
struct xc_pool {
    char *bytes; /* owned */
    size_t len;
    size_t capacity;
};

enum { XC_POOL_TEXT_MAX = (1 << 21) - 1 };

/* A pool that holds the empty text, with room for some bytes. */
int xc_pool_start(struct xc_pool *pool, size_t room);
void xc_pool_free(struct xc_pool *pool);

/* Makes room for more bytes of texts and lengths; XC_ENOMEM also beyond 4 GiB. */
int xc_pool_reserve(struct xc_pool *pool, size_t more);

/* Copies a text; the empty one is always 0. Precondition: reserved, at most
 * XC_POOL_TEXT_MAX. */
xc_ref xc_pool_put(struct xc_pool *pool, struct xc_str text);

/* Room that a text of this length takes at most. */
static inline size_t xc_pool_room(size_t len) {
    return len + 3;
}

static inline struct xc_str xc_pool_text(const struct xc_pool *pool, xc_ref ref) {
    const unsigned char *at = (const unsigned char *)pool->bytes + ref;
    size_t len = at[0] & 0x7fu;
    size_t used = 1;
    if (at[0] & 0x80u) {
        len |= (size_t)(at[1] & 0x7fu) << 7;
        used = 2;
        if (at[1] & 0x80u) {
            len |= (size_t)at[2] << 14;
            used = 3;
        }
    }
    return (struct xc_str){(const char *)at + used, len};
}

enum { XC_REGISTER_COLUMNS = 80 };

struct xc_register_memory {
    struct xc_pool pool;
    size_t more_holders; /* beside the first one */
    size_t interned_end; /* references below it: interned texts, ascending */
    void *columns[XC_REGISTER_COLUMNS]; /* owned; the public columns and those below */
    unsigned column_count;
    size_t column_bytes;
    const uint32_t *children; /* rows of areas, by parent, then by row */
    const uint32_t
        *children_start; /* areas + 2; [0] of those without parent, [p + 1] of p */
    const uint32_t *first_absence;  /* row per person or XC_NO_ROW */
    const uint32_t *first_relation; /* row per person or XC_NO_ROW */
};

#endif
