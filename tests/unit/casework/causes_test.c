#include "../store/workspace.h"

#include "casework/causes.h"

enum { ROOM = 32 };

struct story {
    struct xc_arena *arena;
    struct xc_outcome outcomes[ROOM];
    struct xc_lead leads[ROOM];
    struct xc_case cases[ROOM];
    struct xc_cause missing[ROOM];
    struct xc_cause_visit visits[ROOM];
    struct xc_cause_input input;
    struct xc_cause *causes;
    size_t count;
};

static xc_date day(unsigned month, unsigned number) {
    return xc_date_make(2026, month, number);
}

/* Rows come as the store orders them: by target, visit, entry. */
static struct xc_outcome *put(struct story *story, const char *target, const char *visit,
                              uint64_t entry, xc_date date,
                              enum xc_outcome_result result) {
    struct xc_outcome *one = &story->outcomes[story->input.outcome_count++];
    *one = (struct xc_outcome){.visit = xc_str_from(visit),
                               .target = xc_str_from(target),
                               .date = date,
                               .result = result,
                               .rectify_by = XC_NO_DATE,
                               .closed_on = XC_NO_DATE,
                               .entry = entry};
    story->input.outcomes = story->outcomes;
    return one;
}

static void find(struct story *story, enum xc_cause_kind kind, const char *of,
                 int64_t min) {
    struct xc_error error = {0};
    struct xc_since since = {.kind = kind, .of = xc_str_from(of), .min = min};
    test_ok(xc_casework_causes(&story->input, &since, XC_STR("p"), story->arena,
                               &story->causes, &story->count, &error),
            &error);
}

/* "target id date entry items people[ gone]" per cause. */
static void are(const struct story *story, const char *wanted) {
    struct xc_buffer text = xc_buffer_make(1 << 16);
    for (size_t i = 0; i < story->count; i++) {
        const struct xc_cause *cause = &story->causes[i];
        (void)xc_buffer_printf(&text, "%.*s %.*s ", XC_PRI(cause->target),
                               XC_PRI(cause->id));
        (void)xc_buffer_date(&text, cause->date);
        (void)xc_buffer_printf(&text, " %u %.*s %.*s%s\n", (unsigned)cause->entry,
                               XC_PRI(cause->item), XC_PRI(cause->people),
                               cause->gone ? " gone" : "");
    }
    if (!xc_str_is(xc_buffer_view(&text), wanted))
        fail_msg("'%.*s' is not '%s'", XC_PRI(xc_buffer_view(&text)), wanted);
    xc_buffer_free(&text);
}

static void items_of_a_visit_are_one_cause(void **state) {
    struct story *story = *state;
    put(story, "T1", "v1", 4, day(3, 2), XC_OUTCOME_PROBLEM)->item = XC_STR("storage");
    put(story, "T1", "v1", 4, day(3, 2), XC_OUTCOME_PASS)->item = XC_STR("staff");
    put(story, "T1", "v1", 4, day(3, 2), XC_OUTCOME_SERIOUS)->item = XC_STR("claims");
    put(story, "T1", "v1", 4, day(3, 2), XC_OUTCOME_PROBLEM)->item = XC_STR("storage");
    put(story, "T2", "v2", 4, day(3, 3), XC_OUTCOME_PROBLEM_FIXED);
    find(story, XC_CAUSE_PROBLEM, "", 0);
    are(story, "T1 v1 2026-03-02 4 claims,storage \n");
    find(story, XC_CAUSE_VISITED, "", 0);
    are(story, "T1 v1 2026-03-02 4 claims,storage \nT2 v2 2026-03-03 4  \n");
    find(story, XC_CAUSE_RECTIFY, "", 0);
    are(story, "");
}

static void a_corrected_outcome_keeps_its_number(void **state) {
    struct story *story = *state;
    put(story, "T1", "v1", 3, day(3, 2), XC_OUTCOME_PROBLEM);
    put(story, "T1", "v1", 9, day(3, 2), XC_OUTCOME_PASS);
    put(story, "T1", "v2", 5, day(4, 2), XC_OUTCOME_PASS);
    put(story, "T1", "v2", 6, day(4, 2), XC_OUTCOME_PROBLEM)->item = XC_STR("a");
    put(story, "T1", "v2", 7, day(4, 3), XC_OUTCOME_PROBLEM)->item = XC_STR("b");
    put(story, "T1", "v3", 4, day(5, 2), XC_OUTCOME_SERIOUS);
    put(story, "T1", "v4", 8, day(6, 2), XC_OUTCOME_PASS);
    find(story, XC_CAUSE_PROBLEM, "", 0);
    are(story, "T1 v1 2026-03-02 3   gone\n"
               "T1 v3 2026-05-02 4  \n"
               "T1 v2 2026-04-03 6 b \n");
}

