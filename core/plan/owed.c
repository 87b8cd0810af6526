/* Obligations whose visits are caused: by a problem that was found, a lead, a case. Each
 * cause is one visit, and some people may not make it. */
#include "plan/plan_internal.h"

enum { MAX_NUMBER = UINT16_MAX, NAMED = 8 };

/* ---- the list of the input: by label, target, number ---- */

static int compare(const struct xc_plan_cause *cause, struct xc_str label,
                   struct xc_str target, unsigned number) {
    int order = xc_str_compare(cause->label, label);
    if (!order)
        order = xc_str_compare(cause->target, target);
    return order ? order : (cause->number > number) - (cause->number < number);
}

/* The first cause that is not before these. */
static size_t first_of(const struct xc_plan_input *input, struct xc_str label,
                       struct xc_str target, unsigned number) {
    size_t lo = 0;
    size_t hi = input->cause_count;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (compare(&input->causes[middle], label, target, number) < 0)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

const struct xc_plan_cause *xc_owed_find(const struct xc_plan_input *input,
                                         const struct xc_visit_task *task,
                                         struct xc_str target) {
    size_t at = first_of(input, task->label, target, task->number);
    bool own = xc_str_equal(task->programme, input->programme->id);
    return own && at < input->cause_count &&
                   compare(&input->causes[at], task->label, target, task->number) == 0
               ? &input->causes[at]
               : NULL;
}

bool xc_owed_avoid(const struct xc_plan_cause *cause, struct xc_str person) {
    return xc_str_listed(cause->avoid, cause->avoid_count, person);
}

struct xc_window xc_owed_window(const struct xc_obligation *obligation,
                                const struct xc_plan_cause *cause) {
    struct xc_window window = obligation->window;
    if (cause && cause->window.from > window.from)
        window.from = cause->window.from;
    if (cause && cause->window.to < window.to)
        window.to = cause->window.to;
    return window;
}

/* ---- reading it ---- */

static const struct xc_obligation *caused_by_label(const struct xc_job *job,
                                                   struct xc_str label) {
    for (uint32_t i = 0; i < job->demand_count; i++)
        if (job->demands[i].obligation->since.kind != 0 &&
            xc_str_equal(job->demands[i].obligation->label, label))
            return job->demands[i].obligation;
    return NULL;
}

static int require_order(const struct xc_job *job, struct xc_error *error) {
    const struct xc_plan_input *input = job->input;
    for (size_t i = 0; i < input->cause_count; i++) {
        const struct xc_plan_cause *cause = &input->causes[i];
        if (cause->number == 0 || cause->number > MAX_NUMBER)
            return xc_fail(error, XC_EINPUT,
                           "a cause of '%.*s' at '%.*s' has the number %u; they are "
                           "numbered from 1 to %d.",
                           XC_PRI(cause->label), XC_PRI(cause->target), cause->number,
                           (int)MAX_NUMBER);
        if (i > 0 && compare(&input->causes[i - 1], cause->label, cause->target,
                             cause->number) >= 0)
            return xc_fail(error, XC_EINPUT,
                           "the cause number %u of '%.*s' at '%.*s' is there twice, or "
                           "out of order.",
                           cause->number, XC_PRI(cause->label), XC_PRI(cause->target));
        bool known = i > 0 && xc_str_equal(input->causes[i - 1].label, cause->label);
        if (!known && !caused_by_label(job, cause->label))
            return xc_fail(
                error, XC_EINPUT,
                "a cause at '%.*s' belongs to '%.*s', but the programme has no "
                "such obligation, or nothing causes its visits.",
                XC_PRI(cause->target), XC_PRI(cause->label));
    }
    return XC_OK;
}

/* Fixed visits of targets that have left the register, by target. */
struct left_behind {
    uint32_t *visits;
    uint32_t count;
};

static int by_target(const void *context, uint32_t a, uint32_t b) {
    const struct xc_visit *fixed = context;
    int order = xc_str_compare(fixed[a].target, fixed[b].target);
    return order ? order : (a > b) - (a < b);
}

static int find_left_behind(struct xc_job *job, struct left_behind *left) {
    const struct xc_plan_input *input = job->input;
    uint32_t count = 0;
    for (size_t i = 0; i < input->fixed_count; i++)
        count += job->fixed_target[i] == XC_NO_ROW && xc_fixed_fulfils(&input->fixed[i]);
    uint32_t *scratch = xc_arena_array(job->arena, count, sizeof *scratch);
    left->visits = xc_arena_array(job->arena, count, sizeof *left->visits);
    if (!left->visits || !scratch)
        return XC_ENOMEM;
    for (size_t i = 0; i < input->fixed_count; i++)
        if (job->fixed_target[i] == XC_NO_ROW && xc_fixed_fulfils(&input->fixed[i]))
            left->visits[left->count++] = (uint32_t)i;
    xc_plan_sort(left->visits, left->count, scratch, by_target, input->fixed);
    return XC_OK;
}

/* Whether a visit of a target that has left the register fulfils it. */
static bool is_fulfilled(const struct xc_job *job, const struct left_behind *left,
                         const struct xc_plan_cause *cause) {
    const struct xc_visit *fixed = job->input->fixed;
    uint32_t lo = 0;
    uint32_t hi = left->count;
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        if (xc_str_compare(fixed[left->visits[middle]].target, cause->target) < 0)
            lo = middle + 1;
        else
            hi = middle;
    }
    for (; lo < left->count; lo++) {
        const struct xc_visit *visit = &fixed[left->visits[lo]];
        if (!xc_str_equal(visit->target, cause->target))
            return false;
        for (size_t k = 0; k < visit->task_count; k++)
            if (visit->tasks[k].number == cause->number &&
                xc_str_equal(visit->tasks[k].programme, job->programme->id) &&
                xc_str_equal(visit->tasks[k].label, cause->label))
                return true;
    }
    return false;
}

