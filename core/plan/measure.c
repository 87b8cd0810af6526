/* Step 9: how far the plan is from the best that anyone could do. */
#include "base/parallel.h"
#include "base/prefetch.h"
#include "plan/plan_internal.h"

#define FAIR UINT64_C(1000000)

enum { BOUND_SPANS = 1024 }; /* twenty years of weeks */

enum { CREWS_OF_A_THREAD = 500, AHEAD = 6 /* days */ };

/* The fullest of some spans of days beside what no plan can be below. Only whole spans
 * count: work that must lie inside a few of them fills at least one of them so far. */
struct levels {
    uint32_t count;
    const uint16_t *span_of; /* working day → span */
    uint64_t *work;          /* by span: minutes placed */
    uint64_t *capacity;      /* by span: minutes that crews have */
    uint64_t *inside;        /* minutes placed, by first and last span that they may lie
                            in: then by what lies within; NULL: too many spans */
};

static uint32_t share_of(uint64_t work, uint64_t capacity, uint64_t all_work,
                         uint64_t all_capacity) {
    if (capacity == 0 || all_work == 0)
        return 0;
    /* parts per thousand million first: minutes stay far below 2^34, even of a country */
    uint64_t share = work * FAIR * 1000 / capacity;
    uint64_t fair = all_work * FAIR * 1000 / all_capacity;
    uint64_t result = fair > 0 ? (share * FAIR + fair / 2) / fair : 0;
    return result > UINT32_MAX ? UINT32_MAX : (uint32_t)result;
}

uint32_t xc_measure_capacity(const struct xc_job *job, uint32_t crew, uint32_t day) {
    size_t at = (size_t)crew * job->workdays + day;
    unsigned best = 0;
    unsigned seen = 0;
    for (uint32_t k = 0; !job->cells[at].busy && k < job->class_count; k++)
        if (job->classes[k].presence[at] == XC_PRESENT_ALL)
            return xc_hours_minutes(&job->shifts[job->crews[crew].shift], XC_WHOLE_DAY);
    for (uint32_t k = 0; k < job->class_count; k++) {
        unsigned presence = job->classes[k].presence[at];
        if (presence == 0 || (seen >> presence & 1u))
            continue;
        seen |= 1u << presence;
        struct xc_hours hours = xc_cells_hours(job, crew, day, presence);
        unsigned minutes = xc_hours_minutes(&hours, XC_WHOLE_DAY);
        best = minutes > best ? minutes : best;
    }
    return best;
}

static void measure_span(const struct xc_job *job, const struct levels *l,
                         struct xc_plan_peak *peak) {
    uint64_t work = 0;
    uint64_t capacity = 0;
    uint32_t fullest = 0;
    for (uint32_t i = 0; i < l->count; i++) {
        work += l->work[i];
        capacity += l->capacity[i];
    }
    for (uint32_t i = 0; i < l->count; i++) {
        uint32_t load = share_of(l->work[i], l->capacity[i], work, capacity);
        if (load > peak->load) {
            peak->load = load;
            fullest = i;
        }
    }
    peak->bound = work > 0 ? (uint32_t)FAIR : 0;
    for (uint32_t from = l->count; l->inside && work > 0 && from-- > 0;) {
        uint64_t must = 0;
        uint64_t can = 0;
        for (uint32_t to = from; to < l->count; to++) {
            uint64_t *inside = &l->inside[(size_t)from * l->count + to];
            if (from + 1 < l->count)
                *inside += l->inside[(size_t)(from + 1) * l->count + to];
            must += *inside;
            can += l->capacity[to];
            uint32_t bound = share_of(must, can, work, capacity);
            peak->bound = bound > peak->bound ? bound : peak->bound;
        }
    }
    peak->from = XC_NO_DATE;
    peak->to = XC_NO_DATE;
    for (uint32_t day = 0; peak->load > 0 && day < job->workdays; day++) {
        if (l->span_of[day] != fullest)
            continue;
        if (peak->from == XC_NO_DATE)
            peak->from = job->dates[day];
        peak->to = job->dates[day];
    }
}

