/* The least zone-days of a zone's visits.
 *
 * A day of the zone is one crew on one day; its pattern is the set of visits made there.
 * Nothing is assumed about crews: any number may go on any day, and visits of different
 * classes may share a day. So whatever holds for every pattern holds for every plan.
 *
 * 1. Weights. Give each length a weight, and let W be the largest sum of weights that any
 *    pattern reaches. Visits of total weight T then need at least ceil(T / W) days, for
 *    every choice of weights: minutes, one for each visit, one for each long visit …
 * 2. Patterns. W comes from a knapsack over the lengths of the zone, each as often as
 *    wanted, and may only be too large. On whole days a visit no longer than the last
 *    piece of the hours is never split by the pause: while the last piece is ahead it
 *    fits there, and in it nothing is left to run across. So short visits fill each piece
 *    for itself. With a visit L longer than that, all that is left counts as one stretch:
 *    W(L) plus the best that fits into the rest. A half day is one of the two pieces.
 * With more than two pieces, or where fixed visits cut the hours into others, all units
 * of the day count as one stretch: no order of visits yields more.
 * 3. Windows. Let the weight of a visit be cut into parts that may be made on different
 *    days of its window, W on each day that is opened: plans of whole visits stay
 *    possible, so the least number of opened days of the relaxed task is a bound. It is
 *    reached by lazy activation. Take the deadlines in order; what is due at a deadline d
 *    and does not fit into the days opened so far needs ceil(due / W) more days at or
 *    before d. Any solution has opened as many by d: by induction the days opened so far
 *    were the fewest that serve the deadlines before, and were filled, as far as released
 *    work reached, with the earliest deadlines (swapping two parts so that the earlier
 *    deadline comes first keeps a solution one). Opening the new ones at d itself is
 * best: all that is still to do has a deadline of d or later, so a day moved from an
 * earlier place to d loses nothing and meets more released work. */
#include "plan/plan_internal.h"

#include <limits.h>
#include <string.h>

enum {
    CLASSES = 16,
    UNITS = 97,
    WEIGHTS = 24,
    CANDIDATES = 160,
    CACHE = 256,
    EXACT = 64,
    BITS = 63
};

struct weight {
    uint16_t of[UNITS]; /* by units of a visit */
    uint32_t most;      /* of any pattern */
};

struct entry { /* weights for a set of lengths */
    uint64_t sizes[2];
    struct xc_bound_day day;
    bool set;
    unsigned count;
    struct weight weights[WEIGHTS];
};

struct xc_bound {
    struct entry *cache;
    struct weight *candidates;
    uint32_t *rest;    /* visits: weight not yet served */
    uint32_t *release; /* visits by first day */
    uint32_t *scratch;
    uint32_t *heap;
    uint32_t heap_count;
};

struct xc_bound *xc_bound_new(struct xc_arena *arena, size_t most_visits) {
    struct xc_bound *bound = xc_arena_alloc(arena, sizeof *bound);
    if (!bound)
        return NULL;
    bound->cache = xc_arena_array(arena, CACHE, sizeof *bound->cache);
    bound->candidates = xc_arena_array(arena, CANDIDATES, sizeof *bound->candidates);
    bound->rest = xc_arena_array(arena, most_visits, sizeof *bound->rest);
    bound->release = xc_arena_array(arena, most_visits, sizeof *bound->release);
    bound->scratch = xc_arena_array(arena, most_visits, sizeof *bound->scratch);
    bound->heap = xc_arena_array(arena, most_visits, sizeof *bound->heap);
    return bound->cache && bound->candidates && bound->rest && bound->release &&
                   bound->scratch && bound->heap
               ? bound
               : NULL;
}

/* ---- weights ---- */

static bool has_size(const uint64_t sizes[2], unsigned units) {
    return (sizes[units / 64] >> units % 64 & 1) != 0;
}

