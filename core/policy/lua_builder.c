/* What a plugin does with `stage`: draws, obligations, reports. */
#include "policy/plugin.h"

#include <stdio.h>
#include <string.h>

enum { OWNER = 96 };

static const char *const extra_words[] = {"weight", "draw", "id", NULL};
static const char *const order_words[] = {"draw", "zone", NULL};
static const char *const rotate_words[] = {"lead", "all", NULL};
static const char *const areas_words[] = {"fixed", "free", "swap", NULL};
static const char *const people_words[] = {"drawn", "planned", NULL};

static const char *const like_words[] = {"kind", "organisation", "area", "finding", NULL};

static const struct xc_spec like_item = {
    .name = "like", .type = XC_TYPE_CHOICE, .choices = like_words};
static const struct xc_spec text_item = {.name = "item", .type = XC_TYPE_TEXT};
static const struct xc_spec duty_item = {.name = "duty", .type = XC_TYPE_DUTY};

static const struct xc_spec obligation[] = {
    {.name = "targets", .type = XC_TYPE_TARGETS, .required = true},
    {.name = "window", .type = XC_TYPE_WINDOW},
    {.name = "times", .type = XC_TYPE_COUNT, .min = 1, .max = 366},
    {.name = "each", .type = XC_TYPE_PERIOD},
    {.name = "min_each", .type = XC_TYPE_COUNT, .max = 366},
    {.name = "average", .type = XC_TYPE_AVERAGE},
    {.name = "max_per", .type = XC_TYPE_COUNT, .max = 366},
    {.name = "extra_by", .type = XC_TYPE_CHOICE, .choices = extra_words},
    {.name = "gap", .type = XC_TYPE_COUNT, .max = 366},
    {.name = "minutes", .type = XC_TYPE_COUNT, .min = 1, .max = 1440},
    {.name = "days", .type = XC_TYPE_COUNT, .min = 1, .max = 60},
    {.name = "travel", .type = XC_TYPE_COUNT, .max = 30},
    {.name = "rotate", .type = XC_TYPE_CHOICE, .choices = rotate_words},
    {.name = "uses", .type = XC_TYPE_LIST, .inner = &text_item},
    {.name = "tasks", .type = XC_TYPE_PERIOD},
    {.name = "order", .type = XC_TYPE_CHOICE, .choices = order_words},
    {.name = "order_draw", .type = XC_TYPE_DRAWN},
    {.name = "extra_draw", .type = XC_TYPE_DRAWN},
    {.name = "panel_draw", .type = XC_TYPE_DRAWN},
    {.name = "people", .type = XC_TYPE_CHOICE, .choices = people_words},
    {.name = "areas", .type = XC_TYPE_CHOICE, .choices = areas_words},
    {.name = "duties", .type = XC_TYPE_LIST, .inner = &duty_item},
    {.name = "items", .type = XC_TYPE_LIST, .inner = &text_item},
    {.name = "crew", .type = XC_TYPE_SEATS},
    {.name = "panel", .type = XC_TYPE_SEATS},
    {.name = "since", .type = XC_TYPE_SINCE},
    {.name = "like", .type = XC_TYPE_LIST, .inner = &like_item},
    {.name = "like_most", .type = XC_TYPE_COUNT},
    {.name = "like_only", .type = XC_TYPE_BOOLEAN},
    {.name = "review", .type = XC_TYPE_REVIEW},
};
enum { OBLIGATION = sizeof(obligation) / sizeof(obligation[0]) };

/* A BUILDER's data: {id, window, crew, prefix, outer, shared = {draws, obligations, dues,
 * phases, labels}}; shared is one table for a stage and all that lies within it. */
static void check_builder(lua_State *L, const char *method) {
    if (xc_value_at(L, 1, XC_VALUE_BUILDER) == NULL)
        xc_host_raise(L, "%s: write stage:%s(…) with a colon", method, method);
}

/* Pushes list `name` of shared of the builder at 1. */
static void push_shared(lua_State *L, const char *name) {
    xc_value_push_data(L, 1);
    lua_getfield(L, -1, "shared");
    lua_getfield(L, -1, name);
    lua_replace(L, -3);
    lua_pop(L, 1);
}

static void append(lua_State *L, const char *name) {
    push_shared(L, name);
    lua_insert(L, -2);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    lua_pop(L, 1);
}

static void owner_of(lua_State *L, char owner[OWNER]) {
    xc_value_push_data(L, 1);
    lua_getfield(L, -1, "id");
    (void)snprintf(owner, OWNER, "stage '%s'", lua_tostring(L, -1));
    lua_pop(L, 2);
}

static bool is_label(struct xc_str text) {
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        bool fine = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                    (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' ||
                    byte == '/';
        if (!fine)
            return false;
    }
    return text.len > 0 && text.len <= 64 && text.ptr[0] != '/' &&
           text.ptr[text.len - 1] != '/';
}

