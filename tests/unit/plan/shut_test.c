/* Days on which nobody can visit an area: nothing is planned there then, what was moves,
 * and proofs do not count them. */
#include "world.h"

static const char MARCH[] =
    "[{'id':'s','title':'','plugin':'x','kind':'coverage','window':['2021-03-01','2021-"
    "03-12'],'nature':'agency_check','method':'site','obligations':[{'label':'s/1',"
    "'targets':{'op':'all','table':'targets'}" STAFF "}]}]";

/* One crew; targets in two towns, zones Y and Z. */
static void begin(struct world *w, unsigned count) {
    world_start(w);
    add_crew(w, 1);
    for (unsigned i = 0; i < count; i++) {
        char id[32];
        snprintf(id, sizeof id, "T%02u", i);
        add_target(w, id, i % 2 ? "320282002" : "320282001", i % 2 ? "Z" : "Y", 90);
    }
    world_ready(w, MARCH, "2021-03-01");
}

static struct xc_plan_closure area(const char *code, const char *from, const char *to) {
    return (struct xc_plan_closure){
        .area = text(code), .days = {day(from), day(to)}, .reason = XC_STR("storm")};
}

static unsigned on_days(const struct world *w, const char *zone, const char *from,
                        const char *to) {
    unsigned count = 0;
    for (size_t i = 0; i < w->plan->visit_count; i++) {
        const struct xc_visit *visit = &w->plan->visits[i];
        uint32_t target = xc_register_find_target(w->reg, visit->target);
        count += visit->date >= day(from) && visit->date <= day(to) &&
                 xc_str_is(xc_register_text(w->reg, w->reg->targets.zone[target]), zone);
    }
    return count;
}

static void nobody_goes_there(void **state) {
    (void)state;
    struct world w;
    begin(&w, 30);
    struct xc_plan_closure closures[] = {area("320282001", "2021-03-03", "2021-03-05"),
                                         area("", "2021-03-08", "2021-03-09")};
    closures[1].zone = XC_STR("Z");
    w.input.closures = closures;
    w.input.closure_count = 2;
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 30);
    assert_int_equal(on_days(&w, "Y", "2021-03-03", "2021-03-05"), 0);
    assert_true(on_days(&w, "Z", "2021-03-01", "2021-03-05") > 0);
    assert_int_equal(on_days(&w, "Z", "2021-03-08", "2021-03-09"), 0);
    assert_int_equal(breaches_of(&w), 0);
    for (size_t i = 0; i < 30; i++)
        if (xc_str_is(w.plan->visits[i].target, "T00"))
            w.plan->visits[i].date = w.plan->visits[i].end_date = day("2021-03-04");
    assert_true(breaches_of(&w) > 0);
    world_end(&w);
}

/* Eight days of four visits are left of ten: 36 visits do not fit, and it is proved. */
static void proofs_leave_the_days_out(void **state) {
    (void)state;
    struct world w;
    begin(&w, 36);
    struct xc_plan_closure storm = area("3202", "2021-03-04", "2021-03-05");
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 0);
    w.input.closures = &storm;
    w.input.closure_count = 1;
    world_plan_again(&w);
    assert_int_equal(w.plan->visit_count, 32);
    assert_int_equal(w.plan->unmet_count, 4);
    expect_unmet(&w, 0, XC_UNMET_TOGETHER, "the 8 crew-days that exist there hold 32");
    assert_int_equal(w.plan->bounds.unserved_bound, 4);
    world_end(&w);
}

/* The town that is open may still be visited then. */
static void other_areas_stay_open_in_proofs(void **state) {
    (void)state;
    struct world w;
    begin(&w, 40);
    struct xc_plan_closure storm = area("320282001", "2021-03-02", "2021-03-05");
    w.input.closures = &storm;
    w.input.closure_count = 1;
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 40);
    storm.days.to = day("2021-03-09"); /* four days are left for 20 visits there */
    world_plan_again(&w);
    assert_int_equal(w.plan->visit_count, 36);
    assert_int_equal(w.plan->bounds.unserved_bound, 4);
    expect_unmet(&w, 0, XC_UNMET_TOGETHER, "the 4 crew-days that exist there hold 16");
    world_end(&w);
}

