/* What is owed because of something: the forms that are read, and those that cannot be.
 */
#include "verdict.h"

#define OBLIGATION "'targets':{'op':'all','table':'targets'},"
#define TO         "'to':[20,'workday']"
#define AGAIN      "stages[2].obligations[1]"

/* The second obligation of the follow-up stage with another cause. */
static const char lead[] = "'since':{'kind':'lead','of':'screening','min':3,"
                           "'to':[10,'day']},'like':['area'],'like_only':true,";

static void since_arrives(void **state) {
    (void)state;
    struct document document = document_open(complete);
    const struct xc_programme *programme = document.programme;
    const struct xc_stage *stage = xc_programme_stage(programme, XC_STR("again"));
    const struct xc_obligation *first = &stage->obligations[0];
    const struct xc_obligation *second = &stage->obligations[1];
    assert_int_equal(first->since.kind, XC_CAUSE_PROBLEM);
    assert_true(xc_str_is(first->since.of, "annual"));
    assert_int_equal(first->since.from.count, 1);
    assert_true(first->since.from.workdays);
    assert_int_equal(first->since.to.count, 20);
    assert_int_equal(first->like, XC_LIKE_KIND | XC_LIKE_FINDING);
    assert_int_equal(first->like_most, 3);
    assert_false(first->like_only);
    assert_true(xc_str_is(first->review.field, "claims"));
    assert_int_equal(first->review.share.b, 20);
    assert_int_equal(second->since.min, 3);
    assert_int_equal(second->since.from.count, 0);
    assert_false(second->since.from.workdays);
    assert_false(second->since.to.workdays);
    assert_true(second->like_only);
    assert_int_equal(second->review.field.len, 0);
    const struct xc_due_item_rule *due = &programme->dues[3];
    assert_int_equal(due->when.kind, 0);
    assert_int_equal(due->when.minutes, 17 * 60);
    assert_int_equal(due->since.kind, XC_CAUSE_CASE_CLOSED);
    assert_int_equal(due->since.min, 5000000);
    due = &programme->dues[4];
    assert_int_equal(due->when.minutes, XC_NO_TIME);
    assert_int_equal(due->since.from.count, -1);
    assert_true(due->since.from.workdays);
    const struct xc_ladder *ladder = programme->ladder;
    assert_int_equal(ladder->target_count, 2);
    assert_int_equal(ladder->targets[1].at, 12);
    assert_true(xc_str_is(ladder->doctors[0].step, "suspension"));
    assert_true(ladder->grades[1].failed);
    assert_int_equal(ladder->failed_years, 2);
    const struct xc_draw_rule *draw = &programme->stages[1].draws[1];
    assert_int_equal(draw->weight_count, 2);
    assert_true(xc_str_is(draw->weights[0].field, "points"));
    assert_int_equal(draw->weights[0].times, 5);
    assert_int_equal(draw->weights[1].times, 1);
    document_close(&document);
}

static void words_of_causes(void **state) {
    (void)state;
    assert_string_equal(xc_cause_word(XC_CAUSE_VISITED), "visited");
    assert_string_equal(xc_cause_word(XC_CAUSE_CASE_CLOSED), "case_closed");
    assert_string_equal(xc_cause_word((enum xc_cause_kind)0), "");
    assert_string_equal(xc_cause_word((enum xc_cause_kind)99), "");
}

