/* A worksheet of a blank. Rows are copied as bytes, with their numbers moved where rows
 * above were repeated; cells with names are written anew. */
#include "exchange/blank_fields.h"

#include "exchange/ooxml_text.h"

#include <stdlib.h>
#include <string.h>

enum { PART_BYTES = 256 << 20 };

struct strings {
    struct xc_buffer text; /* of all shared strings, behind one another */
    size_t *ends;          /* owned */
    size_t count, capacity;
    bool in_item, in_text, skip; /* skip: how to pronounce it */
    struct xc_error *error;
};

struct cell {
    size_t from, to;      /* of the element */
    size_t reference_len; /* "AB12": how many letters */
    char letters[4];
    char style[16];    /* the value of s=, or empty */
    size_t first, len; /* its text in sheet->text */
    bool formula;
};

struct row {
    size_t from, to, tag_end; /* of the element, and where its start tag ends */
    uint32_t number;
    size_t first, cells;      /* in sheet->cells */
    uint32_t moved_to, times; /* where it went, and how often it stands there */
    bool formula;
};

struct sheet {
    const struct xc_blank *blank;
    const struct strings *strings;
    struct xc_buffer bytes, text, out, value;
    struct row *rows; /* owned */
    size_t row_count, row_capacity;
    struct cell *cells; /* owned */
    size_t cell_count, cell_capacity;
    bool in_value, in_inline, in_cell, is_shared;
    size_t data, data_end; /* between the tags of sheetData */
    size_t merges, merges_end;
};

/* ---- Shared strings ---- */

static void string_start(struct xc_xml *xml, const char *name, const char **attributes) {
    struct strings *strings = xml->context;
    (void)attributes;
    strings->skip = strings->skip || strcmp(name, "rPh") == 0;
    strings->in_text = strcmp(name, "t") == 0 && !strings->skip;
}

static void string_text(struct xc_xml *xml, struct xc_str text) {
    struct strings *strings = xml->context;
    if (strings->in_text) {
        (void)xc_buffer_add(&strings->text, text);
    }
}

static void string_end(struct xc_xml *xml, const char *name) {
    struct strings *strings = xml->context;
    strings->in_text = false;
    if (strcmp(name, "rPh") == 0) {
        strings->skip = false;
    }
    if (strcmp(name, "si") != 0) {
        return;
    }
    if (strings->count == strings->capacity) {
        size_t capacity = strings->capacity ? strings->capacity * 2 : 256;
        size_t *ends = realloc(strings->ends, capacity * sizeof *ends);
        if (!ends) {
            xc_xml_stop(xml, xc_fail_memory(strings->error));
            return;
        }
        strings->ends = ends;
        strings->capacity = capacity;
    }
    strings->ends[strings->count++] = strings->text.len;
}

static int read_strings(const struct xc_blank *blank, struct strings *strings) {
    struct xc_xml xml = {.start = string_start,
                         .end = string_end,
                         .text = string_text,
                         .context = strings};
    return xc_zip_has(blank->zip, "xl/sharedStrings.xml")
               ? xc_zip_parse(blank->zip, "xl/sharedStrings.xml", &xml, blank->error)
               : XC_OK;
}

static struct xc_str shared(const struct strings *strings, uint64_t number) {
    if (number >= strings->count) {
        return XC_STR("");
    }
    size_t from = number ? strings->ends[number - 1] : 0;
    return xc_str_slice(xc_buffer_view(&strings->text), from,
                        strings->ends[number] - from);
}

/* ---- Reading the worksheet ---- */

static size_t place(const struct xc_xml *xml) {
    return (size_t)XML_GetCurrentByteIndex(xml->parser);
}

static size_t behind(const struct xc_xml *xml) {
    return place(xml) + (size_t)XML_GetCurrentByteCount(xml->parser);
}

static void start_row(struct xc_xml *xml, struct sheet *sheet, const char **attributes) {
    const char *number = xc_xml_attribute(attributes, "r");
    uint64_t value = 0;
    if (sheet->row_count == sheet->row_capacity) {
        size_t capacity = sheet->row_capacity ? sheet->row_capacity * 2 : 64;
        struct row *rows = realloc(sheet->rows, capacity * sizeof *rows);
        if (!rows) {
            xc_xml_stop(xml, xc_fail_memory(sheet->blank->error));
            return;
        }
        sheet->rows = rows;
        sheet->row_capacity = capacity;
    }
    if (!number || !xc_str_to_uint(xc_str_from(number), 1048576, &value)) {
        value = sheet->row_count ? sheet->rows[sheet->row_count - 1].number + 1 : 1;
    }
    sheet->rows[sheet->row_count++] = (struct row){.from = place(xml),
                                                   .tag_end = behind(xml),
                                                   .number = (uint32_t)value,
                                                   .first = sheet->cell_count};
}

