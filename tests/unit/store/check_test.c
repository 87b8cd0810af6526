#include "workspace.h"

#include <fcntl.h>

static void sound(void **state) {
    struct workspace *workspace = *state;
    (void)test_save_plan(workspace->store, "P1", 5000, 1);
    test_doctor(workspace->store, NULL);
}

static void a_damaged_plan_is_named(void **state) {
    struct workspace *workspace = *state;
    (void)test_save_plan(workspace->store, "P1", 5000, 1);
    (void)test_save_plan(workspace->store, "P2", 5000, 2);
    test_sql(workspace->path,
             "UPDATE chunk SET lines = x'00' WHERE digest = (SELECT chunk FROM"
             " line_set_chunk JOIN plan ON plan.visits = line_set WHERE programme = 'P2'"
             " ORDER BY position LIMIT 1)");
    test_doctor(workspace->store, "plan 1 of programme P2 of office 3202 cannot be read");
}

static void lost_rows(void **state) {
    struct workspace *workspace = *state;
    (void)test_save_plan(workspace->store, "P1", 10, 1);
    test_sql(workspace->path, "DELETE FROM rules");
    test_doctor(workspace->store, "a row of table plan names a row of table rules");
}

static void lost_tables(void **state) {
    struct workspace *workspace = *state;
    test_sql(workspace->path, "DROP TABLE rules");
    test_doctor(workspace->store, "rules");
}

static int stop(void *context, const struct xc_message *message) {
    (void)message;
    ++*(int *)context;
    return 42;
}

static void stops_at_the_first(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    int count = 0;
    (void)test_save_plan(workspace->store, "P1", 10000, 1);
    test_sql(workspace->path, "UPDATE chunk SET lines = x'00'");
    assert_int_equal(xc_store_check(workspace->store, stop, &count, &error), 42);
    assert_int_equal(count, 1);
}

/* Pages overwritten in the file: whatever they held, doctor finds it and reading the plan
 * fails or gives what was stored. */
static void overwritten_pages(void **state) {
    struct workspace *workspace = *state;
    struct stat status;
    static const char junk[512] = "overwritten";
    (void)test_save_plan(workspace->store, "P1", 20000, 1);
    xc_store_close(workspace->store);
    workspace->store = NULL;
    assert_int_equal(stat(workspace->path, &status), 0);
    for (off_t page = 4096; page < status.st_size; page += 4096) {
        struct xc_error error = {0};
        struct xc_store *store = NULL;
        char before[sizeof junk];
        size_t count = 0;
        int file = open(workspace->path, O_RDWR | O_CLOEXEC);
        off_t place = page + 1024;
        assert_true(file >= 0);
        assert_int_equal(pread(file, before, sizeof before, place), sizeof before);
        assert_int_equal(pwrite(file, junk, sizeof junk, place), sizeof junk);
        if (xc_store_open(workspace->path, &store, &error) == XC_OK) {
            struct xc_buffer found = xc_buffer_make(1 << 20);
            int rc = xc_store_each_visit(store, XC_STR("3202"), XC_STR("P1"), 0,
                                         test_tally, &count, &error);
            if (rc == XC_OK)
                assert_int_equal(count, 20000);
            else
                assert_int_equal(rc, XC_EENV);
            assert_int_equal(xc_store_check(store, test_finding, &found, &error), XC_OK);
            assert_true(rc == XC_OK || found.len > 0);
            xc_buffer_free(&found);
        }
        xc_store_close(store);
        assert_int_equal(pwrite(file, before, sizeof before, place), sizeof before);
        assert_int_equal(close(file), 0);
    }
    workspace->store = test_open(workspace->path);
    test_doctor(workspace->store, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sound, setup, teardown),
        cmocka_unit_test_setup_teardown(a_damaged_plan_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(lost_rows, setup, teardown),
        cmocka_unit_test_setup_teardown(lost_tables, setup, teardown),
        cmocka_unit_test_setup_teardown(stops_at_the_first, setup, teardown),
        cmocka_unit_test_setup_teardown(overwritten_pages, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
