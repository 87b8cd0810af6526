/* Small random urns, and what §7 of docs/draw.md says of them the slow way: every
 * assignment in lexicographic order until one fits. Shares no code with the steps it
 * judges but for tickets and bars. */
#ifndef XC_PROPERTY_URNS_H
#define XC_PROPERTY_URNS_H

#include "draw/draw.h"

enum { URNS_TARGETS = 9, URNS_PEOPLE = 9, URNS_SLOTS = 27, URNS_TEXT = 4096 };

/* splitmix64 */
struct urns_random {
    uint64_t state;
};
uint64_t urns_next(struct urns_random *random);
unsigned urns_below(struct urns_random *random, unsigned limit);

struct urns_size {
    unsigned targets, people, seats, capacity; /* at most, from 1 */
    bool teams;
    const char *method; /* "srs", "pps" or "order" */
};

struct urns {
    struct xc_arena *arena;
    struct xc_urn urn;
    struct xc_digest seed;
    char rules[URNS_TEXT], targets[URNS_TEXT], people[URNS_TEXT], avoid[URNS_TEXT];
};

/* Exits with a word on standard error where the urn is refused. */
void urns_make(struct urns *urns, uint64_t seed, struct urns_size size);
void urns_free(struct urns *urns);

/* A random part of the targets in random order, as if drawn. */
void urns_draw(struct urns *urns, struct urns_random *random,
               struct xc_draw_result *result);

/* The slow way. Slots with candidates in the order of tickets; no holder in two slots of
 * one group. */
struct urns_slots {
    uint32_t count;
    uint32_t group[URNS_SLOTS];
    uint32_t order[URNS_SLOTS][URNS_PEOPLE]; /* candidates */
    uint32_t candidates[URNS_SLOTS];
    uint32_t room[URNS_PEOPLE];
};

/* The first that fits, in holder; false: none does. Slots in the bits of `without` are
 * left out. */
bool urns_first(const struct urns_slots *slots, uint64_t without, uint32_t *holder);

/* Cuts room to the smallest c ≥ least with which something fits. False: none. */
bool urns_level(struct urns_slots *slots, uint32_t least, uint32_t *holder);

/* The seats of the drawn targets, with capacities as they are. */
void urns_seats(const struct xc_urn *urn, struct xc_str id, const struct xc_digest *seed,
                const uint32_t *targets, uint32_t count, const uint32_t *capacity,
                struct urns_slots *slots);

/* Sorts rows by ticket(purpose, id), or ticket(purpose, before TAB id). */
void urns_sort(const char *purpose, struct xc_str id, const struct xc_digest *seed,
               struct xc_str before, const struct xc_str *ids, uint32_t *rows,
               uint32_t count);

#endif
