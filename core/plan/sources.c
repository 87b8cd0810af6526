/* The visits of a plan in their order: new ones between those that have their ids. */
#include "base/parallel.h"
#include "plan/collect_internal.h"

enum { OF_AN_ITEM = 16384 };

struct listing {
    struct xc_job *job;
    struct xc_plan *plan;
    struct xc_arena *arena;
    uint32_t *places; /* kept visits → need, AS_IT_WAS or GONE; then positions */
};

#define GONE      UINT32_MAX
#define AS_IT_WAS (UINT32_MAX - 1)

static struct xc_str id_of(const struct xc_job *job, const struct xc_planned *source) {
    switch (source->from) {
    case XC_FROM_FIXED:
        return job->input->fixed[source->row].id;
    case XC_FROM_KEPT:
        return xc_keep_visit(job, source->row)->id;
    default:
        return job->input->kept[source->row].id;
    }
}

/* ---- those that have their ids ---- */

static void ask_some(void *context, unsigned worker, size_t item) {
    const struct listing *l = context;
    const struct xc_job *job = l->job;
    size_t from = item * OF_AN_ITEM;
    size_t left = job->input->kept_count - from;
    size_t behind = from + (left < OF_AN_ITEM ? left : OF_AN_ITEM);
    (void)worker;
    for (size_t i = from; i < behind; i++) {
        const struct xc_keep *keep = &job->keeps[i];
        bool placed =
            keep->need != XC_NO_NEED && job->needs[keep->need].state == XC_NEED_PLACED;
        l->places[keep->kept] = xc_moves_as_it_was(job, keep) ? AS_IT_WAS
                                : placed                      ? keep->need
                                                              : GONE;
    }
}

/* The kept visits that are in the plan, in the order of ids. */
static size_t list_kept(struct listing *l, struct xc_planned *sources) {
    const struct xc_job *job = l->job;
    size_t count = 0;
    size_t items = (job->input->kept_count + OF_AN_ITEM - 1) / OF_AN_ITEM;
    if (items > 0)
        xc_parallel_run(xc_parallel_workers(items), items, ask_some, l);
    for (uint32_t i = 0; i < job->input->kept_count; i++) {
        uint32_t index = l->places[i];
        if (index == AS_IT_WAS) {
            sources[count++] = (struct xc_planned){i, XC_FROM_KEPT_AS_IT_WAS,
                                                   job->kept_team[i] & XC_NO_TEAM,
                                                   job->input->kept[i].date};
        } else if (index != GONE) {
            const struct xc_need *need = &job->needs[index];
            sources[count++] = (struct xc_planned){
                index, XC_FROM_KEPT, job->crews[need->crew].own & XC_NO_TEAM,
                job->dates[need->day]};
        }
        l->places[i] = GONE;
    }
    return count;
}

static bool is_own(const struct xc_job *job, const struct xc_visit *visit) {
    for (size_t i = 0; i < visit->task_count; i++)
        if (xc_str_equal(visit->tasks[i].programme, job->programme->id))
            return true;
    return false;
}

/* Fixed visits of this programme and those that an obligation joined, in the order of
 * ids. */
static size_t list_fixed(const struct listing *l, struct xc_planned *sources) {
    const struct xc_job *job = l->job;
    size_t count = 0;
    for (uint32_t i = 0; i < job->input->fixed_count; i++) {
        bool own = is_own(job, &job->input->fixed[i]);
        bool joined = job->fixed_joined[i] != XC_NO_NEED;
        l->plan->joined_count += joined && !own;
        if (own || joined)
            sources[count++] = (struct xc_planned){i, XC_FROM_FIXED, XC_NO_TEAM,
                                                   job->input->fixed[i].date};
    }
    return count;
}

