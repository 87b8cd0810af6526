/* Why a visit is impossible by itself, whatever else is asked for: the rule that forbids
 * it. */
#include "plan/proof_internal.h"

#include <string.h>

bool xc_alone_possible(const struct xc_job *job, const struct xc_need *need,
                       unsigned forget) {
    const struct xc_pool *pool = &job->pools[need->pool];
    for (uint32_t day = need->wide_lo; day + need->days <= need->wide_hi + 1u; day++)
        for (uint32_t i = 0; i < pool->count; i++)
            if (xc_cells_alone(job, need, pool->crews[i], day, forget))
                return true;
    return false;
}

void xc_alone_window(const struct xc_job *job, const struct xc_need *need, char from[11],
                     char to[11]) {
    const struct xc_owed *owed = xc_owed_of(job, need);
    struct xc_window window =
        xc_owed_window(job->demands[need->demand].obligation, owed ? owed->cause : NULL);
    xc_date first =
        need->wide_lo <= need->wide_hi ? job->dates[need->wide_lo] : window.from;
    xc_date last = need->wide_lo <= need->wide_hi ? job->dates[need->wide_hi] : window.to;
    xc_date_format(first, from);
    xc_date_format(last, to);
}

/* The seat that no crew of the pool has enough people for; false: none by itself. */
static bool name_seat(const struct xc_job *job, const struct xc_need *need,
                      struct xc_message *message) {
    static const char *const sentences[XC_ROLE_COUNT] = {
        [XC_ROLE_OFFICER] =
            XC_MSG("no crew of %.*s has %u officers who may take a seat of this visit."),
        [XC_ROLE_LEAD] =
            XC_MSG("no crew of %.*s has %u leads who may take a seat of this visit."),
        [XC_ROLE_AUDITOR] =
            XC_MSG("no crew of %.*s has %u auditors who may take a seat of this visit."),
        [XC_ROLE_ANALYST] =
            XC_MSG("no crew of %.*s has %u analysts who may take a seat of this visit."),
        [XC_ROLE_THIRD_PARTY] = XC_MSG(
            "no crew of %.*s has %u third parties who may take a seat of this visit."),
        [XC_ROLE_PARTNER] =
            XC_MSG("no crew of %.*s has %u partners who may take a seat of this visit."),
        [XC_ROLE_EXPERT] =
            XC_MSG("no crew of %.*s has %u experts who may take a seat of this visit.")};
    const struct xc_pool *pool = &job->pools[need->pool];
    const struct xc_class *klass = &job->classes[job->demands[need->demand].klass];
    for (unsigned kind = 0; kind < klass->kind_count; kind++) {
        const struct xc_seat *seat = &klass->rule->seats[kind];
        bool filled = sentences[seat->role] == NULL;
        for (uint32_t i = 0; i < pool->count && !filled; i++) {
            const struct xc_crew *crew = &job->crews[pool->crews[i]];
            unsigned people = 0;
            for (uint32_t k = crew->first; k < crew->first + crew->count; k++)
                people += klass->masks[k] >> kind & 1u;
            filled = people >= seat->count;
        }
        if (filled)
            continue;
        xc_message_set(message, sentences[seat->role], XC_PRI(pool->name), seat->count);
        return true;
    }
    return false;
}

static void say_avoided(const struct xc_job *job, const struct xc_need *need,
                        const char *from, const char *to, struct xc_message *message) {
    const struct xc_owed *owed = xc_owed_of(job, need);
    struct xc_str who = owed ? xc_owed_who(job, owed->cause) : XC_STR("-");
    xc_message_set(
        message,
        "between %s and %s this visit could only be made by the same crew as the visit "
        "that it follows up (%.*s); others must come.",
        from, to, XC_PRI(who));
}

/* People who must not go to the target. */
static bool name_barred(const struct xc_job *job, const struct xc_need *need,
                        struct xc_message *message) {
    char from[11];
    char to[11];
    xc_alone_window(job, need, from, to);
    if (xc_alone_possible(job, need, XC_FORGET_RELATIONS)) {
        xc_message_set(
            message,
            "everybody who could make this visit between %s and %s is barred from "
            "this target (回避): see the relations and units of the people.",
            from, to);
        return true;
    }
    if (xc_alone_possible(job, need, XC_FORGET_OUTSIDE)) {
        const struct xc_class *klass = &job->classes[job->demands[need->demand].klass];
        if (klass->rule->from != XC_FROM_ANYWHERE)
            xc_message_set(message,
                           "everybody who could make this visit between %s and %s comes "
                           "from where its crew must not come from.",
                           from, to);
        else
            xc_message_set(
                message,
                "everybody who could make this visit between %s and %s comes from the "
                "target's own county.",
                from, to);
        return true;
    }
    return false;
}

