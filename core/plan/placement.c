/* Step 5: blocks on days and crews, each set of connected pools by itself. Those with the
 * least choice go first, full ones before others; each goes into the emptiest week of its
 * window, there to the least loaded crew that has a day for it. */
#include "base/prefetch.h"
#include "plan/plan_internal.h"

#include <limits.h>
#include <string.h>

#define ARENA_BYTES ((size_t)4 << 30)

enum {
    LOOK_AT = 64,
    TRIES = 4,
    REFUSALS = 24,
    AHEAD = 8, /* blocks */
    TICK = 1024,
    SCARCE_PERCENT = 85,
    STEPS = 128
};

struct placing {
    struct xc_job *job;
    struct xc_arena *arena; /* of this step alone */
    uint32_t *week_first;   /* weeks + 1: first working day */
    uint32_t *crew_days;    /* classes × crews: days of presence */
    uint32_t *order;        /* blocks, by component and choice */
    uint32_t *choice;       /* blocks: cells they may go to, roughly */
    uint16_t *month_of;     /* weeks: the month of their first day */
    uint32_t months;
    uint64_t *load; /* of the component, weeks and behind them months: minutes placed */
    uint64_t *capacity; /* the same, minutes of its crews */
    uint64_t *all_load; /* weeks: of all components */
    uint64_t *all_capacity;
    uint32_t *first_crew; /* components + 1: of by_component */
    uint32_t *by_component;
    uint64_t *tried; /* weeks: the search for a block that tried it last */
    bool scarce;     /* blocks must share crew-days */
    size_t done;
};

/* ---- order ---- */

/* A power of two at most twice apart counts as the same choice. */
static unsigned level_of(uint32_t choice) {
    unsigned level = 0;
    while (choice > 1) {
        choice >>= 1;
        level++;
    }
    return level;
}

static uint32_t component_of(const struct xc_job *job, uint32_t block) {
    return job->component_of_pool[job->blocks[block].pool];
}

static int by_choice(const void *context, uint32_t a, uint32_t b) {
    const struct placing *p = context;
    const struct xc_block *left = &p->job->blocks[a];
    const struct xc_block *right = &p->job->blocks[b];
    uint32_t components[2] = {component_of(p->job, a), component_of(p->job, b)};
    if (components[0] != components[1])
        return components[0] < components[1] ? -1 : 1;
    unsigned levels[2] = {level_of(p->choice[a]), level_of(p->choice[b])};
    if (levels[0] != levels[1])
        return levels[0] < levels[1] ? -1 : 1;
    if (left->cost != right->cost)
        return left->cost > right->cost ? -1 : 1;
    if (p->choice[a] != p->choice[b])
        return p->choice[a] < p->choice[b] ? -1 : 1;
    return a < b ? -1 : a > b;
}

static void weigh_choice(struct placing *p) {
    const struct xc_job *job = p->job;
    uint32_t pool = XC_NO_POOL;
    uint32_t klass = 0;
    uint64_t days = 0; /* of presence, over the pool */
    for (uint32_t i = 0; i < job->block_count; i++) {
        const struct xc_block *block = &job->blocks[i];
        if (block->pool != pool || block->klass != klass) {
            pool = block->pool;
            klass = block->klass;
            days = 0;
            for (uint32_t k = 0; k < job->pools[pool].count; k++)
                days += p->crew_days[(size_t)klass * job->crew_count +
                                     job->pools[pool].crews[k]];
        }
        uint64_t choice = days * (block->hi - block->lo + 1u) / job->workdays;
        p->choice[i] = choice > UINT32_MAX ? UINT32_MAX : (uint32_t)choice;
    }
}

/* ---- choosing a cell ---- */

struct choice {
    uint32_t crew, day;
    bool open; /* joins visits that are there */
    unsigned left;
};

static bool less_loaded(const struct xc_crew *a, const struct xc_crew *b) {
    return a->used * b->capacity < b->used * a->capacity;
}

/* The crew's best day for the block: one that is begun where crew-days are scarce, the
 * one that it fills best; else an empty one, the first. */
