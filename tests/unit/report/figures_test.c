#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/reports.h"

#include <stdlib.h>

/* Facts by hand: two stages, four targets in two areas, and nothing that a store knows.
 */
enum { DAY = 20000, TARGETS = 4 };

struct world {
    struct xc_arena *arena;
    struct xc_report_facts facts;
    struct xc_programme programme;
    struct xc_stage stages[2];
    struct xc_obligation duties[2];
    struct xc_report_obligation obligations[2];
    struct xc_report_area areas[2];
    uint32_t area[TARGETS];
    uint8_t kind[TARGETS], state[TARGETS];
    struct xc_str id[TARGETS], name[TARGETS];
    struct xc_report_owed owed[8];
    struct xc_report_visit visits[8];
    struct xc_report_seat people[8];
    struct xc_report_person persons[3];
    struct xc_str crews[1];
    struct xc_report_result results[8];
    struct xc_outcome outcomes[8];
};

static int setup(void **state) {
    static const char *const ids[] = {"T1", "T2", "T3", "T4"};
    struct world *w = calloc(1, sizeof *w);
    w->arena = xc_arena_new((size_t)1 << 20);
    for (uint32_t i = 0; i < 2; i++) {
        w->stages[i] = (struct xc_stage){.id = XC_STR("stage")};
        w->obligations[i] = (struct xc_report_obligation){
            .stage = &w->stages[i], .obligation = &w->duties[i], .stage_row = i};
    }
    for (uint32_t i = 0; i < TARGETS; i++) {
        w->id[i] = w->name[i] = xc_str_from(ids[i]);
        w->area[i] = i / 2;
        w->kind[i] = XC_KIND_CLINIC;
    }
    w->areas[0].code = XC_STR("9901");
    w->areas[1].code = XC_STR("9902");
    w->programme = (struct xc_programme){
        .id = XC_STR("year"), .stages = w->stages, .stage_count = 2};
    w->facts = (struct xc_report_facts){
        .id = XC_STR("year"),
        .programme = &w->programme,
        .as_of = DAY,
        .role = XC_VIEWER_PLANNER,
        .areas = w->areas,
        .area_count = 2,
        .targets = {TARGETS, w->area, w->kind, w->state, w->id, w->name},
        .obligations = w->obligations,
        .obligation_count = 2,
        .owed = w->owed,
        .visits = w->visits,
        .people = w->people,
        .persons = w->persons,
        .person_count = 3,
        .crews = w->crews,
        .crew_count = 1,
        .results = w->results,
        .outcomes = w->outcomes};
    *state = w;
    return 0;
}

static int teardown(void **state) {
    struct world *w = *state;
    xc_arena_free(w->arena);
    free(w);
    return 0;
}

/* Owed in order of obligation and target; visit XC_NO_ROW: none stands for it. */
static void owe(struct world *w, uint32_t obligation, uint32_t target, xc_date first,
                uint32_t visit) {
    w->owed[w->facts.owed_count++] =
        (struct xc_report_owed){.obligation = obligation,
                                .target = target,
                                .visit = visit,
                                .number = (uint16_t)w->facts.owed_count,
                                .base = first != XC_NO_DATE,
                                .first = first};
    w->state[target] |= first != XC_NO_DATE ? XC_TARGET_IS_BASE : 0;
}

static uint32_t visit(struct world *w, uint32_t target, xc_date date,
                      enum xc_visit_status status, unsigned flags) {
    w->visits[w->facts.visit_count] = (struct xc_report_visit){.id = XC_STR("v"),
                                                               .target = target,
                                                               .crew = 0,
                                                               .date = date,
                                                               .end_date = date,
                                                               .planned = date,
                                                               .minutes = 90,
                                                               .days = 1,
                                                               .status = (uint8_t)status,
                                                               .flags = (uint8_t)flags};
    return (uint32_t)w->facts.visit_count++;
}

static void found(struct world *w, uint32_t of, enum xc_outcome_result result,
                  xc_date rectify_by, xc_date closed_on) {
    size_t i = w->facts.result_count++;
    w->outcomes[i] = (struct xc_outcome){.visit = XC_STR("v"),
                                         .target = w->id[0],
                                         .date = DAY,
                                         .result = result,
                                         .rectify_by = rectify_by,
                                         .closed_on = closed_on};
    w->results[i] = (struct xc_report_result){&w->outcomes[i], of, 0};
    w->facts.outcome_count = w->facts.result_count;
}

static struct xc_rates rates(struct world *w, struct xc_rates_scope scope) {
    struct xc_rates rows = {0};
    struct xc_error error = {0};
    xc_report_settle(&w->facts);
    assert_int_equal(xc_rates_count(&w->facts, &scope, XC_RATES_ALL, &rows, &error),
                     XC_OK);
    return rows;
}

