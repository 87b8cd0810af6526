/* Step 3: which crews may take a need, and which zone it belongs to. */
#include "plan/plan_internal.h"

#include <string.h>

enum { NAMED_ZONES = 10, RECENT_BITS = 17 };

/* ---- zones ---- */

static int by_ref(const void *context, uint32_t a, uint32_t b) {
    (void)context;
    return a < b ? -1 : a > b;
}

static int by_text(const void *context, uint32_t a, uint32_t b) {
    return xc_str_compare(xc_register_text(context, a), xc_register_text(context, b));
}

static uint32_t unique(uint32_t *items, uint32_t count) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++)
        if (kept == 0 || items[kept - 1] != items[i])
            items[kept++] = items[i];
    return kept;
}

static uint32_t find(const uint32_t *sorted, uint32_t count, uint32_t item) {
    uint32_t lo = 0;
    uint32_t hi = count;
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        if (sorted[middle] < item)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

/* The zones of needs that were asked for lately: most are one of them. */
struct recent {
    xc_ref ref;
    uint32_t rank;
};

static struct recent *recent_of(struct recent *recent, xc_ref ref) {
    return &recent[(ref * UINT32_C(0x9e3779b1)) >> (32 - RECENT_BITS)];
}

static void forget(struct recent *recent) {
    memset(recent, 0xff, ((size_t)1 << RECENT_BITS) * sizeof *recent);
}

/* The texts of all zones, ascending by reference; the empty one among them. */
static uint32_t list_refs(const struct xc_job *job, struct recent *recent, uint32_t *refs,
                          uint32_t *scratch) {
    uint32_t count = 0;
    forget(recent);
    for (uint32_t i = 0; i < job->need_count; i++) {
        xc_ref ref = job->reg->targets.zone[job->needs[i].target];
        struct recent *seen = recent_of(recent, ref);
        if (seen->ref != ref)
            refs[count++] = ref;
        seen->ref = ref;
    }
    xc_plan_sort(refs, count, scratch, by_ref, NULL);
    return unique(refs, count);
}

/* Zones by their text, behind them the areas for targets without a zone. */
static int rank_zones(struct xc_job *job, struct xc_error *error) {
    const struct xc_register *reg = job->reg;
    uint32_t *refs = xc_arena_array(job->arena, job->need_count, sizeof *refs);
    uint32_t *scratch = xc_arena_array(job->arena, job->need_count, sizeof *scratch);
    struct recent *recent =
        xc_arena_array(job->arena, (size_t)1 << RECENT_BITS, sizeof *recent);
    if (!refs || !scratch || !recent)
        return xc_fail_memory(error);
    uint32_t count = list_refs(job, recent, refs, scratch);
    uint32_t *texts = xc_arena_array(job->arena, count, sizeof *texts);
    uint32_t *ranks = xc_arena_array(job->arena, count, sizeof *ranks);
    job->zones = xc_arena_array(job->arena, (size_t)count + reg->areas.count + 1,
                                sizeof *job->zones);
    if (!texts || !ranks || !job->zones)
        return xc_fail_memory(error);
    memcpy(texts, refs, count * sizeof *texts);
    xc_plan_sort(texts, count, scratch, by_text, reg);
    for (uint32_t i = 0; i < count; i++) {
        struct xc_str text = xc_register_text(reg, texts[i]);
        if (i == 0 || !xc_str_equal(text, job->zones[job->zone_count - 1]))
            job->zones[job->zone_count++] = text;
        ranks[find(refs, count, texts[i])] = job->zone_count - 1;
    }
    uint32_t areas = job->zone_count;
    job->zone_texts = areas;
    for (uint32_t i = 0; i < reg->areas.count; i++)
        job->zones[job->zone_count++] = xc_register_text(reg, reg->areas.name[i]);
    job->zones[job->zone_count++] = XC_STR("-");
    forget(recent);
    for (uint32_t i = 0; i < job->need_count; i++) {
        struct xc_need *need = &job->needs[i];
        xc_ref ref = reg->targets.zone[need->target];
        struct recent *seen = recent_of(recent, ref);
        if (ref == 0) {
            uint32_t area = reg->targets.area[need->target];
            need->zone = areas + (area == XC_NO_ROW ? reg->areas.count : area);
            continue;
        }
        if (seen->ref != ref)
            *seen = (struct recent){ref, ranks[find(refs, count, ref)]};
        need->zone = seen->rank;
    }
    return XC_OK;
}

uint32_t xc_pools_zone(const struct xc_job *job, uint32_t target) {
    const struct xc_register *reg = job->reg;
    struct xc_str text = xc_register_text(reg, reg->targets.zone[target]);
    uint32_t area = reg->targets.area[target];
    if (text.len == 0)
        return job->zone_texts + (area == XC_NO_ROW ? reg->areas.count : area);
    uint32_t lo = 0;
    uint32_t hi = job->zone_texts;
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        if (xc_str_compare(job->zones[middle], text) < 0)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo < job->zone_texts && xc_str_equal(job->zones[lo], text) ? lo : XC_NO_ROW;
}

/* ---- pools of areas ---- */

struct area_crews {
    uint32_t *sorted; /* crews with an area, by where they enter the tree */
    uint32_t count;
    uint32_t *everywhere; /* crews without an area */
    uint32_t everywhere_count;
    uint32_t *pool_of;   /* areas → pool of targets that lie there */
    uint32_t *chain_of;  /* areas → pool of the crews of it and all above */
    uint32_t *beside_of; /* areas → pool of the crews beside it, under its parent */
    uint32_t all;        /* pool of all crews, for targets without an area */
    uint32_t global;     /* pool of crews without an area */
    uint32_t sender; /* pool of the area that the obligation at hand takes crews from */
    uint32_t nobody; /* pool of no crew */
};

static int by_entrance(const void *context, uint32_t a, uint32_t b) {
    const struct xc_job *job = context;
    uint32_t left = job->reg->areas.enter[job->crews[a].area];
    uint32_t right = job->reg->areas.enter[job->crews[b].area];
    if (left != right)
        return left < right ? -1 : 1;
    return a < b ? -1 : a > b;
}

static uint32_t first_entered(const struct xc_job *job, const struct area_crews *map,
                              uint32_t enter) {
    uint32_t lo = 0;
    uint32_t hi = map->count;
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        if (job->reg->areas.enter[job->crews[map->sorted[middle]].area] < enter)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

int xc_pools_add(struct xc_job *job, const uint32_t *crews, uint32_t count, uint32_t area,
                 struct xc_str name, uint32_t *index, struct xc_error *error) {
    if (job->pool_count == job->pool_room) {
        uint32_t room = job->pool_room * 2 + 16;
        struct xc_pool *pools = xc_arena_array(job->arena, room, sizeof *pools);
        if (!pools)
            return xc_fail_memory(error);
        if (job->pool_count > 0)
            memcpy(pools, job->pools, job->pool_count * sizeof *pools);
        job->pools = pools;
        job->pool_room = room;
    }
    struct xc_pool *pool = &job->pools[job->pool_count];
    uint32_t *scratch = xc_arena_array(job->arena, count, sizeof *scratch);
    pool->crews = xc_arena_array(job->arena, count, sizeof *pool->crews);
    if (!pool->crews || !scratch)
        return xc_fail_memory(error);
    if (count > 0)
        memcpy(pool->crews, crews, count * sizeof *crews);
    xc_plan_sort(pool->crews, count, scratch, by_ref, NULL);
    pool->count = unique(pool->crews, count);
    pool->area = area;
    pool->name = name;
    *index = job->pool_count++;
    return XC_OK;
}

static struct xc_str area_name(const struct xc_job *job, uint32_t area) {
    return area == XC_NO_ROW ? XC_STR("-")
                             : xc_register_text(job->reg, job->reg->areas.name[area]);
}

/* The pool of a list of crews and of those of another pool. */
static int extend_pool(struct xc_job *job, uint32_t base, const uint32_t *more,
                       uint32_t count, uint32_t area, uint32_t *index,
                       struct xc_error *error) {
    uint32_t before = job->pools[base].count;
    uint32_t *crews = xc_arena_array(job->arena, (size_t)before + count, sizeof *crews);
    if (!crews)
        return xc_fail_memory(error);
    if (before > 0)
        memcpy(crews, job->pools[base].crews, before * sizeof *crews);
    if (count > 0)
        memcpy(crews + before, more, count * sizeof *crews);
    return xc_pools_add(job, crews, before + count, area, area_name(job, area), index,
                        error);
}

/* The crews of the area and of all areas above. Areas without crews share their parent's.
 */
static int chain_pool(struct xc_job *job, struct area_crews *map, uint32_t area,
                      uint32_t *index, struct xc_error *error) {
    const struct xc_areas *areas = &job->reg->areas;
    if (area == XC_NO_ROW) {
        *index = map->global;
        return XC_OK;
    }
    if (map->chain_of[area] != XC_NO_POOL) {
        *index = map->chain_of[area];
        return XC_OK;
    }
    uint32_t above = XC_NO_POOL;
    int code = chain_pool(job, map, areas->parent[area], &above, error);
    if (code)
        return code;
    uint32_t from = first_entered(job, map, areas->enter[area]);
    uint32_t to = first_entered(job, map, areas->enter[area] + 1);
    if (from == to)
        *index = above;
    else
        code = extend_pool(job, above, map->sorted + from, to - from, area, index, error);
    map->chain_of[area] = *index;
    return code;
}

static int area_pool(struct xc_job *job, struct area_crews *map, uint32_t area,
                     uint32_t *index, struct xc_error *error) {
    const struct xc_areas *areas = &job->reg->areas;
    if (area == XC_NO_ROW) {
        *index = map->all;
        return XC_OK;
    }
    if (map->pool_of[area] != XC_NO_POOL) {
        *index = map->pool_of[area];
        return XC_OK;
    }
    int code = chain_pool(job, map, area, index, error);
    if (code)
        return code;
    uint32_t from = first_entered(job, map, areas->enter[area] + 1);
    uint32_t to = first_entered(job, map, areas->leave[area] + 1);
    if (from < to)
        code =
            extend_pool(job, *index, map->sorted + from, to - from, area, index, error);
    map->pool_of[area] = *index;
    return code;
}

/* The crews within an area, but for those within a part of it (XC_NO_ROW: all of them).
 */
static int pool_within(struct xc_job *job, const struct area_crews *map, uint32_t area,
                       uint32_t but, uint32_t *index, struct xc_error *error) {
    const struct xc_areas *areas = &job->reg->areas;
    uint32_t *crews = xc_arena_array(job->arena, map->count, sizeof *crews);
    uint32_t count = 0;
    if (!crews)
        return xc_fail_memory(error);
    uint32_t to = area == XC_NO_ROW ? 0 : first_entered(job, map, areas->leave[area] + 1);
    for (uint32_t i = to > 0 ? first_entered(job, map, areas->enter[area]) : 0; i < to;
         i++)
        if (!xc_register_within(job->reg, job->crews[map->sorted[i]].area, but))
            crews[count++] = map->sorted[i];
    return xc_pools_add(job, crews, count, area, area_name(job, area), index, error);
}

/* The pool of a target whose crew comes from somewhere. Who of a crew may go there is
 * seen when its people are seated. */
static int origin_pool(struct xc_job *job, struct area_crews *map,
                       const struct xc_class *klass, uint32_t target, uint32_t *index,
                       struct xc_error *error) {
    uint32_t own = xc_origin_own(job, klass, target);
    uint32_t above = own == XC_NO_ROW ? XC_NO_ROW : job->reg->areas.parent[own];
    if (klass->rule->from == XC_FROM_ABOVE)
        return chain_pool(job, map, above, index, error);
    bool area = klass->rule->from == XC_FROM_AREA;
    uint32_t *known = area               ? &map->sender
                      : own == XC_NO_ROW ? &map->nobody
                                         : &map->beside_of[own];
    int code = XC_OK;
    if (*known == XC_NO_POOL)
        code = pool_within(job, map, area ? klass->from : above, area ? XC_NO_ROW : own,
                           known, error);
    *index = *known;
    return code;
}

static int map_areas(struct xc_job *job, struct area_crews *map, struct xc_error *error) {
    uint32_t areas = job->reg->areas.count;
    map->sorted = xc_arena_array(job->arena, job->team_count, sizeof *map->sorted);
    map->everywhere =
        xc_arena_array(job->arena, job->team_count, sizeof *map->everywhere);
    map->pool_of = xc_arena_array(job->arena, areas, sizeof *map->pool_of);
    map->chain_of = xc_arena_array(job->arena, areas, sizeof *map->chain_of);
    map->beside_of = xc_arena_array(job->arena, areas, sizeof *map->beside_of);
    uint32_t *scratch = xc_arena_array(job->arena, job->crew_count, sizeof *scratch);
    uint32_t *all = xc_plan_indices(job->arena, job->team_count);
    if (!map->sorted || !map->everywhere || !map->pool_of || !map->chain_of ||
        !map->beside_of || !scratch || !all)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < areas; i++) {
        map->pool_of[i] = XC_NO_POOL;
        map->chain_of[i] = XC_NO_POOL;
        map->beside_of[i] = XC_NO_POOL;
    }
    for (uint32_t i = 0; i < job->team_count; i++) {
        if (job->crews[i].area == XC_NO_ROW)
            map->everywhere[map->everywhere_count++] = i;
        else
            map->sorted[map->count++] = i;
    }
    xc_plan_sort(map->sorted, map->count, scratch, by_entrance, job);
    int code =
        xc_pools_add(job, all, job->team_count, XC_NO_ROW, XC_STR("-"), &map->all, error);
    if (!code)
        code = xc_pools_add(job, map->everywhere, map->everywhere_count, XC_NO_ROW,
                            XC_STR("-"), &map->global, error);
    return code;
}

/* ---- pools of duties ---- */

struct duty_entry {
    struct xc_str zone;
    uint32_t crew;
    uint32_t pool; /* of the first entry of each zone */
};

struct duty_map {
    struct duty_entry *entries; /* sorted by zone, crew */
    uint32_t count;
};

static int by_duty(const void *context, uint32_t a, uint32_t b) {
    const struct duty_entry *entries = context;
    int order = xc_str_compare(entries[a].zone, entries[b].zone);
    if (order)
        return order;
    if (entries[a].crew != entries[b].crew)
        return entries[a].crew < entries[b].crew ? -1 : 1;
    return a < b ? -1 : a > b;
}

static int read_duties(struct xc_job *job, const struct xc_demand *demand,
                       struct duty_map *map, struct xc_error *error) {
    const struct xc_obligation *obligation = demand->obligation;
    uint32_t count = 0;
    for (size_t i = 0; i < obligation->duty_count; i++)
        count += (uint32_t)obligation->duties[i].zone_count;
    struct duty_entry *found = xc_arena_array(job->arena, count, sizeof *found);
    map->entries = xc_arena_array(job->arena, count, sizeof *map->entries);
    uint32_t *order = xc_plan_indices(job->arena, count);
    uint32_t *scratch = xc_arena_array(job->arena, count, sizeof *scratch);
    uint32_t *crews = xc_arena_array(job->arena, count, sizeof *crews);
    uint32_t *single = xc_arena_array(job->arena, job->crew_count, sizeof *single);
    if (!found || !map->entries || !order || !scratch || !crews || !single)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < job->crew_count; i++)
        single[i] = XC_NO_POOL;
    for (size_t i = 0; i < obligation->duty_count; i++) {
        const struct xc_zone_duty *duty = &obligation->duties[i];
        uint32_t crew = xc_crews_find(job, duty->crew);
        if (crew == XC_NO_ROW) {
            (void)xc_fail(error, XC_EINPUT,
                          "stage '%.*s' gives zones to crew '%.*s', but nobody in the "
                          "register belongs to it.",
                          XC_PRI(demand->stage->id), XC_PRI(duty->crew));
            return xc_hint(error,
                           "write the crew's name in the crew column of its people, "
                           "or correct it in the policy.");
        }
        for (size_t k = 0; k < duty->zone_count; k++)
            found[map->count++] = (struct duty_entry){duty->zones[k], crew, XC_NO_POOL};
    }
    xc_plan_sort(order, count, scratch, by_duty, found);
    for (uint32_t i = 0; i < count; i++)
        map->entries[i] = found[order[i]];
    for (uint32_t i = 0; i < count;) {
        uint32_t end = i;
        while (end < count &&
               xc_str_equal(map->entries[end].zone, map->entries[i].zone)) {
            crews[end - i] = map->entries[end].crew;
            end++;
        }
        /* a crew keeps one pool for all the zones that are its own */
        uint32_t pool = end - i == 1 ? single[crews[0]] : XC_NO_POOL;
        int code = XC_OK;
        if (pool == XC_NO_POOL)
            code = xc_pools_add(job, crews, end - i, XC_NO_ROW, job->crews[crews[0]].id,
                                &pool, error);
        if (code)
            return code;
        if (end - i == 1)
            single[crews[0]] = pool;
        for (; i < end; i++)
            map->entries[i].pool = pool;
    }
    return XC_OK;
}

