#include "select_oracle.h"

#include "urns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 24, TEXT = 4096, STRATA = 3, FLAGS = 3 };

struct unit {
    char id[16];
    unsigned stratum;
    unsigned weight;
    bool flags[FLAGS];
    struct xc_digest ticket;
};

struct world {
    struct unit units[ROWS];
    unsigned count;
    unsigned method; /* 0 srs, 1 pps, 2 order */
    bool share, floors, within;
    unsigned a, b;
    unsigned n[STRATA];
    bool skip[FLAGS], must[FLAGS], outer[STRATA];
    struct xc_digest seed;
    char rules[TEXT], targets[TEXT];
};

static const char *const methods[] = {"srs", "pps", "order"};
static const char *const strata[] = {"east", "north", "west"};
static const char *const flags[] = {"f", "g", "h"};

static long floor_divide(long a, long b) {
    return a >= 0 ? a / b : -((-a + b - 1) / b);
}

bool oracle_taken(long low, long high, long u, long total) {
    return floor_divide(high - u - 1, total) > floor_divide(low - u - 1, total);
}

/* ---- making ---- */

static void put(char text[TEXT], const char *more) {
    size_t len = strlen(text);
    if (len + strlen(more) >= TEXT)
        abort();
    memcpy(text + len, more, strlen(more) + 1);
}

static void put_words(char text[TEXT], const char *key, const bool *has) {
    const char *comma = "";
    put(text, key);
    for (unsigned i = 0; i < FLAGS; i++) {
        if (has[i]) {
            put(text, comma);
            put(text, "\"");
            put(text, flags[i]);
            put(text, "\"");
            comma = ",";
        }
    }
    put(text, "]");
}

static void put_numbers(char text[TEXT], const struct world *world) {
    for (unsigned h = 0; h < STRATA; h++) {
        char number[32];
        (void)snprintf(number, sizeof number, "%s\"%s\":%u", h > 0 ? "," : "", strata[h],
                       world->n[h]);
        put(text, number);
    }
    put(text, "}");
}

static void write_rules(struct world *world) {
    char *text = world->rules;
    char share[64];
    put_words(text, "{\"must\":[", world->must);
    put(text, ",\"select\":{");
    if (world->floors) {
        put(text, "\"floors\":{");
        put_numbers(text, world);
        put(text, ",");
    }
    put(text, "\"method\":\"");
    put(text, methods[world->method]);
    put(text, "\"");
    if (world->method != 2 && world->share) {
        (void)snprintf(share, sizeof share, ",\"share\":[%u,%u]", world->a, world->b);
        put(text, share);
    } else if (world->method != 2) {
        put(text, ",\"n\":{");
        put_numbers(text, world);
    }
    put_words(text, "},\"skip\":[", world->skip);
    put(text, ",\"v\":1");
    if (world->within)
        put(text, ",\"within\":\"00000000000000000000000000000000000000000000000000000000"
                  "00000000\"");
    put(text, "}");
}

static void write_targets(struct world *world, struct urns_random *random) {
    for (unsigned i = 0; i < world->count; i++) {
        struct unit *unit = &world->units[i];
        const char *comma = "";
        char line[64];
        (void)snprintf(unit->id, sizeof unit->id, "u%02u-%u", i,
                       urns_below(random, 1000));
        unit->stratum = urns_below(random, STRATA);
        unit->weight = urns_below(random, 6) == 0 ? 100 : urns_below(random, 5);
        (void)snprintf(line, sizeof line, "%s\t%s\t%u\t-\t-\t", unit->id,
                       strata[unit->stratum], unit->weight);
        put(world->targets, line);
        for (unsigned f = 0; f < FLAGS; f++) {
            unit->flags[f] = urns_below(random, 5) == 0;
            if (unit->flags[f]) {
                put(world->targets, comma);
                put(world->targets, flags[f]);
                comma = ",";
            }
        }
        put(world->targets, *comma == ',' ? "\n" : "-\n");
    }
}

static void make(struct world *world, uint64_t seed) {
    struct urns_random random = {seed};
    memset(world, 0, sizeof *world);
    world->count = urns_below(&random, ROWS + 1);
    world->method = urns_below(&random, 3);
    world->share = world->method != 2 && urns_below(&random, 2) == 0;
    world->floors = world->share && urns_below(&random, 2) == 0;
    world->within = urns_below(&random, 4) == 0;
    world->b = 1 + urns_below(&random, 12);
    world->a = 1 + urns_below(&random, world->b);
    for (unsigned h = 0; h < STRATA; h++) {
        world->n[h] = urns_below(&random, 5);
        world->outer[h] = urns_below(&random, 3) > 0;
    }
    for (unsigned f = 0; f < FLAGS; f++) {
        world->skip[f] = urns_below(&random, 4) == 0;
        world->must[f] = urns_below(&random, 3) == 0;
    }
    for (size_t i = 0; i < sizeof world->seed.bytes; i++)
        world->seed.bytes[i] = (uint8_t)urns_next(&random);
    write_targets(world, &random);
    write_rules(world);
}

