/* How many of each stratum, beside sizes found by trying everything. */
#include "example.h"

#include "draw/draw_internal.h"

#include <stdio.h>
#include <stdlib.h>

enum { STRATA = 3 };

/* An urn with so many rows in the strata a, b, c. Text has to outlive the urn. */
struct small {
    struct example example;
    char text[2048];
};

static int read_urn(struct small *small, const char *rules,
                    const uint32_t counts[STRATA]) {
    size_t len = 0;
    small->text[0] = '\0';
    for (unsigned h = 0; h < STRATA; h++) {
        for (uint32_t i = 0; i < counts[h]; i++)
            len += (size_t)snprintf(small->text + len, sizeof small->text - len,
                                    "%c%04u\t%c\t1\t-\t-\t-\n", "abc"[h], i, "abc"[h]);
    }
    assert_true(len < sizeof small->text);
    return example_read(&small->example, rules, small->text, NULL, NULL);
}

static uint64_t ceiling(uint64_t a, uint64_t b) {
    return (a + b - 1) / b;
}

/* Largest remainders as a sum of single steps: one more to whoever has the largest
 * remainder left, the smaller name first. Fractions are compared crosswise. */
static void by_hand(const uint32_t counts[STRATA], const uint32_t floors[STRATA],
                    uint64_t a, uint64_t b, uint32_t sizes[STRATA]) {
    uint64_t all = 0;
    uint64_t sum = 0;
    bool given[STRATA] = {false};
    for (unsigned h = 0; h < STRATA; h++) {
        all += counts[h];
        sum += floors[h];
        sizes[h] = floors[h];
    }
    uint64_t size = ceiling(a * all, b);
    uint64_t rest = size > sum ? size - sum : 0;
    uint64_t left = rest;
    for (unsigned h = 0; h < STRATA && rest > 0; h++) {
        uint64_t k = 0;
        while ((k + 1) * (all - sum) <= rest * (counts[h] - floors[h]))
            k++;
        sizes[h] += (uint32_t)k;
        left -= k;
    }
    for (; left > 0; left--) {
        unsigned best = STRATA;
        uint64_t largest = 0;
        for (unsigned h = 0; h < STRATA; h++) {
            uint64_t remainder =
                rest * (counts[h] - floors[h]) - (sizes[h] - floors[h]) * (all - sum);
            if (!given[h] && (best == STRATA || remainder > largest)) {
                best = h;
                largest = remainder;
            }
        }
        given[best] = true;
        sizes[best]++;
    }
}

/* The strata of an urn are those that have rows. */
static void assert_sizes(const struct example *example, const uint32_t *found,
                         const uint32_t counts[STRATA], const uint32_t sizes[STRATA]) {
    uint32_t stratum = 0;
    for (unsigned h = 0; h < STRATA; h++) {
        if (counts[h] > 0)
            assert_int_equal(found[stratum++], sizes[h]);
    }
    assert_int_equal(stratum, example->urn.targets.strata_count);
}

static void check_floors(const uint32_t counts[STRATA], const uint32_t floors[STRATA],
                         unsigned a, unsigned b) {
    struct small small;
    char rules[256];
    uint32_t sizes[STRATA];
    uint32_t *found = NULL;
    bool fits = true;
    (void)snprintf(rules, sizeof rules,
                   "{\"select\":{\"floors\":{\"a\":%u,\"b\":%u,\"c\":%u},\"method\":"
                   "\"srs\",\"share\":[%u,%u]},\"v\":1}",
                   floors[0], floors[1], floors[2], a, b);
    assert_int_equal(read_urn(&small, rules, counts), XC_OK);
    for (unsigned h = 0; h < STRATA; h++)
        fits = fits && floors[h] <= counts[h];
    int code = xc_size_run(&small.example.urn, NULL, 0, small.example.arena,
                           &(struct xc_draw_sized){0}, &small.example.error);
    assert_int_equal(code, fits ? XC_OK : XC_ENO);
    if (fits) {
        assert_int_equal(xc_draw_sizes(&small.example.urn, NULL, 0, small.example.arena,
                                       &found, &small.example.error),
                         XC_OK);
        by_hand(counts, floors, a, b, sizes);
        assert_sizes(&small.example, found, counts, sizes);
    }
    example_free(&small.example);
}

static void test_floors_and_largest_remainders(void **state) {
    (void)state;
    static const unsigned shares[][2] = {{1, 1}, {1, 2},  {1, 3},
                                         {5, 7}, {1, 20}, {9, 10}};
    for (uint32_t code = 0; code < 4096; code++) {
        const uint32_t counts[STRATA] = {code % 8, code / 8 % 8, code / 64 % 8};
        const uint32_t floors[STRATA] = {code / 512 % 2, code / 1024 % 2,
                                         2 * (code / 2048)};
        check_floors(counts, floors, shares[code % 6][0], shares[code % 6][1]);
        if (code % 4 == 0)
            check_floors(counts, floors, shares[code / 4 % 6][0],
                         shares[code / 4 % 6][1]);
    }
}

