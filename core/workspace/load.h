/* A stored plan, read back whole: head, rules, register in force, visits with their
 * status now. */
#ifndef XC_WORKSPACE_LOAD_H
#define XC_WORKSPACE_LOAD_H

#include "plan/plan.h"
#include "workspace/session.h"

struct xc_happened;

struct xc_loaded_plan {
    struct xc_plan_head head;
    struct xc_programme *programme;
    xc_instant published_at; /* the first approval; XC_NO_INSTANT for a draft */
    struct xc_visit *visits; /* by date, then id; published where the approval reaches,
                                done where they have an outcome: on the day and by the
                                people that it names */
    size_t visit_count;
    struct xc_visit *outdone; /* what an outcome replaced because others came or on
                                 another day: as cancelled when it was stored */
    size_t outdone_count;
    struct xc_happened *happened; /* where it is known already (happened.h), else NULL */
    json_t *document;             /* private */
};

/* One programme of an office, or all of them by id, with what they share. */
struct xc_loaded {
    struct xc_register
        *reg; /* the office's newest: names and addresses as they are today */
    struct xc_workdays *workdays;
    struct xc_loaded_plan *plans;
    size_t count;
    xc_instant at;          /* what was stored later is not in it; XC_NO_INSTANT: it is
                               as things stand now */
    bool provisional;       /* some plan counts on a year without notice */
    struct xc_arena *arena; /* private */
};

/* Reads the newest plan of a programme, or of every programme where the name is empty
 * (XC_ENO: none). Free with xc_loaded_free also after a failure. */
int xc_load_plans(const struct xc_session *session, struct xc_str programme,
                  struct xc_loaded *loaded, struct xc_error *error);

/* One programme as it was at an instant: the plan and the register that were the newest
 * then, visits without later changes, published and done as approvals and outcomes of
 * that time say. The head's approval, status and summary are those of today. XC_ENO where
 * there was no plan yet. */
int xc_load_plan_at(const struct xc_session *session, struct xc_str programme,
                    xc_instant at, struct xc_loaded *loaded, struct xc_error *error);
void xc_loaded_free(struct xc_loaded *loaded);

/* The visits of all other programmes' approved plans, ascending by id, in the arena: what
 * takes people's time beside the programme named. */
int xc_load_other_visits(const struct xc_session *session, struct xc_str programme,
                         struct xc_arena *arena, struct xc_visit **visits, size_t *count,
                         struct xc_error *error);

/* The only programme of the office, or XC_EUSAGE that lists them. Text in the arena. */
int xc_load_only_programme(const struct xc_session *session, struct xc_arena *arena,
                           struct xc_str *programme, struct xc_error *error);

#endif
