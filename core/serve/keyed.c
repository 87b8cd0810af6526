#include "serve/keyed.h"

#include "base/digest.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* In front of each thing, whose key lies behind it. */
struct node {
    struct node *chain;
    struct node *older, *newer;
    struct xc_str key;
    uint64_t hash;
    max_align_t thing[];
};

struct xc_keyed {
    struct node **chains;
    size_t mask; /* number of chains − 1 */
    struct node *oldest, *newest;
    size_t count, most, size;
    uint64_t seed; /* so that nobody can choose keys that fall together */
    bool (*drop)(void *thing);
};

struct xc_keyed *xc_keyed_new(size_t most, size_t size, bool (*drop)(void *thing)) {
    struct xc_keyed *table = calloc(1, sizeof *table);
    struct xc_error ignored = {0};
    size_t chains = 16;
    while (chains < most) {
        chains *= 2;
    }
    if (table) {
        size_t whole = sizeof(max_align_t);
        *table = (struct xc_keyed){.chains = calloc(chains, sizeof(struct node *)),
                                   .mask = chains - 1,
                                   .most = most,
                                   .size = (size + whole - 1) / whole * whole,
                                   .drop = drop};
        if (!table->chains ||
            xc_random((uint8_t *)&table->seed, sizeof table->seed, &ignored) != XC_OK) {
            xc_keyed_free(table);
            table = NULL;
        }
    }
    return table;
}

static struct node *node_of(const void *thing) {
    return (struct node *)((char *)thing - offsetof(struct node, thing));
}

/* FNV-1a. */
static uint64_t hash_of(const struct xc_keyed *table, struct xc_str key) {
    uint64_t hash = table->seed ^ 14695981039346656037u;
    for (size_t i = 0; i < key.len; i++) {
        hash = (hash ^ (unsigned char)key.ptr[i]) * 1099511628211u;
    }
    return hash ^ hash >> 32;
}

static void unlink_node(struct xc_keyed *table, struct node *node) {
    *(node->older ? &node->older->newer : &table->oldest) = node->newer;
    *(node->newer ? &node->newer->older : &table->newest) = node->older;
}

static void link_newest(struct xc_keyed *table, struct node *node) {
    node->older = table->newest;
    node->newer = NULL;
    *(table->newest ? &table->newest->newer : &table->oldest) = node;
    table->newest = node;
}

static void release(struct xc_keyed *table, struct node *node) {
    struct node **at = &table->chains[node->hash & table->mask];
    while (*at != node) {
        at = &(*at)->chain;
    }
    *at = node->chain;
    unlink_node(table, node);
    table->count--;
    free(node);
}

void xc_keyed_free(struct xc_keyed *table) {
    if (table) {
        while (table->oldest) {
            if (table->drop) {
                (void)table->drop(table->oldest->thing);
            }
            release(table, table->oldest);
        }
        free(table->chains);
        free(table);
    }
}

static struct node *find(struct xc_keyed *table, struct xc_str key, uint64_t hash) {
    struct node *node = table->chains[hash & table->mask];
    while (node && (node->hash != hash || !xc_str_equal(node->key, key))) {
        node = node->chain;
    }
    if (node && node != table->newest) {
        unlink_node(table, node);
        link_newest(table, node);
    }
    return node;
}

void *xc_keyed_find(struct xc_keyed *table, struct xc_str key) {
    struct node *node = find(table, key, hash_of(table, key));
    return node ? node->thing : NULL;
}

/* Room for one more. */
static bool make_room(struct xc_keyed *table) {
    struct node *node = table->oldest;
    while (table->count >= table->most && node) {
        struct node *next = node->newer;
        if (!table->drop || table->drop(node->thing)) {
            release(table, node);
        }
        node = next;
    }
    return table->count < table->most;
}

void *xc_keyed_take(struct xc_keyed *table, struct xc_str key) {
    uint64_t hash = hash_of(table, key);
    struct node *node = find(table, key, hash);
    if (node) {
        return node->thing;
    }
    node = make_room(table) ? calloc(1, sizeof *node + table->size + key.len) : NULL;
    if (!node) {
        return NULL;
    }
    char *hold = (char *)node->thing + table->size;
    if (key.len > 0) {
        memcpy(hold, key.ptr, key.len);
    }
    node->key = (struct xc_str){hold, key.len};
    node->hash = hash;
    node->chain = table->chains[hash & table->mask];
    table->chains[hash & table->mask] = node;
    link_newest(table, node);
    table->count++;
    return node->thing;
}

struct xc_str xc_keyed_key(const void *thing) {
    return node_of(thing)->key;
}

void *xc_keyed_oldest(const struct xc_keyed *table) {
    return table->oldest ? table->oldest->thing : NULL;
}

void *xc_keyed_newer(const void *thing) {
    struct node *newer = node_of(thing)->newer;
    return newer ? newer->thing : NULL;
}

size_t xc_keyed_count(const struct xc_keyed *table) {
    return table->count;
}
