/* Outcomes taken without a plan: what is known, what contradicts, and that what follows
 * from them is stored with them or not at all. */
#include "office.h"

#include "casework/cases.h"
#include "casework/papers.h"
#include "intake/outcomes.h"

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

/* What a test stores outcomes with, and what became of the last ones. */
struct desk {
    struct workspace *workspace;
    struct xc_session session;
    struct xc_outcomes_options options;
    struct xc_outcomes_stored stored; /* its lists are gone */
    struct xc_row_verdict verdict;
    struct xc_error error;
};

static struct desk open_desk(struct workspace *workspace) {
    return (struct desk){.workspace = workspace, .session = office_open(workspace)};
}

static struct xc_outcomes_intake *open_intake(struct desk *desk) {
    struct xc_outcomes_intake *intake;
    test_ok(xc_outcomes_open(&desk->session, &desk->options, &intake, &desk->error),
            &desk->error);
    return intake;
}

/* How taking them ends: the code of the first that is refused; else they are saved. */
static int store(struct desk *desk, const struct xc_outcome_row *rows, size_t count) {
    struct xc_outcomes_intake *intake = open_intake(desk);
    int rc = XC_OK;
    for (size_t i = 0; i < count && rc == XC_OK; i++)
        rc = xc_outcomes_take(intake, &rows[i], &desk->verdict, &desk->error);
    if (rc == XC_OK)
        rc = xc_outcomes_save(intake, &desk->stored, &desk->error);
    xc_outcomes_free(intake);
    return rc;
}

static void stores(struct desk *desk, const struct xc_outcome_row *rows, size_t count) {
    test_ok(store(desk, rows, count), &desk->error);
}

static void refuses(struct desk *desk, const struct xc_outcome_row *rows, size_t count,
                    const char *says) {
    test_says(store(desk, rows, count), XC_EINPUT, &desk->error, says);
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
    struct desk desk = open_desk(workspace);
    struct xc_outcome *outcomes;
    const struct xc_outcome_row rows[] = {row("T0000001", "problem", "a"),
                                          row("T0000001", "pass", "b"),
                                          row("T0000001", "pass", "b")};
    stores(&desk, rows, 3);
    assert_int_equal(desk.stored.outcomes, 2);
    assert_int_equal(desk.verdict.news, XC_ROW_KNOWN);
    size_t size = entries(workspace);
    stores(&desk, rows, 3);
    assert_int_equal(desk.stored.outcomes, 0);
    assert_int_equal(entries(workspace), size);
    /* One item more: the others are said again with it. */
    const struct xc_outcome_row more = row("T0000001", "serious", "c");
    stores(&desk, &more, 1);
    assert_int_equal(desk.stored.outcomes, 1);
    assert_int_equal(in_force(workspace, &outcomes), 3);
    assert_true(xc_str_is(outcomes[2].item, "c"));
}

static void contradictions(void **state) {
    struct workspace *workspace = *state;
    struct desk desk = open_desk(workspace);
    const struct xc_outcome_row first[] = {row("T0000001", "problem", "a"),
                                           row("T0000002", "合格", "")};
    const struct xc_outcome_row bad[] = {
        row("T0000001", "pass", "a"),    /* the same item */
        row("T0000001", "pass", ""),     /* all of it */
        row("T0000002", "problem", "a"), /* beside all of it */
        row("T0000002", "serious", ""),
    };
    stores(&desk, first, 2);
    size_t size = entries(workspace);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        refuses(&desk, &bad[i], 1, "a result twice with other content");
        assert_int_equal(desk.verdict.column, XC_OUTCOME_TARGET);
    }
    const struct xc_outcome_row twice[] = {row("T0000003", "pass", ""),
                                           row("T0000003", "problem", "")};
    refuses(&desk, twice, 2, "twice with other content");
    assert_int_equal(entries(workspace), size);
}

