/* Which items of its checklists a programme has checked. */
#include "publish/report_work.h"

static bool asks(const struct xc_report_facts *facts, bool *any) {
    for (size_t i = 0; i < facts->obligation_count; i++) {
        const struct xc_obligation *obligation = facts->obligations[i].obligation;
        bool plain = obligation->drawn.len == 0 && obligation->since.kind == 0;
        if (obligation->item_count > 0) {
            *any = true;
            if (plain && xc_report_asks_of_past(obligation->targets)) {
                return true;
            }
        }
    }
    return false;
}

int xc_report_items(struct xc_report_work *work) {
    struct xc_report_facts *facts = &work->out->facts;
    struct xc_arena *arena = work->out->arena;
    bool any = false;
    if (!xc_viewer_sees_plans(work->viewer.role)) {
        return XC_OK;
    }
    facts->items_unknown = asks(facts, &any);
    if (!any || facts->items_unknown) {
        return XC_OK;
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
                                     .visits = work->plan->visits,
                                     .visit_count = work->plan->visit_count,
                                     .outcomes = outcomes,
                                     .outcome_count = facts->outcome_count,
                                     .until = facts->as_of};
    int rc = xc_item_coverage(&of, arena, &items, &facts->item_count, work->error);
    facts->items = items;
    return rc;
}
