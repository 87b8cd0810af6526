/* What the files of this room share: a connection and what it goes through. */
#ifndef XC_HTTP_INTERNAL_H
#define XC_HTTP_INTERNAL_H

#include "base/buffer.h"
#include "http/fresh.h"
#include "http/server.h"

#include <openssl/ssl.h>

enum {
    XC_HTTP_READ_BYTES = 64 * 1024, /* one read of any connection, into the server's */
    XC_HTTP_TLS_BYTES = 64 * 1024,  /* of plain text encrypted at once */
    XC_HTTP_WAITING_BYTES = 1024 * 1024 /* of a stream that its client has not taken */
};

enum xc_http_phase {
    XC_HTTP_GREETING, /* TLS handshake */
    XC_HTTP_IDLE,     /* between requests: no byte of the next one yet */
    XC_HTTP_READING,  /* the head */
    XC_HTTP_TAKING,   /* the body */
    XC_HTTP_WAITING,  /* for the site */
    XC_HTTP_SENDING,  /* the answer */
    XC_HTTP_CLOSING
};

struct xc_http_connection;

struct xc_http_exchange {
    struct xc_http_connection *connection;
    struct xc_arena *arena;
    struct xc_http_head head;
    struct xc_buffer body;
    struct xc_buffer fields; /* of the answer */
    uint64_t began;          /* uv_hrtime */
    uint64_t sent_bytes;     /* of the answer's body */
    int status;
    bool streams;
    void *own;
};

/* Bytes on their way out, in order. */
struct xc_http_piece {
    struct xc_http_piece *next;
    struct xc_http_blob *blob;
    size_t from;
};

struct xc_http_connection {
    uv_tcp_t tcp;
    uv_write_t write;
    struct xc_http_server *server;
    struct xc_http_connection *before, *after; /* all of the server's */
    struct xc_http_exchange *exchange;         /* NULL: none */
    SSL *ssl;                                  /* NULL: plain */
    struct xc_buffer input;                    /* plain text not yet used */
    size_t looked;                             /* of input: searched for a head's end */
    struct xc_http_piece *first, *last;        /* to be written */
    uint64_t queued;                           /* bytes of these */
    struct xc_http_blob *writing;              /* what a running uv_write reads */
    uint64_t deadline;                         /* loop time */
    uint64_t body_began;
    enum xc_http_phase phase;
    bool keep;       /* more requests may follow */
    bool paused;     /* reading */
    bool wrote;      /* the answer's last piece is in the queue */
    bool held;       /* more pieces come at once: write them together */
    bool processing; /* requests are being read in a loop */
    char peer[46];
};

struct xc_http_server {
    uv_loop_t *loop;
    uv_tcp_t tcp;
    uv_timer_t timer;
    const struct xc_http_limits *limits;
    const struct xc_http_site *site;
    SSL_CTX *tls; /* NULL: plain */
    struct xc_http_connection *connections;
    struct xc_http_load load;
    unsigned handles; /* listener and timer, until closed */
    uint64_t stop_at;
    char date[XC_HTTP_DATE_BYTES]; /* now, to the tick */
    bool waits; /* a connection that could not be taken for want of memory */
    bool stopping;
    bool stillborn; /* could not listen: freed once its handles are closed */
    void (*done)(void *context);
    void *done_context;
    char scratch[XC_HTTP_READ_BYTES];
    char plain[XC_HTTP_READ_BYTES];
};

/* connection.c */
/* false: no memory; the client still waits. */
bool xc_http_connection_accept(struct xc_http_server *server);
void xc_http_connection_close(struct xc_http_connection *connection);
/* Its deadline has come. */
void xc_http_connection_late(struct xc_http_connection *connection);
/* The answer's last byte is in the queue; more requests may follow. */
void xc_http_connection_answered(struct xc_http_connection *connection);
/* Puts bytes into the queue and writes, unless they are held. false: no memory, the
 * connection closes. */
bool xc_http_connection_write(struct xc_http_connection *connection,
                              struct xc_http_blob *blob);

/* answer.c */
/* Refuses what was read so far, without the site; the connection closes afterwards. */
void xc_http_refuse(struct xc_http_connection *connection, int status);
void xc_http_exchange_free(struct xc_http_exchange *exchange);

/* tls.c */
int xc_http_tls_load(const struct xc_http_tls *tls, SSL_CTX **context,
                     struct xc_error *error);
SSL *xc_http_tls_new(SSL_CTX *context); /* NULL: no memory */
/* Bytes from the client: decrypted, appended to input. -1: the connection is broken;
 * else what must be sent to the client is ready for xc_http_tls_take. */
int xc_http_tls_feed(struct xc_http_connection *connection, const char *bytes,
                     size_t count);
bool xc_http_tls_ready(const SSL *ssl); /* the handshake is over */
/* Encrypts some plain text. */
int xc_http_tls_seal(SSL *ssl, struct xc_str bytes);
/* Encrypted bytes to be sent now; NULL: none, or no memory (*failed). */
struct xc_http_blob *xc_http_tls_take(SSL *ssl, bool *failed);

#endif
