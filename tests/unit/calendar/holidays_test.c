#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "calendar/holidays.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CALENDAR(body)                                                                   \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\n" body "END:VCALENDAR\r\n"
#define EVENT(body) "BEGIN:VEVENT\r\nUID:1@t\r\n" body "END:VEVENT\r\n"

static struct xc_arena *arena;

static int set_up(void **state) {
    (void)state;
    arena = xc_arena_new((size_t)64 * 1024 * 1024);
    return arena == NULL;
}

static int tear_down(void **state) {
    (void)state;
    xc_arena_free(arena);
    return 0;
}

static int read_view(struct xc_str text, struct xc_calendar_facts *facts,
                     struct xc_error *error) {
    *error = (struct xc_error){0};
    return xc_calendar_read_holidays(text, XC_STR("h.ics"), arena, facts, error);
}

static void expect_facts(const char *text, struct xc_calendar_facts *facts) {
    struct xc_error error;
    int code = read_view(xc_str_from(text), facts, &error);
    if (code != XC_OK) {
        struct xc_buffer out = xc_buffer_make(4096);
        (void)xc_error_render(&error, NULL, &out);
        (void)xc_buffer_putc(&out, '\0');
        print_message("%s\n", out.ptr);
        xc_buffer_free(&out);
    }
    assert_int_equal(code, XC_OK);
}

/* The file is refused at the place, with these words in the message. */
static void expect_refused(struct xc_str text, unsigned line, unsigned column,
                           const char *words) {
    struct xc_calendar_facts facts;
    struct xc_error error;
    assert_int_equal(read_view(text, &facts, &error), XC_EINPUT);
    struct xc_buffer out = xc_buffer_make(8192);
    (void)xc_error_render(&error, NULL, &out);
    (void)xc_buffer_putc(&out, '\0');
    if (strstr(out.ptr, words) == NULL || error.line != line || error.column != column) {
        print_message("%s\n", out.ptr);
    }
    assert_non_null(strstr(out.ptr, words));
    assert_string_equal(error.file, "h.ics");
    assert_int_equal(error.line, line);
    assert_int_equal(error.column, column);
    assert_null(facts.days);
    xc_buffer_free(&out);
}

static void expect_refused_text(const char *text, unsigned line, unsigned column,
                                const char *words) {
    expect_refused(xc_str_from(text), line, column, words);
}

static xc_date day(int year, unsigned month, unsigned number) {
    return xc_date_make(year, month, number);
}

static void reads_holidays_and_workdays(void **state) {
    (void)state;
    struct xc_calendar_facts facts;
    expect_facts(
        CALENDAR(EVENT("DTSTART;VALUE=DATE:20261001\r\nDTEND;VALUE=DATE:20261004\r\n"
                       "SUMMARY:国庆节（休）\r\n")
                     EVENT("DTSTART;VALUE=DATE:20260920\r\nSUMMARY:国庆节（班）\r\n")
                         EVENT("DTSTART;VALUE=DATE:20260214\r\nSUMMARY:Spring\\, "
                               "Festival\r\nCATEGORIES:x,WORKDAY\r\n")
                             EVENT("DTSTART;VALUE=DATE:20260215\r\nDURATION:P1D\r\n"
                                   "SUMMARY:补\r\nCATEGORIES:班\r\n")),
        &facts);
    assert_int_equal(facts.day_count, 6);
    assert_int_equal(facts.days[0].date, day(2026, 2, 14));
    assert_int_equal(facts.days[0].kind, XC_DAY_WORKDAY);
    assert_true(xc_str_is(facts.days[0].name, "Spring, Festival"));
    assert_int_equal(facts.days[1].kind, XC_DAY_WORKDAY);
    assert_int_equal(facts.days[2].date, day(2026, 9, 20));
    assert_int_equal(facts.days[2].kind, XC_DAY_WORKDAY);
    assert_true(xc_str_is(facts.days[2].name, "国庆节"));
    assert_int_equal(facts.days[3].date, day(2026, 10, 1));
    assert_int_equal(facts.days[5].date, day(2026, 10, 3));
    assert_int_equal(facts.days[5].kind, XC_DAY_HOLIDAY);
    assert_true(xc_str_is(facts.days[5].name, "国庆节"));
    assert_int_equal(facts.year_count, 1);
    assert_int_equal(facts.years[0], 2026);
    assert_false(facts.provisional);
}

