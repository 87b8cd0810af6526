#include "check.h"

#include "base/arena.h"

#include <stdalign.h>
#include <string.h>

static void test_zeroed_and_aligned(void **state) {
    (void)state;
    struct xc_arena *arena = xc_arena_new(1U << 20);
    static const char zeros[700];
    for (size_t size = 0; size < 700; size += 7) {
        struct xc_str odd = xc_arena_copy(arena, XC_STR("abc"));
        unsigned char *memory = xc_arena_alloc(arena, size);
        assert_non_null(memory);
        assert_non_null(odd.ptr);
        assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
        if (size > 0) {
            assert_memory_equal(memory, zeros, size);
            memset(memory, 0xA5, size);
        }
        assert_string_equal(odd.ptr, "abc");
    }
    xc_arena_free(arena);
}

static void test_pieces_do_not_overlap(void **state) {
    (void)state;
    enum { PIECES = 4000 };
    struct xc_arena *arena = xc_arena_new(64U << 20);
    static unsigned char *pieces[PIECES];
    static struct xc_str texts[PIECES];
    for (size_t i = 0; i < PIECES; i++) {
        size_t size = i % 97 == 0 ? 30000 : 1 + i % 61;
        pieces[i] = xc_arena_alloc(arena, size);
        assert_non_null(pieces[i]);
        memset(pieces[i], (int)(i % 251), size);
        texts[i] = xc_arena_copy(arena, (struct xc_str){"0123456789", i % 11});
        assert_non_null(texts[i].ptr);
    }
    for (size_t i = 0; i < PIECES; i++) {
        size_t size = i % 97 == 0 ? 30000 : 1 + i % 61;
        for (size_t j = 0; j < size; j++) {
            assert_int_equal(pieces[i][j], i % 251);
        }
        assert_int_equal(strlen(texts[i].ptr), i % 11);
        assert_memory_equal(texts[i].ptr, "0123456789", i % 11);
    }
    xc_arena_free(arena);
}

static void test_maximum(void **state) {
    (void)state;
    struct xc_arena *arena = xc_arena_new(100);
    assert_non_null(xc_arena_alloc(arena, 60));
    assert_int_equal(xc_arena_used(arena), 60);
    assert_null(xc_arena_alloc(arena, 41));
    assert_int_equal(xc_arena_used(arena), 60);
    assert_null(xc_arena_copy(arena, (struct xc_str){"", SIZE_MAX}).ptr);
    assert_null(xc_arena_alloc(arena, SIZE_MAX));
    assert_null(xc_arena_array(arena, SIZE_MAX / 2, 3));
    assert_non_null(xc_arena_array(arena, 10, 4));
    assert_int_equal(xc_arena_used(arena), 100);
    assert_non_null(xc_arena_alloc(arena, 0));
    assert_non_null(xc_arena_array(arena, 0, 8));
    assert_null(xc_arena_copy(arena, XC_STR("x")).ptr);
    xc_arena_free(arena);
    xc_arena_free(NULL);
}

static void test_no_maximum_refuses_what_no_machine_has(void **state) {
    (void)state;
    struct xc_arena *arena = xc_arena_new(SIZE_MAX);
    assert_null(xc_arena_alloc(arena, SIZE_MAX));
    assert_null(xc_arena_alloc(arena, SIZE_MAX - 15));
    assert_null(xc_arena_copy(arena, (struct xc_str){"", SIZE_MAX}).ptr);
    assert_int_equal(xc_arena_used(arena), 0);
    xc_arena_free(arena);
}

static void test_copy_keeps_nul(void **state) {
    (void)state;
    struct xc_arena *arena = xc_arena_new(1000);
    struct xc_str copy = xc_arena_copy(arena, XC_STR("a\0b"));
    assert_view(copy, "a\0b");
    assert_int_equal(copy.ptr[3], 0);
    copy = xc_arena_copy(arena, (struct xc_str){NULL, 0});
    assert_string_equal(copy.ptr, "");
    assert_int_equal(xc_arena_used(arena), 3);
    xc_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zeroed_and_aligned),
        cmocka_unit_test(test_pieces_do_not_overlap),
        cmocka_unit_test(test_maximum),
        cmocka_unit_test(test_no_maximum_refuses_what_no_machine_has),
        cmocka_unit_test(test_copy_keeps_nul),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
