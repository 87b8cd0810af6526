/* An HTTP/1.1 server on libuv, with TLS by OpenSSL: accepts, reads requests within
 * limits, hands them to a site and sends what it answers. It knows nothing of what is
 * served.
 *
 * All of it runs on one loop, in one thread: a site that needs long hands the work to
 * another thread and answers later, on the loop. A connection has one request at a time;
 * what a client sends ahead waits. Every phase has its deadline, so that nobody holds a
 * connection by being slow: the head from its first byte to its end, the body by its
 * bytes, the answer by what the client takes. */
#ifndef XC_HTTP_SERVER_H
#define XC_HTTP_SERVER_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "http/head.h"

#include <uv.h>

struct xc_http_limits {
    unsigned connections; /* at once; then the one longest idle is closed for a new one */
    unsigned idle_ms;     /* between requests */
    unsigned head_ms;  /* TLS handshake, and again from a head's first byte to its end */
    unsigned stall_ms; /* without a byte of a body that comes, or of an answer taken */
    unsigned slowest;  /* bytes a second that a body must make on the whole, after
                          stall_ms */
    uint64_t bodies;   /* bytes of all bodies in memory at once; beyond: 503 */
    unsigned stop_ms;  /* that answers may still take once the server stops */
};
extern const struct xc_http_limits xc_http_limits_usual;

/* One request and its answer. Lives until the answer is sent or the client is gone. */
struct xc_http_exchange;
const struct xc_http_head *xc_http_head(const struct xc_http_exchange *exchange);
struct xc_str xc_http_body(const struct xc_http_exchange *exchange);
/* The body without a copy, for work that outlives the exchange; it has none afterwards.
 * Owned by the caller. */
struct xc_buffer xc_http_take_body(struct xc_http_exchange *exchange);
bool xc_http_secure(const struct xc_http_exchange *exchange); /* came by TLS */
/* The client's address, without its port; for limits, never for logs. */
struct xc_str xc_http_peer(const struct xc_http_exchange *exchange);
/* Dies with the exchange. */
struct xc_arena *xc_http_arena(struct xc_http_exchange *exchange);
/* Memory of the site's own, zeros at first, without asking the arena for it. */
enum { XC_HTTP_ROOM_BYTES = 64 };
void *xc_http_room(struct xc_http_exchange *exchange);
/* A pointer of the site's own; NULL at first. */
void **xc_http_own(struct xc_http_exchange *exchange);
void *xc_http_owned(const struct xc_http_exchange *exchange);

/* Who answers. All are called on the loop and must not wait. */
struct xc_http_site {
    void *context;
    /* The head is there: the most bytes of a body that are taken; more: 413. */
    uint64_t (*allow)(void *context, struct xc_http_exchange *exchange);
    /* All of it is there: answer now or later, once. */
    void (*answer)(void *context, struct xc_http_exchange *exchange);
    /* The client went away (or closed its half of the connection, which looks the same),
     * or the server stops, before the answer was sent: forget the exchange. Not called
     * once xc_http_send or xc_http_end has been. */
    void (*lost)(void *context, struct xc_http_exchange *exchange);
    /* An answer was sent, or a connection was refused with this status (exchange NULL);
     * for logs and counters. bytes: of the body. */
    void (*sent)(void *context, const struct xc_http_exchange *exchange, int status,
                 uint64_t bytes, uint64_t microseconds);
    struct xc_str fields; /* "Name: value\r\n" of every answer; may be empty */
};

/* ---- answers ---- */

/* Bytes that many answers share. Counted: new has one owner, each send one more. */
struct xc_http_blob;
struct xc_http_blob *xc_http_blob_new(struct xc_str bytes); /* copied; NULL: no memory */
struct xc_str xc_http_blob_bytes(const struct xc_http_blob *blob);
struct xc_http_blob *xc_http_blob_keep(struct xc_http_blob *blob);
void xc_http_blob_free(struct xc_http_blob *blob);

/* A field of the answer, before it is sent. A value with control characters is left out:
 * nothing that came from outside can add lines. */
void xc_http_set(struct xc_http_exchange *exchange, const char *name,
                 struct xc_str value);

/* Sends the answer; the body is copied, or shared. type: of the content; may be empty. A
 * HEAD gets the same fields without the body, 204 and 304 none. The exchange must not be
 * used afterwards. */
void xc_http_send(struct xc_http_exchange *exchange, int status, struct xc_str type,
                  struct xc_str body);
void xc_http_send_blob(struct xc_http_exchange *exchange, int status, struct xc_str type,
                       struct xc_http_blob *blob);

/* An answer whose end is not known (server-sent events): start, any number of pushes,
 * end; the connection closes then. Push returns false where the client takes too little:
 * more than a mebibyte waits for it. lost may still come until end. */
void xc_http_stream(struct xc_http_exchange *exchange, struct xc_str type);
bool xc_http_push(struct xc_http_exchange *exchange, struct xc_str bytes);
void xc_http_end(struct xc_http_exchange *exchange);

const char *xc_http_status_text(int status);

/* ---- the server ---- */

struct xc_http_server;

/* Certificate chain and key for TLS (1.2 and later), PEM files. Loading them again while
 * the server runs changes new connections; on an error those in use stay. */
struct xc_http_tls {
    const char *certificate;
    const char *key;
};

/* address: "127.0.0.1:8080", "[::1]:8443"; port 0: any, see xc_http_server_port. tls
 * NULL: plain. limits, site and what they point to must outlive the server. Raises the
 * process's limit of open files as far as needed; where it may not be raised so far,
 * fewer connections than limits says are taken at once. */
int xc_http_server_start(uv_loop_t *loop, struct xc_str address,
                         const struct xc_http_tls *tls,
                         const struct xc_http_limits *limits,
                         const struct xc_http_site *site, struct xc_http_server **server,
                         struct xc_error *error);
unsigned xc_http_server_port(const struct xc_http_server *server);
int xc_http_server_reload(struct xc_http_server *server, const struct xc_http_tls *tls,
                          struct xc_error *error);

struct xc_http_load {
    unsigned connections; /* open */
    unsigned exchanges;   /* being read or answered */
    uint64_t bodies;      /* bytes in memory */
};
struct xc_http_load xc_http_server_load(const struct xc_http_server *server);

/* Takes no more connections, closes idle ones and streams, lets answers end within
 * stop_ms. done is
 * called, on the loop, when all are closed; then free the server. */
void xc_http_server_stop(struct xc_http_server *server, void (*done)(void *context),
                         void *context);
void xc_http_server_free(struct xc_http_server *server);

#endif