static void start_cell(struct xc_xml *xml, struct sheet *sheet, const char **attributes) {
    const char *reference = xc_xml_attribute(attributes, "r");
    const char *style = xc_xml_attribute(attributes, "s");
    const char *type = xc_xml_attribute(attributes, "t");
    struct cell *cell;
    if (sheet->cell_count == sheet->cell_capacity) {
        size_t capacity = sheet->cell_capacity ? sheet->cell_capacity * 2 : 256;
        struct cell *cells = realloc(sheet->cells, capacity * sizeof *cells);
        if (!cells) {
            xc_xml_stop(xml, xc_fail_memory(sheet->blank->error));
            return;
        }
        sheet->cells = cells;
        sheet->cell_capacity = capacity;
    }
    cell = &sheet->cells[sheet->cell_count++];
    *cell = (struct cell){.from = place(xml), .first = sheet->text.len};
    while (reference && cell->reference_len < 3 &&
           reference[cell->reference_len] >= 'A' &&
           reference[cell->reference_len] <= 'Z') {
        cell->letters[cell->reference_len] = reference[cell->reference_len];
        cell->reference_len++;
    }
    if (style && strlen(style) < sizeof cell->style) {
        memcpy(cell->style, style, strlen(style) + 1);
    }
    sheet->in_cell = true;
    sheet->is_shared = type && strcmp(type, "s") == 0;
}

static void sheet_start(struct xc_xml *xml, const char *name, const char **attributes) {
    struct sheet *sheet = xml->context;
    if (strcmp(name, "row") == 0) {
        start_row(xml, sheet, attributes);
    } else if (strcmp(name, "c") == 0 && sheet->row_count > 0) {
        start_cell(xml, sheet, attributes);
    } else if (strcmp(name, "v") == 0) {
        sheet->in_value = sheet->in_cell;
    } else if (strcmp(name, "t") == 0) {
        sheet->in_inline = sheet->in_cell;
    } else if (strcmp(name, "f") == 0 && sheet->in_cell) {
        sheet->cells[sheet->cell_count - 1].formula = true;
        sheet->rows[sheet->row_count - 1].formula = true;
    } else if (strcmp(name, "sheetData") == 0) {
        sheet->data = behind(xml);
    } else if (strcmp(name, "mergeCells") == 0) {
        sheet->merges = place(xml);
    }
}

static void sheet_text(struct xc_xml *xml, struct xc_str text) {
    struct sheet *sheet = xml->context;
    if (sheet->in_value || sheet->in_inline) {
        (void)xc_buffer_add(&sheet->text, text);
    }
}

/* The number of a shared string becomes its text. */
static void end_cell(struct sheet *sheet, size_t to) {
    struct cell *cell = &sheet->cells[sheet->cell_count - 1];
    struct xc_str said = xc_str_slice(xc_buffer_view(&sheet->text), cell->first,
                                      sheet->text.len - cell->first);
    uint64_t number;
    if (sheet->is_shared && xc_str_to_uint(said, UINT32_MAX, &number)) {
        struct xc_str text = shared(sheet->strings, number);
        sheet->text.len = cell->first;
        (void)xc_buffer_add(&sheet->text, text);
    }
    cell->len = sheet->text.len - cell->first;
    cell->to = to;
    sheet->in_cell = false;
}

static void sheet_end(struct xc_xml *xml, const char *name) {
    struct sheet *sheet = xml->context;
    if (strcmp(name, "v") == 0) {
        sheet->in_value = false;
    } else if (strcmp(name, "t") == 0) {
        sheet->in_inline = false;
    } else if (strcmp(name, "c") == 0 && sheet->in_cell) {
        end_cell(sheet, behind(xml));
    } else if (strcmp(name, "row") == 0 && sheet->row_count > 0) {
        struct row *row = &sheet->rows[sheet->row_count - 1];
        row->to = behind(xml);
        row->cells = sheet->cell_count - row->first;
    } else if (strcmp(name, "sheetData") == 0) {
        sheet->data_end = place(xml);
    } else if (strcmp(name, "mergeCells") == 0) {
        sheet->merges_end = behind(xml);
    }
}

