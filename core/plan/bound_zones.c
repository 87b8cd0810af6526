/* The least zone-days of a plan's visits: zone by zone, see bound.c and exact.c. */
#include "base/parallel.h"
#include "plan/plan_internal.h"

#include <limits.h>

enum { CLASSES = 16 };

/* Zones that one worker counts one after the other, learning from each. */
enum { ZONES = 1024 };

/* Only crews of one component (see components.c) share days. */
struct component {
    bool loose;
    uint32_t *limits; /* by class: the most visits a day of any crew */
};

struct zones {
    struct xc_job *job;
    uint32_t budget;
    struct component *components;
    uint32_t *first; /* zones + 1: where its needs begin in `needs` */
    uint32_t *needs;
    uint64_t *days; /* by task */
    struct counter *workers;
};

struct counter { /* what one worker needs */
    const struct zones *zones;
    struct xc_bound *bound;
    struct xc_exact *exact;
    uint32_t *scratch;
    struct xc_bound_visit *visits;
};

static bool is_busy(const struct xc_job *job, uint32_t crew) {
    size_t first = xc_cells_first_busy(job, crew, 0);
    return first < job->busy_count && job->busy[first].crew == crew;
}

static bool counted(const struct xc_need *need) {
    return need->state == XC_NEED_PLACED && need->days == 1;
}

static int read_components(struct zones *z, struct xc_error *error) {
    struct xc_job *job = z->job;
    size_t count = job->component_count;
    uint32_t *limits =
        xc_arena_array(job->arena, count * job->class_count, sizeof *limits);
    z->components = xc_arena_array(job->arena, count, sizeof *z->components);
    if (!limits || !z->components)
        return xc_fail_memory(error);
    for (size_t i = 0; i < count; i++)
        z->components[i].limits = limits + i * job->class_count;
    for (uint32_t i = 0; i < job->crew_count; i++) {
        struct component *component = &z->components[job->component_of_crew[i]];
        component->loose = component->loose || is_busy(job, i);
        for (uint32_t c = 0; c < job->class_count; c++) {
            unsigned limit = xc_people_day_limit(job, &job->classes[c], i);
            if (limit > component->limits[c])
                component->limits[c] = limit;
        }
    }
    return XC_OK;
}

static int sort_by_zone(struct zones *z, size_t *longest, struct xc_error *error) {
    struct xc_job *job = z->job;
    z->first = xc_arena_array(job->arena, (size_t)job->zone_count + 1, sizeof *z->first);
    if (!z->first)
        return xc_fail_memory(error);
    size_t most = 0;
    for (uint32_t i = 0; i < job->need_count; i++)
        if (counted(&job->needs[i]))
            z->first[job->needs[i].zone]++;
    uint32_t sum = 0;
    for (uint32_t i = 0; i <= job->zone_count; i++) {
        uint32_t count = i < job->zone_count ? z->first[i] : 0;
        most = count > most ? count : most;
        z->first[i] = sum;
        sum += count;
    }
    z->needs = xc_arena_array(job->arena, sum, sizeof *z->needs);
    z->budget = xc_exact_budget(job->zone_count);
    if (!z->needs)
        return xc_fail_memory(error);
    *longest = most;
    for (uint32_t i = 0; i < job->need_count; i++)
        if (counted(&job->needs[i]))
            z->needs[z->first[job->needs[i].zone]++] = i;
    for (uint32_t i = job->zone_count; i > 0; i--)
        z->first[i] = z->first[i - 1];
    z->first[0] = 0;
    return XC_OK;
}

/* Crews and hours: visits in other ones share no zone-day. */
static uint64_t group_of(const struct xc_job *job, const struct xc_need *need) {
    return (uint64_t)job->component_of_pool[need->pool] * job->shift_count +
           job->demands[need->demand].shift;
}