static uint32_t duty_pool(const struct duty_map *map, struct xc_str zone) {
    uint32_t lo = 0;
    uint32_t hi = map->count;
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        if (xc_str_compare(map->entries[middle].zone, zone) < 0)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo < map->count && xc_str_equal(map->entries[lo].zone, zone)
               ? map->entries[lo].pool
               : XC_NO_POOL;
}

static uint32_t pool_by_duty(const struct xc_job *job, const struct duty_map *map,
                             uint32_t target) {
    const struct xc_register *reg = job->reg;
    struct xc_str zone = xc_register_text(reg, reg->targets.zone[target]);
    uint32_t pool = zone.len > 0 ? duty_pool(map, zone) : XC_NO_POOL;
    uint32_t area = reg->targets.area[target];
    while (pool == XC_NO_POOL && area != XC_NO_ROW) {
        pool = duty_pool(map, xc_register_text(reg, reg->areas.code[area]));
        if (pool == XC_NO_POOL)
            pool = duty_pool(map, xc_register_text(reg, reg->areas.name[area]));
        area = reg->areas.parent[area];
    }
    return pool;
}

static int refuse_zones(struct xc_job *job, const struct xc_demand *demand,
                        struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(1u << 16);
    uint32_t *counts = xc_arena_array(job->arena, job->zone_count, sizeof *counts);
    if (!counts)
        return xc_fail_memory(error);
    uint32_t total = 0;
    for (uint32_t i = 0; i < job->need_count; i++) {
        const struct xc_need *need = &job->needs[i];
        if (&job->demands[need->demand] != demand ||
            (need->number != 1 && !demand->owed) || need->pool != XC_NO_POOL)
            continue;
        counts[need->zone]++;
        total++;
    }
    unsigned named = 0;
    for (uint32_t i = 0; i < job->zone_count; i++) {
        if (counts[i] == 0 || named == NAMED_ZONES)
            continue;
        (void)xc_buffer_printf(&text, "%s%.*s (%u)", named > 0 ? ", " : "",
                               XC_PRI(job->zones[i]), counts[i]);
        named++;
    }
    (void)xc_fail(
        error, XC_ENO,
        "stage '%.*s': %u targets lie in zones that no crew has been given: %.*s.",
        XC_PRI(demand->stage->id), total, XC_PRI(xc_buffer_view(&text)));
    xc_buffer_free(&text);
    return xc_hint(error, "add these zones to the duties of a crew.");
}