static const struct xc_rates_scope whole = {XC_NO_DATE, XC_NO_DATE, XC_NO_DATE,
                                            XC_NO_ROW};

static void nothing_of_nothing(void **state) {
    struct world *w = *state;
    struct xc_coverage_figures coverage;
    struct xc_progress_figures progress;
    struct xc_ranking_figures ranking;
    struct xc_error error = {0};
    w->facts.targets.count = 0;
    w->facts.area_count = 0;
    struct xc_rates none = rates(w, whole);
    for (int kind = 0; kind < XC_RATE_KINDS; kind++) {
        assert_int_equal(xc_rate_of(&none, (enum xc_rate_kind)kind).of, 0);
    }
    assert_int_equal(xc_coverage_figures(&w->facts, w->arena, &coverage, &error), XC_OK);
    xc_report_settle(&w->facts);
    assert_int_equal(xc_progress_figures(&w->facts, w->arena, &progress, &error), XC_OK);
    assert_int_equal(progress.month_count, 1);
    xc_report_settle(&w->facts);
    assert_int_equal(xc_ranking_figures(&w->facts, w->arena, &ranking, &error), XC_OK);
    assert_int_equal(ranking.halves[0].count, 0);
}

/* Refused and not found are done, and nothing was inspected; a problem keeps its visit
 * unfinished until it is closed. */
static void done_is_not_inspected(void **state) {
    struct world *w = *state;
    owe(w, 0, 0, DAY - 5, visit(w, 0, DAY - 5, XC_VISIT_DONE, XC_REPORT_CHECK));
    owe(w, 0, 1, DAY - 5, visit(w, 1, DAY - 4, XC_VISIT_DONE, 0));
    owe(w, 0, 2, DAY, visit(w, 2, DAY, XC_VISIT_DONE, XC_REPORT_CHECK | XC_REPORT_OPEN));
    owe(w, 0, 3, DAY + 1, visit(w, 3, DAY + 1, XC_VISIT_PUBLISHED, 0));
    struct xc_rates all = rates(w, whole);
    assert_int_equal(all.owed, 4);
    assert_int_equal(all.due, 3);
    assert_int_equal(all.due_done, 3);
    assert_int_equal(all.obligations, 4);
    assert_int_equal(all.fulfilled, 2);
    assert_int_equal(all.to_inspect, 3);
    assert_int_equal(all.inspected, 2);
    assert_int_equal(all.done, 3);
    assert_int_equal(all.finished, 2);
    assert_int_equal(all.targets, 4);
    assert_int_equal(all.visited, 2);
}

static void the_base_stays(void **state) {
    struct world *w = *state;
    owe(w, 0, 0, DAY - 5, XC_NO_ROW); /* closed since: nobody goes there any more */
    owe(w, 0, 1, DAY - 5, visit(w, 1, DAY + 30, XC_VISIT_PUBLISHED, 0)); /* put off */
    owe(w, 0, 2, XC_NO_DATE, visit(w, 2, DAY - 1, XC_VISIT_DONE, XC_REPORT_CHECK));
    w->state[0] |= XC_TARGET_HAS_GONE;
    w->state[2] |= XC_TARGET_HAS_COME;
    struct xc_rates all = rates(w, whole);
    assert_int_equal(all.due, 2);
    assert_int_equal(all.due_done, 0);
    assert_int_equal(all.targets, 2);
    assert_int_equal(all.visited, 0);
    assert_int_equal(all.gone, 1);
    assert_int_equal(all.come, 1);
    assert_int_equal(all.come_visited, 1);
    assert_int_equal(all.done, 1);
    assert_int_equal(xc_rate_of(&all, XC_RATE_COVERAGE).of, 2);
}

/* One visit for two stages counts for each; one target counts once. */
static void stages_share_a_visit(void **state) {
    struct world *w = *state;
    uint32_t both = visit(w, 0, DAY - 1, XC_VISIT_DONE, XC_REPORT_CHECK);
    owe(w, 0, 0, DAY - 1, both);
    owe(w, 1, 0, DAY - 1, both);
    struct xc_rates_scope first = whole, second = whole;
    first.stage = 0;
    second.stage = 1;
    assert_int_equal(rates(w, whole).due, 2);
    assert_int_equal(rates(w, whole).targets, 1);
    assert_int_equal(rates(w, first).due, 1);
    assert_int_equal(rates(w, second).targets, 1);
}

