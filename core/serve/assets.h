/* What browsers load: the files of one folder, read at the start and kept with their
 * gzipped form. Private to core/serve. */
#ifndef XC_SERVE_ASSETS_H
#define XC_SERVE_ASSETS_H

#include "serve/site.h"

/* Files beginning with a dot are left out. folder NULL or missing: none. Links are
 * followed. XC_EINPUT: too many or too large. */
int xc_assets_load(const char *folder, struct xc_assets **assets, struct xc_error *error);
void xc_assets_free(struct xc_assets *assets); /* NULL is fine */

/* Answers a GET with the file at the path, /assets/ before it or not: itself, with
 * ".html", or its index.html. False: there is none; nothing was answered. */
bool xc_assets_answer(struct xc_site *site, struct xc_http_exchange *exchange);

#endif
