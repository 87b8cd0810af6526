#include "workspace.h"

static const struct xc_str office = XC_STR_INIT("3202");

static void save(struct workspace *workspace, bool replace,
                 const struct xc_day_fact *days, size_t count, int year) {
    struct xc_error error = {0};
    test_ok(xc_store_save_days(workspace->store, office, replace, days, count, &year, 1,
                               TEST_AT, &error),
            &error);
}

static struct xc_workdays *load_at(struct workspace *workspace, struct xc_str whose,
                                   xc_instant at) {
    struct xc_error error = {0};
    struct xc_workdays *workdays = NULL;
    struct xc_workdays_builder *builder = xc_workdays_builder_new();
    test_ok(xc_store_load_days(workspace->store, whose, at, builder, &error), &error);
    test_ok(xc_workdays_build(builder, &workdays, &error), &error);
    xc_workdays_builder_free(builder);
    return workdays;
}

static struct xc_workdays *load(struct workspace *workspace, struct xc_str whose) {
    return load_at(workspace, whose, XC_NO_INSTANT);
}

static void days_come_back(void **state) {
    struct workspace *workspace = *state;
    xc_date holiday = xc_date_make(2021, 5, 3), made_up = xc_date_make(2021, 5, 8);
    const struct xc_day_fact days[] = {{holiday, XC_DAY_HOLIDAY, XC_STR("劳动节")},
                                       {made_up, XC_DAY_WORKDAY, XC_STR("劳动节")}};
    save(workspace, false, days, 2, 2021);
    struct xc_workdays *workdays = load(workspace, office);
    assert_false(xc_workdays_is(workdays, holiday));
    assert_true(xc_workdays_is(workdays, made_up));
    assert_true(xc_str_is(xc_workdays_fact(workdays, holiday)->name, "劳动节"));
    assert_int_equal(xc_workdays_year(workdays, 2021), XC_YEAR_COVERED);
    assert_int_equal(xc_workdays_year(workdays, 2022), XC_YEAR_UNKNOWN);
    xc_workdays_free(workdays);
    workdays = load(workspace, XC_STR("3203"));
    assert_null(xc_workdays_fact(workdays, holiday));
    assert_int_equal(xc_workdays_year(workdays, 2021), XC_YEAR_UNKNOWN);
    xc_workdays_free(workdays);
}

static void later_facts_win(void **state) {
    struct workspace *workspace = *state;
    xc_date date = xc_date_make(2021, 5, 3);
    const struct xc_day_fact first = {date, XC_DAY_HOLIDAY, XC_STR("a")};
    const struct xc_day_fact second = {date, XC_DAY_WORKDAY, XC_STR("b")};
    save(workspace, false, &first, 1, 2021);
    save(workspace, false, &second, 1, 2021);
    struct xc_workdays *workdays = load(workspace, office);
    assert_true(xc_workdays_is(workdays, date));
    xc_workdays_free(workdays);
}

static bool has(struct workspace *workspace, xc_date date) {
    struct xc_workdays *workdays = load(workspace, office);
    bool found = xc_workdays_fact(workdays, date) != NULL;
    xc_workdays_free(workdays);
    return found;
}

/* A corrected notice takes the place of its year's, and of no other year's. */
static void replace_forgets_a_year(void **state) {
    struct workspace *workspace = *state;
    xc_date first = xc_date_make(2021, 5, 3), second = xc_date_make(2022, 5, 3);
    xc_date eve = xc_date_make(2021, 12, 31), new_year = xc_date_make(2022, 1, 1);
    const struct xc_day_fact one = {first, XC_DAY_HOLIDAY, XC_STR("a")};
    const struct xc_day_fact two = {second, XC_DAY_HOLIDAY, XC_STR("a")};
    const struct xc_day_fact notice[] = {{eve, XC_DAY_HOLIDAY, XC_STR("b")},
                                         {new_year, XC_DAY_HOLIDAY, XC_STR("b")}};
    save(workspace, false, &one, 1, 2021);
    save(workspace, false, &two, 1, 2022);
    save(workspace, true, notice, 2, 2022);
    assert_true(has(workspace, first));
    assert_true(has(workspace, eve));
    assert_true(has(workspace, new_year));
    assert_false(has(workspace, second));
    struct xc_workdays *workdays = load(workspace, office);
    assert_int_equal(xc_workdays_year(workdays, 2021), XC_YEAR_COVERED);
    assert_int_equal(xc_workdays_year(workdays, 2022), XC_YEAR_COVERED);
    xc_workdays_free(workdays);
}

/* Single days of an office cover no year and replace each other all the same; for the
 * whole workspace they only add. */
static void replace_without_a_notice(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    xc_date first = xc_date_make(2021, 5, 3), second = xc_date_make(2021, 5, 4);
    const struct xc_day_fact one = {first, XC_DAY_HOLIDAY, XC_STR("a")};
    const struct xc_day_fact two = {second, XC_DAY_HOLIDAY, XC_STR("a")};
    save(workspace, false, &one, 1, 2021);
    test_ok(xc_store_save_days(workspace->store, office, true, &two, 1, NULL, 0, TEST_AT,
                               &error),
            &error);
    assert_false(has(workspace, first));
    assert_true(has(workspace, second));
    struct xc_str all = XC_STR("");
    test_ok(xc_store_save_days(workspace->store, all, false, &one, 1, NULL, 0, TEST_AT,
                               &error),
            &error);
    test_ok(xc_store_save_days(workspace->store, all, true, &two, 1, NULL, 0, TEST_AT,
                               &error),
            &error);
    assert_int_equal(
        test_count(workspace->path, "SELECT count(*) FROM day WHERE office = ''"), 2);
}

