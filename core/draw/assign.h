/* The lexicographically first feasible assignment (docs/draw.md §7): slots in order, each
 * to the first candidate that still leaves all later slots fillable. Exact, without a
 * solver: one feasible assignment of all slots by augmenting paths, then slot by slot the
 * first candidate in ticket order whom a path through later slots alone can bring there.
 *
 * Nothing is known here of people, targets or teams: slots come in groups of the same
 * size, and a holder has at most one slot of each group. Nobody outside this folder
 * includes it. */
#ifndef XC_DRAW_ASSIGN_H
#define XC_DRAW_ASSIGN_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/progress.h"

#define XC_NOBODY UINT32_MAX

/* Slot s is place s % places of group s / places. The functions are called by several
 * threads at once. Sets of holders are bits, 64 to a word. */
struct xc_assign_problem {
    uint32_t groups;
    uint32_t places; /* of each group, from 1; groups × places below XC_NOBODY */
    uint32_t holders;
    const uint32_t *capacity; /* slots that each holder may have */
    bool level; /* cut the capacities to the smallest feasible c ≥ least, which is
                   from 1 */
    uint32_t least;
    uint64_t top_mask; /* of a ticket's first 8 bytes; all ones, but for tests of ties */
    const void *context;

    /* Sets who (all words) to those who may hold the place. Only those with a capacity.
     */
    void (*may)(const void *context, uint32_t group, uint32_t place, uint64_t *who);

    /* Writes the first 8 bytes, as a number, of the tickets of those in who. */
    void (*tops)(const void *context, uint32_t group, const uint64_t *who,
                 uint64_t *tops);

    /* The whole ticket: asked for where first bytes are the same. */
    struct xc_digest (*ticket)(const void *context, uint32_t group, uint32_t holder);
};

/* Why nothing is feasible: slots that cannot all be filled, though without any one of
 * them the others can. In the arena. */
struct xc_assign_shortage {
    uint32_t *slots; /* ascending */
    uint32_t count;  /* 0: there is an assignment */
    uint64_t *who;   /* all who may hold one of them */
};

/* Writes the holder of each slot. XC_ENO with a shortage: *error is not filled, the
 * caller has the words; without: stopped. Scratch comes from the arena. */
int xc_assign_run(const struct xc_assign_problem *problem, struct xc_arena *arena,
                  uint32_t *holder, struct xc_assign_shortage *shortage,
                  const struct xc_progress *progress, struct xc_error *error);

/* ---- flow.c: a feasible assignment and the paths through it ---- */

/* Loose slots may still change their holder; slots below `settled` may not. */
struct xc_flow {
    const struct xc_assign_problem *problem;
    uint32_t slots;
    size_t words;
    uint32_t settled;
    uint32_t *holder; /* of each slot, or XC_NOBODY */
    uint32_t *room;   /* capacities as cut */
    uint32_t *load;
    uint64_t *spare; /* holders with load < room */
    uint32_t *first; /* loose slots of each holder, as a list */
    uint32_t *next;
    uint32_t *before;
    /* one search */
    uint32_t round;
    uint32_t *seen; /* the round in which a slot was reached last */
    uint32_t *from; /* the slot that wants this slot's holder; XC_NOBODY: the start */
    uint32_t *queue;
    uint32_t head, tail;
    uint64_t *reached; /* holders whose loose slots have all been reached */
    uint64_t *row;
};

int xc_flow_start(const struct xc_assign_problem *problem, struct xc_arena *arena,
                  uint32_t *holder, struct xc_flow *flow, struct xc_error *error);

/* Fills all slots; levels where the problem says so. XC_ENO with a shortage. */
int xc_flow_fill(struct xc_flow *flow, struct xc_arena *arena,
                 struct xc_assign_shortage *shortage, struct xc_error *error);

/* Takes a loose slot from its holder, and the other way round. */
void xc_flow_take(struct xc_flow *flow, uint32_t slot);
void xc_flow_give(struct xc_flow *flow, uint32_t slot, uint32_t holder);

/* Takes the slot out of its holder's loose ones; load stays. */
void xc_flow_settle(struct xc_flow *flow, uint32_t slot);

/* Starts a search for a slot that nobody holds. */
void xc_flow_search(struct xc_flow *flow, uint32_t slot);

/* True where the slot of the search can go to the holder, loose slots taking others; it
 * is done then and the search is over. False: no way, and what was reached stays so for
 * the next holder tried. */
bool xc_flow_force(struct xc_flow *flow, uint32_t slot, uint32_t holder);

static inline bool xc_flow_has(const uint64_t *set, uint32_t holder) {
    return ((set[holder / 64] >> (holder % 64)) & 1) != 0;
}
static inline void xc_flow_put(uint64_t *set, uint32_t holder) {
    set[holder / 64] |= UINT64_C(1) << (holder % 64);
}
static inline void xc_flow_drop(uint64_t *set, uint32_t holder) {
    set[holder / 64] &= ~(UINT64_C(1) << (holder % 64));
}

#endif
