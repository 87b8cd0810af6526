/* Workbooks are read back with the room's own reader and, for what it does not look at,
 * with an XML parser. */
#include "exchange/sheet.h"
#include "exchange/xlsx_out.h"
#include "exchange/xlsx_zip.h"
#include "helpers.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

struct paper {
    struct xc_buffer out;
    struct xc_workbook *book;
    struct xc_buffer seen;
    const char *element; /* that is looked for */
    bool inside;
};

static int setup(void **state) {
    static struct paper paper;
    struct xc_error error = {0};
    paper =
        (struct paper){.out = xc_buffer_make(1 << 26), .seen = xc_buffer_make(1 << 20)};
    *state = &paper;
    return xc_workbook_new(XC_STR("A <title>"), &paper.book, &error);
}

static int teardown(void **state) {
    struct paper *paper = *state;
    xc_workbook_free(paper->book);
    xc_buffer_free(&paper->out);
    xc_buffer_free(&paper->seen);
    return 0;
}

static void finish(struct paper *paper) {
    struct xc_error error = {0};
    int rc = xc_workbook_finish(paper->book, &paper->out, &error);
    if (rc != XC_OK) {
        show_error(&error);
    }
    assert_int_equal(rc, XC_OK);
}

static void is(struct xc_str text, const char *wanted) {
    if (!xc_str_is(text, wanted)) {
        fail_msg("'%.*s' is not '%s'", XC_PRI(text), wanted);
    }
}

/* The first visible worksheet: its cells behind "|", dates marked d, numbers n. */
static void reads(struct paper *paper, const char *wanted) {
    struct xc_sheet *sheet = NULL;
    struct xc_error error = {0};
    static struct xc_sheet_row row;
    finish(paper);
    assert_int_equal(xc_sheet_open(xc_buffer_view(&paper->out), XC_ENCODING_AUTO,
                                   XC_STR("f"), &sheet, &error),
                     XC_OK);
    xc_buffer_clear(&paper->seen);
    while (xc_sheet_next(sheet, &row, &error) > 0) {
        xc_buffer_printf(&paper->seen, "%u", row.line);
        for (size_t i = 0; i < row.count; i++) {
            enum xc_cell_type type = row.cells[i].type;
            xc_buffer_printf(&paper->seen, "|%s%.*s",
                             type == XC_CELL_DATE     ? "d:"
                             : type == XC_CELL_NUMBER ? "n:"
                                                      : "",
                             XC_PRI(row.cells[i].text));
        }
        xc_buffer_putc(&paper->seen, '\n');
    }
    is(xc_buffer_view(&paper->seen), wanted);
    xc_sheet_free(sheet);
}

static void on_start(struct xc_xml *xml, const char *name, const char **attributes) {
    struct paper *paper = xml->context;
    paper->inside = strcmp(name, paper->element) == 0;
    for (size_t i = 0; paper->inside && attributes[i]; i += 2) {
        if (strcmp(attributes[i], "count") != 0) {
            xc_buffer_printf(&paper->seen, "%s=%s ", attributes[i], attributes[i + 1]);
        }
    }
    if (paper->inside) {
        xc_buffer_puts(&paper->seen, "; ");
    }
}

static void on_end(struct xc_xml *xml, const char *name) {
    (void)name;
    ((struct paper *)xml->context)->inside = false;
}

static void on_text(struct xc_xml *xml, struct xc_str text) {
    struct paper *paper = xml->context;
    if (paper->inside) {
        xc_buffer_add(&paper->seen, text);
        xc_buffer_putc(&paper->seen, ' ');
    }
}

/* Attributes and texts of all elements of a name in a part. */
static void holds(struct paper *paper, const char *part, const char *element,
                  const char *wanted) {
    struct xc_error error = {0};
    struct xc_zip *zip = NULL;
    struct xc_xml xml = {
        .start = on_start, .end = on_end, .text = on_text, .context = paper};
    xc_buffer_clear(&paper->seen);
    paper->element = element;
    assert_int_equal(xc_zip_open(xc_buffer_view(&paper->out), XC_STR("f"), &zip, &error),
                     XC_OK);
    assert_int_equal(xc_zip_parse(zip, part, &xml, &error), XC_OK);
    xc_zip_close(zip);
    is(xc_buffer_view(&paper->seen), wanted);
}

