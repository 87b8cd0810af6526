/* The report on one case (重大案件报告): how it was found, what happened, how it ended
 * and on what basis. */
#ifndef XC_REPORT_CASE_SHEET_H
#define XC_REPORT_CASE_SHEET_H

#include "casework/cases.h"
#include "register/register.h"
#include "report/sheet.h"

struct xc_case_report {
    const struct xc_case *record;
    struct xc_str programme;           /* title */
    struct xc_str office, office_name; /* code; name: empty where it has none */
    xc_date as_of;
    const struct xc_register *reg; /* for the target's name */
};

/* Fills a sheet that has its arena, catalogue and language. What is not known yet says
 * that it is to be filled in. */
void xc_case_sheet(const struct xc_case_report *report, struct xc_sheet *sheet);

#endif