/* A failing year takes the days before it back. */
static void all_or_nothing(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    int year = 2021;
    const struct xc_day_fact fact = {xc_date_make(2021, 5, 3), XC_DAY_HOLIDAY,
                                     XC_STR("a")};
    test_sql(workspace->path, "DROP TABLE day_year");
    test_says(xc_store_save_days(workspace->store, office, false, &fact, 1, &year, 1,
                                 TEST_AT, &error),
              XC_EENV, &error, "no such table");
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM day"), 0);
}

static void impossible_days_are_refused(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    test_sql(workspace->path,
             "INSERT INTO day (office, date, kind, name) VALUES ('3202', '2021-02-30', 1,"
             " 'x')");
    struct xc_workdays_builder *builder = xc_workdays_builder_new();
    assert_int_not_equal(
        xc_store_load_days(workspace->store, office, XC_NO_INSTANT, builder, &error),
        XC_OK);
    xc_workdays_builder_free(builder);
}

/* The name of a day, with the first letter of its kind; "" where nothing is known of it.
 */
static void assert_day(struct workspace *workspace, xc_instant at, xc_date date,
                       const char *expected) {
    struct xc_workdays *workdays = load_at(workspace, office, at);
    const struct xc_day_fact *day = xc_workdays_fact(workdays, date);
    char found[64] = "";
    if (day) {
        (void)snprintf(found, sizeof found, "%c %.*s",
                       day->kind == XC_DAY_WORKDAY ? 'w' : 'h', XC_PRI(day->name));
    }
    assert_string_equal(found, expected);
    xc_workdays_free(workdays);
}

/* New days, days of another kind or name and days that are gone: whoever asks how it was
 * known on a day that is over is told what stood there then. */
static void known_at_an_instant(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    const int first_year = 2021, second_year = 2022;
    xc_date may = xc_date_make(2021, 5, 3), june = xc_date_make(2021, 6, 14);
    xc_date next = xc_date_make(2022, 1, 3);
    const struct xc_day_fact first[] = {{may, XC_DAY_HOLIDAY, XC_STR("\"五\\一\"")}};
    const struct xc_day_fact second[] = {{may, XC_DAY_WORKDAY, XC_STR("b")},
                                         {june, XC_DAY_HOLIDAY, XC_STR("c")}};
    const struct xc_day_fact third[] = {{june, XC_DAY_HOLIDAY, XC_STR("d")}};
    const struct xc_day_fact fourth[] = {{next, XC_DAY_HOLIDAY, XC_STR("e")}};
    test_ok(xc_store_save_days(workspace->store, office, false, first, 1, &first_year, 1,
                               TEST_AT + 100, &error),
            &error);
    test_ok(xc_store_save_days(workspace->store, office, false, second, 2, &first_year, 1,
                               TEST_AT + 200, &error),
            &error);
    test_ok(xc_store_save_days(workspace->store, office, true, third, 1, &first_year, 1,
                               TEST_AT + 300, &error),
            &error);
    test_ok(xc_store_save_days(workspace->store, office, false, fourth, 1, &second_year,
                               1, TEST_AT + 400, &error),
            &error);
    const struct {
        xc_instant at;
        const char *may, *june, *next;
        enum xc_year_state first, second;
    } known[] = {
        {TEST_AT + 99, "", "", "", XC_YEAR_UNKNOWN, XC_YEAR_UNKNOWN},
        {TEST_AT + 100, "h \"五\\一\"", "", "", XC_YEAR_COVERED, XC_YEAR_UNKNOWN},
        {TEST_AT + 200, "w b", "h c", "", XC_YEAR_COVERED, XC_YEAR_UNKNOWN},
        {TEST_AT + 399, "", "h d", "", XC_YEAR_COVERED, XC_YEAR_UNKNOWN},
        {TEST_AT + 400, "", "h d", "h e", XC_YEAR_COVERED, XC_YEAR_COVERED},
        {XC_NO_INSTANT, "", "h d", "h e", XC_YEAR_COVERED, XC_YEAR_COVERED},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct xc_workdays *workdays = load_at(workspace, office, known[i].at);
        assert_int_equal(xc_workdays_year(workdays, 2021), known[i].first);
        assert_int_equal(xc_workdays_year(workdays, 2022), known[i].second);
        xc_workdays_free(workdays);
        assert_day(workspace, known[i].at, may, known[i].may);
        assert_day(workspace, known[i].at, june, known[i].june);
        assert_day(workspace, known[i].at, next, known[i].next);
    }
    test_doctor(workspace->store, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(days_come_back, setup, teardown),
        cmocka_unit_test_setup_teardown(later_facts_win, setup, teardown),
        cmocka_unit_test_setup_teardown(known_at_an_instant, setup, teardown),
        cmocka_unit_test_setup_teardown(replace_forgets_a_year, setup, teardown),
        cmocka_unit_test_setup_teardown(replace_without_a_notice, setup, teardown),
        cmocka_unit_test_setup_teardown(all_or_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(impossible_days_are_refused, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
