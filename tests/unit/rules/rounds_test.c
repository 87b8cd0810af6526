#include "documents.h"

static struct xc_obligation obligation(unsigned times, enum xc_period each,
                                       size_t items) {
    struct xc_obligation obligation = {0};
    obligation.times = times;
    obligation.each = each;
    obligation.average = (struct xc_fraction){0, 1};
    obligation.window =
        (struct xc_window){xc_date_make(2021, 1, 1), xc_date_make(2021, 12, 31)};
    obligation.item_count = items;
    return obligation;
}

static void rounds_are_visits_of_a_target(void **state) {
    (void)state;
    struct xc_obligation one = obligation(1, 0, 0);
    assert_int_equal(xc_obligation_rounds(&one), 1);
    one.times = 4;
    assert_int_equal(xc_obligation_rounds(&one), 4);
    one.each = XC_PERIOD_QUARTER;
    assert_int_equal(xc_obligation_rounds(&one), 16);
    one.each = XC_PERIOD_MONTH;
    one.times = 1;
    assert_int_equal(xc_obligation_rounds(&one), 12);
    /* A window that touches a period counts it. */
    one.window = (struct xc_window){xc_date_make(2020, 11, 30), xc_date_make(2021, 2, 1)};
    assert_int_equal(xc_obligation_rounds(&one), 4);
    one.each = XC_PERIOD_HALF;
    assert_int_equal(xc_obligation_rounds(&one), 2);
    one.each = XC_PERIOD_YEAR;
    assert_int_equal(xc_obligation_rounds(&one), 2);
    one.times = 0;
    assert_int_equal(xc_obligation_rounds(&one), 1);
}

/* Who gets only the least visits must not miss an item. */
static void an_average_counts_the_least_visits(void **state) {
    (void)state;
    struct xc_obligation one = obligation(1, XC_PERIOD_HALF, 8);
    size_t first = 9;
    size_t count = 0;
    one.average = (struct xc_fraction){3, 2};
    assert_int_equal(xc_obligation_rounds(&one), 1);
    for (unsigned number = 1; number <= 3; number++) {
        xc_obligation_items(&one, number, &first, &count);
        assert_int_equal(first, 0);
        assert_int_equal(count, 8);
    }
    one.min_each = 1;
    assert_int_equal(xc_obligation_rounds(&one), 2);
}

static void every_item_comes(void **state) {
    (void)state;
    for (unsigned times = 1; times <= 30; times++) {
        for (size_t items = 0; items <= 40; items++) {
            struct xc_obligation one = obligation(times, 0, items);
            unsigned seen[40] = {0};
            size_t behind = 0;
            for (unsigned number = 1; number <= times; number++) {
                size_t first = 99;
                size_t count = 99;
                xc_obligation_items(&one, number, &first, &count);
                assert_true(first + count <= items);
                assert_int_equal(count > 0, items > 0);
                if (items >= times) {
                    assert_int_equal(first, behind); /* in their order, none twice */
                    behind = first + count;
                }
                for (size_t i = first; i < first + count; i++) {
                    seen[i]++;
                }
            }
            for (size_t i = 0; i < items; i++) {
                assert_true(seen[i] >= 1);
                assert_true(items < times || seen[i] == 1);
            }
        }
    }
}

static void later_visits_begin_again(void **state) {
    (void)state;
    struct xc_obligation one = obligation(1, XC_PERIOD_QUARTER, 5);
    for (unsigned number = 1; number <= 4; number++) {
        size_t first[2] = {0, 1};
        size_t count[2] = {0, 1};
        xc_obligation_items(&one, number, &first[0], &count[0]);
        xc_obligation_items(&one, number + 4, &first[1], &count[1]);
        assert_int_equal(first[0], first[1]);
        assert_int_equal(count[0], count[1]);
        assert_int_equal(first[0], number - 1);
        assert_int_equal(count[0], number == 4 ? 2 : 1);
    }
}

static void few_items_repeat(void **state) {
    (void)state;
    struct xc_obligation one = obligation(4, 0, 2);
    for (unsigned number = 1; number <= 8; number++) {
        size_t first = 9;
        size_t count = 9;
        xc_obligation_items(&one, number, &first, &count);
        assert_int_equal(first, (number - 1) % 2);
        assert_int_equal(count, 1);
    }
}

/* max(first, ceil(share × counted)), never more than there are. */
static void reviews_are_counted(void **state) {
    (void)state;
    const struct {
        int64_t a, b;
        uint64_t counted, first, expected;
    } cases[] = {
        {1, 20, 0, 0, 0},
        {1, 20, 1, 0, 1},
        {1, 20, 20, 0, 1},
        {1, 20, 21, 0, 2},
        {1, 20, 1000, 0, 50},
        {1, 20, 1000, 50, 50},
        {1, 20, 1000, 51, 51},
        {1, 20, 10, 11, 10},
        {1, 1, 7, 0, 7},
        {3, 7, 7, 0, 3},
        {3, 7, 8, 0, 4},
        {999999999, 1000000000, UINT64_MAX, 0, 18446744055262807542U},
        {1, 1, UINT64_MAX, UINT64_MAX, UINT64_MAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct xc_review_rule review = {.share = {cases[i].a, cases[i].b}};
        assert_int_equal(xc_review_count(&review, cases[i].counted, cases[i].first),
                         cases[i].expected);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounds_are_visits_of_a_target),
        cmocka_unit_test(an_average_counts_the_least_visits),
        cmocka_unit_test(every_item_comes),
        cmocka_unit_test(later_visits_begin_again),
        cmocka_unit_test(few_items_repeat),
        cmocka_unit_test(reviews_are_counted),
    };
    return cmocka_run_group_tests_name("rules/rounds", tests, NULL, NULL);
}
