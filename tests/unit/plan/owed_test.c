/* Visits that something caused: one for each cause, by other people, inside its days. */
#include "world.h"

#define FOLLOW(window, ...)                                                              \
    "[{'id':'f','title':'','plugin':'x','kind':'coverage','window':" window              \
    ",'nature':'enforcement','method':'site','merge':true" __VA_ARGS__                   \
    ",'obligations':[{'label':'f/1','targets':{'op':'all','table':'targets'},"           \
    "'since':{'kind':'problem','to':[20,'workday']}" LAW "}]}]"
#define SPRING "['2021-03-01','2021-04-30']"

enum { MOST = 6 };

struct causes {
    struct xc_plan_cause list[MOST];
    struct xc_str avoid[MOST][2];
    size_t count;
};

/* One more, after those that are there by target and number. */
static void add_cause(struct causes *c, const char *target, unsigned number,
                      const char *from, const char *to, const char *one,
                      const char *other) {
    struct xc_plan_cause *cause = &c->list[c->count];
    *cause = (struct xc_plan_cause){.label = XC_STR("f/1"),
                                    .target = text(target),
                                    .number = number,
                                    .window = {day(from), day(to)},
                                    .avoid = c->avoid[c->count]};
    if (one)
        cause->avoid[cause->avoid_count++] = text(one);
    if (other)
        cause->avoid[cause->avoid_count++] = text(other);
    xc_message_set(&cause->reason, "a problem was found.");
    c->count++;
}

static void be_caused(struct world *w, const struct causes *c) {
    w->input.causes = c->list;
    w->input.cause_count = c->count;
}

/* Crews K (P1, P2) and L (P3, P4); targets T1, T2, T3. */
static void begin(struct world *w) {
    world_start(w);
    add_pair(w);
    add_person(w, "P3", "L", LEAD, "320282");
    add_person(w, "P4", "L", OFFICER, "320282");
    add_target(w, "T1", "320282001", "Z", 90);
    add_target(w, "T2", "320282001", "Z", 90);
    add_target(w, "T3", "320282001", "Z", 90);
}

static void each_cause_is_one_visit(void **state) {
    (void)state;
    struct world w;
    struct causes c = {.count = 0};
    begin(&w);
    world_ready(&w, FOLLOW(SPRING), "2021-01-01");
    add_cause(&c, "T1", 1, "2021-03-08", "2021-03-12", NULL, NULL);
    add_cause(&c, "T1", 7, "2021-04-12", "2021-06-30", NULL, NULL);
    add_cause(&c, "T3", 1, "2021-02-01", "2021-03-02", NULL, NULL);
    be_caused(&w, &c);
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 3);
    assert_int_equal(w.plan->unmet_count, 0);
    assert_int_equal(w.plan->target_count, 2);
    for (size_t i = 0; i < 3; i++) {
        const struct xc_visit *visit = &w.plan->visits[i];
        bool last = visit->tasks[0].number == 7;
        bool third = xc_str_is(visit->target, "T3");
        assert_true(visit->date >= day(third  ? "2021-03-01"
                                       : last ? "2021-04-12"
                                              : "2021-03-08"));
        assert_true(visit->date <= day(third  ? "2021-03-02"
                                       : last ? "2021-04-30"
                                              : "2021-03-12"));
    }
    assert_int_equal(breaches_of(&w), 0);
    world_end(&w);
}

static void without_causes_nothing_is_owed(void **state) {
    (void)state;
    struct world w;
    struct causes c = {.count = 0};
    begin(&w);
    world_ready(&w, FOLLOW(SPRING), "2021-01-01");
    be_caused(&w, &c);
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 0);
    assert_int_equal(w.plan->unmet_count, 0);
    world_end(&w);
}

static void the_same_crew_does_not_come(void **state) {
    (void)state;
    struct world w;
    struct causes c = {.count = 0};
    begin(&w);
    world_ready(&w, FOLLOW(SPRING), "2021-01-01");
    add_cause(&c, "T1", 1, "2021-03-01", "2021-03-31", "P1", "P2");
    add_cause(&c, "T2", 1, "2021-03-01", "2021-03-31", "P3", NULL);
    be_caused(&w, &c);
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 2);
    for (size_t i = 0; i < 2; i++)
        assert_true(xc_str_is(w.plan->visits[i].crew,
                              xc_str_is(w.plan->visits[i].target, "T1") ? "L" : "K"));
    assert_int_equal(breaches_of(&w), 0);
    struct xc_visit *visit = &w.plan->visits[0];
    visit->crew = xc_str_is(visit->crew, "L") ? XC_STR("K") : XC_STR("L");
    struct xc_visit_person others[2];
    bool to_k = xc_str_is(visit->crew, "K");
    others[0] = (struct xc_visit_person){text(to_k ? "P1" : "P3"), XC_ROLE_LEAD};
    others[1] = (struct xc_visit_person){text(to_k ? "P2" : "P4"), XC_ROLE_OFFICER};
    visit->people = others;
    assert_true(breaches_of(&w) > 0);
    world_end(&w);
}