static void values(void **state) {
    struct paper *paper = *state;
    struct xc_workbook *book = paper->book;
    xc_workbook_sheet(book, XC_STR("月报"), false);
    assert_int_equal(xc_workbook_row(book, 0), 0);
    xc_workbook_across(book, 0, 4, XC_WORKBOOK_TITLE, XC_STR("覆盖率"));
    assert_int_equal(xc_workbook_row(book, 2), 1);
    assert_int_equal(xc_workbook_row(book, 0), 2);
    xc_workbook_text(book, 0, XC_WORKBOOK_CELL, XC_STR("丁蜀"));
    xc_workbook_number(book, 1, XC_WORKBOOK_CELL, -7);
    xc_workbook_rate(book, 2, XC_WORKBOOK_TOTAL, 1, 4);
    xc_workbook_date(book, 3, XC_WORKBOOK_OPEN, xc_date_make(2026, 2, 28));
    xc_workbook_money(book, 4, XC_WORKBOOK_CELL, 123450);
    xc_workbook_right(book, 5, XC_WORKBOOK_CELL, XC_STR("–"));
    reads(paper, "1|覆盖率\n3|丁蜀|n:-7|n:0.25|d:2026-02-28|n:1234.5|–\n");
    holds(paper, "xl/worksheets/sheet1.xml", "mergeCell", "ref=A1:E1 ; ");
    holds(paper, "docProps/core.xml", "title", "; A  < title > ");
}

/* Nothing becomes a formula or a link, whatever it begins with. */
static void hostile_texts(void **state) {
    struct paper *paper = *state;
    struct xc_workbook *book = paper->book;
    static const struct xc_str texts[] = {
        XC_STR_INIT("=cmd|'/c calc'!A1"), XC_STR_INIT("＝1+1"),
        XC_STR_INIT("  @SUM(A1)"),        XC_STR_INIT("http://example.org"),
        XC_STR_INIT("]]><script>&amp;"),  XC_STR_INIT("a\x01\x1b\0b"),
        XC_STR_INIT("\xe2\x80\xaex"),     XC_STR_INIT("😀"),
        XC_STR_INIT("\xed\xa0\x80"),      XC_STR_INIT("007")};
    xc_workbook_sheet(book, XC_STR("s"), false);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        xc_workbook_row(book, 0);
        xc_workbook_text(book, 0, XC_WORKBOOK_CELL, texts[i]);
    }
    reads(paper,
          "1|=cmd|'/c calc'!A1\n2|＝1+1\n3|@SUM(A1)\n4|http://example.org\n"
          "5|]]><script>&amp;\n6|a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
          "b\n7|\xef\xbf\xbdx\n8|😀\n9|\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\n10|007\n");
    holds(paper, "xl/worksheets/sheet1.xml", "f", "");
    holds(paper, "xl/worksheets/sheet1.xml", "hyperlink", "");
}

static void what_programs_decode(void **state) {
    struct paper *paper = *state;
    struct xc_buffer long_text = xc_buffer_make(1 << 20);
    xc_workbook_sheet(paper->book, XC_STR("s"), false);
    xc_workbook_row(paper->book, 0);
    xc_workbook_text(paper->book, 0, XC_WORKBOOK_PLAIN, XC_STR("a_x0041_x000D__x1"));
    for (int i = 0; i < 20000; i++) {
        assert_int_equal(xc_buffer_puts(&long_text, "长"), XC_OK);
    }
    xc_workbook_row(paper->book, 0);
    xc_workbook_text(paper->book, 0, XC_WORKBOOK_PLAIN, xc_buffer_view(&long_text));
    finish(paper);
    struct xc_error error = {0};
    struct xc_zip *zip = NULL;
    assert_int_equal(xc_zip_open(xc_buffer_view(&paper->out), XC_STR("f"), &zip, &error),
                     XC_OK);
    struct xc_xml xml = {
        .start = on_start, .end = on_end, .text = on_text, .context = paper};
    paper->element = "t";
    assert_int_equal(xc_zip_parse(zip, "xl/worksheets/sheet1.xml", &xml, &error), XC_OK);
    xc_zip_close(zip);
    assert_true(xc_str_starts(xc_buffer_view(&paper->seen),
                              XC_STR("; a_x005F_x0041_x005F_x000D__x1 ; 长长")));
    assert_in_range(paper->seen.len, 32000, 33500);
    xc_buffer_free(&long_text);
}