bool xc_plan_can_be_level(const struct xc_plan_peak *peak, uint64_t zone_days) {
    return peak->spans >= 2 && zone_days >= peak->spans;
}

enum cut { WEEKS, MONTHS };

/* Spans of which every working day may be planned. */
static uint32_t count_whole(const struct xc_job *job, const struct levels *l,
                            enum cut cut) {
    const struct xc_workdays *workdays = job->input->workdays;
    uint32_t count = 0;
    for (uint32_t day = 0; day < job->workdays; day++) {
        xc_date date = job->dates[day];
        xc_date from = date - ((xc_date)xc_date_weekday(date) - XC_MONDAY);
        xc_date to = from + 6;
        uint32_t span = l->span_of[day];
        if ((day > 0 && span == l->span_of[day - 1]) || l->capacity[span] == 0)
            continue;
        if (cut == MONTHS) {
            from = xc_date_period_first(date, XC_PERIOD_MONTH);
            to = xc_date_period_last(date, XC_PERIOD_MONTH);
        }
        count += xc_workdays_count(workdays, from, job->dates[0] - 1) == 0 &&
                 xc_workdays_count(workdays, job->dates[job->workdays - 1] + 1, to) == 0;
    }
    return count;
}

/* ---- one look at all needs ---- */

enum { NEEDS_OF_AN_ITEM = 65536, CUTS = 2 };

struct sums {               /* of one worker */
    uint32_t *work;         /* days: minutes placed */
    uint64_t *inside[CUTS]; /* as in levels; NULL: too many spans */
    uint64_t *asked;        /* pools: minutes placed of their needs */
    uint64_t unserved;      /* minutes */
};

struct summing {
    struct xc_job *job;
    const uint16_t *span_of[CUTS];
    uint32_t spans[CUTS];
    struct sums of[XC_WORKERS];
};

static void add_need(const struct summing *s, struct sums *sums,
                     const struct xc_need *need) {
    uint64_t minutes = (uint64_t)need->minutes * need->days;
    if (need->state == XC_NEED_OPEN || need->state == XC_NEED_REFUSED)
        sums->unserved += minutes;
    if (need->state != XC_NEED_PLACED)
        return;
    for (uint32_t k = 0; k < need->days; k++)
        sums->work[need->day + k] += need->minutes;
    for (unsigned cut = 0; cut < CUTS; cut++)
        if (sums->inside[cut])
            sums->inside[cut][(size_t)s->span_of[cut][need->wide_lo] * s->spans[cut] +
                              s->span_of[cut][need->wide_hi]] += minutes;
    sums->asked[need->pool] += minutes;
}

static void sum_some(void *context, unsigned worker, size_t item) {
    struct summing *s = context;
    size_t from = item * NEEDS_OF_AN_ITEM;
    size_t left = s->job->need_count - from;
    size_t behind = from + (left < NEEDS_OF_AN_ITEM ? left : NEEDS_OF_AN_ITEM);
    for (size_t i = from; i < behind; i++)
        add_need(s, &s->of[worker], &s->job->needs[i]);
}

static int make_sums(const struct summing *s, struct sums *sums) {
    const struct xc_job *job = s->job;
    sums->work = xc_arena_array(job->arena, job->workdays, sizeof *sums->work);
    sums->asked = xc_arena_array(job->arena, job->pool_count, sizeof *sums->asked);
    for (unsigned cut = 0; cut < CUTS; cut++) {
        size_t squares = (size_t)s->spans[cut] * s->spans[cut];
        if (s->spans[cut] > BOUND_SPANS)
            continue;
        sums->inside[cut] =
            xc_arena_array(job->arena, squares, sizeof *sums->inside[cut]);
        if (!sums->inside[cut])
            return XC_ENOMEM;
    }
    return sums->work && sums->asked ? XC_OK : XC_ENOMEM;
}

