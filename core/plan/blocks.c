/* Step 4: needs of one zone, neighbours next to each other, cut into crew-days. */
#include "plan/plan_internal.h"

#include <limits.h>
#include <string.h>

enum { LOOK_AHEAD = 64 };

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

struct neighbourhood {
    const struct xc_job *job;
    const uint64_t *major; /* pool and zone */
    const uint64_t *minor; /* place */
};

static int by_block(const void *context, uint32_t a, uint32_t b) {
    const struct neighbourhood *n = context;
    if (n->major[a] != n->major[b])
        return n->major[a] < n->major[b] ? -1 : 1;
    const struct xc_need *left = &n->job->needs[a];
    const struct xc_need *right = &n->job->needs[b];
    uint32_t classes[2] = {n->job->demands[left->demand].klass,
                           n->job->demands[right->demand].klass};
    if (classes[0] != classes[1])
        return classes[0] < classes[1] ? -1 : 1;
    if (left->hi != right->hi)
        return left->hi < right->hi ? -1 : 1;
    if (left->lo != right->lo)
        return left->lo < right->lo ? -1 : 1;
    if (n->minor[a] != n->minor[b])
        return n->minor[a] < n->minor[b] ? -1 : 1;
    if (left->target != right->target) {
        const struct xc_targets *targets = &n->job->reg->targets;
        int order = xc_str_compare(
            xc_register_text(n->job->reg, targets->address[left->target]),
            xc_register_text(n->job->reg, targets->address[right->target]));
        return order ? order : (left->target < right->target ? -1 : 1);
    }
    if (left->demand != right->demand)
        return left->demand < right->demand ? -1 : 1;
    return a < b ? -1 : a > b;
}

static int sort_needs(struct xc_job *job, struct xc_error *error) {
    uint64_t *major = xc_arena_array(job->arena, job->need_count, sizeof *major);
    uint64_t *minor = xc_arena_array(job->arena, job->need_count, sizeof *minor);
    uint32_t *scratch = xc_arena_array(job->arena, job->need_count, sizeof *scratch);
    job->order = xc_arena_array(job->arena, job->need_count, sizeof *job->order);
    if (!major || !minor || !scratch || !job->order)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < job->need_count; i++) {
        const struct xc_need *need = &job->needs[i];
        major[i] = (uint64_t)need->pool << 32 | need->zone;
        minor[i] = place_of(job->reg, need->target);
        if (need->state == XC_NEED_OPEN && need->lo <= need->hi)
            job->order[job->order_count++] = i;
    }
    struct neighbourhood n = {job, major, minor};
    xc_plan_sort(job->order, job->order_count, scratch, by_block, &n);
    return XC_OK;
}

/* The most visits that per_day lets any crew of the pool make in a day. */
static unsigned pool_limit(const struct xc_job *job, const struct xc_pool *pool,
                           const struct xc_class *klass) {
    unsigned most = 0;
    for (uint32_t i = 0; i < pool->count && most != UINT_MAX; i++) {
        unsigned limit = xc_people_day_limit(job, klass, pool->crews[i]);
        most = limit > most ? limit : most;
    }
    return most > 0 ? most : 1;
}

static unsigned rest_of(const struct xc_day_plan *plan) {
    unsigned rest = 0;
    for (unsigned i = plan->span; i < plan->hours.count; i++)
        rest += (unsigned)plan->hours.spans[i].to -
                (i == plan->span ? (unsigned)plan->at : plan->hours.spans[i].from);
    return rest;
}

static bool holds_target(const struct xc_job *job, const struct xc_block *block,
                         uint32_t target) {
    for (uint32_t i = 0; i < block->count; i++)
        if (job->needs[job->order[block->first + i]].target == target)
            return true;
    return false;
}

static bool joins_block(const struct xc_job *job, const struct xc_block *block,
                        uint32_t index) {
    const struct xc_need *need = &job->needs[index];
    uint16_t lo = need->lo > block->lo ? need->lo : block->lo;
    uint16_t hi = need->hi < block->hi ? need->hi : block->hi;
    return need->days == 1 && lo <= hi && block->count < XC_CELL_VISITS &&
           !holds_target(job, block, need->target);
}