/* ---- Writing ---- */

static struct xc_str cell_text(const struct sheet *sheet, const struct cell *cell) {
    return xc_str_slice(xc_buffer_view(&sheet->text), cell->first, cell->len);
}

static void put_plain(struct xc_buffer *out, struct xc_str text) {
    uint32_t character;
    do {
        xc_ooxml_escape(out, xc_ooxml_piece(&text, &character));
        if (character == '\n') {
            xc_buffer_putc(out, '\n');
        } else if (character != 0) {
            xc_buffer_puts(out, character == '\t' ? " " : "\xef\xbf\xbd");
        }
    } while (character != 0);
}

/* <c r="B12" s="3" … */
static void put_cell_tag(struct sheet *sheet, const struct cell *cell, uint32_t number) {
    xc_buffer_puts(&sheet->out, "<c r=\"");
    xc_buffer_puts(&sheet->out, cell->letters);
    xc_buffer_int(&sheet->out, number);
    if (cell->style[0] != '\0') {
        xc_buffer_puts(&sheet->out, "\" s=\"");
        xc_buffer_puts(&sheet->out, cell->style);
    }
    xc_buffer_putc(&sheet->out, '"');
}

/* A cell that is nothing but the name of a number holds the number. */
static int fill_cell(struct sheet *sheet, const struct cell *cell, uint32_t number,
                     const struct xc_blank_scope *scope) {
    struct xc_str text = cell_text(sheet, cell), name;
    size_t next = 0, from, to, plain = 0;
    const json_t *value = NULL;
    xc_buffer_clear(&sheet->value);
    while (xc_blank_next(text, &next, &from, &to, &name)) {
        value = xc_blank_find(scope, name);
        if (!value) {
            return xc_blank_unknown(sheet->blank, scope, name);
        }
        (void)xc_buffer_add(&sheet->value, xc_str_slice(text, plain, from - plain));
        xc_blank_say(value, &sheet->value);
        plain = to;
        if (from == 0 && to == text.len && json_is_integer(value)) {
            put_cell_tag(sheet, cell, number);
            xc_buffer_puts(&sheet->out, "><v>");
            xc_buffer_int(&sheet->out, json_integer_value(value));
            xc_buffer_puts(&sheet->out, "</v></c>");
            return XC_OK;
        }
    }
    (void)xc_buffer_add(&sheet->value, xc_str_slice(text, plain, text.len - plain));
    put_cell_tag(sheet, cell, number);
    xc_buffer_puts(&sheet->out, " t=\"inlineStr\"><is><t xml:space=\"preserve\">");
    put_plain(&sheet->out, xc_buffer_view(&sheet->value));
    xc_buffer_puts(&sheet->out, "</t></is></c>");
    return XC_OK;
}

static bool has_name(const struct sheet *sheet, const struct cell *cell) {
    size_t next = 0, from, to;
    struct xc_str name;
    return !cell->formula &&
           xc_blank_next(cell_text(sheet, cell), &next, &from, &to, &name);
}

/* Bytes with the value of their first r="…" made another number (letters kept). */
static void put_moved(struct sheet *sheet, size_t from, size_t to, const char *letters,
                      uint32_t number) {
    static const char mark[] = " r=\"";
    struct xc_str bytes = xc_str_slice(xc_buffer_view(&sheet->bytes), from, to - from);
    size_t tag = 0;
    while (tag < bytes.len && bytes.ptr[tag] != '>') {
        tag++;
    }
    for (size_t i = 0; i + sizeof mark < tag; i++) {
        if (memcmp(bytes.ptr + i, mark, sizeof mark - 1) == 0) {
            size_t end = i + sizeof mark - 1;
            (void)xc_buffer_add(&sheet->out, xc_str_slice(bytes, 0, end));
            xc_buffer_puts(&sheet->out, letters);
            xc_buffer_int(&sheet->out, number);
            while (end < tag && bytes.ptr[end] != '"') {
                end++;
            }
            (void)xc_buffer_add(&sheet->out, xc_str_slice(bytes, end, bytes.len - end));
            return;
        }
    }
    (void)xc_buffer_add(&sheet->out, bytes);
}

