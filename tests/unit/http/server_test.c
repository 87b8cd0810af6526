/* The server over real sockets: a client in a thread of its own talks to the loop. */
#include "http/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { REPLY_BYTES = 1 << 20, BIG = 300000 };

struct world {
    uv_loop_t loop;
    struct xc_http_server *server;
    struct xc_http_limits limits;
    struct xc_http_site site;
    struct xc_http_exchange *later; /* answered by a timer */
    uv_timer_t timer;
    unsigned answered, lost;
    int last_status;
    int second;                    /* what a second server at the address got */
    int slow_head;                 /* what a head that stopped was answered with */
    void (*talk)(struct world *w); /* the client */
    uv_async_t over;
    unsigned port;
    char reply[REPLY_BYTES];
    size_t reply_len;
};

/* ---- the site ---- */

static uint64_t allow(void *context, struct xc_http_exchange *exchange) {
    (void)context;
    return xc_http_head(exchange)->method == XC_HTTP_POST ? 1000 : 0;
}

static void on_later(uv_timer_t *timer) {
    struct world *w = timer->data;
    if (w->later)
        xc_http_send(w->later, 200, XC_STR("text/plain"), XC_STR("late"));
    w->later = NULL;
}

static void answer(void *context, struct xc_http_exchange *exchange) {
    struct world *w = context;
    const struct xc_http_head *head = xc_http_head(exchange);
    w->answered++;
    if (xc_str_is(head->path, "/big")) {
        char *text = malloc(BIG);
        memset(text, 'x', BIG);
        struct xc_http_blob *blob = xc_http_blob_new((struct xc_str){text, BIG});
        xc_http_send_blob(exchange, 200, XC_STR("text/plain"), blob);
        xc_http_blob_free(blob);
        free(text);
    } else if (xc_str_is(head->path, "/later")) {
        w->later = exchange;
        (void)uv_timer_start(&w->timer, on_later, 50, 0);
    } else if (xc_str_is(head->path, "/never")) {
        w->later = exchange;
    } else if (xc_str_is(head->path, "/stream")) {
        xc_http_stream(exchange, XC_STR("text/event-stream"));
        assert_true(xc_http_push(exchange, XC_STR("data: 1\n\n")));
        assert_true(xc_http_push(exchange, XC_STR("data: 2\n\n")));
        xc_http_end(exchange);
    } else if (xc_str_is(head->path, "/none")) {
        xc_http_send(exchange, 204, XC_STR(""), XC_STR(""));
    } else if (xc_str_is(head->path, "/echo")) {
        xc_http_set(exchange, "X-Peer", xc_http_peer(exchange));
        xc_http_set(exchange, "X-Bad", XC_STR("a\r\nb"));
        xc_http_send(exchange, 200, XC_STR("text/plain"), xc_http_body(exchange));
    } else {
        xc_http_send(exchange, 404, XC_STR("text/plain"), XC_STR("nothing"));
    }
}

static void lost(void *context, struct xc_http_exchange *exchange) {
    struct world *w = context;
    w->lost++;
    if (w->later == exchange)
        w->later = NULL;
}

static void sent(void *context, const struct xc_http_exchange *exchange, int status,
                 uint64_t bytes, uint64_t microseconds) {
    struct world *w = context;
    (void)exchange;
    (void)bytes;
    (void)microseconds;
    w->last_status = status;
}

/* ---- the client ---- */

static void rest(unsigned ms) {
    struct timespec time = {.tv_nsec = (long)ms * 1000000};
    (void)nanosleep(&time, NULL);
}

static int dial(const struct world *w) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)w->port)};
    struct timeval patience = {10, 0};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
        abort();
    return fd;
}

static void say(int fd, const char *text) {
    size_t len = strlen(text);
    if (write(fd, text, len) != (ssize_t)len)
        abort();
}

/* Until the server closes. */
static void hear(struct world *w, int fd) {
    ssize_t count;
    w->reply_len = 0;
    while (w->reply_len < REPLY_BYTES - 1 &&
           (count = read(fd, w->reply + w->reply_len, REPLY_BYTES - 1 - w->reply_len)) >
               0)
        w->reply_len += (size_t)count;
    w->reply[w->reply_len] = '\0';
    close(fd);
}

static void ask(struct world *w, const char *request) {
    int fd = dial(w);
    say(fd, request);
    hear(w, fd);
}

/* ---- around them ---- */

