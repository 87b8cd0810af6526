/* The string and utf8 libraries: no patterns, no bytes of compiled code, no addresses,
 * and work that is charged. */
#include "policy/bindings.h"

#include <lualib.h>
#include <string.h>

enum { MAX_SPREAD = 8000 }; /* values that one call may return */

/* Charges by the texts among the arguments, then calls the library's own function
 * (upvalue 1). */
static int charged(lua_State *L) {
    int count = lua_gettop(L);
    uint64_t steps = 1;
    for (int i = 1; i <= count; i++)
        if (lua_type(L, i) == LUA_TSTRING)
            steps += lua_rawlen(L, i) / 8;
    xc_host_charge(L, steps);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, count, LUA_MULTRET);
    return lua_gettop(L);
}

/* string.byte and utf8.codepoint return one value per character. */
static int spread(lua_State *L) {
    size_t length = 0;
    (void)luaL_checklstring(L, 1, &length);
    lua_Integer from = luaL_optinteger(L, 2, 1);
    lua_Integer to = luaL_optinteger(L, 3, from);
    lua_Integer first = from < 0 ? from + (lua_Integer)length + 1 : from;
    lua_Integer last = to < 0 ? to + (lua_Integer)length + 1 : to;
    if (last > (lua_Integer)length)
        last = (lua_Integer)length;
    if (last >= first && (first < 1 ? last : last - first) >= MAX_SPREAD)
        xc_host_raise(L, "too many values at once: at most %d", MAX_SPREAD);
    return charged(L);
}

static int repeat(lua_State *L) {
    size_t text = 0;
    size_t separator = 0;
    (void)luaL_checklstring(L, 1, &text);
    lua_Integer count = luaL_checkinteger(L, 2);
    (void)luaL_optlstring(L, 3, "", &separator);
    uint64_t each = (uint64_t)text + separator;
    if (count > 0 && each > 0 && (uint64_t)count > XC_HOST_BLOCK / each)
        xc_host_trip(L, XC_LIMIT_MEMORY);
    if (count > 0)
        xc_host_charge(L, (uint64_t)count / 4 + (uint64_t)count * each / 16);
    return charged(L);
}

static ptrdiff_t locate(lua_State *L, struct xc_str text, struct xc_str part,
                        size_t from) {
    while (from + part.len <= text.len) {
        const char *start = text.ptr + from;
        size_t span = text.len - from - part.len + 1;
        const char *hit = part.len == 0 ? start : memchr(start, part.ptr[0], span);
        xc_host_charge(L, (hit == NULL ? span : (size_t)(hit - start)) / 8 + 1);
        if (hit == NULL)
            return -1;
        size_t same = 1;
        while (same < part.len && hit[same] == part.ptr[same])
            same++;
        xc_host_charge(L, same / 4);
        from = (size_t)(hit - text.ptr);
        if (same >= part.len)
            return (ptrdiff_t)from;
        from++;
    }
    return -1;
}

/* string.find(text, part, from): plain, whatever the fourth argument. */
static int find(lua_State *L) {
    struct xc_str text = {NULL, 0};
    struct xc_str part = {NULL, 0};
    text.ptr = luaL_checklstring(L, 1, &text.len);
    part.ptr = luaL_checklstring(L, 2, &part.len);
    lua_Integer from = luaL_optinteger(L, 3, 1);
    if (from < 0)
        from += (lua_Integer)text.len + 1;
    if (from < 1)
        from = 1;
    ptrdiff_t at = -1;
    if ((lua_Unsigned)from <= (lua_Unsigned)text.len + 1)
        at = locate(L, text, part, (size_t)from - 1);
    if (at < 0) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, at + 1);
    lua_pushinteger(L, at + (ptrdiff_t)part.len);
    return 2;
}

/* string.format: %p is refused, and tables and functions are shown without their address.
 */
static int format(lua_State *L) {
    struct xc_str text = {NULL, 0};
    text.ptr = luaL_checklstring(L, 1, &text.len);
    for (size_t i = 0; i + 1 < text.len; i++) {
        if (text.ptr[i] != '%')
            continue;
        i++;
        while (i + 1 < text.len && strchr("-+ #0123456789.", text.ptr[i]) != NULL &&
               text.ptr[i] != '\0')
            i++;
        if (text.ptr[i] == 'p' || text.ptr[i] == 'a' || text.ptr[i] == 'A')
            xc_host_raise(L, "string.format: %%%c is not given", text.ptr[i]);
    }
    int count = lua_gettop(L);
    luaL_checkstack(L, 4, NULL);
    for (int i = 2; i <= count; i++) {
        if (lua_type(L, i) == LUA_TNUMBER || lua_type(L, i) == LUA_TSTRING)
            continue;
        xc_sandbox_push_text(L, i);
        lua_replace(L, i);
    }
    return charged(L);
}

static void wrap(lua_State *L, int library, int result, const char *name,
                 lua_CFunction own) {
    lua_getfield(L, library, name);
    lua_pushcclosure(L, own, 1);
    lua_setfield(L, result, name);
}

void xc_sandbox_push_string(lua_State *L) {
    static const char *const plain[] = {"char", "len",   "lower", "reverse",
                                        "sub",  "upper", NULL};
    lua_pushcfunction(L, luaopen_string);
    lua_call(L, 0, 1);
    int library = lua_gettop(L);
    lua_createtable(L, 0, 16);
    for (size_t i = 0; plain[i] != NULL; i++)
        wrap(L, library, library + 1, plain[i], charged);
    wrap(L, library, library + 1, "byte", spread);
    wrap(L, library, library + 1, "rep", repeat);
    wrap(L, library, library + 1, "format", format);
    lua_pushcfunction(L, find);
    lua_setfield(L, library + 1, "find");
    lua_remove(L, library);
    xc_sandbox_lock(L);
    /* luaopen_string gave texts the full library as methods: ("x"):rep(9). */
    lua_pushliteral(L, "");
    lua_createtable(L, 0, 2);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}

void xc_sandbox_push_utf8(lua_State *L) {
    static const char *const plain[] = {"char", "codes", "len", "offset", NULL};
    lua_pushcfunction(L, luaopen_utf8);
    lua_call(L, 0, 1);
    int library = lua_gettop(L);
    lua_createtable(L, 0, 8);
    for (size_t i = 0; plain[i] != NULL; i++)
        wrap(L, library, library + 1, plain[i], charged);
    wrap(L, library, library + 1, "codepoint", spread);
    lua_remove(L, library);
    xc_sandbox_lock(L);
}
