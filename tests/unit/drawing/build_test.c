/* The files of a draw as a register gives them: strata, numbers, people, whom they avoid.
 */
#include "../plan/world.h"

#include "draw/urn.h"
#include "drawing/drawing.h"

#define HEAD                                                                             \
    "[{'id':'s','title':'s','plugin':'x','kind':'drawn','window':['2021-03-01',"         \
    "'2021-03-05'],'nature':'enforcement','method':'site','merge':false,'draws':["
#define ALL      "'from':{'op':'all','table':'targets'}"
#define ONE      "{'label':'s/t'," ALL ",'method':'srs','strata':[{'name':'all','n':2}]}"
#define OBLIGES  "],'obligations':[{'label':'s/1','targets':{'drawn':'s/t'},'minutes':90,"
#define OFFICERS "'crew':{'drawn':true,'seats':[{'role':'officer','count':2}]}}]}]"
#define OUTSIDE                                                                          \
    "'crew':{'drawn':true,'outside':'target','seats':[{'role':'officer','count':2}]}}]}" \
    "]"

struct made {
    struct xc_draw_build build;
    struct xc_draw_files files;
    struct xc_urn urn;
};

static int make(struct world *w, struct made *made) {
    made->build.reg = w->reg;
    made->build.programme = w->programme;
    made->build.stage = &w->programme->stages[0];
    if (!made->build.draw)
        made->build.draw = &w->programme->stages[0].draws[0];
    made->build.workdays = w->workdays;
    made->build.day = day("2021-03-01");
    int code = xc_draw_build(&made->build, w->arena, &made->files, &w->error);
    /* Whatever is made must be what the draw accepts. */
    return code ? code : xc_urn_read(&made->files, w->arena, &made->urn, &w->error);
}

static void expect(struct xc_str text_found, const char *expected) {
    if (!xc_str_is(text_found, expected))
        fprintf(stderr, "found:\n%.*s\n", XC_PRI(text_found));
    assert_true(xc_str_is(text_found, expected));
}

static void add_officer(struct world *w, const char *id, const char *area,
                        const char *until, uint32_t max_visits) {
    struct xc_person row = make_person(id, "", OFFICER, area);
    row.certificate_until = until ? day(until) : XC_NO_DATE;
    row.max_visits = max_visits;
    row.unit = text("office");
    add_person_row(w, &row);
}

static void people_are_who_may_come(void **state) {
    (void)state;
    struct world w;
    struct made made = {0};
    world_start(&w);
    add_targets(&w, 3, 0);
    add_officer(&w, "P1", "320282", NULL, 0);
    add_officer(&w, "P2", "320282", "2021-02-28", 0); /* too late */
    add_officer(&w, "P3", "320282", "2021-03-01", 3);
    add_officer(&w, "P4", "320282", NULL, 0);
    add_officer(&w, "P5", "320282", NULL, 0);
    add_person(&w, "P6", "", THIRD, "320282");
    add_absence(&w, "P4", "2021-03-01", "2021-03-05", 0); /* all the time */
    add_absence(&w, "P5", "2021-03-02", "2021-03-03", 0);
    add_relation(&w, "P1", "T0001");
    world_ready(&w, HEAD ONE OBLIGES OFFICERS, "2021-03-01");
    CHECK_OK(&w, make(&w, &made));
    /* Four visits a day; five days, three of them for P5. */
    expect(made.files.people, "P1\toffice\t-\t20\tofficer\nP3\toffice\t-\t3\tofficer\n"
                              "P5\toffice\t-\t12\tofficer\n");
    expect(made.files.avoid, "P1:T0001\tkin\n");
    expect(made.files.targets, "T0000\tall\t1\t-\t-\t-\nT0001\tall\t1\t-\t-\t-\n"
                               "T0002\tall\t1\t-\t-\t-\n");
    expect(made.files.rules,
           "{\"deal\":{\"apart\":[\"organisation\"],\"seats\":[\"officer\",\"officer\"]},"
           "\"select\":{\"method\":\"srs\",\"n\":{\"all\":2}},\"v\":1}");
    world_end(&w);
}

