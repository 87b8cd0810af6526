#include "policy/schema.h"

#include "base/date.h"
#include "base/suggest.h"
#include "base/utf8.h"
#include "workdays/due.h"
#include "workdays/hours.h"

#include <stdio.h>
#include <string.h>

enum { MAX_LIST = 4096, MAX_NAMES = 96, MAX_TEXT = 4096 };

/* Checks the value at index and pushes its data. */
typedef void checker(lua_State *L, const struct xc_spec *spec, int index,
                     const char *owner);

/* Indexed by enum xc_type; defined below the checkers. */
struct type_facts {
    const char *word;
    const char *refusal; /* owner, name, what was found */
    checker *check;
    bool (*good)(struct xc_str text); /* for check_text */
};
static const struct type_facts types[XC_TYPES];

const char *xc_schema_refusal(enum xc_type type) {
    return types[type].refusal;
}

const char *xc_schema_word(enum xc_type type) {
    return types[type].word;
}

static _Noreturn void refuse(lua_State *L, const struct xc_spec *spec, int index,
                             const char *owner, enum xc_type type) {
    xc_host_raise(L, types[type].refusal, owner, spec->name, xc_value_describe(L, index));
}

static bool is_id(struct xc_str text) {
    if (text.len == 0 || text.len > 64)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        bool fine = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                    (byte >= '0' && byte <= '9') || byte == '-' || byte == '_';
        if (!fine)
            return false;
    }
    return true;
}

static bool is_text(struct xc_str text) {
    return text.len <= MAX_TEXT && xc_utf8_valid(text, NULL) &&
           xc_utf8_forbidden(text) == 0;
}

static bool is_date(struct xc_str text) {
    xc_date date = 0;
    return xc_date_parse(text, &date);
}

static bool is_time(struct xc_str text) {
    unsigned minutes = 0;
    return xc_time_parse(text, &minutes);
}

static bool is_hours(struct xc_str text) {
    struct xc_hours hours = {0};
    return xc_hours_add(&hours, text, NULL) == XC_OK;
}

/* Types whose data is the text itself. */
static void check_text(lua_State *L, const struct xc_spec *spec, int index,
                       const char *owner) {
    if (lua_type(L, index) != LUA_TSTRING ||
        !types[spec->type].good(xc_value_text(L, index)))
        refuse(L, spec, index, owner, spec->type);
    lua_pushvalue(L, index);
}

static void check_count(lua_State *L, const struct xc_spec *spec, int index,
                        const char *owner) {
    lua_Integer max = spec->max == 0 ? 1000000 : spec->max;
    int is_integer = 0;
    lua_Integer number = lua_tointegerx(L, index, &is_integer);
    if (lua_type(L, index) != LUA_TNUMBER || is_integer == 0 || number < spec->min ||
        number > max) {
        xc_host_raise(
            L, "%s: parameter '%s' must be a whole number from %lld to %lld, not %s",
            owner, spec->name, (long long)spec->min, (long long)max,
            xc_value_describe(L, index));
    }
    lua_pushinteger(L, number);
}

static void check_choice(lua_State *L, const struct xc_spec *spec, int index,
                         const char *owner) {
    char expected[256] = "";
    size_t used = 0;
    for (size_t i = 0; spec->choices[i] != NULL && used < sizeof(expected); i++) {
        if (lua_type(L, index) == LUA_TSTRING &&
            strcmp(lua_tostring(L, index), spec->choices[i]) == 0) {
            lua_pushvalue(L, index);
            return;
        }
        int wrote = snprintf(expected + used, sizeof(expected) - used, "%s'%s'",
                             i == 0 ? "" : ", ", spec->choices[i]);
        used += wrote > 0 ? (size_t)wrote : 0;
    }
    xc_host_raise(L, "%s: parameter '%s' must be one of %s, not %s", owner, spec->name,
                  expected, xc_value_describe(L, index));
}

static void check_period(lua_State *L, const struct xc_spec *spec, int index,
                         const char *owner) {
    const char *period = NULL;
    if (lua_type(L, index) == LUA_TSTRING)
        period = xc_schema_period(xc_value_text(L, index));
    if (period == NULL)
        refuse(L, spec, index, owner, XC_TYPE_PERIOD);
    lua_pushstring(L, period);
}

