/* A connection: bytes in, one exchange after the other, bytes out. */
#include "http/internal.h"

#include <stdlib.h>
#include <string.h>

enum { BUFFERS = 4, LINGER_MS = 1000, INPUT_BYTES = 1 << 20 };

static uint64_t now_of(const struct xc_http_connection *c) {
    return uv_now(c->server->loop);
}

static void enter(struct xc_http_connection *c, enum xc_http_phase phase, uint64_t ms) {
    c->phase = phase;
    c->deadline = ms > 0 ? now_of(c) + ms : UINT64_MAX;
}

/* ---- closing ---- */

static void free_pieces(struct xc_http_connection *c) {
    while (c->first) {
        struct xc_http_piece *next = c->first->next;
        xc_http_blob_free(c->first->blob);
        free(c->first);
        c->first = next;
    }
    c->last = NULL;
    c->queued = 0;
}

static void on_closed(uv_handle_t *handle) {
    struct xc_http_connection *c = handle->data;
    struct xc_http_server *server = c->server;
    if (c->before)
        c->before->after = c->after;
    else
        server->connections = c->after;
    if (c->after)
        c->after->before = c->before;
    server->load.connections--;
    free_pieces(c);
    xc_http_blob_free(c->writing);
    xc_buffer_free(&c->input);
    SSL_free(c->ssl);
    free(c);
}

static void drop_exchange(struct xc_http_connection *c) {
    struct xc_http_exchange *exchange = c->exchange;
    const struct xc_http_site *site = c->server->site;
    if (!exchange)
        return;
    if ((c->phase == XC_HTTP_WAITING || exchange->streams) && !c->wrote && site->lost)
        site->lost(site->context, exchange);
    c->exchange = NULL;
    xc_http_exchange_free(exchange);
}

void xc_http_connection_close(struct xc_http_connection *c) {
    if (uv_is_closing((uv_handle_t *)&c->tcp))
        return;
    drop_exchange(c);
    c->phase = XC_HTTP_CLOSING;
    uv_close((uv_handle_t *)&c->tcp, on_closed);
}

/* ---- out ---- */

static void flush(struct xc_http_connection *c);
static void process(struct xc_http_connection *c);

static void on_shut(uv_shutdown_t *request, int status) {
    (void)status;
    free(request);
}

/* What the client still sends is read and thrown away for a moment: closing at once
 * would take the answer from it. */
static void linger(struct xc_http_connection *c) {
    uv_shutdown_t *request = malloc(sizeof *request);
    enter(c, XC_HTTP_CLOSING, LINGER_MS);
    xc_buffer_free(&c->input);
    if (!request || uv_shutdown(request, (uv_stream_t *)&c->tcp, on_shut) != 0) {
        free(request);
        xc_http_connection_close(c);
    }
}

static void resume(struct xc_http_connection *c);

/* The answer is with the client. */
static void end_exchange(struct xc_http_connection *c) {
    struct xc_http_exchange *exchange = c->exchange;
    const struct xc_http_site *site = c->server->site;
    c->exchange = NULL;
    c->wrote = false;
    if (exchange) {
        if (site->sent)
            site->sent(site->context, exchange, exchange->status, exchange->sent_bytes,
                       (uv_hrtime() - exchange->began) / 1000);
        xc_http_exchange_free(exchange);
    }
    if (!c->keep || c->server->stopping) {
        linger(c);
        return;
    }
    enter(c, XC_HTTP_IDLE, c->server->limits->idle_ms);
    resume(c);
    if (!c->processing)
        process(c);
}

static void on_written(uv_write_t *request, int status) {
    struct xc_http_connection *c = request->data;
    xc_http_blob_free(c->writing);
    c->writing = NULL;
    if (uv_is_closing((uv_handle_t *)&c->tcp))
        return;
    if (status != 0) {
        xc_http_connection_close(c);
        return;
    }
    flush(c);
}

static void pop_piece(struct xc_http_connection *c) {
    struct xc_http_piece *piece = c->first;
    c->first = piece->next;
    if (!c->first)
        c->last = NULL;
    xc_http_blob_free(piece->blob);
    free(piece);
}

