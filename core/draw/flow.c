#include "draw/assign.h"

#include "base/bitset.h"

#include <string.h>

/* The network behind this: slot → (group, holder) → holder, the middle with room for one.
 * A holder at capacity is passed by one of its loose slots taking another; a holder who
 * already has a place of the group, by that place taking another. */

int xc_flow_start(const struct xc_assign_problem *problem, struct xc_arena *arena,
                  uint32_t *holder, struct xc_flow *flow, struct xc_error *error) {
    uint32_t slots = problem->groups * problem->places;
    uint32_t **of_slots[] = {&flow->next, &flow->before, &flow->seen, &flow->from,
                             &flow->queue};
    uint32_t **of_holders[] = {&flow->room, &flow->load, &flow->first};
    uint64_t **sets[] = {&flow->spare, &flow->reached, &flow->row};
    bool whole = true;
    *flow = (struct xc_flow){.problem = problem, .slots = slots, .holder = holder};
    flow->words = ((size_t)problem->holders + 63) / 64;
    for (size_t i = 0; i < sizeof of_slots / sizeof *of_slots; i++) {
        *of_slots[i] = xc_arena_array(arena, slots, sizeof(uint32_t));
        whole = whole && *of_slots[i] != NULL;
    }
    for (size_t i = 0; i < sizeof of_holders / sizeof *of_holders; i++) {
        *of_holders[i] = xc_arena_array(arena, problem->holders, sizeof(uint32_t));
        whole = whole && *of_holders[i] != NULL;
    }
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        *sets[i] = xc_arena_array(arena, flow->words, sizeof(uint64_t));
        whole = whole && *sets[i] != NULL;
    }
    if (!whole)
        return xc_fail_memory(error);
    for (uint32_t s = 0; s < slots; s++)
        holder[s] = XC_NOBODY;
    for (uint32_t p = 0; p < problem->holders; p++)
        flow->first[p] = XC_NOBODY;
    return XC_OK;
}

static void mark_spare(struct xc_flow *flow, uint32_t holder) {
    if (flow->load[holder] < flow->room[holder])
        xc_flow_put(flow->spare, holder);
    else
        xc_flow_drop(flow->spare, holder);
}

void xc_flow_settle(struct xc_flow *flow, uint32_t slot) {
    uint32_t next = flow->next[slot];
    uint32_t before = flow->before[slot];
    if (before != XC_NOBODY)
        flow->next[before] = next;
    else
        flow->first[flow->holder[slot]] = next;
    if (next != XC_NOBODY)
        flow->before[next] = before;
}

void xc_flow_take(struct xc_flow *flow, uint32_t slot) {
    uint32_t holder = flow->holder[slot];
    xc_flow_settle(flow, slot);
    flow->load[holder]--;
    flow->holder[slot] = XC_NOBODY;
    mark_spare(flow, holder);
}

void xc_flow_give(struct xc_flow *flow, uint32_t slot, uint32_t holder) {
    uint32_t next = flow->first[holder];
    flow->holder[slot] = holder;
    flow->next[slot] = next;
    flow->before[slot] = XC_NOBODY;
    if (next != XC_NOBODY)
        flow->before[next] = slot;
    flow->first[holder] = slot;
    flow->load[holder]++;
    mark_spare(flow, holder);
}

/* ---- searching ---- */

void xc_flow_search(struct xc_flow *flow, uint32_t slot) {
    flow->round++;
    flow->head = flow->tail = 0;
    flow->seen[slot] = flow->round;
    flow->from[slot] = XC_NOBODY;
    memset(flow->reached, 0, flow->words * sizeof *flow->reached);
}

static void reach_slot(struct xc_flow *flow, uint32_t slot, uint32_t from) {
    if (flow->seen[slot] != flow->round) {
        flow->seen[slot] = flow->round;
        flow->from[slot] = from;
        flow->queue[flow->tail++] = slot;
    }
}

static void reach_holder(struct xc_flow *flow, uint32_t holder, uint32_t from) {
    xc_flow_put(flow->reached, holder);
    for (uint32_t s = flow->first[holder]; s != XC_NOBODY; s = flow->next[s])
        reach_slot(flow, s, from);
}