static void check_fraction(lua_State *L, const struct xc_spec *spec, int index,
                           const char *owner) {
    lua_Integer a = 0;
    lua_Integer b = 1;
    bool is_share = spec->type == XC_TYPE_SHARE;
    if (is_share && xc_value_at(L, index, XC_VALUE_FRACTION) == NULL)
        refuse(L, spec, index, owner, spec->type);
    if (!xc_schema_fraction(L, index, &a, &b) || a <= 0 || (is_share && a > b))
        refuse(L, spec, index, owner, spec->type);
    xc_schema_push_fraction(L, a, b);
}

static void check_kind(lua_State *L, const struct xc_spec *spec, int index,
                       const char *owner, enum xc_value_kind kind) {
    if (xc_value_at(L, index, kind) == NULL)
        refuse(L, spec, index, owner, spec->type);
    xc_value_push_data(L, index);
}

static void check_window(lua_State *L, const struct xc_spec *spec, int index,
                         const char *owner) {
    check_kind(L, spec, index, owner, XC_VALUE_WINDOW);
}

static void check_due(lua_State *L, const struct xc_spec *spec, int index,
                      const char *owner) {
    check_kind(L, spec, index, owner, XC_VALUE_DUE);
}

static void check_phase(lua_State *L, const struct xc_spec *spec, int index,
                        const char *owner) {
    check_kind(L, spec, index, owner, XC_VALUE_PHASE);
}

static void check_tabled(lua_State *L, const struct xc_spec *spec, int index,
                         const char *owner, enum xc_value_kind kind) {
    static const char *const selections[] = {
        "%s: parameter '%s' must be a selection of targets, not %s",
        "%s: parameter '%s' must be a selection of people, not %s",
        "%s: parameter '%s' must be a selection of areas, not %s"};
    static const char *const draws[] = {
        "%s: parameter '%s' must be a draw of targets, not %s",
        "%s: parameter '%s' must be a draw of people, not %s",
        "%s: parameter '%s' must be a draw of areas, not %s",
        "%s: parameter '%s' must be a draw of zones, not %s",
        "%s: parameter '%s' must be a draw of crews, not %s"};
    const struct xc_value *value = xc_value_at(L, index, kind);
    if (value == NULL || value->tag != (unsigned)spec->table)
        xc_host_raise(
            L, kind == XC_VALUE_DRAW ? draws[spec->table] : selections[spec->table],
            owner, spec->name, xc_value_describe(L, index));
    xc_value_push_data(L, index);
}

static void check_selection(lua_State *L, const struct xc_spec *spec, int index,
                            const char *owner) {
    check_tabled(L, spec, index, owner, XC_VALUE_SELECTION);
}

static void check_draw(lua_State *L, const struct xc_spec *spec, int index,
                       const char *owner) {
    check_tabled(L, spec, index, owner, XC_VALUE_DRAW);
}

static void check_seats(lua_State *L, const struct xc_spec *spec, int index,
                        const char *owner) {
    if (xc_value_at(L, index, XC_VALUE_SEATS) == NULL &&
        xc_value_at(L, index, XC_VALUE_TEAMS) == NULL)
        refuse(L, spec, index, owner, spec->type);
    xc_value_push_data(L, index);
}

static void check_when(lua_State *L, const struct xc_spec *spec, int index,
                       const char *owner) {
    if (xc_value_at(L, index, XC_VALUE_WHEN) != NULL) {
        xc_value_push_data(L, index);
        lua_rawgeti(L, -1, 1);
        lua_remove(L, -2);
        return;
    }
    if (lua_type(L, index) != LUA_TSTRING)
        refuse(L, spec, index, owner, spec->type);
    struct xc_str text = xc_value_text(L, index);
    struct xc_due_rule rule;
    struct xc_error error = {0};
    if (is_date(text)) {
        lua_pushfstring(L, "on %s", text.ptr);
    } else if (xc_due_parse(text, &rule, &error) == XC_OK) {
        lua_pushvalue(L, index);
    } else {
        xc_host_locate(xc_host_of(L), xc_host_here(L), &error);
        error.code = XC_EPOLICY;
        xc_host_raise_error(L, &error);
    }
}

static void check_opens(lua_State *L, const struct xc_spec *spec, int index,
                        const char *owner) {
    const struct xc_value *after = xc_value_at(L, index, XC_VALUE_AFTER);
    if (after != NULL && after->tag == 0)
        xc_value_push_data(L, index);
    else
        check_text(L, spec, index, owner);
}

