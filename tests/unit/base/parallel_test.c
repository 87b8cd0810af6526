#include "base/parallel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { ITEMS = 5000 };

struct record {
    uint8_t times[ITEMS];
    uint32_t by[XC_WORKERS];
    unsigned workers;
};

static void note(void *context, unsigned worker, size_t item) {
    struct record *record = context;
    record->times[item]++;
    if (worker < record->workers)
        record->by[worker]++;
}

static void every_item_once(void **state) {
    (void)state;
    for (unsigned workers = 1; workers <= XC_WORKERS; workers++) {
        struct record record = {.workers = workers};
        uint32_t sum = 0;
        xc_parallel_run(workers, ITEMS, note, &record);
        for (size_t i = 0; i < ITEMS; i++)
            assert_int_equal(record.times[i], 1);
        for (unsigned i = 0; i < workers; i++)
            sum += record.by[i];
        assert_int_equal(sum, ITEMS);
    }
}

static void nothing_to_do(void **state) {
    (void)state;
    struct record record = {.workers = 2};
    xc_parallel_run(2, 0, note, &record);
    assert_int_equal(record.by[0] + record.by[1], 0);
}

static void no_more_workers_than_items(void **state) {
    (void)state;
    assert_int_equal(xc_parallel_workers(0), 1);
    assert_int_equal(xc_parallel_workers(1), 1);
    assert_true(xc_parallel_workers(3) <= 3);
    assert_true(xc_parallel_workers(1000000) >= 1);
    assert_true(xc_parallel_workers(1000000) <= XC_WORKERS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_item_once),
        cmocka_unit_test(nothing_to_do),
        cmocka_unit_test(no_more_workers_than_items),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
