/* Who may not go to a target twice running. Two visits of a target that follow each other
 * keep the stricter rule of the two, whichever obligations they belong to. */
#include "plan/plan_internal.h"

struct neighbour {  /* a visit of the target; need and fixed both none: there is none */
    uint32_t need;  /* or XC_NO_NEED */
    uint32_t fixed; /* or XC_NO_ROW */
    xc_date first, last;
    unsigned start;
};

static enum xc_rotate stricter(enum xc_rotate a, enum xc_rotate b) {
    return a > b ? a : b;
}

static enum xc_rotate rotate_of_fixed(const struct xc_job *job, uint32_t fixed) {
    const struct xc_visit *visit = &job->input->fixed[fixed];
    uint32_t joined = job->fixed_joined[fixed];
    enum xc_rotate rotate = XC_ROTATE_NONE;
    if (joined != XC_NO_NEED)
        rotate = job->demands[job->needs[joined].demand].obligation->rotate;
    for (size_t i = 0; i < visit->task_count; i++)
        for (uint32_t k = 0; k < job->demand_count; k++) {
            const struct xc_obligation *obligation = job->demands[k].obligation;
            if (xc_str_equal(visit->tasks[i].programme, job->programme->id) &&
                xc_str_equal(visit->tasks[i].label, obligation->label))
                rotate = stricter(rotate, obligation->rotate);
        }
    return rotate;
}

static enum xc_rotate rotate_of(const struct xc_job *job, const struct neighbour *at) {
    return at->need != XC_NO_NEED
               ? job->demands[job->needs[at->need].demand].obligation->rotate
               : rotate_of_fixed(job, at->fixed);
}

static bool is_nobody(const struct neighbour *at) {
    return at->need == XC_NO_NEED && at->fixed == XC_NO_ROW;
}

static const struct neighbour NOBODY = {.need = XC_NO_NEED, .fixed = XC_NO_ROW};

static void consider(const struct neighbour *found, xc_date date,
                     struct neighbour *before, struct neighbour *after) {
    if (found->last < date) {
        if (is_nobody(before) || found->last > before->last ||
            (found->last == before->last && found->start > before->start))
            *before = *found;
    } else if (is_nobody(after) || found->first < after->first ||
               (found->first == after->first && found->start < after->start)) {
        *after = *found;
    }
}

/* The visits of the target before and after a day, but for the need `own`; XC_NO_NEED:
 * only fixed ones. */
static void find_neighbours(const struct xc_job *job, uint32_t target, uint32_t own,
                            xc_date date, struct neighbour *before,
                            struct neighbour *after) {
    *before = NOBODY;
    *after = NOBODY;
    for (uint32_t i = own == XC_NO_NEED ? XC_NO_NEED : job->target_first[target];
         i != XC_NO_NEED; i = job->needs[i].sibling) {
        const struct xc_need *need = &job->needs[i];
        if (i == own || need->state != XC_NEED_PLACED)
            continue;
        struct neighbour found = {.need = i,
                                  .fixed = XC_NO_ROW,
                                  .first = job->dates[need->day],
                                  .last = job->dates[need->day + need->days - 1u]};
        consider(&found, date, before, after);
    }
    for (size_t k = xc_fixed_first(job, target); k < job->input->fixed_count; k++) {
        uint32_t fixed = job->fixed_order[k];
        const struct xc_visit *visit = &job->input->fixed[fixed];
        if (job->fixed_target[fixed] != target)
            break;
        if (!xc_fixed_counts(visit->status))
            continue;
        struct neighbour found = {.need = XC_NO_NEED,
                                  .fixed = fixed,
                                  .first = visit->date,
                                  .last = visit->end_date,
                                  .start = visit->start};
        consider(&found, date, before, after);
    }
}

static void bar(const struct xc_crew *team, uint32_t member, bool lead,
                enum xc_rotate rotate, struct xc_wish *wish) {
    if (member < team->first || member >= team->first + team->count)
        return;
    uint64_t bit = UINT64_C(1) << (member - team->first);
    if (rotate == XC_ROTATE_ALL)
        wish->barred |= bit;
    else if (rotate == XC_ROTATE_LEAD && lead)
        wish->not_leading |= bit;
}

static bool leads(const struct xc_job *job, const struct xc_need *need, unsigned place) {
    const struct xc_class *klass = &job->classes[job->demands[need->demand].klass];
    return (klass->leading >> klass->kind_of[place] & 1u) != 0;
}

static unsigned places_of(const struct xc_job *job, const struct xc_need *need) {
    return job->classes[job->demands[need->demand].klass].place_count;
}

