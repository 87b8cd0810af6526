#include "base/prefetch.h"
#include "plan/improve_internal.h"

#include <limits.h>
#include <string.h>

enum { LEAST_EXCESS = 1 << 10, FEW_DAYS = 3, ASK_MOST = 15000 };

#define UNSERVED (1000 * XC_SEARCH_ZONE_DAY)

/* ---- cells ---- */

static bool is_moved(const struct xc_exchange *e, unsigned side, uint32_t need) {
    for (unsigned i = 0; i < e->count[side]; i++)
        if (e->moved[side][i] == need)
            return true;
    return false;
}

static uint32_t minutes_moved(const struct xc_search *s, const struct xc_exchange *e,
                              unsigned side) {
    uint32_t minutes = 0;
    for (unsigned i = 0; i < e->count[side]; i++)
        minutes += s->job->needs[e->moved[side][i]].minutes;
    return minutes;
}

struct tally { /* what a cell holds, zone by zone */
    unsigned count;
    uint32_t zones[2 * XC_CELL_VISITS];
    uint32_t minutes[2 * XC_CELL_VISITS];
};

static void tally(struct tally *t, const struct xc_need *need) {
    unsigned i = 0;
    while (i < t->count && t->zones[i] != need->zone)
        i++;
    if (i == t->count) {
        t->zones[t->count] = need->zone;
        t->minutes[t->count++] = 0;
    }
    t->minutes[i] += need->minutes;
}

/* A cell as it would be, or, with e NULL, as it is. */
static void tally_cell(const struct xc_search *s, uint32_t crew, uint32_t day,
                       const struct xc_exchange *e, unsigned side, struct tally *t) {
    t->count = 0;
    if (crew == XC_NO_ROW)
        return;
    for (uint32_t i = xc_cells_at(s->job, crew, day)->head; i != XC_NO_NEED;
         i = s->job->needs[i].next)
        if (!e || !is_moved(e, side, i))
            tally(t, &s->job->needs[i]);
    for (unsigned i = 0; e && i < e->count[1 - side]; i++)
        tally(t, &s->job->needs[e->moved[1 - side][i]]);
}

static unsigned zones_of(const struct xc_search *s, uint32_t crew, uint32_t day,
                         const struct xc_exchange *e, unsigned side) {
    struct tally t;
    tally_cell(s, crew, day, e, side, &t);
    return t.count;
}

/* Uneven shares of a zone are on the way to fewer crew-days, and uneven rests of days on
 * the way to room for a visit that has none: what they are worth. */
static int64_t packing_of(const struct xc_search *s, const struct tally *t,
                          uint32_t day) {
    int64_t squares = 0;
    int64_t rest = s->whole;
    for (unsigned i = 0; i < t->count; i++) {
        squares += (int64_t)t->minutes[i] * t->minutes[i];
        rest -= t->minutes[i];
    }
    squares *= s->packing;
    if (s->open_count > 0 && s->wanted[day])
        squares += rest * rest * s->room;
    return s->whole > 0 ? squares / ((int64_t)s->whole * s->whole) : 0;
}

static uint32_t minutes_of(const struct xc_job *job, const struct xc_cell *cell) {
    uint32_t minutes = 0;
    for (uint32_t i = cell->head; i != XC_NO_NEED; i = job->needs[i].next)
        minutes += job->needs[i].minutes;
    return minutes;
}

static bool in_pool(const struct xc_pool *pool, uint32_t crew) {
    uint32_t lo = 0;
    uint32_t hi = pool->count;
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        if (pool->crews[middle] < crew)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo < pool->count && pool->crews[lo] == crew;
}

/* The one place that says what a search may not touch. */
static bool may_move(const struct xc_job *job, uint32_t index) {
    return job->needs[index].days == 1 && job->needs[index].travel == 0 &&
           !xc_keep_has(job, index);
}

