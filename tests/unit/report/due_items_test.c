#include "../workdays/facts.h"

#include "report/due_items.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct county {
    struct xc_register *reg;
    struct xc_workdays *workdays;
    struct xc_arena *arena;
};

static void add_area(struct xc_register_builder *builder, const char *code,
                     const char *name, const char *parent, enum xc_area_level level) {
    struct xc_error error = {0};
    struct xc_area area = {.code = xc_str_from(code),
                           .name = xc_str_from(name),
                           .parent = xc_str_from(parent),
                           .level = level};
    assert_int_equal(xc_register_add_area(builder, &area, &error), XC_OK);
}

static void add_target(struct xc_register_builder *builder, const char *id,
                       const char *area, enum xc_status status) {
    struct xc_error error = {0};
    struct xc_target target = {.id = xc_str_from(id),
                               .name = XC_STR("示例诊所"),
                               .kind = XC_KIND_CLINIC,
                               .area = xc_str_from(area),
                               .status = status,
                               .weight = 1,
                               .last_visit = XC_NO_DATE,
                               .present = UINT32_MAX};
    assert_int_equal(xc_register_add_target(builder, &target, &error), XC_OK);
}

/* Targets of the county 6106 with three towns, of which the third has none that is
 * active. 900 targets are active, 20 are closed, 5 lie in another county. */
static int setup(void **state) {
    struct county *county = calloc(1, sizeof *county);
    struct xc_register_builder *builder = xc_register_builder_new();
    struct xc_error error = {0};
    char id[16];
    assert_non_null(county);
    assert_non_null(builder);
    add_area(builder, "61", "陕西省", "", XC_LEVEL_PROVINCE);
    add_area(builder, "6106", "延安市", "61", XC_LEVEL_CITY);
    add_area(builder, "610602", "宝塔区", "6106", XC_LEVEL_COUNTY);
    add_area(builder, "610602001", "甲镇", "610602", XC_LEVEL_TOWN);
    add_area(builder, "610602001001", "甲一片", "610602001", XC_LEVEL_ZONE);
    add_area(builder, "610602002", "乙镇", "610602", XC_LEVEL_TOWN);
    add_area(builder, "610602003", "丙镇", "610602", XC_LEVEL_TOWN);
    add_area(builder, "610603", "安塞区", "6106", XC_LEVEL_COUNTY);
    for (int i = 1; i <= 925; i++) {
        static const char *const areas[] = {"610602001", "610602001001", "610602002"};
        (void)snprintf(id, sizeof id, "T%04d", i);
        if (i <= 895)
            add_target(builder, id, areas[i % 3], XC_STATUS_ACTIVE);
        else if (i <= 915)
            add_target(builder, id, "610602003", XC_STATUS_CLOSED);
        else if (i <= 920)
            add_target(builder, id, "610603", XC_STATUS_ACTIVE);
        else
            add_target(builder, id, "610602003", XC_STATUS_SUSPENDED);
    }
    assert_int_equal(xc_register_build(builder, &county->reg, NULL, &error), XC_OK);
    xc_register_builder_free(builder);
    county->workdays = test_workdays();
    county->arena = xc_arena_new((size_t)256 << 20);
    *state = county;
    return county->arena ? 0 : -1;
}

static int teardown(void **state) {
    struct county *county = *state;
    xc_register_free(county->reg);
    xc_workdays_free(county->workdays);
    xc_arena_free(county->arena);
    free(county);
    return 0;
}

static struct xc_due_item_rule rule(const char *id, const char *when, const char *from,
                                    const char *to) {
    struct xc_error error = {0};
    struct xc_due_item_rule made = {.id = xc_str_from(id),
                                    .what = XC_STR("coverage"),
                                    .window = {test_date(from), test_date(to)},
                                    .from = XC_STR("departments"),
                                    .to = XC_STR("city bureau")};
    assert_int_equal(xc_due_parse(xc_str_from(when), &made.when, &error), XC_OK);
    return made;
}

