#include "verdict.h"

#include <stdio.h>

static void documents_are_accepted(void **state) {
    (void)state;
    assert_string_equal(parse_text(minimal).text, "");
    assert_string_equal(parse_text(complete).text, "");
}

static void defaults_are_filled_in(void **state) {
    (void)state;
    struct document document = document_open(minimal);
    const struct xc_programme *programme = document.programme;
    assert_true(xc_str_is(programme->calendar, "cn"));
    assert_true(xc_str_is(programme->zone, "Asia/Shanghai"));
    assert_int_equal(programme->hours.count, 2);
    assert_int_equal(programme->resource_count, 0);
    const struct xc_stage *stage = xc_programme_stage(programme, XC_STR("annual"));
    assert_non_null(stage);
    assert_null(xc_programme_stage(programme, XC_STR("annua")));
    assert_int_equal(stage->opens, xc_date_make(2021, 1, 1));
    assert_int_equal(stage->method, XC_METHOD_SITE);
    assert_true(stage->merge);
    assert_false(stage->embargo.set);
    assert_int_equal(stage->hours.count, 0);
    assert_int_equal(stage->period.from, XC_NO_DATE);
    const struct xc_obligation *obligation = &stage->obligations[0];
    assert_int_equal(obligation->window.to, xc_date_make(2021, 11, 30));
    assert_int_equal(obligation->times, 1);
    assert_int_equal(obligation->minutes, 90);
    assert_int_equal(obligation->days, 1);
    assert_int_equal(obligation->travel, 0);
    assert_int_equal(obligation->rotate, XC_ROTATE_NONE);
    assert_int_equal(obligation->use_count, 0);
    assert_int_equal(obligation->average.a, 0);
    assert_int_equal(obligation->average.b, 1);
    assert_true(xc_str_is(obligation->extra_by, "weight"));
    assert_int_equal(obligation->crew.seats[0].count, 1);
    assert_int_equal(obligation->panel.seat_count, 0);
    assert_ptr_equal(programme->document, document.json);
    document_close(&document);
}

static void draws_arrive(const struct xc_stage *annual, const struct xc_stage *drawn) {
    const struct xc_draw_rule *draw = &drawn->draws[2];
    const struct xc_crew_rule *crew = &drawn->obligations[0].crew;
    const struct xc_crew_rule *panel = &drawn->obligations[1].panel;
    assert_int_equal(annual->draws[0].units, XC_UNITS_ZONES);
    assert_int_equal(annual->draws[2].units, XC_UNITS_CREWS);
    assert_int_equal(annual->draws[2].delay, 7200);
    assert_true(xc_str_is(annual->obligations[0].order_draw, "annual/order"));
    assert_true(xc_str_is(annual->obligations[0].extra_draw, "annual/extra"));
    assert_true(xc_str_is(annual->obligations[0].panel_draw, "annual/experts"));
    assert_true(annual->obligations[0].panel.drawn);
    assert_int_equal(draw->skip_count, 2);
    assert_true(xc_str_is(draw->skip[1], "moved"));
    assert_int_equal(draw->must_count, 1);
    assert_true(xc_str_is(draw->must[0], "watched"));
    assert_int_equal(draw->delay, 900);
    assert_int_equal(draw->units, XC_UNITS_ROWS);
    assert_true(xc_str_is(drawn->draws[1].outer, "supervision/areas"));
    assert_true(xc_str_is(drawn->draws[1].strata[0].name, "all"));
    assert_true(crew->drawn && crew->balance);
    assert_int_equal(crew->seat_count, 0);
    assert_int_equal(crew->team_count, 2);
    assert_int_equal(crew->teams[1].seat_count, 2);
    assert_non_null(crew->teams[1].seats[0].where);
    assert_int_equal(crew->extra_count, 1);
    assert_int_equal(crew->extra[0].role, XC_ROLE_ANALYST);
    assert_true(panel->drawn && !panel->balance && !panel->outside_target);
    assert_true(xc_str_is(panel->outside_drawn, "supervision/areas"));
    assert_int_equal(panel->outside.len, 0);
}

