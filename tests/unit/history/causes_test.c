#include "../json_text.h"
#include "../workdays/facts.h"
#include "history/causes.h"
#include "history/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct xc_str stage_id = XC_STR_INIT("again");
static const struct xc_str label = XC_STR_INIT("again/1");

struct world {
    struct xc_register *reg;
    struct xc_workdays *workdays;
    struct xc_arena *arena;
    struct xc_selection everyone;
    struct xc_obligation obligation;
    struct xc_stage stage;
    struct xc_programme programme;
    struct xc_visit fixed;
    struct xc_visit_task task;
    struct xc_plan_input input;
};

static void add_target(struct xc_register_builder *builder, const char *id,
                       const char *organisation, uint32_t weight) {
    struct xc_error error = {0};
    struct xc_target target = {.id = xc_str_from(id),
                               .name = XC_STR("示例诊所"),
                               .kind = XC_KIND_CLINIC,
                               .area = XC_STR("32"),
                               .organisation = xc_str_from(organisation),
                               .status = XC_STATUS_ACTIVE,
                               .weight = weight,
                               .last_visit = XC_NO_DATE,
                               .present = UINT32_MAX};
    assert_int_equal(xc_register_add_target(builder, &target, &error), XC_OK);
}

static int setup(void **state) {
    struct world *w = calloc(1, sizeof *w);
    struct xc_register_builder *builder = xc_register_builder_new();
    struct xc_error error = {0};
    const struct xc_area area = {XC_STR("32"), XC_STR("江苏省"), XC_STR(""),
                                 XC_LEVEL_PROVINCE};
    assert_non_null(w);
    assert_int_equal(xc_register_add_area(builder, &area, &error), XC_OK);
    add_target(builder, "T1", "A", 1);
    add_target(builder, "T2", "A", 9);
    add_target(builder, "T3", "A", 5);
    add_target(builder, "T4", "", 1);
    add_target(builder, "T5", "", 1);
    for (int i = 1; i <= 3; i++) {
        char id[16];
        struct xc_person person = {.id = XC_STR("P1"),
                                   .name = XC_STR("某人"),
                                   .roles = 1u << XC_ROLE_OFFICER,
                                   .certificate_until = XC_NO_DATE,
                                   .status = XC_STATUS_ACTIVE,
                                   .present = UINT32_MAX};
        (void)snprintf(id, sizeof id, "P%d", i);
        person.id = xc_str_from(id);
        person.roles |= i == 2 ? 1u << XC_ROLE_LEAD : 0;
        assert_int_equal(xc_register_add_person(builder, &person, &error), XC_OK);
    }
    assert_int_equal(xc_register_build(builder, &w->reg, NULL, &error), XC_OK);
    xc_register_builder_free(builder);
    w->workdays = test_workdays();
    w->arena = xc_arena_new((size_t)64 << 20);
    w->everyone = (struct xc_selection){.op = XC_SELECT_ALL, .table = XC_TABLE_TARGETS};
    w->obligation = (struct xc_obligation){
        .label = label,
        .targets = &w->everyone,
        .window = {test_date("2019-01-01"), test_date("2019-12-31")},
        .since = {.kind = XC_CAUSE_PROBLEM, .from = {1, true}, .to = {5, true}}};
    w->stage = (struct xc_stage){
        .id = stage_id, .obligations = &w->obligation, .obligation_count = 1};
    w->programme = (struct xc_programme){.id = XC_STR("p"),
                                         .zone = XC_STR("Asia/Shanghai"),
                                         .stages = &w->stage,
                                         .stage_count = 1};
    w->input = (struct xc_plan_input){.reg = w->reg,
                                      .workdays = w->workdays,
                                      .programme = &w->programme,
                                      .as_of = test_date("2019-01-02")};
    *state = w;
    return 0;
}