static void *run_client(void *argument) {
    struct world *w = argument;
    w->talk(w);
    (void)uv_async_send(&w->over);
    return NULL;
}

static void on_over(uv_async_t *async) {
    struct world *w = async->data;
    if (w->server)
        xc_http_server_stop(w->server, NULL, NULL);
    uv_close((uv_handle_t *)&w->over, NULL);
    uv_close((uv_handle_t *)&w->timer, NULL);
}

static int set_up(void **state) {
    struct world *w = calloc(1, sizeof *w);
    w->limits = xc_http_limits_usual;
    w->site = (struct xc_http_site){
        w, allow, answer, lost, sent, XC_STR("X-Content-Type-Options: nosniff\r\n")};
    assert_int_equal(uv_loop_init(&w->loop), 0);
    *state = w;
    return 0;
}

static int tear_down(void **state) {
    struct world *w = *state;
    xc_http_server_free(w->server);
    assert_int_equal(uv_loop_close(&w->loop), 0);
    free(w);
    return 0;
}

static void play(struct world *w, void (*talk)(struct world *w)) {
    struct xc_error error = {0};
    pthread_t client;
    w->talk = talk;
    w->over.data = w;
    w->timer.data = w;
    assert_int_equal(uv_async_init(&w->loop, &w->over, on_over), 0);
    assert_int_equal(uv_timer_init(&w->loop, &w->timer), 0);
    assert_int_equal(xc_http_server_start(&w->loop, XC_STR("127.0.0.1:0"), NULL,
                                          &w->limits, &w->site, &w->server, &error),
                     0);
    w->port = xc_http_server_port(w->server);
    assert_int_equal(pthread_create(&client, NULL, run_client, w), 0);
    (void)uv_run(&w->loop, UV_RUN_DEFAULT);
    (void)pthread_join(client, NULL);
    assert_int_equal(xc_http_server_load(w->server).connections, 0);
    assert_int_equal(xc_http_server_load(w->server).exchanges, 0);
    assert_int_equal(xc_http_server_load(w->server).bodies, 0);
}

static void has(const struct world *w, const char *part) {
    if (!strstr(w->reply, part))
        fail_msg("'%s' is not in:\n%.2000s", part, w->reply);
}

/* ---- stories ---- */

static void talk_plainly(struct world *w) {
    ask(w, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n"
           "\r\nhello");
}

static void answers_with_the_usual_fields(void **state) {
    struct world *w = *state;
    play(w, talk_plainly);
    assert_memory_equal(w->reply, "HTTP/1.1 200 OK\r\n", 17);
    has(w, "Content-Type: text/plain\r\n");
    has(w, "Content-Length: 5\r\n");
    has(w, "X-Content-Type-Options: nosniff\r\n");
    has(w, "X-Peer: 127.0.0.1\r\n");
    has(w, "Connection: close\r\n");
    has(w, " GMT\r\n");
    has(w, "\r\n\r\nhello");
    assert_null(strstr(w->reply, "X-Bad"));
}

