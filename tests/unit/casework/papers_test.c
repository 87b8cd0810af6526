#include "../store/workspace.h"

#include "casework/papers.h"

static const struct xc_str office = XC_STR_INIT("3202");

static char long_text[300];

static void store(struct workspace *workspace, enum xc_fact_kind kind,
                  const struct xc_fact *fact) {
    struct xc_error error = {0};
    test_ok(xc_store_add_facts(workspace->store, office, kind, fact, 1, 0, TEST_AT, NULL,
                               &error),
            &error);
}

/* What is refused, by which field, in which words. */
static void refused(int rc, const struct xc_error *error, const char *const *field,
                    const char *wanted_field, const char *wanted) {
    test_says(rc, XC_EINPUT, error, wanted);
    assert_string_equal(*field, wanted_field);
}

static void receipts(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_receipt *found, receipt = {.programme = XC_STR("p"),
                                         .due = XC_STR("monthly/2026-03-31"),
                                         .subject = XC_STR("T1"),
                                         .on = xc_date_make(2026, 3, 30)};
    struct xc_fact fact;
    const char *field = NULL;
    size_t count;
    test_ok(xc_receipt_fact(&receipt, workspace->arena, &fact, &field, &error), &error);
    assert_true(xc_str_is(fact.id, "p/monthly/2026-03-31/T1"));
    store(workspace, XC_FACT_RECEIPT, &fact);
    receipt.subject = XC_STR("");
    test_ok(xc_receipt_fact(&receipt, workspace->arena, &fact, &field, &error), &error);
    assert_true(xc_str_is(fact.id, "p/monthly/2026-03-31/"));
    store(workspace, XC_FACT_RECEIPT, &fact);
    receipt.programme = XC_STR("p2");
    test_ok(xc_receipt_fact(&receipt, workspace->arena, &fact, &field, &error), &error);
    store(workspace, XC_FACT_RECEIPT, &fact);
    test_ok(xc_receipts_load(workspace->store, office, XC_NO_INSTANT, XC_STR("p"),
                             workspace->arena, &found, &count, NULL, &error),
            &error);
    assert_int_equal(count, 2);
    assert_int_equal(found[0].subject.len, 0);
    assert_true(xc_str_is(found[1].subject, "T1"));
    assert_true(xc_str_is(found[1].due, "monthly/2026-03-31"));
    assert_int_equal(found[1].on, receipt.on);
    fact.body = XC_STR(""); /* taken away */
    store(workspace, XC_FACT_RECEIPT, &fact);
    test_ok(xc_receipts_load(workspace->store, office, XC_NO_INSTANT, XC_STR(""),
                             workspace->arena, &found, &count, NULL, &error),
            &error);
    assert_int_equal(count, 2);
    receipt.on = XC_NO_DATE;
    refused(xc_receipt_fact(&receipt, workspace->arena, &fact, &field, &error), &error,
            &field, "on", "on is needed");
    receipt.on = 0;
    receipt.programme = XC_STR("");
    refused(xc_receipt_fact(&receipt, workspace->arena, &fact, &field, &error), &error,
            &field, "programme", "programme is needed");
    receipt.programme = XC_STR("p");
    receipt.subject = XC_STR("a\nb");
    refused(xc_receipt_fact(&receipt, workspace->arena, &fact, &field, &error), &error,
            &field, "subject", "invisible");
    receipt.subject = XC_STR("");
    receipt.due = (struct xc_str){long_text, 255};
    refused(xc_receipt_fact(&receipt, workspace->arena, &fact, &field, &error), &error,
            &field, "due", "too long");
    receipt.due = XC_STR("");
    refused(xc_receipt_fact(&receipt, workspace->arena, &fact, &field, &error), &error,
            &field, "due", "due is needed");
}

static void checklists(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_check_item *found, item = {.list = XC_STR("2026"),
                                         .item = XC_STR("1/价格"),
                                         .kind = XC_STR("药店, hospital,pharmacy"),
                                         .text = XC_STR("明码标价?"),
                                         .basis = XC_STR("价格法"),
                                         .place = 2};
    struct xc_fact fact;
    const char *field = NULL;
    size_t count;
    test_ok(xc_check_item_fact(&item, workspace->arena, &fact, &field, &error), &error);
    assert_true(xc_str_is(fact.id, "2026/1/价格"));
    store(workspace, XC_FACT_CHECKLIST, &fact);
    item.item = XC_STR("9");
    item.place = 1;
    item.kind = XC_STR("医疗机构");
    test_ok(xc_check_item_fact(&item, workspace->arena, &fact, &field, &error), &error);
    store(workspace, XC_FACT_CHECKLIST, &fact);
    test_ok(xc_checklists_load(workspace->store, office, XC_NO_INSTANT, workspace->arena,
                               &found, &count, NULL, &error),
            &error);
    assert_int_equal(count, 2);
    assert_true(xc_str_is(found[0].item, "9")); /* by place, not by id */
    assert_true(xc_str_is(found[0].kind, "medical"));
    assert_true(xc_str_is(found[1].kind, "hospital,pharmacy"));
    assert_true(xc_str_is(found[1].basis, "价格法"));
    item.kind = XC_STR("clinic,shop");
    refused(xc_check_item_fact(&item, workspace->arena, &fact, &field, &error), &error,
            &field, "kind", "'shop' is not a kind");
    item.kind = XC_STR("clinic");
    item.item = XC_STR("a,b");
    refused(xc_check_item_fact(&item, workspace->arena, &fact, &field, &error), &error,
            &field, "item", "comma");
    item.item = XC_STR("a");
    item.list = XC_STR("a/b");
    refused(xc_check_item_fact(&item, workspace->arena, &fact, &field, &error), &error,
            &field, "list", "'/'");
    item.list = XC_STR("a");
    item.place = 0;
    refused(xc_check_item_fact(&item, workspace->arena, &fact, &field, &error), &error,
            &field, "place", "place is needed");
    item.place = 1;
    item.text = XC_STR("");
    refused(xc_check_item_fact(&item, workspace->arena, &fact, &field, &error), &error,
            &field, "text", "text is needed");
}

