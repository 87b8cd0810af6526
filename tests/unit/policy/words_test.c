/* Every word of a policy gives the data it stands for. */
#include "fixture.h"

/* Evaluates `expression` as the selection of a stage and compares its data. */
static void check_selection(struct fixture *fixture, const char *expression,
                            const char *expected) {
    char text[2048];
    (void)snprintf(text, sizeof(text),
                   "local full_coverage = use 'full_coverage'\n"
                   "return programme { id = 'p', title = 'P', year = 2021,\n"
                   "full_coverage { id = 's', nature = 'agency_check', times = 1,\n"
                   "crew = seats { third_party(2) }, of = %s } }\n",
                   expression);
    assert_json(fixture_evaluate(fixture, text), "stages.0.obligations.0.targets",
                expected);
}

static void check_crew(struct fixture *fixture, const char *expression,
                       const char *expected) {
    char fields[1024];
    (void)snprintf(fields, sizeof(fields), "times = 1, crew = %s", expression);
    assert_json(fixture_stage(fixture, fields), "obligations.0.crew", expected);
}

static void check_due(struct fixture *fixture, const char *when, const char *expected) {
    char text[1024];
    (void)snprintf(text, sizeof(text),
                   "return programme { id = 'p', title = 'P', year = 2021,\n"
                   "reports = { due { id = 'd', what = 'coverage', when = %s } } }",
                   when);
    assert_json(fixture_evaluate(fixture, text), "dues.0.when", expected);
}

#define ALL "{\"op\":\"all\",\"table\":\"targets\"}"

static void selections(void **state) {
    struct fixture *fixture = *state;
    check_selection(fixture, "targets {}", ALL);
    check_selection(fixture, "targets()", ALL);
    check_selection(fixture, "targets { status = 'active' }",
                    "{\"field\":\"status\",\"in\":[\"active\"],\"of\":" ALL
                    ",\"op\":\"where\"}");
    check_selection(fixture, "targets { kind = one_of('clinic', 'hospital') }",
                    "{\"field\":\"kind\",\"in\":[\"clinic\",\"hospital\"],\"of\":" ALL
                    ",\"op\":\"where\"}");
    check_selection(fixture, "targets { kind = medical }",
                    "{\"field\":\"kind\",\"in\":[\"medical\"],\"of\":" ALL
                    ",\"op\":\"where\"}");
    check_selection(fixture, "targets { weight = at_least(3) }",
                    "{\"field\":\"weight\",\"min\":3,\"of\":" ALL ",\"op\":\"where\"}");
    check_selection(fixture, "targets { weight = at_most(3) }",
                    "{\"field\":\"weight\",\"max\":3,\"of\":" ALL ",\"op\":\"where\"}");
    check_selection(fixture, "targets { weight = between(1, 3) }",
                    "{\"field\":\"weight\",\"max\":3,\"min\":1,\"of\":" ALL
                    ",\"op\":\"where\"}");
    check_selection(fixture, "targets { weight = 2 }",
                    "{\"field\":\"weight\",\"max\":2,\"min\":2,\"of\":" ALL
                    ",\"op\":\"where\"}");
    check_selection(fixture, "targets { last_visit = before '2021-03-01' }",
                    "{\"field\":\"last_visit\",\"of\":" ALL
                    ",\"op\":\"where\",\"to\":\"2021-02-28\"}");
    check_selection(fixture, "targets { last_visit = after '2020-12-31' }",
                    "{\"field\":\"last_visit\",\"from\":\"2021-01-01\",\"of\":" ALL
                    ",\"op\":\"where\"}");
    check_selection(fixture,
                    "targets { last_visit = between('2021-01-01', '2021-02-01') }",
                    "{\"field\":\"last_visit\",\"from\":\"2021-01-01\",\"of\":" ALL
                    ",\"op\":\"where\",\"to\":\"2021-02-01\"}");
    check_selection(fixture, "targets { co_designated = true }",
                    "{\"field\":\"co_designated\",\"in\":[\"true\"],\"of\":" ALL
                    ",\"op\":\"where\"}");
}

