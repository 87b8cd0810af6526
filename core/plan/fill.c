/* A day filled exactly: which of some visits make the most of a crew's hours. */
#include "plan/plan_internal.h"

#include <string.h>

enum { LAYERS = 16, BITS = 63 };

struct xc_fill {
    uint64_t *rows; /* items + 1 × layers × units of the first piece + 1 */
};

struct xc_fill *xc_fill_new(struct xc_arena *arena) {
    size_t rows = (size_t)(XC_FILL_ITEMS + 1) * (LAYERS + 1) * (BITS + 1);
    struct xc_fill *fill = xc_arena_alloc(arena, sizeof *fill);
    if (!fill)
        return NULL;
    fill->rows = xc_arena_array(arena, rows, sizeof *fill->rows);
    return fill->rows ? fill : NULL;
}

struct xc_hours xc_fill_hours(const struct xc_job *job, uint32_t klass) {
    return job->shifts[job->classes[klass].shift];
}

unsigned xc_fill_units(const struct xc_fill_room *room) {
    unsigned units = 0;
    for (unsigned i = 0; i < room->count; i++)
        units += room->units[i];
    return units;
}

unsigned xc_fill_longest(const struct xc_fill_room *room) {
    unsigned longest = 0;
    for (unsigned i = 0; i < room->count; i++)
        longest = room->units[i] > longest ? room->units[i] : longest;
    return longest;
}

struct xc_fill_room xc_fill_room_of(const struct xc_hours *hours,
                                    unsigned setup_minutes) {
    struct xc_fill_room room = {.count = hours->count};
    for (unsigned i = 0; i < hours->count; i++)
        room.units[i] = (uint8_t)(((unsigned)hours->spans[i].to - hours->spans[i].from) /
                                  XC_GRID_MINUTES);
    unsigned units = (setup_minutes + XC_GRID_MINUTES - 1) / XC_GRID_MINUTES;
    if (units > 0 && !xc_fill_take(&room, units))
        room.count = 0;
    return room;
}

bool xc_fill_take(struct xc_fill_room *room, unsigned units) {
    unsigned piece = 0;
    while (piece < room->count && room->units[piece] < units)
        piece++;
    if (piece < room->count) {
        memset(room->units, 0, piece);
        room->units[piece] = (uint8_t)(room->units[piece] - units);
        return true;
    }
    if (xc_fill_units(room) < units)
        return false;
    for (piece = 0; units > 0 && piece < XC_HOUR_SPANS; piece++) {
        unsigned part = room->units[piece] < units ? room->units[piece] : units;
        room->units[piece] = (uint8_t)(room->units[piece] - part);
        units -= part;
    }
    return true;
}

/* ---- two pieces of a day at once ----
 *
 * rows[i] knows which (units in the first piece, units in the second) the items from i on
 * can make: one bit each, a row of bits for every number of units in the first piece.
 * Where the number of visits is limited there is a layer for every number of them. */

struct table {
    uint64_t *rows;
    unsigned layers; /* 1: any number of visits */
    unsigned first;  /* units of the first piece */
    uint64_t mask;   /* of the second */
};

static uint64_t *row_at(const struct table *t, unsigned item, unsigned layer,
                        unsigned units) {
    return &t->rows[((size_t)item * t->layers + layer) * (t->first + 1) + units];
}

static void add_item(const struct table *t, unsigned item, unsigned size) {
    for (unsigned layer = 0; layer < t->layers; layer++) {
        unsigned from = t->layers == 1 ? 0 : layer - 1;
        for (unsigned a = 0; a <= t->first; a++) {
            uint64_t bits = *row_at(t, item + 1, layer, a);
            if (t->layers == 1 || layer > 0) {
                bits |= size <= BITS ? *row_at(t, item + 1, from, a) << size : 0;
                bits |= a >= size ? *row_at(t, item + 1, from, a - size) : 0;
            }
            *row_at(t, item, layer, a) = bits & t->mask;
        }
    }
}

