/* Heads of requests: what is read, and what is refused because two servers could read it
 * differently. */
#include "base/buffer.h"
#include "base/error.h"
#include "http/head.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static int read_head(const char *text, struct xc_http_head *head) {
    return xc_http_head_read(xc_str_from(text), head);
}

static int refuse(const char *text) {
    struct xc_http_head head;
    return read_head(text, &head);
}

static void is_text(struct xc_str text, const char *expected) {
    assert_int_equal(text.len, strlen(expected));
    assert_memory_equal(text.ptr, expected, text.len);
}

static void reads_a_request(void **state) {
    struct xc_http_head head;
    (void)state;
    assert_int_equal(read_head("GET /feeds/a.ics?from=2027-01-01&to= HTTP/1.1\r\n"
                               "Host: example.org\r\n"
                               "Accept-Encoding:gzip, br\r\n"
                               "X-Long:   spaces around \t\r\n"
                               "Cookie: a=1; sid=abc\r\n"
                               "\r\n",
                               &head),
                     0);
    assert_int_equal(head.method, XC_HTTP_GET);
    is_text(head.path, "/feeds/a.ics");
    is_text(head.query, "from=2027-01-01&to=");
    is_text(xc_http_head_field(&head, "x-long"), "spaces around");
    is_text(xc_http_head_field(&head, "host"), "example.org");
    assert_null(xc_http_head_field(&head, "origin").ptr);
    is_text(xc_http_cookie(&head, "sid"), "abc");
    assert_null(xc_http_cookie(&head, "id").ptr);
    assert_true(head.keep_alive);
    assert_int_equal(head.length, 0);
    char value[16];
    assert_int_equal(xc_http_head_value(&head, "from", value, sizeof value), 10);
    assert_int_equal(xc_http_head_value(&head, "to", value, sizeof value), 0);
    assert_int_equal(xc_http_head_value(&head, "by", value, sizeof value), -1);
    assert_int_equal(xc_http_head_value(&head, "from", value, 9), -1);
}

static void knows_how_long_a_connection_lives(void **state) {
    struct xc_http_head head;
    (void)state;
    assert_int_equal(read_head("GET / HTTP/1.0\r\nHost: a\r\n\r\n", &head), 0);
    assert_false(head.keep_alive);
    assert_int_equal(
        read_head("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n", &head), 0);
    assert_false(head.keep_alive);
    assert_int_equal(read_head("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n"
                               "Connection: close\r\n\r\n",
                               &head),
                     0);
    assert_false(head.keep_alive);
    assert_int_equal(
        read_head("GET / HTTP/1.0\r\nHost: a\r\nExpect: 100-continue\r\n\r\n", &head), 0);
    assert_false(head.expects);
    assert_int_equal(read_head("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n"
                               "Expect: 100-Continue\r\n\r\n",
                               &head),
                     0);
    assert_int_equal(head.method, XC_HTTP_POST);
    assert_int_equal(head.length, 12);
    assert_true(head.expects);
}

