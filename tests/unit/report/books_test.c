#include "../workdays/facts.h"

#include "register/builder.h"
#include "report/books.h"

#include <stdlib.h>

/* An office with three institutions, of which one is closed, on 15 March 2026. */
struct world {
    struct xc_arena *arena;
    struct xc_register *reg;
    struct xc_programme programme;
    struct xc_report_facts facts;
    struct xc_report_visit visits[4];
    struct xc_str ids[3];
    struct xc_lead leads[8];
    struct xc_lead_days days[8];
    struct xc_case cases[4];
    struct xc_outcome outcomes[8];
    struct xc_book_facts book;
};

static void add_target(struct xc_register_builder *builder, const char *id,
                       const char *area, enum xc_status status) {
    struct xc_error error = {0};
    struct xc_target target = {.id = xc_str_from(id),
                               .name = XC_STR("机构"),
                               .kind = XC_KIND_CLINIC,
                               .area = xc_str_from(area),
                               .status = status,
                               .weight = 1,
                               .last_visit = test_date("2026-02-20"),
                               .present = UINT32_MAX};
    assert_int_equal(xc_register_add_target(builder, &target, &error), XC_OK);
}

static void add_area(struct xc_register_builder *builder, const char *code,
                     const char *parent, enum xc_area_level level) {
    struct xc_error error = {0};
    struct xc_area area = {.code = xc_str_from(code),
                           .name = XC_STR("某地"),
                           .parent = xc_str_from(parent),
                           .level = level};
    assert_int_equal(xc_register_add_area(builder, &area, &error), XC_OK);
}

static int setup(void **state) {
    struct world *w = calloc(1, sizeof *w);
    struct xc_register_builder *builder = xc_register_builder_new();
    struct xc_error error = {0};
    assert_non_null(w);
    assert_non_null(builder);
    add_area(builder, "61", "", XC_LEVEL_PROVINCE);
    add_area(builder, "6106", "61", XC_LEVEL_CITY);
    add_area(builder, "6107", "61", XC_LEVEL_CITY);
    add_target(builder, "A1", "6106", XC_STATUS_ACTIVE);
    add_target(builder, "A2", "6107", XC_STATUS_SUSPENDED);
    add_target(builder, "A3", "6106", XC_STATUS_CLOSED);
    assert_int_equal(xc_register_build(builder, &w->reg, NULL, &error), XC_OK);
    xc_register_builder_free(builder);
    w->arena = xc_arena_new((size_t)16 << 20);
    for (size_t i = 0; i < 3; i++)
        w->ids[i] = xc_register_text(w->reg, w->reg->targets.id[i]);
    w->programme = (struct xc_programme){.id = XC_STR("year")};
    w->facts = (struct xc_report_facts){.id = XC_STR("year"),
                                        .programme = &w->programme,
                                        .office = XC_STR("6106"),
                                        .as_of = test_date("2026-03-15"),
                                        .role = XC_VIEWER_PLANNER,
                                        .targets = {.count = 3, .id = w->ids},
                                        .visits = w->visits};
    w->book = (struct xc_book_facts){.facts = &w->facts,
                                     .reg = w->reg,
                                     .leads = w->leads,
                                     .lead_days = w->days,
                                     .cases = w->cases,
                                     .outcomes = w->outcomes};
    *state = w;
    return 0;
}

static int teardown(void **state) {
    struct world *w = *state;
    xc_register_free(w->reg);
    xc_arena_free(w->arena);
    free(w);
    return 0;
}

static xc_date day_of(const char *text) {
    return *text ? test_date(text) : XC_NO_DATE;
}

static struct xc_lead *lead(struct world *w, const char *id, const char *date,
                            enum xc_lead_state state, const char *answered_on) {
    struct xc_lead *one = &w->leads[w->book.lead_count];
    w->days[w->book.lead_count++] = (struct xc_lead_days){XC_NO_DATE, XC_NO_DATE};
    *one = (struct xc_lead){.id = xc_str_from(id),
                            .target = XC_STR("A1"),
                            .date = test_date(date),
                            .source = XC_LEAD_COMPLAINT,
                            .severity = 3,
                            .state = state,
                            .reply_due = XC_NO_DATE,
                            .answered_on = day_of(answered_on)};
    return one;
}

/* By target, date, visit, as a store gives them. */
static void found(struct world *w, const char *visit, const char *target,
                  const char *date, enum xc_outcome_result result, const char *rectify_by,
                  const char *closed_on) {
    w->outcomes[w->book.outcome_count++] =
        (struct xc_outcome){.visit = xc_str_from(visit),
                            .target = xc_str_from(target),
                            .date = test_date(date),
                            .result = result,
                            .points = xc_str_is(xc_str_from(closed_on), "") ? 2 : 0,
                            .rectify_by = day_of(rectify_by),
                            .closed_on = day_of(closed_on)};
}

