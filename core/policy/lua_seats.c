/* Who sits in a crew: seats { lead(1), officer(2) }, teams { { … }, { … } }. */
#include "policy/bindings.h"
#include "policy/schema.h"

#include <string.h>

enum { MAX_SEATS = 32, MAX_TEAMS = 64 };

/* role(), role(2), role { department = '…', count = 2 }, role(2, { … }). */
static int seat(lua_State *L, const char *role) {
    static const struct xc_spec spec = {
        .name = "count", .type = XC_TYPE_COUNT, .min = 1, .max = 64};
    unsigned nodes = 1;
    lua_settop(L, 2);
    bool has_number = lua_type(L, 1) == LUA_TNUMBER;
    int conditions = has_number ? 2 : 1;
    if (!has_number && lua_type(L, 1) == LUA_TTABLE)
        lua_getfield(L, 1, "count");
    else
        lua_pushvalue(L, has_number ? 1 : 2);
    lua_createtable(L, 0, 3);
    lua_pushstring(L, role);
    lua_setfield(L, -2, "role");
    if (lua_isnil(L, 3))
        lua_pushinteger(L, 1);
    else
        xc_schema_check(L, &spec, 3, role);
    lua_setfield(L, -2, "count");
    xc_selection_push_all(L, XC_VALUE_PEOPLE);
    xc_selection_push_where(L, 5, conditions, role, "count", &nodes);
    if (nodes > 1)
        lua_setfield(L, 4, "where");
    lua_settop(L, 4);
    xc_value_wrap(L, XC_VALUE_SEAT);
    return 1;
}

int xc_lua_lead(lua_State *L) {
    return seat(L, "lead");
}

int xc_lua_officer(lua_State *L) {
    return seat(L, "officer");
}

int xc_lua_auditor(lua_State *L) {
    return seat(L, "auditor");
}

int xc_lua_expert(lua_State *L) {
    return seat(L, "expert");
}

int xc_lua_analyst(lua_State *L) {
    return seat(L, "analyst");
}

int xc_lua_third_party(lua_State *L) {
    return seat(L, "third_party");
}

int xc_lua_partner(lua_State *L) {
    return seat(L, "partner");
}

static bool is_option(const struct xc_key *key, const char *const *options) {
    for (; key->type == XC_KEY_TEXT && *options != NULL; options++)
        if (xc_str_is(key->text, *options))
            return true;
    return false;
}

/* How many the list at index has beside its options (NULL-ended names). */
static lua_Integer count_list(lua_State *L, int index, const char *owner,
                              const char *const *options) {
    if (lua_type(L, index) != LUA_TTABLE)
        xc_host_raise(L, "%s: a list of seats in braces is expected, not %s", owner,
                      xc_value_describe(L, index));
    const struct xc_keys *keys = xc_value_keys(L, index);
    lua_Integer count = 0;
    for (size_t i = 0; i < keys->count; i++) {
        if (is_option(&keys->items[i], options))
            continue;
        if (keys->items[i].type != XC_KEY_INTEGER || keys->items[i].integer != ++count)
            xc_host_raise(L, "%s: a list without gaps and names is expected", owner);
    }
    lua_pop(L, 1);
    return count;
}

/* Pushes the list of seats at index, which may have options beside them. */
static void push_seats(lua_State *L, int index, const char *owner,
                       const char *const *options) {
    index = lua_absindex(L, index);
    lua_Integer count = count_list(L, index, owner, options);
    if (count == 0 || count > MAX_SEATS)
        xc_host_raise(L, "%s: from 1 to %d seats are expected", owner, MAX_SEATS);
    lua_createtable(L, (int)count, 0);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, index, i);
        if (xc_value_at(L, -1, XC_VALUE_SEAT) == NULL)
            xc_host_raise(L, "%s: a seat such as officer(2) is expected, not %s", owner,
                          xc_value_describe(L, -1));
        xc_value_push_data(L, -1);
        lua_rawseti(L, -3, i);
        lua_pop(L, 1);
    }
}

