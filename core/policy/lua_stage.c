/* Stages: what every stage may say, whatever its plugin, and what a plugin does with
 * `stage`. */
#include "policy/plugin.h"

#include <stdio.h>
#include <string.h>

static const char *const nature_words[] = {"enforcement", "agency_check", NULL};
static const char *const method_words[] = {"site", "written", "phone", "night", NULL};
static const char *const extra_words[] = {"weight", "draw", "id", NULL};
static const char *const order_words[] = {"draw", "zone", NULL};
static const char *const rotate_words[] = {"lead", "all", NULL};
static const char *const areas_words[] = {"fixed", "free", "swap", NULL};

static const struct xc_spec text_item = {.name = "item", .type = XC_TYPE_TEXT};
static const struct xc_spec hours_item = {.name = "hours", .type = XC_TYPE_HOURS};
static const struct xc_spec duty_item = {.name = "duty", .type = XC_TYPE_DUTY};

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

static const struct xc_spec obligation[] = {
    {.name = "targets", .type = XC_TYPE_TARGETS, .required = true},
    {.name = "window", .type = XC_TYPE_WINDOW},
    {.name = "times", .type = XC_TYPE_COUNT, .min = 1, .max = 366},
    {.name = "each", .type = XC_TYPE_PERIOD},
    {.name = "min_each", .type = XC_TYPE_COUNT, .max = 366},
    {.name = "average", .type = XC_TYPE_AVERAGE},
    {.name = "max_per", .type = XC_TYPE_COUNT, .max = 366},
    {.name = "extra_by", .type = XC_TYPE_CHOICE, .choices = extra_words},
    {.name = "gap", .type = XC_TYPE_COUNT, .max = 366},
    {.name = "minutes", .type = XC_TYPE_COUNT, .min = 1, .max = 1440},
    {.name = "days", .type = XC_TYPE_COUNT, .min = 1, .max = 60},
    {.name = "travel", .type = XC_TYPE_COUNT, .max = 30},
    {.name = "rotate", .type = XC_TYPE_CHOICE, .choices = rotate_words},
    {.name = "uses", .type = XC_TYPE_LIST, .inner = &text_item},
    {.name = "tasks", .type = XC_TYPE_PERIOD},
    {.name = "order", .type = XC_TYPE_CHOICE, .choices = order_words},
    {.name = "areas", .type = XC_TYPE_CHOICE, .choices = areas_words},
    {.name = "duties", .type = XC_TYPE_LIST, .inner = &duty_item},
    {.name = "items", .type = XC_TYPE_LIST, .inner = &text_item},
    {.name = "crew", .type = XC_TYPE_SEATS},
    {.name = "panel", .type = XC_TYPE_SEATS},
};
enum { OBLIGATION = sizeof(obligation) / sizeof(obligation[0]) };

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

/* A BUILDER's data: {id, window, crew, prefix, outer, shared = {draws, obligations, dues,
 * labels}}; shared is one table for a stage and all that lies within it. */
static void check_builder(lua_State *L, const char *method) {
    if (xc_value_at(L, 1, XC_VALUE_BUILDER) == NULL)
        xc_host_raise(L, "%s: write stage:%s(…) with a colon", method, method);
}

/* Pushes list `name` of shared of the builder at 1. */
static void push_shared(lua_State *L, const char *name) {
    xc_value_push_data(L, 1);
    lua_getfield(L, -1, "shared");
    lua_getfield(L, -1, name);
    lua_replace(L, -3);
    lua_pop(L, 1);
}

static void append(lua_State *L, const char *name) {
    push_shared(L, name);
    lua_insert(L, -2);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    lua_pop(L, 1);
}

static void owner_of(lua_State *L, char owner[OWNER]) {
    xc_value_push_data(L, 1);
    lua_getfield(L, -1, "id");
    (void)snprintf(owner, OWNER, "stage '%s'", lua_tostring(L, -1));
    lua_pop(L, 2);
}

static bool is_label(struct xc_str text) {
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        bool fine = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                    (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' ||
                    byte == '/';
        if (!fine)
            return false;
    }
    return text.len > 0 && text.len <= 64 && text.ptr[0] != '/' &&
           text.ptr[text.len - 1] != '/';
}

