#include "check.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static void test_every_character(void **state) {
    (void)state;
    for (uint32_t character = 0; character <= 0x10FFFF; character++) {
        char bytes[4];
        if (character >= 0xD800 && character <= 0xDFFF) {
            continue;
        }
        size_t len = xc_utf8_put(character, bytes);
        size_t at = 0;
        utf8proc_int32_t other = 0;
        struct xc_str text = {bytes, len};
        assert_true(xc_utf8_valid(text, NULL));
        assert_true(xc_utf8_next(text, &at) == character);
        assert_int_equal(at, len);
        assert_int_equal(utf8proc_iterate((const utf8proc_uint8_t *)bytes,
                                          (utf8proc_ssize_t)len, &other),
                         len);
        assert_true((uint32_t)other == character);
        assert_int_equal(xc_utf8_count(text), 1);
        for (size_t cut = 1; cut < len; cut++) {
            assert_false(xc_utf8_valid(xc_str_slice(text, 0, cut), NULL));
            assert_false(xc_utf8_valid(xc_str_slice(text, cut, len), NULL));
        }
    }
}

/* Every run of one to three bytes, and a sample of four, is judged as utf8proc judges it.
 */
static void test_every_short_run(void **state) {
    (void)state;
    for (uint32_t run = 0; run < (UINT32_C(1) << 24); run += run < 0x20000 ? 1 : 5) {
        unsigned char bytes[4] = {(unsigned char)(run & 0xFF),
                                  (unsigned char)(run >> 8 & 0xFF),
                                  (unsigned char)(run >> 16), 0x80};
        struct xc_str text = {(const char *)bytes, 4};
        size_t at = 0;
        while (at < 4) {
            utf8proc_int32_t other = 0;
            utf8proc_ssize_t len =
                utf8proc_iterate(bytes + at, (utf8proc_ssize_t)(4 - at), &other);
            size_t before = at;
            uint32_t character = xc_utf8_next(text, &at);
            if (len < 0) {
                assert_true(character == 0xFFFD && at == before + 1);
            } else {
                assert_true(character == (uint32_t)other && at == before + (size_t)len);
            }
        }
    }
}

static void test_hostile(void **state) {
    (void)state;
    static const struct {
        struct xc_str text;
        size_t position;
    } bad[] = {
        {XC_STR_INIT("\x80"), 0},
        {XC_STR_INIT("abc\xff"), 3},
        {XC_STR_INIT("12345678\xC0\xAF"), 8}, /* overlong / */
        {XC_STR_INIT("a\xE0\x80\xAF"), 1},    /* overlong / */
        {XC_STR_INIT("\xF0\x80\x80\xAF"), 0}, /* overlong / */
        {XC_STR_INIT("\xC1\xBF"), 0},         /* overlong */
        {XC_STR_INIT("医\xED\xA0\x80"), 3},   /* surrogate */
        {XC_STR_INIT("\xED\xBF\xBF"), 0},     /* surrogate */
        {XC_STR_INIT("\xF4\x90\x80\x80"), 0}, /* U+110000 */
        {XC_STR_INIT("\xF5\x80\x80\x80"), 0},
        {XC_STR_INIT("\xF8\x88\x80\x80\x80"), 0}, /* five bytes */
        {XC_STR_INIT("0123456789\xE5\x8C"), 10},  /* cut off */
        {XC_STR_INIT("\xE5\x8C"
                     "a"),
         0},
        {XC_STR_INIT("\xF0\x9F\x98"), 0},
        {XC_STR_INIT("\xD2\xBD\xD4\xBA"), SIZE_MAX}, /* GBK that happens to be valid */
        {XC_STR_INIT("\xD2\xBD\xD4\xBA\xC3"), 4},
        {XC_STR_INIT("\xB9\xAB\xC1\xA2"), 0}, /* 公立 in GBK */
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        size_t position = SIZE_MAX;
        bool valid = xc_utf8_valid(bad[i].text, &position);
        assert_int_equal(valid, bad[i].position == SIZE_MAX);
        assert_int_equal(position, bad[i].position);
        assert_int_equal(xc_utf8_valid(bad[i].text, NULL), valid);
    }
    assert_true(xc_utf8_valid(XC_STR(""), NULL));
    assert_true(xc_utf8_valid(XC_STR("a\0b"), NULL));
    char bytes[4];
    assert_int_equal(xc_utf8_put(0xD800, bytes), 3);
    assert_memory_equal(bytes, "\xEF\xBF\xBD", 3);
    assert_int_equal(xc_utf8_put(0x110000, bytes), 3);
}