static bool best_day(const struct placing *p, const struct xc_block *block, uint32_t crew,
                     uint32_t from, uint32_t to, struct choice *best) {
    const struct xc_job *job = p->job;
    const struct xc_need *first = &job->needs[job->order[block->first]];
    const uint8_t *presence =
        job->classes[block->klass].presence + (size_t)crew * job->workdays;
    bool found = false;
    for (uint32_t day = from; day < to; day++) {
        const struct xc_cell *cell = xc_cells_at(job, crew, day);
        bool open = cell->count > 0;
        if (presence[day] == 0 || cell->whole || xc_shut_meets(job, first, day))
            continue;
        if (open && (block->full || cell->presence != presence[day] ||
                     cell->left < block->cost || first->days > 1))
            continue;
        if (!open && (presence[day] != XC_PRESENT_ALL || cell->busy)) {
            struct xc_hours hours = xc_cells_hours(job, crew, day, presence[day]);
            if (first->days > 1 || xc_hours_minutes(&hours, XC_WHOLE_DAY) < block->cost)
                continue;
        }
        bool better = !found || (open != best->open && open == p->scarce) ||
                      (open && best->open && cell->left < best->left);
        if (better)
            *best = (struct choice){crew, day, open, cell->left};
        found = true;
    }
    return found;
}

static struct choice choose(const struct placing *p, const struct xc_block *block,
                            uint32_t week, const uint32_t *refused,
                            unsigned refused_count) {
    const struct xc_job *job = p->job;
    const struct xc_pool *pool = &job->pools[block->pool];
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
        if (best.crew == XC_NO_ROW ||
            less_loaded(&job->crews[crew], &job->crews[best.crew]))
            (void)best_day(p, block, crew, from, to, &best);
        if (i + 1 >= LOOK_AT && best.crew != XC_NO_ROW)
            break;
    }
    return best;
}

/* How full the week would be, and, where weeks hold few blocks, its month. Weeks that
 * differ by less than a block of a usual component are told apart by all components
 * together, so that what each rounds does not add up. */
static uint64_t fullness(const struct placing *p, uint32_t week, uint32_t cost) {
    uint32_t month = p->job->weeks + p->month_of[week];
    uint64_t own = (p->load[week] + cost) * (STEPS * 16) / p->capacity[week] +
                   (p->load[month] + cost) * STEPS / p->capacity[month];
    uint64_t all = (p->all_load[week] + cost) * 1000000 / p->all_capacity[week];
    return (own / 16 << 32) + all;
}

static void count_load(const struct placing *p, const struct xc_need *need, uint32_t from,
                       bool add) {
    for (uint32_t day = 0; day < need->days; day++) {
        uint32_t week = p->job->week_of[from + day];
        uint64_t minutes = add ? need->minutes : UINT64_C(0) - need->minutes;
        p->load[week] += minutes;
        p->load[p->job->weeks + p->month_of[week]] += minutes;
        p->all_load[week] += minutes;
    }
}

/* Puts a block into a cell, whole or, with some, what goes in. Returns how many of its
 * needs are there now. */
static unsigned put_block(struct placing *p, const struct xc_block *block,
                          const struct choice *choice, bool some) {
    struct xc_job *job = p->job;
    unsigned placed = 0;
    for (uint32_t k = 0; k < block->count; k++) {
        uint32_t index = job->order[block->first + k];
        if (xc_cells_put(job, index, choice->crew, choice->day)) {
            count_load(p, &job->needs[index], choice->day, true);
            placed++;
        } else if (!some) {
            break;
        }
    }
    if (some || placed == block->count)
        return placed;
    for (uint32_t k = placed; k-- > 0;) {
        uint32_t index = job->order[block->first + k];
        count_load(p, &job->needs[index], job->needs[index].day, false);
        xc_cells_take(job, index);
    }
    return 0;
}

/* Puts a block into one cell of the week; false: nothing. With some, needs that do not go
 * in stay open for repair. refusals: cells that may still refuse a part of it. */
static bool place_in_week(struct placing *p, const struct xc_block *block, uint32_t week,
                          bool some, unsigned *refusals) {
    struct xc_pool *pool = &p->job->pools[block->pool];
    uint32_t refused[TRIES];
    for (unsigned i = 0; i<TRIES && * refusals> 0; i++) {
        struct choice choice = choose(p, block, week, refused, i);
        if (choice.crew == XC_NO_ROW)
            return false;
        if (put_block(p, block, &choice, some) > 0) {
            if (pool->count > LOOK_AT)
                pool->cursor = (pool->cursor + 1) % pool->count;
            return true;
        }
        refused[i] = choice.crew;
        --*refusals;
    }
    return false;
}