/* Reasons are people's words: only short ones are published. */
static void reasons_are_cut(void **state) {
    (void)state;
    static const struct {
        const char *said, *published;
    } reasons[] = {{"kin", "kin"},
                   {"亲属", "亲属"},
                   {"his wife works there", "relation"},
                   {"妻子在该院药剂科工作多年", "relation"},
                   {"", "relation"},
                   {"tab\there", "relation"},
                   {"former-employer", "former-employer"}};
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        struct world w;
        struct made made = {0};
        char line[128];
        world_start(&w);
        add_targets(&w, 2, 0);
        add_officer(&w, "P1", "320282", NULL, 0);
        struct xc_relation row = {.person = text("P1"),
                                  .target = text("T0000"),
                                  .reason = text(reasons[i].said),
                                  .until = XC_NO_DATE};
        if (xc_register_add_relation(w.builder, &row, &w.error) == XC_OK) {
            world_ready(&w, HEAD ONE OBLIGES OFFICERS, "2021-03-01");
            CHECK_OK(&w, make(&w, &made));
            (void)snprintf(line, sizeof line, "P1:T0000\t%s\n", reasons[i].published);
            expect(made.files.avoid, line);
        }
        world_end(&w);
    }
}

static void relations_by_area_organisation_and_day(void **state) {
    (void)state;
    struct world w;
    struct made made = {0};
    world_start(&w);
    for (unsigned i = 0; i < 4; i++) {
        char id[8];
        (void)snprintf(id, sizeof id, "T%u", i);
        struct xc_target row = make_target(id, i < 2 ? "320282001" : "320282002", "Z", 0);
        row.organisation = text(i % 2 ? "chain" : "");
        CHECK_OK(&w, xc_register_add_target(w.builder, &row, &w.error));
    }
    add_officer(&w, "P1", "320282", NULL, 0);
    add_officer(&w, "P2", "320282", NULL, 0);
    struct xc_relation rows[] = {
        {.person = text("P1"), .organisation = text("chain"), .until = XC_NO_DATE},
        {.person = text("P2"), .area = text("320282002"), .until = day("2021-03-01")},
        {.person = text("P2"), .target = text("T0"), .until = day("2021-02-28")}};
    for (size_t i = 0; i < 3; i++)
        CHECK_OK(&w, xc_register_add_relation(w.builder, &rows[i], &w.error));
    world_ready(&w, HEAD ONE OBLIGES OFFICERS, "2021-03-01");
    CHECK_OK(&w, make(&w, &made));
    expect(made.files.avoid, "P1:T1\trelation\nP1:T3\trelation\nP2:T2\trelation\n"
                             "P2:T3\trelation\n");
    world_end(&w);
}

/* Areas are cut to the county that must differ. */
static void the_own_county_is_barred(void **state) {
    (void)state;
    struct world w;
    struct made made = {0};
    world_start(&w);
    add_targets(&w, 2, 0);
    add_officer(&w, "P1", "320282002", NULL, 0);
    add_officer(&w, "P2", "3202", NULL, 0);
    world_ready(&w, HEAD ONE OBLIGES OUTSIDE, "2021-03-01");
    CHECK_OK(&w, make(&w, &made));
    expect(made.files.targets,
           "T0000\tall\t1\t-\t320282\t-\nT0001\tall\t1\t-\t320282\t-\n");
    expect(made.files.people,
           "P1\toffice\t320282\t20\tofficer\nP2\toffice\t3202\t20\tofficer\n");
    assert_true(made.urn.rules.apart_area && made.urn.rules.apart_organisation);
    world_end(&w);
}

static const char BATCHES[] =
    "[{'id':'s','title':'s','plugin':'x','kind':'drawn','window':['2021-03-01',"
    "'2021-05-31'],'nature':'agency_check','method':'site','merge':false,'draws':["
    "{'label':'s/t'," ALL ",'method':'srs','batches':'month','strata':[{'name':'all',"
    "'n':7}]}" OBLIGES "'crew':{'seats':[{'role':'third_party','count':2}]}}]}]";