static void check_targets(lua_State *L, const struct xc_spec *spec, int index,
                          const char *owner) {
    static const struct xc_spec selection = {.name = "targets",
                                             .type = XC_TYPE_SELECTION};
    const struct xc_value *drawn = xc_value_at(L, index, XC_VALUE_DRAWN);
    if (drawn != NULL && drawn->tag == XC_VALUE_TARGETS)
        xc_value_push_data(L, index);
    else if (xc_value_at(L, index, XC_VALUE_SELECTION) == NULL)
        refuse(L, spec, index, owner, spec->type);
    else
        check_tabled(L, &selection, index, owner, XC_VALUE_SELECTION);
}

static bool is_label(struct xc_str text) {
    while (text.len > 0) {
        if (!is_id(xc_str_cut(&text, '/')))
            return false;
    }
    return true;
}

static void check_drawn(lua_State *L, const struct xc_spec *spec, int index,
                        const char *owner) {
    if (xc_value_at(L, index, XC_VALUE_DRAWN) == NULL) {
        check_text(L, spec, index, owner);
        return;
    }
    xc_value_push_data(L, index);
    lua_getfield(L, -1, "drawn");
    lua_remove(L, -2);
}

static const char *const viewer_words[] = {"planner", "inspector", "auditor",
                                           "feed",    "public",    NULL};

static const struct xc_spec text_item = {.name = "item", .type = XC_TYPE_TEXT};
static const struct xc_spec viewer_item = {
    .name = "from", .type = XC_TYPE_CHOICE, .choices = viewer_words};

/* `until` is a keyword of Lua, so the moment may also stand first: { before(…), from = …
 * }. */
static bool is_moment(const struct xc_key *key) {
    return key->type == XC_KEY_INTEGER
               ? key->integer == 1
               : key->type == XC_KEY_TEXT && xc_str_is(key->text, "until");
}

/* Adds the moment at index to the data at the top. */
static void put_moment(lua_State *L, int index, const char *owner) {
    static const struct xc_spec date = {.name = "until", .type = XC_TYPE_DATE};
    int data = lua_gettop(L);
    if (xc_value_at(L, index, XC_VALUE_BEFORE) == NULL) {
        check_text(L, &date, index, owner);
        lua_setfield(L, data, "until");
        return;
    }
    xc_value_push_data(L, index);
    for (lua_pushnil(L); lua_next(L, data + 1) != 0; lua_pop(L, 1)) {
        lua_pushvalue(L, -2);
        lua_pushvalue(L, -2);
        lua_settable(L, data);
    }
    lua_settop(L, data);
}

static void check_embargo(lua_State *L, const struct xc_spec *spec, int index,
                          const char *owner) {
    static const struct xc_spec fields[] = {
        {.name = "time", .type = XC_TYPE_TIME},
        {.name = "from", .type = XC_TYPE_LIST, .required = true, .inner = &viewer_item},
    };
    if (lua_type(L, index) != LUA_TTABLE)
        refuse(L, spec, index, owner, spec->type);
    lua_pushnil(L);
    int until = lua_gettop(L);
    lua_createtable(L, 0, 4); /* the other fields */
    const struct xc_keys *keys = xc_value_keys(L, index);
    for (size_t i = 0; i < keys->count; i++) {
        const struct xc_key *key = &keys->items[i];
        if (!is_moment(key) && key->type != XC_KEY_TEXT)
            refuse(L, spec, index, owner, spec->type);
        if (key->type == XC_KEY_INTEGER)
            lua_rawgeti(L, index, key->integer);
        else
            lua_getfield(L, index, key->text.ptr);
        if (is_moment(key))
            lua_replace(L, until);
        else
            lua_setfield(L, until + 1, key->text.ptr);
    }
    xc_schema_fields(L, fields, sizeof(fields) / sizeof(fields[0]), until + 1, owner,
                     false);
    put_moment(L, until, owner);
    lua_replace(L, until);
    lua_settop(L, until);
}

