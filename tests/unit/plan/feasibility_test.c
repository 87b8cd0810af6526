/* What is proved not to fit, and what must never be. */
#include "world.h"

/* Targets in zone Z, all to be visited by third parties within the window. */
#define STAGE(id, from, to, more)                                                        \
    "{'id':'" id "','title':'','plugin':'x','kind':'coverage','window':['" from "','" to \
    "'],'nature':'agency_check','method':'site','merge':false,'obligations':[{'label':"  \
    "'" id "/1','targets':{'op':'all','table':'targets'}" more STAFF "}]}"

/* One crew, ten working days of 390 minutes. */
static void begin(struct world *w, unsigned targets, unsigned minutes) {
    world_start(w);
    add_targets(w, targets, minutes);
    add_crew(w, 1);
}

static const char *const TWO_WEEKS = "[" STAGE("s", "2021-03-01", "2021-03-12", "") "]";

static void what_fits_is_not_accused(void **state) {
    (void)state;
    struct world w;
    begin(&w, 40, 90); /* four a day */
    world_ready(&w, TWO_WEEKS, "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 0);
    assert_int_equal(w.plan->proof_count, 0);
    assert_int_equal(w.plan->bounds.unserved_bound, 0);
    assert_int_equal(w.plan->bounds.unserved_minutes_bound, 0);
    world_end(&w);
}

static void visits_that_no_half_holds_are_counted(void **state) {
    (void)state;
    struct world w;
    begin(&w, 45, 90); /* minutes for 43, halves for 40 */
    world_ready(&w, TWO_WEEKS, "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 5);
    assert_int_equal(w.plan->bounds.unserved_bound, 5);
    assert_int_equal(w.plan->bounds.unserved_minutes_bound, 5 * 90);
    assert_int_equal(w.plan->proof_count, 1);
    assert_true(w.plan->proofs[0].by_visits);
    assert_int_equal(w.plan->proofs[0].need, 45);
    assert_int_equal(w.plan->proofs[0].exist, 40);
    assert_int_equal(w.plan->proofs[0].crew_days, 10);
    assert_int_equal(w.plan->proofs[0].enough, 41);
    world_end(&w);
}

static void absences_and_fixed_visits_take_crew_days_away(void **state) {
    (void)state;
    struct world w;
    begin(&w, 40, 90);
    add_absence(&w, "P10", "2021-03-01", "2021-03-02", 0);
    add_absence(&w, "P11", "2021-03-03", "2021-03-03", 1);
    world_ready(&w, TWO_WEEKS, "2021-01-01");
    struct xc_visit fixed = stored_visit("v1", "elsewhere", "2021-03-12");
    fixed.crew = XC_STR("K1");
    fixed.person_count = 0;
    fixed.end = 12 * 60;
    fixed.minutes = 180;
    fixed.nature = XC_NATURE_AGENCY_CHECK;
    w.input.fixed = &fixed;
    w.input.fixed_count = 1;
    world_plan(&w);
    /* eight days of four, of which two lose their morning's two */
    assert_int_equal(w.plan->bounds.unserved_bound, 40 - (8 * 4 - 2 - 2));
    assert_int_equal(w.plan->unmet_count, w.plan->bounds.unserved_bound);
    assert_int_equal(w.plan->proof_count, 1);
    assert_int_equal(w.plan->proofs[0].crew_days, 8);
    world_end(&w);
}

/* A limit of people bounds the visits of a day. */
static void limits_of_people_are_counted(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_targets(&w, 32, 90);
    for (unsigned i = 0; i < 2; i++) {
        struct xc_person row = make_person(i == 0 ? "P1" : "P2", "K1", THIRD, "320282");
        row.per_day = i == 0 ? 3 : 0;
        add_person_row(&w, &row);
    }
    world_ready(&w, TWO_WEEKS, "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 2);
    assert_int_equal(w.plan->bounds.unserved_bound, 2);
    assert_int_equal(w.plan->proof_count, 1);
    bool lifted = false;
    for (size_t i = 0; i < w.plan->proofs[0].cure_count; i++)
        lifted = lifted || (w.plan->proofs[0].cures[i].kind == XC_CURE_LIMIT &&
                            xc_str_is(w.plan->proofs[0].cures[i].person, "P1"));
    assert_true(lifted);
    world_end(&w);
}

/* Two kinds of crews that share people's time but not their limits: nothing is proved. */
static void visits_that_may_be_shared_count_once(void **state) {
    (void)state;
    struct world w;
    begin(&w, 40, 90);
    world_ready(
        &w,
        "[{'id':'a','title':'','plugin':'x','kind':'coverage','window':['2021-03-01',"
        "'2021-03-12'],'nature':'agency_check','method':'site','merge':true,"
        "'obligations':[{'label':'a/1','targets':{'op':'all','table':'targets'}" STAFF
        "}]},"
        "{'id':'b','title':'','plugin':'x','kind':'coverage','window':['2021-03-08',"
        "'2021-03-19'],'nature':'agency_check','method':'site','merge':true,"
        "'obligations':[{'label':'b/1','targets':{'op':'all','table':'targets'}" STAFF
        "}]}]",
        "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->bounds.unserved_bound, 0);
    assert_int_equal(w.plan->proof_count, 0);
    world_end(&w);
}

static void six_thousand_visits_are_counted_quickly(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_targets(&w, 6000, 0);
    for (unsigned i = 1; i <= 20; i++)
        add_crew(&w, i);
    world_ready(&w, "[" STAGE("s", "2021-03-01", "2021-06-11", ",'minutes':90") "]",
                "2021-01-01");
    world_plan(&w);
    assert_true(w.plan->proof_count == 1);
    const struct xc_plan_proof *proof = &w.plan->proofs[0];
    assert_int_equal(proof->task_count, 6000);
    assert_int_equal(proof->crew_count, 20);
    assert_int_equal(proof->exist, proof->crew_days * 4);
    assert_int_equal(proof->shortfall, w.plan->bounds.unserved_bound);
    assert_int_equal(w.plan->unmet_count, proof->shortfall);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_fits_is_not_accused),
        cmocka_unit_test(visits_that_no_half_holds_are_counted),
        cmocka_unit_test(absences_and_fixed_visits_take_crew_days_away),
        cmocka_unit_test(limits_of_people_are_counted),
        cmocka_unit_test(visits_that_may_be_shared_count_once),
        cmocka_unit_test(six_thousand_visits_are_counted_quickly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
