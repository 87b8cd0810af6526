#include "exchange/cells.h"
#include "exchange/importing.h"
#include "exchange/persons.h"
#include "exchange/places.h"

static const struct xc_place_columns place_columns = {RELATION_AREA, -1, -1, -1};

/* Organisations that some target belongs to, or that employ some person. */
static int collect_organisations(struct xc_importing *importing, struct xc_error *error) {
    const struct xc_register *reg = importing->old;
    uint32_t known;
    int code = XC_OK;
    for (uint32_t row = 0; code == XC_OK && row < reg->targets.count; row++) {
        struct xc_str text = xc_register_text(reg, reg->targets.organisation[row]);
        if (!xc_lookup_get(&importing->organisations, text, &known))
            code = xc_lookup_put(&importing->organisations, text, row);
    }
    for (uint32_t row = 0; code == XC_OK && row < reg->people.count; row++) {
        struct xc_str text = xc_register_text(reg, reg->people.unit[row]);
        if (!xc_lookup_get(&importing->organisations, text, &known))
            code = xc_lookup_put(&importing->organisations, text, row);
    }
    importing->organisations_ready = true;
    return code == XC_OK ? XC_OK : xc_fail_memory(error);
}

static int read_target(struct xc_importing *importing, struct xc_relation *relation,
                       struct xc_error *error) {
    int code = xc_cell_text(importing, RELATION_TARGET, &relation->target, error);
    if (code != XC_OK || relation->target.len == 0 ||
        xc_register_find_target(importing->old, relation->target) != XC_NO_ROW)
        return code;
    xc_cell_fail(importing, RELATION_TARGET, error,
                 "column “%s”: no target has the id “%s”",
                 xc_cell_header(importing, RELATION_TARGET).text,
                 xc_report_show(relation->target).text);
    return xc_hint(error, "import the target first, or correct the id");
}

static int read_organisation(struct xc_importing *importing, struct xc_relation *relation,
                             struct xc_error *error) {
    uint32_t known;
    int code =
        xc_cell_text(importing, RELATION_ORGANISATION, &relation->organisation, error);
    if (code != XC_OK || relation->organisation.len == 0)
        return code;
    if (!importing->organisations_ready)
        code = collect_organisations(importing, error);
    if (code != XC_OK ||
        xc_lookup_get(&importing->organisations, relation->organisation, &known))
        return code;
    xc_cell_fail(importing, RELATION_ORGANISATION, error,
                 "column “%s”: no target belongs to the organisation “%s”",
                 xc_cell_header(importing, RELATION_ORGANISATION).text,
                 xc_report_show(relation->organisation).text);
    return xc_hint(error,
                   "write it as the column organisation (所属单位) of the targets does");
}

static int read_object(struct xc_importing *importing, struct xc_relation *relation,
                       struct xc_error *error) {
    uint32_t row;
    bool named;
    bool cleared;
    int code = read_target(importing, relation, error);
    if (code == XC_OK)
        code = read_organisation(importing, relation, error);
    if (code == XC_OK)
        code = xc_place_find(importing, &place_columns, &row, &named, &cleared, error);
    if (code != XC_OK)
        return code;
    if (named)
        relation->area =
            xc_register_text(importing->old, importing->old->areas.code[row]);
    int objects = (relation->target.len > 0) + (relation->organisation.len > 0) + named;
    if (objects != 1)
        return xc_cell_fail(
            importing, RELATION_PERSON, error,
            "a relation names exactly one of target, organisation and area; this "
            "row names %d",
            objects);
    return XC_OK;
}

/* What tells one relation from another, in scratch. */
static struct xc_str key_of(struct xc_importing *importing,
                            const struct xc_relation *relation) {
    struct xc_buffer *key = &importing->scratch;
    xc_buffer_clear(key);
    (void)xc_buffer_add(key, relation->person);
    (void)xc_buffer_puts(key, relation->target.len > 0         ? ":t:"
                              : relation->organisation.len > 0 ? ":o:"
                                                               : ":a:");
    (void)xc_buffer_add(key, relation->target);
    (void)xc_buffer_add(key, relation->organisation);
    (void)xc_buffer_add(key, relation->area);
    return xc_buffer_view(key);
}

static int index_old(struct xc_importing *importing, struct xc_error *error) {
    int code = XC_OK;
    for (uint32_t row = 0; code == XC_OK && row < importing->old->relations.count;
         row++) {
        struct xc_relation relation;
        xc_register_get_relation(importing->old, row, &relation);
        code = xc_lookup_put(&importing->relations, key_of(importing, &relation), row);
    }
    importing->relations_ready = true;
    return code == XC_OK ? XC_OK : xc_fail_memory(error);
}

static int add_row(struct xc_importing *importing, struct xc_error *error) {
    struct xc_relation relation = {.until = XC_NO_DATE};
    struct xc_relation before = {0};
    uint32_t person;
    uint32_t old = XC_NO_ROW;
    int code = importing->relations_ready ? XC_OK : index_old(importing, error);
    if (code == XC_OK)
        code = xc_person_find(importing, RELATION_PERSON, &person, error);
    if (code == XC_OK)
        code = read_object(importing, &relation, error);
    if (code != XC_OK)
        return code;
    relation.person = xc_register_text(importing->old, importing->old->people.id[person]);
    struct xc_str key = key_of(importing, &relation);
    if (xc_lookup_get(&importing->relations, key, &old)) {
        xc_bitset_put(&importing->named, old);
        xc_register_get_relation(importing->old, old, &before);
        relation.reason = before.reason;
        relation.until = before.until;
    }
    code = xc_importing_claim(importing, RELATION_PERSON, key, error);
    if (code == XC_OK)
        code = xc_cell_text(importing, RELATION_REASON, &relation.reason, error);
    if (code == XC_OK)
        code = xc_cell_date(importing, RELATION_UNTIL, &relation.until, error);
    if (code == XC_OK)
        code = xc_register_add_relation(importing->builder, &relation, error);
    if (code != XC_OK)
        return code;
    bool same =
        xc_str_equal(before.reason, relation.reason) && before.until == relation.until;
    xc_importing_count(importing, old, same);
    return XC_OK;
}

const struct xc_import_table_ops xc_import_relations_ops = {
    .table = XC_TABLE_RELATIONS, .row = add_row, .unnamed = XC_UNNAMED_GO};
