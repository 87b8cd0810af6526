/* xuncha-blobs: a small site on core/http, for tests and measurements of that room alone.
 * It keeps files in memory and answers them with a tag, 304 and, where NAME.gz lies
 * beside one, gzip, as the server does with feeds; a few routes that are slow or awkward
 * on purpose come with it.
 *
 * GET /NAME        the file; HEAD too
 * POST /echo       the body, at most a mebibyte
 * GET /slow?ms=N   "slow" after a while
 * GET /stream?n=N  so many pushes, ten milliseconds apart
 * GET /never       no answer at all
 * GET /load        connections, exchanges, bytes of bodies, clients that were lost
 *
 * It prints `http://127.0.0.1:PORT` once it listens. SIGTERM: ends answers, then itself.
 * SIGHUP: loads the certificate again. */
#include "base/digest.h"
#include "base/file.h"
#include "http/fresh.h"
#include "http/server.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uv.h>

enum { FILES = 64, FILE_BYTES = 64 << 20, ECHO_BYTES = 1 << 20, DELAYS = 256 };

struct file {
    const char *name;
    char tag[20];
    struct xc_http_blob *plain;
    struct xc_http_blob *packed; /* NULL: none */
};

/* An answer that comes later, in steps. */
struct delay {
    struct site *site;
    struct xc_http_exchange *exchange; /* NULL: lost, or free */
    uv_timer_t timer;
    unsigned left;
    bool streams;
    bool used;
};

struct site {
    uv_loop_t loop;
    struct xc_http_server *server;
    struct xc_http_tls tls;
    struct file files[FILES];
    unsigned file_count;
    struct delay delays[DELAYS];
    uv_signal_t signals[2];
    unsigned long lost;
};

/* ---- files ---- */

static struct xc_http_blob *read_blob(const char *path) {
    struct xc_buffer bytes = xc_buffer_make(FILE_BYTES);
    struct xc_error error = {0};
    struct xc_http_blob *blob = xc_file_read(path, &bytes, &error)
                                    ? NULL
                                    : xc_http_blob_new(xc_buffer_view(&bytes));
    xc_buffer_free(&bytes);
    return blob;
}

static bool add_file(struct site *site, const char *path) {
    char packed[4096];
    char hex[XC_DIGEST_HEX + 1];
    struct xc_digest digest;
    struct xc_error error = {0};
    struct file *file = &site->files[site->file_count];
    const char *slash = strrchr(path, '/');
    if (site->file_count == FILES)
        return false;
    file->name = slash ? slash + 1 : path;
    file->plain = read_blob(path);
    (void)snprintf(packed, sizeof packed, "%.4000s.gz", path);
    file->packed = xc_file_exists(packed) ? read_blob(packed) : NULL;
    if (!file->plain || xc_sha256(xc_http_blob_bytes(file->plain), &digest, &error))
        return false;
    xc_digest_hex(&digest, hex);
    (void)snprintf(file->tag, sizeof file->tag, "\"%.16s\"", hex);
    site->file_count++;
    return true;
}

static void answer_file(const struct file *file, struct xc_http_exchange *exchange) {
    const struct xc_http_head *head = xc_http_head(exchange);
    struct xc_str tag = xc_str_from(file->tag);
    bool packs = file->packed && xc_http_takes_gzip(head);
    xc_http_set(exchange, "ETag", tag);
    xc_http_set(exchange, "Cache-Control", XC_STR("private"));
    if (file->packed)
        xc_http_set(exchange, "Vary", XC_STR("Accept-Encoding"));
    if (xc_http_fresh(head, tag, XC_NO_INSTANT)) {
        xc_http_send(exchange, 304, XC_STR(""), XC_STR(""));
        return;
    }
    if (packs)
        xc_http_set(exchange, "Content-Encoding", XC_STR("gzip"));
    xc_http_send_blob(exchange, 200, XC_STR("text/calendar; charset=utf-8"),
                      packs ? file->packed : file->plain);
}

/* ---- answers that come later ---- */

static uint64_t number_of(const struct xc_http_head *head, const char *name) {
    char text[16];
    uint64_t number = 0;
    ptrdiff_t len = xc_http_head_value(head, name, text, sizeof text);
    if (len > 0)
        (void)xc_str_to_uint((struct xc_str){text, (size_t)len}, 1000000, &number);
    return number;
}