static bool has(const struct table *t, unsigned item, unsigned layer, int a, int b) {
    return a >= 0 && b >= 0 && (unsigned)a <= t->first && b <= BITS &&
           (*row_at(t, item, layer, (unsigned)a) >> b & 1) != 0;
}

struct goal {
    unsigned layer;
    int a, b;
};

/* The most units (with many: first the most visits) that items from `from` on make
 * together with the forced one of `size`, 0: none forced. */
static bool find_goal(const struct table *t, unsigned from, unsigned size, bool many,
                      struct goal *goal) {
    int best = -1;
    for (unsigned i = 0; i < t->layers && (best < 0 || !many); i++) {
        unsigned layer = t->layers - 1 - i;
        unsigned rest = t->layers == 1 || size == 0 ? layer : layer - 1;
        if (t->layers > 1 && layer == 0 && size > 0)
            break;
        for (unsigned a = t->first + 1; a-- > 0;) {
            uint64_t bits = *row_at(t, from, rest, a);
            if (size > 0) {
                bits = size <= BITS ? bits << size : 0;
                bits |= a >= size ? *row_at(t, from, rest, a - size) : 0;
            }
            int b = xc_bits_highest(bits & t->mask);
            if (b < 0 || (int)a + b <= best)
                continue;
            best = (int)a + b;
            *goal = (struct goal){layer, (int)a, b};
        }
    }
    return best >= 0;
}

/* Fills pieces p and p + 1 of the room. Earlier items are taken wherever the goal still
 * allows it. */
static void fill_pair(struct xc_fill *fill, struct xc_fill_room *room, unsigned p,
                      const uint8_t *sizes, unsigned count, unsigned limit, bool many,
                      bool forced, uint8_t *where) {
    unsigned units[2] = {room->units[p], p + 1 < room->count ? room->units[p + 1] : 0};
    units[0] = units[0] > BITS ? BITS : units[0];
    units[1] = units[1] > BITS ? BITS : units[1];
    struct table t = {fill->rows, limit < LAYERS ? limit + 1 : 1, units[0],
                      units[1] == BITS ? ~UINT64_C(0)
                                       : (UINT64_C(1) << (units[1] + 1)) - 1};
    unsigned start = forced ? 1 : 0;
    memset(row_at(&t, count, 0, 0), 0, (size_t)t.layers * (t.first + 1) * sizeof *t.rows);
    *row_at(&t, count, 0, 0) = 1;
    for (unsigned i = count; i-- > start;) {
        if (where[i] == XC_FILL_OUT)
            add_item(&t, i, sizes[i]);
        else
            memcpy(row_at(&t, i, 0, 0), row_at(&t, i + 1, 0, 0),
                   (size_t)t.layers * (t.first + 1) * sizeof *t.rows);
    }
    struct goal at = {0};
    if (!find_goal(&t, start, forced ? sizes[0] : 0, many, &at))
        return;
    for (unsigned i = 0; i < count; i++) {
        unsigned rest = t.layers == 1 ? 0 : at.layer - 1;
        int size = sizes[i];
        unsigned next = i + 1;
        if (where[i] != XC_FILL_OUT || (t.layers > 1 && at.layer == 0))
            continue;
        if (has(&t, next, rest, at.a - size, at.b)) {
            where[i] = (uint8_t)p;
            at.a -= size;
            room->units[p] = (uint8_t)(room->units[p] - size);
        } else if (has(&t, next, rest, at.a, at.b - size)) {
            where[i] = (uint8_t)(p + 1);
            at.b -= size;
            room->units[p + 1] = (uint8_t)(room->units[p + 1] - size);
        } else {
            continue;
        }
        at.layer = rest;
    }
}

static unsigned count_in(const uint8_t *where, unsigned count) {
    unsigned in = 0;
    for (unsigned i = 0; i < count; i++)
        in += where[i] != XC_FILL_OUT;
    return in;
}

