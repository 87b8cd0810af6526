#include "workspace.h"

#include "store/query.h"

static struct xc_store *raw(const char *path) {
    struct xc_error error = {0};
    struct xc_store *store = NULL;
    test_ok(xc_store_open_file(path, path, &store, &error), &error);
    return store;
}

static void from_nothing_and_again(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    test_sql(workspace->path, "PRAGMA user_version = 0");
    workspace->store = raw(workspace->path);
    test_ok(xc_store_migrate(workspace->store, &error), &error);
    int64_t tables = test_count(workspace->path, "SELECT count(*) FROM sqlite_schema");
    assert_true(tables > 10);
    assert_int_equal(test_count(workspace->path, "PRAGMA user_version"), XC_STORE_SCHEMA);
    test_ok(xc_store_migrate(workspace->store, &error), &error);
    test_ok(xc_store_identify(workspace->store, &error), &error);
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM sqlite_schema"),
                     tables);
}

static void every_table_is_strict(void **state) {
    struct workspace *workspace = *state;
    assert_int_equal(test_count(workspace->path,
                                "SELECT count(*) FROM pragma_table_list WHERE"
                                " schema = 'main' AND name NOT LIKE 'sqlite_%'"
                                " AND NOT strict"),
                     0);
}

/* A step that fails takes the others with it. */
static void all_or_nothing(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    test_sql(workspace->path, "CREATE TABLE visit_change (a)");
    workspace->store = raw(workspace->path);
    test_says(xc_store_migrate(workspace->store, &error), XC_EENV, &error,
              "the database failed");
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM sqlite_schema"),
                     1);
    assert_int_equal(test_count(workspace->path, "PRAGMA user_version"), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(from_nothing_and_again, setup_folder, teardown),
        cmocka_unit_test_setup_teardown(every_table_is_strict, setup, teardown),
        cmocka_unit_test_setup_teardown(all_or_nothing, setup_folder, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
