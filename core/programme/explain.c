#include "programme/explain.h"

#include "programme/events.h"
#include "programme/run.h"

#include <stdlib.h>

/* The visits of a plan that the viewer sees whole. */
static size_t seen_visits(const struct xc_session *session,
                          const struct xc_loaded_plan *plan, enum xc_viewer_role role,
                          struct xc_visit *seen) {
    struct xc_viewer viewer = {role, false};
    size_t count = 0;
    for (size_t i = 0; i < plan->visit_count; i++) {
        if (xc_event_sight(session, plan, &plan->visits[i], &viewer) == XC_SEE_ALL) {
            seen[count++] = plan->visits[i];
        }
    }
    return count;
}

static int explain_plan(const struct xc_session *session, const struct xc_loaded *loaded,
                        const struct xc_loaded_plan *plan, struct xc_str key,
                        struct xc_str subject, enum xc_viewer_role role,
                        struct xc_buffer *out, struct xc_error *error) {
    struct xc_plan_input input;
    size_t seen_count = 0;
    struct xc_visit *seen = malloc((plan->visit_count + 1) * sizeof *seen);
    int rc = seen ? xc_run_input(session, plan->programme, loaded->reg, loaded->workdays,
                                 plan->head.as_of, key, loaded->arena, &input, error)
                  : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_load_other_visits(session, plan->head.programme, loaded->arena,
                                  (struct xc_visit **)&input.fixed, &input.fixed_count,
                                  error);
    }
    if (rc == XC_OK) {
        seen_count = seen_visits(session, plan, role, seen);
        rc = xc_plan_explain(&input, seen, seen_count, subject, session->catalogue, out,
                             error);
    }
    free(seen);
    return rc;
}

int xc_explain_subject(const struct xc_session *session, struct xc_str subject,
                       enum xc_viewer_role role, struct xc_buffer *out,
                       struct xc_error *error) {
    uint8_t key[XC_KEY_BYTES];
    struct xc_loaded loaded;
    size_t told = 0;
    int rc = xc_load_plans(session, XC_STR(""), &loaded, error);
    if (rc == XC_OK) {
        rc = xc_store_workspace_key(session->store, key, error);
    }
    for (size_t i = 0; i < loaded.count && rc == XC_OK; i++) {
        struct xc_error own = {0};
        rc = explain_plan(session, &loaded, &loaded.plans[i],
                          (struct xc_str){(const char *)key, sizeof key}, subject, role,
                          out, &own);
        if (rc == XC_ENO) {
            rc = XC_OK; /* not in this programme */
        } else if (rc == XC_OK) {
            told++;
        } else {
            *error = own;
        }
    }
    if (rc == XC_OK && told == 0) {
        xc_fail(error, XC_ENO, "no plan knows a visit, target or person '%.*s'",
                XC_PRI(subject));
        rc = xc_hint(
            error,
            "ids stand in the first column of schedule.csv; targets and people go by "
            "their register id");
    }
    xc_loaded_free(&loaded);
    return rc;
}