/* Pushes "prefix/label" and makes sure that it is new. */
static void push_label(lua_State *L, int index, const char *owner) {
    if (lua_type(L, index) != LUA_TSTRING || !is_label(xc_value_text(L, index)))
        xc_host_raise(L, "%s: draw: a label such as 'targets' is expected, not %s", owner,
                      xc_value_describe(L, index));
    xc_value_push_data(L, 1);
    lua_getfield(L, -1, "prefix");
    lua_pushfstring(L, "%s/%s", lua_tostring(L, -1), lua_tostring(L, index));
    lua_replace(L, -3);
    lua_pop(L, 1);
    push_shared(L, "labels");
    lua_pushvalue(L, -2);
    if (lua_rawget(L, -2) != LUA_TNIL)
        xc_host_raise(L, "%s: the label '%s' is used twice", owner, lua_tostring(L, -3));
    lua_pop(L, 1);
    lua_pushvalue(L, -2);
    lua_pushboolean(L, 1);
    lua_rawset(L, -3);
    lua_pop(L, 1);
}

/* stage:draw(label, draw, { batches = 'monthly' }) */
static int stage_draw(lua_State *L) {
    static const struct xc_spec options[] = {{.name = "batches", .type = XC_TYPE_PERIOD}};
    char owner[OWNER];
    check_builder(L, "draw");
    lua_settop(L, 4);
    owner_of(L, owner);
    const struct xc_value *drawn = xc_value_at(L, 3, XC_VALUE_DRAW);
    if (drawn == NULL)
        xc_host_raise(L, "%s: draw: a draw such as pick or share is expected, not %s",
                      owner, xc_value_describe(L, 3));
    push_label(L, 2, owner);
    if (lua_isnil(L, 4))
        lua_createtable(L, 0, 8);
    else
        xc_schema_fields(L, options, 1, 4, owner, false);
    xc_value_push_data(L, 3);
    for (lua_pushnil(L); lua_next(L, 7) != 0;) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_settable(L, 6);
    }
    xc_value_push_data(L, 1);
    lua_getfield(L, -1, "outer");
    lua_setfield(L, 6, "outer");
    lua_pushvalue(L, 5);
    lua_setfield(L, 6, "label");
    lua_settop(L, 6);
    append(L, "draws");
    lua_createtable(L, 0, 1);
    lua_pushvalue(L, 5);
    lua_setfield(L, -2, "drawn");
    struct xc_value *value = xc_value_wrap(L, XC_VALUE_DRAWN);
    value->tag = drawn->tag;
    return 1;
}

/* drawn:each(function(area) … end): traced once with a placeholder. */
static int drawn_each(lua_State *L) {
    const struct xc_value *drawn = xc_value_at(L, 1, XC_VALUE_DRAWN);
    if (drawn == NULL || drawn->tag != XC_VALUE_AREAS)
        xc_host_raise(L, "each: only drawn areas can be gone through, not %s",
                      xc_value_describe(L, 1));
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_settop(L, 2);
    xc_value_push_data(L, 1);
    (void)xc_value_wrap(L, XC_VALUE_AREA);
    lua_call(L, 1, 0);
    return 0;
}

static int stage_within(lua_State *L) {
    check_builder(L, "within");
    lua_settop(L, 2);
    if (xc_value_at(L, 2, XC_VALUE_AREA) == NULL)
        xc_host_raise(L, "within: a drawn area is expected, not %s",
                      xc_value_describe(L, 2));
    static const char *const kept[] = {"id", "window", "crew", "prefix", "shared"};
    xc_value_push_data(L, 1);
    lua_createtable(L, 0, 8);
    for (size_t i = 0; i < 5; i++) {
        lua_getfield(L, 3, kept[i]);
        lua_setfield(L, 4, kept[i]);
    }
    xc_value_push_data(L, 2);
    lua_getfield(L, -1, "drawn");
    lua_setfield(L, 4, "outer");
    lua_settop(L, 4);
    (void)xc_value_wrap(L, XC_VALUE_BUILDER);
    return 1;
}

/* Where the obligation at index lacks it, takes crew or window from the stage. */
static void inherit(lua_State *L, int index, const char *name) {
    if (lua_getfield(L, index, name) == LUA_TNIL) {
        xc_value_push_data(L, 1);
        if (lua_getfield(L, -1, name) != LUA_TNIL)
            xc_value_push_data(L, -1);
        lua_setfield(L, index, name);
    }
    lua_settop(L, index);
}

/* A copy of the crew at a key of the obligation at 3, whose people are drawn or not. */
static void mark_drawn(lua_State *L, const char *key, bool drawn) {
    if (!drawn || lua_getfield(L, 3, key) == LUA_TNIL) {
        lua_settop(L, 3);
        return;
    }
    lua_createtable(L, 0, 8);
    for (lua_pushnil(L); lua_next(L, 4) != 0;) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_settable(L, 5);
    }
    lua_pushboolean(L, 1);
    lua_setfield(L, 5, "drawn");
    lua_setfield(L, 3, key);
    lua_settop(L, 3);
}

/* Who visits drawn targets is drawn with them, unless people = 'planned' leaves the crew
 * to the planner; a panel is drawn with drawn targets, and where a draw of crews gives
 * it. */
