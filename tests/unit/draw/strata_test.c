#include "example.h"

#include "draw/strata.h"

enum { NAMES = 1000, ROWS = 3 * NAMES };

struct gathering {
    struct xc_arena *arena;
    struct xc_strata strata;
    struct xc_draw_targets targets;
    uint32_t stratum[ROWS];
    char names[NAMES][12];
};

static void start(struct gathering *gathering) {
    memset(gathering, 0, sizeof *gathering);
    gathering->arena = xc_arena_new(1 << 20);
    assert_non_null(gathering->arena);
    gathering->targets.stratum = gathering->stratum;
    xc_strata_start(&gathering->strata);
    for (unsigned i = 0; i < NAMES; i++) /* 7 is prime to 1000: met in no order */
        (void)snprintf(gathering->names[i], sizeof gathering->names[i], "s%u",
                       i * 7 % NAMES);
}

static void add(struct gathering *gathering, struct xc_str name) {
    struct xc_draw_targets *targets = &gathering->targets;
    assert_true(xc_strata_add(&gathering->strata, targets->count, name, targets));
    targets->count++;
}

static void finish(struct gathering *gathering) {
    struct xc_error error = {0};
    assert_int_equal(
        xc_strata_end(&gathering->strata, gathering->arena, &gathering->targets, &error),
        XC_OK);
    xc_strata_free(&gathering->strata);
    assert_null(gathering->strata.names);
    assert_null(gathering->strata.slots);
    assert_int_equal(gathering->strata.count, 0);
}

/* Rows in turn, so that each name has to be found again: as many as there are, ascending
 * as bytes, each row under its own. */
static void test_names_met_again(void **state) {
    (void)state;
    static struct gathering gathering;
    const struct xc_draw_targets *targets = &gathering.targets;
    for (unsigned names = 1; names <= NAMES; names = names < 40 ? names + 1 : 5 * names) {
        start(&gathering);
        for (unsigned i = 0; i < 3 * names; i++)
            add(&gathering, xc_str_from(gathering.names[i % names]));
        assert_int_equal(gathering.strata.count, names);
        finish(&gathering);
        assert_int_equal(targets->strata_count, names);
        for (unsigned i = 1; i < names; i++)
            assert_true(xc_str_compare(targets->strata[i - 1], targets->strata[i]) < 0);
        for (unsigned i = 0; i < 3 * names; i++)
            assert_text(targets->strata[targets->stratum[i]], gathering.names[i % names]);
        xc_arena_free(gathering.arena);
    }
}

/* Names chosen to meet in one slot of every table up to 4,096 are soon not looked for any
 * more, and are one again at the end. */
static void test_names_that_collide(void **state) {
    (void)state;
    enum { COLLIDING = 100 };
    static struct gathering gathering;
    unsigned found = 0;
    start(&gathering);
    for (unsigned i = 0; found < COLLIDING; i++) {
        char *name = gathering.names[found];
        (void)snprintf(name, sizeof gathering.names[0], "%x", i);
        uint64_t mixed = xc_str_hash(xc_str_from(name)) * UINT64_C(0x9E3779B97F4A7C15);
        found += ((mixed >> 32) & 4095) == 0;
    }
    for (unsigned i = 0; i < 3 * COLLIDING; i++)
        add(&gathering, xc_str_from(gathering.names[i % COLLIDING]));
    assert_true(gathering.strata.count > COLLIDING);
    finish(&gathering);
    assert_int_equal(gathering.targets.strata_count, COLLIDING);
    for (unsigned i = 0; i < 3 * COLLIDING; i++)
        assert_text(gathering.targets.strata[gathering.stratum[i]],
                    gathering.names[i % COLLIDING]);
    xc_arena_free(gathering.arena);
}

static void test_no_rows(void **state) {
    (void)state;
    static struct gathering gathering;
    start(&gathering);
    finish(&gathering);
    assert_int_equal(gathering.targets.strata_count, 0);
    xc_arena_free(gathering.arena);
}

/* A run of one name is not looked up; another one with the same beginning is its own. */
static void test_prefixes(void **state) {
    (void)state;
    static struct gathering gathering;
    static const char *const names[] = {"b", "b", "ba", "b", "", "ba", "a"};
    static const uint32_t expected[] = {2, 2, 3, 2, 0, 3, 1};
    start(&gathering);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        add(&gathering, xc_str_from(names[i]));
    finish(&gathering);
    assert_int_equal(gathering.targets.strata_count, 4);
    assert_memory_equal(gathering.stratum, expected, sizeof expected);
    xc_arena_free(gathering.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_met_again),
        cmocka_unit_test(test_names_that_collide),
        cmocka_unit_test(test_no_rows),
        cmocka_unit_test(test_prefixes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
