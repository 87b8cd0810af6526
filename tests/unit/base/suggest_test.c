#include "check.h"

#include "base/suggest.h"

#include <string.h>

static const struct xc_str words[] = {
    XC_STR_INIT("at_least"), XC_STR_INIT("window"), XC_STR_INIT("crew"),
    XC_STR_INIT("药店"),     XC_STR_INIT("医院"),   XC_STR_INIT("社区卫生服务中心"),
};

static struct xc_str nearest(const char *word) {
    return xc_suggest(xc_str_from(word), words, sizeof words / sizeof *words);
}

static void test_slips_of_the_pen(void **state) {
    (void)state;
    assert_view(nearest("at_lest"), "at_least");
    assert_view(nearest("wnidow"), "window"); /* neighbours changed places: one slip */
    assert_view(nearest("windoww"), "window");
    assert_view(nearest("crw"), "crew");
    assert_view(nearest("window"), "window");
    assert_view(nearest("药房"), "药店");
    assert_view(nearest("社区卫生服务站"), "社区卫生服务中心");
}

static void test_nothing_near(void **state) {
    (void)state;
    assert_int_equal(nearest("budget").len, 0);
    assert_int_equal(nearest("").len, 0);
    assert_int_equal(nearest("wdnwio").len, 0);
    assert_int_equal(xc_suggest(XC_STR("a"), NULL, 0).len, 0);
    const struct xc_str single[] = {XC_STR_INIT("b"), XC_STR_INIT("")};
    assert_int_equal(xc_suggest(XC_STR("a"), single, 2).len, 0);
}

static void test_ties_go_to_the_earlier(void **state) {
    (void)state;
    const struct xc_str twins[] = {XC_STR_INIT("case"), XC_STR_INIT("cast")};
    assert_view(xc_suggest(XC_STR("casx"), twins, 2), "case");
    assert_view(xc_suggest(XC_STR("cast"), twins, 2), "cast");
}

static void test_hostile_words(void **state) {
    (void)state;
    char text[5000];
    memset(text, 'a', sizeof text);
    assert_int_equal(xc_suggest((struct xc_str){text, sizeof text}, words,
                                sizeof words / sizeof *words)
                         .len,
                     0);
    const struct xc_str odd[] = {
        {text, sizeof text}, {text, 64}, XC_STR_INIT("\xff\xfe")};
    assert_int_equal(xc_suggest((struct xc_str){text, 63}, odd, 3).len, 64);
    assert_int_equal(xc_suggest(XC_STR("\xff\xfe"), odd, 3).len, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slips_of_the_pen),
        cmocka_unit_test(test_nothing_near),
        cmocka_unit_test(test_ties_go_to_the_earlier),
        cmocka_unit_test(test_hostile_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
