/* One component as a network: what is asked for against what its cells offer. */
#include "plan/proof_internal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_EDGES_OF_DAYS = 128, LEAST_EDGES = 4 };
#define NETWORK_BYTES ((size_t)2 << 30)
#define MAX_ARCS      UINT64_C(1500000)
#define MAX_CELLS     UINT64_C(3000000)

const struct xc_lot *xc_network_lot(const struct xc_network *net, uint32_t lot) {
    return &net->job->lots[net->lot_first + lot];
}

uint32_t xc_network_last(const struct xc_network *net, uint32_t lot) {
    bool grows = net->change.lots && net->change.lots[lot];
    return (uint32_t)xc_network_lot(net, lot)->hi + (grows ? net->change.days : 0);
}

/* ---- groups ---- */

static bool holds(const uint32_t *sorted, uint32_t count, uint32_t item) {
    uint32_t lo = 0;
    uint32_t hi = count;
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        if (sorted[middle] < item)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo < count && sorted[lo] == item;
}

/* Splits the groups by a property: those with it leave for groups of their own. */
static void split(struct xc_network *net, const bool *with, uint32_t *moved) {
    uint32_t before = net->group_count;
    for (uint32_t i = 0; i < before; i++)
        moved[i] = UINT32_MAX;
    for (uint32_t i = 0; i < net->crew_count; i++) {
        if (!with[i])
            continue;
        uint32_t group = net->group_of[i];
        if (moved[group] == UINT32_MAX)
            moved[group] = net->group_count++;
        net->group_of[i] = moved[group];
    }
}

/* Numbers the groups by their first crews; some may have lost all of theirs. */
static void number_groups(struct xc_network *net, uint32_t *name) {
    for (uint32_t i = 0; i < net->group_count; i++)
        name[i] = UINT32_MAX;
    net->group_count = 0;
    for (uint32_t i = 0; i < net->crew_count; i++) {
        uint32_t *group = &name[net->group_of[i]];
        if (*group == UINT32_MAX) {
            net->group_crew[net->group_count] = i;
            *group = net->group_count++;
        }
        net->group_of[i] = *group;
    }
}

static void mark_bar(const struct xc_network *net, uint32_t bar, bool *with) {
    const struct xc_bar *list = &net->job->bars[bar];
    for (uint32_t i = 0; i < net->crew_count; i++)
        with[i] = holds(list->crews, list->count, net->crews[i]);
}

static int make_groups(struct xc_network *net, struct xc_error *error) {
    struct xc_job *job = net->job;
    bool *with = xc_arena_array(net->arena, net->crew_count, sizeof *with);
    /* every split at most doubles the groups, and none is ever empty of crews for long */
    uint32_t *names =
        xc_arena_array(net->arena, (size_t)net->crew_count * 2 + 1, sizeof *names);
    net->group_of = xc_arena_array(net->arena, net->crew_count, sizeof *net->group_of);
    net->group_crew =
        xc_arena_array(net->arena, net->crew_count, sizeof *net->group_crew);
    if (!with || !names || !net->group_of || !net->group_crew)
        return xc_fail_memory(error);
    net->group_count = 1;
    uint32_t pool = XC_NO_POOL;
    for (uint32_t i = 0; i < net->lot_count; i++) {
        const struct xc_lot *lot = xc_network_lot(net, i);
        if (lot->pool == pool)
            continue;
        pool = lot->pool;
        for (uint32_t k = 0; k < net->crew_count; k++)
            with[k] =
                holds(job->pools[pool].crews, job->pools[pool].count, net->crews[k]);
        split(net, with, names);
        number_groups(net, names);
    }
    for (uint32_t k = 0; k < net->klass_count; k++) {
        const uint8_t *presence = job->classes[net->klasses[k]].presence;
        for (uint32_t i = 0; i < net->crew_count; i++) {
            const uint8_t *days = presence + (size_t)net->crews[i] * job->workdays;
            with[i] = false;
            for (uint32_t day = 0; day < job->workdays && !with[i]; day++)
                with[i] = days[day] != 0;
        }
        split(net, with, names);
        number_groups(net, names);
    }
    for (uint32_t bar = job->component_bars[net->component]; bar != 0;
         bar = job->bars[bar].next) {
        mark_bar(net, bar, with);
        split(net, with, names);
        number_groups(net, names);
    }
    if (net->change.freed != XC_NO_ROW) {
        for (uint32_t i = 0; i < net->crew_count; i++)
            with[i] = net->crews[i] == net->change.freed;
        split(net, with, names);
        number_groups(net, names);
    }
    return XC_OK;
}