static void selections_join(void **state) {
    struct fixture *fixture = *state;
    check_selection(fixture, "targets() & targets()",
                    "{\"of\":[" ALL "," ALL "],\"op\":\"and\"}");
    check_selection(fixture, "targets() | targets()",
                    "{\"of\":[" ALL "," ALL "],\"op\":\"or\"}");
    check_selection(fixture, "targets() - visited 'annual'",
                    "{\"of\":[" ALL ",{\"name\":\"annual\",\"of\":" ALL
                    ",\"op\":\"history\",\"what\":\"visited\"}],\"op\":\"minus\"}");
    check_selection(fixture, "failed 'p/annual'",
                    "{\"name\":\"p/annual\",\"of\":" ALL
                    ",\"op\":\"history\",\"what\":\"failed\"}");
    check_selection(fixture, "leads()",
                    "{\"name\":\"\",\"of\":" ALL
                    ",\"op\":\"history\",\"what\":\"leads\"}");
    check_selection(fixture, "flagged '重点'",
                    "{\"field\":\"flags\",\"in\":[\"重点\"],\"of\":" ALL
                    ",\"op\":\"where\"}");
    check_selection(fixture, "targets():within '3202'",
                    "{\"area\":\"3202\",\"of\":" ALL ",\"op\":\"within\"}");
    check_selection(fixture, "targets():outside '3202'",
                    "{\"area\":\"3202\",\"of\":" ALL ",\"op\":\"outside\"}");
    check_selection(fixture, "targets():where { zone = 'A' }:where { level = '一级' }",
                    "{\"field\":\"level\",\"in\":[\"一级\"],\"of\":{\"field\":\"zone\","
                    "\"in\":[\"A\"],\"of\":" ALL ",\"op\":\"where\"},\"op\":\"where\"}");
    fixture_refuse(*state, "local a = targets() & inspectors()", "'&' joins selections");
    fixture_refuse(*state, "local a = targets() | 3",
                   "|: a selection is expected, not 3");
    fixture_refuse(*state, "local n = #targets()",
                   "is not known when the policy is read");
    fixture_refuse(*state, "local n = targets { zone = {} }", "'zone' must be a text");
    fixture_refuse(*state, "local n = targets { 'zone' }",
                   "every condition needs a column");
}

static void crews(void **state) {
    struct fixture *fixture = *state;
    check_crew(fixture, "seats { lead(1), officer(2) }",
               "{\"seats\":[{\"count\":1,\"role\":\"lead\"},{\"count\":2,\"role\":"
               "\"officer\"}]}");
    check_crew(fixture, "seats { auditor(), analyst(), partner(), third_party() }",
               "{\"seats\":[{\"count\":1,\"role\":\"auditor\"},{\"count\":1,\"role\":"
               "\"analyst\"},{\"count\":1,\"role\":\"partner\"},{\"count\":1,\"role\":"
               "\"third_party\"}]}");
    check_crew(fixture, "seats { expert { specialties = '医保', count = 2 } }",
               "{\"seats\":[{\"count\":2,\"role\":\"expert\",\"where\":{\"field\":"
               "\"specialties\",\"in\":[\"医保\"],\"of\":{\"op\":\"all\",\"table\":"
               "\"people\"},\"op\":\"where\"}}]}");
    check_crew(fixture, "seats { officer(2) }:outside 'target'",
               "{\"outside\":\"target\",\"seats\":[{\"count\":2,\"role\":\"officer\"}]}");
    check_crew(
        fixture, "seats { officer(2) }:from 'other_county'",
        "{\"from\":\"other_county\",\"seats\":[{\"count\":2,\"role\":\"officer\"}]}");
    check_crew(
        fixture, "seats { officer(2) }:from '3207':outside 'target'",
        "{\"from\":\"3207\",\"outside\":\"target\",\"seats\":[{\"count\":2,\"role\":"
        "\"officer\"}]}");
    check_crew(fixture, "teams { { lead(1) }, { lead(1), officer(2) } }",
               "{\"teams\":[{\"seats\":[{\"count\":1,\"role\":\"lead\"}]},{\"seats\":[{"
               "\"count\":1,\"role\":\"lead\"},{\"count\":2,\"role\":\"officer\"}]}]}");
    check_crew(fixture, "seats { officer(2), balance = true }",
               "{\"balance\":true,\"seats\":[{\"count\":2,\"role\":\"officer\"}]}");
    check_crew(fixture,
               "teams { { officer(2) }, { officer(2) }, extra = { analyst(1) }, balance "
               "= false }",
               "{\"balance\":false,\"extra\":[{\"count\":1,\"role\":\"analyst\"}],"
               "\"teams\":[{\"seats\":[{\"count\":2,\"role\":\"officer\"}]},{\"seats\":[{"
               "\"count\":2,\"role\":\"officer\"}]}]}");
    fixture_refuse(fixture, "seats { officer(2) }:from 'other_conty'",
                   "from: parameter 'area' must be one of 'above', 'other_county', "
                   "'other_city', not");
    fixture_refuse(fixture, "seats { officer(2) }:from(7)", "must be one of 'above'");
    fixture_refuse(fixture, "seats { officer(2) }.from('above')",
                   "from: seats are expected, not 'above'");
    fixture_refuse(fixture, "teams {}", "from 1 to 64 teams");
    fixture_refuse(fixture, "teams 'two'", "teams: a list of seats in braces");
    fixture_refuse(fixture, "teams { officer(2) }", "teams: a list of seats in braces");
    fixture_refuse(fixture, "teams { { officer(2) }, extras = { analyst(1) } }",
                   "teams: a list without gaps and names");
    fixture_refuse(fixture, "teams { { officer(2) }, extra = analyst(1) }",
                   "teams: extra: a list of seats in braces is expected, not a seat");
    fixture_refuse(fixture, "seats { officer(2), balance = 1 }",
                   "'balance' must be true or false");
    fixture_refuse(fixture, "seats { officer(2), nil, officer(1) }",
                   "a list without gaps and names");
    fixture_refuse(fixture, "seats {}", "from 1 to 32 seats");
    fixture_refuse(fixture, "seats { 'lead' }", "a seat such as officer(2)");
    fixture_refuse(fixture, "officer(0)", "a whole number from 1 to 64, not 0");
    fixture_refuse(fixture, "officer('two')", "officer: conditions in braces");
}

