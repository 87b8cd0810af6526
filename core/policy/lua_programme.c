/* programme { … }: puts stages, reports, phases and milestones into the rules document.
 */
#include "policy/bindings.h"
#include "policy/schema.h"

#include <stdio.h>

static const char *const each_words[] = {"", "target", "area", NULL};
static const struct xc_spec text_item = {.name = "item", .type = XC_TYPE_TEXT};
static const struct xc_spec hours_item = {.name = "hours", .type = XC_TYPE_HOURS};
static const struct xc_spec due_item = {.name = "reports", .type = XC_TYPE_DUE};
static const struct xc_spec phase_item = {.name = "phases", .type = XC_TYPE_PHASE};
static const struct xc_spec milestone_item = {.name = "milestones",
                                              .type = XC_TYPE_MILESTONE};

static const struct xc_spec due_fields[] = {
    {.name = "id", .type = XC_TYPE_ID, .required = true},
    {.name = "title", .type = XC_TYPE_TEXT},
    {.name = "what", .type = XC_TYPE_TEXT, .required = true},
    {.name = "when", .type = XC_TYPE_WHEN},
    {.name = "since", .type = XC_TYPE_SINCE},
    {.name = "time", .type = XC_TYPE_TIME},
    {.name = "window", .type = XC_TYPE_WINDOW},
    {.name = "from", .type = XC_TYPE_TEXT},
    {.name = "to", .type = XC_TYPE_TEXT},
    {.name = "with", .type = XC_TYPE_TEXT},
    {.name = "each", .type = XC_TYPE_CHOICE, .choices = each_words},
    {.name = "of",
     .key = "targets",
     .type = XC_TYPE_SELECTION,
     .table = XC_VALUE_TARGETS},
    {.name = "owners", .type = XC_TYPE_LIST, .inner = &text_item},
};

static const struct xc_spec phase_fields[] = {
    {.name = "id", .type = XC_TYPE_ID, .required = true},
    {.name = "title", .type = XC_TYPE_TEXT, .required = true},
    {.name = "window", .type = XC_TYPE_WINDOW},
    {.name = "from", .type = XC_TYPE_DATE},
    {.name = "to", .type = XC_TYPE_DATE},
    {.name = "after", .type = XC_TYPE_TEXT},
};

static const struct xc_spec programme_fields[] = {
    {.name = "id", .type = XC_TYPE_ID, .required = true},
    {.name = "title", .type = XC_TYPE_TEXT, .required = true},
    {.name = "year", .type = XC_TYPE_COUNT, .required = true, .min = 1990, .max = 2199},
    {.name = "calendar", .type = XC_TYPE_ID},
    {.name = "office", .type = XC_TYPE_TEXT},
    {.name = "hours", .type = XC_TYPE_LIST, .inner = &hours_item},
    {.name = "zone", .type = XC_TYPE_TEXT},
    {.name = "resources", .type = XC_TYPE_RESOURCES},
    {.name = "seed", .type = XC_TYPE_SEED},
    {.name = "reports", .key = "dues", .type = XC_TYPE_LIST, .inner = &due_item},
    {.name = "phases", .type = XC_TYPE_LIST, .inner = &phase_item},
    {.name = "milestones", .type = XC_TYPE_LIST, .inner = &milestone_item},
    {.name = "ladder", .type = XC_TYPE_LADDER},
};

#define COUNT(specs) (sizeof(specs) / sizeof((specs)[0]))

/* "due 'monthly-in'" where the table names itself, else the word alone. */
static void owner_of(lua_State *L, int index, const char *word, char owner[96]) {
    (void)snprintf(owner, 96, "%s", word);
    if (lua_type(L, index) != LUA_TTABLE)
        return;
    if (lua_getfield(L, index, "id") == LUA_TSTRING)
        (void)snprintf(owner, 96, "%s '%.64s'", word, lua_tostring(L, -1));
    lua_pop(L, 1);
}

