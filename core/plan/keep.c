/* A replan: visits that may move but should not. Each stays exactly as it is, else in its
 * cell with other people or at another time, else its need looks for a place like any
 * other.
 *
 * A need that is anchored stays at its own time, with its own people; the cell's other
 * needs are laid out around it. */
#include "plan/keep_internal.h"

#include <string.h>

#define LIST_BYTES ((size_t)1 << 30)

bool xc_keep_is(const struct xc_job *job, uint32_t need) {
    return job->stays && job->stays[need] != XC_STAYS_NOT;
}

bool xc_keep_has(const struct xc_job *job, uint32_t need) {
    return job->kept_of && job->kept_of[need] != XC_NO_ROW;
}

const struct xc_visit *xc_keep_visit(const struct xc_job *job, uint32_t need) {
    return xc_keep_has(job, need) ? &job->input->kept[job->keeps[job->kept_of[need]].kept]
                                  : NULL;
}

bool xc_keep_admits(const struct xc_job *job, uint32_t host,
                    const struct xc_need *rider) {
    if (!xc_keep_has(job, host))
        return true;
    int day = job->keeps[job->kept_of[host]].day;
    return day < 0 ||
           (day >= rider->lo && day + job->needs[host].days - 1 <= (int)rider->hi);
}

/* Remembers why, unless somebody only asks whether. */
#define BECAUSE(job, keep, ...)                                                          \
    do {                                                                                 \
        struct xc_message message_;                                                      \
        if (!(keep)->told) {                                                             \
            xc_message_set(&message_, __VA_ARGS__);                                      \
            xc_keep_because((job), (keep), &message_);                                   \
        }                                                                                \
        return false;                                                                    \
    } while (0)

/* ---- whether one can stay ---- */

/* Where a kept visit is. */
struct place {
    uint32_t crew, day;
    unsigned halves; /* that its time touches */
    unsigned forget; /* rules that do not count */
};

struct date_text {
    char text[11];
};

static struct date_text date_of(const struct xc_visit *visit) {
    struct date_text date;
    xc_date_format(visit->date, date.text);
    return date;
}

unsigned xc_keep_halves(const struct xc_job *job, unsigned start, unsigned end) {
    struct xc_hours morning = xc_hours_without(&job->hours, XC_AFTERNOON);
    unsigned noon = morning.count > 0 ? morning.spans[morning.count - 1].to : 0;
    return (start < noon ? (unsigned)XC_PRESENT_MORNING : 0u) |
           (end > noon ? (unsigned)XC_PRESENT_AFTERNOON : 0u);
}

uint32_t xc_keep_row(const struct xc_job *job, const struct xc_keep *keep) {
    return xc_shifts_row(job, keep->crew,
                         job->demands[job->needs[keep->need].demand].shift);
}

static bool is_day_off(struct xc_job *job, struct xc_keep *keep,
                       const struct xc_visit *visit) {
    struct xc_message message;
    if (!xc_days_lost(job->input->workdays, visit, &message))
        return false;
    xc_keep_because(job, keep, &message);
    return true;
}

static bool is_closed(struct xc_job *job, struct xc_keep *keep,
                      const struct xc_visit *visit) {
    struct xc_message message;
    xc_date day = XC_NO_DATE;
    const struct xc_plan_closure *closure = xc_shut_find(
        job->input, job->needs[keep->need].target, visit->date, visit->end_date, &day);
    if (!closure)
        return false;
    xc_shut_say(closure, day, &message);
    xc_keep_because(job, keep, &message);
    return true;
}

/* The cell, if the visit may lie in it at all. */
static bool find_place(struct xc_job *job, struct xc_keep *keep,
                       const struct xc_visit *visit, struct place *place) {
    const struct xc_need *need = &job->needs[keep->need];
    place->crew = keep->crew == XC_NO_ROW ? XC_NO_ROW : xc_keep_row(job, keep);
    place->day = (uint32_t)keep->day;
    place->halves = keep->one_day ? xc_keep_halves(job, visit->start, visit->end)
                                  : (unsigned)XC_PRESENT_ALL;
    if (is_day_off(job, keep, visit))
        return false;
    if (keep->day < 0)
        BECAUSE(job, keep, XC_MSG("%s lies outside the days that the stage allows."),
                date_of(visit).text);
    if (place->crew == XC_NO_ROW)
        BECAUSE(job, keep, XC_MSG("crew %.*s does not exist any more."),
                XC_PRI(visit->crew));
    if (is_closed(job, keep, visit))
        return false;
    uint32_t last = place->day + need->days - 1u;
    if (keep->day < need->wide_lo || last > need->wide_hi)
        BECAUSE(job, keep, XC_MSG("%s lies outside the days that the stage allows."),
                date_of(visit).text);
    if (job->dates[last] != visit->end_date)
        BECAUSE(
            job, keep,
            XC_MSG("the visit takes %u working days; from %s on they are others now."),
            need->days, date_of(visit).text);
    if (!xc_pools_has(&job->pools[need->pool], place->crew))
        BECAUSE(job, keep, XC_MSG("crew %.*s does not work at %.*s any more."),
                XC_PRI(visit->crew), XC_PRI(visit->target));
    return true;
}

