#include "workspace.h"

#include "store/outcomes.h"

static const struct xc_str office = XC_STR_INIT("3202");

static struct xc_outcome make(const char *visit, const char *target, unsigned day,
                              enum xc_outcome_result result, const char *item) {
    return (struct xc_outcome){.visit = xc_str_from(visit),
                               .target = xc_str_from(target),
                               .date = xc_date_make(2026, 3, day),
                               .result = result,
                               .item = xc_str_from(item),
                               .rectify_by = XC_NO_DATE,
                               .closed_on = XC_NO_DATE};
}

static void add(struct workspace *workspace, const struct xc_outcome *outcomes,
                size_t count, xc_instant at) {
    struct xc_error error = {0};
    test_ok(xc_store_add_outcomes(workspace->store, office, outcomes, count, at, &error),
            &error);
}

/* "target day visit result item" per outcome in force. */
static void in_force(struct workspace *workspace, xc_instant at, const char *wanted) {
    struct xc_error error = {0};
    struct xc_outcome *outcomes;
    size_t count;
    struct xc_buffer text = xc_buffer_make(1 << 16);
    test_ok(xc_store_outcomes(workspace->store, office, at, workspace->arena, &outcomes,
                              &count, &error),
            &error);
    for (size_t i = 0; i < count; i++) {
        (void)xc_buffer_printf(
            &text, "%.*s %u %.*s %s %.*s\n", XC_PRI(outcomes[i].target),
            xc_date_ymd(outcomes[i].date).day, XC_PRI(outcomes[i].visit),
            xc_outcome_word(outcomes[i].result), XC_PRI(outcomes[i].item));
    }
    if (!xc_str_is(xc_buffer_view(&text), wanted))
        fail_msg("'%.*s' is not '%s'", XC_PRI(xc_buffer_view(&text)), wanted);
    xc_buffer_free(&text);
}

static void words(void **state) {
    (void)state;
    for (int result = XC_OUTCOME_PASS; result <= XC_OUTCOME_NOT_FOUND; result++) {
        const char *word = xc_outcome_word((enum xc_outcome_result)result);
        assert_true(word[0] != '\0');
        assert_int_equal(xc_outcome_parse(xc_str_from(word)), result);
    }
    assert_int_equal(xc_outcome_parse(XC_STR("合格")), XC_OUTCOME_PASS);
    assert_int_equal(xc_outcome_parse(XC_STR("发现问题")), XC_OUTCOME_PROBLEM);
    assert_int_equal(xc_outcome_parse(XC_STR("")), 0);
    assert_int_equal(xc_outcome_parse(XC_STR("Pass")), 0);
    assert_string_equal(xc_outcome_word(0), "");
}

static void every_version_stays_readable(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_outcome *outcomes;
    size_t count;
    const struct xc_outcome first[] = {make("v2", "T1", 3, XC_OUTCOME_PROBLEM, "a"),
                                       make("v1", "T1", 2, XC_OUTCOME_PROBLEM, "b"),
                                       make("v1", "T1", 2, XC_OUTCOME_PASS, "a"),
                                       make("", "T1", 9, XC_OUTCOME_PASS, "")};
    const struct xc_outcome later[] = {make("v1", "T1", 2, XC_OUTCOME_PASS, ""),
                                       make("", "T1", 8, XC_OUTCOME_PASS, "")};
    add(workspace, first, 4, TEST_AT);
    add(workspace, later, 2, TEST_AT + 60);
    test_ok(xc_store_outcomes_all(workspace->store, office, XC_NO_INSTANT,
                                  workspace->arena, &outcomes, &count, &error),
            &error);
    static const char *const visits[] = {"", "", "v1", "v1", "v1", "v2"};
    static const unsigned days[] = {8, 9, 2, 2, 2, 3};
    assert_int_equal(count, 6);
    for (size_t i = 0; i < count; i++) {
        assert_true(xc_str_is(outcomes[i].visit, visits[i]));
        assert_int_equal(xc_date_ymd(outcomes[i].date).day, days[i]);
    }
    assert_true(xc_str_is(outcomes[2].item, "b"));
    assert_int_equal(outcomes[2].entry, outcomes[3].entry);
    assert_true(outcomes[4].entry > outcomes[3].entry);
    assert_true(xc_outcome_same(&outcomes[2], &outcomes[4]));
    assert_false(xc_outcome_same(&outcomes[0], &outcomes[1]));
    assert_false(xc_outcome_same(&outcomes[4], &outcomes[5]));
    test_ok(xc_store_outcomes_all(workspace->store, office, TEST_AT, workspace->arena,
                                  &outcomes, &count, &error),
            &error);
    assert_int_equal(count, 4);
}

