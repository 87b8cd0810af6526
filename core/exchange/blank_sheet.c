#include "exchange/blank_sheet.h"

#include "exchange/ooxml_text.h"

#include <stdlib.h>
#include <string.h>

enum { PART_BYTES = 256 << 20, MASTERS = 1 << 20 };

struct reading {
    struct xc_blank_sheet *sheet;
    const struct xc_blank_strings *strings;
};

static size_t place(const struct xc_xml *xml) {
    return (size_t)XML_GetCurrentByteIndex(xml->parser);
}

static size_t behind(const struct xc_xml *xml) {
    return place(xml) + (size_t)XML_GetCurrentByteCount(xml->parser);
}

static struct xc_blank_cell *last_cell(const struct xc_blank_sheet *sheet) {
    return &sheet->cells[sheet->cell_count - 1];
}

/* ---- Rows ---- */

static void start_row(struct xc_xml *xml, struct xc_blank_sheet *sheet,
                      const char **attributes) {
    const char *number = xc_xml_attribute(attributes, "r");
    uint64_t value = 0;
    if (sheet->row_count == sheet->row_capacity) {
        size_t capacity = sheet->row_capacity ? sheet->row_capacity * 2 : 64;
        struct xc_blank_row *rows = realloc(sheet->rows, capacity * sizeof *rows);
        if (!rows) {
            xc_xml_stop(xml, xc_fail_memory(sheet->error));
            return;
        }
        sheet->rows = rows;
        sheet->row_capacity = capacity;
    }
    uint32_t before = sheet->row_count ? sheet->rows[sheet->row_count - 1].number : 0;
    if (!number || !xc_str_to_uint(xc_str_from(number), XC_BLANK_ROWS, &value) ||
        value <= before) {
        value = (uint64_t)before + 1;
    }
    sheet->rows[sheet->row_count++] = (struct xc_blank_row){.from = place(xml),
                                                            .tag_end = behind(xml),
                                                            .number = (uint32_t)value,
                                                            .first = sheet->cell_count};
}

/* ---- Cells ---- */

static void keep(char *out, size_t size, const char *value) {
    if (value && strlen(value) < size) {
        memcpy(out, value, strlen(value) + 1);
    }
}

static void start_cell(struct xc_xml *xml, struct xc_blank_sheet *sheet,
                       const char **attributes) {
    const char *reference = xc_xml_attribute(attributes, "r");
    const char *type = xc_xml_attribute(attributes, "t");
    if (sheet->cell_count == sheet->cell_capacity) {
        size_t capacity = sheet->cell_capacity ? sheet->cell_capacity * 2 : 256;
        struct xc_blank_cell *cells = realloc(sheet->cells, capacity * sizeof *cells);
        if (!cells) {
            xc_xml_stop(xml, xc_fail_memory(sheet->error));
            return;
        }
        sheet->cells = cells;
        sheet->cell_capacity = capacity;
    }
    struct xc_blank_cell *cell = &sheet->cells[sheet->cell_count++];
    *cell = (struct xc_blank_cell){.from = place(xml), .first = sheet->text.len};
    for (size_t i = 0; reference && i < 3 && reference[i] >= 'A' && reference[i] <= 'Z';
         i++) {
        cell->letters[i] = reference[i];
    }
    keep(cell->style, sizeof cell->style, xc_xml_attribute(attributes, "s"));
    keep(cell->metadata, sizeof cell->metadata, xc_xml_attribute(attributes, "cm"));
    sheet->in_cell = true;
    sheet->is_shared = type && strcmp(type, "s") == 0;
    sheet->is_inline = type && strcmp(type, "inlineStr") == 0;
}

/* The number of a shared string becomes its text. */
static void end_cell(const struct reading *reading, size_t to) {
    struct xc_blank_sheet *sheet = reading->sheet;
    struct xc_blank_cell *cell = last_cell(sheet);
    struct xc_str said = xc_str_slice(xc_buffer_view(&sheet->text), cell->first,
                                      sheet->text.len - cell->first);
    uint64_t number;
    if (sheet->is_shared && xc_str_to_uint(said, UINT32_MAX, &number)) {
        sheet->text.len = cell->first;
        (void)xc_buffer_add(&sheet->text, xc_blank_string(reading->strings, number));
    } else if (sheet->is_inline) {
        xc_ooxml_decode(&sheet->text, cell->first);
    }
    cell->len = sheet->text.len - cell->first;
    cell->to = to;
    sheet->in_cell = false;
}