/* The member of the crew; XC_NO_ROW: not one any more, keep says why. */
static uint32_t find_member(struct xc_job *job, struct xc_keep *keep, uint32_t crew,
                            struct xc_str id) {
    const struct xc_crew *team = &job->crews[crew];
    for (uint32_t i = team->first; i < team->first + team->count; i++)
        if (xc_str_equal(
                xc_register_text(job->reg, job->reg->people.id[job->members[i].row]), id))
            return i;
    xc_keep_tell_left(job, keep, crew, id);
    return XC_NO_ROW;
}

static bool is_one_of(const uint32_t *members, unsigned count, uint32_t member) {
    while (count-- > 0)
        if (members[count] == member)
            return true;
    return false;
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
            !(seats >> kind & 1u) || is_one_of(members, i, member)) {
            xc_keep_tell_person(job, keep, member, place->day, place->halves);
            return false;
        }
        members[i] = member;
    }
    if (visit->person_count != klass->place_count)
        BECAUSE(job, keep, XC_MSG("the stage asks for other seats than the visit has."));
    return true;
}

/* Its own time is free in its cell, and nothing else at the target is in the way. */
static bool time_is_free(struct xc_job *job, struct xc_keep *keep,
                         const struct xc_visit *visit, const struct place *place) {
    if (!xc_apart_allows(job, keep->need, place->day))
        BECAUSE(
            job, keep,
            XC_MSG("another visit of %.*s lies too near to %s, or the cap is reached."),
            XC_PRI(visit->target), date_of(visit).text);
    if (!xc_cells_free(job, keep->need, place->crew, place->day, visit->start,
                       visit->end))
        BECAUSE(job, keep, XC_MSG("crew %.*s has no time for it on %s any more."),
                XC_PRI(visit->crew), date_of(visit).text);
    return true;
}

void xc_keep_anchor(struct xc_job *job, const struct xc_keep *keep, uint8_t stays) {
    struct xc_need *need = &job->needs[keep->need];
    need->minutes = keep->minutes;
    need->start = keep->start;
    need->end = keep->end;
    job->stays[keep->need] = stays;
    xc_cells_anchor(job, keep->need, xc_keep_row(job, keep), (uint32_t)keep->day);
}

static void anchor_and_settle(struct xc_job *job, const struct xc_keep *keep,
                              uint8_t stays) {
    xc_keep_anchor(job, keep, stays);
    xc_cells_settle(job, xc_keep_row(job, keep), (uint32_t)keep->day);
}

/* Who goes before and after at the target is not known before the others are there. */
static unsigned forgotten(bool do_it) {
    return do_it ? 0 : (unsigned)XC_FORGET_ROTATION;
}

static uint32_t *seats_of(const struct xc_job *job, const struct xc_keep *keep) {
    return job->seated + job->needs[keep->need].seated;
}

bool xc_keep_stays(struct xc_job *job, struct xc_keep *keep, const struct xc_visit *visit,
                   bool do_it) {
    uint32_t members[XC_PLACES];
    struct place place = {.forget = forgotten(do_it)};
    if (!find_place(job, keep, visit, &place) ||
        !same_people(job, keep, visit, &place, members) ||
        !time_is_free(job, keep, visit, &place))
        return false;
    memcpy(seats_of(job, keep), members, visit->person_count * sizeof *members);
    if (do_it)
        anchor_and_settle(job, keep, XC_STAYS_EXACTLY);
    return true;
}

