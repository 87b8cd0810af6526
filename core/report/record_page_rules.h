/* The rules of a draw in sentences. Private to core/report. */
#ifndef XC_REPORT_RECORD_PAGE_RULES_H
#define XC_REPORT_RECORD_PAGE_RULES_H

#include "draw/urn.h"
#include "report/html.h"

/* A list of sentences, and the rules as they were committed to. */
void xc_record_page_rules(struct xc_html *html, const struct xc_urn *urn);

#endif
