/* Counters of a running server as OpenMetrics text 1.0: answers, bytes and times by route
 * and status, and how the process is.
 *
 * Routes are patterns ("/feeds/{token}"), never paths; XC_METRICS_ROUTES of them are told
 * apart, the rest counts under the route "other": what clients ask for cannot make this
 * grow. */
#ifndef XC_SERVE_METRICS_H
#define XC_SERVE_METRICS_H

#include "base/buffer.h"

enum { XC_METRICS_ROUTES = 256 };

/* Content-Type of the text. */
#define XC_METRICS_TYPE "application/openmetrics-text; version=1.0.0; charset=utf-8"

struct xc_metrics;
struct xc_metrics *xc_metrics_new(void);          /* owned; NULL: no memory */
void xc_metrics_free(struct xc_metrics *metrics); /* NULL is fine */

/* One answer: its route's pattern (copied; NULL or empty: there was none), status, time
 * from the head's end to the answer's, bytes of its body. */
void xc_metrics_count(struct xc_metrics *metrics, const char *route, int status,
                      uint64_t microseconds, uint64_t bytes);

/* What is so at the moment of asking. */
struct xc_metrics_gauges {
    uint64_t connections;  /* open */
    uint64_t exchanges;    /* being read or answered */
    uint64_t body_bytes;   /* of requests, in memory */
    uint64_t commands;     /* processes that run */
    uint64_t waiting;      /* commands that wait for one */
    uint64_t jobs_running; /* of them long ones */
    uint64_t jobs_waiting;
    uint64_t kept_answers; /* in memory */
    uint64_t started;      /* the server, seconds since 1970 */
    uint64_t checked;      /* the ledger, seconds since 1970; 0: not yet, then no lines */
    bool sound;            /* … and it held */
    uint64_t overdue;      /* items that are due, by what the last tick said */
    uint64_t due_today;
    uint64_t failed, lost; /* chores that failed; ticks in a row that did not end well */
    uint64_t policies, refused; /* that are watched; whose newest text does not load */
};

/* Appends the text, ended by `# EOF`. Families and lines come in an order of their own,
 * the same every time. 0 or XC_ENOMEM. */
int xc_metrics_text(const struct xc_metrics *metrics,
                    const struct xc_metrics_gauges *gauges,
                    struct xc_buffer *out) XC_MUST_CHECK;

#endif
