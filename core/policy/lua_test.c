/* test, expect, register, plan_of: the words of *_test.lua files. Planning is the
 * parent's work, so plan_of asks it through the pipes. */
#include "policy/bindings.h"
#include "policy/protocol.h"
#include "policy/schema.h"
#include "policy/worker.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static const char tests_key = 0; /* list of {name, function}, in the registry */

enum { MAX_TESTS = 500, MAX_PLANS = 200, MAX_ROWS = 100000, SHOWN = 200 };

/* test('what holds', function() … end) */
int xc_lua_test(lua_State *L) {
    static const struct xc_spec name = {.name = "name", .type = XC_TYPE_TEXT};
    lua_settop(L, 2);
    xc_schema_check(L, &name, 1, "test");
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &tests_key);
    lua_Integer count = (lua_Integer)lua_rawlen(L, 4);
    if (count == MAX_TESTS)
        xc_host_raise(L, "test: more than %d tests in one file", MAX_TESTS);
    lua_createtable(L, 2, 0);
    for (int i = 1; i <= 2; i++) {
        lua_pushvalue(L, i);
        lua_rawseti(L, 5, i);
    }
    lua_rawseti(L, 4, count + 1);
    return 0;
}

/* An error as the text that the command line would print in English, pushed. */
static void push_error(lua_State *L, const struct xc_error *error) {
    struct xc_buffer *scratch = &xc_host_of(L)->scratch;
    xc_buffer_clear(scratch);
    (void)xc_error_render(error, NULL, scratch);
    lua_pushlstring(L, scratch->len > 0 ? scratch->ptr : "", scratch->len);
}

/* An error as the parent reads it, pushed. What was asked for last is over, so that its
 * reply gives way: nothing else may lie outside Lua while values are made. */
static void push_failure(lua_State *L, const struct xc_error *error) {
    struct xc_host *host = xc_host_of(L);
    json_t *json = xc_protocol_error_json(error);
    json_decref(host->reply);
    host->reply = json;
    xc_value_from_json(L, json == NULL ? json_null() : json);
}

void xc_test_push_results(lua_State *L) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &tests_key);
    int tests = lua_gettop(L);
    lua_Integer count = (lua_Integer)lua_rawlen(L, tests);
    lua_createtable(L, (int)count, 0);
    for (lua_Integer i = 1; i <= count; i++) {
        struct xc_error error = {0};
        lua_createtable(L, 0, 2);
        lua_rawgeti(L, tests, i);
        lua_rawgeti(L, -1, 1);
        lua_setfield(L, tests + 2, "name");
        lua_rawgeti(L, -1, 2);
        if (!xc_host_try(L, 0, &error)) {
            push_failure(L, &error);
            lua_setfield(L, tests + 2, "error");
        }
        lua_settop(L, tests + 2);
        lua_rawseti(L, tests + 1, i);
    }
}

static bool same(lua_State *L, int a, int b, int depth);

/* Every field of table a is in table b and equal. */
static bool holds(lua_State *L, int a, int b, int depth) {
    for (lua_pushnil(L); lua_next(L, a) != 0; lua_pop(L, 1)) {
        xc_host_charge(L, 4);
        lua_pushvalue(L, -2);
        lua_rawget(L, b);
        bool equal = same(L, lua_gettop(L) - 1, lua_gettop(L), depth + 1);
        lua_pop(L, 1);
        if (!equal) {
            lua_pop(L, 2);
            return false;
        }
    }
    return true;
}

static bool same(lua_State *L, int a, int b, int depth) {
    luaL_checkstack(L, 8, NULL);
    if (depth > 50)
        xc_host_raise(L, "expect: the tables are nested too deeply");
    if (lua_type(L, a) != LUA_TTABLE || lua_type(L, b) != LUA_TTABLE)
        return lua_rawequal(L, a, b) == 1;
    return holds(L, a, b, depth) && holds(L, b, a, depth);
}

