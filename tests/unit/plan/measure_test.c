#include "world.h"

#define STAGE(from, to, minutes)                                                         \
    "{'id':'s" from "','title':'','plugin':'full_coverage','kind':'coverage','window':"  \
    "['" from "','" to "'],'nature':'agency_check','method':'site',"                     \
    "'obligations':[{'label':'s" from "/1','minutes':" minutes                           \
    ",'targets':{'op':'all','table':'targets'},"                                         \
    "'crew':{'seats':[{'role':'third_party','count':2}]}}]}"

static void two_crews(struct world *w, unsigned targets) {
    world_start(w);
    for (unsigned i = 0; i < targets; i++) {
        char id[32];
        snprintf(id, sizeof id, "T%u", i);
        add_target(w, id, "320282001", "Z", 0);
    }
    add_person(w, "A1", "a", THIRD, "320282");
    add_person(w, "A2", "a", THIRD, "320282");
    add_person(w, "B1", "b", THIRD, "320282");
    add_person(w, "B2", "b", THIRD, "320282");
}

/* Two crews, two weeks of five days, ten visits that take a day each. */
static void a_level_plan_stands_at_a_million(void **state) {
    (void)state;
    struct world w;
    two_crews(&w, 10);
    world_ready(&w, "[" STAGE("2021-03-01", "2021-03-12", "390") "]", "2021-01-01");
    world_plan(&w);
    const struct xc_plan_bounds *b = &w.plan->bounds;
    assert_int_equal(b->zone_days, 10);
    assert_int_equal(b->zone_days_bound, 10);
    assert_int_equal(b->unserved_minutes, 0);
    assert_int_equal(b->month.load, 1000000);
    assert_int_equal(b->month.bound, 1000000);
    assert_int_equal(b->month.from, day("2021-03-01"));
    assert_int_equal(b->month.to, day("2021-03-12"));
    assert_int_equal(b->crew.load, 1000000);
    assert_int_equal(b->crew.bound, 1000000);
    assert_true(xc_str_is(b->crew.crew, "a"));
    assert_int_equal(b->crew.from, XC_NO_DATE);
    assert_int_equal(b->week.load, 1000000);
    world_end(&w);
}

/* The first stage leaves no choice: 3 of 6 days of work within 10 of 40 crew-days. */
static void work_without_choice_raises_the_bound(void **state) {
    (void)state;
    struct world w;
    two_crews(&w, 3);
    world_ready(&w,
                "[" STAGE("2021-03-01", "2021-03-05",
                          "390") "," STAGE("2021-03-02", "2021-03-26", "390") "]",
                "2021-01-01");
    w.programme->stages[0].merge = w.programme->stages[1].merge = false;
    world_plan(&w);
    const struct xc_plan_bounds *b = &w.plan->bounds;
    assert_int_equal(w.plan->unmet_count, 0);
    assert_int_equal(b->week.bound, 2000000);
    assert_int_equal(b->week.load, 2000000);
    assert_int_equal(b->week.from, day("2021-03-01"));
    assert_int_equal(b->week.to, day("2021-03-05"));
    world_end(&w);
}

/* Three days of work, two crew-days. */
static void unserved_work_is_counted_in_minutes(void **state) {
    (void)state;
    struct world w;
    two_crews(&w, 3);
    world_ready(&w, "[" STAGE("2021-03-01", "2021-03-01", "390") "]", "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 1);
    assert_int_equal(w.plan->bounds.unserved_minutes, 390);
    assert_int_equal(w.plan->bounds.week.load, 1000000);
    world_end(&w);
}

static void no_work_has_no_load(void **state) {
    (void)state;
    struct world w;
    two_crews(&w, 0);
    world_ready(&w, "[" STAGE("2021-03-01", "2021-03-01", "390") "]", "2021-01-01");
    world_plan(&w);
    const struct xc_plan_bounds *b = &w.plan->bounds;
    assert_int_equal(b->week.load, 0);
    assert_int_equal(b->week.bound, 0);
    assert_int_equal(b->month.load, 0);
    assert_int_equal(b->crew.load, 0);
    assert_int_equal(b->crew.bound, 0);
    assert_int_equal(b->zone_days, 0);
    world_end(&w);
}

static void expect_spans(const char *as_of, const char *stages, uint32_t weeks,
                         uint32_t months) {
    struct world w;
    two_crews(&w, 1);
    world_ready(&w, stages, as_of);
    world_plan(&w);
    assert_int_equal(w.plan->bounds.week.spans, weeks);
    assert_int_equal(w.plan->bounds.month.spans, months);
    world_end(&w);
}

/* Weekends and holidays outside cut no week and no month: 1 January is a Friday, 8 May a
 * Saturday that is worked. */
static void whole_weeks_and_months_are_counted(void **state) {
    (void)state;
    expect_spans("2021-01-01", "[" STAGE("2021-03-01", "2021-03-12", "90") "]", 2, 0);
    expect_spans("2021-03-02", "[" STAGE("2021-03-01", "2021-03-12", "90") "]", 1, 0);
    expect_spans("2021-01-01", "[" STAGE("2021-03-01", "2021-03-11", "90") "]", 1, 0);
    expect_spans("2021-01-01", "[" STAGE("2021-01-04", "2021-02-26", "90") "]", 8, 2);
    expect_spans("2021-01-01", "[" STAGE("2021-01-04", "2021-02-25", "90") "]", 7, 1);
    expect_spans("2021-01-01", "[" STAGE("2021-05-06", "2021-05-07", "90") "]", 0, 0);
    expect_spans("2021-01-01", "[" STAGE("2021-05-06", "2021-05-08", "90") "]", 1, 0);
}

/* Crews that are away all week have none. */
static void weeks_without_crews_do_not_count(void **state) {
    (void)state;
    struct world w;
    two_crews(&w, 1);
    add_absence(&w, "A1", "2021-03-08", "2021-03-12", 0);
    add_absence(&w, "B1", "2021-03-08", "2021-03-12", 0);
    world_ready(&w, "[" STAGE("2021-03-01", "2021-03-19", "90") "]", "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->bounds.week.spans, 2);
    world_end(&w);
}

static void days_out_are_enough_for_a_level_plan(void **state) {
    (void)state;
    struct xc_plan_peak peak = {.spans = 2};
    assert_true(xc_plan_can_be_level(&peak, 2));
    assert_false(xc_plan_can_be_level(&peak, 1));
    peak.spans = 1;
    assert_false(xc_plan_can_be_level(&peak, 9));
    peak.spans = 0;
    assert_false(xc_plan_can_be_level(&peak, 9));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_level_plan_stands_at_a_million),
        cmocka_unit_test(work_without_choice_raises_the_bound),
        cmocka_unit_test(unserved_work_is_counted_in_minutes),
        cmocka_unit_test(no_work_has_no_load),
        cmocka_unit_test(whole_weeks_and_months_are_counted),
        cmocka_unit_test(weeks_without_crews_do_not_count),
        cmocka_unit_test(days_out_are_enough_for_a_level_plan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
