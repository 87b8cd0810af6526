#include "exchange/grid.h"

#include "register/register.h"

#include <stdlib.h>
#include <string.h>

enum { GRID_CELLS_MAX = 80000000, GRID_ROWS_MAX = 4000000, GRID_MERGES_MAX = 200000 };

/* Room for one more element; false: no memory or over the maximum. */
static bool grow(void **items, size_t *room, size_t count, size_t size, size_t max) {
    if (count < *room)
        return true;
    if (count >= max)
        return false;
    size_t wanted = *room < 64 ? 64 : *room * 2;
    void *moved = realloc(*items, wanted * size);
    if (moved == NULL)
        return false;
    *items = moved;
    *room = wanted;
    return true;
}

void xc_grid_start(struct xc_grid *grid, size_t text_max) {
    memset(grid, 0, sizeof *grid);
    grid->text = xc_buffer_make(text_max < UINT32_MAX ? text_max : UINT32_MAX);
}

void xc_grid_free(struct xc_grid *grid) {
    xc_buffer_free(&grid->text);
    free(grid->cells);
    free(grid->rows);
    free(grid->merges);
    memset(grid, 0, sizeof *grid);
}

int xc_grid_add_row(struct xc_grid *grid, uint32_t line) {
    void *rows = grid->rows;
    if (!grow(&rows, &grid->row_room, grid->row_count, sizeof *grid->rows, GRID_ROWS_MAX))
        return XC_ENOMEM;
    grid->rows = rows;
    grid->rows[grid->row_count++] =
        (struct xc_grid_row){.first = (uint32_t)grid->cell_count, .line = line};
    return XC_OK;
}

int xc_grid_add_cell(struct xc_grid *grid, struct xc_grid_cell cell) {
    if (cell.column >= XC_SHEET_COLUMNS) {
        if (cell.len > 0)
            grid->rows[grid->row_count - 1].too_wide = true;
        return XC_OK;
    }
    void *cells = grid->cells;
    if (!grow(&cells, &grid->cell_room, grid->cell_count, sizeof cell, GRID_CELLS_MAX))
        return XC_ENOMEM;
    grid->cells = cells;
    grid->cells[grid->cell_count++] = cell;
    return XC_OK;
}

int xc_grid_add_text(struct xc_grid *grid, struct xc_str text, size_t column,
                     enum xc_cell_type type) {
    /* One byte over the limit is kept, so that the cell is refused when it is read. */
    size_t len = text.len <= XC_MAX_FIELD_BYTES ? text.len : XC_MAX_FIELD_BYTES + 1;
    struct xc_grid_cell cell = {.offset = (uint32_t)grid->text.len,
                                .len = (uint32_t)len,
                                .column = (uint16_t)column,
                                .type = (uint8_t)type};
    int code = xc_buffer_append(&grid->text, text.ptr, len);
    return code == XC_OK ? xc_grid_add_cell(grid, cell) : code;
}

int xc_grid_add_merge(struct xc_grid *grid, struct xc_grid_merge merge) {
    void *merges = grid->merges;
    if (!grow(&merges, &grid->merge_room, grid->merge_count, sizeof merge,
              GRID_MERGES_MAX))
        return XC_ENOMEM;
    grid->merges = merges;
    grid->merges[grid->merge_count++] = merge;
    return XC_OK;
}

int xc_grid_put_header(struct xc_grid *grid, const struct xc_grid *names) {
    size_t count = grid->row_count;
    uint32_t line = count > 0 ? grid->rows[0].line : 1;
    int code = xc_grid_add_row(grid, line);
    for (size_t i = 0; code == XC_OK && i < names->cell_count; i++) {
        const struct xc_grid_cell *cell = &names->cells[i];
        code =
            xc_grid_add_text(grid, xc_grid_text(names, cell), cell->column, XC_CELL_TEXT);
    }
    if (code == XC_OK)
        grid->header = count + 1;
    return code;
}

static int by_column_and_line(const void *left, const void *right) {
    const struct xc_grid_merge *a = left;
    const struct xc_grid_merge *b = right;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return (a->last > b->last) - (a->last < b->last);
}

