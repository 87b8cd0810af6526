/* The least days of a few visits, by looking at all ways that matter.
 *
 * Let e be the visit with the earliest deadline d among those not yet served. Whatever a
 * best plan does with e, all visits of that day may be made on day d itself: they have
 * deadlines of d or later, and are released by then because e is not made after d. So it
 * is enough to open days at the deadline of the earliest visit not yet served, and to try
 * what may be made together with it. Of these sets only the largest need be tried, for
 * serving more never makes the rest harder; and of visits of one length that are all
 * released, those with earlier deadlines, for a later one can stand wherever an earlier
 * one would. A state is the set of visits served; each number of days has its states, and
 * the first one that serves all is the answer. States that a bound shows to be no better
 * than what is known are dropped; so is a state whose visits another one serves too.
 *
 * Where there are too many states the most promising are kept: few at first, which often
 * is enough, then more. The least bound of those
 * dropped then is what remains proved. Visits of one target on one day are allowed here:
 * that may only make the answer too small. */
#include "plan/plan_internal.h"

#include <limits.h>
#include <string.h>

/* Sets of visits looked at: of all zones together, of one at most, of one at least. */
enum { BUDGET = 5000000, MOST_BUDGET = 200000, LEAST_BUDGET = 15000 };

enum {
    NARROW = 8,
    WIDER = 4,
    STATES = 128,
    CHILDREN = 4096,
    DEPTH = XC_EXACT_VISITS,
    BITS = 63,
    SIZES = 97
};

struct state {
    uint64_t served;
    uint32_t parent; /* among all states */
    uint32_t score;  /* smaller is more promising: least days to come, units to serve */
};

struct xc_exact {
    struct state *states; /* of all numbers of days, one after the other */
    struct state *children;
    uint32_t *order;
    uint32_t *scratch;
    uint32_t child_count;
    uint32_t first[DEPTH + 2]; /* states of so many days begin here */
    uint64_t sets[DEPTH];
};

struct filling { /* what some visits make of a day */
    uint64_t rows[BITS + 1];
    unsigned units;
    unsigned count;
    bool across; /* some visit is longer than the last piece: one stretch */
};

struct search {
    struct xc_exact *exact;
    struct xc_bound *bound;
    const struct xc_bound_day *day;
    const struct xc_bound_visit *visits;
    unsigned count;
    unsigned first, last, units; /* of the day; last 0: one stretch */
    uint64_t sizes[SIZES];       /* visits by length */
    uint8_t lengths[XC_EXACT_VISITS];
    unsigned length_count;
    uint32_t upper;   /* days that are known to be enough */
    uint32_t width;   /* states that are kept of each number of days */
    uint32_t dropped; /* least bound of what was not followed */
    uint32_t budget;
    /* of the state that is being followed */
    uint32_t depth, parent, least;
    uint64_t served, open;
    unsigned due; /* the length of the visit that opens the day */
};

struct xc_exact *xc_exact_new(struct xc_arena *arena) {
    struct xc_exact *exact = xc_arena_alloc(arena, sizeof *exact);
    if (!exact)
        return NULL;
    exact->states =
        xc_arena_array(arena, (size_t)STATES * (DEPTH + 1), sizeof *exact->states);
    exact->children = xc_arena_array(arena, CHILDREN, sizeof *exact->children);
    exact->order = xc_arena_array(arena, CHILDREN, sizeof *exact->order);
    exact->scratch = xc_arena_array(arena, CHILDREN, sizeof *exact->scratch);
    return exact->states && exact->children && exact->order && exact->scratch ? exact
                                                                              : NULL;
}

uint32_t xc_exact_budget(uint32_t zones) {
    uint32_t share = BUDGET / (zones > 0 ? zones : 1);
    return share > MOST_BUDGET    ? MOST_BUDGET
           : share < LEAST_BUDGET ? LEAST_BUDGET
                                  : share;
}

