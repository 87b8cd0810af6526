#include "exchange/xlsx_read.h"

#include "base/utf8.h"
#include "exchange/ooxml_text.h"
#include "exchange/xlsx_book.h"
#include "exchange/xlsx_styles.h"
#include "register/register.h"

#include <stdlib.h>
#include <string.h>

enum { STRINGS_MAX = 8000000 };
static const size_t text_max = (size_t)256 << 20;

/* A text of the shared list: where it stands in the grid's own text. */
struct shared {
    uint32_t offset;
    uint32_t len;
};

struct reading {
    struct xc_grid *grid;
    struct xc_xlsx_facts *facts;
    struct xc_xlsx_styles styles;
    struct shared *strings; /* owned */
    size_t string_count, string_room;
    struct xc_buffer text; /* of the cell or shared text that is open */
    bool collecting;       /* inside <v> or <t> */
    bool phonetic;         /* inside <rPh>, which is not part of the text */
    bool in_cell;
    bool formula;    /* of the cell that is open */
    uint32_t line;   /* of the row that is open */
    uint32_t column; /* of the cell that is open, from 0 */
    char type;       /* first letter of the cell's t, 'i' for inlineStr, 'n' for none */
    unsigned style;
};

static void on_text(struct xc_xml *xml, struct xc_str text) {
    struct reading *reading = xml->context;
    if (!reading->collecting || reading->phonetic ||
        reading->text.len > XC_MAX_FIELD_BYTES)
        return;
    if (xc_buffer_add(&reading->text, text) != XC_OK)
        xc_xml_stop(xml, XC_ENOMEM);
}

/* ---- Shared texts ---- */

static void on_string_start(struct xc_xml *xml, const char *name,
                            const char **attributes) {
    struct reading *reading = xml->context;
    (void)attributes;
    if (strcmp(name, "si") == 0)
        xc_buffer_clear(&reading->text);
    else if (strcmp(name, "rPh") == 0)
        reading->phonetic = true;
    else if (strcmp(name, "t") == 0)
        reading->collecting = true;
}

static void keep_string(struct xc_xml *xml) {
    struct reading *reading = xml->context;
    if (reading->string_count >= reading->string_room) {
        size_t room = reading->string_room < 256 ? 256 : reading->string_room * 2;
        struct shared *moved = room <= 2 * STRINGS_MAX
                                   ? realloc(reading->strings, room * sizeof *moved)
                                   : NULL;
        if (moved == NULL) {
            xc_xml_stop(xml, XC_ENOMEM);
            return;
        }
        reading->strings = moved;
        reading->string_room = room;
    }
    xc_ooxml_decode(&reading->text, 0);
    struct xc_str text = xc_str_trim(xc_buffer_view(&reading->text));
    reading->strings[reading->string_count++] =
        (struct shared){(uint32_t)reading->grid->text.len, (uint32_t)text.len};
    if (xc_buffer_add(&reading->grid->text, text) != XC_OK)
        xc_xml_stop(xml, XC_ENOMEM);
}

static void on_string_end(struct xc_xml *xml, const char *name) {
    struct reading *reading = xml->context;
    if (strcmp(name, "si") == 0)
        keep_string(xml);
    else if (strcmp(name, "rPh") == 0)
        reading->phonetic = false;
    else if (strcmp(name, "t") == 0)
        reading->collecting = false;
}

/* ---- Cells ---- */

/* "AB12" → column 27, line 12; false: not a reference. */
static bool parse_reference(struct xc_str text, uint32_t *column, uint32_t *line) {
    size_t i = 0;
    uint64_t number = 0;
    *column = 0;
    for (; i < text.len && text.ptr[i] >= 'A' && text.ptr[i] <= 'Z' && i < 4; i++)
        *column = *column * 26 + (uint32_t)(text.ptr[i] - 'A') + 1;
    if (i == 0 || !xc_str_to_uint(xc_str_slice(text, i, text.len), 10000000, &number))
        return false;
    (*column)--;
    *line = (uint32_t)number;
    return true;
}

static void start_cell(struct reading *reading, const char **attributes) {
    const char *reference = xc_xml_attribute(attributes, "r");
    const char *type = xc_xml_attribute(attributes, "t");
    const char *style = xc_xml_attribute(attributes, "s");
    uint32_t column;
    uint32_t line;
    uint64_t number = 0;
    if (reference != NULL && parse_reference(xc_str_from(reference), &column, &line))
        reading->column = column;
    reading->in_cell = true;
    reading->formula = false;
    reading->type = 'n';
    if (type != NULL)
        reading->type = strcmp(type, "str") == 0 ? 'i' : type[0];
    reading->style = style != NULL && xc_str_to_uint(xc_str_from(style), 1000000, &number)
                         ? (unsigned)number
                         : 0;
    xc_buffer_clear(&reading->text);
}