static void due_rules(void **state) {
    struct fixture *fixture = *state;
    check_due(fixture, "last_workday 'month'", "\"last_workday month\"");
    check_due(fixture, "last_workday('quarter', '17:00')",
              "\"last_workday quarter 17:00\"");
    check_due(fixture, "workday_on(-2, 'month')", "\"workday_on -2 month\"");
    check_due(fixture, "weekly('thu', '17:00')", "\"weekly thu 17:00\"");
    check_due(fixture, "quarterly(3, 20, { roll = 'previous' })",
              "\"quarterly 3 20 roll=previous\"");
    check_due(fixture, "quarterly(2, 'end', '12:00', { roll = 'next' })",
              "\"quarterly 2 end 12:00 roll=next\"");
    check_due(fixture, "yearly(12, 20)", "\"yearly 12 20\"");
    check_due(fixture, "'2021-01-29'", "\"on 2021-01-29\"");
    check_due(fixture, "'monthly 20'", "\"monthly 20\"");
    fixture_refuse(fixture, "weekly 'thursday'", "day of the week");
    fixture_refuse(fixture, "last_workday 'week'", "must be 'month', 'quarter'");
    fixture_refuse(fixture, "quarterly(4, 20)", "a whole number from 1 to 3, not 4");
    fixture_refuse(fixture, "workday_on(0, 'month')", "is not a number from 1");
    fixture_refuse(fixture, "weekly('thu', '25:00')", "must be a time such as '17:00'");
    fixture_refuse(fixture, "due { id = 'd', what = 'x', when = '2021-02-30' }",
                   "due rule");
    fixture_refuse(fixture, "due { id = 'd', what = 'x' }",
                   "due 'd': say either when it is due, or since what");
    fixture_refuse(fixture,
                   "due { id = 'd', what = 'x', when = weekly 'thu', form = 'a' }",
                   "due 'd': unknown parameter 'form' (from?)");
}

