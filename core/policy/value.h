/* The values that policies handle: opaque userdata around plain data tables, which become
 * JSON as they are. A data table holds texts, integers, booleans, other data tables and
 * values (which stand for their data); [1] makes it a list. Nobody outside C reaches one,
 * so they are shared freely and never changed after wrapping, except where said. Private
 * to policy. */
#ifndef XC_POLICY_VALUE_H
#define XC_POLICY_VALUE_H

#include "policy/host.h"

#include <lauxlib.h>
#include <lua.h>

enum xc_value_kind {
    XC_VALUE_SELECTION, /* tag: enum xc_value_table, size: nodes */
    XC_VALUE_CONDITION, /* keys of a "where" node: in, min, max, from, to */
    XC_VALUE_DRAW,      /* tag: enum xc_value_table, what is drawn */
    XC_VALUE_SEAT,
    XC_VALUE_SEATS,
    XC_VALUE_TEAMS,
    XC_VALUE_WINDOW,   /* {first, last} */
    XC_VALUE_FRACTION, /* {a, b} */
    XC_VALUE_BEFORE,   /* before(1, 'workday', '17:00') */
    XC_VALUE_AFTER,    /* after 'stage'; tag 1: after(20, 'workday') */
    XC_VALUE_WHEN,     /* {text} of core/workdays/due.h */
    XC_VALUE_DUE,
    XC_VALUE_PHASE,
    XC_VALUE_SEED,
    XC_VALUE_PARAMS,  /* p of `local p = params {…}` */
    XC_VALUE_STAGE,   /* what a stage constructor returns; not data */
    XC_VALUE_BUILDER, /* `stage` of plan(stage, p); not data */
    XC_VALUE_DRAWN,   /* what stage:draw returns; tag as that of its draw */
    XC_VALUE_AREA,    /* the placeholder of drawn:each */
    XC_VALUE_PARAM,   /* a plugin parameter's type; not data */
    XC_VALUE_PLUGIN,  /* not data */
    XC_VALUE_PROGRAMME,
    XC_VALUE_REGISTER,
    XC_VALUE_EXPECT, /* not data */
    XC_VALUE_KINDS
};

/* What a selection holds; a draw may also give zones or crews. */
enum xc_value_table {
    XC_VALUE_TARGETS,
    XC_VALUE_PEOPLE,
    XC_VALUE_AREAS,
    XC_VALUE_ZONES,
    XC_VALUE_CREWS
};

/* The block of a value; its data is user value 1. */
struct xc_value {
    enum xc_value_kind kind;
    unsigned tag;
    unsigned size;
    struct xc_place place; /* where it was made */
};

/* Defines a kind's methods (may be NULL) and further metamethods (may be NULL). */
void xc_value_define(lua_State *L, enum xc_value_kind kind, const luaL_Reg *methods,
                     const luaL_Reg *meta);

/* Replaces the data table at the top by a value of the kind and returns its block. */
struct xc_value *xc_value_wrap(lua_State *L, enum xc_value_kind kind);

/* The same with a block of more bytes (at least sizeof(struct xc_value)). */
void *xc_value_wrap_sized(lua_State *L, enum xc_value_kind kind, size_t size);

/* The block at index where it is of the kind, else NULL. */
struct xc_value *xc_value_at(lua_State *L, int index, enum xc_value_kind kind);

/* Pushes the data table of the value at index. */
void xc_value_push_data(lua_State *L, int index);

/* What lies at index, for "…, not %s": 'text' in quotes, a number, or the kind's name.
 * Pushes a string and returns it. */
const char *xc_value_describe(lua_State *L, int index);

/* The text at index as a view (no numbers); precondition: a string. */
struct xc_str xc_value_text(lua_State *L, int index);

/* A key of a table. */
enum xc_key_type { XC_KEY_INTEGER, XC_KEY_NUMBER, XC_KEY_TEXT, XC_KEY_BOOLEAN };
struct xc_key {
    enum xc_key_type type;
    lua_Integer integer; /* or the boolean */
    lua_Number number;
    struct xc_str text;
};
struct xc_keys {
    size_t count;
    struct xc_key items[];
};

/* Pushes a userdata with the table's keys: numbers by value, then texts as bytes, then
 * false and true. Texts are views: valid while the table keeps the keys. Raises on keys
 * that have no order (tables, functions). */
const struct xc_keys *xc_value_keys(lua_State *L, int index);

/* table[key] = text for the table at the top. */
void xc_value_put_text(lua_State *L, const char *key, struct xc_str text);
void xc_value_put_integer(lua_State *L, const char *key, lua_Integer number);

/* The nearest of the texts to word, or the empty view; pushes scratch memory and pops it.
 */
struct xc_str xc_value_suggest(lua_State *L, struct xc_str word,
                               const struct xc_keys *words);

/* JSON of the value or data at index; a new reference. Calls nothing that raises: to be
 * used outside of protected calls. NULL: too large, too deep, no memory, or a text that
 * is no UTF-8. */
json_t *xc_value_json(lua_State *L, int index);

/* Pushes JSON as plain Lua tables. Raises where memory is short. null becomes nil. */
void xc_value_from_json(lua_State *L, const json_t *json);

#endif
