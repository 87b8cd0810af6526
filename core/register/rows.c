/* Rows out of a register, and whole tables from one register into another. */
#include "register/builder.h"

static struct xc_str area_code(const struct xc_register *reg, uint32_t row) {
    return row == XC_NO_ROW ? (struct xc_str){0}
                            : xc_register_text(reg, reg->areas.code[row]);
}

void xc_register_get_target(const struct xc_register *reg, uint32_t row,
                            struct xc_target *out) {
    const struct xc_targets *t = &reg->targets;
    *out = (struct xc_target){
        .id = xc_register_text(reg, t->id[row]),
        .name = xc_register_text(reg, t->name[row]),
        .kind = (enum xc_kind)t->kind[row],
        .level = xc_register_text(reg, t->level[row]),
        .ownership = (enum xc_ownership)t->ownership[row],
        .area = area_code(reg, t->area[row]),
        .zone = xc_register_text(reg, t->zone[row]),
        .address = xc_register_text(reg, t->address[row]),
        .has_position = t->latitude_e6[row] != INT32_MIN,
        .datum = (enum xc_datum)t->datum[row],
        .organisation = xc_register_text(reg, t->organisation[row]),
        .legal = xc_register_text(reg, t->legal[row]),
        .status = (enum xc_status)t->status[row],
        .flags = xc_register_text(reg, t->flags[row]),
        .credit = (enum xc_credit)t->credit[row],
        .weight = t->weight[row],
        .minutes = t->minutes[row],
        .last_visit = t->last_visit[row],
        .co_designated = t->co_designated[row] != 0,
        .attributes = xc_register_text(reg, t->attributes[row]),
        .present = (1u << XC_TARGET_FIELDS) - 1,
    };
    if (out->has_position) {
        out->latitude_e6 = t->latitude_e6[row];
        out->longitude_e6 = t->longitude_e6[row];
    }
}

void xc_register_get_person(const struct xc_register *reg, uint32_t row,
                            struct xc_person *out) {
    const struct xc_people *p = &reg->people;
    *out = (struct xc_person){
        .id = xc_register_text(reg, p->id[row]),
        .pool = (enum xc_person_pool)p->pool[row],
        .name = xc_register_text(reg, p->name[row]),
        .unit = xc_register_text(reg, p->unit[row]),
        .department = xc_register_text(reg, p->department[row]),
        .area = area_code(reg, p->area[row]),
        .crew = xc_register_text(reg, p->crew[row]),
        .roles = p->roles[row],
        .certificate = xc_register_text(reg, p->certificate[row]),
        .certificate_until = p->certificate_until[row],
        .specialties = xc_register_text(reg, p->specialties[row]),
        .per_day = p->per_day[row],
        .max_visits = p->max_visits[row],
        .status = (enum xc_status)p->status[row],
        .attributes = xc_register_text(reg, p->attributes[row]),
        .present = (1u << XC_PERSON_FIELDS) - 1,
    };
}

void xc_register_get_area(const struct xc_register *reg, uint32_t row,
                          struct xc_area *out) {
    *out = (struct xc_area){
        .code = xc_register_text(reg, reg->areas.code[row]),
        .name = xc_register_text(reg, reg->areas.name[row]),
        .parent = area_code(reg, reg->areas.parent[row]),
        .level = (enum xc_area_level)reg->areas.level[row],
    };
}

void xc_register_get_absence(const struct xc_register *reg, uint32_t row,
                             struct xc_absence *out) {
    const struct xc_absences *a = &reg->absences;
    *out = (struct xc_absence){
        .person = xc_register_text(reg, reg->people.id[a->person[row]]),
        .from = a->from[row],
        .to = a->to[row],
        .half = a->half[row],
        .reason = xc_register_text(reg, a->reason[row]),
    };
}

void xc_register_get_relation(const struct xc_register *reg, uint32_t row,
                              struct xc_relation *out) {
    const struct xc_relations *r = &reg->relations;
    *out = (struct xc_relation){
        .person = xc_register_text(reg, reg->people.id[r->person[row]]),
        .organisation = xc_register_text(reg, r->organisation[row]),
        .area = area_code(reg, r->area[row]),
        .reason = xc_register_text(reg, r->reason[row]),
        .until = r->until[row],
    };
    if (r->target[row] != XC_NO_ROW)
        out->target = xc_register_text(reg, reg->targets.id[r->target[row]]);
}

int xc_register_add_row(struct xc_register_builder *b, const struct xc_register *from,
                        enum xc_table table, uint32_t row, struct xc_error *error) {
    struct xc_area area;
    struct xc_target target;
    struct xc_person person;
    struct xc_absence absence;
    struct xc_relation relation;
    switch (table) {
    case XC_TABLE_AREAS:
        xc_register_get_area(from, row, &area);
        return xc_register_add_area(b, &area, error);
    case XC_TABLE_TARGETS:
        xc_register_get_target(from, row, &target);
        return xc_register_add_target(b, &target, error);
    case XC_TABLE_PEOPLE:
        xc_register_get_person(from, row, &person);
        return xc_register_add_person(b, &person, error);
    case XC_TABLE_ABSENCES:
        xc_register_get_absence(from, row, &absence);
        return xc_register_add_absence(b, &absence, error);
    case XC_TABLE_RELATIONS:
        xc_register_get_relation(from, row, &relation);
        return xc_register_add_relation(b, &relation, error);
    case XC_TABLE_COUNT:
        break;
    }
    return 0;
}

int xc_register_add_table(struct xc_register_builder *b, const struct xc_register *from,
                          enum xc_table table, struct xc_error *error) {
    int code = 0;
    uint32_t count = xc_register_rows(from, table);
    for (uint32_t row = 0; code == 0 && row < count; row++)
        code = xc_register_add_row(b, from, table, row, error);
    return code;
}
