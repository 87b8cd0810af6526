/* Step 4: needs of one zone, packed into crew-days. Visits that few crews may make open
 * days of their own; what room is left there goes to others that the same crews may make,
 * so that a rare visit costs no day more than it must. */
#include "base/parallel.h"
#include "plan/plan_internal.h"

#include <limits.h>
#include <string.h>

/* Attempts to save a day: of all zones together, and for each visit of a zone. */
enum { STEPS = 300000, VISIT_STEPS = 20 };

/* Zones that one worker packs one after the other, learning from each. */
enum { ZONES = 256 };

#define ARENA_BYTES ((size_t)4 << 30)

/* Interleaved bits of two coordinates: near places have near numbers. */
static uint64_t place_of(const struct xc_register *reg, uint32_t target) {
    int32_t latitude = reg->targets.latitude_e6[target];
    int32_t longitude = reg->targets.longitude_e6[target];
    if (latitude == INT32_MIN || longitude == INT32_MIN)
        return UINT64_MAX;
    uint64_t x = (uint64_t)((int64_t)longitude + 180000000);
    uint64_t y = (uint64_t)((int64_t)latitude + 90000000);
    uint64_t key = 0;
    for (unsigned bit = 30; bit-- > 0;)
        key = key << 2 | (x >> bit & 1) << 1 | (y >> bit & 1);
    return key;
}

/* Several days first, then by deadline, length and release. */
static uint64_t rank_of(const struct xc_need *need) {
    return (uint64_t)(need->days == 1 && need->travel == 0) << 48 |
           (uint64_t)need->hi << 32 | (uint64_t)(UINT16_MAX - need->minutes) << 16 |
           need->lo;
}

static int by_rank(const void *context, uint32_t a, uint32_t b) {
    const struct xc_job *job = context;
    const struct xc_need *left = &job->needs[a];
    const struct xc_need *right = &job->needs[b];
    uint64_t ranks[2] = {rank_of(left), rank_of(right)};
    if (ranks[0] != ranks[1])
        return ranks[0] < ranks[1] ? -1 : 1;
    if (left->target != right->target) {
        const struct xc_targets *targets = &job->reg->targets;
        uint64_t places[2] = {place_of(job->reg, left->target),
                              place_of(job->reg, right->target)};
        if (places[0] != places[1])
            return places[0] < places[1] ? -1 : 1;
        int order =
            xc_str_compare(xc_register_text(job->reg, targets->address[left->target]),
                           xc_register_text(job->reg, targets->address[right->target]));
        return order ? order : (left->target < right->target ? -1 : 1);
    }
    return a < b ? -1 : a > b;
}

/* ---- the classes of a pool ---- */

/* What one worker needs. Zones are packed by themselves, in tasks of ZONES. */
struct packing {
    struct xc_job *job;
    struct xc_pack *pack;
    struct xc_pack_item *items;
    uint32_t *needs; /* of the group */
    uint32_t *days;  /* to be sorted */
    uint32_t *scratch;
    uint32_t *level_of; /* classes → level of the pool; UINT32_MAX: none */
    uint32_t *classes;  /* of the pool */
    uint64_t *presence; /* classes: days of the pool's crews */
    uint32_t class_count;
    uint32_t level_count;
    struct xc_pack_level *levels; /* of the pool */
    uint32_t pool;                /* whose classes these are; XC_NO_POOL: none's yet */
    const struct zone *zone;      /* the one that is packed */
    uint32_t block_count;         /* of it, so far */
    int64_t tilt; /* minutes × half days from the horizon's middle; below 0: early */
    const struct zones *zones;
};

/* The needs of a pool and zone, in job->order. */
struct zone {
    uint32_t first, behind;
    uint32_t pool_first, pool_behind;
    uint32_t blocks;
};

struct zones {
    struct xc_arena *arena;  /* of the packing alone */
    const uint32_t *grouped; /* job->order before zones were packed, which changes it */
    struct xc_block *blocks; /* of all zones: each zone's where its needs are */
    struct zone *list;
    uint32_t count;
    uint32_t steps;  /* for one of them */
    uint32_t budget; /* the same */
    struct packing *workers;
};

