/* *_test.lua files, with a planner that only shows what it was asked. */
#include "fixture.h"

struct planner {
    unsigned calls;
    unsigned checks; /* of rules, without a register */
    bool fails;
    bool refuses;
};

/* The plan of the test: one visit per target row, and the rules' own id. */
static int plan(void *context, const json_t *rules, const json_t *rows, json_t **result,
                struct xc_error *error) {
    struct planner *planner = context;
    if (rows == NULL) {
        planner->checks++;
        return planner->refuses ? xc_fail(error, XC_EINPUT, "these are no rules") : XC_OK;
    }
    planner->calls++;
    if (planner->fails) {
        xc_fail(error, XC_ENO, "there is no plan of %s", "this");
        return xc_hint(error, "ask %s", "again");
    }
    json_t *visits = json_array();
    const json_t *targets = json_object_get(rows, "targets");
    for (size_t i = 0; i < json_array_size(targets); i++)
        assert_int_equal(
            json_array_append_new(
                visits, json_pack("{s:O}", "target",
                                  json_object_get(json_array_get(targets, i), "id"))),
            0);
    *result = json_pack("{s:O,s:o}", "programme", json_object_get(rules, "id"), "visits",
                        visits);
    return XC_OK;
}

static const char policy[] =
    "local p = params { n = 1 }\n"
    "return programme { id = 'policy-' .. p.n, title = 'P', year = 2021,\n"
    "reports = { due { id = 'd', what = 'x', when = weekly 'mon' } } }";

static struct xc_policy_test *tests;
static size_t count;

static int run(struct fixture *fixture, struct xc_arena *arena, struct planner *planner,
               const char *text) {
    struct xc_policy_options options = fixture_options(fixture);
    fixture_write(fixture, "policy.lua", xc_str_from(policy));
    fixture_write(fixture, "policy_test.lua", xc_str_from(text));
    fixture->error = (struct xc_error){0};
    return xc_policy_test(fixture->policy, &options, planner == NULL ? NULL : plan,
                          planner, arena, &tests, &count, &fixture->error);
}

/* Why a test failed, as the command line prints it in English. */
static const char *detail(size_t index) {
    static char text[4 * XC_MESSAGE_BYTES];
    struct xc_buffer out = xc_buffer_make(sizeof(text) - 1);
    assert_int_equal(xc_error_render(&tests[index].error, NULL, &out), XC_OK);
    (void)snprintf(text, sizeof(text), "%.*s", XC_PRI(xc_buffer_view(&out)));
    xc_buffer_free(&out);
    return text;
}

static void assert_passed(size_t index) {
    if (!tests[index].passed)
        fail_msg("%s: %s", tests[index].name.ptr, detail(index));
}