static bool place_somewhere(struct placing *p, uint32_t index, bool some) {
    const struct xc_job *job = p->job;
    const struct xc_block *block = &job->blocks[index];
    uint32_t first = job->week_of[block->lo];
    uint32_t last = job->week_of[block->hi];
    uint64_t mark = (uint64_t)index * 2 + some + 1;
    unsigned refusals = REFUSALS;
    while (refusals > 0) {
        uint32_t best = UINT32_MAX;
        uint64_t least = UINT64_MAX;
        for (uint32_t week = first; week <= last; week++) {
            if (p->tried[week] == mark || p->capacity[week] == 0)
                continue;
            uint64_t full = fullness(p, week, block->cost);
            if (full < least) {
                least = full;
                best = week;
            }
        }
        if (best == UINT32_MAX)
            return false;
        if (place_in_week(p, block, best, some, &refusals))
            return true;
        p->tried[best] = mark;
    }
    return false;
}

/* Whole if any crew of any week takes it whole: a part left over is a day of its own. */
static void place_block(struct placing *p, uint32_t index) {
    if (!place_somewhere(p, index, false))
        (void)place_somewhere(p, index, true);
}

/* ---- components ---- */

static void start_component(struct placing *p, uint32_t component, uint32_t first,
                            uint32_t behind) {
    const struct xc_job *job = p->job;
    unsigned whole = xc_hours_minutes(&job->hours, XC_WHOLE_DAY);
    uint64_t minutes = 0;
    memset(p->load, 0, (job->weeks + (size_t)p->months) * sizeof *p->load);
    memset(p->capacity, 0, (job->weeks + (size_t)p->months) * sizeof *p->capacity);
    for (uint32_t i = p->first_crew[component]; i < p->first_crew[component + 1]; i++)
        for (uint32_t day = 0; day < job->workdays; day++) {
            uint32_t cell = xc_measure_capacity(job, p->by_component[i], day);
            p->capacity[job->week_of[day]] += cell;
            p->capacity[job->weeks + p->month_of[job->week_of[day]]] += cell;
            minutes += cell;
        }
    uint64_t days = 0; /* that the blocks take if none shares */
    for (uint32_t i = first; i < behind; i++)
        days += job->needs[job->order[job->blocks[p->order[i]].first]].days;
    p->scarce = days * whole * 100 > minutes * SCARCE_PERCENT;
}

/* Blocks come in the order of choice, their needs lie where the register has them. */
static void look_ahead(const struct placing *p, uint32_t i, uint32_t behind) {
    const struct xc_job *job = p->job;
    if (i + 2 * AHEAD < behind)
        xc_prefetch(&job->order[job->blocks[p->order[i + 2 * AHEAD]].first]);
    if (i + AHEAD < behind) {
        const struct xc_block *block = &job->blocks[p->order[i + AHEAD]];
        for (uint32_t k = 0; k < block->count; k++)
            xc_prefetch(&job->needs[job->order[block->first + k]]);
    }
    if (i + AHEAD / 2 < behind) {
        const struct xc_block *block = &job->blocks[p->order[i + AHEAD / 2]];
        for (uint32_t k = 0; k < block->count; k++)
            xc_prefetch(
                &job->target_first[job->needs[job->order[block->first + k]].target]);
    }
}

static int run_component(struct placing *p, uint32_t first, uint32_t behind,
                         struct xc_error *error) {
    struct xc_job *job = p->job;
    uint32_t component = component_of(job, p->order[first]);
    if (component == XC_NO_POOL)
        return XC_OK;
    start_component(p, component, first, behind);
    for (uint32_t i = first; i < behind; i++) {
        look_ahead(p, i, behind);
        place_block(p, p->order[i]);
        if (++p->done % TICK == 0 &&
            !xc_progress_tick(job->input->progress, XC_MSG("placing visits"), p->done,
                              job->block_count))
            return xc_fail(error, XC_ENO, "stopped");
    }
    return XC_OK;
}

/* ---- all ---- */

static void list_crews(struct placing *p) {
    const struct xc_job *job = p->job;
    for (uint32_t i = 0; i < job->crew_count; i++)
        p->first_crew[job->component_of_crew[i] + 1]++;
    for (uint32_t i = 0; i < job->component_count; i++)
        p->first_crew[i + 1] += p->first_crew[i];
    for (uint32_t i = 0; i < job->crew_count; i++)
        p->by_component[p->first_crew[job->component_of_crew[i]]++] = i;
    for (uint32_t i = job->component_count; i > 0; i--)
        p->first_crew[i] = p->first_crew[i - 1];
    p->first_crew[0] = 0;
}

