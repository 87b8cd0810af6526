#include "facts.h"

#include <string.h>

#include "workdays/due.h"

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

struct days {
    xc_date days[400];
    size_t count;
    size_t limit; /* stop with 7 when so many are there; 0: never */
};

static int collect(void *context, xc_date date) {
    struct days *days = context;
    assert_true(days->count < sizeof days->days / sizeof days->days[0]);
    days->days[days->count] = date;
    days->count++;
    return days->count == days->limit ? 7 : 0;
}

static struct xc_due_rule parse(const char *text) {
    struct xc_error error = {0};
    struct xc_due_rule rule;
    if (xc_due_parse(xc_str_from(text), &rule, &error) != XC_OK)
        fail_msg("'%s' is refused", text);
    return rule;
}

/* wanted: dates separated by one blank. */
static void gives(const char *text, const char *from, const char *to,
                  const char *wanted) {
    struct xc_error error = {0};
    struct xc_due_rule rule = parse(text);
    struct days days = {.limit = 0};
    assert_int_equal(xc_due_days(&rule, workdays, test_date(from), test_date(to), collect,
                                 &days, &error),
                     XC_OK);
    struct xc_buffer got = xc_buffer_make(8192);
    for (size_t i = 0; i < days.count; i++) {
        if (i > 0)
            xc_buffer_putc(&got, ' ');
        xc_buffer_date(&got, days.days[i]);
    }
    xc_buffer_putc(&got, '\0');
    assert_false(got.failed);
    assert_string_equal(got.ptr, wanted);
    xc_buffer_free(&got);
}

static void last_workdays(void **state) {
    (void)state;
    gives("last_workday month", "2021-01-01", "2021-12-31",
          "2021-01-29 2021-02-26 2021-03-31 2021-04-30 2021-05-31 2021-06-30 "
          "2021-07-30 2021-08-31 2021-09-30 2021-10-29 2021-11-30 2021-12-31");
    gives("last_workday month", "2022-01-01", "2022-01-31", "2022-01-30");
    gives("last_workday month", "2025-01-10", "2025-02-10", "2025-01-27");
    gives("last_workday month", "2024-09-01", "2024-09-30", "2024-09-30");
    gives("last_workday quarter", "2021-01-01", "2021-12-31",
          "2021-03-31 2021-06-30 2021-09-30 2021-12-31");
    gives("last_workday half", "2022-01-01", "2022-12-31", "2022-06-30 2022-12-30");
    gives("last_workday year", "2021-05-01", "2022-12-30", "2021-12-31 2022-12-30");
    gives("last_workday month", "2021-01-30", "2021-02-25", "");
    gives("last_workday month", "2021-02-25", "2021-01-30", "");
}

static void counted_workdays(void **state) {
    (void)state;
    gives("workday_on 1 month", "2021-01-01", "2021-03-31",
          "2021-01-04 2021-02-01 2021-03-01");
    gives("workday_on -2 month", "2022-01-01", "2022-02-28", "2022-01-29 2022-02-25");
    gives("workday_on 3 quarter", "2021-10-01", "2021-12-31", "2021-10-11");
    gives("workday_on 1 half", "2021-01-01", "2021-12-31", "2021-01-04 2021-07-01");
    gives("workday_on -249 year", "2022-01-01", "2022-12-31", "2022-01-04");
    /* More than there are: the last, or the first. */
    gives("workday_on 23 month", "2021-02-01", "2021-03-31", "2021-02-26 2021-03-31");
    gives("workday_on -31 month", "2021-02-01", "2021-02-28", "2021-02-01");
}

/* P4: every Thursday at 17:00, the summary on 29 January. */
static void weekly_reports(void **state) {
    (void)state;
    gives("weekly thu 17:00", "2020-12-21", "2021-01-29",
          "2020-12-24 2020-12-31 2021-01-07 2021-01-14 2021-01-21 2021-01-28");
    assert_int_equal(parse("weekly thu 17:00").minutes, 17 * 60);
    gives("on 2021-01-29", "2020-12-21", "2021-01-29", "2021-01-29");
    gives("on 2021-01-29", "2020-12-21", "2021-01-28", "");
    /* Spring Festival: Thursday 11 February 2021 is off. */
    gives("weekly thu", "2021-02-08", "2021-02-14", "2021-02-11");
    gives("weekly thu roll=previous", "2021-02-08", "2021-02-14", "2021-02-10");
    gives("weekly thu roll=next", "2021-02-08", "2021-02-28", "2021-02-18 2021-02-25");
    gives("weekly mon", "2022-12-26", "2023-01-09", "2022-12-26 2023-01-02 2023-01-09");
}

