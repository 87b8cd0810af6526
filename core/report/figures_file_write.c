/* Figures as JSON, to the byte as docs/figures.md says; figures_file_read.c reads it. */
#include "report/figures_file.h"

#include "base/utf8.h"

static void put_text(struct xc_buffer *out, struct xc_str text) {
    (void)xc_buffer_putc(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\') {
            (void)xc_buffer_putc(out, '\\');
        }
        (void)xc_buffer_putc(out, text.ptr[i]);
    }
    (void)xc_buffer_putc(out, '"');
}

static void put_member(struct xc_buffer *out, const char *before, struct xc_str text) {
    (void)xc_buffer_puts(out, before);
    put_text(out, text);
}

static struct xc_str of_row(const struct xc_figures_row *row,
                            char span[XC_FIGURES_SPAN_TEXT]) {
    switch (row->part) {
    case XC_FIGURES_KIND:
        return xc_str_from(xc_words_english(XC_WORDS_KIND, row->kind));
    case XC_FIGURES_AREA:
        return row->code;
    case XC_FIGURES_PERIOD:
    case XC_FIGURES_MONTH:
    case XC_FIGURES_HALF:
        xc_figures_span_text(row->span, span);
        return xc_str_from(span);
    case XC_FIGURES_TOTAL:
    case XC_FIGURES_PARTS:
    default:
        return XC_STR("");
    }
}

static void put_row(struct xc_buffer *out, const struct xc_figures_row *row) {
    char span[XC_FIGURES_SPAN_TEXT];
    (void)xc_buffer_puts(out, "{\"counts\":{");
    for (size_t i = 0; i < XC_RATES_COUNTS; i++) {
        (void)xc_buffer_printf(out, "%s\"%s\":%llu", i ? "," : "", xc_rates_word(i),
                               (unsigned long long)xc_rates_value(&row->counts, i));
    }
    put_member(out, "},\"name\":", row->name);
    put_member(out, ",\"of\":", of_row(row, span));
    put_member(out, ",\"part\":", xc_str_from(xc_figures_part_word(row->part)));
    (void)xc_buffer_putc(out, '}');
}

/* What the reader takes: short, and without anything that is not seen. */
static int check_text(struct xc_str text, struct xc_error *error) {
    if (text.len > XC_FIGURES_TEXT_BYTES) {
        return xc_fail(error, XC_EINPUT, "'%.*s' is longer than figures hold (%d bytes)",
                       XC_PRI(text), (int)XC_FIGURES_TEXT_BYTES);
    }
    return xc_utf8_valid(text, NULL) && xc_utf8_forbidden(text) == 0
               ? XC_OK
               : xc_fail(error, XC_EINPUT,
                         "'%.*s' holds characters that nobody can see: figures hold none",
                         XC_PRI(text));
}

static int check_texts(const struct xc_figures_file *file, struct xc_error *error) {
    const struct xc_str texts[] = {file->office, file->office_name, file->programme,
                                   file->title};
    int rc = XC_OK;
    for (size_t i = 0; i < sizeof texts / sizeof *texts && rc == XC_OK; i++) {
        rc = check_text(texts[i], error);
    }
    for (size_t i = 0; i < file->row_count && rc == XC_OK; i++) {
        rc = check_text(file->rows[i].code, error);
        rc = rc == XC_OK ? check_text(file->rows[i].name, error) : rc;
    }
    return rc;
}

int xc_figures_file_body(const struct xc_figures_file *file, struct xc_buffer *out,
                         struct xc_error *error) {
    char day[11], made[21], period[XC_FIGURES_SPAN_TEXT];
    int rc = check_texts(file, error);
    xc_date_format(file->as_of, day);
    xc_instant_format(file->made, made);
    xc_figures_span_text(file->period, period);
    put_member(out, "{\"as_of\":", xc_str_from(day));
    put_member(out, ",\"format\":", XC_STR(XC_FIGURES_FORMAT));
    put_member(out, ",\"made\":", xc_str_from(made));
    put_member(out, ",\"office\":{\"code\":", file->office);
    put_member(out, ",\"name\":", file->office_name);
    put_member(out, "},\"period\":", xc_str_from(period));
    put_member(out, ",\"programme\":", file->programme);
    (void)xc_buffer_puts(out, ",\"rows\":[");
    for (size_t i = 0; i < file->row_count; i++) {
        (void)xc_buffer_puts(out, i ? "," : "");
        put_row(out, &file->rows[i]);
    }
    put_member(out, "],\"title\":", file->title);
    (void)xc_buffer_printf(out, ",\"year\":%d}", file->year);
    return rc == XC_OK && out->failed ? xc_fail_memory(error) : rc;
}

int xc_figures_file_wrap(struct xc_str body, struct xc_str key,
                         const uint8_t signature[XC_SIGNATURE_BYTES],
                         struct xc_buffer *out, struct xc_error *error) {
    (void)xc_buffer_puts(out, "{\"figures\":");
    (void)xc_buffer_add(out, body);
    if (signature) {
        put_member(out, ",\"key\":", key);
        (void)xc_buffer_puts(out, ",\"signature\":\"");
        (void)xc_buffer_hex(out, signature, XC_SIGNATURE_BYTES);
        (void)xc_buffer_putc(out, '"');
    }
    (void)xc_buffer_puts(out, "}\n");
    return out->failed ? xc_fail_memory(error) : XC_OK;
}