static unsigned day_units(const struct xc_bound_day *day) {
    unsigned units = xc_fill_units(&day->room);
    return units < UNITS ? units : UNITS - 1;
}

/* best[c]: the most weight of visits of at most `longest` units that c units hold. */
static void knapsack(const uint64_t sizes[2], const struct weight *weight,
                     unsigned longest, unsigned capacity, uint32_t best[UNITS]) {
    best[0] = 0;
    for (unsigned c = 1; c <= capacity; c++) {
        best[c] = best[c - 1];
        for (unsigned s = 1; s <= c && s <= longest; s++)
            if (has_size(sizes, s) && best[c - s] + weight->of[s] > best[c])
                best[c] = best[c - s] + weight->of[s];
    }
}

static unsigned last_piece(const struct xc_bound_day *day) {
    unsigned pieces = day->room.count;
    return day->loose || pieces > 2 || pieces == 0 ? UNITS - 1
                                                   : day->room.units[pieces - 1];
}

static uint32_t best_pattern(const struct xc_bound_day *day, const uint64_t sizes[2],
                             const struct weight *weight) {
    uint32_t best[UNITS];
    unsigned units = day_units(day);
    unsigned last = last_piece(day);
    uint32_t most = 0;
    if (last == UNITS - 1) {
        knapsack(sizes, weight, UNITS - 1, units, best);
        return best[units];
    }
    knapsack(sizes, weight, last, units, best);
    for (unsigned i = 0; i < day->room.count; i++)
        most += best[day->room.units[i]];
    knapsack(sizes, weight, UNITS - 1, units, best);
    for (unsigned s = last + 1; s <= units; s++)
        if (has_size(sizes, s) && weight->of[s] + best[units - s] > most)
            most = weight->of[s] + best[units - s];
    return most;
}

struct making {
    const struct xc_bound_day *day;
    struct entry *entry;
    struct weight *list;
    unsigned count;
};

static void add(struct making *m, const struct weight *weight, bool counts) {
    if (m->count == CANDIDATES)
        return;
    struct weight *made = &m->list[m->count];
    *made = *weight;
    made->most = best_pattern(m->day, m->entry->sizes, weight);
    if (counts && made->most > m->day->limit)
        made->most = m->day->limit;
    m->count += made->most > 0;
}

/* Functions of the kind that serve bin packing; that they are good matters, not that they
 * are dual feasible: most is counted for each. */
static void add_for(struct making *m, unsigned capacity) {
    struct weight w = {0};
    for (unsigned p = 1; p <= capacity / 2; p++) { /* large fill all, small nothing */
        if (!has_size(m->entry->sizes, p) && !has_size(m->entry->sizes, capacity - p + 1))
            continue;
        for (unsigned s = 0; s < UNITS; s++)
            w.of[s] = (uint16_t)(s > capacity - p ? capacity : s < p ? 0 : s);
        add(m, &w, false);
    }
    for (unsigned k = 1; k <= 6; k++) { /* rounded to parts of the capacity */
        for (unsigned s = 0; s < UNITS; s++)
            w.of[s] = (uint16_t)((k + 1) * s % capacity == 0
                                     ? s * k
                                     : (k + 1) * s / capacity * capacity);
        add(m, &w, false);
    }
}

/* True where a never gives less than b, whatever the visits. */
static bool dominates(const uint64_t sizes[2], const struct weight *a,
                      const struct weight *b) {
    for (unsigned s = 1; s < UNITS; s++)
        if (has_size(sizes, s) &&
            (uint64_t)a->of[s] * b->most < (uint64_t)b->of[s] * a->most)
            return false;
    return true;
}

