#include "example.h"

#include "draw/draw_internal.h"

#include <stdlib.h>

/* ---- pps: every offset ---- */

/* Tickets that ascend with the row: any order will do for what is proved. */
static void make_units(struct xc_select_unit *units, const uint32_t *weights,
                       uint32_t count) {
    memset(units, 0, count * sizeof *units);
    for (uint32_t i = 0; i < count; i++) {
        units[i].ticket.bytes[0] = (uint8_t)i;
        units[i].row = i;
        units[i].weight = weights[i];
    }
}

/* Runs every offset: each unit that is not certain is taken for n × w of the W offsets,
 * and always n are taken. The formula of docs/draw.md is computed beside it. */
static void prove_arcs(const struct xc_select_unit *certain, uint32_t count, uint32_t n,
                       uint64_t total) {
    uint64_t times[16] = {0};
    for (uint64_t u = 0; u < total; u++) {
        struct xc_select_unit units[16];
        int64_t low = 0;
        uint32_t taken = 0;
        memcpy(units, certain, count * sizeof *units);
        xc_select_arcs(units, count, n, total, u);
        for (uint32_t i = 0; i < count; i++) {
            if (certain[i].taken) {
                assert_true(units[i].taken);
                continue;
            }
            int64_t high = low + (int64_t)n * units[i].weight;
            int64_t from = low - (int64_t)u - 1 + 8 * (int64_t)total;
            int64_t to = high - (int64_t)u - 1 + 8 * (int64_t)total;
            assert_int_equal(units[i].taken, to / (int64_t)total > from / (int64_t)total);
            low = high;
            times[i] += units[i].taken ? 1 : 0;
            taken += units[i].taken ? 1 : 0;
        }
        assert_int_equal(taken, n);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!certain[i].taken)
            assert_int_equal(times[i], (uint64_t)n * certain[i].weight);
    }
}

/* The rule as it is written: the heaviest that may, one after the other. */
static void certain_by_hand(struct xc_select_unit *units, uint32_t count, uint32_t *n,
                            uint64_t *total) {
    *total = 0;
    for (uint32_t i = 0; i < count; i++)
        *total += units[i].weight;
    for (bool more = true; more && *n > 0;) {
        struct xc_select_unit *best = NULL;
        for (uint32_t i = 0; i < count; i++) {
            if (!units[i].taken && (uint64_t)*n * units[i].weight >= *total &&
                (best == NULL || units[i].weight > best->weight))
                best = &units[i];
        }
        more = best != NULL;
        if (more) {
            best->taken = true;
            *total -= best->weight;
            --*n;
        }
    }
}

static void prove(const uint32_t *weights, uint32_t count, uint32_t n) {
    struct xc_select_unit units[16];
    struct xc_select_unit hand[16];
    uint64_t total = 0;
    uint64_t hand_total = 0;
    uint32_t left = n;
    uint32_t hand_left = n;
    make_units(units, weights, count);
    make_units(hand, weights, count);
    assert_int_equal(xc_select_certain(units, count, &left, &total, NULL), XC_OK);
    certain_by_hand(hand, count, &hand_left, &hand_total);
    assert_int_equal(left, hand_left);
    assert_int_equal(total, hand_total);
    for (uint32_t i = 0; i < count; i++)
        assert_int_equal(units[i].taken, hand[i].taken);
    if (left > 0)
        prove_arcs(units, count, left, total);
}

static void test_each_unit_is_drawn_exactly_by_its_weight(void **state) {
    (void)state;
    uint32_t weights[6];
    for (uint32_t count = 1; count <= 5; count++) {
        uint32_t all = 1;
        for (uint32_t i = 0; i < count; i++)
            all *= 6;
        for (uint32_t code = 0; code < all; code++) {
            uint32_t rest = code;
            for (uint32_t i = 0; i < count; i++, rest /= 6)
                weights[i] = 1 + rest % 6;
            for (uint32_t n = 0; n <= count; n++)
                prove(weights, count, n);
        }
    }
}

static void test_uneven_weights(void **state) {
    (void)state;
    static const uint32_t weights[] = {1, 1000, 37, 37, 500, 2, 499, 3, 91, 91, 17, 256};
    for (uint32_t n = 0; n <= 12; n++)
        prove(weights, 12, n);
}

static void test_large_weights_do_not_overflow(void **state) {
    (void)state;
    enum { COUNT = 5000, N = 2000 };
    struct xc_select_unit *units = calloc(COUNT, sizeof *units);
    uint32_t left = N;
    uint64_t total = 0;
    assert_non_null(units);
    for (uint32_t i = 0; i < COUNT; i++)
        units[i] = (struct xc_select_unit){.row = i, .weight = 1000000 - i % 7};
    assert_int_equal(xc_select_certain(units, COUNT, &left, &total, NULL), XC_OK);
    assert_int_equal(left, N);
    for (uint64_t u = 0; u < total; u += total / 3) {
        uint32_t taken = 0;
        for (uint32_t i = 0; i < COUNT; i++)
            units[i].taken = false;
        xc_select_arcs(units, COUNT, N, total, u);
        for (uint32_t i = 0; i < COUNT; i++)
            taken += units[i].taken ? 1 : 0;
        assert_int_equal(taken, N);
    }
    free(units);
}