/* The most visits that per_day lets any crew of the pool make in a day. */
static unsigned pool_limit(const struct xc_job *job, const struct xc_pool *pool,
                           const struct xc_class *klass) {
    unsigned most = 0;
    for (uint32_t i = 0; i < pool->count && most != UINT_MAX; i++) {
        unsigned limit = xc_people_day_limit(job, klass, pool->crews[i]);
        most = limit > most ? limit : most;
    }
    most = most < XC_CELL_VISITS ? most : XC_CELL_VISITS;
    return most > 0 ? most : 1;
}

/* True where whoever may make visits of class a may make those of class b on the same
 * day. */
static bool covers(const struct xc_job *job, const struct xc_pool *pool, uint32_t a,
                   uint32_t b) {
    struct xc_hours hours[2] = {xc_fill_hours(job, a), xc_fill_hours(job, b)};
    if (hours[0].count != hours[1].count)
        return false;
    for (unsigned i = 0; i < hours[0].count; i++)
        if (hours[0].spans[i].from != hours[1].spans[i].from ||
            hours[0].spans[i].to != hours[1].spans[i].to)
            return false;
    for (uint32_t i = 0; i < pool->count; i++) {
        size_t row = (size_t)pool->crews[i] * job->workdays;
        const uint8_t *left = job->classes[a].presence + row;
        const uint8_t *right = job->classes[b].presence + row;
        for (uint32_t day = 0; day < job->workdays; day++)
            if (left[day] != 0 && left[day] != right[day])
                return false;
    }
    return true;
}

static int by_presence(const void *context, uint32_t a, uint32_t b) {
    const uint64_t *presence = context;
    if (presence[a] != presence[b])
        return presence[a] < presence[b] ? -1 : 1;
    return a < b ? -1 : a > b;
}

static void find_classes(struct packing *p, const uint32_t *order, uint32_t count) {
    struct xc_job *job = p->job;
    const struct xc_pool *pool = &job->pools[job->needs[order[0]].pool];
    memset(p->level_of, 0xff, job->class_count * sizeof *p->level_of);
    p->class_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t klass = job->demands[job->needs[order[i]].demand].klass;
        if (p->level_of[klass] == UINT32_MAX) {
            p->classes[p->class_count++] = klass;
            p->level_of[klass] = 0;
        }
    }
    for (uint32_t i = 0; p->class_count > 1 && i < p->class_count; i++) {
        uint64_t days = 0;
        for (uint32_t k = 0; k < pool->count; k++)
            for (uint32_t day = 0; day < job->workdays; day++)
                days += job->classes[p->classes[i]]
                            .presence[(size_t)pool->crews[k] * job->workdays + day] != 0;
        p->presence[p->classes[i]] = days;
    }
    if (p->class_count > 1)
        xc_plan_sort(p->classes, p->class_count, p->scratch, by_presence, p->presence);
}

/* Levels of a pool, the rarest first. Beyond the number of levels that one task knows,
 * visits share days only with others in the same run of XC_PACK_LEVELS classes. */
static void make_levels(struct packing *p, const uint32_t *order, uint32_t count) {
    struct xc_job *job = p->job;
    const struct xc_pool *pool = &job->pools[job->needs[order[0]].pool];
    find_classes(p, order, count);
    p->level_count = p->class_count;
    for (uint32_t i = 0; i < p->class_count; i++) {
        struct xc_hours hours = xc_fill_hours(job, p->classes[i]);
        uint32_t first = i / XC_PACK_LEVELS * XC_PACK_LEVELS;
        uint32_t same = i;
        p->levels[i] =
            (struct xc_pack_level){xc_fill_room_of(&hours, job->input->setup_minutes),
                                   pool_limit(job, pool, &job->classes[p->classes[i]]),
                                   UINT32_C(1) << i % XC_PACK_LEVELS};
        for (uint32_t k = first;
             k < p->class_count && k < first + XC_PACK_LEVELS && p->class_count > 1;
             k++) {
            if (k == i || !covers(job, pool, p->classes[i], p->classes[k]))
                continue;
            p->levels[i].covers |= UINT32_C(1) << k % XC_PACK_LEVELS;
            if (k < same && covers(job, pool, p->classes[k], p->classes[i]) &&
                p->levels[k].limit == p->levels[i].limit)
                same = k;
        }
        p->level_of[p->classes[i]] = same;
    }
}

