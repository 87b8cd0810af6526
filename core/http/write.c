/* Bytes out: a queue of pieces, written as the client takes them. */
#include "http/internal.h"

#include <stdlib.h>
#include <string.h>

enum { BUFFERS = 4 };

static void pop_piece(struct xc_http_connection *c) {
    struct xc_http_piece *piece = c->first;
    c->first = piece->next;
    if (!c->first)
        c->last = NULL;
    xc_http_blob_free(piece->blob);
    free(piece);
}

void xc_http_write_forget(struct xc_http_connection *c) {
    while (c->first)
        pop_piece(c);
    c->queued = 0;
    xc_http_blob_free(c->writing);
    c->writing = NULL;
    xc_buffer_free(&c->sealed);
}

/* ---- what the socket does not take at once ---- */

static void on_written(uv_write_t *request, int status);

/* In parts, so that a client which takes little but something is not taken for one that
 * stands still. */
static void write_part(struct xc_http_connection *c) {
    size_t left = c->write_end - c->write_from;
    size_t part = left < XC_HTTP_PART_BYTES ? left : XC_HTTP_PART_BYTES;
    uv_buf_t buffer =
        uv_buf_init(xc_http_blob_data(c->writing) + c->write_from, (unsigned)part);
    c->write_from += part;
    c->write.data = c;
    if (c->phase == XC_HTTP_SENDING)
        c->deadline = uv_now(c->server->loop) + c->server->limits->stall_ms;
    if (uv_write(&c->write, (uv_stream_t *)&c->tcp, &buffer, 1, on_written) != 0)
        xc_http_connection_close(c);
}

static void on_written(uv_write_t *request, int status) {
    struct xc_http_connection *c = request->data;
    if (uv_is_closing((uv_handle_t *)&c->tcp))
        return;
    if (status != 0) {
        xc_http_connection_close(c);
    } else if (c->write_from < c->write_end) {
        write_part(c);
    } else {
        xc_http_blob_free(c->writing);
        c->writing = NULL;
        xc_http_flush(c);
    }
}

/* Takes ownership of the blob. */
static void write_later(struct xc_http_connection *c, struct xc_http_blob *blob,
                        size_t from, size_t end) {
    c->writing = blob;
    c->write_from = from;
    c->write_end = end;
    write_part(c);
}

/* Nothing waits to be written. */
static void drained(struct xc_http_connection *c) {
    if (c->phase != XC_HTTP_SENDING)
        return;
    if (c->wrote)
        xc_http_connection_done(c);
    else
        c->deadline = UINT64_MAX; /* a stream with nothing to say */
}

/* ---- plain ---- */

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

static void write_first_later(struct xc_http_connection *c) {
    struct xc_http_blob *blob = xc_http_blob_keep(c->first->blob);
    size_t from = c->first->from;
    size_t left = xc_http_blob_bytes(blob).len - from;
    size_t part = left < XC_HTTP_PART_BYTES ? left : XC_HTTP_PART_BYTES;
    pop_written(c, part);
    write_later(c, blob, from, from + part);
}

/* As much as the socket takes at once; what is left waits until it takes more. */
static void flush_plain(struct xc_http_connection *c) {
    while (c->first) {
        uv_buf_t buffers[BUFFERS];
        unsigned count = 0;
        for (struct xc_http_piece *p = c->first; p && count < BUFFERS; p = p->next) {
            size_t left = xc_http_blob_bytes(p->blob).len - p->from;
            buffers[count++] =
                uv_buf_init(xc_http_blob_data(p->blob) + p->from, (unsigned)left);
        }
        int written = uv_try_write((uv_stream_t *)&c->tcp, buffers, count);
        if (written > 0) {
            pop_written(c, (size_t)written);
        } else if (written == UV_EAGAIN) {
            write_first_later(c);
            return;
        } else {
            xc_http_connection_close(c);
            return;
        }
    }
    drained(c);
}

/* ---- TLS ---- */

/* The next piece of plain text becomes encrypted bytes; a short one, such as a head, goes
 * into one record with what follows it. */
static bool seal_next(struct xc_http_connection *c) {
    char *together = c->server->together;
    size_t len = 0;
    struct xc_str bytes = xc_http_blob_bytes(c->first->blob);
    struct xc_str part = xc_str_slice(bytes, c->first->from, XC_HTTP_TLS_BYTES);
    if (part.len >= XC_HTTP_PART_BYTES || !c->first->next) {
        int failed = xc_http_tls_seal(c->ssl, part);
        pop_written(c, part.len);
        return !failed;
    }
    while (c->first && len < XC_HTTP_PART_BYTES) {
        bytes = xc_http_blob_bytes(c->first->blob);
        part = xc_str_slice(bytes, c->first->from, XC_HTTP_PART_BYTES - len);
        memcpy(together + len, part.ptr, part.len);
        len += part.len;
        pop_written(c, part.len);
    }
    return xc_http_tls_seal(c->ssl, (struct xc_str){together, len}) == 0;
}

/* What the socket does not take of the encrypted bytes. false: no memory. */
static bool write_sealed_later(struct xc_http_connection *c, size_t from) {
    struct xc_str rest = xc_str_slice(xc_buffer_view(&c->sealed), from, c->sealed.len);
    struct xc_http_blob *blob = xc_http_blob_new(rest);
    xc_buffer_free(&c->sealed);
    if (!blob)
        return false;
    write_later(c, blob, 0, rest.len);
    return true;
}

static void flush_sealed(struct xc_http_connection *c) {
    for (;;) {
        if (c->sealed.len > 0) {
            uv_buf_t buffer = uv_buf_init(c->sealed.ptr, (unsigned)c->sealed.len);
            int written = uv_try_write((uv_stream_t *)&c->tcp, &buffer, 1);
            if (written == UV_EAGAIN)
                written = 0;
            if (written >= 0 && (size_t)written < c->sealed.len &&
                write_sealed_later(c, (size_t)written))
                return;
            if (written < 0 || (size_t)written < c->sealed.len)
                break;
            xc_buffer_clear(&c->sealed);
        }
        if (!c->first || !xc_http_tls_ready(c->ssl)) {
            xc_buffer_free(&c->sealed); /* idle connections hold nothing */
            if (!c->first)
                drained(c);
            return;
        }
        if (!seal_next(c))
            break;
    }
    xc_http_connection_close(c);
}

void xc_http_flush(struct xc_http_connection *c) {
    if (c->writing || c->held || uv_is_closing((uv_handle_t *)&c->tcp))
        return;
    if (c->ssl)
        flush_sealed(c);
    else
        flush_plain(c);
}

/* ---- the queue ---- */

bool xc_http_write(struct xc_http_connection *c, struct xc_http_blob *blob) {
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
    xc_http_flush(c);
    return !uv_is_closing((uv_handle_t *)&c->tcp);
}

void xc_http_write_end(struct xc_http_connection *c) {
    c->wrote = true;
    if (c->phase != XC_HTTP_SENDING)
        xc_http_connection_enter(c, XC_HTTP_SENDING, c->server->limits->stall_ms);
    xc_http_flush(c);
}
