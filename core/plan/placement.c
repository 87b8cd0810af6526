/* Step 5: blocks on days and crews. Week by week each pool takes as much work as keeps
 * the rest of the year level, the earliest deadlines first, zone after zone. */
#include "plan/plan_internal.h"

#include <limits.h>
#include <string.h>

enum { LOOK_AT = 64, TRIES = 4, FAILURES = 8, TICK = 1024 };

struct placing {
    struct xc_job *job;
    uint32_t pool;
    const uint32_t *week_first; /* weeks + 1: first working day */
    uint64_t *capacity;         /* weeks: free minutes */
    uint64_t *due;              /* weeks: minutes whose deadline lies there */
    int64_t carry;              /* minutes that earlier weeks owe, or took too many */
    uint32_t *opened;           /* days: cells opened */
    uint32_t *released;         /* blocks of the pool by first week */
    uint32_t released_count;
    uint32_t *heap;
    uint32_t heap_count;
    uint32_t *deferred;
    uint32_t deferred_count;
    size_t done;
};

/* ---- a heap of blocks: earliest deadline, then zone after zone ---- */

static bool before(const struct xc_job *job, uint32_t a, uint32_t b) {
    if (job->blocks[a].hi != job->blocks[b].hi)
        return job->blocks[a].hi < job->blocks[b].hi;
    return a < b;
}

