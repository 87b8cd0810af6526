/* What is in an urn: targets, areas or people of a selection, or the zones and crews that
 * they belong to, each with its stratum. */
#include "drawing/files.h"

#include <stdlib.h>
#include <string.h>

enum { FIELD_BYTES = 1 << 16 };

static const size_t table_bytes = (size_t)1 << 30;

static int by_id(const void *a, const void *b) {
    return xc_str_compare(((const struct xc_draw_unit *)a)->id,
                          ((const struct xc_draw_unit *)b)->id);
}

/* ---- Areas ---- */

static int select_rows(const struct xc_draw_making *making,
                       const struct xc_selection *from, struct xc_str area,
                       struct xc_bitset *rows) {
    struct xc_selection_context context = {0};
    if (making->build->history) {
        context = *making->build->history;
    }
    context.drawn_area = area;
    return xc_selection_run(from, making->build->reg, &context, rows, making->error);
}

static bool has_placeholder(const struct xc_selection *node) {
    return node && (node->drawn.len > 0 || has_placeholder(node->left) ||
                    has_placeholder(node->right));
}

static struct xc_str area_code(const struct xc_register *reg, uint32_t area) {
    return xc_register_text(reg, reg->areas.code[area]);
}

int xc_draw_areas(const struct xc_draw_making *making, struct xc_str label,
                  struct xc_bitset *areas) {
    const struct xc_register *reg = making->build->reg;
    const struct xc_draw_rule *draw =
        xc_draw_rule_find(making->build->programme, label, NULL);
    struct xc_bitset outer = {0}, here = {0};
    *areas = xc_bitset_make(reg->areas.count);
    if (!draw || draw->from->table != XC_TABLE_AREAS) {
        xc_bitset_free(areas);
        return xc_fail(making->error, XC_EPOLICY, "'%.*s' is not a draw of areas",
                       XC_PRI(label));
    }
    if (!areas->words && areas->size) {
        return xc_fail_memory(making->error);
    }
    int rc = XC_OK;
    if (draw->outer.len && has_placeholder(draw->from)) {
        rc = xc_draw_areas(making, draw->outer, &outer);
        for (size_t i = rc == XC_OK ? xc_bitset_next(&outer, 0) : outer.size;
             i < outer.size && rc == XC_OK; i = xc_bitset_next(&outer, i + 1)) {
            rc = select_rows(making, draw->from, area_code(reg, (uint32_t)i), &here);
            if (rc == XC_OK) {
                xc_bitset_or(areas, &here);
            }
            xc_bitset_free(&here);
        }
    } else {
        rc = select_rows(making, draw->from, XC_STR(""), &here);
        if (rc == XC_OK) {
            xc_bitset_or(areas, &here);
        }
        xc_bitset_free(&here);
    }
    xc_bitset_free(&outer);
    if (rc != XC_OK) {
        xc_bitset_free(areas);
    }
    return rc;
}

/* The area or the nearest one above it that is in the set; XC_NO_ROW: none. */
static uint32_t area_among(const struct xc_register *reg, const struct xc_bitset *set,
                           uint32_t area) {
    while (area != XC_NO_ROW && !xc_bitset_get(set, area)) {
        area = reg->areas.parent[area];
    }
    return area;
}

struct xc_str xc_draw_area_cut(const struct xc_draw_making *making, uint32_t area) {
    const struct xc_register *reg = making->build->reg;
    if (making->drawn_areas.size) {
        area = area_among(reg, &making->drawn_areas, area);
    } else {
        while (area != XC_NO_ROW && reg->areas.level[area] > XC_LEVEL_COUNTY &&
               reg->areas.parent[area] != XC_NO_ROW) {
            area = reg->areas.parent[area];
        }
    }
    return area == XC_NO_ROW ? XC_STR("") : area_code(reg, area);
}

/* ---- Strata ---- */

static struct xc_str word_text(enum xc_vocabulary vocabulary, unsigned value) {
    return xc_str_from(xc_words_english(vocabulary, value));
}

