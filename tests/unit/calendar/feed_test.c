#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "calendar/feed.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

static const struct xc_feed_head plain_head = {
    .name = XC_STR_INIT("第一检查组"),
    .description = XC_STR_INIT("检查任务"),
    .zone = XC_STR_INIT("Asia/Shanghai"),
    .refresh_minutes = 720,
    .color = XC_STR_INIT("steelblue"),
    .language = XC_STR_INIT("zh"),
    .timed = true,
};

static struct xc_event visit(void) {
    return (struct xc_event){
        .uid = XC_STR("0123456789abcdef0123456789abcdef@xuncha"),
        .date = xc_date_make(2026, 3, 2),
        .end_date = xc_date_make(2026, 3, 2),
        .start = 9 * 60,
        .end = 10 * 60 + 30,
        .changed = 1767225600, /* 2026-01-01T00:00:00Z */
        .sequence = 3,
        .summary = XC_STR("人民医院"),
        .location = XC_STR("和平路 1 号"),
        .category = XC_STR("检查"),
        .alarm_minutes = XC_NO_ALARM,
    };
}

/* A feed of one entry, ended by NUL; released by the caller. */
static struct xc_buffer write_one(const struct xc_feed_head *head,
                                  const struct xc_event *event, bool task) {
    struct xc_buffer out = xc_buffer_make(1 << 20);
    xc_feed_begin(&out, head);
    if (task) {
        xc_feed_task(&out, head, event);
    } else {
        xc_feed_event(&out, head, event);
    }
    xc_feed_end(&out);
    assert_false(out.failed);
    assert_int_equal(xc_buffer_putc(&out, '\0'), XC_OK);
    out.len--;
    return out;
}

/* What holds for the bytes of every feed. */
static void check_bytes(const struct xc_buffer *feed) {
    struct xc_str rest = xc_buffer_view(feed);
    assert_true(rest.len > 2 && memcmp(rest.ptr + rest.len - 2, "\r\n", 2) == 0);
    rest.len -= 1;
    while (rest.ptr != NULL && rest.len > 0) {
        struct xc_str line = xc_str_cut(&rest, '\n');
        assert_true(line.len > 1 && line.ptr[line.len - 1] == '\r');
        line.len--;
        assert_true(line.len <= 75);
        assert_true(xc_utf8_valid(line, NULL));
        for (size_t i = 0; i < line.len; i++) {
            assert_true((unsigned char)line.ptr[i] >= 0x20 && line.ptr[i] != 0x7f);
        }
    }
}

static icalcomponent *read_back(const struct xc_buffer *feed, icalcomponent_kind kind,
                                icalcomponent **calendar) {
    check_bytes(feed);
    *calendar = icalparser_parse_string(feed->ptr);
    assert_non_null(*calendar);
    assert_int_equal(icalcomponent_isa(*calendar), ICAL_VCALENDAR_COMPONENT);
    assert_int_equal(icalcomponent_count_errors(*calendar), 0);
    icalcomponent *entry = icalcomponent_get_first_component(*calendar, kind);
    assert_non_null(entry);
    return entry;
}

static bool has_line(const struct xc_buffer *feed, const char *line) {
    const char *found = strstr(feed->ptr, line);
    return found != NULL && (found == feed->ptr || found[-1] == '\n') &&
           strncmp(found + strlen(line), "\r\n", 2) == 0;
}

