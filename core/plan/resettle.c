/* A replan: new places for kept visits that cannot stay, before anything new is placed.
 * Visits that were made on one way to their zone stay together: each first joins a crew
 * that goes there anyway, the rest goes as a whole to the nearest day that has room, so
 * that no way is made twice. Whatever finds no such place is left to the steps for all.
 */
#include "plan/keep_internal.h"

struct way { /* where an open kept visit was */
    uint32_t need;
    xc_date date;
    struct xc_str crew;
    uint32_t zone, pool; /* of the need */
    unsigned start;
};

static int by_way(const void *context, uint32_t a, uint32_t b) {
    const struct way *ways = context;
    if (ways[a].date != ways[b].date)
        return ways[a].date < ways[b].date ? -1 : 1;
    int order = xc_str_compare(ways[a].crew, ways[b].crew);
    if (order)
        return order;
    if (ways[a].zone != ways[b].zone)
        return ways[a].zone < ways[b].zone ? -1 : 1;
    if (ways[a].pool != ways[b].pool)
        return ways[a].pool < ways[b].pool ? -1 : 1;
    if (ways[a].start != ways[b].start) /* in this order they fitted into a day */
        return ways[a].start < ways[b].start ? -1 : 1;
    return a < b ? -1 : a > b;
}

static bool same_way(const struct way *a, const struct way *b) {
    return a->date == b->date && a->zone == b->zone && a->pool == b->pool &&
           xc_str_equal(a->crew, b->crew);
}

/* The days around an old one, nearest first, later before earlier. */
struct outward {
    int64_t lo, hi, from;
    int64_t step;
};

static struct outward around(const struct xc_job *job, xc_date date, uint32_t lo,
                             uint32_t hi) {
    struct outward days = {lo, hi, 0, 0};
    uint16_t first = 1;
    uint16_t last = 0;
    xc_days_between(job, date, job->last, &first, &last);
    days.from = first <= last ? first : hi;
    return days;
}

static bool next_day(struct outward *days, uint32_t *day) {
    int64_t most = days->hi - days->from > days->from - days->lo ? days->hi - days->from
                                                                 : days->from - days->lo;
    while ((days->step + 1) / 2 <= most) {
        int64_t away = (days->step + 1) / 2;
        int64_t at = days->step % 2 != 0 ? days->from + away : days->from - away;
        days->step++;
        if (at < days->lo || at > days->hi)
            continue;
        *day = (uint32_t)at;
        return true;
    }
    return false;
}

/* The pool's crews, the old one first. */
static uint32_t crew_at(const struct xc_pool *pool, uint32_t own, uint32_t i) {
    if (own == XC_NO_ROW)
        return pool->crews[i];
    return i == 0 ? own : pool->crews[i - 1];
}

static uint32_t crew_count(const struct xc_pool *pool, uint32_t own) {
    return pool->count + (own != XC_NO_ROW);
}

static uint32_t own_crew(const struct xc_job *job, const struct xc_pool *pool,
                         struct xc_str id) {
    uint32_t crew = xc_crews_find(job, id);
    return xc_pools_has(pool, crew) ? crew : XC_NO_ROW;
}

/* ---- who goes where anyway ---- */

struct going { /* to some zone */
    uint32_t crew, day;
};

struct resettling {
    struct xc_job *job;
    struct way *ways;
    struct going
        *going;       /* by zone, as often as visits lie there; one for each way more */
    uint32_t *first;  /* zones + 1: of going */
    uint32_t *behind; /* zones: of those known so far */
    uint64_t *ranks;  /* scratch of one zone, … */
    uint32_t *order;  /* … */
    uint32_t *scratch;
};

static void add_going(struct resettling *r, uint32_t zone, uint32_t crew, uint32_t day) {
    r->going[r->behind[zone]++] = (struct going){crew, day};
}