static void proposals(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_proposal *found, proposal = {.target = XC_STR("T1"),
                                           .visit = XC_STR("v1"),
                                           .field = XC_STR("address"),
                                           .was = XC_STR("旧址"),
                                           .value = XC_STR("新址"),
                                           .date = xc_date_make(2026, 3, 2),
                                           .state = XC_PROPOSAL_OPEN};
    struct xc_fact fact;
    const char *field = NULL;
    size_t count;
    test_ok(xc_proposal_fact(&proposal, workspace->arena, &fact, &field, &error), &error);
    assert_true(xc_str_is(fact.id, "v1/address"));
    proposal.visit = XC_STR("");
    test_ok(xc_proposal_fact(&proposal, workspace->arena, &fact, &field, &error), &error);
    assert_true(xc_str_is(fact.id, "T1/2026-03-02/address"));
    store(workspace, XC_FACT_PROPOSAL, &fact);
    test_ok(xc_proposals_load(workspace->store, office, XC_NO_INSTANT, workspace->arena,
                              &found, &count, NULL, &error),
            &error);
    assert_int_equal(count, 1);
    assert_true(xc_str_equal(found->id, fact.id));
    assert_true(xc_str_is(found->value, "新址"));
    assert_int_equal(found->state, XC_PROPOSAL_OPEN);
    assert_string_equal(xc_proposal_state_word(XC_PROPOSAL_DECLINED), "declined");
    assert_string_equal(xc_proposal_state_chinese(XC_PROPOSAL_OPEN), "待处理");
    proposal.state = XC_PROPOSAL_DECLINED;
    refused(xc_proposal_fact(&proposal, workspace->arena, &fact, &field, &error), &error,
            &field, "reason", "why is it declined");
    proposal.state = XC_PROPOSAL_ACCEPTED;
    proposal.value = proposal.was;
    refused(xc_proposal_fact(&proposal, workspace->arena, &fact, &field, &error), &error,
            &field, "value", "the register says '旧址' already");
    proposal.value = XC_STR("x");
    proposal.field = XC_STR("a/b");
    refused(xc_proposal_fact(&proposal, workspace->arena, &fact, &field, &error), &error,
            &field, "field", "not the name of a column");
    proposal.field = XC_STR("name");
    proposal.target = XC_STR("");
    refused(xc_proposal_fact(&proposal, workspace->arena, &fact, &field, &error), &error,
            &field, "target", "target is needed");
    proposal.target = XC_STR("T1");
    proposal.state = 0;
    refused(xc_proposal_fact(&proposal, workspace->arena, &fact, &field, &error), &error,
            &field, "state", "state is needed");
}

static void closures(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_closure *found,
        closure = {.zone = XC_STR("丁蜀"),
                   .days = {xc_date_make(2026, 7, 1), xc_date_make(2026, 7, 2)},
                   .reason = XC_STR("台风")};
    struct xc_fact fact;
    const char *field = NULL;
    size_t count;
    test_ok(xc_closure_fact(&closure, workspace->arena, &fact, &field, &error), &error);
    assert_true(xc_str_is(fact.id, "丁蜀/2026-07-01"));
    store(workspace, XC_FACT_CLOSURE, &fact);
    test_ok(xc_closures_load(workspace->store, office, XC_NO_INSTANT, workspace->arena,
                             &found, &count, NULL, &error),
            &error);
    assert_int_equal(count, 1);
    assert_int_equal(found->area.len, 0);
    assert_true(xc_str_is(found->zone, "丁蜀"));
    assert_int_equal(found->days.to, closure.days.to);
    closure.area = XC_STR("320282");
    refused(xc_closure_fact(&closure, workspace->arena, &fact, &field, &error), &error,
            &field, "area", "either an area or a zone");
    closure.zone = XC_STR("");
    closure.days.to = closure.days.from - 1;
    refused(xc_closure_fact(&closure, workspace->arena, &fact, &field, &error), &error,
            &field, "to", "to lies before from");
    closure.days.from = XC_NO_DATE;
    refused(xc_closure_fact(&closure, workspace->arena, &fact, &field, &error), &error,
            &field, "from", "from is needed");
    closure.days.from = closure.days.to;
    closure.reason = XC_STR("\x01");
    refused(xc_closure_fact(&closure, workspace->arena, &fact, &field, &error), &error,
            &field, "reason", "invisible");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(receipts, setup, teardown),
        cmocka_unit_test_setup_teardown(checklists, setup, teardown),
        cmocka_unit_test_setup_teardown(proposals, setup, teardown),
        cmocka_unit_test_setup_teardown(closures, setup, teardown),
    };
    memset(long_text, 'x', sizeof long_text - 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