void xc_programme_push_due(lua_State *L, int index) {
    char owner[96];
    owner_of(L, index, "due", owner);
    xc_schema_fields(L, due_fields, COUNT(due_fields), index, owner, false);
    int due = lua_gettop(L);
    bool when = lua_getfield(L, due, "when") != LUA_TNIL;
    bool since = lua_getfield(L, due, "since") != LUA_TNIL;
    bool time = lua_getfield(L, due, "time") != LUA_TNIL;
    if (when == since)
        xc_host_raise(L, "%s: say either when it is due, or since what", owner);
    if (time && !since)
        xc_host_raise(L, "%s: the time of 'when' stands in 'when' itself", owner);
    lua_settop(L, due);
}

/* ---- where the author wrote what ---- */

static const char lines_key =
    0; /* data of due items and phases → line, in the registry */

/* The line, where it is one of the policy itself. */
static unsigned line_of(struct xc_place place) {
    return place.file == 0 && place.line > 0 ? (unsigned)place.line : 0;
}

/* The line noted for the data at the top; where there is none yet, `line` is noted. */
static unsigned note_line(lua_State *L, unsigned line) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &lines_key);
    lua_pushvalue(L, -2);
    if (lua_rawget(L, -2) == LUA_TNIL) {
        lua_pushvalue(L, -3);
        lua_pushinteger(L, line);
        lua_rawset(L, -4);
    } else {
        line = (unsigned)lua_tointeger(L, -1);
    }
    lua_pop(L, 2);
    return line;
}

int xc_lua_due(lua_State *L) {
    lua_settop(L, 1);
    xc_programme_push_due(L, 1);
    (void)note_line(L, line_of(xc_host_here(L)));
    (void)xc_value_wrap(L, XC_VALUE_DUE);
    return 1;
}

int xc_lua_phase(lua_State *L) {
    char owner[96];
    lua_settop(L, 1);
    owner_of(L, 1, "phase", owner);
    xc_schema_fields(L, phase_fields, COUNT(phase_fields), 1, owner, false);
    if (lua_getfield(L, 2, "window") != LUA_TNIL) {
        lua_rawgeti(L, 3, 1);
        lua_setfield(L, 2, "from");
        lua_rawgeti(L, 3, 2);
        lua_setfield(L, 2, "to");
        lua_pushnil(L);
        lua_setfield(L, 2, "window");
    }
    lua_settop(L, 2);
    lua_getfield(L, 2, "from");
    lua_getfield(L, 2, "to");
    if (lua_isnil(L, 3) || lua_isnil(L, 4))
        xc_host_raise(L, "%s: give from and to, or a window", owner);
    lua_settop(L, 2);
    (void)note_line(L, line_of(xc_host_here(L)));
    (void)xc_value_wrap(L, XC_VALUE_PHASE);
    return 1;
}

/* Ids of the list at index must differ; word names what they are ids of. */
static void check_ids(lua_State *L, int index, const char *word) {
    lua_createtable(L, 0, 8);
    int seen = lua_gettop(L);
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, index); i++) {
        lua_rawgeti(L, index, i);
        lua_getfield(L, -1, "id");
        lua_pushvalue(L, -1);
        if (lua_rawget(L, seen) != LUA_TNIL)
            xc_host_raise(L, "programme: the %s '%s' is there twice", word,
                          lua_tostring(L, -2));
        lua_pop(L, 1);
        lua_pushboolean(L, 1);
        lua_rawset(L, seen);
        lua_pop(L, 1);
    }
    lua_settop(L, seen - 1);
}

enum { AT_GIVEN = 1, AT_DOCUMENT, AT_STAGES, AT_DUES, AT_PHASES };

/* Appends the list under a key of the table at index to the list at `to`: what a stage
 * made at the line asks for. */
static void add_all(lua_State *L, int index, const char *key, int to, unsigned line) {
    lua_getfield(L, index, key);
    int list = lua_gettop(L);
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, list); i++) {
        lua_rawgeti(L, list, i);
        (void)note_line(L, line);
        lua_rawseti(L, to, (lua_Integer)lua_rawlen(L, to) + 1);
    }
    lua_settop(L, list - 1);
}

/* Pushes the list under a key of the document, or an empty one. */
static void push_list(lua_State *L, const char *key) {
    if (lua_getfield(L, AT_DOCUMENT, key) == LUA_TNIL) {
        lua_pop(L, 1);
        lua_createtable(L, 4, 0);
    }
}

