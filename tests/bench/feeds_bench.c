/* The calendars of an office after a change: how long the server needs to make all of
 * them again, beside gzip on the same bytes; and what a client that has its calendar
 * already (304) costs, beside a site that answers 304 whatever it is asked.
 *
 *     bench_feeds WORKSPACE OFFICE PROGRAMME XUNCHA     (feeds.py makes the workspace)
 *
 * All seconds are the processor's, of the one thread that does the work. */
#include "publish/feed_view.h"
#include "serve/feed_maker.h"
#include "serve/feeds.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

enum { RUNS = 5, PEOPLE = 64, REQUESTS = 20000, NOW = 1772163000 };

struct bench {
    const char *workspace, *programme, *xuncha;
    struct xc_str office;
    struct xc_session session;
    char keys[PEOPLE][32];
    struct xc_feed_order orders[PEOPLE];
    size_t people;
};

static double seconds(void) {
    struct timespec time;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double least(double a, double b) {
    return a == 0 || b < a ? b : a;
}

static void must(int rc, const struct xc_error *error) {
    if (rc != XC_OK) {
        struct xc_buffer text = xc_buffer_make(4096);
        (void)xc_error_render(error, NULL, &text);
        (void)fprintf(stderr, "%.*s\n", XC_PRI(xc_buffer_view(&text)));
        exit(1);
    }
}

/* ---- after a change ---- */

static int take_key(void *context, struct xc_str key, struct xc_error *error) {
    struct bench *b = context;
    (void)error;
    if (b->people < PEOPLE) {
        (void)snprintf(b->keys[b->people], sizeof b->keys[0], "%.*s", XC_PRI(key));
        b->orders[b->people] = (struct xc_feed_order){
            .by = XC_FEED_PERSON, .key = xc_str_from(b->keys[b->people])};
        b->people++;
    }
    return XC_OK;
}

/* Cancels the last visit that there still is, as somebody would. */
static void change_one(const struct bench *b) {
    struct xc_error error = {0};
    struct xc_loaded loaded;
    struct xc_session session = b->session;
    char command[1024];
    must(xc_store_open(b->workspace, &session.store, &error), &error);
    must(xc_load_plans(&session, XC_STR(""), &loaded, &error), &error);
    const struct xc_visit *visit =
        loaded.plans[0].visits + loaded.plans[0].visit_count - 1;
    while (visit->status != XC_VISIT_PUBLISHED)
        visit--;
    (void)snprintf(command, sizeof command,
                   "'%s' --db '%s' --office %.*s --now 2026-02-26T09:00:00+08:00 --quiet "
                   "visit cancel %.*s --reason bench >/dev/null",
                   b->xuncha, b->workspace, XC_PRI(b->office), XC_PRI(visit->id));
    xc_loaded_free(&loaded);
    xc_store_close(session.store);
    if (system(command) != 0) {
        (void)fprintf(stderr, "failed: %s\n", command);
        exit(1);
    }
}

struct times {
    double load, write, gzip, make, again;
    uint64_t plain, packed;
    size_t entries;
};

/* Reads the office, writes all feeds, packs them: each step for itself. */
static void time_steps(struct bench *b, struct times *t) {
    struct xc_error error = {0};
    struct xc_feed_view *view = NULL;
    struct xc_session session = b->session;
    z_stream packer = {0};
    double load, write = 0, gzip = 0;
    must(xc_store_open(b->workspace, &session.store, &error), &error);
    load = seconds();
    must(xc_feed_view_load(&session, &view, &error), &error);
    load = seconds() - load;
    if (b->people == 0)
        must(xc_feed_view_each(view, XC_FEED_PERSON, take_key, b, &error), &error);
    (void)deflateInit2(&packer, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    t->plain = t->packed = t->entries = 0;
    for (size_t i = 0; i < b->people; i++) {
        struct xc_feed feed;
        double start = seconds();
        must(xc_feed_view_write(view, XC_FEED_PERSON, b->orders[i].key, &feed, &error),
             &error);
        write += seconds() - start;
        char *out = malloc(feed.bytes.len + 1024);
        start = seconds();
        (void)deflateReset(&packer);
        packer.next_in = (Bytef *)feed.bytes.ptr;
        packer.avail_in = (uInt)feed.bytes.len;
        packer.next_out = (Bytef *)out;
        packer.avail_out = (uInt)feed.bytes.len + 1024;
        (void)deflate(&packer, Z_FINISH);
        gzip += seconds() - start;
        t->plain += feed.bytes.len;
        t->packed += packer.total_out;
        t->entries += feed.entries;
        free(out);
    }
    (void)deflateEnd(&packer);
    t->write = least(t->write, write);
    t->gzip = least(t->gzip, gzip);
    double start = seconds();
    xc_feed_view_free(view);
    t->load = least(t->load, load + seconds() - start);
    xc_store_close(session.store);
}

/* The server's way after a change: all feeds made anew, whether they changed or not; then
 * once more after a change, knowing what they were. */
static void time_making(struct bench *b, struct xc_feed_maker *maker, size_t round,
                        struct times *t) {
    struct xc_error error = {0};
    for (int known = 0; known < 2; known++) {
        change_one(b);
        double start = seconds();
        must(xc_feed_maker_make(maker, 2 * round + (size_t)known + 1, NOW, b->orders,
                                b->people, &error),
             &error);
        double *to = known ? &t->again : &t->make;
        *to = least(*to, seconds() - start);
        for (size_t i = 0; i < b->people; i++) {
            struct xc_feed_order *order = &b->orders[i];
            xc_http_blob_free(order->known);
            order->known =
                known || !order->made.plain ? NULL : xc_http_blob_keep(order->made.plain);
            xc_made_feed_clear(&order->made);
        }
    }
}

static void after_a_change(struct bench *b) {
    struct times t = {0};
    struct xc_feed_maker *maker = xc_feed_maker_new(b->workspace, b->office, &b->session);
    for (size_t i = 0; i < RUNS; i++)
        time_steps(b, &t);
    for (size_t i = 0; i < RUNS; i++)
        time_making(b, maker, i, &t);
    xc_feed_maker_free(maker);
    double n = (double)b->people;
    printf("%zu feeds, %.0f events, %.0f KB, %.0f KB as gzip (each)\n", b->people,
           (double)t.entries / n, (double)t.plain / n / 1000,
           (double)t.packed / n / 1000);
    printf("read the office             %8.2f ms\n", t.load * 1e3);
    printf("write a feed                %8.3f ms\n", t.write / n * 1e3);
    printf("gzip -6 of it               %8.3f ms\n", t.gzip / n * 1e3);
    printf("a change, then a feed       %8.3f ms   %.2f x gzip (aimed at 1.5)\n",
           t.make / n * 1e3, t.make / t.gzip);
    printf("  without reading the office          %.2f x gzip\n",
           (t.make - t.load) / t.gzip);
    printf("  where most stayed the same%8.3f ms   %.2f x gzip\n", t.again / n * 1e3,
           t.again / t.gzip);
}

/* ---- who has it already ---- */

struct server {
    uv_loop_t loop;
    struct xc_http_server *http;
    struct xc_http_site site;
    struct xc_serve_feeds *feeds; /* NULL: 304 to all */
    uv_async_t over;
    pthread_t thread;
};

static uint64_t allow(void *context, struct xc_http_exchange *exchange) {
    (void)context;
    (void)exchange;
    return 0;
}

static void answer(void *context, struct xc_http_exchange *exchange) {
    struct server *server = context;
    char time[32];
    if (xc_str_is(xc_http_head(exchange)->path, "/seconds")) {
        (void)snprintf(time, sizeof time, "%.9f", seconds());
        xc_http_send(exchange, 200, XC_STR("text/plain"), xc_str_from(time));
    } else if (server->feeds) {
        xc_serve_feeds_answer(server->feeds, exchange);
    } else {
        xc_http_set(exchange, "ETag", XC_STR("\"0123456789abcdef\""));
        xc_http_send(exchange, 304, XC_STR(""), XC_STR(""));
    }
}

static void lost(void *context, struct xc_http_exchange *exchange) {
    const struct server *server = context;
    if (server->feeds)
        xc_serve_feeds_lost(server->feeds, exchange);
}

static xc_instant bench_now(void *context) {
    (void)context;
    return NOW;
}

static void failed(void *context, const struct xc_error *error) {
    (void)context;
    must(error->code, error);
}

static void on_over(uv_async_t *async) {
    struct server *server = async->data;
    if (server->feeds)
        xc_serve_feeds_stop(server->feeds);
    xc_http_server_stop(server->http, NULL, NULL);
    uv_close((uv_handle_t *)&server->over, NULL);
}

static void *run(void *argument) {
    (void)uv_run(&((struct server *)argument)->loop, UV_RUN_DEFAULT);
    return NULL;
}

/* Asks on a connection that stays; the answer in reply. */
static void ask(int fd, const char *request, char reply[4096]) {
    size_t len = strlen(request), have = 0;
    if (write(fd, request, len) != (ssize_t)len)
        abort();
    do {
        ssize_t count = read(fd, reply + have, 4095 - have);
        if (count <= 0)
            abort();
        have += (size_t)count;
        reply[have] = '\0';
    } while (!strstr(reply, "\r\n\r\n"));
}

static double spent(int fd) {
    char reply[4096];
    ask(fd, "GET /seconds HTTP/1.1\r\nHost: a\r\n\r\n", reply);
    return strtod(strstr(reply, "\r\n\r\n") + 4, NULL);
}

/* The server's seconds for a request that is answered with 304. */
static double time_304(struct bench *b, const char *token, bool feeds) {
    struct server server = {0};
    struct xc_error error = {0};
    char request[512], reply[4096] = "", tag[64] = "\"0123456789abcdef\"";
    struct sockaddr_in address = {.sin_family = AF_INET};
    const struct xc_serve_feeds_options options = {.loop = &server.loop,
                                                   .workspace = b->workspace,
                                                   .now = bench_now,
                                                   .rest_ms = 60000,
                                                   .failed = failed,
                                                   .session = b->session};
    server.site = (struct xc_http_site){&server, allow, answer, lost, NULL, XC_STR("")};
    server.over.data = &server;
    (void)uv_loop_init(&server.loop);
    (void)uv_async_init(&server.loop, &server.over, on_over);
    if (feeds)
        must(xc_serve_feeds_open(&options, &server.feeds, &error), &error);
    must(xc_http_server_start(&server.loop, XC_STR("127.0.0.1:0"), NULL,
                              &xc_http_limits_usual, &server.site, &server.http, &error),
         &error);
    (void)pthread_create(&server.thread, NULL, run, &server);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_port = htons((uint16_t)xc_http_server_port(server.http));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
        abort();
    (void)snprintf(request, sizeof request,
                   "HEAD /feeds/%s.ics HTTP/1.1\r\nHost: a\r\n\r\n", token);
    if (feeds) {
        ask(fd, request, reply);
        const char *at = strstr(reply, "\r\nETag: ");
        if (at)
            (void)snprintf(tag, sizeof tag, "%.*s", (int)strcspn(at + 8, "\r"), at + 8);
    }
    (void)snprintf(request, sizeof request,
                   "GET /feeds/%s.ics HTTP/1.1\r\nHost: a\r\nIf-None-Match: %s\r\n\r\n",
                   token, tag);
    double before = spent(fd);
    for (int i = 0; i < REQUESTS; i++)
        ask(fd, request, reply);
    double used = spent(fd) - before;
    if (strncmp(reply, "HTTP/1.1 304", 12) != 0)
        (void)printf("expected 304, got %.20s\n", reply);
    (void)close(fd);
    (void)uv_async_send(&server.over);
    (void)pthread_join(server.thread, NULL);
    xc_http_server_free(server.http);
    xc_serve_feeds_close(server.feeds);
    (void)uv_loop_close(&server.loop);
    return used / REQUESTS;
}

static void who_has_it(struct bench *b) {
    struct xc_error error = {0};
    struct xc_store *store = NULL;
    const struct xc_feed_address feed = {.by = XC_FEED_PERSON, .key = b->orders[0].key};
    char token[XC_TOKEN_CHARS + 1];
    unsigned number = 0;
    double ours = 0, plain = 0;
    must(xc_store_open(b->workspace, &store, &error), &error);
    must(xc_feeds_create(store, b->office, &feed, NOW, &number, token, &error), &error);
    xc_store_close(store);
    for (int i = 0; i < RUNS; i++) {
        ours = least(ours, time_304(b, token, true));
        plain = least(plain, time_304(b, token, false));
    }
    printf("304 of a feed               %8.1f us; of a site that always says so %.1f: "
           "the feed %.1f us (aimed at 20)\n",
           ours * 1e6, plain * 1e6, (ours - plain) * 1e6);
}

int main(int argc, char **argv) {
    if (argc != 5) {
        (void)fprintf(stderr, "bench_feeds WORKSPACE OFFICE PROGRAMME XUNCHA\n");
        return 2;
    }
    struct bench b = {.workspace = argv[1],
                      .office = xc_str_from(argv[2]),
                      .programme = argv[3],
                      .xuncha = argv[4]};
    b.session = (struct xc_session){.office = b.office, .now = NOW, .language = "en"};
    after_a_change(&b);
    who_has_it(&b);
    return 0;
}
