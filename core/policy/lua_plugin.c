/* plugin { … }, the types of its parameters (param.date …), and `use`. */
#include "policy/plugin.h"

#include <stdio.h>
#include <string.h>

static const char loaded_key = 0; /* name → PLUGIN value, in the registry */

static const luaL_Reg no_methods[] = {{NULL, NULL}};

/* A PARAM's data anchors the texts its spec points to:
 * {means = …, fallback = …, inner = PARAM, unit = …, [1] … = choices}. */
static struct xc_parameter *new_parameter(lua_State *L, enum xc_type type) {
    struct xc_parameter *parameter =
        xc_value_wrap_sized(L, XC_VALUE_PARAM, sizeof(struct xc_parameter));
    parameter->spec.type = type;
    parameter->spec.name = "";
    parameter->spec.required = true;
    return parameter;
}

struct xc_parameter *xc_parameter_at(lua_State *L, int index) {
    return (struct xc_parameter *)(void *)xc_value_at(L, index, XC_VALUE_PARAM);
}

static struct xc_parameter *check_parameter(lua_State *L, int index, const char *owner) {
    struct xc_parameter *parameter = xc_parameter_at(L, index);
    if (parameter == NULL)
        xc_host_raise(L, "%s: a parameter type such as param.date is expected, not %s",
                      owner, xc_value_describe(L, index));
    return parameter;
}

/* Pushes a copy of the PARAM at index with its own data table, which is left below it. */
static struct xc_parameter *copy_parameter(lua_State *L, int index) {
    const struct xc_parameter *old = xc_parameter_at(L, index);
    lua_createtable(L, 4, 4);
    int data = lua_gettop(L);
    xc_value_push_data(L, index);
    for (lua_pushnil(L); lua_next(L, data + 1) != 0;) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_settable(L, data);
    }
    lua_settop(L, data);
    lua_pushvalue(L, data);
    struct xc_parameter *parameter = new_parameter(L, old->spec.type);
    struct xc_value value = parameter->value;
    *parameter = *old;
    parameter->value = value;
    if (parameter->spec.choices != NULL)
        parameter->spec.choices = parameter->choices;
    return parameter;
}

/* param.date:means 'what it is for' */
static int means(lua_State *L) {
    (void)check_parameter(L, 1, "means");
    luaL_checktype(L, 2, LUA_TSTRING);
    lua_settop(L, 2);
    (void)copy_parameter(L, 1);
    lua_pushvalue(L, 2);
    lua_setfield(L, 3, "means");
    return 1;
}

static int fall_back(lua_State *L) {
    const struct xc_parameter *parameter = check_parameter(L, 1, "default");
    lua_settop(L, 2);
    struct xc_spec spec = parameter->spec;
    spec.name = "default";
    xc_schema_check(L, &spec, 2, "param");
    lua_settop(L, 2);
    copy_parameter(L, 1)->spec.required = false;
    lua_pushvalue(L, 2);
    lua_setfield(L, 3, "fallback");
    return 1;
}

static int range(lua_State *L) {
    (void)check_parameter(L, 1, "range");
    lua_Integer min = luaL_checkinteger(L, 2);
    lua_Integer max = luaL_checkinteger(L, 3);
    lua_settop(L, 1);
    struct xc_parameter *copy = copy_parameter(L, 1);
    copy->spec.min = min;
    copy->spec.max = max;
    return 1;
}

static int optional(lua_State *L) {
    (void)check_parameter(L, 1, "param.optional");
    lua_settop(L, 2);
    if (!lua_isnil(L, 2))
        return fall_back(L);
    copy_parameter(L, 1)->spec.required = false;
    return 1;
}

static int list(lua_State *L) {
    struct xc_parameter *inner = check_parameter(L, 1, "param.list");
    lua_settop(L, 1);
    lua_createtable(L, 0, 1);
    lua_pushvalue(L, 1);
    lua_setfield(L, 2, "inner");
    new_parameter(L, XC_TYPE_LIST)->spec.inner = &inner->spec;
    return 1;
}

