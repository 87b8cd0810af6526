/* The visits of a plan as others see them. Texts stay in the register, rules and input
 * they came from; only ids and lists are made here. */
#include "base/parallel.h"
#include "base/prefetch.h"
#include "plan/keep_internal.h"

#include <string.h>

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

/* Where a visit of the plan comes from: row of the list of new needs, of kept or of fixed
 * visits. */
enum { OF_NEED, OF_KEPT, OF_KEPT_AS_IT_WAS, OF_FIXED };
struct source {
    uint32_t row;
    uint32_t team; /* row of its crew, or XC_NO_ROW: not known yet */
    xc_date date;
    uint8_t from;
};

static struct xc_str id_of(const struct xc_plan_input *input,
                           const struct source *source) {
    return source->from == OF_FIXED ? input->fixed[source->row].id
                                    : input->kept[source->row].id;
}

/* The kept visits that are in the plan, in the order of ids. */
static size_t list_kept(const struct xc_job *job, struct source *sources) {
    size_t count = 0;
    for (uint32_t i = 0; i < job->input->kept_count; i++) {
        const struct xc_keep *keep = &job->keeps[i];
        if (xc_moves_as_it_was(job, i)) {
            sources[count++] =
                (struct source){i, keep->crew, job->dates[keep->day], OF_KEPT_AS_IT_WAS};
        } else if (keep->need != XC_NO_NEED &&
                   job->needs[keep->need].state == XC_NEED_PLACED) {
            const struct xc_need *need = &job->needs[keep->need];
            sources[count++] = (struct source){i, job->crews[need->crew].own,
                                               job->dates[need->day], OF_KEPT};
        }
    }
    return count;
}

/* Fixed visits of this programme and those that an obligation joined, in the order of
 * ids. */
static size_t list_fixed(const struct sharing *s, struct source *sources) {
    const struct xc_job *job = s->job;
    size_t count = 0;
    for (uint32_t i = 0; i < job->input->fixed_count; i++) {
        bool own = is_own(job, &job->input->fixed[i]);
        bool joined = job->fixed_joined[i] != XC_NO_NEED;
        s->plan->joined_count += joined && !own;
        if (own || joined)
            sources[count++] =
                (struct source){i, XC_NO_ROW, job->input->fixed[i].date, OF_FIXED};
    }
    return count;
}

static int sort_stored(struct xc_job *job, const struct source *found, size_t count,
                       struct source *sorted) {
    uint32_t *order = xc_plan_indices(job->arena, count);
    uint32_t *scratch = xc_arena_array(job->arena, count, sizeof *scratch);
    uint64_t *keys = xc_arena_array(job->arena, count, sizeof *keys);
    xc_date first = INT32_MAX;
    uint64_t last = 0;
    unsigned bits = 0;
    if (!order || !scratch || !keys)
        return XC_ENOMEM;
    for (size_t i = 0; i < count; i++)
        first = found[i].date < first ? found[i].date : first;
    for (size_t i = 0; i < count; i++) {
        keys[i] = (uint64_t)((int64_t)found[i].date - first);
        last = keys[i] > last ? keys[i] : last;
    }
    while (last >> bits > 0)
        bits++;
    xc_plan_sort_by_keys(order, count, scratch, keys, bits);
    for (size_t i = 0; i < count; i++)
        sorted[i] = found[order[i]];
    return XC_OK;
}

/* Visits that have their ids already, by date, then id. */
static int list_stored(const struct sharing *s, struct source **sources, size_t *count) {
    struct xc_job *job = s->job;
    const struct xc_plan_input *input = job->input;
    struct source *kept = xc_arena_array(job->arena, input->kept_count, sizeof *kept);
    struct source *fixed = xc_arena_array(job->arena, input->fixed_count, sizeof *fixed);
    struct source *both =
        xc_arena_array(job->arena, input->kept_count + input->fixed_count, sizeof *both);
    if (!kept || !fixed || !both)
        return XC_ENOMEM;
    size_t kept_count = list_kept(job, kept);
    size_t fixed_count = list_fixed(s, fixed);
    *count = 0;
    for (size_t i = 0, k = 0; i < kept_count || k < fixed_count;) {
        if (k == fixed_count ||
            (i < kept_count &&
             xc_str_compare(id_of(input, &kept[i]), id_of(input, &fixed[k])) < 0))
            both[(*count)++] = kept[i++];
        else
            both[(*count)++] = fixed[k++];
    }
    *sources = xc_arena_array(job->arena, *count, sizeof **sources);
    return *sources ? sort_stored(job, both, *count, *sources) : XC_ENOMEM;
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
    const uint32_t *needs; /* of new visits */
    const uint64_t *ids;   /* theirs */
    const struct source *sources;
};

/* Visits come by day, what they are made of lies where the register has it. */
static void look_ahead(const struct collecting *c, size_t i) {
    const struct xc_job *job = c->sharing.job;
    const struct source *source = &c->sources[i];
    if (i + 2 * AHEAD >= c->sharing.plan->visit_count || source[AHEAD].from != OF_NEED)
        return;
    if (source[2 * AHEAD].from == OF_NEED)
        xc_prefetch(&job->needs[c->needs[source[2 * AHEAD].row]]);
    const struct xc_need *need = &job->needs[c->needs[source[AHEAD].row]];
    xc_prefetch(&job->seated[need->seated]);
    xc_prefetch(&job->reg->targets.id[need->target]);
    if (source[AHEAD / 2].from != OF_NEED)
        return;
    need = &job->needs[c->needs[source[AHEAD / 2].row]];
    xc_prefetch(xc_register_text(job->reg, job->reg->targets.id[need->target]).ptr);
}

