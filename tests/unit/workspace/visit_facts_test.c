/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
/* clang-format on */

#include "workspace/visit_facts.h"

/* Two programmes: a visits three times a year and checks four items by rounds; b visits
 * once, is two days away, and checks one item of its own and one that a has too. */
struct scene {
    struct xc_str a_items[4], b_items[2];
    struct xc_obligation a_obligations[1], b_obligations[2];
    struct xc_stage a_stages[1], b_stages[1];
    struct xc_programme a, b;
    struct xc_loaded_plan plans[2];
    struct xc_loaded loaded;
    struct xc_visit_task tasks[2];
    struct xc_visit visit;
};

static xc_date day(const char *text) {
    xc_date date = XC_NO_DATE;
    assert_true(xc_date_parse(xc_str_from(text), &date));
    return date;
}

static void set_up(struct scene *s) {
    static const char *const a_items[] = {"records", "prices", "devices", "drugs"};
    memset(s, 0, sizeof *s);
    for (size_t i = 0; i < 4; i++) {
        s->a_items[i] = xc_str_from(a_items[i]);
    }
    s->b_items[0] = XC_STR("records");
    s->b_items[1] = XC_STR("beds");
    s->a_obligations[0] = (struct xc_obligation){
        .label = XC_STR("s/1"), .times = 3, .items = s->a_items, .item_count = 4};
    s->b_obligations[0] = (struct xc_obligation){.label = XC_STR("s/1"), .times = 1};
    s->b_obligations[1] = (struct xc_obligation){.label = XC_STR("s/2"),
                                                 .times = 1,
                                                 .travel = 2,
                                                 .items = s->b_items,
                                                 .item_count = 2};
    s->a_stages[0] = (struct xc_stage){
        .id = XC_STR("s"), .obligations = s->a_obligations, .obligation_count = 1};
    s->b_stages[0] = (struct xc_stage){
        .id = XC_STR("s"), .obligations = s->b_obligations, .obligation_count = 2};
    s->a =
        (struct xc_programme){.id = XC_STR("a"), .stages = s->a_stages, .stage_count = 1};
    s->b =
        (struct xc_programme){.id = XC_STR("b"), .stages = s->b_stages, .stage_count = 1};
    s->plans[0] = (struct xc_loaded_plan){.programme = &s->a};
    s->plans[1] = (struct xc_loaded_plan){.programme = &s->b};
    s->loaded = (struct xc_loaded){.plans = s->plans, .count = 2};
    s->tasks[0] = (struct xc_visit_task){XC_STR("a"), XC_STR("s"), XC_STR("s/1"), 1};
    s->tasks[1] = (struct xc_visit_task){XC_STR("b"), XC_STR("s"), XC_STR("s/2"), 1};
    s->visit = (struct xc_visit){.tasks = s->tasks, .task_count = 1};
}

static void brings(struct scene *s, const char *expected) {
    struct xc_buffer text = xc_buffer_make(4096);
    xc_visit_items_join(&s->loaded, &s->visit, ", ", &text);
    assert_int_equal(xc_buffer_putc(&text, '\0'), XC_OK);
    assert_string_equal(text.ptr, expected);
    xc_buffer_free(&text);
}

static void each_round_brings_its_items(void **state) {
    struct scene s;
    (void)state;
    set_up(&s);
    bool seen[4] = {false};
    for (unsigned number = 1; number <= 3; number++) {
        struct xc_buffer text = xc_buffer_make(4096);
        s.tasks[0].number = number;
        xc_visit_items_join(&s.loaded, &s.visit, ", ", &text);
        assert_int_equal(xc_buffer_putc(&text, '\0'), XC_OK);
        assert_true(text.len > 1);
        for (size_t i = 0; i < 4; i++) {
            seen[i] |= strstr(text.ptr, s.a_items[i].ptr) != NULL;
        }
        xc_buffer_free(&text);
    }
    for (size_t i = 0; i < 4; i++) {
        assert_true(seen[i]); /* over the rounds every item comes */
    }
    s.tasks[0].number = 1;
    brings(&s, "records");
}

static void a_shared_visit_brings_both_but_nothing_twice(void **state) {
    struct scene s;
    (void)state;
    set_up(&s);
    s.visit.task_count = 2;
    brings(&s, "records, beds");
}

static void rules_that_are_not_at_hand_bring_nothing(void **state) {
    struct scene s;
    (void)state;
    set_up(&s);
    s.tasks[0].label = XC_STR("s/9");
    brings(&s, "");
    s.tasks[0].stage = XC_STR("gone");
    brings(&s, "");
    s.tasks[0].programme = XC_STR("c");
    brings(&s, "");
    assert_int_equal(xc_visit_travel(&s.loaded, &s.visit), 0);
    s.visit.task_count = 0;
    brings(&s, "");
}

