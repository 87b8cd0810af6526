/* What an obligation's own rules say of a visit: its slot, its way, what it takes along,
 * whose turn it is, and who was there before. */
#include "plan/explain_internal.h"

/* The visit of the target next before or behind a visit; NULL: none. */
static const struct xc_visit *neighbour_of(const struct xc_explaining *e,
                                           const struct xc_visit *visit, bool behind) {
    const struct xc_visit *best = NULL;
    for (size_t i = 0; i < e->facts->count; i++) {
        const struct xc_visit *other = &e->facts->visits[i];
        bool right_way =
            behind ? other->date > visit->end_date : other->end_date < visit->date;
        if (!right_way || !xc_fixed_counts(other->status) ||
            !xc_str_equal(other->target, visit->target))
            continue;
        if (!best || (behind ? other->date < best->date : other->date > best->date))
            best = other;
    }
    return best;
}

static enum xc_rotate rotate_of(const struct xc_explaining *e,
                                const struct xc_visit *visit) {
    enum xc_rotate rotate = XC_ROTATE_NONE;
    for (size_t i = 0; i < visit->task_count; i++)
        for (uint32_t k = 0; k < e->job.demand_count; k++) {
            const struct xc_obligation *obligation = e->job.demands[k].obligation;
            if (xc_str_equal(visit->tasks[i].programme, e->job.programme->id) &&
                xc_str_equal(visit->tasks[i].label, obligation->label) &&
                obligation->rotate > rotate)
                rotate = obligation->rotate;
        }
    return rotate;
}

static int say_slot(struct xc_explaining *e, const struct xc_demand *demand) {
    const struct xc_hours *hours = &e->job.shifts[demand->shift];
    char from[6];
    char to[6];
    int code = XC_OK;
    if (demand->shift == 0)
        return code;
    xc_time_format(hours->spans[0].from, from);
    xc_time_format(hours->spans[hours->count - 1].to, to);
    XC_SAY(e, code, XC_MSG("its stage has hours of its own, from %s to %s."), from, to);
    return code;
}

static int say_way(struct xc_explaining *e, const struct xc_visit *visit,
                   const struct xc_obligation *obligation) {
    struct xc_window days =
        xc_days_on_road(e->input->workdays, visit, obligation->travel);
    char from[11];
    char to[11];
    int code = XC_OK;
    if (obligation->travel > 0) {
        xc_date_format(days.from, from);
        xc_date_format(days.to, to);
        XC_SAY(e, code,
               XC_MSG("with the way there and back it takes the crew from %s to %s."),
               from, to);
    }
    for (size_t i = 0; i < obligation->use_count; i++) {
        uint32_t row = xc_sharing_find(e->job.programme, obligation->uses[i]);
        if (row != XC_NO_ROW)
            XC_SAY(e, code,
                   XC_MSG("its crew takes “%.*s” along; %u crews can do so on a day."),
                   XC_PRI(obligation->uses[i]), e->job.programme->resources[row].count);
    }
    return code;
}

static int say_before(struct xc_explaining *e, const struct xc_visit *visit) {
    const struct xc_visit *before = neighbour_of(e, visit, false);
    enum xc_rotate rotate = rotate_of(e, visit);
    char date[11];
    int code = XC_OK;
    if (!before || (rotate_of(e, before) == 0 && rotate == 0))
        return code;
    if (rotate_of(e, before) > rotate)
        rotate = rotate_of(e, before);
    xc_date_format(before->date, date);
    for (size_t i = 0; i < before->person_count; i++) {
        if (rotate == XC_ROTATE_LEAD && before->people[i].seat != XC_ROLE_LEAD)
            continue;
        if (rotate == XC_ROTATE_LEAD)
            XC_SAY(e, code,
                   XC_MSG("%.*s led the target's visit before, on %s, and does not lead "
                          "this one."),
                   XC_PRI(before->people[i].person), date);
        else
            XC_SAY(e, code,
                   XC_MSG("%.*s made the target's visit before, on %s, and does not come "
                          "this time."),
                   XC_PRI(before->people[i].person), date);
    }
    return code;
}

/* Days within the window on which nobody could go there. */
static int say_closed(struct xc_explaining *e, const struct xc_visit *visit,
                      const struct xc_demand *demand) {
    uint32_t target = xc_register_find_target(e->job.reg, visit->target);
    const struct xc_window *window = &demand->obligation->window;
    int code = XC_OK;
    for (size_t i = 0; target != XC_NO_ROW && !code && i < e->input->closure_count; i++) {
        struct xc_plan_input one = *e->input;
        struct xc_message message;
        xc_date day = XC_NO_DATE;
        one.closures = &e->input->closures[i];
        one.closure_count = 1;
        if (!xc_shut_find(&one, target, window->from, window->to, &day))
            continue;
        xc_shut_say(one.closures, day, &message);
        code = xc_explain_say(e, &message);
    }
    return code;
}

