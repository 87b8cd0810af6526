#include "plan/plan_internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { ITEMS = 24, DAYS = 6, EACH = ITEMS / DAYS, WORKDAYS = 200 };

static unsigned width(const struct xc_pack_day *day) {
    return (unsigned)(day->hi - day->lo) + 1;
}

/* Two months' visits lie crosswise with two of the whole year: afterwards one day has the
 * month and the other the year. */
static void narrow_visits_come_together(void **state) {
    (void)state;
    const struct xc_pack_item items[] = {
        {0, 20, 40, 6, 0}, {1, 20, 40, 6, 0}, {2, 0, 199, 6, 0}, {3, 0, 199, 6, 0}};
    const struct xc_pack_task task = {.items = items, .count = 4, .level_count = 1};
    uint32_t order[] = {0, 2, 1, 3};
    struct xc_pack_day days[] = {{0, 2, 20, 40, 12, 0}, {2, 2, 20, 40, 12, 0}};
    xc_widen_run(&task, order, days, 2);
    assert_int_equal(width(&days[0]) + width(&days[1]), 21 + 200);
    assert_int_equal(items[order[0]].lo, items[order[1]].lo);
}

static void lengths_and_levels_do_not_mix(void **state) {
    (void)state;
    const struct xc_pack_item items[] = {
        {0, 20, 40, 6, 0}, {1, 20, 40, 4, 0}, {2, 0, 199, 4, 1}, {3, 0, 199, 5, 0}};
    const struct xc_pack_task task = {.items = items, .count = 4, .level_count = 2};
    uint32_t order[] = {0, 2, 1, 3};
    struct xc_pack_day days[] = {{0, 2, 20, 40, 10, 0}, {2, 2, 20, 40, 9, 0}};
    xc_widen_run(&task, order, days, 2);
    assert_int_equal(order[0], 0);
    assert_int_equal(order[1], 2);
    assert_int_equal(order[2], 1);
    assert_int_equal(order[3], 3);
}

static void a_target_is_not_met_twice(void **state) {
    (void)state;
    const struct xc_pack_item items[] = {
        {0, 20, 40, 6, 0}, {0, 20, 40, 6, 0}, {2, 0, 199, 6, 0}, {3, 0, 199, 6, 0}};
    const struct xc_pack_task task = {.items = items, .count = 4, .level_count = 1};
    uint32_t order[] = {0, 2, 1, 3};
    struct xc_pack_day days[] = {{0, 2, 20, 40, 12, 0}, {2, 2, 20, 40, 12, 0}};
    xc_widen_run(&task, order, days, 2);
    assert_int_equal(width(&days[0]), 21);
    assert_int_equal(width(&days[1]), 21);
}

static void check_day(const struct xc_pack_item *items, const uint32_t *order,
                      const struct xc_pack_day *day, const uint8_t *units) {
    uint16_t lo = 0;
    uint16_t hi = UINT16_MAX;
    for (uint32_t i = day->first; i < day->first + day->count; i++) {
        const struct xc_pack_item *it = &items[order[i]];
        lo = it->lo > lo ? it->lo : lo;
        hi = it->hi < hi ? it->hi : hi;
        assert_int_equal(it->units, units[i]);
        for (uint32_t k = day->first; k < i; k++)
            assert_int_not_equal(items[order[k]].target, it->target);
    }
    assert_int_equal(lo, day->lo);
    assert_int_equal(hi, day->hi);
}

static void any_days_stay_sound(void **state) {
    (void)state;
    uint64_t random = 7;
    unsigned wider = 0;
    for (unsigned round = 0; round < 2000; round++) {
        struct xc_pack_item items[ITEMS];
        struct xc_pack_day days[DAYS];
        uint32_t order[ITEMS];
        uint8_t units[ITEMS];
        unsigned before = 0;
        unsigned after = 0;
        for (uint32_t i = 0; i < ITEMS; i++) { /* all share the middle of the year */
            items[i] = (struct xc_pack_item){
                i, (uint16_t)xc_random_below(&random, WORKDAYS / 2),
                (uint16_t)(WORKDAYS / 2 + xc_random_below(&random, WORKDAYS / 2)),
                (uint8_t)(3 + xc_random_below(&random, 2)), 0};
            order[i] = i;
            units[i] = items[i].units;
        }
        for (uint32_t d = 0; d < DAYS; d++) {
            days[d] = (struct xc_pack_day){d * EACH, EACH, 0, UINT16_MAX, 0, 0};
            for (uint32_t i = d * EACH; i < (d + 1) * EACH; i++) {
                days[d].lo = items[i].lo > days[d].lo ? items[i].lo : days[d].lo;
                days[d].hi = items[i].hi < days[d].hi ? items[i].hi : days[d].hi;
            }
            before += width(&days[d]);
        }
        const struct xc_pack_task task = {
            .items = items, .count = ITEMS, .level_count = 1};
        xc_widen_run(&task, order, days, DAYS);
        for (uint32_t d = 0; d < DAYS; d++) {
            check_day(items, order, &days[d], units);
            after += width(&days[d]);
        }
        wider += after > before;
    }
    assert_true(wider > 1900);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(narrow_visits_come_together),
        cmocka_unit_test(lengths_and_levels_do_not_mix),
        cmocka_unit_test(a_target_is_not_met_twice),
        cmocka_unit_test(any_days_stay_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
