/* TLS: what goes in comes out, broken or old handshakes end, certificates change while
 * the server runs. */
#include "http/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

enum { BIG = 700000, REPLY_BYTES = 1 << 20 };

struct world {
    uv_loop_t loop;
    struct xc_http_server *server;
    struct xc_http_limits limits;
    struct xc_http_site site;
    uv_async_t over, change;
    unsigned port;
    char folder[64], certificate[96], key[96], other_certificate[96], other_key[96];
    void (*talk)(struct world *w);
    char reply[REPLY_BYTES];
    size_t reply_len;
    char names[2][64];  /* of the certificates seen */
    int broken;         /* what old and odd clients got */
    const char *offers; /* protocols, each behind its length; NULL: none */
    char protocol[16];  /* agreed upon */
    int farewell;       /* SSL_get_error at the end of the reply */
};

/* ---- certificates ---- */

static void save(const char *path, EVP_PKEY *key, X509 *certificate) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    if (certificate)
        assert_int_equal(PEM_write_X509(file, certificate), 1);
    else
        assert_int_equal(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL), 1);
    assert_int_equal(fclose(file), 0);
}

static void make_certificate(const char *name, const char *certificate_path,
                             const char *key_path) {
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    assert_non_null(key);
    assert_non_null(certificate);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
    X509_set_pubkey(certificate, key);
    X509_NAME *subject = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name,
                               -1, -1, 0);
    X509_set_issuer_name(certificate, subject);
    assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
    save(certificate_path, NULL, certificate);
    save(key_path, key, NULL);
    X509_free(certificate);
    EVP_PKEY_free(key);
}

/* ---- the site ---- */

static uint64_t allow(void *context, struct xc_http_exchange *exchange) {
    (void)context;
    (void)exchange;
    return BIG;
}

static void answer(void *context, struct xc_http_exchange *exchange) {
    (void)context;
    assert_true(xc_http_secure(exchange));
    xc_http_send(exchange, 200, XC_STR("text/plain"), xc_http_body(exchange));
}

static void lost(void *context, struct xc_http_exchange *exchange) {
    (void)context;
    (void)exchange;
}

/* ---- the client ---- */

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

/* 0, or -1 where no session came about. */
static int ask(struct world *w, int highest, const char *head, const char *body,
               size_t size, char name[64]) {
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    if (highest > 0)
        (void)SSL_CTX_set_max_proto_version(context, highest);
    SSL *ssl = SSL_new(context);
    int fd = dial(w);
    int result = -1;
    if (w->offers)
        (void)SSL_set_alpn_protos(ssl, (const unsigned char *)w->offers,
                                  (unsigned)strlen(w->offers));
    (void)SSL_set_fd(ssl, fd);
    if (SSL_connect(ssl) == 1) {
        X509 *certificate = SSL_get1_peer_certificate(ssl);
        (void)X509_NAME_get_text_by_NID(X509_get_subject_name(certificate),
                                        NID_commonName, name, 64);
        X509_free(certificate);
        if (SSL_write(ssl, head, (int)strlen(head)) <= 0 ||
            (size > 0 && SSL_write(ssl, body, (int)size) <= 0))
            abort();
        const unsigned char *protocol = NULL;
        unsigned length = 0;
        SSL_get0_alpn_selected(ssl, &protocol, &length);
        (void)snprintf(w->protocol, sizeof w->protocol, "%.*s", (int)length,
                       length > 0 ? (const char *)protocol : "");
        int count;
        w->reply_len = 0;
        while (w->reply_len < REPLY_BYTES - 1 &&
               (count = SSL_read(ssl, w->reply + w->reply_len,
                                 (int)(REPLY_BYTES - 1 - w->reply_len))) > 0)
            w->reply_len += (size_t)count;
        w->farewell = SSL_get_error(ssl, count);
        w->reply[w->reply_len] = '\0';
        result = 0;
    }
    SSL_free(ssl);
    SSL_CTX_free(context);
    close(fd);
    return result;
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
    xc_http_server_stop(w->server, NULL, NULL);
    uv_close((uv_handle_t *)&w->over, NULL);
    uv_close((uv_handle_t *)&w->change, NULL);
}

