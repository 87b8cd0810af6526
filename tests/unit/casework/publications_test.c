#include "../store/workspace.h"

#include "casework/publications.h"

static const struct xc_str office = XC_STR_INIT("3202");

static struct xc_publication row(unsigned notice, const char *visit) {
    return (struct xc_publication){.programme = XC_STR("cover"),
                                   .notice = notice,
                                   .on = xc_date_make(2026, 3, 31),
                                   .by = XC_STR("王"),
                                   .act = XC_PUBLISHED_RESULT,
                                   .visit = xc_str_from(visit),
                                   .target = XC_STR("T1"),
                                   .name = XC_STR("诊所\"<&"),
                                   .area = XC_STR("样例县"),
                                   .matter = XC_STR("全覆盖"),
                                   .date = xc_date_make(2026, 3, 9),
                                   .result = XC_OUTCOME_REFUSED,
                                   .known = xc_date_make(2026, 3, 10)};
}

static void store(struct workspace *workspace, const struct xc_publication *publication) {
    struct xc_error error = {0};
    struct xc_fact fact;
    const char *field = NULL;
    test_ok(xc_publication_fact(publication, workspace->arena, &fact, &field, &error),
            &error);
    test_ok(xc_store_add_facts(workspace->store, office, XC_FACT_PUBLICATION, &fact, 1, 0,
                               TEST_AT, NULL, &error),
            &error);
}

static void rows_come_back_by_notice(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_publication second = row(2, "va"), tenth = row(10, "va"), *found;
    size_t count;
    second.act = XC_PUBLISHED_CORRECTION;
    tenth.act = XC_PUBLISHED_WITHDRAWAL;
    tenth.reason = XC_STR("登记有误");
    struct xc_publication other = row(1, "va");
    other.programme = XC_STR("cover-2");
    const struct xc_publication rows[] = {tenth, second, row(1, "vb"), row(1, "va"),
                                          other};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        store(workspace, &rows[i]);
    }
    test_ok(xc_publications_load(workspace->store, office, XC_NO_INSTANT, XC_STR("cover"),
                                 workspace->arena, &found, &count, NULL, &error),
            &error);
    assert_int_equal(count, 4);
    assert_true(xc_str_is(found[0].visit, "va") && found[0].notice == 1);
    assert_true(xc_str_is(found[1].visit, "vb"));
    assert_int_equal(found[2].act, XC_PUBLISHED_CORRECTION);
    assert_int_equal(found[3].notice, 10);
    assert_true(xc_str_is(found[3].reason, "登记有误"));
    assert_true(xc_str_is(found[0].name, "诊所\"<&"));
    assert_int_equal(found[0].result, XC_OUTCOME_REFUSED);
    assert_int_equal(found[0].known, xc_date_make(2026, 3, 10));
    assert_string_equal(xc_publication_act_word(found[3].act), "withdrawal");
}

static void what_cannot_be_published(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_fact fact;
    const char *field = NULL;
    struct xc_publication bad = row(1, "va");
    bad.act = XC_PUBLISHED_WITHDRAWAL;
    test_says(xc_publication_fact(&bad, workspace->arena, &fact, &field, &error),
              XC_EINPUT, &error, "needs a reason");
    bad.reason = XC_STR("请拨打13812345678");
    test_says(xc_publication_fact(&bad, workspace->arena, &fact, &field, &error),
              XC_EINPUT, &error, "mobile or identity number");
    assert_string_equal(field, "reason");
    bad = row(1, "va");
    bad.reason = XC_STR("more");
    test_says(xc_publication_fact(&bad, workspace->arena, &fact, &field, &error),
              XC_EINPUT, &error, "nothing else has one");
    bad = row(0, "va");
    assert_int_equal(xc_publication_fact(&bad, workspace->arena, &fact, &field, &error),
                     XC_EINPUT);
    assert_string_equal(field, "notice");
    bad = row(XC_NOTICES + 1, "va");
    assert_int_equal(xc_publication_fact(&bad, workspace->arena, &fact, &field, &error),
                     XC_EINPUT);
    bad = row(1, "");
    assert_int_equal(xc_publication_fact(&bad, workspace->arena, &fact, &field, &error),
                     XC_EINPUT);
    assert_string_equal(field, "visit");
    bad = row(1, "va");
    bad.by = XC_STR("");
    assert_int_equal(xc_publication_fact(&bad, workspace->arena, &fact, &field, &error),
                     XC_EINPUT);
    assert_string_equal(field, "by");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_come_back_by_notice, setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_published, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
