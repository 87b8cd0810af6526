/* Areas that belong to crews: for good, or by turns. */
#include "world.h"

#define STAGE(window, nature, more, obligation)                                          \
    "[{'id':'s','title':'','plugin':'x','kind':'coverage','window':" window              \
    ",'nature':'" nature "','method':'site'" more ",'obligations':[{'label':'s/1',"      \
    "'targets':{'op':'all','table':'targets'}" obligation "}]}]"

static void fixed_areas_stay_with_one_crew(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    for (unsigned i = 0; i < 6; i++) {
        char id[16];
        char crew[16];
        snprintf(id, sizeof id, "P%u", i);
        snprintf(crew, sizeof crew, "K%u", i / 2);
        add_person(&w, id, crew, THIRD, "320282");
    }
    for (unsigned i = 0; i < 90; i++) {
        char id[16];
        char zone[16];
        snprintf(id, sizeof id, "T%02u", i);
        snprintf(zone, sizeof zone, "Z%u", i % 6);
        add_target(&w, id, "320282001", zone, 0);
    }
    world_ready(&w,
                STAGE("['2021-03-01','2021-06-30']", "agency_check", "",
                      ",'areas':'fixed'" STAFF),
                "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 90);
    for (size_t i = 0; i < 90; i++)
        for (size_t k = 0; k < i; k++) {
            const struct xc_visit *a = &w.plan->visits[i];
            const struct xc_visit *b = &w.plan->visits[k];
            unsigned zone_a = (unsigned)strtoul(a->target.ptr + 1, NULL, 10) % 6;
            unsigned zone_b = (unsigned)strtoul(b->target.ptr + 1, NULL, 10) % 6;
            if (zone_a == zone_b)
                assert_true(xc_str_equal(a->crew, b->crew));
        }
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(w.plan->crews[i].visits, 30);
    world_end(&w);
}

/* Which of the crews K0… a zone of T000… has in a half-year; -1: none or several. */
static int crew_of(const struct xc_plan *plan, unsigned zones, unsigned zone, bool late) {
    int crew = -1;
    for (size_t i = 0; i < plan->visit_count; i++) {
        const struct xc_visit *visit = &plan->visits[i];
        int own = visit->crew.ptr[1] - '0';
        if (strtoul(visit->target.ptr + 1, NULL, 10) % zones != zone ||
            (xc_date_ymd(visit->date).month > 6) != late)
            continue;
        if (crew >= 0 && crew != own)
            return -1;
        crew = own;
    }
    return crew;
}

/* P0 may not visit barred. */
static void add_swapping_but(struct world *w, unsigned crews, unsigned targets,
                             unsigned zones, const char *more, const char *const *barred,
                             size_t barred_count) {
    struct xc_buffer stages = xc_buffer_make(1u << 16);
    world_start(w);
    for (unsigned i = 0; i < 2 * crews; i++) {
        char id[16];
        char crew[16];
        snprintf(id, sizeof id, "P%u", i);
        snprintf(crew, sizeof crew, "K%u", i / 2);
        add_person(w, id, crew, THIRD, "320282");
    }
    for (unsigned i = 0; i < targets; i++) {
        char id[16];
        char zone[16];
        snprintf(id, sizeof id, "T%03u", i);
        snprintf(zone, sizeof zone, "Z%u", i % zones);
        add_target(w, id, "320282001", zone, 0);
    }
    for (size_t i = 0; i < barred_count; i++)
        add_relation(w, "P0", barred[i]);
    xc_buffer_puts(&stages, "[{'id':'s','title':'','plugin':'x','kind':'coverage',"
                            "'window':['2021-01-04','2021-12-31'],'nature':"
                            "'agency_check','method':'site','obligations':[{'label':"
                            "'s/1','targets':{'op':'all','table':'targets'},'areas':"
                            "'swap','each':'half'");
    xc_buffer_puts(&stages, more);
    xc_buffer_puts(&stages, STAFF "}]}]");
    xc_buffer_putc(&stages, 0);
    world_ready(w, stages.ptr, "2021-01-01");
    xc_buffer_free(&stages);
}

static void add_swapping(struct world *w, unsigned crews, unsigned targets,
                         unsigned zones, const char *more) {
    add_swapping_but(w, crews, targets, zones, more, NULL, 0);
}

static void crews_swap_their_areas(void **state) {
    (void)state;
    struct world w;
    add_swapping(&w, 2, 120, 4, ",'times':1,'max_per':1,'average':[3,2]");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 180);
    assert_int_equal(w.plan->note_count, 0);
    for (unsigned zone = 0; zone < 4; zone++) {
        int first = crew_of(w.plan, 4, zone, false);
        int second = crew_of(w.plan, 4, zone, true);
        assert_true(first >= 0 && second >= 0);
        assert_int_not_equal(first, second);
    }
    unsigned early = 0; /* single visits go to both halves */
    for (size_t i = 0; i < w.plan->visit_count; i++)
        early += xc_date_ymd(w.plan->visits[i].date).month <= 6;
    assert_in_range(early, 84, 96);
    for (size_t i = 0; i < 2; i++)
        assert_in_range(w.plan->crews[i].visits, 84, 96);
    world_end(&w);
}

/* A target that one of two crews must not visit: the single visit moves to the other's
 * half, of two visits one is impossible. */
