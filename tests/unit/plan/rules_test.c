/* One hard rule after the other, on the smallest register that shows it. */
#include "world.h"

#define STAGE(window, nature, more, obligation)                                          \
    "[{'id':'s','title':'','plugin':'x','kind':'coverage','window':" window              \
    ",'nature':'" nature "','method':'site'" more ",'obligations':[{'label':'s/1',"      \
    "'targets':{'op':'all','table':'targets'}" obligation "}]}]"
#define WEEK "['2021-03-01','2021-03-05']"

static void absences_leave_the_other_half(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_pair(&w);
    add_absence(&w, "P2", "2021-03-01", "2021-03-04", XC_WHOLE_DAY);
    add_absence(&w, "P1", "2021-03-05", "2021-03-05", XC_MORNING);
    add_target(&w, "T1", "320282001", "Z", 90);
    world_ready(&w, STAGE(WEEK, "enforcement", "", LAW), "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 1);
    assert_int_equal(w.plan->visits[0].date, day("2021-03-05"));
    assert_int_equal(w.plan->visits[0].start, 13 * 60 + 30);
    world_end(&w);
}

static void certificates_end_with_their_last_day(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_person(&w, "P1", "K", LEAD, "320282");
    struct xc_person second = make_person("P2", "K", OFFICER, "320282");
    second.certificate_until = day("2021-03-01");
    add_person_row(&w, &second);
    add_target(&w, "T1", "320282001", "Z", 90);
    world_ready(&w, STAGE(WEEK, "enforcement", "", LAW), "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 1);
    assert_int_equal(w.plan->visits[0].date, day("2021-03-01"));
    assert_true(w.plan->note_count > 0);
    assert_true(says(&w.plan->notes[0], "valid until 2021-03-01"));
    w.input.as_of = day("2021-03-02");
    world_plan_again(&w);
    expect_only_unmet(&w, XC_UNMET_ALONE, "valid certificate");
    world_end(&w);
}

static void nobody_meets_their_own(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_pair(&w);
    add_target(&w, "T1", "320282001", "Z", 90);
    add_target(&w, "T2", "320282001", "Z", 90);
    add_relation(&w, "P2", "T1");
    world_ready(&w, STAGE(WEEK, "enforcement", "", LAW), "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 1);
    expect_only_unmet(&w, XC_UNMET_ALONE, "barred");
    assert_true(xc_str_is(w.plan->unmet[0].target, "T1"));
    world_end(&w);
}

static void windows_and_days_are_named(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_pair(&w);
    add_target(&w, "T1", "320282001", "Z", 90);
    world_ready(&w, STAGE("['2021-03-06','2021-03-07']", "enforcement", "", LAW),
                "2021-01-01");
    world_plan(&w);
    expect_only_unmet(&w, XC_UNMET_ALONE, "no working day is left for it");
    world_end(&w);
    world_start(&w);
    add_pair(&w);
    add_target(&w, "T1", "320282001", "Z", 480);
    world_ready(&w, STAGE(WEEK, "enforcement", "", LAW), "2021-01-01");
    world_plan(&w);
    expect_only_unmet(&w, XC_UNMET_ALONE, "takes 480 minutes");
    world_end(&w);
}

static void other_areas_are_not_served(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_person(&w, "P1", "K", LEAD, "320282001");
    add_person(&w, "P2", "K", OFFICER, "320282001");
    add_target(&w, "T1", "320282001", "Z", 90);
    add_target(&w, "T2", "320282002", "Z", 90);
    world_ready(&w, STAGE(WEEK, "enforcement", "", LAW), "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 1);
    assert_true(xc_str_is(w.plan->crews[0].area, "320282001"));
    expect_only_unmet(&w, XC_UNMET_ALONE, "no crew works in 丁蜀镇");
    world_end(&w);
}

static void crews_are_formed_leads_first(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_person(&w, "P1", "", OFFICER, "320282");
    add_person(&w, "P2", "", OFFICER, "320282");
    add_person(&w, "P3", "", LEAD, "320282");
    add_person(&w, "P4", "", LEAD, "320282");
    add_person(&w, "P5", "", OFFICER, "320282");
    add_target(&w, "T1", "320282001", "Z", 90);
    world_ready(&w, STAGE(WEEK, "enforcement", "", LAW), "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->crew_count, 2);
    assert_true(w.plan->crews[0].formed);
    assert_true(xc_str_is(w.plan->crews[0].id, "320282-01"));
    assert_true(xc_str_is(w.plan->crews[0].people[0], "P3"));
    assert_true(xc_str_is(w.plan->crews[0].people[1], "P1"));
    assert_true(xc_str_is(w.plan->crews[1].people[0], "P4"));
    assert_int_equal(w.plan->note_count, 1);
    assert_true(says(&w.plan->notes[0], "1 people of 宜兴市 are in no crew: P5."));
    world_end(&w);
}

/* Two officers and no lead in each of some counties, two more in the second: one note. */
static void people_of_many_areas_in_no_crew_are_one_note(void **state) {
    (void)state;
    static const char *const counties[] = {"320282", "320281", "320211",
                                           "320213", "320214", "320205"};
    static const struct {
        size_t counties;
        const char *said;
    } cases[] = {
        {2, "6 people of 2 areas are in no crew: 320281 4 (A1, B1, C1, …), 宜兴市 2 (A0, "
            "B0)."},
        {6, "14 people of 6 areas are in no crew: 320205 2 (A5, B5), 320211 2 (A2, B2), "
            "320213 2 (A3, B3), 320214 2 (A4, B4), 320281 4 (A1, B1, C1, …), and 2 "
            "elsewhere."}};
    for (size_t of = 0; of < sizeof cases / sizeof *cases; of++) {
        struct world w;
        world_start(&w);
        add_pair(&w);
        add_target(&w, "T1", "320282001", "Z", 90);
        for (size_t i = 0; i < cases[of].counties; i++) {
            char id[] = "A0";
            if (i > 0)
                add_area(&w, counties[i], counties[i], "3202", XC_LEVEL_COUNTY);
            id[1] = (char)('0' + i);
            for (id[0] = 'A'; id[0] <= (i == 1 ? 'D' : 'B'); id[0]++)
                add_person(&w, id, "", OFFICER, counties[i]);
        }
        world_ready(&w, STAGE(WEEK, "enforcement", "", LAW), "2021-01-01");
        world_plan(&w);
        assert_int_equal(w.plan->note_count, 1);
        assert_true(says(&w.plan->notes[0], cases[of].said));
        world_end(&w);
    }
}

static void nobody_at_all_refuses_the_plan(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_person(&w, "P1", "", OFFICER, "320282");
    add_target(&w, "T1", "320282001", "Z", 90);
    world_ready(&w, STAGE(WEEK, "enforcement", "", LAW), "2021-01-01");
    assert_int_equal(xc_plan_make(&w.input, &w.plan, &w.error), XC_ENO);
    assert_true(says(&w.error.message, "no crew can be formed"));
    world_end(&w);
}

static void visits_keep_their_gap_and_their_periods(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_pair(&w);
    add_target(&w, "T1", "320282001", "Z", 90);
    add_target(&w, "T2", "320282001", "Z", 90);
    world_ready(&w,
                STAGE("['2021-01-04','2021-12-31']", "enforcement", "",
                      ",'times':1,'each':'quarter','gap':60" LAW),
                "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 0);
    assert_int_equal(w.plan->visit_count, 8);
    for (size_t i = 0; i < 8; i++) {
        const struct xc_visit *a = &w.plan->visits[i];
        unsigned quarter = (xc_date_ymd(a->date).month - 1) / 3 + 1;
        assert_int_equal(a->tasks[0].number, quarter);
        for (size_t k = 0; k < i; k++)
            if (xc_str_equal(a->target, w.plan->visits[k].target))
                assert_true(a->date - w.plan->visits[k].date >= 60);
    }
    world_end(&w);
}

static void an_average_is_met_exactly(void **state) {
    (void)state;
    struct world w;
    unsigned visits[2] = {0};
    world_start(&w);
    add_pair(&w);
    for (unsigned i = 0; i < 101; i++) {
        char id[16];
        snprintf(id, sizeof id, "T%03u", i);
        struct xc_target row = make_target(id, "320282001", "Z", 30);
        row.weight = i == 77 ? 9 : 1;
        CHECK_OK(&w, xc_register_add_target(w.builder, &row, &w.error));
    }
    world_ready(&w,
                STAGE("['2021-01-04','2021-12-31']", "enforcement", "",
                      ",'times':1,'each':'half','max_per':1,'average':[3,2],"
                      "'extra_by':'weight'" LAW),
                "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 0);
    assert_int_equal(w.plan->visit_count, 152); /* ceil(151.5) */
    unsigned second = 0;
    for (size_t i = 0; i < w.plan->visit_count; i++) {
        const struct xc_visit *visit = &w.plan->visits[i];
        visits[xc_date_ymd(visit->date).month > 6]++;
        second += xc_str_is(visit->target, "T077");
        for (size_t k = 0; k < i; k++)
            if (xc_str_equal(visit->target, w.plan->visits[k].target))
                assert_true((xc_date_ymd(visit->date).month > 6) !=
                            (xc_date_ymd(w.plan->visits[k].date).month > 6));
    }
    assert_int_equal(second, 2); /* the heaviest gets one of the 51 */
    assert_int_equal(visits[0] + visits[1], 152);
    world_end(&w);
}

static void consecutive_days_belong_to_one_crew(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_pair(&w);
    add_absence(&w, "P1", "2021-03-02", "2021-03-02", XC_AFTERNOON);
    add_target(&w, "T1", "320282001", "Z", 90);
    world_ready(&w, STAGE(WEEK, "enforcement", "", ",'days':3" LAW), "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 1);
    assert_int_equal(w.plan->visits[0].date, day("2021-03-03"));
    assert_int_equal(w.plan->visits[0].end_date, day("2021-03-05"));
    assert_int_equal(w.plan->visits[0].minutes, 3 * 390);
    assert_int_equal(w.plan->visits[0].start, 540);
    assert_int_equal(w.plan->visits[0].end, 1020);
    world_end(&w);
}

static void people_keep_their_limits(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_person(&w, "P1", "K", LEAD, "320282");
    struct xc_person second = make_person("P2", "K", OFFICER, "320282");
    second.per_day = 2;
    second.max_visits = 9;
    add_person_row(&w, &second);
    add_targets(&w, 11, 30);
    world_ready(&w, STAGE(WEEK, "enforcement", "", LAW), "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 9);
    for (size_t i = 2; i < 9; i++)
        assert_int_not_equal(w.plan->visits[i].date, w.plan->visits[i - 2].date);
    bool proved = false;
    for (size_t i = 0; i < w.plan->unmet_count; i++)
        proved = proved || w.plan->unmet[i].verdict == XC_UNMET_TOGETHER;
    assert_true(proved); /* 11 visits, 5 days × 2 */
    world_end(&w);
}

/* ---- fixed visits ---- */

static void an_obligation_joins_a_visit_that_is_there(void **state) {
    (void)state;
    struct world w;
    struct xc_visit fixed = stored_visit("v1", "T1", "2021-03-03");
    world_start(&w);
    add_pair(&w);
    add_target(&w, "T1", "320282001", "Z", 90);
    world_ready(&w, STAGE(WEEK, "enforcement", "", LAW), "2021-01-01");
    w.input.fixed = &fixed;
    w.input.fixed_count = 1;
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 1);
    assert_true(xc_str_is(w.plan->visits[0].id, "v1"));
    assert_int_equal(w.plan->visits[0].date, day("2021-03-03"));
    assert_int_equal(w.plan->visits[0].task_count, 2);
    assert_true(xc_str_is(w.plan->visits[0].tasks[1].label, "s/1"));
    assert_int_equal(w.plan->joined_count, 1);
    fixed.alone = true; /* its own stage shares with nobody */
    world_plan_again(&w);
    assert_int_equal(w.plan->visit_count, 1);
    assert_int_equal(w.plan->joined_count, 0);
    assert_false(xc_str_is(w.plan->visits[0].id, "v1"));
    world_end(&w);
}

static void an_embargo_ends_at_the_hour_of_the_zone(void **state) {
    (void)state;
    const struct {
        int offset;
        const char *end;
    } zones[] = {{480, "T09:00:00Z"}, {360, "T11:00:00Z"}, {0, "T17:00:00Z"}};
    struct world w;
    world_start(&w);
    add_pair(&w);
    add_target(&w, "T1", "320282001", "Z", 90);
    world_ready(&w,
                STAGE(WEEK, "enforcement",
                      ",'embargo':{'from':['inspector','public'],'before':1,"
                      "'unit':'workday','time':'17:00'}",
                      LAW),
                "2021-01-01");
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        char end[21];
        w.input.offset_minutes = zones[i].offset;
        world_plan(&w);
        xc_instant_format(w.plan->visits[0].embargo_until, end);
        assert_string_equal(end + 10, zones[i].end);
        xc_plan_free(w.plan);
        w.plan = NULL;
    }
    world_end(&w);
}

/* A visit that stays where it is, although a day off was given or taken before it. */
static void a_day_off_moves_the_end_of_an_embargo(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_pair(&w);
    add_target(&w, "T1", "320282001", "Z", 90);
    world_ready(&w,
                STAGE(WEEK, "enforcement",
                      ",'embargo':{'from':['inspector','public'],'before':1,"
                      "'unit':'workday','time':'17:00'}",
                      LAW),
                "2021-01-01");
    world_plan(&w);
    struct xc_plan *first = w.plan;
    struct xc_visit kept = first->visits[0];
    xc_instant end = kept.embargo_until, early = end - 86400;
    kept.status = XC_VISIT_PUBLISHED;
    kept.embargo_until = early;
    w.input.kept = &kept;
    w.input.kept_count = 1;
    for (int over = 0; over < 2; over++) {
        w.plan = NULL;
        w.input.now = over ? early : early - 1;
        world_plan(&w);
        assert_int_equal(w.plan->visit_count, 1);
        assert_int_equal(w.plan->visits[0].embargo_until, over ? early : end);
        assert_int_equal(w.plan->visits[0].status, XC_VISIT_PUBLISHED);
        assert_int_equal(w.plan->visits[0].date, kept.date);
        assert_int_equal(w.plan->visits[0].sequence, kept.sequence);
        assert_int_equal(w.plan->move_count, 0);
        xc_plan_free(w.plan);
    }
    w.plan = first;
    world_end(&w);
}

static void supervision_does_not_join(void **state) {
    (void)state;
    struct world w;
    struct xc_visit fixed = stored_visit("v1", "T1", "2021-03-03");
    world_start(&w);
    add_pair(&w);
    add_target(&w, "T1", "320282001", "Z", 90);
    world_ready(&w, STAGE(WEEK, "enforcement", ",'merge':false", LAW), "2021-01-01");
    w.input.fixed = &fixed;
    w.input.fixed_count = 1;
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 1);
    assert_int_equal(w.plan->visits[0].task_count, 1);
    assert_int_not_equal(w.plan->visits[0].date, day("2021-03-03"));
    w.input.cap_enforcement.all = 1;
    world_plan_again(&w);
    expect_only_unmet(&w, XC_UNMET_ALONE, "yearly cap (1)");
    world_end(&w);
}

static void a_cap_may_differ_by_kind(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_pair(&w);
    add_target(&w, "T1", "320282001", "Z", 90);
    struct xc_target clinic = make_target("T2", "320282001", "Z", 90);
    clinic.kind = XC_KIND_CLINIC;
    CHECK_OK(&w, xc_register_add_target(w.builder, &clinic, &w.error));
    world_ready(&w, STAGE(WEEK, "enforcement", "", ",'times':3" LAW), "2021-01-01");
    w.input.cap_enforcement.all = 1;
    w.input.cap_enforcement.kinds[XC_KIND_CLINIC] = 2;
    w.input.cap_agency_check.kinds[XC_KIND_CLINIC] = 1; /* of another nature */
    world_plan(&w);
    unsigned visits[3] = {0};
    for (size_t i = 0; i < w.plan->visit_count; i++)
        visits[w.plan->visits[i].target.ptr[1] - '0']++;
    assert_int_equal(visits[1], 1);
    assert_int_equal(visits[2], 2);
    w.input.cap_enforcement.all = 0;
    world_plan_again(&w);
    assert_int_equal(w.plan->visit_count, 5); /* pharmacies have no cap now */
    world_end(&w);
}

static void fixed_visits_take_their_people_s_time(void **state) {
    (void)state;
    struct world w;
    struct xc_visit fixed = stored_visit("v1", "T9", "2021-03-01");
    world_start(&w);
    add_pair(&w);
    add_target(&w, "T1", "320282001", "Z", 210);
    world_ready(&w, STAGE("['2021-03-01','2021-03-01']", "enforcement", "", LAW),
                "2021-01-01");
    w.input.fixed = &fixed;
    w.input.fixed_count = 1;
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 1);
    assert_int_equal(w.plan->visits[0].start, 13 * 60 + 30);
    fixed.start =
        13 * 60 + 30; /* a visit runs across lunch, never across another visit */
    fixed.end = 14 * 60 + 30;
    world_plan_again(&w);
    assert_int_equal(w.plan->unmet_count, 1);
    world_end(&w);
}

static void a_second_run_keeps_what_is_planned(void **state) {
    (void)state;
    struct world w;
    struct xc_plan *again = NULL;
    world_start(&w);
    add_pair(&w);
    add_target(&w, "T1", "320282001", "Z", 90);
    add_target(&w, "T2", "320282001", "Z", 90);
    world_ready(&w, STAGE(WEEK, "enforcement", "", LAW), "2021-01-01");
    world_plan(&w);
    struct xc_visit fixed = w.plan->visits[1];
    w.input.fixed = &fixed;
    w.input.fixed_count = 1;
    CHECK_OK(&w, xc_plan_make(&w.input, &again, &w.error));
    assert_int_equal(again->visit_count, 2);
    unsigned same = 0;
    for (size_t i = 0; i < 2; i++)
        same += xc_str_equal(again->visits[i].id, fixed.id) &&
                again->visits[i].start == fixed.start &&
                again->visits[i].date == fixed.date;
    assert_int_equal(same, 1);
    xc_plan_free(again);
    again = NULL;
    fixed.status = XC_VISIT_CANCELLED; /* its id is not used again */
    CHECK_OK(&w, xc_plan_make(&w.input, &again, &w.error));
    assert_int_equal(again->visit_count, 3);
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < i; k++)
            assert_false(xc_str_equal(again->visits[i].id, again->visits[k].id));
    xc_plan_free(again);
    world_end(&w);
}

static void an_unknown_crew_of_a_duty_is_an_error(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_pair(&w);
    add_target(&w, "T1", "320282001", "Z", 90);
    world_ready(
        &w, STAGE(WEEK, "enforcement", "", ",'duties':[{'crew':'X','zones':['Z']}]" LAW),
        "2021-01-01");
    assert_int_equal(xc_plan_make(&w.input, &w.plan, &w.error), XC_EINPUT);
    assert_true(says(&w.error.message, "gives zones to crew 'X'"));
    world_end(&w);
}

static void a_year_without_facts_is_an_error(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_pair(&w);
    add_target(&w, "T1", "320282001", "Z", 90);
    world_ready(&w, STAGE("['2022-12-01','2023-01-31']", "enforcement", "", LAW),
                "2021-01-01");
    assert_int_equal(xc_plan_make(&w.input, &w.plan, &w.error), XC_EINPUT);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(absences_leave_the_other_half),
        cmocka_unit_test(certificates_end_with_their_last_day),
        cmocka_unit_test(nobody_meets_their_own),
        cmocka_unit_test(windows_and_days_are_named),
        cmocka_unit_test(other_areas_are_not_served),
        cmocka_unit_test(crews_are_formed_leads_first),
        cmocka_unit_test(people_of_many_areas_in_no_crew_are_one_note),
        cmocka_unit_test(nobody_at_all_refuses_the_plan),
        cmocka_unit_test(visits_keep_their_gap_and_their_periods),
        cmocka_unit_test(an_average_is_met_exactly),
        cmocka_unit_test(consecutive_days_belong_to_one_crew),
        cmocka_unit_test(people_keep_their_limits),
        cmocka_unit_test(an_obligation_joins_a_visit_that_is_there),
        cmocka_unit_test(an_embargo_ends_at_the_hour_of_the_zone),
        cmocka_unit_test(a_day_off_moves_the_end_of_an_embargo),
        cmocka_unit_test(supervision_does_not_join),
        cmocka_unit_test(a_cap_may_differ_by_kind),
        cmocka_unit_test(fixed_visits_take_their_people_s_time),
        cmocka_unit_test(a_second_run_keeps_what_is_planned),
        cmocka_unit_test(an_unknown_crew_of_a_duty_is_an_error),
        cmocka_unit_test(a_year_without_facts_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
