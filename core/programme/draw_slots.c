/* The draws that a programme asks for beside those that are stored. */
#include "programme/draw_files.h"
#include "programme/draw_work.h"

#include <stdlib.h>

enum { BATCHES_MAX = 120, STRATA_MAX = 1 << 16 };

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

static int add(struct listing *listing, const struct xc_draw_slot *slot) {
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
        if (!xc_str_equal(draw->stage, slot->stage->id) ||
            !xc_str_equal(draw->label, slot->label) ||
            !xc_str_equal(draw->batch, slot->batch)) {
            continue;
        }
        if (draw->status == XC_DRAW_VOID) {
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
            rc = add(listing, &slot);
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
        slot.stored = NULL;
        slot.void_count = 0;
        xc_buffer_free(&label);
        rc = slot.label.ptr ? add(listing, &slot) : xc_fail_memory(listing->error);
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
        rc = rule->batches ? add_batches(listing, slot) : add(listing, &slot);
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

/* ---- What earlier draws leave behind ---- */

/* Something that happened to a target in an earlier draw. */
struct event {
    struct xc_str target;
    bool replaced; /* else it was selected, or came in for another */
    bool mate;     /* in another batch of the same draw */
};

struct marking {
    struct event *events; /* in the order of time */
    size_t count, room;
    bool mate;
};

static int put_event(struct marking *marking, struct xc_str target, bool replaced,
                     struct xc_error *error) {
    if (marking->count == marking->room) {
        size_t room = marking->room ? 2 * marking->room : 64;
        struct event *events = realloc(marking->events, room * sizeof *events);
        if (!events) {
            return xc_fail_memory(error);
        }
        marking->events = events;
        marking->room = room;
    }
    marking->events[marking->count++] = (struct event){target, replaced, marking->mate};
    return XC_OK;
}

/* By target, stable: the events of a target stay in the order of time. */
static void merge_sort(struct event *events, struct event *scratch, size_t count) {
    if (count < 2) {
        return;
    }
    size_t middle = count / 2, i = 0, k = middle, out = 0;
    merge_sort(events, scratch, middle);
    merge_sort(events + middle, scratch, count - middle);
    while (i < middle || k < count) {
        bool left = k == count || (i < middle && xc_str_compare(events[i].target,
                                                                events[k].target) <= 0);
        scratch[out++] = left ? events[i++] : events[k++];
    }
    for (i = 0; i < count; i++) {
        events[i] = scratch[i];
    }
}

static json_t *parse(struct xc_str text) {
    return json_loadb(text.ptr ? text.ptr : "", text.len, JSON_REJECT_DUPLICATES, NULL);
}

static struct xc_str copied(struct xc_arena *arena, const json_t *json) {
    return xc_arena_copy(
        arena, (struct xc_str){json_string_value(json), json_string_length(json)});
}

static int count_before(struct xc_draw_build *build, struct xc_draw_number *before,
                        struct xc_str stratum, size_t more, struct xc_arena *arena) {
    for (size_t i = 0; i < build->before_count; i++) {
        if (xc_str_equal(before[i].stratum, stratum)) {
            before[i].n += (uint32_t)more;
            return XC_OK;
        }
    }
    struct xc_str name = xc_arena_copy(arena, stratum);
    if (build->before_count == STRATA_MAX) {
        return XC_ENOMEM;
    }
    before[build->before_count++] = (struct xc_draw_number){name, (uint32_t)more};
    return name.ptr ? XC_OK : XC_ENOMEM;
}

/* Marks of one draw that was run: its own batch mates stay out; replaced targets are in.
 */
static int mark_draw(const struct xc_draw_office *office,
                     const struct xc_stored_draw *draw, struct marking *marking,
                     struct xc_draw_build *build, struct xc_draw_number *before,
                     struct xc_error *error) {
    json_t *result = parse(draw->result);
    const json_t *list;
    const char *stratum;
    struct xc_stored_sub *subs = NULL;
    size_t sub_count = 0;
    int rc = XC_OK;
    json_object_foreach(json_object_get(result, "selected"), stratum, list) {
        for (size_t i = 0; i < json_array_size(list) && rc == XC_OK; i++) {
            struct xc_str id = copied(office->arena, json_array_get(list, i));
            rc = put_event(marking, id, false, error);
        }
        if (rc == XC_OK && marking->mate &&
            count_before(build, before, xc_str_from(stratum), json_array_size(list),
                         office->arena) != XC_OK) {
            rc = xc_fail_memory(error);
        }
    }
    json_decref(result);
    if (rc == XC_OK) {
        rc = xc_store_subs(office->session.store, office->session.office, draw->id,
                           office->arena, &subs, &sub_count, error);
    }
    for (size_t i = 0; i < sub_count && rc == XC_OK; i++) {
        struct xc_sub_entry entry;
        rc = xc_sub_entry_read(subs[i].entry, &entry, error);
        if (rc == XC_OK && !entry.person) {
            json_t *done = parse(subs[i].result);
            const json_t *in = json_object_get(done, "in");
            rc = put_event(marking, entry.leaves, true, error);
            if (rc == XC_OK && json_string_length(in)) {
                rc = put_event(marking, copied(office->arena, in), false, error);
            }
            json_decref(done);
        }
    }
    return rc;
}

/* What a target's events come to: replaced when it was last heard of, or drawn by an
 * earlier batch. */
static void settle(const struct marking *marking, struct xc_draw_mark *marks,
                   size_t *count) {
    bool before = false;
    for (size_t i = 0; i < marking->count; i++) {
        const struct event *event = &marking->events[i];
        bool last = i + 1 == marking->count ||
                    !xc_str_equal(event->target, marking->events[i + 1].target);
        before = before || event->mate;
        if (last) {
            if (event->replaced || before) {
                marks[(*count)++] = (struct xc_draw_mark){event->target, event->replaced};
            }
            before = false;
        }
    }
}

int xc_draw_marks(const struct xc_draw_office *office, const struct xc_draw_slot *slot,
                  struct xc_draw_build *build, struct xc_error *error) {
    struct marking marking = {0};
    struct xc_draw_number *before =
        xc_arena_array(office->arena, STRATA_MAX, sizeof *before);
    int rc = before ? XC_OK : xc_fail_memory(error);
    build->before = before;
    for (size_t i = 0; i < office->stored_count && rc == XC_OK; i++) {
        const struct xc_stored_draw *draw = &office->stored[i];
        marking.mate = slot->batches && draw->status == XC_DRAW_DRAWN &&
                       xc_str_equal(draw->stage, slot->stage->id) &&
                       xc_str_equal(draw->label, slot->label);
        if (draw->result.len) {
            rc = mark_draw(office, draw, &marking, build, before, error);
        }
    }
    struct xc_draw_mark *marks =
        xc_arena_array(office->arena, marking.count, sizeof *marks);
    struct event *scratch = xc_arena_array(office->arena, marking.count, sizeof *scratch);
    if (rc == XC_OK && (!marks || !scratch)) {
        rc = xc_fail_memory(error);
    }
    if (rc == XC_OK) {
        merge_sort(marking.events, scratch, marking.count);
        settle(&marking, marks, &build->mark_count);
        build->marks = marks;
    }
    free(marking.events);
    return rc;
}
