#include "example.h"

#include "draw/draw_internal.h"

#define RULES(deal) "{\"deal\":" deal ",\"select\":{\"method\":\"order\"},\"v\":1}"

static const struct xc_str draw_id = XC_STR_INIT("demo/deal");
static const struct xc_digest some_seed = {{7}};

/* Draws all targets of the urn; the answer is xc_draw_run's. */
static int run(struct example *example, const char *rules, const char *targets,
               const char *people, const char *avoid, struct xc_draw_result *result) {
    int code = example_read(example, rules, targets, people, avoid);
    assert_int_equal(code, XC_OK);
    return xc_draw_run(&example->urn, draw_id, &some_seed, NULL, 0, example->arena,
                       result, NULL, &example->error);
}

/* The person in the seat of a target, by names. */
static const char *sits(const struct example *example,
                        const struct xc_draw_result *result, const char *target,
                        size_t seat) {
    static const char *const names[] = {"P1", "P2", "P3", "P4"};
    uint32_t row = xc_urn_find_target(&example->urn, xc_str_from(target));
    for (uint32_t s = 0; s < result->slot_count; s++)
        if (result->slots[s] == row)
            return names[result->crews[s * example->urn.rules.seat_count + seat]];
    return "nobody";
}

static void test_nobody_may_take_a_seat(void **state) {
    (void)state;
    struct example example;
    struct xc_draw_result result;
    int code = run(&example, RULES("{\"seats\":[\"officer\",\"expert\"]}"),
                   "T1\tA\t1\t-\t-\t-\n",
                   "P1\t-\t-\t1\tofficer\nP2\t-\t-\t0\texpert,officer\n", "", &result);
    assert_int_equal(code, XC_ENO);
    assert_error(&example.error,
                 "nobody may take the seat T1 expert\n  name more people, "
                 "raise capacities, or draw fewer");
    example_free(&example);
}

/* P2 can be spared by T1, so T1 is no part of it; a capacity does not help where two
 * seats of one target need two people. */
static void test_shortage_names_what_is_short(void **state) {
    (void)state;
    struct example example;
    struct xc_draw_result result;
    int code = run(&example, RULES("{\"seats\":[\"lead\",\"lead\"]}"),
                   "T1\tA\t1\t-\t-\t-\nT2\tA\t1\t-\t-\t-\n",
                   "P1\t-\t-\t9\tlead\nP2\t-\t-\t9\tlead\nP3\t-\t-\t9\tlead\n",
                   "P1:T2\tkin\nP2:T2\tkin\n", &result);
    assert_int_equal(code, XC_ENO);
    assert_error(
        &example.error,
        "these 2 seats cannot all be filled, though they could without any one of "
        "them: T2 lead, T2 lead; who may sit there, with the capacity of each: P3 "
        "(9)\n");
    example_free(&example);
}

static void test_shortage_names_all_who_may(void **state) {
    (void)state;
    struct example example;
    struct xc_draw_result result;
    int code =
        run(&example, RULES("{\"seats\":[\"lead\",\"lead\"]}"),
            "T1\tA\t1\t-\t-\t-\nT2\tA\t1\t-\t-\t-\n",
            "P1\t-\t-\t2\tlead\nP2\t-\t-\t1\tlead\nP3\t-\t-\t9\tofficer\n", "", &result);
    assert_int_equal(code, XC_ENO);
    struct xc_buffer text = xc_buffer_make(1 << 14);
    assert_int_equal(xc_error_render(&example.error, NULL, &text), XC_OK);
    assert_true(xc_str_find(xc_buffer_view(&text),
                            XC_STR("with the capacity of each: P1 (2), P2 (1)\n")) > 0);
    xc_buffer_free(&text);
    example_free(&example);
}

