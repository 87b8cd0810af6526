/* What a network carries: the flow from lots to cells, and a quick look before it. */
#include "plan/proof_internal.h"

#include <string.h>

static int make_flow(struct xc_network *net, struct xc_error *error) {
    struct xc_flow *flow = &net->flow;
    uint32_t cells = net->segment_count * net->group_count;
    uint32_t lots = net->lot_count + 1; /* the last one may be freed from a relation */
    uint32_t ports = cells * net->combo_count;
    uint64_t arcs = xc_network_arcs(net) + 1 + (uint64_t)cells;
    net->source = lots + ports + cells;
    net->sink = net->source + 1;
    if (arcs > UINT32_MAX / 2 ||
        !xc_flow_make(flow, net->arena, net->sink + 1, (uint32_t)arcs))
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < lots; i++)
        (void)xc_flow_edge(flow, net->source, i, 0);
    net->cell_edge = flow->edge_count;
    for (uint32_t i = 0; i < cells; i++)
        (void)xc_flow_edge(flow, lots + ports + i, net->sink, 0);
    net->port_edge = flow->edge_count;
    for (uint32_t i = 0; i < ports; i++)
        (void)xc_flow_edge(flow, lots + i, lots + ports + i % cells, 0);
    bool *allowed = xc_arena_array(net->arena, net->group_count, sizeof *allowed);
    if (!allowed)
        return xc_fail_memory(error);
    const struct xc_lot *known = NULL;
    for (uint32_t i = 0; i < lots; i++) {
        bool extra = i == net->lot_count;
        if (extra && net->change.freed == XC_NO_ROW)
            break;
        uint32_t at = extra ? net->change.lot : i;
        const struct xc_lot *lot = xc_network_lot(net, at);
        for (uint32_t k = 0;
             (extra || !known || known->pool != lot->pool || known->bar != lot->bar) &&
             k < net->group_count;
             k++)
            allowed[k] = xc_network_allows(net, i, k);
        known = extra ? NULL : lot;
        uint32_t to = xc_network_segment(net, xc_network_last(net, at));
        for (uint32_t s = xc_network_segment(net, lot->lo); s <= to; s++)
            for (uint32_t k = 0; k < net->group_count && xc_network_open(net, at, s); k++)
                if (allowed[k])
                    (void)xc_flow_edge(flow, i,
                                       lots + net->combo_of[at] * cells +
                                           s * net->group_count + k,
                                       XC_FLOW_ENDLESS);
    }
    net->set_mode = net->mode_count;
    return XC_OK;
}

int xc_carry_ready(struct xc_network *net, struct xc_error *error) {
    return net->flow.node_count > 0 ? XC_OK : make_flow(net, error);
}

static void set_rooms(struct xc_network *net, unsigned mode) {
    uint32_t cells = net->segment_count * net->group_count;
    uint32_t ports = cells * net->combo_count;
    for (uint32_t i = 0; i < cells; i++)
        xc_flow_set(&net->flow, net->cell_edge + i, *xc_rooms_cell(net, mode, 0, i));
    for (uint32_t i = 0; i < ports; i++)
        xc_flow_set(&net->flow, net->port_edge + i, *xc_rooms_port(net, mode, 0, 0, i));
    net->set_mode = mode;
}

uint64_t xc_carry_amount(const struct xc_network *net, unsigned mode, uint32_t lot) {
    unsigned whole = net->job->offers[XC_PRESENT_ALL].raw;
    const struct xc_lot *there = xc_network_lot(net, lot);
    if (there->alone)
        return 0;
    if (net->modes[mode].by_visits)
        return there->size != XC_SIZE_DAYS && there->size >= net->modes[mode].size
                   ? net->rest_count[lot]
                   : 0;
    if (there->size != XC_SIZE_DAYS || whole == 0)
        return net->rest_minutes[lot];
    /* whole days, of which the way there is not counted */
    return net->rest_minutes[lot] / whole * net->job->offers[XC_PRESENT_ALL].minutes;
}

uint64_t xc_carry_deficit(struct xc_network *net, unsigned mode, const bool *only) {
    uint64_t work = 0;
    if (net->set_mode != mode)
        set_rooms(net, mode);
    xc_flow_set(&net->flow, net->lot_count, 0);
    for (uint32_t i = 0; i < net->lot_count; i++) {
        uint64_t amount = !only || only[i] ? xc_carry_amount(net, mode, i) : 0;
        work += amount;
        if (net->change.freed != XC_NO_ROW && i == net->change.lot &&
            net->rest_count[i] > 0 && amount > 0) {
            uint64_t one = amount / net->rest_count[i];
            xc_flow_set(&net->flow, net->lot_count, one);
            amount -= one;
        }
        xc_flow_set(&net->flow, i, amount);
    }
    return work > 0 ? work - xc_flow_run(&net->flow, net->source, net->sink) : 0;
}

