#include "documents.h"

#include <stdio.h>

static struct xc_buffer explain(const char *document) {
    struct xc_arena *arena = xc_arena_new(ARENA_BYTES);
    struct xc_programme *programme = NULL;
    struct xc_error error = {0};
    struct xc_buffer out = xc_buffer_make(TEXT_BYTES);
    json_t *json = load(document);
    assert_int_equal(xc_rules_parse(json, arena, &programme, &error), XC_OK);
    assert_int_equal(xc_rules_explain(programme, NULL, &out, &error), XC_OK);
    json_decref(json);
    xc_arena_free(arena);
    return out;
}

static void prints(void **state) {
    (void)state;
    struct xc_buffer out = explain(complete);
    printf("%.*s\n", XC_PRI(xc_buffer_view(&out)));
    xc_buffer_free(&out);
}
int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(prints)};
    return cmocka_run_group_tests_name("rules/explain", tests, NULL, NULL);
}
