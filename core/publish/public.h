/* What an office publishes about one programme, gathered from its workspace. */
#ifndef XC_PUBLISH_PUBLIC_H
#define XC_PUBLISH_PUBLIC_H

#include "report/public_report.h"
#include "workspace/load.h"

struct xc_public {
    struct xc_public_report report;
    struct xc_public_figures figures;
    struct xc_loaded loaded; /* private */
    struct xc_register *reg; /* private: where no plan was loaded */
    struct xc_arena *arena;  /* private */
};

/* The figures of a programme as they were at the end of a day (XC_NO_DATE: today), or are
 * now where it is not over: the same for good once it is. Only what the public might see
 * then. XC_ENO: nothing is known of the programme; XC_EUSAGE: a day to come. Free also
 * after a failure. */
int xc_public_gather(const struct xc_session *session, struct xc_str programme,
                     xc_date as_of, struct xc_public *out, struct xc_error *error);
void xc_public_free(struct xc_public *gathered);

#endif
