/* What the fuzz targets of exchange share: one import into a small register, and promises
 * about its outcome. */
#ifndef XC_TESTS_FUZZ_IMPORT_TARGET_H
#define XC_TESTS_FUZZ_IMPORT_TARGET_H

#include "exchange/import.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void expect(bool promise) {
    if (!promise)
        abort();
}

static inline struct xc_register *small_register(void) {
    static const struct xc_area areas[] = {
        {XC_STR_INIT("32"), XC_STR_INIT("江苏省"), {0}, XC_LEVEL_PROVINCE},
        {XC_STR_INIT("3202"), XC_STR_INIT("无锡市"), XC_STR_INIT("32"), XC_LEVEL_CITY},
        {XC_STR_INIT("320282"), XC_STR_INIT("宜兴市"), XC_STR_INIT("3202"),
         XC_LEVEL_COUNTY}};
    struct xc_register_builder *builder = xc_register_builder_new();
    struct xc_register *reg = NULL;
    struct xc_error error = {0};
    struct xc_person person = {.id = XC_STR("p1"),
                               .name = XC_STR("王芳"),
                               .certificate_until = XC_NO_DATE,
                               .status = XC_STATUS_ACTIVE,
                               .present = UINT32_MAX};
    struct xc_target target = {.id = XC_STR("t1"),
                               .name = XC_STR("甲"),
                               .organisation = XC_STR("集团"),
                               .status = XC_STATUS_ACTIVE,
                               .weight = 1,
                               .last_visit = XC_NO_DATE,
                               .attributes = XC_STR("{\"床位\":\"2\"}"),
                               .present = UINT32_MAX};
    expect(builder != NULL);
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++)
        expect(xc_register_add_area(builder, &areas[i], &error) == XC_OK);
    expect(xc_register_add_person(builder, &person, &error) == XC_OK);
    expect(xc_register_add_target(builder, &target, &error) == XC_OK);
    expect(xc_register_build(builder, &reg, NULL, &error) == XC_OK);
    xc_register_builder_free(builder);
    return reg;
}

static inline void import_calendar(struct xc_str bytes,
                                   const struct xc_import_options *options) {
    struct xc_import_report report;
    struct xc_error error = {0};
    struct xc_day_fact *days;
    size_t count;
    int code = xc_import_calendar(bytes, options, &days, &count, &report, &error);
    expect(code == error.code || code == XC_OK);
    for (size_t i = 1; i < count; i++)
        expect(days[i - 1].date < days[i].date);
    xc_import_report_free(&report);
}

/* What every row without a register behind it promises: texts that are text, and a column
 * of its table. Every third one is refused. */
static inline int refuse_some(unsigned *seen, struct xc_row_verdict *verdict,
                              size_t columns, struct xc_error *error) {
    verdict->column = *seen % columns;
    verdict->news = (enum xc_row_news)(*seen % 3);
    return ++*seen % 3 == 0 ? xc_fail(error, XC_EINPUT, "refused") : XC_OK;
}

static inline int take_outcome(void *context, const struct xc_outcome_row *row,
                               struct xc_row_verdict *verdict, struct xc_error *error) {
    expect(row->line > 0 && row->points >= 0 && row->amount >= 0);
    return refuse_some(context, verdict, XC_OUTCOME_COLUMNS, error);
}

static inline int take_paper(void *context, const struct xc_paper_row *row,
                             struct xc_row_verdict *verdict, struct xc_error *error) {
    expect(row->line > 0);
    for (size_t i = 0; i < XC_PAPER_COLUMNS; i++)
        expect(row->cells[i].ptr != NULL || row->cells[i].len == 0);
    return refuse_some(context, verdict, XC_CLOSURE_COLUMNS, error);
}

static inline int take_visit(void *context, const struct xc_schedule_row *row,
                             struct xc_row_verdict *verdict, struct xc_error *error) {
    enum { DAY = 24 * 60 };
    expect(row->line > 0 && row->start >= -1 && row->start <= DAY && row->end >= -1 &&
           row->end <= DAY);
    for (size_t i = 0; i < XC_SCHEDULE_COLUMNS; i++)
        expect(row->cells[i].ptr != NULL || row->cells[i].len == 0);
    return refuse_some(context, verdict, XC_SCHEDULE_COLUMNS, error);
}

static inline void import_papers(struct xc_str bytes,
                                 const struct xc_import_options *options) {
    struct xc_import_report report;
    struct xc_error error = {0};
    unsigned seen = 0;
    int code =
        options->table == XC_IMPORT_OUTCOMES
            ? xc_import_outcomes(bytes, options, take_outcome, &seen, &report, &error)
        : options->table == XC_IMPORT_SCHEDULE
            ? xc_import_schedule(bytes, options, take_visit, &seen, &report, &error)
            : xc_import_papers(bytes, options, take_paper, &seen, &report, &error);
    expect(code == XC_OK || (error.code == code && error.message.id != NULL));
    expect(code != XC_EINTERNAL);
    expect(code != XC_OK ||
           report.added + report.updated + report.unchanged + report.bad == report.rows);
    for (size_t i = 0; i < report.problem_count; i++)
        expect(report.problems[i].error.line > 0);
    xc_import_report_free(&report);
}

/* choice picks the table and the mode. */
static inline void import_bytes(struct xc_str bytes, unsigned choice) {
    static struct xc_register *old;
    enum { WITHOUT_REGISTER = XC_IMPORT_SCHEDULE - XC_IMPORT_OUTCOMES + 1 };
    struct xc_import_options options = {
        .table = (enum xc_import_table)(choice % 7),
        .mode = (choice & 8) != 0 ? XC_IMPORT_REPLACE : XC_IMPORT_MERGE,
        .skip_bad = (choice & 16) != 0,
        .allow_closing = (choice & 32) != 0,
        .default_area = XC_STR("320200"),
        .map = (choice & 64) != 0 ? XC_STR("x=id") : XC_STR(""),
        .file = XC_STR("fuzz")};
    struct xc_import_report report;
    struct xc_error error = {0};
    struct xc_register *reg = NULL;
    if (old == NULL)
        old = small_register();
    if ((choice & 128) != 0) {
        options.table =
            (enum xc_import_table)(XC_IMPORT_OUTCOMES + (choice & 7) % WITHOUT_REGISTER);
        import_papers(bytes, &options);
        return;
    }
    if (options.table == XC_IMPORT_CALENDAR) {
        import_calendar(bytes, &options);
        return;
    }
    int code = xc_import_register(bytes, &options, old, &reg, &report, NULL, &error);
    expect((code == XC_OK) == (reg != NULL));
    expect(code == XC_OK || (error.code == code && error.message.id != NULL));
    expect(code != XC_EINTERNAL);
    if (code == XC_OK) {
        expect(report.added + report.updated + report.unchanged + report.bad ==
               report.rows);
        expect(report.bad == 0 || options.skip_bad);
        expect(reg->targets.count >= old->targets.count);
    }
    expect(report.problem_count <= XC_IMPORT_PROBLEMS_SHOWN);
    xc_register_free(reg);
    xc_import_report_free(&report);
}

#endif
