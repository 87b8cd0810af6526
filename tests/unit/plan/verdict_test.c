/* Three verdicts, never mixed: impossible alone names the rule, impossible together has a
 * proof, and what is neither is said to be open. */
#include "shortage.h"

static const char *const WEEK[] = {"2021-03-01", "2021-03-05"};
static const char *const DAY[] = {"2021-03-01", "2021-03-01"};

static void begin(struct world *w, unsigned targets, unsigned crews) {
    world_start(w);
    add_targets(w, targets, FOUR_A_DAY);
    for (unsigned i = 1; i <= crews; i++)
        add_crew(w, i);
}

static void a_barred_target_is_alone(void **state) {
    (void)state;
    struct world w;
    begin(&w, 2, 1);
    add_relation(&w, "P10", "T0001");
    stages_ready(&w, WEEK, 1);
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 1);
    expect_unmet(&w, 0, XC_UNMET_ALONE, "is barred from this target");
    assert_true(w.plan->unmet[0].barred);
    assert_int_equal(w.plan->proof_count, 0);
    assert_int_equal(w.plan->bounds.unserved_bound, 1);
    assert_int_equal(w.plan->bounds.unserved_minutes_bound, FOUR_A_DAY);
    world_end(&w);
}

static void absent_people_are_alone(void **state) {
    (void)state;
    struct world w;
    begin(&w, 1, 1);
    add_absence(&w, "P10", "2021-03-01", "2021-03-05", 0);
    stages_ready(&w, WEEK, 1);
    world_plan(&w);
    expect_unmet(&w, 0, XC_UNMET_ALONE, "people whom each crew of 宜兴市 needs are away");
    assert_false(w.plan->unmet[0].barred);
    world_end(&w);
}

static void a_seat_that_nobody_takes_is_named(void **state) {
    (void)state;
    struct world w;
    begin(&w, 1, 1);
    world_ready(
        &w,
        "[{'id':'s','title':'','plugin':'x','kind':'coverage','window':['2021-03-01',"
        "'2021-03-05'],'nature':'agency_check','method':'site','obligations':[{'label':"
        "'s/1','targets':{'op':'all','table':'targets'},'crew':{'seats':["
        "{'role':'third_party','count':1},{'role':'expert','count':2}]}}]}]",
        "2021-01-01");
    world_plan(&w);
    expect_unmet(&w, 0, XC_UNMET_ALONE, "no crew of 宜兴市 has 2 experts");
    assert_int_equal(w.plan->bounds.unserved_bound, 1);
    world_end(&w);
}

static void limits_that_stored_visits_used_up_are_alone(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_targets(&w, 1, FOUR_A_DAY);
    struct xc_person row = make_person("P10", "K1", THIRD, "320282");
    row.max_visits = 1;
    add_person_row(&w, &row);
    add_person(&w, "P11", "K1", THIRD, "320282");
    stages_ready(&w, WEEK, 1);
    struct xc_visit_person people[] = {{.person = XC_STR("P10")},
                                       {.person = XC_STR("P11")}};
    struct xc_visit fixed = stored_visit("v1", "elsewhere", "2021-02-01");
    fixed.crew = XC_STR("K1");
    fixed.people = people;
    fixed.nature = XC_NATURE_AGENCY_CHECK;
    w.input.fixed = &fixed;
    w.input.fixed_count = 1;
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 1);
    expect_unmet(&w, 0, XC_UNMET_ALONE, "have used up the limits");
    world_end(&w);
}

/* Those in the shortage are together, whoever of them was left out. */
static void what_competes_is_together(void **state) {
    (void)state;
    struct world w;
    begin(&w, 9, 2);
    stages_ready(&w, DAY, 1);
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 1);
    expect_unmet(&w, 0, XC_UNMET_TOGETHER, "9 visits in 宜兴市 are asked for");
    assert_int_equal(w.plan->unmet[0].reason, w.plan->proofs[0].reason);
    assert_int_equal(w.plan->proofs[0].task_count, 9);
    world_end(&w);
}

/* Visits that are impossible alone take no crew-days from others. */
static void what_is_alone_is_in_no_proof(void **state) {
    (void)state;
    struct world w;
    begin(&w, 10, 1);
    for (unsigned i = 0; i < 5; i++) {
        char id[32];
        snprintf(id, sizeof id, "T%04u", i);
        add_relation(&w, "P10", id);
    }
    stages_ready(&w, DAY, 1);
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 6);
    for (size_t i = 0; i < 5; i++)
        expect_unmet(&w, i, XC_UNMET_ALONE, "barred");
    expect_unmet(&w, 5, XC_UNMET_TOGETHER, "5 visits");
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(w.plan->unmet[i].barred, i < 5);
    assert_int_equal(w.plan->bounds.unserved_bound, 6);
    world_end(&w);
}

