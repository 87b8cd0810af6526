#include "serve/metrics.h"

#include "base/str.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { STATUSES = 40, SLOTS = 2 * XC_METRICS_ROUTES, OTHER = XC_METRICS_ROUTES };

/* Times are told apart by these: a kept feed takes the first, a command those in the
 * middle, a report the last. */
static const struct {
    uint64_t most; /* microseconds */
    const char *seconds;
} bounds[] = {
    {500, "0.0005"},  {2500, "0.0025"}, {10000, "0.01"},  {50000, "0.05"},
    {100000, "0.1"},  {250000, "0.25"}, {500000, "0.5"},  {1000000, "1.0"},
    {2500000, "2.5"}, {10000000, "10"}, {60000000, "60"}, {UINT64_MAX, "+Inf"},
};

enum { BOUNDS = sizeof bounds / sizeof *bounds };

struct route {
    char *pattern; /* owned */
    struct {
        int status;
        uint64_t count;
    } answers[STATUSES];
    unsigned statuses;
    uint64_t times[BOUNDS];
    uint64_t microseconds;
    uint64_t bytes;
};

struct xc_metrics {
    struct route routes[XC_METRICS_ROUTES + 1]; /* the last: all others */
    unsigned count;
    unsigned slots[SLOTS]; /* place of a route + 1, by the hash of its pattern; 0: free */
};

struct xc_metrics *xc_metrics_new(void) {
    return calloc(1, sizeof(struct xc_metrics));
}

void xc_metrics_free(struct xc_metrics *metrics) {
    if (!metrics)
        return;
    for (unsigned i = 0; i < metrics->count; i++)
        free(metrics->routes[i].pattern);
    free(metrics);
}

/* ---- counting ---- */

static struct route *route_of(struct xc_metrics *metrics, struct xc_str pattern) {
    size_t at = (size_t)(xc_str_hash(pattern) % SLOTS);
    while (metrics->slots[at] > 0) {
        struct route *route = &metrics->routes[metrics->slots[at] - 1];
        if (xc_str_is(pattern, route->pattern))
            return route;
        at = (at + 1) % SLOTS;
    }
    if (metrics->count == XC_METRICS_ROUTES)
        return &metrics->routes[OTHER];
    struct route *route = &metrics->routes[metrics->count];
    route->pattern = malloc(pattern.len + 1);
    if (!route->pattern)
        return &metrics->routes[OTHER];
    memcpy(route->pattern, pattern.ptr, pattern.len);
    route->pattern[pattern.len] = '\0';
    metrics->slots[at] = ++metrics->count;
    return route;
}

/* Ascending by status, so that the text is. */
static void count_status(struct route *route, int status) {
    unsigned at = 0;
    while (at < route->statuses && route->answers[at].status < status)
        at++;
    if (at == route->statuses || route->answers[at].status != status) {
        if (route->statuses == STATUSES)
            return;
        memmove(&route->answers[at + 1], &route->answers[at],
                (route->statuses - at) * sizeof *route->answers);
        route->answers[at].status = status;
        route->answers[at].count = 0;
        route->statuses++;
    }
    route->answers[at].count++;
}

void xc_metrics_count(struct xc_metrics *metrics, const char *pattern, int status,
                      uint64_t microseconds, uint64_t bytes) {
    if (!metrics)
        return;
    struct route *route =
        route_of(metrics, xc_str_from(pattern && *pattern != '\0' ? pattern : "none"));
    unsigned at = 0;
    while (microseconds > bounds[at].most)
        at++;
    route->times[at]++;
    route->microseconds += microseconds;
    route->bytes += bytes;
    count_status(route, status);
}

/* ---- the text ---- */

static void put_family(struct xc_buffer *out, const char *name, const char *type,
                       const char *unit, const char *help) {
    (void)xc_buffer_printf(out, "# TYPE %s %s\n", name, type);
    if (unit)
        (void)xc_buffer_printf(out, "# UNIT %s %s\n", name, unit);
    (void)xc_buffer_printf(out, "# HELP %s %s\n", name, help);
}

