/* A sheet as one HTML file for A4 paper. */
#include "report/html.h"
#include "report/sheet.h"
#include "report/sheet_chart.h"
#include "report/sheet_widths.h"

/* What the paper says about itself. */
static const char standing[] = "<style>@page{size:A4;margin:18mm 16mm;";
static const char lying[] = "<style>@page{size:A4 landscape;margin:16mm 18mm;";

static const char style[] =
    "@bottom-center{content:counter(page) \" / \" counter(pages)}}"
    "body{font:10.5pt/1.5 \"Noto Serif CJK SC\",\"Source Han Serif SC\",SimSun,"
    "\"Noto Serif\",serif;color:#111;margin:0 auto;padding:4mm}"
    "h1{font-size:18pt;text-align:center;margin:0 0 2mm}"
    ".subtitle{text-align:center;margin:0 0 5mm}"
    "h2{font-size:12.5pt;border-bottom:1px solid #111;margin:7mm 0 2mm;"
    "break-after:avoid}"
    "table{border-collapse:collapse;width:100%;margin:2mm 0;font-size:9.5pt}"
    "th,td{border:1px solid #888;padding:.8mm 1.6mm;text-align:left;vertical-align:top;"
    "overflow-wrap:break-word}td:first-child{overflow-wrap:anywhere}"
    ".wide{font-size:8pt}.wide th,.wide td{padding:.6mm 1mm}"
    "thead{display:table-header-group}tr{break-inside:avoid}"
    "th{background:#f0f0f0;font-weight:600}"
    ".facts th{width:30%}.facts td{word-break:break-word}"
    ".number{text-align:right}"
    ".notice{border:2px solid #111;padding:2mm 4mm;margin:3mm 0;break-inside:avoid}"
    ".notice p{margin:.5mm 0;overflow-wrap:anywhere}p{margin:1mm 0}"
    ".day{white-space:nowrap}.total{break-before:avoid}.group{break-after:avoid}"
    ".total td,.group td{font-weight:600;border-top:2px solid #111}"
    ".detail td:first-child{padding-left:5mm}"
    ".struck td:not(:last-child){text-decoration:line-through;color:#555}"
    ".prose{text-indent:2em;margin:2mm 0}"
    ".issued{text-align:right;margin-top:10mm;break-inside:avoid}"
    ".issued p{margin:1mm 8mm}"
    "figure{margin:3mm auto;max-width:178mm;break-inside:avoid}"
    "svg{display:block;width:100%}"
    ".signs{display:flex;flex-wrap:wrap;gap:6mm 8mm;margin-top:12mm;"
    "break-inside:avoid}.signs p{flex:1 1 48mm;margin:0;line-height:2.2}"
    ".signs i{display:inline-block;width:28mm;border-bottom:1px solid #111}"
    "body{max-width:";

static void element(struct xc_html *html, const char *open, struct xc_str text,
                    const char *close) {
    xc_html_raw(html, open);
    xc_html_text(html, text);
    xc_html_raw(html, close);
}

static void html_cell(struct xc_html *html, const struct xc_sheet_part *part,
                      const struct xc_sheet_cell *cell, size_t column) {
    bool head = !part->headed && column == 0;
    bool right = (part->numbers >> column & 1u) != 0;
    xc_html_raw(html, head                         ? "<th>"
                      : right                      ? "<td class=number>"
                      : cell->kind == XC_CELL_DATE ? "<td class=day>"
                                                   : "<td>");
    xc_html_text(html, cell->text);
    xc_html_raw(html, head ? "</th>" : "</td>");
}

/* More columns than fit on the paper with letters of the usual size. */
enum { WIDE_COLUMNS = 9 };

/* In tenths of a per cent. */
static void html_widths(struct xc_html *html, const struct xc_sheet_part *part,
                        bool lies) {
    unsigned widths[XC_TABLE_COLUMNS], sum = 0;
    (void)xc_sheet_widths(part, lies ? XC_SHEET_LYING : XC_SHEET_STANDING, widths);
    for (size_t i = 0; i < part->columns; i++) {
        sum += widths[i];
    }
    xc_html_raw(html, "<colgroup>");
    for (size_t i = 0; i < part->columns; i++) {
        unsigned tenths = widths[i] * 1000 / sum;
        xc_buffer_printf(html->out, "<col style=\"width:%u.%u%%\">", tenths / 10,
                         tenths % 10);
    }
    xc_html_raw(html, "</colgroup>\n");
}

