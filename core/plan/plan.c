#include "plan/plan.h"

#include "plan/dealt_internal.h"
#include "plan/keep_internal.h"

#include <stdlib.h>
#include <string.h>

#define JOB_BYTES ((size_t)8 << 30)

const char *xc_verdict_word(enum xc_verdict verdict) {
    switch (verdict) {
    case XC_UNMET_ALONE:
        return "alone";
    case XC_UNMET_TOGETHER:
        return "together";
    case XC_UNMET_NOT_PROVED:
        return "not_proved";
    }
    return "";
}

unsigned xc_plan_cap_of(const struct xc_plan_cap *cap, enum xc_kind kind) {
    return cap->kinds[kind] > 0 ? cap->kinds[kind] : cap->all;
}

static int add_message(struct xc_job *job, struct xc_message **list, size_t *count,
                       size_t *room, const struct xc_message *message) {
    if (*count == *room) {
        size_t more = *room * 2 + 8;
        struct xc_message *larger = xc_arena_array(job->arena, more, sizeof *larger);
        if (!larger)
            return XC_ENOMEM;
        if (*count > 0)
            memcpy(larger, *list, *count * sizeof *larger);
        *list = larger;
        *room = more;
    }
    (*list)[(*count)++] = *message;
    return XC_OK;
}

bool xc_plan_same(const struct xc_message *a, const struct xc_message *b) {
    return strcmp(a->id, b->id) == 0 && a->count == b->count && a->used == b->used &&
           memcmp(a->args, b->args, a->used) == 0;
}

int xc_plan_note(struct xc_job *job, const struct xc_message *message) {
    return add_message(job, &job->notes, &job->note_count, &job->note_room, message);
}

int xc_plan_reason(struct xc_job *job, const struct xc_message *message, size_t *index) {
    enum { RECENT = 32 }; /* neighbours fail for the same reason */
    for (size_t i = job->reason_count; i-- > 0 && i + RECENT >= job->reason_count;) {
        if (!xc_plan_same(&job->reasons[i], message))
            continue;
        if (index)
            *index = i;
        return XC_OK;
    }
    if (index)
        *index = job->reason_count;
    return add_message(job, &job->reasons, &job->reason_count, &job->reason_room,
                       message);
}

static int note_provisional(struct xc_job *job, struct xc_error *error) {
    if (job->workdays == 0 ||
        !xc_workdays_provisional(job->input->workdays, job->base, job->last))
        return XC_OK;
    struct xc_message note;
    xc_message_set(&note,
                   "the working days of some years are provisional: the yearly notice "
                   "is not out, only the statutory holidays are known.");
    return xc_plan_note(job, &note) ? xc_fail_memory(error) : XC_OK;
}

int xc_plan_prepare(struct xc_job *job, const struct xc_plan_input *input,
                    struct xc_error *error) {
    memset(job, 0, sizeof *job);
    job->input = input;
    job->reg = input->reg;
    job->programme = input->programme;
    job->hours =
        input->programme->hours.count > 0 ? input->programme->hours : xc_hours_default;
    job->arena = xc_arena_new(JOB_BYTES);
    job->early = xc_arena_new(JOB_BYTES);
    if (!job->arena || !job->early)
        return xc_fail_memory(error);
    int code = xc_days_build(job, error);
    if (!code)
        code = note_provisional(job, error);
    if (!code)
        code = xc_shut_build(job, error);
    if (!code)
        code = xc_seats_build(job, error);
    if (!code)
        code = xc_fixed_read(job, error);
    if (!code)
        code = xc_crews_build(job, error);
    if (!code)
        code = xc_seats_presence(job, error);
    if (!code)
        code = xc_fixed_occupy(job, error);
    if (!code)
        code = xc_cells_build(job, error);
    return code;
}

void xc_plan_release(struct xc_job *job) {
    for (uint32_t i = 0; i < job->class_count; i++)
        for (unsigned k = 0; k < XC_MAX_SEATS; k++)
            xc_bitset_free(&job->classes[i].where[k]);
    xc_arena_free(job->early);
    xc_arena_free(job->arena);
}

