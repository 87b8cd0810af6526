/* A replan: visits that may move but should not. Each finds the need that it fulfils;
 * then it stays exactly as it is, else in its cell with other people or at another time,
 * else its need looks for a place like any other.
 *
 * A need that is anchored stays at its own time, with its own people; the cell's other
 * needs are laid out around it. */
#include "plan/plan_internal.h"

#include <string.h>

bool xc_keep_is(const struct xc_job *job, uint32_t need) {
    return job->stays && job->stays[need] != XC_STAYS_NOT;
}

const struct xc_visit *xc_keep_visit(const struct xc_job *job, uint32_t need) {
    return job->kept_of && job->kept_of[need] != XC_NO_ROW
               ? &job->input->kept[job->kept_of[need]]
               : NULL;
}

/* ---- what each one fulfils ---- */

static uint32_t find_need(const struct xc_job *job, uint32_t target,
                          const struct xc_visit_task *task) {
    if (target == XC_NO_ROW || !xc_str_equal(task->programme, job->programme->id))
        return XC_NO_NEED;
    for (uint32_t i = job->target_first[target]; i != XC_NO_NEED;
         i = job->needs[i].sibling) {
        const struct xc_need *need = &job->needs[i];
        if (need->number == task->number && need->state == XC_NEED_OPEN &&
            job->kept_of[i] == XC_NO_ROW &&
            xc_str_equal(job->demands[need->demand].obligation->label, task->label))
            return i;
    }
    return XC_NO_NEED;
}

static void match_visit(struct xc_job *job, uint32_t index) {
    const struct xc_visit *visit = &job->input->kept[index];
    uint32_t target = xc_register_find_target(job->reg, visit->target);
    size_t at = 0;
    uint32_t host = XC_NO_NEED;
    for (; at < visit->task_count && host == XC_NO_NEED; at++)
        host = find_need(job, target, &visit->tasks[at]);
    job->keeps[index].need = host;
    if (host == XC_NO_NEED)
        return;
    job->kept_of[host] = index;
    /* the last first: riders are told of in the reverse order */
    for (size_t i = visit->task_count; i-- > at;) {
        uint32_t rider = find_need(job, target, &visit->tasks[i]);
        if (rider != XC_NO_NEED)
            (void)xc_demand_ride(job, host, rider);
    }
}

int xc_keep_match(struct xc_job *job, struct xc_error *error) {
    size_t count = job->input->kept_count;
    if (count == 0)
        return XC_OK;
    if (count >= UINT32_MAX)
        return xc_fail_memory(error);
    job->keeps = xc_arena_array(job->arena, count, sizeof *job->keeps);
    job->kept_of = xc_arena_array(job->arena, job->need_count, sizeof *job->kept_of);
    job->stays = xc_arena_array(job->arena, job->need_count, sizeof *job->stays);
    if (!job->keeps || !job->kept_of || !job->stays)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < job->need_count; i++)
        job->kept_of[i] = XC_NO_ROW;
    for (uint32_t i = 0; i < count; i++)
        match_visit(job, i);
    return XC_OK;
}

bool xc_keep_admits(const struct xc_job *job, uint32_t host,
                    const struct xc_need *rider) {
    const struct xc_visit *visit = xc_keep_visit(job, host);
    if (!visit)
        return true;
    int day = xc_days_find(job, visit->date);
    return day < 0 ||
           (day >= rider->lo && day + job->needs[host].days - 1 <= (int)rider->hi);
}

/* ---- why one cannot stay ---- */

static bool because(struct xc_job *job, struct xc_keep *keep,
                    const struct xc_message *message) {
    if (!keep->told)
        job->failed = job->failed || xc_plan_reason(job, message, &keep->reason);
    keep->told = true;
    return false;
}

#define BECAUSE(job, keep, ...)                                                          \
    do {                                                                                 \
        struct xc_message message_;                                                      \
        xc_message_set(&message_, __VA_ARGS__);                                          \
        return because((job), (keep), &message_);                                        \
    } while (0)

static bool tell_dropped(struct xc_job *job, struct xc_keep *keep,
                         const struct xc_visit *visit) {
    uint32_t target = xc_register_find_target(job->reg, visit->target);
    if (target == XC_NO_ROW)
        BECAUSE(job, keep, XC_MSG("%.*s is not in the register any more."),
                XC_PRI(visit->target));
    if (job->reg->targets.status[target] == XC_STATUS_CLOSED)
        BECAUSE(job, keep, XC_MSG("%.*s has closed."), XC_PRI(visit->target));
    if (job->reg->targets.status[target] == XC_STATUS_SUSPENDED)
        BECAUSE(job, keep, XC_MSG("%.*s is suspended."), XC_PRI(visit->target));
    for (uint32_t i = 0; i < job->demand_count; i++)
        if (visit->task_count > 0 && job->demands[i].obligation->since.kind != 0 &&
            xc_str_equal(visit->tasks[0].label, job->demands[i].obligation->label))
            BECAUSE(job, keep,
                    XC_MSG("what this visit of %.*s was owed for is not so any more."),
                    XC_PRI(visit->target));
    BECAUSE(job, keep,
            XC_MSG("the programme does not ask for this visit of %.*s any more."),
            XC_PRI(visit->target));
}

