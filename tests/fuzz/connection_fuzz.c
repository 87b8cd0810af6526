/* A whole connection: what a client sends over a real socket, in one piece and in pieces,
 * and what the server answers. The first byte picks how it is sent; a byte FE is not sent
 * but ends a piece.
 *
 * Promises: what comes back is whole answers, nothing follows one that closes, the same
 * bytes get the same answers however they are cut, and nothing is left behind. */
#include "http/server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    CUT = 0xfe,
    REPLY_BYTES = 4 << 20,
    BIG = 100000,
    BIG_ONES = 20,
    QUIET = 3,
    BODY_MOST = 5000
};

struct world {
    uv_loop_t loop;
    struct xc_http_server *server;
    struct xc_http_limits limits;
    struct xc_http_site site;
    struct xc_http_blob *big;
    struct xc_http_exchange *later;
    unsigned answered, sent, lost;
    bool continues; /* somebody was told to go on */
    char room[2][REPLY_BYTES];
};

struct reply {
    char *text;
    size_t len;
};

static void expect(bool promise) {
    if (!promise)
        abort();
}

/* ---- the site ---- */

static uint64_t allow(void *context, struct xc_http_exchange *exchange) {
    struct world *w = context;
    w->continues = w->continues || xc_http_head(exchange)->expects;
    return xc_http_head(exchange)->method == XC_HTTP_POST ? BODY_MOST : 0;
}

static void answer(void *context, struct xc_http_exchange *exchange) {
    struct world *w = context;
    const struct xc_http_head *head = xc_http_head(exchange);
    struct xc_str body = xc_http_body(exchange);
    w->answered++;
    expect(body.len == head->length && body.len <= BODY_MOST);
    expect(xc_http_arena(exchange) != NULL && *xc_http_own(exchange) == NULL);
    xc_http_set(exchange, "X-Path", head->path);
    if (xc_str_is(head->path, "/big") && w->answered <= BIG_ONES) {
        xc_http_send_blob(exchange, 200, XC_STR("text/plain"), w->big);
    } else if (xc_str_is(head->path, "/none")) {
        xc_http_send(exchange, 204, XC_STR(""), XC_STR(""));
    } else if (xc_str_is(head->path, "/later")) {
        expect(!w->later);
        w->later = exchange;
    } else if (xc_str_is(head->path, "/stream")) {
        xc_http_stream(exchange, XC_STR("text/event-stream"));
        (void)xc_http_push(exchange, XC_STR("data: 1\n\n"));
        xc_http_end(exchange);
    } else {
        char
            text[BODY_MOST]; /* as long as the body, and nothing that looks like a head */
        memset(text, 'b', sizeof text);
        xc_http_send(exchange, 200, XC_STR("text/plain"),
                     (struct xc_str){text, body.len});
    }
}

static void sent(void *context, const struct xc_http_exchange *exchange, int status,
                 uint64_t bytes, uint64_t microseconds) {
    struct world *w = context;
    (void)bytes;
    (void)microseconds;
    w->sent += exchange != NULL;
    expect(status >= 200 && status <= 505);
}

static void lost(void *context, struct xc_http_exchange *exchange) {
    struct world *w = context;
    w->lost++;
    if (w->later == exchange)
        w->later = NULL;
}

/* ---- the client ---- */

static void take(struct reply *reply, int fd, unsigned *quiet) {
    ssize_t count =
        recv(fd, reply->text + reply->len, REPLY_BYTES - 1 - reply->len, MSG_DONTWAIT);
    if (count > 0) {
        reply->len += (size_t)count;
        *quiet = 0;
    }
    expect(reply->len < REPLY_BYTES - 1);
}

/* Until nothing happens any more. */
static void pump(struct world *w, struct reply *reply, int fd) {
    for (unsigned quiet = 0; quiet < QUIET; quiet++) {
        (void)uv_run(&w->loop, UV_RUN_NOWAIT);
        if (w->later) {
            struct xc_http_exchange *exchange = w->later;
            w->later = NULL;
            xc_http_send(exchange, 200, XC_STR("text/plain"), XC_STR("late"));
            quiet = 0;
        }
        take(reply, fd, &quiet);
    }
}

