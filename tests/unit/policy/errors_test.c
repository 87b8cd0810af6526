/* Mistakes of a policy's author: the place, the reason, the nearest word. */
#include "fixture.h"

static void carry_the_line_of_the_stage(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *fields;
        const char *part;
    } cases[] = {
        {"once_bye = '2021-11-30'",
         "policy.lua:3: stage 's': unknown parameter 'once_bye' "
         "(once_by?)"},
        {"xyzzyx = 1", "policy.lua:3: stage 's': unknown parameter 'xyzzyx'"},
        {"once_by = '2021-02-30'",
         "policy.lua:3: stage 's': parameter 'once_by' must be a date "
         "that exists, such as '2021-11-30', not '2021-02-30'"},
        {"times = 0", "parameter 'times' must be a whole number from 1 to 366, not 0"},
        {"times = 1.5", "not 1.5"},
        {"times = '2'", "not '2'"},
        {"each = 'week'",
         "parameter 'each' must be 'month', 'quarter', 'half' or 'year'"},
        {"extra_by = 'size'", "must be one of 'weight', 'draw', 'id', not 'size'"},
        {"crew = 'two'", "parameter 'crew' must be seats"},
        {"times = 1", "stage 's': parameter 'crew' is missing"},
        {"method = 'fax'", "must be one of 'site', 'written', 'phone', 'night'"},
        {"window = '2021-01-01'", "parameter 'window' must be a window"},
        {"average = -1", "parameter 'average' must be a number above 0"},
        {"zones = { { crew = 'A', zone = { 'B' } } }",
         "stage 's': zones: unknown parameter 'zone' (zones?)"},
        {"zones = { { crew = 'A' } }", "zones: parameter 'zones' is missing"},
        {"items = { [2] = 'x' }", "a list without gaps"},
        {"items = 'x'", "parameter 'items' must be a list"},
        {"embargo = { before(1, 'workday'), from = { 'all' } }",
         "must be one of 'planner', "},
        {"embargo = { from = { 'public' } }", "parameter 'until' must be a date"},
        {"opens = 'soon'", "parameter 'opens' must be a date that exists"},
        {"basis = 'a\\nb'", "must be a text without control characters"},
        {"basis = '\\200'", "must be a text without control characters"},
        {"1", "stage 's': every parameter needs a name"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        fixture_refuse_stage(fixture, cases[i].fields, cases[i].part);
        assert_int_equal(fixture->code, XC_EPOLICY);
        assert_int_equal(fixture->error.line, 3);
        assert_string_equal(fixture->error.file, fixture->policy);
        /* A format that texts.c does not know would never be translated. */
        assert_string_not_equal(fixture->error.message.id, "%s");
    }
}

