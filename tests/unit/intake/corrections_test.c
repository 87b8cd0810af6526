/* Corrections of the register: by hand, and as somebody on site proposed them. */
#include "office.h"

#include "intake/corrections.h"

static void propose(struct workspace *workspace, const char *target, const char *field,
                    const char *value) {
    struct xc_error error = {0};
    struct xc_fact fact;
    const char *refused;
    struct xc_proposal proposal = {.target = xc_str_from(target),
                                   .visit = XC_STR("v1"),
                                   .field = xc_str_from(field),
                                   .value = xc_str_from(value),
                                   .date = xc_date_make(2026, 1, 5),
                                   .state = XC_PROPOSAL_OPEN};
    test_ok(xc_proposal_fact(&proposal, workspace->arena, &fact, &refused, &error),
            &error);
    test_ok(xc_store_add_facts(workspace->store, office, XC_FACT_PROPOSAL, &fact, 1, 0,
                               TEST_AT, NULL, &error),
            &error);
}

static enum xc_proposal_state state_of(struct workspace *workspace, const char *id) {
    struct xc_error error = {0};
    struct xc_proposal *proposals;
    size_t count;
    test_ok(xc_proposals_load(workspace->store, office, XC_NO_INSTANT, workspace->arena,
                              &proposals, &count, NULL, &error),
            &error);
    for (size_t i = 0; i < count; i++)
        if (xc_str_is(proposals[i].id, id))
            return proposals[i].state;
    return 0;
}

static void address_is(struct workspace *workspace, const char *target,
                       const char *address) {
    struct xc_error error = {0};
    struct xc_register *reg;
    test_ok(xc_store_load_register(workspace->store, office, 0, &reg, NULL, &error),
            &error);
    uint32_t row = xc_register_find_target(reg, xc_str_from(target));
    assert_true(xc_str_is(xc_register_text(reg, reg->targets.address[row]), address));
    xc_register_free(reg);
}

static int decide(struct xc_session *session, const char *id, bool accept,
                  const char *reason, int64_t *before, int64_t *number,
                  struct xc_error *error) {
    struct xc_import_report report;
    int rc = xc_corrections_decide(session, xc_str_from(id), accept, XC_STR("张三"),
                                   xc_str_from(reason), before, number, &report, error);
    xc_import_report_free(&report);
    return rc;
}

static void accepted(void **state) {
    struct workspace *workspace = *state;
    struct xc_session session = office_open(workspace);
    struct xc_error error = {0};
    struct xc_snapshot snapshot;
    int64_t before, number;
    propose(workspace, "T0000002", "address", "新街\"1\"号");
    test_ok(decide(&session, "v1/address", true, "", &before, &number, &error), &error);
    assert_int_equal(before, 1);
    assert_int_equal(number, 2);
    address_is(workspace, "T0000002", "新街\"1\"号");
    assert_int_equal(state_of(workspace, "v1/address"), XC_PROPOSAL_ACCEPTED);
    test_ok(xc_store_snapshot(workspace->store, office, 0, workspace->arena, &snapshot,
                              &error),
            &error);
    assert_true(xc_str_is(snapshot.reason, "proposal v1/address"));
    test_says(decide(&session, "v1/address", false, "x", &before, &number, &error),
              XC_ENO, &error, "was accepted already");
    test_ledger(workspace->store);
}

static void declined(void **state) {
    struct workspace *workspace = *state;
    struct xc_session session = office_open(workspace);
    struct xc_error error = {0};
    int64_t before, number;
    propose(workspace, "T0000002", "address", "新街");
    test_says(decide(&session, "v1/address", false, "", &before, &number, &error),
              XC_EINPUT, &error, "why is it declined");
    test_ok(decide(&session, "v1/address", false, "看错", &before, &number, &error),
            &error);
    assert_int_equal(number, 0);
    address_is(workspace, "T0000002", "");
    assert_int_equal(state_of(workspace, "v1/address"), XC_PROPOSAL_DECLINED);
    test_says(decide(&session, "v1/address", true, "x", &before, &number, &error), XC_ENO,
              &error, "was declined already");
    test_says(decide(&session, "v2/address", true, "x", &before, &number, &error), XC_ENO,
              &error, "there is no proposal 'v2/address'");
}

/* What the register refuses leaves the proposal open; a decision that cannot be stored
 * leaves the register as it was. */
static void never_half(void **state) {
    struct workspace *workspace = *state;
    struct xc_session session = office_open(workspace);
    struct xc_error error = {0};
    int64_t before, number;
    propose(workspace, "T0000002", "status", "vanished");
    assert_int_equal(decide(&session, "v1/status", true, "x", &before, &number, &error),
                     XC_EINPUT);
    assert_int_equal(error.line, 0);
    assert_int_equal(state_of(workspace, "v1/status"), XC_PROPOSAL_OPEN);
    propose(workspace, "T9", "address", "x");
    test_says(decide(&session, "v1/address", true, "x", &before, &number, &error), XC_ENO,
              &error, "no target or person with the id 'T9'");
    propose(workspace, "T0000002", "name", "新名");
    test_sql(workspace->path, "CREATE TABLE kept AS SELECT * FROM fact; DROP TABLE fact;"
                              "CREATE TABLE fact (office, kind, id, entry, number, body, "
                              "at, seal CHECK (number = 0));"
                              "PRAGMA ignore_check_constraints = 1;"
                              "INSERT INTO fact SELECT * FROM kept");
    assert_int_equal(decide(&session, "v1/name", true, "x", &before, &number, &error),
                     XC_EENV);
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM snapshot"), 1);
    assert_int_equal(state_of(workspace, "v1/name"), XC_PROPOSAL_OPEN);
}

static void by_hand(void **state) {
    struct workspace *workspace = *state;
    struct xc_session session = office_open(workspace);
    struct xc_error error = {0};
    struct xc_import_report report;
    struct xc_correction correction = {XC_STR("adress"), XC_STR("x")};
    int64_t before, number;
    test_says(xc_corrections_set(&session, XC_STR("T0000001"), &correction, 1,
                                 XC_STR("why"), &before, &number, &report, &error),
              XC_EUSAGE, &error, "did you mean address");
    xc_import_report_free(&report);
    correction.field = XC_STR("address");
    test_ok(xc_corrections_set(&session, XC_STR("T0000001"), &correction, 1,
                               XC_STR("why"), &before, &number, &report, &error),
            &error);
    xc_import_report_free(&report);
    address_is(workspace, "T0000001", "x");
    test_ok(xc_corrections_set(&session, XC_STR("T0000001"), &correction, 1,
                               XC_STR("why"), &before, &number, &report, &error),
            &error);
    xc_import_report_free(&report);
    assert_int_equal(number, before);
    correction.value = XC_STR("");
    test_ok(xc_corrections_set(&session, XC_STR("T0000001"), &correction, 1,
                               XC_STR("why"), &before, &number, &report, &error),
            &error);
    xc_import_report_free(&report);
    address_is(workspace, "T0000001", "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(accepted, setup, teardown),
        cmocka_unit_test_setup_teardown(declined, setup, teardown),
        cmocka_unit_test_setup_teardown(never_half, setup, teardown),
        cmocka_unit_test_setup_teardown(by_hand, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
