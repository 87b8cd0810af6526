#include "report/public_figures.h"

#include "report/public_people.h"
#include "rules/may_see.h"

#include <stdlib.h>

enum { LATE_SECONDS = XC_DRAW_LATE_DAYS * 24 * 60 * 60 };

struct figuring {
    const struct xc_public_facts *facts;
    struct xc_arena *arena;
    struct xc_public_figures *out;
    struct xc_public_people people;
    struct xc_error *error;
};

const char *xc_public_state_word(enum xc_public_state state) {
    switch (state) {
    case XC_PUBLIC_WAITING:
        return XC_MSG("waiting");
    case XC_PUBLIC_LATE:
        return XC_MSG("overdue");
    case XC_PUBLIC_DRAWN:
        return XC_MSG("drawn");
    case XC_PUBLIC_VOID:
        return XC_MSG("void");
    }
    return "";
}

/* ---- Stages ---- */

/* A target of a stage, once for each visit. */
struct seen {
    size_t stage;
    struct xc_str target;
    bool done;
};

static int compare_seen(const void *left, const void *right) {
    const struct seen *a = left, *b = right;
    if (a->stage != b->stage) {
        return a->stage < b->stage ? -1 : 1;
    }
    int order = xc_str_compare(a->target, b->target);
    return order != 0 ? order : (int)b->done - (int)a->done;
}

/* A visit that is seen may serve a stage whose own embargo goes on. */
static bool counts(const struct figuring *to, const struct xc_visit *visit,
                   const struct xc_stage *stage) {
    const struct xc_viewer public = {XC_VIEWER_PUBLIC, false};
    return visit->status != XC_VISIT_CANCELLED &&
           xc_may_see(&public, visit->status, &stage->embargo, visit->embargo_until,
                      to->facts->at) == XC_SEE_ALL;
}

static size_t see_visit(const struct figuring *to, const struct xc_visit *visit,
                        struct seen *seen) {
    const struct xc_programme *programme = to->facts->programme;
    size_t count = 0;
    for (size_t s = 0; s < programme->stage_count; s++) {
        bool serves = false;
        for (size_t t = 0; t < visit->task_count && !serves; t++) {
            serves = xc_str_equal(visit->tasks[t].programme, programme->id) &&
                     xc_str_equal(visit->tasks[t].stage, programme->stages[s].id);
        }
        if (serves && counts(to, visit, &programme->stages[s])) {
            seen[count++] = (struct seen){.stage = s,
                                          .target = visit->target,
                                          .done = visit->status == XC_VISIT_DONE};
        }
    }
    return count;
}

static int count_stages(struct figuring *to) {
    const struct xc_public_facts *facts = to->facts;
    struct xc_public_figures *out = to->out;
    if (facts->programme == NULL) {
        return XC_OK;
    }
    size_t room = 0, count = 0;
    for (size_t i = 0; i < facts->visit_count; i++) {
        room += facts->visits[i]->task_count;
    }
    struct seen *seen = xc_arena_array(to->arena, room, sizeof *seen);
    out->stages =
        xc_arena_array(to->arena, facts->programme->stage_count, sizeof *out->stages);
    if (!seen || !out->stages) {
        return xc_fail_memory(to->error);
    }
    out->stage_count = facts->programme->stage_count;
    for (size_t s = 0; s < out->stage_count; s++) {
        out->stages[s].stage = &facts->programme->stages[s];
    }
    for (size_t i = 0; i < facts->visit_count; i++) {
        count += see_visit(to, facts->visits[i], seen + count);
    }
    if (count > 1) {
        qsort(seen, count, sizeof *seen, compare_seen);
    }
    for (size_t i = 0; i < count; i++) {
        struct xc_public_stage *stage = &out->stages[seen[i].stage];
        bool first = i == 0 || seen[i].stage != seen[i - 1].stage ||
                     !xc_str_equal(seen[i].target, seen[i - 1].target);
        stage->visits++;
        stage->done += seen[i].done;
        stage->targets += first;
        stage->visited += first && seen[i].done; /* done ones come first */
    }
    return XC_OK;
}

/* ---- Draws ---- */

static enum xc_public_state state_of(const struct xc_stored_draw *draw, xc_instant at) {
    if (draw->status == XC_DRAW_DRAWN && draw->drawn_at <= at) {
        return XC_PUBLIC_DRAWN;
    }
    if (draw->status == XC_DRAW_VOID && draw->voided_at <= at) {
        return XC_PUBLIC_VOID;
    }
    return draw->committed_at < at - LATE_SECONDS ? XC_PUBLIC_LATE : XC_PUBLIC_WAITING;
}

static const struct xc_draw_again *again_of(const struct xc_public_facts *facts,
                                            struct xc_str id) {
    for (size_t i = 0; i < facts->again_count; i++) {
        if (xc_str_equal(facts->again[i].id, id)) {
            return &facts->again[i];
        }
    }
    return NULL;
}

