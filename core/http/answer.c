/* Answers: status line, fields, body. */
#include "http/internal.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { FIELD_BYTES = 512 }; /* what those of most answers take */

struct xc_http_blob {
    atomic_uint owners;
    size_t len;
    char bytes[];
};

struct xc_http_blob *xc_http_blob_new(struct xc_str bytes) {
    struct xc_http_blob *blob = malloc(sizeof *blob + bytes.len);
    if (!blob)
        return NULL;
    atomic_init(&blob->owners, 1);
    blob->len = bytes.len;
    if (bytes.len > 0)
        memcpy(blob->bytes, bytes.ptr, bytes.len);
    return blob;
}

struct xc_str xc_http_blob_bytes(const struct xc_http_blob *blob) {
    return (struct xc_str){blob->bytes, blob->len};
}

char *xc_http_blob_data(struct xc_http_blob *blob) {
    return blob->bytes;
}

struct xc_http_blob *xc_http_blob_keep(struct xc_http_blob *blob) {
    atomic_fetch_add(&blob->owners, 1);
    return blob;
}

void xc_http_blob_free(struct xc_http_blob *blob) {
    if (blob && atomic_fetch_sub(&blob->owners, 1) == 1)
        free(blob);
}

/* ---- the exchange ---- */

const struct xc_http_head *xc_http_head(const struct xc_http_exchange *exchange) {
    return &exchange->head;
}

struct xc_str xc_http_body(const struct xc_http_exchange *exchange) {
    return xc_buffer_view(&exchange->body);
}

struct xc_buffer xc_http_take_body(struct xc_http_exchange *exchange) {
    struct xc_buffer body = exchange->body;
    exchange->body = xc_buffer_make(body.max); /* it counts until the exchange ends */
    return body;
}

bool xc_http_secure(const struct xc_http_exchange *exchange) {
    return exchange->connection->ssl != NULL;
}

struct xc_str xc_http_peer(const struct xc_http_exchange *exchange) {
    return xc_str_from(exchange->connection->peer);
}

struct xc_arena *xc_http_arena(struct xc_http_exchange *exchange) {
    return exchange->arena;
}

void *xc_http_owned(const struct xc_http_exchange *exchange) {
    return exchange->own;
}

void *xc_http_room(struct xc_http_exchange *exchange) {
    return exchange->room;
}

void **xc_http_own(struct xc_http_exchange *exchange) {
    return &exchange->own;
}

void xc_http_exchange_free(struct xc_http_exchange *exchange) {
    struct xc_http_server *server = exchange->connection->server;
    server->load.exchanges--;
    server->load.bodies -= exchange->body.max;
    xc_buffer_free(&exchange->body);
    xc_buffer_free(&exchange->fields);
    xc_arena_free(exchange->arena);
    free(exchange);
}

/* ---- writing ---- */

