#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "workdays/hours.h"

static struct xc_hours make(const char *first, const char *second) {
    struct xc_error error = {0};
    struct xc_hours hours = {0};
    assert_int_equal(xc_hours_add(&hours, xc_str_from(first), &error), XC_OK);
    if (second)
        assert_int_equal(xc_hours_add(&hours, xc_str_from(second), &error), XC_OK);
    return hours;
}

static void usual_hours(void **state) {
    (void)state;
    struct xc_hours hours = make("09:00-12:00", "13:30-17:00");
    assert_int_equal(hours.count, xc_hours_default.count);
    assert_memory_equal(hours.spans, xc_hours_default.spans, sizeof hours.spans);
    assert_int_equal(xc_hours_minutes(&hours, XC_WHOLE_DAY), 390);
    assert_int_equal(xc_hours_minutes(&hours, XC_MORNING), 180);
    assert_int_equal(xc_hours_minutes(&hours, XC_AFTERNOON), 210);
    struct xc_hours rest = xc_hours_without(&hours, XC_MORNING);
    assert_int_equal(rest.count, 1);
    assert_int_equal(rest.spans[0].from, 13 * 60 + 30);
    rest = xc_hours_without(&hours, XC_AFTERNOON);
    assert_int_equal(rest.count, 1);
    assert_int_equal(rest.spans[0].to, 12 * 60);
    assert_int_equal(xc_hours_without(&hours, XC_WHOLE_DAY).count, 0);
}

static void hours_without_a_pause(void **state) {
    (void)state;
    struct xc_hours hours = make(" 08:30 - 16:00", NULL);
    assert_int_equal(xc_hours_minutes(&hours, XC_MORNING), 210);
    assert_int_equal(xc_hours_minutes(&hours, XC_AFTERNOON), 240);
    struct xc_hours night = make("18:00-24:00", NULL);
    assert_int_equal(xc_hours_minutes(&night, XC_MORNING), 0);
    assert_int_equal(xc_hours_minutes(&night, XC_AFTERNOON), 360);
    struct xc_hours none = {0};
    assert_int_equal(xc_hours_minutes(&none, XC_WHOLE_DAY), 0);
}

static void longest_pause_is_noon(void **state) {
    (void)state;
    struct xc_error error = {0};
    struct xc_hours hours = make("08:00-10:00", "10:15-11:45");
    assert_int_equal(xc_hours_add(&hours, XC_STR("14:00-15:30"), &error), XC_OK);
    assert_int_equal(xc_hours_add(&hours, XC_STR("15:45-17:00"), &error), XC_OK);
    assert_int_equal(xc_hours_minutes(&hours, XC_MORNING), 210);
    assert_int_equal(xc_hours_without(&hours, XC_MORNING).count, 2);
    assert_int_equal(xc_hours_add(&hours, XC_STR("18:00-19:00"), &error), XC_EINPUT);
    assert_int_equal(hours.count, 4);
    struct xc_hours equal = make("08:00-10:00", "11:00-12:00");
    assert_int_equal(xc_hours_add(&equal, XC_STR("13:00-17:00"), &error), XC_OK);
    assert_int_equal(xc_hours_minutes(&equal, XC_MORNING), 120);
}

static void refused_hours(void **state) {
    (void)state;
    static const char *const bad[] = {"",
                                      "09:00",
                                      "9:00-12:00",
                                      "09:00-12:10",
                                      "09:05-12:00",
                                      "12:00-09:00",
                                      "09:00-09:00",
                                      "09:00-25:00",
                                      "09:00-12:00-13:00",
                                      "-",
                                      "ab:cd-ef:gh",
                                      "09:00–12:00"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct xc_error error = {0};
        struct xc_hours hours = {0};
        assert_int_equal(xc_hours_add(&hours, xc_str_from(bad[i]), &error), XC_EINPUT);
        assert_int_equal(hours.count, 0);
        assert_non_null(error.hint.id);
    }
    struct xc_hours hours = make("09:00-12:00", NULL);
    assert_int_equal(xc_hours_add(&hours, XC_STR("12:00-13:00"), NULL), XC_EINPUT);
    assert_int_equal(xc_hours_add(&hours, XC_STR("11:00-13:00"), NULL), XC_EINPUT);
    assert_int_equal(xc_hours_add(&hours, XC_STR("07:00-08:00"), NULL), XC_EINPUT);
    assert_int_equal(hours.count, 1);
}