/* The member of the crew; XC_NO_ROW: not one any more, keep says why. */
static uint32_t find_member(struct xc_job *job, struct xc_keep *keep, uint32_t crew,
                            struct xc_str id) {
    uint32_t person = xc_register_find_person(job->reg, id);
    uint32_t member = person == XC_NO_ROW ? XC_NO_ROW : job->member_of[person];
    struct xc_message message;
    if (member != XC_NO_ROW && job->members[member].crew == job->crews[crew].own)
        return member;
    if (person == XC_NO_ROW)
        xc_message_set(&message, "%.*s is not in the register any more.", XC_PRI(id));
    else if (job->reg->people.status[person] == XC_STATUS_CLOSED ||
             job->reg->people.status[person] == XC_STATUS_SUSPENDED)
        xc_message_set(&message, "%.*s is not active any more.", XC_PRI(id));
    else
        xc_message_set(&message, "%.*s is not in crew %.*s any more.", XC_PRI(id),
                       XC_PRI(job->crews[crew].id));
    (void)because(job, keep, &message);
    return XC_NO_ROW;
}

/* Why a member cannot take a place that it had: the first rule without which it could. */
static bool tell_person(struct xc_job *job, struct xc_keep *keep, uint32_t member,
                        uint32_t day, unsigned halves) {
    static const unsigned rules[] = {
        XC_FORGET_ABSENCES, XC_FORGET_CERTIFICATES, XC_FORGET_RELATIONS, XC_FORGET_LIMITS,
        XC_FORGET_OUTSIDE,  XC_FORGET_AVOIDED,      XC_FORGET_ROTATION};
    struct xc_str id =
        xc_register_text(job->reg, job->reg->people.id[job->members[member].row]);
    unsigned rule = 0;
    char text[11];
    for (unsigned i = 0; i < sizeof rules / sizeof *rules && rule == 0; i++) {
        struct xc_wish wish = xc_people_wish(job, keep->need, job->members[member].crew,
                                             day, halves, rules[i]);
        if (xc_people_seats(job, &wish, member))
            rule = rules[i];
    }
    xc_date_format(job->dates[day], text);
    switch (rule) {
    case XC_FORGET_ABSENCES:
        BECAUSE(job, keep, XC_MSG("%.*s is away on %s."), XC_PRI(id), text);
    case XC_FORGET_CERTIFICATES:
        BECAUSE(job, keep, XC_MSG("the certificate of %.*s is not valid on %s."),
                XC_PRI(id), text);
    case XC_FORGET_RELATIONS:
        BECAUSE(job, keep, XC_MSG("%.*s may not visit this target any more (recusal)."),
                XC_PRI(id));
    case XC_FORGET_LIMITS:
        BECAUSE(job, keep, XC_MSG("%.*s may not make more visits on %s or that year."),
                XC_PRI(id), text);
    case XC_FORGET_OUTSIDE:
        BECAUSE(job, keep, XC_MSG("%.*s comes from the target's own county."),
                XC_PRI(id));
    case XC_FORGET_AVOIDED:
        BECAUSE(job, keep,
                XC_MSG("%.*s made the visit that this one follows up; others must come."),
                XC_PRI(id));
    case XC_FORGET_ROTATION:
        BECAUSE(job, keep,
                XC_MSG("%.*s makes the visit of the target before or after it."),
                XC_PRI(id));
    default:
        BECAUSE(job, keep, XC_MSG("%.*s cannot take the seat on %s any more."),
                XC_PRI(id), text);
    }
}

/* ---- whether one can stay ---- */

/* Where a kept visit is. */
struct place {
    uint32_t crew, day;
    unsigned halves; /* that its time touches */
    unsigned forget; /* rules that do not count */
};

static unsigned halves_of(const struct xc_job *job, const struct xc_visit *visit) {
    struct xc_hours morning = xc_hours_without(&job->hours, XC_AFTERNOON);
    unsigned noon = morning.count > 0 ? morning.spans[morning.count - 1].to : 0;
    if (visit->date != visit->end_date)
        return XC_PRESENT_ALL;
    return (visit->start < noon ? (unsigned)XC_PRESENT_MORNING : 0u) |
           (visit->end > noon ? (unsigned)XC_PRESENT_AFTERNOON : 0u);
}