static int refuse(struct xc_job *job, const struct xc_demand *demand,
                  const struct xc_plan_cause *cause, uint32_t target) {
    struct xc_message message;
    struct xc_unmet *unmet = &job->refused[job->refused_count++];
    *unmet = (struct xc_unmet){.target = cause->target,
                               .stage = demand->stage->id,
                               .label = cause->label,
                               .number = cause->number,
                               .verdict = XC_UNMET_ALONE};
    if (target == XC_NO_ROW)
        xc_message_set(&message, XC_MSG("%.*s is not in the register any more."),
                       XC_PRI(cause->target));
    else
        xc_message_set(&message, XC_MSG("%.*s has closed."), XC_PRI(cause->target));
    return xc_plan_reason(job, &message, &unmet->reason);
}

static int read_avoided(struct xc_job *job, struct xc_owed *owed) {
    const struct xc_plan_cause *cause = owed->cause;
    owed->avoid = xc_arena_array(job->arena, cause->avoid_count, sizeof *owed->avoid);
    if (!owed->avoid)
        return XC_ENOMEM;
    for (size_t i = 0; i < cause->avoid_count; i++) {
        uint32_t person = xc_register_find_person(job->reg, cause->avoid[i]);
        if (person != XC_NO_ROW && job->member_of[person] != XC_NO_ROW)
            owed->avoid[owed->avoid_count++] = job->member_of[person];
    }
    return XC_OK;
}

static int by_row(const void *context, uint32_t a, uint32_t b) {
    const struct xc_owed *owed = context;
    if (owed[a].target != owed[b].target)
        return owed[a].target < owed[b].target ? -1 : 1;
    return (owed[a].number > owed[b].number) - (owed[a].number < owed[b].number);
}

