/* The access log: one JSON line for each answer, for programs that count and for people
 * who look for what went wrong at three in the morning.
 *
 *   {"time":"2026-03-02T01:00:00Z","method":"GET","route":"/feeds/{token}",
 *    "status":304,"bytes":0,"microseconds":71}
 *
 * It says what was asked for by the pattern of its route, never by the path: a line has
 * no names, tokens, addresses or words of a query, so that it may be kept and passed on.
 *
 * Lines are gathered and written by xc_log_flush, or once many have come together.
 * Nothing here waits: what a pipe does not take at once is tried again, and what no
 * longer fits is counted and told about in a line of its own, {"event":"lost","count":N}.
 */
#ifndef XC_SERVE_LOG_H
#define XC_SERVE_LOG_H

#include "base/date.h"
#include "base/error.h"

struct xc_log;

/* Opens a log, owned by the caller. path: appended to, made with mode 0640 where it is
 * not there; NULL: standard error. 0, XC_EENV with what the system said, or XC_ENOMEM. */
int xc_log_open(const char *path, struct xc_log **log,
                struct xc_error *error) XC_MUST_CHECK;

/* Writes what is left and closes it. NULL is fine. */
void xc_log_close(struct xc_log *log);

/* One answer. route and method are words of the program (a pattern such as
 * "/visits/{visit}/move", "GET"); NULL or empty: refused before there was a route. bytes:
 * of the body. log NULL: nothing is kept. */
void xc_log_request(struct xc_log *log, const char *route, const char *method, int status,
                    uint64_t bytes, uint64_t microseconds, xc_instant now);

/* Something that happened to the server itself: event is a word of the program
 * ("started", "reloaded", "stopped"), count how many of it, or 0: left out. */
void xc_log_event(struct xc_log *log, const char *event, uint64_t count, xc_instant now);

/* Writes what was gathered: call it about once a second. */
void xc_log_flush(struct xc_log *log);

/* Opens the path anew, after a rotation has moved the file away; lines gathered before
 * still go into the old one. On an error the old one stays in use. Does nothing for
 * standard error. */
int xc_log_reopen(struct xc_log *log, struct xc_error *error) XC_MUST_CHECK;

#endif