static void values_arrive(void **state) {
    (void)state;
    struct document document = document_open(complete);
    const struct xc_programme *programme = document.programme;
    const struct xc_stage *annual = &programme->stages[0];
    const struct xc_stage *drawn = &programme->stages[1];
    assert_int_equal(annual->opens, xc_date_make(2021, 1, 4));
    assert_int_equal(annual->cap, 2);
    assert_int_equal(annual->obligations[0].each, XC_PERIOD_HALF);
    assert_int_equal(annual->obligations[0].average.a, 3);
    assert_int_equal(annual->obligations[0].areas, XC_AREAS_FIXED);
    assert_int_equal(annual->obligations[0].order, XC_ORDER_DRAW);
    assert_int_equal(annual->obligations[0].duties[0].zone_count, 2);
    assert_true(xc_str_is(annual->obligations[0].crew.outside, "3207"));
    assert_int_equal(annual->hours.count, 0);
    assert_int_equal(annual->obligations[0].travel, 1);
    assert_int_equal(annual->obligations[0].rotate, XC_ROTATE_ALL);
    assert_int_equal(annual->obligations[0].use_count, 2);
    assert_true(xc_str_is(annual->obligations[0].uses[1], "scanner"));
    assert_int_equal(programme->resource_count, 2);
    assert_true(xc_str_is(programme->resources[0].id, "car"));
    assert_true(xc_str_is(programme->resources[0].title, "执法车"));
    assert_int_equal(programme->resources[0].count, 3);
    assert_int_equal(drawn->hours.count, 1);
    assert_int_equal(drawn->hours.spans[0].from, 19 * 60);
    assert_int_equal(drawn->hours.spans[0].to, 21 * 60 + 30);
    assert_int_equal(drawn->opens, XC_NO_DATE);
    assert_true(xc_str_is(drawn->opens_after, "annual"));
    assert_int_equal(drawn->nature, XC_NATURE_ENFORCEMENT);
    assert_int_equal(drawn->method, XC_METHOD_NIGHT);
    assert_int_equal(drawn->embargo.minutes, 17 * 60);
    assert_int_equal(drawn->embargo.hidden,
                     1u << XC_VIEWER_INSPECTOR | 1u << XC_VIEWER_PUBLIC);
    assert_true(drawn->obligations[0].crew.outside_target);
    assert_int_equal(drawn->obligations[0].crew.outside.len, 0);
    assert_int_equal(drawn->draws[2].stratum_count, 2);
    assert_int_equal(drawn->draws[2].strata[1].n, 20);
    draws_arrive(annual, drawn);
    assert_int_equal(programme->dues[1].when.minutes, 17 * 60);
    /* A single date outside the programme's year widens the default window. */
    assert_int_equal(programme->dues[2].window.from, xc_date_make(2021, 1, 1));
    assert_int_equal(programme->dues[2].window.to, xc_date_make(2022, 12, 31));
    document_close(&document);
}

static void the_place_is_named(void **state) {
    (void)state;
    refused(minimal, "'label':'annual/1'", "'label':'annual/1','tims':2",
            "stages[0].obligations[0]: unknown key 'tims' (times?)");
    refused(minimal, "'id':'p'", "'id':'p','qqqqqq':2", "rules: unknown key 'qqqqqq'");
    refused(minimal, "'window':['2021-01-01','2021-11-30']",
            "'window':['2021-11-30','2021-01-01']",
            "stages[0].window: the window is empty");
    refused(minimal, "'2021-11-30'", "'2021-02-30'",
            "stages[0].window[1]: '2021-02-30' is not a date that exists");
    refused(minimal, "'role':'third_party'", "'role':'third_part'",
            "stages[0].obligations[0].crew.seats[0].role: unknown word 'third_part' "
            "(third_party?)");
    refused(minimal, "'table':'targets'", "'table':'people'",
            "stages[0].obligations[0].targets: a selection of targets is expected here");
    refused(minimal, "'op':'all'", "'op':'al'", "stages[0].obligations[0].targets");
    refused(minimal, "'id':'p'", "'id':'p','hours':['09:00-08:00']", "hours[0]: ");
    refused(complete, "'when':'last_workday month'", "'when':'last_workday mont'",
            "dues[0].when: ");
}

static void values_out_of_range(void **state) {
    (void)state;
    refused(minimal, "'v':1", "'v':2", "v: these rules have version 2");
    refused(minimal, "'year':2021", "'year':1989", "year: 1989 is out of range");
    refused(minimal, "'year':2021", "'year':2021.0", "decimal point");
    refused(minimal, "'id':'p'", "'id':'a/b'", "id: 'a/b' is not an id");
    refused(minimal, "'id':'p'", "'id':'-'", "id: '-' is not an id");
    refused(minimal, "'id':'p'", "'id':''", "id: '' is not an id");
    refused(minimal, "'id':'p'", "'id':'p\\u0007'", "id: the text holds the invisible");
    refused(minimal, "'id':'p'", "'id':'p','x\\u202e':1",
            "rules: the text holds the invis");
    refused(minimal, "'annual/1'", "'annual//1'", "label: 'annual//1' is not a label");
    refused(minimal, "'annual/1'", "'annual/1/'", "is not a label");
    refused(minimal, "'annual/1'", "''", "an obligation needs a label");
    refused(minimal, "'id':'p'", "'id':'p','zone':'Asia Shanghai'", "zone: a time zone");
    refused(minimal, "'id':'p'", "'id':'p','seed':'open'", "seed: unknown word 'open'");
    refused(minimal, "'2021-01-01'", "'2001-01-01'", "longer than ten years");
    refused(minimal, "'label'", "'times':0,'label'", "times: 0 is out of range");
    refused(minimal, "'label'", "'each':'week','label'", "each: unknown word 'week'");
    refused(minimal, "'label'", "'minutes':9601,'label'",
            "minutes: 9601 is out of range");
    refused(minimal, "'label'", "'average':[1,0],'label'",
            "average[1]: 0 is out of range");
    refused(minimal, "'label'", "'average':[1],'label'", "average: a list of two values");
    refused(minimal, "'label'", "'items':['a','a'],'label'",
            "items[1]: 'a' stands in the");
    refused(minimal, "'label'", "'items':[''],'label'", "items[0]: an empty text");
    refused(minimal, "{'role':'third_party'}", "", "crew: the crew has no seats");
    refused(minimal, "'role':'third_party'", "'role':''", "role: a seat needs a role");
    refused(minimal, "'role':'third_party'", "'role':'officer','count':65",
            "count: 65 is");
    refused(complete, "'value':[8,100]", "'value':[8,7]",
            "params[0].value: a share is at");
    refused(complete, "'value':4", "'value':'4'", "params[1].value: a whole number");
    refused(complete, "'value':true", "'value':1", "params[4].value: true or false");
    refused(complete, "0123456789abcdef'", "0123456789abcdeF'",
            "sources[0].digest: a SHA-256");
    refused(complete, "'from':['inspector','public']", "'from':[]",
            "embargo.from: it is not said from whom");
    refused(complete, "'from':['inspector','public']", "'from':['admin']",
            "embargo.from[0]: nothing can be hidden from the administrator");
    refused(complete, "'from':['inspector','public']", "'from':['insector']",
            "unknown word 'insector' (inspector?)");
    refused(complete, "'time':'17:00'", "'time':'25:00'", "embargo.time: a time of day");
    refused(complete, "'zones':['城南片区']", "'zones':[]",
            "zones: the list must not be empty");
    refused(complete, "'crew':'第二组'", "'crew':'第一组'",
            "duties[1]: '第一组' stands in");
    refused(complete, "'hours':['08:30-11:30','14:00-17:30']", "'hours':[]",
            "hours: the list must not be empty");
}