static void all_days_closed_is_impossible_alone(void **state) {
    (void)state;
    struct world w;
    begin(&w, 2);
    struct xc_plan_closure closures[] = {area("320282001", "2021-02-20", "2021-03-31"),
                                         area("320282002", "2021-03-02", "2021-03-12")};
    w.input.closures = closures;
    w.input.closure_count = 2;
    world_plan(&w);
    expect_only_unmet(&w, XC_UNMET_ALONE,
                      "area is closed on every working day that is left of its window, "
                      "2021-03-01 to 2021-03-12");
    assert_int_equal(w.plan->visits[0].date, day("2021-03-01"));
    world_end(&w);
}

/* The crew is there on closed days only. */
static void open_only_while_people_are_away(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_crew(&w, 1);
    add_target(&w, "T1", "320282001", "Z", 90);
    add_absence(&w, "P10", "2021-03-01", "2021-03-03", XC_WHOLE_DAY);
    add_absence(&w, "P10", "2021-03-10", "2021-03-12", XC_WHOLE_DAY);
    world_ready(&w, MARCH, "2021-03-01");
    struct xc_plan_closure storm = area("320282", "2021-03-04", "2021-03-09");
    w.input.closures = &storm;
    w.input.closure_count = 1;
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 1);
    assert_int_equal(w.plan->unmet[0].verdict, XC_UNMET_ALONE);
    world_end(&w);
}

static int by_id(const void *a, const void *b) {
    return xc_str_compare(((const struct xc_visit *)a)->id,
                          ((const struct xc_visit *)b)->id);
}

static void published_visits_move_and_say_why(void **state) {
    (void)state;
    struct world w;
    struct xc_visit kept[20];
    begin(&w, 20);
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 20);
    for (size_t i = 0; i < 20; i++) {
        kept[i] = w.plan->visits[i];
        kept[i].status = XC_VISIT_PUBLISHED;
    }
    qsort(kept, 20, sizeof kept[0], by_id);
    unsigned hit = on_days(&w, "Y", "2021-03-03", "2021-03-05");
    assert_true(hit > 0);
    struct xc_plan_closure storm = area("320282001", "2021-03-03", "2021-03-05");
    struct xc_plan *before = w.plan;
    w.input.kept = kept;
    w.input.kept_count = 20;
    w.input.closures = &storm;
    w.input.closure_count = 1;
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 20);
    assert_int_equal(w.plan->moved, hit);
    assert_int_equal(w.plan->moved_bound, hit);
    for (size_t i = 0; i < w.plan->move_count; i++)
        assert_true(says(&w.plan->reasons[w.plan->moves[i].reason],
                         "320282001 is closed to visits on 2021-03-0"));
    assert_true(says(&w.plan->reasons[w.plan->moves[0].reason], ": storm."));
    assert_int_equal(breaches_of(&w), 0);
    xc_plan_free(before);
    world_end(&w);
}

static void expect_refused(struct world *w, const char *part) {
    struct xc_plan *plan = NULL;
    struct xc_error error = {0};
    struct xc_buffer out = xc_buffer_make(1u << 16);
    assert_int_equal(xc_plan_make(&w->input, &plan, &error), XC_EINPUT);
    assert_int_equal(xc_error_render(&error, NULL, &out), XC_OK);
    assert_true(xc_str_find(xc_buffer_view(&out), xc_str_from(part)) >= 0);
    assert_int_equal(xc_plan_check(&w->input, NULL, 0, report_breach, NULL, &error),
                     XC_EINPUT);
    xc_buffer_free(&out);
}

static void bad_closures_are_refused(void **state) {
    (void)state;
    struct world w;
    begin(&w, 2);
    struct xc_plan_closure closure = area("999999", "2021-03-03", "2021-03-05");
    w.input.closures = &closure;
    w.input.closure_count = 1;
    expect_refused(&w, "no area '999999'");
    closure = area("", "2021-03-03", "2021-03-05");
    expect_refused(&w, "neither an area nor a zone");
    closure = area("3202", "2021-03-05", "2021-03-03");
    expect_refused(&w, "ends on 2021-03-03, before it begins on 2021-03-05");
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_goes_there),
        cmocka_unit_test(proofs_leave_the_days_out),
        cmocka_unit_test(other_areas_stay_open_in_proofs),
        cmocka_unit_test(all_days_closed_is_impossible_alone),
        cmocka_unit_test(open_only_while_people_are_away),
        cmocka_unit_test(published_visits_move_and_say_why),
        cmocka_unit_test(bad_closures_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