static int dial(const struct world *w) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    int one = 1;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_port = htons((uint16_t)xc_http_server_port(w->server));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    expect(fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

/* Sends the bytes and closes. whole: what is cut apart goes as one. */
static struct reply talk(struct world *w, const uint8_t *data, size_t size, bool whole,
                         bool half) {
    struct reply reply = {w->room[whole], 0};
    struct linger reset = {.l_onoff = 1, .l_linger = 0};
    uint8_t *bytes = malloc(size > 0 ? size : 1);
    expect(bytes != NULL);
    int fd = dial(w);
    w->answered = w->sent = w->lost = 0;
    w->continues = false;
    size_t len = 0;
    for (size_t i = 0; i <= size; i++) {
        bool ends = i == size || (data[i] == CUT && !whole);
        if (i < size && data[i] != CUT)
            bytes[len++] = data[i];
        if (ends && len > 0) {
            (void)send(fd, bytes, len, MSG_NOSIGNAL);
            len = 0;
            pump(w, &reply, fd);
        }
    }
    if (half) {
        (void)shutdown(fd, SHUT_WR);
        pump(w, &reply, fd);
    }
    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    (void)close(fd);
    free(bytes);
    struct xc_http_load load = {.connections = 1};
    for (unsigned i = 0; load.connections > 0; i++) {
        (void)uv_run(&w->loop, UV_RUN_NOWAIT);
        load = xc_http_server_load(w->server);
        expect(i < 1000);
    }
    expect(load.exchanges == 0 && load.bodies == 0 && !w->later);
    expect(w->sent + w->lost <= w->answered);
    return reply;
}

/* ---- judging ---- */

static const char *find(const char *from, const char *end, const char *part) {
    size_t len = strlen(part);
    for (; from + len <= end; from++)
        if (memcmp(from, part, len) == 0)
            return from;
    return NULL;
}

/* The time is blanked, so that answers of two seconds can be compared. Which answers have
 * a body depends on the methods asked with, which are not known here: so an answer ends
 * where the next begins. Returns how many there are. */
static unsigned check(struct reply *reply) {
    const char *end = reply->text + reply->len;
    const char *at = reply->text;
    unsigned count = 0;
    bool closed = false;
    while (at < end) {
        expect(!closed);
        expect(end - at >= 13 && memcmp(at, "HTTP/1.1 ", 9) == 0);
        const char *head = find(at, end, "\r\n\r\n");
        expect(head != NULL);
        bool goes_on = memcmp(at + 9, "100", 3) == 0;
        count += !goes_on;
        closed = find(at, head, "\r\nConnection: close") != NULL;
        if (!goes_on) {
            const char *date = find(at, head, "\r\nDate: ");
            expect(date != NULL);
            memset(reply->text + (date + 8 - reply->text), '-', 29);
        }
        const char *next = find(head + 4, end, "HTTP/1.1 ");
        at = next && !closed ? next : end;
    }
    return count;
}

static struct world *start(void) {
    struct world *w = calloc(1, sizeof *w);
    char *text = malloc(BIG);
    struct xc_error error = {0};
    expect(w && text);
    memset(text, 'x', BIG);
    w->big = xc_http_blob_new((struct xc_str){text, BIG});
    free(text);
    w->limits = xc_http_limits_usual;
    w->site =
        (struct xc_http_site){w, allow, answer, lost, sent, XC_STR("X-Site: fuzz\r\n")};
    (void)signal(SIGPIPE, SIG_IGN);
    expect(uv_loop_init(&w->loop) == 0);
    expect(xc_http_server_start(&w->loop, XC_STR("127.0.0.1:0"), NULL, &w->limits,
                                &w->site, &w->server, &error) == 0);
    return w;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct world *w;
    if (!w)
        w = start();
    if (size < 1 || size > 40000)
        return 0;
    bool half = (data[0] & 1) != 0;
    struct reply pieces = talk(w, data + 1, size - 1, false, half);
    unsigned answered = w->answered;
    unsigned count = check(&pieces);
    expect(count <= answered + 1); /* the last may be a refusal */
    bool continued = w->continues;
    struct reply whole = talk(w, data + 1, size - 1, true, half);
    (void)check(&whole);
    /* who is told to go on depends on what came along with the head */
    if (!continued && !w->continues)
        expect(pieces.len == whole.len &&
               memcmp(pieces.text, whole.text, whole.len) == 0 &&
               answered == w->answered);
    return 0;
}
