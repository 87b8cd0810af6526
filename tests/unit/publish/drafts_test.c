/* Drafts of what an office owes: which lie ready on which day, what they are called, what
 * becomes of one that somebody worked on. */
#include "../intake/office.h"
#include "../json_text.h"

#include "publish/drafts.h"

static const char rules_text[] =
    "{'v':1,'id':'demo','title':'演示','year':2026,'calendar':'cn','office':'32',"
    "'stages':[{'id':'annual','title':'全覆盖','plugin':'full_coverage',"
    "'kind':'coverage','window':['2026-01-05','2026-12-31'],'nature':'agency_check',"
    "'method':'site','basis':'示例','obligations':[{'label':'annual/1',"
    "'targets':{'op':'where','of':{'op':'all','table':'targets'},'field':'status',"
    "'in':['active']},'minutes':90,'crew':{'seats':[{'role':'officer','count':1}]}}]}],"
    "'dues':["
    "{'id':'monthly','title':'月报','what':'coverage','with':'next-month',"
    "'when':'last_workday month','owners':['监管科','执法科'],'to':'省局',"
    "'window':['2026-01-01','2026-12-31']},"
    "{'id':'summary','what':'summary','when':'last_workday quarter','from':'本局',"
    "'to':'省局','window':['2026-01-01','2026-12-31']},"
    "{'id':'below','what':'coverage','when':'last_workday month','each':'target',"
    "'to':'本局','window':['2026-03-01','2026-03-31']},"
    "{'id':'letter','what':'letter','when':'last_workday month','from':'办公室',"
    "'to':'省局','window':['2026-03-01','2026-03-31']}]}";

/* The register, the working days and an empty plan of "demo", from 5 January 2026 on. */
static struct xc_session open_office(struct workspace *workspace) {
    struct xc_error error = {0};
    struct xc_session session = office_open(workspace);
    struct test_visits none = {0};
    struct xc_digest digest;
    char hex[XC_DIGEST_HEX + 1];
    int years[] = {2025, 2026, 2027};
    int64_t number;
    json_t *rules = json_text(rules_text);
    char *dumped = json_dumps(rules, JSON_COMPACT | JSON_SORT_KEYS);
    test_ok(xc_sha256(xc_str_from(dumped), &digest, &error), &error);
    xc_digest_hex(&digest, hex);
    struct xc_plan_head head = {.programme = XC_STR("demo"),
                                .at = TEST_AT,
                                .as_of = xc_date_make(2026, 1, 5),
                                .snapshot = 1,
                                .register_digest = XC_STR("00"),
                                .policy = XC_STR("demo.lua"),
                                .rules = xc_str_from(dumped),
                                .rules_digest = xc_str_from(hex),
                                .summary = XC_STR("{}")};
    test_ok(xc_store_save_days(workspace->store, XC_STR(""), false, NULL, 0, years, 3,
                               TEST_AT, &error),
            &error);
    test_ok(xc_store_save_plan(workspace->store, office, &head, test_next_visit, &none,
                               &number, &error),
            &error);
    free(dumped);
    json_decref(rules);
    return session;
}

/* The drafts' folders go too. */
static int teardown_drafts(void **state) {
    static const char *const folders[] = {"drafts/demo", "drafts"};
    const struct workspace *workspace = *state;
    char folder[256];
    for (size_t i = 0; i < 2; i++) {
        (void)snprintf(folder, sizeof folder, "%s/%s", workspace->folder, folders[i]);
        if (access(folder, F_OK) == 0) {
            test_clear_folder(folder);
            (void)rmdir(folder);
        }
    }
    return teardown(state);
}

/* Ten o'clock on a day of March. */
static xc_instant morning(unsigned day) {
    return xc_instant_make(xc_date_make(2026, 3, day), 10 * 60, 8 * 60);
}

static struct xc_drafts write_drafts(struct workspace *workspace,
                                     const struct xc_session *session,
                                     struct xc_draft_options *options) {
    static char folder[192];
    struct xc_error error = {0};
    struct xc_drafts drafts;
    (void)snprintf(folder, sizeof folder, "%s/drafts", workspace->folder);
    options->folder = folder;
    test_ok(xc_drafts_write(session, options, &drafts, &error), &error);
    return drafts;
}

static const struct xc_draft *find(const struct xc_drafts *drafts, const char *id) {
    for (const struct xc_draft *draft = drafts->first; draft; draft = draft->next) {
        if (xc_str_is(draft->id, id)) {
            return draft;
        }
    }
    return NULL;
}

