/* Visits whose people a draw dealt, targets that a draw gave, drawn orders and panels. */
#include "world.h"

static const char DRAWN[] =
    "[{'id':'s','title':'s','plugin':'x','kind':'drawn','window':['2021-03-01',"
    "'2021-03-31'],'nature':'agency_check','method':'site','merge':false,"
    "'draws':[{'label':'s/targets','from':{'op':'all','table':'targets'},'method':'srs',"
    "'strata':[{'name':'all','n':2}]}],"
    "'obligations':[{'label':'s/1','targets':{'drawn':'s/targets'},'minutes':90,"
    "'crew':{'seats':[{'role':'third_party','count':2}]}}]}]";

/* The same with a coverage of all targets beside it, by the same people. */
static const char BESIDE[] =
    "[{'id':'s','title':'s','plugin':'x','kind':'drawn','window':['2021-03-01',"
    "'2021-03-31'],'nature':'agency_check','method':'site','merge':false,"
    "'draws':[{'label':'s/targets','from':{'op':'all','table':'targets'},'method':'srs',"
    "'strata':[{'name':'all','n':2}]}],"
    "'obligations':[{'label':'s/1','targets':{'drawn':'s/targets'},'minutes':90,"
    "'crew':{'seats':[{'role':'third_party','count':2}]}}]},"
    "{'id':'c','title':'c','plugin':'x','kind':'coverage','window':['2021-03-01',"
    "'2021-03-05'],'nature':'agency_check','method':'site','merge':false,"
    "'obligations':[{'label':'c/1','targets':{'op':'all','table':'targets'},'minutes':90,"
    "'crew':{'seats':[{'role':'third_party','count':2}]}}]}]";

enum { TARGETS = 8 };

struct draws {
    struct xc_str units[TARGETS];
    struct xc_visit_person people[TARGETS][3];
    struct xc_plan_dealt dealt[TARGETS];
    struct xc_plan_draw draw;
};

static void start(struct world *w, unsigned targets) {
    static const char *const people[] = {"A1", "A2", "B1", "B2", "C1"};
    char id[16];
    world_start(w);
    for (size_t i = 0; i < 5; i++)
        add_person(w, people[i], i < 2 ? "A" : i < 4 ? "B" : "", THIRD, "320282");
    for (unsigned i = 0; i < targets; i++) {
        (void)snprintf(id, sizeof id, "T%u", i + 1);
        add_target(w, id, "320282001", i < 4 ? "Z1" : "Z2", 0);
    }
}

/* pairs: "A1A2 B1B2 …", one for each unit; team: named by the pair's first person. */
static void deal(struct draws *d, const char *label, unsigned count, const char *pairs,
                 bool team) {
    static const char *const ids[] = {"T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8"};
    memset(d, 0, sizeof *d);
    for (unsigned i = 0; i < count; i++) {
        d->units[i] = text(ids[i]);
        for (unsigned k = 0; k < 2; k++) {
            d->people[i][k].person =
                (struct xc_str){pairs + (size_t)i * 5 + (size_t)k * 2, 2};
            d->people[i][k].seat = XC_ROLE_THIRD_PARTY;
        }
        d->dealt[i].people = d->people[i];
        d->dealt[i].person_count = 2;
        if (team)
            d->dealt[i].crew = (struct xc_str){pairs + (size_t)i * 5, 2};
    }
    d->draw = (struct xc_plan_draw){.label = text(label),
                                    .window = {day("2021-03-01"), day("2021-03-31")},
                                    .units = d->units,
                                    .unit_count = count,
                                    .dealt = d->dealt};
}

static void ready(struct world *w, const char *stages, const struct draws *d) {
    world_ready(w, stages, "2021-03-01");
    w->programme->stages[0].obligations[0].crew.drawn = true;
    w->input.draws = &d->draw;
    w->input.draw_count = 1;
}

static int any_breach(void *context, size_t visit, const struct xc_message *breach) {
    (void)visit;
    show_message(breach);
    ++*(unsigned *)context;
    return 0;
}

