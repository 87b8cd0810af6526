/* Days, windows and due rules. Everything is checked here, when the policy is read. */
#include "policy/bindings.h"
#include "policy/schema.h"

#include "base/date.h"
#include "workdays/due.h"

#include <stdio.h>
#include <string.h>

static xc_date check_date(lua_State *L, int index, const char *owner) {
    xc_date date = 0;
    if (lua_type(L, index) != LUA_TSTRING ||
        !xc_date_parse(xc_value_text(L, index), &date))
        xc_host_raise(L,
                      "%s: a date that exists, such as '2021-11-30', is expected, not %s",
                      owner, xc_value_describe(L, index));
    return date;
}

static void push_date(lua_State *L, xc_date date) {
    char text[11];
    xc_date_format(date, text);
    lua_pushstring(L, text);
}

static int push_window(lua_State *L, xc_date from, xc_date to) {
    lua_createtable(L, 2, 0);
    push_date(L, from);
    lua_rawseti(L, -2, 1);
    push_date(L, to);
    lua_rawseti(L, -2, 2);
    xc_value_wrap(L, XC_VALUE_WINDOW);
    return 1;
}

static int window_of(lua_State *L, const char *owner) {
    xc_date from = check_date(L, 1, owner);
    xc_date to = check_date(L, 2, owner);
    if (to < from)
        xc_host_raise(L, "%s: the last day %s lies before the first day %s", owner,
                      lua_tostring(L, 2), lua_tostring(L, 1));
    return push_window(L, from, to);
}

int xc_lua_window(lua_State *L) {
    return window_of(L, "window");
}

/* Two dates are a window, two numbers a condition. */
int xc_lua_between(lua_State *L) {
    lua_settop(L, 2);
    if (!lua_isinteger(L, 1) || !lua_isinteger(L, 2))
        return window_of(L, "between");
    lua_createtable(L, 0, 2);
    xc_value_put_integer(L, "min", lua_tointeger(L, 1));
    xc_value_put_integer(L, "max", lua_tointeger(L, 2));
    xc_value_wrap(L, XC_VALUE_CONDITION);
    return 1;
}

/* month(2021, 3), quarter(2021, 2), half(2021, 1), year(2021). */
static int period_of(lua_State *L, const char *owner, enum xc_period period) {
    const struct xc_spec year = {
        .name = "year", .type = XC_TYPE_COUNT, .min = 1990, .max = 2199};
    const struct xc_spec number = {
        .name = owner, .type = XC_TYPE_COUNT, .min = 1, .max = 12 / (lua_Integer)period};
    lua_settop(L, 2);
    xc_schema_check(L, &year, 1, owner);
    if (period == XC_PERIOD_YEAR && lua_isnil(L, 2))
        lua_pushinteger(L, 1);
    else
        xc_schema_check(L, &number, 2, owner);
    unsigned first = ((unsigned)lua_tointeger(L, 4) - 1) * (unsigned)period + 1;
    xc_date date = xc_date_make((int)lua_tointeger(L, 3), first, 1);
    return push_window(L, date, xc_date_period_last(date, period));
}

int xc_lua_month(lua_State *L) {
    return period_of(L, "month", XC_PERIOD_MONTH);
}

int xc_lua_quarter(lua_State *L) {
    return period_of(L, "quarter", XC_PERIOD_QUARTER);
}

int xc_lua_half(lua_State *L) {
    return period_of(L, "half", XC_PERIOD_HALF);
}

int xc_lua_year(lua_State *L) {
    return period_of(L, "year", XC_PERIOD_YEAR);
}

/* The window at 1 and the day at 2 as dates. */
static void open_window(lua_State *L, const char *owner, xc_date *from, xc_date *to,
                        xc_date *day) {
    if (xc_value_at(L, 1, XC_VALUE_WINDOW) == NULL)
        xc_host_raise(L, "%s: a window is expected, not %s", owner,
                      xc_value_describe(L, 1));
    *day = check_date(L, 2, owner);
    lua_settop(L, 2);
    xc_value_push_data(L, 1);
    lua_rawgeti(L, 3, 1);
    lua_rawgeti(L, 3, 2);
    *from = check_date(L, 4, owner);
    *to = check_date(L, 5, owner);
}

