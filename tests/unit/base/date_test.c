#include "check.h"

#include "base/date.h"

#include <stdio.h>

static void test_every_day_of_three_centuries(void **state) {
    (void)state;
    int year = 1900;
    unsigned month = 1;
    unsigned day = 1;
    unsigned weekday = XC_MONDAY; /* 1900-01-01 */
    for (xc_date date = XC_DATE_MIN; date <= XC_DATE_MAX; date++) {
        char text[11];
        char expected[32];
        xc_date back = XC_NO_DATE;
        assert_true(xc_date_valid(year, month, day));
        assert_int_equal(xc_date_make(year, month, day), date);
        struct xc_ymd ymd = xc_date_ymd(date);
        assert_int_equal(ymd.year, year);
        assert_int_equal(ymd.month, month);
        assert_int_equal(ymd.day, day);
        assert_int_equal(xc_date_weekday(date), weekday);
        xc_date_format(date, text);
        (void)snprintf(expected, sizeof expected, "%04d-%02u-%02u", year, month, day);
        assert_string_equal(text, expected);
        assert_true(xc_date_parse(xc_str_from(text), &back));
        assert_int_equal(back, date);
        weekday = weekday % 7 + 1;
        if (++day > xc_date_month_days(year, month)) {
            day = 1;
            if (++month > 12) {
                month = 1;
                year++;
            }
        }
    }
    assert_int_equal(year, 2200);
    assert_int_equal(month, 1);
    assert_int_equal(day, 1);
}

static void test_known_days(void **state) {
    (void)state;
    assert_int_equal(xc_date_make(1970, 1, 1), 0);
    assert_int_equal(xc_date_make(2000, 2, 29), 11016);
    assert_int_equal(xc_date_make(2026, 3, 2), 20514);
    assert_int_equal(xc_date_weekday(xc_date_make(2026, 3, 2)), XC_MONDAY);
    assert_int_equal(xc_date_make(1, 1, 1), -719162);
    assert_int_equal(xc_date_make(0, 2, 29), -719469);
    assert_int_equal(xc_date_weekday(-1), XC_WEDNESDAY);
    struct xc_ymd early = xc_date_ymd(INT32_MIN);
    assert_int_equal(xc_date_make(early.year, early.month, early.day), INT32_MIN);
    struct xc_ymd late = xc_date_ymd(INT32_MAX);
    assert_int_equal(xc_date_make(late.year, late.month, late.day), INT32_MAX);
}

static void test_valid(void **state) {
    (void)state;
    assert_true(xc_date_valid(2024, 2, 29));
    assert_true(xc_date_valid(2000, 2, 29));
    assert_false(xc_date_valid(1900, 2, 29));
    assert_false(xc_date_valid(2026, 2, 29));
    assert_false(xc_date_valid(2026, 4, 31));
    assert_false(xc_date_valid(2026, 0, 1));
    assert_false(xc_date_valid(2026, 13, 1));
    assert_false(xc_date_valid(2026, 1, 0));
}

static void test_periods(void **state) {
    (void)state;
    xc_date may = xc_date_make(2024, 5, 17);
    assert_int_equal(xc_date_period_first(may, XC_PERIOD_MONTH),
                     xc_date_make(2024, 5, 1));
    assert_int_equal(xc_date_period_last(may, XC_PERIOD_MONTH),
                     xc_date_make(2024, 5, 31));
    assert_int_equal(xc_date_period_first(may, XC_PERIOD_QUARTER),
                     xc_date_make(2024, 4, 1));
    assert_int_equal(xc_date_period_last(may, XC_PERIOD_QUARTER),
                     xc_date_make(2024, 6, 30));
    assert_int_equal(xc_date_period_first(may, XC_PERIOD_HALF), xc_date_make(2024, 1, 1));
    assert_int_equal(xc_date_period_last(may, XC_PERIOD_HALF), xc_date_make(2024, 6, 30));
    assert_int_equal(xc_date_period_first(may, XC_PERIOD_YEAR), xc_date_make(2024, 1, 1));
    assert_int_equal(xc_date_period_last(may, XC_PERIOD_YEAR),
                     xc_date_make(2024, 12, 31));
    xc_date february = xc_date_make(2024, 2, 29);
    assert_int_equal(xc_date_period_last(february, XC_PERIOD_MONTH), february);
    xc_date december = xc_date_make(2023, 12, 31);
    assert_int_equal(xc_date_period_last(december, XC_PERIOD_HALF), december);
    assert_int_equal(xc_date_period_first(december, XC_PERIOD_QUARTER),
                     xc_date_make(2023, 10, 1));
}

