/* Formats: what is recognised, what is refused with a cure, and what workbooks and JSON
 * hold. */
#include "exchange/cells.h"
#include "exchange/sheet.h"
#include "exchange/xlsx_read.h"
#include "exchange/xlsx_styles.h"
#include "helpers.h"
#include "workbook.h"

#include <minizip/zip.h>
#include <stdlib.h>
#include <unistd.h>

static void refuse(struct xc_str bytes, const char *text) {
    struct xc_sheet *sheet = NULL;
    struct xc_error error = {0};
    assert_int_equal(xc_sheet_open(bytes, XC_ENCODING_AUTO, XC_STR("f"), &sheet, &error),
                     XC_EINPUT);
    assert_null(sheet);
    assert_true(error_says(&error, text));
}

static void refuses_other_kinds_of_file(void **state) {
    (void)state;
    refuse(XC_STR(""), "empty");
    refuse(XC_STR(" \r\n "), "empty");
    refuse(XC_STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 rest"), ".xlsx");
    refuse(XC_STR("<html><table>"), "HTML");
    refuse(XC_STR("\xEF\xBB\xBF  <!DOCTYPE html>"), "HTML");
    refuse(XC_STR("%PDF-1.7"), "PDF");
    refuse(XC_STR("a,b\n1\0,2\n"), "NUL");
    refuse(XC_STR("PK\x03\x04 nothing more"), "damaged");
}

/* Rows as in csv_scan_test; types other than text follow their cell. */
static void expect(struct xc_str bytes, const char *wanted) {
    struct xc_sheet *sheet = NULL;
    struct xc_error error = {0};
    static struct xc_sheet_row row;
    struct xc_buffer out = xc_buffer_make(1 << 16);
    if (xc_sheet_open(bytes, XC_ENCODING_AUTO, XC_STR("f"), &sheet, &error) != XC_OK) {
        show_error(&error);
        fail();
    }
    for (int pass = 0; pass < 2; pass++) {
        xc_buffer_clear(&out);
        while (xc_sheet_next(sheet, &row, &error) > 0) {
            (void)xc_buffer_printf(&out, "%u:", row.line);
            for (size_t i = 0; i < row.count; i++) {
                (void)xc_buffer_printf(&out, "%s%.*s%s", i > 0 ? "|" : "",
                                       XC_PRI(row.cells[i].text),
                                       row.cells[i].type == XC_CELL_NUMBER  ? "#"
                                       : row.cells[i].type == XC_CELL_DATE  ? "@"
                                       : row.cells[i].type == XC_CELL_ERROR ? "!"
                                                                            : "");
                if (row.cells[i].merged)
                    (void)xc_buffer_putc(&out, '^');
            }
            (void)xc_buffer_putc(&out, '\n');
        }
        xc_sheet_rewind(sheet);
    }
    (void)xc_buffer_putc(&out, '\0');
    assert_string_equal(out.ptr, wanted);
    xc_buffer_free(&out);
    xc_sheet_free(sheet);
}

static void expect_book(const char *book, const char *strings, const char *sheet,
                        const char *wanted) {
    struct xc_buffer bytes = xc_buffer_make(1 << 26);
    make_workbook(book, strings, xc_str_from(sheet), &bytes);
    expect(xc_buffer_view(&bytes), wanted);
    xc_buffer_free(&bytes);
}

static void reads_workbooks(void **state) {
    (void)state;
    expect_book(
        one_sheet,
        "<si><t>编号</t></si><si><r><t>名</t></r><r><t xml:space=\"preserve\">称 "
        "</t></r><rPh><t>xx</t></rPh></si>",
        "<sheetData><row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"C2\" t=\"s\">"
        "<v>1</v></c></row><row r=\"3\"/><row r=\"5\"><c r=\"A5\"><f>1+1</f><v>12</v></c>"
        "<c r=\"B5\" t=\"inlineStr\"><is><t>甲&amp;乙</t></is></c><c r=\"C5\" t=\"str\">"
        "<v>x</v></c><c r=\"D5\" t=\"b\"><v>1</v></c><c r=\"E5\" t=\"e\"><v>#N/A</v></c>"
        "</row></sheetData>",
        "2:编号||名称\n5:12#|甲&乙|x|true|#N/A!\n");
}

/* Characters that XML does not know are written by their numbers, and a text that reads
 * like such a number with another one for its first sign. */
static void reads_characters_by_number(void **state) {
    (void)state;
    expect_book(one_sheet,
                "<si><t>编_x53F7_</t></si><si><t>_x005F_x0041_ _x0041</t></si>"
                "<si><r><t>_xD83D_</t></r><r><t>_xDE00_ _xD83D_ _x00GG_</t></r></si>",
                "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c>"
                "<c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c></row>"
                "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>a_x0020_b_x000D_"
                "</t></is></c><c r=\"B2\" t=\"str\"><v>_x7532_</v></c></row></sheetData>",
                "1:编号|_x0041_ _x0041|😀 \xef\xbf\xbd _x00GG_\n2:a b|甲\n");
}

static void reads_numbers_and_dates(void **state) {
    (void)state;
    expect_book(
        one_sheet, "",
        "<sheetData><row><c s=\"1\"><v>44260</v></c><c s=\"2\"><v>44260.5</v></c><c>"
        "<v>44260</v></c><c s=\"3\"><v>44260</v></c><c><v>31.340000000000003</v></c>"
        "<c><v>1.9999999999999999</v></c><c><v>9.1320300000000003E+17</v></c></row>"
        "</sheetData>",
        "1:2021-03-05@|2021-03-05@|44260#|44260#|31.34#|2#|9.1320300000000003E+17#\n");
    expect_book(
        "<workbook><workbookPr date1904=\"1\"/><sheets><sheet name=\"a\" id=\"rId1\"/>"
        "</sheets></workbook>",
        "", "<sheetData><row><c s=\"1\"><v>42798</v></c></row></sheetData>",
        "1:2021-03-05@\n");
}

static void fills_vertical_merges(void **state) {
    (void)state;
    expect_book(
        one_sheet, "",
        "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\" t=\"str\"><v>宜城"
        "</v></c></row><row r=\"2\"><c r=\"A2\"><v>2</v></c><c r=\"B2\"/></row>"
        "<row r=\"3\"><c r=\"A3\"><v>3</v></c></row><row r=\"4\"><c r=\"A4\"><v>4</v></c>"
        "</row></sheetData><mergeCells><mergeCell ref=\"B1:B3\"/><mergeCell "
        "ref=\"A1:B1\"/></mergeCells>",
        "1:1#|宜城\n2:2#|宜城^\n3:3#|宜城^\n4:4#\n");
}

static void chooses_the_first_visible_sheet(void **state) {
    (void)state;
    expect_book(
        "<workbook><sheets><sheet name=\"old\" state=\"hidden\" id=\"rId9\"/><sheet "
        "name=\"new\" id=\"rId1\"/></sheets></workbook>",
        "", "<sheetData><row><c t=\"str\"><v>x</v></c></row></sheetData>", "1:x\n");
    struct xc_buffer bytes = xc_buffer_make(1 << 20);
    make_workbook(
        "<workbook><sheets><sheet name=\"old\" state=\"hidden\" id=\"rId1\"/></sheets>"
        "</workbook>",
        "", XC_STR(""), &bytes);
    refuse(xc_buffer_view(&bytes), "visible sheet");
    xc_buffer_free(&bytes);
}

static void refuse_book(const char *strings, const char *sheet, const char *text) {
    struct xc_buffer bytes = xc_buffer_make(1 << 26);
    make_workbook(one_sheet, strings, xc_str_from(sheet), &bytes);
    refuse(xc_buffer_view(&bytes), text);
    xc_buffer_free(&bytes);
}

static void refuses_hostile_workbooks(void **state) {
    (void)state;
    refuse_book("", "<sheetData><row><c t=\"s\"><v>7</v></c></row></sheetData>",
                "not in its list");
    refuse_book("", "<sheetData><row>", "damaged");
    const struct part other[] = {{"word/document.xml", XC_STR("<w/>")}};
    struct xc_buffer bytes = xc_buffer_make(1 << 20);
    zip_parts(other, 1, &bytes);
    refuse(xc_buffer_view(&bytes), "not an .xlsx");
    xc_buffer_clear(&bytes);
    const struct part laughs[] = {
        {"_rels/.rels",
         XC_STR("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaa\">]><x>&a;</x>")}};
    zip_parts(laughs, 1, &bytes);
    refuse(xc_buffer_view(&bytes), "document type");
    /* one bit of the content changed: the checksum must tell */
    xc_buffer_clear(&bytes);
    make_workbook(one_sheet, "",
                  XC_STR("<sheetData><row><c><v>12345</v></c></row></sheetData>"),
                  &bytes);
    ptrdiff_t at = xc_str_find(xc_buffer_view(&bytes), XC_STR("12345"));
    bytes.ptr[at] = '9';
    refuse(xc_buffer_view(&bytes), "checksum");
    xc_buffer_free(&bytes);
}

static void refuses_zip_bombs(void **state) {
    char path[] = "/tmp/xuncha-test-XXXXXX";
    struct xc_buffer bytes = xc_buffer_make(1 << 26);
    struct xc_error error = {0};
    static char zeros[1 << 16];
    int file = mkstemp(path);
    (void)state;
    assert_true(file >= 0);
    (void)close(file);
    zipFile zip = zipOpen64(path, APPEND_STATUS_CREATE);
    zip_fileinfo info = {0};
    assert_non_null(zip);
    assert_int_equal(zipOpenNewFileInZip64(zip, "_rels/.rels", &info, NULL, 0, NULL, 0,
                                           NULL, Z_DEFLATED, 9, 0),
                     ZIP_OK);
    memset(zeros, ' ', sizeof zeros);
    for (int i = 0; i < 1024; i++)
        assert_int_equal(zipWriteInFileInZip(zip, zeros, sizeof zeros), ZIP_OK);
    assert_int_equal(zipCloseFileInZip(zip), ZIP_OK);
    assert_int_equal(zipClose(zip, NULL), ZIP_OK);
    assert_int_equal(xc_file_read(path, &bytes, &error), XC_OK);
    (void)remove(path);
    assert_true(bytes.len < 100000);
    refuse(xc_buffer_view(&bytes), "unpacks to more");
    xc_buffer_free(&bytes);
}

static void reads_json(void **state) {
    (void)state;
    expect(
        XC_STR(
            "[{\"id\":\"1\",\"n\":2.5},\n {\"x\":null,\"id\":7,\"flags\":[\"b\",\"a\"],"
            "\"ok\":true}\n]"),
        "1:id|n|x|flags|ok\n1:1|2.5#\n2:7#|||b,a|true\n");
    expect(XC_STR("{\"targets\":[\n{\"id\":\"1\",\"attributes\":{\"k\":\"v\"}}]}"),
           "2:id|k\n2:1|v\n");
}

static void refuses_bad_json(void **state) {
    (void)state;
    refuse(XC_STR("[{\"id\":1,\"id\":2}]"), "duplicate");
    refuse(XC_STR("[{\"id\":1}\n{\"id\":2}]"), "f:2:1");
    refuse(XC_STR("[{\"id\":1},\n{\"id\":}]"), "f:2:");
    refuse(XC_STR("[{\"id\":1}] x"), "goes on");
    refuse(XC_STR("[{\"id\":{\"a\":1}}]"), "nested");
    refuse(XC_STR("[1,2]"), "expected");
    refuse(XC_STR("{\"a\":1}"), "expected");
    refuse(XC_STR("[{\"id\":\"a\\u0000b\"}]"), "JSON");
}

static void knows_date_formats(void **state) {
    (void)state;
    assert_true(xc_xlsx_format_is_date("yyyy-mm-dd"));
    assert_true(xc_xlsx_format_is_date("[$-804]yyyy\"年\"m\"月\";@"));
    assert_true(xc_xlsx_format_is_date("d/m/yy"));
    assert_false(xc_xlsx_format_is_date("0.00E+00"));
    assert_false(xc_xlsx_format_is_date("#,##0"));
    assert_false(xc_xlsx_format_is_date("General"));
    assert_false(xc_xlsx_format_is_date("\"day\"0"));
    assert_false(xc_xlsx_format_is_date("h:mm:ss"));
}

static void knows_day_numbers(void **state) {
    (void)state;
    assert_int_equal(xc_xlsx_date(XC_STR("61"), false), xc_date_make(1900, 3, 1));
    assert_int_equal(xc_xlsx_date(XC_STR("1"), false), xc_date_make(1900, 1, 1));
    assert_int_equal(xc_xlsx_date(XC_STR("44260"), false), xc_date_make(2021, 3, 5));
    assert_int_equal(xc_xlsx_date(XC_STR("-1"), false), XC_NO_DATE);
    assert_int_equal(xc_xlsx_date(XC_STR("199999"), false), XC_NO_DATE);
}

static void reads_decimals_without_floats(void **state) {
    static const struct {
        const char *text;
        bool good;
        int32_t value;
    } cases[] = {{"31.340123", true, 31340123},
                 {"-0.4055977", true, -405598},
                 {"52", true, 52000000},
                 {"5.0000000000000002E-2", true, 50000},
                 {"0.0000005", true, 1},
                 {"0.00000049", true, 0},
                 {"1.5E1", true, 15000000},
                 {"90", true, 90000000},
                 {"90.000001", false, 0},
                 {"1E400", false, 0},
                 {"", false, 0},
                 {".", false, 0},
                 {"1.2.3", false, 0},
                 {"3a", false, 0},
                 {"0E400", true, 0},
                 {"-", false, 0},
                 {"89.9999999", true, 90000000}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int32_t value = 0;
        bool good = xc_decimal_millionths(xc_str_from(cases[i].text), 90, &value);
        if (good != cases[i].good || (good && value != cases[i].value))
            print_message("%s gives %d\n", cases[i].text, (int)value);
        assert_int_equal(good, cases[i].good);
        if (good)
            assert_int_equal(value, cases[i].value);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_other_kinds_of_file),
        cmocka_unit_test(reads_workbooks),
        cmocka_unit_test(reads_characters_by_number),
        cmocka_unit_test(reads_numbers_and_dates),
        cmocka_unit_test(fills_vertical_merges),
        cmocka_unit_test(chooses_the_first_visible_sheet),
        cmocka_unit_test(refuses_hostile_workbooks),
        cmocka_unit_test(refuses_zip_bombs),
        cmocka_unit_test(reads_json),
        cmocka_unit_test(refuses_bad_json),
        cmocka_unit_test(knows_date_formats),
        cmocka_unit_test(knows_day_numbers),
        cmocka_unit_test(reads_decimals_without_floats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