static void check_list(lua_State *L, const struct xc_spec *spec, int index,
                       const char *owner) {
    index = lua_absindex(L, index);
    if (lua_type(L, index) != LUA_TTABLE)
        refuse(L, spec, index, owner, XC_TYPE_LIST);
    const struct xc_keys *keys = xc_value_keys(L, index);
    lua_createtable(L, (int)keys->count, 0);
    for (size_t i = 0; i < keys->count; i++) {
        if (keys->items[i].type != XC_KEY_INTEGER ||
            keys->items[i].integer != (lua_Integer)i + 1 || i >= MAX_LIST)
            xc_host_raise(L, "%s: parameter '%s' must be a list without gaps and names",
                          owner, spec->name);
        lua_rawgeti(L, index, (lua_Integer)i + 1);
        struct xc_spec item = *spec->inner;
        item.name = spec->name;
        xc_schema_check(L, &item, lua_gettop(L), owner);
        lua_rawseti(L, -3, (lua_Integer)i + 1);
        lua_pop(L, 1);
    }
    lua_remove(L, -2);
}

static const struct xc_spec duty_fields[] = {
    {.name = "crew", .type = XC_TYPE_TEXT, .required = true},
    {.name = "zones", .type = XC_TYPE_LIST, .required = true, .inner = &text_item},
};

static const struct xc_spec milestone_fields[] = {
    {.name = "id", .type = XC_TYPE_ID, .required = true},
    {.name = "title", .type = XC_TYPE_TEXT},
    {.name = "date", .type = XC_TYPE_DATE, .required = true},
    {.name = "stage", .type = XC_TYPE_TEXT},
};

static void check_record(lua_State *L, const struct xc_spec *spec, int index,
                         const char *owner, const struct xc_spec *fields, size_t count) {
    char inner[160];
    if (lua_type(L, index) != LUA_TTABLE)
        refuse(L, spec, index, owner, spec->type);
    (void)snprintf(inner, sizeof(inner), "%s: %s", owner, spec->name);
    xc_schema_fields(L, fields, count, index, inner, false);
}

static void check_duty(lua_State *L, const struct xc_spec *spec, int index,
                       const char *owner) {
    check_record(L, spec, index, owner, duty_fields,
                 sizeof(duty_fields) / sizeof(duty_fields[0]));
}

static void check_milestone(lua_State *L, const struct xc_spec *spec, int index,
                            const char *owner) {
    check_record(L, spec, index, owner, milestone_fields,
                 sizeof(milestone_fields) / sizeof(milestone_fields[0]));
}

/* The number of a resource, or { number, title = '…' }; pushes its data. */
static void push_resource(lua_State *L, struct xc_str id, int index, const char *owner) {
    static const struct xc_spec fields[] = {{.name = "title", .type = XC_TYPE_TEXT}};
    char name[80];
    int number = lua_absindex(L, index);
    (void)snprintf(name, sizeof(name), "%.64s", id.ptr);
    const struct xc_spec count = {
        .name = name, .type = XC_TYPE_COUNT, .min = 1, .max = 100000};
    if (lua_type(L, number) == LUA_TTABLE) {
        xc_schema_fields(L, fields, 1, number, owner, true);
        lua_rawgeti(L, number, 1);
    } else {
        lua_createtable(L, 0, 3);
        lua_pushvalue(L, number);
    }
    int data = lua_gettop(L) - 1;
    xc_schema_check(L, &count, data + 1, owner);
    lua_setfield(L, data, "count");
    lua_settop(L, data);
    xc_value_put_text(L, "id", id);
}

static void check_resources(lua_State *L, const struct xc_spec *spec, int index,
                            const char *owner) {
    char inner[160];
    if (lua_type(L, index) != LUA_TTABLE)
        refuse(L, spec, index, owner, spec->type);
    (void)snprintf(inner, sizeof(inner), "%s: %s", owner, spec->name);
    const struct xc_keys *keys = xc_value_keys(L, index);
    lua_createtable(L, (int)keys->count, 0);
    int list = lua_gettop(L);
    for (size_t i = 0; i < keys->count; i++) {
        const struct xc_key *key = &keys->items[i];
        if (key->type != XC_KEY_TEXT || !is_id(key->text))
            refuse(L, spec, index, owner, spec->type);
        lua_getfield(L, index, key->text.ptr);
        push_resource(L, key->text, list + 1, inner);
        lua_rawseti(L, list, (lua_Integer)i + 1);
        lua_settop(L, list);
    }
    lua_remove(L, list - 1);
}

static void check_outside(lua_State *L, const struct xc_spec *spec, int index,
                          const char *owner) {
    if (xc_value_at(L, index, XC_VALUE_AREA) != NULL)
        xc_value_push_data(L, index);
    else
        check_text(L, spec, index, owner);
}

