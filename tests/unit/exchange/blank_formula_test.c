/* What references become when row 5 is repeated four times and row 9 twice: 6 is then 9,
 * 9 is 12 and 13, 10 is 14. */
#include "exchange/blank_formula.h"
#include "helpers.h"

#include <stdlib.h>

static struct xc_blank_moves sheets[2];

static int setup(void **state) {
    (void)state;
    sheets[0].name = XC_STR("计划");
    sheets[1].name = XC_STR("it's 2");
    return xc_blank_moves_add(&sheets[0], 5, 4) && xc_blank_moves_add(&sheets[0], 9, 2) &&
                   xc_blank_moves_add(&sheets[1], 2, 3)
               ? 0
               : -1;
}

static int teardown(void **state) {
    (void)state;
    free(sheets[0].list);
    free(sheets[1].list);
    return 0;
}

static void is(struct xc_buffer *found, const char *given, const char *wanted) {
    struct xc_str text = xc_buffer_view(found);
    if (!xc_str_is(text, wanted)) {
        fail_msg("%s: '%.*s' is not '%s'", given, XC_PRI(text), wanted);
    }
    xc_buffer_clear(found);
}

static void rows_go_where_they_went(void **state) {
    static const uint32_t wanted[][3] = {{1, 1, 1},    {4, 4, 4},      {5, 5, 8},
                                         {6, 9, 9},    {8, 11, 11},    {9, 12, 13},
                                         {10, 14, 14}, {100, 104, 104}};
    const struct xc_blank_moves none = {0};
    (void)state;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        assert_int_equal(xc_blank_first(&sheets[0], wanted[i][0]), wanted[i][1]);
        assert_int_equal(xc_blank_last(&sheets[0], wanted[i][0]), wanted[i][2]);
        assert_int_equal(xc_blank_first(&none, wanted[i][0]), wanted[i][0]);
    }
}

static void formulas(void **state) {
    static const struct {
        uint32_t row, copy;
        const char *given, *wanted;
    } cases[] = {
        /* From a row that stays. */
        {6, 0, "SUM(D5:D5)", "SUM(D5:D8)"},
        {6, 0, "SUM(D4:D5)", "SUM(D4:D8)"},
        {6, 0, "SUM($D$5:$D$6)", "SUM($D$5:$D$9)"},
        {6, 0, "D5+D6", "D5+D9"},
        {6, 0, "SUM(D:D)+SUM($5:$5)+SUM(9:10)", "SUM(D:D)+SUM($5:$8)+SUM(12:14)"},
        {1, 0, "$B10*B$9", "$B14*B$12"},
        {6, 0, "SUM(A1:A1048576)+B1048576", "SUM(A1:A1048576)+B1048576"},
        /* From the repeated row. */
        {5, 0, "B5*C5", "B5*C5"},
        {5, 3, "B5*C5", "B8*C8"},
        {5, 3, "SUM(B5:F5)", "SUM(B8:F8)"},
        {5, 3, "B5/SUM(B$5:B$5)", "B8/SUM(B$5:B$8)"},
        {5, 3, "SUM(B$5:B5)", "SUM(B$5:B8)"},
        {5, 3, "E4+D5", "E7+D8"},
        {5, 3, "E$4+D5+B6", "E$4+D8+B9"},
        {9, 1, "B9+B8+B5", "B13+B12+B5"},
        /* What only looks like a reference. */
        {6, 0, "LOG10(B6)&\"B6 \"\"B6\"&TRUE", "LOG10(B9)&\"B6 \"\"B6\"&TRUE"},
        {6, 0, "A6B+B6_x+B6.x+AAAA6+B0+B1048577+XFE6",
         "A6B+B6_x+B6.x+AAAA6+B0+B1048577+XFE6"},
        {6, 0, "1E6+6+6.5+{6,6}", "1E6+6+6.5+{6,6}"},
        {6, 0, "单价6+B6", "单价6+B9"},
        {6, 0, "T[[#This Row],[B6]]+[1]计划!B6+'[x]计划'!B6",
         "T[[#This Row],[B6]]+[1]计划!B6+'[x]计划'!B6"},
        {6, 0, "B6:INDEX(B:B,6)", "B9:INDEX(B:B,6)"},
        {6, 0, "#REF!+B6#", "#REF!+B9#"},
        /* Other sheets. */
        {5, 3, "计划!B5+'计划'!B6", "计划!B8+'计划'!B9"},
        {5, 3, "SUM('it''s 2'!B2:B2)+B5", "SUM('it''s 2'!B2:B4)+B8"},
        {5, 3, "其他!B6+B5", "其他!B6+B8"},
        {0, 0, "'it''s 2'!$A$1:$F$9,计划!$1:$5", "'it''s 2'!$A$1:$F$11,计划!$1:$8"},
        /* Cut off in the middle. */
        {6, 0, "\"B6", "\"B6"},
        {6, 0, "'B6", "'B6"},
        {6, 0, "[B6", "[B6"},
        {6, 0, "B6:", "B9:"},
        {6, 0, "$", "$"},
        {6, 0, "", ""},
    };
    struct xc_buffer out = xc_buffer_make(1 << 16);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct xc_blank_place place = {.all = sheets,
                                             .count = 2,
                                             .sheet = &sheets[0],
                                             .row = cases[i].row,
                                             .copy = cases[i].copy};
        xc_blank_formula(&place, xc_str_from(cases[i].given), &out);
        is(&out, cases[i].given, cases[i].wanted);
    }
    xc_buffer_free(&out);
}

static void shared_formulas(void **state) {
    static const struct {
        int64_t rows, columns;
        const char *given, *wanted;
    } cases[] = {
        {0, 0, "B5*2", "B5*2"},
        {2, 1, "B5+$B5+B$5+$B$5", "C7+$B7+C$5+$B$5"},
        {-1, 25, "SUM(A5:B6)&\"A5\"", "SUM(Z4:AA5)&\"A5\""},
        {1, 0, "计划!B5+'x y'!B5", "计划!B6+'x y'!B6"},
        {1, 1, "SUM(B:C)+LOG10(5:6)", "SUM(C:D)+LOG10(6:7)"},
        {-9, -9, "B5", "B5"},
    };
    struct xc_buffer out = xc_buffer_make(1 << 16);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        xc_blank_formula_offset(xc_str_from(cases[i].given), cases[i].rows,
                                cases[i].columns, &out);
        is(&out, cases[i].given, cases[i].wanted);
    }
    xc_buffer_free(&out);
}

static void areas(void **state) {
    static const char *const cases[][2] = {{"A5", "A5:A8"},
                                           {"A5:F5", "A5:F8"},
                                           {"A6 B5 C1:C9", "A9 B5:B8 C1:C13"},
                                           {"A6", "A9"},
                                           {"", ""},
                                           {"A5:", "A5:"},
                                           {"$A$5:$B$6", "$A$5:$B$9"},
                                           {"A:C", "A:C"},
                                           {"  A1  ", "A1"}};
    struct xc_buffer out = xc_buffer_make(1 << 16);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        xc_blank_areas(&sheets[0], xc_str_from(cases[i][0]), &out);
        is(&out, cases[i][0], cases[i][1]);
    }
    xc_buffer_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_go_where_they_went),
        cmocka_unit_test(formulas),
        cmocka_unit_test(shared_formulas),
        cmocka_unit_test(areas),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
