/* Step 8: the plan as others see it. Texts stay in the register, rules and input they
 * came from; only ids and lists are made here. */
#include "plan/plan_internal.h"

#include <string.h>

enum { ID_ATTEMPTS = 16 };

static void fill_task(const struct xc_job *job, const struct xc_need *need,
                      struct xc_visit_task *task) {
    const struct xc_demand *demand = &job->demands[need->demand];
    task->programme = job->programme->id;
    task->stage = demand->stage->id;
    task->label = demand->obligation->label;
    task->number = need->number;
}

static int fill_people(const struct xc_job *job, const struct xc_plan *plan,
                       const struct xc_need *need, struct xc_visit *visit) {
    const struct xc_class *klass = &job->classes[job->demands[need->demand].klass];
    visit->person_count = klass->place_count;
    visit->people =
        xc_arena_array(plan->arena, klass->place_count, sizeof *visit->people);
    if (!visit->people)
        return XC_ENOMEM;
    for (unsigned i = 0; i < klass->place_count; i++) {
        uint32_t person = job->members[job->seated[need->seated + i]].row;
        visit->people[i].person = xc_register_text(job->reg, job->reg->people.id[person]);
        visit->people[i].seat = klass->rule->seats[klass->kind_of[i]].role;
    }
    return XC_OK;
}

/* The last end of the embargoes of all stages that the visit serves. */
static int set_embargo(const struct xc_job *job, const struct xc_need *need,
                       struct xc_visit *visit, struct xc_error *error) {
    int code = XC_OK;
    visit->embargo_until = XC_NO_INSTANT;
    while (!code) {
        xc_instant end = XC_NO_INSTANT;
        code = xc_embargo_end(&job->demands[need->demand].stage->embargo,
                              job->input->workdays, visit->date,
                              job->input->offset_minutes, &end, error);
        if (end != XC_NO_INSTANT &&
            (visit->embargo_until == XC_NO_INSTANT || end > visit->embargo_until))
            visit->embargo_until = end;
        if (need->rider == XC_NO_NEED)
            break;
        need = &job->needs[need->rider];
    }
    return code;
}

static int fill_visit(const struct xc_job *job, const struct xc_plan *plan,
                      const struct xc_need *need, struct xc_visit *visit,
                      struct xc_error *error) {
    const struct xc_stage *stage = job->demands[need->demand].stage;
    size_t tasks = 1;
    for (uint32_t k = need->rider; k != XC_NO_NEED; k = job->needs[k].rider)
        tasks++;
    visit->tasks = xc_arena_array(plan->arena, tasks, sizeof *visit->tasks);
    if (!visit->tasks || fill_people(job, plan, need, visit))
        return xc_fail_memory(error);
    fill_task(job, need, &visit->tasks[visit->task_count++]);
    for (uint32_t k = need->rider; k != XC_NO_NEED; k = job->needs[k].rider)
        fill_task(job, &job->needs[k], &visit->tasks[visit->task_count++]);
    visit->target = xc_register_text(job->reg, job->reg->targets.id[need->target]);
    visit->date = job->dates[need->day];
    visit->end_date = job->dates[need->day + need->days - 1u];
    visit->start = need->start;
    visit->end = need->end;
    visit->minutes = (unsigned)need->minutes * need->days;
    visit->crew = job->crews[need->crew].id;
    visit->nature = stage->nature;
    visit->status = XC_VISIT_DRAFT;
    visit->changed = job->input->now;
    int code = set_embargo(job, need, visit, error);
    xc_moves_fill(job, (uint32_t)(need - job->needs), visit);
    return code;
}

/* ---- ids ---- */

static int make_id(struct xc_mac *mac, struct xc_buffer *scratch,
                   const struct xc_plan *plan, struct xc_visit *visit, unsigned attempt) {
    char text[XC_VISIT_ID_BYTES];
    const struct xc_visit_task *task = &visit->tasks[0];
    xc_visit_id_make(mac, scratch, task->programme, task->label, visit->target,
                     task->number, attempt, text);
    visit->id = xc_arena_copy(plan->arena, xc_str_from(text));
    return visit->id.ptr && !scratch->failed ? XC_OK : XC_ENOMEM;
}

