#include "workspace.h"

#include "store/draws.h"
#include "store/outcomes.h"

static const struct xc_str office = XC_STR_INIT("3202");

static int gather(void *context, uint64_t index, const struct xc_message *message) {
    struct xc_buffer *text = context;
    if (index == UINT64_MAX)
        (void)xc_buffer_puts(text, "-");
    else
        (void)xc_buffer_uint(text, index);
    (void)xc_buffer_putc(text, ' ');
    (void)xc_message_render(message, NULL, text);
    return xc_buffer_putc(text, '\n');
}

/* The ledger verifies, or wanted stands in what is found. */
static void verify(struct workspace *workspace, const char *wanted) {
    struct xc_error error = {0};
    struct xc_buffer text = xc_buffer_make(1 << 20);
    test_ok(xc_ledger_verify(workspace->store, NULL, gather, &text, &error), &error);
    struct xc_str found = xc_buffer_view(&text);
    if (wanted ? xc_str_find(found, xc_str_from(wanted)) < 0 : found.len > 0)
        fail_msg("found '%.*s', not '%s'", XC_PRI(found), wanted ? wanted : "");
    xc_buffer_free(&text);
}

static void save_register(struct workspace *workspace, uint32_t changed,
                          int64_t expected) {
    struct xc_error error = {0};
    struct xc_register *reg = test_register(30, 1, changed);
    int64_t number;
    test_ok(xc_store_save_register(workspace->store, office, reg, expected, TEST_AT,
                                   XC_STR("reason"), &number, NULL, &error),
            &error);
    xc_register_free(reg);
}

static void change(struct workspace *workspace, const char *visit) {
    struct xc_error error = {0};
    struct xc_visit_change changes[] = {
        {xc_str_from(visit), XC_STR("V0000001\t{\"n\":1}"), XC_STR("why")},
        {XC_STR("V0000002"), XC_STR(""), XC_STR("why")}};
    test_ok(xc_store_change_visits(workspace->store, office, XC_STR("P1"), 2, changes, 2,
                                   TEST_AT, &error),
            &error);
}

static void replan(struct workspace *workspace) {
    struct xc_error error = {0};
    struct xc_plan_head head;
    struct xc_visit_change changes[] = {
        {XC_STR("V0000003"), XC_STR("V0000003\t{\"n\":1}"), XC_STR("replan")}};
    test_ok(xc_store_plan(workspace->store, office, XC_STR("P1"), 0, workspace->arena,
                          &head, &error),
            &error);
    test_ok(xc_store_replan(workspace->store, office, &head, changes, 1, &error), &error);
    test_ok(xc_store_plan(workspace->store, office, XC_STR("P1"), 0, workspace->arena,
                          &head, &error),
            &error);
    test_ok(xc_store_replan(workspace->store, office, &head, NULL, 0, &error), &error);
}

static void add_outcomes(struct workspace *workspace) {
    struct xc_error error = {0};
    struct xc_outcome outcomes[] = {{.visit = XC_STR("V0000001"),
                                     .target = XC_STR("T0000001"),
                                     .date = xc_date_make(2026, 1, 5),
                                     .result = XC_OUTCOME_PROBLEM,
                                     .item = XC_STR("item"),
                                     .amount = 12345,
                                     .rectify_by = XC_NO_DATE,
                                     .closed_on = XC_NO_DATE},
                                    {.target = XC_STR("T0000002"),
                                     .date = xc_date_make(2026, 1, 6),
                                     .result = XC_OUTCOME_PASS,
                                     .rectify_by = XC_NO_DATE,
                                     .closed_on = XC_NO_DATE}};
    test_ok(xc_store_add_outcomes(workspace->store, office, outcomes, 2, TEST_AT, &error),
            &error);
}