/* param.draw 'target' | 'inspector' | 'expert' | 'area' | 'zone' | 'crew' */
static int draw(lua_State *L) {
    static const char *const units[] = {"target", "inspector", "expert", "area",
                                        "zone",   "crew",      NULL};
    static const struct xc_spec unit = {
        .name = "unit", .type = XC_TYPE_CHOICE, .choices = units};
    static const enum xc_value_table tables[] = {XC_VALUE_TARGETS, XC_VALUE_PEOPLE,
                                                 XC_VALUE_PEOPLE,  XC_VALUE_AREAS,
                                                 XC_VALUE_ZONES,   XC_VALUE_CREWS};
    lua_settop(L, 1);
    xc_schema_check(L, &unit, 1, "param.draw");
    size_t at = 0;
    while (strcmp(lua_tostring(L, 1), units[at]) != 0)
        at++;
    lua_createtable(L, 0, 1);
    new_parameter(L, XC_TYPE_DRAW)->spec.table = tables[at];
    return 1;
}

/* param.choice { 'weight', 'draw' } */
static int choice(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer count = (lua_Integer)lua_rawlen(L, 1);
    if (count < 1 || count > XC_PARAMETER_CHOICES)
        xc_host_raise(L, "param.choice: from 1 to %d words are expected",
                      XC_PARAMETER_CHOICES);
    lua_settop(L, 1);
    lua_createtable(L, (int)count, 1);
    lua_pushvalue(L, 2);
    struct xc_parameter *parameter = new_parameter(L, XC_TYPE_CHOICE);
    parameter->spec.choices = parameter->choices;
    for (lua_Integer i = 1; i <= count; i++) {
        if (lua_rawgeti(L, 1, i) != LUA_TSTRING)
            xc_host_raise(L, "param.choice: texts are expected, not %s",
                          xc_value_describe(L, -1));
        parameter->choices[i - 1] = lua_tostring(L, -1);
        lua_rawseti(L, 2, i);
    }
    return 1;
}

int xc_lua_param(lua_State *L) {
    static const struct {
        const char *name;
        enum xc_type type;
    } plain[] = {
        {"text", XC_TYPE_TEXT},           {"id", XC_TYPE_ID},
        {"count", XC_TYPE_COUNT},         {"boolean", XC_TYPE_BOOLEAN},
        {"date", XC_TYPE_DATE},           {"time", XC_TYPE_TIME},
        {"window", XC_TYPE_WINDOW},       {"period", XC_TYPE_PERIOD},
        {"share", XC_TYPE_SHARE},         {"average", XC_TYPE_AVERAGE},
        {"selection", XC_TYPE_SELECTION}, {"seats", XC_TYPE_SEATS},
        {"duty", XC_TYPE_DUTY},           {"when", XC_TYPE_WHEN},
        {"days", XC_TYPE_OFFSET},         {"shares", XC_TYPE_SHARES},
        {"phase", XC_TYPE_PHASE},
    };
    static const luaL_Reg makers[] = {{"optional", optional},
                                      {"list", list},
                                      {"draw", draw},
                                      {"choice", choice},
                                      {NULL, NULL}};
    lua_createtable(L, 0, 24);
    luaL_setfuncs(L, makers, 0);
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
        lua_createtable(L, 0, 1);
        (void)new_parameter(L, plain[i].type);
        lua_setfield(L, -2, plain[i].name);
    }
    xc_sandbox_lock(L);
    return 1;
}

/* The plugin's parameters: names must be fine and not those of every stage. */
static void check_parameters(lua_State *L, int index) {
    static const struct xc_spec id = {.name = "params", .type = XC_TYPE_ID};
    const struct xc_keys *keys = xc_value_keys(L, index);
    for (size_t i = 0; i < keys->count; i++) {
        if (keys->items[i].type != XC_KEY_TEXT)
            xc_host_raise(L, "plugin: every parameter needs a name");
        lua_pushlstring(L, keys->items[i].text.ptr, keys->items[i].text.len);
        xc_schema_check(L, &id, -1, "plugin");
        lua_pushvalue(L, -1);
        lua_rawget(L, index);
        (void)check_parameter(L, -1, "plugin");
        lua_pop(L, 3);
    }
    lua_pop(L, 1);
}

