#include "policy/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static unsigned scan(const char *text) {
    return xc_scan_power(xc_str_from(text));
}

static void finds_the_operator(void **state) {
    (void)state;
    assert_int_equal(scan("return 2^3"), 1);
    assert_int_equal(scan("local a\nlocal b = a ^ 2"), 2);
    assert_int_equal(scan("local s = 'x' .. 2^2"), 1);
    assert_int_equal(scan("--[[ a\nb ]] x = 1 ^ 2"), 2);
    assert_int_equal(scan("t[1]^2"), 1);
    assert_int_equal(scan("x = [[\n^\n]]\ny = 2^2"), 4);
}

static void passes_texts_and_comments(void **state) {
    (void)state;
    assert_int_equal(scan(""), 0);
    assert_int_equal(scan("return 2*3 -- 2^3"), 0);
    assert_int_equal(scan("--[[ 2^3 \n ]] return 1"), 0);
    assert_int_equal(scan("--[==[ ]] 2^3 ]=] ]==] return 1"), 0);
    assert_int_equal(scan("return '^'"), 0);
    assert_int_equal(scan("return \"\\\"^\""), 0);
    assert_int_equal(scan("return [=[ ^ ]] ^ ]=]"), 0);
    assert_int_equal(scan("return a[b[1]]"), 0);
    assert_int_equal(scan("return a ~ b"), 0);
}

static void survives_open_ends(void **state) {
    (void)state;
    assert_int_equal(scan("'"), 0);
    assert_int_equal(scan("'\\"), 0);
    assert_int_equal(scan("[["), 0);
    assert_int_equal(scan("[=[ ]"), 0);
    assert_int_equal(scan("--"), 0);
    assert_int_equal(scan("--[==["), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_operator),
        cmocka_unit_test(passes_texts_and_comments),
        cmocka_unit_test(survives_open_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
