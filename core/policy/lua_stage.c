/* Stages: what every stage may say, whatever its plugin, and the document that comes of
 * it. */
#include "policy/plugin.h"

#include <stdio.h>
#include <string.h>

static const char *const nature_words[] = {"enforcement", "agency_check", NULL};
static const char *const method_words[] = {"site", "written", "phone", "night", NULL};

static const struct xc_spec hours_item = {.name = "hours", .type = XC_TYPE_HOURS};

/* The fields of CONTRACT §3 that every stage has. */
static const struct xc_spec common[] = {
    {.name = "id", .type = XC_TYPE_ID, .required = true},
    {.name = "title", .type = XC_TYPE_TEXT},
    {.name = "opens", .type = XC_TYPE_OPENS},
    {.name = "window", .type = XC_TYPE_WINDOW},
    {.name = "crew", .type = XC_TYPE_SEATS},
    {.name = "nature", .type = XC_TYPE_CHOICE, .choices = nature_words},
    {.name = "method", .type = XC_TYPE_CHOICE, .choices = method_words},
    {.name = "basis", .type = XC_TYPE_TEXT},
    {.name = "period", .type = XC_TYPE_WINDOW},
    {.name = "hours", .type = XC_TYPE_LIST, .inner = &hours_item},
    {.name = "embargo", .type = XC_TYPE_EMBARGO},
    {.name = "merge", .type = XC_TYPE_BOOLEAN},
    {.name = "cap", .type = XC_TYPE_COUNT, .max = 366},
};
enum { COMMON = sizeof(common) / sizeof(common[0]), OWNER = 96 };

static _Noreturn void raise_unknown(lua_State *L, const char *owner, struct xc_str name,
                                    const struct xc_keys *parameters) {
    struct xc_str names[128];
    size_t count = 0;
    for (size_t i = 0; i < COMMON; i++)
        names[count++] = xc_str_from(common[i].name);
    for (size_t i = 0; i < parameters->count && count < 128; i++)
        names[count++] = parameters->items[i].text;
    xc_schema_unknown(L, owner, name, names, count);
}

/* The plugin's own parameter that the key names: checks the value at the top (kept) and
 * puts it into the table at index values. False: the plugin has no such parameter. */
static bool take_parameter(lua_State *L, int parameters, const struct xc_key *key,
                           int values, const char *owner) {
    int value = lua_gettop(L);
    lua_getfield(L, parameters, key->text.ptr);
    const struct xc_parameter *parameter = xc_parameter_at(L, -1);
    if (parameter == NULL) {
        lua_pop(L, 1);
        return false;
    }
    struct xc_spec spec = parameter->spec;
    spec.name = key->text.ptr;
    xc_schema_check(L, &spec, value, owner);
    if (spec.type != XC_TYPE_PERIOD) {
        lua_pop(L, 1);
        lua_pushvalue(L, value);
    }
    lua_setfield(L, values, key->text.ptr);
    lua_settop(L, value);
    return true;
}

/* Fills defaults, and raises for what is missing. */
static void complete(lua_State *L, int parameters, const struct xc_keys *names,
                     int values, const char *owner) {
    for (size_t i = 0; i < names->count; i++) {
        const char *name = names->items[i].text.ptr;
        int top = lua_gettop(L);
        lua_getfield(L, parameters, name);
        if (lua_getfield(L, values, name) == LUA_TNIL) {
            if (xc_parameter_at(L, top + 1)->spec.required)
                xc_host_raise(L, "%s: parameter '%s' is missing", owner, name);
            xc_value_push_data(L, top + 1);
            lua_getfield(L, -1, "fallback");
            lua_setfield(L, values, name);
        }
        lua_settop(L, top);
    }
}

enum { AT_PLUGIN = 1, AT_GIVEN, AT_COMMON, AT_VALUES, AT_PARAMETERS, AT_NAMES, AT_KEYS };