/* One that could stay exactly as it is, if another did not take its place meanwhile. */
static bool stays_as_before(struct xc_job *job, struct xc_keep *keep,
                            const struct xc_visit *visit, bool do_it) {
    keep->exact = keep->exact && xc_keep_stays(job, keep, visit, do_it);
    return keep->exact;
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
    if (!do_it)
        return true;
    memcpy(seats_of(job, keep), members, wish.klass->place_count * sizeof *members);
    anchor_and_settle(job, keep, XC_STAYS_AT_TIME);
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

static int by_id(const void *keeps, uint32_t a, uint32_t b) {
    const struct xc_keep *left = (const struct xc_keep *)keeps + a;
    const struct xc_keep *right = (const struct xc_keep *)keeps + b;
    return left->kept < right->kept ? -1 : left->kept > right->kept;
}

bool xc_keep_stayed(const struct xc_job *job, const struct xc_keep *keep) {
    return keep->exact && job->stays[keep->need] == XC_STAYS_EXACTLY;
}

static bool is_other(const struct xc_job *job, const struct xc_keep *keep) {
    return !xc_keep_stayed(job, keep);
}

static bool is_inexact(const struct xc_job *job, const struct xc_keep *keep) {
    (void)job;
    return !keep->exact;
}

/* Some of the keeps by id; NULL: no memory. */
static uint32_t *list(const struct xc_job *job, size_t *count,
                      bool (*is_one)(const struct xc_job *job,
                                     const struct xc_keep *keep)) {
    size_t kept = job->input->kept_count;
    struct xc_arena *arena = xc_arena_new(LIST_BYTES);
    uint32_t *found = arena ? xc_arena_array(arena, kept, sizeof *found) : NULL;
    size_t some = 0;
    for (size_t i = 0; found && i < kept; i++)
        if (is_one(job, &job->keeps[i]))
            found[some++] = (uint32_t)i;
    uint32_t *sorted = xc_arena_array(job->arena, some, sizeof *sorted);
    uint32_t *scratch = arena ? xc_arena_array(arena, some, sizeof *scratch) : NULL;
    if (found && sorted && scratch) {
        xc_plan_sort(found, some, scratch, by_id, job->keeps);
        if (some > 0)
            memcpy(sorted, found, some * sizeof *sorted);
    } else {
        sorted = NULL;
    }
    xc_arena_free(arena);
    *count = some;
    return sorted;
}

uint32_t *xc_keep_list_others(const struct xc_job *job, size_t *count) {
    return list(job, count, is_other);
}

/* Before any takes the place of another. */
static int judge_others(struct xc_job *job) {
    size_t count = 0;
    uint32_t *others = list(job, &count, is_inexact);
    if (!others)
        return XC_ENOMEM;
    for (size_t i = 0; i < count; i++) {
        struct xc_keep *keep = &job->keeps[others[i]];
        const struct xc_visit *visit = &job->input->kept[keep->kept];
        keep->dropped = keep->need == XC_NO_NEED;
        if (keep->dropped)
            xc_keep_tell_dropped(job, keep, visit);
        else
            keep->bound = !xc_keep_stays(job, keep, visit, false) &&
                          !stays_with_others(job, keep, visit, false) &&
                          !stays_that_day(job, keep, visit, false);
    }
    return XC_OK;
}

static int by_time(const void *context, uint32_t a, uint32_t b) {
    const struct xc_job *job = context;
    const struct xc_visit *left = &job->input->kept[job->keeps[a].kept];
    const struct xc_visit *right = &job->input->kept[job->keeps[b].kept];
    if (left->date != right->date)
        return left->date < right->date ? -1 : 1;
    if (left->start != right->start)
        return left->start < right->start ? -1 : 1;
    return left < right ? -1 : left > right;
}

/* Those that are open and may stay, the earliest first. */
static uint32_t *list_open(struct xc_job *job, size_t *count) {
    job->moving = xc_keep_list_others(job, &job->moving_count);
    uint32_t *order = xc_arena_array(job->arena, job->moving_count, sizeof *order);
    uint32_t *scratch = xc_arena_array(job->arena, job->moving_count, sizeof *scratch);
    size_t open = 0;
    if (!job->moving || !order || !scratch)
        return NULL;
    for (size_t i = 0; i < job->moving_count; i++) {
        const struct xc_keep *keep = &job->keeps[job->moving[i]];
        if (!keep->dropped && !keep->bound)
            order[open++] = job->moving[i];
    }
    *count = open;
    xc_plan_sort(order, open, scratch, by_time, job);
    return order;
}

int xc_keep_run(struct xc_job *job, struct xc_error *error) {
    /* What is laid out around anchored needs comes last: it must not be in their way. */
    static bool (*const ways[])(struct xc_job * job, struct xc_keep * keep,
                                const struct xc_visit *visit, bool do_it) = {
        stays_as_before, stays_with_others, stays_that_day};
    struct xc_keep_crews crews;
    size_t count = 0;
    if (job->input->kept_count == 0)
        return XC_OK;
    if (xc_keep_judge(job, &crews) || judge_others(job))
        return xc_fail_memory(error);
    xc_keep_place(job, &crews);
    uint32_t *order = list_open(job, &count);
    if (!order)
        return xc_fail_memory(error);
    for (unsigned step = 0; step < sizeof ways / sizeof *ways; step++)
        for (size_t i = 0; i < count; i++) {
            struct xc_keep *keep = &job->keeps[order[i]];
            if (job->needs[keep->need].state == XC_NEED_OPEN)
                (void)ways[step](job, keep, &job->input->kept[keep->kept], true);
        }
    return job->failed ? xc_fail_memory(error) : XC_OK;
}
