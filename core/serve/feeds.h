/* GET /feeds/TOKEN.ics: private calendars (docs/feeds.md).
 *
 * A feed that was made is kept, plain and as gzip, until the ledger says something new
 * about its office or its time is over; what is asked for meanwhile, and by whoever has
 * it already (304), costs the loop microseconds. Making it anew happens in another
 * thread, once for all who wait for it. Nobody gets what was true before a change that
 * was stored when they asked.
 *
 * A wrong address and one that was revoked get the same answer, in the same time, and
 * nothing of the address is repeated or kept. */
#ifndef XC_SERVE_FEEDS_H
#define XC_SERVE_FEEDS_H

#include "http/server.h"
#include "workspace/session.h"

/* Unknown addresses that one client may ask for in a minute; then 429. */
enum { XC_FEEDS_UNKNOWN_A_MINUTE = 30 };

struct xc_serve_feeds;

struct xc_serve_feeds_options {
    uv_loop_t *loop;
    const char *workspace;            /* path */
    xc_instant (*now)(void *context); /* the clock */
    unsigned rest_ms; /* without work, until an office forgets what it has read */
    /* In which language, and where the statutory days are; the rest is not looked at. */
    struct xc_session session;
    void (*failed)(void *context, const struct xc_error *error); /* one cannot be made */
    void *context;                                               /* of both */
};

/* What options point to must outlive the feeds. Close them also after a failure. */
int xc_serve_feeds_open(const struct xc_serve_feeds_options *options,
                        struct xc_serve_feeds **feeds,
                        struct xc_error *error) XC_MUST_CHECK;

/* Whether a path is one of a feed. */
bool xc_serve_feeds_has(struct xc_str path);

/* Answers, now or later, a request for such a path; no method has a body there. */
void xc_serve_feeds_answer(struct xc_serve_feeds *feeds,
                           struct xc_http_exchange *exchange);

/* The client of an exchange that may still wait here is gone. */
void xc_serve_feeds_lost(struct xc_serve_feeds *feeds, struct xc_http_exchange *exchange);

/* For counters. */
struct xc_serve_feeds_load {
    size_t kept;    /* feeds */
    uint64_t bytes; /* of them in memory */
    size_t waiting; /* requests */
    uint64_t made;  /* feeds, since the start */
};
struct xc_serve_feeds_load xc_serve_feeds_load(const struct xc_serve_feeds *feeds);

/* Makes nothing new; those who wait get 503. Once the loop has run out, close. */
void xc_serve_feeds_stop(struct xc_serve_feeds *feeds);
void xc_serve_feeds_close(struct xc_serve_feeds *feeds); /* NULL is fine */

#endif
