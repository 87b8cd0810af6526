#include "register/memory.h"

#include <stdlib.h>

const char *xc_table_name(enum xc_table table) {
    static const char *const names[XC_TABLE_COUNT] = {
        XC_MSG("areas"), XC_MSG("targets"), XC_MSG("people"), XC_MSG("absences"),
        XC_MSG("relations")};
    return (unsigned)table < XC_TABLE_COUNT ? names[table] : "";
}

void xc_register_free(struct xc_register *reg) {
    if (reg == NULL)
        return;
    if (reg->memory != NULL && reg->memory->more_holders > 0) {
        reg->memory->more_holders--;
        return;
    }
    if (reg->memory != NULL) {
        for (unsigned i = 0; i < reg->memory->column_count; i++)
            free(reg->memory->columns[i]);
        xc_pool_free(&reg->memory->pool);
        free(reg->memory);
    }
    free(reg);
}

struct xc_register *xc_register_share(struct xc_register *reg) {
    reg->memory->more_holders++;
    return reg;
}

struct xc_str xc_register_text(const struct xc_register *reg, xc_ref ref) {
    return xc_pool_text(&reg->memory->pool, ref);
}

size_t xc_register_bytes(const struct xc_register *reg) {
    return sizeof(*reg) + sizeof(*reg->memory) + reg->memory->pool.capacity +
           reg->memory->column_bytes;
}

uint32_t xc_register_rows(const struct xc_register *reg, enum xc_table table) {
    switch (table) {
    case XC_TABLE_AREAS:
        return reg->areas.count;
    case XC_TABLE_TARGETS:
        return reg->targets.count;
    case XC_TABLE_PEOPLE:
        return reg->people.count;
    case XC_TABLE_ABSENCES:
        return reg->absences.count;
    case XC_TABLE_RELATIONS:
        return reg->relations.count;
    case XC_TABLE_COUNT:
        break;
    }
    return 0;
}

static uint32_t find(const struct xc_register *reg, const xc_ref *keys, uint32_t count,
                     struct xc_str key) {
    uint32_t low = 0;
    uint32_t high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = xc_str_compare(xc_register_text(reg, keys[middle]), key);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return XC_NO_ROW;
}

uint32_t xc_register_find_target(const struct xc_register *reg, struct xc_str id) {
    return find(reg, reg->targets.id, reg->targets.count, id);
}

uint32_t xc_register_find_person(const struct xc_register *reg, struct xc_str id) {
    return find(reg, reg->people.id, reg->people.count, id);
}

uint32_t xc_register_find_area(const struct xc_register *reg, struct xc_str code) {
    return find(reg, reg->areas.code, reg->areas.count, code);
}

struct xc_str xc_register_name(const struct xc_register *reg, struct xc_str id) {
    uint32_t row = xc_register_find_target(reg, id);
    if (row != XC_NO_ROW) {
        return xc_register_text(reg, reg->targets.name[row]);
    }
    row = xc_register_find_person(reg, id);
    if (row != XC_NO_ROW) {
        return xc_register_text(reg, reg->people.name[row]);
    }
    row = xc_register_find_area(reg, id);
    return row == XC_NO_ROW ? XC_STR("") : xc_register_text(reg, reg->areas.name[row]);
}

bool xc_register_within(const struct xc_register *reg, uint32_t a, uint32_t b) {
    if (a == XC_NO_ROW || b == XC_NO_ROW)
        return false;
    return reg->areas.enter[b] <= reg->areas.enter[a] &&
           reg->areas.enter[a] <= reg->areas.leave[b];
}

uint32_t xc_register_area_below(const struct xc_register *reg, uint32_t area,
                                uint32_t office) {
    uint32_t below = office;
    if (!xc_register_within(reg, area, office))
        return XC_NO_ROW;
    for (; area != office; area = reg->areas.parent[area])
        if (!xc_register_is_collective(reg, area))
            below = area;
    return below;
}

/* The rows of a person, which stand together from row on; XC_NO_ROW: there are none. */
static void rows_of_person(const uint32_t *people, uint32_t count, uint32_t person,
                           uint32_t row, uint32_t *first, uint32_t *end) {
    *first = row == XC_NO_ROW ? 0 : row;
    *end = *first;
    while (row != XC_NO_ROW && *end < count && people[*end] == person)
        (*end)++;
}

void xc_register_person_absences(const struct xc_register *reg, uint32_t person,
                                 uint32_t *first, uint32_t *end) {
    rows_of_person(reg->absences.person, reg->absences.count, person,
                   reg->memory->first_absence[person], first, end);
}

void xc_register_person_relations(const struct xc_register *reg, uint32_t person,
                                  uint32_t *first, uint32_t *end) {
    rows_of_person(reg->relations.person, reg->relations.count, person,
                   reg->memory->first_relation[person], first, end);
}

uint32_t xc_register_find_absence(const struct xc_register *reg,
                                  const struct xc_absence *row) {
    const struct xc_absences *absences = &reg->absences;
    uint32_t person = xc_register_find_person(reg, row->person);
    uint32_t first;
    uint32_t end;
    if (person == XC_NO_ROW)
        return XC_NO_ROW;
    xc_register_person_absences(reg, person, &first, &end);
    for (uint32_t at = first; at < end; at++)
        if (absences->from[at] == row->from && absences->to[at] == row->to &&
            absences->half[at] == row->half)
            return at;
    return XC_NO_ROW;
}

bool xc_register_barred(const struct xc_register *reg, uint32_t person, uint32_t target,
                        xc_date date, uint32_t *relation) {
    const struct xc_relations *relations = &reg->relations;
    xc_ref organisation = reg->targets.organisation[target];
    uint32_t row = reg->memory->first_relation[person];
    for (; row < relations->count && relations->person[row] == person; row++) {
        if (relations->until[row] != XC_NO_DATE && relations->until[row] < date)
            continue;
        if (relations->target[row] == target ||
            (organisation != 0 && relations->organisation[row] == organisation) ||
            xc_register_within(reg, reg->targets.area[target], relations->area[row])) {
            if (relation != NULL)
                *relation = row;
            return true;
        }
    }
    if (relation != NULL)
        *relation = XC_NO_ROW;
    return organisation != 0 && organisation == reg->people.unit[person];
}

unsigned xc_register_away(const struct xc_register *reg, uint32_t person, xc_date date) {
    const struct xc_absences *absences = &reg->absences;
    static const unsigned halves[] = {3, 1, 2};
    unsigned away = 0;
    uint32_t row = reg->memory->first_absence[person];
    /* Rows of a person come in the order of their first day. */
    for (; row < absences->count && absences->person[row] == person; row++) {
        if (absences->from[row] > date)
            break;
        if (absences->to[row] >= date)
            away |= halves[absences->half[row]];
    }
    return away;
}
