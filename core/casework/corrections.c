#include "casework/papers.h"

#include "casework/body.h"

#include <stddef.h>

static const struct xc_body_field fields[] = {
    {"entry", NULL, XC_BODY_COUNT, true, offsetof(struct xc_outcome_correction, entry),
     UINT32_MAX, NULL},
    {"reason", NULL, XC_BODY_TEXT, true, offsetof(struct xc_outcome_correction, reason),
     XC_BODY_STORY_BYTES, NULL},
    {0},
};

int xc_outcome_correction_fact(const struct xc_outcome_correction *correction,
                               struct xc_arena *arena, struct xc_fact *fact,
                               const char **field, struct xc_error *error) {
    int rc = xc_body_check(fields, correction, field, error);
    if (rc == XC_OK) {
        rc = xc_body_check_id(correction->id, "visit", field, error);
    }
    return rc == XC_OK
               ? xc_body_fact(fields, correction, correction->id, arena, fact, error)
               : rc;
}

int xc_outcome_corrections_load(struct xc_store *store, struct xc_str office,
                                struct xc_str id, struct xc_arena *arena,
                                struct xc_outcome_correction **corrections, size_t *count,
                                struct xc_error *error) {
    struct xc_error none = {0};
    struct xc_fact *facts;
    *corrections = NULL;
    *count = 0;
    int rc = xc_store_fact_history(store, office, XC_FACT_CORRECTION, id, arena, &facts,
                                   count, &none);
    if (rc == XC_ENO) {
        *count = 0;
        return XC_OK;
    }
    if (rc != XC_OK) {
        *error = none;
        return rc;
    }
    *corrections = xc_arena_array(arena, *count, sizeof **corrections);
    rc = *corrections ? XC_OK : xc_fail_memory(error);
    for (size_t i = 0; i < *count && rc == XC_OK; i++) {
        (*corrections)[i].id = facts[i].id;
        rc = xc_body_read(fields, &facts[i], "correction", arena, &(*corrections)[i],
                          error);
    }
    return rc;
}
