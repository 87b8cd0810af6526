/* Policies that attack. Each must end with one line that names the file, and with nothing
 * else: no document, no signal, no long wait. */
#include "fixture.h"

#include <time.h>

struct attack {
    const char *text;
    const char *part; /* of the message */
};

static void run_all(struct fixture *fixture, const struct attack *attacks, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct timespec start;
        struct timespec end;
        (void)clock_gettime(CLOCK_MONOTONIC, &start);
        fixture_refuse(fixture, attacks[i].text, attacks[i].part);
        (void)clock_gettime(CLOCK_MONOTONIC, &end);
        assert_int_equal(fixture->code, XC_EPOLICY);
        assert_string_equal(fixture->error.file, fixture->policy);
        if (end.tv_sec - start.tv_sec > 20)
            fail_msg("it took %ld s: %s", (long)(end.tv_sec - start.tv_sec),
                     attacks[i].text);
    }
}

#define RUN(attacks) run_all(*state, attacks, sizeof(attacks) / sizeof((attacks)[0]))

/* Not given: … */
static void missing_words(void **state) {
    static const char *const words[] = {
        "pcall",          "xpcall",   "setmetatable", "getmetatable", "rawget",
        "rawset",         "rawequal", "rawlen",       "next",         "load",
        "loadstring",     "loadfile", "dofile",       "require",      "coroutine",
        "collectgarbage", "os",       "io",           "debug",        "package",
        "print",          "_G",       "warn",         "_VERSION",     "arg",
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        char text[64];
        char part[64];
        (void)snprintf(text, sizeof(text), "return %s", words[i]);
        (void)snprintf(part, sizeof(part), "policy.lua:1: '%s' is not known here",
                       words[i]);
        fixture_refuse(*state, text, part);
    }
}

static void missing_functions(void **state) {
    static const char *const functions[] = {
        "math.random", "math.randomseed", "math.exp",      "math.log",
        "math.sin",    "math.cos",        "math.tan",      "math.pow",
        "string.dump", "string.pack",     "string.unpack", "string.packsize",
        "string.gsub", "string.match",    "string.gmatch", "table.move",
    };
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
        char text[128];
        (void)snprintf(text, sizeof(text), "if %s == nil then error 'not there' end",
                       functions[i]);
        fixture_refuse(*state, text, "policy.lua:1: not there");
    }
}

static void instructions(void **state) {
    static const struct attack attacks[] = {
        {"local n = 0\nwhile true do n = n + 1 end", "policy.lua:2: limit: instructions"},
        {"repeat until false", "policy.lua:1: limit: instructions"},
        {"::again:: goto again", "policy.lua:1: limit: instructions"},
        {"for i = 1, math.maxinteger do end", "policy.lua:1: limit: instructions"},
        {"local function f() return f() end f()", "policy.lua:1: limit: instructions"},
        {"local t = {} for i = 1, 1e9 do t[1] = i end", "limit: instructions"},
        {"for i = 1, 1e9 do assert(true) end", "limit: instructions"},
    };
    RUN(attacks);
}

/* C functions that work long for one instruction are on the same account. */
static void work_in_c(void **state) {
    static const struct attack attacks[] = {
        {"local s = ('a'):rep(1 << 20)\nwhile true do s:find('b') end",
         "limit: instructions"},
        {"local s, p = ('a'):rep(1 << 22), ('a'):rep(1 << 21) .. 'b'\ns:find(p)",
         "policy.lua:2: limit: instructions"},
        {"local s = ('a'):rep(1 << 22)\nwhile true do local x = s:upper() end",
         "limit: instructions"},
        {"local s = ('a'):rep(1 << 22)\nwhile true do local x = s .. 'b' end",
         "limit: instructions"},
        {"while true do local x = ('a'):rep(1 << 22) end", "limit: instructions"},
        {"local x = (''):rep(1 << 50)", "limit: instructions"},
        {"local t = {} for i = 1, 50000 do t[i] = i end\n"
         "while true do table.insert(t, 1, 0) table.remove(t, 1) end",
         "limit: instructions"},
        {"local t = {} for i = 1, 50000 do t[i] = 'x' end\n"
         "while true do local s = table.concat(t) end",
         "limit: instructions"},
        {"local t = {} for i = 1, 50000 do t[i] = i % 7 end\n"
         "while true do table.sort(t) end",
         "limit: instructions"},
        {"local t = {} for i = 1, 50000 do t[i] = i end\n"
         "while true do for k in pairs(t) do break end end",
         "limit: instructions"},
        {"local t = {} for i = 1, 5000 do t[i] = i end\n"
         "while true do select('#', table.unpack(t)) end",
         "limit: instructions"},
        {"local s = ('中'):rep(1 << 20)\nwhile true do utf8.len(s) end",
         "limit: instructions"},
        {"table.sort({ 1, 2, 3 }, function() while true do end end)",
         "limit: instructions"},
        {"while true do local x = targets { zone = 'a' } end", "limit: instructions"},
    };
    RUN(attacks);
}

