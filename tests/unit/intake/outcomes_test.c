/* Outcomes taken without a plan: what is known, what contradicts, and that what follows
 * from them is stored with them or not at all. */
#include "../store/workspace.h"

#include "casework/cases.h"
#include "casework/papers.h"
#include "intake/outcomes.h"

static const struct xc_str office = XC_STR_INIT("32");

static struct xc_session begin(struct workspace *workspace) {
    struct xc_error error = {0};
    int64_t number;
    struct xc_register *reg = test_register(3, 7, 0);
    test_ok(xc_store_save_register(workspace->store, office, reg, 0, TEST_AT,
                                   XC_STR("targets"), &number, NULL, &error),
            &error);
    xc_register_free(reg);
    return (struct xc_session){
        .store = workspace->store, .office = office, .now = TEST_AT, .language = "en"};
}

static struct xc_outcome_row row(const char *target, const char *result,
                                 const char *item) {
    return (struct xc_outcome_row){.target = xc_str_from(target),
                                   .result = xc_str_from(result),
                                   .item = xc_str_from(item),
                                   .date = xc_date_make(2026, 1, 4),
                                   .actual_date = XC_NO_DATE,
                                   .rectify_by = XC_NO_DATE,
                                   .closed_on = XC_NO_DATE};
}

/* How taking them ends: the code of the first that is refused; else they are saved. */
static int store(const struct xc_session *session, struct xc_outcomes_options options,
                 const struct xc_outcome_row *rows, size_t count,
                 struct xc_outcomes_stored *stored, struct xc_row_verdict *verdict,
                 struct xc_error *error) {
    struct xc_outcomes_intake *intake;
    test_ok(xc_outcomes_open(session, &options, &intake, error), error);
    int rc = XC_OK;
    for (size_t i = 0; i < count && rc == XC_OK; i++)
        rc = xc_outcomes_take(intake, &rows[i], verdict, error);
    if (rc == XC_OK)
        rc = xc_outcomes_save(intake, stored, error);
    xc_outcomes_free(intake);
    return rc;
}

static size_t entries(struct workspace *workspace) {
    struct xc_error error = {0};
    uint64_t size = xc_ledger_size(workspace->store, &error);
    test_ok(error.code, &error);
    return (size_t)size;
}

static size_t in_force(struct workspace *workspace, struct xc_outcome **outcomes) {
    struct xc_error error = {0};
    size_t count;
    test_ok(xc_store_outcomes(workspace->store, office, XC_NO_INSTANT, workspace->arena,
                              outcomes, &count, &error),
            &error);
    return count;
}

static void known_and_new(void **state) {
    struct workspace *workspace = *state;
    struct xc_session session = begin(workspace);
    struct xc_outcomes_options options = {0};
    struct xc_outcomes_stored stored;
    struct xc_row_verdict verdict;
    struct xc_error error = {0};
    struct xc_outcome *outcomes;
    const struct xc_outcome_row rows[] = {row("T0000001", "problem", "a"),
                                          row("T0000001", "pass", "b"),
                                          row("T0000001", "pass", "b")};
    test_ok(store(&session, options, rows, 3, &stored, &verdict, &error), &error);
    assert_int_equal(stored.outcomes, 2);
    assert_int_equal(verdict.news, XC_ROW_KNOWN);
    size_t size = entries(workspace);
    test_ok(store(&session, options, rows, 3, &stored, &verdict, &error), &error);
    assert_int_equal(stored.outcomes, 0);
    assert_int_equal(entries(workspace), size);
    /* One item more: the others are said again with it. */
    const struct xc_outcome_row more = row("T0000001", "serious", "c");
    test_ok(store(&session, options, &more, 1, &stored, &verdict, &error), &error);
    assert_int_equal(stored.outcomes, 1);
    assert_int_equal(in_force(workspace, &outcomes), 3);
    assert_true(xc_str_is(outcomes[2].item, "c"));
}