static void the_newest_of_a_visit_counts(void **state) {
    struct workspace *workspace = *state;
    struct xc_outcome first[] = {make("v1", "T2", 5, XC_OUTCOME_PROBLEM, "b"),
                                 make("v1", "T2", 5, XC_OUTCOME_PASS, "a"),
                                 make("v2", "T1", 6, XC_OUTCOME_CLOSED, "")};
    struct xc_outcome second[] = {make("v1", "T2", 7, XC_OUTCOME_SERIOUS, "c")};
    in_force(workspace, XC_NO_INSTANT, "");
    add(workspace, first, 3, TEST_AT);
    in_force(workspace, XC_NO_INSTANT,
             "T1 6 v2 closed \nT2 5 v1 problem b\nT2 5 v1 pass a\n");
    add(workspace, second, 1, TEST_AT + 10);
    in_force(workspace, XC_NO_INSTANT, "T1 6 v2 closed \nT2 7 v1 serious c\n");
    in_force(workspace, TEST_AT + 9,
             "T1 6 v2 closed \nT2 5 v1 problem b\nT2 5 v1 pass a\n");
    in_force(workspace, TEST_AT - 1, "");
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM outcome"), 4);
    test_ledger(workspace->store);
}

static void without_a_visit(void **state) {
    struct workspace *workspace = *state;
    struct xc_outcome outcomes[] = {make("", "T1", 5, XC_OUTCOME_PASS, ""),
                                    make("", "T1", 6, XC_OUTCOME_PROBLEM, ""),
                                    make("", "T2", 5, XC_OUTCOME_PASS, "")};
    add(workspace, outcomes, 3, TEST_AT);
    add(workspace, &outcomes[1], 0, TEST_AT); /* nothing makes no entry */
    outcomes[0].result = XC_OUTCOME_REFUSED;
    add(workspace, outcomes, 1, TEST_AT);
    in_force(workspace, XC_NO_INSTANT, "T1 5  refused \nT1 6  problem \nT2 5  pass \n");
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM ledger"), 2);
}

static void comes_back_whole(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_outcome *found, outcome = make("v1", "T1", 5, XC_OUTCOME_PROBLEM, "item");
    size_t count;
    outcome.findings = XC_STR("多收费");
    outcome.doctor = XC_STR("D1");
    outcome.disposal = XC_STR("约谈");
    outcome.points = 3;
    outcome.amount = 1234567;
    outcome.rectify_by = xc_date_make(2026, 4, 1);
    outcome.closed_on = xc_date_make(2026, 4, 2);
    outcome.people = XC_STR("P1,P2");
    add(workspace, &outcome, 1, TEST_AT);
    test_ok(xc_store_outcomes(workspace->store, office, XC_NO_INSTANT, workspace->arena,
                              &found, &count, &error),
            &error);
    assert_int_equal(count, 1);
    assert_true(xc_str_equal(found->findings, outcome.findings));
    assert_true(xc_str_equal(found->doctor, outcome.doctor));
    assert_true(xc_str_equal(found->disposal, outcome.disposal));
    assert_true(xc_str_equal(found->people, outcome.people));
    assert_int_equal(found->points, 3);
    assert_int_equal(found->amount, 1234567);
    assert_int_equal(found->rectify_by, outcome.rectify_by);
    assert_int_equal(found->closed_on, outcome.closed_on);
    assert_int_equal(found->at, TEST_AT);
    test_sql(workspace->path, "UPDATE outcome SET result = 'splendid'");
    test_says(xc_store_outcomes(workspace->store, office, XC_NO_INSTANT, workspace->arena,
                                &found, &count, &error),
              XC_EENV, &error, "target T1 is damaged");
}

