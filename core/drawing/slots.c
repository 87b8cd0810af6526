/* The draws that a programme asks for beside those that are stored. */
#include "drawing/files.h"
#include "drawing/work.h"

#include <stdlib.h>

enum { BATCHES_MAX = 120 };

/* ---- Listing ---- */

struct listing {
    const struct xc_programme *programme;
    const struct xc_stored_draw *stored;
    size_t stored_count;
    struct xc_arena *arena;
    struct xc_error *error;
    struct xc_draw_slot *slots; /* owned while listing */
    size_t count, room;
};

static void widen(struct xc_window *window, struct xc_window more) {
    if (more.from != XC_NO_DATE &&
        (window->from == XC_NO_DATE || more.from < window->from)) {
        window->from = more.from;
    }
    if (more.to != XC_NO_DATE && (window->to == XC_NO_DATE || more.to > window->to)) {
        window->to = more.to;
    }
}

static bool names(const struct xc_obligation *asks, struct xc_str label) {
    return xc_str_equal(asks->drawn, label) || xc_str_equal(asks->order_draw, label) ||
           xc_str_equal(asks->extra_draw, label) || xc_str_equal(asks->panel_draw, label);
}

/* The days of all obligations that the draw is for; its stage's where there is none. */
static struct xc_window window_of(const struct xc_programme *programme,
                                  const struct xc_stage *stage,
                                  const struct xc_draw_rule *rule) {
    struct xc_window window = {XC_NO_DATE, XC_NO_DATE};
    for (size_t i = 0; i < programme->stage_count; i++) {
        const struct xc_stage *here = &programme->stages[i];
        for (size_t k = 0; k < here->obligation_count; k++) {
            if (names(&here->obligations[k], rule->label)) {
                widen(&window, here->obligations[k].window);
            }
        }
    }
    if (window.from == XC_NO_DATE) {
        window = stage->window;
    }
    return window;
}

/* from: the first entry of the ledger that counts. */
static int add(struct listing *listing, const struct xc_draw_slot *slot, uint64_t from) {
    if (listing->count == listing->room) {
        size_t room = listing->room ? 2 * listing->room : 16;
        struct xc_draw_slot *slots =
            realloc(listing->slots, room * sizeof *listing->slots);
        if (!slots) {
            return xc_fail_memory(listing->error);
        }
        listing->slots = slots;
        listing->room = room;
    }
    struct xc_draw_slot *added = &listing->slots[listing->count++];
    *added = *slot;
    for (size_t i = 0; i < listing->stored_count; i++) {
        const struct xc_stored_draw *draw = &listing->stored[i];
        if (!xc_str_equal(draw->programme, listing->programme->id) ||
            !xc_str_equal(draw->stage, slot->stage->id) ||
            !xc_str_equal(draw->label, slot->label) ||
            !xc_str_equal(draw->batch, slot->batch)) {
            continue;
        }
        if (draw->status == XC_DRAW_VOID || draw->commit_index < from) {
            added->void_count++;
        } else {
            added->stored = draw;
        }
    }
    return XC_OK;
}

