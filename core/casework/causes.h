/* Causes: what in an office's history makes something owed. One list, made from outcomes,
 * leads, cases, points and receipts; follow-ups, directed checks and due items that wait
 * for an event all read it. No clock, no floats: the day asked for is a parameter. */
#ifndef XC_CASEWORK_CAUSES_H
#define XC_CASEWORK_CAUSES_H

#include "casework/cases.h"
#include "casework/leads.h"
#include "casework/papers.h"
#include "rules/rules.h"
#include "store/outcomes.h"

struct xc_cause {
    enum xc_cause_kind kind;
    struct xc_str target; /* id */
    struct xc_str id; /* of what caused it: visit (or target/day), lead, case, due item;
                         points: target/year/threshold */
    xc_date date;     /* its day */
    struct xc_str visit;  /* that found it; may be empty */
    struct xc_str item;   /* checklist items of its problems, a set; may be empty */
    struct xc_str of;     /* source of a lead, authority of a case, rule of a due item */
    int64_t amount;       /* severity, points, fen */
    uint64_t entry;       /* of the ledger by which it was first known (missing receipts:
                             its day): the order in which causes of a target are numbered,
                             from 1, those that are gone included. A correction keeps it */
    bool gone;            /* nothing is owed any more, or not yet: a later correction took
                             it back, the lead was checked or answered, the receipt came,
                             the case is not referred … It keeps its number */
    xc_date settled;      /* outcomes: the day by which all its problems were closed;
                             XC_NO_DATE: not yet. A report on them is still owed, a visit
                             that looks whether they were put right is not. Of a result
                             to be published: the day on which it was */
    struct xc_str people; /* who made the visit, ids joined by commas; may be empty */
};

/* What a visit served, for causes that name a stage. */
struct xc_cause_visit {
    struct xc_str id;
    const struct xc_str *stages; /* "programme/stage" */
    size_t stage_count;          /* 0: every stage (rows of tests that name none) */
    struct xc_str people; /* as planned; used where the outcome does not say who came */
};

struct xc_cause_input {
    const struct xc_outcome *outcomes; /* all versions, as xc_store_outcomes_all orders
                                          them */
    size_t outcome_count;
    const struct xc_lead *leads;
    size_t lead_count;
    const struct xc_case *cases;
    size_t case_count;
    const struct xc_cause *missing; /* receipts that did not come, by target and id: found
                                       by whoever knows the due items */
    size_t missing_count;
    const struct xc_cause_visit *visits; /* by id */
    size_t visit_count;
};

/* The causes that fit `since` of a programme's stage or due item, by target, then entry,
 * then id; in the arena. programme: what a stage name without a slash belongs to. All
 * leads, cases and receipts of a target are listed, gone where they do not fit, so that a
 * later change of one renumbers no other. In time with the size of the input. */
int xc_casework_causes(const struct xc_cause_input *input, const struct xc_since *since,
                       struct xc_str programme, struct xc_arena *arena,
                       struct xc_cause **causes, size_t *count, struct xc_error *error);

/* The day that lies so many days after (or before) a cause's. XC_EINPUT: a year without
 * facts would be needed. */
int xc_casework_day(const struct xc_offset *offset, xc_date date,
                    const struct xc_workdays *workdays, xc_date *day,
                    struct xc_error *error);

/* What an outcome says: a check took place; it found a problem that was not put right on
 * the spot, or a serious one; nobody was let in, or nobody was found. */
bool xc_outcome_is_check(const struct xc_outcome *outcome);
bool xc_outcome_is_problem(const struct xc_outcome *outcome);
bool xc_outcome_is_refusal(const struct xc_outcome *outcome);

/* Takes the next part of a set that is joined by commas; false: there is none. */
bool xc_casework_next(struct xc_str *rest, struct xc_str *part);

#endif
