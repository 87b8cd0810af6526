/* A connection: bytes in, one exchange after the other. */
#include "http/internal.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { LINGER_MS = 1000, INPUT_BYTES = 1 << 20, SEALED_BYTES = 512 * 1024, SPARE = 4 };

static uint64_t now_of(const struct xc_http_connection *c) {
    return uv_now(c->server->loop);
}

/* ---- phases ---- */

/* All wait as long, so that those that came first end first. */
static void join_idle(struct xc_http_connection *c) {
    struct xc_http_server *server = c->server;
    c->newer = NULL;
    c->older = server->idle;
    if (c->older)
        c->older->newer = c;
    else
        server->idlest = c;
    server->idle = c;
}

static void leave_idle(struct xc_http_connection *c) {
    struct xc_http_server *server = c->server;
    if (c->older)
        c->older->newer = c->newer;
    else
        server->idlest = c->newer;
    if (c->newer)
        c->newer->older = c->older;
    else
        server->idle = c->older;
}

void xc_http_connection_enter(struct xc_http_connection *c, enum xc_http_phase phase,
                              uint64_t ms) {
    if (c->phase == XC_HTTP_IDLE)
        leave_idle(c);
    c->phase = phase;
    c->deadline = ms > 0 ? now_of(c) + ms : UINT64_MAX;
    if (phase == XC_HTTP_IDLE)
        join_idle(c);
}

/* ---- closing ---- */

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
    xc_http_write_forget(c);
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
    xc_http_connection_enter(c, XC_HTTP_CLOSING, 0);
    uv_close((uv_handle_t *)&c->tcp, on_closed);
}

static void on_shut(uv_shutdown_t *request, int status) {
    (void)status;
    free(request);
}

static void forget_unread(struct xc_http_connection *c) {
    c->unread = (struct xc_str){NULL, 0};
    c->looked = 0;
    xc_buffer_free(&c->input);
}

/* What the client still sends is read and thrown away for a moment: closing at once
 * would take the answer from it. */
static void linger(struct xc_http_connection *c) {
    xc_http_connection_enter(c, XC_HTTP_CLOSING, LINGER_MS);
    forget_unread(c);
    if (c->ssl) {
        xc_http_tls_end(c->ssl);
        xc_http_flush(c);
    }
    uv_shutdown_t *request = c->ended ? NULL : malloc(sizeof *request);
    if (!request || uv_shutdown(request, (uv_stream_t *)&c->tcp, on_shut) != 0) {
        free(request);
        xc_http_connection_close(c);
    }
}

/* ---- in ---- */

static void consume(struct xc_http_connection *c, size_t count) {
    c->unread = xc_str_slice(c->unread, count, c->unread.len);
    c->looked = 0;
}

static void dispatch(struct xc_http_connection *c) {
    const struct xc_http_site *site = c->server->site;
    xc_http_connection_enter(c, XC_HTTP_WAITING, 0);
    site->answer(site->context, c->exchange);
}

static int open_exchange(struct xc_http_connection *c, struct xc_str bytes) {
    struct xc_http_exchange *exchange = malloc(sizeof *exchange + bytes.len);
    if (exchange) {
        memset(exchange, 0, offsetof(struct xc_http_exchange, head));
        exchange->arena = xc_arena_new((size_t)256 << 20);
    }
    if (!exchange || !exchange->arena) {
        free(exchange);
        return 503;
    }
    exchange->connection = c;
    exchange->began = uv_hrtime();
    exchange->body = xc_buffer_make(0);
    exchange->fields = xc_buffer_make(XC_HTTP_HEAD_BYTES);
    memcpy(exchange->text, bytes.ptr, bytes.len);
    c->exchange = exchange;
    c->server->load.exchanges++;
    return xc_http_head_read((struct xc_str){exchange->text, bytes.len}, &exchange->head);
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
        (void)xc_http_write(c, blob);
    else
        xc_http_connection_close(c);
    xc_http_blob_free(blob);
}

/* A head that is longer than any may be, or not all there yet. */
static void wait_for_head(struct xc_http_connection *c) {
    c->looked = c->unread.len;
    if (c->unread.len <= XC_HTTP_HEAD_BYTES)
        return;
    struct xc_str start = xc_str_slice(c->unread, 0, XC_HTTP_HEAD_BYTES);
    xc_http_refuse(c, xc_str_find(start, XC_STR("\r\n")) < 0 ? 414 : 431);
}

