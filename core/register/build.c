#include "register/build.h"

#include "register/check.h"

#include <stdlib.h>
#include <string.h>

enum { TICK_ROWS = 1 << 16 };

void *xc_build_column(struct xc_build *build, size_t count, size_t size) {
    struct xc_register_memory *memory = build->reg->memory;
    if (memory->column_count == XC_REGISTER_COLUMNS)
        return NULL;
    void *column = malloc(count == 0 ? 1 : count * size);
    if (column == NULL)
        return NULL;
    memory->columns[memory->column_count++] = column;
    memory->column_bytes += count * size;
    return column;
}

xc_ref xc_build_text(struct xc_build *build, xc_ref ref) {
    return xc_pool_put(&build->reg->memory->pool, xc_pool_text(&build->b->pool, ref));
}

static xc_ref interned(const struct xc_build *build, uint32_t intern) {
    return build->b->interns.list[intern].final;
}

static struct xc_str intern_text(const struct xc_build *build, uint32_t intern) {
    return xc_pool_text(&build->b->pool, build->b->interns.list[intern].text);
}

static struct xc_shown show_key(const struct xc_build *build, xc_ref row) {
    return xc_show(xc_pool_text(&build->b->pool, row));
}

/* *out is the row that an intern names; false: it names one that is not there. rows: what
 * was found so far. */
static bool resolve(const struct xc_build *build, uint32_t *rows, uint32_t intern,
                    uint32_t (*find)(const struct xc_register *reg, struct xc_str key),
                    uint32_t *out) {
    if (rows[intern] == XC_NO_ROW && intern != 0)
        rows[intern] = find(build->reg, intern_text(build, intern));
    *out = rows[intern];
    return *out != XC_NO_ROW || intern == 0;
}

int xc_build_area(struct xc_build *build, uint32_t intern, enum xc_table table,
                  xc_ref row, uint32_t *out) {
    if (resolve(build, build->area_rows, intern, xc_register_find_area, out))
        return 0;
    (void)xc_fail(
        build->error, XC_EINPUT,
        "%s, row \"%s\": the area \"%s\" is not among the areas of this register",
        xc_table_name(table), show_key(build, row).text,
        xc_show(intern_text(build, intern)).text);
    (void)xc_hint(build->error, "correct the code, or import the area first");
    return XC_EINPUT;
}

static int find_person(struct xc_build *build, uint32_t intern, enum xc_table table,
                       xc_ref row, uint32_t *out) {
    if (resolve(build, build->person_rows, intern, xc_register_find_person, out))
        return 0;
    (void)xc_fail(
        build->error, XC_EINPUT,
        "%s, row \"%s\": the person \"%s\" is not among the people of this register",
        xc_table_name(table), show_key(build, row).text,
        xc_show(intern_text(build, intern)).text);
    (void)xc_hint(build->error, "correct the id, or import the person first");
    return XC_EINPUT;
}

static int find_target(struct xc_build *build, uint32_t intern, enum xc_table table,
                       xc_ref row, uint32_t *out) {
    if (resolve(build, build->target_rows, intern, xc_register_find_target, out))
        return 0;
    (void)xc_fail(
        build->error, XC_EINPUT,
        "%s, row \"%s\": the target \"%s\" is not among the targets of this register",
        xc_table_name(table), show_key(build, row).text,
        xc_show(intern_text(build, intern)).text);
    (void)xc_hint(build->error, "correct the id, or import the target first");
    return XC_EINPUT;
}

static int tick(const struct xc_build *build, size_t done, size_t total) {
    if (xc_progress_tick(build->progress, XC_MSG("building the register"), done, total))
        return 0;
    return xc_fail(build->error, XC_ENO, "stopped");
}

/* ---- Texts that repeat ---- */

struct shown_text {
    struct xc_str text;
    uint32_t intern;
};

static int compare_shown(const void *a, const void *b) {
    const struct shown_text *left = a;
    const struct shown_text *right = b;
    return xc_str_compare(left->text, right->text);
}

/* They come first in the pool and in order, so that a register does not depend on the
 * order in which its rows came. */
static int build_interns(struct xc_build *build) {
    struct xc_interns *interns = &build->b->interns;
    struct xc_register_memory *memory = build->reg->memory;
    uint32_t count = 0;
    struct shown_text *shown = malloc(((size_t)interns->count + 1) * sizeof(*shown));
    if (shown == NULL)
        return xc_fail_memory(build->error);
    for (uint32_t i = 1; i < interns->count; i++)
        if (interns->list[i].shown)
            shown[count++] = (struct shown_text){intern_text(build, i), i};
    qsort(shown, count, sizeof(*shown), compare_shown);
    for (uint32_t i = 0; i < count; i++)
        interns->list[shown[i].intern].final = xc_pool_put(&memory->pool, shown[i].text);
    memory->interned_end = memory->pool.len;
    free(shown);
    return 0;
}

