/* Visits of one zone into as few crew-days as can be found.
 *
 * A sweep takes the visits in the order of their deadlines. The earliest one not yet
 * served opens a day, at the last moment, and the day is filled with what is released by
 * then. Sweeps differ in what they prefer; what the best of them leaves above the bound
 * is attacked by taking a few days apart and sweeping their visits again. */
#include "plan/plan_internal.h"

#include <limits.h>
#include <string.h>

enum {
    SWEEPS = 15, /* of all visits, at random, while the bound is not reached */
    LOOK = 32,   /* visits of a length that are passed over for one day */
    APART = 6,   /* days taken apart at once */
    PART_ITEMS = APART * XC_CELL_VISITS,
    UNITS = 256,
    WIDTH = 1 << 16
};

struct taste { /* what a sweep prefers */
    enum { BY_DEADLINE, BY_SIZE, BY_CHANCE } order;
    unsigned slack; /* quarters of the first visit's window that stay open */
    bool many;
    bool joint; /* rare and ordinary visits fill a day together */
    unsigned noise;
};

struct list { /* days: their visits one behind the other */
    uint32_t *items;
    uint8_t *where;
    struct xc_pack_day *days; /* first: of items */
    uint32_t count, used;
};

struct xc_pack {
    struct xc_fill *fill;
    struct xc_bound *bound;
    struct xc_exact *exact;
    struct xc_bound_visit *visits;
    uint32_t *stamps; /* targets: the day they were looked at for */
    uint32_t stamp;
    uint32_t *bucket; /* items by length, then deadline */
    bool *taken;
    uint32_t *all;
    struct list made; /* by the last sweep */
    struct list best;
    /* the days as they are: chains of items */
    uint32_t *next;
    uint32_t *head;
    struct xc_pack_day *days;
    uint8_t *where;
    uint32_t day_count;
    uint64_t random;
};

static bool make_list(struct list *list, struct xc_arena *arena, size_t most) {
    list->items = xc_arena_array(arena, most, sizeof *list->items);
    list->where = xc_arena_array(arena, most, sizeof *list->where);
    list->days = xc_arena_array(arena, most, sizeof *list->days);
    return list->items && list->where && list->days;
}

struct xc_pack *xc_pack_new(struct xc_arena *arena, size_t most, size_t targets) {
    struct xc_pack *pack = xc_arena_alloc(arena, sizeof *pack);
    if (!pack)
        return NULL;
    pack->fill = xc_fill_new(arena);
    pack->bound = xc_bound_new(arena, most);
    pack->exact = xc_exact_new(arena);
    pack->visits = xc_arena_array(arena, most, sizeof *pack->visits);
    pack->stamps = xc_arena_array(arena, targets, sizeof *pack->stamps);
    pack->bucket = xc_arena_array(arena, most, sizeof *pack->bucket);
    pack->taken = xc_arena_array(arena, most, sizeof *pack->taken);
    pack->all = xc_arena_array(arena, most, sizeof *pack->all);
    pack->next = xc_arena_array(arena, most, sizeof *pack->next);
    pack->head = xc_arena_array(arena, most, sizeof *pack->head);
    pack->days = xc_arena_array(arena, most, sizeof *pack->days);
    pack->where = xc_arena_array(arena, most, sizeof *pack->where);
    bool made =
        make_list(&pack->made, arena, most) && make_list(&pack->best, arena, most);
    return made && pack->fill && pack->bound && pack->exact && pack->visits &&
                   pack->stamps && pack->bucket && pack->taken && pack->all &&
                   pack->next && pack->head && pack->days && pack->where
               ? pack
               : NULL;
}

void xc_pack_forget(struct xc_pack *pack) {
    xc_bound_forget(pack->bound);
}

/* ---- one sweep ---- */

