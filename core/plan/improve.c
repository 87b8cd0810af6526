/* Step 8: a search around the plan that repair left, within a number of steps. Fewer
 * zone-days, level weeks, months and crews, and visits that found no place exchanged for
 * lighter ones. Small components are searched thoroughly: worse plans are taken for a
 * while, less and less so. Large ones only ever get better. */
#include "plan/improve_internal.h"

#include <string.h>

#define ARENA_BYTES ((size_t)4 << 30)

enum {
    STEPS = 1500000,     /* shared by all components … */
    STEPS_EACH = 1000,   /* … but no more of them for a visit */
    STEPS_PER_VISIT = 2, /* where that leaves less than … */
    WARM = 100,          /* … too few for trying worse plans */
    STARTS = 4,          /* of components of a few visits … */
    STARTS_SHORT = 12,   /* more of them while visits without a place become fewer */
    STARTS_VISITS = 400, /* … at most; fewer where so many … */
    FRUITLESS = 2,       /* … in a row find nothing better */
    PLACES = 12,         /* of PROPOSALS, for visits without a place … */
    PLACES_LATER = 2,    /* … once what is left of them may have none */
    PROPOSALS = 16,
    NEAR_PERCENT = 115, /* of what is proved to stay unserved */
    HOT_RUNS = 2,
    TRIES = 4,
    LOOK_AGAIN = 8192,
    TICK = 16384
};

/* ---- moves ---- */

static uint32_t any_visit(struct xc_search *s) {
    return s->visits[xc_random_below(&s->random, s->count)];
}

/* Another visit of the same zone. */
static uint32_t neighbour_of(struct xc_search *s, uint32_t position) {
    uint32_t first = s->run_first[position];
    uint32_t count = s->run_count[first];
    return s->visits[first + xc_random_below(&s->random, count)];
}

static bool set_cell_of(struct xc_search *s, struct xc_exchange *e, unsigned side,
                        uint32_t index) {
    const struct xc_need *need = &s->job->needs[index];
    if (need->state != XC_NEED_PLACED)
        return false;
    e->crew[side] = need->crew;
    e->day[side] = need->day;
    return true;
}

static void set_any_cell(struct xc_search *s, struct xc_exchange *e, unsigned side,
                         uint32_t index) {
    const struct xc_need *need = &s->job->needs[index];
    const struct xc_pool *pool = &s->job->pools[need->pool];
    e->crew[side] = pool->crews[xc_random_below(&s->random, pool->count)];
    e->day[side] = need->wide_lo + xc_random_below(&s->random, (uint32_t)need->wide_hi -
                                                                   need->wide_lo + 1u);
}

/* The same, and where there is a rest, if some tries find one. */
static void set_cell_with_rest(struct xc_search *s, struct xc_exchange *e, unsigned side,
                               uint32_t index) {
    unsigned tries = TRIES;
    do {
        set_any_cell(s, e, side, index);
    } while (--tries > 0 && xc_cells_at(s->job, e->crew[side], e->day[side])->left == 0);
}

static void add_one(struct xc_exchange *e, unsigned side, uint32_t index) {
    e->moved[side][e->count[side]++] = index;
}

/* The visits of a cell: those of one zone, or all (XC_NO_ROW). */
static void add_group(const struct xc_search *s, struct xc_exchange *e, unsigned side,
                      uint32_t zone) {
    const struct xc_cell *cell = xc_cells_at(s->job, e->crew[side], e->day[side]);
    for (uint32_t i = cell->head; i != XC_NO_NEED; i = s->job->needs[i].next)
        if (zone == XC_NO_ROW || s->job->needs[i].zone == zone)
            add_one(e, side, i);
}

static void add_any_of_cell(struct xc_search *s, struct xc_exchange *e, unsigned side) {
    const struct xc_cell *cell = xc_cells_at(s->job, e->crew[side], e->day[side]);
    if (cell->count == 0)
        return;
    uint32_t skip = xc_random_below(&s->random, cell->count);
    uint32_t at = cell->head;
    while (skip-- > 0)
        at = s->job->needs[at].next;
    add_one(e, side, at);
}

static int32_t rest_of(const struct xc_search *s, uint32_t crew, uint32_t day) {
    int32_t rest = (int32_t)s->whole;
    for (uint32_t i = xc_cells_at(s->job, crew, day)->head; i != XC_NO_NEED;
         i = s->job->needs[i].next)
        rest -= s->job->needs[i].minutes;
    return rest;
}

