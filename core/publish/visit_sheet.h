/* All that is known of one visit, for whoever looks at it on a page. */
#ifndef XC_PUBLISH_VISIT_SHEET_H
#define XC_PUBLISH_VISIT_SHEET_H

#include "workspace/load.h"

#include <jansson.h>

/* Adds to the visit's object what stands beside it: its target, what is asked there, what
 * was found, how it was changed before, and what goes to the same target later.
 *
 *   place     its target as the register has it today (register_rows.h); only its id,
 *             an empty name and kind where the register has it no more
 *   stages    per task: programme, title, stage, stage_title, basis, nature, method
 *   checks    item, text, basis; in the order in which they are asked
 *   outcomes  as stored last: item result findings amount points disposal doctor
 *             rectify_by closed_on date people at
 *   changes   date start end crew people status reason until; the oldest first
 *   others    visits of the target beside this one: id date status stage_title
 *
 * The caller has asked may_see about it. others: only those that `sees` allows (NULL:
 * all). */
struct xc_visit_sheet {
    const struct xc_session *session;
    const struct xc_loaded *loaded;
    bool (*sees)(void *context, const struct xc_loaded_plan *plan,
                 const struct xc_visit *visit);
    void *context;
};
int xc_visit_sheet_add(const struct xc_visit_sheet *sheet,
                       const struct xc_loaded_plan *plan, const struct xc_visit *visit,
                       struct xc_arena *arena, json_t *json, struct xc_error *error);

#endif
