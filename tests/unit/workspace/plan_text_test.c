#include "plan_facts.h"

#include "workspace/plan_text.h"

/* The whole text, or only what stands beside the bounds. Free it. */
static struct xc_buffer printed(const struct xc_plan *plan, bool whole) {
    struct xc_buffer out = xc_buffer_make(1 << 20);
    struct xc_plan_heading heading = {.programme = XC_STR("p"),
                                      .title = XC_STR("演示"),
                                      .as_of = facts_day("2026-01-05")};
    assert_int_equal(whole ? xc_plan_print(plan, &heading, NULL, &out)
                           : xc_plan_print_bounds(plan, NULL, &out),
                     XC_OK);
    assert_int_equal(xc_buffer_putc(&out, '\0'), XC_OK);
    return out;
}

static void says(const struct xc_buffer *out, const char *expected) {
    if (!strstr(out->ptr, expected)) {
        fail_msg("“%s” is not said in:\n%s", expected, out->ptr);
    }
}

static void figures_stand_beside_their_bounds(void **state) {
    struct plan_facts facts;
    (void)state;
    facts_fitting(&facts);
    struct xc_buffer out = printed(&facts.plan, false);
    assert_string_equal(
        out.ptr,
        "                    this plan  at best     over\n"
        "  days out by zone        244      232   +5.2 %\n"
        "  fullest week          1.004    1.000   +0.4 %  2026-03-02 to 2026-03-08\n"
        "  fullest month         1.000    1.000  < 0.1 %  2026-03-01 to 2026-03-31\n"
        "  busiest crew          1.000    1.000      0 %  甲组\n"
        "  “At best” is proved: no plan can do better. 1.000 is an equal share of the "
        "work for the time there is.\n"
        "\n"
        "The fullest spans:\n"
        "  丁蜀 is 94 % full between 2026-11-01 and 2026-11-30: 312 visits must lie "
        "there.\n"
        "  the crews are 100 % full between 2026-12-01 and 2026-12-31: 3 visits must "
        "lie there.\n");
    xc_buffer_free(&out);
}

/* Three days out in ten months: no plan makes them level; nor is one week fuller than
 * another where there is only one. */
static void what_cannot_be_level_is_left_out(void **state) {
    struct plan_facts facts;
    (void)state;
    facts_fitting(&facts);
    facts.plan.bounds.zone_days = 39;
    struct xc_buffer out = printed(&facts.plan, false);
    assert_null(strstr(out.ptr, "fullest week"));
    says(&out, "  fullest month ");
    xc_buffer_free(&out);
    facts.plan.bounds.zone_days = 20;
    facts.plan.bounds.month.spans = 21;
    out = printed(&facts.plan, false);
    assert_null(strstr(out.ptr, "fullest month"));
    says(&out, "  busiest crew ");
    says(&out, "1.000 is an equal share");
    xc_buffer_free(&out);
    facts.plan.bounds.zone_days = 244;
    facts.plan.bounds.week.spans = 1;
    facts.plan.bounds.month.spans = 0;
    facts.plan.bounds.crew.load = 0;
    out = printed(&facts.plan, false);
    assert_null(strstr(out.ptr, "fullest week"));
    assert_null(strstr(out.ptr, "fullest month"));
    assert_null(strstr(out.ptr, "equal share"));
    xc_buffer_free(&out);
}

/* Two visits by two crews that two could have made in a day are no alarm: of a few, how
 * many more is said, and nobody's share. */
static void few_days_have_no_shares(void **state) {
    struct plan_facts facts;
    (void)state;
    facts_fitting(&facts);
    facts.plan.bounds.zone_days = 19;
    facts.plan.bounds.zone_days_bound = 18;
    struct xc_buffer out = printed(&facts.plan, false);
    says(&out, "  days out by zone         19       18    +1\n");
    assert_null(strstr(out.ptr, "busiest crew"));
    assert_null(strstr(out.ptr, "equal share"));
    xc_buffer_free(&out);
    facts.plan.bounds.zone_days = 21;
    facts.plan.bounds.zone_days_bound = 20;
    out = printed(&facts.plan, false);
    says(&out, "+5.0 %\n");
    says(&out, "  busiest crew ");
    xc_buffer_free(&out);
}

static void a_proof_comes_with_its_cures(void **state) {
    struct plan_facts facts;
    (void)state;
    facts_failing(&facts);
    struct xc_buffer out = printed(&facts.plan, true);
    says(&out, "  visits not planned          3        2       +1\n"
               "  their minutes             315      300   +5.0 %\n");
    says(&out, "  2 visits need 630 minutes; 420 exist\n"
               "    impossible together, proved: 2 visits (T1, T2)\n"
               "      1 Saturday worked by all of them would be enough.\n"
               "      3 more working days would be enough.\n"
               "      2 more crews would be enough.\n");
    says(&out, "if P1 were not barred from T1");
    says(&out, "if P2 had no limit of visits");
    says(&out, "  nobody may go to T3\n"
               "    impossible by themselves: 1 visits (T3)\n");
    assert_null(strstr(out.ptr, "Every visit has a day"));
    xc_buffer_free(&out);
}

/* What an older or newer version stored. */
static void a_cure_of_no_kind_is_not_printed(void **state) {
    struct xc_buffer out = xc_buffer_make(1 << 10);
    struct xc_plan_cure cure = {.number = 3};
    (void)state;
    xc_plan_print_cure(&cure, NULL, &out);
    assert_int_equal(out.len, 0);
    xc_buffer_free(&out);
}

/* Nothing measured, nothing at all: no division by nothing, no line without meaning. */
static void an_empty_plan_prints(void **state) {
    struct xc_plan plan = {0};
    (void)state;
    struct xc_buffer out = printed(&plan, true);
    says(&out, "  days out by zone          0        0\n");
    says(&out, "There is nothing to visit");
    assert_null(strstr(out.ptr, "fullest"));
    assert_null(strstr(out.ptr, "1970"));
    xc_buffer_free(&out);
}

/* Figures that no country has, and a bound above what was reached. */
static void absurd_figures_do_not_overflow(void **state) {
    struct plan_facts facts;
    (void)state;
    facts_fitting(&facts);
    facts.plan.bounds.zone_days = UINT64_MAX / 4;
    facts.plan.bounds.zone_days_bound = 1;
    facts.plan.bounds.week.load = UINT32_MAX;
    facts.plan.bounds.week.bound = 0;
    facts.plan.bounds.month.load = 900000;
    facts.tight[0].minutes = UINT64_MAX;
    facts.tight[0].capacity = 0;
    struct xc_buffer out = printed(&facts.plan, false);
    says(&out, "4294.967");
    says(&out, "  fullest month ");
    says(&out, "丁蜀 is 0 % full");
    xc_buffer_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_stand_beside_their_bounds),
        cmocka_unit_test(what_cannot_be_level_is_left_out),
        cmocka_unit_test(few_days_have_no_shares),
        cmocka_unit_test(a_proof_comes_with_its_cures),
        cmocka_unit_test(a_cure_of_no_kind_is_not_printed),
        cmocka_unit_test(an_empty_plan_prints),
        cmocka_unit_test(absurd_figures_do_not_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