/* Kept visits lie in the order of ids. */
static void look_ahead_kept(const struct collecting *c, size_t i) {
    if (i >= c->sharing.plan->visit_count || c->sources[i].from != OF_KEPT_AS_IT_WAS)
        return;
    xc_prefetch_all(&c->sharing.job->input->kept[c->sources[i].row],
                    sizeof(struct xc_visit));
}

static void copy_some(void *context, unsigned worker, size_t item) {
    const struct collecting *c = context;
    const struct xc_visit *kept = c->sharing.job->input->kept;
    struct xc_plan *plan = c->sharing.plan;
    size_t from = item * VISITS_OF_AN_ITEM;
    size_t left = plan->visit_count - from;
    size_t behind = from + (left < VISITS_OF_AN_ITEM ? left : VISITS_OF_AN_ITEM);
    (void)worker;
    for (size_t i = from; i < behind; i++) {
        look_ahead_kept(c, i + AHEAD);
        if (c->sources[i].from == OF_KEPT_AS_IT_WAS)
            plan->visits[i] = kept[c->sources[i].row];
    }
}

static int fill_one(const struct collecting *c, const struct source *source,
                    struct xc_visit *visit, struct xc_error *error) {
    const struct xc_job *job = c->sharing.job;
    switch (source->from) {
    case OF_NEED:
        return fill_new(&c->sharing, c->needs[source->row], c->ids[source->row], visit,
                        error);
    case OF_KEPT:
        return fill_visit(&c->sharing, &job->needs[job->keeps[source->row].need], visit,
                          error);
    case OF_FIXED:
        return copy_fixed(job, c->sharing.plan, source->row, visit, error);
    default:
        return XC_OK; /* copied already */
    }
}

static int fill_all(struct collecting *c, struct xc_error *error) {
    struct xc_job *job = c->sharing.job;
    struct xc_plan *plan = c->sharing.plan;
    size_t items = (plan->visit_count + VISITS_OF_AN_ITEM - 1) / VISITS_OF_AN_ITEM;
    int code = XC_OK;
    plan->visits = xc_arena_array(plan->arena, plan->visit_count, sizeof *plan->visits);
    job->team_of = xc_arena_array(job->arena, plan->visit_count, sizeof *job->team_of);
    if (!plan->visits || !job->team_of)
        return xc_fail_memory(error);
    if (job->input->kept_count > 0)
        xc_parallel_run(xc_parallel_workers(items), items, copy_some, c);
    for (size_t i = 0; !code && i < plan->visit_count; i++) {
        look_ahead(c, i);
        job->team_of[i] = c->sources[i].team;
        code = fill_one(c, &c->sources[i], &plan->visits[i], error);
    }
    return code;
}

static bool comes_before(const struct xc_plan_input *input, const struct source *stored,
                         xc_date date, uint64_t id) {
    char text[XC_VISIT_ID_BYTES];
    if (stored->date != date)
        return stored->date < date;
    xc_visit_id_text(id, text);
    return xc_str_compare(id_of(input, stored), xc_str_from(text)) < 0;
}

/* Stored and new visits by date, then id; order: positions of new ones. */
static int merge_sources(struct collecting *c, const struct source *stored,
                         size_t stored_count, const uint32_t *order, uint32_t count) {
    const struct xc_job *job = c->sharing.job;
    size_t from = 0;
    c->sharing.plan->visit_count = stored_count + count;
    c->sources = stored;
    if (count == 0)
        return XC_OK;
    struct source *sources =
        xc_arena_array(job->arena, stored_count + count, sizeof *sources);
    if (!sources)
        return XC_ENOMEM;
    c->sources = sources;
    for (uint32_t i = 0; i < count; i++) {
        const struct xc_need *need = &job->needs[c->needs[order[i]]];
        xc_date date = job->dates[need->day];
        while (from < stored_count &&
               comes_before(job->input, &stored[from], date, c->ids[order[i]]))
            *sources++ = stored[from++];
        *sources++ = (struct source){order[i], job->crews[need->crew].own, date, OF_NEED};
    }
    while (from < stored_count)
        *sources++ = stored[from++];
    return XC_OK;
}

int xc_collect_run(struct xc_job *job, struct xc_plan *plan, struct xc_error *error) {
    struct collecting c = {.sharing = {.job = job, .plan = plan}};
    uint32_t count = 0;
    for (uint32_t i = 0; i < job->need_count; i++)
        count += job->needs[i].state == XC_NEED_PLACED && !xc_keep_visit(job, i);
    uint32_t *needs = xc_arena_array(job->arena, count, sizeof *needs);
    uint32_t *order = xc_arena_array(job->arena, count, sizeof *order);
    uint32_t *scratch = xc_arena_array(job->arena, count, sizeof *scratch);
    uint64_t *ids = xc_arena_array(job->arena, count, sizeof *ids);
    struct source *stored = NULL;
    size_t stored_count = 0;
    if (!needs || !order || !scratch || !ids)
        return xc_fail_memory(error);
    count = 0;
    for (uint32_t i = 0; i < job->need_count; i++)
        if (job->needs[i].state == XC_NEED_PLACED && !xc_keep_visit(job, i))
            needs[count++] = i;
    c.needs = needs;
    c.ids = ids;
    xc_parallel_run(xc_parallel_workers(job->crew_count / CREWS_OF_A_THREAD),
                    job->crew_count, lay_out_crew, job);
    int code = start_sharing(&c.sharing, error);
    if (!code)
        code = xc_ids_make(job, needs, count, ids, order, scratch, error);
    if (code)
        return code;
    if (sort_by_day(job, needs, order, scratch, count) ||
        list_stored(&c.sharing, &stored, &stored_count) ||
        merge_sources(&c, stored, stored_count, order, count))
        return xc_fail_memory(error);
    return fill_all(&c, error);
}