static void assert_sound(struct world *w) {
    unsigned breaches = 0;
    CHECK_OK(w, xc_plan_check(&w->input, w->plan->visits, w->plan->visit_count,
                              any_breach, &breaches, &w->error));
    assert_int_equal(breaches, 0);
}

static const struct xc_visit *visit_of(const struct world *w, const char *target) {
    for (size_t i = 0; i < w->plan->visit_count; i++)
        if (xc_str_is(w->plan->visits[i].target, target))
            return &w->plan->visits[i];
    return NULL;
}

static void test_teams_work_side_by_side(void **state) {
    struct world w;
    struct draws d;
    (void)state;
    start(&w, 8);
    deal(&d, "s/targets", 8, "A1A2 B1B2 A1A2 B1B2 A1A2 B1B2 A1A2 B1B2", true);
    ready(&w, DRAWN, &d);
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 8);
    assert_int_equal(w.plan->unmet_count, 0);
    assert_int_equal(w.plan->target_count, 8);
    assert_sound(&w);
    assert_true(xc_str_is(visit_of(&w, "T1")->people[0].person, "A1"));
    assert_true(xc_str_is(visit_of(&w, "T1")->crew, "A1"));
    /* zones stay together: two crews × two zones */
    assert_int_equal(visit_of(&w, "T1")->date, visit_of(&w, "T3")->date);
    assert_int_equal(visit_of(&w, "T6")->date, visit_of(&w, "T8")->date);
    unsigned crew_days = 0;
    for (size_t i = 0; i < w.plan->crew_count; i++)
        crew_days += w.plan->crews[i].crew_days;
    assert_int_equal(crew_days, 4);
    assert_int_equal(w.plan->dealt_count, 8);
    world_end(&w);
}

/* C1 is dealt to every visit: nobody is in two places at once. */
static void test_people_in_many_crews(void **state) {
    struct world w;
    struct draws d;
    (void)state;
    start(&w, 6);
    deal(&d, "s/targets", 6, "A1C1 A2C1 B1C1 B2C1 A1C1 A2C1", false);
    ready(&w, DRAWN, &d);
    d.draw.window = (struct xc_window){day("2021-03-02"), day("2021-03-03")};
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 0);
    assert_sound(&w);
    for (size_t i = 0; i < w.plan->visit_count; i++) {
        assert_in_range(w.plan->visits[i].date, day("2021-03-02"), day("2021-03-03"));
        assert_true(xc_str_is(w.plan->visits[i].people[1].person, "C1"));
    }
    assert_true(xc_str_is(visit_of(&w, "T1")->crew, "A1+C1"));
    world_end(&w);
}

static void test_absence_and_relation_are_named(void **state) {
    struct world w;
    struct draws d;
    (void)state;
    start(&w, 3);
    add_absence(&w, "A2", "2021-03-01", "2021-03-31", 0);
    add_relation(&w, "B1", "T2");
    deal(&d, "s/targets", 3, "A1A2 B1B2 B1B2", false);
    ready(&w, DRAWN, &d);
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 2);
    assert_int_equal(w.plan->unmet[0].verdict, XC_UNMET_ALONE);
    assert_true(says(&w.plan->reasons[w.plan->unmet[0].reason], "never there together"));
    assert_true(says(&w.plan->reasons[w.plan->unmet[1].reason], "substitute"));
    assert_int_equal(w.plan->visit_count, 1);
    assert_int_equal(w.plan->bounds.unserved_bound, 2);
    assert_int_equal(w.plan->bounds.unserved_minutes_bound, 180);
    world_end(&w);
}

