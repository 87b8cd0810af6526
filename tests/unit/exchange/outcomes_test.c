#include "row_import.h"

static int write_row(void *context, const struct xc_outcome_row *row,
                     struct xc_row_verdict *verdict, struct xc_error *error) {
    struct xc_buffer *out = context;
    char date[11], rectify[11];
    if (xc_str_is(row->result, "bad")) {
        verdict->column = XC_OUTCOME_RESULT;
        xc_fail(error, XC_EINPUT, "that is no result");
        return xc_hint(error, "write another");
    }
    xc_date_format(row->date, date);
    xc_date_format(row->rectify_by, rectify);
    return xc_buffer_printf(
        out, "%.*s|%.*s|%s|%.*s|%.*s|%lld|%lld|%s|%.*s\n", XC_PRI(row->visit),
        XC_PRI(row->target), date, XC_PRI(row->result), XC_PRI(row->findings),
        (long long)row->points, (long long)row->amount, rectify, XC_PRI(row->people));
}

static int import(struct xc_str text, struct row_import *import) {
    return xc_import_outcomes(text, &import->options, write_row, &import->out,
                              &import->report, &import->error);
}

static const struct xc_import_options options = {.table = XC_IMPORT_OUTCOMES};

static void english_and_chinese(void **state) {
    (void)state;
    import_gives(import, options,
                 "visit,result,findings,points,amount,rectify_by,people\n"
                 "v1,problem,over-charged,3,12.5,2026-04-01,\"P2,P1\"\n",
                 "v1|||problem|over-charged|3|1250|2026-04-01|P2,P1\n");
    import_gives(import, options,
                 "检查对象,日期,检查结果,发现问题,扣分,违规金额,整改期限\n"
                 "H1,2026/3/5,合格,,,,\n",
                 "|H1|2026-03-05|合格||0|0||\n");
}

/* Every bad row is named, at its cell. */
static void bad_rows(void **state) {
    (void)state;
    static const struct bad_row wanted[] = {{2, 4, "that is no result"},
                                            {3, 9, "is not an amount"},
                                            {4, 10, "date"},
                                            {5, 11, "number"}};
    struct row_import bad = import_rows(import, options,
                                        "visit,result,amount,date,points\n"
                                        "v1,bad,,,\n"
                                        "v2,pass,12.345,,\n"
                                        "v3,pass,,2026-02-30,\n"
                                        "v4,pass,,,three\n"
                                        "v5,pass,,,1\n");
    assert_int_equal(bad.rc, XC_EINPUT);
    expect_bad(&bad, wanted, 4);
    assert_non_null(bad.report.problems[0].error.hint.id);
    import_end(&bad);
}

static void amounts(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t fen; /* -1: none */
    } cases[] = {{"0", 0},
                 {"12", 1200},
                 {"12.3", 1230},
                 {"12.34", 1234},
                 {"12.05", 1205},
                 {"12.", -1},
                 {".5", -1},
                 {"12.345", -1},
                 {"-1", -1},
                 {"1,000", -1},
                 {"", -1},
                 {"1.2.3", -1},
                 {"100000000000", 10000000000000},
                 {"100000000001", -1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t fen = -1;
        bool good = xc_amount_parse(xc_str_from(cases[i].text), &fen);
        if (good != (cases[i].fen >= 0) || (good && fen != cases[i].fen))
            fail_msg("%s: %lld", cases[i].text, (long long)fen);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(english_and_chinese),
        cmocka_unit_test(bad_rows),
        cmocka_unit_test(amounts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
