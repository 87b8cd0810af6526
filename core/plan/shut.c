/* Days on which nobody can visit an area. Targets that are closed on the same days form a
 * set, so that asking for one costs as little as asking for any. */
#include "plan/plan_internal.h"

#include <string.h>

enum { WORD = 64 };

static bool names_zone(const struct xc_plan_closure *closure) {
    return closure->area.len == 0;
}

static int require_one(const struct xc_plan_input *input,
                       const struct xc_plan_closure *closure, struct xc_error *error) {
    char from[11];
    char to[11];
    xc_date_format(closure->days.from, from);
    xc_date_format(closure->days.to, to);
    if (names_zone(closure) && closure->zone.len == 0)
        return xc_fail(error, XC_EINPUT,
                       "a closure from %s to %s names neither an area nor a zone.", from,
                       to);
    if (closure->days.to < closure->days.from)
        return xc_fail(
            error, XC_EINPUT, "the closure of '%.*s' ends on %s, before it begins on %s.",
            XC_PRI(names_zone(closure) ? closure->zone : closure->area), to, from);
    if (names_zone(closure) ||
        xc_register_find_area(input->reg, closure->area) != XC_NO_ROW)
        return XC_OK;
    (void)xc_fail(
        error, XC_EINPUT,
        "the register has no area '%.*s', which is said to be closed from %s to "
        "%s.",
        XC_PRI(closure->area), from, to);
    return xc_hint(error, "import the areas first, or correct the code of the closure.");
}

int xc_shut_require(const struct xc_plan_input *input, struct xc_error *error) {
    int code = XC_OK;
    for (size_t i = 0; !code && i < input->closure_count; i++)
        code = require_one(input, &input->closures[i], error);
    return code;
}

/* area: of the closure, by row. */
static bool lies_in(const struct xc_register *reg, const struct xc_plan_closure *closure,
                    uint32_t area, uint32_t target) {
    if (names_zone(closure))
        return xc_str_equal(xc_register_text(reg, reg->targets.zone[target]),
                            closure->zone);
    return area != XC_NO_ROW && reg->targets.area[target] != XC_NO_ROW &&
           xc_register_within(reg, reg->targets.area[target], area);
}

static uint32_t area_of(const struct xc_register *reg,
                        const struct xc_plan_closure *closure) {
    return names_zone(closure) ? XC_NO_ROW : xc_register_find_area(reg, closure->area);
}

const struct xc_plan_closure *xc_shut_find(const struct xc_plan_input *input,
                                           uint32_t target, xc_date from, xc_date to,
                                           xc_date *day) {
    for (size_t i = 0; i < input->closure_count; i++) {
        const struct xc_plan_closure *closure = &input->closures[i];
        xc_date first = closure->days.from > from ? closure->days.from : from;
        xc_date last = closure->days.to < to ? closure->days.to : to;
        while (first <= last && !xc_workdays_is(input->workdays, first))
            first++;
        if (first > last ||
            !lies_in(input->reg, closure, area_of(input->reg, closure), target))
            continue;
        *day = first;
        return closure;
    }
    return NULL;
}

bool xc_shut_on(const struct xc_plan_input *input, uint32_t target, xc_date day) {
    for (size_t i = 0; i < input->closure_count; i++) {
        const struct xc_plan_closure *closure = &input->closures[i];
        if (closure->days.from <= day && day <= closure->days.to &&
            lies_in(input->reg, closure, area_of(input->reg, closure), target))
            return true;
    }
    return false;
}

void xc_shut_say(const struct xc_plan_closure *closure, xc_date day,
                 struct xc_message *message) {
    struct xc_str place = names_zone(closure) ? closure->zone : closure->area;
    char text[11];
    xc_date_format(day, text);
    if (closure->reason.len > 0)
        xc_message_set(message, "%.*s is closed to visits on %s: %.*s.", XC_PRI(place),
                       text, XC_PRI(closure->reason));
    else
        xc_message_set(message, "%.*s is closed to visits on %s.", XC_PRI(place), text);
}

/* ---- sets ---- */

struct sets {
    struct xc_job *job;
    uint32_t count, room; /* set 0 has no closed day */
    size_t words;
};

static bool has_day(const uint64_t *days, uint32_t day) {
    return days[day / WORD] >> day % WORD & 1u;
}

