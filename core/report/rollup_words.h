/* What a roll-up calls things, and its tables of sums. Private to core/report. */
#ifndef XC_REPORT_ROLLUP_WORDS_H
#define XC_REPORT_ROLLUP_WORDS_H

#include "report/rollup_report.h"

/* "东县 (320281)", the code alone of what has no name. */
struct xc_str xc_rollup_name_text(struct xc_str name, struct xc_str code,
                                  struct xc_sheet *sheet);
struct xc_str xc_rollup_office_text(const struct xc_rollup *rollup, uint32_t office,
                                    struct xc_sheet *sheet);
struct xc_str xc_rollup_span_text(struct xc_figures_span span, struct xc_sheet *sheet);

/* What a row is of: a kind, an area, a month …; "total". */
struct xc_str xc_rollup_row_text(const struct xc_figures_row *row,
                                 struct xc_sheet *sheet);
/* Where a contradiction stands: "in/a.xlsx, F12", "in/b.json:1:240". */
struct xc_str xc_rollup_place_text(const struct xc_rollup_file *file,
                                   const struct xc_contradiction *one,
                                   struct xc_sheet *sheet);
struct xc_str xc_rollup_seal_text(enum xc_figures_seal seal, struct xc_sheet *sheet);

/* The parts with sums: by office, kind and month; and the areas of each office beneath
 * it. */
void xc_rollup_sums(const struct xc_rollup *rollup, struct xc_sheet *sheet);
void xc_rollup_areas(const struct xc_rollup *rollup, struct xc_sheet *sheet);

#endif