static bool may_enter(const struct xc_search *s, uint32_t index, uint32_t crew,
                      uint32_t day, unsigned presence) {
    const struct xc_job *job = s->job;
    const struct xc_need *need = &job->needs[index];
    const struct xc_class *klass = &job->classes[job->demands[need->demand].klass];
    return day >= need->wide_lo && day <= need->wide_hi && may_move(job, index) &&
           klass->presence[(size_t)crew * job->workdays + day] == presence &&
           in_pool(&job->pools[need->pool], crew);
}

static bool fits(const struct xc_search *s, const struct xc_exchange *e, unsigned side) {
    const struct xc_job *job = s->job;
    uint32_t crew = e->crew[side];
    uint32_t day = e->day[side];
    if (crew == XC_NO_ROW)
        return true;
    const struct xc_cell *cell = xc_cells_at(job, crew, day);
    if (cell->whole || cell->count + e->count[1 - side] > XC_CELL_VISITS)
        return false;
    if (e->count[1 - side] == 0)
        return true;
    const struct xc_need *first = &job->needs[e->moved[1 - side][0]];
    const struct xc_class *klass = &job->classes[job->demands[first->demand].klass];
    unsigned presence = cell->count > e->count[side]
                            ? cell->presence
                            : klass->presence[(size_t)crew * job->workdays + day];
    if (presence == 0)
        return false;
    uint32_t minutes =
        minutes_of(job, cell) + minutes_moved(s, e, 1 - side) - minutes_moved(s, e, side);
    if (job->input->setup_minutes > 0)
        minutes += job->input->setup_minutes * zones_of(s, crew, day, e, side);
    bool plain = job->crews[crew].shift == 0 && !cell->busy;
    if (plain && minutes > s->whole)
        return false;
    for (unsigned i = 0; i < e->count[1 - side]; i++)
        if (!may_enter(s, e->moved[1 - side][i], crew, day, presence))
            return false;
    if (plain && presence == XC_PRESENT_ALL)
        return true;
    struct xc_hours hours = xc_cells_hours(job, crew, day, presence);
    return minutes <= xc_hours_minutes(&hours, XC_WHOLE_DAY);
}

bool xc_search_legal(const struct xc_search *s, const struct xc_exchange *e) {
    if (e->crew[0] == e->crew[1] && (e->crew[0] == XC_NO_ROW || e->day[0] == e->day[1]))
        return false;
    for (unsigned side = 0; side < 2; side++)
        for (unsigned i = 0; i < e->count[side]; i++)
            if (!may_move(s->job, e->moved[side][i]))
                return false;
    return fits(s, e, 0) && fits(s, e, 1);
}

/* ---- what an exchange is worth ---- */

struct shifted {
    uint32_t weeks[2], months[2], crews[2];
    int64_t minutes; /* from the first to the second */
};

static struct shifted shifted_by(const struct xc_search *s, const struct xc_exchange *e) {
    struct shifted shifted = {.minutes = (int64_t)minutes_moved(s, e, 0) -
                                         (int64_t)minutes_moved(s, e, 1)};
    for (unsigned side = 0; side < 2; side++) {
        bool none = e->crew[side] == XC_NO_ROW;
        shifted.weeks[side] = none ? XC_NO_ROW : s->job->week_of[e->day[side]];
        shifted.months[side] = none ? XC_NO_ROW : s->month_of[e->day[side]];
        shifted.crews[side] = none ? XC_NO_ROW : s->local[e->crew[side]];
    }
    return shifted;
}

static int64_t unserved(const struct xc_search *s, const struct xc_exchange *e,
                        unsigned side) {
    int64_t cost = 0;
    for (unsigned i = 0; i < e->count[side]; i++) {
        const struct xc_need *need = &s->job->needs[e->moved[side][i]];
        cost += UNSERVED * s->job->reg->targets.weight[need->target] +
                need->minutes * XC_SEARCH_ZONE_DAY / 64;
    }
    return cost;
}

