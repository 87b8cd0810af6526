#include "documents.h"

#include "rules/may_see.h"

enum { CHINA = 8 * 60 };

static const enum xc_viewer_role roles[] = {XC_VIEWER_ADMIN,     XC_VIEWER_PLANNER,
                                            XC_VIEWER_INSPECTOR, XC_VIEWER_AUDITOR,
                                            XC_VIEWER_FEED,      XC_VIEWER_PUBLIC};
static const enum xc_visit_status statuses[] = {XC_VISIT_DRAFT,     XC_VISIT_PUBLISHED,
                                                XC_VISIT_ACCEPTED,  XC_VISIT_DONE,
                                                XC_VISIT_CANCELLED, XC_VISIT_VOID};

/* One row per role and ownership, one letter per status in the order of statuses: a all,
 * b busy,
 * - nothing. */
struct row {
    enum xc_viewer_role role;
    bool is_own;
    const char *sights;
};

static void check_table(const struct row *rows, size_t count,
                        const struct xc_embargo *embargo, xc_instant end,
                        xc_instant now) {
    assert_int_equal(count, 2 * sizeof roles / sizeof *roles);
    for (size_t i = 0; i < count; i++) {
        struct xc_viewer viewer = {rows[i].role, rows[i].is_own};
        for (size_t j = 0; j < sizeof statuses / sizeof *statuses; j++) {
            enum xc_sight sight = xc_may_see(&viewer, statuses[j], embargo, end, now);
            char letter = sight == XC_SEE_ALL ? 'a' : sight == XC_SEE_BUSY ? 'b' : '-';
            if (letter != rows[i].sights[j]) {
                fail_msg("%s%s, %s: %c instead of %c", xc_viewer_word(rows[i].role),
                         rows[i].is_own ? " (own)" : "",
                         xc_visit_status_word(statuses[j]), letter, rows[i].sights[j]);
            }
        }
    }
}

static const struct row without_embargo[] = {
    {XC_VIEWER_ADMIN, false, "aaaaaa"},     {XC_VIEWER_ADMIN, true, "aaaaaa"},
    {XC_VIEWER_PLANNER, false, "aaaaaa"},   {XC_VIEWER_PLANNER, true, "aaaaaa"},
    {XC_VIEWER_INSPECTOR, false, "------"}, {XC_VIEWER_INSPECTOR, true, "-aaaa-"},
    {XC_VIEWER_AUDITOR, false, "aaaaaa"},   {XC_VIEWER_AUDITOR, true, "aaaaaa"},
    {XC_VIEWER_FEED, false, "------"},      {XC_VIEWER_FEED, true, "-aaaa-"},
    {XC_VIEWER_PUBLIC, false, "-aaaa-"},    {XC_VIEWER_PUBLIC, true, "-aaaa-"},
};

static const struct row after_embargo[] = {
    {XC_VIEWER_ADMIN, false, "aaaaaa"},     {XC_VIEWER_ADMIN, true, "aaaaaa"},
    {XC_VIEWER_PLANNER, false, "aaaaaa"},   {XC_VIEWER_PLANNER, true, "aaaaaa"},
    {XC_VIEWER_INSPECTOR, false, "------"}, {XC_VIEWER_INSPECTOR, true, "-aaaa-"},
    {XC_VIEWER_AUDITOR, false, "aaaaaa"},   {XC_VIEWER_AUDITOR, true, "aaaaaa"},
    {XC_VIEWER_FEED, false, "------"},      {XC_VIEWER_FEED, true, "-aaaa-"},
    {XC_VIEWER_PUBLIC, false, "-aaa--"},    {XC_VIEWER_PUBLIC, true, "-aaa--"},
};

/* Hidden from inspectors only; their feeds and the public follow. */
static const struct row during_inspectors[] = {
    {XC_VIEWER_ADMIN, false, "aaaaaa"},     {XC_VIEWER_ADMIN, true, "aaaaaa"},
    {XC_VIEWER_PLANNER, false, "aaaaaa"},   {XC_VIEWER_PLANNER, true, "aaaaaa"},
    {XC_VIEWER_INSPECTOR, false, "------"}, {XC_VIEWER_INSPECTOR, true, "-bbbb-"},
    {XC_VIEWER_AUDITOR, false, "aaaaaa"},   {XC_VIEWER_AUDITOR, true, "aaaaaa"},
    {XC_VIEWER_FEED, false, "------"},      {XC_VIEWER_FEED, true, "-bbbb-"},
    {XC_VIEWER_PUBLIC, false, "------"},    {XC_VIEWER_PUBLIC, true, "------"},
};

