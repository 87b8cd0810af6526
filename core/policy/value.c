#include "policy/value.h"

#include "base/suggest.h"

#include <string.h>

/* Their addresses find the metatables in the registry, without interning a name. */
static const char kind_keys[XC_VALUE_KINDS];

static const char *const kind_names[XC_VALUE_KINDS] = {
    [XC_VALUE_SELECTION] = "a selection",
    [XC_VALUE_CONDITION] = "a condition",
    [XC_VALUE_DRAW] = "a draw",
    [XC_VALUE_SEAT] = "a seat",
    [XC_VALUE_SEATS] = "seats",
    [XC_VALUE_TEAMS] = "teams",
    [XC_VALUE_WINDOW] = "a window",
    [XC_VALUE_FRACTION] = "a share",
    [XC_VALUE_BEFORE] = "a moment before the visit",
    [XC_VALUE_AFTER] = "a moment after something",
    [XC_VALUE_WHEN] = "a due rule",
    [XC_VALUE_DUE] = "a due item",
    [XC_VALUE_PHASE] = "a phase",
    [XC_VALUE_SEED] = "a seed rule",
    [XC_VALUE_PARAMS] = "the parameters",
    [XC_VALUE_STAGE] = "a stage",
    [XC_VALUE_BUILDER] = "the stage",
    [XC_VALUE_DRAWN] = "the result of a draw",
    [XC_VALUE_AREA] = "a drawn area",
    [XC_VALUE_PARAM] = "a parameter type",
    [XC_VALUE_PLUGIN] = "a plugin",
    [XC_VALUE_PROGRAMME] = "a programme",
    [XC_VALUE_REGISTER] = "a register",
    [XC_VALUE_EXPECT] = "an expectation",
};

static int value_text(lua_State *L) {
    const struct xc_value *value = lua_touserdata(L, 1);
    lua_pushstring(L, kind_names[value->kind]);
    return 1;
}

static int refuse_change(lua_State *L) {
    const struct xc_value *value = lua_touserdata(L, 1);
    xc_host_raise(L, "%s cannot be changed", kind_names[value->kind]);
}

void xc_value_define(lua_State *L, enum xc_value_kind kind, const luaL_Reg *methods,
                     const luaL_Reg *meta) {
    lua_createtable(L, 0, 8);
    lua_createtable(L, 0, 8);
    if (methods != NULL)
        luaL_setfuncs(L, methods, 0);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, value_text);
    lua_setfield(L, -2, "__tostring");
    lua_pushcfunction(L, refuse_change);
    lua_setfield(L, -2, "__newindex");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pushstring(L, kind_names[kind]);
    lua_setfield(L, -2, "__name");
    if (meta != NULL)
        luaL_setfuncs(L, meta, 0);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &kind_keys[kind]);
}

void *xc_value_wrap_sized(lua_State *L, enum xc_value_kind kind, size_t size) {
    struct xc_value *value = lua_newuserdatauv(L, size, 1);
    memset(value, 0, size);
    value->kind = kind;
    value->place = xc_host_here(L);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &kind_keys[kind]);
    lua_setmetatable(L, -2);
    lua_insert(L, -2);
    lua_setiuservalue(L, -2, 1);
    return value;
}

struct xc_value *xc_value_wrap(lua_State *L, enum xc_value_kind kind) {
    return xc_value_wrap_sized(L, kind, sizeof(struct xc_value));
}

struct xc_value *xc_value_at(lua_State *L, int index, enum xc_value_kind kind) {
    if (lua_type(L, index) != LUA_TUSERDATA || lua_getmetatable(L, index) == 0)
        return NULL;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &kind_keys[kind]);
    bool same = lua_rawequal(L, -1, -2) == 1;
    lua_pop(L, 2);
    return same ? lua_touserdata(L, index) : NULL;
}

/* The block of whatever kind, NULL where it is no value. */
static struct xc_value *value_any(lua_State *L, int index) {
    for (int kind = 0; kind < XC_VALUE_KINDS; kind++) {
        struct xc_value *value = xc_value_at(L, index, (enum xc_value_kind)kind);
        if (value != NULL)
            return value;
    }
    return NULL;
}

void xc_value_push_data(lua_State *L, int index) {
    lua_getiuservalue(L, index, 1);
}

/* percent(105), or 1/3 of what is no whole number of percents. */
static const char *push_fraction(lua_State *L, int index) {
    xc_value_push_data(L, index);
    lua_rawgeti(L, -1, 1);
    lua_rawgeti(L, -2, 2);
    lua_Integer a = lua_tointeger(L, -2);
    lua_Integer b = lua_tointeger(L, -1);
    lua_pop(L, 3);
    if (a <= LUA_MAXINTEGER / 100 && a * 100 % b == 0)
        return lua_pushfstring(L, "percent(%I)", (LUAI_UACINT)(a * 100 / b));
    return lua_pushfstring(L, "%I/%I", (LUAI_UACINT)a, (LUAI_UACINT)b);
}

