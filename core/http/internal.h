/* What the files of this room share: a connection and what it goes through. */
#ifndef XC_HTTP_INTERNAL_H
#define XC_HTTP_INTERNAL_H

#include "base/buffer.h"
#include "http/fresh.h"
#include "http/server.h"

#include <openssl/ssl.h>
#include <stdalign.h>
#include <stddef.h>

enum {
    XC_HTTP_READ_BYTES = 64 * 1024, /* one read of any connection, into the server's */
    XC_HTTP_TLS_BYTES = 64 * 1024,  /* of plain text encrypted at once */
    XC_HTTP_PART_BYTES = 16 * 1024, /* of an answer that a slow client takes at once */
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
    struct xc_buffer body;
    struct xc_buffer fields; /* of the answer */
    uint64_t began;          /* uv_hrtime */
    uint64_t sent_bytes;     /* of the answer's body */
    int status;
    bool streams;
    void *own;
    alignas(max_align_t) unsigned char room[XC_HTTP_ROOM_BYTES];
    struct xc_http_head head; /* not set before its text was read */
    char text[];              /* what the head's views look at */
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
    struct xc_http_connection *older, *newer;  /* those idle for longer, for less */
    struct xc_http_exchange *exchange;         /* NULL: none */
    SSL *ssl;                                  /* NULL: plain */
    struct xc_str cipher;                      /* from the client, not yet decrypted */
    struct xc_buffer sealed;                   /* encrypted, to be sent */
    struct xc_str unread;                      /* plain text not yet used … */
    struct xc_buffer input;             /* … and where it stays until more comes */
    size_t looked;                      /* of unread: searched for a head's end */
    struct xc_http_piece *first, *last; /* to be written */
    uint64_t queued;                    /* bytes of these */
    struct xc_http_blob *writing;       /* what a running uv_write reads … */
    size_t write_from, write_end;       /* … and how much of it is still to go */
    uint64_t deadline;                  /* loop time */
    uint64_t body_began;
    enum xc_http_phase phase;
    bool keep;       /* more requests may follow */
    bool paused;     /* reading */
    bool ended;      /* the client says no more, but may listen */
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
    BIO_METHOD *bio;
    struct xc_http_connection *connections;
    struct xc_http_connection *idlest, *idle; /* the first and last of idle ones */
    unsigned most;                            /* connections at once */
    struct xc_http_load load;
    unsigned handles; /* listener and timer, until closed */
    uint64_t stop_at;
    char date[XC_HTTP_DATE_BYTES]; /* now, to the tick */
    struct xc_buffer head;         /* of the answer being put together */
    bool waits; /* a connection that could not be taken for want of memory */
    bool stopping;
    bool stillborn; /* could not listen: freed once its handles are closed */
    void (*done)(void *context);
    void *done_context;
    char scratch[XC_HTTP_READ_BYTES];  /* what a read brought */
    char plain[XC_HTTP_READ_BYTES];    /* the same, decrypted */
    char together[XC_HTTP_PART_BYTES]; /* pieces to be encrypted as one */
};

/* connection.c */
/* false: no memory; the client still waits. */
bool xc_http_connection_accept(struct xc_http_server *server);
void xc_http_connection_close(struct xc_http_connection *connection);
void xc_http_connection_enter(struct xc_http_connection *connection,
                              enum xc_http_phase phase, uint64_t ms);
/* Its deadline has come. */
void xc_http_connection_late(struct xc_http_connection *connection);
/* Plain text from the client, read as far as it reaches. The bytes are borrowed. */
void xc_http_connection_take(struct xc_http_connection *connection, const char *bytes,
                             size_t count);
/* The answer is with the client; more requests may follow. */
void xc_http_connection_done(struct xc_http_connection *connection);

/* write.c */
/* Puts bytes into the queue and writes, unless they are held. false: no memory, the
 * connection closes. */
bool xc_http_write(struct xc_http_connection *connection, struct xc_http_blob *blob);
/* The answer's last byte is in the queue. */
void xc_http_write_end(struct xc_http_connection *connection);
void xc_http_flush(struct xc_http_connection *connection);
void xc_http_write_forget(struct xc_http_connection *connection); /* all of it */

/* answer.c */
/* The bytes as libuv wants to be told of them: it reads them only. */
char *xc_http_blob_data(struct xc_http_blob *blob);
/* Refuses what was read so far, without the site; the connection closes afterwards. */
void xc_http_refuse(struct xc_http_connection *connection, int status);
void xc_http_exchange_free(struct xc_http_exchange *exchange);

/* tls.c */
int xc_http_tls_load(const struct xc_http_tls *tls, SSL_CTX **context,
                     struct xc_error *error);
BIO_METHOD *xc_http_tls_bio(void); /* owned; NULL: no memory */
bool xc_http_tls_begin(struct xc_http_connection *connection); /* false: no memory */
/* Bytes from the client: decrypted, and taken by the connection; what must be sent to the
 * client is in sealed. 0; 1: the client said that no more comes; -1: it is broken. */
int xc_http_tls_feed(struct xc_http_connection *connection, const char *bytes,
                     size_t count);
bool xc_http_tls_ready(const SSL *ssl); /* the handshake is over */
/* Encrypts some plain text into sealed. */
int xc_http_tls_seal(SSL *ssl, struct xc_str bytes);
void xc_http_tls_end(SSL *ssl); /* tells the client, into sealed */

#endif
