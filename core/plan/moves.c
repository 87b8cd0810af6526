/* What became of a replan's kept visits, beside the least that any plan moves. */
#include "plan/keep_internal.h"

#include <string.h>

/* ---- the identity of a visit that was there before ---- */

static bool same_tasks(const struct xc_visit *a, const struct xc_visit *b) {
    if (a->task_count != b->task_count)
        return false;
    for (size_t i = 0; i < a->task_count; i++)
        if (a->tasks[i].number != b->tasks[i].number ||
            !xc_str_equal(a->tasks[i].programme, b->tasks[i].programme) ||
            !xc_str_equal(a->tasks[i].stage, b->tasks[i].stage) ||
            !xc_str_equal(a->tasks[i].label, b->tasks[i].label))
            return false;
    return true;
}

static bool same_people(const struct xc_visit *a, const struct xc_visit *b) {
    if (a->person_count != b->person_count)
        return false;
    for (size_t i = 0; i < a->person_count; i++)
        if (a->people[i].seat != b->people[i].seat ||
            !xc_str_equal(a->people[i].person, b->people[i].person))
            return false;
    return true;
}

static bool same_time(const struct xc_visit *a, const struct xc_visit *b) {
    return a->date == b->date && a->end_date == b->end_date && a->start == b->start &&
           a->end == b->end && xc_str_equal(a->crew, b->crew);
}

/* What readers have seen already cannot be hidden again. */
xc_instant xc_moves_embargo(const struct xc_plan_input *input,
                            const struct xc_visit *before, xc_instant end) {
    return before->embargo_until != XC_NO_INSTANT && before->embargo_until <= input->now
               ? before->embargo_until
               : end;
}

bool xc_moves_same_embargo(const struct xc_job *job, const struct xc_stage *stage,
                           const struct xc_visit *before) {
    struct xc_error ignored = {0};
    xc_instant end;
    return xc_embargo_end(&stage->embargo, job->input->workdays, before->date,
                          job->input->offset_minutes, &end, &ignored) == XC_OK &&
           xc_moves_embargo(job->input, before, end) == before->embargo_until;
}

void xc_moves_fill(const struct xc_job *job, uint32_t need, struct xc_visit *visit) {
    const struct xc_visit *before = xc_keep_visit(job, need);
    if (!before)
        return;
    bool stays = same_time(before, visit);
    if (stays && same_people(before, visit) && same_tasks(before, visit)) {
        xc_instant end = xc_moves_embargo(job->input, before, visit->embargo_until);
        *visit = *before;
        visit->embargo_until = end;
        return;
    }
    visit->id = before->id;
    visit->status = before->status;
    visit->pinned = before->pinned;
    visit->reason = before->reason;
    visit->sequence = before->sequence;
    if (!stays && before->status != XC_VISIT_DRAFT)
        visit->sequence++;
}

bool xc_moves_as_it_was(const struct xc_job *job, const struct xc_keep *keep) {
    return keep->same && xc_keep_stayed(job, keep) &&
           (job->host_count == 0 || job->needs[keep->need].rider == XC_NO_NEED);
}

/* ---- how many no plan leaves where they are ---- */

struct stay { /* a kept visit that could stay if it were alone */
    uint32_t crew, day;
    uint16_t minutes;
    uint32_t klass;
};

