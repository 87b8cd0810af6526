/* Dealt visits come first; the planner plans around them as around fixed ones. */
#include "plan/dealt_internal.h"

#include <string.h>

/* The programme without dealt obligations. */
static int leave_out(const struct xc_programme *all, struct xc_arena *arena,
                     const struct xc_programme **rest, struct xc_error *error) {
    struct xc_programme *programme = xc_arena_alloc(arena, sizeof *programme);
    struct xc_stage *stages = xc_arena_array(arena, all->stage_count, sizeof *stages);
    if (!programme || !stages)
        return xc_fail_memory(error);
    *programme = *all;
    programme->stages = stages;
    for (size_t i = 0; i < all->stage_count; i++) {
        const struct xc_stage *stage = &all->stages[i];
        struct xc_obligation *list =
            xc_arena_array(arena, stage->obligation_count, sizeof *list);
        if (!list)
            return xc_fail_memory(error);
        stages[i] = *stage;
        stages[i].obligations = list;
        stages[i].obligation_count = 0;
        for (size_t k = 0; k < stage->obligation_count; k++)
            if (!xc_dealt_asks(&stage->obligations[k]))
                list[stages[i].obligation_count++] = stage->obligations[k];
    }
    *rest = programme;
    return XC_OK;
}

int xc_dealt_beside(const struct xc_plan_input *input, const struct xc_dealt *dealt,
                    struct xc_plan_input *beside, struct xc_error *error) {
    struct xc_arena *arena = dealt->arena;
    size_t room = input->fixed_count + dealt->visit_count;
    struct xc_visit *fixed = xc_arena_array(arena, room, sizeof *fixed);
    struct xc_visit *kept = xc_arena_array(arena, input->kept_count, sizeof *kept);
    *beside = *input;
    if (!fixed || !kept)
        return xc_fail_memory(error);
    size_t next = 0;
    size_t count = 0;
    for (size_t i = 0; i < input->fixed_count; i++) {
        while (next < dealt->visit_count &&
               xc_str_compare(dealt->visits[next].id, input->fixed[i].id) < 0)
            fixed[count++] = dealt->visits[next++];
        fixed[count++] = input->fixed[i];
    }
    while (next < dealt->visit_count)
        fixed[count++] = dealt->visits[next++];
    beside->fixed = fixed;
    beside->fixed_count = count;
    beside->kept = kept;
    beside->kept_count = 0;
    for (size_t i = 0; i < input->kept_count; i++)
        if (!xc_dealt_is(input->programme, &input->kept[i]))
            kept[beside->kept_count++] = input->kept[i];
    return leave_out(input->programme, arena, &beside->programme, error);
}

/* ---- the plan of both ---- */

static int join_messages(struct xc_plan *plan, struct xc_message **list, size_t *count,
                         const struct xc_message *more, size_t more_count,
                         struct xc_error *error) {
    struct xc_message *both =
        xc_arena_array(plan->arena, *count + more_count, sizeof *both);
    if (!both)
        return xc_fail_memory(error);
    if (*count > 0)
        memcpy(both, *list, *count * sizeof *both);
    if (more_count > 0)
        memcpy(both + *count, more, more_count * sizeof *both);
    *list = both;
    *count += more_count;
    return XC_OK;
}

static int by_unmet(const void *context, uint32_t a, uint32_t b) {
    const struct xc_unmet *x = (const struct xc_unmet *)context + a;
    const struct xc_unmet *y = (const struct xc_unmet *)context + b;
    int order = xc_str_compare(x->stage, y->stage);
    if (!order)
        order = xc_str_compare(x->target, y->target);
    if (!order)
        order = (x->number > y->number) - (x->number < y->number);
    return order ? order : (a < b ? -1 : a > b);
}

static int by_move(const void *context, uint32_t a, uint32_t b) {
    const struct xc_plan_move *x = (const struct xc_plan_move *)context + a;
    const struct xc_plan_move *y = (const struct xc_plan_move *)context + b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    int order = xc_str_compare(x->visit, y->visit);
    return order ? order : (a < b ? -1 : a > b);
}

static int by_crew(const void *context, uint32_t a, uint32_t b) {
    const struct xc_plan_crew *crews = context;
    int order = xc_str_compare(crews[a].id, crews[b].id);
    return order ? order : (a < b ? -1 : a > b);
}

/* Both lists one behind the other, then in their order: a new list in the plan's arena.
 */
static int join_lists(struct xc_plan *plan, void **list, size_t *count, const void *more,
                      size_t more_count, size_t size, xc_plan_order *order,
                      struct xc_error *error) {
    size_t all = *count + more_count;
    unsigned char *both = xc_arena_array(plan->arena, all, size);
    unsigned char *sorted = xc_arena_array(plan->arena, all, size);
    uint32_t *rows = xc_plan_indices(plan->arena, all);
    uint32_t *scratch = xc_arena_array(plan->arena, all, sizeof *scratch);
    if (!both || !sorted || !rows || !scratch)
        return xc_fail_memory(error);
    if (*count > 0)
        memcpy(both, *list, *count * size);
    if (more_count > 0)
        memcpy(both + *count * size, more, more_count * size);
    xc_plan_sort(rows, all, scratch, order, both);
    for (size_t i = 0; i < all; i++)
        memcpy(sorted + i * size, both + rows[i] * size, size);
    *list = sorted;
    *count = all;
    return XC_OK;
}

