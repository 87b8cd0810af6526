#include "world.h"

#define COVERAGE                                                                         \
    "[{'id':'annual','title':'','plugin':'full_coverage','kind':'coverage','window':"    \
    "['2021-01-01','2021-11-30'],'nature':'agency_check','method':'site',"               \
    "'obligations':[{'label':'annual/1','targets':{'op':'all','table':'targets'},"       \
    "'crew':{'seats':[{'role':'third_party','count':2}]}}]}]"

static void add_numbered(struct world *w, unsigned count, unsigned zones,
                         unsigned minutes) {
    for (unsigned i = 0; i < count; i++) {
        char id[32];
        char zone[32];
        snprintf(id, sizeof id, "T%05u", i);
        snprintf(zone, sizeof zone, "Z%02u", i % zones);
        add_target(w, id, "320282001", zone, minutes);
    }
}

static void add_staff(struct world *w, unsigned count, uint32_t roles) {
    for (unsigned i = 0; i < count; i++) {
        char id[32];
        snprintf(id, sizeof id, "P%03u", i);
        add_person(w, id, "", roles, "320282");
    }
}

static void covers_a_county_level_by_month(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_numbered(&w, 900, 20, 0);
    add_staff(&w, 14, THIRD);
    world_ready(&w, COVERAGE, "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 0);
    assert_int_equal(w.plan->visit_count, 900);
    assert_int_equal(w.plan->target_count, 900);
    assert_int_equal(w.plan->crew_count, 7);
    assert_int_equal(w.plan->month_count, 11);
    unsigned workdays = 0;
    for (size_t i = 0; i < w.plan->month_count; i++)
        workdays += w.plan->months[i].workdays;
    for (size_t i = 0; i < w.plan->month_count; i++) {
        unsigned fair = 900 * w.plan->months[i].workdays / workdays;
        assert_in_range(w.plan->months[i].visits, fair - 6, fair + 6);
    }
    for (size_t i = 0; i < w.plan->crew_count; i++)
        assert_in_range(w.plan->crews[i].visits, 900 / 7 - 8, 900 / 7 + 8);
    assert_true(w.plan->bounds.zone_days >= w.plan->bounds.zone_days_bound);
    assert_true(w.plan->bounds.zone_days <= w.plan->bounds.zone_days_bound + 10);
    world_end(&w);
}

/* Thirteen days of work in eleven months: no month may wait for the last ones. */
static void a_small_county_is_visited_every_month(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_numbered(&w, 52, 1, 0);
    add_staff(&w, 4, THIRD);
    world_ready(&w, COVERAGE, "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 52);
    for (size_t i = 0; i < w.plan->month_count; i++)
        assert_in_range(w.plan->months[i].visits, 4, 8);
    assert_int_equal(w.plan->bounds.zone_days, w.plan->bounds.zone_days_bound);
    world_end(&w);
}

/* Working days before the first and after the last that could be planned do not count. */
static void months_count_the_days_that_could_be_planned(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_numbered(&w, 4, 1, 0);
    add_staff(&w, 2, THIRD);
    world_ready(&w, COVERAGE, "2021-11-15");
    world_plan(&w);
    assert_int_equal(w.plan->month_count, 1);
    assert_int_equal(w.plan->months[0].workdays, 12);
    world_end(&w);
}

#define PHARMACIES(minutes)                                                              \
    "[{'id':'round','title':'','plugin':'full_coverage','kind':'coverage','window':"     \
    "['2020-12-28','2021-01-10'],'nature':'enforcement','method':'site',"                \
    "'obligations':[{'label':'round/1','targets':{'op':'all','table':'targets'},"        \
    "'minutes':" #minutes ",'duties':[{'crew':'一组','zones':['Z00','Z02']},"          \
    "{'crew':'二组','zones':['Z01']}],"                                                \
    "'crew':{'seats':[{'role':'lead','count':1},{'role':'officer','count':1}]}}]}]"

static void add_two_crews(struct world *w) {
    add_person(w, "P1", "一组", LEAD, "320282");
    add_person(w, "P2", "一组", OFFICER, "320282");
    add_person(w, "P3", "二组", LEAD, "320282");
    add_person(w, "P4", "二组", OFFICER, "320282");
}

static void nine_working_days_hold_what_they_hold(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_numbered(&w, 108, 3, 0); /* 一组: 72 = 9 days × 8 */
    add_two_crews(&w);
    world_ready(&w, PHARMACIES(45), "2020-12-01");
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 0);
    assert_int_equal(w.plan->visit_count, 108);
    assert_int_equal(w.plan->crews[0].available_days + w.plan->crews[1].available_days,
                     18);
    world_end(&w);
}

static void a_shortfall_is_proved(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_numbered(&w, 111, 3, 0); /* 一组: 74 of 72 */
    add_two_crews(&w);
    world_ready(&w, PHARMACIES(45), "2020-12-01");
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(w.plan->unmet[i].verdict, XC_UNMET_TOGETHER);
        const struct xc_message *reason = &w.plan->reasons[w.plan->unmet[i].reason];
        assert_true(says(reason,
                         "between 2020-12-28 and 2021-01-08, 74 visits in 一组 are "
                         "asked for; the 9 crew-days that exist there hold 72 at "
                         "most: 2 visits short."));
    }
    world_end(&w);
}

