#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "calendar/holidays.h"
#include "workdays/hours.h"

#include <string.h>

#define CALENDAR(body) "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" body "END:VCALENDAR\r\n"
#define EVENT(body)    "BEGIN:VEVENT\r\nUID:1@t\r\n" body "END:VEVENT\r\n"

static struct xc_arena *arena;
static struct xc_calendar_absence *list;
static size_t count;

static int set_up(void **state) {
    (void)state;
    arena = xc_arena_new((size_t)16 * 1024 * 1024);
    return arena == NULL;
}

static int tear_down(void **state) {
    (void)state;
    xc_arena_free(arena);
    return 0;
}

static int read_text(const char *text, struct xc_error *error) {
    *error = (struct xc_error){0};
    return xc_calendar_read_absences(xc_str_from(text), XC_STR("a.ics"), 480, arena,
                                     &list, &count, error);
}

static void expect_read(const char *text) {
    struct xc_error error;
    int code = read_text(text, &error);
    if (code != XC_OK) {
        struct xc_buffer out = xc_buffer_make(4096);
        (void)xc_error_render(&error, NULL, &out);
        (void)xc_buffer_putc(&out, '\0');
        print_message("%s\n", out.ptr);
        xc_buffer_free(&out);
    }
    assert_int_equal(code, XC_OK);
}

static void expect_refused(const char *text, unsigned line, const char *words) {
    struct xc_error error;
    assert_int_equal(read_text(text, &error), XC_EINPUT);
    struct xc_buffer out = xc_buffer_make(8192);
    (void)xc_error_render(&error, NULL, &out);
    (void)xc_buffer_putc(&out, '\0');
    if (strstr(out.ptr, words) == NULL || error.line != line) {
        print_message("%s\n", out.ptr);
    }
    assert_non_null(strstr(out.ptr, words));
    assert_int_equal(error.line, line);
    xc_buffer_free(&out);
}

static void expect_absence(size_t i, unsigned from, unsigned to, int half) {
    assert_true(i < count);
    assert_int_equal(list[i].from, xc_date_make(2026, 3, from));
    assert_int_equal(list[i].to, xc_date_make(2026, 3, to));
    assert_int_equal(list[i].half, half);
}

static void reads_halves(void **state) {
    (void)state;
    expect_read(CALENDAR(
        EVENT("DTSTART:20260302T090000\r\nDTEND:20260302T120000\r\nSUMMARY:会议\r\n")
            EVENT("DTSTART:20260303T120000\r\nDURATION:PT1H30M\r\n")
                EVENT("DTSTART:20260304T110000\r\nDTEND:20260304T130000\r\n") EVENT(
                    "DTSTART;VALUE=DATE:20260305\r\nDTEND;VALUE=DATE:20260307\r\n")
                    EVENT("DTSTART:20260309T020000Z\r\nDTEND:20260309T030000Z\r\n")
                        EVENT("DTSTART:20260310T080000Z\r\nDTEND:20260310T160000Z\r\n")
                            EVENT("DTSTART:20260312T170000\r\n")));
    assert_int_equal(count, 7);
    expect_absence(0, 2, 2, XC_MORNING);
    assert_true(xc_str_is(list[0].reason, "会议"));
    expect_absence(1, 3, 3, XC_AFTERNOON);
    expect_absence(2, 4, 4, XC_WHOLE_DAY);
    expect_absence(3, 5, 6, XC_WHOLE_DAY);
    expect_absence(4, 9, 9, XC_MORNING);     /* 10:00 in Beijing */
    expect_absence(5, 10, 10, XC_AFTERNOON); /* until midnight, which is not the 11th */
    expect_absence(6, 12, 12, XC_AFTERNOON);
}

static void splits_days_at_an_hour(void **state) {
    (void)state;
    expect_read(CALENDAR(EVENT("DTSTART:20260302T140000\r\nDTEND:20260305T100000\r\n")));
    assert_int_equal(count, 3);
    expect_absence(0, 2, 2, XC_AFTERNOON);
    expect_absence(1, 3, 4, XC_WHOLE_DAY);
    expect_absence(2, 5, 5, XC_MORNING);
}

static void leaves_out_free_time(void **state) {
    (void)state;
    expect_read(
        CALENDAR(EVENT("DTSTART;VALUE=DATE:20260302\r\nTRANSP:TRANSPARENT\r\n")
                     EVENT("DTSTART;VALUE=DATE:20260303\r\nSTATUS:CANCELLED\r\n")));
    assert_int_equal(count, 0);
    expect_refused(CALENDAR(""), 0, "no events");
}

