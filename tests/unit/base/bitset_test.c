#include "check.h"

#include "base/bitset.h"

#include <string.h>

static void test_every_size_against_a_plain_array(void **state) {
    (void)state;
    for (size_t size = 0; size <= 200; size++) {
        struct xc_bitset set = xc_bitset_make(size);
        bool plain[200] = {false};
        size_t expected = 0;
        for (size_t i = 0; i < size; i++) {
            if ((i * i + size) % 3 == 0) {
                xc_bitset_put(&set, i);
                plain[i] = true;
                expected++;
            }
        }
        assert_int_equal(xc_bitset_count(&set), expected);
        size_t next = xc_bitset_next(&set, 0);
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(xc_bitset_get(&set, i), plain[i]);
            if (plain[i]) {
                assert_int_equal(next, i);
                next = xc_bitset_next(&set, i + 1);
            }
        }
        assert_int_equal(next, size);
        xc_bitset_fill(&set);
        assert_int_equal(xc_bitset_count(&set), size);
        assert_int_equal(xc_bitset_next(&set, SIZE_MAX), size);
        xc_bitset_free(&set);
    }
}

static void test_two_sets(void **state) {
    (void)state;
    struct xc_bitset twos = xc_bitset_make(130);
    struct xc_bitset threes = xc_bitset_make(130);
    struct xc_bitset work = xc_bitset_make(130);
    for (size_t i = 0; i < 130; i++) {
        if (i % 2 == 0) {
            xc_bitset_put(&twos, i);
        }
        if (i % 3 == 0) {
            xc_bitset_put(&threes, i);
        }
    }
    xc_bitset_or(&work, &twos);
    xc_bitset_and(&work, &threes);
    for (size_t i = 0; i < 130; i++) {
        assert_int_equal(xc_bitset_get(&work, i), i % 6 == 0);
    }
    xc_bitset_fill(&work);
    xc_bitset_minus(&work, &twos);
    for (size_t i = 0; i < 130; i++) {
        assert_int_equal(xc_bitset_get(&work, i), i % 2 == 1);
    }
    xc_bitset_or(&work, &threes);
    xc_bitset_drop(&work, 129);
    for (size_t i = 0; i < 129; i++) {
        assert_int_equal(xc_bitset_get(&work, i), i % 2 == 1 || i % 3 == 0);
    }
    assert_false(xc_bitset_get(&work, 129));
    xc_bitset_free(&twos);
    xc_bitset_free(&threes);
    xc_bitset_free(&work);
    xc_bitset_free(&work);
    xc_bitset_free(NULL);
}

static void test_too_large(void **state) {
    (void)state;
    struct xc_bitset set = xc_bitset_make(SIZE_MAX);
    assert_null(set.words);
    xc_bitset_free(&set);
}

static void test_bits_of_a_word(void **state) {
    (void)state;
    assert_int_equal(xc_bits_count(0), 0);
    assert_int_equal(xc_bits_lowest(0), 64);
    assert_int_equal(xc_bits_highest(0), -1);
    assert_int_equal(xc_bits_count(UINT64_MAX), 64);
    for (unsigned low = 0; low < 64; low++) {
        for (unsigned high = low; high < 64; high++) {
            uint64_t ends = UINT64_C(1) << low | UINT64_C(1) << high;
            uint64_t all = (UINT64_MAX >> (63 - high)) & (UINT64_MAX << low);
            assert_int_equal(xc_bits_count(ends), low == high ? 1 : 2);
            assert_int_equal(xc_bits_count(all), high - low + 1);
            assert_int_equal(xc_bits_lowest(ends), low);
            assert_int_equal(xc_bits_lowest(all), low);
            assert_int_equal(xc_bits_highest(ends), (int)high);
            assert_int_equal(xc_bits_highest(all), (int)high);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_size_against_a_plain_array),
        cmocka_unit_test(test_two_sets),
        cmocka_unit_test(test_too_large),
        cmocka_unit_test(test_bits_of_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
