/* Plans a stored plan again, moving as little as possible: the newest register, working
 * days and other programmes' visits against the rules that the plan was made by. What is
 * past, done, accepted or pinned stays; everything else stays where every hard rule still
 * lets it. */
#ifndef XC_PROGRAMME_REPLAN_H
#define XC_PROGRAMME_REPLAN_H

#include "programme/run_draws.h"
#include "workspace/load.h"

struct xc_replan_options {
    struct xc_str programme;
    xc_date as_of;    /* the first day that may be planned; XC_NO_DATE or a day that has
                         passed: today. What has begun by now on a first day that is today is
                         past. */
    bool dry_run;     /* nothing is stored */
    bool drafts_only; /* XC_ENO where it would change what is published, or publish what
                         it adds */
};

/* What a replan gives. Free with xc_replan_free also after a failure. */
struct xc_replan {
    struct xc_loaded loaded; /* the plan as it was, loaded.plans[0] */
    struct xc_plan *plan;    /* as it is now */
    xc_date as_of;
    xc_date passed;   /* the day that was asked for instead of as_of; else XC_NO_DATE */
    int64_t snapshot; /* the register in force */
    size_t ahead;     /* visits that have not begun and are to be made */
    size_t kept;      /* of these, what may move but should not */
    size_t added;     /* visits that were not there before */
    size_t
        cancelled;  /* published ones that nobody asks for any more; they stay visible */
    size_t removed; /* drafts that went */
    size_t changed; /* visits to be stored: moved, added, cancelled, removed … */
    size_t public;  /* of these: that are published, or will be */
    bool stored;    /* false: a dry run, or nothing is different */
    bool dry_run;
    bool provisional; /* it counts on a year without notice */

    struct xc_arena *arena; /* private, as all below */
    struct xc_visit_change *changes;
    struct xc_visit *fixed;
    size_t fixed_count;
    struct xc_visit *kept_visits;
    unsigned minutes_over; /* of as_of, where that is today */
    struct xc_programme open;
    struct xc_run_draws draws;
    struct xc_str register_digest;
};

/* XC_ENO: no such programme, or the plan or the register was changed meanwhile. */
int xc_replan_run(const struct xc_session *session,
                  const struct xc_replan_options *options, struct xc_replan *replan,
                  struct xc_error *error);
void xc_replan_free(struct xc_replan *replan);

#endif
