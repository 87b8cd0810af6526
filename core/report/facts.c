#include "report/facts.h"

void xc_report_settle(struct xc_report_facts *facts) {
    for (size_t i = 0; i < facts->owed_count; i++) {
        struct xc_report_owed *owed = &facts->owed[i];
        const struct xc_report_visit *visit =
            owed->visit == XC_NO_ROW ? NULL : &facts->visits[owed->visit];
        bool done = visit && visit->status == XC_VISIT_DONE;
        owed->day = visit ? visit->date : XC_NO_DATE;
        owed->done = done ? visit->date : XC_NO_DATE;
        owed->flags = visit ? visit->flags : 0;
    }
}
