#include "exchange/docx_internal.h"

#include "base/markup.h"
#include "base/utf8.h"
#include "exchange/ooxml_text.h"

#include <stdlib.h>

enum {
    XML_BYTES = 1 << 26,
    XML_PIECE = 1 << 16, /* goes to the zip */
    SENTENCE_BYTES = 1 << 16
};

/* A4 in twentieths of a point. */
enum { PAPER_SHORT = 11906, PAPER_LONG = 16838 };

struct margins {
    unsigned top, right, bottom, left, footer;
};

/* Those of GB/T 9704: 156 mm × 225 mm of text. Forms, and paper that lies, hold tables,
 * which want room. */
static const struct margins letter = {2098, 1474, 1984, 1588, 1304},
                            form = {1361, 1134, 1304, 1418, 737},
                            lying = {1588, 1134, 1474, 1134, 907};

static const struct margins *margins_of(const struct xc_docx *docx) {
    return docx->landscape ? &lying : docx->form ? &form : &letter;
}

void xc_docx_xml(struct xc_docx *docx, const char *xml) {
    xc_buffer_puts(&docx->xml, xml);
}

unsigned xc_docx_text_width(const struct xc_docx *docx) {
    const struct margins *margins = margins_of(docx);
    return (docx->landscape ? PAPER_LONG : PAPER_SHORT) - margins->left - margins->right;
}

int xc_docx_new(const struct xc_docx_setup *setup, struct xc_buffer *out,
                struct xc_docx **docx, struct xc_error *error) {
    *docx = NULL;
    struct xc_docx *made = calloc(1, sizeof *made);
    int rc = made ? xc_zip_out_new(out, &made->zip, error) : xc_fail_memory(error);
    if (rc != XC_OK) {
        free(made);
        return rc;
    }
    made->xml = xc_buffer_make(XML_BYTES);
    made->catalogue = setup->catalogue;
    made->landscape = setup->landscape;
    made->unnumbered = setup->unnumbered;
    made->chinese = setup->chinese;
    made->form = setup->form;
    xc_docx_write_parts(made->zip, setup);
    xc_zip_out_part(made->zip, "word/document.xml");
    xc_docx_xml(
        made,
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/"
        "main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/"
        "relationships\"><w:body>");
    *docx = made;
    return XC_OK;
}

void xc_docx_free(struct xc_docx *docx) {
    if (docx) {
        xc_zip_out_free(docx->zip);
        xc_buffer_free(&docx->xml);
        free(docx);
    }
}

static void flush(struct xc_docx *docx) {
    xc_zip_out_add(docx->zip, xc_buffer_view(&docx->xml));
    docx->full = docx->full || docx->xml.failed;
    xc_buffer_clear(&docx->xml);
}

void xc_docx_flush(struct xc_docx *docx) {
    if (docx->xml.len >= XML_PIECE) {
        flush(docx);
    }
}

/* What a section ends with: its paper and its page numbers. */
static void section_end(struct xc_docx *docx) {
    xc_docx_xml(docx, "<w:sectPr>");
    if (!docx->unnumbered) {
        xc_docx_xml(docx, "<w:footerReference w:type=\"default\" r:id=\"rId4\"/>"
                          "<w:footerReference w:type=\"even\" r:id=\"rId5\"/>");
    }
    const struct margins *margins = margins_of(docx);
    xc_buffer_printf(&docx->xml, "<w:pgSz w:w=\"%d\" w:h=\"%d\"%s/>",
                     docx->landscape ? PAPER_LONG : PAPER_SHORT,
                     docx->landscape ? PAPER_SHORT : PAPER_LONG,
                     docx->landscape ? " w:orient=\"landscape\"" : "");
    xc_buffer_printf(&docx->xml,
                     "<w:pgMar w:top=\"%u\" w:right=\"%u\" w:bottom=\"%u\" "
                     "w:left=\"%u\" w:header=\"851\" w:footer=\"%u\" "
                     "w:gutter=\"0\"/>",
                     margins->top, margins->right, margins->bottom, margins->left,
                     margins->footer);
    xc_docx_xml(docx, "<w:pgNumType w:start=\"1\"/></w:sectPr>");
}

int xc_docx_finish(struct xc_docx *docx, struct xc_error *error) {
    docx->misused = docx->misused || docx->in_paragraph || docx->in_table;
    if (docx->after_table || !docx->started) {
        xc_docx_xml(docx, "<w:p><w:pPr><w:pStyle w:val=\"Gap\"/></w:pPr></w:p>");
    }
    section_end(docx);
    xc_docx_xml(docx, "</w:body></w:document>");
    flush(docx);
    int rc = xc_zip_out_finish(docx->zip, error);
    if (rc == XC_OK && docx->full) {
        return xc_fail_memory(error);
    }
    return rc == XC_OK && docx->misused
               ? xc_fail(error, XC_EINTERNAL,
                         "a part of a document was written where it cannot stand")
               : rc;
}

