#include "check.h"

static void test_from(void **state) {
    (void)state;
    assert_view(xc_str_from("abc"), "abc");
    assert_view(xc_str_from(""), "");
    assert_int_equal(xc_str_from(NULL).len, 0);
}

static void test_equal_and_compare(void **state) {
    (void)state;
    struct xc_str none = {NULL, 0};
    assert_true(xc_str_equal(none, XC_STR("")));
    assert_true(xc_str_equal(XC_STR("a\0b"), XC_STR("a\0b")));
    assert_false(xc_str_equal(XC_STR("a\0b"), XC_STR("a\0c")));
    assert_false(xc_str_equal(XC_STR("a"), XC_STR("ab")));
    assert_true(xc_str_compare(XC_STR("a"), XC_STR("ab")) < 0);
    assert_true(xc_str_compare(XC_STR("b"), XC_STR("ab")) > 0);
    assert_true(xc_str_compare(XC_STR("\x7f"), XC_STR("\xC3")) <
                0); /* bytes are unsigned */
    assert_int_equal(xc_str_compare(XC_STR("x"), XC_STR("x")), 0);
    assert_int_equal(xc_str_compare(none, XC_STR("")), 0);
    assert_true(xc_str_is(XC_STR("zone"), "zone"));
    assert_false(xc_str_is(XC_STR("zone\0"), "zone"));
}

static void test_starts_ends_find(void **state) {
    (void)state;
    struct xc_str text = XC_STR("宜兴市人民医院");
    assert_true(xc_str_starts(text, XC_STR("宜兴")));
    assert_false(xc_str_starts(XC_STR("宜"), text));
    assert_true(xc_str_ends(text, XC_STR("医院")));
    assert_false(xc_str_ends(XC_STR("院"), text));
    assert_int_equal(xc_str_find(text, XC_STR("人民")), 9);
    assert_int_equal(xc_str_find(text, XC_STR("")), 0);
    assert_int_equal(xc_str_find(XC_STR("aab"), XC_STR("ab")), 1);
    assert_int_equal(xc_str_find(XC_STR("aaa"), XC_STR("ab")), -1);
    assert_int_equal(xc_str_find(XC_STR("a"), XC_STR("aa")), -1);
    assert_int_equal(xc_str_find(XC_STR(""), XC_STR("a")), -1);
    assert_int_equal(xc_str_find(XC_STR("a\0b"), XC_STR("\0b")), 1);
}

static void test_slice(void **state) {
    (void)state;
    struct xc_str none = {NULL, 0};
    assert_view(xc_str_slice(XC_STR("abcdef"), 2, 3), "cde");
    assert_view(xc_str_slice(XC_STR("abc"), 2, SIZE_MAX), "c");
    assert_view(xc_str_slice(XC_STR("abc"), 9, 2), "");
    assert_view(xc_str_slice(none, 1, 1), "");
}

static void test_trim(void **state) {
    (void)state;
    assert_view(xc_str_trim(XC_STR(" \t\r\n a b \v\f ")), "a b");
    assert_view(xc_str_trim(XC_STR("\xEF\xBB\xBF\xE3\x80\x80医院\xC2\xA0 ")), "医院");
    assert_view(xc_str_trim(XC_STR("\xE3\x80\x80")), "");
    assert_view(xc_str_trim(XC_STR("")), "");
    /* 怀 ends in 0x80 and à in 0xA0, as some white space does. */
    assert_view(xc_str_trim(XC_STR("怀 ")), "怀");
    assert_view(xc_str_trim(XC_STR("\xC3\xA0")), "\xC3\xA0");
    assert_view(xc_str_trim(XC_STR("\xE3\x80\x81x\xE3\x80\x82")),
                "\xE3\x80\x81x\xE3\x80\x82");
}

static void test_cut(void **state) {
    (void)state;
    struct xc_str rest = XC_STR("a,,b,");
    assert_view(xc_str_cut(&rest, ','), "a");
    assert_view(xc_str_cut(&rest, ','), "");
    assert_view(xc_str_cut(&rest, ','), "b");
    assert_non_null(rest.ptr);
    assert_view(xc_str_cut(&rest, ','), "");
    assert_null(rest.ptr);
    rest = XC_STR("");
    assert_view(xc_str_cut(&rest, ','), "");
    assert_null(rest.ptr);
}

