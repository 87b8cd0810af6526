#include "draw/assign.h"

#include "base/bitset.h"
#include "base/parallel.h"

#include <string.h>

/* Tickets are made for a batch of groups at a time: by all cores, and no more for holders
 * who are full by then. */
enum { BATCH_TOPS = 1 << 19, BATCH_GROUPS = 1024, GROUPS_TOGETHER = 4 };

/* Closed sets remembered at most; without any, the result is the same and takes longer.
 */
enum { CLOSED_MAX = 1024 };

/* Holders from whom no path leads out, all of them full. What a search in vain reached is
 * closed, and stays so for good: paths that come later cannot enter it and end outside,
 * nor leave it, so its holders keep what they have but for exchanges among themselves. A
 * slot can go to one of them only while its own holder is one of them too. (Not where the
 * search also went through a place of a holder outside, by the rule of one place of each
 * group: lifting that place opens a way. Such sets are not remembered.) */
struct closed {
    uint64_t *set;
    uint32_t size;
    uint32_t users; /* holders whose smallest known set this is */
};

struct candidate {
    uint64_t top;
    uint32_t holder;
};

struct walk {
    const struct xc_assign_problem *problem;
    struct xc_arena *arena;
    struct xc_flow flow;
    uint32_t *left; /* what each holder may still be settled to */
    uint64_t *live; /* holders with something left */
    uint64_t *who;  /* one set for each worker */
    uint64_t *row;
    uint64_t *tops; /* batch × holders */
    uint32_t batch; /* groups at a time */
    uint32_t from;  /* the batch: groups from … */
    uint32_t to;    /* … to before this */
    struct candidate *heap;
    uint32_t heap_count;
    struct closed *closed;
    uint32_t closed_count;
    uint32_t *closed_of; /* the smallest known set of each holder, or XC_NOBODY */
};

/* ---- tickets ---- */

static void make_tops(void *context, unsigned worker, size_t item) {
    struct walk *walk = context;
    const struct xc_assign_problem *problem = walk->problem;
    size_t words = walk->flow.words;
    uint64_t *who = walk->who + 2 * words * worker;
    uint64_t *row = who + words;
    uint32_t first = walk->from + (uint32_t)item * GROUPS_TOGETHER;
    for (uint32_t g = first; g < walk->to && g < first + GROUPS_TOGETHER; g++) {
        memset(who, 0, words * sizeof *who);
        for (uint32_t place = 0; place < problem->places; place++) {
            problem->may(problem->context, g, place, row);
            for (size_t w = 0; w < words; w++)
                who[w] |= row[w] & walk->live[w];
        }
        problem->tops(problem->context, g, who,
                      walk->tops + (size_t)(g - walk->from) * problem->holders);
    }
}

static void make_batch(struct walk *walk, uint32_t from) {
    uint32_t rest = walk->problem->groups - from;
    walk->from = from;
    walk->to = from + (rest < walk->batch ? rest : walk->batch);
    size_t items = (walk->to - from + GROUPS_TOGETHER - 1) / GROUPS_TOGETHER;
    xc_parallel_run(xc_parallel_workers(items), items, make_tops, walk);
}

static bool comes_before(const struct walk *walk, uint32_t group,
                         const struct candidate *a, const struct candidate *b) {
    const struct xc_assign_problem *problem = walk->problem;
    if (a->top != b->top)
        return a->top < b->top;
    struct xc_digest left = problem->ticket(problem->context, group, a->holder);
    struct xc_digest right = problem->ticket(problem->context, group, b->holder);
    int order = memcmp(left.bytes, right.bytes, sizeof left.bytes);
    return order != 0 ? order < 0 : a->holder < b->holder;
}

/* ---- candidates in ticket order ---- */

