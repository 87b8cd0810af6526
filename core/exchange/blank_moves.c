#include "exchange/blank_moves.h"

#include <stdlib.h>

/* The last repeated row at or above a row; NULL: there is none. */
static const struct xc_blank_move *above(const struct xc_blank_moves *moves,
                                         uint32_t row) {
    size_t from = 0, to = moves->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (moves->list[middle].row <= row) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from > 0 ? &moves->list[from - 1] : NULL;
}

uint32_t xc_blank_first(const struct xc_blank_moves *moves, uint32_t row) {
    const struct xc_blank_move *move = above(moves, row);
    return !move              ? row
           : move->row == row ? move->moved_to
                              : row - move->row + move->moved_to + move->times - 1;
}

uint32_t xc_blank_last(const struct xc_blank_moves *moves, uint32_t row) {
    const struct xc_blank_move *move = above(moves, row);
    return move && move->row == row ? move->moved_to + move->times - 1
                                    : xc_blank_first(moves, row);
}

bool xc_blank_moves_add(struct xc_blank_moves *moves, uint32_t row, uint32_t times) {
    uint32_t moved_to = xc_blank_first(moves, row);
    if (moves->count == moves->capacity) {
        size_t capacity = moves->capacity ? moves->capacity * 2 : 8;
        struct xc_blank_move *list = realloc(moves->list, capacity * sizeof *list);
        if (!list) {
            return false;
        }
        moves->list = list;
        moves->capacity = capacity;
    }
    moves->list[moves->count++] = (struct xc_blank_move){row, moved_to, times};
    return true;
}
