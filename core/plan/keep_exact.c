/* A replan: the kept visits that stay exactly as they are, nearly all of them. Crew by
 * crew, by all cores: what visits of one crew ask for lies together, and those of other
 * crews cannot disturb them but where they meet at a target or share something. */
#include "base/parallel.h"
#include "base/prefetch.h"
#include "plan/keep_internal.h"

#include <string.h>

enum { AHEAD = 6, CREWS_OF_AN_ITEM = 16 };

struct crews_work {
    struct xc_job *job;
    const struct xc_keep_crews *crews;
    uint32_t *scratch; /* as order */
    uint32_t *starts;  /* workers × (working days + 1) */
};

/* ---- by time ---- */

static bool is_listed(const struct xc_keep *keep) {
    return keep->need != XC_NO_NEED && keep->day >= 0;
}

/* A crew's visits by day, start and id: they come in the order of ids. */
static uint32_t sort_visits(const struct xc_job *job, uint32_t crew, uint32_t *order,
                            uint32_t *starts, uint32_t *scratch) {
    uint32_t first = job->keep_first[crew];
    uint32_t behind = job->keep_first[crew + 1];
    memset(starts, 0, ((size_t)job->workdays + 1) * sizeof *starts);
    for (uint32_t i = first; i < behind; i++)
        if (is_listed(&job->keeps[i]))
            starts[job->keeps[i].day + 1]++;
    for (uint32_t day = 0; day < job->workdays; day++)
        starts[day + 1] += starts[day];
    uint32_t count = starts[job->workdays];
    for (uint32_t i = first; i < behind; i++)
        if (is_listed(&job->keeps[i]))
            scratch[starts[job->keeps[i].day]++] = i;
    for (uint32_t i = 0; i < count; i++) {
        const struct xc_keep *keep = &job->keeps[scratch[i]];
        uint32_t at = i;
        for (; at > 0; at--) {
            const struct xc_keep *before = &job->keeps[order[at - 1]];
            if (before->day != keep->day || before->start <= keep->start)
                break;
            order[at] = order[at - 1];
        }
        order[at] = scratch[i];
    }
    return count;
}

/* ---- who was there ---- */

/* A crew's people, and whom its last visit had: many share the list. */
struct team {
    const struct xc_crew *crew;
    struct xc_str ids[XC_CREW_PEOPLE];
    const struct xc_visit_person *people;
    const struct xc_class *klass;
    uint8_t at[XC_KEEP_PEOPLE];
    bool seated;
};

static void read_team(const struct xc_job *job, uint32_t crew, struct team *team) {
    *team = (struct team){.crew = &job->crews[crew]};
    for (uint32_t i = 0; i < team->crew->count; i++)
        team->ids[i] = xc_register_text(
            job->reg, job->reg->people.id[job->members[team->crew->first + i].row]);
}

/* Which of the crew's people they are, if all are in the seats that the class asks for.
 */
static bool find_people(struct team *team, const struct xc_visit_person *people,
                        const struct xc_class *klass) {
    for (unsigned i = 0; i < klass->place_count; i++) {
        uint8_t at = 0;
        while (at < team->crew->count && !xc_str_equal(team->ids[at], people[i].person))
            at++;
        if (at == team->crew->count ||
            klass->rule->seats[klass->kind_of[i]].role != people[i].seat ||
            memchr(team->at, at, i))
            return false;
        team->at[i] = at;
    }
    return true;
}

