/* What is done about a finding, in the words of both languages. */
#include "casework/disposals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void is(struct xc_str text, const char *wanted) {
    if (!xc_str_is(text, wanted))
        fail_msg("'%.*s' is not '%s'", XC_PRI(text), wanted);
}

static void parses(void **state) {
    (void)state;
    static const struct {
        const char *text, *word;
    } cases[] = {{"责令改正", "correct"},
                 {"order to correct", "correct"},
                 {"责令改正、追回", "correct,recover"},
                 {"责令改正并罚款", "correct,fine"},
                 {"public criticism; suspension", "public_criticism,suspension"},
                 {"refer,recover", "refer,recover"},
                 {"解除协议", "termination"},
                 {"移送，另行处理", "移送，另行处理"},
                 {"并案处理", "并案处理"},
                 {"送达通知书", "送达通知书"},
                 {"", ""}};
    struct xc_arena *arena = xc_arena_new(1 << 20);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        is(xc_disposal_parse(xc_str_from(cases[i].text), arena), cases[i].word);
    xc_arena_free(arena);
}

static void is_said(void **state) {
    (void)state;
    struct xc_arena *arena = xc_arena_new(1 << 20);
    is(xc_disposal_said(XC_STR("correct,recover"), true, arena), "责令改正、追回");
    is(xc_disposal_said(XC_STR("correct,recover"), false, arena),
       "order to correct, recovery");
    is(xc_disposal_said(XC_STR("移送，另行处理"), false, arena), "移送，另行处理");
    is(xc_disposal_said(XC_STR(""), true, arena), "");
    xc_arena_free(arena);
}

/* Every word means itself, and so does what people say for it. */
static void every_word(void **state) {
    (void)state;
    struct xc_arena *arena = xc_arena_new(1 << 20);
    const char *word, *chinese;
    size_t count = 0;
    for (; (word = xc_disposal_word(count, &chinese)) != NULL; count++) {
        is(xc_disposal_parse(xc_str_from(word), arena), word);
        is(xc_disposal_parse(xc_str_from(chinese), arena), word);
        is(xc_disposal_parse(xc_disposal_said(xc_str_from(word), false, arena), arena),
           word);
        assert_int_equal(xc_disposal_refers(xc_str_from(word)),
                         xc_str_is(xc_str_from(word), "refer"));
    }
    assert_int_equal(count, 10);
    assert_true(xc_disposal_refers(XC_STR("fine,refer")));
    assert_false(xc_disposal_refers(XC_STR("referral elsewhere")));
    xc_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses),
        cmocka_unit_test(is_said),
        cmocka_unit_test(every_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