static void make_weights(struct xc_bound *bound, const struct xc_bound_day *day,
                         struct entry *entry) {
    struct making m = {day, entry, bound->candidates, 0};
    struct weight w = {0};
    for (unsigned s = 0; s < UNITS; s++)
        w.of[s] = (uint16_t)s;
    add(&m, &w, false);
    for (unsigned t = 1; t < UNITS; t++) {
        if (!has_size(entry->sizes, t))
            continue;
        for (unsigned s = 0; s < UNITS; s++)
            w.of[s] = s >= t;
        add(&m, &w, true);
    }
    if (day_units(day) > 0)
        add_for(&m, day_units(day));
    for (unsigned i = 0; last_piece(day) < UNITS - 1 && i < day->room.count; i++)
        if (day->room.units[i] > 0)
            add_for(&m, day->room.units[i]);
    entry->count = 0;
    for (unsigned i = 0; i < m.count && entry->count < WEIGHTS; i++) {
        bool useful = true; /* minutes stay first: most is counted anew for them */
        for (unsigned k = 0; i > 0 && k < m.count && useful; k++)
            if (k != i && dominates(entry->sizes, &m.list[k], &m.list[i]))
                useful = k > i && dominates(entry->sizes, &m.list[i], &m.list[k]);
        if (useful)
            entry->weights[entry->count++] = m.list[i];
    }
}

static bool same_day(const struct xc_bound_day *a, const struct xc_bound_day *b) {
    return a->limit == b->limit && a->loose == b->loose &&
           a->room.count == b->room.count &&
           memcmp(a->room.units, b->room.units, sizeof a->room.units) == 0;
}

static const struct entry *find_entry(struct xc_bound *bound,
                                      const struct xc_bound_day *day,
                                      const uint64_t sizes[2]) {
    uint64_t key = (sizes[0] ^ sizes[1] << 7) * UINT64_C(0x9e3779b97f4a7c15);
    struct entry *entry = &bound->cache[key >> 32 & (CACHE - 1)];
    if (entry->set && entry->sizes[0] == sizes[0] && entry->sizes[1] == sizes[1] &&
        same_day(&entry->day, day))
        return entry;
    *entry = (struct entry){.sizes = {sizes[0], sizes[1]}, .day = *day, .set = true};
    make_weights(bound, day, entry);
    return entry;
}

static unsigned highest(uint64_t bits, unsigned from) {
    while (from > 0 && (bits >> from & 1) == 0)
        from--;
    return from;
}

/* The most units that a day's pattern of just these visits, each once, holds. */
static uint32_t exact_units(const struct xc_bound_day *day,
                            const struct xc_bound_visit *visits, size_t count) {
    uint64_t rows[BITS + 1] = {1};
    uint64_t whole = 1; /* the day as one stretch */
    unsigned last = last_piece(day);
    unsigned units = day_units(day);
    unsigned first = last < UNITS - 1 && day->room.count > 1 ? day->room.units[0] : 0;
    bool single = last == UNITS - 1;
    uint32_t most = 0;
    if (units > BITS)
        return units;
    for (size_t i = 0; i < count; i++) {
        unsigned s = visits[i].units;
        single = single || s > last;
        whole |= s <= BITS ? whole << s : 0;
        for (unsigned a = first + 1; s <= last && a-- > 0;) {
            rows[a] |= s <= BITS ? rows[a] << s : 0;
            rows[a] |= a >= s ? rows[a - s] : 0;
        }
    }
    if (single)
        return highest(whole, units);
    for (unsigned a = 0; a <= first; a++)
        if (rows[a] != 0 && a + highest(rows[a], last) > most)
            most = a + highest(rows[a], last);
    return most;
}

static uint32_t largest_units(const struct xc_bound_visit *visits, size_t count,
                              unsigned limit) {
    uint32_t of[UNITS] = {0};
    uint32_t sum = 0;
    for (size_t i = 0; i < count; i++)
        of[visits[i].units < UNITS ? visits[i].units : UNITS - 1]++;
    for (unsigned s = UNITS; s-- > 1 && limit > 0;) {
        uint32_t taken = of[s] < limit ? of[s] : limit;
        sum += taken * s;
        limit -= taken;
    }
    return sum;
}

/* ---- windows ---- */