bool xc_alone_rule(const struct xc_job *job, const struct xc_need *need,
                   struct xc_message *message) {
    char from[11];
    char to[11];
    struct xc_str pool = job->pools[need->pool].name;
    xc_alone_window(job, need, from, to);
    if (name_barred(job, need, message))
        return true;
    if (xc_alone_possible(job, need, XC_FORGET_AVOIDED))
        say_avoided(job, need, from, to, message);
    else if (xc_alone_possible(job, need, XC_FORGET_ROTATION))
        xc_message_set(
            message,
            "everybody who could make this visit between %s and %s made the visit of the "
            "target before or after it; people do not go there twice running.",
            from, to);
    else if (xc_alone_possible(job, need, XC_FORGET_CLOSURES))
        xc_message_set(
            message,
            "the target's area is closed on every working day between %s and %s on which "
            "a crew of %.*s could make this visit.",
            from, to, XC_PRI(pool));
    else if (xc_alone_possible(job, need, XC_FORGET_RESOURCES))
        xc_message_set(message,
                       "what the visit uses is taken by fixed visits on every working "
                       "day between %s and %s on which a crew of %.*s could make it.",
                       from, to, XC_PRI(pool));
    else if (xc_alone_possible(job, need, XC_FORGET_TRAVEL))
        xc_message_set(
            message,
            "between %s and %s no crew of %.*s has the %u working days of the way there "
            "and as many back free around a day for the visit.",
            from, to, XC_PRI(pool), (unsigned)need->travel);
    else if (xc_alone_possible(job, need, XC_FORGET_CERTIFICATES))
        xc_message_set(message,
                       "between %s and %s no crew of %.*s has enough people with a valid "
                       "certificate.",
                       from, to, XC_PRI(pool));
    else if (xc_alone_possible(job, need, XC_FORGET_ABSENCES))
        xc_message_set(
            message,
            "on every working day between %s and %s people whom each crew of %.*s "
            "needs are away.",
            from, to, XC_PRI(pool));
    else if (xc_alone_possible(
                 job, need,
                 XC_FORGET_RELATIONS | XC_FORGET_OUTSIDE | XC_FORGET_CERTIFICATES |
                     XC_FORGET_ABSENCES | XC_FORGET_ROTATION | XC_FORGET_RESOURCES |
                     XC_FORGET_TRAVEL | XC_FORGET_AVOIDED | XC_FORGET_CLOSURES))
        xc_message_set(
            message,
            "between %s and %s relations, certificates and absences together leave "
            "no crew of %.*s for this visit.",
            from, to, XC_PRI(pool));
    else if (need->days > 1 && need->wide_hi - need->wide_lo + 1 < need->days)
        xc_message_set(
            message,
            "the visit takes %u working days, but between %s and %s there are only "
            "%u.",
            (unsigned)need->days, from, to,
            (unsigned)(need->wide_hi - need->wide_lo + 1));
    else if (!name_seat(job, need, message))
        xc_message_set(
            message,
            "no crew of %.*s has the people for the seats and the time for this "
            "visit between %s and %s.",
            XC_PRI(pool), from, to);
    return false;
}

bool xc_alone_simple(const struct xc_job *job, const struct xc_need *need,
                     struct xc_message *message) {
    unsigned whole = xc_hours_minutes(xc_pools_hours(job, need->pool), XC_WHOLE_DAY);
    unsigned setup = job->input->setup_minutes;
    char from[11];
    char to[11];
    char as_of[11];
    xc_alone_window(job, need, from, to);
    if (need->shut) {
        xc_message_set(message,
                       "the target's area is closed on every working day that is left of "
                       "its window, %s to %s.",
                       from, to);
        return true;
    }
    if (need->wide_lo > need->wide_hi && strcmp(from, to) > 0) {
        xc_message_set(
            message,
            "it could be made from %s on, but only until %s: the days on which "
            "it is owed and the window of its stage do not meet.",
            from, to);
        return true;
    }
    if (need->wide_lo > need->wide_hi) {
        xc_date_format(job->input->as_of, as_of);
        xc_message_set(
            message,
            "no working day is left for it: its window is %s to %s, and planning "
            "starts on %s.",
            from, to, as_of);
        return true;
    }
    if (job->pools[need->pool].count == 0) {
        if (xc_origin_say_none(&job->classes[job->demands[need->demand].klass], message))
            return true;
        uint32_t area = job->reg->targets.area[need->target];
        struct xc_str name = area == XC_NO_ROW
                                 ? XC_STR("-")
                                 : xc_register_text(job->reg, job->reg->areas.name[area]);
        xc_message_set(message, "no crew works in %.*s.", XC_PRI(name));
        return true;
    }
    if (need->minutes + setup > whole) {
        xc_message_set(
            message,
            "the visit takes %u minutes with the way there, a working day has %u.",
            need->minutes + setup, whole);
        return true;
    }
    return false;
}

bool xc_alone_fixed(struct xc_job *job, uint32_t index, struct xc_message *message) {
    const struct xc_need *need = &job->needs[index];
    uint32_t first = job->target_first[need->target];
    job->target_first[need->target] = XC_NO_NEED;
    bool free_day = false;
    bool closed = false;
    for (uint32_t day = need->wide_lo;
         !free_day && day + need->days <= need->wide_hi + 1u; day++) {
        bool shut = xc_shut_meets(job, need, day);
        closed = closed || shut;
        free_day = !shut && xc_apart_allows(job, index, day);
    }
    job->target_first[need->target] = first;
    if (free_day || need->wide_hi - need->wide_lo + 1 < need->days ||
        (closed &&
         xc_fixed_first(job, need->target) == xc_fixed_first(job, need->target + 1)))
        return false;
    unsigned cap = xc_seats_cap(job, &job->demands[need->demand], need->target);
    unsigned gap = job->demands[need->demand].obligation->gap;
    if (closed)
        xc_message_set(
            message,
            "earlier visits of this target leave no day on which its area is open: the "
            "yearly cap (%u) or the least gap between visits (%u days) stands in the "
            "way.",
            cap, gap);
    else
        xc_message_set(
            message,
            "earlier visits of this target leave no day: the yearly cap (%u) or the "
            "least gap between visits (%u days) stands in the way.",
            cap, gap);
    return true;
}
