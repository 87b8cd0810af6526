#include "workspace.h"

#include "store/lines.h"

/* Lines "line <i>" for i < count, but the line at changed (from 1; 0: none) differs. */
static void write_set(struct workspace *workspace, unsigned count, unsigned changed,
                      char set[XC_LINE_SET_BYTES]) {
    struct xc_error error = {0};
    struct xc_line_writer *writer = NULL;
    char line[32];
    test_ok(xc_store_begin(workspace->store, &error), &error);
    test_ok(xc_line_writer_open(workspace->store, &writer, &error), &error);
    for (unsigned i = 1; i <= count; i++) {
        (void)snprintf(line, sizeof line, "%s %u", i == changed ? "other" : "line", i);
        test_ok(xc_line_writer_add(writer, xc_str_from(line), &error), &error);
    }
    test_ok(xc_line_writer_close(writer, set, &error), &error);
    test_ok(xc_store_finish(workspace->store, XC_OK, &error), &error);
}

static int64_t chunks(struct workspace *workspace) {
    return test_count(workspace->path, "SELECT count(*) FROM chunk");
}

static void read_back(struct workspace *workspace, const char *set, unsigned count) {
    struct xc_error error = {0};
    struct xc_buffer text = xc_buffer_make((size_t)64 << 20);
    struct xc_buffer expected = xc_buffer_make((size_t)64 << 20);
    test_ok(xc_store_each_of_set(workspace->store, xc_str_from(set), test_gather, &text,
                                 &error),
            &error);
    for (unsigned i = 1; i <= count; i++)
        (void)xc_buffer_printf(&expected, "line %u\n", i);
    assert_true(xc_str_equal(xc_buffer_view(&text), xc_buffer_view(&expected)));
    xc_buffer_free(&text);
    xc_buffer_free(&expected);
}

static void sizes(void **state) {
    struct workspace *workspace = *state;
    static const unsigned counts[] = {0, 1, 2, 1023, 1024, 5000, 100000};
    char set[XC_LINE_SET_BYTES], begin[32];
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        write_set(workspace, counts[i], 0, set);
        (void)snprintf(begin, sizeof begin, "%u ", counts[i]);
        assert_true(xc_str_starts(xc_str_from(set), xc_str_from(begin)));
        read_back(workspace, set, counts[i]);
    }
    test_doctor(workspace->store, NULL);
}

