/* Who is drawn, stratum by stratum (docs/draw.md §6). */
#include "draw/draw_internal.h"

#include "base/parallel.h"

#include <stdlib.h>
#include <string.h>

enum {
    RADIX_BITS = 11,
    RADIX = 1 << RADIX_BITS,
    RADIX_PASSES = 3, /* 33 bits tell a million tickets apart but for a few */
    SMALL = 64,       /* units that are quicker sorted by comparing */
    TICKETS_EACH = 1 << 15
};

/* ---- order ---- */

struct key {
    uint64_t prefix;
    uint32_t unit;
    uint32_t row; /* of the unit, at hand when all keys are walked through */
};

static int compare_units(const struct xc_select_unit *a, const struct xc_select_unit *b) {
    int order = xc_ticket_compare(&a->ticket, &b->ticket);
    return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

static uint64_t prefix_of(const struct xc_digest *ticket) {
    uint64_t prefix = 0;
    for (size_t i = 0; i < sizeof prefix; i++)
        prefix = prefix << 8 | ticket->bytes[i];
    return prefix;
}

/* One stable pass by RADIX_BITS bits from `shift` on. */
static void radix_pass(const struct key *from, struct key *to, uint32_t count,
                       unsigned shift, uint32_t *starts) {
    memset(starts, 0, RADIX * sizeof *starts);
    for (uint32_t i = 0; i < count; i++)
        starts[from[i].prefix >> shift & (RADIX - 1)]++;
    uint32_t sum = 0;
    for (size_t i = 0; i < RADIX; i++) {
        uint32_t here = starts[i];
        starts[i] = sum;
        sum += here;
    }
    for (uint32_t i = 0; i < count; i++)
        to[starts[from[i].prefix >> shift & (RADIX - 1)]++] = from[i];
}

/* Puts right what the first bits leave open: few places, if any. */
static void insert(const struct xc_select_unit *units, struct key *keys, uint32_t count) {
    for (uint32_t i = 1; i < count; i++) {
        struct key key = keys[i];
        uint32_t to = i;
        for (;
             to > 0 && (keys[to - 1].prefix > key.prefix ||
                        (keys[to - 1].prefix == key.prefix &&
                         compare_units(&units[keys[to - 1].unit], &units[key.unit]) > 0));
             to--)
            keys[to] = keys[to - 1];
        keys[to] = key;
    }
}

/* The order of the units as keys: owned, NULL: no memory. */
static struct key *order_of(const struct xc_select_unit *units, uint32_t count) {
    struct key *keys = calloc((size_t)count + 1, sizeof *keys);
    struct key *other = calloc((size_t)count + 1, sizeof *other);
    uint32_t *starts = calloc(RADIX, sizeof *starts);
    if (keys == NULL || other == NULL || starts == NULL) {
        free(keys);
        keys = NULL;
        goto done;
    }
    for (uint32_t i = 0; i < count; i++)
        keys[i] = (struct key){prefix_of(&units[i].ticket), i, units[i].row};
    for (unsigned pass = 0; pass < RADIX_PASSES && count > SMALL; pass++) {
        unsigned shift = 64 - (RADIX_PASSES - pass) * RADIX_BITS;
        radix_pass(keys, other, count, shift, starts);
        struct key *full = other;
        other = keys;
        keys = full;
    }
    insert(units, keys, count);
done:
    free(other);
    free(starts);
    return keys;
}

int xc_select_sort(struct xc_select_unit *units, uint32_t count, struct xc_error *error) {
    struct key *keys = order_of(units, count);
    struct xc_select_unit *sorted = calloc((size_t)count + 1, sizeof *sorted);
    int code = keys == NULL || sorted == NULL ? xc_fail_memory(error) : XC_OK;
    for (uint32_t i = 0; i < count && code == XC_OK; i++)
        sorted[i] = units[keys[i].unit];
    if (code == XC_OK && count > 0)
        memcpy(units, sorted, count * sizeof *units);
    free(keys);
    free(sorted);
    return code;
}

/* ---- methods ---- */

struct weighted {
    uint32_t weight;
    uint32_t unit;
};

static int compare_weights(const void *left, const void *right) {
    const struct weighted *a = left;
    const struct weighted *b = right;
    if (a->weight != b->weight)
        return a->weight > b->weight ? -1 : 1;
    return (a->unit > b->unit) - (a->unit < b->unit);
}

/* n × weight ≥ total holds for the heaviest if it holds for any. */
int xc_select_certain(struct xc_select_unit *units, uint32_t count, uint32_t *n,
                      uint64_t *total, struct xc_error *error) {
    uint32_t heaviest = 0;
    *total = 0;
    for (uint32_t i = 0; i < count; i++) {
        *total += units[i].weight;
        heaviest = units[i].weight > heaviest ? units[i].weight : heaviest;
    }
    if (*n == 0 || (uint64_t)*n * heaviest < *total)
        return XC_OK;
    struct weighted *order = calloc((size_t)count + 1, sizeof *order);
    if (order == NULL)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < count; i++)
        order[i] = (struct weighted){units[i].weight, i};
    qsort(order, count, sizeof *order, compare_weights);
    for (uint32_t i = 0; i<count && * n> 0; i++) {
        if ((uint64_t)*n * order[i].weight < *total)
            break;
        units[order[i].unit].taken = true;
        *total -= order[i].weight;
        --*n;
    }
    free(order);
    return XC_OK;
}

