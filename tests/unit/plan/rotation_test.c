/* Nobody, or not the lead, goes to a target twice running. */
#include "world.h"

#define STAGES(window, rotate, times)                                                    \
    "[{'id':'s','title':'','plugin':'x','kind':'coverage','window':" window              \
    ",'nature':'enforcement','method':'site','obligations':[{'label':'s/1',"             \
    "'targets':{'op':'all','table':'targets'},'rotate':'" rotate "','times':" times LAW  \
    "}]}]"
#define YEAR "['2021-01-04','2021-12-31']"

static bool shares(const struct xc_visit *a, const struct xc_visit *b, bool leads) {
    for (size_t i = 0; i < a->person_count; i++)
        for (size_t k = 0; k < b->person_count; k++)
            if (xc_str_equal(a->people[i].person, b->people[k].person) &&
                (!leads || (a->people[i].seat == XC_ROLE_LEAD &&
                            b->people[k].seat == XC_ROLE_LEAD)))
                return true;
    return false;
}

/* Visits that follow each other at a target and share people, or their lead. */
static unsigned repeats(const struct xc_plan *plan, bool leads) {
    unsigned count = 0;
    for (size_t i = 0; i < plan->visit_count; i++)
        for (size_t k = i + 1; k < plan->visit_count; k++)
            if (xc_str_equal(plan->visits[i].target, plan->visits[k].target)) {
                count += shares(&plan->visits[i], &plan->visits[k], leads);
                break;
            }
    return count;
}

static void the_lead_changes(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_person(&w, "P1", "K", LEAD, "320282");
    add_person(&w, "P2", "K", LEAD, "320282");
    add_targets(&w, 20, 0);
    world_ready(&w, STAGES(YEAR, "lead", "4"), "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 80);
    assert_int_equal(repeats(w.plan, true), 0);
    assert_int_equal(repeats(w.plan, false), 60); /* the other seat may stay */
    world_end(&w);
}

static void all_change(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_pair(&w);
    add_person(&w, "P3", "L", LEAD, "320282");
    add_person(&w, "P4", "L", OFFICER, "320282");
    add_targets(&w, 20, 0);
    world_ready(&w, STAGES(YEAR, "all", "3"), "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 60);
    assert_int_equal(repeats(w.plan, false), 0);
    world_end(&w);
}

static void visits_of_other_programmes_count(void **state) {
    (void)state;
    struct world w;
    struct xc_visit fixed = stored_visit("v1", "T1", "2021-03-01");
    fixed.alone = true;
    world_start(&w);
    add_pair(&w);
    add_target(&w, "T1", "320282001", "Z", 0);
    world_ready(&w, STAGES("['2021-03-01','2021-03-31']", "lead", "1"), "2021-01-01");
    w.input.fixed = &fixed;
    w.input.fixed_count = 1;
    world_plan(&w);
    expect_only_unmet(&w, XC_UNMET_ALONE, "twice running");
    fixed.people++; /* led by nobody of ours */
    fixed.person_count = 1;
    world_plan_again(&w);
    assert_int_equal(w.plan->visit_count, 1);
    world_end(&w);
}

static void a_rotated_visit_does_not_join_its_own_people(void **state) {
    (void)state;
    struct world w;
    struct xc_visit fixed[2] = {stored_visit("v1", "T1", "2021-03-01"),
                                stored_visit("v2", "T1", "2021-03-15")};
    fixed[0].alone = true;
    world_start(&w);
    add_pair(&w);
    add_person(&w, "P3", "L", LEAD, "320282");
    add_person(&w, "P4", "L", OFFICER, "320282");
    add_target(&w, "T1", "320282001", "Z", 0);
    world_ready(&w, STAGES("['2021-03-01','2021-03-31']", "all", "1"), "2021-01-01");
    w.input.fixed = fixed;
    w.input.fixed_count = 2;
    world_plan(&w);
    assert_int_equal(w.plan->joined_count, 0); /* the same people before it */
    fixed[0].status = XC_VISIT_CANCELLED;
    world_plan_again(&w);
    assert_int_equal(w.plan->joined_count, 1);
    world_end(&w);
}

static int count_breach(void *context, size_t visit, const struct xc_message *message) {
    unsigned *count = context;
    (void)visit;
    *count += says(message, "also led the one before");
    return 0;
}

static void the_check_sees_it(void **state) {
    (void)state;
    struct world w;
    unsigned breaches = 0;
    world_start(&w);
    add_person(&w, "P1", "K", LEAD, "320282");
    add_person(&w, "P2", "K", LEAD, "320282");
    add_target(&w, "T1", "320282001", "Z", 0);
    world_ready(&w, STAGES(YEAR, "lead", "2"), "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 2);
    CHECK_OK(&w, xc_plan_check(&w.input, w.plan->visits, 2, count_breach, &breaches,
                               &w.error));
    assert_int_equal(breaches, 0);
    w.plan->visits[1].people = w.plan->visits[0].people;
    CHECK_OK(&w, xc_plan_check(&w.input, w.plan->visits, 2, count_breach, &breaches,
                               &w.error));
    assert_int_equal(breaches, 1);
    world_end(&w);
}

/* Pairs vary and loads are level where a crew has more people than seats. */
static void officers_share_the_work(void **state) {
    (void)state;
    struct world w;
    unsigned visits[5] = {0};
    unsigned pairs[5][5] = {{0}};
    world_start(&w);
    add_person(&w, "P0", "K", LEAD, "320282");
    add_person(&w, "P1", "K", LEAD, "320282");
    for (unsigned i = 2; i < 5; i++) {
        char id[16];
        snprintf(id, sizeof id, "P%u", i);
        add_person(&w, id, "K", OFFICER, "320282");
    }
    add_targets(&w, 60, 0);
    world_ready(&w, STAGES(YEAR, "", "1"), "2021-01-01");
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 60);
    for (size_t i = 0; i < 60; i++) {
        const struct xc_visit_person *people = w.plan->visits[i].people;
        unsigned a = (unsigned)(people[0].person.ptr[1] - '0');
        unsigned b = (unsigned)(people[1].person.ptr[1] - '0');
        assert_int_equal(people[0].seat, XC_ROLE_LEAD);
        assert_true(a < 2);
        visits[a]++;
        visits[b]++;
        pairs[a][b]++;
    }
    unsigned kinds = 0;
    for (unsigned a = 0; a < 5; a++) {
        assert_in_range(visits[a], 18, 32);
        for (unsigned b = 0; b < 5; b++)
            kinds += pairs[a][b] > 0;
    }
    assert_true(kinds >= 3);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lead_changes),
        cmocka_unit_test(all_change),
        cmocka_unit_test(visits_of_other_programmes_count),
        cmocka_unit_test(a_rotated_visit_does_not_join_its_own_people),
        cmocka_unit_test(the_check_sees_it),
        cmocka_unit_test(officers_share_the_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