static int read_demand(struct xc_job *job, const struct left_behind *left,
                       struct xc_demand *demand, uint32_t index) {
    const struct xc_plan_input *input = job->input;
    struct xc_str label = demand->obligation->label;
    size_t first = first_of(input, label, XC_STR(""), 0);
    size_t behind = first;
    while (behind < input->cause_count &&
           xc_str_equal(input->causes[behind].label, label))
        behind++;
    size_t room = behind - first;
    struct xc_owed *found = xc_arena_array(job->arena, room, sizeof *found);
    struct xc_owed *owed = xc_arena_array(job->arena, room, sizeof *owed);
    uint32_t *order = xc_plan_indices(job->arena, room);
    uint32_t *scratch = xc_arena_array(job->arena, room, sizeof *scratch);
    if (!found || !owed || !order || !scratch)
        return XC_ENOMEM;
    for (size_t i = first; i < behind; i++) {
        const struct xc_plan_cause *cause = &input->causes[i];
        uint32_t target = xc_register_find_target(job->reg, cause->target);
        bool gone =
            target == XC_NO_ROW || job->reg->targets.status[target] == XC_STATUS_CLOSED;
        bool done = target == XC_NO_ROW
                        ? is_fulfilled(job, left, cause)
                        : xc_fixed_fills(job, target, index, cause->number);
        int code = XC_OK;
        if (gone && !done)
            code = refuse(job, demand, cause, target);
        if (code || gone)
            continue;
        struct xc_owed *one = &found[demand->owed_count++];
        *one = (struct xc_owed){
            .target = target, .number = (uint16_t)cause->number, .cause = cause};
        if (read_avoided(job, one))
            return XC_ENOMEM;
    }
    xc_plan_sort(order, demand->owed_count, scratch, by_row, found);
    for (uint32_t i = 0; i < demand->owed_count; i++)
        owed[i] = found[order[i]];
    demand->owed = owed;
    return XC_OK;
}

int xc_owed_read(struct xc_job *job, struct xc_error *error) {
    size_t count = job->input->cause_count;
    if (count == 0)
        return XC_OK;
    int code = require_order(job, error);
    if (code)
        return code;
    job->refused = xc_arena_array(job->arena, count, sizeof *job->refused);
    struct left_behind left = {0};
    if (!job->refused || count >= UINT32_MAX || find_left_behind(job, &left))
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < job->demand_count; i++)
        if (job->demands[i].obligation->since.kind != 0 &&
            read_demand(job, &left, &job->demands[i], i))
            return xc_fail_memory(error);
    job->alone_visits += job->refused_count;
    return XC_OK;
}

/* ---- what it says of a need ---- */

const struct xc_owed *xc_owed_of(const struct xc_job *job, const struct xc_need *need) {
    const struct xc_demand *demand = &job->demands[need->demand];
    uint32_t lo = 0;
    uint32_t hi = demand->owed_count;
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        const struct xc_owed *owed = &demand->owed[middle];
        if (owed->target == need->target && owed->number == need->number)
            return owed;
        if (owed->target < need->target ||
            (owed->target == need->target && owed->number < need->number))
            lo = middle + 1;
        else
            hi = middle;
    }
    return NULL;
}

uint64_t xc_owed_barred(const struct xc_job *job, const struct xc_need *need,
                        uint32_t crew, bool with_riders) {
    const struct xc_crew *team = &job->crews[crew];
    uint64_t barred = 0;
    if (job->input->cause_count == 0)
        return 0;
    for (;;) {
        const struct xc_owed *owed = xc_owed_of(job, need);
        for (uint32_t i = 0; owed && i < owed->avoid_count; i++)
            if (owed->avoid[i] >= team->first &&
                owed->avoid[i] < team->first + team->count)
                barred |= UINT64_C(1) << (owed->avoid[i] - team->first);
        if (!with_riders || need->rider == XC_NO_NEED)
            return barred;
        need = &job->needs[need->rider];
    }
}

struct xc_str xc_owed_who(const struct xc_job *job, const struct xc_plan_cause *cause) {
    struct xc_buffer text = xc_buffer_make(1u << 16);
    for (size_t i = 0; i < cause->avoid_count && i < NAMED; i++) {
        (void)xc_buffer_puts(&text, i > 0 ? ", " : "");
        (void)xc_buffer_add(&text, cause->avoid[i]);
    }
    if (cause->avoid_count > NAMED)
        (void)xc_buffer_puts(&text, " …");
    struct xc_str who = xc_arena_copy(job->arena, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return who.ptr ? who : XC_STR("-");
}