bool xc_network_allows(const struct xc_network *net, uint32_t lot_index, uint32_t group) {
    bool extra = lot_index == net->lot_count; /* the visit that one more crew may make */
    const struct xc_lot *lot = xc_network_lot(net, extra ? net->change.lot : lot_index);
    const struct xc_pool *pool = &net->job->pools[lot->pool];
    const struct xc_bar *bar = &net->job->bars[lot->bar];
    uint32_t crew = net->crews[net->group_crew[group]];
    if (extra && crew == net->change.freed)
        return true;
    return holds(pool->crews, pool->count, crew) &&
           !(lot->bar != 0 && holds(bar->crews, bar->count, crew));
}

/* ---- segments ---- */

static int compare_days(const void *a, const void *b) {
    uint16_t left = *(const uint16_t *)a;
    uint16_t right = *(const uint16_t *)b;
    return left < right ? -1 : left > right;
}

uint32_t xc_network_segment(const struct xc_network *net, uint32_t day) {
    uint32_t lo = 0;
    uint32_t hi = net->segment_count;
    while (hi - lo > 1) {
        uint32_t middle = lo + (hi - lo) / 2;
        if (net->edges[middle] <= day)
            lo = middle;
        else
            hi = middle;
    }
    return lo;
}

bool xc_network_open(const struct xc_network *net, uint32_t lot, uint32_t segment) {
    uint32_t shut = xc_network_lot(net, lot)->shut;
    return shut == 0 || !xc_shut_all(net->job, shut, net->edges[segment],
                                     net->edges[segment + 1] - 1u);
}

void xc_network_span(const struct xc_network *net, uint32_t lot, uint32_t *lo,
                     uint32_t *hi) {
    uint32_t from = xc_network_segment(net, xc_network_lot(net, lot)->lo);
    uint32_t to = xc_network_segment(net, xc_network_last(net, lot));
    *lo = net->edges[from];
    *hi = net->edges[to + 1] - 1u;
}

/* Fewer edges make windows wider, never narrower: less is proved, nothing wrongly. */
static void thin_out(struct xc_network *net, const uint16_t *all, uint32_t count,
                     uint32_t most) {
    uint32_t kept = count < most ? count : most;
    for (uint32_t i = 0; i < kept; i++)
        net->edges[i] = all[kept > 1 ? (uint64_t)i * (count - 1) / (kept - 1) : 0];
    net->segment_count = kept - 1;
}

uint64_t xc_network_arcs(const struct xc_network *net) {
    uint64_t arcs =
        (uint64_t)(net->combo_count + 1) * net->segment_count * net->group_count;
    const struct xc_lot *known = NULL;
    uint64_t groups = 0;
    for (uint32_t i = 0; i < net->lot_count; i++) {
        const struct xc_lot *lot = xc_network_lot(net, i);
        if (!known || known->pool != lot->pool || known->bar != lot->bar) {
            known = lot;
            groups = 0;
            for (uint32_t k = 0; k < net->group_count; k++)
                groups += xc_network_allows(net, i, k);
        }
        uint32_t from = xc_network_segment(net, lot->lo);
        uint32_t to = xc_network_segment(net, xc_network_last(net, i));
        arcs += (to - from + 1) * groups + 1;
    }
    return arcs;
}

