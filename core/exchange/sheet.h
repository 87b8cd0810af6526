/* A table as it came: rows of cells, one after the other, whatever the file was.
 *
 * It knows no columns and no meaning; header.h and cells.h do. Rows that hold nothing are
 * left out. Cell texts are UTF-8, trimmed, and live until the next row is read (texts of
 * the file's own bytes longer). */
#ifndef XC_EXCHANGE_SHEET_H
#define XC_EXCHANGE_SHEET_H

#include "base/error.h"
#include "base/str.h"
#include "exchange/import.h"

enum {
    XC_SHEET_COLUMNS = 64, /* more are refused */
    XC_SHEET_NOTES = 8
};

enum xc_cell_type {
    XC_CELL_TEXT,
    XC_CELL_NUMBER,  /* a number to the spreadsheet or JSON; text in its plain form */
    XC_CELL_DATE,    /* a date to the spreadsheet; text in ISO 8601 */
    XC_CELL_ERROR,   /* #N/A and the like */
    XC_CELL_UNSOLVED /* a formula whose result the file does not hold; no text */
};

struct xc_cell {
    struct xc_str text;
    const char *at; /* where the cell starts in the file's text; NULL where not known */
    enum xc_cell_type type;
    bool merged;  /* XLSX: the value of a cell above that this one is merged with */
    bool formula; /* XLSX: the result of one */
};

/* What makes a whole row unreadable. */
enum xc_row_flaw {
    XC_ROW_SOUND,
    XC_ROW_TOO_WIDE,  /* something stands beyond column 64 */
    XC_ROW_LONG_CELL, /* a cell of more than 4 KiB */
    XC_ROW_BAD_QUOTE  /* text after a closing quotation mark */
};

struct xc_sheet_row {
    unsigned line; /* of the row's first character; XLSX: the row number */
    size_t count;  /* cells up to the last one that was written, ≤ 64 */
    enum xc_row_flaw flaw;
    size_t flaw_cell;  /* which cell, from 0 */
    size_t flaw_bytes; /* LONG_CELL: how long, as far as known */
    const char *start; /* first byte of the row in the file's text, or NULL */
    bool hidden;       /* XLSX: people do not see it */
    struct xc_cell cells[XC_SHEET_COLUMNS];
};

struct xc_sheet;

/* Opens what bytes hold (borrowed: they must outlive the sheet) and recognises the format
 * by content. XC_EINPUT: not a table that can be read, with the cure. Owned by the
 * caller. */
int xc_sheet_open(struct xc_str bytes, enum xc_import_encoding encoding,
                  struct xc_str file, struct xc_sheet **sheet, struct xc_error *error);
void xc_sheet_free(struct xc_sheet *sheet);

/* The next row that holds something: 1; 0 at the end; a negative code where the file
 * cannot be read on. */
int xc_sheet_next(struct xc_sheet *sheet, struct xc_sheet_row *row,
                  struct xc_error *error);

/* Back to before the first row. */
void xc_sheet_rewind(struct xc_sheet *sheet);

/* Line and column of a cell, from 1: in text files the line and character, in workbooks
 * the numbers of row and column. cell may be row->count. */
void xc_sheet_place(const struct xc_sheet_row *row, size_t cell, unsigned *line,
                    unsigned *column);

/* How far reading has come, in any unit. */
size_t xc_sheet_done(const struct xc_sheet *sheet);
size_t xc_sheet_total(const struct xc_sheet *sheet);

const char *xc_sheet_format(const struct xc_sheet *sheet);   /* "csv", "xlsx", "json" */
const char *xc_sheet_encoding(const struct xc_sheet *sheet); /* as in the report */
struct xc_str xc_sheet_name(const struct xc_sheet *sheet);   /* XLSX: of the worksheet */
bool xc_sheet_hidden(const struct xc_sheet *sheet, size_t column); /* XLSX: not shown */
bool xc_sheet_date1904(const struct xc_sheet *sheet); /* day numbers count from 1904 */

/* What the officer should know about how the file was read. */
size_t xc_sheet_notes(const struct xc_sheet *sheet, const struct xc_message **notes);

#endif