static void read_people(const struct xc_job *job, struct team *team,
                        struct xc_keep *keep) {
    const struct xc_class *klass =
        &job->classes[job->demands[job->needs[keep->need].demand].klass];
    if (!keep->single || keep->seat_count != klass->place_count ||
        klass->place_count > XC_KEEP_PEOPLE)
        return;
    if (keep->seats != team->people || klass != team->klass) {
        team->seated = find_people(team, keep->seats, klass);
        team->people = keep->seats;
        team->klass = klass;
    }
    keep->seated = team->seated;
    memcpy(keep->people, team->at, sizeof keep->people);
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
static bool may_stay(struct xc_job *job, struct xc_keep *keep) {
    const struct xc_need *need = &job->needs[keep->need];
    uint32_t row = xc_keep_row(job, keep);
    uint32_t day = (uint32_t)keep->day;
    if (!keep->seated || !keep->one_day || need->days > 1 || need->travel > 0 ||
        job->input->closure_count > 0) {
        struct xc_keep quiet = *keep;
        quiet.told = true; /* by whoever asks why not */
        return xc_keep_stays(job, &quiet, &job->input->kept[keep->kept], false);
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

static const struct xc_need *need_of(const struct xc_job *job, uint32_t keep) {
    return &job->needs[job->keeps[keep].need];
}

static void look_ahead(const struct xc_job *job, const uint32_t *order, uint32_t count) {
    if (count <= 3 * AHEAD)
        return;
    xc_prefetch_all(need_of(job, order[3 * AHEAD]), sizeof *job->needs);
    const struct xc_need *need = need_of(job, order[2 * AHEAD]);
    if (!need->lone)
        xc_prefetch(&job->target_first[need->target]);
    xc_prefetch(&job->seated[need->seated]);
    if (need->sibling != XC_NO_NEED)
        xc_prefetch(&job->kept_of[need->sibling]);
    need = need_of(job, order[AHEAD]);
    if (need->sibling != XC_NO_NEED && job->kept_of[need->sibling] != XC_NO_ROW)
        xc_prefetch(&job->keeps[job->kept_of[need->sibling]]);
}

static void judge_crew(const struct crews_work *w, uint32_t *starts, uint32_t crew) {
    struct xc_job *job = w->job;
    uint32_t first = job->keep_first[crew];
    uint32_t *order = w->crews->order + first;
    struct team team;
    read_team(job, crew, &team);
    uint32_t count = sort_visits(job, crew, order, starts, w->scratch + first);
    w->crews->count[crew] = count;
    for (uint32_t i = 0; i < count; i++) {
        struct xc_keep *keep = &job->keeps[order[i]];
        look_ahead(job, order + i, count - i);
        read_people(job, &team, keep);
        bool exact = may_stay(job, keep);
        keep->exact = exact;
        w->crews->slow[crew] = w->crews->slow[crew] || (exact && !keep->certain);
    }
}

/* ---- one after the other, in time ---- */

static void place_crew(const struct crews_work *w, uint32_t crew) {
    struct xc_job *job = w->job;
    const uint32_t *order = w->crews->order + job->keep_first[crew];
    uint32_t count = w->crews->count[crew];
    uint32_t row = XC_NO_ROW;
    uint32_t day = 0;
    if (w->crews->slow[crew])
        return;
    for (uint32_t i = 0; i < count; i++) {
        const struct xc_keep *keep = &job->keeps[order[i]];
        look_ahead(job, order + i, count - i);
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
    uint32_t *starts = w->starts + (size_t)worker * (w->job->workdays + 1u);
    for (uint32_t i = from; i < from + CREWS_OF_AN_ITEM && i < w->job->team_count; i++)
        judge_crew(w, starts, i);
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
    size_t count = job->input->kept_count;
    crews->order = xc_arena_array(job->arena, count, sizeof *crews->order);
    crews->count = xc_arena_array(job->arena, job->team_count, sizeof *crews->count);
    crews->slow = xc_arena_array(job->arena, job->team_count, sizeof *crews->slow);
    w.scratch = xc_arena_array(job->arena, count, sizeof *w.scratch);
    w.starts = xc_arena_array(job->arena, (size_t)XC_WORKERS * (job->workdays + 1u),
                              sizeof *w.starts);
    if (!crews->order || !crews->count || !crews->slow || !w.scratch || !w.starts)
        return XC_ENOMEM;
    run(job, &w, judge_some);
    return XC_OK;
}

void xc_keep_place(struct xc_job *job, const struct xc_keep_crews *crews) {
    struct crews_work w = {.job = job, .crews = crews};
    run(job, &w, place_some);
}
