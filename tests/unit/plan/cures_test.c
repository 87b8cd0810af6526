/* Cures that are offered really cure: planned again with each of them, nothing is left;
 * with less of it, something is. */
#include "shortage.h"

struct setting {
    unsigned targets, crews;
    const char *to;       /* last day of the window that begins on 2021-03-01 */
    const char *saturday; /* worked, or NULL */
    bool barred;          /* the second crew from every target … */
    struct xc_str freed;  /* … but this one */
};

static void plan_it(struct world *w, const struct setting *s) {
    const char *dates[] = {"2021-03-01", s->to};
    world_start(w);
    add_targets(w, s->targets, FOUR_A_DAY);
    for (unsigned i = 1; i <= s->crews; i++)
        add_crew(w, i);
    for (unsigned i = 0; s->barred && i < s->targets; i++) {
        char id[32];
        snprintf(id, sizeof id, "T%04u", i);
        if (!xc_str_is(s->freed, id))
            add_relation(w, "P20", id);
    }
    if (s->saturday)
        add_day(w, s->saturday, XC_DAY_WORKDAY, "x");
    stages_ready(w, dates, 1);
    world_plan(w);
}

static size_t unmet_of(const struct setting *s) {
    struct world w;
    plan_it(&w, s);
    size_t unmet = w.plan->unmet_count;
    world_end(&w);
    return unmet;
}

static const struct xc_plan_cure *find(const struct world *w, enum xc_cure_kind kind) {
    assert_int_equal(w->plan->proof_count, 1);
    const struct xc_plan_proof *proof = &w->plan->proofs[0];
    for (size_t i = 0; i < proof->cure_count; i++)
        if (proof->cures[i].kind == kind)
            return &proof->cures[i];
    return NULL;
}

static void more_crews_cure(void **state) {
    (void)state;
    struct setting s = {.targets = 130, .crews = 1, .to = "2021-03-12"};
    struct world w;
    plan_it(&w, &s);
    const struct xc_plan_cure *cure = find(&w, XC_CURE_CREWS);
    assert_non_null(cure);
    assert_int_equal(cure->number, 3);
    struct xc_message message;
    xc_plan_cure_say(cure, &message);
    assert_true(says(&message, "3 more crews would be enough."));
    world_end(&w);
    s.crews = 3;
    assert_int_not_equal(unmet_of(&s), 0);
    s.crews = 4;
    assert_int_equal(unmet_of(&s), 0);
}

static void more_days_cure(void **state) {
    (void)state;
    struct setting s = {.targets = 45, .crews = 1, .to = "2021-03-12"};
    struct world w;
    plan_it(&w, &s);
    const struct xc_plan_cure *cure = find(&w, XC_CURE_DAYS);
    assert_non_null(cure);
    assert_int_equal(cure->number, 2);
    assert_null(find(&w, XC_CURE_SATURDAYS)); /* one is not enough for five */
    world_end(&w);
    s.to = "2021-03-15";
    assert_int_not_equal(unmet_of(&s), 0);
    s.to = "2021-03-16";
    assert_int_equal(unmet_of(&s), 0);
}

/* Behind the last window somebody is away: no day there is promised. */
static void days_that_nobody_can_count_on_are_not_offered(void **state) {
    (void)state;
    struct world w;
    static const char *const dates[] = {"2021-03-05", "2021-03-05"};
    world_start(&w);
    add_targets(&w, 5, FOUR_A_DAY);
    add_crew(&w, 1);
    add_absence(&w, "P10", "2021-03-08", "2021-03-08", 0);
    stages_ready(&w, dates, 1);
    world_plan(&w);
    assert_null(find(&w, XC_CURE_DAYS));
    assert_non_null(find(&w, XC_CURE_CREWS));
    world_end(&w);
}

static void a_worked_saturday_cures(void **state) {
    (void)state;
    struct setting s = {.targets = 44, .crews = 1, .to = "2021-03-12"};
    struct world w;
    plan_it(&w, &s);
    const struct xc_plan_cure *cure = find(&w, XC_CURE_SATURDAYS);
    assert_non_null(cure);
    assert_int_equal(cure->number, 1);
    world_end(&w);
    s.saturday = "2021-03-06";
    assert_int_equal(unmet_of(&s), 0);
}

/* A Saturday on which a place is closed, or somebody away, gains nothing there. */
static void closed_saturdays_are_not_offered(void **state) {
    (void)state;
    const struct setting s = {.targets = 44, .crews = 1, .to = "2021-03-12"};
    static const struct {
        const char *area, *day;
        bool offered;
    } cases[] = {{"3202", "2021-03-06", false},
                 {"320282001", "2021-03-06", false},
                 {"320282002", "2021-03-06", true}, /* nothing to visit there */
                 {"3202", "2021-03-07", true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world w;
        struct xc_plan_closure storm = {.area = text(cases[i].area),
                                        .days = {day(cases[i].day), day(cases[i].day)}};
        plan_it(&w, &s);
        w.input.closures = &storm;
        w.input.closure_count = 1;
        world_plan_again(&w);
        assert_int_equal(find(&w, XC_CURE_SATURDAYS) != NULL, cases[i].offered);
        world_end(&w);
    }
}

static void nobody_works_a_saturday_of_absence(void **state) {
    (void)state;
    static const char *const window[] = {"2021-03-01", "2021-03-12"};
    struct world w;
    world_start(&w);
    add_targets(&w, 44, FOUR_A_DAY);
    add_crew(&w, 1);
    add_absence(&w, "P10", "2021-03-06", "2021-03-07", XC_WHOLE_DAY);
    stages_ready(&w, window, 1);
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 4);
    assert_null(find(&w, XC_CURE_SATURDAYS));
    world_end(&w);
}

static void a_lifted_relation_cures(void **state) {
    (void)state;
    struct setting s = {.targets = 5, .crews = 2, .to = "2021-03-01", .barred = true};
    struct world w;
    plan_it(&w, &s);
    assert_int_equal(w.plan->unmet_count, 1);
    const struct xc_plan_cure *cure = find(&w, XC_CURE_RELATION);
    assert_non_null(cure);
    assert_true(xc_str_is(cure->person, "P20"));
    assert_true(cure == &w.plan->proofs[0].cures[0]); /* the cheapest */
    char target[32];
    snprintf(target, sizeof target, "%.*s", XC_PRI(cure->target));
    world_end(&w);
    s.freed = text(target);
    assert_int_equal(unmet_of(&s), 0);
}

/* Cheapest first, by the crew-days that they add. */
static void cures_come_in_the_order_of_their_cost(void **state) {
    (void)state;
    struct setting s = {.targets = 44, .crews = 1, .to = "2021-03-12"};
    struct world w;
    plan_it(&w, &s);
    assert_int_equal(w.plan->proofs[0].cure_count, 3);
    assert_int_equal(w.plan->proofs[0].cures[2].kind, XC_CURE_CREWS);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_crews_cure),
        cmocka_unit_test(more_days_cure),
        cmocka_unit_test(days_that_nobody_can_count_on_are_not_offered),
        cmocka_unit_test(a_worked_saturday_cures),
        cmocka_unit_test(closed_saturdays_are_not_offered),
        cmocka_unit_test(nobody_works_a_saturday_of_absence),
        cmocka_unit_test(a_lifted_relation_cures),
        cmocka_unit_test(cures_come_in_the_order_of_their_cost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