int64_t xc_search_change(const struct xc_search *s, const struct xc_exchange *e,
                         int64_t *packing) {
    struct shifted by = shifted_by(s, e);
    int64_t change = 0;
    *packing = 0;
    for (unsigned side = 0; side < 2; side++) {
        struct tally was;
        struct tally then;
        tally_cell(s, e->crew[side], e->day[side], NULL, 0, &was);
        tally_cell(s, e->crew[side], e->day[side], e, side, &then);
        change += ((int64_t)then.count - (int64_t)was.count) * XC_SEARCH_ZONE_DAY;
        if (e->crew[side] != XC_NO_ROW)
            *packing +=
                packing_of(s, &was, e->day[side]) - packing_of(s, &then, e->day[side]);
        if (e->crew[side] == XC_NO_ROW)
            change += unserved(s, e, 1 - side) - unserved(s, e, side);
    }
    change +=
        xc_level_change(&s->week, s->half_bound, by.weeks[0], by.weeks[1], by.minutes);
    change +=
        xc_level_change(&s->all, s->all_half_bound, by.weeks[0], by.weeks[1], by.minutes);
    change +=
        xc_level_change(&s->month, s->half_bound, by.months[0], by.months[1], by.minutes);
    change +=
        xc_level_change(&s->crew, s->half_bound, by.crews[0], by.crews[1], by.minutes);
    return change;
}

void xc_search_accept(struct xc_search *s, const struct xc_exchange *e) {
    struct shifted by = shifted_by(s, e);
    xc_level_shift(&s->week, by.weeks[0], by.weeks[1], by.minutes);
    xc_level_shift(&s->all, by.weeks[0], by.weeks[1], by.minutes);
    xc_level_shift(&s->month, by.months[0], by.months[1], by.minutes);
    xc_level_shift(&s->crew, by.crews[0], by.crews[1], by.minutes);
}

/* ---- keeping a plan ---- */

int xc_search_save(struct xc_search *s, struct xc_error *error) {
    struct xc_job *job = s->job;
    uint32_t count = 0;
    size_t places = 0;
    for (unsigned pass = 0; pass < 2; pass++) {
        count = 0;
        places = 0;
        for (uint32_t i = s->first_crew[s->component];
             i < s->first_crew[s->component + 1]; i++)
            for (uint32_t day = 0; day < job->workdays; day++)
                for (uint32_t k = xc_cells_at(job, s->crews[i], day)->head;
                     k != XC_NO_NEED; k = job->needs[k].next) {
                    const struct xc_need *need = &job->needs[k];
                    unsigned seats =
                        job->classes[job->demands[need->demand].klass].place_count;
                    if (pass == 1) {
                        s->saved[count] = (struct xc_search_saved){
                            k, s->crews[i], day,
                            xc_cells_at(job, s->crews[i], day)->presence};
                        memcpy(s->people + places, job->seated + need->seated,
                               seats * sizeof *s->people);
                    }
                    count++;
                    places += seats;
                }
        if (pass == 0 && count > s->saved_room) {
            s->saved = xc_arena_array(s->arena, count, sizeof *s->saved);
            s->saved_room = count;
        }
        if (pass == 0 && places > s->people_room) {
            s->people = xc_arena_array(s->arena, places, sizeof *s->people);
            s->people_room = places;
        }
        if (count > 0 && (!s->saved || !s->people))
            return xc_fail_memory(error);
    }
    s->saved_count = count;
    return XC_OK;
}

static void read_levels(struct xc_search *s);

