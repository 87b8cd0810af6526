/* Where the rows of a blank's worksheet went. Private to core/exchange. */
#ifndef XC_EXCHANGE_BLANK_MOVES_H
#define XC_EXCHANGE_BLANK_MOVES_H

#include "base/buffer.h"

enum { XC_BLANK_ROWS = 1048576, XC_BLANK_COLUMNS = 16384 };

/* A row that is repeated: times ≥ 2, moved_to is its first copy. */
struct xc_blank_move {
    uint32_t row, moved_to, times;
};

struct xc_blank_moves {
    struct xc_str name; /* of the sheet; empty: nobody calls it so */
    struct xc_blank_move *list;
    size_t count, capacity; /* ascending */
};

/* Adds the next repeated row. false: no memory. */
bool xc_blank_moves_add(struct xc_blank_moves *moves, uint32_t row, uint32_t times);

/* The row's first and last copy; others have one. */
uint32_t xc_blank_first(const struct xc_blank_moves *moves, uint32_t row);
uint32_t xc_blank_last(const struct xc_blank_moves *moves, uint32_t row);

#endif
