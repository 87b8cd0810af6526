/* How the server is: liveness, counters, the log. */
#include "serve/health.h"

#include "serve/answers.h"
#include "serve/jobs.h"
#include "serve/log.h"
#include "serve/metrics.h"
#include "serve/policies.h"
#include "serve/routes.h"
#include "serve/timers.h"

#include <string.h>

enum { TEXT_BYTES = 4 * 1024 * 1024 };

static void answer_health(struct xc_site *site, struct xc_http_exchange *exchange) {
    struct xc_timers_state chores = xc_timers_state(site->timers);
    bool broken = chores.checked != XC_NO_INSTANT && !chores.sound;
    xc_http_set(exchange, "Cache-Control", XC_STR("no-store"));
    xc_http_send(exchange, 200, XC_STR("text/plain; charset=utf-8"),
                 broken ? XC_STR("ok\nthe ledger does not hold\n") : XC_STR("ok\n"));
}

static struct xc_metrics_gauges gauges(const struct xc_site *site) {
    struct xc_http_load load = xc_http_server_load(site->server);
    struct xc_runner_load runs = xc_runner_load(site->runner);
    struct xc_timers_state chores = xc_timers_state(site->timers);
    struct xc_policies_load policies = xc_policies_load(site->policies);
    uint64_t ago = (uv_hrtime() - site->began) / 1000000000;
    return (struct xc_metrics_gauges){
        .connections = load.connections,
        .exchanges = load.exchanges,
        .body_bytes = load.bodies,
        .commands = runs.running[XC_LANE_READ] + runs.running[XC_LANE_WRITE] +
                    runs.running[XC_LANE_JOB],
        .waiting = runs.waiting[XC_LANE_READ] + runs.waiting[XC_LANE_WRITE] +
                   runs.waiting[XC_LANE_JOB],
        .jobs_running = runs.running[XC_LANE_JOB],
        .jobs_waiting = runs.waiting[XC_LANE_JOB],
        .kept_answers = xc_answers_kept(site->answers),
        .started = (uint64_t)xc_site_now(site) - ago,
        .checked = chores.checked > 0 ? (uint64_t)chores.checked : 0,
        .sound = chores.sound,
        .overdue = chores.overdue,
        .due_today = chores.today,
        .failed = chores.failed,
        .lost = chores.lost,
        .policies = policies.count,
        .refused = policies.refused};
}

/* What a machine does, and how often, is nobody's business outside it. */
static bool from_here(const struct xc_http_exchange *exchange) {
    struct xc_str peer = xc_http_peer(exchange);
    return xc_str_starts(peer, XC_STR("127.")) || xc_str_is(peer, "::1") ||
           xc_str_starts(peer, XC_STR("::ffff:127."));
}

static void answer_metrics(struct xc_site *site, struct xc_http_exchange *exchange) {
    struct xc_buffer text = xc_buffer_make(TEXT_BYTES);
    struct xc_metrics_gauges now = gauges(site);
    if (!from_here(exchange)) {
        xc_reply_refuse(site, exchange, 403, "forbidden",
                        XC_MSG("counters are shown on this machine only"), NULL);
    } else if (xc_metrics_text(site->metrics, &now, &text) != XC_OK) {
        xc_reply_refuse(site, exchange, 503, "memory", XC_MSG("out of memory"), NULL);
    } else {
        xc_http_set(exchange, "Cache-Control", XC_STR("no-store"));
        xc_http_send(exchange, 200, XC_STR(XC_METRICS_TYPE), xc_buffer_view(&text));
    }
    xc_buffer_free(&text);
}

void xc_site_told(struct xc_site *site, const char *route,
                  const struct xc_http_exchange *exchange, int status, uint64_t bytes,
                  uint64_t microseconds) {
    const char *method =
        exchange ? xc_http_method_word(xc_http_head(exchange)->method) : NULL;
    xc_metrics_count(site->metrics, route, status, microseconds, bytes);
    xc_log_request(site->log, route, method, status, bytes, microseconds,
                   xc_site_now(site));
}

const struct xc_route xc_health_routes[] = {
    {.method = XC_HTTP_GET,
     .path = "/healthz",
     .name = "/healthz",
     .answer = answer_health},
    {.method = XC_HTTP_GET,
     .path = "/metrics",
     .name = "/metrics",
     .answer = answer_metrics},
    {0},
};
