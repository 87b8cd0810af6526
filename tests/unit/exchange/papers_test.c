/* Tables of papers: what a row says, what it leaves open, and where it is wrong. */
#include "exchange/import.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* Cells between bars: nothing where the file says nothing, `~` where it clears. */
static int write_row(void *context, const struct xc_paper_row *row,
                     struct xc_row_verdict *verdict, struct xc_error *error) {
    struct xc_buffer *out = context;
    if (xc_str_is(row->cells[0], "bad")) {
        verdict->column = 1;
        return xc_fail(error, XC_EINPUT, "that is refused");
    }
    verdict->news = xc_str_is(row->cells[0], "old") ? XC_ROW_KNOWN : XC_ROW_NEW;
    for (size_t i = 0; i < XC_PAPER_COLUMNS; i++) {
        struct xc_str cell = row->cells[i];
        xc_buffer_printf(out, "%s%.*s", i > 0 ? "|" : "", XC_PRI(cell));
        if (cell.ptr && cell.len == 0)
            xc_buffer_puts(out, "~");
    }
    return xc_buffer_putc(out, '\n');
}

static int import(enum xc_import_table table, enum xc_import_mode mode, const char *text,
                  struct xc_buffer *out, struct xc_import_report *report) {
    struct xc_error error = {0};
    struct xc_import_options options = {
        .table = table, .mode = mode, .file = XC_STR("p.csv"), .skip_bad = true};
    return xc_import_papers(xc_str_from(text), &options, write_row, out, report, &error);
}

static void gives(enum xc_import_table table, enum xc_import_mode mode, const char *text,
                  const char *wanted) {
    struct xc_buffer out = xc_buffer_make(1 << 16);
    struct xc_import_report report = {0};
    assert_int_equal(import(table, mode, text, &out, &report), XC_OK);
    if (!xc_str_is(xc_buffer_view(&out), wanted))
        fail_msg("'%.*s' is not '%s'", XC_PRI(xc_buffer_view(&out)), wanted);
    xc_import_report_free(&report);
    xc_buffer_free(&out);
}

static void both_languages(void **state) {
    (void)state;
    gives(XC_IMPORT_LEADS, XC_IMPORT_MERGE,
          "编号,机构编码,受理日期,来源,严重程度,摘要\nL1,T1,2026/3/1,举报,4,x\n",
          "L1|T1|2026-03-01|举报|4|x||||||\n");
    gives(XC_IMPORT_CHECKLISTS, XC_IMPORT_MERGE,
          "list,item,kind,text\na,b,诊所、医院,c\n", "a|b|诊所,医院|c||||||||\n");
    gives(XC_IMPORT_RECEIPTS, XC_IMPORT_MERGE, "报送节点,报送日期\nm,2026-03-31\n",
          "m||||2026-03-31|||||||\n");
    gives(XC_IMPORT_CLOSURES, XC_IMPORT_MERGE,
          "片区,开始日期,结束日期,原因\n东片,2026-3-1,,台风\n",
          "|东片|2026-03-01||台风|||||||\n");
}

/* Merge: nothing said, nothing changes; `-` clears. Replace: what is empty is cleared. */
static void what_is_left_open(void **state) {
    (void)state;
    gives(XC_IMPORT_CHECKLISTS, XC_IMPORT_MERGE, "list,item,kind,text\na,b,,-\n",
          "a|b||~||||||||\n");
    gives(XC_IMPORT_CHECKLISTS, XC_IMPORT_REPLACE, "list,item,kind,text\na,b,,c\n",
          "a|b|~|c||||||||\n");
}

static void says(const struct xc_message *message, const char *wanted) {
    struct xc_buffer text = xc_buffer_make(1 << 12);
    assert_int_equal(xc_message_render(message, NULL, &text), XC_OK);
    if (xc_str_find(xc_buffer_view(&text), xc_str_from(wanted)) < 0)
        fail_msg("'%.*s' does not say '%s'", XC_PRI(xc_buffer_view(&text)), wanted);
    xc_buffer_free(&text);
}

static void bad_rows_and_counts(void **state) {
    (void)state;
    static const struct {
        unsigned line, column;
        const char *says;
    } wanted[] = {{2, 5, "that is refused"},
                  {3, 7, "is not a date that exists"},
                  {4, 1, "turned this id into the number"}};
    struct xc_buffer out = xc_buffer_make(1 << 16);
    struct xc_import_report report = {0};
    assert_int_equal(import(XC_IMPORT_LEADS, XC_IMPORT_MERGE,
                            "id,target,date,informant\n"
                            "bad,T1,2026-03-01,x\n"
                            "L1,T1,2026-02-30,x\n"
                            "9.13E+17,T1,2026-03-01,x\n"
                            "old,T1,2026-03-01,x\n"
                            "L2,T1,2026-03-01,x\n",
                            &out, &report),
                     XC_OK);
    assert_int_equal(report.bad, 3);
    assert_int_equal(report.added, 1);
    assert_int_equal(report.unchanged, 1);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(report.problems[i].error.line, wanted[i].line);
        assert_int_equal(report.problems[i].error.column, wanted[i].column);
        says(&report.problems[i].error.message, wanted[i].says);
    }
    assert_int_equal(report.note_count, 1);
    says(&report.notes[0], "not stored (1): informant");
    assert_true(xc_str_find(xc_buffer_view(&report.rejected), XC_STR("9.13E+17")) > 0);
    xc_import_report_free(&report);
    xc_buffer_free(&out);
}

static void missing_columns(void **state) {
    (void)state;
    static const struct {
        enum xc_import_table table;
        const char *header;
    } cases[] = {{XC_IMPORT_LEADS, "id,date\nx,2026-03-01\n"},
                 {XC_IMPORT_CHECKLISTS, "list,text\nx,y\n"},
                 {XC_IMPORT_RECEIPTS, "due\nx\n"},
                 {XC_IMPORT_CLOSURES, "from,reason\n2026-03-01,x\n"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct xc_buffer out = xc_buffer_make(1 << 16);
        struct xc_import_report report = {0};
        assert_int_equal(
            import(cases[i].table, XC_IMPORT_MERGE, cases[i].header, &out, &report),
            XC_EINPUT);
        assert_int_equal(out.len, 0);
        xc_import_report_free(&report);
        xc_buffer_free(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_languages),
        cmocka_unit_test(what_is_left_open),
        cmocka_unit_test(bad_rows_and_counts),
        cmocka_unit_test(missing_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
