/* The words that Lua sources see: the only list (bindings.c), and the functions behind
 * it, one file per concept. Private to policy. */
#ifndef XC_POLICY_BINDINGS_H
#define XC_POLICY_BINDINGS_H

#include "policy/value.h"

enum xc_audience { XC_FOR_POLICY = 1, XC_FOR_PLUGIN = 2, XC_FOR_TEST = 4 };

/* Puts the sandbox and all words into the state. */
void xc_bindings_open(lua_State *L);

/* Pushes a fresh environment for a source of the audience: words can be read, nothing can
 * be assigned. */
void xc_bindings_push_environment(lua_State *L, enum xc_audience audience);

/* sandbox.c: adds the language's own functions and libraries, cut down, to the table at
 * the top. */
void xc_sandbox_open(lua_State *L);
/* sandbox_text.c, sandbox_table.c: push the string and the table library. */
void xc_sandbox_push_string(lua_State *L);
void xc_sandbox_push_table(lua_State *L);
void xc_sandbox_push_utf8(lua_State *L);
/* Replaces the library at the top by a read-only one. */
void xc_sandbox_lock(lua_State *L);
/* tostring without addresses; pushes the text. */
void xc_sandbox_push_text(lua_State *L, int index);

/* One per concept: define the kinds' methods. */
void xc_selection_open(lua_State *L);
void xc_draw_open(lua_State *L);
void xc_date_open(lua_State *L);
void xc_seats_open(lua_State *L);
void xc_plugin_open(lua_State *L);
void xc_stage_open(lua_State *L);
void xc_programme_open(lua_State *L);
void xc_params_open(lua_State *L);
void xc_test_open(lua_State *L);

/* lua_selection.c. Pushes the data of base (a data table at index base) narrowed by the
 * table of conditions at index; *nodes grows. Keys named in skip are left out. */
void xc_selection_push_where(lua_State *L, int base, int index, const char *owner,
                             const char *skip, unsigned *nodes);
void xc_selection_push_all(lua_State *L, enum xc_value_table table);
int xc_lua_targets(lua_State *L);
int xc_lua_inspectors(lua_State *L);
int xc_lua_experts(lua_State *L);
int xc_lua_areas(lua_State *L);
int xc_lua_visited(lua_State *L);
int xc_lua_failed(lua_State *L);
int xc_lua_flagged(lua_State *L);
int xc_lua_leads(lua_State *L);
int xc_lua_missing(lua_State *L);
int xc_lua_at_least(lua_State *L);
int xc_lua_at_most(lua_State *L);
int xc_lua_one_of(lua_State *L);
int xc_lua_medical(lua_State *L);

/* lua_draw.c */
int xc_lua_pick(lua_State *L);
int xc_lua_share(lua_State *L);
int xc_lua_shuffle(lua_State *L);
int xc_lua_percent(lua_State *L);
int xc_lua_public_seed(lua_State *L);
int xc_lua_sealed(lua_State *L);

/* lua_seats.c */
int xc_lua_seats(lua_State *L);
int xc_lua_teams(lua_State *L);
int xc_lua_lead(lua_State *L);
int xc_lua_officer(lua_State *L);
int xc_lua_auditor(lua_State *L);
int xc_lua_expert(lua_State *L);
int xc_lua_analyst(lua_State *L);
int xc_lua_third_party(lua_State *L);
int xc_lua_partner(lua_State *L);

/* lua_date.c */
int xc_lua_before(lua_State *L);
int xc_lua_after(lua_State *L);
int xc_lua_between(lua_State *L);
int xc_lua_window(lua_State *L);
int xc_lua_month(lua_State *L);
int xc_lua_quarter(lua_State *L);
int xc_lua_half(lua_State *L);
int xc_lua_year(lua_State *L);
int xc_lua_last_workday(lua_State *L);
int xc_lua_workday_on(lua_State *L);
int xc_lua_weekly(lua_State *L);
int xc_lua_quarterly(lua_State *L);
int xc_lua_yearly(lua_State *L);

/* lua_plugin.c, lua_stage.c, lua_programme.c, lua_params.c */
int xc_lua_use(lua_State *L);
int xc_lua_plugin(lua_State *L);
int xc_lua_param(lua_State *L);
int xc_lua_programme(lua_State *L);
int xc_lua_due(lua_State *L);
int xc_lua_phase(lua_State *L);
int xc_lua_params(lua_State *L);

/* Pushes the PLUGIN value of that name, loading it where needed. */
void xc_plugin_push(lua_State *L, struct xc_str name);

/* A stage constructor's work: the plugin value at 1, the author's table at 2; pushes a
 * STAGE. */
void xc_stage_push(lua_State *L);

/* Plans the STAGE at index: pushes {stage = STAGE data, dues = {…}, phases = {…}}.
 * year is the programme's. */
void xc_stage_plan(lua_State *L, int index, lua_Integer year);

/* Pushes the list of the parameters that `params` declared (and forgets them), or an
 * empty list; raises XC_EUSAGE where a setting was not used. */
void xc_params_push_declared(lua_State *L);

/* Checks a due { … } table at index and pushes its data. */
void xc_programme_push_due(lua_State *L, int index);

/* lua_test.c */
int xc_lua_test(lua_State *L);
int xc_lua_expect(lua_State *L);
int xc_lua_register(lua_State *L);
int xc_lua_plan_of(lua_State *L);
/* Runs the tests that were declared; pushes the list of results. */
void xc_test_push_results(lua_State *L);

#endif