/* ---- Formulas ---- */

static void add_master(struct xc_xml *xml, struct xc_blank_sheet *sheet,
                       uint32_t number) {
    if (number >= sheet->master_count) {
        size_t count = number + 16;
        struct xc_blank_master *masters =
            realloc(sheet->masters, count * sizeof *masters);
        if (!masters) {
            xc_xml_stop(xml, xc_fail_memory(sheet->error));
            return;
        }
        memset(masters + sheet->master_count, 0,
               (count - sheet->master_count) * sizeof *masters);
        sheet->masters = masters;
        sheet->master_count = count;
    }
    sheet->masters[number] = (struct xc_blank_master){
        sheet->cell_count, sheet->rows[sheet->row_count - 1].number};
}

static void start_formula(struct xc_xml *xml, struct xc_blank_sheet *sheet,
                          const char **attributes) {
    struct xc_blank_cell *cell = last_cell(sheet);
    const char *type = xc_xml_attribute(attributes, "t");
    const char *shared = xc_xml_attribute(attributes, "si");
    const char *area = xc_xml_attribute(attributes, "ref");
    uint64_t number = 0;
    sheet->in_formula = true;
    sheet->has_formula = true;
    cell->formula = XC_BLANK_PLAIN_FORMULA;
    cell->formula_first = sheet->text.len;
    if (type && strcmp(type, "array") == 0 && area) {
        cell->formula = XC_BLANK_ARRAY_FORMULA;
        keep(cell->array, sizeof cell->array, area);
    } else if (type && strcmp(type, "shared") == 0 && shared &&
               xc_str_to_uint(xc_str_from(shared), MASTERS, &number)) {
        cell->formula = XC_BLANK_SHARED_FORMULA;
        cell->shared = (uint32_t)number;
        if (area) {
            add_master(xml, sheet, cell->shared);
        }
    } else if (type && strcmp(type, "normal") != 0) {
        cell->formula = XC_BLANK_OTHER_FORMULA;
    }
    if (cell->letters[0] == '\0') {
        cell->formula = XC_BLANK_OTHER_FORMULA; /* nobody knows where it stands */
    }
}

static void end_formula(struct xc_blank_sheet *sheet) {
    struct xc_blank_cell *cell = last_cell(sheet);
    cell->formula_len = sheet->text.len - cell->formula_first;
    cell->first = sheet->text.len;
    sheet->in_formula = false;
}

/* ---- The part ---- */

static void start_in_data(struct xc_xml *xml, struct xc_blank_sheet *sheet,
                          const char *name, const char **attributes) {
    if (strcmp(name, "row") == 0) {
        start_row(xml, sheet, attributes);
    } else if (strcmp(name, "c") == 0 && sheet->row_count > 0) {
        start_cell(xml, sheet, attributes);
    } else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
        sheet->in_text = sheet->in_cell && !sheet->skip;
    } else if (strcmp(name, "rPh") == 0) {
        sheet->skip = true;
    } else if (strcmp(name, "f") == 0 && sheet->in_cell) {
        start_formula(xml, sheet, attributes);
    }
}

static void on_start(struct xc_xml *xml, const char *name, const char **attributes) {
    struct xc_blank_sheet *sheet = ((struct reading *)xml->context)->sheet;
    if (sheet->in_data) {
        start_in_data(xml, sheet, name, attributes);
        return;
    }
    if (strcmp(name, "sheetData") == 0) {
        sheet->data = behind(xml);
        sheet->in_data = true;
        return;
    }
    if (strcmp(name, "mergeCells") == 0) {
        sheet->merges = place(xml);
    }
    xc_blank_edits_start(&sheet->edits, xml, name, attributes);
}

static void on_text(struct xc_xml *xml, struct xc_str text) {
    struct xc_blank_sheet *sheet = ((struct reading *)xml->context)->sheet;
    if (sheet->in_text || sheet->in_formula) {
        (void)xc_buffer_add(&sheet->text, text);
    } else if (!sheet->in_data) {
        xc_blank_edits_text(&sheet->edits, text);
    }
}