/* ---- a first try ---- */

struct filling {
    struct xc_network *net;
    unsigned mode;
    uint64_t *cells, *ports; /* what is left of them */
    bool *allowed;           /* groups */
    const struct xc_lot *known;
};

static uint64_t room_of(const struct filling *f, const uint64_t *ports, size_t cell) {
    return ports[cell] < f->cells[cell] ? ports[cell] : f->cells[cell];
}

/* Spreads a lot over its cells by what is left there; false: too little. */
static bool spread(struct filling *f, uint32_t lot) {
    struct xc_network *net = f->net;
    const struct xc_lot *there = xc_network_lot(net, lot);
    uint32_t groups = net->group_count;
    uint64_t amount = xc_carry_amount(net, f->mode, lot);
    uint64_t left = amount;
    uint64_t total = 0;
    uint32_t from = xc_network_segment(net, there->lo);
    uint32_t to = xc_network_segment(net, xc_network_last(net, lot)) + 1;
    uint64_t *ports = f->ports + (size_t)net->combo_of[lot] * net->segment_count * groups;
    if (!f->known || f->known->pool != there->pool || f->known->bar != there->bar)
        for (uint32_t g = 0; g < groups; g++)
            f->allowed[g] = xc_network_allows(net, lot, g);
    f->known = there;
    for (uint32_t s = from; amount > 0 && s < to; s++)
        for (uint32_t g = 0; g < groups && xc_network_open(net, lot, s); g++)
            total += f->allowed[g] ? room_of(f, ports, (size_t)s * groups + g) : 0;
    if (total < amount)
        return false;
    for (unsigned pass = 0; left > 0 && pass < 2; pass++)
        for (uint32_t s = from; left > 0 && s < to; s++)
            for (uint32_t g = 0; g < groups && xc_network_open(net, lot, s); g++) {
                size_t cell = (size_t)s * groups + g;
                uint64_t room = f->allowed[g] ? room_of(f, ports, cell) : 0;
                uint64_t share = pass == 0 ? amount * room / total : room;
                share = share < left ? share : left;
                ports[cell] -= share;
                f->cells[cell] -= share;
                left -= share;
            }
    return true;
}

/* Lots with the least choice first: days, then crews. */
static int by_choice(const void *context, uint32_t a, uint32_t b) {
    const struct xc_network *net = context;
    const struct xc_lot *left = xc_network_lot(net, a);
    const struct xc_lot *right = xc_network_lot(net, b);
    uint32_t wide_left = (uint32_t)(left->hi - left->lo);
    uint32_t wide_right = (uint32_t)(right->hi - right->lo);
    if (wide_left != wide_right)
        return wide_left < wide_right ? -1 : 1;
    uint32_t crews_left = net->job->pools[left->pool].count;
    uint32_t crews_right = net->job->pools[right->pool].count;
    if (crews_left != crews_right)
        return crews_left < crews_right ? -1 : 1;
    if (left->size != right->size)
        return left->size > right->size ? -1 : 1;
    return a < b ? -1 : a > b;
}

int xc_carry_fits(struct xc_network *net, unsigned mode, bool *fits,
                  struct xc_error *error) {
    size_t cells = (size_t)net->segment_count * net->group_count;
    struct filling f = {.net = net, .mode = mode};
    if (!net->order) {
        uint32_t *scratch = xc_arena_array(net->arena, net->lot_count, sizeof *scratch);
        net->order = xc_plan_indices(net->arena, net->lot_count);
        if (!scratch || !net->order)
            return xc_fail_memory(error);
        xc_plan_sort(net->order, net->lot_count, scratch, by_choice, net);
    }
    f.cells = xc_arena_array(net->arena, cells, sizeof *f.cells);
    f.ports = xc_arena_array(net->arena, cells * net->combo_count, sizeof *f.ports);
    f.allowed = xc_arena_array(net->arena, net->group_count, sizeof *f.allowed);
    if (!f.cells || !f.ports || !f.allowed)
        return xc_fail_memory(error);
    memcpy(f.cells, xc_rooms_cell(net, mode, 0, 0), cells * sizeof *f.cells);
    memcpy(f.ports, xc_rooms_port(net, mode, 0, 0, 0),
           cells * net->combo_count * sizeof *f.ports);
    *fits = true;
    for (uint32_t i = 0; i < net->lot_count && *fits; i++)
        *fits = spread(&f, net->order[i]);
    return XC_OK;
}
