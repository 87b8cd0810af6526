/* Roll-ups as documents for people and as JSON (docs/figures.md). */
#ifndef XC_REPORT_ROLLUP_REPORT_H
#define XC_REPORT_ROLLUP_REPORT_H

#include "report/rollup_figures.h"
#include "report/sheet.h"

#include <jansson.h>

/* A sheet has its arena, catalogue and language already. */
void xc_rollup_sheet(const struct xc_rollup *rollup, struct xc_sheet *sheet);

/* A new reference; NULL: no memory. */
json_t *xc_rollup_json(const struct xc_rollup *rollup);

#endif