/* ---- the slow way ---- */

static struct xc_digest ticket(const struct world *world, const char *purpose,
                               const char *s) {
    uint8_t text[256];
    struct xc_digest digest;
    size_t len =
        (size_t)snprintf((char *)text, sizeof text, "xuncha/%s/oracle/7\n", purpose);
    memcpy(text + len, world->seed.bytes, 32);
    if (xc_sha256((struct xc_str){(char *)text, len + 32}, &digest, NULL) != XC_OK)
        abort();
    memcpy(text, digest.bytes, 32);
    len = 32;
    for (const char *at = s; *at != '\0'; at++)
        text[len++] = (uint8_t)*at;
    if (xc_sha256((struct xc_str){(char *)text, len}, &digest, NULL) != XC_OK)
        abort();
    return digest;
}

/* Bit by bit. */
static long modulo(const struct xc_digest *digest, long total) {
    long rest = 0;
    for (unsigned bit = 0; bit < 256; bit++)
        rest = (2 * rest + (digest->bytes[bit / 8] >> (7 - bit % 8) & 1)) % total;
    return rest;
}

static bool any(const bool *has, const bool *wanted) {
    bool found = false;
    for (unsigned f = 0; f < FLAGS; f++)
        found = found || (has[f] && wanted[f]);
    return found;
}

static bool in_urn(const struct world *world, const struct unit *unit) {
    return !any(unit->flags, world->skip) &&
           (!world->within || world->outer[unit->stratum]);
}

static unsigned in_stratum(const struct world *world, unsigned stratum) {
    unsigned count = 0;
    for (unsigned i = 0; i < world->count; i++)
        count +=
            world->units[i].stratum == stratum && in_urn(world, &world->units[i]) ? 1 : 0;
    return count;
}

/* False: a stratum is too small. */
static bool size_all(const struct world *world, unsigned sizes[STRATA]) {
    unsigned all = 0;
    unsigned floors = 0;
    bool given[STRATA] = {false};
    for (unsigned h = 0; h < STRATA; h++) {
        unsigned count = in_stratum(world, h);
        bool dropped = world->within && !world->outer[h];
        bool named = world->method != 2 && (!world->share || world->floors) && !dropped;
        sizes[h] = named ? world->n[h] : 0;
        if (sizes[h] > count)
            return false;
        if (world->method == 2)
            sizes[h] = count;
        else if (world->share && !world->floors)
            sizes[h] = (world->a * count + world->b - 1) / world->b;
        all += count;
        floors += sizes[h];
    }
    unsigned size = (world->a * all + world->b - 1) / world->b;
    if (!world->floors || size <= floors)
        return true;
    unsigned rest = size - floors;
    unsigned left = rest;
    unsigned remainders[STRATA] = {0};
    for (unsigned h = 0; h < STRATA && all > floors; h++) {
        unsigned part = rest * (in_stratum(world, h) - sizes[h]);
        remainders[h] = part % (all - floors);
        sizes[h] += part / (all - floors);
        left -= part / (all - floors);
    }
    for (; left > 0; left--) {
        unsigned best = STRATA;
        for (unsigned h = 0; h < STRATA; h++) {
            if (!given[h] && (best == STRATA || remainders[h] > remainders[best]))
                best = h;
        }
        given[best] = true;
        sizes[best]++;
    }
    return true;
}

/* Marks by pps among `open` (in ticket order); false: too few. */
static bool pick_by_weight(const struct world *world, unsigned stratum, unsigned n,
                           const unsigned *open, unsigned count, bool *taken) {
    long total = 0;
    unsigned heavy = 0;
    for (unsigned i = 0; i < count; i++) {
        total += world->units[open[i]].weight;
        heavy += world->units[open[i]].weight > 0 ? 1 : 0;
    }
    if (heavy < n)
        return false;
    for (bool more = true; more && n > 0;) {
        unsigned best = UINT32_MAX;
        for (unsigned i = 0; i < count; i++) {
            const struct unit *unit = &world->units[open[i]];
            if (unit->weight > 0 && !taken[open[i]] &&
                (long)n * (long)unit->weight >= total &&
                (best == UINT32_MAX || unit->weight > world->units[best].weight))
                best = open[i];
        }
        more = best != UINT32_MAX;
        if (more) {
            taken[best] = true;
            total -= world->units[best].weight;
            n--;
        }
    }
    if (n == 0)
        return true;
    struct xc_digest start = ticket(world, "start", strata[stratum]);
    long u = modulo(&start, total);
    long low = 0;
    for (unsigned i = 0; i < count; i++) {
        if (taken[open[i]])
            continue;
        long high = low + (long)n * (long)world->units[open[i]].weight;
        taken[open[i]] = oracle_taken(low, high, u, total);
        low = high;
    }
    return true;
}

