/* What follows from outcomes that were taken: it is made ready, and nothing is stored. */
#include "intake/outcomes_internal.h"

#include "base/utf8.h"

/* ---- Cases ---- */

static bool has_case(const struct xc_desk *desk, const struct xc_outcome *outcome) {
    size_t count;
    const struct xc_case *cases = xc_desk_cases(desk, &count);
    for (size_t i = 0; i < count; i++) {
        if (xc_str_equal(cases[i].visit, outcome->visit) &&
            xc_str_equal(cases[i].target, outcome->target) &&
            (outcome->visit.len > 0 || cases[i].opened == outcome->date)) {
            return true;
        }
    }
    return false;
}

/* What was found, in the words of the rows, as far as there is room. */
static int tell_facts(const struct xc_outcomes_intake *intake,
                      const struct xc_outcomes_group *group, struct xc_case *record,
                      struct xc_error *error) {
    enum { FACTS_BYTES = 4096 };
    struct xc_buffer text = xc_buffer_make((size_t)1 << 22);
    for (uint32_t at = group->first; at != XC_OUTCOMES_NONE;
         at = intake->places[at].next) {
        struct xc_str findings = intake->taken[at].findings;
        record->amount += intake->taken[at].amount;
        if (findings.len > 0 && text.len < FACTS_BYTES) {
            xc_buffer_puts(&text, text.len ? "；" : "");
            xc_buffer_add(&text, findings);
        }
    }
    record->facts =
        xc_arena_copy(intake->arena, xc_utf8_prefix(xc_buffer_view(&text), FACTS_BYTES));
    xc_buffer_free(&text);
    return record->facts.ptr ? XC_OK : xc_fail_memory(error);
}

static int open_case(struct xc_outcomes_intake *intake,
                     const struct xc_outcomes_group *group, struct xc_case *cases,
                     size_t *count, struct xc_error *error) {
    const struct xc_outcome *first = &intake->taken[group->first];
    const char *field = NULL;
    struct xc_case record = {.target = first->target,
                             .visit = first->visit,
                             .opened = first->date,
                             .referred_on = XC_NO_DATE,
                             .replied_on = XC_NO_DATE,
                             .closed_on = XC_NO_DATE};
    if (has_case(intake->desk, first)) {
        return XC_OK;
    }
    int rc = tell_facts(intake, group, &record, error);
    if (rc == XC_OK) {
        rc = xc_desk_take_case(intake->desk, &record, &field, error);
    }
    if (rc == XC_OK) {
        cases[(*count)++] = record;
    }
    return rc;
}

static int open_cases(struct xc_outcomes_intake *intake,
                      struct xc_outcomes_stored *stored, struct xc_error *error) {
    struct xc_case *cases =
        xc_arena_array(intake->arena, intake->group_count + 1, sizeof *cases);
    int rc = cases ? XC_OK : xc_fail_memory(error);
    for (size_t i = 0; i < intake->group_count && rc == XC_OK; i++) {
        if (intake->groups[i].opens_case) {
            rc = open_case(intake, &intake->groups[i], cases, &stored->cases, error);
        }
    }
    stored->opened = cases;
    return rc;
}

static bool asks_for_case(const struct xc_outcomes_intake *intake) {
    bool asks = false;
    for (size_t i = 0; i < intake->group_count && !asks; i++) {
        asks = intake->groups[i].opens_case;
    }
    return asks;
}

/* ---- Proposals ---- */

static int list_proposals(struct xc_outcomes_intake *intake,
                          struct xc_outcomes_stored *stored, struct xc_error *error) {
    struct xc_proposal *proposals =
        xc_arena_array(intake->arena, intake->proposed_count + 1, sizeof *proposals);
    int rc = proposals ? XC_OK : xc_fail_memory(error);
    for (size_t i = 0; i < intake->proposed_count && rc == XC_OK; i++) {
        rc = xc_proposal_read(&intake->proposed[i], intake->arena, &proposals[i], error);
    }
    stored->proposed = proposals;
    stored->proposals = intake->proposed_count;
    return rc;
}

/* ---- All ---- */

static int take_to_desk(struct xc_outcomes_intake *intake,
                        struct xc_outcomes_stored *stored, struct xc_error *error) {
    struct xc_lead *leads = NULL;
    int rc = xc_outcomes_find_leads(intake, &leads, &stored->leads, error);
    if (rc == XC_OK && (stored->leads > 0 || asks_for_case(intake))) {
        rc = xc_desk_open(intake->session, &intake->desk, error);
    }
    if (rc == XC_OK && intake->desk) {
        rc = open_cases(intake, stored, error);
    }
    for (size_t i = 0; i < stored->leads && rc == XC_OK; i++) {
        const char *field = NULL;
        rc = xc_desk_take_lead(intake->desk, &leads[i], &field, error);
    }
    stored->checked = leads;
    return rc;
}

int xc_outcomes_follow(struct xc_outcomes_intake *intake, struct xc_outcome **outcomes,
                       size_t *count, struct xc_outcomes_stored *stored,
                       struct xc_error *error) {
    *stored = (struct xc_outcomes_stored){0};
    int rc = xc_outcomes_regroup(intake, outcomes, count, stored, error);
    if (rc == XC_OK) {
        rc = list_proposals(intake, stored, error);
    }
    if (rc == XC_OK) {
        rc = take_to_desk(intake, stored, error);
    }
    return rc == XC_OK
               ? xc_outcomes_count_points(intake, *outcomes, *count, stored, error)
               : rc;
}

int xc_outcomes_preview(struct xc_outcomes_intake *intake,
                        struct xc_outcomes_stored *stored, struct xc_error *error) {
    struct xc_outcome *outcomes;
    size_t count;
    return xc_outcomes_follow(intake, &outcomes, &count, stored, error);
}
