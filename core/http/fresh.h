/* Whether a client has a representation already (RFC 9110 §13): conditional requests, the
 * dates they compare (§5.6.7), and whether it takes gzip (§12.5.3). */
#ifndef XC_HTTP_FRESH_H
#define XC_HTTP_FRESH_H

#include "base/date.h"
#include "http/head.h"

enum { XC_HTTP_DATE_BYTES = 30 };

/* "Sun, 06 Nov 1994 08:49:37 GMT", for years 1 to 9999. */
void xc_http_date_text(xc_instant instant, char out[XC_HTTP_DATE_BYTES]);

/* The same back, also in the two older forms that must be understood; false: it is none.
 * Of two-digit years 70 to 99 are 19xx, the others 20xx. */
bool xc_http_date_parse(struct xc_str text, xc_instant *instant);

/* True where the answer is 304: If-None-Match names the tag (or `*`), else, without that
 * field, If-Modified-Since is not before the last change. tag: with its quotes; weak tags
 * compare as strong ones do without their W/. changed: XC_NO_INSTANT: not known. */
bool xc_http_fresh(const struct xc_http_head *head, struct xc_str tag,
                   xc_instant changed);

/* True where an If-Match or If-Unmodified-Since forbids to change it: answer 412. */
bool xc_http_stale(const struct xc_http_head *head, struct xc_str tag,
                   xc_instant changed);

/* True where Accept-Encoding takes gzip with a weight above 0. */
bool xc_http_takes_gzip(const struct xc_http_head *head);

#endif
