/* Counts, by a client's address, how often it came with what nobody knows: tokens that
 * lead nowhere, passwords that are wrong. */
#ifndef XC_SERVE_STRANGERS_H
#define XC_SERVE_STRANGERS_H

#include "base/str.h"

#include <stdint.h>

struct xc_strangers;

/* most: in a minute, per client. NULL: no memory. */
struct xc_strangers *xc_strangers_new(unsigned most);
void xc_strangers_free(struct xc_strangers *strangers); /* NULL is fine */

/* Once more, now (milliseconds of a clock that does not go back). 0: it may be answered,
 * else the seconds after which the client may come again. A client is an IPv4 address or
 * the /64 of an IPv6 address, which one household has. */
unsigned xc_strangers_note(struct xc_strangers *strangers, struct xc_str peer,
                           uint64_t now);

/* The same without counting: whether the next one would be refused. */
unsigned xc_strangers_wait(struct xc_strangers *strangers, struct xc_str peer,
                           uint64_t now);

#endif