static void windows(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *expression;
        const char *expected;
    } cases[] = {
        {"between('2021-07-01', '2021-11-30')", "[\"2021-07-01\",\"2021-11-30\"]"},
        {"window('2021-07-01', '2021-07-01')", "[\"2021-07-01\",\"2021-07-01\"]"},
        {"month(2021, 2)", "[\"2021-02-01\",\"2021-02-28\"]"},
        {"quarter(2021, 2)", "[\"2021-04-01\",\"2021-06-30\"]"},
        {"half(2021, 2)", "[\"2021-07-01\",\"2021-12-31\"]"},
        {"year(2021)", "[\"2021-01-01\",\"2021-12-31\"]"},
        {"year(2021):to '2021-05-31'", "[\"2021-01-01\",\"2021-05-31\"]"},
        {"year(2021):past '2021-05-31'", "[\"2021-06-01\",\"2021-12-31\"]"},
        {"year(2021):past '2020-05-31'", "[\"2021-01-01\",\"2021-12-31\"]"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char fields[256];
        (void)snprintf(fields, sizeof(fields),
                       "times = 1, crew = seats { third_party(2) }, window = %s",
                       cases[i].expression);
        const json_t *stage = fixture_stage(fixture, fields);
        assert_json(stage, "window", cases[i].expected);
        assert_json(stage, "obligations.0.window", cases[i].expected);
    }
    fixture_refuse(fixture, "between('2021-02-30', '2021-03-01')", "not '2021-02-30'");
    fixture_refuse(fixture, "between('2021-03-02', '2021-03-01')",
                   "lies before the first day");
    fixture_refuse(fixture, "window('2021-3-2', '2021-03-01')", "not '2021-3-2'");
    fixture_refuse(fixture, "month(2021, 13)", "a whole number from 1 to 12, not 13");
    fixture_refuse(fixture, "year(2021):to '2020-05-31'",
                   "before the first day of the window");
    fixture_refuse(fixture, "year(2021):past '2021-12-31'", "lies behind 2021-12-31");
}

/* A plugin that passes on what it was given, for the words of draws. */
static const char drawing[] =
    "return plugin { api = 1, name = 'drawing', summary = 'draws',\n"
    "  params = { sample = param.draw 'target', batches = param.optional(param.period) "
    "},\n"
    "  plan = function(stage, p)\n"
    "    stage:oblige { targets = stage:draw('targets', p.sample, { batches = p.batches "
    "}) }\n"
    "  end }\n";

static void check_draw(struct fixture *fixture, const char *expression,
                       const char *expected) {
    char text[1024];
    (void)snprintf(
        text, sizeof(text),
        "local drawing = use 'drawing'\n"
        "return programme { id = 'p', title = 'P', year = 2021, seed = public_seed,\n"
        "drawing { id = 's', nature = 'agency_check', sample = %s,\n"
        "batches = 'monthly', crew = seats { third_party(2) } } }\n",
        expression);
    fixture_plugin(fixture, "drawing", drawing);
    const json_t *document = fixture_evaluate(fixture, text);
    assert_json(document, "stages.0.draws.0", expected);
    assert_json(document, "stages.0.kind", "\"drawn\"");
    assert_json(document, "stages.0.obligations.0.targets", "{\"drawn\":\"s/targets\"}");
    assert_json(document, "seed", "\"public\"");
}

