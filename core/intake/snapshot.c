#include "intake/snapshot.h"

#include "calendar/feed.h"
#include "casework/leads.h"

enum { SEVERITY = 3 };

struct storing {
    const struct xc_session *session;
    const struct xc_register *old, *reg;
    int64_t expected, number;
    struct xc_str reason;
    struct xc_arena *arena;
    struct xc_fact *facts;
    size_t count;
};

/* ---- Who has another legal representative ---- */

static bool is_changed(const struct storing *storing, uint32_t before, uint32_t row) {
    const struct xc_register *old = storing->old, *reg = storing->reg;
    struct xc_str was = xc_register_text(old, old->targets.legal[before]);
    struct xc_str is = xc_register_text(reg, reg->targets.legal[row]);
    return reg->targets.status[row] == XC_STATUS_ACTIVE && was.len > 0 && is.len > 0 &&
           !xc_str_equal(was, is);
}

static int name_lead(const struct storing *storing, struct xc_str target,
                     struct xc_str *id, struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(XC_FACT_ID_BYTES);
    (void)xc_buffer_printf(&text, "legal-%.*s-%lld", XC_PRI(target),
                           (long long)storing->number);
    *id = xc_arena_copy(storing->arena, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return id->ptr ? XC_OK : xc_fail_memory(error);
}

/* Whose number is written into the column is not repeated. */
static int say_change(const struct storing *storing, struct xc_str was, struct xc_str is,
                      struct xc_str *summary, struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(1 << 16);
    struct xc_message message;
    if (xc_lead_names_somebody(was, XC_STR("")) ||
        xc_lead_names_somebody(is, XC_STR(""))) {
        xc_message_set(&message, "The register has another legal representative.");
    } else {
        xc_message_set(&message,
                       "The register has another legal representative: %.*s → %.*s.",
                       XC_PRI(was), XC_PRI(is));
    }
    int rc = xc_message_render(&message, storing->session->catalogue, &text);
    *summary = xc_arena_copy(storing->arena, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return rc == XC_OK && summary->ptr ? XC_OK : xc_fail_memory(error);
}

static int open_lead(struct storing *storing, uint32_t before, uint32_t row,
                     struct xc_error *error) {
    const struct xc_register *reg = storing->reg;
    const char *field;
    int offset = 0;
    (void)xc_zone_known(XC_STR("Asia/Shanghai"), &offset);
    struct xc_lead lead = {.target = xc_register_text(reg, reg->targets.id[row]),
                           .date = xc_instant_date(storing->session->now, offset, NULL),
                           .source = XC_LEAD_REGISTER,
                           .severity = SEVERITY,
                           .state = XC_LEAD_RECEIVED,
                           .reply_due = XC_NO_DATE,
                           .answered_on = XC_NO_DATE};
    int rc = name_lead(storing, lead.target, &lead.id, error);
    if (rc == XC_OK) {
        rc = say_change(
            storing, xc_register_text(storing->old, storing->old->targets.legal[before]),
            xc_register_text(reg, reg->targets.legal[row]), &lead.summary, error);
    }
    if (rc == XC_OK) {
        rc = xc_lead_check(&lead, NULL, &field, error);
    }
    return rc == XC_OK ? xc_lead_fact(&lead, storing->arena,
                                      &storing->facts[storing->count++], error)
                       : rc;
}

/* Rows of both stand in the order of ids. Without facts it only counts. */
static int walk(struct storing *storing, size_t *changed, struct xc_error *error) {
    const struct xc_targets *before = &storing->old->targets;
    const struct xc_targets *after = &storing->reg->targets;
    int rc = XC_OK;
    *changed = 0;
    for (uint32_t i = 0, k = 0; i < before->count && k < after->count && rc == XC_OK;) {
        int order = xc_str_compare(xc_register_text(storing->old, before->id[i]),
                                   xc_register_text(storing->reg, after->id[k]));
        if (order == 0 && is_changed(storing, i, k)) {
            ++*changed;
            rc = storing->facts ? open_lead(storing, i, k, error) : XC_OK;
        }
        i += order <= 0;
        k += order >= 0;
    }
    return rc;
}

/* ---- Storing ---- */

static int store(void *context, struct xc_error *error) {
    struct storing *storing = context;
    const struct xc_session *session = storing->session;
    size_t changed = 0;
    int rc = xc_store_save_register(session->store, session->office, storing->reg,
                                    storing->expected, session->now, storing->reason,
                                    &storing->number, session->progress, error);
    if (rc == XC_OK && storing->expected > 0 && storing->number != storing->expected) {
        rc = walk(storing, &changed, error);
    }
    if (rc != XC_OK || changed == 0) {
        return rc;
    }
    storing->facts = xc_arena_array(storing->arena, changed, sizeof *storing->facts);
    rc = storing->facts ? walk(storing, &changed, error) : xc_fail_memory(error);
    return rc == XC_OK ? xc_store_add_facts(session->store, session->office, XC_FACT_LEAD,
                                            storing->facts, storing->count, 0,
                                            session->now, NULL, error)
                       : rc;
}

int xc_snapshot_store(const struct xc_session *session, const struct xc_register *old,
                      const struct xc_register *reg, int64_t expected,
                      struct xc_str reason, int64_t *number, size_t *leads,
                      struct xc_error *error) {
    struct storing storing = {.session = session,
                              .old = old,
                              .reg = reg,
                              .expected = expected,
                              .reason = reason,
                              .arena = xc_arena_new((size_t)4 << 30)};
    int rc = storing.arena ? xc_store_together(session->store, store, &storing, error)
                           : xc_fail_memory(error);
    *number = rc == XC_OK ? storing.number : 0;
    *leads = rc == XC_OK ? storing.count : 0;
    xc_arena_free(storing.arena);
    return rc;
}
