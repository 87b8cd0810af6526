#include "publish/export_table.h"

#include "exchange/csv_out.h"

#include <stdarg.h>

enum { PIECE_BYTES = 1 << 20, BOOK_BYTES = 1 << 30 };

int xc_table_out_open(struct xc_table_out *out, const char *folder, const char *name,
                      const char *title) {
    const char *ending = out->form == XC_TABLE_CSV ? "csv" : "xlsx";
    struct xc_str shown = xc_str_from(xc_text(out->session->catalogue, title));
    int rc;
    out->piece = xc_buffer_make((size_t)16 << 20);
    out->cell = xc_buffer_make(1 << 20);
    out->path = xc_buffer_make(1 << 14);
    xc_buffer_printf(&out->path, "%s/%s.%s", folder, name, ending);
    rc = xc_buffer_putc(&out->path, '\0') == XC_OK
             ? xc_file_writer_open(out->path.ptr, 0600, &out->writer, out->error)
             : xc_fail_memory(out->error);
    if (rc == XC_OK && out->form == XC_TABLE_XLSX) {
        rc = xc_workbook_new(shown, &out->book, out->error);
    }
    if (rc == XC_OK && out->form == XC_TABLE_XLSX) {
        xc_workbook_sheet(out->book, shown, true);
    } else if (rc == XC_OK) {
        xc_csv_begin(&out->piece);
    }
    return rc;
}

/* A translated sentence in out->cell. */
static struct xc_str sentence(struct xc_table_out *out, const char *format,
                              va_list args) {
    xc_buffer_clear(&out->cell);
    (void)xc_message_say(&out->cell, out->session->catalogue, format, args);
    return xc_buffer_view(&out->cell);
}

void xc_table_out_title(struct xc_table_out *out, size_t columns, const char *format,
                        ...) {
    va_list args;
    if (out->form == XC_TABLE_XLSX) {
        va_start(args, format);
        xc_workbook_row(out->book, 0);
        xc_workbook_across(out->book, 0, columns - 1, XC_WORKBOOK_TITLE,
                           sentence(out, format, args));
        va_end(args);
    }
}

void xc_table_out_head(struct xc_table_out *out, const char *const *ids, size_t count) {
    if (out->form == XC_TABLE_XLSX) {
        xc_workbook_row(out->book, 0);
    }
    for (size_t i = 0; i < count; i++) {
        struct xc_str head = xc_str_from(xc_text(out->session->catalogue, ids[i]));
        if (out->form == XC_TABLE_XLSX) {
            xc_workbook_text(out->book, i, XC_WORKBOOK_HEAD, head);
        } else {
            xc_csv_cell(&out->piece, head);
        }
    }
    if (out->form == XC_TABLE_XLSX) {
        xc_workbook_head(out->book, count);
    } else {
        xc_csv_end_row(&out->piece);
    }
}

void xc_table_out_row(struct xc_table_out *out) {
    out->column = 0;
    if (out->form == XC_TABLE_XLSX) {
        xc_workbook_row(out->book, 0);
    }
}

void xc_table_out_text(struct xc_table_out *out, struct xc_str text) {
    if (out->form == XC_TABLE_XLSX) {
        xc_workbook_text(out->book, out->column, XC_WORKBOOK_CELL, text);
    } else {
        xc_csv_cell(&out->piece, text);
    }
    out->column++;
}

void xc_table_out_word(struct xc_table_out *out, const char *id) {
    xc_table_out_text(out, xc_str_from(xc_text(out->session->catalogue, id)));
}

void xc_table_out_say(struct xc_table_out *out, const char *format, ...) {
    va_list args;
    va_start(args, format);
    xc_table_out_text(out, sentence(out, format, args));
    va_end(args);
}

void xc_table_out_int(struct xc_table_out *out, int64_t value) {
    if (out->form == XC_TABLE_XLSX) {
        xc_workbook_number(out->book, out->column, XC_WORKBOOK_CELL, value);
    } else {
        xc_csv_int(&out->piece, value);
    }
    out->column++;
}

void xc_table_out_date(struct xc_table_out *out, xc_date date) {
    char day[11];
    if (out->form == XC_TABLE_XLSX && date != XC_NO_DATE) {
        xc_workbook_date(out->book, out->column, XC_WORKBOOK_CELL, date);
        out->column++;
        return;
    }
    xc_date_format(date, day);
    xc_table_out_text(out, xc_str_from(day));
}

static int flush(struct xc_table_out *out) {
    int rc =
        out->piece.failed || out->cell.failed
            ? xc_fail_memory(out->error)
            : xc_file_writer_add(out->writer, xc_buffer_view(&out->piece), out->error);
    xc_buffer_clear(&out->piece);
    return rc;
}

int xc_table_out_end(struct xc_table_out *out) {
    if (out->form == XC_TABLE_CSV) {
        xc_csv_end_row(&out->piece);
    }
    return out->piece.len > PIECE_BYTES / 2 ? flush(out) : XC_OK;
}

/* The workbook's bytes at once, where there is one. */
static int finish_book(struct xc_table_out *out) {
    struct xc_buffer bytes = xc_buffer_make(BOOK_BYTES);
    xc_workbook_filter_end(out->book);
    int rc = xc_workbook_finish(out->book, &bytes, out->error);
    if (rc == XC_OK) {
        rc = xc_file_writer_add(out->writer, xc_buffer_view(&bytes), out->error);
    }
    xc_buffer_free(&bytes);
    return rc;
}

int xc_table_out_close(struct xc_table_out *out, int rc) {
    if (rc == XC_OK) {
        rc = out->form == XC_TABLE_XLSX ? finish_book(out) : flush(out);
    }
    if (rc == XC_OK) {
        rc = xc_file_writer_commit(out->writer, out->error);
    } else {
        xc_file_writer_abandon(out->writer);
    }
    xc_workbook_free(out->book);
    xc_buffer_free(&out->piece);
    xc_buffer_free(&out->cell);
    xc_buffer_free(&out->path);
    return rc;
}