static void add_draw(struct workspace *workspace) {
    struct xc_error error = {0};
    struct xc_digest rules, none;
    char hex[XC_DIGEST_HEX + 1], empty[XC_DIGEST_HEX + 1], text[1024];
    test_ok(xc_sha256(XC_STR("{\"v\":2}"), &rules, &error), &error);
    test_ok(xc_sha256(XC_STR(""), &none, &error), &error);
    xc_digest_hex(&rules, hex);
    xc_digest_hex(&none, empty);
    static const char *const ids[] = {"demo/1", "demo/2", "demo/3"};
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(text, sizeof text,
                       "xuncha-commit-v1\n%s\n%s\n0 %s\n0 %s\n0 %s\ndice 25\n-\n", ids[i],
                       hex, empty, empty, empty);
        struct xc_stored_draw draw = {
            .id = xc_str_from(ids[i]),
            .programme = XC_STR("demo"),
            .commit = xc_str_from(text),
            .rules = XC_STR("{\"v\":2}"),
            .names = XC_STR("{}"),
            .beacons = XC_STR("[]"),
            .code = XC_STR("code"),
            .result = XC_STR("{\"seed\":\"00\"}"),
        };
        struct xc_stored_sub sub = {.draw = draw.id,
                                    .number = 1,
                                    .entry = XC_STR("xuncha-sub-entry-v1\ndemo/2\n"),
                                    .visit = XC_STR("V1"),
                                    .result = XC_STR("{}"),
                                    .beacons = XC_STR("[]")};
        test_ok(
            xc_store_commit_draws(workspace->store, office, &draw, 1, TEST_AT, &error),
            &error);
        if (i == 1) {
            test_ok(xc_store_finish_draws(workspace->store, office, &draw, 1, TEST_AT,
                                          &error),
                    &error);
            test_ok(xc_store_open_sub(workspace->store, office, &sub, TEST_AT, &error),
                    &error);
            test_ok(xc_store_finish_sub(workspace->store, office, &sub, TEST_AT, &error),
                    &error);
        } else if (i == 2) {
            test_ok(xc_store_void_draw(workspace->store, office, draw.id, XC_STR("why"),
                                       XC_STR("B"), TEST_AT, &error),
                    &error);
        }
    }
}

static void save_days(struct workspace *workspace, struct xc_str whose,
                      enum xc_day_kind kind) {
    struct xc_error error = {0};
    const struct xc_day_fact days[] = {
        {xc_date_make(2026, 1, 1), XC_DAY_HOLIDAY, XC_STR("元旦")},
        {xc_date_make(2026, 1, 4), kind, XC_STR("")}};
    int year = 2026;
    test_ok(xc_store_save_days(workspace->store, whose, false, days, 2, &year, 1, TEST_AT,
                               &error),
            &error);
}

/* Something of everything that is bound. */
static void fill(struct workspace *workspace) {
    struct xc_error error = {0};
    save_register(workspace, 0, 0);
    save_register(workspace, 5, 1);
    test_ok(xc_store_set_setting(workspace->store, office, XC_STR("cap"), XC_STR("2"),
                                 TEST_AT, &error),
            &error);
    test_ok(xc_store_set_setting(workspace->store, office, XC_STR("cap"), XC_STR("3"),
                                 TEST_AT, &error),
            &error);
    (void)test_save_plan(workspace->store, "P1", 9, 1);
    (void)test_save_plan(workspace->store, "P1", 9, 2);
    test_ok(xc_store_approve(workspace->store, office, XC_STR("P1"), XC_STR("张三"),
                             TEST_AT, xc_date_make(2026, 3, 1), &error),
            &error);
    change(workspace, "V0000001");
    replan(workspace);
    test_ok(xc_store_approve(workspace->store, office, XC_STR("P1"), XC_STR("李四"),
                             TEST_AT, XC_NO_DATE, &error),
            &error);
    add_outcomes(workspace);
    add_draw(workspace);
    save_days(workspace, XC_STR(""), XC_DAY_WORKDAY);
    save_days(workspace, office, XC_DAY_HOLIDAY);
    save_days(workspace, office, XC_DAY_WORKDAY);
    save_days(workspace, office, XC_DAY_WORKDAY); /* says nothing new: no entry */
}