static void since_is_checked(void **state) {
    (void)state;
    static const struct {
        const char *since, *says;
    } cases[] = {
        {"'to':[1,'day']", ".since: the key 'kind' is missing"},
        {"'kind':'problm'," TO, ".since.kind: unknown word 'problm' (problem?)"},
        {"'kind':''," TO, ".since.kind: an empty text"},
        {"'kind':'problem'", ".since: the key 'to' is missing"},
        {"'kind':'problem','to':20", ".since.to: a number of days is expected"},
        {"'kind':'problem','to':[20]", ".since.to: a number of days is expected"},
        {"'kind':'problem','to':[20,'week']", ".since.to[1]: unknown word 'week'"},
        {"'kind':'problem','to':[3661,'day']", ".since.to[0]: 3661 is out of range"},
        {"'kind':'problem','from':[21,'workday']," TO,
         ".since.from: the first day lies behind the last"},
        {"'kind':'problem','of':'anual'," TO,
         ".since.of: there is no stage 'anual' (annual?)"},
        {"'kind':'problem','of':'county-2021/anual'," TO, "there is no stage 'anual'"},
        {"'kind':'problem','of':'a/b/c'," TO, ".since.of: 'a/b/c' is not a stage"},
        {"'kind':'problem','of':'a/'," TO, ".since.of: 'a/' is not a stage"},
        {"'kind':'problem','min':1," TO,
         ".since.min: 'min' means nothing for the cause "},
        {"'kind':'lead','of':'complain'," TO,
         ".since.of: no lead comes from 'complain' (complaint?)"},
        {"'kind':'lead','min':6," TO, ".since.min: 6 is out of range: from 0 to 5"},
        {"'kind':'lead','min':-1," TO, ".since.min: -1 is out of range"},
        {"'kind':'points'," TO, ".since.min: it is not said how many points"},
        {"'kind':'points','min':4,'of':'annual'," TO, ".since.of: 'of' means nothing"},
        {"'kind':'missing','of':'monthly'," TO,
         ".since.of: the due item 'monthly' is not owed by targets"},
        {"'kind':'missing','of':'rectify'," TO, "there is no due item 'rectify' ("},
        {"'kind':'visited'," TO, ".since: its own visits would cause visits without end"},
        {"'kind':'visited','of':'again'," TO, "without end"},
        {"'kind':'visited','of':'county-2021/again'," TO, "without end"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char changed[512];
        int len = snprintf(changed, sizeof changed, "'since':{%s},", cases[i].since);
        assert_true(len > 0 && (size_t)len < sizeof changed);
        refused(complete, lead, changed, cases[i].says);
    }
    accepted(complete, lead, "'since':{'kind':'problem','of':'other/annual'," TO "},");
    accepted(complete, lead, "'since':{'kind':'refused','of':'again'," TO "},");
    accepted(complete, lead, "'since':{'kind':'visited','of':'annual'," TO "},");
    accepted(complete, lead, "'since':{'kind':'missing','of':'rectified'," TO "},");
    accepted(complete, lead, "'since':{'kind':'missing'," TO "},");
    accepted(complete, lead, "'since':{'kind':'points','min':12," TO "},");
    accepted(complete, lead, "'since':{'kind':'case_referred','of':'纪检'," TO "},");
}

/* A visit of one stage that a visit of another causes, and the other way round. */
static void visits_have_an_end(void **state) {
    (void)state;
    struct xc_buffer out = xc_buffer_make(TEXT_BYTES);
    static const char first[] = "'since':{'kind':'problem','of':'annual','min':0,";
    struct xc_str text = xc_str_from(complete);
    ptrdiff_t at = xc_str_find(text, XC_STR("'label':'supervision/2',"));
    assert_true(at >= 0);
    assert_int_equal(xc_buffer_append(&out, complete, (size_t)at), XC_OK);
    assert_int_equal(
        xc_buffer_puts(&out, "'label':'supervision/3','targets':{'op':'all','table':"
                             "'targets'},'since':{'kind':'visited','of':'again'," TO "},"
                             "'crew':{'seats':[{'role':'officer','count':2}]}},{"),
        XC_OK);
    assert_int_equal(xc_buffer_puts(&out, complete + at), XC_OK);
    assert_int_equal(xc_buffer_putc(&out, '\0'), XC_OK);
    assert_string_equal(parse_text(out.ptr).text, "");
    refused(out.ptr, first, "'since':{'kind':'visited','of':'supervision','min':0,",
            "without end");
    accepted(out.ptr, first, "'since':{'kind':'visited','of':'annual','min':0,");
    xc_buffer_free(&out);
}

static void what_since_excludes(void **state) {
    (void)state;
    static const struct {
        const char *keys, *says;
    } cases[] = {
        {"'times':2", AGAIN ".times: 'times' and 'since' exclude each other"},
        {"'each':'month'", AGAIN ".each: 'each' and 'since' exclude"},
        {"'average':[3,2]", AGAIN ".average: 'average' and 'since'"},
        {"'max_per':1", AGAIN ".max_per: 'max_per' and 'since'"},
        {"'gap':20", AGAIN ".gap: 'gap' and 'since'"},
        {"'min_each':1", AGAIN ".min_each: 'min_each'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char changed[512];
        int len = snprintf(changed, sizeof changed, "%s%s,", lead, cases[i].keys);
        assert_true(len > 0 && (size_t)len < sizeof changed);
        refused(complete, lead, changed, cases[i].says);
    }
    refused(complete, "'targets':{'drawn':'supervision/targets'},",
            "'targets':{'drawn':'supervision/targets'},'since':{'kind':'problem'," TO
            "},",
            "targets: whoever gave cause is not drawn");
}

static void like_ones_are_like_in_something(void **state) {
    (void)state;
    const char *const area = "'like':['area'],'like_only':true,";
    refused(complete, area, "'like_only':true,", AGAIN ".like: it is not said in what");
    refused(complete, area, "'like_most':3,", AGAIN ".like: it is not said in what");
    refused(complete, area, "'like':['aera'],", "like[0]: unknown word 'aera' (area?)");
    refused(complete, area, "'like':['area','area'],", "like[1]: 'area' stands in");
    refused(complete, area, "'like':['finding'],",
            AGAIN ".like: the cause 'lead' has no finding");
    refused(complete, area, "'like':['area'],'like_most':1000001,", "like_most: 1000001");
    refused(complete, lead, "'like':['area'],",
            AGAIN ".like: 'like' means something only");
    accepted(complete, area, "'like':['organisation','area','kind'],'like_most':1,");
}

static void reviews_count_something(void **state) {
    (void)state;
    const char *const share = "'field':'claims','share':[1,20]";
    const char *const at = "obligations[0].review";
    refused(complete, share, "'share':[1,20]", "review: the key 'field' is missing");
    refused(complete, share, "'field':'claims'", "review: the key 'share' is missing");
    refused(complete, share, "'field':'','share':[1,20]", "review.field: an empty text");
    refused(complete, share, "'field':'weight','share':[1,20]",
            "review.field: 'weight' counts nothing");
    refused(complete, share, "'field':'points','share':[1,20]",
            "review.field: 'points' counts nothing");
    refused(complete, share, "'field':'claims','share':[0,20]", "review.share: a share");
    refused(complete, share, "'field':'claims','share':[21,20]", "review.share: a share");
    refused(complete, "'first':'large_claims'", "'first':'claims'",
            "review.first: all of them cannot come first");
    refused(complete, "'first':'large_claims'", "'frist':'claims'", "(first?)");
    refused(complete, share, "'field':'claims','share':[0,20]", at);
    /* Without a cause it is examined on every visit. */
    accepted(minimal, OBLIGATION,
             OBLIGATION "'review':{'field':'claims','share':[1,1]},");
}

static void dues_since(void **state) {
    (void)state;
    const char *const when = "'when':'on 2022-01-10'";
    const char *const closed =
        "'since':{'kind':'case_closed','of':'police','min':5000000,"
        "'from':[0,'day'],'to':[2,'workday']},'time':'17:00'";
    refused(complete, when, "'when':'on 2022-01-10','time':'17:00'",
            "dues[2].time: 'time' means something only with 'since'");
    refused(complete, when, "'each':''", "dues[2]: the key 'when' is missing");
    refused(complete, closed, "'when':'on 2021-03-01','since':{'kind':'problem'," TO "}",
            "dues[3].when: 'when' and 'since' exclude");
    refused(complete, closed, "'since':{'kind':'problem'," TO "},'time':'25:00'",
            "dues[3].time: a time of day");
    refused(complete, closed, "'since':{'kind':'problem','of':'anual'," TO "}",
            "dues[3].since.of: there is no stage 'anual'");
    refused(complete, closed, "'since':{'kind':'missing'," TO "}",
            "dues[3].since: it is not said which receipt");
    refused(complete, closed,
            "'each':'target','since':{'kind':'missing','of':'case'," TO "}",
            "dues[3].since: the due items wait for each other in a circle");
    accepted(complete, closed, "'since':{'kind':'missing','of':'rectified'," TO "}");
}

/* Who owes it: some of the targets, known from the register alone. */
static void dues_of_some(void **state) {
    (void)state;
    const char *const when = "'when':'on 2022-01-10'";
    const char *const some =
        "'when':'on 2022-01-10','each':'target','targets':{'op':'where','of':{'op':'all',"
        "'table':'targets'},'field':'kind','in':['hospital']}";
    accepted(complete, when, some);
    refused(complete, when,
            "'when':'on 2022-01-10','targets':{'op':'all','table':'targets'}",
            "dues[2].targets: 'targets' means something only with 'each' or 'since'");
    refused(
        complete, when,
        "'when':'on 2022-01-10','each':'target','targets':{'op':'all','table':'people'}",
        "dues[2].targets");
    refused(complete, when,
            "'when':'on 2022-01-10','each':'target','targets':{'op':'history','of':{'op':"
            "'all','table':'targets'},'what':'visited','name':'annual'}",
            "dues[2].targets: who owes a due item is known from the register alone");
    refused(complete, when,
            "'when':'on 2022-01-10','each':'area','targets':{'op':'where','of':{'op':"
            "'all','table':'targets'},'field':'points','min':3}",
            "dues[2].targets: who owes a due item is known from the register alone");
}

static void ladders_ascend(void **state) {
    (void)state;
    const char *const rung = "{'at':12,'step':'termination','title':''}";
    refused(complete, rung, "{'at':4,'step':'termination'}",
            "ladder.targets[1]: 4 points do not lie above the 4");
    refused(complete, rung, "{'at':12,'step':'warning'}",
            "ladder.targets[1]: the id 'warning' is taken");
    refused(complete, rung, "{'at':0,'step':'termination'}", "at: 0 is out of range");
    refused(complete, rung, "{'step':'termination'}", "the key 'at' is missing");
    refused(complete, "'from':0,'failed':false", "'from':1,'failed':false",
            "ladder.grades[0]: the first grade begins with 0");
    refused(complete, "'from':8,'failed':true", "'from':0,'failed':true",
            "ladder.grades[1]: 0 points do not lie above");
    refused(complete, "'grade':'failed'", "'grade':'qualified'",
            "ladder.grades[1]: the id 'qualified' is taken");
    refused(complete, "'failed':true", "'failed':false",
            "ladder.failed_years: no grade of the ladder is a failed year");
    refused(minimal, "'year':2021,", "'year':2021,'ladder':{},",
            "ladder: the ladder has no steps");
    refused(minimal, "'year':2021,", "'year':2021,'ladder':[],", "ladder: an object");
    accepted(minimal, "'year':2021,",
             "'year':2021,'ladder':{'doctors':[{'at':6,'step':'warning'}]},");
}

static void weights_are_history(void **state) {
    (void)state;
    const char *const weights = "'weights':[{'field':'points','times':5},"
                                "{'field':'findings'}]";
    refused(complete, weights, "'weights':[{'field':'point'}]",
            "weights[0].field: unknown word 'point' (points?)");
    refused(complete, weights, "'weights':[{'field':'weight'}]", "unknown word 'weight'");
    refused(complete, weights, "'weights':[{'times':5}]", "the key 'field' is missing");
    refused(complete, weights, "'weights':[{'field':'points','times':0}]",
            "times: 0 is out of range");
    refused(complete, weights, "'weights':[{'field':'points'},{'field':'points'}]",
            "weights[1]: 'points' stands in the list twice");
    refused(complete, "'method':'pps','weights'", "'method':'srs','weights'",
            "draws[1].weights: only a draw by weight");
    refused(complete, "'method':'pps','by':''",
            "'method':'pps','weights':[{'field':'points'}],'by':''",
            "draws[0].weights: only targets have a history");
}

static void stages_open_after_phases(void **state) {
    (void)state;
    const char *const opens = "'opens':{'after':'start'}";
    const char *const after = "'after':'start'}],";
    refused(complete, opens, "'opens':{'after':'strat'}",
            "stages[2].opens: there is no phase or stage 'strat'");
    refused(complete, "'window':['2021-02-01','2021-12-31'],'nature'",
            "'window':['2021-01-01','2021-01-31'],'nature'",
            "stages[2].opens: the stage opens after the last day");
    refused(complete, "'id':'start'", "'id':'annual'",
            "stages[1].opens: 'annual' is a stage and a phase");
    refused(complete, after, "'after':'again'}],",
            "phases[1].after: the phase begins before 'again' has ended (2021-12-31)");
    refused(complete, "'from':'2021-02-01','to':'2021-11-30'",
            "'from':'2021-01-31','to':'2021-11-30'",
            "phases[1].after: the phase begins before 'start' has ended (2021-01-31)");
    refused(complete, "'to':'2021-01-31','after':''", "'to':'2021-01-31','after':'again'",
            "in a circle");
    struct document document = document_open(complete);
    const struct xc_programme *programme = document.programme;
    assert_int_equal(xc_stage_opens(programme, &programme->stages[0]),
                     xc_date_make(2021, 1, 4));
    assert_int_equal(xc_stage_opens(programme, &programme->stages[1]),
                     xc_date_make(2021, 11, 1));
    assert_int_equal(xc_stage_opens(programme, &programme->stages[2]),
                     xc_date_make(2021, 2, 1));
    assert_null(xc_programme_phase(programme, XC_STR("annual")));
    document_close(&document);
}

/* What selections ask of the past must be something that can happen. */
static void histories_exist(void **state) {
    (void)state;
    const char *const leads = "'what':'leads','name':'complaint'";
    refused(complete, leads, "'what':'leads','name':'complains'",
            "obligations[0].targets: no lead comes from 'complains' (complaint?)");
    refused(complete, leads, "'what':'missing','name':'weekly'",
            "the due item 'weekly' is not owed by targets");
    refused(complete, leads, "'what':'failed','name':'anual'",
            "there is no stage 'anual' (annual?)\n  a stage of another programme");
    accepted(complete, leads, "'what':'leads'");
    accepted(complete, leads, "'what':'missing','name':'rectified'");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(since_arrives),
        cmocka_unit_test(words_of_causes),
        cmocka_unit_test(since_is_checked),
        cmocka_unit_test(visits_have_an_end),
        cmocka_unit_test(what_since_excludes),
        cmocka_unit_test(like_ones_are_like_in_something),
        cmocka_unit_test(reviews_count_something),
        cmocka_unit_test(dues_since),
        cmocka_unit_test(dues_of_some),
        cmocka_unit_test(ladders_ascend),
        cmocka_unit_test(weights_are_history),
        cmocka_unit_test(stages_open_after_phases),
        cmocka_unit_test(histories_exist),
    };
    return cmocka_run_group_tests_name("rules/since", tests, NULL, NULL);
}