/* Checks one field of the author's table. */
static void take_field(lua_State *L, const struct xc_key *key, const char *owner) {
    if (key->type != XC_KEY_TEXT)
        xc_host_raise(L, "%s: every parameter needs a name", owner);
    lua_pushlstring(L, key->text.ptr, key->text.len);
    lua_rawget(L, AT_GIVEN);
    int value = lua_gettop(L);
    bool known = take_parameter(L, AT_PARAMETERS, key, AT_VALUES, owner);
    const struct xc_spec *spec = xc_schema_find(common, COMMON, key->text);
    if (spec != NULL) {
        xc_schema_check(L, spec, value, owner);
        lua_setfield(L, AT_COMMON, spec->name);
        known = true;
    }
    if (!known)
        raise_unknown(L, owner, key->text, lua_touserdata(L, AT_NAMES));
    lua_settop(L, AT_KEYS);
}

void xc_stage_push(lua_State *L) {
    static const struct xc_spec *const id = &common[0];
    char owner[OWNER];
    xc_value_push_data(L, AT_PLUGIN);
    lua_getfield(L, -1, "name");
    (void)snprintf(owner, sizeof(owner), "%s", lua_tostring(L, -1));
    lua_settop(L, AT_GIVEN);
    if (lua_type(L, AT_GIVEN) != LUA_TTABLE)
        xc_host_raise(L, "%s: a table of parameters in braces is expected", owner);
    if (lua_getfield(L, AT_GIVEN, "id") == LUA_TNIL)
        xc_host_raise(L, "%s: parameter 'id' is missing", owner);
    xc_schema_check(L, id, -1, owner);
    (void)snprintf(owner, sizeof(owner), "stage '%s'", lua_tostring(L, -1));
    lua_settop(L, AT_GIVEN);
    lua_createtable(L, 0, COMMON);
    lua_createtable(L, 0, 16);
    xc_value_push_data(L, AT_PLUGIN);
    lua_getfield(L, -1, "params");
    lua_remove(L, -2);
    const struct xc_keys *names = xc_value_keys(L, AT_PARAMETERS);
    const struct xc_keys *keys = xc_value_keys(L, AT_GIVEN);
    for (size_t i = 0; i < keys->count; i++)
        take_field(L, &keys->items[i], owner);
    complete(L, AT_PARAMETERS, names, AT_VALUES, owner);
    if (lua_getfield(L, AT_COMMON, "nature") == LUA_TNIL)
        xc_host_raise(
            L, "%s: parameter 'nature' is missing: 'enforcement' or 'agency_check'",
            owner);
    lua_pop(L, 1);
    lua_createtable(L, 0, 6);
    int record = lua_gettop(L);
    static const char *const kept[] = {"id", "window", "crew"};
    for (size_t i = 0; i < 3; i++) {
        lua_getfield(L, AT_GIVEN, kept[i]);
        lua_setfield(L, record, kept[i]);
    }
    lua_pushvalue(L, AT_PLUGIN);
    lua_setfield(L, record, "plugin");
    lua_pushvalue(L, AT_COMMON);
    lua_setfield(L, record, "common");
    lua_pushvalue(L, AT_VALUES);
    lua_setfield(L, record, "values");
    (void)xc_value_wrap(L, XC_VALUE_STAGE);
}

/* A stage without a window of its own spans its obligations. Dates compare as texts. */
static void put_window(lua_State *L, int stage, int obligations) {
    if (lua_getfield(L, stage, "window") != LUA_TNIL || lua_rawlen(L, obligations) == 0) {
        lua_pop(L, 1);
        return;
    }
    lua_createtable(L, 2, 0);
    int window = lua_gettop(L);
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, obligations); i++) {
        lua_rawgeti(L, obligations, i);
        lua_getfield(L, -1, "window");
        for (lua_Integer end = 1; end <= 2; end++) {
            lua_rawgeti(L, window + 2, end);
            bool first = lua_rawgeti(L, window, end) == LUA_TNIL;
            int order = first ? 0 : strcmp(lua_tostring(L, -2), lua_tostring(L, -1));
            lua_pop(L, 1);
            if (first || (end == 1 ? order < 0 : order > 0))
                lua_rawseti(L, window, end);
            else
                lua_pop(L, 1);
        }
        lua_settop(L, window);
    }
    lua_setfield(L, stage, "window");
    lua_settop(L, window - 2);
}