/* Adds a visit; false: the day does not hold it. */
static bool add(const struct search *s, struct filling *f, unsigned units) {
    if (f->count >= s->day->limit || f->units + units > s->units)
        return false;
    bool fits = s->last == 0 || f->across || units > s->last;
    bool across = f->across || (s->last > 0 && units > s->last);
    if (!fits) {
        uint64_t mask = (UINT64_C(2) << s->last) - 1;
        uint64_t any = 0;
        for (unsigned a = s->first + 1; a-- > 0;) {
            uint64_t bits = (f->rows[a] << units) & mask;
            bits |= a >= units ? f->rows[a - units] : 0;
            f->rows[a] = bits;
            any |= bits;
        }
        if (any == 0)
            return false;
    }
    f->across = across;
    f->units += units;
    f->count++;
    return true;
}

static void copy_filling(const struct search *s, const struct filling *from,
                         struct filling *to) {
    memcpy(to->rows, from->rows, (s->first + 1) * sizeof *to->rows);
    to->units = from->units;
    to->count = from->count;
    to->across = from->across;
}

static bool could_add(const struct search *s, const struct filling *f, unsigned units) {
    if (f->count >= s->day->limit || f->units + units > s->units)
        return false;
    if (s->last == 0 || f->across || units > s->last)
        return true;
    uint64_t before = units == 0 ? 0 : (UINT64_C(1) << (s->last + 1 - units)) - 1;
    for (unsigned a = 0; a <= s->first; a++)
        if ((f->rows[a] & before) != 0 || (f->rows[a] != 0 && a + units <= s->first))
            return true;
    return false;
}

/* ---- states ---- */

static void add_child(struct search *s, uint64_t set) {
    struct xc_exact *exact = s->exact;
    uint64_t served = s->served | set;
    uint32_t rest = xc_bound_rest(s->bound, s->visits, s->count, served);
    uint32_t units = 0;
    if (s->depth + 1 + rest >= s->upper)
        return;
    for (unsigned i = 0; i < s->count; i++)
        units += (served >> i & 1) != 0 ? 0 : s->visits[i].units;
    if (exact->child_count == CHILDREN) {
        s->dropped = s->depth + 1 + rest < s->dropped ? s->depth + 1 + rest : s->dropped;
        return;
    }
    exact->children[exact->child_count++] =
        (struct state){served, s->parent, rest << 16 | (units & 0xffff)};
}

/* Chooses how many visits of each length join the day, the longest first. */
static void choose(struct search *s, unsigned at, const struct filling *f, uint64_t set,
                   uint64_t missing) {
    if (at == s->length_count) {
        for (uint64_t rest = missing; rest != 0; rest &= rest - 1)
            if (could_add(s, f, s->lengths[xc_bits_lowest(rest)]))
                return;
        add_child(s, set);
        return;
    }
    unsigned units = s->lengths[at];
    uint64_t open = s->sizes[units] & s->open;
    struct filling steps;
    copy_filling(s, f, &steps);
    if (units == s->due) {
        uint64_t one = open & (~open + 1);
        open &= ~one;
        set |= one;
        if (!add(s, &steps, units))
            return;
    }
    for (;;) {
        if (s->budget == 0) {
            s->dropped = s->least < s->dropped ? s->least : s->dropped;
            return;
        }
        s->budget--;
        choose(s, at + 1, &steps, set, open != 0 ? missing | UINT64_C(1) << at : missing);
        if (open == 0 || !add(s, &steps, units))
            return;
        uint64_t one = open & (~open + 1);
        open &= ~one;
        set |= one;
    }
}

static void follow(struct search *s, uint32_t index) {
    const struct state *state = &s->exact->states[index];
    s->parent = index;
    s->least = s->depth + (state->score >> 16);
    s->served = state->served;
    s->open = 0;
    unsigned earliest = xc_bits_lowest(~state->served);
    for (unsigned i = earliest; i < s->count; i++)
        if (s->visits[i].lo <= s->visits[earliest].hi)
            s->open |= ~state->served & UINT64_C(1) << i;
    s->due = s->visits[earliest].units;
    struct filling empty = {.rows = {1}};
    choose(s, 0, &empty, 0, 0);
}

