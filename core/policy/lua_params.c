/* params { own_share = percent(5) }: values that `plan --set` can override. The type of a
 * parameter is the type of the policy's own value. */
#include "policy/bindings.h"
#include "policy/schema.h"

#include "base/date.h"
#include "register/json.h"

#include <string.h>

static const char declared_key = 0; /* the list for the rules, in the registry */

enum parameter {
    PARAM_INTEGER,
    PARAM_TEXT,
    PARAM_DATE,
    PARAM_SHARE,
    PARAM_BOOLEAN,
    PARAM_LIST
};

/* A list stands in the rules as a text with commas, as it is set. */
static const char *const parameter_words[] = {"integer", "text",    "date",
                                              "share",   "boolean", "text"};
static const char *const parameter_refusals[] = {
    "--set %s=%.*s: a whole number is expected",
    "--set %s=%.*s: a text is expected",
    "--set %s=%.*s: a date such as 2021-11-30 is expected",
    "--set %s=%.*s: a share such as 8%% is expected",
    "--set %s=%.*s: true or false is expected",
    "--set %s=%.*s: texts with commas between are expected"};

static enum parameter type_of(lua_State *L, int index, const char *name) {
    static const struct xc_spec text = {.name = "value", .type = XC_TYPE_TEXT};
    static const struct xc_spec list = {
        .name = "value", .type = XC_TYPE_LIST, .inner = &text};
    xc_date date = 0;
    if (xc_value_at(L, index, XC_VALUE_FRACTION) != NULL)
        return PARAM_SHARE;
    if (lua_isinteger(L, index))
        return PARAM_INTEGER;
    if (lua_type(L, index) == LUA_TBOOLEAN)
        return PARAM_BOOLEAN;
    if (lua_type(L, index) == LUA_TSTRING) {
        xc_schema_check(L, &text, index, name);
        lua_pop(L, 1);
        return xc_date_parse(xc_value_text(L, index), &date) ? PARAM_DATE : PARAM_TEXT;
    }
    if (lua_type(L, index) == LUA_TTABLE) {
        xc_schema_check(L, &list, index, name);
        lua_pop(L, 1);
        return PARAM_LIST;
    }
    xc_host_raise(
        L,
        "params: '%s' must be a whole number, a text, a date, percent(…), true, "
        "false or a list of texts, not %s",
        name, xc_value_describe(L, index));
}

static bool push_integer(lua_State *L, struct xc_str text) {
    bool negative = text.len > 1 && text.ptr[0] == '-';
    uint64_t number = 0;
    if (!xc_str_to_uint(negative ? xc_str_slice(text, 1, text.len - 1) : text, 1000000000,
                        &number))
        return false;
    lua_pushinteger(L, negative ? -(lua_Integer)number : (lua_Integer)number);
    return true;
}

static bool push_share(lua_State *L, struct xc_str text) {
    lua_Integer a = 0;
    lua_Integer b = 1;
    bool percent = xc_str_ends(text, XC_STR("%"));
    if (percent)
        text.len--;
    lua_pushlstring(L, text.ptr, text.len);
    if (!xc_schema_fraction(L, lua_gettop(L), &a, &b) || a > b * (percent ? 100 : 1)) {
        lua_pop(L, 1);
        return false;
    }
    lua_pop(L, 1);
    xc_schema_push_fraction(L, a, percent ? b * 100 : b);
    xc_value_wrap(L, XC_VALUE_FRACTION);
    return true;
}

static bool push_boolean(lua_State *L, struct xc_str text) {
    bool yes = xc_str_is(text, "true") || xc_str_is(text, "yes") || xc_str_is(text, "是");
    if (!yes && !xc_str_is(text, "false") && !xc_str_is(text, "no") &&
        !xc_str_is(text, "否"))
        return false;
    lua_pushboolean(L, yes);
    return true;
}

