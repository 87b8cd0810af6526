/* What the tests of tables without a register share: a test says how its table's rows
 * become lines, and looks at the lines or at what was wrong. */
#ifndef XC_TESTS_EXCHANGE_ROW_IMPORT_H
#define XC_TESTS_EXCHANGE_ROW_IMPORT_H

#include "helpers.h"

#include <stddef.h>
#include <stdint.h>

struct row_import {
    struct xc_import_options options;
    struct xc_buffer out; /* the lines */
    struct xc_import_report report;
    struct xc_error error;
    int rc;
};

/* Reads text with the import's options; the rows go to import->out. */
typedef int (*row_reader)(struct xc_str text, struct row_import *import);

static inline struct row_import
import_rows(row_reader read, struct xc_import_options options, const char *text) {
    struct row_import import = {.options = options, .out = xc_buffer_make(1 << 16)};
    import.options.file = XC_STR("table.csv");
    import.rc = read(xc_str_from(text), &import);
    return import;
}

static inline void import_end(struct row_import *import) {
    xc_import_report_free(&import->report);
    xc_buffer_free(&import->out);
}

static inline void import_gives(row_reader read, struct xc_import_options options,
                                const char *text, const char *wanted) {
    struct row_import import = import_rows(read, options, text);
    assert_int_equal(import.rc, XC_OK);
    if (!xc_str_is(xc_buffer_view(&import.out), wanted))
        fail_msg("'%.*s' is not '%s'", XC_PRI(xc_buffer_view(&import.out)), wanted);
    import_end(&import);
}

/* A bad row: where it is, and a part of what is said of it. */
struct bad_row {
    unsigned line, column;
    const char *says;
};

static inline void expect_bad(const struct row_import *import, const struct bad_row *rows,
                              size_t count) {
    assert_int_equal(import->report.bad, count);
    assert_int_equal(import->report.problem_count, count);
    for (size_t i = 0; i < count; i++) {
        const struct xc_error *error = &import->report.problems[i].error;
        assert_int_equal(error->line, rows[i].line);
        assert_int_equal(error->column, rows[i].column);
        assert_true(error_says(error, rows[i].says));
    }
}

#endif
