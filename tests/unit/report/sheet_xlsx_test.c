#include "paper.h"

static void write_it(struct paper *paper) {
    struct xc_error error = {0};
    xc_buffer_clear(&paper->out);
    assert_int_equal(xc_sheet_write_xlsx(&paper->sheet, &paper->out, &error), XC_OK);
}

/* What stands in the cells of the first worksheet. */
static void everything_stands_there(void **state) {
    struct paper *paper = *state;
    static const char sheet[] = "xl/worksheets/sheet1.xml";
    fill_paper(&paper->sheet);
    write_it(paper);
    const char *text = read_part(paper, sheet, " t v f ");
    holds(text, "<t>Progress<t>2026-02-28<t>Mind 2 things<t>Facts<t>name"
                "<t>=cmd|'/c calc'!A1<t>Months<t>month<t>planned<t>]]><script>"
                "<v>30<v>0.4<v>46053<v>1234.5<t>sum<v>30<t>–<t>A note");
    holds(text, "<t>Drawn up by: ____________________  Date: ____________<t>Checked by");
    assert_null(strstr(text, "<f>"));
    /* The sum stays where it is when the rest is sorted. */
    holds(read_part(paper, sheet, " autoFilter pane pageSetup "),
          "<pane ySplit=8 topLeftCell=A9 activePane=bottomLeft state=frozen>"
          "<autoFilter ref=A8:E9><pageSetup paperSize=9 fitToHeight=0 "
          "orientation=portrait>");
    holds(read_part(paper, "xl/workbook.xml", " sheet "),
          "<sheet name=Progress sheetId=1 r:id=rId1>"
          "<sheet name=_ sheetId=2 state=hidden r:id=rId2>");
    holds(read_part(paper, "xl/worksheets/sheet2.xml", " t v f "),
          "<t>By month<t>planned<t>done<t>January <1><v>30<v>12<t>February<v>0<v>25");
    holds(read_part(paper, "xl/charts/chart1.xml", " grouping t "), "<t>By month");
}

static void add_table(struct xc_sheet *sheet, size_t columns, size_t rows,
                      const char *title) {
    xc_sheet_part(sheet, columns, 0, "%s", title);
    xc_sheet_head(sheet, 0, "name");
    for (size_t i = 0; i < rows; i++) {
        xc_sheet_row(sheet);
        xc_sheet_cell(sheet, 0, XC_STR("x"));
    }
}

/* A fact that is a number stays one, over all columns of the table below it. */
static void facts_beside_a_table(void **state) {
    struct paper *paper = *state;
    struct xc_sheet *sheet = &paper->sheet;
    sheet->title = XC_STR("Report");
    xc_sheet_part(sheet, 2, 0, "Facts");
    xc_sheet_row(sheet);
    xc_sheet_cell(sheet, 0, XC_STR("year"));
    xc_sheet_number(sheet, 1, 2026);
    xc_sheet_part(sheet, 4, 0, "Table");
    xc_sheet_head(sheet, 0, "name");
    xc_sheet_row(sheet);
    write_it(paper);
    holds(read_part(paper, "xl/worksheets/sheet1.xml", " t v mergeCell "),
          "<t>Report<t>Facts<t>year<v>2026<t>Table<t>name<mergeCell ref=A1:D1>"
          "<mergeCell ref=A2:D2><mergeCell ref=B3:D3><mergeCell ref=A5:D5>");
}

/* Parts of as many columns share a worksheet; others and long ones do not. */
static void worksheets(void **state) {
    struct paper *paper = *state;
    struct xc_sheet *sheet = &paper->sheet;
    sheet->title = XC_STR("Report");
    add_table(sheet, 3, 2, "A");
    add_table(sheet, 3, 2, "B");
    xc_sheet_part(sheet, 2, 0, "Facts");
    xc_sheet_fact(sheet, "name", XC_STR("x"));
    add_table(sheet, 4, 2, "C");
    add_table(sheet, 4, XC_SHEET_LONG + 1, "D");
    add_table(sheet, 4, 1, "E");
    write_it(paper);
    holds(read_part(paper, "xl/workbook.xml", " sheet "),
          "<sheet name=A sheetId=1 r:id=rId1><sheet name=C sheetId=2 r:id=rId2>"
          "<sheet name=D sheetId=3 r:id=rId3><sheet name=E sheetId=4 r:id=rId4>");
    holds(read_part(paper, "xl/worksheets/sheet1.xml", " t "),
          "<t>Report<t>A<t>name<t>x<t>x<t>B<t>name<t>x<t>x<t>Facts<t>name<t>x");
    assert_string_equal(read_part(paper, "xl/worksheets/sheet1.xml", " autoFilter pane "),
                        "");
    holds(read_part(paper, "xl/worksheets/sheet3.xml", " autoFilter pane "),
          "<autoFilter ref=A3:D1004>");
}

static void paper_that_lies(void **state) {
    struct paper *paper = *state;
    struct xc_sheet *sheet = &paper->sheet;
    sheet->title = XC_STR("Report");
    xc_sheet_part(sheet, 12, 0, "Wide");
    xc_sheet_head(sheet, 0, "first");
    xc_sheet_row(sheet);
    for (size_t i = 0; i < 12; i++) {
        xc_sheet_cell(sheet, i, XC_STR("宜兴市丁蜀镇白宕村卫生室"));
    }
    write_it(paper);
    holds(read_part(paper, "xl/worksheets/sheet1.xml", " pageSetup "),
          "orientation=landscape");
}

static void nothing_at_all(void **state) {
    struct paper *paper = *state;
    struct xc_error error = {0};
    struct xc_arena *small = xc_arena_new(64);
    struct xc_sheet full = {.arena = small};
    write_it(paper);
    holds(read_part(paper, "xl/workbook.xml", " sheet "), "<sheet name=1 sheetId=1");
    fill_paper(&full);
    assert_int_equal(xc_sheet_write_xlsx(&full, &paper->out, &error), XC_ENOMEM);
    xc_arena_free(small);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(everything_stands_there, paper_setup,
                                        paper_teardown),
        cmocka_unit_test_setup_teardown(facts_beside_a_table, paper_setup,
                                        paper_teardown),
        cmocka_unit_test_setup_teardown(worksheets, paper_setup, paper_teardown),
        cmocka_unit_test_setup_teardown(paper_that_lies, paper_setup, paper_teardown),
        cmocka_unit_test_setup_teardown(nothing_at_all, paper_setup, paper_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
