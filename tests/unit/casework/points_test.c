#include "../store/workspace.h"

#include "casework/points.h"

static struct xc_rung target_rungs[] = {{6, XC_STR_INIT("warning"), XC_STR_INIT("")},
                                        {12, XC_STR_INIT("suspension"), XC_STR_INIT("")}};
static struct xc_rung doctor_rungs[] = {{9, XC_STR_INIT("training"), XC_STR_INIT("")}};
static struct xc_grade grades[] = {{XC_STR_INIT("qualified"), XC_STR_INIT(""), 0, false},
                                   {XC_STR_INIT("basic"), XC_STR_INIT(""), 5, false},
                                   {XC_STR_INIT("failed"), XC_STR_INIT(""), 10, true}};
static const struct xc_ladder ladder = {target_rungs, doctor_rungs, 2, 1, grades, 3, 2};

static struct xc_outcome lose(const char *target, const char *doctor, int year,
                              unsigned month, int64_t points) {
    return (struct xc_outcome){.target = xc_str_from(target),
                               .doctor = xc_str_from(doctor),
                               .date = xc_date_make(year, month, 1),
                               .result = XC_OUTCOME_PROBLEM,
                               .points = points};
}

/* "year subject points rung reached grade failed[ ends]" per line. */
static void sums(const struct xc_outcome *outcomes, size_t count,
                 const struct xc_ladder *of, xc_date until, const char *wanted) {
    struct xc_error error = {0};
    struct xc_arena *arena = xc_arena_new(1 << 20);
    struct xc_buffer text = xc_buffer_make(1 << 16);
    struct xc_points *points;
    size_t found;
    test_ok(xc_points_sum(outcomes, count, of, until, arena, &points, &found, &error),
            &error);
    for (size_t i = 0; i < found; i++) {
        const struct xc_points *one = &points[i];
        (void)xc_buffer_printf(&text, "%d %.*s %d %.*s ", one->year, XC_PRI(one->subject),
                               (int)one->points,
                               XC_PRI(one->rung ? one->rung->step : XC_STR("-")));
        (void)xc_buffer_date(&text, one->reached);
        (void)xc_buffer_printf(&text, " %.*s %u%s\n",
                               XC_PRI(one->grade ? one->grade->grade : XC_STR("-")),
                               one->failed_years, one->ends ? " ends" : "");
    }
    if (!xc_str_is(xc_buffer_view(&text), wanted))
        fail_msg("'%.*s' is not '%s'", XC_PRI(xc_buffer_view(&text)), wanted);
    xc_buffer_free(&text);
    xc_arena_free(arena);
}

static void the_day_a_rung_is_reached(void **state) {
    const struct xc_outcome outcomes[] = {
        lose("T1", "", 2026, 5, 3),   lose("T1", "", 2026, 2, 4),
        lose("T1", "", 2026, 9, 6),   lose("T1", "D1", 2026, 3, 9),
        lose("T2", "D1", 2026, 4, 1), lose("T2", "", 2026, 4, 0)};
    (void)state;
    sums(outcomes, 6, &ladder, xc_date_make(2026, 12, 31),
         "2026 T1 13 suspension 2026-09-01 failed 1\n"
         "2026 D1 10 training 2026-03-01 - 0\n");
    sums(outcomes, 6, &ladder, xc_date_make(2026, 5, 1),
         "2026 T1 7 warning 2026-05-01 basic 0\n"
         "2026 D1 10 training 2026-03-01 - 0\n");
    sums(outcomes, 6, NULL, xc_date_make(2026, 2, 1), "2026 T1 4 -  - 0\n");
    sums(outcomes, 0, &ladder, xc_date_make(2026, 2, 1), "");
}

static void a_good_year_interrupts_failed_ones(void **state) {
    const struct xc_outcome outcomes[] = {
        lose("T1", "", 2023, 5, 10), lose("T1", "", 2025, 5, 10),
        lose("T1", "", 2026, 5, 11), lose("T2", "", 2025, 5, 10),
        lose("T2", "", 2026, 5, 9)};
    (void)state;
    sums(outcomes, 5, &ladder, xc_date_make(2026, 12, 31),
         "2023 T1 10 warning 2023-05-01 failed 1\n"
         "2024 T1 0 -  qualified 0\n"
         "2025 T1 10 warning 2025-05-01 failed 1\n"
         "2025 T2 10 warning 2025-05-01 failed 1\n"
         "2026 T1 11 warning 2026-05-01 failed 2 ends\n"
         "2026 T2 9 warning 2026-05-01 basic 0\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_day_a_rung_is_reached),
        cmocka_unit_test(a_good_year_interrupts_failed_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
