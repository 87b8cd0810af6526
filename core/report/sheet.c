#include "report/sheet.h"

#include "base/buffer.h"

enum { SENTENCE_BYTES = 1 << 16 };

struct xc_str xc_sheet_keep(struct xc_sheet *sheet, struct xc_str text) {
    struct xc_str kept = xc_arena_copy(sheet->arena, text);
    sheet->failed = sheet->failed || !kept.ptr;
    return kept.ptr ? kept : XC_STR("");
}

static struct xc_str sentence(struct xc_sheet *sheet, const char *format, va_list args) {
    struct xc_buffer text = xc_buffer_make(SENTENCE_BYTES);
    if (xc_message_say(&text, sheet->catalogue, format, args) != XC_OK) {
        sheet->failed = true;
    }
    struct xc_str kept = xc_sheet_keep(sheet, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return kept;
}

static void add_line(struct xc_sheet *sheet, struct xc_sheet_lines *lines,
                     struct xc_str text) {
    struct xc_sheet_line *line = xc_arena_alloc(sheet->arena, sizeof *line);
    if (!line) {
        sheet->failed = true;
        return;
    }
    line->text = text;
    if (lines->last) {
        lines->last->next = line;
    } else {
        lines->first = line;
    }
    lines->last = line;
}

struct xc_str xc_sheet_text(struct xc_sheet *sheet, const char *format, ...) {
    va_list args;
    va_start(args, format);
    struct xc_str text = sentence(sheet, format, args);
    va_end(args);
    return text;
}

void xc_sheet_warn(struct xc_sheet *sheet, const char *format, ...) {
    va_list args;
    va_start(args, format);
    add_line(sheet, &sheet->warnings, sentence(sheet, format, args));
    va_end(args);
}

void xc_sheet_part(struct xc_sheet *sheet, size_t columns, unsigned numbers,
                   const char *format, ...) {
    struct xc_sheet_part *part = xc_arena_alloc(sheet->arena, sizeof *part);
    va_list args;
    if (!part) {
        sheet->failed = true;
        return;
    }
    va_start(args, format);
    part->title = sentence(sheet, format, args);
    va_end(args);
    part->columns = columns < XC_TABLE_COLUMNS ? columns : XC_TABLE_COLUMNS;
    part->numbers = numbers;
    if (sheet->last) {
        sheet->last->next = part;
    } else {
        sheet->first = part;
    }
    sheet->last = part;
}

void xc_sheet_head(struct xc_sheet *sheet, size_t column, const char *id) {
    if (sheet->last && column < sheet->last->columns) {
        sheet->last->heads[column] = xc_str_from(xc_text(sheet->catalogue, id));
        sheet->last->headed = true;
    }
}

void xc_sheet_row(struct xc_sheet *sheet) {
    struct xc_sheet_row *row = xc_arena_alloc(sheet->arena, sizeof *row);
    struct xc_sheet_part *part = sheet->last;
    if (!row || !part) {
        sheet->failed = true;
        return;
    }
    if (part->last) {
        part->last->next = row;
    } else {
        part->first = row;
    }
    part->last = row;
}

/* The cell, or one that nobody reads. */
static struct xc_sheet_cell *cell_at(struct xc_sheet *sheet, size_t column,
                                     struct xc_sheet_cell *none) {
    struct xc_sheet_part *part = sheet->last;
    return part && part->last && column < part->columns ? &part->last->cells[column]
                                                        : none;
}

void xc_sheet_cell(struct xc_sheet *sheet, size_t column, struct xc_str text) {
    struct xc_sheet_cell none;
    *cell_at(sheet, column, &none) =
        (struct xc_sheet_cell){.text = xc_sheet_keep(sheet, text)};
}

void xc_sheet_number(struct xc_sheet *sheet, size_t column, uint64_t number) {
    struct xc_sheet_cell none;
    *cell_at(sheet, column, &none) =
        (struct xc_sheet_cell){.number = (int64_t)number, .is_number = true};
}

void xc_sheet_say(struct xc_sheet *sheet, size_t column, const char *format, ...) {
    struct xc_sheet_cell none;
    va_list args;
    va_start(args, format);
    *cell_at(sheet, column, &none) =
        (struct xc_sheet_cell){.text = sentence(sheet, format, args)};
    va_end(args);
}

void xc_sheet_fact(struct xc_sheet *sheet, const char *id, struct xc_str value) {
    xc_sheet_row(sheet);
    xc_sheet_cell(sheet, 0, xc_str_from(xc_text(sheet->catalogue, id)));
    xc_sheet_cell(sheet, 1, value);
}

void xc_sheet_note(struct xc_sheet *sheet, const char *format, ...) {
    va_list args;
    if (!sheet->last) {
        sheet->failed = true;
        return;
    }
    va_start(args, format);
    add_line(sheet, &sheet->last->notes, sentence(sheet, format, args));
    va_end(args);
}
