/* Corrections of the register, one row at a time: by an officer, or because somebody on
 * site proposed them. Both go through the same door as an import. */
#ifndef XC_INTAKE_CORRECTIONS_H
#define XC_INTAKE_CORRECTIONS_H

#include "casework/papers.h"
#include "exchange/import.h"
#include "workspace/session.h"

struct xc_correction {
    struct xc_str field; /* column of its table, or an attribute */
    struct xc_str value; /* empty: cleared */
};

/* Changes a target's or a person's row. *before, *number: the snapshots before and after,
 * the same where nothing changed. report: notes of what was read loosely; free it.
 * XC_ENO: no such id; XC_EUSAGE: a field that looks like a slip of the hand. */
int xc_corrections_set(const struct xc_session *session, struct xc_str id,
                       const struct xc_correction *corrections, size_t count,
                       struct xc_str reason, int64_t *before, int64_t *number,
                       struct xc_import_report *report, struct xc_error *error);

/* Accepts a proposal (the register changes and the decision is stored, both or neither)
 * or declines it, which needs a reason. by, reason: may be empty otherwise. XC_ENO: no
 * such proposal, or it was decided already. */
int xc_corrections_decide(const struct xc_session *session, struct xc_str id, bool accept,
                          struct xc_str by, struct xc_str reason, int64_t *before,
                          int64_t *number, struct xc_import_report *report,
                          struct xc_error *error);

#endif