struct sweep {
    struct xc_pack *pack;
    const struct xc_pack_task *task;
    struct taste taste;
    unsigned spare;         /* working days before the deadline that must stay open */
    uint32_t from[UNITS];   /* where the visits of a length begin in bucket … */
    uint32_t behind[UNITS]; /* … and end */
    unsigned longest;       /* of all lengths there are */
    uint32_t items[XC_FILL_ITEMS];
    uint64_t keys[XC_FILL_ITEMS];
    unsigned count;
};

/* Items come sorted by deadline, so each length's do too. */
static void make_buckets(struct sweep *s, const uint32_t *list, uint32_t count) {
    uint32_t at = 0;
    memset(s->behind, 0, sizeof s->behind);
    for (uint32_t i = 0; i < count; i++) {
        s->behind[s->task->items[list[i]].units]++;
        s->pack->taken[list[i]] = false;
    }
    s->longest = 0;
    for (unsigned units = 0; units < UNITS; units++) {
        s->longest = s->behind[units] > 0 ? units : s->longest;
        s->from[units] = at;
        at += s->behind[units];
        s->behind[units] = s->from[units];
    }
    for (uint32_t i = 0; i < count; i++)
        s->pack->bucket[s->behind[s->task->items[list[i]].units]++] = list[i];
}

static uint64_t key_of(struct sweep *s, uint32_t item) {
    const struct xc_pack_item *it = &s->task->items[item];
    switch (s->taste.order) {
    case BY_DEADLINE:
        break;
    case BY_SIZE:
        return (uint64_t)(UNITS - it->units) << 32 | item;
    case BY_CHANCE:
        return (uint64_t)item + xc_random_below(&s->pack->random, s->taste.noise);
    }
    return item;
}

static void add_candidate(struct sweep *s, uint32_t item) {
    uint64_t key = key_of(s, item);
    unsigned at = s->count++;
    while (at > 0 && s->keys[at - 1] > key) {
        s->keys[at] = s->keys[at - 1];
        s->items[at] = s->items[at - 1];
        at--;
    }
    s->keys[at] = key;
    s->items[at] = item;
    s->pack->stamps[s->task->items[item].target] = s->pack->stamp;
}

/* Candidates for a day, each length no oftener than the room can hold it. */
static void gather(struct sweep *s, const struct xc_pack_day *day, uint32_t levels,
                   const struct xc_fill_room *room, unsigned longest) {
    struct xc_pack *pack = s->pack;
    s->count = 0;
    for (unsigned units = longest < s->longest ? longest : s->longest; units > 0;
         units--) {
        unsigned most = 0;
        unsigned looked = 0;
        while (s->from[units] < s->behind[units] &&
               pack->taken[pack->bucket[s->from[units]]])
            s->from[units]++;
        if (s->from[units] == s->behind[units])
            continue;
        for (unsigned i = 0; i < room->count; i++)
            most += room->units[i] / units;
        most = most == 0 ? 1 : most;
        for (uint32_t at = s->from[units];
             at < s->behind[units] && looked < LOOK && most > 0; at++) {
            uint32_t item = pack->bucket[at];
            const struct xc_pack_item *it = &s->task->items[item];
            if (pack->taken[item])
                continue;
            looked++;
            if ((levels >> it->level & 1) == 0 || it->lo + s->spare > day->hi ||
                it->hi < day->hi || pack->stamps[it->target] == pack->stamp)
                continue;
            if (s->count + 1 == XC_FILL_ITEMS)
                return;
            add_candidate(s, item);
            most--;
        }
    }
}

static void take(struct sweep *s, struct xc_pack_day *day, uint32_t item, uint8_t where) {
    struct list *made = &s->pack->made;
    const struct xc_pack_item *it = &s->task->items[item];
    made->items[made->used] = item;
    made->where[made->used++] = where;
    s->pack->taken[item] = true;
    day->count++;
    day->units = (uint16_t)(day->units + it->units);
    day->lo = it->lo > day->lo ? it->lo : day->lo;
    day->hi = it->hi < day->hi ? it->hi : day->hi;
}