static void test_long_shortages_are_cut(void **state) {
    (void)state;
    struct example example;
    struct xc_draw_result result;
    struct xc_buffer targets = xc_buffer_make(1 << 16);
    for (unsigned i = 0; i < 500; i++)
        (void)xc_buffer_printf(&targets, "T%03u\tA\t1\t-\t-\t-\n", i);
    (void)xc_buffer_putc(&targets, '\0');
    int code = run(&example, RULES("{\"seats\":[\"lead\"]}"), targets.ptr,
                   "P1\t-\t-\t499\tlead\n", "", &result);
    assert_int_equal(code, XC_ENO);
    struct xc_buffer text = xc_buffer_make(1 << 14);
    assert_int_equal(xc_error_render(&example.error, NULL, &text), XC_OK);
    struct xc_str view = xc_buffer_view(&text);
    assert_true(xc_str_starts(view, XC_STR("these 500 seats cannot all be filled")));
    assert_true(xc_str_find(view, XC_STR(", …; who may sit there")) > 0);
    assert_true(xc_str_find(view, XC_STR("of each: P1 (499)\n")) > 0);
    xc_buffer_free(&text);
    xc_buffer_free(&targets);
    example_free(&example);
}

/* P1 alone may lead, so it is never the officer, whatever its tickets. */
static void test_several_kinds(void **state) {
    (void)state;
    struct example example;
    struct xc_draw_result result;
    int code = run(&example, RULES("{\"seats\":[\"officer\",\"lead\"]}"),
                   "T1\tA\t1\t-\t-\t-\nT2\tA\t1\t-\t-\t-\nT3\tA\t1\t-\t-\t-\n",
                   "P1\t-\t-\t3\tlead,officer\nP2\t-\t-\t2\tofficer\nP3\t-\t-\t2\tofficer"
                   "\nP4\t-\t-\t0\tlead,officer\n",
                   "", &result);
    assert_int_equal(code, XC_OK);
    for (unsigned t = 1; t <= 3; t++) {
        char target[3] = {'T', (char)('0' + t), '\0'};
        assert_string_equal(sits(&example, &result, target, 1), "P1");
        assert_string_not_equal(sits(&example, &result, target, 0), "P1");
        assert_string_not_equal(sits(&example, &result, target, 0), "P4");
    }
    example_free(&example);
}

static void test_nobody_drawn_nobody_dealt(void **state) {
    (void)state;
    struct example example;
    struct xc_draw_result result;
    assert_int_equal(run(&example, RULES("{\"balance\":true,\"seats\":[\"lead\"]}"), "",
                         "", "", &result),
                     XC_OK);
    assert_int_equal(result.slot_count, 0);
    assert_non_null(result.crews);
    example_free(&example);
    assert_int_equal(run(&example, RULES("{\"seats\":[],\"teams\":[[\"P1\"]]}"), "",
                         "P1\t-\t-\t1\tlead\n", "", &result),
                     XC_OK);
    assert_int_equal(result.team_count, 1);
    assert_int_equal(result.teams[0].count, 1);
    assert_non_null(result.team_of);
    assert_null(result.crews);
    example_free(&example);
}

/* Where nobody is barred, the first by ticket who is not full always leaves a way: more
 * targets than are worked on at a time, by all cores, and more people than bits in a
 * word. */
