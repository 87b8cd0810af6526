#include "plan/plan_internal.h"

static void find_range(struct xc_job *job) {
    xc_date first = INT32_MAX;
    xc_date last = INT32_MIN;
    for (size_t i = 0; i < job->programme->stage_count; i++) {
        const struct xc_stage *stage = &job->programme->stages[i];
        for (size_t k = 0; k < stage->obligation_count; k++) {
            const struct xc_window *window = &stage->obligations[k].window;
            if (window->from < first)
                first = window->from;
            if (window->to > last)
                last = window->to;
        }
    }
    job->base = first < job->input->as_of ? job->input->as_of : first;
    job->last = last;
    if (last < first || job->last < job->base) {
        job->base = job->input->as_of;
        job->last = job->base - 1;
    }
}

/* The working day n steps before (n < 0) or behind a date; XC_NO_DATE: beyond what is
 * known. */
static xc_date step_days(const struct xc_workdays *workdays, xc_date date, int n) {
    struct xc_error unknown = {0};
    xc_date found = XC_NO_DATE;
    if (xc_workdays_step(workdays, date, n, &found, &unknown))
        return XC_NO_DATE;
    return found;
}

struct xc_window xc_days_on_road(const struct xc_workdays *workdays,
                                 const struct xc_visit *visit, unsigned travel) {
    struct xc_window days = {visit->date, visit->end_date};
    for (int n = (int)travel; n > 0 && days.from == visit->date; n--)
        if (step_days(workdays, visit->date, -n) != XC_NO_DATE)
            days.from = step_days(workdays, visit->date, -n);
    for (int n = (int)travel; n > 0 && days.to == visit->end_date; n--)
        if (step_days(workdays, visit->end_date, n) != XC_NO_DATE)
            days.to = step_days(workdays, visit->end_date, n);
    return days;
}

/* The way to and from visits may lie outside their windows, as far as the calendar goes
 * and not before planning starts. */
static void add_travel(struct xc_job *job) {
    unsigned most = 0;
    for (size_t i = 0; i < job->programme->stage_count; i++)
        for (size_t k = 0; k < job->programme->stages[i].obligation_count; k++)
            if (job->programme->stages[i].obligations[k].travel > most)
                most = job->programme->stages[i].obligations[k].travel;
    if (most == 0 || job->last < job->base)
        return;
    for (int n = (int)most; n > 0; n--) {
        xc_date first = step_days(job->input->workdays, job->base, -n);
        if (first == XC_NO_DATE)
            continue;
        job->base = first < job->input->as_of ? job->input->as_of : first;
        break;
    }
    for (int n = (int)most; n > 0; n--) {
        xc_date last = step_days(job->input->workdays, job->last, n);
        if (last == XC_NO_DATE)
            continue;
        job->last = last;
        break;
    }
}

xc_date xc_days_saturday(const struct xc_job *job, uint32_t day) {
    xc_date next = day + 1 < job->workdays ? job->dates[day + 1] : job->dates[day];
    xc_date date = job->dates[day] + 1;
    while (date < next && xc_date_weekday(date) != XC_SATURDAY)
        date++;
    return date < next && !xc_workdays_fact(job->input->workdays, date) ? date
                                                                        : XC_NO_DATE;
}

bool xc_days_lost(const struct xc_workdays *workdays, const struct xc_visit *visit,
                  struct xc_message *message) {
    xc_date day = xc_workdays_is(workdays, visit->date) ? visit->end_date : visit->date;
    char text[11];
    if (xc_workdays_is(workdays, day))
        return false;
    const struct xc_day_fact *fact = xc_workdays_fact(workdays, day);
    xc_date_format(day, text);
    if (!fact)
        xc_message_set(message, "%s is not a make-up working day any more.", text);
    else if (fact->name.len > 0)
        xc_message_set(message, "%s has become a public holiday (%.*s).", text,
                       XC_PRI(fact->name));
    else
        xc_message_set(message, "%s has become a public holiday.", text);
    return true;
}

