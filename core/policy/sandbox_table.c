/* The table library: a stable sort, and work that is charged. */
#include "policy/bindings.h"

#include <lualib.h>

enum { MAX_UNPACK = 8000, MAX_SORT = 200000 };

/* table.insert and table.remove move what lies behind the position. */
static int moving(lua_State *L) {
    int count = lua_gettop(L);
    luaL_checktype(L, 1, LUA_TTABLE);
    xc_host_charge(L, 1 + (count > 1 ? lua_rawlen(L, 1) / 4 : 0));
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, count, LUA_MULTRET);
    return lua_gettop(L);
}

static int concat(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer first = luaL_optinteger(L, 3, 1);
    lua_Integer last = luaL_optinteger(L, 4, (lua_Integer)lua_rawlen(L, 1));
    size_t separator = 0;
    (void)luaL_optlstring(L, 2, "", &separator);
    lua_settop(L, 4);
    lua_Integer total = 0;
    for (lua_Integer i = first; i <= last; i++) {
        int type = lua_rawgeti(L, 1, i);
        if (type != LUA_TSTRING && type != LUA_TNUMBER)
            xc_host_raise(L, "table.concat: item %lld is %s, not a text", (long long)i,
                          xc_value_describe(L, -1));
        lua_Integer size = type == LUA_TSTRING ? (lua_Integer)lua_rawlen(L, -1) : 24;
        total += size + (lua_Integer)separator;
        lua_pop(L, 1);
        xc_host_charge(L, 1 + (uint64_t)size / 8);
        if (total > XC_HOST_BLOCK)
            xc_host_trip(L, XC_LIMIT_MEMORY);
        if (i == LUA_MAXINTEGER)
            break;
    }
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    lua_pushinteger(L, first);
    lua_pushinteger(L, last);
    lua_call(L, 4, 1);
    return 1;
}

static int unpack(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer first = luaL_optinteger(L, 2, 1);
    lua_Integer last = luaL_optinteger(L, 3, (lua_Integer)lua_rawlen(L, 1));
    if (first > last)
        return 0;
    lua_Unsigned count = (lua_Unsigned)last - (lua_Unsigned)first;
    if (count >= MAX_UNPACK || lua_checkstack(L, (int)count + 1) == 0)
        xc_host_raise(L, "too many values at once: at most %d", MAX_UNPACK);
    xc_host_charge(L, count + 1);
    for (lua_Unsigned i = 0; i <= count; i++)
        lua_rawgeti(L, 1, first + (lua_Integer)i);
    return (int)count + 1;
}

/* True where list[b] must stand before list[a]; from is the table that holds both. */
static bool before(lua_State *L, int from, lua_Integer b, lua_Integer a) {
    xc_host_charge(L, 2);
    bool result = false;
    if (lua_isnil(L, 2)) {
        lua_rawgeti(L, from, b);
        lua_rawgeti(L, from, a);
        result = lua_compare(L, -2, -1, LUA_OPLT) != 0;
        lua_pop(L, 2);
        return result;
    }
    lua_pushvalue(L, 2);
    lua_rawgeti(L, from, b);
    lua_rawgeti(L, from, a);
    lua_call(L, 2, 1);
    result = lua_toboolean(L, -1) != 0;
    lua_pop(L, 1);
    return result;
}

static void put(lua_State *L, int from, lua_Integer at, int into, lua_Integer to) {
    lua_rawgeti(L, from, at);
    lua_rawseti(L, into, to);
}

static void merge(lua_State *L, int from, int into, lua_Integer low, lua_Integer middle,
                  lua_Integer high) {
    lua_Integer left = low;
    lua_Integer right = middle;
    for (lua_Integer to = low; to < high; to++) {
        bool take_right =
            left >= middle || (right < high && before(L, from, right, left));
        put(L, from, take_right ? right++ : left++, into, to);
    }
}

/* Bottom-up and stable: the same result on every machine, also with a comparison that
 * contradicts itself, and no pivots taken from the clock. */
static int sort(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    if (!lua_isnoneornil(L, 2))
        luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_settop(L, 2);
    lua_Integer count = (lua_Integer)lua_rawlen(L, 1);
    if (count > MAX_SORT)
        xc_host_raise(L, "table.sort: more than %d items", MAX_SORT);
    xc_host_charge(L, (uint64_t)count * 4);
    for (int i = 0; i < 2; i++)
        lua_createtable(L, (int)count, 0);
    for (lua_Integer i = 1; i <= count; i++)
        put(L, 1, i, 3, i);
    int from = 3;
    int into = 4;
    for (lua_Integer width = 1; width < count; width *= 2) {
        for (lua_Integer low = 1; low <= count; low += 2 * width) {
            lua_Integer middle = low + width > count + 1 ? count + 1 : low + width;
            lua_Integer high = middle + width > count + 1 ? count + 1 : middle + width;
            merge(L, from, into, low, middle, high);
        }
        int other = from;
        from = into;
        into = other;
    }
    for (lua_Integer i = 1; i <= count; i++)
        put(L, from, i, 1, i);
    return 0;
}

void xc_sandbox_push_table(lua_State *L) {
    static const luaL_Reg own[] = {{"sort", sort}, {"unpack", unpack}, {NULL, NULL}};
    lua_pushcfunction(L, luaopen_table);
    lua_call(L, 0, 1);
    int library = lua_gettop(L);
    lua_createtable(L, 0, 8);
    luaL_setfuncs(L, own, 0);
    lua_getfield(L, library, "pack");
    lua_setfield(L, -2, "pack");
    lua_getfield(L, library, "insert");
    lua_pushcclosure(L, moving, 1);
    lua_setfield(L, -2, "insert");
    lua_getfield(L, library, "remove");
    lua_pushcclosure(L, moving, 1);
    lua_setfield(L, -2, "remove");
    lua_getfield(L, library, "concat");
    lua_pushcclosure(L, concat, 1);
    lua_setfield(L, -2, "concat");
    lua_remove(L, library);
    xc_sandbox_lock(L);
}
