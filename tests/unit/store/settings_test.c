#include "workspace.h"

static void set(struct workspace *workspace, const char *office, const char *name,
                struct xc_str value) {
    struct xc_error error = {0};
    test_ok(xc_store_set_setting(workspace->store, xc_str_from(office), xc_str_from(name),
                                 value, TEST_AT, &error),
            &error);
}

static struct xc_str get(struct workspace *workspace, const char *office,
                         const char *name) {
    struct xc_error error = {0};
    struct xc_str value = XC_STR("?");
    test_ok(xc_store_get_setting(workspace->store, xc_str_from(office), xc_str_from(name),
                                 workspace->arena, &value, &error),
            &error);
    return value;
}

static void kept_per_office(void **state) {
    struct workspace *workspace = *state;
    assert_int_equal(get(workspace, "3202", "cap").len, 0);
    set(workspace, "3202", "cap", XC_STR("2"));
    set(workspace, "", "cap", XC_STR("4"));
    set(workspace, "3202", "title", XC_STR(""));
    xc_store_close(workspace->store);
    workspace->store = test_open(workspace->path);
    assert_true(xc_str_is(get(workspace, "3202", "cap"), "2"));
    assert_true(xc_str_is(get(workspace, "", "cap"), "4"));
    assert_int_equal(get(workspace, "3203", "cap").len, 0);
    assert_int_equal(get(workspace, "3202", "title").len, 0);
    set(workspace, "3202", "cap", XC_STR("3"));
    assert_true(xc_str_is(get(workspace, "3202", "cap"), "3"));
}

static void any_bytes(void **state) {
    struct workspace *workspace = *state;
    struct xc_str odd = XC_STR("a\0b'\"\xff;--\n医");
    set(workspace, "3202", "it's; DROP TABLE setting", odd);
    assert_true(xc_str_equal(get(workspace, "3202", "it's; DROP TABLE setting"), odd));
}

/* What one connection reads does not change while another one writes, and it learns that
 * something was written. */
static void another_connection_writes(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    int64_t before = 0, after = 0;
    struct xc_store *other = test_open(workspace->path);
    set(workspace, "3202", "cap", XC_STR("1"));
    test_ok(xc_store_changes(workspace->store, &before, &error), &error);
    test_ok(xc_store_reading(workspace->store, &error), &error);
    assert_true(xc_str_is(get(workspace, "3202", "cap"), "1"));
    test_ok(xc_store_set_setting(other, XC_STR("3202"), XC_STR("cap"), XC_STR("2"),
                                 TEST_AT, &error),
            &error);
    assert_true(xc_str_is(get(workspace, "3202", "cap"), "1"));
    xc_store_read(workspace->store);
    assert_true(xc_str_is(get(workspace, "3202", "cap"), "2"));
    test_ok(xc_store_changes(workspace->store, &after, &error), &error);
    assert_int_not_equal(after, before);
    test_ok(xc_store_changes(workspace->store, &before, &error), &error);
    assert_int_equal(after, before);
    xc_store_close(other);
}

static void small_arena(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_arena *arena = xc_arena_new(4);
    struct xc_str value;
    set(workspace, "3202", "title", XC_STR("more than four bytes"));
    assert_int_equal(xc_store_get_setting(workspace->store, XC_STR("3202"),
                                          XC_STR("title"), arena, &value, &error),
                     XC_ENOMEM);
    xc_arena_free(arena);
}

static void lost_table(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_str value;
    test_sql(workspace->path, "DROP TABLE setting");
    test_says(xc_store_get_setting(workspace->store, XC_STR(""), XC_STR("a"),
                                   workspace->arena, &value, &error),
              XC_EENV, &error, "no such table");
    test_says(xc_store_set_setting(workspace->store, XC_STR(""), XC_STR("a"),
                                   XC_STR("secret"), TEST_AT, &error),
              XC_EENV, &error, "no such table");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(kept_per_office, setup, teardown),
        cmocka_unit_test_setup_teardown(any_bytes, setup, teardown),
        cmocka_unit_test_setup_teardown(another_connection_writes, setup, teardown),
        cmocka_unit_test_setup_teardown(small_arena, setup, teardown),
        cmocka_unit_test_setup_teardown(lost_table, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
