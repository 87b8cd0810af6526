/* What a programme owes, from its figures: as a document for people, and as JSON
 * (docs/reports.md). */
#ifndef XC_REPORT_DUE_REPORT_H
#define XC_REPORT_DUE_REPORT_H

#include "report/due_figures.h"
#include "report/sheet.h"

#include <jansson.h>

struct xc_due_report {
    const struct xc_due_figures *figures;
    struct xc_str office, office_name; /* code; name: empty where it has none */
    const struct xc_register *reg;     /* for names of targets and areas */
};

/* Fills a sheet that has its arena, catalogue and language. What is overdue stands first,
 * then whom to chase, what is to be written now, and what comes in the next month. */
void xc_due_sheet(const struct xc_due_report *report, struct xc_sheet *sheet);

/* A new reference; NULL: no memory. Every item, and the sums. */
json_t *xc_due_json(const struct xc_due_report *report);

#endif