/* Positions are kept modulo total: an arc [lo, lo + length) with length < total holds an
 * offset u + k × total for at most one k. */
void xc_select_arcs(struct xc_select_unit *units, uint32_t count, uint32_t n,
                    uint64_t total, uint64_t u) {
    uint64_t low = 0;
    for (uint32_t i = 0; i < count && n > 0; i++) {
        if (units[i].taken)
            continue;
        uint64_t high = low + (uint64_t)n * units[i].weight;
        units[i].taken = (low <= u && u < high) || u + total < high;
        low = high >= total ? high - total : high;
    }
}

static int select_pps(const struct xc_urn *urn, struct xc_hasher *hasher,
                      struct xc_str id, const struct xc_digest *seed, uint32_t stratum,
                      struct xc_select_unit *units, uint32_t count, uint32_t n,
                      struct xc_error *error) {
    uint64_t total = 0;
    struct xc_ticketer ticketer;
    int code = xc_select_certain(units, count, &n, &total, error);
    if (code != XC_OK || n == 0)
        return code;
    xc_ticket_start(&ticketer, hasher, "start", id, seed);
    struct xc_digest start = xc_ticket(&ticketer, urn->targets.strata[stratum]);
    xc_select_arcs(units, count, n, total, xc_ticket_mod(&start, total));
    return XC_OK;
}

static const char *purpose_of(const struct xc_urn *urn) {
    return urn->rules.method == XC_DRAW_ORDER ? "order" : "target";
}

/* ---- tickets ---- */

struct ticketing {
    const struct xc_urn *urn;
    struct xc_select_unit *units;
    uint32_t count;
    struct xc_ticketer ticketers[XC_WORKERS];
};

static void make_tickets(void *context, unsigned worker, size_t item) {
    struct ticketing *ticketing = context;
    size_t from = item * TICKETS_EACH;
    size_t to = from + TICKETS_EACH;
    for (size_t i = from; i < to && i < ticketing->count; i++) {
        struct xc_select_unit *unit = &ticketing->units[i];
        unit->ticket = xc_ticket(&ticketing->ticketers[worker],
                                 ticketing->urn->targets.id[unit->row]);
    }
}

/* Gives every unit its ticket, on all cores. */
static int give_tickets(const struct xc_urn *urn, struct xc_str id,
                        const struct xc_digest *seed, struct xc_select_unit *units,
                        uint32_t count, struct xc_error *error) {
    struct ticketing ticketing = {.urn = urn, .units = units, .count = count};
    size_t items = ((size_t)count + TICKETS_EACH - 1) / TICKETS_EACH;
    unsigned workers = xc_parallel_workers(items);
    unsigned ready = 0;
    while (ready < workers) {
        struct xc_hasher *hasher = xc_hasher_new();
        if (hasher == NULL)
            break;
        xc_ticket_start(&ticketing.ticketers[ready++], hasher, purpose_of(urn), id, seed);
    }
    if (ready > 0)
        xc_parallel_run(ready, items, make_tickets, &ticketing);
    for (unsigned i = 0; i < ready; i++)
        xc_hasher_free(ticketing.ticketers[i].hasher);
    return ready > 0 ? XC_OK : xc_fail_memory(error);
}

/* ---- the whole draw ---- */

struct selecting {
    const struct xc_urn *urn;
    struct xc_str id;
    const struct xc_digest *seed;
    const struct xc_draw_sized *sized;
    struct xc_arena *arena;
    struct xc_draw_result *result;
    struct xc_hasher *hasher;
    struct xc_select_unit *units; /* by row; must and weight 0 included */
    struct xc_select_unit *asked; /* pps: by stratum, then ticket */
    struct key *keys;             /* the units' order */
    uint32_t *starts;             /* of each stratum in `asked`, and the end */
    bool *taken;                  /* rows */
    uint32_t count;
    struct xc_error *error;
};