/* window:to('2021-11-30'): the part that ends then at the latest. */
static int window_to(lua_State *L) {
    xc_date from, to, limit;
    open_window(L, "to", &from, &to, &limit);
    if (limit < from)
        xc_host_raise(L, "%s lies before the first day of the window, %s",
                      lua_tostring(L, 2), lua_tostring(L, 4));
    return push_window(L, from, limit < to ? limit : to);
}

/* window:past('2021-11-30'): the part behind that day. */
static int window_past(lua_State *L) {
    xc_date from, to, day;
    open_window(L, "past", &from, &to, &day);
    if (day >= to)
        xc_host_raise(L, "nothing of the window, which ends on %s, lies behind %s",
                      lua_tostring(L, 5), lua_tostring(L, 2));
    return push_window(L, day < from ? from : day + 1, to);
}

static int condition_of_date(lua_State *L, const char *key, xc_date date) {
    lua_createtable(L, 0, 1);
    push_date(L, date);
    lua_setfield(L, -2, key);
    xc_value_wrap(L, XC_VALUE_CONDITION);
    return 1;
}

/* (1, 'workday', '17:00') at 1…3 as {KEY = 1, unit = …, time = …}, left at 4. */
static void push_moment(lua_State *L, const char *owner, const char *key,
                        lua_Integer max) {
    static const char *const units[] = {"workday", "day", NULL};
    static const struct xc_spec unit = {
        .name = "unit", .type = XC_TYPE_CHOICE, .choices = units};
    static const struct xc_spec time = {.name = "time", .type = XC_TYPE_TIME};
    const struct xc_spec count = {.name = owner, .type = XC_TYPE_COUNT, .max = max};
    lua_createtable(L, 0, 3);
    xc_schema_check(L, &count, 1, owner);
    lua_setfield(L, 4, key);
    xc_schema_check(L, &unit, 2, owner);
    lua_setfield(L, 4, "unit");
    if (!lua_isnil(L, 3)) {
        xc_schema_check(L, &time, 3, owner);
        lua_setfield(L, 4, "time");
    }
}

/* before '2021-03-01' is a condition; before(1, 'workday', '17:00') a moment before a
 * visit, before(3, 'day') days before a cause. */
int xc_lua_before(lua_State *L) {
    lua_settop(L, 3);
    if (lua_type(L, 1) != LUA_TNUMBER)
        return condition_of_date(L, "to", check_date(L, 1, "before") - 1);
    push_moment(L, "before", "before", 366);
    xc_value_wrap(L, XC_VALUE_BEFORE);
    return 1;
}

/* after '2021-03-01' is a condition; after 'annual' means after that stage or phase;
 * after(20, 'workday') days after a cause. */
int xc_lua_after(lua_State *L) {
    static const struct xc_spec stage = {.name = "stage", .type = XC_TYPE_ID};
    xc_date date = 0;
    lua_settop(L, 3);
    if (lua_type(L, 1) == LUA_TNUMBER) {
        push_moment(L, "after", "count", 3660);
        xc_value_wrap(L, XC_VALUE_AFTER)->tag = 1;
        return 1;
    }
    lua_settop(L, 1);
    if (lua_type(L, 1) == LUA_TSTRING && xc_date_parse(xc_value_text(L, 1), &date))
        return condition_of_date(L, "from", date + 1);
    struct xc_str text = {"", 0};
    if (lua_type(L, 1) == LUA_TSTRING)
        text = xc_value_text(L, 1);
    if (text.len > 0 && text.ptr[0] >= '0' && text.ptr[0] <= '9')
        (void)check_date(L, 1, "after");
    lua_createtable(L, 0, 1);
    xc_schema_check(L, &stage, 1, "after");
    lua_setfield(L, 2, "after");
    xc_value_wrap(L, XC_VALUE_AFTER);
    return 1;
}

/* Adds " 17:00" and " roll=previous" from the arguments behind the rule: a time, or a
 * table { time = …, roll = … }. The text so far is at the top. */