static bool is_closed(struct xc_job *job, struct xc_keep *keep,
                      const struct xc_visit *visit) {
    struct xc_message message;
    xc_date day = XC_NO_DATE;
    const struct xc_plan_closure *closure = xc_closures_find(
        job->input, job->needs[keep->need].target, visit->date, visit->end_date, &day);
    if (!closure)
        return false;
    xc_closures_say(closure, day, &message);
    (void)because(job, keep, &message);
    return true;
}

/* The cell, if the visit may lie in it at all. */
static bool find_place(struct xc_job *job, struct xc_keep *keep,
                       const struct xc_visit *visit, struct place *place) {
    const struct xc_need *need = &job->needs[keep->need];
    const struct xc_pool *pool = &job->pools[need->pool];
    int day = xc_days_find(job, visit->date);
    char text[11];
    xc_date_format(visit->date, text);
    place->crew = xc_crews_find(job, visit->crew);
    if (place->crew != XC_NO_ROW)
        place->crew = xc_shifts_row(job, place->crew, job->demands[need->demand].shift);
    place->day = (uint32_t)day;
    place->halves = halves_of(job, visit);
    if (day < 0)
        BECAUSE(job, keep, XC_MSG("%s is not a day to plan any more."), text);
    if (place->crew == XC_NO_ROW)
        BECAUSE(job, keep, XC_MSG("crew %.*s does not exist any more."),
                XC_PRI(visit->crew));
    if (is_closed(job, keep, visit))
        return false;
    uint32_t last = place->day + need->days - 1u;
    if (day < need->wide_lo || last > need->wide_hi)
        BECAUSE(job, keep, XC_MSG("%s lies outside the days that the stage allows."),
                text);
    if (job->dates[last] != visit->end_date)
        BECAUSE(job, keep, XC_MSG("the days from %s on are not working days any more."),
                text);
    uint32_t i = 0;
    while (i < pool->count && pool->crews[i] != place->crew)
        i++;
    if (i == pool->count)
        BECAUSE(job, keep, XC_MSG("crew %.*s does not work at %.*s any more."),
                XC_PRI(visit->crew), XC_PRI(visit->target));
    return true;
}

/* The very same people in the very same seats. */
static bool same_people(struct xc_job *job, struct xc_keep *keep,
                        const struct xc_visit *visit, const struct place *place,
                        uint32_t *members) {
    const struct xc_need *need = &job->needs[keep->need];
    const struct xc_class *klass = &job->classes[job->demands[need->demand].klass];
    struct xc_wish wish = xc_people_wish(job, keep->need, place->crew, place->day,
                                         place->halves, place->forget);
    for (unsigned i = 0; i < visit->person_count && i < klass->place_count; i++) {
        uint32_t member = find_member(job, keep, place->crew, visit->people[i].person);
        unsigned kind = klass->kind_of[i];
        if (member == XC_NO_ROW)
            return false;
        uint32_t seats = xc_people_seats(job, &wish, member);
        if (klass->rule->seats[kind].role != visit->people[i].seat ||
            !(seats >> kind & 1u))
            return tell_person(job, keep, member, place->day, place->halves);
        for (unsigned k = 0; k < i; k++)
            if (members[k] == member)
                return tell_person(job, keep, member, place->day, place->halves);
        members[i] = member;
    }
    if (visit->person_count != klass->place_count)
        BECAUSE(job, keep, XC_MSG("the stage asks for other seats than the visit has."));
    return true;
}

/* Its own time is free in its cell, and nothing else at the target is in the way. */
static bool time_is_free(struct xc_job *job, struct xc_keep *keep,
                         const struct xc_visit *visit, const struct place *place) {
    char text[11];
    xc_date_format(visit->date, text);
    if (!xc_apart_allows(job, keep->need, place->day))
        BECAUSE(
            job, keep,
            XC_MSG("another visit of %.*s lies too near to %s, or the cap is reached."),
            XC_PRI(visit->target), text);
    if (!xc_cells_free(job, keep->need, place->crew, place->day, visit->start,
                       visit->end))
        BECAUSE(job, keep, XC_MSG("crew %.*s has no time for it on %s any more."),
                XC_PRI(visit->crew), text);
    return true;
}

