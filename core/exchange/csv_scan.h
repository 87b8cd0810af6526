/* RFC 4180 text, row by row, with the place of every cell. */
#ifndef XC_EXCHANGE_CSV_SCAN_H
#define XC_EXCHANGE_CSV_SCAN_H

#include "base/buffer.h"
#include "exchange/sheet.h"

struct xc_csv {
    struct xc_str text; /* UTF-8, borrowed */
    struct xc_str file;
    const char *next;
    unsigned line; /* of next */
    char separator;
    struct xc_buffer scratch; /* cells with doubled quotation marks */
};

/* Looks at the first lines for the separator: comma, tab or semicolon. */
void xc_csv_start(struct xc_csv *csv, struct xc_str text, struct xc_str file);
void xc_csv_rewind(struct xc_csv *csv);
void xc_csv_free(struct xc_csv *csv);

/* 1 and the row (also an empty one, count 0); 0 at the end; XC_EINPUT where a quotation
 * mark is never closed, naming where it stands; XC_ENOMEM. */
int xc_csv_next(struct xc_csv *csv, struct xc_sheet_row *row, struct xc_error *error);

#endif
