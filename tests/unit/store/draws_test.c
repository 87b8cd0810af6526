#include "workspace.h"

#include "store/draws.h"

static const struct xc_str office = XC_STR_INIT("3202");

#define RULES   "{\"select\":{\"method\":\"srs\",\"n\":{\"A\":1}},\"v\":1}"
#define TARGETS "T1\tA\t1\tO1\t-\t-\nT2\tA\t1\tO2\t-\t-\n"
#define PEOPLE  "P1\tO1\t-\t1\tofficer\n"

static void add_digest(struct xc_buffer *text, const char *table) {
    struct xc_hasher *hasher = xc_hasher_new();
    struct xc_merkle tree;
    struct xc_str rest = xc_str_from(table);
    assert_non_null(hasher);
    xc_merkle_start(&tree, hasher);
    while (rest.len > 0)
        (void)xc_merkle_add(&tree, xc_str_cut(&rest, '\n'));
    struct xc_digest root = xc_merkle_end(&tree);
    (void)xc_buffer_uint(text, tree.count);
    (void)xc_buffer_putc(text, ' ');
    (void)xc_buffer_hex(text, root.bytes, sizeof root.bytes);
    assert_int_equal(xc_buffer_putc(text, '\n'), XC_OK);
    xc_hasher_free(hasher);
}

/* A draw with the files above; its commit names targets. */
static struct xc_stored_draw make(struct workspace *workspace, const char *id,
                                  const char *targets) {
    struct xc_error error = {0};
    struct xc_digest rules;
    struct xc_buffer text = xc_buffer_make(4096);
    test_ok(xc_sha256(XC_STR(RULES), &rules, &error), &error);
    (void)xc_buffer_printf(&text, "xuncha-commit-v1\n%s\n", id);
    (void)xc_buffer_hex(&text, rules.bytes, sizeof rules.bytes);
    (void)xc_buffer_putc(&text, '\n');
    add_digest(&text, targets);
    add_digest(&text, PEOPLE);
    add_digest(&text, "");
    assert_int_equal(xc_buffer_puts(&text, "dice 25\n-\n"), XC_OK);
    struct xc_stored_draw draw = {
        .id = xc_str_from(id),
        .programme = XC_STR("demo"),
        .stage = XC_STR("cross"),
        .label = XC_STR("cross/1"),
        .batch = XC_STR("2021-07"),
        .commit = xc_arena_copy(workspace->arena, xc_buffer_view(&text)),
        .rules = XC_STR(RULES),
        .targets = XC_STR(TARGETS),
        .people = XC_STR(PEOPLE),
        .avoid = XC_STR(""),
        .names = XC_STR("{\"T1\":\"示例诊所\"}"),
        .programme_rules = XC_STR("00"),
        .snapshot = 7,
        .outer = XC_STR("demo/outer"),
        .sealed = true,
    };
    assert_non_null(draw.commit.ptr);
    xc_buffer_free(&text);
    return draw;
}

static void same(struct xc_str a, struct xc_str b) {
    if (!xc_str_equal(a, b))
        fail_msg("'%.*s' is not '%.*s'", XC_PRI(a), XC_PRI(b));
}

static struct xc_str entry_text(struct workspace *workspace, uint64_t index) {
    struct xc_error error = {0};
    struct xc_ledger_entry entry;
    test_ok(xc_ledger_entry(workspace->store, index, workspace->arena, &entry, &error),
            &error);
    assert_int_equal(entry.index, index);
    return entry.text;
}