static int by_release(const void *context, uint32_t a, uint32_t b) {
    const struct xc_bound_visit *visits = context;
    if (visits[a].lo != visits[b].lo)
        return visits[a].lo < visits[b].lo ? -1 : 1;
    return a < b ? -1 : a > b;
}

static void push(struct xc_bound *bound, uint32_t item) {
    uint32_t at = bound->heap_count++;
    for (; at > 0 && item < bound->heap[(at - 1) / 2]; at = (at - 1) / 2)
        bound->heap[at] = bound->heap[(at - 1) / 2];
    bound->heap[at] = item;
}

static void pop(struct xc_bound *bound) {
    uint32_t moved = bound->heap[--bound->heap_count];
    uint32_t at = 0;
    for (uint32_t child = 1; child < bound->heap_count; child = 2 * at + 1) {
        child +=
            child + 1 < bound->heap_count && bound->heap[child + 1] < bound->heap[child];
        if (moved <= bound->heap[child])
            break;
        bound->heap[at] = bound->heap[child];
        at = child;
    }
    bound->heap[at] = moved;
}

/* Visits are sorted by deadline, so that the least index is the earliest. */
static uint32_t lazy(struct xc_bound *bound, const struct weight *weight, uint32_t most,
                     const struct xc_bound_visit *visits, size_t count) {
    uint32_t days = 0;
    size_t released = 0;
    bound->heap_count = 0;
    for (size_t i = 0; i < count; i++)
        bound->rest[i] = weight->of[visits[i].units];
    for (size_t i = 0; i < count; i++) {
        uint16_t deadline = visits[i].hi;
        uint64_t due = 0;
        if (bound->rest[i] == 0)
            continue;
        while (released < count && visits[bound->release[released]].lo <= deadline)
            push(bound, bound->release[released++]);
        while (bound->heap_count > 0 && visits[bound->heap[0]].hi <= deadline) {
            due += bound->rest[bound->heap[0]];
            bound->rest[bound->heap[0]] = 0;
            pop(bound);
        }
        uint64_t opened = (due + most - 1) / most;
        uint64_t left = opened * most - due;
        days += (uint32_t)opened;
        while (left > 0 && bound->heap_count > 0) {
            uint32_t *rest = &bound->rest[bound->heap[0]];
            uint32_t part = *rest < left ? *rest : (uint32_t)left;
            *rest -= part;
            left -= part;
            if (*rest == 0)
                pop(bound);
        }
    }
    return days;
}

uint32_t xc_bound_days(struct xc_bound *bound, const struct xc_bound_day *day,
                       const struct xc_bound_visit *visits, size_t count,
                       uint32_t enough) {
    uint64_t sizes[2] = {0, 0};
    uint64_t sums[WEIGHTS] = {0};
    uint32_t of[UNITS] = {0};
    uint16_t lo = 0;
    uint16_t hi = UINT16_MAX;
    uint32_t best = count > 0;
    for (size_t i = 0; i < count; i++) {
        unsigned units = visits[i].units < UNITS ? visits[i].units : UNITS - 1;
        of[units]++;
        sizes[units / 64] |= UINT64_C(1) << units % 64;
        lo = visits[i].lo > lo ? visits[i].lo : lo;
        hi = visits[i].hi < hi ? visits[i].hi : hi;
    }
    if (best >= enough)
        return best;
    const struct entry *entry = find_entry(bound, day, sizes);
    uint32_t by_units = entry->weights[0].most;
    if (count <= EXACT) {
        uint32_t exact = exact_units(day, visits, count);
        by_units = exact < by_units ? exact : by_units;
    }
    if (day->limit < count) {
        uint32_t largest = largest_units(visits, count, day->limit);
        by_units = largest < by_units ? largest : by_units;
    }
    for (unsigned i = 0; i < entry->count; i++) {
        uint32_t most = i == 0 ? by_units : entry->weights[i].most;
        for (unsigned s = 1; s < UNITS; s++)
            sums[i] += (uint64_t)of[s] * entry->weights[i].of[s];
        uint64_t days = most > 0 ? (sums[i] + most - 1) / most : 0;
        best = days > best ? (uint32_t)days : best;
    }
    if (lo <= hi || best >= enough)
        return best;
    for (size_t i = 0; i < count; i++)
        bound->release[i] = (uint32_t)i;
    xc_plan_sort(bound->release, count, bound->scratch, by_release, visits);
    for (unsigned i = 0; i < entry->count && best < enough; i++) {
        uint32_t most = i == 0 ? by_units : entry->weights[i].most;
        uint32_t days =
            most > 0 ? lazy(bound, &entry->weights[i], most, visits, count) : 0;
        best = days > best ? days : best;
    }
    return best;
}

