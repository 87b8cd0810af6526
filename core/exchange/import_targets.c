#include "exchange/cells.h"
#include "exchange/extras.h"
#include "exchange/importing.h"
#include "exchange/places.h"

static const struct xc_place_columns place_columns = {TARGET_AREA, TARGET_PROVINCE,
                                                      TARGET_CITY, TARGET_COUNTY};

static bool same_text(struct xc_str a, struct xc_str b) {
    return xc_str_equal(a, b);
}

static bool same_target(const struct xc_target *a, const struct xc_target *b) {
    return same_text(a->name, b->name) && a->kind == b->kind &&
           same_text(a->level, b->level) && a->ownership == b->ownership &&
           same_text(a->area, b->area) && same_text(a->zone, b->zone) &&
           same_text(a->address, b->address) && a->has_position == b->has_position &&
           (!a->has_position ||
            (a->latitude_e6 == b->latitude_e6 && a->longitude_e6 == b->longitude_e6 &&
             a->datum == b->datum)) &&
           same_text(a->organisation, b->organisation) && same_text(a->legal, b->legal) &&
           a->status == b->status && same_text(a->flags, b->flags) &&
           a->credit == b->credit && a->weight == b->weight && a->minutes == b->minutes &&
           a->last_visit == b->last_visit && a->co_designated == b->co_designated &&
           same_text(a->attributes, b->attributes);
}

static int read_position(struct xc_importing *importing, struct xc_target *target,
                         struct xc_error *error) {
    struct xc_str lat;
    struct xc_str lon;
    unsigned datum = target->datum;
    enum xc_given given = xc_cell_given(importing, TARGET_LAT, &lat);
    enum xc_given other = xc_cell_given(importing, TARGET_LON, &lon);
    if ((given == XC_GIVEN_VALUE) != (other == XC_GIVEN_VALUE))
        return xc_cell_fail(importing, given == XC_GIVEN_VALUE ? TARGET_LAT : TARGET_LON,
                            error, "latitude and longitude must be given together");
    if (given == XC_GIVEN_CLEAR && other == XC_GIVEN_CLEAR)
        target->has_position = false;
    int code = xc_cell_degrees(importing, TARGET_LAT, 90, &target->latitude_e6, error);
    if (code == XC_OK)
        code = xc_cell_degrees(importing, TARGET_LON, 180, &target->longitude_e6, error);
    if (code == XC_OK)
        code = xc_cell_word(importing, TARGET_DATUM, XC_WORDS_DATUM, &datum, error);
    if (given == XC_GIVEN_VALUE)
        target->has_position = true;
    target->datum = !target->has_position ? XC_DATUM_NONE
                    : datum == 0          ? XC_DATUM_WGS84
                                          : (enum xc_datum)datum;
    return code;
}

static int read_words(struct xc_importing *importing, struct xc_target *target,
                      struct xc_error *error) {
    unsigned kind = target->kind;
    unsigned ownership = target->ownership;
    unsigned status = target->status;
    unsigned credit = target->credit;
    int code = xc_cell_word(importing, TARGET_KIND, XC_WORDS_KIND, &kind, error);
    if (code == XC_OK)
        code = xc_cell_word(importing, TARGET_OWNERSHIP, XC_WORDS_OWNERSHIP, &ownership,
                            error);
    if (code == XC_OK)
        code = xc_cell_word(importing, TARGET_STATUS, XC_WORDS_STATUS, &status, error);
    if (code == XC_OK)
        code = xc_cell_word(importing, TARGET_CREDIT, XC_WORDS_CREDIT, &credit, error);
    target->kind = (enum xc_kind)kind;
    target->ownership = (enum xc_ownership)ownership;
    target->status = status == 0 ? XC_STATUS_ACTIVE : (enum xc_status)status;
    target->credit = (enum xc_credit)credit;
    return code;
}

