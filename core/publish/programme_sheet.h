/* What there is to know of a programme at a glance, and of its plan: for whoever looks at
 * a list of programmes, or at one, on a page. */
#ifndef XC_PUBLISH_PROGRAMME_SHEET_H
#define XC_PUBLISH_PROGRAMME_SHEET_H

#include "workspace/load.h"

#include <jansson.h>

struct xc_programme_sheet {
    const struct xc_session *session;
    const struct xc_loaded *loaded;
    enum xc_viewer_role role; /* whoever does not see plans has what is published */
};

/* False where the reader may not know of the plan at all: a draft, for those who do not
 * see plans. */
bool xc_programme_sheet_shows(const struct xc_programme_sheet *sheet,
                              const struct xc_loaded_plan *plan);

/* A programme's row, new:
 *
 *   id title year office number policy as_of made provisional
 *   status     draft or approved; approved: by, at, until (null: all of it), or null
 *   visits     how many of each status; of those that the reader sees
 *   months     month, visits; by the day of the visit, without gaps
 *   stages     id title plugin kind nature method basis from to opens after state (waits,
 *              open, over) visits
 *   targets, unmet       of the plan
 *   overdue, next_due    reports that are late; the next one, or null
 *
 * What only planners see (targets, unmet, overdue, next_due) is 0 and null for others. */
int xc_programme_sheet_row(const struct xc_programme_sheet *sheet,
                           const struct xc_loaded_plan *plan, json_t **row,
                           struct xc_error *error);

/* Adds to a row what is worth knowing of one programme: register, rules (digests), phases
 * and milestones, params as they were set, and plan, which is what plan.json says beside
 * the visits (null for those who do not see plans). */
int xc_programme_sheet_add(const struct xc_programme_sheet *sheet,
                           const struct xc_loaded_plan *plan, json_t *row,
                           struct xc_error *error);

#endif
