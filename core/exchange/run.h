/* Private to exchange: every row below the header goes to a function; what it refuses
 * becomes a problem of the report, and all are found before anything is decided. */
#ifndef XC_EXCHANGE_RUN_H
#define XC_EXCHANGE_RUN_H

#include "exchange/header.h"
#include "exchange/sheet.h"

struct xc_run {
    const struct xc_import_options *options;
    struct xc_sheet *sheet;
    const struct xc_header *header;
    struct xc_sheet_row *row; /* filled in before each call of take */
    struct xc_import_report *report;
    const struct xc_progress *progress; /* may be NULL */
    /* 0; XC_EINPUT: this row is bad; other codes end the run. */
    int (*take)(void *context, const struct xc_run *run, struct xc_error *error);
    void *context;
};

/* Skips total rows and remarks below the table with a note. XC_EINPUT: there are bad rows
 * and options->skip_bad is off, or nothing but bad rows, or no rows at all. */
int xc_run_rows(const struct xc_run *run, struct xc_error *error);

#endif