static int read_texts(struct xc_importing *importing, struct xc_target *target,
                      struct xc_error *error) {
    int code = xc_cell_name(importing, TARGET_NAME, &target->name, error);
    if (code == XC_OK)
        code = xc_cell_text(importing, TARGET_LEVEL, &target->level, error);
    if (code == XC_OK)
        code = xc_cell_text(importing, TARGET_ZONE, &target->zone, error);
    if (code == XC_OK)
        code = xc_cell_text(importing, TARGET_ADDRESS, &target->address, error);
    if (code == XC_OK)
        code = xc_cell_text(importing, TARGET_ORGANISATION, &target->organisation, error);
    if (code == XC_OK)
        code = xc_cell_text(importing, TARGET_LEGAL, &target->legal, error);
    return code == XC_OK ? xc_cell_set(importing, TARGET_FLAGS, &target->flags, error)
                         : code;
}

static int read_numbers(struct xc_importing *importing, struct xc_target *target,
                        struct xc_error *error) {
    struct xc_str cell;
    int code =
        xc_cell_number(importing, TARGET_WEIGHT, XC_MAX_WEIGHT, &target->weight, error);
    if (xc_cell_given(importing, TARGET_WEIGHT, &cell) == XC_GIVEN_CLEAR)
        target->weight = 1;
    if (code == XC_OK)
        code = xc_cell_number(importing, TARGET_MINUTES, XC_MAX_VISIT_MINUTES,
                              &target->minutes, error);
    if (code == XC_OK)
        code = xc_cell_date(importing, TARGET_LAST_VISIT, &target->last_visit, error);
    return code == XC_OK ? xc_cell_yes_no(importing, TARGET_CO_DESIGNATED,
                                          &target->co_designated, error)
                         : code;
}

static int read_fields(struct xc_importing *importing, struct xc_target *target,
                       bool is_new, struct xc_error *error) {
    int code = read_texts(importing, target, error);
    if (code == XC_OK)
        code = read_words(importing, target, error);
    if (code == XC_OK)
        code = xc_place_read(importing, &place_columns, is_new, &target->area, error);
    if (code == XC_OK)
        code = read_position(importing, target, error);
    if (code == XC_OK)
        code = read_numbers(importing, target, error);
    return code == XC_OK
               ? xc_extras_read(importing, target->attributes, &target->attributes, error)
               : code;
}

static int add_row(struct xc_importing *importing, struct xc_error *error) {
    struct xc_target before = {0};
    struct xc_target target = {
        .status = XC_STATUS_ACTIVE, .weight = 1, .last_visit = XC_NO_DATE};
    struct xc_str id;
    int code = xc_cell_id(importing, TARGET_ID, &id, error);
    if (code == XC_OK)
        code = xc_importing_claim(importing, TARGET_ID, id, error);
    if (code != XC_OK)
        return code;
    uint32_t old = importing->old->targets.count > 0
                       ? xc_register_find_target(importing->old, id)
                       : XC_NO_ROW;
    if (old != XC_NO_ROW) {
        xc_bitset_put(&importing->named, old);
        xc_register_get_target(importing->old, old, &target);
        before = target;
    }
    target.id = id;
    code = read_fields(importing, &target, old == XC_NO_ROW, error);
    if (code != XC_OK)
        return code;
    bool was_closed = xc_importing_reopen(importing, TARGET_STATUS, &target.status);
    target.present = UINT32_MAX;
    code = xc_register_add_target(importing->builder, &target, error);
    if (code != XC_OK)
        return code;
    if (was_closed)
        xc_importing_count_closed(importing);
    xc_importing_count(importing, old, same_target(&before, &target));
    return XC_OK;
}

static bool is_open(const struct xc_importing *importing, uint32_t row) {
    const struct xc_targets *old = &importing->old->targets;
    return old->status[row] != XC_STATUS_CLOSED;
}

static int add_closed(struct xc_importing *importing, uint32_t row,
                      struct xc_error *error) {
    struct xc_target target;
    xc_register_get_target(importing->old, row, &target);
    target.status = XC_STATUS_CLOSED;
    return xc_register_add_target(importing->builder, &target, error);
}

const struct xc_import_table_ops xc_import_targets_ops = {.table = XC_TABLE_TARGETS,
                                                          .row = add_row,
                                                          .unnamed = XC_UNNAMED_CLOSE,
                                                          .open = is_open,
                                                          .add_closed = add_closed};
