#include "check.h"

#include "base/catalogue.h"
#include "base/error.h"
#include "base/utf8.h"

#include <errno.h>
#include <string.h>

#define assert_shown(message, literal)                                                   \
    do {                                                                                 \
        struct xc_buffer shown = xc_buffer_make(1U << 16);                               \
        assert_int_equal(xc_message_render((message), NULL, &shown), XC_OK);             \
        assert_view(xc_buffer_view(&shown), literal);                                    \
        xc_buffer_free(&shown);                                                          \
    } while (0)

#define assert_error_shown(error, literal)                                               \
    do {                                                                                 \
        struct xc_buffer shown = xc_buffer_make(1U << 16);                               \
        assert_int_equal(xc_error_render((error), NULL, &shown), XC_OK);                 \
        assert_view(xc_buffer_view(&shown), literal);                                    \
        xc_buffer_free(&shown);                                                          \
    } while (0)

static void test_codes(void **state) {
    (void)state;
    static const struct {
        int code;
        int status;
        const char *word;
    } codes[] = {
        {XC_ENO, 1, "no"},
        {XC_EUSAGE, 2, "usage"},
        {XC_EINPUT, 3, "input"},
        {XC_EENV, 4, "environment"},
        {XC_EPOLICY, 5, "policy"},
        {XC_ENOMEM, 4, "memory"},
        {XC_EINTERNAL, 4, "internal"},
        {XC_EFORBIDDEN, 1, "forbidden"},
    };
    assert_int_equal(xc_code_exit(XC_OK), 0);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        assert_int_equal(xc_code_exit(codes[i].code), codes[i].status);
        assert_string_equal(xc_code_word(codes[i].code), codes[i].word);
    }
    assert_int_equal(xc_code_exit(-99), 4);
}

static void test_every_conversion(void **state) {
    (void)state;
    struct xc_message message;
    xc_message_set(&message, "%s|%d|%u|%zu|%ld|%lu|%lld|%llu|%c|%%|%.*s|%i|%x", "医院",
                   -7, 8U, (size_t)9, -10L, 11UL, -12LL, 13ULL, 'c', 3, "abcdef", -14,
                   255U);
    assert_int_equal(message.count, 12);
    assert_shown(&message, "医院|-7|8|9|-10|11|-12|13|c|%|abc|-14|ff");
    xc_message_set(&message, "%05d|%+d|%3u|%-4d|%.3d|%*d|% d|%#x|%02u:%02u", 42, 42, 7U,
                   5, 6, 4, 9, 3, 255U, 8U, 5U);
    assert_shown(&message, "00042|+42|  7|5   |006|   9| 3|0xff|08:05");
    xc_message_set(&message, "%lld %llu", (long long)INT64_MIN,
                   (unsigned long long)UINT64_MAX);
    assert_shown(&message, "-9223372036854775808 18446744073709551615");
    xc_message_set(&message, "100%% of nothing");
    assert_shown(&message, "100% of nothing");
    xc_message_set(&message, "%.*s|%.*s|%.2s", 0, "", -1, "all", "abc");
    assert_shown(&message, "|all|ab");
}

static void test_text_with_percent_is_not_a_format(void **state) {
    (void)state;
    struct xc_message message;
    xc_message_set(&message, "unknown value “%s” in column %d", "5%n%s%1$s%", 3);
    assert_shown(&message, "unknown value “5%n%s%1$s%” in column 3");
}

static void test_hostile_text_is_made_visible(void **state) {
    (void)state;
    struct xc_message message;
    xc_message_set(&message, "<%s>", "\x1b[2J\r\x07 ok\n\t\x7f");
    assert_shown(&message, "<\\x1B[2J\\x0D\\x07 ok\n\t\\x7F>");
    xc_message_set(&message, "<%s>", "a\xff\xE5\x8C z\xC2\x85");
    assert_shown(&message, "<a\\xFF\\xE5\\x8C z\\x85>");
    xc_message_set(&message, "<%s>", "\xE2\x80\xAEgpj.exe\xE2\x80\x8B\xEF\xBF\xBD");
    assert_shown(&message, "<\\u202Egpj.exe\\u200B\xEF\xBF\xBD>");
    xc_message_set(&message, "<%c%c>", '\x1b', 'A');
    assert_shown(&message, "<\\x1BA>");
    const char *none = NULL;
    xc_message_set(&message, "<%s>", none == NULL ? "(none)" : none);
    assert_shown(&message, "<(none)>");
}

static void test_long_arguments_are_cut_on_a_border(void **state) {
    (void)state;
    char text[3 * 2000 + 1];
    struct xc_message message;
    for (size_t i = 0; i < 2000; i++) {
        memcpy(text + 3 * i, "院", 3);
    }
    text[sizeof text - 1] = '\0';
    xc_message_set(&message, "%s and %d and %s", text, 5, "x");
    struct xc_buffer shown = xc_buffer_make(1U << 16);
    assert_int_equal(xc_message_render(&message, NULL, &shown), XC_OK);
    assert_true(xc_utf8_valid(xc_buffer_view(&shown), NULL));
    assert_true(xc_str_starts(xc_buffer_view(&shown), XC_STR("院院")));
    assert_true(shown.len > 900 && shown.len < 1100);
    assert_true(message.used <= sizeof message.args);
    xc_buffer_free(&shown);
    /* An argument that is not cut is never followed by a part of one that is skipped. */
    memset(text, '\x01', sizeof text - 1);
    xc_message_set(&message, "%s", text);
    shown = xc_buffer_make(1U << 16);
    assert_int_equal(xc_message_render(&message, NULL, &shown), XC_OK);
    assert_int_equal(shown.len % 4, 0);
    xc_buffer_free(&shown);
    shown = xc_buffer_make(3);
    assert_int_equal(xc_message_render(&message, NULL, &shown), XC_ENOMEM);
    xc_buffer_free(&shown);
}

