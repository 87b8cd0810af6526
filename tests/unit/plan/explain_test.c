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

static struct xc_explain_facts facts_of(const struct world *w) {
    return (struct xc_explain_facts){.visits = w->plan->visits,
                                     .count = w->plan->visit_count};
}

static void expect(struct world *w, struct xc_str subject, const char *const *parts) {
    struct xc_buffer out = xc_buffer_make(1u << 20);
    struct xc_explain_facts facts = facts_of(w);
    CHECK_OK(w, xc_plan_explain(&w->input, &facts, subject, NULL, &out, &w->error));
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
        ": T1 (T1) on 2021-03-",
        "by crew K; draft.",
        "why here: the stage “s” of the programme “t” asks for it; it is the target's "
        "visit "
        "number 1 there.",
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
                                   ": s, crew K, draft (visit v", NULL};
    expect(&w, XC_STR("T1"), planned);
    const char *const unmet[] = {"no visit of it is planned.",
                                 "P1 (P1) must not visit it: kin.", NULL};
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

/* Four visits of a day, whose ids do not sort by time. */
static void a_day_is_told_in_the_order_of_time(void **state) {
    (void)state;
    struct world w;
    struct xc_buffer out = xc_buffer_make(1u << 20);
    world_start(&w);
    add_person(&w, "P1", "K", LEAD, "320282");
    add_person(&w, "P2", "K", OFFICER, "320282");
    for (unsigned i = 0; i < 16; i++) {
        char id[16];
        snprintf(id, sizeof id, "T%02u", i);
        add_target(&w, id, "320282001", "Z", 90);
    }
    world_ready(&w, STAGES, "2021-01-01");
    world_plan(&w);
    struct xc_explain_facts facts = facts_of(&w);
    CHECK_OK(&w, xc_plan_explain(&w.input, &facts, XC_STR("P1"), NULL, &out, &w.error));
    struct xc_str rest = xc_buffer_view(&out), before = {0};
    unsigned lines = 0;
    while (rest.len > 0) {
        struct xc_str line = xc_str_cut(&rest, '\n');
        if (line.len < 18 || line.ptr[0] != ' ')
            continue;
        struct xc_str time = xc_str_slice(line, 2, 16);
        assert_true(xc_str_compare(before, time) < 0);
        before = time;
        lines++;
    }
    assert_int_equal(lines, 16);
    xc_buffer_free(&out);
    world_end(&w);
}

/* Readers who do not plan learn what they see, and nothing of leave, certificates or
 * relations; who has no visit that they see is not there. */
static void readers_who_do_not_plan_learn_little(void **state) {
    (void)state;
    struct world w;
    struct xc_buffer out = xc_buffer_make(1u << 20);
    make_world(&w);
    struct xc_explain_facts facts = facts_of(&w);
    facts.brief = true;
    const struct xc_str seen[] = {XC_STR("P1"), XC_STR("T1"), w.plan->visits[0].id};
    for (size_t i = 0; i < sizeof seen / sizeof seen[0]; i++) {
        xc_buffer_clear(&out);
        CHECK_OK(&w, xc_plan_explain(&w.input, &facts, seen[i], NULL, &out, &w.error));
        static const char *const never[] = {"away", "certificate", "kin", "barred",
                                            "not crew"};
        for (size_t k = 0; k < sizeof never / sizeof never[0]; k++)
            assert_true(xc_str_find(xc_buffer_view(&out), xc_str_from(never[k])) < 0);
    }
    const struct xc_str hidden[] = {XC_STR("P5"), XC_STR("T2")};
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
        assert_int_equal(
            xc_plan_explain(&w.input, &facts, hidden[i], NULL, &out, &w.error), XC_ENO);
    facts.count = 0;
    for (size_t i = 0; i < sizeof seen / sizeof seen[0]; i++)
        assert_int_equal(xc_plan_explain(&w.input, &facts, seen[i], NULL, &out, &w.error),
                         XC_ENO);
    xc_buffer_free(&out);
    world_end(&w);
}