/* Zones to which nobody has to find a way stay empty. */
static int list_going(struct resettling *r, uint32_t way_count) {
    struct xc_job *job = r->job;
    uint32_t sum = 0;
    uint32_t most = 0;
    r->first = xc_arena_array(job->arena, (size_t)job->zone_count + 1, sizeof *r->first);
    r->behind = xc_arena_array(job->arena, job->zone_count, sizeof *r->behind);
    if (!r->first || !r->behind)
        return XC_ENOMEM;
    for (uint32_t i = 0; i < way_count; i++)
        r->behind[r->ways[i].zone]++;
    for (uint32_t run = 0; run < job->run_count; run++) {
        uint32_t zone = job->needs[job->runs[run]].zone;
        for (uint32_t i = job->runs[run]; r->behind[zone] > 0 && i < job->runs[run + 1];
             i++)
            r->behind[zone] += job->needs[i].state == XC_NEED_PLACED;
    }
    for (uint32_t i = 0; i < job->zone_count; i++) {
        most = r->behind[i] > most ? r->behind[i] : most;
        r->first[i] = sum;
        sum += r->behind[i];
        r->behind[i] = r->first[i];
    }
    r->first[job->zone_count] = sum;
    r->going = xc_arena_array(job->arena, sum, sizeof *r->going);
    r->ranks = xc_arena_array(job->arena, most, sizeof *r->ranks);
    r->order = xc_arena_array(job->arena, most, sizeof *r->order);
    r->scratch = xc_arena_array(job->arena, most, sizeof *r->scratch);
    if (!r->going || !r->ranks || !r->order || !r->scratch)
        return XC_ENOMEM;
    for (uint32_t run = 0; run < job->run_count; run++) {
        uint32_t zone = job->needs[job->runs[run]].zone;
        bool asked = r->first[zone] < r->first[zone + 1];
        for (uint32_t i = job->runs[run]; asked && i < job->runs[run + 1]; i++)
            if (job->needs[i].state == XC_NEED_PLACED)
                add_going(r, zone, job->needs[i].crew, job->needs[i].day);
    }
    return XC_OK;
}