static void on_change(uv_async_t *async) {
    struct world *w = async->data;
    struct xc_error error = {0};
    struct xc_http_tls wrong = {w->certificate, w->other_key};
    struct xc_http_tls fresh = {w->other_certificate, w->other_key};
    assert_int_equal(xc_http_server_reload(w->server, &wrong, &error), XC_EENV);
    assert_string_equal(error.file, w->other_key);
    assert_int_equal(xc_http_server_reload(w->server, &fresh, &error), 0);
}

static int set_up(void **state) {
    struct world *w = calloc(1, sizeof *w);
    w->limits = xc_http_limits_usual;
    w->limits.head_ms = 300;
    w->site = (struct xc_http_site){w, allow, answer, lost, NULL, {"", 0}};
    assert_int_equal(uv_loop_init(&w->loop), 0);
    (void)snprintf(w->folder, sizeof w->folder, "tls_test_XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    (void)snprintf(w->certificate, sizeof w->certificate, "%s/a.pem", w->folder);
    (void)snprintf(w->key, sizeof w->key, "%s/a.key", w->folder);
    (void)snprintf(w->other_certificate, sizeof w->certificate, "%s/b.pem", w->folder);
    (void)snprintf(w->other_key, sizeof w->key, "%s/b.key", w->folder);
    make_certificate("first.test", w->certificate, w->key);
    make_certificate("second.test", w->other_certificate, w->other_key);
    *state = w;
    return 0;
}

static int tear_down(void **state) {
    struct world *w = *state;
    xc_http_server_free(w->server);
    assert_int_equal(uv_loop_close(&w->loop), 0);
    (void)remove(w->certificate);
    (void)remove(w->key);
    (void)remove(w->other_certificate);
    (void)remove(w->other_key);
    (void)rmdir(w->folder);
    free(w);
    return 0;
}

static void play(struct world *w, void (*talk)(struct world *w)) {
    struct xc_error error = {0};
    struct xc_http_tls tls = {w->certificate, w->key};
    pthread_t client;
    w->talk = talk;
    w->over.data = w;
    w->change.data = w;
    assert_int_equal(uv_async_init(&w->loop, &w->over, on_over), 0);
    assert_int_equal(uv_async_init(&w->loop, &w->change, on_change), 0);
    assert_int_equal(xc_http_server_start(&w->loop, XC_STR("127.0.0.1:0"), &tls,
                                          &w->limits, &w->site, &w->server, &error),
                     0);
    w->port = xc_http_server_port(w->server);
    assert_int_equal(pthread_create(&client, NULL, run_client, w), 0);
    (void)uv_run(&w->loop, UV_RUN_DEFAULT);
    (void)pthread_join(client, NULL);
    assert_int_equal(xc_http_server_load(w->server).connections, 0);
}

/* ---- stories ---- */

static void talk_at_length(struct world *w) {
    char head[128];
    char *body = malloc(BIG);
    for (size_t i = 0; i < BIG; i++)
        body[i] = (char)('a' + i % 26);
    (void)snprintf(head, sizeof head,
                   "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n"
                   "Connection: close\r\n\r\n",
                   BIG);
    if (ask(w, 0, head, body, BIG, w->names[0]) != 0)
        abort();
    free(body);
}

static void carries_large_bodies_both_ways(void **state) {
    struct world *w = *state;
    play(w, talk_at_length);
    const char *body = strstr(w->reply, "\r\n\r\n");
    assert_non_null(body);
    body += 4;
    assert_int_equal(w->reply + w->reply_len - body, BIG);
    for (size_t i = 0; i < BIG; i++)
        assert_int_equal(body[i], 'a' + i % 26);
}

static const char get[] = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

static void talk_twice(struct world *w) {
    struct timespec moment = {.tv_nsec = 200000000};
    if (ask(w, 0, get, "", 0, w->names[0]) != 0)
        abort();
    (void)uv_async_send(&w->change);
    (void)nanosleep(&moment, NULL);
    if (ask(w, 0, get, "", 0, w->names[1]) != 0)
        abort();
}

static void changes_certificates(void **state) {
    struct world *w = *state;
    play(w, talk_twice);
    assert_string_equal(w->names[0], "first.test");
    assert_string_equal(w->names[1], "second.test");
}

static void talk_oddly(struct world *w) {
    char byte;
    w->broken += ask(w, TLS1_1_VERSION, get, "", 0, w->names[0]) == -1;
    int fd = dial(w); /* plain HTTP */
    if (write(fd, get, strlen(get)) != (ssize_t)strlen(get))
        abort();
    while (read(fd, &byte, 1) == 1)
        ;
    w->broken += read(fd, &byte, 1) <= 0;
    close(fd);
    fd = dial(w); /* nothing at all */
    w->broken += read(fd, &byte, 1) == 0;
    close(fd);
    w->broken += ask(w, 0, get, "", 0, w->names[0]) == 0; /* others are served */
}

static void ends_what_is_no_tls(void **state) {
    struct world *w = *state;
    play(w, talk_oddly);
    assert_int_equal(w->broken, 4);
}

static void talk_of_protocols(struct world *w) {
    w->offers = "\x02h2\x08http/1.1";
    w->broken += ask(w, 0, get, "", 0, w->names[0]) == 0;
    w->broken += strcmp(w->protocol, "http/1.1") == 0;
    w->offers = "\x02h2";
    w->broken += ask(w, 0, get, "", 0, w->names[0]) == -1;
    w->offers = NULL;
    w->broken += ask(w, 0, get, "", 0, w->names[0]) == 0;
    w->broken += *w->protocol == '\0';
}

static void agrees_on_a_protocol_and_says_goodbye(void **state) {
    struct world *w = *state;
    play(w, talk_of_protocols);
    assert_int_equal(w->broken, 5);
    assert_int_equal(w->farewell, SSL_ERROR_ZERO_RETURN);
    assert_non_null(strstr(w->reply, "HTTP/1.1 200 OK"));
}

/* After the handshake a client may rest as long as between requests. */
static void talk_after_a_rest(struct world *w) {
    struct timespec moment = {.tv_nsec = 900000000};
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL *ssl = SSL_new(context);
    int fd = dial(w);
    (void)SSL_set_fd(ssl, fd);
    w->broken = SSL_connect(ssl) != 1;
    (void)nanosleep(&moment, NULL);
    for (unsigned i = 0; i < 3; i++) { /* in pieces, each a record */
        static const char *const pieces[] = {"GET / HT", "TP/1.1\r\nHost: a\r\n", "\r\n"};
        if (SSL_write(ssl, pieces[i], (int)strlen(pieces[i])) <= 0)
            abort();
    }
    int count = SSL_read(ssl, w->reply, REPLY_BYTES - 1);
    w->reply[count > 0 ? count : 0] = '\0';
    (void)SSL_shutdown(ssl);
    SSL_free(ssl);
    SSL_CTX_free(context);
    close(fd);
}

static void lets_rest_after_the_handshake(void **state) {
    struct world *w = *state;
    play(w, talk_after_a_rest);
    assert_int_equal(w->broken, 0);
    assert_non_null(strstr(w->reply, "HTTP/1.1 200 OK"));
}

int main(void) {
#define STORY(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        STORY(carries_large_bodies_both_ways),
        STORY(changes_certificates),
        STORY(ends_what_is_no_tls),
        STORY(agrees_on_a_protocol_and_says_goodbye),
        STORY(lets_rest_after_the_handshake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
