/* Tables of a document, and lines to sign, which are one without lines. */
#include "exchange/docx_internal.h"
#include "exchange/ooxml_text.h"

/* Shares of the whole width that leave nothing over. */
static void share_widths(struct xc_docx *docx) {
    const struct xc_docx_table *table = &docx->table;
    unsigned whole = xc_docx_text_width(docx);
    unsigned long long sum = 0, before = 0;
    for (size_t i = 0; i < table->columns; i++) {
        sum += table->widths[i];
    }
    for (size_t i = 0; i < table->columns; i++) {
        unsigned long long share = sum ? table->widths[i] : 1;
        unsigned long long all = sum ? sum : table->columns;
        docx->widths[i] =
            (unsigned)((before + share) * whole / all - before * whole / all);
        before += share;
    }
}

void xc_docx_table(struct xc_docx *docx, const struct xc_docx_table *table) {
    if (table->columns == 0 || table->columns > XC_DOCX_COLUMNS) {
        docx->misused = true;
        return;
    }
    if (!xc_docx_ready(docx, false)) {
        return;
    }
    docx->table = *table;
    docx->in_table = true;
    docx->heads = true;
    share_widths(docx);
    xc_buffer_printf(&docx->xml, "<w:tbl><w:tblPr><w:tblW w:w=\"%u\" w:type=\"dxa\"/>",
                     xc_docx_text_width(docx));
    if (!table->frameless) {
        static const char *const sides[] = {"top",   "left",    "bottom",
                                            "right", "insideH", "insideV"};
        xc_docx_xml(docx, "<w:tblBorders>");
        for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
            xc_buffer_printf(&docx->xml,
                             "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" "
                             "w:color=\"000000\"/>",
                             sides[i]);
        }
        xc_docx_xml(docx, "</w:tblBorders>");
    }
    unsigned side = table->letters == XC_DOCX_LETTERS_SMALL ? 45 : 85;
    xc_buffer_printf(&docx->xml,
                     "<w:tblLayout w:type=\"fixed\"/><w:tblCellMar>"
                     "<w:left w:w=\"%u\" w:type=\"dxa\"/>"
                     "<w:right w:w=\"%u\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr>"
                     "<w:tblGrid>",
                     side, side);
    for (size_t i = 0; i < table->columns; i++) {
        xc_buffer_printf(&docx->xml, "<w:gridCol w:w=\"%u\"/>", docx->widths[i]);
    }
    xc_docx_xml(docx, "</w:tblGrid>\n");
}

static void end_row(struct xc_docx *docx) {
    if (docx->in_row) {
        while (docx->column < docx->table.columns) {
            xc_docx_cell_put(docx, &(struct xc_docx_cell){0});
        }
        xc_docx_xml(docx, "</w:tr>\n");
    }
    docx->in_row = false;
}

void xc_docx_row(struct xc_docx *docx, const struct xc_docx_row *row) {
    static const unsigned heights[] = {[XC_DOCX_LETTERS_FORM] = 340,
                                       [XC_DOCX_LETTERS_TABLE] = 300,
                                       [XC_DOCX_LETTERS_SMALL] = 260};
    if (!docx->in_table || docx->in_cell) {
        docx->misused = true;
        return;
    }
    end_row(docx);
    xc_docx_flush(docx);
    docx->row = row ? *row : (struct xc_docx_row){0};
    docx->in_row = true;
    docx->column = 0;
    docx->heads = docx->heads && docx->row.head;
    xc_docx_xml(docx, "<w:tr><w:trPr><w:cantSplit/>");
    if (docx->row.lines) {
        unsigned lines = docx->row.lines < 80 ? docx->row.lines : 80;
        xc_buffer_printf(&docx->xml, "<w:trHeight w:val=\"%u\" w:hRule=\"atLeast\"/>",
                         lines * heights[docx->table.letters]);
    }
    xc_docx_xml(docx, docx->heads ? "<w:tblHeader/></w:trPr>" : "</w:trPr>");
}

static void cell_look(struct xc_docx *docx, const struct xc_docx_cell *cell,
                      unsigned span, bool head) {
    unsigned width = 0;
    for (unsigned i = 0; i < span; i++) {
        width += docx->widths[docx->column + i];
    }
    xc_buffer_printf(&docx->xml, "<w:tc><w:tcPr><w:tcW w:w=\"%u\" w:type=\"dxa\"/>",
                     width);
    if (span > 1) {
        xc_buffer_printf(&docx->xml, "<w:gridSpan w:val=\"%u\"/>", span);
    }
    xc_docx_xml(docx, cell->down == XC_DOCX_DOWN_FIRST  ? "<w:vMerge w:val=\"restart\"/>"
                      : cell->down == XC_DOCX_DOWN_REST ? "<w:vMerge/>"
                                                        : "");
    if (head) {
        xc_docx_xml(docx, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"E7E6E6\"/>");
    }
    xc_docx_xml(docx, "<w:vAlign w:val=\"center\"/></w:tcPr>");
}