static void takes(struct xc_day_plan *day, unsigned minutes, unsigned start,
                  unsigned end) {
    unsigned got_start = 0;
    unsigned got_end = 0;
    assert_true(xc_day_plan_take(day, minutes, &got_start, &got_end));
    assert_int_equal(got_start, start);
    assert_int_equal(got_end, end);
}

static void filling_a_day(void **state) {
    (void)state;
    struct xc_day_plan day;
    unsigned start = 1;
    unsigned end = 2;
    xc_day_plan_start(&day, &xc_hours_default);
    takes(&day, 50, 9 * 60, 10 * 60);       /* rounded up to the grid */
    takes(&day, 60, 10 * 60, 11 * 60);      /* then an hour is left before lunch */
    takes(&day, 90, 13 * 60 + 30, 15 * 60); /* too long for it: behind the pause */
    takes(&day, 120, 15 * 60, 17 * 60);     /* to the very end */
    assert_false(xc_day_plan_take(&day, 1, &start, &end));
    assert_int_equal(start, 1);
    assert_int_equal(end, 2);
}

static void visits_across_the_pause(void **state) {
    (void)state;
    struct xc_day_plan day;
    unsigned start = 0;
    unsigned end = 0;
    xc_day_plan_start(&day, &xc_hours_default);
    takes(&day, 240, 9 * 60, 14 * 60 + 30); /* longer than either half */
    takes(&day, 150, 14 * 60 + 30, 17 * 60);
    xc_day_plan_start(&day, &xc_hours_default);
    takes(&day, 180, 9 * 60, 12 * 60); /* the morning is full */
    takes(&day, 210, 13 * 60 + 30, 17 * 60);
    xc_day_plan_start(&day, &xc_hours_default);
    takes(&day, 390, 9 * 60, 17 * 60);
    xc_day_plan_start(&day, &xc_hours_default);
    assert_false(xc_day_plan_take(&day, 391, &start, &end));
    assert_false(xc_day_plan_take(&day, 0, &start, &end));
    assert_false(xc_day_plan_take(&day, 4000000000U, &start, &end));
    takes(&day, 15, 9 * 60, 9 * 60 + 15); /* nothing was taken before */
    struct xc_hours three = make("08:00-10:00", "10:30-12:00");
    assert_int_equal(xc_hours_add(&three, XC_STR("13:00-15:00"), NULL), XC_OK);
    xc_day_plan_start(&day, &three);
    takes(&day, 120, 8 * 60, 10 * 60); /* what runs across starts behind the full span */
    takes(&day, 180, 10 * 60 + 30, 14 * 60 + 30);
    struct xc_hours none = {0};
    xc_day_plan_start(&day, &none);
    assert_false(xc_day_plan_take(&day, 15, &start, &end));
}

/* Whatever is asked for: starts on the grid, in order, inside the hours, never more than
 * there is, and refused only where it does not fit. */
static void filling_at_random(void **state) {
    (void)state;
    uint64_t seed = 77;
    for (int round = 0; round < 500; round++) {
        struct xc_day_plan day;
        unsigned left = xc_hours_minutes(&xc_hours_default, XC_WHOLE_DAY);
        unsigned last = 0;
        xc_day_plan_start(&day, &xc_hours_default);
        for (int visit = 0; visit < 12; visit++) {
            seed ^= seed >> 12;
            seed ^= seed << 25;
            seed ^= seed >> 27;
            unsigned minutes = 1 + (unsigned)(seed >> 33) % 260;
            unsigned need = (minutes + 14) / 15 * 15;
            unsigned start = 0;
            unsigned end = 0;
            if (!xc_day_plan_take(&day, minutes, &start, &end))
                continue;
            unsigned pause = start < 720 && end > 810 ? 90 : 0;
            assert_true(start % 15 == 0 && start >= last && start >= 540 && end <= 1020);
            assert_true(end <= 720 || end > 810);
            assert_true(start < 720 || start >= 810);
            assert_int_equal(end - start, need + pause);
            assert_true(need <= left);
            left -= need;
            last = end;
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(usual_hours),
        cmocka_unit_test(hours_without_a_pause),
        cmocka_unit_test(longest_pause_is_noon),
        cmocka_unit_test(refused_hours),
        cmocka_unit_test(filling_a_day),
        cmocka_unit_test(visits_across_the_pause),
        cmocka_unit_test(filling_at_random),
    };
    return cmocka_run_group_tests_name("hours", tests, NULL, NULL);
}