static void plugins_speak_with_the_policys_line(void **state) {
    struct fixture *fixture = *state;
    const char *crew = "crew = seats { third_party(2) }, ";
    static const char *const cases[][2] = {
        {"", "policy.lua:3: stage 's': say how often"},
        {"once_by = '2021-11-30', times = 2", "once_by already says how often"},
        {"times = 1, min_each = 1", "min_each needs each"},
        {"times = 1, areas = 'fixed'", "needs zones"},
        {"once_by = '2020-11-30'", "policy.lua:3: 2020-11-30 lies before the first day"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char fields[256];
        (void)snprintf(fields, sizeof(fields), "%s%s", crew, cases[i][0]);
        fixture_refuse_stage(fixture, fields, cases[i][1]);
        assert_int_equal(fixture->error.line, 3);
    }
    fixture_refuse(fixture, "local f = use 'full_coverage'\nf { of = targets() }",
                   "policy.lua:2: full_coverage: parameter 'id' is missing");
    fixture_refuse(fixture,
                   "local f = use 'full_coverage'\nf { id = 'x', of = targets() }",
                   "policy.lua:2: stage 'x': parameter 'nature' is missing");
    fixture_refuse(
        fixture, "local f = use 'full_coverage'\nf { id = 'x', nature = 'enforcement' }",
        "policy.lua:2: stage 'x': parameter 'of' is missing");
    fixture_refuse(fixture, "local f = use 'full_coverage'\nf 'x'",
                   "policy.lua:2: full_coverage: a table of parameters");
}

/* What all stages of a plugin say stands in tables of its own; a stage's own words win,
 * and what is wrong in them is said of the stage. */
static void what_stages_have_in_common(void **state) {
    struct fixture *fixture = *state;
    const char *const policy =
        "local common = { nature = 'agency_check', crew = seats { auditor(1) }, times = "
        "1 }\n"
        "local f = use('full_coverage', common, { times = 3, of = targets() })\n"
        "common.times = 9\n"
        "return programme { id = 'p', title = 't', year = 2021,\n"
        "  f { id = 'a', window = year(2021) },\n"
        "  f { id = 'b', window = year(2021), times = 2, nature = 'enforcement',\n"
        "      crew = seats { officer(2) } } }";
    const json_t *json = fixture_evaluate(fixture, policy);
    assert_json(json, "stages.0.nature", "\"agency_check\"");
    assert_json(json, "stages.0.obligations.0.times", "3");
    assert_json(json, "stages.1.nature", "\"enforcement\"");
    assert_json(json, "stages.1.obligations.0.times", "2");
    fixture_refuse(fixture, "local f = use('full_coverage', 'common')",
                   "policy.lua:1: use: what its stages have in common is a table, not "
                   "'common'");
    fixture_refuse(fixture, "local f = use('full_coverage', nil)",
                   "is a table, not nothing");
    fixture_refuse(fixture,
                   "local f = use('full_coverage', { tmes = 1 })\nf { id = 'x' }",
                   "policy.lua:2: stage 'x': unknown parameter 'tmes' (times?)");
}

static void name_missing_plugins(void **state) {
    struct fixture *fixture = *state;
    fixture_refuse(
        fixture, "use 'full_coverag'",
        "policy.lua:1: use: there is no plugin 'full_coverag' (full_coverage?)");
    fixture_refuse(fixture, "use '../etc'", "is no name of a plugin");
    fixture_refuse(fixture, "use(3)", "the name of a plugin is expected, not 3");
    fixture_plugin(fixture, "other",
                   "return plugin { api = 1, name = 'wrong', summary = 's', "
                   "params = {}, plan = function() end }");
    fixture_refuse(fixture, "use 'other'", "other.lua: the plugin calls itself 'wrong'");
    fixture_plugin(fixture, "other", "return 1");
    fixture_refuse(fixture, "use 'other'", "other.lua: the file must return plugin");
    fixture_plugin(fixture, "other",
                   "return plugin { api = 2, name = 'other', summary = 's', "
                   "params = {}, plan = function() end }");
    fixture_refuse(fixture, "use 'other'", "plugin: api 2 is not known");
    fixture_plugin(fixture, "other", "return plugin { api = 1, nam = 'other' }");
    fixture_refuse(fixture, "use 'other'",
                   "other.lua:1: plugin: unknown parameter 'nam' (name?)");
    fixture_plugin(fixture, "other", "return plugin {");
    fixture_refuse(fixture, "use 'other'", "other.lua:1: ");
    fixture_plugin(fixture, "other", "return targets()");
    fixture_refuse(fixture, "use 'other'", "other.lua:1: 'targets' is not known here");
    fixture_plugin(fixture, "other",
                   "return plugin { api = 1, name = 'other', summary = 's', "
                   "params = {}, plan = function() end }");
    fixture_refuse(fixture,
                   "local other = use 'other'\nreturn programme { id = 'p', title = 'P', "
                   "year = 2021,\nother { id = 's', nature = 'enforcement' } }",
                   "policy.lua:3: stage 's': the plugin asked for nothing");
}

static void programmes(void **state) {
    struct fixture *fixture = *state;
    fixture_refuse(fixture, "", "must end with return programme");
    fixture_refuse(fixture, "return 1", "must end with return programme");
    fixture_refuse(fixture, "return programme { id = 'p', title = 'P', year = 2021 }",
                   "policy.lua:1: programme 'p': there is no stage");
    fixture_refuse(fixture,
                   "return programme { id = 'p', title = 'P', year = 2021, 'x' }",
                   "a stage is expected, not 'x'");
    fixture_refuse(fixture, "return programme { id = 'a b', title = 'P', year = 2021 }",
                   "parameter 'id' must be an id");
    fixture_refuse(fixture, "return programme { id = 'p', titel = 'P', year = 2021 }",
                   "unknown parameter 'titel' (title?)");
    fixture_refuse(fixture,
                   "return programme { id = 'p', title = 'P', year = 2021,\n"
                   "reports = { due { id = 'd', what = 'x', when = weekly 'mon' },\n"
                   "due { id = 'd', what = 'x', when = weekly 'mon' } } }",
                   "the report 'd' is there twice");
    fixture_refuse(fixture,
                   "local f = use 'full_coverage'\n"
                   "local function s() return f { id = 's', nature = 'agency_check',\n"
                   "of = targets(), times = 1, crew = seats { third_party(1) } } end\n"
                   "return programme { id = 'p', title = 'P', year = 2021, s(), s() }",
                   "the stage 's' is there twice");
    fixture_refuse(fixture, "before(1, 'week')",
                   "must be one of 'workday', 'day', not 'week'");
    fixture_refuse(fixture, "phase { id = 'a', title = 'A', from = '2021-01-01' }",
                   "phase 'a': give from and to");
    fixture_refuse(fixture,
                   "return programme { id = 'p', title = 'P', year = 2021,\n"
                   "hours = { '9-12' } }",
                   "hours such as '09:00-12:00'");
}

static void parameters(void **state) {
    struct fixture *fixture = *state;
    static const char text[] =
        "local p = params { share = percent(5), n = 3, day = '2021-11-30', on = true,\n"
        "  name = 'x', zones = { { 'a', 'b' }, title = '片区' } }\n"
        "log(p.n, p.day, p.on, p.name, #p.zones, p.zones[1])\n"
        "return programme { id = 'p', title = 'P', year = 2021,\n"
        "reports = { due { id = 'd', what = 'x', when = weekly 'mon' } } }";
    static const char *const good[][3] = {
        {"share", "8%", "[2,25]"},
        {"share", "0.25", "[1,4]"},
        {"n", "-7", "-7"},
        {"day", "2021-03-01", "\"2021-03-01\""},
        {"on", "false", "false"},
        {"name", "任意", "\"任意\""},
        {"zones", "c, d,e", "\"c,d,e\""},
    };
    static const char *const bad[][3] = {
        {"share", "x", "--set share=x: a share such as 8%"},
        {"share", "108%", "a share such as 8%"},
        {"n", "3.5", "a whole number"},
        {"day", "2021-02-30", "a date such as"},
        {"on", "maybe", "true or false"},
        {"shar", "5", "--set shar: the policy has no such parameter (share?)"},
    };
    const json_t *document = fixture_evaluate(fixture, text);
    assert_json(document, "params.0.name", "\"day\"");
    assert_json(
        document, "params.5",
        "{\"fallback\":\"a,b\",\"name\":\"zones\",\"title\":\"片区\",\"type\":\"text\","
        "\"value\":\"a,b\"}");
    assert_non_null(strstr(fixture->log.ptr, "policy.lua:3: 3 2021-11-30 true x 2 a\n"));
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        fixture->settings[0].name = xc_str_from(good[i][0]);
        fixture->settings[0].value = xc_str_from(good[i][1]);
        fixture->setting_count = 1;
        const json_t *list = json_object_get(fixture_evaluate(fixture, text), "params");
        size_t at = 0;
        while (
            strcmp(json_string_value(json_object_get(json_array_get(list, at), "name")),
                   good[i][0]) != 0)
            at++;
        assert_json(json_array_get(list, at), "value", good[i][2]);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        fixture->settings[0].name = xc_str_from(bad[i][0]);
        fixture->settings[0].value = xc_str_from(bad[i][1]);
        fixture_refuse(fixture, text, bad[i][2]);
        assert_int_equal(fixture->code, XC_EUSAGE);
        assert_int_equal(fixture->error.line, 0);
    }
    fixture->setting_count = 0;
    fixture_refuse(fixture, "local p = params { n = 1 }\nreturn p.m",
                   "policy.lua:2: params: no parameter 'm' is declared");
    fixture_refuse(fixture, "params {}\nparams {}", "declares its parameters once");
    fixture_refuse(fixture, "params { n = 1.5 }", "params: 'n' must be a whole number");
    fixture_refuse(fixture, "local p = params { n = 1 }\np.n = 2", "cannot be changed");
}

