/* The language inside the sandbox: what works, and that it works the same everywhere. */
#include "fixture.h"

/* Runs statements and compares what they log. */
static void check_log(struct fixture *fixture, const char *statements,
                      const char *expected) {
    char text[4096];
    (void)snprintf(text, sizeof(text),
                   "%s\nreturn programme { id = 'p', title = 'P', year = 2021,\n"
                   "reports = { due { id = 'd', what = 'x', when = weekly 'mon' } } }",
                   statements);
    (void)fixture_evaluate(fixture, text);
    char plain[4096];
    size_t used = 0;
    for (char *line = fixture->log.ptr; *line != '\0';) {
        const char *start = strstr(line, ": ") + 2;
        size_t length = strcspn(start, "\n");
        used += (size_t)snprintf(plain + used, sizeof(plain) - used, "%s%.*s",
                                 used == 0 ? "" : "|", (int)length, start);
        line = (char *)start + length + 1;
    }
    plain[used] = '\0';
    assert_string_equal(plain, expected);
}

static void pairs_are_sorted(void **state) {
    check_log(*state,
              "local t = { b = 1, a = 2, [2] = 3, [1] = 4, [true] = 5, [1.5] = 6 }\n"
              "for k, v in pairs(t) do log(k, v) end",
              "1 4|1.5 6|2 3|a 2|b 1|true 5");
    check_log(*state,
              "local t = { a = 1, b = 2, c = 3 }\n"
              "for k in pairs(t) do t[k] = nil t.b = nil log(k) end",
              "a|c");
    check_log(*state, "for k in pairs {} do log(k) end log 'none'", "none");
    fixture_refuse(*state, "pairs { [{}] = 1 }", "has no order");
    fixture_refuse(*state, "pairs(targets())", "table expected");
}

static void texts_have_no_addresses(void **state) {
    check_log(*state,
              "log(tostring({}), tostring(log), tostring(targets()), tostring(nil))",
              "table function a selection nil");
    check_log(*state, "log(string.format('%s %s %d %5.2f', {}, log, 3, 1.5))",
              "table function 3  1.50");
    check_log(*state, "log(1.5, 10, 1e15, 0/0, -(0/0), 1/0)", "1.5 10 1e+15 nan nan inf");
}

static void sort_is_stable(void **state) {
    check_log(*state,
              "local t = { {1,'a'}, {0,'b'}, {1,'c'}, {0,'d'}, {1,'e'} }\n"
              "table.sort(t, function(x, y) return x[1] < y[1] end)\n"
              "local s = '' for _, x in ipairs(t) do s = s .. x[2] end log(s)",
              "bdace");
    check_log(*state, "local t = { 3, 1, 2 } table.sort(t) log(table.concat(t, ','))",
              "1,2,3");
    check_log(*state,
              "local t = { 5, 3, 9, 1 } table.sort(t, function() return true end)\n"
              "log(#t)",
              "4");
    check_log(*state, "local t = {} table.sort(t) t[1] = 1 table.sort(t) log(#t)", "1");
    fixture_refuse(*state, "table.sort { 1, 'a' }", "attempt to compare");
}

static void libraries_work(void **state) {
    check_log(*state, "log(('x'):rep(3, '-'), ('abc'):upper(), ('abc'):sub(2), #'abc')",
              "x-x-x ABC bc 3");
    check_log(*state, "log(string.find('a.b.c', '.', 3), string.find('abc', 'z'))",
              "4 nil");
    check_log(*state,
              "log(string.find('abc', ''), string.find('', ''), ('aab'):find('ab'))",
              "1 1 2 3");
    check_log(*state, "log(('中文'):byte(1, -1))", "228 184 173 230 150 135");
    check_log(*state, "log(utf8.len '中文', utf8.char(20013), utf8.codepoint('中', 1))",
              "2 中 20013");
    check_log(*state, "for at, c in utf8.codes '中a' do log(at, c) end", "1 20013|4 97");
    check_log(*state,
              "local t = { 1, 2 } table.insert(t, 3) log(table.remove(t, 1), #t, "
              "table.unpack(t))",
              "1 2 2 3");
    check_log(*state, "log(table.concat({ 1, 'b', 2.5 }, ', '), table.pack(1, 2).n)",
              "1, b, 2.5 2");
    check_log(*state, "log(math.floor(2.5), math.max(1, 3), math.pi > 3, math.sqrt(9))",
              "2 3 true 3.0");
    check_log(*state, "log(select('#', 1, 2), tonumber '0x10', type(targets()))",
              "2 16 userdata");
    fixture_refuse(*state, "string.format('%p', {})", "%p is not given");
    fixture_refuse(*state, "string.format('%a', 1)", "%a is not given");
    fixture_refuse(*state, "table.concat { {} }", "item 1 is a table");
    fixture_refuse(*state, "table.unpack({}, 1, 8001)", "at most 8000");
    fixture_refuse(*state, "('x'):rep(9000):byte(1, -1)", "at most 8000");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pairs_are_sorted, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(texts_have_no_addresses, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(sort_is_stable, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(libraries_work, fixture_open, fixture_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
