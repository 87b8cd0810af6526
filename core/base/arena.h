/* Memory that is released together: one arena per evaluation, request or import. */
#ifndef XC_BASE_ARENA_H
#define XC_BASE_ARENA_H

#include "base/str.h"

struct xc_arena;

/* An arena that hands out at most max bytes in all. Owned by the caller; NULL: no memory.
 */
struct xc_arena *xc_arena_new(size_t max);
void xc_arena_free(struct xc_arena *arena); /* NULL is fine */

/* Zeroed memory aligned for any type; NULL: no memory or over the maximum. size 0 gives a
 * valid pointer. */
void *xc_arena_alloc(struct xc_arena *arena, size_t size);

/* count elements of size, checked for overflow. */
void *xc_arena_array(struct xc_arena *arena, size_t count, size_t size);

/* A NUL-terminated copy (the NUL is not counted). ptr NULL: no memory. */
struct xc_str xc_arena_copy(struct xc_arena *arena, struct xc_str text);

/* Bytes handed out so far. */
size_t xc_arena_used(const struct xc_arena *arena);

#endif
