#include "workspace.h"

static const struct xc_str office = XC_STR_INIT("3202");

static int change(struct workspace *workspace, int64_t plan,
                  const struct xc_visit_change *changes, size_t count,
                  struct xc_error *error) {
    return xc_store_change_visits(workspace->store, office, XC_STR("P1"), plan, changes,
                                  count, 1610000000, error);
}

static void reads(struct workspace *workspace, int64_t plan, const char *wanted) {
    struct xc_error error = {0};
    struct xc_buffer text = xc_buffer_make(1 << 20);
    test_ok(xc_store_each_visit(workspace->store, office, XC_STR("P1"), plan, test_gather,
                                &text, &error),
            &error);
    if (!xc_str_is(xc_buffer_view(&text), wanted))
        fail_msg("'%.*s' is not '%s'", XC_PRI(xc_buffer_view(&text)), wanted);
    xc_buffer_free(&text);
}

struct list {
    const char *const *lines;
    size_t next, count;
};

static int next_line(void *context, struct xc_str *line, struct xc_error *error) {
    struct list *list = context;
    (void)error;
    *line =
        list->next < list->count ? xc_str_from(list->lines[list->next++]) : XC_STR("");
    return XC_OK;
}

/* Plan 1 of P1 with the visits b, a and c, in that order. */
static void save_three(struct workspace *workspace) {
    static const char *const lines[] = {"b\t1", "a\t2", "c\t3"};
    struct xc_error error = {0};
    struct list list = {lines, 0, 3};
    char hex[XC_DIGEST_HEX + 1];
    struct xc_plan_head head = test_head("P1", hex);
    int64_t number = 0;
    test_ok(xc_store_save_plan(workspace->store, office, &head, next_line, &list, &number,
                               &error),
            &error);
}

static void as_they_were_stored(void **state) {
    struct workspace *workspace = *state;
    save_three(workspace);
    reads(workspace, 0, "b\t1\na\t2\nc\t3\n");
    reads(workspace, 1, "b\t1\na\t2\nc\t3\n");
    (void)test_save_plan(workspace->store, "P1", 0, 1);
    reads(workspace, 0, "");
    reads(workspace, 1, "b\t1\na\t2\nc\t3\n");
}

static void no_such_plan(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    size_t count = 0;
    test_says(xc_store_each_visit(workspace->store, office, XC_STR("P1"), 0, test_tally,
                                  &count, &error),
              XC_ENO, &error, "programme P1 has no plan");
    test_says(change(workspace, 1, NULL, 0, &error), XC_ENO, &error,
              "programme P1 has no plan number 1");
    save_three(workspace);
    test_says(xc_store_each_visit(workspace->store, office, XC_STR("P1"), 9, test_tally,
                                  &count, &error),
              XC_ENO, &error, "no plan number 9");
    assert_int_equal(count, 0);
}

static void changes_over_the_base(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    const struct xc_visit_change first[] = {
        {XC_STR("a"), XC_STR("a\tmoved"), XC_STR("leave")},
        {XC_STR("z"), XC_STR("z\tadded"), XC_STR("lead")},
        {XC_STR("d"), XC_STR("d\tadded"), XC_STR("lead")},
        {XC_STR("b"), XC_STR(""), XC_STR("closed")},
    };
    save_three(workspace);
    test_ok(change(workspace, 1, first, 4, &error), &error);
    reads(workspace, 0, "a\tmoved\nc\t3\nd\tadded\nz\tadded\n");
    const struct xc_visit_change second[] = {
        {XC_STR("a"), XC_STR("a\tagain"), XC_STR("")},
        {XC_STR("z"), XC_STR(""), XC_STR("")},
        {XC_STR("b"), XC_STR("b\tback"), XC_STR("")},
        {XC_STR("a"), XC_STR("a\tlast"), XC_STR("")},
    };
    test_ok(change(workspace, 1, second, 4, &error), &error);
    reads(workspace, 0, "b\tback\na\tlast\nc\t3\nd\tadded\n");
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM visit_change"), 8);
    assert_int_equal(test_count(workspace->path, "SELECT max(number) FROM visit_change"),
                     8);
    test_doctor(workspace->store, NULL);
}

/* A plan that was replaced while somebody looked at it takes no changes. */
static void replaced_meanwhile(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    const struct xc_visit_change one = {XC_STR("a"), XC_STR("a\t9"), XC_STR("")};
    save_three(workspace);
    (void)test_save_plan(workspace->store, "P1", 0, 1);
    test_says(change(workspace, 1, &one, 1, &error), XC_ENO, &error,
              "planned again meanwhile (plan 2)");
    test_says(change(workspace, 0, &one, 1, &error), XC_ENO, &error, "has no plan");
    reads(workspace, 1, "b\t1\na\t2\nc\t3\n");
}