/* Leaves in flow->row who could take the slot without having a place of its group. */
static void look_at(struct xc_flow *flow, uint32_t slot) {
    const struct xc_assign_problem *problem = flow->problem;
    uint32_t group = slot / problem->places;
    uint32_t start = group * problem->places;
    problem->may(problem->context, group, slot - start, flow->row);
    for (uint32_t s = start; s < start + problem->places; s++) {
        uint32_t holder = flow->holder[s];
        if (holder == XC_NOBODY || !xc_flow_has(flow->row, holder))
            continue;
        xc_flow_drop(flow->row, holder);
        if (s != slot && s >= flow->settled)
            reach_slot(flow, s, slot);
    }
}

/* The lowest holder in both sets, or XC_NOBODY. */
static uint32_t common(const uint64_t *a, const uint64_t *b, size_t words) {
    for (size_t w = 0; w < words; w++)
        if ((a[w] & b[w]) != 0)
            return (uint32_t)(w * 64 + xc_bits_lowest(a[w] & b[w]));
    return XC_NOBODY;
}

/* Each slot on the path takes the holder of the one after it. */
static void shift(struct xc_flow *flow, uint32_t slot, uint32_t holder) {
    while (slot != XC_NOBODY) {
        uint32_t old = flow->holder[slot];
        if (old != XC_NOBODY)
            xc_flow_take(flow, slot);
        xc_flow_give(flow, slot, holder);
        holder = old;
        slot = flow->from[slot];
    }
}

/* Works the queue off; true: a holder with room was found, and the path is done. */
static bool seek(struct xc_flow *flow) {
    while (flow->head < flow->tail) {
        uint32_t slot = flow->queue[flow->head++];
        look_at(flow, slot);
        uint32_t end = common(flow->row, flow->spare, flow->words);
        if (end != XC_NOBODY) {
            shift(flow, slot, end);
            return true;
        }
        for (size_t w = 0; w < flow->words; w++) {
            uint64_t bits = flow->row[w] & ~flow->reached[w];
            for (; bits != 0; bits &= bits - 1)
                reach_holder(flow, (uint32_t)(w * 64 + xc_bits_lowest(bits)), slot);
        }
    }
    return false;
}

bool xc_flow_force(struct xc_flow *flow, uint32_t slot, uint32_t holder) {
    uint32_t places = flow->problem->places;
    uint32_t end = slot - slot % places + places;
    for (uint32_t s = slot + 1; s < end; s++) {
        if (flow->holder[s] == holder) {
            reach_slot(flow, s, slot);
            return seek(flow);
        }
    }
    if (xc_flow_has(flow->spare, holder)) {
        xc_flow_give(flow, slot, holder);
        return true;
    }
    if (xc_flow_has(flow->reached, holder))
        return false;
    reach_holder(flow, holder, slot);
    return seek(flow);
}

/* ---- filling ---- */

static void cut_room(struct xc_flow *flow, uint32_t most) {
    for (uint32_t p = 0; p < flow->problem->holders; p++) {
        uint32_t capacity = flow->problem->capacity[p];
        flow->room[p] = capacity < most ? capacity : most;
        mark_spare(flow, p);
    }
}

/* The first with room at or after *turn, going round: this way loads stay level, and few
 * paths are needed. */
static uint32_t next_in_turn(struct xc_flow *flow, uint32_t slot, uint32_t *turn) {
    look_at(flow, slot);
    size_t at = *turn / 64;
    uint64_t mask = ~UINT64_C(0) << (*turn % 64);
    for (size_t step = 0; step <= flow->words; step++) {
        uint64_t bits = flow->row[at] & flow->spare[at] & mask;
        if (bits != 0) {
            uint32_t found = (uint32_t)(at * 64 + xc_bits_lowest(bits));
            *turn = found + 1 < flow->problem->holders ? found + 1 : 0;
            return found;
        }
        mask = ~UINT64_C(0);
        at = at + 1 < flow->words ? at + 1 : 0;
    }
    return XC_NOBODY;
}

static uint64_t room_at(const struct xc_flow *flow, uint32_t most) {
    uint64_t sum = 0;
    for (uint32_t p = 0; p < flow->problem->holders; p++)
        if (xc_flow_has(flow->reached, p))
            sum += flow->problem->capacity[p] < most ? flow->problem->capacity[p] : most;
    return sum;
}

/* How much room the holders reached must have together at any feasible cut: for what they
 * hold, for one slot more, and for all not yet filled that nobody else may take. */