static struct xc_str target_field(const struct xc_register *reg, uint32_t row,
                                  struct xc_str field, struct xc_buffer *scratch) {
    const struct xc_targets *t = &reg->targets;
    const struct {
        const char *name;
        const xc_ref *column;
    } texts[] = {{"id", t->id},
                 {"name", t->name},
                 {"level", t->level},
                 {"zone", t->zone},
                 {"organisation", t->organisation},
                 {"legal", t->legal},
                 {"flags", t->flags}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (xc_str_is(field, texts[i].name)) {
            return xc_register_text(reg, texts[i].column[row]);
        }
    }
    if (xc_str_is(field, "kind")) {
        return word_text(XC_WORDS_KIND, t->kind[row]);
    }
    if (xc_str_is(field, "ownership")) {
        return word_text(XC_WORDS_OWNERSHIP, t->ownership[row]);
    }
    if (xc_str_is(field, "status")) {
        return word_text(XC_WORDS_STATUS, t->status[row]);
    }
    if (xc_str_is(field, "credit")) {
        return word_text(XC_WORDS_CREDIT, t->credit[row]);
    }
    if (xc_str_is(field, "co_designated")) {
        return t->co_designated[row] ? XC_STR("true") : XC_STR("false");
    }
    if (xc_str_is(field, "area")) {
        return t->area[row] == XC_NO_ROW ? XC_STR("") : area_code(reg, t->area[row]);
    }
    xc_buffer_clear(scratch);
    return xc_register_attribute(xc_register_text(reg, t->attributes[row]), field,
                                 scratch);
}

static struct xc_str person_field(const struct xc_register *reg, uint32_t row,
                                  struct xc_str field, struct xc_buffer *scratch) {
    const struct xc_people *p = &reg->people;
    const struct {
        const char *name;
        const xc_ref *column;
    } texts[] = {{"unit", p->unit},
                 {"department", p->department},
                 {"crew", p->crew},
                 {"specialties", p->specialties}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (xc_str_is(field, texts[i].name)) {
            return xc_register_text(reg, texts[i].column[row]);
        }
    }
    if (xc_str_is(field, "pool")) {
        return p->pool[row] == XC_POOL_EXPERTS ? XC_STR("experts") : XC_STR("inspectors");
    }
    if (xc_str_is(field, "area")) {
        return p->area[row] == XC_NO_ROW ? XC_STR("") : area_code(reg, p->area[row]);
    }
    xc_buffer_clear(scratch);
    return xc_register_attribute(xc_register_text(reg, p->attributes[row]), field,
                                 scratch);
}

static bool stratum_named(const struct xc_draw_rule *draw, struct xc_str name) {
    for (size_t i = 0; i < draw->stratum_count; i++) {
        if (xc_str_equal(draw->strata[i].name, name)) {
            return true;
        }
    }
    return false;
}

/* The stratum of a row; "none" where its field says nothing. The group word `medical`
 * takes the kinds that have no stratum of their own. */
static struct xc_str stratum_of(const struct xc_draw_making *making, enum xc_table table,
                                uint32_t row, struct xc_buffer *scratch) {
    const struct xc_register *reg = making->build->reg;
    const struct xc_draw_rule *draw = making->build->draw;
    struct xc_str value;
    if (draw->by.len == 0) {
        return XC_STR("all");
    }
    if (table == XC_TABLE_TARGETS) {
        value = target_field(reg, row, draw->by, scratch);
    } else if (table == XC_TABLE_PEOPLE) {
        value = person_field(reg, row, draw->by, scratch);
    } else {
        value = word_text(XC_WORDS_LEVEL, reg->areas.level[row]);
    }
    if (table == XC_TABLE_TARGETS && xc_str_is(draw->by, "kind") &&
        xc_kind_medical((enum xc_kind)reg->targets.kind[row]) &&
        !stratum_named(draw, value) && stratum_named(draw, XC_STR("medical"))) {
        value = XC_STR("medical");
    }
    if (value.len == 0) {
        return XC_STR("none");
    }
    return scratch->len && value.ptr == scratch->ptr ? xc_arena_copy(making->arena, value)
                                                     : value;
}

/* ---- Rows ---- */