static void a_table_for_paper(void **state) {
    struct paper *paper = *state;
    struct xc_workbook *book = paper->book;
    xc_workbook_sheet(book, XC_STR("'[a]: b/c?*\\'"), true);
    xc_workbook_row(book, 0);
    xc_workbook_text(book, 0, XC_WORKBOOK_TITLE, XC_STR("title"));
    xc_workbook_row(book, 0);
    xc_workbook_text(book, 0, XC_WORKBOOK_HEAD, XC_STR("name"));
    xc_workbook_text(book, 1, XC_WORKBOOK_HEAD, XC_STR("number"));
    xc_workbook_head(book, 2);
    xc_workbook_width(book, 1, 20);
    for (int i = 0; i < 3; i++) {
        xc_workbook_row(book, 0);
        xc_workbook_text(book, 0, XC_WORKBOOK_CELL, XC_STR("x"));
    }
    xc_workbook_filter_end(book);
    xc_workbook_row(book, 0);
    static const char part[] = "xl/worksheets/sheet1.xml";
    finish(paper);
    holds(paper, part, "autoFilter", "ref=A2:B5 ; ");
    holds(paper, part, "pane",
          "ySplit=2 topLeftCell=A3 activePane=bottomLeft state=frozen ; ");
    holds(paper, part, "pageSetup", "paperSize=9 fitToHeight=0 orientation=landscape ; ");
    holds(paper, part, "col",
          "min=1 max=1 width=114.7109375 customWidth=1 ; "
          "min=2 max=2 width=20.7109375 customWidth=1 ; ");
    holds(paper, part, "oddFooter", "; & C & P /  & N ");
    holds(paper, "xl/workbook.xml", "definedName",
          "name=_xlnm._FilterDatabase localSheetId=0 hidden=1 ; "
          "'--a-- b-c----'!$A$2:$B$5 name=_xlnm.Print_Titles localSheetId=0 ; "
          "'--a-- b-c----'!$2:$2 ");
}

static void names_of_worksheets(void **state) {
    struct paper *paper = *state;
    static const struct xc_str names[] = {
        XC_STR_INIT(""),
        XC_STR_INIT("_"),
        XC_STR_INIT("history"),
        XC_STR_INIT("Part"),
        XC_STR_INIT("part"),
        XC_STR_INIT("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三"),
        XC_STR_INIT("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三"),
        XC_STR_INIT("\xff\n😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"),
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        xc_workbook_sheet(paper->book, names[i], false);
    }
    finish(paper);
    holds(
        paper, "xl/workbook.xml", "sheet",
        "name=1 sheetId=1 r:id=rId1 ; name=_ (2) sheetId=2 r:id=rId2 ; "
        "name=history (2) sheetId=3 r:id=rId3 ; name=Part sheetId=4 r:id=rId4 ; "
        "name=part (2) sheetId=5 r:id=rId5 ; "
        "name=一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一 sheetId=6 "
        "r:id=rId6 ; "
        "name=一二三四五六七八九十一二三四五六七八九十一二三四 (2) sheetId=7 r:id=rId7 ; "
        "name=\xef\xbf\xbd-😀😀😀😀😀😀😀😀😀😀😀😀😀😀 sheetId=8 r:id=rId8 ; ");
}

static void to_be_filled_in(void **state) {
    struct paper *paper = *state;
    struct xc_workbook *book = paper->book;
    struct xc_str words[] = {XC_STR("合格"), XC_STR("a, \"b\"")};
    xc_workbook_sheet(book, XC_STR("crew"), false);
    xc_workbook_row(book, 0);
    xc_workbook_text(book, 0, XC_WORKBOOK_OPEN, XC_STR(""));
    xc_workbook_choices(book, (struct xc_workbook_area){0, 0, 9}, words, 2);
    xc_workbook_choices(book, (struct xc_workbook_area){1, 0, 9}, words, 1);
    words[0] = XC_STR("changed meanwhile");
    xc_workbook_dates(book, (struct xc_workbook_area){2, 0, 9}, 20000, 20010);
    xc_workbook_numbers(book, (struct xc_workbook_area){3, 0, 9}, 0, 100);
    xc_workbook_protect(book);
    finish(paper);
    static const char part[] = "xl/worksheets/sheet1.xml";
    holds(paper, part, "formula1", "; '_'!$A$1:$B$1 ; '_'!$A$2:$A$2 ; 45569 ; 0 ");
    holds(paper, part, "formula2", "; 45579 ; 100 ");
    holds(paper, part, "sheetProtection",
          "sheet=1 objects=1 scenarios=1 formatColumns=0 formatRows=0 sort=0 "
          "autoFilter=0 ; ");
    holds(paper, "xl/worksheets/sheet2.xml", "t", "; 合格 ; a, \"b\" ; 合格 ");
    holds(paper, "xl/workbook.xml", "sheet",
          "name=crew sheetId=1 r:id=rId1 ; name=_ sheetId=2 state=hidden r:id=rId2 ; ");
    holds(paper, "xl/styles.xml", "protection", "locked=0 ; ");
}

