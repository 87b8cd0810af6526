/* A small register, working days and a programme for tests of the planner. Every step
 * asserts, so that a test reads as its facts. */
#ifndef XC_TESTS_PLAN_WORLD_H
#define XC_TESTS_PLAN_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../json_text.h"

#include "plan/plan.h"

struct world {
    struct xc_register_builder *builder;
    struct xc_register *reg;
    struct xc_workdays_builder *days;
    struct xc_workdays *workdays; /* as they say */
    struct xc_arena *arena;
    json_t *json;
    struct xc_programme *programme;
    struct xc_plan_input input;
    struct xc_plan *plan;
    struct xc_error error;
};

static inline struct xc_str text(const char *s) {
    return xc_str_from(s ? s : "");
}

static inline xc_date day(const char *s) {
    xc_date date = XC_NO_DATE;
    assert_true(xc_date_parse(xc_str_from(s), &date));
    return date;
}

static inline void show(const struct xc_error *error) {
    struct xc_buffer out = xc_buffer_make(1u << 16);
    if (error->code && xc_error_render(error, NULL, &out) == 0)
        fprintf(stderr, "%.*s\n", XC_PRI(xc_buffer_view(&out)));
    xc_buffer_free(&out);
}

#define CHECK_OK(world, call)                                                            \
    do {                                                                                 \
        int check_code = (call);                                                         \
        if (check_code)                                                                  \
            show(&(world)->error);                                                       \
        assert_int_equal(check_code, XC_OK);                                             \
    } while (0)

static inline void add_area(struct world *w, const char *code, const char *name,
                            const char *parent, enum xc_area_level level) {
    struct xc_area row = {text(code), text(name), text(parent), level};
    CHECK_OK(w, xc_register_add_area(w->builder, &row, &w->error));
}

/* Province 32, city 3202, county 320282 with the towns 320282001 and 320282002. */
static inline void add_areas(struct world *w) {
    add_area(w, "32", "江苏省", "", XC_LEVEL_PROVINCE);
    add_area(w, "3202", "无锡市", "32", XC_LEVEL_CITY);
    add_area(w, "320282", "宜兴市", "3202", XC_LEVEL_COUNTY);
    add_area(w, "320282001", "宜城街道", "320282", XC_LEVEL_TOWN);
    add_area(w, "320282002", "丁蜀镇", "320282", XC_LEVEL_TOWN);
}

/* What a notice says of a day. */
static inline void add_day(struct world *w, const char *date, enum xc_day_kind kind,
                           const char *name) {
    const struct xc_day_fact fact = {day(date), kind, text(name)};
    CHECK_OK(w, xc_workdays_add_fact(w->days, fact, &w->error));
    xc_workdays_free(w->workdays);
    CHECK_OK(w, xc_workdays_build(w->days, &w->workdays, &w->error));
}

/* Those areas, working days of 2020 to 2022, nobody and nothing to visit. */
static inline void world_start(struct world *w) {
    static const struct {
        const char *date;
        enum xc_day_kind kind;
    } facts[] = {{"2021-01-01", XC_DAY_HOLIDAY}, {"2021-05-03", XC_DAY_HOLIDAY},
                 {"2021-05-04", XC_DAY_HOLIDAY}, {"2021-05-05", XC_DAY_HOLIDAY},
                 {"2021-05-08", XC_DAY_WORKDAY}, {"2021-10-01", XC_DAY_HOLIDAY}};
    memset(w, 0, sizeof *w);
    w->builder = xc_register_builder_new();
    w->arena = xc_arena_new((size_t)1 << 30);
    assert_non_null(w->builder);
    assert_non_null(w->arena);
    w->days = xc_workdays_builder_new();
    assert_non_null(w->days);
    for (int year = 2020; year <= 2022; year++)
        CHECK_OK(w, xc_workdays_add_year(w->days, year, XC_YEAR_COVERED, &w->error));
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
        add_day(w, facts[i].date, facts[i].kind, "x");
    add_areas(w);
}

