#include "exchange/encoding.h"
#include "helpers.h"

static void expect(struct xc_str bytes, const char *encoding, struct xc_str text) {
    struct xc_decoded decoded;
    struct xc_error error = {0};
    int code = xc_decode(bytes, XC_ENCODING_AUTO, XC_STR("f.csv"), &decoded, &error);
    if (code != XC_OK)
        show_error(&error);
    assert_int_equal(code, XC_OK);
    assert_string_equal(decoded.encoding, encoding);
    assert_true(xc_str_equal(decoded.text, text));
    xc_decoded_free(&decoded);
}

static void recognises_each_encoding(void **state) {
    (void)state;
    expect(XC_STR("id,name"), "UTF-8", XC_STR("id,name"));
    expect(XC_STR("医院"), "UTF-8", XC_STR("医院"));
    expect(XC_STR("\xEF\xBB\xBF"
                  "医院"),
           "UTF-8 with BOM", XC_STR("医院"));
    expect(XC_STR("\xD2\xBD\xD4\xBA"), "GB18030", XC_STR("医院"));
    /* four bytes, and a private letter of GB18030 */
    expect(XC_STR("\x81\x30\x84\x36\xD2\xBD"), "GB18030", XC_STR("\xC2\xA5医"));
    expect(XC_STR("\xFF\xFE\x3B\x53\x62\x96"), "UTF-16", XC_STR("医院"));
    expect(XC_STR("\xFE\xFF\x53\x3B\x96\x62"), "UTF-16", XC_STR("医院"));
}

/* Two-byte UTF-8 alone is more often Chinese in GB18030 than Latin letters. */
static void two_byte_sequences_are_chinese(void **state) {
    (void)state;
    expect(XC_STR("\xC4\xE3\xBA\xC3"), "GB18030", XC_STR("你好"));
    expect(XC_STR("\xD0\xD0"), "GB18030", XC_STR("行"));
}

static void euro_sign_needs_cp936(void **state) {
    (void)state;
    expect(XC_STR("\xD2\xBD\x80,"), "CP936", XC_STR("医€,"));
}

static void names_the_first_bad_byte(void **state) {
    struct xc_decoded decoded;
    struct xc_error error = {0};
    (void)state;
    assert_int_equal(xc_decode(XC_STR("a\nb\xFFz"), XC_ENCODING_UTF8, XC_STR("f.csv"),
                               &decoded, &error),
                     XC_EINPUT);
    assert_int_equal(error.line, 2);
    assert_int_equal(error.column, 2);
    assert_true(error_says(&error, "0xFF"));
    xc_decoded_free(&decoded);
    assert_int_equal(xc_decode(XC_STR("\xD2\xBD\n\xFF\xFF"), XC_ENCODING_AUTO,
                               XC_STR("f.csv"), &decoded, &error),
                     XC_EINPUT);
    assert_int_equal(error.line, 2);
    assert_true(error_says(&error, "--encoding"));
    xc_decoded_free(&decoded);
    /* cut in the middle of a character */
    assert_int_equal(xc_decode(XC_STR("\xD2\xBD\xD4"), XC_ENCODING_GB18030,
                               XC_STR("f.csv"), &decoded, &error),
                     XC_EINPUT);
    xc_decoded_free(&decoded);
}

static void utf8_is_not_copied(void **state) {
    struct xc_decoded decoded;
    struct xc_error error = {0};
    struct xc_str text = XC_STR("机构编码");
    (void)state;
    assert_int_equal(xc_decode(text, XC_ENCODING_AUTO, XC_STR("f"), &decoded, &error),
                     XC_OK);
    assert_ptr_equal(decoded.text.ptr, text.ptr);
    assert_null(decoded.own.ptr);
    xc_decoded_free(&decoded);
}

static void the_option_wins(void **state) {
    struct xc_decoded decoded;
    struct xc_error error = {0};
    (void)state;
    assert_int_equal(
        xc_decode(XC_STR("\xC3\xA9"), XC_ENCODING_UTF8, XC_STR("f"), &decoded, &error),
        XC_OK);
    assert_string_equal(decoded.encoding, "UTF-8");
    xc_decoded_free(&decoded);
    assert_int_equal(xc_decode(XC_STR("\xE5\x8C\xBB"
                                      "1"),
                               XC_ENCODING_GB18030, XC_STR("f"), &decoded, &error),
                     XC_EINPUT);
    xc_decoded_free(&decoded);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recognises_each_encoding),
        cmocka_unit_test(two_byte_sequences_are_chinese),
        cmocka_unit_test(euro_sign_needs_cp936),
        cmocka_unit_test(names_the_first_bad_byte),
        cmocka_unit_test(utf8_is_not_copied),
        cmocka_unit_test(the_option_wins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