static void an_unknown_id_is_no(void **state) {
    (void)state;
    struct world w;
    struct xc_buffer out = xc_buffer_make(1u << 10);
    make_world(&w);
    struct xc_explain_facts facts = facts_of(&w);
    assert_int_equal(
        xc_plan_explain(&w.input, &facts, XC_STR("nobody"), NULL, &out, &w.error),
        XC_ENO);
    assert_true(says(&w.error.message, "has the id 'nobody'"));
    assert_int_equal(out.len, 0);
    xc_buffer_free(&out);
    world_end(&w);
}

#define RULES_STAGE(hours, more)                                                         \
    "[{'id':'s','title':'','plugin':'x','kind':'coverage','window':['2021-03-01',"       \
    "'2021-06-30'],'nature':'enforcement','method':'site'," hours                        \
    "'obligations':[{'label':'s/1','targets':{'op':'all','table':'targets'}" more        \
    ",'crew':{'seats':[{'role':'lead','count':1},{'role':'officer','count':1}]}}]}]"

static void make_rules(struct world *w, const char *stages) {
    world_start(w);
    add_person(w, "P1", "K", LEAD, "320282");
    add_person(w, "P2", "K", OFFICER, "320282");
    add_person(w, "P3", "L", LEAD, "320282");
    add_person(w, "P4", "L", OFFICER, "320282");
    add_target(w, "T1", "320282001", "Z", 90);
    world_ready(w, stages, "2021-01-01");
}

static void an_obligation_s_own_rules_are_told(void **state) {
    (void)state;
    struct world w;
    static struct xc_resource resource = {XC_STR_INIT("car"), XC_STR_INIT(""), 2};
    static struct xc_str car[] = {XC_STR_INIT("car")};
    make_rules(&w, RULES_STAGE("'hours':['19:00-21:30'],",
                               ",'times':2,'rotate':'all','travel':1"));
    w.programme->resources = &resource;
    w.programme->resource_count = 1;
    w.programme->stages[0].obligations[0].uses = car;
    w.programme->stages[0].obligations[0].use_count = 1;
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 2);
    const char *const parts[] = {
        "its stage has hours of its own, from 19:00 to 21:30.",
        "with the way there and back it takes the crew from 2021-0",
        "its crew takes “car” along; 2 crews can do so on a day.",
        "made the target's visit before, on 2021-0",
        "people it needs make the target's visit before or after this one.",
        NULL};
    expect(&w, w.plan->visits[1].id, parts);
    world_end(&w);
}

static void turns_are_told(void **state) {
    (void)state;
    struct world w;
    make_rules(&w, RULES_STAGE("", ",'each':'quarter','areas':'swap'"));
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 2);
    const char *const parts[] = {
        xc_str_is(w.plan->visits[0].crew, "K")
            ? "not crew L: in this period the zone belongs to crew K."
            : "not crew K: in this period the zone belongs to crew L.",
        NULL};
    expect(&w, w.plan->visits[0].id, parts);
    world_end(&w);
}

