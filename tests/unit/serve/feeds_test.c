/* Calendars over real sockets: the server has a thread of its own; the test asks, and
 * changes the workspace in between, as another process would. */
#include "../store/workspace.h"

#include "access/feeds.h"
#include "serve/feeds.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <zlib.h>

enum { REPLY_BYTES = 1 << 16, CROWD = 100 };

static const struct xc_str office = XC_STR_INIT("3202");

struct reply {
    int status;
    char head[REPLY_BYTES]; /* NUL at the end, as of body */
    char body[REPLY_BYTES];
    size_t len; /* of body */
};

struct world {
    struct workspace *w;
    uv_loop_t loop;
    struct xc_http_server *server;
    struct xc_http_site site;
    struct xc_serve_feeds *feeds;
    uv_async_t over;
    pthread_t thread;
    atomic_uint failed;
    char first[XC_TOKEN_CHARS + 1]; /* of the calendar of P1 */
    struct reply reply;
};

/* ---- the site ---- */

static uint64_t allow(void *context, struct xc_http_exchange *exchange) {
    (void)context;
    (void)exchange;
    return 0;
}

static void answer(void *context, struct xc_http_exchange *exchange) {
    struct world *w = context;
    char made[32];
    if (xc_serve_feeds_has(xc_http_head(exchange)->path)) {
        xc_serve_feeds_answer(w->feeds, exchange);
        return;
    }
    (void)snprintf(made, sizeof made, "%llu",
                   (unsigned long long)xc_serve_feeds_load(w->feeds).made);
    xc_http_send(exchange, 200, XC_STR("text/plain"), xc_str_from(made));
}

static void lost(void *context, struct xc_http_exchange *exchange) {
    xc_serve_feeds_lost(((struct world *)context)->feeds, exchange);
}

static xc_instant now(void *context) {
    (void)context;
    return TEST_AT;
}

static void failed(void *context, const struct xc_error *error) {
    (void)error;
    atomic_fetch_add(&((struct world *)context)->failed, 1);
}

/* ---- the client ---- */

static int dial(const struct world *w) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port =
                                      htons((uint16_t)xc_http_server_port(w->server))};
    struct timeval patience = {20, 0};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
        abort();
    return fd;
}

static void say(int fd, const char *method, const char *path, const char *fields) {
    char text[1024];
    int len = snprintf(text, sizeof text,
                       "%s %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                       "%s\r\n",
                       method, path, fields);
    if (write(fd, text, (size_t)len) != len)
        abort();
}

static void hear(struct reply *reply, int fd) {
    size_t len = 0;
    ssize_t count;
    while (len < REPLY_BYTES - 1 &&
           (count = read(fd, reply->head + len, REPLY_BYTES - 1 - len)) > 0)
        len += (size_t)count;
    close(fd);
    reply->head[len] = '\0';
    char *end = strstr(reply->head, "\r\n\r\n");
    if (!end || len < 12)
        abort();
    reply->len = len - (size_t)(end + 4 - reply->head);
    memcpy(reply->body, end + 4, reply->len + 1);
    end[2] = '\0';
    reply->status = (reply->head[9] - '0') * 100 + (reply->head[10] - '0') * 10 +
                    reply->head[11] - '0';
}

static void say_feed(int fd, const char *method, const char *token, const char *fields) {
    char path[128];
    (void)snprintf(path, sizeof path, "/feeds/%s.ics", token);
    say(fd, method, path, fields);
}

static const struct reply *ask(struct world *w, const char *method, const char *token,
                               const char *fields) {
    int fd = dial(w);
    say_feed(fd, method, token, fields);
    hear(&w->reply, fd);
    return &w->reply;
}

/* How many calendars were made. */
static unsigned made(struct world *w) {
    int fd = dial(w);
    say(fd, "GET", "/made", "");
    hear(&w->reply, fd);
    return (unsigned)strtoul(w->reply.body, NULL, 10);
}

static const struct reply *get(struct world *w, const char *token, const char *fields) {
    return ask(w, "GET", token, fields);
}

/* The value of a field that is there once. */
static struct xc_str field(const struct reply *reply, const char *name) {
    char wanted[64];
    (void)snprintf(wanted, sizeof wanted, "\r\n%s: ", name);
    const char *at = strstr(reply->head, wanted);
    assert_non_null(at);
    at += strlen(wanted);
    assert_null(strstr(at, wanted));
    return (struct xc_str){at, (size_t)(strstr(at, "\r\n") - at)};
}