static void memory(void **state) {
    static const struct attack attacks[] = {
        {"local t = {}\nfor i = 1, 1e9 do t[i] = ('x'):rep(1000) .. i end",
         "policy.lua:2: limit: memory"},
        {"local s = 'x'\nwhile true do s = s .. s end", "policy.lua:2: limit: memory"},
        {"local s = ('x'):rep(1 << 40)", "policy.lua:1: limit: memory"},
        {"local s = ('x'):rep(math.maxinteger)", "policy.lua:1: limit: memory"},
        {"local s = ('xy'):rep(math.maxinteger, ('z'):rep(100))", "limit: memory"},
        {"local s = ('x'):rep((8 << 20) - 100)\nlocal t = { s, s, s }\n"
         "local u = table.concat(t)",
         "policy.lua:3: limit: memory"},
        {"local t = {} for i = 1, 3 do t[i] = ('x'):rep(7 << 20) .. i end\n"
         "for i = 4, 30 do t[i] = ('x'):rep(7 << 20) .. i end",
         "policy.lua:2: limit: memory"},
        {"local t = {} while true do t = { t, {}, {}, {} } end", "limit: memory"},
        {"local t = {} for i = 1, 1e7 do t[i] = function() return i end end",
         "limit: memory"},
        {"local s = ('x'):rep(7 << 20) string.format('%s%s', s, s)", "limit: memory"},
    };
    RUN(attacks);
}

static void output(void **state) {
    static const struct attack attacks[] = {
        {"while true do\nlog(('x'):rep(1000)) end", "policy.lua:2: limit: output"},
        {"local s = targets()\nfor i = 1, 64 do s = s | s end",
         "a selection of more than"},
        {"local s = targets()\nfor i = 1, 3000 do s = s:where { zone = 'a' } end",
         "a selection of more than"},
        {"local o = {} for i = 1, 4096 do o[i] = ('x'):rep(4000) .. i end\n"
         "local r = {} for i = 1, 50 do\n"
         "r[i] = due { id = 'd' .. i, what = 'x', when = weekly 'mon', owners = o } end\n"
         "return programme { id = 'p', title = 'P', year = 2021, reports = r }",
         "policy.lua: limit: output"},
    };
    RUN(attacks);
}

static void depth(void **state) {
    static char text[1 << 16];
    static const struct attack attacks[] = {
        {"local function f() return 1 + f() end f()", "policy.lua:1: limit: memory"},
        {"local function f() table.sort({ 1, 2 }, f) end f()", "stack overflow"},
        {"local t = {} for i = 1, 9000 do t[i] = i end select('#', table.unpack(t))",
         "too many values at once"},
        {"local t = {} t[1] = t return programme { id = t }", "must be an id"},
    };
    RUN(attacks);
    /* The compiler's own recursion. */
    static const char *const openers[] = {"{",  "(", "function() return ",
                                          "a[", "-", "not "};
    for (size_t i = 0; i < sizeof(openers) / sizeof(openers[0]); i++) {
        size_t used = (size_t)snprintf(text, sizeof(text), "return ");
        while (used + 32 < 60000)
            used += (size_t)snprintf(text + used, sizeof(text) - used, "%s", openers[i]);
        fixture_refuse(*state, text, "policy.lua:");
    }
    /* A known crash of this Lua: a long chain of fields and one error. It may end the
     * worker, but nothing else. */
    size_t used = (size_t)snprintf(text, sizeof(text), "local a = nil return a");
    while (used + 8 < 65000)
        used += (size_t)snprintf(text + used, sizeof(text) - used, ".x");
    fixture_refuse(*state, text, "policy.lua");
    assert_int_equal(((struct fixture *)*state)->code, XC_EPOLICY);
}

static void sources(void **state) {
    static char text[(64 << 10) + 100];
    memset(text, ' ', sizeof(text) - 1);
    fixture_run(*state, xc_str_from(text));
    assert_int_not_equal(((struct fixture *)*state)->code, XC_OK);
    assert_null(((struct fixture *)*state)->document);
    fixture_run(*state, XC_STR("\x1bLua\x54\x00\x19\x93\r\n\x1a\n"));
    assert_non_null(
        strstr(((struct fixture *)*state)->shown.ptr, "this is not Lua text"));
    static const struct attack attacks[] = {
        {"local x = 2\nreturn x ^ 0.5", "policy.lua:2: the operator ^ is not given"},
        {"x = 1", "policy.lua:1: assigning the global 'x' is refused"},
        {"function f() end", "assigning the global 'f' is refused"},
        {"targets = nil", "assigning the global 'targets' is refused"},
        {"_ENV.x = 1", "assigning the global 'x' is refused"},
        {"string.rep = nil", "the libraries cannot be changed"},
        {"math.pi = 3", "the libraries cannot be changed"},
        {"local s = targets() s.where = 1", "a selection cannot be changed"},
        {"('x').y.z = 1", "attempt to index a nil value"},
        {"local a = 'x' a.y = 1", "attempt to index a string value"},
        {"return targets() < targets()", "attempt to compare two"},
        {"return targets() .. 'x'", "attempt to concatenate a"},
        {"return #log", "attempt to get length of a function value"},
    };
    RUN(attacks);
}