static void draws(void **state) {
    struct fixture *fixture = *state;
    check_draw(
        fixture,
        "share { percent(5), from = visited 'a', of = targets(), "
        "at_least = { medical = 6, pharmacy = 20 } }",
        "{\"batches\":\"month\",\"by\":\"kind\",\"from\":{\"name\":\"a\",\"of\":" ALL
        ",\"op\":\"history\",\"what\":\"visited\"},\"label\":\"s/targets\","
        "\"method\":\"srs\",\"of\":" ALL ",\"share\":[1,20],\"strata\":[{\"n\":6,"
        "\"name\":\"medical\"},{\"n\":20,\"name\":\"pharmacy\"}]}");
    check_draw(
        fixture, "pick { 26, from = targets(), method = 'pps' }",
        "{\"batches\":\"month\",\"from\":" ALL
        ",\"label\":\"s/targets\",\"method\":\"pps\",\"strata\":[{\"n\":26,\"name\":"
        "\"all\"}]}");
    check_draw(
        fixture, "pick { { pharmacy = 2 }, from = targets() }",
        "{\"batches\":\"month\",\"by\":\"kind\",\"from\":" ALL
        ",\"label\":\"s/targets\",\"method\":\"srs\",\"strata\":[{\"n\":2,\"name\":"
        "\"pharmacy\"}]}");
    check_draw(fixture, "shuffle(targets())",
               "{\"batches\":\"month\",\"from\":" ALL
               ",\"label\":\"s/targets\",\"method\":\"order\"}");
    check_draw(fixture, "shuffle(targets()):within '32'",
               "{\"batches\":\"month\",\"from\":{\"area\":\"32\",\"of\":" ALL
               ",\"op\":\"within\"},\"label\":\"s/targets\",\"method\":\"order\"}");
    check_draw(fixture,
               "pick { 3, skip = { 'new', 'moved' }, must = { 'watched' }, delay = 0 }",
               "{\"batches\":\"month\",\"delay\":0,\"from\":" ALL
               ",\"label\":\"s/targets\",\"method\":\"srs\",\"must\":[\"watched\"],"
               "\"skip\":[\"new\",\"moved\"],\"strata\":[{\"n\":3,\"name\":\"all\"}]}");
    check_draw(fixture, "share { percent(100) / 3, of = targets(), by = 'area' }",
               "{\"batches\":\"month\",\"by\":\"area\",\"from\":" ALL
               ",\"label\":\"s/targets\",\"method\":\"srs\",\"of\":" ALL
               ",\"share\":[1,3]}");
    check_draw(fixture, "shuffle { of = targets(), skip = { 'new' } }",
               "{\"batches\":\"month\",\"from\":" ALL
               ",\"label\":\"s/targets\",\"method\":\"order\",\"skip\":[\"new\"]}");
    fixture_refuse(fixture, "shuffle { from = targets() }", "shuffle: unknown parameter");
    fixture_refuse(fixture, "shuffle { of = 'x' }",
                   "shuffle: parameter 'of' must be a selection, not 'x'");
    fixture_refuse(fixture, "shuffle { units = 'crews' }", "are those of people");
    fixture_refuse(fixture, "shuffle { of = experts(), units = 'zones' }",
                   "are those of targets");
    fixture_refuse(fixture, "shuffle { units = 'streets' }", "one of 'zones', 'crews'");
    fixture_refuse(fixture, "pick { 3, skip = 'new' }", "'skip' must be a list");
    fixture_refuse(fixture, "pick { 3, delay = -1 }", "from 0 to 1000000, not -1");
    fixture_refuse(fixture, "local x = percent(100) / 0",
                   "divided by a whole number only, not 0");
    fixture_refuse(fixture, "local x = percent(100) / 1.5",
                   "by a whole number only, not 1.5");
    fixture_refuse(fixture, "share { 5, of = targets() }", "a share above 0");
    fixture_refuse(fixture, "share { percent(105), of = targets() }", "a share above 0");
    fixture_refuse(fixture, "share { percent(5), off = targets() }", "(of?)");
    fixture_refuse(fixture, "pick { -1, from = targets() }", "a whole number from 0");
    fixture_refuse(fixture, "percent 'x'", "percent: a number");
}

/* The example of the design: areas are drawn, then targets inside each. */
static const char cross[] =
    "return plugin { api = 1, name = 'cross', summary = 'cross',\n"
    "  params = { areas = param.draw 'area', in_each = param.list(param.draw 'target'),\n"
    "    crew = param.seats, panel = param.optional(param.draw 'expert'),\n"
    "    window = param.window },\n"
    "  plan = function(stage, p)\n"
    "    stage:draw('areas', p.areas):each(function(area)\n"
    "      local here = stage:within(area)\n"
    "      for i, sample in ipairs(p.in_each) do\n"
    "        here:oblige { targets = here:draw('targets/' .. i, sample:within(area)),\n"
    "          crew = p.crew:outside(area), window = p.window }\n"
    "      end\n"
    "    end)\n"
    "  end }\n";

