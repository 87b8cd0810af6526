#include "facts.h"

#include <string.h>

static struct xc_workdays *workdays;

static int setup(void **state) {
    (void)state;
    workdays = test_workdays();
    return 0;
}

static int teardown(void **state) {
    (void)state;
    xc_workdays_free(workdays);
    return 0;
}

static void check_step(const char *from, int n, const char *wanted) {
    struct xc_error error = {0};
    xc_date result = 0;
    assert_int_equal(xc_workdays_step(workdays, test_date(from), n, &result, &error),
                     XC_OK);
    char text[11];
    xc_date_format(result, text);
    assert_string_equal(text, wanted);
}

static void days_per_year(void **state) {
    (void)state;
    static const int wanted[] = {250, 249, 250, 249, 251, 248};
    for (size_t i = 0; i < sizeof test_years / sizeof test_years[0]; i++) {
        xc_date first = xc_date_make(test_years[i], 1, 1);
        xc_date last = xc_date_make(test_years[i], 12, 31);
        assert_int_equal(xc_workdays_count(workdays, first, last), wanted[i]);
    }
}

static void holidays_and_make_up_days(void **state) {
    (void)state;
    assert_true(xc_workdays_is(workdays, test_date("2022-01-30"))); /* a Sunday */
    assert_false(xc_workdays_is(workdays, test_date("2022-01-31")));
    assert_false(xc_workdays_is(workdays, test_date("2020-01-31"))); /* the extension */
    assert_true(xc_workdays_is(workdays, test_date("2020-02-03")));
    assert_false(xc_workdays_is(workdays, test_date("2020-02-01")));
    assert_true(xc_workdays_is(workdays, test_date("2021-03-05")));
    assert_false(xc_workdays_is(workdays, test_date("2021-03-06")));
    const struct xc_day_fact *fact = xc_workdays_fact(workdays, test_date("2022-10-08"));
    assert_non_null(fact);
    assert_int_equal(fact->kind, XC_DAY_WORKDAY);
    assert_true(xc_str_is(fact->name, "国庆节"));
    assert_null(xc_workdays_fact(workdays, test_date("2022-10-10")));
    assert_null(xc_workdays_fact(workdays, test_date("1950-01-01")));
}

/* P7: 28 December 2020 to 10 January 2021. */
static void window_of_guangxi(void **state) {
    (void)state;
    assert_int_equal(
        xc_workdays_count(workdays, test_date("2020-12-28"), test_date("2021-01-10")), 9);
    assert_int_equal(
        xc_workdays_count(workdays, test_date("2021-01-10"), test_date("2020-12-28")), 0);
    assert_int_equal(
        xc_workdays_count(workdays, test_date("2021-01-04"), test_date("2021-01-04")), 1);
}

/* P8e: two working days after an event. */
static void case_reports(void **state) {
    (void)state;
    check_step("2019-09-30", 2, "2019-10-09");
    check_step("2019-04-04", 2, "2019-04-09");
    check_step("2019-10-09", -2, "2019-09-30");
    check_step("2019-10-05", 1, "2019-10-08");
    check_step("2019-10-05", -1, "2019-09-30");
    check_step("2022-12-30", -249, "2021-12-31");
    check_step("2018-12-31", 1, "2019-01-02"); /* the start itself does not count */
}

static void next_and_previous(void **state) {
    (void)state;
    struct xc_error error = {0};
    xc_date day = 0;
    assert_int_equal(xc_workdays_next(workdays, test_date("2021-02-11"), &day, &error),
                     0);
    assert_int_equal(day, test_date("2021-02-18"));
    assert_int_equal(xc_workdays_next(workdays, test_date("2021-02-18"), &day, &error),
                     0);
    assert_int_equal(day, test_date("2021-02-18"));
    assert_int_equal(
        xc_workdays_previous(workdays, test_date("2021-02-17"), &day, &error), 0);
    assert_int_equal(day, test_date("2021-02-10"));
    assert_int_equal(
        xc_workdays_previous(workdays, test_date("2021-02-10"), &day, &error), 0);
    assert_int_equal(day, test_date("2021-02-10"));
}

static void fails_in(int code, const struct xc_error *error, const char *year,
                     const char *other) {
    assert_int_equal(code, XC_EINPUT);
    assert_int_equal(error->code, XC_EINPUT);
    assert_true(test_says(error, year));
    assert_true(test_says(error, "import"));
    assert_true(test_says(error, "--provisional"));
    struct xc_buffer text = xc_buffer_make(8192);
    assert_int_equal(xc_error_render(error, NULL, &text), XC_OK);
    assert_true(xc_str_find(xc_buffer_view(&text), xc_str_from(other)) < 0);
    xc_buffer_free(&text);
}

