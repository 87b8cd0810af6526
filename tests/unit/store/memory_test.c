/* Each allocation of SQLite fails in turn: every function says so, and nothing is half
 * stored. */
#include "workspace.h"

static const struct xc_str office = XC_STR_INIT("3202");
static sqlite3_mem_methods real;
static int64_t left = -1; /* allocations until one fails; negative: none does */

static bool fails(void) {
    return left >= 0 && left-- == 0;
}

static void *failing_malloc(int size) {
    return fails() ? NULL : real.xMalloc(size);
}

static void *failing_realloc(void *memory, int size) {
    return fails() ? NULL : real.xRealloc(memory, size);
}

static int install(void **state) {
    sqlite3_mem_methods methods;
    (void)state;
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real) != SQLITE_OK)
        return -1;
    methods = real;
    methods.xMalloc = failing_malloc;
    methods.xRealloc = failing_realloc;
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) == SQLITE_OK ? 0 : -1;
}

struct counted {
    size_t lines;
    int plans;
};

static int count_plan(void *context, const struct xc_plan_head *head) {
    struct counted *counted = context;
    (void)head;
    counted->plans++;
    return XC_OK;
}

static int save_plan(struct xc_store *store, struct xc_error *error) {
    char hex[XC_DIGEST_HEX + 1];
    struct xc_plan_head head = test_head("P1", hex);
    struct test_visits visits = {.count = 3000, .seed = 5};
    int64_t number = 0;
    return xc_store_save_plan(store, office, &head, test_next_visit, &visits, &number,
                              error);
}

static int save_days(struct xc_store *store, struct xc_error *error) {
    const struct xc_day_fact fact = {xc_date_make(2021, 5, 3), XC_DAY_HOLIDAY,
                                     XC_STR("劳动节")};
    int year = 2021;
    return xc_store_save_days(store, office, true, &fact, 1, &year, 1, TEST_AT, error);
}

static int save_register(struct xc_store *store, struct xc_error *error) {
    int64_t number = 0;
    struct xc_snapshot newest = {0};
    struct xc_arena *arena = xc_arena_new(1 << 16);
    struct xc_register *reg = test_register(50, 1, 0);
    int rc = xc_store_snapshot(store, office, 0, arena, &newest, error);
    if (rc == XC_OK || rc == XC_ENO)
        rc = xc_store_save_register(store, office, reg, newest.number, 0, XC_STR("a"),
                                    &number, NULL, error);
    xc_arena_free(arena);
    xc_register_free(reg);
    return rc;
}

static int read_all(struct xc_store *store, struct xc_error *error) {
    struct counted counted = {0};
    struct xc_register *reg = NULL;
    struct xc_workdays_builder *builder = xc_workdays_builder_new();
    uint8_t key[XC_KEY_BYTES];
    int rc = xc_store_workspace_key(store, key, error);
    if (rc == XC_OK)
        rc = xc_store_load_register(store, office, 0, &reg, NULL, error);
    if (rc == XC_OK)
        rc = xc_store_load_days(store, office, XC_NO_INSTANT, builder, error);
    if (rc == XC_OK)
        rc = xc_store_each_plan(store, office, count_plan, &counted, error);
    if (rc == XC_OK)
        rc = xc_store_each_visit(store, office, XC_STR("P1"), 0, test_tally,
                                 &counted.lines, error);
    if (rc == XC_OK) {
        assert_int_equal(counted.plans, 1);
        assert_int_equal(counted.lines, 3000);
    }
    xc_workdays_builder_free(builder);
    xc_register_free(reg);
    return rc;
}

/* Findings that come from a lack of memory would be false alarms. */
static int check(struct xc_store *store, struct xc_error *error) {
    struct xc_buffer found = xc_buffer_make(4096);
    int rc = xc_store_check(store, test_finding, &found, error);
    /* SQLite's own check takes a page that it has no memory for as a damaged one. */
    if (rc == XC_OK && found.len > 0 &&
        xc_str_find(xc_buffer_view(&found), XC_STR("database file is damaged")) < 0)
        fail_msg("%.*s", XC_PRI(xc_buffer_view(&found)));
    xc_buffer_free(&found);
    return rc;
}

static int approve(struct xc_store *store, struct xc_error *error) {
    static xc_date until = 18628;
    return xc_store_approve(store, office, XC_STR("P1"), XC_STR("a"), 0, ++until, error);
}

/* Lets the work fail at every allocation that it makes, after opening at every one too.
 */
static void sweep(struct workspace *workspace,
                  int (*work)(struct xc_store *store, struct xc_error *error)) {
    int64_t failures = 0;
    for (int64_t at = 0;; at += 1 + at / 40) {
        struct xc_error error = {0};
        struct xc_store *store = NULL;
        left = at;
        int rc = xc_store_open(workspace->path, &store, &error);
        if (rc == XC_OK)
            rc = work(store, &error);
        bool done = left >= 0;
        left = -1;
        xc_store_close(store);
        assert_int_equal(sqlite3_memory_used(), 0);
        if (rc != XC_OK) {
            assert_int_equal(rc, XC_ENOMEM);
            assert_int_equal(error.code, XC_ENOMEM);
            failures++;
        }
        store = test_open(workspace->path);
        test_doctor(store, NULL);
        xc_store_close(store);
        if (done) {
            assert_int_equal(rc, XC_OK);
            break;
        }
    }
    assert_true(failures > 20);
}

static void every_allocation(void **state) {
    struct workspace *workspace = *state;
    static int (*const works[])(struct xc_store * store, struct xc_error * error) = {
        save_plan, save_days, save_register, read_all, check, approve};
    xc_store_close(workspace->store);
    workspace->store = NULL;
    for (size_t i = 0; i < sizeof works / sizeof *works; i++)
        sweep(workspace, works[i]);
    assert_int_equal(
        test_count(workspace->path, "SELECT max(number) - count(*) FROM plan"), 0);
    assert_int_equal(
        test_count(workspace->path, "SELECT count(*) FROM plan WHERE status <> 3"), 1);
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM snapshot"), 1);
}

static void creating(void **state) {
    struct workspace *workspace = *state;
    int64_t failures = 0;
    for (int64_t at = 0;; at += 1 + at / 40) {
        struct xc_error error = {0};
        left = at;
        int rc = xc_store_create(workspace->path, test_key, &error);
        left = -1;
        if (rc == XC_OK)
            break;
        assert_int_equal(rc, XC_ENOMEM);
        assert_int_equal(test_count_files(workspace->folder), 0);
        failures++;
    }
    assert_true(failures > 20);
    workspace->store = test_open(workspace->path);
    test_doctor(workspace->store, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_allocation, setup, teardown),
        cmocka_unit_test_setup_teardown(creating, setup_folder, teardown),
    };
    return cmocka_run_group_tests(tests, install, NULL);
}