/* Pushes "prefix/label" and makes sure that it is new. */
static void push_label(lua_State *L, int index, const char *owner) {
    if (lua_type(L, index) != LUA_TSTRING || !is_label(xc_value_text(L, index)))
        xc_host_raise(L, "%s: draw: a label such as 'targets' is expected, not %s", owner,
                      xc_value_describe(L, index));
    xc_value_push_data(L, 1);
    lua_getfield(L, -1, "prefix");
    lua_pushfstring(L, "%s/%s", lua_tostring(L, -1), lua_tostring(L, index));
    lua_replace(L, -3);
    lua_pop(L, 1);
    push_shared(L, "labels");
    lua_pushvalue(L, -2);
    if (lua_rawget(L, -2) != LUA_TNIL)
        xc_host_raise(L, "%s: the label '%s' is used twice", owner, lua_tostring(L, -3));
    lua_pop(L, 1);
    lua_pushvalue(L, -2);
    lua_pushboolean(L, 1);
    lua_rawset(L, -3);
    lua_pop(L, 1);
}

/* stage:draw(label, draw, { batches = 'monthly' }) */
static int stage_draw(lua_State *L) {
    static const struct xc_spec options[] = {{.name = "batches", .type = XC_TYPE_PERIOD}};
    char owner[OWNER];
    check_builder(L, "draw");
    lua_settop(L, 4);
    owner_of(L, owner);
    const struct xc_value *drawn = xc_value_at(L, 3, XC_VALUE_DRAW);
    if (drawn == NULL)
        xc_host_raise(L, "%s: draw: a draw such as pick or share is expected, not %s",
                      owner, xc_value_describe(L, 3));
    push_label(L, 2, owner);
    if (lua_isnil(L, 4))
        lua_createtable(L, 0, 8);
    else
        xc_schema_fields(L, options, 1, 4, owner, false);
    xc_value_push_data(L, 3);
    for (lua_pushnil(L); lua_next(L, 7) != 0;) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_settable(L, 6);
    }
    xc_value_push_data(L, 1);
    lua_getfield(L, -1, "outer");
    lua_setfield(L, 6, "outer");
    lua_pushvalue(L, 5);
    lua_setfield(L, 6, "label");
    lua_settop(L, 6);
    append(L, "draws");
    lua_createtable(L, 0, 1);
    lua_pushvalue(L, 5);
    lua_setfield(L, -2, "drawn");
    struct xc_value *value = xc_value_wrap(L, XC_VALUE_DRAWN);
    value->tag = drawn->tag;
    return 1;
}

/* drawn:each(function(area) … end): traced once with a placeholder. */
static int drawn_each(lua_State *L) {
    const struct xc_value *drawn = xc_value_at(L, 1, XC_VALUE_DRAWN);
    if (drawn == NULL || drawn->tag != XC_VALUE_AREAS)
        xc_host_raise(L, "each: only drawn areas can be gone through, not %s",
                      xc_value_describe(L, 1));
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_settop(L, 2);
    xc_value_push_data(L, 1);
    (void)xc_value_wrap(L, XC_VALUE_AREA);
    lua_call(L, 1, 0);
    return 0;
}

static int stage_within(lua_State *L) {
    check_builder(L, "within");
    lua_settop(L, 2);
    if (xc_value_at(L, 2, XC_VALUE_AREA) == NULL)
        xc_host_raise(L, "within: a drawn area is expected, not %s",
                      xc_value_describe(L, 2));
    static const char *const kept[] = {"id", "window", "crew", "prefix", "shared"};
    xc_value_push_data(L, 1);
    lua_createtable(L, 0, 8);
    for (size_t i = 0; i < 5; i++) {
        lua_getfield(L, 3, kept[i]);
        lua_setfield(L, 4, kept[i]);
    }
    xc_value_push_data(L, 2);
    lua_getfield(L, -1, "drawn");
    lua_setfield(L, 4, "outer");
    lua_settop(L, 4);
    (void)xc_value_wrap(L, XC_VALUE_BUILDER);
    return 1;
}

/* Where the obligation at index lacks it, takes crew or window from the stage. */
static void inherit(lua_State *L, int index, const char *name) {
    if (lua_getfield(L, index, name) == LUA_TNIL) {
        xc_value_push_data(L, 1);
        if (lua_getfield(L, -1, name) != LUA_TNIL)
            xc_value_push_data(L, -1);
        lua_setfield(L, index, name);
    }
    lua_settop(L, index);
}

