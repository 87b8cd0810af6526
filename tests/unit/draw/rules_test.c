#include "example.h"

static void assert_refused(const char *rules, const char *words) {
    struct example example;
    assert_int_equal(example_read(&example, rules, NULL, NULL, NULL), XC_EINPUT);
    assert_error(&example.error, words);
    if (example.error.line == 0)
        assert_int_equal(example.error.column, 0);
    example_free(&example);
}

#define SELECT "\"select\":{\"method\":\"order\"},\"v\":1}"

static void test_everything_that_can_be_said(void **state) {
    (void)state;
    static const char text[] =
        "{\"deal\":{\"apart\":[\"area\"],\"balance\":true,\"seats\":[\"lead\",\"医疗\","
        "\"lead\"],\"teams\":[[\"P2\",\"P1\"],[]]},\"delay\":0,\"must\":[\"b\",\"a\"],"
        "\"select\":{\"floors\":{\"y\":2,\"x\":0},\"method\":\"pps\",\"share\":[5,100]},"
        "\"skip\":[],\"v\":1,\"within\":"
        "\"6913baf0c72014fc23f44b27a74cd95041cf99689490695214ee19381e2a8000\"}";
    struct example example;
    char sorted[sizeof text];
    memcpy(sorted, text, sizeof text);
    char *floors = strstr(sorted, "\"y\":2,\"x\":0");
    memcpy(floors, "\"x\":0,\"y\":2", 11);
    assert_refused(text, "rules:1:");
    assert_int_equal(example_read(&example, sorted, NULL, NULL, NULL), XC_OK);
    const struct xc_draw_rules *rules = &example.urn.rules;
    assert_int_equal(rules->method, XC_DRAW_PPS);
    assert_true(rules->has_share && rules->has_floors && rules->has_within);
    assert_int_equal(rules->share_a, 5);
    assert_int_equal(rules->share_b, 100);
    assert_int_equal(rules->n_count, 2);
    assert_text(rules->n[1].stratum, "y");
    assert_int_equal(rules->n[1].n, 2);
    assert_int_equal(rules->must_count, 2);
    assert_text(rules->must[0], "a");
    assert_int_equal(rules->skip_count, 0);
    assert_hex(rules->within, "6913baf0c72014fc");
    assert_int_equal(rules->delay, 0);
    assert_true(rules->deals && rules->balance && rules->has_teams);
    assert_true(rules->apart_area && !rules->apart_organisation);
    assert_int_equal(rules->seat_count, 3);
    assert_text(rules->seats[1], "医疗");
    assert_int_equal(rules->team_count, 2);
    assert_text(rules->teams[0].fixed[0], "P2");
    assert_int_equal(rules->teams[1].fixed_count, 0);
    example_free(&example);
}

static void test_what_is_not_said(void **state) {
    (void)state;
    struct example example;
    assert_int_equal(
        example_read(&example,
                     "{\"select\":{\"method\":\"srs\",\"n\":{\"A\":0}},\"v\":1}", NULL,
                     NULL, NULL),
        XC_OK);
    const struct xc_draw_rules *rules = &example.urn.rules;
    assert_int_equal(rules->delay, 600);
    assert_int_equal(rules->n_count, 1);
    assert_int_equal(rules->n[0].n, 0);
    assert_false(rules->deals || rules->has_teams || rules->has_share ||
                 rules->has_within || rules->balance);
    example_free(&example);
}