static void bounds_of_parameters(void **state) {
    struct fixture *fixture = *state;
    static const char text[] =
        "params { n = { 3, title = '组数', unit = '组', least = 1, most = 12 },\n"
        "  share = { percent(5), least = percent(1), most = percent(50) },\n"
        "  day = { '2021-11-30', most = '2021-12-31' },\n"
        "  order = { 'zone', choices = { 'zone', 'draw' } } }\n"
        "return programme { id = 'p', title = 'P', year = 2021,\n"
        "reports = { due { id = 'd', what = 'x', when = weekly 'mon' } } }";
    static const char *const good[][3] = {
        {"n", "12", "12"},
        {"n", "1", "1"},
        {"share", "1/3", "[1,3]"},
        {"share", "50%", "[1,2]"},
        {"day", "2021-12-31", "\"2021-12-31\""},
        {"order", "draw", "\"draw\""},
    };
    static const char *const bad[][3] = {
        {"n", "13", "--set n=13: at most 12 is allowed"},
        {"n", "0", "--set n=0: at least 1 is allowed"},
        {"share", "2/3", "--set share=2/3: at most 50% is allowed"},
        {"share", "0.5%", "--set share=1/200: at least 1% is allowed"},
        {"share", "1/0", "a share such as 8%"},
        {"share", "1/", "a share such as 8%"},
        {"share", "0.5/2", "a share such as 8%"},
        {"day", "2022-01-01", "--set day=2022-01-01: at most 2021-12-31 is allowed"},
        {"order", "Zone", "--set order=Zone: one of zone,draw is expected"},
    };
    static const char *const wrong[][2] = {
        {"params { n = { 3, most = 2 } }", "params: n is 3, but at most 2 is allowed"},
        {"params { n = { 3, least = percent(5) } }", "'least' must be of the value's"},
        {"params { n = { true, least = 1 } }", "have a least and a most"},
        {"params { n = { 3, choices = { 'a' } } }", "only a text has choices"},
        {"params { n = { 'b', choices = { 'a' } } }", "but one of a is expected"},
        {"params { n = { 3, titel = 'x' } }", "unknown parameter 'titel' (title?)"},
        {"params { n = { title = 'x' } }", "params: 'n' must be a whole number"},
        {"params { n = { 3, unit = 5 } }", "'unit' must be a text"},
    };
    const json_t *document = fixture_evaluate(fixture, text);
    assert_json(
        document, "params.1",
        "{\"fallback\":3,\"least\":1,\"most\":12,\"name\":\"n\",\"title\":\"组数\","
        "\"type\":\"integer\",\"unit\":\"组\",\"value\":3}");
    fixture->setting_count = 1;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        fixture->settings[0].name = xc_str_from(good[i][0]);
        fixture->settings[0].value = xc_str_from(good[i][1]);
        const json_t *list = json_object_get(fixture_evaluate(fixture, text), "params");
        size_t at = 0;
        while (
            strcmp(json_string_value(json_object_get(json_array_get(list, at), "name")),
                   good[i][0]) != 0)
            at++;
        assert_json(json_array_get(list, at), "value", good[i][2]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        fixture->settings[0].name = xc_str_from(bad[i][0]);
        fixture->settings[0].value = xc_str_from(bad[i][1]);
        fixture_refuse(fixture, text, bad[i][2]);
        assert_int_equal(fixture->code, XC_EUSAGE);
    }
    fixture->setting_count = 0;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        fixture_refuse(fixture, wrong[i][0], wrong[i][1]);
}