/* Each statement, alone, is found, and the finding says wanted. A column that nobody
 * reads would pass here: every column of the bound tables stands in the list. */
static const struct {
    const char *sql, *wanted;
} cases[] = {
    {"UPDATE snapshot SET at = '2026-01-05T02:00:01Z' WHERE number = 1", "0 xuncha-reg"},
    {"UPDATE snapshot SET reason = 'other' WHERE number = 1",
     "0 xuncha-register-v1 3202 1"},
    {"UPDATE snapshot SET digest = 'aa' WHERE number = 2", "1 xuncha-register-v1 3202 2"},
    {"UPDATE snapshot SET targets = (SELECT targets FROM snapshot WHERE number = 2)"
     " WHERE number = 1",
     "0 xuncha-register-v1 3202 1"},
    {"UPDATE snapshot SET people = areas WHERE number = 1", "0 xuncha-register-v1"},
    {"DELETE FROM snapshot WHERE number = 2", "is not stored"},
    {"INSERT INTO snapshot SELECT office, 3, at, reason, digest, areas, targets, people,"
     " absences, relations FROM snapshot WHERE number = 2",
     "- register 3 of office 3202 has no ledger entry"},
    {"UPDATE chunk SET lines = CAST(lines || 'x' AS BLOB)", "do not match their digest"},
    {"DELETE FROM line_set_chunk", "do not match their digest"},
    {"UPDATE rules SET document = '{}'", "stored rules do not match"},
    {"UPDATE setting SET value = '4' WHERE name = 'cap'",
     "3 xuncha-settings-v1 3202 cap was changed"},
    {"DELETE FROM setting WHERE name = 'cap'", "is not stored"},
    {"INSERT INTO setting VALUES ('3202', 'new', '1')", "new has no ledger entry"},
    {"UPDATE setting SET value = replace(value, 'f', 'e') WHERE name = 'workspace_key'",
     "was changed"},
    {"UPDATE plan SET at = '2026-01-05T02:00:01Z' WHERE number = 2",
     "5 xuncha-plan-v1 3202 P1 2 was changed"},
    {"UPDATE plan SET as_of = '2026-01-05' WHERE number = 1", "4 xuncha-plan-v1"},
    {"UPDATE plan SET snapshot = 9 WHERE number = 1", "4 xuncha-plan-v1"},
    {"UPDATE plan SET register_digest = '01' WHERE number = 1", "says 00, what is"},
    {"UPDATE plan SET policy = 'x' WHERE number = 1", "4 xuncha-plan-v1"},
    {"UPDATE plan SET provisional = 1 WHERE number = 1", "4 xuncha-plan-v1"},
    {"UPDATE plan SET summary = '[]' WHERE number = 1", "4 xuncha-plan-v1"},
    {"UPDATE plan SET visit_count = 8 WHERE number = 1", "4 xuncha-plan-v1"},
    {"UPDATE plan SET visits = (SELECT visits FROM plan WHERE number = 2) WHERE"
     " number = 1",
     "line 7 of the entry says 9 "},
    {"UPDATE plan SET status = 1 WHERE number = 1", "its status is not"},
    {"UPDATE plan SET status = 1 WHERE number = 2", "its status is not"},
    {"UPDATE plan SET approved_by = '王五' WHERE number = 2", "its status is not"},
    {"UPDATE plan SET approved_at = '' WHERE number = 2", "its status is not"},
    {"UPDATE plan SET approved_until = '2026-01-05' WHERE number = 2",
     "its status is not"},
    {"UPDATE approval SET approved_by = '王五' WHERE until <> ''",
     "6 xuncha-approve-v1 3202 P1 2 was changed"},
    {"UPDATE approval SET at = '2026-01-05T02:00:01Z' WHERE until <> ''",
     "6 xuncha-approve-v1"},
    {"UPDATE approval SET until = '2026-04-01' WHERE until <> ''", "is not stored"},
    {"DELETE FROM approval WHERE until <> ''", "is not stored"},
    {"INSERT INTO approval VALUES ('3202', 'P1', 2, '', 'x', '2025-01-01')",
     "- an approval of plan 2"},
    {"UPDATE visit_change SET line = '' WHERE number = 1",
     "7 xuncha-replan-v1 3202 P1 2"},
    {"UPDATE visit_change SET visit = 'V0000009' WHERE number = 1", "7 xuncha-replan-v1"},
    {"UPDATE visit_change SET reason = 'x' WHERE number = 2", "7 xuncha-replan-v1"},
    {"UPDATE visit_change SET at = '' WHERE number = 3", "8 xuncha-replan-v1"},
    {"DELETE FROM visit_change WHERE number = 3", "8 xuncha-replan-v1"},
    {"INSERT INTO visit_change SELECT office, programme, plan, 4, visit, line, reason, at"
     " FROM visit_change WHERE number = 3",
     "- a change of plan 2"},
    {"UPDATE replan SET at = '' WHERE number = 1", "8 xuncha-replan-v1"},
    {"UPDATE replan SET as_of = '' WHERE number = 1", "8 xuncha-replan-v1"},
    {"UPDATE replan SET snapshot = 77 WHERE number = 2", "9 xuncha-replan-v1"},
    {"UPDATE replan SET register_digest = '01' WHERE number = 2", "9 xuncha-replan-v1"},
    {"UPDATE replan SET provisional = 1 WHERE number = 2", "9 xuncha-replan-v1"},
    {"UPDATE replan SET summary = '[]' WHERE number = 2", "9 xuncha-replan-v1"},
    {"UPDATE replan SET visit_count = 77 WHERE number = 2", "9 xuncha-replan-v1"},
    {"DELETE FROM replan WHERE number = 2", "is not stored"},
    {"INSERT INTO replan SELECT office, programme, plan, 3, at, as_of, snapshot,"
     " register_digest, provisional, summary, visit_count FROM replan WHERE number = 2",
     "- a change of plan 2"},
    {"UPDATE outcome SET result = 'pass' WHERE number = 1",
     "11 xuncha-outcomes-v1 3202 was changed"},
    {"UPDATE outcome SET visit = '' WHERE number = 1", "11 xuncha-outcomes-v1"},
    {"UPDATE outcome SET target = 'T9' WHERE number = 1", "11 xuncha-outcomes-v1"},
    {"UPDATE outcome SET date = '2026-01-07' WHERE number = 1", "11 xuncha-outcomes-v1"},
    {"UPDATE outcome SET item = '' WHERE number = 1", "11 xuncha-outcomes-v1"},
    {"UPDATE outcome SET findings = 'x' WHERE number = 1", "11 xuncha-outcomes-v1"},
    {"UPDATE outcome SET doctor = 'x' WHERE number = 1", "11 xuncha-outcomes-v1"},
    {"UPDATE outcome SET disposal = 'x' WHERE number = 1", "11 xuncha-outcomes-v1"},
    {"UPDATE outcome SET points = 1 WHERE number = 1", "11 xuncha-outcomes-v1"},
    {"UPDATE outcome SET amount = 1 WHERE number = 1", "11 xuncha-outcomes-v1"},
    {"UPDATE outcome SET rectify_by = 'x' WHERE number = 1", "11 xuncha-outcomes-v1"},
    {"UPDATE outcome SET closed_on = 'x' WHERE number = 1", "11 xuncha-outcomes-v1"},
    {"UPDATE outcome SET people = 'x' WHERE number = 1", "11 xuncha-outcomes-v1"},
    {"UPDATE outcome SET at = 'x' WHERE number = 1", "11 xuncha-outcomes-v1"},
    {"UPDATE outcome SET number = 3 WHERE number = 1", "11 xuncha-outcomes-v1"},
    {"UPDATE outcome SET office = '3203' WHERE number = 1", "11 xuncha-outcomes-v1"},
    {"DELETE FROM outcome", "11 xuncha-outcomes-v1 3202 was entered, but is not stored"},
    {"INSERT INTO outcome SELECT entry, 9, '3203', visit, target, date, result, item,"
     " findings, doctor, disposal, points, amount, rectify_by, closed_on, people, at"
     " FROM outcome WHERE number = 1",
     "- outcomes of office 3203 have no ledger entry"},
    {"UPDATE outcome SET entry = 1", "- outcomes of office 3202 have no ledger entry"},
    {"DELETE FROM draw_sub; DELETE FROM draw WHERE id = 'demo/2'", "is not stored"},
    {"UPDATE draw SET commit_text = commit_text || 'x' WHERE id = 'demo/1'",
     "12 xuncha-commit-v1 demo/1 was changed"},
    {"UPDATE draw SET targets = (SELECT targets FROM snapshot LIMIT 1)",
     "the draw keeps 30 "},
    {"UPDATE draw SET rules = (SELECT digest FROM rules WHERE document = '{\"v\":1}')",
     "the entry names a file"},
    {"UPDATE draw SET office = '3203' WHERE id = 'demo/1'", "13 xuncha-draws-v1"},
    {"UPDATE draw SET programme = 'x' WHERE id = 'demo/1'", "13 xuncha-draws-v1"},
    {"UPDATE draw SET stage = 'x' WHERE id = 'demo/1'", "13 xuncha-draws-v1"},
    {"UPDATE draw SET label = 'x' WHERE id = 'demo/1'", "13 xuncha-draws-v1"},
    {"UPDATE draw SET batch = 'x' WHERE id = 'demo/1'", "13 xuncha-draws-v1"},
    {"UPDATE draw SET committed_at = 'x' WHERE id = 'demo/1'", "13 xuncha-draws-v1"},
    {"UPDATE draw SET names = 'x' WHERE id = 'demo/1'", "13 xuncha-draws-v1"},
    {"UPDATE draw SET programme_rules = 'x' WHERE id = 'demo/1'", "13 xuncha-draws-v1"},
    {"UPDATE draw SET snapshot = 9 WHERE id = 'demo/1'", "13 xuncha-draws-v1"},
    {"UPDATE draw SET outer_draw = 'x' WHERE id = 'demo/1'", "13 xuncha-draws-v1"},
    {"UPDATE draw SET sealed = 1 WHERE id = 'demo/1'", "13 xuncha-draws-v1"},
    {"UPDATE draw SET status = 2 WHERE id = 'demo/1'", "12 draw demo/1: its status"},
    {"UPDATE draw SET status = 1 WHERE id = 'demo/2'", "16 xuncha-result-v1 demo/2"},
    {"UPDATE draw SET status = 1, result_entry = -1 WHERE id = 'demo/3'",
     "xuncha-void-v1 demo/3 was entered, but is not stored"},
    {"UPDATE draw SET result = '{}' WHERE id = 'demo/2'", "16 xuncha-result-v1 demo/2"},
    {"UPDATE draw SET beacons = '{}' WHERE id = 'demo/2'", "17 xuncha-draws-v1"},
    {"UPDATE draw SET drawn_at = '' WHERE id = 'demo/2'", "17 xuncha-draws-v1"},
    {"UPDATE draw SET code = x'' WHERE id = 'demo/2'", "17 xuncha-draws-v1"},
    {"UPDATE draw SET void_by = 'C' WHERE id = 'demo/3'", "says B, what is stored"},
    {"UPDATE draw SET void_reason = 'C' WHERE id = 'demo/3'", "says why, what is"},
    {"UPDATE draw_sub SET entry_text = 'x'", "18 xuncha-sub-entry-v1"},
    {"UPDATE draw_sub SET visit = 'x'", "19 xuncha-sub-v1"},
    {"UPDATE draw_sub SET at = 'x'", "19 xuncha-sub-v1"},
    {"UPDATE draw_sub SET result = 'x'", "20 xuncha-sub-result-v1"},
    {"UPDATE draw_sub SET beacons = 'x'", "20 xuncha-sub-result-v1"},
    {"UPDATE draw_sub SET code = x'01'", "20 xuncha-sub-result-v1"},
    {"UPDATE draw_sub SET closed_text = 'x'", "18 xuncha-sub-entry-v1"},
    {"UPDATE draw_sub SET blind = x'01'", "19 xuncha-sub-v1"},
    {"UPDATE draw_sub SET void_reason = 'x'", "- substitution 1 of draw demo/2"},
    {"UPDATE draw_sub SET void_by = 'x'", "- substitution 1 of draw demo/2"},
    {"UPDATE draw SET void_by = 'x' WHERE id = 'demo/1'", "12 draw demo/1: its status"},
    {"UPDATE draw SET void_reason = 'x' WHERE id = 'demo/2'", "demo/2: its status"},
    {"UPDATE draw_sub SET result_entry = 3", "- substitution 1 of draw demo/2"},
    {"DELETE FROM draw_sub", "is not stored"},
    {"UPDATE day SET kind = 1 WHERE office = '' AND kind = 2",
     "24 xuncha-days-v1 - was changed after it was entered: line 3 "},
    {"UPDATE day SET kind = 2 WHERE office = '3202' AND kind = 1",
     "28 xuncha-days-v1 3202 was changed after it was entered: line 3 "},
    {"UPDATE day SET date = '2026-01-02' WHERE office = '' AND kind = 1", "24 xuncha-d"},
    {"UPDATE day SET name = 'x' WHERE office = '' AND kind = 1", "24 xuncha-days-v1"},
    {"UPDATE day SET office = '3203' WHERE office = ''", "24 xuncha-days-v1"},
    {"UPDATE day SET office = '3203' WHERE office = ''", "- xuncha-days-v1 3203 has no"},
    {"DELETE FROM day WHERE office = '' AND kind = 1", "line 3 of the entry says 2 "},
    {"DELETE FROM day; DELETE FROM day_year", "24 xuncha-days-v1"},
    {"DELETE FROM day; DELETE FROM day_year", "28 xuncha-days-v1"},
    {"INSERT INTO day VALUES ('', '2026-01-05', 1, '')", "gives 3 "},
    {"INSERT INTO day VALUES ('3203', '2026-01-05', 1, '')", "3203 has no ledger entry"},
    {"UPDATE day_year SET year = 2027 WHERE office = ''", "24 xuncha-days-v1"},
    {"DELETE FROM day_year WHERE office = ''", "line 4 of the entry says 1 "},
    {"INSERT INTO day_year VALUES ('3203', 2026)", "3203 has no ledger entry"},
};

