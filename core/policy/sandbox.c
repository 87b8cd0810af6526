#include "policy/bindings.h"

#include <lualib.h>
#include <math.h>
#include <string.h>

/* Copies named functions of the library at the top into a new table that replaces it. */
static void keep(lua_State *L, const char *const *names) {
    lua_createtable(L, 0, 24);
    for (; *names != NULL; names++) {
        lua_getfield(L, -2, *names);
        lua_setfield(L, -2, *names);
    }
    lua_remove(L, -2);
}

static int refuse_library(lua_State *L) {
    xc_host_raise(L, "the libraries cannot be changed");
}

void xc_sandbox_lock(lua_State *L) {
    lua_createtable(L, 0, 0);
    lua_createtable(L, 0, 3);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, refuse_library);
    lua_setfield(L, -2, "__newindex");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    lua_remove(L, -2);
}

void xc_sandbox_push_text(lua_State *L, int index) {
    const char *plain = NULL;
    switch (lua_type(L, index)) {
    case LUA_TNUMBER:
        if (isnan(lua_tonumber(L, index))) {
            plain = "nan"; /* its sign differs between machines */
            break;
        }
        luaL_tolstring(L, index, NULL);
        return;
    case LUA_TUSERDATA: /* ours, all with __tostring */
    case LUA_TSTRING:
    case LUA_TBOOLEAN:
    case LUA_TNIL:
        luaL_tolstring(L, index, NULL);
        return;
    default:
        plain = luaL_typename(L, index); /* never an address */
        break;
    }
    lua_pushstring(L, plain);
}

static int text_of(lua_State *L) {
    luaL_checkany(L, 1);
    xc_sandbox_push_text(L, 1);
    return 1;
}

/* upvalues: the table, the sorted keys as a list, the position. */
static int next_pair(lua_State *L) {
    lua_Integer at = lua_tointeger(L, lua_upvalueindex(3));
    for (;;) {
        at++;
        if (lua_rawgeti(L, lua_upvalueindex(2), at) == LUA_TNIL)
            return 1;
        lua_pushvalue(L, -1);
        if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
            break;
        lua_pop(L, 2);
    }
    lua_pushinteger(L, at);
    lua_replace(L, lua_upvalueindex(3));
    return 2;
}

static void push_key(lua_State *L, const struct xc_key *key) {
    switch (key->type) {
    case XC_KEY_INTEGER:
        lua_pushinteger(L, key->integer);
        break;
    case XC_KEY_NUMBER:
        lua_pushnumber(L, key->number);
        break;
    case XC_KEY_TEXT:
        lua_pushlstring(L, key->text.ptr, key->text.len);
        break;
    case XC_KEY_BOOLEAN:
        lua_pushboolean(L, (int)key->integer);
        break;
    }
}

static int pairs(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    const struct xc_keys *keys = xc_value_keys(L, 1);
    lua_createtable(L, (int)keys->count, 0);
    for (size_t i = 0; i < keys->count; i++) {
        push_key(L, &keys->items[i]);
        lua_rawseti(L, 3, (lua_Integer)i + 1);
    }
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 3);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_pair, 3);
    return 1;
}

static _Noreturn void raise_text(lua_State *L, int index) {
    struct xc_host *host = xc_host_of(L);
    if (host->stage != NULL)
        xc_host_raise(L, "stage '%s': %s", host->stage, lua_tostring(L, index));
    xc_host_raise(L, "%s", lua_tostring(L, index));
}

static int raise(lua_State *L) {
    lua_settop(L, 1);
    xc_sandbox_push_text(L, 1);
    raise_text(L, 2);
}

static int insist(lua_State *L) {
    luaL_checkany(L, 1);
    if (lua_toboolean(L, 1))
        return lua_gettop(L);
    if (lua_gettop(L) < 2)
        lua_pushliteral(L, "assertion failed");
    xc_sandbox_push_text(L, 2);
    raise_text(L, lua_gettop(L));
}

/* One line per call: "path:line: text". What does not fit is a limit, not a silent cut.
 */
static int say(lua_State *L) {
    struct xc_host *host = xc_host_of(L);
    int count = lua_gettop(L);
    struct xc_error place = {0};
    xc_host_locate(host, xc_host_here(L), &place);
    lua_pushfstring(L, "%s:%d: ", place.file, (int)place.line);
    for (int i = 1; i <= count; i++) {
        luaL_checkstack(L, 2, NULL);
        lua_pushstring(L, i == 1 ? "" : " ");
        xc_sandbox_push_text(L, i);
        lua_concat(L, 3);
    }
    struct xc_str line = xc_value_text(L, -1);
    if (xc_buffer_add(&host->log, line) != XC_OK ||
        xc_buffer_putc(&host->log, '\n') != XC_OK)
        xc_host_trip(L, XC_LIMIT_OUTPUT);
    return 0;
}

static void open_library(lua_State *L, lua_CFunction opener) {
    lua_pushcfunction(L, opener);
    lua_call(L, 0, 1);
}

void xc_sandbox_open(lua_State *L) {
    static const char *const base[] = {"ipairs", "select", "tonumber", "type", NULL};
    static const char *const math[] = {
        "abs",        "ceil", "floor", "fmod", "huge",      "max",  "maxinteger", "min",
        "mininteger", "modf", "pi",    "sqrt", "tointeger", "type", "ult",        NULL};
    static const luaL_Reg own[] = {{"assert", insist},    {"error", raise},
                                   {"log", say},          {"pairs", pairs},
                                   {"tostring", text_of}, {NULL, NULL}};
    /* luaopen_base fills the state's globals, which no source ever sees. */
    open_library(L, luaopen_base);
    for (size_t i = 0; base[i] != NULL; i++) {
        lua_getfield(L, -1, base[i]);
        lua_setfield(L, -3, base[i]);
    }
    lua_pop(L, 1);
    luaL_setfuncs(L, own, 0);
    open_library(L, luaopen_math);
    keep(L, math);
    xc_sandbox_lock(L);
    lua_setfield(L, -2, "math");
    xc_sandbox_push_string(L);
    lua_setfield(L, -2, "string");
    xc_sandbox_push_table(L);
    lua_setfield(L, -2, "table");
    xc_sandbox_push_utf8(L);
    lua_setfield(L, -2, "utf8");
}
