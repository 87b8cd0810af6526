/* Charts: round numbers on the axis, labels that do not collide, nothing but whole
 * numbers, and nothing of a label that is markup. */
#include "paper.h"
#include "report/sheet_chart.h"

#include <ctype.h>
#include <stdio.h>

/* The last chart of the sheet as SVG. */
static const char *drawn(struct paper *paper) {
    struct xc_html html = {.out = &paper->out};
    xc_buffer_clear(&paper->out);
    if (paper->sheet.last->last_chart) {
        xc_sheet_chart_svg(&html, paper->sheet.last->last_chart, 1,
                           paper->sheet.landscape);
    }
    assert_int_equal(xc_buffer_putc(&paper->out, '\0'), XC_OK);
    return paper->out.ptr;
}

static void begin(struct paper *paper, enum xc_chart_kind kind, bool rates) {
    xc_sheet_part(&paper->sheet, 1, 0, "Part");
    xc_sheet_chart(&paper->sheet, kind, rates, "A <title>");
    xc_sheet_series(&paper->sheet, "planned");
}

static void point(struct paper *paper, const char *label, int64_t first, int64_t second) {
    const int64_t values[] = {first, second, 0};
    xc_sheet_point(&paper->sheet, xc_str_from(label), values);
}

static void for_everybody(void **state) {
    struct paper *paper = *state;
    begin(paper, XC_CHART_COLUMNS, false);
    xc_sheet_series(&paper->sheet, "done");
    point(paper, "<b>Jan</b>", 30, 12);
    point(paper, "Feb", 47, 0);
    const char *svg = drawn(paper);
    holds(svg, "role=\"img\" aria-labelledby=\"chart1-title chart1-desc\"");
    holds(svg, "<title id=\"chart1-title\">A &lt;title&gt;</title>");
    holds(svg, "planned: &lt;b&gt;Jan&lt;/b&gt; 30, Feb 47. done: "
               "&lt;b&gt;Jan&lt;/b&gt; 12, Feb 0. </desc>");
    assert_null(strstr(svg, "<b>"));
    assert_null(strstr(svg, "script"));
    assert_null(strstr(svg, "href"));
    for (const char *at = svg; (at = strchr(at, '.')) != NULL; at++) {
        if (isdigit((unsigned char)at[1])) {
            fail_msg("not a whole number: %.20s", at);
        }
    }
}

/* The ticks of an axis: of its values that stand to the left. */
static void axis(struct paper *paper, const char *const *ticks, const char *beyond) {
    const char *svg = drawn(paper);
    char text[64];
    for (size_t i = 0; ticks[i]; i++) {
        assert_true(snprintf(text, sizeof text, "\"end\">%s</text>", ticks[i]) > 0);
        holds(svg, text);
    }
    assert_true(snprintf(text, sizeof text, "\"end\">%s</text>", beyond) > 0);
    assert_null(strstr(svg, text));
}

static void round_numbers(void **state) {
    struct paper *paper = *state;
    static const struct {
        int64_t value;
        bool rates;
        const char *ticks[7];
        const char *beyond;
    } cases[] = {
        {0, false, {"0", "1", NULL}, "2"},
        {3, false, {"0", "1", "2", "3", NULL}, "4"},
        {47, false, {"0", "10", "20", "30", "40", "50", NULL}, "60"},
        {50, false, {"0", "10", "50", NULL}, "60"},
        {51, false, {"0", "20", "40", "60", NULL}, "80"},
        {1234567, false, {"0", "500000", "1000000", "1500000", NULL}, "2000000"},
        {3, true, {"0%", "20%", "100%", NULL}, "120%"},
        {1270, true, {"0%", "50%", "150%", NULL}, "200%"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin(paper, XC_CHART_COLUMNS, cases[i].rates);
        point(paper, "x", cases[i].value, 0);
        axis(paper, cases[i].ticks, cases[i].beyond);
    }
    begin(paper, XC_CHART_COLUMNS, false);
    point(paper, "x", INT64_MAX, 0);
    holds(drawn(paper), "</svg>");
}

static size_t times(const char *text, const char *part) {
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part)) {
        count++;
    }
    return count;
}

/* Long labels are broken at spaces, then cut; of too many, only some are shown. */
static void labels(void **state) {
    struct paper *paper = *state;
    begin(paper, XC_CHART_BARS, false);
    point(paper, "Zhangzhu town and its surrounding villages and all the rest", 1, 0);
    const char *svg = drawn(paper);
    holds(svg, ">Zhangzhu town and its sur…</text>");
    begin(paper, XC_CHART_BARS, false);
    xc_sheet_series(&paper->sheet, "done");
    point(paper, "环科园（新街街道、西渚镇西部及阳羡湖镇）医疗保障所", 1, 0);
    svg = drawn(paper);
    holds(svg, ">环科园（新街街道、西渚镇西</text>");
    holds(svg, ">部及阳羡湖镇）医疗保障所</text>");
    begin(paper, XC_CHART_COLUMNS, false);
    for (int i = 0; i < 100; i++) {
        point(paper, "一月", i, 0);
    }
    svg = drawn(paper);
    assert_in_range(times(svg, ">一月</text>"), 10, 34);
    assert_int_equal(times(svg, "<rect"), 100 + 1 + 2);
}

/* A hundred areas stand on several pages; all of them do. */
static void many_bars(void **state) {
    struct paper *paper = *state;
    begin(paper, XC_CHART_BARS, true);
    for (int i = 0; i < 100; i++) {
        point(paper, "area", i * 10, 0);
    }
    const char *svg = drawn(paper);
    assert_int_equal(times(svg, "<svg"), 3);
    assert_int_equal(times(svg, "</svg></figure>"), 3);
    assert_int_equal(times(svg, ">area</text>"), 100);
    assert_int_equal(times(svg, "role=\"img\""), 1);
}

static void nothing_to_draw(void **state) {
    struct paper *paper = *state;
    begin(paper, XC_CHART_COLUMNS, false);
    assert_string_equal(drawn(paper), "");
    xc_sheet_part(&paper->sheet, 1, 0, "Part");
    xc_sheet_chart(&paper->sheet, XC_CHART_BARS, false, "No series");
    point(paper, "x", 1, 1);
    assert_string_equal(drawn(paper), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(for_everybody, paper_setup, paper_teardown),
        cmocka_unit_test_setup_teardown(round_numbers, paper_setup, paper_teardown),
        cmocka_unit_test_setup_teardown(labels, paper_setup, paper_teardown),
        cmocka_unit_test_setup_teardown(many_bars, paper_setup, paper_teardown),
        cmocka_unit_test_setup_teardown(nothing_to_draw, paper_setup, paper_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
