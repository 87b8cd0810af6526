/* params { own_share = percent(5) }: values that `plan --set` can override. The type of a
 * parameter is the type of the policy's own value; what else a form shows or checks
 * (title, unit, least, most, choices) may stand beside it. */
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

/* 8%, 0.08, or 2/25 for what no decimal says. */
static bool read_share(lua_State *L, struct xc_str text, lua_Integer *a, lua_Integer *b) {
    bool percent = xc_str_ends(text, XC_STR("%"));
    struct xc_str below = xc_str_slice(text, 0, text.len - percent);
    struct xc_str above = xc_str_cut(&below, '/');
    uint64_t parts = 1;
    lua_pushlstring(L, above.ptr, above.len);
    bool good = xc_schema_fraction(L, lua_gettop(L), a, b);
    lua_pop(L, 1);
    if (below.ptr != NULL)
        good = good && !percent && *b == 1 && xc_str_to_uint(below, 1000000000, &parts) &&
               parts > 0;
    *b *= percent ? 100 : (lua_Integer)parts;
    return good && *a <= *b;
}

static bool push_share(lua_State *L, struct xc_str text) {
    lua_Integer a = 0;
    lua_Integer b = 1;
    if (!read_share(L, text, &a, &b))
        return false;
    xc_schema_push_fraction(L, a, b);
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

/* A value alone, or { value, title = '…', unit = '…', least = 1, most = 9, choices = … }.
 */
static bool is_declaration(lua_State *L, int index) {
    static const struct xc_str names[] = {XC_STR_INIT("title"), XC_STR_INIT("unit"),
                                          XC_STR_INIT("least"), XC_STR_INIT("most"),
                                          XC_STR_INIT("choices")};
    const size_t count = sizeof names / sizeof *names;
    bool named = false;
    if (lua_type(L, index) != LUA_TTABLE)
        return false;
    const struct xc_keys *keys = xc_value_keys(L, index);
    for (size_t i = 0; i < keys->count; i++) {
        if (keys->items[i].type != XC_KEY_TEXT)
            continue;
        bool known = false;
        for (size_t k = 0; k < count; k++)
            known = known || xc_str_equal(keys->items[i].text, names[k]);
        if (!known)
            xc_schema_unknown(L, "params", keys->items[i].text, names, count);
        named = true;
    }
    lua_pop(L, 1);
    return named;
}

/* Sets the text at a field of the declaration in the entry; required: also an empty one.
 */
static void put_text(lua_State *L, int declaration, bool declared, int entry,
                     const char *field, bool required) {
    const struct xc_spec text = {.name = field, .type = XC_TYPE_TEXT};
    if (declared && lua_getfield(L, declaration, field) != LUA_TNIL)
        xc_schema_check(L, &text, -1, "params");
    else
        lua_pushliteral(L, "");
    if (required || lua_rawlen(L, -1) > 0)
        lua_setfield(L, entry, field);
    lua_settop(L, entry);
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

/* ---- Bounds ---- */

static struct xc_str bound_text(lua_State *L, enum parameter type, int index) {
    lua_Integer a = 0;
    lua_Integer b = 1;
    if (type == PARAM_SHARE && xc_schema_fraction(L, index, &a, &b)) {
        if (a * 100 % b == 0)
            lua_pushfstring(L, "%I%%", (LUAI_UACINT)(a * 100 / b));
        else
            lua_pushfstring(L, "%I/%I", (LUAI_UACINT)a, (LUAI_UACINT)b);
    } else {
        lua_pushvalue(L, index);
        lua_tostring(L, -1);
    }
    return xc_value_text(L, -1);
}

/* Numbers of shares are at most 1,000,000,000, so products fit. */
static bool is_less(lua_State *L, enum parameter type, int left, int right) {
    lua_Integer a = 0, b = 1, c = 0, d = 1;
    if (type == PARAM_INTEGER)
        return lua_tointeger(L, left) < lua_tointeger(L, right);
    if (type == PARAM_DATE)
        return xc_str_compare(xc_value_text(L, left), xc_value_text(L, right)) < 0;
    return xc_schema_fraction(L, left, &a, &b) && xc_schema_fraction(L, right, &c, &d) &&
           a * d < c * b;
}

/* The policy's own value is refused at its line, one that was set as what was typed. */
static void refuse(lua_State *L, bool set, const char *format, const char *name,
                   struct xc_str value, struct xc_str bound) {
    struct xc_place nowhere = {-1, 0};
    if (set)
        xc_host_raise_at(L, XC_EUSAGE, nowhere, format, name, XC_PRI(value),
                         XC_PRI(bound));
    xc_host_raise(L, format, name, XC_PRI(value), XC_PRI(bound));
}

static void put_bound(lua_State *L, int declaration, enum parameter type, int own,
                      const char *name, bool least) {
    static const char *const refusals[2][2] = {
        {"params: %s is %.*s, but at most %.*s is allowed",
         "params: %s is %.*s, but at least %.*s is allowed"},
        {"--set %s=%.*s: at most %.*s is allowed",
         "--set %s=%.*s: at least %.*s is allowed"}};
    const char *field = least ? "least" : "most";
    int entry = lua_gettop(L), bound = entry + 1;
    if (lua_getfield(L, declaration, field) != LUA_TNIL) {
        if (type != PARAM_INTEGER && type != PARAM_DATE && type != PARAM_SHARE)
            xc_host_raise(L,
                          "params: '%s': only whole numbers, dates and shares have "
                          "a least and a most",
                          name);
        if (type_of(L, bound, name) != type)
            xc_host_raise(L, "params: '%s': '%s' must be of the value's own type", name,
                          field);
        for (int i = 0; i < 2; i++) { /* the own value, and behind it the one in force */
            int value = own + i;
            if (least ? is_less(L, type, value, bound) : is_less(L, type, bound, value))
                refuse(L, i == 1, refusals[i][least], name, bound_text(L, type, value),
                       bound_text(L, type, bound));
        }
        push_stored(L, type, bound);
        lua_setfield(L, entry, field);
    }
    lua_settop(L, entry);
}

static bool is_choice(lua_State *L, int choices, int value) {
    bool found = false;
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, choices) && !found; i++) {
        lua_rawgeti(L, choices, i);
        found = lua_rawequal(L, -1, value);
        lua_pop(L, 1);
    }
    return found;
}

