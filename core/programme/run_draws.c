#include "programme/run_draws.h"

#include "draw/commit.h"
#include "drawing/work.h"
#include "history/history.h"

#include <string.h>

struct sorting {
    const struct xc_session *session;
    const struct xc_programme *programme;
    struct xc_arena *arena;
    struct xc_stored_draw *stored;
    size_t stored_count;
    struct xc_draw_slot *slots;
    size_t slot_count;
    struct xc_error *error;
};

static int load(struct sorting *sorting) {
    int rc = xc_draws_load(sorting->session, sorting->programme->id, sorting->arena,
                           &sorting->stored, &sorting->stored_count, sorting->error);
    return rc == XC_OK
               ? xc_draw_slots(sorting->programme, NULL, sorting->stored,
                               sorting->stored_count, sorting->arena, &sorting->slots,
                               &sorting->slot_count, sorting->error)
               : rc;
}

/* The first slot of the label that is not drawn, where none of its batches is; NULL: it
 * is drawn, or there is no such label. */
static const struct xc_draw_slot *missing_label(const struct sorting *sorting,
                                                struct xc_str label) {
    const struct xc_draw_slot *missing = NULL;
    for (size_t i = 0; label.len && i < sorting->slot_count; i++) {
        const struct xc_draw_slot *slot = &sorting->slots[i];
        if (slot->extra || !xc_str_equal(slot->rule->label, label)) {
            continue;
        }
        if (slot->stored && slot->stored->status == XC_DRAW_DRAWN) {
            return NULL;
        }
        if (!missing || slot->stored) {
            missing = slot;
        }
    }
    return missing;
}

static const struct xc_draw_slot *missing_of(const struct sorting *sorting,
                                             const struct xc_stage *stage) {
    for (size_t i = 0; i < stage->obligation_count; i++) {
        const struct xc_obligation *asks = &stage->obligations[i];
        const struct xc_str labels[] = {asks->drawn, asks->order_draw, asks->extra_draw,
                                        asks->panel_draw};
        for (size_t k = 0; k < sizeof labels / sizeof *labels; k++) {
            const struct xc_draw_slot *slot = missing_label(sorting, labels[k]);
            if (slot) {
                return slot;
            }
        }
    }
    return NULL;
}

static bool is_nothing(const struct xc_error *error) {
    return error->message.id && strcmp(error->message.id, xc_draw_nothing) == 0;
}

/* Draws here and now until the stage has all it needs. *left: it still lacks one. */
static int draw_stage(struct sorting *sorting, const struct xc_stage *stage,
                      struct xc_run_draws *draws, bool *left) {
    const struct xc_draw_slot *slot = missing_of(sorting, stage);
    const struct xc_stage *before = NULL;
    int rc = XC_OK;
    *left = false;
    while (slot && rc == XC_OK && !*left) {
        if (slot->stored) {
            return xc_draw_not_drawn(sorting->programme, slot, sorting->error);
        }
        *left =
            !draws->may_draw || sorting->programme->seed.len > 0 || slot->stage == before;
        if (*left) {
            break;
        }
        before = slot->stage;
        rc = xc_draw_local(sorting->session, sorting->programme, slot->stage, draws->seed,
                           sorting->error);
        if (rc == XC_ENO && is_nothing(sorting->error)) {
            *sorting->error = (struct xc_error){0};
            *left = true;
            return XC_OK;
        }
        draws->drew = draws->drew || rc == XC_OK;
        rc = rc == XC_OK ? load(sorting) : rc;
        slot = rc == XC_OK ? missing_of(sorting, stage) : NULL;
    }
    return rc;
}

static bool is_planned(const struct xc_programme *open, const struct xc_stage *stage) {
    for (size_t i = 0; i < open->stage_count; i++) {
        if (xc_str_equal(open->stages[i].id, stage->id)) {
            return true;
        }
    }
    return false;
}

/* A quick draw made before the programme asked for more is not what it promises now. */
static int too_little(const struct sorting *sorting, const struct xc_draw_slot *slot,
                      bool local) {
    const struct xc_programme *programme = sorting->programme;
    if (local && programme->seed.len > 0) {
        xc_fail(sorting->error, XC_ENO,
                "programme %.*s asks for randomness that nobody here can choose, but "
                "%.*s was drawn with local randomness",
                XC_PRI(programme->id), XC_PRI(slot->stored->id));
    } else if (xc_str_is(programme->seed, "sealed") && !slot->stored->sealed) {
        xc_fail(sorting->error, XC_ENO,
                "the draws of programme %.*s are sealed, but %.*s was drawn openly",
                XC_PRI(programme->id), XC_PRI(slot->stored->id));
    } else {
        return XC_OK;
    }
    return xc_hint(sorting->error,
                   "draw it again, saying why and who agrees: xuncha commit POLICY.lua "
                   "%.*s --beacon NAME --reason TEXT --by NAME",
                   XC_PRI(slot->stage->id));
}

static int note_worth(const struct sorting *sorting, const struct xc_programme *open,
                      struct xc_run_draws *draws) {
    int rc = XC_OK;
    for (size_t i = 0; i < sorting->slot_count && rc == XC_OK; i++) {
        const struct xc_stored_draw *stored = sorting->slots[i].stored;
        struct xc_commit commit;
        if (!stored || stored->status != XC_DRAW_DRAWN) {
            continue;
        }
        rc = xc_commit_read(stored->commit, &commit, sorting->error);
        if (rc == XC_OK) {
            bool local = xc_beacon_is_local(commit.beacons, commit.beacon_count);
            draws->local = draws->local || local;
            draws->unchecked =
                draws->unchecked ||
                xc_beacon_is_unchecked(commit.beacons, commit.beacon_count);
            rc = is_planned(open, sorting->slots[i].stage)
                     ? too_little(sorting, &sorting->slots[i], local)
                     : XC_OK;
        }
    }
    return rc;
}

int xc_run_draws(const struct xc_session *session, const struct xc_programme *programme,
                 struct xc_programme *open, struct xc_arena *arena,
                 struct xc_run_draws *draws, struct xc_error *error) {
    struct sorting sorting = {
        .session = session, .programme = programme, .arena = arena, .error = error};
    struct xc_buffer left = xc_buffer_make(1 << 16);
    const struct xc_draw_slot *first = NULL;
    size_t kept = 0;
    int rc =
        xc_history_open(session, programme, XC_NO_INSTANT, arena, &draws->history, error);
    if (rc == XC_OK) {
        rc = load(&sorting);
    }
    for (size_t i = 0; i < open->stage_count && rc == XC_OK; i++) {
        bool out;
        rc = draw_stage(&sorting, &open->stages[i], draws, &out);
        if (rc == XC_OK && out) {
            xc_buffer_printf(&left, left.len ? ", %.*s" : "%.*s",
                             XC_PRI(open->stages[i].id));
            first = first ? first : missing_of(&sorting, &open->stages[i]);
        } else if (rc == XC_OK) {
            open->stages[kept++] = open->stages[i];
        }
    }
    if (rc == XC_OK && kept == 0 && first) {
        rc = xc_draw_not_drawn(programme, first, error);
    }
    if (rc == XC_OK) {
        open->stage_count = kept;
        draws->left = xc_arena_copy(arena, xc_buffer_view(&left));
        rc = note_worth(&sorting, open, draws);
    }
    if (rc == XC_OK) {
        rc = xc_draws_for_plan(session, programme, open, sorting.stored,
                               sorting.stored_count, arena, &draws->draws, &draws->count,
                               &draws->changed, error);
    }
    xc_buffer_free(&left);
    return rc;
}
