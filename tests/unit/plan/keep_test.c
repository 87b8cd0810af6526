/* Replans: what stays, what moves and why, beside the least that has to. */
#include "world.h"

static const char ONE_STAGE[] =
    "[{'id':'s','title':'s','plugin':'x','kind':'coverage','window':['2021-03-01',"
    "'2021-04-30'],'nature':'agency_check','method':'site','merge':true,'obligations':[{"
    "'label':'s/"
    "1','targets':{'op':'all','table':'targets'},'minutes':90" STAFF "}]}]";

/* Two crews of three; six targets in two zones. */
static void add_people(struct world *w) {
    static const char *const people[] = {"A1", "A2", "A3", "B1", "B2", "B3"};
    for (size_t i = 0; i < 6; i++)
        add_person(w, people[i], i < 3 ? "A" : "B", THIRD, "320282");
}

static void begin(struct world *w) {
    static const char *const ids[] = {"T1", "T2", "T3", "T4", "T5", "T6"};
    world_start(w);
    add_people(w);
    for (unsigned i = 0; i < 6; i++)
        add_target(w, ids[i], "320282001", i < 3 ? "Z1" : "Z2", 0);
}

static int by_id(const void *a, const void *b) {
    return xc_str_compare(((const struct xc_visit *)a)->id,
                          ((const struct xc_visit *)b)->id);
}

/* A first plan of six targets, published. */
struct before {
    struct world w;
    struct xc_visit visits[8];
    size_t count;
};

static void plan_before(struct before *b) {
    begin(&b->w);
    world_ready(&b->w, ONE_STAGE, "2021-03-01");
    world_plan(&b->w);
    b->count = b->w.plan->visit_count;
    assert_int_equal(b->count, 6);
    for (size_t i = 0; i < b->count; i++) {
        b->visits[i] = b->w.plan->visits[i];
        b->visits[i].status = XC_VISIT_PUBLISHED;
        b->visits[i].sequence = 3;
    }
    qsort(b->visits, b->count, sizeof b->visits[0], by_id);
}

static void replan(struct world *w, const struct before *b, const char *as_of) {
    world_ready(w, ONE_STAGE, as_of);
    w->input.now = 1700000000;
    w->input.kept = b->visits;
    w->input.kept_count = b->count;
    world_plan(w);
}

static const struct xc_visit *find(const struct world *w, struct xc_str id) {
    for (size_t i = 0; i < w->plan->visit_count; i++)
        if (xc_str_equal(w->plan->visits[i].id, id))
            return &w->plan->visits[i];
    return NULL;
}

static bool same(const struct xc_visit *a, const struct xc_visit *b) {
    struct xc_buffer left = xc_buffer_make(1u << 16);
    struct xc_buffer right = xc_buffer_make(1u << 16);
    assert_int_equal(xc_visit_write(a, &left), XC_OK);
    assert_int_equal(xc_visit_write(b, &right), XC_OK);
    bool equal = xc_str_equal(xc_buffer_view(&left), xc_buffer_view(&right));
    xc_buffer_free(&left);
    xc_buffer_free(&right);
    return equal;
}

static size_t unchanged(const struct world *w, const struct before *b) {
    size_t count = 0;
    for (size_t i = 0; i < b->count; i++) {
        const struct xc_visit *now = find(w, b->visits[i].id);
        count += now && same(now, &b->visits[i]);
    }
    return count;
}

static void nothing_happened(void **state) {
    struct before b;
    struct world w;
    (void)state;
    plan_before(&b);
    begin(&w);
    replan(&w, &b, "2021-03-01");
    assert_int_equal(unchanged(&w, &b), 6);
    assert_int_equal(w.plan->visit_count, 6);
    assert_int_equal(w.plan->move_count, 0);
    assert_int_equal(w.plan->moved_bound, 0);
    world_end(&w);
    world_end(&b.w);
}