static bool is_taken_id(const struct xc_plan_input *input, struct xc_str id) {
    if (xc_keep_has_id(input, id))
        return true;
    size_t lo = 0;
    size_t hi = input->fixed_count;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (xc_str_compare(input->fixed[middle].id, id) < 0)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo < input->fixed_count && xc_str_equal(input->fixed[lo].id, id);
}

static int by_id(const void *context, uint32_t a, uint32_t b) {
    const struct xc_visit *visits = context;
    int order = xc_str_compare(visits[a].id, visits[b].id);
    if (!order)
        order = xc_str_compare(visits[a].target, visits[b].target);
    if (!order)
        order = xc_str_compare(visits[a].tasks[0].label, visits[b].tasks[0].label);
    if (!order)
        order = (visits[a].tasks[0].number > visits[b].tasks[0].number) -
                (visits[a].tasks[0].number < visits[b].tasks[0].number);
    return order;
}

/* Two visits that share an id, or a new one that meets a stored one: the later by target
 * and label takes the id of a next attempt, until all differ. */
static int make_ids(struct xc_job *job, struct xc_plan *plan, struct xc_visit *visits,
                    uint32_t count, struct xc_error *error) {
    int code = XC_OK;
    struct xc_buffer text = xc_buffer_make(1u << 16);
    struct xc_mac *mac = xc_mac_new(job->input->key);
    uint32_t *order = xc_plan_indices(job->arena, count);
    uint32_t *scratch = xc_arena_array(job->arena, count, sizeof *scratch);
    if (!mac || !order || !scratch) {
        code = xc_fail_memory(error);
        goto done;
    }
    for (uint32_t i = 0; !code && i < count; i++)
        code = make_id(mac, &text, plan, &visits[i], 0);
    bool clash = true;
    for (unsigned attempt = 1; !code && clash && attempt < ID_ATTEMPTS; attempt++) {
        clash = false;
        xc_plan_sort(order, count, scratch, by_id, visits);
        for (uint32_t i = count; !code && i-- > 0;) {
            struct xc_visit *visit = &visits[order[i]];
            bool same = i > 0 && xc_str_equal(visit->id, visits[order[i - 1]].id);
            if (!same && !is_taken_id(job->input, visit->id))
                continue;
            code = make_id(mac, &text, plan, visit, attempt);
            clash = true;
        }
    }
    if (code)
        code = xc_fail_memory(error);
done:
    xc_mac_free(mac);
    xc_buffer_free(&text);
    return code;
}

/* ---- visits ---- */

static bool is_own(const struct xc_job *job, const struct xc_visit *visit) {
    for (size_t i = 0; i < visit->task_count; i++)
        if (xc_str_equal(visit->tasks[i].programme, job->programme->id))
            return true;
    return false;
}

static int copy_fixed(const struct xc_job *job, const struct xc_plan *plan,
                      uint32_t fixed, struct xc_visit *visit, struct xc_error *error) {
    uint32_t joined = job->fixed_joined[fixed];
    *visit = job->input->fixed[fixed];
    if (joined == XC_NO_NEED)
        return XC_OK;
    struct xc_visit_task *tasks =
        xc_arena_array(plan->arena, visit->task_count + 1, sizeof *tasks);
    if (!tasks)
        return xc_fail_memory(error);
    memcpy(tasks, visit->tasks, visit->task_count * sizeof *tasks);
    fill_task(job, &job->needs[joined], &tasks[visit->task_count++]);
    visit->tasks = tasks;
    visit->changed = job->input->now;
    return XC_OK;
}

static int by_date(const void *context, uint32_t a, uint32_t b) {
    const struct xc_visit *visits = context;
    int order = xc_visit_compare(&visits[a], &visits[b]);
    return order ? order : (a < b ? -1 : a > b);
}

/* The visits of all placed needs that were there before a replan (kept), or that were
 * not. */
