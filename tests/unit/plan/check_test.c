/* Every breach that the check knows, made by spoiling a good plan by hand. */
#include "world.h"

static const char STAGES[] =
    "[{'id':'s','title':'','plugin':'x','kind':'coverage','window':['2021-03-01','2021-"
    "03-31'],"
    "'nature':'enforcement','method':'site','cap':2,'obligations':[{'label':'s/"
    "1','gap':14,"
    "'targets':{'op':'all','table':'targets'},'times':2,'crew':{'seats':[{'role':'lead',"
    "'count':1},{'role':'officer','count':1}]}}]}]";

struct seen {
    unsigned count;
    const char *part;
    bool found;
};

static int look(void *context, size_t visit, const struct xc_message *message) {
    struct seen *seen = context;
    struct xc_buffer out = xc_buffer_make(1u << 16);
    (void)visit;
    seen->count++;
    if (seen->part && xc_message_render(message, NULL, &out) == 0 &&
        xc_str_find(xc_buffer_view(&out), xc_str_from(seen->part)) >= 0)
        seen->found = true;
    xc_buffer_free(&out);
    return 0;
}

static void make_world(struct world *w) {
    world_start(w);
    add_person(w, "P1", "K", LEAD, "320282");
    struct xc_person second = make_person("P2", "K", OFFICER, "320282");
    second.per_day = 2;
    second.max_visits = 4;
    second.certificate_until = day("2021-03-29");
    add_person_row(w, &second);
    add_person(w, "P3", "L", LEAD, "320282");
    add_person(w, "P4", "L", THIRD, "320282");
    add_absence(w, "P2", "2021-03-10", "2021-03-10", XC_AFTERNOON);
    add_target(w, "T1", "320282001", "Z", 90);
    add_target(w, "T2", "320282001", "Z", 90);
    add_target(w, "T3", "320282001", "Z", 90);
    add_relation(w, "P2", "T3");
    world_ready(w, STAGES, "2021-01-01");
    world_plan(w);
    assert_int_equal(w->plan->visit_count, 4);
}

static void expect(struct world *w, const char *part) {
    struct seen seen = {.part = part};
    CHECK_OK(w, xc_plan_check(&w->input, w->plan->visits, w->plan->visit_count, look,
                              &seen, &w->error));
    if (!seen.found && part)
        fprintf(stderr, "no breach says '%s' (%u breaches)\n", part, seen.count);
    assert_int_equal(seen.found, part != NULL);
    if (!part)
        assert_int_equal(seen.count, 0);
}

static void each_breach_is_found(void **state) {
    (void)state;
    struct world w;
    make_world(&w);
    expect(&w, NULL);
    struct xc_visit *visit = &w.plan->visits[0];
    struct xc_visit good = *visit;
    struct xc_visit_person people[2] = {good.people[0], good.people[1]};
#define SPOIL(part, ...)                                                                 \
    do {                                                                                 \
        visit->people = people;                                                          \
        __VA_ARGS__;                                                                     \
        expect(&w, part);                                                                \
        *visit = good;                                                                   \
        people[0] = good.people[0];                                                      \
        people[1] = good.people[1];                                                      \
    } while (0)
    SPOIL("2021-03-06 is not a working day",
          visit->date = visit->end_date = day("2021-03-06"));
    SPOIL("outside the office hours", visit->start = 480; visit->end = 570);
    SPOIL("only 45 lie between", visit->end = visit->start + 45);
    SPOIL("full quarter", visit->start += 5; visit->end += 5);
    SPOIL("outside the window", visit->date = visit->end_date = day("2021-04-01"));
    SPOIL("ends before it begins", visit->end_date = visit->date - 1);
    SPOIL("no target 'T9'", visit->target = XC_STR("T9"));
    SPOIL("no person 'P9'", people[1].person = XC_STR("P9"));
    SPOIL("do not fill the seats", people[1].person = XC_STR("P4"));
    SPOIL("do not fill the seats", visit->person_count = 1);
    SPOIL("two officers with valid certificates; it has 1", visit->person_count = 1);
    SPOIL("sits on two seats", people[1].person = XC_STR("P1"));
    SPOIL("P2 is away on 2021-03-10", visit->date = visit->end_date = day("2021-03-10");
          visit->start = 810; visit->end = 900);
    SPOIL("do not fill the seats", visit->date = visit->end_date = day("2021-03-30"));
    SPOIL("P2 is barred from T3", visit->target = XC_STR("T3"));
    SPOIL("no obligation 's/2'", visit->tasks[0].label = XC_STR("s/2"));
    visit->tasks[0].label = XC_STR("s/1");
    expect(&w, NULL);
    SPOIL("K would be in two places at once", visit->date = w.plan->visits[1].date;
          visit->end_date = visit->date; visit->start = w.plan->visits[1].start + 15;
          visit->end = visit->start + 90);
    SPOIL("P1 would be in two places at once", visit->crew = XC_STR("L");
          visit->date = w.plan->visits[1].date; visit->end_date = visit->date;
          visit->start = w.plan->visits[1].start; visit->end = visit->start + 90);
    SPOIL("days lie between two visits of", visit->date = day("2021-03-22");
          visit->end_date = visit->date; visit->target = w.plan->visits[3].target);
    SPOIL(NULL, visit->status = XC_VISIT_CANCELLED; visit->date = visit->end_date = 5);
    world_end(&w);
}

