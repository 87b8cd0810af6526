#include "store/keys.h"

#include <stdlib.h>

static const size_t text_bytes = (size_t)4 << 30;

struct xc_keys {
    struct xc_arena *arena;
    struct xc_key *places; /* open addressing; a power of two */
    size_t count, capacity;
};

struct xc_keys *xc_keys_new(void) {
    struct xc_keys *keys = calloc(1, sizeof *keys);
    if (keys) {
        keys->arena = xc_arena_new(text_bytes);
        keys->capacity = 64;
        keys->places = calloc(keys->capacity, sizeof *keys->places);
        if (!keys->arena || !keys->places) {
            xc_keys_free(keys);
            keys = NULL;
        }
    }
    return keys;
}

void xc_keys_free(struct xc_keys *keys) {
    if (keys) {
        xc_arena_free(keys->arena);
        free(keys->places);
        free(keys);
    }
}

static struct xc_key *place_of(struct xc_key *places, size_t capacity,
                               struct xc_str key) {
    size_t at = (size_t)xc_str_hash(key) & (capacity - 1);
    while (places[at].key.ptr && !xc_str_equal(places[at].key, key)) {
        at = (at + 1) & (capacity - 1);
    }
    return &places[at];
}

static bool grow(struct xc_keys *keys) {
    size_t capacity = keys->capacity * 2;
    struct xc_key *places = calloc(capacity, sizeof *places);
    if (!places) {
        return false;
    }
    for (size_t i = 0; i < keys->capacity; i++) {
        if (keys->places[i].key.ptr) {
            *place_of(places, capacity, keys->places[i].key) = keys->places[i];
        }
    }
    free(keys->places);
    keys->places = places;
    keys->capacity = capacity;
    return true;
}

struct xc_key *xc_keys_put(struct xc_keys *keys, struct xc_str key, bool *added) {
    struct xc_key *place = place_of(keys->places, keys->capacity, key);
    *added = !place->key.ptr;
    if (!*added) {
        return place;
    }
    struct xc_str copy = xc_arena_copy(keys->arena, key);
    if (!copy.ptr || (keys->count * 2 >= keys->capacity && !grow(keys))) {
        return NULL;
    }
    place = place_of(keys->places, keys->capacity, key);
    place->key = copy;
    keys->count++;
    return place;
}

struct xc_key *xc_keys_find(const struct xc_keys *keys, struct xc_str key) {
    struct xc_key *place = place_of(keys->places, keys->capacity, key);
    return place->key.ptr ? place : NULL;
}

struct xc_str xc_keys_copy(struct xc_keys *keys, struct xc_str text) {
    return xc_arena_copy(keys->arena, text);
}
