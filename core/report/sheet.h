/* A report as a document in the reader's language: a title, warnings, and parts that are
 * tables with charts and notes, and lines to sign. Every kind of report is made of
 * numbers into such a sheet once, and written from it as text, CSV, HTML, XLSX or DOCX.
 */
#ifndef XC_REPORT_SHEET_H
#define XC_REPORT_SHEET_H

#include "base/catalogue.h"
#include "base/date.h"
#include "report/text_table.h"

struct xc_sheet_line {
    struct xc_str text;
    struct xc_sheet_line *next;
};
struct xc_sheet_lines {
    struct xc_sheet_line *first, *last;
};

enum xc_cell_kind {
    XC_CELL_TEXT = 0,
    XC_CELL_NUMBER,
    XC_CELL_RATE,  /* number / of, shown in per cent with one digit, halves up */
    XC_CELL_DATE,  /* number is an xc_date */
    XC_CELL_MONEY, /* number is in fen, shown in yuan */
};

struct xc_sheet_cell {
    enum xc_cell_kind kind;
    struct xc_str text; /* as people read it, of every kind; empty: nothing */
    int64_t number, of;
};

struct xc_sheet_row {
    struct xc_sheet_cell *cells; /* as many as the part has columns */
    struct xc_sheet_row *next;
    bool total;  /* a row of sums, set apart from the others */
    bool detail; /* of the nearest row above that is none: set in, can be folded away */
    bool struck; /* what it says is not true any more: crossed out but for its last cell,
                    which says why */
};

enum xc_chart_kind {
    XC_CHART_COLUMNS = 1, /* upright, one group per point: months */
    XC_CHART_BARS         /* lying, one group per point: areas, kinds, crews */
};
enum { XC_CHART_SERIES = 3 };

struct xc_sheet_chart {
    enum xc_chart_kind kind;
    struct xc_str title;
    struct xc_str series[XC_CHART_SERIES]; /* names for the legend */
    size_t series_count;
    bool rates; /* values are in tenths of a per cent, axis 0 to 1000; else counts */
    struct xc_sheet_point {
        struct xc_str label;
        int64_t values[XC_CHART_SERIES]; /* ≥ 0 */
        struct xc_sheet_point *next;
    } * first, *last;
    size_t point_count;
    struct xc_sheet_chart *next;
};

struct xc_sheet_part {
    struct xc_str title; /* may be empty */
    struct xc_str heads[XC_TABLE_COLUMNS];
    size_t columns;   /* 0: only notes */
    bool prose;       /* its notes are the text of a letter */
    bool headed;      /* some column has a head; else the first column is one */
    unsigned numbers; /* bit per column: flush right */
    struct xc_sheet_row *first, *last;
    size_t row_count;
    struct xc_sheet_chart *charts, *last_chart; /* above the table */
    struct xc_sheet_lines notes;                /* below the table */
    struct xc_sheet_part *next;
};

/* Start with arena, catalogue (NULL: English) and chinese; the rest is built by the
 * functions below, in order. Private but for its writers. */
struct xc_sheet {
    struct xc_arena *arena; /* borrowed: everything is kept there */
    const struct xc_catalogue *catalogue;
    bool chinese;   /* what the catalogue speaks, for lang= */
    bool landscape; /* the paper lies: many columns */
    struct xc_str title, subtitle;
    struct xc_sheet_lines warnings; /* before all else */
    struct xc_sheet_lines issued;   /* below all parts, flush right: by whom, and when */
    struct xc_sheet_lines signs;    /* after all else: who signs, with room to do so */
    struct xc_sheet_part *first, *last;
    bool failed; /* no memory: the writers say so */
};

/* A text kept as long as the sheet; the same of a translated sentence. */
struct xc_str xc_sheet_keep(struct xc_sheet *sheet, struct xc_str text);
struct xc_str xc_sheet_text(struct xc_sheet *sheet, const char *format, ...)
    XC_PRINTF(2, 3);
void xc_sheet_warn(struct xc_sheet *sheet, const char *format, ...) XC_PRINTF(2, 3);

/* True for a row of sums whose details stand right below it. */
bool xc_sheet_heads_details(const struct xc_sheet_row *row);

