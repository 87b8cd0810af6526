/* A small table for a terminal or a text file: columns as wide as their widest cell,
 * measured in terminal columns so that Chinese lines up. */
#ifndef XC_REPORT_TEXT_TABLE_H
#define XC_REPORT_TEXT_TABLE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/str.h"

enum { XC_TABLE_COLUMNS = 16 };

struct xc_text_table {
    struct xc_arena *arena; /* borrowed: cells are copied here */
    size_t columns;
    unsigned right; /* bit per column: numbers, flush right */
    struct xc_text_row {
        struct xc_str cells[XC_TABLE_COLUMNS];
        struct xc_text_row *next;
        size_t indent; /* spaces before the first cell */
        bool rule;     /* a line of dashes as wide as each column */
    } * first, *last;
    bool failed;  /* no memory */
    bool misused; /* a cell outside the table */
};

/* columns ≤ XC_TABLE_COLUMNS (more fail in xc_text_table_write); right has a bit for each
 * column to be flush right. */
struct xc_text_table xc_text_table_make(struct xc_arena *arena, size_t columns,
                                        unsigned right);

/* Starts a row; cells not set are empty. A rule is a line of dashes across all columns.
 */
void xc_text_table_row(struct xc_text_table *table);
void xc_text_table_rule(struct xc_text_table *table);

/* Sets the first cell of the last row in, by so many spaces more. */
void xc_text_table_indent(struct xc_text_table *table, size_t spaces);

/* Sets a cell of the last row. Control, zero-width and bidirectional characters, which
 * would break the table or steer the terminal, are shown as U+FFFD. */
void xc_text_table_cell(struct xc_text_table *table, size_t column, struct xc_str text);
void xc_text_table_number(struct xc_text_table *table, size_t column, int64_t number);

/* Appends the rows, two spaces between columns, no trailing spaces, each line indented by
 * indent. 0, XC_ENOMEM, or XC_EINTERNAL where a cell was set outside the table. */
int xc_text_table_write(const struct xc_text_table *table, size_t indent,
                        struct xc_buffer *out);

#endif