/* Of a crew of three the two others go. */
static void others_of_the_crew_come(void **state) {
    (void)state;
    struct world w;
    struct causes c = {.count = 0};
    world_start(&w);
    add_pair(&w);
    add_person(&w, "P5", "K", LEAD, "320282");
    add_target(&w, "T1", "320282001", "Z", 90);
    world_ready(&w, FOLLOW(SPRING), "2021-01-01");
    add_cause(&c, "T1", 1, "2021-03-01", "2021-03-31", "P1", NULL);
    be_caused(&w, &c);
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 1);
    assert_true(xc_str_is(w.plan->visits[0].people[0].person, "P5"));
    c.list[0].avoid[c.list[0].avoid_count++] = XC_STR("P2");
    world_plan_again(&w);
    assert_int_equal(w.plan->visit_count, 0);
    expect_only_unmet(&w, XC_UNMET_ALONE, "the same crew as the visit that it follows");
    expect_only_unmet(&w, XC_UNMET_ALONE, "(P1, P2)");
    assert_int_equal(w.plan->bounds.unserved_bound, 1);
    world_end(&w);
}

static void what_cannot_be_is_unmet_alone(void **state) {
    (void)state;
    struct world w;
    struct causes c = {.count = 0};
    begin(&w);
    struct xc_target shut = make_target("T4", "320282001", "Z", 90);
    shut.status = XC_STATUS_CLOSED;
    CHECK_OK(&w, xc_register_add_target(w.builder, &shut, &w.error));
    world_ready(&w, FOLLOW(SPRING), "2021-03-15");
    add_cause(&c, "T1", 1, "2021-06-01", "2021-06-30", NULL, NULL);
    add_cause(&c, "T2", 1, "2021-03-01", "2021-03-10", NULL, NULL);
    add_cause(&c, "T4", 1, "2021-03-01", "2021-04-10", NULL, NULL);
    add_cause(&c, "T9", 2, "2021-03-01", "2021-04-10", NULL, NULL);
    be_caused(&w, &c);
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 0);
    assert_int_equal(w.plan->unmet_count, 4);
    expect_unmet(&w, 0, XC_UNMET_ALONE, "from 2021-06-01 on, but only until 2021-04-30");
    expect_unmet(&w, 1, XC_UNMET_ALONE, "window is 2021-03-01 to 2021-03-10");
    expect_unmet(&w, 2, XC_UNMET_ALONE, "T4 has closed");
    expect_unmet(&w, 3, XC_UNMET_ALONE, "T9 is not in the register");
    assert_int_equal(w.plan->unmet[3].number, 2);
    assert_int_equal(w.plan->bounds.unserved_bound, 4);
    world_end(&w);
}

/* What is done stays done, also where the target has left the register since. */
static void done_ones_are_not_owed_again(void **state) {
    (void)state;
    struct world w;
    struct causes c = {.count = 0};
    struct xc_visit_task tasks[] = {
        {XC_STR_INIT("p-2021"), XC_STR_INIT("f"), XC_STR_INIT("f/1"), 1},
        {XC_STR_INIT("p-2021"), XC_STR_INIT("f"), XC_STR_INIT("f/1"), 3}};
    struct xc_visit fixed[2] = {stored_visit("va", "T1", "2021-03-02"),
                                stored_visit("vb", "T9", "2021-03-03")};
    for (size_t i = 0; i < 2; i++) {
        fixed[i].tasks = &tasks[i];
        fixed[i].status = XC_VISIT_DONE;
    }
    begin(&w);
    world_ready(&w, FOLLOW(SPRING), "2021-03-10");
    add_cause(&c, "T1", 1, "2021-03-01", "2021-03-31", "P1", "P2");
    add_cause(&c, "T1", 2, "2021-03-01", "2021-03-31", NULL, NULL);
    add_cause(&c, "T9", 3, "2021-03-01", "2021-03-31", NULL, NULL);
    be_caused(&w, &c);
    w.input.fixed = fixed;
    w.input.fixed_count = 2;
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 0);
    assert_int_equal(w.plan->visit_count, 3);
    assert_int_equal(w.plan->visits[2].tasks[0].number, 2);
    world_end(&w);
}

