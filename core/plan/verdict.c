/* Why a need found no place: impossible by itself (the rule that forbids it), impossible
 * together with others (proved by counting), or not proved. */
#include "plan/proof_internal.h"

#include <string.h>

enum { MOST_COUNTS = 256 }; /* each looks at all needs */

struct finding {
    bool possible;
    bool barred;
    size_t reason;
};

struct judging {
    struct xc_job *job;
    struct xc_plan *plan;
    /* the last need judged whose target has no rules of its own, and what was found */
    const struct xc_need *like;
    struct finding known;
    const struct xc_need *limited; /* the same for limits */
    bool leaves;
    const struct xc_need *counted; /* the same for visits a year */
    struct xc_quota quota;
    bool short_of_people;
    const struct xc_need *scarce; /* the same for resources */
    struct xc_quota_of_resource uses;
    bool too_few;
    unsigned counts;             /* how often that was asked */
    uint64_t sure, sure_minutes; /* unmet in every plan, each for itself */
    uint64_t most_short;         /* of one count of visits a year */
};

/* Visits of the target that stay, of the nature and in the year of the need's window. */
static unsigned count_fixed(const struct xc_job *job, const struct xc_need *need) {
    enum xc_nature nature = job->demands[need->demand].stage->nature;
    int year = xc_date_ymd(job->dates[need->wide_lo]).year;
    unsigned count = 0;
    for (size_t k = xc_fixed_first(job, need->target); k < job->input->fixed_count; k++) {
        const struct xc_visit *visit = &job->input->fixed[job->fixed_order[k]];
        if (job->fixed_target[job->fixed_order[k]] != need->target)
            break;
        count += xc_fixed_counts(visit->status) && visit->nature == nature &&
                 xc_date_ymd(visit->date).year == year;
    }
    return count;
}

/* Only the target's other visits of this plan stand in the way, and none of them can move
 * to another year. */
static bool sibling_rule(struct xc_job *job, uint32_t index, struct xc_message *message) {
    const struct xc_need *need = &job->needs[index];
    enum xc_nature nature = job->demands[need->demand].stage->nature;
    unsigned year = xc_days_year(job, need->wide_lo);
    if (xc_days_year(job, need->wide_hi) != year)
        return false;
    unsigned placed = count_fixed(job, need);
    for (uint32_t i = job->target_first[need->target]; i != XC_NO_NEED;
         i = job->needs[i].sibling)
        placed += job->needs[i].state == XC_NEED_PLACED &&
                  job->demands[job->needs[i].demand].stage->nature == nature &&
                  xc_days_year(job, job->needs[i].wide_lo) == year &&
                  xc_days_year(job, job->needs[i].wide_hi) == year;
    unsigned cap = xc_seats_cap(job, &job->demands[need->demand], need->target);
    if (cap == 0 || placed < cap)
        return false;
    xc_message_set(message,
                   "the target already has %u visits in this plan; the yearly cap is %u.",
                   placed, cap);
    return true;
}

static bool target_is_plain(const struct xc_job *job, const struct xc_need *need) {
    const struct xc_pool *pool = &job->pools[need->pool];
    const struct xc_obligation *obligation = job->demands[need->demand].obligation;
    if (job->reg->targets.organisation[need->target] != 0 || need->travel > 0 ||
        obligation->use_count > 0 || (job->rotates && job->input->fixed_count > 0) ||
        xc_origin_matters(&job->classes[job->demands[need->demand].klass]) ||
        job->demands[need->demand].owed || xc_shut_set(job, need->target) != 0)
        return false;
    for (uint32_t i = 0; i < pool->count; i++) {
        const struct xc_crew *crew = &job->crews[pool->crews[i]];
        for (uint32_t k = crew->first; k < crew->first + crew->count; k++)
            if (job->members[k].related)
                return false;
    }
    return true;
}

/* Whether fixed visits alone leave somebody's limits for the visit on some day. */
static bool limits_leave(struct xc_job *job, const struct xc_need *need) {
    uint8_t *days = job->day_visits;
    uint16_t *years = job->year_visits;
    const struct xc_pool *pool = &job->pools[need->pool];
    const struct xc_class *klass = &job->classes[job->demands[need->demand].klass];
    uint32_t chosen[XC_PLACES];
    bool found = false;
    job->day_visits = job->fixed_days;
    job->year_visits = job->fixed_years;
    for (uint32_t day = need->wide_lo; !found && day + need->days <= need->wide_hi + 1u;
         day++)
        for (uint32_t i = 0; i < pool->count && !found; i++)
            for (unsigned half = 1; half <= XC_PRESENT_ALL && !found; half++)
                found = xc_people_match(job, klass, pool->crews[i], day, need->days, half,
                                        need->target, 0, chosen);
    job->day_visits = days;
    job->year_visits = years;
    return found;
}

