#include "world.h"

#define STAGE(id, from, to)                                                              \
    "{'id':'" id                                                                         \
    "','title':'','plugin':'full_coverage','kind':'coverage','window':['" from "','" to  \
    "'],'nature':'agency_check','method':'site','merge':false,"                          \
    "'obligations':[{'label':'" id "/1','minutes':390,"                                  \
    "'targets':{'op':'all','table':'targets'},"                                          \
    "'crew':{'seats':[{'role':'third_party','count':2}]}}]}"

static void one_crew(struct world *w, unsigned targets) {
    world_start(w);
    for (unsigned i = 0; i < targets; i++) {
        char id[16];
        snprintf(id, sizeof id, "T%u", i);
        add_target(w, id, "320282001", "Z", 0);
    }
    add_person(w, "A1", "a", THIRD, "320282");
    add_person(w, "A2", "a", THIRD, "320282");
}

/* The wide stage comes first in the programme and could fill the days that the narrow one
 * has: all of it has room elsewhere. */
static void narrow_windows_are_served_first(void **state) {
    (void)state;
    struct world w;
    one_crew(&w, 5);
    world_ready(&w,
                "[" STAGE("wide", "2021-03-01", "2021-03-12") "," STAGE(
                    "narrow", "2021-03-01", "2021-03-05") "]",
                "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 0);
    for (size_t i = 0; i < w.plan->visit_count; i++)
        assert_true(xc_str_is(w.plan->visits[i].tasks[0].stage, "narrow") ==
                    (w.plan->visits[i].date <= day("2021-03-05")));
    world_end(&w);
}

/* Four days of work in eight weeks: never two in a week, nor three in a month. */
static void work_spreads_over_weeks_and_months(void **state) {
    (void)state;
    struct world w;
    one_crew(&w, 4);
    world_ready(&w, "[" STAGE("s", "2021-03-01", "2021-04-23") "]", "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 4);
    for (size_t i = 1; i < 4; i++)
        assert_true(xc_date_period_first(w.plan->visits[i].date, XC_PERIOD_MONTH) !=
                        xc_date_period_first(w.plan->visits[0].date, XC_PERIOD_MONTH) ||
                    i == 1);
    for (size_t i = 1; i < 4; i++) {
        xc_date days = w.plan->visits[i].date - day("2021-03-01");
        xc_date before = w.plan->visits[i - 1].date - day("2021-03-01");
        assert_int_not_equal(days / 7, before / 7);
    }
    world_end(&w);
}

/* One day asked for twice as much as there is: the plan holds what fits. */
static void what_does_not_fit_stays_open(void **state) {
    (void)state;
    struct world w;
    one_crew(&w, 2);
    world_ready(&w, "[" STAGE("s", "2021-03-01", "2021-03-01") "]", "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 1);
    assert_int_equal(w.plan->unmet_count, 1);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(narrow_windows_are_served_first),
        cmocka_unit_test(work_spreads_over_weeks_and_months),
        cmocka_unit_test(what_does_not_fit_stays_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