/* By date; those of a day stay in their order. */
static struct xc_planned *sort_by_date(struct xc_arena *arena,
                                       const struct xc_planned *found, size_t count) {
    xc_date first = INT32_MAX;
    xc_date last = INT32_MIN;
    for (size_t i = 0; i < count; i++) {
        first = found[i].date < first ? found[i].date : first;
        last = found[i].date > last ? found[i].date : last;
    }
    size_t days = count > 0 ? (size_t)((int64_t)last - first) + 1 : 0;
    uint32_t *starts = xc_arena_array(arena, days + 1, sizeof *starts);
    struct xc_planned *sorted = xc_arena_array(arena, count, sizeof *sorted);
    if (!starts || !sorted)
        return NULL;
    for (size_t i = 0; i < count; i++)
        starts[(int64_t)found[i].date - first + 1]++;
    for (size_t i = 0; i < days; i++)
        starts[i + 1] += starts[i];
    for (size_t i = 0; i < count; i++)
        sorted[starts[(int64_t)found[i].date - first]++] = found[i];
    return sorted;
}

/* Visits that have their ids already, by date, then id; NULL: no memory. */
static struct xc_planned *list_stored(struct listing *l, size_t *count) {
    struct xc_job *job = l->job;
    size_t room = job->input->kept_count + job->input->fixed_count;
    struct xc_planned *kept =
        xc_arena_array(l->arena, job->input->kept_count, sizeof *kept);
    struct xc_planned *fixed =
        xc_arena_array(l->arena, job->input->fixed_count, sizeof *fixed);
    struct xc_planned *both =
        xc_arena_array(l->arena, job->input->fixed_count > 0 ? room : 0, sizeof *both);
    if (!kept || !fixed || !both)
        return NULL;
    size_t kept_count = list_kept(l, kept);
    size_t fixed_count = list_fixed(l, fixed);
    *count = kept_count + fixed_count;
    if (fixed_count == 0)
        return sort_by_date(l->arena, kept, *count);
    for (size_t i = 0, k = 0; i + k < *count;) {
        bool keeps = k == fixed_count ||
                     (i < kept_count &&
                      xc_str_compare(id_of(job, &kept[i]), id_of(job, &fixed[k])) < 0);
        if (keeps) {
            both[i + k] = kept[i];
            i++;
        } else {
            both[i + k] = fixed[k];
            k++;
        }
    }
    return sort_by_date(l->arena, both, *count);
}

/* ---- new ones between them ---- */

static bool comes_before(const struct xc_job *job, const struct xc_planned *stored,
                         xc_date date, uint64_t id) {
    char text[XC_VISIT_ID_BYTES];
    if (stored->date != date)
        return stored->date < date;
    xc_visit_id_text(id, text);
    return xc_str_compare(id_of(job, stored), xc_str_from(text)) < 0;
}

static void merge(const struct listing *l, const struct xc_planned *stored,
                  size_t stored_count, const struct xc_newcomers *fresh,
                  struct xc_planned *sources) {
    const struct xc_job *job = l->job;
    size_t from = 0;
    for (uint32_t i = 0; i < fresh->count; i++) {
        uint32_t at = fresh->order[i];
        const struct xc_need *need = &job->needs[fresh->needs[at]];
        xc_date date = job->dates[need->day];
        while (from < stored_count &&
               comes_before(job, &stored[from], date, fresh->ids[at]))
            *sources++ = stored[from++];
        *sources++ = (struct xc_planned){at, XC_FROM_NEED,
                                         job->crews[need->crew].own & XC_NO_TEAM, date};
    }
    while (from < stored_count)
        *sources++ = stored[from++];
}

int xc_sources_list(struct xc_job *job, struct xc_plan *plan,
                    const struct xc_newcomers *fresh, struct xc_arena *arena,
                    struct xc_planned **sources, uint32_t **places) {
    struct listing l = {.job = job, .plan = plan, .arena = arena};
    size_t stored_count = 0;
    l.places = xc_arena_array(arena, job->input->kept_count, sizeof *l.places);
    struct xc_planned *stored = l.places ? list_stored(&l, &stored_count) : NULL;
    if (!stored || job->team_count >= XC_NO_TEAM)
        return XC_ENOMEM;
    plan->visit_count = stored_count + fresh->count;
    *places = l.places;
    *sources = xc_arena_array(job->arena, plan->visit_count, sizeof **sources);
    if (!*sources)
        return XC_ENOMEM;
    merge(&l, stored, stored_count, fresh, *sources);
    for (size_t i = 0; i < plan->visit_count; i++)
        if ((*sources)[i].from == XC_FROM_KEPT_AS_IT_WAS)
            l.places[(*sources)[i].row] = (uint32_t)i;
    return XC_OK;
}