static struct xc_due_item *items_of(struct county *county, struct xc_due_item_rule *rules,
                                    size_t rule_count, size_t *count) {
    struct xc_error error = {0};
    struct xc_due_item *items = NULL;
    struct xc_programme programme = {
        .office = XC_STR("610602"), .dues = rules, .due_count = rule_count};
    assert_int_equal(xc_due_items(&programme, county->reg, NULL, county->workdays, NULL,
                                  county->arena, &items, count, &error),
                     XC_OK);
    for (size_t i = 1; i < *count; i++) { /* a total order without repeats */
        assert_true(items[i - 1].date <= items[i].date);
        if (items[i - 1].date == items[i].date &&
            items[i - 1].minutes == items[i].minutes)
            assert_true(xc_str_compare(items[i - 1].id, items[i].id) < 0);
    }
    return items;
}

static void is(const struct xc_due_item *item, const char *id, const char *date,
               int minutes, const char *owner, const char *subject) {
    if (!xc_str_is(item->id, id))
        fail_msg("'%.*s' is not '%s'", XC_PRI(item->id), id);
    assert_int_equal(item->date, test_date(date));
    assert_int_equal(item->minutes, minutes);
    assert_true(xc_str_is(item->owner, owner));
    assert_true(xc_str_is(item->subject, subject));
}

/* P1: on the last working day of each month one report to the audit office and one from
 * there to the city: 24 items. */
static void two_hops(void **state) {
    static const char *const days[] = {"2021-01-29", "2021-02-26", "2021-03-31",
                                       "2021-04-30", "2021-05-31", "2021-06-30",
                                       "2021-07-30", "2021-08-31", "2021-09-30",
                                       "2021-10-29", "2021-11-30", "2021-12-31"};
    struct xc_due_item_rule rules[] = {
        rule("monthly-out", "last_workday month", "2021-01-01", "2021-12-31"),
        rule("monthly-in", "last_workday month", "2021-01-01", "2021-12-31")};
    size_t count = 0;
    rules[0].from = XC_STR("audit office");
    struct xc_due_item *items = items_of(*state, rules, 2, &count);
    assert_int_equal(count, 24);
    for (size_t i = 0; i < 12; i++) {
        char id[32];
        (void)snprintf(id, sizeof id, "monthly-in/%s", days[i]);
        is(&items[2 * i], id, days[i], XC_NO_TIME, "departments", "");
        assert_ptr_equal(items[2 * i].rule, &rules[1]);
        (void)snprintf(id, sizeof id, "monthly-out/%s", days[i]);
        is(&items[2 * i + 1], id, days[i], XC_NO_TIME, "audit office", "");
    }
}

/* P4: every Thursday at 17:00 each district, the summary on 29 January and none after. */
static void weekly_per_owner(void **state) {
    static const char *const days[] = {"2020-12-24", "2020-12-31", "2021-01-07",
                                       "2021-01-14", "2021-01-21", "2021-01-28"};
    struct xc_str owners[] = {XC_STR("乙区"), XC_STR("丙区"), XC_STR("甲市")};
    static const char *const sorted[] = {"丙区", "乙区", "甲市"};
    struct xc_due_item_rule rules[] = {
        rule("weekly", "weekly thu 17:00", "2020-12-21", "2021-01-29"),
        rule("summary", "on 2021-01-29", "2020-12-21", "2021-01-29")};
    size_t count = 0;
    rules[0].owners = rules[1].owners = owners;
    rules[0].owner_count = rules[1].owner_count = 3;
    struct xc_due_item *items = items_of(*state, rules, 2, &count);
    assert_int_equal(count, 7 * 3);
    for (size_t i = 0; i < count; i++) {
        char id[64];
        const char *day = i < 18 ? days[i / 3] : "2021-01-29";
        (void)snprintf(id, sizeof id, "%s/%s/%s", i < 18 ? "weekly" : "summary", day,
                       sorted[i % 3]);
        is(&items[i], id, day, i < 18 ? 17 * 60 : XC_NO_TIME, sorted[i % 3], "");
    }
}

/* P6: a self-check from each of 900 targets in the middle month of each quarter, and the
 * county's report before the 20th of the last. */
