/* Rows into a builder: everything about a row is checked before anything of it is kept.
 */
#include "register/builder.h"
#include "register/check.h"
#include "register/lines.h"

#include <string.h>

static size_t cells_bytes(const struct xc_cell *cells, size_t count) {
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++)
        bytes += xc_pool_room(cells[i].text.len);
    return bytes;
}

/* The key is free and there is room for the row; a message otherwise. */
static int prepare(struct xc_register_builder *b, enum xc_table table, struct xc_str key,
                   const struct xc_cell *cells, size_t count, struct xc_error *error) {
    int code = xc_builder_reserve(
        b, table, cells_bytes(cells, count) + xc_pool_room(key.len), count, error);
    if (code != 0)
        return code;
    code = xc_builder_claim(b, table, key, error);
    if (code == XC_EINPUT) {
        (void)xc_fail(error, XC_EINPUT, "%s: the row \"%s\" stands twice",
                      xc_table_name(table), xc_show(key).text);
        (void)xc_hint(error, "keep one of the two rows, or give them different ids");
        return XC_EINPUT;
    }
    return code;
}

static int refuse_word(enum xc_table table, struct xc_str row, const char *field,
                       struct xc_error *error) {
    return xc_fail(error, XC_EINPUT, "%s, row \"%s\": the field %s has an unknown value",
                   xc_table_name(table), xc_show(row).text, field);
}

int xc_register_add_area(struct xc_register_builder *b, const struct xc_area *row,
                         struct xc_error *error) {
    struct xc_cell cells[] = {
        {"code", XC_RULE_ID, true, row->code},
        {"name", XC_RULE_NAME, true, row->name},
        {"parent", XC_RULE_ID, false, row->parent},
    };
    const size_t count = sizeof(cells) / sizeof(cells[0]);
    int code =
        xc_cells_clean(cells, count, XC_TABLE_AREAS, row->code, &b->scratch, error);
    if (code != 0)
        return code;
    if (row->level <= XC_LEVEL_NONE || row->level >= XC_LEVEL_COUNT)
        return refuse_word(XC_TABLE_AREAS, cells[0].text, "level", error);
    code = prepare(b, XC_TABLE_AREAS, cells[0].text, cells, count, error);
    if (code != 0)
        return code;
    struct xc_area_row *to = xc_builder_append(b, XC_TABLE_AREAS, cells[0].text);
    to->name = xc_pool_put(&b->pool, cells[1].text);
    to->parent = xc_builder_intern(b, cells[2].text, false);
    to->level = (uint8_t)row->level;
    return 0;
}

static int check_target(const struct xc_target *row, struct xc_str id,
                        struct xc_error *error) {
    const enum xc_table table = XC_TABLE_TARGETS;
    if (row->kind >= XC_KIND_COUNT)
        return refuse_word(table, id, "kind", error);
    if (row->ownership >= XC_OWNERSHIP_COUNT)
        return refuse_word(table, id, "ownership", error);
    if (row->status >= XC_STATUS_COUNT)
        return refuse_word(table, id, "status", error);
    if (row->credit >= XC_CREDIT_COUNT)
        return refuse_word(table, id, "credit", error);
    if (row->has_position && row->datum >= XC_DATUM_COUNT)
        return refuse_word(table, id, "datum", error);
    if (row->has_position &&
        (row->latitude_e6 < -90000000 || row->latitude_e6 > 90000000 ||
         row->longitude_e6 < -180000000 || row->longitude_e6 > 180000000))
        return xc_fail(
            error, XC_EINPUT,
            "%s, row \"%s\": the position lies outside -90…90 by -180…180 degrees",
            xc_table_name(table), xc_show(id).text);
    int code = xc_number_check(row->weight, XC_MAX_WEIGHT, "weight", table, id, error);
    if (code == 0)
        code = xc_number_check(row->minutes, XC_MAX_VISIT_MINUTES, "minutes", table, id,
                               error);
    if (code == 0)
        code = xc_date_check(row->last_visit, "last_visit", table, id, error);
    return code;
}

static void keep_target(struct xc_target_row *to, const struct xc_target *row) {
    bool weighed = row->weight != 0 || (row->present & 1u << XC_TARGET_WEIGHT) != 0;
    to->kind = (uint8_t)row->kind;
    to->ownership = (uint8_t)row->ownership;
    to->status =
        (uint8_t)(row->status == XC_STATUS_NONE ? XC_STATUS_ACTIVE : row->status);
    to->credit = (uint8_t)row->credit;
    to->latitude_e6 = INT32_MIN;
    to->longitude_e6 = INT32_MIN;
    if (row->has_position) {
        to->latitude_e6 = row->latitude_e6;
        to->longitude_e6 = row->longitude_e6;
        to->datum = (uint8_t)(row->datum == XC_DATUM_NONE ? XC_DATUM_WGS84 : row->datum);
    }
    to->weight = weighed ? row->weight : 1;
    to->minutes = (uint16_t)row->minutes;
    to->last_visit = row->last_visit;
    /* A row cleared with {0} has no date, not the first of January 1970. */
    if (row->last_visit == 0 && (row->present & 1u << XC_TARGET_LAST_VISIT) == 0)
        to->last_visit = XC_NO_DATE;
    to->co_designated = row->co_designated ? 1 : 0;
}