static void missing_years(void **state) {
    (void)state;
    struct xc_error error = {0};
    xc_date day = 0;
    assert_int_equal(xc_workdays_require(workdays, test_date("2019-01-01"),
                                         test_date("2022-12-31"), &error),
                     XC_OK);
    assert_int_equal(xc_workdays_require(workdays, test_date("2030-01-01"),
                                         test_date("2029-12-31"), &error),
                     XC_OK);
    fails_in(xc_workdays_require(workdays, test_date("2022-12-31"),
                                 test_date("2027-01-01"), &error),
             &error, "2023", "2026");
    fails_in(xc_workdays_step(workdays, test_date("2022-12-28"), 3, &day, &error), &error,
             "2023", "2024");
    fails_in(xc_workdays_step(workdays, test_date("2025-12-30"), 2, &day, &error), &error,
             "2026", "2025");
    fails_in(xc_workdays_step(workdays, test_date("2024-01-03"), -2, &day, &error),
             &error, "2023", "2022");
    fails_in(xc_workdays_step(workdays, test_date("2019-01-02"), -1, &day, &error),
             &error, "2018", "2019");
    fails_in(xc_workdays_step(workdays, test_date("2025-12-31"), 1, &day, &error), &error,
             "2026", "2025");
    fails_in(xc_workdays_step(workdays, test_date("2021-06-01"), INT32_MAX, &day, &error),
             &error, "2023", "2026");
    fails_in(xc_workdays_step(workdays, test_date("2021-06-01"), INT32_MIN, &day, &error),
             &error, "2018", "2017");
    fails_in(xc_workdays_next(workdays, test_date("2022-12-31"), &day, &error), &error,
             "2023", "2024");
    fails_in(xc_workdays_next(workdays, test_date("2050-01-01"), &day, &error), &error,
             "2050", "2049");
    fails_in(xc_workdays_previous(workdays, test_date("2019-01-01"), &day, &error),
             &error, "2018", "2017");
    assert_int_equal(day, XC_NO_DATE);
    /* All that is touched is known. */
    assert_int_equal(xc_workdays_step(workdays, test_date("2023-12-31"), 1, &day, &error),
                     XC_OK);
    assert_int_equal(day, test_date("2024-01-02"));
    /* Promises broken by the caller. */
    assert_int_equal(xc_workdays_step(workdays, day, 0, &day, &error), XC_EINTERNAL);
    assert_int_equal(xc_workdays_next(workdays, XC_NO_DATE, &day, &error), XC_EINTERNAL);
    assert_int_equal(xc_workdays_previous(workdays, INT32_MAX, &day, NULL), XC_EINTERNAL);
}

static void states_of_years(void **state) {
    (void)state;
    struct xc_error error = {0};
    struct xc_workdays *made = NULL;
    struct xc_workdays_builder *builder = xc_workdays_builder_new();
    assert_non_null(builder);
    assert_int_equal(xc_workdays_build(builder, &made, &error), XC_OK);
    assert_int_equal(xc_workdays_year(made, 2021), XC_YEAR_UNKNOWN);
    assert_null(xc_workdays_fact(made, test_date("2021-01-01")));
    xc_workdays_free(made);
    assert_int_equal(xc_workdays_add_year(builder, 2026, XC_YEAR_COVERED, &error), XC_OK);
    assert_int_equal(xc_workdays_add_year(builder, 2026, XC_YEAR_PROVISIONAL, &error), 0);
    assert_int_equal(xc_workdays_add_year(builder, 2027, XC_YEAR_PROVISIONAL, &error), 0);
    assert_int_equal(xc_workdays_build(builder, &made, &error), XC_OK);
    xc_workdays_builder_free(builder);
    assert_int_equal(xc_workdays_year(made, 2026), XC_YEAR_COVERED);
    assert_int_equal(xc_workdays_year(made, 2027), XC_YEAR_PROVISIONAL);
    assert_int_equal(xc_workdays_year(made, 1066), XC_YEAR_UNKNOWN);
    xc_date end = test_date("2026-12-31");
    assert_false(xc_workdays_provisional(made, test_date("2026-01-01"), end));
    assert_true(xc_workdays_provisional(made, test_date("2026-01-01"), end + 1));
    assert_false(xc_workdays_provisional(made, end + 1, end));
    assert_int_equal(xc_workdays_require(made, end, end + 1, &error), XC_OK);
    xc_workdays_free(made);
}

static void later_facts_win(void **state) {
    (void)state;
    struct xc_error error = {0};
    char name[] = "停电";
    struct xc_workdays *made = NULL;
    struct xc_workdays_builder *builder = xc_workdays_builder_new();
    assert_non_null(builder);
    test_add_facts(builder);
    xc_date day = test_date("2021-10-09");
    struct xc_day_fact fact = {day, XC_DAY_HOLIDAY, xc_str_from(name)};
    assert_int_equal(xc_workdays_add_fact(builder, fact, &error), XC_OK);
    memset(name, 'x', strlen(name)); /* the name was copied */
    assert_int_equal(xc_workdays_build(builder, &made, &error), XC_OK);
    xc_workdays_builder_free(builder);
    assert_false(xc_workdays_is(made, day));
    assert_true(xc_str_is(xc_workdays_fact(made, day)->name, "停电"));
    assert_int_equal(
        xc_workdays_count(made, test_date("2021-01-01"), test_date("2021-12-31")), 249);
    xc_workdays_free(made);
    xc_workdays_free(NULL);
    xc_workdays_builder_free(NULL);
}