/* Empty cells know what is to be written in them; words that are offered are not the only
 * ones that a cell takes. */
static void offered(void **state) {
    struct paper *paper = *state;
    struct xc_workbook *book = paper->book;
    const struct xc_str words[] = {XC_STR("责令改正"), XC_STR("追回")};
    xc_workbook_sheet(book, XC_STR("crew"), false);
    xc_workbook_row(book, 0);
    xc_workbook_empty_number(book, 0, XC_WORKBOOK_OPEN);
    xc_workbook_empty_money(book, 1, XC_WORKBOOK_OPEN);
    xc_workbook_empty_date(book, 2, XC_WORKBOOK_OPEN);
    xc_workbook_choices(book, (struct xc_workbook_area){3, 0, 9}, words, 2);
    xc_workbook_offers(book, (struct xc_workbook_area){4, 0, 9}, words, 2);
    finish(paper);
    static const char part[] = "xl/worksheets/sheet1.xml";
    holds(paper, part, "v", "");
    holds(paper, part, "c", "r=A1 s=2 ; r=B1 s=3 ; r=C1 s=4 ; ");
    holds(paper, part, "dataValidation",
          "type=list allowBlank=1 showInputMessage=1 showErrorMessage=1 sqref=D1:D10 ; "
          "type=list allowBlank=1 showInputMessage=1 sqref=E1:E10 ; ");
}

static void charts(void **state) {
    struct paper *paper = *state;
    struct xc_workbook *book = paper->book;
    static const struct xc_str series[] = {XC_STR_INIT("planned"), XC_STR_INIT("done")};
    static const struct xc_str labels[] = {XC_STR_INIT("Jan"), XC_STR_INIT("=Feb")};
    static const int64_t numbers[] = {1000, 500, 250, 0};
    const struct xc_workbook_chart upright = {.title = XC_STR("=1+1"),
                                              .series = series,
                                              .series_count = 2,
                                              .labels = labels,
                                              .values = numbers,
                                              .points = 2};
    struct xc_workbook_chart lying = upright;
    lying.lying = true;
    lying.rates = true;
    xc_workbook_sheet(book, XC_STR("s"), false);
    xc_workbook_chart(book, &upright);
    xc_workbook_chart(book, &lying);
    assert_int_equal(xc_workbook_row(book, 0), 28);
    finish(paper);
    holds(paper, "xl/charts/chart1.xml", "f",
          "; _!$B$1 ; _!$A$2:$A$3 ; _!$B$2:$B$3 ; _!$C$1 ; _!$A$2:$A$3 ; _!$C$2:$C$3 ");
    holds(paper, "xl/charts/chart2.xml", "barDir", "val=bar ; ");
    holds(paper, "xl/charts/chart1.xml", "t", "; 1+1 ");
    holds(paper, "xl/worksheets/sheet2.xml", "v",
          "; 1000 ; 500 ; 250 ; 0 ; 1 ; 0.5 ; 0.25 ; 0 ");
    holds(paper, "xl/worksheets/sheet2.xml", "f", "");
}