static void end_in_data(struct xc_xml *xml, const char *name) {
    const struct reading *reading = xml->context;
    struct xc_blank_sheet *sheet = reading->sheet;
    if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
        sheet->in_text = false;
    } else if (strcmp(name, "rPh") == 0) {
        sheet->skip = false;
    } else if (strcmp(name, "f") == 0 && sheet->in_formula) {
        end_formula(sheet);
    } else if (strcmp(name, "c") == 0 && sheet->in_cell) {
        end_cell(reading, behind(xml));
    } else if (strcmp(name, "row") == 0 && sheet->row_count > 0) {
        struct xc_blank_row *row = &sheet->rows[sheet->row_count - 1];
        row->to = behind(xml);
        row->cells = sheet->cell_count - row->first;
    }
}

static void on_end(struct xc_xml *xml, const char *name) {
    struct xc_blank_sheet *sheet = ((struct reading *)xml->context)->sheet;
    if (strcmp(name, "sheetData") == 0) {
        sheet->data_end = place(xml);
        sheet->in_data = false;
    } else if (sheet->in_data) {
        end_in_data(xml, name);
    } else {
        if (strcmp(name, "mergeCells") == 0) {
            sheet->merges_end = behind(xml);
        }
        xc_blank_edits_end(&sheet->edits, xml);
    }
}

int xc_blank_sheet_read(const struct xc_blank *blank,
                        const struct xc_blank_strings *strings, const char *part,
                        struct xc_blank_sheet *sheet) {
    struct reading reading = {sheet, strings};
    struct xc_xml xml = {
        .start = on_start, .end = on_end, .text = on_text, .context = &reading};
    *sheet = (struct xc_blank_sheet){.bytes = xc_buffer_make(PART_BYTES),
                                     .text = xc_buffer_make(PART_BYTES),
                                     .edits = {.text = xc_buffer_make(PART_BYTES)},
                                     .error = blank->error};
    keep(sheet->part, sizeof sheet->part, part);
    int rc = xc_zip_read(blank->zip, part, &sheet->bytes, blank->error);
    sheet->edits.bytes = xc_buffer_view(&sheet->bytes);
    rc = rc == XC_OK ? xc_zip_parse(blank->zip, part, &xml, blank->error) : rc;
    bool full = sheet->bytes.failed || sheet->text.failed || sheet->edits.failed ||
                sheet->edits.text.failed;
    return rc == XC_OK && full ? xc_fail_memory(blank->error) : rc;
}

void xc_blank_sheet_free(struct xc_blank_sheet *sheet) {
    xc_buffer_free(&sheet->bytes);
    xc_buffer_free(&sheet->text);
    free(sheet->rows);
    free(sheet->cells);
    free(sheet->masters);
    xc_blank_edits_free(&sheet->edits);
}

/* ---- What it says ---- */

struct xc_str xc_blank_cell_text(const struct xc_blank_sheet *sheet,
                                 const struct xc_blank_cell *cell) {
    return xc_str_slice(xc_buffer_view(&sheet->text), cell->first, cell->len);
}

static int64_t column_of(const struct xc_blank_cell *cell) {
    int64_t column = 0;
    for (size_t i = 0; cell->letters[i] != '\0'; i++) {
        column = column * 26 + (cell->letters[i] - 'A') + 1;
    }
    return column;
}

void xc_blank_cell_formula(const struct xc_blank_sheet *sheet,
                           const struct xc_blank_cell *cell, uint32_t row,
                           struct xc_buffer *out) {
    const struct xc_blank_cell *from = cell;
    int64_t rows = 0;
    if (cell->formula == XC_BLANK_SHARED_FORMULA && cell->shared < sheet->master_count &&
        sheet->masters[cell->shared].cell > 0) {
        from = &sheet->cells[sheet->masters[cell->shared].cell - 1];
        rows = (int64_t)row - sheet->masters[cell->shared].row;
    }
    struct xc_str formula = xc_str_slice(xc_buffer_view(&sheet->text),
                                         from->formula_first, from->formula_len);
    if (from == cell) {
        xc_buffer_add(out, formula);
    } else {
        xc_blank_formula_offset(formula, rows, column_of(cell) - column_of(from), out);
    }
}
