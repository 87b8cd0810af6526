/* Step 8: the plan as others see it. Texts stay in the register, rules and input they
 * came from; only ids and lists are made here. */
#include "base/parallel.h"
#include "base/prefetch.h"
#include "plan/plan_internal.h"

#include <string.h>

enum { CREWS_OF_A_THREAD = 500 };

enum { RECENT = 8, AHEAD = 8 };

/* Lists that many visits share: what a visit fulfils, by obligation and number, and the
 * people of a crew in the order of seats. */
struct sharing {
    struct xc_job *job;
    struct xc_plan *plan;
    uint32_t *first_task; /* demands → of tasks, by number */
    struct xc_visit_task *tasks;
    struct {
        uint32_t klass;
        uint32_t seated; /* as in the need that has them */
        struct xc_visit_person *people;
    } * recent;    /* crews × RECENT */
    uint8_t *turn; /* crews: which is replaced next */
};

static void fill_task(const struct xc_job *job, const struct xc_need *need,
                      struct xc_visit_task *task) {
    const struct xc_demand *demand = &job->demands[need->demand];
    task->programme = job->programme->id;
    task->stage = demand->stage->id;
    task->label = demand->obligation->label;
    task->number = need->number;
}

static int start_sharing(struct sharing *s, struct xc_error *error) {
    struct xc_job *job = s->job;
    s->first_task =
        xc_arena_array(job->arena, (size_t)job->demand_count + 1, sizeof *s->first_task);
    s->recent =
        xc_arena_array(job->arena, (size_t)job->crew_count * RECENT, sizeof *s->recent);
    s->turn = xc_arena_array(job->arena, job->crew_count, sizeof *s->turn);
    if (!s->first_task || !s->recent || !s->turn)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < job->need_count; i++) {
        uint32_t *most = &s->first_task[job->needs[i].demand + 1];
        *most = job->needs[i].number > *most ? job->needs[i].number : *most;
    }
    for (uint32_t i = 0; i < job->demand_count; i++)
        s->first_task[i + 1] += s->first_task[i] + 1;
    s->tasks = xc_arena_array(s->plan->arena, s->first_task[job->demand_count],
                              sizeof *s->tasks);
    return s->tasks ? XC_OK : xc_fail_memory(error);
}

static int fill_tasks(const struct sharing *s, const struct xc_need *need,
                      struct xc_visit *visit) {
    const struct xc_job *job = s->job;
    visit->task_count = 1;
    if (need->rider == XC_NO_NEED) {
        visit->tasks = &s->tasks[s->first_task[need->demand] + need->number];
        fill_task(job, need, visit->tasks);
        return XC_OK;
    }
    for (uint32_t k = need->rider; k != XC_NO_NEED; k = job->needs[k].rider)
        visit->task_count++;
    visit->tasks =
        xc_arena_array(s->plan->arena, visit->task_count, sizeof *visit->tasks);
    if (!visit->tasks)
        return XC_ENOMEM;
    size_t at = 0;
    fill_task(job, need, &visit->tasks[at++]);
    for (uint32_t k = need->rider; k != XC_NO_NEED; k = job->needs[k].rider)
        fill_task(job, &job->needs[k], &visit->tasks[at++]);
    return XC_OK;
}

