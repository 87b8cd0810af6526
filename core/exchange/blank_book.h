/* A blank that is a workbook, as a whole: its worksheets, where their rows go, and what
 * else in it speaks of cells. Private to core/exchange. */
#ifndef XC_EXCHANGE_BLANK_BOOK_H
#define XC_EXCHANGE_BLANK_BOOK_H

#include "exchange/blank_sheet.h"

enum { XC_BLANK_SHEET_NAME = 128 };

struct xc_blank_book {
    const struct xc_blank *blank; /* borrowed */
    struct xc_blank_strings strings;
    struct xc_blank_tab {
        char name[XC_BLANK_SHEET_NAME], relation[64], part[XC_BLANK_PART];
        struct xc_blank_sheet sheet;
        bool read; /* it is a worksheet, and in sheet */
    } * tabs;      /* owned; in the workbook's order, worksheets it does not name last */
    size_t count, capacity;
    struct xc_blank_moves *moves; /* owned; one for each tab */
    struct xc_blank_part {
        char part[XC_BLANK_PART];
        size_t tab;
    } * parts; /* owned; what belongs to one worksheet */
    size_t part_count, part_capacity;
    bool moved;       /* some row of some worksheet is repeated */
    bool has_formula; /* somewhere */
};

/* Reads all worksheets and finds where their rows go. To be freed also after a failure.
 */
int xc_blank_book_open(const struct xc_blank *blank, struct xc_blank_book *book);
void xc_blank_book_free(struct xc_blank_book *book);

/* Writes a part of it, filled in. */
int xc_blank_book_part(const struct xc_blank_book *book, const char *part);

/* Where the rows of a worksheet go; XC_EINPUT: below the last one there can be. */
int xc_blank_sheet_moves(const struct xc_blank *blank, const struct xc_blank_sheet *sheet,
                         struct xc_blank_moves *moves);

/* Appends a worksheet, filled in. place: copy and row 0. */
int xc_blank_sheet_fill(const struct xc_blank *blank, const struct xc_blank_sheet *sheet,
                        const struct xc_blank_place *place, struct xc_buffer *out);

#endif