int xc_lua_plugin(lua_State *L) {
    static const char *const names[] = {"api", "name", "summary", "params", "plan"};
    static const int wanted[] = {LUA_TNUMBER, LUA_TSTRING, LUA_TSTRING, LUA_TTABLE,
                                 LUA_TFUNCTION};
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    const struct xc_keys *keys = xc_value_keys(L, 1);
    struct xc_str known[5];
    for (size_t i = 0; i < 5; i++)
        known[i] = xc_str_from(names[i]);
    for (size_t i = 0; i < keys->count; i++) {
        bool found = false;
        for (size_t j = 0; j < 5; j++)
            found = found || (keys->items[i].type == XC_KEY_TEXT &&
                              xc_str_equal(keys->items[i].text, known[j]));
        if (!found && keys->items[i].type == XC_KEY_TEXT)
            xc_schema_unknown(L, "plugin", keys->items[i].text, known, 5);
        if (!found)
            xc_host_raise(L, "plugin: every field needs a name");
    }
    lua_settop(L, 1);
    lua_createtable(L, 0, 5);
    for (int i = 0; i < 5; i++) {
        if (lua_getfield(L, 1, names[i]) != wanted[i])
            xc_host_raise(L, "plugin: '%s' must be a %s, not %s", names[i],
                          lua_typename(L, wanted[i]), xc_value_describe(L, -1));
        if (i == 0 && lua_tointeger(L, -1) != 1)
            xc_host_raise(L, "plugin: api %s is not known; this program knows 1",
                          xc_value_describe(L, -1));
        if (i == 3)
            check_parameters(L, lua_gettop(L));
        lua_setfield(L, 2, names[i]);
    }
    (void)xc_value_wrap(L, XC_VALUE_PLUGIN);
    return 1;
}

static bool is_name(struct xc_str name) {
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] != '_' && (name.ptr[i] < 'a' || name.ptr[i] > 'z'))
            return false;
    return name.len > 0 && name.len <= 64;
}

/* The file number of a plugin, −1: there is none of the name. */
static int find_file(lua_State *L, struct xc_str name) {
    const json_t *plugins = json_object_get(xc_host_of(L)->request, "plugins");
    for (size_t i = 0; i < json_array_size(plugins); i++) {
        const json_t *plugin = json_array_get(plugins, i);
        if (xc_str_is(name, json_string_value(json_object_get(plugin, "name"))))
            return (int)json_integer_value(json_object_get(plugin, "file"));
    }
    return -1;
}

static _Noreturn void raise_missing(lua_State *L, struct xc_str name) {
    const json_t *plugins = json_object_get(xc_host_of(L)->request, "plugins");
    lua_createtable(L, 0, 8);
    for (size_t i = 0; i < json_array_size(plugins); i++) {
        lua_pushboolean(L, 1);
        lua_setfield(
            L, -2,
            json_string_value(json_object_get(json_array_get(plugins, i), "name")));
    }
    struct xc_str nearest = xc_value_suggest(L, name, xc_value_keys(L, -1));
    if (nearest.len > 0)
        xc_host_raise(L, "use: there is no plugin '%.*s' (%.*s?)", XC_PRI(name),
                      XC_PRI(nearest));
    xc_host_raise(L, "use: there is no plugin '%.*s'", XC_PRI(name));
}