static void who_is_barred_decides_turns(void **state) {
    (void)state;
    struct world w;
    static const char *const barred[] = {"T000", "T015"};
    add_swapping_but(&w, 2, 20, 2, ",'times':1,'max_per':1,'average':[3,2]", barred, 2);
    world_plan(&w);
    for (size_t i = 0; i < w.plan->visit_count; i++)
        if (xc_str_is(w.plan->visits[i].target, "T015"))
            assert_true(xc_str_is(w.plan->visits[i].crew, "K1"));
    assert_int_equal(w.plan->visit_count, 29);
    assert_int_equal(w.plan->unmet_count, 1);
    assert_true(xc_str_is(w.plan->unmet[0].target, "T000"));
    assert_int_equal(w.plan->unmet[0].verdict, XC_UNMET_ALONE);
    assert_true(says(&w.plan->reasons[w.plan->unmet[0].reason], "areas are swapped"));
    assert_int_equal(w.plan->bounds.unserved_bound, 1);
    world_end(&w);
}

static void turns_go_round_among_three(void **state) {
    (void)state;
    struct world w;
    add_swapping(&w, 3, 60, 6, ",'times':1");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 120);
    for (unsigned zone = 0; zone < 6; zone++)
        assert_int_equal((crew_of(w.plan, 6, zone, false) + 1) % 3,
                         crew_of(w.plan, 6, zone, true));
    world_end(&w);
}

static void turns_stay_when_planned_again(void **state) {
    (void)state;
    struct world w;
    add_swapping(&w, 2, 40, 4, ",'times':1");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 80);
    /* a third of the visits is kept, among them all of K1's first ones in its zones */
    struct xc_visit kept[80];
    int crews[4];
    size_t count = 0;
    for (unsigned zone = 0; zone < 4; zone++)
        crews[zone] = crew_of(w.plan, 4, zone, false);
    for (size_t i = 0; i < 80; i++)
        if (i % 3 == 0)
            kept[count++] = w.plan->visits[i];
    for (size_t i = 0; i < count; i++) /* ascending by id */
        for (size_t k = i + 1; k < count; k++)
            if (xc_str_compare(kept[k].id, kept[i].id) < 0) {
                struct xc_visit other = kept[i];
                kept[i] = kept[k];
                kept[k] = other;
            }
    struct xc_plan *again = NULL;
    w.input.fixed = kept;
    w.input.fixed_count = count;
    w.input.as_of = day("2021-03-01");
    CHECK_OK(&w, xc_plan_make(&w.input, &again, &w.error));
    assert_int_equal(again->visit_count, 80);
    for (unsigned zone = 0; zone < 4; zone++) {
        assert_int_equal(crew_of(again, 4, zone, false), crews[zone]);
        assert_int_equal(crew_of(again, 4, zone, true), 1 - crews[zone]);
    }
    xc_plan_free(again);
    world_end(&w);
}

static void listed_crews_swap_among_themselves(void **state) {
    (void)state;
    struct world w;
    add_swapping(&w, 3, 40, 4,
                 ",'times':1,'duties':[{'crew':'K0','zones':['Z0','Z1','Z2']},"
                 "{'crew':'K2','zones':['Z0','Z1','Z3']}]");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 80);
    for (unsigned zone = 0; zone < 2; zone++)
        assert_int_equal(crew_of(w.plan, 4, zone, false),
                         2 - crew_of(w.plan, 4, zone, true));
    for (unsigned late = 0; late < 2; late++) { /* one crew has nobody to swap with */
        assert_int_equal(crew_of(w.plan, 4, 2, late != 0), 0);
        assert_int_equal(crew_of(w.plan, 4, 3, late != 0), 2);
    }
    world_end(&w);
}

struct told {
    unsigned owners, repeats;
};

static int count_breach(void *context, size_t visit, const struct xc_message *message) {
    struct told *told = context;
    struct xc_buffer out = xc_buffer_make(1u << 16);
    (void)visit;
    if (xc_message_render(message, NULL, &out) == 0) {
        told->owners += xc_str_find(xc_buffer_view(&out), XC_STR("belongs to crew")) >= 0;
        told->repeats +=
            xc_str_find(xc_buffer_view(&out), XC_STR("two periods running")) >= 0;
    }
    xc_buffer_free(&out);
    return 0;
}

static void the_check_knows_turns(void **state) {
    (void)state;
    struct world w;
    struct told told = {0};
    add_swapping(&w, 2, 8, 4, ",'times':1");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 16);
    CHECK_OK(&w,
             xc_plan_check(&w.input, w.plan->visits, 16, count_breach, &told, &w.error));
    assert_int_equal(told.owners + told.repeats, 0);
    for (size_t i = 0; i < 16; i++) { /* all second visits of zone 0 to the first crew */
        struct xc_visit *visit = &w.plan->visits[i];
        if (strtoul(visit->target.ptr + 1, NULL, 10) % 4 == 0 &&
            xc_date_ymd(visit->date).month > 6)
            visit->crew = text(xc_str_is(visit->crew, "K0") ? "K1" : "K0");
    }
    CHECK_OK(&w,
             xc_plan_check(&w.input, w.plan->visits, 16, count_breach, &told, &w.error));
    assert_int_equal(told.owners, 0);
    assert_true(told.repeats > 0);
    told.repeats = 0;
    struct xc_visit *first = &w.plan->visits[0];
    first->crew = text(xc_str_is(first->crew, "K0") ? "K1" : "K0");
    CHECK_OK(&w,
             xc_plan_check(&w.input, w.plan->visits, 16, count_breach, &told, &w.error));
    assert_true(told.owners > 0);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fixed_areas_stay_with_one_crew),
        cmocka_unit_test(crews_swap_their_areas),
        cmocka_unit_test(who_is_barred_decides_turns),
        cmocka_unit_test(turns_go_round_among_three),
        cmocka_unit_test(turns_stay_when_planned_again),
        cmocka_unit_test(the_check_knows_turns),
        cmocka_unit_test(listed_crews_swap_among_themselves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
