/* pick, share, shuffle: draws as data, executed by core/draw; percent; who knows the
 * seed. */
#include "policy/bindings.h"
#include "policy/schema.h"

#include <string.h>

static const char *const method_words[] = {"srs", "pps", NULL};
static const char *const units_words[] = {"zones", "crews", NULL};

enum { MAX_DELAY = 1000000 };

/* Puts the selection at index (or nothing: all targets), which the author calls name,
 * under key into the draw at the top. */
static unsigned put_selection(lua_State *L, int index, const char *key, const char *owner,
                              const char *name) {
    unsigned table = XC_VALUE_TARGETS;
    if (lua_isnil(L, index)) {
        xc_selection_push_all(L, XC_VALUE_TARGETS);
    } else {
        const struct xc_value *value = xc_value_at(L, index, XC_VALUE_SELECTION);
        if (value == NULL)
            xc_host_raise(L, "%s: parameter '%s' must be a selection, not %s", owner,
                          name, xc_value_describe(L, index));
        table = value->tag;
        xc_value_push_data(L, index);
    }
    lua_setfield(L, -2, key);
    return table;
}

static lua_Integer check_number(lua_State *L, int index, const char *owner,
                                const char *name) {
    const struct xc_spec spec = {.name = name, .type = XC_TYPE_COUNT};
    xc_schema_check(L, &spec, index, owner);
    lua_Integer number = lua_tointeger(L, -1);
    lua_pop(L, 1);
    return number;
}

static void push_stratum(lua_State *L, struct xc_str name, lua_Integer n) {
    lua_createtable(L, 0, 2);
    xc_value_put_text(L, "name", name);
    xc_value_put_integer(L, "n", n);
}

/* A number, or numbers by stratum, at index: sets strata of the draw at the top. Returns
 * whether strata were named. */
static bool put_strata(lua_State *L, int index, const char *owner, const char *name) {
    int draw = lua_gettop(L);
    bool named = lua_type(L, index) == LUA_TTABLE;
    lua_createtable(L, 1, 0);
    if (!named) {
        push_stratum(L, XC_STR("all"), check_number(L, index, owner, name));
        lua_rawseti(L, draw + 1, 1);
    } else {
        const struct xc_keys *keys = xc_value_keys(L, index);
        for (size_t i = 0; i < keys->count; i++) {
            const struct xc_key *key = &keys->items[i];
            if (key->type != XC_KEY_TEXT)
                xc_host_raise(L, "%s: every number needs a stratum: { pharmacy = 20 }",
                              owner);
            lua_getfield(L, index, key->text.ptr);
            push_stratum(L, key->text, check_number(L, -1, owner, key->text.ptr));
            lua_rawseti(L, draw + 1, (lua_Integer)i + 1);
            lua_settop(L, draw + 2);
        }
        if (keys->count == 0)
            xc_host_raise(L, "%s: no number is given", owner);
    }
    lua_settop(L, draw + 1);
    lua_setfield(L, draw, "strata");
    return named;
}

static void check_names(lua_State *L, const char *owner, const char *const *names) {
    const struct xc_keys *keys = xc_value_keys(L, 1);
    struct xc_str known[16];
    size_t count = 0;
    for (; names[count] != NULL; count++)
        known[count] = xc_str_from(names[count]);
    for (size_t i = 0; i < keys->count; i++) {
        const struct xc_key *key = &keys->items[i];
        bool found = key->type == XC_KEY_INTEGER && key->integer == 1;
        for (size_t j = 0; j < count && key->type == XC_KEY_TEXT; j++)
            found = found || xc_str_equal(key->text, known[j]);
        if (!found && key->type == XC_KEY_TEXT)
            xc_schema_unknown(L, owner, key->text, known, count);
        if (!found)
            xc_host_raise(L, "%s: only the first value may go without a name", owner);
    }
    lua_pop(L, 1);
}

/* Pushes the field of the author's table at 1 and returns its index. */
static int field(lua_State *L, const char *name) {
    lua_getfield(L, 1, name);
    return lua_gettop(L);
}

/* Puts what the author's table says under the names of specs into the draw. */
static void put_options(lua_State *L, int draw, const char *owner,
                        const struct xc_spec *specs, size_t count) {
    for (size_t i = 0; i < count; i++) {
        int at = field(L, specs[i].name);
        if (!lua_isnil(L, at)) {
            xc_schema_check(L, &specs[i], at, owner);
            lua_setfield(L, draw, specs[i].name);
        }
        lua_settop(L, draw);
    }
}

/* Units, flags and delay, which every draw may say; table is that of the urn. Returns
 * what is drawn. */
