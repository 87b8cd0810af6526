/* targets, inspectors, experts, areas and how they are narrowed and joined. The data is
 * the JSON form of core/register/selection.h. */
#include "policy/bindings.h"
#include "policy/schema.h"

#include "base/date.h"

#include <stdio.h>
#include <string.h>

enum { MAX_NODES = 2000, MAX_WORDS = 2000 };

static const char *const table_words[] = {"targets", "people", "areas"};

void xc_selection_push_all(lua_State *L, enum xc_value_table table) {
    lua_createtable(L, 0, 2);
    lua_pushliteral(L, "all");
    lua_setfield(L, -2, "op");
    lua_pushstring(L, table_words[table]);
    lua_setfield(L, -2, "table");
}

static void wrap(lua_State *L, enum xc_value_table table, unsigned nodes) {
    if (nodes > MAX_NODES)
        xc_host_raise(L, "a selection of more than %d parts", MAX_NODES);
    struct xc_value *value = xc_value_wrap(L, XC_VALUE_SELECTION);
    value->tag = (unsigned)table;
    value->size = nodes;
}

/* Pushes the word of a condition: a text as it is, a boolean as text. */
static bool push_word(lua_State *L, int index) {
    if (lua_type(L, index) == LUA_TSTRING)
        lua_pushvalue(L, index);
    else if (lua_type(L, index) == LUA_TBOOLEAN)
        lua_pushstring(L, lua_toboolean(L, index) ? "true" : "false");
    else
        return false;
    return true;
}

/* A list of words at index; pushes a fresh list, or nothing and returns false. */
static bool push_words(lua_State *L, int index) {
    lua_Integer count = (lua_Integer)lua_rawlen(L, index);
    if (count == 0 || count > MAX_WORDS)
        return false;
    lua_createtable(L, (int)count, 0);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, index, i);
        bool good = push_word(L, lua_gettop(L));
        if (!good) {
            lua_pop(L, 2);
            return false;
        }
        lua_rawseti(L, -3, i);
        lua_pop(L, 1);
    }
    return true;
}

/* Adds the keys of a condition (in, min, max, from, to) to the node at the top. */
static void add_condition(lua_State *L, int index, const char *owner, const char *field) {
    int node = lua_gettop(L);
    if (xc_value_at(L, index, XC_VALUE_CONDITION) != NULL) {
        xc_value_push_data(L, index);
        for (lua_pushnil(L); lua_next(L, node + 1) != 0; lua_pop(L, 1)) {
            lua_pushvalue(L, -2);
            lua_pushvalue(L, -2);
            lua_settable(L, node);
        }
    } else if (xc_value_at(L, index, XC_VALUE_WINDOW) != NULL) {
        xc_value_push_data(L, index);
        lua_rawgeti(L, -1, 1);
        lua_setfield(L, node, "from");
        lua_rawgeti(L, -1, 2);
        lua_setfield(L, node, "to");
    } else if (lua_isinteger(L, index)) {
        xc_value_put_integer(L, "min", lua_tointeger(L, index));
        xc_value_put_integer(L, "max", lua_tointeger(L, index));
    } else if (lua_type(L, index) == LUA_TTABLE && push_words(L, index)) {
        lua_setfield(L, node, "in");
    } else if (push_word(L, index)) {
        lua_createtable(L, 1, 0);
        lua_insert(L, -2);
        lua_rawseti(L, -2, 1);
        lua_setfield(L, node, "in");
    } else {
        xc_host_raise(L,
                      "%s: '%s' must be a text, a list of texts, a whole number, or a "
                      "condition such as at_least(3), not %s",
                      owner, field, xc_value_describe(L, index));
    }
    lua_settop(L, node);
}

