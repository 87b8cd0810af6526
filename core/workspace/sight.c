#include "workspace/sight.h"

#include "workspace/guests.h"

const struct xc_visit_task *xc_visit_own_task(const struct xc_loaded_plan *plan,
                                              const struct xc_visit *visit) {
    for (size_t i = 0; i < visit->task_count; i++) {
        if (xc_str_equal(visit->tasks[i].programme, plan->programme->id)) {
            return &visit->tasks[i];
        }
    }
    return NULL;
}

const struct xc_stage *xc_visit_stage(const struct xc_loaded_plan *plan,
                                      const struct xc_visit *visit) {
    const struct xc_visit_task *task = xc_visit_own_task(plan, visit);
    return task ? xc_programme_stage(plan->programme, task->stage) : NULL;
}

/* What was cancelled before its embargo ended stays as it was seen then: its end tells
 * nothing any more. */
static xc_instant seen_at(const struct xc_session *session,
                          const struct xc_visit *visit) {
    bool over = visit->status == XC_VISIT_CANCELLED || visit->status == XC_VISIT_VOID;
    return over && visit->changed < session->now ? visit->changed : session->now;
}

/* From whom a visit is hidden while its embargo lasts. */
static struct xc_embargo embargo_of(const struct xc_loaded_plan *plan,
                                    const struct xc_visit *visit) {
    struct xc_embargo own = {.until = XC_NO_DATE};
    for (size_t i = 0; i < visit->task_count && !xc_visit_is_guest(plan, visit); i++) {
        const struct xc_stage *stage =
            xc_str_equal(visit->tasks[i].programme, plan->programme->id)
                ? xc_programme_stage(plan->programme, visit->tasks[i].stage)
                : NULL;
        if (stage && stage->embargo.set) {
            own.set = true;
            own.hidden |= stage->embargo.hidden;
        }
    }
    if (!own.set && visit->embargo_until != XC_NO_INSTANT) {
        /* Set by another programme that the visit serves too: its words are not at hand,
         * and it hides from everybody that an embargo can hide from. */
        own.set = true;
        own.hidden =
            1u << XC_VIEWER_INSPECTOR | 1u << XC_VIEWER_FEED | 1u << XC_VIEWER_PUBLIC;
    }
    return own;
}

enum xc_sight xc_visit_sight(const struct xc_session *session,
                             const struct xc_loaded_plan *plan,
                             const struct xc_visit *visit,
                             const struct xc_viewer *viewer) {
    struct xc_embargo embargo = embargo_of(plan, visit);
    return xc_may_see(viewer, visit->status, &embargo, visit->embargo_until,
                      seen_at(session, visit));
}

bool xc_visit_was_hidden(const struct xc_session *session,
                         const struct xc_loaded_plan *plan, const struct xc_visit *visit,
                         const struct xc_viewer *viewer) {
    struct xc_embargo embargo = embargo_of(plan, visit);
    return visit->embargo_until != XC_NO_INSTANT &&
           visit->embargo_until <= seen_at(session, visit) &&
           xc_may_see(viewer, visit->status, &embargo, visit->embargo_until,
                      visit->embargo_until - 1) != XC_SEE_ALL;
}

/* A cancelled visit's embargo tells nothing when it ends; nobody outside sees a draft. */
xc_instant xc_sight_next(const struct xc_session *session,
                         const struct xc_loaded *loaded) {
    xc_instant next = XC_NO_INSTANT;
    for (size_t i = 0; i < loaded->count; i++) {
        const struct xc_loaded_plan *plan = &loaded->plans[i];
        for (size_t k = 0; k < plan->visit_count; k++) {
            const struct xc_visit *visit = &plan->visits[k];
            bool stands = visit->status == XC_VISIT_PUBLISHED ||
                          visit->status == XC_VISIT_ACCEPTED ||
                          visit->status == XC_VISIT_DONE;
            if (stands && visit->embargo_until != XC_NO_INSTANT &&
                visit->embargo_until > session->now &&
                (next == XC_NO_INSTANT || visit->embargo_until < next)) {
                next = visit->embargo_until;
            }
        }
    }
    return next;
}
