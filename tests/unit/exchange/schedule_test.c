#include "row_import.h"

static int write_row(void *context, const struct xc_schedule_row *row,
                     struct xc_row_verdict *verdict, struct xc_error *error) {
    struct xc_buffer *out = context;
    char date[11], last[11];
    verdict->news = XC_ROW_KNOWN;
    if (xc_str_is(row->cells[XC_SCHEDULE_CREW], "bad")) {
        verdict->column = XC_SCHEDULE_CREW;
        return xc_fail(error, XC_EINPUT, "that is no crew");
    }
    xc_date_format(row->date, date);
    xc_date_format(row->last_day, last);
    return xc_buffer_printf(out, "%u|%.*s|%s|%s|%d|%d|%.*s|%.*s\n", row->line,
                            XC_PRI(row->cells[XC_SCHEDULE_VISIT]), date, last, row->start,
                            row->end, XC_PRI(row->cells[XC_SCHEDULE_PEOPLE]),
                            XC_PRI(row->cells[XC_SCHEDULE_STATUS]));
}

static int import(struct xc_str text, struct row_import *import) {
    return xc_import_schedule(text, &import->options, write_row, &import->out,
                              &import->report, &import->error);
}

static const struct xc_import_options options = {.table = XC_IMPORT_SCHEDULE};

/* As exported, in both languages; what a row leaves empty is not said. */
static void both_languages(void **state) {
    (void)state;
    import_gives(import, options,
                 "visit,date,\"last day\",start,end,target,crew,people,status\n"
                 "v1,2026-03-02,2026-03-02,09:00,10:30,H1,A,\"张三, 李四\",published\n"
                 "v2,,,,,,,,\n",
                 "2|v1|2026-03-02|2026-03-02|540|630|张三, 李四|published\n"
                 "3|v2|||-1|-1||\n");
    import_gives(import, options,
                 "检查任务,日期,结束日期,开始时间,结束时间,人员,状态\n"
                 "v1,2026/3/2,,9:00,,张三、李四,已取消\n",
                 "2|v1|2026-03-02||540|-1|张三、李四|已取消\n");
}

/* As people and workbooks write them. */
static void times(void **state) {
    (void)state;
    import_gives(import, options,
                 "visit,date,start,end\n"
                 "v1,2026-03-02,9:05,09:05:00\n"
                 "v2,2026-03-02,0.375,0.4375\n"
                 "v3,2026-03-02,0.395833333333333,00:00\n",
                 "2|v1|2026-03-02||545|545||\n"
                 "3|v2|2026-03-02||540|630||\n"
                 "4|v3|2026-03-02||570|0||\n");
}

/* Every bad cell is named where it is. */
static void bad_cells(void **state) {
    (void)state;
    static const struct bad_row wanted[] = {
        {2, 15, "not a time"}, {3, 15, "not a time"},      {4, 15, "not a time"},
        {5, 4, "not a date"},  {6, 16, "that is no crew"}, {7, 15, "not a time"},
    };
    struct row_import bad = import_rows(import, options,
                                        "visit,date,start,crew\n"
                                        "v1,2026-03-02,nine,\n"
                                        "v2,2026-03-02,9:5,\n"
                                        "v3,2026-03-02,1.5,\n"
                                        "v4,2026-02-30,,\n"
                                        "v5,2026-03-02,,bad\n"
                                        "v6,2026-03-02,24:30,\n");
    assert_int_equal(bad.rc, XC_EINPUT);
    expect_bad(&bad, wanted, 6);
    import_end(&bad);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_languages),
        cmocka_unit_test(times),
        cmocka_unit_test(bad_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
