#include "workspace.h"

static const struct xc_str office = XC_STR_INIT("3202");

static struct xc_plan_head read_head(struct workspace *workspace) {
    struct xc_error error = {0};
    struct xc_plan_head head;
    test_ok(xc_store_plan(workspace->store, office, XC_STR("P1"), 0, workspace->arena,
                          &head, &error),
            &error);
    return head;
}

static int replan(struct workspace *workspace, struct xc_plan_head head,
                  const struct xc_visit_change *changes, size_t count,
                  struct xc_error *error) {
    head.at = 1620000000;
    head.as_of = xc_date_make(2021, 5, 3);
    head.snapshot = 7;
    head.register_digest = XC_STR("other");
    head.provisional = true;
    head.summary = XC_STR("{\"moved\":[]}");
    head.visits = 29;
    return xc_store_replan(workspace->store, office, &head, changes, count, error);
}

static const struct xc_visit_change one[] = {
    {XC_STR("V0000002"), XC_STR("V0000002\tmoved"), XC_STR("leave")}};

/* The plan keeps its number, rules and approval, and tells what it rests on now. */
static void over_the_base(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_buffer text = xc_buffer_make(1 << 20);
    (void)test_save_plan(workspace->store, "P1", 30, 1);
    test_ok(xc_store_approve(workspace->store, office, XC_STR("P1"), XC_STR("王"),
                             1610000000, XC_NO_DATE, &error),
            &error);
    struct xc_plan_head before = read_head(workspace);
    assert_int_equal(before.replanned_at, XC_NO_INSTANT);
    test_ok(replan(workspace, before, one, 1, &error), &error);
    struct xc_plan_head head = read_head(workspace);
    assert_int_equal(head.number, 1);
    assert_int_equal(head.status, XC_PLAN_APPROVED);
    assert_int_equal(head.at, before.at);
    assert_int_equal(head.replanned_at, 1620000000);
    assert_int_equal(head.as_of, xc_date_make(2021, 5, 3));
    assert_int_equal(head.snapshot, 7);
    assert_true(xc_str_is(head.register_digest, "other"));
    assert_true(xc_str_is(head.summary, "{\"moved\":[]}"));
    assert_true(xc_str_equal(head.rules_digest, before.rules_digest));
    assert_true(xc_str_is(head.approved_by, "王"));
    assert_true(head.provisional);
    assert_int_equal(head.visits, 29);
    assert_true(head.revision > before.revision);
    test_ok(xc_store_each_visit(workspace->store, office, XC_STR("P1"), 0, test_gather,
                                &text, &error),
            &error);
    assert_true(xc_str_find(xc_buffer_view(&text), XC_STR("V0000002\tmoved\n")) >= 0);
    xc_buffer_free(&text);
    test_doctor(workspace->store, NULL);
}

/* On a day that is over the plan rests on what it rested on then. */
static void as_it_was(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_plan_head head;
    (void)test_save_plan(workspace->store, "P1", 30, 1);
    test_ok(xc_store_approve(workspace->store, office, XC_STR("P1"), XC_STR("王"),
                             1610000000, XC_NO_DATE, &error),
            &error);
    struct xc_plan_head before = read_head(workspace);
    test_ok(replan(workspace, before, one, 1, &error), &error);
    const struct {
        xc_instant at;
        enum xc_plan_status status;
        bool replanned;
    } known[] = {{1609999999, XC_PLAN_DRAFT, false},
                 {1610000000, XC_PLAN_APPROVED, false},
                 {1619999999, XC_PLAN_APPROVED, false},
                 {1620000000, XC_PLAN_APPROVED, true},
                 {XC_NO_INSTANT, XC_PLAN_APPROVED, true}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        test_ok(xc_store_plan_at(workspace->store, office, XC_STR("P1"), 0, known[i].at,
                                 workspace->arena, &head, &error),
                &error);
        assert_int_equal(head.status, known[i].status);
        assert_int_equal(head.provisional, known[i].replanned);
        assert_true(xc_str_equal(head.register_digest, known[i].replanned
                                                           ? XC_STR("other")
                                                           : before.register_digest));
    }
}

/* The newest replan counts, also one that changed no visit; the older one is kept. */
static void again(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    (void)test_save_plan(workspace->store, "P1", 30, 1);
    test_ok(replan(workspace, read_head(workspace), one, 1, &error), &error);
    struct xc_plan_head head = read_head(workspace);
    head.at = 1630000000;
    head.summary = XC_STR("{}");
    test_ok(xc_store_replan(workspace->store, office, &head, NULL, 0, &error), &error);
    head = read_head(workspace);
    assert_int_equal(head.replanned_at, 1630000000);
    assert_true(xc_str_is(head.summary, "{}"));
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM replan"), 2);
    (void)test_save_plan(workspace->store, "P1", 3, 2);
    head = read_head(workspace);
    assert_int_equal(head.number, 2);
    assert_int_equal(head.replanned_at, XC_NO_INSTANT);
    assert_true(xc_str_is(head.summary, "{}"));
    assert_int_equal(head.snapshot, 1);
}

/* A replan of a plan that is not what it was stores nothing. */
static void changed_meanwhile(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    (void)test_save_plan(workspace->store, "P1", 30, 1);
    struct xc_plan_head head = read_head(workspace);
    test_ok(xc_store_change_visits(workspace->store, office, XC_STR("P1"), 1, one, 1, 0,
                                   &error),
            &error);
    test_says(replan(workspace, head, one, 1, &error), XC_ENO, &error,
              "plan 1 of programme P1 was changed or approved meanwhile");
    head = read_head(workspace);
    test_ok(xc_store_approve(workspace->store, office, XC_STR("P1"), XC_STR("王"),
                             1610000000, xc_date_make(2021, 6, 1), &error),
            &error);
    test_says(replan(workspace, head, one, 1, &error), XC_ENO, &error, "meanwhile");
    head = read_head(workspace);
    test_ok(replan(workspace, head, one, 1, &error), &error);
    test_says(replan(workspace, head, one, 1, &error), XC_ENO, &error, "meanwhile");
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM replan"), 1);
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM visit_change"), 2);
}

static void planned_meanwhile(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    (void)test_save_plan(workspace->store, "P1", 30, 1);
    struct xc_plan_head head = read_head(workspace);
    (void)test_save_plan(workspace->store, "P1", 30, 2);
    test_says(replan(workspace, head, one, 1, &error), XC_ENO, &error,
              "planned again meanwhile (plan 2)");
    head.programme = XC_STR("P2");
    test_says(xc_store_replan(workspace->store, office, &head, one, 1, &error), XC_ENO,
              &error, "programme P2 has no plan");
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM visit_change"), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(as_it_was, setup, teardown),
        cmocka_unit_test_setup_teardown(over_the_base, setup, teardown),
        cmocka_unit_test_setup_teardown(again, setup, teardown),
        cmocka_unit_test_setup_teardown(changed_meanwhile, setup, teardown),
        cmocka_unit_test_setup_teardown(planned_meanwhile, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