static void comes_back_whole(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_stored_draw draws[] = {make(workspace, "demo/1", TARGETS),
                                     make(workspace, "demo/2", TARGETS)};
    struct xc_stored_draw found, *all;
    size_t count;
    test_ok(xc_store_commit_draws(workspace->store, office, draws, 2, TEST_AT, &error),
            &error);
    assert_int_equal(draws[1].commit_index, draws[0].commit_index + 1);
    assert_int_equal(draws[1].committed_at, TEST_AT);
    same(entry_text(workspace, draws[1].commit_index), draws[1].commit);
    test_ok(xc_store_draw(workspace->store, office, XC_STR("demo/2"), workspace->arena,
                          &found, &error),
            &error);
    same(found.commit, draws[1].commit);
    same(found.rules, XC_STR(RULES));
    same(found.targets, XC_STR(TARGETS));
    same(found.people, XC_STR(PEOPLE));
    same(found.avoid, XC_STR(""));
    same(found.names, draws[1].names);
    same(found.batch, XC_STR("2021-07"));
    same(found.outer, XC_STR("demo/outer"));
    assert_int_equal(found.status, XC_DRAW_COMMITTED);
    assert_int_equal(found.snapshot, 7);
    assert_true(found.sealed);
    assert_true(found.result_index == UINT64_MAX);
    assert_true(found.drawn_at == XC_NO_INSTANT);
    assert_int_equal(found.result.len + found.beacons.len + found.code.len, 0);
    test_ok(xc_store_draws(workspace->store, office, XC_STR("demo"), XC_STR("cross"),
                           true, workspace->arena, &all, &count, &error),
            &error);
    assert_int_equal(count, 2);
    same(all[0].id, XC_STR("demo/1"));
    same(all[1].targets, XC_STR(TARGETS));
    test_ok(xc_store_draws(workspace->store, office, XC_STR("demo"), XC_STR("other"),
                           true, workspace->arena, &all, &count, &error),
            &error);
    assert_int_equal(count, 0);
    test_says(xc_store_draw(workspace->store, XC_STR("3203"), XC_STR("demo/1"),
                            workspace->arena, &found, &error),
              XC_ENO, &error, "there is no draw demo/1");
    test_doctor(workspace->store, NULL);
}

static void all_or_none(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_stored_draw draws[] = {make(workspace, "demo/1", TARGETS),
                                     make(workspace, "demo/2", PEOPLE)};
    test_says(xc_store_commit_draws(workspace->store, office, draws, 2, TEST_AT, &error),
              XC_EINTERNAL, &error, "names other files");
    assert_int_equal(xc_ledger_size(workspace->store, &error), 0);
    test_ok(xc_store_commit_draws(workspace->store, office, draws, 1, TEST_AT, &error),
            &error);
    struct xc_stored_draw again[] = {make(workspace, "demo/3", TARGETS), draws[0]};
    uint64_t size = xc_ledger_size(workspace->store, &error);
    test_says(xc_store_commit_draws(workspace->store, office, again, 2, TEST_AT, &error),
              XC_ENO, &error, "demo/1 was committed already");
    again[1] = again[0];
    test_says(xc_store_commit_draws(workspace->store, office, again, 2, TEST_AT, &error),
              XC_ENO, &error, "demo/3 was committed already");
    assert_int_equal(xc_ledger_size(workspace->store, &error), size);
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM draw"), 1);
}

static void result_once(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    char code[32];
    struct xc_stored_draw found, draws[] = {make(workspace, "demo/1", TARGETS),
                                            make(workspace, "demo/2", TARGETS)};
    test_ok(xc_store_commit_draws(workspace->store, office, draws, 2, TEST_AT, &error),
            &error);
    memset(code, 0, sizeof code);
    for (size_t i = 0; i < 2; i++) {
        draws[i].beacons = XC_STR("[]");
        draws[i].code = (struct xc_str){code, sizeof code};
        draws[i].result = XC_STR("{\"seed\":\"00\"}");
    }
    test_ok(
        xc_store_finish_draws(workspace->store, office, draws, 2, TEST_AT + 9, &error),
        &error);
    test_ok(xc_store_draw(workspace->store, office, XC_STR("demo/2"), workspace->arena,
                          &found, &error),
            &error);
    assert_int_equal(found.status, XC_DRAW_DRAWN);
    assert_int_equal(found.drawn_at, TEST_AT + 9);
    same(found.code, draws[1].code);
    same(found.result, draws[1].result);
    struct xc_str text = entry_text(workspace, found.result_index);
    assert_true(xc_str_starts(text, XC_STR("xuncha-result-v1\ndemo/2\n")));
    assert_int_equal(text.len, 17 + 7 + 65 + 65);
    uint64_t size = xc_ledger_size(workspace->store, &error);
    test_says(xc_store_finish_draws(workspace->store, office, draws, 1, TEST_AT, &error),
              XC_ENO, &error, "run already");
    test_says(xc_store_void_draw(workspace->store, office, XC_STR("demo/1"),
                                 XC_STR("why"), XC_STR("B"), TEST_AT, &error),
              XC_ENO, &error, "run already");
    assert_int_equal(xc_ledger_size(workspace->store, &error), size);
}

