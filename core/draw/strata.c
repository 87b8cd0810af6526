#include "draw/strata.h"

#include <stdlib.h>
#include <string.h>

/* Names of a hostile file can be made to meet in one slot: the search gives up soon and
 * takes the name for a new one, and the sorting at the end puts it right. */
enum { FIRST_SLOTS = 64, PROBES_MAX = 32 };

void xc_strata_start(struct xc_strata *strata) {
    memset(strata, 0, sizeof *strata);
}

void xc_strata_free(struct xc_strata *strata) {
    free(strata->names);
    free(strata->slots);
    xc_strata_start(strata);
}

static uint32_t first_slot(const struct xc_strata *strata, struct xc_str name) {
    uint64_t mixed = xc_str_hash(name) * UINT64_C(0x9E3779B97F4A7C15);
    return (uint32_t)(mixed >> 32) & (strata->slot_count - 1);
}

static void put(struct xc_strata *strata, uint32_t number) {
    uint32_t slot = first_slot(strata, strata->names[number]);
    for (unsigned probe = 0; probe < PROBES_MAX; probe++) {
        if (strata->slots[slot] == 0) {
            strata->slots[slot] = number + 1;
            return;
        }
        slot = (slot + 1) & (strata->slot_count - 1);
    }
}

/* Twice as many slots as names, both a power of two. */
static bool grow(struct xc_strata *strata) {
    size_t slots = strata->slot_count == 0 ? FIRST_SLOTS : 2 * (size_t)strata->slot_count;
    if (slots > UINT32_MAX)
        return false;
    struct xc_str *names = realloc(strata->names, slots / 2 * sizeof *names);
    if (names == NULL)
        return false;
    strata->names = names;
    uint32_t *fresh = calloc(slots, sizeof *fresh);
    if (fresh == NULL)
        return false;
    free(strata->slots);
    strata->slots = fresh;
    strata->slot_count = (uint32_t)slots;
    for (uint32_t i = 0; i < strata->count; i++)
        put(strata, i);
    return true;
}

/* Number of a known name; UINT32_MAX: not found. */
static uint32_t look_up(const struct xc_strata *strata, struct xc_str name) {
    uint32_t slot = strata->slot_count == 0 ? 0 : first_slot(strata, name);
    for (unsigned probe = 0; strata->slot_count > 0 && probe < PROBES_MAX; probe++) {
        uint32_t number = strata->slots[slot];
        if (number == 0)
            return UINT32_MAX;
        if (xc_str_equal(strata->names[number - 1], name))
            return number - 1;
        slot = (slot + 1) & (strata->slot_count - 1);
    }
    return UINT32_MAX;
}

bool xc_strata_add(struct xc_strata *strata, uint32_t row, struct xc_str name,
                   struct xc_draw_targets *targets) {
    if (strata->count > 0 && xc_str_equal(strata->names[strata->last], name)) {
        targets->stratum[row] = strata->last;
        return true;
    }
    uint32_t number = look_up(strata, name);
    if (number == UINT32_MAX) {
        if (strata->count >= strata->slot_count / 2 && !grow(strata))
            return false;
        number = strata->count++;
        strata->names[number] = name;
        put(strata, number);
    }
    strata->last = number;
    targets->stratum[row] = number;
    return true;
}

struct named {
    struct xc_str name;
    uint32_t number;
};

static int compare(const void *left, const void *right) {
    const struct named *a = left;
    const struct named *b = right;
    int order = xc_str_compare(a->name, b->name);
    return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

int xc_strata_end(struct xc_strata *strata, struct xc_arena *arena,
                  struct xc_draw_targets *targets, struct xc_error *error) {
    int code = XC_ENOMEM;
    struct named *named = calloc((size_t)strata->count + 1, sizeof *named);
    uint32_t *place = calloc((size_t)strata->count + 1, sizeof *place);
    targets->strata = xc_arena_array(arena, strata->count, sizeof *targets->strata);
    if (named == NULL || place == NULL || targets->strata == NULL)
        goto done;
    for (uint32_t i = 0; i < strata->count; i++)
        named[i] = (struct named){strata->names[i], i};
    qsort(named, strata->count, sizeof *named, compare);
    for (uint32_t i = 0; i < strata->count; i++) {
        if (i == 0 || !xc_str_equal(named[i - 1].name, named[i].name))
            targets->strata[targets->strata_count++] = named[i].name;
        place[named[i].number] = targets->strata_count - 1;
    }
    for (uint32_t row = 0; row < targets->count; row++)
        targets->stratum[row] = place[targets->stratum[row]];
    code = XC_OK;
done:
    free(named);
    free(place);
    return code == XC_OK ? XC_OK : xc_fail_memory(error);
}