static bool has_field(const struct reply *reply, const char *name) {
    char wanted[64];
    (void)snprintf(wanted, sizeof wanted, "\r\n%s: ", name);
    return strstr(reply->head, wanted) != NULL;
}

/* The head without its date. */
static void timeless(const struct reply *reply, char out[REPLY_BYTES]) {
    const char *date = strstr(reply->head, "\r\nDate: ");
    size_t before = (size_t)(date - reply->head);
    memcpy(out, reply->head, before);
    const char *behind = strstr(date + 2, "\r\n");
    memcpy(out + before, behind, strlen(behind) + 1);
}

/* ---- around them ---- */

static void register_person(struct world *w, const char *name) {
    struct xc_error error = {0};
    struct xc_register *reg = NULL;
    struct xc_register_builder *builder = xc_register_builder_new();
    int64_t number = 0;
    static int64_t before;
    struct xc_area area = {
        .code = XC_STR("32"), .name = XC_STR("江苏省"), .level = XC_LEVEL_PROVINCE};
    struct xc_person person = {.id = XC_STR("P1"),
                               .name = xc_str_from(name),
                               .area = XC_STR("32"),
                               .roles = 1u << XC_ROLE_OFFICER,
                               .status = XC_STATUS_ACTIVE,
                               .certificate_until = XC_NO_DATE,
                               .present = UINT32_MAX};
    struct xc_snapshot newest = {0};
    before =
        xc_store_snapshot(w->w->store, office, 0, w->w->arena, &newest, &error) == XC_OK
            ? newest.number
            : 0;
    error = (struct xc_error){0};
    test_ok(xc_register_add_area(builder, &area, &error), &error);
    test_ok(xc_register_add_person(builder, &person, &error), &error);
    test_ok(xc_register_build(builder, &reg, NULL, &error), &error);
    test_ok(xc_store_save_register(w->w->store, office, reg, before, TEST_AT,
                                   XC_STR("test"), &number, NULL, &error),
            &error);
    xc_register_builder_free(builder);
    xc_register_free(reg);
}

static unsigned make_feed(struct world *w, enum xc_feed_by by, const char *key,
                          char token[XC_TOKEN_CHARS + 1]) {
    struct xc_error error = {0};
    const struct xc_feed_address feed = {.by = by, .key = xc_str_from(key)};
    unsigned number = 0;
    test_ok(xc_feeds_create(w->w->store, office, &feed, TEST_AT, &number, token, &error),
            &error);
    return number;
}

static void on_over(uv_async_t *async) {
    struct world *w = async->data;
    xc_serve_feeds_stop(w->feeds);
    xc_http_server_stop(w->server, NULL, NULL);
    uv_close((uv_handle_t *)&w->over, NULL);
}

static void *run_server(void *argument) {
    (void)uv_run(&((struct world *)argument)->loop, UV_RUN_DEFAULT);
    return NULL;
}

static void start(struct world *w) {
    struct xc_error error = {0};
    const struct xc_serve_feeds_options options = {.loop = &w->loop,
                                                   .workspace = w->w->path,
                                                   .now = now,
                                                   .rest_ms = 40,
                                                   .session = {.language = "en"},
                                                   .failed = failed,
                                                   .context = w};
    w->site = (struct xc_http_site){w, allow, answer, lost, NULL, XC_STR("")};
    w->over.data = w;
    assert_int_equal(uv_loop_init(&w->loop), 0);
    assert_int_equal(uv_async_init(&w->loop, &w->over, on_over), 0);
    test_ok(xc_serve_feeds_open(&options, &w->feeds, &error), &error);
    test_ok(xc_http_server_start(&w->loop, XC_STR("127.0.0.1:0"), NULL,
                                 &xc_http_limits_usual, &w->site, &w->server, &error),
            &error);
    assert_int_equal(pthread_create(&w->thread, NULL, run_server, w), 0);
}

static int set_up(void **state) {
    struct world *w = calloc(1, sizeof *w);
    void *inner = NULL;
    if (!w || setup(&inner) != 0) {
        free(w);
        return -1;
    }
    w->w = inner;
    *state = w;
    assert_int_equal(make_feed(w, XC_FEED_PERSON, "P1", w->first), 1);
    register_person(w, "张三");
    start(w);
    return 0;
}

