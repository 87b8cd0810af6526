/* A replan: new places for kept visits that cannot stay, before anything new is placed.
 * Visits that were made on one way to their zone stay together: each first joins a crew
 * that goes there anyway, the rest goes as a whole to the nearest day that has room, so
 * that no way is made twice. Whatever finds no such place is left to the steps for all.
 */
#include "plan/plan_internal.h"

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
    for (uint32_t i = 0; i < pool->count; i++)
        if (pool->crews[i] == crew)
            return crew;
    return XC_NO_ROW;
}

static bool goes_there(const struct xc_job *job, const struct xc_cell *cell,
                       uint32_t zone) {
    for (uint32_t i = cell->head; i != XC_NO_NEED; i = job->needs[i].next)
        if (job->needs[i].zone == zone)
            return true;
    return false;
}

/* Into the nearest cell whose crew goes to the zone anyway. */
static bool join(struct xc_job *job, const struct way *way) {
    const struct xc_need *need = &job->needs[way->need];
    const struct xc_pool *pool = &job->pools[need->pool];
    uint32_t own = own_crew(job, pool, way->crew);
    struct outward days = around(job, way->date, need->wide_lo, need->wide_hi);
    uint32_t day = 0;
    while (need->days == 1 && next_day(&days, &day))
        for (uint32_t i = 0; i < crew_count(pool, own); i++) {
            uint32_t crew = crew_at(pool, own, i);
            const struct xc_cell *cell = xc_cells_at(job, crew, day);
            if (cell->count > 0 && !cell->whole && cell->left >= need->minutes &&
                goes_there(job, cell, need->zone) &&
                xc_cells_put(job, way->need, crew, day))
                return true;
        }
    return false;
}

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
static bool go_together(struct xc_job *job, const struct way *ways, const uint32_t *group,
                        uint32_t count) {
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
                put_all(job, ways, group, count, crew, day))
                return true;
        }
    return false;
}

static void resettle(struct xc_job *job, const struct way *ways, uint32_t *group,
                     uint32_t count) {
    uint32_t left = 0;
    for (uint32_t i = 0; i < count; i++)
        if (!join(job, &ways[group[i]]))
            group[left++] = group[i];
    if (left > 0)
        (void)go_together(job, ways, group, left);
}

int xc_resettle_run(struct xc_job *job, struct xc_error *error) {
    size_t kept = job->input->kept_count;
    if (kept == 0)
        return XC_OK;
    struct way *ways = xc_arena_array(job->arena, kept, sizeof *ways);
    uint32_t *order = xc_plan_indices(job->arena, kept);
    uint32_t *scratch = xc_arena_array(job->arena, kept, sizeof *scratch);
    uint32_t count = 0;
    if (!ways || !order || !scratch)
        return xc_fail_memory(error);
    for (size_t i = 0; i < kept; i++) {
        uint32_t need = job->keeps[i].need;
        const struct xc_visit *visit = &job->input->kept[i];
        if (need != XC_NO_NEED && job->needs[need].state == XC_NEED_OPEN &&
            job->needs[need].lo <= job->needs[need].hi)
            ways[count++] = (struct way){need,
                                         visit->date,
                                         visit->crew,
                                         job->needs[need].zone,
                                         job->needs[need].pool,
                                         visit->start};
    }
    xc_plan_sort(order, count, scratch, by_way, ways);
    for (uint32_t i = 0; i < count;) {
        uint32_t end = i + 1;
        while (end < count && same_way(&ways[order[i]], &ways[order[end]]))
            end++;
        resettle(job, ways, order + i, end - i);
        i = end;
    }
    return XC_OK;
}