/* The crew of an id, or NULL. */
static struct xc_plan_crew *crew_named(struct xc_plan_crew *crews, size_t count,
                                       struct xc_str id) {
    size_t lo = 0;
    size_t hi = count;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (xc_str_compare(crews[middle].id, id) < 0)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo < count && xc_str_equal(crews[lo].id, id) ? &crews[lo] : NULL;
}

static int join_crews(const struct xc_plan_input *input, const struct xc_dealt *dealt,
                      struct xc_plan *plan, struct xc_error *error) {
    struct xc_plan_crew *more =
        xc_arena_array(plan->arena, dealt->crew_count, sizeof *more);
    xc_date *last = xc_arena_array(plan->arena, dealt->crew_count, sizeof *last);
    if (!more || !last)
        return xc_fail_memory(error);
    size_t teams = 0; /* other people who sit together are no crew of the plan */
    for (uint32_t i = 0; i < dealt->crew_count; i++) {
        const struct xc_dealt_crew *crew = &dealt->crews[i];
        if (!crew->team)
            continue;
        struct xc_plan_crew *out = &more[teams];
        last[teams++] = XC_NO_DATE;
        out->id = xc_arena_copy(plan->arena, crew->id);
        out->formed = true;
        out->available_days = crew->available_days;
        out->people = xc_arena_array(plan->arena, crew->count, sizeof *out->people);
        if (!out->people || !out->id.ptr)
            return xc_fail_memory(error);
        for (uint32_t k = 0; k < crew->count; k++)
            if (crew->people[k] != XC_NO_ROW)
                out->people[out->person_count++] =
                    xc_register_text(input->reg, input->reg->people.id[crew->people[k]]);
    }
    for (size_t v = 0; v < plan->visit_count; v++) { /* by date */
        const struct xc_visit *visit = &plan->visits[v];
        struct xc_plan_crew *crew = xc_dealt_is(input->programme, visit)
                                        ? crew_named(more, teams, visit->crew)
                                        : NULL;
        if (!crew || !xc_fixed_counts(visit->status))
            continue;
        crew->visits++;
        crew->minutes += visit->minutes;
        if (visit->date != last[crew - more])
            crew->crew_days += (unsigned)xc_workdays_count(input->workdays, visit->date,
                                                           visit->end_date);
        last[crew - more] = visit->date;
    }
    void *list = plan->crews;
    int code = join_lists(plan, &list, &plan->crew_count, more, teams, sizeof *more,
                          by_crew, error);
    plan->crews = list;
    return code;
}

/* Visits lie in the job's arena of the dealt; what the plan hands out must outlive it. */
static int keep_visits(const struct xc_plan_input *input, struct xc_plan *plan,
                       struct xc_error *error) {
    for (size_t i = 0; i < plan->visit_count; i++) {
        struct xc_visit *visit = &plan->visits[i];
        if (!xc_dealt_is(input->programme, visit))
            continue;
        struct xc_visit_task *tasks =
            xc_arena_array(plan->arena, visit->task_count, sizeof *tasks);
        visit->id = xc_arena_copy(plan->arena, visit->id);
        visit->crew = xc_arena_copy(plan->arena, visit->crew);
        if (!tasks || !visit->id.ptr || !visit->crew.ptr)
            return xc_fail_memory(error);
        memcpy(tasks, visit->tasks, visit->task_count * sizeof *tasks);
        visit->tasks = tasks;
    }
    return XC_OK;
}

int xc_dealt_join(const struct xc_plan_input *input, const struct xc_dealt *dealt,
                  struct xc_plan *plan, struct xc_error *error) {
    size_t reasons = plan->reason_count;
    int code = keep_visits(input, plan, error);
    if (!code)
        code = join_messages(plan, &plan->reasons, &plan->reason_count, dealt->reasons,
                             dealt->reason_count, error);
    if (!code)
        code = join_messages(plan, &plan->notes, &plan->note_count, dealt->notes,
                             dealt->note_count, error);
    for (size_t i = 0; i < dealt->unmet_count; i++)
        dealt->unmet[i].reason += reasons;
    for (size_t i = 0; i < dealt->move_count; i++) {
        dealt->moves[i].reason += reasons;
        if (code)
            break;
        dealt->moves[i].crew_to = xc_arena_copy(plan->arena, dealt->moves[i].crew_to);
        if (!dealt->moves[i].crew_to.ptr)
            code = xc_fail_memory(error);
    }
    void *unmet = plan->unmet;
    void *moves = plan->moves;
    if (!code)
        code = join_lists(plan, &unmet, &plan->unmet_count, dealt->unmet,
                          dealt->unmet_count, sizeof *dealt->unmet, by_unmet, error);
    if (!code)
        code = join_lists(plan, &moves, &plan->move_count, dealt->moves,
                          dealt->move_count, sizeof *dealt->moves, by_move, error);
    if (!code)
        code = join_crews(input, dealt, plan, error);
    plan->unmet = unmet;
    plan->moves = moves;
    plan->moved += dealt->moved;
    plan->moved_bound += dealt->moved_bound;
    plan->target_count += dealt->target_count;
    plan->dealt_count = dealt->visit_count;
    plan->bounds.unserved_minutes += dealt->unmet_minutes;
    plan->bounds.unserved_minutes_bound += dealt->alone_minutes;
    plan->bounds.unserved_bound += dealt->alone_visits;
    return code;
}
