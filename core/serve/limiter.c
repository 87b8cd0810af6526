#include "serve/limiter.h"

#include <stdlib.h>

enum { SLOTS = 4096 };

struct slot {
    uint64_t from; /* ms: when its stretch began */
    unsigned tries;
};

struct xc_limiter {
    unsigned most, seconds;
    struct slot slots[SLOTS];
};

struct xc_limiter *xc_limiter_new(unsigned most, unsigned seconds) {
    struct xc_limiter *limiter = calloc(1, sizeof *limiter);
    if (limiter) {
        limiter->most = most;
        limiter->seconds = seconds;
    }
    return limiter;
}

void xc_limiter_free(struct xc_limiter *limiter) {
    free(limiter);
}

static size_t slot_of(struct xc_str key) {
    return (size_t)(xc_str_hash(key) % SLOTS);
}

unsigned xc_limiter_wait(const struct xc_limiter *limiter, struct xc_str key,
                         uint64_t ms) {
    const struct slot *slot = &limiter->slots[slot_of(key)];
    uint64_t over = slot->from + (uint64_t)limiter->seconds * 1000;
    if (slot->tries < limiter->most || ms >= over) {
        return 0;
    }
    return (unsigned)((over - ms + 999) / 1000);
}

void xc_limiter_count(struct xc_limiter *limiter, struct xc_str key, uint64_t ms) {
    struct slot *slot = &limiter->slots[slot_of(key)];
    if (slot->tries == 0 || ms >= slot->from + (uint64_t)limiter->seconds * 1000) {
        *slot = (struct slot){.from = ms};
    }
    slot->tries++;
}