int xc_register_add_target(struct xc_register_builder *b, const struct xc_target *row,
                           struct xc_error *error) {
    struct xc_cell cells[] = {
        {"id", XC_RULE_ID, true, row->id},
        {"name", XC_RULE_NAME, false, row->name},
        {"level", XC_RULE_LABEL, false, row->level},
        {"area", XC_RULE_ID, false, row->area},
        {"zone", XC_RULE_LABEL, false, row->zone},
        {"address", XC_RULE_TEXT, false, row->address},
        {"organisation", XC_RULE_LABEL, false, row->organisation},
        {"legal", XC_RULE_LABEL, false, row->legal},
        {"flags", XC_RULE_SET, false, row->flags},
        {"attributes", XC_RULE_ATTRIBUTES, false, row->attributes},
    };
    const size_t count = sizeof(cells) / sizeof(cells[0]);
    int code =
        xc_cells_clean(cells, count, XC_TABLE_TARGETS, row->id, &b->scratch, error);
    if (code == 0)
        code = check_target(row, cells[0].text, error);
    if (code == 0)
        code = prepare(b, XC_TABLE_TARGETS, cells[0].text, cells, count, error);
    if (code != 0)
        return code;
    struct xc_target_row *to = xc_builder_append(b, XC_TABLE_TARGETS, cells[0].text);
    to->name = xc_pool_put(&b->pool, cells[1].text);
    to->level = xc_builder_intern(b, cells[2].text, true);
    to->area = xc_builder_intern(b, cells[3].text, false);
    to->zone = xc_builder_intern(b, cells[4].text, true);
    to->address = xc_pool_put(&b->pool, cells[5].text);
    to->organisation = xc_builder_intern(b, cells[6].text, true);
    to->legal = xc_pool_put(&b->pool, cells[7].text);
    to->flags = xc_builder_intern(b, cells[8].text, true);
    to->attributes = xc_pool_put(&b->pool, cells[9].text);
    keep_target(to, row);
    return 0;
}

static int check_person(const struct xc_person *row, struct xc_str id,
                        struct xc_error *error) {
    const enum xc_table table = XC_TABLE_PEOPLE;
    if (row->pool != XC_POOL_INSPECTORS && row->pool != XC_POOL_EXPERTS)
        return refuse_word(table, id, "pool", error);
    if ((row->roles & 1u) != 0 || row->roles >= 1u << XC_ROLE_COUNT)
        return refuse_word(table, id, "roles", error);
    if (row->status >= XC_STATUS_COUNT)
        return refuse_word(table, id, "status", error);
    int code = xc_number_check(row->per_day, XC_MAX_WEIGHT, "per_day", table, id, error);
    if (code == 0)
        code = xc_number_check(row->max_visits, XC_MAX_WEIGHT, "max_visits", table, id,
                               error);
    if (code == 0)
        code =
            xc_date_check(row->certificate_until, "certificate_until", table, id, error);
    return code;
}

int xc_register_add_person(struct xc_register_builder *b, const struct xc_person *row,
                           struct xc_error *error) {
    struct xc_cell cells[] = {
        {"id", XC_RULE_ID, true, row->id},
        {"name", XC_RULE_NAME, false, row->name},
        {"unit", XC_RULE_LABEL, false, row->unit},
        {"department", XC_RULE_LABEL, false, row->department},
        {"area", XC_RULE_ID, false, row->area},
        {"crew", XC_RULE_LABEL, false, row->crew},
        {"certificate", XC_RULE_LABEL, false, row->certificate},
        {"specialties", XC_RULE_SET, false, row->specialties},
        {"attributes", XC_RULE_ATTRIBUTES, false, row->attributes},
    };
    const size_t count = sizeof(cells) / sizeof(cells[0]);
    int code = xc_cells_clean(cells, count, XC_TABLE_PEOPLE, row->id, &b->scratch, error);
    if (code == 0)
        code = check_person(row, cells[0].text, error);
    if (code == 0)
        code = prepare(b, XC_TABLE_PEOPLE, cells[0].text, cells, count, error);
    if (code != 0)
        return code;
    struct xc_person_row *to = xc_builder_append(b, XC_TABLE_PEOPLE, cells[0].text);
    to->name = xc_pool_put(&b->pool, cells[1].text);
    to->unit = xc_builder_intern(b, cells[2].text, true);
    to->department = xc_builder_intern(b, cells[3].text, true);
    to->area = xc_builder_intern(b, cells[4].text, false);
    to->crew = xc_builder_intern(b, cells[5].text, true);
    to->certificate = xc_pool_put(&b->pool, cells[6].text);
    to->specialties = xc_builder_intern(b, cells[7].text, true);
    to->attributes = xc_pool_put(&b->pool, cells[8].text);
    to->pool = (uint8_t)row->pool;
    to->status =
        (uint8_t)(row->status == XC_STATUS_NONE ? XC_STATUS_ACTIVE : row->status);
    to->roles = row->roles;
    to->per_day = row->per_day;
    to->max_visits = row->max_visits;
    to->certificate_until = row->certificate_until;
    if (row->certificate_until == 0 &&
        (row->present & 1u << XC_PERSON_CERTIFICATE_UNTIL) == 0)
        to->certificate_until = XC_NO_DATE;
    return 0;
}

