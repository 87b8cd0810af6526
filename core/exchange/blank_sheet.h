/* A worksheet of a blank: where its rows and cells stand in the bytes of its part, and
 * what they say. Private to core/exchange. */
#ifndef XC_EXCHANGE_BLANK_SHEET_H
#define XC_EXCHANGE_BLANK_SHEET_H

#include "exchange/blank_edits.h"
#include "exchange/blank_fields.h"
#include "exchange/blank_strings.h"

enum { XC_BLANK_PART = 256 };

struct xc_blank_cell {
    size_t from, to;   /* of the element */
    char letters[4];   /* "AB"; empty: it does not say where it is */
    char style[16];    /* the value of s=, or empty */
    char metadata[16]; /* the value of cm=, or empty */
    size_t first, len; /* its text in sheet->text */
    enum xc_blank_formula_kind {
        XC_BLANK_NO_FORMULA = 0,
        XC_BLANK_PLAIN_FORMULA,
        XC_BLANK_SHARED_FORMULA, /* that of sheet->masters[shared], seen from here */
        XC_BLANK_ARRAY_FORMULA,
        XC_BLANK_OTHER_FORMULA /* stays as it is */
    } formula;
    size_t formula_first, formula_len; /* its text in sheet->text */
    uint32_t shared;
    char array[48]; /* the area of an array formula */
};

struct xc_blank_row {
    size_t from, to, tag_end; /* of the element, and where its start tag ends */
    uint32_t number;
    size_t first, cells; /* in sheet->cells */
};

struct xc_blank_sheet {
    char part[XC_BLANK_PART];
    struct xc_buffer bytes, text;
    struct xc_blank_row *rows; /* owned */
    size_t row_count, row_capacity;
    struct xc_blank_cell *cells; /* owned */
    size_t cell_count, cell_capacity;
    struct xc_blank_master {
        size_t cell; /* in cells, from 1; 0: there is none of that number */
        uint32_t row;
    } * masters; /* owned; of shared formulas */
    size_t master_count;
    struct xc_blank_edits edits; /* of what is no cell */
    size_t data, data_end;       /* between the tags of sheetData */
    size_t merges, merges_end;   /* 0: there are none */
    bool has_formula;
    /* while it is read */
    bool in_data, in_cell, in_text, in_formula, skip, is_shared, is_inline;
    struct xc_error *error;
};

/* To be freed also after a failure. */
int xc_blank_sheet_read(const struct xc_blank *blank,
                        const struct xc_blank_strings *strings, const char *part,
                        struct xc_blank_sheet *sheet);
void xc_blank_sheet_free(struct xc_blank_sheet *sheet);

struct xc_str xc_blank_cell_text(const struct xc_blank_sheet *sheet,
                                 const struct xc_blank_cell *cell);

/* Appends the formula of a cell as it is written for that cell. row: the cell's. */
void xc_blank_cell_formula(const struct xc_blank_sheet *sheet,
                           const struct xc_blank_cell *cell, uint32_t row,
                           struct xc_buffer *out);

#endif
