#include "exchange/csv_scan.h"

#include "register/register.h"

#include <string.h>

static const size_t sniffed_bytes = 65536;
static const size_t scratch_max = (size_t)1 << 30;

/* The candidate that stands most often outside quotation marks in the first lines. */
static char sniff(struct xc_str text) {
    static const char candidates[] = {',', '\t', ';'};
    size_t counts[sizeof candidates] = {0};
    bool quoted = false;
    for (size_t i = 0; i < text.len && i < sniffed_bytes; i++) {
        if (text.ptr[i] == '"')
            quoted = !quoted;
        for (size_t k = 0; !quoted && k < sizeof candidates; k++) {
            if (text.ptr[i] == candidates[k])
                counts[k]++;
        }
    }
    size_t best = 0;
    for (size_t k = 1; k < sizeof candidates; k++) {
        if (counts[k] > counts[best])
            best = k;
    }
    return candidates[best];
}

void xc_csv_rewind(struct xc_csv *csv) {
    csv->next = csv->text.ptr;
    csv->line = 1;
    /* A first line "sep=;" is how spreadsheets tell each other the separator. */
    struct xc_str head = xc_str_slice(csv->text, 0, 6);
    if (csv->text.len > 6 && xc_str_starts(head, XC_STR("sep=")) &&
        (csv->text.ptr[5] == '\n' || csv->text.ptr[5] == '\r')) {
        csv->separator = csv->text.ptr[4];
        csv->next += csv->text.ptr[5] == '\r' && csv->text.ptr[6] == '\n' ? 7 : 6;
        csv->line = 2;
    }
}

void xc_csv_start(struct xc_csv *csv, struct xc_str text, struct xc_str file) {
    *csv = (struct xc_csv){.text = text, .file = file, .separator = sniff(text)};
    csv->scratch = xc_buffer_make(scratch_max);
    xc_csv_rewind(csv);
}

void xc_csv_free(struct xc_csv *csv) {
    xc_buffer_free(&csv->scratch);
}

/* A cell that starts with a quotation mark at p: returns where its closing mark stands,
 * or NULL. Counts lines; *doubled: it holds doubled marks. */
static const char *closing_quote(struct xc_csv *csv, const char *p, bool *doubled) {
    const char *end = csv->text.ptr + csv->text.len;
    for (p++; p < end; p++) {
        if (*p == '"') {
            if (p + 1 == end || p[1] != '"')
                return p;
            *doubled = true;
            p++;
        } else if (*p == '\n' || (*p == '\r' && p + 1 < end && p[1] != '\n')) {
            csv->line++;
        }
    }
    return NULL;
}

static bool ends_cell(const struct xc_csv *csv, char byte) {
    return byte == csv->separator || byte == '\n' || byte == '\r';
}

/* The end of an unquoted cell. */
static const char *plain_end(const struct xc_csv *csv, const char *p) {
    const char *end = csv->text.ptr + csv->text.len;
    while (p < end && !ends_cell(csv, *p))
        p++;
    return p;
}

static void note_flaw(struct xc_sheet_row *row, enum xc_row_flaw flaw, size_t cell,
                      size_t bytes) {
    if (row->flaw != XC_ROW_SOUND)
        return;
    row->flaw = flaw;
    row->flaw_cell = cell;
    row->flaw_bytes = bytes;
}

static void put_cell(struct xc_sheet_row *row, size_t index, struct xc_str text,
                     const char *at) {
    if (text.len > XC_MAX_FIELD_BYTES)
        note_flaw(row, XC_ROW_LONG_CELL, index, text.len);
    if (index >= XC_SHEET_COLUMNS) {
        if (xc_str_trim(text).len > 0)
            note_flaw(row, XC_ROW_TOO_WIDE, XC_SHEET_COLUMNS - 1, 0);
        return;
    }
    row->cells[index] = (struct xc_cell){.text = text, .at = at};
    row->count = index + 1;
}

/* Halves the doubled marks of the cells in the mask. Done when the row is complete,
 * because the scratch buffer must not move under a cell. */
static int undouble(struct xc_csv *csv, struct xc_sheet_row *row, uint64_t mask,
                    struct xc_error *error) {
    size_t total = 0;
    for (size_t i = 0; i < row->count; i++) {
        if ((mask >> i & 1) != 0)
            total += row->cells[i].text.len;
    }
    xc_buffer_clear(&csv->scratch);
    char *out = xc_buffer_reserve(&csv->scratch, total + 1);
    if (out == NULL)
        return xc_fail_memory(error);
    for (size_t i = 0; i < row->count; i++) {
        if ((mask >> i & 1) == 0)
            continue;
        struct xc_str from = row->cells[i].text;
        char *start = out;
        for (size_t k = 0; k < from.len; k++) {
            *out++ = from.ptr[k];
            if (from.ptr[k] == '"' && k + 1 < from.len && from.ptr[k + 1] == '"')
                k++;
        }
        row->cells[i].text = (struct xc_str){start, (size_t)(out - start)};
    }
    return XC_OK;
}

static int fail_open_quote(const struct xc_csv *csv, const struct xc_sheet_row *row,
                           struct xc_error *error) {
    unsigned line;
    unsigned column;
    size_t cell = row->count > 0 ? row->count - 1 : 0;
    xc_sheet_place(row, cell, &line, &column);
    xc_fail_at(error, XC_EINPUT, csv->file, line, column,
               "this cell begins with a quotation mark that is never closed");
    return xc_hint(error,
                   "close the quotation mark, or take it away; a quotation mark inside a "
                   "quoted cell is written twice");
}

static const char *line_end(struct xc_csv *csv, const char *p) {
    const char *end = csv->text.ptr + csv->text.len;
    if (p == end)
        return p;
    csv->line++;
    return *p == '\r' && p + 1 < end && p[1] == '\n' ? p + 2 : p + 1;
}

int xc_csv_next(struct xc_csv *csv, struct xc_sheet_row *row, struct xc_error *error) {
    const char *end = csv->text.ptr + csv->text.len;
    const char *p = csv->next;
    uint64_t doubled_cells = 0;
    row->count = 0;
    row->flaw = XC_ROW_SOUND;
    row->line = csv->line;
    row->start = p;
    if (p >= end)
        return 0;
    for (size_t index = 0;; index++) {
        const char *at = p;
        struct xc_str text;
        if (p < end && *p == '"') {
            bool doubled = false;
            const char *close = closing_quote(csv, p, &doubled);
            if (close == NULL) {
                put_cell(row, index, (struct xc_str){at, 1}, at);
                return fail_open_quote(csv, row, error);
            }
            text = (struct xc_str){at + 1, (size_t)(close - at - 1)};
            if (doubled && index < XC_SHEET_COLUMNS)
                doubled_cells |= UINT64_C(1) << index;
            p = plain_end(csv, close + 1);
            if (xc_str_trim((struct xc_str){close + 1, (size_t)(p - close - 1)}).len > 0)
                note_flaw(row, XC_ROW_BAD_QUOTE, index, 0);
        } else {
            p = plain_end(csv, p);
            text = (struct xc_str){at, (size_t)(p - at)};
        }
        put_cell(row, index, text, at);
        if (p == end || *p != csv->separator)
            break;
        p++;
    }
    csv->next = line_end(csv, p);
    return doubled_cells == 0 || undouble(csv, row, doubled_cells, error) == XC_OK
               ? 1
               : XC_ENOMEM;
}