/* The visit of the second cell for which `index` leaves the least of the day free. */
static void add_fitting(struct xc_search *s, struct xc_exchange *e, uint32_t index) {
    int32_t room = rest_of(s, e->crew[1], e->day[1]) - s->job->needs[index].minutes;
    int32_t least = INT32_MAX;
    uint32_t best = XC_NO_NEED;
    for (uint32_t i = xc_cells_at(s->job, e->crew[1], e->day[1])->head; i != XC_NO_NEED;
         i = s->job->needs[i].next) {
        int32_t rest = room + s->job->needs[i].minutes;
        if (rest < 0 || rest >= least)
            continue;
        least = rest;
        best = i;
    }
    if (best != XC_NO_NEED)
        add_one(e, 1, best);
}

/* A visit joins its zone, and one of another zone that makes room takes its place. */
static bool propose_join(struct xc_search *s, uint32_t position, struct xc_exchange *e) {
    uint32_t index = s->visits[position];
    uint32_t zone = s->job->needs[index].zone;
    uint32_t best = XC_NO_NEED;
    uint32_t seen = 0;
    add_one(e, 0, index);
    if (!set_cell_of(s, e, 1, neighbour_of(s, position)))
        return false;
    int32_t minutes = s->job->needs[index].minutes;
    int32_t least = minutes - rest_of(s, e->crew[1], e->day[1]);
    int32_t most = minutes + rest_of(s, e->crew[0], e->day[0]);
    for (uint32_t i = xc_cells_at(s->job, e->crew[1], e->day[1])->head; i != XC_NO_NEED;
         i = s->job->needs[i].next) {
        const struct xc_need *need = &s->job->needs[i];
        if (need->zone == zone || need->minutes < least || need->minutes > most)
            continue;
        if (xc_random_below(&s->random, ++seen) == 0)
            best = i;
    }
    if (best == XC_NO_NEED)
        return least <= 0;
    add_one(e, 1, best);
    return true;
}

/* A visit without a place goes somewhere, as it is or for another; or two crew-days on
 * which it may lie exchange visits, so that their rests become room for it. */
static bool propose_open(struct xc_search *s, uint32_t position, struct xc_exchange *e) {
    uint32_t index = s->visits[position];
    unsigned kind = xc_random_below(&s->random, 8);
    if (kind >= 4) {
        set_cell_with_rest(s, e, 0, index);
        set_cell_with_rest(s, e, 1, index);
        add_any_of_cell(s, e, 0);
        if (kind == 5)
            add_any_of_cell(s, e, 1);
        else if (kind > 5 && e->count[0] > 0)
            add_fitting(s, e, e->moved[0][0]);
        return true;
    }
    e->crew[0] = XC_NO_ROW;
    add_one(e, 0, index);
    if (kind == 0 && !set_cell_of(s, e, 1, neighbour_of(s, position)))
        return false;
    if (kind > 0)
        set_cell_with_rest(s, e, 1, index);
    if (kind == 2)
        add_any_of_cell(s, e, 1);
    else if (kind == 3)
        add_fitting(s, e, index);
    return true;
}

static bool propose(struct xc_search *s, struct xc_exchange *e) {
    uint32_t position =
        s->open_count > 0 && xc_random_below(&s->random, PROPOSALS) < s->places
            ? s->open[xc_random_below(&s->random, s->open_count)]
            : xc_random_below(&s->random, s->count);
    uint32_t index = s->visits[position];
    uint32_t zone = s->job->needs[index].zone;
    e->count[0] = e->count[1] = 0;
    if (!set_cell_of(s, e, 0, index))
        return propose_open(s, position, e);
    unsigned kind = xc_random_below(&s->random, 16);
    uint32_t other;
    switch (kind) {
    case 0: /* one visit to where its zone is visited already */
    case 1:
    case 2:
    case 3:
        add_one(e, 0, index);
        return set_cell_of(s, e, 1, neighbour_of(s, position));
    case 4: /* … or anywhere */
        add_one(e, 0, index);
        set_any_cell(s, e, 1, index);
        return true;
    case 5: /* … for another visit */
    case 6:
        return propose_join(s, position, e);
    case 7: /* two visits of a zone */
        other = neighbour_of(s, position);
        add_one(e, 0, index);
        add_one(e, 1, other);
        return set_cell_of(s, e, 1, other);
    case 8: /* any two visits */
        other = any_visit(s);
        add_one(e, 0, index);
        add_one(e, 1, other);
        return set_cell_of(s, e, 1, other);
    case 9: /* all that a crew does in the zone that day */
    case 10:
        add_group(s, e, 0, zone);
        set_any_cell(s, e, 1, index);
        return true;
    case 11:
        add_group(s, e, 0, zone);
        return set_cell_of(s, e, 1, neighbour_of(s, position));
    case 12: /* … against one visit, or a zone */
        other = any_visit(s);
        add_group(s, e, 0, zone);
        add_one(e, 1, other);
        return set_cell_of(s, e, 1, other);
    case 13:
        other = any_visit(s);
        add_group(s, e, 0, zone);
        if (!set_cell_of(s, e, 1, other))
            return false;
        add_group(s, e, 1, s->job->needs[other].zone);
        return true;
    default: /* two crew-days */
        add_group(s, e, 0, XC_NO_ROW);
        set_any_cell(s, e, 1, index);
        add_group(s, e, 1, XC_NO_ROW);
        return true;
    }
}