static void void_for_good(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_stored_draw found, draw = make(workspace, "demo/1", TARGETS);
    test_ok(xc_store_commit_draws(workspace->store, office, &draw, 1, TEST_AT, &error),
            &error);
    test_says(xc_store_void_draw(workspace->store, office, draw.id, XC_STR("two\nlines"),
                                 XC_STR("B"), TEST_AT, &error),
              XC_EUSAGE, &error, "a reason");
    test_says(xc_store_void_draw(workspace->store, office, draw.id, XC_STR("reason"),
                                 XC_STR(""), TEST_AT, &error),
              XC_EUSAGE, &error, "second person");
    test_ok(xc_store_void_draw(workspace->store, office, draw.id, XC_STR("beacon lost"),
                               XC_STR("B"), TEST_AT, &error),
            &error);
    test_ok(xc_store_draw(workspace->store, office, draw.id, workspace->arena, &found,
                          &error),
            &error);
    assert_int_equal(found.status, XC_DRAW_VOID);
    same(found.void_reason, XC_STR("beacon lost"));
    same(found.void_by, XC_STR("B"));
    assert_true(xc_str_ends(entry_text(workspace, found.result_index),
                            XC_STR("\nbeacon lost\nB\n")));
    draw.result = XC_STR("{}");
    test_says(xc_store_finish_draws(workspace->store, office, &draw, 1, TEST_AT, &error),
              XC_ENO, &error, "is void");
}

static void substitutions(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_stored_draw draw = make(workspace, "demo/1", TARGETS);
    struct xc_stored_sub *subs, sub = {.draw = draw.id,
                                       .number = 1,
                                       .entry = XC_STR("xuncha-sub-entry-v1\ndemo/1\n"),
                                       .visit = XC_STR("v1")};
    size_t count;
    test_ok(xc_store_commit_draws(workspace->store, office, &draw, 1, TEST_AT, &error),
            &error);
    test_says(xc_store_open_sub(workspace->store, office, &sub, TEST_AT, &error), XC_ENO,
              &error, "was not run");
    draw.result = XC_STR("{}");
    test_ok(xc_store_finish_draws(workspace->store, office, &draw, 1, TEST_AT, &error),
            &error);
    test_ok(xc_store_open_sub(workspace->store, office, &sub, TEST_AT + 5, &error),
            &error);
    same(entry_text(workspace, sub.entry_index), sub.entry);
    assert_int_equal(sub.at, TEST_AT + 5);
    test_says(xc_store_open_sub(workspace->store, office, &sub, TEST_AT, &error), XC_ENO,
              &error, "meanwhile");
    sub.beacons = XC_STR("[]");
    sub.result = XC_STR("{\"in\":\"T2\"}");
    test_ok(xc_store_finish_sub(workspace->store, office, &sub, TEST_AT + 9, &error),
            &error);
    test_says(xc_store_finish_sub(workspace->store, office, &sub, TEST_AT, &error),
              XC_ENO, &error, "not waiting");
    test_ok(xc_store_subs(workspace->store, office, draw.id, workspace->arena, &subs,
                          &count, &error),
            &error);
    assert_int_equal(count, 1);
    assert_int_equal(subs[0].number, 1);
    same(subs[0].result, sub.result);
    same(subs[0].visit, XC_STR("v1"));
    assert_int_equal(subs[0].entry_index, sub.entry_index);
}

