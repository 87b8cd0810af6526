#include "base/row_order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ROWS = 5000 };

struct row {
    uint32_t first, second;
};

static uint32_t first_of(const void *context, uint32_t row) {
    return ((const struct row *)context)[row].first;
}

static uint32_t second_of(const void *context, uint32_t row) {
    return ((const struct row *)context)[row].second;
}

static void nothing_and_one(void **state) {
    struct xc_row_order order;
    const struct row row = {3, 0};
    (void)state;
    assert_true(xc_row_order_start(&order, 0));
    assert_true(xc_row_order_by(&order, first_of, NULL, 1));
    xc_row_order_free(&order);
    assert_true(xc_row_order_start(&order, 1));
    assert_true(xc_row_order_by(&order, first_of, &row, 4));
    assert_int_equal(order.rows[0], 0);
    xc_row_order_free(&order);
}

/* By two numbers, the first one first; what is equal in both keeps its place. */
static void two_numbers(void **state) {
    static struct row rows[ROWS];
    struct xc_row_order order;
    uint64_t seed = 3;
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        rows[i] = (struct row){(uint32_t)(seed >> 60), (uint32_t)(seed >> 33) % 100};
    }
    assert_true(xc_row_order_start(&order, ROWS));
    assert_true(xc_row_order_by(&order, second_of, rows, 100));
    assert_true(xc_row_order_by(&order, first_of, rows, 16));
    for (size_t i = 1; i < ROWS; i++) {
        const struct row *a = &rows[order.rows[i - 1]], *b = &rows[order.rows[i]];
        assert_true(a->first < b->first ||
                    (a->first == b->first &&
                     (a->second < b->second ||
                      (a->second == b->second && order.rows[i - 1] < order.rows[i]))));
    }
    xc_row_order_free(&order);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_and_one),
        cmocka_unit_test(two_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
