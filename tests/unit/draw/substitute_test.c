#include "example.h"

#define RULES(deal, n)                                                                   \
    "{" deal "\"select\":{\"method\":\"srs\",\"n\":{\"A\":" n "}},\"v\":1}"
#define SEATS "\"deal\":{\"seats\":[\"officer\",\"officer\"]},"
#define TEAMS "\"deal\":{\"seats\":[\"officer\"],\"teams\":[[\"P1\"],[]]},"

#define TARGETS                                                                          \
    "T1\tA\t1\t-\t-\t-\nT2\tA\t1\t-\t-\t-\nT3\tA\t1\t-\t-\t-\nT4\tB\t1\t-\t-\t-\n"
#define PEOPLE                                                                           \
    "P1\t-\t-\t1\tlead\nP2\t-\t-\t1\tofficer\nP3\t-\t-\t2\tofficer\nP4\t-\t-"            \
    "\t1\tofficer"                                                                       \
    "\n"

static const struct xc_str draw_id = XC_STR_INIT("demo/substitute");
static const struct xc_digest draw_seed = {{7}};
static const struct xc_digest later_seed = {{8}};

struct drawn {
    struct example example;
    struct xc_draw_result result;
    struct xc_draw_state state;
};

static void start(struct drawn *drawn, const char *rules, const char *people) {
    struct example *example = &drawn->example;
    assert_int_equal(example_read(example, rules, TARGETS, people, ""), XC_OK);
    assert_int_equal(xc_draw_run(&example->urn, draw_id, &draw_seed, NULL, 0,
                                 example->arena, &drawn->result, NULL, &example->error),
                     XC_OK);
    assert_int_equal(xc_draw_state_start(&example->urn, &drawn->result, example->arena,
                                         &drawn->state, &example->error),
                     XC_OK);
}

static int replace(struct drawn *drawn, bool person, uint32_t leaves, uint32_t target,
                   struct xc_draw_substitute *out) {
    return xc_draw_substitute(&drawn->state, draw_id, &later_seed, person, leaves, target,
                              out, &drawn->example.error);
}

/* One target of stratum A is drawn: the two others follow, then nobody is left, since T4
 * is of another stratum and nobody comes back. */
static void test_targets_follow_until_none_is_left(void **state) {
    (void)state;
    struct drawn drawn;
    struct xc_draw_substitute out;
    unsigned sum = 0;
    start(&drawn, RULES("", "1"), "");
    for (int i = 0; i < 3; i++) {
        uint32_t leaves = drawn.state.slots[0];
        sum += leaves;
        assert_int_equal(replace(&drawn, false, leaves, UINT32_MAX, &out), XC_OK);
        assert_int_equal(out.none, i == 2);
        assert_null(out.crew);
        assert_int_equal(drawn.state.slots[0], i == 2 ? UINT32_MAX : out.row);
    }
    assert_int_equal(sum, 0 + 1 + 2);
    assert_int_equal(out.row, UINT32_MAX);
    assert_int_equal(replace(&drawn, false, 0, UINT32_MAX, &out), XC_EINPUT);
    assert_error(&drawn.example.error, "“T1” is not drawn, or was replaced");
    assert_int_equal(replace(&drawn, false, UINT32_MAX, UINT32_MAX, &out), XC_EINPUT);
    assert_error(&drawn.example.error, "the urn has no such target");
    assert_int_equal(replace(&drawn, true, 0, 0, &out), XC_EINPUT);
    assert_error(&drawn.example.error, "this draw deals nobody who could be replaced");
    example_free(&drawn.example);
}

/* P2, P3 and P4 for two seats: one is out. Who leaves is replaced by that one, and nobody
 * is left for the next; P1 has no seat to take. */
static void test_people_follow_until_none_is_left(void **state) {
    (void)state;
    struct drawn drawn;
    struct xc_draw_substitute out;
    start(&drawn, RULES(SEATS, "1"), PEOPLE);
    uint32_t target = drawn.state.slots[0];
    uint32_t first = drawn.state.crews[0];
    uint32_t second = drawn.state.crews[1];
    uint32_t third = 1 + 2 + 3 - first - second;
    assert_int_equal(replace(&drawn, true, 0, target, &out), XC_EINPUT);
    assert_error(&drawn.example.error, "“P1” has no seat there");
    assert_int_equal(replace(&drawn, true, first, 3, &out), XC_EINPUT);
    assert_error(&drawn.example.error, "“T4” is not drawn, or was replaced");
    assert_int_equal(replace(&drawn, true, UINT32_MAX, target, &out), XC_EINPUT);
    assert_error(&drawn.example.error, "the urn has no such person");
    assert_int_equal(replace(&drawn, true, first, target, &out), XC_OK);
    assert_int_equal(out.row, third);
    assert_null(out.crew);
    assert_int_equal(drawn.state.crews[0], third);
    assert_int_equal(drawn.state.crews[1], second);
    assert_int_equal(replace(&drawn, true, first, target, &out), XC_EINPUT);
    assert_int_equal(replace(&drawn, true, second, target, &out), XC_OK);
    assert_true(out.none);
    assert_int_equal(drawn.state.crews[1], UINT32_MAX);
    example_free(&drawn.example);
}