/* Five visits of 90 minutes fit into one day of the same people only four times. */
static void test_too_many_for_a_day(void **state) {
    struct world w;
    struct draws d;
    (void)state;
    start(&w, 5);
    deal(&d, "s/targets", 5, "A1A2 A1A2 A1A2 A1A2 A1A2", false);
    ready(&w, DRAWN, &d);
    d.draw.window = (struct xc_window){day("2021-03-02"), day("2021-03-02")};
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 4);
    assert_int_equal(w.plan->unmet_count, 1);
    assert_int_equal(w.plan->unmet[0].verdict, XC_UNMET_NOT_PROVED);
    assert_sound(&w);
    world_end(&w);
}

/* T5's people are free together on two days only, which others would take first. */
static void test_one_makes_room(void **state) {
    struct world w;
    struct draws d;
    (void)state;
    start(&w, 5);
    add_absence(&w, "A1", "2021-03-03", "2021-03-31", 0);
    add_absence(&w, "B1", "2021-03-04", "2021-03-31", 0);
    add_absence(&w, "B1", "2021-03-01", "2021-03-01", 0);
    deal(&d, "s/targets", 5, "A2B1 A2B1 A2B1 A2B1 A1A2", false);
    ready(&w, DRAWN, &d);
    d.draw.window = (struct xc_window){day("2021-03-02"), day("2021-03-05")};
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 0);
    assert_sound(&w);
    world_end(&w);
}

static void test_coverage_is_planned_around(void **state) {
    struct world w;
    struct draws d;
    (void)state;
    start(&w, 8);
    deal(&d, "s/targets", 3, "A1B1 A2B2 A1B2", false);
    ready(&w, BESIDE, &d);
    d.draw.window = (struct xc_window){day("2021-03-01"), day("2021-03-03")};
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 0);
    assert_int_equal(w.plan->visit_count, 11);
    assert_sound(&w);
    for (size_t i = 1; i < w.plan->visit_count; i++)
        assert_true(xc_visit_compare(&w.plan->visits[i - 1], &w.plan->visits[i]) < 0);
    for (size_t i = 1; i < w.plan->crew_count; i++)
        assert_true(xc_str_compare(w.plan->crews[i - 1].id, w.plan->crews[i].id) < 0);
    world_end(&w);
}

static int by_id(const void *a, const void *b) {
    return xc_str_compare(((const struct xc_visit *)a)->id,
                          ((const struct xc_visit *)b)->id);
}

/* A published plan stays, but for the visit of the one who falls ill, and for the target
 * that a substitute replaced. */
static void test_replan_keeps_dates(void **state) {
    struct world before;
    struct world w;
    struct draws d;
    struct draws after;
    struct xc_visit kept[3];
    (void)state;
    start(&before, 4);
    deal(&d, "s/targets", 3, "A1A2 B1B2 B1B2", false);
    ready(&before, DRAWN, &d);
    world_plan(&before);
    assert_int_equal(before.plan->visit_count, 3);
    for (size_t i = 0; i < 3; i++) {
        kept[i] = before.plan->visits[i];
        kept[i].status = XC_VISIT_PUBLISHED;
    }
    qsort(kept, 3, sizeof kept[0], by_id);
    char ill[11];
    xc_date first = visit_of(&before, "T1")->date;
    xc_date_format(first, ill);
    start(&w, 4);
    add_absence(&w, "A1", ill, ill, 0);
    deal(&after, "s/targets", 4, "A1A2 B1B2 B1B2 B1B2", false);
    after.units[2] = after.units[3]; /* T4 for T3 */
    after.draw.unit_count = 3;
    ready(&w, DRAWN, &after);
    w.input.kept = kept;
    w.input.kept_count = 3;
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 3);
    assert_true(visit_of(&w, "T1")->date != first);
    assert_int_equal(visit_of(&w, "T1")->sequence, 1);
    assert_int_equal(visit_of(&w, "T1")->status, XC_VISIT_PUBLISHED);
    assert_int_equal(visit_of(&w, "T2")->date, visit_of(&before, "T2")->date);
    assert_int_equal(visit_of(&w, "T2")->sequence, 0);
    assert_null(visit_of(&w, "T3"));
    assert_int_equal(w.plan->moved, 1);
    assert_int_equal(w.plan->moved_bound, 1);
    assert_int_equal(w.plan->move_count, 2);
    unsigned dropped = 0;
    for (size_t i = 0; i < 2; i++)
        dropped += w.plan->moves[i].kind == XC_MOVE_DROPPED &&
                   xc_str_is(w.plan->moves[i].target, "T3");
    assert_int_equal(dropped, 1);
    assert_sound(&w);
    world_end(&before);
    world_end(&w);
}