int xc_register_add_absence(struct xc_register_builder *b, const struct xc_absence *row,
                            struct xc_error *error) {
    const enum xc_table table = XC_TABLE_ABSENCES;
    struct xc_cell cells[] = {
        {"person", XC_RULE_ID, true, row->person},
        {"reason", XC_RULE_TEXT, false, row->reason},
    };
    int code = xc_cells_clean(cells, 2, table, row->person, &b->scratch, error);
    if (code != 0)
        return code;
    struct xc_str person = cells[0].text;
    if (row->half >= XC_HALF_WORDS)
        return refuse_word(table, person, "half", error);
    if (row->from == XC_NO_DATE || row->to == XC_NO_DATE)
        return xc_fail(error, XC_EINPUT, "%s, row \"%s\": the field %s is missing",
                       xc_table_name(table), xc_show(person).text,
                       row->from == XC_NO_DATE ? "from" : "to");
    code = xc_date_check(row->from, "from", table, person, error);
    if (code == 0)
        code = xc_date_check(row->to, "to", table, person, error);
    if (code != 0)
        return code;
    if (row->to < row->from) {
        char from[11];
        char to[11];
        xc_date_format(row->from, from);
        xc_date_format(row->to, to);
        return xc_fail(error, XC_EINPUT,
                       "%s, row \"%s\": the absence ends on %s, before it starts on %s",
                       xc_table_name(table), xc_show(person).text, to, from);
    }
    xc_buffer_clear(&b->key);
    (void)xc_buffer_add(&b->key, person);
    (void)xc_buffer_putc(&b->key, ':');
    (void)xc_buffer_date(&b->key, row->from);
    (void)xc_buffer_putc(&b->key, ':');
    (void)xc_buffer_date(&b->key, row->to);
    (void)xc_buffer_putc(&b->key, ':');
    (void)xc_buffer_puts(&b->key, xc_half_word(row->half));
    if (b->key.failed)
        return xc_fail_memory(error);
    struct xc_str key = xc_buffer_view(&b->key);
    code = prepare(b, table, key, cells, 2, error);
    if (code != 0)
        return code;
    struct xc_absence_row *to = xc_builder_append(b, table, key);
    to->person = xc_builder_intern(b, person, false);
    to->reason = xc_builder_intern(b, cells[1].text, true);
    to->from = row->from;
    to->to = row->to;
    to->half = (uint8_t)row->half;
    return 0;
}

int xc_register_add_relation(struct xc_register_builder *b, const struct xc_relation *row,
                             struct xc_error *error) {
    const enum xc_table table = XC_TABLE_RELATIONS;
    static const char *const what[] = {"", ":target:", ":organisation:", ":area:"};
    struct xc_cell cells[] = {
        {"person", XC_RULE_ID, true, row->person},
        {"target", XC_RULE_ID, false, row->target},
        {"organisation", XC_RULE_LABEL, false, row->organisation},
        {"area", XC_RULE_ID, false, row->area},
        {"reason", XC_RULE_TEXT, false, row->reason},
    };
    const size_t count = sizeof(cells) / sizeof(cells[0]);
    int code = xc_cells_clean(cells, count, table, row->person, &b->scratch, error);
    if (code == 0)
        code = xc_date_check(row->until, "until", table, cells[0].text, error);
    if (code != 0)
        return code;
    size_t named = 0;
    unsigned set = 0;
    for (size_t i = 1; i <= 3; i++) {
        if (cells[i].text.len > 0) {
            named = i;
            set++;
        }
    }
    if (set != 1)
        return xc_fail(
            error, XC_EINPUT,
            "%s, row \"%s\": exactly one of target, organisation and area must be "
            "given, here are %u",
            xc_table_name(table), xc_show(cells[0].text).text, set);
    xc_buffer_clear(&b->key);
    (void)xc_buffer_add(&b->key, cells[0].text);
    (void)xc_buffer_puts(&b->key, what[named]);
    (void)xc_buffer_add(&b->key, cells[named].text);
    if (b->key.failed)
        return xc_fail_memory(error);
    struct xc_str key = xc_buffer_view(&b->key);
    code = prepare(b, table, key, cells, count, error);
    if (code != 0)
        return code;
    struct xc_relation_row *to = xc_builder_append(b, table, key);
    to->person = xc_builder_intern(b, cells[0].text, false);
    to->target = xc_builder_intern(b, cells[1].text, false);
    to->organisation = xc_builder_intern(b, cells[2].text, true);
    to->area = xc_builder_intern(b, cells[3].text, false);
    to->reason = xc_builder_intern(b, cells[4].text, true);
    to->until = row->until;
    return 0;
}
