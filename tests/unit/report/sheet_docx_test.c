#include "paper.h"

static void everything_stands_there(void **state) {
    struct paper *paper = *state;
    struct xc_error error = {0};
    fill_paper(&paper->sheet);
    assert_int_equal(xc_sheet_write_docx(&paper->sheet, &paper->out, &error), XC_OK);
    const char *text =
        read_part(paper, "word/document.xml", " pStyle t tblHeader br sectPr ");
    holds(text, "<pStyle w:val=Title><t xml:space=preserve>Progress"
                "<pStyle w:val=Subtitle><t xml:space=preserve>2026-02-28"
                "<pStyle w:val=Framed><t xml:space=preserve>Mind 2 things"
                "<pStyle w:val=Caption><t xml:space=preserve>Facts");
    holds(text, "name<pStyle w:val=CellTable><t xml:space=preserve>=cmd|'/c calc'!A1");
    holds(text, "<tblHeader><pStyle w:val=CellTable><t xml:space=preserve>month");
    holds(text, ">]]><script><pStyle w:val=CellTable><t xml:space=preserve>30"
                "<pStyle w:val=CellTable><t xml:space=preserve>40.0%"
                "<pStyle w:val=CellTable><t xml:space=preserve>2026-01-31"
                "<pStyle w:val=CellTable><t xml:space=preserve>1234.50");
    holds(text, ">–<"); /* a rate of nothing */
    holds(text, ">A note<");
    holds(text, ">Drawn up by: <");
    holds(text, "<br><t xml:space=preserve>Date: <");
    holds(read_part(paper, "word/document.xml", " pgSz "), "<pgSz w:w=11906 w:h=16838>");
}

/* A table that upright paper has no room for lays it down; so does who asks for it. */
static void paper_that_lies(void **state) {
    struct paper *paper = *state;
    struct xc_error error = {0};
    struct xc_sheet *sheet = &paper->sheet;
    for (int asked = 0; asked < 2; asked++) {
        if (asked) {
            assert_int_equal(paper_teardown(state), 0);
            assert_int_equal(paper_setup(state), 0);
            sheet->landscape = true;
        } else {
            xc_sheet_part(sheet, 12, 0, "Wide");
            xc_sheet_head(sheet, 0, "first");
            xc_sheet_row(sheet);
            for (size_t i = 0; i < 12; i++) {
                xc_sheet_cell(sheet, i, XC_STR("宜兴市丁蜀镇白宕村卫生室"));
            }
        }
        assert_int_equal(xc_sheet_write_docx(sheet, &paper->out, &error), XC_OK);
        holds(read_part(paper, "word/document.xml", " pgSz "),
              "<pgSz w:w=16838 w:h=11906 w:orient=landscape>");
    }
}

static void nothing_at_all(void **state) {
    struct paper *paper = *state;
    struct xc_error error = {0};
    struct xc_arena *small = xc_arena_new(64);
    struct xc_sheet full = {.arena = small};
    assert_int_equal(xc_sheet_write_docx(&paper->sheet, &paper->out, &error), XC_OK);
    holds(read_part(paper, "word/document.xml", " pStyle "), "<pStyle w:val=Title>");
    fill_paper(&full);
    assert_int_equal(xc_sheet_write_docx(&full, &paper->out, &error), XC_ENOMEM);
    xc_arena_free(small);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(everything_stands_there, paper_setup,
                                        paper_teardown),
        cmocka_unit_test_setup_teardown(paper_that_lies, paper_setup, paper_teardown),
        cmocka_unit_test_setup_teardown(nothing_at_all, paper_setup, paper_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