static void test_prefix_and_count(void **state) {
    (void)state;
    struct xc_str text = XC_STR("a医院😀");
    assert_int_equal(xc_utf8_count(text), 4);
    assert_view(xc_utf8_prefix(text, 100), "a医院😀");
    assert_view(xc_utf8_prefix(text, 10), "a医院");
    assert_view(xc_utf8_prefix(text, 7), "a医院");
    assert_view(xc_utf8_prefix(text, 6), "a医");
    assert_view(xc_utf8_prefix(text, 1), "a");
    assert_view(xc_utf8_prefix(text, 0), "");
}

static void test_width(void **state) {
    (void)state;
    assert_int_equal(xc_utf8_width(XC_STR("abc")), 3);
    assert_int_equal(xc_utf8_width(XC_STR("医院A")), 5);
    assert_int_equal(xc_utf8_width(XC_STR("（甲）")), 6);
    assert_int_equal(xc_utf8_width(XC_STR("e\xCC\x81")), 1);
    assert_int_equal(xc_utf8_width(XC_STR("\x1b\n")), 0);
    assert_int_equal(xc_utf8_width(XC_STR("")), 0);
}

static void check_nfc(struct xc_str from, struct xc_str to) {
    struct xc_buffer out = xc_buffer_make(1U << 16);
    assert_int_equal(xc_buffer_puts(&out, "<"), XC_OK);
    assert_int_equal(xc_utf8_nfc(from, &out), XC_OK);
    struct xc_str got = xc_str_slice(xc_buffer_view(&out), 1, SIZE_MAX);
    assert_true(xc_str_equal(got, to));
    xc_buffer_free(&out);
}

static void test_nfc(void **state) {
    (void)state;
    check_nfc(XC_STR("宜兴市（丁蜀）第1医院、ABC"), XC_STR("宜兴市（丁蜀）第1医院、ABC"));
    check_nfc(XC_STR("e\xCC\x81"), XC_STR("é"));
    check_nfc(XC_STR("か\xE3\x82\x99"), XC_STR("が"));
    check_nfc(XC_STR("\xEF\xA4\x80"), XC_STR("豈")); /* compatibility ideograph */
    check_nfc(XC_STR("\xE2\x84\xAB"), XC_STR("Å"));
    check_nfc(XC_STR("a\0e\xCC\x81"), XC_STR("a\0é"));
    check_nfc(XC_STR(""), XC_STR(""));
    struct xc_buffer out = xc_buffer_make(100);
    assert_int_equal(xc_utf8_nfc(XC_STR("\xff"), &out), XC_EINPUT);
    assert_int_equal(xc_utf8_nfc(XC_STR("e\xCC\x81\xE5\x8C"), &out), XC_EINPUT);
    assert_int_equal(out.len, 0);
    xc_buffer_free(&out);
    out = xc_buffer_make(2);
    assert_int_equal(xc_utf8_nfc(XC_STR("e\xCC\x81x"), &out), XC_ENOMEM);
    xc_buffer_free(&out);
}

static void test_nfc_of_endless_marks(void **state) {
    (void)state;
    enum { MARKS = 1 << 20 };
    char *bytes = malloc(2 * MARKS + 1);
    assert_non_null(bytes);
    bytes[0] = 'a';
    for (size_t i = 0; i < MARKS;
         i++) { /* two classes in turn: the worst case for sorting */
        assert_int_equal(xc_utf8_put(i % 2 == 0 ? 0x301 : 0x323, bytes + 1 + 2 * i), 2);
    }
    struct xc_buffer out = xc_buffer_make(4 * MARKS);
    assert_int_equal(xc_utf8_nfc((struct xc_str){bytes, 2 * MARKS + 1}, &out), XC_EINPUT);
    assert_int_equal(xc_utf8_nfc((struct xc_str){bytes, 2 * 30 + 1}, &out), XC_OK);
    xc_buffer_free(&out);
    free(bytes);
}

