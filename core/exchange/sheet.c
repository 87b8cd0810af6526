#include "exchange/sheet.h"

#include "base/utf8.h"
#include "exchange/csv_scan.h"
#include "exchange/encoding.h"
#include "exchange/grid.h"
#include "exchange/json_rows.h"
#include "exchange/xlsx_read.h"

#include <stdlib.h>
#include <string.h>

enum format { FORMAT_CSV, FORMAT_XLSX, FORMAT_JSON };

struct xc_sheet {
    enum format format;
    struct xc_str bytes;
    struct xc_str file;
    struct xc_decoded decoded;
    struct xc_csv csv;
    struct xc_grid grid;
    struct xc_xlsx_facts facts;
    struct xc_message notes[XC_SHEET_NOTES];
    size_t note_count;
};

static int refuse_binary(struct xc_str bytes, struct xc_str file,
                         struct xc_error *error) {
    if (xc_str_starts(bytes, XC_STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))) {
        xc_fail_at(
            error, XC_EINPUT, file, 0, 0,
            "this is an old .xls or .et workbook, or one that is locked with a password");
        return xc_hint(error,
                       "open it in the spreadsheet program and save it as .xlsx, without "
                       "a password");
    }
    if (xc_str_starts(bytes, XC_STR("%PDF-"))) {
        xc_fail_at(error, XC_EINPUT, file, 0, 0, "this is a PDF document, not a table");
        return xc_hint(error, "ask for the table as .xlsx or CSV");
    }
    if (xc_str_starts(bytes, XC_STR("Rar!")) ||
        xc_str_starts(bytes, XC_STR("7z\xBC\xAF")) ||
        xc_str_starts(bytes, XC_STR("\x1F\x8B"))) {
        xc_fail_at(error, XC_EINPUT, file, 0, 0, "this file is packed");
        return xc_hint(error, "unpack it first");
    }
    return XC_OK;
}

static int refuse_markup(struct xc_str text, struct xc_str file, struct xc_error *error) {
    if (text.len == 0 || text.ptr[0] != '<')
        return XC_OK;
    xc_fail_at(
        error, XC_EINPUT, file, 0, 0,
        "this is a web page (HTML or XML), even if its name says otherwise; a table as "
        "CSV, XLSX or JSON was expected");
    return xc_hint(error, "open it in the spreadsheet program and save it as .xlsx");
}

static int refuse_nul(struct xc_str text, struct xc_str file, struct xc_error *error) {
    const char *nul = memchr(text.ptr, '\0', text.len);
    if (nul == NULL)
        return XC_OK;
    struct xc_sheet_row row = {.line = 1, .start = text.ptr};
    unsigned line;
    unsigned column;
    row.cells[0].at = nul;
    row.count = 1;
    xc_sheet_place(&row, 0, &line, &column);
    xc_fail_at(error, XC_EINPUT, file, line, column,
               "a NUL byte stands here; text files hold none");
    return xc_hint(error, "save the file as “CSV UTF-8” or as .xlsx");
}

static int open_xlsx(struct xc_sheet *sheet, struct xc_error *error) {
    sheet->format = FORMAT_XLSX;
    int code =
        xc_xlsx_read(sheet->bytes, sheet->file, &sheet->grid, &sheet->facts, error);
    if (code == XC_OK && sheet->facts.sheets > 1)
        xc_message_set(&sheet->notes[sheet->note_count++],
                       "the workbook has %u sheets; only the first one, “%s”, was read",
                       sheet->facts.sheets, sheet->facts.sheet);
    xc_grid_finish(&sheet->grid);
    return code;
}

static int open_text(struct xc_sheet *sheet, enum xc_import_encoding encoding,
                     struct xc_error *error) {
    int code = xc_decode(sheet->bytes, encoding, sheet->file, &sheet->decoded, error);
    if (code != XC_OK)
        return code;
    struct xc_str text = sheet->decoded.text;
    struct xc_str head = xc_str_trim(xc_str_slice(text, 0, 4096));
    if (head.len == 0 && text.len <= 4096)
        return xc_fail_at(error, XC_EINPUT, sheet->file, 0, 0, "the file is empty");
    code = refuse_markup(head, sheet->file, error);
    if (code == XC_OK)
        code = refuse_nul(text, sheet->file, error);
    if (code != XC_OK)
        return code;
    if (head.len > 0 && (head.ptr[0] == '[' || head.ptr[0] == '{')) {
        sheet->format = FORMAT_JSON;
        code = xc_json_rows(text, sheet->file, &sheet->grid, error);
        xc_grid_finish(&sheet->grid);
    } else {
        xc_csv_start(&sheet->csv, text, sheet->file);
    }
    return code;
}