/* A stored visit of another programme: 90 minutes at nine by the people of add_pair. */
static inline struct xc_visit stored_visit(const char *id, const char *target,
                                           const char *date) {
    static struct xc_visit_task task = {XC_STR_INIT("other"), XC_STR_INIT("o"),
                                        XC_STR_INIT("o/1"), 1};
    static struct xc_visit_person pair[] = {{XC_STR_INIT("P1"), XC_ROLE_LEAD},
                                            {XC_STR_INIT("P2"), XC_ROLE_OFFICER}};
    return (struct xc_visit){.id = text(id),
                             .tasks = &task,
                             .task_count = 1,
                             .target = text(target),
                             .date = day(date),
                             .end_date = day(date),
                             .start = 540,
                             .end = 630,
                             .minutes = 90,
                             .crew = XC_STR("K"),
                             .people = pair,
                             .person_count = 2,
                             .nature = XC_NATURE_ENFORCEMENT,
                             .status = XC_VISIT_PUBLISHED,
                             .embargo_until = XC_NO_INSTANT};
}

static inline struct xc_target make_target(const char *id, const char *area,
                                           const char *zone, uint32_t minutes) {
    struct xc_target row = {.id = text(id),
                            .name = text(id),
                            .kind = XC_KIND_PHARMACY,
                            .area = text(area),
                            .zone = text(zone),
                            .status = XC_STATUS_ACTIVE,
                            .weight = 1,
                            .minutes = minutes,
                            .last_visit = XC_NO_DATE,
                            .present = (1u << XC_TARGET_FIELDS) - 1};
    row.latitude_e6 = row.longitude_e6 = INT32_MIN;
    return row;
}

static inline void add_target(struct world *w, const char *id, const char *area,
                              const char *zone, uint32_t minutes) {
    struct xc_target row = make_target(id, area, zone, minutes);
    CHECK_OK(w, xc_register_add_target(w->builder, &row, &w->error));
}

/* T0000, T0001 … in zone Z of the first town. */
static inline void add_targets(struct world *w, unsigned count, uint32_t minutes) {
    for (unsigned i = 0; i < count; i++) {
        char id[32];
        snprintf(id, sizeof id, "T%04u", i);
        add_target(w, id, "320282001", "Z", minutes);
    }
}

enum {
    OFFICER = 1u << XC_ROLE_OFFICER,
    LEAD = 1u << XC_ROLE_LEAD | 1u << XC_ROLE_OFFICER,
    THIRD = 1u << XC_ROLE_THIRD_PARTY
};

static inline struct xc_person make_person(const char *id, const char *crew,
                                           uint32_t roles, const char *area) {
    return (struct xc_person){.id = text(id),
                              .name = text(id),
                              .crew = text(crew),
                              .area = text(area),
                              .roles = roles,
                              .certificate = text(roles == THIRD ? "" : "A-1"),
                              .certificate_until = XC_NO_DATE,
                              .status = XC_STATUS_ACTIVE,
                              .present = (1u << XC_PERSON_FIELDS) - 1};
}

static inline void add_person_row(struct world *w, const struct xc_person *row) {
    CHECK_OK(w, xc_register_add_person(w->builder, row, &w->error));
}

static inline void add_person(struct world *w, const char *id, const char *crew,
                              uint32_t roles, const char *area) {
    struct xc_person row = make_person(id, crew, roles, area);
    add_person_row(w, &row);
}

/* Crew K of the county: P1 leads, P2 is the other officer. */
static inline void add_pair(struct world *w) {
    add_person(w, "P1", "K", LEAD, "320282");
    add_person(w, "P2", "K", OFFICER, "320282");
}

/* Two third parties of the county: P10 and P11 are crew K1, P20 and P21 K2 … */
static inline void add_crew(struct world *w, unsigned number) {
    for (unsigned i = 0; i < 2; i++) {
        char id[32];
        char crew[32];
        snprintf(id, sizeof id, "P%u%u", number, i);
        snprintf(crew, sizeof crew, "K%u", number);
        add_person(w, id, crew, THIRD, "320282");
    }
}

static inline void add_absence(struct world *w, const char *person, const char *from,
                               const char *to, unsigned half) {
    struct xc_absence row = {text(person), day(from), day(to), half, text("leave")};
    CHECK_OK(w, xc_register_add_absence(w->builder, &row, &w->error));
}

