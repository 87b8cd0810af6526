#include "register/selection_field.h"

static const struct xc_field fields[] = {
    {XC_TABLE_TARGETS, "id", XC_FIELD_KEY, 0},
    {XC_TABLE_TARGETS, "name", XC_FIELD_TEXT, 0},
    {XC_TABLE_TARGETS, "kind", XC_FIELD_WORD, XC_WORDS_KIND},
    {XC_TABLE_TARGETS, "level", XC_FIELD_LABEL, 0},
    {XC_TABLE_TARGETS, "ownership", XC_FIELD_WORD, XC_WORDS_OWNERSHIP},
    {XC_TABLE_TARGETS, "area", XC_FIELD_AREA, 0},
    {XC_TABLE_TARGETS, "zone", XC_FIELD_LABEL, 0},
    {XC_TABLE_TARGETS, "organisation", XC_FIELD_LABEL, 0},
    {XC_TABLE_TARGETS, "legal", XC_FIELD_TEXT, 0},
    {XC_TABLE_TARGETS, "status", XC_FIELD_WORD, XC_WORDS_STATUS},
    {XC_TABLE_TARGETS, "flags", XC_FIELD_SET, 0},
    {XC_TABLE_TARGETS, "credit", XC_FIELD_WORD, XC_WORDS_CREDIT},
    {XC_TABLE_TARGETS, "weight", XC_FIELD_NUMBER, 0},
    {XC_TABLE_TARGETS, "minutes", XC_FIELD_NUMBER, 0},
    {XC_TABLE_TARGETS, "last_visit", XC_FIELD_DATE, 0},
    {XC_TABLE_TARGETS, "co_designated", XC_FIELD_FLAG, 0},
    {XC_TABLE_TARGETS, "visits", XC_FIELD_HISTORY, 0},
    {XC_TABLE_TARGETS, "findings", XC_FIELD_HISTORY, 0},
    {XC_TABLE_TARGETS, "points", XC_FIELD_HISTORY, 0},
    {XC_TABLE_TARGETS, "severity", XC_FIELD_HISTORY, 0},
    {XC_TABLE_TARGETS, "cases", XC_FIELD_HISTORY, 0},
    {XC_TABLE_TARGETS, "failed_years", XC_FIELD_HISTORY, 0},
    {XC_TABLE_PEOPLE, "id", XC_FIELD_KEY, 0},
    {XC_TABLE_PEOPLE, "pool", XC_FIELD_POOL, 0},
    {XC_TABLE_PEOPLE, "name", XC_FIELD_TEXT, 0},
    {XC_TABLE_PEOPLE, "unit", XC_FIELD_LABEL, 0},
    {XC_TABLE_PEOPLE, "department", XC_FIELD_LABEL, 0},
    {XC_TABLE_PEOPLE, "area", XC_FIELD_AREA, 0},
    {XC_TABLE_PEOPLE, "crew", XC_FIELD_LABEL, 0},
    {XC_TABLE_PEOPLE, "roles", XC_FIELD_ROLES, 0},
    {XC_TABLE_PEOPLE, "certificate_until", XC_FIELD_DATE, 0},
    {XC_TABLE_PEOPLE, "specialties", XC_FIELD_SET, 0},
    {XC_TABLE_PEOPLE, "per_day", XC_FIELD_NUMBER, 0},
    {XC_TABLE_PEOPLE, "max_visits", XC_FIELD_NUMBER, 0},
    {XC_TABLE_PEOPLE, "status", XC_FIELD_WORD, XC_WORDS_STATUS},
    {XC_TABLE_AREAS, "code", XC_FIELD_KEY, 0},
    {XC_TABLE_AREAS, "name", XC_FIELD_TEXT, 0},
    {XC_TABLE_AREAS, "level", XC_FIELD_WORD, XC_WORDS_LEVEL},
};

enum { FIELD_COUNT = sizeof(fields) / sizeof(fields[0]) };

const struct xc_field *xc_field_find(enum xc_table table, struct xc_str name) {
    for (size_t i = 0; i < FIELD_COUNT; i++)
        if (fields[i].table == table && xc_str_is(name, fields[i].name))
            return &fields[i];
    return NULL;
}

size_t xc_field_names(enum xc_table table, struct xc_str *names, size_t max) {
    size_t count = 0;
    for (size_t i = 0; i < FIELD_COUNT && count < max; i++)
        if (fields[i].table == table)
            names[count++] = xc_str_from(fields[i].name);
    return count;
}

bool xc_selection_field_is_history(struct xc_str field) {
    const struct xc_field *found = xc_field_find(XC_TABLE_TARGETS, field);
    return found != NULL && found->type == XC_FIELD_HISTORY;
}

bool xc_selection_asks_history(const struct xc_selection *selection) {
    if (!selection) {
        return false;
    }
    bool where = selection->op == XC_SELECT_WHERE && selection->table == XC_TABLE_TARGETS;
    return selection->op == XC_SELECT_HISTORY ||
           (where && (xc_selection_field_is_history(selection->field) ||
                      xc_str_is(selection->field, "last_visit"))) ||
           xc_selection_asks_history(selection->left) ||
           xc_selection_asks_history(selection->right);
}

bool xc_selection_field_known(enum xc_table table, struct xc_str field) {
    return xc_field_find(table, field) != NULL;
}

bool xc_integer_parse(struct xc_str text, int64_t *number) {
    bool minus = text.len > 0 && text.ptr[0] == '-';
    uint64_t value = 0;
    if (!xc_str_to_uint(xc_str_slice(text, minus ? 1 : 0, text.len), INT64_MAX, &value))
        return false;
    *number = minus ? -(int64_t)value : (int64_t)value;
    return true;
}