/* Pushes a short text of any value for messages: tables as JSON. */
static const char *show(lua_State *L, int index) {
    char text[SHOWN];
    if (lua_type(L, index) != LUA_TTABLE)
        return xc_value_describe(L, index);
    json_t *json = xc_value_json(L, index);
    size_t length = 0;
    if (json != NULL)
        length = json_dumpb(json, text, sizeof(text), JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(json);
    if (length == 0)
        return lua_pushliteral(L, "a table");
    bool cut = length > sizeof(text);
    struct xc_str shown = {text, cut ? sizeof(text) : length};
    shown = xc_utf8_prefix(shown, sizeof(text) - 1);
    lua_pushlstring(L, shown.ptr, shown.len);
    lua_pushstring(L, cut ? "…" : "");
    lua_concat(L, 2);
    return lua_tostring(L, -1);
}

int xc_lua_expect(lua_State *L) {
    lua_settop(L, 1);
    lua_createtable(L, 1, 0);
    lua_pushvalue(L, 1);
    lua_rawseti(L, 2, 1);
    (void)xc_value_wrap(L, XC_VALUE_EXPECT);
    return 1;
}

/* Leaves the expected value at 2 and pushes the actual one as 3. */
static void open_expectation(lua_State *L) {
    if (xc_value_at(L, 1, XC_VALUE_EXPECT) == NULL)
        xc_host_raise(L, "expect: write expect(value):is(…) with a colon");
    lua_settop(L, 2);
    xc_value_push_data(L, 1);
    lua_rawgeti(L, -1, 1);
    lua_replace(L, 3);
}

static int expect_is(lua_State *L) {
    open_expectation(L);
    if (!same(L, 3, 2, 0))
        xc_host_raise(L, "expected %s, got %s", show(L, 2), show(L, 3));
    return 0;
}

static int expect_is_not(lua_State *L) {
    open_expectation(L);
    if (same(L, 3, 2, 0))
        xc_host_raise(L, "expected something else than %s", show(L, 2));
    return 0;
}

static int bounded(lua_State *L, bool least) {
    open_expectation(L);
    bool comparable = lua_type(L, 2) == lua_type(L, 3) &&
                      (lua_type(L, 2) == LUA_TNUMBER || lua_type(L, 2) == LUA_TSTRING);
    if (comparable && lua_compare(L, least ? 2 : 3, least ? 3 : 2, LUA_OPLE) != 0)
        return 0;
    if (least)
        xc_host_raise(L, "expected at least %s, got %s", show(L, 2), show(L, 3));
    xc_host_raise(L, "expected at most %s, got %s", show(L, 2), show(L, 3));
}

static int expect_at_least(lua_State *L) {
    return bounded(L, true);
}

static int expect_at_most(lua_State *L) {
    return bounded(L, false);
}

static bool contains(lua_State *L) {
    if (lua_type(L, 3) == LUA_TSTRING && lua_type(L, 2) == LUA_TSTRING)
        return xc_str_find(xc_value_text(L, 3), xc_value_text(L, 2)) >= 0;
    if (lua_type(L, 3) != LUA_TTABLE)
        return false;
    for (lua_pushnil(L); lua_next(L, 3) != 0; lua_pop(L, 1)) {
        xc_host_charge(L, 4);
        if (same(L, lua_gettop(L), 2, 0)) {
            lua_pop(L, 2);
            return true;
        }
    }
    return false;
}

/* A text holds a part, or a list an item. */
static int expect_has(lua_State *L) {
    open_expectation(L);
    if (!contains(L))
        xc_host_raise(L, "expected %s to be in %s", show(L, 2), show(L, 3));
    return 0;
}

/* expect(function() … end):fails 'part of the message' */
static int expect_fails(lua_State *L) {
    struct xc_error error = {0};
    open_expectation(L);
    luaL_checktype(L, 3, LUA_TFUNCTION);
    lua_pushvalue(L, 3);
    if (xc_host_try(L, 0, &error))
        xc_host_raise(L, "expected an error, but there was none");
    if (lua_isnil(L, 2))
        return 0;
    push_error(L, &error);
    lua_replace(L, 3);
    if (!contains(L))
        xc_host_raise(L, "expected an error with %s, got %s", show(L, 2), show(L, 3));
    return 0;
}

/* A cell of a register row: text, number, boolean, or a list of texts. */
static void check_cell(lua_State *L, int index, const char *table, const char *column) {
    static const struct xc_spec text = {.name = "cell", .type = XC_TYPE_TEXT};
    static const struct xc_spec list = {
        .name = "cell", .type = XC_TYPE_LIST, .inner = &text};
    switch (lua_type(L, index)) {
    case LUA_TSTRING:
        xc_schema_check(L, &text, index, table);
        break;
    case LUA_TNUMBER:
    case LUA_TBOOLEAN:
        lua_pushvalue(L, index);
        break;
    case LUA_TTABLE:
        xc_schema_check(L, &list, index, table);
        break;
    default:
        xc_host_raise(L, "register: %s: '%s' cannot be %s", table, column,
                      xc_value_describe(L, index));
    }
}

/* Pushes a copy of the row at index. */
static void push_row(lua_State *L, int index, const char *table) {
    if (lua_type(L, index) != LUA_TTABLE)
        xc_host_raise(L, "register: %s: rows are tables such as { id = 'T1' }, not %s",
                      table, xc_value_describe(L, index));
    lua_createtable(L, 0, 8);
    int row = lua_gettop(L);
    const struct xc_keys *keys = xc_value_keys(L, index);
    for (size_t i = 0; i < keys->count; i++) {
        if (keys->items[i].type != XC_KEY_TEXT)
            xc_host_raise(L, "register: %s: every cell needs a column", table);
        const char *column = keys->items[i].text.ptr;
        lua_getfield(L, index, column);
        check_cell(L, lua_gettop(L), table, column);
        lua_setfield(L, row, column);
        lua_settop(L, row + 1);
    }
    lua_settop(L, row);
}

/* register { targets = { {id = …}, … }, inspectors = { … } }: rows as an import would
 * have them. outcomes = { { target = …, stage = …, result = … } } are what earlier stages
 * found; leads, cases, receipts and closures what the office wrote down beside them;
 * as_of = '2021-08-01' is the first day to plan. */
int xc_lua_register(lua_State *L) {
    static const char *const tables[] = {"targets",  "inspectors", "experts",  "areas",
                                         "absences", "relations",  "calendar", "outcomes",
                                         "leads",    "cases",      "receipts", "closures",
                                         "as_of"};
    static const struct xc_spec as_of = {.name = "as_of", .type = XC_TYPE_DATE};
    enum { TABLES = sizeof(tables) / sizeof(tables[0]) };
    struct xc_str names[TABLES];
    for (size_t i = 0; i < TABLES; i++)
        names[i] = xc_str_from(tables[i]);
    lua_settop(L, 1);
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_createtable(L, 0, TABLES);
    const struct xc_keys *keys = xc_value_keys(L, 1);
    for (size_t i = 0; i < keys->count; i++) {
        bool known = false;
        for (size_t j = 0; j < TABLES && keys->items[i].type == XC_KEY_TEXT; j++)
            known = known || xc_str_equal(keys->items[i].text, names[j]);
        if (!known && keys->items[i].type == XC_KEY_TEXT)
            xc_schema_unknown(L, "register", keys->items[i].text, names, TABLES);
        if (!known)
            xc_host_raise(L, "register: every table needs a name: { targets = { … } }");
        const char *table = keys->items[i].text.ptr;
        if (xc_str_is(keys->items[i].text, "as_of")) {
            lua_getfield(L, 1, table);
            xc_schema_check(L, &as_of, 4, "register");
            lua_setfield(L, 2, table);
            lua_settop(L, 3);
            continue;
        }
        if (lua_getfield(L, 1, table) != LUA_TTABLE)
            xc_host_raise(L, "register: %s: a list of rows is expected, not %s", table,
                          xc_value_describe(L, -1));
        lua_Integer count = (lua_Integer)lua_rawlen(L, 4);
        if (count > MAX_ROWS)
            xc_host_raise(L, "register: %s: more than %d rows", table, MAX_ROWS);
        lua_createtable(L, (int)count, 0);
        for (lua_Integer row = 1; row <= count; row++) {
            lua_rawgeti(L, 4, row);
            push_row(L, 6, table);
            lua_rawseti(L, 5, row);
            lua_settop(L, 5);
        }
        lua_setfield(L, 2, table);
        lua_settop(L, 3);
    }
    lua_settop(L, 2);
    (void)xc_value_wrap(L, XC_VALUE_REGISTER);
    return 1;
}

/* Adds what { …, set = { name = value } } says to the question at 2, values as texts. */
static void put_settings(lua_State *L, int index) {
    if (lua_type(L, index) != LUA_TTABLE)
        xc_host_raise(L, "plan_of: set = { name = value } is expected, not %s",
                      xc_value_describe(L, index));
    lua_createtable(L, 0, 4);
    int settings = lua_gettop(L);
    const struct xc_keys *keys = xc_value_keys(L, index);
    for (size_t i = 0; i < keys->count; i++) {
        if (keys->items[i].type != XC_KEY_TEXT)
            xc_host_raise(L, "plan_of: set = { name = value } is expected");
        lua_getfield(L, index, keys->items[i].text.ptr);
        int type = lua_type(L, -1);
        if (type != LUA_TSTRING && type != LUA_TNUMBER && type != LUA_TBOOLEAN)
            xc_host_raise(L, "plan_of: set: '%s' must be a text, a number, true or false",
                          keys->items[i].text.ptr);
        xc_sandbox_push_text(L, lua_gettop(L));
        lua_setfield(L, settings, keys->items[i].text.ptr);
        lua_settop(L, settings + 1);
    }
    lua_settop(L, settings);
    lua_setfield(L, 2, "set");
}

/* Puts one argument of plan_of into the question at 2. */
static void put_argument(lua_State *L, const struct xc_key *key, int value) {
    if (key->type == XC_KEY_TEXT && xc_str_is(key->text, "set")) {
        put_settings(L, value);
    } else if (xc_value_at(L, value, XC_VALUE_PROGRAMME) != NULL) {
        xc_value_push_data(L, value);
        lua_setfield(L, 2, "rules");
    } else if (xc_value_at(L, value, XC_VALUE_REGISTER) != NULL) {
        xc_value_push_data(L, value);
        lua_setfield(L, 2, "rows");
    } else {
        xc_host_raise(
            L, "plan_of: a programme, a register or set = { … } is expected, not %s",
            xc_value_describe(L, value));
    }
}

/* Sends the question at 2; nothing malloc-ed stays behind but host->reply. */
static const json_t *ask(lua_State *L) {
    struct xc_host *host = xc_host_of(L);
    json_t *question = xc_value_json(L, 2);
    json_t *line = question == NULL ? NULL : json_object();
    if (line != NULL && json_object_set_new(line, "ask", question) != 0) {
        json_decref(line);
        line = NULL;
    }
    if (!xc_worker_ask(host, line))
        xc_host_trip(L, XC_LIMIT_OUTPUT);
    return host->reply;
}

/* local plan, rules = plan_of { register { … }, set = { … } }: the policy beside the
 * test, or the programme given. Without a register nothing is planned and plan is nil. */
int xc_lua_plan_of(lua_State *L) {
    struct xc_host *host = xc_host_of(L);
    lua_settop(L, 1);
    luaL_checktype(L, 1, LUA_TTABLE);
    if (host->asked++ >= MAX_PLANS)
        xc_host_raise(L, "plan_of: more than %d plans in one file", MAX_PLANS);
    lua_createtable(L, 0, 3);
    const struct xc_keys *keys = xc_value_keys(L, 1);
    for (size_t i = 0; i < keys->count; i++) {
        const struct xc_key *key = &keys->items[i];
        if (key->type == XC_KEY_TEXT)
            lua_getfield(L, 1, key->text.ptr);
        else
            lua_geti(L, 1, key->integer);
        put_argument(L, key, 4);
        lua_settop(L, 3);
    }
    lua_settop(L, 2);
    const json_t *reply = ask(L);
    const json_t *failure = json_object_get(reply, "error");
    if (failure != NULL) {
        struct xc_error error = {0};
        (void)xc_protocol_error_borrow(failure, &error);
        xc_host_raise_error(L, &error);
    }
    const json_t *plan = json_object_get(reply, "plan");
    const json_t *rules = json_object_get(reply, "rules");
    xc_value_from_json(L, plan == NULL ? json_null() : plan);
    xc_value_from_json(L, rules == NULL ? json_null() : rules);
    return 2;
}

void xc_test_open(lua_State *L) {
    static const luaL_Reg methods[] = {{"is", expect_is},
                                       {"is_not", expect_is_not},
                                       {"at_least", expect_at_least},
                                       {"at_most", expect_at_most},
                                       {"has", expect_has},
                                       {"fails", expect_fails},
                                       {NULL, NULL}};
    xc_value_define(L, XC_VALUE_EXPECT, methods, NULL);
    xc_value_define(L, XC_VALUE_REGISTER, NULL, NULL);
    lua_createtable(L, 0, 0);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &tests_key);
}