static void put_people(lua_State *L, const char *owner) {
    lua_getfield(L, 3, "targets");
    bool drawn = lua_getfield(L, 4, "drawn") != LUA_TNIL;
    bool planned = lua_getfield(L, 3, "people") != LUA_TNIL &&
                   strcmp(lua_tostring(L, -1), "planned") == 0;
    if (!drawn && !planned && !lua_isnil(L, -1))
        xc_host_raise(L, "%s: people = 'drawn' needs targets that are drawn", owner);
    lua_pushnil(L);
    lua_setfield(L, 3, "people");
    bool for_good = lua_getfield(L, 3, "panel_draw") != LUA_TNIL;
    lua_settop(L, 3);
    mark_drawn(L, "crew", drawn && !planned);
    mark_drawn(L, "panel", drawn || for_good);
}

static int stage_oblige(lua_State *L) {
    char owner[OWNER];
    check_builder(L, "oblige");
    lua_settop(L, 2);
    owner_of(L, owner);
    xc_schema_fields(L, obligation, OBLIGATION, 2, owner, false);
    inherit(L, 3, "crew");
    inherit(L, 3, "window");
    if (lua_getfield(L, 3, "crew") == LUA_TNIL)
        xc_host_raise(L, "%s: parameter 'crew' is missing", owner);
    lua_settop(L, 3);
    put_people(L, owner);
    push_shared(L, "obligations");
    lua_Integer number = (lua_Integer)lua_rawlen(L, -1) + 1;
    xc_value_push_data(L, 1);
    lua_getfield(L, -1, "prefix");
    lua_pushfstring(L, "%s/%d", lua_tostring(L, -1), (int)number);
    lua_setfield(L, 3, "label");
    lua_settop(L, 3);
    append(L, "obligations");
    return 0;
}

static int stage_due(lua_State *L) {
    check_builder(L, "due");
    lua_settop(L, 2);
    xc_programme_push_due(L, 2);
    append(L, "dues");
    return 0;
}

/* stage:phase(phase { … }), as the policy gave it. */
static int stage_phase(lua_State *L) {
    check_builder(L, "phase");
    lua_settop(L, 2);
    if (xc_value_at(L, 2, XC_VALUE_PHASE) == NULL)
        xc_host_raise(L, "phase: a phase is expected, not %s", xc_value_describe(L, 2));
    xc_value_push_data(L, 2);
    append(L, "phases");
    return 0;
}

/* upvalue 1: the methods. */
static int read_builder(lua_State *L) {
    static const char *const shown[] = {"id", "window", "crew"};
    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
        return 1;
    xc_value_push_data(L, 1);
    for (size_t i = 0; i < 3; i++)
        if (lua_type(L, 2) == LUA_TSTRING && strcmp(lua_tostring(L, 2), shown[i]) == 0) {
            lua_getfield(L, 4, shown[i]);
            return 1;
        }
    xc_host_raise(L, "stage has no %s", xc_value_describe(L, 2));
}

static void push_year(lua_State *L, lua_Integer year) {
    lua_createtable(L, 2, 0);
    lua_pushfstring(L, "%d-01-01", (int)year);
    lua_rawseti(L, -2, 1);
    lua_pushfstring(L, "%d-12-31", (int)year);
    lua_rawseti(L, -2, 2);
    (void)xc_value_wrap(L, XC_VALUE_WINDOW);
}

void xc_builder_push(lua_State *L, int record, lua_Integer year) {
    static const char *const lists[] = {"draws", "obligations", "dues", "phases",
                                        "labels"};
    lua_createtable(L, 0, 8);
    int data = lua_gettop(L);
    lua_getfield(L, record, "id");
    lua_pushvalue(L, -1);
    lua_setfield(L, data, "prefix");
    lua_setfield(L, data, "id");
    lua_getfield(L, record, "crew");
    lua_setfield(L, data, "crew");
    if (lua_getfield(L, record, "window") == LUA_TNIL) {
        lua_pop(L, 1);
        push_year(L, year);
    }
    lua_setfield(L, data, "window");
    lua_createtable(L, 0, 5);
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        lua_createtable(L, 0, 0);
        lua_setfield(L, -2, lists[i]);
    }
    lua_setfield(L, data, "shared");
    (void)xc_value_wrap(L, XC_VALUE_BUILDER);
}

void xc_builder_open(lua_State *L) {
    static const luaL_Reg methods[] = {{"draw", stage_draw},     {"oblige", stage_oblige},
                                       {"within", stage_within}, {"due", stage_due},
                                       {"phase", stage_phase},   {NULL, NULL}};
    static const luaL_Reg drawn[] = {{"each", drawn_each}, {NULL, NULL}};
    xc_value_define(L, XC_VALUE_BUILDER, NULL, NULL);
    lua_createtable(L, 0, 1);
    (void)xc_value_wrap(L, XC_VALUE_BUILDER);
    (void)lua_getmetatable(L, -1);
    luaL_newlib(L, methods);
    lua_pushcclosure(L, read_builder, 1);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 2);
    xc_value_define(L, XC_VALUE_DRAWN, drawn, NULL);
    xc_value_define(L, XC_VALUE_AREA, NULL, NULL);
}