static void test_shares_by_stratum(void **state) {
    (void)state;
    for (unsigned b = 1; b <= 12; b++) {
        for (unsigned a = 1; a <= b; a++) {
            const uint32_t counts[STRATA] = {1, 7 + a, 24};
            struct small small;
            char rules[128];
            uint32_t sizes[STRATA];
            uint32_t *found = NULL;
            (void)snprintf(rules, sizeof rules,
                           "{\"select\":{\"method\":\"srs\",\"share\":[%u,%u]},\"v\":1}",
                           a, b);
            assert_int_equal(read_urn(&small, rules, counts), XC_OK);
            assert_int_equal(xc_draw_sizes(&small.example.urn, NULL, 0,
                                           small.example.arena, &found, NULL),
                             XC_OK);
            for (unsigned h = 0; h < STRATA; h++)
                sizes[h] = (uint32_t)ceiling((uint64_t)a * counts[h], b);
            assert_sizes(&small.example, found, counts, sizes);
            example_free(&small.example);
        }
    }
}

/* A share over all strata together is not the sum of the shares of each. */
static void test_empty_floors_join_the_strata(void **state) {
    (void)state;
    static const uint32_t counts[STRATA] = {10, 10, 10};
    static const struct {
        const char *rules;
        uint32_t sizes[STRATA];
    } cases[] = {
        {"{\"select\":{\"method\":\"srs\",\"share\":[1,20]},\"v\":1}", {1, 1, 1}},
        {"{\"select\":{\"floors\":{},\"method\":\"srs\",\"share\":[1,20]},\"v\":1}",
         {1, 1, 0}},
        {"{\"select\":{\"floors\":{\"c\":2},\"method\":\"srs\",\"share\":[1,20]},\"v\":"
         "1}",
         {0, 0, 2}},
        {"{\"select\":{\"floors\":{\"c\":5},\"method\":\"srs\",\"share\":[1,20]},\"v\":"
         "1}",
         {0, 0, 5}}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct small small;
        uint32_t *found = NULL;
        assert_int_equal(read_urn(&small, cases[i].rules, counts), XC_OK);
        assert_int_equal(
            xc_draw_sizes(&small.example.urn, NULL, 0, small.example.arena, &found, NULL),
            XC_OK);
        assert_sizes(&small.example, found, counts, cases[i].sizes);
        example_free(&small.example);
    }
}

static void test_short_strata_are_all_named(void **state) {
    (void)state;
    static const char targets[] = "a1\ta\t1\t-\t-\t-\nb1\tb\t1\t-\t-\tx\n";
    static const struct {
        const char *rules, *words;
    } cases[] = {
        {"{\"select\":{\"floors\":{\"a\":2,\"b\":1,\"c\":1},\"method\":\"srs\",\"share\":"
         "[1,2]},\"v\":1}",
         "too few targets are there to be drawn (strata: 2): a: 1 < 2, c: 0 < 1"},
        {"{\"select\":{\"method\":\"pps\",\"n\":{\"0\":1,\"a\":3,\"b\":2}},\"skip\":"
         "[\"x\"],\"v\":1}",
         "too few targets are there to be drawn (strata: 3): 0: 0 < 1, a: 1 < 3, b: 0 < "
         "2"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct example example;
        uint32_t *found = NULL;
        assert_int_equal(example_read(&example, cases[i].rules, targets, NULL, NULL),
                         XC_OK);
        assert_int_equal(
            xc_draw_sizes(&example.urn, NULL, 0, example.arena, &found, &example.error),
            XC_ENO);
        assert_error(&example.error, cases[i].words);
        example_free(&example);
    }
}

/* The list of a thousand short strata is cut, but all are counted. */
static void test_many_short_strata(void **state) {
    (void)state;
    struct example example;
    uint32_t *found = NULL;
    struct xc_buffer rules = xc_buffer_make(1 << 20);
    (void)xc_buffer_puts(&rules, "{\"select\":{\"method\":\"srs\",\"n\":{");
    for (unsigned i = 0; i < 1000; i++)
        (void)xc_buffer_printf(&rules, "%s\"s%04u\":1", i > 0 ? "," : "", i);
    (void)xc_buffer_puts(&rules, "}},\"v\":1}");
    (void)xc_buffer_putc(&rules, '\0');
    assert_int_equal(example_read(&example, rules.ptr, NULL, NULL, NULL), XC_OK);
    assert_int_equal(
        xc_draw_sizes(&example.urn, NULL, 0, example.arena, &found, &example.error),
        XC_ENO);
    assert_error(&example.error, "too few targets are there to be drawn (strata: 1000): "
                                 "s0000: 0 < 1, s0001: 0 < 1");
    struct xc_buffer text = xc_buffer_make(1 << 16);
    assert_int_equal(xc_error_render(&example.error, NULL, &text), XC_OK);
    /* 50 names with their numbers and commas fit into 700 bytes */
    assert_true(xc_str_ends(xc_buffer_view(&text), XC_STR(", s0049: 0 < 1 …")));
    xc_buffer_free(&text);
    xc_buffer_free(&rules);
    example_free(&example);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_floors_and_largest_remainders),
        cmocka_unit_test(test_shares_by_stratum),
        cmocka_unit_test(test_empty_floors_join_the_strata),
        cmocka_unit_test(test_short_strata_are_all_named),
        cmocka_unit_test(test_many_short_strata),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