static int teardown(void **state) {
    struct world *w = *state;
    xc_register_free(w->reg);
    xc_workdays_free(w->workdays);
    xc_arena_free(w->arena);
    free(w);
    return 0;
}

/* "target number from to avoided" per cause, from rows as tests of policies give them. */
static void owes(struct world *w, const char *rows, const char *wanted) {
    struct xc_error error = {0};
    struct xc_selection_context history;
    struct xc_buffer text = xc_buffer_make(1 << 16);
    json_t *json = json_text(rows);
    assert_int_equal(xc_history_rows(json, &w->programme, w->reg, w->workdays,
                                     test_date("2019-12-31"), w->arena, &history, &error),
                     XC_OK);
    w->input.history = &history;
    if (xc_causes_attach(&w->input, w->arena, &error) != XC_OK)
        (void)xc_error_render(&error, NULL, &text);
    for (size_t i = 0; i < w->input.cause_count; i++) {
        const struct xc_plan_cause *cause = &w->input.causes[i];
        assert_true(xc_str_equal(cause->label, label));
        assert_non_null(cause->reason.id);
        (void)xc_buffer_printf(&text, "%.*s %u ", XC_PRI(cause->target), cause->number);
        (void)xc_buffer_date(&text, cause->window.from);
        (void)xc_buffer_putc(&text, ' ');
        (void)xc_buffer_date(&text, cause->window.to);
        for (size_t k = 0; k < cause->avoid_count; k++)
            (void)xc_buffer_printf(&text, " %.*s", XC_PRI(cause->avoid[k]));
        (void)xc_buffer_putc(&text, '\n');
    }
    if (!xc_str_is(xc_buffer_view(&text), wanted))
        fail_msg("'%.*s' is not '%s'", XC_PRI(xc_buffer_view(&text)), wanted);
    xc_buffer_free(&text);
    json_decref(json);
}

#define FOUND(target, day) "{'target':'" target "','result':'problem','date':'" day "'}"

static void windows_lie_on_real_days(void **state) {
    struct world *w = *state;
    owes(w, "{'outcomes':[" FOUND("T1", "2019-09-30") "," FOUND("T2", "2019-04-04") "]}",
         "T1 1 2019-10-08 2019-10-12\nT2 1 2019-04-08 2019-04-12\n");
    w->obligation.since.from = w->obligation.since.to = (struct xc_offset){5, false};
    /* Five days after is in the holidays: the next working day. */
    owes(w, "{'outcomes':[" FOUND("T1", "2019-09-27") "]}",
         "T1 1 2019-10-02 2019-10-08\n");
    /* Outside the obligation's window. */
    w->obligation.window.to = test_date("2019-09-30");
    owes(w, "{'outcomes':[" FOUND("T1", "2019-09-27") "]}", "");
}

static void what_is_owed_late_is_owed_at_once(void **state) {
    struct world *w = *state;
    const char *rows = "{'outcomes':[" FOUND("T1", "2019-03-04") "]}";
    w->input.as_of = test_date("2019-05-01");
    owes(w, rows, "T1 1 2019-05-05 2019-05-09\n");
    w->task = (struct xc_visit_task){XC_STR("p"), stage_id, label, 1};
    w->fixed = (struct xc_visit){.id = XC_STR("v1"),
                                 .tasks = &w->task,
                                 .task_count = 1,
                                 .target = XC_STR("T1"),
                                 .status = XC_VISIT_DONE};
    w->input.fixed = &w->fixed;
    w->input.fixed_count = 1;
    owes(w, rows, "T1 1 2019-03-05 2019-03-11\n");
    w->fixed.status = XC_VISIT_CANCELLED;
    owes(w, rows, "T1 1 2019-05-05 2019-05-09\n");
}

static void numbers_stay(void **state) {
    struct world *w = *state;
    owes(w,
         "{'outcomes':[{'target':'T1','visit':'a','result':'problem','date':'2019-03-04'"
         "},{'target':'T1','visit':'b','result':'problem','date':'2019-03-05'},"
         "{'target':'T1','visit':'a','result':'pass','date':'2019-03-04'}]}",
         "T1 2 2019-03-06 2019-03-12\n");
}

