/* A cell is a crew on a working day. Whatever is put into one obeys every hard rule. */
#include "plan/plan_internal.h"

struct xc_cell *xc_cells_at(const struct xc_job *job, uint32_t crew, uint32_t day) {
    return &job->cells[(size_t)crew * job->workdays + day];
}

static uint16_t day_minutes(const struct xc_job *job, uint32_t crew, uint32_t day,
                            unsigned presence) {
    struct xc_hours hours = xc_cells_hours(job, crew, day, presence);
    return (uint16_t)xc_hours_minutes(&hours, XC_WHOLE_DAY);
}

int xc_cells_build(struct xc_job *job, struct xc_error *error) {
    size_t count = (size_t)job->crew_count * job->workdays;
    job->cells = xc_arena_array(job->arena, count, sizeof *job->cells);
    if (!job->cells)
        return xc_fail_memory(error);
    for (size_t i = 0; i < count; i++)
        job->cells[i].head = XC_NO_NEED;
    for (size_t i = 0; i < job->busy_count; i++)
        xc_cells_at(job, job->busy[i].crew, job->busy[i].day)->busy = true;
    for (size_t i = (size_t)job->team_count * job->workdays; i < count; i++)
        job->cells[i].busy = true;
    unsigned whole = xc_hours_minutes(&job->hours, XC_WHOLE_DAY);
    for (uint32_t c = 0; c < job->crew_count; c++) {
        for (uint32_t day = 0; day < job->workdays; day++) {
            size_t at = (size_t)c * job->workdays + day;
            unsigned best = 0;
            for (uint32_t k = 0; k < job->class_count; k++) {
                unsigned presence = job->classes[k].presence[at];
                if (presence == 0)
                    continue;
                unsigned minutes = presence == XC_PRESENT_ALL && !job->cells[at].busy
                                       ? whole
                                       : day_minutes(job, c, day, presence);
                best = minutes > best ? minutes : best;
            }
            job->crews[c].capacity += best;
        }
    }
    return XC_OK;
}

/* Hours without [from, to). Where more spans are left than hours can hold, the shortest
 * goes. */
static struct xc_hours cut_out(const struct xc_hours *hours, unsigned from, unsigned to) {
    struct xc_hours result = {0};
    for (unsigned i = 0; i < hours->count; i++) {
        unsigned pieces[2][2] = {{hours->spans[i].from, hours->spans[i].to}, {0, 0}};
        if (from < pieces[0][1] && to > pieces[0][0]) {
            pieces[1][0] = to;
            pieces[1][1] = pieces[0][1];
            pieces[0][1] = from;
        }
        for (unsigned k = 0; k < 2; k++) {
            if (pieces[k][0] >= pieces[k][1])
                continue;
            if (result.count == XC_HOUR_SPANS) {
                unsigned least = 0;
                for (unsigned n = 1; n < result.count; n++)
                    if (result.spans[n].to - result.spans[n].from <
                        result.spans[least].to - result.spans[least].from)
                        least = n;
                for (unsigned n = least; n + 1 < result.count; n++)
                    result.spans[n] = result.spans[n + 1];
                result.count--;
            }
            result.spans[result.count].from = (uint16_t)pieces[k][0];
            result.spans[result.count].to = (uint16_t)pieces[k][1];
            result.count++;
        }
    }
    return result;
}