/* The old crew is free for the new target: even those who left the old one. */
static void test_a_crew_is_freed_with_its_target(void **state) {
    (void)state;
    struct drawn drawn;
    struct xc_draw_substitute out;
    start(&drawn, RULES(SEATS, "1"),
          "P2\t-\t-\t1\tofficer\nP3\t-\t-\t1\tofficer\nP4\t-\t-\t0\tofficer\n");
    uint32_t target = drawn.state.slots[0];
    assert_int_equal(replace(&drawn, true, 0, target, &out), XC_OK);
    assert_true(out.none);
    assert_int_equal(replace(&drawn, false, target, UINT32_MAX, &out), XC_OK);
    assert_false(out.none);
    assert_int_equal(out.crew_count, 2);
    assert_int_equal(out.crew[0] + out.crew[1], 0 + 1);
    assert_int_equal(drawn.state.crews[0], out.crew[0]);
    example_free(&drawn.example);
}

/* Both are busy at the other target, so the one that leaves is not replaced, and nobody
 * of the second stays free for it. */
static void test_no_crew_is_void(void **state) {
    (void)state;
    struct drawn drawn;
    struct xc_draw_substitute out;
    start(&drawn, RULES(SEATS, "2"), "P2\t-\t-\t2\tofficer\nP3\t-\t-\t2\tofficer\n");
    uint32_t target = drawn.state.slots[0];
    uint32_t other = drawn.state.slots[1];
    assert_int_equal(replace(&drawn, true, 0, target, &out), XC_OK);
    assert_true(out.none);
    drawn.example.urn.people.capacity[0] = 1;
    assert_int_equal(replace(&drawn, false, target, UINT32_MAX, &out), XC_OK);
    assert_true(out.none);
    assert_null(out.crew);
    assert_int_equal(drawn.state.slots[0], UINT32_MAX);
    assert_int_equal(drawn.state.crews[0], UINT32_MAX);
    assert_int_equal(drawn.state.crews[1], UINT32_MAX);
    assert_int_equal(drawn.state.slots[1], other);
    example_free(&drawn.example);
}

static void test_members_of_teams(void **state) {
    (void)state;
    struct drawn drawn;
    struct xc_draw_substitute out;
    start(&drawn, RULES(TEAMS, "2"), PEOPLE);
    uint32_t one = drawn.state.teams[0].people[1];
    uint32_t two = drawn.state.teams[1].people[0];
    uint32_t rest = 1 + 2 + 3 - one - two;
    assert_int_equal(replace(&drawn, true, 0, UINT32_MAX, &out), XC_EINPUT);
    assert_error(&drawn.example.error,
                 "“P1” is a fixed member of team 1, and no draw replaces those");
    assert_int_equal(replace(&drawn, true, one, drawn.state.slots[0], &out), XC_EINPUT);
    assert_error(&drawn.example.error, "this draw has teams: a person is replaced in the "
                                       "team, not at a target");
    assert_int_equal(replace(&drawn, true, rest, UINT32_MAX, &out), XC_EINPUT);
    assert_int_equal(replace(&drawn, true, one, UINT32_MAX, &out), XC_OK);
    assert_int_equal(out.row, rest);
    /* who left the first team may join the second, and not come back to the first */
    assert_int_equal(replace(&drawn, true, rest, UINT32_MAX, &out), XC_OK);
    assert_true(out.none);
    assert_int_equal(drawn.state.teams[0].people[1], UINT32_MAX);
    assert_int_equal(replace(&drawn, true, two, UINT32_MAX, &out), XC_OK);
    assert_false(out.none);
    assert_int_not_equal(out.row, two);
    example_free(&drawn.example);
}

/* Every allocation of the arena fails once: first for a target, then for a person. */
static void substitute_with_too_little(const char *rules, bool team) {
    struct drawn drawn;
    struct xc_draw_substitute out;
    unsigned short_of = 0;
    int code = XC_ENOMEM;
    start(&drawn, rules, PEOPLE);
    struct example *example = &drawn.example;
    for (size_t bytes = 0; code != XC_OK; bytes += 8) {
        struct xc_arena *arena = xc_arena_new(bytes);
        memset(&example->error, 0, sizeof example->error);
        code = xc_draw_state_start(&example->urn, &drawn.result, arena, &drawn.state,
                                   &example->error);
        if (code == XC_OK)
            code = replace(&drawn, false, drawn.result.slots[0], UINT32_MAX, &out);
        if (code == XC_OK && !out.none)
            code = replace(&drawn, true, drawn.result.teams == NULL ? out.crew[0] : 0,
                           team ? UINT32_MAX : out.row, &out);
        if (team && code == XC_EINPUT) /* P1 is a fixed member */
            code =
                replace(&drawn, true, drawn.result.teams[0].people[1], UINT32_MAX, &out);
        assert_true(code == XC_OK ||
                    (code == XC_ENOMEM && example->error.code == XC_ENOMEM));
        short_of += code != XC_OK;
        xc_arena_free(arena);
    }
    assert_in_range(short_of, 20, 10000);
    example_free(example);
}

static void test_too_little_memory(void **state) {
    (void)state;
    substitute_with_too_little(RULES(SEATS, "1"), false);
    substitute_with_too_little(RULES(TEAMS, "2"), true);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_targets_follow_until_none_is_left),
        cmocka_unit_test(test_people_follow_until_none_is_left),
        cmocka_unit_test(test_a_crew_is_freed_with_its_target),
        cmocka_unit_test(test_no_crew_is_void),
        cmocka_unit_test(test_members_of_teams),
        cmocka_unit_test(test_too_little_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
