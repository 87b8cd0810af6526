/* Excel workbooks (.xlsx) that go out: A4 paper, worksheets written row by row from the
 * top, each row from left to right or not, never going back; so a hundred thousand rows
 * cost little memory.
 *
 * Texts are UTF-8 and are written as texts: none is ever a formula, a link or a number,
 * not even after it was edited. Control, zero-width and bidirectional characters are
 * shown as U+FFFD; what is longer than a cell can be is cut. Columns are as wide as what
 * stands in them. The same calls give the same bytes.
 *
 * Nothing but new and finish fails: the first failure is kept, and finish tells it. Calls
 * at a place where they make no sense (a cell before there is a row) are such a failure.
 */
#ifndef XC_EXCHANGE_XLSX_OUT_H
#define XC_EXCHANGE_XLSX_OUT_H

#include "base/buffer.h"
#include "base/date.h"

struct xc_workbook;

enum {
    XC_WORKBOOK_COLUMNS = 64, /* what an import takes */
    XC_WORKBOOK_ROWS = 1048576
};

/* title: what programs show as the document's name. Owned by the caller. XC_ENOMEM;
 * XC_EENV: no folder for temporary files ($TMPDIR or /tmp). */
int xc_workbook_new(struct xc_str title, struct xc_workbook **book,
                    struct xc_error *error);

/* Appends the whole to out. XC_ENOMEM, XC_EENV (disk), XC_EINTERNAL (misused). */
int xc_workbook_finish(struct xc_workbook *book, struct xc_buffer *out,
                       struct xc_error *error);
void xc_workbook_free(struct xc_workbook *book); /* NULL is fine */

/* A worksheet; its name is made fit (31 characters, none of []:*?/\, no two alike). */
void xc_workbook_sheet(struct xc_workbook *book, struct xc_str name, bool landscape);

/* The next row of the worksheet; at least so many lines high, 0: as high as what stands
 * in it. Returns its number, from 0. */
uint32_t xc_workbook_row(struct xc_workbook *book, unsigned lines);

/* Before any cell of the row: it is a detail of the nearest row above that is none, and
 * can be folded away below it. */
void xc_workbook_detail(struct xc_workbook *book);

enum xc_workbook_style {
    XC_WORKBOOK_PLAIN = 0,
    XC_WORKBOOK_ISSUED,   /* plain, flush right: by whom and when */
    XC_WORKBOOK_TITLE,    /* centred, large */
    XC_WORKBOOK_SUBTITLE, /* centred */
    XC_WORKBOOK_HEADING,  /* bold: of a part */
    XC_WORKBOOK_WARNING,  /* in a frame */
    XC_WORKBOOK_HEAD,     /* of a table, from here on in cells with lines */
    XC_WORKBOOK_LABEL,    /* what the cell beside it is */
    XC_WORKBOOK_VALUE,    /* that cell: as one of a table, but all flush left */
    XC_WORKBOOK_CELL,
    XC_WORKBOOK_DETAIL, /* as a cell, set in: what a detail is called */
    XC_WORKBOOK_TOTAL,  /* bold: sums */
    XC_WORKBOOK_STRUCK, /* crossed out */
    XC_WORKBOOK_OPEN,   /* to be filled in; not locked */
    XC_WORKBOOK_STYLES
};

/* A cell of the row. right: the text stands flush right. across: one text over several
 * columns, in lines as high as it needs; it makes no column wider; a cell put at its
 * first column takes the place of the text. A rate is number / of
 * (> 0), shown in per cent with one digit; money is in fen, shown in yuan. */
void xc_workbook_text(struct xc_workbook *book, size_t column,
                      enum xc_workbook_style style, struct xc_str text);
void xc_workbook_right(struct xc_workbook *book, size_t column,
                       enum xc_workbook_style style, struct xc_str text);
void xc_workbook_across(struct xc_workbook *book, size_t first, size_t last,
                        enum xc_workbook_style style, struct xc_str text);
void xc_workbook_number(struct xc_workbook *book, size_t column,
                        enum xc_workbook_style style, int64_t number);
void xc_workbook_rate(struct xc_workbook *book, size_t column,
                      enum xc_workbook_style style, int64_t number, int64_t of);
void xc_workbook_date(struct xc_workbook *book, size_t column,
                      enum xc_workbook_style style, xc_date date);
void xc_workbook_money(struct xc_workbook *book, size_t column,
                       enum xc_workbook_style style, int64_t fen);

/* An empty cell in which a number, an amount of yuan or a date is to be written. */
void xc_workbook_empty_number(struct xc_workbook *book, size_t column,
                              enum xc_workbook_style style);
void xc_workbook_empty_money(struct xc_workbook *book, size_t column,
                             enum xc_workbook_style style);
void xc_workbook_empty_date(struct xc_workbook *book, size_t column,
                            enum xc_workbook_style style);

/* The row is the head of the worksheet's one table of so many columns: it and what is
 * above stay (a dozen rows at most) when the rest is moved, and it is repeated on every
 * page. filter_end, once, in the table's last row: it can be filtered down to there. */
void xc_workbook_head(struct xc_workbook *book, size_t columns);
void xc_workbook_filter_end(struct xc_workbook *book);

/* A width in terminal columns instead of what the content asks for. */
void xc_workbook_width(struct xc_workbook *book, size_t column, unsigned width);

/* What may be put into cells of a column, first ≤ last rows of the worksheet: one of some
 * words (offers: or anything else), a date, a whole number. Words may hold commas; those
 * of several lists too. */
struct xc_workbook_area {
    size_t column;
    uint32_t first, last;
};
void xc_workbook_choices(struct xc_workbook *book, struct xc_workbook_area area,
                         const struct xc_str *words, size_t count);
void xc_workbook_offers(struct xc_workbook *book, struct xc_workbook_area area,
                        const struct xc_str *words, size_t count);
void xc_workbook_dates(struct xc_workbook *book, struct xc_workbook_area area,
                       xc_date from, xc_date to);
void xc_workbook_numbers(struct xc_workbook *book, struct xc_workbook_area area,
                         int64_t least, int64_t most);

/* Only open cells of the worksheet can be changed (there is no password: it keeps from
 * mistakes, not from people). */
void xc_workbook_protect(struct xc_workbook *book);

/* A chart of the worksheet, drawn by the spreadsheet program, in rows of its own below
 * the last one. Everything in it is borrowed until finish: its numbers go to a hidden
 * worksheet at the end. */
struct xc_workbook_chart {
    bool lying; /* bars; else upright columns */
    bool rates; /* values are in tenths of a per cent */
    struct xc_str title;
    const struct xc_str *series; /* names for the legend */
    size_t series_count;
    const struct xc_str *labels;
    const int64_t *values; /* those of a point after one another */
    size_t points;
};
void xc_workbook_chart(struct xc_workbook *book, const struct xc_workbook_chart *chart);

#endif