static void put_choices(lua_State *L, int declaration, enum parameter type, int own,
                        const char *name) {
    static const struct xc_spec text = {.name = "choices", .type = XC_TYPE_TEXT};
    static const struct xc_spec list = {
        .name = "choices", .type = XC_TYPE_LIST, .inner = &text};
    static const char *const refusals[] = {
        "params: %s is '%.*s', but one of %.*s is expected",
        "--set %s=%.*s: one of %.*s is expected"};
    int entry = lua_gettop(L);
    if (lua_getfield(L, declaration, "choices") != LUA_TNIL) {
        if (type != PARAM_TEXT)
            xc_host_raise(L, "params: '%s': only a text has choices", name);
        xc_schema_check(L, &list, -1, "params");
        int choices = lua_gettop(L);
        for (int i = 0; i < 2; i++) {
            if (!is_choice(L, choices, own + i)) {
                push_stored(L, PARAM_LIST, choices);
                refuse(L, i == 1, refusals[i], name, xc_value_text(L, own + i),
                       xc_value_text(L, -1));
            }
        }
        lua_pushvalue(L, choices);
        lua_setfield(L, entry, "choices");
    }
    lua_settop(L, entry);
}

/* Pushes the value in force: the one that was set, or the policy's own, at index. */
static void push_in_force(lua_State *L, enum parameter type, int index,
                          const char *name) {
    const json_t *setting = find_setting(xc_host_of(L), name);
    if (setting == NULL) {
        lua_pushvalue(L, index);
        return;
    }
    struct xc_str text = xc_json_str(setting);
    if (!push_setting(L, type, text))
        xc_host_raise_at(L, XC_EUSAGE, (struct xc_place){-1, 0}, parameter_refusals[type],
                         name, XC_PRI(text));
}

/* Adds one parameter to the values (index 2) and to the list for the rules (index 3). */
static void declare(lua_State *L, const char *name, lua_Integer number) {
    int top = lua_gettop(L); /* the author's value */
    int own = top + 1, in_force = own + 1, entry = in_force + 1;
    bool declared = is_declaration(L, top);
    if (declared)
        lua_rawgeti(L, top, 1);
    else
        lua_pushvalue(L, top);
    enum parameter type = type_of(L, own, name);
    push_in_force(L, type, own, name);
    lua_createtable(L, 0, 5);
    lua_pushstring(L, name);
    lua_setfield(L, entry, "name");
    lua_pushstring(L, parameter_words[type]);
    lua_setfield(L, entry, "type");
    put_text(L, top, declared, entry, "title", true);
    put_text(L, top, declared, entry, "unit", false);
    if (declared) {
        put_bound(L, top, type, own, name, true);
        put_bound(L, top, type, own, name, false);
        put_choices(L, top, type, own, name);
    }
    push_stored(L, type, own);
    lua_setfield(L, entry, "fallback");
    push_stored(L, type, in_force);
    lua_setfield(L, entry, "value");
    lua_rawseti(L, 3, number);
    lua_pushvalue(L, in_force);
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