/* A crew-day of the fullest crew against one of another crew that week, or of the fullest
 * week against another day of the same crew; into an empty one goes a zone alone. */
static bool propose_level(struct xc_search *s, struct xc_exchange *e) {
    const struct xc_job *job = s->job;
    const struct xc_search_level *week = s->all.count > 0 ? &s->all : &s->week;
    const uint32_t *crews = s->crews + s->first_crew[s->component];
    bool by_crew = xc_random_below(&s->random, 2) == 0;
    uint32_t near = xc_random_below(&s->random, 9);
    uint32_t day = xc_random_below(&s->random, job->workdays);
    if (!by_crew)
        day = week->worst * job->workdays / week->count + near;
    e->count[0] = e->count[1] = 0;
    e->crew[0] =
        crews[by_crew ? s->crew.worst : xc_random_below(&s->random, s->crew.count)];
    e->day[0] = by_crew ? day : day - 4;
    if (e->day[0] >= job->workdays ||
        (!by_crew && job->week_of[e->day[0]] != week->worst))
        return false;
    uint32_t index = xc_cells_at(job, e->crew[0], e->day[0])->head;
    if (index == XC_NO_NEED)
        return false;
    set_any_cell(s, e, 1, index);
    if (by_crew)
        e->day[1] = e->day[0] + near - 4;
    else
        e->crew[1] = e->crew[0];
    if (e->day[1] >= job->workdays)
        return false;
    bool empty = xc_cells_at(job, e->crew[1], e->day[1])->count == 0;
    add_group(s, e, 0, empty ? job->needs[index].zone : XC_NO_ROW);
    add_group(s, e, 1, XC_NO_ROW);
    return true;
}

/* ---- search ---- */

/* −log2 of a random number in (0, 1], times 2^16; straight between powers of two. */
static int64_t random_log(struct xc_search *s) {
    uint64_t number = xc_random_next(&s->random) | 1;
    int64_t zeros = 0;
    while (!(number >> 63)) {
        number <<= 1;
        zeros++;
    }
    return ((zeros + 1) << 16) - (int64_t)(number >> 47 & 0xffff);
}

static int search(struct xc_search *s, uint64_t steps, int64_t heat,
                  struct xc_error *error) {
    struct xc_exchange *e = &s->exchange;
    unsigned often = heat > 0 ? 4 : 2; /* levels are looked at by themselves */
    s->packing = 2 * XC_SEARCH_ZONE_DAY;
    s->room = s->places == PLACES ? 1000 * XC_SEARCH_ZONE_DAY : 0;
    for (uint64_t step = 0; step < steps; step++) {
        if (step % TICK == 0 &&
            !xc_progress_tick(s->job->input->progress, XC_MSG("improving the plan"),
                              s->done, s->planned))
            return xc_fail(error, XC_ENO, "stopped");
        if (step % LOOK_AGAIN == 0)
            xc_search_find_open(s);
        s->done++;
        if (heat > 0 && step % (steps / 64 + 1) == 0) /* a 200th is left at the end */
            heat = step > steps / 8 * 7 ? 0 : heat * 92 / 100;
        if (step == steps / 8 * 7)
            s->packing = s->room = 0;
        bool level = step % often == 0 && s->open_count == 0;
        if (!(level ? propose_level(s, e) : propose(s, e)) || !xc_search_legal(s, e))
            continue;
        int64_t packing = 0;
        int64_t change = xc_search_change(s, e, &packing);
        int64_t felt = change + packing;
        if (felt > 0 && (heat == 0 || felt > heat * random_log(s) / 65536))
            continue;
        if (felt == 0 && heat == 0 && step % 4 > 0)
            continue;
        if (!xc_arrange_exchange(s->job, e))
            continue;
        xc_search_accept(s, e);
        s->cost += change;
    }
    return XC_OK;
}