static void talk_ahead(struct world *w) {
    ask(w, "GET /later HTTP/1.1\r\nHost: a\r\n\r\n"
           "HEAD /big HTTP/1.1\r\nHost: a\r\n\r\n"
           "GET /none HTTP/1.1\r\nHost: a\r\n\r\n"
           "GET /big HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
}

static void answers_in_the_order_asked(void **state) {
    struct world *w = *state;
    play(w, talk_ahead);
    assert_int_equal(w->answered, 4);
    const char *late = strstr(w->reply, "\r\n\r\nlateHTTP/1.1 200");
    assert_non_null(late);
    const char *none = strstr(late, "Content-Length: 300000");
    assert_non_null(none);
    none = strstr(none, "\r\n\r\nHTTP/1.1 204 No Content\r\n");
    assert_non_null(none);
    const char *big = strstr(none, "\r\n\r\nHTTP/1.1 200");
    assert_non_null(big);
    assert_null(strstr(none, "Content-Length: 0"));
    big = strstr(big + 4, "\r\n\r\n") + 4;
    assert_int_equal(w->reply + w->reply_len - big, BIG);
}

static void talk_in_drops(struct world *w) {
    static const char request[] =
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n"
        "Connection: close\r\n\r\n";
    int fd = dial(w);
    int one = 1;
    (void)setsockopt(fd, IPPROTO_TCP, 1, &one, sizeof one);
    for (size_t i = 0; i < strlen(request); i++)
        if (write(fd, request + i, 1) != 1)
            abort();
    char text[32] = "";
    if (read(fd, text, 25) != 25 || strcmp(text, "HTTP/1.1 100 Continue\r\n\r\n") != 0)
        abort();
    say(fd, "ab");
    say(fd, "c");
    hear(w, fd);
}

static void waits_for_the_whole(void **state) {
    struct world *w = *state;
    play(w, talk_in_drops);
    has(w, "200 OK");
    has(w, "\r\n\r\nabc");
}

static void talk_too_much(struct world *w) {
    ask(w, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n");
}

static void refuses_large_bodies(void **state) {
    struct world *w = *state;
    play(w, talk_too_much);
    has(w, "HTTP/1.1 413 ");
    assert_int_equal(w->answered, 0);
    assert_int_equal(w->last_status, 413);
}

static void talk_endlessly(struct world *w) {
    int fd = dial(w);
    char line[1024];
    memset(line, 'a', sizeof line);
    say(fd, "GET / HTTP/1.1\r\n");
    for (unsigned i = 0; i < 17; i++)
        if (write(fd, line, sizeof line) != (ssize_t)sizeof line)
            abort();
    hear(w, fd);
}

static void refuses_long_heads(void **state) {
    struct world *w = *state;
    play(w, talk_endlessly);
    has(w, "HTTP/1.1 431 ");
}

static void talk_slowly(struct world *w) {
    int fd = dial(w);
    say(fd, "GET / HTTP/1.1\r\n");
    hear(w, fd);
    w->slow_head = w->reply_len > 12 ? (int)strtol(w->reply + 9, NULL, 10) : 0;
    fd = dial(w);
    say(fd, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
    hear(w, fd);
}

static void ends_what_takes_too_long(void **state) {
    struct world *w = *state;
    w->limits.head_ms = 100;
    w->limits.stall_ms = 100;
    play(w, talk_slowly);
    assert_int_equal(w->slow_head, 408);
    has(w, "HTTP/1.1 408 ");
}

static void talk_and_go(struct world *w) {
    int fd = dial(w);
    say(fd, "GET /never HTTP/1.1\r\nHost: a\r\n\r\n");
    rest(100);
    close(fd);
    rest(100);
}

static void tells_who_left(void **state) {
    struct world *w = *state;
    play(w, talk_and_go);
    assert_int_equal(w->answered, 1);
    assert_int_equal(w->lost, 1);
}

static void talk_for_a_stream(struct world *w) {
    ask(w, "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
}

static void streams_until_the_end(void **state) {
    struct world *w = *state;
    play(w, talk_for_a_stream);
    has(w, "Content-Type: text/event-stream\r\n");
    has(w, "\r\n\r\ndata: 1\n\ndata: 2\n\n");
    assert_null(strstr(w->reply, "Content-Length"));
}

static void talk_of_long_targets(struct world *w) {
    int fd = dial(w);
    char line[1024];
    memset(line, 'a', sizeof line);
    say(fd, "GET /");
    for (unsigned i = 0; i < 17; i++)
        if (write(fd, line, sizeof line) != (ssize_t)sizeof line)
            abort();
    hear(w, fd);
}

static void refuses_long_targets(void **state) {
    struct world *w = *state;
    play(w, talk_of_long_targets);
    has(w, "HTTP/1.1 414 ");
}

/* Says all it has to say, closes its half, and listens. */
static void talk_and_listen(struct world *w) {
    int fd = dial(w);
    say(fd, "GET /big HTTP/1.1\r\nHost: a\r\n\r\n"
            "GET /big HTTP/1.1\r\nHost: a\r\n\r\n"
            "GET /none HTTP/1.1\r\nHost: a\r\n\r\nGET /unfinish");
    (void)shutdown(fd, SHUT_WR);
    rest(100);
    hear(w, fd);
}

static void answers_who_closed_a_half(void **state) {
    struct world *w = *state;
    play(w, talk_and_listen);
    assert_int_equal(w->answered, 3);
    has(w, "xHTTP/1.1 200 OK\r\n");
    has(w, "xHTTP/1.1 204 No Content\r\n");
    assert_int_equal(w->lost, 0);
}

/* Takes an answer for several times as long as it might stand still. */
static void talk_to_listen_slowly(struct world *w) {
    enum { STEP = 20000 };
    int fd = dial(w);
    int small = 32768;
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    for (unsigned i = 0; i < 3; i++)
        say(fd, "GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
    say(fd, "GET /none HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    w->reply_len = 0;
    for (ssize_t count = 1; count > 0 && w->reply_len < REPLY_BYTES - 1 - STEP;) {
        rest(20);
        count = read(fd, w->reply + w->reply_len, STEP);
        w->reply_len += count > 0 ? (size_t)count : 0;
    }
    w->reply[w->reply_len] = '\0';
    close(fd);
}

static void bears_with_who_takes_little(void **state) {
    struct world *w = *state;
    w->limits.stall_ms = 250;
    play(w, talk_to_listen_slowly);
    assert_int_equal(w->answered, 4);
    has(w, "xHTTP/1.1 204 No Content\r\n");
}

/* Takes nothing at all. */
static void talk_without_listening(struct world *w) {
    int fd = dial(w);
    int small = 4096;
    char byte;
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    for (unsigned i = 0; i < 100; i++)
        say(fd, "GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
    rest(1000);
    w->reply_len = 0;
    while (read(fd, &byte, 1) == 1)
        w->reply_len++;
    close(fd);
}

static void leaves_who_takes_nothing(void **state) {
    struct world *w = *state;
    w->limits.stall_ms = 250;
    play(w, talk_without_listening);
    assert_in_range(w->answered, 1, 99);
    assert_in_range(w->reply_len, 0, 99 * BIG);
}

static void talk_idly(struct world *w) {
    int idle[4];
    for (unsigned i = 0; i < 4; i++) {
        idle[i] = dial(w);
        say(idle[i], "GET /none HTTP/1.1\r\nHost: a\r\n\r\n");
        char text[256];
        if (read(idle[i], text, sizeof text) <= 0)
            abort();
        rest(20);
    }
    ask(w, "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    char byte;
    for (unsigned i = 0; i < 2; i++) /* the longest idle ones had to go */
        if (read(idle[i], &byte, 1) != 0)
            abort();
    for (unsigned i = 0; i < 4; i++)
        close(idle[i]);
}

static void makes_room_for_newcomers(void **state) {
    struct world *w = *state;
    w->limits.connections = 3;
    play(w, talk_idly);
    has(w, "HTTP/1.1 404 ");
}

static void talk_to_two(struct world *w) {
    struct xc_http_server *second = NULL;
    struct xc_error error = {0};
    char address[32];
    uv_loop_t loop;
    (void)snprintf(address, sizeof address, "127.0.0.1:%u", w->port);
    if (uv_loop_init(&loop) != 0)
        abort();
    w->second = xc_http_server_start(&loop, xc_str_from(address), NULL, &w->limits,
                                     &w->site, &second, &error);
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    if (second || uv_loop_close(&loop) != 0)
        abort();
}

static void does_not_share_an_address(void **state) {
    struct world *w = *state;
    play(w, talk_to_two);
    assert_int_equal(w->second, XC_EENV);
}

static void refuses_bad_addresses(void **state) {
    static const char *const bad[] = {
        "",        "8080",    "localhost:80", "127.0.0.1:", "127.0.0.1:70000",
        "[::1:80", "1.2.3:80"};
    struct world *w = *state;
    struct xc_error error = {0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(xc_http_server_start(&w->loop, xc_str_from(bad[i]), NULL,
                                              &w->limits, &w->site, &w->server, &error),
                         XC_EUSAGE);
    struct xc_http_tls tls = {"/nonexistent/a.pem", "/nonexistent/b.pem"};
    assert_int_equal(xc_http_server_start(&w->loop, XC_STR("127.0.0.1:0"), &tls,
                                          &w->limits, &w->site, &w->server, &error),
                     XC_EENV);
    assert_string_equal(error.file, "/nonexistent/a.pem");
}

int main(void) {
#define STORY(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        STORY(answers_with_the_usual_fields),
        STORY(answers_in_the_order_asked),
        STORY(waits_for_the_whole),
        STORY(refuses_large_bodies),
        STORY(refuses_long_heads),
        STORY(ends_what_takes_too_long),
        STORY(tells_who_left),
        STORY(streams_until_the_end),
        STORY(refuses_long_targets),
        STORY(answers_who_closed_a_half),
        STORY(bears_with_who_takes_little),
        STORY(leaves_who_takes_nothing),
        STORY(makes_room_for_newcomers),
        STORY(does_not_share_an_address),
        STORY(refuses_bad_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
