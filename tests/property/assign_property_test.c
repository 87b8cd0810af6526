/* Assignments too large to enumerate: what is dealt keeps to the rules, and every
 * candidate passed over could not have had the slot, by the largest flow through a
 * network that is written out edge by edge. Some holders and slots belong to each other
 * so closely that no room is left. `assign_property_test FIRST COUNT` runs other seeds.
 */
#include "urns.h"

#include "draw/assign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GROUPS = 24, PLACES = 3, HOLDERS = 70, SLOTS = GROUPS * PLACES };

/* More holders than bits in a word. */
struct world {
    uint32_t groups, places, holders;
    bool may[SLOTS][HOLDERS];
    uint32_t capacity[HOLDERS];
    uint64_t tops[GROUPS][HOLDERS];
};

struct sums {
    unsigned long worlds, feasible, refused, passed_over;
};

static void who_may(const void *context, uint32_t group, uint32_t place, uint64_t *who) {
    const struct world *world = context;
    memset(who, 0, (world->holders + 63) / 64 * sizeof *who);
    for (uint32_t p = 0; p < world->holders; p++)
        if (world->may[group * world->places + place][p])
            xc_flow_put(who, p);
}

static void give_tops(const void *context, uint32_t group, const uint64_t *who,
                      uint64_t *tops) {
    const struct world *world = context;
    for (uint32_t p = 0; p < world->holders; p++)
        tops[p] = xc_flow_has(who, p) ? world->tops[group][p] : 0;
}

/* Tops of three bits, so that most are told apart by the whole ticket alone. */
static struct xc_digest give_ticket(const void *context, uint32_t group,
                                    uint32_t holder) {
    const struct world *world = context;
    struct xc_digest ticket = {{0}};
    uint64_t top = world->tops[group][holder];
    for (size_t i = 0; i < 8; i++)
        ticket.bytes[i] = (uint8_t)(top >> (56 - 8 * i));
    return ticket;
}

static void make_world(struct world *world, struct urns_random *random) {
    uint32_t clubs = 1 + urns_below(random, 4);
    uint32_t mixing = urns_below(random, 20);
    memset(world, 0, sizeof *world);
    world->groups = 2 + urns_below(random, GROUPS - 1);
    world->places = 1 + urns_below(random, PLACES);
    world->holders = 3 + urns_below(random, HOLDERS - 2);
    uint32_t slots = world->groups * world->places;
    uint32_t share = slots / world->holders + 1;
    for (uint32_t p = 0; p < world->holders; p++)
        world->capacity[p] =
            urns_below(random, 3) == 0 ? 1 + urns_below(random, 2 * share) : share;
    for (uint32_t s = 0; s < slots; s++) {
        uint32_t club = urns_below(random, clubs);
        uint32_t reach = 2 + urns_below(random, 6);
        for (uint32_t p = 0; p < world->holders; p++) {
            bool inside = p % clubs == club || p % clubs == clubs - 1;
            world->may[s][p] = (inside && urns_below(random, 8) < reach) ||
                               urns_below(random, 1000) < mixing;
        }
    }
    for (uint32_t g = 0; g < world->groups; g++)
        for (uint32_t p = 0; p < world->holders; p++)
            world->tops[g][p] = urns_next(random);
}

/* ---- the network, edge by edge ---- */

enum { NODES = 2 + SLOTS + 2 * GROUPS * HOLDERS + HOLDERS, EDGES = 1 << 16 };

struct network {
    uint32_t first[NODES], next[EDGES], to[EDGES], room[EDGES];
    uint32_t count;
    bool seen[NODES];
};

static void join(struct network *network, uint32_t from, uint32_t to, uint32_t room) {
    uint32_t ends[2] = {from, to};
    if (network->count + 2 > EDGES)
        abort();
    for (int i = 0; i < 2; i++) {
        uint32_t edge = network->count++;
        network->to[edge] = ends[1 - i];
        network->room[edge] = i == 0 ? room : 0;
        network->next[edge] = network->first[ends[i]];
        network->first[ends[i]] = edge;
    }
}

static bool push(struct network *network, uint32_t node) {
    if (node == 1)
        return true;
    network->seen[node] = true;
    for (uint32_t e = network->first[node]; e != UINT32_MAX; e = network->next[e]) {
        if (network->room[e] == 0 || network->seen[network->to[e]] ||
            !push(network, network->to[e]))
            continue;
        network->room[e]--;
        network->room[e ^ 1]++;
        return true;
    }
    return false;
}

