/* The visits of a plan as others see them. Texts stay in the register, rules and input
 * they came from; only ids and lists are made here. */
#include "base/parallel.h"
#include "base/prefetch.h"
#include "plan/collect_internal.h"

#include <string.h>

#define ARENA_BYTES ((size_t)2 << 30)

enum { CREWS_OF_A_THREAD = 500 };

enum { RECENT = 8, AHEAD = 8, VISITS_OF_AN_ITEM = 16384 };

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
    for (uint32_t i = 0; i < job->demand_count; i++)
        s->first_task[i + 1] = s->first_task[i] + job->demands[i].most + 1u;
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

/* What all visits of a plan are made of, in its order. */
struct collecting {
    struct sharing sharing;
    struct xc_arena *arena; /* for what is only needed meanwhile */
    struct xc_newcomers fresh;
    struct xc_planned *sources;
    const uint32_t *places; /* kept visits → position, if they stay as they were */
};

/* Visits come by day, what they are made of lies where the register has it. */
static void look_ahead(const struct collecting *c, size_t i) {
    const struct xc_job *job = c->sharing.job;
    const struct xc_planned *source = &c->sources[i];
    const uint32_t *needs = c->fresh.needs;
    if (i + 2 * AHEAD >= c->sharing.plan->visit_count ||
        source[AHEAD].from != XC_FROM_NEED)
        return;
    if (source[2 * AHEAD].from == XC_FROM_NEED)
        xc_prefetch(&job->needs[needs[source[2 * AHEAD].row]]);
    const struct xc_need *need = &job->needs[needs[source[AHEAD].row]];
    xc_prefetch(&job->seated[need->seated]);
    xc_prefetch(&job->reg->targets.id[need->target]);
    if (source[AHEAD / 2].from != XC_FROM_NEED)
        return;
    need = &job->needs[needs[source[AHEAD / 2].row]];
    xc_prefetch(xc_register_text(job->reg, job->reg->targets.id[need->target]).ptr);
}

/* In the order of ids: each day of the plan is written from its beginning to its end. */
static void copy_some(void *context, unsigned worker, size_t item) {
    const struct collecting *c = context;
    const struct xc_plan_input *input = c->sharing.job->input;
    size_t from = item * VISITS_OF_AN_ITEM;
    size_t left = input->kept_count - from;
    size_t behind = from + (left < VISITS_OF_AN_ITEM ? left : VISITS_OF_AN_ITEM);
    (void)worker;
    for (size_t i = from; i < behind; i++)
        if (c->places[i] != UINT32_MAX)
            c->sharing.plan->visits[c->places[i]] = input->kept[i];
}

static int fill_one(const struct collecting *c, const struct xc_planned *source,
                    struct xc_visit *visit, struct xc_error *error) {
    const struct xc_job *job = c->sharing.job;
    switch (source->from) {
    case XC_FROM_NEED:
        return fill_new(&c->sharing, c->fresh.needs[source->row],
                        c->fresh.ids[source->row], visit, error);
    case XC_FROM_KEPT:
        return fill_visit(&c->sharing, &job->needs[source->row], visit, error);
    case XC_FROM_FIXED:
        return copy_fixed(job, c->sharing.plan, source->row, visit, error);
    default:
        return XC_OK; /* copied already */
    }
}

static int fill_all(struct collecting *c, struct xc_error *error) {
    struct xc_job *job = c->sharing.job;
    struct xc_plan *plan = c->sharing.plan;
    size_t kept = job->input->kept_count;
    size_t items = (kept + VISITS_OF_AN_ITEM - 1) / VISITS_OF_AN_ITEM;
    int code = XC_OK;
    plan->visits = xc_arena_array(plan->arena, plan->visit_count, sizeof *plan->visits);
    if (!plan->visits)
        return xc_fail_memory(error);
    if (kept > 0)
        xc_parallel_run(xc_parallel_workers(items), items, copy_some, c);
    for (size_t i = 0; !code && i < plan->visit_count; i++) {
        look_ahead(c, i);
        code = fill_one(c, &c->sources[i], &plan->visits[i], error);
    }
    return code;
}

static bool is_new(const struct xc_job *job, uint32_t need) {
    return (!job->kept_of || job->kept_of[need] == XC_NO_ROW) &&
           job->needs[need].state == XC_NEED_PLACED;
}

/* New visits, with their ids and in their order. */
static int list_new(struct collecting *c, struct xc_error *error) {
    struct xc_job *job = c->sharing.job;
    struct xc_newcomers *fresh = &c->fresh;
    struct xc_arena *arena = xc_arena_new(ARENA_BYTES);
    uint32_t count = 0;
    for (uint32_t i = 0; i < job->need_count; i++)
        count += is_new(job, i);
    fresh->needs = xc_arena_array(c->arena, count, sizeof *fresh->needs);
    fresh->order = xc_arena_array(c->arena, count, sizeof *fresh->order);
    fresh->ids = xc_arena_array(c->arena, count, sizeof *fresh->ids);
    uint32_t *scratch = arena ? xc_arena_array(arena, count, sizeof *scratch) : NULL;
    int code = XC_OK;
    if (!fresh->needs || !fresh->order || !fresh->ids || !scratch)
        code = xc_fail_memory(error);
    for (uint32_t i = 0; !code && i < job->need_count; i++)
        if (is_new(job, i))
            fresh->needs[fresh->count++] = i;
    if (!code)
        code = xc_ids_make(job, fresh->needs, count, fresh->ids, fresh->order, scratch,
                           error);
    if (!code && sort_by_day(job, fresh->needs, fresh->order, scratch, count))
        code = xc_fail_memory(error);
    xc_arena_free(arena);
    return code;
}

static int collect(struct collecting *c, struct xc_error *error) {
    struct xc_job *job = c->sharing.job;
    uint32_t *places = NULL;
    xc_parallel_run(xc_parallel_workers(job->crew_count / CREWS_OF_A_THREAD),
                    job->crew_count, lay_out_crew, job);
    int code = start_sharing(&c->sharing, error);
    if (!code)
        code = list_new(c, error);
    if (code)
        return code;
    if (xc_sources_list(job, c->sharing.plan, &c->fresh, c->arena, &c->sources, &places))
        return xc_fail_memory(error);
    c->places = places;
    job->sources = c->sources;
    return fill_all(c, error);
}

int xc_collect_run(struct xc_job *job, struct xc_plan *plan, struct xc_error *error) {
    struct collecting c = {.sharing = {.job = job, .plan = plan}};
    c.arena = xc_arena_new(ARENA_BYTES);
    int code = c.arena ? collect(&c, error) : xc_fail_memory(error);
    xc_arena_free(c.arena);
    return code;
}