int xc_sheet_open(struct xc_str bytes, enum xc_import_encoding encoding,
                  struct xc_str file, struct xc_sheet **out, struct xc_error *error) {
    *out = NULL;
    int code = refuse_binary(bytes, file, error);
    if (code != XC_OK)
        return code;
    struct xc_sheet *sheet = calloc(1, sizeof *sheet);
    if (sheet == NULL)
        return xc_fail_memory(error);
    sheet->bytes = bytes;
    sheet->file = file;
    xc_grid_start(&sheet->grid, (size_t)512 << 20);
    code = xc_str_starts(bytes, XC_STR("PK\x03\x04")) ? open_xlsx(sheet, error)
                                                      : open_text(sheet, encoding, error);
    if (code != XC_OK) {
        xc_sheet_free(sheet);
        return code;
    }
    *out = sheet;
    return XC_OK;
}

void xc_sheet_free(struct xc_sheet *sheet) {
    if (sheet == NULL)
        return;
    xc_csv_free(&sheet->csv);
    xc_grid_free(&sheet->grid);
    xc_decoded_free(&sheet->decoded);
    free(sheet);
}

static bool is_space(char byte) {
    unsigned char value = (unsigned char)byte;
    return value <= ' ' || value >= 0x80;
}

/* xc_str_trim, but without the call where neither end can be a space. */
static struct xc_str trim(struct xc_str text) {
    if (text.len == 0 || (!is_space(text.ptr[0]) && !is_space(text.ptr[text.len - 1])))
        return text;
    return xc_str_trim(text);
}

/* Systems that export ="0110" want to keep the leading zero in a spreadsheet. */
static struct xc_str unwrap(struct xc_str text) {
    if (text.len >= 3 && text.ptr[0] == '=' && text.ptr[1] == '"' &&
        text.ptr[text.len - 1] == '"')
        return (struct xc_str){text.ptr + 2, text.len - 3};
    return text;
}

/* Trims; false where the row holds nothing at all. */
static bool settle(struct xc_sheet_row *row) {
    bool something = row->flaw != XC_ROW_SOUND;
    for (size_t i = 0; i < row->count; i++) {
        struct xc_cell *cell = &row->cells[i];
        cell->text = trim(unwrap(trim(cell->text)));
        if ((cell->text.len > 0 || cell->type == XC_CELL_UNSOLVED) && !cell->merged)
            something = true;
    }
    return something;
}

int xc_sheet_next(struct xc_sheet *sheet, struct xc_sheet_row *row,
                  struct xc_error *error) {
    do {
        if (sheet->format == FORMAT_CSV) {
            int got = xc_csv_next(&sheet->csv, row, error);
            if (got <= 0)
                return got;
        } else if (!xc_grid_next(&sheet->grid, row)) {
            return 0;
        }
    } while (!settle(row));
    return 1;
}

void xc_sheet_rewind(struct xc_sheet *sheet) {
    if (sheet->format == FORMAT_CSV)
        xc_csv_rewind(&sheet->csv);
    else
        xc_grid_rewind(&sheet->grid);
}

void xc_sheet_place(const struct xc_sheet_row *row, size_t cell, unsigned *line,
                    unsigned *column) {
    *line = row->line;
    *column = (unsigned)cell + 1;
    if (row->start == NULL)
        return;
    *column = 1;
    if (cell >= row->count || row->cells[cell].at == NULL)
        return;
    const char *at = row->cells[cell].at;
    const char *line_start = row->start;
    for (const char *p = row->start; p < at; p++) {
        if (*p == '\n' || (*p == '\r' && p[1] != '\n')) {
            (*line)++;
            line_start = p + 1;
        }
    }
    *column =
        (unsigned)xc_utf8_count((struct xc_str){line_start, (size_t)(at - line_start)}) +
        1;
}

size_t xc_sheet_done(const struct xc_sheet *sheet) {
    return sheet->format == FORMAT_CSV ? (size_t)(sheet->csv.next - sheet->csv.text.ptr)
                                       : sheet->grid.next;
}

size_t xc_sheet_total(const struct xc_sheet *sheet) {
    return sheet->format == FORMAT_CSV ? sheet->csv.text.len : sheet->grid.row_count;
}

const char *xc_sheet_format(const struct xc_sheet *sheet) {
    static const char *const names[] = {"csv", "xlsx", "json"};
    return names[sheet->format];
}

const char *xc_sheet_encoding(const struct xc_sheet *sheet) {
    return sheet->format == FORMAT_XLSX ? "UTF-8" : sheet->decoded.encoding;
}

struct xc_str xc_sheet_name(const struct xc_sheet *sheet) {
    return xc_str_from(sheet->facts.sheet);
}

bool xc_sheet_hidden(const struct xc_sheet *sheet, size_t column) {
    return column < XC_SHEET_COLUMNS && (sheet->facts.hidden >> column & 1u) != 0;
}

bool xc_sheet_date1904(const struct xc_sheet *sheet) {
    return sheet->facts.date1904;
}

size_t xc_sheet_notes(const struct xc_sheet *sheet, const struct xc_message **notes) {
    *notes = sheet->notes;
    return sheet->note_count;
}
