/* Why here, why then, why them: the stored plan's answer. */
#ifndef XC_PROGRAMME_EXPLAIN_H
#define XC_PROGRAMME_EXPLAIN_H

#include "workspace/load.h"

/* Explains a visit, target or person over all plans of the office, as far as the role may
 * see: what it may not see is answered like something that does not exist (XC_ENO).
 * person: whose visits are the viewer's own; empty: those of the person asked about. One
 * sentence a line; topics: each line begins with its topic (xc_explain_topic) and a tab,
 * lines without a tab go on with the one before, and empty sentences only say the topic
 * of what follows. */
int xc_explain_subject(const struct xc_session *session, struct xc_str subject,
                       enum xc_viewer_role role, struct xc_str person, bool topics,
                       struct xc_buffer *out, struct xc_error *error);

#endif