static void plans_through_the_parent(void **state) {
    struct planner planner = {0};
    struct xc_arena *arena = xc_arena_new(1 << 20);
    static const char text[] =
        "local rows = register { targets = { { id = 'A', minutes = 60 }, { id = 'B' } "
        "},\n"
        "  inspectors = { { id = 'P', roles = { 'officer', 'lead' } } } }\n"
        "test('the policy', function()\n"
        "  local plan, rules = plan_of { rows }\n"
        "  expect(plan.programme):is 'policy-1'\n"
        "  expect(#plan.visits):is(2)\n"
        "  expect(plan.visits[2]):is { target = 'B' }\n"
        "  expect(rules.dues[1].when):is 'weekly mon'\n"
        "end)\n"
        "test('settings', function()\n"
        "  local plan = plan_of { rows, set = { n = 7 } }\n"
        "  expect(plan.programme):is 'policy-7'\n"
        "  expect(function() plan_of { rows, set = { m = 7 } } end):fails 'no such "
        "parameter'\n"
        "end)\n"
        "test('without a register only the rules', function()\n"
        "  local plan, rules = plan_of {}\n"
        "  expect(plan):is(nil)\n"
        "  expect(rules.id):is 'policy-1'\n"
        "end)\n"
        "test('a programme of its own', function()\n"
        "  local plan, rules = plan_of { rows, programme { id = 'own', title = 'O', year "
        "= 2022,\n"
        "    reports = { due { id = 'd', what = 'x', when = weekly 'fri' } } } }\n"
        "  expect(plan.programme):is 'own'\n"
        "  expect(rules.year):is(2022)\n"
        "end)\n";
    assert_int_equal(run(*state, arena, &planner, text), XC_OK);
    assert_int_equal(count, 4);
    for (size_t i = 0; i < count; i++)
        assert_passed(i);
    assert_int_equal(planner.calls, 3);
    assert_int_equal(planner.checks, 1);
    assert_string_equal(tests[0].name.ptr, "the policy");
    planner.refuses = true;
    assert_int_equal(
        run(*state, arena, &planner, "test('no', function() plan_of {} end)"), XC_OK);
    assert_false(tests[0].passed);
    assert_non_null(strstr(detail(0), "these are no rules"));
    planner.fails = true;
    assert_int_equal(run(*state, arena, &planner,
                         "test('no', function() plan_of { register {} } end)"),
                     XC_OK);
    assert_false(tests[0].passed);
    assert_non_null(strstr(detail(0), "there is no plan"));
    /* A format that the worker does not know comes back as it was, to be translated. */
    assert_string_equal(tests[0].error.message.id, "there is no plan of %s");
    assert_string_equal(tests[0].error.message.args, "this");
    assert_string_equal(tests[0].error.hint.id, "ask %s");
    assert_int_equal(
        run(*state, arena, NULL, "test('no', function() plan_of { register {} } end)"),
        XC_OK);
    assert_false(tests[0].passed);
    assert_non_null(strstr(detail(0), "there is no planner"));
    xc_arena_free(arena);
}

static void expectations_can_fail(void **state) {
    static const char *const cases[][2] = {
        {"expect(2):is(3)", "policy_test.lua:1: expected 3, got 2"},
        {"expect({ 1, 2 }):is { 1 }", "expected [1], got [1,2]"},
        {"expect({ a = 1 }):is { b = 1 }", "expected {"},
        {"expect(1):is_not(1)", "something else than 1"},
        {"expect(1):at_least(2)", "expected at least 2, got 1"},
        {"expect('2021-12-01'):at_most '2021-11-30'", "expected at most '2021-11-30'"},
        {"expect(1):at_least 'x'", "expected at least 'x', got 1"},
        {"expect('abc'):has 'd'", "expected 'd' to be in 'abc'"},
        {"expect({ 1 }):has(2)", "expected 2 to be in [1]"},
        {"expect(function() end):fails()", "there was none"},
        {"expect(function() error 'a' end):fails '!!'",
         "expected an error with '!!', got"},
        {"expect.is(1, 2)", "attempt to index a function value"},
        {"error 'broken'", "policy_test.lua:1: broken"},
        {"register { target = {} }", "register: unknown parameter 'target' (targets?)"},
        {"register { targets = { 1 } }", "rows are tables"},
        {"register { targets = { { id = log } } }", "'id' cannot be a function"},
        {"plan_of { 1 }", "a programme, a register or set"},
        {"plan_of { set = { n = {} } }", "set: 'n' must be a text"},
        {"x = 1", "assigning the global 'x' is refused"},
    };
    struct xc_arena *arena = xc_arena_new(1 << 20);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[512];
        (void)snprintf(text, sizeof(text), "test('t', function() %s end)", cases[i][0]);
        assert_int_equal(run(*state, arena, NULL, text), XC_OK);
        assert_int_equal(count, 1);
        if (tests[0].passed)
            fail_msg("%s: passed", cases[i][0]);
        if (strstr(detail(0), cases[i][1]) == NULL)
            fail_msg("%s: expected “%s”, got “%s”", cases[i][0], cases[i][1], detail(0));
    }
    xc_arena_free(arena);
}

