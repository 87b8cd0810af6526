/* What a programme owes, gathered from its workspace. */
#ifndef XC_PUBLISH_DUE_GATHER_H
#define XC_PUBLISH_DUE_GATHER_H

#include "report/due_report.h"
#include "workspace/load.h"

struct xc_due_gathered {
    struct xc_due_report report;
    struct xc_due_facts facts; /* private, as all below */
    struct xc_due_figures figures;
    struct xc_loaded loaded;
    struct xc_arena *arena;
};

/* The due items of a programme as they were at the end of a day (XC_NO_DATE: today), or
 * are now where it is not over. XC_ENO: there was no plan of it; XC_EUSAGE: a day to
 * come. Free also after a failure. */
int xc_due_gather(const struct xc_session *session, struct xc_str programme,
                  xc_date as_of, struct xc_due_gathered *out, struct xc_error *error);
void xc_due_gathered_free(struct xc_due_gathered *gathered);

#endif
