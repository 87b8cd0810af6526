/* A worksheet of a blank, filled in. Rows are copied as bytes, with their numbers moved
 * where rows above were repeated; cells with names or formulas are written anew. */
#include "exchange/blank_book.h"

#include "base/markup.h"
#include "exchange/ooxml_text.h"

#include <string.h>

enum { VALUE_BYTES = 256 << 20 };

struct filling {
    const struct xc_blank *blank;
    const struct xc_blank_sheet *sheet;
    struct xc_blank_place place; /* of the row that is written */
    struct xc_buffer *out;
    struct xc_buffer value, source; /* being made: what goes out, and what of */
};

/* ---- Names and lists ---- */

/* Names are members of the only document, where there is one, else of the whole. */
static struct xc_blank_scope scope_of(const struct xc_blank *blank,
                                      struct xc_blank_scope *whole) {
    const json_t *documents = json_object_get(blank->data, "documents");
    *whole = (struct xc_blank_scope){blank->data, XC_STR(""), NULL};
    return json_array_size(documents) == 1
               ? (struct xc_blank_scope){json_array_get(documents, 0), XC_STR(""), whole}
               : *whole;
}

static const json_t *row_list(const struct xc_blank_sheet *sheet,
                              const struct xc_blank_row *row,
                              const struct xc_blank_scope *scope, struct xc_str *list) {
    for (size_t i = 0; i < row->cells; i++) {
        const struct xc_blank_cell *cell = &sheet->cells[row->first + i];
        struct xc_str text = xc_blank_cell_text(sheet, cell), name;
        size_t next = 0, from, to;
        while (!cell->formula && xc_blank_next(text, &next, &from, &to, &name)) {
            const json_t *found = xc_blank_list(scope, name, list);
            if (found) {
                return found;
            }
        }
    }
    return NULL;
}

static json_t *nothing_for(const struct xc_blank_sheet *sheet,
                           const struct xc_blank_row *row) {
    json_t *nothing = json_object();
    for (size_t i = 0; i < row->cells; i++) {
        struct xc_str text = xc_blank_cell_text(sheet, &sheet->cells[row->first + i]);
        struct xc_str name;
        size_t next = 0, from, to;
        while (xc_blank_next(text, &next, &from, &to, &name)) {
            xc_blank_forget(nothing, name);
        }
    }
    return nothing;
}

int xc_blank_sheet_moves(const struct xc_blank *blank, const struct xc_blank_sheet *sheet,
                         struct xc_blank_moves *moves) {
    struct xc_blank_scope whole, scope = scope_of(blank, &whole);
    for (size_t i = 0; i < sheet->row_count; i++) {
        const struct xc_blank_row *row = &sheet->rows[i];
        struct xc_str list;
        size_t times = json_array_size(row_list(sheet, row, &scope, &list));
        uint32_t first = xc_blank_first(moves, row->number);
        if (times > XC_BLANK_ROWS || first + times > XC_BLANK_ROWS + 1) {
            return xc_fail_at(blank->error, XC_EINPUT, blank->file, row->number, 0,
                              "a worksheet has no room for so many rows: %zu", times);
        }
        if (times > 1 && !xc_blank_moves_add(moves, row->number, (uint32_t)times)) {
            return xc_fail_memory(blank->error);
        }
    }
    return XC_OK;
}

/* ---- Cells ---- */

static void put_plain(struct filling *to) {
    struct xc_buffer *out = to->out;
    uint32_t character;
    xc_buffer_clear(&to->source);
    xc_ooxml_encode(&to->source, xc_buffer_view(&to->value));
    struct xc_str text = xc_buffer_view(&to->source);
    do {
        xc_markup_escape(out, xc_ooxml_piece(&text, &character));
        if (character == '\n') {
            xc_buffer_putc(out, '\n');
        } else if (character != 0) {
            xc_buffer_puts(out, character == '\t' ? " " : "\xef\xbf\xbd");
        }
    } while (character != 0);
}

/* <c r="B12" s="3" … */
static void put_cell_tag(const struct filling *to, const struct xc_blank_cell *cell,
                         uint32_t number) {
    xc_buffer_puts(to->out, "<c");
    if (cell->letters[0] != '\0') {
        xc_buffer_printf(to->out, " r=\"%s%u\"", cell->letters, number);
    }
    if (cell->style[0] != '\0') {
        xc_buffer_printf(to->out, " s=\"%s\"", cell->style);
    }
}

