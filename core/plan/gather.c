/* Needs arise by obligation, as the register lists their targets. From here on they are
 * asked for by crews and zones: those of a pool lie together, in it those of a zone, in
 * these as they arose. What a crew is asked about is then near to each other in memory.
 */
#include "base/parallel.h"
#include "plan/keep_internal.h"

#include <string.h>

enum { OF_AN_ITEM = 16384 };

struct gathering {
    struct xc_job *job;
    const struct xc_need *before;
    const struct xc_keep *keeps_before;
    const struct xc_unbound *unbound_before;
    uint32_t *order; /* new index → old one */
    uint32_t *place; /* old index → new one */
    uint32_t *next;  /* crews: where their next kept visit goes */
    unsigned parts;  /* of the crews: one for each worker */
};

int xc_gather_as_arose(const void *context, uint32_t a, uint32_t b) {
    const struct xc_job *job = context;
    const struct xc_need *left = &job->needs[a];
    const struct xc_need *right = &job->needs[b];
    if (left->demand != right->demand)
        return left->demand < right->demand ? -1 : 1;
    if (left->target != right->target)
        return left->target < right->target ? -1 : 1;
    return (left->number > right->number) - (left->number < right->number);
}

/* ---- where they go ---- */

/* The needs stably by a number below `limit`; from NULL: as they arose. */
static int sort_by(struct xc_arena *arena, const uint32_t *numbers, uint32_t limit,
                   uint32_t count, const uint32_t *from, uint32_t *to) {
    uint32_t *starts = xc_arena_array(arena, (size_t)limit + 1, sizeof *starts);
    if (!starts)
        return XC_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        starts[numbers[i] + 1]++;
    for (uint32_t i = 0; i < limit; i++)
        starts[i + 1] += starts[i];
    for (uint32_t i = 0; i < count; i++) {
        uint32_t item = from ? from[i] : i;
        to[starts[numbers[item]]++] = item;
    }
    return XC_OK;
}

static int find_places(struct gathering *g) {
    const struct xc_job *job = g->job;
    struct xc_arena *arena = job->early;
    uint32_t count = job->need_count;
    uint32_t *numbers = g->place;
    uint32_t *by_zone = xc_arena_array(arena, count, sizeof *by_zone);
    if (!by_zone)
        return XC_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        numbers[i] = g->before[i].zone;
    if (sort_by(arena, numbers, job->zone_count, count, NULL, by_zone))
        return XC_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        numbers[i] = g->before[i].pool;
    if (sort_by(arena, numbers, job->pool_count, count, by_zone, g->order))
        return XC_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        g->place[g->order[i]] = i;
    return XC_OK;
}

/* ---- all that points to them ---- */

static void follow(const struct gathering *g, uint32_t *need) {
    if (*need != XC_NO_NEED)
        *need = g->place[*need];
}

static void move_some(void *context, unsigned worker, size_t item) {
    const struct gathering *g = context;
    const struct xc_job *job = g->job;
    size_t from = item * OF_AN_ITEM;
    size_t left = job->need_count - from;
    size_t behind = from + (left < OF_AN_ITEM ? left : OF_AN_ITEM);
    (void)worker;
    for (size_t i = from; i < behind; i++) {
        struct xc_need *need = &job->needs[i];
        *need = g->before[g->order[i]];
        follow(g, &need->sibling);
        follow(g, &need->rider);
        if (need->state == XC_NEED_RIDES)
            follow(g, &need->partner);
        if (job->unbound)
            job->unbound[i] = g->unbound_before[g->order[i]];
        if (job->kept_of)
            job->kept_of[i] = XC_NO_ROW;
    }
}

static void follow_all(const struct gathering *g) {
    struct xc_job *job = g->job;
    for (uint32_t i = 0; i < job->reg->targets.count; i++)
        follow(g, &job->target_first[i]);
    for (uint32_t i = 0; i < job->host_count; i++)
        follow(g, &job->host_of[i]);
    for (size_t i = 0; i < job->input->fixed_count; i++)
        follow(g, &job->fixed_joined[i]);
}

/* ---- kept visits ---- */

/* Of no crew: behind all others. */
static uint32_t team_of(const struct xc_job *job, size_t kept) {
    return job->kept_team[kept] == XC_NO_ROW ? job->team_count : job->kept_team[kept];
}