static void reads_years_and_provisional(void **state) {
    (void)state;
    struct xc_calendar_facts facts;
    expect_facts(
        CALENDAR("X-XUNCHA-YEARS:2018,2020-2022\r\nX-XUNCHA-PROVISIONAL:TRUE\r\n" EVENT(
            "DTSTART;VALUE=DATE:20180101\r\nSUMMARY:元旦\r\n")),
        &facts);
    assert_int_equal(facts.year_count, 4);
    assert_int_equal(facts.years[0], 2018);
    assert_int_equal(facts.years[3], 2022);
    assert_true(facts.provisional);
    expect_refused_text(
        CALENDAR("X-XUNCHA-YEARS:2018,20x9\r\n" EVENT("DTSTART;VALUE=DATE:20180101\r\n")),
        4, 21, "expected years");
    expect_refused_text(
        CALENDAR("X-XUNCHA-PROVISIONAL:JA\r\n" EVENT("DTSTART;VALUE=DATE:20180101\r\n")),
        4, 22, "expected TRUE or FALSE");
}

static void repeats_bounded_rules(void **state) {
    (void)state;
    struct xc_calendar_facts facts;
    expect_facts(
        CALENDAR(EVENT("DTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=YEARLY;COUNT="
                       "3\r\nSUMMARY:元旦\r\n")
                     EVENT("DTSTART;VALUE=DATE:20200501\r\nDTEND;VALUE=DATE:20200503\r\n"
                           "RRULE:UNTIL=20220501;FREQ=YEARLY\r\n"
                           "EXDATE;VALUE=DATE:20210501\r\n"
                           "RDATE;VALUE=DATE:20230501\r\nSUMMARY:劳动节\r\n")),
        &facts);
    assert_int_equal(facts.day_count, 3 + 6);
    assert_int_equal(facts.days[3].date, day(2021, 1, 1));
    assert_int_equal(facts.days[4].date, day(2022, 1, 1));
    assert_int_equal(facts.days[5].date, day(2022, 5, 1));
    assert_int_equal(facts.days[8].date, day(2023, 5, 2));
}

static void refuses_bad_rules(void **state) {
    (void)state;
#define RULE(text)                                                                       \
    CALENDAR(EVENT("DTSTART;VALUE=DATE:20200101\r\nRRULE:" text "\r\nSUMMARY:x\r\n"))
    expect_refused_text(RULE("FREQ=SECONDLY"), 7, 7, "cannot be used");
    expect_refused_text(RULE("FREQ=SECONDLY;COUNT=100000000"), 7, 7, "cannot be used");
    expect_refused_text(RULE("FREQ=YEARLY"), 7, 7, "repeats without end");
    expect_refused_text(RULE("FREQ=DAILY;COUNT=5001"), 7, 18, "more than the 5000");
    expect_refused_text(RULE("FREQ=DAILY;UNTIL=20991231"), 7, 7, "more than the 5000");
    expect_refused_text(RULE("FREQ=DAILY;UNTIL=20210230"), 7, 18, "cannot be used");
    expect_refused_text(RULE("FREQ=DAILY;COUNT=3;BYMONTHDAY=30"), 7, 26,
                        "cannot be used");
    expect_refused_text(RULE("FREQ=DAILY;COUNT=3;COUNT=3"), 7, 26, "cannot be used");
    expect_refused_text(RULE("FREQ=DAILY;BYMONTH=2;COUNT=3"), 7, 18, "cannot be used");
    expect_refused_text(RULE("FREQ=DAILY;INTERVAL=0;COUNT=3"), 7, 18, "cannot be used");
    expect_refused_text(RULE("FREQ=YEARLY;BYMONTH=13;COUNT=3"), 7, 7, "cannot be read");
    expect_refused_text(RULE("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3"), 7, 7,
                        "cannot be read");
    expect_refused_text(RULE("FREQ=YEARLY;RSCALE=CHINESE;COUNT=3"), 7, 19,
                        "cannot be used");
    expect_refused_text(RULE(""), 7, 7, "cannot be used");
#undef RULE
}

