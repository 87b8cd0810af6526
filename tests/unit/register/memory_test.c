/* Every single allocation fails once: nothing leaks, nothing is half done, and going on
 * after a failed row gives the same register as if nothing had happened. */
#include "random_register.h"

#include "base/digest.h"
#include "register/selection.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

/* Allocations until one fails; 0: none will. The linker sends the calls of the libraries
 * here. */
static unsigned countdown;
static unsigned failures;

static bool fails_now(void) {
    if (countdown == 0 || --countdown > 0)
        return false;
    failures++;
    return true;
}

void *__wrap_malloc(size_t size) {
    return fails_now() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    return fails_now() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size) {
    return fails_now() ? NULL : __real_realloc(old, size);
}

static bool tolerable(int code) {
    return code == XC_ENOMEM || code == XC_EENV;
}

/* Adds every row, a failed one again; false: the build failed. */
static bool build(const struct random_rows *rows, struct xc_register **reg) {
    struct xc_register_builder *b = xc_register_builder_new();
    struct xc_error error = {0};
    if (b == NULL)
        b = xc_register_builder_new();
    assert_non_null(b);
    for (unsigned t = 0; t < XC_TABLE_COUNT; t++) {
        for (uint32_t i = rows->count[t]; i-- > 0;) {
            int code = add_random(b, rows, (enum xc_table)t, i, &error);
            if (code != 0) {
                assert_int_equal(code, XC_ENOMEM);
                assert_int_equal(error.code, XC_ENOMEM);
                assert_int_equal(add_random(b, rows, (enum xc_table)t, i, &error), 0);
            }
        }
    }
    int code = xc_register_build(b, reg, NULL, &error);
    assert_true(code == 0 || code == XC_ENOMEM);
    assert_int_equal(*reg == NULL, code != 0);
    xc_register_builder_free(b);
    return code == 0;
}

static void select_once(const struct xc_register *reg, const json_t *json) {
    struct xc_arena *arena = xc_arena_new((size_t)1 << 20);
    const struct xc_selection *selection = NULL;
    struct xc_bitset rows = {0};
    struct xc_error error = {0};
    if (arena == NULL)
        return;
    int code = xc_selection_parse(json, arena, &selection, &error);
    if (code == 0)
        code = xc_selection_run(selection, reg, NULL, &rows, &error);
    assert_true(code == 0 || tolerable(code));
    xc_bitset_free(&rows);
    xc_arena_free(arena);
}

static void every_allocation_may_fail(void **state) {
    (void)state;
    uint64_t rolls = 11;
    struct random_rows *rows = random_rows(&rolls, 60, 20);
    struct xc_register *whole = build_random(rows, NULL);
    struct xc_digest expected;
    assert_int_equal(xc_register_digest_all(whole, &expected, NULL), 0);
    unsigned before = 0;
    for (unsigned n = 1; n == 1 || failures > before; n++) {
        struct xc_register *reg = NULL;
        struct xc_digest digest;
        before = failures;
        countdown = n;
        bool built = build(rows, &reg);
        countdown = 0;
        if (built) {
            assert_int_equal(xc_register_digest_all(reg, &digest, NULL), 0);
            assert_true(xc_digest_equal(&digest, &expected));
        }
        xc_register_free(reg);
    }
    assert_true(failures > 50);
    xc_register_free(whole);
    free(rows);
}

static void selections_may_fail(void **state) {
    (void)state;
    uint64_t rolls = 12;
    struct random_rows *rows = random_rows(&rolls, 60, 20);
    struct xc_register *reg = build_random(rows, NULL);
    json_t *json = json_loads("{\"op\":\"or\",\"of\":[{\"op\":\"where\",\"of\":{\"op\":"
                              "\"where\",\"of\":{\"op\":"
                              "\"all\",\"table\":\"targets\"},\"field\":\"zone\",\"in\":["
                              "\"e\\u0301\",\"zone\"]},"
                              "\"field\":\"id\",\"in\":[\"A0\"]},{\"op\":\"where\","
                              "\"of\":{\"op\":\"within\",\"of\":"
                              "{\"op\":\"all\",\"table\":\"targets\"},\"area\":\"32\"},"
                              "\"field\":\"weight\",\"in\":"
                              "[\"0\"]}]}",
                              0, NULL);
    struct xc_digest digest;
    unsigned before = 0;
    assert_non_null(json);
    for (unsigned n = 1; n == 1 || failures > before; n++) {
        before = failures;
        countdown = n;
        select_once(reg, json);
        countdown = n;
        int code = xc_register_digest_all(reg, &digest, NULL);
        assert_true(code == 0 || tolerable(code));
        countdown = 0;
    }
    json_decref(json);
    xc_register_free(reg);
    free(rows);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(selections_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
