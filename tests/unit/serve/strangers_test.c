/* Clients that come with what nobody knows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "serve/strangers.h"

static void so_many_in_a_minute(void **state) {
    (void)state;
    struct xc_strangers *strangers = xc_strangers_new(3);
    const struct xc_str one = XC_STR("192.0.2.1"), other = XC_STR("192.0.2.2");
    for (uint64_t i = 0; i < 3; i++) {
        assert_int_equal(xc_strangers_wait(strangers, one, 1000 + i), 0);
        assert_int_equal(xc_strangers_note(strangers, one, 1000 + i), 0);
    }
    assert_int_equal(xc_strangers_note(strangers, one, 2000), 59);
    assert_int_equal(xc_strangers_wait(strangers, one, 60999), 1);
    assert_int_equal(xc_strangers_note(strangers, other, 2000), 0);
    assert_int_equal(xc_strangers_note(strangers, one, 61000), 0);
    assert_int_equal(xc_strangers_wait(strangers, one, 61000), 0);
    xc_strangers_free(strangers);
    xc_strangers_free(NULL);
}

static void a_household_is_one_client(void **state) {
    (void)state;
    struct xc_strangers *strangers = xc_strangers_new(1);
    assert_int_equal(xc_strangers_note(strangers, XC_STR("2001:db8::1"), 0), 0);
    assert_int_not_equal(xc_strangers_note(strangers, XC_STR("2001:db8::2:3"), 0), 0);
    assert_int_equal(xc_strangers_note(strangers, XC_STR("2001:db8:0:1::1"), 0), 0);
    assert_int_equal(xc_strangers_note(strangers, XC_STR("::ffff:192.0.2.1"), 0), 0);
    assert_int_equal(xc_strangers_note(strangers, XC_STR("::ffff:192.0.2.2"), 0), 0);
    assert_int_equal(xc_strangers_note(strangers, XC_STR(""), 0), 0);
    assert_int_not_equal(xc_strangers_note(strangers, XC_STR(""), 0), 0);
    xc_strangers_free(strangers);
}

static void many_clients_push_out_the_oldest(void **state) {
    (void)state;
    struct xc_strangers *strangers = xc_strangers_new(1);
    char peer[32];
    for (unsigned i = 0; i < 40000; i++) {
        (void)snprintf(peer, sizeof peer, "10.%u.%u.1", i / 256, i % 256);
        assert_int_equal(xc_strangers_note(strangers, xc_str_from(peer), i), 0);
    }
    assert_int_not_equal(xc_strangers_note(strangers, xc_str_from(peer), 40000), 0);
    assert_int_equal(xc_strangers_note(strangers, XC_STR("10.0.0.1"), 40000), 0);
    xc_strangers_free(strangers);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(so_many_in_a_minute),
        cmocka_unit_test(a_household_is_one_client),
        cmocka_unit_test(many_clients_push_out_the_oldest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