static void self_checks_per_target(void **state) {
    struct xc_due_item_rule rules[] = {
        rule("self-check", "quarterly 2 end", "2020-01-01", "2020-12-31"),
        rule("county", "quarterly 3 20", "2020-01-01", "2020-12-31")};
    size_t count = 0;
    rules[0].each = XC_STR("target");
    struct xc_due_item *items = items_of(*state, rules, 2, &count);
    assert_int_equal(count, 900 * 4 + 4);
    is(&items[0], "self-check/2020-02-28/T0001", "2020-02-28", XC_NO_TIME, "departments",
       "T0001");
    is(&items[899], "self-check/2020-02-28/T0920", "2020-02-28", XC_NO_TIME,
       "departments", "T0920");
    is(&items[900], "county/2020-03-20", "2020-03-20", XC_NO_TIME, "departments", "");
    is(&items[901], "self-check/2020-05-29/T0001", "2020-05-29", XC_NO_TIME,
       "departments", "T0001");
    is(&items[1801], "county/2020-06-19", "2020-06-19", XC_NO_TIME, "departments", "");
    is(&items[1802], "self-check/2020-08-31/T0001", "2020-08-31", XC_NO_TIME,
       "departments", "T0001");
    is(&items[2702], "county/2020-09-18", "2020-09-18", XC_NO_TIME, "departments", "");
    is(&items[3603], "county/2020-12-18", "2020-12-18", XC_NO_TIME, "departments", "");
}

/* Only those whom a selection means owe it, closed ones never, and an area only where one
 * of them lies in it. */
static void some_of_the_targets(void **state) {
    struct county *county = *state;
    struct xc_due_item_rule rules[] = {
        rule("self-check", "on 2020-03-20", "2020-01-01", "2020-12-31"),
        rule("towns", "on 2020-03-20", "2020-01-01", "2020-12-31"),
        rule("all", "on 2020-03-20", "2020-01-01", "2020-12-31")};
    struct xc_error error = {0};
    json_t *json =
        json_pack("{s:s,s:{s:s,s:s},s:s,s:[s,s,s]}", "op", "where", "of", "op", "all",
                  "table", "targets", "field", "id", "in", "T0001", "T0004", "T0900");
    size_t count = 0;
    assert_non_null(json);
    assert_int_equal(xc_selection_parse(json, county->arena, &rules[0].targets, &error),
                     XC_OK);
    json_decref(json);
    rules[1].targets = rules[0].targets;
    rules[0].each = rules[2].each = XC_STR("target");
    rules[1].each = XC_STR("area");
    struct xc_due_item *items = items_of(county, rules, 3, &count);
    assert_int_equal(count, 2 + 1 + 900);
    is(&items[count - 3], "self-check/2020-03-20/T0001", "2020-03-20", XC_NO_TIME,
       "departments", "T0001");
    is(&items[count - 2], "self-check/2020-03-20/T0004", "2020-03-20", XC_NO_TIME,
       "departments", "T0004");
    is(&items[count - 1], "towns/2020-03-20/610602001", "2020-03-20", XC_NO_TIME,
       "departments", "610602001");
}

static void without_rolling(void **state) {
    struct xc_due_item_rule rules[] = {
        rule("self-check", "quarterly 2 end roll=none", "2020-01-01", "2020-12-31")};
    size_t count = 0;
    struct xc_due_item *items = items_of(*state, rules, 1, &count);
    assert_int_equal(count, 4);
    assert_int_equal(items[0].date, test_date("2020-02-29"));
    assert_int_equal(items[1].date, test_date("2020-05-31"));
}

/* Towns with active targets: the zone counts for its town, the closed town and the other
 * county not at all. */
static void per_area(void **state) {
    struct xc_due_item_rule rules[] = {
        rule("town", "on 2021-03-05 09:30", "2021-01-01", "2021-12-31")};
    struct xc_str owners[] = {XC_STR("a")};
    size_t count = 0;
    rules[0].each = XC_STR("area");
    struct xc_due_item *items = items_of(*state, rules, 1, &count);
    assert_int_equal(count, 2);
    is(&items[0], "town/2021-03-05/610602001", "2021-03-05", 570, "departments",
       "610602001");
    is(&items[1], "town/2021-03-05/610602002", "2021-03-05", 570, "departments",
       "610602002");
    rules[0].owners = owners;
    rules[0].owner_count = 1;
    items = items_of(*state, rules, 1, &count);
    is(&items[0], "town/2021-03-05/a/610602001", "2021-03-05", 570, "a", "610602001");
}

static int failing(struct county *county, const char *office,
                   struct xc_due_item_rule *rules, size_t rule_count,
                   struct xc_error *error) {
    struct xc_due_item *items = (struct xc_due_item *)county;
    size_t count = 9;
    struct xc_programme programme = {
        .office = xc_str_from(office), .dues = rules, .due_count = rule_count};
    int rc = xc_due_items(&programme, county->reg, NULL, county->workdays, NULL,
                          county->arena, &items, &count, error);
    assert_null(items);
    assert_int_equal(count, 0);
    return rc;
}