/* Those of some crews: each worker reads the crews of all visits. */
static void move_keeps(void *context, unsigned worker, size_t item) {
    const struct gathering *g = context;
    struct xc_job *job = g->job;
    uint32_t teams = job->team_count + 1;
    uint32_t from = (uint32_t)((uint64_t)teams * item / g->parts);
    uint32_t behind = (uint32_t)((uint64_t)teams * (item + 1) / g->parts);
    (void)worker;
    for (size_t i = 0; i < job->input->kept_count; i++) {
        uint32_t team = team_of(job, i);
        if (team < from || team >= behind)
            continue;
        uint32_t at = g->next[team]++;
        job->keeps[at] = g->keeps_before[i];
        follow(g, &job->keeps[at].need);
        if (job->keeps[at].need != XC_NO_NEED)
            job->kept_of[job->keeps[at].need] = at;
    }
}

static int gather_keeps(struct gathering *g) {
    struct xc_job *job = g->job;
    size_t count = job->input->kept_count;
    size_t teams = (size_t)job->team_count + 1;
    if (count == 0)
        return XC_OK;
    g->keeps_before = job->keeps;
    job->keeps = xc_arena_array(job->arena, count, sizeof *job->keeps);
    job->keep_first = xc_arena_array(job->arena, teams + 1, sizeof *job->keep_first);
    g->next = xc_arena_array(job->early, teams, sizeof *g->next);
    if (!job->keeps || !job->keep_first || !g->next)
        return XC_ENOMEM;
    for (size_t i = 0; i < count; i++)
        job->keep_first[team_of(job, i) + 1]++;
    for (size_t i = 0; i < teams; i++)
        job->keep_first[i + 1] += job->keep_first[i];
    memcpy(g->next, job->keep_first, teams * sizeof *g->next);
    g->parts = xc_parallel_workers(teams);
    xc_parallel_run(g->parts, g->parts, move_keeps, g);
    return XC_OK;
}

/* ---- all ---- */

static int gather(struct xc_job *job) {
    struct gathering g = {.job = job, .before = job->needs};
    size_t items = ((size_t)job->need_count + OF_AN_ITEM - 1) / OF_AN_ITEM;
    g.order = xc_arena_array(job->early, job->need_count, sizeof *g.order);
    g.place = xc_arena_array(job->early, job->need_count, sizeof *g.place);
    job->needs = xc_arena_array(job->arena, job->need_count, sizeof *job->needs);
    if (!g.order || !g.place || !job->needs || find_places(&g))
        return XC_ENOMEM;
    if (job->unbound) {
        g.unbound_before = job->unbound;
        job->unbound = xc_arena_array(job->arena, job->need_count, sizeof *job->unbound);
        if (!job->unbound)
            return XC_ENOMEM;
    }
    xc_parallel_run(xc_parallel_workers(items), items, move_some, &g);
    follow_all(&g);
    return gather_keeps(&g);
}

/* ---- runs and seats ---- */

static bool begins_run(const struct xc_job *job, uint32_t i) {
    return i == 0 || job->needs[i].zone != job->needs[i - 1].zone ||
           job->needs[i].pool != job->needs[i - 1].pool;
}

static int list_runs(struct xc_job *job) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < job->need_count; i++)
        count += begins_run(job, i);
    job->runs = xc_arena_array(job->arena, (size_t)count + 1, sizeof *job->runs);
    if (!job->runs)
        return XC_ENOMEM;
    for (uint32_t i = 0; i < job->need_count; i++)
        if (begins_run(job, i))
            job->runs[job->run_count++] = i;
    job->runs[job->run_count] = job->need_count;
    return XC_OK;
}

static int make_seats(struct xc_job *job) {
    size_t places = 0;
    for (uint32_t i = 0; i < job->need_count; i++) {
        struct xc_need *need = &job->needs[i];
        need->seated = (uint32_t)places;
        places += job->classes[job->demands[need->demand].klass].place_count;
    }
    if (places > UINT32_MAX)
        return XC_ENOMEM;
    job->seated = xc_arena_array(job->arena, places, sizeof *job->seated);
    return job->seated ? XC_OK : XC_ENOMEM;
}

int xc_gather_run(struct xc_job *job, struct xc_error *error) {
    if (gather(job) || list_runs(job) || make_seats(job))
        return xc_fail_memory(error);
    xc_arena_free(job->early);
    job->early = NULL;
    return XC_OK;
}
