/* The reports of a programme by their names, from its workspace to a document or to JSON.
 */
#ifndef XC_PUBLISH_REPORTS_H
#define XC_PUBLISH_REPORTS_H

#include "report/books.h"
#include "workspace/session.h"

struct xc_report_request {
    struct xc_str kind; /* coverage, progress, ranking, workload, findings, next-month,
                           ledger-book */
    struct xc_str programme;
    xc_date as_of;            /* XC_NO_DATE: today */
    enum xc_viewer_role role; /* 0: the office's planners */
    enum xc_book book;        /* of ledger-book */
};

/* Fills the sheet, or where that is NULL makes the JSON (owned by the caller). XC_EUSAGE:
 * no such kind, a day to come, or a role that it is not for: inspectors have their feeds,
 * and the public learns neither of findings nor of people. */
int xc_report_make(const struct xc_session *session,
                   const struct xc_report_request *request, struct xc_sheet *sheet,
                   json_t **json, struct xc_error *error);

#endif
