#include "report/text_table.h"

#include "base/utf8.h"

#include <stddef.h>

struct xc_text_table xc_text_table_make(struct xc_arena *arena, size_t columns,
                                        unsigned right) {
    return (struct xc_text_table){.arena = arena, .columns = columns, .right = right};
}

void xc_text_table_row(struct xc_text_table *table) {
    struct xc_text_row *row = xc_arena_alloc(table->arena, sizeof *row);
    if (!row) {
        table->failed = true;
        return;
    }
    /* tail points into the table only after the first row, so that a table may be copied
     * before. */
    if (!table->first) {
        table->first = row;
    } else {
        *table->tail = row;
    }
    table->tail = &row->next;
}

static struct xc_text_row *last_row(const struct xc_text_table *table) {
    return (struct xc_text_row *)((char *)table->tail -
                                  offsetof(struct xc_text_row, next));
}

void xc_text_table_cell(struct xc_text_table *table, size_t column, struct xc_str text) {
    if (table->failed || !table->first || column >= table->columns) {
        table->failed = true;
        return;
    }
    struct xc_str copy = xc_arena_copy(table->arena, text);
    table->failed = copy.ptr == NULL;
    last_row(table)->cells[column] = copy;
}

void xc_text_table_number(struct xc_text_table *table, size_t column, int64_t number) {
    struct xc_buffer text = xc_buffer_make(32);
    xc_buffer_int(&text, number);
    xc_text_table_cell(table, column, xc_buffer_view(&text));
    xc_buffer_free(&text);
}

static void spaces(struct xc_buffer *out, size_t count) {
    while (count-- > 0) {
        xc_buffer_putc(out, ' ');
    }
}

static void write_row(const struct xc_text_table *table, const struct xc_text_row *row,
                      const size_t *widths, struct xc_buffer *out) {
    size_t pending = 0; /* spaces owed, written only where something follows */
    for (size_t column = 0; column < table->columns; column++) {
        struct xc_str cell = row->cells[column];
        size_t pad = widths[column] - xc_utf8_width(cell);
        bool right = table->right >> column & 1u;
        pending += right ? pad : 0;
        if (cell.len) {
            spaces(out, pending);
            xc_buffer_add(out, cell);
            pending = 0;
        }
        pending += (right ? 0 : pad) + 2;
    }
    xc_buffer_putc(out, '\n');
}

int xc_text_table_write(const struct xc_text_table *table, size_t indent,
                        struct xc_buffer *out) {
    size_t widths[XC_TABLE_COLUMNS] = {0};
    for (const struct xc_text_row *row = table->first; row; row = row->next) {
        for (size_t column = 0; column < table->columns; column++) {
            size_t width = xc_utf8_width(row->cells[column]);
            widths[column] = width > widths[column] ? width : widths[column];
        }
    }
    for (const struct xc_text_row *row = table->first; row; row = row->next) {
        spaces(out, indent);
        write_row(table, row, widths, out);
    }
    return table->failed || out->failed ? XC_ENOMEM : XC_OK;
}
