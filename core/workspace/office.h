/* What the session's office is called. */
#ifndef XC_WORKSPACE_OFFICE_H
#define XC_WORKSPACE_OFFICE_H

#include "workspace/session.h"

/* The name that the office set for itself, else that of its area; empty: the register
 * (NULL: there is none) does not know it either. In the arena, or borrowed from the
 * register. */
int xc_office_name(const struct xc_session *session, const struct xc_register *reg,
                   struct xc_arena *arena, struct xc_str *name, struct xc_error *error);

/* The same as papers print it: an office without a name of its own is the healthcare
 * security administration of its area, in the reader's language. In the arena. */
int xc_office_title(const struct xc_session *session, const struct xc_register *reg,
                    struct xc_arena *arena, struct xc_str *title, struct xc_error *error);

#endif