static void targets_of_the_office_itself(void **state) {
    struct county *county = *state;
    struct xc_error error = {0};
    struct xc_due_item_rule rules[] = {
        rule("town", "on 2021-03-05", "2021-01-01", "2021-12-31")};
    struct xc_programme programme = {
        .office = XC_STR("610603"), .dues = rules, .due_count = 1};
    struct xc_due_item *items = NULL;
    size_t count = 0;
    rules[0].each = XC_STR("area");
    assert_int_equal(xc_due_items(&programme, county->reg, NULL, county->workdays, NULL,
                                  county->arena, &items, &count, &error),
                     XC_OK);
    assert_int_equal(count, 1);
    assert_true(xc_str_is(items[0].subject, "610603"));
}

static void unknown_office(void **state) {
    struct xc_error error = {0};
    struct xc_due_item_rule rules[] = {
        rule("town", "on 2021-03-05", "2021-01-01", "2021-12-31")};
    rules[0].each = XC_STR("area");
    assert_int_equal(failing(*state, "999999", rules, 1, &error), XC_EINPUT);
}

static void missing_year(void **state) {
    struct xc_error error = {0};
    struct xc_due_item_rule rules[] = {
        rule("monthly", "last_workday month", "2022-12-01", "2023-12-31")};
    assert_int_equal(failing(*state, "610602", rules, 1, &error), XC_EINPUT);
    struct xc_buffer text = xc_buffer_make(4096);
    assert_int_equal(xc_error_render(&error, NULL, &text), XC_OK);
    assert_true(xc_str_find(xc_buffer_view(&text), XC_STR("2023")) >= 0);
    xc_buffer_free(&text);
}

static void too_many(void **state) {
    enum { OWNERS = 1300 };
    static struct xc_str owners[OWNERS];
    static char names[OWNERS][16];
    struct county *county = *state;
    struct xc_error error = {0};
    struct xc_due_item_rule rules[] = {
        rule("self-check", "quarterly 2 end", "2020-01-01", "2020-12-31")};
    for (int i = 0; i < OWNERS; i++) {
        (void)snprintf(names[i], sizeof names[i], "%04d", i);
        owners[i] = xc_str_from(names[i]);
    }
    rules[0].each = XC_STR("target");
    rules[0].owners = owners;
    rules[0].owner_count = OWNERS;
    xc_arena_free(county->arena);
    county->arena = xc_arena_new((size_t)1 << 30);
    assert_int_equal(failing(county, "610602", rules, 1, &error), XC_EINPUT);
    xc_arena_free(county->arena); /* now one that ends before the items do */
    county->arena = xc_arena_new((size_t)1 << 20);
    assert_int_equal(failing(county, "610602", rules, 1, &error), XC_ENOMEM);
}

static struct xc_cause referred(const char *target, const char *id, const char *date) {
    return (struct xc_cause){.kind = XC_CAUSE_CASE_REFERRED,
                             .target = xc_str_from(target),
                             .id = xc_str_from(id),
                             .date = test_date(date)};
}

/* P8e: a case is reported 2 working days after it was referred; R4: what a visit found is
 * published within 20; R7: targets report what they put right. */