/* A cause that is gone takes its visit along; one that stays keeps its visit. */
static void a_cause_that_is_gone_drops_its_visit(void **state) {
    (void)state;
    struct world w;
    struct causes c = {.count = 0};
    struct xc_visit kept[2];
    begin(&w);
    world_ready(&w, FOLLOW(SPRING), "2021-03-01");
    add_cause(&c, "T1", 1, "2021-03-08", "2021-03-31", NULL, NULL);
    add_cause(&c, "T2", 1, "2021-03-08", "2021-03-31", NULL, NULL);
    be_caused(&w, &c);
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 2);
    bool sorted = xc_str_compare(w.plan->visits[0].id, w.plan->visits[1].id) < 0;
    for (size_t i = 0; i < 2; i++) {
        kept[i] = w.plan->visits[sorted ? i : 1 - i];
        kept[i].status = XC_VISIT_PUBLISHED;
    }
    w.input.kept = kept;
    w.input.kept_count = 2;
    w.input.cause_count = 1;
    struct xc_plan *before = w.plan;
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 1);
    assert_true(xc_str_is(w.plan->visits[0].target, "T1"));
    assert_int_equal(w.plan->move_count, 1);
    assert_int_equal(w.plan->moves[0].kind, XC_MOVE_DROPPED);
    assert_true(says(&w.plan->reasons[w.plan->moves[0].reason],
                     "what this visit of T2 was owed for is not so any more"));
    /* a correction says who really came: they stay away now */
    w.input.cause_count = 2;
    const struct xc_visit *first = &before->visits[0];
    struct xc_plan_cause *cause = &c.list[xc_str_is(first->target, "T1") ? 0 : 1];
    cause->avoid[0] = first->people[0].person;
    cause->avoid_count = 1;
    world_plan_again(&w);
    assert_int_equal(w.plan->visit_count, 2);
    assert_int_equal(w.plan->move_count, 1);
    assert_true(says(&w.plan->reasons[w.plan->moves[0].reason],
                     "made the visit that this one follows up"));
    xc_plan_free(before);
    world_end(&w);
}

/* Stored visits of the target may fulfil it, unless those who made it come. */
static void a_visit_that_is_there_is_joined(void **state) {
    (void)state;
    struct world w;
    struct causes c = {.count = 0};
    struct xc_visit fixed = stored_visit("va", "T1", "2021-03-09");
    begin(&w);
    world_ready(&w, FOLLOW(SPRING), "2021-03-01");
    add_cause(&c, "T1", 1, "2021-03-01", "2021-03-31", NULL, NULL);
    be_caused(&w, &c);
    w.input.fixed = &fixed;
    w.input.fixed_count = 1;
    world_plan(&w);
    assert_int_equal(w.plan->joined_count, 1);
    assert_int_equal(w.plan->visit_count, 1);
    c.list[0].avoid[0] = XC_STR("P2");
    c.list[0].avoid_count = 1;
    world_plan_again(&w);
    assert_int_equal(w.plan->joined_count, 0);
    assert_int_equal(w.plan->visit_count, 1);
    assert_true(xc_str_is(w.plan->visits[0].crew, "L"));
    world_end(&w);
}

static void an_open_case_lifts_the_cap(void **state) {
    (void)state;
    struct world w;
    struct causes c = {.count = 0};
    static const struct xc_str open_case = XC_STR_INIT("T1");
    begin(&w);
    world_ready(&w, FOLLOW(SPRING, ",'cap':1"), "2021-01-01");
    add_cause(&c, "T1", 1, "2021-03-01", "2021-03-12", NULL, NULL);
    add_cause(&c, "T1", 2, "2021-04-01", "2021-04-30", NULL, NULL);
    be_caused(&w, &c);
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 1);
    w.input.uncapped = &open_case;
    w.input.uncapped_count = 1;
    world_plan_again(&w);
    assert_int_equal(w.plan->visit_count, 2);
    assert_int_equal(breaches_of(&w), 0);
    w.input.uncapped_count = 0;
    assert_int_equal(breaches_of(&w), 1);
    world_end(&w);
}

