/* A replan: why a kept visit cannot stay exactly as it was. */
#include "plan/keep_internal.h"

void xc_keep_because(struct xc_job *job, struct xc_keep *keep,
                     const struct xc_message *message) {
    size_t reason = 0;
    if (keep->told)
        return;
    job->failed = job->failed || xc_plan_reason(job, message, &reason);
    keep->reason = (uint32_t)reason;
    keep->told = true;
}

#define BECAUSE(job, keep, ...)                                                          \
    do {                                                                                 \
        struct xc_message message_;                                                      \
        xc_message_set(&message_, __VA_ARGS__);                                          \
        xc_keep_because((job), (keep), &message_);                                       \
        return;                                                                          \
    } while (0)

void xc_keep_tell_dropped(struct xc_job *job, struct xc_keep *keep,
                          const struct xc_visit *visit) {
    uint32_t target = xc_register_find_target(job->reg, visit->target);
    if (target == XC_NO_ROW)
        BECAUSE(job, keep, XC_MSG("%.*s is not in the register any more."),
                XC_PRI(visit->target));
    if (job->reg->targets.status[target] == XC_STATUS_CLOSED)
        BECAUSE(job, keep, XC_MSG("%.*s has closed."), XC_PRI(visit->target));
    if (job->reg->targets.status[target] == XC_STATUS_SUSPENDED)
        BECAUSE(job, keep, XC_MSG("%.*s is suspended."), XC_PRI(visit->target));
    for (uint32_t i = 0; i < job->demand_count; i++)
        if (visit->task_count > 0 && job->demands[i].obligation->since.kind != 0 &&
            xc_str_equal(visit->tasks[0].label, job->demands[i].obligation->label))
            BECAUSE(job, keep,
                    XC_MSG("what this visit of %.*s was owed for is not so any more."),
                    XC_PRI(visit->target));
    BECAUSE(job, keep,
            XC_MSG("the programme does not ask for this visit of %.*s any more."),
            XC_PRI(visit->target));
}

void xc_keep_tell_left(struct xc_job *job, struct xc_keep *keep, uint32_t crew,
                       struct xc_str id) {
    uint32_t person = xc_register_find_person(job->reg, id);
    if (person == XC_NO_ROW)
        BECAUSE(job, keep, XC_MSG("%.*s is not in the register any more."), XC_PRI(id));
    if (job->reg->people.status[person] == XC_STATUS_CLOSED ||
        job->reg->people.status[person] == XC_STATUS_SUSPENDED)
        BECAUSE(job, keep, XC_MSG("%.*s is not active any more."), XC_PRI(id));
    BECAUSE(job, keep, XC_MSG("%.*s is not in crew %.*s any more."), XC_PRI(id),
            XC_PRI(job->crews[crew].id));
}

void xc_keep_tell_person(struct xc_job *job, struct xc_keep *keep, uint32_t member,
                         uint32_t day, unsigned halves) {
    static const unsigned rules[] = {
        XC_FORGET_ABSENCES, XC_FORGET_CERTIFICATES, XC_FORGET_RELATIONS, XC_FORGET_LIMITS,
        XC_FORGET_OUTSIDE,  XC_FORGET_AVOIDED,      XC_FORGET_ROTATION};
    struct xc_str id =
        xc_register_text(job->reg, job->reg->people.id[job->members[member].row]);
    unsigned rule = 0;
    char text[11];
    if (keep->told)
        return;
    for (unsigned i = 0; i < sizeof rules / sizeof *rules && rule == 0; i++) {
        struct xc_wish wish = xc_people_wish(job, keep->need, job->members[member].crew,
                                             day, halves, rules[i]);
        if (xc_people_seats(job, &wish, member))
            rule = rules[i];
    }
    xc_date_format(job->dates[day], text);
    switch (rule) {
    case XC_FORGET_ABSENCES:
        BECAUSE(job, keep, XC_MSG("%.*s is away on %s."), XC_PRI(id), text);
    case XC_FORGET_CERTIFICATES:
        BECAUSE(job, keep, XC_MSG("the certificate of %.*s is not valid on %s."),
                XC_PRI(id), text);
    case XC_FORGET_RELATIONS:
        BECAUSE(job, keep, XC_MSG("%.*s may not visit this target any more (recusal)."),
                XC_PRI(id));
    case XC_FORGET_LIMITS:
        BECAUSE(job, keep, XC_MSG("%.*s may not make more visits on %s or that year."),
                XC_PRI(id), text);
    case XC_FORGET_OUTSIDE:
        BECAUSE(job, keep,
                xc_origin_breach(
                    job, &job->classes[job->demands[job->needs[keep->need].demand].klass],
                    job->members[member].row, job->needs[keep->need].target),
                XC_PRI(id));
    case XC_FORGET_AVOIDED:
        BECAUSE(job, keep,
                XC_MSG("%.*s made the visit that this one follows up; others must come."),
                XC_PRI(id));
    case XC_FORGET_ROTATION:
        BECAUSE(job, keep,
                XC_MSG("%.*s makes the visit of the target before or after it."),
                XC_PRI(id));
    default:
        BECAUSE(job, keep, XC_MSG("%.*s cannot take the seat on %s any more."),
                XC_PRI(id), text);
    }
}
