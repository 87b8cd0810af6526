/* Public notices as data: for report/notice.h, for forms of the office's own, and as JSON
 * (docs/reports.md). Whatever is in them, everybody may know it on their day. */
#ifndef XC_PUBLISH_NOTICES_H
#define XC_PUBLISH_NOTICES_H

#include "report/notice.h"
#include "workspace/session.h"

struct xc_notice_options {
    enum xc_notice notice;
    struct xc_str programme;
    xc_date as_of;           /* XC_NO_DATE: today */
    struct xc_window window; /* results: of visits made in it; XC_NO_DATE: no bound */
    struct xc_str draw;      /* draw: only this one; empty: all */
    unsigned number;         /* results: the notice of this number as it was published,
                                with what became of it since; 0: what would be the next */
    bool all;                /* results: all that was ever published */
};

/* A new reference, in the session's language. XC_ENO: there was no plan yet, or none that
 * is approved, or no such draw or notice; XC_EUSAGE: a day to come. */
int xc_notice_gather(const struct xc_session *session,
                     const struct xc_notice_options *options, json_t **data,
                     struct xc_error *error);

#endif
