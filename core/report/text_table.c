#include "report/text_table.h"

#include "base/utf8.h"

struct xc_text_table xc_text_table_make(struct xc_arena *arena, size_t columns,
                                        unsigned right) {
    return (struct xc_text_table){.arena = arena,
                                  .columns = columns,
                                  .right = right,
                                  .misused = columns > XC_TABLE_COLUMNS};
}

void xc_text_table_row(struct xc_text_table *table) {
    struct xc_text_row *row = xc_arena_alloc(table->arena, sizeof *row);
    if (!row) {
        table->failed = true;
        return;
    }
    if (table->last) {
        table->last->next = row;
    } else {
        table->first = row;
    }
    table->last = row;
}

void xc_text_table_rule(struct xc_text_table *table) {
    xc_text_table_row(table);
    if (table->last) {
        table->last->rule = true;
    }
}

void xc_text_table_indent(struct xc_text_table *table, size_t spaces) {
    if (table->last) {
        table->last->indent += spaces;
    }
}

void xc_text_table_cell(struct xc_text_table *table, size_t column, struct xc_str text) {
    if (table->failed || table->misused) {
        return;
    }
    if (!table->last || column >= table->columns) {
        table->misused = true;
        return;
    }
    struct xc_buffer fit = xc_buffer_make((size_t)1 << 20);
    struct xc_str copy = {0};
    if (xc_utf8_valid(text, NULL) && xc_utf8_forbidden(text) == 0) {
        copy = xc_arena_copy(table->arena, text);
    } else if (xc_utf8_fit(text, &fit) == XC_OK) {
        copy = xc_arena_copy(table->arena, xc_buffer_view(&fit));
    }
    xc_buffer_free(&fit);
    table->failed = copy.ptr == NULL;
    table->last->cells[column] = copy;
}

void xc_text_table_number(struct xc_text_table *table, size_t column, int64_t number) {
    struct xc_buffer text = xc_buffer_make(32);
    if (xc_buffer_int(&text, number) == XC_OK) {
        xc_text_table_cell(table, column, xc_buffer_view(&text));
    } else {
        table->failed = true;
    }
    xc_buffer_free(&text);
}

static void repeat(struct xc_buffer *out, char byte, size_t count) {
    while (count-- > 0) {
        xc_buffer_putc(out, byte);
    }
}

static void write_rule(const struct xc_text_table *table, const size_t *widths,
                       size_t indent, struct xc_buffer *out) {
    repeat(out, ' ', indent);
    for (size_t column = 0; column < table->columns; column++) {
        repeat(out, ' ', column > 0 ? 2 : 0);
        repeat(out, '-', widths[column]);
    }
    xc_buffer_putc(out, '\n');
}

/* Of a cell with what stands before it. */
static size_t width_of(const struct xc_text_row *row, size_t column) {
    return xc_utf8_width(row->cells[column]) + (column == 0 ? row->indent : 0);
}

static void write_row(const struct xc_text_table *table, const struct xc_text_row *row,
                      const size_t *widths, size_t indent, struct xc_buffer *out) {
    size_t pending =
        indent + row->indent; /* spaces owed, written only where something follows */
    for (size_t column = 0; column < table->columns; column++) {
        struct xc_str cell = row->cells[column];
        size_t pad = widths[column] - width_of(row, column);
        bool right = table->right >> column & 1u;
        pending += right ? pad : 0;
        if (cell.len) {
            repeat(out, ' ', pending);
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
    if (table->misused) {
        return XC_EINTERNAL;
    }
    for (const struct xc_text_row *row = table->first; row; row = row->next) {
        for (size_t column = 0; column < table->columns; column++) {
            size_t width = width_of(row, column);
            widths[column] = width > widths[column] ? width : widths[column];
        }
    }
    for (const struct xc_text_row *row = table->first; row; row = row->next) {
        if (row->rule) {
            write_rule(table, widths, indent, out);
        } else {
            write_row(table, row, widths, indent, out);
        }
    }
    return table->failed || out->failed ? XC_ENOMEM : XC_OK;
}