/* Small components: short searches, each from the best plan so far, until some in a row
 * find nothing better. */
static int run_small(struct xc_search *s, uint64_t steps, int64_t heat,
                     struct xc_error *error) {
    int64_t best = s->cost;
    unsigned fruitless = 0;
    unsigned starts = STARTS;
    int code = xc_search_save(s, error);
    for (unsigned start = 0; !code && start < starts && fruitless < FRUITLESS; start++) {
        code = search(s, steps, heat, error);
        fruitless = s->cost < best ? 0 : fruitless + 1;
        if (!code && s->cost < best) {
            best = s->cost;
            code = xc_search_save(s, error);
        } else if (!code) {
            xc_search_restore(s);
            s->cost = best;
        }
        uint32_t open = s->open_count;
        xc_search_find_open(s);
        if (s->open_count < open && starts < STARTS_SHORT)
            starts++;
    }
    return code;
}

/* One long search; the plan stays as it was where that is better. */
static int run_once(struct xc_search *s, uint64_t steps, int64_t heat,
                    struct xc_error *error) {
    int64_t best = s->cost;
    int code = xc_search_save(s, error);
    if (!code)
        code = search(s, steps, heat, error);
    if (!code && s->cost > best) {
        xc_search_restore(s);
        s->cost = best;
    }
    return code;
}

/* True where hardly less time can stay unserved than does: it is proved. */
static bool near_proof(const struct xc_job *job) {
    uint64_t open = 0;
    for (uint32_t i = 0; i < job->order_count; i++) {
        const struct xc_need *need = &job->needs[job->order[i]];
        if (need->state == XC_NEED_OPEN)
            open += (uint64_t)need->minutes * need->days;
    }
    return open * 100 <= job->short_minutes * NEAR_PERCENT;
}

/* Visits without a place: warm first, so that days are filled to the end whatever their
 * zones, and hotter for longer where that leaves too many of them. */
static int find_places(struct xc_search *s, uint64_t steps, struct xc_error *error) {
    s->places = PLACES;
    int code = run_once(s, steps * 3 / 8, XC_SEARCH_ZONE_DAY / 2, error);
    for (unsigned run = 0; !code && run < HOT_RUNS && !near_proof(s->job); run++)
        code = run_once(s, steps * 3 / 2, XC_SEARCH_ZONE_DAY * 8, error);
    s->places = PLACES_LATER;
    return code;
}

/* Steps for each visit. */
static uint64_t steps_each(const struct xc_job *job) {
    uint64_t each = job->order_count > 0 ? STEPS / job->order_count : 0;
    return each < STEPS_EACH ? each : STEPS_EACH;
}

static int run_component(struct xc_search *s, struct xc_error *error) {
    if (s->count < 2)
        return XC_OK;
    uint64_t each = steps_each(s->job);
    s->places = PLACES;
    if (each < WARM)
        return search(s, (uint64_t)STEPS_PER_VISIT * s->count, 0, error);
    xc_search_find_open(s);
    bool open = s->open_count > 0;
    if (s->count <= STARTS_VISITS)
        return run_small(s, each * s->count / STARTS,
                         open ? XC_SEARCH_ZONE_DAY * 8 : XC_SEARCH_ZONE_DAY / 8, error);
    uint64_t steps = each * s->count;
    int code = open ? find_places(s, steps, error) : XC_OK;
    if (!code)
        code = run_once(s, steps, XC_SEARCH_ZONE_DAY / 8, error);
    return code;
}

int xc_improve_run(struct xc_job *job, struct xc_error *error) {
    struct xc_search s = {.job = job, .arena = xc_arena_new(ARENA_BYTES)};
    int code = s.arena ? xc_search_start(&s, error) : xc_fail_memory(error);
    uint64_t each = steps_each(job);
    s.planned = job->order_count * (each < WARM ? STEPS_PER_VISIT : each) + 1;
    for (uint32_t i = 0; !code && i < job->component_count; i++) {
        code = xc_search_open(&s, i, error);
        if (!code)
            code = run_component(&s, error);
    }
    xc_arena_free(s.arena);
    return code;
}
