/* Types of parameters: what a stage, a due item or a plugin may be given, checked once
 * for all, with the place, the reason and the nearest word. Private to policy. */
#ifndef XC_POLICY_SCHEMA_H
#define XC_POLICY_SCHEMA_H

#include "policy/value.h"

enum xc_type {
    XC_TYPE_TEXT,
    XC_TYPE_ID,    /* letters, digits, - and _; at most 64 bytes */
    XC_TYPE_HOURS, /* "09:00-12:00" */
    XC_TYPE_COUNT, /* integer from min to max */
    XC_TYPE_BOOLEAN,
    XC_TYPE_DATE, /* "2021-11-30", a day that exists */
    XC_TYPE_TIME, /* "17:00" */
    XC_TYPE_WINDOW,
    XC_TYPE_PERIOD,    /* month, quarter, half, year, or monthly … */
    XC_TYPE_SHARE,     /* percent(…) between 0 and 1 */
    XC_TYPE_AVERAGE,   /* 1.5, or percent(150) */
    XC_TYPE_CHOICE,    /* one of choices */
    XC_TYPE_SELECTION, /* of table */
    XC_TYPE_DRAW,      /* of table */
    XC_TYPE_SEATS,     /* seats or teams */
    XC_TYPE_WHEN,      /* a due rule, as value or as text */
    XC_TYPE_OPENS,     /* a date or after 'stage' */
    XC_TYPE_EMBARGO,
    XC_TYPE_TARGETS, /* a selection of targets or what a draw gave */
    XC_TYPE_DRAWN,   /* what stage:draw gave, or a draw's label: the label */
    XC_TYPE_DUTY,    /* { crew = …, zones = { … } } */
    XC_TYPE_SEED,
    XC_TYPE_DUE,
    XC_TYPE_PHASE,
    XC_TYPE_MILESTONE,
    XC_TYPE_RESOURCES, /* { car = 3, tester = { 1, title = '…' } } */
    XC_TYPE_OUTSIDE,
    XC_TYPE_OFFSET, /* after(20, 'workday'): so many days from a cause */
    XC_TYPE_SINCE,  /* { kind = 'problem', to = after(20, 'workday') } */
    XC_TYPE_REVIEW, /* { field = 'claims', share = percent(5) } */
    XC_TYPE_LADDER, /* { targets = { RUNG… }, doctors = …, grades = { GRADE… } } */
    XC_TYPE_SHARES, /* { A = percent(1), B = percent(2) } */
    XC_TYPE_RUNG,
    XC_TYPE_GRADE,
    XC_TYPE_LIST, /* of inner */
    XC_TYPES
};

/* One parameter. Texts are static, or anchored by the PARAM value that holds the spec. */
struct xc_spec {
    const char *name;
    enum xc_type type;
    bool required;
    const char *key;             /* in the document; NULL: as name */
    const struct xc_spec *inner; /* LIST */
    const char *const *choices;  /* CHOICE: ended by NULL */
    enum xc_value_table table;   /* SELECTION, DRAW */
    lua_Integer min, max;        /* COUNT; max 0: 1,000,000 */
};

/* Checks the value at index and pushes its data form; raises "owner: parameter 'name'
 * must be …". owner is for example "stage 'annual'". */
void xc_schema_check(lua_State *L, const struct xc_spec *spec, int index,
                     const char *owner);

/* Checks a table of named fields and pushes a new data table. Unknown names raise with a
 * suggestion; required ones must be there. positional: [1], [2] … are somebody else's. */
void xc_schema_fields(lua_State *L, const struct xc_spec *specs, size_t count, int index,
                      const char *owner, bool positional);

const struct xc_spec *xc_schema_find(const struct xc_spec *specs, size_t count,
                                     struct xc_str name);

/* Raises "owner: unknown parameter 'name' (nearest?)"; names lists what there is. */
_Noreturn void xc_schema_unknown(lua_State *L, const char *owner, struct xc_str name,
                                 const struct xc_str *names, size_t count);

/* The value at index as an exact fraction ≥ 0: a FRACTION value, an integer, or a decimal
 * as number or text. false: it is none. */
bool xc_schema_fraction(lua_State *L, int index, lua_Integer *a, lua_Integer *b);

/* Pushes {a, b} in lowest terms. */
void xc_schema_push_fraction(lua_State *L, lua_Integer a, lua_Integer b);

/* schema_causes.c: the checkers of these types. */
void xc_schema_check_offset(lua_State *L, const struct xc_spec *spec, int index,
                            const char *owner);
/* A since, review, ladder, rung or grade: a table of named fields. */
void xc_schema_check_record(lua_State *L, const struct xc_spec *spec, int index,
                            const char *owner);
void xc_schema_check_shares(lua_State *L, const struct xc_spec *spec, int index,
                            const char *owner);

/* The stored word of a period ("month" of "monthly"), NULL: none. */
const char *xc_schema_period(struct xc_str word);

/* The format of "OWNER: parameter 'NAME' must be a date …, not VALUE" (three texts), and
 * the short name: "date". */
const char *xc_schema_refusal(enum xc_type type);
const char *xc_schema_word(enum xc_type type);

#endif
