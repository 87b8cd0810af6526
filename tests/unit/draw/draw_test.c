#include "example.h"

#include "draw/draw_internal.h"

#include <stdio.h>
#include <stdlib.h>

/* Runs a draw on the example's seed; the caller frees the text. */
static char *run(struct example *example, int expected) {
    struct xc_digest seed = digest_of(EXAMPLE_SEED);
    struct xc_draw_result result;
    int code = xc_draw_run(&example->urn, XC_STR("demo/8"), &seed, NULL, 0,
                           example->arena, &result, NULL, &example->error);
    assert_int_equal(code, expected);
    if (code != XC_OK)
        return NULL;
    json_t *json = xc_draw_result_json(&example->urn, &result);
    assert_non_null(json);
    char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
    assert_non_null(text);
    json_decref(json);
    return text;
}

static void assert_selected(const char *rules, const char *targets,
                            const char *selected) {
    struct example example;
    char expected[1024];
    assert_int_equal(example_read(&example, rules, targets, NULL, NULL), XC_OK);
    char *text = run(&example, XC_OK);
    (void)snprintf(expected, sizeof expected,
                   "{\"seed\":\"" EXAMPLE_SEED "\",\"selected\":%s}", selected);
    assert_string_equal(text, expected);
    free(text);
    example_free(&example);
}

static void assert_refused(const char *rules, const char *targets, const char *words) {
    struct example example;
    uint32_t *sizes = NULL;
    assert_int_equal(example_read(&example, rules, targets, NULL, NULL), XC_OK);
    (void)run(&example, XC_ENO);
    assert_error(&example.error, words);
    assert_int_equal(
        xc_draw_sizes(&example.urn, NULL, 0, example.arena, &sizes, &example.error),
        XC_ENO);
    assert_error(&example.error, words);
    example_free(&example);
}

/* ---- the worked example ---- */

static void test_tickets_of_the_example(void **state) {
    (void)state;
    static const struct {
        const char *id, *ticket;
    } targets[] = {
        {"T1", "af5f1d3505a2f6c90b75486675e8a831c0d6b3343b1f75ad5fefbde43d80abe8"},
        {"T2", "71eab8d4d508c191"},
        {"T3", "e99f4958"},
        {"T4", "e7d9a8d1"}};
    static const struct {
        const char *target, *person, *ticket;
    } pairs[] = {{"T2", "P1", "6b6ab673"}, {"T2", "P3", "ee9f2709"},
                 {"T1", "P2", "7d341864"}, {"T1", "P3", "d4ea4277"},
                 {"T4", "P1", "09be38f8"}, {"T4", "P2", "dc1c0d2e"}};
    struct xc_digest seed = digest_of(EXAMPLE_SEED);
    struct xc_hasher *hasher = xc_hasher_new();
    struct xc_ticketer ticketer;
    assert_non_null(hasher);
    xc_ticket_start(&ticketer, hasher, "target", XC_STR("demo/8"), &seed);
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
        assert_hex(xc_ticket(&ticketer, xc_str_from(targets[i].id)), targets[i].ticket);
    xc_ticket_start(&ticketer, hasher, "pair", XC_STR("demo/8"), &seed);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        assert_hex(xc_ticket_pair(&ticketer, xc_str_from(pairs[i].target),
                                  xc_str_from(pairs[i].person)),
                   pairs[i].ticket);
    xc_ticket_start(&ticketer, hasher, "start", XC_STR("demo/8"), &seed);
    struct xc_digest start = xc_ticket(&ticketer, XC_STR("A"));
    assert_hex(start, "8a9b2768");
    char hex[XC_DIGEST_HEX + 1];
    xc_digest_hex(&start, hex);
    assert_string_equal(hex + XC_DIGEST_HEX - 6, "00fa27");
    assert_int_equal(xc_ticket_mod(&start, 10), 1);
    xc_hasher_free(hasher);
}

static void test_digests_of_the_example(void **state) {
    (void)state;
    struct example example;
    assert_int_equal(example_read(&example, NULL, NULL, NULL, NULL), XC_OK);
    assert_hex(example.urn.rules_digest, "d16ef7174c56a5ff");
    assert_int_equal(example.urn.targets.count, 4);
    assert_hex(example.urn.targets_digest,
               "b7801be54d03a7884ffe929be83fbb2cdfa807910bba8f1fadb632ab1f569605");
    assert_int_equal(example.urn.people.count, 3);
    assert_hex(example.urn.people_digest, "fbc6fba2a930615e");
    assert_int_equal(example.urn.avoid_rows, 1);
    assert_hex(example.urn.avoid_digest, "5284703bd2b2a886");
    example_free(&example);
}

static void test_result_of_the_example(void **state) {
    (void)state;
    struct example example;
    assert_int_equal(example_read(&example, NULL, NULL, NULL, NULL), XC_OK);
    char *text = run(&example, XC_OK);
    assert_string_equal(text, "{\"crews\":[[\"T2\",\"P1\"],[\"T1\",\"P3\"],"
                              "[\"T4\",\"P2\"]],\"seed\":\"" EXAMPLE_SEED "\","
                              "\"selected\":{\"A\":[\"T2\",\"T1\",\"T4\"]}}");
    free(text);
    example_free(&example);
}