/* No plan serves it: part of the bounds. */
static void be_sure(struct judging *j, const struct xc_need *need) {
    j->sure++;
    j->sure_minutes += (uint64_t)need->minutes * need->days;
}

static bool limit_rule(struct judging *j, const struct xc_need *need,
                       struct xc_message *message) {
    struct xc_job *job = j->job;
    const struct xc_need *like = j->limited;
    char from[11];
    char to[11];
    if (!job->fixed_days)
        return false;
    bool known = like && target_is_plain(job, need) && like->pool == need->pool &&
                 like->wide_lo == need->wide_lo && like->wide_hi == need->wide_hi &&
                 like->days == need->days &&
                 job->demands[like->demand].klass == job->demands[need->demand].klass;
    if (!known) {
        struct xc_need before = xc_areas_unbound(job, (uint32_t)(need - job->needs));
        j->leaves = limits_leave(job, &before);
        j->limited = target_is_plain(job, need) ? need : NULL;
    }
    if (j->leaves)
        return false;
    xc_alone_window(job, need, from, to);
    xc_message_set(message,
                   "between %s and %s the visits that stay have used up the limits "
                   "(per_day, max_visits) of people whom each crew of %.*s needs.",
                   from, to, XC_PRI(job->pools[need->pool].name));
    return true;
}

static int look(struct judging *j, const struct xc_need *need, struct finding *finding) {
    struct xc_job *job = j->job;
    const struct xc_need *like = j->like;
    bool plain = target_is_plain(job, need);
    if (plain && like && like->pool == need->pool && like->wide_lo == need->wide_lo &&
        like->wide_hi == need->wide_hi && like->minutes == need->minutes &&
        like->days == need->days &&
        job->demands[like->demand].klass == job->demands[need->demand].klass) {
        *finding = j->known;
        return XC_OK;
    }
    finding->possible = xc_alone_possible(job, need, 0);
    if (!finding->possible) {
        struct xc_message message;
        finding->barred = xc_alone_rule(job, need, &message);
        if (xc_plan_reason(job, &message, &finding->reason))
            return XC_ENOMEM;
    }
    if (plain) {
        j->like = need;
        j->known = *finding;
    }
    return XC_OK;
}

/* The shortage that the need, or one that rides with it, belongs to. */
static const struct xc_shortage *shortage_of(const struct xc_job *job, uint32_t index) {
    for (uint32_t i = index; i != XC_NO_NEED; i = job->needs[i].rider) {
        uint32_t lot = job->lot_of[i];
        if (lot != XC_NO_LOT && job->lots[lot].shortage != XC_NO_SHORTAGE)
            return &job->shortages[job->lots[lot].shortage];
    }
    return NULL;
}

static bool scarce_rule(struct judging *j, const struct xc_need *need,
                        struct xc_unmet *unmet, struct xc_message *message) {
    struct xc_job *job = j->job;
    const struct xc_need *like = j->scarce;
    const struct xc_resource *resource;
    uint32_t index = (uint32_t)(need - job->needs);
    char from[11];
    char to[11];
    if (job->demands[need->demand].obligation->use_count == 0)
        return false;
    struct xc_need own = xc_areas_unbound(job, index);
    struct xc_need other =
        like ? xc_areas_unbound(job, (uint32_t)(like - job->needs)) : own;
    if (!like || like->demand != need->demand || other.wide_lo != own.wide_lo ||
        other.wide_hi != own.wide_hi)
        j->too_few = j->counts++ < MOST_COUNTS && xc_quota_scarce(job, index, &j->uses);
    j->scarce = need;
    if (!j->too_few)
        return false;
    resource = &job->programme->resources[j->uses.resource];
    uint64_t missing = j->uses.asked - j->uses.held;
    j->most_short = missing > j->most_short ? missing : j->most_short;
    unmet->verdict = XC_UNMET_TOGETHER;
    xc_date_format(job->dates[own.wide_lo], from);
    xc_date_format(job->dates[own.wide_hi], to);
    xc_message_set(message,
                   "between %s and %s, %llu visits use %.*s; the %u that there are allow "
                   "%llu at most: %llu visits short.",
                   from, to, (unsigned long long)j->uses.asked,
                   XC_PRI(resource->title.len > 0 ? resource->title : resource->id),
                   resource->count, (unsigned long long)j->uses.held,
                   (unsigned long long)missing);
    return true;
}