/* 7 in three batches: 2, 4 and 7 in all; who was drawn stays out, who was replaced is in.
 */
static void batches_are_cumulative(void **state) {
    (void)state;
    static const uint32_t before[] = {0, 2, 3}, expected[] = {2, 2, 4};
    for (unsigned batch = 1; batch <= 3; batch++) {
        struct world w;
        struct made made = {0};
        const struct xc_draw_mark marks[] = {{XC_STR_INIT("T0001"), false},
                                             {XC_STR_INIT("T0002"), true}};
        struct xc_draw_number drawn = {XC_STR("all"), before[batch - 1]};
        world_start(&w);
        add_targets(&w, 9, 0);
        world_ready(&w, BATCHES, "2021-03-01");
        made.build.batch = batch;
        made.build.batches = 3;
        made.build.before = &drawn;
        made.build.before_count = batch > 1;
        made.build.marks = marks;
        made.build.mark_count = batch > 1 ? 2 : 0;
        CHECK_OK(&w, make(&w, &made));
        assert_int_equal(made.urn.rules.n[0].n, expected[batch - 1]);
        assert_int_equal(made.urn.rules.skip_count, batch > 1);
        assert_int_equal(made.urn.rules.must_count, batch > 1);
        if (batch > 1) {
            assert_true(
                xc_draw_set_has(made.urn.targets.flags[1], XC_STR(XC_DRAW_BEFORE)));
            assert_true(
                xc_draw_set_has(made.urn.targets.flags[2], XC_STR(XC_DRAW_REPLACED)));
        }
        made.build.before_count = 1;
        drawn.n = 7;
        assert_int_equal(make(&w, &made), XC_ENO); /* all are drawn */
        assert_true(says(&w.error.message, xc_draw_nothing));
        world_end(&w);
    }
}

static const char TEAMS[] = HEAD ONE OBLIGES
    "'crew':{'drawn':true,'teams':[{'seats':[{'role':'lead','where':{'op':'where','of':{"
    "'op':'all','table':'people'},'field':'department','in':['A']}},{'role':'officer'}]},"
    "{'seats':[{'role':'lead','where':{'op':'where','of':{'op':'all','table':'people'},"
    "'field':'department','in':['B']}},{'role':'officer'}]}]}}]}]";

/* A seat that differs between teams is somebody's; two candidates are one too many. */
static void fixed_seats_fit_one_person(void **state) {
    (void)state;
    for (unsigned leads = 2; leads <= 3; leads++) {
        struct world w;
        struct made made = {0};
        world_start(&w);
        add_targets(&w, 3, 0);
        for (unsigned i = 0; i < leads; i++) {
            char id[8];
            (void)snprintf(id, sizeof id, "L%u", i);
            struct xc_person row = make_person(id, "", 1u << XC_ROLE_LEAD, "320282");
            row.department = text(i % 2 ? "A" : "B");
            add_person_row(&w, &row);
        }
        add_officer(&w, "P1", "320282", NULL, 0);
        add_officer(&w, "P2", "320282", NULL, 0);
        world_ready(&w, TEAMS, "2021-03-01");
        int code = make(&w, &made);
        if (leads == 2) {
            assert_int_equal(code, XC_OK);
            assert_int_equal(made.urn.rules.team_count, 2);
            expect(made.urn.rules.teams[0].fixed[0], "L1");
            expect(made.urn.rules.teams[1].fixed[0], "L0");
            assert_int_equal(made.urn.rules.seat_count, 1);
        } else {
            assert_int_equal(code, XC_EINPUT);
            assert_true(says(&w.error.message, "lead"));
        }
        world_end(&w);
    }
}

static const char SHARE[] =
    HEAD "{'label':'s/t','from':{'op':'where','of':{'op':'all','table':'targets'},"
         "'field':'zone','in':['Z']},'of':{'op':'all','table':'targets'},'method':'srs',"
         "'by':'kind','share':[1,10],'strata':[{'name':'medical','n':2},{'name':"
         "'pharmacy','n':1}]}" OBLIGES OFFICERS;

