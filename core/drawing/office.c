/* What a programme's draws are made from. */
#include "calendar/feed.h"
#include "drawing/work.h"
#include "history/history.h"
#include "workspace/horizon.h"

static int load_rules(const char *policy, const struct xc_programme *programme,
                      struct xc_draw_office *office, struct xc_error *error) {
    struct xc_buffer log = xc_buffer_make(1 << 20);
    struct xc_programme *read = NULL;
    struct xc_buffer text = xc_buffer_make((size_t)64 << 20);
    struct xc_digest digest;
    char hex[XC_DIGEST_HEX + 1];
    json_t *json = NULL;
    int rc = XC_OK;
    office->programme = programme;
    if (!programme) {
        rc = xc_session_rules(&office->session, policy, office->arena, &office->document,
                              &read, &log, error);
        office->programme = read;
    }
    if (rc == XC_OK) {
        json = xc_rules_json(office->programme);
        rc = json ? xc_json_canonical(json, &text, error) : xc_fail_memory(error);
    }
    if (rc == XC_OK) {
        rc = xc_sha256(xc_buffer_view(&text), &digest, error);
    }
    if (rc == XC_OK) {
        xc_digest_hex(&digest, hex);
        office->rules_digest = xc_arena_copy(office->arena, xc_str_from(hex));
        office->rules_text = xc_arena_copy(office->arena, xc_buffer_view(&text));
        rc = office->rules_text.ptr ? XC_OK : xc_fail_memory(error);
    }
    json_decref(json);
    xc_buffer_free(&text);
    xc_buffer_free(&log);
    return rc;
}

int xc_draw_now(const struct xc_session *session, struct xc_arena *arena, xc_instant *now,
                struct xc_error *error) {
    struct xc_ledger_entry newest = {.at = XC_NO_INSTANT};
    uint64_t size = xc_ledger_size(session->store, error);
    int rc = XC_OK;
    if (size > 0) {
        rc = xc_ledger_entry(session->store, size - 1, arena, &newest, error);
    }
    *now = newest.at > session->now ? newest.at : session->now;
    return rc;
}

int xc_draw_office_open(const struct xc_session *session, const char *policy,
                        const struct xc_programme *programme, struct xc_arena *arena,
                        struct xc_draw_office *office, struct xc_error *error) {
    struct xc_snapshot snapshot;
    xc_date from, to;
    *office = (struct xc_draw_office){.session = *session, .arena = arena};
    int rc = load_rules(policy, programme, office, error);
    if (rc == XC_OK) {
        rc = xc_session_office(session, office->programme, false, &office->session.office,
                               error);
    }
    if (rc == XC_OK && !xc_zone_known(office->programme->zone, &office->offset_minutes)) {
        rc = xc_fail(error, XC_EPOLICY, "programme %.*s: unknown time zone '%.*s'",
                     XC_PRI(office->programme->id), XC_PRI(office->programme->zone));
    }
    if (rc == XC_OK) {
        rc = xc_draw_now(session, arena, &office->session.now, error);
    }
    if (rc == XC_OK) {
        office->today =
            xc_instant_date(office->session.now, office->offset_minutes, NULL);
        rc = xc_store_snapshot(session->store, office->session.office, 0, arena,
                               &snapshot, error);
    }
    if (rc == XC_OK) {
        office->snapshot = snapshot.number;
        rc = xc_store_load_register(session->store, office->session.office,
                                    snapshot.number, &office->reg, session->progress,
                                    error);
    }
    if (rc == XC_OK) {
        rc = xc_session_workdays(&office->session, &office->workdays, error);
    }
    if (rc == XC_OK) {
        xc_horizon_span(office->programme, &from, &to);
        rc = xc_workdays_require(office->workdays, from, to, error);
    }
    if (rc == XC_OK) {
        rc = xc_history_open(&office->session, office->programme, XC_NO_INSTANT, arena,
                             &office->history, error);
    }
    if (rc == XC_OK) {
        rc = xc_draws_load(&office->session, office->programme->id, arena,
                           &office->stored, &office->stored_count, error);
    }
    return rc;
}

void xc_draw_office_close(struct xc_draw_office *office) {
    xc_register_free(office->reg);
    xc_workdays_free(office->workdays);
    json_decref(office->document);
    office->reg = NULL;
    office->workdays = NULL;
    office->document = NULL;
}

int xc_draw_commit(const struct xc_session *session,
                   const struct xc_commit_options *options, struct xc_committed *out,
                   struct xc_error *error) {
    struct xc_draw_office office = {0};
    *out = (struct xc_committed){.arena = xc_arena_new((size_t)16 << 30)};
    int rc = out->arena ? xc_draw_office_open(session, options->policy, NULL, out->arena,
                                              &office, error)
                        : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_draw_commit_office(&office, options, out, error);
    }
    xc_draw_office_close(&office);
    return rc;
}

void xc_committed_free(struct xc_committed *committed) {
    xc_arena_free(committed->arena);
    *committed = (struct xc_committed){0};
}
