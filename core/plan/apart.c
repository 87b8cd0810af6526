/* The rules between visits of one target: gap, cap, one a day. */
#include "plan/keep_internal.h"

static bool same_period(xc_date a, xc_date b, enum xc_period period) {
    return period && xc_date_period_first(a, period) == xc_date_period_first(b, period);
}

static bool names_label(const struct xc_job *job, const struct xc_visit *visit,
                        struct xc_str label) {
    for (size_t i = 0; i < visit->task_count; i++)
        if (xc_str_equal(visit->tasks[i].programme, job->programme->id) &&
            xc_str_equal(visit->tasks[i].label, label))
            return true;
    return false;
}

struct neighbours { /* what the other visits of the target leave open */
    const struct xc_demand *demand;
    xc_date first, last;
    unsigned in_period, in_year;
    unsigned cap; /* the lowest of all stages that visit the target that year; 0: none */
};

struct neighbour {
    bool same_obligation;
    bool by_hand; /* under the same stage: the gap counts, no period does */
    enum xc_nature nature;
    xc_date first, last;
    unsigned cap;
};

static unsigned lower_cap(unsigned a, unsigned b) {
    if (a == 0 || b == 0)
        return a + b;
    return a < b ? a : b;
}

static bool beside(struct neighbours *n, const struct neighbour *other) {
    const struct xc_obligation *obligation = n->demand->obligation;
    if (other->first <= n->last && other->last >= n->first)
        return false;
    xc_date apart =
        other->first > n->last ? other->first - n->last : n->first - other->last;
    if ((other->same_obligation || other->by_hand) && obligation->gap > 0 &&
        apart < (xc_date)obligation->gap)
        return false;
    if (other->same_obligation && same_period(other->first, n->first, obligation->each))
        n->in_period++;
    if (obligation->max_per > 0 && n->in_period >= obligation->max_per)
        return false;
    if ((other->nature == n->demand->stage->nature || !other->nature) &&
        xc_date_ymd(other->first).year == xc_date_ymd(n->first).year) {
        n->in_year++;
        n->cap = lower_cap(n->cap, other->cap);
    }
    return true;
}

/* The lowest cap among this programme's stages that a fixed visit belongs to. */
static unsigned fixed_cap(const struct xc_job *job, const struct xc_visit *visit,
                          uint32_t target) {
    unsigned cap = 0;
    for (uint32_t i = 0; i < job->demand_count; i++) {
        unsigned own = xc_seats_cap(job, &job->demands[i], target);
        if (own > 0 &&
            (names_label(job, visit, job->demands[i].obligation->label) ||
             xc_fixed_by_hand(visit, job->programme->id, job->demands[i].stage->id)))
            cap = lower_cap(cap, own);
    }
    return cap;
}

/* The day of another need of the target, or -1: it has none. */
static int day_of(const struct xc_job *job, uint32_t other, bool kept) {
    const struct xc_need *need = &job->needs[other];
    if (!kept)
        return need->state == XC_NEED_PLACED ? need->day : -1;
    int day = job->kept_of[other] != XC_NO_ROW ? job->keeps[job->kept_of[other]].day : -1;
    return day + need->days <= (int)job->workdays ? day : -1;
}

static bool allows(const struct xc_job *job, uint32_t index, uint32_t day, bool kept) {
    const struct xc_need *need = &job->needs[index];
    if (job->input->fixed_count == 0 && need->lone)
        return true; /* no cap is below one */
    struct neighbours n = {
        .demand = &job->demands[need->demand],
        .first = job->dates[day],
        .last = job->dates[day + need->days - 1u],
        .cap = xc_seats_cap(job, &job->demands[need->demand], need->target)};
    for (uint32_t i = job->target_first[need->target]; i != XC_NO_NEED;
         i = job->needs[i].sibling) {
        const struct xc_need *other = &job->needs[i];
        int first = i == index ? -1 : day_of(job, i, kept);
        if (first < 0)
            continue;
        struct neighbour neighbour = {
            .same_obligation = other->demand == need->demand,
            .nature = job->demands[other->demand].stage->nature,
            .first = job->dates[first],
            .last = job->dates[first + other->days - 1],
            .cap = xc_seats_cap(job, &job->demands[other->demand], other->target)};
        if (!beside(&n, &neighbour))
            return false;
    }
    for (size_t k = xc_fixed_first(job, need->target); k < job->input->fixed_count; k++) {
        uint32_t fixed = job->fixed_order[k];
        const struct xc_visit *visit = &job->input->fixed[fixed];
        if (job->fixed_target[fixed] != need->target)
            break;
        if (!xc_fixed_counts(visit->status))
            continue;
        uint32_t joined = job->fixed_joined[fixed];
        struct neighbour neighbour = {
            .same_obligation =
                names_label(job, visit, n.demand->obligation->label) ||
                (joined != XC_NO_NEED && job->needs[joined].demand == need->demand),
            .by_hand = xc_fixed_by_hand(visit, job->programme->id, n.demand->stage->id),
            .nature = visit->nature,
            .first = visit->date,
            .last = visit->end_date,
            .cap = fixed_cap(job, visit, need->target)};
        if (!beside(&n, &neighbour))
            return false;
    }
    return n.cap == 0 || n.in_year < n.cap;
}

bool xc_apart_allows(const struct xc_job *job, uint32_t need, uint32_t day) {
    return allows(job, need, day, false);
}

bool xc_apart_kept(const struct xc_job *job, uint32_t need, uint32_t day) {
    return allows(job, need, day, true);
}
