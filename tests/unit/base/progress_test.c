#include "check.h"

#include "base/progress.h"

static bool stop_at_three(void *context, const char *phase, size_t done, size_t total) {
    size_t *calls = context;
    assert_string_equal(phase, "reading rows");
    assert_int_equal(total, 5);
    (*calls)++;
    return done < 3;
}

static void test_tick(void **state) {
    (void)state;
    size_t calls = 0;
    struct xc_progress progress = {stop_at_three, &calls};
    struct xc_progress silent = {NULL, NULL};
    assert_true(xc_progress_tick(NULL, "reading rows", 1, 5));
    assert_true(xc_progress_tick(&silent, "reading rows", 1, 5));
    assert_true(xc_progress_tick(&progress, "reading rows", 2, 5));
    assert_false(xc_progress_tick(&progress, "reading rows", 3, 5));
    assert_int_equal(calls, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_tick)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