static void owed_because_of_something(void **state) {
    struct county *county = *state;
    struct xc_error error = {0};
    struct xc_due_item_rule rules[] = {
        rule("case", "on 2019-01-01", "2019-01-01", "2019-12-31"),
        rule("right", "on 2019-01-01 17:00", "2019-01-01", "2019-06-30")};
    struct xc_programme programme = {
        .office = XC_STR("610602"), .dues = rules, .due_count = 2};
    struct xc_cause cases[] = {
        referred("T0001", "c1", "2019-09-30"), referred("T0002", "c2", "2019-04-04"),
        referred("T0003", "c3", "2019-04-04"), referred("T0004", "c4", "2019-12-31")};
    struct xc_cause problems[] = {referred("T0005", "v5", "2019-05-24"),
                                  referred("T0006", "v6", "2019-06-24")};
    const struct xc_due_causes causes[] = {{cases, 4}, {problems, 2}};
    struct xc_due_item *items;
    size_t count;
    cases[2].gone = true;
    for (size_t i = 0; i < 2; i++) {
        rules[i].when.kind = 0;
        rules[i].since.kind = XC_CAUSE_CASE_REFERRED;
    }
    rules[0].since.to = (struct xc_offset){2, true};
    rules[1].since.to = (struct xc_offset){8, false};
    rules[1].when.roll = XC_ROLL_NEXT;
    rules[1].each = XC_STR("target");
    assert_int_equal(xc_due_items(&programme, county->reg, NULL, county->workdays, causes,
                                  county->arena, &items, &count, &error),
                     XC_OK);
    assert_int_equal(count, 3);
    is(&items[0], "case/2019-04-09/c2", "2019-04-09", XC_NO_TIME, "departments", "");
    is(&items[1], "right/2019-06-03/v5", "2019-06-03", 17 * 60, "departments", "T0005");
    is(&items[2], "case/2019-10-09/c1", "2019-10-09", XC_NO_TIME, "departments", "");
    assert_ptr_equal(items[2].cause, &cases[0]);
    assert_int_equal(xc_due_items(&programme, county->reg, NULL, county->workdays, NULL,
                                  county->arena, &items, &count, &error),
                     XC_OK);
    assert_int_equal(count, 0);
}

/* ---- Days that are over ---- */

/* Until 30 June the register of before, of which T0001 is closed and T0920 not yet open.
 */
struct past {
    struct xc_register *before;
    unsigned asked; /* how often */
};

static int reg_of(void *context, xc_date day, const struct xc_register **reg,
                  struct xc_error *error) {
    struct past *past = context;
    past->asked++;
    (void)error;
    *reg = day <= test_date("2020-06-30") ? past->before : NULL;
    return XC_OK;
}

static struct xc_register *register_of(const char *closed, int last, bool areas) {
    struct xc_register_builder *builder = xc_register_builder_new();
    struct xc_register *reg = NULL;
    struct xc_error error = {0};
    char id[16];
    add_area(builder, "61", "陕西省", "", XC_LEVEL_PROVINCE);
    if (areas) {
        add_area(builder, "6106", "延安市", "61", XC_LEVEL_CITY);
        add_area(builder, "610602", "宝塔区", "6106", XC_LEVEL_COUNTY);
        add_area(builder, "610602001", "甲镇", "610602", XC_LEVEL_TOWN);
    }
    for (int i = 1; i <= last; i++) {
        (void)snprintf(id, sizeof id, "T%04d", i);
        add_target(builder, id, areas ? "610602001" : "61",
                   strcmp(id, closed) == 0 ? XC_STATUS_CLOSED : XC_STATUS_ACTIVE);
    }
    assert_int_equal(xc_register_build(builder, &reg, NULL, &error), XC_OK);
    xc_register_builder_free(builder);
    return reg;
}

static struct xc_due_item *items_since(struct county *county, struct past *past,
                                       struct xc_due_item_rule *rules, size_t rule_count,
                                       const struct xc_due_causes *causes,
                                       size_t *count) {
    struct xc_error error = {0};
    struct xc_due_item *items = NULL;
    const struct xc_due_past registers = {reg_of, past};
    struct xc_programme programme = {
        .office = XC_STR("610602"), .dues = rules, .due_count = rule_count};
    assert_int_equal(xc_due_items(&programme, county->reg, &registers, county->workdays,
                                  causes, county->arena, &items, count, &error),
                     XC_OK);
    return items;
}

static size_t named(const struct xc_due_item *items, size_t count, const char *id) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += xc_str_is(items[i].id, id);
    return found;
}

/* Who opens after a day does not owe what was due on it; who closed after it does, and
 * who closed before it owes nothing further. */
static void owed_by_those_who_were_open(void **state) {
    struct county *county = *state;
    struct past past = {.before = register_of("T0001", 899, true)};
    struct xc_due_item_rule rules[] = {
        rule("self-check", "quarterly 2 end", "2020-01-01", "2020-12-31"),
        rule("town", "quarterly 2 end", "2020-01-01", "2020-12-31"),
        rule("month", "last_workday month", "2020-01-01", "2020-12-31")};
    size_t count = 0;
    rules[0].each = XC_STR("target");
    rules[1].each = XC_STR("area");
    struct xc_due_item *items = items_since(county, &past, rules, 3, NULL, &count);
    xc_register_free(past.before); /* nothing of it is needed any more */
    /* 898 were open twice, 900 are twice; one town, then two; the office every month. */
    assert_int_equal(count, 2 * 898 + 2 * 900 + 2 * 1 + 2 * 2 + 12);
    assert_int_equal(named(items, count, "self-check/2020-05-29/T0920"), 0);
    assert_int_equal(named(items, count, "self-check/2020-08-31/T0920"), 1);
    assert_int_equal(named(items, count, "self-check/2020-05-29/T0001"), 0);
    assert_int_equal(named(items, count, "self-check/2020-08-31/T0001"), 1);
    assert_int_equal(named(items, count, "town/2020-05-29/610602001"), 1);
    assert_int_equal(named(items, count, "town/2020-05-29/610602002"), 0);
    assert_int_equal(named(items, count, "town/2020-08-31/610602002"), 1);
    assert_int_equal(past.asked, 8); /* not for what the office owes */
}

