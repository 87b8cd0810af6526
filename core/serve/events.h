/* Server-sent events (the HTML standard §9.2): who listens to a job, or to changes of the
 * workspace. Private to core/serve. */
#ifndef XC_SERVE_EVENTS_H
#define XC_SERVE_EVENTS_H

#include "serve/site.h"

struct xc_job;

struct xc_events *xc_events_new(struct xc_site *site); /* NULL: no memory */
void xc_events_free(struct xc_events *events);         /* NULL is fine */

/* Answers the exchange with a stream of the events of a job; NULL: of changes. The stream
 * ends with the client, with the job, with the server, or where too many listen already
 * (503). */
void xc_events_listen(struct xc_site *site, struct xc_http_exchange *exchange,
                      const struct xc_job *job);

/* Sends an event to those who listen to the job. data: one line. */
void xc_events_send(struct xc_site *site, const struct xc_job *job, const char *event,
                    unsigned id, struct xc_str data);
/* Ends their streams. */
void xc_events_over(struct xc_site *site, const struct xc_job *job);

/* The workspace changed. */
void xc_events_changed(struct xc_site *site);
/* Ends all streams: the server stops. */
void xc_events_end(struct xc_site *site);

/* /api/v1/events */
extern const struct xc_route xc_events_routes[];

#endif