void xc_selection_push_where(lua_State *L, int base, int index, const char *owner,
                             const char *skip, unsigned *nodes) {
    lua_pushvalue(L, base);
    int node = lua_gettop(L);
    if (lua_isnoneornil(L, index))
        return;
    if (lua_type(L, index) != LUA_TTABLE)
        xc_host_raise(L, "%s: conditions in braces are expected, not %s", owner,
                      xc_value_describe(L, index));
    const struct xc_keys *keys = xc_value_keys(L, index);
    for (size_t i = 0; i < keys->count; i++) {
        const struct xc_key *key = &keys->items[i];
        if (key->type != XC_KEY_TEXT)
            xc_host_raise(L, "%s: every condition needs a column: { status = 'active' }",
                          owner);
        if (skip != NULL && xc_str_is(key->text, skip))
            continue;
        lua_createtable(L, 0, 4);
        lua_pushliteral(L, "where");
        lua_setfield(L, -2, "op");
        xc_value_put_text(L, "field", key->text);
        lua_pushvalue(L, node);
        lua_setfield(L, -2, "of");
        lua_pushlstring(L, key->text.ptr, key->text.len);
        lua_rawget(L, index);
        lua_insert(L, -2);
        add_condition(L, lua_gettop(L) - 1, owner, key->text.ptr);
        lua_replace(L, node);
        lua_settop(L, node + 1);
        ++*nodes;
    }
    lua_settop(L, node);
}

static int select_from(lua_State *L, enum xc_value_table table, const char *owner,
                       const char *pool) {
    unsigned nodes = 1;
    lua_settop(L, 1);
    xc_selection_push_all(L, table);
    if (pool != NULL) {
        lua_createtable(L, 0, 1);
        lua_pushstring(L, pool);
        lua_setfield(L, -2, "pool");
        xc_selection_push_where(L, 2, 3, owner, NULL, &nodes);
        lua_replace(L, 2);
        lua_settop(L, 2);
    }
    xc_selection_push_where(L, 2, 1, owner, NULL, &nodes);
    wrap(L, table, nodes);
    return 1;
}

int xc_lua_targets(lua_State *L) {
    return select_from(L, XC_VALUE_TARGETS, "targets", NULL);
}

int xc_lua_inspectors(lua_State *L) {
    return select_from(L, XC_VALUE_PEOPLE, "inspectors", "inspectors");
}

int xc_lua_experts(lua_State *L) {
    return select_from(L, XC_VALUE_PEOPLE, "experts", "experts");
}

int xc_lua_areas(lua_State *L) {
    return select_from(L, XC_VALUE_AREAS, "areas", NULL);
}

static int history(lua_State *L, const char *what) {
    lua_settop(L, 1);
    if (!lua_isnil(L, 1) && lua_type(L, 1) != LUA_TSTRING)
        xc_host_raise(L, "%s: a text is expected, not %s", what, xc_value_describe(L, 1));
    lua_createtable(L, 0, 4);
    lua_pushliteral(L, "history");
    lua_setfield(L, -2, "op");
    lua_pushstring(L, what);
    lua_setfield(L, -2, "what");
    lua_pushvalue(L, 1);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        lua_pushliteral(L, "");
    }
    lua_setfield(L, -2, "name");
    xc_selection_push_all(L, XC_VALUE_TARGETS);
    lua_setfield(L, -2, "of");
    wrap(L, XC_VALUE_TARGETS, 2);
    return 1;
}

int xc_lua_visited(lua_State *L) {
    if (lua_type(L, 1) != LUA_TSTRING)
        xc_host_raise(L, "visited: the id of a stage is expected, not %s",
                      xc_value_describe(L, 1));
    return history(L, "visited");
}

int xc_lua_failed(lua_State *L) {
    return history(L, "failed");
}

int xc_lua_leads(lua_State *L) {
    return history(L, "leads");
}

int xc_lua_missing(lua_State *L) {
    if (lua_type(L, 1) != LUA_TSTRING)
        xc_host_raise(L, "missing: the id of a due item is expected, not %s",
                      xc_value_describe(L, 1));
    return history(L, "missing");
}

int xc_lua_flagged(lua_State *L) {
    if (lua_type(L, 1) != LUA_TSTRING)
        xc_host_raise(L, "flagged: a flag of the register is expected, not %s",
                      xc_value_describe(L, 1));
    lua_createtable(L, 0, 1);
    lua_pushvalue(L, 1);
    lua_setfield(L, -2, "flags");
    lua_replace(L, 1);
    return select_from(L, XC_VALUE_TARGETS, "flagged", NULL);
}

static int bound(lua_State *L, const char *word, const char *key) {
    if (!lua_isinteger(L, 1))
        xc_host_raise(L, "%s: a whole number is expected, not %s", word,
                      xc_value_describe(L, 1));
    lua_Integer number = lua_tointeger(L, 1);
    lua_createtable(L, 0, 1);
    xc_value_put_integer(L, key, number);
    xc_value_wrap(L, XC_VALUE_CONDITION);
    return 1;
}