bool xc_pools_has(const struct xc_pool *pool, uint32_t crew) {
    uint32_t lo = 0;
    uint32_t hi = pool->count;
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        if (pool->crews[middle] < crew)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo < pool->count && pool->crews[lo] == crew;
}

/* ---- shifts ---- */

const struct xc_hours *xc_pools_hours(const struct xc_job *job, uint32_t pool) {
    return &job->shifts[job->pools[pool].count > 0
                            ? job->crews[job->pools[pool].crews[0]].shift
                            : 0];
}

/* Gives the needs of a demand the twins of their pools' crews. */
static int shift_pools(struct xc_job *job, uint32_t demand, struct xc_error *error) {
    uint32_t before = job->pool_count;
    unsigned shift = job->demands[demand].shift;
    uint32_t *twins = xc_arena_array(job->arena, before, sizeof *twins);
    uint32_t *crews = xc_arena_array(job->arena, job->team_count, sizeof *crews);
    if (!twins || !crews)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < before; i++)
        twins[i] = XC_NO_POOL;
    for (uint32_t i = job->demands[demand].first; i < job->demands[demand].behind; i++) {
        struct xc_need *need = &job->needs[i];
        struct xc_pool pool = job->pools[need->pool];
        for (uint32_t k = 0; twins[need->pool] == XC_NO_POOL && k < pool.count; k++)
            crews[k] = xc_shifts_row(job, pool.crews[k], shift);
        int code = twins[need->pool] == XC_NO_POOL
                       ? xc_pools_add(job, crews, pool.count, pool.area, pool.name,
                                      &twins[need->pool], error)
                       : XC_OK;
        if (code)
            return code;
        need->pool = twins[need->pool];
    }
    return XC_OK;
}