/* Takes ownership of the blob. */
static void write_blob(struct xc_http_connection *c, struct xc_http_blob *blob,
                       size_t from) {
    struct xc_str bytes = xc_http_blob_bytes(blob);
    uv_buf_t buffer =
        uv_buf_init((char *)(uintptr_t)(bytes.ptr + from), (unsigned)(bytes.len - from));
    c->writing = blob;
    c->write.data = c;
    if (c->phase == XC_HTTP_SENDING)
        c->deadline = now_of(c) + c->server->limits->stall_ms;
    if (uv_write(&c->write, (uv_stream_t *)&c->tcp, &buffer, 1, on_written) != 0)
        xc_http_connection_close(c);
}

/* Nothing waits to be written. */
static void drained(struct xc_http_connection *c) {
    if (c->phase != XC_HTTP_SENDING)
        return;
    if (c->wrote)
        end_exchange(c);
    else
        c->deadline = UINT64_MAX; /* a stream with nothing to say */
}

/* The next piece of plain text becomes encrypted bytes. */
static bool seal_piece(struct xc_http_connection *c) {
    struct xc_str bytes = xc_http_blob_bytes(c->first->blob);
    struct xc_str part = xc_str_slice(bytes, c->first->from, XC_HTTP_TLS_BYTES);
    if (xc_http_tls_seal(c->ssl, part) != 0)
        return false;
    c->first->from += part.len;
    c->queued -= part.len;
    if (c->first->from == bytes.len)
        pop_piece(c);
    return true;
}

static void flush_sealed(struct xc_http_connection *c) {
    bool failed = false;
    struct xc_http_blob *blob = xc_http_tls_take(c->ssl, &failed);
    if (!blob && !failed && c->first && xc_http_tls_ready(c->ssl)) {
        if (!seal_piece(c)) {
            xc_http_connection_close(c);
            return;
        }
        blob = xc_http_tls_take(c->ssl, &failed);
    }
    if (failed)
        xc_http_connection_close(c);
    else if (blob)
        write_blob(c, blob, 0);
    else if (!c->first)
        drained(c);
}

static void pop_written(struct xc_http_connection *c, size_t count) {
    c->queued -= count;
    while (count > 0) {
        size_t left = xc_http_blob_bytes(c->first->blob).len - c->first->from;
        if (count < left) {
            c->first->from += count;
            return;
        }
        count -= left;
        pop_piece(c);
    }
}

/* As much as the socket takes at once; what is left waits until it takes more. */
static void flush_plain(struct xc_http_connection *c) {
    while (c->first && !c->writing) {
        uv_buf_t buffers[BUFFERS];
        unsigned count = 0;
        for (struct xc_http_piece *p = c->first; p && count < BUFFERS; p = p->next) {
            struct xc_str bytes = xc_http_blob_bytes(p->blob);
            buffers[count++] = uv_buf_init((char *)(uintptr_t)(bytes.ptr + p->from),
                                           (unsigned)(bytes.len - p->from));
        }
        int written = uv_try_write((uv_stream_t *)&c->tcp, buffers, count);
        if (written > 0) {
            pop_written(c, (size_t)written);
        } else if (written == UV_EAGAIN) {
            struct xc_http_blob *blob = xc_http_blob_keep(c->first->blob);
            size_t from = c->first->from;
            pop_written(c, xc_http_blob_bytes(blob).len - from);
            write_blob(c, blob, from);
        } else {
            xc_http_connection_close(c);
            return;
        }
    }
    if (!c->writing)
        drained(c);
}

static void flush(struct xc_http_connection *c) {
    if (c->writing || c->held || uv_is_closing((uv_handle_t *)&c->tcp))
        return;
    if (c->ssl)
        flush_sealed(c);
    else
        flush_plain(c);
}

bool xc_http_connection_write(struct xc_http_connection *c, struct xc_http_blob *blob) {
    struct xc_http_piece *piece = malloc(sizeof *piece);
    if (!piece) {
        xc_http_connection_close(c);
        return false;
    }
    *piece = (struct xc_http_piece){.blob = xc_http_blob_keep(blob)};
    if (c->last)
        c->last->next = piece;
    else
        c->first = piece;
    c->last = piece;
    c->queued += xc_http_blob_bytes(blob).len;
    flush(c);
    return !uv_is_closing((uv_handle_t *)&c->tcp);
}

void xc_http_connection_answered(struct xc_http_connection *c) {
    c->wrote = true;
    if (c->phase != XC_HTTP_SENDING)
        enter(c, XC_HTTP_SENDING, c->server->limits->stall_ms);
    flush(c);
}

/* ---- in ---- */

static void consume(struct xc_http_connection *c, size_t count) {
    c->input.len -= count;
    c->looked = 0;
    if (c->input.len > 0)
        memmove(c->input.ptr, c->input.ptr + count, c->input.len);
    else
        xc_buffer_free(&c->input); /* idle connections hold nothing */
}