/* Starts a part. numbers: a bit for each column with numbers. */
void xc_sheet_part(struct xc_sheet *sheet, size_t columns, unsigned numbers,
                   const char *format, ...) XC_PRINTF(4, 5);
void xc_sheet_head(struct xc_sheet *sheet, size_t column, const char *id);
void xc_sheet_heads(struct xc_sheet *sheet, const char *const *ids, size_t count);

/* Starts a row of the last part; cells that are not set are empty. */
void xc_sheet_row(struct xc_sheet *sheet);
void xc_sheet_sum(struct xc_sheet *sheet);    /* makes the last row one of sums */
void xc_sheet_detail(struct xc_sheet *sheet); /* makes it a detail of one above */
void xc_sheet_strike(struct xc_sheet *sheet); /* crosses the last row out */

/* Set a cell of the last row. A rate of nothing (of ≤ 0) is a dash; XC_NO_DATE leaves the
 * cell empty. */
void xc_sheet_cell(struct xc_sheet *sheet, size_t column, struct xc_str text);
void xc_sheet_number(struct xc_sheet *sheet, size_t column, uint64_t number);
void xc_sheet_rate(struct xc_sheet *sheet, size_t column, uint64_t number, uint64_t of);
void xc_sheet_date(struct xc_sheet *sheet, size_t column, xc_date date);
void xc_sheet_money(struct xc_sheet *sheet, size_t column, int64_t fen);
void xc_sheet_say(struct xc_sheet *sheet, size_t column, const char *format, ...)
    XC_PRINTF(3, 4);

/* A row of a part with two columns: what it is, and its value. */
void xc_sheet_fact(struct xc_sheet *sheet, const char *id, struct xc_str value);

/* A sentence below the last part's table. */
void xc_sheet_note(struct xc_sheet *sheet, const char *format, ...) XC_PRINTF(2, 3);

/* A paragraph of a letter: a part of its own, or one more of the part before it. */
void xc_sheet_prose(struct xc_sheet *sheet, const char *format, ...) XC_PRINTF(2, 3);

/* Who issues it, and on the next line the day. */
void xc_sheet_issued(struct xc_sheet *sheet, struct xc_str who, struct xc_str day);

/* A chart above the last part's table; then its series (gettext ids) and its points with
 * one value per series. Only HTML and XLSX (below the table) draw it: its numbers stand
 * in the table. */
void xc_sheet_chart(struct xc_sheet *sheet, enum xc_chart_kind kind, bool rates,
                    const char *format, ...) XC_PRINTF(4, 5);
void xc_sheet_series(struct xc_sheet *sheet, const char *id);
void xc_sheet_point(struct xc_sheet *sheet, struct xc_str label, const int64_t *values);

/* Somebody who signs (a gettext id: "Drawn up by"), with room for name and date. */
void xc_sheet_sign(struct xc_sheet *sheet, const char *id);

/* number / of in tenths of a per cent, halves up; of > 0. */
int64_t xc_sheet_permille(uint64_t number, uint64_t of);

/* Append the whole. Text is for a terminal: nothing in it steers one. HTML is one file
 * for A4 paper, without scripts and without anything from elsewhere. In CSV the parts
 * stand below one another, a title and an empty row around each; no cell is a formula.
 * XC_ENOMEM; XC_EINTERNAL where a cell lies outside its table. */
int xc_sheet_write_text(const struct xc_sheet *sheet, struct xc_buffer *out,
                        struct xc_error *error);
int xc_sheet_write_html(const struct xc_sheet *sheet, struct xc_buffer *out,
                        struct xc_error *error);
int xc_sheet_write_csv(const struct xc_sheet *sheet, struct xc_buffer *out,
                       struct xc_error *error);

/* The same as an Excel workbook and a Word document. In the workbook, parts of as many
 * columns stand below one another on one worksheet, lists of facts with what they stand
 * beside; a part of more than XC_SHEET_LONG rows has one of its own. XC_EENV: no disk for
 * the workbook's temporary files. */
enum { XC_SHEET_LONG = 1000 };
int xc_sheet_write_xlsx(const struct xc_sheet *sheet, struct xc_buffer *out,
                        struct xc_error *error);
int xc_sheet_write_docx(const struct xc_sheet *sheet, struct xc_buffer *out,
                        struct xc_error *error);

#endif