const char *xc_http_status_text(int status) {
    static const struct {
        int status;
        const char *text;
    } known[] = {
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {303, "See Other"},
        {304, "Not Modified"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {411, "Length Required"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {417, "Expectation Failed"},
        {422, "Unprocessable Content"},
        {428, "Precondition Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].status == status)
            return known[i].text;
    return "";
}

static bool is_plain(struct xc_str value) {
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.ptr[i] < 0x20 || value.ptr[i] == 0x7f)
            return false;
    return true;
}

static void put_field(struct xc_buffer *out, const char *name, struct xc_str value) {
    (void)xc_buffer_puts(out, name);
    (void)xc_buffer_puts(out, ": ");
    (void)xc_buffer_add(out, value);
    (void)xc_buffer_puts(out, "\r\n");
}

void xc_http_set(struct xc_http_exchange *exchange, const char *name,
                 struct xc_str value) {
    if (!exchange->fields.ptr)
        (void)xc_buffer_reserve(&exchange->fields, FIELD_BYTES);
    if (is_plain(value))
        put_field(&exchange->fields, name, value);
}

static bool has_body(int status) {
    return status >= 200 && status != 204 && status != 304;
}

static void put_status(struct xc_buffer *out, int status) {
    (void)xc_buffer_puts(out, "HTTP/1.1 ");
    (void)xc_buffer_int(out, status);
    (void)xc_buffer_putc(out, ' ');
    (void)xc_buffer_puts(out, xc_http_status_text(status));
    (void)xc_buffer_puts(out, "\r\n");
}

/* length: of the body; UINT64_MAX: a stream. The server's buffer keeps its memory from
 * one answer to the next. */
static struct xc_http_blob *make_head(struct xc_http_connection *c, int status,
                                      struct xc_str type, uint64_t length) {
    struct xc_buffer *out = &c->server->head;
    xc_buffer_clear(out);
    put_status(out, status);
    put_field(out, "Date", xc_str_from(c->server->date));
    if (type.len > 0 && is_plain(type))
        put_field(out, "Content-Type", type);
    if (length != UINT64_MAX && has_body(status)) {
        (void)xc_buffer_puts(out, "Content-Length: ");
        (void)xc_buffer_uint(out, length);
        (void)xc_buffer_puts(out, "\r\n");
    }
    if (!c->keep)
        put_field(out, "Connection", XC_STR("close"));
    (void)xc_buffer_add(out, c->server->site->fields);
    if (c->exchange)
        (void)xc_buffer_add(out, xc_buffer_view(&c->exchange->fields));
    (void)xc_buffer_puts(out, "\r\n");
    bool failed = out->failed || (c->exchange && c->exchange->fields.failed);
    return failed ? NULL : xc_http_blob_new(xc_buffer_view(out));
}

static void answer(struct xc_http_connection *c, int status, struct xc_str type,
                   struct xc_http_blob *body) {
    uint64_t length = xc_http_blob_bytes(body).len;
    bool whole = has_body(status) && length > 0 &&
                 !(c->exchange && c->exchange->head.method == XC_HTTP_HEAD);
    c->keep = c->keep && !c->server->stopping;
    struct xc_http_blob *head = make_head(c, status, type, length);
    if (c->exchange) {
        c->exchange->status = status;
        c->exchange->sent_bytes = whole ? length : 0;
    }
    xc_http_connection_enter(c, XC_HTTP_SENDING, c->server->limits->stall_ms);
    c->held = true;
    bool sent = head && xc_http_write(c, head) && (!whole || xc_http_write(c, body));
    c->held = false;
    xc_http_blob_free(head);
    if (sent)
        xc_http_write_end(c);
    else
        xc_http_connection_close(c);
}

void xc_http_send_blob(struct xc_http_exchange *exchange, int status, struct xc_str type,
                       struct xc_http_blob *blob) {
    answer(exchange->connection, status, type, blob);
}

void xc_http_send(struct xc_http_exchange *exchange, int status, struct xc_str type,
                  struct xc_str body) {
    struct xc_http_blob *blob = xc_http_blob_new(body);
    if (blob)
        answer(exchange->connection, status, type, blob);
    else
        xc_http_connection_close(exchange->connection);
    xc_http_blob_free(blob);
}

void xc_http_refuse(struct xc_http_connection *c, int status) {
    const struct xc_http_site *site = c->server->site;
    struct xc_http_blob *nothing = xc_http_blob_new((struct xc_str){"", 0});
    if (site->sent)
        site->sent(site->context, NULL, status, 0, 0);
    if (c->exchange)
        xc_http_exchange_free(c->exchange);
    c->exchange = NULL;
    c->keep = false;
    if (nothing)
        answer(c, status, (struct xc_str){"", 0}, nothing);
    else
        xc_http_connection_close(c);
    xc_http_blob_free(nothing);
}

/* ---- streams ---- */

void xc_http_stream(struct xc_http_exchange *exchange, struct xc_str type) {
    struct xc_http_connection *c = exchange->connection;
    c->keep = false;
    exchange->status = 200;
    exchange->streams = true;
    xc_http_connection_enter(c, XC_HTTP_SENDING, c->server->limits->stall_ms);
    struct xc_http_blob *head = make_head(c, 200, type, UINT64_MAX);
    if (!head || !xc_http_write(c, head))
        xc_http_connection_close(c);
    xc_http_blob_free(head);
}

bool xc_http_push(struct xc_http_exchange *exchange, struct xc_str bytes) {
    struct xc_http_connection *c = exchange->connection;
    if (bytes.len == 0)
        return true;
    if (bytes.len > XC_HTTP_WAITING_BYTES ||
        c->queued > XC_HTTP_WAITING_BYTES - bytes.len)
        return false;
    struct xc_http_blob *blob = xc_http_blob_new(bytes);
    if (!blob)
        return false;
    exchange->sent_bytes += bytes.len;
    bool sent = xc_http_write(c, blob);
    xc_http_blob_free(blob);
    return sent;
}

void xc_http_end(struct xc_http_exchange *exchange) {
    xc_http_write_end(exchange->connection);
}