int xc_days_build(struct xc_job *job, struct xc_error *error) {
    find_range(job);
    add_travel(job);
    size_t days = (size_t)((int64_t)job->last - job->base + 1);
    if (days > UINT16_MAX)
        return xc_fail(error, XC_EINPUT,
                       "the windows of the programme span %zu days, which is more than a "
                       "plan can hold.",
                       days);
    if (days > 0) {
        int code = xc_workdays_require(job->input->workdays, job->base, job->last, error);
        if (code)
            return code;
    }
    job->before = xc_arena_array(job->arena, days + 1, sizeof *job->before);
    job->dates = xc_arena_array(job->arena, days, sizeof *job->dates);
    job->week_of = xc_arena_array(job->arena, days, sizeof *job->week_of);
    job->year_of = xc_arena_array(job->arena, days, sizeof *job->year_of);
    if (!job->before || !job->dates || !job->week_of || !job->year_of)
        return xc_fail_memory(error);
    xc_date monday = job->base - ((xc_date)xc_date_weekday(job->base) - XC_MONDAY);
    for (size_t i = 0; i < days; i++) {
        xc_date date = job->base + (xc_date)i;
        job->before[i] = (uint16_t)job->workdays;
        if (!xc_workdays_is(job->input->workdays, date))
            continue;
        job->dates[job->workdays] = date;
        job->week_of[job->workdays] = (uint16_t)((date - monday) / 7);
        job->weeks = job->week_of[job->workdays] + 1u;
        job->workdays++;
    }
    job->before[days] = (uint16_t)job->workdays;
    job->first_year = xc_date_ymd(job->base).year;
    for (uint32_t day = 0; day < job->workdays; day++)
        job->year_of[day] =
            (uint16_t)(xc_date_ymd(job->dates[day]).year - job->first_year);
    job->years =
        days > 0 ? (uint32_t)(xc_date_ymd(job->last).year - job->first_year) + 1 : 1;
    return XC_OK;
}

void xc_days_between(const struct xc_job *job, xc_date from, xc_date to, uint16_t *lo,
                     uint16_t *hi) {
    *lo = 1;
    *hi = 0;
    if (from < job->base)
        from = job->base;
    if (to > job->last)
        to = job->last;
    if (from > to)
        return;
    unsigned first = job->before[from - job->base];
    unsigned behind = job->before[to - job->base + 1];
    if (first >= behind)
        return;
    *lo = (uint16_t)first;
    *hi = (uint16_t)(behind - 1);
}

int xc_days_find(const struct xc_job *job, xc_date date) {
    uint16_t lo = 1;
    uint16_t hi = 0;
    xc_days_between(job, date, date, &lo, &hi);
    return lo <= hi ? lo : -1;
}

unsigned xc_days_year(const struct xc_job *job, uint32_t day) {
    return job->year_of[day];
}

static unsigned longest_visit(const struct xc_hours *hours) {
    unsigned longest = 0;
    for (unsigned i = 0; i < hours->count; i++) {
        unsigned span = (unsigned)hours->spans[i].to - hours->spans[i].from;
        longest = span > longest ? span : longest;
    }
    return longest;
}

/* A visit runs across a pause only where it is longer than every span that is left. Where
 * the last span is the longest, one that any span holds never does, and the spans count
 * one by one. */
unsigned xc_hours_fit(const struct xc_hours *hours, unsigned minutes) {
    if (minutes == 0 || hours->count == 0)
        return 0;
    unsigned longest = longest_visit(hours);
    unsigned last =
        (unsigned)hours->spans[hours->count - 1].to - hours->spans[hours->count - 1].from;
    if (minutes > longest || last < longest)
        return xc_hours_minutes(hours, XC_WHOLE_DAY) / minutes;
    unsigned fit = 0;
    for (unsigned i = 0; i < hours->count; i++)
        fit += ((unsigned)hours->spans[i].to - hours->spans[i].from) / minutes;
    return fit;
}