/* Takes balance = true from the author's table at 1 into the crew at 2. */
static void put_balance(lua_State *L, const char *owner) {
    static const struct xc_spec balance = {.name = "balance", .type = XC_TYPE_BOOLEAN};
    if (lua_getfield(L, 1, "balance") != LUA_TNIL) {
        xc_schema_check(L, &balance, -1, owner);
        lua_setfield(L, 2, "balance");
    }
    lua_settop(L, 2);
}

static const char *const no_options[] = {NULL};

int xc_lua_seats(lua_State *L) {
    static const char *const options[] = {"balance", NULL};
    lua_settop(L, 1);
    lua_createtable(L, 0, 2);
    push_seats(L, 1, "seats", options);
    lua_setfield(L, 2, "seats");
    put_balance(L, "seats");
    xc_value_wrap(L, XC_VALUE_SEATS);
    return 1;
}

/* teams { { … }, { … }, extra = { analyst(1) }, balance = true } */
int xc_lua_teams(lua_State *L) {
    static const char *const options[] = {"extra", "balance", NULL};
    lua_settop(L, 1);
    lua_Integer count = count_list(L, 1, "teams", options);
    if (count == 0 || count > MAX_TEAMS)
        xc_host_raise(L, "teams: from 1 to %d teams are expected", MAX_TEAMS);
    lua_createtable(L, 0, 3);
    lua_createtable(L, (int)count, 0);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, 1, i);
        lua_createtable(L, 0, 1);
        push_seats(L, 4, "teams", no_options);
        lua_setfield(L, 5, "seats");
        lua_rawseti(L, 3, i);
        lua_settop(L, 3);
    }
    lua_setfield(L, 2, "teams");
    if (lua_getfield(L, 1, "extra") != LUA_TNIL) {
        push_seats(L, 3, "teams: extra", no_options);
        lua_setfield(L, 2, "extra");
    }
    lua_settop(L, 2);
    put_balance(L, "teams");
    xc_value_wrap(L, XC_VALUE_TEAMS);
    return 1;
}

/* The seats at 1 once more, with the key set to the value at 2. */
static int with(lua_State *L, const char *key, const struct xc_spec *spec) {
    enum xc_value_kind kind = XC_VALUE_SEATS;
    if (xc_value_at(L, 1, XC_VALUE_SEATS) == NULL) {
        kind = XC_VALUE_TEAMS;
        if (xc_value_at(L, 1, XC_VALUE_TEAMS) == NULL)
            xc_host_raise(L, "%s: seats are expected, not %s", key,
                          xc_value_describe(L, 1));
    }
    lua_settop(L, 2);
    xc_schema_check(L, spec, 2, key);
    xc_value_push_data(L, 1);
    lua_createtable(L, 0, 2);
    for (lua_pushnil(L); lua_next(L, 4) != 0;) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_settable(L, 5);
    }
    lua_pushvalue(L, 3);
    lua_setfield(L, 5, key);
    xc_value_wrap(L, kind);
    return 1;
}

/* crew:outside 'target', crew:outside '3207', crew:outside(area). */
static int outside(lua_State *L) {
    static const struct xc_spec spec = {.name = "area", .type = XC_TYPE_OUTSIDE};
    return with(L, "outside", &spec);
}

/* crew:from 'above', crew:from 'other_county', crew:from '3207': codes have digits. */
static int from(lua_State *L) {
    static const char *const words[] = {"above", "other_county", "other_city", NULL};
    static const struct xc_spec code = {.name = "area", .type = XC_TYPE_ID};
    static const struct xc_spec word = {
        .name = "area", .type = XC_TYPE_CHOICE, .choices = words};
    bool digit = lua_type(L, 2) == LUA_TSTRING &&
                 strpbrk(lua_tostring(L, 2), "0123456789") != NULL;
    return with(L, "from", digit ? &code : &word);
}

void xc_seats_open(lua_State *L) {
    static const luaL_Reg methods[] = {
        {"outside", outside}, {"from", from}, {NULL, NULL}};
    xc_value_define(L, XC_VALUE_SEAT, NULL, NULL);
    xc_value_define(L, XC_VALUE_SEATS, methods, NULL);
    xc_value_define(L, XC_VALUE_TEAMS, methods, NULL);
}
