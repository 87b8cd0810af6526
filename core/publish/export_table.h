/* A table that goes out cell by cell, as CSV or as a worksheet for A4 paper. Private to
 * core/publish. */
#ifndef XC_PUBLISH_EXPORT_TABLE_H
#define XC_PUBLISH_EXPORT_TABLE_H

#include "base/file.h"
#include "exchange/xlsx_out.h"
#include "publish/export.h"

enum xc_table_form { XC_TABLE_CSV = 1, XC_TABLE_XLSX };

/* Start with form, session and error; cells fail at the end. */
struct xc_table_out {
    enum xc_table_form form;
    const struct xc_session *session; /* for language and words */
    struct xc_error *error;
    struct xc_file_writer *writer; /* private, as all below */
    struct xc_workbook *book;
    struct xc_buffer piece, cell, path;
    size_t column;
};

/* FOLDER/NAME.csv or .xlsx, the rest of it written by the calls below. title: of the
 * worksheet, a gettext id. */
int xc_table_out_open(struct xc_table_out *out, const char *folder, const char *name,
                      const char *title);

/* Above the head of a worksheet: a line across; CSV leaves it out. */
void xc_table_out_title(struct xc_table_out *out, size_t columns, const char *format, ...)
    XC_PRINTF(3, 4);

/* The head: gettext ids. */
void xc_table_out_head(struct xc_table_out *out, const char *const *ids, size_t count);

/* A row: begin, its cells from left to right, end. */
void xc_table_out_row(struct xc_table_out *out);
void xc_table_out_text(struct xc_table_out *out, struct xc_str text);
void xc_table_out_word(struct xc_table_out *out, const char *id); /* a gettext id */
void xc_table_out_say(struct xc_table_out *out, const char *format, ...) XC_PRINTF(2, 3);
void xc_table_out_int(struct xc_table_out *out, int64_t value);
void xc_table_out_date(struct xc_table_out *out, xc_date date);
int xc_table_out_end(struct xc_table_out *out);

/* Puts the file in its place, or after a failure (rc) takes it away. Frees. */
int xc_table_out_close(struct xc_table_out *out, int rc);

#endif
