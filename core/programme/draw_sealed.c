/* Until when a sealed draw stays closed, and how it is opened. */
#include "calendar/feed.h"
#include "programme/draw_work.h"
#include "programme/load.h"

static xc_instant visit_until(const struct xc_visit *visit, int offset_minutes) {
    return visit->embargo_until != XC_NO_INSTANT
               ? visit->embargo_until
               : xc_instant_make(visit->end_date + 1, 0, offset_minutes);
}

int xc_draw_sealed_until(const struct xc_session *session,
                         const struct xc_stored_draw *draw, struct xc_arena *arena,
                         xc_instant *until, struct xc_error *error) {
    struct xc_loaded loaded = {0};
    struct xc_error none = {0};
    (void)arena;
    *until = INT64_MAX; /* what is not planned yet stays closed */
    int rc = xc_load_plans(session, draw->programme, &loaded, &none);
    if (rc == XC_OK) {
        const struct xc_loaded_plan *plan = &loaded.plans[0];
        int offset = 0;
        xc_instant last = XC_NO_INSTANT;
        (void)xc_zone_known(plan->programme->zone, &offset);
        for (size_t i = 0; i < plan->visit_count; i++) {
            const struct xc_visit *visit = &plan->visits[i];
            for (size_t k = 0; k < visit->task_count; k++) {
                if (xc_str_equal(visit->tasks[k].stage, draw->stage) &&
                    visit_until(visit, offset) > last) {
                    last = visit_until(visit, offset);
                }
            }
        }
        *until = last == XC_NO_INSTANT ? INT64_MAX : last;
    } else if (rc == XC_ENO) {
        rc = XC_OK;
    } else {
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
           (xc_draw_sealed_until(session, draw, arena, &until, &ignored) != XC_OK ||
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