static void copy_file(const char *from, const char *to) {
    char bytes[65536];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    size_t len;
    assert_non_null(in);
    assert_non_null(out);
    while ((len = fread(bytes, 1, sizeof bytes, in)) > 0)
        assert_int_equal(fwrite(bytes, 1, len, out), len);
    assert_int_equal(fclose(in), 0);
    assert_int_equal(fclose(out), 0);
}

static void every_changed_row_shows(void **state) {
    struct workspace *workspace = *state;
    char kept[256];
    (void)snprintf(kept, sizeof kept, "%s.kept", workspace->path);
    fill(workspace);
    verify(workspace, NULL);
    test_doctor(workspace->store, NULL);
    xc_store_close(workspace->store);
    workspace->store = NULL;
    copy_file(workspace->path, kept);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        copy_file(kept, workspace->path);
        test_sql(workspace->path, cases[i].sql);
        workspace->store = test_open(workspace->path);
        verify(workspace, cases[i].wanted);
        xc_store_close(workspace->store);
        workspace->store = NULL;
    }
}

/* What is entered names nobody, and holds nothing that could be guessed and tried. */
static int no_names(void *context, const struct xc_ledger_entry *entry) {
    static const char *const secret[] = {"张三",     "李四", "T0000001",
                                         "V0000001", "V1\n", "P1\tO",
                                         "reason",   "示例", "item"};
    (void)context;
    for (size_t i = 0; i < sizeof secret / sizeof *secret; i++)
        if (xc_str_find(entry->text, xc_str_from(secret[i])) >= 0)
            fail_msg("an entry says '%s': %.*s", secret[i], XC_PRI(entry->text));
    return XC_OK;
}