static int by_promise(const void *context, uint32_t a, uint32_t b) {
    const struct state *states = context;
    if (states[a].score != states[b].score)
        return states[a].score < states[b].score ? -1 : 1;
    if (states[a].served != states[b].served)
        return states[a].served < states[b].served ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* The children become the states of one day more. */
static void keep(struct search *s) {
    struct xc_exact *exact = s->exact;
    uint32_t from = exact->first[s->depth + 1];
    uint32_t kept = from;
    for (uint32_t i = 0; i < exact->child_count; i++)
        exact->order[i] = i;
    xc_plan_sort(exact->order, exact->child_count, exact->scratch, by_promise,
                 exact->children);
    for (uint32_t i = 0; i < exact->child_count; i++) {
        const struct state *child = &exact->children[exact->order[i]];
        bool useful = true;
        for (uint32_t k = from; k < kept && useful; k++)
            useful = (child->served & ~exact->states[k].served) != 0;
        if (!useful)
            continue;
        if (kept - from < s->width) {
            exact->states[kept++] = *child;
            continue;
        }
        uint32_t least = s->depth + 1 + (child->score >> 16);
        s->dropped = least < s->dropped ? least : s->dropped;
    }
    exact->first[s->depth + 2] = kept;
}

/* ---- all ---- */

static void measure(struct search *s) {
    const struct xc_fill_room *room = &s->day->room;
    s->units = xc_fill_units(room);
    if (!s->day->loose && room->count > 0 && room->count <= 2 && s->units <= BITS) {
        s->first = room->count == 2 ? room->units[0] : 0;
        s->last = room->units[room->count - 1];
    }
    for (unsigned i = 0; i < s->count; i++)
        s->sizes[s->visits[i].units] |= UINT64_C(1) << i;
    for (unsigned units = SIZES; units-- > 1;)
        if (s->sizes[units] != 0)
            s->lengths[s->length_count++] = (uint8_t)units;
}

static void read_sets(struct search *s, uint32_t index, uint32_t days) {
    struct xc_exact *exact = s->exact;
    for (uint32_t day = days; day-- > 0;) {
        const struct state *state = &exact->states[index];
        exact->sets[day] = state->served & ~exact->states[state->parent].served;
        index = state->parent;
    }
}

/* With at most s->width states of each number of days. */
static struct xc_exact_days run(struct search *s, uint64_t all) {
    struct xc_exact *exact = s->exact;
    s->dropped = s->upper;
    exact->states[0] = (struct state){0, 0, 0};
    exact->first[0] = 0;
    exact->first[1] = 1;
    for (s->depth = 0; s->depth < DEPTH; s->depth++) {
        exact->child_count = 0;
        for (uint32_t i = exact->first[s->depth]; i < exact->first[s->depth + 1]; i++)
            follow(s, i);
        keep(s);
        uint32_t from = exact->first[s->depth + 1];
        if (from == exact->first[s->depth + 2])
            break;
        if (exact->states[from].served != all)
            continue;
        read_sets(s, from, s->depth + 1);
        uint32_t found = s->depth + 1;
        return (struct xc_exact_days){found < s->dropped ? found : s->dropped, found,
                                      exact->sets};
    }
    return (struct xc_exact_days){s->dropped, 0, exact->sets};
}

struct xc_exact_days xc_exact_run(struct xc_exact *exact, struct xc_bound *bound,
                                  const struct xc_bound_day *day,
                                  const struct xc_bound_visit *visits, unsigned count,
                                  uint32_t upper, uint32_t budget) {
    struct search s = {.exact = exact,
                       .bound = bound,
                       .day = day,
                       .visits = visits,
                       .count = count,
                       .upper = upper,
                       .budget = budget};
    struct xc_exact_days best = {1, 0, exact->sets};
    uint64_t all = count == XC_EXACT_VISITS ? ~UINT64_C(0) : (UINT64_C(1) << count) - 1;
    for (unsigned i = 0; i < count; i++)
        if (visits[i].units == 0 || visits[i].units > xc_fill_units(&day->room))
            return best;
    measure(&s);
    for (s.width = NARROW; s.width <= STATES && s.budget > 0; s.width *= WIDER) {
        struct xc_exact_days days = run(&s, all);
        best.least = days.least > best.least ? days.least : best.least;
        best.days = days.days;
        if (best.days > 0 || best.least >= upper)
            break;
    }
    return best;
}