/* No text is no item; between two commas there must be one. */
static bool push_list(lua_State *L, struct xc_str text) {
    lua_createtable(L, 4, 0);
    struct xc_str rest = text;
    if (xc_str_trim(text).len == 0)
        return true;
    for (lua_Integer i = 1; rest.ptr != NULL && i <= 1000; i++) {
        struct xc_str item = xc_str_trim(xc_str_cut(&rest, ','));
        if (item.len == 0) {
            lua_pop(L, 1);
            return false;
        }
        lua_pushlstring(L, item.ptr, item.len);
        lua_rawseti(L, -2, i);
    }
    return true;
}

/* Pushes the value that a setting's text stands for; false: it is none of the type. */
static bool push_setting(lua_State *L, enum parameter type, struct xc_str text) {
    xc_date date = 0;
    switch (type) {
    case PARAM_INTEGER:
        return push_integer(L, text);
    case PARAM_SHARE:
        return push_share(L, text);
    case PARAM_BOOLEAN:
        return push_boolean(L, text);
    case PARAM_LIST:
        return push_list(L, text);
    case PARAM_DATE:
        if (!xc_date_parse(text, &date))
            return false;
        break;
    case PARAM_TEXT:
        break;
    }
    lua_pushlstring(L, text.ptr, text.len);
    return true;
}

static const json_t *find_setting(const struct xc_host *host, const char *name) {
    const json_t *settings = json_object_get(host->request, "settings");
    const json_t *found = NULL;
    for (size_t i = 0; i < json_array_size(settings); i++) {
        const json_t *pair = json_array_get(settings, i);
        const char *key = json_string_value(json_array_get(pair, 0));
        if (key != NULL && strcmp(key, name) == 0)
            found = json_array_get(pair, 1); /* the last one wins */
    }
    return found;
}

/* name = value or name = { value, title = '…' }; pushes value and title. */
static void push_declaration(lua_State *L, int index, const char *name) {
    static const struct xc_spec title = {.name = "title", .type = XC_TYPE_TEXT};
    bool titled = false;
    if (lua_type(L, index) == LUA_TTABLE) {
        titled = lua_getfield(L, index, "title") != LUA_TNIL;
        lua_pop(L, 1);
    }
    if (!titled) {
        lua_pushvalue(L, index);
        lua_pushliteral(L, "");
        return;
    }
    lua_rawgeti(L, index, 1);
    lua_getfield(L, index, "title");
    xc_schema_check(L, &title, -1, name);
    lua_remove(L, -2);
}

/* Pushes the value at index as the rules have it. */
static void push_stored(lua_State *L, enum parameter type, int index) {
    if (type != PARAM_LIST) {
        lua_pushvalue(L, index);
        return;
    }
    lua_pushliteral(L, "");
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, index); i++) {
        lua_pushstring(L, i == 1 ? "" : ",");
        lua_rawgeti(L, index, i);
        lua_concat(L, 3);
    }
}

/* Adds one parameter to the values (index 2) and to the list for the rules (index 3). */
static void declare(lua_State *L, const char *name, lua_Integer number) {
    int top = lua_gettop(L); /* the author's value */
    push_declaration(L, top, name);
    int value = top + 1;
    enum parameter type = type_of(L, value, name);
    lua_pushvalue(L, value);
    const json_t *setting = find_setting(xc_host_of(L), name);
    if (setting != NULL) {
        struct xc_str text = xc_json_str(setting);
        lua_pop(L, 1);
        if (!push_setting(L, type, text))
            xc_host_raise_at(L, XC_EUSAGE, (struct xc_place){-1, 0},
                             parameter_refusals[type], name, XC_PRI(text));
    }
    lua_createtable(L, 0, 5);
    lua_pushstring(L, name);
    lua_setfield(L, -2, "name");
    lua_pushstring(L, parameter_words[type]);
    lua_setfield(L, -2, "type");
    lua_pushvalue(L, value + 1);
    lua_setfield(L, -2, "title");
    push_stored(L, type, value);
    lua_setfield(L, -2, "fallback");
    push_stored(L, type, value + 2);
    lua_setfield(L, -2, "value");
    lua_rawseti(L, 3, number);
    lua_pushvalue(L, value + 2);
    lua_setfield(L, 2, name);
    lua_settop(L, top);
}

