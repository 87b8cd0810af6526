/* What happened: everything that an office wrote down after a plan, read once for one
 * programme. Selections, follow-ups and due items all ask here. */
#ifndef XC_HISTORY_HAPPENED_H
#define XC_HISTORY_HAPPENED_H

#include "casework/causes.h"
#include "plan/plan.h"
#include "workspace/session.h"

struct xc_happened {
    struct xc_cause_input input;        /* visits and missing after the functions below */
    const struct xc_outcome **standing; /* outcomes in force, in the order of input */
    size_t standing_count;
    struct xc_plan_closure *closures;
    size_t closure_count;
    struct xc_receipt *receipts; /* of the programme, by due item and subject */
    size_t receipt_count;
    xc_date today; /* up to which it is known */
    const struct xc_programme *programme;

    /* Private: where more is read when it is asked for. */
    xc_instant at;                      /* of its loading */
    struct xc_session session;          /* store NULL: rows of a rehearsal */
    const struct xc_workdays *workdays; /* NULL: the session's */
    struct xc_arena *arena;
    bool visits_read, missing_read;
};

/* Reads what is stored; in the arena. What session and programme point at must outlive
 * it. at: without what was stored later (XC_NO_INSTANT: everything). */
int xc_happened_load(const struct xc_session *session,
                     const struct xc_programme *programme, xc_instant at,
                     struct xc_arena *arena, struct xc_happened *happened,
                     struct xc_error *error);

/* Completes standing from input.outcomes; for rows of a rehearsal. */
int xc_happened_stand(struct xc_happened *happened, struct xc_error *error);

/* Completes input.visits: what the visits with outcomes served, over all plans of the
 * office, and who should have come, the lead first. */
int xc_happened_visits(struct xc_happened *happened, struct xc_error *error);

/* Completes input.missing: the due items of targets that have passed by today; those
 * whose receipt came are gone. */
int xc_happened_missing(struct xc_happened *happened, const struct xc_register *reg,
                        struct xc_error *error);

/* Whether a problem of an outcome in force is open on a day. */
bool xc_happened_is_open(const struct xc_outcome *outcome, xc_date day);

#endif