static unsigned put_common(lua_State *L, int draw, const char *owner, unsigned table) {
    static const struct xc_spec flag = {.name = "flag", .type = XC_TYPE_TEXT};
    static const struct xc_spec specs[] = {
        {.name = "units", .type = XC_TYPE_CHOICE, .choices = units_words},
        {.name = "skip", .type = XC_TYPE_LIST, .inner = &flag},
        {.name = "must", .type = XC_TYPE_LIST, .inner = &flag},
        {.name = "delay", .type = XC_TYPE_COUNT, .max = MAX_DELAY},
    };
    put_options(L, draw, owner, specs, sizeof(specs) / sizeof(specs[0]));
    if (lua_getfield(L, draw, "units") == LUA_TNIL) {
        lua_pop(L, 1);
        return table;
    }
    bool zones = lua_tostring(L, -1)[0] == 'z';
    lua_pop(L, 1);
    if (zones && table != XC_VALUE_TARGETS)
        xc_host_raise(L, "%s: units = 'zones' are those of targets", owner);
    if (!zones && table != XC_VALUE_PEOPLE)
        xc_host_raise(L, "%s: units = 'crews' are those of people", owner);
    return zones ? XC_VALUE_ZONES : XC_VALUE_CREWS;
}

/* weights = { findings = 5 }: who did badly weighs more. It is a draw by weight then. */
static void put_weights(lua_State *L, int draw, const char *owner) {
    int at = field(L, "weights");
    if (lua_isnil(L, at)) {
        lua_settop(L, draw);
        return;
    }
    if (lua_type(L, at) != LUA_TTABLE)
        xc_host_raise(L, "%s: weights = { findings = 5 } is expected, not %s", owner,
                      xc_value_describe(L, at));
    const struct xc_keys *keys = xc_value_keys(L, at);
    lua_createtable(L, (int)keys->count, 0);
    int list = lua_gettop(L);
    for (size_t i = 0; i < keys->count; i++) {
        const struct xc_key *key = &keys->items[i];
        if (key->type != XC_KEY_TEXT)
            xc_host_raise(L, "%s: every weight needs a field: { findings = 5 }", owner);
        lua_getfield(L, at, key->text.ptr);
        lua_Integer times = check_number(L, list + 1, owner, key->text.ptr);
        lua_createtable(L, 0, 2);
        xc_value_put_text(L, "field", key->text);
        xc_value_put_integer(L, "times", times);
        lua_rawseti(L, list, (lua_Integer)i + 1);
        lua_settop(L, list);
    }
    lua_setfield(L, draw, "weights");
    lua_settop(L, draw);
    (void)field(L, "method");
    if (lua_isnil(L, -1)) {
        lua_pushliteral(L, "pps");
        lua_setfield(L, draw, "method");
    }
    lua_settop(L, draw);
}

/* Common ends of pick and share. The draw is at index draw. Returns what is drawn. */
static unsigned put_rest(lua_State *L, int draw, const char *owner, bool by_kind,
                         unsigned table) {
    static const struct xc_spec specs[] = {
        {.name = "method", .type = XC_TYPE_CHOICE, .choices = method_words},
        {.name = "by", .type = XC_TYPE_TEXT},
    };
    if (by_kind) {
        lua_pushliteral(L, "kind");
        lua_setfield(L, draw, "by");
    }
    lua_pushliteral(L, "srs");
    lua_setfield(L, draw, "method");
    put_options(L, draw, owner, specs, sizeof(specs) / sizeof(specs[0]));
    put_weights(L, draw, owner);
    return put_common(L, draw, owner, table);
}

static int finish(lua_State *L, unsigned table) {
    struct xc_value *value = xc_value_wrap(L, XC_VALUE_DRAW);
    value->tag = table;
    return 1;
}

int xc_lua_pick(lua_State *L) {
    static const char *const names[] = {"from", "by",    "method",  "units", "skip",
                                        "must", "delay", "weights", NULL};
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    check_names(L, "pick", names);
    lua_rawgeti(L, 1, 1);
    int from = field(L, "from");
    lua_createtable(L, 0, 8);
    int draw = lua_gettop(L);
    unsigned table = put_selection(L, from, "from", "pick", "from");
    bool named = put_strata(L, 2, "pick", "[1]");
    return finish(L, put_rest(L, draw, "pick", named, table));
}

int xc_lua_share(lua_State *L) {
    static const char *const names[] = {"of",     "from",    "at_least", "by",
                                        "method", "units",   "skip",     "must",
                                        "delay",  "weights", NULL};
    static const struct xc_spec spec = {.name = "[1]", .type = XC_TYPE_SHARE};
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    check_names(L, "share", names);
    lua_rawgeti(L, 1, 1);
    int of = field(L, "of");
    int from = field(L, "from");
    int floors = field(L, "at_least");
    lua_createtable(L, 0, 8);
    int draw = lua_gettop(L);
    xc_schema_check(L, &spec, 2, "share");
    lua_setfield(L, draw, "share");
    unsigned table =
        put_selection(L, lua_isnil(L, from) ? of : from, "from", "share", "from");
    if (!lua_isnil(L, of) && put_selection(L, of, "of", "share", "of") != table)
        xc_host_raise(L, "share: of and from must be selections of the same table");
    bool named = !lua_isnil(L, floors) && put_strata(L, floors, "share", "at_least");
    return finish(L, put_rest(L, draw, "share", named, table));
}