/* A new set, closed on the days of another one. */
static int add_set(struct sets *s, const uint64_t *like, uint32_t *set) {
    struct xc_job *job = s->job;
    if (s->count == s->room) {
        uint32_t room = s->room * 2 + 8;
        uint64_t **more = xc_arena_array(job->arena, room, sizeof *more);
        if (!more)
            return XC_ENOMEM;
        if (s->count > 0)
            memcpy(more, job->shut_days, s->count * sizeof *more);
        job->shut_days = more;
        s->room = room;
    }
    uint64_t *days = xc_arena_array(job->arena, s->words, sizeof *days);
    if (!days)
        return XC_ENOMEM;
    if (like)
        memcpy(days, like, s->words * sizeof *days);
    *set = s->count;
    job->shut_days[s->count++] = days;
    return XC_OK;
}

/* The set of those that are closed from lo to hi as well. */
static int extend(struct sets *s, uint32_t set, uint32_t lo, uint32_t hi,
                  uint32_t *extended) {
    *extended = set;
    if (xc_shut_all(s->job, set, lo, hi))
        return XC_OK;
    int code = add_set(s, s->job->shut_days[set], extended);
    for (uint32_t day = lo; !code && day <= hi; day++)
        s->job->shut_days[*extended][day / WORD] |= UINT64_C(1) << day % WORD;
    return code;
}

static int add_closure(struct sets *s, const struct xc_plan_closure *closure) {
    struct xc_job *job = s->job;
    uint32_t area = area_of(job->reg, closure);
    uint32_t before = s->count;
    uint16_t lo = 1;
    uint16_t hi = 0;
    xc_days_between(job, closure->days.from, closure->days.to, &lo, &hi);
    if (lo > hi)
        return XC_OK;
    uint32_t *becomes = xc_arena_array(job->arena, before, sizeof *becomes);
    if (!becomes)
        return XC_ENOMEM;
    memset(becomes, 0xff, before * sizeof *becomes);
    for (uint32_t i = 0; i < job->reg->targets.count; i++) {
        uint32_t *set = &job->shut_set[i];
        if (!lies_in(job->reg, closure, area, i))
            continue;
        if (becomes[*set] == UINT32_MAX && extend(s, *set, lo, hi, &becomes[*set]))
            return XC_ENOMEM;
        *set = becomes[*set];
    }
    return XC_OK;
}

int xc_shut_build(struct xc_job *job, struct xc_error *error) {
    struct sets s = {.job = job, .words = job->workdays / WORD + 1};
    uint32_t none = 0;
    if (job->input->closure_count == 0)
        return XC_OK;
    int code = xc_shut_require(job->input, error);
    if (code)
        return code;
    job->shut_set =
        xc_arena_array(job->arena, job->reg->targets.count, sizeof *job->shut_set);
    if (!job->shut_set || add_set(&s, NULL, &none))
        return xc_fail_memory(error);
    for (size_t i = 0; !code && i < job->input->closure_count; i++)
        code = add_closure(&s, &job->input->closures[i]);
    return code ? xc_fail_memory(error) : XC_OK;
}

uint32_t xc_shut_set(const struct xc_job *job, uint32_t target) {
    return job->shut_set ? job->shut_set[target] : 0;
}

bool xc_shut_any(const struct xc_job *job, uint32_t set, uint32_t lo, uint32_t hi) {
    for (uint32_t day = lo; set != 0 && day <= hi && day < job->workdays; day++)
        if (has_day(job->shut_days[set], day))
            return true;
    return false;
}

bool xc_shut_all(const struct xc_job *job, uint32_t set, uint32_t lo, uint32_t hi) {
    for (uint32_t day = lo; day <= hi; day++)
        if (set == 0 || day >= job->workdays || !has_day(job->shut_days[set], day))
            return false;
    return lo <= hi;
}

bool xc_shut_meets(const struct xc_job *job, const struct xc_need *need, uint32_t day) {
    return job->shut_set &&
           xc_shut_any(job, job->shut_set[need->target], day, day + need->days - 1u);
}

/* ---- windows ---- */

static void trim(const struct xc_job *job, uint32_t set, uint16_t *lo, uint16_t *hi) {
    uint32_t first = *lo;
    uint32_t behind = *hi + 1u;
    while (first < behind && xc_shut_any(job, set, first, first))
        first++;
    while (first < behind && xc_shut_any(job, set, behind - 1, behind - 1))
        behind--;
    *lo = (uint16_t)(first < behind ? first : 1);
    *hi = (uint16_t)(first < behind ? behind - 1 : 0);
}

void xc_shut_trim(const struct xc_job *job, struct xc_need *need) {
    uint32_t set = xc_shut_set(job, need->target);
    if (set == 0 || need->wide_lo > need->wide_hi)
        return;
    trim(job, set, &need->wide_lo, &need->wide_hi);
    trim(job, set, &need->lo, &need->hi);
    need->shut = need->wide_lo > need->wide_hi;
    if (need->lo > need->hi) {
        need->lo = need->wide_lo;
        need->hi = need->wide_hi;
    }
}
