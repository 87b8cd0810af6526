/* The end of a substitution whose value never comes. */
#include "drawing/substitute.h"
#include "drawing/work.h"

static const struct xc_stored_sub *find(const struct xc_stored_sub *subs, size_t count,
                                        uint32_t number) {
    for (size_t i = 0; i < count; i++) {
        if (subs[i].number == number) {
            return &subs[i];
        }
    }
    return NULL;
}

/* Whoever could end it when he knows who comes in would draw until it pleases. */
static int check_due(const struct xc_stored_sub *sub, xc_instant now,
                     struct xc_error *error) {
    struct xc_sub_entry entry;
    char since[21];
    int rc = xc_sub_entry_read(sub->entry, &entry, error);
    xc_instant due = rc == XC_OK ? xc_sub_due(&entry) : XC_NO_INSTANT;
    if (due == XC_NO_INSTANT || due > now) {
        return rc;
    }
    xc_instant_format(due, since);
    xc_fail(error, XC_ENO,
            "the value of substitution %u of %.*s is out since %s: it cannot be ended",
            (unsigned)sub->number, XC_PRI(sub->draw), since);
    return xc_hint(error, "complete it: xuncha substitute %.*s --value NAME=VALUE",
                   XC_PRI(sub->visit));
}

int xc_substitute_void(const struct xc_session *session, struct xc_str draw,
                       uint32_t number, struct xc_str reason, struct xc_str by,
                       struct xc_error *error) {
    struct xc_arena *arena = xc_arena_new((size_t)1 << 30);
    struct xc_stored_sub *subs = NULL;
    const struct xc_stored_sub *sub = NULL;
    size_t count = 0;
    xc_instant now = session->now;
    int rc = arena ? xc_draw_now(session, arena, &now, error) : xc_fail_memory(error);
    if (rc == XC_OK && !(xc_sub_void_valid(reason) && xc_sub_void_valid(by))) {
        rc = xc_fail(error, XC_EUSAGE, "--reason and --by are one line each");
    }
    if (rc == XC_OK) {
        rc = xc_store_subs(session->store, session->office, draw, arena, &subs, &count,
                           error);
    }
    if (rc == XC_OK) {
        sub = find(subs, count, number);
        rc = sub && xc_store_sub_waits(sub)
                 ? check_due(sub, now, error)
                 : xc_fail(error, XC_ENO,
                           "draw %.*s: substitution %u is not waiting for a value",
                           XC_PRI(draw), (unsigned)number);
    }
    if (rc == XC_OK) {
        rc = xc_store_void_sub(session->store, session->office, draw, number, reason, by,
                               now, error);
    }
    xc_arena_free(arena);
    return rc;
}
