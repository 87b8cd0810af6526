/* Small registers from a seed, with everything in them that a register can hold. */
#ifndef XC_TESTS_RANDOM_REGISTER_H
#define XC_TESTS_RANDOM_REGISTER_H

#include "register/register.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* xorshift64*, so that a seed means the same rows everywhere. */
static inline uint64_t roll(uint64_t *state) {
    uint64_t x = *state;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    *state = x;
    return x * UINT64_C(2685821657736338717);
}

static inline uint32_t below(uint64_t *state, uint32_t limit) {
    return (uint32_t)((roll(state) >> 33) % limit);
}

#define PICK(state, list) list[below(state, sizeof(list) / sizeof((list)[0]))]

enum { TEXT_BYTES = 96 };

struct random_area {
    char code[TEXT_BYTES], name[TEXT_BYTES], parent[TEXT_BYTES];
    enum xc_area_level level;
};

struct random_target {
    char id[TEXT_BYTES], name[TEXT_BYTES], area[TEXT_BYTES];
    struct xc_target row;
};

struct random_person {
    char id[TEXT_BYTES], area[TEXT_BYTES];
    struct xc_person row;
};

enum { MAX_RANDOM = 400 };

struct random_rows {
    struct random_area areas[64];
    struct random_target targets[MAX_RANDOM];
    struct random_person people[64];
    struct xc_absence absences[128];
    struct xc_relation relations[128];
    uint32_t count[XC_TABLE_COUNT];
};

static const char *const random_labels[] = {
    "",     "一级", "二级甲等", "未定级", "丁蜀片区",         "zone 1",
    "zone", "é",    "甲:乙",    "a,b",    "宜兴市医疗保障局", "x"};
static const char *const random_sets[] = {
    "", "", "complaint", "new", "complaint,new", "甲,乙", "new,甲"};
static const char *const random_attributes[] = {
    "",
    "",
    "{\"beds\":\"120\"}",
    "{\"beds\":\"12.5\",\"note\":\"a \\\"b\\\" \\\\ c\"}",
    "{\"beds\":\"-3\",\"opened\":\"2021-03-05\"}",
    "{\"é\":\"ü\"}",
    "{\"a\\\"b\":\"quoted\",\"beds\":\"many\"}"};

static inline struct xc_str label(uint64_t *state) {
    return xc_str_from(PICK(state, random_labels));
}

static inline xc_date random_date(uint64_t *state) {
    return below(state, 3) == 0 ? XC_NO_DATE : (xc_date)(18000 + (int)below(state, 1500));
}

static inline void random_areas(uint64_t *state, struct random_rows *rows) {
    uint32_t count = 0;
    for (uint32_t province = 0; province < 2; province++) {
        struct random_area *top = &rows->areas[count++];
        (void)snprintf(top->code, TEXT_BYTES, "%u", 32 + province);
        top->level = XC_LEVEL_PROVINCE;
        for (uint32_t city = 0; city < 1 + below(state, 3); city++) {
            struct random_area *middle = &rows->areas[count++];
            (void)snprintf(middle->code, TEXT_BYTES, "%u%02u", 32 + province, 1 + city);
            (void)snprintf(middle->parent, TEXT_BYTES, "%u", 32 + province);
            middle->level = XC_LEVEL_CITY;
            for (uint32_t zone = 0; zone < below(state, 4); zone++) {
                struct random_area *low = &rows->areas[count++];
                (void)snprintf(low->code, TEXT_BYTES, "%u%02u-%u", 32 + province,
                               1 + city, zone);
                (void)snprintf(low->parent, TEXT_BYTES, "%u%02u", 32 + province,
                               1 + city);
                low->level = below(state, 2) == 0 ? XC_LEVEL_ZONE : XC_LEVEL_COUNTY;
            }
        }
    }
    for (uint32_t i = 0; i < count; i++)
        (void)snprintf(rows->areas[i].name, TEXT_BYTES, "区%u", i);
    rows->count[XC_TABLE_AREAS] = count;
}