static void test_what_is_not_canonical(void **state) {
    (void)state;
    static const char *const texts[] = {
        "{ " SELECT,
        "{" SELECT "\n",
        "{" SELECT " ",
        "{\"v\":1,\"select\":{\"method\":\"order\"}}",
        "{\"select\":{\"method\":\"ord\\u0065r\"},\"v\":1}",
        "{\"must\":[\"a\\/b\"]," SELECT,
        "{\"delay\":-0," SELECT,
        "{\"select\":{\"method\":\"srs\",\"n\":{\"b\":1,\"a\":1}},\"v\":1}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_refused(texts[i], "rules:1:");
    assert_refused("{" SELECT " ", "rules:1:36: this is not canonical JSON");
    assert_refused(" {" SELECT, "rules:1:1: this is not canonical JSON");
    assert_refused("\xEF\xBB\xBF{" SELECT, "rules:1:");
}

static void test_what_is_no_json(void **state) {
    (void)state;
    assert_refused("", "rules:1:");
    assert_refused("[]", "rules: this is no object");
    assert_refused("{" SELECT "x", "rules:1:");
    assert_refused("{\"v\":1,\"v\":1," SELECT, "rules:1:");
    assert_refused("{\"must\":[\"a\\u0000\"]," SELECT, "rules:1:");
    assert_refused("{\"must\":[\"\xFF\"]," SELECT, "rules:1:");
}

static void test_unknown_keys_are_named(void **state) {
    (void)state;
    static const struct {
        const char *rules, *words;
    } cases[] = {
        {"{\"mst\":[\"a\"]," SELECT, "rules: unknown key “mst”\n  did you mean “must”?"},
        {"{\"select\":{\"metod\":\"srs\"},\"v\":1}",
         "rules: select: unknown key “metod”\n  did you mean “method”?"},
        {"{\"deal\":{\"seat\":[]}," SELECT,
         "rules: deal: unknown key “seat”\n  did you mean “seats”?"},
        {"{\"select\":{\"methods\":\"srs\"},\"v\":1}",
         "rules: select: unknown key “methods”\n  did you mean “method”?"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_refused(cases[i].rules, cases[i].words);
}

/* Nothing is suggested where nothing is near. */
static void test_a_key_like_no_other(void **state) {
    (void)state;
    struct example example;
    struct xc_buffer said = xc_buffer_make(1024);
    assert_int_equal(
        example_read(&example, "{\"completely\":1," SELECT, NULL, NULL, NULL), XC_EINPUT);
    assert_int_equal(xc_error_render(&example.error, NULL, &said), XC_OK);
    assert_text(xc_buffer_view(&said), "rules: unknown key “completely”");
    xc_buffer_free(&said);
    example_free(&example);
}

static void test_what_does_not_go_together(void **state) {
    (void)state;
    static const struct {
        const char *rules, *words;
    } cases[] = {
        {"{\"v\":1}", "rules: there has to be either select or panel"},
        {"{\"panel\":{}," SELECT, "rules: there has to be either select or panel"},
        {"{\"panel\":{},\"v\":1}", "rules: panel: this version does not draw"},
        {"{\"select\":{\"method\":\"order\"}}", "rules: v: the version has to be 1"},
        {"{\"select\":{\"method\":\"order\"},\"v\":2}", "rules: v:"},
        {"{\"select\":{\"method\":\"order\"},\"v\":0}", "rules: v:"},
        {"{\"select\":{\"method\":\"order\"},\"v\":true}", "rules: v:"},
        {"{\"select\":[],\"v\":1}", "rules: select: this is no object"},
        {"{\"select\":{\"method\":\"sys\"},\"v\":1}", "rules: select.method:"},
        {"{\"select\":{\"n\":{}},\"v\":1}", "rules: select.method:"},
        {"{\"select\":{\"method\":\"srs\"},\"v\":1}", "rules: select: either n or share"},
        {"{\"select\":{\"method\":\"srs\",\"n\":{},\"share\":[1,2]},\"v\":1}",
         "rules: select: either n or share"},
        {"{\"select\":{\"method\":\"order\",\"n\":{}},\"v\":1}",
         "rules: select: the method order takes all"},
        {"{\"select\":{\"method\":\"order\",\"share\":[1,2]},\"v\":1}",
         "rules: select: the method order takes all"},
        {"{\"select\":{\"floors\":{},\"method\":\"order\"},\"v\":1}",
         "rules: select.floors:"},
        {"{\"select\":{\"floors\":{},\"method\":\"srs\",\"n\":{}},\"v\":1}",
         "rules: select.floors:"},
        {"{\"select\":{\"method\":\"srs\",\"n\":{\"A\":-1}},\"v\":1}",
         "rules: select.n: the number of “A”"},
        {"{\"select\":{\"method\":\"srs\",\"n\":{\"A\":1000001}},\"v\":1}",
         "rules: select.n:"},
        {"{\"select\":{\"method\":\"srs\",\"n\":{\"A\":1.0}},\"v\":1}",
         "rules: select.n:"},
        {"{\"select\":{\"method\":\"srs\",\"n\":{\"A\":\"1\"}},\"v\":1}",
         "rules: select.n:"},
        {"{\"select\":{\"method\":\"srs\",\"n\":{\"-\":1}},\"v\":1}",
         "rules: select.n: “-” can be no stratum"},
        {"{\"select\":{\"method\":\"srs\",\"n\":{\"\":1}},\"v\":1}", "rules: select.n:"},
        {"{\"select\":{\"method\":\"srs\",\"n\":3},\"v\":1}", "rules: select.n: this is"},
        {"{\"select\":{\"method\":\"srs\",\"share\":[0,2]},\"v\":1}",
         "rules: select.share:"},
        {"{\"select\":{\"method\":\"srs\",\"share\":[3,2]},\"v\":1}",
         "rules: select.share:"},
        {"{\"select\":{\"method\":\"srs\",\"share\":[1]},\"v\":1}",
         "rules: select.share:"},
        {"{\"select\":{\"method\":\"srs\",\"share\":[1,2,3]},\"v\":1}",
         "rules: select.share:"},
        {"{\"select\":{\"method\":\"srs\",\"share\":\"5%\"},\"v\":1}",
         "rules: select.share:"},
        {"{\"skip\":\"a\"," SELECT, "rules: skip: this is no list"},
        {"{\"skip\":[\"a\",\"a\"]," SELECT, "rules: skip: “a” stands twice"},
        {"{\"skip\":[\"a\",\"c\",\"b\",\"c\"]," SELECT, "rules: skip: “c” stands twice"},
        {"{\"must\":[\"\"]," SELECT, "rules: must: entry 1 is no word"},
        {"{\"must\":[1]," SELECT, "rules: must: entry 1 is no word"},
        {"{\"must\":[\"a\",\"b,c\"]," SELECT, "rules: must: entry 2 is no word"},
        {"{\"must\":[\"-\"]," SELECT, "rules: must: entry 1 is no word"},
        {"{\"must\":[\"e\xCC\x81\"]," SELECT, "rules: must: entry 1 is no word"},
        {"{\"must\":[\"\xC2\x85\"]," SELECT, "rules: must: entry 1 is no word"},
        {"{\"must\":[\"\x7F\"]," SELECT, "rules: must: entry 1 is no word"},
        {"{\"delay\":-1," SELECT, "rules: delay:"},
        {"{\"delay\":1.5," SELECT, "rules: delay:"},
        {"{\"delay\":null," SELECT, "rules: delay:"},
        {"{"
         "\"select\":{\"method\":\"order\"},\"v\":1,\"within\":\"6913\"}",
         "rules: within:"},
        {"{"
         "\"select\":{\"method\":\"order\"},\"v\":1,\"within\":"
         "\"6913BAF0c72014fc23f44b27a74cd95041cf99689490695214ee19381e2a8000\"}",
         "rules: within:"},
        {"{\"deal\":[]," SELECT, "rules: deal: this is no object"},
        {"{\"deal\":{}," SELECT, "rules: deal.seats: this is no list"},
        {"{\"deal\":{\"seats\":[]}," SELECT, "rules: deal.seats: there have to be"},
        {"{\"deal\":{\"apart\":[\"unit\"],\"seats\":[\"a\"]}," SELECT,
         "rules: deal.apart: “unit” is neither"},
        {"{\"deal\":{\"apart\":[\"area\",\"area\"],\"seats\":[\"a\"]}," SELECT,
         "rules: deal.apart: “area” stands twice"},
        {"{\"deal\":{\"balance\":1,\"seats\":[\"a\"]}," SELECT, "rules: deal.balance:"},
        {"{\"deal\":{\"seats\":[\"a\"],\"teams\":[]}," SELECT,
         "rules: deal.teams: this has to be a list of 1 to 64 teams"},
        {"{\"deal\":{\"seats\":[\"a\"],\"teams\":[\"P1\"]}," SELECT,
         "rules: deal.teams: this is no list"},
        {"{\"deal\":{\"seats\":[],\"teams\":[[\"P1\"],[]]}," SELECT,
         "rules: deal.teams: team 2 would have no members"},
        {"{\"deal\":{\"seats\":[],\"teams\":[[\"P1\"],[\"P1\"]]}," SELECT,
         "rules: deal.teams: “P1” is fixed twice"},
        {"{\"deal\":{\"seats\":[],\"teams\":[[\"P3\"],[\"P2\"],[\"P1\",\"P3\"]]}," SELECT,
         "rules: deal.teams: “P3” is fixed twice"},
        {"{\"deal\":{\"seats\":[],\"teams\":[[\"P1\",\"P:2\"]]}," SELECT,
         "rules: deal.teams: “P:2” can be no id"},
        {"{\"deal\":{\"seats\":[],\"teams\":[[\"P:1\"]]}," SELECT,
         "rules: deal.teams: “P:1” can be no id"},
        {"{\"deal\":{\"seats\":[],\"teams\":[[\"P1\"],[\"P9\"]]}," SELECT,
         "rules: deal.teams: “P9” of team 2 is not among the people"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_refused(cases[i].rules, cases[i].words);
}

static void test_too_many_seats(void **state) {
    (void)state;
    struct example example;
    for (size_t seats = 64; seats <= 65; seats++) {
        struct xc_buffer rules = xc_buffer_make(1024);
        (void)xc_buffer_puts(&rules, "{\"deal\":{\"seats\":[\"a\"");
        for (size_t i = 1; i < seats; i++)
            (void)xc_buffer_puts(&rules, ",\"a\"");
        (void)xc_buffer_puts(&rules, "]}," SELECT);
        (void)xc_buffer_putc(&rules, '\0');
        assert_int_equal(example_read(&example, rules.ptr, NULL, NULL, NULL),
                         seats == 64 ? XC_OK : XC_EINPUT);
        xc_buffer_free(&rules);
        example_free(&example);
    }
}

static void test_too_many_teams(void **state) {
    (void)state;
    struct example example;
    for (size_t teams = 64; teams <= 65; teams++) {
        struct xc_buffer rules = xc_buffer_make(1024);
        (void)xc_buffer_puts(&rules, "{\"deal\":{\"seats\":[\"a\"],\"teams\":[[]");
        for (size_t i = 1; i < teams; i++)
            (void)xc_buffer_puts(&rules, ",[]");
        (void)xc_buffer_puts(&rules, "]}," SELECT);
        (void)xc_buffer_putc(&rules, '\0');
        assert_int_equal(example_read(&example, rules.ptr, NULL, NULL, NULL),
                         teams == 64 ? XC_OK : XC_EINPUT);
        xc_buffer_free(&rules);
        example_free(&example);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything_that_can_be_said),
        cmocka_unit_test(test_what_is_not_said),
        cmocka_unit_test(test_what_is_not_canonical),
        cmocka_unit_test(test_what_is_no_json),
        cmocka_unit_test(test_unknown_keys_are_named),
        cmocka_unit_test(test_a_key_like_no_other),
        cmocka_unit_test(test_what_does_not_go_together),
        cmocka_unit_test(test_too_many_seats),
        cmocka_unit_test(test_too_many_teams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