/* Another hour of the same day is no move, and who loses every place is none either: both
 * stand beside the bound. */
static void test_what_counts_as_moved(void **state) {
    (void)state;
    for (unsigned barred = 0; barred < 2; barred++) {
        struct world before, w;
        struct draws d;
        start(&before, 2);
        deal(&d, "s/targets", 1, "A1A2", false);
        ready(&before, DRAWN, &d);
        world_plan(&before);
        assert_int_equal(before.plan->visit_count, 1);
        struct xc_visit kept = before.plan->visits[0];
        kept.status = XC_VISIT_PUBLISHED;
        char ill[11];
        xc_date_format(kept.date, ill);
        start(&w, 2);
        if (barred)
            add_relation(&w, "A1", "T1");
        else
            add_absence(&w, "A1", ill, ill, XC_MORNING);
        ready(&w, DRAWN, &d);
        w.input.kept = &kept;
        w.input.kept_count = 1;
        world_plan(&w);
        assert_int_equal(w.plan->visit_count, 1 - barred);
        assert_int_equal(w.plan->moved, 0);
        assert_int_equal(w.plan->moved_bound, 0);
        assert_int_equal(w.plan->move_count, 1);
        assert_int_equal(w.plan->moves[0].kind,
                         barred ? XC_MOVE_DROPPED : XC_MOVE_PEOPLE);
        if (!barred) {
            assert_int_equal(w.plan->visits[0].date, kept.date);
            assert_true(w.plan->visits[0].start > kept.start);
            assert_int_equal(w.plan->visits[0].sequence, 1);
        }
        world_end(&before);
        world_end(&w);
    }
}

/* Where an area closes, those who were dealt go on another day; a case lifts the cap. */
static void test_closed_areas_and_open_cases(void **state) {
    struct world w;
    struct draws d;
    struct xc_visit kept[2];
    static const struct xc_str open_case = XC_STR_INIT("T1");
    struct xc_visit stored = stored_visit("zz", "T1", "2021-02-01");
    (void)state;
    stored.nature = XC_NATURE_AGENCY_CHECK;
    start(&w, 2);
    deal(&d, "s/targets", 2, "A1A2 B1B2", false);
    ready(&w, DRAWN, &d);
    world_plan(&w);
    struct xc_plan *before = w.plan;
    assert_int_equal(before->visit_count, 2);
    for (size_t i = 0; i < 2; i++)
        kept[i] = before->visits[i];
    qsort(kept, 2, sizeof kept[0], by_id);
    xc_date first = visit_of(&w, "T1")->date;
    struct xc_plan_closure storm = {
        .zone = XC_STR("Z1"), .days = {first, first}, .reason = XC_STR("storm")};
    w.input.kept = kept;
    w.input.kept_count = 2;
    w.input.closures = &storm;
    w.input.closure_count = 1;
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 2);
    assert_true(visit_of(&w, "T1")->date != first);
    assert_true(w.plan->moved_bound >= 1 && w.plan->moved == w.plan->moved_bound);
    for (size_t i = 0; i < w.plan->move_count; i++)
        assert_true(
            says(&w.plan->reasons[w.plan->moves[i].reason], "Z1 is closed to visits on"));
    assert_sound(&w);
    storm.days = (struct xc_window){day("2021-02-20"), day("2021-03-31")};
    world_plan_again(&w);
    assert_int_equal(w.plan->unmet_count, 2);
    expect_unmet(&w, 0, XC_UNMET_ALONE, "area is closed on every working day that is");
    w.input.closure_count = 0;
    w.input.kept_count = 0;
    w.input.fixed = &stored;
    w.input.fixed_count = 1;
    w.input.cap_agency_check.all = 1;
    world_plan_again(&w);
    assert_int_equal(w.plan->unmet_count, 1);
    w.input.uncapped = &open_case;
    w.input.uncapped_count = 1;
    world_plan_again(&w);
    assert_int_equal(w.plan->unmet_count, 0);
    xc_plan_free(before);
    world_end(&w);
}