static int count_reason(struct figuring *to, struct xc_public_draw *out,
                        struct xc_str code, size_t room) {
    if (!out->reasons) {
        out->reasons = xc_arena_array(to->arena, room, sizeof *out->reasons);
    }
    struct xc_str kept = xc_arena_copy(to->arena, code);
    if (!out->reasons || !kept.ptr) {
        return xc_fail_memory(to->error);
    }
    size_t place = 0;
    while (place < out->reason_count &&
           xc_str_compare(out->reasons[place].code, code) < 0) {
        place++;
    }
    if (place == out->reason_count || !xc_str_equal(out->reasons[place].code, code)) {
        for (size_t i = out->reason_count; i > place; i--) {
            out->reasons[i] = out->reasons[i - 1];
        }
        out->reasons[place] = (struct xc_public_reason){.code = kept};
        out->reason_count++;
    }
    out->reasons[place].count++;
    return XC_OK;
}

static int count_subs(struct figuring *to, const struct xc_public_drawn *drawn,
                      const struct xc_draw_counted *counted, struct xc_public_draw *out) {
    uint32_t newest = 0;
    int rc = XC_OK;
    for (size_t i = 0; i < drawn->sub_count && rc == XC_OK; i++) {
        const struct xc_stored_sub *sub = &drawn->subs[i];
        struct xc_sub_entry entry;
        bool nobody = false;
        if (sub->at > to->facts->at) {
            continue;
        }
        bool done = sub->done_at != XC_NO_INSTANT && sub->done_at <= to->facts->at;
        rc = xc_sub_entry_read(sub->entry, &entry, to->error);
        if (rc == XC_OK) {
            rc = count_reason(to, out, entry.reason, drawn->sub_count);
        }
        if (rc == XC_OK) {
            rc =
                xc_public_people_sub(&to->people, counted, &entry,
                                     done ? sub->result : XC_STR(""), &nobody, to->error);
        }
        out->subs++;
        out->subs_open += !done;
        out->subs_ended += done && sub->void_reason.len > 0;
        out->subs_void += nobody;
        out->subs_local +=
            rc == XC_OK && xc_beacon_is_local(entry.beacons, entry.beacon_count);
        newest = sub->number > newest ? sub->number : newest;
    }
    out->subs_missing = newest - out->subs;
    return rc;
}

static int count_draw(struct figuring *to, const struct xc_public_drawn *drawn,
                      struct xc_public_draw *out) {
    const struct xc_stored_draw *draw = drawn->draw;
    struct xc_commit commit;
    *out = (struct xc_public_draw){
        .draw = draw,
        .state = state_of(draw, to->facts->at),
        .again = again_of(to->facts, draw->id),
    };
    int rc = xc_commit_read(draw->commit, &commit, to->error);
    if (rc != XC_OK) {
        return rc;
    }
    const struct xc_str first = commit.beacons[0].text,
                        last = commit.beacons[commit.beacon_count - 1].text;
    out->beacons = (struct xc_str){first.ptr, (size_t)(last.ptr - first.ptr) + last.len};
    out->local = xc_beacon_is_local(commit.beacons, commit.beacon_count);
    out->unsigned_value = out->state == XC_PUBLIC_DRAWN &&
                          xc_beacon_is_unchecked(commit.beacons, commit.beacon_count);
    out->hidden = out->state == XC_PUBLIC_DRAWN && !drawn->open;
    if (out->state != XC_PUBLIC_DRAWN || out->hidden) {
        return XC_OK;
    }
    struct xc_draw_counted counted;
    rc = xc_public_people_draw(&to->people, draw, &counted, to->error);
    out->targets = counted.targets;
    out->people = counted.people;
    out->seats = counted.seats;
    return rc == XC_OK ? count_subs(to, drawn, &counted, out) : rc;
}

static int count_draws(struct figuring *to) {
    const struct xc_public_facts *facts = to->facts;
    struct xc_public_figures *out = to->out;
    int rc = XC_OK;
    out->draws = xc_arena_array(to->arena, facts->draw_count, sizeof *out->draws);
    if (!out->draws) {
        return xc_fail_memory(to->error);
    }
    for (size_t i = 0; i < facts->draw_count && rc == XC_OK; i++) {
        if (facts->draws[i].draw->committed_at > facts->at) {
            continue;
        }
        struct xc_public_draw *draw = &out->draws[out->draw_count++];
        rc = count_draw(to, &facts->draws[i], draw);
        out->waiting += draw->state == XC_PUBLIC_WAITING;
        out->late += draw->state == XC_PUBLIC_LATE;
        out->drawn += draw->state == XC_PUBLIC_DRAWN;
        out->voided += draw->state == XC_PUBLIC_VOID;
        out->again += draw->again != NULL;
        out->subs += draw->subs;
        out->missing_subs += draw->subs_missing;
    }
    return rc;
}

int xc_public_figures(const struct xc_public_facts *facts, struct xc_arena *arena,
                      struct xc_public_figures *figures, struct xc_error *error) {
    struct figuring to = {.facts = facts, .arena = arena, .out = figures, .error = error};
    *figures = (struct xc_public_figures){.id = facts->id,
                                          .programme = facts->programme,
                                          .at = facts->at,
                                          .missing_entries = facts->gaps.missing};
    to.people.arena = arena;
    int rc = count_stages(&to);
    if (rc == XC_OK) {
        rc = count_draws(&to);
    }
    if (rc == XC_OK) {
        rc = xc_public_people_rates(&to.people, &figures->rates, &figures->rate_count,
                                    error);
    }
    if (rc == XC_OK && facts->gaps.commits > figures->draw_count) {
        figures->missing_draws = facts->gaps.commits - figures->draw_count;
    }
    xc_public_people_free(&to.people);
    return rc;
}
