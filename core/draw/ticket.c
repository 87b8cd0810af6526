#include "draw/ticket.h"

#include <string.h>

void xc_ticket_start(struct xc_ticketer *ticketer, struct xc_hasher *hasher,
                     const char *purpose, struct xc_str id,
                     const struct xc_digest *seed) {
    ticketer->hasher = hasher;
    xc_hasher_start(hasher);
    xc_hasher_add(hasher, "xuncha/", 7);
    xc_hasher_add(hasher, purpose, strlen(purpose));
    xc_hasher_add(hasher, "/", 1);
    xc_hasher_add(hasher, id.ptr, id.len);
    xc_hasher_add(hasher, "\n", 1);
    xc_hasher_add(hasher, seed->bytes, sizeof seed->bytes);
    ticketer->key = xc_hasher_end(hasher);
}

struct xc_digest xc_ticket(const struct xc_ticketer *ticketer, struct xc_str s) {
    xc_hasher_start(ticketer->hasher);
    xc_hasher_add(ticketer->hasher, ticketer->key.bytes, sizeof ticketer->key.bytes);
    xc_hasher_add(ticketer->hasher, s.ptr, s.len);
    return xc_hasher_end(ticketer->hasher);
}

struct xc_digest xc_ticket_pair(const struct xc_ticketer *ticketer, struct xc_str a,
                                struct xc_str b) {
    xc_hasher_start(ticketer->hasher);
    xc_hasher_add(ticketer->hasher, ticketer->key.bytes, sizeof ticketer->key.bytes);
    xc_hasher_add(ticketer->hasher, a.ptr, a.len);
    xc_hasher_add(ticketer->hasher, "\t", 1);
    xc_hasher_add(ticketer->hasher, b.ptr, b.len);
    return xc_hasher_end(ticketer->hasher);
}

int xc_ticket_compare(const struct xc_digest *a, const struct xc_digest *b) {
    return memcmp(a->bytes, b->bytes, sizeof a->bytes);
}

uint64_t xc_ticket_mod(const struct xc_digest *ticket, uint64_t w) {
    uint64_t rest = 0;
    for (size_t i = 0; i < sizeof ticket->bytes; i++)
        rest = (rest << 8 | ticket->bytes[i]) % w;
    return rest;
}