static void what_belongs_together(void **state) {
    (void)state;
    refused(complete, "'id':'supervision'", "'id':'annual'",
            "stages[1]: the id 'annual' is taken already");
    refused(complete, "'id':'weekly'", "'id':'monthly'", "dues[1]: the id 'monthly'");
    refused(complete, "'label':'supervision/1'", "'label':'annual/1'",
            "stages[1]: the label 'annual/1' stands for two obligations");
    refused(complete, "'label':'supervision/targets'", "'label':'supervision/areas'",
            "stages[1]: the label 'supervision/areas' stands for two draws");
    refused(complete, "{'after':'annual'}", "{'after':'anual'}",
            "stages[1].opens: there is no phase or stage 'anual'");
    refused(complete, "{'after':'annual'}", "{'after':'supervision'}",
            "stages[1].opens: the stages wait for each other in a circle");
    refused(complete, "'opens':'2021-01-04'", "'opens':{'after':'supervision'}",
            "stages[0].opens: the stages wait for each other in a circle");
    refused(complete, "'opens':'2021-01-04'", "'opens':'2021-12-01'",
            "stages[0].opens: the stage opens after the last day");
    refused(complete, "'window':['2021-01-01','2021-10-31'],'times'",
            "'window':['2020-12-31','2021-10-31'],'times'",
            "window: the window reaches beyond");
    refused(complete, "{'drawn':'supervision/targets'}", "{'drawn':'supervision/target'}",
            "targets: there is no draw 'supervision/target'");
    refused(complete, "'targets':{'drawn':'supervision/targets'}",
            "'targets':{'drawn':'supervision/areas'}", "does not give targets");
    refused(complete, "'area':{'drawn':'supervision/areas'}",
            "'area':{'drawn':'supervision/inside'}", "draws[1].from: there is no draw");
    refused(complete, "'outer':'supervision/areas'", "'outer':'supervision/inside'",
            "draws[1].outer: there is no draw");
    refused(complete, "'stage':'annual'", "'stage':'anual'",
            "milestones[0].stage: there is no stage 'anual'");
    refused(complete, "'after':'start'}],", "'after':'starts'}],",
            "phases[1].after: there is no phase or stage 'starts'");
    refused(complete, "'after':'start'}],", "'after':'sites'}],",
            "phases[1].after: the phases wait for each other in a circle");
    refused(complete, "'to':'2021-01-31'", "'to':'2020-01-31'",
            "phases[0]: the phase ends before it begins");
    refused(complete, "'when':'on 2022-01-10'",
            "'when':'on 2022-01-10','window':['2021-01-01','2021-12-31']",
            "dues[2]: the day on which it is due lies outside its window");
    refused(minimal, "'kind':'coverage'", "'kind':'drawn'",
            "stages[0]: a stage of the kind 'drawn' needs draws");
}

static void draws_are_complete(void **state) {
    (void)state;
    refused(complete, "'strata':[{'name':'all','n':2}],", "",
            "draws[0]: it is not said how many are drawn");
    refused(complete, "{'name':'all','n':2}", "{'name':'all','n':0}",
            "how many are drawn");
    refused(complete, "{'name':'all','n':2}", "{'name':'a','n':2},{'name':'b','n':1}",
            "draws[0].strata: several strata need the key 'by'");
    refused(complete, "'method':'pps'", "'method':'order'", "takes everything");
    refused(complete, "'share':[1,20]", "'share':[0,20]", "share: a share is more than");
    refused(complete, "'share':[1,20]", "'share':[21,20]", "share: a share is more than");
    refused(complete, "'name':'pharmacy'", "'name':'medical'",
            "strata[1]: 'medical' stands");
    refused(complete, "'n':20", "'n':1000001", "n: 1000001 is out of range");
    accepted(complete, "{'name':'all','n':2}", "{'n':2}");
    accepted(complete, "'share':[1,20]", "'share':[20,20]");
}