static void refuses_bad_days(void **state) {
    (void)state;
    expect_refused_text(CALENDAR(EVENT("DTSTART;VALUE=DATE:20260230\r\n")), 6, 20,
                        "not a day or time");
    expect_refused_text(CALENDAR(EVENT("DTSTART;VALUE=DATE:2026-02-03\r\n")), 6, 20,
                        "not a day or time");
    expect_refused_text(CALENDAR(EVENT("DTSTART;VALUE=DATE:18991231\r\n")), 6, 20,
                        "not a day or time");
    expect_refused_text(CALENDAR(EVENT("DTSTART;VALUE=DATE:20260203T000000\r\n")), 6, 20,
                        "says VALUE=DATE");
    expect_refused_text(CALENDAR(EVENT("DTSTART:20260203T090000\r\n")), 6, 9,
                        "at an hour");
    expect_refused_text(CALENDAR(EVENT("DTSTART:20260203T250000\r\n")), 6, 9,
                        "not a day or time");
    expect_refused_text(CALENDAR(EVENT("DTSTART;VALUE=DATE:20260203\r\n"
                                       "DTEND;VALUE=DATE:20260202\r\n")),
                        7, 18, "DTEND lies before DTSTART");
    expect_refused_text(CALENDAR(EVENT("DTEND;VALUE=DATE:20260202\r\n"
                                       "DTSTART;VALUE=DATE:20260203\r\n")),
                        6, 18, "DTEND lies before DTSTART");
    expect_refused_text(CALENDAR(EVENT("DTSTART;VALUE=DATE:20260203\r\n"
                                       "DTEND;VALUE=DATE:20290202\r\n")),
                        7, 18, "longer than");
    expect_refused_text(CALENDAR(EVENT("DTSTART;VALUE=DATE:20260203\r\n"
                                       "DTEND:20260204T000000\r\n")),
                        7, 7, "both be days");
    expect_refused_text(
        CALENDAR(EVENT("DTSTART;VALUE=DATE:20260203\r\nDURATION:PT5H\r\n")), 7, 10,
        "whole days");
    expect_refused_text(
        CALENDAR(EVENT("DTSTART;VALUE=DATE:20260203\r\nDURATION:-P5D\r\n")), 7, 10,
        "not a length of time");
    expect_refused_text(CALENDAR(EVENT("DTSTART;VALUE=DATE:20260203\r\n"
                                       "DTSTART;VALUE=DATE:20260204\r\n")),
                        7, 1, "twice");
    expect_refused_text(CALENDAR(EVENT("SUMMARY:x\r\n")), 4, 1, "lacks its beginning");
}

static void refuses_contradicting_days(void **state) {
    (void)state;
    expect_refused_text(
        CALENDAR(EVENT("DTSTART;VALUE=DATE:20260203\r\nSUMMARY:a\r\n")
                     EVENT("DTSTART;VALUE=DATE:20260203\r\nSUMMARY:b（班）\r\n")),
        9, 1, "holiday and a working day at once");
    struct xc_calendar_facts facts;
    expect_facts(CALENDAR(EVENT("DTSTART;VALUE=DATE:20260203\r\nSUMMARY:a\r\n")
                              EVENT("DTSTART;VALUE=DATE:20260203\r\nSUMMARY:b\r\n")),
                 &facts);
    assert_int_equal(facts.day_count, 1);
    assert_true(xc_str_is(facts.days[0].name, "a"));
}