static int fill_visits(struct xc_job *job, struct xc_plan *plan, bool kept,
                       struct xc_visit *made, uint32_t *count, struct xc_error *error) {
    int code = XC_OK;
    for (uint32_t i = 0; !code && i < job->need_count; i++)
        if (job->needs[i].state == XC_NEED_PLACED &&
            (xc_keep_visit(job, i) != NULL) == kept)
            code = fill_visit(job, plan, &job->needs[i], &made[(*count)++], error);
    return code;
}

static int collect(struct xc_job *job, struct xc_plan *plan, struct xc_error *error) {
    size_t room = job->input->fixed_count;
    for (uint32_t i = 0; i < job->need_count; i++)
        room += job->needs[i].state == XC_NEED_PLACED;
    struct xc_visit *made = xc_arena_array(job->arena, room, sizeof *made);
    plan->visits = xc_arena_array(plan->arena, room, sizeof *plan->visits);
    uint32_t *order = xc_plan_indices(job->arena, room);
    uint32_t *scratch = xc_arena_array(job->arena, room, sizeof *scratch);
    if (!made || !plan->visits || !order || !scratch)
        return xc_fail_memory(error);
    for (uint32_t crew = 0; crew < job->crew_count; crew++)
        for (uint32_t day = 0; day < job->workdays; day++)
            if (xc_cells_at(job, crew, day)->count > 0)
                xc_cells_times(job, crew, day);
    uint32_t count = 0;
    int code = fill_visits(job, plan, false, made, &count, error);
    if (!code)
        code = make_ids(job, plan, made, count, error);
    if (!code)
        code = fill_visits(job, plan, true, made, &count, error);
    for (uint32_t i = 0; !code && i < job->input->fixed_count; i++)
        if (is_own(job, &job->input->fixed[i]) || job->fixed_joined[i] != XC_NO_NEED)
            code = copy_fixed(job, plan, i, &made[count++], error);
    if (code)
        return code;
    for (size_t i = 0; i < job->input->fixed_count; i++)
        plan->joined_count +=
            job->fixed_joined[i] != XC_NO_NEED && !is_own(job, &job->input->fixed[i]);
    xc_plan_sort(order, count, scratch, by_date, made);
    for (uint32_t i = 0; i < count; i++)
        plan->visits[i] = made[order[i]];
    plan->visit_count = count;
    return XC_OK;
}

/* ---- sums ---- */

static int sum_crews(struct xc_job *job, struct xc_plan *plan, struct xc_error *error) {
    plan->crew_count = job->crew_count;
    plan->crews = xc_arena_array(plan->arena, job->crew_count, sizeof *plan->crews);
    xc_date *last = xc_arena_array(job->arena, job->crew_count, sizeof *last);
    if (!plan->crews || !last)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < job->crew_count; i++) {
        const struct xc_crew *crew = &job->crews[i];
        struct xc_plan_crew *out = &plan->crews[i];
        last[i] = XC_NO_DATE;
        out->id = crew->id;
        if (crew->area != XC_NO_ROW)
            out->area = xc_register_text(job->reg, job->reg->areas.code[crew->area]);
        out->formed = crew->formed;
        out->person_count = crew->count;
        out->people = xc_arena_array(plan->arena, crew->count, sizeof *out->people);
        if (!out->people)
            return xc_fail_memory(error);
        for (uint32_t k = 0; k < crew->count; k++)
            out->people[k] = xc_register_text(
                job->reg, job->reg->people.id[job->members[crew->first + k].row]);
        for (uint32_t day = 0; day < job->workdays; day++) {
            bool there = false;
            for (uint32_t k = 0; k < job->class_count; k++)
                there =
                    there || job->classes[k].presence[(size_t)i * job->workdays + day];
            out->available_days += there;
        }
    }
    for (size_t i = 0; i < plan->visit_count; i++) { /* by date: days come in order */
        const struct xc_visit *visit = &plan->visits[i];
        uint32_t crew = xc_crews_find(job, visit->crew);
        if (crew == XC_NO_ROW || !xc_fixed_counts(visit->status))
            continue;
        plan->crews[crew].visits++;
        plan->crews[crew].minutes += visit->minutes;
        xc_date from = visit->date > last[crew] ? visit->date : last[crew] + 1;
        if (visit->end_date < from)
            continue;
        int days = visit->date == visit->end_date
                       ? 1
                       : xc_workdays_count(job->input->workdays, from, visit->end_date);
        plan->crews[crew].crew_days += (unsigned)days;
        last[crew] = visit->end_date;
    }
    return XC_OK;
}