static void load_plugin(lua_State *L, int file, struct xc_str name) {
    xc_bindings_push_environment(L, XC_FOR_PLUGIN);
    xc_host_load(L, file);
    lua_call(L, 0, 1);
    struct xc_place place = {file, 0};
    if (xc_value_at(L, -1, XC_VALUE_PLUGIN) == NULL)
        xc_host_raise_at(L, XC_EPOLICY, place, "the file must return plugin { … }");
    xc_value_push_data(L, -1);
    lua_getfield(L, -1, "name");
    if (!xc_str_equal(xc_value_text(L, -1), name))
        xc_host_raise_at(L, XC_EPOLICY, place, "the plugin calls itself '%s', not '%.*s'",
                         lua_tostring(L, -1), XC_PRI(name));
    lua_pop(L, 2);
}

void xc_plugin_push(lua_State *L, struct xc_str name) {
    if (!is_name(name))
        xc_host_raise(L, "use: '%.*s' is no name of a plugin: small letters and _ only",
                      XC_PRI(name));
    lua_rawgetp(L, LUA_REGISTRYINDEX, &loaded_key);
    lua_pushlstring(L, name.ptr, name.len);
    if (lua_rawget(L, -2) == LUA_TNIL) {
        lua_pop(L, 1);
        int file = find_file(L, name);
        if (file < 0)
            raise_missing(L, name);
        load_plugin(L, file, name);
        lua_pushlstring(L, name.ptr, name.len);
        lua_pushvalue(L, -2);
        lua_rawset(L, -4);
    }
    lua_remove(L, -2);
}

static void copy_fields(lua_State *L, int from, int to) {
    for (lua_pushnil(L); lua_next(L, from) != 0;) {
        xc_host_charge(L, 1);
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, to);
    }
}

/* upvalue 1: the PLUGIN; 2: what its stages say unless the author's table says it. */
static int construct(lua_State *L) {
    lua_settop(L, 1);
    if (lua_type(L, 1) == LUA_TTABLE) {
        lua_createtable(L, 0, 16);
        lua_pushvalue(L, lua_upvalueindex(2));
        copy_fields(L, 3, 2);
        copy_fields(L, 1, 2);
        lua_settop(L, 2);
        lua_replace(L, 1);
    }
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    xc_stage_push(L);
    return 1;
}

/* use 'name', use('name', { window = …, nature = … }, …): later tables win. */
int xc_lua_use(lua_State *L) {
    int given = lua_gettop(L);
    if (lua_type(L, 1) != LUA_TSTRING)
        xc_host_raise(L, "use: the name of a plugin is expected, not %s",
                      xc_value_describe(L, 1));
    lua_createtable(L, 0, 16);
    for (int i = 2; i <= given; i++) {
        if (lua_type(L, i) != LUA_TTABLE)
            xc_host_raise(L, "use: what its stages have in common is a table, not %s",
                          xc_value_describe(L, i));
        copy_fields(L, i, given + 1);
    }
    xc_plugin_push(L, xc_value_text(L, 1));
    lua_insert(L, given + 1);
    lua_pushcclosure(L, construct, 2);
    return 1;
}

/* "after(1, 'day')" of the days at index; nothing is pushed where it is none. */
static bool push_days(lua_State *L, int index) {
    const struct xc_value *after = xc_value_at(L, index, XC_VALUE_AFTER);
    const struct xc_value *before = xc_value_at(L, index, XC_VALUE_BEFORE);
    if (before == NULL && (after == NULL || after->tag == 0))
        return false;
    int top = lua_gettop(L);
    xc_value_push_data(L, index);
    lua_getfield(L, top + 1, before != NULL ? "before" : "count");
    lua_getfield(L, top + 1, "unit");
    lua_pushfstring(L, "%s(%d, '%s')", before != NULL ? "before" : "after",
                    (int)lua_tointeger(L, top + 2), lua_tostring(L, top + 3));
    lua_replace(L, top + 1);
    lua_settop(L, top + 1);
    return true;
}