static void test_to_uint(void **state) {
    (void)state;
    uint64_t value = 7;
    assert_true(xc_str_to_uint(XC_STR("0"), 0, &value));
    assert_int_equal(value, 0);
    assert_true(xc_str_to_uint(XC_STR("007"), 100, &value));
    assert_int_equal(value, 7);
    assert_true(xc_str_to_uint(XC_STR("18446744073709551615"), UINT64_MAX, &value));
    assert_true(value == UINT64_MAX);
    value = 5;
    assert_false(xc_str_to_uint(XC_STR("18446744073709551616"), UINT64_MAX, &value));
    assert_false(xc_str_to_uint(XC_STR("99999999999999999999999"), UINT64_MAX, &value));
    assert_false(xc_str_to_uint(XC_STR("101"), 100, &value));
    assert_false(xc_str_to_uint(XC_STR("9"), 3, &value));
    assert_false(xc_str_to_uint(XC_STR(""), 9, &value));
    assert_false(xc_str_to_uint(XC_STR("+1"), 9, &value));
    assert_false(xc_str_to_uint(XC_STR("1 "), 9, &value));
    assert_false(xc_str_to_uint(XC_STR("1\0"), 9, &value));
    assert_int_equal(value, 5);
}

static void test_hash(void **state) {
    (void)state;
    /* Published values of FNV-1a. */
    assert_true(xc_str_hash(XC_STR("")) == UINT64_C(0xcbf29ce484222325));
    assert_true(xc_str_hash(XC_STR("a")) == UINT64_C(0xaf63dc4c8601ec8c));
    assert_true(xc_str_hash(XC_STR("foobar")) == UINT64_C(0x85944171f73967e8));
}

static void texts_are_found_in_a_sorted_list(void **state) {
    const struct xc_str texts[] = {XC_STR("a"), XC_STR("ab"), XC_STR("c")};
    (void)state;
    assert_true(xc_str_listed(texts, 3, XC_STR("a")));
    assert_true(xc_str_listed(texts, 3, XC_STR("ab")));
    assert_true(xc_str_listed(texts, 3, XC_STR("c")));
    assert_false(xc_str_listed(texts, 3, XC_STR("")));
    assert_false(xc_str_listed(texts, 3, XC_STR("b")));
    assert_false(xc_str_listed(texts, 3, XC_STR("d")));
    assert_false(xc_str_listed(texts, 2, XC_STR("c")));
    assert_false(xc_str_listed(NULL, 0, XC_STR("a")));
}

struct thing {
    int number;
    struct xc_str text;
};

static struct xc_str text_of(const void *thing) {
    return ((const struct thing *)thing)->text;
}

static void texts_have_a_place(void **state) {
    const struct xc_str texts[] = {XC_STR("a"), XC_STR("ab"), XC_STR("c")};
    const struct thing things[] = {
        {1, XC_STR("a")}, {2, XC_STR("b")}, {3, XC_STR("b")}, {4, XC_STR("d")}};
    (void)state;
    assert_int_equal(xc_str_place(texts, 3, XC_STR("a")), 0);
    assert_int_equal(xc_str_place(texts, 3, XC_STR("c")), 2);
    assert_int_equal(xc_str_place(texts, 3, XC_STR("b")), -1);
    assert_int_equal(xc_str_place(texts, 2, XC_STR("c")), -1);
    assert_int_equal(xc_str_place(NULL, 0, XC_STR("c")), -1);
    assert_int_equal(xc_str_first(things, 4, sizeof *things, text_of, XC_STR("")), 0);
    assert_int_equal(xc_str_first(things, 4, sizeof *things, text_of, XC_STR("b")), 1);
    assert_int_equal(xc_str_first(things, 4, sizeof *things, text_of, XC_STR("c")), 3);
    assert_int_equal(xc_str_first(things, 4, sizeof *things, text_of, XC_STR("e")), 4);
    assert_int_equal(xc_str_first(NULL, 0, sizeof *things, text_of, XC_STR("e")), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_found_in_a_sorted_list),
        cmocka_unit_test(texts_have_a_place),
        cmocka_unit_test(test_from),
        cmocka_unit_test(test_equal_and_compare),
        cmocka_unit_test(test_starts_ends_find),
        cmocka_unit_test(test_slice),
        cmocka_unit_test(test_trim),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_to_uint),
        cmocka_unit_test(test_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
