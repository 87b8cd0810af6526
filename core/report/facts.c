#include "report/facts.h"

static const struct xc_report_visit *done_by(const struct xc_report_facts *facts,
                                             const struct xc_report_owed *owed,
                                             xc_date by) {
    const struct xc_report_visit *visit =
        owed->visit == XC_NO_ROW ? NULL : &facts->visits[owed->visit];
    return visit && visit->status == XC_VISIT_DONE && visit->date <= by ? visit : NULL;
}

bool xc_owed_done(const struct xc_report_facts *facts, const struct xc_report_owed *owed,
                  xc_date by) {
    return done_by(facts, owed, by) != NULL;
}

bool xc_owed_checked(const struct xc_report_facts *facts,
                     const struct xc_report_owed *owed, xc_date by) {
    const struct xc_report_visit *visit = done_by(facts, owed, by);
    return visit && (visit->flags & XC_REPORT_CHECK);
}