static void refuses_other_files(void **state) {
    (void)state;
    expect_refused_text("", 1, 1, "empty");
    expect_refused_text(" \r\n\r\n", 1, 1, "empty");
    expect_refused_text("<!DOCTYPE html><html><body>Sign in</body></html>", 1, 1,
                        "web page");
    expect_refused_text("\xef\xbb\xbf\n <html>", 1, 1, "web page");
    expect_refused(XC_STR("PK\x03\x04 zip"), 1, 1, "compressed");
    expect_refused(XC_STR("\xff\xfe"
                          "B\0E\0"),
                   1, 1, "UTF-16");
    expect_refused_text("date,kind\n2026-01-01,休\n", 1, 1, "not a calendar file");
    expect_refused_text("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", 0, 0,
                        "no events");
    expect_refused_text(CALENDAR("BEGIN:VTODO\r\nEND:VTODO\r\n"), 0, 0, "no events");
    expect_refused_text(
        CALENDAR(EVENT("DTSTART;VALUE=DATE:20260101\r\nSTATUS:CANCELLED\r\n")), 0, 0,
        "cancelled");
}

static void refuses_broken_structure(void **state) {
    (void)state;
    expect_refused_text("BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260101\r\nEND:VEVENT\r\n",
                        1, 1, "outside a VCALENDAR");
    expect_refused_text("BEGIN:VCALENDAR\nEND:VCALENDAR\nX:1\n", 3, 1,
                        "outside a VCALENDAR");
    expect_refused_text("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", 3, 1,
                        "does not belong to BEGIN:VEVENT of line 2");
    expect_refused_text("BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VCALENDAR\n", 3, 1,
                        "ends nothing");
    expect_refused_text("BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VEVENT\n", 3, 1,
                        "inside a VEVENT");
    expect_refused_text("BEGIN:VCALENDAR\nhello\nEND:VCALENDAR\n", 2, 6, "not a line");
    expect_refused_text("BEGIN:VCALENDAR\nX;a=\"b:c\nEND:VCALENDAR\n", 2, 2,
                        "not a line");
    expect_refused_text("BEGIN:VCALENDAR\n:x\nEND:VCALENDAR\n", 2, 1, "not a line");
}

static void refuses_every_truncation(void **state) {
    (void)state;
    static const char whole[] =
        CALENDAR(EVENT("DTSTART;VALUE=DATE:20261001\r\nDTEND;VALUE=DATE:"
                       "20261004\r\nSUMMARY:国庆节\r\n"));
    for (size_t len = 0; len + 2 < sizeof whole - 1; len++) {
        struct xc_calendar_facts facts;
        struct xc_error error;
        assert_int_equal(read_view((struct xc_str){whole, len}, &facts, &error),
                         XC_EINPUT);
    }
    expect_refused((struct xc_str){whole, sizeof whole - 1 - 17}, 10, 1, "cut off");
}

static void refuses_bad_bytes(void **state) {
    (void)state;
    expect_refused(XC_STR("BEGIN:VCALENDAR\nX:a\0b\nEND:VCALENDAR\n"), 2, 4, "U+0000");
    expect_refused_text("BEGIN:VCALENDAR\nX:国\x1b[2J\nEND:VCALENDAR\n", 2, 4, "U+001B");
    expect_refused_text("BEGIN:VCALENDAR\nX:a\rb\nEND:VCALENDAR\n", 2, 4, "U+000D");
    expect_refused_text("BEGIN:VCALENDAR\nX:a\xc2\x85\nEND:VCALENDAR\n", 2, 4, "U+0085");
    expect_refused_text("BEGIN:VCALENDAR\nX:\xd6\xd0\nEND:VCALENDAR\n", 2, 3, "0xD6");
    expect_refused_text("BEGIN:VCALENDAR\nX:\xed\xa0\x80\nEND:VCALENDAR\n", 2, 3, "0xED");
}

static void counts_columns_behind_folds(void **state) {
    (void)state;
    expect_refused_text(CALENDAR(EVENT("DTSTART;VAL\r\n UE=DATE:2026\r\n 0230\r\n")), 7,
                        10, "20260230");
    /* a character may be split by a fold */
    struct xc_calendar_facts facts;
    expect_facts(
        CALENDAR(EVENT("DTSTART;VALUE=DATE:20260101\nSUMMARY:\xe5\n \x85\x83旦\n")),
        &facts);
    assert_true(xc_str_is(facts.days[0].name, "元旦"));
}

