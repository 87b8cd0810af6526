/* Draws without a store, for tests of policies. */
#include "drawing/work.h"

struct rehearsing {
    struct xc_draw_office office;
    struct xc_arena *arena;
    struct xc_error *error;
};

static const struct xc_stored_draw *outer_of(const struct rehearsing *work,
                                             const struct xc_draw_slot *slot) {
    for (size_t i = 0; slot->rule->outer.len && i < work->office.stored_count; i++) {
        if (xc_str_equal(work->office.stored[i].label, slot->rule->outer)) {
            return &work->office.stored[i];
        }
    }
    return NULL;
}

static int seed_of(const struct rehearsing *work, struct xc_str id,
                   struct xc_digest *seed) {
    struct xc_buffer text = xc_buffer_make(1 << 12);
    xc_buffer_printf(&text, "xuncha-rehearsal\n%.*s\n%.*s",
                     XC_PRI(work->office.rules_digest), XC_PRI(id));
    int rc = text.failed ? xc_fail_memory(work->error)
                         : xc_sha256(xc_buffer_view(&text), seed, work->error);
    xc_buffer_free(&text);
    return rc;
}

static int result_text(struct rehearsing *work, const struct xc_drawn *drawn,
                       struct xc_str *result) {
    struct xc_buffer text = xc_buffer_make((size_t)1 << 30);
    json_t *json = xc_draw_result_json(&drawn->urn, &drawn->result);
    int rc =
        json ? xc_json_canonical(json, &text, work->error) : xc_fail_memory(work->error);
    *result = xc_arena_copy(work->arena, xc_buffer_view(&text));
    json_decref(json);
    xc_buffer_free(&text);
    return rc == XC_OK && !result->ptr ? xc_fail_memory(work->error) : rc;
}

static int draw_slot(struct rehearsing *work, const struct xc_draw_slot *slot) {
    struct xc_draw_office *office = &work->office;
    const struct xc_stored_draw *outer = outer_of(work, slot);
    struct xc_draw_files files;
    struct xc_drawn drawn;
    struct xc_digest seed;
    struct xc_str id, *ids = NULL;
    size_t count = 0;
    office->today = slot->batches ? slot->window.from : office->today;
    int rc = xc_draw_slot_build(office, slot, outer ? outer->id : XC_STR(""), true,
                                &files, work->error);
    if (rc == XC_ENO && slot->batches && slot->number < slot->batches) {
        return XC_OK; /* nothing is in the urn yet: the next batches make up for it */
    }
    if (rc == XC_OK) {
        rc = xc_draw_name(office, slot, &id, work->error);
    }
    if (rc == XC_OK) {
        rc = seed_of(work, id, &seed);
    }
    if (rc == XC_OK && outer) {
        rc = xc_draw_selected(outer->result, work->arena, &ids, &count, work->error);
    }
    if (rc == XC_OK) {
        rc = xc_drawn_make(&files, id, &seed, outer ? ids : NULL, count, work->arena,
                           &drawn, NULL, work->error);
    }
    if (rc == XC_OK) {
        struct xc_stored_draw *stored = &office->stored[office->stored_count];
        *stored = xc_draw_stored(office, slot, id, &files);
        stored->outer = outer ? outer->id : XC_STR("");
        stored->status = XC_DRAW_DRAWN;
        stored->drawn_at =
            xc_instant_make(slot->window.from - 1, 0, office->offset_minutes);
        rc = result_text(work, &drawn, &stored->result);
        office->stored_count += rc == XC_OK;
    }
    return rc;
}

int xc_draw_rehearse(const struct xc_session *session,
                     const struct xc_programme *programme, struct xc_register *reg,
                     struct xc_workdays *workdays,
                     const struct xc_selection_context *history, xc_date today,
                     struct xc_arena *arena, struct xc_plan_draw **draws, size_t *count,
                     struct xc_error *error) {
    struct rehearsing work = {.office = {.session = *session,
                                         .programme = programme,
                                         .reg = reg,
                                         .workdays = workdays,
                                         .history = *history,
                                         .arena = arena,
                                         .today = today},
                              .arena = arena,
                              .error = error};
    struct xc_draw_slot *slots = NULL;
    size_t slot_count = 0;
    struct xc_str changed;
    struct xc_digest digest;
    char hex[XC_DIGEST_HEX + 1];
    int rc = xc_rules_digest(programme, &digest, error);
    if (rc == XC_OK) {
        xc_digest_hex(&digest, hex);
        work.office.rules_digest = xc_arena_copy(arena, xc_str_from(hex));
        rc = xc_draw_slots(programme, NULL, NULL, 0, arena, &slots, &slot_count, error);
    }
    work.office.stored = xc_arena_array(arena, slot_count, sizeof *work.office.stored);
    if (rc == XC_OK && !work.office.stored) {
        rc = xc_fail_memory(error);
    }
    for (size_t i = 0; i < slot_count && rc == XC_OK; i++) {
        rc = draw_slot(&work, &slots[i]);
    }
    return rc == XC_OK ? xc_draws_for_plan(session, programme, programme,
                                           work.office.stored, work.office.stored_count,
                                           arena, draws, count, &changed, error)
                       : rc;
}