/* Rows that can be taken; nothing is asked of most strata where a few are named. */
static int gather(struct selecting *selecting) {
    const struct xc_draw_targets *targets = &selecting->urn->targets;
    const struct xc_draw_sized *sized = selecting->sized;
    selecting->units = calloc((size_t)targets->count + 1, sizeof *selecting->units);
    selecting->taken = calloc((size_t)targets->count + 1, sizeof *selecting->taken);
    if (selecting->units == NULL || selecting->taken == NULL)
        return xc_fail_memory(selecting->error);
    for (uint32_t row = 0; row < targets->count; row++) {
        bool must = sized->standing[row] == XC_DRAW_MUST;
        bool asked = sized->standing[row] == XC_DRAW_IN &&
                     sized->strata[targets->stratum[row]].drawn > 0;
        if (!must && !asked)
            continue;
        selecting->taken[row] = must;
        selecting->units[selecting->count++] =
            (struct xc_select_unit){.row = row, .weight = targets->weight[row]};
    }
    return give_tickets(selecting->urn, selecting->id, selecting->seed, selecting->units,
                        selecting->count, selecting->error);
}

/* True for a unit that pps chooses from. */
static bool is_asked(const struct selecting *selecting,
                     const struct xc_select_unit *unit) {
    return !selecting->taken[unit->row] && unit->weight > 0;
}

static int group(struct selecting *selecting) {
    const uint32_t *stratum = selecting->urn->targets.stratum;
    uint32_t strata = selecting->urn->targets.strata_count;
    uint32_t *next = calloc((size_t)strata + 1, sizeof *next);
    selecting->starts = calloc((size_t)strata + 1, sizeof *selecting->starts);
    selecting->asked = calloc((size_t)selecting->count + 1, sizeof *selecting->asked);
    if (next == NULL || selecting->starts == NULL || selecting->asked == NULL) {
        free(next);
        return xc_fail_memory(selecting->error);
    }
    for (uint32_t i = 0; i < selecting->count; i++) {
        if (is_asked(selecting, &selecting->units[i]))
            selecting->starts[stratum[selecting->units[i].row] + 1]++;
    }
    for (uint32_t h = 0; h < strata; h++) {
        selecting->starts[h + 1] += selecting->starts[h];
        next[h] = selecting->starts[h];
    }
    for (uint32_t i = 0; i < selecting->count; i++) {
        const struct xc_select_unit *unit = &selecting->units[selecting->keys[i].unit];
        if (is_asked(selecting, unit))
            selecting->asked[next[stratum[unit->row]]++] = *unit;
    }
    free(next);
    return XC_OK;
}

static int take_by_weight(struct selecting *selecting) {
    int code = group(selecting);
    for (uint32_t h = 0; h < selecting->urn->targets.strata_count && code == XC_OK; h++) {
        struct xc_select_unit *units = selecting->asked + selecting->starts[h];
        uint32_t count = selecting->starts[h + 1] - selecting->starts[h];
        code = select_pps(selecting->urn, selecting->hasher, selecting->id,
                          selecting->seed, h, units, count,
                          selecting->sized->strata[h].drawn, selecting->error);
        for (uint32_t i = 0; i < count; i++)
            selecting->taken[units[i].row] = units[i].taken;
    }
    return code;
}

static int take_smallest(struct selecting *selecting) {
    const struct xc_draw_targets *targets = &selecting->urn->targets;
    uint32_t *left = calloc((size_t)targets->strata_count + 1, sizeof *left);
    if (left == NULL)
        return xc_fail_memory(selecting->error);
    for (uint32_t h = 0; h < targets->strata_count; h++)
        left[h] = selecting->sized->strata[h].drawn;
    for (uint32_t i = 0; i < selecting->count; i++) {
        uint32_t row = selecting->keys[i].row;
        uint32_t stratum = targets->stratum[row];
        if (left[stratum] == 0 || selecting->taken[row])
            continue;
        selecting->taken[row] = true;
        left[stratum]--;
    }
    free(left);
    return XC_OK;
}