/* Whether the targets of an obligation in the list at index come from a draw. */
static bool any_drawn(lua_State *L, int index) {
    bool drawn = false;
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, index) && !drawn; i++) {
        lua_rawgeti(L, index, i);
        lua_getfield(L, -1, "targets");
        drawn = lua_getfield(L, -1, "drawn") != LUA_TNIL;
        lua_pop(L, 3);
    }
    return drawn;
}

/* A follow-up is a visit of its own: it is joined with another only where the author says
 * so. */
static void put_merge(lua_State *L, int stage, int obligations) {
    bool follows = false;
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, obligations); i++) {
        lua_rawgeti(L, obligations, i);
        follows = lua_getfield(L, -1, "since") != LUA_TNIL || follows;
        lua_pop(L, 2);
    }
    if (follows && lua_getfield(L, stage, "merge") == LUA_TNIL) {
        lua_pushboolean(L, 0);
        lua_setfield(L, stage, "merge");
    }
    lua_settop(L, obligations);
}

/* Pushes the stage's document from its record and the builder's shared lists. */
static void push_document(lua_State *L, int record, int shared) {
    lua_createtable(L, 0, 16);
    int stage = lua_gettop(L);
    lua_getfield(L, record, "common");
    for (lua_pushnil(L); lua_next(L, stage + 1) != 0;) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_settable(L, stage);
    }
    lua_pushnil(L); /* the crew stands in the obligations */
    lua_setfield(L, stage, "crew");
    lua_getfield(L, record, "plugin");
    xc_value_push_data(L, -1);
    lua_getfield(L, -1, "name");
    lua_setfield(L, stage, "plugin");
    lua_settop(L, stage);
    lua_getfield(L, shared, "draws");
    lua_setfield(L, stage, "draws");
    lua_getfield(L, shared, "obligations");
    lua_pushstring(L, any_drawn(L, stage + 1) ? "drawn" : "coverage");
    lua_setfield(L, stage, "kind");
    put_window(L, stage, stage + 1);
    put_merge(L, stage, stage + 1);
    lua_setfield(L, stage, "obligations");
    lua_settop(L, stage);
}

void xc_stage_plan(lua_State *L, int index, lua_Integer year) {
    struct xc_host *host = xc_host_of(L);
    index = lua_absindex(L, index);
    luaL_checkstack(L, 32, NULL);
    int base = lua_gettop(L);
    const struct xc_value *stage = xc_value_at(L, index, XC_VALUE_STAGE);
    xc_value_push_data(L, index);
    int record = base + 1;
    xc_builder_push(L, record, year);
    int builder = base + 2;
    lua_getfield(L, record, "id");
    host->stage_at = stage->place;
    host->stage = lua_tostring(L, -1);
    lua_getfield(L, record, "plugin");
    xc_value_push_data(L, -1);
    lua_getfield(L, -1, "plan");
    lua_pushvalue(L, builder);
    lua_getfield(L, record, "values");
    lua_call(L, 2, 0);
    lua_settop(L, builder);
    xc_value_push_data(L, builder);
    lua_getfield(L, -1, "shared");
    int shared = lua_gettop(L);
    lua_getfield(L, shared, "draws");
    lua_getfield(L, shared, "obligations");
    if (lua_rawlen(L, -1) == 0 && lua_rawlen(L, -2) == 0)
        xc_host_raise(L, "stage '%s': the plugin asked for nothing", host->stage);
    host->stage = NULL;
    push_document(L, record, shared);
    lua_createtable(L, 0, 2);
    lua_insert(L, -2);
    lua_setfield(L, -2, "stage");
    lua_getfield(L, shared, "dues");
    lua_setfield(L, -2, "dues");
    lua_getfield(L, shared, "phases");
    lua_setfield(L, -2, "phases");
    lua_replace(L, record);
    lua_settop(L, record);
}

void xc_stage_open(lua_State *L) {
    xc_value_define(L, XC_VALUE_STAGE, NULL, NULL);
    xc_builder_open(L);
}