static void dispatch(struct xc_http_connection *c) {
    const struct xc_http_site *site = c->server->site;
    enter(c, XC_HTTP_WAITING, 0);
    site->answer(site->context, c->exchange);
}

static int open_exchange(struct xc_http_connection *c, struct xc_str bytes) {
    struct xc_http_exchange *exchange = calloc(1, sizeof *exchange);
    if (exchange)
        exchange->arena = xc_arena_new((size_t)256 << 20);
    if (!exchange || !exchange->arena) {
        free(exchange);
        return 503;
    }
    exchange->connection = c;
    exchange->began = uv_hrtime();
    exchange->body = xc_buffer_make(0);
    exchange->fields = xc_buffer_make(XC_HTTP_HEAD_BYTES);
    c->exchange = exchange;
    c->server->load.exchanges++;
    struct xc_str copy = xc_arena_copy(exchange->arena, bytes);
    return copy.ptr ? xc_http_head_read(copy, &exchange->head) : 503;
}

static int admit_body(struct xc_http_connection *c) {
    struct xc_http_exchange *exchange = c->exchange;
    struct xc_http_server *server = c->server;
    uint64_t length = exchange->head.length;
    uint64_t most =
        server->site->allow ? server->site->allow(server->site->context, exchange) : 0;
    if (length > most)
        return 413;
    if (length > server->limits->bodies - server->load.bodies)
        return 503;
    exchange->body = xc_buffer_make((size_t)length);
    server->load.bodies += length;
    return 0;
}

static void say_continue(struct xc_http_connection *c) {
    struct xc_http_blob *blob = xc_http_blob_new(XC_STR("HTTP/1.1 100 Continue\r\n\r\n"));
    if (blob)
        (void)xc_http_connection_write(c, blob);
    xc_http_blob_free(blob);
}

/* A head, once all of it is there; false: nothing more to do now. */
static bool read_head(struct xc_http_connection *c) {
    struct xc_str input = xc_buffer_view(&c->input);
    if (input.len == 0)
        return false;
    if (c->phase == XC_HTTP_IDLE)
        enter(c, XC_HTTP_READING, c->server->limits->head_ms);
    size_t end = xc_http_head_end(input, c->looked);
    if (end == 0 || end > XC_HTTP_HEAD_BYTES) {
        c->looked = input.len;
        if (end > 0 || input.len > XC_HTTP_HEAD_BYTES)
            xc_http_refuse(c, 431);
        return false;
    }
    int status = open_exchange(c, xc_str_slice(input, 0, end));
    if (!status)
        status = admit_body(c);
    if (status) {
        xc_http_refuse(c, status);
        return false;
    }
    consume(c, end);
    c->keep = c->exchange->head.keep_alive;
    c->body_began = now_of(c);
    enter(c, XC_HTTP_TAKING, c->server->limits->stall_ms);
    if (c->exchange->head.expects && c->exchange->head.length > 0 && c->input.len == 0)
        say_continue(c);
    return true;
}

/* Whether the body comes fast enough on the whole. */
static bool too_slow(const struct xc_http_connection *c) {
    const struct xc_http_limits *limits = c->server->limits;
    uint64_t took = now_of(c) - c->body_began;
    return took > limits->stall_ms &&
           c->exchange->body.len * 1000 <
               (uint64_t)limits->slowest * (took - limits->stall_ms);
}

/* Part of a body; false: more must come. */
static bool take_body(struct xc_http_connection *c) {
    struct xc_http_exchange *exchange = c->exchange;
    uint64_t missing = exchange->head.length - exchange->body.len;
    size_t part = c->input.len < missing ? c->input.len : (size_t)missing;
    if (part > 0) {
        if (xc_buffer_append(&exchange->body, c->input.ptr, part)) {
            xc_http_refuse(c, 503);
            return false;
        }
        consume(c, part);
        c->deadline = now_of(c) + c->server->limits->stall_ms;
    }
    if (exchange->body.len == exchange->head.length)
        return true;
    if (too_slow(c))
        xc_http_refuse(c, 408);
    return false;
}

/* As far as the bytes that are there reach: an answer that is sent at once is followed by
 * the next request. */