static void on_timer(uv_timer_t *timer) {
    struct delay *delay = timer->data;
    struct xc_http_exchange *exchange = delay->exchange;
    bool over = !exchange || !delay->streams;
    if (exchange && delay->streams)
        over = delay->left == 0 || !xc_http_push(exchange, XC_STR("data: tick\n\n"));
    delay->left--;
    exchange = delay->exchange; /* a push may find that nobody is there */
    if (!over)
        return;
    (void)uv_timer_stop(timer);
    delay->used = false;
    delay->exchange = NULL;
    if (exchange && delay->streams)
        xc_http_end(exchange);
    else if (exchange)
        xc_http_send(exchange, 200, XC_STR("text/plain"), XC_STR("slow"));
}

static void answer_later(struct site *site, struct xc_http_exchange *exchange,
                         bool streams) {
    const struct xc_http_head *head = xc_http_head(exchange);
    unsigned i = 0;
    while (i < DELAYS && site->delays[i].used)
        i++;
    if (i == DELAYS) {
        xc_http_send(exchange, 503, XC_STR(""), XC_STR(""));
        return;
    }
    struct delay *delay = &site->delays[i];
    uint64_t ms = streams ? 10 : number_of(head, "ms");
    delay->exchange = exchange;
    delay->streams = streams;
    delay->left = (unsigned)number_of(head, "n");
    delay->used = true;
    *xc_http_own(exchange) = delay;
    if (streams)
        xc_http_stream(exchange, XC_STR("text/event-stream"));
    (void)uv_timer_start(&delay->timer, on_timer, ms, ms > 0 ? ms : 1);
}

/* ---- the site ---- */

static uint64_t allow(void *context, struct xc_http_exchange *exchange) {
    (void)context;
    return xc_str_is(xc_http_head(exchange)->path, "/echo") ? ECHO_BYTES : 0;
}

static void answer_load(struct site *site, struct xc_http_exchange *exchange) {
    char text[128];
    struct xc_http_load load = xc_http_server_load(site->server);
    (void)snprintf(text, sizeof text, "%u %u %llu %lu\n", load.connections,
                   load.exchanges, (unsigned long long)load.bodies, site->lost);
    xc_http_send(exchange, 200, XC_STR("text/plain"), xc_str_from(text));
}

static void refuse_method(struct xc_http_exchange *exchange, const char *allowed) {
    xc_http_set(exchange, "Allow", xc_str_from(allowed));
    xc_http_send(exchange, 405, XC_STR(""), XC_STR(""));
}

static void answer(void *context, struct xc_http_exchange *exchange) {
    struct site *site = context;
    const struct xc_http_head *head = xc_http_head(exchange);
    bool reads = head->method == XC_HTTP_GET || head->method == XC_HTTP_HEAD;
    if (xc_str_is(head->path, "/echo")) {
        if (head->method == XC_HTTP_POST)
            xc_http_send(exchange, 200, XC_STR("text/plain"), xc_http_body(exchange));
        else
            refuse_method(exchange, "POST");
        return;
    }
    if (!reads) {
        refuse_method(exchange, "GET, HEAD");
        return;
    }
    for (unsigned i = 0; i < site->file_count; i++)
        if (xc_str_is(xc_str_slice(head->path, 1, head->path.len), site->files[i].name)) {
            answer_file(&site->files[i], exchange);
            return;
        }
    if (xc_str_is(head->path, "/slow"))
        answer_later(site, exchange, false);
    else if (xc_str_is(head->path, "/stream"))
        answer_later(site, exchange, true);
    else if (xc_str_is(head->path, "/load"))
        answer_load(site, exchange);
    else if (!xc_str_is(head->path, "/never"))
        xc_http_send(exchange, 404, XC_STR("text/plain"), XC_STR("no such file\n"));
}

static void lost(void *context, struct xc_http_exchange *exchange) {
    struct site *site = context;
    struct delay *delay = *xc_http_own(exchange);
    site->lost++;
    if (delay)
        delay->exchange = NULL;
}

/* ---- start and stop ---- */

static void on_end(void *context) {
    struct site *site = context;
    for (unsigned i = 0; i < DELAYS; i++)
        uv_close((uv_handle_t *)&site->delays[i].timer, NULL);
    uv_close((uv_handle_t *)&site->signals[0], NULL);
    uv_close((uv_handle_t *)&site->signals[1], NULL);
}