static void choose(struct sweep *s, struct xc_pack_day *day, struct xc_fill_room *room,
                   unsigned limit, bool forced) {
    uint8_t sizes[XC_FILL_ITEMS];
    uint8_t where[XC_FILL_ITEMS];
    for (unsigned i = 0; i < s->count; i++)
        sizes[i] = s->task->items[s->items[i]].units;
    (void)xc_fill_choose(s->pack->fill, room, sizes, s->count, limit, s->taste.many,
                         forced, where);
    if (forced && where[0] == XC_FILL_OUT) /* no day holds it: placement will see */
        where[0] = 0;
    for (unsigned i = 0; i < s->count; i++)
        if (where[i] != XC_FILL_OUT)
            take(s, day, s->items[i], where[i]);
}

static void open_day(struct sweep *s, uint32_t first) {
    struct xc_pack *pack = s->pack;
    const struct xc_pack_task *task = s->task;
    const struct xc_pack_item *it = &task->items[first];
    struct xc_pack_day *day = &pack->made.days[pack->made.count++];
    struct xc_fill_room room = task->levels[it->level].room;
    uint32_t own = UINT32_C(1) << it->level;
    uint32_t others = task->levels[it->level].covers & ~own;
    unsigned limit = task->levels[it->level].limit;
    *day = (struct xc_pack_day){pack->made.used, 0, it->lo, it->hi, 0, it->level};
    s->spare = (unsigned)(it->hi - it->lo) * s->taste.slack / 4;
    pack->stamp++;
    pack->stamps[it->target] = pack->stamp;
    if (task->count > 1)
        gather(s, day, s->taste.joint ? own | others : own, &room, xc_fill_units(&room));
    else
        s->count = 0;
    memmove(s->items + 1, s->items, s->count * sizeof s->items[0]);
    s->items[0] = first;
    s->count++;
    choose(s, day, &room, limit, true);
    if (others == 0 || s->taste.joint || day->count >= limit)
        return;
    for (unsigned i = 0; i < XC_PACK_LEVELS; i++)
        if ((others >> i & 1) != 0 && task->levels[i].limit < limit)
            limit = task->levels[i].limit;
    if (day->count >= limit || xc_fill_units(&room) == 0)
        return;
    pack->stamp++;
    for (uint32_t i = day->first; i < pack->made.used; i++)
        pack->stamps[task->items[pack->made.items[i]].target] = pack->stamp;
    gather(s, day, others, &room, xc_fill_longest(&room));
    choose(s, day, &room, limit - day->count, false);
}

/* list: ascending. Rare levels open their days first. */
static void run_sweep(struct xc_pack *pack, const struct xc_pack_task *task,
                      const uint32_t *list, uint32_t count, struct taste taste) {
    struct sweep s = {.pack = pack, .task = task, .taste = taste};
    make_buckets(&s, list, count);
    pack->made.count = 0;
    pack->made.used = 0;
    for (unsigned level = 0; level < task->level_count; level++)
        for (uint32_t i = 0; i < count; i++)
            if (!pack->taken[list[i]] && task->items[list[i]].level == level)
                open_day(&s, list[i]);
}

/* ---- how good days are ---- */

static uint64_t penalty_of(const struct xc_pack_day *day) { /* for narrow windows */
    return WIDTH / ((unsigned)(day->hi - day->lo) + 1);
}

struct value {
    uint32_t days;
    uint64_t squares; /* uneven days are nearer to one day less */
    uint64_t penalty;
    uint32_t rare; /* days that need rare crews */
};

static void add_value(struct value *value, const struct xc_pack_task *task,
                      const struct xc_pack_day *day) {
    value->days++;
    value->rare += day->level + 1u < task->level_count;
    value->squares += (uint64_t)day->units * day->units;
    value->penalty += penalty_of(day);
}

static struct value value_of(const struct xc_pack_task *task, const struct list *list) {
    struct value value = {0};
    for (uint32_t i = 0; i < list->count; i++)
        add_value(&value, task, &list->days[i]);
    return value;
}

/* ---- taking days apart ---- */