static bool is_hidden(const char **attributes) {
    const char *hidden = xc_xml_attribute(attributes, "hidden");
    return hidden != NULL && (strcmp(hidden, "1") == 0 || strcmp(hidden, "true") == 0);
}

static void start_row(struct xc_xml *xml, const char **attributes) {
    struct reading *reading = xml->context;
    const char *number = xc_xml_attribute(attributes, "r");
    uint64_t line = 0;
    if (number == NULL || !xc_str_to_uint(xc_str_from(number), 10000000, &line))
        line = (uint64_t)reading->line + 1;
    reading->line = (uint32_t)line;
    reading->column = 0;
    if (xc_grid_add_row(reading->grid, reading->line) != XC_OK) {
        xc_xml_stop(xml, XC_ENOMEM);
        return;
    }
    reading->grid->rows[reading->grid->row_count - 1].hidden = is_hidden(attributes);
}

static void take_columns(struct reading *reading, const char **attributes) {
    const char *min = xc_xml_attribute(attributes, "min");
    const char *max = xc_xml_attribute(attributes, "max");
    uint64_t first, last;
    if (!is_hidden(attributes) || min == NULL || max == NULL ||
        !xc_str_to_uint(xc_str_from(min), 1000000, &first) ||
        !xc_str_to_uint(xc_str_from(max), 1000000, &last))
        return;
    for (uint64_t i = first; i >= 1 && i <= last && i <= XC_SHEET_COLUMNS; i++)
        reading->facts->hidden |= UINT64_C(1) << (i - 1);
}

static void add_merge(struct xc_xml *xml, const char *range) {
    struct reading *reading = xml->context;
    struct xc_str rest = xc_str_from(range);
    struct xc_str from = xc_str_cut(&rest, ':');
    uint32_t column;
    uint32_t line;
    uint32_t last_column;
    uint32_t last_line;
    if (rest.ptr == NULL || !parse_reference(from, &column, &line) ||
        !parse_reference(rest, &last_column, &last_line))
        return;
    if (column != last_column)
        reading->facts->merges_wide++;
    if (column != last_column || last_line <= line || column >= XC_SHEET_COLUMNS)
        return;
    struct xc_grid_merge merge = {(uint16_t)column, line, last_line};
    if (xc_grid_add_merge(reading->grid, merge) != XC_OK)
        xc_xml_stop(xml, XC_ENOMEM);
}

static void on_cell_start(struct xc_xml *xml, const char *name, const char **attributes) {
    struct reading *reading = xml->context;
    if (strcmp(name, "row") == 0)
        start_row(xml, attributes);
    else if (strcmp(name, "c") == 0 && reading->grid->row_count > 0)
        start_cell(reading, attributes);
    else if (reading->in_cell && (strcmp(name, "v") == 0 || strcmp(name, "t") == 0))
        reading->collecting = true;
    else if (reading->in_cell && strcmp(name, "f") == 0)
        reading->formula = true;
    else if (strcmp(name, "col") == 0)
        take_columns(reading, attributes);
    else if (strcmp(name, "rPh") == 0)
        reading->phonetic = true;
    else if (strcmp(name, "mergeCell") == 0) {
        const char *range = xc_xml_attribute(attributes, "ref");
        if (range != NULL)
            add_merge(xml, range);
    }
}

/* Spreadsheets store 1.1 as 1.1000000000000001: what they show has at most 15 digits.
 * Numbers without a fraction are left alone, because ids may be among them. Works in
 * place. */
static size_t tidy_number(char *digits, size_t len) {
    size_t end = len;
    size_t point = len;
    for (size_t i = 0; i < len; i++) {
        if (digits[i] == '.')
            point = i;
        else if (digits[i] == 'E' || digits[i] == 'e')
            return len;
    }
    if (point == len)
        return len;
    unsigned significant = 0;
    size_t at = 0;
    for (; at < end && significant < 15; at++) {
        if (digits[at] >= (significant == 0 ? '1' : '0') && digits[at] <= '9')
            significant++;
    }
    if (at <= point || at >= end)
        return len;
    bool up = digits[at] >= '5';
    end = at;
    for (size_t i = end; up && i-- > 0;) {
        if (digits[i] < '0' || digits[i] > '9')
            continue;
        up = digits[i] == '9';
        digits[i] = up ? '0' : (char)(digits[i] + 1);
    }
    if (up)
        return len;
    while (end > point && (digits[end - 1] == '0' || digits[end - 1] == '.'))
        end--;
    return end;
}

xc_date xc_xlsx_date(struct xc_str number, bool date1904) {
    uint64_t day;
    struct xc_str whole = xc_str_cut(&number, '.');
    if (!xc_str_to_uint(whole, 200000, &day))
        return XC_NO_DATE;
    /* The 1900 system counts a 29 February 1900 that never was. */
    int32_t base = date1904 ? -24107 : day < 60 ? -25568 : -25569;
    xc_date date = base + (int32_t)day;
    return date >= XC_DATE_MIN && date <= XC_DATE_MAX ? date : XC_NO_DATE;
}