static void nobody_is_named(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    fill(workspace);
    test_ok(xc_ledger_each(workspace->store, 0, no_names, NULL, &error), &error);
    assert_int_equal(xc_ledger_size(workspace->store, &error), 29);
}

/* A workspace of the first format has rows without entries: the first append enters them
 * all, once. */
static void older_workspace(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    save_register(workspace, 0, 0);
    save_register(workspace, 5, 1);
    (void)test_save_plan(workspace->store, "P1", 9, 1);
    (void)test_save_plan(workspace->store, "P1", 9, 2);
    test_ok(xc_store_approve(workspace->store, office, XC_STR("P1"), XC_STR("张三"),
                             TEST_AT, xc_date_make(2026, 3, 1), &error),
            &error);
    change(workspace, "V0000001");
    replan(workspace);
    save_days(workspace, office, XC_DAY_WORKDAY);
    test_sql(workspace->path,
             "DROP TABLE ledger; DROP TABLE draw_sub; DROP TABLE draw;"
             "DROP TABLE outcome; DROP TABLE fact; PRAGMA user_version = 1");
    xc_store_close(workspace->store);
    workspace->store = test_open(workspace->path);
    assert_int_equal(test_count(workspace->path, "PRAGMA user_version"), XC_STORE_SCHEMA);
    verify(workspace, "register 1 of office 3202 has no ledger entry");
    test_ok(xc_store_set_setting(workspace->store, office, XC_STR("a"), XC_STR("b"),
                                 TEST_AT, &error),
            &error);
    verify(workspace, NULL);
    assert_int_equal(xc_ledger_size(workspace->store, &error), 10);
    save_register(workspace, 6, 2);
    verify(workspace, NULL);
    assert_int_equal(xc_ledger_size(workspace->store, &error), 11);
}

