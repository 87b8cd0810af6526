/* Texts and the rows that they belong to. */
#include "base/row_lookup.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

enum { TEXTS = 3000, BYTES = 24 };

static struct xc_str text_of(char *out, unsigned row) {
    /* lengths on both sides of eight bytes, and one text within another */
    int len = snprintf(out, BYTES, row % 3 == 0 ? "%u" : "320282-%06u-T", row);
    return (struct xc_str){out, (size_t)len};
}

/* The row whose text it is; UINT32_MAX: none. */
static uint32_t find(const struct xc_row_lookup *lookup, struct xc_str text) {
    char other[BYTES];
    struct xc_row_lookup_probe probe = xc_row_lookup_ask(lookup, text);
    uint32_t row = xc_row_lookup_next(lookup, &probe);
    while (row != UINT32_MAX && !xc_str_equal(text_of(other, row), text))
        row = xc_row_lookup_next(lookup, &probe);
    return row;
}

static void test_every_row_is_found(void **state) {
    struct xc_arena *arena = xc_arena_new(1 << 20);
    struct xc_row_lookup lookup;
    char text[BYTES];
    (void)state;
    assert_int_equal(xc_row_lookup_make(&lookup, arena, TEXTS), XC_OK);
    for (unsigned i = 0; i < TEXTS; i++)
        xc_row_lookup_add(&lookup, text_of(text, i), i);
    for (unsigned i = 0; i < TEXTS; i++)
        assert_int_equal(find(&lookup, text_of(text, i)), i);
    for (unsigned i = TEXTS; i < 2 * TEXTS; i++)
        assert_int_equal(find(&lookup, text_of(text, i)), UINT32_MAX);
    assert_int_equal(find(&lookup, XC_STR("")), UINT32_MAX);
    xc_arena_free(arena);
}

static void test_equal_texts_are_all_given(void **state) {
    struct xc_arena *arena = xc_arena_new(1 << 20);
    struct xc_row_lookup lookup;
    unsigned seen = 0;
    (void)state;
    assert_int_equal(xc_row_lookup_make(&lookup, arena, 40), XC_OK);
    for (unsigned i = 0; i < 40; i++)
        xc_row_lookup_add(&lookup, i % 4 == 0 ? XC_STR("same") : XC_STR("other one"), i);
    struct xc_row_lookup_probe probe = xc_row_lookup_ask(&lookup, XC_STR("same"));
    for (uint32_t row = xc_row_lookup_next(&lookup, &probe); row != UINT32_MAX;
         row = xc_row_lookup_next(&lookup, &probe))
        seen += row % 4 == 0;
    assert_int_equal(seen, 10);
    xc_arena_free(arena);
}

static struct xc_str asked(const void *texts, size_t i) {
    return ((const struct xc_str *)texts)[i];
}

/* All at once, those that are there and those that are not, in another order. */
static void test_many_at_once(void **state) {
    static char hold[2 * TEXTS][BYTES];
    static struct xc_str texts[TEXTS], wanted[2 * TEXTS];
    static uint32_t rows[2 * TEXTS];
    struct xc_arena *arena = xc_arena_new(1 << 20);
    struct xc_row_lookup lookup;
    (void)state;
    for (unsigned i = 0; i < 2 * TEXTS; i++) {
        unsigned place = i * 7 % (2 * TEXTS);
        wanted[place] = text_of(hold[i], i);
        if (i < TEXTS)
            texts[i] = wanted[place];
    }
    assert_int_equal(xc_row_lookup_make(&lookup, arena, TEXTS), XC_OK);
    xc_row_lookup_add_all(&lookup, texts, TEXTS);
    for (unsigned i = 0; i < TEXTS; i++)
        assert_int_equal(find(&lookup, texts[i]), i);
    xc_row_lookup_find_all(&lookup, texts, asked, wanted, 2 * TEXTS, rows);
    for (unsigned i = 0; i < 2 * TEXTS; i++)
        assert_int_equal(rows[i * 7 % (2 * TEXTS)], i < TEXTS ? i : UINT32_MAX);
    xc_row_lookup_find_all(&lookup, texts, asked, wanted, 0, NULL);
    xc_arena_free(arena);
}

static void test_nothing_is_in_an_empty_one(void **state) {
    struct xc_arena *arena = xc_arena_new(1 << 20);
    struct xc_arena *tiny = xc_arena_new(16);
    struct xc_row_lookup lookup;
    (void)state;
    assert_int_equal(xc_row_lookup_make(&lookup, arena, 0), XC_OK);
    assert_int_equal(find(&lookup, XC_STR("T1")), UINT32_MAX);
    assert_int_equal(xc_row_lookup_make(&lookup, tiny, 10), XC_ENOMEM);
    xc_arena_free(tiny);
    xc_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row_is_found),
        cmocka_unit_test(test_equal_texts_are_all_given),
        cmocka_unit_test(test_many_at_once),
        cmocka_unit_test(test_nothing_is_in_an_empty_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