static uint64_t room_needed(struct xc_flow *flow, const uint32_t *waiting,
                            uint32_t count) {
    const struct xc_assign_problem *problem = flow->problem;
    uint64_t need = 1;
    for (uint32_t p = 0; p < problem->holders; p++)
        if (xc_flow_has(flow->reached, p))
            need += flow->load[p];
    for (uint32_t i = 0; i < count; i++) {
        bool inside = true;
        problem->may(problem->context, waiting[i] / problem->places,
                     waiting[i] % problem->places, flow->row);
        for (size_t w = 0; w < flow->words && inside; w++)
            inside = (flow->row[w] & ~flow->reached[w]) == 0;
        need += inside;
    }
    return need;
}

/* After a search in vain: the smallest cut that the holders reached do not rule out, so
 * never more than the smallest feasible one. UINT32_MAX: no cut is feasible. */
static uint32_t raise_cut(const struct xc_flow *flow, uint64_t need, uint32_t cut) {
    if (room_at(flow, UINT32_MAX) < need)
        return UINT32_MAX;
    uint32_t low = cut;
    uint32_t high = UINT32_MAX - 1;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (room_at(flow, middle) < need)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* What a search in vain reached is a shortage of which nothing can be left out: without
 * any slot of it, its holder would be free for the one that searched. */
static int tell_shortage(struct xc_flow *flow, struct xc_arena *arena,
                         struct xc_assign_shortage *shortage, struct xc_error *error) {
    const struct xc_assign_problem *problem = flow->problem;
    shortage->slots = xc_arena_array(arena, flow->tail, sizeof *shortage->slots);
    shortage->who = xc_arena_array(arena, flow->words, sizeof *shortage->who);
    if (shortage->slots == NULL || shortage->who == NULL)
        return xc_fail_memory(error);
    for (uint32_t s = 0; s < flow->slots; s++) {
        if (flow->seen[s] != flow->round)
            continue;
        shortage->slots[shortage->count++] = s;
        problem->may(problem->context, s / problem->places, s % problem->places,
                     flow->row);
        for (size_t w = 0; w < flow->words; w++)
            shortage->who[w] |= flow->row[w];
    }
    return XC_ENO;
}

/* The slots with the fewest candidates first, so that these are not taken by then and
 * few paths are needed. */
static int order_slots(struct xc_flow *flow, uint32_t *order, struct xc_arena *arena,
                       struct xc_error *error) {
    const struct xc_assign_problem *problem = flow->problem;
    uint32_t *start = xc_arena_array(arena, (size_t)problem->holders + 2, sizeof *start);
    uint32_t *degree = flow->from; /* nothing is searched yet */
    if (start == NULL)
        return xc_fail_memory(error);
    for (uint32_t s = 0; s < flow->slots; s++) {
        problem->may(problem->context, s / problem->places, s % problem->places,
                     flow->row);
        degree[s] = 0;
        for (size_t w = 0; w < flow->words; w++)
            degree[s] += xc_bits_count(flow->row[w]);
        start[degree[s] + 1]++;
    }
    for (uint32_t d = 0; d < problem->holders; d++)
        start[d + 1] += start[d];
    for (uint32_t s = 0; s < flow->slots; s++)
        order[start[degree[s]]++] = s;
    return XC_OK;
}

int xc_flow_fill(struct xc_flow *flow, struct xc_arena *arena,
                 struct xc_assign_shortage *shortage, struct xc_error *error) {
    uint32_t cut = flow->problem->level ? flow->problem->least : UINT32_MAX;
    uint32_t turn = 0;
    uint32_t *order = xc_arena_array(arena, flow->slots, sizeof *order);
    if (order == NULL)
        return xc_fail_memory(error);
    int code = order_slots(flow, order, arena, error);
    cut_room(flow, cut);
    for (uint32_t i = 0; i < flow->slots && code == XC_OK; i++) {
        xc_flow_search(flow, order[i]);
        uint32_t found = next_in_turn(flow, order[i], &turn);
        if (found != XC_NOBODY) {
            xc_flow_give(flow, order[i], found);
            continue;
        }
        xc_flow_search(flow, order[i]);
        flow->queue[flow->tail++] = order[i];
        while (!seek(flow)) {
            if (cut == UINT32_MAX)
                return tell_shortage(flow, arena, shortage, error);
            uint64_t need = room_needed(flow, order + i + 1, flow->slots - i - 1);
            cut = raise_cut(flow, need, cut);
            cut_room(flow, cut);
            xc_flow_search(flow, order[i]);
            flow->queue[flow->tail++] = order[i];
        }
    }
    return code;
}