void xc_search_restore(struct xc_search *s) {
    struct xc_job *job = s->job;
    size_t places = 0;
    for (uint32_t i = s->first_crew[s->component]; i < s->first_crew[s->component + 1];
         i++)
        for (uint32_t day = 0; day < job->workdays; day++) {
            struct xc_cell *cell = xc_cells_at(job, s->crews[i], day);
            while (cell->head != XC_NO_NEED)
                xc_cells_take(job, cell->head);
        }
    for (uint32_t i = 0; i < s->saved_count; i++) {
        const struct xc_search_saved *saved = &s->saved[i];
        xc_cells_put_back(job, saved->need, saved->crew, saved->day, saved->presence,
                          s->people + places);
        places +=
            job->classes[job->demands[job->needs[saved->need].demand].klass].place_count;
    }
    for (uint32_t i = 0; i < s->all.count; i++)
        s->all.load[i] -= s->week.load[i];
    read_levels(s);
    for (uint32_t i = 0; i < s->all.count; i++)
        s->all.load[i] += s->week.load[i];
    xc_level_read(&s->all);
}

/* ---- components ---- */

/* Loads as the cells hold them. */
static void read_levels(struct xc_search *s) {
    const struct xc_job *job = s->job;
    memset(s->week.load, 0, s->week.count * sizeof *s->week.load);
    memset(s->month.load, 0, s->month.count * sizeof *s->month.load);
    for (uint32_t i = 0; i < s->crew.count; i++) {
        uint32_t crew = s->crews[s->first_crew[s->component] + i];
        s->crew.load[i] = job->crews[crew].used;
        for (uint32_t day = 0; day < job->workdays; day++)
            for (uint32_t k = xc_cells_at(job, crew, day)->head; k != XC_NO_NEED;
                 k = job->needs[k].next)
                for (uint32_t n = day; n < day + job->needs[k].days; n++) {
                    s->week.load[job->week_of[n]] += job->needs[k].minutes;
                    s->month.load[s->month_of[n]] += job->needs[k].minutes;
                }
    }
    xc_level_read(&s->week);
    xc_level_read(&s->month);
    xc_level_read(&s->crew);
}

static int64_t over(const struct xc_search_level *level) {
    int32_t excess = level->count > 0 ? level->excess[level->worst] : 0;
    return excess > 0 ? excess : 0;
}

/* Half of the zone-days, as the scalar for comparing plans has it. Where a week's fair
 * share is a few crew-days at most, weeks cannot be level without halves of days: then
 * never so much that all the unevenness there is would be worth a zone-day. */
static int64_t worth_of_levels(const struct xc_search *s, int64_t zone_days,
                               uint64_t work) {
    int64_t excess = over(&s->week) + over(&s->crew) + LEAST_EXCESS;
    int64_t most = XC_SEARCH_ZONE_DAY * (1 << 16) / 3 / excess;
    int64_t half = zone_days * XC_SEARCH_ZONE_DAY / 2;
    uint64_t whole = xc_hours_minutes(&s->job->hours, XC_WHOLE_DAY);
    bool coarse = work < FEW_DAYS * whole * s->week.count;
    return coarse && half > most ? most : half;
}

static void find_runs(struct xc_search *s) {
    uint32_t first = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        if (s->job->needs[s->visits[i]].zone != s->job->needs[s->visits[first]].zone)
            first = i;
        s->run_first[i] = first;
        s->run_count[first] = i - first + 1;
    }
}

void xc_search_find_open(struct xc_search *s) {
    s->open_count = 0;
    memset(s->wanted, 0, s->job->workdays * sizeof *s->wanted);
    for (uint32_t i = 0; i < s->count; i++) {
        const struct xc_need *need = &s->job->needs[s->visits[i]];
        if (need->state == XC_NEED_PLACED)
            continue;
        s->open[s->open_count++] = i;
        for (uint32_t day = need->wide_lo; day <= need->wide_hi; day++)
            s->wanted[day] = true;
    }
}

