#include "example.h"

#include <stdio.h>

static void assert_refused(const char *rules, const char *targets, const char *people,
                           const char *avoid, const char *words) {
    struct example example;
    assert_int_equal(example_read(&example, rules, targets, people, avoid), XC_EINPUT);
    assert_error(&example.error, words);
    example_free(&example);
}

static void test_columns(void **state) {
    (void)state;
    struct example example;
    assert_int_equal(example_read(&example, NULL,
                                  "a\tz\t0\tO ~!\t32\tx,y\nb\tm\t1000000\t-\t-\t-\n"
                                  "c\tz\t7\t-\t-\tx\n",
                                  NULL, NULL),
                     XC_OK);
    const struct xc_draw_targets *targets = &example.urn.targets;
    assert_int_equal(targets->count, 3);
    assert_int_equal(targets->strata_count, 2);
    assert_text(targets->strata[0], "m");
    assert_text(targets->strata[1], "z");
    assert_int_equal(targets->stratum[0], 1);
    assert_int_equal(targets->stratum[1], 0);
    assert_int_equal(targets->stratum[2], 1);
    assert_int_equal(targets->weight[1], 1000000);
    assert_text(targets->organisation[0], "O ~!");
    assert_int_equal(targets->organisation[1].len, 0);
    assert_text(targets->area[0], "32");
    assert_text(targets->flags[0], "x,y");
    assert_true(xc_draw_set_has(targets->flags[0], XC_STR("y")));
    assert_false(xc_draw_set_has(targets->flags[0], XC_STR("x,y")));
    assert_false(xc_draw_set_has(targets->flags[0], XC_STR("")));
    assert_false(xc_draw_set_has(targets->flags[1], XC_STR("-")));
    assert_int_equal(example.urn.people.capacity[0], 1);
    assert_text(example.urn.people.seats[0], "lead,officer");
    assert_int_equal(xc_urn_find_target(&example.urn, XC_STR("b")), 1);
    assert_int_equal(xc_urn_find_target(&example.urn, XC_STR("bb")), UINT32_MAX);
    assert_int_equal(xc_urn_find_person(&example.urn, XC_STR("P3")), 2);
    assert_int_equal(xc_urn_find_person(&example.urn, XC_STR("")), UINT32_MAX);
    example_free(&example);
}