/* Whose file it is, and what became of it. */
static void is_file(const struct xc_draft *draft, size_t i, const char *name,
                    enum xc_draft_fate fate) {
    assert_non_null(draft);
    assert_true(i < draft->file_count);
    if (!xc_str_ends(draft->files[i].path, xc_str_from(name))) {
        fail_msg("%.*s is not %s", XC_PRI(draft->files[i].path), name);
    }
    assert_string_equal(xc_draft_fate_word(draft->files[i].fate),
                        xc_draft_fate_word(fate));
}

/* Named by day, item and kind; XLSX behind DOCX, what goes with it behind both. */
static void what_is_near_lies_ready(void **state) {
    struct workspace *workspace = *state;
    struct xc_session session = open_office(workspace);
    struct xc_draft_options options = {.programme = XC_STR("demo"), .on = XC_NO_DATE};
    session.now = morning(26);
    struct xc_drafts drafts = write_drafts(workspace, &session, &options);
    const struct xc_draft *draft = find(&drafts, "monthly/2026-03-31/监管科");
    is_file(draft, 0, "/drafts/2026-03-31_monthly_coverage.docx", XC_DRAFT_WRITTEN);
    is_file(draft, 1, "/drafts/2026-03-31_monthly_coverage.xlsx", XC_DRAFT_WRITTEN);
    is_file(draft, 2, "/drafts/2026-03-31_monthly_next-month.docx", XC_DRAFT_WRITTEN);
    is_file(draft, 3, "/drafts/2026-03-31_monthly_next-month.xlsx", XC_DRAFT_WRITTEN);
    assert_int_equal(draft->state, XC_DUE_DRAFT);
    assert_int_equal(draft->draft_from, xc_date_make(2026, 3, 26));
    assert_true(xc_str_is(draft->title, "月报"));
    assert_true(xc_str_is(draft->to, "省局"));
    /* The other owner hands in the same files. */
    draft = find(&drafts, "monthly/2026-03-31/执法科");
    is_file(draft, 3, "/drafts/2026-03-31_monthly_next-month.xlsx", XC_DRAFT_WRITTEN);
    draft = find(&drafts, "summary/2026-03-31");
    is_file(draft, 0, "/drafts/2026-03-31_summary_summary.docx", XC_DRAFT_WRITTEN);
    assert_int_equal(draft->file_count, 2);
    /* What others owe, or write without this program, is to be chased. */
    assert_int_equal(find(&drafts, "letter/2026-03-31")->file_count, 0);
    /* January and February were due and never came in, three institutions' and the
     * letter are others' to write. */
    assert_non_null(find(&drafts, "monthly/2026-01-30/监管科"));
    assert_int_equal(find(&drafts, "monthly/2026-02-27/监管科")->state, XC_DUE_MISSING);
    assert_int_equal(drafts.chase, 4);
    assert_int_equal(drafts.files[XC_DRAFT_WRITTEN], 3 * 4 + 2);
    assert_int_equal(test_count_files(options.folder), 3 * 4 + 2);
    xc_drafts_free(&drafts);
}

/* A day earlier nothing of March is near; without anything to write there is no folder.
 */
static void nothing_lies_there_too_early(void **state) {
    struct workspace *workspace = *state;
    struct xc_session session = open_office(workspace);
    struct xc_draft_options options = {.programme = XC_STR("demo"), .on = XC_NO_DATE};
    session.now = morning(25);
    struct xc_drafts drafts = write_drafts(workspace, &session, &options);
    assert_null(find(&drafts, "monthly/2026-03-31/监管科"));
    assert_non_null(find(&drafts, "monthly/2026-02-27/监管科"));
    assert_int_equal(drafts.chase, 0);
    xc_drafts_free(&drafts);
    test_clear_folder(options.folder);
    assert_int_equal(rmdir(options.folder), 0);
    options.on = xc_date_make(2026, 1, 12);
    drafts = write_drafts(workspace, &session, &options);
    assert_null(drafts.first);
    assert_int_not_equal(access(options.folder, F_OK), 0);
    xc_drafts_free(&drafts);
}

