/* Dates, conditional requests, codings. */
#include "http/fresh.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

enum { THEN = 784111777 }; /* 1994-11-06T08:49:37Z, the example of RFC 9110 */

static struct xc_http_head asked(const char *field) {
    static char text[1024];
    struct xc_http_head head;
    (void)snprintf(text, sizeof text, "GET / HTTP/1.1\r\nHost: a\r\n%s\r\n\r\n", field);
    assert_int_equal(xc_http_head_read(xc_str_from(text), &head), 0);
    return head;
}

static bool fresh(const char *field) {
    struct xc_http_head head = asked(field);
    return xc_http_fresh(&head, XC_STR("\"a,b\""), THEN);
}

static bool stale(const char *field) {
    struct xc_http_head head = asked(field);
    return xc_http_stale(&head, XC_STR("\"a,b\""), THEN);
}

static void writes_and_reads_dates(void **state) {
    char text[XC_HTTP_DATE_BYTES];
    xc_instant instant = 0;
    (void)state;
    xc_http_date_text(THEN, text);
    assert_string_equal(text, "Sun, 06 Nov 1994 08:49:37 GMT");
    assert_true(xc_http_date_parse(xc_str_from(text), &instant));
    assert_int_equal(instant, THEN);
    assert_true(xc_http_date_parse(XC_STR("Sunday, 06-Nov-94 08:49:37 GMT"), &instant));
    assert_int_equal(instant, THEN);
    assert_true(xc_http_date_parse(XC_STR("Sun Nov  6 08:49:37 1994"), &instant));
    assert_int_equal(instant, THEN);
    assert_true(
        xc_http_date_parse(XC_STR("Wednesday, 29-Feb-40 00:00:00 GMT"), &instant));
    assert_int_equal(instant, INT64_C(2214000000) + 86400);
    static const char *const bad[] = {
        "",
        "Sun",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "784111777",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(xc_http_date_parse(xc_str_from(bad[i]), &instant));
    for (xc_instant t = -THEN; t < 4 * (xc_instant)THEN; t += 7654321) {
        xc_http_date_text(t, text);
        assert_true(xc_http_date_parse(xc_str_from(text), &instant));
        assert_int_equal(instant, t);
    }
}

static void tags_say_what_is_there(void **state) {
    (void)state;
    assert_true(fresh("If-None-Match: \"a,b\""));
    assert_true(fresh("If-None-Match: W/\"a,b\""));
    assert_true(fresh("If-None-Match: \"x\" , \"a,b\""));
    assert_true(fresh("If-None-Match: *"));
    assert_false(fresh("If-None-Match: \"a\", \"b\""));
    assert_false(fresh("If-None-Match: a,b"));
    assert_false(fresh("If-None-Match: \"a,b"));
    assert_false(fresh("If-None-Match: W/"));
    assert_false(fresh("If-None-Match:"));
    assert_false(fresh("X: y"));
}

static void tags_come_before_dates(void **state) {
    (void)state;
    assert_true(fresh("If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"));
    assert_true(fresh("If-Modified-Since: Mon, 07 Nov 1994 08:49:37 GMT"));
    assert_false(fresh("If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT"));
    assert_false(fresh("If-Modified-Since: yesterday"));
    assert_false(fresh("If-None-Match: \"x\"\r\n"
                       "If-Modified-Since: Mon, 07 Nov 1994 08:49:37 GMT"));
    struct xc_http_head head = asked("If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT");
    assert_false(xc_http_fresh(&head, XC_STR("\"a\""), XC_NO_INSTANT));
    head.method = XC_HTTP_POST;
    assert_false(xc_http_fresh(&head, XC_STR("\"a\""), THEN));
}

static void changes_need_the_newest(void **state) {
    (void)state;
    assert_false(stale("If-Match: \"a,b\""));
    assert_false(stale("If-Match: *"));
    assert_true(stale("If-Match: W/\"a,b\""));
    assert_true(stale("If-Match: \"x\""));
    assert_true(stale("If-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT"));
    assert_false(stale("If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT"));
    assert_false(stale("X: y"));
}

static bool takes(const char *field) {
    struct xc_http_head head = asked(field);
    return xc_http_takes_gzip(&head);
}

static void asks_for_gzip(void **state) {
    (void)state;
    assert_true(takes("Accept-Encoding: gzip"));
    assert_true(takes("Accept-Encoding: br;q=1.0, GZIP;q=0.8"));
    assert_true(takes("Accept-Encoding: *"));
    assert_true(takes("Accept-Encoding: gzip;q=0.001"));
    assert_false(takes("Accept-Encoding: gzip;q=0"));
    assert_false(takes("Accept-Encoding: gzip ; q=0.000, *"));
    assert_false(takes("Accept-Encoding: *;q=0"));
    assert_false(takes("Accept-Encoding: identity"));
    assert_false(takes("X: y"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_and_reads_dates),
        cmocka_unit_test(tags_say_what_is_there),
        cmocka_unit_test(tags_come_before_dates),
        cmocka_unit_test(changes_need_the_newest),
        cmocka_unit_test(asks_for_gzip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