static void writes_exact_bytes(void **state) {
    (void)state;
    struct xc_event event = visit();
    event.description = XC_STR("组长 王\n成员 李");
    event.url = XC_STR("https://example.org/v/1");
    event.has_position = true;
    event.latitude_e6 = 31364000;
    event.longitude_e6 = -5;
    event.alarm_minutes = 90;
    struct xc_buffer feed = write_one(&plain_head, &event, false);
    assert_string_equal(
        feed.ptr,
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//xuncha//xuncha 1//ZH\r\n"
        "CALSCALE:GREGORIAN\r\nNAME:第一检查组\r\nX-WR-CALNAME:第一检查组\r\n"
        "DESCRIPTION:检查任务\r\nX-WR-CALDESC:检查任务\r\n"
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\nX-PUBLISHED-TTL:PT12H\r\n"
        "X-WR-TIMEZONE:Asia/Shanghai\r\nCOLOR:steelblue\r\n"
        "BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\nBEGIN:STANDARD\r\n"
        "DTSTART:19700101T000000\r\nTZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nTZNAME:"
        "CST\r\n"
        "END:STANDARD\r\nEND:VTIMEZONE\r\n"
        "BEGIN:VEVENT\r\nUID:0123456789abcdef0123456789abcdef@xuncha\r\n"
        "DTSTAMP:20260101T000000Z\r\nLAST-MODIFIED:20260101T000000Z\r\nSEQUENCE:3\r\n"
        "DTSTART;TZID=Asia/Shanghai:20260302T090000\r\n"
        "DTEND;TZID=Asia/Shanghai:20260302T103000\r\n"
        "SUMMARY:人民医院\r\nLOCATION:和平路 1 号\r\nDESCRIPTION:组长 王\\n成员 李\r\n"
        "CATEGORIES:检查\r\nGEO:31.364000;-0.000005\r\nURL:https://example.org/v/1\r\n"
        "STATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\n"
        "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:人民医院\r\nTRIGGER:-PT90M\r\n"
        "END:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    xc_buffer_free(&feed);
}

static void folds_on_character_borders(void **state) {
    (void)state;
    static const char *const pieces[] = {"检查组", "a", "é",  "😀",  ",",
                                         "\\",     ";", "，", "\n", "x y"};
    for (size_t shift = 0; shift < 80; shift++) {
        struct xc_buffer text = xc_buffer_make(8192);
        for (size_t i = 0; i < shift; i++) {
            (void)xc_buffer_putc(&text, 'x');
        }
        for (size_t i = 0; i < 400; i++) {
            (void)xc_buffer_puts(&text, pieces[(i * 7 + shift * i) % 10]);
        }
        (void)xc_buffer_puts(&text, "终");
        struct xc_event event = visit();
        event.description = xc_buffer_view(&text);
        event.location = xc_str_slice(event.description, 0, shift);
        struct xc_buffer feed = write_one(&plain_head, &event, false);
        icalcomponent *calendar = NULL;
        icalcomponent *entry = read_back(&feed, ICAL_VEVENT_COMPONENT, &calendar);
        (void)xc_buffer_putc(&text, '\0');
        assert_string_equal(icalcomponent_get_description(entry), text.ptr);
        icalcomponent_free(calendar);
        xc_buffer_free(&feed);
        xc_buffer_free(&text);
    }
}

static void tames_hostile_text(void **state) {
    (void)state;
    struct xc_event event = visit();
    event.summary = XC_STR("a\r\nEND:VEVENT\rb\tc\x01\x7f\x1b[2J\xe2\x80\xae"
                           "d\xe2\x81\xa6"
                           "e\xef\xbb\xbf"
                           "f\xc2\x85"
                           "g\xe2\x80\xa8h\xff"
                           "i\xe4\xb8");
    event.url = XC_STR("https://x/ 巡\r\nX:1\"");
    event.location = XC_STR("  \0nul ");
    struct xc_buffer feed = write_one(&plain_head, &event, false);
    icalcomponent *calendar = NULL;
    icalcomponent *entry = read_back(&feed, ICAL_VEVENT_COMPONENT, &calendar);
    assert_string_equal(
        icalcomponent_get_summary(entry),
        "a\nEND:VEVENT\nb c[2Jdef\ng\nh\xef\xbf\xbdi\xef\xbf\xbd\xef\xbf\xbd");
    assert_string_equal(icalcomponent_get_location(entry), "nul");
    assert_true(has_line(&feed, "URL:https://x/%20%E5%B7%A1X:1%22"));
    assert_int_equal(icalcomponent_count_components(calendar, ICAL_VEVENT_COMPONENT), 1);
    icalcomponent_free(calendar);
    xc_buffer_free(&feed);
}

static void marks_cancelled(void **state) {
    (void)state;
    struct xc_event event = visit();
    event.status = XC_EVENT_CANCELLED;
    event.alarm_minutes = 30;
    struct xc_buffer feed = write_one(&plain_head, &event, false);
    assert_true(has_line(&feed, "SUMMARY:【已取消】人民医院"));
    assert_true(has_line(&feed, "STATUS:CANCELLED"));
    assert_true(has_line(&feed, "TRANSP:TRANSPARENT"));
    assert_null(strstr(feed.ptr, "VALARM"));
    xc_buffer_free(&feed);
    struct xc_feed_head head = plain_head;
    head.language = XC_STR("en");
    feed = write_one(&head, &event, false);
    assert_true(has_line(&feed, "SUMMARY:Cancelled: 人民医院"));
    assert_true(has_line(&feed, "PRODID:-//xuncha//xuncha 1//EN"));
    xc_buffer_free(&feed);
    event.status = XC_EVENT_TENTATIVE;
    feed = write_one(&head, &event, false);
    assert_true(has_line(&feed, "STATUS:TENTATIVE"));
    assert_true(has_line(&feed, "TRANSP:OPAQUE"));
    xc_buffer_free(&feed);
}

static void writes_whole_days(void **state) {
    (void)state;
    struct xc_feed_head head = plain_head;
    struct xc_event event = visit();
    head.timed = false;
    head.refresh_minutes = 90;
    event.kind = XC_EVENT_DUE;
    event.start = -1;
    event.date = xc_date_make(2028, 2, 28);
    event.end_date = xc_date_make(2028, 2, 29);
    event.alarm_minutes = -540;
    struct xc_buffer feed = write_one(&head, &event, false);
    assert_true(has_line(&feed, "DTSTART;VALUE=DATE:20280228"));
    assert_true(has_line(&feed, "DTEND;VALUE=DATE:20280301"));
    assert_true(has_line(&feed, "TRANSP:TRANSPARENT"));
    assert_true(has_line(&feed, "TRIGGER:PT9H"));
    assert_true(has_line(&feed, "REFRESH-INTERVAL;VALUE=DURATION:PT90M"));
    assert_null(strstr(feed.ptr, "VTIMEZONE"));
    assert_null(strstr(feed.ptr, "TZID"));
    assert_null(strstr(feed.ptr, "METHOD"));
    xc_buffer_free(&feed);
}

static void never_writes_floating_times(void **state) {
    (void)state;
    struct xc_feed_head head = plain_head;
    struct xc_event event = visit();
    head.timed = false;
    event.start = 7 * 60;
    event.end_date++;
    event.end = 24 * 60;
    struct xc_buffer feed = write_one(&head, &event, false);
    assert_true(has_line(&feed, "DTSTART:20260301T230000Z"));
    assert_true(has_line(&feed, "DTEND:20260303T160000Z"));
    xc_buffer_free(&feed);
    head.zone = XC_STR("UTC");
    head.timed = true;
    event.end_date = event.date;
    event.end = 0; /* an end before the start */
    feed = write_one(&head, &event, false);
    assert_true(has_line(&feed, "DTSTART:20260302T070000Z"));
    assert_true(has_line(&feed, "DTEND:20260302T071500Z"));
    assert_null(strstr(feed.ptr, "VTIMEZONE"));
    xc_buffer_free(&feed);
}

static void writes_tasks(void **state) {
    (void)state;
    struct xc_event event = visit();
    event.kind = XC_EVENT_DUE;
    event.start = 17 * 60;
    event.alarm_minutes = 1440;
    struct xc_buffer feed = write_one(&plain_head, &event, true);
    icalcomponent *calendar = NULL;
    (void)read_back(&feed, ICAL_VTODO_COMPONENT, &calendar);
    assert_true(has_line(&feed, "DUE;TZID=Asia/Shanghai:20260302T170000"));
    assert_true(has_line(&feed, "STATUS:NEEDS-ACTION"));
    assert_true(has_line(&feed, "TRIGGER;RELATED=END:-PT24H"));
    assert_null(strstr(feed.ptr, "TRANSP"));
    assert_null(strstr(feed.ptr, "DTEND"));
    icalcomponent_free(calendar);
    xc_buffer_free(&feed);
    event.start = -1;
    event.status = XC_EVENT_CANCELLED;
    feed = write_one(&plain_head, &event, true);
    assert_true(has_line(&feed, "DUE;VALUE=DATE:20260302"));
    assert_true(has_line(&feed, "STATUS:CANCELLED"));
    xc_buffer_free(&feed);
    event.status = XC_EVENT_CONFIRMED;
    event.done = true;
    event.done_at = xc_instant_make(xc_date_make(2026, 2, 27), 12 * 60, 480);
    feed = write_one(&plain_head, &event, true);
    (void)read_back(&feed, ICAL_VTODO_COMPONENT, &calendar);
    assert_true(has_line(&feed, "STATUS:COMPLETED"));
    assert_true(has_line(&feed, "COMPLETED:20260227T040000Z"));
    assert_true(has_line(&feed, "PERCENT-COMPLETE:100"));
    assert_null(strstr(feed.ptr, "VALARM"));
    icalcomponent_free(calendar);
    xc_buffer_free(&feed);
    feed = write_one(&plain_head, &event, false);
    assert_true(has_line(&feed, "STATUS:CONFIRMED"));
    assert_null(strstr(feed.ptr, "VALARM"));
    assert_null(strstr(feed.ptr, "COMPLETED"));
    xc_buffer_free(&feed);
}

static void repeats_the_same_bytes(void **state) {
    (void)state;
    struct xc_event event = visit();
    struct xc_buffer one = write_one(&plain_head, &event, false);
    struct xc_buffer two = write_one(&plain_head, &event, false);
    assert_true(xc_str_equal(xc_buffer_view(&one), xc_buffer_view(&two)));
    /* also where the buffer has just the room that is needed */
    struct xc_buffer tight = xc_buffer_make(one.len);
    xc_feed_begin(&tight, &plain_head);
    xc_feed_event(&tight, &plain_head, &event);
    xc_feed_end(&tight);
    assert_true(xc_str_equal(xc_buffer_view(&one), xc_buffer_view(&tight)));
    xc_buffer_free(&tight);
    tight = xc_buffer_make(one.len - 1);
    xc_feed_begin(&tight, &plain_head);
    xc_feed_event(&tight, &plain_head, &event);
    xc_feed_end(&tight);
    assert_true(tight.failed);
    xc_buffer_free(&tight);
    xc_buffer_free(&one);
    xc_buffer_free(&two);
}

static void expect_failure(const struct xc_feed_head *head,
                           const struct xc_event *event) {
    struct xc_buffer out = xc_buffer_make(1 << 20);
    xc_feed_begin(&out, head);
    xc_feed_event(&out, head, event);
    xc_feed_end(&out);
    assert_true(out.failed);
    xc_buffer_free(&out);
}

static void refuses_impossible_entries(void **state) {
    (void)state;
    char long_uid[256];
    memset(long_uid, 'u', sizeof long_uid);
    struct xc_feed_head head = plain_head;
    struct xc_event event = visit();
    event.uid = (struct xc_str){long_uid, sizeof long_uid};
    expect_failure(&plain_head, &event);
    event = visit();
    event.summary = (struct xc_str){0};
    expect_failure(&plain_head, &event);
    event.summary = XC_STR(" \t\n");
    expect_failure(&plain_head, &event);
    event = visit();
    event.date = XC_NO_DATE;
    expect_failure(&plain_head, &event);
    event = visit();
    event.changed = XC_NO_INSTANT;
    expect_failure(&plain_head, &event);
    event = visit();
    head.zone = XC_STR("Europe/Berlin");
    expect_failure(&head, &event);
}

static void knows_zones(void **state) {
    (void)state;
    int offset = -1;
    assert_true(xc_zone_known(XC_STR("Asia/Shanghai"), &offset));
    assert_int_equal(offset, 480);
    assert_true(xc_zone_known(XC_STR("Asia/Urumqi"), &offset));
    assert_int_equal(offset, 360);
    assert_true(xc_zone_known(XC_STR("UTC"), &offset));
    assert_int_equal(offset, 0);
    assert_false(xc_zone_known(XC_STR("Asia/Tokyo"), &offset));
    assert_false(xc_zone_known(XC_STR(""), NULL));
}

/* The vector was computed with another program: openssl dgst -sha256 -mac HMAC. */
static void makes_uids(void **state) {
    (void)state;
    char uid[XC_UID_BYTES];
    struct xc_error error = {0};
    struct xc_mac *mac = xc_mac_new(XC_STR("key")),
                  *other_mac = xc_mac_new(XC_STR("kex"));
    assert_non_null(mac);
    assert_non_null(other_mac);
    assert_int_equal(xc_feed_uid(mac, XC_STR("p/s/t/1"), uid, &error), XC_OK);
    assert_string_equal(uid, "47364c95733164839d6103456444e122@xuncha");
    char other[XC_UID_BYTES];
    assert_int_equal(xc_feed_uid(other_mac, XC_STR("p/s/t/1"), other, &error), XC_OK);
    assert_string_not_equal(uid, other);
    xc_mac_free(mac);
    xc_mac_free(other_mac);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_exact_bytes),
        cmocka_unit_test(folds_on_character_borders),
        cmocka_unit_test(tames_hostile_text),
        cmocka_unit_test(marks_cancelled),
        cmocka_unit_test(writes_whole_days),
        cmocka_unit_test(never_writes_floating_times),
        cmocka_unit_test(writes_tasks),
        cmocka_unit_test(repeats_the_same_bytes),
        cmocka_unit_test(refuses_impossible_entries),
        cmocka_unit_test(knows_zones),
        cmocka_unit_test(makes_uids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