int xc_lua_at_least(lua_State *L) {
    return bound(L, "at_least", "min");
}

int xc_lua_at_most(lua_State *L) {
    return bound(L, "at_most", "max");
}

int xc_lua_one_of(lua_State *L) {
    int count = lua_gettop(L);
    if (lua_type(L, 1) != LUA_TTABLE) {
        lua_createtable(L, count, 0);
        for (int i = 1; i <= count; i++) {
            lua_pushvalue(L, i);
            lua_rawseti(L, -2, i);
        }
        lua_replace(L, 1);
    }
    lua_settop(L, 1);
    lua_createtable(L, 0, 1);
    if (!push_words(L, 1))
        xc_host_raise(L, "one_of: one or more texts are expected");
    lua_setfield(L, -2, "in");
    xc_value_wrap(L, XC_VALUE_CONDITION);
    return 1;
}

/* The group of all medical institutions, a word that the column kind knows. */
int xc_lua_medical(lua_State *L) {
    lua_pushliteral(L, "medical");
    return xc_lua_one_of(L);
}

static struct xc_value *check_selection(lua_State *L, int index, const char *doing) {
    struct xc_value *value = xc_value_at(L, index, XC_VALUE_SELECTION);
    if (value == NULL)
        xc_host_raise(L, "%s: a selection is expected, not %s", doing,
                      xc_value_describe(L, index));
    return value;
}

static int join(lua_State *L, const char *op, const char *sign) {
    const struct xc_value *left = check_selection(L, 1, sign);
    const struct xc_value *right = check_selection(L, 2, sign);
    if (left->tag != right->tag)
        xc_host_raise(L, "'%s' joins selections of one table, not %s with %s", sign,
                      table_words[left->tag], table_words[right->tag]);
    lua_createtable(L, 0, 2);
    lua_pushstring(L, op);
    lua_setfield(L, -2, "op");
    lua_createtable(L, 2, 0);
    for (int i = 1; i <= 2; i++) {
        xc_value_push_data(L, i);
        lua_rawseti(L, -2, i);
    }
    lua_setfield(L, -2, "of");
    wrap(L, (enum xc_value_table)left->tag, left->size + right->size + 1);
    return 1;
}

static int join_and(lua_State *L) {
    return join(L, "and", "&");
}

static int join_or(lua_State *L) {
    return join(L, "or", "|");
}

static int join_minus(lua_State *L) {
    return join(L, "minus", "-");
}

static int refuse_length(lua_State *L) {
    xc_host_raise(L,
                  "how many a selection holds is not known when the policy is read: use "
                  "share { percent(5), of = … }");
}

static int where(lua_State *L) {
    const struct xc_value *value = check_selection(L, 1, "where");
    unsigned nodes = value->size;
    lua_settop(L, 2);
    xc_value_push_data(L, 1);
    xc_selection_push_where(L, 3, 2, "where", NULL, &nodes);
    wrap(L, (enum xc_value_table)value->tag, nodes);
    return 1;
}

static int by_area(lua_State *L, const char *op) {
    static const struct xc_spec spec = {.name = "area", .type = XC_TYPE_OUTSIDE};
    const struct xc_value *value = check_selection(L, 1, op);
    lua_settop(L, 2);
    lua_createtable(L, 0, 3);
    lua_pushstring(L, op);
    lua_setfield(L, -2, "op");
    xc_value_push_data(L, 1);
    lua_setfield(L, -2, "of");
    xc_schema_check(L, &spec, 2, op);
    lua_setfield(L, -2, "area");
    wrap(L, (enum xc_value_table)value->tag, value->size + 1);
    return 1;
}

static int within(lua_State *L) {
    return by_area(L, "within");
}

static int outside(lua_State *L) {
    return by_area(L, "outside");
}

void xc_selection_open(lua_State *L) {
    static const luaL_Reg methods[] = {
        {"where", where}, {"within", within}, {"outside", outside}, {NULL, NULL}};
    static const luaL_Reg meta[] = {{"__band", join_and},
                                    {"__bor", join_or},
                                    {"__sub", join_minus},
                                    {"__len", refuse_length},
                                    {NULL, NULL}};
    xc_value_define(L, XC_VALUE_SELECTION, methods, meta);
    xc_value_define(L, XC_VALUE_CONDITION, NULL, NULL);
}
