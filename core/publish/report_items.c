/* Which items of its checklists a programme has checked. */
#include "publish/report_work.h"

/* Opens the history where a list is meant for those whom something happened to. */
static int look_back(struct xc_report_work *work, bool *any,
                     const struct xc_selection_context **history) {
    const struct xc_report_facts *facts = &work->out->facts;
    int rc = XC_OK;
    for (size_t i = 0; i < facts->obligation_count && rc == XC_OK; i++) {
        const struct xc_report_obligation *row = &facts->obligations[i];
        if (row->obligation->item_count > 0) {
            *any = true;
            if (!row->grows && !*history) {
                rc = xc_report_history(work, row->obligation->targets, history);
            }
        }
    }
    return rc;
}

int xc_report_items(struct xc_report_work *work) {
    struct xc_report_facts *facts = &work->out->facts;
    struct xc_arena *arena = work->out->arena;
    const struct xc_selection_context *history = NULL;
    bool any = false;
    if (!xc_viewer_sees_plans(work->viewer.role)) {
        return XC_OK;
    }
    int rc = look_back(work, &any, &history);
    if (rc != XC_OK || !any) {
        return rc;
    }
    const struct xc_outcome **outcomes =
        xc_arena_array(arena, facts->outcome_count, sizeof(void *));
    struct xc_item_covered *items = NULL;
    if (!outcomes) {
        return xc_fail_memory(work->error);
    }
    for (size_t i = 0; i < facts->outcome_count; i++) {
        outcomes[i] = &facts->outcomes[i];
    }
    const struct xc_item_facts of = {.programme = facts->programme,
                                     .reg = work->out->loaded.reg,
                                     .history = history,
                                     .visits = work->plan->visits,
                                     .visit_count = work->plan->visit_count,
                                     .outcomes = outcomes,
                                     .outcome_count = facts->outcome_count,
                                     .until = facts->as_of};
    rc = xc_item_coverage(&of, arena, &items, &facts->item_count, work->error);
    facts->items = items;
    return rc;
}