/* How many slots can be filled, those with a holder by that one only. */
static uint32_t most(const struct world *world, const uint32_t *holder) {
    static struct network network;
    uint32_t slots = world->groups * world->places;
    uint32_t inward = 2 + slots;
    uint32_t outward = inward + world->groups * world->holders;
    uint32_t people = outward + world->groups * world->holders;
    uint32_t flow = 0;
    network.count = 0;
    memset(network.first, 0xff, sizeof network.first);
    for (uint32_t p = 0; p < world->holders; p++)
        join(&network, people + p, 1, world->capacity[p]);
    for (uint32_t i = 0; i < world->groups * world->holders; i++) {
        join(&network, inward + i, outward + i, 1);
        join(&network, outward + i, people + i % world->holders, 1);
    }
    for (uint32_t s = 0; s < slots; s++) {
        join(&network, 0, 2 + s, 1);
        for (uint32_t p = 0; p < world->holders; p++)
            if (world->may[s][p] && (holder[s] == XC_NOBODY || holder[s] == p))
                join(&network, 2 + s, inward + s / world->places * world->holders + p, 1);
    }
    for (;;) {
        memset(network.seen, 0, sizeof network.seen);
        if (!push(&network, 0))
            return flow;
        flow++;
    }
}

static const char *judge_first(const struct world *world, const uint32_t *holder,
                               struct sums *sums) {
    uint32_t slots = world->groups * world->places;
    uint32_t fixed[SLOTS] = {0};
    for (uint32_t s = 0; s < slots; s++)
        fixed[s] = holder[s];
    if (most(world, fixed) != slots)
        return "not an assignment";
    for (uint32_t s = slots; s-- > 0;) {
        uint32_t group = s / world->places;
        for (uint32_t p = 0; p < world->holders; p++) {
            if (!world->may[s][p] ||
                world->tops[group][p] >= world->tops[group][holder[s]])
                continue;
            fixed[s] = p;
            sums->passed_over++;
            if (most(world, fixed) == slots)
                return "a candidate was passed over who would have fitted";
        }
        fixed[s] = XC_NOBODY;
    }
    return NULL;
}

static const char *judge(const struct world *world, struct sums *sums) {
    struct xc_assign_problem problem = {.groups = world->groups,
                                        .places = world->places,
                                        .holders = world->holders,
                                        .capacity = world->capacity,
                                        .top_mask = UINT64_C(7) << 61,
                                        .context = world,
                                        .may = who_may,
                                        .tops = give_tops,
                                        .ticket = give_ticket};
    struct xc_arena *arena = xc_arena_new(1 << 24);
    struct xc_assign_shortage shortage;
    struct xc_error error = {0};
    uint32_t holder[SLOTS];
    uint32_t open[SLOTS];
    uint32_t slots = world->groups * world->places;
    const char *wrong = NULL;
    int code = xc_assign_run(&problem, arena, holder, &shortage, NULL, &error);
    memset(open, 0xff, sizeof open);
    sums->worlds++;
    sums->feasible += code == XC_OK;
    sums->refused += code == XC_ENO;
    if (arena == NULL || (code != XC_OK && code != XC_ENO))
        wrong = "no memory";
    else if ((most(world, open) == slots) != (code == XC_OK))
        wrong = "feasible or not?";
    else if (code == XC_OK)
        wrong = judge_first(world, holder, sums);
    xc_arena_free(arena);
    return wrong;
}

int main(int argc, char **argv) {
    static struct world world;
    uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 10) : 2000;
    struct sums sums = {0};
    for (uint64_t seed = first; seed < first + count; seed++) {
        struct urns_random random = {seed};
        make_world(&world, &random);
        const char *wrong = judge(&world, &sums);
        if (wrong != NULL) {
            fprintf(stderr, "seed %llu: %s\n", (unsigned long long)seed, wrong);
            return 1;
        }
    }
    printf("%lu worlds: %lu feasible, %lu not; %lu candidates passed over\n", sums.worlds,
           sums.feasible, sums.refused, sums.passed_over);
    bool enough = count < 200 ||
                  (sums.feasible > 50 && sums.refused > 20 && sums.passed_over > 20000);
    if (!enough)
        fprintf(stderr, "too few of some sort: the test shows nothing\n");
    return enough ? 0 : 1;
}
