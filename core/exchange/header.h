/* The header row: where it is, and what each column of the file means. */
#ifndef XC_EXCHANGE_HEADER_H
#define XC_EXCHANGE_HEADER_H

#include "exchange/columns.h"
#include "exchange/sheet.h"

enum { XC_HEADER_ROWS = 10 };

/* Meaning of a column of the file beside the numbers of columns.h. */
enum { XC_HEADER_EXTRA = -1, XC_HEADER_IGNORED = -2 };

struct xc_header {
    unsigned line;
    size_t count;                          /* columns of the file */
    struct xc_str names[XC_SHEET_COLUMNS]; /* as written, in the arena */
    int meaning[XC_SHEET_COLUMNS];         /* column of the table, EXTRA or IGNORED */
    int where[XC_COLUMNS_MAX];             /* column of the file, -1: not there */
    size_t extra[XC_SHEET_COLUMNS]; /* columns kept as attributes, sorted by name */
    size_t extra_count;
};

/* Reads the sheet up to and including its header: the first of those rows among the first
 * ten that names most of the table's columns. names_needed: the column “name” must be
 * there. Notes what was skipped and renamed. XC_EINPUT: no header, a needed column is
 * missing (lists what was found), a column twice; XC_EUSAGE: options->map is wrong. */
int xc_header_find(struct xc_sheet *sheet, const struct xc_import_options *options,
                   bool names_needed, struct xc_import_report *report,
                   struct xc_header *header, struct xc_error *error);

#endif