int xc_explain_cause(struct xc_explaining *e, const struct xc_visit *visit,
                     const struct xc_visit_task *task) {
    const struct xc_plan_cause *cause = xc_owed_find(e->input, task, visit->target);
    struct xc_buffer reason = xc_buffer_make(1u << 16);
    char from[11];
    char to[11];
    int code = XC_OK;
    if (!cause)
        return code;
    if (xc_message_render(&cause->reason, e->catalogue, &reason)) {
        code = xc_fail_memory(e->error);
        goto done;
    }
    xc_date_format(cause->window.from, from);
    xc_date_format(cause->window.to, to);
    XC_SAY(e, code, XC_MSG("why here: %.*s"), XC_PRI(xc_buffer_view(&reason)));
    XC_SAY(e, code, XC_MSG("it is owed between %s and %s."), from, to);
    if (cause->avoid_count > 0)
        XC_SAY(e, code,
               XC_MSG("why not the same crew: %.*s made the visit that this one follows "
                      "up."),
               XC_PRI(xc_owed_who(&e->job, cause)));
done:
    xc_buffer_free(&reason);
    return code;
}

int xc_explain_rules(struct xc_explaining *e, const struct xc_visit *visit,
                     const struct xc_demand *demand) {
    int code = say_slot(e, demand);
    if (!code)
        code = say_closed(e, visit, demand);
    if (!code)
        code = say_way(e, visit, demand->obligation);
    return code ? code : say_before(e, visit);
}

/* ---- why not others ---- */

/* Adds those whom the visit's causes keep away. */
static bool bar_avoided(const struct xc_explaining *e, const struct xc_visit *visit,
                        struct xc_wish *wish) {
    const struct xc_crew *team = &e->job.crews[wish->crew];
    uint64_t before = wish->barred;
    for (size_t i = 0; i < visit->task_count; i++) {
        const struct xc_plan_cause *cause =
            xc_owed_find(e->input, &visit->tasks[i], visit->target);
        for (uint32_t k = 0; cause && k < team->count; k++) {
            uint32_t person = e->job.members[team->first + k].row;
            struct xc_str id =
                xc_register_text(e->job.reg, e->job.reg->people.id[person]);
            if (xc_owed_avoid(cause, id))
                wish->barred |= UINT64_C(1) << k;
        }
    }
    return wish->barred != before;
}

static void bar(const struct xc_explaining *e, const struct xc_visit *visit,
                const struct xc_visit *other, struct xc_wish *wish) {
    const struct xc_crew *team = &e->job.crews[wish->crew];
    enum xc_rotate rotate = rotate_of(e, visit);
    if (other && rotate_of(e, other) > rotate)
        rotate = rotate_of(e, other);
    for (size_t i = 0; other && rotate && i < other->person_count; i++) {
        uint32_t person = xc_register_find_person(e->job.reg, other->people[i].person);
        uint32_t member = person == XC_NO_ROW ? XC_NO_ROW : e->job.member_of[person];
        if (member < team->first || member >= team->first + team->count)
            continue;
        uint64_t bit = UINT64_C(1) << (member - team->first);
        if (rotate == XC_ROTATE_ALL)
            wish->barred |= bit;
        else if (other->people[i].seat == XC_ROLE_LEAD)
            wish->not_leading |= bit;
    }
}

/* Whether turns, resources or rotation keep the crew from the visit; says so. */
static bool keeps_off(struct xc_explaining *e, const struct xc_visit *visit,
                      uint32_t target, const struct xc_demand *demand, uint32_t crew,
                      uint32_t day, int *code) {
    const struct xc_job *job = &e->job;
    const uint8_t *presence = job->classes[demand->klass].presence;
    uint32_t chosen[XC_PLACES];
    if (demand->obligation->areas == XC_AREAS_SWAP) {
        XC_SAY(e, *code,
               XC_MSG("not crew %.*s: in this period the zone belongs to crew %.*s."),
               XC_PRI(job->crews[crew].id), XC_PRI(visit->crew));
        return true;
    }
    struct xc_wish wish = {.klass = &job->classes[demand->klass],
                           .target = target,
                           .crew = crew,
                           .day = day,
                           .days = 1,
                           .presence = presence[(size_t)crew * job->workdays + day],
                           .forget = XC_FORGET_LIMITS};
    if (wish.presence == 0 || !xc_people_seat(job, &wish, chosen))
        return false; /* for other reasons */
    if (bar_avoided(e, visit, &wish) && !xc_people_seat(job, &wish, chosen)) {
        XC_SAY(e, *code,
               XC_MSG("not crew %.*s: people it needs made the visit that this one "
                      "follows up."),
               XC_PRI(job->crews[crew].id));
        return true;
    }
    bar(e, visit, neighbour_of(e, visit, false), &wish);
    bar(e, visit, neighbour_of(e, visit, true), &wish);
    if (xc_people_seat(job, &wish, chosen))
        return false;
    XC_SAY(
        e, *code,
        XC_MSG("not crew %.*s: people it needs make the target's visit before or after "
               "this one."),
        XC_PRI(job->crews[crew].id));
    return true;
}

bool xc_explain_kept_off(struct xc_explaining *e, const struct xc_visit *visit,
                         uint32_t target, const struct xc_demand *demand, uint32_t crew,
                         int *code) {
    int day = xc_days_find(&e->job, visit->date);
    return day >= 0 && keeps_off(e, visit, target, demand, crew, (uint32_t)day, code);
}
