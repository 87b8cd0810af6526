#include "report/rollup_words.h"

#include "report/figures.h"

struct xc_str xc_rollup_name_text(struct xc_str name, struct xc_str code,
                                  struct xc_sheet *sheet) {
    return name.len > 0 ? xc_sheet_text(sheet, "%.*s (%.*s)", XC_PRI(name), XC_PRI(code))
                        : code;
}

struct xc_str xc_rollup_office_text(const struct xc_rollup *rollup, uint32_t row,
                                    struct xc_sheet *sheet) {
    const struct xc_rollup_office *office = &rollup->offices[row];
    return xc_rollup_name_text(office->name, office->code, sheet);
}

struct xc_str xc_rollup_span_text(struct xc_figures_span span, struct xc_sheet *sheet) {
    char text[XC_FIGURES_SPAN_TEXT];
    xc_figures_span_text(span, text);
    return xc_sheet_keep(sheet, xc_str_from(text));
}

struct xc_str xc_rollup_row_text(const struct xc_figures_row *row,
                                 struct xc_sheet *sheet) {
    switch (row->part) {
    case XC_FIGURES_KIND:
        return xc_figures_kind(row->kind, sheet);
    case XC_FIGURES_AREA:
        return row->code.len == 0
                   ? xc_str_from(xc_text(sheet->catalogue, XC_MSG("elsewhere")))
                   : xc_rollup_name_text(row->name, row->code, sheet);
    case XC_FIGURES_PERIOD:
    case XC_FIGURES_MONTH:
    case XC_FIGURES_HALF:
        return xc_rollup_span_text(row->span, sheet);
    case XC_FIGURES_TOTAL:
    case XC_FIGURES_PARTS:
    default:
        return xc_sheet_text(sheet, "total");
    }
}

struct xc_str xc_rollup_place_text(const struct xc_rollup_file *file,
                                   const struct xc_contradiction *one,
                                   struct xc_sheet *sheet) {
    struct xc_buffer text = xc_buffer_make(1 << 16);
    char place[XC_FIGURES_PLACE_TEXT];
    xc_figures_place(file->figures, one->row, one->field, place);
    (void)xc_buffer_add(&text, file->path);
    (void)xc_buffer_puts(&text, file->figures->shape == XC_FIGURES_WORKBOOK ? ", " : ":");
    (void)xc_buffer_puts(&text, place);
    struct xc_str kept = xc_sheet_keep(sheet, xc_buffer_view(&text));
    sheet->failed = sheet->failed || text.failed;
    xc_buffer_free(&text);
    return kept;
}

struct xc_str xc_rollup_seal_text(enum xc_figures_seal seal, struct xc_sheet *sheet) {
    static const char *const ids[XC_FIGURES_SEALS] = {
        [XC_FIGURES_BROKEN] = XC_MSG("wrong signature"),
        [XC_FIGURES_FOREIGN] = XC_MSG("not its office's key"),
        [XC_FIGURES_UNSIGNED] = XC_MSG("not signed"),
        [XC_FIGURES_UNKNOWN] = XC_MSG("signed, key not known"),
        [XC_FIGURES_TRUSTED] = XC_MSG("signed, key known"),
    };
    return xc_str_from(xc_text(sheet->catalogue, ids[seal]));
}