/* Why it is owed, who stays away because of it, and when nobody could go there. */
static void a_cause_is_told(void **state) {
    (void)state;
    static const char stages[] =
        "[{'id':'f','title':'look again','plugin':'x','kind':'coverage','window':['2021-"
        "03-01','2021-03-31'],'nature':'enforcement','method':'site','obligations':[{"
        "'label':'f/1','targets':{'op':'all','table':'targets'},'since':{'kind':"
        "'problem','to':[20,'workday']}" LAW "}]}]";
    struct world w;
    struct xc_str avoid[] = {XC_STR_INIT("P1"), XC_STR_INIT("P2")};
    struct xc_plan_cause cause = {.label = XC_STR("f/1"),
                                  .target = XC_STR("T1"),
                                  .number = 1,
                                  .window = {day("2021-03-08"), day("2021-03-26")},
                                  .avoid = avoid,
                                  .avoid_count = 2};
    struct xc_plan_closure storm = {.area = XC_STR("3202"),
                                    .days = {day("2021-03-08"), day("2021-03-09")},
                                    .reason = XC_STR("storm")};
    world_start(&w);
    add_pair(&w);
    add_person(&w, "P3", "L", LEAD, "320282");
    add_person(&w, "P4", "L", OFFICER, "320282");
    add_target(&w, "T1", "320282001", "Z", 90);
    world_ready(&w, stages, "2021-03-01");
    xc_message_set(&cause.reason, "problems were found on %s.", "2021-03-05");
    w.input.causes = &cause;
    w.input.cause_count = 1;
    w.input.closures = &storm;
    w.input.closure_count = 1;
    world_plan(&w);
    assert_int_equal(w.plan->visit_count, 1);
    const char *const parts[] = {
        "why here: problems were found on 2021-03-05.\n",
        "it is owed between 2021-03-08 and 2021-03-26.",
        "why not the same crew: P1, P2 made the visit that this one follows up.",
        "why then: the window is 2021-03-08 to 2021-03-26;",
        "3202 is closed to visits on 2021-03-08: storm.",
        "not crew K: people it needs made the visit that this one follows up.",
        NULL};
    expect(&w, w.plan->visits[0].id, parts);
    struct xc_visit_task task = {XC_STR("p-2021"), XC_STR("f"), XC_STR("f/hand"), 1};
    w.plan->visits[0].tasks = &task;
    const char *const by_hand[] = {
        "why here: it was added by hand to the stage “look again” of the programme “t”.",
        NULL};
    expect(&w, w.plan->visits[0].id, by_hand);
    /* what found it is nobody's business but the planner's */
    struct xc_buffer out = xc_buffer_make(1u << 20);
    struct xc_explain_facts facts = facts_of(&w);
    facts.brief = true;
    task.label = XC_STR("f/1");
    CHECK_OK(&w, xc_plan_explain(&w.input, &facts, w.plan->visits[0].id, NULL, &out,
                                 &w.error));
    assert_true(xc_str_find(xc_buffer_view(&out), XC_STR("problems were found")) < 0);
    xc_buffer_free(&out);
    world_end(&w);
}

/* Each line with its topic before a tab; what goes on with a topic has none. */
static void sentences_have_topics(void **state) {
    struct world w;
    struct xc_buffer out = xc_buffer_make(1u << 20);
    (void)state;
    assert_string_equal(xc_explain_topic("why them: %.*s (%.*s) sits as %.*s."),
                        "why_them");
    assert_string_equal(xc_explain_topic("its legal basis is %.*s."), "");
    assert_string_equal(xc_explain_topic("  %s %s: %.*s, crew %.*s, %.*s (visit %.*s)"),
                        "visit");
    assert_string_equal(xc_explain_topic("%s, with the way there and back: away"),
                        "visit");
    assert_string_equal(xc_explain_topic("something new"), "other");
    make_world(&w);
    struct xc_explain_facts facts = facts_of(&w);
    facts.topics = true;
    CHECK_OK(&w, xc_plan_explain(&w.input, &facts, w.plan->visits[0].id, NULL, &out,
                                 &w.error));
    struct xc_str rest = xc_buffer_view(&out);
    while (rest.len > 0) {
        struct xc_str line = xc_str_cut(&rest, '\n');
        struct xc_str topic = xc_str_cut(&line, '\t');
        assert_non_null(line.ptr);
        assert_false(xc_str_is(topic, "other"));
    }
    xc_buffer_free(&out);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_obligation_s_own_rules_are_told),
        cmocka_unit_test(turns_are_told),
        cmocka_unit_test(a_visit_answers_four_questions),
        cmocka_unit_test(a_target_shows_its_visits_or_why_not),
        cmocka_unit_test(a_person_shows_load_and_limits),
        cmocka_unit_test(a_day_is_told_in_the_order_of_time),
        cmocka_unit_test(readers_who_do_not_plan_learn_little),
        cmocka_unit_test(a_cause_is_told),
        cmocka_unit_test(sentences_have_topics),
        cmocka_unit_test(an_unknown_id_is_no),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