static void load(struct xc_pack *pack, const struct list *list) {
    pack->day_count = list->count;
    for (uint32_t i = 0; i < list->count; i++) {
        pack->days[i] = list->days[i];
        pack->head[i] = XC_NO_NEED;
        for (uint32_t k = list->days[i].first + list->days[i].count;
             k-- > list->days[i].first;) {
            pack->where[list->items[k]] = list->where[k];
            pack->next[list->items[k]] = pack->head[i];
            pack->head[i] = list->items[k];
        }
    }
}

static void store(const struct xc_pack *pack, struct list *list) {
    list->count = pack->day_count;
    list->used = 0;
    for (uint32_t i = 0; i < pack->day_count; i++) {
        list->days[i] = pack->days[i];
        list->days[i].first = list->used;
        for (uint32_t k = pack->head[i]; k != XC_NO_NEED; k = pack->next[k]) {
            list->items[list->used] = k;
            list->where[list->used++] = pack->where[k];
        }
    }
}

static bool overlap(const struct xc_pack_day *a, const struct xc_pack_day *b) {
    return a->lo <= b->hi && b->lo <= a->hi;
}

/* A day, and others whose visits may go well with its own. */
static unsigned pick(struct xc_pack *pack, uint32_t picked[APART]) {
    unsigned wanted = 2 + xc_random_below(&pack->random, APART - 1);
    unsigned count = 1;
    picked[0] = xc_random_below(&pack->random, pack->day_count);
    uint32_t other = xc_random_below(&pack->random, pack->day_count);
    if (pack->days[other].units < pack->days[picked[0]].units)
        picked[0] = other;
    for (unsigned tries = 0; count < wanted && tries < 4 * APART; tries++) {
        uint32_t day = xc_random_below(&pack->random, pack->day_count);
        bool known = false;
        for (unsigned i = 0; i < count; i++)
            known = known || picked[i] == day;
        if (!known &&
            (tries > 2 * APART || overlap(&pack->days[day], &pack->days[picked[0]])))
            picked[count++] = day;
    }
    return count;
}

static uint32_t collect(const struct xc_pack *pack, const uint32_t *picked,
                        unsigned count, uint32_t items[PART_ITEMS]) {
    uint32_t found = 0;
    for (unsigned i = 0; i < count; i++) {
        for (uint32_t k = pack->head[picked[i]]; k != XC_NO_NEED; k = pack->next[k]) {
            uint32_t at = found++;
            for (; at > 0 && items[at - 1] > k; at--)
                items[at] = items[at - 1];
            items[at] = k;
        }
    }
    return found;
}

/* The days of the last sweep in the place of the picked ones, which are not fewer. */
static void exchange(struct xc_pack *pack, uint32_t *picked, unsigned count) {
    const struct list *made = &pack->made;
    for (uint32_t i = 0; i < made->count; i++) {
        uint32_t at = picked[i];
        pack->days[at] = made->days[i];
        pack->head[at] = XC_NO_NEED;
        for (uint32_t k = made->days[i].first + made->days[i].count;
             k-- > made->days[i].first;) {
            pack->where[made->items[k]] = made->where[k];
            pack->next[made->items[k]] = pack->head[at];
            pack->head[at] = made->items[k];
        }
    }
    for (unsigned i = made->count; i < count; i++) { /* the last day fills the gap */
        uint32_t last = --pack->day_count;
        pack->days[picked[i]] = pack->days[last];
        pack->head[picked[i]] = pack->head[last];
        for (unsigned k = i + 1; k < count; k++)
            picked[k] = picked[k] == last ? picked[i] : picked[k];
    }
}

static struct taste random_taste(struct xc_pack *pack, uint32_t items) {
    struct taste taste = {.order = BY_CHANCE, .slack = 0};
    uint32_t dice = xc_random_below(&pack->random, 16);
    taste.order = dice < 2 ? BY_DEADLINE : dice < 5 ? BY_SIZE : BY_CHANCE;
    taste.slack = dice % 2 == 0 ? 0 : dice % 4;
    taste.joint = xc_random_below(&pack->random, 2) != 0;
    taste.many = xc_random_below(&pack->random, 8) == 0;
    taste.noise = 1 + xc_random_below(&pack->random, 2 * items + 1);
    return taste;
}