static void templates(void **state) {
    struct fixture *fixture = *state;
    fixture_plugin(fixture, "cross", cross);
    const json_t *document = fixture_evaluate(
        fixture,
        "local cross = use 'cross'\n"
        "return programme { id = 'p', title = 'P', year = 2021,\n"
        "cross { id = 'c', nature = 'enforcement', window = year(2021),\n"
        "areas = pick { 2, from = areas { level = 'city' } },\n"
        "in_each = { pick { 3 }, pick { 1 } }, crew = seats { officer(2) } } }\n");
    assert_json(document, "stages.0.draws.0.label", "\"c/areas\"");
    assert_json(document, "stages.0.draws.2.label", "\"c/targets/2\"");
    assert_json(document, "stages.0.draws.2.outer", "\"c/areas\"");
    assert_json(document, "stages.0.draws.2.from",
                "{\"area\":{\"drawn\":\"c/areas\"},\"of\":" ALL ",\"op\":\"within\"}");
    assert_json(document, "stages.0.obligations.1.crew.outside",
                "{\"drawn\":\"c/areas\"}");
    assert_json(document, "stages.0.obligations.1.label", "\"c/2\"");
}

/* A plugin of coverage that draws its order, its second visits and its panels. */
static const char dealing[] =
    "return plugin { api = 1, name = 'dealing', summary = 'deals',\n"
    "  params = { order = param.optional(param.draw 'zone'),\n"
    "    crews = param.optional(param.draw 'crew'), sample = param.optional(param.draw "
    "'target'),\n"
    "    people = param.optional(param.text), label = param.optional(param.text) },\n"
    "  plan = function(stage, p)\n"
    "    stage:oblige {\n"
    "      targets = p.sample and stage:draw('targets', p.sample) or p.label and "
    "visited 'x',\n"
    "      order = 'draw', order_draw = p.order and stage:draw('order', p.order),\n"
    "      extra_by = 'draw', extra_draw = stage:draw('extra', share { percent(50) }),\n"
    "      panel_draw = p.label or p.crews and stage:draw('crews', p.crews),\n"
    "      panel = stage.crew, people = p.people,\n"
    "    }\n"
    "  end }\n";

static const json_t *deal(struct fixture *fixture, const char *fields) {
    char text[1024];
    (void)snprintf(text, sizeof(text),
                   "local dealing = use 'dealing'\n"
                   "return programme { id = 'p', title = 'P', year = 2021,\n"
                   "dealing { id = 's', nature = 'agency_check', %s,\n"
                   "crew = seats { officer(2) } } }\n",
                   fields);
    fixture_plugin(fixture, "dealing", dealing);
    fixture_run(fixture, xc_str_from(text));
    return fixture->document;
}

static void who_is_dealt(void **state) {
    struct fixture *fixture = *state;
    const json_t *document =
        deal(fixture, "label = 'other/crews', order = shuffle { units = 'zones' }");
    assert_json(document, "stages.0.kind", "\"coverage\"");
    assert_json(document, "stages.0.draws.0.units", "\"zones\"");
    assert_json(document, "stages.0.draws.1.share", "[1,2]");
    assert_json(document, "stages.0.obligations.0.order_draw", "\"s/order\"");
    assert_json(document, "stages.0.obligations.0.extra_draw", "\"s/extra\"");
    assert_json(document, "stages.0.obligations.0.panel_draw", "\"other/crews\"");
    assert_json(document, "stages.0.obligations.0.panel",
                "{\"drawn\":true,\"seats\":[{\"count\":2,\"role\":\"officer\"}]}");
    assert_json(document, "stages.0.obligations.0.crew",
                "{\"seats\":[{\"count\":2,\"role\":\"officer\"}]}");
    document = deal(fixture, "sample = pick { 3 }");
    assert_json(document, "stages.0.kind", "\"drawn\"");
    assert_json(document, "stages.0.obligations.0.crew",
                "{\"drawn\":true,\"seats\":[{\"count\":2,\"role\":\"officer\"}]}");
    document = deal(fixture, "sample = pick { 3 }, people = 'planned', crews = shuffle { "
                             "of = inspectors(), units = 'crews' }");
    assert_json(document, "stages.0.obligations.0.panel_draw", "\"s/crews\"");
    assert_json(document, "stages.0.obligations.0.crew",
                "{\"seats\":[{\"count\":2,\"role\":\"officer\"}]}");
    assert_json(document, "stages.0.obligations.0.panel",
                "{\"drawn\":true,\"seats\":[{\"count\":2,\"role\":\"officer\"}]}");
}

