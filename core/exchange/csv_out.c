#include "exchange/csv_out.h"

#include "base/utf8.h"

#include <string.h>

void xc_csv_begin(struct xc_buffer *out) {
    (void)xc_buffer_puts(out, "\xEF\xBB\xBF");
}

/* What a spreadsheet would take for the beginning of a formula, spaces before it left
 * out. */
static bool starts_formula(struct xc_str text) {
    static const struct xc_str starts[] = {
        XC_STR_INIT("="),  XC_STR_INIT("+"),  XC_STR_INIT("-"),  XC_STR_INIT("@"),
        XC_STR_INIT("\t"), XC_STR_INIT("\r"), XC_STR_INIT("＝"), XC_STR_INIT("＋"),
        XC_STR_INIT("－"), XC_STR_INIT("＠")};
    static const struct xc_str spaces[] = {
        XC_STR_INIT(" "), XC_STR_INIT("\n"), XC_STR_INIT("\xC2\xA0"),
        XC_STR_INIT("\xE3\x80\x80"), XC_STR_INIT("\xEF\xBB\xBF")};
    for (size_t i = 0; i < sizeof spaces / sizeof spaces[0];) {
        if (xc_str_starts(text, spaces[i])) {
            text = xc_str_slice(text, spaces[i].len, text.len);
            i = 0;
        } else {
            i++;
        }
    }
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        if (xc_str_starts(text, starts[i]))
            return true;
    }
    return false;
}

static void separate(struct xc_buffer *out) {
    /* The first cell of a line stands at the start, after a line end or after the BOM. */
    if (out->len > 0 && out->ptr[out->len - 1] != '\n' &&
        !(out->len == 3 && memcmp(out->ptr, "\xEF\xBB\xBF", 3) == 0))
        (void)xc_buffer_putc(out, ',');
}

void xc_csv_cell(struct xc_buffer *out, struct xc_str text) {
    separate(out);
    bool formula = starts_formula(text);
    bool quoted = text.len == 0 || formula;
    for (size_t i = 0; i < text.len && !quoted; i++)
        quoted = strchr(",\"\r\n\t; ", text.ptr[i]) != NULL;
    if (!quoted) {
        (void)xc_buffer_add(out, text);
        return;
    }
    (void)xc_buffer_putc(out, '"');
    if (formula)
        (void)xc_buffer_putc(out, '\'');
    size_t start = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '"')
            continue;
        (void)xc_buffer_add(out, xc_str_slice(text, start, i + 1 - start));
        start = i;
    }
    (void)xc_buffer_add(out, xc_str_slice(text, start, text.len));
    (void)xc_buffer_putc(out, '"');
}

void xc_csv_int(struct xc_buffer *out, int64_t value) {
    separate(out);
    (void)xc_buffer_int(out, value);
}

void xc_csv_end_row(struct xc_buffer *out) {
    (void)xc_buffer_puts(out, "\r\n");
}
