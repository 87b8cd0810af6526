/* Tables that forget what was used the longest time ago. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "serve/keyed.h"

struct thing {
    int number;
    bool used;
};

static int dropped;

static bool drop(void *thing) {
    bool goes = !((struct thing *)thing)->used;
    dropped += goes;
    return goes;
}

static struct thing *take(struct xc_keyed *table, const char *key, int number) {
    struct thing *thing = xc_keyed_take(table, xc_str_from(key));
    if (thing)
        thing->number = number;
    return thing;
}

static void what_is_not_asked_for_goes_first(void **state) {
    (void)state;
    struct xc_keyed *table = xc_keyed_new(3, sizeof(struct thing), drop);
    dropped = 0;
    assert_null(xc_keyed_find(table, XC_STR("a")));
    const struct thing *a = take(table, "a", 1);
    take(table, "b", 2);
    take(table, "", 3);
    assert_ptr_equal(xc_keyed_find(table, XC_STR("a")), a);
    take(table, "d", 4);
    assert_null(xc_keyed_find(table, XC_STR("b")));
    assert_ptr_equal(take(table, "a", 1), a);
    assert_int_equal(((struct thing *)xc_keyed_find(table, XC_STR("")))->number, 3);
    assert_int_equal(xc_keyed_count(table), 3);
    const struct thing *thing = xc_keyed_oldest(table);
    assert_int_equal(thing->number, 4);
    assert_true(xc_str_is(xc_keyed_key(thing), "d"));
    thing = xc_keyed_newer(thing);
    assert_ptr_equal(thing, a);
    thing = xc_keyed_newer(thing);
    assert_int_equal(thing->number, 3);
    assert_null(xc_keyed_newer(thing));
    xc_keyed_free(table);
    assert_int_equal(dropped, 4);
}

static void what_is_in_use_stays(void **state) {
    (void)state;
    struct xc_keyed *table = xc_keyed_new(2, sizeof(struct thing), drop);
    take(table, "a", 1)->used = true;
    take(table, "b", 2);
    take(table, "c", 3)->used = true;
    assert_non_null(xc_keyed_find(table, XC_STR("a")));
    assert_null(xc_keyed_find(table, XC_STR("b")));
    assert_null(take(table, "d", 4));
    xc_keyed_free(table);
}

static void many_are_found_again(void **state) {
    (void)state;
    enum { MANY = 5000, MOST = 1000 };
    struct xc_keyed *table = xc_keyed_new(MOST, sizeof(struct thing), NULL);
    char key[16];
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(key, sizeof key, "key %d", i);
        take(table, key, i);
    }
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(key, sizeof key, "key %d", i);
        const struct thing *thing = xc_keyed_find(table, xc_str_from(key));
        assert_int_equal(thing != NULL, i >= MANY - MOST);
        assert_true(!thing || thing->number == i);
    }
    xc_keyed_free(table);
    xc_keyed_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_asked_for_goes_first),
        cmocka_unit_test(what_is_in_use_stays),
        cmocka_unit_test(many_are_found_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