static void corrections(void **state) {
    struct workspace *workspace = *state;
    struct desk desk = open_desk(workspace);
    struct xc_outcome *outcomes;
    struct xc_outcome_correction *reasons;
    size_t count;
    const struct xc_outcome_row rows[] = {row("T0000001", "problem", "a"),
                                          row("T0000001", "pass", "b")};
    const struct xc_outcome_row fixed = row("T0000001", "pass", "a");
    stores(&desk, rows, 2);
    desk.options =
        (struct xc_outcomes_options){.correct = true, .reason = XC_STR("slip")};
    stores(&desk, &fixed, 1);
    assert_int_equal(desk.stored.corrected, 1);
    assert_int_equal(in_force(workspace, &outcomes), 2);
    assert_int_equal(outcomes[0].result, XC_OUTCOME_PASS);
    desk.options.whole = true;
    desk.options.reason = XC_STR("again");
    stores(&desk, &fixed, 1);
    assert_int_equal(in_force(workspace, &outcomes), 1);
    uint64_t entry = outcomes[0].entry;
    stores(&desk, &fixed, 1);
    assert_int_equal(desk.stored.corrected + desk.stored.outcomes, 0);
    test_ok(xc_outcome_corrections_load(workspace->store, office,
                                        XC_STR("T0000001/2026-01-04"), workspace->arena,
                                        &reasons, &count, &desk.error),
            &desk.error);
    assert_int_equal(count, 2);
    assert_int_equal(reasons[1].entry, entry);
    assert_true(xc_str_is(reasons[0].reason, "slip"));
    assert_true(xc_str_is(reasons[1].reason, "again"));
    struct xc_outcomes_intake *intake;
    desk.options.reason = XC_STR("");
    test_says(xc_outcomes_open(&desk.session, &desk.options, &intake, &desk.error),
              XC_EUSAGE, &desk.error, "--reason");
}

/* Somebody else is quicker: with outcomes, or with one of the things that follow. */
static void all_or_nothing(void **state) {
    struct workspace *workspace = *state;
    struct desk desk = open_desk(workspace);
    struct xc_outcomes_intake *intake;
    struct xc_outcome *outcomes;
    struct xc_fact fact;
    const char *field;
    struct xc_outcome_row closed = row("T0000001", "closed", "");
    const struct xc_outcome_row other = row("T0000002", "pass", "");
    intake = open_intake(&desk);
    test_ok(xc_outcomes_take(intake, &closed, &desk.verdict, &desk.error), &desk.error);
    stores(&desk, &other, 1);
    int rc = xc_outcomes_save(intake, &desk.stored, &desk.error);
    test_says(rc, XC_ENO, &desk.error, "somebody else stored outcomes meanwhile");
    xc_outcomes_free(intake);
    assert_int_equal(in_force(workspace, &outcomes), 1);

    const struct xc_proposal proposal = {.target = XC_STR("T0000003"),
                                         .field = XC_STR("name"),
                                         .value = XC_STR("x"),
                                         .date = xc_date_make(2026, 1, 4),
                                         .state = XC_PROPOSAL_OPEN};
    test_ok(xc_proposal_fact(&proposal, workspace->arena, &fact, &field, &desk.error),
            &desk.error);
    intake = open_intake(&desk);
    test_ok(xc_outcomes_take(intake, &closed, &desk.verdict, &desk.error), &desk.error);
    test_ok(xc_store_add_facts(workspace->store, office, XC_FACT_PROPOSAL, &fact, 1, 0,
                               TEST_AT, NULL, &desk.error),
            &desk.error);
    rc = xc_outcomes_save(intake, &desk.stored, &desk.error);
    test_says(rc, XC_ENO, &desk.error, "meanwhile");
    assert_int_equal(desk.stored.outcomes, 0);
    xc_outcomes_free(intake);
    assert_int_equal(in_force(workspace, &outcomes), 1);
}

static void what_follows(void **state) {
    struct workspace *workspace = *state;
    struct desk desk = open_desk(workspace);
    struct xc_proposal *proposals;
    struct xc_case *cases;
    size_t count;
    struct xc_outcome_row rows[] = {row("T0000001", "closed", ""),
                                    row("T0000002", "serious", "")};
    rows[1].opens_case = true;
    refuses(&desk, rows, 2, "a case is opened by");
    assert_int_equal(desk.verdict.column, XC_OUTCOME_CASE);
    rows[1].amount = 12345;
    rows[1].found[XC_OUTCOME_NEW_STATUS - XC_OUTCOME_NEW_NAME] = XC_STR("暂停");
    for (int again = 0; again < 2; again++) {
        stores(&desk, rows, 2);
        assert_int_equal(desk.stored.proposals, again ? 0 : 2);
        assert_int_equal(desk.stored.cases, again ? 0 : 1);
    }
    test_ok(xc_proposals_load(workspace->store, office, XC_NO_INSTANT, workspace->arena,
                              &proposals, &count, NULL, &desk.error),
            &desk.error);
    assert_int_equal(count, 2);
    assert_true(xc_str_is(proposals[0].id, "T0000001/2026-01-04/status"));
    assert_true(xc_str_is(proposals[0].value, "closed"));
    assert_true(xc_str_is(proposals[0].was, "active"));
    assert_true(xc_str_is(proposals[1].value, "suspended"));
    test_ok(xc_cases_load(workspace->store, office, XC_NO_INSTANT, workspace->arena,
                          &cases, &count, NULL, &desk.error),
            &desk.error);
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