bool xc_docx_ready(struct xc_docx *docx, bool paragraph) {
    if (docx->in_paragraph || docx->in_table) {
        docx->misused = true;
        return false;
    }
    xc_docx_flush(docx);
    if (!paragraph && (docx->after_table || docx->page_pending)) {
        /* Two tables without anything between them would be one. */
        xc_docx_xml(docx, "<w:p><w:pPr><w:pStyle w:val=\"Gap\"/>");
        xc_docx_xml(docx, docx->page_pending ? "<w:pageBreakBefore/>" : "");
        xc_docx_xml(docx, "</w:pPr></w:p>\n");
        docx->page_pending = false;
    }
    docx->after_table = false;
    docx->started = true;
    return true;
}

static const char *const style_names[] = {
    [XC_DOCX_BODY] = "Body",        [XC_DOCX_PLAIN] = "Plain",
    [XC_DOCX_CENTRED] = "Centred",  [XC_DOCX_RIGHT] = "Right",
    [XC_DOCX_OFFICE] = "Office",    [XC_DOCX_TITLE] = "Title",
    [XC_DOCX_NUMBER] = "Number",    [XC_DOCX_SUBTITLE] = "Subtitle",
    [XC_DOCX_HEADING] = "Heading1", [XC_DOCX_SUBHEADING] = "Heading2",
    [XC_DOCX_CAPTION] = "Caption",  [XC_DOCX_NOTE] = "Note",
    [XC_DOCX_FRAMED] = "Framed"};

/* right: other than the style's, in twips; 0: as the style has it. */
static void begin(struct xc_docx *docx, enum xc_docx_style style, unsigned right) {
    if (!xc_docx_ready(docx, true)) {
        return;
    }
    xc_docx_xml(docx, "<w:p><w:pPr><w:pStyle w:val=\"");
    xc_docx_xml(docx, style_names[style]);
    xc_docx_xml(docx, docx->keep_pending ? "\"/><w:keepNext/>" : "\"/>");
    xc_docx_xml(docx, docx->page_pending ? "<w:pageBreakBefore/>" : "");
    if (right > 0) {
        xc_buffer_printf(&docx->xml, "<w:ind w:right=\"%u\"/>", right);
    }
    xc_docx_xml(docx, "</w:pPr>");
    docx->keep_pending = false;
    docx->page_pending = false;
    docx->in_paragraph = true;
}

void xc_docx_begin(struct xc_docx *docx, enum xc_docx_style style) {
    begin(docx, style, 0);
}

void xc_docx_keep(struct xc_docx *docx) {
    docx->keep_pending = true;
}

void xc_docx_end(struct xc_docx *docx) {
    if (!docx->in_paragraph) {
        docx->misused = true;
        return;
    }
    xc_docx_xml(docx, "</w:p>\n");
    docx->in_paragraph = false;
}

static void begin_run(struct xc_docx *docx, unsigned marks) {
    xc_docx_xml(docx, "<w:r>");
    if (marks) {
        xc_docx_xml(docx, "<w:rPr>");
        xc_docx_xml(docx, marks & XC_DOCX_BOLD ? "<w:b/>" : "");
        xc_docx_xml(docx, marks & XC_DOCX_STRIKE ? "<w:strike/>" : "");
        xc_docx_xml(docx, marks & XC_DOCX_UNDERLINE ? "<w:u w:val=\"single\"/>" : "");
        xc_docx_xml(docx, "</w:rPr>");
    }
}

void xc_docx_runs(struct xc_docx *docx, unsigned marks, struct xc_str text) {
    if (text.len == 0) {
        return;
    }
    begin_run(docx, marks | docx->marks);
    for (uint32_t character = 1; character != 0;) {
        struct xc_str piece = xc_ooxml_piece(&text, &character);
        if (piece.len > 0) {
            xc_docx_xml(docx, "<w:t xml:space=\"preserve\">");
            xc_markup_escape(&docx->xml, piece);
            xc_docx_xml(docx, "</w:t>");
        }
        xc_docx_xml(docx, character == 0      ? ""
                          : character == '\n' ? "<w:br/>"
                          : character == '\t' ? "<w:tab/>"
                                              : "<w:t>\xef\xbf\xbd</w:t>");
    }
    xc_docx_xml(docx, "</w:r>");
}

