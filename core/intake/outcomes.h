/* Outcomes that come in: each is found its visit, checked against the register, the plans
 * and what is stored, then stored with the others and with what follows from them
 * (docs/outcomes.md). */
#ifndef XC_INTAKE_OUTCOMES_H
#define XC_INTAKE_OUTCOMES_H

#include "casework/cases.h"
#include "casework/leads.h"
#include "casework/papers.h"
#include "exchange/import.h"
#include "rules/rules.h"
#include "store/outcomes.h"
#include "workspace/session.h"

struct xc_outcomes_intake;

struct xc_outcomes_options {
    /* What is stored of a visit may be said anew: a later entry that takes its place.
     * Needs a reason. Else that is refused. */
    bool correct;
    /* A correction says all of a visit: what it does not name any more goes. Else only
     * the rows with the same item and doctor are replaced. */
    bool whole;
    struct xc_str reason;
};

/* Reads the office's register, plans and outcomes. Owned by the caller; session must
 * outlive it. XC_EUSAGE: a correction without a reason. */
int xc_outcomes_open(const struct xc_session *session,
                     const struct xc_outcomes_options *options,
                     struct xc_outcomes_intake **intake, struct xc_error *error);
void xc_outcomes_free(struct xc_outcomes_intake *intake);

/* Takes one outcome. XC_EINPUT: refused, verdict->column says by which field. Only
 * approved visits have outcomes; without a visit it is the target's only one on that
 * date, or something done outside any plan. */
int xc_outcomes_take(struct xc_outcomes_intake *intake, const struct xc_outcome_row *row,
                     struct xc_row_verdict *verdict, struct xc_error *error);

/* The same for each row of a file; what is odd but taken is noted in the report. */
int xc_outcomes_file(struct xc_outcomes_intake *intake, const char *path,
                     struct xc_import_options *options, struct xc_import_report *report,
                     struct xc_error *error);

/* Points (扣分) of a target or doctor in a year that are others than they were. */
struct xc_outcomes_points {
    struct xc_str subject;
    bool is_doctor;
    int year;
    int64_t before, after;
    struct xc_str programme;    /* whose ladder it is; empty: no plan has one */
    const struct xc_rung *rung; /* its step that is reached by now; NULL: none */
};

/* What is stored: nothing of it where all of that was known. The lists live as long as
 * the intake. */
struct xc_outcomes_stored {
    size_t outcomes;                    /* rows that are new, changed or taken away */
    size_t corrected;                   /* visits */
    const struct xc_proposal *proposed; /* corrections of the register, as they came */
    size_t proposals;
    const struct xc_case *opened; /* by number */
    size_t cases;
    const struct xc_lead *checked; /* by it, by id */
    size_t leads;
    const struct xc_outcomes_points *counted; /* by programme, then as xc_points_order */
    size_t points;
};

/* What would be stored, and what would follow from it: as xc_outcomes_save, but nothing
 * is. Only one of the two, once. */
int xc_outcomes_preview(struct xc_outcomes_intake *intake,
                        struct xc_outcomes_stored *stored, struct xc_error *error);

/* Stores all that was taken and what follows from it, in one transaction. XC_ENO:
 * somebody else stored outcomes meanwhile. */
int xc_outcomes_save(struct xc_outcomes_intake *intake, struct xc_outcomes_stored *stored,
                     struct xc_error *error);

/* What was taken. */
const struct xc_outcome *xc_outcomes_taken(const struct xc_outcomes_intake *intake,
                                           size_t *count);

/* What is odd about those that were taken from no file. */
const struct xc_message *xc_outcomes_notes(const struct xc_outcomes_intake *intake,
                                           size_t *count);

#endif