static void what_somebody_worked_on_is_kept(void **state) {
    struct workspace *workspace = *state;
    struct xc_session session = open_office(workspace);
    struct xc_draft_options options = {.programme = XC_STR("demo"), .on = XC_NO_DATE};
    char path[256];
    session.now = morning(31);
    struct xc_drafts drafts = write_drafts(workspace, &session, &options);
    assert_int_equal(find(&drafts, "summary/2026-03-31")->state, XC_DUE_TODAY);
    size_t all = drafts.files[XC_DRAFT_WRITTEN];
    assert_int_equal(drafts.files[XC_DRAFT_SAME] + drafts.files[XC_DRAFT_KEPT], 0);
    xc_drafts_free(&drafts);
    drafts = write_drafts(workspace, &session, &options);
    assert_int_equal(drafts.files[XC_DRAFT_SAME], all);
    xc_drafts_free(&drafts);
    (void)snprintf(path, sizeof path, "%s/2026-03-31_summary_summary.docx",
                   options.folder);
    FILE *file = fopen(path, "ab");
    assert_non_null(file);
    assert_int_equal(fputs("my own words", file) >= 0, 1);
    assert_int_equal(fclose(file), 0);
    drafts = write_drafts(workspace, &session, &options);
    is_file(find(&drafts, "summary/2026-03-31"), 0, "2026-03-31_summary_summary.docx",
            XC_DRAFT_KEPT);
    assert_int_equal(drafts.files[XC_DRAFT_KEPT], 1);
    assert_int_equal(drafts.files[XC_DRAFT_SAME], all - 1);
    xc_drafts_free(&drafts);
    options.replace = true;
    drafts = write_drafts(workspace, &session, &options);
    assert_int_equal(drafts.files[XC_DRAFT_WRITTEN], 1);
    assert_int_equal(drafts.files[XC_DRAFT_SAME], all - 1);
    xc_drafts_free(&drafts);
}

/* Without a programme: all of the office, each in a folder of its own. */
static void all_programmes(void **state) {
    struct workspace *workspace = *state;
    struct xc_session session = open_office(workspace);
    struct xc_draft_options options = {.on = xc_date_make(2026, 3, 31)};
    session.now = morning(31) + 30 * 86400;
    struct xc_drafts drafts = write_drafts(workspace, &session, &options);
    is_file(find(&drafts, "summary/2026-03-31"), 1,
            "/drafts/demo/2026-03-31_summary_summary.xlsx", XC_DRAFT_WRITTEN);
    assert_true(xc_str_is(drafts.first->programme, "demo"));
    xc_drafts_free(&drafts);
}

static void what_is_refused(void **state) {
    struct workspace *workspace = *state;
    struct xc_session session = open_office(workspace);
    struct xc_draft_options options = {.folder = workspace->folder,
                                       .programme = XC_STR("demo"),
                                       .on = xc_date_make(2025, 12, 31)};
    struct xc_error error = {0};
    struct xc_drafts drafts;
    session.now = morning(31);
    assert_int_equal(xc_drafts_write(&session, &options, &drafts, &error), XC_ENO);
    xc_drafts_free(&drafts);
    options.programme = XC_STR("");
    error = (struct xc_error){0};
    test_says(xc_drafts_write(&session, &options, &drafts, &error), XC_ENO, &error,
              "had no plan then");
    xc_drafts_free(&drafts);
    options.programme = XC_STR("none");
    options.on = XC_NO_DATE;
    error = (struct xc_error){0};
    assert_int_equal(xc_drafts_write(&session, &options, &drafts, &error), XC_ENO);
    xc_drafts_free(&drafts);
    options.programme = XC_STR("demo");
    options.on = xc_date_make(2026, 4, 1);
    error = (struct xc_error){0};
    test_says(xc_drafts_write(&session, &options, &drafts, &error), XC_EUSAGE, &error,
              "still to come");
    xc_drafts_free(&drafts);
    /* A folder that cannot be made. */
    options.folder = "/dev/null/drafts";
    options.on = XC_NO_DATE;
    error = (struct xc_error){0};
    assert_int_equal(xc_drafts_write(&session, &options, &drafts, &error), XC_EENV);
    xc_drafts_free(&drafts);
}

static void whose_they_are(void **state) {
    static const struct {
        const char *what, *each;
        bool cause, ours;
    } cases[] = {{"coverage", "", false, true},      {"summary", "", false, true},
                 {"plan", "", false, true},          {"ledger-book", "", false, true},
                 {"coverage", "area", false, false}, {"self-check", "", false, false},
                 {"case", "", true, true},           {"case", "", false, false}};
    const struct xc_cause cause = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct xc_due_item_rule rule = {.what = xc_str_from(cases[i].what),
                                              .each = xc_str_from(cases[i].each)};
        const struct xc_due_item item = {.rule = &rule,
                                         .cause = cases[i].cause ? &cause : NULL};
        if (xc_draft_is_ours(&item) != cases[i].ours) {
            fail_msg("%s", cases[i].what);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_near_lies_ready, setup, teardown_drafts),
        cmocka_unit_test_setup_teardown(nothing_lies_there_too_early, setup,
                                        teardown_drafts),
        cmocka_unit_test_setup_teardown(what_somebody_worked_on_is_kept, setup,
                                        teardown_drafts),
        cmocka_unit_test_setup_teardown(all_programmes, setup, teardown_drafts),
        cmocka_unit_test_setup_teardown(what_is_refused, setup, teardown_drafts),
        cmocka_unit_test(whose_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
