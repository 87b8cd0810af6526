#include "hand/work.h"

#include "calendar/feed.h"

enum { DAY_END = 24 * 60, SLOTS = DAY_END / XC_GRID_MINUTES, NOON = 12 * 60 };

enum { AWAY_MORNING = 1, AWAY_AFTERNOON = 2 }; /* bits of xc_register_away */

/* ---- Times of a day ---- */

static struct xc_hours hours_of(const struct xc_loaded_plan *plan,
                                const struct xc_visit *visit) {
    const struct xc_stage *stage =
        xc_programme_stage(plan->programme, visit->tasks[0].stage);
    if (stage && stage->hours.count > 0) {
        return stage->hours;
    }
    return plan->programme->hours.count > 0 ? plan->programme->hours : xc_hours_default;
}

/* When work of so many minutes ends that begins then, pauses included; false: the day's
 * hours end before. *whole: no pause lies between. */
static bool end_of(const struct xc_hours *hours, unsigned start, unsigned minutes,
                   unsigned *end, bool *whole) {
    unsigned left = minutes, at = start;
    bool inside = false;
    *end = start + minutes;
    *whole = true;
    for (unsigned i = 0; i < hours->count && left > 0; i++) {
        unsigned from = hours->spans[i].from, to = hours->spans[i].to;
        if (to <= at || (!inside && from > at)) {
            continue;
        }
        from = from > at ? from : at;
        unsigned take = to - from < left ? to - from : left;
        *whole = !inside && take == left;
        inside = true;
        left -= take;
        *end = left == 0 ? from + take : *end;
    }
    return left == 0;
}

static unsigned longest_span(const struct xc_hours *hours) {
    unsigned longest = 0;
    for (unsigned i = 0; i < hours->count; i++) {
        unsigned length = (unsigned)hours->spans[i].to - hours->spans[i].from;
        longest = length > longest ? length : longest;
    }
    return longest;
}

/* ---- Who is busy then ---- */

static bool counts(const struct xc_visit *visit) {
    return visit->status != XC_VISIT_CANCELLED && visit->status != XC_VISIT_VOID;
}

static bool shares_people(const struct xc_visit *a, const struct xc_visit *b) {
    if (a->crew.len && xc_str_equal(a->crew, b->crew)) {
        return true;
    }
    for (size_t i = 0; i < a->person_count; i++) {
        for (size_t k = 0; k < b->person_count; k++) {
            if (xc_str_equal(a->people[i].person, b->people[k].person)) {
                return true;
            }
        }
    }
    return false;
}

static void occupy(bool busy[SLOTS], unsigned from, unsigned to) {
    for (unsigned slot = from / XC_GRID_MINUTES;
         slot < SLOTS && slot * XC_GRID_MINUTES < to; slot++) {
        busy[slot] = true;
    }
}

static void occupy_visit(bool busy[SLOTS], const struct xc_visit *visit,
                         const struct xc_visit *other) {
    if (xc_str_equal(other->id, visit->id) || !counts(other) ||
        other->date > visit->date || other->end_date < visit->date ||
        !shares_people(visit, other)) {
        return;
    }
    bool one_day = other->date == other->end_date;
    occupy(busy, one_day ? other->start : 0, one_day ? other->end : DAY_END);
}

static void occupy_day(const struct xc_hand_work *work, const struct xc_visit *visit,
                       bool busy[SLOTS]) {
    const struct xc_register *reg = work->loaded->reg;
    for (size_t i = 0; i < work->row_count; i++) {
        occupy_visit(busy, visit, xc_hand_now(work, &work->rows[i]));
    }
    for (size_t i = 0; i < work->result->effect_count; i++) {
        occupy_visit(busy, visit, &work->result->effects[i].after);
    }
    for (size_t i = 0; i < visit->person_count; i++) {
        uint32_t person = xc_register_find_person(reg, visit->people[i].person);
        unsigned away =
            person == XC_NO_ROW ? 0 : xc_register_away(reg, person, visit->date);
        if (away & AWAY_MORNING) {
            occupy(busy, 0, NOON);
        }
        if (away & AWAY_AFTERNOON) {
            occupy(busy, NOON, DAY_END);
        }
    }
}

static bool is_free(const bool busy[SLOTS], unsigned from, unsigned to) {
    for (unsigned slot = from / XC_GRID_MINUTES;
         slot < SLOTS && slot * XC_GRID_MINUTES < to; slot++) {
        if (busy[slot]) {
            return false;
        }
    }
    return true;
}

/* The first time at which everybody is free after so many minutes of the day; −1: there
 * is none. What fits between two pauses is not cut by one. */