/* Rows that were read stay known; what others stored or changed since is seen. */
static void known_and_changed(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_store *other = test_open(workspace->path);
    const struct xc_outcome first = make("v1", "T1", 5, XC_OUTCOME_PROBLEM, "a");
    const struct xc_outcome second = make("v2", "T2", 6, XC_OUTCOME_PASS, "");
    add(workspace, &first, 1, TEST_AT);
    in_force(workspace, XC_NO_INSTANT, "T1 5 v1 problem a\n");
    test_ok(xc_store_add_outcomes(other, office, &second, 1, TEST_AT, &error), &error);
    xc_store_close(other);
    in_force(workspace, XC_NO_INSTANT, "T1 5 v1 problem a\nT2 6 v2 pass \n");
    test_sql(workspace->path, "UPDATE outcome SET item = 'b' WHERE visit = 'v1'");
    in_force(workspace, XC_NO_INSTANT, "T1 5 v1 problem b\nT2 6 v2 pass \n");
    test_sql(workspace->path, "DELETE FROM outcome WHERE visit = 'v2'");
    in_force(workspace, XC_NO_INSTANT, "T1 5 v1 problem b\n");
}

struct taking_back {
    struct workspace *workspace;
    struct xc_outcome outcome;
};

static int store_and_fail(void *context, struct xc_error *error) {
    struct taking_back *taking = context;
    struct workspace *workspace = taking->workspace;
    struct xc_outcome *found;
    size_t count;
    test_ok(xc_store_add_outcomes(workspace->store, office, &taking->outcome, 1, TEST_AT,
                                  error),
            error);
    test_ok(xc_store_outcomes(workspace->store, office, XC_NO_INSTANT, workspace->arena,
                              &found, &count, error),
            error);
    assert_int_equal(count, 2);
    return xc_fail(error, XC_ENO, "it is taken back");
}

/* An entry that was taken back gives its number to the next one. */
static void taken_back(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct taking_back taking = {workspace, make("v2", "T2", 6, XC_OUTCOME_PASS, "")};
    const struct xc_outcome first = make("v1", "T1", 5, XC_OUTCOME_PROBLEM, "a");
    const struct xc_outcome later = make("v3", "T3", 7, XC_OUTCOME_PASS, "");
    add(workspace, &first, 1, TEST_AT);
    in_force(workspace, XC_NO_INSTANT, "T1 5 v1 problem a\n");
    assert_int_equal(xc_store_together(workspace->store, store_and_fail, &taking, &error),
                     XC_ENO);
    in_force(workspace, XC_NO_INSTANT, "T1 5 v1 problem a\n");
    add(workspace, &later, 1, TEST_AT);
    in_force(workspace, XC_NO_INSTANT, "T1 5 v1 problem a\nT3 7 v3 pass \n");
}

static void offices_apart(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    const struct xc_outcome here = make("v1", "T1", 5, XC_OUTCOME_PROBLEM, "a");
    const struct xc_outcome there = make("v1", "T1", 6, XC_OUTCOME_PASS, "b");
    struct xc_outcome *found;
    size_t count;
    add(workspace, &here, 1, TEST_AT);
    test_ok(xc_store_add_outcomes(workspace->store, XC_STR("3203"), &there, 1, TEST_AT,
                                  &error),
            &error);
    for (int round = 0; round < 2; round++) {
        in_force(workspace, XC_NO_INSTANT, "T1 5 v1 problem a\n");
        test_ok(xc_store_outcomes(workspace->store, XC_STR("3203"), XC_NO_INSTANT,
                                  workspace->arena, &found, &count, &error),
                &error);
        assert_int_equal(count, 1);
        assert_true(xc_str_is(found->item, "b"));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words),
        cmocka_unit_test_setup_teardown(every_version_stays_readable, setup, teardown),
        cmocka_unit_test_setup_teardown(the_newest_of_a_visit_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(without_a_visit, setup, teardown),
        cmocka_unit_test_setup_teardown(comes_back_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(known_and_changed, setup, teardown),
        cmocka_unit_test_setup_teardown(taken_back, setup, teardown),
        cmocka_unit_test_setup_teardown(offices_apart, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