static void time_to_rectify_is_the_longest_of_all_items(void **state) {
    struct story *story = *state;
    struct xc_outcome *a = put(story, "T1", "", 3, day(3, 2), XC_OUTCOME_PROBLEM);
    a->rectify_by = day(3, 20);
    a->closed_on = day(3, 18);
    a = put(story, "T1", "", 3, day(3, 2), XC_OUTCOME_PROBLEM);
    a->rectify_by = day(4, 20);
    a = put(story, "T1", "", 5, day(3, 9), XC_OUTCOME_PROBLEM);
    a->rectify_by = day(3, 30);
    a->closed_on = day(3, 29);
    find(story, XC_CAUSE_RECTIFY, "", 0);
    are(story, "T1 T1/2026-03-02 2026-04-20 3  \nT1 T1/2026-03-09 2026-03-30 5  \n");
    assert_int_equal(story->causes[0].settled, XC_NO_DATE);
    assert_int_equal(story->causes[1].settled, day(3, 29));
}

static void who_came_counts_before_who_was_planned(void **state) {
    static const struct xc_str stages[] = {XC_STR_INIT("p/annual"),
                                           XC_STR_INIT("q/other")};
    struct story *story = *state;
    story->visits[0] = (struct xc_cause_visit){XC_STR("v1"), stages, 2, XC_STR("P1,P2")};
    story->visits[1] = (struct xc_cause_visit){XC_STR("v2"), stages, 1, XC_STR("P3")};
    story->input.visits = story->visits;
    story->input.visit_count = 2;
    put(story, "T1", "v1", 3, day(3, 2), XC_OUTCOME_REFUSED);
    put(story, "T1", "v2", 3, day(3, 3), XC_OUTCOME_NOT_FOUND)->people = XC_STR("P9,P8");
    put(story, "T1", "v2", 3, day(3, 3), XC_OUTCOME_NOT_FOUND)->people = XC_STR("P8,P7");
    put(story, "T1", "v3", 3, day(3, 4), XC_OUTCOME_REFUSED);
    find(story, XC_CAUSE_REFUSED, "annual", 0);
    are(story, "T1 v1 2026-03-02 3  P1,P2\nT1 v2 2026-03-03 3  P9,P8,P7\n");
    find(story, XC_CAUSE_REFUSED, "q/other", 0);
    are(story, "T1 v1 2026-03-02 3  P1,P2\n");
    find(story, XC_CAUSE_REFUSED, "", 0);
    assert_int_equal(story->count, 3);
    find(story, XC_CAUSE_REFUSED, "other", 0);
    assert_int_equal(story->count, 0);
}

static void an_answered_lead_causes_nothing_more(void **state) {
    struct story *story = *state;
    const struct xc_lead base = {.target = XC_STR("T1"), .severity = 3};
    for (unsigned i = 0; i < 4; i++) {
        story->leads[i] = base;
        story->leads[i].date = day(5, i + 1);
        story->leads[i].first_entry = 20 - i;
        story->leads[i].source = XC_LEAD_COMPLAINT;
        story->leads[i].state = XC_LEAD_RECEIVED;
    }
    story->leads[0].id = XC_STR("a");
    story->leads[1].id = XC_STR("b");
    story->leads[1].state = XC_LEAD_ANSWERED;
    story->leads[2].id = XC_STR("c");
    story->leads[2].severity = 1;
    story->leads[3].id = XC_STR("d");
    story->leads[3].source = XC_LEAD_MEDIA;
    story->input.leads = story->leads;
    story->input.lead_count = 4;
    find(story, XC_CAUSE_LEAD, "complaint", 2);
    are(story, "T1 d 2026-05-04 17   gone\nT1 c 2026-05-03 18   gone\n"
               "T1 b 2026-05-02 19   gone\nT1 a 2026-05-01 20  \n");
}

