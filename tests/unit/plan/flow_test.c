/* The flow against every cut of small random networks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "plan/flow.h"

enum { NODES = 8, EDGES = 20, NETWORKS = 3000 };

static uint64_t state_of_dice = 7;

static uint32_t dice(uint32_t below) {
    uint64_t z = state_of_dice += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ z >> 31) % below);
}

struct edge {
    uint32_t from, to;
    uint64_t capacity;
};

/* Node 0 is the source, the last one the sink. */
static uint64_t smallest_cut(const struct edge *edges, uint32_t count, uint32_t nodes) {
    uint64_t best = UINT64_MAX;
    for (uint32_t set = 1; set < 1u << (nodes - 1); set += 2) { /* with the source */
        uint64_t sum = 0;
        for (uint32_t i = 0; i < count; i++)
            if (set >> edges[i].from & 1u && !(set >> edges[i].to & 1u))
                sum += edges[i].capacity;
        best = sum < best ? sum : best;
    }
    return best;
}

static void equals_the_smallest_cut(void **state) {
    (void)state;
    for (unsigned n = 0; n < NETWORKS; n++) {
        struct xc_arena *arena = xc_arena_new(1u << 20);
        struct xc_flow flow;
        struct edge edges[EDGES];
        uint32_t nodes = 2 + dice(NODES - 1);
        uint32_t count = dice(EDGES + 1);
        assert_true(xc_flow_make(&flow, arena, nodes, EDGES));
        for (uint32_t i = 0; i < count; i++) {
            edges[i] = (struct edge){dice(nodes), dice(nodes), dice(12)};
            assert_int_equal(
                xc_flow_edge(&flow, edges[i].from, edges[i].to, edges[i].capacity), i);
        }
        for (unsigned again = 0; again < 2; again++) {
            uint64_t most = xc_flow_run(&flow, 0, nodes - 1);
            uint64_t across = 0;
            assert_int_equal(most, smallest_cut(edges, count, nodes));
            assert_true(xc_flow_reached(&flow, 0));
            assert_false(xc_flow_reached(&flow, nodes - 1));
            for (uint32_t i = 0; i < count; i++)
                if (xc_flow_reached(&flow, edges[i].from) &&
                    !xc_flow_reached(&flow, edges[i].to)) {
                    across += edges[i].capacity;
                    assert_int_equal(xc_flow_left(&flow, i), 0);
                }
            assert_int_equal(across, most);
            for (uint32_t i = 0; i < count; i++) { /* and with other capacities */
                edges[i].capacity = dice(12);
                xc_flow_set(&flow, i, edges[i].capacity);
            }
        }
        xc_arena_free(arena);
    }
}

/* A path of a hundred thousand nodes needs no stack. */
static void follows_long_paths(void **state) {
    (void)state;
    enum { LONG = 100000 };
    struct xc_arena *arena = xc_arena_new((size_t)64 << 20);
    struct xc_flow flow;
    assert_true(xc_flow_make(&flow, arena, LONG, LONG));
    for (uint32_t i = 0; i + 1 < LONG; i++)
        (void)xc_flow_edge(&flow, i, i + 1, i == 500 ? 3 : XC_FLOW_ENDLESS);
    assert_int_equal(xc_flow_run(&flow, 0, LONG - 1), 3);
    assert_true(xc_flow_reached(&flow, 500));
    assert_false(xc_flow_reached(&flow, 501));
    xc_arena_free(arena);
}

static void endless_edges_never_stop_it(void **state) {
    (void)state;
    struct xc_arena *arena = xc_arena_new(1u << 20);
    struct xc_flow flow;
    assert_true(xc_flow_make(&flow, arena, 4, 4));
    (void)xc_flow_edge(&flow, 0, 1, UINT64_C(1) << 61);
    (void)xc_flow_edge(&flow, 1, 2, XC_FLOW_ENDLESS);
    (void)xc_flow_edge(&flow, 2, 3, UINT64_C(1) << 60);
    assert_int_equal(xc_flow_run(&flow, 0, 3), UINT64_C(1) << 60);
    assert_int_equal(xc_flow_run(&flow, 0, 3), UINT64_C(1) << 60);
    xc_arena_free(arena);
}

static void says_where_memory_ends(void **state) {
    (void)state;
    struct xc_arena *arena = xc_arena_new(1024);
    struct xc_flow flow;
    assert_false(xc_flow_make(&flow, arena, 1000, 1000));
    xc_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_the_smallest_cut),
        cmocka_unit_test(follows_long_paths),
        cmocka_unit_test(endless_edges_never_stop_it),
        cmocka_unit_test(says_where_memory_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
