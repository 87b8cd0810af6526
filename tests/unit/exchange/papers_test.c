/* Tables of papers: what a row says, what it leaves open, and where it is wrong. */
#include "row_import.h"

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

static int import(struct xc_str text, struct row_import *import) {
    return xc_import_papers(text, &import->options, write_row, &import->out,
                            &import->report, &import->error);
}

static struct xc_import_options of(enum xc_import_table table, enum xc_import_mode mode) {
    return (struct xc_import_options){.table = table, .mode = mode, .skip_bad = true};
}

static void both_languages(void **state) {
    (void)state;
    import_gives(import, of(XC_IMPORT_LEADS, XC_IMPORT_MERGE),
                 "编号,机构编码,受理日期,来源,严重程度,摘要\nL1,T1,2026/3/1,举报,4,x\n",
                 "L1|T1|2026-03-01|举报|4|x||||||\n");
    import_gives(import, of(XC_IMPORT_CHECKLISTS, XC_IMPORT_MERGE),
                 "list,item,kind,text\na,b,诊所、医院,c\n", "a|b|诊所,医院|c||||||||\n");
    import_gives(import, of(XC_IMPORT_RECEIPTS, XC_IMPORT_MERGE),
                 "报送节点,报送日期\nm,2026-03-31\n", "m||||2026-03-31|||||||\n");
    import_gives(import, of(XC_IMPORT_CLOSURES, XC_IMPORT_MERGE),
                 "片区,开始日期,结束日期,原因\n东片,2026-3-1,,台风\n",
                 "|东片|2026-03-01||台风|||||||\n");
}

/* Merge: nothing said, nothing changes; `-` clears. Replace: what is empty is cleared. */
static void what_is_left_open(void **state) {
    (void)state;
    import_gives(import, of(XC_IMPORT_CHECKLISTS, XC_IMPORT_MERGE),
                 "list,item,kind,text\na,b,,-\n", "a|b||~||||||||\n");
    import_gives(import, of(XC_IMPORT_CHECKLISTS, XC_IMPORT_REPLACE),
                 "list,item,kind,text\na,b,,c\n", "a|b|~|c||||||||\n");
}

static void bad_rows_and_counts(void **state) {
    (void)state;
    static const struct bad_row wanted[] = {
        {2, 5, "that is refused"},
        {3, 7, "is not a date that exists"},
        {4, 1, "turned this id into the number"},
    };
    struct row_import some = import_rows(import, of(XC_IMPORT_LEADS, XC_IMPORT_MERGE),
                                         "id,target,date,informant\n"
                                         "bad,T1,2026-03-01,x\n"
                                         "L1,T1,2026-02-30,x\n"
                                         "9.13E+17,T1,2026-03-01,x\n"
                                         "old,T1,2026-03-01,x\n"
                                         "L2,T1,2026-03-01,x\n");
    assert_int_equal(some.rc, XC_OK);
    expect_bad(&some, wanted, 3);
    assert_int_equal(some.report.added, 1);
    assert_int_equal(some.report.unchanged, 1);
    assert_int_equal(some.report.note_count, 1);
    assert_true(notes_say(&some.report, "not stored (1): informant"));
    assert_true(xc_str_find(xc_buffer_view(&some.report.rejected), XC_STR("9.13E+17")) >
                0);
    import_end(&some);
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
        struct row_import none =
            import_rows(import, of(cases[i].table, XC_IMPORT_MERGE), cases[i].header);
        assert_int_equal(none.rc, XC_EINPUT);
        assert_int_equal(none.out.len, 0);
        import_end(&none);
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
