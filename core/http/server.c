/* Listening, deadlines, stopping. */
#include "http/internal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { TICK_MS = 250, BACKLOG = 1024, OTHER_FILES = 128 };

const struct xc_http_limits xc_http_limits_usual = {
    .connections = 16000,
    .idle_ms = 75000,
    .head_ms = 10000,
    .stall_ms = 20000,
    .slowest = 1000,
    .bodies = UINT64_C(256) << 20,
    .stop_ms = 10000,
};

/* ---- addresses ---- */

static int fail_address(struct xc_error *error, struct xc_str address) {
    (void)xc_fail(error, XC_EUSAGE, "'%.*s' is no address to listen on.",
                  XC_PRI(address));
    return xc_hint(error,
                   "write ADDRESS:PORT, for example 127.0.0.1:8080 or [::1]:8080.");
}

static int read_address(struct xc_str text, struct sockaddr_storage *address,
                        struct xc_error *error) {
    char host[64];
    uint64_t port = 0;
    size_t colon = text.len;
    while (colon > 0 && text.ptr[colon - 1] != ':')
        colon--;
    if (colon == 0 || !xc_str_to_uint(xc_str_slice(text, colon, text.len), 65535, &port))
        return fail_address(error, text);
    struct xc_str name = xc_str_slice(text, 0, colon - 1);
    bool six = xc_str_starts(name, XC_STR("[")) && xc_str_ends(name, XC_STR("]"));
    if (six)
        name = xc_str_slice(name, 1, name.len - 2);
    if (name.len == 0 || name.len >= sizeof host)
        return fail_address(error, text);
    memcpy(host, name.ptr, name.len);
    host[name.len] = '\0';
    int code = six ? uv_ip6_addr(host, (int)port, (struct sockaddr_in6 *)address)
                   : uv_ip4_addr(host, (int)port, (struct sockaddr_in *)address);
    return code == 0 ? XC_OK : fail_address(error, text);
}

/* ---- the loop's calls ---- */

static void on_connection(uv_stream_t *stream, int status) {
    struct xc_http_server *server = stream->data;
    if (status == 0 && !xc_http_connection_accept(server))
        server->waits = true;
}

static void read_clock(struct xc_http_server *server) {
    uv_timeval64_t now;
    if (uv_gettimeofday(&now) == 0)
        xc_http_date_text(now.tv_sec, server->date);
}

static void on_handle_closed(uv_handle_t *handle) {
    struct xc_http_server *server = handle->data;
    server->handles--;
    if (server->handles > 0)
        return;
    if (server->done)
        server->done(server->done_context);
    if (server->stillborn)
        xc_http_server_free(server);
}

static void end_when_empty(struct xc_http_server *server) {
    if (server->stopping && !server->connections &&
        !uv_is_closing((uv_handle_t *)&server->timer))
        uv_close((uv_handle_t *)&server->timer, on_handle_closed);
}

static void on_tick(uv_timer_t *timer) {
    struct xc_http_server *server = timer->data;
    read_clock(server);
    if (server->waits && !server->stopping)
        server->waits = !xc_http_connection_accept(server);
    uint64_t now = uv_now(server->loop);
    for (struct xc_http_connection *c = server->connections; c;) {
        struct xc_http_connection *next = c->after;
        bool late = server->stopping && now >= server->stop_at;
        if (late)
            xc_http_connection_close(c);
        else if (now >= c->deadline)
            xc_http_connection_late(c);
        c = next;
    }
    end_when_empty(server);
}

/* ---- start and stop ---- */

/* A connection is an open file: asks for as many as it takes. Returns how many
 * connections fit, some files being needed otherwise. */
static unsigned raise_files(unsigned connections) {
    struct rlimit files;
    rlim_t wanted = (rlim_t)connections + OTHER_FILES;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= wanted)
        return connections;
    files.rlim_cur = wanted < files.rlim_max ? wanted : files.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &files) != 0)
        (void)getrlimit(RLIMIT_NOFILE, &files);
    rlim_t fit = files.rlim_cur > 2 * OTHER_FILES ? files.rlim_cur - OTHER_FILES
                                                  : files.rlim_cur / 2;
    return connections < fit ? connections : (unsigned)fit;
}