int xc_search_open(struct xc_search *s, uint32_t component, struct xc_error *error) {
    struct xc_job *job = s->job;
    s->component = component;
    s->visits = s->by_component + s->first[component];
    s->count = s->first[component + 1] - s->first[component];
    s->random = UINT64_C(0x78756e636861) + component;
    s->cost = 0;
    s->crew.count = s->first_crew[component + 1] - s->first_crew[component];
    if (s->count == 0)
        return XC_OK;
    for (uint32_t i = 0; i < s->count; i++)
        xc_prefetch(&job->needs[s->visits[i]]);
    uint64_t *week = s->week.load; /* lent for capacities */
    uint64_t *month = s->month.load;
    uint64_t *crew = s->crew.load;
    uint64_t all = 0;
    uint64_t work = 0;
    int64_t zone_days = 0;
    memset(week, 0, s->week.count * sizeof *week);
    memset(month, 0, s->month.count * sizeof *month);
    for (uint32_t i = 0; i < s->crew.count; i++) {
        uint32_t at = s->crews[s->first_crew[component] + i];
        s->local[at] = i;
        crew[i] = 0;
        work += job->crews[at].used;
        for (uint32_t day = 0; day < job->workdays; day++) {
            uint64_t minutes = xc_measure_capacity(job, at, day);
            week[job->week_of[day]] += minutes;
            month[s->month_of[day]] += minutes;
            crew[i] += minutes;
            all += minutes;
            zone_days += zones_of(s, at, day, NULL, 0);
        }
    }
    xc_level_share(&s->week, week, work, all);
    xc_level_share(&s->month, month, work, all);
    xc_level_share(&s->crew, crew, work, all);
    read_levels(s);
    s->half_bound = worth_of_levels(s, zone_days, work);
    xc_level_weigh(&s->week, s->half_bound, work);
    xc_level_weigh(&s->month, s->half_bound, work);
    xc_level_weigh(&s->crew, s->half_bound, work);
    find_runs(s);
    (void)error;
    return XC_OK;
}

/* Turns the counts behind each group, first[group + 1], into where groups begin. */
static void sum_up(uint32_t *first, uint32_t groups) {
    for (uint32_t i = 0; i < groups; i++)
        first[i + 1] += first[i];
}

/* True where no crew-day would take the visit even if it were the only one: no exchange
 * makes room for it. Not asked of many. */
static bool is_hopeless(const struct xc_job *job, const struct xc_need *need) {
    const struct xc_pool *pool = &job->pools[need->pool];
    if (need->state == XC_NEED_PLACED || job->order_count > ASK_MOST)
        return false;
    for (uint32_t day = need->wide_lo; day <= need->wide_hi; day++)
        for (uint32_t i = 0; i < pool->count; i++)
            if (xc_cells_alone(job, need, pool->crews[i], day, 0))
                return false;
    return true;
}

static bool is_searched(const struct xc_job *job, uint32_t index) {
    const struct xc_need *need = &job->needs[index];
    return (need->state == XC_NEED_PLACED || need->state == XC_NEED_OPEN) &&
           need->wide_lo <= need->wide_hi && need->pool != XC_NO_POOL &&
           job->component_of_pool[need->pool] != XC_NO_POOL && may_move(job, index) &&
           !is_hopeless(job, need);
}

static void group(struct xc_search *s) {
    const struct xc_job *job = s->job;
    uint32_t groups = job->component_count;
    uint32_t *searched = s->open; /* lent */
    uint32_t count = 0;
    for (uint32_t i = 0; i < job->order_count; i++)
        if (is_searched(job, job->order[i]))
            searched[count++] = job->order[i];
    for (uint32_t i = 0; i < count; i++)
        s->first[job->component_of_pool[job->needs[searched[i]].pool] + 1]++;
    for (uint32_t i = 0; i < job->crew_count; i++)
        s->first_crew[job->component_of_crew[i] + 1]++;
    sum_up(s->first, groups);
    sum_up(s->first_crew, groups);
    for (uint32_t i = 0; i < count; i++)
        s->by_component
            [s->first[job->component_of_pool[job->needs[searched[i]].pool]]++] =
            searched[i];
    for (uint32_t i = 0; i < job->crew_count; i++)
        s->crews[s->first_crew[job->component_of_crew[i]]++] = i;
    for (uint32_t i = groups; i > 0; i--) {
        s->first[i] = s->first[i - 1];
        s->first_crew[i] = s->first_crew[i - 1];
    }
    s->first[0] = s->first_crew[0] = 0;
}

