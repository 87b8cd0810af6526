#include "workspace.h"

static const struct xc_str office = XC_STR_INIT("3202");

static int64_t save(struct workspace *workspace, const struct xc_register *reg,
                    int64_t expected) {
    struct xc_error error = {0};
    int64_t number = -1;
    test_ok(xc_store_save_register(workspace->store, office, reg, expected, 1609459200,
                                   XC_STR("import"), &number, NULL, &error),
            &error);
    return number;
}

static void loads_as(struct workspace *workspace, int64_t number,
                     const struct xc_register *reg) {
    struct xc_error error = {0};
    struct xc_register *loaded = NULL;
    char expected[XC_DIGEST_HEX + 1], found[XC_DIGEST_HEX + 1];
    test_ok(
        xc_store_load_register(workspace->store, office, number, &loaded, NULL, &error),
        &error);
    test_digest(reg, expected);
    test_digest(loaded, found);
    assert_string_equal(found, expected);
    xc_register_free(loaded);
}

static int64_t chunks(struct workspace *workspace) {
    return test_count(workspace->path, "SELECT count(*) FROM chunk");
}

static void none_yet(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_snapshot snapshot;
    struct xc_register *reg = NULL;
    test_says(xc_store_snapshot(workspace->store, office, 0, workspace->arena, &snapshot,
                                &error),
              XC_ENO, &error, "office 3202 has no register yet");
    test_says(xc_store_load_register(workspace->store, office, 3, &reg, NULL, &error),
              XC_ENO, &error, "no register number 3");
    assert_null(reg);
}

static void head_of_a_snapshot(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_snapshot snapshot;
    char hex[XC_DIGEST_HEX + 1], name[96];
    struct xc_register *reg = test_register(100, 1, 0);
    assert_int_equal(save(workspace, reg, 0), 1);
    test_ok(xc_store_snapshot(workspace->store, office, 0, workspace->arena, &snapshot,
                              &error),
            &error);
    assert_int_equal(snapshot.number, 1);
    assert_int_equal(snapshot.at, 1609459200);
    assert_true(xc_str_is(snapshot.reason, "import"));
    test_digest(reg, hex);
    assert_true(xc_str_is(snapshot.digest, hex));
    for (int table = 0; table < XC_TABLE_COUNT; table++) {
        struct xc_digest digest;
        test_ok(xc_register_digest(reg, (enum xc_table)table, &digest, &error), &error);
        xc_digest_hex(&digest, hex);
        (void)snprintf(name, sizeof name, "%u %s",
                       xc_register_rows(reg, (enum xc_table)table), hex);
        assert_true(xc_str_is(snapshot.tables[table], name));
    }
    xc_register_free(reg);
}

static void same_content_same_snapshot(void **state) {
    struct workspace *workspace = *state;
    struct xc_register *reg = test_register(100, 1, 0), *other = test_register(100, 2, 0);
    assert_int_equal(save(workspace, reg, 0), 1);
    assert_int_equal(save(workspace, reg, 1), 1);
    assert_int_equal(save(workspace, other, 1), 2);
    assert_int_equal(save(workspace, reg, 2), 3); /* back to what it was: a new moment */
    loads_as(workspace, 1, reg);
    loads_as(workspace, 2, other);
    loads_as(workspace, 0, reg);
    xc_register_free(reg);
    xc_register_free(other);
}

static void changed_meanwhile(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    int64_t number = -1;
    struct xc_register *reg = test_register(10, 1, 0), *other = test_register(10, 2, 0);
    assert_int_equal(save(workspace, reg, 0), 1);
    test_says(xc_store_save_register(workspace->store, office, other, 0, 0, XC_STR(""),
                                     &number, NULL, &error),
              XC_ENO, &error, "changed meanwhile");
    assert_int_equal(number, 0);
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM snapshot"), 1);
    loads_as(workspace, 0, reg);
    xc_register_free(reg);
    xc_register_free(other);
}

/* Random registers saved, one row changed, saved, loaded: equal digests, few new chunks.
 */
static void one_row_costs_little(void **state) {
    struct workspace *workspace = *state;
    uint64_t random = 7;
    int64_t number = 0;
    for (int round = 0; round < 4; round++) {
        uint64_t seed = test_random(&random);
        uint32_t count = 80000 + test_random(&random) % 40000;
        struct xc_register *before = test_register(count, seed, 0);
        struct xc_register *after =
            test_register(count, seed, 1 + test_random(&random) % count);
        number = save(workspace, before, number);
        int64_t stored = chunks(workspace);
        assert_true(stored > 50 * (round + 1));
        number = save(workspace, after, number);
        int64_t more = chunks(workspace) - stored;
        assert_true(more >= 1 && more < 5);
        loads_as(workspace, number - 1, before);
        loads_as(workspace, number, after);
        xc_register_free(before);
        xc_register_free(after);
    }
    assert_int_equal(number, 8);
    test_doctor(workspace->store, NULL);
}

