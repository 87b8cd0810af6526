#include "documents.h"

#include "base/catalogue.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct xc_buffer explain_json(const json_t *json,
                                     const struct xc_catalogue *catalogue) {
    struct xc_arena *arena = xc_arena_new(ARENA_BYTES);
    struct xc_programme *programme = NULL;
    struct xc_error error = {0};
    struct xc_buffer out = xc_buffer_make(TEXT_BYTES);
    if (xc_rules_parse(json, arena, &programme, &error) != XC_OK) {
        (void)xc_error_render(&error, NULL, &out);
        fail_msg("%.*s", XC_PRI(xc_buffer_view(&out)));
    }
    assert_int_equal(xc_rules_explain(programme, catalogue, &out, &error), XC_OK);
    xc_arena_free(arena);
    return out;
}

static struct xc_buffer explain(const char *document) {
    json_t *json = json_text(document);
    struct xc_buffer out = explain_json(json, NULL);
    json_decref(json);
    return out;
}

static const char sentences[] =
    "Programme 全覆盖检查 (county-2021) for the year 2021, office 320282\n"
    "  Working days follow the calendar cn; office hours are 08:30 to 11:30 and 14:00 to "
    "17:30, time zone Asia/Shanghai.\n"
    "  Draws use a public random value together with a sealed secret.\n"
    "  Of 执法车 (car) there are 3; so many crews can have one on the same day.\n"
    "  Of scanner there is one, which one crew can have on a day.\n"
    "\n"
    "Parameters\n"
    "  督查比例 (own_share) is set to 8 %; the policy itself says 5 %.\n"
    "  rounds is 4.\n"
    "  bureau is 市局.\n"
    "  start is 2021-01-04.\n"
    "  strict is set to yes; the policy itself says no.\n"
    "\n"
    "Stage 全覆盖 (annual)\n"
    "  It opens on 2021-01-04; its visits lie between 2021-01-01 and 2021-10-31.\n"
    "  Legal basis: 苏医保函 2021-76.\n"
    "  What happened from 2020-01-01 to 2020-12-31 is examined.\n"
    "  Crews work through their targets (method full_coverage).\n"
    "  These are checks by the agency, not enforcement inspections.\n"
    "  They are made on site.\n"
    "  Draw annual/order: the zones of the targets are put into a random order.\n"
    "  Draw annual/extra: the targets are put into a random order.\n"
    "  Draw annual/experts: a panel is drawn for each of the crews of the people.\n"
    "  Its random value comes due 2 hours after the commitment at the earliest.\n"
    "  Obligation annual/1: each of the targets whose status is active is visited at "
    "least once in every half-year between 2021-01-01 and 2021-10-31.\n"
    "  On average there are at least 1.5 visits per target in that time.\n"
    "  The additional visits are drawn by lot, in the draw annual/extra.\n"
    "  No target gets more than one visit in one half-year.\n"
    "  Two visits of one target are at least 20 days apart.\n"
    "  A visit takes 60 minutes where the register does not say otherwise.\n"
    "  The tasks are given out for one month at a time.\n"
    "  The order of the visits is drawn by lot, in the draw annual/order.\n"
    "  Every crew keeps its own zones.\n"
    "  The crew 第一组 takes 城东片区 and 城西片区.\n"
    "  The crew 第二组 takes 城南片区.\n"
    "  The visits of a target together check everything, in 2 rounds:\n"
    "    Round 1 checks 执业许可.\n"
    "    Round 2 checks 服务协议.\n"
    "  The crew travels for one working day to get there and for one to come back, and "
    "does nothing else on those days.\n"
    "  A crew takes along for the day: 执法车 and scanner.\n"
    "  The crew is made up of 2 people of a third party from among the people whose "
    "department is 稽核科.\n"
    "  It comes from another county of the target's city.\n"
    "  Nobody in the crew comes from the area 3207.\n"
    "  A panel of 2 experts goes along.\n"
    "  It is drawn by lot once for each crew, in the draw annual/experts, and goes along "
    "on all its visits.\n"
    "  Nobody goes to one target twice in succession.\n"
    "  A visit that another programme has planned at the same target may serve both.\n"
    "  No target gets more than 2 visits of this nature in a year.\n"
    "\n"
    "Stage 督查 (supervision)\n"
    "  It opens after the stage annual; its visits lie between 2021-07-01 and "
    "2021-11-30.\n"
    "  Who is visited is drawn at random (method spot_check).\n"
    "  These are enforcement inspections: at least two officers with valid certificates "
    "go.\n"
    "  They are made on site, at night.\n"
    "  The visits take place from 19:00 to 21:30.\n"
    "  Draw supervision/areas: 2 of the areas are drawn.\n"
    "  The chance of each is in proportion to its weight.\n"
    "  Draw supervision/inside: 3 of the targets within the area drawn in "
    "supervision/areas are drawn.\n"
    "  The chance of each is in proportion to its weight.\n"
    "  To the weight of the register come 5 times points lost in the year and 1 times "
    "open findings.\n"
    "  It is drawn inside each area that the draw supervision/areas gives.\n"
    "  Draw supervision/targets: at least 5 % of the targets are drawn, out of the "
    "targets visited in annual.\n"
    "  Among them are at least 6 of the stratum medical institution and 20 of the "
    "stratum pharmacy, by kind.\n"
    "  Each of them has the same chance.\n"
    "  It is drawn in batches, one every month, from what is available by then.\n"
    "  Targets with the flag new or moved stay out.\n"
    "  Targets with the flag watched are in for certain and count.\n"
    "  Its random value comes due 15 minutes after the commitment at the earliest.\n"
    "  Obligation supervision/1: each of the targets drawn in supervision/targets is "
    "visited once between 2021-07-01 and 2021-11-30.\n"
    "  A visit takes 90 minutes where the register does not say otherwise.\n"
    "  Visits in one zone are kept together.\n"
    "  2 teams are put together by lot and work side by side; the lot gives each target "
    "to one of them.\n"
    "    Team 1 is made up of one lead and 2 officers.\n"
    "    Team 2 is made up of one lead from among the people whose department is 法规科 "
    "and 2 officers.\n"
    "    Beside these seats the lot adds one data analyst, each to a team of its own.\n"
    "  The lot deals evenly: everybody gets as few targets as can be.\n"
    "  Nobody in the crew comes from the county of the target.\n"
    "  Obligation supervision/2: each of the targets drawn in supervision/inside is "
    "visited once between 2021-07-01 and 2021-11-30.\n"
    "  A visit takes 90 minutes where the register does not say otherwise.\n"
    "  The order of the visits is drawn by lot.\n"
    "  The crew is made up of one lead and one officer.\n"
    "  Its people are drawn by lot for each target.\n"
    "  Nobody in the crew comes from the area drawn in supervision/areas that the target "
    "lies in.\n"
    "  A panel of one expert goes along.\n"
    "  The panel is drawn by lot for each target.\n"
    "  Nobody in the panel comes from the area drawn in supervision/areas that the "
    "target "
    "lies in.\n"
    "  Its visits are not put together with others.\n"
    "  A visit is hidden from inspectors, calendar feeds and the public until 17:00 on "
    "the working day before it.\n"
    "\n"
    "Stage 回头看 (again)\n"
    "  It opens after the phase 部署启动 (start); its visits lie between 2021-02-01 and "
    "2021-12-31.\n"
    "  Crews work through their targets (method follow_up).\n"
    "  These are checks by the agency, not enforcement inspections.\n"
    "  They are made on site.\n"
    "  Obligation again/1: of the targets with leads of the kind complaint each is "
    "visited once for every time that a check found a problem not put right on the spot, "
    "or a serious one (stage annual), between 2021-02-01 and 2021-12-31.\n"
    "  The visit comes at the earliest one working day after it, at the latest 20 "
    "working days after it.\n"
    "  Those among them that have the same kind and finding are visited for it, too.\n"
    "  They are 3 for each cause at most, those with the largest weight.\n"
    "  At least 5 % of the 住院病历 are examined, whose number stands in the column "
    "claims.\n"
    "  Those counted in the column large_claims come first, all of them.\n"
    "  A visit takes 90 minutes where the register does not say otherwise.\n"
    "  Visits in one zone are kept together.\n"
    "  The crew is made up of 2 people of a third party.\n"
    "  Nobody goes to one target twice in succession.\n"
    "  Obligation again/2: of the targets each is visited once for every time that a "
    "lead came in (source screening and severity 3 or more), between 2021-02-01 and "
    "2021-12-31.\n"
    "  The visit comes at the earliest on that day, at the latest 10 days after it.\n"
    "  Not the target itself is visited for it, but those among them that have the same "
    "county or district.\n"
    "  A visit takes 90 minutes where the register does not say otherwise.\n"
    "  Visits in one zone are kept together.\n"
    "  The crew is made up of one person of a third party.\n"
    "  Its visits are not put together with others.\n"
    "\n"
    "Reports\n"
    "  月报 (monthly): report on coverage, due on the last working day of every month, "
    "between 2021-01-01 and 2021-12-31.\n"
    "    It goes from 各部门 to 稽核科.\n"
    "    Each of these owes one: 宜城 and 丁蜀.\n"
    "    The plan of the next month goes with it.\n"
    "  weekly: report on progress, due every Thursday at 17:00 (working day or not), "
    "between 2021-01-01 and 2021-12-31.\n"
    "    There is one for every area.\n"
    "  summary: summary report, due on 2022-01-10 (if no working day, on the last one "
    "before).\n"
    "  案件报告 (case): case_report, for every time that a case was closed (authority "
    "police and 50000 yuan or more), due 2 working days after it at 17:00, between "
    "2021-01-01 and 2021-12-31.\n"
    "  rectified: report on what was put right, for every time that a problem that a "
    "check found had to be put right, due one working day before it, between "
    "2021-01-01 and 2021-12-31.\n"
    "    The target that it concerns owes it.\n"
    "\n"
    "Milestones\n"
    "  By 2021-11-30 the stage 全覆盖 reaches: 现场检查全覆盖.\n"
    "  By 2021-12-31 the whole task reaches: finished.\n"
    "\n"
    "Phases\n"
    "  部署启动: from 2021-01-01 to 2021-01-31.\n"
    "  现场检查: from 2021-02-01 to 2021-11-30, after 部署启动.\n"
    "\n"
    "Points\n"
    "  A target that loses 4 points in a calendar year: 约谈.\n"
    "  A target that loses 12 points in a calendar year: termination.\n"
    "  A doctor who loses 8 points in a calendar year: 暂停医保医师资格.\n"
    "  From 0 points on the year is assessed as 合格.\n"
    "  From 8 points on the year is assessed as 不合格; it counts as failed.\n"
    "  2 failed years running end the agreement.\n";

