/* What is owed because of something, in the words of policies and plugins. */
#include "fixture.h"

static const char plugin[] =
    "return plugin { api = 1, name = 'again', summary = 'Again.', params = {\n"
    "  since = param.text, like = param.optional(param.list(param.text)),\n"
    "  latest = param.days:default(after(20, 'workday')) },\n"
    "plan = function(stage, p)\n"
    "  stage:oblige { targets = visited 'annual', like = p.like,\n"
    "    since = { kind = p.since, of = 'annual', to = p.latest },\n"
    "    review = { field = 'claims', share = percent(5), first = 'large' } }\n"
    "end }\n";

static const json_t *again(struct fixture *fixture, const char *fields) {
    char text[1024];
    fixture_plugin(fixture, "again", plugin);
    (void)snprintf(
        text, sizeof(text),
        "local again = use 'again'\n"
        "return programme { id = 'p', title = 'P', year = 2021,\n"
        "again { id = 's', nature = 'agency_check', crew = seats { auditor(2) },"
        " %s } }\n",
        fields);
    return fixture_evaluate(fixture, text);
}

static void again_refused(struct fixture *fixture, const char *fields, const char *part) {
    char text[1024];
    fixture_plugin(fixture, "again", plugin);
    (void)snprintf(
        text, sizeof(text),
        "local again = use 'again'\n"
        "return programme { id = 'p', title = 'P', year = 2021,\n"
        "again { id = 's', nature = 'agency_check', crew = seats { auditor(2) },"
        " %s } }\n",
        fields);
    fixture_refuse(fixture, text, part);
}

#define FIRST "stages.0.obligations.0."

static void obligations_have_causes(void **state) {
    const json_t *rules = again(*state, "since = 'problem'");
    assert_json(rules, FIRST "since",
                "{\"kind\":\"problem\",\"of\":\"annual\",\"to\":[20,\"workday\"]}");
    assert_json(rules, FIRST "review",
                "{\"field\":\"claims\",\"first\":\"large\",\"share\":[1,20]}");
    rules =
        again(*state,
              "since = 'rectify', latest = before(3, 'day'), like = { 'kind', 'area' }");
    assert_json(rules, FIRST "since.to", "[-3,\"day\"]");
    assert_json(rules, FIRST "like", "[\"kind\",\"area\"]");
    again_refused(
        *state, "since = 'problm'",
        "stage 's': since: parameter 'kind' must be one of 'visited', 'problem'");
    again_refused(*state, "since = 'problem', like = { 'colour' }",
                  "parameter 'like' must be one of 'kind', 'organisation', 'area'");
    again_refused(*state, "since = 'problem', latest = after 'annual'",
                  "parameter 'latest' must be days such as after(20, 'workday')");
    again_refused(*state, "since = 'problem', latest = 20",
                  "parameter 'latest' must be days such as after(20, 'workday') or "
                  "before(3, 'day'), not 20");
    again_refused(*state, "since = 'problem', latest = after(2, 'workday', '17:00')",
                  "parameter 'latest' is a day: give the time as 'time'");
    again_refused(*state, "since = 'problem', latest = after(2, 'week')",
                  "parameter 'unit' must be one of 'workday', 'day', not 'week'");
    again_refused(*state, "since = 'problem', latest = after(3661, 'day')",
                  "a whole number from 0 to 3660, not 3661");
}

static void check_programme(struct fixture *fixture, const char *fields, const char *path,
                            const char *expected) {
    char text[1024];
    (void)snprintf(text, sizeof(text),
                   "return programme { id = 'p', title = 'P', year = 2021,\n"
                   "reports = { due { id = 'd', what = 'x', when = '2021-03-01' } },\n"
                   "%s }",
                   fields);
    assert_json(fixture_evaluate(fixture, text), path, expected);
}

static void refuse_programme(struct fixture *fixture, const char *fields,
                             const char *part) {
    char text[1024];
    (void)snprintf(text, sizeof(text),
                   "return programme { id = 'p', title = 'P', year = 2021,\n"
                   "reports = { due { id = 'd', what = 'x', when = '2021-03-01' } },\n"
                   "%s }",
                   fields);
    fixture_refuse(fixture, text, part);
}

