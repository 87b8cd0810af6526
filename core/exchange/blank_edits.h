/* Places of a part of a workbook that speak of cells: areas ("A5:F5"), formulas, numbers
 * of rows. A parser finds them, and the part is written again with each as it is after
 * rows were repeated; all other bytes stay. Private to core/exchange. */
#ifndef XC_EXCHANGE_BLANK_EDITS_H
#define XC_EXCHANGE_BLANK_EDITS_H

#include "exchange/blank_formula.h"
#include "exchange/xlsx_zip.h"

struct xc_blank_edit {
    size_t from, to; /* of the value, as bytes of the part */
    enum xc_blank_edit_kind {
        XC_EDIT_AREAS,    /* references and ranges with spaces between */
        XC_EDIT_FORMULA,  /* text */
        XC_EDIT_ROW,      /* the number of a row, from 1, as the last one of its copies */
        XC_EDIT_ROW_BELOW /* from 0: an anchor; moves with its row */
    } kind;
    size_t first, len; /* formula: in edits->text */
    uint32_t row;      /* formula: the row it is written for; 0: none */
    int64_t sheet;     /* the number of the sheet that it is of alone, -1: none */
};

struct xc_blank_edits {
    struct xc_str bytes; /* of the part; set first */
    struct xc_blank_edit *list;
    size_t count, capacity;
    struct xc_buffer text; /* of formulas, as they are meant; set first */
    bool in_text;          /* of the last one */
    bool in_breaks;        /* of pages, by rows */
    size_t level, text_level, row_level;
    uint32_t row; /* of the area around */
    bool failed;  /* no memory */
};

/* To be called for everything that the parser finds. */
void xc_blank_edits_start(struct xc_blank_edits *edits, const struct xc_xml *xml,
                          const char *name, const char **attributes);
void xc_blank_edits_text(struct xc_blank_edits *edits, struct xc_str text);
void xc_blank_edits_end(struct xc_blank_edits *edits, const struct xc_xml *xml);

/* Appends the bytes from…to with what lies in them edited. place: where formulas stand
 * that have no sheet of their own. */
void xc_blank_edits_put(const struct xc_blank_edits *edits,
                        const struct xc_blank_place *place, size_t from, size_t to,
                        struct xc_buffer *out);

void xc_blank_edits_free(struct xc_blank_edits *edits);

/* Where the value of an attribute stands in the bytes of a start tag; false: it has
 * none. */
bool xc_blank_attribute(struct xc_str tag, const char *name, size_t *from, size_t *to);

#endif
