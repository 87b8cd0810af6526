/* What visits found, by visit. Private to core/publish. */
#ifndef XC_PUBLISH_FOUND_H
#define XC_PUBLISH_FOUND_H

#include "store/outcomes.h"
#include "workspace/session.h"

/* The outcomes in force of all visits, those of one visit together and as they were
 * stored; what was done outside any plan is not in it. */
struct xc_found {
    const struct xc_outcome **rows;
    size_t count;
};

/* As of session->now, in the arena. */
int xc_found_load(const struct xc_session *session, struct xc_arena *arena,
                  struct xc_found *found, struct xc_error *error);

/* Those of one visit: the first of *count, NULL where there are none. */
const struct xc_outcome *const *xc_found_of(const struct xc_found *found,
                                            struct xc_str visit, size_t *count);

#endif
