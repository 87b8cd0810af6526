#include "base/pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const uint64_t numbers[] = {
    0, 1, 127, 128, 16383, 16384, UINT32_MAX, INT64_MAX, UINT64_MAX, UINT64_MAX - 1};
static const int64_t signs[] = {0, 1, -1, 63, -64, 64, INT32_MIN, INT64_MAX, INT64_MIN};

static void there_and_back(void **state) {
    struct xc_buffer out = xc_buffer_make(1 << 12);
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        xc_pack_number(&out, numbers[i]);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        xc_pack_signed(&out, signs[i]);
    xc_pack_text(&out, XC_STR("丁蜀镇"));
    xc_pack_text(&out, XC_STR(""));
    assert_false(out.failed);
    struct xc_unpack in = xc_unpack_from(xc_buffer_view(&out));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        assert_true(xc_unpack_number(&in) == numbers[i]);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        assert_true(xc_unpack_signed(&in) == signs[i]);
    assert_true(xc_str_is(xc_unpack_text(&in), "丁蜀镇"));
    assert_true(xc_str_is(xc_unpack_text(&in), ""));
    assert_false(xc_unpack_more(&in));
    assert_false(in.odd);
    xc_buffer_free(&out);
}

static void small_ones_take_a_byte(void **state) {
    struct xc_buffer out = xc_buffer_make(64);
    (void)state;
    xc_pack_number(&out, 127);
    xc_pack_signed(&out, -64);
    assert_int_equal(out.len, 2);
    xc_buffer_free(&out);
}

static void is_odd(struct xc_str bytes, bool text) {
    struct xc_unpack in = xc_unpack_from(bytes);
    if (text)
        assert_int_equal(xc_unpack_text(&in).len, 0);
    else
        assert_true(xc_unpack_number(&in) == 0);
    assert_true(in.odd);
    assert_false(xc_unpack_more(&in));
    assert_true(xc_unpack_number(&in) == 0);
}

static void what_is_cut_short_or_too_long(void **state) {
    (void)state;
    is_odd(XC_STR(""), false);
    is_odd(XC_STR("\x80"), false);
    is_odd(XC_STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), false); /* 65 bits */
    is_odd(XC_STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), false);
    is_odd(XC_STR("\x03"
                  "ab"),
           true);
    is_odd(XC_STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"
                  "ab"),
           true);
}

static void more_than_allowed(void **state) {
    struct xc_unpack in = xc_unpack_from(XC_STR("\x05\x06\x07"));
    (void)state;
    assert_int_equal(xc_unpack_small(&in, 5), 5);
    assert_int_equal(xc_unpack_small(&in, 5), 0);
    assert_true(in.odd);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(small_ones_take_a_byte),
        cmocka_unit_test(what_is_cut_short_or_too_long),
        cmocka_unit_test(more_than_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
