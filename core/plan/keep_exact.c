/* A replan: the kept visits that stay exactly as they are, nearly all of them. Crew by
 * crew, by all cores: what visits of one crew ask for lies together, and those of other
 * crews cannot disturb them but where they meet at a target or share something. */
#include "base/parallel.h"
#include "base/prefetch.h"
#include "plan/keep_internal.h"

enum { AHEAD = 6, MINUTE_BITS = 11 /* of a day */, CREWS_OF_AN_ITEM = 16 };

struct crews_work {
    struct xc_job *job;
    const struct xc_keep_crews *crews;
    uint32_t *scratch; /* as order */
};

/* ---- by crew, then by time ---- */

static bool is_listed(const struct xc_keep *keep) {
    return keep->need != XC_NO_NEED && keep->crew != XC_NO_ROW && keep->day >= 0;
}

static int list_visits(struct xc_job *job, struct xc_keep_crews *crews) {
    size_t count = job->input->kept_count;
    crews->order = xc_arena_array(job->arena, count, sizeof *crews->order);
    crews->first =
        xc_arena_array(job->arena, (size_t)job->team_count + 2, sizeof *crews->first);
    crews->slow = xc_arena_array(job->arena, job->team_count, sizeof *crews->slow);
    if (!crews->order || !crews->first || !crews->slow)
        return XC_ENOMEM;
    for (size_t i = 0; i < count; i++)
        if (is_listed(&job->keeps[i]))
            crews->first[job->keeps[i].crew + 2]++;
    for (uint32_t i = 0; i < job->team_count; i++)
        crews->first[i + 2] += crews->first[i + 1];
    for (size_t i = 0; i < count; i++)
        if (is_listed(&job->keeps[i]))
            crews->order[crews->first[job->keeps[i].crew + 1]++] = (uint32_t)i;
    return XC_OK;
}

