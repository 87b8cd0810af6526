/* Public notices (公示): the plan of a year, a draw, results of visits, as letters for
 * everybody, made of data (docs/reports.md). */
#ifndef XC_REPORT_NOTICE_H
#define XC_REPORT_NOTICE_H

#include "report/sheet.h"
#include "store/outcomes.h"

#include <jansson.h>

enum xc_notice {
    XC_NOTICE_PLAN = 1, /* 年度检查计划公示 */
    XC_NOTICE_DRAW,     /* 抽查公告 */
    XC_NOTICE_RESULTS   /* 检查结果公示 */
};
const char *xc_notice_word(enum xc_notice notice);  /* plan, draw, results */
enum xc_notice xc_notice_parse(struct xc_str word); /* 0: there is none */

/* What everybody may read of a result: a gettext id. What was found, and by whom, stays
 * with the office. */
const char *xc_notice_result(enum xc_outcome_result result);

/* Fills a sheet that has its arena, catalogue and language. */
void xc_notice_sheet(enum xc_notice notice, const json_t *data, struct xc_sheet *sheet);

#endif