static int tear_down(void **state) {
    struct world *w = *state;
    void *inner = w->w;
    (void)uv_async_send(&w->over);
    (void)pthread_join(w->thread, NULL);
    assert_int_equal(xc_serve_feeds_load(w->feeds).waiting, 0);
    xc_http_server_free(w->server);
    xc_serve_feeds_close(w->feeds);
    assert_int_equal(uv_loop_close(&w->loop), 0);
    free(w);
    return teardown(&inner);
}

/* ---- what is answered ---- */

static void a_calendar_is_sent(void **state) {
    struct world *w = *state;
    const struct reply *reply = get(w, w->first, "");
    char body[REPLY_BYTES], head[REPLY_BYTES], again[REPLY_BYTES];
    assert_int_equal(reply->status, 200);
    assert_true(xc_str_is(field(reply, "Content-Type"), "text/calendar; charset=utf-8"));
    assert_true(xc_str_is(field(reply, "Cache-Control"), "private, no-cache"));
    assert_true(xc_str_is(field(reply, "Vary"), "Accept-Encoding"));
    assert_true(xc_str_is(field(reply, "X-Robots-Tag"), "noindex"));
    assert_false(has_field(reply, "Content-Disposition"));
    assert_false(has_field(reply, "Content-Encoding"));
    assert_non_null(strstr(reply->body, "\r\nX-WR-CALNAME:张三\r\n"));
    assert_null(strstr(reply->head, w->first));
    assert_null(strstr(reply->body, w->first));
    memcpy(body, reply->body, reply->len + 1);
    timeless(reply, head);
    get(w, w->first, "");
    timeless(reply, again);
    assert_string_equal(reply->body, body);
    assert_string_equal(again, head);
    ask(w, "HEAD", w->first, "");
    timeless(reply, again);
    assert_string_equal(again, head);
    assert_int_equal(reply->len, 0);
}

static void who_has_it_is_told_so(void **state) {
    struct world *w = *state;
    static const struct {
        const char *format;
        int status;
    } all[] = {
        {"If-None-Match: %s\r\n", 304},
        {"If-None-Match: W/%s\r\n", 304},
        {"If-None-Match: \"a,b\", W/\"c\",%s\r\n", 304},
        {"If-None-Match: *\r\n", 304},
        {"If-None-Match: %s\r\nCache-Control: no-cache\r\n", 304},
        {"If-None-Match: \"other\"\r\n", 200},
        {"If-None-Match: \"other\"\r\nIf-Modified-Since: Fri, 01 Jan 2100 00:00:00 "
         "GMT\r\n",
         200},
        {"If-Match: %s\r\n", 200},
        {"If-Match: \"other\"\r\n", 412},
    };
    struct xc_str tag = field(get(w, w->first, ""), "ETag");
    char kept[64], fields[256];
    (void)snprintf(kept, sizeof kept, "%.*s", XC_PRI(tag));
    assert_true(kept[0] == '"');
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const char *at = strstr(all[i].format, "%s");
        if (at)
            (void)snprintf(fields, sizeof fields, "%.*s%s%s", (int)(at - all[i].format),
                           all[i].format, kept, at + 2);
        else
            (void)snprintf(fields, sizeof fields, "%s", all[i].format);
        const struct reply *reply = get(w, w->first, fields);
        assert_int_equal(reply->status, all[i].status);
        assert_true(xc_str_is(field(reply, "ETag"), kept));
        assert_true(xc_str_is(field(reply, "Vary"), "Accept-Encoding"));
        assert_int_equal(reply->len > 0, all[i].status == 200);
    }
    assert_int_equal(made(w), 1);
}

