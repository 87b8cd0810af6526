/* The working books beside that of a month's visits, gathered from the workspace. */
#ifndef XC_PUBLISH_BOOK_GATHER_H
#define XC_PUBLISH_BOOK_GATHER_H

#include "publish/report_gather.h"
#include "report/books.h"

/* Leads, cases and results of the whole office as the end of the gathered day knew them,
 * without the results of visits that an embargo still hid from the reader then, whichever
 * programme they are of. Lives as long as gathered. */
int xc_book_gather(const struct xc_session *session, const struct xc_gathered *gathered,
                   struct xc_book_facts *book, struct xc_error *error);

#endif
