/* A sheet for a terminal or a text file. */
#include "report/sheet.h"
#include "report/sheet_signs.h"

/* A line for a terminal: by way of a table of one cell, which takes out what steers one.
 */
static int line(const struct xc_sheet *sheet, struct xc_str text, size_t indent,
                struct xc_buffer *out) {
    struct xc_text_table table = xc_text_table_make(sheet->arena, 1, 0);
    xc_text_table_row(&table);
    xc_text_table_cell(&table, 0, text);
    return xc_text_table_write(&table, indent, out);
}

static int lines(const struct xc_sheet *sheet, const struct xc_sheet_lines *all,
                 size_t indent, struct xc_buffer *out) {
    int rc = XC_OK;
    for (const struct xc_sheet_line *one = all->first; one && rc == XC_OK;
         one = one->next) {
        rc = line(sheet, one->text, indent, out);
    }
    return rc;
}

static int text_part(const struct xc_sheet *sheet, const struct xc_sheet_part *part,
                     struct xc_buffer *out) {
    struct xc_text_table table =
        xc_text_table_make(sheet->arena, part->columns, part->numbers);
    xc_buffer_putc(out, '\n');
    int rc = part->title.len ? line(sheet, part->title, 0, out) : XC_OK;
    if (part->headed && part->first) {
        xc_text_table_row(&table);
        for (size_t i = 0; i < part->columns; i++) {
            xc_text_table_cell(&table, i, part->heads[i]);
        }
    }
    bool sums = true; /* what is below them stands apart too */
    for (const struct xc_sheet_row *row = part->first; row; row = row->next) {
        if (row->total != sums && row != part->first && !row->detail) {
            xc_text_table_rule(&table);
        }
        sums = row->total;
        xc_text_table_row(&table);
        for (size_t i = 0; i < part->columns; i++) {
            xc_text_table_cell(&table, i, row->cells[i].text);
        }
        if (row->detail) {
            xc_text_table_indent(&table, 2);
        }
    }
    rc = rc == XC_OK ? xc_text_table_write(&table, 2, out) : rc;
    return rc == XC_OK ? lines(sheet, &part->notes, 2, out) : rc;
}

static int signs(const struct xc_sheet *sheet, struct xc_buffer *out) {
    int rc = XC_OK;
    for (const struct xc_sheet_line *one = sheet->signs.first; one && rc == XC_OK;
         one = one->next) {
        struct xc_str text = xc_sheet_sign_text(sheet, one->text);
        xc_buffer_putc(out, '\n');
        rc = text.len ? line(sheet, text, 0, out) : XC_ENOMEM;
    }
    return rc;
}

int xc_sheet_write_text(const struct xc_sheet *sheet, struct xc_buffer *out,
                        struct xc_error *error) {
    int rc = line(sheet, sheet->title, 0, out);
    if (rc == XC_OK && sheet->subtitle.len) {
        rc = line(sheet, sheet->subtitle, 0, out);
    }
    if (rc == XC_OK) {
        rc = lines(sheet, &sheet->warnings, 0, out);
    }
    for (const struct xc_sheet_part *part = sheet->first; part && rc == XC_OK;
         part = part->next) {
        rc = text_part(sheet, part, out);
    }
    if (rc == XC_OK && sheet->issued.first) {
        xc_buffer_putc(out, '\n');
        rc = lines(sheet, &sheet->issued, 2, out);
    }
    if (rc == XC_OK) {
        rc = signs(sheet, out);
    }
    if (rc == XC_EINTERNAL) {
        return xc_fail(error, rc, "a cell of a report lies outside its table");
    }
    return rc != XC_OK || sheet->failed || out->failed ? xc_fail_memory(error) : XC_OK;
}