static void check_boolean(lua_State *L, const struct xc_spec *spec, int index,
                          const char *owner) {
    if (lua_type(L, index) != LUA_TBOOLEAN)
        refuse(L, spec, index, owner, spec->type);
    lua_pushvalue(L, index);
}

static void check_seed(lua_State *L, const struct xc_spec *spec, int index,
                       const char *owner) {
    check_kind(L, spec, index, owner, XC_VALUE_SEED);
    lua_rawgeti(L, -1, 1);
    lua_remove(L, -2);
}

/* The sentence of a refusal: texts.c knows them all. */
#define EXPECTED(phrase) "%s: parameter '%s' must be " phrase ", not %s"

static const struct type_facts types[XC_TYPES] = {
    [XC_TYPE_TEXT] = {"text", EXPECTED("a text without control characters"), check_text,
                      is_text},
    [XC_TYPE_ID] = {"id", EXPECTED("an id of letters, digits, '-' and '_', at most 64"),
                    check_text, is_id},
    [XC_TYPE_HOURS] = {"hours", EXPECTED("hours such as '09:00-12:00'"), check_text,
                       is_hours},
    [XC_TYPE_COUNT] = {"count", EXPECTED("a whole number"), check_count, NULL},
    [XC_TYPE_BOOLEAN] = {"boolean", EXPECTED("true or false"), check_boolean, NULL},
    [XC_TYPE_DATE] = {"date", EXPECTED("a date that exists, such as '2021-11-30'"),
                      check_text, is_date},
    [XC_TYPE_TIME] = {"time", EXPECTED("a time such as '17:00'"), check_text, is_time},
    [XC_TYPE_WINDOW] = {"window",
                        EXPECTED("a window such as between('2021-07-01', '2021-11-30')"),
                        check_window, NULL},
    [XC_TYPE_PERIOD] = {"period", EXPECTED("'month', 'quarter', 'half' or 'year'"),
                        check_period, NULL},
    [XC_TYPE_SHARE] = {"share",
                       EXPECTED("a share above 0 and at most 1, such as percent(5)"),
                       check_fraction, NULL},
    [XC_TYPE_AVERAGE] = {"average", EXPECTED("a number above 0, such as 1.5"),
                         check_fraction, NULL},
    [XC_TYPE_CHOICE] = {"choice", EXPECTED("one of its words"), check_choice, NULL},
    [XC_TYPE_SELECTION] = {"selection", EXPECTED("a selection"), check_selection, NULL},
    [XC_TYPE_DRAW] = {"draw", EXPECTED("a draw such as pick or share"), check_draw, NULL},
    [XC_TYPE_SEATS] = {"seats", EXPECTED("seats { … } or teams { … }"), check_seats,
                       NULL},
    [XC_TYPE_WHEN] = {"when",
                      EXPECTED("a due rule such as last_workday 'month', or a date"),
                      check_when, NULL},
    [XC_TYPE_OPENS] = {"opens", EXPECTED("a date that exists, or after 'stage'"),
                       check_opens, is_date},
    [XC_TYPE_EMBARGO] = {"embargo",
                         EXPECTED(
                             "{ before(1, 'workday', '17:00'), from = { 'inspector' } }"),
                         check_embargo, NULL},
    [XC_TYPE_TARGETS] = {"targets",
                         EXPECTED("a selection of targets, or what stage:draw gave"),
                         check_targets, NULL},
    [XC_TYPE_DRAWN] = {"drawn", EXPECTED("what stage:draw gave, or the label of a draw"),
                       check_drawn, is_label},
    [XC_TYPE_DUTY] = {"duty", EXPECTED("{ crew = '…', zones = { '…' } }"), check_duty,
                      NULL},
    [XC_TYPE_SEED] = {"seed", EXPECTED("public_seed or sealed"), check_seed, NULL},
    [XC_TYPE_DUE] = {"due", EXPECTED("due { … }"), check_due, NULL},
    [XC_TYPE_PHASE] = {"phase", EXPECTED("phase { … }"), check_phase, NULL},
    [XC_TYPE_MILESTONE] = {"milestone", EXPECTED("{ id = '…', title = '…', date = '…' }"),
                           check_milestone, NULL},
    [XC_TYPE_RESOURCES] = {"resources",
                           EXPECTED("{ car = 3 } or { car = { 3, title = '…' } }"),
                           check_resources, NULL},
    [XC_TYPE_OUTSIDE] = {"outside", EXPECTED("an area code or 'target'"), check_outside,
                         is_id},
    [XC_TYPE_OFFSET] = {"days",
                        EXPECTED("days such as after(20, 'workday') or before(3, 'day')"),
                        xc_schema_check_offset, NULL},
    [XC_TYPE_SINCE] = {"since",
                       EXPECTED("{ kind = 'problem', to = after(20, 'workday') }"),
                       xc_schema_check_record, NULL},
    [XC_TYPE_REVIEW] = {"review", EXPECTED("{ field = '…', share = percent(5) }"),
                        xc_schema_check_record, NULL},
    [XC_TYPE_LADDER] = {"ladder",
                        EXPECTED("{ targets = { { at = 4, step = 'warning' } } }"),
                        xc_schema_check_record, NULL},
    [XC_TYPE_SHARES] = {"shares", EXPECTED("{ A = percent(1), B = percent(2) }"),
                        xc_schema_check_shares, NULL},
    [XC_TYPE_RUNG] = {"rung", EXPECTED("{ at = 4, step = 'warning', title = '…' }"),
                      xc_schema_check_record, NULL},
    [XC_TYPE_GRADE] = {"grade", EXPECTED("{ grade = 'failed', from = 8, failed = true }"),
                       xc_schema_check_record, NULL},
    [XC_TYPE_LIST] = {"list", EXPECTED("a list"), check_list, NULL},
};