static int add_number(struct reading *reading, struct xc_str text) {
    char digits[64];
    char iso[11];
    if (xc_xlsx_styles_date(&reading->styles, reading->style)) {
        xc_date date = xc_xlsx_date(text, reading->facts->date1904);
        if (date != XC_NO_DATE) {
            xc_date_format(date, iso);
            return xc_grid_add_text(reading->grid, xc_str_from(iso), reading->column,
                                    XC_CELL_DATE);
        }
    }
    if (text.len < sizeof digits) {
        memcpy(digits, text.ptr, text.len);
        text = (struct xc_str){digits, tidy_number(digits, text.len)};
    }
    return xc_grid_add_text(reading->grid, text, reading->column, XC_CELL_NUMBER);
}

static void end_cell(struct xc_xml *xml) {
    struct reading *reading = xml->context;
    if (reading->type == 'i')
        xc_ooxml_decode(&reading->text, 0);
    struct xc_str text = xc_str_trim(xc_buffer_view(&reading->text));
    int code = XC_OK;
    uint64_t index;
    if (text.len == 0)
        code =
            reading->formula && reading->type != 'i' /* which may well be empty */
                ? xc_grid_add_text(reading->grid, text, reading->column, XC_CELL_UNSOLVED)
                : XC_OK;
    else if (reading->type == 's') {
        if (!xc_str_to_uint(text, SIZE_MAX, &index) || index >= reading->string_count)
            code = XC_EINPUT;
        else
            code = xc_grid_add_cell(
                reading->grid,
                (struct xc_grid_cell){.offset = reading->strings[index].offset,
                                      .len = reading->strings[index].len,
                                      .column = (uint16_t)(reading->column < UINT16_MAX
                                                               ? reading->column
                                                               : UINT16_MAX)});
    } else if (reading->type == 'n')
        code = add_number(reading, text);
    else if (reading->type == 'b')
        code = xc_grid_add_text(reading->grid,
                                xc_str_is(text, "1") ? XC_STR("true") : XC_STR("false"),
                                reading->column, XC_CELL_TEXT);
    else
        code = xc_grid_add_text(reading->grid, text, reading->column,
                                reading->type == 'e' ? XC_CELL_ERROR : XC_CELL_TEXT);
    if (code == XC_OK && reading->formula && reading->column < XC_SHEET_COLUMNS &&
        text.len > 0)
        reading->grid->cells[reading->grid->cell_count - 1].formula = true;
    reading->in_cell = false;
    reading->column++;
    if (code != XC_OK)
        xc_xml_stop(xml, code);
}

static void on_cell_end(struct xc_xml *xml, const char *name) {
    struct reading *reading = xml->context;
    if (strcmp(name, "c") == 0 && reading->in_cell)
        end_cell(xml);
    else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
        reading->collecting = false;
    else if (strcmp(name, "rPh") == 0)
        reading->phonetic = false;
}

static int finish(int code, struct reading *reading, struct xc_str file, bool stopped,
                  struct xc_error *error) {
    if (!stopped)
        return code;
    if (code == XC_ENOMEM)
        return xc_fail_memory(error);
    return xc_fail_at(
        error, XC_EINPUT, file, reading->line, reading->column + 1,
        "this workbook is damaged: a cell names a text that is not in its list");
}

int xc_xlsx_read(struct xc_str bytes, struct xc_str file, struct xc_grid *grid,
                 struct xc_xlsx_facts *facts, struct xc_error *error) {
    struct xc_zip *zip = NULL;
    struct xc_xlsx_book book;
    struct reading *reading = calloc(1, sizeof *reading);
    if (reading == NULL)
        return xc_fail_memory(error);
    int code = xc_zip_open(bytes, file, &zip, error);
    if (code != XC_OK)
        goto done;
    reading->grid = grid;
    reading->facts = facts;
    reading->text = xc_buffer_make(text_max);
    code = xc_xlsx_book_read(zip, file, &book, facts, error);
    if (code == XC_OK && book.styles[0] != '\0')
        code = xc_xlsx_styles_read(zip, book.styles, &reading->styles, error);
    struct xc_xml xml = {.start = on_string_start,
                         .end = on_string_end,
                         .text = on_text,
                         .context = reading};
    if (code == XC_OK && book.strings[0] != '\0' && xc_zip_has(zip, book.strings))
        code = xc_zip_parse(zip, book.strings, &xml, error);
    if (code == XC_OK) {
        reading->collecting = false;
        xml.start = on_cell_start;
        xml.end = on_cell_end;
        code = xc_zip_parse(zip, book.sheet, &xml, error);
    }
    code =
        finish(code, reading, file, xml.code != XC_OK && xml.code != XC_EPOLICY, error);
done:
    xc_zip_close(zip);
    xc_buffer_free(&reading->text);
    free(reading->strings);
    free(reading);
    return code;
}