static int stage_oblige(lua_State *L) {
    char owner[OWNER];
    check_builder(L, "oblige");
    lua_settop(L, 2);
    owner_of(L, owner);
    xc_schema_fields(L, obligation, OBLIGATION, 2, owner, false);
    inherit(L, 3, "crew");
    inherit(L, 3, "window");
    if (lua_getfield(L, 3, "crew") == LUA_TNIL)
        xc_host_raise(L, "%s: parameter 'crew' is missing", owner);
    push_shared(L, "obligations");
    lua_Integer number = (lua_Integer)lua_rawlen(L, -1) + 1;
    xc_value_push_data(L, 1);
    lua_getfield(L, -1, "prefix");
    lua_pushfstring(L, "%s/%d", lua_tostring(L, -1), (int)number);
    lua_setfield(L, 3, "label");
    lua_settop(L, 3);
    append(L, "obligations");
    return 0;
}

static int stage_due(lua_State *L) {
    check_builder(L, "due");
    lua_settop(L, 2);
    xc_programme_push_due(L, 2);
    append(L, "dues");
    return 0;
}

/* upvalue 1: the methods. */
static int read_builder(lua_State *L) {
    static const char *const shown[] = {"id", "window", "crew"};
    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
        return 1;
    xc_value_push_data(L, 1);
    for (size_t i = 0; i < 3; i++)
        if (lua_type(L, 2) == LUA_TSTRING && strcmp(lua_tostring(L, 2), shown[i]) == 0) {
            lua_getfield(L, 4, shown[i]);
            return 1;
        }
    xc_host_raise(L, "stage has no %s", xc_value_describe(L, 2));
}

static void push_year(lua_State *L, lua_Integer year) {
    lua_createtable(L, 2, 0);
    lua_pushfstring(L, "%d-01-01", (int)year);
    lua_rawseti(L, -2, 1);
    lua_pushfstring(L, "%d-12-31", (int)year);
    lua_rawseti(L, -2, 2);
    (void)xc_value_wrap(L, XC_VALUE_WINDOW);
}

/* Pushes a BUILDER for the record (STAGE data) at index. */
static void push_builder(lua_State *L, int record, lua_Integer year) {
    static const char *const lists[] = {"draws", "obligations", "dues", "labels"};
    lua_createtable(L, 0, 8);
    int data = lua_gettop(L);
    lua_getfield(L, record, "id");
    lua_pushvalue(L, -1);
    lua_setfield(L, data, "prefix");
    lua_setfield(L, data, "id");
    lua_getfield(L, record, "crew");
    lua_setfield(L, data, "crew");
    if (lua_getfield(L, record, "window") == LUA_TNIL) {
        lua_pop(L, 1);
        push_year(L, year);
    }
    lua_setfield(L, data, "window");
    lua_createtable(L, 0, 4);
    for (size_t i = 0; i < 4; i++) {
        lua_createtable(L, 0, 0);
        lua_setfield(L, -2, lists[i]);
    }
    lua_setfield(L, data, "shared");
    (void)xc_value_wrap(L, XC_VALUE_BUILDER);
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
    lua_pushstring(L, lua_rawlen(L, -1) > 0 ? "drawn" : "coverage");
    lua_setfield(L, stage, "kind");
    lua_setfield(L, stage, "draws");
    lua_getfield(L, shared, "obligations");
    put_window(L, stage, stage + 1);
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
    push_builder(L, record, year);
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
    lua_replace(L, record);
    lua_settop(L, record);
}

void xc_stage_open(lua_State *L) {
    static const luaL_Reg methods[] = {{"draw", stage_draw},
                                       {"oblige", stage_oblige},
                                       {"within", stage_within},
                                       {"due", stage_due},
                                       {NULL, NULL}};
    static const luaL_Reg drawn[] = {{"each", drawn_each}, {NULL, NULL}};
    xc_value_define(L, XC_VALUE_STAGE, NULL, NULL);
    xc_value_define(L, XC_VALUE_BUILDER, NULL, NULL);
    lua_createtable(L, 0, 1);
    (void)xc_value_wrap(L, XC_VALUE_BUILDER);
    (void)lua_getmetatable(L, -1);
    luaL_newlib(L, methods);
    lua_pushcclosure(L, read_builder, 1);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 2);
    xc_value_define(L, XC_VALUE_DRAWN, drawn, NULL);
    xc_value_define(L, XC_VALUE_AREA, NULL, NULL);
}
