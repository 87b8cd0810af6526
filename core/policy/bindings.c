#include "policy/bindings.h"

#include "base/suggest.h"

static const char words_key[8]; /* [audience]: the table of words */

struct binding {
    const char *word;
    lua_CFunction function;
    unsigned audiences;
    bool is_value; /* the function is called once and gives the value */
};

enum {
    POLICY = XC_FOR_POLICY | XC_FOR_TEST,
    PLUGIN = XC_FOR_PLUGIN | XC_FOR_TEST,
    BOTH = XC_FOR_POLICY | XC_FOR_PLUGIN | XC_FOR_TEST,
    TEST = XC_FOR_TEST
};

static const struct binding bindings[] = {
    {"use", xc_lua_use, POLICY, false},
    {"programme", xc_lua_programme, POLICY, false},
    {"params", xc_lua_params, POLICY, false},
    {"due", xc_lua_due, POLICY, false},
    {"phase", xc_lua_phase, POLICY, false},

    {"targets", xc_lua_targets, POLICY, false},
    {"inspectors", xc_lua_inspectors, POLICY, false},
    {"experts", xc_lua_experts, POLICY, false},
    {"areas", xc_lua_areas, POLICY, false},
    {"visited", xc_lua_visited, BOTH, false},
    {"failed", xc_lua_failed, POLICY, false},
    {"flagged", xc_lua_flagged, POLICY, false},
    {"leads", xc_lua_leads, POLICY, false},
    {"missing", xc_lua_missing, POLICY, false},
    {"at_least", xc_lua_at_least, POLICY, false},
    {"at_most", xc_lua_at_most, POLICY, false},
    {"one_of", xc_lua_one_of, POLICY, false},
    {"medical", xc_lua_medical, POLICY, true},

    {"pick", xc_lua_pick, BOTH, false},
    {"share", xc_lua_share, BOTH, false},
    {"shuffle", xc_lua_shuffle, BOTH, false},
    {"percent", xc_lua_percent, BOTH, false},
    {"public_seed", xc_lua_public_seed, POLICY, true},
    {"sealed", xc_lua_sealed, POLICY, true},

    {"seats", xc_lua_seats, POLICY, false},
    {"teams", xc_lua_teams, POLICY, false},
    {"lead", xc_lua_lead, POLICY, false},
    {"officer", xc_lua_officer, POLICY, false},
    {"auditor", xc_lua_auditor, POLICY, false},
    {"expert", xc_lua_expert, POLICY, false},
    {"analyst", xc_lua_analyst, POLICY, false},
    {"third_party", xc_lua_third_party, POLICY, false},
    {"partner", xc_lua_partner, POLICY, false},

    {"before", xc_lua_before, BOTH, false},
    {"after", xc_lua_after, BOTH, false},
    {"between", xc_lua_between, POLICY, false},
    {"window", xc_lua_window, POLICY, false},
    {"month", xc_lua_month, POLICY, false},
    {"quarter", xc_lua_quarter, POLICY, false},
    {"half", xc_lua_half, POLICY, false},
    {"year", xc_lua_year, POLICY, false},
    {"last_workday", xc_lua_last_workday, POLICY, false},
    {"workday_on", xc_lua_workday_on, POLICY, false},
    {"weekly", xc_lua_weekly, POLICY, false},
    {"quarterly", xc_lua_quarterly, POLICY, false},
    {"yearly", xc_lua_yearly, POLICY, false},

    {"plugin", xc_lua_plugin, PLUGIN, false},
    {"param", xc_lua_param, PLUGIN, true},

    {"test", xc_lua_test, TEST, false},
    {"expect", xc_lua_expect, TEST, false},
    {"register", xc_lua_register, TEST, false},
    {"plan_of", xc_lua_plan_of, TEST, false},
};

/* upvalue 1: the words. */
static int unknown_word(lua_State *L) {
    if (lua_type(L, 2) != LUA_TSTRING)
        return 0;
    struct xc_str word = xc_value_text(L, 2);
    const struct xc_keys *words = xc_value_keys(L, lua_upvalueindex(1));
    struct xc_str nearest = xc_value_suggest(L, word, words);
    if (nearest.len > 0)
        xc_host_raise(L, "'%.*s' is not known here (%.*s?)", XC_PRI(word),
                      XC_PRI(nearest));
    xc_host_raise(L, "'%.*s' is not known here", XC_PRI(word));
}

static int refuse_global(lua_State *L) {
    lua_settop(L, 2);
    const char *name = xc_value_describe(L, 2);
    xc_host_raise(L, "assigning the global %s is refused: write local in front", name);
}

static void push_words(lua_State *L, enum xc_audience audience) {
    lua_createtable(L, 0, 80);
    xc_sandbox_open(L);
    for (size_t i = 0; i < sizeof(bindings) / sizeof(bindings[0]); i++) {
        const struct binding *binding = &bindings[i];
        if ((binding->audiences & (unsigned)audience) == 0)
            continue;
        lua_pushcfunction(L, binding->function);
        if (binding->is_value)
            lua_call(L, 0, 1);
        lua_setfield(L, -2, binding->word);
    }
    lua_createtable(L, 0, 1);
    lua_pushvalue(L, -2);
    lua_pushcclosure(L, unknown_word, 1);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
}

void xc_bindings_push_environment(lua_State *L, enum xc_audience audience) {
    lua_createtable(L, 0, 0);
    lua_createtable(L, 0, 3);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &words_key[audience]) == LUA_TNIL) {
        lua_pop(L, 1);
        push_words(L, audience);
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &words_key[audience]);
    }
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, refuse_global);
    lua_setfield(L, -2, "__newindex");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
}

void xc_bindings_open(lua_State *L) {
    xc_selection_open(L);
    xc_draw_open(L);
    xc_date_open(L);
    xc_seats_open(L);
    xc_params_open(L);
    xc_plugin_open(L);
    xc_stage_open(L);
    xc_programme_open(L);
    xc_test_open(L);
}
