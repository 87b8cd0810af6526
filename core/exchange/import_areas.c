#include "exchange/cells.h"
#include "exchange/importing.h"
#include "exchange/places.h"

/* The level that the length of a division code stands for. */
static enum xc_area_level level_of(struct xc_str code) {
    uint64_t number;
    if (!xc_str_to_uint(code, UINT64_MAX, &number))
        return XC_LEVEL_NONE;
    switch (code.len) {
    case 2:
        return XC_LEVEL_PROVINCE;
    case 4:
        return XC_LEVEL_CITY;
    case 6:
        return XC_LEVEL_COUNTY;
    case 9:
        return XC_LEVEL_TOWN;
    default:
        return XC_LEVEL_NONE;
    }
}

static struct xc_str parent_of(struct xc_str code) {
    switch (level_of(code)) {
    case XC_LEVEL_CITY:
        return xc_str_slice(code, 0, 2);
    case XC_LEVEL_COUNTY:
        return xc_str_slice(code, 0, 4);
    case XC_LEVEL_TOWN:
        return xc_str_slice(code, 0, 6);
    default:
        return (struct xc_str){0};
    }
}

static int read_area(struct xc_importing *importing, struct xc_area *area,
                     struct xc_error *error) {
    struct xc_str parent = area->parent;
    unsigned level = area->level;
    int code = xc_cell_name(importing, AREA_NAME, &area->name, error);
    if (code == XC_OK)
        code = xc_cell_text(importing, AREA_PARENT, &parent, error);
    if (code == XC_OK)
        code = xc_cell_word(importing, AREA_LEVEL, XC_WORDS_LEVEL, &level, error);
    if (code != XC_OK)
        return code;
    area->parent = xc_place_code(parent);
    if (area->parent.len == 0)
        area->parent = parent_of(area->code);
    if (level == XC_LEVEL_NONE)
        level = level_of(area->code);
    if (level == XC_LEVEL_NONE && area->parent.len > 0)
        level = XC_LEVEL_ZONE;
    area->level = (enum xc_area_level)level;
    if (level == XC_LEVEL_NONE)
        return xc_cell_fail(
            importing, AREA_CODE, error,
            "“%s” is not a division code; an area of another kind needs the "
            "column “parent” (上级代码)",
            xc_report_show(area->code).text);
    return XC_OK;
}

static int add_row(struct xc_importing *importing, struct xc_error *error) {
    struct xc_area area = {0};
    struct xc_area before = {0};
    struct xc_str given;
    int code = xc_cell_id(importing, AREA_CODE, &given, error);
    if (code != XC_OK)
        return code;
    area.code = xc_place_code(given);
    code = xc_importing_claim(importing, AREA_CODE, area.code, error);
    if (code != XC_OK)
        return code;
    uint32_t old = xc_register_find_area(importing->old, area.code);
    if (old != XC_NO_ROW) {
        xc_bitset_put(&importing->named, old);
        xc_register_get_area(importing->old, old, &before);
        area.name = before.name;
        area.parent = before.parent;
        area.level = before.level;
    }
    code = read_area(importing, &area, error);
    if (code == XC_OK)
        code = xc_register_add_area(importing->builder, &area, error);
    if (code != XC_OK)
        return code;
    bool same = xc_str_equal(area.name, before.name) &&
                xc_str_equal(area.parent, before.parent) && area.level == before.level;
    xc_importing_count(importing, old, same);
    return XC_OK;
}

/* Areas stay, whatever the mode: targets and people stand in them. */
const struct xc_import_table_ops xc_import_areas_ops = {
    .table = XC_TABLE_AREAS, .row = add_row, .unnamed = XC_UNNAMED_STAY};