static void the_road_takes_working_days(void **state) {
    struct scene s;
    struct xc_error error = {0};
    struct xc_workdays_builder *builder = xc_workdays_builder_new();
    xc_date found;
    (void)state;
    set_up(&s);
    assert_int_equal(xc_workdays_add_year(builder, 2026, XC_YEAR_COVERED, &error), XC_OK);
    assert_int_equal(xc_workdays_build(builder, &s.loaded.workdays, &error), XC_OK);
    xc_workdays_builder_free(builder);
    s.visit.task_count = 2;
    s.visit.date = day("2026-03-03"); /* a Tuesday */
    s.visit.end_date = day("2026-03-05");
    assert_int_equal(xc_visit_travel(&s.loaded, &s.visit), 2);
    assert_true(xc_visit_road_day(&s.loaded, &s.visit, -1, &found));
    assert_int_equal(found, day("2026-03-02"));
    assert_true(xc_visit_road_day(&s.loaded, &s.visit, -2, &found));
    assert_int_equal(found, day("2026-02-27"));
    assert_true(xc_visit_road_day(&s.loaded, &s.visit, 2, &found));
    assert_int_equal(found, day("2026-03-09"));
    s.visit.date = day("2026-01-01");
    assert_false(xc_visit_road_day(&s.loaded, &s.visit, -2, &found));
    xc_workdays_free(s.loaded.workdays);
}

/* P8d: 5 % of the claims, rounded up, and all large ones first. */
static void a_review_counts_what_the_register_counts(void **state) {
    (void)state;
    static const struct {
        const char *attributes;
        bool known;
        uint64_t counted, first, least;
    } cases[] = {
        {"{\"claims\":\"2000\",\"large\":\"120\"}", true, 2000, 120, 120},
        {"{\"claims\":\"2001\",\"large\":\"3\"}", true, 2001, 3, 101},
        {"{\"claims\":\" 101 \"}", true, 101, 0, 6},
        {"{\"claims\":\"0\",\"large\":\"0\"}", true, 0, 0, 0},
        {"{\"claims\":\"many\"}", false, 0, 0, 0},
        {"", false, 0, 0, 0},
    };
    struct scene s;
    struct xc_visit_review review;
    set_up(&s);
    assert_false(xc_visit_review(&s.loaded, &s.visit, 0, &review));
    s.a_obligations[0].review = (struct xc_review_rule){
        .field = XC_STR("claims"), .share = {1, 20}, .first = XC_STR("large")};
    s.visit.target = XC_STR("H1");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct xc_error error = {0};
        struct xc_register_builder *builder = xc_register_builder_new();
        struct xc_area area = {.code = XC_STR("3202"),
                               .name = XC_STR("无锡市"),
                               .parent = XC_STR(""),
                               .level = XC_LEVEL_CITY};
        struct xc_target target = {.id = XC_STR("H1"),
                                   .name = XC_STR("H1"),
                                   .kind = XC_KIND_HOSPITAL,
                                   .area = XC_STR("3202"),
                                   .status = XC_STATUS_ACTIVE,
                                   .weight = 1,
                                   .last_visit = XC_NO_DATE,
                                   .attributes = xc_str_from(cases[i].attributes),
                                   .present = UINT32_MAX};
        struct xc_register *reg = NULL;
        assert_int_equal(xc_register_add_area(builder, &area, &error), XC_OK);
        assert_int_equal(xc_register_add_target(builder, &target, &error), XC_OK);
        assert_int_equal(xc_register_build(builder, &reg, NULL, &error), XC_OK);
        xc_register_builder_free(builder);
        s.loaded.reg = reg;
        assert_true(xc_visit_review(&s.loaded, &s.visit, 0, &review));
        assert_int_equal(review.known, cases[i].known);
        assert_int_equal(review.counted, cases[i].counted);
        assert_int_equal(review.first, cases[i].first);
        assert_int_equal(review.least, cases[i].least);
        xc_register_free(reg);
    }
}

static void slot_is(unsigned start, unsigned end, const char *expected) {
    struct xc_visit visit = {.date = 1, .end_date = 1, .start = start, .end = end};
    assert_string_equal(xc_visit_slot(&visit), expected);
}

static void a_slot_is_named_by_its_hours(void **state) {
    (void)state;
    slot_is(9 * 60, 11 * 60, "morning");
    slot_is(9 * 60, 13 * 60, "morning");
    slot_is(11 * 60, 14 * 60, "day");
    slot_is(12 * 60, 14 * 60, "afternoon");
    slot_is(13 * 60 + 30, 19 * 60, "afternoon");
    slot_is(18 * 60, 20 * 60, "night");
    slot_is(2 * 60, 4 * 60, "night");
    slot_is(6 * 60, 8 * 60, "morning");
    struct xc_visit visit = {.date = 1, .end_date = 3, .start = 13 * 60, .end = 17 * 60};
    assert_string_equal(xc_visit_slot(&visit), "day");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_round_brings_its_items),
        cmocka_unit_test(a_shared_visit_brings_both_but_nothing_twice),
        cmocka_unit_test(rules_that_are_not_at_hand_bring_nothing),
        cmocka_unit_test(the_road_takes_working_days),
        cmocka_unit_test(a_review_counts_what_the_register_counts),
        cmocka_unit_test(a_slot_is_named_by_its_hours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
