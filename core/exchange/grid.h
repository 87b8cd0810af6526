/* A packed table in memory: what a workbook or a JSON file is read into before it is
 * handed out row by row. */
#ifndef XC_EXCHANGE_GRID_H
#define XC_EXCHANGE_GRID_H

#include "base/buffer.h"
#include "exchange/sheet.h"

struct xc_grid_cell {
    uint32_t offset; /* in text */
    uint32_t len;
    uint16_t column; /* from 0 */
    uint8_t type;    /* enum xc_cell_type */
    bool formula;
};

struct xc_grid_row {
    uint32_t first; /* in cells; the row ends where the next begins */
    uint32_t line;
    bool too_wide, hidden;
};

/* A vertical merge inside one column: rows first+1…last take the value of first. */
struct xc_grid_merge {
    uint16_t column;
    uint32_t first, last; /* line numbers */
};

struct xc_grid {
    struct xc_buffer text;
    struct xc_grid_cell *cells; /* owned */
    size_t cell_count, cell_room;
    struct xc_grid_row *rows; /* owned */
    size_t row_count, row_room;
    struct xc_grid_merge *merges; /* owned; sorted by column, then first */
    size_t merge_count, merge_room;
    size_t header; /* 1 + the row that is handed out first though it was added last; 0:
                      none */
    size_t next;   /* row to hand out */
    size_t merge_next[XC_SHEET_COLUMNS];        /* reading position per column */
    struct xc_grid_cell held[XC_SHEET_COLUMNS]; /* value of the merge that is open */
    uint32_t held_until[XC_SHEET_COLUMNS];      /* its last line; 0: none is open */
};

void xc_grid_start(struct xc_grid *grid, size_t text_max);
void xc_grid_free(struct xc_grid *grid);

/* All three: 0 or XC_ENOMEM (also where a limit is passed). Cells belong to the last row.
 */
int xc_grid_add_row(struct xc_grid *grid, uint32_t line);
int xc_grid_add_cell(struct xc_grid *grid, struct xc_grid_cell cell);
int xc_grid_add_text(struct xc_grid *grid, struct xc_str text, size_t column,
                     enum xc_cell_type type);
int xc_grid_add_merge(struct xc_grid *grid, struct xc_grid_merge merge);

/* The text of a cell; the empty view where it is empty. */
struct xc_str xc_grid_text(const struct xc_grid *grid, const struct xc_grid_cell *cell);

/* The only row of names becomes the row that is handed out first. */
int xc_grid_put_header(struct xc_grid *grid, const struct xc_grid *names);

/* Call once when all is in; then next and rewind. */
void xc_grid_finish(struct xc_grid *grid);
bool xc_grid_next(struct xc_grid *grid, struct xc_sheet_row *row);
void xc_grid_rewind(struct xc_grid *grid);

#endif
