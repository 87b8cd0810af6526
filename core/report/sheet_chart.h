/* Charts of a sheet as SVG inside a page. */
#ifndef XC_REPORT_SHEET_CHART_H
#define XC_REPORT_SHEET_CHART_H

#include "report/html.h"
#include "report/sheet.h"

/* Appends <figure><svg>…</svg></figure>, several where there are more bars than a page
 * holds; nothing where there are no points. number: of the chart on the page, from 1; it
 * makes names in it unique. lies: the paper does. Whole numbers only, so that it looks
 * the same everywhere; to be told apart in print without colours; with its numbers as a
 * description for those who cannot see it. */
void xc_sheet_chart_svg(struct xc_html *html, const struct xc_sheet_chart *chart,
                        unsigned number, bool lies);

#endif
