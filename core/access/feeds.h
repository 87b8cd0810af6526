/* Private addresses for calendars: whose visits a feed shows. Facts of the kind `feed`;
 * what stands in the address is a secret of which only a digest is stored, so that it is
 * shown once, when it is made. */
#ifndef XC_ACCESS_FEEDS_H
#define XC_ACCESS_FEEDS_H

#include "base/password.h"
#include "store/facts.h"
#include "store/secrets.h"

enum xc_feed_by {
    XC_FEED_PERSON = 1,
    XC_FEED_CREW,
    XC_FEED_AREA,
    XC_FEED_OFFICE,
    XC_FEED_TASKS /* due items, as tasks */
};
const char *xc_feed_word(enum xc_feed_by by); /* person, crew, area, office, tasks */
const char *xc_feed_chinese(enum xc_feed_by by);
enum xc_feed_by xc_feed_parse(struct xc_str word); /* Chinese too; 0: unknown */

struct xc_feed_address {
    unsigned number; /* the id: 1… per office */
    enum xc_feed_by by;
    struct xc_str key;  /* id of the person or crew, code of the area or office */
    struct xc_str note; /* for people: whose phone it is; may be empty */
    bool revoked;
    xc_instant at; /* when it was made */
};

int xc_feeds_load(struct xc_store *store, struct xc_str office, struct xc_arena *arena,
                  struct xc_feed_address **feeds, size_t *count, struct xc_error *error);

/* Makes a feed and its address; *number is its id. */
int xc_feeds_create(struct xc_store *store, struct xc_str office,
                    const struct xc_feed_address *feed, xc_instant at, unsigned *number,
                    char token[XC_TOKEN_CHARS + 1], struct xc_error *error);

/* Another address in place of the one it has, which ends at once. XC_ENO: there is no
 * such feed, or it was revoked. */
int xc_feeds_rotate(struct xc_store *store, struct xc_str office, unsigned number,
                    xc_instant at, char token[XC_TOKEN_CHARS + 1],
                    struct xc_error *error);

/* Ends the feed for good. */
int xc_feeds_revoke(struct xc_store *store, struct xc_str office, unsigned number,
                    xc_instant at, struct xc_error *error);

/* The feed of an address; XC_ENO, in the same words, for a wrong one and a revoked one.
 */
int xc_feeds_find(struct xc_store *store, struct xc_str token, struct xc_arena *arena,
                  struct xc_str *office, struct xc_feed_address *feed,
                  struct xc_error *error);

#endif