/* ---- all zones ---- */

/* Only crews of one component (see components.c) share days. */
struct component {
    bool loose;
    uint32_t *limits; /* by class: the most visits a day of any crew */
};

struct zones {
    struct xc_job *job;
    struct xc_bound *bound;
    struct component *components;
    uint32_t *first; /* zones + 1: where its needs begin in `needs` */
    uint32_t *needs;
    uint32_t *scratch;
    struct xc_bound_visit *visits;
};

static bool is_busy(const struct xc_job *job, uint32_t crew) {
    size_t lo = 0;
    size_t hi = job->busy_count;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (job->busy[middle].crew < crew)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo < job->busy_count && job->busy[lo].crew == crew;
}

static bool counted(const struct xc_need *need) {
    return need->state == XC_NEED_PLACED && need->days == 1;
}

static int read_components(struct zones *z, struct xc_error *error) {
    struct xc_job *job = z->job;
    size_t count = job->component_count;
    uint32_t *limits =
        xc_arena_array(job->arena, count * job->class_count, sizeof *limits);
    z->components = xc_arena_array(job->arena, count, sizeof *z->components);
    if (!limits || !z->components)
        return xc_fail_memory(error);
    for (size_t i = 0; i < count; i++)
        z->components[i].limits = limits + i * job->class_count;
    for (uint32_t i = 0; i < job->crew_count; i++) {
        struct component *component = &z->components[job->component_of_crew[i]];
        component->loose = component->loose || is_busy(job, i);
        for (uint32_t c = 0; c < job->class_count; c++) {
            unsigned limit = xc_people_day_limit(job, &job->classes[c], i);
            if (limit > component->limits[c])
                component->limits[c] = limit;
        }
    }
    return XC_OK;
}

static int sort_by_zone(struct zones *z, struct xc_error *error) {
    struct xc_job *job = z->job;
    z->first = xc_arena_array(job->arena, (size_t)job->zone_count + 1, sizeof *z->first);
    if (!z->first)
        return xc_fail_memory(error);
    size_t most = 0;
    for (uint32_t i = 0; i < job->need_count; i++)
        if (counted(&job->needs[i]))
            z->first[job->needs[i].zone]++;
    uint32_t sum = 0;
    for (uint32_t i = 0; i <= job->zone_count; i++) {
        uint32_t count = i < job->zone_count ? z->first[i] : 0;
        most = count > most ? count : most;
        z->first[i] = sum;
        sum += count;
    }
    z->needs = xc_arena_array(job->arena, sum, sizeof *z->needs);
    z->scratch = xc_arena_array(job->arena, most, sizeof *z->scratch);
    z->visits = xc_arena_array(job->arena, most, sizeof *z->visits);
    z->bound = xc_bound_new(job->arena, most);
    if (!z->needs || !z->scratch || !z->visits || !z->bound)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < job->need_count; i++)
        if (counted(&job->needs[i]))
            z->needs[z->first[job->needs[i].zone]++] = i;
    for (uint32_t i = job->zone_count; i > 0; i--)
        z->first[i] = z->first[i - 1];
    z->first[0] = 0;
    return XC_OK;
}