/* Nobody goes where nobody is any more; whoever comes in instead is for a substitution to
 * say. */
static void test_closed_targets(void **state) {
    struct world before;
    struct world w;
    struct draws d;
    struct xc_visit kept[2];
    (void)state;
    start(&before, 2);
    deal(&d, "s/targets", 2, "A1A2 B1B2", false);
    ready(&before, DRAWN, &d);
    world_plan(&before);
    assert_int_equal(before.plan->visit_count, 2);
    for (size_t i = 0; i < 2; i++)
        kept[i] = before.plan->visits[i];
    qsort(kept, 2, sizeof kept[0], by_id);
    struct xc_target closed = make_target("T1", "320282001", "Z1", 0);
    closed.status = XC_STATUS_CLOSED;
    start(&w, 0);
    CHECK_OK(&w, xc_register_add_target(w.builder, &closed, &w.error));
    add_target(&w, "T2", "320282001", "Z1", 0);
    ready(&w, DRAWN, &d);
    w.input.kept = kept;
    w.input.kept_count = 2;
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 1);
    assert_null(visit_of(&w, "T1"));
    assert_int_equal(w.plan->unmet_count, 1);
    expect_unmet(&w, 0, XC_UNMET_ALONE, "has closed; ask for a substitute");
    assert_int_equal(w.plan->move_count, 1);
    assert_true(says(&w.plan->reasons[w.plan->moves[0].reason], "T1 has closed"));
    world_end(&before);
    world_end(&w);
}

/* Days off that came later move the end of an embargo, also where nothing else moves. */
static void test_embargo_moves(void **state) {
    struct world w;
    struct draws d;
    (void)state;
    start(&w, 1);
    deal(&d, "s/targets", 1, "A1A2", false);
    ready(&w, DRAWN, &d);
    w.programme->stages[0].embargo = (struct xc_embargo){
        .set = true, .before = 1, .workdays = true, .until = XC_NO_DATE};
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 1);
    struct xc_plan *before = w.plan;
    struct xc_visit kept = before->visits[0];
    xc_instant end = kept.embargo_until;
    kept.embargo_until = end - 86400;
    w.input.kept = &kept;
    w.input.kept_count = 1;
    for (int over = 0; over < 2; over++) {
        w.input.now = over ? end : end - 2 * 86400; /* what was seen was seen */
        (over ? world_plan_again : world_plan)(&w);
        assert_int_equal(w.plan->moved, 0);
        assert_int_equal(w.plan->visits[0].embargo_until, over ? end - 86400 : end);
    }
    xc_plan_free(before);
    world_end(&w);
}

static void test_draw_that_is_missing(void **state) {
    struct world w;
    struct draws d;
    (void)state;
    start(&w, 3);
    deal(&d, "s/others", 3, "A1A2 B1B2 B1B2", false);
    ready(&w, DRAWN, &d);
    assert_int_equal(xc_plan_make(&w.input, &w.plan, &w.error), XC_ENO);
    assert_true(says(&w.error.message, "s/targets"));
    w.programme->stages[0].obligations[0].crew.drawn = false;
    assert_int_equal(xc_plan_make(&w.input, &w.plan, &w.error), XC_ENO);
    world_end(&w);
}