static void test_many_targets_and_full_people(void **state) {
    (void)state;
    enum { TARGETS = 2500, PEOPLE = 150 };
    struct example example;
    struct xc_draw_result result;
    struct xc_buffer targets = xc_buffer_make(1 << 20);
    struct xc_buffer people = xc_buffer_make(1 << 16);
    for (unsigned i = 0; i < TARGETS; i++)
        (void)xc_buffer_printf(&targets, "T%04u\tA\t1\t-\t-\t-\n", i);
    for (unsigned i = 0; i < PEOPLE; i++)
        (void)xc_buffer_printf(&people, "P%03u\t-\t-\t%u\tlead\n", i, i / 4 + 1);
    (void)xc_buffer_putc(&targets, '\0');
    (void)xc_buffer_putc(&people, '\0');
    assert_int_equal(run(&example, RULES("{\"seats\":[\"lead\"]}"), targets.ptr,
                         people.ptr, "", &result),
                     XC_OK);
    struct xc_hasher *hasher = xc_hasher_new();
    struct xc_ticketer ticketer;
    uint32_t used[PEOPLE] = {0};
    assert_non_null(hasher);
    xc_ticket_start(&ticketer, hasher, "pair", draw_id, &some_seed);
    for (uint32_t s = 0; s < TARGETS; s++) {
        struct xc_digest best = {{0}};
        uint32_t first = UINT32_MAX;
        for (uint32_t p = 0; p < PEOPLE; p++) {
            struct xc_digest ticket =
                xc_ticket_pair(&ticketer, example.urn.targets.id[result.slots[s]],
                               example.urn.people.id[p]);
            if (used[p] < example.urn.people.capacity[p] &&
                (first == UINT32_MAX || xc_ticket_compare(&ticket, &best) < 0)) {
                best = ticket;
                first = p;
            }
        }
        assert_int_equal(result.crews[s], first);
        used[first]++;
    }
    xc_hasher_free(hasher);
    xc_buffer_free(&targets);
    xc_buffer_free(&people);
    example_free(&example);
}

/* Every allocation of the arena fails once, and always leaves the same result. */
static void deal_with_too_little(const char *rules) {
    struct example example;
    struct xc_draw_result expected;
    unsigned short_of = 0;
    int code = XC_ENOMEM;
    assert_int_equal(run(&example, rules, "T1\tA\t1\tO1\tR9\t-\nT2\tA\t1\tO2\tR2\t-\n",
                         "P1\tO1\tR2\t2\tofficer\nP2\tO3\tR3\t2\tofficer\n"
                         "P3\tO4\tR1\t2\tofficer\nP4\t-\t-\t2\tofficer\n",
                         "P2:T1\tkin\n", &expected),
                     XC_OK);
    for (size_t bytes = 0; code != XC_OK; bytes += 8) {
        struct xc_arena *arena = xc_arena_new(bytes);
        struct xc_draw_result result;
        struct xc_error error = {0};
        code = xc_draw_run(&example.urn, draw_id, &some_seed, NULL, 0, arena, &result,
                           NULL, &error);
        assert_true(code == XC_OK || (code == XC_ENOMEM && error.code == XC_ENOMEM));
        if (code == XC_OK && expected.crews != NULL)
            assert_memory_equal(result.crews, expected.crews, 4 * sizeof(uint32_t));
        if (code == XC_OK && expected.team_of != NULL)
            assert_memory_equal(result.team_of, expected.team_of, 2 * sizeof(uint32_t));
        short_of += code != XC_OK;
        xc_arena_free(arena);
    }
    assert_in_range(short_of, 100, 10000);
    example_free(&example);
}

static void test_too_little_memory(void **state) {
    (void)state;
    deal_with_too_little(RULES("{\"apart\":[\"area\",\"organisation\"],"
                               "\"balance\":true,\"seats\":[\"officer\",\"officer\"]}"));
    deal_with_too_little(
        RULES("{\"seats\":[\"officer\"],\"teams\":[[\"P1\"],[\"P2\"]]}"));
}

static bool refuse(void *context, const char *phase, size_t done, size_t total) {
    unsigned *calls = context;
    (void)done;
    (void)total;
    *calls += strcmp(phase, "dealing people") == 0;
    return false;
}

static void test_stops_when_asked(void **state) {
    (void)state;
    struct example example;
    unsigned calls = 0;
    struct xc_progress progress = {refuse, &calls};
    uint32_t slots[] = {1, 0, 3};
    struct xc_draw_result result = {.slots = slots, .slot_count = 3};
    assert_int_equal(example_read(&example, NULL, NULL, NULL, NULL), XC_OK);
    assert_int_equal(xc_deal_run(&example.urn, draw_id, &some_seed, &result,
                                 example.arena, &progress, &example.error),
                     XC_ENO);
    assert_int_equal(calls, 1);
    assert_error(&example.error, "stopped");
    example_free(&example);
}

