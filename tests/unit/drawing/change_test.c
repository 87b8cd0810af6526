/* What of a policy a draw depends on. */
#include "../json_text.h"

#include "drawing/change.h"

#include <string.h>

static const char rules[] =
    "{'hours':['09:00-17:00'],'params':[{'name':'n','type':'integer','value':3},"
    "{'name':'part','type':'share','value':[1,20]}],'stages':["
    "{'id':'check','title':'A','basis':'','hours':[],'method':'site','nature':"
    "'enforcement','window':['2026-03-02','2026-03-31'],'draws':[{'label':'check/t',"
    "'method':'srs','share':[1,20],'strata':[{'name':'medical','n':3}],'delay':600}],"
    "'obligations':[{'label':'check/1','targets':{'drawn':'check/t'},'minutes':90,"
    "'items':[],'crew':{'seats':[{'role':'officer','count':2}],'outside':''}}]},"
    "{'id':'all','title':'B','window':['2026-03-02','2026-09-30'],'draws':[{'label':"
    "'all/order','method':'order','strata':[]}],'obligations':[{'label':'all/1',"
    "'targets':{},'order_draw':'all/order','minutes':90}]},"
    "{'id':'other','draws':[],'obligations':[{'label':'other/1','panel_draw':'check/t',"
    "'targets':{},'minutes':60}]}]}";

static void expect(const char *stage, const char *old, const char *new,
                   const char *matters, const char *other) {
    struct xc_arena *arena = xc_arena_new(1 << 24);
    struct xc_draw_change change;
    struct xc_error error = {0};
    json_t *before = json_text(rules);
    json_t *now = json_changed(rules, old, new);
    assert_int_equal(xc_draw_rules_compare(before, now, xc_str_from(stage), NULL, arena,
                                           &change, &error),
                     XC_OK);
    if (!xc_str_is(change.matters, matters) || !xc_str_is(change.other, other))
        fail_msg("%s: '%.*s' and '%.*s'", new, XC_PRI(change.matters),
                 XC_PRI(change.other));
    json_decref(before);
    json_decref(now);
    xc_arena_free(arena);
}

static void names_what_matters(void **state) {
    (void)state;
    expect("check", "[1,20],'strata'", "[1,10],'strata'", "share: 1/20 → 1/10", "");
    expect("check", "'medical','n':3", "'medical','n':4",
           "at_least: medical 3 → medical 4", "");
    expect("check", "srs", "pps", "method: srs → pps", "");
    expect("check", "2026-03-31", "2026-04-30",
           "window: 2026-03-02–2026-03-31 → 2026-03-02–2026-04-30", "");
    expect("check", "enforcement", "agency_check", "nature: enforcement → agency_check",
           "");
    expect("check", "'count':2", "'count':3", "crew.seats: officer 2 → officer 3", "");
    expect("check", "'outside':''", "'outside':'target'", "crew.outside: - → target", "");
    expect("check", "'minutes':90,'items'", "'minutes':60,'items'", "minutes: 90 → 60",
           "");
    expect("check", "09:00-17:00", "09:00-12:00", "hours: 09:00-17:00 → 09:00-12:00", "");
    expect("check", "{'label':'check/t'",
           "{'label':'check/2','method':'srs'},{'label':'check/t'", "method: - → srs",
           "label");
}

static void lets_through_what_does_not(void **state) {
    (void)state;
    expect("check", "check/1", "check/1", "", "");
    expect("check", "'title':'A','basis':''", "'title':'C','basis':'D'", "",
           "title, basis");
    expect("check", "'site'", "'phone'", "", "method");
    expect("check", "'items':[]", "'items':['a']", "", "items");
    expect("check", "'delay':600", "'delay':900", "", "delay");
    expect("check", "2026-09-30", "2026-08-31", "", ""); /* another stage */
    expect("check", "'value':3", "'value':4", "", "");
}

static void a_draw_of_an_order_binds_itself(void **state) {
    (void)state;
    expect("all", "2026-09-30", "2026-08-31", "", "");
    expect("all", "'order','strata':[]", "'order','strata':[],'by':'kind'",
           "by: - → kind", "");
}

static void people_drawn_here_and_needed_there(void **state) {
    (void)state;
    expect("check", "'minutes':60", "'minutes':45", "minutes: 60 → 45", "");
    expect("all", "'minutes':60", "'minutes':45", "", "");
}

static void says_which_parameter(void **state) {
    (void)state;
    expect("check", "'09:00-17:00'],'params':[{'name':'n','type':'integer','value':3}",
           "'09:00-12:00'],'params':[{'name':'n','type':'integer','value':4}",
           "hours: 09:00-17:00 → 09:00-12:00; --set n: 3 → 4", "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_what_matters),
        cmocka_unit_test(lets_through_what_does_not),
        cmocka_unit_test(a_draw_of_an_order_binds_itself),
        cmocka_unit_test(people_drawn_here_and_needed_there),
        cmocka_unit_test(says_which_parameter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
