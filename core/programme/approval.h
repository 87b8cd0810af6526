/* Whether a draft may still be published. */
#ifndef XC_PROGRAMME_APPROVAL_H
#define XC_PROGRAMME_APPROVAL_H

#include "workspace/session.h"

/* Two drafts know nothing of each other: the one approved second may send people where
 * the other one has sent them already, or anybody to a target that has had its visits of
 * the year. XC_ENO names the first such visit of the programme's newest plan; XC_OK where
 * its people are free and no cap is passed. Writes nothing. */
int xc_approval_check(const struct xc_session *session, struct xc_str programme,
                      struct xc_error *error);

#endif