/* Of three people one is away: the other two go, at the same time. */
static void others_of_the_crew_go(void **state) {
    struct before b;
    struct world w;
    char date[11];
    (void)state;
    plan_before(&b);
    const struct xc_visit *hit = &b.visits[0];
    const char *person = xc_str_is(hit->crew, "A") ? "A1" : "B1";
    bool goes = xc_str_is(hit->people[0].person, person) ||
                xc_str_is(hit->people[1].person, person);
    begin(&w);
    xc_date_format(hit->date, date);
    add_absence(&w, person, date, date, XC_WHOLE_DAY);
    replan(&w, &b, "2021-03-01");
    const struct xc_visit *now = find(&w, hit->id);
    assert_non_null(now);
    assert_int_equal(now->date, hit->date);
    assert_int_equal(now->start, hit->start);
    assert_int_equal(w.plan->moved, 0);
    for (size_t i = 0; i < w.plan->move_count; i++) {
        assert_int_equal(w.plan->moves[i].kind, XC_MOVE_PEOPLE);
        assert_true(says(&w.plan->reasons[w.plan->moves[i].reason], "is away on"));
    }
    assert_int_equal(same(now, hit), !goes);
    assert_int_equal(now->sequence, 3); /* neither date nor time nor place */
    assert_int_equal(breaches_of(&w), 0);
    world_end(&w);
    world_end(&b.w);
}

/* A whole crew is away for the day: its visits move, together, and nothing else. */
static void a_crew_is_away(void **state) {
    struct before b;
    struct world w;
    char date[11];
    (void)state;
    plan_before(&b);
    const struct xc_visit *hit = &b.visits[0];
    bool first = xc_str_is(hit->crew, "A");
    size_t hits = 0;
    for (size_t i = 0; i < b.count; i++)
        hits +=
            b.visits[i].date == hit->date && xc_str_equal(b.visits[i].crew, hit->crew);
    begin(&w);
    xc_date_format(hit->date, date);
    add_absence(&w, first ? "A1" : "B1", date, date, XC_WHOLE_DAY);
    add_absence(&w, first ? "A2" : "B2", date, date, XC_WHOLE_DAY);
    replan(&w, &b, "2021-03-01");
    assert_int_equal(w.plan->moved, hits);
    assert_int_equal(w.plan->moved_bound, hits);
    assert_int_equal(unchanged(&w, &b), 6 - hits);
    const struct xc_visit *now = find(&w, hit->id);
    assert_non_null(now);
    assert_int_equal(now->status, XC_VISIT_PUBLISHED);
    assert_int_equal(now->sequence, 4);
    assert_int_equal(now->changed, 1700000000);
    for (size_t i = 0; i < b.count; i++) { /* those of its day went with it */
        const struct xc_visit *other = find(&w, b.visits[i].id);
        if (b.visits[i].date == hit->date && xc_str_equal(b.visits[i].crew, hit->crew))
            assert_int_equal(other->date, now->date);
    }
    assert_int_equal(breaches_of(&w), 0);
    world_end(&w);
    world_end(&b.w);
}

/* Only mornings are lost: what was in the afternoon stays, to the minute. */
static void half_a_day_is_lost(void **state) {
    struct before b;
    struct world w;
    (void)state;
    plan_before(&b);
    begin(&w);
    for (unsigned i = 0; i < 4; i++)
        add_absence(&w, (const char *const[]){"A1", "A2", "B1", "B2"}[i], "2021-03-01",
                    "2021-04-30", XC_MORNING);
    replan(&w, &b, "2021-03-01");
    for (size_t i = 0; i < b.count; i++)
        if (b.visits[i].start >= 13 * 60)
            assert_int_equal(find(&w, b.visits[i].id)->start, b.visits[i].start);
    for (size_t i = 0; i < w.plan->visit_count; i++)
        assert_true(w.plan->visits[i].start >= 12 * 60);
    assert_int_equal(w.plan->unmet_count, 0);
    assert_int_equal(breaches_of(&w), 0);
    world_end(&w);
    world_end(&b.w);
}

static void targets_go_and_come(void **state) {
    struct before b;
    struct world w;
    (void)state;
    plan_before(&b);
    world_start(&w);
    add_people(&w);
    add_target(&w, "T2", "320282001", "Z1", 0);
    add_target(&w, "T3", "320282001", "Z1", 0);
    add_target(&w, "T4", "320282001", "Z2", 0);
    add_target(&w, "T5", "320282001", "Z2", 0);
    add_target(&w, "T6", "320282001", "Z2", 0);
    add_target(&w, "T7", "320282001", "Z2", 0);
    replan(&w, &b, "2021-03-01");
    assert_int_equal(w.plan->visit_count, 6);
    assert_int_equal(unchanged(&w, &b), 5);
    assert_int_equal(w.plan->move_count, 1);
    assert_int_equal(w.plan->moves[0].kind, XC_MOVE_DROPPED);
    assert_true(xc_str_is(w.plan->moves[0].target, "T1"));
    assert_int_equal(w.plan->moves[0].to, XC_NO_DATE);
    assert_true(says(&w.plan->reasons[w.plan->moves[0].reason],
                     "T1 is not in the register any more"));
    assert_int_equal(w.plan->moved, 0);
    assert_int_equal(w.plan->moved_bound, 0);
    for (size_t i = 0; i < w.plan->visit_count; i++)
        if (xc_str_is(w.plan->visits[i].target, "T7"))
            assert_int_equal(w.plan->visits[i].status, XC_VISIT_DRAFT);
    assert_int_equal(breaches_of(&w), 0);
    world_end(&w);
    world_end(&b.w);
}

