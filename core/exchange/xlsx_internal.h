/* Private to xlsx_out.c, xlsx_look.c and xlsx_extra.c. */
#ifndef XC_EXCHANGE_XLSX_INTERNAL_H
#define XC_EXCHANGE_XLSX_INTERNAL_H

#include "base/arena.h"
#include "exchange/xlsx_out.h"

#include <xlsxwriter.h>

enum xc_xlsx_value {
    XC_XLSX_TEXT = 0,
    XC_XLSX_RIGHT, /* a text flush right */
    XC_XLSX_NUMBER,
    XC_XLSX_RATE,
    XC_XLSX_DATE,
    XC_XLSX_MONEY,
    XC_XLSX_VALUES
};

/* What goes to the hidden worksheet in the end: the words of a list, in one row; or the
 * numbers of a chart, a row of names and one for each point. */
struct xc_xlsx_hidden {
    const struct xc_str *words;
    size_t word_count;
    const struct xc_workbook_chart *chart; /* NULL: words */
    struct xc_xlsx_hidden *next;
};

struct xc_workbook {
    struct xc_arena *arena;  /* owned */
    struct xc_buffer folder; /* private, for the library's files; NUL-terminated */
    struct xc_buffer file;   /* in it; NUL-terminated */
    struct xc_buffer text;   /* of a cell; NUL-terminated */
    lxw_workbook *book;      /* owned; NULL: closed */
    lxw_format *formats[XC_WORKBOOK_STYLES][XC_XLSX_VALUES]; /* made when asked for */
    bool full;                                               /* no memory */
    bool misused;
    /* the hidden worksheet */
    struct xc_xlsx_hidden *hidden, *last_hidden;
    uint32_t hidden_rows;
    /* the worksheet that is written */
    lxw_worksheet *sheet; /* NULL: none yet */
    bool landscape;
    uint32_t rows;  /* so far */
    unsigned lines; /* height of the last one; 0: as its content asks for */
    bool detail;    /* the last one is a detail of one above */
    size_t columns; /* that something stands in */
    unsigned widths[XC_WORKBOOK_COLUMNS]; /* that the content asks for */
    unsigned chosen[XC_WORKBOOK_COLUMNS]; /* by the caller; 0: none */
    size_t head_columns;                  /* of the table with a head; 0: none */
    uint32_t head_row;
    bool filtered; /* that table */
};

#define XC_XLSX_HIDDEN "_"

lxw_format *xc_xlsx_format(struct xc_workbook *book, enum xc_workbook_style style,
                           enum xc_xlsx_value value);

/* The text of a cell, made fit, NUL-terminated, until the next call. */
const char *xc_xlsx_fit(struct xc_workbook *book, struct xc_str text);

/* A name for a worksheet that the library and the program take, into the same place. */
const char *xc_xlsx_name(struct xc_workbook *book, struct xc_str name);

/* Writes the hidden worksheet, if anything is in it. */
void xc_xlsx_write_hidden(struct xc_workbook *book);

/* Takes in what the library says. */
void xc_xlsx_check(struct xc_workbook *book, lxw_error code);

#endif