static int by_time(const void *context, uint32_t a, uint32_t b) {
    const struct xc_keep *keeps = context;
    if (keeps[a].day != keeps[b].day)
        return keeps[a].day < keeps[b].day ? -1 : 1;
    if (keeps[a].start != keeps[b].start)
        return keeps[a].start < keeps[b].start ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* ---- before any takes the place of another ---- */

/* The seats of its need, with its people as far as they may take them. */
static bool take_seats(const struct xc_job *job, const struct xc_keep *keep,
                       uint32_t row) {
    const struct xc_need *need = &job->needs[keep->need];
    const struct xc_class *klass = &job->classes[job->demands[need->demand].klass];
    struct xc_wish wish =
        xc_people_wish(job, keep->need, row, (uint32_t)keep->day,
                       xc_keep_halves(job, keep->start, keep->end), XC_FORGET_ROTATION);
    for (unsigned i = 0; i < klass->place_count; i++) {
        uint32_t member = job->crews[row].first + keep->people[i];
        if (!(xc_people_seats(job, &wish, member) >> klass->kind_of[i] & 1u))
            return false;
        job->seated[need->seated + i] = member;
    }
    return true;
}

/* As xc_keep_stays says, for plain visits from what is known of them. */
static bool may_stay(struct xc_job *job, size_t kept) {
    struct xc_keep *keep = &job->keeps[kept];
    const struct xc_need *need = &job->needs[keep->need];
    uint32_t row = xc_keep_row(job, keep);
    uint32_t day = (uint32_t)keep->day;
    if (!keep->seated || !keep->one_day || need->days > 1 || need->travel > 0 ||
        job->input->closure_count > 0) {
        struct xc_keep quiet = *keep;
        quiet.told = true; /* by whoever asks why not */
        return xc_keep_stays(job, &quiet, &job->input->kept[kept], false);
    }
    if (day < need->wide_lo || day > need->wide_hi ||
        !xc_pools_has(&job->pools[need->pool], row) || !take_seats(job, keep, row))
        return false;
    keep->certain = !job->rotates &&
                    job->demands[need->demand].obligation->use_count == 0 &&
                    xc_apart_kept(job, keep->need, day);
    return (keep->certain || xc_apart_allows(job, keep->need, day)) &&
           xc_cells_free(job, keep->need, row, day, keep->start, keep->end);
}

/* Rows of a crew's visits lie in the order of ids. */
static void look_at_all(const struct xc_job *job, const uint32_t *order, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        xc_prefetch(&job->keeps[order[i]]);
}

static void look_ahead(const struct xc_job *job, const uint32_t *order, uint32_t count) {
    if (count <= 3 * AHEAD)
        return;
    xc_prefetch_all(&job->needs[job->keeps[order[3 * AHEAD]].need], sizeof *job->needs);
    const struct xc_need *need = &job->needs[job->keeps[order[2 * AHEAD]].need];
    xc_prefetch(&job->target_first[need->target]);
    xc_prefetch(&job->reg->targets.organisation[need->target]);
    xc_prefetch(&job->seated[need->seated]);
    need = &job->needs[job->keeps[order[AHEAD]].need];
    if (need->sibling == XC_NO_NEED)
        return;
    xc_prefetch_all(&job->needs[need->sibling], sizeof *job->needs);
    xc_prefetch(&job->kept_of[need->sibling]);
}

static void judge_crew(const struct crews_work *w, uint32_t crew) {
    struct xc_job *job = w->job;
    uint32_t first = w->crews->first[crew];
    uint32_t behind = w->crews->first[crew + 1];
    look_at_all(job, w->crews->order + first, behind - first);
    xc_plan_sort(w->crews->order + first, behind - first, w->scratch + first, by_time,
                 job->keeps);
    for (uint32_t i = first; i < behind; i++) {
        uint32_t kept = w->crews->order[i];
        look_ahead(job, w->crews->order + i, behind - i);
        bool exact = may_stay(job, kept);
        job->keeps[kept].exact = exact;
        w->crews->slow[crew] =
            w->crews->slow[crew] || (exact && !job->keeps[kept].certain);
    }
}

/* ---- one after the other, in time ---- */

static void place_crew(const struct crews_work *w, uint32_t crew) {
    struct xc_job *job = w->job;
    uint32_t first = w->crews->first[crew];
    uint32_t behind = w->crews->first[crew + 1];
    uint32_t row = XC_NO_ROW;
    uint32_t day = 0;
    if (w->crews->slow[crew])
        return;
    look_at_all(job, w->crews->order + first, behind - first);
    for (uint32_t i = first; i < behind; i++) {
        const struct xc_keep *keep = &job->keeps[w->crews->order[i]];
        look_ahead(job, w->crews->order + i, behind - i);
        uint32_t own = keep->exact ? xc_keep_row(job, keep) : XC_NO_ROW;
        uint32_t at = (uint32_t)keep->day;
        if (!keep->exact || !xc_people_within(job, &job->needs[keep->need], at) ||
            !xc_cells_free(job, keep->need, own, at, keep->start, keep->end))
            continue;
        if (row != XC_NO_ROW && (row != own || day != at))
            xc_cells_settle(job, row, day);
        xc_keep_anchor(job, keep, XC_STAYS_EXACTLY);
        row = own;
        day = at;
    }
    if (row != XC_NO_ROW)
        xc_cells_settle(job, row, day);
}

/* ---- all ---- */

static void judge_some(void *context, unsigned worker, size_t item) {
    const struct crews_work *w = context;
    uint32_t from = (uint32_t)item * CREWS_OF_AN_ITEM;
    (void)worker;
    for (uint32_t i = from; i < from + CREWS_OF_AN_ITEM && i < w->job->team_count; i++)
        judge_crew(w, i);
}

static void place_some(void *context, unsigned worker, size_t item) {
    const struct crews_work *w = context;
    uint32_t from = (uint32_t)item * CREWS_OF_AN_ITEM;
    (void)worker;
    for (uint32_t i = from; i < from + CREWS_OF_AN_ITEM && i < w->job->team_count; i++)
        place_crew(w, i);
}

static void run(struct xc_job *job, struct crews_work *w,
                void (*work)(void *context, unsigned worker, size_t item)) {
    size_t items = ((size_t)job->team_count + CREWS_OF_AN_ITEM - 1) / CREWS_OF_AN_ITEM;
    xc_parallel_run(xc_parallel_workers(items), items, work, w);
}

int xc_keep_judge(struct xc_job *job, struct xc_keep_crews *crews) {
    struct crews_work w = {.job = job, .crews = crews};
    w.scratch = xc_arena_array(job->arena, job->input->kept_count, sizeof *w.scratch);
    if (!w.scratch || list_visits(job, crews))
        return XC_ENOMEM;
    run(job, &w, judge_some);
    return XC_OK;
}

void xc_keep_place(struct xc_job *job, const struct xc_keep_crews *crews) {
    struct crews_work w = {.job = job, .crews = crews};
    run(job, &w, place_some);
}