static void who_cannot_be_dealt(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *fields;
        const char *part;
    } cases[] = {
        {"order = shuffle(targets())", "'order' must be a draw of zones, not a draw"},
        {"crews = shuffle(inspectors())", "'crews' must be a draw of crews, not a draw"},
        {"sample = shuffle { units = 'zones' }", "must be a draw of targets, not a draw"},
        {"label = 'no label'", "what stage:draw gave, or the label of a draw, not 'no"},
        {"label = 'a/b', people = 'drawn'", "needs targets that are drawn"},
        {"label = 'a/b', people = 'planed'", "one of 'drawn', 'planned', not 'planed'"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        (void)deal(fixture, cases[i].fields);
        assert_int_equal(fixture->code, XC_EPOLICY);
        if (strstr(fixture->shown.ptr, cases[i].part) == NULL)
            fail_msg("'%s' is not in: %s", cases[i].part, fixture->shown.ptr);
    }
}

static void programmes(void **state) {
    struct fixture *fixture = *state;
    const json_t *document = fixture_evaluate(
        fixture,
        "local full_coverage = use 'full_coverage'\n"
        "return programme { id = 'p', title = '全覆盖', year = 2021, office = '320282',\n"
        "hours = { '09:00-12:00', '13:30-17:00' }, seed = sealed,\n"
        "full_coverage { id = 's', nature = 'enforcement', method = 'night', of = "
        "targets(),\n"
        "  times = 2, each = 'half_yearly', average = 1.5, min_each = 1, max_per = 1,\n"
        "  extra_by = 'draw', gap = 30, order = 'draw', areas = 'fixed',\n"
        "  zones = { { crew = '一组', zones = { '城东' } } },\n"
        "  opens = after 'pre', period = year(2020), merge = false, cap = 2, basis = "
        "'条例',\n"
        "  embargo = { before(1, 'workday', '17:00'), from = { 'inspector', 'public' } "
        "},\n"
        "  crew = seats { lead(1), officer(1) } },\n"
        "phases = { phase { id = 'a', title = 'A', window = month(2021, 3), after = 's' "
        "} },\n"
        "milestones = { { id = 'm', title = 'M', date = '2021-06-30', stage = 's' } } "
        "}\n");
    assert_json(document, "v", "1");
    assert_json(document, "calendar", "\"cn\"");
    assert_json(document, "zone", "\"Asia/Shanghai\"");
    assert_json(document, "hours", "[\"09:00-12:00\",\"13:30-17:00\"]");
    assert_json(document, "seed", "\"sealed\"");
    assert_json(document, "stages.0.opens", "{\"after\":\"pre\"}");
    assert_json(document, "stages.0.period", "[\"2020-01-01\",\"2020-12-31\"]");
    assert_json(
        document, "stages.0.embargo",
        "{\"before\":1,\"from\":[\"inspector\",\"public\"],\"time\":\"17:00\",\"unit\":"
        "\"workday\"}");
    assert_json(document, "stages.0.merge", "false");
    assert_json(document, "stages.0.cap", "2");
    assert_json(document, "stages.0.kind", "\"coverage\"");
    assert_json(document, "stages.0.plugin", "\"full_coverage\"");
    assert_json(document, "stages.0.obligations.0.each", "\"half\"");
    assert_json(document, "stages.0.obligations.0.average", "[3,2]");
    assert_json(document, "stages.0.obligations.0.duties",
                "[{\"crew\":\"一组\",\"zones\":[\"城东\"]}]");
    assert_json(
        document, "phases.0",
        "{\"after\":\"s\",\"from\":\"2021-03-01\",\"id\":\"a\",\"title\":\"A\",\"to\":"
        "\"2021-03-31\"}");
    assert_json(document, "sources.0.name", "\"policy.lua\"");
    assert_json(document, "sources.1.name", "\"full_coverage\"");
    assert_int_equal(json_array_size(json_object_get(document, "sources")), 2);
}

