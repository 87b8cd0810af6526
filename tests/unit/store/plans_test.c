#include "workspace.h"

static const struct xc_str office = XC_STR_INIT("3202");

static struct xc_plan_head head_of(struct workspace *workspace, const char *programme,
                                   int64_t number) {
    struct xc_error error = {0};
    struct xc_plan_head head = {0};
    test_ok(xc_store_plan(workspace->store, office, xc_str_from(programme), number,
                          workspace->arena, &head, &error),
            &error);
    return head;
}

static int approve(struct workspace *workspace, const char *programme, xc_date until,
                   struct xc_error *error) {
    return xc_store_approve(workspace->store, office, xc_str_from(programme),
                            XC_STR("王五"), 1610000000, until, error);
}

static void none_yet(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_plan_head head;
    test_says(xc_store_plan(workspace->store, office, XC_STR("P1"), 0, workspace->arena,
                            &head, &error),
              XC_ENO, &error, "programme P1 has no plan");
    test_says(approve(workspace, "P1", XC_NO_DATE, &error), XC_ENO, &error,
              "programme P1 has no plan");
    (void)test_save_plan(workspace->store, "P1", 3, 1);
    test_says(xc_store_plan(workspace->store, office, XC_STR("P1"), 2, workspace->arena,
                            &head, &error),
              XC_ENO, &error, "programme P1 has no plan number 2");
}

static void heads_come_back(void **state) {
    struct workspace *workspace = *state;
    assert_int_equal(test_save_plan(workspace->store, "P1", 30, 1), 1);
    xc_store_close(workspace->store);
    workspace->store = test_open(workspace->path);
    struct xc_plan_head head = head_of(workspace, "P1", 0);
    assert_true(xc_str_is(head.programme, "P1"));
    assert_int_equal(head.number, 1);
    assert_int_equal(head.status, XC_PLAN_DRAFT);
    assert_int_equal(head.at, 1609459200);
    assert_int_equal(head.as_of, xc_date_make(2021, 1, 1));
    assert_int_equal(head.snapshot, 1);
    assert_true(xc_str_is(head.policy, "example.lua"));
    assert_true(xc_str_is(head.rules, TEST_RULES));
    assert_int_equal(head.rules_digest.len, XC_DIGEST_HEX);
    assert_true(xc_str_is(head.summary, "{}"));
    assert_int_equal(head.visits, 30);
    assert_false(head.provisional);
    assert_int_equal(head.approved_by.len, 0);
    assert_int_equal(head.approved_at, XC_NO_INSTANT);
    assert_int_equal(head.approved_until, XC_NO_DATE);
}

static void a_draft_replaces_a_draft(void **state) {
    struct workspace *workspace = *state;
    assert_int_equal(test_save_plan(workspace->store, "P1", 3, 1), 1);
    assert_int_equal(test_save_plan(workspace->store, "P2", 3, 1), 1);
    assert_int_equal(test_save_plan(workspace->store, "P1", 4, 2), 2);
    assert_int_equal(head_of(workspace, "P1", 1).status, XC_PLAN_SUPERSEDED);
    assert_int_equal(head_of(workspace, "P1", 2).status, XC_PLAN_DRAFT);
    assert_int_equal(head_of(workspace, "P1", 0).number, 2);
    assert_int_equal(head_of(workspace, "P2", 0).status, XC_PLAN_DRAFT);
}

static void approved_as_a_whole(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    char hex[XC_DIGEST_HEX + 1];
    struct test_visits visits = {.count = 3};
    struct xc_plan_head draft = test_head("P1", hex);
    int64_t number = -1;
    (void)test_save_plan(workspace->store, "P1", 3, 1);
    (void)test_save_plan(workspace->store, "P1", 3, 2);
    test_ok(approve(workspace, "P1", XC_NO_DATE, &error), &error);
    struct xc_plan_head head = head_of(workspace, "P1", 0);
    assert_int_equal(head.status, XC_PLAN_APPROVED);
    assert_true(xc_str_is(head.approved_by, "王五"));
    assert_int_equal(head.approved_at, 1610000000);
    assert_int_equal(head.approved_until, XC_NO_DATE);
    assert_int_equal(head_of(workspace, "P1", 1).status, XC_PLAN_SUPERSEDED);
    test_says(approve(workspace, "P1", xc_date_make(2021, 6, 1), &error), XC_ENO, &error,
              "approved as a whole already");
    test_says(xc_store_save_plan(workspace->store, office, &draft, test_next_visit,
                                 &visits, &number, &error),
              XC_ENO, &error, "xuncha replan P1");
    assert_int_equal(number, 0);
    assert_int_equal(visits.next, 0);
}