static void anchor(struct xc_job *job, struct xc_keep *keep, const struct xc_visit *visit,
                   const struct place *place, const uint32_t *members) {
    struct xc_need *need = &job->needs[keep->need];
    const struct xc_class *klass = &job->classes[job->demands[need->demand].klass];
    memcpy(job->seated + need->seated, members, klass->place_count * sizeof *members);
    need->minutes = (uint16_t)(visit->minutes / need->days);
    need->start = (uint16_t)visit->start;
    need->end = (uint16_t)visit->end;
    job->stays[keep->need] = XC_STAYS_AT_TIME;
    xc_cells_anchor(job, keep->need, place->crew, place->day);
}

/* Who goes before and after at the target is not known before the others are there. */
static unsigned forgotten(bool do_it) {
    return do_it ? 0 : (unsigned)XC_FORGET_ROTATION;
}

static bool stays_exactly(struct xc_job *job, struct xc_keep *keep,
                          const struct xc_visit *visit, bool do_it) {
    uint32_t members[XC_PLACES];
    struct place place = {.forget = forgotten(do_it)};
    if (!find_place(job, keep, visit, &place) ||
        !same_people(job, keep, visit, &place, members) ||
        !time_is_free(job, keep, visit, &place))
        return false;
    if (do_it)
        anchor(job, keep, visit, &place, members);
    return true;
}

static bool stays_with_others(struct xc_job *job, struct xc_keep *keep,
                              const struct xc_visit *visit, bool do_it) {
    uint32_t members[XC_PLACES];
    struct place place = {.forget = forgotten(do_it)};
    if (!find_place(job, keep, visit, &place))
        return false;
    struct xc_wish wish = xc_people_wish(job, keep->need, place.crew, place.day,
                                         place.halves, place.forget);
    if (!xc_people_seat(job, &wish, members) || !time_is_free(job, keep, visit, &place))
        return false;
    if (do_it)
        anchor(job, keep, visit, &place, members);
    return true;
}

static bool stays_that_day(struct xc_job *job, struct xc_keep *keep,
                           const struct xc_visit *visit, bool do_it) {
    struct place place = {.forget = forgotten(do_it)};
    if (!find_place(job, keep, visit, &place))
        return false;
    if (!do_it)
        return xc_apart_allows(job, keep->need, place.day) &&
               xc_cells_alone(job, &job->needs[keep->need], place.crew, place.day,
                              place.forget);
    if (!xc_cells_put(job, keep->need, place.crew, place.day))
        return false;
    job->stays[keep->need] = XC_STAYS_IN_CELL;
    return true;
}

/* ---- all ---- */

static int by_time(const void *context, uint32_t a, uint32_t b) {
    const struct xc_visit *kept = context;
    if (kept[a].date != kept[b].date)
        return kept[a].date < kept[b].date ? -1 : 1;
    if (kept[a].start != kept[b].start)
        return kept[a].start < kept[b].start ? -1 : 1;
    return a < b ? -1 : a > b;
}

static bool is_open(const struct xc_job *job, const struct xc_keep *keep) {
    return !keep->dropped && job->needs[keep->need].state == XC_NEED_OPEN;
}

int xc_keep_run(struct xc_job *job, struct xc_error *error) {
    /* What is laid out around anchored needs comes last: it must not be in their way. */
    static bool (*const ways[])(struct xc_job * job, struct xc_keep * keep,
                                const struct xc_visit *visit, bool do_it) = {
        stays_exactly, stays_with_others, stays_that_day};
    uint32_t count = (uint32_t)job->input->kept_count;
    const struct xc_visit *kept = job->input->kept;
    uint32_t *order = xc_plan_indices(job->arena, count);
    uint32_t *scratch = xc_arena_array(job->arena, count, sizeof *scratch);
    if (count == 0)
        return XC_OK;
    if (!order || !scratch)
        return xc_fail_memory(error);
    xc_plan_sort(order, count, scratch, by_time, kept);
    for (uint32_t i = 0; i < count; i++) { /* before any takes the place of another */
        struct xc_keep *keep = &job->keeps[i];
        keep->dropped = keep->need == XC_NO_NEED;
        bool exact = !keep->dropped && stays_exactly(job, keep, &kept[i], false);
        keep->bound = !keep->dropped && !exact &&
                      !stays_with_others(job, keep, &kept[i], false) &&
                      !stays_that_day(job, keep, &kept[i], false);
        if (keep->dropped)
            (void)tell_dropped(job, keep, &kept[i]);
    }
    for (unsigned step = 0; step < sizeof ways / sizeof *ways; step++)
        for (uint32_t i = 0; i < count; i++) {
            struct xc_keep *keep = &job->keeps[order[i]];
            if (is_open(job, keep) && !keep->bound)
                (void)ways[step](job, keep, &kept[order[i]], true);
        }
    return job->failed ? xc_fail_memory(error) : XC_OK;
}
