/* What all parts of a running server share: the loop, the workspace, the clock, and which
 * of them answers what. Private to core/serve. */
#ifndef XC_SERVE_SITE_H
#define XC_SERVE_SITE_H

#include "access/users.h"
#include "http/fresh.h"
#include "http/server.h"
#include "serve/runner.h"
#include "serve/serve.h"
#include "store/store.h"

#include <jansson.h>

struct xc_site;

/* Who answers an exchange later keeps one of these, and looks whether the client is still
 * there. */
struct xc_wait {
    struct xc_http_exchange *exchange;  /* NULL: it is gone */
    void (*lost)(struct xc_wait *wait); /* it went; NULL: nothing has to be done then */
};

/* A part of the site that answers paths. */
struct xc_route {
    enum xc_http_method method; /* GET answers HEAD too */
    const char *path;           /* a slash at the end: all below as well */
    const char *name;           /* for logs and metrics: never holds what a client sent */
    uint64_t body;              /* the most bytes of a body, unless room says it */
    uint64_t (*room)(struct xc_site *site, struct xc_http_exchange *exchange);
    void (*answer)(struct xc_site *site, struct xc_http_exchange *exchange);
};

struct xc_site {
    uv_loop_t loop;
    const struct xc_serve_options *options;
    struct xc_store *store; /* the loop's own connection: for short reads only */
    struct xc_http_server *server;
    struct xc_runner *runner;
    struct xc_assets *assets;
    struct xc_operations *operations;
    struct xc_asker *asker;
    struct xc_answers *answers;
    struct xc_jobs *jobs;
    struct xc_events *events;
    struct xc_serve_feeds *feeds;
    struct xc_policies *policies;
    struct xc_timers *timers;
    struct xc_log *log;
    struct xc_metrics *metrics;
    char *office;       /* of those who do not name one; owned, may be empty */
    const char *folder; /* private, for files of requests; removed at the end */
    uint64_t files;     /* of it that were handed out */
    uint64_t began;     /* uv_hrtime of the start */
    uint64_t version;   /* see xc_site_version */
    bool stopping;
};

/* The present moment, as the server takes it. */
xc_instant xc_site_now(const struct xc_site *site);

/* How often the workspace changed, or is seen differently because a day or an embargo
 * ended: the number of its ledger's entries, looked up anew, and of such instants. A
 * command that has ended is in it. */
uint64_t xc_site_version(struct xc_site *site);

/* Binds what waits to the exchange, in place of what did before; NULL: nothing waits.
 * Must be NULL, or live on, until the exchange was answered. */
void xc_site_wait(struct xc_http_exchange *exchange, struct xc_wait *wait);

/* Runs a command of the server's own (timers, policies): words behind the global options,
 * which are put before it; in nobody's name. */
int xc_site_run(struct xc_site *site, enum xc_lane lane, const char *const *words,
                size_t count, void (*done)(void *context, struct xc_run_result *result),
                void *context, struct xc_run **run, struct xc_error *error);

/* The global options of every command: how many words of line they fill. */
size_t xc_site_words(const struct xc_site *site, const char **line, char now[21]);

/* What logs and counters call this exchange, in place of its route's name. */
void xc_site_name(struct xc_http_exchange *exchange, const char *name);

/* A new path in the private folder, in the arena. NULL: no memory. */
const char *xc_site_path(struct xc_site *site, struct xc_arena *arena);

/* The language of an answer: ?lang=, else the cookie `lang`, else Accept-Language, else
 * the site's; "zh" or "en". */
const char *xc_site_language(const struct xc_site *site,
                             const struct xc_http_exchange *exchange);

/* ---- answers (reply.c) ---- */

/* {"error":{…}} in the client's language. */
void xc_reply_error(const struct xc_site *site, struct xc_http_exchange *exchange,
                    int status, const struct xc_error *error);
/* Such an object of a message alone; word: its code for programs. */
void xc_reply_refuse(const struct xc_site *site, struct xc_http_exchange *exchange,
                     int status, const char *word, const char *message, const char *hint);
/* Steals json; NULL: no memory. */
void xc_reply_json(const struct xc_site *site, struct xc_http_exchange *exchange,
                   int status, json_t *json);
/* Fields of an answer that only one reader may keep. */
void xc_reply_private(struct xc_http_exchange *exchange);

#endif