/* ---- teams ---- */

#define TEAM_TARGETS "T1\tA\t1\t-\t-\t-\nT2\tA\t1\t-\t-\t-\nT3\tA\t1\t-\t-\t-\n"

static void test_teams_take_nobody_twice(void **state) {
    (void)state;
    struct example example;
    struct xc_draw_result result;
    int code = run(
        &example, RULES("{\"seats\":[\"officer\"],\"teams\":[[\"P3\",\"P1\"],[\"P2\"]]}"),
        TEAM_TARGETS,
        "P1\t-\t-\t3\tofficer\nP2\t-\t-\t3\tofficer\nP3\t-\t-\t3\t-\n"
        "P4\t-\t-\t3\tofficer\nP5\t-\t-\t2\tofficer\n",
        "P4:T1\tkin\nP4:T2\tkin\n", &result);
    assert_int_equal(code, XC_OK);
    assert_int_equal(result.teams[0].count, 3);
    assert_int_equal(result.teams[0].people[0], 2);
    assert_int_equal(result.teams[0].people[1], 0);
    assert_int_equal(result.teams[1].people[0], 1);
    uint32_t first = result.teams[0].people[2];
    uint32_t second = result.teams[1].people[1];
    assert_int_equal(first + second, 3 + 4);
    assert_in_range(first, 3, 4);
    uint32_t without = first == 3 ? 1 : 0; /* the team without P4 */
    for (uint32_t s = 0; s < 3; s++)
        assert_int_equal(result.team_of[s], result.slots[s] == 2 ? 1 - without : without);
    example_free(&example);
}

static void test_teams_are_short(void **state) {
    (void)state;
    struct example example;
    struct xc_draw_result result;
    const char *rules =
        RULES("{\"seats\":[\"lead\",\"officer\"],\"teams\":[[],[\"P1\"]]}");
    assert_int_equal(run(&example, rules, TEAM_TARGETS,
                         "P1\t-\t-\t3\tlead\nP2\t-\t-\t3\tlead\nP3\t-\t-\t3\tofficer\n"
                         "P4\t-\t-\t3\tofficer\n",
                         "", &result),
                     XC_ENO);
    assert_error(&example.error,
                 "these 2 seats of teams (team, kind) cannot all be filled, though they "
                 "could without any one of them: 1 lead, 2 lead; who may sit there, each "
                 "in one seat: P2\n  name more people, or fewer teams or seats");
    example_free(&example);
    assert_int_equal(run(&example, rules, TEAM_TARGETS,
                         "P1\t-\t-\t3\tlead\nP2\t-\t-\t3\tlead\nP3\t-\t-\t3\tlead\n", "",
                         &result),
                     XC_ENO);
    assert_error(&example.error,
                 "nobody may take this seat of a team (team, kind): 1 officer");
    example_free(&example);
}

/* Two empty teams take the first two of many by ticket. */
static void test_teams_draw_from_many(void **state) {
    (void)state;
    enum { PEOPLE = 150 };
    for (uint8_t number = 0; number < 20; number++) {
        struct example example;
        struct xc_draw_result result;
        struct xc_digest seed = {{number}};
        struct xc_buffer people = xc_buffer_make(1 << 16);
        struct xc_hasher *hasher = xc_hasher_new();
        struct xc_ticketer ticketer;
        for (unsigned i = 0; i < PEOPLE; i++)
            (void)xc_buffer_printf(&people, "P%03u\t-\t-\t9\tofficer\n", i);
        (void)xc_buffer_putc(&people, '\0');
        assert_int_equal(
            example_read(&example, RULES("{\"seats\":[\"officer\"],\"teams\":[[],[]]}"),
                         TEAM_TARGETS, people.ptr, ""),
            XC_OK);
        assert_int_equal(xc_draw_run(&example.urn, draw_id, &seed, NULL, 0, example.arena,
                                     &result, NULL, &example.error),
                         XC_OK);
        xc_ticket_start(&ticketer, hasher, "team", draw_id, &seed);
        for (uint32_t t = 0; t < 2; t++) {
            uint32_t member = result.teams[t].people[0];
            struct xc_digest own = xc_ticket(&ticketer, example.urn.people.id[member]);
            uint32_t before = 0;
            for (uint32_t p = 0; p < PEOPLE; p++) {
                struct xc_digest other = xc_ticket(&ticketer, example.urn.people.id[p]);
                before += xc_ticket_compare(&other, &own) < 0;
            }
            assert_int_equal(before, t);
        }
        xc_hasher_free(hasher);
        xc_buffer_free(&people);
        example_free(&example);
    }
}

