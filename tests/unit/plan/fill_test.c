#include "zones.h"

static struct xc_arena *arena;
static struct xc_fill *fill;

static int start(void **state) {
    (void)state;
    arena = xc_arena_new((size_t)1 << 26);
    fill = arena ? xc_fill_new(arena) : NULL;
    return fill ? 0 : -1;
}

static int stop(void **state) {
    (void)state;
    xc_arena_free(arena);
    return 0;
}

/* A room says what the day plan says, take by take. */
static void takes_like_a_day_plan(void **state) {
    (void)state;
    uint64_t seed = 1;
    for (unsigned round = 0; round < 4000; round++) {
        struct zone z = random_zone(&seed);
        struct xc_fill_room room = xc_fill_room_of(&z.hours, z.setup);
        struct xc_day_plan day;
        unsigned from = 0;
        unsigned to = 0;
        xc_day_plan_start(&day, &z.hours);
        if (z.setup > 0)
            assert_true(xc_day_plan_take(&day, z.setup, &from, &to));
        for (unsigned i = 0; i < z.count; i++) {
            unsigned units = z.items[i].units;
            assert_int_equal(xc_fill_take(&room, units),
                             xc_day_plan_take(&day, units * XC_GRID_MINUTES, &from, &to));
        }
    }
}

/* What is chosen fits, in the order across, piece 0, piece 1 …; with one or two pieces
 * nothing makes more of the day. */
static void fills_the_most(void **state) {
    (void)state;
    uint64_t seed = 2;
    unsigned best = 0;
    unsigned rounds = 0;
    for (unsigned round = 0; round < 4000; round++) {
        struct zone z = random_zone(&seed);
        uint8_t sizes[ZONE_VISITS];
        uint8_t where[ZONE_VISITS];
        for (unsigned i = 0; i < z.count; i++) {
            z.items[i].lo = 0;
            z.items[i].hi = 9;
            z.items[i].target = i;
            sizes[i] = z.items[i].units;
        }
        struct xc_fill_room room = xc_fill_room_of(&z.hours, z.setup);
        bool forced = xc_random_below(&seed, 2) != 0;
        unsigned found =
            xc_fill_choose(fill, &room, sizes, z.count, z.limit, false, forced, where);
        static const uint8_t order[] = {XC_FILL_ACROSS, 0, 1, 2, 3};
        struct xc_fill_room check = xc_fill_room_of(&z.hours, z.setup);
        unsigned set = 0;
        for (unsigned k = 0; k < sizeof order; k++) {
            for (unsigned i = 0; i < z.count; i++) {
                if (where[i] != order[k])
                    continue;
                assert_true(xc_fill_take(&check, sizes[i]));
                set |= 1u << i;
            }
        }
        unsigned made = 0;
        unsigned most = 0;
        unsigned visits = 0;
        for (unsigned i = 0; i < z.count; i++) {
            made += set >> i & 1 ? sizes[i] : 0;
            visits += set >> i & 1;
        }
        assert_int_equal(visits, found);
        assert_true(visits <= z.limit);
        if (forced && found > 0)
            assert_true(set & 1);
        for (unsigned other = 1; other < 1u << z.count; other++) {
            unsigned units = 0;
            for (unsigned i = 0; i < z.count; i++)
                units += other >> i & 1 ? sizes[i] : 0;
            if (units > most && (!forced || other & 1) && one_day(&z, other))
                most = units;
        }
        assert_true(made <= most);
        if (found == 0)
            assert_int_equal(most, 0);
        rounds++;
        best += made == most;
    }
    printf("the most in %u of %u days\n", best, rounds);
    assert_true(best * 100 >= rounds * 92);
}

static void counts_first_when_asked(void **state) {
    (void)state;
    struct xc_fill_room room = xc_fill_room_of(&xc_hours_default, 0);
    const uint8_t sizes[] = {12, 14, 4, 4, 4};
    uint8_t where[5];
    assert_int_equal(xc_fill_choose(fill, &room, sizes, 5, 3, true, false, where), 3);
    room = xc_fill_room_of(&xc_hours_default, 0);
    assert_int_equal(xc_fill_choose(fill, &room, sizes, 5, 3, false, false, where), 2);
    assert_int_equal(xc_fill_units(&room), 0);
}

static void refuses_what_is_too_long(void **state) {
    (void)state;
    struct xc_fill_room room = xc_fill_room_of(&xc_hours_default, 30);
    const uint8_t sizes[] = {25, 4};
    uint8_t where[2];
    assert_int_equal(xc_fill_units(&room), 24);
    assert_int_equal(xc_fill_choose(fill, &room, sizes, 2, 48, false, true, where), 0);
    assert_int_equal(xc_fill_choose(fill, &room, sizes, 0, 48, false, false, where), 0);
    assert_int_equal(xc_fill_choose(fill, &room, sizes, 2, 0, false, false, where), 0);
    struct xc_hours none = {0};
    room = xc_fill_room_of(&none, 0);
    assert_int_equal(xc_fill_choose(fill, &room, sizes, 2, 48, false, false, where), 0);
    room = xc_fill_room_of(&xc_hours_default, 24 * 60);
    assert_int_equal(room.count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_like_a_day_plan),
        cmocka_unit_test(fills_the_most),
        cmocka_unit_test(counts_first_when_asked),
        cmocka_unit_test(refuses_what_is_too_long),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