/* What Lua says by itself is taken apart, and reads as before. */
static void the_words_of_lua_can_be_translated(void **state) {
    static const char *const cases[][3] = {
        {"local x x.y = 1", "attempt to index a nil value (local 'x')",
         "attempt to index a %.*s value (%.*s)"},
        {"tostring {} ()", "attempt to call a string value",
         "attempt to call a %.*s value"},
        {"return 1 + {}", "attempt to perform arithmetic on a table value",
         "attempt to perform arithmetic on a %.*s value"},
        {"return 'a' .. {}", "attempt to concatenate a table value",
         "attempt to concatenate a %.*s value"},
        {"return #5", "attempt to get length of a number value",
         "attempt to get length of a %.*s value"},
        {"return 1 < 'a'", "attempt to compare number with string",
         "attempt to compare %.*s with %.*s"},
        {"return {} < {}", "attempt to compare two table values",
         "attempt to compare two %.*s values"},
        {"return 1 % 0", "attempt to perform 'n%", "attempt to perform '%.*s'"},
        {"return 1 // 0", "attempt to divide by zero", "attempt to divide by zero"},
        {"error 'my own words near here'", "my own words near here", "%s"},
    };
    struct xc_arena *arena = xc_arena_new(1 << 20);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[512];
        (void)snprintf(text, sizeof(text), "test('t', function() %s end)", cases[i][0]);
        assert_int_equal(run(*state, arena, NULL, text), XC_OK);
        assert_false(tests[0].passed);
        if (strstr(detail(0), cases[i][1]) == NULL)
            fail_msg("%s: expected “%s”, got “%s”", cases[i][0], cases[i][1], detail(0));
        assert_string_equal(tests[0].error.message.id, cases[i][2]);
    }
    assert_int_equal(run(*state, arena, NULL, "test('t', function( end)"), XC_EPOLICY);
    assert_string_equal(((struct fixture *)*state)->error.message.id,
                        "%.*s expected near %.*s");
    xc_arena_free(arena);
}

static void expectations_hold(void **state) {
    struct xc_arena *arena = xc_arena_new(1 << 20);
    assert_int_equal(
        run(*state, arena, NULL,
            "test('t', function()\n"
            "expect({ 1, { a = 'x' } }):is { 1, { a = 'x' } }\n"
            "expect(1):is_not(2) expect(2):at_least(2) expect(2):at_most(2)\n"
            "expect('abc'):has 'b' expect({ { 1 } }):has { 1 }\n"
            "expect(function() error 'abc' end):fails 'b'\n"
            "expect(function() expect(1):is(2) end):fails 'expected 2'\n"
            "end)"),
        XC_OK);
    assert_passed(0);
    xc_arena_free(arena);
}

static void broken_files_are_errors(void **state) {
    struct fixture *fixture = *state;
    struct xc_arena *arena = xc_arena_new(1 << 20);
    assert_int_equal(run(fixture, arena, NULL, "test("), XC_EPOLICY);
    assert_int_equal(fixture->error.line, 1);
    assert_int_equal(run(fixture, arena, NULL, "test('a', 1)"), XC_EPOLICY);
    assert_int_equal(run(fixture, arena, NULL, "test(1, function() end)"), XC_EPOLICY);
    assert_int_equal(run(fixture, arena, NULL, "return 1"), XC_OK);
    assert_int_equal(count, 0);
    /* A limit ends the run, even where the test catches errors. */
    assert_int_equal(run(fixture, arena, NULL,
                         "test('a', function()\n"
                         "expect(function() while true do end end):fails() end)\n"
                         "test('b', function() end)"),
                     XC_EPOLICY);
    assert_string_equal(fixture->error.message.id, "limit: instructions");
    struct xc_policy_options options = fixture_options(fixture);
    assert_int_equal(
        xc_policy_test("x.txt", &options, NULL, NULL, arena, &tests, &count, NULL),
        XC_EUSAGE);
    assert_int_equal(xc_policy_test("/nowhere/x.lua", &options, NULL, NULL, arena, &tests,
                                    &count, NULL),
                     XC_EINPUT);
    xc_arena_free(arena);
}