static void test_teams_stop_when_asked(void **state) {
    (void)state;
    struct example example;
    unsigned calls = 0;
    struct xc_progress progress = {refuse, &calls};
    uint32_t slots[] = {1, 0, 2};
    struct xc_draw_result result = {.slots = slots, .slot_count = 3};
    assert_int_equal(example_read(&example, RULES("{\"seats\":[],\"teams\":[[\"P1\"]]}"),
                                  TEAM_TARGETS, "P1\t-\t-\t3\t-\n", ""),
                     XC_OK);
    assert_int_equal(xc_teams_run(&example.urn, draw_id, &some_seed, &result,
                                  example.arena, &progress, &example.error),
                     XC_ENO);
    assert_int_equal(calls, 1);
    assert_error(&example.error, "stopped");
    example_free(&example);
}

static void test_targets_without_a_team(void **state) {
    (void)state;
    struct example example;
    struct xc_draw_result result;
    const char *rules = RULES("{\"seats\":[],\"teams\":[[\"P1\",\"P2\"],[\"P3\"]]}");
    assert_int_equal(run(&example, rules, TEAM_TARGETS,
                         "P1\t-\t-\t3\t-\nP2\t-\t-\t1\t-\nP3\t-\t-\t9\t-\n",
                         "P3:T1\tkin\nP3:T3\tkin\n", &result),
                     XC_ENO);
    assert_error(
        &example.error,
        "these 2 targets cannot all be given to a team, though they could without "
        "any one of them: ");
    struct xc_buffer text = xc_buffer_make(1 << 14);
    assert_int_equal(xc_error_render(&example.error, NULL, &text), XC_OK);
    assert_true(
        xc_str_find(xc_buffer_view(&text),
                    XC_STR("; teams that may go there, with the capacity of each: "
                           "1 (1)\n  name more teams, raise capacities, or "
                           "draw fewer")) > 0);
    assert_true(xc_str_find(xc_buffer_view(&text), XC_STR("T2")) < 0);
    xc_buffer_free(&text);
    example_free(&example);
    assert_int_equal(run(&example, rules, TEAM_TARGETS,
                         "P1\t-\t-\t3\t-\nP2\t-\t-\t0\t-\nP3\t-\t-\t9\t-\n",
                         "P3:T2\tkin\n", &result),
                     XC_ENO);
    assert_error(
        &example.error,
        "no team may go to T2: each has a member who is barred or may go nowhere");
    example_free(&example);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nobody_may_take_a_seat),
        cmocka_unit_test(test_shortage_names_what_is_short),
        cmocka_unit_test(test_shortage_names_all_who_may),
        cmocka_unit_test(test_long_shortages_are_cut),
        cmocka_unit_test(test_several_kinds),
        cmocka_unit_test(test_nobody_drawn_nobody_dealt),
        cmocka_unit_test(test_many_targets_and_full_people),
        cmocka_unit_test(test_too_little_memory),
        cmocka_unit_test(test_stops_when_asked),
        cmocka_unit_test(test_teams_take_nobody_twice),
        cmocka_unit_test(test_teams_are_short),
        cmocka_unit_test(test_targets_without_a_team),
        cmocka_unit_test(test_teams_draw_from_many),
        cmocka_unit_test(test_teams_stop_when_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
