#include "serve/serve.h"

#include "serve/answers.h"
#include "serve/asker.h"
#include "serve/assets.h"
#include "serve/events.h"
#include "serve/feeds.h"
#include "serve/health.h"
#include "serve/jobs.h"
#include "serve/log.h"
#include "serve/metrics.h"
#include "serve/notify.h"
#include "serve/operations.h"
#include "serve/policies.h"
#include "serve/routes.h"
#include "serve/scratch.h"
#include "serve/timers.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SIGNALS = 3, POLL_MS = 500, FEEDS_REST_MS = 60000, FOLDER_BYTES = 256 };

struct server {
    struct xc_site site;
    struct xc_http_site http;
    uv_signal_t signals[SIGNALS];
    uv_timer_t poll; /* looks whether the workspace changed; later whether all is idle */
    char folder[FOLDER_BYTES];
    uint64_t watch_ms, watched;
    bool http_stopped;
};

const struct xc_route *const xc_site_routes[] = {
    xc_health_routes, xc_session_routes,  xc_events_routes,     xc_jobs_routes,
    xc_timers_routes, xc_policies_routes, xc_operations_routes, NULL};

/* ---- the private folder ---- */

static int make_folder(struct server *server, struct xc_error *error) {
    const char *parent = getenv("TMPDIR");
    int len = snprintf(server->folder, sizeof server->folder, "%s/xuncha-serve-XXXXXX",
                       parent && *parent ? parent : "/tmp");
    if (len < 0 || (size_t)len >= sizeof server->folder) {
        return xc_fail(error, XC_EENV, "the path of TMPDIR is too long");
    }
    if (!mkdtemp(server->folder)) {
        int number = errno;
        return xc_fail_errno(error, number, "create", server->folder);
    }
    server->site.folder = server->folder;
    return XC_OK;
}

/* ---- start and stop ---- */

/* Tells the service manager as often as it wants to hear that the loop turns. */
static void watch(struct server *server) {
    uint64_t now = uv_now(&server->site.loop);
    if (server->watch_ms && now - server->watched >= server->watch_ms) {
        server->watched = now;
        (void)xc_notify("WATCHDOG=1");
    }
}

static void on_poll(uv_timer_t *timer) {
    struct server *server = timer->data;
    struct xc_site *site = &server->site;
    if (!site->stopping) {
        uint64_t before = site->version;
        xc_log_flush(site->log);
        watch(server);
        if (xc_site_version(site) != before) {
            xc_events_changed(site);
        }
        return;
    }
    if (server->http_stopped && xc_runner_idle(site->runner)) {
        uv_stop(&site->loop);
    }
}

static void on_http_stopped(void *context) {
    struct server *server = context;
    server->http_stopped = true;
    on_poll(&server->poll);
}

static void reload(struct server *server) {
    struct xc_site *site = &server->site;
    const struct xc_serve_options *options = site->options;
    struct xc_assets *assets = NULL;
    struct xc_error error = {0};
    (void)xc_notify("RELOADING=1");
    if (xc_log_reopen(site->log, &error) != XC_OK) {
        xc_log_event(site->log, "log-not-reopened", 0, xc_site_now(site));
    }
    if (options->certificate) {
        int rc = xc_http_server_reload(
            site->server, &(struct xc_http_tls){options->certificate, options->key},
            &error);
        xc_log_event(site->log,
                     rc == XC_OK ? "certificate-loaded" : "certificate-not-loaded", 0,
                     xc_site_now(site));
    }
    if (xc_assets_load(options->pages, &assets, &error) == XC_OK) {
        xc_assets_free(site->assets);
        site->assets = assets;
    }
    xc_policies_look(site->policies);
    xc_log_event(site->log, "reloaded", 0, xc_site_now(site));
    (void)xc_notify("READY=1");
}

static void on_signal(uv_signal_t *signal, int number) {
    struct server *server = signal->data;
    struct xc_site *site = &server->site;
    if (number == SIGHUP) {
        reload(server);
    } else if (!site->stopping) {
        site->stopping = true;
        (void)xc_notify("STOPPING=1");
        xc_log_event(site->log, "stopped", 0, xc_site_now(site));
        xc_events_end(site);
        xc_runner_stop(site->runner);
        xc_serve_feeds_stop(site->feeds);
        (void)uv_timer_start(&server->poll, on_poll, 10, 10);
        xc_http_server_stop(site->server, on_http_stopped, server);
    }
}

static xc_instant feeds_now(void *context) {
    return xc_site_now(context);
}

static void feeds_failed(void *context, const struct xc_error *error) {
    const struct xc_site *site = context;
    (void)error; /* its words may name people */
    xc_log_event(site->log, "feed-not-made", 0, xc_site_now(site));
}

/* The office that was named, else the workspace's usual one. */
static int find_office(struct xc_site *site, struct xc_error *error) {
    struct xc_arena *arena = xc_arena_new(4096);
    struct xc_str office = xc_str_from(site->options->office);
    int rc = arena ? XC_OK : xc_fail_memory(error);
    if (rc == XC_OK && !office.len) {
        rc = xc_store_get_setting(site->store, XC_STR(""), XC_STR("office"), arena,
                                  &office, error);
    }
    if (rc == XC_OK) {
        site->office = strndup(office.ptr ? office.ptr : "", office.len);
        rc = site->office ? XC_OK : xc_fail_memory(error);
    }
    xc_arena_free(arena);
    return rc;
}

