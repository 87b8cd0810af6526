/* Makes the feeds of one office, away from the loop: in one thread at a time, whichever.
 * What it has read stays, so that the next feed is made without reading again. */
#ifndef XC_SERVE_FEED_MAKER_H
#define XC_SERVE_FEED_MAKER_H

#include "access/feeds.h"
#include "http/server.h"
#include "workspace/session.h"

/* A strong entity tag with its quotes. */
enum { XC_FEED_TAG_BYTES = 40 };

/* A feed as it is sent. Zeros: there is none yet. */
struct xc_made_feed {
    struct xc_http_blob *plain, *gzip; /* owned; gzip NULL: it would not be smaller */
    char tag[XC_FEED_TAG_BYTES], gzip_tag[XC_FEED_TAG_BYTES];
    xc_instant changed; /* the newest LAST-MODIFIED; XC_NO_INSTANT: it has no entries */
    xc_instant until;   /* as of struct xc_feed */
};
void xc_made_feed_clear(struct xc_made_feed *made);

/* One that is wanted. */
struct xc_feed_order {
    enum xc_feed_by by;
    struct xc_str key;
    struct xc_http_blob *known; /* its bytes as they were; NULL: they are not at hand */
    bool same;                  /* and are still: made has neither bytes nor tags */
    struct xc_made_feed made;   /* to be cleared by the caller */
};

struct xc_feed_maker;

/* workspace and what the session borrows (catalogue, language, statutory) must outlive
 * it; its store, office and now are not looked at. NULL: no memory. */
struct xc_feed_maker *xc_feed_maker_new(const char *workspace, struct xc_str office,
                                        const struct xc_session *session);
void xc_feed_maker_free(struct xc_feed_maker *maker); /* NULL is fine */

/* Makes what is wanted, from data that is read anew where data is another number than
 * last time, or what was read holds no longer. */
int xc_feed_maker_make(struct xc_feed_maker *maker, uint64_t data, xc_instant now,
                       struct xc_feed_order *orders, size_t count,
                       struct xc_error *error) XC_MUST_CHECK;

/* Forgets what it has read. */
void xc_feed_maker_rest(struct xc_feed_maker *maker);

#endif