static void add_stage(lua_State *L, lua_Integer number, lua_Integer year) {
    lua_rawgeti(L, AT_GIVEN, number);
    if (xc_value_at(L, -1, XC_VALUE_STAGE) == NULL)
        xc_host_raise(L, "programme: a stage is expected, not %s",
                      xc_value_describe(L, -1));
    unsigned line = line_of(xc_value_at(L, -1, XC_VALUE_STAGE)->place);
    if (number <= XC_POLICY_LINES)
        xc_host_of(L)->lines.lists[XC_POLICY_STAGES][number - 1] = line;
    xc_stage_plan(L, lua_gettop(L), year);
    int planned = lua_gettop(L);
    lua_getfield(L, planned, "stage");
    lua_rawseti(L, AT_STAGES, number);
    add_all(L, planned, "dues", AT_DUES, line);
    add_all(L, planned, "phases", AT_PHASES, line);
    lua_settop(L, AT_PHASES);
}

static void keep_lines(lua_State *L, int index, enum xc_policy_list list) {
    struct xc_policy_lines *lines = &xc_host_of(L)->lines;
    lua_Integer count = (lua_Integer)lua_rawlen(L, index);
    for (lua_Integer i = 1; i <= count && i <= XC_POLICY_LINES; i++) {
        lua_rawgeti(L, index, i);
        lines->lists[list][i - 1] = note_line(L, lines->programme);
        lua_pop(L, 1);
    }
}

static void put_default(lua_State *L, const char *key, const char *text) {
    if (lua_getfield(L, AT_DOCUMENT, key) == LUA_TNIL) {
        lua_pushstring(L, text);
        lua_setfield(L, AT_DOCUMENT, key);
    }
    lua_pop(L, 1);
}

int xc_lua_programme(lua_State *L) {
    char owner[96];
    lua_settop(L, 1);
    xc_host_of(L)->lines.programme = line_of(xc_host_here(L));
    owner_of(L, 1, "programme", owner);
    xc_schema_fields(L, programme_fields, COUNT(programme_fields), 1, owner, true);
    lua_createtable(L, 4, 0);
    push_list(L, "dues");
    push_list(L, "phases");
    lua_getfield(L, AT_DOCUMENT, "year");
    lua_Integer year = lua_tointeger(L, -1);
    lua_pop(L, 1);
    lua_Integer count = (lua_Integer)lua_rawlen(L, AT_GIVEN);
    for (lua_Integer i = 1; i <= count; i++)
        add_stage(L, i, year);
    if (count == 0 && lua_rawlen(L, AT_DUES) == 0)
        xc_host_raise(L, "%s: there is no stage and no report", owner);
    keep_lines(L, AT_DUES, XC_POLICY_DUES);
    keep_lines(L, AT_PHASES, XC_POLICY_PHASES);
    check_ids(L, AT_STAGES, "stage");
    check_ids(L, AT_DUES, "report");
    check_ids(L, AT_PHASES, "phase");
    lua_pushvalue(L, AT_STAGES);
    lua_setfield(L, AT_DOCUMENT, "stages");
    lua_pushvalue(L, AT_DUES);
    lua_setfield(L, AT_DOCUMENT, "dues");
    lua_pushvalue(L, AT_PHASES);
    lua_setfield(L, AT_DOCUMENT, "phases");
    xc_params_push_declared(L);
    lua_setfield(L, AT_DOCUMENT, "params");
    lua_pushinteger(L, 1);
    lua_setfield(L, AT_DOCUMENT, "v");
    put_default(L, "calendar", "cn");
    put_default(L, "zone", "Asia/Shanghai");
    lua_settop(L, AT_DOCUMENT);
    (void)xc_value_wrap(L, XC_VALUE_PROGRAMME);
    return 1;
}

void xc_programme_open(lua_State *L) {
    lua_createtable(L, 0, 8);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &lines_key);
    xc_value_define(L, XC_VALUE_DUE, NULL, NULL);
    xc_value_define(L, XC_VALUE_PHASE, NULL, NULL);
    xc_value_define(L, XC_VALUE_PROGRAMME, NULL, NULL);
}