static void the_same_bytes(void **state) {
    struct paper *paper = *state;
    struct xc_buffer first = xc_buffer_make(1 << 24);
    for (int round = 0; round < 2; round++) {
        xc_workbook_sheet(paper->book, XC_STR("s"), false);
        xc_workbook_row(paper->book, 0);
        xc_workbook_text(paper->book, 0, XC_WORKBOOK_CELL, XC_STR("text"));
        finish(paper);
        if (round == 0) {
            assert_int_equal(xc_buffer_add(&first, xc_buffer_view(&paper->out)), XC_OK);
            assert_int_equal(teardown(state), 0);
            assert_int_equal(setup(state), 0);
        }
    }
    assert_true(xc_str_equal(xc_buffer_view(&first), xc_buffer_view(&paper->out)));
    xc_buffer_free(&first);
}

static void misuse(void **state) {
    for (int what = 0; what < 8; what++) {
        struct paper *paper = *state;
        struct xc_workbook *book = paper->book;
        struct xc_error error = {0};
        if (what > 1) {
            xc_workbook_sheet(book, XC_STR("s"), false);
        }
        switch (what) {
        case 0:
            (void)xc_workbook_row(book, 0);
            break;
        case 1:
        case 2:
            xc_workbook_text(book, 0, XC_WORKBOOK_CELL, XC_STR("no row"));
            break;
        case 3:
            xc_workbook_row(book, 0);
            xc_workbook_number(book, XC_WORKBOOK_COLUMNS, XC_WORKBOOK_CELL, 1);
            break;
        case 4:
            xc_workbook_row(book, 0);
            xc_workbook_rate(book, 0, XC_WORKBOOK_CELL, 1, 0);
            break;
        case 5:
            xc_workbook_filter_end(book);
            break;
        case 6:
            xc_workbook_dates(book, (struct xc_workbook_area){0, 5, 4}, 0, 1);
            break;
        default:
            xc_workbook_choices(book, (struct xc_workbook_area){0, 0, 4}, NULL, 0);
            break;
        }
        assert_int_equal(xc_workbook_finish(book, &paper->out, &error), XC_EINTERNAL);
        assert_int_equal(paper->out.len, 0);
        assert_int_equal(teardown(state), 0);
        assert_int_equal(setup(state), 0);
    }
}

static size_t entries(const char *folder) {
    size_t count = 0;
    DIR *listing = opendir(folder);
    assert_non_null(listing);
    while (readdir(listing)) {
        count++;
    }
    assert_int_equal(closedir(listing), 0);
    return count - 2; /* . and .. */
}

/* Nothing stays behind, finished or not; a folder that is not there is told. */
static void temporary_files(void **state) {
    (void)state;
    char folder[] = "/tmp/xuncha-test-XXXXXX";
    struct xc_error error = {0};
    struct xc_workbook *book = NULL;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(setenv("TMPDIR", folder, 1), 0);
    for (int round = 0; round < 3; round++) {
        struct xc_buffer out = xc_buffer_make(round == 1 ? 100 : 1 << 20);
        assert_int_equal(xc_workbook_new(XC_STR(""), &book, &error), XC_OK);
        xc_workbook_sheet(book, XC_STR("s"), false);
        (void)xc_workbook_row(book, 0);
        xc_workbook_text(book, 0, XC_WORKBOOK_CELL, XC_STR("x"));
        if (round < 2) {
            int rc = xc_workbook_finish(book, &out, &error);
            assert_true((rc == XC_OK) == (round == 0));
        }
        xc_workbook_free(book);
        xc_buffer_free(&out);
        assert_int_equal(entries(folder), 0);
    }
    assert_int_equal(rmdir(folder), 0);
    assert_int_equal(xc_workbook_new(XC_STR(""), &book, &error), XC_EENV);
    assert_null(book);
    assert_int_equal(unsetenv("TMPDIR"), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(values, setup, teardown),
        cmocka_unit_test_setup_teardown(hostile_texts, setup, teardown),
        cmocka_unit_test_setup_teardown(what_programs_decode, setup, teardown),
        cmocka_unit_test_setup_teardown(a_table_for_paper, setup, teardown),
        cmocka_unit_test_setup_teardown(names_of_worksheets, setup, teardown),
        cmocka_unit_test_setup_teardown(to_be_filled_in, setup, teardown),
        cmocka_unit_test_setup_teardown(offered, setup, teardown),
        cmocka_unit_test_setup_teardown(charts, setup, teardown),
        cmocka_unit_test_setup_teardown(the_same_bytes, setup, teardown),
        cmocka_unit_test_setup_teardown(misuse, setup, teardown),
        cmocka_unit_test(temporary_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
