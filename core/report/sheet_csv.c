/* A sheet as CSV, for spreadsheets. */
#include "report/sheet.h"

#include "exchange/csv_out.h"

static void csv_line(struct xc_buffer *out, struct xc_str text) {
    xc_csv_cell(out, text);
    xc_csv_end_row(out);
}

static void csv_lines(struct xc_buffer *out, const struct xc_sheet_lines *all) {
    for (const struct xc_sheet_line *one = all->first; one; one = one->next) {
        csv_line(out, one->text);
    }
}

static void csv_part(struct xc_buffer *out, const struct xc_sheet_part *part) {
    xc_csv_end_row(out);
    if (part->title.len) {
        csv_line(out, part->title);
    }
    if (part->headed && part->first) {
        for (size_t i = 0; i < part->columns; i++) {
            xc_csv_cell(out, part->heads[i]);
        }
        xc_csv_end_row(out);
    }
    for (const struct xc_sheet_row *row = part->first; row; row = row->next) {
        for (size_t i = 0; i < part->columns; i++) {
            if (row->cells[i].kind == XC_CELL_NUMBER) {
                xc_csv_int(out, row->cells[i].number);
            } else {
                xc_csv_cell(out, row->cells[i].text);
            }
        }
        xc_csv_end_row(out);
    }
    csv_lines(out, &part->notes);
}

int xc_sheet_write_csv(const struct xc_sheet *sheet, struct xc_buffer *out,
                       struct xc_error *error) {
    xc_csv_begin(out);
    csv_line(out, sheet->title);
    if (sheet->subtitle.len) {
        csv_line(out, sheet->subtitle);
    }
    csv_lines(out, &sheet->warnings);
    for (const struct xc_sheet_part *part = sheet->first; part; part = part->next) {
        csv_part(out, part);
    }
    if (sheet->issued.first) {
        xc_csv_end_row(out);
    }
    csv_lines(out, &sheet->issued);
    if (sheet->signs.first) {
        xc_csv_end_row(out);
    }
    for (const struct xc_sheet_line *one = sheet->signs.first; one; one = one->next) {
        xc_csv_cell(out, one->text);
        xc_csv_cell(out, XC_STR(""));
        xc_csv_cell(out, xc_str_from(xc_text(sheet->catalogue, XC_MSG("date"))));
        csv_line(out, XC_STR(""));
    }
    return sheet->failed || out->failed ? xc_fail_memory(error) : XC_OK;
}
