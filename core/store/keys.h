/* A table of texts, each with a number and a text of its own. Private to store. */
#ifndef XC_STORE_KEYS_H
#define XC_STORE_KEYS_H

#include "base/arena.h"

struct xc_key {
    struct xc_str key;
    uint64_t number;
    struct xc_str text;
};

struct xc_keys;
struct xc_keys *xc_keys_new(void); /* owned; NULL: no memory */
void xc_keys_free(struct xc_keys *keys);

/* The key's place, new with number and text empty where it was not there (*added); NULL:
 * no memory. Valid until the next one is added. */
struct xc_key *xc_keys_put(struct xc_keys *keys, struct xc_str key, bool *added);

/* NULL: not there. */
struct xc_key *xc_keys_find(const struct xc_keys *keys, struct xc_str key);

/* A copy that lives as long as the table; ptr NULL: no memory. */
struct xc_str xc_keys_copy(struct xc_keys *keys, struct xc_str text);

#endif