/* All lists in ticket order. */
static int write_lists(struct selecting *selecting) {
    struct xc_draw_result *result = selecting->result;
    const struct xc_draw_targets *targets = &selecting->urn->targets;
    const struct xc_select_unit *units = selecting->units;
    uint32_t *rows = NULL;
    result->strata =
        xc_arena_array(selecting->arena, targets->strata_count, sizeof *result->strata);
    if (result->strata == NULL)
        return xc_fail_memory(selecting->error);
    for (uint32_t i = 0; i < selecting->count; i++) {
        if (selecting->taken[units[i].row]) {
            result->strata[targets->stratum[units[i].row]].count++;
            result->slot_count++;
        }
    }
    rows = xc_arena_array(selecting->arena, result->slot_count, sizeof *rows);
    result->slots =
        xc_arena_array(selecting->arena, result->slot_count, sizeof *result->slots);
    if (rows == NULL || result->slots == NULL)
        return xc_fail_memory(selecting->error);
    for (uint32_t h = 0; h < targets->strata_count; h++) {
        result->strata[h].rows = rows;
        rows += result->strata[h].count;
        result->strata[h].count = 0;
    }
    result->slot_count = 0;
    for (uint32_t i = 0; i < selecting->count; i++) {
        uint32_t row = selecting->keys[i].row;
        struct xc_draw_stratum *stratum = &result->strata[targets->stratum[row]];
        if (!selecting->taken[row])
            continue;
        stratum->rows[stratum->count++] = row;
        result->slots[result->slot_count++] = row;
    }
    return XC_OK;
}

int xc_select_run(const struct xc_urn *urn, struct xc_str id,
                  const struct xc_digest *seed, const struct xc_draw_sized *sized,
                  struct xc_arena *arena, struct xc_draw_result *result,
                  const struct xc_progress *progress, struct xc_error *error) {
    struct selecting selecting = {.urn = urn,
                                  .id = id,
                                  .seed = seed,
                                  .sized = sized,
                                  .arena = arena,
                                  .result = result,
                                  .hasher = xc_hasher_new(),
                                  .error = error};
    int code = selecting.hasher == NULL ? xc_fail_memory(error) : XC_OK;
    if (code == XC_OK)
        code = gather(&selecting);
    if (code == XC_OK && !xc_progress_tick(progress, XC_MSG("drawing targets"), 1, 2))
        code = xc_fail(error, XC_ENO, "stopped");
    selecting.keys = code == XC_OK ? order_of(selecting.units, selecting.count) : NULL;
    if (code == XC_OK && selecting.keys == NULL)
        code = xc_fail_memory(error);
    if (code == XC_OK)
        code = urn->rules.method == XC_DRAW_PPS ? take_by_weight(&selecting)
                                                : take_smallest(&selecting);
    if (code == XC_OK)
        code = write_lists(&selecting);
    xc_hasher_free(selecting.hasher);
    free(selecting.units);
    free(selecting.asked);
    free(selecting.keys);
    free(selecting.starts);
    free(selecting.taken);
    return code;
}

/* ---- one more ---- */

static bool is_skipped(const struct xc_urn *urn, uint32_t row) {
    for (size_t i = 0; i < urn->rules.skip_count; i++) {
        if (xc_draw_set_has(urn->targets.flags[row], urn->rules.skip[i]))
            return true;
    }
    return false;
}

int xc_select_one(const struct xc_urn *urn, struct xc_str id,
                  const struct xc_digest *seed, uint32_t stratum, const bool *gone,
                  uint32_t *row, struct xc_error *error) {
    const struct xc_draw_targets *targets = &urn->targets;
    bool pps = urn->rules.method == XC_DRAW_PPS;
    uint32_t count = 0;
    struct xc_hasher *hasher = xc_hasher_new();
    struct xc_select_unit *units = calloc((size_t)targets->count + 1, sizeof *units);
    int code = hasher == NULL || units == NULL ? xc_fail_memory(error) : XC_OK;
    *row = UINT32_MAX;
    for (uint32_t i = 0; i < targets->count && code == XC_OK; i++) {
        if (targets->stratum[i] != stratum || gone[i] || is_skipped(urn, i) ||
            (pps && targets->weight[i] == 0))
            continue;
        units[count++] = (struct xc_select_unit){.row = i, .weight = targets->weight[i]};
    }
    if (code == XC_OK)
        code = give_tickets(urn, id, seed, units, count, error);
    if (code == XC_OK)
        code = xc_select_sort(units, count, error);
    if (code == XC_OK && pps && count > 0)
        code = select_pps(urn, hasher, id, seed, stratum, units, count, 1, error);
    else if (code == XC_OK && count > 0)
        units[0].taken = true;
    for (uint32_t i = 0; i < count && code == XC_OK; i++) {
        if (units[i].taken)
            *row = units[i].row;
    }
    xc_hasher_free(hasher);
    free(units);
    return code;
}