#define STAGE(more)                                                                      \
    "[{'id':'s','title':'','plugin':'x','kind':'coverage','window':['2021-03-01',"       \
    "'2021-03-31'],'nature':'agency_check','method':'site','obligations':[{'label':"     \
    "'s/1','targets':{'op':'all','table':'targets'}," more STAFF "}]}]"

/* max_visits is counted by people, not by crew-days. */
static void visits_a_year_are_counted(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_targets(&w, 4, FOUR_A_DAY);
    struct xc_person row = make_person("P10", "K1", THIRD, "320282");
    row.max_visits = 2;
    add_person_row(&w, &row);
    add_person(&w, "P11", "K1", THIRD, "320282");
    stages_ready(&w, WEEK, 1);
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 2);
    expect_unmet(
        &w, 0, XC_UNMET_TOGETHER,
        "may make 2 such visits in 2021 at most (max_visits); 4 are asked for: 2 short");
    assert_int_equal(w.plan->proof_count, 0);
    assert_int_equal(w.plan->bounds.unserved_bound, 2);
    world_end(&w);
}

/* With a third in the crew, two of three people have visits left for another. */
static void others_take_over_from_who_has_no_visits_left(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_targets(&w, 3, FOUR_A_DAY);
    struct xc_person row = make_person("P10", "K1", THIRD, "320282");
    row.max_visits = 2;
    add_person_row(&w, &row);
    row = make_person("P11", "K1", THIRD, "320282");
    row.max_visits = 2;
    add_person_row(&w, &row);
    row = make_person("P12", "K1", THIRD, "320282");
    row.max_visits = 2;
    add_person_row(&w, &row);
    stages_ready(&w, WEEK, 1);
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 0);
    world_end(&w);
}

static void visits_of_people_who_do_not_come_back_are_together(void **state) {
    (void)state;
    struct world w;
    begin(&w, 2, 1);
    world_ready(&w, STAGE("'times':2,'rotate':'all'"), "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 2);
    expect_unmet(&w, 0, XC_UNMET_TOGETHER, "people do not go to a target twice running");
    assert_int_equal(w.plan->bounds.unserved_bound, 2);
    world_end(&w);
}

static void the_cap_is_part_of_the_bound(void **state) {
    (void)state;
    struct world w;
    begin(&w, 2, 1);
    world_ready(&w, STAGE("'times':3"), "2021-01-01");
    w.input.cap_agency_check.all = 2;
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 2);
    expect_unmet(&w, 0, XC_UNMET_TOGETHER, "the yearly cap is 2");
    assert_int_equal(w.plan->bounds.unserved_bound, 2);
    assert_int_equal(w.plan->bounds.unserved_minutes_bound, 2 * FOUR_A_DAY);
    world_end(&w);
}

/* Visits of other programmes count for the cap as well. */
static void stored_visits_count_for_the_cap(void **state) {
    (void)state;
    struct world w;
    begin(&w, 1, 1);
    world_ready(&w, STAGE("'times':2"), "2021-01-01");
    struct xc_visit fixed = stored_visit("v1", "T0000", "2021-02-01");
    fixed.crew = XC_STR("K1");
    fixed.person_count = 0;
    fixed.nature = XC_NATURE_AGENCY_CHECK;
    w.input.fixed = &fixed;
    w.input.fixed_count = 1;
    w.input.cap_agency_check.all = 2;
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 1);
    expect_unmet(&w, 0, XC_UNMET_TOGETHER, "already has 2 visits in this plan");
    world_end(&w);
}