static const struct row during_public[] = {
    {XC_VIEWER_ADMIN, false, "aaaaaa"},     {XC_VIEWER_ADMIN, true, "aaaaaa"},
    {XC_VIEWER_PLANNER, false, "aaaaaa"},   {XC_VIEWER_PLANNER, true, "aaaaaa"},
    {XC_VIEWER_INSPECTOR, false, "------"}, {XC_VIEWER_INSPECTOR, true, "-aaaa-"},
    {XC_VIEWER_AUDITOR, false, "aaaaaa"},   {XC_VIEWER_AUDITOR, true, "aaaaaa"},
    {XC_VIEWER_FEED, false, "------"},      {XC_VIEWER_FEED, true, "-aaaa-"},
    {XC_VIEWER_PUBLIC, false, "------"},    {XC_VIEWER_PUBLIC, true, "------"},
};

static const struct row during_all[] = {
    {XC_VIEWER_ADMIN, false, "aaaaaa"},     {XC_VIEWER_ADMIN, true, "aaaaaa"},
    {XC_VIEWER_PLANNER, false, "------"},   {XC_VIEWER_PLANNER, true, "bbbbbb"},
    {XC_VIEWER_INSPECTOR, false, "------"}, {XC_VIEWER_INSPECTOR, true, "-bbbb-"},
    {XC_VIEWER_AUDITOR, false, "------"},   {XC_VIEWER_AUDITOR, true, "bbbbbb"},
    {XC_VIEWER_FEED, false, "------"},      {XC_VIEWER_FEED, true, "-bbbb-"},
    {XC_VIEWER_PUBLIC, false, "------"},    {XC_VIEWER_PUBLIC, true, "------"},
};

#define ROWS(table) table, sizeof(table) / sizeof *(table)

static struct xc_embargo hiding(unsigned hidden) {
    return (struct xc_embargo){.set = true,
                               .before = 1,
                               .workdays = true,
                               .until = XC_NO_DATE,
                               .hidden = hidden};
}

static void every_role_and_status(void **state) {
    (void)state;
    struct xc_embargo none = {.until = XC_NO_DATE};
    struct xc_embargo inspectors = hiding(1u << XC_VIEWER_INSPECTOR);
    struct xc_embargo outsiders = hiding(1u << XC_VIEWER_PUBLIC);
    struct xc_embargo all = hiding(1u << XC_VIEWER_PLANNER | 1u << XC_VIEWER_INSPECTOR |
                                   1u << XC_VIEWER_AUDITOR);
    check_table(ROWS(without_embargo), NULL, XC_NO_INSTANT, 1000);
    check_table(ROWS(without_embargo), &none, XC_NO_INSTANT, 1000);
    check_table(ROWS(during_inspectors), &inspectors, 1000, 999);
    check_table(ROWS(after_embargo), &inspectors, 1000, 1000);
    check_table(ROWS(during_public), &outsiders, 1000, 999);
    check_table(ROWS(after_embargo), &outsiders, 1000, 1001);
    check_table(ROWS(during_all), &all, 1000, -5);
    check_table(ROWS(after_embargo), &all, 1000, 1000);
    /* An end that is not known has not come. */
    check_table(ROWS(during_inspectors), &inspectors, XC_NO_INSTANT, INT64_MAX);
}

static void the_unknown_see_nothing(void **state) {
    (void)state;
    struct xc_viewer nobody = {0, true};
    struct xc_viewer admin = {XC_VIEWER_ADMIN, true};
    assert_int_equal(xc_may_see(&nobody, XC_VISIT_DONE, NULL, 0, 0), XC_SEE_NOTHING);
    nobody.role = XC_VIEWER_COUNT;
    assert_int_equal(xc_may_see(&nobody, XC_VISIT_DONE, NULL, 0, 0), XC_SEE_NOTHING);
    assert_int_equal(xc_may_see(&admin, (enum xc_visit_status)0, NULL, 0, 0),
                     XC_SEE_NOTHING);
    assert_int_equal(xc_may_see(&admin, (enum xc_visit_status)7, NULL, 0, 0),
                     XC_SEE_NOTHING);
}

static struct xc_workdays *october_2021(void) {
    struct xc_workdays_builder *builder = xc_workdays_builder_new();
    struct xc_workdays *workdays = NULL;
    struct xc_error error = {0};
    for (unsigned day = 1; day <= 7; day++) {
        struct xc_day_fact fact = {xc_date_make(2021, 10, day), XC_DAY_HOLIDAY,
                                   XC_STR("国庆节")};
        assert_int_equal(xc_workdays_add_fact(builder, fact, &error), XC_OK);
    }
    struct xc_day_fact saturday = {xc_date_make(2021, 10, 9), XC_DAY_WORKDAY, XC_STR("")};
    assert_int_equal(xc_workdays_add_fact(builder, saturday, &error), XC_OK);
    assert_int_equal(xc_workdays_add_year(builder, 2021, XC_YEAR_COVERED, &error), XC_OK);
    assert_int_equal(xc_workdays_build(builder, &workdays, &error), XC_OK);
    xc_workdays_builder_free(builder);
    return workdays;
}