/* A cell that is nothing but the name of a number holds the number. */
static int fill_cell(struct filling *to, const struct xc_blank_cell *cell,
                     uint32_t number, const struct xc_blank_scope *scope) {
    struct xc_str text = xc_blank_cell_text(to->sheet, cell), name;
    size_t next = 0, from, end, plain = 0;
    xc_buffer_clear(&to->value);
    while (xc_blank_next(text, &next, &from, &end, &name)) {
        const json_t *value = xc_blank_find(scope, name);
        if (!value) {
            return xc_blank_unknown(to->blank, scope, name);
        }
        (void)xc_buffer_add(&to->value, xc_str_slice(text, plain, from - plain));
        xc_blank_say(value, &to->value);
        plain = end;
        if (from == 0 && end == text.len && json_is_integer(value)) {
            put_cell_tag(to, cell, number);
            xc_buffer_puts(to->out, "><v>");
            xc_buffer_int(to->out, json_integer_value(value));
            xc_buffer_puts(to->out, "</v></c>");
            return XC_OK;
        }
    }
    (void)xc_buffer_add(&to->value, xc_str_slice(text, plain, text.len - plain));
    put_cell_tag(to, cell, number);
    xc_buffer_puts(to->out, " t=\"inlineStr\"><is><t xml:space=\"preserve\">");
    put_plain(to);
    xc_buffer_puts(to->out, "</t></is></c>");
    return XC_OK;
}

/* The area of an array formula, which stays as large as it was, on the row's copy. */
static void put_array(struct filling *to, const struct xc_blank_cell *cell) {
    struct xc_blank_area area;
    if (!xc_blank_area_read(xc_str_from(cell->array), &area)) {
        xc_markup_escape(to->out, xc_str_from(cell->array));
        return;
    }
    uint32_t first = xc_blank_first(to->place.sheet, area.first.row) + to->place.copy;
    area.last.row = first + (area.last.row - area.first.row);
    area.first.row = first;
    xc_blank_corner_put(&area.first, to->out);
    xc_buffer_putc(to->out, ':');
    xc_blank_corner_put(&area.last, to->out);
}

/* Without the value that it had: that was of other cells. */
static void put_formula(struct filling *to, const struct xc_blank_cell *cell,
                        uint32_t number) {
    xc_buffer_clear(&to->source);
    xc_buffer_clear(&to->value);
    xc_blank_cell_formula(to->sheet, cell, to->place.row, &to->source);
    xc_blank_formula(&to->place, xc_buffer_view(&to->source), &to->value);
    put_cell_tag(to, cell, number);
    if (cell->metadata[0] != '\0') {
        xc_buffer_printf(to->out, " cm=\"%s\"", cell->metadata);
    }
    xc_buffer_puts(to->out, "><f");
    if (cell->formula == XC_BLANK_ARRAY_FORMULA) {
        xc_buffer_puts(to->out, " t=\"array\" ref=\"");
        put_array(to, cell);
        xc_buffer_putc(to->out, '"');
    }
    xc_buffer_putc(to->out, '>');
    xc_markup_escape(to->out, xc_buffer_view(&to->value));
    xc_buffer_puts(to->out, "</f></c>");
}

static bool has_name(const struct xc_blank_sheet *sheet,
                     const struct xc_blank_cell *cell) {
    size_t next = 0, from, to;
    struct xc_str name;
    return !cell->formula &&
           xc_blank_next(xc_blank_cell_text(sheet, cell), &next, &from, &to, &name);
}

/* Bytes with the value of the start tag's r="…" made another number (letters kept). */
static void put_moved(const struct filling *to, size_t from, size_t end,
                      const char *letters, uint32_t number) {
    struct xc_str bytes =
        xc_str_slice(xc_buffer_view(&to->sheet->bytes), from, end - from);
    size_t first, last;
    if (!xc_blank_attribute(bytes, "r", &first, &last)) {
        (void)xc_buffer_add(to->out, bytes);
        return;
    }
    (void)xc_buffer_add(to->out, xc_str_slice(bytes, 0, first));
    xc_buffer_puts(to->out, letters);
    xc_buffer_int(to->out, number);
    (void)xc_buffer_add(to->out, xc_str_slice(bytes, last, bytes.len - last));
}

/* ---- Rows ---- */

static int put_row(struct filling *to, const struct xc_blank_row *row, uint32_t copy,
                   const struct xc_blank_scope *scope) {
    uint32_t number = xc_blank_first(to->place.sheet, row->number) + copy;
    const char *bytes = to->sheet->bytes.ptr;
    int rc = XC_OK;
    size_t at = row->tag_end;
    to->place.row = row->number;
    to->place.copy = copy;
    put_moved(to, row->from, row->tag_end, "", number);
    for (size_t i = 0; i < row->cells && rc == XC_OK; i++) {
        const struct xc_blank_cell *cell = &to->sheet->cells[row->first + i];
        xc_buffer_append(to->out, bytes + at, cell->from - at);
        if (has_name(to->sheet, cell)) {
            rc = fill_cell(to, cell, number, scope);
        } else if (cell->formula && cell->formula != XC_BLANK_OTHER_FORMULA) {
            put_formula(to, cell, number);
        } else {
            put_moved(to, cell->from, cell->to, cell->letters, number);
        }
        at = cell->to;
    }
    xc_buffer_append(to->out, bytes + at, row->to - at);
    return rc;
}

