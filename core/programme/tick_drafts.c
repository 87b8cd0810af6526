/* Drafts of reports, day by day, and what every programme owes. */
#include "programme/tick_work.h"

#include "base/file.h"
#include "publish/drafts.h"
#include "store/chores.h"

#include <limits.h>
#include <string.h>

/* ---- What is remembered ---- */

/* Also where the store fails: then what lies there is kept, and nothing is lost. */
static bool recall(const struct xc_ticking *ticking, struct xc_str kind, struct xc_str id,
                   struct xc_str *result) {
    struct xc_chore chore;
    struct xc_error ignored = {0};
    const struct xc_session *session = &ticking->session;
    bool known = xc_store_chore(session->store, session->office, kind, id,
                                ticking->tick->arena, &chore, &ignored) == XC_OK &&
                 chore.at != XC_NO_INSTANT;
    *result = known ? chore.result : XC_STR("");
    return known;
}

static int remember(const struct xc_ticking *ticking, struct xc_str kind,
                    struct xc_str id, struct xc_str result, struct xc_error *error) {
    const struct xc_session *session = &ticking->session;
    return xc_store_chore_done(session->store, session->office, kind, id, result,
                               session->now, error);
}

static bool wrote(void *context, struct xc_str file, struct xc_digest *digest) {
    struct xc_str hex;
    return recall(context, XC_STR("draft"), file, &hex) &&
           xc_hex_parse(hex, digest->bytes, XC_DIGEST_BYTES);
}

static int write_file(void *context, struct xc_str file, const struct xc_digest *digest,
                      struct xc_error *error) {
    char hex[XC_DIGEST_HEX + 1];
    xc_digest_hex(digest, hex);
    return remember(context, XC_STR("draft"), file, xc_str_from(hex), error);
}

static bool settled(void *context, struct xc_str item) {
    struct xc_str ignored;
    return recall(context, XC_STR("settled"), item, &ignored);
}

static int settle(void *context, struct xc_str item, struct xc_error *error) {
    return remember(context, XC_STR("settled"), item, XC_STR(""), error);
}

/* ---- What is told ---- */

static struct xc_tick_dues *dues_of(struct xc_ticking *ticking, struct xc_str programme) {
    struct xc_tick *tick = ticking->tick;
    struct xc_tick_dues *dues = tick->last_due;
    if (dues && xc_str_equal(dues->programme, programme) &&
        xc_str_equal(dues->office, ticking->session.office)) {
        return dues;
    }
    dues = xc_arena_alloc(tick->arena, sizeof *dues);
    if (!dues) {
        return NULL;
    }
    *dues = (struct xc_tick_dues){.office =
                                      xc_arena_copy(tick->arena, ticking->session.office),
                                  .programme = xc_arena_copy(tick->arena, programme)};
    if (tick->last_due) {
        tick->last_due->next = dues;
    } else {
        tick->first_due = dues;
    }
    tick->last_due = dues;
    return dues;
}

static bool is_new(const struct xc_draft *draft, const struct xc_draft *before,
                   const struct xc_draft_file *file, size_t number) {
    bool told = before && before->file_count > number &&
                xc_str_equal(before->files[number].path, draft->files[number].path);
    return file->fate == XC_DRAFT_WRITTEN && !told;
}

static int tell(struct xc_ticking *ticking, const struct xc_drafts *drafts) {
    const struct xc_draft *before = NULL;
    for (const struct xc_draft *draft = drafts->first; draft; draft = draft->next) {
        struct xc_tick_dues *dues = dues_of(ticking, draft->programme);
        if (!dues) {
            return xc_fail_memory(ticking->error);
        }
        dues->overdue += draft->state == XC_DUE_MISSING;
        dues->today += draft->state == XC_DUE_TODAY;
        dues->soon += draft->state == XC_DUE_DRAFT;
        for (size_t i = 0; i < draft->file_count; i++) {
            if (is_new(draft, before, &draft->files[i], i) &&
                !xc_tick_add(ticking, XC_TICK_DRAFT, XC_TICK_DONE, draft->programme,
                             draft->files[i].path)) {
                return XC_ENOMEM;
            }
        }
        before = draft;
    }
    return XC_OK;
}

int xc_tick_drafts(struct xc_ticking *ticking) {
    const struct xc_draft_memory memory = {wrote, write_file, settled, settle, ticking};
    struct xc_buffer folder = xc_buffer_make(PATH_MAX);
    struct xc_draft_options options = {.on = XC_NO_DATE, .memory = &memory};
    struct xc_drafts drafts = {0};
    struct xc_error why = {0};
    int rc = XC_OK;
    xc_buffer_printf(&folder, "%s/%.*s", ticking->options->drafts,
                     XC_PRI(ticking->session.office));
    if (xc_buffer_putc(&folder, '\0') != XC_OK) {
        return xc_fail_memory(ticking->error);
    }
    options.folder = folder.ptr;
    int written = xc_drafts_write(&ticking->session, &options, &drafts, &why);
    if (drafts.arena) { /* what was written before a failure is told too */
        rc = tell(ticking, &drafts);
    }
    if (rc == XC_OK && written != XC_OK && written != XC_ENO) {
        rc = xc_tick_add_error(ticking, XC_TICK_DRAFT, XC_STR(""),
                               xc_str_from(ticking->options->drafts), &why)
                 ? XC_OK
                 : XC_ENOMEM;
    }
    xc_drafts_free(&drafts);
    xc_buffer_free(&folder);
    return rc;
}