static void test_weights_of_the_example(void **state) {
    (void)state;
    assert_selected("{\"select\":{\"method\":\"pps\",\"n\":{\"A\":1}},\"v\":1}", NULL,
                    "{\"A\":[\"T1\"]}");
}

/* ---- rules, on the example's tickets: T2 < T1 < T4 < T3 ---- */

#define SRS(n)      "{\"select\":{\"method\":\"srs\",\"n\":{" n "}},\"v\":1}"
#define SHARE(rest) "{\"select\":{" rest "},\"v\":1}"

static void test_numbers_and_strata(void **state) {
    (void)state;
    static const char two[] =
        "T1\tA\t1\t-\t-\t-\nT2\tB\t1\t-\t-\t-\nT3\tB\t1\t-\t-\t-\nT4\tA\t1\t-\t-\t-\n";
    assert_selected(SRS("\"A\":2,\"B\":1"), two,
                    "{\"A\":[\"T1\",\"T4\"],\"B\":[\"T2\"]}");
    assert_selected(SRS("\"B\":2"), two, "{\"A\":[],\"B\":[\"T2\",\"T3\"]}");
    assert_selected(SRS("\"B\":0,\"C\":0"), two, "{\"A\":[],\"B\":[]}");
    assert_selected(SRS(""), "", "{}");
    assert_refused(SRS("\"A\":3,\"B\":1,\"C\":5"), two,
                   "too few targets are there to be drawn (strata: 2): A: 2 < 3, "
                   "C: 0 < 5");
}

static void test_shares_are_ceilings(void **state) {
    (void)state;
    assert_selected(SHARE("\"method\":\"srs\",\"share\":[1,4]"), NULL,
                    "{\"A\":[\"T2\"]}");
    assert_selected(SHARE("\"method\":\"srs\",\"share\":[26,100]"), NULL,
                    "{\"A\":[\"T2\",\"T1\"]}");
    assert_selected(SHARE("\"method\":\"srs\",\"share\":[1000000,1000000]"), NULL,
                    "{\"A\":[\"T2\",\"T1\",\"T4\",\"T3\"]}");
}

static void test_skip_and_must(void **state) {
    (void)state;
    static const char flags[] = "T1\tA\t0\t-\t-\tb,old\nT2\tA\t1\t-\t-\told\n"
                                "T3\tA\t1\t-\t-\tb,c\nT4\tA\t1\t-\t-\t-\n";
    assert_selected("{\"must\":[\"c\"],\"select\":{\"method\":\"srs\",\"n\":{\"A\":2}},"
                    "\"v\":1}",
                    flags, "{\"A\":[\"T2\",\"T3\"]}");
    assert_selected("{\"must\":[\"b\"],\"select\":{\"method\":\"srs\",\"n\":{\"A\":1}},"
                    "\"v\":1}",
                    flags, "{\"A\":[\"T1\",\"T3\"]}");
    assert_selected("{\"must\":[\"b\"],\"select\":{\"method\":\"srs\",\"n\":{}},"
                    "\"skip\":[\"c\"],\"v\":1}",
                    flags, "{\"A\":[\"T1\"]}");
    assert_selected("{\"select\":{\"method\":\"srs\",\"share\":[1,2]},"
                    "\"skip\":[\"c\",\"old\"],\"v\":1}",
                    flags, "{\"A\":[\"T4\"]}");
    assert_refused("{\"select\":{\"method\":\"srs\",\"n\":{\"A\":2}},\"skip\":[\"old\","
                   "\"c\"],\"v\":1}",
                   flags, "too few targets are there to be drawn (strata: 1): A: 1 < 2");
    /* Weight 0 is never asked, but a must is taken all the same. */
    assert_selected("{\"must\":[\"b\"],\"select\":{\"method\":\"pps\",\"n\":{\"A\":4}},"
                    "\"v\":1}",
                    flags, "{\"A\":[\"T2\",\"T1\",\"T4\",\"T3\"]}");
    assert_refused("{\"select\":{\"method\":\"pps\",\"n\":{\"A\":4}},\"v\":1}", flags,
                   "too few targets with a weight are there to be drawn (strata: 1): A: "
                   "3 < 4");
}

static void test_order_takes_all(void **state) {
    (void)state;
    struct example example;
    struct xc_digest seed = digest_of(EXAMPLE_SEED);
    struct xc_hasher *hasher = xc_hasher_new();
    struct xc_ticketer ticketer;
    struct xc_draw_result result;
    assert_int_equal(
        example_read(&example, SHARE("\"method\":\"order\""), NULL, NULL, NULL), XC_OK);
    assert_int_equal(xc_draw_run(&example.urn, XC_STR("demo/8"), &seed, NULL, 0,
                                 example.arena, &result, NULL, NULL),
                     XC_OK);
    assert_int_equal(result.slot_count, 4);
    xc_ticket_start(&ticketer, hasher, "order", XC_STR("demo/8"), &seed);
    for (uint32_t i = 1; i < 4; i++) {
        struct xc_digest a =
            xc_ticket(&ticketer, example.urn.targets.id[result.slots[i - 1]]);
        struct xc_digest b =
            xc_ticket(&ticketer, example.urn.targets.id[result.slots[i]]);
        assert_true(xc_ticket_compare(&a, &b) < 0);
    }
    xc_hasher_free(hasher);
    example_free(&example);
}

