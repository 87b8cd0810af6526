#include "serve/site.h"

#include "serve/assets.h"
#include "serve/feeds.h"
#include "serve/routes.h"
#include "serve/timers.h"
#include "store/ledger.h"

#include <assert.h>
#include <string.h>
#include <time.h>

enum {
    NAME_BYTES = 256,
    REFUSED_BYTES = 64 * 1024 /* read of a body to be refused for the right reason */
};

/* ---- the clock, the workspace ---- */

xc_instant xc_site_now(const struct xc_site *site) {
    if (site->options->own_clock) {
        return site->options->now +
               (xc_instant)((uv_hrtime() - site->began) / 1000000000);
    }
    struct timespec now;
    return clock_gettime(CLOCK_REALTIME, &now) == 0 ? (xc_instant)now.tv_sec
                                                    : site->options->now;
}

uint64_t xc_site_version(struct xc_site *site) {
    struct xc_error error = {0};
    uint64_t size = xc_ledger_size(site->store, &error);
    if (error.code == XC_OK) {
        site->version = size + xc_timers_passed(site->timers);
    }
    return site->version;
}

/* ---- languages ---- */

static const char *wanted(struct xc_str text) {
    return xc_str_starts(text, XC_STR("zh"))   ? "zh"
           : xc_str_starts(text, XC_STR("en")) ? "en"
                                               : NULL;
}

const char *xc_site_language(const struct xc_site *site,
                             const struct xc_http_exchange *exchange) {
    const struct xc_http_head *head = xc_http_head(exchange);
    char value[8];
    ptrdiff_t len = xc_http_head_value(head, "lang", value, sizeof value);
    const char *found = len > 0 ? wanted((struct xc_str){value, (size_t)len}) : NULL;
    if (!found) {
        found = wanted(xc_http_cookie(head, "lang"));
    }
    if (!found) {
        found = wanted(xc_http_head_field(head, "accept-language"));
    }
    return found ? found : site->options->language;
}

/* ---- exchanges ---- */

/* What the site keeps of one: in its own pointer. */
struct request {
    const char *route; /* its name */
    const struct xc_route *chosen;
    struct xc_wait *wait;
    bool feed; /* it is with the feeds */
};

static struct request *request_of(struct xc_http_exchange *exchange) {
    static_assert(sizeof(struct request) <= XC_HTTP_ROOM_BYTES, "it fits");
    void **own = xc_http_own(exchange);
    *own = xc_http_room(exchange);
    return *own;
}

void xc_site_wait(struct xc_http_exchange *exchange, struct xc_wait *wait) {
    struct request *request = request_of(exchange);
    if (request) {
        request->wait = wait;
    }
}

void xc_site_name(struct xc_http_exchange *exchange, const char *name) {
    struct request *request = request_of(exchange);
    if (request) {
        request->route = name;
    }
}

static bool fits(const struct xc_route *route, struct xc_str path) {
    struct xc_str own = xc_str_from(route->path);
    return xc_str_ends(own, XC_STR("/")) && own.len > 1 ? xc_str_starts(path, own)
                                                        : xc_str_equal(path, own);
}

static bool same_method(enum xc_http_method a, enum xc_http_method b) {
    return a == b || (a == XC_HTTP_GET && b == XC_HTTP_HEAD);
}

/* Sets *known where the path is one of a route, for whatever method. */
static const struct xc_route *find_route(struct xc_str path, enum xc_http_method method,
                                         bool *known) {
    for (const struct xc_route *const *table = xc_site_routes; *table; table++) {
        for (const struct xc_route *route = *table; route->path; route++) {
            if (fits(route, path)) {
                *known = true;
                if (same_method(route->method, method)) {
                    return route;
                }
            }
        }
    }
    return NULL;
}

static uint64_t allow(void *context, struct xc_http_exchange *exchange) {
    const struct xc_http_head *head = xc_http_head(exchange);
    bool known = false;
    const struct xc_route *route = xc_serve_feeds_has(head->path)
                                       ? NULL
                                       : find_route(head->path, head->method, &known);
    if (!route) {
        return REFUSED_BYTES;
    }
    struct request *request = request_of(exchange);
    if (request) {
        request->chosen = route;
        request->route = route->name;
    }
    return route->room ? route->room(context, exchange) : route->body;
}

