#include "zones.h"

static struct xc_arena *arena;
static struct xc_pack *pack;

static int start(void **state) {
    (void)state;
    arena = xc_arena_new((size_t)1 << 28);
    pack = arena ? xc_pack_new(arena, 5000, 5000) : NULL;
    return pack ? 0 : -1;
}

static int stop(void **state) {
    (void)state;
    xc_arena_free(arena);
    return 0;
}

static struct xc_pack_task make_task(const struct xc_pack_item *items, uint32_t count) {
    struct xc_pack_task task = {.items = items,
                                .count = count,
                                .level_count = 1,
                                .budget = 10000,
                                .steps = 500,
                                .wide_steps = 50,
                                .seed = 1};
    task.levels[0] = (struct xc_pack_level){xc_fill_room_of(&xc_hours_default, 0), 48, 1};
    return task;
}

/* 66 units would fit into three days of 26 with room to spare, by halves only just. */
static void fills_both_halves(void **state) {
    (void)state;
    struct xc_pack_item items[7];
    for (uint32_t i = 0; i < 7; i++) /* quarters of an hour */
        items[i] =
            (struct xc_pack_item){i, 0, 9, (uint8_t[]){14, 14, 12, 6, 6, 7, 7}[i], 0};
    struct xc_pack_task task = make_task(items, 7);
    struct xc_pack_days days = xc_pack_run(pack, &task);
    assert_int_equal(days.count, 3);
}

/* Rare visits open days of their own, as few as they need; ordinary ones fill these up.
 */
static void fills_rare_days_with_others(void **state) {
    (void)state;
    struct xc_pack_item items[8];
    for (uint32_t i = 0; i < 8; i++)
        items[i] = (struct xc_pack_item){i, 0, 9, 6, i < 3 ? 0 : 1};
    struct xc_pack_task task = make_task(items, 8);
    task.level_count = 2;
    task.levels[1] = task.levels[0];
    task.levels[0].covers = 3;
    task.levels[1].covers = 2;
    struct xc_pack_days days = xc_pack_run(pack, &task);
    unsigned rare = 0;
    assert_int_equal(days.count, 2);
    for (uint32_t i = 0; i < days.count; i++) {
        rare += days.days[i].level == 0;
        for (uint32_t k = days.days[i].first; k < days.days[i].first + days.days[i].count;
             k++)
            assert_true(items[days.items[k]].level >= days.days[i].level);
    }
    assert_int_equal(rare, 1);
    task.levels[0].covers = 1; /* nobody may do both: no day is shared */
    days = xc_pack_run(pack, &task);
    assert_int_equal(days.count, 3);
    for (uint32_t i = 0; i < days.count; i++)
        for (uint32_t k = days.days[i].first; k < days.days[i].first + days.days[i].count;
             k++)
            assert_int_equal(items[days.items[k]].level, days.days[i].level);
}

/* Visits of one target, and visits whose windows do not meet, never share a day. */
static void keeps_apart_what_must_be(void **state) {
    (void)state;
    struct xc_pack_item items[3] = {{5, 0, 9, 2, 0}, {5, 0, 9, 2, 0}, {6, 10, 12, 2, 0}};
    struct xc_pack_task task = make_task(items, 3);
    assert_int_equal(xc_pack_run(pack, &task).count, 3);
    items[1].target = 7;
    assert_int_equal(xc_pack_run(pack, &task).count, 2);
    task.levels[0].limit = 1;
    assert_int_equal(xc_pack_run(pack, &task).count, 3);
}

/* A visit that no day holds still gets a block of its own: placement refuses it. */
static void gives_the_impossible_its_own_day(void **state) {
    (void)state;
    struct xc_pack_item items[2] = {{0, 0, 9, 40, 0}, {1, 0, 9, 4, 0}};
    struct xc_pack_task task = make_task(items, 2);
    assert_int_equal(xc_pack_run(pack, &task).count, 2);
}

/* A zone of thousands: a day less than 1 % above what the minutes alone need. */
static void packs_a_large_zone(void **state) {
    (void)state;
    static struct xc_pack_item items[5000];
    uint64_t seed = 9;
    unsigned units = 0;
    for (uint32_t i = 0; i < 5000; i++) {
        items[i] = (struct xc_pack_item){i, 0, 200, (uint8_t)(3 + i * 7 / 5000), 0};
        units += items[i].units;
    }
    for (uint32_t i = 0; i < 2500; i++) { /* the longer first */
        struct xc_pack_item item = items[i];
        items[i] = items[4999 - i];
        items[4999 - i] = item;
    }
    struct xc_pack_task task = make_task(items, 5000);
    task.seed = xc_random_next(&seed);
    struct xc_pack_days days = xc_pack_run(pack, &task);
    assert_true(days.count * 100 <= (units + 25) / 26 * 101);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_both_halves),
        cmocka_unit_test(fills_rare_days_with_others),
        cmocka_unit_test(keeps_apart_what_must_be),
        cmocka_unit_test(gives_the_impossible_its_own_day),
        cmocka_unit_test(packs_a_large_zone),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