/* P6: reports of a quarter in 2020, under each way to roll. */
static void quarterly_reports(void **state) {
    (void)state;
    gives("quarterly 2 end roll=none", "2020-01-01", "2020-12-31",
          "2020-02-29 2020-05-31 2020-08-31 2020-11-30");
    gives("quarterly 2 end", "2020-01-01", "2020-12-31",
          "2020-02-28 2020-05-29 2020-08-31 2020-11-30");
    gives("quarterly 2 end roll=next", "2020-01-01", "2020-12-31",
          "2020-03-02 2020-06-01 2020-08-31 2020-11-30");
    gives("quarterly 3 20 roll=none", "2020-01-01", "2020-12-31",
          "2020-03-20 2020-06-20 2020-09-20 2020-12-20");
    gives("quarterly 3 20 roll=previous", "2020-01-01", "2020-12-31",
          "2020-03-20 2020-06-19 2020-09-18 2020-12-18");
    gives("quarterly 3 20 roll=next", "2020-01-01", "2020-12-31",
          "2020-03-20 2020-06-22 2020-09-21 2020-12-21");
    gives("half_yearly 6 end", "2020-01-01", "2020-12-31", "2020-06-30 2020-12-31");
    gives("yearly 2 30", "2020-01-01", "2021-12-31", "2020-02-28 2021-02-26");
    /* P5 and P7 end on Sundays. */
    gives("on 2021-01-31", "2021-01-01", "2021-12-31", "2021-01-29");
    gives("on 2021-01-10", "2021-01-01", "2021-12-31", "2021-01-08");
    gives("on 2021-01-10 roll=none", "2021-01-01", "2021-12-31", "2021-01-10");
    gives("monthly 31 roll=none", "2021-01-01", "2021-04-30",
          "2021-01-31 2021-02-28 2021-03-31 2021-04-30");
}

static void rolling_over_the_edges(void **state) {
    (void)state;
    /* 1 October rolls out of the first range and into the second. */
    gives("monthly 1", "2021-10-01", "2021-10-31", "");
    gives("monthly 1", "2021-09-30", "2021-09-30", "2021-09-30");
    gives("monthly 7 roll=next", "2021-10-08", "2021-10-08", "2021-10-08");
    gives("monthly 1 roll=next", "2021-10-01", "2021-10-07", "");
    gives("monthly 1", "2021-01-01", "2021-01-31", ""); /* belongs to 31 December 2020 */
    gives("monthly 1", "2020-12-31", "2020-12-31", "2020-12-31");
    /* No day twice: two weeks of the Spring Festival of 2020 roll to one day. */
    gives("weekly sat roll=next", "2020-01-20", "2020-02-09", "2020-02-03");
    gives("weekly sat roll=previous", "2020-01-20", "2020-02-09",
          "2020-01-23 2020-02-07");
}

static int refused_days(const char *text, const char *from, const char *to,
                        struct xc_error *error) {
    struct xc_due_rule rule = parse(text);
    struct days days = {.limit = 0};
    return xc_due_days(&rule, workdays, test_date(from), test_date(to), collect, &days,
                       error);
}

static void years_without_facts(void **state) {
    (void)state;
    struct xc_error error = {0};
    assert_int_equal(
        refused_days("last_workday month", "2022-11-01", "2023-01-01", &error),
        XC_EINPUT);
    assert_true(test_says(&error, "2023"));
    assert_int_equal(refused_days("monthly 20", "2022-11-01", "2023-01-31", &error),
                     XC_EINPUT);
    assert_true(test_says(&error, "2023"));
    /* New Year 2023 might roll back into 2022: that needs its notice. */
    assert_int_equal(refused_days("monthly 1", "2022-12-01", "2022-12-31", &error),
                     XC_EINPUT);
    assert_true(test_says(&error, "2023"));
    assert_int_equal(
        refused_days("monthly 31 roll=next", "2024-01-01", "2024-01-31", &error),
        XC_EINPUT);
    assert_true(test_says(&error, "2023"));
    assert_int_equal(refused_days("monthly 3", "2022-12-01", "2022-12-31", &error),
                     XC_EINPUT);
    /* New Year's Eve of 2022 is off and rolls out of the range, wherever to. */
    gives("monthly 31 roll=next", "2022-12-01", "2022-12-31", "");
    /* Deeper inside the unknown year nothing can. */
    gives("monthly 4", "2022-12-01", "2022-12-31", "2022-12-02");
    gives("monthly 28 roll=next", "2024-01-01", "2024-01-31", "2024-01-29");
    /* New Year's Day of the first known year rolls out of the range, and nobody asks
     * where. */
    gives("monthly 1", "2019-01-01", "2019-03-31", "2019-02-01 2019-03-01");
    /* Without rolling a day needs no facts. */
    gives("monthly 1 roll=none", "2022-12-01", "2023-02-28",
          "2022-12-01 2023-01-01 2023-02-01");
    struct xc_due_rule rule = parse("weekly mon");
    assert_int_equal(xc_due_days(&rule, workdays, XC_NO_DATE, 0, collect, NULL, &error),
                     XC_EINTERNAL);
}