static void the_whole_programme(void **state) {
    (void)state;
    struct xc_buffer out = explain(complete);
    assert_int_equal(xc_buffer_putc(&out, '\0'), XC_OK);
    assert_string_equal(out.ptr, sentences);
    xc_buffer_free(&out);
}

/* What differs when keys of the stage or of its obligation are set. */
static void sentences_of_a_stage(void **state) {
    (void)state;
    struct {
        bool stage; /* the keys belong to the stage, else to the obligation */
        const char *keys;
        const char *expected;
    } cases[] = {
        {false, "{}",
         "each of the targets is visited once between 2021-01-01 and 2021-11-30."},
        {false, "{'times':4}", "is visited 4 times between 2021-01-01 and 2021-11-30."},
        {false, "{'each':'month'}", "is visited once in every month between"},
        {false, "{'each':'quarter','times':2}",
         "is visited 2 times in every quarter between"},
        {false, "{'each':'year','average':[5,3]}",
         "is visited at least once between 2021-01-01 and 2021-11-30."},
        {false, "{'each':'year','min_each':1,'average':[5,3]}",
         "at least once in every year"},
        {false, "{'each':'year','average':[5,3]}", "at least 5/3 visits per target"},
        {false, "{'times':3,'min_each':2,'average':[9,4]}",
         "visited at least 2 times between"},
        {false, "{'times':3,'min_each':2,'average':[9,4]}",
         "at least 2.25 visits per target"},
        {false, "{'average':[3,2]}", "go to the targets with the largest weight."},
        {false, "{'average':[3,2],'extra_by':'id'}", "in the order of their ids."},
        {false, "{'max_per':2}", "No target gets more than 2 visits.\n"},
        {false, "{'max_per':1}", "No target gets more than one visit.\n"},
        {false, "{'max_per':3,'each':'half'}", "more than 3 visits in one half-year."},
        {false, "{'gap':1}", "are at least one day apart."},
        {false, "{'minutes':45}", "A visit takes 45 minutes"},
        {false, "{'days':3}", "A visit lasts 3 days running."},
        {false, "{'areas':'swap','each':'half'}",
         "The crews swap their areas from one half-year to the next."},
        {false, "{'travel':2}",
         "The crew travels for 2 working days to get there and for as many to come "
         "back,"},
        {false, "{'rotate':'lead','crew':{'seats':[{'role':'lead'}]}}",
         "Nobody leads two visits of one target in succession."},
        {false, "{'items':['a','b']}", "Every visit checks a and b.\n"},
        {false, "{'items':['a','b','c','d','e'],'each':'quarter'}",
         "in 4 rounds:\n    Round 1 checks a.\n    Round 2 checks b.\n    Round 3 checks "
         "c.\n    Round 4 checks d and e.\n"},
        {false, "{'items':['a'],'times':13}",
         "The rounds after that go on in the same way."},
        {true, "{'hours':['08:00-10:00','18:30-20:00']}",
         "The visits take place from 08:00 to 10:00 and 18:30 to 20:00."},
        {false,
         "{'crew':{'seats':[{'role':'third_party'}],'outside':'3202'},"
         "'panel':{'seats':[{'role':'expert'}],'outside':'3202'}}",
         "A panel of one expert goes along.\n  Nobody in the panel comes from the area "
         "3202."},
        {false,
         "{'crew':{'seats':[{'role':'third_party'}],'outside':'target'},"
         "'panel':{'seats':[{'role':'analyst'}],'outside':'target'}}",
         "Nobody in the panel comes from the county of the target."},
        {false, "{'crew':{'seats':[{'role':'auditor'}],'from':'above'}}",
         "It belongs to an office above the target's county.\n"},
        {false, "{'crew':{'seats':[{'role':'auditor'}],'from':'other_county'}}",
         "It comes from another county of the target's city.\n"},
        {false, "{'crew':{'seats':[{'role':'auditor'}],'from':'other_city'}}",
         "It comes from another city of the target's province.\n"},
        {false, "{'crew':{'seats':[{'role':'auditor'}],'from':'3207'}}",
         "The crew is made up of one auditor.\n  It comes from the area 3207.\n"},
        {true, "{'method':'written'}", "They are made on paper"},
        {true, "{'method':'phone'}", "They are made by telephone."},
        {true, "{'cap':1}",
         "No target gets more than one visit of this nature in a year."},
        {true, "{'embargo':{'until':'2021-03-01','time':'08:00','from':['public']}}",
         "The visits are hidden from the public until 08:00 on 2021-03-01."},
        {true, "{'embargo':{'before':0,'from':['planner']}}",
         "A visit is hidden from planners and the public until 00:00 on its first day."},
        {true, "{'embargo':{'before':3,'from':['auditor']}}",
         "until 00:00 on the day that lies 3 working days before it."},
        {true, "{'embargo':{'before':1,'unit':'day','from':['feed']}}",
         "A visit is hidden from calendar feeds and the public until 00:00 on the day "
         "before"},
        {true, "{'embargo':{'before':7,'unit':'day','from':['feed']}}",
         "until 00:00 on the day that lies 7 days before it."},
        {true,
         "{'draws':[{'label':'a/"
         "1','from':{'op':'all','table':'targets'},'share':[1,3]}]}",
         "Draw a/1: at least 1/3 of the targets are drawn.\n"},
        {true,
         "{'draws':[{'label':'a/1','from':{'op':'all','table':'targets'},'share':[3,40],"
         "'strata':[{'n':6}]}]}",
         "Draw a/1: at least 7.5 % of the targets are drawn.\n  They are at least 6."},
        {true,
         "{'draws':[{'label':'a/"
         "1','from':{'op':'all','table':'targets'},'method':'order'}]}",
         "Draw a/1: the targets are put into a random order.\n"},
        {true,
         "{'draws':[{'label':'a/1','from':{'op':'all','table':'targets'},'by':'kind',"
         "'strata':[{'name':'clinic','n':6},{'name':'pharmacy','n':20}]}]}",
         "Draw a/1: of the targets, 6 of the stratum clinic and 20 of the stratum "
         "pharmacy are "
         "drawn, by kind."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *json = json_text(minimal);
        json_t *keys = json_text(cases[i].keys);
        json_t *stage = json_array_get(json_object_get(json, "stages"), 0);
        json_t *obligation = json_array_get(json_object_get(stage, "obligations"), 0);
        assert_int_equal(json_object_update(cases[i].stage ? stage : obligation, keys),
                         0);
        struct xc_buffer out = explain_json(json, NULL);
        assert_contains(xc_buffer_view(&out), cases[i].expected);
        xc_buffer_free(&out);
        json_decref(keys);
        json_decref(json);
    }
}

static void due_rules_in_words(void **state) {
    (void)state;
    const char *const cases[][2] = {
        {"last_workday quarter", "due on the last working day of every quarter, between"},
        {"workday_on 3 month", "due on working day 3 of every month, between"},
        {"workday_on -2 half",
         "on working day 2, counted from the end, of every half-year,"},
        {"weekly mon", "due every Monday (working day or not), between"},
        {"weekly sun roll=next",
         "due every Sunday (if no working day, on the next one),"},
        {"monthly 20",
         "on day 20 of every month (if no working day, on the last one before)"},
        {"monthly end roll=none",
         "on the last day of every month (working day or not), "},
        {"quarterly 3 20", "due on day 20 of month 3 of every quarter (if no"},
        {"half_yearly 6 end", "due on the last day of month 6 of every half-year"},
        {"yearly 12 31 09:30", "due on day 31 of month 12 of every year at 09:30"},
        {"on 2021-01-29",
         "due on 2021-01-29 (if no working day, on the last one before)."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *json = json_text(minimal);
        json_t *due = json_pack("[{s:s,s:s,s:s}]", "id", "d", "what", "ledger", "when",
                                cases[i][0]);
        assert_int_equal(json_object_set_new(json, "dues", due), 0);
        struct xc_buffer out = explain_json(json, NULL);
        assert_contains(xc_buffer_view(&out), "d: ledger, due ");
        assert_contains(xc_buffer_view(&out), cases[i][1]);
        xc_buffer_free(&out);
        json_decref(json);
    }
}

static struct xc_buffer phrase(const char *selection,
                               const struct xc_catalogue *catalogue) {
    struct xc_arena *arena = xc_arena_new(ARENA_BYTES);
    struct xc_error error = {0};
    const struct xc_selection *parsed = NULL;
    struct xc_buffer out = xc_buffer_make(TEXT_BYTES);
    json_t *json = json_text(selection);
    assert_int_equal(xc_selection_parse(json, arena, &parsed, &error), XC_OK);
    assert_int_equal(xc_rules_explain_selection(parsed, catalogue, &out), XC_OK);
    assert_int_equal(xc_buffer_putc(&out, '\0'), XC_OK);
    json_decref(json);
    xc_arena_free(arena);
    return out;
}

#define ALL    "{'op':'all','table':'targets'}"
#define PEOPLE "{'op':'all','table':'people'}"
#define ACTIVE "{'op':'where','of':" ALL ",'field':'status','in':['active']}"
#define CLINICS                                                                          \
    "{'op':'where','of':" ACTIVE ",'field':'kind','in':['clinic','village_clinic']}"

static void selections_as_phrases(void **state) {
    (void)state;
    const char *const cases[][2] = {
        {ALL, "all targets"},
        {PEOPLE, "all people"},
        {"{'op':'all','table':'areas'}", "all areas"},
        {ACTIVE, "targets whose status is active"},
        {CLINICS,
         "targets whose status is active and whose kind is clinic or village clinic"},
        {"{'op':'where','of':" ALL ",'field':'flags','in':['b','a','c']}",
         "targets whose flags include a, b or c"},
        {"{'op':'where','of':" ALL ",'field':'beds','min':20,'max':99}",
         "targets whose beds is from 20 to 99"},
        {"{'op':'where','of':" ALL ",'field':'weight','min':20}",
         "targets whose weight is at least 20"},
        {"{'op':'where','of':" ALL ",'field':'weight','max':0}",
         "targets whose weight is at most 0"},
        {"{'op':'where','of':" ALL ",'field':'weight','min':5,'max':5}",
         "targets whose weight is 5"},
        {"{'op':'where','of':" ALL ",'field':'last_visit','to':'2020-12-31'}",
         "targets whose last visit is 2020-12-31 or earlier"},
        {"{'op':'where','of':" ALL ",'field':'last_visit','from':'2020-12-31'}",
         "targets whose last visit is 2020-12-31 or later"},
        {"{'op':'within','of':" ALL ",'area':'3202'}", "targets within the area 3202"},
        {"{'op':'outside','of':" PEOPLE ",'area':'3202'}",
         "people outside the area 3202"},
        {"{'op':'within','of':" ALL ",'area':{'drawn':'a/areas'}}",
         "targets within the area drawn in a/areas"},
        {"{'op':'and','of':[" ACTIVE "," CLINICS "]}",
         "targets whose status is active that are also among the targets whose status is "
         "active "
         "and whose kind is clinic or village clinic"},
        {"{'op':'minus','of':[{'op':'or','of':[" ALL "," ACTIVE "]}," ACTIVE "]}",
         "(targets together with targets whose status is active) except targets whose "
         "status is "
         "active"},
        {"{'op':'history','of':" ALL ",'what':'visited','name':'annual'}",
         "targets visited in annual"},
        {"{'op':'history','of':" ALL ",'what':'failed','name':'p/annual'}",
         "targets that failed in p/annual"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct xc_buffer out = phrase(cases[i][0], NULL);
        assert_string_equal(out.ptr, cases[i][1]);
        xc_buffer_free(&out);
    }
}

static void long_lists_are_not_cut(void **state) {
    (void)state;
    json_t *selection = json_text(ACTIVE);
    json_t *words = json_array();
    for (int i = 0; i < 500; i++) {
        assert_int_equal(json_array_append_new(words, json_sprintf("zone-%03d", i)), 0);
    }
    assert_int_equal(json_object_set_new(selection, "field", json_string("zone")), 0);
    assert_int_equal(json_object_set_new(selection, "in", words), 0);
    char *text = json_dumps(selection, JSON_COMPACT);
    struct xc_buffer out = phrase(text, NULL);
    assert_contains(xc_str_from(out.ptr), "is zone-000, zone-001, ");
    assert_contains(xc_str_from(out.ptr), "zone-498 or zone-499");
    xc_buffer_free(&out);
    free(text);
    json_decref(selection);
}

/* ---- A catalogue that turns the order of the words around ---- */

static void put_u32(FILE *file, uint32_t value) {
    for (unsigned shift = 0; shift < 32; shift += 8) {
        assert_true(fputc((int)(value >> shift & 0xFF), file) != EOF);
    }
}

/* A .mo file: header, two tables of lengths and positions, then the texts. */
static void write_mo(const char *path, const char *const pairs[][2], uint32_t count) {
    FILE *file = fopen(path, "wb");
    uint32_t at = 28 + 16 * count;
    assert_non_null(file);
    put_u32(file, 0x950412de);
    put_u32(file, 0);
    put_u32(file, count);
    put_u32(file, 28);
    put_u32(file, 28 + 8 * count);
    put_u32(file, 0);
    put_u32(file, 0);
    for (unsigned side = 0; side < 2; side++) {
        for (uint32_t i = 0; i < count; i++) {
            put_u32(file, (uint32_t)strlen(pairs[i][side]));
            put_u32(file, at);
            at += (uint32_t)strlen(pairs[i][side]) + 1;
        }
    }
    for (unsigned side = 0; side < 2; side++) {
        for (uint32_t i = 0; i < count; i++) {
            size_t len = strlen(pairs[i][side]) + 1;
            assert_int_equal(fwrite(pairs[i][side], 1, len, file), len);
        }
    }
    assert_int_equal(fclose(file), 0);
}

static void translations_may_reorder(void **state) {
    (void)state;
    /* Sorted by id, as the format wants. */
    static const char *const pairs[][2] = {
        {"%s and whose %s", "%2$s且%1$s"},
        {"%s is %s", "%s为%s"},
        {"%s whose %s", "%2$s的%1$s"},
        {"active", "正常"},
        {"status", "状态"},
        {"targets", "检查对象"},
    };
    char path[] = "rules-explain-XXXXXX";
    struct xc_catalogue *catalogue = NULL;
    struct xc_error error = {0};
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(close(file), 0);
    write_mo(path, pairs, sizeof pairs / sizeof *pairs);
    assert_int_equal(xc_catalogue_load(path, &catalogue, &error), XC_OK);
    struct xc_buffer out = phrase(ACTIVE, catalogue);
    assert_string_equal(out.ptr, "状态为正常的检查对象");
    xc_buffer_free(&out);
    json_t *json = json_text(complete);
    out = explain_json(json, catalogue);
    assert_contains(xc_buffer_view(&out), "each of the 状态为正常的检查对象 is visited");
    xc_buffer_free(&out);
    json_decref(json);
    xc_catalogue_free(catalogue);
    assert_int_equal(unlink(path), 0);
}

static void little_room_is_reported(void **state) {
    (void)state;
    struct document document = document_open(complete);
    struct xc_error error = {0};
    struct xc_buffer out = xc_buffer_make(100);
    assert_int_equal(xc_rules_explain(document.programme, NULL, &out, &error), XC_ENOMEM);
    assert_int_equal(error.code, XC_ENOMEM);
    xc_buffer_free(&out);
    document_close(&document);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_programme),
        cmocka_unit_test(sentences_of_a_stage),
        cmocka_unit_test(due_rules_in_words),
        cmocka_unit_test(selections_as_phrases),
        cmocka_unit_test(long_lists_are_not_cut),
        cmocka_unit_test(translations_may_reorder),
        cmocka_unit_test(little_room_is_reported),
    };
    return cmocka_run_group_tests_name("rules/explain", tests, NULL, NULL);
}