/* Beyond a limit too large for layers, the smallest go out again. */
static void cut(struct xc_fill_room *room, const uint8_t *sizes, unsigned count,
                unsigned limit, bool forced, uint8_t *where) {
    while (count_in(where, count) > limit) {
        unsigned least = count;
        for (unsigned i = forced ? 1 : 0; i < count; i++)
            if (where[i] < XC_HOUR_SPANS && (least == count || sizes[i] <= sizes[least]))
                least = i;
        if (least == count)
            return;
        room->units[where[least]] = (uint8_t)(room->units[where[least]] + sizes[least]);
        where[least] = XC_FILL_OUT;
    }
}

/* All items that any piece holds, into the pieces of the room as they are now. */
static void fill_pieces(struct xc_fill *fill, struct xc_fill_room *room,
                        const uint8_t *sizes, unsigned count, unsigned limit, bool many,
                        bool forced, uint8_t *where) {
    unsigned taken = count_in(where, count);
    unsigned least = UINT8_MAX;
    bool keep = forced;
    for (unsigned i = 0; i < count; i++)
        least = sizes[i] < least ? sizes[i] : least;
    if (forced && room->count > 2) { /* pairs are filled one after the other */
        unsigned p = 0;
        while (p < room->count && room->units[p] < sizes[0])
            p++;
        if (p == room->count)
            return;
        where[0] = (uint8_t)p;
        room->units[p] = (uint8_t)(room->units[p] - sizes[0]);
        taken++;
        forced = false;
    }
    for (unsigned p = 0; p < room->count; p += 2) {
        unsigned left = limit > taken ? limit - taken : 0;
        if (left == 0)
            break;
        if (least > 0 && xc_fill_units(room) / least <= left)
            left = XC_FILL_ITEMS;
        fill_pair(fill, room, p, sizes, count, left, many, forced, where);
        taken = count_in(where, count);
    }
    cut(room, sizes, count, limit, keep, where);
}

/* A visit that runs across a pause goes first: behind it lies one stretch without a
 * choice, so that any order that is possible at all is possible this way. */
unsigned xc_fill_choose(struct xc_fill *fill, struct xc_fill_room *room,
                        const uint8_t *sizes, unsigned count, unsigned limit, bool many,
                        bool forced, uint8_t *where) {
    unsigned longest = xc_fill_longest(room);
    unsigned units = xc_fill_units(room);
    struct xc_fill_room start = *room;
    memset(where, XC_FILL_OUT, count);
    if (count == 0 || limit == 0 || (forced && sizes[0] > units))
        return 0;
    if (!forced || sizes[0] <= longest)
        fill_pieces(fill, room, sizes, count, limit, many, forced, where);
    if (forced && where[0] != XC_FILL_OUT && (xc_fill_units(room) == 0 || limit == 1))
        return count_in(where, count);
    unsigned across = 0;
    while (across < count && (sizes[across] <= longest || sizes[across] > units))
        across++;
    if (across == count || (across > 0 && forced && limit == 1))
        return count_in(where, count);
    struct xc_fill_room other = start;
    uint8_t places[XC_FILL_ITEMS];
    memset(places, XC_FILL_OUT, count);
    (void)xc_fill_take(&other, sizes[across]);
    places[across] = XC_FILL_ACROSS;
    bool also = forced && across > 0;
    if (also && sizes[0] > xc_fill_longest(&other))
        return count_in(where, count);
    fill_pieces(fill, &other, sizes, count, limit, many, also, places);
    bool valid = !also || places[0] != XC_FILL_OUT;
    bool missing = forced && where[0] == XC_FILL_OUT;
    if (valid && (missing || xc_fill_units(&other) < xc_fill_units(room))) {
        *room = other;
        memcpy(where, places, count);
    }
    return count_in(where, count);
}
