/* Visits that stay as they are: what they fulfil, and whose time they take. */
#include "plan/plan_internal.h"

#include <string.h>

enum { DAY_END = 24 * 60 };

bool xc_fixed_counts(enum xc_visit_status status) {
    return status != XC_VISIT_CANCELLED && status != XC_VISIT_VOID;
}

bool xc_fixed_fulfils(const struct xc_visit *visit) {
    return xc_fixed_counts(visit->status) || visit->pinned;
}

bool xc_fixed_is_hand(const struct xc_visit_task *task) {
    static const struct xc_str ending = XC_STR_INIT("/hand");
    size_t len = task->stage.len;
    return task->label.len == len + ending.len &&
           memcmp(task->label.ptr + len, ending.ptr, ending.len) == 0 &&
           xc_str_equal((struct xc_str){task->label.ptr, len}, task->stage);
}

bool xc_fixed_by_hand(const struct xc_visit *visit, struct xc_str programme,
                      struct xc_str stage) {
    for (size_t i = 0; i < visit->task_count; i++)
        if (xc_fixed_is_hand(&visit->tasks[i]) &&
            xc_str_equal(visit->tasks[i].stage, stage) &&
            xc_str_equal(visit->tasks[i].programme, programme))
            return true;
    return false;
}

static int by_target(const void *context, uint32_t a, uint32_t b) {
    const struct xc_job *job = context;
    if (job->fixed_target[a] != job->fixed_target[b])
        return job->fixed_target[a] < job->fixed_target[b] ? -1 : 1;
    const struct xc_visit *fixed = job->input->fixed;
    if (fixed[a].date != fixed[b].date)
        return fixed[a].date < fixed[b].date ? -1 : 1;
    return a < b ? -1 : a > b;
}

static uint32_t demand_of(const struct xc_job *job, const struct xc_visit_task *task) {
    if (!xc_str_equal(task->programme, job->programme->id))
        return XC_NO_ROW;
    for (uint32_t i = 0; i < job->demand_count; i++)
        if (xc_str_equal(job->demands[i].obligation->label, task->label))
            return i;
    return XC_NO_ROW;
}

