/* Tables of papers that come in: leads, checklists, receipts of what was owed, closed
 * areas. Each row is checked against the register, the plans and what is stored, then
 * stored with the others; what is stored already is stored once. */
#ifndef XC_INTAKE_PAPERS_H
#define XC_INTAKE_PAPERS_H

#include "exchange/import.h"
#include "workspace/session.h"

struct xc_papers;

/* True for the tables that come in here. */
bool xc_papers_table(enum xc_import_table table);

/* Reads what the rows are checked against. Owned by the caller; session must outlive it.
 * XC_EUSAGE: mode replace, which only checklists (a list that the file names has exactly
 * its items then) and closures (those not over that the file does not name are lifted)
 * know. */
int xc_papers_open(const struct xc_session *session, enum xc_import_table table,
                   enum xc_import_mode mode, struct xc_papers **papers,
                   struct xc_error *error);
void xc_papers_free(struct xc_papers *papers);

/* Takes the rows of a file. XC_EINPUT: the bad ones are in the report. */
int xc_papers_file(struct xc_papers *papers, const char *path,
                   struct xc_import_options *options, struct xc_import_report *report,
                   struct xc_error *error);

/* Takes one row, as a file would have it; cells by column. XC_EINPUT: refused. */
int xc_papers_row(struct xc_papers *papers, const struct xc_paper_row *row,
                  struct xc_error *error);

/* Stores all that was taken, in one transaction; *stored: how many say something new.
 * XC_ENO: somebody else stored one meanwhile. */
int xc_papers_save(struct xc_papers *papers, size_t *stored, struct xc_error *error);

#endif