/* Of equal weights all are certain or none: n × w ≥ W stays as it is when w leaves both
 * sides. So the tie rule decides nothing. */
static void test_equal_weights_share_their_fate(void **state) {
    (void)state;
    static const uint32_t weights[] = {4, 1, 4, 4};
    struct xc_select_unit units[4];
    uint64_t total = 0;
    for (uint32_t n = 0; n <= 4; n++) {
        uint32_t left = n;
        make_units(units, weights, 4);
        assert_int_equal(xc_select_certain(units, 4, &left, &total, NULL), XC_OK);
        for (uint32_t i = 0; i < 4; i++)
            assert_int_equal(units[i].taken, n == 4);
        assert_int_equal(left, n == 4 ? 0 : n);
    }
}

/* ---- order ---- */

static void test_units_are_sorted_by_ticket_then_row(void **state) {
    (void)state;
    enum { COUNT = 3000 };
    struct xc_select_unit *units = calloc(COUNT, sizeof *units);
    uint64_t random = 1;
    assert_non_null(units);
    for (uint32_t i = 0; i < COUNT; i++) {
        units[i].row = COUNT - i;
        units[i].weight = COUNT - i;
        for (size_t byte = 0; byte < 32; byte++) {
            random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
            units[i].ticket.bytes[byte] = (uint8_t)(random >> 56);
        }
        if (i % 3 == 0) /* the same first eight bytes, and some tickets wholly the same */
            memset(units[i].ticket.bytes, (int)(i % 2) * 255, i % 9 == 0 ? 32 : 8);
        if (i % 5 == 0) /* differences only where the first passes do not look */
            memset(units[i].ticket.bytes, 0, 4);
    }
    assert_int_equal(xc_select_sort(units, COUNT, NULL), XC_OK);
    for (uint32_t i = 1; i < COUNT; i++) {
        int order = xc_ticket_compare(&units[i - 1].ticket, &units[i].ticket);
        assert_true(order < 0 || (order == 0 && units[i - 1].row < units[i].row));
        assert_int_equal(units[i].row, units[i].weight);
    }
    assert_int_equal(xc_select_sort(units, 0, NULL), XC_OK);
    free(units);
}

/* ---- one more ---- */

static void test_substitute_is_drawn_among_those_never_drawn(void **state) {
    (void)state;
    static const char targets[] = "T1\tA\t1\t-\t-\tmust\nT2\tA\t1\t-\t-\tskip\n"
                                  "T3\tA\t0\t-\t-\t-\nT4\tA\t5\t-\t-\t-\n"
                                  "T5\tB\t1\t-\t-\t-\n";
    static const struct {
        const char *rules;
        bool gone[5];
        uint32_t row;
    } cases[] = {
        /* T2 < T1 < T4 < T3 by ticket, T2 is skipped; must says nothing here */
        {"{\"must\":[\"must\"],\"select\":{\"method\":\"srs\",\"n\":{}},"
         "\"skip\":[\"skip\"],\"v\":1}",
         {false},
         0},
        {"{\"must\":[\"must\"],\"select\":{\"method\":\"srs\",\"n\":{}},"
         "\"skip\":[\"skip\"],\"v\":1}",
         {true},
         3},
        {"{\"select\":{\"method\":\"srs\",\"n\":{}},\"skip\":[\"skip\"],\"v\":1}",
         {true, false, false, true},
         2},
        {"{\"select\":{\"method\":\"pps\",\"n\":{}},\"skip\":[\"skip\"],\"v\":1}",
         {true, false, false, true},
         UINT32_MAX},
        {"{\"select\":{\"method\":\"pps\",\"n\":{}},\"skip\":[\"skip\"],\"v\":1}",
         {true},
         3},
        {"{\"select\":{\"method\":\"srs\",\"n\":{}},\"v\":1}",
         {true, true, true, true},
         UINT32_MAX}};
    struct xc_digest seed = digest_of(EXAMPLE_SEED);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct example example;
        uint32_t row = 77;
        assert_int_equal(example_read(&example, cases[i].rules, targets, NULL, NULL),
                         XC_OK);
        assert_int_equal(xc_select_one(&example.urn, XC_STR("demo/8"), &seed, 0,
                                       cases[i].gone, &row, NULL),
                         XC_OK);
        assert_int_equal(row, cases[i].row);
        example_free(&example);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_unit_is_drawn_exactly_by_its_weight),
        cmocka_unit_test(test_uneven_weights),
        cmocka_unit_test(test_large_weights_do_not_overflow),
        cmocka_unit_test(test_equal_weights_share_their_fate),
        cmocka_unit_test(test_units_are_sorted_by_ticket_then_row),
        cmocka_unit_test(test_substitute_is_drawn_among_those_never_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