/* ---- Targets ---- */

struct target_columns {
    xc_ref *id, *name, *level, *zone, *address, *organisation, *legal, *flags,
        *attributes;
    uint32_t *area, *weight;
    uint8_t *kind, *ownership, *status, *credit, *datum, *co_designated;
    int32_t *latitude_e6, *longitude_e6;
    xc_date *last_visit;
    uint16_t *minutes;
};

#define COLUMN(name) (to->name = xc_build_column(build, count, sizeof(*to->name))) == NULL

static bool allocate_targets(struct xc_build *build, size_t count,
                             struct target_columns *to) {
    if (COLUMN(id) || COLUMN(name) || COLUMN(level) || COLUMN(zone) || COLUMN(address) ||
        COLUMN(organisation) || COLUMN(legal) || COLUMN(flags) || COLUMN(attributes) ||
        COLUMN(area) || COLUMN(weight) || COLUMN(kind) || COLUMN(ownership) ||
        COLUMN(status) || COLUMN(credit) || COLUMN(datum) || COLUMN(co_designated) ||
        COLUMN(latitude_e6) || COLUMN(longitude_e6) || COLUMN(last_visit) ||
        COLUMN(minutes))
        return false;
    build->reg->targets = (struct xc_targets){.count = (uint32_t)count,
                                              .id = to->id,
                                              .name = to->name,
                                              .level = to->level,
                                              .zone = to->zone,
                                              .address = to->address,
                                              .organisation = to->organisation,
                                              .legal = to->legal,
                                              .flags = to->flags,
                                              .attributes = to->attributes,
                                              .area = to->area,
                                              .kind = to->kind,
                                              .ownership = to->ownership,
                                              .status = to->status,
                                              .credit = to->credit,
                                              .datum = to->datum,
                                              .co_designated = to->co_designated,
                                              .latitude_e6 = to->latitude_e6,
                                              .longitude_e6 = to->longitude_e6,
                                              .last_visit = to->last_visit,
                                              .weight = to->weight,
                                              .minutes = to->minutes};
    return true;
}

static void put_target(struct xc_build *build, const struct target_columns *to,
                       uint32_t row, const struct xc_target_row *from) {
    to->id[row] = xc_build_text(build, from->key);
    to->name[row] = xc_build_text(build, from->name);
    to->address[row] = xc_build_text(build, from->address);
    to->legal[row] = xc_build_text(build, from->legal);
    to->attributes[row] = xc_build_text(build, from->attributes);
    to->level[row] = interned(build, from->level);
    to->zone[row] = interned(build, from->zone);
    to->organisation[row] = interned(build, from->organisation);
    to->flags[row] = interned(build, from->flags);
    to->kind[row] = from->kind;
    to->ownership[row] = from->ownership;
    to->status[row] = from->status;
    to->credit[row] = from->credit;
    to->datum[row] = from->datum;
    to->co_designated[row] = from->co_designated;
    to->latitude_e6[row] = from->latitude_e6;
    to->longitude_e6[row] = from->longitude_e6;
    to->last_visit[row] = from->last_visit;
    to->weight[row] = from->weight;
    to->minutes[row] = from->minutes;
}

static int build_targets(struct xc_build *build) {
    const struct xc_rows *rows = &build->b->tables[XC_TABLE_TARGETS];
    struct target_columns to = {0};
    int code = 0;
    if (!allocate_targets(build, rows->count, &to))
        return xc_fail_memory(build->error);
    for (uint32_t row = 0; code == 0 && row < rows->count; row++) {
        const struct xc_target_row *from =
            xc_rows_at(rows, build->order[XC_TABLE_TARGETS][row]);
        if (row % TICK_ROWS == 0)
            code = tick(build, row, rows->count);
        if (code == 0)
            code = xc_build_area(build, from->area, XC_TABLE_TARGETS, from->key,
                                 &to.area[row]);
        put_target(build, &to, row, from);
    }
    return code;
}

/* ---- People ---- */

struct people_columns {
    xc_ref *id, *name, *unit, *department, *crew, *certificate, *specialties, *attributes;
    uint32_t *area, *roles, *per_day, *max_visits;
    uint8_t *pool, *status;
    xc_date *certificate_until;
};