/* Days within its window on which a lot's closed days begin or have ended; days may be
 * NULL. */
static size_t list_changes(const struct xc_network *net, uint32_t lot, uint16_t *days) {
    const struct xc_lot *own = xc_network_lot(net, lot);
    uint32_t last = xc_network_last(net, lot);
    size_t count = 0;
    for (uint32_t day = own->lo + 1u; own->shut != 0 && day <= last; day++)
        if (xc_shut_all(net->job, own->shut, day, day) !=
            xc_shut_all(net->job, own->shut, day - 1, day - 1)) {
            if (days)
                days[count] = (uint16_t)day;
            count++;
        }
    return count;
}

static int make_segments(struct xc_network *net, struct xc_error *error) {
    size_t room = (size_t)net->lot_count * 2;
    for (uint32_t i = 0; i < net->lot_count; i++)
        room += list_changes(net, i, NULL);
    uint16_t *all = xc_arena_array(net->arena, room, sizeof *all);
    net->edges = xc_arena_array(net->arena, MAX_EDGES_OF_DAYS, sizeof *net->edges);
    if (!all || !net->edges)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < net->lot_count; i++) {
        all[(size_t)i * 2] = xc_network_lot(net, i)->lo;
        all[(size_t)i * 2 + 1] = (uint16_t)(xc_network_last(net, i) + 1);
    }
    for (size_t i = 0, at = (size_t)net->lot_count * 2; i < net->lot_count; i++)
        at += list_changes(net, (uint32_t)i, all + at);
    qsort(all, room, sizeof *all, compare_days);
    uint32_t count = 0;
    for (size_t i = 0; i < room; i++)
        if (count == 0 || all[count - 1] != all[i])
            all[count++] = all[i];
    for (uint32_t most = MAX_EDGES_OF_DAYS;; most /= 2) {
        thin_out(net, all, count, most);
        uint64_t cells = (uint64_t)net->segment_count * net->group_count *
                         (net->combo_count + 1) * net->mode_count;
        if (most <= LEAST_EDGES ||
            (cells <= MAX_CELLS && xc_network_arcs(net) <= MAX_ARCS))
            return XC_OK;
    }
}

/* ---- combinations of class and size, modes ---- */

static int make_combos(struct xc_network *net, struct xc_error *error) {
    struct xc_job *job = net->job;
    uint32_t *place = xc_arena_array(net->arena, job->class_count, sizeof *place);
    uint32_t *found = xc_arena_array(
        net->arena, (size_t)job->class_count * (XC_SIZE_DAYS + 1), sizeof *found);
    net->klasses = xc_arena_array(net->arena, job->class_count, sizeof *net->klasses);
    net->combo_of =
        xc_arena_array(net->arena, (size_t)net->lot_count + 1, sizeof *net->combo_of);
    uint32_t combos = 0;
    if (!place || !found || !net->klasses || !net->combo_of)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < net->lot_count; i++) {
        const struct xc_lot *lot = xc_network_lot(net, i);
        if (place[lot->klass] == 0) {
            net->klasses[net->klass_count] = lot->klass;
            place[lot->klass] = ++net->klass_count;
        }
        uint32_t *combo = &found[(size_t)lot->klass * (XC_SIZE_DAYS + 1) + lot->size];
        if (*combo == 0)
            *combo = ++combos;
        net->combo_of[i] = *combo - 1;
    }
    net->combo_klass = xc_arena_array(net->arena, combos, sizeof *net->combo_klass);
    net->combo_size = xc_arena_array(net->arena, combos, sizeof *net->combo_size);
    if (!net->combo_klass || !net->combo_size)
        return xc_fail_memory(error);
    if (net->klass_count > UINT8_MAX)
        return xc_fail(error, XC_EINPUT, "the programme has too many kinds of crews.");
    net->combo_count = combos;
    for (uint32_t i = 0; i < net->lot_count; i++) {
        const struct xc_lot *lot = xc_network_lot(net, i);
        net->combo_klass[net->combo_of[i]] = (uint8_t)(place[lot->klass] - 1);
        net->combo_size[net->combo_of[i]] = lot->size;
    }
    return XC_OK;
}

