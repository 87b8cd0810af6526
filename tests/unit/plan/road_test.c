/* Days on the road, and resources that crews share. */
#include "world.h"

#define STAGES(window, more)                                                             \
    "[{'id':'s','title':'','plugin':'x','kind':'coverage','window':" window              \
    ",'nature':'agency_check','method':'site','obligations':[{'label':'s/1',"            \
    "'targets':{'op':'all','table':'targets'}" more STAFF "}]}]"
#define WEEK "['2021-03-01','2021-03-05']"

static void start(struct world *w, unsigned crews, unsigned targets) {
    world_start(w);
    for (unsigned i = 0; i < 2 * crews; i++) {
        char id[16];
        char crew[16];
        snprintf(id, sizeof id, "P%u", i);
        snprintf(crew, sizeof crew, "K%u", i / 2);
        add_person(w, id, crew, THIRD, "320282");
    }
    add_targets(w, targets, 90);
}

static struct xc_resource cars = {XC_STR_INIT("car"), XC_STR_INIT(""), 1};
static struct xc_str car[] = {XC_STR_INIT("car")};

/* The test's programmes name no resources: they are given here. */
static void use_cars(struct world *w, unsigned count) {
    cars.count = count;
    w->programme->resources = &cars;
    w->programme->resource_count = 1;
    for (size_t i = 0; i < w->programme->stage_count; i++) {
        w->programme->stages[i].obligations[0].uses = car;
        w->programme->stages[i].obligations[0].use_count = 1;
    }
}

static void one_car_serves_one_crew_a_day(void **state) {
    (void)state;
    struct world w;
    start(&w, 3, 20); /* 4 a day: 5 days of one crew */
    world_ready(&w, STAGES(WEEK, ""), "2021-01-01");
    use_cars(&w, 1);
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 20);
    for (size_t i = 0; i < 20; i++)
        for (size_t k = 0; k < i; k++)
            if (w.plan->visits[i].date == w.plan->visits[k].date)
                assert_true(xc_str_equal(w.plan->visits[i].crew, w.plan->visits[k].crew));
    assert_int_equal(breaches_of(&w), 0);
    struct xc_visit *visit = &w.plan->visits[0];
    struct xc_visit_person people[2] = {visit->people[0], visit->people[1]};
    bool first = xc_str_is(visit->crew, "K0");
    visit->crew = text(first ? "K1" : "K0");
    people[0].person = text(first ? "P2" : "P0");
    people[1].person = text(first ? "P3" : "P1");
    visit->people = people;
    assert_int_equal(breaches_of(&w), 1); /* more than 1 crews use 'car' */
    world_end(&w);
}

static void more_cars_serve_more_crews(void **state) {
    (void)state;
    struct world w;
    start(&w, 3, 40);
    world_ready(&w, STAGES(WEEK, ""), "2021-01-01");
    use_cars(&w, 2);
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 40);
    assert_int_equal(breaches_of(&w), 0);
    use_cars(&w, 1);
    world_plan_again(&w);
    assert_int_equal(w.plan->visit_count, 20);
    world_end(&w);
}

static void fixed_visits_take_the_car(void **state) {
    (void)state;
    struct world w;
    start(&w, 2, 2);
    add_relation(&w, "P2", "T0000");
    add_relation(&w, "P0", "T0001");
    world_ready(&w, STAGES("['2021-03-01','2021-03-01']", ""), "2021-01-01");
    use_cars(&w, 2);
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 2);
    bool first = xc_str_is(w.plan->visits[0].target, "T0000");
    struct xc_visit fixed = w.plan->visits[first ? 0 : 1];
    struct xc_plan *again = NULL;
    fixed.start = 9 * 60; /* all day */
    fixed.end = 17 * 60;
    use_cars(&w, 1);
    w.input.fixed = &fixed;
    w.input.fixed_count = 1;
    CHECK_OK(&w, xc_plan_make(&w.input, &again, &w.error));
    assert_int_equal(again->unmet_count, 1);
    assert_int_equal(again->unmet[0].verdict, XC_UNMET_ALONE);
    assert_true(says(&again->reasons[again->unmet[0].reason], "taken by fixed visits"));
    xc_plan_free(again);
    world_end(&w);
}

static void the_way_takes_days_of_its_own(void **state) {
    (void)state;
    struct world w;
    start(&w, 1, 2);
    world_ready(&w, STAGES("['2021-03-01','2021-03-12']", ",'days':2,'travel':1"),
                "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 2);
    /* out, two days, back; the second goes out on the next day */
    assert_true(w.plan->visits[1].date >= w.plan->visits[0].end_date + 3);
    assert_int_equal(breaches_of(&w), 0);
    w.plan->visits[1].date = w.plan->visits[0].end_date + 1;
    w.plan->visits[1].end_date = w.plan->visits[1].date + 1;
    assert_true(breaches_of(&w) > 0);
    world_end(&w);
}

static void the_way_lies_outside_the_window_but_not_before_today(void **state) {
    (void)state;
    struct world w;
    start(&w, 1, 1);
    world_ready(&w, STAGES("['2021-03-03','2021-03-03']", ",'travel':1"), "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 1);
    w.input.as_of = day("2021-03-03");
    world_plan_again(&w);
    expect_only_unmet(&w, XC_UNMET_ALONE, "way there");
    world_end(&w);
}

static void people_are_there_on_the_way(void **state) {
    (void)state;
    struct world w;
    start(&w, 1, 1);
    add_absence(&w, "P1", "2021-03-02", "2021-03-02", XC_MORNING);
    world_ready(&w, STAGES(WEEK, ",'travel':1"), "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 1);
    assert_in_range(w.plan->visits[0].date, day("2021-03-04"), day("2021-03-05"));
    assert_int_equal(breaches_of(&w), 0);
    world_end(&w);
}

static void trips_do_not_join_others(void **state) {
    (void)state;
    struct world w;
    struct xc_visit_task other = {XC_STR_INIT("other"), XC_STR_INIT("o"),
                                  XC_STR_INIT("o/1"), 1};
    start(&w, 1, 1);
    world_ready(&w, STAGES("['2021-03-01','2021-03-31']", ",'travel':1"), "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 1);
    struct xc_visit fixed = w.plan->visits[0];
    struct xc_plan *again = NULL;
    fixed.id = XC_STR("v1");
    fixed.tasks = &other;
    fixed.status = XC_VISIT_PUBLISHED;
    w.input.fixed = &fixed;
    w.input.fixed_count = 1;
    CHECK_OK(&w, xc_plan_make(&w.input, &again, &w.error));
    assert_int_equal(again->joined_count, 0);
    assert_int_equal(again->visit_count, 1);
    xc_plan_free(again);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_car_serves_one_crew_a_day),
        cmocka_unit_test(more_cars_serve_more_crews),
        cmocka_unit_test(fixed_visits_take_the_car),
        cmocka_unit_test(the_way_takes_days_of_its_own),
        cmocka_unit_test(the_way_lies_outside_the_window_but_not_before_today),
        cmocka_unit_test(people_are_there_on_the_way),
        cmocka_unit_test(trips_do_not_join_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