static void test_strict_refuses(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",           "2026-02-30", "2026-2-3",   "2026/02/03", "20260203",
        "2026-00-01", "2026-13-01", "1899-12-31", "2200-01-01", "2026-01-01 ",
        " 2026-01-1", "+026-01-01", "2026-01-0a", "2026-01-32", "２026-01-1",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        xc_date date = 77;
        if (xc_date_parse(xc_str_from(bad[i]), &date)) {
            fail_msg("accepted: %s", bad[i]);
        }
        assert_int_equal(date, 77);
    }
    xc_date date = 0;
    assert_false(xc_date_parse(XC_STR("2026-01-\0001"), &date));
}

static void test_loose_accepts(void **state) {
    (void)state;
    static const char *const good[] = {
        "2021-03-05",
        "2021-3-5",
        "2021/3/5",
        "2021/03/05",
        "2021.3.5",
        "2021.03.05",
        "2021年3月5日",
        "2021年03月05日",
        "2021年3月5",
        "2021 年 3 月 5 日",
        "20210305",
        "２０２１年３月５日",
        "２０２１－３－５",
        "２０２１／３／５",
        "２０２１．３．５",
        "  2021-03-05\xE3\x80\x80",
        "2021-03-05 00:00:00",
        "2021/3/5 0:00",
        "2021/3/5 0:00:00",
        "2021-03-05T00:00:00",
        "2021-03-05 00:00:00.000",
        "2021年3月5日 00:00:00",
        "2021年3月5 00:00:00",
        "20210305 00:00:00",
        "2021年3月5日\xE3\x80\x80０：００",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        xc_date date = 0;
        if (!xc_date_parse_loose(xc_str_from(good[i]), &date)) {
            fail_msg("refused: %s", good[i]);
        }
        assert_int_equal(date, xc_date_make(2021, 3, 5));
    }
}

static void test_loose_refuses(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",
        " ",
        "2026-02-30",
        "2026年2月30日",
        "2026.2.30",
        "20260230",
        "21-03-05",
        "21年3月5日",
        "2021-3/5",
        "2021.3-5",
        "2021年3.5",
        "2021年3月",
        "2021-03",
        "2021",
        "202103",
        "2021035",
        "202103055",
        "2021-003-05",
        "2021-03-005",
        "5/3/2021",
        "2021-03-05 08:30:00",
        "2021-03-05 00:00:01",
        "2021-03-05 00",
        "2021-03-05 :",
        "2021-03-05 00:",
        "2021-03-05 000:00",
        "2021-03-05 00:00:00:00",
        "2021-03-05 00:00.0",
        "2021-03-05x",
        "2021Y3M5D",
        "44260",
        "44260.0",
        "1899-12-31",
        "2200年1月1日",
        "二〇二一年三月五日",
        "2021-03-05\xff",
        "2021--3-5",
        "-2021-3-5",
        "2021-03-05                                            ;",
        "20210305000000000000000000000000000000000000000000000",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        xc_date date = 77;
        if (xc_date_parse_loose(xc_str_from(bad[i]), &date)) {
            fail_msg("accepted: %s", bad[i]);
        }
        assert_int_equal(date, 77);
    }
}

static void test_format_beyond(void **state) {
    (void)state;
    char text[21] = "x";
    xc_date_format(XC_NO_DATE, text);
    assert_string_equal(text, "");
    xc_date_format(INT32_MAX, text);
    assert_string_equal(text, "");
    xc_date_format(xc_date_make(33, 4, 3), text);
    assert_string_equal(text, "0033-04-03");
    xc_instant_format(XC_NO_INSTANT, text);
    assert_string_equal(text, "");
    xc_instant_format(INT64_MAX, text);
    assert_string_equal(text, "");
    struct xc_buffer buffer = xc_buffer_make(100);
    assert_int_equal(xc_buffer_date(&buffer, xc_date_make(2026, 3, 2)), XC_OK);
    assert_view(xc_buffer_view(&buffer), "2026-03-02");
    xc_buffer_free(&buffer);
}

static void test_times(void **state) {
    (void)state;
    for (unsigned minutes = 0; minutes <= 24 * 60; minutes++) {
        char text[6];
        unsigned back = 9999;
        xc_time_format(minutes, text);
        assert_true(xc_time_parse(xc_str_from(text), &back));
        assert_int_equal(back, minutes);
    }
    static const char *const bad[] = {"24:01",  "25:00", "12:60", "9:00",  "09:0",
                                      "09:00 ", "",      "-1:00", "09-00", "ab:cd"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        unsigned minutes = 0;
        assert_false(xc_time_parse(xc_str_from(bad[i]), &minutes));
    }
}