static void process(struct xc_http_connection *c) {
    bool more = true;
    if (c->phase == XC_HTTP_GREETING && (!c->ssl || xc_http_tls_ready(c->ssl)))
        enter(c, XC_HTTP_IDLE, c->server->limits->idle_ms);
    c->processing = true;
    while (more && !uv_is_closing((uv_handle_t *)&c->tcp)) {
        more = false;
        if (c->phase == XC_HTTP_IDLE || c->phase == XC_HTTP_READING)
            more = read_head(c);
        if (c->phase == XC_HTTP_TAKING) {
            more = take_body(c);
            if (more)
                dispatch(c);
        }
    }
    c->processing = false;
}

static void on_memory(uv_handle_t *handle, size_t wanted, uv_buf_t *buffer) {
    struct xc_http_connection *c = handle->data;
    (void)wanted;
    *buffer = uv_buf_init(c->server->scratch, sizeof c->server->scratch);
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer) {
    struct xc_http_connection *c = stream->data;
    if (count < 0) {
        xc_http_connection_close(c);
        return;
    }
    if (c->phase == XC_HTTP_CLOSING || count == 0)
        return;
    if (c->ssl ? xc_http_tls_feed(c, buffer->base, (size_t)count) != 0
               : xc_buffer_append(&c->input, buffer->base, (size_t)count) != 0) {
        xc_http_connection_close(c);
        return;
    }
    if (c->ssl)
        flush(c);
    if (uv_is_closing((uv_handle_t *)&c->tcp))
        return;
    process(c);
    bool busy = c->phase == XC_HTTP_WAITING || c->phase == XC_HTTP_SENDING;
    if (busy && c->input.len > XC_HTTP_HEAD_BYTES &&
        !uv_is_closing((uv_handle_t *)&c->tcp)) {
        c->paused = true;
        (void)uv_read_stop((uv_stream_t *)&c->tcp);
    }
}

static void resume(struct xc_http_connection *c) {
    if (!c->paused)
        return;
    c->paused = false;
    if (uv_read_start((uv_stream_t *)&c->tcp, on_memory, on_read) != 0)
        xc_http_connection_close(c);
}

/* ---- beginning and lateness ---- */

static void read_peer(struct xc_http_connection *c) {
    struct sockaddr_storage address;
    int size = sizeof address;
    if (uv_tcp_getpeername(&c->tcp, (struct sockaddr *)&address, &size) != 0)
        return;
    if (address.ss_family == AF_INET6)
        (void)uv_ip6_name((struct sockaddr_in6 *)&address, c->peer, sizeof c->peer);
    else
        (void)uv_ip4_name((struct sockaddr_in *)&address, c->peer, sizeof c->peer);
}

static void close_idlest(struct xc_http_server *server) {
    struct xc_http_connection *idlest = NULL;
    for (struct xc_http_connection *c = server->connections; c; c = c->after)
        if (c->phase == XC_HTTP_IDLE && !uv_is_closing((uv_handle_t *)&c->tcp) &&
            (!idlest || c->deadline < idlest->deadline))
            idlest = c;
    if (idlest)
        xc_http_connection_close(idlest);
}

bool xc_http_connection_accept(struct xc_http_server *server) {
    struct xc_http_connection *c = calloc(1, sizeof *c);
    if (!c)
        return false;
    if (server->load.connections >= server->limits->connections)
        close_idlest(server);
    c->server = server;
    c->input = xc_buffer_make(INPUT_BYTES);
    c->ssl = server->tls ? xc_http_tls_new(server->tls) : NULL;
    if (uv_tcp_init(server->loop, &c->tcp) != 0) {
        SSL_free(c->ssl);
        free(c);
        return false;
    }
    c->tcp.data = c;
    c->after = server->connections;
    if (c->after)
        c->after->before = c;
    server->connections = c;
    server->load.connections++;
    enter(c, XC_HTTP_GREETING, server->limits->head_ms);
    if (uv_accept((uv_stream_t *)&server->tcp, (uv_stream_t *)&c->tcp) != 0 ||
        (server->tls && !c->ssl) ||
        server->load.connections > server->limits->connections + BUFFERS ||
        uv_read_start((uv_stream_t *)&c->tcp, on_memory, on_read) != 0) {
        xc_http_connection_close(c);
        return true;
    }
    (void)uv_tcp_nodelay(&c->tcp, 1);
    read_peer(c);
    return true;
}

void xc_http_connection_late(struct xc_http_connection *c) {
    if (c->phase == XC_HTTP_READING || c->phase == XC_HTTP_TAKING)
        xc_http_refuse(c, 408);
    else
        xc_http_connection_close(c);
}
