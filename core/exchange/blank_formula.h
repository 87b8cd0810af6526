/* References to cells after rows of a blank were repeated. Private to core/exchange. */
#ifndef XC_EXCHANGE_BLANK_FORMULA_H
#define XC_EXCHANGE_BLANK_FORMULA_H

#include "exchange/blank_moves.h"

/* Where a formula stands. */
struct xc_blank_place {
    const struct xc_blank_moves *all; /* of all sheets */
    size_t count;
    const struct xc_blank_moves *sheet; /* its own; NULL: it has none */
    uint32_t
        row; /* its row in the blank, or that of the cell it is written for; 0: none */
    uint32_t copy; /* which of the row's copies, from 0 */
};

/* Appends a formula (without =) as it must read there. A cell of the formula's own row is
 * that of the same copy, one of the row above a repeated row that of the copy above; $
 * and all other rows mean the first copy. A range reaches from the first copy of where it
 * begins to the last one of where it ends, so that a sum over a repeated row is one over
 * all of its copies. Names, texts, functions and other workbooks stay. */
void xc_blank_formula(const struct xc_blank_place *place, struct xc_str formula,
                      struct xc_buffer *out);

/* Appends a formula as it reads so many rows below and columns beside where it is
 * written: references without $ move. */
void xc_blank_formula_offset(struct xc_str formula, int64_t rows, int64_t columns,
                             struct xc_buffer *out);

/* Appends areas ("A5:F5 H5") as they are after the rows moved: those of a repeated row
 * over all of its copies. */
void xc_blank_areas(const struct xc_blank_moves *moves, struct xc_str areas,
                    struct xc_buffer *out);

/* A reference or range: "A5", "$A$5:F9". */
struct xc_blank_area {
    struct xc_blank_corner {
        bool fixed_column, fixed_row; /* $ */
        uint32_t column, row;         /* from 1 */
    } first, last;                    /* the same where it is one cell */
};

/* false: the text is none. */
bool xc_blank_area_read(struct xc_str text, struct xc_blank_area *area);

void xc_blank_corner_put(const struct xc_blank_corner *corner, struct xc_buffer *out);

#endif