static inline void random_targets(uint64_t *state, struct random_rows *rows,
                                  uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        struct random_target *t = &rows->targets[i];
        (void)snprintf(t->id, TEXT_BYTES, "%c%u", "AB"[below(state, 2)], i * 7);
        if (below(state, 5) != 0)
            (void)snprintf(t->name, TEXT_BYTES, "第%u诊所", below(state, count));
        if (below(state, 5) != 0)
            (void)snprintf(t->area, TEXT_BYTES, "%s",
                           rows->areas[below(state, rows->count[XC_TABLE_AREAS])].code);
        t->row = (struct xc_target){
            .id = xc_str_from(t->id),
            .name = xc_str_from(t->name),
            .kind = (enum xc_kind)below(state, XC_KIND_COUNT),
            .level = label(state),
            .ownership = (enum xc_ownership)below(state, XC_OWNERSHIP_COUNT),
            .area = xc_str_from(t->area),
            .zone = label(state),
            .address = label(state),
            .has_position = below(state, 2) == 0,
            .latitude_e6 = (int32_t)below(state, 180000001) - 90000000,
            .longitude_e6 = (int32_t)below(state, 360000001) - 180000000,
            .datum = (enum xc_datum)(1 + below(state, XC_DATUM_COUNT - 1)),
            .organisation = label(state),
            .legal = label(state),
            .status = (enum xc_status)(1 + below(state, XC_STATUS_COUNT - 1)),
            .flags = xc_str_from(PICK(state, random_sets)),
            .credit = (enum xc_credit)below(state, XC_CREDIT_COUNT),
            .weight = below(state, 3) == 0 ? 0 : below(state, XC_MAX_WEIGHT + 1),
            .minutes = below(state, 2) == 0 ? 0 : below(state, XC_MAX_VISIT_MINUTES + 1),
            .last_visit = random_date(state),
            .co_designated = below(state, 2) == 0,
            .attributes = xc_str_from(PICK(state, random_attributes)),
            .present = (1u << XC_TARGET_FIELDS) - 1,
        };
    }
    rows->count[XC_TABLE_TARGETS] = count;
}

static inline void random_people(uint64_t *state, struct random_rows *rows,
                                 uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        struct random_person *p = &rows->people[i];
        /* Ids that are prefixes of others and hold bytes on both sides of the colon. */
        (void)snprintf(p->id, TEXT_BYTES, "%s%u", i % 2 == 0 ? "p" : "p-", i * 5);
        if (below(state, 4) != 0)
            (void)snprintf(p->area, TEXT_BYTES, "%s",
                           rows->areas[below(state, rows->count[XC_TABLE_AREAS])].code);
        p->row = (struct xc_person){
            .id = xc_str_from(p->id),
            .pool = (enum xc_person_pool)below(state, 2),
            .name = label(state),
            .unit = label(state),
            .department = label(state),
            .area = xc_str_from(p->area),
            .crew = label(state),
            .roles = below(state, 1u << XC_ROLE_COUNT) & ~1u,
            .certificate = label(state),
            .certificate_until = random_date(state),
            .specialties = xc_str_from(PICK(state, random_sets)),
            .per_day = below(state, 4),
            .max_visits = below(state, 100),
            .status = (enum xc_status)(1 + below(state, XC_STATUS_COUNT - 1)),
            .attributes = xc_str_from(PICK(state, random_attributes)),
            .present = (1u << XC_PERSON_FIELDS) - 1,
        };
    }
    rows->count[XC_TABLE_PEOPLE] = count;
}

