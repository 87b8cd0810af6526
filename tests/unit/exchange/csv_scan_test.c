#include "exchange/csv_scan.h"
#include "helpers.h"

/* The table as text: cells between | and rows between newlines (inner line breaks as ~).
 */
static void expect(struct xc_str text, const char *wanted) {
    struct xc_csv csv;
    struct xc_error error = {0};
    static struct xc_sheet_row row;
    struct xc_buffer out = xc_buffer_make(1 << 16);
    int got;
    xc_csv_start(&csv, text, XC_STR("f.csv"));
    while ((got = xc_csv_next(&csv, &row, &error)) > 0) {
        for (size_t i = 0; i < row.count; i++) {
            if (i > 0)
                (void)xc_buffer_putc(&out, '|');
            for (size_t k = 0; k < row.cells[i].text.len; k++) {
                char byte = row.cells[i].text.ptr[k];
                (void)xc_buffer_putc(&out, byte == '\n' || byte == '\r' ? '~' : byte);
            }
        }
        (void)xc_buffer_putc(&out, '\n');
    }
    if (got < 0)
        show_error(&error);
    assert_int_equal(got, 0);
    (void)xc_buffer_putc(&out, '\0');
    assert_string_equal(out.ptr, wanted);
    xc_buffer_free(&out);
    xc_csv_free(&csv);
}

static void splits_rows_and_cells(void **state) {
    (void)state;
    expect(XC_STR("a,b\nc,d\n"), "a|b\nc|d\n");
    expect(XC_STR("a,b\r\nc,d"), "a|b\nc|d\n");
    expect(XC_STR("a,b\rc,d\r"), "a|b\nc|d\n");
    expect(XC_STR("a,,\n,\n"), "a||\n|\n");
    expect(XC_STR("a\tb,c\td\n1\t2\t3\n"), "a|b,c|d\n1|2|3\n");
    expect(XC_STR("a;b\n\"1;2\";3\n"), "a|b\n1;2|3\n");
    expect(XC_STR("sep=;\na,b;c\n"), "a,b|c\n");
    expect(XC_STR(""), "");
}

static void takes_quotes_away(void **state) {
    (void)state;
    expect(XC_STR("\"a,b\",\"c\"\"d\"\n"), "a,b|c\"d\n");
    expect(XC_STR("\"a\nb\r\nc\",d\n"), "a~b~~c|d\n");
    expect(XC_STR("\"\",\"\"\"\"\n"), "|\"\n");
    /* a mark inside an unquoted cell is text */
    expect(XC_STR("5\" pipe,x\n"), "5\" pipe|x\n");
}

static void knows_line_and_column(void **state) {
    struct xc_csv csv;
    struct xc_error error = {0};
    static struct xc_sheet_row row;
    unsigned line;
    unsigned column;
    (void)state;
    xc_csv_start(&csv, XC_STR("h,h,h\n\"医\n院\",市,x\r\nlast,1,2"), XC_STR("f.csv"));
    assert_int_equal(xc_csv_next(&csv, &row, &error), 1);
    assert_int_equal(xc_csv_next(&csv, &row, &error), 1);
    xc_sheet_place(&row, 0, &line, &column);
    assert_int_equal(line, 2);
    assert_int_equal(column, 1);
    xc_sheet_place(&row, 2, &line, &column);
    assert_int_equal(line, 3);
    assert_int_equal(column, 6);
    assert_int_equal(xc_csv_next(&csv, &row, &error), 1);
    assert_int_equal(row.line, 4);
    assert_int_equal(xc_csv_next(&csv, &row, &error), 0);
    xc_csv_free(&csv);
}

static void refuses_open_quotes(void **state) {
    struct xc_csv csv;
    struct xc_error error = {0};
    static struct xc_sheet_row row;
    (void)state;
    xc_csv_start(&csv, XC_STR("a,b\n1,\"open\n2,3\n"), XC_STR("f.csv"));
    assert_int_equal(xc_csv_next(&csv, &row, &error), 1);
    assert_int_equal(xc_csv_next(&csv, &row, &error), XC_EINPUT);
    assert_int_equal(error.line, 2);
    assert_int_equal(error.column, 3);
    xc_csv_free(&csv);
}

static void flags_rows_that_cannot_be_read(void **state) {
    struct xc_csv csv;
    struct xc_error error = {0};
    static struct xc_sheet_row row;
    struct xc_buffer text = xc_buffer_make(1 << 25);
    (void)state;
    for (int i = 0; i < 10 * 1024 * 1024; i++)
        (void)xc_buffer_putc(&text, 'x');
    (void)xc_buffer_puts(&text, ",1\n\"a\"b,2\n");
    for (int i = 0; i < 70; i++)
        (void)xc_buffer_putc(&text, ',');
    (void)xc_buffer_puts(&text, "z\n");
    for (int i = 0; i < 70; i++)
        (void)xc_buffer_putc(&text, ',');
    (void)xc_buffer_puts(&text, "\n");
    xc_csv_start(&csv, xc_buffer_view(&text), XC_STR("f.csv"));
    assert_int_equal(xc_csv_next(&csv, &row, &error), 1);
    assert_int_equal(row.flaw, XC_ROW_LONG_CELL);
    assert_int_equal(row.flaw_bytes, 10 * 1024 * 1024);
    assert_int_equal(xc_csv_next(&csv, &row, &error), 1);
    assert_int_equal(row.flaw, XC_ROW_BAD_QUOTE);
    assert_int_equal(xc_csv_next(&csv, &row, &error), 1);
    assert_int_equal(row.flaw, XC_ROW_TOO_WIDE);
    assert_int_equal(xc_csv_next(&csv, &row, &error), 1);
    assert_int_equal(row.flaw, XC_ROW_SOUND);
    xc_csv_free(&csv);
    xc_buffer_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits_rows_and_cells),
        cmocka_unit_test(takes_quotes_away),
        cmocka_unit_test(knows_line_and_column),
        cmocka_unit_test(refuses_open_quotes),
        cmocka_unit_test(flags_rows_that_cannot_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