static void refused_facts(void **state) {
    (void)state;
    struct xc_error error = {0};
    static const char long_name[2000] = "x";
    struct xc_workdays *made = NULL;
    struct xc_workdays_builder *builder = xc_workdays_builder_new();
    assert_non_null(builder);
    struct xc_day_fact fact = {test_date("1989-12-31"), XC_DAY_HOLIDAY, XC_STR("a")};
    assert_int_equal(xc_workdays_add_fact(builder, fact, &error), XC_EINPUT);
    assert_true(test_says(&error, "1989-12-31"));
    fact.date = XC_NO_DATE;
    assert_int_equal(xc_workdays_add_fact(builder, fact, &error), XC_EINPUT);
    fact.date = XC_DATE_MAX + 1;
    assert_int_equal(xc_workdays_add_fact(builder, fact, &error), XC_EINPUT);
    fact.date = XC_DATE_MAX;
    assert_int_equal(xc_workdays_add_fact(builder, fact, &error), XC_OK);
    fact.date = test_date("1990-01-01");
    assert_int_equal(xc_workdays_add_fact(builder, fact, &error), XC_OK);
    fact.name = (struct xc_str){long_name, sizeof long_name};
    assert_int_equal(xc_workdays_add_fact(builder, fact, &error), XC_EINPUT);
    assert_int_equal(xc_workdays_add_year(builder, 1989, XC_YEAR_COVERED, &error),
                     XC_EINPUT);
    assert_int_equal(xc_workdays_add_year(builder, 2200, XC_YEAR_COVERED, &error),
                     XC_EINPUT);
    assert_true(test_says(&error, "2200"));
    assert_int_equal(xc_workdays_build(builder, &made, &error), XC_OK);
    assert_false(xc_workdays_is(made, test_date("1990-01-01")));
    assert_false(xc_workdays_is(made, XC_DATE_MAX));
    assert_int_equal(xc_workdays_year(made, 1990), XC_YEAR_UNKNOWN);
    xc_workdays_free(made);
    xc_workdays_builder_free(builder);
}

/* Without the tables: the day's own fact or its weekday. */
static bool works(xc_date date) {
    for (size_t i = 0; i < sizeof test_spans / sizeof test_spans[0]; i++)
        if (date >= test_date(test_spans[i].from) && date <= test_date(test_spans[i].to))
            return test_spans[i].kind == XC_DAY_WORKDAY;
    return xc_date_weekday(date) < XC_SATURDAY;
}

static void counts_like_one_by_one(void **state) {
    (void)state;
    uint64_t seed = 20210131;
    xc_date low = test_date("2015-01-01");
    uint32_t span = (uint32_t)(test_date("2029-12-31") - low);
    for (int round = 0; round < 60; round++) {
        xc_date from = low + (xc_date)test_random(&seed, span);
        int count = 0;
        for (xc_date to = from; to < from + 60; to++) {
            bool work = works(to);
            count += work;
            assert_int_equal(xc_workdays_is(workdays, to), work);
            assert_int_equal(xc_workdays_count(workdays, from, to), count);
        }
    }
    assert_int_equal(
        xc_workdays_count(workdays, test_date("1900-01-01"), test_date("1900-01-07")), 5);
    assert_int_equal(xc_workdays_count(workdays, XC_DATE_MIN - 9, XC_DATE_MIN - 2), 5);
}

static void steps_like_one_by_one(void **state) {
    (void)state;
    uint64_t seed = 20191009;
    struct xc_error error = {0};
    xc_date low = test_date("2019-03-15");
    uint32_t span = (uint32_t)(test_date("2022-10-15") - low);
    for (int round = 0; round < 400; round++) {
        xc_date from = low + (xc_date)test_random(&seed, span);
        int n = 1 + (int)test_random(&seed, 45);
        int way = test_random(&seed, 2) ? 1 : -1;
        xc_date wanted = from;
        for (int left = n; left > 0;) {
            wanted += way;
            left -= works(wanted);
        }
        xc_date got = 0;
        assert_int_equal(xc_workdays_step(workdays, from, way * n, &got, &error), XC_OK);
        assert_int_equal(got, wanted);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_per_year),
        cmocka_unit_test(holidays_and_make_up_days),
        cmocka_unit_test(window_of_guangxi),
        cmocka_unit_test(case_reports),
        cmocka_unit_test(next_and_previous),
        cmocka_unit_test(missing_years),
        cmocka_unit_test(states_of_years),
        cmocka_unit_test(later_facts_win),
        cmocka_unit_test(refused_facts),
        cmocka_unit_test(counts_like_one_by_one),
        cmocka_unit_test(steps_like_one_by_one),
    };
    return cmocka_run_group_tests_name("workdays", tests, setup, teardown);
}