void xc_grid_finish(struct xc_grid *grid) {
    if (grid->merge_count > 1)
        qsort(grid->merges, grid->merge_count, sizeof *grid->merges, by_column_and_line);
    xc_grid_rewind(grid);
}

void xc_grid_rewind(struct xc_grid *grid) {
    grid->next = 0;
    memset(grid->held_until, 0, sizeof grid->held_until);
    size_t at = 0;
    for (size_t column = 0; column < XC_SHEET_COLUMNS; column++) {
        while (at < grid->merge_count && grid->merges[at].column < column)
            at++;
        grid->merge_next[column] = at;
    }
}

struct xc_str xc_grid_text(const struct xc_grid *grid, const struct xc_grid_cell *cell) {
    if (cell->len == 0)
        return (struct xc_str){0};
    return (struct xc_str){grid->text.ptr + cell->offset, cell->len};
}

static struct xc_cell cell_of(const struct xc_grid *grid,
                              const struct xc_grid_cell *from) {
    return (struct xc_cell){.text = xc_grid_text(grid, from),
                            .type = (enum xc_cell_type)from->type,
                            .formula = from->formula};
}

/* Opens merges that begin at this row and fills the empty cells of those that are open.
 */
static void apply_merges(struct xc_grid *grid, struct xc_sheet_row *row, size_t column,
                         const struct xc_grid_cell *own) {
    uint32_t line = row->line;
    size_t *next = &grid->merge_next[column];
    while (*next < grid->merge_count && grid->merges[*next].column == column &&
           grid->merges[*next].first <= line) {
        const struct xc_grid_merge *merge = &grid->merges[(*next)++];
        grid->held_until[column] = 0;
        if (merge->first == line && own != NULL) {
            grid->held[column] = *own;
            grid->held_until[column] = merge->last;
            return;
        }
    }
    if (grid->held_until[column] < line || (own != NULL && own->len > 0))
        return;
    for (size_t i = row->count; i <= column; i++)
        row->cells[i] = (struct xc_cell){0};
    row->cells[column] = cell_of(grid, &grid->held[column]);
    row->cells[column].merged = true;
    if (row->count <= column)
        row->count = column + 1;
}

bool xc_grid_next(struct xc_grid *grid, struct xc_sheet_row *row) {
    size_t index = grid->next;
    if (index >= grid->row_count)
        return false;
    grid->next++;
    /* With a header at the end, the rows are handed out as last, first, second … */
    if (grid->header > 0)
        index = index == 0 ? grid->header - 1 : index - 1;
    const struct xc_grid_row *from = &grid->rows[index];
    size_t end =
        index + 1 < grid->row_count ? grid->rows[index + 1].first : grid->cell_count;
    const struct xc_grid_cell *own[XC_SHEET_COLUMNS] = {0};
    row->line = from->line;
    row->start = NULL;
    row->count = 0;
    row->flaw = from->too_wide ? XC_ROW_TOO_WIDE : XC_ROW_SOUND;
    row->flaw_cell = XC_SHEET_COLUMNS - 1;
    row->hidden = from->hidden;
    for (size_t i = from->first; i < end; i++) {
        const struct xc_grid_cell *cell = &grid->cells[i];
        for (size_t k = row->count; k <= cell->column; k++)
            row->cells[k] = (struct xc_cell){0};
        row->cells[cell->column] = cell_of(grid, cell);
        own[cell->column] = cell;
        if (row->count <= cell->column)
            row->count = (size_t)cell->column + 1;
        if (cell->len > XC_MAX_FIELD_BYTES && row->flaw == XC_ROW_SOUND) {
            row->flaw = XC_ROW_LONG_CELL;
            row->flaw_cell = cell->column;
            row->flaw_bytes = 0;
        }
    }
    for (size_t column = 0; grid->merge_count > 0 && column < XC_SHEET_COLUMNS; column++)
        apply_merges(grid, row, column, own[column]);
    return true;
}
