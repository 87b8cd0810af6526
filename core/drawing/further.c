/* What is to be drawn next of a stage. */
#include "drawing/work.h"

/* The programme as it was when the draw was committed to; NULL: it was not stored. */
static int find_programme(const struct xc_session *session, struct xc_str rules,
                          struct xc_arena *arena, json_t **document,
                          struct xc_programme **programme, struct xc_error *error) {
    struct xc_error none = {0};
    struct xc_str text;
    *document = NULL;
    *programme = NULL;
    int rc = xc_store_rules(session->store, rules, arena, &text, &none);
    if (rc == XC_ENO) {
        return XC_OK;
    }
    if (rc != XC_OK) {
        *error = none;
        return rc;
    }
    return xc_session_stored_rules(text, arena, document, programme, error);
}

/* The first further draw whose teams are drawn and that nobody committed to yet. */
static struct xc_str find_further(const struct xc_draw_slot *slots, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!slots[i].extra || slots[i].stored) {
            continue;
        }
        for (size_t k = 0; k < count; k++) {
            if (!slots[k].extra && slots[k].rule == slots[i].rule &&
                xc_str_equal(slots[k].batch, slots[i].batch) && slots[k].stored &&
                slots[k].stored->status == XC_DRAW_DRAWN) {
                return slots[i].label;
            }
        }
    }
    return XC_STR("");
}

int xc_draw_further(const struct xc_session *session, struct xc_str programme,
                    struct xc_str stage, struct xc_arena *arena, struct xc_str *label,
                    struct xc_error *error) {
    struct xc_stored_draw *draws = NULL;
    struct xc_draw_slot *slots = NULL;
    struct xc_programme *rules = NULL;
    json_t *document = NULL;
    size_t count = 0, slot_count = 0;
    *label = XC_STR("");
    int rc = xc_store_draws(session->store, session->office, programme, stage, false,
                            arena, &draws, &count, error);
    if (rc == XC_OK && count > 0) {
        rc = find_programme(session, draws[count - 1].programme_rules, arena, &document,
                            &rules, error);
    }
    const struct xc_stage *of = rules ? xc_programme_stage(rules, stage) : NULL;
    if (rc == XC_OK && of) {
        rc = xc_draw_slots(rules, of, draws, count, arena, &slots, &slot_count, error);
    }
    if (rc == XC_OK) {
        *label = find_further(slots, slot_count);
    }
    json_decref(document);
    return rc;
}