static void stopping_early(void **state) {
    (void)state;
    struct xc_error error = {0};
    struct xc_due_rule rule = parse("last_workday month");
    struct days days = {.limit = 2};
    assert_int_equal(xc_due_days(&rule, workdays, test_date("2021-01-01"),
                                 test_date("2021-12-31"), collect, &days, &error),
                     7);
    assert_int_equal(days.count, 2);
}

static void canonical_text(void **state) {
    (void)state;
    static const char *const pairs[][2] = {
        {"last_workday month", "last_workday month"},
        {"last_workday year roll=next", "last_workday year"},
        {"  workday_on\t-2   quarter 09:30 ", "workday_on -2 quarter 09:30"},
        {"workday_on 05 month", "workday_on 5 month"},
        {"weekly thu 17:00", "weekly thu 17:00 roll=none"},
        {"weekly sun roll=next 17:00", "weekly sun 17:00 roll=next"},
        {"monthly 20", "monthly 20 roll=previous"},
        {"monthly end roll=none", "monthly end roll=none"},
        {"quarterly 3 20", "quarterly 3 20 roll=previous"},
        {"half_yearly 6 end 24:00", "half_yearly 6 end 24:00 roll=previous"},
        {"yearly 12 31", "yearly 12 31 roll=previous"},
        {"on 2021-01-29", "on 2021-01-29 roll=previous"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct xc_due_rule rule = parse(pairs[i][0]);
        struct xc_buffer text = xc_buffer_make(100);
        assert_int_equal(xc_due_format(&rule, &text), XC_OK);
        xc_buffer_putc(&text, '\0');
        assert_string_equal(text.ptr, pairs[i][1]);
        struct xc_due_rule again = parse(text.ptr);
        struct xc_buffer twice = xc_buffer_make(100);
        assert_int_equal(xc_due_format(&again, &twice), XC_OK);
        xc_buffer_putc(&twice, '\0');
        assert_string_equal(twice.ptr, pairs[i][1]);
        xc_buffer_free(&text);
        xc_buffer_free(&twice);
    }
    struct xc_due_rule rule = parse("monthly 20");
    struct xc_buffer small = xc_buffer_make(4);
    assert_int_equal(xc_due_format(&rule, &small), XC_ENOMEM);
    xc_buffer_free(&small);
}

static void refused_rules(void **state) {
    (void)state;
    static const struct {
        const char *text;
        unsigned column;
        const char *says;
        const char *hint;
    } bad[] = {
        {"", 1, "empty", "last_workday month"},
        {"   ", 4, "empty", "last_workday month"},
        {"last_workday moth", 14, "'moth'", "'month'"},
        {"last_workdy month", 1, "'last_workdy'", "'last_workday'"},
        {"fortnightly", 1, "'fortnightly'", "quarterly"},
        {"last_workday", 13, "period", "month, quarter, half, year"},
        {"last_workday month month", 20, "'month'", "HH:MM"},
        {"workday_on month", 12, "'month'", "workday_on -2 month"},
        {"workday_on 0 month", 12, "'0'", "workday_on"},
        {"workday_on - month", 12, "'-'", "workday_on"},
        {"workday_on --2 month", 12, "'-2'", "workday_on"},
        {"workday_on 32 month", 12, "32", "smaller"},
        {"workday_on 367 year", 12, "'367'", "workday_on"},
        {"workday_on 5", 13, "period", "month"},
        {"weekly thursday", 8, "'thursday'", "'thu'"},
        {"weekly", 7, "day of the week", "mon"},
        {"weekly Thu", 8, "'Thu'", "'thu'"},
        {"weekly 周四", 8, "'周四'", "mon, tue"},
        {"monthly 32", 9, "'32'", "monthly 20"},
        {"monthly 0", 9, "'0'", "monthly 20"},
        {"monthly", 8, "1 to 31", "monthly 20"},
        {"monthly 99999999999999999999", 9, "1 to 31", "monthly 20"},
        {"quarterly 4 20", 11, "1 to 3", "quarterly 3 20"},
        {"quarterly 3", 12, "1 to 31", "quarterly 3 20"},
        {"half_yearly 7 1", 13, "1 to 6", "half_yearly"},
        {"yearly 13 1", 8, "1 to 12", "yearly 12 31"},
        {"on 2021-02-30", 4, "2021-02-30", "YYYY-MM-DD"},
        {"on", 3, "date", "YYYY-MM-DD"},
        {"weekly thu 17:60", 12, "'17:60'", "HH:MM"},
        {"weekly thu 7:00", 12, "'7:00'", "HH:MM"},
        {"weekly thu 17:00 18:00", 18, "two times", ""},
        {"monthly 20 roll=prevous", 12, "'prevous'", "'previous'"},
        {"monthly 20 roll=", 12, "''", "none, previous, next"},
        {"monthly 20 roll=next roll=next", 22, "twice", ""},
        {"monthly 20 before", 12, "'before'", "roll=none"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct xc_error error = {0};
        struct xc_due_rule rule;
        struct xc_due_rule before;
        memset(&rule, 0x5a, sizeof rule);
        before = rule;
        int code = xc_due_parse(xc_str_from(bad[i].text), &rule, &error);
        if (code != XC_EINPUT || error.column != bad[i].column)
            print_message("'%s': code %d, column %u\n", bad[i].text, code, error.column);
        assert_int_equal(code, XC_EINPUT);
        assert_int_equal(error.column, bad[i].column);
        assert_true(test_says(&error, bad[i].says));
        assert_true(test_says(&error, bad[i].hint));
        assert_memory_equal(&rule, &before, sizeof rule);
        assert_int_equal(xc_due_parse(xc_str_from(bad[i].text), &rule, NULL), XC_EINPUT);
    }
}

/* Whether the rule names the day itself, before rolling. */
static bool names(const struct xc_due_rule *rule, xc_date date) {
    struct xc_ymd day = xc_date_ymd(date);
    xc_date first = xc_date_period_first(date, rule->period);
    if (rule->kind == XC_DUE_WEEKLY)
        return xc_date_weekday(date) == rule->weekday;
    if (day.month != xc_date_ymd(first).month + rule->month - 1)
        return false;
    unsigned days = xc_date_month_days(day.year, day.month);
    return day.day == rule->day || (day.day == days && rule->day > days);
}

static void days_like_one_by_one(void **state) {
    (void)state;
    static const enum xc_period periods[] = {XC_PERIOD_MONTH, XC_PERIOD_QUARTER,
                                             XC_PERIOD_HALF, XC_PERIOD_YEAR};
    uint64_t seed = 5;
    struct xc_error error = {0};
    xc_date low = test_date("2019-02-15");
    uint32_t span = (uint32_t)(test_date("2022-08-15") - low);
    for (int round = 0; round < 600; round++) {
        struct xc_due_rule rule = {.minutes = XC_NO_TIME};
        rule.kind = test_random(&seed, 3) ? XC_DUE_DAY : XC_DUE_WEEKLY;
        rule.weekday = (enum xc_weekday)(1 + test_random(&seed, 7));
        rule.period = periods[test_random(&seed, 4)];
        rule.month = 1 + test_random(&seed, (uint32_t)rule.period);
        rule.day = 1 + test_random(&seed, 31);
        rule.roll = (enum xc_roll)test_random(&seed, 3);
        xc_date from = low + (xc_date)test_random(&seed, span);
        xc_date to = from + (xc_date)test_random(&seed, 70);
        struct days wanted = {.limit = 0};
        for (xc_date day = from - 30; day <= to + 30; day++) {
            if (!names(&rule, day))
                continue;
            xc_date rolled = day;
            while (rule.roll != XC_ROLL_NONE && !xc_workdays_is(workdays, rolled))
                rolled += rule.roll == XC_ROLL_NEXT ? 1 : -1;
            bool again = wanted.count > 0 && wanted.days[wanted.count - 1] == rolled;
            if (rolled >= from && rolled <= to && !again)
                collect(&wanted, rolled);
        }
        struct days got = {.limit = 0};
        assert_int_equal(xc_due_days(&rule, workdays, from, to, collect, &got, &error),
                         XC_OK);
        assert_int_equal(got.count, wanted.count);
        assert_memory_equal(got.days, wanted.days, got.count * sizeof got.days[0]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(last_workdays),          cmocka_unit_test(counted_workdays),
        cmocka_unit_test(weekly_reports),         cmocka_unit_test(quarterly_reports),
        cmocka_unit_test(rolling_over_the_edges), cmocka_unit_test(years_without_facts),
        cmocka_unit_test(stopping_early),         cmocka_unit_test(canonical_text),
        cmocka_unit_test(refused_rules),          cmocka_unit_test(days_like_one_by_one),
    };
    return cmocka_run_group_tests_name("due", tests, setup, teardown);
}