/* The report on what was put right is not owed by who closed before its day. */
static void closed_targets_owe_nothing_further(void **state) {
    struct county *county = *state;
    struct past past = {.before = register_of("T0001", 20, true)};
    struct xc_due_item_rule rules[] = {
        rule("right", "on 2020-01-01", "2020-01-01", "2020-12-31"),
        rule("case", "on 2020-01-01", "2020-01-01", "2020-12-31")};
    struct xc_cause found[] = {
        referred("T0001", "v1", "2020-03-02"), referred("T0002", "v2", "2020-03-02"),
        referred("T0901", "v3", "2020-07-01"), referred("T0902", "v4", "2020-03-02")};
    const struct xc_due_causes causes[] = {{found, 4}, {found, 4}};
    size_t count = 0;
    for (size_t i = 0; i < 2; i++) {
        rules[i].when.kind = 0;
        rules[i].since.kind = XC_CAUSE_CASE_REFERRED;
        rules[i].since.to = (struct xc_offset){8, false};
    }
    rules[0].each = XC_STR("target");
    struct xc_due_item *items = items_since(county, &past, rules, 2, causes, &count);
    xc_register_free(past.before);
    assert_int_equal(count, 1 + 4); /* the office reports each case in any event */
    assert_int_equal(named(items, count, "right/2020-03-10/v2"), 1);
    assert_int_equal(named(items, count, "case/2020-03-10/v1"), 1);
}

/* What an older register has no column or area for, today's says. */
static void an_older_register_that_cannot_say(void **state) {
    struct county *county = *state;
    struct past past = {.before = register_of("T0001", 20, false)};
    struct xc_due_item_rule rules[] = {
        rule("town", "on 2020-05-29", "2020-01-01", "2020-12-31")};
    size_t count = 0;
    rules[0].each = XC_STR("area");
    struct xc_due_item *items = items_since(county, &past, rules, 1, NULL, &count);
    xc_register_free(past.before);
    assert_int_equal(count, 2);
    assert_int_equal(named(items, count, "town/2020-05-29/610602002"), 1);
}

static void nothing_owed(void **state) {
    struct xc_due_item_rule rules[] = {
        rule("self-check", "on 2021-03-05", "2021-04-01", "2021-12-31")};
    size_t count = 9;
    assert_null(items_of(*state, rules, 0, &count));
    assert_int_equal(count, 0);
    assert_null(items_of(*state, rules, 1, &count));
    assert_int_equal(count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(two_hops, setup, teardown),
        cmocka_unit_test_setup_teardown(weekly_per_owner, setup, teardown),
        cmocka_unit_test_setup_teardown(self_checks_per_target, setup, teardown),
        cmocka_unit_test_setup_teardown(some_of_the_targets, setup, teardown),
        cmocka_unit_test_setup_teardown(without_rolling, setup, teardown),
        cmocka_unit_test_setup_teardown(per_area, setup, teardown),
        cmocka_unit_test_setup_teardown(targets_of_the_office_itself, setup, teardown),
        cmocka_unit_test_setup_teardown(unknown_office, setup, teardown),
        cmocka_unit_test_setup_teardown(missing_year, setup, teardown),
        cmocka_unit_test_setup_teardown(too_many, setup, teardown),
        cmocka_unit_test_setup_teardown(owed_because_of_something, setup, teardown),
        cmocka_unit_test_setup_teardown(owed_by_those_who_were_open, setup, teardown),
        cmocka_unit_test_setup_teardown(closed_targets_owe_nothing_further, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(an_older_register_that_cannot_say, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(nothing_owed, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