static void all_or_nothing(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    const struct xc_visit_change two[] = {{XC_STR("a"), XC_STR("a\t9"), XC_STR("")},
                                          {XC_STR("bad"), XC_STR("x"), XC_STR("")}};
    save_three(workspace);
    xc_store_close(workspace->store);
    test_sql(workspace->path, "CREATE UNIQUE INDEX i ON visit_change (visit) ;"
                              "INSERT INTO visit_change VALUES"
                              " ('3202', 'P1', 1, 7, 'bad', '', '', '')");
    workspace->store = test_open(workspace->path);
    test_says(change(workspace, 1, two, 2, &error), XC_EENV, &error, "UNIQUE");
    reads(workspace, 0, "b\t1\na\t2\nc\t3\n");
}

/* Each of many visits changed twice: read back in time, in order. */
static void many_changes(void **state) {
    struct workspace *workspace = *state;
    enum { COUNT = 20000 };
    struct xc_error error = {0};
    struct xc_visit_change *changes = calloc(COUNT, sizeof *changes);
    struct xc_buffer text = xc_buffer_make(1 << 24), expected = xc_buffer_make(1 << 24);
    assert_non_null(changes);
    (void)test_save_plan(workspace->store, "P1", COUNT, 1);
    for (int round = 1; round <= 2; round++) {
        for (unsigned i = 0; i < COUNT; i++) {
            char line[32];
            int len = snprintf(line, sizeof line, "V%07u\t%d", i + 1, round);
            changes[i].line =
                xc_arena_copy(workspace->arena, (struct xc_str){line, (size_t)len});
            changes[i].visit = xc_str_slice(changes[i].line, 0, 8);
        }
        test_ok(change(workspace, 1, changes, COUNT, &error), &error);
    }
    for (unsigned i = 0; i < COUNT; i++) {
        (void)xc_buffer_add(&expected, changes[i].line);
        (void)xc_buffer_putc(&expected, '\n');
    }
    test_ok(xc_store_each_visit(workspace->store, office, XC_STR("P1"), 0, test_gather,
                                &text, &error),
            &error);
    assert_true(xc_str_equal(xc_buffer_view(&text), xc_buffer_view(&expected)));
    xc_buffer_free(&text);
    xc_buffer_free(&expected);
    free(changes);
}

static int stop_at_two(void *context, struct xc_str line) {
    int *count = context;
    (void)line;
    return ++*count == 2 ? 42 : XC_OK;
}

static void stops_early(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    int count = 0;
    save_three(workspace);
    assert_int_equal(xc_store_each_visit(workspace->store, office, XC_STR("P1"), 0,
                                         stop_at_two, &count, &error),
                     42);
    assert_int_equal(count, 2);
}

static void reads_at(struct workspace *workspace, xc_instant at, const char *wanted) {
    struct xc_error error = {0};
    struct xc_buffer text = xc_buffer_make(1 << 20);
    test_ok(xc_store_each_visit_at(workspace->store, office, XC_STR("P1"), 1, at,
                                   test_gather, &text, &error),
            &error);
    if (!xc_str_is(xc_buffer_view(&text), wanted))
        fail_msg("'%.*s' is not '%s'", XC_PRI(xc_buffer_view(&text)), wanted);
    xc_buffer_free(&text);
}

static void numbers_are(struct workspace *workspace, xc_instant at, int64_t plan) {
    struct xc_error error = {0};
    int64_t number, snapshot;
    test_ok(xc_store_numbers_at(workspace->store, office, XC_STR("P1"), at, &number,
                                &snapshot, &error),
            &error);
    assert_int_equal(number, plan);
    assert_int_equal(snapshot, 0);
}

static void as_they_were_at_an_instant(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    const struct xc_visit_change moved = {XC_STR("a"), XC_STR("a\tmoved"), XC_STR("")};
    const struct xc_visit_change gone = {XC_STR("a"), XC_STR(""), XC_STR("")};
    char hex[XC_DIGEST_HEX + 1];
    save_three(workspace);
    xc_instant made = test_head("P1", hex).at;
    test_ok(xc_store_change_visits(workspace->store, office, XC_STR("P1"), 1, &moved, 1,
                                   made + 100, &error),
            &error);
    test_ok(xc_store_change_visits(workspace->store, office, XC_STR("P1"), 1, &gone, 1,
                                   made + 200, &error),
            &error);
    reads_at(workspace, made + 99, "b\t1\na\t2\nc\t3\n");
    reads_at(workspace, made + 100, "b\t1\na\tmoved\nc\t3\n");
    reads_at(workspace, made + 199, "b\t1\na\tmoved\nc\t3\n");
    reads_at(workspace, made + 200, "b\t1\nc\t3\n");
    reads_at(workspace, XC_NO_INSTANT, "b\t1\nc\t3\n");
    numbers_are(workspace, made - 1, 0);
    numbers_are(workspace, made, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(as_they_were_stored, setup, teardown),
        cmocka_unit_test_setup_teardown(no_such_plan, setup, teardown),
        cmocka_unit_test_setup_teardown(changes_over_the_base, setup, teardown),
        cmocka_unit_test_setup_teardown(replaced_meanwhile, setup, teardown),
        cmocka_unit_test_setup_teardown(all_or_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(many_changes, setup, teardown),
        cmocka_unit_test_setup_teardown(stops_early, setup, teardown),
        cmocka_unit_test_setup_teardown(as_they_were_at_an_instant, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