static void knows_the_person(void **state) {
    (void)state;
    expect_read(CALENDAR(
        EVENT("DTSTART;VALUE=DATE:20260302\r\nATTENDEE;CN=\"王, "
              "芳\":mailto:a@example.org\r\n")
            EVENT("DTSTART;VALUE=DATE:20260303\r\nATTENDEE;CN=A:mailto:a@example.org\r\n"
                  "X-XUNCHA-PERSON:李\\, 雷\r\n")
                EVENT("DTSTART;VALUE=DATE:20260304\r\nATTENDEE;CN=A:mailto:a@example."
                      "org\r\n"
                      "ATTENDEE;CN=B:mailto:b@example.org\r\n")));
    assert_int_equal(count, 3);
    assert_true(xc_str_is(list[0].person, "王, 芳"));
    assert_true(xc_str_is(list[1].person, "李, 雷"));
    assert_int_equal(list[2].person.len, 0);
}

#define ZONE_BERLIN                                                                      \
    "BEGIN:VTIMEZONE\r\nTZID:W. Europe\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\n" \
    "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH="    \
    "10\r\n"                                                                             \
    "END:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+"        \
    "0100\r\n"                                                                           \
    "TZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\n"     \
    "END:VTIMEZONE\r\n"

static void follows_time_zones(void **state) {
    (void)state;
    /* 04:30 in Berlin is 11:30 in Beijing in winter and 10:30 in summer; 05:30 is 12:30,
     * 11:30. The zone may stand behind the events. */
    expect_read(CALENDAR(
        EVENT("DTSTART;TZID=W. Europe:20260302T043000\r\nDURATION:PT30M\r\n") EVENT(
            "DTSTART;TZID=\"W. Europe\":20260303T053000\r\nDURATION:PT30M\r\n")
            EVENT("DTSTART;TZID=W. Europe:20260330T053000\r\nDURATION:PT30M\r\n")
                ZONE_BERLIN EVENT(
                    "DTSTART;TZID=Asia/Shanghai:20260331T113000\r\nDURATION:PT30M\r\n")
                    EVENT("DTSTART;TZID=/example.org/1/Asia/Urumqi:20260331T103000\r\n"
                          "DURATION:PT30M\r\n")));
    assert_int_equal(count, 5);
    expect_absence(0, 2, 2, XC_MORNING);
    expect_absence(1, 3, 3, XC_AFTERNOON);
    expect_absence(2, 30, 30, XC_MORNING);
    expect_absence(3, 31, 31, XC_MORNING);
    expect_absence(4, 31, 31, XC_AFTERNOON);
    expect_refused(CALENDAR(EVENT("DTSTART;TZID=Mars/Base:20260302T043000\r\n")), 5,
                   "'Mars/Base' is not defined");
    expect_refused(CALENDAR(EVENT("DTSTART:20260302T043000\r\n"
                                  "EXDATE;TZID=Mars/Base:20260302T043000\r\n")),
                   6, "'Mars/Base' is not defined");
    expect_refused(CALENDAR("BEGIN:VTIMEZONE\r\nTZID:x\r\nEND:VTIMEZONE\r\n" EVENT(
                       "DTSTART:20260302T043000\r\n")),
                   5, "lacks a name");
    expect_refused(
        CALENDAR("BEGIN:VTIMEZONE\r\nTZID:x\r\nBEGIN:STANDARD\r\nTZOFFSETTO:8\r\n"
                 "END:STANDARD\r\nEND:VTIMEZONE\r\n"),
        6, "such as +0800");
    expect_refused(
        CALENDAR("BEGIN:VTIMEZONE\r\nTZID:x\r\nBEGIN:STANDARD\r\nDTSTART:20000101\r\n"
                 "TZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\n"
                 "RRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"),
        9, "cannot be used");
}

static void repeats_and_replaces(void **state) {
    (void)state;
    expect_read(CALENDAR(
        "BEGIN:VEVENT\r\nUID:1@t\r\nRECURRENCE-ID;TZID=Asia/Shanghai:20260309T090000\r\n"
        "DTSTART;TZID=Asia/Shanghai:20260310T140000\r\nDTEND;TZID=Asia/"
        "Shanghai:20260310T150000\r\n"
        "END:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:1@t\r\nRECURRENCE-ID:20260323T010000Z\r\nSTATUS:"
        "CANCELLED\r\n"
        "DTSTART:20260323T010000Z\r\nEND:VEVENT\r\n" EVENT(
            "DTSTART;TZID=Asia/Shanghai:20260302T090000\r\n"
            "DTEND;TZID=Asia/Shanghai:20260302T110000\r\n"
            "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20260330T010000Z\r\n"
            "EXDATE:20260316T010000Z\r\n")));
    assert_int_equal(count, 3);
    expect_absence(0, 2, 2, XC_MORNING);
    expect_absence(1, 10, 10, XC_AFTERNOON);
    expect_absence(2, 30, 30, XC_MORNING);
    expect_refused(
        CALENDAR(EVENT("DTSTART:20260302T090000\r\n"
                       "RECURRENCE-ID;RANGE=THISANDFUTURE:20260302T090000\r\n")),
        6, "RANGE");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_halves),         cmocka_unit_test(splits_days_at_an_hour),
        cmocka_unit_test(leaves_out_free_time), cmocka_unit_test(knows_the_person),
        cmocka_unit_test(follows_time_zones),   cmocka_unit_test(repeats_and_replaces),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