static struct xc_draw_unit row_unit(const struct xc_register *reg, enum xc_table table,
                                    uint32_t row) {
    struct xc_draw_unit unit = {.weight = 1, .row = row, .area = XC_NO_ROW};
    if (table == XC_TABLE_TARGETS) {
        unit.id = xc_register_text(reg, reg->targets.id[row]);
        unit.weight = reg->targets.weight[row];
        unit.area = reg->targets.area[row];
        unit.organisation = reg->targets.organisation[row];
    } else if (table == XC_TABLE_PEOPLE) {
        unit.id = xc_register_text(reg, reg->people.id[row]);
        unit.area = reg->people.area[row];
        unit.organisation = reg->people.unit[row];
    } else {
        unit.id = area_code(reg, row);
        unit.area = row;
    }
    return unit;
}

/* Adds the rows; outer (may be NULL): the areas that are strata; only: the one area whose
 * rows these are, or XC_NO_ROW. */
static int add_rows(const struct xc_draw_making *making, enum xc_table table,
                    const struct xc_bitset *rows, const struct xc_bitset *outer,
                    uint32_t only, struct xc_draw_units_list *list,
                    struct xc_bitset *taken) {
    struct xc_buffer scratch = xc_buffer_make(FIELD_BYTES);
    int rc = XC_OK;
    for (size_t i = xc_bitset_next(rows, 0); i < rows->size && rc == XC_OK;
         i = xc_bitset_next(rows, i + 1)) {
        struct xc_draw_unit unit = row_unit(making->build->reg, table, (uint32_t)i);
        uint32_t stratum = only;
        if (outer && only == XC_NO_ROW) {
            stratum = area_among(making->build->reg, outer, unit.area);
        }
        if (xc_bitset_get(taken, i) || (outer && stratum == XC_NO_ROW)) {
            continue;
        }
        xc_bitset_put(taken, i);
        unit.stratum = outer ? area_code(making->build->reg, stratum)
                             : stratum_of(making, table, (uint32_t)i, &scratch);
        if (!unit.stratum.ptr) {
            rc = xc_fail_memory(making->error);
        }
        list->units[list->count++] = unit;
    }
    xc_buffer_free(&scratch);
    return rc;
}

/* The rows of every area that the outer draw can give. */
static int find_nested(const struct xc_draw_making *making,
                       const struct xc_selection *from, struct xc_draw_units_list *list,
                       struct xc_bitset *taken) {
    const struct xc_register *reg = making->build->reg;
    struct xc_bitset outer = {0}, rows = {0};
    int rc = xc_draw_areas(making, making->build->draw->outer, &outer);
    if (rc == XC_OK && !has_placeholder(from)) {
        rc = select_rows(making, from, XC_STR(""), &rows);
        if (rc == XC_OK) {
            rc = add_rows(making, from->table, &rows, &outer, XC_NO_ROW, list, taken);
        }
        xc_bitset_free(&rows);
    } else if (rc == XC_OK) {
        for (size_t i = xc_bitset_next(&outer, 0); i < outer.size && rc == XC_OK;
             i = xc_bitset_next(&outer, i + 1)) {
            rc = select_rows(making, from, area_code(reg, (uint32_t)i), &rows);
            if (rc == XC_OK) {
                rc = add_rows(making, from->table, &rows, &outer, (uint32_t)i, list,
                              taken);
            }
            xc_bitset_free(&rows);
        }
    }
    xc_bitset_free(&outer);
    return rc;
}

/* ---- Weights ---- */

/* What the policy adds to a weight for one field of the history, cut at the most that a
 * weight can be. */
static uint32_t heavier(uint32_t weight, int64_t value, uint32_t times) {
    uint64_t counted = value < 0               ? 0
                       : value > XC_MAX_WEIGHT ? XC_MAX_WEIGHT
                                               : (uint64_t)value;
    uint64_t sum = weight + counted * times;
    return sum > XC_MAX_WEIGHT ? XC_MAX_WEIGHT : (uint32_t)sum;
}

