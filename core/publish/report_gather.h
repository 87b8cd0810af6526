/* The facts of a report, gathered from the workspace. */
#ifndef XC_PUBLISH_REPORT_GATHER_H
#define XC_PUBLISH_REPORT_GATHER_H

#include "report/facts.h"
#include "workspace/load.h"

struct xc_gathered {
    struct xc_report_facts facts;
    struct xc_loaded loaded;    /* the plan and the register of the day */
    struct xc_register *frozen; /* private: of the day the base was frozen, where it is
                                   another one */
    struct xc_arena *arena;     /* private */
};

/* What a programme was at the end of a day (XC_NO_DATE: today), or is now where that is
 * not over: the same for good once it is. role: for whom (0: the office's planners).
 * Those who see plans have visits that an embargo hides from them counted, and marked as
 * hidden; for all others such visits do not exist. XC_ENO: there was no plan, or none
 * that the role may know of; XC_EUSAGE: a day to come. owed: false for reports of visits
 * and results alone; what is owed, targets' states and items stay empty then. Free also
 * after a failure. */
int xc_report_gather(const struct xc_session *session, struct xc_str programme,
                     xc_date as_of, enum xc_viewer_role role, bool owed,
                     struct xc_gathered *out, struct xc_error *error);
void xc_gathered_free(struct xc_gathered *gathered);

#endif
