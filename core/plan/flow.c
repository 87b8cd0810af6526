/* Dinic's algorithm: shortest paths by layers, a blocking flow in each. Paths are kept in
 * an array, so that long ones need no stack. */
#include "plan/flow.h"

#include <string.h>

#define NONE UINT32_MAX

bool xc_flow_make(struct xc_flow *flow, struct xc_arena *arena, uint32_t nodes,
                  uint32_t edges) {
    memset(flow, 0, sizeof *flow);
    flow->node_count = nodes;
    flow->edge_room = edges;
    flow->first = xc_arena_array(arena, nodes, sizeof *flow->first);
    flow->level = xc_arena_array(arena, nodes, sizeof *flow->level);
    flow->at = xc_arena_array(arena, nodes, sizeof *flow->at);
    flow->path = xc_arena_array(arena, nodes, sizeof *flow->path);
    flow->next = xc_arena_array(arena, (size_t)edges * 2, sizeof *flow->next);
    flow->to = xc_arena_array(arena, (size_t)edges * 2, sizeof *flow->to);
    flow->left = xc_arena_array(arena, (size_t)edges * 2, sizeof *flow->left);
    flow->room = xc_arena_array(arena, edges, sizeof *flow->room);
    if (!flow->first || !flow->level || !flow->at || !flow->path || !flow->next ||
        !flow->to || !flow->left || !flow->room)
        return false;
    for (uint32_t i = 0; i < nodes; i++)
        flow->first[i] = NONE;
    return true;
}

static void add_arc(struct xc_flow *flow, uint32_t arc, uint32_t from, uint32_t to) {
    flow->to[arc] = to;
    flow->next[arc] = flow->first[from];
    flow->first[from] = arc;
}

uint32_t xc_flow_edge(struct xc_flow *flow, uint32_t from, uint32_t to,
                      uint64_t capacity) {
    uint32_t edge = flow->edge_count++;
    add_arc(flow, 2 * edge, from, to);
    add_arc(flow, 2 * edge + 1, to, from);
    flow->room[edge] = capacity;
    return edge;
}

void xc_flow_set(struct xc_flow *flow, uint32_t edge, uint64_t capacity) {
    flow->room[edge] = capacity;
}

/* Layers from the source; true where the sink is reached. */
static bool search(struct xc_flow *flow, uint32_t source, uint32_t sink) {
    uint32_t *queue = flow->path;
    uint32_t count = 0;
    memset(flow->level, 0xff, flow->node_count * sizeof *flow->level);
    flow->level[source] = 0;
    queue[count++] = source;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t arc = flow->first[queue[i]]; arc != NONE; arc = flow->next[arc]) {
            flow->steps++;
            if (flow->left[arc] == 0 || flow->level[flow->to[arc]] != NONE)
                continue;
            flow->level[flow->to[arc]] = flow->level[queue[i]] + 1;
            queue[count++] = flow->to[arc];
        }
    return flow->level[sink] != NONE;
}

/* The next arc from the node to the layer behind it that can take something. */
static uint32_t step(struct xc_flow *flow, uint32_t node) {
    while (flow->at[node] != NONE) {
        uint32_t arc = flow->at[node];
        flow->steps++;
        if (flow->left[arc] > 0 && flow->level[flow->to[arc]] == flow->level[node] + 1)
            return arc;
        flow->at[node] = flow->next[arc];
    }
    return NONE;
}

/* Sends what the path can take; how many of its arcs come before the first full one. */
static uint32_t send(struct xc_flow *flow, uint32_t length, uint64_t *sent) {
    uint64_t most = UINT64_MAX;
    uint32_t full = 0;
    for (uint32_t i = length; i-- > 0;)
        if (flow->left[flow->path[i]] <= most) {
            most = flow->left[flow->path[i]];
            full = i;
        }
    for (uint32_t i = 0; i < length; i++) {
        uint32_t arc = flow->path[i];
        flow->left[arc] -=
            flow->room[arc / 2] == XC_FLOW_ENDLESS && arc % 2 == 0 ? 0 : most;
        flow->left[arc ^ 1u] +=
            flow->room[arc / 2] == XC_FLOW_ENDLESS && arc % 2 == 1 ? 0 : most;
    }
    *sent += most;
    return full;
}

static uint64_t block(struct xc_flow *flow, uint32_t source, uint32_t sink) {
    uint64_t sent = 0;
    uint32_t length = 0;
    uint32_t node = source;
    memcpy(flow->at, flow->first, flow->node_count * sizeof *flow->at);
    for (;;) {
        uint32_t arc = node == sink ? NONE : step(flow, node);
        if (node == sink) {
            length = send(flow, length, &sent);
            node = flow->to[flow->path[length] ^ 1u];
        } else if (arc != NONE) {
            flow->path[length++] = arc;
            node = flow->to[arc];
        } else if (node == source) {
            return sent;
        } else { /* a dead end: not entered again */
            flow->level[node] = NONE;
            node = flow->to[flow->path[--length] ^ 1u];
        }
    }
}

uint64_t xc_flow_run(struct xc_flow *flow, uint32_t source, uint32_t sink) {
    uint64_t sum = 0;
    for (uint32_t edge = 0; edge < flow->edge_count; edge++) {
        flow->left[(size_t)edge * 2] = flow->room[edge];
        flow->left[(size_t)edge * 2 + 1] = 0;
    }
    while (search(flow, source, sink))
        sum += block(flow, source, sink);
    return sum;
}

bool xc_flow_reached(const struct xc_flow *flow, uint32_t node) {
    return flow->level[node] != NONE;
}

uint64_t xc_flow_left(const struct xc_flow *flow, uint32_t edge) {
    return flow->left[(size_t)edge * 2];
}