static void substitutions_that_end(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_draw_counts counts;
    struct xc_stored_draw draw = make(workspace, "demo/1", TARGETS);
    struct xc_stored_sub *subs, sub = {.draw = draw.id,
                                       .number = 1,
                                       .entry = XC_STR("xuncha-sub-entry-v1\ndemo/1\n"),
                                       .closed = XC_STR("xuncha-sub-closed-v1\n"),
                                       .blind = XC_STR("blind"),
                                       .visit = XC_STR("v1")};
    struct xc_str why = XC_STR("no dice"), by = XC_STR("Li");
    size_t count;
    draw.result = XC_STR("{}");
    test_ok(xc_store_commit_draws(workspace->store, office, &draw, 1, TEST_AT, &error),
            &error);
    test_ok(xc_store_finish_draws(workspace->store, office, &draw, 1, TEST_AT, &error),
            &error);
    test_says(
        xc_store_void_sub(workspace->store, office, draw.id, 1, why, by, TEST_AT, &error),
        XC_ENO, &error, "not waiting");
    test_ok(xc_store_open_sub(workspace->store, office, &sub, TEST_AT, &error), &error);
    same(entry_text(workspace, sub.entry_index), sub.closed);
    test_says(xc_store_void_sub(workspace->store, office, draw.id, 1, why, XC_STR("-"),
                                TEST_AT, &error),
              XC_EUSAGE, &error, "second person");
    test_says(xc_store_void_sub(workspace->store, XC_STR("3203"), draw.id, 1, why, by,
                                TEST_AT, &error),
              XC_ENO, &error, "not waiting");
    test_ok(
        xc_store_void_sub(workspace->store, office, draw.id, 1, why, by, TEST_AT, &error),
        &error);
    test_says(xc_store_finish_sub(workspace->store, office, &sub, TEST_AT, &error),
              XC_ENO, &error, "not waiting");
    sub.number = 2; /* the first one stays used */
    test_ok(xc_store_open_sub(workspace->store, office, &sub, TEST_AT, &error), &error);
    test_ok(xc_store_subs(workspace->store, office, draw.id, workspace->arena, &subs,
                          &count, &error),
            &error);
    assert_int_equal(count, 2);
    assert_false(xc_store_sub_waits(&subs[0]));
    assert_true(xc_store_sub_waits(&subs[1]));
    same(subs[0].void_reason, why);
    same(subs[0].void_by, by);
    same(subs[0].blind, sub.blind);
    assert_true(xc_str_starts(entry_text(workspace, subs[0].end_index),
                              XC_STR("xuncha-sub-void-v1\ndemo/1\n1\n")));
    assert_true(subs[1].end_index == UINT64_MAX);
    test_ok(xc_draw_counts(workspace->store, office, XC_STR("demo"), TEST_AT, &counts,
                           &error),
            &error);
    assert_int_equal(counts.subs, 2);
    assert_int_equal(counts.ended, 1);
}

static void counting(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_draw_counts counts;
    struct xc_stored_draw draws[] = {make(workspace, "demo/1", TARGETS),
                                     make(workspace, "demo/2", TARGETS),
                                     make(workspace, "demo/3", TARGETS)};
    const xc_instant day = 86400;
    uint64_t index;
    test_ok(xc_store_commit_draws(workspace->store, office, draws, 3, TEST_AT, &error),
            &error);
    draws[0].result = XC_STR("{}");
    test_ok(xc_store_finish_draws(workspace->store, office, draws, 1, TEST_AT, &error),
            &error);
    test_ok(xc_store_void_draw(workspace->store, office, XC_STR("demo/2"), XC_STR("why"),
                               XC_STR("B"), TEST_AT, &error),
            &error);
    const struct xc_str again[] = {XC_STR("xuncha-again-v1\ndemo/1/2\ndemo/1\nwhy\nB\n"),
                                   XC_STR("xuncha-again-v1\ndemos/1/2\nx\nwhy\nB\n")};
    test_ok(xc_ledger_append(workspace->store, office, TEST_AT, again, 2, &index, &error),
            &error);
    test_ok(xc_draw_counts(workspace->store, office, XC_STR("demo"), TEST_AT + 7 * day,
                           &counts, &error),
            &error);
    assert_int_equal(counts.committed, 3);
    assert_int_equal(counts.drawn, 1);
    assert_int_equal(counts.voided, 1);
    assert_int_equal(counts.open, 1);
    assert_int_equal(counts.late, 0);
    assert_int_equal(counts.again, 1);
    assert_int_equal(counts.subs, 0);
    test_ok(xc_draw_counts(workspace->store, XC_STR(""), XC_STR(""),
                           TEST_AT + 7 * day + 1, &counts, &error),
            &error);
    assert_int_equal(counts.committed, 3);
    assert_int_equal(counts.late, 1);
    assert_int_equal(counts.again, 2);
    test_ok(xc_draw_counts(workspace->store, XC_STR("1"), XC_STR(""), TEST_AT, &counts,
                           &error),
            &error);
    assert_int_equal(counts.committed + counts.again, 0);
    test_ledger(workspace->store);
}