/* Every pair of person and number occurs once, so keys do not repeat. */
static inline void random_links(uint64_t *state, struct random_rows *rows) {
    uint32_t absences = 0;
    uint32_t relations = 0;
    for (uint32_t i = 0; i < rows->count[XC_TABLE_PEOPLE]; i++) {
        struct xc_str person = rows->people[i].row.id;
        for (uint32_t n = 0; n < below(state, 3); n++) {
            xc_date from = (xc_date)(18000 + (int)n * 50 + (int)below(state, 40));
            rows->absences[absences++] =
                (struct xc_absence){person, from, from + (xc_date)below(state, 30),
                                    below(state, 3), label(state)};
        }
        if (below(state, 2) == 0)
            rows->relations[relations++] = (struct xc_relation){
                .person = person,
                .target =
                    rows->targets[below(state, rows->count[XC_TABLE_TARGETS])].row.id,
                .reason = label(state),
                .until = random_date(state)};
        if (below(state, 3) == 0)
            rows->relations[relations++] =
                (struct xc_relation){.person = person,
                                     .organisation = XC_STR("甲:乙"),
                                     .until = random_date(state)};
        if (below(state, 4) == 0)
            rows->relations[relations++] = (struct xc_relation){
                .person = person,
                .area = xc_str_from(
                    rows->areas[below(state, rows->count[XC_TABLE_AREAS])].code),
                .until = random_date(state)};
    }
    rows->count[XC_TABLE_ABSENCES] = absences;
    rows->count[XC_TABLE_RELATIONS] = relations;
}

/* Owned by the caller (free). */
static inline struct random_rows *random_rows(uint64_t *state, uint32_t targets,
                                              uint32_t people) {
    struct random_rows *rows = calloc(1, sizeof(*rows));
    assert_non_null(rows);
    random_areas(state, rows);
    random_targets(state, rows, targets);
    random_people(state, rows, people);
    random_links(state, rows);
    return rows;
}

static inline int add_random(struct xc_register_builder *b,
                             const struct random_rows *rows, enum xc_table table,
                             uint32_t i, struct xc_error *error) {
    const struct random_area *a = &rows->areas[i % 64];
    const struct xc_area area = {xc_str_from(a->code), xc_str_from(a->name),
                                 xc_str_from(a->parent), a->level};
    switch (table) {
    case XC_TABLE_AREAS:
        return xc_register_add_area(b, &area, error);
    case XC_TABLE_TARGETS:
        return xc_register_add_target(b, &rows->targets[i].row, error);
    case XC_TABLE_PEOPLE:
        return xc_register_add_person(b, &rows->people[i].row, error);
    case XC_TABLE_ABSENCES:
        return xc_register_add_absence(b, &rows->absences[i], error);
    default:
        return xc_register_add_relation(b, &rows->relations[i], error);
    }
}

/* Adds all rows, shuffled where shuffle is not NULL, and builds. */
static inline struct xc_register *build_random(const struct random_rows *rows,
                                               uint64_t *shuffle) {
    struct xc_register_builder *b = xc_register_builder_new();
    struct xc_register *reg = NULL;
    struct xc_error error = {0};
    uint32_t order[MAX_RANDOM];
    for (unsigned t = 0; t < XC_TABLE_COUNT; t++) {
        /* Tables in any order too: nothing is resolved before the build. */
        enum xc_table table =
            (enum xc_table)(shuffle == NULL ? t : XC_TABLE_COUNT - 1 - t);
        uint32_t count = rows->count[table];
        for (uint32_t i = 0; i < count; i++)
            order[i] = i;
        for (uint32_t i = count; shuffle != NULL && i > 1; i--) {
            uint32_t j = below(shuffle, i);
            uint32_t swapped = order[i - 1];
            order[i - 1] = order[j];
            order[j] = swapped;
        }
        for (uint32_t i = 0; i < count; i++)
            assert_int_equal(add_random(b, rows, table, order[i], &error), 0);
    }
    assert_int_equal(xc_register_build(b, &reg, NULL, &error), 0);
    xc_register_builder_free(b);
    return reg;
}

#endif
