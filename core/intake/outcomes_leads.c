#include "intake/outcomes_internal.h"

#include "casework/causes.h"
#include "workspace/visit_facts.h"

#include <stdlib.h>

/* The causes of one obligation, by target and number. */
struct caused {
    const struct xc_obligation *obligation;
    struct xc_cause *causes;
    size_t count;
};

struct linking {
    struct xc_outcomes_intake *intake;
    struct xc_lead *leads; /* in force, by id */
    size_t lead_count;
    bool *checked; /* of each */
    struct caused *caused;
    size_t caused_count;
};

static void check(struct linking *linking, struct xc_lead *lead,
                  const struct xc_visit *visit) {
    if (xc_lead_is_open(lead) && xc_str_equal(lead->target, visit->target)) {
        lead->visit = visit->id;
        linking->checked[lead - linking->leads] = true;
    }
}

static int has_id(const void *key, const void *lead) {
    return xc_str_compare(*(const struct xc_str *)key,
                          ((const struct xc_lead *)lead)->id);
}

/* NULL: no memory. */
static const struct caused *causes_of(struct linking *linking,
                                      const struct xc_obligation *obligation,
                                      struct xc_str programme, struct xc_error *error) {
    const struct xc_cause_input input = {.leads = linking->leads,
                                         .lead_count = linking->lead_count};
    for (size_t i = 0; i < linking->caused_count; i++) {
        if (linking->caused[i].obligation == obligation) {
            return &linking->caused[i];
        }
    }
    struct xc_arena *arena = linking->intake->arena;
    struct caused *all =
        xc_arena_array(arena, linking->caused_count + 1, sizeof *linking->caused);
    if (!all) {
        xc_fail_memory(error);
        return NULL;
    }
    for (size_t i = 0; i < linking->caused_count; i++) {
        all[i] = linking->caused[i];
    }
    struct caused *caused = &all[linking->caused_count];
    *caused = (struct caused){.obligation = obligation};
    int rc = xc_casework_causes(&input, &obligation->since, programme, arena,
                                &caused->causes, &caused->count, error);
    linking->caused = all;
    linking->caused_count++;
    return rc == XC_OK ? caused : NULL;
}

/* The lead that a task's number stands for: the so many-th about that target. */
static int follow(struct linking *linking, const struct xc_visit *visit,
                  const struct xc_visit_task *task, struct xc_error *error) {
    const struct xc_obligation *obligation =
        xc_task_obligation(&linking->intake->loaded, task);
    unsigned number = 0;
    if (!obligation || obligation->since.kind != XC_CAUSE_LEAD) {
        return XC_OK;
    }
    const struct caused *caused = causes_of(linking, obligation, task->programme, error);
    for (size_t i = 0; caused && i < caused->count; i++) {
        const struct xc_cause *cause = &caused->causes[i];
        if (!xc_str_equal(cause->target, visit->target) || ++number != task->number) {
            continue;
        }
        struct xc_lead *lead = bsearch(&cause->id, linking->leads, linking->lead_count,
                                       sizeof *linking->leads, has_id);
        if (lead) {
            check(linking, lead, visit);
        }
    }
    return caused ? XC_OK : error->code;
}

static int link_leads(struct linking *linking, struct xc_error *error) {
    const struct xc_outcomes_intake *intake = linking->intake;
    int rc = XC_OK;
    for (size_t i = 0; i < linking->lead_count; i++) {
        uint32_t group;
        struct xc_lead *lead = &linking->leads[i];
        if (lead->visit.len > 0 &&
            xc_lookup_get(&intake->group_keys, lead->visit, &group) &&
            intake->groups[group].visit &&
            intake->groups[group].first != XC_OUTCOMES_NONE) {
            check(linking, lead, intake->groups[group].visit);
        }
    }
    for (size_t i = 0; i < intake->group_count && rc == XC_OK; i++) {
        const struct xc_visit *visit =
            intake->groups[i].first != XC_OUTCOMES_NONE ? intake->groups[i].visit : NULL;
        for (size_t k = 0; visit && k < visit->task_count && rc == XC_OK; k++) {
            rc = follow(linking, visit, &visit->tasks[k], error);
        }
    }
    return rc;
}

int xc_outcomes_find_leads(struct xc_outcomes_intake *intake, struct xc_lead **leads,
                           size_t *count, struct xc_error *error) {
    const struct xc_session *session = intake->session;
    struct linking linking = {.intake = intake};
    *count = 0;
    int rc = xc_leads_load(session->store, session->office, XC_NO_INSTANT, intake->arena,
                           leads, &linking.lead_count, NULL, error);
    if (rc != XC_OK || linking.lead_count == 0) {
        return rc;
    }
    linking.leads = *leads;
    linking.checked = xc_arena_array(intake->arena, linking.lead_count, sizeof(bool));
    if (!linking.checked) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < linking.lead_count; i++) {
        linking.checked[i] = false;
    }
    rc = link_leads(&linking, error);
    for (size_t i = 0; i < linking.lead_count && rc == XC_OK; i++) {
        if (linking.checked[i]) {
            linking.leads[i].state = XC_LEAD_CHECKED;
            (*leads)[(*count)++] = linking.leads[i];
        }
    }
    return rc;
}