/* Limits of visits a year, and people who do not come back, leave nobody for it. */
static bool quota_rule(struct judging *j, uint32_t index, struct xc_unmet *unmet,
                       struct xc_message *message) {
    struct xc_job *job = j->job;
    const struct xc_need *need = &job->needs[index];
    struct xc_need own = xc_areas_unbound(job, index);
    struct xc_str pool = job->pools[own.pool].name;
    if (xc_quota_never_again(job, index)) {
        unmet->verdict = XC_UNMET_TOGETHER;
        xc_message_set(message,
                       "people do not go to a target twice running, and %.*s has no "
                       "others for its next visit: one visit of it is all they can make.",
                       XC_PRI(pool));
        be_sure(j, need);
        return true;
    }
    if (scarce_rule(j, need, unmet, message))
        return true;
    if (!j->counted || j->counted->demand != need->demand ||
        xc_areas_unbound(job, (uint32_t)(j->counted - job->needs)).pool != own.pool ||
        xc_days_year(job, own.wide_lo) != j->quota.year ||
        xc_days_year(job, own.wide_hi) != j->quota.year)
        j->short_of_people =
            j->counts++ < MOST_COUNTS && xc_quota_short(job, index, &j->quota);
    j->counted = need;
    if (!j->short_of_people)
        return false;
    uint64_t missing = j->quota.asked - j->quota.held;
    j->most_short = missing > j->most_short ? missing : j->most_short;
    unmet->verdict = XC_UNMET_TOGETHER;
    xc_message_set(message,
                   "the people of %.*s may make %llu such visits in %u at most "
                   "(max_visits); %llu are asked for: %llu short.",
                   XC_PRI(pool), (unsigned long long)j->quota.held,
                   (unsigned)job->first_year + j->quota.year,
                   (unsigned long long)j->quota.asked, (unsigned long long)missing);
    return true;
}

/* Possible but for the turns of its area: whether other turns would serve more is known
 * where relations are what stops it. */
static int judge_turn(struct judging *j, uint32_t index, size_t reason,
                      struct xc_unmet *unmet) {
    struct xc_job *job = j->job;
    const struct xc_need *need = &job->needs[index];
    const struct xc_unbound *turn = &job->unbound[index];
    struct xc_str crew = job->pools[need->pool].name;
    struct xc_message message;
    char from[11];
    char to[11];
    xc_alone_window(job, need, from, to);
    unmet->reason = reason;
    unmet->verdict = XC_UNMET_NOT_PROVED;
    if ((!turn->never && !turn->fewest) ||
        !xc_alone_possible(job, need, XC_FORGET_RELATIONS | XC_FORGET_OUTSIDE))
        return XC_OK;
    be_sure(j, need);
    unmet->barred = true;
    unmet->verdict = turn->never ? XC_UNMET_ALONE : XC_UNMET_TOGETHER;
    if (turn->never)
        xc_message_set(
            &message,
            "areas are swapped: between %s and %s the target is in an area of "
            "crew %.*s, whose people are barred from it (回避); whichever crew "
            "begins, one of the target's visits meets such a crew.",
            from, to, XC_PRI(crew));
    else
        xc_message_set(
            &message,
            "areas are swapped: between %s and %s the target is in an area of "
            "crew %.*s, whose people are barred from it (回避); whichever crew "
            "begins there, no fewer of the area's visits meet such a crew.",
            from, to, XC_PRI(crew));
    return xc_plan_reason(job, &message, &unmet->reason);
}

static int judge(struct judging *j, uint32_t index, struct xc_unmet *unmet) {
    struct xc_job *job = j->job;
    const struct xc_need *need = &job->needs[index];
    const struct xc_shortage *shortage = shortage_of(job, index);
    struct xc_message message;
    struct finding finding = {0};
    unmet->verdict = XC_UNMET_ALONE;
    if (xc_alone_simple(job, need, &message) || xc_alone_fixed(job, index, &message)) {
        be_sure(j, need);
        return xc_plan_reason(job, &message, &unmet->reason);
    }
    if (look(j, need, &finding))
        return XC_ENOMEM;
    if (!finding.possible) {
        struct xc_need before = xc_areas_unbound(job, index);
        unmet->reason = finding.reason;
        if (before.pool != need->pool && xc_alone_possible(job, &before, 0))
            return judge_turn(j, index, finding.reason, unmet);
        unmet->barred = finding.barred;
        be_sure(j, need);
        return XC_OK;
    }
    if (limit_rule(j, need, &message)) {
        be_sure(j, need);
        return xc_plan_reason(job, &message, &unmet->reason);
    }
    unmet->verdict = XC_UNMET_TOGETHER;
    if (shortage) {
        unmet->reason = shortage->reason;
        return XC_OK;
    }
    if (sibling_rule(job, index, &message)) {
        be_sure(j, need);
        return xc_plan_reason(job, &message, &unmet->reason);
    }
    if (quota_rule(j, index, unmet, &message))
        return xc_plan_reason(job, &message, &unmet->reason);
    unmet->verdict = XC_UNMET_NOT_PROVED;
    xc_message_set(&message,
                   "no place was found for it beside the other visits; that there "
                   "is none is not proved.");
    return xc_plan_reason(job, &message, &unmet->reason);
}