static void a_zone_under_nobody_refuses_the_plan(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_numbered(&w, 10, 5, 0);
    add_two_crews(&w);
    world_ready(&w, PHARMACIES(45), "2020-12-01");
    assert_int_equal(xc_plan_make(&w.input, &w.plan, &w.error), XC_ENO);
    assert_true(says(&w.error.message,
                     "4 targets lie in zones that no crew has been given: "
                     "Z03 (2), Z04 (2)."));
    world_end(&w);
}

static struct xc_buffer plan_of_rows(bool backwards) {
    struct world w;
    struct xc_buffer out = xc_buffer_make(1u << 20);
    world_start(&w);
    for (unsigned i = 0; i < 200; i++) {
        unsigned row = backwards ? 199 - i : i;
        char id[32];
        char zone[32];
        snprintf(id, sizeof id, "T%03u", row);
        snprintf(zone, sizeof zone, "Z%02u", row * 7 % 11);
        add_target(&w, id, row % 3 ? "320282001" : "320282002", zone, 30 + row % 5 * 30);
    }
    for (unsigned i = 0; i < 9; i++) {
        char id[32];
        snprintf(id, sizeof id, "P%u", backwards ? 8 - i : i);
        add_person(&w, id, "", THIRD, "320282");
    }
    world_ready(&w, COVERAGE, "2021-01-01");
    world_plan(&w);
    for (size_t i = 0; i < w.plan->visit_count; i++)
        assert_int_equal(xc_visit_write(&w.plan->visits[i], &out), XC_OK);
    assert_int_equal(w.plan->visit_count, 200);
    world_end(&w);
    return out;
}

static void the_order_of_rows_does_not_matter(void **state) {
    (void)state;
    struct xc_buffer a = plan_of_rows(false);
    struct xc_buffer b = plan_of_rows(true);
    assert_true(xc_str_equal(xc_buffer_view(&a), xc_buffer_view(&b)));
    xc_buffer_free(&a);
    xc_buffer_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(covers_a_county_level_by_month),
        cmocka_unit_test(a_small_county_is_visited_every_month),
        cmocka_unit_test(months_count_the_days_that_could_be_planned),
        cmocka_unit_test(nine_working_days_hold_what_they_hold),
        cmocka_unit_test(a_shortfall_is_proved),
        cmocka_unit_test(the_order_of_rows_does_not_matter),
        cmocka_unit_test(a_zone_under_nobody_refuses_the_plan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
