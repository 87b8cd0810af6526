#include "example.h"

#include "draw/draw_internal.h"

/* Every control character of Unicode, alone and between letters; their neighbours are
 * none. */
static void test_controls(void **state) {
    (void)state;
    for (unsigned byte = 1; byte < 0x80; byte++) {
        const char text[] = {'a', (char)byte, 'b', 0};
        assert_int_equal(xc_draw_text_clean(xc_str_from(text)),
                         byte >= 0x20 && byte != 0x7F);
        assert_int_equal(xc_draw_text_clean((struct xc_str){text + 1, 1}),
                         byte >= 0x20 && byte != 0x7F);
    }
    for (unsigned byte = 0x80; byte < 0xC0; byte++) {
        const char text[] = {'a', (char)0xC2, (char)byte, 'b', 0};
        assert_int_equal(xc_draw_text_clean(xc_str_from(text)), byte >= 0xA0);
        assert_int_equal(xc_draw_text_clean((struct xc_str){text + 1, 2}), byte >= 0xA0);
    }
    assert_true(xc_draw_text_clean(XC_STR("")));
    assert_false(xc_draw_text_clean((struct xc_str){"a\0b", 3}));
    assert_false(xc_draw_text_clean(XC_STR("\xC2")));
}

/* q with a dot above has no composed form, so only composing shows that it is one. */
static void test_composed(void **state) {
    (void)state;
    struct xc_buffer text = xc_buffer_make(4096);
    for (size_t i = 0; i < 200; i++) {
        assert_int_equal(xc_buffer_puts(&text, "q\xCC\x87"), XC_OK);
        assert_true(xc_draw_text_clean(xc_buffer_view(&text)));
    }
    assert_int_equal(xc_buffer_puts(&text, "e\xCC\x81"), XC_OK);
    assert_false(xc_draw_text_clean(xc_buffer_view(&text)));
    xc_buffer_free(&text);
}

static void test_names(void **state) {
    (void)state;
    static const char *const bad[] = {"", "-", ":", ",", "a:b", "a,b", "a\tb"};
    static const char *const good[] = {"a", "--", "-a", "甲 乙/丙", "\xC2\xB7"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(xc_draw_name_valid(xc_str_from(bad[i])));
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(xc_draw_name_valid(xc_str_from(good[i])));
}

static void test_numbers(void **state) {
    (void)state;
    static const char *const bad[] = {"",   "00",  "01", "+1",
                                      "-1", " 1",  "1 ", "18446744073709551616",
                                      "1a", "0x1", "一", "100000000000000000000"};
    uint64_t value = 7;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(xc_draw_number_read(xc_str_from(bad[i]), UINT64_MAX, &value));
    assert_false(xc_draw_number_read(XC_STR("11"), 10, &value));
    assert_int_equal(value, 7);
    assert_true(xc_draw_number_read(XC_STR("0"), 10, &value));
    assert_int_equal(value, 0);
    assert_true(xc_draw_number_read(XC_STR("10"), 10, &value));
    assert_int_equal(value, 10);
    assert_true(xc_draw_number_read(XC_STR("18446744073709551615"), UINT64_MAX, &value));
    assert_true(value == UINT64_MAX);
}

/* Messages show 120 bytes, and no half character. */
static void test_shown(void **state) {
    (void)state;
    char text[200];
    memset(text, 'a', sizeof text);
    assert_int_equal(xc_draw_show((struct xc_str){text, 120}).len, 120);
    assert_int_equal(xc_draw_show((struct xc_str){text, 121}).len, 120);
    memcpy(text + 118, "甲", 3);
    assert_int_equal(xc_draw_show((struct xc_str){text, 200}).len, 118);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_controls), cmocka_unit_test(test_composed),
        cmocka_unit_test(test_names),    cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