static int require_crews(const struct xc_job *job, struct xc_error *error) {
    if (job->crew_count > 0 || job->need_count == 0)
        return XC_OK;
    (void)xc_fail(error, XC_ENO,
                  "no crew can be formed: the register has nobody for the seats that the "
                  "programme asks for.");
    return xc_hint(error,
                   "import inspectors with their roles and certificates, or correct "
                   "the seats in the policy.");
}

/* From here on proofs are known. */
static int begin_placing(const struct xc_job *job, struct xc_error *error) {
    if (!xc_progress_tick(job->input->progress, XC_MSG("placing visits"), 0,
                          job->block_count))
        return xc_fail(error, XC_ENO, "stopped");
    return XC_OK;
}

static int run_steps(struct xc_job *job, struct xc_plan *plan, struct xc_error *error) {
    int code = xc_demand_build(job, error);
    if (!code)
        code = require_crews(job, error);
    if (!code)
        code = xc_pools_build(job, error);
    if (!code)
        code = xc_components_build(job, error);
    if (!code)
        code = xc_gather_run(job, error);
    if (!code)
        code = xc_keep_run(job, error);
    if (!code)
        code = xc_resettle_run(job, error);
    if (!code)
        code = xc_blocks_build(job, error);
    if (!code)
        code = xc_feasibility_run(job, error);
    if (!code)
        code = begin_placing(job, error);
    if (!code)
        code = xc_placement_run(job, error);
    if (!code)
        code = xc_repair_run(job, error);
    if (!code)
        code = xc_improve_run(job, error);
    if (!code)
        code = xc_assemble_run(job, plan, error);
    if (!code)
        code = xc_measure_run(job, plan, error);
    return code;
}

/* Obligations whose people the planner chooses. */
static int plan_own(const struct xc_plan_input *input, struct xc_plan *plan,
                    struct xc_error *error) {
    struct xc_job job = {0};
    int code = xc_plan_prepare(&job, input, error);
    if (!code)
        code = run_steps(&job, plan, error);
    xc_plan_release(&job);
    return code;
}

/* Visits whose people were dealt take their dates first. */
static int plan_both(const struct xc_plan_input *input, struct xc_plan *plan,
                     struct xc_error *error) {
    struct xc_arena *arena = xc_arena_new(JOB_BYTES);
    struct xc_dealt dealt;
    struct xc_plan_input beside;
    int code = arena ? xc_dealt_run(input, arena, &dealt, error) : xc_fail_memory(error);
    if (!code)
        code = xc_dealt_beside(input, &dealt, &beside, error);
    if (!code)
        code = plan_own(&beside, plan, error);
    if (!code)
        code = xc_dealt_join(input, &dealt, plan, error);
    xc_arena_free(arena);
    return code;
}

int xc_plan_make(const struct xc_plan_input *input, struct xc_plan **plan,
                 struct xc_error *error) {
    struct xc_plan *result = calloc(1, sizeof *result);
    int code = XC_OK;
    if (!result)
        return xc_fail_memory(error);
    result->arena = xc_arena_new(JOB_BYTES);
    if (!result->arena)
        code = xc_fail_memory(error);
    else if (xc_dealt_any(input->programme))
        code = plan_both(input, result, error);
    else
        code = plan_own(input, result, error);
    if (code)
        xc_plan_free(result);
    else
        *plan = result;
    return code;
}

void xc_plan_free(struct xc_plan *plan) {
    if (!plan)
        return;
    xc_arena_free(plan->arena);
    free(plan);
}

int xc_plan_add_note(struct xc_plan *plan, const struct xc_message *note) {
    struct xc_message *notes =
        xc_arena_array(plan->arena, plan->note_count + 1, sizeof *notes);
    if (!notes)
        return XC_ENOMEM;
    for (size_t i = 0; i < plan->note_count; i++)
        notes[i] = plan->notes[i];
    notes[plan->note_count++] = *note;
    plan->notes = notes;
    return XC_OK;
}
