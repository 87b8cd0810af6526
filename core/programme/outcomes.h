/* Outcomes that come in: each is found its visit, checked and stored with the others. */
#ifndef XC_PROGRAMME_OUTCOMES_H
#define XC_PROGRAMME_OUTCOMES_H

#include "exchange/import.h"
#include "programme/session.h"
#include "store/outcomes.h"

struct xc_outcomes_intake;

/* Reads the office's register and plans. Owned by the caller; session must outlive it. */
int xc_outcomes_open(const struct xc_session *session, struct xc_outcomes_intake **intake,
                     struct xc_error *error);
void xc_outcomes_free(struct xc_outcomes_intake *intake);

/* Takes one outcome. XC_EINPUT: refused, *column says by which field. Only approved
 * visits have outcomes; without a visit it is the target's only one on that date, or
 * something done outside any plan. */
int xc_outcomes_take(struct xc_outcomes_intake *intake, const struct xc_outcome_row *row,
                     enum xc_outcome_column *column, struct xc_error *error);

/* The same for each row of a file. */
int xc_outcomes_file(struct xc_outcomes_intake *intake, const char *path,
                     struct xc_import_options *options, struct xc_import_report *report,
                     struct xc_error *error);

/* Stores all that was taken. */
int xc_outcomes_save(struct xc_outcomes_intake *intake, struct xc_error *error);

/* What was taken. */
const struct xc_outcome *xc_outcomes_taken(const struct xc_outcomes_intake *intake,
                                           size_t *count);

#endif