static int add_weights(const struct xc_draw_making *making,
                       struct xc_draw_units_list *list) {
    const struct xc_draw_rule *draw = making->build->draw;
    const struct xc_selection_context *history = making->build->history;
    for (size_t i = 0; i < draw->weight_count; i++) {
        struct xc_str field = draw->weights[i].field;
        const int64_t *values = NULL;
        if (!history || !history->column) {
            return xc_fail(making->error, XC_EINPUT,
                           "draw '%.*s' weighs by %.*s, which is not known here",
                           XC_PRI(draw->label), XC_PRI(field));
        }
        int rc = history->column(history->context, field, making->build->reg, &values,
                                 making->error);
        if (rc != XC_OK) {
            return rc;
        }
        for (size_t k = 0; values && k < list->count; k++) {
            struct xc_draw_unit *unit = &list->units[k];
            unit->weight =
                heavier(unit->weight, values[unit->row], draw->weights[i].times);
        }
    }
    return XC_OK;
}

/* ---- Zones and crews ---- */

/* The rows' zones or crews instead of the rows themselves: each once, its weight the sum
 * of theirs, its area the one they have in common. */
static int gather(const struct xc_draw_making *making, enum xc_table table,
                  struct xc_draw_units_list *list) {
    const struct xc_register *reg = making->build->reg;
    bool crews = making->build->draw->units == XC_UNITS_CREWS;
    if ((crews && table != XC_TABLE_PEOPLE) || (!crews && table != XC_TABLE_TARGETS)) {
        return xc_fail(making->error, XC_EPOLICY,
                       "draw '%.*s': crews are drawn from people, zones from targets",
                       XC_PRI(making->build->draw->label));
    }
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct xc_draw_unit unit = list->units[i];
        unit.id = xc_register_text(reg, crews ? reg->people.crew[unit.row]
                                              : reg->targets.zone[unit.row]);
        unit.organisation = 0;
        unit.row = XC_NO_ROW;
        if (unit.id.len) {
            list->units[count++] = unit;
        }
    }
    if (count > 1) {
        qsort(list->units, count, sizeof *list->units, by_id);
    }
    list->count = 0;
    for (size_t i = 0; i < count; i++) {
        struct xc_draw_unit *unit = &list->units[i];
        struct xc_draw_unit *last = list->count ? &list->units[list->count - 1] : NULL;
        if (!last || !xc_str_equal(last->id, unit->id)) {
            list->units[list->count++] = *unit;
            continue;
        }
        if (!xc_str_equal(last->stratum, unit->stratum)) {
            return xc_fail(making->error, XC_EINPUT,
                           "draw '%.*s': '%.*s' lies in two strata, %.*s and %.*s",
                           XC_PRI(making->build->draw->label), XC_PRI(unit->id),
                           XC_PRI(last->stratum), XC_PRI(unit->stratum));
        }
        last->weight += unit->weight > XC_DRAW_NUMBER_MAX - last->weight
                            ? XC_DRAW_NUMBER_MAX - last->weight
                            : unit->weight;
        last->area = last->area == unit->area ? last->area : XC_NO_ROW;
    }
    return XC_OK;
}

/* Zones and crews are free text in a register, but ids in an urn. */
static int check_ids(const struct xc_draw_making *making,
                     const struct xc_draw_units_list *list) {
    for (size_t i = 0; i < list->count; i++) {
        struct xc_str id = list->units[i].id;
        if (memchr(id.ptr, ':', id.len) || memchr(id.ptr, ',', id.len)) {
            return xc_fail(making->error, XC_EINPUT,
                           "draw '%.*s': '%.*s' cannot be drawn: its name has a ':' or "
                           "a ','",
                           XC_PRI(making->build->draw->label), XC_PRI(id));
        }
    }
    return XC_OK;
}