static void refuses_deep_nesting_quickly(void **state) {
    (void)state;
    enum { DEPTH = 100000 };
    struct xc_buffer text = xc_buffer_make((size_t)16 * 1024 * 1024);
    (void)xc_buffer_puts(&text, "BEGIN:VCALENDAR\r\n");
    for (int i = 0; i < DEPTH; i++) {
        (void)xc_buffer_puts(&text, "BEGIN:X-AAAAAAAAAAAAAAAA\r\n");
    }
    assert_false(text.failed);
    clock_t start = clock();
    expect_refused(xc_buffer_view(&text), 5, 1, "nested more than 4 deep");
    assert_true(clock() - start < CLOCKS_PER_SEC / 10);
    xc_buffer_free(&text);
}

static void refuses_long_lists_and_lines(void **state) {
    (void)state;
    struct xc_buffer text = xc_buffer_make(1 << 20);
    (void)xc_buffer_puts(&text,
                         "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260101\n"
                         "EXDATE;VALUE=DATE:20260101");
    for (int i = 0; i < 599; i++) {
        (void)xc_buffer_puts(&text, "\n ,20260101");
    }
    (void)xc_buffer_puts(&text, "\nEND:VEVENT\nEND:VCALENDAR\n");
    expect_refused(xc_buffer_view(&text), 4 + 500, 2, "more than the 500 values");

    xc_buffer_clear(&text);
    (void)xc_buffer_puts(&text, "BEGIN:VCALENDAR\nX:");
    for (int i = 0; i < 9000; i++) {
        (void)xc_buffer_putc(&text, 'x');
    }
    (void)xc_buffer_puts(&text, "\nEND:VCALENDAR\n");
    expect_refused(xc_buffer_view(&text), 2, 1, "more than the 8192 allowed");
    xc_buffer_free(&text);
}

static void refuses_huge_files(void **state) {
    (void)state;
    size_t len = (size_t)XC_ICS_MAX_BYTES + 1;
    char *bytes = malloc(len);
    assert_non_null(bytes);
    memset(bytes, '\n', len);
    expect_refused((struct xc_str){bytes, len}, 0, 0, "more than the 16777216 allowed");
    free(bytes);
}

static void reads_shipped_calendar(void **state) {
    (void)state;
    struct xc_error error = {0};
    struct xc_buffer text = xc_buffer_make(1 << 20);
    if (!xc_file_exists(XC_SOURCE_DIR "/calendars/cn.ics")) {
        xc_buffer_free(&text);
        skip();
    }
    assert_int_equal(xc_file_read(XC_SOURCE_DIR "/calendars/cn.ics", &text, &error),
                     XC_OK);
    struct xc_calendar_facts facts;
    assert_int_equal(read_view(xc_buffer_view(&text), &facts, &error), XC_OK);
    assert_true(facts.day_count > 200);
    assert_int_equal(facts.years[0], 2018);
    assert_false(facts.provisional);
    for (size_t i = 1; i < facts.day_count; i++) {
        assert_true(facts.days[i - 1].date < facts.days[i].date);
    }
    xc_buffer_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_holidays_and_workdays),
        cmocka_unit_test(reads_years_and_provisional),
        cmocka_unit_test(repeats_bounded_rules),
        cmocka_unit_test(refuses_bad_rules),
        cmocka_unit_test(refuses_bad_days),
        cmocka_unit_test(refuses_contradicting_days),
        cmocka_unit_test(refuses_other_files),
        cmocka_unit_test(refuses_broken_structure),
        cmocka_unit_test(refuses_every_truncation),
        cmocka_unit_test(refuses_bad_bytes),
        cmocka_unit_test(counts_columns_behind_folds),
        cmocka_unit_test(refuses_deep_nesting_quickly),
        cmocka_unit_test(refuses_long_lists_and_lines),
        cmocka_unit_test(refuses_huge_files),
        cmocka_unit_test(reads_shipped_calendar),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