/* Weeks of all components together; where there is one only, its own are enough. */
static void read_all(struct xc_search *s) {
    struct xc_job *job = s->job;
    uint64_t work = 0;
    uint64_t capacity = 0;
    int64_t zone_days = 0;
    if (job->component_count < 2)
        return;
    for (uint32_t crew = 0; crew < job->crew_count; crew++)
        for (uint32_t day = 0; day < job->workdays; day++) {
            uint64_t minutes = xc_measure_capacity(job, crew, day);
            s->all.load[job->week_of[day]] += minutes; /* lent, as in open */
            capacity += minutes;
            zone_days += xc_cells_at(job, crew, day)->count > 0;
        }
    for (uint32_t crew = 0; crew < job->crew_count; crew++)
        work += job->crews[crew].used;
    xc_level_share(&s->all, s->all.load, work, capacity);
    memset(s->all.load, 0, s->all.count * sizeof *s->all.load);
    for (uint32_t i = 0; i < job->need_count; i++)
        for (uint32_t k = 0;
             job->needs[i].state == XC_NEED_PLACED && k < job->needs[i].days; k++)
            s->all.load[job->week_of[job->needs[i].day + k]] += job->needs[i].minutes;
    zone_days = zone_days > job->block_count ? zone_days : job->block_count;
    s->all_half_bound = zone_days * XC_SEARCH_ZONE_DAY / 2;
    xc_level_weigh(&s->all, s->all_half_bound, work);
    xc_level_read(&s->all);
}

int xc_search_start(struct xc_search *s, struct xc_error *error) {
    struct xc_job *job = s->job;
    struct xc_arena *arena = s->arena;
    s->by_component = xc_arena_array(arena, job->order_count, sizeof *s->by_component);
    s->run_first = xc_arena_array(arena, job->order_count, sizeof *s->run_first);
    s->run_count = xc_arena_array(arena, job->order_count, sizeof *s->run_count);
    s->open = xc_arena_array(arena, job->order_count, sizeof *s->open);
    s->wanted = xc_arena_array(arena, job->workdays, sizeof *s->wanted);
    s->first = xc_arena_array(arena, (size_t)job->component_count + 2, sizeof *s->first);
    s->first_crew =
        xc_arena_array(arena, (size_t)job->component_count + 2, sizeof *s->first_crew);
    s->crews = xc_arena_array(arena, job->crew_count, sizeof *s->crews);
    s->local = xc_arena_array(arena, job->crew_count, sizeof *s->local);
    s->month_of = xc_arena_array(arena, job->workdays, sizeof *s->month_of);
    if (!s->by_component || !s->run_first || !s->run_count || !s->open || !s->wanted ||
        !s->first || !s->first_crew || !s->crews || !s->local || !s->month_of)
        return xc_fail_memory(error);
    for (uint32_t day = 0; day < job->workdays; day++) {
        struct xc_ymd at = xc_date_ymd(job->dates[day]);
        struct xc_ymd first = xc_date_ymd(job->dates[0]);
        s->month_of[day] =
            (uint16_t)((at.year - first.year) * 12 + (int)at.month - (int)first.month);
        s->months = s->month_of[day] + 1u;
    }
    if (xc_level_make(arena, &s->week, job->weeks, true) ||
        xc_level_make(arena, &s->all, job->component_count > 1 ? job->weeks : 0, true) ||
        xc_level_make(arena, &s->month, s->months, false) ||
        xc_level_make(arena, &s->crew, job->crew_count, true))
        return xc_fail_memory(error);
    group(s);
    read_all(s);
    s->whole = xc_hours_minutes(&job->hours, XC_WHOLE_DAY);
    return XC_OK;
}
