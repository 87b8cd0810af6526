#include "world.h"

static const char STAGES[] =
    "[{'id':'s','title':'','plugin':'x','kind':'coverage','window':['2021-03-01','2021-"
    "03-12'],"
    "'nature':'enforcement','method':'site','basis':'Order "
    "7','obligations':[{'label':'s/1',"
    "'targets':{'op':'all','table':'targets'},'crew':{'seats':[{'role':'lead','count':1},"
    "{'role':'officer','count':1}]}}]}]";

static void make_world(struct world *w) {
    world_start(w);
    add_areas(w);
    add_person(w, "P1", "K", LEAD, "320282");
    struct xc_person second = make_person("P2", "K", OFFICER, "320282");
    second.certificate_until = day("2021-12-31");
    add_person_row(w, &second);
    add_person(w, "P3", "L", LEAD, "320282");
    add_person(w, "P4", "L", OFFICER, "320282");
    add_person(w, "P5", "M", LEAD, "320282002");
    add_person(w, "P6", "M", OFFICER, "320282002");
    add_absence(w, "P1", "2021-03-01", "2021-03-03", XC_WHOLE_DAY);
    add_absence(w, "P3", "2021-03-01", "2021-03-31", XC_WHOLE_DAY);
    add_target(w, "T1", "320282001", "Z", 90);
    add_target(w, "T2", "320282001", "Z", 90);
    add_relation(w, "P1", "T2");
    add_relation(w, "P5", "T2");
    world_ready(w, STAGES, "2021-01-01");
    world_plan(w);
}

static void expect(struct world *w, struct xc_str subject, const char *const *parts) {
    struct xc_buffer out = xc_buffer_make(1u << 20);
    CHECK_OK(w, xc_plan_explain(&w->input, w->plan->visits, w->plan->visit_count, subject,
                                NULL, &out, &w->error));
    for (; *parts; parts++) {
        if (xc_str_find(xc_buffer_view(&out), xc_str_from(*parts)) < 0)
            fprintf(stderr, "'%s' is not in:\n%.*s", *parts,
                    XC_PRI(xc_buffer_view(&out)));
        assert_true(xc_str_find(xc_buffer_view(&out), xc_str_from(*parts)) >= 0);
    }
    assert_int_equal(out.ptr[out.len - 1], '\n');
    xc_buffer_free(&out);
}

static void a_visit_answers_four_questions(void **state) {
    (void)state;
    struct world w;
    make_world(&w);
    assert_int_equal(w.plan->visit_count, 1);
    const char *const parts[] = {
        ": T1 on 2021-03-",
        "why here: stage 's' of 'p-2021' asks for it under 's/1', visit number 1",
        "its legal basis is Order 7.",
        "area 宜城街道, zone Z.",
        "why then: the window is 2021-03-01 to 2021-03-12; of its 10 working days",
        "on 3 its seats could not be filled",
        "why them: P1 (P1) sits as lead; certificate A-1, without expiry.",
        "why them: P2 (P2) sits as officer; certificate A-1, valid until 2021-12-31.",
        "not crew L: people it needs are away that day.",
        "1 other crews do not serve this area or zone.",
        NULL};
    expect(&w, w.plan->visits[0].id, parts);
    world_end(&w);
}

static void a_target_shows_its_visits_or_why_not(void **state) {
    (void)state;
    struct world w;
    make_world(&w);
    const char *const planned[] = {"target T1: T1, pharmacy, active",
                                   "under 's/1' number 1, draft.", NULL};
    expect(&w, XC_STR("T1"), planned);
    const char *const unmet[] = {
        "the plan has no visit of it.", "P1 must not visit it: kin.",
        "visit number 1 under 's/1' is not planned (alone):", NULL};
    expect(&w, XC_STR("T2"), unmet);
    world_end(&w);
}

static void a_person_shows_load_and_limits(void **state) {
    (void)state;
    struct world w;
    make_world(&w);
    const char *const parts[] = {"person P1 (P1) is in crew K.",
                                 "load: 1 visits on 1 days, 90 minutes of work.",
                                 "away from 2021-03-01 to 2021-03-03: leave.",
                                 "must not visit target T2: kin.", NULL};
    expect(&w, XC_STR("P1"), parts);
    world_end(&w);
}

static void an_unknown_id_is_no(void **state) {
    (void)state;
    struct world w;
    struct xc_buffer out = xc_buffer_make(1u << 10);
    make_world(&w);
    assert_int_equal(xc_plan_explain(&w.input, w.plan->visits, w.plan->visit_count,
                                     XC_STR("nobody"), NULL, &out, &w.error),
                     XC_ENO);
    assert_true(says(&w.error.message, "has the id 'nobody'"));
    assert_int_equal(out.len, 0);
    xc_buffer_free(&out);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_visit_answers_four_questions),
        cmocka_unit_test(a_target_shows_its_visits_or_why_not),
        cmocka_unit_test(a_person_shows_load_and_limits),
        cmocka_unit_test(an_unknown_id_is_no),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
