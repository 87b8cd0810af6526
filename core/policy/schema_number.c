/* Periods and exact fractions, as authors write them. */
#include "policy/schema.h"

#include <stdio.h>

static const struct {
    const char *word;
    const char *period;
} period_words[] = {
    {"month", "month"},       {"monthly", "month"}, {"quarter", "quarter"},
    {"quarterly", "quarter"}, {"half", "half"},     {"half_yearly", "half"},
    {"year", "year"},         {"yearly", "year"},
};

const char *xc_schema_period(struct xc_str word) {
    for (size_t i = 0; i < sizeof(period_words) / sizeof(period_words[0]); i++)
        if (xc_str_is(word, period_words[i].word))
            return period_words[i].period;
    return NULL;
}

/* "12.50" as 25/2, exactly. */
static bool decimal(struct xc_str text, lua_Integer *a, lua_Integer *b) {
    struct xc_str fraction = text;
    struct xc_str whole = xc_str_cut(&fraction, '.');
    uint64_t units = 0;
    uint64_t parts = 0;
    *b = 1;
    if (whole.len == 0 || !xc_str_to_uint(whole, 1000000, &units))
        return false;
    if (fraction.ptr != NULL) {
        if (fraction.len == 0 || fraction.len > 6 ||
            !xc_str_to_uint(fraction, 999999, &parts))
            return false;
        for (size_t i = 0; i < fraction.len; i++)
            *b *= 10;
    }
    *a = (lua_Integer)units * *b + (lua_Integer)parts;
    return true;
}

bool xc_schema_fraction(lua_State *L, int index, lua_Integer *a, lua_Integer *b) {
    if (xc_value_at(L, index, XC_VALUE_FRACTION) != NULL) {
        xc_value_push_data(L, index);
        lua_rawgeti(L, -1, 1);
        lua_rawgeti(L, -2, 2);
        *a = lua_tointeger(L, -2);
        *b = lua_tointeger(L, -1);
        lua_pop(L, 3);
        return true;
    }
    if (lua_type(L, index) == LUA_TSTRING)
        return decimal(xc_value_text(L, index), a, b);
    if (lua_type(L, index) != LUA_TNUMBER)
        return false;
    char digits[32];
    lua_Number number = lua_tonumber(L, index);
    if (!(number >= 0 && number <= 1000000))
        return false;
    /* The shortest decimal that the author can have meant: 1.5 is 1.5, 0.07 is 7/100. */
    int wrote = snprintf(digits, sizeof(digits), "%.6f", number);
    if (wrote <= 0 || (size_t)wrote >= sizeof(digits))
        return false;
    return decimal((struct xc_str){digits, (size_t)wrote}, a, b);
}

static lua_Integer divisor(lua_Integer a, lua_Integer b) {
    while (b != 0) {
        lua_Integer rest = a % b;
        a = b;
        b = rest;
    }
    return a == 0 ? 1 : a;
}

void xc_schema_push_fraction(lua_State *L, lua_Integer a, lua_Integer b) {
    lua_Integer common = divisor(a, b);
    lua_createtable(L, 2, 0);
    lua_pushinteger(L, a / common);
    lua_rawseti(L, -2, 1);
    lua_pushinteger(L, b / common);
    lua_rawseti(L, -2, 2);
}