static void narrow(struct xc_block *block, const struct xc_need *need) {
    block->lo = need->lo > block->lo ? need->lo : block->lo;
    block->hi = need->hi < block->hi ? need->hi : block->hi;
}

/* Takes needs of a group, the first ones as far as they fit into a day of nominal hours
 * and share a window. Returns how many. */
static uint32_t fill_block(struct xc_job *job, struct xc_block *block, uint32_t behind,
                           unsigned limit, unsigned smallest) {
    const struct xc_need *first = &job->needs[job->order[block->first]];
    unsigned whole = xc_hours_minutes(&job->hours, XC_WHOLE_DAY);
    struct xc_day_plan plan;
    unsigned start = 0;
    unsigned end = 0;
    xc_day_plan_start(&plan, &job->hours);
    block->count = 0;
    block->pool = first->pool;
    block->klass = (uint16_t)job->demands[first->demand].klass;
    block->lo = first->lo;
    block->hi = first->hi;
    if (first->days > 1 || limit == 1) {
        block->count = 1;
        block->cost = first->days > 1 ? whole * first->days : first->minutes;
        block->full = first->days > 1;
        return 1;
    }
    if (job->input->setup_minutes > 0)
        (void)xc_day_plan_take(&plan, job->input->setup_minutes, &start, &end);
    uint32_t stop =
        behind - block->first > LOOK_AHEAD ? block->first + LOOK_AHEAD : behind;
    for (uint32_t i = block->first; i < stop && block->count < limit; i++) {
        uint32_t item = job->order[i];
        if (!joins_block(job, block, item) ||
            !xc_day_plan_take(&plan, job->needs[item].minutes, &start, &end))
            continue;
        narrow(block, &job->needs[item]);
        /* those passed over stay in their order behind the block */
        uint32_t *slot = &job->order[block->first + block->count];
        memmove(slot + 1, slot, (i - block->first - block->count) * sizeof *slot);
        *slot = item;
        block->count++;
    }
    if (block->count == 0)
        block->count = 1;
    unsigned rest = rest_of(&plan);
    block->full = rest < smallest || block->count == limit;
    block->cost = block->full || rest > whole ? whole : whole - rest;
    return block->count;
}

static bool same_group(const struct xc_job *job, uint32_t a, uint32_t b) {
    const struct xc_need *left = &job->needs[a];
    const struct xc_need *right = &job->needs[b];
    return left->pool == right->pool && left->zone == right->zone &&
           job->demands[left->demand].klass == job->demands[right->demand].klass;
}

int xc_blocks_build(struct xc_job *job, struct xc_error *error) {
    int code = sort_needs(job, error);
    if (code)
        return code;
    job->blocks = xc_arena_array(job->arena, job->order_count, sizeof *job->blocks);
    if (!job->blocks)
        return xc_fail_memory(error);
    uint32_t pool = XC_NO_POOL;
    uint32_t klass = 0;
    unsigned limit = 0;
    for (uint32_t i = 0; i < job->order_count;) {
        const struct xc_need *first = &job->needs[job->order[i]];
        uint32_t behind = i;
        unsigned smallest = UINT_MAX;
        while (behind < job->order_count &&
               same_group(job, job->order[i], job->order[behind])) {
            unsigned minutes = job->needs[job->order[behind]].minutes;
            smallest = minutes < smallest ? minutes : smallest;
            behind++;
        }
        if (first->pool != pool || job->demands[first->demand].klass != klass) {
            pool = first->pool;
            klass = job->demands[first->demand].klass;
            limit = pool_limit(job, &job->pools[pool], &job->classes[klass]);
        }
        while (i < behind) {
            struct xc_block *block = &job->blocks[job->block_count++];
            block->first = i;
            i += fill_block(job, block, behind, limit, smallest);
        }
    }
    return XC_OK;
}