static void approved_step_by_step(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    (void)test_save_plan(workspace->store, "P1", 3, 1);
    test_ok(approve(workspace, "P1", xc_date_make(2021, 3, 31), &error), &error);
    assert_int_equal(head_of(workspace, "P1", 0).approved_until,
                     xc_date_make(2021, 3, 31));
    test_says(approve(workspace, "P1", xc_date_make(2021, 3, 31), &error), XC_ENO, &error,
              "approved up to 2021-03-31 already");
    test_says(approve(workspace, "P1", xc_date_make(2021, 2, 1), &error), XC_ENO, &error,
              "name a later --until");
    test_ok(approve(workspace, "P1", xc_date_make(2021, 6, 30), &error), &error);
    assert_int_equal(head_of(workspace, "P1", 0).approved_until,
                     xc_date_make(2021, 6, 30));
    test_ok(approve(workspace, "P1", XC_NO_DATE, &error), &error);
    assert_int_equal(head_of(workspace, "P1", 0).approved_until, XC_NO_DATE);
    struct xc_arena *arena = xc_arena_new(1 << 16);
    struct xc_approval *approvals = NULL;
    size_t count = 0;
    test_ok(xc_store_approvals(workspace->store, office, XC_STR("P1"), 1, arena,
                               &approvals, &count, &error),
            &error);
    assert_int_equal(count, 3); /* each reach is kept, the nearest first */
    assert_int_equal(approvals[0].until, xc_date_make(2021, 3, 31));
    assert_int_equal(approvals[1].until, xc_date_make(2021, 6, 30));
    assert_int_equal(approvals[2].until, XC_NO_DATE);
    assert_true(xc_str_is(approvals[0].by, "王五"));
    assert_int_equal(approvals[0].at, 1610000000);
    xc_arena_free(arena);
}

static int fail_in_the_middle(void *context, struct xc_str *line,
                              struct xc_error *error) {
    struct test_visits *visits = context;
    return visits->next == 2000 ? xc_fail(error, XC_EINPUT, "the planner failed")
                                : test_next_visit(context, line, error);
}

static void a_failing_plan_leaves_the_old_one(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    char hex[XC_DIGEST_HEX + 1];
    struct xc_plan_head draft = test_head("P1", hex);
    struct test_visits visits = {.count = 5000, .seed = 9};
    int64_t number = -1;
    (void)test_save_plan(workspace->store, "P1", 3, 1);
    int64_t chunks = test_count(workspace->path, "SELECT count(*) FROM chunk");
    test_says(xc_store_save_plan(workspace->store, office, &draft, fail_in_the_middle,
                                 &visits, &number, &error),
              XC_EINPUT, &error, "the planner failed");
    assert_int_equal(number, 0);
    assert_int_equal(head_of(workspace, "P1", 0).status, XC_PLAN_DRAFT);
    assert_int_equal(head_of(workspace, "P1", 0).number, 1);
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM chunk"), chunks);
}

static void rules_have_their_digest(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    char hex[XC_DIGEST_HEX + 1];
    struct xc_plan_head draft = test_head("P1", hex), head;
    struct test_visits visits = {.count = 3};
    int64_t number = -1;
    draft.rules = XC_STR("{\"v\":2}");
    test_says(xc_store_save_plan(workspace->store, office, &draft, test_next_visit,
                                 &visits, &number, &error),
              XC_EINTERNAL, &error, hex);
    (void)test_save_plan(workspace->store, "P1", 3, 1);
    test_sql(workspace->path, "UPDATE rules SET document = '{\"v\":3}'");
    test_says(xc_store_plan(workspace->store, office, XC_STR("P1"), 0, workspace->arena,
                            &head, &error),
              XC_EENV, &error, "stored rules do not match");
    test_doctor(workspace->store, "stored rules do not match");
}

struct listing {
    char names[64];
    int stop_at;
    int count;
};

static int list(void *context, const struct xc_plan_head *head) {
    struct listing *listing = context;
    size_t len = strlen(listing->names);
    (void)snprintf(listing->names + len, sizeof listing->names - len, "%.*s/%d ",
                   XC_PRI(head->programme), (int)head->number);
    return ++listing->count == listing->stop_at ? 7 : XC_OK;
}

static void newest_of_every_programme(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct listing listing = {.names = ""};
    test_ok(xc_store_each_plan(workspace->store, office, list, &listing, &error), &error);
    assert_string_equal(listing.names, "");
    (void)test_save_plan(workspace->store, "b", 1, 1);
    (void)test_save_plan(workspace->store, "a", 1, 1);
    (void)test_save_plan(workspace->store, "b", 2, 1);
    (void)test_save_plan(workspace->store, "c", 0, 1);
    test_ok(xc_store_each_plan(workspace->store, office, list, &listing, &error), &error);
    assert_string_equal(listing.names, "a/1 b/2 c/1 ");
    listing = (struct listing){.stop_at = 2};
    assert_int_equal(xc_store_each_plan(workspace->store, office, list, &listing, &error),
                     7);
    assert_string_equal(listing.names, "a/1 b/2 ");
    listing = (struct listing){.stop_at = 0};
    test_ok(xc_store_each_plan(workspace->store, XC_STR("3203"), list, &listing, &error),
            &error);
    assert_string_equal(listing.names, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(none_yet, setup, teardown),
        cmocka_unit_test_setup_teardown(heads_come_back, setup, teardown),
        cmocka_unit_test_setup_teardown(a_draft_replaces_a_draft, setup, teardown),
        cmocka_unit_test_setup_teardown(approved_as_a_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(approved_step_by_step, setup, teardown),
        cmocka_unit_test_setup_teardown(a_failing_plan_leaves_the_old_one, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(rules_have_their_digest, setup, teardown),
        cmocka_unit_test_setup_teardown(newest_of_every_programme, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