const char *xc_value_describe(lua_State *L, int index) {
    const struct xc_value *value = value_any(L, index);
    if (value != NULL && value->kind == XC_VALUE_FRACTION)
        return push_fraction(L, index);
    if (value != NULL)
        return lua_pushstring(L, kind_names[value->kind]);
    switch (lua_type(L, index)) {
    case LUA_TSTRING:
        return lua_pushfstring(L, "'%s'", lua_tostring(L, index));
    case LUA_TNUMBER:
        lua_pushvalue(L, index);
        return lua_tostring(L, -1);
    case LUA_TBOOLEAN:
        return lua_pushstring(L, lua_toboolean(L, index) ? "true" : "false");
    case LUA_TNIL:
    case LUA_TNONE:
        return lua_pushliteral(L, "nothing");
    default:
        return lua_pushfstring(L, "a %s", luaL_typename(L, index));
    }
}

struct xc_str xc_value_text(lua_State *L, int index) {
    struct xc_str text = {"", 0};
    text.ptr = lua_tolstring(L, index, &text.len);
    return text;
}

static int compare_numbers(const struct xc_key *a, const struct xc_key *b) {
    if (a->type == XC_KEY_INTEGER && b->type == XC_KEY_INTEGER)
        return (a->integer > b->integer) - (a->integer < b->integer);
    lua_Number x = a->type == XC_KEY_INTEGER ? (lua_Number)a->integer : a->number;
    lua_Number y = b->type == XC_KEY_INTEGER ? (lua_Number)b->integer : b->number;
    if (x != y)
        return (x > y) - (x < y);
    return (int)a->type - (int)b->type;
}

static int compare_keys(const struct xc_key *a, const struct xc_key *b) {
    int class_a = a->type == XC_KEY_NUMBER ? XC_KEY_INTEGER : (int)a->type;
    int class_b = b->type == XC_KEY_NUMBER ? XC_KEY_INTEGER : (int)b->type;
    if (class_a != class_b)
        return class_a - class_b;
    if (a->type == XC_KEY_TEXT)
        return xc_str_compare(a->text, b->text);
    if (a->type == XC_KEY_BOOLEAN)
        return (int)(a->integer - b->integer);
    return compare_numbers(a, b);
}

/* Heap sort: the C library's qsort asks the system how much memory there is, which the
 * worker may not. No two keys are equal, so that stability does not matter. */
static void sift(struct xc_keys *keys, size_t root, size_t count) {
    struct xc_key moved = keys->items[root];
    for (size_t child = 2 * root + 1; child < count; child = 2 * root + 1) {
        if (child + 1 < count &&
            compare_keys(&keys->items[child], &keys->items[child + 1]) < 0)
            child++;
        if (compare_keys(&moved, &keys->items[child]) >= 0)
            break;
        keys->items[root] = keys->items[child];
        root = child;
    }
    keys->items[root] = moved;
}

static void sort_keys(struct xc_keys *keys) {
    for (size_t i = keys->count / 2; i > 0; i--)
        sift(keys, i - 1, keys->count);
    for (size_t i = keys->count; i > 1; i--) {
        struct xc_key largest = keys->items[0];
        keys->items[0] = keys->items[i - 1];
        keys->items[i - 1] = largest;
        sift(keys, 0, i - 1);
    }
}

static struct xc_key read_key(lua_State *L, int index) {
    struct xc_key key = {.type = XC_KEY_INTEGER};
    switch (lua_type(L, index)) {
    case LUA_TSTRING:
        key.type = XC_KEY_TEXT;
        key.text = xc_value_text(L, index);
        break;
    case LUA_TBOOLEAN:
        key.type = XC_KEY_BOOLEAN;
        key.integer = lua_toboolean(L, index);
        break;
    case LUA_TNUMBER:
        if (lua_isinteger(L, index)) {
            key.integer = lua_tointeger(L, index);
        } else {
            key.type = XC_KEY_NUMBER;
            key.number = lua_tonumber(L, index);
        }
        break;
    default:
        xc_host_raise(L, "a table whose keys are neither text nor numbers has no order");
    }
    return key;
}

const struct xc_keys *xc_value_keys(lua_State *L, int index) {
    index = lua_absindex(L, index);
    luaL_checkstack(L, 4, NULL);
    size_t count = 0;
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1))
        count++;
    xc_host_charge(L, 16 * count);
    struct xc_keys *keys =
        lua_newuserdatauv(L, sizeof(struct xc_keys) + count * sizeof(struct xc_key), 0);
    keys->count = 0;
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1))
        keys->items[keys->count++] = read_key(L, -2);
    sort_keys(keys);
    return keys;
}

void xc_value_put_text(lua_State *L, const char *key, struct xc_str text) {
    lua_pushlstring(L, text.ptr, text.len);
    lua_setfield(L, -2, key);
}

void xc_value_put_integer(lua_State *L, const char *key, lua_Integer number) {
    lua_pushinteger(L, number);
    lua_setfield(L, -2, key);
}

