/* A table of things by key that holds so many and no more: where it is full, what was
 * asked for the longest time ago goes. */
#ifndef XC_SERVE_KEYED_H
#define XC_SERVE_KEYED_H

#include "base/str.h"

struct xc_keyed;

/* Things have `size` bytes, aligned for any type. drop is called before one goes, to
 * release what it holds; where it returns false, the thing is in use and stays, and one
 * asked for later goes. NULL: no memory. */
struct xc_keyed *xc_keyed_new(size_t most, size_t size, bool (*drop)(void *thing));
/* Drops all, also what is in use; NULL is fine. */
void xc_keyed_free(struct xc_keyed *table);

/* The thing of a key, which was asked for now; NULL: there is none. */
void *xc_keyed_find(struct xc_keyed *table, struct xc_str key);
/* The same; where there is none, a new one of zeros. The key is copied. NULL: no memory,
 * or the table is full of what is in use. Things do not move. */
void *xc_keyed_take(struct xc_keyed *table, struct xc_str key);
struct xc_str xc_keyed_key(const void *thing);

/* All things, what was asked for the longest time ago first; NULL: no more. */
void *xc_keyed_oldest(const struct xc_keyed *table);
void *xc_keyed_newer(const void *thing);
size_t xc_keyed_count(const struct xc_keyed *table);

#endif
