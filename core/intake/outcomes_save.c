#include "intake/outcomes_internal.h"

/* All that goes into the store together. */
struct saving {
    struct xc_outcomes_intake *intake;
    struct xc_outcome *outcomes;
    size_t outcome_count;
    struct xc_fact *reasons; /* of corrections */
    size_t reason_count;
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

/* ---- Saving ---- */

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
                                intake->newest_proposals, session->now, NULL, error);
    }
    return rc == XC_OK && intake->desk ? xc_desk_save(intake->desk, NULL, error) : rc;
}

int xc_outcomes_save(struct xc_outcomes_intake *intake, struct xc_outcomes_stored *stored,
                     struct xc_error *error) {
    struct saving saving = {.intake = intake};
    int rc = xc_outcomes_follow(intake, &saving.outcomes, &saving.outcome_count, stored,
                                error);
    if (rc == XC_OK) {
        rc = xc_store_together(intake->session->store, write, &saving, error);
    }
    if (rc != XC_OK) {
        *stored = (struct xc_outcomes_stored){0};
    }
    return rc;
}
