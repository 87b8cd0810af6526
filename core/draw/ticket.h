/* Tickets (docs/draw.md §5): the only use of the seed. */
#ifndef XC_DRAW_TICKET_H
#define XC_DRAW_TICKET_H

#include "base/digest.h"

/* Makes tickets of one purpose. Not to be shared by threads; copies may be. */
struct xc_ticketer {
    struct xc_hasher *hasher; /* borrowed */
    struct xc_digest key;
};

/* key(p) = SHA-256("xuncha/" ‖ p ‖ "/" ‖ draw id ‖ LF ‖ seed). */
void xc_ticket_start(struct xc_ticketer *ticketer, struct xc_hasher *hasher,
                     const char *purpose, struct xc_str id, const struct xc_digest *seed);

/* ticket(p, s) = SHA-256(key(p) ‖ s). */
struct xc_digest xc_ticket(const struct xc_ticketer *ticketer, struct xc_str s);

/* ticket(p, a TAB b). */
struct xc_digest xc_ticket_pair(const struct xc_ticketer *ticketer, struct xc_str a,
                                struct xc_str b);

/* As memcmp of the 32 bytes. */
int xc_ticket_compare(const struct xc_digest *a, const struct xc_digest *b);

/* The ticket as a big-endian number of 256 bits, modulo w, 0 < w ≤ 2^56. */
uint64_t xc_ticket_mod(const struct xc_digest *ticket, uint64_t w);

#endif
