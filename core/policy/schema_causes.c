/* What is owed because of something, what is examined, what lost points lead to, shares
 * by name: the tables that say so, checked. What needs the whole programme, core/rules
 * checks. */
#include "policy/schema.h"

#include <stdio.h>

#define COUNT(specs) (sizeof(specs) / sizeof((specs)[0]))

static const char *const cause_words[] = {
    "visited", "problem",     "rectify",       "refused",     "lead", "missing",
    "points",  "case_opened", "case_referred", "case_closed", NULL};

static const struct xc_spec since_fields[] = {
    {.name = "kind", .type = XC_TYPE_CHOICE, .required = true, .choices = cause_words},
    {.name = "of", .type = XC_TYPE_TEXT},
    {.name = "min", .type = XC_TYPE_COUNT, .max = INT64_MAX},
    {.name = "from", .type = XC_TYPE_OFFSET},
    {.name = "to", .type = XC_TYPE_OFFSET, .required = true},
};

static const struct xc_spec review_fields[] = {
    {.name = "field", .type = XC_TYPE_TEXT, .required = true},
    {.name = "share", .type = XC_TYPE_SHARE, .required = true},
    {.name = "first", .type = XC_TYPE_TEXT},
    {.name = "unit", .type = XC_TYPE_TEXT},
};

static const struct xc_spec rung_fields[] = {
    {.name = "at", .type = XC_TYPE_COUNT, .required = true, .min = 1},
    {.name = "step", .type = XC_TYPE_ID, .required = true},
    {.name = "title", .type = XC_TYPE_TEXT},
};

static const struct xc_spec grade_fields[] = {
    {.name = "grade", .type = XC_TYPE_ID, .required = true},
    {.name = "title", .type = XC_TYPE_TEXT},
    {.name = "from", .type = XC_TYPE_COUNT, .required = true},
    {.name = "failed", .type = XC_TYPE_BOOLEAN},
};

static const struct xc_spec rung_item = {.name = "rung", .type = XC_TYPE_RUNG};
static const struct xc_spec grade_item = {.name = "grade", .type = XC_TYPE_GRADE};
static const struct xc_spec ladder_fields[] = {
    {.name = "targets", .type = XC_TYPE_LIST, .inner = &rung_item},
    {.name = "doctors", .type = XC_TYPE_LIST, .inner = &rung_item},
    {.name = "grades", .type = XC_TYPE_LIST, .inner = &grade_item},
    {.name = "failed_years", .type = XC_TYPE_COUNT, .max = 10},
};

static const struct {
    const struct xc_spec *fields;
    size_t count;
} records[] = {
    [XC_TYPE_SINCE] = {since_fields, COUNT(since_fields)},
    [XC_TYPE_REVIEW] = {review_fields, COUNT(review_fields)},
    [XC_TYPE_LADDER] = {ladder_fields, COUNT(ladder_fields)},
    [XC_TYPE_RUNG] = {rung_fields, COUNT(rung_fields)},
    [XC_TYPE_GRADE] = {grade_fields, COUNT(grade_fields)},
};

/* The record's name goes before those of its fields: "stage 'x': since: …". */
void xc_schema_check_record(lua_State *L, const struct xc_spec *spec, int index,
                            const char *owner) {
    char inner[160];
    if (lua_type(L, index) != LUA_TTABLE)
        xc_host_raise(L, xc_schema_refusal(spec->type), owner, spec->name,
                      xc_value_describe(L, index));
    (void)snprintf(inner, sizeof(inner), "%s: %s", owner, spec->name);
    xc_schema_fields(L, records[spec->type].fields, records[spec->type].count, index,
                     inner, false);
}

/* after(20, 'workday') as {20, "workday"}, before(3, 'day') as {-3, "day"}. */
void xc_schema_check_offset(lua_State *L, const struct xc_spec *spec, int index,
                            const char *owner) {
    const struct xc_value *after = xc_value_at(L, index, XC_VALUE_AFTER);
    const struct xc_value *before = xc_value_at(L, index, XC_VALUE_BEFORE);
    if ((after == NULL || after->tag == 0) && before == NULL)
        xc_host_raise(L, xc_schema_refusal(spec->type), owner, spec->name,
                      xc_value_describe(L, index));
    int top = lua_gettop(L);
    xc_value_push_data(L, index);
    bool timed = lua_getfield(L, top + 1, "time") != LUA_TNIL;
    if (timed)
        xc_host_raise(L, "%s: parameter '%s' is a day: give the time as 'time'", owner,
                      spec->name);
    lua_getfield(L, top + 1, before != NULL ? "before" : "count");
    lua_Integer count = lua_tointeger(L, -1);
    lua_createtable(L, 2, 0);
    lua_pushinteger(L, before != NULL ? -count : count);
    lua_rawseti(L, -2, 1);
    lua_getfield(L, top + 1, "unit");
    lua_rawseti(L, -2, 2);
    lua_replace(L, top + 1);
    lua_settop(L, top + 1);
}

void xc_schema_check_shares(lua_State *L, const struct xc_spec *spec, int index,
                            const char *owner) {
    if (lua_type(L, index) != LUA_TTABLE)
        xc_host_raise(L, xc_schema_refusal(spec->type), owner, spec->name,
                      xc_value_describe(L, index));
    char inner[160];
    (void)snprintf(inner, sizeof(inner), "%s: %s", owner, spec->name);
    const struct xc_keys *keys = xc_value_keys(L, index);
    int anchor = lua_gettop(L);
    lua_createtable(L, 0, (int)keys->count);
    for (size_t i = 0; i < keys->count; i++) {
        const struct xc_key *key = &keys->items[i];
        const struct xc_spec share = {.name = key->text.ptr, .type = XC_TYPE_SHARE};
        if (key->type != XC_KEY_TEXT)
            xc_host_raise(L, xc_schema_refusal(spec->type), owner, spec->name,
                          xc_value_describe(L, index));
        lua_getfield(L, index, key->text.ptr);
        xc_schema_check(L, &share, -1, inner);
        lua_setfield(L, anchor + 1, key->text.ptr);
        lua_settop(L, anchor + 1);
    }
    if (keys->count == 0)
        xc_host_raise(L, "%s: parameter '%s' names no share", owner, spec->name);
    lua_remove(L, anchor);
}