/* ---- blocks ---- */

static struct xc_block *next_block(struct packing *p) {
    return &p->zones->blocks[p->zone->first + p->block_count++];
}

static void add_long(struct packing *p, uint32_t at) {
    struct xc_job *job = p->job;
    const struct xc_need *need = &job->needs[job->order[at]];
    const struct xc_hours *hours = xc_pools_hours(job, need->pool);
    unsigned whole = xc_hours_minutes(hours, XC_WHOLE_DAY);
    *next_block(p) =
        (struct xc_block){.first = at,
                          .count = 1,
                          .pool = need->pool,
                          .cost = whole * need->days,
                          .lo = need->lo,
                          .hi = need->hi,
                          .klass = (uint16_t)job->demands[need->demand].klass,
                          .full = true};
}

static int by_deadline(const void *context, uint32_t a, uint32_t b) {
    const struct xc_pack_day *days = context;
    if (days[a].hi != days[b].hi)
        return days[a].hi < days[b].hi ? -1 : 1;
    if (days[a].lo != days[b].lo)
        return days[a].lo < days[b].lo ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* Writes the needs of a day to job->order in the order in which they fill its hours. */
static void write_needs(struct packing *p, const struct xc_pack_days *days,
                        const struct xc_pack_day *day, uint32_t at) {
    static const uint8_t places[] = {XC_FILL_ACROSS, 0, 1, 2, 3};
    for (unsigned i = 0; i < sizeof places; i++)
        for (uint32_t k = day->first; k < day->first + day->count; k++)
            if (days->where[k] == places[i])
                p->job->order[at++] = p->needs[days->items[k]];
}

/* The class of the rarest visits of a day: whoever may make them may make all. */
static uint32_t rarest_of(const struct packing *p, const struct xc_pack_days *days,
                          const struct xc_pack_day *day) {
    uint32_t at = day->first;
    while (at + 1 < day->first + day->count &&
           p->items[days->items[at]].level != day->level)
        at++;
    return p->job->demands[p->job->needs[p->needs[days->items[at]]].demand].klass;
}

static struct xc_block *add_day(struct packing *p, const struct xc_pack_days *days,
                                const struct xc_pack_day *day, uint32_t at,
                                unsigned smallest) {
    struct xc_job *job = p->job;
    uint32_t klass = rarest_of(p, days, day);
    const struct xc_pack_level *level = &p->levels[p->level_of[klass]];
    struct xc_hours hours = xc_fill_hours(job, klass);
    unsigned whole = xc_hours_minutes(&hours, XC_WHOLE_DAY);
    struct xc_fill_room room = level->room;
    write_needs(p, days, day, at);
    for (uint32_t i = at; i < at + day->count; i++)
        (void)xc_fill_take(&room,
                           (job->needs[job->order[i]].minutes + XC_GRID_MINUTES - 1u) /
                               XC_GRID_MINUTES);
    unsigned rest = xc_fill_units(&room) * XC_GRID_MINUTES;
    struct xc_block *block = next_block(p);
    *block = (struct xc_block){.first = at,
                               .count = day->count,
                               .pool = job->needs[job->order[at]].pool,
                               .lo = day->lo,
                               .hi = day->hi,
                               .klass = (uint16_t)klass,
                               .full = rest < smallest || day->count >= level->limit};
    block->cost = block->full || rest > whole ? whole : whole - rest;
    return block;
}

/* As pack.c wants them: by deadline, then the longer first. */
static int by_mirrored_deadline(const void *context, uint32_t a, uint32_t b) {
    const struct xc_need *left = &((const struct xc_need *)context)[a];
    const struct xc_need *right = &((const struct xc_need *)context)[b];
    if (left->lo != right->lo)
        return left->lo > right->lo ? -1 : 1;
    if (left->minutes != right->minutes)
        return left->minutes > right->minutes ? -1 : 1;
    if (left->hi != right->hi)
        return left->hi > right->hi ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* The task of needs in job->order. mirrored: the last day comes first. */
static unsigned read_items(struct packing *p, uint32_t first, uint32_t count,
                           uint32_t run, bool mirrored) {
    const struct xc_job *job = p->job;
    uint16_t last = (uint16_t)(job->workdays - 1);
    unsigned smallest = UINT_MAX;
    if (mirrored)
        xc_plan_sort(job->order + first, count, p->scratch, by_mirrored_deadline,
                     job->needs);
    for (uint32_t i = 0; i < count; i++) {
        const struct xc_need *need = &job->needs[job->order[first + i]];
        unsigned units = (need->minutes + XC_GRID_MINUTES - 1u) / XC_GRID_MINUTES;
        units = units == 0 ? 1 : units > UINT8_MAX ? UINT8_MAX : units;
        p->needs[i] = job->order[first + i];
        p->items[i] = (struct xc_pack_item){
            need->target, mirrored ? (uint16_t)(last - need->hi) : need->lo,
            mirrored ? (uint16_t)(last - need->lo) : need->hi, (uint8_t)units,
            (uint8_t)(p->level_of[job->demands[need->demand].klass] - run)};
        smallest = need->minutes < smallest ? need->minutes : smallest;
    }
    return smallest;
}

/* Packing serves what is due first and takes along whatever else is released: of visits
 * with wide windows little is left for later. So that the zones together are level, one
 * is packed from its end where those before it lean to the beginning. */
static void pack_group(struct packing *p, uint32_t first, uint32_t count, uint32_t run) {
    struct xc_job *job = p->job;
    bool mirrored = p->tilt < 0;
    struct xc_pack_task task = {
        .items = p->items, .count = count, .steps = p->zones->steps, .seed = first};
    task.level_count =
        p->level_count - run < XC_PACK_LEVELS ? p->level_count - run : XC_PACK_LEVELS;
    memcpy(task.levels, p->levels + run, task.level_count * sizeof *task.levels);
    unsigned smallest = read_items(p, first, count, run, mirrored);
    if (task.steps > VISIT_STEPS * task.count)
        task.steps = VISIT_STEPS * task.count;
    task.wide_steps = task.steps / 8 + 1;
    task.budget = p->zones->budget;
    struct xc_pack_days days = xc_pack_run(p->pack, &task);
    for (uint32_t i = 0; i < days.count; i++)
        p->days[i] = i;
    xc_plan_sort(p->days, days.count, p->scratch, by_deadline, days.days);
    for (uint32_t i = 0, at = first; i < days.count; i++) {
        const struct xc_pack_day *day = &days.days[p->days[i]];
        struct xc_block *block = add_day(p, &days, day, at, smallest);
        if (mirrored) {
            block->lo = (uint16_t)(job->workdays - 1 - day->hi);
            block->hi = (uint16_t)(job->workdays - 1 - day->lo);
        }
        p->tilt += (int64_t)block->cost *
                   ((int64_t)block->lo + block->hi - (int64_t)(job->workdays - 1));
        at += day->count;
    }
}

static uint32_t run_of(const struct packing *p, uint32_t need) {
    uint32_t klass = p->job->demands[p->job->needs[need].demand].klass;
    return p->level_of[klass] / XC_PACK_LEVELS * XC_PACK_LEVELS;
}

/* The needs of a zone: those of several days alone, the others by runs of classes. */
static void pack_zone(struct packing *p, uint32_t first, uint32_t behind) {
    struct xc_job *job = p->job;
    while (first < behind && (job->needs[job->order[first]].days > 1 ||
                              job->needs[job->order[first]].travel > 0))
        add_long(p, first++);
    for (uint32_t run = 0; run < p->level_count && first < behind;
         run += XC_PACK_LEVELS) {
        uint32_t count = 0;
        uint32_t others = 0;
        for (uint32_t i = first; i < behind; i++) {
            uint32_t need = job->order[i];
            if (run_of(p, need) == run)
                job->order[first + count++] = need;
            else
                p->scratch[others++] = need;
        }
        memcpy(job->order + first + count, p->scratch, others * sizeof *p->scratch);
        if (count > 0)
            pack_group(p, first, count, run);
        first += count;
    }
}

/* ---- all ---- */

/* Stable, by zone or by pool. starts: one more than there are of them, all 0. */
static void spread(const struct xc_job *job, const uint32_t *from, uint32_t *to,
                   uint32_t *starts, bool by_pool) {
    uint32_t keys = by_pool ? job->pool_count : job->zone_count;
    for (uint32_t i = 0; i < job->order_count; i++) {
        const struct xc_need *need = &job->needs[from[i]];
        starts[(by_pool ? need->pool : need->zone) + 1]++;
    }
    for (uint32_t i = 0; i < keys; i++)
        starts[i + 1] += starts[i];
    for (uint32_t i = 0; i < job->order_count; i++) {
        const struct xc_need *need = &job->needs[from[i]];
        to[starts[by_pool ? need->pool : need->zone]++] = from[i];
    }
}

/* Needs by pool and zone; those of a zone are sorted when it is packed. */
static int group_needs(struct xc_job *job, struct zones *zones, struct xc_error *error) {
    struct xc_arena *arena = zones->arena;
    uint32_t *open = xc_arena_array(arena, job->need_count, sizeof *open);
    uint32_t *zoned = xc_arena_array(arena, job->need_count, sizeof *zoned);
    uint32_t *starts = xc_arena_array(arena, (size_t)job->zone_count + 1, sizeof *starts);
    uint32_t *pools = xc_arena_array(arena, (size_t)job->pool_count + 1, sizeof *pools);
    job->order = xc_arena_array(job->arena, job->need_count, sizeof *job->order);
    if (!open || !zoned || !starts || !pools || !job->order)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < job->need_count; i++)
        if (job->needs[i].state == XC_NEED_OPEN && job->needs[i].lo <= job->needs[i].hi)
            open[job->order_count++] = i;
    spread(job, open, zoned, starts, false);
    spread(job, zoned, job->order, pools, true);
    if (job->order_count > 0)
        memcpy(open, job->order, job->order_count * sizeof *open);
    zones->grouped = open;
    return XC_OK;
}

static void pack_one(struct packing *p, struct zone *zone) {
    uint32_t pool = p->job->needs[p->job->order[zone->first]].pool;
    if (pool != p->pool)
        make_levels(p, p->zones->grouped + zone->pool_first,
                    zone->pool_behind - zone->pool_first);
    p->pool = pool;
    p->zone = zone;
    p->block_count = 0;
    xc_plan_sort(p->job->order + zone->first, zone->behind - zone->first, p->scratch,
                 by_rank, p->job);
    pack_zone(p, zone->first, zone->behind);
    zone->blocks = p->block_count;
}

static void pack_some(void *context, unsigned worker, size_t item) {
    const struct zones *zones = context;
    struct packing *p = &zones->workers[worker];
    uint32_t from = (uint32_t)item * ZONES;
    uint32_t to = zones->count - from < ZONES ? zones->count : from + ZONES;
    xc_pack_forget(p->pack);
    p->tilt = 0;
    for (uint32_t i = from; i < to; i++)
        pack_one(p, &zones->list[i]);
}

static uint32_t end_of(const struct xc_job *job, uint32_t first, bool zone) {
    const struct xc_need *need = &job->needs[job->order[first]];
    uint32_t end = first;
    while (end < job->order_count && job->needs[job->order[end]].pool == need->pool &&
           (!zone || job->needs[job->order[end]].zone == need->zone))
        end++;
    return end;
}

static int find_zones(struct xc_job *job, struct zones *zones, uint32_t *most,
                      struct xc_error *error) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < job->order_count; i = end_of(job, i, true))
        count++;
    zones->list = xc_arena_array(zones->arena, count, sizeof *zones->list);
    if (!zones->list)
        return xc_fail_memory(error);
    uint32_t pool_end = 0;
    *most = 0;
    for (uint32_t i = 0; i < job->order_count; i = end_of(job, i, true)) {
        struct zone *zone = &zones->list[zones->count++];
        *zone = (struct zone){.first = i, .behind = end_of(job, i, true)};
        bool begins = i == pool_end;
        pool_end = begins ? end_of(job, i, false) : pool_end;
        zone->pool_first = begins ? i : zone[-1].pool_first;
        zone->pool_behind = pool_end;
        *most = zone->behind - i > *most ? zone->behind - i : *most;
    }
    zones->steps = count > 0 ? STEPS / count : 0;
    zones->budget = xc_exact_budget(count);
    return XC_OK;
}