/* Tables in the place of numbers, names that are none, and too many of both. */
static void resources_and_hours(void **state) {
#define WITH(field) "return programme { id = 'p', title = 'P', year = 2021, " field " }"
    static const struct attack attacks[] = {
        {"local r = {} r.car = r\n" WITH("resources = r"), "unknown parameter 'car'"},
        {"local r = {} r[1] = r r.car = { r }\n" WITH("resources = r"),
         "must be { car = 3 }"},
        {WITH("resources = { [{}] = 1 }"), "has no order"},
        {WITH("resources = { ['a\\0b'] = 1 }"), "must be { car = 3 }"},
        {WITH("resources = { ['../car'] = 1 }"), "must be { car = 3 }"},
        {WITH("resources = { car = math.maxinteger }"), "from 1 to 100000"},
        {WITH("resources = { car = { 1, title = '\\27[2J' } }"), "control characters"},
        {WITH("resources = { car = { 1, title = ('x'):rep(1 << 20) } }"),
         "control characters"},
        {WITH("hours = { ('0'):rep(1 << 20) }"), "must be hours such as"},
        {WITH("hours = { '19:00-21:30\\0' }"), "must be hours such as"},
        {"local r = {} for i = 1, 1e7 do r['c' .. i] = 1 end\n" WITH("resources = r"),
         "limit: memory"},
    };
#undef WITH
    RUN(attacks);
}

/* Whatever differs between two processes must not be seen. */
static void the_same_twice(void **state) {
    static const char text[] =
        "local t, names = {}, {}\n"
        "for i = 1, 200 do t['k' .. i] = i t[i * 3] = i end\n"
        "for k, v in pairs(t) do names[#names + 1] = k .. '=' .. v end\n"
        "table.sort(names, function(a, b) return #a < #b end)\n"
        "local s = tostring({}) .. tostring(log) .. string.format('%s', {}) .. "
        "tostring(0/0)\n"
        "return programme { id = 'p', title = table.concat(names, ','):sub(1, 900) .. "
        "s,\n"
        "year = 2021, reports = { due { id = 'd', what = 'x', when = weekly 'mon' } } }";
    char *first = NULL;
    for (int i = 0; i < 10; i++) {
        char *again =
            json_dumps(fixture_evaluate(*state, text), JSON_COMPACT | JSON_SORT_KEYS);
        if (first != NULL)
            assert_string_equal(again, first);
        else
            first = again;
        if (again != first)
            free(again);
    }
    assert_null(strstr(first, "0x"));
    free(first);
}

static void plugins_are_held_too(void **state) {
    struct fixture *fixture = *state;
    static const char policy[] =
        "local bad = use 'bad'\n"
        "return programme { id = 'p', title = 'P', year = 2021,\n"
        "bad { id = 's', nature = 'enforcement' } }";
    static const struct {
        const char *plan;
        const char *part;
    } cases[] = {
        {"while true do end", "bad.lua:3: limit: instructions"},
        {"local s = 'x' while true do s = s .. s end", "bad.lua:3: limit: memory"},
        {"stage.id = 'x'", "the stage cannot be changed"},
        {"local x = stage.nothing", "stage has no 'nothing'"},
        {"stage.draw('x')", "write stage:draw(…) with a colon"},
        {"local x = nil + 1", "bad.lua:3: attempt to perform arithmetic"},
        {"stage:oblige { targets = 1 }", "policy.lua:3: stage 's': parameter 'targets'"},
        {"use 'full_coverage'", "'use' is not known here"},
        {"leak = 1", "assigning the global 'leak' is refused"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[512];
        (void)snprintf(
            text, sizeof(text),
            "return plugin { api = 1, name = 'bad', summary = 'b', params = {},\n"
            "plan = function(stage, p)\n%s\nend }",
            cases[i].plan);
        fixture_plugin(fixture, "bad", text);
        fixture_refuse(fixture, policy, cases[i].part);
        assert_int_equal(fixture->code, XC_EPOLICY);
    }
    fixture_plugin(fixture, "bad", "while true do end");
    fixture_refuse(fixture, policy, "bad.lua:1: limit: instructions");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(missing_words, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(missing_functions, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(instructions, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(work_in_c, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(memory, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(output, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(depth, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(sources, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(resources_and_hours, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(the_same_twice, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(plugins_are_held_too, fixture_open,
                                        fixture_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