/* A head, once all of it is there; false: nothing more to do now. */
static bool read_head(struct xc_http_connection *c) {
    if (c->unread.len == 0)
        return false;
    if (c->phase == XC_HTTP_IDLE)
        xc_http_connection_enter(c, XC_HTTP_READING, c->server->limits->head_ms);
    size_t end = xc_http_head_end(c->unread, c->looked);
    if (end == 0 || end > XC_HTTP_HEAD_BYTES) {
        wait_for_head(c);
        return false;
    }
    int status = open_exchange(c, xc_str_slice(c->unread, 0, end));
    if (!status)
        status = admit_body(c);
    if (status) {
        xc_http_refuse(c, status);
        return false;
    }
    consume(c, end);
    c->keep = c->exchange->head.keep_alive;
    c->body_began = now_of(c);
    xc_http_connection_enter(c, XC_HTTP_TAKING, c->server->limits->stall_ms);
    if (c->exchange->head.expects && c->exchange->head.length > 0 && c->unread.len == 0)
        say_continue(c);
    return !uv_is_closing((uv_handle_t *)&c->tcp);
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
    size_t part = c->unread.len < missing ? c->unread.len : (size_t)missing;
    if (part > 0) {
        if (xc_buffer_append(&exchange->body, c->unread.ptr, part)) {
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

/* Keeps what could not be used yet; idle connections hold nothing. */
static void keep_unread(struct xc_http_connection *c) {
    struct xc_buffer *input = &c->input;
    struct xc_str unread = c->unread;
    if (unread.len == 0) {
        forget_unread(c);
        return;
    }
    bool kept = input->len > 0 && unread.ptr == input->ptr + (input->len - unread.len);
    if (kept) {
        memmove(input->ptr, unread.ptr, unread.len);
        input->len = unread.len;
    } else if (xc_buffer_append(input, unread.ptr, unread.len) != 0) {
        forget_unread(c);
        xc_http_connection_close(c);
        return;
    }
    c->unread = xc_buffer_view(input);
}

/* As far as the bytes that are there reach: an answer that is sent at once is followed by
 * the next request. */
static void process(struct xc_http_connection *c) {
    bool more = true;
    if (c->phase == XC_HTTP_GREETING && (!c->ssl || xc_http_tls_ready(c->ssl)))
        xc_http_connection_enter(c, XC_HTTP_IDLE, c->server->limits->idle_ms);
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
    if (c->ended && c->phase <= XC_HTTP_TAKING)
        xc_http_connection_close(c);
    keep_unread(c);
}

void xc_http_connection_take(struct xc_http_connection *c, const char *bytes,
                             size_t count) {
    if (c->unread.len == 0) {
        c->unread = (struct xc_str){bytes, count};
    } else if (xc_buffer_append(&c->input, bytes, count) == 0) {
        c->unread = xc_buffer_view(&c->input);
    } else {
        xc_http_connection_close(c);
        return;
    }
    process(c);
}

/* ---- what the loop calls ---- */

static void on_memory(uv_handle_t *handle, size_t wanted, uv_buf_t *buffer) {
    struct xc_http_connection *c = handle->data;
    (void)wanted;
    *buffer = uv_buf_init(c->server->scratch, sizeof c->server->scratch);
}

/* The client says no more. An answer that is on its way still reaches one that only
 * closed its half; whoever has not got one yet has left. */
static void end_input(struct xc_http_connection *c) {
    bool listens = c->phase == XC_HTTP_SENDING && !(c->exchange && c->exchange->streams);
    c->ended = true;
    if (!listens)
        xc_http_connection_close(c);
}

static void feed_tls(struct xc_http_connection *c, const char *bytes, size_t count) {
    int result = xc_http_tls_feed(c, bytes, count);
    xc_http_flush(c);
    if (result == 0 && c->phase == XC_HTTP_GREETING)
        process(c);
    if (result < 0)
        xc_http_connection_close(c);
    else if (result > 0 && !uv_is_closing((uv_handle_t *)&c->tcp))
        end_input(c);
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer) {
    struct xc_http_connection *c = stream->data;
    if (count < 0) {
        if (count == UV_EOF && c->phase != XC_HTTP_CLOSING)
            end_input(c);
        else
            xc_http_connection_close(c);
        return;
    }
    if (c->phase == XC_HTTP_CLOSING || c->ended || count == 0)
        return;
    if (c->ssl)
        feed_tls(c, buffer->base, (size_t)count);
    else
        xc_http_connection_take(c, buffer->base, (size_t)count);
    bool busy = c->phase == XC_HTTP_WAITING || c->phase == XC_HTTP_SENDING;
    if (busy && c->unread.len > XC_HTTP_HEAD_BYTES) {
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

void xc_http_connection_done(struct xc_http_connection *c) {
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
    xc_http_connection_enter(c, XC_HTTP_IDLE, c->server->limits->idle_ms);
    resume(c);
    if (!c->processing)
        process(c);
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

/* Small answers go out at once; of large ones the kernel holds only as much as the client
 * is about to take, so that a slow one costs little and is seen to move. */
static void set_up_socket(struct xc_http_connection *c) {
    (void)uv_tcp_nodelay(&c->tcp, 1);
#ifdef TCP_NOTSENT_LOWAT
    uv_os_fd_t fd;
    unsigned bytes = 8 * XC_HTTP_PART_BYTES;
    if (uv_fileno((const uv_handle_t *)&c->tcp, &fd) == 0)
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &bytes, sizeof bytes);
#endif
}

static struct xc_http_connection *make_connection(struct xc_http_server *server) {
    struct xc_http_connection *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->server = server;
    c->input = xc_buffer_make(INPUT_BYTES);
    c->sealed = xc_buffer_make(SEALED_BYTES);
    if ((server->tls && !xc_http_tls_begin(c)) ||
        uv_tcp_init(server->loop, &c->tcp) != 0) {
        SSL_free(c->ssl);
        free(c);
        return NULL;
    }
    c->tcp.data = c;
    return c;
}

bool xc_http_connection_accept(struct xc_http_server *server) {
    struct xc_http_connection *c = make_connection(server);
    if (!c)
        return false;
    if (server->load.connections >= server->most && server->idlest)
        xc_http_connection_close(server->idlest);
    c->after = server->connections;
    if (c->after)
        c->after->before = c;
    server->connections = c;
    server->load.connections++;
    xc_http_connection_enter(c, XC_HTTP_GREETING, server->limits->head_ms);
    if (uv_accept((uv_stream_t *)&server->tcp, (uv_stream_t *)&c->tcp) != 0 ||
        server->load.connections > server->most + SPARE ||
        uv_read_start((uv_stream_t *)&c->tcp, on_memory, on_read) != 0) {
        xc_http_connection_close(c);
        return true;
    }
    set_up_socket(c);
    read_peer(c);
    return true;
}

void xc_http_connection_late(struct xc_http_connection *c) {
    if (c->phase == XC_HTTP_READING || c->phase == XC_HTTP_TAKING)
        xc_http_refuse(c, 408);
    else
        xc_http_connection_close(c);
}
