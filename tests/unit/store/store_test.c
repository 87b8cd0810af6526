#include "workspace.h"

#include "store/query.h"

static void put(const char *path, const void *bytes, size_t len) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static void refused(const char *path, const char *wanted) {
    struct xc_error error = {0};
    struct xc_store *store = NULL;
    test_says(xc_store_open(path, &store, &error), XC_EENV, &error, wanted);
    assert_null(store);
}

static void nothing_there(void **state) {
    struct workspace *workspace = *state;
    refused(workspace->path, "xuncha init");
    assert_int_equal(test_count_files(workspace->folder), 0);
    refused(workspace->folder, "not a file");
}

static void other_files(void **state) {
    struct workspace *workspace = *state;
    char bytes[8192];
    put(workspace->path, "", 0);
    refused(workspace->path, "empty and not a workspace");
    memset(bytes, 'x', sizeof bytes);
    put(workspace->path, bytes, sizeof bytes);
    refused(workspace->path, "not a workspace");
    put(workspace->path, "SQLite format 3", 16);
    refused(workspace->path, "not a workspace");
    assert_int_equal(test_count_files(workspace->folder), 1);
}

/* Another program's database is refused, even with our version number, and not changed.
 */
static void foreign_databases(void **state) {
    struct workspace *workspace = *state;
    static const char *const versions[] = {"0", "1", "2", "-1", "-2147483648"};
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        char sql[128];
        (void)snprintf(sql, sizeof sql, "CREATE TABLE a (b); PRAGMA user_version = %s",
                       versions[i]);
        test_sql(workspace->path, sql);
        refused(workspace->path, "another program's database");
        assert_int_equal(
            test_count(workspace->path, "SELECT count(*) FROM sqlite_schema"), 1);
        assert_int_equal(test_count_files(workspace->folder), 1);
        assert_int_equal(unlink(workspace->path), 0);
    }
    test_sql(workspace->path, "PRAGMA user_version = -3");
    refused(workspace->path, "empty and not a workspace");
    test_sql(workspace->path, "PRAGMA journal_mode = DELETE; CREATE TABLE a (b)");
    refused(workspace->path, "another program's database");
    test_sql(workspace->path, "PRAGMA application_id = 1480804417");
    refused(workspace->path, "another program's database");
}

static void newer_workspace(void **state) {
    struct workspace *workspace = *state;
    xc_store_close(workspace->store);
    workspace->store = NULL;
    test_sql(workspace->path, "PRAGMA user_version = 99; CREATE TABLE new (a)");
    refused(workspace->path, "newer xuncha (format 99)");
    assert_int_equal(test_count(workspace->path, "PRAGMA user_version"), 99);
}

/* However much of the file is lost, opening and reading fail in words. */
static void truncated(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct stat status;
    (void)test_save_plan(workspace->store, "P1", 3000, 1);
    xc_store_close(workspace->store);
    workspace->store = NULL;
    assert_int_equal(stat(workspace->path, &status), 0);
    for (off_t len = status.st_size - 1; len > 0; len = len * 4 / 5) {
        assert_int_equal(truncate(workspace->path, len), 0);
        struct xc_store *store = NULL;
        size_t count = 0;
        int rc = xc_store_open(workspace->path, &store, &error);
        if (rc == XC_OK) {
            rc = xc_store_each_visit(store, XC_STR("3202"), XC_STR("P1"), 0, test_tally,
                                     &count, &error);
            struct xc_buffer found = xc_buffer_make(1 << 20);
            assert_int_equal(xc_store_check(store, test_finding, &found, &error), XC_OK);
            assert_true(found.len > 0);
            xc_buffer_free(&found);
        }
        if (rc == XC_OK)
            assert_int_equal(count, 3000);
        else
            assert_int_equal(error.code, XC_EENV);
        xc_store_close(store);
    }
}

static void lost_key(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    uint8_t key[XC_KEY_BYTES];
    static const char *const damages[] = {"UPDATE setting SET value = '00' || "
                                          "substr(value, 4) WHERE name = 'workspace_key'",
                                          "DELETE FROM setting"};
    for (size_t i = 0; i < 2; i++) {
        test_sql(workspace->path, damages[i]);
        test_says(xc_store_workspace_key(workspace->store, key, &error), XC_EENV, &error,
                  "has lost its key");
    }
}

static void pragmas(void **state) {
    struct workspace *workspace = *state;
    static const struct {
        const char *sql;
        int64_t value;
    } wanted[] = {{"PRAGMA synchronous", 2},     {"PRAGMA foreign_keys", 1},
                  {"PRAGMA trusted_schema", 0},  {"PRAGMA cell_size_check", 1},
                  {"PRAGMA secure_delete", 1},   {"PRAGMA temp_store", 2},
                  {"PRAGMA busy_timeout", 30000}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        struct xc_error error = {0};
        int64_t value = -1;
        test_ok(xc_store_number(workspace->store, wanted[i].sql, &value, &error), &error);
        assert_int_equal(value, wanted[i].value);
    }
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM "
                                                 "pragma_journal_mode() WHERE "
                                                 "journal_mode = 'wal'"),
                     1);
}

/* A workspace from somebody else runs no code of theirs. */
static void hostile_schema(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_str value;
    xc_store_close(workspace->store);
    test_sql(workspace->path, "CREATE TRIGGER t AFTER INSERT ON setting BEGIN"
                              " DELETE FROM setting; END");
    workspace->store = test_open(workspace->path);
    test_ok(xc_store_set_setting(workspace->store, XC_STR(""), XC_STR("a"), XC_STR("b"),
                                 TEST_AT, &error),
            &error);
    test_ok(xc_store_get_setting(workspace->store, XC_STR(""), XC_STR("a"),
                                 workspace->arena, &value, &error),
            &error);
    assert_true(xc_str_is(value, "b"));
}

static void close_nothing(void **state) {
    (void)state;
    xc_store_close(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_there, setup_folder, teardown),
        cmocka_unit_test_setup_teardown(other_files, setup_folder, teardown),
        cmocka_unit_test_setup_teardown(foreign_databases, setup_folder, teardown),
        cmocka_unit_test_setup_teardown(newer_workspace, setup, teardown),
        cmocka_unit_test_setup_teardown(truncated, setup, teardown),
        cmocka_unit_test_setup_teardown(lost_key, setup, teardown),
        cmocka_unit_test_setup_teardown(pragmas, setup, teardown),
        cmocka_unit_test_setup_teardown(hostile_schema, setup, teardown),
        cmocka_unit_test(close_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