void xc_schema_check(lua_State *L, const struct xc_spec *spec, int index,
                     const char *owner) {
    luaL_checkstack(L, 16, NULL);
    types[spec->type].check(L, spec, lua_absindex(L, index), owner);
}

const struct xc_spec *xc_schema_find(const struct xc_spec *specs, size_t count,
                                     struct xc_str name) {
    for (size_t i = 0; i < count; i++)
        if (xc_str_is(name, specs[i].name))
            return &specs[i];
    return NULL;
}

_Noreturn void xc_schema_unknown(lua_State *L, const char *owner, struct xc_str name,
                                 const struct xc_str *names, size_t count) {
    struct xc_str nearest = {"", 0};
    if (name.len <= 64)
        nearest = xc_suggest(name, names, count);
    if (nearest.len > 0)
        xc_host_raise(L, "%s: unknown parameter '%.*s' (%.*s?)", owner, XC_PRI(name),
                      XC_PRI(nearest));
    xc_host_raise(L, "%s: unknown parameter '%.*s'", owner, XC_PRI(name));
}

static _Noreturn void unknown(lua_State *L, const struct xc_spec *specs, size_t count,
                              const char *owner, struct xc_str name) {
    struct xc_str names[MAX_NAMES];
    size_t used = 0;
    for (; used < count && used < MAX_NAMES; used++)
        names[used] = xc_str_from(specs[used].name);
    xc_schema_unknown(L, owner, name, names, used);
}

void xc_schema_fields(lua_State *L, const struct xc_spec *specs, size_t count, int index,
                      const char *owner, bool positional) {
    index = lua_absindex(L, index);
    if (lua_type(L, index) != LUA_TTABLE)
        xc_host_raise(L, "%s: a table of parameters in braces is expected", owner);
    const struct xc_keys *keys = xc_value_keys(L, index);
    int anchor = lua_gettop(L);
    lua_createtable(L, 0, (int)keys->count);
    for (size_t i = 0; i < keys->count; i++) {
        const struct xc_key *key = &keys->items[i];
        if (key->type == XC_KEY_INTEGER && positional)
            continue;
        if (key->type != XC_KEY_TEXT)
            xc_host_raise(L, "%s: every parameter needs a name", owner);
        const struct xc_spec *spec = xc_schema_find(specs, count, key->text);
        if (spec == NULL)
            unknown(L, specs, count, owner, key->text);
        lua_getfield(L, index, spec->name);
        xc_schema_check(L, spec, -1, owner);
        lua_setfield(L, anchor + 1, spec->key != NULL ? spec->key : spec->name);
        lua_settop(L, anchor + 1);
    }
    for (size_t i = 0; i < count; i++) {
        if (!specs[i].required)
            continue;
        if (lua_getfield(L, index, specs[i].name) == LUA_TNIL)
            xc_host_raise(L, "%s: parameter '%s' is missing", owner, specs[i].name);
        lua_pop(L, 1);
    }
    lua_remove(L, anchor);
}