/* True where a day was saved. wide: windows become wider instead. */
static bool step(struct xc_pack *pack, const struct xc_pack_task *task, bool wide) {
    uint32_t picked[APART] = {0};
    uint32_t items[PART_ITEMS];
    unsigned count = pick(pack, picked);
    uint32_t found = collect(pack, picked, count, items);
    struct value before = {0};
    if (found == 0)
        return false;
    for (unsigned i = 0; i < count; i++)
        add_value(&before, task, &pack->days[picked[i]]);
    struct taste taste = random_taste(pack, items[found - 1] - items[0]);
    run_sweep(pack, task, items, found, taste);
    struct value after = value_of(task, &pack->made);
    bool accept = after.days < before.days;
    if (after.days == before.days && wide)
        accept = after.penalty < before.penalty ||
                 (after.penalty == before.penalty && after.squares >= before.squares);
    else if (after.days == before.days)
        accept =
            after.squares >= before.squares || xc_random_below(&pack->random, 16) == 0;
    if (after.rare > before.rare + (after.days < before.days))
        accept = false;
    if (accept)
        exchange(pack, picked, count);
    return accept && after.days < before.days;
}

/* ---- all ---- */

static bool better(const struct value *a, const struct value *b) {
    return a->days != b->days ? a->days < b->days : a->penalty < b->penalty;
}

static void keep_best(struct xc_pack *pack) {
    struct list list = pack->best;
    pack->best = pack->made;
    pack->made = list;
}

/* False: the levels have days of their own. */
static bool best_day(const struct xc_pack_task *task, struct xc_bound_day *day) {
    *day = (struct xc_bound_day){.room = task->levels[0].room};
    for (unsigned i = 0; i < task->level_count; i++) {
        const struct xc_pack_level *level = &task->levels[i];
        day->limit =
            day->limit > UINT_MAX - level->limit ? UINT_MAX : day->limit + level->limit;
        if (level->room.count != day->room.count ||
            memcmp(level->room.units, day->room.units, sizeof day->room.units) != 0)
            return false;
    }
    return true;
}

/* A plan of the search as days; false: a day is none, by its targets, levels or pauses.
 */
static bool read_plan(struct xc_pack *pack, const struct xc_pack_task *task,
                      const struct xc_exact_days *plan) {
    struct list *made = &pack->made;
    struct sweep s = {.pack = pack, .task = task};
    made->count = 0;
    made->used = 0;
    for (uint32_t i = 0; i < plan->days; i++) {
        struct xc_pack_day *day = &made->days[made->count++];
        *day = (struct xc_pack_day){.first = made->used, .hi = UINT16_MAX};
        pack->stamp++;
        s.count = 0;
        for (uint32_t k = 0; k < task->count; k++) {
            const struct xc_pack_item *it = &task->items[k];
            if ((plan->sets[i] >> k & 1) == 0)
                continue;
            if (pack->stamps[it->target] == pack->stamp)
                return false;
            if (s.count == 0 || it->level < day->level)
                day->level = it->level;
            add_candidate(&s, k);
        }
        struct xc_fill_room room = task->levels[day->level].room;
        unsigned wanted = s.count;
        choose(&s, day, &room, task->levels[day->level].limit, true);
        if (day->count < wanted)
            return false;
        for (uint32_t k = day->first; k < made->used; k++)
            if ((task->levels[day->level].covers >> task->items[made->items[k]].level &
                 1) == 0)
                return false;
    }
    return true;
}