/* Where runs may stand. */
static bool open(struct xc_docx *docx) {
    docx->misused = docx->misused || !(docx->in_paragraph || docx->in_cell);
    return docx->in_paragraph || docx->in_cell;
}

void xc_docx_run(struct xc_docx *docx, unsigned marks, struct xc_str text) {
    if (open(docx)) {
        xc_docx_runs(docx, marks, text);
    }
}

static struct xc_str sentence(struct xc_docx *docx, struct xc_buffer *text,
                              const char *format, va_list args) {
    if (xc_message_say(text, docx->catalogue, format, args) != XC_OK) {
        docx->full = true;
    }
    return xc_buffer_view(text);
}

void xc_docx_run_say(struct xc_docx *docx, unsigned marks, const char *format, ...) {
    struct xc_buffer text = xc_buffer_make(SENTENCE_BYTES);
    va_list args;
    va_start(args, format);
    xc_docx_run(docx, marks, sentence(docx, &text, format, args));
    va_end(args);
    xc_buffer_free(&text);
}

void xc_docx_blank(struct xc_docx *docx, unsigned characters) {
    /* Ideographic spaces: as wide as a character in every font. */
    if (open(docx)) {
        begin_run(docx, XC_DOCX_UNDERLINE);
        xc_docx_xml(docx, "<w:t xml:space=\"preserve\">");
        for (unsigned i = 0; i < characters; i++) {
            xc_docx_xml(docx, "\xe3\x80\x80");
        }
        xc_docx_xml(docx, "</w:t></w:r>");
    }
}

void xc_docx_paragraph(struct xc_docx *docx, enum xc_docx_style style,
                       struct xc_str text) {
    xc_docx_begin(docx, style);
    xc_docx_run(docx, 0, text);
    xc_docx_end(docx);
}

/* A line that ends so far from the margin, in halves of a character. */
static void issued_line(struct xc_docx *docx, struct xc_str text, size_t right) {
    enum { CHINESE_COLUMN = 160, LATIN_COLUMN = 120 };
    xc_docx_keep(docx);
    begin(docx, XC_DOCX_RIGHT,
          (unsigned)right * (docx->chinese ? CHINESE_COLUMN : LATIN_COLUMN));
    xc_docx_run(docx, 0, text);
    xc_docx_end(docx);
}

void xc_docx_issued(struct xc_docx *docx, struct xc_str office, struct xc_str day) {
    enum { FROM_MARGIN = 8, MOST = 64 };
    size_t name = xc_utf8_width(office), date = xc_utf8_width(day);
    size_t more = name > date ? (name - date) / 2 : 0,
           less = date > name ? (date - name) / 2 : 0;
    xc_docx_keep(docx);
    xc_docx_paragraph(docx, XC_DOCX_PLAIN, XC_STR(""));
    if (name > MOST) {
        more = FROM_MARGIN; /* it fills the line anyhow */
    }
    issued_line(docx, office, more < FROM_MARGIN ? FROM_MARGIN - more + less : 1);
    issued_line(docx, day, more < FROM_MARGIN ? FROM_MARGIN : more + 1);
}

void xc_docx_say(struct xc_docx *docx, enum xc_docx_style style, const char *format,
                 ...) {
    struct xc_buffer text = xc_buffer_make(SENTENCE_BYTES);
    va_list args;
    va_start(args, format);
    xc_docx_paragraph(docx, style, sentence(docx, &text, format, args));
    va_end(args);
    xc_buffer_free(&text);
}

void xc_docx_cell_say(struct xc_docx *docx, const char *format, ...) {
    struct xc_buffer text = xc_buffer_make(SENTENCE_BYTES);
    va_list args;
    va_start(args, format);
    xc_docx_cell(docx, sentence(docx, &text, format, args));
    va_end(args);
    xc_buffer_free(&text);
}

void xc_docx_page(struct xc_docx *docx) {
    docx->misused = docx->misused || docx->in_paragraph || docx->in_table;
    docx->page_pending = docx->started;
}

void xc_docx_section(struct xc_docx *docx, bool landscape) {
    if (docx->in_paragraph || docx->in_table) {
        docx->misused = true;
        return;
    }
    if (docx->started) {
        xc_docx_xml(docx, "<w:p><w:pPr><w:pStyle w:val=\"Gap\"/>");
        section_end(docx);
        xc_docx_xml(docx, "</w:pPr></w:p>\n");
    }
    docx->landscape = landscape;
    docx->page_pending = false;
    docx->after_table = false;
    docx->started = false;
}