static void test_quick_check_is_never_wrong(void **state) {
    (void)state;
    for (uint32_t character = 0; character <= 0x10FFFF; character++) {
        char bytes[4];
        if (character >= 0xD800 && character <= 0xDFFF) {
            continue;
        }
        struct xc_str text = {bytes, xc_utf8_put(character, bytes)};
        utf8proc_int32_t parts[8];
        int boundary = 0;
        utf8proc_ssize_t count =
            utf8proc_decompose_char((utf8proc_int32_t)character, parts, 8,
                                    UTF8PROC_COMPOSE | UTF8PROC_STABLE, &boundary);
        assert_in_range(count, 0, 8);
        for (utf8proc_ssize_t i = 1; i < count; i++) {
            /* Nothing that stands second in a composition passes the quick check. */
            struct xc_str part = {bytes, xc_utf8_put((uint32_t)parts[i], bytes)};
            assert_false(xc_utf8_is_nfc_quick(part));
        }
        text.len = xc_utf8_put(character, bytes);
        if (!xc_utf8_is_nfc_quick(text)) {
            continue;
        }
        assert_int_equal(
            utf8proc_get_property((utf8proc_int32_t)character)->combining_class, 0);
        utf8proc_uint8_t *composed = NULL;
        utf8proc_ssize_t len =
            utf8proc_map((const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)text.len,
                         &composed, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
        assert_int_equal(len, text.len);
        assert_memory_equal(composed, bytes, text.len);
        free(composed);
    }
    assert_true(xc_utf8_is_nfc_quick(XC_STR("宜兴市（丁蜀）第1医院、㐀①—“”")));
    assert_false(xc_utf8_is_nfc_quick(XC_STR("12345678e\xCC\x81")));
    assert_false(xc_utf8_is_nfc_quick(XC_STR("\xff")));
}

static void test_forbidden(void **state) {
    (void)state;
    assert_int_equal(xc_utf8_forbidden(XC_STR("宜兴·丁蜀（A-1）é😀")), 0);
    assert_int_equal(xc_utf8_forbidden(XC_STR("a\tb")), '\t');
    assert_int_equal(xc_utf8_forbidden(XC_STR("a\x7f")), 0x7F);
    assert_int_equal(xc_utf8_forbidden(XC_STR("\xC2\x85")), 0x85);
    assert_int_equal(xc_utf8_forbidden(XC_STR("医\xE2\x80\x8B院")), 0x200B);
    assert_int_equal(xc_utf8_forbidden(XC_STR("\xE2\x80\xAE"
                                              "txt")),
                     0x202E);
    assert_int_equal(xc_utf8_forbidden(XC_STR("\xE2\x80\xA8")), 0x2028);
    assert_int_equal(xc_utf8_forbidden(XC_STR("\xEF\xBB\xBFid")), 0xFEFF);
    assert_int_equal(xc_utf8_forbidden(XC_STR("\xE2\x81\xA6")), 0x2066);
    assert_int_equal(xc_utf8_forbidden(XC_STR("a\0b")), 0xFFFD);
}

static void test_fold(void **state) {
    (void)state;
    struct xc_buffer out = xc_buffer_make(100);
    assert_int_equal(xc_utf8_fold(XC_STR("ＡＢｃ　１２：机构 Name～"), &out), XC_OK);
    assert_view(xc_buffer_view(&out), "abc 12:机构 name~");
    xc_buffer_clear(&out);
    assert_int_equal(xc_utf8_fold(XC_STR("É\xff"), &out), XC_OK);
    assert_view(xc_buffer_view(&out), "É\xff");
    xc_buffer_free(&out);
    out = xc_buffer_make(2);
    assert_int_equal(xc_utf8_fold(XC_STR("abc"), &out), XC_ENOMEM);
    assert_int_equal(xc_utf8_fold(XC_STR(""), &out), XC_ENOMEM);
    xc_buffer_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_character),
        cmocka_unit_test(test_every_short_run),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_prefix_and_count),
        cmocka_unit_test(test_width),
        cmocka_unit_test(test_nfc),
        cmocka_unit_test(test_nfc_of_endless_marks),
        cmocka_unit_test(test_quick_check_is_never_wrong),
        cmocka_unit_test(test_forbidden),
        cmocka_unit_test(test_fold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