static void test_within_drops_what_was_not_drawn(void **state) {
    (void)state;
    static const char rules[] =
        "{\"select\":{\"method\":\"srs\",\"n\":{\"A\":1,\"B\":7,\"C\":1}},\"v\":1,"
        "\"within\":"
        "\"6913baf0c72014fc23f44b27a74cd95041cf99689490695214ee19381e2a8000\"}";
    static const char targets[] =
        "T1\tA\t1\t-\t-\t-\nT2\tB\t1\t-\t-\t-\nT3\tB\t1\t-\t-\t-\nT4\tC\t1\t-\t-\t-\n";
    static const struct xc_str outer[] = {XC_STR_INIT("A"), XC_STR_INIT("C"),
                                          XC_STR_INIT("D")};
    struct example example;
    struct xc_digest seed = digest_of(EXAMPLE_SEED);
    struct xc_draw_result result;
    assert_int_equal(example_read(&example, rules, targets, NULL, NULL), XC_OK);
    assert_int_equal(xc_draw_run(&example.urn, XC_STR("demo/8"), &seed, outer, 3,
                                 example.arena, &result, NULL, NULL),
                     XC_OK);
    assert_int_equal(result.strata[0].count, 1);
    assert_int_equal(result.strata[1].count, 0);
    assert_int_equal(result.strata[2].count, 1);
    assert_int_equal(xc_draw_run(&example.urn, XC_STR("demo/8"), &seed, outer, 0,
                                 example.arena, &result, NULL, NULL),
                     XC_OK);
    assert_int_equal(result.slot_count, 0);
    assert_int_equal(xc_draw_run(&example.urn, XC_STR("demo/8"), &seed, NULL, 0,
                                 example.arena, &result, NULL, &example.error),
                     XC_EINPUT);
    example_free(&example);
}

/* Every allocation of the arena fails once. */
static void test_too_little_memory(void **state) {
    (void)state;
    struct example example;
    struct xc_digest seed = digest_of(EXAMPLE_SEED);
    bool done = false;
    assert_int_equal(example_read(&example,
                                  "{\"select\":{\"floors\":{\"A\":1},\"method\":\"pps\","
                                  "\"share\":[3,4]},\"v\":1}",
                                  NULL, NULL, NULL),
                     XC_OK);
    for (size_t bytes = 0; !done; bytes++) {
        struct xc_draw_result result;
        uint32_t *sizes = NULL;
        struct xc_arena *arena = xc_arena_new(bytes);
        struct xc_error error = {0};
        int code = xc_draw_run(&example.urn, XC_STR("demo/8"), &seed, NULL, 0, arena,
                               &result, NULL, &error);
        done = code == XC_OK;
        assert_true(done || (code == XC_ENOMEM && error.code == XC_ENOMEM));
        assert_true(bytes < 1000);
        xc_arena_free(arena);
        arena = xc_arena_new(bytes);
        code = xc_draw_sizes(&example.urn, NULL, 0, arena, &sizes, NULL);
        assert_true(code == XC_OK ? sizes[0] == 3 : code == XC_ENOMEM);
        xc_arena_free(arena);
    }
    example_free(&example);
}

static bool refuse(void *context, const char *phase, size_t done, size_t total) {
    *(bool *)context = true;
    return phase == NULL || done > total;
}

static void test_a_draw_can_be_stopped(void **state) {
    (void)state;
    struct example example;
    struct xc_digest seed = digest_of(EXAMPLE_SEED);
    struct xc_draw_result result;
    bool asked = false;
    const struct xc_progress progress = {refuse, &asked};
    assert_int_equal(example_read(&example, NULL, NULL, NULL, NULL), XC_OK);
    assert_int_equal(xc_draw_run(&example.urn, XC_STR("demo/8"), &seed, NULL, 0,
                                 example.arena, &result, &progress, &example.error),
                     XC_ENO);
    assert_error(&example.error, "stopped");
    assert_true(asked);
    example_free(&example);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tickets_of_the_example),
        cmocka_unit_test(test_digests_of_the_example),
        cmocka_unit_test(test_result_of_the_example),
        cmocka_unit_test(test_weights_of_the_example),
        cmocka_unit_test(test_numbers_and_strata),
        cmocka_unit_test(test_shares_are_ceilings),
        cmocka_unit_test(test_skip_and_must),
        cmocka_unit_test(test_order_takes_all),
        cmocka_unit_test(test_within_drops_what_was_not_drawn),
        cmocka_unit_test(test_too_little_memory),
        cmocka_unit_test(test_a_draw_can_be_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