/* RFC 6962: no leaves give the SHA-256 of nothing, one leaf that of NUL and the leaf. */
static void names(void **state) {
    struct workspace *workspace = *state;
    char set[XC_LINE_SET_BYTES];
    write_set(workspace, 0, 0, set);
    assert_string_equal(
        set, "0 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    struct xc_error error = {0};
    struct xc_digest digest;
    char expected[XC_LINE_SET_BYTES] = "1 ";
    test_ok(xc_sha256(XC_STR("\0line 1"), &digest, &error), &error);
    xc_digest_hex(&digest, expected + 2);
    write_set(workspace, 1, 0, set);
    assert_string_equal(set, expected);
}

static void equal_sets_cost_nothing(void **state) {
    struct workspace *workspace = *state;
    char first[XC_LINE_SET_BYTES], second[XC_LINE_SET_BYTES];
    write_set(workspace, 100000, 0, first);
    int64_t before = chunks(workspace);
    assert_true(before > 50 && before < 200);
    write_set(workspace, 100000, 0, second);
    assert_string_equal(first, second);
    assert_int_equal(chunks(workspace), before);
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM line_set"), 1);
}

static void a_changed_line_costs_little(void **state) {
    struct workspace *workspace = *state;
    static const unsigned changed[] = {1, 777, 50000, 99999, 100000};
    char set[XC_LINE_SET_BYTES];
    write_set(workspace, 100000, 0, set);
    for (size_t i = 0; i < sizeof changed / sizeof *changed; i++) {
        int64_t before = chunks(workspace);
        write_set(workspace, 100000, changed[i], set);
        int64_t more = chunks(workspace) - before;
        assert_true(more >= 1 && more < 5);
    }
}

/* Lines whose hashes give no border still make chunks of bounded size. */
static void long_lines(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_line_writer *writer = NULL;
    char set[XC_LINE_SET_BYTES];
    size_t count = 0;
    char *line = malloc((size_t)3 << 20);
    assert_non_null(line);
    memset(line, 'a', (size_t)3 << 20);
    test_ok(xc_store_begin(workspace->store, &error), &error);
    test_ok(xc_line_writer_open(workspace->store, &writer, &error), &error);
    for (size_t i = 0; i < 20; i++) {
        struct xc_str view = {line, i % 4 ? 300000 : (size_t)3 << 20};
        line[i] = 'b';
        test_ok(xc_line_writer_add(writer, view, &error), &error);
    }
    test_ok(xc_line_writer_close(writer, set, &error), &error);
    test_ok(xc_store_finish(workspace->store, XC_OK, &error), &error);
    free(line);
    test_ok(xc_store_each_of_set(workspace->store, xc_str_from(set), test_tally, &count,
                                 &error),
            &error);
    assert_int_equal(count, 20);
    assert_true(test_count(workspace->path, "SELECT max(length(lines)) FROM chunk") <=
                4 * 1024 * 1024);
}

static void refused_lines(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_line_writer *writer = NULL;
    static char huge[5 << 20];
    test_ok(xc_store_begin(workspace->store, &error), &error);
    test_ok(xc_line_writer_open(workspace->store, &writer, &error), &error);
    test_says(xc_line_writer_add(writer, XC_STR("two\nlines"), &error), XC_EINTERNAL,
              &error, "line end");
    assert_int_equal(
        xc_line_writer_add(writer, (struct xc_str){huge, sizeof huge}, &error),
        XC_ENOMEM);
    xc_line_writer_abandon(writer);
    xc_line_writer_abandon(NULL);
    assert_int_equal(xc_store_finish(workspace->store, XC_ENOMEM, &error), XC_ENOMEM);
    assert_int_equal(chunks(workspace), 0);
}

static void empty_lines(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_line_writer *writer = NULL;
    char set[XC_LINE_SET_BYTES];
    size_t count = 0;
    test_ok(xc_store_begin(workspace->store, &error), &error);
    test_ok(xc_line_writer_open(workspace->store, &writer, &error), &error);
    for (int i = 0; i < 3; i++)
        test_ok(xc_line_writer_add(writer, XC_STR(""), &error), &error);
    test_ok(xc_line_writer_close(writer, set, &error), &error);
    test_ok(xc_store_finish(workspace->store, XC_OK, &error), &error);
    test_ok(xc_store_each_of_set(workspace->store, xc_str_from(set), test_tally, &count,
                                 &error),
            &error);
    assert_int_equal(count, 3);
}

static int stop_at_ten(void *context, struct xc_str line) {
    int *count = context;
    (void)line;
    return ++*count == 10 ? 42 : XC_OK;
}

static void stops_early(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    char set[XC_LINE_SET_BYTES];
    int count = 0;
    write_set(workspace, 5000, 0, set);
    assert_int_equal(xc_store_each_of_set(workspace->store, xc_str_from(set), stop_at_ten,
                                          &count, &error),
                     42);
    assert_int_equal(count, 10);
}

struct seen {
    unsigned lines, wrong;
};

static int see(void *context, struct xc_str line) {
    struct seen *seen = context;
    char expected[32];
    seen->lines++;
    (void)snprintf(expected, sizeof expected, "line %u", seen->lines);
    seen->wrong += !xc_str_is(line, expected);
    return XC_OK;
}

/* Each damage is found, and no damaged line is handed out where its chunk tells. */
static void damage(void **state) {
    struct workspace *workspace = *state;
    static const struct {
        const char *sql;
        bool hands_out_wrong;
    } damages[] = {
        {"UPDATE chunk SET lines = CAST(replace(CAST(lines AS TEXT), 'line 4000', "
         "'line 4001') AS BLOB)",
         false},
        {"UPDATE chunk SET lines = substr(lines, 1, length(lines) - 3)", false},
        {"UPDATE chunk SET lines = CAST(lines || x'0a' AS BLOB)", false},
        {"UPDATE chunk SET lines = x''", false},
        {"DELETE FROM line_set_chunk WHERE position = 2", true},
        {"DELETE FROM line_set_chunk", false},
        {"UPDATE line_set_chunk SET position = CASE position WHEN 0 THEN 999 ELSE "
         "position"
         " END",
         true},
        {"INSERT INTO line_set_chunk SELECT line_set, 999, chunk FROM line_set_chunk"
         " WHERE position = 0",
         true},
        {"DELETE FROM chunk", false},
    };
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        struct xc_error error = {0};
        struct seen seen = {0};
        char set[XC_LINE_SET_BYTES];
        test_sql(workspace->path, "DELETE FROM line_set_chunk; DELETE FROM chunk;"
                                  " DELETE FROM line_set");
        write_set(workspace, 10000, 0, set);
        test_sql(workspace->path, damages[i].sql);
        test_says(
            xc_store_each_of_set(workspace->store, xc_str_from(set), see, &seen, &error),
            XC_EENV, &error, "do not match their digest");
        assert_true(damages[i].hands_out_wrong || seen.wrong == 0);
        test_doctor(workspace->store, set);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sizes, setup, teardown),
        cmocka_unit_test_setup_teardown(names, setup, teardown),
        cmocka_unit_test_setup_teardown(equal_sets_cost_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(a_changed_line_costs_little, setup, teardown),
        cmocka_unit_test_setup_teardown(long_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(refused_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(empty_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(stops_early, setup, teardown),
        cmocka_unit_test_setup_teardown(damage, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