/* shuffle(selection), shuffle { of = selection, units = 'zones' }: all of it, in drawn
 * order. */
int xc_lua_shuffle(lua_State *L) {
    static const char *const names[] = {"of", "units", "skip", "must", "delay", NULL};
    lua_settop(L, 1);
    bool named = lua_type(L, 1) == LUA_TTABLE;
    if (named) {
        check_names(L, "shuffle", names);
        lua_getfield(L, 1, "of");
    } else {
        lua_pushvalue(L, 1);
    }
    lua_createtable(L, 0, 8);
    unsigned table = put_selection(L, 2, "from", "shuffle", named ? "of" : "[1]");
    lua_pushliteral(L, "order");
    lua_setfield(L, 3, "method");
    return finish(L, named ? put_common(L, 3, "shuffle", table) : table);
}

int xc_lua_percent(lua_State *L) {
    lua_Integer a = 0;
    lua_Integer b = 1;
    if (lua_type(L, 1) == LUA_TUSERDATA || !xc_schema_fraction(L, 1, &a, &b))
        xc_host_raise(L, "percent: a number such as 5 or 2.5 is expected, not %s",
                      xc_value_describe(L, 1));
    xc_schema_push_fraction(L, a, b * 100);
    xc_value_wrap(L, XC_VALUE_FRACTION);
    return 1;
}

/* percent(100) / 3: a third, exactly. */
static int divide(lua_State *L) {
    lua_Integer a = 0;
    lua_Integer b = 1;
    lua_Integer by = lua_isinteger(L, 2) ? lua_tointeger(L, 2) : 0;
    if (xc_value_at(L, 1, XC_VALUE_FRACTION) == NULL || by < 1 || by > 1000000)
        xc_host_raise(L, "percent: a share can be divided by a whole number only, not %s",
                      xc_value_describe(L, 2));
    (void)xc_schema_fraction(L, 1, &a, &b);
    if (b > INT64_MAX / by)
        xc_host_raise(L, "percent: the share is too fine");
    xc_schema_push_fraction(L, a, b * by);
    xc_value_wrap(L, XC_VALUE_FRACTION);
    return 1;
}

static int seed(lua_State *L, const char *word) {
    lua_createtable(L, 1, 0);
    lua_pushstring(L, word);
    lua_rawseti(L, -2, 1);
    xc_value_wrap(L, XC_VALUE_SEED);
    return 1;
}

int xc_lua_public_seed(lua_State *L) {
    return seed(L, "public");
}

int xc_lua_sealed(lua_State *L) {
    return seed(L, "sealed");
}

/* draw:within(area), draw:outside(area): the same draw from a smaller urn. The
 * selection's own node is built here, because only data is kept. */
static int by_area(lua_State *L, const char *op) {
    static const struct xc_spec spec = {.name = "area", .type = XC_TYPE_OUTSIDE};
    const struct xc_value *value = xc_value_at(L, 1, XC_VALUE_DRAW);
    if (value == NULL)
        xc_host_raise(L, "%s: a draw is expected, not %s", op, xc_value_describe(L, 1));
    unsigned table = value->tag;
    lua_settop(L, 2);
    xc_schema_check(L, &spec, 2, op);
    xc_value_push_data(L, 1);
    lua_createtable(L, 0, 8);
    for (lua_pushnil(L); lua_next(L, 4) != 0;) {
        bool urn = strcmp(lua_tostring(L, -2), "from") == 0 ||
                   strcmp(lua_tostring(L, -2), "of") == 0;
        if (urn) {
            lua_createtable(L, 0, 3);
            lua_insert(L, -2);
            lua_setfield(L, -2, "of");
            lua_pushstring(L, op);
            lua_setfield(L, -2, "op");
            lua_pushvalue(L, 3);
            lua_setfield(L, -2, "area");
        }
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_settable(L, 5);
    }
    return finish(L, table);
}

static int within(lua_State *L) {
    return by_area(L, "within");
}

static int outside(lua_State *L) {
    return by_area(L, "outside");
}

void xc_draw_open(lua_State *L) {
    static const luaL_Reg methods[] = {
        {"within", within}, {"outside", outside}, {NULL, NULL}};
    static const luaL_Reg fraction[] = {{"__div", divide}, {NULL, NULL}};
    xc_value_define(L, XC_VALUE_DRAW, methods, NULL);
    xc_value_define(L, XC_VALUE_FRACTION, NULL, fraction);
    xc_value_define(L, XC_VALUE_SEED, NULL, NULL);
}
