/* The reports of a programme, from their figures: as documents for people, and as JSON
 * (docs/reports.md). A sheet has its arena, catalogue and language already; JSON is a new
 * reference, NULL: no memory. */
#ifndef XC_REPORT_REPORTS_H
#define XC_REPORT_REPORTS_H

#include "report/coverage_figures.h"
#include "report/findings_figures.h"
#include "report/progress_figures.h"
#include "report/ranking_figures.h"
#include "report/sheet.h"
#include "report/workload_figures.h"

void xc_coverage_sheet(const struct xc_report_facts *facts,
                       const struct xc_coverage_figures *figures, struct xc_sheet *sheet);
json_t *xc_coverage_json(const struct xc_report_facts *facts,
                         const struct xc_coverage_figures *figures);

void xc_progress_sheet(const struct xc_report_facts *facts,
                       const struct xc_progress_figures *figures, struct xc_sheet *sheet);
json_t *xc_progress_json(const struct xc_report_facts *facts,
                         const struct xc_progress_figures *figures);

void xc_ranking_sheet(const struct xc_report_facts *facts,
                      const struct xc_ranking_figures *figures, struct xc_sheet *sheet);
json_t *xc_ranking_json(const struct xc_report_facts *facts,
                        const struct xc_ranking_figures *figures);

void xc_workload_sheet(const struct xc_report_facts *facts,
                       const struct xc_workload_figures *figures, struct xc_sheet *sheet);
json_t *xc_workload_json(const struct xc_report_facts *facts,
                         const struct xc_workload_figures *figures);

void xc_findings_sheet(const struct xc_report_facts *facts,
                       const struct xc_findings_figures *figures, struct xc_sheet *sheet);
json_t *xc_findings_json(const struct xc_report_facts *facts,
                         const struct xc_findings_figures *figures);

void xc_next_month_sheet(const struct xc_report_facts *facts,
                         const struct xc_month_figures *figures, struct xc_sheet *sheet);
json_t *xc_next_month_json(const struct xc_report_facts *facts,
                           const struct xc_month_figures *figures);

void xc_ledger_book_sheet(const struct xc_report_facts *facts,
                          const struct xc_month_figures *figures, struct xc_sheet *sheet);
json_t *xc_ledger_book_json(const struct xc_report_facts *facts,
                            const struct xc_month_figures *figures);

#endif