/* ---- all ---- */

static int assign_demand(struct xc_job *job, uint32_t index, struct area_crews *areas,
                         struct xc_error *error) {
    const struct xc_demand *demand = &job->demands[index];
    struct duty_map duties = {0};
    const struct xc_class *klass = &job->classes[demand->klass];
    bool uncovered = false;
    int code = XC_OK;
    areas->sender = XC_NO_POOL;
    if (demand->obligation->duty_count > 0)
        code = read_duties(job, demand, &duties, error);
    for (uint32_t i = demand->first; !code && i < demand->behind; i++) {
        struct xc_need *need = &job->needs[i];
        if (demand->obligation->duty_count > 0) {
            need->pool = pool_by_duty(job, &duties, need->target);
            uncovered = uncovered || need->pool == XC_NO_POOL;
        } else if (klass->rule->from != XC_FROM_ANYWHERE) {
            code = origin_pool(job, areas, klass, need->target, &need->pool, error);
        } else {
            code = area_pool(job, areas, job->reg->targets.area[need->target],
                             &need->pool, error);
        }
    }
    if (!code && uncovered)
        code = refuse_zones(job, demand, error);
    if (!code && demand->shift > 0)
        code = shift_pools(job, index, error);
    return code;
}

int xc_pools_build(struct xc_job *job, struct xc_error *error) {
    struct area_crews areas = {.nobody = XC_NO_POOL};
    uint64_t *load = xc_arena_array(job->arena, job->crew_count, sizeof *load);
    if (!load)
        return xc_fail_memory(error);
    int code = rank_zones(job, error);
    if (!code)
        code = map_areas(job, &areas, error);
    for (uint32_t i = 0; !code && i < job->demand_count; i++) {
        const struct xc_obligation *obligation = job->demands[i].obligation;
        code = assign_demand(job, i, &areas, error);
        bool bound = obligation->areas == XC_AREAS_SWAP ||
                     (obligation->areas == XC_AREAS_FIXED && obligation->duty_count == 0);
        if (!code && bound)
            code = xc_areas_bind(job, i, load, error);
    }
    return code ? code : xc_drawn_order(job, error);
}
