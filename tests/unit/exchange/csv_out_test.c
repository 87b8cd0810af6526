#include "exchange/csv_out.h"
#include "helpers.h"

static void expect_cell(const char *text, const char *wanted) {
    struct xc_buffer out = xc_buffer_make(1 << 12);
    xc_csv_cell(&out, xc_str_from(text));
    (void)xc_buffer_putc(&out, '\0');
    assert_string_equal(out.ptr, wanted);
    xc_buffer_free(&out);
}

static void quotes_what_needs_it(void **state) {
    (void)state;
    expect_cell("abc", "abc");
    expect_cell("", "\"\"");
    expect_cell("a,b", "\"a,b\"");
    expect_cell("a\"b\"", "\"a\"\"b\"\"\"");
    expect_cell("a\nb", "\"a\nb\"");
}

static void disarms_formulas(void **state) {
    (void)state;
    expect_cell("=1+1", "\"'=1+1\"");
    expect_cell("+86", "\"'+86\"");
    expect_cell("-", "\"'-\"");
    expect_cell("@x", "\"'@x\"");
    expect_cell("  =1", "\"'  =1\"");
    expect_cell("＝1", "\"'＝1\"");
    expect_cell("　＋1", "\"'　＋1\"");
    expect_cell("\t=1", "\"'\t=1\"");
    expect_cell("a=1", "a=1");
}

static void writes_rows(void **state) {
    struct xc_buffer out = xc_buffer_make(1 << 12);
    (void)state;
    xc_csv_begin(&out);
    xc_csv_cell(&out, XC_STR("编号"));
    xc_csv_cell(&out, XC_STR("n"));
    xc_csv_end_row(&out);
    xc_csv_cell(&out, XC_STR("医院"));
    xc_csv_int(&out, -5);
    xc_csv_end_row(&out);
    (void)xc_buffer_putc(&out, '\0');
    assert_string_equal(out.ptr, "\xEF\xBB\xBF编号,n\r\n医院,-5\r\n");
    xc_buffer_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotes_what_needs_it),
        cmocka_unit_test(disarms_formulas),
        cmocka_unit_test(writes_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
