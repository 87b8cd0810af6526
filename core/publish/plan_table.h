/* The public table of a programme's inspections (涉企行政检查计划): a row for each
 * obligation. It names groups and numbers, never targets, so an embargo does not touch
 * it; its numbers stand for the register that the plan was made from, whatever opened or
 * closed since. */
#ifndef XC_PUBLISH_PLAN_TABLE_H
#define XC_PUBLISH_PLAN_TABLE_H

#include "workspace/load.h"

struct xc_plan_row {
    struct xc_str matter, basis;
    struct xc_str targets; /* whom it means, how many, and what share of them is drawn */
    struct xc_str content; /* what is checked */
    xc_date from, to;
    const char *method; /* gettext id */
    int64_t times;      /* visits of one target in these days; -1: times_text says it */
    struct xc_str times_text;
    bool joint;
    const char *nature; /* gettext id */
};

/* In the programme's order, in the arena, in the session's language. */
int xc_plan_table(const struct xc_session *session, const struct xc_loaded_plan *plan,
                  struct xc_arena *arena, struct xc_plan_row **rows, size_t *count,
                  struct xc_error *error);

#endif