static void lines_of_a_table(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_buffer found = xc_buffer_make(1 << 20), expected = xc_buffer_make(1 << 20);
    struct xc_register *reg = test_register(2000, 3, 0);
    (void)save(workspace, reg, 0);
    for (uint32_t row = 0; row < 2000; row++) {
        (void)xc_register_line(reg, XC_TABLE_TARGETS, row, &expected);
        (void)xc_buffer_putc(&expected, '\n');
    }
    test_ok(xc_store_each_line(workspace->store, office, 1, XC_TABLE_TARGETS, test_gather,
                               &found, &error),
            &error);
    assert_false(expected.failed);
    assert_true(xc_str_equal(xc_buffer_view(&found), xc_buffer_view(&expected)));
    xc_buffer_free(&found);
    xc_buffer_free(&expected);
    xc_register_free(reg);
}

/* One flipped byte anywhere in a chunk: the register does not load, and doctor says so.
 */
static void flipped_byte(void **state) {
    struct workspace *workspace = *state;
    struct xc_register *reg = test_register(3000, 4, 0);
    uint64_t random = 11;
    (void)save(workspace, reg, 0);
    for (int round = 0; round < 20; round++) {
        struct xc_error error = {0};
        struct xc_register *loaded = NULL;
        char sql[512];
        unsigned place = test_random(&random) % 100000;
        loads_as(workspace, 1, reg);
        test_sql(workspace->path, "CREATE TABLE kept AS SELECT * FROM chunk");
        (void)snprintf(
            sql, sizeof sql,
            "UPDATE chunk SET lines = CAST(substr(lines, 1, %u %% length(lines)) || x'ff'"
            " || substr(lines, 2 + %u %% length(lines)) AS BLOB)"
            " WHERE digest = (SELECT digest FROM chunk ORDER BY digest LIMIT 1 OFFSET "
            "%u)",
            place, place, test_random(&random) % 4);
        test_sql(workspace->path, sql);
        test_says(
            xc_store_load_register(workspace->store, office, 1, &loaded, NULL, &error),
            XC_EENV, &error, "do not match their digest");
        assert_null(loaded);
        test_doctor(workspace->store, "does not match its digest");
        test_doctor(workspace->store, "register 1 of office 3202 cannot be read");
        test_sql(workspace->path, "UPDATE chunk SET lines = (SELECT lines FROM kept WHERE"
                                  " kept.digest = chunk.digest); DROP TABLE kept");
        test_doctor(workspace->store, NULL);
    }
    loads_as(workspace, 1, reg);
    xc_register_free(reg);
}

/* An intruder who links a chunk of his own, whose digest is right, or puts the right ones
 * into another order, between two readings of one open workspace. */
static void forged_chunks(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_register *reg = test_register(3000, 4, 0), *loaded = NULL;
    struct xc_digest digest;
    char hex[XC_DIGEST_HEX + 1], sql[512];
    (void)save(workspace, reg, 0);
    loads_as(workspace, 1, reg);
    test_sql(workspace->path, "CREATE TABLE kept AS SELECT * FROM line_set_chunk");
    test_ok(xc_sha256(XC_STR("T1\n"), &digest, &error), &error);
    xc_digest_hex(&digest, hex);
    (void)snprintf(sql, sizeof sql,
                   "INSERT INTO chunk VALUES (x'%s', CAST('T1' || char(10) AS BLOB));"
                   "UPDATE line_set_chunk SET chunk = x'%s' WHERE position = 1",
                   hex, hex);
    const char *const forgeries[] = {
        sql, "UPDATE line_set_chunk SET position = 1000 - position",
        "DELETE FROM line_set_chunk WHERE position = 1",
        "INSERT INTO line_set_chunk SELECT line_set, position + 1000, chunk FROM kept"};
    for (size_t i = 0; i < sizeof forgeries / sizeof *forgeries; i++) {
        test_sql(workspace->path, forgeries[i]);
        test_says(
            xc_store_load_register(workspace->store, office, 1, &loaded, NULL, &error),
            XC_EENV, &error, "do not match their digest");
        assert_null(loaded);
        test_sql(workspace->path, "DELETE FROM line_set_chunk;"
                                  "INSERT INTO line_set_chunk SELECT * FROM kept");
        loads_as(workspace, 1, reg);
    }
    test_sql(workspace->path, "DROP TABLE kept");
    xc_register_free(reg);
}

