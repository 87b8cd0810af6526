/* Stages with hours of their own: night slots. */
#include "world.h"

#define NIGHT(id, hours, more)                                                           \
    "{'id':'" id "','title':'','plugin':'x','kind':'coverage','window':['2021-03-01',"   \
    "'2021-03-05'],'nature':'agency_check','method':'site'," hours                       \
    "'obligations':[{'label':'" id                                                       \
    "/1','targets':{'op':'all','table':'targets'}" more STAFF "}]}"
#define LATE  "'hours':['19:00-22:00'],"
#define EARLY "'hours':['15:00-18:00'],"

static void start(struct world *w, unsigned targets) {
    world_start(w);
    add_person(w, "P1", "K", THIRD, "320282");
    add_person(w, "P2", "K", THIRD, "320282");
    add_targets(w, targets, 90);
}

static void visits_lie_in_their_slot(void **state) {
    (void)state;
    struct world w;
    start(&w, 10);
    world_ready(&w, "[" NIGHT("n", LATE, "") "]", "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 10); /* two a night */
    for (size_t i = 0; i < 10; i++) {
        assert_true(w.plan->visits[i].start >= 19 * 60);
        assert_true(w.plan->visits[i].end <= 22 * 60);
        assert_true(xc_str_is(w.plan->visits[i].crew, "K"));
    }
    assert_int_equal(w.plan->crew_count, 1);
    assert_int_equal(w.plan->crews[0].visits, 10);
    assert_int_equal(breaches_of(&w), 0);
    w.plan->visits[0].start = 8 * 60;
    w.plan->visits[0].end = 9 * 60 + 30;
    assert_int_equal(breaches_of(&w), 1);
    world_end(&w);
}

static void more_than_the_slots_hold_is_proved(void **state) {
    (void)state;
    struct world w;
    start(&w, 11);
    world_ready(&w, "[" NIGHT("n", LATE, "") "]", "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 10);
    assert_int_equal(w.plan->unmet_count, 1);
    assert_int_equal(w.plan->unmet[0].verdict, XC_UNMET_TOGETHER);
    world_end(&w);
}

static void a_long_slot_holds_more_than_a_day(void **state) {
    (void)state;
    struct world w;
    start(&w, 40);
    world_ready(&w, "[" NIGHT("n", "'hours':['08:00-20:00'],", "") "]", "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 40); /* eight a day */
    assert_int_equal(w.plan->unmet_count, 0);
    assert_int_equal(breaches_of(&w), 0);
    world_end(&w);
}

static void a_day_and_a_night_are_both_worked(void **state) {
    (void)state;
    struct world w;
    start(&w, 8);
    world_ready(&w,
                "[" NIGHT("n", LATE "'merge':false,", "") "," NIGHT("d", "'merge':false,",
                                                                    "") "]",
                "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 16);
    unsigned late = 0;
    for (size_t i = 0; i < 16; i++)
        late += w.plan->visits[i].start >= 19 * 60;
    assert_int_equal(late, 8);
    assert_int_equal(w.plan->crews[0].visits, 16);
    assert_true(w.plan->crews[0].crew_days <= 5);
    assert_int_equal(breaches_of(&w), 0);
    world_end(&w);
}

/* Both stages may be merged, but a visit at night is none by day. */
static void nights_do_not_join_days(void **state) {
    (void)state;
    struct world w;
    start(&w, 1);
    world_ready(&w, "[" NIGHT("n", LATE, "") "," NIGHT("d", "", "") "]", "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 2);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(w.plan->visits[i].task_count, 1);
    /* nor a stored visit by day */
    struct xc_visit fixed =
        w.plan->visits[0].start < 1020 ? w.plan->visits[0] : w.plan->visits[1];
    struct xc_visit_task other = {XC_STR_INIT("other"), XC_STR_INIT("o"),
                                  XC_STR_INIT("o/1"), 1};
    struct xc_plan *again = NULL;
    fixed.tasks = &other;
    fixed.status = XC_VISIT_PUBLISHED;
    fixed.id = XC_STR("v1");
    w.input.fixed = &fixed;
    w.input.fixed_count = 1;
    CHECK_OK(&w, xc_plan_make(&w.input, &again, &w.error));
    assert_int_equal(again->joined_count, 1);
    for (size_t i = 0; i < again->visit_count; i++)
        if (xc_str_is(again->visits[i].id, "v1"))
            assert_true(xc_str_is(again->visits[i].tasks[1].label, "d/1"));
    xc_plan_free(again);
    world_end(&w);
}

static void hours_that_meet_exclude_each_other(void **state) {
    (void)state;
    struct world w;
    start(&w, 3);
    world_ready(&w,
                "[" NIGHT("n", EARLY "'merge':false,",
                          "") "," NIGHT("d", "'merge':false,", "") "]",
                "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 6);
    for (size_t i = 0; i < 6; i++)
        for (size_t k = 0; k < 6; k++)
            if (w.plan->visits[i].date == w.plan->visits[k].date)
                assert_true(xc_str_equal(w.plan->visits[i].tasks[0].label,
                                         w.plan->visits[k].tasks[0].label));
    assert_int_equal(breaches_of(&w), 0);
    world_end(&w);
}

static void absences_count_by_noon(void **state) {
    (void)state;
    struct world w;
    start(&w, 1);
    add_absence(&w, "P1", "2021-03-01", "2021-03-03", XC_AFTERNOON);
    add_absence(&w, "P2", "2021-03-04", "2021-03-05", XC_MORNING);
    world_ready(&w, "[" NIGHT("n", "'hours':['17:30-19:00','19:30-22:00'],", "") "]",
                "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 1);
    assert_true(w.plan->visits[0].date >= day("2021-03-04"));
    assert_int_equal(breaches_of(&w), 0);
    world_end(&w);
}

static void limits_count_over_the_whole_day(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_person(&w, "P1", "K", THIRD, "320282");
    struct xc_person second = make_person("P2", "K", THIRD, "320282");
    second.per_day = 1;
    add_person_row(&w, &second);
    add_target(&w, "T1", "320282001", "Z", 90);
    add_target(&w, "T2", "320282001", "Z", 90);
    add_target(&w, "T3", "320282001", "Z", 90);
    world_ready(&w,
                "[" NIGHT("n", LATE "'merge':false,", "") "," NIGHT("d", "'merge':false,",
                                                                    "") "]",
                "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 5);
    for (size_t i = 1; i < 5; i++)
        assert_int_not_equal(w.plan->visits[i].date, w.plan->visits[i - 1].date);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(visits_lie_in_their_slot),
        cmocka_unit_test(more_than_the_slots_hold_is_proved),
        cmocka_unit_test(a_long_slot_holds_more_than_a_day),
        cmocka_unit_test(a_day_and_a_night_are_both_worked),
        cmocka_unit_test(nights_do_not_join_days),
        cmocka_unit_test(hours_that_meet_exclude_each_other),
        cmocka_unit_test(absences_count_by_noon),
        cmocka_unit_test(limits_count_over_the_whole_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