static void packed_it_is_another_representation(void **state) {
    struct world *w = *state;
    char plain[REPLY_BYTES], tag[64], fields[160];
    unsigned char unpacked[REPLY_BYTES];
    const struct reply *reply = get(w, w->first, "");
    memcpy(plain, reply->body, reply->len + 1);
    (void)snprintf(tag, sizeof tag, "%.*s", XC_PRI(field(reply, "ETag")));
    get(w, w->first, "Accept-Encoding: br, gzip;q=0.5\r\n");
    assert_int_equal(reply->status, 200);
    assert_true(xc_str_is(field(reply, "Content-Encoding"), "gzip"));
    assert_true(xc_str_is(field(reply, "Vary"), "Accept-Encoding"));
    assert_false(xc_str_is(field(reply, "ETag"), tag));
    assert_true(reply->len < strlen(plain));
    z_stream stream = {.next_in = (Bytef *)w->reply.body,
                       .avail_in = (uInt)reply->len,
                       .next_out = unpacked,
                       .avail_out = sizeof unpacked};
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.total_out, strlen(plain));
    assert_memory_equal(unpacked, plain, strlen(plain));
    assert_int_equal(inflateEnd(&stream), Z_OK);
    (void)snprintf(fields, sizeof fields,
                   "Accept-Encoding: gzip\r\nIf-None-Match: %.*s\r\n",
                   XC_PRI(field(reply, "ETag")));
    assert_int_equal(get(w, w->first, fields)->status, 304);
    assert_int_equal(get(w, w->first, "Accept-Encoding: gzip;q=0\r\n")->status, 200);
    assert_false(has_field(reply, "Content-Encoding"));
}

static void wrong_addresses_learn_nothing(void **state) {
    struct world *w = *state;
    static const char *const wrong[] = {
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "short",   "", "../first", "%2e%2e%2fx",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "<script>"};
    struct xc_error error = {0};
    char gone[XC_TOKEN_CHARS + 1], head[REPLY_BYTES], other[REPLY_BYTES];
    char body[REPLY_BYTES];
    const struct reply *reply;
    unsigned number = make_feed(w, XC_FEED_CREW, "A", gone);
    assert_int_equal(get(w, gone, "")->status, 200);
    test_ok(xc_feeds_revoke(w->w->store, office, number, TEST_AT, &error), &error);
    reply = get(w, gone, "If-None-Match: *\r\n");
    assert_int_equal(reply->status, 404);
    assert_null(strstr(reply->body, gone));
    timeless(reply, head);
    memcpy(body, reply->body, reply->len + 1);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        get(w, wrong[i], "");
        timeless(reply, other);
        assert_string_equal(other, head);
        assert_string_equal(reply->body, body);
    }
    assert_int_equal(ask(w, "POST", w->first, "Content-Length: 0\r\n")->status, 405);
    assert_true(xc_str_is(field(reply, "Allow"), "GET, HEAD"));
    timeless(reply, head);
    ask(w, "DELETE", wrong[0], "");
    timeless(reply, other);
    assert_string_equal(other, head);
}

static void guesses_are_slowed_down(void **state) {
    struct world *w = *state;
    char token[XC_TOKEN_CHARS + 1] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    for (int i = 0; i < XC_FEEDS_UNKNOWN_A_MINUTE; i++) {
        token[0] = (char)('a' + i % 26);
        token[1] = (char)('a' + i / 26);
        assert_int_equal(get(w, token, "")->status, 404);
    }
    assert_int_equal(get(w, token, "")->status, 429);
    assert_true(has_field(&w->reply, "Retry-After"));
    assert_int_equal(get(w, w->first, "")->status, 200);
}

static void a_change_is_seen_at_once(void **state) {
    struct world *w = *state;
    struct xc_error error = {0};
    char tag[64], fields[160], other[XC_TOKEN_CHARS + 1];
    const struct reply *reply = get(w, w->first, "");
    for (int i = 0; i < 20; i++) {
        char name[32], wanted[64];
        (void)snprintf(tag, sizeof tag, "%.*s", XC_PRI(field(reply, "ETag")));
        (void)snprintf(fields, sizeof fields, "If-None-Match: %s\r\n", tag);
        assert_int_equal(get(w, w->first, fields)->status, 304);
        (void)snprintf(name, sizeof name, "name %d", i);
        (void)snprintf(wanted, sizeof wanted, "\r\nNAME:%s\r\n", name);
        register_person(w, name);
        assert_int_equal(get(w, w->first, fields)->status, 200);
        assert_non_null(strstr(reply->body, wanted));
        assert_false(xc_str_is(field(reply, "ETag"), tag));
    }
    unsigned before = made(w);
    test_ok(xc_store_set_setting(w->w->store, XC_STR("3203"), XC_STR("draft_days"),
                                 XC_STR("2"), TEST_AT, &error),
            &error);
    assert_int_equal(get(w, w->first, "")->status, 200);
    assert_int_equal(made(w), before); /* another office */
    test_ok(xc_store_set_setting(w->w->store, office, XC_STR("refresh_minutes"),
                                 XC_STR("90"), TEST_AT, &error),
            &error);
    assert_int_equal(get(w, w->first, "")->status, 200);
    assert_non_null(strstr(reply->body, "PT90M"));
    test_ok(xc_feeds_rotate(w->w->store, office, 1, TEST_AT, other, &error), &error);
    assert_int_equal(get(w, w->first, "")->status, 404);
    assert_int_equal(get(w, other, "")->status, 200);
}