static xc_instant instant_of(const char *text) {
    xc_instant instant = XC_NO_INSTANT;
    assert_true(xc_instant_parse(xc_str_from(text), 480, &instant));
    return instant;
}

static void test_instants(void **state) {
    (void)state;
    assert_int_equal(instant_of("1970-01-01T00:00:00Z"), 0);
    assert_int_equal(instant_of("2026-03-02T01:00:00Z"), 1772413200);
    assert_int_equal(instant_of("2026-03-02T01:00Z"), 1772413200);
    assert_int_equal(instant_of("2026-03-02T09:00:00+08:00"), 1772413200);
    assert_int_equal(instant_of("2026-03-02T09:00+0800"), 1772413200);
    assert_int_equal(instant_of("2026-03-01T21:30:00-03:30"), 1772413200);
    assert_int_equal(instant_of("2026-03-02T09:00"), 1772413200);
    assert_int_equal(instant_of("2026-03-02"), 1772413200 - 9 * 3600);
    static const char *const bad[] = {
        "2026-02-30T01:00:00Z",
        "2026-03-02T24:00:00Z",
        "2026-03-02T01:60:00Z",
        "2026-03-02T01:00:60Z",
        "2026-03-02 01:00:00Z",
        "2026-03-02T01Z",
        "2026-03-02T01:00:00z",
        "2026-03-02T01:00:00+8",
        "2026-03-02T01:00:00+08:60",
        "2026-03-02T01:00:00+15:00",
        "2026-03-02T01:00:00Zx",
        "2026-03-02T01:00:00+08:00x",
        "2026-03-02Z",
        "",
        "now",
        "2026-03-02T01:00:",
        "2026-03-02T01:00:00.5Z",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        xc_instant instant = 77;
        if (xc_instant_parse(xc_str_from(bad[i]), 480, &instant)) {
            fail_msg("accepted: %s", bad[i]);
        }
        assert_int_equal(instant, 77);
    }
}

static void test_instants_there_and_back(void **state) {
    (void)state;
    for (xc_instant instant = -2200000000; instant < 5000000000; instant += 123456789) {
        char text[21];
        unsigned minutes = 0;
        xc_instant_format(instant, text);
        assert_int_equal(instant_of(text), instant);
        xc_date date = xc_instant_date(instant, 480, &minutes);
        assert_int_equal(xc_instant_make(date, minutes, 480),
                         instant - ((instant % 60) + 60) % 60);
    }
    assert_int_equal(xc_instant_date(-1, 0, NULL), -1);
    unsigned minutes = 0;
    assert_int_equal(xc_instant_date(1772380800, 480, &minutes),
                     xc_date_make(2026, 3, 2));
    assert_int_equal(minutes, 0);
}

static void assert_shown(const char *instant, int offset_minutes, const char *expected) {
    char shown[XC_INSTANT_SHOWN];
    xc_instant_show(instant_of(instant), offset_minutes, shown);
    assert_string_equal(shown, expected);
}

static void test_instants_shown(void **state) {
    (void)state;
    char shown[XC_INSTANT_SHOWN] = "?";
    assert_shown("2026-03-02T01:00:00Z", 480, "2026-03-02 09:00 +08:00");
    assert_shown("2026-03-02T01:00:03Z", 480, "2026-03-02 09:00:03 +08:00");
    assert_shown("2026-03-02T23:59:10Z", 360, "2026-03-03 05:59:10 +06:00");
    assert_shown("2026-03-02T01:00:00Z", 0, "2026-03-02 01:00 +00:00");
    assert_shown("2026-03-02T01:00:30Z", -210, "2026-03-01 21:30:30 -03:30");
    assert_shown("1969-12-31T15:59:59Z", 480, "1969-12-31 23:59:59 +08:00");
    xc_instant_show(XC_NO_INSTANT, 480, shown);
    assert_string_equal(shown, "");
    xc_instant_show(INT64_MAX - 86400, 480, shown);
    assert_string_equal(shown, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_day_of_three_centuries),
        cmocka_unit_test(test_known_days),
        cmocka_unit_test(test_valid),
        cmocka_unit_test(test_periods),
        cmocka_unit_test(test_strict_refuses),
        cmocka_unit_test(test_loose_accepts),
        cmocka_unit_test(test_loose_refuses),
        cmocka_unit_test(test_format_beyond),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_instants),
        cmocka_unit_test(test_instants_there_and_back),
        cmocka_unit_test(test_instants_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