static int compare_filled(const struct xc_filled *a, const struct xc_filled *b) {
    if (a->target != b->target)
        return a->target < b->target ? -1 : 1;
    if (a->demand != b->demand)
        return a->demand < b->demand ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

static int by_filled(const void *context, uint32_t a, uint32_t b) {
    const struct xc_filled *filled = context;
    int order = compare_filled(&filled[a], &filled[b]);
    return order ? order : (a < b ? -1 : a > b);
}

static int read_filled(struct xc_job *job, struct xc_error *error) {
    size_t count = 0;
    for (size_t i = 0; i < job->input->fixed_count; i++)
        count += job->input->fixed[i].task_count;
    struct xc_filled *found = xc_arena_array(job->arena, count, sizeof *found);
    job->filled = xc_arena_array(job->arena, count, sizeof *job->filled);
    uint32_t *order = xc_plan_indices(job->arena, count);
    uint32_t *scratch = xc_arena_array(job->arena, count, sizeof *scratch);
    if (!found || !job->filled || !order || !scratch)
        return xc_fail_memory(error);
    for (size_t i = 0; i < job->input->fixed_count; i++) {
        const struct xc_visit *visit = &job->input->fixed[i];
        for (size_t k = 0; k < visit->task_count; k++) {
            uint32_t demand = demand_of(job, &visit->tasks[k]);
            if (demand == XC_NO_ROW || !xc_fixed_fulfils(visit) ||
                job->fixed_target[i] == XC_NO_ROW)
                continue;
            found[job->filled_count++] =
                (struct xc_filled){job->fixed_target[i], (uint16_t)demand,
                                   (uint16_t)visit->tasks[k].number, (uint32_t)i};
        }
    }
    xc_plan_sort(order, job->filled_count, scratch, by_filled, found);
    for (size_t i = 0; i < job->filled_count; i++)
        job->filled[i] = found[order[i]];
    return XC_OK;
}

int xc_fixed_read(struct xc_job *job, struct xc_error *error) {
    size_t count = job->input->fixed_count;
    if (count >= UINT32_MAX)
        return xc_fail_memory(error);
    job->fixed_target = xc_arena_array(job->arena, count, sizeof *job->fixed_target);
    job->fixed_joined = xc_arena_array(job->arena, count, sizeof *job->fixed_joined);
    job->fixed_order = xc_plan_indices(job->arena, count);
    uint32_t *scratch = xc_arena_array(job->arena, count, sizeof *scratch);
    if (!job->fixed_target || !job->fixed_joined || !job->fixed_order || !scratch)
        return xc_fail_memory(error);
    for (size_t i = 0; i < count; i++) {
        job->fixed_target[i] =
            xc_register_find_target(job->reg, job->input->fixed[i].target);
        job->fixed_joined[i] = XC_NO_NEED;
    }
    xc_plan_sort(job->fixed_order, count, scratch, by_target, job);
    return read_filled(job, error);
}

size_t xc_fixed_first(const struct xc_job *job, uint32_t target) {
    size_t lo = 0;
    size_t hi = job->input->fixed_count;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (job->fixed_target[job->fixed_order[middle]] < target)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

size_t xc_fixed_first_filled(const struct xc_job *job, uint32_t target, uint32_t demand,
                             unsigned number) {
    struct xc_filled key = {target, (uint16_t)demand, (uint16_t)number, 0};
    size_t lo = 0;
    size_t hi = job->filled_count;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (compare_filled(&job->filled[middle], &key) < 0)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

bool xc_fixed_fills(const struct xc_job *job, uint32_t target, uint32_t demand,
                    unsigned number) {
    struct xc_filled key = {target, (uint16_t)demand, (uint16_t)number, 0};
    size_t at = xc_fixed_first_filled(job, target, demand, number);
    return at < job->filled_count && compare_filled(&job->filled[at], &key) == 0;
}

/* ---- joining ---- */

/* The visit's own people must fill the new obligation's places; they are not changed. */
static bool seats_fit(const struct xc_job *job, const struct xc_visit *visit,
                      const struct xc_class *klass, uint32_t target) {
    uint32_t masks[XC_CREW_PEOPLE];
    uint8_t chosen[XC_PLACES];
    unsigned count = 0;
    for (size_t i = 0; i < visit->person_count && count < XC_CREW_PEOPLE; i++) {
        uint32_t person = xc_register_find_person(job->reg, visit->people[i].person);
        uint32_t relation = XC_NO_ROW;
        if (person == XC_NO_ROW ||
            xc_register_barred(job->reg, person, target, visit->date, &relation))
            return false;
        if (xc_origin_breach(job, klass, person, target))
            return false;
        uint32_t mask = xc_seats_mask(job, klass, person);
        if (mask & klass->certified && !xc_seats_certified(job, person, visit->end_date))
            mask &= ~klass->certified;
        masks[count++] = mask;
    }
    return xc_seats_match(klass, masks, count, chosen);
}

/* The visit's people against those of the fixed visits before and after it; which of the
 * two rules is the stricter one does not matter where the visit keeps its own already. */
static bool keeps_rotation(const struct xc_job *job, uint32_t fixed,
                           enum xc_rotate rotate) {
    if (rotate == XC_ROTATE_NONE)
        return true;
    for (size_t i = xc_fixed_first(job, job->fixed_target[fixed]), before = SIZE_MAX;
         i < job->input->fixed_count &&
         job->fixed_target[job->fixed_order[i]] == job->fixed_target[fixed];
         i++) {
        uint32_t at = job->fixed_order[i];
        if (!xc_fixed_counts(job->input->fixed[at].status))
            continue;
        if (before != SIZE_MAX && (at == fixed || job->fixed_order[before] == fixed) &&
            !xc_rotation_keeps(&job->input->fixed[job->fixed_order[before]],
                               &job->input->fixed[at], rotate))
            return false;
        before = i;
    }
    return true;
}

/* Nobody comes who may not because of the need's cause, and nobody to a closed area. */
static bool keeps_after(const struct xc_job *job, const struct xc_visit *visit,
                        const struct xc_need *need) {
    const struct xc_owed *owed = xc_owed_of(job, need);
    xc_date day = XC_NO_DATE;
    for (size_t i = 0; owed && i < visit->person_count; i++)
        if (xc_owed_avoid(owed->cause, visit->people[i].person))
            return false;
    return !xc_shut_find(job->input, need->target, visit->date, visit->end_date, &day);
}

static bool lies_in(const struct xc_visit *visit, const struct xc_hours *hours) {
    bool starts = false;
    bool ends = false;
    for (unsigned i = 0; i < hours->count; i++) {
        starts = starts || (visit->start >= hours->spans[i].from &&
                            visit->start < hours->spans[i].to);
        ends = ends ||
               (visit->end > hours->spans[i].from && visit->end <= hours->spans[i].to);
    }
    return starts && ends;
}

bool xc_fixed_takes(const struct xc_job *job, uint32_t fixed,
                    const struct xc_need *need) {
    const struct xc_visit *visit = &job->input->fixed[fixed];
    const struct xc_demand *demand = &job->demands[need->demand];
    int day = xc_days_find(job, visit->date);
    int last = xc_days_find(job, visit->end_date);
    if (visit->status != XC_VISIT_DRAFT && visit->status != XC_VISIT_PUBLISHED &&
        visit->status != XC_VISIT_ACCEPTED)
        return false;
    if (demand->stage->embargo.set && visit->embargo_until == XC_NO_INSTANT)
        return false; /* what is hidden does not join what everybody may know */
    if (demand->obligation->areas == XC_AREAS_SWAP)
        return false; /* whose turn it is, is not known yet */
    if (demand->obligation->travel > 0 || demand->obligation->use_count > 0)
        return false; /* its crew does not stand ready for them */
    if (!keeps_rotation(job, fixed, demand->obligation->rotate) ||
        !keeps_after(job, visit, need))
        return false;
    if (visit->alone || visit->nature != demand->stage->nature || day < need->lo ||
        last < day || last > need->hi || job->fixed_target[fixed] != need->target)
        return false;
    for (size_t i = 0; i < visit->task_count; i++) {
        uint32_t other = demand_of(job, &visit->tasks[i]);
        if (other == need->demand)
            return false;
        if (other != XC_NO_ROW && !job->demands[other].stage->merge)
            return false;
    }
    if (demand->obligation->duty_count > 0) {
        bool listed = false;
        for (size_t i = 0; i < demand->obligation->duty_count; i++)
            listed =
                listed || xc_str_equal(demand->obligation->duties[i].crew, visit->crew);
        if (!listed)
            return false;
    }
    if ((demand->shift > 0 || visit->date == visit->end_date) &&
        !lies_in(visit, &job->shifts[demand->shift]))
        return false;
    return seats_fit(job, visit, &job->classes[demand->klass], need->target);
}

/* ---- time ---- */

struct occupying {
    struct xc_busy *busy;
    size_t count, room;
};

static int by_cell(const void *context, uint32_t a, uint32_t b) {
    const struct xc_busy *busy = context;
    if (busy[a].crew != busy[b].crew)
        return busy[a].crew < busy[b].crew ? -1 : 1;
    if (busy[a].day != busy[b].day)
        return busy[a].day < busy[b].day ? -1 : 1;
    if (busy[a].from != busy[b].from)
        return busy[a].from < busy[b].from ? -1 : 1;
    return a < b ? -1 : a > b;
}

static void occupy_days(const struct xc_job *job, struct occupying *list, uint32_t crew,
                        const struct xc_window *days, unsigned from, unsigned to) {
    uint16_t lo = 1;
    uint16_t hi = 0;
    if (job->crews[crew].shift + 1u < job->shift_count)
        occupy_days(job, list, crew + job->team_count, days, from, to);
    if (!xc_shifts_meet(job, crew, from, to))
        return;
    xc_days_between(job, days->from, days->to, &lo, &hi);
    for (uint32_t day = lo; day <= hi; day++) {
        if (list->busy && list->count < list->room)
            list->busy[list->count] =
                (struct xc_busy){crew, (uint16_t)day, (uint16_t)from, (uint16_t)to};
        list->count++;
    }
}

/* The days that a visit takes from its crew; those on the road by this programme. */
static struct xc_window days_of(const struct xc_job *job, const struct xc_visit *visit) {
    unsigned travel = 0;
    for (size_t i = 0; i < visit->task_count; i++) {
        uint32_t demand = demand_of(job, &visit->tasks[i]);
        if (demand != XC_NO_ROW && job->demands[demand].obligation->travel > travel)
            travel = job->demands[demand].obligation->travel;
    }
    return xc_days_on_road(job->input->workdays, visit, travel);
}

static void occupy_crew(const struct xc_job *job, struct occupying *list, uint32_t crew,
                        const struct xc_visit *visit) {
    struct xc_window days = days_of(job, visit);
    bool single = days.from == days.to;
    occupy_days(job, list, crew, &days,
                single ? visit->start / XC_GRID_MINUTES * XC_GRID_MINUTES : 0,
                single ? visit->end : (unsigned)DAY_END);
}

static void carry(struct xc_job *job, const struct xc_visit *visit, uint32_t crew) {
    struct xc_window days = days_of(job, visit);
    uint16_t lo = 1;
    uint16_t hi = 0;
    xc_days_between(job, days.from, days.to, &lo, &hi);
    for (size_t i = 0; lo <= hi && i < visit->task_count; i++) {
        uint32_t demand = demand_of(job, &visit->tasks[i]);
        if (demand != XC_NO_ROW)
            xc_sharing_fix(job, job->demands[demand].obligation, crew, lo, hi);
    }
}

static void count_person(struct xc_job *job, uint32_t member,
                         const struct xc_visit *visit) {
    int year = xc_date_ymd(visit->date).year - job->first_year;
    uint16_t lo = 1;
    uint16_t hi = 0;
    if (year >= 0 && (uint32_t)year < job->years) {
        job->members[member].visits++;
        job->year_visits[(size_t)member * job->years + (uint32_t)year]++;
    }
    xc_days_between(job, visit->date, visit->end_date, &lo, &hi);
    for (uint32_t day = lo; day <= hi; day++) {
        uint8_t *visits = &job->day_visits[(size_t)member * job->workdays + day];
        if (*visits < UINT8_MAX)
            ++*visits;
    }
}

/* Whoever has nothing to do in them could otherwise be sent in hours that are over. */
static void occupy_passed(const struct xc_job *job, struct occupying *list) {
    struct xc_window first = {job->input->as_of, job->input->as_of};
    for (uint32_t crew = 0; crew < job->team_count && job->input->passed > 0; crew++) {
        occupy_days(job, list, crew, &first, 0, job->input->passed);
    }
}

static void occupy(struct xc_job *job, struct occupying *list, bool counts) {
    occupy_passed(job, list);
    for (size_t i = 0; i < job->input->fixed_count; i++) {
        const struct xc_visit *visit = &job->input->fixed[i];
        if (!xc_fixed_counts(visit->status))
            continue;
        uint32_t crew = xc_crews_find(job, visit->crew);
        if (crew != XC_NO_ROW)
            occupy_crew(job, list, crew, visit);
        if (counts)
            carry(job, visit, crew);
        for (size_t k = 0; k < visit->person_count; k++) {
            uint32_t person = xc_register_find_person(job->reg, visit->people[k].person);
            uint32_t member = person == XC_NO_ROW ? XC_NO_ROW : job->member_of[person];
            if (member == XC_NO_ROW)
                continue;
            if (job->members[member].crew != crew)
                occupy_crew(job, list, job->members[member].crew, visit);
            if (counts)
                count_person(job, member, visit);
        }
    }
}

int xc_fixed_occupy(struct xc_job *job, struct xc_error *error) {
    struct occupying list = {0};
    int code = xc_sharing_build(job, error);
    if (code)
        return code;
    occupy(job, &list, false);
    list.room = list.count;
    list.count = 0;
    list.busy = xc_arena_array(job->arena, list.room, sizeof *list.busy);
    uint32_t *order = xc_plan_indices(job->arena, list.room);
    uint32_t *scratch = xc_arena_array(job->arena, list.room, sizeof *scratch);
    job->busy = xc_arena_array(job->arena, list.room, sizeof *job->busy);
    if (!list.busy || !order || !scratch || !job->busy)
        return xc_fail_memory(error);
    occupy(job, &list, true);
    xc_plan_sort(order, list.count, scratch, by_cell, list.busy);
    for (size_t i = 0; i < list.count; i++)
        job->busy[i] = list.busy[order[i]];
    job->busy_count = list.count;
    return XC_OK;
}