static bool allocate_people(struct xc_build *build, size_t count,
                            struct people_columns *to) {
    if (COLUMN(id) || COLUMN(name) || COLUMN(unit) || COLUMN(department) ||
        COLUMN(crew) || COLUMN(certificate) || COLUMN(specialties) ||
        COLUMN(attributes) || COLUMN(area) || COLUMN(roles) || COLUMN(per_day) ||
        COLUMN(max_visits) || COLUMN(pool) || COLUMN(status) || COLUMN(certificate_until))
        return false;
    build->reg->people = (struct xc_people){.count = (uint32_t)count,
                                            .id = to->id,
                                            .name = to->name,
                                            .unit = to->unit,
                                            .department = to->department,
                                            .crew = to->crew,
                                            .certificate = to->certificate,
                                            .specialties = to->specialties,
                                            .attributes = to->attributes,
                                            .area = to->area,
                                            .pool = to->pool,
                                            .status = to->status,
                                            .roles = to->roles,
                                            .per_day = to->per_day,
                                            .max_visits = to->max_visits,
                                            .certificate_until = to->certificate_until};
    return true;
}

static int build_people(struct xc_build *build) {
    const struct xc_rows *rows = &build->b->tables[XC_TABLE_PEOPLE];
    struct people_columns to = {0};
    int code = 0;
    if (!allocate_people(build, rows->count, &to))
        return xc_fail_memory(build->error);
    for (uint32_t row = 0; code == 0 && row < rows->count; row++) {
        const struct xc_person_row *from =
            xc_rows_at(rows, build->order[XC_TABLE_PEOPLE][row]);
        to.id[row] = xc_build_text(build, from->key);
        to.name[row] = xc_build_text(build, from->name);
        to.certificate[row] = xc_build_text(build, from->certificate);
        to.attributes[row] = xc_build_text(build, from->attributes);
        to.unit[row] = interned(build, from->unit);
        to.department[row] = interned(build, from->department);
        to.crew[row] = interned(build, from->crew);
        to.specialties[row] = interned(build, from->specialties);
        to.roles[row] = from->roles;
        to.per_day[row] = from->per_day;
        to.max_visits[row] = from->max_visits;
        to.certificate_until[row] = from->certificate_until;
        to.pool[row] = from->pool;
        to.status[row] = from->status;
        code =
            xc_build_area(build, from->area, XC_TABLE_PEOPLE, from->key, &to.area[row]);
    }
    return code;
}

/* ---- Absences and relations ---- */

/* The first row of each person; the rows of a person stand together because their keys
 * start with the id and a colon. */
static uint32_t *first_rows(struct xc_build *build, const uint32_t *person,
                            uint32_t count) {
    uint32_t people = build->reg->people.count;
    uint32_t *first = xc_build_column(build, people, sizeof(*first));
    if (first == NULL)
        return NULL;
    for (uint32_t row = 0; row < people; row++)
        first[row] = XC_NO_ROW;
    for (uint32_t row = count; row-- > 0;)
        first[person[row]] = row;
    return first;
}

static int build_absences(struct xc_build *build) {
    const struct xc_rows *rows = &build->b->tables[XC_TABLE_ABSENCES];
    uint32_t count = rows->count;
    uint32_t *person = xc_build_column(build, count, sizeof(*person));
    xc_date *from = xc_build_column(build, count, sizeof(*from));
    xc_date *to = xc_build_column(build, count, sizeof(*to));
    uint8_t *half = xc_build_column(build, count, sizeof(*half));
    xc_ref *reason = xc_build_column(build, count, sizeof(*reason));
    if (person == NULL || from == NULL || to == NULL || half == NULL || reason == NULL)
        return xc_fail_memory(build->error);
    build->reg->absences = (struct xc_absences){count, person, from, to, half, reason};
    for (uint32_t row = 0; row < count; row++) {
        const struct xc_absence_row *a =
            xc_rows_at(rows, build->order[XC_TABLE_ABSENCES][row]);
        from[row] = a->from;
        to[row] = a->to;
        half[row] = a->half;
        reason[row] = interned(build, a->reason);
        int code = find_person(build, a->person, XC_TABLE_ABSENCES, a->key, &person[row]);
        if (code != 0)
            return code;
    }
    build->reg->memory->first_absence = first_rows(build, person, count);
    return build->reg->memory->first_absence == NULL ? xc_fail_memory(build->error) : 0;
}