static int first_free(const struct xc_hand_work *work, const struct xc_hours *hours,
                      const struct xc_visit *visit, unsigned passed) {
    bool busy[SLOTS] = {false};
    bool may_cut = visit->minutes > longest_span(hours);
    occupy_day(work, visit, busy);
    occupy(busy, 0, passed);
    for (unsigned start = 0; start < DAY_END; start += XC_GRID_MINUTES) {
        unsigned end;
        bool whole;
        if (end_of(hours, start, visit->minutes, &end, &whole) && (whole || may_cut) &&
            is_free(busy, start, end)) {
            return (int)start;
        }
    }
    return -1;
}

/* ---- A visit's time ---- */

/* The last end of the embargoes of all stages that the visit serves. */
static int set_embargo(const struct xc_hand_work *work, struct xc_visit *visit) {
    xc_instant until = XC_NO_INSTANT;
    for (size_t i = 0; i < visit->task_count; i++) {
        for (size_t p = 0; p < work->loaded->count; p++) {
            const struct xc_programme *programme = work->loaded->plans[p].programme;
            const struct xc_stage *stage =
                xc_str_equal(programme->id, visit->tasks[i].programme)
                    ? xc_programme_stage(programme, visit->tasks[i].stage)
                    : NULL;
            xc_instant end = XC_NO_INSTANT;
            int offset = 0;
            if (!stage || !stage->embargo.set) {
                continue;
            }
            (void)xc_zone_known(programme->zone, &offset);
            int rc = xc_embargo_end(&stage->embargo, work->loaded->workdays, visit->date,
                                    offset, &end, work->error);
            if (rc != XC_OK) {
                return rc;
            }
            until = end != XC_NO_INSTANT && (until == XC_NO_INSTANT || end > until)
                        ? end
                        : until;
        }
    }
    visit->embargo_until = until;
    return XC_OK;
}

/* So many working days as it took before. */
static int set_days(const struct xc_hand_work *work, xc_date date,
                    struct xc_visit *visit) {
    const struct xc_workdays *workdays = work->loaded->workdays;
    int days = 1;
    int rc = xc_workdays_require(workdays, date, date, work->error);
    if (rc == XC_OK && visit->end_date > visit->date) {
        rc = xc_workdays_require(workdays, visit->date, visit->end_date, work->error);
        days =
            rc == XC_OK ? xc_workdays_count(workdays, visit->date, visit->end_date) : 1;
    }
    if (rc != XC_OK) {
        return rc;
    }
    visit->date = date;
    visit->end_date = date;
    return days > 1
               ? xc_workdays_step(workdays, date, days - 1, &visit->end_date, work->error)
               : XC_OK;
}

/* How much of the day is over: what begins then has begun. */
static int find_passed(const struct xc_hand_work *work, const struct xc_loaded_plan *plan,
                       xc_date date, unsigned *passed) {
    xc_date today;
    unsigned minute;
    int rc = xc_hand_today(work, plan, &today, &minute);
    *passed = rc == XC_OK && date == today ? minute + 1 : 0;
    return rc;
}

static int check_hour(const struct xc_hand_work *work, const struct xc_visit *visit,
                      unsigned passed) {
    char day[11], hour[18];
    if (visit->start >= passed) {
        return XC_OK;
    }
    xc_date_format(visit->date, day);
    (void)snprintf(hour, sizeof hour, "%s %02u:%02u", day, visit->start / 60 % 24,
                   visit->start % 60);
    return xc_fail(work->error, XC_EINPUT, "%s has passed", hour);
}

int xc_hand_set_time(const struct xc_hand_work *work, const struct xc_loaded_plan *plan,
                     xc_date date, int start, struct xc_visit *visit) {
    struct xc_hours hours = hours_of(plan, visit);
    bool whole;
    unsigned passed = 0;
    int rc = set_days(work, date, visit);
    if (rc == XC_OK) {
        rc = find_passed(work, plan, visit->date, &passed);
    }
    if (rc == XC_OK && visit->date == visit->end_date) {
        int at = start >= 0 ? start : first_free(work, &hours, visit, passed);
        visit->start = at >= 0           ? (unsigned)at
                       : visit->end > 0  ? visit->start
                       : hours.count > 0 ? hours.spans[0].from
                                         : 0;
        (void)end_of(&hours, visit->start, visit->minutes, &visit->end, &whole);
    } else if (rc == XC_OK && start >= 0 && (unsigned)start != visit->start) {
        rc = xc_fail(work->error, XC_EINPUT,
                     "visit %.*s takes several whole days: only its first day can be "
                     "changed",
                     XC_PRI(visit->id));
    }
    if (rc == XC_OK) {
        rc = check_hour(work, visit, passed);
    }
    return rc == XC_OK ? set_embargo(work, visit) : rc;
}