static void describe(const struct xc_job *job, const struct xc_need *need,
                     struct xc_unmet *unmet) {
    const struct xc_demand *demand = &job->demands[need->demand];
    unmet->target = xc_register_text(job->reg, job->reg->targets.id[need->target]);
    unmet->stage = demand->stage->id;
    unmet->label = demand->obligation->label;
    unmet->number = need->number;
}

static int by_stage(const void *context, uint32_t a, uint32_t b) {
    const struct xc_unmet *unmet = context;
    int order = xc_str_compare(unmet[a].stage, unmet[b].stage);
    if (!order)
        order = xc_str_compare(unmet[a].target, unmet[b].target);
    if (!order)
        order = xc_str_compare(unmet[a].label, unmet[b].label);
    if (!order)
        order = (unmet[a].number > unmet[b].number) - (unmet[a].number < unmet[b].number);
    return order;
}

static int sort_unmet(struct xc_job *job, struct xc_plan *plan,
                      const struct xc_unmet *found, struct xc_error *error) {
    uint32_t *order = xc_plan_indices(job->arena, plan->unmet_count);
    uint32_t *scratch = xc_arena_array(job->arena, plan->unmet_count, sizeof *scratch);
    plan->unmet = xc_arena_array(plan->arena, plan->unmet_count, sizeof *plan->unmet);
    if (!order || !scratch || !plan->unmet)
        return xc_fail_memory(error);
    xc_plan_sort(order, plan->unmet_count, scratch, by_stage, found);
    for (size_t i = 0; i < plan->unmet_count; i++)
        plan->unmet[i] = found[order[i]];
    return XC_OK;
}

/* What was proved one by one may be more than what counting proved before. */
static void raise_bounds(const struct judging *j, struct xc_plan_bounds *bounds) {
    uint64_t visits = j->sure > j->most_short ? j->sure : j->most_short;
    if (bounds->unserved_bound < visits)
        bounds->unserved_bound = visits;
    if (bounds->unserved_minutes_bound < j->sure_minutes)
        bounds->unserved_minutes_bound = j->sure_minutes;
}

int xc_verdict_run(struct xc_job *job, struct xc_plan *plan, struct xc_error *error) {
    struct judging j = {.job = job, .plan = plan, .sure = job->refused_count};
    size_t count = job->refused_count;
    for (uint32_t i = 0; i < job->need_count; i++) {
        uint32_t host = job->needs[i].state == XC_NEED_RIDES ? job->needs[i].partner : i;
        count += job->needs[host].state == XC_NEED_OPEN;
    }
    struct xc_unmet *found = xc_arena_array(job->arena, count, sizeof *found);
    uint32_t *open = xc_arena_array(job->arena, count, sizeof *open);
    uint32_t *scratch = xc_arena_array(job->arena, count, sizeof *scratch);
    if (!found || !open || !scratch)
        return xc_fail_memory(error);
    count = 0;
    for (uint32_t i = 0; i < job->need_count; i++)
        if (job->needs[i].state == XC_NEED_OPEN)
            open[count++] = i;
    xc_plan_sort(open, count, scratch, xc_gather_as_arose, job);
    for (size_t i = 0; i < count; i++) {
        const struct xc_need *need = &job->needs[open[i]];
        struct xc_unmet *unmet = &found[plan->unmet_count++];
        if (judge(&j, open[i], unmet))
            return xc_fail_memory(error);
        describe(job, need, unmet);
        for (uint32_t k = need->rider; k != XC_NO_NEED; k = job->needs[k].rider) {
            found[plan->unmet_count] = *unmet;
            describe(job, &job->needs[k], &found[plan->unmet_count++]);
        }
    }
    for (size_t i = 0; i < job->refused_count; i++)
        found[plan->unmet_count++] = job->refused[i];
    int code = sort_unmet(job, plan, found, error);
    if (!code)
        code = xc_proofs_copy(job, plan, error);
    raise_bounds(&j, &plan->bounds);
    return code ? code : xc_tight_run(job, plan, error);
}