static bool pick(const struct world *world, unsigned stratum, unsigned n,
                 const unsigned *order, bool *taken) {
    unsigned open[ROWS] = {0};
    unsigned count = 0;
    unsigned must = 0;
    for (unsigned i = 0; i < world->count; i++) {
        const struct unit *unit = &world->units[order[i]];
        if (unit->stratum != stratum || !in_urn(world, unit))
            continue;
        if (any(unit->flags, world->must)) {
            taken[order[i]] = true;
            must++;
        } else {
            open[count++] = order[i];
        }
    }
    n = n > must ? n - must : 0;
    if (world->method == 1)
        return pick_by_weight(world, stratum, n, open, count, taken);
    for (unsigned i = 0; i < n; i++)
        taken[open[i]] = true;
    return true;
}

/* Rows in ticket order, all of them; taken marks those drawn. False: refused. */
static bool draw_slowly(struct world *world, unsigned order[ROWS], bool taken[ROWS]) {
    unsigned sizes[STRATA];
    for (unsigned i = 0; i < world->count; i++) {
        unsigned to = i;
        world->units[i].ticket =
            ticket(world, world->method == 2 ? "order" : "target", world->units[i].id);
        for (; to > 0 && memcmp(world->units[order[to - 1]].ticket.bytes,
                                world->units[i].ticket.bytes, 32) > 0;
             to--)
            order[to] = order[to - 1];
        order[to] = i;
    }
    if (!size_all(world, sizes))
        return false;
    for (unsigned h = 0; h < STRATA; h++) {
        if (!pick(world, h, sizes[h], order, taken))
            return false;
    }
    return true;
}

/* ---- both ways ---- */

static bool same_lists(const struct world *world, const struct xc_urn *urn,
                       const struct xc_draw_result *result, const unsigned *order,
                       const bool *taken) {
    uint32_t slot = 0;
    uint32_t next[STRATA] = {0};
    for (unsigned i = 0; i < world->count; i++) {
        unsigned row = order[i];
        uint32_t h = urn->targets.stratum[row];
        if (!taken[row])
            continue;
        if (slot >= result->slot_count || result->slots[slot++] != row ||
            next[h] >= result->strata[h].count ||
            result->strata[h].rows[next[h]++] != row)
            return false;
    }
    for (uint32_t h = 0; h < urn->targets.strata_count; h++) {
        if (result->strata[h].count != next[h])
            return false;
    }
    return slot == result->slot_count;
}

int oracle_compare(uint64_t seed) {
    static struct world world;
    struct xc_error error = {0};
    struct xc_urn urn;
    struct xc_draw_result result;
    struct xc_str outer[STRATA];
    size_t outer_count = 0;
    unsigned order[ROWS] = {0};
    bool taken[ROWS] = {false};
    struct xc_arena *arena = xc_arena_new((size_t)1 << 20);
    make(&world, seed);
    for (unsigned h = 0; h < STRATA; h++) {
        if (world.outer[h])
            outer[outer_count++] = xc_str_from(strata[h]);
    }
    const struct xc_draw_files files = {.rules = xc_str_from(world.rules),
                                        .targets = xc_str_from(world.targets)};
    int code = xc_urn_read(&files, arena, &urn, &error);
    bool read = code == XC_OK;
    if (read)
        code = xc_draw_run(&urn, XC_STR("oracle/7"), &world.seed,
                           world.within ? outer : NULL, world.within ? outer_count : 0,
                           arena, &result, NULL, &error);
    bool drawn = draw_slowly(&world, order, taken);
    bool same = read && (code == XC_OK) == drawn && (code == XC_OK || code == XC_ENO) &&
                (!drawn || same_lists(&world, &urn, &result, order, taken));
    if (!same) {
        struct xc_buffer text = xc_buffer_make((size_t)1 << 16);
        (void)xc_error_render(&error, NULL, &text);
        (void)fprintf(stderr, "seed %llu: not the same (%.*s)\n%s\n%s",
                      (unsigned long long)seed, XC_PRI(xc_buffer_view(&text)),
                      world.rules, world.targets);
        xc_buffer_free(&text);
    }
    xc_arena_free(arena);
    return same ? 0 : 1;
}