static void put_gauge(struct xc_buffer *out, const char *name, const char *unit,
                      const char *help, uint64_t value) {
    put_family(out, name, "gauge", unit, help);
    (void)xc_buffer_printf(out, "%s %llu\n", name, (unsigned long long)value);
}

static void put_label(struct xc_buffer *out, const char *name, const char *value) {
    (void)xc_buffer_printf(out, "%s=\"", name);
    for (const char *c = value; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            (void)xc_buffer_putc(out, '\\');
        if (*c == '\n')
            (void)xc_buffer_puts(out, "\\n");
        else
            (void)xc_buffer_putc(out, *c);
    }
    (void)xc_buffer_putc(out, '"');
}

static void put_seconds(struct xc_buffer *out, uint64_t microseconds) {
    (void)xc_buffer_printf(out, "%llu.%06llu\n",
                           (unsigned long long)(microseconds / 1000000),
                           (unsigned long long)(microseconds % 1000000));
}

/* All that were asked for, ascending by pattern, the others last. */
static unsigned sort_routes(const struct xc_metrics *metrics,
                            const struct route *routes[XC_METRICS_ROUTES + 1]) {
    unsigned count = 0;
    for (unsigned i = 0; i < metrics->count; i++) {
        const struct route *route = &metrics->routes[i];
        unsigned at = count++;
        for (; at > 0 && strcmp(routes[at - 1]->pattern, route->pattern) > 0; at--)
            routes[at] = routes[at - 1];
        routes[at] = route;
    }
    if (metrics->routes[OTHER].statuses > 0)
        routes[count++] = &metrics->routes[OTHER];
    return count;
}

static const char *shown(const struct route *route) {
    return route->pattern ? route->pattern : "other";
}

static void put_answers(struct xc_buffer *out, const struct route *const *routes,
                        unsigned count) {
    put_family(out, "xuncha_requests", "counter", NULL, "Requests answered.");
    for (unsigned i = 0; i < count; i++)
        for (unsigned k = 0; k < routes[i]->statuses; k++) {
            (void)xc_buffer_puts(out, "xuncha_requests_total{");
            put_label(out, "route", shown(routes[i]));
            (void)xc_buffer_printf(out, ",status=\"%d\"} %llu\n",
                                   routes[i]->answers[k].status,
                                   (unsigned long long)routes[i]->answers[k].count);
        }
    put_family(out, "xuncha_answer_bytes", "counter", "bytes",
               "Bytes of the bodies of answers.");
    for (unsigned i = 0; i < count; i++) {
        (void)xc_buffer_puts(out, "xuncha_answer_bytes_total{");
        put_label(out, "route", shown(routes[i]));
        (void)xc_buffer_printf(out, "} %llu\n", (unsigned long long)routes[i]->bytes);
    }
}

static void put_times(struct xc_buffer *out, const struct route *const *routes,
                      unsigned count) {
    static const char name[] = "xuncha_request_seconds";
    put_family(out, name, "histogram", "seconds",
               "From a request's head to the end of its answer.");
    for (unsigned i = 0; i < count; i++) {
        uint64_t sum = 0;
        for (unsigned k = 0; k < BOUNDS; k++) {
            sum += routes[i]->times[k];
            (void)xc_buffer_printf(out, "%s_bucket{", name);
            put_label(out, "route", shown(routes[i]));
            (void)xc_buffer_printf(out, ",le=\"%s\"} %llu\n", bounds[k].seconds,
                                   (unsigned long long)sum);
        }
        (void)xc_buffer_printf(out, "%s_count{", name);
        put_label(out, "route", shown(routes[i]));
        (void)xc_buffer_printf(out, "} %llu\n%s_sum{", (unsigned long long)sum, name);
        put_label(out, "route", shown(routes[i]));
        (void)xc_buffer_puts(out, "} ");
        put_seconds(out, routes[i]->microseconds);
    }
}