/* Drawn targets, the planner's own crews, two batches with days of their own. */
static void test_batches(void **state) {
    struct world w;
    struct draws d;
    struct xc_plan_draw batches[2];
    (void)state;
    start(&w, 8);
    deal(&d, "s/targets", 6, "A1A2 A1A2 A1A2 A1A2 A1A2 A1A2", false);
    ready(&w, DRAWN, &d);
    w.programme->stages[0].obligations[0].crew.drawn = false;
    batches[0] = d.draw;
    batches[0].dealt = NULL;
    batches[0].unit_count = 3;
    batches[0].window = (struct xc_window){day("2021-03-01"), day("2021-03-12")};
    batches[1] = batches[0];
    batches[1].units = d.units + 3;
    batches[1].window = (struct xc_window){day("2021-03-15"), day("2021-03-31")};
    w.input.draws = batches;
    w.input.draw_count = 2;
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 6);
    assert_int_equal(w.plan->unmet_count, 0);
    for (unsigned i = 0; i < 6; i++) {
        const struct xc_visit *visit = visit_of(&w, d.units[i].ptr);
        if (i < 3)
            assert_in_range(visit->date, day("2021-03-01"), day("2021-03-12"));
        else
            assert_in_range(visit->date, day("2021-03-15"), day("2021-03-31"));
    }
    assert_null(visit_of(&w, "T7"));
    assert_sound(&w);
    world_end(&w);
}

static const char COVERAGE[] =
    "[{'id':'s','title':'s','plugin':'x','kind':'coverage','window':['2021-03-01',"
    "'2021-04-30'],'nature':'agency_check','method':'site','merge':false,"
    "'draws':[{'label':'s/order','from':{'op':'all','table':'targets'},"
    "'method':'order'}],"
    "'obligations':[{'label':'s/1','targets':{'op':'all','table':'targets'},'minutes':90,"
    "'crew':{'seats':[{'role':'third_party','count':2}]}}]}]";

/* Zones are visited in the order drawn, whatever it is. */
static void test_drawn_order_of_zones(void **state) {
    static const char *const zones[] = {"Z0", "Z1", "Z2", "Z3"};
    (void)state;
    for (unsigned turn = 0; turn < 2; turn++) {
        struct world w;
        struct xc_str units[4];
        struct xc_plan_draw draw = {.label = text("s/order"), .units = units};
        char ids[40][16];
        xc_date last[4];
        xc_date first[4];
        int64_t sum[4] = {0};
        world_start(&w);
        add_person(&w, "A1", "A", THIRD, "320282");
        add_person(&w, "A2", "A", THIRD, "320282");
        for (unsigned i = 0; i < 40; i++) {
            (void)snprintf(ids[i], sizeof ids[i], "T%02u", i);
            add_target(&w, ids[i], "320282001", zones[i % 4], 0);
        }
        for (unsigned i = 0; i < 4; i++)
            units[i] = text(zones[turn == 0 ? i : 3 - i]);
        draw.unit_count = 4;
        world_ready(&w, COVERAGE, "2021-03-01");
        w.programme->stages[0].obligations[0].order = XC_ORDER_DRAW;
        w.programme->stages[0].obligations[0].order_draw = text("s/order");
        w.input.draws = &draw;
        w.input.draw_count = 1;
        world_plan(&w);
        assert_int_equal(w.plan->visit_count, 40);
        for (unsigned z = 0; z < 4; z++) {
            first[z] = INT32_MAX;
            last[z] = INT32_MIN;
            for (unsigned i = z; i < 40; i += 4) {
                xc_date date = visit_of(&w, ids[i])->date;
                first[z] = date < first[z] ? date : first[z];
                last[z] = date > last[z] ? date : last[z];
                sum[z] += date;
            }
        }
        for (unsigned z = 0; z + 1 < 4; z++)
            assert_true(turn == 0 ? sum[z] < sum[z + 1] : sum[z] > sum[z + 1]);
        assert_true(turn == 0 ? last[0] < first[3] : last[3] < first[0]);
        assert_sound(&w);
        world_end(&w);
    }
}