static int put_row(struct sheet *sheet, const struct row *row, uint32_t number,
                   const struct xc_blank_scope *scope) {
    int rc = XC_OK;
    size_t at = row->tag_end;
    put_moved(sheet, row->from, row->tag_end, "", number);
    for (size_t i = 0; i < row->cells && rc == XC_OK; i++) {
        const struct cell *cell = &sheet->cells[row->first + i];
        xc_buffer_append(&sheet->out, sheet->bytes.ptr + at, cell->from - at);
        if (has_name(sheet, cell)) {
            rc = fill_cell(sheet, cell, number, scope);
        } else {
            put_moved(sheet, cell->from, cell->to, cell->letters, number);
        }
        at = cell->to;
    }
    xc_buffer_append(&sheet->out, sheet->bytes.ptr + at, row->to - at);
    return rc;
}

static const json_t *row_list(const struct sheet *sheet, const struct row *row,
                              const struct xc_blank_scope *scope, struct xc_str *list) {
    for (size_t i = 0; i < row->cells; i++) {
        struct xc_str text = cell_text(sheet, &sheet->cells[row->first + i]), name;
        size_t next = 0, from, to;
        while (xc_blank_next(text, &next, &from, &to, &name)) {
            const json_t *found = xc_blank_list(scope, name, list);
            if (found) {
                return found;
            }
        }
    }
    return NULL;
}

static json_t *nothing_for(const struct sheet *sheet, const struct row *row) {
    json_t *nothing = json_object();
    for (size_t i = 0; i < row->cells; i++) {
        struct xc_str text = cell_text(sheet, &sheet->cells[row->first + i]), name;
        size_t next = 0, from, to;
        while (xc_blank_next(text, &next, &from, &to, &name)) {
            xc_blank_forget(nothing, name);
        }
    }
    return nothing;
}

static int refuse_formula(const struct sheet *sheet, const struct row *row) {
    xc_fail_at(sheet->blank->error, XC_EINPUT, sheet->blank->file, row->number, 0,
               "a formula stands in a row that is repeated or below one: it would speak "
               "of other cells then");
    return xc_hint(sheet->blank->error,
                   "put the name of a sum there; --format json shows all names");
}

static int fill_row(struct sheet *sheet, struct row *row, uint32_t *shift,
                    const struct xc_blank_scope *scope) {
    struct xc_str list;
    const json_t *elements = row_list(sheet, row, scope, &list), *element;
    size_t i;
    int rc = XC_OK;
    row->moved_to = row->number + *shift;
    row->times = 1;
    if (row->formula && (*shift > 0 || (elements && json_array_size(elements) > 1))) {
        return refuse_formula(sheet, row);
    }
    if (!elements) {
        return put_row(sheet, row, row->moved_to, scope);
    }
    if (json_array_size(elements) == 0) {
        json_t *nothing = nothing_for(sheet, row);
        const struct xc_blank_scope inner = {nothing, list, scope};
        rc = put_row(sheet, row, row->moved_to, &inner);
        json_decref(nothing);
        return rc;
    }
    row->times = (uint32_t)json_array_size(elements);
    json_array_foreach(elements, i, element) {
        const struct xc_blank_scope inner = {element, list, scope};
        rc = rc == XC_OK ? put_row(sheet, row, row->moved_to + (uint32_t)i, &inner) : rc;
    }
    *shift += row->times - 1;
    return rc;
}

/* ---- Merged cells ---- */

/* The row of that number, or the last one before it; NULL: it lies above all. */
static const struct row *row_at(const struct sheet *sheet, uint32_t number) {
    const struct row *found = NULL;
    for (size_t i = 0; i < sheet->row_count && sheet->rows[i].number <= number; i++) {
        found = &sheet->rows[i];
    }
    return found;
}

static uint32_t moved(const struct row *row, uint32_t number) {
    return !row ? number
           : row->number == number
               ? row->moved_to
               : number - row->number + row->moved_to + row->times - 1;
}

/* "B12" into letters and number; false: it is none. */
static bool read_reference(struct xc_str text, char letters[4], uint32_t *number) {
    size_t i = 0;
    uint64_t value;
    while (i < 3 && i < text.len && text.ptr[i] >= 'A' && text.ptr[i] <= 'Z') {
        letters[i] = text.ptr[i];
        i++;
    }
    letters[i] = '\0';
    bool read =
        i > 0 && xc_str_to_uint(xc_str_slice(text, i, text.len - i), 1048576, &value);
    *number = read ? (uint32_t)value : 0;
    return read;
}

