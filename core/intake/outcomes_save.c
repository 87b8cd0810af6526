#include "intake/outcomes_internal.h"

#include "base/utf8.h"
#include "intake/desk.h"

/* All that goes into the store together. */
struct saving {
    struct xc_outcomes_intake *intake;
    struct xc_outcome *outcomes;
    size_t outcome_count;
    struct xc_fact *reasons; /* of corrections */
    size_t reason_count;
    struct xc_desk *desk; /* with cases and leads; NULL: there are none */
    struct xc_outcomes_stored *stored;
};

/* ---- Why something was corrected ---- */

/* The outcomes will have the next entry: nobody else appends inside this transaction. */
static int explain(struct saving *saving, struct xc_error *error) {
    struct xc_outcomes_intake *intake = saving->intake;
    const char *field = NULL;
    struct xc_error failed = {0};
    uint64_t entry = xc_ledger_size(intake->session->store, &failed);
    int rc = failed.code;
    saving->reasons =
        xc_arena_array(intake->arena, intake->group_count + 1, sizeof *saving->reasons);
    if (rc != XC_OK || !saving->reasons) {
        *error = failed;
        return rc != XC_OK ? rc : xc_fail_memory(error);
    }
    for (size_t i = 0; i < intake->group_count && rc == XC_OK; i++) {
        const struct xc_outcome_correction correction = {
            intake->groups[i].key, (unsigned)entry, intake->options.reason};
        if (intake->groups[i].corrected) {
            rc = xc_outcome_correction_fact(&correction, intake->arena,
                                            &saving->reasons[saving->reason_count++],
                                            &field, error);
        }
    }
    return rc;
}

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

static int open_case(struct saving *saving, const struct xc_outcomes_group *group,
                     struct xc_error *error) {
    const struct xc_outcome *first = &saving->intake->taken[group->first];
    const char *field = NULL;
    struct xc_case record = {.target = first->target,
                             .visit = first->visit,
                             .opened = first->date,
                             .referred_on = XC_NO_DATE,
                             .replied_on = XC_NO_DATE,
                             .closed_on = XC_NO_DATE};
    if (has_case(saving->desk, first)) {
        return XC_OK;
    }
    int rc = tell_facts(saving->intake, group, &record, error);
    if (rc == XC_OK) {
        rc = xc_desk_take_case(saving->desk, &record, &field, error);
    }
    saving->stored->cases += rc == XC_OK;
    return rc;
}

static int open_cases(struct saving *saving, struct xc_error *error) {
    const struct xc_outcomes_intake *intake = saving->intake;
    int rc = XC_OK;
    for (size_t i = 0; i < intake->group_count && rc == XC_OK; i++) {
        if (intake->groups[i].opens_case) {
            rc = open_case(saving, &intake->groups[i], error);
        }
    }
    return rc;
}

/* ---- Saving ---- */

static bool asks_for_case(const struct xc_outcomes_intake *intake) {
    bool asks = false;
    for (size_t i = 0; i < intake->group_count && !asks; i++) {
        asks = intake->groups[i].opens_case;
    }
    return asks;
}

static int prepare(struct saving *saving, struct xc_error *error) {
    struct xc_outcomes_intake *intake = saving->intake;
    struct xc_lead *leads = NULL;
    size_t lead_count = 0;
    int rc = xc_outcomes_regroup(intake, &saving->outcomes, &saving->outcome_count,
                                 saving->stored, error);
    if (rc == XC_OK) {
        rc = xc_outcomes_find_leads(intake, &leads, &lead_count, error);
    }
    if (rc == XC_OK && (lead_count > 0 || asks_for_case(intake))) {
        rc = xc_desk_open(intake->session, &saving->desk, error);
    }
    if (rc == XC_OK && saving->desk) {
        rc = open_cases(saving, error);
    }
    for (size_t i = 0; i < lead_count && rc == XC_OK; i++) {
        const char *field = NULL;
        rc = xc_desk_take_lead(saving->desk, &leads[i], &field, error);
    }
    saving->stored->leads = lead_count;
    return rc;
}

/* What was in force when the rows were checked must be so still. */
static int check_newest(const struct saving *saving, struct xc_error *error) {
    const struct xc_session *session = saving->intake->session;
    uint64_t newest;
    int rc = xc_store_outcomes_newest(session->store, session->office, &newest, error);
    if (rc == XC_OK && newest != saving->intake->newest) {
        xc_fail(error, XC_ENO, "somebody else stored outcomes meanwhile");
        rc = xc_hint(error, "try again");
    }
    return rc;
}

static int write(void *context, struct xc_error *error) {
    struct saving *saving = context;
    struct xc_outcomes_intake *intake = saving->intake;
    const struct xc_session *session = intake->session;
    int rc = check_newest(saving, error);
    if (rc == XC_OK) {
        rc = explain(saving, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_add_outcomes(session->store, session->office, saving->outcomes,
                                   saving->outcome_count, session->now, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_add_facts(session->store, session->office, XC_FACT_CORRECTION,
                                saving->reasons, saving->reason_count, 0, session->now,
                                NULL, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_add_facts(session->store, session->office, XC_FACT_PROPOSAL,
                                intake->proposed, intake->proposed_count,
                                intake->newest_proposals, session->now,
                                &saving->stored->proposals, error);
    }
    return rc == XC_OK && saving->desk ? xc_desk_save(saving->desk, NULL, error) : rc;
}

int xc_outcomes_save(struct xc_outcomes_intake *intake, struct xc_outcomes_stored *stored,
                     struct xc_error *error) {
    struct saving saving = {.intake = intake, .stored = stored};
    *stored = (struct xc_outcomes_stored){0};
    int rc = prepare(&saving, error);
    if (rc == XC_OK) {
        rc = xc_store_together(intake->session->store, write, &saving, error);
    }
    xc_desk_free(saving.desk);
    if (rc != XC_OK) {
        *stored = (struct xc_outcomes_stored){0};
    }
    return rc;
}