static int by_rank(const void *context, uint32_t a, uint32_t b) {
    const uint64_t *ranks = context;
    if (ranks[a] != ranks[b])
        return ranks[a] < ranks[b] ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* How late a crew-day is tried: by day as next_day gives them, then the old crew, then
 * the others. */
static uint64_t rank_of(const struct outward *days, uint32_t own,
                        const struct going *going) {
    int64_t away = (int64_t)going->day - days->from;
    uint64_t step = (uint64_t)(away > 0 ? 2 * away - 1 : -2 * away);
    return step << 33 | (uint64_t)(going->crew != own) << 32 | going->crew;
}

/* Into the nearest cell whose crew goes to the zone anyway. */
static bool join(struct resettling *r, const struct way *way) {
    struct xc_job *job = r->job;
    const struct xc_need *need = &job->needs[way->need];
    const struct xc_pool *pool = &job->pools[need->pool];
    uint32_t own = own_crew(job, pool, way->crew);
    struct outward days = around(job, way->date, need->wide_lo, need->wide_hi);
    const struct going *going = r->going + r->first[way->zone];
    uint32_t known = r->behind[way->zone] - r->first[way->zone];
    uint32_t count = 0;
    for (uint32_t i = 0; need->days == 1 && i < known; i++) {
        const struct xc_cell *cell = xc_cells_at(job, going[i].crew, going[i].day);
        if (going[i].day < need->wide_lo || going[i].day > need->wide_hi || cell->whole ||
            cell->left < need->minutes || !xc_pools_has(pool, going[i].crew))
            continue;
        r->ranks[i] = rank_of(&days, own, &going[i]);
        r->order[count++] = i;
    }
    xc_plan_sort(r->order, count, r->scratch, by_rank, r->ranks);
    for (uint32_t i = 0; i < count; i++) {
        const struct going *to = &going[r->order[i]];
        if (i > 0 && r->ranks[r->order[i]] == r->ranks[r->order[i - 1]])
            continue;
        if (xc_cells_put(job, way->need, to->crew, to->day))
            return true;
    }
    return false;
}

/* ---- who goes there for them ---- */

static bool put_all(struct xc_job *job, const struct way *ways, const uint32_t *group,
                    uint32_t count, uint32_t crew, uint32_t day) {
    uint32_t put = 0;
    while (put < count && xc_cells_put(job, ways[group[put]].need, crew, day))
        put++;
    for (uint32_t i = put; put < count && i-- > 0;)
        xc_cells_take(job, ways[group[i]].need);
    return put == count;
}

/* All of them into the nearest cell that holds them. */
static bool go_together(struct resettling *r, const uint32_t *group, uint32_t count) {
    struct xc_job *job = r->job;
    const struct way *ways = r->ways;
    const struct xc_need *first = &job->needs[ways[group[0]].need];
    const struct xc_pool *pool = &job->pools[ways[group[0]].pool];
    uint32_t own = own_crew(job, pool, ways[group[0]].crew);
    uint32_t lo = first->wide_lo;
    uint32_t hi = first->wide_hi;
    uint32_t minutes = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct xc_need *need = &job->needs[ways[group[i]].need];
        lo = need->wide_lo > lo ? need->wide_lo : lo;
        hi = need->wide_hi < hi ? need->wide_hi : hi;
        minutes += need->minutes;
    }
    struct outward days = around(job, ways[group[0]].date, lo, hi);
    uint32_t day = 0;
    while (lo <= hi && next_day(&days, &day))
        for (uint32_t i = 0; i < crew_count(pool, own); i++) {
            uint32_t crew = crew_at(pool, own, i);
            const struct xc_cell *cell = xc_cells_at(job, crew, day);
            if (!cell->whole && (cell->count == 0 || cell->left >= minutes) &&
                put_all(job, ways, group, count, crew, day)) {
                add_going(r, ways[group[0]].zone, crew, day);
                return true;
            }
        }
    return false;
}

static void resettle(struct resettling *r, uint32_t *group, uint32_t count) {
    uint32_t left = 0;
    for (uint32_t i = 0; i < count; i++)
        if (!join(r, &r->ways[group[i]]))
            group[left++] = group[i];
    if (left > 0)
        (void)go_together(r, group, left);
}

int xc_resettle_run(struct xc_job *job, struct xc_error *error) {
    size_t room = job->moving_count;
    struct way *ways = xc_arena_array(job->arena, room, sizeof *ways);
    struct resettling r = {.job = job, .ways = ways};
    uint32_t *order = xc_plan_indices(job->arena, room);
    uint32_t *scratch = xc_arena_array(job->arena, room, sizeof *scratch);
    uint32_t count = 0;
    if (!ways || !order || !scratch)
        return xc_fail_memory(error);
    for (size_t i = 0; i < room; i++) {
        const struct xc_keep *keep = &job->keeps[job->moving[i]];
        uint32_t need = keep->need;
        const struct xc_visit *visit = &job->input->kept[keep->kept];
        if (!keep->exact && need != XC_NO_NEED &&
            job->needs[need].state == XC_NEED_OPEN &&
            job->needs[need].lo <= job->needs[need].hi)
            ways[count++] = (struct way){need,
                                         visit->date,
                                         visit->crew,
                                         job->needs[need].zone,
                                         job->needs[need].pool,
                                         visit->start};
    }
    if (count == 0)
        return XC_OK;
    if (list_going(&r, count))
        return xc_fail_memory(error);
    xc_plan_sort(order, count, scratch, by_way, ways);
    for (uint32_t i = 0; i < count;) {
        uint32_t end = i + 1;
        while (end < count && same_way(&ways[order[i]], &ways[order[end]]))
            end++;
        resettle(&r, order + i, end - i);
        i = end;
    }
    return XC_OK;
}
