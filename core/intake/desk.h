/* The desk at which leads and cases come in: each is checked against the register, the
 * plans and what is stored already, then stored with the others. */
#ifndef XC_INTAKE_DESK_H
#define XC_INTAKE_DESK_H

#include "casework/cases.h"
#include "casework/leads.h"
#include "workspace/session.h"

struct xc_desk;

/* Reads the office's register, leads and cases. Owned by the caller; session must outlive
 * it. */
int xc_desk_open(const struct xc_session *session, struct xc_desk **desk,
                 struct xc_error *error);
void xc_desk_free(struct xc_desk *desk);

const struct xc_register *xc_desk_register(const struct xc_desk *desk);
xc_date xc_desk_today(const struct xc_desk *desk); /* by the office's clock */

/* In force when the desk was opened, by id. */
const struct xc_lead *xc_desk_leads(const struct xc_desk *desk, size_t *count);
const struct xc_case *xc_desk_cases(const struct xc_desk *desk, size_t *count);

/* The one with an id, NULL: none. */
const struct xc_lead *xc_desk_lead(const struct xc_desk *desk, struct xc_str id);
const struct xc_case *xc_desk_case(const struct xc_desk *desk, struct xc_str id);

/* Takes a new one, or a later version of the one with its id. An empty id becomes the
 * next free one of its year: L2026-0001, C2026-0001. XC_EINPUT: refused, *field says by
 * which column: besides what casework refuses, a target that the register does not have,
 * a new open lead about a closed one, a visit or lead that does not exist, days to come.
 */
int xc_desk_take_lead(struct xc_desk *desk, struct xc_lead *lead, const char **field,
                      struct xc_error *error);
int xc_desk_take_case(struct xc_desk *desk, struct xc_case *record, const char **field,
                      struct xc_error *error);

/* Stores all that was taken, in one transaction; *stored (may be NULL): how many say
 * something new. XC_ENO: somebody else stored one meanwhile. */
int xc_desk_save(struct xc_desk *desk, size_t *stored, struct xc_error *error);

#endif