static void sources(void **state) {
    struct fixture *fixture = *state;
    fixture_refuse(fixture, "local x = = 1", "policy.lua:1: unexpected symbol near '='");
    fixture_refuse(fixture, "\n\nlocal t = nil\nt.x = 1",
                   "policy.lua:4: attempt to index a nil");
    fixture_refuse(fixture, "error 'so nicht'", "policy.lua:1: so nicht");
    fixture_refuse(fixture, "error {}", "policy.lua:1: table");
    fixture_refuse(fixture, "assert(false)", "policy.lua:1: assertion failed");
    fixture_refuse(fixture, "\nassert(nil, 'x' .. 1)", "policy.lua:2: x1");
    fixture_refuse(fixture, "local a = '\xB3\xC7'",
                   "policy.lua:1: the text is not valid UTF-8");
    fixture_run(fixture, XC_STR("return '\0'"));
    assert_non_null(strstr(fixture->shown.ptr, "this is not Lua text"));
    struct xc_policy_options options = fixture_options(fixture);
    json_t *document = NULL;
    assert_int_equal(
        xc_policy_evaluate("/nowhere/x.lua", &options, &document, NULL, NULL), XC_EINPUT);
    fixture_write(fixture, "policy.lua", XC_STR("return 1"));
    options.self = "/nowhere/xuncha";
    assert_int_equal(
        xc_policy_evaluate(fixture->policy, &options, &document, NULL, &fixture->error),
        XC_EENV);
    options.self = "/bin/true";
    assert_int_equal(
        xc_policy_evaluate(fixture->policy, &options, &document, NULL, &fixture->error),
        XC_EPOLICY);
    fixture_run(fixture, XC_STR("\xEF\xBB\xBFreturn 1"));
    assert_non_null(strstr(fixture->shown.ptr, "must end with return programme"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(carry_the_line_of_the_stage, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(plugins_speak_with_the_policys_line, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(what_stages_have_in_common, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(name_missing_plugins, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(programmes, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(parameters, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(bounds_of_parameters, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(sources, fixture_open, fixture_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