static void others_come(void **state) {
    struct world *w = *state;
    const char *rows = "{'outcomes':[{'target':'T1','result':'problem','date':"
                       "'2019-03-04','people':'P3,P2,P1'}]}";
    owes(w, rows, "T1 1 2019-03-05 2019-03-11\n");
    w->obligation.rotate = XC_ROTATE_ALL;
    owes(w, rows, "T1 1 2019-03-05 2019-03-11 P1 P2 P3\n");
    w->obligation.rotate = XC_ROTATE_LEAD;
    owes(w, rows, "T1 1 2019-03-05 2019-03-11 P2\n");
}

static void like_ones(void **state) {
    struct world *w = *state;
    w->obligation.like = XC_LIKE_ORGANISATION;
    owes(w, "{'outcomes':[" FOUND("T1", "2019-03-04") "," FOUND("T4", "2019-03-04") "]}",
         "T1 1 2019-03-05 2019-03-11\nT2 1 2019-03-05 2019-03-11\n"
         "T3 1 2019-03-05 2019-03-11\nT4 1 2019-03-05 2019-03-11\n");
    w->obligation.like_only = true;
    w->obligation.like_most = 1; /* the heaviest */
    owes(w, "{'outcomes':[" FOUND("T1", "2019-03-04") "]}",
         "T2 1 2019-03-05 2019-03-11\n");
    /* Once while the time of one look runs, and nobody with a cause of their own. */
    w->obligation.like_most = 0;
    owes(w,
         "{'outcomes':[" FOUND("T1", "2019-03-04") "," FOUND(
             "T2", "2019-03-05") "," FOUND("T1", "2019-06-03") "]}",
         "T3 1 2019-03-05 2019-03-11\nT3 3 2019-06-04 2019-06-11\n");
}

static void the_same_finding(void **state) {
    struct world *w = *state;
    w->obligation.like = XC_LIKE_FINDING;
    w->obligation.since.of = XC_STR("annual");
    owes(w,
         "{'outcomes':[{'target':'T1','stage':'annual','item':'x','result':'problem',"
         "'date':'2019-03-04'},{'target':'T4','stage':'q/r','item':'x','result':"
         "'problem','date':'2019-02-04'},{'target':'T5','stage':'q/r','item':'y',"
         "'result':'problem','date':'2019-02-04'},{'target':'T3','stage':'q/r','item':"
         "'x','result':'problem','date':'2019-02-04','closed_on':'2019-02-20'}]}",
         "T1 1 2019-03-05 2019-03-11\nT4 1 2019-03-05 2019-03-11\n");
}

static void cases_and_closures(void **state) {
    struct world *w = *state;
    owes(w,
         "{'cases':[{'target':'T4','opened':'2018-12-01'},{'target':'T1','opened':"
         "'2018-12-01','closed_on':'2019-01-02'},{'target':'T2','opened':'2018-12-01'},"
         "{'target':'T2','opened':'2018-12-02'}],'closures':[{'area':'32','from':"
         "'2019-03-01','to':'2019-03-02'},{'area':'99','from':'2019-03-01','to':"
         "'2019-03-02'}]}",
         "");
    assert_int_equal(w->input.uncapped_count, 2);
    assert_true(xc_str_is(w->input.uncapped[0], "T2"));
    assert_true(xc_str_is(w->input.uncapped[1], "T4"));
    assert_int_equal(w->input.closure_count, 1);
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_WORLD(windows_lie_on_real_days),
        IN_WORLD(what_is_owed_late_is_owed_at_once),
        IN_WORLD(numbers_stay),
        IN_WORLD(others_come),
        IN_WORLD(like_ones),
        IN_WORLD(the_same_finding),
        IN_WORLD(cases_and_closures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