/* What is loaded again is the same register, as long as somebody holds it. */
static void loaded_again(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_register *reg = test_register(50, 1, 0), *other = test_register(50, 2, 0);
    struct xc_register *first = NULL, *second = NULL;
    (void)save(workspace, reg, 0);
    test_ok(xc_store_load_register(workspace->store, office, 1, &first, NULL, &error),
            &error);
    test_ok(xc_store_load_register(workspace->store, office, 0, &second, NULL, &error),
            &error);
    assert_ptr_equal(first, second);
    xc_register_free(second);
    (void)save(workspace, other, 1);
    loads_as(workspace, 0, other);
    loads_as(workspace, 1, reg);
    assert_int_equal(xc_register_rows(first, XC_TABLE_TARGETS), 50);
    xc_store_close(workspace->store);
    workspace->store = NULL;
    assert_true(xc_register_text(first, first->targets.id[0]).len > 0);
    xc_register_free(first);
    xc_register_free(reg);
    xc_register_free(other);
}

/* A head that names other tables than its digest does is damage too. */
static void swapped_tables(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_register *loaded = NULL;
    struct xc_register *reg = test_register(10, 1, 0), *other = test_register(10, 2, 0);
    (void)save(workspace, reg, 0);
    (void)save(workspace, other, 1);
    test_sql(workspace->path,
             "UPDATE snapshot SET targets = (SELECT targets FROM snapshot"
             " WHERE number = 2) WHERE number = 1");
    test_says(xc_store_load_register(workspace->store, office, 1, &loaded, NULL, &error),
              XC_EENV, &error, "register number 1 does not match its digest");
    test_doctor(workspace->store, "register number 1 does not match its digest");
    loads_as(workspace, 2, other);
    test_sql(workspace->path, "UPDATE snapshot SET people = hex(zeroblob(500))");
    test_says(xc_store_load_register(workspace->store, office, 2, &loaded, NULL, &error),
              XC_EENV, &error, "does not match its digest");
    test_doctor(workspace->store, "a row of table line_set that is lost");
    xc_register_free(reg);
    xc_register_free(other);
}

static bool stop(void *context, const char *phase, size_t done, size_t total) {
    (void)context;
    (void)phase;
    (void)total;
    return done < 16384;
}

static void stopped(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_progress progress = {.tick = stop};
    struct xc_register *reg = test_register(20000, 1, 0), *loaded = NULL;
    int64_t number = -1;
    test_says(xc_store_save_register(workspace->store, office, reg, 0, 0, XC_STR(""),
                                     &number, &progress, &error),
              XC_ENO, &error, "stopped");
    assert_int_equal(chunks(workspace), 0);
    (void)save(workspace, reg, 0);
    assert_int_equal(
        xc_store_load_register(workspace->store, office, 0, &loaded, &progress, &error),
        XC_ENO);
    assert_null(loaded);
    xc_register_free(reg);
}

static void offices_apart(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_snapshot snapshot;
    int64_t number = 0;
    struct xc_register *reg = test_register(10, 1, 0);
    (void)save(workspace, reg, 0);
    test_ok(xc_store_save_register(workspace->store, XC_STR("3203"), reg, 0, 0,
                                   XC_STR("b"), &number, NULL, &error),
            &error);
    assert_int_equal(number, 1);
    test_ok(xc_store_snapshot(workspace->store, XC_STR("3203"), 0, workspace->arena,
                              &snapshot, &error),
            &error);
    assert_true(xc_str_is(snapshot.reason, "b"));
    xc_register_free(reg);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(none_yet, setup, teardown),
        cmocka_unit_test_setup_teardown(head_of_a_snapshot, setup, teardown),
        cmocka_unit_test_setup_teardown(same_content_same_snapshot, setup, teardown),
        cmocka_unit_test_setup_teardown(changed_meanwhile, setup, teardown),
        cmocka_unit_test_setup_teardown(one_row_costs_little, setup, teardown),
        cmocka_unit_test_setup_teardown(lines_of_a_table, setup, teardown),
        cmocka_unit_test_setup_teardown(flipped_byte, setup, teardown),
        cmocka_unit_test_setup_teardown(forged_chunks, setup, teardown),
        cmocka_unit_test_setup_teardown(loaded_again, setup, teardown),
        cmocka_unit_test_setup_teardown(swapped_tables, setup, teardown),
        cmocka_unit_test_setup_teardown(stopped, setup, teardown),
        cmocka_unit_test_setup_teardown(offices_apart, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