/* A share of all that is drawn from some: of 41, five; floors first, the group word
 * medical for whoever has no stratum of their own. */
static void a_share_of_more_than_the_urn(void **state) {
    (void)state;
    struct world w;
    struct made made = {0};
    world_start(&w);
    for (unsigned i = 0; i < 41; i++) {
        char id[8];
        (void)snprintf(id, sizeof id, "T%02u", i);
        struct xc_target row = make_target(id, "320282001", i < 20 ? "Z" : "Y", 0);
        row.kind = i % 4 ? XC_KIND_PHARMACY : i % 8 ? XC_KIND_CLINIC : XC_KIND_HOSPITAL;
        CHECK_OK(&w, xc_register_add_target(w.builder, &row, &w.error));
    }
    add_officer(&w, "P1", "320282", NULL, 0);
    world_ready(&w, SHARE, "2021-03-01");
    CHECK_OK(&w, make(&w, &made));
    assert_int_equal(made.urn.targets.count, 20);
    assert_int_equal(made.urn.targets.strata_count, 2);
    assert_false(made.urn.rules.has_share);
    assert_int_equal(made.urn.rules.n_count, 2);
    assert_int_equal(made.urn.rules.n[0].n + made.urn.rules.n[1].n, 5);
    assert_true(made.urn.rules.n[0].n >= 2);
    world_end(&w);
}

#define WEIGHED                                                                          \
    HEAD "{'label':'s/t'," ALL ",'method':'pps','weights':[{'field':'findings',"         \
         "'times':5},{'field':'points','times':1}],'strata':[{'n':2}]}" OBLIGES OFFICERS

static int give_column(void *context, struct xc_str field, const struct xc_register *reg,
                       const int64_t **values, struct xc_error *error) {
    static const int64_t findings[] = {0, 2, 300000, -4};
    static const int64_t points[] = {1, 0, INT64_MAX, 3};
    (void)reg, (void)error;
    if (context)
        *values = NULL; /* nothing is stored */
    else
        *values = xc_str_is(field, "findings") ? findings : points;
    return XC_OK;
}

/* Repeat offenders weigh more, up to the most that a weight can be. */
static void history_adds_to_weights(void **state) {
    (void)state;
    static int something;
    static const char *const expected[] = {
        "T0000\tall\t2\t-\t-\t-\nT0001\tall\t11\t-\t-\t-\n"
        "T0002\tall\t1000000\t-\t-\t-\nT0003\tall\t4\t-\t-\t-\n",
        "T0000\tall\t1\t-\t-\t-\nT0001\tall\t1\t-\t-\t-\n"
        "T0002\tall\t1\t-\t-\t-\nT0003\tall\t1\t-\t-\t-\n"};
    for (size_t i = 0; i < 3; i++) {
        struct world w;
        struct made made = {0};
        const struct xc_selection_context history = {
            .column = i < 2 ? give_column : NULL, .context = i == 1 ? &something : NULL};
        made.build.history = &history;
        world_start(&w);
        add_targets(&w, 4, 0);
        add_officer(&w, "P1", "320282", NULL, 0);
        add_officer(&w, "P2", "320282", NULL, 0);
        world_ready(&w, WEIGHED, "2021-03-01");
        if (i < 2) {
            CHECK_OK(&w, make(&w, &made));
            expect(made.files.targets, expected[i]);
        } else {
            assert_int_equal(make(&w, &made), XC_EINPUT);
            assert_non_null(strstr(w.error.message.id, "not known here"));
        }
        world_end(&w);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_are_who_may_come),
        cmocka_unit_test(reasons_are_cut),
        cmocka_unit_test(relations_by_area_organisation_and_day),
        cmocka_unit_test(the_own_county_is_barred),
        cmocka_unit_test(batches_are_cumulative),
        cmocka_unit_test(fixed_seats_fit_one_person),
        cmocka_unit_test(a_share_of_more_than_the_urn),
        cmocka_unit_test(history_adds_to_weights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
