/* What the server asks the workspace about feeds on its loop, where each answer takes
 * microseconds: whose calendar an address is, and what has changed since. Has a
 * connection of its own, which only reads. */
#ifndef XC_SERVE_FEED_BOOK_H
#define XC_SERVE_FEED_BOOK_H

#include "access/feeds.h"

struct xc_feed_book;

int xc_feed_book_open(const char *workspace, struct xc_feed_book **book,
                      struct xc_error *error) XC_MUST_CHECK;
void xc_feed_book_free(struct xc_feed_book *book); /* NULL is fine */

/* Calls changed for each office about which the ledger has new entries; an empty one:
 * they may be about all. What is not in the ledger (sign-ins) changes no calendar. To
 * look where nothing has changed takes two microseconds. */
void xc_feed_book_look(struct xc_feed_book *book,
                       void (*changed)(void *context, struct xc_str office),
                       void *context);

/* What an address shows. */
struct xc_feed_place {
    struct xc_str office, key;
    enum xc_feed_by by;
};

/* The place behind a token, as of the last look; texts are valid until the next call.
 * XC_ENO: there is none, or not any more. */
int xc_feed_book_find(struct xc_feed_book *book, struct xc_str token,
                      struct xc_feed_place *place, struct xc_error *error) XC_MUST_CHECK;

#endif