/* 1.5 visits a target: the drawn half of them gets the second one. */
static void test_second_visits_are_drawn(void **state) {
    struct world w;
    struct xc_str units[] = {XC_STR("T7"), XC_STR("T2"), XC_STR("T5"), XC_STR("T4")};
    struct xc_plan_draw draw = {
        .label = text("s/order"), .units = units, .unit_count = 4};
    (void)state;
    start(&w, 8);
    world_ready(&w, COVERAGE, "2021-03-01");
    w.programme->stages[0].obligations[0].average = (struct xc_fraction){3, 2};
    w.programme->stages[0].obligations[0].extra_by = text("draw");
    w.programme->stages[0].obligations[0].extra_draw = text("s/order");
    w.input.draws = &draw;
    w.input.draw_count = 1;
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 12);
    for (unsigned i = 0; i < 12; i++) {
        const struct xc_visit *visit = &w.plan->visits[i];
        if (visit->tasks[0].number != 2)
            continue;
        bool drawn = false;
        for (unsigned k = 0; k < 4; k++)
            drawn = drawn || xc_str_equal(visit->target, units[k]);
        assert_true(drawn);
    }
    world_end(&w);
}

static const char PANEL[] =
    "[{'id':'s','title':'s','plugin':'x','kind':'coverage','window':['2021-03-01',"
    "'2021-04-30'],'nature':'agency_check','method':'site','merge':false,"
    "'draws':[{'label':'s/experts','from':{'op':'all','table':'targets'},"
    "'method':'order'}],"
    "'obligations':[{'label':'s/1','targets':{'op':'all','table':'targets'},'minutes':90,"
    "'crew':{'seats':[{'role':'third_party','count':2}]},"
    "'panel':{'seats':[{'role':'expert','count':1}]}}]}]";

/* Each crew takes its own expert along; nobody else does. */
static void test_experts_join_crews(void **state) {
    struct world w;
    struct xc_str units[] = {XC_STR("A"), XC_STR("B")};
    struct xc_visit_person experts[] = {{XC_STR("E2"), XC_ROLE_EXPERT},
                                        {XC_STR("E1"), XC_ROLE_EXPERT}};
    struct xc_plan_dealt dealt[] = {{XC_STR("A"), &experts[0], 1},
                                    {XC_STR("B"), &experts[1], 1}};
    struct xc_plan_draw draw = {
        .label = text("s/experts"), .units = units, .unit_count = 2, .dealt = dealt};
    (void)state;
    start(&w, 8);
    for (unsigned i = 0; i < 3; i++) {
        static const char *const ids[] = {"E1", "E2", "E3"};
        struct xc_person row = make_person(ids[i], "", 1u << XC_ROLE_EXPERT, "320282");
        row.pool = XC_POOL_EXPERTS;
        add_person_row(&w, &row);
    }
    world_ready(&w, PANEL, "2021-03-01");
    w.programme->stages[0].obligations[0].panel_draw = text("s/experts");
    w.input.draws = &draw;
    w.input.draw_count = 1;
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 8);
    for (unsigned i = 0; i < 8; i++) {
        const struct xc_visit *visit = &w.plan->visits[i];
        assert_int_equal(visit->person_count, 3);
        assert_true(xc_str_is(visit->people[2].person,
                              xc_str_is(visit->crew, "A") ? "E2" : "E1"));
    }
    assert_sound(&w);
    world_end(&w);
    experts[1].person = XC_STR("E2"); /* for both crews */
    start(&w, 8);
    struct xc_person row = make_person("E2", "", 1u << XC_ROLE_EXPERT, "320282");
    row.pool = XC_POOL_EXPERTS;
    add_person_row(&w, &row);
    world_ready(&w, PANEL, "2021-03-01");
    w.programme->stages[0].obligations[0].panel_draw = text("s/experts");
    w.input.draws = &draw;
    w.input.draw_count = 1;
    assert_int_equal(xc_plan_make(&w.input, &w.plan, &w.error), XC_ENO);
    assert_true(says(&w.error.message, "another one already"));
    world_end(&w);
}

