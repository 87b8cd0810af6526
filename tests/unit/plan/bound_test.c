#include "zones.h"

enum { ROUNDS = 6000 };

static struct xc_arena *arena;
static struct xc_bound *bound;
static struct xc_pack *pack;
static struct xc_exact *exact;

static int start(void **state) {
    (void)state;
    arena = xc_arena_new((size_t)1 << 28);
    if (!arena)
        return -1;
    bound = xc_bound_new(arena, 1000);
    pack = xc_pack_new(arena, 1000, 1000);
    exact = xc_exact_new(arena);
    return bound && pack && exact ? 0 : -1;
}

static int stop(void **state) {
    (void)state;
    xc_arena_free(arena);
    return 0;
}

static uint32_t bound_of(const struct zone *z, bool loose) {
    struct xc_bound_visit visits[ZONE_VISITS];
    struct xc_bound_day day = {xc_fill_room_of(&z->hours, z->setup), z->limit, loose};
    for (unsigned i = 0; i < z->count; i++)
        visits[i] =
            (struct xc_bound_visit){z->items[i].lo, z->items[i].hi, z->items[i].units};
    return xc_bound_days(bound, &day, visits, z->count, UINT32_MAX);
}

static bool has_twins(const struct zone *z) {
    for (unsigned i = 0; i < z->count; i++)
        for (unsigned k = 0; k < i; k++)
            if (z->items[k].target == z->items[i].target)
                return true;
    return false;
}

/* By search, from one day too many: what it proves and finds. */
static struct xc_exact_days searched(const struct zone *z, uint32_t upper,
                                     uint32_t budget) {
    struct xc_bound_visit visits[ZONE_VISITS];
    struct xc_bound_day day = {xc_fill_room_of(&z->hours, z->setup), z->limit, false};
    for (unsigned i = 0; i < z->count; i++)
        visits[i] =
            (struct xc_bound_visit){z->items[i].lo, z->items[i].hi, z->items[i].units};
    (void)xc_bound_days(bound, &day, visits, z->count, UINT32_MAX);
    return xc_exact_run(exact, bound, &day, visits, z->count, upper, budget);
}

static uint32_t packed(const struct zone *z) {
    struct xc_pack_task task = {.items = z->items,
                                .count = z->count,
                                .level_count = 1,
                                .budget = 10000,
                                .steps = 200,
                                .wide_steps = 20,
                                .seed = 7};
    task.levels[0] =
        (struct xc_pack_level){xc_fill_room_of(&z->hours, z->setup), z->limit, 1};
    struct xc_pack_days days = xc_pack_run(pack, &task);
    unsigned seen = 0;
    for (uint32_t i = 0; i < days.count; i++) {
        unsigned set = 0;
        for (uint32_t k = days.days[i].first; k < days.days[i].first + days.days[i].count;
             k++)
            set |= 1u << days.items[k];
        assert_int_equal(seen & set, 0);
        assert_true(one_day(z, set));
        seen |= set;
    }
    assert_int_equal(seen, (1u << z->count) - 1);
    return days.count;
}

/* The bound is never above the true optimum, and the packing never below it. */
static void lies_below_the_optimum(void **state) {
    (void)state;
    uint64_t seed = 3;
    unsigned equal = 0;
    unsigned optimal = 0;
    unsigned proved = 0;
    unsigned rounds = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct zone z = random_zone(&seed);
        unsigned least = optimum(&z);
        if (least == 0)
            continue;
        uint32_t below = bound_of(&z, false);
        uint32_t days = packed(&z);
        assert_in_range(below, 1, least);
        assert_in_range(bound_of(&z, true), 1, below);
        assert_true(days >= least);
        struct xc_exact_days search = searched(&z, least + 1, 100000);
        assert_in_range(search.least, 1, least);
        assert_true(searched(&z, least, 100000).least <= least);
        assert_true(searched(&z, least + 1, 5).least <= least);
        proved += search.least == least;
        if (!has_twins(&z))
            assert_int_equal(search.least, least);
        rounds++;
        equal += below == least;
        optimal += days == least;
    }
    printf(
        "%u zones: bound = optimum in %u, with search in %u; packing = optimum in %u\n",
        rounds, equal, proved, optimal);
    assert_true(equal * 100 >= rounds * 90);
    assert_true(optimal * 1000 >= rounds * 950);
}

/* Known cases, worked out by hand. */
static void counts_known_cases(void **state) {
    (void)state;
    struct zone z = {.hours = xc_hours_default, .limit = 48, .count = 3};
    for (unsigned i = 0; i < 3; i++) /* 195 minutes: only the afternoon holds them */
        z.items[i] = (struct xc_pack_item){.target = i, .lo = 0, .hi = 9, .units = 13};
    assert_int_equal(bound_of(&z, false), 3);
    assert_int_equal(bound_of(&z, true), 2);
    z.items[0].hi = 2; /* disjoint windows */
    z.items[1].lo = 3;
    z.items[1].hi = 4;
    z.items[2].lo = 5;
    z.items[0].units = z.items[1].units = z.items[2].units = 2;
    assert_int_equal(bound_of(&z, false), 3);
    z.items[1].lo = z.items[2].lo = 0;
    assert_int_equal(bound_of(&z, false), 1);
    z.limit = 2;
    assert_int_equal(bound_of(&z, false), 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lies_below_the_optimum),
        cmocka_unit_test(counts_known_cases),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