static void limits_and_caps_are_counted(void **state) {
    (void)state;
    struct world w;
    make_world(&w);
    struct xc_visit more[6];
    struct seen seen = {.part = "P2 makes more than 4 visits a year"};
    for (size_t i = 0; i < 6; i++) {
        more[i] = w.plan->visits[i % 4];
        more[i].id = text(i == 4 ? "x" : "y");
    }
    more[4].date = more[4].end_date = day("2021-03-12");
    more[5].date = more[5].end_date = day("2021-03-12");
    more[5].start = 13 * 60 + 30;
    more[5].end = 15 * 60;
    CHECK_OK(&w, xc_plan_check(&w.input, more, 6, look, &seen, &w.error));
    assert_true(seen.found);
    seen = (struct seen){.part = "is visited more than 2 times that year"};
    CHECK_OK(&w, xc_plan_check(&w.input, more, 5, look, &seen, &w.error));
    assert_true(seen.found);
    world_end(&w);
}

static void expect_alone(struct world *w, const struct xc_visit *visit,
                         const char *part) {
    struct seen seen = {.part = part};
    CHECK_OK(w, xc_plan_check(&w->input, visit, 1, look, &seen, &w->error));
    if (part && !seen.found)
        fprintf(stderr, "no breach says '%s' (%u breaches)\n", part, seen.count);
    assert_int_equal(seen.found, part != NULL);
    assert_int_equal(seen.count > 0, part != NULL);
}

/* One that no obligation asks for keeps the rules of its stage. */
static void one_added_by_hand_is_checked(void **state) {
    (void)state;
    struct world w;
    static struct xc_visit_task task = {XC_STR_INIT("p-2021"), XC_STR_INIT("s"),
                                        XC_STR_INIT("s/hand"), 1};
    make_world(&w);
    struct xc_visit visit = w.plan->visits[0];
    visit.id = XC_STR("h");
    visit.tasks = &task;
    visit.task_count = 1;
    visit.target = XC_STR("T3");
    visit.pinned = true;
    visit.date = visit.end_date = day("2021-03-26");
    struct xc_visit_person people[] = {{XC_STR_INIT("P1"), XC_ROLE_LEAD},
                                       {XC_STR_INIT("P3"), XC_ROLE_OFFICER}};
    visit.people = people;
    struct xc_visit good = visit;
    w.input.fixed = w.plan->visits;
    w.input.fixed_count = 4;
    expect_alone(&w, &visit, NULL);
    visit.date = visit.end_date = day("2021-04-01");
    expect_alone(&w, &visit, "outside the window of 's/hand'");
    visit = good;
    visit.nature = XC_NATURE_AGENCY_CHECK;
    expect_alone(&w, &visit, "visits of stage 's' are enforcement");
    visit = good;
    people[1].person = XC_STR("P4");
    expect_alone(&w, &visit, "do not fill the seats of 's/hand'");
    people[1].person = XC_STR("P2");
    expect_alone(&w, &visit, "P2 is barred from T3");
    people[1].person = XC_STR("P3");
    visit.start = 7 * 60;
    visit.end = visit.start + 90;
    expect_alone(&w, &visit, "outside the office hours");
    visit = good;
    visit.target = w.plan->visits[0].target; /* it has two, the cap is two */
    expect_alone(&w, &visit, "is visited more than 2 times that year");
    visit.date = visit.end_date = w.plan->visits[0].date + 1;
    expect_alone(&w, &visit, "days lie between two visits of");
    visit = good;
    task.label = XC_STR("x/hand");
    task.stage = XC_STR("x");
    expect_alone(&w, &visit, "no obligation 'x/hand'");
    task.label = XC_STR("s/hand");
    task.stage = XC_STR("s");
    world_end(&w);
}