static void resources_and_hours(void **state) {
    struct fixture *fixture = *state;
    const json_t *document = fixture_evaluate(
        fixture,
        "local full_coverage = use 'full_coverage'\n"
        "return programme { id = 'p', title = 'P', year = 2021,\n"
        "resources = { scanner = 1, car = { 3, title = '执法车' } },\n"
        "full_coverage { id = 's', nature = 'agency_check', of = targets(), times = 2,\n"
        "  method = 'night', hours = { '19:00-21:30', '22:00-23:00' },\n"
        "  travel = 2, rotate = 'all', uses = { 'car', 'scanner' },\n"
        "  crew = seats { third_party(2) } } }\n");
    /* In the order of their names, whatever the order of the table. */
    assert_json(document, "resources",
                "[{\"count\":3,\"id\":\"car\",\"title\":\"执法车\"},{\"count\":1,\"id\":"
                "\"scanner\"}]");
    assert_json(document, "stages.0.hours", "[\"19:00-21:30\",\"22:00-23:00\"]");
    assert_json(document, "stages.0.obligations.0.travel", "2");
    assert_json(document, "stages.0.obligations.0.rotate", "\"all\"");
    assert_json(document, "stages.0.obligations.0.uses", "[\"car\",\"scanner\"]");
}

static void refuse_resources(struct fixture *fixture, const char *resources,
                             const char *part) {
    char text[512];
    (void)snprintf(text, sizeof(text),
                   "return programme { id = 'p', title = 'P', year = 2021,\n"
                   "resources = %s }",
                   resources);
    fixture_refuse(fixture, text, part);
}

static void resources_and_hours_are_checked(void **state) {
    struct fixture *fixture = *state;
    refuse_resources(fixture, "3", "must be { car = 3 } or { car = { 3, title");
    refuse_resources(fixture, "{ 3 }", "must be { car = 3 } or { car = { 3, title");
    refuse_resources(fixture, "{ ['执法车'] = 3 }", "must be { car = 3 }");
    refuse_resources(fixture, "{ car = 0 }",
                     "programme 'p': resources: parameter 'car' must be a whole number "
                     "from 1 to 100000, not 0");
    refuse_resources(fixture, "{ car = '3' }", "'car' must be a whole number");
    refuse_resources(fixture, "{ car = 2.5 }", "'car' must be a whole number");
    refuse_resources(fixture, "{ car = {} }", "'car' must be a whole number");
    refuse_resources(fixture, "{ car = { 3, titel = 'x' } }",
                     "unknown parameter 'titel' (title?)");
    fixture_refuse(fixture,
                   "return programme { id = 'p', title = 'P', year = 2021,\n"
                   "resource = { car = 3 } }",
                   "unknown parameter 'resource' (resources?)");
    fixture_refuse_stage(fixture, "times = 1, hour = { '19:00-21:30' }",
                         "unknown parameter 'hour' (hours?)");
    fixture_refuse_stage(fixture, "times = 1, hours = '19:00-21:30'",
                         "parameter 'hours' must be a list");
    fixture_refuse_stage(fixture, "times = 1, hours = { '21:30-19:00' }",
                         "parameter 'hours' must be hours such as '09:00-12:00'");
    fixture_refuse_stage(fixture, "times = 1, roate = 'lead'",
                         "unknown parameter 'roate' (rotate?)");
    fixture_refuse_stage(fixture, "times = 1, rotate = 'nobody'",
                         "parameter 'rotate' must be one of 'lead', 'all', not 'nobody'");
    fixture_refuse_stage(fixture, "times = 1, travel = -1", "from 0 to 30, not -1");
    fixture_refuse_stage(fixture, "times = 1, use = { 'car' }",
                         "unknown parameter 'use' (uses?)");
    fixture_plugin(fixture, "bare",
                   "return plugin { api = 1, name = 'bare', summary = 's', params = {},\n"
                   "  plan = function(stage) stage:oblige { targets = stage.id,\n"
                   "    rotat = 'all' } end }");
    fixture_refuse(fixture,
                   "local bare = use 'bare'\nreturn programme { id = 'p', title = 'P', "
                   "year = 2021,\nbare { id = 's', nature = 'agency_check' } }",
                   "stage 's': unknown parameter 'rotat' (rotate?)");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(selections, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(selections_join, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(crews, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(due_rules, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(windows, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(draws, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(templates, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(who_is_dealt, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(who_cannot_be_dealt, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(programmes, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(resources_and_hours, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(resources_and_hours_are_checked, fixture_open,
                                        fixture_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