static int sum_months(struct xc_job *job, struct xc_plan *plan, struct xc_error *error) {
    xc_date first = job->base;
    xc_date last = job->last < job->base ? job->base : job->last;
    if (plan->visit_count > 0) {
        if (plan->visits[0].date < first)
            first = plan->visits[0].date;
        if (plan->visits[plan->visit_count - 1].date > last)
            last = plan->visits[plan->visit_count - 1].date;
    }
    struct xc_ymd from = xc_date_ymd(first);
    struct xc_ymd to = xc_date_ymd(last);
    plan->month_count =
        (size_t)((to.year - from.year) * 12 + (int)to.month - (int)from.month) + 1;
    plan->months = xc_arena_array(plan->arena, plan->month_count, sizeof *plan->months);
    if (!plan->months)
        return xc_fail_memory(error);
    for (size_t i = 0; i < plan->month_count; i++) {
        unsigned number = from.month - 1 + (unsigned)i;
        struct xc_plan_month *month = &plan->months[i];
        month->year = from.year + (int)(number / 12);
        month->month = number % 12 + 1;
        xc_date day = xc_date_make(month->year, month->month, 1);
        xc_date end = xc_date_period_last(day, XC_PERIOD_MONTH);
        month->workdays = (unsigned)xc_workdays_count(
            job->input->workdays, day > first ? day : first, end < last ? end : last);
    }
    for (size_t i = 0; i < plan->visit_count; i++) {
        struct xc_ymd at = xc_date_ymd(plan->visits[i].date);
        if (xc_fixed_counts(plan->visits[i].status))
            plan->months[(at.year - from.year) * 12 + (int)at.month - (int)from.month]
                .visits++;
    }
    return XC_OK;
}

static int copy_messages(struct xc_job *job, struct xc_plan *plan,
                         struct xc_error *error) {
    plan->reason_count = job->reason_count;
    plan->note_count = job->note_count;
    plan->reasons = xc_arena_array(plan->arena, job->reason_count, sizeof *plan->reasons);
    plan->notes = xc_arena_array(plan->arena, job->note_count, sizeof *plan->notes);
    if (!plan->reasons || !plan->notes)
        return xc_fail_memory(error);
    if (job->reason_count > 0)
        memcpy(plan->reasons, job->reasons, job->reason_count * sizeof *plan->reasons);
    if (job->note_count > 0)
        memcpy(plan->notes, job->notes, job->note_count * sizeof *plan->notes);
    return XC_OK;
}

/* Formed crews' ids and joined texts live in the job; what the plan hands out must
 * outlive it. */
static int keep_crew_ids(struct xc_job *job, struct xc_plan *plan,
                         struct xc_error *error) {
    for (uint32_t i = 0; i < job->crew_count; i++) {
        if (!job->crews[i].formed)
            continue;
        job->crews[i].id = xc_arena_copy(plan->arena, job->crews[i].id);
        if (!job->crews[i].id.ptr)
            return xc_fail_memory(error);
    }
    return XC_OK;
}

int xc_assemble_run(struct xc_job *job, struct xc_plan *plan, struct xc_error *error) {
    int code = keep_crew_ids(job, plan, error);
    if (!code)
        code = collect(job, plan, error);
    if (!code)
        code = xc_moves_run(job, plan, error);
    if (!code)
        code = xc_verdict_run(job, plan, error);
    if (!code)
        code = sum_crews(job, plan, error);
    if (!code)
        code = sum_months(job, plan, error);
    if (!code)
        code = copy_messages(job, plan, error);
    plan->target_count = job->named_targets;
    return code;
}