int xc_lua_params(lua_State *L) {
    static const struct xc_spec id = {.name = "name", .type = XC_TYPE_ID};
    lua_settop(L, 1);
    luaL_checktype(L, 1, LUA_TTABLE);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &declared_key) != LUA_TNIL)
        xc_host_raise(L, "params: a policy declares its parameters once");
    lua_settop(L, 1);
    lua_createtable(L, 0, 8);
    lua_createtable(L, 8, 0);
    const struct xc_keys *keys = xc_value_keys(L, 1);
    for (size_t i = 0; i < keys->count; i++) {
        if (keys->items[i].type != XC_KEY_TEXT)
            xc_host_raise(L, "params: every parameter needs a name");
        lua_pushlstring(L, keys->items[i].text.ptr, keys->items[i].text.len);
        xc_schema_check(L, &id, -1, "params");
        lua_pushvalue(L, -1);
        lua_rawget(L, 1);
        declare(L, keys->items[i].text.ptr, (lua_Integer)i + 1);
        lua_settop(L, 4);
    }
    lua_pushvalue(L, 3);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &declared_key);
    lua_settop(L, 2);
    xc_value_wrap(L, XC_VALUE_PARAMS);
    return 1;
}

static int read_parameter(lua_State *L) {
    lua_settop(L, 2);
    xc_value_push_data(L, 1);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, 3) != LUA_TNIL)
        return 1;
    struct xc_str nearest = {"", 0};
    if (lua_type(L, 2) == LUA_TSTRING)
        nearest = xc_value_suggest(L, xc_value_text(L, 2), xc_value_keys(L, 3));
    const char *name = xc_value_describe(L, 2);
    if (nearest.len > 0)
        xc_host_raise(L, "params: no parameter %s is declared (%.*s?)", name,
                      XC_PRI(nearest));
    xc_host_raise(L, "params: no parameter %s is declared", name);
}

/* Every --set must have met a parameter. list is the declared list at index. */
static void check_settings(lua_State *L, int index) {
    const json_t *settings = json_object_get(xc_host_of(L)->request, "settings");
    lua_createtable(L, 0, 8);
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, index); i++) {
        lua_rawgeti(L, index, i);
        lua_getfield(L, -1, "name");
        lua_pushboolean(L, 1);
        lua_rawset(L, -4);
        lua_pop(L, 1);
    }
    int names = lua_gettop(L);
    for (size_t i = 0; i < json_array_size(settings); i++) {
        const json_t *key = json_array_get(json_array_get(settings, i), 0);
        struct xc_str name = xc_json_str(key);
        lua_pushlstring(L, name.ptr, name.len);
        if (lua_rawget(L, names) != LUA_TNIL) {
            lua_pop(L, 1);
            continue;
        }
        struct xc_str nearest = xc_value_suggest(L, name, xc_value_keys(L, names));
        struct xc_place nowhere = {-1, 0};
        if (nearest.len > 0)
            xc_host_raise_at(L, XC_EUSAGE, nowhere,
                             "--set %.*s: the policy has no such parameter (%.*s?)",
                             XC_PRI(name), XC_PRI(nearest));
        xc_host_raise_at(L, XC_EUSAGE, nowhere,
                         "--set %.*s: the policy has no such parameter", XC_PRI(name));
    }
    lua_settop(L, index);
}

void xc_params_push_declared(lua_State *L) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &declared_key) == LUA_TNIL) {
        lua_pop(L, 1);
        lua_createtable(L, 0, 0);
    }
    check_settings(L, lua_gettop(L));
    lua_pushnil(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &declared_key);
}

void xc_params_open(lua_State *L) {
    static const luaL_Reg meta[] = {{"__index", read_parameter}, {NULL, NULL}};
    xc_value_define(L, XC_VALUE_PARAMS, NULL, meta);
}
