/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "workspace/template.h"

static void fills(const char *format, const char *first, const char *second,
                  const char *third, const char *expected) {
    struct xc_arena *arena = xc_arena_new(1 << 16);
    struct xc_template sentence;
    struct xc_buffer out = xc_buffer_make(4096);
    assert_int_equal(xc_template_make(&sentence, format, NULL, arena), XC_OK);
    xc_template_fill(&sentence, xc_str_from(first), xc_str_from(second),
                     xc_str_from(third), &out);
    assert_int_equal(out.len, xc_str_from(expected).len);
    assert_memory_equal(out.ptr ? out.ptr : "", expected, out.len);
    xc_buffer_free(&out);
    xc_arena_free(arena);
}

static void places_are_filled_in_order(void **state) {
    (void)state;
    fills("Target: %s (%s)", "宜城药店", "H1", "", "Target: 宜城药店 (H1)");
    fills("%s: %s (certificate %s)", "lead", "甲", "7", "lead: 甲 (certificate 7)");
    fills("%s", "x", "", "", "x");
    fills("%s%s", "x", "y", "", "xy");
    fills("nothing to fill", "x", "y", "z", "nothing to fill");
}

static void a_translation_may_turn_them_round(void **state) {
    (void)state;
    fills("%2$s（%1$s）", "H1", "药店", "", "药店（H1）");
    fills("%1$s %1$s", "again", "", "", "again again");
}

static void names_that_look_like_marks_stay_as_they_are(void **state) {
    (void)state;
    fills("Crew %s of %s", "{second}", "{first}%s", "", "Crew {second} of {first}%s");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_filled_in_order),
        cmocka_unit_test(a_translation_may_turn_them_round),
        cmocka_unit_test(names_that_look_like_marks_stay_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