static int open_feeds(struct xc_site *site, struct xc_error *error) {
    const struct xc_serve_options *options = site->options;
    bool chinese = strcmp(options->language, "zh") == 0;
    return xc_serve_feeds_open(
        &(struct xc_serve_feeds_options){
            .loop = &site->loop,
            .workspace = options->db,
            .now = feeds_now,
            .rest_ms = FEEDS_REST_MS,
            .failed = feeds_failed,
            .context = site,
            .session = {.language = options->language,
                        .catalogue = chinese ? options->chinese : NULL,
                        .statutory = options->statutory}},
        &site->feeds, error);
}

static int make_parts(struct server *server, struct xc_error *error) {
    struct xc_site *site = &server->site;
    const struct xc_serve_options *options = site->options;
    site->runner = xc_runner_new(&site->loop, options->self);
    site->asker = xc_asker_new(site);
    site->answers = xc_answers_new(site);
    site->jobs = xc_jobs_new(site);
    site->events = xc_events_new(site);
    if (!site->runner || !site->asker || !site->answers || !site->jobs || !site->events) {
        return xc_fail_memory(error);
    }
    int rc = xc_store_open(options->db, &site->store, error);
    if (rc == XC_OK) {
        rc = find_office(site, error);
    }
    if (rc == XC_OK) {
        rc = make_folder(server, error);
    }
    if (rc == XC_OK) {
        rc = open_feeds(site, error);
    }
    if (rc == XC_OK) {
        rc = xc_log_open(options->access_log, &site->log, error);
    }
    if (rc == XC_OK) {
        site->metrics = xc_metrics_new();
        rc = site->metrics ? XC_OK : xc_fail_memory(error);
    }
    if (rc == XC_OK) {
        rc = xc_assets_load(options->pages, &site->assets, error);
    }
    if (rc == XC_OK) {
        rc = xc_operations_load(options->api, &site->operations, error);
    }
    if (rc == XC_OK) {
        site->policies = xc_policies_new(site);
        site->timers = xc_timers_new(site);
        rc = site->policies && site->timers ? XC_OK : xc_fail_memory(error);
    }
    return rc;
}

static int listen_on(struct server *server, struct xc_error *error) {
    struct xc_site *site = &server->site;
    const struct xc_serve_options *options = site->options;
    struct xc_http_tls tls = {options->certificate, options->key};
    server->http = xc_site_http(site);
    return xc_http_server_start(&site->loop, xc_str_from(options->listen),
                                options->certificate ? &tls : NULL, &xc_http_limits_usual,
                                &server->http, &site->server, error);
}

static void tell_ready(const struct server *server,
                       void (*ready)(void *context, const char *address), void *context) {
    const struct xc_serve_options *options = server->site.options;
    struct xc_str host = xc_str_from(options->listen);
    while (host.len > 0 && host.ptr[host.len - 1] != ':') {
        host.len--;
    }
    char address[FOLDER_BYTES];
    (void)snprintf(address, sizeof address, "%s://%.*s%u",
                   options->certificate ? "https" : "http", XC_PRI(host),
                   xc_http_server_port(server->site.server));
    ready(context, address);
}

static void close_handle(uv_handle_t *handle, void *context) {
    (void)context;
    if (!uv_is_closing(handle)) {
        uv_close(handle, NULL);
    }
}

static void free_parts(struct server *server) {
    struct xc_site *site = &server->site;
    xc_http_server_free(site->server);
    xc_jobs_free(site->jobs);
    xc_events_free(site->events);
    xc_answers_free(site->answers);
    xc_asker_free(site->asker);
    xc_operations_free(site->operations);
    xc_assets_free(site->assets);
    xc_runner_free(site->runner);
    if (site->feeds) {
        xc_serve_feeds_stop(site->feeds);
    }
    uv_walk(&site->loop, close_handle, NULL);
    (void)uv_run(&site->loop, UV_RUN_DEFAULT);
    xc_serve_feeds_close(site->feeds);
    xc_policies_free(site->policies);
    xc_timers_free(site->timers);
    (void)uv_loop_close(&site->loop);
    xc_log_close(site->log);
    xc_metrics_free(site->metrics);
    xc_store_close(site->store);
    free(site->office);
    if (site->folder) {
        xc_scratch_remove(site->folder);
    }
}

int xc_serve_run(const struct xc_serve_options *options,
                 void (*ready)(void *context, const char *address), void *context,
                 struct xc_error *error) {
    static const int numbers[SIGNALS] = {SIGTERM, SIGINT, SIGHUP};
    struct server server = {.site = {.options = options, .began = uv_hrtime()}};
    if (uv_loop_init(&server.site.loop) != 0) {
        return xc_fail_memory(error);
    }
    int rc = make_parts(&server, error);
    if (rc == XC_OK) {
        rc = listen_on(&server, error);
    }
    if (rc == XC_OK) {
        for (size_t i = 0; i < SIGNALS; i++) {
            (void)uv_signal_init(&server.site.loop, &server.signals[i]);
            server.signals[i].data = &server;
            (void)uv_signal_start(&server.signals[i], on_signal, numbers[i]);
        }
        (void)uv_timer_init(&server.site.loop, &server.poll);
        server.poll.data = &server;
        (void)uv_timer_start(&server.poll, on_poll, POLL_MS, POLL_MS);
        (void)xc_site_version(&server.site);
        tell_ready(&server, ready, context);
        server.watch_ms = xc_notify_every();
        xc_log_event(server.site.log, "started", 0, xc_site_now(&server.site));
        (void)xc_notify("READY=1");
        (void)uv_run(&server.site.loop, UV_RUN_DEFAULT);
    }
    free_parts(&server);
    return rc;
}
