#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

/* Under the address sanitizer a gap that must not be touched follows each piece of
 * memory; without it, what is read or written past the end would be the next piece. */
#if defined(__SANITIZE_ADDRESS__)
#define GUARDED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define GUARDED 1
#endif
#endif
#ifdef GUARDED
#include <sanitizer/asan_interface.h>
enum { GAP = 16 };
static void forbid(const unsigned char *from, const unsigned char *to) {
    __asan_poison_memory_region(from, (size_t)(to - from));
}
#else
enum { GAP = 0 };
static void forbid(const unsigned char *from, const unsigned char *to) {
    (void)from;
    (void)to;
}
#endif

enum { FIRST_CHUNK = 4096, LARGEST_CHUNK = 1 << 20 };

/* Aligned memory grows up from the start of a chunk and text down from its end, so that
 * short texts cost no padding. */
struct chunk {
    struct chunk *next;
    size_t low;
    size_t high;
    alignas(max_align_t) unsigned char bytes[];
};

struct xc_arena {
    struct chunk *head;
    size_t max;
    size_t used;
    size_t next_size;
};

struct xc_arena *xc_arena_new(size_t max) {
    struct xc_arena *arena = calloc(1, sizeof *arena);
    if (arena != NULL) {
        arena->max = max;
        arena->next_size = FIRST_CHUNK;
    }
    return arena;
}

void xc_arena_free(struct xc_arena *arena) {
    if (arena == NULL) {
        return;
    }
    while (arena->head != NULL) {
        struct chunk *next = arena->head->next;
        free(arena->head);
        arena->head = next;
    }
    free(arena);
}

/* A chunk with room for size bytes. A large one goes behind the head, whose free rest
 * stays in use. */
static struct chunk *chunk_for(struct xc_arena *arena, size_t size) {
    if (arena->head != NULL && size <= arena->head->high - arena->head->low) {
        return arena->head;
    }
    bool large = size > arena->next_size / 4;
    size_t capacity = large ? size : arena->next_size;
    if (capacity > SIZE_MAX - sizeof(struct chunk)) {
        return NULL;
    }
    struct chunk *chunk = calloc(1, sizeof *chunk + capacity);
    if (chunk == NULL) {
        return NULL;
    }
    chunk->high = capacity;
    if (large && arena->head != NULL) {
        chunk->next = arena->head->next;
        arena->head->next = chunk;
        return chunk;
    }
    chunk->next = arena->head;
    arena->head = chunk;
    if (!large && arena->next_size < LARGEST_CHUNK) {
        arena->next_size *= 2;
    }
    return chunk;
}

void *xc_arena_alloc(struct xc_arena *arena, size_t size) {
    const size_t unit = alignof(max_align_t);
    if (size > arena->max - arena->used || size > SIZE_MAX - unit - GAP) {
        return NULL;
    }
    size_t rounded = (size + unit - 1) / unit * unit;
    if (rounded == 0) {
        rounded = unit;
    }
    rounded += GAP;
    struct chunk *chunk = chunk_for(arena, rounded);
    if (chunk == NULL) {
        return NULL;
    }
    unsigned char *memory = chunk->bytes + chunk->low;
    chunk->low += rounded;
    forbid(memory + size, chunk->bytes + chunk->low);
    arena->used += size;
    return memory;
}

void *xc_arena_array(struct xc_arena *arena, size_t count, size_t size) {
    if (size != 0 && count > SIZE_MAX / size) {
        return NULL;
    }
    return xc_arena_alloc(arena, count * size);
}

struct xc_str xc_arena_copy(struct xc_arena *arena, struct xc_str text) {
    struct xc_str copy = {NULL, 0};
    if (text.len > arena->max - arena->used || text.len == SIZE_MAX) {
        return copy;
    }
    struct chunk *chunk = chunk_for(arena, text.len + 1);
    if (chunk == NULL) {
        return copy;
    }
    chunk->high -= text.len + 1;
    char *place = (char *)chunk->bytes + chunk->high;
    if (text.len > 0) {
        memcpy(place, text.ptr, text.len);
    }
    arena->used += text.len;
    copy.ptr = place;
    copy.len = text.len;
    return copy;
}

size_t xc_arena_used(const struct xc_arena *arena) {
    return arena->used;
}