static void contradictions(void **state) {
    struct workspace *workspace = *state;
    struct xc_session session = begin(workspace);
    struct xc_outcomes_options options = {0};
    struct xc_outcomes_stored stored;
    struct xc_row_verdict verdict;
    struct xc_error error = {0};
    const struct xc_outcome_row first[] = {row("T0000001", "problem", "a"),
                                           row("T0000002", "合格", "")};
    const struct xc_outcome_row bad[] = {
        row("T0000001", "pass", "a"),    /* the same item */
        row("T0000001", "pass", ""),     /* all of it */
        row("T0000002", "problem", "a"), /* beside all of it */
        row("T0000002", "serious", ""),
    };
    test_ok(store(&session, options, first, 2, &stored, &verdict, &error), &error);
    size_t size = entries(workspace);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int rc = store(&session, options, &bad[i], 1, &stored, &verdict, &error);
        test_says(rc, XC_EINPUT, &error, "a result twice with other content");
        assert_int_equal(verdict.column, XC_OUTCOME_TARGET);
    }
    const struct xc_outcome_row twice[] = {row("T0000003", "pass", ""),
                                           row("T0000003", "problem", "")};
    int rc = store(&session, options, twice, 2, &stored, &verdict, &error);
    test_says(rc, XC_EINPUT, &error, "twice with other content");
    assert_int_equal(entries(workspace), size);
}

static void corrections(void **state) {
    struct workspace *workspace = *state;
    struct xc_session session = begin(workspace);
    struct xc_outcomes_options options = {0};
    struct xc_outcomes_stored stored;
    struct xc_row_verdict verdict;
    struct xc_error error = {0};
    struct xc_outcome *outcomes;
    struct xc_outcome_correction *reasons;
    size_t count;
    const struct xc_outcome_row rows[] = {row("T0000001", "problem", "a"),
                                          row("T0000001", "pass", "b")};
    const struct xc_outcome_row fixed = row("T0000001", "pass", "a");
    test_ok(store(&session, options, rows, 2, &stored, &verdict, &error), &error);
    options = (struct xc_outcomes_options){.correct = true, .reason = XC_STR("slip")};
    test_ok(store(&session, options, &fixed, 1, &stored, &verdict, &error), &error);
    assert_int_equal(stored.corrected, 1);
    assert_int_equal(in_force(workspace, &outcomes), 2);
    assert_int_equal(outcomes[0].result, XC_OUTCOME_PASS);
    options.whole = true;
    options.reason = XC_STR("again");
    test_ok(store(&session, options, &fixed, 1, &stored, &verdict, &error), &error);
    assert_int_equal(in_force(workspace, &outcomes), 1);
    uint64_t entry = outcomes[0].entry;
    test_ok(store(&session, options, &fixed, 1, &stored, &verdict, &error), &error);
    assert_int_equal(stored.corrected + stored.outcomes, 0);
    test_ok(xc_outcome_corrections_load(workspace->store, office,
                                        XC_STR("T0000001/2026-01-04"), workspace->arena,
                                        &reasons, &count, &error),
            &error);
    assert_int_equal(count, 2);
    assert_int_equal(reasons[1].entry, entry);
    assert_true(xc_str_is(reasons[0].reason, "slip"));
    assert_true(xc_str_is(reasons[1].reason, "again"));
    struct xc_outcomes_intake *intake;
    options.reason = XC_STR("");
    test_says(xc_outcomes_open(&session, &options, &intake, &error), XC_EUSAGE, &error,
              "--reason");
}

