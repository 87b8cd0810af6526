/* Until when a sealed draw stays closed, and how it is opened. */
#include "calendar/feed.h"
#include "drawing/work.h"
#include "register/json.h"
#include "workspace/load.h"

#include <stdlib.h>

static xc_instant visit_until(const struct xc_visit *visit, int offset_minutes) {
    return visit->embargo_until != XC_NO_INSTANT
               ? visit->embargo_until
               : xc_instant_make(visit->end_date + 1, 0, offset_minutes);
}

static bool serves(const struct xc_visit *visit, struct xc_str stage) {
    for (size_t k = 0; k < visit->task_count; k++) {
        if (xc_str_equal(visit->tasks[k].stage, stage)) {
            return true;
        }
    }
    return false;
}

/* Who was drawn, and who came in since. */
static int find_ids(const struct xc_stored_draw *draw, const struct xc_stored_sub *subs,
                    size_t sub_count, struct xc_arena *arena, struct xc_str **ids,
                    size_t *count, struct xc_error *error) {
    struct xc_str *drawn = NULL;
    int rc = xc_draw_selected(draw->result, arena, &drawn, count, error);
    *ids = rc == XC_OK ? xc_arena_array(arena, *count + sub_count, sizeof **ids) : NULL;
    if (rc == XC_OK && !*ids) {
        rc = xc_fail_memory(error);
    }
    for (size_t i = 0; i < *count && rc == XC_OK; i++) {
        (*ids)[i] = drawn[i];
    }
    for (size_t i = 0; i < sub_count && rc == XC_OK; i++) {
        json_t *result = json_loadb(subs[i].result.ptr ? subs[i].result.ptr : "",
                                    subs[i].result.len, 0, NULL);
        const json_t *in = json_object_get(result, "in");
        struct xc_str id = xc_json_str(in);
        (*ids)[*count] = xc_arena_copy(arena, id);
        rc = (*ids)[*count].ptr ? XC_OK : xc_fail_memory(error);
        *count += id.len > 0;
        json_decref(result);
    }
    return rc;
}

static int by_text(const void *a, const void *b) {
    return xc_str_compare(*(const struct xc_str *)a, *(const struct xc_str *)b);
}

int xc_draw_planned_until(const struct xc_loaded_plan *plan,
                          const struct xc_register *reg,
                          const struct xc_stored_draw *draw,
                          const struct xc_stored_sub *subs, size_t sub_count,
                          struct xc_arena *arena, xc_instant *until,
                          struct xc_error *error) {
    struct xc_str *ids = NULL;
    size_t count = 0;
    int offset = 0;
    xc_instant last = XC_NO_INSTANT;
    bool of_targets = false, planned = false;
    *until = INT64_MAX;
    int rc = find_ids(draw, subs, sub_count, arena, &ids, &count, error);
    if (rc != XC_OK) {
        return rc;
    }
    if (count > 1) {
        qsort(ids, count, sizeof *ids, by_text);
    }
    for (size_t i = 0; i < count && !of_targets; i++) {
        of_targets = xc_register_find_target(reg, ids[i]) != XC_NO_ROW;
    }
    (void)xc_zone_known(plan->programme->zone, &offset);
    for (size_t i = 0; i < plan->visit_count; i++) {
        const struct xc_visit *visit = &plan->visits[i];
        if (!serves(visit, draw->stage)) {
            continue;
        }
        xc_instant end = visit_until(visit, offset);
        last = end > last ? end : last;
        planned = planned || !of_targets ||
                  bsearch(&visit->target, ids, count, sizeof *ids, by_text);
    }
    *until = planned ? last : INT64_MAX;
    return XC_OK;
}

/* When what a sealed draw gave may be known: the last end of its stage's visits'
 * embargoes, or of the visits themselves; INT64_MAX where they are not planned. */
static int sealed_until(const struct xc_session *session,
                        const struct xc_stored_draw *draw, struct xc_arena *arena,
                        xc_instant *until, struct xc_error *error) {
    struct xc_loaded loaded = {0};
    struct xc_error none = {0};
    struct xc_stored_sub *subs = NULL;
    size_t count = 0;
    *until = INT64_MAX; /* what is not planned yet stays closed */
    if (draw->result.len == 0) {
        return XC_OK;
    }
    int rc = xc_load_plans(session, draw->programme, &loaded, &none);
    if (rc == XC_OK) {
        rc = xc_store_subs(session->store, session->office, draw->id, arena, &subs,
                           &count, &none);
    }
    if (rc == XC_OK) {
        rc = xc_draw_planned_until(&loaded.plans[0], loaded.reg, draw, subs, count, arena,
                                   until, &none);
    }
    if (rc == XC_ENO) {
        rc = XC_OK;
    } else if (rc != XC_OK) {
        *error = none;
    }
    xc_loaded_free(&loaded);
    return rc;
}

bool xc_draw_is_closed(const struct xc_session *session,
                       const struct xc_stored_draw *draw, struct xc_arena *arena) {
    struct xc_error ignored = {0};
    xc_instant until;
    return draw->sealed &&
           (sealed_until(session, draw, arena, &until, &ignored) != XC_OK ||
            session->now < until);
}

static int is_open_entry(void *context, const struct xc_ledger_entry *entry) {
    const struct xc_str *text = context;
    return xc_str_equal(entry->text, *text) ? 1 : XC_OK;
}

int xc_draw_unseal(const struct xc_session *session, struct xc_str id,
                   struct xc_str secret, struct xc_arena *arena, struct xc_str *code,
                   struct xc_error *error) {
    struct xc_stored_draw draw;
    struct xc_commit commit;
    struct xc_digest derived, commitment;
    char hex[XC_DIGEST_HEX + 1];
    uint64_t index;
    struct xc_buffer text = xc_buffer_make(4096);
    int rc = xc_store_draw(session->store, session->office, id, arena, &draw, error);
    if (rc == XC_OK && !draw.sealed) {
        rc = xc_fail(error, XC_EUSAGE, "the draw %.*s is not sealed", XC_PRI(id));
    }
    if (rc == XC_OK && (!draw.result.len || xc_draw_is_closed(session, &draw, arena))) {
        rc = xc_fail(error, XC_ENO, "the draw %.*s is sealed until its embargo ends",
                     XC_PRI(id));
    }
    if (rc == XC_OK) {
        rc = xc_commit_read(draw.commit, &commit, error);
    }
    if (rc == XC_OK) {
        rc = xc_code_derive(secret, id, 0, &derived, error);
    }
    if (rc == XC_OK) {
        rc = xc_code_commitment(&derived, &commitment, error);
    }
    if (rc == XC_OK && !xc_digest_equal(&commitment, &commit.code)) {
        rc = xc_fail(error, XC_ENO,
                     "these shares are not those that %.*s was sealed with", XC_PRI(id));
    }
    if (rc == XC_OK) {
        xc_digest_hex(&derived, hex);
        *code = xc_arena_copy(arena, xc_str_from(hex));
        xc_buffer_printf(&text, "xuncha-open-v1\n%.*s\n%s\n", XC_PRI(id), hex);
        struct xc_str entry = xc_buffer_view(&text);
        rc = !code->ptr || text.failed ? xc_fail_memory(error)
                                       : xc_ledger_each(session->store, draw.result_index,
                                                        is_open_entry, &entry, error);
        if (rc == XC_OK) {
            rc = xc_ledger_append(session->store, session->office, session->now, &entry,
                                  1, &index, error);
        } else if (rc == 1) {
            rc = XC_OK;
        }
    }
    xc_buffer_free(&text);
    return rc;
}