/* Crews and hours: visits in other ones share no zone-day. */
static uint64_t group_of(const struct xc_job *job, const struct xc_need *need) {
    return (uint64_t)job->component_of_pool[need->pool] * job->shift_count +
           job->demands[need->demand].shift;
}

static int by_component(const void *context, uint32_t a, uint32_t b) {
    const struct zones *z = context;
    const struct xc_need *left = &z->job->needs[a];
    const struct xc_need *right = &z->job->needs[b];
    uint64_t groups[2] = {group_of(z->job, left), group_of(z->job, right)};
    if (groups[0] != groups[1])
        return groups[0] < groups[1] ? -1 : 1;
    if (left->wide_hi != right->wide_hi)
        return left->wide_hi < right->wide_hi ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* True for the first need of its zone in its cell: one zone-day. */
static bool opens_day(const struct xc_job *job, uint32_t index) {
    const struct xc_need *need = &job->needs[index];
    uint32_t i = xc_cells_at(job, need->crew, need->day)->head;
    while (i != XC_NO_NEED && job->needs[i].zone != need->zone)
        i = job->needs[i].next;
    return i == index;
}

static unsigned units_of(const struct xc_need *need) {
    return (need->minutes + XC_GRID_MINUTES - 1u) / XC_GRID_MINUTES;
}

/* What the best crew-day of the component is for these needs: the visits that people may
 * make add up over classes. */
static struct xc_bound_day day_of(const struct zones *z, const uint32_t *needs,
                                  size_t count) {
    const struct xc_job *job = z->job;
    const struct component *component =
        &z->components[z->job->component_of_pool[job->needs[needs[0]].pool]];
    uint32_t classes[CLASSES] = {0};
    unsigned class_count = 0;
    struct xc_bound_day day = {.loose = component->loose};
    for (size_t i = 0; i < count; i++) {
        uint32_t klass = job->demands[job->needs[needs[i]].demand].klass;
        unsigned known = 0;
        while (known < class_count && classes[known] != klass)
            known++;
        if (known < class_count)
            continue;
        if (class_count == CLASSES) {
            day.limit = UINT_MAX;
            break;
        }
        classes[class_count++] = klass;
        uint32_t limit = component->limits[klass];
        day.limit = day.limit > UINT_MAX - limit ? UINT_MAX : day.limit + limit;
    }
    struct xc_hours hours = xc_fill_hours(job, classes[0]);
    day.room = xc_fill_room_of(&hours, job->input->setup_minutes);
    return day;
}

int xc_bound_zone_days(struct xc_job *job, uint64_t *days, struct xc_error *error) {
    struct zones z = {.job = job};
    *days = 0;
    int code = read_components(&z, error);
    if (!code)
        code = sort_by_zone(&z, error);
    if (code)
        return code;
    for (uint32_t i = 0; i < job->need_count; i++)
        if (job->needs[i].state == XC_NEED_PLACED && job->needs[i].days > 1)
            *days += job->needs[i].days;
    for (uint32_t zone = 0; zone < job->zone_count; zone++) {
        uint32_t *needs = z.needs + z.first[zone];
        uint32_t behind = z.first[zone + 1] - z.first[zone];
        xc_plan_sort(needs, behind, z.scratch, by_component, &z);
        for (uint32_t from = 0, to = 0; from < behind; from = to) {
            uint64_t group = group_of(job, &job->needs[needs[from]]);
            uint32_t made = 0;
            for (; to < behind && group_of(job, &job->needs[needs[to]]) == group; to++) {
                const struct xc_need *need = &job->needs[needs[to]];
                z.visits[to - from] = (struct xc_bound_visit){
                    need->wide_lo, need->wide_hi, (uint8_t)units_of(need)};
                made += opens_day(job, needs[to]);
            }
            struct xc_bound_day day = day_of(&z, needs + from, to - from);
            *days += xc_bound_days(z.bound, &day, z.visits, to - from, made);
        }
    }
    return XC_OK;
}