static void html_table(struct xc_html *html, const struct xc_sheet_part *part,
                       bool lies) {
    const char *table = !part->headed                   ? "<table class=facts>"
                        : part->columns >= WIDE_COLUMNS ? "<table class=wide>"
                                                        : "<table>";
    xc_html_raw(html, table);
    if (part->headed && part->columns >= WIDE_COLUMNS) {
        html_widths(html, part, lies);
    }
    if (part->headed) {
        xc_html_raw(html, "<thead><tr>");
        for (size_t i = 0; i < part->columns; i++) {
            bool right = (part->numbers >> i & 1u) != 0;
            element(html, right ? "<th class=number>" : "<th>", part->heads[i], "</th>");
        }
        xc_html_raw(html, "</tr></thead>\n");
    }
    for (const struct xc_sheet_row *row = part->first; row; row = row->next) {
        xc_html_raw(html, xc_sheet_heads_details(row) ? "<tr class=group>"
                          : row->total                ? "<tr class=total>"
                          : row->detail               ? "<tr class=detail>"
                          : row->struck               ? "<tr class=struck>"
                                                      : "<tr>");
        for (size_t i = 0; i < part->columns; i++) {
            html_cell(html, part, &row->cells[i], i);
        }
        xc_html_raw(html, "</tr>\n");
    }
    xc_html_raw(html, "</table>\n");
}

static void html_part(struct xc_html *html, const struct xc_sheet_part *part, bool lies,
                      unsigned *charts) {
    if (part->title.len) {
        element(html, "<h2>", part->title, "</h2>\n");
    }
    for (const struct xc_sheet_chart *one = part->charts; one; one = one->next) {
        xc_sheet_chart_svg(html, one, ++*charts, lies);
    }
    if (part->first) {
        html_table(html, part, lies);
    }
    for (const struct xc_sheet_line *one = part->notes.first; one; one = one->next) {
        element(html, part->prose ? "<p class=prose>" : "<p>", one->text, "</p>\n");
    }
}

static void html_issued(struct xc_html *html, const struct xc_sheet_lines *issued) {
    xc_html_raw(html, issued->first ? "<div class=issued>\n" : "");
    for (const struct xc_sheet_line *one = issued->first; one; one = one->next) {
        element(html, "<p>", one->text, "</p>\n");
    }
    xc_html_raw(html, issued->first ? "</div>\n" : "");
}

static void html_signs(struct xc_html *html, const struct xc_sheet_lines *signs) {
    xc_html_raw(html, signs->first ? "<div class=signs>\n" : "");
    for (const struct xc_sheet_line *one = signs->first; one; one = one->next) {
        xc_html_raw(html, "<p>");
        xc_html_say(html, "%.*s: ", XC_PRI(one->text));
        xc_html_raw(html, "<i></i><br>");
        xc_html_say(html, "Date: ");
        xc_html_raw(html, "<i></i></p>\n");
    }
    xc_html_raw(html, signs->first ? "</div>\n" : "");
}

int xc_sheet_write_html(const struct xc_sheet *sheet, struct xc_buffer *out,
                        struct xc_error *error) {
    struct xc_html html = {.out = out, .catalogue = sheet->catalogue};
    unsigned charts = 0;
    bool lies = xc_sheet_lies(sheet);
    xc_html_raw(&html, "<!DOCTYPE html>\n<html lang=\"");
    xc_html_raw(&html, sheet->chinese ? "zh-CN" : "en");
    xc_html_raw(&html, "\"><head><meta charset=\"utf-8\"><title>");
    xc_html_text(&html, sheet->title);
    xc_html_raw(&html, "</title>\n");
    xc_html_raw(&html, lies ? lying : standing);
    xc_html_raw(&html, style);
    xc_html_raw(&html, lies ? "261mm}</style>\n" : "178mm}</style>\n");
    element(&html, "</head><body>\n<h1>", sheet->title, "</h1>\n");
    if (sheet->subtitle.len) {
        element(&html, "<p class=subtitle>", sheet->subtitle, "</p>\n");
    }
    if (sheet->warnings.first) {
        xc_html_raw(&html, "<div class=notice>");
        for (const struct xc_sheet_line *one = sheet->warnings.first; one;
             one = one->next) {
            element(&html, "<p>", one->text, "</p>\n");
        }
        xc_html_raw(&html, "</div>\n");
    }
    for (const struct xc_sheet_part *part = sheet->first; part; part = part->next) {
        html_part(&html, part, lies, &charts);
    }
    html_issued(&html, &sheet->issued);
    html_signs(&html, &sheet->signs);
    xc_html_raw(&html, "</body></html>\n");
    return sheet->failed || out->failed ? xc_fail_memory(error) : XC_OK;
}