static void add_sums(const struct summing *s, struct sums *into,
                     const struct sums *other) {
    for (uint32_t i = 0; i < s->job->workdays; i++)
        into->work[i] += other->work[i];
    for (uint32_t i = 0; i < s->job->pool_count; i++)
        into->asked[i] += other->asked[i];
    for (unsigned cut = 0; cut < CUTS; cut++)
        for (size_t i = 0; into->inside[cut] && i < (size_t)s->spans[cut] * s->spans[cut];
             i++)
            into->inside[cut][i] += other->inside[cut][i];
    into->unserved += other->unserved;
}

/* All of them are in of[0] then. */
static int sum_needs(struct summing *s) {
    size_t items = (s->job->need_count + (size_t)NEEDS_OF_AN_ITEM - 1) / NEEDS_OF_AN_ITEM;
    unsigned workers = xc_parallel_workers(items);
    for (unsigned i = 0; i < workers; i++)
        if (make_sums(s, &s->of[i]))
            return XC_ENOMEM;
    xc_parallel_run(workers, items, sum_some, s);
    for (unsigned i = 1; i < workers; i++)
        add_sums(s, &s->of[0], &s->of[i]);
    return XC_OK;
}

/* ---- weeks, months and crews ---- */

static int measure_spans(struct xc_job *job, const struct summing *s,
                         const uint32_t *day_capacity, enum cut cut,
                         struct xc_plan_peak *peak, struct xc_error *error) {
    const uint16_t *span_of = s->span_of[cut];
    uint32_t count = s->spans[cut];
    struct levels l = {
        .count = count, .span_of = span_of, .inside = s->of[0].inside[cut]};
    l.work = xc_arena_array(job->arena, count, sizeof *l.work);
    l.capacity = xc_arena_array(job->arena, count, sizeof *l.capacity);
    if (!l.work || !l.capacity)
        return xc_fail_memory(error);
    for (uint32_t day = 0; day < job->workdays; day++) {
        l.work[span_of[day]] += (uint64_t)s->of[0].work[day];
        l.capacity[span_of[day]] += (uint64_t)day_capacity[day];
    }
    measure_span(job, &l, peak);
    peak->spans = count_whole(job, &l, cut);
    return XC_OK;
}

static int measure_days(struct xc_job *job, struct xc_plan *plan, struct summing *s,
                        struct xc_error *error) {
    uint32_t *capacity = xc_arena_array(job->arena, job->workdays, sizeof *capacity);
    uint16_t *month_of = xc_arena_array(job->arena, job->workdays, sizeof *month_of);
    if (!capacity || !month_of)
        return xc_fail_memory(error);
    s->span_of[WEEKS] = job->week_of;
    s->spans[WEEKS] = job->weeks;
    s->span_of[MONTHS] = month_of;
    for (uint32_t day = 0; day < job->workdays; day++) {
        struct xc_ymd at = xc_date_ymd(job->dates[day]);
        struct xc_ymd first = xc_date_ymd(job->dates[0]);
        month_of[day] =
            (uint16_t)((at.year - first.year) * 12 + (int)at.month - (int)first.month);
        s->spans[MONTHS] = month_of[day] + 1u;
    }
    for (uint32_t crew = 0; crew < job->crew_count; crew++)
        for (uint32_t day = 0; day < job->workdays; day++)
            capacity[day] += xc_measure_capacity(job, crew, day);
    if (sum_needs(s))
        return xc_fail_memory(error);
    int code = measure_spans(job, s, capacity, WEEKS, &plan->bounds.week, error);
    if (!code)
        code = measure_spans(job, s, capacity, MONTHS, &plan->bounds.month, error);
    return code;
}

/* Crews beside the fair share of those whose work they may take over. What only the crews
 * of one pool may do fills one of them at least so far. */