static void describes_plugins(void **state) {
    struct fixture *fixture = *state;
    struct xc_arena *arena = xc_arena_new(1 << 20);
    struct xc_policy_plugin *plugin = NULL;
    fixture_plugin(
        fixture, "sample",
        "return plugin { api = 1, name = 'sample', summary = 'A sample.', params = {\n"
        "  b = param.count:range(1, 9):default(3):means 'how many',\n"
        "  a = param.selection:means 'whom',\n"
        "  c = param.choice { 'x', 'y' }:default 'x',\n"
        "  d = param.optional(param.list(param.draw 'area')) },\n"
        "plan = function() end }");
    struct xc_policy_options options = fixture_options(fixture);
    assert_int_equal(
        xc_policy_describe(XC_STR("sample"), &options, arena, &plugin, &fixture->error),
        XC_OK);
    assert_string_equal(plugin->summary.ptr, "A sample.");
    assert_int_equal(plugin->count, 4);
    assert_string_equal(plugin->parameters[0].name.ptr, "a");
    assert_string_equal(plugin->parameters[0].type.ptr, "selection");
    assert_true(plugin->parameters[0].required);
    assert_string_equal(plugin->parameters[0].summary.ptr, "whom");
    assert_string_equal(plugin->parameters[1].fallback.ptr, "3");
    assert_false(plugin->parameters[1].required);
    assert_string_equal(plugin->parameters[2].type.ptr, "x, y");
    assert_string_equal(plugin->parameters[3].type.ptr, "list of draw");
    assert_int_equal(
        xc_policy_describe(XC_STR("sampel"), &options, arena, &plugin, &fixture->error),
        XC_EPOLICY);
    xc_arena_free(arena);
}

/* The table in a plugin's README is what its schema says. */
static void check_readme(struct fixture *fixture, const char *name) {
    char path[256];
    struct xc_arena *arena = xc_arena_new(1 << 20);
    struct xc_policy_plugin *plugin = NULL;
    struct xc_policy_options options = fixture_options(fixture);
    static char readme[1 << 16];
    (void)snprintf(path, sizeof(path), XC_SOURCE_DIR "/plugins/%s/README.md", name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    readme[fread(readme, 1, sizeof(readme) - 1, file)] = '\0';
    assert_int_equal(fclose(file), 0);
    assert_int_equal(
        xc_policy_describe(xc_str_from(name), &options, arena, &plugin, &fixture->error),
        XC_OK);
    for (size_t i = 0; i < plugin->count; i++) {
        const struct xc_policy_parameter *parameter = &plugin->parameters[i];
        char row[512];
        (void)snprintf(row, sizeof(row), "\n| %s | %s | %s | %s |\n", parameter->name.ptr,
                       parameter->type.ptr,
                       parameter->required           ? "required"
                       : parameter->fallback.len > 0 ? parameter->fallback.ptr
                                                     : "–",
                       parameter->summary.ptr);
        if (strstr(readme, row) == NULL)
            fail_msg("the README of %s lacks this row:%s", name, row);
    }
    xc_arena_free(arena);
}

static void readme_tables_agree(void **state) {
    static const char *const names[] = {"cross_region",  "double_random", "expert_panel",
                                        "full_coverage", "rotation",      "spot_check"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        check_readme(*state, names[i]);
}

int main(void) {
    const struct CMUnitTest all[] = {
        cmocka_unit_test_setup_teardown(plans_through_the_parent, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(expectations_can_fail, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(the_words_of_lua_can_be_translated, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(expectations_hold, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(broken_files_are_errors, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(describes_plugins, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(readme_tables_agree, fixture_open, fixture_close),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