static int batch_name(struct listing *listing, enum xc_period period, xc_date first,
                      struct xc_str *name) {
    struct xc_ymd ymd = xc_date_ymd(first);
    struct xc_buffer text = xc_buffer_make(32);
    if (period == XC_PERIOD_MONTH) {
        xc_buffer_printf(&text, "%04d-%02u", ymd.year, ymd.month);
    } else if (period == XC_PERIOD_YEAR) {
        xc_buffer_printf(&text, "%04d", ymd.year);
    } else {
        xc_buffer_printf(&text, "%04d-%c%u", ymd.year,
                         period == XC_PERIOD_QUARTER ? 'Q' : 'H',
                         (ymd.month - 1) / (unsigned)period + 1);
    }
    *name = xc_arena_copy(listing->arena, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return name->ptr ? XC_OK : xc_fail_memory(listing->error);
}

static int add_batches(struct listing *listing, struct xc_draw_slot slot) {
    struct xc_window whole = slot.window;
    size_t from = listing->count;
    int rc = XC_OK;
    for (xc_date first = whole.from; first <= whole.to && rc == XC_OK;) {
        xc_date last = xc_date_period_last(first, slot.rule->batches);
        slot.number++;
        slot.window = (struct xc_window){first, last < whole.to ? last : whole.to};
        rc = batch_name(listing, slot.rule->batches, first, &slot.batch);
        if (rc == XC_OK && slot.number > BATCHES_MAX) {
            rc = xc_fail(listing->error, XC_EPOLICY, "draw '%.*s' has too many batches",
                         XC_PRI(slot.rule->label));
        }
        if (rc == XC_OK) {
            rc = add(listing, &slot, 0);
        }
        first = last + 1;
    }
    for (size_t i = from; i < listing->count; i++) {
        listing->slots[i].batches = slot.number;
    }
    return rc;
}

static int add_extras(struct listing *listing, const struct xc_draw_slot *base,
                      const struct xc_crew_rule *crew) {
    int rc = XC_OK;
    for (size_t i = 0; i < crew->extra_count && rc == XC_OK; i++) {
        struct xc_draw_slot slot = *base;
        struct xc_buffer label = xc_buffer_make(512);
        xc_buffer_printf(&label, "%.*s/extra", XC_PRI(base->rule->label));
        if (i > 0) {
            xc_buffer_printf(&label, "-%zu", i + 1);
        }
        slot.label = xc_arena_copy(listing->arena, xc_buffer_view(&label));
        slot.extra = (unsigned)i + 1;
        /* What followed an earlier draw of the teams is not about these. */
        uint64_t from = base->stored ? base->stored->commit_index : UINT64_MAX;
        slot.stored = NULL;
        slot.void_count = 0;
        xc_buffer_free(&label);
        rc = slot.label.ptr ? add(listing, &slot, from) : xc_fail_memory(listing->error);
    }
    return rc;
}

static int add_rule(struct listing *listing, const struct xc_stage *stage,
                    const struct xc_draw_rule *rule) {
    struct xc_draw_seating seating;
    struct xc_draw_slot slot = {
        .stage = stage,
        .rule = rule,
        .label = rule->label,
        .batch = XC_STR(""),
        .window = window_of(listing->programme, stage, rule),
    };
    size_t from = listing->count;
    int rc = xc_draw_seating(listing->programme, rule, listing->arena, &seating,
                             listing->error);
    if (rc == XC_OK) {
        rc = rule->batches ? add_batches(listing, slot) : add(listing, &slot, 0);
    }
    size_t end = listing->count;
    for (size_t i = from; i < end && rc == XC_OK && seating.team_count; i++) {
        struct xc_draw_slot base = listing->slots[i];
        rc = add_extras(listing, &base, &seating.obligation->crew);
    }
    return rc;
}

/* Outer draws first; rules that need each other in a circle are refused elsewhere. */
static int add_stage(struct listing *listing, const struct xc_stage *stage) {
    int rc = XC_OK;
    bool *done = xc_arena_array(listing->arena, stage->draw_count, sizeof *done);
    if (!done) {
        return xc_fail_memory(listing->error);
    }
    for (size_t round = 0; round < stage->draw_count && rc == XC_OK; round++) {
        for (size_t i = 0; i < stage->draw_count && rc == XC_OK; i++) {
            const struct xc_draw_rule *rule = &stage->draws[i];
            bool ready = true;
            for (size_t k = 0; k < stage->draw_count; k++) {
                ready = ready &&
                        (done[k] || !xc_str_equal(stage->draws[k].label, rule->outer));
            }
            if (!done[i] && ready) {
                done[i] = true;
                rc = add_rule(listing, stage, rule);
            }
        }
    }
    return rc;
}

int xc_draw_slots(const struct xc_programme *programme, const struct xc_stage *stage,
                  const struct xc_stored_draw *stored, size_t stored_count,
                  struct xc_arena *arena, struct xc_draw_slot **slots, size_t *count,
                  struct xc_error *error) {
    struct listing listing = {programme, stored, stored_count, arena, error, NULL, 0, 0};
    int rc = XC_OK;
    for (size_t i = 0; i < programme->stage_count && rc == XC_OK; i++) {
        if (!stage || xc_str_equal(stage->id, programme->stages[i].id)) {
            rc = add_stage(&listing, &programme->stages[i]);
        }
    }
    *slots = xc_arena_array(arena, listing.count, sizeof **slots);
    *count = listing.count;
    if (rc == XC_OK && !*slots) {
        rc = xc_fail_memory(error);
    }
    for (size_t i = 0; i < listing.count && rc == XC_OK; i++) {
        (*slots)[i] = listing.slots[i];
    }
    free(listing.slots);
    return rc;
}

bool xc_draw_slot_is_now(const struct xc_draw_slot *slot, xc_date day) {
    if (!slot->batches) {
        return true;
    }
    return (day <= slot->window.to || slot->number == slot->batches) &&
           (day >= slot->window.from || slot->number == 1);
}
