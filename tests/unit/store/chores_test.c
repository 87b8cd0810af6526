#include "workspace.h"

#include "store/chores.h"

static void the_newest_stands(void **state) {
    struct workspace *workspace = *state;
    struct xc_arena *arena = xc_arena_new(1 << 16);
    struct xc_error error = {0};
    struct xc_chore chore;
    struct xc_str office = XC_STR("990101"), kind = XC_STR("draft"), id = XC_STR("a/b");
    test_ok(xc_store_chore(workspace->store, office, kind, id, arena, &chore, &error),
            &error);
    assert_true(chore.at == XC_NO_INSTANT && chore.result.len == 0);
    test_ok(xc_store_chore_done(workspace->store, office, kind, id, XC_STR("first"), 1000,
                                &error),
            &error);
    /* A clock that goes back is no reason to keep what is older. */
    test_ok(xc_store_chore_done(workspace->store, office, kind, id, XC_STR("second"), 500,
                                &error),
            &error);
    test_ok(xc_store_chore(workspace->store, office, kind, id, arena, &chore, &error),
            &error);
    assert_true(chore.at == 500 && xc_str_is(chore.result, "second"));
    test_ok(xc_store_chore(workspace->store, XC_STR(""), kind, id, arena, &chore, &error),
            &error);
    assert_true(chore.at == XC_NO_INSTANT);
    xc_arena_free(arena);
}

static void offices_with_plans(void **state) {
    struct workspace *workspace = *state;
    struct xc_arena *arena = xc_arena_new(1 << 16);
    struct xc_error error = {0};
    struct xc_str *offices;
    size_t count = 7;
    test_ok(xc_store_offices(workspace->store, arena, &offices, &count, &error), &error);
    assert_int_equal(count, 0);
    xc_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_newest_stands, setup, teardown),
        cmocka_unit_test_setup_teardown(offices_with_plans, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