static int fill_people(const struct sharing *s, const struct xc_need *need,
                       struct xc_visit *visit) {
    const struct xc_job *job = s->job;
    uint32_t number = job->demands[need->demand].klass;
    const struct xc_class *klass = &job->classes[number];
    size_t first = (size_t)need->crew * RECENT;
    visit->person_count = klass->place_count;
    for (size_t i = first; i < first + RECENT; i++) {
        if (s->recent[i].people && s->recent[i].klass == number &&
            memcmp(job->seated + need->seated, job->seated + s->recent[i].seated,
                   klass->place_count * sizeof *job->seated) == 0) {
            visit->people = s->recent[i].people;
            return XC_OK;
        }
    }
    visit->people =
        xc_arena_array(s->plan->arena, klass->place_count, sizeof *visit->people);
    if (!visit->people)
        return XC_ENOMEM;
    for (unsigned i = 0; i < klass->place_count; i++) {
        uint32_t person = job->members[job->seated[need->seated + i]].row;
        visit->people[i].person = xc_register_text(job->reg, job->reg->people.id[person]);
        visit->people[i].seat = klass->rule->seats[klass->kind_of[i]].role;
    }
    size_t turn = first + s->turn[need->crew];
    s->turn[need->crew] = (uint8_t)((s->turn[need->crew] + 1) % RECENT);
    s->recent[turn].klass = number;
    s->recent[turn].seated = need->seated;
    s->recent[turn].people = visit->people;
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

static int fill_visit(const struct sharing *s, const struct xc_need *need,
                      struct xc_visit *visit, struct xc_error *error) {
    const struct xc_job *job = s->job;
    const struct xc_stage *stage = job->demands[need->demand].stage;
    *visit = (struct xc_visit){0};
    if (fill_tasks(s, need, visit) || fill_people(s, need, visit))
        return xc_fail_memory(error);
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

/* Fixed visits of this programme, those that an obligation joined, and kept ones: they
 * have their ids already. */
static int list_stored(const struct sharing *s, struct xc_visit **visits, size_t *count,
                       struct xc_error *error) {
    struct xc_job *job = s->job;
    size_t room = job->input->fixed_count + job->input->kept_count;
    struct xc_visit *found = xc_arena_array(job->arena, room, sizeof *found);
    *visits = xc_arena_array(job->arena, room, sizeof **visits);
    uint32_t *order = xc_plan_indices(job->arena, room);
    uint32_t *scratch = xc_arena_array(job->arena, room, sizeof *scratch);
    int code = XC_OK;
    if (!found || !*visits || !order || !scratch)
        return xc_fail_memory(error);
    for (uint32_t i = 0; !code && job->input->kept_count > 0 && i < job->need_count; i++)
        if (job->needs[i].state == XC_NEED_PLACED && xc_keep_visit(job, i))
            code = fill_visit(s, &job->needs[i], &found[(*count)++], error);
    for (uint32_t i = 0; !code && i < job->input->fixed_count; i++) {
        bool own = is_own(job, &job->input->fixed[i]);
        bool joined = job->fixed_joined[i] != XC_NO_NEED;
        s->plan->joined_count += joined && !own;
        if (own || joined)
            code = copy_fixed(job, s->plan, i, &found[(*count)++], error);
    }
    xc_plan_sort(order, *count, scratch, by_date, found);
    for (size_t i = 0; i < *count; i++)
        (*visits)[i] = found[order[i]];
    return code;
}

/* Positions of new visits, ascending by id, become ascending by date, then id. */
static int sort_by_day(const struct xc_job *job, const uint32_t *needs, uint32_t *order,
                       uint32_t *scratch, uint32_t count) {
    uint32_t *starts =
        xc_arena_array(job->arena, (size_t)job->workdays + 1, sizeof *starts);
    if (!starts)
        return XC_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        starts[job->needs[needs[i]].day + 1]++;
    for (uint32_t day = 0; day < job->workdays; day++)
        starts[day + 1] += starts[day];
    for (uint32_t i = 0; i < count; i++)
        scratch[starts[job->needs[needs[order[i]]].day]++] = order[i];
    memcpy(order, scratch, count * sizeof *order);
    return XC_OK;
}

static int fill_new(const struct sharing *s, uint32_t need, uint64_t id,
                    struct xc_visit *visit, struct xc_error *error) {
    char text[XC_VISIT_ID_BYTES];
    int code = fill_visit(s, &s->job->needs[need], visit, error);
    if (code)
        return code;
    xc_visit_id_text(id, text);
    visit->id = xc_arena_copy(s->plan->arena, xc_str_from(text));
    return visit->id.ptr ? XC_OK : xc_fail_memory(error);
}

static void lay_out_crew(void *context, unsigned worker, size_t crew) {
    struct xc_job *job = context;
    (void)worker;
    for (uint32_t day = 0; day < job->workdays; day++)
        if (xc_cells_at(job, (uint32_t)crew, day)->count > 0)
            xc_cells_times(job, (uint32_t)crew, day);
}

static void add_visit(struct xc_job *job, struct xc_plan *plan,
                      const struct xc_visit *visit, uint32_t team) {
    job->team_of[plan->visit_count] = team;
    plan->visits[plan->visit_count++] = *visit;
}

/* Visits come by day, what they are made of lies where the register has it. */
static void look_ahead(const struct xc_job *job, const uint32_t *needs,
                       const uint32_t *order, uint32_t i, uint32_t count) {
    if (i + 2 * AHEAD < count)
        xc_prefetch(&job->needs[needs[order[i + 2 * AHEAD]]]);
    if (i + AHEAD >= count)
        return;
    const struct xc_need *need = &job->needs[needs[order[i + AHEAD]]];
    xc_prefetch(&job->seated[need->seated]);
    xc_prefetch(&job->reg->targets.id[need->target]);
    need = &job->needs[needs[order[i + AHEAD / 2]]];
    xc_prefetch(xc_register_text(job->reg, job->reg->targets.id[need->target]).ptr);
}

static int collect(struct xc_job *job, struct xc_plan *plan, struct xc_error *error) {
    struct sharing s = {.job = job, .plan = plan};
    uint32_t count = 0;
    for (uint32_t i = 0; i < job->need_count; i++)
        count += job->needs[i].state == XC_NEED_PLACED && !xc_keep_visit(job, i);
    uint32_t *needs = xc_arena_array(job->arena, count, sizeof *needs);
    uint32_t *order = xc_arena_array(job->arena, count, sizeof *order);
    uint32_t *scratch = xc_arena_array(job->arena, count, sizeof *scratch);
    uint64_t *ids = xc_arena_array(job->arena, count, sizeof *ids);
    if (!needs || !order || !scratch || !ids)
        return xc_fail_memory(error);
    count = 0;
    for (uint32_t i = 0; i < job->need_count; i++)
        if (job->needs[i].state == XC_NEED_PLACED && !xc_keep_visit(job, i))
            needs[count++] = i;
    xc_parallel_run(xc_parallel_workers(job->crew_count / CREWS_OF_A_THREAD),
                    job->crew_count, lay_out_crew, job);
    struct xc_visit *stored = NULL;
    size_t stored_count = 0;
    int code = start_sharing(&s, error);
    if (!code)
        code = list_stored(&s, &stored, &stored_count, error);
    if (!code)
        code = xc_ids_make(job, needs, count, ids, order, scratch, error);
    if (code)
        return code;
    plan->visits =
        xc_arena_array(plan->arena, count + stored_count, sizeof *plan->visits);
    job->team_of = xc_arena_array(job->arena, count + stored_count, sizeof *job->team_of);
    if (!plan->visits || !job->team_of || sort_by_day(job, needs, order, scratch, count))
        return xc_fail_memory(error);
    size_t from = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct xc_visit visit;
        look_ahead(job, needs, order, i, count);
        code = fill_new(&s, needs[order[i]], ids[order[i]], &visit, error);
        if (code)
            return code;
        while (from < stored_count && xc_visit_compare(&stored[from], &visit) < 0)
            add_visit(job, plan, &stored[from++], XC_NO_ROW);
        add_visit(job, plan, &visit, job->crews[job->needs[needs[order[i]]].crew].own);
    }
    while (from < stored_count)
        add_visit(job, plan, &stored[from++], XC_NO_ROW);
    return XC_OK;
}

/* ---- sums ---- */

static int sum_crews(struct xc_job *job, struct xc_plan *plan, struct xc_error *error) {
    plan->crew_count = job->team_count;
    plan->crews = xc_arena_array(plan->arena, job->team_count, sizeof *plan->crews);
    xc_date *last = xc_arena_array(job->arena, job->team_count, sizeof *last);
    if (!plan->crews || !last)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < job->team_count; i++) {
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
                for (uint32_t s = 0; s < job->shift_count; s++)
                    there =
                        there ||
                        job->classes[k]
                            .presence[(size_t)xc_shifts_row(job, i, s) * job->workdays +
                                      day];
            out->available_days += there;
        }
    }
    for (size_t i = 0; i < plan->visit_count; i++) { /* by date: days come in order */
        const struct xc_visit *visit = &plan->visits[i];
        uint32_t crew = job->team_of[i] != XC_NO_ROW ? job->team_of[i]
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