/* Pushes a fallback as text: words as they are, lists joined by commas. */
static void push_fallback(lua_State *L, int index) {
    lua_Integer a = 0;
    lua_Integer b = 1;
    if (lua_isnil(L, index))
        lua_pushliteral(L, "");
    else if (lua_type(L, index) == LUA_TTABLE)
        lua_pushliteral(L, "{}");
    else if (lua_type(L, index) == LUA_TUSERDATA && xc_schema_fraction(L, index, &a, &b))
        lua_pushfstring(L, "%d/%d", (int)a, (int)b);
    else if (!push_days(L, index))
        xc_sandbox_push_text(L, index);
}

/* "list of texts"-like names stay short: the inner type's word in brackets. */
static void push_type(lua_State *L, const struct xc_spec *spec) {
    static const char *const units[] = {"target", "person", "area", "zone", "crew"};
    if (spec->type == XC_TYPE_LIST)
        lua_pushfstring(L, "list of %s", xc_schema_word(spec->inner->type));
    else if (spec->type == XC_TYPE_DRAW)
        lua_pushfstring(L, "draw of %s", units[spec->table]);
    else
        lua_pushstring(L, xc_schema_word(spec->type));
}

static void push_choices(lua_State *L, const struct xc_spec *spec) {
    lua_pushstring(L, spec->choices[0]);
    for (size_t i = 1; spec->choices[i] != NULL; i++) {
        lua_pushfstring(L, "%s, %s", lua_tostring(L, -1), spec->choices[i]);
        lua_remove(L, -2);
    }
}

static void push_parameter(lua_State *L, int index, struct xc_str name) {
    const struct xc_parameter *parameter = xc_parameter_at(L, index);
    lua_createtable(L, 0, 5);
    int record = lua_gettop(L);
    xc_value_put_text(L, "name", name);
    if (parameter->spec.type == XC_TYPE_CHOICE)
        push_choices(L, &parameter->spec);
    else
        push_type(L, &parameter->spec);
    lua_setfield(L, record, "type");
    lua_pushboolean(L, parameter->spec.required);
    lua_setfield(L, record, "required");
    xc_value_push_data(L, index);
    lua_getfield(L, -1, "fallback");
    push_fallback(L, lua_gettop(L));
    lua_setfield(L, record, "fallback");
    lua_getfield(L, record + 1, "means");
    lua_setfield(L, record, "summary");
    lua_settop(L, record);
}

void xc_plugin_push_description(lua_State *L) {
    lua_createtable(L, 0, 3);
    int answer = lua_gettop(L);
    xc_value_push_data(L, answer - 1);
    lua_getfield(L, -1, "name");
    lua_setfield(L, answer, "name");
    lua_getfield(L, -1, "summary");
    lua_setfield(L, answer, "summary");
    lua_getfield(L, -1, "params");
    int params = lua_gettop(L);
    lua_createtable(L, 8, 0);
    const struct xc_keys *keys = xc_value_keys(L, params);
    for (size_t i = 0; i < keys->count; i++) {
        lua_getfield(L, params, keys->items[i].text.ptr);
        push_parameter(L, lua_gettop(L), keys->items[i].text);
        lua_rawseti(L, params + 1, (lua_Integer)i + 1);
        lua_pop(L, 1);
    }
    lua_pushvalue(L, params + 1);
    lua_setfield(L, answer, "parameters");
    lua_settop(L, answer);
    lua_replace(L, answer - 1);
}

json_t *xc_plugin_used_json(lua_State *L) {
    json_t *used = json_object();
    if (lua_checkstack(L, 4) == 0)
        return used;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &loaded_key);
    for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1))
        (void)json_object_set_new(used, lua_tostring(L, -2), json_true());
    lua_pop(L, 1);
    return used;
}

void xc_plugin_open(lua_State *L) {
    static const luaL_Reg methods[] = {
        {"means", means}, {"default", fall_back}, {"range", range}, {NULL, NULL}};
    xc_value_define(L, XC_VALUE_PARAM, methods, NULL);
    xc_value_define(L, XC_VALUE_PLUGIN, no_methods, NULL);
    lua_createtable(L, 0, 4);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &loaded_key);
}