static void spans_end(void **state) {
    struct world *w = *state;
    owe(w, 0, 0, DAY - 40, visit(w, 0, DAY - 2, XC_VISIT_DONE, XC_REPORT_CHECK));
    owe(w, 0, 1, DAY - 40, visit(w, 1, DAY - 40, XC_VISIT_DONE, XC_REPORT_CHECK));
    const struct xc_rates_scope then = {DAY - 45, DAY - 35, XC_NO_DATE, XC_NO_ROW};
    const struct xc_rates_scope now = {DAY - 5, DAY + 5, XC_NO_DATE, XC_NO_ROW};
    assert_int_equal(rates(w, then).due, 2);
    assert_int_equal(rates(w, then).due_done, 1);
    assert_int_equal(rates(w, then).visited, 1);
    assert_int_equal(rates(w, now).due, 0);
    assert_int_equal(rates(w, now).done, 1);
}

static void who_is_equal_shares_a_rank(void **state) {
    struct world *w = *state;
    struct xc_ranking_figures figures;
    struct xc_error error = {0};
    owe(w, 0, 0, DAY - 1, visit(w, 0, DAY - 1, XC_VISIT_DONE, XC_REPORT_CHECK));
    owe(w, 0, 2, DAY - 1, visit(w, 2, DAY - 1, XC_VISIT_DONE, XC_REPORT_CHECK));
    xc_report_settle(&w->facts);
    assert_int_equal(xc_ranking_figures(&w->facts, w->arena, &figures, &error), XC_OK);
    const struct xc_ranking_half *half = &figures.halves[figures.count - 1];
    assert_int_equal(half->count, 2);
    assert_int_equal(half->rows[0].rank, 1);
    assert_int_equal(half->rows[1].rank, 1);
    assert_int_equal(half->rows[1].area, 1);
    w->visits[0].flags |= XC_REPORT_OPEN; /* the closing rate decides */
    xc_report_settle(&w->facts);
    assert_int_equal(xc_ranking_figures(&w->facts, w->arena, &figures, &error), XC_OK);
    half = &figures.halves[figures.count - 1];
    assert_int_equal(half->rows[0].area, 1);
    assert_int_equal(half->rows[1].rank, 2);
}

static void rates_compare_exactly(void **state) {
    (void)state;
    const struct xc_rate third = {1, 3}, sixth = {2, 6}, more = {1000001, 3000000};
    const struct xc_rate none = {0, 0}, nought = {0, 5};
    assert_int_equal(xc_rate_compare(third, sixth), 0);
    assert_true(xc_rate_compare(more, third) > 0);
    assert_true(xc_rate_compare(none, nought) < 0);
    assert_int_equal(xc_rate_compare(none, none), 0);
}

/* December's next month is January; what is hidden is counted and not listed. */
static void the_next_month(void **state) {
    struct world *w = *state;
    struct xc_month_figures figures;
    struct xc_error error = {0};
    w->facts.as_of = xc_date_make(2021, 12, 31);
    visit(w, 0, xc_date_make(2022, 1, 4), XC_VISIT_PUBLISHED, 0);
    visit(w, 1, xc_date_make(2022, 1, 31), XC_VISIT_DRAFT, XC_REPORT_HIDDEN);
    visit(w, 2, xc_date_make(2022, 2, 1), XC_VISIT_PUBLISHED, 0);
    visit(w, 3, xc_date_make(2021, 12, 31), XC_VISIT_DONE, 0);
    assert_int_equal(xc_next_month_figures(&w->facts, w->arena, &figures, &error), XC_OK);
    assert_int_equal(figures.from, xc_date_make(2022, 1, 1));
    assert_int_equal(figures.to, xc_date_make(2022, 1, 31));
    assert_int_equal(figures.visit_count, 1);
    assert_int_equal(figures.hidden, 1);
    assert_int_equal(figures.areas[0], 2);
    assert_int_equal(xc_ledger_book_figures(&w->facts, w->arena, &figures, &error),
                     XC_OK);
    assert_int_equal(figures.visit_count, 1);
    assert_int_equal(figures.visits[0], 3);
}

static void milestones_are_reached_or_not(void **state) {
    struct world *w = *state;
    struct xc_progress_figures figures;
    struct xc_error error = {0};
    struct xc_milestone milestones[] = {
        {.id = XC_STR("late"), .date = DAY + 10},
        {.id = XC_STR("missed"), .date = DAY - 3},
        {.id = XC_STR("none"), .date = DAY + 10, .stage = XC_STR("other")},
    };
    w->stages[1].id = XC_STR("other");
    w->programme.milestones = milestones;
    w->programme.milestone_count = 3;
    owe(w, 0, 0, DAY - 5, visit(w, 0, DAY - 2, XC_VISIT_DONE, XC_REPORT_CHECK));
    xc_report_settle(&w->facts);
    assert_int_equal(xc_progress_figures(&w->facts, w->arena, &figures, &error), XC_OK);
    assert_int_equal(figures.milestones[0].state, XC_MILESTONE_MISSED);
    assert_int_equal(figures.milestones[1].state, XC_MILESTONE_REACHED);
    assert_int_equal(figures.milestones[2].state, XC_MILESTONE_OPEN);
    w->visits[0].flags |= XC_REPORT_OPEN; /* the whole task wants all put right */
    xc_report_settle(&w->facts);
    assert_int_equal(xc_progress_figures(&w->facts, w->arena, &figures, &error), XC_OK);
    assert_int_equal(figures.milestones[1].state, XC_MILESTONE_OPEN);
}

