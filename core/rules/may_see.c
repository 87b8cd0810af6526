#include "rules/may_see.h"

#include "rules/read.h"

bool xc_viewer_sees_plans(enum xc_viewer_role role) {
    return role == XC_VIEWER_ADMIN || role == XC_VIEWER_PLANNER ||
           role == XC_VIEWER_AUDITOR;
}

int xc_embargo_end(const struct xc_embargo *embargo, const struct xc_workdays *workdays,
                   xc_date date, int offset_minutes, xc_instant *end,
                   struct xc_error *error) {
    *end = XC_NO_INSTANT;
    if (embargo == NULL || !embargo->set) {
        return XC_OK;
    }
    xc_date day = date;
    if (embargo->until != XC_NO_DATE) {
        day = embargo->until;
    } else if (embargo->before > 0 && embargo->workdays) {
        int code = xc_workdays_step(workdays, date, -(int)embargo->before, &day, error);
        if (code != XC_OK) {
            return code;
        }
    } else {
        day = date - (xc_date)embargo->before;
    }
    *end = xc_instant_make(day, embargo->minutes, offset_minutes);
    return XC_OK;
}

unsigned xc_rules_hidden(const struct xc_embargo *embargo) {
    unsigned hidden = embargo->hidden | 1u << XC_VIEWER_PUBLIC;
    if ((hidden & 1u << XC_VIEWER_INSPECTOR) != 0) {
        hidden |= 1u << XC_VIEWER_FEED;
    }
    return hidden;
}

/* By role and status alone. */
static bool entitled(const struct xc_viewer *viewer, enum xc_visit_status status) {
    bool open = status == XC_VISIT_PUBLISHED || status == XC_VISIT_ACCEPTED ||
                status == XC_VISIT_DONE || status == XC_VISIT_CANCELLED;
    bool inside = status == XC_VISIT_DRAFT || status == XC_VISIT_VOID;
    switch (viewer->role) {
    case XC_VIEWER_ADMIN:
    case XC_VIEWER_PLANNER:
    case XC_VIEWER_AUDITOR:
        return open || inside;
    case XC_VIEWER_INSPECTOR:
    case XC_VIEWER_FEED:
        return open && viewer->is_own;
    case XC_VIEWER_PUBLIC:
        return open;
    case XC_VIEWER_COUNT:
    default:
        return false;
    }
}

enum xc_sight xc_may_see(const struct xc_viewer *viewer, enum xc_visit_status status,
                         const struct xc_embargo *embargo, xc_instant embargo_end,
                         xc_instant now) {
    if (!entitled(viewer, status)) {
        return XC_SEE_NOTHING;
    }
    if (embargo == NULL || !embargo->set) {
        return XC_SEE_ALL;
    }
    /* When it was cancelled is not known here, so every embargoed one might have been
     * before. */
    if (viewer->role == XC_VIEWER_PUBLIC && status == XC_VISIT_CANCELLED) {
        return XC_SEE_NOTHING;
    }
    /* An end that nobody could work out never comes. */
    bool lasts = embargo_end == XC_NO_INSTANT || now < embargo_end;
    if (!lasts || (xc_rules_hidden(embargo) & 1u << viewer->role) == 0) {
        return XC_SEE_ALL;
    }
    return viewer->is_own && viewer->role != XC_VIEWER_PUBLIC ? XC_SEE_BUSY
                                                              : XC_SEE_NOTHING;
}