static int by_component(const void *context, uint32_t a, uint32_t b) {
    const struct zones *z = context;
    const struct xc_need *left = &z->job->needs[a];
    const struct xc_need *right = &z->job->needs[b];
    uint64_t groups[2] = {group_of(z->job, left), group_of(z->job, right)};
    if (groups[0] != groups[1])
        return groups[0] < groups[1] ? -1 : 1;
    if (left->wide_hi != right->wide_hi)
        return left->wide_hi < right->wide_hi ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* True for the first need of its zone in its cell: one zone-day. */
static bool opens_day(const struct xc_job *job, uint32_t index) {
    const struct xc_need *need = &job->needs[index];
    uint32_t i = xc_cells_at(job, need->crew, need->day)->head;
    while (i != XC_NO_NEED && job->needs[i].zone != need->zone)
        i = job->needs[i].next;
    return i == index;
}

static unsigned units_of(const struct xc_need *need) {
    return (need->minutes + XC_GRID_MINUTES - 1u) / XC_GRID_MINUTES;
}

/* What the best crew-day of the component is for these needs: the visits that people may
 * make add up over classes. */
static struct xc_bound_day day_of(const struct zones *z, const uint32_t *needs,
                                  size_t count) {
    const struct xc_job *job = z->job;
    const struct component *component =
        &z->components[z->job->component_of_pool[job->needs[needs[0]].pool]];
    uint32_t classes[CLASSES] = {0};
    unsigned class_count = 0;
    struct xc_bound_day day = {.loose = component->loose};
    for (size_t i = 0; i < count; i++) {
        uint32_t klass = job->demands[job->needs[needs[i]].demand].klass;
        unsigned known = 0;
        while (known < class_count && classes[known] != klass)
            known++;
        if (known < class_count)
            continue;
        if (class_count == CLASSES) {
            day.limit = UINT_MAX;
            break;
        }
        classes[class_count++] = klass;
        uint32_t limit = component->limits[klass];
        day.limit = day.limit > UINT_MAX - limit ? UINT_MAX : day.limit + limit;
    }
    struct xc_hours hours = xc_fill_hours(job, classes[0]);
    day.room = xc_fill_room_of(&hours, job->input->setup_minutes);
    return day;
}

static uint32_t least_of(const struct counter *c, const uint32_t *needs, uint32_t count,
                         uint32_t made) {
    struct xc_bound_day day = day_of(c->zones, needs, count);
    uint32_t days = xc_bound_days(c->bound, &day, c->visits, count, made);
    if (days >= made || count > XC_EXACT_VISITS)
        return days;
    struct xc_exact_days exact =
        xc_exact_run(c->exact, c->bound, &day, c->visits, count, made, c->zones->budget);
    return exact.least > days ? exact.least : days;
}

static uint64_t count_zone(const struct counter *c, uint32_t zone) {
    const struct xc_job *job = c->zones->job;
    uint32_t *needs = c->zones->needs + c->zones->first[zone];
    uint32_t behind = c->zones->first[zone + 1] - c->zones->first[zone];
    uint64_t days = 0;
    xc_plan_sort(needs, behind, c->scratch, by_component, c->zones);
    for (uint32_t from = 0, to = 0; from < behind; from = to) {
        uint64_t group = group_of(job, &job->needs[needs[from]]);
        uint32_t made = 0;
        for (; to < behind && group_of(job, &job->needs[needs[to]]) == group; to++) {
            const struct xc_need *need = &job->needs[needs[to]];
            c->visits[to - from] = (struct xc_bound_visit){need->wide_lo, need->wide_hi,
                                                           (uint8_t)units_of(need)};
            made += opens_day(job, needs[to]);
        }
        days += least_of(c, needs + from, to - from, made);
    }
    return days;
}

static void count_some(void *context, unsigned worker, size_t item) {
    const struct zones *z = context;
    const struct counter *c = &z->workers[worker];
    uint32_t from = (uint32_t)item * ZONES;
    uint32_t left = z->job->zone_count - from;
    xc_bound_forget(c->bound);
    for (uint32_t zone = from; zone < from + (left < ZONES ? left : ZONES); zone++)
        z->days[item] += count_zone(c, zone);
}

static int make_counter(const struct zones *z, size_t longest, struct counter *c,
                        struct xc_error *error) {
    struct xc_arena *arena = z->job->arena;
    c->zones = z;
    c->scratch = xc_arena_array(arena, longest, sizeof *c->scratch);
    c->visits = xc_arena_array(arena, longest, sizeof *c->visits);
    c->bound = xc_bound_new(arena, longest);
    c->exact = xc_exact_new(arena);
    return c->scratch && c->visits && c->bound && c->exact ? XC_OK
                                                           : xc_fail_memory(error);
}

int xc_bound_zone_days(struct xc_job *job, uint64_t *days, struct xc_error *error) {
    struct zones z = {.job = job};
    size_t tasks = ((size_t)job->zone_count + ZONES - 1) / ZONES;
    unsigned workers = xc_parallel_workers(tasks);
    size_t longest = 0;
    *days = 0;
    int code = read_components(&z, error);
    if (!code)
        code = sort_by_zone(&z, &longest, error);
    if (code)
        return code;
    z.days = xc_arena_array(job->arena, tasks, sizeof *z.days);
    z.workers = xc_arena_array(job->arena, workers, sizeof *z.workers);
    if (!z.days || !z.workers)
        return xc_fail_memory(error);
    for (unsigned i = 0; !code && i < workers; i++)
        code = make_counter(&z, longest, &z.workers[i], error);
    if (code)
        return code;
    xc_parallel_run(workers, tasks, count_some, &z);
    for (size_t i = 0; i < tasks; i++)
        *days += z.days[i];
    for (uint32_t i = 0; i < job->need_count; i++)
        if (job->needs[i].state == XC_NEED_PLACED && job->needs[i].days > 1)
            *days += job->needs[i].days;
    return XC_OK;
}