/* Minutes, and visits of at least some of the sizes that occur: the smallest always. */
static void make_modes(struct xc_network *net) {
    bool seen[XC_SIZES] = {false};
    uint8_t sizes[XC_SIZES];
    unsigned count = 0;
    for (uint32_t i = 0; i < net->combo_count; i++)
        if (net->combo_size[i] < XC_SIZES)
            seen[net->combo_size[i]] = true;
    for (unsigned i = 0; i < XC_SIZES; i++)
        if (seen[i])
            sizes[count++] = (uint8_t)i;
    net->modes[net->mode_count++] = (struct xc_mode){false, 0};
    unsigned kept = count < XC_MODES - 1 ? count : XC_MODES - 1;
    for (unsigned i = 0; i < kept; i++)
        net->modes[net->mode_count++] =
            (struct xc_mode){true, sizes[kept > 1 ? i * (count - 1) / (kept - 1) : 0]};
}

/* ---- all ---- */

static int find_crews(struct xc_network *net, struct xc_error *error) {
    struct xc_job *job = net->job;
    net->crews = xc_arena_array(net->arena, job->crew_count, sizeof *net->crews);
    if (!net->crews)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < job->crew_count; i++)
        if (job->component_of_crew[i] == net->component)
            net->crews[net->crew_count++] = i;
    return XC_OK;
}

static int find_limits(struct xc_network *net, struct xc_error *error) {
    size_t count = (size_t)net->crew_count * net->klass_count;
    net->limits = xc_arena_array(net->arena, count, sizeof *net->limits);
    if (!net->limits)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < net->crew_count; i++)
        for (uint32_t k = 0; k < net->klass_count; k++)
            net->limits[(size_t)i * net->klass_count + k] =
                xc_people_day_limit_without(net->job, &net->job->classes[net->klasses[k]],
                                            net->crews[i], net->change.person);
    return XC_OK;
}

int xc_network_make(struct xc_network *net, struct xc_job *job, uint32_t component,
                    const struct xc_change *change, struct xc_error *error) {
    memset(net, 0, sizeof *net);
    net->job = job;
    net->component = component;
    net->change =
        change ? *change : (struct xc_change){.person = XC_NO_ROW, .freed = XC_NO_ROW};
    net->lot_first = job->component_lots[component];
    net->lot_count = job->component_lots[component + 1] - net->lot_first;
    net->arena = xc_arena_new(NETWORK_BYTES);
    if (!net->arena)
        return xc_fail_memory(error);
    net->rest_count = xc_arena_array(net->arena, net->lot_count, sizeof *net->rest_count);
    net->rest_minutes =
        xc_arena_array(net->arena, net->lot_count, sizeof *net->rest_minutes);
    if (!net->rest_count || !net->rest_minutes)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < net->lot_count; i++) {
        net->rest_count[i] = xc_network_lot(net, i)->count;
        net->rest_minutes[i] = xc_network_lot(net, i)->minutes;
    }
    int code = find_crews(net, error);
    if (!code)
        code = make_combos(net, error);
    if (!code)
        code = make_groups(net, error);
    if (!code)
        code = find_limits(net, error);
    make_modes(net);
    if (!code)
        code = make_segments(net, error);
    if (!code)
        code = xc_rooms_fill(net, error);
    if (!code && net->change.more > 0)
        xc_rooms_add(net);
    return code;
}

void xc_network_free(struct xc_network *net) {
    xc_arena_free(net->arena);
    net->arena = NULL;
}
