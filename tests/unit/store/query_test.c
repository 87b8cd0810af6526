/* How failures of the disk and the database are told. */
#include "workspace.h"

#include "store/query.h"

#include <signal.h>
#include <sys/resource.h>

static const struct xc_str office = XC_STR_INIT("3202");

static int save_big_plan(struct xc_store *store, struct xc_error *error) {
    char hex[XC_DIGEST_HEX + 1];
    struct xc_plan_head head = test_head("P1", hex);
    struct test_visits visits = {.count = 50000, .seed = 3};
    int64_t number = 0;
    return xc_store_save_plan(store, office, &head, test_next_visit, &visits, &number,
                              error);
}

/* Wherever the disk ends, nothing is half stored and the next run works. */
static void disk_ends(void **state) {
    struct workspace *workspace = *state;
    struct rlimit before, limit;
    unsigned failures = 0;
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    (void)test_save_plan(workspace->store, "P1", 3, 1);
    for (rlim_t size = 4096;; size = size * 3 / 2 + 1000) {
        struct xc_error error = {0};
        size_t count = 0;
        limit = before;
        limit.rlim_cur = size;
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        int rc = save_big_plan(workspace->store, &error);
        xc_store_close(workspace->store);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        workspace->store = test_open(workspace->path);
        test_ok(xc_store_each_visit(workspace->store, office, XC_STR("P1"), 0, test_tally,
                                    &count, &error),
                &error);
        if (rc == XC_OK) {
            assert_int_equal(count, 50000);
            break;
        }
        assert_int_equal(rc, XC_EENV);
        assert_int_equal(count, 3);
        assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM plan"), 1);
        assert_true(++failures < 100);
    }
    assert_true(failures > 3);
    test_doctor(workspace->store, NULL);
}

static void disk_is_full(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    size_t count = 0;
    (void)test_save_plan(workspace->store, "P1", 3, 1);
    test_ok(xc_store_execute(workspace->store, "PRAGMA max_page_count = 60", &error),
            &error);
    test_says(save_big_plan(workspace->store, &error), XC_EENV, &error,
              "the disk is full; nothing was changed");
    test_ok(xc_store_execute(workspace->store, "PRAGMA max_page_count = 1000000", &error),
            &error);
    test_ok(xc_store_each_visit(workspace->store, office, XC_STR("P1"), 0, test_tally,
                                &count, &error),
            &error);
    assert_int_equal(count, 3);
    test_ok(save_big_plan(workspace->store, &error), &error);
}

/* What the user stored never shows in an error. */
static void no_values_in_errors(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_buffer text = xc_buffer_make(4096);
    test_sql(workspace->path, "DROP TABLE setting; CREATE TABLE setting (office TEXT, "
                              "name TEXT, value TEXT CHECK (length(value) < 3),"
                              " PRIMARY KEY (office, name)) STRICT");
    assert_int_equal(xc_store_set_setting(workspace->store, office, XC_STR("name"),
                                          XC_STR("the secret"), TEST_AT, &error),
                     XC_EENV);
    assert_int_equal(xc_error_render(&error, NULL, &text), XC_OK);
    assert_true(xc_str_find(xc_buffer_view(&text), XC_STR("CHECK")) >= 0);
    assert_true(xc_str_find(xc_buffer_view(&text), XC_STR("secret")) < 0);
    xc_buffer_free(&text);
}

static void busy(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_store *other = test_open(workspace->path);
    test_ok(xc_store_begin(other, &error), &error);
    test_ok(xc_store_execute(workspace->store, "PRAGMA busy_timeout = 20", &error),
            &error);
    test_says(xc_store_begin(workspace->store, &error), XC_EENV, &error,
              "another process is writing to this workspace");
    struct xc_str value;
    test_ok(xc_store_get_setting(workspace->store, office, XC_STR("a"), workspace->arena,
                                 &value, &error),
            &error); /* reading goes on */
    assert_int_equal(xc_store_finish(other, XC_ENO, &error), XC_ENO);
    test_ok(xc_store_begin(workspace->store, &error), &error);
    test_ok(xc_store_finish(workspace->store, XC_OK, &error), &error);
    xc_store_close(other);
}

static void too_large(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    (void)sqlite3_limit(workspace->store->db, SQLITE_LIMIT_LENGTH, 1000);
    static char text[2000];
    memset(text, 'a', sizeof text);
    test_says(xc_store_set_setting(workspace->store, office, XC_STR("a"),
                                   (struct xc_str){text, sizeof text}, TEST_AT, &error),
              XC_EENV, &error, "too large");
}

static void wrong_statement(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_query query;
    test_says(xc_query_open(workspace->store, "SELEC 1", &query, &error), XC_EENV, &error,
              "syntax error");
    xc_query_close(&query);
    test_ok(xc_query_open(workspace->store, "SELECT $1", &query, &error), &error);
    xc_query_int(&query, 2, 7);
    assert_int_equal(xc_query_step(&query, &error), XC_EENV);
    xc_query_close(&query);
}

static void read_only_folder(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    if (geteuid() == 0)
        skip(); /* root may write everywhere */
    xc_store_close(workspace->store);
    workspace->store = NULL;
    assert_int_equal(chmod(workspace->folder, 0500), 0);
    int rc = xc_store_open(workspace->path, &workspace->store, &error);
    assert_int_equal(chmod(workspace->folder, 0700), 0);
    assert_int_equal(rc, XC_EENV);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(disk_ends, setup, teardown),
        cmocka_unit_test_setup_teardown(disk_is_full, setup, teardown),
        cmocka_unit_test_setup_teardown(no_values_in_errors, setup, teardown),
        cmocka_unit_test_setup_teardown(busy, setup, teardown),
        cmocka_unit_test_setup_teardown(too_large, setup, teardown),
        cmocka_unit_test_setup_teardown(wrong_statement, setup, teardown),
        cmocka_unit_test_setup_teardown(read_only_folder, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