static int make_worker(struct xc_job *job, const struct zones *zones, uint32_t most,
                       struct packing *p, struct xc_error *error) {
    p->job = job;
    p->zones = zones;
    p->pool = XC_NO_POOL;
    p->pack = xc_pack_new(zones->arena, most, job->reg->targets.count);
    p->items = xc_arena_array(zones->arena, most, sizeof *p->items);
    p->needs = xc_arena_array(zones->arena, most, sizeof *p->needs);
    p->days = xc_arena_array(zones->arena, most, sizeof *p->days);
    p->scratch =
        xc_arena_array(zones->arena, (size_t)most + job->class_count, sizeof *p->scratch);
    p->level_of = xc_arena_array(zones->arena, job->class_count, sizeof *p->level_of);
    p->classes = xc_arena_array(zones->arena, job->class_count, sizeof *p->classes);
    p->presence = xc_arena_array(zones->arena, job->class_count, sizeof *p->presence);
    p->levels = xc_arena_array(zones->arena, job->class_count, sizeof *p->levels);
    return p->pack && p->items && p->needs && p->days && p->scratch && p->level_of &&
                   p->classes && p->presence && p->levels
               ? XC_OK
               : xc_fail_memory(error);
}

static int pack_all(struct xc_job *job, struct zones *zones, struct xc_error *error) {
    uint32_t most = 0;
    int code = find_zones(job, zones, &most, error);
    if (code)
        return code;
    size_t tasks = ((size_t)zones->count + ZONES - 1) / ZONES;
    unsigned workers = xc_parallel_workers(tasks);
    zones->workers = xc_arena_array(zones->arena, workers, sizeof *zones->workers);
    zones->blocks = xc_arena_array(zones->arena, job->order_count, sizeof *zones->blocks);
    if (!zones->workers || !zones->blocks)
        return xc_fail_memory(error);
    for (unsigned i = 0; !code && i < workers; i++)
        code = make_worker(job, zones, most, &zones->workers[i], error);
    if (code)
        return code;
    xc_parallel_run(workers, tasks, pack_some, zones);
    size_t count = 0;
    for (uint32_t i = 0; i < zones->count; i++)
        count += zones->list[i].blocks;
    job->blocks = xc_arena_array(job->arena, count, sizeof *job->blocks);
    if (!job->blocks)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < zones->count; i++) {
        memcpy(&job->blocks[job->block_count], &zones->blocks[zones->list[i].first],
               zones->list[i].blocks * sizeof *job->blocks);
        job->block_count += zones->list[i].blocks;
    }
    return XC_OK;
}

int xc_blocks_build(struct xc_job *job, struct xc_error *error) {
    struct zones zones = {.arena = xc_arena_new(ARENA_BYTES)};
    int code = zones.arena ? group_needs(job, &zones, error) : xc_fail_memory(error);
    if (!code)
        code = pack_all(job, &zones, error);
    xc_arena_free(zones.arena);
    return code;
}
