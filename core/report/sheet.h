/* A report as a document in the reader's language: a title, warnings, and parts that are
 * tables with notes. Every kind of report is made of numbers into such a sheet once, and
 * written from it as text, HTML or CSV. */
#ifndef XC_REPORT_SHEET_H
#define XC_REPORT_SHEET_H

#include "base/catalogue.h"
#include "report/text_table.h"

struct xc_sheet_line {
    struct xc_str text;
    struct xc_sheet_line *next;
};
struct xc_sheet_lines {
    struct xc_sheet_line *first, *last;
};

struct xc_sheet_row {
    struct xc_sheet_cell {
        struct xc_str text;
        int64_t number;
        bool is_number; /* else text */
    } cells[XC_TABLE_COLUMNS];
    struct xc_sheet_row *next;
};

struct xc_sheet_part {
    struct xc_str title; /* may be empty */
    struct xc_str heads[XC_TABLE_COLUMNS];
    size_t columns;   /* 0: only notes */
    bool headed;      /* some column has a head; else the first column is one */
    unsigned numbers; /* bit per column: flush right */
    struct xc_sheet_row *first, *last;
    struct xc_sheet_lines notes; /* below the table */
    struct xc_sheet_part *next;
};

/* Start with arena, catalogue (NULL: English) and chinese; the rest is built by the
 * functions below, in order. Private but for its writers. */
struct xc_sheet {
    struct xc_arena *arena; /* borrowed: everything is kept there */
    const struct xc_catalogue *catalogue;
    bool chinese; /* what the catalogue speaks, for lang= */
    struct xc_str title, subtitle;
    struct xc_sheet_lines warnings; /* before all else */
    struct xc_sheet_part *first, *last;
    bool failed; /* no memory: the writers say so */
};

/* A text kept as long as the sheet; the same of a translated sentence. */
struct xc_str xc_sheet_keep(struct xc_sheet *sheet, struct xc_str text);
struct xc_str xc_sheet_text(struct xc_sheet *sheet, const char *format, ...)
    XC_PRINTF(2, 3);
void xc_sheet_warn(struct xc_sheet *sheet, const char *format, ...) XC_PRINTF(2, 3);

/* Starts a part. numbers: a bit for each column with numbers. */
void xc_sheet_part(struct xc_sheet *sheet, size_t columns, unsigned numbers,
                   const char *format, ...) XC_PRINTF(4, 5);
void xc_sheet_head(struct xc_sheet *sheet, size_t column, const char *id);

/* Starts a row of the last part; cells that are not set are empty. */
void xc_sheet_row(struct xc_sheet *sheet);
void xc_sheet_cell(struct xc_sheet *sheet, size_t column, struct xc_str text);
void xc_sheet_number(struct xc_sheet *sheet, size_t column, uint64_t number);
void xc_sheet_say(struct xc_sheet *sheet, size_t column, const char *format, ...)
    XC_PRINTF(3, 4);

/* A row of a part with two columns: what it is, and its value. */
void xc_sheet_fact(struct xc_sheet *sheet, const char *id, struct xc_str value);

/* A sentence below the last part's table. */
void xc_sheet_note(struct xc_sheet *sheet, const char *format, ...) XC_PRINTF(2, 3);

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

#endif
