/* Private to docx_*.c. */
#ifndef XC_EXCHANGE_DOCX_INTERNAL_H
#define XC_EXCHANGE_DOCX_INTERNAL_H

#include "exchange/docx_out.h"
#include "exchange/zip_out.h"

struct xc_docx {
    struct xc_zip_out *zip; /* owned */
    struct xc_buffer xml;   /* of word/document.xml, what has not gone to the zip yet */
    const struct xc_catalogue *catalogue;
    bool chinese, form, unnumbered;
    bool landscape;    /* the section that is being written */
    bool started;      /* something stands on the paper */
    bool page_pending; /* what comes next stands on a new page */
    bool keep_pending; /* … on the page of what follows it */
    bool after_table;  /* nothing came after it yet */
    bool in_paragraph; /* between begin and end */
    bool in_table;     /* … table and table_end */
    bool in_row;       /* … row and the next one */
    bool in_cell;      /* … cell_begin and cell_end */
    bool heads;        /* the table has only rows of heads so far */
    bool together;     /* paragraphs of the table keep with the next one */
    bool full;         /* no memory */
    bool misused;
    size_t column;  /* the row's next */
    unsigned marks; /* that all runs of the cell have */
    struct xc_docx_row row;
    struct xc_docx_table table;
    unsigned widths[XC_DOCX_COLUMNS]; /* of the table, in twips */
};

/* Gives what is written to the zip, where it is worth it. */
void xc_docx_flush(struct xc_docx *docx);

/* Appends XML as it is. */
void xc_docx_xml(struct xc_docx *docx, const char *xml);

/* Whether something of the whole width may stand here; what the paragraph or table before
 * still owes is written. paragraph: it can begin a page by itself. */
bool xc_docx_ready(struct xc_docx *docx, bool paragraph);

/* Runs of a text, with marks of the cell around. */
void xc_docx_runs(struct xc_docx *docx, unsigned marks, struct xc_str text);

/* Width of what is printed on, in twips. */
unsigned xc_docx_text_width(const struct xc_docx *docx);

/* All parts but word/document.xml. */
void xc_docx_write_parts(struct xc_zip_out *zip, const struct xc_docx_setup *setup);

#endif
