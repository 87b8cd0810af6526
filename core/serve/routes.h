/* The tables of routes, and what the start of the server asks of the site. Private to
 * core/serve. */
#ifndef XC_SERVE_ROUTES_H
#define XC_SERVE_ROUTES_H

#include "serve/site.h"

/* All tables, the first that fits wins; ends with NULL. */
extern const struct xc_route *const xc_site_routes[];

/* How core/http calls the site. */
struct xc_http_site xc_site_http(struct xc_site *site);

/* An answer went out: log and counters. exchange NULL: it was refused before there was
 * one. */
void xc_site_told(struct xc_site *site, const char *route,
                  const struct xc_http_exchange *exchange, int status, uint64_t bytes,
                  uint64_t microseconds);

#endif
