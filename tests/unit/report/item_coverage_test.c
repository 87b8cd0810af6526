#include "../workdays/facts.h"

#include "report/item_coverage.h"

#include <stdlib.h>
#include <string.h>

/* Yan'an's year: hospitals by five items, pharmacies by four, a spot check of whoever is
 * drawn, and a look back at whoever has a problem. */
static const char rules[] =
    "{\"v\":1,\"id\":\"year\",\"title\":\"季度检查\",\"year\":2020,\"office\":\"6106\","
    "\"stages\":["
    "{\"id\":\"medical\",\"plugin\":\"full_coverage\",\"kind\":\"coverage\","
    "\"window\":[\"2020-01-01\",\"2020-12-31\"],\"nature\":\"agency_check\","
    "\"obligations\":[{\"label\":\"medical/1\",\"each\":\"quarter\","
    "\"targets\":{\"op\":\"where\",\"of\":{\"op\":\"all\",\"table\":\"targets\"},"
    "\"field\":\"kind\",\"in\":[\"medical\"]},"
    "\"items\":[\"诊断\",\"检查\",\"治疗\",\"用药\",\"收费\"],"
    "\"crew\":{\"seats\":[{\"role\":\"auditor\"}]}}]},"
    "{\"id\":\"pharmacies\",\"plugin\":\"full_coverage\",\"kind\":\"coverage\","
    "\"window\":[\"2020-01-01\",\"2020-12-31\"],\"nature\":\"agency_check\","
    "\"obligations\":[{\"label\":\"pharmacies/1\",\"each\":\"quarter\","
    "\"targets\":{\"op\":\"where\",\"of\":{\"op\":\"all\",\"table\":\"targets\"},"
    "\"field\":\"kind\",\"in\":[\"pharmacy\"]},\"items\":[\"信息系统\",\"价格\"],"
    "\"crew\":{\"seats\":[{\"role\":\"auditor\"}]}}]},"
    "{\"id\":\"again\",\"plugin\":\"follow_up\",\"kind\":\"coverage\","
    "\"window\":[\"2020-01-01\",\"2020-12-31\"],\"nature\":\"agency_check\","
    "\"merge\":false,\"obligations\":[{\"label\":\"again/1\","
    "\"targets\":{\"op\":\"all\",\"table\":\"targets\"},"
    "\"since\":{\"kind\":\"problem\",\"to\":[20,\"day\"]},\"items\":[\"整改\"],"
    "\"crew\":{\"seats\":[{\"role\":\"auditor\"}]}}]}]}";

struct world {
    struct xc_arena *arena;
    struct xc_register *reg;
    struct xc_programme *programme;
};

static void add_target(struct xc_register_builder *builder, const char *id,
                       enum xc_kind kind) {
    struct xc_error error = {0};
    struct xc_target target = {.id = xc_str_from(id),
                               .name = XC_STR("示例机构"),
                               .kind = kind,
                               .area = XC_STR("6106"),
                               .status = XC_STATUS_ACTIVE,
                               .weight = 1,
                               .last_visit = XC_NO_DATE,
                               .present = UINT32_MAX};
    assert_int_equal(xc_register_add_target(builder, &target, &error), XC_OK);
}

static int setup(void **state) {
    struct world *world = calloc(1, sizeof *world);
    struct xc_register_builder *builder = xc_register_builder_new();
    struct xc_error error = {0};
    struct xc_area city = {.code = XC_STR("6106"),
                           .name = XC_STR("延安市"),
                           .parent = XC_STR(""),
                           .level = XC_LEVEL_CITY};
    assert_non_null(world);
    assert_int_equal(xc_register_add_area(builder, &city, &error), XC_OK);
    add_target(builder, "H1", XC_KIND_HOSPITAL);
    add_target(builder, "H2", XC_KIND_CLINIC);
    add_target(builder, "Y1", XC_KIND_PHARMACY);
    assert_int_equal(xc_register_build(builder, &world->reg, NULL, &error), XC_OK);
    xc_register_builder_free(builder);
    world->arena = xc_arena_new((size_t)64 << 20);
    json_t *json = json_loads(rules, 0, NULL);
    assert_non_null(json);
    if (xc_rules_parse(json, world->arena, &world->programme, &error) != XC_OK)
        fail_msg("%s", error.message);
    json_decref(json);
    *state = world;
    return 0;
}

static int teardown(void **state) {
    struct world *world = *state;
    xc_register_free(world->reg);
    xc_arena_free(world->arena);
    free(world);
    return 0;
}

static struct xc_outcome found(const char *target, const char *date, const char *item,
                               enum xc_outcome_result result) {
    return (struct xc_outcome){.target = xc_str_from(target),
                               .date = test_date(date),
                               .item = xc_str_from(item),
                               .result = result,
                               .rectify_by = XC_NO_DATE,
                               .closed_on = XC_NO_DATE};
}

static const struct xc_item_covered *row_of(const struct xc_item_covered *rows,
                                            size_t count, const char *item) {
    for (size_t i = 0; i < count; i++)
        if (xc_str_is(rows[i].item, item))
            return &rows[i];
    fail_msg("no row for %s", item);
    return NULL;
}