/* Pages in memory, from the second number of statm; 0: the system does not say. */
static uint64_t resident_bytes(void) {
    char text[128];
    uint64_t pages = 0;
    long page = sysconf(_SC_PAGESIZE);
    int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t count = file >= 0 ? read(file, text, sizeof text) : 0;
    if (file >= 0)
        (void)close(file);
    struct xc_str rest = {text, count > 0 ? (size_t)count : 0};
    (void)xc_str_cut(&rest, ' ');
    bool known =
        rest.ptr && page > 0 && xc_str_to_uint(xc_str_cut(&rest, ' '), INT32_MAX, &pages);
    return known ? pages * (uint64_t)page : 0;
}

static void put_processor(struct xc_buffer *out, int who, const char *name,
                          const char *help) {
    struct rusage used;
    if (getrusage(who, &used) != 0)
        return;
    put_family(out, name, "counter", "seconds", help);
    (void)xc_buffer_printf(out, "%s_total ", name);
    put_seconds(out, (uint64_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000 +
                         (uint64_t)(used.ru_utime.tv_usec + used.ru_stime.tv_usec));
}

static void put_process(struct xc_buffer *out, uint64_t started) {
    uint64_t memory = resident_bytes();
    if (memory > 0)
        put_gauge(out, "process_resident_memory_bytes", "bytes",
                  "Memory of the server, without its commands.", memory);
    put_gauge(out, "process_start_time_seconds", "seconds",
              "When the server started, since 1970.", started);
    put_processor(out, RUSAGE_SELF, "process_cpu_seconds",
                  "Processor time of the server.");
    put_processor(out, RUSAGE_CHILDREN, "xuncha_commands_cpu_seconds",
                  "Processor time of commands that have ended.");
}

static void put_chores(struct xc_buffer *out, const struct xc_metrics_gauges *gauges) {
    put_gauge(out, "xuncha_policies", NULL, "Policies that are watched.",
              gauges->policies);
    put_gauge(out, "xuncha_policies_refused", NULL,
              "Policies whose newest text does not load.", gauges->refused);
    put_gauge(out, "xuncha_ticks_lost", NULL, "Ticks in a row that did not end well.",
              gauges->lost);
    if (gauges->checked == 0)
        return;
    put_gauge(out, "xuncha_chores_failed", NULL, "Chores of the last tick that failed.",
              gauges->failed);
    put_gauge(out, "xuncha_due_overdue", NULL, "Reports whose day is over.",
              gauges->overdue);
    put_gauge(out, "xuncha_due_today", NULL, "Reports that are due today.",
              gauges->due_today);
    put_gauge(out, "xuncha_ledger_sound", NULL,
              "1 where the ledger held when it was checked last.", gauges->sound);
    put_gauge(out, "xuncha_ledger_checked_seconds", "seconds",
              "When the ledger was checked last, since 1970.", gauges->checked);
}

int xc_metrics_text(const struct xc_metrics *metrics,
                    const struct xc_metrics_gauges *gauges, struct xc_buffer *out) {
    const struct route *routes[XC_METRICS_ROUTES + 1];
    unsigned count = sort_routes(metrics, routes);
    put_answers(out, routes, count);
    put_times(out, routes, count);
    put_gauge(out, "xuncha_connections", NULL, "Connections open.", gauges->connections);
    put_gauge(out, "xuncha_exchanges", NULL, "Requests being read or answered.",
              gauges->exchanges);
    put_gauge(out, "xuncha_body_bytes", "bytes", "Bodies of requests in memory.",
              gauges->body_bytes);
    put_gauge(out, "xuncha_commands_running", NULL, "Commands that run.",
              gauges->commands);
    put_gauge(out, "xuncha_commands_waiting", NULL, "Commands that wait to run.",
              gauges->waiting);
    put_gauge(out, "xuncha_jobs_running", NULL, "Jobs that run.", gauges->jobs_running);
    put_gauge(out, "xuncha_jobs_waiting", NULL, "Jobs that wait to run.",
              gauges->jobs_waiting);
    put_gauge(out, "xuncha_kept_answers", NULL, "Answers kept in memory.",
              gauges->kept_answers);
    put_chores(out, gauges);
    put_process(out, gauges->started);
    (void)xc_buffer_puts(out, "# EOF\n");
    return out->failed ? XC_ENOMEM : XC_OK;
}