size_t xc_cells_first_busy(const struct xc_job *job, uint32_t crew, uint32_t day) {
    size_t lo = 0;
    size_t hi = job->busy_count;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        const struct xc_busy *busy = &job->busy[middle];
        if (busy->crew < crew || (busy->crew == crew && busy->day < day))
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

struct xc_hours xc_cells_hours(const struct xc_job *job, uint32_t crew, uint32_t day,
                               unsigned presence) {
    struct xc_hours hours = xc_shifts_hours(job, crew, presence);
    if (!xc_cells_at(job, crew, day)->busy)
        return hours;
    for (size_t i = xc_cells_first_busy(job, crew, day);
         i < job->busy_count && job->busy[i].crew == crew && job->busy[i].day == day;
         i++) {
        unsigned to = (job->busy[i].to + XC_GRID_MINUTES - 1u) / XC_GRID_MINUTES;
        hours = cut_out(&hours, job->busy[i].from, to * XC_GRID_MINUTES);
    }
    return hours;
}

/* Whether fixed visits take time of the crew that day, in any of its shifts. */
static bool is_taken(const struct xc_job *job, uint32_t crew, uint32_t day) {
    for (unsigned shift = 0; shift < job->shift_count; shift++) {
        uint32_t row = xc_shifts_row(job, crew, shift);
        if (!xc_cells_at(job, row, day)->busy)
            continue;
        size_t at = xc_cells_first_busy(job, row, day);
        if (at < job->busy_count && job->busy[at].crew == row && job->busy[at].day == day)
            return true;
    }
    return false;
}

static bool shifts_meet(const struct xc_job *job, unsigned a, unsigned b) {
    const struct xc_hours *x = &job->shifts[a];
    const struct xc_hours *y = &job->shifts[b];
    return x->spans[0].from < y->spans[y->count - 1].to &&
           y->spans[0].from < x->spans[x->count - 1].to;
}

/* Whether the same people have visits that day in another shift: one of several days
 * takes all of them, others exclude those whose hours meet. */
static bool twin_works(const struct xc_job *job, uint32_t crew, uint32_t day,
                       bool whole) {
    unsigned own = job->crews[crew].shift;
    for (unsigned shift = 0; job->shift_count > 1 && shift < job->shift_count; shift++) {
        const struct xc_cell *cell =
            xc_cells_at(job, xc_shifts_row(job, crew, shift), day);
        if (shift != own &&
            (cell->whole || (cell->count > 0 && (whole || shifts_meet(job, own, shift)))))
            return true;
    }
    return false;
}

/* A visit may run across a pause, never across a fixed visit. */
static bool meets_fixed(const struct xc_job *job, uint32_t crew, uint32_t day,
                        unsigned start, unsigned end) {
    if (!xc_cells_at(job, crew, day)->busy)
        return false;
    for (size_t i = xc_cells_first_busy(job, crew, day);
         i < job->busy_count && job->busy[i].crew == crew && job->busy[i].day == day; i++)
        if (start < job->busy[i].to && end > job->busy[i].from)
            return true;
    return false;
}

/* ---- anchored needs ---- */

static bool is_anchored(const struct xc_job *job, uint32_t need) {
    return job->stays && job->stays[need] >= XC_STAYS_AT_TIME;
}

/* The clock minute from which on `minutes` of the hours lie before `start`. */
static unsigned way_before(const struct xc_hours *hours, unsigned start,
                           unsigned minutes) {
    for (unsigned i = hours->count; i-- > 0 && minutes > 0;) {
        if (hours->spans[i].from >= start)
            continue;
        start = hours->spans[i].to < start ? hours->spans[i].to : start;
        unsigned there = start - hours->spans[i].from;
        start -= there < minutes ? there : minutes;
        minutes -= there < minutes ? there : minutes;
    }
    return start;
}

/* Takes the anchored needs' time out of the hours, and the way to each of their zones
 * before the first of it; those zones need no other. */
static void cut_anchored(const struct xc_job *job, uint32_t crew,
                         const struct xc_cell *cell, struct xc_hours *hours,
                         uint32_t *zones, unsigned *zone_count) {
    for (uint32_t i = cell->head; i != XC_NO_NEED; i = job->needs[i].next) {
        const struct xc_need *need = &job->needs[i];
        unsigned first = need->start;
        unsigned known = 0;
        if (!is_anchored(job, i))
            continue;
        unsigned to = (need->end + XC_GRID_MINUTES - 1u) / XC_GRID_MINUTES;
        *hours = cut_out(hours, need->start, to * XC_GRID_MINUTES);
        while (known < *zone_count && zones[known] != need->zone)
            known++;
        if (known < *zone_count)
            continue;
        zones[(*zone_count)++] = need->zone;
        for (uint32_t k = need->next; k != XC_NO_NEED; k = job->needs[k].next)
            if (is_anchored(job, k) && job->needs[k].zone == need->zone &&
                job->needs[k].start < first)
                first = job->needs[k].start;
        *hours = cut_out(hours,
                         way_before(&job->shifts[job->crews[crew].shift], first,
                                    job->input->setup_minutes),
                         first);
    }
}

static bool meets_anchored(const struct xc_job *job, const struct xc_cell *cell,
                           unsigned start, unsigned end) {
    for (uint32_t i = cell->head; cell->anchored && i != XC_NO_NEED;
         i = job->needs[i].next)
        if (is_anchored(job, i) && start < job->needs[i].end && end > job->needs[i].start)
            return true;
    return false;
}

/* Lays the cell's needs out one after the other, and one more behind them (XC_NO_NEED:
 * none). False: they do not fit. store: writes the times into the needs. */
static bool lay_out(struct xc_job *job, uint32_t crew, uint32_t day, unsigned presence,
                    uint32_t more, bool store, uint16_t *left) {
    const struct xc_cell *cell = xc_cells_at(job, crew, day);
    struct xc_hours hours = xc_cells_hours(job, crew, day, presence);
    struct xc_day_plan plan;
    uint32_t zones[XC_CELL_VISITS + 1];
    unsigned zone_count = 0;
    const uint32_t added = more; /* anchored elsewhere perhaps, but not here */
    if (cell->anchored)
        cut_anchored(job, crew, cell, &hours, zones, &zone_count);
    xc_day_plan_start(&plan, &hours);
    for (uint32_t i = cell->head; i != XC_NO_NEED || more != XC_NO_NEED;) {
        if (i == XC_NO_NEED) {
            i = more;
            more = XC_NO_NEED;
        }
        if (cell->anchored && i != added && is_anchored(job, i)) {
            i = job->needs[i].next;
            continue;
        }
        struct xc_need *need = &job->needs[i];
        unsigned start = 0;
        unsigned end = 0;
        unsigned known = 0;
        while (known < zone_count && zones[known] != need->zone)
            known++;
        if (known == zone_count && job->input->setup_minutes > 0) {
            if (!xc_day_plan_take(&plan, job->input->setup_minutes, &start, &end))
                return false;
        }
        if (known == zone_count)
            zones[zone_count++] = need->zone;
        if (!xc_day_plan_take(&plan, need->minutes, &start, &end) ||
            meets_fixed(job, crew, day, start, end) ||
            meets_anchored(job, cell, start, end))
            return false;
        if (store) {
            need->start = (uint16_t)start;
            need->end = (uint16_t)end;
        }
        i = need->next;
    }
    unsigned rest = 0;
    for (unsigned i = plan.span; i < hours.count; i++)
        rest += (unsigned)hours.spans[i].to -
                (i == plan.span ? (unsigned)plan.at : hours.spans[i].from);
    *left = (uint16_t)rest;
    return true;
}

void xc_cells_times(struct xc_job *job, uint32_t crew, uint32_t day) {
    const struct xc_cell *cell = xc_cells_at(job, crew, day);
    uint16_t left = 0;
    if (cell->anchored < cell->count)
        (void)lay_out(job, crew, day, cell->presence, XC_NO_NEED, true, &left);
}

bool xc_cells_lie(struct xc_job *job, uint32_t crew, uint32_t day) {
    const struct xc_cell *cell = xc_cells_at(job, crew, day);
    uint16_t left = 0;
    return cell->count == 0 ||
           lay_out(job, crew, day, cell->presence, XC_NO_NEED, false, &left);
}

/* ---- putting and taking ---- */

/* Days that a need takes from its crew, the way there and back included. */
struct span {
    uint32_t lo, hi;
};

static bool takes_days(const struct xc_need *need) {
    return need->days > 1 || need->travel > 0;
}

/* False: the way would lie outside the days that are planned. */
static bool find_span(const struct xc_job *job, const struct xc_need *need, uint32_t day,
                      struct span *span) {
    if (day < need->travel || day + need->days + need->travel > job->workdays)
        return false;
    *span = (struct span){day - need->travel, day + need->days - 1u + need->travel};
    return true;
}

static struct span span_of(const struct xc_need *need) {
    return (struct span){(uint32_t)need->day - need->travel,
                         (uint32_t)need->day + need->days - 1u + need->travel};
}

static const struct xc_obligation *asked_by(const struct xc_job *job,
                                            const struct xc_need *need) {
    return job->demands[need->demand].obligation;
}

static bool is_open(const struct xc_job *job, const struct xc_need *need, uint32_t crew,
                    uint32_t day, unsigned presence) {
    const struct xc_class *klass = &job->classes[job->demands[need->demand].klass];
    struct span span;
    if (!takes_days(need)) {
        const struct xc_cell *cell = xc_cells_at(job, crew, day);
        return !cell->whole && cell->count < XC_CELL_VISITS &&
               (cell->count == 0 ||
                (cell->presence == presence && cell->left >= need->minutes)) &&
               !twin_works(job, crew, day, false);
    }
    if (!find_span(job, need, day, &span))
        return false;
    for (uint32_t i = span.lo; i <= span.hi; i++) {
        const struct xc_cell *cell = xc_cells_at(job, crew, i);
        bool there = i < day || i >= day + need->days ||
                     klass->presence[(size_t)crew * job->workdays + i] == XC_PRESENT_ALL;
        if (cell->whole || cell->count > 0 || is_taken(job, crew, i) ||
            twin_works(job, crew, i, true) || !there)
            return false;
    }
    return true;
}

/* Makes an open need the last of a cell, and of all the days that it takes. */
static struct xc_cell *append(struct xc_job *job, uint32_t index, uint32_t crew,
                              uint32_t day) {
    struct xc_need *need = &job->needs[index];
    struct xc_cell *cell = xc_cells_at(job, crew, day);
    uint32_t *link = &cell->head;
    while (*link != XC_NO_NEED)
        link = &job->needs[*link].next;
    *link = index;
    need->crew = crew;
    need->day = (uint16_t)day;
    need->state = XC_NEED_PLACED;
    job->crews[crew].used += (uint64_t)need->minutes * need->days;
    cell->count++;
    if (is_anchored(job, index))
        cell->anchored++;
    struct span span = span_of(need);
    for (uint32_t i = span.lo; takes_days(need) && i <= span.hi; i++)
        xc_cells_at(job, crew, i)->whole = true;
    xc_people_count(job, need, true);
    xc_sharing_count(job, asked_by(job, need), crew, span.lo, span.hi, true);
    return cell;
}

bool xc_cells_put(struct xc_job *job, uint32_t index, uint32_t crew, uint32_t day) {
    struct xc_need *need = &job->needs[index];
    const struct xc_class *klass = &job->classes[job->demands[need->demand].klass];
    uint32_t last = day + need->days - 1u;
    if (need->state != XC_NEED_OPEN || day < need->wide_lo || last > need->wide_hi)
        return false;
    unsigned presence = klass->presence[(size_t)crew * job->workdays + day];
    uint16_t left = 0;
    struct span span;
    if (presence == 0 || !is_open(job, need, crew, day, presence) ||
        !find_span(job, need, day, &span) ||
        !xc_sharing_free(job, asked_by(job, need), crew, span.lo, span.hi, false))
        return false;
    if (!lay_out(job, crew, day, presence, index, false, &left) ||
        !xc_apart_allows(job, index, day) || xc_shut_meets(job, need, day))
        return false;
    struct xc_wish wish = xc_people_wish(job, index, crew, day, presence, 0);
    if (!xc_people_seat(job, &wish, job->seated + need->seated))
        return false;
    if (job->stays)
        job->stays[index] = XC_STAYS_NOT;
    struct xc_cell *cell = append(job, index, crew, day);
    cell->presence = (uint8_t)presence;
    cell->left = takes_days(need) ? 0 : left;
    return true;
}

void xc_cells_put_back(struct xc_job *job, uint32_t index, uint32_t crew, uint32_t day,
                       unsigned presence, const uint32_t *people) {
    const struct xc_need *need = &job->needs[index];
    const struct xc_class *klass = &job->classes[job->demands[need->demand].klass];
    for (unsigned i = 0; i < klass->place_count; i++)
        job->seated[need->seated + i] = people[i];
    struct xc_cell *cell = append(job, index, crew, day);
    cell->presence = (uint8_t)presence;
    cell->left = 0;
    if (!takes_days(need))
        (void)lay_out(job, crew, day, presence, XC_NO_NEED, false, &cell->left);
}

bool xc_cells_free(const struct xc_job *job, uint32_t index, uint32_t crew, uint32_t day,
                   unsigned start, unsigned end) {
    const struct xc_cell *cell = xc_cells_at(job, crew, day);
    const struct xc_hours *hours = &job->shifts[job->crews[crew].shift];
    bool starts = false;
    bool ends = false;
    const struct xc_need *need = &job->needs[index];
    bool whole = takes_days(need);
    struct span span;
    if (!find_span(job, need, day, &span) ||
        !xc_sharing_free(job, asked_by(job, need), crew, span.lo, span.hi, false))
        return false;
    for (uint32_t i = span.lo; i <= span.hi; i++) {
        const struct xc_cell *other = xc_cells_at(job, crew, i);
        if (other->whole || twin_works(job, crew, i, whole) ||
            (whole && (other->count > 0 || is_taken(job, crew, i))))
            return false;
    }
    for (unsigned i = 0; i < hours->count; i++) {
        starts = starts || (start >= hours->spans[i].from && start < hours->spans[i].to);
        ends = ends || (end > hours->spans[i].from && end <= hours->spans[i].to);
    }
    return starts && ends && cell->count < XC_CELL_VISITS &&
           (whole || (!meets_fixed(job, crew, day, start, end) &&
                      !meets_anchored(job, cell, start, end)));
}

void xc_cells_anchor(struct xc_job *job, uint32_t index, uint32_t crew, uint32_t day) {
    const struct xc_need *need = &job->needs[index];
    const struct xc_class *klass = &job->classes[job->demands[need->demand].klass];
    uint8_t presence = klass->presence[(size_t)crew * job->workdays + day];
    struct xc_cell *cell = append(job, index, crew, day);
    cell->presence = cell->count > 1 ? cell->presence & presence : presence;
    cell->left = 0;
}

void xc_cells_settle(struct xc_job *job, uint32_t crew, uint32_t day) {
    struct xc_cell *cell = xc_cells_at(job, crew, day);
    if (!takes_days(&job->needs[cell->head]))
        (void)lay_out(job, crew, day, cell->presence, XC_NO_NEED, false, &cell->left);
}

void xc_cells_take(struct xc_job *job, uint32_t index) {
    struct xc_need *need = &job->needs[index];
    struct xc_cell *cell = xc_cells_at(job, need->crew, need->day);
    uint32_t *link = &cell->head;
    while (*link != index)
        link = &job->needs[*link].next;
    *link = need->next;
    need->next = XC_NO_NEED;
    need->state = XC_NEED_OPEN;
    cell->count--;
    if (is_anchored(job, index))
        cell->anchored--;
    struct span span = span_of(need);
    for (uint32_t i = span.lo; takes_days(need) && i <= span.hi; i++)
        xc_cells_at(job, need->crew, i)->whole = false;
    xc_sharing_count(job, asked_by(job, need), need->crew, span.lo, span.hi, false);
    job->crews[need->crew].used -= (uint64_t)need->minutes * need->days;
    xc_people_count(job, need, false);
    uint16_t left = 0;
    if (cell->count > 0 &&
        lay_out(job, need->crew, need->day, cell->presence, XC_NO_NEED, false, &left))
        cell->left = left;
    need->crew = XC_NO_ROW;
}

bool xc_cells_may_take(const struct xc_job *job, uint32_t index) {
    return xc_rotation_may_take(job, index);
}

bool xc_cells_alone(const struct xc_job *job, const struct xc_need *need, uint32_t crew,
                    uint32_t day, unsigned forget) {
    static const unsigned halves[] = {XC_PRESENT_ALL, XC_PRESENT_MORNING,
                                      XC_PRESENT_AFTERNOON};
    uint32_t chosen[XC_PLACES];
    struct xc_wish wish = {.klass = &job->classes[job->demands[need->demand].klass],
                           .target = need->target,
                           .crew = crew,
                           .day = day,
                           .days = need->days,
                           .forget = forget | XC_FORGET_LIMITS};
    struct span span = {day, day + need->days - 1u};
    bool travels = need->travel > 0 && !(forget & XC_FORGET_TRAVEL);
    if (!(forget & XC_FORGET_AVOIDED))
        wish.barred = xc_owed_barred(job, need, crew, false);
    bool shut = !(forget & XC_FORGET_CLOSURES) && xc_shut_meets(job, need, day);
    if (shut || span.hi >= job->workdays ||
        (travels && !find_span(job, need, day, &span)))
        return false;
    wish.travel = travels ? need->travel : 0;
    for (uint32_t i = span.lo; takes_days(need) && i <= span.hi; i++)
        if (is_taken(job, crew, i))
            return false;
    if (!(forget & XC_FORGET_RESOURCES) &&
        !xc_sharing_free(job, asked_by(job, need), crew, span.lo, span.hi, true))
        return false;
    if (!(forget & XC_FORGET_ROTATION))
        xc_rotation_bar(job, need, XC_NO_NEED, &wish);
    for (unsigned k = 0; k < (takes_days(need) ? 1 : 3); k++) {
        struct xc_hours hours = xc_cells_hours(job, crew, day, halves[k]);
        wish.presence = halves[k];
        if (xc_hours_minutes(&hours, XC_WHOLE_DAY) >=
                need->minutes + job->input->setup_minutes &&
            xc_people_seat(job, &wish, chosen))
            return true;
    }
    return false;
}