/* The planner keeps their gap, their cap and their people's time, too. */
static void one_added_by_hand_counts(void **state) {
    (void)state;
    struct world w;
    static struct xc_visit_task task = {XC_STR_INIT("p-2021"), XC_STR_INIT("s"),
                                        XC_STR_INIT("s/hand"), 1};
    make_world(&w);
    struct xc_visit visit = w.plan->visits[0];
    visit.id = XC_STR("h");
    visit.tasks = &task;
    visit.pinned = true;
    visit.target = XC_STR("T1");
    w.input.fixed = &visit;
    w.input.fixed_count = 1;
    visit.date = visit.end_date = day("2021-03-03");
    struct xc_plan *before = w.plan;
    world_plan(&w);
    /* T1 has one more visit only, at least 14 days away */
    unsigned of_first = 0;
    bool there = false;
    for (size_t i = 0; i < w.plan->visit_count; i++) {
        const struct xc_visit *other = &w.plan->visits[i];
        there = there || xc_str_is(other->id, "h");
        if (!xc_str_is(other->target, "T1") || xc_str_is(other->id, "h"))
            continue;
        of_first++;
        assert_true(other->date >= day("2021-03-17"));
    }
    assert_true(there);
    assert_int_equal(of_first, 1);
    assert_int_equal(breaches_of(&w), 0);
    xc_plan_free(before);
    world_end(&w);
}

/* A visit to check that begins before a fixed one is the one to blame. */
static void what_lies_beside_fixed_ones_is_found(void **state) {
    (void)state;
    struct world w;
    struct xc_visit fixed[16];
    make_world(&w);
    for (size_t i = 0; i < 16; i++) {
        fixed[i] = w.plan->visits[i % 4];
        if (i < 4)
            continue;
        static char ids[16][8];
        snprintf(ids[i], sizeof ids[i], "x%zu", i);
        fixed[i].id = text(ids[i]);
        fixed[i].target = XC_STR("T8");
        fixed[i].people = NULL;
        fixed[i].person_count = 0;
        fixed[i].crew = XC_STR("Z");
    }
    w.input.fixed = fixed;
    w.input.fixed_count = 16;
    struct xc_visit visit = w.plan->visits[0];
    expect_alone(&w, &visit, NULL);
    size_t other = 1;
    while (xc_str_equal(w.plan->visits[other].target, visit.target))
        other++;
    visit.date = visit.end_date = fixed[other].date;
    visit.start = fixed[other].start >= 600 ? fixed[other].start - 60 : 540;
    visit.end = visit.start + 90;
    fixed[other].start = visit.start + 60;
    fixed[other].end = fixed[other].start + 90;
    expect_alone(&w, &visit, "K would be in two places at once");
    visit.crew = XC_STR("L");
    expect_alone(&w, &visit, "P1 would be in two places at once");
    world_end(&w);
}

static int stop(void *context, size_t visit, const struct xc_message *message) {
    (void)context;
    (void)visit;
    (void)message;
    return 7;
}

static void the_caller_may_stop(void **state) {
    (void)state;
    struct world w;
    make_world(&w);
    w.plan->visits[0].start = 0;
    assert_int_equal(xc_plan_check(&w.input, w.plan->visits, 4, stop, NULL, &w.error), 7);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_breach_is_found),
        cmocka_unit_test(limits_and_caps_are_counted),
        cmocka_unit_test(one_added_by_hand_is_checked),
        cmocka_unit_test(one_added_by_hand_counts),
        cmocka_unit_test(what_lies_beside_fixed_ones_is_found),
        cmocka_unit_test(the_caller_may_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
