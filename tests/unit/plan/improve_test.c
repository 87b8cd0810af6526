#include "world.h"

#define SEATS "'crew':{'seats':[{'role':'third_party','count':2}]}"
#define STAGE(id, from, to, more)                                                        \
    "{'id':'" id                                                                         \
    "','title':'','plugin':'full_coverage','kind':'coverage','window':['" from "','" to  \
    "'],'nature':'agency_check','method':'site','merge':false,"                          \
    "'obligations':[{'label':'" id "/1','targets':{'op':'all','table':'targets'}" more   \
    "," SEATS "}]}"

static void add_crews(struct world *w, unsigned count) {
    for (unsigned i = 0; i < count * 2; i++) {
        char id[16];
        char crew[16];
        snprintf(id, sizeof id, "P%02u", i);
        snprintf(crew, sizeof crew, "K%u", i / 2);
        add_person(w, id, crew, THIRD, "320282");
    }
}

static void add_lengths(struct world *w, const unsigned *minutes, unsigned count,
                        unsigned zones) {
    for (unsigned i = 0; i < count; i++) {
        char id[16];
        char zone[16];
        snprintf(id, sizeof id, "T%03u", i);
        snprintf(zone, sizeof zone, "Z%u", i % zones);
        add_target(w, id, "320282001", zone, minutes[i % 8]);
    }
}

static const unsigned LENGTHS[] = {45, 60, 90, 120, 75, 150, 180, 105};

/* Work for 61 % of four weeks of two crews: weeks and crews within a fiftieth of level,
 * no zone on more days than it needs. */
static void a_small_plan_is_level_and_packed(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_lengths(&w, LENGTHS, 96, 3);
    add_crews(&w, 2);
    world_ready(&w, "[" STAGE("s", "2021-03-01", "2021-03-26", "") "]", "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 0);
    assert_in_range(w.plan->bounds.week.load, 1000000, 1020000);
    assert_in_range(w.plan->bounds.crew.load, 1000000, 1020000);
    assert_true(w.plan->bounds.zone_days <= w.plan->bounds.zone_days_bound + 1);
    world_end(&w);
}

/* Thirteen days of work in forty-eight weeks: halves of days would be more level, but a
 * day on the way counts more. */
static void levels_never_cost_a_day_where_weeks_are_small(void **state) {
    (void)state;
    static const unsigned same[] = {90, 90, 90, 90, 90, 90, 90, 90};
    struct world w;
    world_start(&w);
    add_lengths(&w, same, 52, 1);
    add_crews(&w, 2);
    world_ready(&w, "[" STAGE("s", "2021-01-01", "2021-11-30", "") "]", "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->bounds.zone_days, 13);
    world_end(&w);
}

/* Three days of work in a year: however far each of them is above its week's share, they
 * do not come in the same month, and none in a week with few working days. */
static void a_few_days_lie_apart(void **state) {
    (void)state;
    static const unsigned same[] = {90, 90, 90, 90, 90, 90, 90, 90};
    struct world w;
    unsigned months = 0;
    world_start(&w);
    add_lengths(&w, same, 12, 1);
    add_crews(&w, 1);
    world_ready(&w, "[" STAGE("s", "2021-01-01", "2021-11-30", "") "]", "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->bounds.zone_days, 3);
    assert_in_range(w.plan->bounds.week.load, 1000000, 16000000);
    for (size_t i = 0; i < w.plan->month_count; i++) {
        assert_true(w.plan->months[i].visits <= 4);
        months += w.plan->months[i].visits > 0;
    }
    assert_int_equal(months, 3);
    world_end(&w);
}

/* Two crews for a day, one hour more than they have: only one short visit is left out,
 * though the visits come in an order that fills the days badly. */
static void short_days_are_filled_to_the_end(void **state) {
    (void)state;
    static const unsigned lengths[] = {105, 75, 90, 120, 75, 105, 120, 90};
    struct world w;
    world_start(&w);
    add_lengths(&w, lengths, 8, 2);
    add_target(&w, "T900", "320282001", "Z0", 60);
    add_crews(&w, 2);
    world_ready(&w, "[" STAGE("s", "2021-03-01", "2021-03-01", "") "]", "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 8);
    assert_int_equal(w.plan->bounds.unserved_minutes, 60);
    world_end(&w);
}

/* One day for four visits of half a day: the two that weigh more. */
static void heavier_visits_go_first(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    for (unsigned i = 0; i < 4; i++) {
        char id[16];
        snprintf(id, sizeof id, "T%u", i);
        struct xc_target row = make_target(id, "320282001", "Z", 180);
        row.weight = i < 2 ? 1 : 3;
        CHECK_OK(&w, xc_register_add_target(w.builder, &row, &w.error));
    }
    add_crews(&w, 1);
    world_ready(&w, "[" STAGE("s", "2021-03-01", "2021-03-01", "") "]", "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 2);
    for (size_t i = 0; i < 2; i++)
        assert_true(xc_str_is(w.plan->visits[i].target, "T2") ||
                    xc_str_is(w.plan->visits[i].target, "T3"));
    world_end(&w);
}

/* Visits of a target twenty days apart stay so, whatever is exchanged. */
static void gaps_survive_the_search(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_lengths(&w, LENGTHS, 40, 2);
    add_crews(&w, 2);
    world_ready(&w, "[" STAGE("s", "2021-03-01", "2021-04-23", ",'times':2,'gap':20") "]",
                "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 80);
    for (size_t i = 0; i < w.plan->visit_count; i++)
        for (size_t k = i + 1; k < w.plan->visit_count; k++)
            if (xc_str_equal(w.plan->visits[i].target, w.plan->visits[k].target))
                assert_true(w.plan->visits[k].date - w.plan->visits[i].date >= 20);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_plan_is_level_and_packed),
        cmocka_unit_test(levels_never_cost_a_day_where_weeks_are_small),
        cmocka_unit_test(a_few_days_lie_apart),
        cmocka_unit_test(short_days_are_filled_to_the_end),
        cmocka_unit_test(heavier_visits_go_first),
        cmocka_unit_test(gaps_survive_the_search),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