/* The first of those in walk->row; XC_NOBODY: none. */
static uint32_t find_first(const struct walk *walk, uint32_t group,
                           const uint64_t *tops) {
    struct candidate best = {0, XC_NOBODY};
    for (size_t w = 0; w < walk->flow.words; w++) {
        uint64_t bits = walk->row[w];
        for (uint32_t p = (uint32_t)w * 64; bits != 0; bits >>= 1, p++) {
            if ((bits & 1) == 0)
                continue;
            struct candidate other = {tops[p] & walk->problem->top_mask, p};
            if (best.holder == XC_NOBODY || other.top < best.top ||
                (other.top == best.top && comes_before(walk, group, &other, &best)))
                best = other;
        }
    }
    return best.holder;
}

static void sink(struct walk *walk, uint32_t group, uint32_t at) {
    struct candidate *heap = walk->heap;
    struct candidate moving = heap[at];
    for (;;) {
        uint32_t child = 2 * at + 1;
        if (child >= walk->heap_count)
            break;
        if (child + 1 < walk->heap_count &&
            comes_before(walk, group, &heap[child + 1], &heap[child]))
            child++;
        if (!comes_before(walk, group, &heap[child], &moving))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moving;
}

/* All in walk->row: most slots are settled by their first candidate, and few need more
 * than some of the next. */
static void gather(struct walk *walk, uint32_t group, const uint64_t *tops) {
    walk->heap_count = 0;
    for (uint32_t p = 0; p < walk->problem->holders; p++)
        if (xc_flow_has(walk->row, p))
            walk->heap[walk->heap_count++] =
                (struct candidate){tops[p] & walk->problem->top_mask, p};
    for (uint32_t at = walk->heap_count / 2; at-- > 0;)
        sink(walk, group, at);
}

static uint32_t take_next(struct walk *walk, uint32_t group) {
    uint32_t first = walk->heap[0].holder;
    walk->heap[0] = walk->heap[--walk->heap_count];
    if (walk->heap_count > 0)
        sink(walk, group, 0);
    return first;
}

/* ---- slot by slot ---- */

/* A set that nobody uses; NULL: there are enough, or no memory for another. */
static struct closed *unused_set(struct walk *walk) {
    for (uint32_t i = 0; i < walk->closed_count; i++)
        if (walk->closed[i].users == 0)
            return &walk->closed[i];
    if (walk->closed_count == CLOSED_MAX)
        return NULL;
    struct closed *closed = &walk->closed[walk->closed_count];
    closed->set = xc_arena_array(walk->arena, walk->flow.words, sizeof *closed->set);
    walk->closed_count += closed->set != NULL;
    return closed->set != NULL ? closed : NULL;
}

static void remember_closed(struct walk *walk) {
    const struct xc_flow *flow = &walk->flow;
    const uint64_t *reached = flow->reached;
    uint32_t size = 0;
    for (uint32_t i = 0; i < flow->tail; i++)
        if (!xc_flow_has(reached, flow->holder[flow->queue[i]]))
            return;
    struct closed *closed = unused_set(walk);
    if (closed == NULL)
        return;
    for (size_t w = 0; w < walk->flow.words; w++)
        size += xc_bits_count(reached[w]);
    memcpy(closed->set, reached, walk->flow.words * sizeof *reached);
    closed->size = size;
    for (uint32_t p = 0; p < walk->problem->holders; p++) {
        uint32_t old = walk->closed_of[p];
        if (!xc_flow_has(reached, p) ||
            (old != XC_NOBODY && walk->closed[old].size <= size))
            continue;
        if (old != XC_NOBODY)
            walk->closed[old].users--;
        closed->users++;
        walk->closed_of[p] = (uint32_t)(closed - walk->closed);
    }
}

/* True: the slot can go to the holder, and does. `was` held it. */
static bool try_holder(struct walk *walk, uint32_t slot, uint32_t holder, uint32_t was) {
    uint32_t closed = walk->closed_of[holder];
    if (holder == was) {
        xc_flow_give(&walk->flow, slot, holder);
        return true;
    }
    if (closed != XC_NOBODY && !xc_flow_has(walk->closed[closed].set, was))
        return false;
    if (xc_flow_force(&walk->flow, slot, holder))
        return true;
    remember_closed(walk);
    return false;
}

static void settle_slot(struct walk *walk, uint32_t slot) {
    const struct xc_assign_problem *problem = walk->problem;
    struct xc_flow *flow = &walk->flow;
    uint32_t group = slot / problem->places;
    uint32_t place = slot % problem->places;
    const uint64_t *tops = walk->tops + (size_t)(group - walk->from) * problem->holders;
    uint32_t was = flow->holder[slot];

    problem->may(problem->context, group, place, walk->row);
    for (size_t w = 0; w < flow->words; w++)
        walk->row[w] &= walk->live[w];
    for (uint32_t s = slot - place; s < slot; s++)
        xc_flow_drop(walk->row, flow->holder[s]);

    uint32_t holder = find_first(walk, group, tops);
    flow->settled = slot + 1;
    if (holder != was) {
        xc_flow_take(flow, slot);
        xc_flow_search(flow, slot);
        if (!try_holder(walk, slot, holder, was)) {
            xc_flow_drop(walk->row, holder);
            gather(walk, group, tops);
            do
                holder = take_next(walk, group);
            while (!try_holder(walk, slot, holder, was));
        }
    }
    xc_flow_settle(flow, slot);
    if (--walk->left[holder] == 0)
        xc_flow_drop(walk->live, holder);
}

static int start_walk(struct walk *walk, struct xc_error *error) {
    const struct xc_assign_problem *problem = walk->problem;
    struct xc_arena *arena = walk->arena;
    size_t words = walk->flow.words;
    uint32_t most = BATCH_TOPS / (problem->holders > 0 ? problem->holders : 1) + 1;
    walk->batch = most < BATCH_GROUPS ? most : BATCH_GROUPS;
    if (walk->batch > problem->groups)
        walk->batch = problem->groups;
    walk->left = xc_arena_array(arena, problem->holders, sizeof *walk->left);
    walk->heap = xc_arena_array(arena, problem->holders, sizeof *walk->heap);
    walk->closed = xc_arena_array(arena, CLOSED_MAX, sizeof *walk->closed);
    walk->closed_of = xc_arena_array(arena, problem->holders, sizeof *walk->closed_of);
    walk->live = xc_arena_array(arena, words, sizeof *walk->live);
    walk->row = xc_arena_array(arena, words, sizeof *walk->row);
    walk->who = xc_arena_array(arena, 2 * words * XC_WORKERS, sizeof *walk->who);
    walk->tops =
        xc_arena_array(arena, (size_t)walk->batch * problem->holders, sizeof *walk->tops);
    if (walk->left == NULL || walk->heap == NULL || walk->live == NULL ||
        walk->row == NULL || walk->who == NULL || walk->tops == NULL ||
        walk->closed == NULL || walk->closed_of == NULL)
        return xc_fail_memory(error);
    for (uint32_t p = 0; p < problem->holders; p++) {
        walk->closed_of[p] = XC_NOBODY;
        walk->left[p] = walk->flow.room[p];
        if (walk->left[p] > 0)
            xc_flow_put(walk->live, p);
    }
    return XC_OK;
}

int xc_assign_run(const struct xc_assign_problem *problem, struct xc_arena *arena,
                  uint32_t *holder, struct xc_assign_shortage *shortage,
                  const struct xc_progress *progress, struct xc_error *error) {
    struct walk walk = {.problem = problem, .arena = arena};
    *shortage = (struct xc_assign_shortage){0};
    if (problem->groups == 0)
        return XC_OK;
    int code = xc_flow_start(problem, arena, holder, &walk.flow, error);
    if (code == XC_OK)
        code = xc_flow_fill(&walk.flow, arena, shortage, error);
    if (code == XC_OK)
        code = start_walk(&walk, error);
    for (uint32_t group = 0; code == XC_OK && group < problem->groups; group++) {
        if (group >= walk.to) {
            if (!xc_progress_tick(progress, XC_MSG("dealing people"), group,
                                  problem->groups))
                return xc_fail(error, XC_ENO, "stopped");
            make_batch(&walk, group);
        }
        for (uint32_t place = 0; place < problem->places; place++)
            settle_slot(&walk, group * problem->places + place);
    }
    return code;
}