/* What was read is forgotten while nobody asks; what was made is not. */
static void offices_rest(void **state) {
    struct world *w = *state;
    const struct timespec pause = {.tv_nsec = 150 * 1000000};
    char fields[160];
    (void)snprintf(fields, sizeof fields, "If-None-Match: %.*s\r\n",
                   XC_PRI(field(get(w, w->first, ""), "ETag")));
    (void)nanosleep(&pause, NULL);
    assert_int_equal(get(w, w->first, fields)->status, 304);
    assert_int_equal(made(w), 1);
    for (int i = 0; i < 3; i++) {
        register_person(w, i % 2 ? "one" : "another");
        assert_int_equal(get(w, w->first, "")->status, 200);
        assert_non_null(strstr(w->reply.body, i % 2 ? "NAME:one" : "NAME:another"));
        (void)nanosleep(&pause, NULL);
    }
}

/* Many readers at once, some of whom leave before they are answered. */
static void many_wait_at_once(void **state) {
    struct world *w = *state;
    char token[CROWD][XC_TOKEN_CHARS + 1], key[16], wanted[64];
    int fds[CROWD];
    for (int i = 0; i < CROWD; i++) {
        (void)snprintf(key, sizeof key, "C%d", i);
        make_feed(w, XC_FEED_CREW, key, token[i]);
    }
    for (int round = 0; round < 3; round++) {
        register_person(w, round % 2 ? "李四" : "王五");
        for (int i = 0; i < CROWD; i++) {
            fds[i] = dial(w);
            say_feed(fds[i], "GET", token[i], "");
            if (i % 3 == 0)
                close(fds[i]);
        }
        for (int i = 0; i < CROWD; i++) {
            if (i % 3 == 0)
                continue;
            hear(&w->reply, fds[i]);
            assert_int_equal(w->reply.status, 200);
            (void)snprintf(wanted, sizeof wanted, "\r\nNAME:Crew C%d\r\n", i);
            assert_non_null(strstr(w->reply.body, wanted));
        }
    }
}

static void who_has_nothing_has_an_empty_calendar(void **state) {
    struct world *w = *state;
    static const struct {
        enum xc_feed_by by;
        const char *key, *name;
    } all[] = {
        {XC_FEED_PERSON, "nobody", "nobody"},
        {XC_FEED_CREW, "A", "Crew A"},
        {XC_FEED_AREA, "32", "江苏省"},
        {XC_FEED_AREA, "32-东 片-1", "江苏省 东 片-1"},
        {XC_FEED_AREA, "99", "99"},
        {XC_FEED_OFFICE, "3202", "3202"},
        {XC_FEED_TASKS, "3202", "3202"},
    };
    char token[XC_TOKEN_CHARS + 1], wanted[128];
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        make_feed(w, all[i].by, all[i].key, token);
        assert_int_equal(get(w, token, "")->status, 200);
        (void)snprintf(wanted, sizeof wanted, "\r\nNAME:%s\r\n", all[i].name);
        assert_non_null(strstr(w->reply.body, wanted));
        assert_null(strstr(w->reply.body, "BEGIN:V\r\n"));
    }
}

static void what_cannot_be_made_is_said_so(void **state) {
    struct world *w = *state;
    test_sql(w->w->path, "UPDATE chunk SET lines = x'00'");
    assert_int_equal(get(w, w->first, "")->status, 503);
    assert_true(has_field(&w->reply, "Retry-After"));
    assert_int_equal(atomic_load(&w->failed), 1);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_calendar_is_sent),
        TEST(who_has_it_is_told_so),
        TEST(packed_it_is_another_representation),
        TEST(wrong_addresses_learn_nothing),
        TEST(guesses_are_slowed_down),
        TEST(a_change_is_seen_at_once),
        TEST(offices_rest),
        TEST(many_wait_at_once),
        TEST(who_has_nothing_has_an_empty_calendar),
        TEST(what_cannot_be_made_is_said_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