static void put_merge(struct sheet *sheet, struct xc_str reference) {
    struct xc_str rest = reference, first = xc_str_cut(&rest, ':');
    char left[4], right[4];
    uint32_t top, bottom;
    if (!read_reference(first, left, &top) || !read_reference(rest, right, &bottom)) {
        return;
    }
    const struct row *row = row_at(sheet, top);
    uint32_t times = row && row->number == top && top == bottom ? row->times : 1;
    for (uint32_t i = 0; i < times; i++) {
        xc_buffer_printf(&sheet->out, "<mergeCell ref=\"%s%u:%s%u\"/>", left,
                         moved(row, top) + i, right,
                         moved(row_at(sheet, bottom), bottom) + i);
    }
}

/* They are written anew, every one of a repeated row as often as the row. */
static void put_merges(struct sheet *sheet) {
    static const char mark[] = "ref=\"";
    struct xc_str all = xc_str_slice(xc_buffer_view(&sheet->bytes), sheet->merges,
                                     sheet->merges_end - sheet->merges);
    xc_buffer_puts(&sheet->out, "<mergeCells>");
    for (size_t i = 0; i + sizeof mark < all.len; i++) {
        if (memcmp(all.ptr + i, mark, sizeof mark - 1) == 0) {
            size_t from = i + sizeof mark - 1, to = from;
            while (to < all.len && all.ptr[to] != '"') {
                to++;
            }
            put_merge(sheet, xc_str_slice(all, from, to - from));
            i = to;
        }
    }
    xc_buffer_puts(&sheet->out, "</mergeCells>");
}

static int fill(struct sheet *sheet) {
    const json_t *data = sheet->blank->data;
    const json_t *documents = json_object_get(data, "documents");
    const struct xc_blank_scope whole = {data, XC_STR(""), NULL};
    const struct xc_blank_scope only = {json_array_get(documents, 0), XC_STR(""), &whole};
    const struct xc_blank_scope *scope = json_array_size(documents) == 1 ? &only : &whole;
    size_t at = sheet->data;
    uint32_t shift = 0;
    int rc = XC_OK;
    xc_buffer_append(&sheet->out, sheet->bytes.ptr, sheet->data);
    for (size_t i = 0; i < sheet->row_count && rc == XC_OK; i++) {
        struct row *row = &sheet->rows[i];
        xc_buffer_append(&sheet->out, sheet->bytes.ptr + at, row->from - at);
        rc = fill_row(sheet, row, &shift, scope);
        at = row->to;
    }
    if (rc == XC_OK && sheet->merges > 0) {
        xc_buffer_append(&sheet->out, sheet->bytes.ptr + at, sheet->merges - at);
        put_merges(sheet);
        at = sheet->merges_end;
    }
    if (rc == XC_OK) {
        xc_buffer_append(&sheet->out, sheet->bytes.ptr + at, sheet->bytes.len - at);
    }
    return rc;
}

int xc_blank_xlsx(const struct xc_blank *blank, const char *part) {
    struct strings strings = {.text = xc_buffer_make(PART_BYTES), .error = blank->error};
    struct sheet sheet = {.blank = blank,
                          .strings = &strings,
                          .bytes = xc_buffer_make(PART_BYTES),
                          .text = xc_buffer_make(PART_BYTES),
                          .out = xc_buffer_make((size_t)1 << 30),
                          .value = xc_buffer_make(PART_BYTES)};
    struct xc_xml xml = {
        .start = sheet_start, .end = sheet_end, .text = sheet_text, .context = &sheet};
    int rc = read_strings(blank, &strings);
    if (rc == XC_OK) {
        rc = xc_zip_read(blank->zip, part, &sheet.bytes, blank->error);
    }
    if (rc == XC_OK) {
        rc = xc_zip_parse(blank->zip, part, &xml, blank->error);
    }
    if (rc == XC_OK) {
        rc = fill(&sheet);
    }
    if (rc == XC_OK && (sheet.out.failed || sheet.text.failed || sheet.value.failed ||
                        strings.text.failed)) {
        rc = xc_fail_memory(blank->error);
    }
    if (rc == XC_OK) {
        xc_zip_out_part(blank->out, part);
        xc_zip_out_add(blank->out, xc_buffer_view(&sheet.out));
    }
    free(strings.ends);
    free(sheet.rows);
    free(sheet.cells);
    xc_buffer_free(&strings.text);
    xc_buffer_free(&sheet.bytes);
    xc_buffer_free(&sheet.text);
    xc_buffer_free(&sheet.out);
    xc_buffer_free(&sheet.value);
    return rc;
}