static void reads_whole_addresses_on_its_host(void **state) {
    struct xc_http_head head;
    (void)state;
    assert_int_equal(
        read_head("GET http://A:80/b?c HTTP/1.1\r\nHost: a:80\r\n\r\n", &head), 0);
    is_text(head.path, "/b");
    is_text(head.query, "c");
    assert_int_equal(read_head("GET HTTPS://a HTTP/1.1\r\nHost: a\r\n\r\n", &head), 0);
    is_text(head.path, "/");
    assert_int_equal(read_head("GET http://a?x=1 HTTP/1.1\r\nHost: a\r\n\r\n", &head), 0);
    is_text(head.path, "/");
    is_text(head.query, "x=1");
    assert_int_equal(refuse("GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
    assert_int_equal(refuse("GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
    assert_int_equal(refuse("GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
    assert_int_equal(refuse("GET a/b HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
}

static void refuses_what_smuggles(void **state) {
    (void)state;
    assert_int_equal(refuse("GET  / HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
    assert_int_equal(refuse("GET / HTTP/1.1 \r\nHost: a\r\n\r\n"), 400);
    assert_int_equal(refuse("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), 400);
    assert_int_equal(refuse("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"), 400);
    assert_int_equal(refuse("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"), 400);
    assert_int_equal(refuse("GET / HTTP/1.1\r\nHost: u@b\r\n\r\n"), 400);
    assert_int_equal(refuse("GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"), 400);
    assert_int_equal(refuse("GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n"), 400);
    assert_int_equal(refuse("GET / HTTP/1.1\r\nHost : a\r\n\r\n"), 400);
    assert_int_equal(refuse("GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n"), 400);
    assert_int_equal(refuse("GET / HTTP/1.1\r\nHost: a\r\nNo colon\r\n\r\n"), 400);
    assert_int_equal(refuse("GET / HTTP/1.1\r\n: a\r\nHost: a\r\n\r\n"), 400);
    assert_int_equal(refuse("GET / HTTP/1.1\r\nAccept: a\r\n\r\n"), 400);
    assert_int_equal(refuse("GET / HTTP/1.1\r\nHost: \r\n\r\n"), 400);
    assert_int_equal(refuse("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
    assert_int_equal(refuse("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
                            "Content-Length: 2\r\n\r\n"),
                     400);
    assert_int_equal(refuse("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n"),
                     400);
    assert_int_equal(refuse("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n"),
                     400);
    assert_int_equal(refuse("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: "
                            "99999999999999999999\r\n\r\n"),
                     400);
    assert_int_equal(refuse("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                            "Content-Length: 5\r\n\r\n"),
                     411);
    assert_int_equal(
        refuse("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"), 411);
}

/* By the words of RFC 9110 §5.6.2, one character after the other. */
static void knows_every_character_of_a_name(void **state) {
    static const char others[] = "!#$%&'*+-.^_`|~";
    (void)state;
    for (int c = 1; c < 256; c++) {
        char text[] = "GET / HTTP/1.1\r\nHost: a\r\nX_Y: b\r\n\r\n";
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool known = letter || (c >= '0' && c <= '9') || strchr(others, c) != NULL;
        *strchr(text, '_') = (char)c;
        if (c != ':') /* ends the name */
            assert_int_equal(refuse(text), known ? 0 : 400);
    }
}

static void refuses_what_is_no_request(void **state) {
    struct xc_http_head head;
    (void)state;
    assert_int_equal(refuse(""), 400);
    assert_int_equal(refuse("\r\n\r\n"), 400);
    assert_int_equal(refuse("GET /\r\nHost: a\r\n\r\n"), 505);
    assert_int_equal(refuse("GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
    assert_int_equal(refuse("GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
    assert_int_equal(refuse("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
    assert_int_equal(refuse("GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
    assert_int_equal(refuse("GET /\xc3\xa4 HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
    assert_int_equal(refuse("get / HTTP/1.1\r\nHost: a\r\n\r\n"), 501);
    assert_int_equal(refuse("BREW / HTTP/1.1\r\nHost: a\r\n\r\n"), 501);
    assert_int_not_equal(refuse("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), 0);
    assert_int_equal(refuse("GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n"), 417);
    assert_int_equal(
        xc_http_head_read((struct xc_str){"GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", 29},
                          &head),
        400);
    struct xc_buffer many = xc_buffer_make(XC_HTTP_HEAD_BYTES);
    xc_buffer_puts(&many, "GET / HTTP/1.1\r\nHost: a\r\n");
    for (unsigned i = 0; i < XC_HTTP_FIELDS; i++)
        xc_buffer_puts(&many, "A: b\r\n");
    xc_buffer_puts(&many, "\r\n");
    assert_int_equal(xc_buffer_putc(&many, '\0'), XC_OK);
    assert_int_equal(refuse(many.ptr), 431);
    xc_buffer_free(&many);
    static char far[XC_HTTP_HEAD_BYTES] = "GET /";
    memset(far + 5, 'a', XC_HTTP_TARGET_BYTES);
    (void)snprintf(far + 5 + XC_HTTP_TARGET_BYTES, 32, " HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(refuse(far), 414);
}

static void finds_the_end_byte_by_byte(void **state) {
    static const char text[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\nrest";
    size_t whole = strlen(text) - 4;
    (void)state;
    for (size_t i = 0; i < strlen(text); i++) {
        struct xc_str seen = {text, i + 1};
        assert_int_equal(xc_http_head_end(seen, i), i + 1 == whole ? whole : 0);
        assert_int_equal(xc_http_head_end(seen, 0), i + 1 < whole ? 0 : whole);
    }
}

static void decodes_as_it_was_meant(void **state) {
    char out[16];
    (void)state;
    assert_int_equal(xc_http_decode(XC_STR("%E6%9D%AD+a"), true, out, sizeof out), 5);
    assert_memory_equal(out, "\xe6\x9d\xad a", 5);
    assert_int_equal(xc_http_decode(XC_STR("a+b"), false, out, sizeof out), 3);
    assert_memory_equal(out, "a+b", 3);
    assert_int_equal(xc_http_decode(XC_STR("%"), false, out, sizeof out), -1);
    assert_int_equal(xc_http_decode(XC_STR("%4"), false, out, sizeof out), -1);
    assert_int_equal(xc_http_decode(XC_STR("%4g"), false, out, sizeof out), -1);
    assert_int_equal(xc_http_decode(XC_STR("%41"), false, out, sizeof out), 1);
    assert_int_equal(xc_http_decode(XC_STR("%00"), false, out, sizeof out), -1);
    assert_int_equal(xc_http_decode(XC_STR("%0d%0a"), false, out, sizeof out), -1);
    assert_int_equal(xc_http_decode(XC_STR("%c3"), false, out, sizeof out), -1);
    assert_int_equal(xc_http_decode(XC_STR("abc"), false, out, 2), -1);
}

static void looks_through_lists(void **state) {
    (void)state;
    assert_true(xc_http_lists(XC_STR("a, Close ,b"), "close"));
    assert_false(xc_http_lists(XC_STR("closed"), "close"));
    assert_false(xc_http_lists(XC_STR(""), "close"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_request),
        cmocka_unit_test(knows_how_long_a_connection_lives),
        cmocka_unit_test(reads_whole_addresses_on_its_host),
        cmocka_unit_test(refuses_what_smuggles),
        cmocka_unit_test(knows_every_character_of_a_name),
        cmocka_unit_test(refuses_what_is_no_request),
        cmocka_unit_test(finds_the_end_byte_by_byte),
        cmocka_unit_test(decodes_as_it_was_meant),
        cmocka_unit_test(looks_through_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