static void the_embargo_ends(void **state) {
    (void)state;
    struct xc_workdays *workdays = october_2021();
    struct {
        unsigned before;
        bool workdays;
        xc_date until;
        xc_date visit;
        const char *end;
    } cases[] = {
        /* 8 October is the first working day after the holidays. */
        {1, true, XC_NO_DATE, xc_date_make(2021, 10, 8), "2021-09-30T09:00:00Z"},
        {1, true, XC_NO_DATE, xc_date_make(2021, 10, 11), "2021-10-09T09:00:00Z"},
        {2, true, XC_NO_DATE, xc_date_make(2021, 10, 11), "2021-10-08T09:00:00Z"},
        {0, true, XC_NO_DATE, xc_date_make(2021, 10, 11), "2021-10-11T09:00:00Z"},
        {1, false, XC_NO_DATE, xc_date_make(2021, 10, 8), "2021-10-07T09:00:00Z"},
        {0, false, XC_NO_DATE, xc_date_make(2021, 10, 8), "2021-10-08T09:00:00Z"},
        {0, false, xc_date_make(2021, 3, 1), xc_date_make(2021, 10, 8),
         "2021-03-01T09:00:00Z"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct xc_embargo embargo = {.set = true,
                                     .before = cases[i].before,
                                     .workdays = cases[i].workdays,
                                     .minutes = 17 * 60,
                                     .until = cases[i].until};
        struct xc_error error = {0};
        xc_instant end = 0;
        char text[21];
        assert_int_equal(
            xc_embargo_end(&embargo, workdays, cases[i].visit, CHINA, &end, &error),
            XC_OK);
        xc_instant_format(end, text);
        assert_string_equal(text, cases[i].end);
    }
    xc_workdays_free(workdays);
}

static void no_embargo_has_no_end(void **state) {
    (void)state;
    struct xc_embargo none = {.until = XC_NO_DATE};
    xc_instant end = 0;
    assert_int_equal(xc_embargo_end(&none, NULL, 0, CHINA, &end, NULL), XC_OK);
    assert_true(end == XC_NO_INSTANT);
    end = 0;
    assert_int_equal(xc_embargo_end(NULL, NULL, 0, CHINA, &end, NULL), XC_OK);
    assert_true(end == XC_NO_INSTANT);
}

static void an_unknown_year_is_an_error(void **state) {
    (void)state;
    struct xc_workdays *workdays = october_2021();
    struct xc_embargo embargo = hiding(0);
    struct xc_error error = {0};
    xc_instant end = 0;
    assert_int_equal(
        xc_embargo_end(&embargo, workdays, xc_date_make(2021, 1, 1), CHINA, &end, &error),
        XC_EINPUT);
    assert_true(end == XC_NO_INSTANT);
    xc_workdays_free(workdays);
}

static void words(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        struct xc_str word = xc_str_from(xc_viewer_word(roles[i]));
        assert_true(word.len > 0);
        assert_int_equal(xc_viewer_parse(word), roles[i]);
    }
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        struct xc_str word = xc_str_from(xc_visit_status_word(statuses[i]));
        assert_true(word.len > 0);
        assert_int_equal(xc_visit_status_parse(word), statuses[i]);
    }
    assert_int_equal(xc_viewer_parse(XC_STR("")), 0);
    assert_int_equal(xc_viewer_parse(XC_STR("boss")), 0);
    assert_int_equal(xc_visit_status_parse(XC_STR("")), 0);
    assert_string_equal(xc_viewer_word(0), "");
    assert_string_equal(xc_viewer_word(XC_VIEWER_COUNT), "");
    assert_string_equal(xc_visit_status_word(0), "");
    assert_string_equal(xc_nature_word(XC_NATURE_ENFORCEMENT), "enforcement");
    assert_string_equal(xc_nature_word(0), "");
    assert_string_equal(xc_method_word(XC_METHOD_NIGHT), "night");
    assert_string_equal(xc_method_word(0), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_role_and_status),
        cmocka_unit_test(the_unknown_see_nothing),
        cmocka_unit_test(the_embargo_ends),
        cmocka_unit_test(no_embargo_has_no_end),
        cmocka_unit_test(an_unknown_year_is_an_error),
        cmocka_unit_test(words),
    };
    return cmocka_run_group_tests_name("rules/may_see", tests, NULL, NULL);
}