static void draws_lie_within_draws(void **state) {
    (void)state;
    const char *const inside =
        "'strata':[{'n':3}],"
        "'method':'pps','weights':[{'field':'points','times':5},{'field':'findings'}],"
        "'outer':'supervision/areas'";
    refused(complete, inside, "'strata':[{'n':3}]",
            "draws[1].from: it speaks of the area drawn in 'supervision/areas', but is");
    refused(complete, inside,
            "'by':'kind','strata':[{'name':'pharmacy','n':3}],"
            "'outer':'supervision/areas'",
            "draws[1].by: a draw within drawn areas has these for its strata");
    refused(complete, inside,
            "'strata':[{'n':3}],'batches':'month','outer':'supervision/areas'",
            "draws[1].batches: draws within drawn areas are made at once");
    refused(complete, "'n':2}],'batches':''", "'n':2}],'batches':'month'",
            "batches: draws within");
    refused(complete, "'batches':'month','skip'", "'outer':'supervision/inside','skip'",
            "draws[2].outer: the draw 'supervision/inside' does not give areas");
    refused(complete, "'outside':{'drawn':'supervision/areas'}},'panel'",
            "'outside':{'drawn':'supervision/inside'}},'panel'",
            "crew.outside: the draw 'supervision/inside' does not give areas");
    refused(complete, "'outside':{'drawn':'supervision/areas'}}}]},",
            "'outside':{'drawn':'supervision/area'}}}]},",
            "panel.outside: there is no draw 'supervision/area' in this stage");
    refused(complete, "'outside':{'drawn':'supervision/areas'}},'panel'",
            "'outside':{'drawn':''}},'panel'", "outside.drawn: an empty text");
    refused(complete, "'outside':{'drawn':'supervision/areas'}},'panel'",
            "'outside':{'draw':'supervision/areas'}},'panel'", "unknown key 'draw'");
    refused(complete, "'name':'annual'},'of'", "'name':'anual'},'of'",
            "draws[2].from: there is no stage 'anual' (annual?)\n  a stage of another "
            "programme");
    accepted(complete, "'name':'annual'},'of'", "'name':'other/anual'},'of'");
}

static void crews_come_from_somewhere(void **state) {
    (void)state;
    const char *const from = "'from':'other_county'";
    accepted(complete, from, "'from':'above'");
    accepted(complete, from, "'from':'other_city'");
    accepted(complete, from, "'from':'3207'");
    accepted(complete, from, "'from':''");
    refused(complete, from, "'from':'other_conty'",
            "crew.from: unknown word 'other_conty' (other_county?)");
    refused(complete, "'from':'other_county'", "'from':7",
            "stages[0].obligations[0].crew.from: ");
    refused(complete, "'drawn':true,'balance':true,'outside':'target'",
            "'drawn':true,'balance':true,'from':'above'",
            "crew.from: only a crew that the planner chooses comes from somewhere");
    refused(complete, "{'seats':[{'role':'expert'}],'drawn':true,",
            "{'seats':[{'role':'expert'}],'drawn':true,'from':'above',",
            "panel.from: only a crew that the planner chooses");
    const char *const crew = "'crew':{'seats':[{'role':'third_party'}]}";
    const char *const both = "'crew':{'seats':[{'role':'third_party'}],'from':'above'},"
                             "'panel':{'seats':[{'role':'expert'}],'from':'above'}";
    accepted(minimal, crew, both);
    accepted(minimal, crew,
             "'crew':{'seats':[{'role':'third_party'}],'from':'above'},"
             "'panel':{'seats':[{'role':'expert'}]}");
    refused(minimal, crew,
            "'crew':{'seats':[{'role':'third_party'}]},"
            "'panel':{'seats':[{'role':'expert'}],'from':'above'}",
            "panel.from: the planner chooses the panel together with the crew");
    refused(minimal, crew,
            "'crew':{'seats':[{'role':'third_party'}],'from':'3202'},"
            "'panel':{'seats':[{'role':'expert'}],'from':'3207'}",
            "panel.from: the planner chooses the panel together with the crew");
    refused(minimal, crew,
            "'crew':{'seats':[{'role':'third_party'}],'outside':'3202'},"
            "'panel':{'seats':[{'role':'expert'}],'outside':'target'}",
            "panel.outside: the planner chooses the panel together with the crew");
}

static void draws_of_units_and_flags(void **state) {
    (void)state;
    refused(complete, "'units':'zones'", "'units':'zone'",
            "draws[0].units: unknown word 'zone' (zones?)");
    refused(complete, "'units':'zones'", "'units':'crews'",
            "draws[0].units: only people have crews");
    refused(complete, "'units':'crews'", "'units':'zones'",
            "draws[2].units: only targets have zones");
    refused(complete, "'units':'zones','method':'order'",
            "'units':'zones','method':'order','by':'kind'",
            "by: zones and crews have no fields");
    refused(complete, "'units':'zones','method':'order'",
            "'units':'zones','method':'pps','strata':[{'n':1}]",
            "method: zones and crews have no weight");
    refused(complete, "'units':'zones','method':'order'",
            "'units':'zones','method':'order','skip':['x']",
            "skip: only targets have flags");
    refused(complete, "'skip':['new','moved']", "'skip':['new','new']",
            "skip[1]: 'new' stands in the list twice");
    refused(complete, "'skip':['new','moved']", "'skip':['a,b']",
            "skip[0]: 'a,b' is not a flag");
    refused(complete, "'must':['watched']", "'must':['moved']",
            "must: 'moved' cannot stay out and be in for certain");
    refused(complete, "'delay':900", "'delay':1000001", "delay: 1000001 is out of range");
    accepted(complete, "'delay':900", "'delay':0");
}