static void voids_redraws_and_gaps(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_stored_draw draws[] = {make(workspace, "demo/1", TARGETS),
                                     make(workspace, "demo/2", TARGETS)};
    const struct xc_str texts[] = {XC_STR("xuncha-again-v1\ndemo/1/2\ndemo/1\nwhy\nB\n"),
                                   XC_STR("xuncha-again-v1\ndemos/1/2\nx\nwhy\nB\n")};
    struct xc_draw_again *again;
    struct xc_draw_gaps gaps;
    struct xc_stored_draw found;
    size_t count;
    uint64_t index;
    test_ok(xc_store_commit_draws(workspace->store, office, draws, 2, TEST_AT, &error),
            &error);
    test_ok(xc_store_void_draw(workspace->store, office, XC_STR("demo/2"), XC_STR("why"),
                               XC_STR("B"), TEST_AT + 60, &error),
            &error);
    test_ok(xc_ledger_append(workspace->store, office, TEST_AT + 90, texts, 2, &index,
                             &error),
            &error);
    test_ok(xc_store_draw(workspace->store, office, XC_STR("demo/2"), workspace->arena,
                          &found, &error),
            &error);
    assert_int_equal(found.voided_at, TEST_AT + 60);
    test_ok(xc_store_draw(workspace->store, office, XC_STR("demo/1"), workspace->arena,
                          &found, &error),
            &error);
    assert_true(found.voided_at == XC_NO_INSTANT);
    test_ok(xc_store_draws_again(workspace->store, office, XC_STR("demo"),
                                 workspace->arena, &again, &count, &error),
            &error);
    assert_int_equal(count, 1);
    same(again[0].id, XC_STR("demo/1/2"));
    same(again[0].before, XC_STR("demo/1"));
    same(again[0].reason, XC_STR("why"));
    same(again[0].by, XC_STR("B"));
    assert_int_equal(again[0].at, TEST_AT + 90);
    assert_int_equal(again[0].index, index);
    uint64_t size = xc_ledger_size(workspace->store, &error);
    test_ok(xc_draw_gaps(workspace->store, office, XC_STR("demo"), TEST_AT + 90, &gaps,
                         &error),
            &error);
    assert_int_equal(gaps.entries, size);
    assert_int_equal(gaps.missing, 0);
    assert_int_equal(gaps.commits, 2);
    test_ok(xc_draw_gaps(workspace->store, office, XC_STR("demo"), TEST_AT + 89, &gaps,
                         &error),
            &error);
    assert_int_equal(gaps.entries, size - 2);
    test_sql(workspace->path, "DROP TRIGGER ledger_is_not_shortened;"
                              "DELETE FROM ledger WHERE number = 1");
    test_ok(xc_draw_gaps(workspace->store, office, XC_STR("demo"), TEST_AT + 90, &gaps,
                         &error),
            &error);
    assert_int_equal(gaps.entries, size - 1);
    assert_int_equal(gaps.missing, 1);
    assert_int_equal(gaps.commits, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(comes_back_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(all_or_none, setup, teardown),
        cmocka_unit_test_setup_teardown(result_once, setup, teardown),
        cmocka_unit_test_setup_teardown(void_for_good, setup, teardown),
        cmocka_unit_test_setup_teardown(substitutions, setup, teardown),
        cmocka_unit_test_setup_teardown(substitutions_that_end, setup, teardown),
        cmocka_unit_test_setup_teardown(counting, setup, teardown),
        cmocka_unit_test_setup_teardown(voids_redraws_and_gaps, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