/* A proof by counting knows who may not come: crew L alone cannot make them. */
static void proofs_know_who_may_not_come(void **state) {
    (void)state;
    struct world w;
    struct xc_plan_cause list[12];
    struct xc_str avoid[] = {XC_STR_INIT("P1")};
    static char ids[12][8];
    bool noted = false;
    world_start(&w);
    add_pair(&w);
    add_person(&w, "P3", "L", LEAD, "320282");
    add_person(&w, "P4", "L", OFFICER, "320282");
    for (unsigned i = 0; i < 12; i++) {
        snprintf(ids[i], sizeof ids[i], "T%02u", i);
        add_target(&w, ids[i], "320282001", "Z", 90);
        list[i] = (struct xc_plan_cause){.label = XC_STR("f/1"),
                                         .target = text(ids[i]),
                                         .number = 1,
                                         .window = {day("2021-03-01"), day("2021-03-02")},
                                         .avoid = avoid,
                                         .avoid_count = 1};
        xc_message_set(&list[i].reason, "a problem was found.");
    }
    world_ready(&w, FOLLOW(SPRING), "2021-01-01");
    w.input.causes = list;
    w.input.cause_count = 12;
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 8);
    assert_int_equal(w.plan->unmet_count, 4);
    assert_int_equal(w.plan->proof_count, 1);
    assert_int_equal(w.plan->bounds.unserved_bound, 4);
    assert_int_equal(w.plan->proofs[0].crew_count, 1);
    assert_true(xc_str_is(w.plan->proofs[0].crews[0], "L"));
    for (size_t i = 0; i < w.plan->note_count; i++)
        noted = noted || says(&w.plan->notes[i], "the same crew as the visit that each");
    assert_true(noted);
    for (unsigned i = 0; i < 12; i++)
        list[i].avoid_count = 0;
    world_plan_again(&w);
    assert_int_equal(w.plan->visit_count, 12);
    world_end(&w);
}

static void expect_refused(struct world *w, const char *part) {
    struct xc_plan *plan = NULL;
    struct xc_error error = {0};
    struct xc_buffer out = xc_buffer_make(1u << 16);
    assert_int_equal(xc_plan_make(&w->input, &plan, &error), XC_EINPUT);
    assert_int_equal(xc_error_render(&error, NULL, &out), XC_OK);
    if (xc_str_find(xc_buffer_view(&out), xc_str_from(part)) < 0)
        fprintf(stderr, "'%s' is not in: %.*s\n", part, XC_PRI(xc_buffer_view(&out)));
    assert_true(xc_str_find(xc_buffer_view(&out), xc_str_from(part)) >= 0);
    xc_buffer_free(&out);
}

static void bad_lists_are_refused(void **state) {
    (void)state;
    struct world w;
    struct causes c = {.count = 0};
    begin(&w);
    world_ready(&w, FOLLOW(SPRING), "2021-01-01");
    add_cause(&c, "T1", 1, "2021-03-01", "2021-03-12", NULL, NULL);
    add_cause(&c, "T1", 1, "2021-04-01", "2021-04-30", NULL, NULL);
    be_caused(&w, &c);
    expect_refused(&w, "number 1 of 'f/1' at 'T1' is there twice, or out of order");
    c.list[1].target = XC_STR("T0");
    expect_refused(&w, "out of order");
    c.list[1].target = XC_STR("T2");
    c.list[1].number = 0;
    expect_refused(&w, "has the number 0");
    c.list[1].number = 70000;
    expect_refused(&w, "has the number 70000");
    c.list[1].number = 1;
    c.list[1].label = XC_STR("g/1");
    expect_refused(&w, "belongs to 'g/1', but the programme has no such obligation");
    c.list[1].label = XC_STR("f/1");
    world_plan(&w);
    w.programme->stages[0].obligations[0].since.kind = 0;
    expect_refused(&w, "nothing causes its visits");
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_cause_is_one_visit),
        cmocka_unit_test(without_causes_nothing_is_owed),
        cmocka_unit_test(the_same_crew_does_not_come),
        cmocka_unit_test(others_of_the_crew_come),
        cmocka_unit_test(what_cannot_be_is_unmet_alone),
        cmocka_unit_test(done_ones_are_not_owed_again),
        cmocka_unit_test(a_cause_that_is_gone_drops_its_visit),
        cmocka_unit_test(a_visit_that_is_there_is_joined),
        cmocka_unit_test(an_open_case_lifts_the_cap),
        cmocka_unit_test(proofs_know_who_may_not_come),
        cmocka_unit_test(bad_lists_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