static void test_empty_tables(void **state) {
    (void)state;
    struct example example;
    assert_int_equal(example_read(&example, NULL, "", "", ""), XC_OK);
    assert_int_equal(example.urn.targets.count, 0);
    assert_hex(example.urn.avoid_digest,
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    example_free(&example);
}

static void test_bad_tables_name_their_line(void **state) {
    (void)state;
    static const struct {
        const char *targets, *words;
    } cases[] = {
        {"T1\tA\t1\t-\t-\t-", "targets:1: the last line does not end"},
        {"T1\tA\t1\t-\t-\t-\r\n", "targets:1:13: the line has a control character"},
        {"\n", "targets:1:1: field 1 is empty"},
        {"T1\tA\t1\t-\t-\t-\n\n", "targets:2:1: field 1 is empty"},
        {"T1\tA\t1\t-\t-\n", "targets:1: the line has 5 fields, but 6 are needed"},
        {"T1\tA\t1\t-\t-\t-\t-\n", "targets:1: the line has 7 fields, but 6"},
        {"T1\t\t1\t-\t-\t-\n", "targets:1:4: field 2 is empty"},
        {"T1\tA\t1\t-\t-\t\n", "targets:1:12: field 6 is empty"},
        {"T1\tA\t1\t-\t-\t-\nT1\tA\t1\t-\t-\t-\n", "targets:2:1: “T1” stands in"},
        {"T1\tA\t1\t-\t-\t-\nT1\tB\t1\t-\t-\t-\n", "targets:2:1: “T1” stands in"},
        {"T2\tA\t1\t-\t-\t-\nT10\tA\t1\t-\t-\t-\n", "targets:2:1: “T10” has to stand"},
        {"T1\tA\t01\t-\t-\t-\n", "targets:1:6: “01” is not a number"},
        {"T1\tA\t+1\t-\t-\t-\n", "targets:1:6: “+1” is not a number"},
        {"T1\tA\t-1\t-\t-\t-\n", "targets:1:6: “-1” is not a number"},
        {"T1\tA\t-\t-\t-\t-\n", "targets:1:6: “-” is not a number"},
        {"T1\tA\t1000001\t-\t-\t-\n", "targets:1:6: “1000001” is not a number"},
        {"T1\tA\t18446744073709551617\t-\t-\t-\n", "targets:1:6:"},
        {"T1\tA\t1.0\t-\t-\t-\n", "targets:1:6: “1.0” is not"},
        {"T:1\tA\t1\t-\t-\t-\n", "targets:1:1: the id “T:1” has a “:”"},
        {"T,1\tA\t1\t-\t-\t-\n", "targets:1:1: the id “T,1” has a “,”"},
        {"-\tA\t1\t-\t-\t-\n", "targets:1:1: “-” means none"},
        {"T1\t-\t1\t-\t-\t-\n", "targets:1:4: “-” means none and is no stratum"},
        {"T1\tA\t1\t-\t-\tb,a\n", "targets:1:12: the set “b,a” is not sorted"},
        {"T1\tA\t1\t-\t-\ta,a\n", "targets:1:12: the set “a,a” is not sorted"},
        {"T1\tA\t1\t-\t-\ta,\n", "targets:1:12: the set “a,” has an empty"},
        {"T1\tA\t1\t-\t-\t,a\n", "targets:1:12: the set “,a” has an empty"},
        {"T1\tA\t1\t-\t-\t-,a\n", "targets:1:12: the set “-,a” has an empty word or “-”"},
        {"T1\tA\t1\t\x01-\t-\t-\n", "targets:1:8: the line has a control character"},
        {"T1\tA\t1\t\x7F\t-\t-\n", "targets:1:8: the line has a control character"},
        {"T1\tA\t1\t\xC2\x80\t-\t-\n", "targets:1:8: the line has a control character"},
        {"T1\tA\t1\tx\xC2\x9F\t-\t-\n", "targets:1:8: the line has a control"},
        {"T1\tA\t1\te\xCC\x81\t-\t-\n", "targets:1:8: the line has a control character, "
                                        "or text that is not in Unicode's form NFC"},
        {"e\xCC\x81\tA\t1\t-\t-\t-\n", "targets:1:1: the line has a control character"},
        {"T\xC2\x85\tA\t1\t-\t-\t-\n", "targets:1:1: the line has a control character"},
        {"T1\tA\t1\t-\t-\t\xE9\n", "targets:1:12: the line is not UTF-8"},
        {"T1\tA\t1\t\xFF\t-\t-\n", "targets:1:8: the line is not UTF-8"},
        {"T1\tA\t1\t\xC0\x80\t-\t-\n", "targets:1:8: the line is not UTF-8"},
        {"T1\tA\t1\t\xED\xA0\x80\t-\t-\n", "targets:1:8: the line is not UTF-8"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_refused(NULL, cases[i].targets, NULL, NULL, cases[i].words);
    assert_refused(NULL, NULL, "P1\tO\t-\t1\n", NULL, "people:1: the line has 4 fields");
    assert_refused(NULL, NULL, "P1\tO\t-\tx\t-\n", NULL,
                   "people:1:8: “x” is not a number");
    assert_refused(NULL, NULL, "P1\tO\t-\t1\tb,a\n", NULL, "people:1:10: the set");
    assert_refused(NULL, NULL, "P,1\tO\t-\t1\t-\n", NULL, "people:1:1: the id");
    assert_refused(NULL, NULL, NULL, "P1T1\tkin\n", "avoid:1:1: “P1T1” is not person");
    assert_refused(NULL, NULL, NULL, "P1:T1:x\tkin\n", "avoid:1:1: “P1:T1:x” is not");
    assert_refused(NULL, NULL, NULL, ":T1\tkin\n", "avoid:1:1: “:T1” is not person");
    assert_refused(NULL, NULL, NULL, "P1:\tkin\n", "avoid:1:1: “P1:” is not person");
    assert_refused(NULL, NULL, NULL, "-:T1\tkin\n", "avoid:1:1: “-:T1” is not person");
    assert_refused(NULL, NULL, NULL, "P1:T1\n", "avoid:1: the line has 1 fields");
    assert_refused(NULL, NULL, NULL, "P2:T1\ta\nP1:T1\ta\n", "avoid:2:1: “P1:T1” has");
}

static void test_nul_is_a_control_character(void **state) {
    (void)state;
    static const char text[] = "T1\tA\t1\t-\0\t-\t-\n";
    struct xc_draw_files files = {.rules = XC_STR(EXAMPLE_RULES),
                                  .targets = {text, sizeof text - 1}};
    struct xc_error error = {0};
    struct xc_urn urn;
    struct xc_arena *arena = xc_arena_new(EXAMPLE_ARENA);
    assert_int_equal(xc_urn_read(&files, arena, &urn, &error), XC_EINPUT);
    assert_error(&error, "targets:1:9: the line has a control character");
    xc_arena_free(arena);
}

static void test_chinese_and_composed_text_is_read(void **state) {
    (void)state;
    struct example example;
    assert_int_equal(example_read(&example, NULL,
                                  "中医院\t三级\t1\t集团\t320282\t重点\n"
                                  "caf\xC3\xA9\t三级\t1\t-\t-\t-\n"
                                  "caf\xC3\xA9\xC2\xA0x\t三级\t1\t-\t-\t-\n"
                                  "\xEA\xB0\x80\t一级\t1\t-\t-\t-\n",
                                  NULL, NULL),
                     XC_EINPUT);
    example_free(&example);
    assert_int_equal(example_read(&example, NULL,
                                  "caf\xC3\xA9\t三级\t1\t-\t-\t-\n"
                                  "caf\xC3\xA9\xC2\xA0x\t三级\t1\t-\t-\t-\n"
                                  "中医院\t三级\t1\t集团\t320282\t重点\n"
                                  "\xEA\xB0\x80\t一级\t1\t-\t-\t-\n",
                                  NULL, NULL),
                     XC_OK);
    assert_int_equal(example.urn.targets.strata_count, 2);
    assert_text(example.urn.targets.strata[0], "一级");
    example_free(&example);
}

/* P10 stands before P1: because "0" is less than ":". */
static void test_avoid_becomes_rows(void **state) {
    (void)state;
    struct example example;
    assert_int_equal(
        example_read(&example, "{\"select\":{\"method\":\"order\"},\"v\":1}", NULL,
                     "P1\tO1\t32\t1\t-\nP10\t-\t-\t1\t-\nP2\tO2\t-\t1\t-\n",
                     "P0:T1\tx\nP10:T2\tx\nP10:T3\tx\nP1:T1\tx\nP1:T3\tx\nP1:T9\tx\n"
                     "P2:T0\tx\n"),
        XC_OK);
    const struct xc_draw_avoid *avoid = &example.urn.avoid;
    static const uint32_t people[] = {0, 0, 1, 1};
    static const uint32_t targets[] = {0, 2, 1, 2};
    assert_int_equal(example.urn.avoid_rows, 7);
    assert_int_equal(avoid->count, 4);
    assert_memory_equal(avoid->person, people, sizeof people);
    assert_memory_equal(avoid->target, targets, sizeof targets);
    assert_int_equal(avoid->first[0], 0);
    assert_int_equal(avoid->first[1], 2);
    assert_int_equal(avoid->first[2], 4);
    assert_int_equal(avoid->first[3], 4);
    for (uint32_t person = 0; person < 3; person++) {
        for (uint32_t target = 0; target < 4; target++) {
            bool expected = false;
            for (size_t i = 0; i < 4; i++)
                expected |= people[i] == person && targets[i] == target;
            assert_int_equal(xc_urn_barred(&example.urn, person, target), expected);
        }
    }
    example_free(&example);
}

/* Every subset of eight targets as somebody's bars. */
static void test_every_bar_is_found(void **state) {
    (void)state;
    enum { TARGETS = 8, SETS = 1 << TARGETS };
    struct example example;
    struct xc_buffer targets = xc_buffer_make(1 << 20);
    struct xc_buffer people = xc_buffer_make(1 << 20);
    struct xc_buffer avoid = xc_buffer_make(1 << 20);
    for (unsigned i = 0; i < TARGETS; i++)
        (void)xc_buffer_printf(&targets, "T%u\tA\t1\t-\t-\t-\n", i);
    for (unsigned set = 0; set < SETS; set++) {
        (void)xc_buffer_printf(&people, "P%03u\t-\t-\t1\t-\n", set);
        for (unsigned i = 0; i < TARGETS; i++) {
            if ((set >> i & 1) != 0)
                (void)xc_buffer_printf(&avoid, "P%03u:T%u\tkin\n", set, i);
        }
    }
    (void)xc_buffer_putc(&targets, '\0');
    (void)xc_buffer_putc(&people, '\0');
    (void)xc_buffer_putc(&avoid, '\0');
    assert_int_equal(example_read(&example, NULL, targets.ptr, people.ptr, avoid.ptr),
                     XC_OK);
    for (unsigned set = 0; set < SETS; set++) {
        for (unsigned i = 0; i < TARGETS; i++)
            assert_int_equal(xc_urn_barred(&example.urn, set, i), set >> i & 1);
    }
    xc_buffer_free(&targets);
    xc_buffer_free(&people);
    xc_buffer_free(&avoid);
    example_free(&example);
}

static void test_apart_bars_equal_fields_only(void **state) {
    (void)state;
    static const char targets[] = "T1\tA\t1\tO\t32\t-\nT2\tA\t1\t-\t-\t-\n";
    static const char people[] = "P1\tO\t33\t1\t-\nP2\t-\t32\t1\t-\nP3\t-\t-\t1\t-\n";
    static const struct {
        const char *apart;
        bool barred[3];
    } cases[] = {{"[]", {false, false, false}},
                 {"[\"area\"]", {false, true, false}},
                 {"[\"organisation\"]", {true, false, false}},
                 {"[\"area\",\"organisation\"]", {true, true, false}},
                 {"[\"organisation\",\"area\"]", {true, true, false}}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct example example;
        char rules[256];
        (void)snprintf(rules, sizeof rules,
                       "{\"deal\":{\"apart\":%s,\"seats\":[\"a\"]},"
                       "\"select\":{\"method\":\"order\"},\"v\":1}",
                       cases[i].apart);
        assert_int_equal(example_read(&example, rules, targets, people, ""), XC_OK);
        for (uint32_t person = 0; person < 3; person++) {
            assert_int_equal(xc_urn_barred(&example.urn, person, 0),
                             cases[i].barred[person]);
            assert_false(xc_urn_barred(&example.urn, person, 1));
        }
        example_free(&example);
    }
}

/* More strata than the table of names starts with, met in another order than sorted. */
static void test_many_strata(void **state) {
    (void)state;
    enum { ROWS = 5000 };
    struct example example;
    struct xc_buffer out = xc_buffer_make(1 << 20);
    for (unsigned i = 0; i < ROWS; i++)
        (void)xc_buffer_printf(&out, "T%04u\tS%04u\t1\t-\t-\t-\n", i,
                               i * 1237 % (ROWS / 2));
    (void)xc_buffer_putc(&out, '\0');
    assert_int_equal(example_read(&example, NULL, out.ptr, NULL, NULL), XC_OK);
    assert_int_equal(example.urn.targets.strata_count, ROWS / 2);
    for (unsigned i = 0; i < ROWS; i++)
        assert_int_equal(example.urn.targets.stratum[i], i * 1237 % (ROWS / 2));
    xc_buffer_free(&out);
    example_free(&example);
}

static void test_too_little_memory(void **state) {
    (void)state;
    struct xc_draw_files files = {.rules = XC_STR(EXAMPLE_RULES),
                                  .targets = XC_STR(EXAMPLE_TARGETS),
                                  .people = XC_STR(EXAMPLE_PEOPLE),
                                  .avoid = XC_STR(EXAMPLE_AVOID)};
    bool done = false;
    for (size_t bytes = 0; !done; bytes++) {
        struct xc_error error = {0};
        struct xc_urn urn;
        struct xc_arena *arena = xc_arena_new(bytes);
        int code = xc_urn_read(&files, arena, &urn, &error);
        done = code == XC_OK;
        assert_true(done || code == XC_ENOMEM);
        assert_true(bytes < 10000);
        xc_arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_empty_tables),
        cmocka_unit_test(test_bad_tables_name_their_line),
        cmocka_unit_test(test_nul_is_a_control_character),
        cmocka_unit_test(test_chinese_and_composed_text_is_read),
        cmocka_unit_test(test_avoid_becomes_rows),
        cmocka_unit_test(test_every_bar_is_found),
        cmocka_unit_test(test_apart_bars_equal_fields_only),
        cmocka_unit_test(test_many_strata),
        cmocka_unit_test(test_too_little_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
