/* Step 8: the plan as others see it: its visits, what became of those that were there
 * before, and sums. */
#include "plan/collect_internal.h"

#include <string.h>

static bool is_there(const struct xc_job *job, uint32_t crew, uint32_t day) {
    for (uint32_t s = 0; s < job->shift_count; s++) {
        size_t row = xc_shifts_row(job, crew, s);
        for (uint32_t k = 0; k < job->class_count; k++)
            if (job->classes[k].presence[row * job->workdays + day])
                return true;
    }
    return false;
}

static int list_crews(struct xc_job *job, struct xc_plan *plan) {
    plan->crew_count = job->team_count;
    plan->crews = xc_arena_array(plan->arena, job->team_count, sizeof *plan->crews);
    if (!plan->crews)
        return XC_ENOMEM;
    for (uint32_t i = 0; i < job->team_count; i++) {
        const struct xc_crew *crew = &job->crews[i];
        struct xc_plan_crew *out = &plan->crews[i];
        out->id = crew->id;
        if (crew->area != XC_NO_ROW)
            out->area = xc_register_text(job->reg, job->reg->areas.code[crew->area]);
        out->formed = crew->formed;
        out->person_count = crew->count;
        out->people = xc_arena_array(plan->arena, crew->count, sizeof *out->people);
        if (!out->people)
            return XC_ENOMEM;
        for (uint32_t k = 0; k < crew->count; k++)
            out->people[k] = xc_register_text(
                job->reg, job->reg->people.id[job->members[crew->first + k].row]);
        for (uint32_t day = 0; day < job->workdays; day++)
            out->available_days += is_there(job, i, day);
    }
    return XC_OK;
}

static int sum_crews(struct xc_job *job, struct xc_plan *plan, struct xc_error *error) {
    xc_date *last = xc_arena_array(job->arena, job->team_count, sizeof *last);
    if (!last || list_crews(job, plan))
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < job->team_count; i++)
        last[i] = XC_NO_DATE;
    for (size_t i = 0; i < plan->visit_count; i++) { /* by date: days come in order */
        const struct xc_visit *visit = &plan->visits[i];
        uint32_t crew = job->sources[i].team != XC_NO_TEAM
                            ? job->sources[i].team
                            : xc_crews_find(job, visit->crew);
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

/* The days of people who were dealt are not among those that the job plans. */
static void widen_to_dealt(const struct xc_plan_input *input, xc_date *first,
                           xc_date *last) {
    for (size_t i = 0; i < input->draw_count; i++) {
        const struct xc_plan_draw *draw = &input->draws[i];
        xc_date from =
            draw->window.from < input->as_of ? input->as_of : draw->window.from;
        if (draw->dealt && draw->unit_count > 0 && from <= draw->window.to) {
            *first = from < *first ? from : *first;
            *last = draw->window.to > *last ? draw->window.to : *last;
        }
    }
}

static int sum_months(struct xc_job *job, struct xc_plan *plan, struct xc_error *error) {
    xc_date first = job->base;
    xc_date last = job->last < job->base ? job->base : job->last;
    widen_to_dealt(job->input, &first, &last);
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
    struct xc_plan_month *month = plan->months;
    for (size_t i = 0; i < plan->visit_count; i++) { /* by date */
        if (i == 0 || plan->visits[i].date != plan->visits[i - 1].date) {
            struct xc_ymd at = xc_date_ymd(plan->visits[i].date);
            month = &plan->months[(at.year - from.year) * 12 + (int)at.month -
                                  (int)from.month];
        }
        month->visits += xc_fixed_counts(plan->visits[i].status);
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
        code = xc_collect_run(job, plan, error);
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