static int build_relations(struct xc_build *build) {
    const enum xc_table table = XC_TABLE_RELATIONS;
    const struct xc_rows *rows = &build->b->tables[table];
    uint32_t count = rows->count;
    uint32_t *person = xc_build_column(build, count, sizeof(*person));
    uint32_t *target = xc_build_column(build, count, sizeof(*target));
    xc_ref *organisation = xc_build_column(build, count, sizeof(*organisation));
    uint32_t *area = xc_build_column(build, count, sizeof(*area));
    xc_ref *reason = xc_build_column(build, count, sizeof(*reason));
    xc_date *until = xc_build_column(build, count, sizeof(*until));
    if (person == NULL || target == NULL || organisation == NULL || area == NULL ||
        reason == NULL || until == NULL)
        return xc_fail_memory(build->error);
    build->reg->relations =
        (struct xc_relations){count, person, target, organisation, area, reason, until};
    for (uint32_t row = 0; row < count; row++) {
        const struct xc_relation_row *r = xc_rows_at(rows, build->order[table][row]);
        organisation[row] = interned(build, r->organisation);
        reason[row] = interned(build, r->reason);
        until[row] = r->until;
        int code = find_person(build, r->person, table, r->key, &person[row]);
        if (code == 0)
            code = find_target(build, r->target, table, r->key, &target[row]);
        if (code == 0)
            code = xc_build_area(build, r->area, table, r->key, &area[row]);
        if (code != 0)
            return code;
    }
    build->reg->memory->first_relation = first_rows(build, person, count);
    return build->reg->memory->first_relation == NULL ? xc_fail_memory(build->error) : 0;
}

/* ---- The whole ---- */

static uint32_t *unresolved(uint32_t count) {
    uint32_t *rows = malloc(((size_t)count + 1) * sizeof(*rows));
    for (uint32_t i = 0; rows != NULL && i <= count; i++)
        rows[i] = XC_NO_ROW;
    return rows;
}

static int start(struct xc_build *build) {
    struct xc_register_builder *b = build->b;
    build->reg = calloc(1, sizeof(*build->reg));
    if (build->reg == NULL)
        return xc_fail_memory(build->error);
    build->reg->memory = calloc(1, sizeof(*build->reg->memory));
    build->area_rows = unresolved(b->interns.count);
    build->person_rows = unresolved(b->interns.count);
    build->target_rows = unresolved(b->interns.count);
    if (build->reg->memory == NULL || build->area_rows == NULL ||
        build->person_rows == NULL || build->target_rows == NULL)
        return xc_fail_memory(build->error);
    /* A builder without rows has neither a pool nor an empty intern yet. */
    if ((b->pool.bytes == NULL && xc_pool_start(&b->pool, 16) != 0) ||
        xc_pool_start(&build->reg->memory->pool, b->pool.len) != 0)
        return xc_fail_memory(build->error);
    for (unsigned table = 0; table < XC_TABLE_COUNT; table++) {
        build->order[table] = xc_builder_order(b, (enum xc_table)table);
        if (build->order[table] == NULL)
            return xc_fail_memory(build->error);
        free(b->tables[table].slots);
        b->tables[table].slots = NULL;
    }
    return tick(build, 0, b->tables[XC_TABLE_TARGETS].count);
}

static void shrink(struct xc_pool *pool) {
    char *bytes = realloc(pool->bytes, pool->len);
    if (bytes != NULL) {
        pool->bytes = bytes;
        pool->capacity = pool->len;
    }
}

int xc_register_build(struct xc_register_builder *b, struct xc_register **reg,
                      const struct xc_progress *progress, struct xc_error *error) {
    struct xc_build build = {.b = b, .progress = progress, .error = error};
    *reg = NULL;
    int code = start(&build);
    if (code == 0)
        code = build_interns(&build);
    if (code == 0)
        code = xc_build_areas(&build);
    if (code == 0)
        code = build_targets(&build);
    if (code == 0)
        code = build_people(&build);
    if (code == 0)
        code = build_absences(&build);
    if (code == 0)
        code = build_relations(&build);
    if (code == 0)
        code = tick(&build, b->tables[XC_TABLE_TARGETS].count,
                    b->tables[XC_TABLE_TARGETS].count);
    if (code == 0) {
        shrink(&build.reg->memory->pool);
        *reg = build.reg;
    } else {
        xc_register_free(build.reg);
    }
    free(build.area_rows);
    free(build.person_rows);
    free(build.target_rows);
    for (unsigned table = 0; table < XC_TABLE_COUNT; table++)
        free(build.order[table]);
    xc_builder_clear(b);
    return code;
}
