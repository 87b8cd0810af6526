/* The most that a network carries from a source to a sink, in whole numbers, and the cut
 * that says why not more. It knows nothing of visits. */
#ifndef XC_PLAN_FLOW_H
#define XC_PLAN_FLOW_H

#include "base/arena.h"

#define XC_FLOW_ENDLESS UINT64_MAX /* capacity of an edge that never stops anything */

/* Nodes are 0 … node_count − 1. An edge has two arcs, 2 × edge and the way back. */
struct xc_flow {
    uint32_t node_count, edge_count, edge_room;
    uint32_t *first; /* by node: arc or UINT32_MAX */
    uint32_t *next;  /* by arc */
    uint32_t *to;    /* by arc */
    uint64_t *left;  /* by arc: what it can still take */
    uint64_t *room;  /* by edge: its capacity */
    uint32_t *level; /* by node, of the last search; UINT32_MAX: not reached */
    uint32_t *at;    /* by node: arc to try next */
    uint32_t *path;  /* arcs, or nodes to visit */
    uint64_t steps;  /* arcs looked at in all runs: what the work is measured by */
};

/* Room for so many nodes and edges. Memory belongs to the arena. false: none left. */
bool xc_flow_make(struct xc_flow *flow, struct xc_arena *arena, uint32_t nodes,
                  uint32_t edges);

/* Adds an edge; its number, 0, 1, 2 … At most as many as there is room for, and
 * capacities that end must add up to less than 2^63. */
uint32_t xc_flow_edge(struct xc_flow *flow, uint32_t from, uint32_t to,
                      uint64_t capacity);

/* Changes a capacity; the next run starts anew. */
void xc_flow_set(struct xc_flow *flow, uint32_t edge, uint64_t capacity);

/* The maximum flow, with the capacities as they are now. source differs from sink, and
 * no path of endless edges joins them. */
uint64_t xc_flow_run(struct xc_flow *flow, uint32_t source, uint32_t sink);

/* After a run: what an edge could still take. */
uint64_t xc_flow_left(const struct xc_flow *flow, uint32_t edge);

/* After a run: true on the source's side of the minimum cut nearest to the source. */
bool xc_flow_reached(const struct xc_flow *flow, uint32_t node);

#endif