static void people_work(void **state) {
    struct world *w = *state;
    struct xc_workload_figures figures;
    struct xc_error error = {0};
    w->persons[0].id = XC_STR("P0");
    w->persons[1].id = XC_STR("P1");
    w->persons[2].id = XC_STR("P2");
    w->people[0] = (struct xc_report_seat){0, XC_ROLE_LEAD};
    w->people[1] = (struct xc_report_seat){2, XC_ROLE_THIRD_PARTY};
    w->people[2] = (struct xc_report_seat){0, XC_ROLE_OFFICER};
    w->facts.people_count = 3;
    visit(w, 0, DAY, XC_VISIT_DONE, XC_REPORT_NIGHT);
    visit(w, 1, DAY, XC_VISIT_DONE, 0);
    visit(w, 2, DAY, XC_VISIT_PUBLISHED, 0);
    w->visits[0].seats = 2;
    w->visits[1].people = 2;
    w->visits[1].seats = 1;
    w->visits[1].crew = XC_NO_ROW;
    w->visits[1].days = 3;
    assert_int_equal(xc_workload_figures(&w->facts, w->arena, &figures, &error), XC_OK);
    assert_int_equal(figures.person_count, 2);
    assert_int_equal(figures.persons[0].all.visits, 2);
    assert_int_equal(figures.persons[0].all.days, 3);
    assert_int_equal(figures.persons[0].all.led, 1);
    assert_int_equal(figures.persons[0].all.night, 1);
    assert_int_equal(figures.persons[1].row, 2);
    assert_int_equal(figures.persons[1].all.third_minutes, 90);
    assert_int_equal(figures.crew_count, 2);
    assert_int_equal(figures.crews[1].row, XC_NO_ROW);
    assert_int_equal(figures.total.all.visits, 2);
    assert_int_equal(figures.total.all.days, 3);
}

static void the_worst_result_stands(void **state) {
    struct world *w = *state;
    struct xc_findings_figures figures;
    struct xc_error error = {0};
    uint32_t one = visit(w, 0, DAY, XC_VISIT_DONE, 0);
    found(w, one, XC_OUTCOME_PASS, XC_NO_DATE, XC_NO_DATE);
    found(w, one, XC_OUTCOME_PROBLEM, DAY - 1, XC_NO_DATE);
    found(w, one, XC_OUTCOME_SERIOUS, DAY - 1, DAY); /* put right on the day */
    found(w, XC_NO_ROW, XC_OUTCOME_PROBLEM, DAY, XC_NO_DATE);
    w->outcomes[1].disposal = XC_STR("correct,recover");
    w->outcomes[2].disposal = XC_STR("a, b");
    assert_int_equal(xc_findings_figures(&w->facts, w->arena, &figures, &error), XC_OK);
    assert_int_equal(figures.total.visits, 1);
    assert_int_equal(figures.total.rows, 3);
    assert_int_equal(figures.total.worst[XC_OUTCOME_SERIOUS], 1);
    assert_int_equal(figures.total.worst[XC_OUTCOME_PASS], 0);
    assert_int_equal(figures.total.open, 1);
    assert_int_equal(figures.total.overdue, 1);
    assert_int_equal(figures.overdue_count, 1);
    assert_int_equal(figures.outside.visits, 1);
    assert_int_equal(figures.disposal_count, 4);
    assert_true(xc_str_is(figures.disposals[1].text, "a, b"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_of_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(done_is_not_inspected, setup, teardown),
        cmocka_unit_test_setup_teardown(the_base_stays, setup, teardown),
        cmocka_unit_test_setup_teardown(stages_share_a_visit, setup, teardown),
        cmocka_unit_test_setup_teardown(spans_end, setup, teardown),
        cmocka_unit_test_setup_teardown(who_is_equal_shares_a_rank, setup, teardown),
        cmocka_unit_test(rates_compare_exactly),
        cmocka_unit_test_setup_teardown(the_next_month, setup, teardown),
        cmocka_unit_test_setup_teardown(milestones_are_reached_or_not, setup, teardown),
        cmocka_unit_test_setup_teardown(people_work, setup, teardown),
        cmocka_unit_test_setup_teardown(the_worst_result_stands, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
