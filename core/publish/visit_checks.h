/* What is asked on a visit: the items of its rules in the words of the office's
 * checklists. Private to core/publish. */
#ifndef XC_PUBLISH_VISIT_CHECKS_H
#define XC_PUBLISH_VISIT_CHECKS_H

#include "casework/papers.h"
#include "workspace/load.h"

/* Of all checklists, by list and place. */
struct xc_checklists {
    const struct xc_check_item *items;
    size_t count;
};

/* As of session->now, in the arena. */
int xc_checklists_of(const struct xc_session *session, struct xc_arena *arena,
                     struct xc_checklists *lists, struct xc_error *error);

/* One thing that is asked; basis may be empty. */
struct xc_visit_check {
    struct xc_str item, text, basis;
};

/* Calls give for each: what the rules name; where they name nothing, all that the office
 * asks of a target of its kind. */
void xc_visit_checks(const struct xc_loaded *loaded, const struct xc_checklists *lists,
                     const struct xc_visit *visit, enum xc_kind kind,
                     void (*give)(void *context, const struct xc_visit_check *check),
                     void *context);

#endif