static void points_have_a_ladder(void **state) {
    check_programme(
        *state, "ladder = { targets = { { at = 4, step = 'warning', title = '约谈' } } }",
        "ladder", "{\"targets\":[{\"at\":4,\"step\":\"warning\",\"title\":\"约谈\"}]}");
    check_programme(
        *state,
        "ladder = { grades = { { grade = 'ok', from = 0 }, { grade = 'failed', "
        "from = 8, failed = true } }, failed_years = 2 }",
        "ladder.grades.1", "{\"failed\":true,\"from\":8,\"grade\":\"failed\"}");
    refuse_programme(*state, "ladder = 4",
                     "programme 'p': parameter 'ladder' must be { targets = {");
    refuse_programme(*state, "ladder = { target = {} }",
                     "programme 'p': ladder: unknown parameter 'target' (targets?)");
    refuse_programme(*state, "ladder = { targets = { { 4, 'warning' } } }",
                     "every parameter needs a name");
    refuse_programme(*state, "ladder = { targets = { 4 } }",
                     "ladder: parameter 'targets' must be { at = 4, step = 'warning'");
    refuse_programme(*state, "ladder = { targets = { { at = 0, step = 'warning' } } }",
                     "parameter 'at' must be a whole number from 1");
    refuse_programme(*state, "ladder = { grades = { { grade = 'ok' } } }",
                     "parameter 'from' is missing");
}

static void check_due(struct fixture *fixture, const char *fields, const char *path,
                      const char *expected) {
    char text[1024];
    (void)snprintf(text, sizeof(text),
                   "return programme { id = 'p', title = 'P', year = 2021,\n"
                   "reports = { due { id = 'd', what = 'x', %s } } }",
                   fields);
    assert_json(fixture_evaluate(fixture, text), path, expected);
}

static void due_items_have_causes(void **state) {
    check_due(*state,
              "since = { kind = 'case_closed', min = 5000000, to = after(2, 'workday') }",
              "dues.0.since",
              "{\"kind\":\"case_closed\",\"min\":5000000,\"to\":[2,\"workday\"]}");
    check_due(*state,
              "since = { kind = 'rectify', to = after(0, 'day') }, time = '17:00'",
              "dues.0.time", "\"17:00\"");
    fixture_refuse(*state,
                   "due { id = 'd', what = 'x', when = '2021-03-01', time = '17:00' }",
                   "due 'd': the time of 'when' stands in 'when' itself");
    fixture_refuse(*state,
                   "due { id = 'd', what = 'x', when = '2021-03-01', "
                   "since = { kind = 'lead', to = after(1, 'day') } }",
                   "due 'd': say either when it is due, or since what");
    fixture_refuse(*state, "due { id = 'd', what = 'x', since = { kind = 'lead' } }",
                   "due 'd': since: parameter 'to' is missing");
    fixture_refuse(*state, "due { id = 'd', what = 'x', since = 'lead' }",
                   "parameter 'since' must be { kind = 'problem'");
}

static void selections_ask_for_receipts(void **state) {
    fixture_refuse(*state, "missing()",
                   "missing: the id of a due item is expected, not nothing");
    fixture_refuse(*state, "full = after(1, 'day')", "assigning the global 'full'");
    fixture_refuse(*state,
                   "local full_coverage = use 'full_coverage'\n"
                   "full_coverage { id = 's', nature = 'agency_check', times = 1, "
                   "crew = seats { auditor(2) }, of = targets(), "
                   "opens = after(2, 'day') }",
                   "parameter 'opens' must be a date that exists, or after 'stage'");
}

static void draws_weigh(void **state) {
    char text[1024];
    (void)snprintf(text, sizeof(text),
                   "local spot_check = use 'spot_check'\n"
                   "return programme { id = 'p', title = 'P', year = 2021,\n"
                   "spot_check { id = 's', nature = 'agency_check', crew = seats { "
                   "auditor(2) },\n"
                   "sample = pick { 2, weights = { points = 1, findings = 5 } } } }");
    const json_t *rules = fixture_evaluate(*state, text);
    assert_json(
        rules, "stages.0.draws.0.weights",
        "[{\"field\":\"findings\",\"times\":5},{\"field\":\"points\",\"times\":1}]");
    assert_json(rules, "stages.0.draws.0.method", "\"pps\"");
    fixture_refuse(*state, "pick { 2, weights = 5 }",
                   "pick: weights = { findings = 5 } is expected, not 5");
    fixture_refuse(*state, "pick { 2, weights = { 'findings' } }",
                   "pick: every weight needs a field");
    fixture_refuse(*state, "pick { 2, weight = { findings = 5 } }",
                   "pick: unknown parameter 'weight' (weights?)");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(obligations_have_causes, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(points_have_a_ladder, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(due_items_have_causes, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(selections_ask_for_receipts, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(draws_weigh, fixture_open, fixture_close),
    };
    return cmocka_run_group_tests_name("policy/causes", tests, NULL, NULL);
}