/* Nobody is left: every visit is dropped, none of them silently. */
static void no_place_is_left(void **state) {
    struct before b;
    struct world w;
    (void)state;
    plan_before(&b);
    begin(&w);
    for (unsigned i = 0; i < 4; i++)
        add_absence(&w, (const char *const[]){"A1", "A2", "B1", "B2"}[i], "2021-03-01",
                    "2021-04-30", XC_WHOLE_DAY);
    replan(&w, &b, "2021-03-01");
    assert_int_equal(w.plan->visit_count, 0);
    assert_int_equal(w.plan->unmet_count, 6);
    assert_int_equal(w.plan->move_count, 6);
    assert_int_equal(w.plan->moved, 0);
    assert_int_equal(w.plan->moved_bound, 0); /* no plan has to move what it drops */
    world_end(&w);
    world_end(&b.w);
}

/* All visits stood on a day that is none to plan now: each says what became of it. */
static void expect_reason(const char *date, const char *holiday, const char *reason) {
    struct before b;
    struct world w;
    plan_before(&b);
    for (size_t i = 0; i < b.count; i++)
        b.visits[i].date = b.visits[i].end_date = day(date);
    begin(&w);
    if (holiday)
        add_day(&w, date, XC_DAY_HOLIDAY, holiday);
    replan(&w, &b, "2021-03-01");
    assert_int_equal(w.plan->moved, 6);
    assert_int_equal(w.plan->moved_bound, 6);
    assert_true(says(&w.plan->reasons[w.plan->moves[0].reason], reason));
    assert_int_equal(w.plan->visit_count, 6);
    assert_int_equal(breaches_of(&w), 0);
    world_end(&w);
    world_end(&b.w);
}

static void a_day_off_says_why(void **state) {
    (void)state;
    expect_reason("2021-03-06", NULL, "2021-03-06 is not a make-up working day any more");
    expect_reason("2021-04-05", "清明节",
                  "2021-04-05 has become a public holiday (清明节)");
    expect_reason("2021-04-06", "", "2021-04-06 has become a public holiday.");
    expect_reason("2021-06-01", NULL, "2021-06-01 lies outside the days");
}

/* Visits from elsewhere: an unknown crew, target, person, label. */
static void strange_visits(void **state) {
    struct before b;
    struct world w;
    struct xc_visit_task task;
    struct xc_visit_person people[2];
    (void)state;
    plan_before(&b);
    b.visits[0].crew = XC_STR("nonesuch");
    b.visits[1].target = XC_STR("nonesuch");
    task = b.visits[2].tasks[0];
    task.label = XC_STR("nonesuch");
    b.visits[2].tasks = &task;
    memcpy(people, b.visits[3].people, sizeof people);
    people[0].person = XC_STR("nonesuch");
    b.visits[3].people = people;
    b.visits[4].task_count = 0;
    begin(&w);
    replan(&w, &b, "2021-03-01");
    assert_int_equal(w.plan->visit_count, 6); /* every target has its visit */
    assert_int_equal(unchanged(&w, &b), 1);
    size_t dropped = 0;
    for (size_t i = 0; i < w.plan->move_count; i++)
        dropped += w.plan->moves[i].kind == XC_MOVE_DROPPED;
    assert_int_equal(dropped, 3);
    assert_int_equal(breaches_of(&w), 0);
    world_end(&w);
    world_end(&b.w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_happened),    cmocka_unit_test(others_of_the_crew_go),
        cmocka_unit_test(a_crew_is_away),      cmocka_unit_test(half_a_day_is_lost),
        cmocka_unit_test(targets_go_and_come), cmocka_unit_test(no_place_is_left),
        cmocka_unit_test(a_day_off_says_why),  cmocka_unit_test(strange_visits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