static void orders_and_panels_are_drawn(void **state) {
    (void)state;
    const char *const panel =
        "'panel':{'seats':[{'role':'expert','count':2}],'drawn':true}";
    refused(complete, "'order_draw':'annual/order',", "",
            "order_draw: it is not said which draw gives the order");
    refused(complete, "'order_draw':'annual/order'", "'order_draw':'annual/experts'",
            "order_draw: the draw 'annual/experts' gives no order of zones or targets");
    refused(complete, "'order_draw':'annual/order'", "'order_draw':'annual/zones'",
            "order_draw: there is no draw 'annual/zones' in this stage");
    refused(complete, "'order':'draw','order_draw'", "'order':'zone','order_draw'",
            "order_draw: 'order_draw' means something only with 'order' = draw");
    refused(complete, "'extra_draw':'annual/extra',", "",
            "extra_draw: it is not said which draw gives the additional visits");
    refused(complete, "'extra_draw':'annual/extra'", "'extra_draw':'annual/order'",
            "extra_draw: the draw 'annual/order' does not give targets");
    refused(complete, "'extra_by':'draw'", "'extra_by':'id'",
            "extra_draw: 'extra_draw' means something only with 'extra_by' = draw");
    refused(complete, "'panel_draw':'annual/experts'", "'panel_draw':'annual/expert'",
            "draws[2]: it is not said who is drawn for these crews\n  name the draw in");
    refused(complete, "'panel_draw':'annual/experts',", "",
            "draws[2]: it is not said who is drawn for these crews");
    refused(complete, "'targets':{'drawn':'supervision/targets'}",
            "'targets':{'drawn':'supervision/targets'},'panel_draw':'annual/order'",
            "panel_draw: the draw 'annual/order' is not one of crews");
    refused(complete, "'targets':{'drawn':'supervision/targets'}",
            "'targets':{'drawn':'supervision/targets'},'panel':{'seats':[{'role':"
            "'expert'}]}",
            "panel: teams have no panel");
    refused(complete, "'panel':{'seats':[{'role':'expert'}],'drawn':true",
            "'panel':{'seats':[{'role':'expert'}],'drawn':false",
            "obligations[1].panel: beside a crew that is drawn the panel is drawn, too");
    refused(complete, "'targets':{'drawn':'supervision/targets'}",
            "'targets':{'drawn':'supervision/targets'},'panel_draw':'annual/experts'",
            "draws[2]: the panels that this draw gives differ in their seats");
    refused(complete, panel, "'panel':{'seats':[{'role':'expert','count':2}]}",
            "panel_draw: the draw 'annual/experts' gives the people of a panel, but");
    refused(complete, panel, "'panel':{'teams':[{'seats':[{'role':'expert'}]}]}",
            "panel: a panel has seats, not teams");
    refused(complete, "'targets':{'drawn':'supervision/inside'}",
            "'targets':{'drawn':'supervision/targets'}",
            "obligations[1].targets: the targets of the draw 'supervision/targets' are");
}

static void people_are_dealt(void **state) {
    (void)state;
    refused(minimal, "'seats':[{'role':'third_party'}]",
            "'seats':[{'role':'third_party'}],'drawn':true",
            "crew.drawn: people are drawn together with targets, but these targets are");
    refused(minimal, "'seats':[{'role':'third_party'}]",
            "'seats':[{'role':'third_party'}],'balance':true",
            "crew.balance: 'balance' means something only for people who are drawn");
    refused(minimal, "'seats':[{'role':'third_party'}]",
            "'teams':[{'seats':[{'role':'third_party'}]}]",
            "crew.drawn: teams are put together by a draw");
    refused(minimal, "'seats':[{'role':'third_party'}]",
            "'seats':[{'role':'third_party'}],'extra':[{'role':'analyst'}]",
            "crew.extra: only teams have people beyond their seats");
    refused(complete, "'crew':{'seats':[],'teams'",
            "'crew':{'seats':[{'role':'lead'},{'role':'officer'}],'teams'",
            "crew.seats: there are either seats or teams");
    refused(complete, "'in':['法规科']}},{'role':'officer','count':2}",
            "'in':['法规科']}},{'role':'officer','count':3}",
            "crew.teams[1]: the teams differ in their seats; only the conditions may");
    refused(complete, "'in':['法规科']}},{'role':'officer','count':2}",
            "'in':['法规科']}},{'role':'auditor','count':2}",
            "teams[1]: the teams differ");
    refused(complete, "'in':['法规科']}},{'role':'officer','count':2}",
            "'in':['法规科']}}", "teams[1]: the teams differ");
    refused(complete, "'extra':[{'role':'analyst','count':1}]",
            "'extra':[{'role':'analyst','count':2}]",
            "extra[0]: 2 people beyond the seats are one for each of 2 teams");
    refused(complete, "'extra':[{'role':'analyst','count':1}]",
            "'extra':[{'role':'lead','count':1}]", "extra[0]: a lead is nobody beyond");
    refused(complete, "'teams':[{'seats':[{'role':'lead','count':1},",
            "'teams':[{'seats':[", "stages[1].obligations[0].crew");
}

static void frequencies_that_cannot_be(void **state) {
    (void)state;
    refused(minimal, "'label'", "'times':3,'max_per':2,'label'",
            "max_per: 3 visits are wanted, but at most 2");
    refused(minimal, "'label'", "'times':4,'gap':112,'label'",
            "gap: 4 visits of 1 days with 112 days between");
    accepted(minimal, "'label'", "'times':4,'gap':111,'label'");
    refused(minimal, "'label'", "'each':'month','times':2,'gap':30,'label'",
            "gap: 22 visits");
    refused(minimal, "'label'", "'days':335,'label'", "days: 1 visits of 335 days");
    accepted(minimal, "'label'", "'days':334,'label'");
    refused(minimal, "'label'", "'each':'half','max_per':1,'average':[5,2],'label'",
            "average: an average of 5/2 visits cannot be reached with at most 2");
    accepted(minimal, "'label'", "'each':'half','max_per':1,'average':[2,1],'label'");
    refused(minimal, "'label'", "'times':3,'min_each':1,'label'",
            "min_each: 'min_each' means something only with 'average'");
    refused(minimal, "'label'", "'times':3,'min_each':4,'average':[3,1],'label'",
            "min_each: 'min_each' is more than 'times'");
}