/* Days that were stored without an entry are entered when they are imported again. */
static void older_days(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    save_register(workspace, 0, 0);
    test_sql(workspace->path, "INSERT INTO day VALUES ('3202', '2026-01-01', 1, '元旦'),"
                              " ('3202', '2026-01-04', 2, '');"
                              "INSERT INTO day_year VALUES ('3202', 2026)");
    verify(workspace, "xuncha-days-v1 3202 has no ledger entry");
    save_days(workspace, office, XC_DAY_WORKDAY);
    verify(workspace, NULL);
    assert_int_equal(xc_ledger_size(workspace->store, &error), 2);
}

/* The roots come from a script of three lines that follows docs/ledger.md. */
static int check_days_text(void *context, const struct xc_ledger_entry *entry) {
    int *seen = context;
    if (xc_str_find(entry->text, XC_STR("xuncha-days-v1")) == 0) {
        (*seen)++;
        assert_true(xc_str_is(
            entry->text,
            "xuncha-days-v1\n-\n2 "
            "b86535a607a66dfb52e001ffa5ac74307ebf34cd1be4fec6c073808880b3a367\n1 "
            "068e29188254613f0464712e4cf9baea1f84c3565d754499ebe12501334a4802\n"));
    }
    return XC_OK;
}

static void days_as_documented(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    int seen = 0;
    save_days(workspace, XC_STR(""), XC_DAY_WORKDAY);
    test_ok(xc_ledger_each(workspace->store, 0, check_days_text, &seen, &error), &error);
    assert_int_equal(seen, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_changed_row_shows, setup, teardown),
        cmocka_unit_test_setup_teardown(nobody_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(older_workspace, setup, teardown),
        cmocka_unit_test_setup_teardown(older_days, setup, teardown),
        cmocka_unit_test_setup_teardown(days_as_documented, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
