/* How often somebody may try: so many times in a stretch of time, by a key (an address, a
 * name). Keys share slots where there are more of them than slots, so that memory is
 * bounded; then they are counted together. Private to core/serve. */
#ifndef XC_SERVE_LIMITER_H
#define XC_SERVE_LIMITER_H

#include "base/str.h"

struct xc_limiter;

/* most: tries of a key in a stretch of seconds. NULL: no memory. */
struct xc_limiter *xc_limiter_new(unsigned most, unsigned seconds);
void xc_limiter_free(struct xc_limiter *limiter); /* NULL is fine */

/* Seconds until this key may try again; 0: it may now. ms: of a clock that only goes
 * forward. */
unsigned xc_limiter_wait(const struct xc_limiter *limiter, struct xc_str key,
                         uint64_t ms);
/* Counts a try. */
void xc_limiter_count(struct xc_limiter *limiter, struct xc_str key, uint64_t ms);

#endif
