#include "check.h"

#include <string.h>

static void test_append_kinds(void **state) {
    (void)state;
    struct xc_buffer buffer = xc_buffer_make(1000);
    assert_null(xc_buffer_view(&buffer).ptr);
    assert_int_equal(xc_buffer_add(&buffer, (struct xc_str){NULL, 0}), XC_OK);
    assert_int_equal(xc_buffer_puts(&buffer, "n="), XC_OK);
    assert_int_equal(xc_buffer_uint(&buffer, 0), XC_OK);
    assert_int_equal(xc_buffer_putc(&buffer, ' '), XC_OK);
    assert_int_equal(xc_buffer_uint(&buffer, UINT64_MAX), XC_OK);
    assert_int_equal(xc_buffer_putc(&buffer, ' '), XC_OK);
    assert_int_equal(xc_buffer_int(&buffer, INT64_MIN), XC_OK);
    assert_int_equal(xc_buffer_append(&buffer, "\0!", 2), XC_OK);
    assert_int_equal(xc_buffer_int(&buffer, 42), XC_OK);
    assert_int_equal(xc_buffer_printf(&buffer, "[%s:%03d]", "医院", 7), XC_OK);
    assert_view(xc_buffer_view(&buffer),
                "n=0 18446744073709551615 -9223372036854775808\0!42[医院:007]");
    xc_buffer_clear(&buffer);
    assert_int_equal(buffer.len, 0);
    assert_non_null(buffer.ptr);
    xc_buffer_free(&buffer);
    assert_int_equal(buffer.max, 1000);
    xc_buffer_free(NULL);
}

static void test_maximum_is_exact(void **state) {
    (void)state;
    struct xc_buffer buffer = xc_buffer_make(10);
    assert_int_equal(xc_buffer_puts(&buffer, "123456"), XC_OK);
    assert_int_equal(xc_buffer_printf(&buffer, "%s", "7890"), XC_OK);
    assert_view(xc_buffer_view(&buffer), "1234567890");
    assert_in_range(buffer.capacity, 10, 10); /* memory is bounded, not only content */
    assert_int_equal(xc_buffer_putc(&buffer, 'x'), XC_ENOMEM);
    assert_view(xc_buffer_view(&buffer), "1234567890");
    assert_true(buffer.failed);
    xc_buffer_free(&buffer);
}

static void test_failure_stays(void **state) {
    (void)state;
    struct xc_buffer buffer = xc_buffer_make(5);
    assert_int_equal(xc_buffer_puts(&buffer, "abc"), XC_OK);
    assert_int_equal(xc_buffer_puts(&buffer, "def"), XC_ENOMEM);
    assert_int_equal(xc_buffer_puts(&buffer, "d"), XC_ENOMEM); /* would fit, but a hole */
    assert_int_equal(xc_buffer_append(&buffer, "", 0), XC_ENOMEM);
    assert_int_equal(xc_buffer_printf(&buffer, "%d", 1), XC_ENOMEM);
    assert_int_equal(xc_buffer_uint(&buffer, 1), XC_ENOMEM);
    assert_null(xc_buffer_reserve(&buffer, 1));
    assert_view(xc_buffer_view(&buffer), "abc");
    xc_buffer_clear(&buffer);
    assert_int_equal(xc_buffer_puts(&buffer, "fine"), XC_OK);
    assert_int_equal(xc_buffer_int(&buffer, -12), XC_ENOMEM);
    assert_view(xc_buffer_view(&buffer), "fine"); /* no lonely minus */
    xc_buffer_clear(&buffer);
    assert_int_equal(xc_buffer_printf(&buffer, "%s", "sixsix"), XC_ENOMEM);
    assert_int_equal(buffer.len, 0);
    xc_buffer_free(&buffer);
}

static void test_reserve(void **state) {
    (void)state;
    static const char letters[3] = {'x', 'y', 'z'};
    struct xc_buffer buffer = xc_buffer_make(SIZE_MAX);
    for (size_t i = 0; i < 5000; i++) {
        char *place = xc_buffer_reserve(&buffer, 3);
        assert_non_null(place);
        memcpy(place, letters, sizeof letters);
        buffer.len += 3;
    }
    for (size_t i = 0; i < buffer.len; i++) {
        assert_int_equal(buffer.ptr[i], letters[i % 3]);
    }
    assert_null(xc_buffer_reserve(&buffer, SIZE_MAX));
    assert_int_equal(buffer.len, 15000);
    xc_buffer_free(&buffer);
    struct xc_buffer none = xc_buffer_make(0);
    assert_int_equal(xc_buffer_puts(&none, ""), XC_OK);
    assert_int_equal(xc_buffer_puts(&none, "a"), XC_ENOMEM);
    xc_buffer_free(&none);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_append_kinds),
        cmocka_unit_test(test_maximum_is_exact),
        cmocka_unit_test(test_failure_stays),
        cmocka_unit_test(test_reserve),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
