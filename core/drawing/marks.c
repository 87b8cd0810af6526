/* What earlier draws leave behind for the next one: who was replaced must be in it, who
 * was drawn by another batch stays out. */
#include "drawing/work.h"
#include "register/json.h"

#include <stdlib.h>

enum { STRATA_MAX = 1 << 16 };

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
    return xc_arena_copy(arena, xc_json_str(json));
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
    if (rc == XC_OK && office->session.store) {
        rc = xc_store_subs(office->session.store, office->session.office, draw->id,
                           office->arena, &subs, &sub_count, error);
    }
    for (size_t i = 0; i < sub_count && rc == XC_OK; i++) {
        struct xc_sub_entry entry;
        rc = xc_sub_entry_read(subs[i].entry, &entry, error);
        if (rc == XC_OK && !entry.person && !subs[i].void_reason.len) {
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

/* False where the same was drawn again later. */
static bool counts(const struct xc_draw_office *office, size_t index) {
    const struct xc_stored_draw *draw = &office->stored[index];
    for (size_t i = index + 1; i < office->stored_count; i++) {
        const struct xc_stored_draw *later = &office->stored[i];
        if (later->status != XC_DRAW_VOID && xc_str_equal(later->stage, draw->stage) &&
            xc_str_equal(later->label, draw->label) &&
            xc_str_equal(later->batch, draw->batch)) {
            return false;
        }
    }
    return true;
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
                       xc_str_equal(draw->label, slot->label) && counts(office, i);
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