/* Somebody else is quicker: with outcomes, or with one of the things that follow. */
static void all_or_nothing(void **state) {
    struct workspace *workspace = *state;
    struct xc_session session = begin(workspace);
    struct xc_outcomes_options options = {0};
    struct xc_outcomes_stored stored;
    struct xc_row_verdict verdict;
    struct xc_error error = {0};
    struct xc_outcomes_intake *intake;
    struct xc_outcome *outcomes;
    struct xc_fact fact;
    const char *field;
    struct xc_outcome_row closed = row("T0000001", "closed", "");
    const struct xc_outcome_row other = row("T0000002", "pass", "");
    test_ok(xc_outcomes_open(&session, &options, &intake, &error), &error);
    test_ok(xc_outcomes_take(intake, &closed, &verdict, &error), &error);
    test_ok(store(&session, options, &other, 1, &stored, &verdict, &error), &error);
    int rc = xc_outcomes_save(intake, &stored, &error);
    test_says(rc, XC_ENO, &error, "somebody else stored outcomes meanwhile");
    xc_outcomes_free(intake);
    assert_int_equal(in_force(workspace, &outcomes), 1);

    const struct xc_proposal proposal = {.target = XC_STR("T0000003"),
                                         .field = XC_STR("name"),
                                         .value = XC_STR("x"),
                                         .date = xc_date_make(2026, 1, 4),
                                         .state = XC_PROPOSAL_OPEN};
    test_ok(xc_proposal_fact(&proposal, workspace->arena, &fact, &field, &error), &error);
    test_ok(xc_outcomes_open(&session, &options, &intake, &error), &error);
    test_ok(xc_outcomes_take(intake, &closed, &verdict, &error), &error);
    test_ok(xc_store_add_facts(workspace->store, office, XC_FACT_PROPOSAL, &fact, 1, 0,
                               TEST_AT, NULL, &error),
            &error);
    rc = xc_outcomes_save(intake, &stored, &error);
    test_says(rc, XC_ENO, &error, "meanwhile");
    assert_int_equal(stored.outcomes, 0);
    xc_outcomes_free(intake);
    assert_int_equal(in_force(workspace, &outcomes), 1);
}

static void what_follows(void **state) {
    struct workspace *workspace = *state;
    struct xc_session session = begin(workspace);
    struct xc_outcomes_options options = {0};
    struct xc_outcomes_stored stored;
    struct xc_row_verdict verdict;
    struct xc_error error = {0};
    struct xc_proposal *proposals;
    struct xc_case *cases;
    size_t count;
    struct xc_outcome_row rows[] = {row("T0000001", "closed", ""),
                                    row("T0000002", "serious", "")};
    rows[1].opens_case = true;
    test_says(store(&session, options, rows, 2, &stored, &verdict, &error), XC_EINPUT,
              &error, "a case is opened by");
    assert_int_equal(verdict.column, XC_OUTCOME_CASE);
    rows[1].amount = 12345;
    rows[1].found[XC_OUTCOME_NEW_STATUS - XC_OUTCOME_NEW_NAME] = XC_STR("暂停");
    for (int again = 0; again < 2; again++) {
        test_ok(store(&session, options, rows, 2, &stored, &verdict, &error), &error);
        assert_int_equal(stored.proposals, again ? 0 : 2);
        assert_int_equal(stored.cases, again ? 0 : 1);
    }
    test_ok(xc_proposals_load(workspace->store, office, XC_NO_INSTANT, workspace->arena,
                              &proposals, &count, NULL, &error),
            &error);
    assert_int_equal(count, 2);
    assert_true(xc_str_is(proposals[0].id, "T0000001/2026-01-04/status"));
    assert_true(xc_str_is(proposals[0].value, "closed"));
    assert_true(xc_str_is(proposals[0].was, "active"));
    assert_true(xc_str_is(proposals[1].value, "suspended"));
    test_ok(xc_cases_load(workspace->store, office, XC_NO_INSTANT, workspace->arena,
                          &cases, &count, NULL, &error),
            &error);
    assert_int_equal(count, 1);
    assert_int_equal(cases[0].amount, 12345);
    assert_true(xc_str_is(cases[0].id, "C2026-0001"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(known_and_new, setup, teardown),
        cmocka_unit_test_setup_teardown(contradictions, setup, teardown),
        cmocka_unit_test_setup_teardown(corrections, setup, teardown),
        cmocka_unit_test_setup_teardown(all_or_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(what_follows, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