int xc_draw_units_find(const struct xc_draw_making *making,
                       const struct xc_selection *from, struct xc_draw_units_list *list) {
    const struct xc_draw_rule *draw = making->build->draw;
    struct xc_bitset rows = {0};
    size_t room = xc_register_rows(making->build->reg, from->table);
    struct xc_bitset taken = xc_bitset_make(room);
    list->count = 0;
    list->units = xc_arena_array(making->arena, room, sizeof *list->units);
    int rc =
        list->units && (taken.words || !room) ? XC_OK : xc_fail_memory(making->error);
    if (rc == XC_OK && draw->outer.len) {
        rc = find_nested(making, from, list, &taken);
    } else if (rc == XC_OK) {
        rc = select_rows(making, from, XC_STR(""), &rows);
        if (rc == XC_OK) {
            rc = add_rows(making, from->table, &rows, NULL, XC_NO_ROW, list, &taken);
        }
        xc_bitset_free(&rows);
    }
    if (rc == XC_OK) {
        rc = add_weights(making, list);
    }
    if (rc == XC_OK && draw->units != XC_UNITS_ROWS) {
        rc = gather(making, from->table, list);
    } else if (rc == XC_OK && list->count > 1 && draw->outer.len) {
        qsort(list->units, list->count, sizeof *list->units, by_id);
    }
    if (rc == XC_OK) {
        rc = check_ids(making, list);
    }
    xc_bitset_free(&taken);
    return rc;
}

/* ---- Lines ---- */

static void put(struct xc_buffer *out, struct xc_str text, char end) {
    xc_buffer_add(out, text.len ? text : XC_STR("-"));
    xc_buffer_putc(out, end);
}

static struct xc_str target_of(const void *mark) {
    return ((const struct xc_draw_mark *)mark)->target;
}

static const struct xc_draw_mark *mark_of(const struct xc_draw_build *build,
                                          struct xc_str id) {
    size_t at = xc_str_first(build->marks, build->mark_count, sizeof *build->marks,
                             target_of, id);
    return at < build->mark_count && xc_str_equal(build->marks[at].target, id)
               ? &build->marks[at]
               : NULL;
}

/* The set with one word more, at its place among the bytes. */
static void put_flags(struct xc_buffer *out, struct xc_str flags, struct xc_str more) {
    struct xc_str rest = flags;
    bool first = true, added = more.len == 0;
    while (rest.len) {
        struct xc_str word = xc_str_cut(&rest, ',');
        int order = added ? -1 : xc_str_compare(word, more);
        if (order > 0) {
            xc_buffer_printf(out, first ? "%.*s" : ",%.*s", XC_PRI(more));
            first = false;
        }
        added = added || order >= 0;
        xc_buffer_printf(out, first ? "%.*s" : ",%.*s", XC_PRI(word));
        first = false;
    }
    if (!added) {
        xc_buffer_printf(out, first ? "%.*s" : ",%.*s", XC_PRI(more));
        first = false;
    }
    xc_buffer_puts(out, first ? "-\n" : "\n");
}

int xc_draw_units_write(const struct xc_draw_making *making,
                        const struct xc_draw_units_list *list, struct xc_str *lines) {
    const struct xc_draw_build *build = making->build;
    const struct xc_register *reg = build->reg;
    bool targets = build->draw->units == XC_UNITS_ROWS &&
                   build->draw->from->table == XC_TABLE_TARGETS;
    struct xc_buffer out = xc_buffer_make(table_bytes);
    for (size_t i = 0; i < list->count && !out.failed; i++) {
        const struct xc_draw_unit *unit = &list->units[i];
        const struct xc_draw_mark *mark = mark_of(build, unit->id);
        put(&out, unit->id, '\t');
        put(&out, unit->stratum, '\t');
        xc_buffer_uint(&out, unit->weight);
        xc_buffer_putc(&out, '\t');
        put(&out, xc_register_text(reg, unit->organisation), '\t');
        put(&out, making->apart_area ? xc_draw_area_cut(making, unit->area) : XC_STR(""),
            '\t');
        put_flags(&out,
                  targets ? xc_register_text(reg, reg->targets.flags[unit->row])
                          : XC_STR(""),
                  !mark            ? XC_STR("")
                  : mark->replaced ? XC_STR(XC_DRAW_REPLACED)
                                   : XC_STR(XC_DRAW_BEFORE));
    }
    *lines = xc_arena_copy(making->arena, xc_buffer_view(&out));
    bool failed = out.failed || !lines->ptr;
    xc_buffer_free(&out);
    return failed ? xc_fail_memory(making->error) : XC_OK;
}