static void cases_wait_for_their_day(void **state) {
    struct story *story = *state;
    story->cases[0] = (struct xc_case){.id = XC_STR("c1"),
                                       .target = XC_STR("T1"),
                                       .opened = day(3, 1),
                                       .referred_to = XC_STR("police"),
                                       .referred_on = day(3, 5),
                                       .amount = 500,
                                       .closed_on = XC_NO_DATE,
                                       .first_entry = 2};
    story->cases[1] = story->cases[0];
    story->cases[1].id = XC_STR("c2");
    story->cases[1].amount = 100;
    story->cases[1].closed_on = day(4, 4);
    story->input.cases = story->cases;
    story->input.case_count = 2;
    find(story, XC_CAUSE_CASE_OPENED, "", 0);
    are(story, "T1 c1 2026-03-01 2  \nT1 c2 2026-03-01 2  \n");
    find(story, XC_CAUSE_CASE_REFERRED, "police", 200);
    are(story, "T1 c1 2026-03-05 2  \nT1 c2 2026-03-05 2   gone\n");
    find(story, XC_CAUSE_CASE_CLOSED, "", 0);
    are(story, "T1 c1  2   gone\nT1 c2 2026-04-04 2  \n");
}

static void receipts_that_did_not_come(void **state) {
    struct story *story = *state;
    for (unsigned i = 0; i < 3; i++) {
        story->missing[i] = (struct xc_cause){.target = XC_STR("T1"),
                                              .date = day(i + 1, 1),
                                              .entry = (uint64_t)day(i + 1, 1),
                                              .of = XC_STR("self-check")};
    }
    story->missing[0].id = XC_STR("z");
    story->missing[1].id = XC_STR("y");
    story->missing[1].gone = true;
    story->missing[2].id = XC_STR("x");
    story->missing[2].of = XC_STR("other");
    story->input.missing = story->missing;
    story->input.missing_count = 3;
    find(story, XC_CAUSE_MISSING, "self-check", 0);
    are(story, "T1 z 2026-01-01 20454  \nT1 y 2026-02-01 20485   gone\n"
               "T1 x 2026-03-01 20513   gone\n");
}

static void points_on_the_day_they_reach_the_threshold(void **state) {
    struct story *story = *state;
    put(story, "T1", "v1", 3, day(6, 1), XC_OUTCOME_PROBLEM)->points = 4;
    put(story, "T1", "v2", 4, day(3, 1), XC_OUTCOME_PROBLEM)->points = 3;
    put(story, "T1", "v3", 5, day(5, 1), XC_OUTCOME_PROBLEM)->points = 5;
    put(story, "T1", "v4", 6, xc_date_make(2025, 5, 1), XC_OUTCOME_PROBLEM)->points = 9;
    put(story, "T1", "v5", 7, day(1, 1), XC_OUTCOME_PROBLEM)->points = 50;
    story->outcomes[4].doctor = XC_STR("D1");
    put(story, "T2", "v6", 8, day(1, 1), XC_OUTCOME_PROBLEM)->points = 12;
    put(story, "T2", "v6", 9, day(1, 1), XC_OUTCOME_PROBLEM)->points = 2;
    find(story, XC_CAUSE_POINTS, "", 12);
    are(story, "T1 T1/2026/12 2026-06-01 5  \nT2 T2/2026/12  8   gone\n");
    assert_int_equal(story->causes[0].amount, 12);
    assert_true(xc_str_is(story->causes[0].visit, "v1"));
    find(story, XC_CAUSE_POINTS, "", 8);
    are(story, "T1 T1/2026/8 2026-05-01 5  \nT1 T1/2025/8 2025-05-01 6  \n"
               "T2 T2/2026/8  8   gone\n");
}

static void sets(void **state) {
    struct xc_str rest = XC_STR(" a,,b , c"), part;
    (void)state;
    assert_true(xc_casework_next(&rest, &part) && xc_str_is(part, "a"));
    assert_true(xc_casework_next(&rest, &part) && xc_str_is(part, "b"));
    assert_true(xc_casework_next(&rest, &part) && xc_str_is(part, "c"));
    assert_false(xc_casework_next(&rest, &part));
}

static int open_story(void **state) {
    struct story *story = calloc(1, sizeof *story);
    story->arena = xc_arena_new(1 << 24);
    *state = story;
    return 0;
}

static int close_story(void **state) {
    struct story *story = *state;
    xc_arena_free(story->arena);
    free(story);
    return 0;
}

#define TOLD(test) cmocka_unit_test_setup_teardown(test, open_story, close_story)

int main(void) {
    const struct CMUnitTest tests[] = {
        TOLD(items_of_a_visit_are_one_cause),
        TOLD(a_corrected_outcome_keeps_its_number),
        TOLD(time_to_rectify_is_the_longest_of_all_items),
        TOLD(who_came_counts_before_who_was_planned),
        TOLD(an_answered_lead_causes_nothing_more),
        TOLD(cases_wait_for_their_day),
        TOLD(receipts_that_did_not_come),
        TOLD(points_on_the_day_they_reach_the_threshold),
        cmocka_unit_test(sets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