static int measure_crews(struct xc_job *job, struct xc_plan *plan, const uint64_t *asked,
                         struct xc_error *error) {
    struct xc_plan_peak *peak = &plan->bounds.crew;
    uint64_t *work = xc_arena_array(job->arena, job->component_count, sizeof *work);
    uint64_t *capacity =
        xc_arena_array(job->arena, job->component_count, sizeof *capacity);

    if (!work || !capacity)
        return xc_fail_memory(error);
    *peak = (struct xc_plan_peak){.from = XC_NO_DATE, .to = XC_NO_DATE};
    for (uint32_t i = 0; i < job->crew_count; i++) {
        work[job->component_of_crew[i]] += job->crews[i].used;
        capacity[job->component_of_crew[i]] += job->crews[i].capacity;
    }
    for (uint32_t i = 0; i < job->crew_count; i++) {
        const struct xc_crew *crew = &job->crews[i];
        uint32_t at = job->component_of_crew[i];
        uint32_t load = share_of(crew->used, crew->capacity, work[at], capacity[at]);
        if (load <= peak->load)
            continue;
        peak->load = load;
        peak->crew = crew->id;
    }

    peak->bound = peak->load > 0 ? (uint32_t)FAIR : 0;
    for (uint32_t i = 0; i < job->pool_count; i++) {
        uint32_t at = job->component_of_pool[i];
        uint64_t can = 0;
        if (asked[i] == 0)
            continue;
        for (uint32_t k = 0; k < job->pools[i].count; k++)
            can += job->crews[job->pools[i].crews[k]].capacity;
        uint32_t bound = share_of(asked[i], can, work[at], capacity[at]);
        peak->bound = bound > peak->bound ? bound : peak->bound;
    }
    return XC_OK;
}

static uint64_t zone_days_of(const struct xc_job *job, const struct xc_cell *cell) {
    uint64_t zones = 0;
    for (uint32_t i = cell->head; i != XC_NO_NEED; i = job->needs[i].next) {
        bool known = false;
        for (uint32_t k = cell->head; k != i && !known; k = job->needs[k].next)
            known = job->needs[k].zone == job->needs[i].zone;
        zones += known ? 0 : job->needs[i].days;
    }
    return zones;
}

struct zone_days {
    const struct xc_job *job;
    uint64_t *of; /* crews */
};

static void count_crew(void *context, unsigned worker, size_t crew) {
    const struct zone_days *days = context;
    const struct xc_job *job = days->job;
    const struct xc_cell *cells = xc_cells_at(job, (uint32_t)crew, 0);
    (void)worker;
    for (uint32_t day = 0; day < job->workdays; day++) {
        if (day + AHEAD < job->workdays && cells[day + AHEAD].count > 0)
            xc_prefetch_all(&job->needs[cells[day + AHEAD].head], sizeof *job->needs);
        days->of[crew] += zone_days_of(job, &cells[day]);
    }
}

static int count_zone_days(struct xc_job *job, uint64_t *sum) {
    struct zone_days days = {.job = job};
    days.of = xc_arena_array(job->arena, job->crew_count, sizeof *days.of);
    if (!days.of)
        return XC_ENOMEM;
    if (job->workdays > 0)
        xc_parallel_run(xc_parallel_workers(job->crew_count / CREWS_OF_A_THREAD),
                        job->crew_count, count_crew, &days);
    for (uint32_t i = 0; i < job->crew_count; i++)
        *sum += days.of[i];
    return XC_OK;
}

int xc_measure_run(struct xc_job *job, struct xc_plan *plan, struct xc_error *error) {
    struct summing sums = {.job = job};
    if (count_zone_days(job, &plan->bounds.zone_days))
        return xc_fail_memory(error);

    int code = xc_bound_zone_days(job, &plan->bounds.zone_days_bound, error);
    if (!code)
        code = measure_days(job, plan, &sums, error);
    if (!code)
        code = measure_crews(job, plan, sums.of[0].asked, error);
    plan->bounds.unserved_minutes += sums.of[0].unserved;
    return code;
}