static void on_signal(uv_signal_t *handle, int number) {
    struct site *site = handle->data;
    struct xc_error error = {0};
    if (number == SIGTERM)
        xc_http_server_stop(site->server, on_end, site);
    else if (site->tls.certificate &&
             xc_http_server_reload(site->server, &site->tls, &error))
        (void)fprintf(stderr, "the certificate stays as it was\n");
}

static bool read_options(struct site *site, int argc, char **argv, const char **listen,
                         struct xc_http_limits *limits) {
    static const struct option known[] = {{"listen", required_argument, NULL, 'l'},
                                          {"tls-cert", required_argument, NULL, 'c'},
                                          {"tls-key", required_argument, NULL, 'k'},
                                          {"file", required_argument, NULL, 'f'},
                                          {"head-ms", required_argument, NULL, 'h'},
                                          {"idle-ms", required_argument, NULL, 'i'},
                                          {"stall-ms", required_argument, NULL, 's'},
                                          {"stop-ms", required_argument, NULL, 'e'},
                                          {"connections", required_argument, NULL, 'n'},
                                          {NULL, 0, NULL, 0}};
    int found;
    while ((found = getopt_long(argc, argv, "", known, NULL)) != -1) {
        uint64_t number = 0;
        bool is_number = xc_str_to_uint(xc_str_from(optarg), 1000000, &number);
        unsigned *place = found == 'h'   ? &limits->head_ms
                          : found == 'i' ? &limits->idle_ms
                          : found == 's' ? &limits->stall_ms
                          : found == 'e' ? &limits->stop_ms
                          : found == 'n' ? &limits->connections
                                         : NULL;
        if (found == '?' || (place && !is_number) ||
            (found == 'f' && !add_file(site, optarg)))
            return false;
        if (place)
            *place = (unsigned)number;
        else if (found == 'l')
            *listen = optarg;
        else if (found == 'c')
            site->tls.certificate = optarg;
        else if (found == 'k')
            site->tls.key = optarg;
    }
    return optind == argc;
}

static void free_site(struct site *site) {
    xc_http_server_free(site->server);
    for (unsigned i = 0; i < site->file_count; i++) {
        xc_http_blob_free(site->files[i].plain);
        xc_http_blob_free(site->files[i].packed);
    }
    free(site);
}

static int run(struct site *site, const char *listen,
               const struct xc_http_limits *limits) {
    struct xc_error error = {0};
    const struct xc_http_site callbacks = {
        .context = site,
        .allow = allow,
        .answer = answer,
        .lost = lost,
        .fields = XC_STR("X-Content-Type-Options: nosniff\r\n")};
    if (uv_loop_init(&site->loop) != 0)
        return 4;
    if (xc_http_server_start(&site->loop, xc_str_from(listen),
                             site->tls.certificate ? &site->tls : NULL, limits,
                             &callbacks, &site->server, &error)) {
        (void)fprintf(stderr, "cannot listen on %s\n", listen);
        (void)uv_run(&site->loop, UV_RUN_DEFAULT);
        (void)uv_loop_close(&site->loop);
        return 4;
    }
    for (unsigned i = 0; i < DELAYS; i++) {
        site->delays[i].timer.data = &site->delays[i];
        (void)uv_timer_init(&site->loop, &site->delays[i].timer);
    }
    for (unsigned i = 0; i < 2; i++) {
        site->signals[i].data = site;
        (void)uv_signal_init(&site->loop, &site->signals[i]);
        (void)uv_signal_start(&site->signals[i], on_signal, i == 0 ? SIGTERM : SIGHUP);
    }
    printf("%s://127.0.0.1:%u\n", site->tls.certificate ? "https" : "http",
           xc_http_server_port(site->server));
    (void)fflush(stdout);
    (void)uv_run(&site->loop, UV_RUN_DEFAULT);
    return uv_loop_close(&site->loop) == 0 ? 0 : 4;
}

int main(int argc, char **argv) {
    struct site *site = calloc(1, sizeof *site);
    struct xc_http_limits limits = xc_http_limits_usual;
    const char *listen = "127.0.0.1:0";
    int status = 4;
    (void)signal(SIGPIPE, SIG_IGN);
    if (!site)
        return status;
    status = 2;
    if (read_options(site, argc, argv, &listen, &limits))
        status = run(site, listen, &limits);
    else
        (void)fprintf(stderr,
                      "usage: xuncha-blobs [--listen A:P] [--file F]… [--tls-cert F "
                      "--tls-key F] [--LIMIT-ms N]… [--connections N]\n");
    free_site(site);
    return status;
}