static bool same_month(xc_date a, xc_date b) {
    return xc_date_period_first(a, XC_PERIOD_MONTH) ==
           xc_date_period_first(b, XC_PERIOD_MONTH);
}

static int make_room(struct placing *p, struct xc_error *error) {
    struct xc_job *job = p->job;
    struct xc_arena *arena = p->arena;
    size_t blocks = job->block_count;
    p->week_first = xc_arena_array(arena, (size_t)job->weeks + 1, sizeof *p->week_first);
    p->crew_days = xc_arena_array(arena, (size_t)job->class_count * job->crew_count,
                                  sizeof *p->crew_days);
    p->order = xc_plan_indices(arena, blocks);
    p->choice = xc_arena_array(arena, blocks, sizeof *p->choice);
    p->month_of = xc_arena_array(arena, job->weeks, sizeof *p->month_of);
    p->load = xc_arena_array(arena, (size_t)job->weeks * 2, sizeof *p->load);
    p->capacity = xc_arena_array(arena, (size_t)job->weeks * 2, sizeof *p->capacity);
    p->all_load = xc_arena_array(arena, job->weeks, sizeof *p->all_load);
    p->all_capacity = xc_arena_array(arena, job->weeks, sizeof *p->all_capacity);
    p->tried = xc_arena_array(arena, job->weeks, sizeof *p->tried);
    p->first_crew =
        xc_arena_array(arena, (size_t)job->component_count + 2, sizeof *p->first_crew);
    p->by_component = xc_arena_array(arena, job->crew_count, sizeof *p->by_component);
    if (!p->week_first || !p->crew_days || !p->order || !p->choice || !p->load ||
        !p->capacity || !p->all_load || !p->all_capacity || !p->tried || !p->month_of ||
        !p->first_crew || !p->by_component)
        return xc_fail_memory(error);
    for (uint32_t week = job->weeks + 1; week-- > 0;) {
        p->week_first[week] =
            week == job->weeks ? job->workdays : p->week_first[week + 1];
        while (p->week_first[week] > 0 && job->week_of[p->week_first[week] - 1] >= week)
            p->week_first[week]--;
    }
    for (uint32_t week = 0; week < job->weeks; week++) {
        bool another = week > 0 && p->week_first[week] < job->workdays &&
                       !same_month(job->dates[p->week_first[week]],
                                   job->dates[p->week_first[week - 1]]);
        p->months += week == 0 || another;
        p->month_of[week] = (uint16_t)(p->months - 1);
    }
    for (uint32_t k = 0; k < job->class_count; k++)
        for (uint32_t crew = 0; crew < job->crew_count; crew++) {
            const uint8_t *presence =
                job->classes[k].presence + (size_t)crew * job->workdays;
            uint32_t *days = &p->crew_days[(size_t)k * job->crew_count + crew];
            for (uint32_t day = 0; day < job->workdays; day++)
                *days += presence[day] != 0;
        }
    list_crews(p);
    for (uint32_t crew = 0; crew < job->crew_count; crew++)
        for (uint32_t day = 0; day < job->workdays; day++)
            p->all_capacity[job->week_of[day]] += xc_measure_capacity(job, crew, day);
    return XC_OK;
}

int xc_placement_run(struct xc_job *job, struct xc_error *error) {
    struct placing p = {.job = job, .arena = xc_arena_new(ARENA_BYTES)};
    uint32_t *scratch = NULL;
    int code = p.arena ? make_room(&p, error) : xc_fail_memory(error);
    if (!code)
        scratch = xc_arena_array(p.arena, job->block_count, sizeof *scratch);
    if (!code && !scratch)
        code = xc_fail_memory(error);
    if (code)
        goto done;
    weigh_choice(&p);
    xc_plan_sort(p.order, job->block_count, scratch, by_choice, &p);
    for (uint32_t i = 0; !code && i < job->block_count;) {
        uint32_t behind = i;
        while (behind < job->block_count &&
               component_of(job, p.order[behind]) == component_of(job, p.order[i]))
            behind++;
        code = run_component(&p, i, behind, error);
        i = behind;
    }
done:
    xc_arena_free(p.arena);
    return code;
}
