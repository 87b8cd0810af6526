/* A sheet as a Word document for A4 paper. */
#include "exchange/docx_out.h"
#include "report/sheet.h"
#include "report/sheet_widths.h"

/* Terminal columns in a line of letters that are not small; some are left over for
 * letters that are wider than half of a Chinese one. */
enum { STANDING = 70, LYING = 115 };

static void paragraphs(struct xc_docx *docx, enum xc_docx_style style,
                       const struct xc_sheet_lines *lines) {
    for (const struct xc_sheet_line *one = lines->first; one; one = one->next) {
        xc_docx_paragraph(docx, style, one->text);
    }
}

static struct xc_docx_table table_of(const struct xc_sheet_part *part, bool landscape) {
    struct xc_docx_table table = {.columns = part->columns,
                                  .letters = XC_DOCX_LETTERS_TABLE};
    if (part->headed && xc_sheet_widths(part, landscape ? LYING : STANDING,
                                        table.widths) > XC_SHEET_EASY) {
        table.letters = XC_DOCX_LETTERS_SMALL;
        (void)xc_sheet_widths(part, landscape ? XC_SHEET_LYING : XC_SHEET_STANDING,
                              table.widths);
    }
    for (size_t i = 0; i < part->columns; i++) {
        if (part->numbers >> i & 1u) {
            table.aligns[i] = XC_DOCX_FLUSH_RIGHT;
        }
    }
    if (!part->headed && part->columns == 2) {
        table.widths[0] = 3;
        table.widths[1] = 7;
    }
    return table;
}

static void table(struct xc_docx *docx, const struct xc_sheet_part *part,
                  bool landscape) {
    struct xc_docx_table table = table_of(part, landscape);
    xc_docx_table(docx, &table);
    if (part->headed) {
        xc_docx_row(docx, &(struct xc_docx_row){.head = true});
        for (size_t i = 0; i < part->columns; i++) {
            xc_docx_cell(docx, part->heads[i]);
        }
    }
    for (const struct xc_sheet_row *row = part->first; row; row = row->next) {
        xc_docx_row(docx, &(struct xc_docx_row){.total = row->total,
                                                .keep = xc_sheet_heads_details(row)});
        for (size_t i = 0; i < part->columns; i++) {
            bool label = !part->headed && i == 0;
            bool date = row->cells[i].kind == XC_CELL_DATE;
            bool struck = row->struck && i + 1 < part->columns;
            xc_docx_cell_put(docx, &(struct xc_docx_cell){
                                       .text = row->cells[i].text,
                                       .marks = struck ? XC_DOCX_STRIKE : 0,
                                       .head = label,
                                       .indent = row->detail && i == 0,
                                       .aligned = label || date,
                                       .align = date ? XC_DOCX_MIDDLE : XC_DOCX_LEFT});
        }
    }
    xc_docx_table_end(docx);
}

static void signs(struct xc_docx *docx, const struct xc_sheet *sheet) {
    struct xc_str who[XC_TABLE_COLUMNS];
    size_t count = 0;
    for (const struct xc_sheet_line *one = sheet->signs.first;
         one && count < XC_TABLE_COLUMNS; one = one->next) {
        who[count++] = one->text;
    }
    if (count > 0) {
        xc_docx_paragraph(docx, XC_DOCX_NOTE, XC_STR(""));
        xc_docx_signs(docx, who, count);
    }
}

int xc_sheet_write_docx(const struct xc_sheet *sheet, struct xc_buffer *out,
                        struct xc_error *error) {
    struct xc_docx *docx = NULL;
    bool landscape = xc_sheet_lies(sheet);
    struct xc_docx_setup setup = {.catalogue = sheet->catalogue,
                                  .chinese = sheet->chinese,
                                  .landscape = landscape,
                                  .title = sheet->title};
    int rc = xc_docx_new(&setup, out, &docx, error);
    if (rc != XC_OK) {
        return rc;
    }
    xc_docx_paragraph(docx, XC_DOCX_TITLE, sheet->title);
    if (sheet->subtitle.len) {
        xc_docx_paragraph(docx, XC_DOCX_SUBTITLE, sheet->subtitle);
    }
    paragraphs(docx, XC_DOCX_FRAMED, &sheet->warnings);
    for (const struct xc_sheet_part *part = sheet->first; part; part = part->next) {
        if (part->title.len) {
            xc_docx_paragraph(docx, XC_DOCX_CAPTION, part->title);
        }
        if (part->first && part->columns > 0) {
            table(docx, part, landscape);
        }
        if (part->prose && !part->next && sheet->issued.first) {
            xc_docx_keep(docx); /* who issues it never stands alone on a page */
        }
        paragraphs(docx, part->prose ? XC_DOCX_BODY : XC_DOCX_NOTE, &part->notes);
    }
    if (sheet->issued.first) {
        xc_docx_issued(docx, sheet->issued.first->text, sheet->issued.last->text);
    }
    signs(docx, sheet);
    rc = xc_docx_finish(docx, error);
    xc_docx_free(docx);
    return rc == XC_OK && sheet->failed ? xc_fail_memory(error) : rc;
}