/* Looks for a plan below the best one, and for a better bound. */
static uint32_t search(struct xc_pack *pack, const struct xc_pack_task *task,
                       const struct xc_bound_day *day, uint32_t bound) {
    struct xc_exact_days plan = xc_exact_run(pack->exact, pack->bound, day, pack->visits,
                                             task->count, pack->best.count, task->budget);
    struct value best = value_of(task, &pack->best);
    if (plan.days > 0 && read_plan(pack, task, &plan) &&
        value_of(task, &pack->made).rare <= best.rare + best.days - plan.days)
        keep_best(pack);
    return plan.least > bound ? plan.least : bound;
}

static bool same_windows(const struct xc_pack_task *task) {
    for (uint32_t i = 1; i < task->count; i++)
        if (task->items[i].lo != task->items[0].lo ||
            task->items[i].hi != task->items[0].hi)
            return false;
    return true;
}

static void improve(struct xc_pack *pack, const struct xc_pack_task *task,
                    uint32_t bound) {
    bool alike = same_windows(task);
    uint32_t least = pack->best.count;
    load(pack, &pack->best);
    for (uint32_t i = 0; i < task->steps && pack->day_count > bound; i++) {
        if (pack->day_count < 2)
            break;
        (void)step(pack, task, false);
        if (pack->day_count < least) {
            least = pack->day_count;
            store(pack, &pack->best);
        }
    }
    if (alike || pack->best.count < 2)
        return;
    load(pack, &pack->best);
    for (uint32_t i = 0; i < task->wide_steps && pack->day_count > 1; i++)
        (void)step(pack, task, true);
    store(pack, &pack->best);
}

struct packed { /* the best so far */
    struct value value;
    uint32_t bound;
};

static void try_taste(struct xc_pack *pack, const struct xc_pack_task *task,
                      struct taste taste, struct packed *best) {
    run_sweep(pack, task, pack->all, task->count, taste);
    struct value value = value_of(task, &pack->made);
    if (!better(&value, &best->value))
        return;
    best->value = value;
    keep_best(pack);
}

/* Sweeps by every taste, and then at random, as long as the bound is not reached. */
static void sweep_all(struct xc_pack *pack, const struct xc_pack_task *task,
                      const struct xc_bound_day *day, struct packed *best) {
    static const struct taste tastes[] = {{.order = BY_DEADLINE, .slack = 2},
                                          {.order = BY_DEADLINE},
                                          {.order = BY_SIZE},
                                          {.order = BY_DEADLINE, .joint = true},
                                          {.order = BY_SIZE, .many = true}};
    enum { TASTES = sizeof tastes / sizeof tastes[0] };
    for (unsigned i = 0; i < TASTES + SWEEPS; i++) {
        if (i < TASTES && ((tastes[i].joint && task->level_count == 1) ||
                           (tastes[i].many && task->levels[0].limit >= XC_CELL_VISITS)))
            continue;
        try_taste(pack, task, i < TASTES ? tastes[i] : random_taste(pack, task->count),
                  best);
        if (i == 0 && day)
            best->bound = xc_bound_days(pack->bound, day, pack->visits, task->count,
                                        best->value.days);
        if (best->value.days <= best->bound)
            break;
    }
}

struct xc_pack_days xc_pack_run(struct xc_pack *pack, const struct xc_pack_task *task) {
    struct xc_bound_day day;
    bool known = best_day(task, &day);
    /* where no day is known 1 is only good to stop early */
    struct packed best = {{.days = UINT32_MAX}, 1};
    pack->random = task->seed;
    for (uint32_t i = 0; i < task->count; i++)
        pack->all[i] = i;
    for (uint32_t i = 0; i < task->count; i++)
        pack->visits[i] = (struct xc_bound_visit){task->items[i].lo, task->items[i].hi,
                                                  task->items[i].units};
    sweep_all(pack, task, known ? &day : NULL, &best);
    if (known && best.value.days > best.bound && task->count <= XC_EXACT_VISITS)
        best.bound = search(pack, task, &day, best.bound);
    if (best.value.days > 1)
        improve(pack, task, best.bound);
    xc_widen_run(task, pack->best.items, pack->best.days, pack->best.count);
    return (struct xc_pack_days){pack->best.days, pack->best.items, pack->best.where,
                                 pack->best.count};
}