static struct xc_item_covered *measured(struct world *world, struct xc_outcome *outcomes,
                                        size_t outcome_count, struct xc_visit *visits,
                                        size_t visit_count, size_t *count) {
    struct xc_error error = {0};
    struct xc_item_covered *rows = NULL;
    const struct xc_outcome *list[16];
    struct xc_item_facts facts = {.programme = world->programme,
                                  .reg = world->reg,
                                  .visits = visits,
                                  .visit_count = visit_count,
                                  .outcomes = list,
                                  .outcome_count = outcome_count,
                                  .until = test_date("2020-09-30")};
    assert_true(outcome_count <= 16);
    for (size_t i = 0; i < outcome_count; i++)
        list[i] = &outcomes[i];
    assert_int_equal(xc_item_coverage(&facts, world->arena, &rows, count, &error), XC_OK);
    return rows;
}

static void checked_is_what_results_name(void **state) {
    struct xc_outcome outcomes[] = {
        found("H1", "2020-02-03", "诊断", XC_OUTCOME_PASS),
        found("H1", "2020-05-06", "诊断", XC_OUTCOME_PROBLEM),
        found("H2", "2020-02-04", "诊断", XC_OUTCOME_PROBLEM_FIXED),
        found("H1", "2020-02-03", "收费", XC_OUTCOME_SERIOUS),
        found("H2", "2020-05-07", "收费", XC_OUTCOME_REFUSED), /* nothing was checked */
        found("H2", "2020-05-08", "", XC_OUTCOME_PASS),        /* names no item */
        found("H2", "2020-10-08", "治疗", XC_OUTCOME_PASS),    /* later */
        found("H2", "2019-12-30", "用药", XC_OUTCOME_PASS),    /* before the window */
        found("Y1", "2020-02-05", "诊断", XC_OUTCOME_PASS),    /* not for pharmacies */
        found("Y1", "2020-02-05", "信息系统", XC_OUTCOME_PASS),
        found("gone", "2020-02-05", "诊断", XC_OUTCOME_PASS),
    };
    size_t count = 0;
    struct xc_item_covered *rows =
        measured(*state, outcomes, sizeof outcomes / sizeof *outcomes, NULL, 0, &count);
    assert_int_equal(count, 8);
    const struct xc_item_covered *row = row_of(rows, count, "诊断");
    assert_int_equal(row->targets, 2);
    assert_int_equal(row->visited, 2);
    assert_int_equal(row->checked, 2);
    assert_int_equal(row->problems, 2);
    assert_int_equal(row->last, test_date("2020-05-06"));
    assert_true(xc_str_is(row->stage->id, "medical"));
    row = row_of(rows, count, "收费");
    assert_int_equal(row->checked, 1);
    assert_int_equal(row->problems, 1);
    for (size_t i = 0; i < 3; i++) {
        static const char *const never[] = {"检查", "治疗", "用药"};
        row = row_of(rows, count, never[i]);
        assert_int_equal(row->checked, 0);
        assert_int_equal(row->last, XC_NO_DATE);
    }
    row = row_of(rows, count, "信息系统");
    assert_int_equal(row->targets, 1);
    assert_int_equal(row->checked, 1);
    struct xc_item_totals totals = xc_item_totals(rows, count);
    assert_int_equal(totals.everywhere, 3); /* 诊断, 信息系统; nobody owes 整改 */
    assert_int_equal(totals.somewhere, 1);  /* 收费 */
    assert_int_equal(totals.nowhere, 4);    /* 检查, 治疗, 用药, 价格 */
}

static void whoever_is_visited_for_a_cause_is_known_by_his_visit(void **state) {
    struct xc_visit_task task = {XC_STR_INIT("year"), XC_STR_INIT("again"),
                                 XC_STR_INIT("again/1"), 1};
    struct xc_visit visits[] = {
        {.target = XC_STR("H1"),
         .tasks = &task,
         .task_count = 1,
         .status = XC_VISIT_DONE},
        {.target = XC_STR("H2"),
         .tasks = &task,
         .task_count = 1,
         .status = XC_VISIT_DRAFT},
        {.target = XC_STR("Y1"),
         .tasks = &task,
         .task_count = 1,
         .status = XC_VISIT_CANCELLED},
    };
    struct xc_outcome outcomes[] = {
        found("H1", "2020-03-03", "整改", XC_OUTCOME_PASS),
        found("Y1", "2020-03-03", "整改", XC_OUTCOME_PASS),
    };
    size_t count = 0;
    struct xc_item_covered *rows = measured(*state, outcomes, 2, visits, 3, &count);
    const struct xc_item_covered *row = row_of(rows, count, "整改");
    assert_int_equal(row->targets, 2);
    assert_int_equal(row->visited, 1);
    assert_int_equal(row->checked, 1);
    assert_int_equal(row->problems, 0);
}

static void without_results_nothing_is_covered(void **state) {
    size_t count = 0;
    struct xc_item_covered *rows = measured(*state, NULL, 0, NULL, 0, &count);
    struct xc_item_totals totals = xc_item_totals(rows, count);
    assert_int_equal(totals.nowhere, 7);
    assert_int_equal(totals.everywhere, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(checked_is_what_results_name, setup, teardown),
        cmocka_unit_test_setup_teardown(
            whoever_is_visited_for_a_cause_is_known_by_his_visit, setup, teardown),
        cmocka_unit_test_setup_teardown(without_results_nothing_is_covered, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