int xc_http_server_start(uv_loop_t *loop, struct xc_str address,
                         const struct xc_http_tls *tls,
                         const struct xc_http_limits *limits,
                         const struct xc_http_site *site, struct xc_http_server **result,
                         struct xc_error *error) {
    struct sockaddr_storage at;
    struct xc_http_server *server = calloc(1, sizeof *server);
    int code = server ? read_address(address, &at, error) : xc_fail_memory(error);
    if (!code && tls)
        code = xc_http_tls_load(tls, &server->tls, error);
    if (!code && tls) {
        server->bio = xc_http_tls_bio();
        code = server->bio ? XC_OK : xc_fail_memory(error);
    }
    if (code) {
        xc_http_server_free(server);
        return code;
    }
    server->most = raise_files(limits->connections);
    server->loop = loop;
    server->limits = limits;
    server->site = site;
    server->head = xc_buffer_make(2 * XC_HTTP_HEAD_BYTES);
    read_clock(server);
    server->tcp.data = server;
    server->timer.data = server;
    server->handles = 2;
    (void)uv_timer_init(loop, &server->timer); /* neither of them can fail */
    (void)uv_tcp_init(loop, &server->tcp);
    int failed = uv_tcp_bind(&server->tcp, (const struct sockaddr *)&at, 0);
    if (!failed)
        failed = uv_listen((uv_stream_t *)&server->tcp, BACKLOG, on_connection);
    if (!failed)
        failed = uv_timer_start(&server->timer, on_tick, TICK_MS, TICK_MS);
    *result = failed ? NULL : server;
    if (!failed)
        return XC_OK;
    server->stillborn = true;
    uv_close((uv_handle_t *)&server->timer, on_handle_closed);
    uv_close((uv_handle_t *)&server->tcp, on_handle_closed);
    (void)xc_fail(error, XC_EENV, "cannot listen on %.*s: %s.", XC_PRI(address),
                  uv_strerror(failed));
    return xc_hint(error, "choose another address or port, or stop what listens there.");
}

unsigned xc_http_server_port(const struct xc_http_server *server) {
    struct sockaddr_storage address;
    int size = sizeof address;
    if (uv_tcp_getsockname(&server->tcp, (struct sockaddr *)&address, &size) != 0)
        return 0;
    /* the port lies at the same place in both */
    uint16_t port = ((const struct sockaddr_in *)&address)->sin_port;
    const unsigned char *bytes = (const unsigned char *)&port;
    return (unsigned)bytes[0] << 8 | bytes[1];
}

int xc_http_server_reload(struct xc_http_server *server, const struct xc_http_tls *tls,
                          struct xc_error *error) {
    SSL_CTX *fresh = NULL;
    int code = xc_http_tls_load(tls, &fresh, error);
    if (code)
        return code;
    SSL_CTX_free(server->tls); /* connections hold the old one as long as they need it */
    server->tls = fresh;
    return XC_OK;
}

struct xc_http_load xc_http_server_load(const struct xc_http_server *server) {
    return server->load;
}

void xc_http_server_stop(struct xc_http_server *server, void (*done)(void *context),
                         void *context) {
    if (server->stopping)
        return;
    server->stopping = true;
    server->done = done;
    server->done_context = context;
    server->stop_at = uv_now(server->loop) + server->limits->stop_ms;
    uv_close((uv_handle_t *)&server->tcp, on_handle_closed);
    for (struct xc_http_connection *c = server->connections; c;) {
        struct xc_http_connection *next = c->after;
        bool streams = c->exchange && c->exchange->streams && !c->wrote;
        if (c->phase == XC_HTTP_IDLE || c->phase == XC_HTTP_GREETING || streams)
            xc_http_connection_close(c); /* a stream has no end to wait for */
        c = next;
    }
}

void xc_http_server_free(struct xc_http_server *server) {
    if (!server)
        return;
    SSL_CTX_free(server->tls);
    BIO_meth_free(server->bio);
    xc_buffer_free(&server->head);
    free(server);
}
