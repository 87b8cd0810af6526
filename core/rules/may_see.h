/* Who may see what, when: the one function that exports, feeds, reports, pages and
 * explain ask. */
#ifndef XC_RULES_MAY_SEE_H
#define XC_RULES_MAY_SEE_H

#include "rules/rules.h"

enum xc_visit_status {
    XC_VISIT_DRAFT = 1,
    XC_VISIT_PUBLISHED,
    XC_VISIT_ACCEPTED,
    XC_VISIT_DONE,
    XC_VISIT_CANCELLED,
    XC_VISIT_VOID
};
const char *xc_visit_status_word(enum xc_visit_status status);
enum xc_visit_status xc_visit_status_parse(struct xc_str word); /* 0: unknown */

enum xc_sight {
    XC_SEE_NOTHING = 0, /* as if it did not exist */
    XC_SEE_BUSY,        /* that the people are busy then, and no more */
    XC_SEE_ALL
};

struct xc_viewer {
    enum xc_viewer_role role;
    bool is_own; /* the viewer sits in the visit's crew (inspector), or the feed is theirs
                  */
};

/* True for the roles that see drafts, due items and everybody's visits: admin, planner,
 * auditor. */
bool xc_viewer_sees_plans(enum xc_viewer_role role);

/* The instant at which the embargo of a visit on `date` ends, XC_NO_INSTANT without
 * embargo. Fails where the working days needed are not known. */
int xc_embargo_end(const struct xc_embargo *embargo, const struct xc_workdays *workdays,
                   xc_date date, int offset_minutes, xc_instant *end,
                   struct xc_error *error);

/* Drafts and void visits are seen by admin, planner and auditor only. Inspectors and
 * feeds see only their own visits. While the embargo lasts, the roles it hides the visit
 * from see BUSY for their own visits and NOTHING of others; a visit hidden from
 * inspectors is hidden from feeds too. The public sees published, accepted, done and
 * cancelled visits only after their embargo, and never a cancelled one that had an
 * embargo, because it may have been cancelled before its end. An embargo whose end is
 * XC_NO_INSTANT lasts for good; embargo may be NULL. */
enum xc_sight xc_may_see(const struct xc_viewer *viewer, enum xc_visit_status status,
                         const struct xc_embargo *embargo, xc_instant embargo_end,
                         xc_instant now);

#endif