static void words_of_books(void **state) {
    (void)state;
    for (unsigned i = 0; i < XC_BOOK_COUNT; i++)
        assert_int_equal(xc_book_parse(xc_str_from(xc_book_word((enum xc_book)i))), i);
    assert_int_equal(xc_book_parse(XC_STR("lead")), XC_BOOK_COUNT);
    assert_int_equal(xc_book_due(XC_STR("ledger-book")), XC_BOOK_VISITS);
    assert_int_equal(xc_book_due(XC_STR("case-book")), XC_BOOK_CASES);
    assert_int_equal(xc_book_due(XC_STR("coverage")), XC_BOOK_COUNT);
    assert_int_equal(xc_book_parse(XC_STR("")), XC_BOOK_COUNT);
}

/* What came is what went and what stays. */
static void leads_of_a_month(void **state) {
    struct world *w = *state;
    struct xc_error error = {0};
    struct xc_lead_book out;
    lead(w, "L1", "2026-01-05", XC_LEAD_ANSWERED, "2026-02-28"); /* answered before */
    lead(w, "L2", "2026-01-06", XC_LEAD_ANSWERED, "2026-03-01");
    lead(w, "L3", "2026-01-07", XC_LEAD_ANSWERED, ""); /* on no known day: long ago */
    lead(w, "L4", "2026-03-02", XC_LEAD_ANSWERED, ""); /* of this month in any event */
    lead(w, "L5", "2026-02-01", XC_LEAD_RECEIVED, "")->reply_due = w->facts.as_of;
    lead(w, "L6", "2026-02-01", XC_LEAD_ASSIGNED, "")->reply_due = w->facts.as_of - 1;
    lead(w, "L7", "2026-03-15", XC_LEAD_CHECKED, "")->visit = XC_STR("v1");
    w->days[4].assigned = test_date("2026-02-03");
    found(w, "v1", "A1", "2026-03-12", XC_OUTCOME_PASS, "", "");
    found(w, "v1", "A1", "2026-03-12", XC_OUTCOME_SERIOUS, "", "");
    found(w, "v1", "A1", "2026-03-12", XC_OUTCOME_PROBLEM, "", "");
    assert_int_equal(xc_book_index(&w->book, w->arena, &error), XC_OK);
    assert_int_equal(xc_lead_book(&w->book, w->arena, &out, &error), XC_OK);
    assert_int_equal(out.from, test_date("2026-03-01"));
    static const char *const listed[] = {"L2", "L5", "L6", "L4", "L7"};
    assert_int_equal(out.row_count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_true(xc_str_is(out.rows[i].lead->id, listed[i]));
    assert_int_equal(out.total.carried, 3);
    assert_int_equal(out.total.received, 2);
    assert_int_equal(out.total.answered, 2);
    assert_int_equal(out.total.open, 3);
    assert_int_equal(out.total.checked, 1);
    assert_int_equal(out.total.late, 1); /* on its last day it is not late */
    assert_true(out.rows[2].late);
    assert_int_equal(out.rows[1].assigned, test_date("2026-02-03"));
    assert_int_equal(out.rows[4].result, XC_OUTCOME_SERIOUS);
    assert_int_equal(out.rows[4].checked, test_date("2026-03-12"));
    assert_memory_equal(&out.total, &out.sources[XC_LEAD_COMPLAINT], sizeof out.total);
}

/* The gathering leaves out what is secret: then nothing tells of the visit. */
static void what_is_not_known_is_not_said(void **state) {
    struct world *w = *state;
    struct xc_error error = {0};
    struct xc_lead_book out;
    lead(w, "L1", "2026-03-02", XC_LEAD_CHECKED, "")->visit = XC_STR("secret");
    assert_int_equal(xc_book_index(&w->book, w->arena, &error), XC_OK);
    assert_int_equal(xc_lead_book(&w->book, w->arena, &out, &error), XC_OK);
    assert_int_equal(out.rows[0].visit.len, 0);
    assert_int_equal(out.rows[0].result, 0);
    assert_int_equal(out.rows[0].checked, XC_NO_DATE);
    w->cases[0] = (struct xc_case){.id = XC_STR("C1"),
                                   .target = XC_STR("A1"),
                                   .visit = XC_STR("secret"),
                                   .opened = test_date("2026-03-03"),
                                   .referred_on = XC_NO_DATE,
                                   .replied_on = XC_NO_DATE,
                                   .closed_on = XC_NO_DATE};
    w->book.case_count = 1;
    struct xc_case_book cases;
    assert_int_equal(xc_case_book(&w->book, w->arena, &cases, &error), XC_OK);
    json_t *json = xc_case_book_json(&w->book, &cases);
    char *text = json_dumps(json, JSON_COMPACT);
    assert_non_null(text);
    assert_true(xc_str_find(xc_str_from(text), XC_STR("secret")) < 0);
    free(text);
    json_decref(json);
}

static void cases_of_a_month(void **state) {
    static const struct {
        const char *opened, *referred, *closed;
    } rows[] = {{"2026-01-05", "2026-01-06", "2026-02-28"},
                {"2026-01-06", "2026-03-02", "2026-03-01"},
                {"2026-03-15", "", ""},
                {"2026-02-01", "2026-02-01", ""}};
    struct world *w = *state;
    struct xc_error error = {0};
    struct xc_case_book out;
    for (size_t i = 0; i < 4; i++)
        w->cases[w->book.case_count++] =
            (struct xc_case){.id = XC_STR("C"),
                             .target = XC_STR("A1"),
                             .opened = test_date(rows[i].opened),
                             .referred_on = day_of(rows[i].referred),
                             .replied_on = XC_NO_DATE,
                             .closed_on = day_of(rows[i].closed),
                             .amount = 100};
    assert_int_equal(xc_case_book(&w->book, w->arena, &out, &error), XC_OK);
    assert_int_equal(out.row_count, 3);
    assert_ptr_equal(out.rows[2], &w->cases[2]);
    assert_int_equal(out.carried, 2);
    assert_int_equal(out.opened, 1);
    assert_int_equal(out.closed, 1);
    assert_int_equal(out.open, 2);
    assert_int_equal(out.referred, 1);
    assert_int_equal(out.amount, 100);
}

static void institutions_of_a_day(void **state) {
    struct world *w = *state;
    struct xc_error error = {0};
    struct xc_institution_book out;
    found(w, "v1", "A1", "2025-12-30", XC_OUTCOME_SERIOUS, "2026-01-30", "");
    found(w, "v2", "A1", "2026-01-05", XC_OUTCOME_PROBLEM, "2026-03-15", "2026-03-16");
    found(w, "v2", "A1", "2026-01-05", XC_OUTCOME_PASS, "", "");
    found(w, "v3", "A1", "2026-03-02", XC_OUTCOME_REFUSED, "", "");
    found(w, "", "A2", "2026-03-03", XC_OUTCOME_PROBLEM, "2026-03-20", "2026-03-10");
    w->visits[0] = (struct xc_report_visit){
        .target = 0, .date = test_date("2026-03-14"), .status = XC_VISIT_PUBLISHED};
    w->visits[1] = (struct xc_report_visit){.target = 0,
                                            .date = test_date("2026-03-16"),
                                            .status = XC_VISIT_PUBLISHED,
                                            .flags = XC_REPORT_HIDDEN};
    w->visits[2] = (struct xc_report_visit){
        .target = 2, .date = test_date("2026-03-17"), .status = XC_VISIT_PUBLISHED};
    w->visits[3] = (struct xc_report_visit){
        .target = 0, .date = test_date("2026-03-18"), .status = XC_VISIT_DRAFT};
    w->facts.visit_count = 4;
    assert_int_equal(xc_book_index(&w->book, w->arena, &error), XC_OK);
    assert_int_equal(xc_institution_book(&w->book, w->arena, &out, &error), XC_OK);
    assert_int_equal(out.row_count, 3);
    const struct xc_institution_row *first = &out.rows[0], *second = &out.rows[1],
                                    *third = &out.rows[2];
    assert_int_equal(first->target, 0);
    assert_int_equal(first->last, test_date("2026-02-20")); /* the register knows later */
    assert_int_equal(first->result, 0);
    assert_int_equal(first->visits, 1); /* of the year; a refusal is no check */
    assert_int_equal(first->open, 2);   /* what is closed tomorrow is open today */
    assert_int_equal(first->overdue, 1);
    assert_int_equal(first->points, 4);  /* of the year: those of January and of March */
    assert_int_equal(first->next, 3);    /* neither past nor secret */
    assert_int_equal(second->target, 2); /* closed: the same area, and not visited */
    assert_int_equal(second->next, XC_NO_ROW);
    assert_int_equal(third->target, 1); /* outside of the office: behind all areas */
    assert_int_equal(third->area, XC_NO_ROW);
    assert_int_equal(third->last, test_date("2026-03-03"));
    assert_int_equal(third->result, XC_OUTCOME_PROBLEM);
    assert_int_equal(third->open, 0);
    assert_int_equal(out.closed, 1);
    assert_int_equal(out.total.institutions, 2);
    assert_int_equal(out.total.visited, 2);
    assert_int_equal(out.total.with_open, 1);
    assert_int_equal(out.total.visits, 2);
    assert_int_equal(out.areas[w->reg->areas.count].institutions, 1);
    assert_int_equal(out.kinds[XC_KIND_CLINIC].institutions, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_books),
        cmocka_unit_test_setup_teardown(leads_of_a_month, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_not_known_is_not_said, setup, teardown),
        cmocka_unit_test_setup_teardown(cases_of_a_month, setup, teardown),
        cmocka_unit_test_setup_teardown(institutions_of_a_day, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