static int fill_row(struct filling *to, const struct xc_blank_row *row,
                    const struct xc_blank_scope *scope) {
    struct xc_str list;
    const json_t *elements = row_list(to->sheet, row, scope, &list), *element;
    size_t i;
    int rc = XC_OK;
    if (!elements) {
        return put_row(to, row, 0, scope);
    }
    if (json_array_size(elements) == 0) {
        json_t *nothing = nothing_for(to->sheet, row);
        const struct xc_blank_scope inner = {nothing, list, scope};
        rc = put_row(to, row, 0, &inner);
        json_decref(nothing);
        return rc;
    }
    json_array_foreach(elements, i, element) {
        const struct xc_blank_scope inner = {element, list, scope};
        rc = rc == XC_OK ? put_row(to, row, (uint32_t)i, &inner) : rc;
    }
    return rc;
}

/* ---- Merged cells ---- */

/* Those within a repeated row are merged on every copy; others reach as far as what they
 * lie over. */
static void put_merge(const struct filling *to, struct xc_str reference) {
    const struct xc_blank_moves *moves = to->place.sheet;
    struct xc_blank_area area;
    if (!xc_blank_area_read(reference, &area) || area.first.row == 0) {
        return;
    }
    bool one = area.first.row == area.last.row;
    uint32_t first = xc_blank_first(moves, area.first.row),
             last = xc_blank_last(moves, area.last.row),
             times = one ? last - first + 1 : 1;
    for (uint32_t i = 0; i < times; i++) {
        area.first.row = first + i;
        area.last.row = one ? first + i : last;
        xc_buffer_puts(to->out, "<mergeCell ref=\"");
        xc_blank_corner_put(&area.first, to->out);
        xc_buffer_putc(to->out, ':');
        xc_blank_corner_put(&area.last, to->out);
        xc_buffer_puts(to->out, "\"/>");
    }
}

static void put_merges(const struct filling *to) {
    struct xc_str all = xc_str_slice(xc_buffer_view(&to->sheet->bytes), to->sheet->merges,
                                     to->sheet->merges_end - to->sheet->merges);
    size_t from, end;
    xc_buffer_puts(to->out, "<mergeCells>");
    for (size_t i = 0; i < all.len; i++) {
        struct xc_str tag = xc_str_slice(all, i, all.len - i);
        if (all.ptr[i] == '<' && xc_blank_attribute(tag, "ref", &from, &end)) {
            put_merge(to, xc_str_slice(tag, from, end - from));
        }
    }
    xc_buffer_puts(to->out, "</mergeCells>");
}

/* ---- The whole ---- */

static int fill(struct filling *to) {
    const struct xc_blank_sheet *sheet = to->sheet;
    struct xc_blank_scope whole, scope = scope_of(to->blank, &whole);
    const struct xc_blank_place place = to->place;
    size_t at = sheet->data, end = sheet->bytes.len;
    int rc = XC_OK;
    xc_blank_edits_put(&sheet->edits, &place, 0, sheet->data, to->out);
    for (size_t i = 0; i < sheet->row_count && rc == XC_OK; i++) {
        const struct xc_blank_row *row = &sheet->rows[i];
        xc_buffer_append(to->out, sheet->bytes.ptr + at, row->from - at);
        rc = fill_row(to, row, &scope);
        at = row->to;
    }
    if (rc == XC_OK && sheet->merges > 0 && place.sheet->count > 0) {
        xc_blank_edits_put(&sheet->edits, &place, at, sheet->merges, to->out);
        put_merges(to);
        at = sheet->merges_end;
    }
    if (rc == XC_OK) {
        xc_blank_edits_put(&sheet->edits, &place, at, end, to->out);
    }
    return rc;
}

int xc_blank_sheet_fill(const struct xc_blank *blank, const struct xc_blank_sheet *sheet,
                        const struct xc_blank_place *place, struct xc_buffer *out) {
    struct filling to = {.blank = blank,
                         .sheet = sheet,
                         .place = *place,
                         .out = out,
                         .value = xc_buffer_make(VALUE_BYTES),
                         .source = xc_buffer_make(VALUE_BYTES)};
    int rc = fill(&to);
    bool full = out->failed || to.value.failed || to.source.failed;
    xc_buffer_free(&to.value);
    xc_buffer_free(&to.source);
    return rc == XC_OK && full ? xc_fail_memory(blank->error) : rc;
}
