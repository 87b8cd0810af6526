#include "exchange/import.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

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

static int import(const char *text, struct xc_buffer *out,
                  struct xc_import_report *report) {
    struct xc_error error = {0};
    struct xc_import_options options = {.table = XC_IMPORT_OUTCOMES,
                                        .file = XC_STR("o.csv")};
    return xc_import_outcomes(xc_str_from(text), &options, write_row, out, report,
                              &error);
}

static void gives(const char *text, const char *wanted) {
    struct xc_buffer out = xc_buffer_make(1 << 16);
    struct xc_import_report report = {0};
    assert_int_equal(import(text, &out, &report), XC_OK);
    if (!xc_str_is(xc_buffer_view(&out), wanted))
        fail_msg("'%.*s' is not '%s'", XC_PRI(xc_buffer_view(&out)), wanted);
    xc_import_report_free(&report);
    xc_buffer_free(&out);
}

static void english_and_chinese(void **state) {
    (void)state;
    gives("visit,result,findings,points,amount,rectify_by,people\n"
          "v1,problem,over-charged,3,12.5,2026-04-01,\"P2,P1\"\n",
          "v1|||problem|over-charged|3|1250|2026-04-01|P2,P1\n");
    gives("检查对象,日期,检查结果,发现问题,扣分,违规金额,整改期限\n"
          "H1,2026/3/5,合格,,,,\n",
          "|H1|2026-03-05|合格||0|0||\n");
}

/* Every bad row is named, at its cell. */
static void bad_rows(void **state) {
    (void)state;
    static const struct {
        unsigned line;
        const char *says;
    } wanted[] = {
        {2, "that is no result"}, {3, "is not an amount"}, {4, "date"}, {5, "number"}};
    struct xc_buffer out = xc_buffer_make(1 << 16), text = xc_buffer_make(1 << 12);
    struct xc_import_report report = {0};
    assert_int_equal(import("visit,result,amount,date,points\n"
                            "v1,bad,,,\n"
                            "v2,pass,12.345,,\n"
                            "v3,pass,,2026-02-30,\n"
                            "v4,pass,,,three\n"
                            "v5,pass,,,1\n",
                            &out, &report),
                     XC_EINPUT);
    assert_int_equal(report.bad, 4);
    assert_int_equal(report.problem_count, 4);
    for (size_t i = 0; i < 4; i++) {
        const struct xc_error *error = &report.problems[i].error;
        assert_int_equal(error->line, wanted[i].line);
        assert_true(error->column > 0);
        xc_buffer_clear(&text);
        assert_int_equal(xc_message_render(&error->message, NULL, &text), XC_OK);
        if (xc_str_find(xc_buffer_view(&text), xc_str_from(wanted[i].says)) < 0)
            fail_msg("'%.*s' does not say '%s'", XC_PRI(xc_buffer_view(&text)),
                     wanted[i].says);
    }
    assert_non_null(report.problems[0].error.hint.id);
    xc_import_report_free(&report);
    xc_buffer_free(&out);
    xc_buffer_free(&text);
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
