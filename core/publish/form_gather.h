/* What stands on an office's paper about visits, draws and plans, as data: for the forms
 * of report/form.h, for forms of the office's own (exchange/template.h), and as JSON
 * (docs/forms.md). */
#ifndef XC_PUBLISH_FORM_GATHER_H
#define XC_PUBLISH_FORM_GATHER_H

#include "report/form.h"
#include "workspace/session.h"

struct xc_form_options {
    enum xc_form form;
    struct xc_str programme;
    xc_date as_of;            /* XC_NO_DATE: today */
    struct xc_window window;  /* visits in it; XC_NO_DATE: no bound */
    struct xc_str visit;      /* only this one; empty: all */
    enum xc_viewer_role role; /* for whom; 0: the planner */
    bool issue;               /* the papers themselves are written: number them */
};

/* A new reference: {…, "documents":[…]}, one for each paper, in the order of days. Visits
 * that the reader may not see whole have none. XC_ENO: there was no plan yet, or there is
 * no such visit; XC_EUSAGE: a day to come. */
int xc_form_gather(const struct xc_session *session,
                   const struct xc_form_options *options, json_t **data,
                   struct xc_error *error);

#endif