/* ---- random draws against the independent check ---- */

static uint32_t next_random(uint32_t *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

static void add_random_people(struct world *w, uint32_t *seed) {
    static const char *const ids[] = {"P1", "P2", "P3", "P4", "P5", "P6"};
    for (unsigned i = 0; i < 6; i++) {
        struct xc_person row = make_person(ids[i], "", THIRD, "320282");
        row.per_day = next_random(seed) % 3;
        row.max_visits = next_random(seed) % 3 == 0 ? 3 : 0;
        add_person_row(w, &row);
        for (unsigned k = next_random(seed) % 4; k-- > 0;) {
            char from[11];
            xc_date_format(day("2021-03-01") + (xc_date)(next_random(seed) % 5) +
                               (xc_date)k * 7,
                           from);
            add_absence(w, ids[i], from, from, next_random(seed) % 3);
        }
    }
}

/* Whatever is dealt: every rule is kept, every visit is planned or named once. */
static void test_random_draws(void **state) {
    static const char *const people[] = {"P1", "P2", "P3", "P4", "P5", "P6"};
    unsigned planned = 0;
    unsigned unmet = 0;
    (void)state;
    for (uint32_t round = 1; round <= 300; round++) {
        uint32_t seed = round * 2654435761u;
        struct world w;
        struct draws d;
        unsigned count = 1 + next_random(&seed) % TARGETS;
        char ids[TARGETS][16];
        world_start(&w);
        add_random_people(&w, &seed);
        memset(&d, 0, sizeof d);
        for (unsigned i = 0; i < count; i++) {
            (void)snprintf(ids[i], sizeof ids[i], "T%u", i + 1);
            add_target(&w, ids[i], "320282001", i % 2 ? "Z1" : "Z2",
                       15 * (1 + next_random(&seed) % 20));
            unsigned first = next_random(&seed) % 6;
            d.units[i] = text(ids[i]);
            for (unsigned k = 0; k < 2; k++)
                d.people[i][k] = (struct xc_visit_person){
                    text(people[(first + k * (1 + next_random(&seed) % 2)) % 6]),
                    XC_ROLE_THIRD_PARTY};
            d.dealt[i] = (struct xc_plan_dealt){text(""), d.people[i], 2};
        }
        d.draw = (struct xc_plan_draw){
            .label = text("s/targets"),
            .window = {day("2021-03-01"),
                       day("2021-03-01") + (xc_date)(next_random(&seed) % 10)},
            .units = d.units,
            .unit_count = count,
            .dealt = d.dealt};
        ready(&w, DRAWN, &d);
        w.input.setup_minutes = next_random(&seed) % 2 * 30;
        world_plan(&w);
        assert_int_equal(w.plan->visit_count + w.plan->unmet_count, count);
        assert_sound(&w);
        planned += (unsigned)w.plan->visit_count;
        unmet += (unsigned)w.plan->unmet_count;
        world_end(&w);
    }
    assert_true(planned > 500 && unmet > 50);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_teams_work_side_by_side),
        cmocka_unit_test(test_people_in_many_crews),
        cmocka_unit_test(test_absence_and_relation_are_named),
        cmocka_unit_test(test_too_many_for_a_day),
        cmocka_unit_test(test_one_makes_room),
        cmocka_unit_test(test_coverage_is_planned_around),
        cmocka_unit_test(test_replan_keeps_dates),
        cmocka_unit_test(test_what_counts_as_moved),
        cmocka_unit_test(test_closed_areas_and_open_cases),
        cmocka_unit_test(test_closed_targets),
        cmocka_unit_test(test_embargo_moves),
        cmocka_unit_test(test_draw_that_is_missing),
        cmocka_unit_test(test_batches),
        cmocka_unit_test(test_drawn_order_of_zones),
        cmocka_unit_test(test_second_visits_are_drawn),
        cmocka_unit_test(test_experts_join_crews),
        cmocka_unit_test(test_random_draws),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