/* Called through a pointer, so that the compiler does not refuse what a mistake could do.
 */
static void test_formats_it_does_not_know(void **state) {
    (void)state;
    struct xc_message message;
    void (*volatile set)(struct xc_message *, const char *, ...) = xc_message_set;
    set(&message, "%s is %f and %s", "a", 1.5, "b");
    assert_int_equal(message.count, 1);
    set(&message, "ends in %");
    assert_shown(&message, "ends in %");
    set(&message, "%-+ #0-+ #05d %5", 3);
    assert_int_equal(message.count, 1);
    set(&message, "%99999999999d", 3);
    assert_int_equal(message.count, 1);
    set(&message, "%.99999999999d", 3);
    assert_int_equal(message.count, 1);
}

static void test_fail(void **state) {
    (void)state;
    struct xc_error error = {0};
    assert_int_equal(xc_fail_at(&error, XC_EINPUT, XC_STR("名录.csv"), 12, 5,
                                "unknown kind “%s”, expected one of the kinds", "医源"),
                     XC_EINPUT);
    assert_int_equal(xc_hint(&error, "did you mean “%s”?", "医院"), XC_EINPUT);
    assert_error_shown(&error,
                       "名录.csv:12:5: unknown kind “医源”, expected one of the kinds\n"
                       "  did you mean “医院”?");
    assert_int_equal(xc_fail_at(&error, XC_EINPUT, XC_STR("a.csv"), 12, 0, "no rows"),
                     XC_EINPUT);
    assert_error_shown(&error, "a.csv:12: no rows");
    assert_int_equal(xc_fail_at(&error, XC_EINPUT, XC_STR("a.csv"), 0, 0, "no rows"),
                     XC_EINPUT);
    assert_error_shown(&error, "a.csv: no rows");
    assert_int_equal(xc_fail_at(&error, XC_EINPUT, XC_STR(""), 3, 4, "no rows"),
                     XC_EINPUT);
    assert_error_shown(&error, "3:4: no rows");
    assert_int_equal(xc_fail(&error, XC_ENO, "stopped"), XC_ENO);
    assert_error_shown(&error, "stopped");
    assert_null(error.hint.id);
    assert_int_equal(error.line, 0);
    assert_int_equal(xc_fail_memory(&error), XC_ENOMEM);
    assert_int_equal(error.code, XC_ENOMEM);
}

static void test_fail_without_an_error(void **state) {
    (void)state;
    assert_int_equal(xc_fail(NULL, XC_ENO, "%s", "x"), XC_ENO);
    assert_int_equal(xc_fail_at(NULL, XC_EINPUT, XC_STR("f"), 1, 1, "%d", 1), XC_EINPUT);
    assert_int_equal(xc_fail_memory(NULL), XC_ENOMEM);
    assert_int_equal(xc_fail_errno(NULL, ENOENT, "open", "x"), XC_EENV);
    (void)xc_hint(NULL, "nothing");
}

static void test_long_file_name(void **state) {
    (void)state;
    struct xc_error error = {0};
    char name[2000];
    memset(name, 'n', sizeof name);
    assert_int_equal(xc_utf8_put(0x9662, name + 510), 3);
    assert_int_equal(
        xc_fail_at(&error, XC_EINPUT, (struct xc_str){name, sizeof name}, 1, 1, "x"),
        XC_EINPUT);
    assert_int_equal(strlen(error.file), 510); /* 511 would split the character */
}

static void test_hostile_file_name(void **state) {
    (void)state;
    struct xc_error error = {0};
    assert_int_equal(
        xc_fail_at(&error, XC_EINPUT, XC_STR("\x1b[2J\xC3\xFB.csv"), 1, 1, "no rows"),
        XC_EINPUT);
    assert_error_shown(&error, "\\x1B[2J\\xC3\\xFB.csv:1:1: no rows");
}

static void test_errno(void **state) {
    (void)state;
    struct xc_error error = {0};
    assert_int_equal(xc_fail_errno(&error, ENOSPC, "write", "plan.json"), XC_EENV);
    assert_error_shown(
        &error, "cannot write plan.json: No space left on device\n"
                "  free some space on the disk and try again; nothing was changed");
    assert_int_equal(xc_fail_errno(&error, EIO, "map", "x"), XC_EENV);
    assert_error_shown(&error, "cannot map x: Input/output error");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_every_conversion),
        cmocka_unit_test(test_text_with_percent_is_not_a_format),
        cmocka_unit_test(test_hostile_text_is_made_visible),
        cmocka_unit_test(test_long_arguments_are_cut_on_a_border),
        cmocka_unit_test(test_formats_it_does_not_know),
        cmocka_unit_test(test_fail),
        cmocka_unit_test(test_fail_without_an_error),
        cmocka_unit_test(test_long_file_name),
        cmocka_unit_test(test_hostile_file_name),
        cmocka_unit_test(test_errno),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