static void bar_people(const struct xc_job *job, const struct neighbour *at,
                       enum xc_rotate own, struct xc_wish *wish) {
    const struct xc_crew *team = &job->crews[wish->crew];
    if (is_nobody(at))
        return;
    enum xc_rotate rotate = stricter(own, rotate_of(job, at));
    if (rotate == XC_ROTATE_NONE)
        return;
    if (at->need != XC_NO_NEED) {
        const struct xc_need *need = &job->needs[at->need];
        for (unsigned i = 0; i < places_of(job, need); i++)
            bar(team, job->seated[need->seated + i], leads(job, need, i), rotate, wish);
        return;
    }
    const struct xc_visit *visit = &job->input->fixed[at->fixed];
    for (size_t i = 0; i < visit->person_count; i++) {
        uint32_t person = xc_register_find_person(job->reg, visit->people[i].person);
        if (person != XC_NO_ROW)
            bar(team, job->member_of[person], visit->people[i].seat == XC_ROLE_LEAD,
                rotate, wish);
    }
}

void xc_rotation_bar(const struct xc_job *job, const struct xc_need *need, uint32_t own,
                     struct xc_wish *wish) {
    struct neighbour before;
    struct neighbour after;
    enum xc_rotate rotate = job->demands[need->demand].obligation->rotate;
    if (!job->rotates)
        return;
    find_neighbours(job, need->target, own, job->dates[wish->day], &before, &after);
    bar_people(job, &before, rotate, wish);
    bar_people(job, &after, rotate, wish);
}

bool xc_rotation_keeps(const struct xc_visit *a, const struct xc_visit *b,
                       enum xc_rotate rotate) {
    for (size_t i = 0; rotate != XC_ROTATE_NONE && i < a->person_count; i++)
        for (size_t k = 0; k < b->person_count; k++)
            if (xc_str_equal(a->people[i].person, b->people[k].person) &&
                (rotate == XC_ROTATE_ALL || (a->people[i].seat == XC_ROLE_LEAD &&
                                             b->people[k].seat == XC_ROLE_LEAD)))
                return false;
    return true;
}

/* Whether the member is at the visit; in its lead seat, where only leads rotate. */
static bool sits_at(const struct xc_job *job, const struct neighbour *at, uint32_t member,
                    bool as_lead) {
    if (at->need != XC_NO_NEED) {
        const struct xc_need *need = &job->needs[at->need];
        for (unsigned i = 0; i < places_of(job, need); i++)
            if (job->seated[need->seated + i] == member &&
                (!as_lead || leads(job, need, i)))
                return true;
        return false;
    }
    const struct xc_visit *visit = &job->input->fixed[at->fixed];
    struct xc_str id =
        xc_register_text(job->reg, job->reg->people.id[job->members[member].row]);
    for (size_t i = 0; i < visit->person_count; i++)
        if (xc_str_equal(visit->people[i].person, id) &&
            (!as_lead || visit->people[i].seat == XC_ROLE_LEAD))
            return true;
    return false;
}

/* Whether two visits may follow each other. What is fixed on both sides is nobody's doing
 * here. */
static bool may_meet(const struct xc_job *job, const struct neighbour *before,
                     const struct neighbour *after) {
    if (is_nobody(before) || is_nobody(after) ||
        (before->need == XC_NO_NEED && after->need == XC_NO_NEED))
        return true;
    enum xc_rotate rotate = stricter(rotate_of(job, before), rotate_of(job, after));
    if (rotate == XC_ROTATE_NONE)
        return true;
    const struct neighbour *own = before->need != XC_NO_NEED ? before : after;
    const struct neighbour *other = own == before ? after : before;
    const struct xc_need *need = &job->needs[own->need];
    for (unsigned i = 0; i < places_of(job, need); i++)
        if ((rotate == XC_ROTATE_ALL || leads(job, need, i)) &&
            sits_at(job, other, job->seated[need->seated + i], rotate == XC_ROTATE_LEAD))
            return false;
    return true;
}

bool xc_rotation_may_take(const struct xc_job *job, uint32_t index) {
    const struct xc_need *need = &job->needs[index];
    struct neighbour before;
    struct neighbour after;
    if (!job->rotates)
        return true;
    find_neighbours(job, need->target, index, job->dates[need->day], &before, &after);
    return may_meet(job, &before, &after);
}

bool xc_rotation_holds(const struct xc_job *job, uint32_t target) {
    for (uint32_t i = job->target_first[target]; i != XC_NO_NEED;
         i = job->needs[i].sibling) {
        const struct xc_need *need = &job->needs[i];
        struct neighbour own = {.need = i, .fixed = XC_NO_ROW};
        struct neighbour before;
        struct neighbour after;
        if (need->state != XC_NEED_PLACED)
            continue;
        find_neighbours(job, target, i, job->dates[need->day], &before, &after);
        if (!may_meet(job, &before, &own) || !may_meet(job, &own, &after))
            return false;
    }
    return true;
}