static inline void add_relation(struct world *w, const char *person, const char *target) {
    struct xc_relation row = {.person = text(person),
                              .target = text(target),
                              .reason = text("kin"),
                              .until = XC_NO_DATE};
    CHECK_OK(w, xc_register_add_relation(w->builder, &row, &w->error));
}

/* Ends of an obligation's JSON: two officers, one of them leads; two third parties. */
#define LAW   ",'crew':{'seats':[{'role':'lead','count':1},{'role':'officer','count':1}]}"
#define STAFF ",'crew':{'seats':[{'role':'third_party','count':2}]}"

/* stages: the JSON of the stages, '' for ". */
static inline void world_ready(struct world *w, const char *stages, const char *as_of) {
    struct xc_buffer json = xc_buffer_make(1u << 20);
    CHECK_OK(w, xc_register_build(w->builder, &w->reg, NULL, &w->error));
    xc_buffer_puts(&json, "{'v':1,'id':'p-2021','title':'t','year':2021,'calendar':'cn',"
                          "'office':'320282','stages':");
    xc_buffer_puts(&json, stages);
    xc_buffer_puts(&json, "}");
    xc_buffer_putc(&json, '\0');
    w->json = json_text(json.ptr);
    xc_buffer_free(&json);
    CHECK_OK(w, xc_rules_parse(w->json, w->arena, &w->programme, &w->error));
    w->input = (struct xc_plan_input){.reg = w->reg,
                                      .workdays = w->workdays,
                                      .programme = w->programme,
                                      .as_of = day(as_of),
                                      .now = 1609459200,
                                      .key = XC_STR("0123456789abcdef0123456789abcdef")};
}

static inline void world_plan(struct world *w) {
    CHECK_OK(w, xc_plan_make(&w->input, &w->plan, &w->error));
}

/* Once more, after the input was changed. */
static inline void world_plan_again(struct world *w) {
    struct xc_plan *before = w->plan;
    world_plan(w);
    xc_plan_free(before);
}

static inline void world_end(struct world *w) {
    xc_plan_free(w->plan);
    json_decref(w->json);
    xc_register_free(w->reg);
    xc_register_builder_free(w->builder);
    xc_workdays_free(w->workdays);
    xc_workdays_builder_free(w->days);
    xc_arena_free(w->arena);
}

static inline void show_message(const struct xc_message *message) {
    struct xc_buffer out = xc_buffer_make(1u << 16);
    if (xc_message_render(message, NULL, &out) == 0)
        fprintf(stderr, "%.*s\n", XC_PRI(xc_buffer_view(&out)));
    xc_buffer_free(&out);
}

/* True where the message holds the part, in English. */
static inline bool says(const struct xc_message *message, const char *part) {
    struct xc_buffer out = xc_buffer_make(1u << 16);
    bool found = xc_message_render(message, NULL, &out) == 0 &&
                 xc_str_find(xc_buffer_view(&out), xc_str_from(part)) >= 0;
    if (!found)
        fprintf(stderr, "'%s' is not in: %.*s\n", part, XC_PRI(xc_buffer_view(&out)));
    xc_buffer_free(&out);
    return found;
}

static inline void expect_unmet(const struct world *w, size_t unmet,
                                enum xc_verdict verdict, const char *part) {
    assert_true(unmet < w->plan->unmet_count);
    assert_int_equal(w->plan->unmet[unmet].verdict, verdict);
    assert_true(says(&w->plan->reasons[w->plan->unmet[unmet].reason], part));
}

static inline void expect_only_unmet(const struct world *w, enum xc_verdict verdict,
                                     const char *part) {
    assert_int_equal(w->plan->unmet_count, 1);
    expect_unmet(w, 0, verdict, part);
}

static inline int report_breach(void *context, size_t visit,
                                const struct xc_message *message) {
    unsigned *count = context;
    fprintf(stderr, "visit %zu: ", visit);
    show_message(message);
    ++*count;
    return 0;
}

/* How often the plan's visits, as they are now, break a hard rule. */
static inline unsigned breaches_of(struct world *w) {
    unsigned count = 0;
    CHECK_OK(w, xc_plan_check(&w->input, w->plan->visits, w->plan->visit_count,
                              report_breach, &count, &w->error));
    return count;
}

#endif