void xc_docx_cell_begin(struct xc_docx *docx, const struct xc_docx_cell *cell) {
    static const char *const styles[] = {[XC_DOCX_LETTERS_FORM] = "CellForm",
                                         [XC_DOCX_LETTERS_TABLE] = "CellTable",
                                         [XC_DOCX_LETTERS_SMALL] = "CellSmall"};
    static const char *const aligns[] = {[XC_DOCX_LEFT] = "left",
                                         [XC_DOCX_MIDDLE] = "center",
                                         [XC_DOCX_FLUSH_RIGHT] = "right"};
    unsigned span = cell->span ? cell->span : 1;
    if (!docx->in_row || docx->in_cell || span > docx->table.columns - docx->column) {
        docx->misused = true;
        return;
    }
    bool head = cell->head || docx->row.head;
    enum xc_docx_align align = cell->aligned ? cell->align
                               : head        ? XC_DOCX_MIDDLE
                                             : docx->table.aligns[docx->column];
    cell_look(docx, cell, span, head);
    xc_buffer_printf(
        &docx->xml,
        "<w:p><w:pPr><w:pStyle w:val=\"%s\"/>%s%s<w:jc w:val=\"%s\"/></w:pPr>",
        styles[docx->table.letters],
        docx->together || docx->heads || docx->row.keep ? "<w:keepNext/>" : "",
        cell->indent ? "<w:ind w:left=\"210\"/>" : "", aligns[align]);
    docx->in_cell = true;
    docx->column += span;
    docx->marks = head || docx->row.total ? XC_DOCX_BOLD : 0;
    if (cell->down != XC_DOCX_DOWN_REST) {
        xc_docx_runs(docx, cell->marks, cell->text);
    }
}

void xc_docx_cell_end(struct xc_docx *docx) {
    if (!docx->in_cell) {
        docx->misused = true;
        return;
    }
    xc_docx_xml(docx, "</w:p></w:tc>");
    docx->in_cell = false;
    docx->marks = 0;
}

void xc_docx_cell_put(struct xc_docx *docx, const struct xc_docx_cell *cell) {
    size_t before = docx->column;
    xc_docx_cell_begin(docx, cell);
    if (docx->column > before) {
        xc_docx_cell_end(docx);
    }
}

void xc_docx_cell(struct xc_docx *docx, struct xc_str text) {
    xc_docx_cell_put(docx, &(struct xc_docx_cell){.text = text});
}

void xc_docx_table_end(struct xc_docx *docx) {
    if (!docx->in_table || docx->in_cell) {
        docx->misused = true;
        return;
    }
    end_row(docx);
    xc_docx_xml(docx, "</w:tbl>\n");
    docx->in_table = false;
    docx->after_table = true;
}

enum { STANDING_SIGNS = 2, LYING_SIGNS = 4, SIGN_CHARACTERS = 8 };

void xc_docx_signs(struct xc_docx *docx, const struct xc_str *who, size_t count) {
    size_t beside = docx->landscape ? LYING_SIGNS : STANDING_SIGNS;
    struct xc_docx_table table = {.columns = count < beside ? count : beside,
                                  .letters = XC_DOCX_LETTERS_FORM,
                                  .frameless = true};
    if (count == 0) {
        return;
    }
    xc_docx_table(docx, &table);
    if (!docx->in_table) {
        return;
    }
    docx->together = true;
    for (size_t i = 0; i < count; i++) {
        if (i % beside == 0) {
            xc_docx_row(docx, &(struct xc_docx_row){.lines = 3});
        }
        xc_docx_cell_begin(docx, &(struct xc_docx_cell){0});
        xc_docx_run_say(docx, 0, XC_MSG("%.*s: "), XC_PRI(who[i]));
        xc_docx_blank(docx, SIGN_CHARACTERS);
        xc_docx_run(docx, 0, XC_STR("\n"));
        xc_docx_run_say(docx, 0, XC_MSG("Date: "));
        xc_docx_blank(docx, SIGN_CHARACTERS);
        xc_docx_cell_end(docx);
    }
    docx->together = false;
    xc_docx_table_end(docx);
}