static void push(struct placing *p, uint32_t block) {
    uint32_t at = p->heap_count++;
    while (at > 0 && before(p->job, block, p->heap[(at - 1) / 2])) {
        p->heap[at] = p->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    p->heap[at] = block;
}

static uint32_t pop(struct placing *p) {
    uint32_t top = p->heap[0];
    uint32_t moved = p->heap[--p->heap_count];
    uint32_t at = 0;
    for (;;) {
        uint32_t child = 2 * at + 1;
        if (child >= p->heap_count)
            break;
        if (child + 1 < p->heap_count &&
            before(p->job, p->heap[child + 1], p->heap[child]))
            child++;
        if (!before(p->job, p->heap[child], moved))
            break;
        p->heap[at] = p->heap[child];
        at = child;
    }
    if (p->heap_count > 0)
        p->heap[at] = moved;
    return top;
}

/* ---- choosing a cell ---- */

struct choice {
    uint32_t crew, day;
    bool open; /* joins visits that are there */
    unsigned left;
    uint32_t opened;
};

static bool less_loaded(const struct xc_crew *a, const struct xc_crew *b) {
    return a->used * b->capacity < b->used * a->capacity;
}

static bool better(const struct placing *p, const struct choice *a,
                   const struct choice *b) {
    if (b->crew == XC_NO_ROW)
        return true;
    if (a->open != b->open)
        return a->open;
    if (a->open && a->left != b->left)
        return a->left < b->left;
    const struct xc_crew *crews = p->job->crews;
    if (a->crew != b->crew) {
        if (less_loaded(&crews[a->crew], &crews[b->crew]))
            return true;
        if (less_loaded(&crews[b->crew], &crews[a->crew]))
            return false;
        return a->crew < b->crew;
    }
    if (a->opened != b->opened)
        return a->opened < b->opened;
    return a->day < b->day;
}

static bool fits_cell(const struct placing *p, const struct xc_block *block,
                      uint32_t crew, uint32_t day, struct choice *choice) {
    const struct xc_job *job = p->job;
    const struct xc_need *first = &job->needs[job->order[block->first]];
    unsigned presence =
        job->classes[block->klass].presence[(size_t)crew * job->workdays + day];
    const struct xc_cell *cell = xc_cells_at(job, crew, day);
    if (presence == 0 || cell->whole)
        return false;
    if (cell->count > 0 && (block->full || cell->presence != presence ||
                            cell->left < block->cost || first->days > 1))
        return false;
    if (cell->count == 0 && (presence != XC_PRESENT_ALL || cell->busy)) {
        struct xc_hours hours = xc_cells_hours(job, crew, day, presence);
        if (first->days > 1 || xc_hours_minutes(&hours, XC_WHOLE_DAY) < block->cost)
            return false;
    }
    *choice = (struct choice){crew, day, cell->count > 0, cell->left, p->opened[day]};
    return true;
}

static struct choice choose(const struct placing *p, const struct xc_block *block,
                            uint32_t week, const uint32_t *refused,
                            unsigned refused_count) {
    const struct xc_pool *pool = &p->job->pools[p->pool];
    struct choice best = {.crew = XC_NO_ROW};
    uint32_t from = p->week_first[week] > block->lo ? p->week_first[week] : block->lo;
    uint32_t to = p->week_first[week + 1] < block->hi + 1u ? p->week_first[week + 1]
                                                           : block->hi + 1u;
    for (uint32_t i = 0; i < pool->count; i++) {
        uint32_t crew = pool->crews[(pool->cursor + i) % pool->count];
        unsigned known = 0;
        while (known < refused_count && refused[known] != crew)
            known++;
        if (known < refused_count)
            continue;
        for (uint32_t day = from; day < to; day++) {
            struct choice choice;
            if (fits_cell(p, block, crew, day, &choice) && better(p, &choice, &best))
                best = choice;
        }
        if (i + 1 >= LOOK_AT && best.crew != XC_NO_ROW)
            break;
    }
    return best;
}

/* Puts what it can of a block into one cell of the week; false: nothing. Needs that do
 * not go in stay open for repair. */
static bool place_block(struct placing *p, uint32_t index, uint32_t week) {
    struct xc_job *job = p->job;
    const struct xc_block *block = &job->blocks[index];
    struct xc_pool *pool = &job->pools[p->pool];
    uint32_t refused[TRIES];
    for (unsigned i = 0; i < TRIES; i++) {
        struct choice choice = choose(p, block, week, refused, i);
        if (choice.crew == XC_NO_ROW)
            return false;
        unsigned placed = 0;
        for (uint32_t k = 0; k < block->count; k++)
            if (xc_cells_put(job, job->order[block->first + k], choice.crew, choice.day))
                placed++;
        if (placed > 0) {
            if (!choice.open)
                p->opened[choice.day]++;
            if (pool->count > LOOK_AT)
                pool->cursor = (pool->cursor + 1) % pool->count;
            return true;
        }
        refused[i] = choice.crew;
    }
    return false;
}

/* ---- a pool, week by week ---- */

static void measure(struct placing *p, uint32_t klass) {
    struct xc_job *job = p->job;
    const struct xc_pool *pool = &job->pools[p->pool];
    unsigned whole = xc_hours_minutes(&job->hours, XC_WHOLE_DAY);
    memset(p->capacity, 0, job->weeks * sizeof *p->capacity);
    memset(p->due, 0, job->weeks * sizeof *p->due);
    memset(p->opened, 0, job->workdays * sizeof *p->opened);
    for (uint32_t i = 0; i < pool->count; i++) {
        const uint8_t *presence =
            job->classes[klass].presence + (size_t)pool->crews[i] * job->workdays;
        for (uint32_t day = 0; day < job->workdays; day++) {
            const struct xc_cell *cell = xc_cells_at(job, pool->crews[i], day);
            uint64_t minutes = whole;
            if (presence[day] == 0 || cell->whole)
                continue;
            if (cell->count > 0) {
                minutes = cell->left;
                p->opened[day]++;
            } else if (presence[day] != XC_PRESENT_ALL || cell->busy) {
                struct xc_hours hours =
                    xc_cells_hours(job, pool->crews[i], day, presence[day]);
                minutes = xc_hours_minutes(&hours, XC_WHOLE_DAY);
            }
            p->capacity[job->week_of[day]] += minutes;
        }
    }
}

/* The work of this week that keeps every later week as empty as this one: the highest
 * ratio of work due by some week to the minutes until then. What earlier weeks owe is
 * asked for by the carry already. */
static int64_t quota_of(const struct placing *p, uint32_t week) {
    int64_t work = -p->carry;
    int64_t minutes = 0;
    int64_t quota = 0;
    for (uint32_t i = week; i < p->job->weeks; i++) {
        work += (int64_t)p->due[i];
        minutes += (int64_t)p->capacity[i];
        int64_t share =
            minutes > 0 && work > 0 ? work * (int64_t)p->capacity[week] / minutes : 0;
        quota = share > quota ? share : quota;
    }
    return quota;
}

static void run_week(struct placing *p, uint32_t week, uint32_t *at) {
    struct xc_job *job = p->job;
    while (*at < p->released_count &&
           job->week_of[job->blocks[p->released[*at]].lo] <= week)
        push(p, p->released[(*at)++]);
    int64_t owed = p->carry + quota_of(p, week);
    int64_t used = 0;
    int64_t most = 0;
    unsigned failures = 0;
    p->deferred_count = 0;
    while (p->heap_count > 0) {
        const struct xc_block *block = &job->blocks[p->heap[0]];
        uint32_t deadline = job->week_of[block->hi];
        bool forced = deadline <= week;
        most = (int64_t)block->cost > most ? (int64_t)block->cost : most;
        if (!forced && (used + (int64_t)block->cost / 2 > owed || failures >= FAILURES))
            break;
        uint32_t index = pop(p);
        if (place_block(p, index, week)) {
            used += (int64_t)block->cost;
            p->due[deadline] -= block->cost;
            failures = 0;
            p->done++;
        } else if (!forced) {
            p->deferred[p->deferred_count++] = index;
            failures++;
        } else {
            p->due[deadline] -= block->cost;
            p->done++;
        }
    }
    /* Less than a block stays owed, so that small pools visit somebody every month; what
     * found no place is left to the later weeks' quotas. */
    p->carry = p->heap_count > 0 && p->deferred_count == 0 ? owed - used : 0;
    p->carry = p->carry < -most ? -most : p->carry;
    for (uint32_t i = 0; i < p->deferred_count; i++)
        push(p, p->deferred[i]);
}

static int by_release(const void *context, uint32_t a, uint32_t b) {
    const struct xc_job *job = context;
    if (job->blocks[a].lo != job->blocks[b].lo)
        return job->blocks[a].lo < job->blocks[b].lo ? -1 : 1;
    return a < b ? -1 : a > b;
}

static int run_pool(struct placing *p, uint32_t first, uint32_t behind, uint32_t *scratch,
                    struct xc_error *error) {
    struct xc_job *job = p->job;
    if (job->pools[p->pool].count == 0)
        return XC_OK;
    measure(p, job->blocks[first].klass);
    p->released_count = 0;
    p->heap_count = 0;
    p->carry = 0;
    for (uint32_t i = first; i < behind; i++) {
        p->due[job->week_of[job->blocks[i].hi]] += job->blocks[i].cost;
        p->released[p->released_count++] = i;
    }
    xc_plan_sort(p->released, p->released_count, scratch, by_release, job);
    uint32_t at = 0;
    size_t ticked = p->done;
    for (uint32_t week = 0; week < job->weeks; week++) {
        run_week(p, week, &at);
        if (p->done - ticked < TICK)
            continue;
        ticked = p->done;
        if (!xc_progress_tick(job->input->progress, XC_MSG("placing visits"), p->done,
                              job->block_count))
            return xc_fail(error, XC_ENO, "stopped.");
    }
    return XC_OK;
}

/* Pools with fewer crews have less choice and go first. */
static int by_choice(const void *context, uint32_t a, uint32_t b) {
    const struct xc_job *job = context;
    if (job->pools[a].count != job->pools[b].count)
        return job->pools[a].count < job->pools[b].count ? -1 : 1;
    return a < b ? -1 : a > b;
}

static int make_room(struct placing *p, uint32_t **week_first, uint32_t **scratch,
                     struct xc_error *error) {
    struct xc_job *job = p->job;
    *week_first = xc_arena_array(job->arena, (size_t)job->weeks + 1, sizeof **week_first);
    *scratch = xc_arena_array(job->arena, (size_t)job->block_count + job->pool_count,
                              sizeof **scratch);
    p->capacity = xc_arena_array(job->arena, job->weeks, sizeof *p->capacity);
    p->due = xc_arena_array(job->arena, job->weeks, sizeof *p->due);
    p->opened = xc_arena_array(job->arena, job->workdays, sizeof *p->opened);
    p->released = xc_arena_array(job->arena, job->block_count, sizeof *p->released);
    p->heap = xc_arena_array(job->arena, job->block_count, sizeof *p->heap);
    p->deferred = xc_arena_array(job->arena, job->block_count, sizeof *p->deferred);
    if (!*week_first || !*scratch || !p->capacity || !p->due || !p->opened ||
        !p->released || !p->heap || !p->deferred)
        return xc_fail_memory(error);
    for (uint32_t week = job->weeks + 1; week-- > 0;) {
        (*week_first)[week] =
            week == job->weeks ? job->workdays : (*week_first)[week + 1];
        while ((*week_first)[week] > 0 && job->week_of[(*week_first)[week] - 1] >= week)
            (*week_first)[week]--;
    }
    p->week_first = *week_first;
    return XC_OK;
}

int xc_placement_run(struct xc_job *job, struct xc_error *error) {
    struct placing p = {.job = job};
    uint32_t *week_first = NULL;
    uint32_t *scratch = NULL;
    uint32_t *order = xc_plan_indices(job->arena, job->pool_count);
    uint32_t *first =
        xc_arena_array(job->arena, (size_t)job->pool_count + 1, sizeof *first);
    if (!order || !first)
        return xc_fail_memory(error);
    int code = make_room(&p, &week_first, &scratch, error);
    if (code)
        return code;
    uint32_t at = 0;
    for (uint32_t i = 0; i < job->pool_count; i++) {
        first[i] = at;
        while (at < job->block_count && job->blocks[at].pool == i)
            at++;
    }
    first[job->pool_count] = at;
    xc_plan_sort(order, job->pool_count, scratch, by_choice, job);
    for (uint32_t i = 0; !code && i < job->pool_count; i++) {
        p.pool = order[i];
        if (first[p.pool] < first[p.pool + 1])
            code = run_pool(&p, first[p.pool], first[p.pool + 1], scratch, error);
    }
    return code;
}