/* With an average, `times` counts in the whole window unless min_each says otherwise. */
static void averages_count_the_whole_window(void **state) {
    (void)state;
    accepted(minimal, "'label'",
             "'each':'half','times':2,'max_per':1,'average':[2,1],'label'");
    refused(minimal, "'label'",
            "'each':'half','times':3,'max_per':1,'average':[2,1],'label'",
            "max_per: 3 visits are wanted, but at most 2");
    refused(minimal, "'label'",
            "'each':'half','times':2,'min_each':2,'max_per':1,'average':[2,1],'label'",
            "max_per: 2 visits are wanted, but at most 1");
    accepted(minimal, "'label'", "'each':'month','gap':40,'average':[3,2],'label'");
}

static void crews_that_swap_rotate_and_travel(void **state) {
    (void)state;
    refused(minimal, "'label'", "'areas':'swap','label'",
            "areas: the crews swap their areas from batch to batch, but there are no");
    accepted(minimal, "'label'", "'areas':'swap','each':'half','label'");
    refused(minimal, "'label'",
            "'areas':'swap','each':'half','duties':[{'crew':'a','zones':['x']}],'label'",
            "areas: one crew alone has nobody to swap areas with");
    accepted(minimal, "'label'",
             "'areas':'swap','each':'half','duties':[{'crew':'a','zones':['x']},"
             "{'crew':'b','zones':['y']}],'label'");
    refused(minimal, "'label'", "'rotate':'leads','label'",
            "rotate: unknown word 'leads' (lead?)");
    refused(minimal, "'label'", "'rotate':'lead','label'",
            "rotate: the lead is to change, but the crew has no seat for a lead");
    accepted(minimal, "'role':'third_party'}]}",
             "'role':'third_party'},{'role':'lead'}]},'rotate':'lead'");
    accepted(minimal, "'label'", "'rotate':'all','label'");
    accepted(minimal, "'label'", "'rotate':'','label'");
    accepted(minimal, "'label'", "'travel':1,'label'"); /* one day there, one back */
    accepted(minimal, "'label'", "'travel':30,'label'");
    refused(minimal, "'label'", "'travel':31,'label'", "travel: 31 is out of range");
    refused(minimal, "'label'", "'travel':-1,'label'", "travel: -1 is out of range");
    refused(minimal, "'nature':'agency_check','obligations':[{",
            "'nature':'agency_check','method':'phone','obligations':[{'travel':1,",
            "travel: nobody travels for checks that are made on paper or by telephone");
    refused(minimal, "'nature':'agency_check','obligations':[{",
            "'nature':'agency_check','method':'written','obligations':[{'travel':1,",
            "nobody travels for checks");
}

static void resources_exist(void **state) {
    (void)state;
    refused(complete, "'uses':['car','scanner']", "'uses':['car','scaner']",
            "stages[0].obligations[0].uses[1]: the programme has no resource 'scaner' "
            "(scanner?)");
    refused(complete, "'uses':['car','scanner']", "'uses':['helicopter']",
            "uses[0]: the programme has no resource 'helicopter'\n  list it among");
    refused(complete, "'uses':['car','scanner']", "'uses':['car','car']",
            "uses[1]: 'car' stands in the list twice");
    refused(minimal, "'label'", "'uses':['car'],'label'",
            "uses[0]: the programme has no resource 'car'");
    refused(complete, "'id':'scanner'", "'id':'car'",
            "resources[1]: the id 'car' is taken already");
    refused(complete, "'title':'执法车','count':3", "'title':'执法车','count':0",
            "resources[0].count: 0 is out of range");
    refused(complete, "'title':'执法车','count':3", "'title':'执法车','cont':3",
            "resources[0]: unknown key 'cont' (count?)");
    refused(complete, "'title':'执法车','count':3", "'title':'执法车'",
            "resources[0]: the key 'count' is missing");
    refused(complete, "'id':'car'", "'id':'a car'", "resources[0].id: 'a car' is not an");
}

static void nights_have_hours(void **state) {
    (void)state;
    const char *hours = "'hours':['19:00-21:30']";
    refused(complete, "'hours':['19:00-21:30'],", "",
            "stages[1].method: visits at night need hours of their own\n  say at what "
            "time: hours = { '19:00-21:30' }");
    refused(complete, hours, "'hours':[]", "stages[1].method: visits at night need");
    refused(complete, hours, "'hours':['19:00-21:30','09:00-10:00']",
            "stages[1].hours[1]: ");
    refused(complete, hours, "'hours':['14:00-17:30']",
            "stages[1].hours[0]: these are office hours");
    refused(complete, hours, "'hours':['21:30-19:00']", "stages[1].hours[0]: ");
    refused(complete, hours, "'hours':['19:00-25:00']", "stages[1].hours[0]: ");
    refused(complete, hours, "'hours':[1900]", "stages[1].hours[0]: a text is expected");
    accepted(complete, hours, "'hours':['17:00-18:00','20:00-24:00']");
    accepted(complete, "'hours':[],'merge'", "'hours':['09:00-11:00'],'merge'");
}

