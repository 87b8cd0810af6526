/* Versions of visits: numbered for good, and given again when something replaced them. */
#include "workspace.h"

static const struct xc_str office = XC_STR_INIT("3202");
enum { DAY = 86400, FIRST = 1610000000 };

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

static void save(struct workspace *workspace, xc_instant at, const char *const *lines,
                 size_t count) {
    struct xc_error error = {0};
    struct list list = {lines, 0, count};
    char hex[XC_DIGEST_HEX + 1];
    struct xc_plan_head head = test_head("P1", hex);
    int64_t number = 0;
    head.at = at;
    test_ok(xc_store_save_plan(workspace->store, office, &head, next_line, &list, &number,
                               &error),
            &error);
}

static void change(struct workspace *workspace, int64_t plan, const char *visit,
                   const char *line, xc_instant at) {
    struct xc_error error = {0};
    struct xc_visit_change changed = {xc_str_from(visit), xc_str_from(line), XC_STR("r")};
    test_ok(xc_store_change_visits(workspace->store, office, XC_STR("P1"), plan, &changed,
                                   1, at, &error),
            &error);
}

/* "number line>next@days;" */
static int tell(void *context, const struct xc_visit_version *version) {
    struct xc_buffer *text = context;
    xc_buffer_printf(text, "%u %.*s", version->number, XC_PRI(version->line));
    if (version->until != XC_NO_INSTANT) {
        xc_buffer_printf(text, ">%.*s@%lld", XC_PRI(version->next),
                         (long long)(version->until - FIRST) / DAY);
    }
    return xc_buffer_puts(text, ";");
}

static void in_force(struct workspace *workspace, const char *wanted) {
    struct xc_error error = {0};
    struct xc_buffer text = xc_buffer_make(1 << 16);
    test_ok(xc_store_each_version(workspace->store, office, XC_STR("P1"), 0,
                                  XC_NO_INSTANT, tell, &text, &error),
            &error);
    assert_int_equal(xc_buffer_putc(&text, '\0'), XC_OK);
    assert_string_equal(text.ptr, wanted);
    xc_buffer_free(&text);
}

static void replaced(struct workspace *workspace, xc_instant since, const char *wanted) {
    struct xc_error error = {0};
    struct xc_buffer text = xc_buffer_make(1 << 16);
    test_ok(xc_store_each_replaced(workspace->store, office, XC_STR("P1"), since, tell,
                                   &text, &error),
            &error);
    assert_int_equal(xc_buffer_putc(&text, '\0'), XC_OK);
    assert_string_equal(text.ptr, wanted);
    xc_buffer_free(&text);
}

static void of_one_plan(void **state) {
    struct workspace *workspace = *state;
    static const char *const lines[] = {"a\t1", "b\t1", "c\t1"};
    save(workspace, FIRST, lines, 3);
    in_force(workspace, "0 a\t1;0 b\t1;0 c\t1;");
    replaced(workspace, XC_NO_INSTANT, "");
    change(workspace, 1, "b", "b\t2", FIRST + DAY);
    change(workspace, 1, "d", "d\t1", FIRST + 2 * DAY);
    change(workspace, 1, "b", "b\t3", FIRST + 3 * DAY);
    change(workspace, 1, "c", "", FIRST + 4 * DAY);
    change(workspace, 1, "d", "d\t2", FIRST + 5 * DAY);
    in_force(workspace, "0 a\t1;2 b\t3;2 d\t2;");
    replaced(workspace, XC_NO_INSTANT,
             "0 b\t1>b\t2@1;1 b\t2>b\t3@3;0 c\t1>@4;1 d\t1>d\t2@5;");
    replaced(workspace, FIRST + 3 * DAY, "0 c\t1>@4;1 d\t1>d\t2@5;");
    replaced(workspace, FIRST + 5 * DAY, "");
}

/* A visit that comes back goes on counting where it was. */
static void taken_away_and_back(void **state) {
    struct workspace *workspace = *state;
    static const char *const lines[] = {"a\t1"};
    save(workspace, FIRST, lines, 1);
    change(workspace, 1, "a", "", FIRST + DAY);
    in_force(workspace, "");
    change(workspace, 1, "a", "a\t2", FIRST + 2 * DAY);
    in_force(workspace, "2 a\t2;");
    replaced(workspace, XC_NO_INSTANT, "0 a\t1>@1;");
}

/* The numbers of a newer plan lie above all of the plans before it. */
static void of_several_plans(void **state) {
    struct workspace *workspace = *state;
    static const char *const first[] = {"a\t1", "b\t1"}, *const second[] = {"a\t2"},
                             *const third[] = {"a\t3", "b\t3"};
    save(workspace, FIRST, first, 2);
    change(workspace, 1, "b", "b\t2", FIRST + DAY);
    save(workspace, FIRST + 2 * DAY, second, 1);
    in_force(workspace, "2 a\t2;");
    save(workspace, FIRST + 4 * DAY, third, 2);
    in_force(workspace, "3 a\t3;3 b\t3;");
    change(workspace, 3, "a", "a\t4", FIRST + 5 * DAY);
    in_force(workspace, "4 a\t4;3 b\t3;");
    replaced(workspace, XC_NO_INSTANT,
             "3 a\t3>a\t4@5;2 a\t2>@4;0 a\t1>@2;1 b\t2>@2;0 b\t1>b\t2@1;");
    replaced(workspace, FIRST + 3 * DAY, "3 a\t3>a\t4@5;2 a\t2>@4;");
}

static void unknown_programmes(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_buffer text = xc_buffer_make(1 << 16);
    assert_int_equal(xc_store_each_replaced(workspace->store, office, XC_STR("P9"),
                                            XC_NO_INSTANT, tell, &text, &error),
                     XC_ENO);
    assert_int_equal(text.len, 0);
    xc_buffer_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(of_one_plan, setup, teardown),
        cmocka_unit_test_setup_teardown(taken_away_and_back, setup, teardown),
        cmocka_unit_test_setup_teardown(of_several_plans, setup, teardown),
        cmocka_unit_test_setup_teardown(unknown_programmes, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
