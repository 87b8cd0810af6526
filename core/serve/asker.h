/* Who asks: whose sign-in a request brings, by cookie or as a bearer. Looking a sign-in
 * up writes when it was used, so that it happens in a worker; what was found is kept for
 * a short while. session.c signs in and out. Private to core/serve. */
#ifndef XC_SERVE_ASKER_H
#define XC_SERVE_ASKER_H

#include "serve/site.h"
#include "serve/strangers.h"

#define XC_ASKER_COOKIE "xuncha"

struct xc_asker_person {
    bool signed_in;
    bool by_cookie;
    struct xc_str office;
    struct xc_user user;
};

struct xc_asker *xc_asker_new(struct xc_site *site); /* NULL: no memory */
void xc_asker_free(struct xc_asker *asker);          /* NULL is fine */

/* Calls found on the loop, at once or later; not at all where the client is gone by then.
 * The person lives in the exchange's arena. A request that brings no sign-in, or one that
 * is over, is one of nobody. Where a cookie comes with a request that changes something
 * (any method but GET and HEAD) and it was not sent by a page of this server, it is
 * answered with 403 and found is not called. */
void xc_asker_ask(struct xc_site *site, struct xc_http_exchange *exchange,
                  void (*found)(struct xc_site *site, struct xc_http_exchange *exchange,
                                const struct xc_asker_person *person));

/* Forgets what was found: a user changed. */
void xc_asker_forget(struct xc_asker *asker);

/* The token that a request brings, as a bearer or else as a cookie; empty: none. */
struct xc_str xc_asker_token(const struct xc_http_exchange *exchange, bool *cookie);

/* Whether a page of this server sent it, as browsers say. */
bool xc_asker_own_page(const struct xc_site *site,
                       const struct xc_http_exchange *exchange);

/* Counts a try to sign in. 0: go on, else the seconds after which to come again: this
 * address, or this name, was tried too often. */
unsigned xc_asker_try(struct xc_asker *asker, struct xc_str peer, struct xc_str name);

/* /api/v1/session; ends with path NULL */
extern const struct xc_route xc_session_routes[];

#endif