static void seats_of_enforcement(void **state) {
    (void)state;
    const char *nature =
        "'nature':'agency_check',"
        "'obligations':[{'label':'annual/1','targets':{'op':'all','table':"
        "'targets'},'crew':{'seats':[{'role':'third_party'}]}}]";
    struct {
        const char *seats;
        bool good;
    } cases[] = {
        {"{'role':'third_party','count':5}", false},
        {"{'role':'officer'}", false},
        {"{'role':'officer'},{'role':'third_party'}", false},
        {"{'role':'officer','count':2}", true},
        {"{'role':'lead'},{'role':'officer'}", true},
        {"{'role':'officer'},{'role':'officer'}", true},
        {"{'role':'lead'}", false},
        {"{'role':'lead','count':2}", false},
        {"{'role':'lead'},{'role':'officer'},{'role':'lead'}", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct xc_buffer stage = xc_buffer_make(TEXT_BYTES);
        assert_int_equal(
            xc_buffer_printf(
                &stage,
                "'nature':'enforcement','obligations':[{'label':'annual/1',"
                "'targets':{'op':'all','table':'targets'},'crew':{'seats':[%s]}}]",
                cases[i].seats),
            XC_OK);
        assert_int_equal(xc_buffer_putc(&stage, '\0'), XC_OK);
        if (cases[i].good) {
            accepted(minimal, nature, stage.ptr);
        } else {
            refused(minimal, nature, stage.ptr, "stages[0].obligations[0].crew: ");
        }
        xc_buffer_free(&stage);
    }
}

static void depth_and_size(void **state) {
    (void)state;
    struct xc_buffer deep = xc_buffer_make(TEXT_BYTES);
    for (int i = 0; i < 200; i++) {
        assert_int_equal(xc_buffer_putc(&deep, '['), XC_OK);
    }
    for (int i = 0; i < 200; i++) {
        assert_int_equal(xc_buffer_putc(&deep, ']'), XC_OK);
    }
    assert_int_equal(xc_buffer_putc(&deep, '\0'), XC_OK);
    assert_non_null(strstr(parse_text(deep.ptr).text, "nested more than"));
    xc_buffer_free(&deep);
    assert_non_null(strstr(parse_text("[]").text, "rules: an object is expected here"));
    assert_int_equal(parse(NULL).code, XC_EINPUT);
}

static void stages_are_counted(void **state) {
    (void)state;
    json_t *json = json_text(minimal);
    json_t *stages = json_object_get(json, "stages");
    for (int i = 0; i < XC_MAX_STAGES; i++) {
        assert_int_equal(json_array_append(stages, json_array_get(stages, 0)), 0);
    }
    assert_non_null(
        strstr(parse(json).text, "stages: the list has 65 entries; at most 64"));
    json_decref(json);
}

/* A small arena fails cleanly wherever it ends. */
static void memory_runs_out(void **state) {
    (void)state;
    json_t *json = json_text(complete);
    int code = XC_ENOMEM;
    for (size_t bytes = 0; code != XC_OK; bytes += 64) {
        struct xc_error error = {0};
        struct xc_programme *programme = NULL;
        struct xc_arena *arena = xc_arena_new(bytes);
        assert_non_null(arena);
        code = xc_rules_parse(json, arena, &programme, &error);
        assert_true(code == XC_OK || code == XC_ENOMEM);
        assert_true((code == XC_OK) == (programme != NULL));
        xc_arena_free(arena);
        assert_true(bytes < 1 << 20);
    }
    json_decref(json);
}

/* ---- Every key of a document, one after the other ---- */

struct mutation {
    json_t *document;
    char path[512];  /* of the value that is changed */
    char above[512]; /* of the object that holds it */
    size_t looked_at;
};

static const char *const optional[] = {
    "title",    "calendar",  "office",     "zone",       "hours",        "seed",
    "sources",  "params",    "dues",       "milestones", "phases",       "opens",
    "method",   "basis",     "period",     "embargo",    "merge",        "cap",
    "draws",    "times",     "each",       "min_each",   "average",      "max_per",
    "extra_by", "gap",       "minutes",    "days",       "tasks",        "order",
    "areas",    "duties",    "items",      "panel",      "count",        "where",
    "outside",  "of",        "by",         "share",      "batches",      "outer",
    "travel",   "rotate",    "uses",       "resources",  "fallback",     "unit",
    "time",     "from",      "to",         "with",       "owners",       "stage",
    "after",    "window",    "name",       "stages",     "strata",       "drawn",
    "units",    "skip",      "must",       "delay",      "balance",      "teams",
    "extra",    "seats",     "order_draw", "extra_draw", "panel_draw",   "since",
    "like",     "like_most", "like_only",  "review",     "min",          "first",
    "weights",  "ladder",    "doctors",    "grades",     "failed_years", "failed",
    "least",    "most",      "choices",
};

static bool is_optional(const char *key) {
    for (size_t i = 0; i < sizeof optional / sizeof *optional; i++) {
        if (strcmp(key, optional[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* The error must be at the path, or at something below it. */
static void expect_at(const struct verdict *verdict, const char *path, const char *what) {
    const char *wanted = path[0] == '\0' ? "rules" : path;
    if (verdict->code != XC_EINPUT ||
        strncmp(verdict->file, wanted, strlen(wanted)) != 0) {
        fail_msg("%s: expected an error at '%s', got %d at '%s': %s", what, wanted,
                 verdict->code, verdict->file, verdict->text);
    }
}

enum { WRONG = 7 };

static void wrong_types(struct mutation *m, json_t *object, const char *key,
                        const json_t *good) {
    json_t *wrong[WRONG] = {json_integer(-1), json_string("\x21?"), json_true(),
                            json_null(),      json_array(),         json_object(),
                            json_real(0.5)};
    for (size_t i = 0; i < WRONG; i++) {
        bool same = json_typeof(wrong[i]) == json_typeof(good) ||
                    (json_is_boolean(good) && json_is_boolean(wrong[i]));
        /* A number may be of the right type and out of range; a parameter has no range.
         */
        if (same && (!json_is_integer(good) || strncmp(m->path, "params", 6) == 0)) {
            continue;
        }
        /* An area code, or the object that is there. */
        if (json_is_string(wrong[i]) && strcmp(key, "outside") == 0) {
            continue;
        }
        assert_int_equal(json_object_set(object, key, wrong[i]), 0);
        struct verdict verdict = parse(m->document);
        expect_at(&verdict, m->path, key);
        m->looked_at++;
    }
    for (size_t i = 0; i < WRONG; i++) {
        json_decref(wrong[i]);
    }
}

static void mutate(struct mutation *m, json_t *value);

static void mutate_member(struct mutation *m, json_t *object, const char *key) {
    char above[512];
    char path[512];
    json_t *good = json_incref(json_object_get(object, key));
    memcpy(above, m->above, sizeof above);
    memcpy(path, m->path, sizeof path);
    memcpy(m->above, path, sizeof path);
    size_t len = strlen(path);
    assert_true(snprintf(m->path + len, sizeof m->path - len, "%s%s", len > 0 ? "." : "",
                         key) > 0);
    assert_int_equal(json_object_del(object, key), 0);
    struct verdict verdict = parse(m->document);
    /* Without an optional key another value may no longer fit. */
    if (!is_optional(key) && strcmp(m->above, "ladder") != 0) {
        expect_at(&verdict, m->above, m->path);
        assert_string_equal(verdict.file, m->above[0] == '\0' ? "rules" : m->above);
        assert_non_null(strstr(verdict.text, key));
    }
    m->looked_at++;
    wrong_types(m, object, key, good);
    assert_int_equal(json_object_set(object, key, good), 0);
    mutate(m, good);
    json_decref(good);
    memcpy(m->above, above, sizeof above);
    memcpy(m->path, path, sizeof path);
}

static void mutate_object(struct mutation *m, json_t *object) {
    char keys[32][32];
    size_t count = 0;
    for (void *at = json_object_iter(object); at != NULL;
         at = json_object_iter_next(object, at)) {
        size_t len = json_object_iter_key_len(at);
        assert_true(count < 32 && len < sizeof keys[0]);
        memcpy(keys[count++], json_object_iter_key(at), len + 1);
    }
    assert_int_equal(json_object_set_new(object, "zzzzzz", json_true()), 0);
    struct verdict verdict = parse(m->document);
    assert_int_equal(verdict.code, XC_EINPUT);
    assert_string_equal(verdict.file, m->path[0] == '\0' ? "rules" : m->path);
    assert_non_null(strstr(verdict.text, "zzzzzz"));
    assert_int_equal(json_object_del(object, "zzzzzz"), 0);
    m->looked_at++;
    for (size_t i = 0; i < count; i++) {
        mutate_member(m, object, keys[i]);
    }
}

static void mutate(struct mutation *m, json_t *value) {
    /* What is wrong inside a selection, register says; only the place is ours. */
    if (json_is_object(value) && json_object_get(value, "op") == NULL) {
        mutate_object(m, value);
    }
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++) {
        size_t len = strlen(m->path);
        assert_true(snprintf(m->path + len, sizeof m->path - len, "[%zu]", i) > 0);
        mutate(m, json_array_get(value, i));
        m->path[len] = '\0';
    }
}

static size_t mutate_document(const char *text) {
    struct mutation *m = test_calloc(1, sizeof *m);
    m->document = json_text(text);
    mutate(m, m->document);
    size_t looked_at = m->looked_at;
    assert_int_equal(parse(m->document).code, XC_OK);
    json_decref(m->document);
    test_free(m);
    return looked_at;
}

static void every_key_is_checked(void **state) {
    (void)state;
    assert_true(mutate_document(minimal) > 100);
    assert_true(mutate_document(complete) > 600);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_are_accepted),
        cmocka_unit_test(defaults_are_filled_in),
        cmocka_unit_test(values_arrive),
        cmocka_unit_test(the_place_is_named),
        cmocka_unit_test(values_out_of_range),
        cmocka_unit_test(what_belongs_together),
        cmocka_unit_test(draws_are_complete),
        cmocka_unit_test(draws_lie_within_draws),
        cmocka_unit_test(crews_come_from_somewhere),
        cmocka_unit_test(draws_of_units_and_flags),
        cmocka_unit_test(orders_and_panels_are_drawn),
        cmocka_unit_test(people_are_dealt),
        cmocka_unit_test(frequencies_that_cannot_be),
        cmocka_unit_test(averages_count_the_whole_window),
        cmocka_unit_test(crews_that_swap_rotate_and_travel),
        cmocka_unit_test(resources_exist),
        cmocka_unit_test(nights_have_hours),
        cmocka_unit_test(seats_of_enforcement),
        cmocka_unit_test(depth_and_size),
        cmocka_unit_test(stages_are_counted),
        cmocka_unit_test(memory_runs_out),
        cmocka_unit_test(every_key_is_checked),
    };
    return cmocka_run_group_tests_name("rules/parse", tests, NULL, NULL);
}