/* Two crews, one car: 4 visits of 90 minutes a day. */
static void what_a_resource_allows_is_counted(void **state) {
    (void)state;
    struct world w;
    begin(&w, 24, 2);
    world_ready(
        &w,
        STAGE("'window':['2021-03-01','2021-03-05'],'uses':['car']") ",'resources':[{'id'"
                                                                     ":'car','count':1}]",
        "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 4);
    expect_unmet(&w, 0, XC_UNMET_TOGETHER,
                 "24 visits use car; the 1 that there are allow 20");
    assert_int_equal(w.plan->bounds.unserved_bound, 4);
    world_end(&w);
}

static void plan_long_visits(struct world *w, const char *last) {
    char stage[1024];
    begin(w, 3, 2);
    snprintf(stage, sizeof stage, STAGE("'window':['2021-03-01','%s'],'days':3"), last);
    world_ready(w, stage, "2021-01-01");
    world_plan(w);
}

/* Three visits of three days and two crews: one more day would do if visits could be cut
 * up, but only six days hold two for a crew. */
static void cures_hold_whole_visits(void **state) {
    (void)state;
    struct world w;
    const struct xc_plan_cure *days = NULL;
    plan_long_visits(&w, "2021-03-04");
    assert_int_equal(w.plan->unmet_count, 1);
    assert_int_equal(w.plan->proof_count, 1);
    for (size_t i = 0; i < w.plan->proofs[0].cure_count; i++) {
        assert_int_not_equal(w.plan->proofs[0].cures[i].kind, XC_CURE_SATURDAYS);
        if (w.plan->proofs[0].cures[i].kind == XC_CURE_DAYS)
            days = &w.plan->proofs[0].cures[i];
    }
    assert_non_null(days);
    assert_int_equal(days->number, 2);
    world_end(&w);
    plan_long_visits(&w, "2021-03-08");
    assert_int_equal(w.plan->unmet_count, 0);
    world_end(&w);
}

/* Only the last crew has an expert: it is one like this that is missing. */
static void more_crews_are_like_those_that_can(void **state) {
    (void)state;
    struct world w;
    bool offered = false;
    begin(&w, 5, 2);
    add_person(&w, "Q0", "K9", 1u << XC_ROLE_EXPERT, "320282");
    add_person(&w, "Q1", "K9", THIRD, "320282");
    world_ready(
        &w,
        "[{'id':'s','title':'','plugin':'x','kind':'coverage','window':['2021-03-01',"
        "'2021-03-01'],'nature':'agency_check','method':'site','obligations':[{'label':"
        "'s/1','targets':{'op':'all','table':'targets'},'crew':{'seats':["
        "{'role':'third_party','count':1},{'role':'expert','count':1}]}}]}]",
        "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 1);
    assert_int_equal(w.plan->proof_count, 1);
    for (size_t i = 0; i < w.plan->proofs[0].cure_count; i++)
        offered = offered || (w.plan->proofs[0].cures[i].kind == XC_CURE_CREWS &&
                              w.plan->proofs[0].cures[i].number == 1);
    assert_true(offered);
    world_end(&w);
}

/* The way there leaves the morning one visit of 90 minutes and the afternoon two. */
static void the_way_there_is_counted_where_it_lies(void **state) {
    (void)state;
    struct world w;
    begin(&w, 5, 1);
    stages_ready(&w, DAY, 1);
    w.input.setup_minutes = 30;
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 3);
    assert_int_equal(w.plan->proof_count, 1);
    assert_int_equal(w.plan->proofs[0].exist, 3);
    assert_int_equal(w.plan->bounds.unserved_bound, 2);
    world_end(&w);
}

/* What no counting proves stays open: days on the road are not counted in. */
static void what_is_not_proved_says_so(void **state) {
    (void)state;
    struct world w;
    begin(&w, 2, 1);
    world_ready(&w, STAGE("'window':['2021-03-02','2021-03-03'],'travel':2"),
                "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 1);
    expect_unmet(&w, 0, XC_UNMET_NOT_PROVED, "is not proved");
    assert_int_equal(w.plan->proof_count, 0);
    world_end(&w);
}

/* Also where all fits the fullest spans are named, none twice in other words. */
static void tight_spans_are_named(void **state) {
    (void)state;
    static const char *const dates[] = {"2021-03-01", "2021-03-02", "2021-03-01",
                                        "2021-03-31"};
    struct world w;
    begin(&w, 7, 1);
    stages_ready(&w, dates, 2);
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 0);
    assert_int_equal(w.plan->bounds.tight_count, 2);
    const struct xc_plan_tight *tight = &w.plan->bounds.tight[0];
    struct xc_message message;
    assert_int_equal(tight->visits, 7);
    assert_int_equal(tight->minutes, 7 * FOUR_A_DAY);
    assert_int_equal(tight->capacity, 2 * 390);
    xc_plan_tight_say(tight, &message);
    assert_true(says(&message, "宜兴市 is 81 % full between 2021-03-01 and 2021-03-02: "
                               "7 visits must lie there."));
    assert_int_equal(w.plan->bounds.tight[1].visits, 14);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_barred_target_is_alone),
        cmocka_unit_test(absent_people_are_alone),
        cmocka_unit_test(a_seat_that_nobody_takes_is_named),
        cmocka_unit_test(limits_that_stored_visits_used_up_are_alone),
        cmocka_unit_test(what_competes_is_together),
        cmocka_unit_test(what_is_alone_is_in_no_proof),
        cmocka_unit_test(visits_a_year_are_counted),
        cmocka_unit_test(others_take_over_from_who_has_no_visits_left),
        cmocka_unit_test(visits_of_people_who_do_not_come_back_are_together),
        cmocka_unit_test(the_cap_is_part_of_the_bound),
        cmocka_unit_test(stored_visits_count_for_the_cap),
        cmocka_unit_test(what_a_resource_allows_is_counted),
        cmocka_unit_test(cures_hold_whole_visits),
        cmocka_unit_test(more_crews_are_like_those_that_can),
        cmocka_unit_test(the_way_there_is_counted_where_it_lies),
        cmocka_unit_test(what_is_not_proved_says_so),
        cmocka_unit_test(tight_spans_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
