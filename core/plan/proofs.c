/* Shortages as the plan tells them. */
#include "plan/proof_internal.h"

static int copy_proof(struct xc_job *job, struct xc_plan *plan,
                      const struct xc_shortage *shortage, struct xc_plan_proof *proof) {
    uint32_t spare = shortage->need_count - shortage->enough;
    uint32_t *scratch = xc_arena_array(job->arena, shortage->need_count, sizeof *scratch);
    struct xc_str name = job->pools[shortage->pool].name;
    proof->tasks =
        xc_arena_array(plan->arena, shortage->need_count, sizeof *proof->tasks);
    proof->crews =
        xc_arena_array(plan->arena, shortage->crew_count, sizeof *proof->crews);
    proof->cures =
        xc_arena_array(plan->arena, shortage->cure_count, sizeof *proof->cures);
    proof->area = xc_arena_copy(plan->arena, xc_str_is(name, "-") ? XC_STR("") : name);
    if (!scratch || !proof->tasks || !proof->crews || !proof->cures || !proof->area.ptr)
        return XC_ENOMEM;
    xc_plan_sort(shortage->needs, shortage->enough, scratch, xc_gather_as_arose, job);
    xc_plan_sort(shortage->needs + shortage->enough, spare, scratch, xc_gather_as_arose,
                 job);
    proof->task_count = shortage->need_count;
    proof->enough = shortage->enough;
    for (uint32_t i = 0; i < shortage->need_count; i++) {
        const struct xc_need *need = &job->needs[shortage->needs[i]];
        proof->tasks[i] = (struct xc_plan_task){
            xc_register_text(job->reg, job->reg->targets.id[need->target]),
            job->demands[need->demand].obligation->label, need->number};
    }
    for (uint32_t i = 0; i < shortage->crew_count; i++) { /* twins share their id */
        struct xc_str id = job->crews[shortage->crews[i]].id;
        bool known = false;
        for (size_t k = 0; k < proof->crew_count && !known; k++)
            known = xc_str_equal(proof->crews[k], id);
        if (!known)
            proof->crews[proof->crew_count++] = id;
    }
    proof->cure_count = shortage->cure_count;
    for (uint32_t i = 0; i < shortage->cure_count; i++)
        proof->cures[i] = shortage->cures[i];
    proof->by_visits = shortage->by_visits;
    proof->need = shortage->need;
    proof->exist = shortage->exist;
    proof->shortfall = shortage->need - shortage->exist;
    proof->from = job->dates[shortage->lo];
    proof->to = job->dates[shortage->hi];
    proof->crew_days = shortage->crew_days;
    proof->reason = shortage->reason;
    return XC_OK;
}

int xc_proofs_copy(struct xc_job *job, struct xc_plan *plan, struct xc_error *error) {
    plan->bounds.unserved_minutes_bound = job->short_minutes;
    plan->bounds.unserved_bound = job->short_visits;
    plan->proofs = xc_arena_array(plan->arena, job->shortage_count, sizeof *plan->proofs);
    if (!plan->proofs)
        return xc_fail_memory(error);
    plan->proof_count = job->shortage_count;
    for (uint32_t i = 0; i < job->shortage_count; i++)
        if (copy_proof(job, plan, &job->shortages[i], &plan->proofs[i]))
            return xc_fail_memory(error);
    return XC_OK;
}