struct xc_str xc_value_suggest(lua_State *L, struct xc_str word,
                               const struct xc_keys *words) {
    struct xc_str *texts =
        lua_newuserdatauv(L, (words->count + 1) * sizeof(struct xc_str), 0);
    size_t count = 0;
    for (size_t i = 0; i < words->count; i++)
        if (words->items[i].type == XC_KEY_TEXT)
            texts[count++] = words->items[i].text;
    struct xc_str nearest = {"", 0};
    if (word.len <= 64)
        nearest = xc_suggest(word, texts, count);
    lua_pop(L, 1);
    return nearest;
}

struct converter {
    lua_State *lua;
    size_t nodes; /* left */
    size_t bytes; /* of texts, left */
};

static json_t *convert(struct converter *converter, int index, unsigned depth);

static json_t *convert_list(struct converter *converter, int index, unsigned depth) {
    lua_State *L = converter->lua;
    json_t *list = json_array();
    lua_Unsigned count = lua_rawlen(L, index);
    for (lua_Unsigned i = 1; list != NULL && i <= count; i++) {
        lua_rawgeti(L, index, (lua_Integer)i);
        json_t *item = convert(converter, lua_gettop(L), depth + 1);
        lua_pop(L, 1);
        if (item == NULL || json_array_append_new(list, item) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static json_t *convert_object(struct converter *converter, int index, unsigned depth) {
    lua_State *L = converter->lua;
    json_t *object = json_object();
    lua_pushnil(L);
    while (object != NULL && lua_next(L, index) != 0) {
        json_t *item = NULL;
        if (lua_type(L, -2) == LUA_TSTRING)
            item = convert(converter, lua_gettop(L), depth + 1);
        if (item == NULL || json_object_set_new(object, lua_tostring(L, -2), item) != 0) {
            lua_pop(L, 2);
            json_decref(object);
            return NULL;
        }
        lua_pop(L, 1);
    }
    return object;
}

static json_t *convert_table(struct converter *converter, int index, unsigned depth) {
    lua_State *L = converter->lua;
    bool is_list = lua_rawgeti(L, index, 1) != LUA_TNIL;
    lua_pop(L, 1);
    if (!is_list) {
        lua_pushnil(L);
        is_list = lua_next(L, index) == 0;
        if (!is_list)
            lua_pop(L, 2);
    }
    return is_list ? convert_list(converter, index, depth)
                   : convert_object(converter, index, depth);
}

static json_t *convert(struct converter *converter, int index, unsigned depth) {
    lua_State *L = converter->lua;
    if (depth > 100 || converter->nodes == 0 || lua_checkstack(L, 8) == 0)
        return NULL;
    converter->nodes--;
    switch (lua_type(L, index)) {
    case LUA_TSTRING: {
        struct xc_str text = xc_value_text(L, index);
        if (text.len > converter->bytes)
            return NULL;
        converter->bytes -= text.len;
        return json_stringn(text.ptr, text.len);
    }
    case LUA_TBOOLEAN:
        return json_boolean(lua_toboolean(L, index));
    case LUA_TNUMBER:
        return lua_isinteger(L, index) ? json_integer(lua_tointeger(L, index))
                                       : json_real(lua_tonumber(L, index));
    case LUA_TTABLE:
        return convert_table(converter, index, depth);
    case LUA_TUSERDATA: {
        lua_getiuservalue(L, index, 1);
        json_t *json = convert(converter, lua_gettop(L), depth + 1);
        lua_pop(L, 1);
        return json;
    }
    default:
        return NULL;
    }
}

json_t *xc_value_json(lua_State *L, int index) {
    struct converter converter = {L, XC_HOST_NODES, XC_HOST_ANSWER};
    return convert(&converter, lua_absindex(L, index), 0);
}

static void push_list(lua_State *L, const json_t *json) {
    size_t count = json_array_size(json);
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        xc_value_from_json(L, json_array_get(json, i));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static void push_object(lua_State *L, const json_t *json) {
    lua_createtable(L, 0, (int)json_object_size(json));
    const char *key = NULL;
    json_t *item = NULL;
    /* json_object_foreach casts const away; reading does not change the object. */
    for (void *at = json_object_iter((json_t *)json); at != NULL;
         at = json_object_iter_next((json_t *)json, at)) {
        key = json_object_iter_key(at);
        item = json_object_iter_value(at);
        xc_value_from_json(L, item);
        lua_setfield(L, -2, key);
    }
}

void xc_value_from_json(lua_State *L, const json_t *json) {
    luaL_checkstack(L, 4, NULL);
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        push_object(L, json);
        break;
    case JSON_ARRAY:
        push_list(L, json);
        break;
    case JSON_STRING:
        lua_pushlstring(L, json_string_value(json), json_string_length(json));
        break;
    case JSON_INTEGER:
        lua_pushinteger(L, json_integer_value(json));
        break;
    case JSON_REAL:
        lua_pushnumber(L, json_real_value(json));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        lua_pushboolean(L, json_is_true(json));
        break;
    default:
        lua_pushnil(L);
        break;
    }
}