static void add_options(lua_State *L, int index, const char *owner) {
    static const char *const rolls[] = {"none", "previous", "next", NULL};
    static const struct xc_spec specs[] = {
        {.name = "time", .type = XC_TYPE_TIME},
        {.name = "roll", .type = XC_TYPE_CHOICE, .choices = rolls},
    };
    for (int last = index + 1; index <= last; index++) {
        if (lua_type(L, index) == LUA_TSTRING) {
            xc_schema_check(L, &specs[0], index, owner);
            lua_pushfstring(L, "%s %s", lua_tostring(L, -2), lua_tostring(L, -1));
        } else if (lua_type(L, index) == LUA_TTABLE) {
            xc_schema_fields(L, specs, 2, index, owner, false);
            int data = lua_gettop(L);
            lua_getfield(L, data, "time");
            lua_getfield(L, data, "roll");
            const char *time = lua_tostring(L, data + 1);
            const char *roll = lua_tostring(L, data + 2);
            lua_pushfstring(L, "%s%s%s%s%s", lua_tostring(L, data - 1),
                            time == NULL ? "" : " ", time == NULL ? "" : time,
                            roll == NULL ? "" : " roll=", roll == NULL ? "" : roll);
        } else if (!lua_isnoneornil(L, index)) {
            xc_host_raise(L, "%s: a time or { roll = 'previous' } is expected, not %s",
                          owner, xc_value_describe(L, index));
        }
    }
}

/* The rule's text at the top becomes a WHEN value, checked by the same reader that
 * `calendar due` uses. */
static int finish_rule(lua_State *L, int options, const char *owner) {
    struct xc_due_rule rule;
    struct xc_error error = {0};
    add_options(L, options, owner);
    if (xc_due_parse(xc_value_text(L, -1), &rule, &error) != XC_OK) {
        xc_host_locate(xc_host_of(L), xc_host_here(L), &error);
        error.code = XC_EPOLICY;
        xc_host_raise_error(L, &error);
    }
    lua_createtable(L, 1, 0);
    lua_insert(L, -2);
    lua_rawseti(L, -2, 1);
    xc_value_wrap(L, XC_VALUE_WHEN);
    return 1;
}

int xc_lua_last_workday(lua_State *L) {
    static const struct xc_spec period = {.name = "period", .type = XC_TYPE_PERIOD};
    lua_settop(L, 3);
    xc_schema_check(L, &period, 1, "last_workday");
    lua_pushfstring(L, "last_workday %s", lua_tostring(L, -1));
    return finish_rule(L, 2, "last_workday");
}

int xc_lua_workday_on(lua_State *L) {
    static const struct xc_spec number = {
        .name = "number", .type = XC_TYPE_COUNT, .min = -300, .max = 300};
    static const struct xc_spec period = {.name = "period", .type = XC_TYPE_PERIOD};
    lua_settop(L, 4);
    xc_schema_check(L, &number, 1, "workday_on");
    xc_schema_check(L, &period, 2, "workday_on");
    lua_pushfstring(L, "workday_on %d %s", (int)lua_tointeger(L, 5), lua_tostring(L, 6));
    return finish_rule(L, 3, "workday_on");
}

int xc_lua_weekly(lua_State *L) {
    static const struct xc_spec day = {.name = "day", .type = XC_TYPE_ID};
    lua_settop(L, 3);
    xc_schema_check(L, &day, 1, "weekly");
    lua_pushfstring(L, "weekly %s", lua_tostring(L, 1));
    return finish_rule(L, 2, "weekly");
}

static int on_day(lua_State *L, const char *owner, lua_Integer months) {
    const struct xc_spec month = {
        .name = "month", .type = XC_TYPE_COUNT, .min = 1, .max = months};
    static const struct xc_spec number = {
        .name = "day", .type = XC_TYPE_COUNT, .min = 1, .max = 31};
    static const struct xc_spec end = {.name = "day", .type = XC_TYPE_ID};
    lua_settop(L, 4);
    xc_schema_check(L, &month, 1, owner);
    xc_schema_check(L, lua_type(L, 2) == LUA_TSTRING ? &end : &number, 2, owner);
    lua_pushfstring(L, "%s %d %s", owner, (int)lua_tointeger(L, 5), lua_tostring(L, 6));
    return finish_rule(L, 3, owner);
}

int xc_lua_quarterly(lua_State *L) {
    return on_day(L, "quarterly", 3);
}

int xc_lua_yearly(lua_State *L) {
    return on_day(L, "yearly", 12);
}

void xc_date_open(lua_State *L) {
    static const luaL_Reg methods[] = {
        {"to", window_to}, {"past", window_past}, {NULL, NULL}};
    xc_value_define(L, XC_VALUE_WINDOW, methods, NULL);
    xc_value_define(L, XC_VALUE_BEFORE, NULL, NULL);
    xc_value_define(L, XC_VALUE_AFTER, NULL, NULL);
    xc_value_define(L, XC_VALUE_WHEN, NULL, NULL);
}