static int by_cell(const void *context, uint32_t a, uint32_t b) {
    const struct stay *stays = context;
    if (stays[a].crew != stays[b].crew)
        return stays[a].crew < stays[b].crew ? -1 : 1;
    if (stays[a].day != stays[b].day)
        return stays[a].day < stays[b].day ? -1 : 1;
    if (stays[a].minutes != stays[b].minutes)
        return stays[a].minutes < stays[b].minutes ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* The halves of a day in which the crew can fill the seats of a class. */
static unsigned halves_open(const struct xc_job *job, const struct stay *stay) {
    const struct xc_class *klass = &job->classes[stay->klass];
    unsigned open = 0;
    uint32_t chosen[XC_PLACES];
    for (unsigned half = XC_PRESENT_MORNING; half <= XC_PRESENT_AFTERNOON; half++)
        if (xc_people_match(job, klass, stay->crew, stay->day, 1, half, XC_NO_ROW,
                            XC_FORGET_RELATIONS | XC_FORGET_LIMITS, chosen))
            open |= half;
    return open;
}

/* Of the visits of one cell, ascending by minutes: those beyond the most that its time
 * holds. */
static size_t too_many(const struct xc_job *job, const struct stay *stays,
                       const uint32_t *order, size_t count) {
    const struct stay *first = &stays[order[0]];
    unsigned halves = 0;
    for (size_t i = 0; i < count && halves != XC_PRESENT_ALL; i++)
        if (i == 0 || stays[order[i]].klass != stays[order[i - 1]].klass)
            halves |= halves_open(job, &stays[order[i]]);
    struct xc_hours hours = xc_cells_hours(job, first->crew, first->day, halves);
    uint64_t room = xc_hours_minutes(&hours, XC_WHOLE_DAY);
    uint64_t used = 0; /* a visit that stays needs no other way there */
    size_t fit = 0;
    while (fit < count && used + stays[order[fit]].minutes <= room)
        used += stays[order[fit++]].minutes;
    return count - fit;
}

/* Where a kept visit lies that could stay there alone; several days are never too full.
 */
static bool find_stay(const struct xc_job *job, const struct xc_keep *keep,
                      struct stay *stay) {
    if (keep->dropped || keep->bound || job->needs[keep->need].days > 1)
        return false;
    const struct xc_demand *demand = &job->demands[job->needs[keep->need].demand];
    *stay = (struct stay){xc_shifts_row(job, keep->crew, demand->shift),
                          (uint32_t)keep->day, keep->minutes, demand->klass};
    return true;
}

static bool *day_of(const struct xc_job *job, bool *days, const struct stay *stay) {
    return &days[(size_t)stay->crew * job->workdays + stay->day];
}

/* The visits of crew-days on which one could not stay as it was: where all could, all had
 * their time. */
static int list_stays(struct xc_job *job, struct stay **stays, size_t *count) {
    size_t kept = job->input->kept_count;
    size_t doubtful = 0;
    struct stay stay;
    bool *days =
        xc_arena_array(job->arena, (size_t)job->crew_count * job->workdays, sizeof *days);
    *count = 0;
    if (!days)
        return XC_ENOMEM;
    for (size_t i = 0; i < job->moving_count; i++) {
        const struct xc_keep *keep = &job->keeps[job->moving[i]];
        if (!keep->exact && find_stay(job, keep, &stay)) {
            *day_of(job, days, &stay) = true;
            doubtful++;
        }
    }
    *stays = xc_arena_array(job->arena, doubtful > 0 ? kept : 0, sizeof **stays);
    if (!*stays)
        return XC_ENOMEM;
    for (size_t i = 0; doubtful > 0 && i < kept; i++)
        if (find_stay(job, &job->keeps[i], &stay) && *day_of(job, days, &stay))
            (*stays)[(*count)++] = stay;
    return XC_OK;
}

static int count_bound(struct xc_job *job, struct xc_plan *plan, struct xc_error *error) {
    struct stay *stays = NULL;
    size_t count = 0;
    if (list_stays(job, &stays, &count))
        return xc_fail_memory(error);
    uint32_t *order = xc_plan_indices(job->arena, count);
    uint32_t *scratch = xc_arena_array(job->arena, count, sizeof *scratch);
    if (!order || !scratch)
        return xc_fail_memory(error);
    for (size_t i = 0; i < job->moving_count; i++)
        plan->moved_bound += job->keeps[job->moving[i]].bound;
    xc_plan_sort(order, count, scratch, by_cell, stays);
    for (size_t i = 0; i < count;) {
        size_t end = i + 1;
        while (end < count && stays[order[end]].crew == stays[order[i]].crew &&
               stays[order[end]].day == stays[order[i]].day)
            end++;
        plan->moved_bound += too_many(job, stays, order + i, end - i);
        i = end;
    }
    return XC_OK;
}

/* ---- what moved ---- */

static bool same_seated(const struct xc_job *job, const struct xc_need *need,
                        const struct xc_visit *before) {
    const struct xc_class *klass = &job->classes[job->demands[need->demand].klass];
    if (before->person_count != klass->place_count)
        return false;
    for (unsigned i = 0; i < klass->place_count; i++) {
        uint32_t person = job->members[job->seated[need->seated + i]].row;
        if (!xc_str_equal(xc_register_text(job->reg, job->reg->people.id[person]),
                          before->people[i].person))
            return false;
    }
    return true;
}

/* False: it stays as it was. */
static bool read_move(struct xc_job *job, size_t index, struct xc_plan_move *move) {
    struct xc_keep *keep = &job->keeps[index];
    const struct xc_visit *before = &job->input->kept[keep->kept];
    const struct xc_need *need = keep->dropped ? NULL : &job->needs[keep->need];
    *move = (struct xc_plan_move){.kind = XC_MOVE_DROPPED,
                                  .visit = before->id,
                                  .target = before->target,
                                  .from = before->date,
                                  .to = XC_NO_DATE,
                                  .crew_from = before->crew};
    if (need && need->state == XC_NEED_PLACED) {
        move->to = job->dates[need->day];
        move->crew_to = job->crews[need->crew].id;
        move->kind = move->to == before->date && xc_str_equal(move->crew_to, before->crew)
                         ? XC_MOVE_PEOPLE
                         : XC_MOVE_MOVED;
        if (move->kind == XC_MOVE_PEOPLE && need->start == before->start &&
            same_seated(job, need, before))
            return false;
    }
    if (!keep->told) {
        struct xc_message message;
        xc_message_set(&message, "it made room for a visit that had no other place.");
        xc_keep_because(job, keep, &message);
    }
    move->reason = keep->reason;
    return true;
}

/* Those that come by id become ascending by date, then id. false: no memory. */
static bool sort_by_date(const struct xc_job *job, uint32_t *keeps, size_t count) {
    uint64_t *days = xc_arena_array(job->arena, count, sizeof *days);
    uint32_t *order = xc_plan_indices(job->arena, count);
    uint32_t *scratch = xc_arena_array(job->arena, count, sizeof *scratch);
    if (!days || !order || !scratch)
        return false;
    for (size_t i = 0; i < count; i++)
        days[i] = (uint64_t)((int64_t)job->input->kept[job->keeps[keeps[i]].kept].date -
                             INT32_MIN);
    xc_plan_sort_by_keys(order, count, scratch, days, 32);
    for (size_t i = 0; i < count; i++)
        scratch[i] = keeps[order[i]];
    memcpy(keeps, scratch, count * sizeof *keeps);
    return true;
}

static int list_moves(struct xc_job *job, struct xc_plan *plan, struct xc_error *error) {
    size_t count = 0;
    uint32_t *others = xc_keep_list_others(job, &count);
    plan->moves = xc_arena_array(plan->arena, count, sizeof *plan->moves);
    if (!others || !plan->moves || !sort_by_date(job, others, count))
        return xc_fail_memory(error);
    size_t lost = 0; /* asked for, but without a place: they do not count as moved */
    for (size_t i = 0; i < count; i++) {
        struct xc_plan_move *move = &plan->moves[plan->move_count];
        uint32_t need = job->keeps[others[i]].need;
        lost += need != XC_NO_NEED && job->needs[need].state != XC_NEED_PLACED;
        if (!read_move(job, others[i], move))
            continue;
        plan->moved += move->kind == XC_MOVE_MOVED;
        plan->move_count++;
    }
    plan->moved_bound -= lost < plan->moved_bound ? lost : plan->moved_bound;
    return XC_OK;
}

int xc_moves_run(struct xc_job *job, struct xc_plan *plan, struct xc_error *error) {
    if (job->input->kept_count == 0)
        return XC_OK;
    int code = count_bound(job, plan, error);
    if (!code)
        code = list_moves(job, plan, error);
    if (code)
        return code;
    return job->failed ? xc_fail_memory(error) : XC_OK;
}