static void answer_method(const struct xc_site *site, struct xc_http_exchange *exchange) {
    static const struct {
        enum xc_http_method method;
        const char *word;
    } methods[] = {{XC_HTTP_GET, "GET, HEAD"},
                   {XC_HTTP_POST, "POST"},
                   {XC_HTTP_PUT, "PUT"},
                   {XC_HTTP_PATCH, "PATCH"},
                   {XC_HTTP_DELETE, "DELETE"}};
    struct xc_buffer text = xc_buffer_make(NAME_BYTES);
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        bool known = false;
        if (find_route(xc_http_head(exchange)->path, methods[i].method, &known)) {
            xc_buffer_printf(&text, "%s%s", text.len ? ", " : "", methods[i].word);
        }
    }
    xc_http_set(exchange, "Allow", xc_buffer_view(&text));
    xc_buffer_free(&text);
    xc_reply_refuse(site, exchange, 405, "usage",
                    XC_MSG("this address does not take that method"), NULL);
}

static void answer(void *context, struct xc_http_exchange *exchange) {
    struct xc_site *site = context;
    const struct xc_http_head *head = xc_http_head(exchange);
    struct request *request = request_of(exchange);
    if (request && xc_serve_feeds_has(head->path)) {
        request->route = "/feeds/{token}";
        request->feed = true;
        xc_serve_feeds_answer(site->feeds, exchange);
        return;
    }
    bool known = request && request->chosen;
    const struct xc_route *route =
        known ? request->chosen : find_route(head->path, head->method, &known);
    if (request && route) {
        request->route = route->name;
        route->answer(site, exchange);
    } else if (known) {
        answer_method(site, exchange);
    } else if ((head->method == XC_HTTP_GET || head->method == XC_HTTP_HEAD) &&
               xc_assets_answer(site, exchange)) {
        return;
    } else {
        xc_reply_refuse(site, exchange, 404, "no", XC_MSG("there is nothing here"), NULL);
    }
}

static void lost(void *context, struct xc_http_exchange *exchange) {
    struct request *request = xc_http_owned(exchange);
    struct xc_wait *wait = request ? request->wait : NULL;
    const struct xc_site *site = context;
    if (request && request->feed) {
        xc_serve_feeds_lost(site->feeds, exchange);
    }
    if (wait) {
        wait->exchange = NULL;
        if (wait->lost) {
            wait->lost(wait);
        }
    }
}

static void sent(void *context, const struct xc_http_exchange *exchange, int status,
                 uint64_t bytes, uint64_t microseconds) {
    const struct request *request = exchange ? xc_http_owned(exchange) : NULL;
    const char *route = request ? request->route : NULL;
    xc_site_told(context, route, exchange, status, bytes, microseconds);
}

static const char fields[] = "X-Content-Type-Options: nosniff\r\n"
                             "Referrer-Policy: no-referrer\r\n"
                             "Cross-Origin-Resource-Policy: same-origin\r\n";

struct xc_http_site xc_site_http(struct xc_site *site) {
    return (struct xc_http_site){.context = site,
                                 .allow = allow,
                                 .answer = answer,
                                 .lost = lost,
                                 .sent = sent,
                                 .fields = xc_str_from(fields)};
}

/* ---- commands and files of the server's own ---- */

int xc_site_run(struct xc_site *site, enum xc_lane lane, const char *const *words,
                size_t count, void (*done)(void *context, struct xc_run_result *result),
                void *context, struct xc_run **run, struct xc_error *error) {
    const char *line[XC_RUN_WORDS];
    char now[21];
    size_t used = xc_site_words(site, line, now);
    if (used + count > XC_RUN_WORDS) {
        return xc_fail(error, XC_EINTERNAL, "a command of too many words");
    }
    memcpy(line + used, words, count * sizeof *words);
    return xc_runner_start(site->runner,
                           &(struct xc_run_request){.lane = lane,
                                                    .words = line,
                                                    .count = used + count,
                                                    .done = done,
                                                    .context = context},
                           run, error);
}

size_t xc_site_words(const struct xc_site *site, const char **line, char now[21]) {
    size_t used = 0;
    line[used++] = "--json";
    line[used++] = "--db";
    line[used++] = site->options->db;
    if (site->options->plugins) {
        line[used++] = "--plugins";
        line[used++] = site->options->plugins;
    }
    if (site->options->own_clock) {
        xc_instant_format(xc_site_now(site), now);
        line[used++] = "--now";
        line[used++] = now;
    }
    return used;
}

const char *xc_site_path(struct xc_site *site, struct xc_arena *arena) {
    struct xc_buffer path = xc_buffer_make(4096);
    xc_buffer_printf(&path, "%s/%llu", site->folder, (unsigned long long)++site->files);
    const char *copy =
        path.failed ? NULL : xc_arena_copy(arena, xc_buffer_view(&path)).ptr;
    xc_buffer_free(&path);
    return copy;
}
