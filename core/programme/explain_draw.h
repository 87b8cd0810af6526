/* Why a target was drawn. Private to core/programme. */
#ifndef XC_PROGRAMME_EXPLAIN_DRAW_H
#define XC_PROGRAMME_EXPLAIN_DRAW_H

#include "workspace/load.h"

/* Appends what the draws of the visit's programme say about its target: drawn when, from
 * how many of which stratum, at which place of the ticket order; or for whom it came in.
 * Nothing where it was not drawn. The caller has asked may_see for the visit. */
int xc_explain_draw(const struct xc_session *session, const struct xc_loaded *loaded,
                    const struct xc_visit *visit, struct xc_buffer *out,
                    struct xc_error *error);

/* Appends for each draw of the programme that had the target in its urn and did not give
 * it that it was in and was not drawn, or that it was drawn and left; *said: whether
 * there was one. Of sealed draws only the urn is told. For those who see plans. */
int xc_explain_not_drawn(const struct xc_session *session,
                         const struct xc_programme *programme, struct xc_str target,
                         struct xc_buffer *out, bool *said, struct xc_error *error);

#endif
