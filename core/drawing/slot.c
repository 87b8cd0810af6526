/* One draw that is asked for: its name, its files, and how it is stored. */
#include "drawing/files.h"
#include "drawing/work.h"

/* ---- Names ---- */

static bool taken(const struct xc_draw_office *office, struct xc_str id) {
    for (size_t i = 0; i < office->stored_count; i++) {
        if (xc_str_equal(office->stored[i].id, id)) {
            return true;
        }
    }
    return false;
}

/* A later draw's first name must stay free for it. */
static bool reserved(const struct xc_draw_office *office, const struct xc_draw_slot *slot,
                     struct xc_str id) {
    struct xc_str label = xc_str_slice(id, office->programme->id.len + 1, id.len);
    const struct xc_draw_rule *rule = xc_draw_rule_find(office->programme, label, NULL);
    return rule && rule != slot->rule;
}

int xc_draw_name(const struct xc_draw_office *office, const struct xc_draw_slot *slot,
                 struct xc_str *id, struct xc_error *error) {
    struct xc_buffer name = xc_buffer_make(XC_DRAW_ID_BYTES + 32);
    xc_buffer_printf(&name, "%.*s/%.*s", XC_PRI(office->programme->id),
                     XC_PRI(slot->label));
    if (slot->batch.len) {
        xc_buffer_printf(&name, "/%.*s", XC_PRI(slot->batch));
    }
    size_t plain = name.len;
    for (unsigned number = 2;
         taken(office, xc_buffer_view(&name)) ||
         (number > 2 && reserved(office, slot, xc_buffer_view(&name)));
         number++) {
        name.len = plain;
        xc_buffer_printf(&name, "/%u", number);
    }
    *id = xc_arena_copy(office->arena, xc_buffer_view(&name));
    bool failed = name.failed || !id->ptr;
    xc_buffer_free(&name);
    if (failed) {
        return xc_fail_memory(error);
    }
    return xc_draw_id_valid(*id) ? XC_OK
                                 : xc_fail(error, XC_EPOLICY,
                                           "'%.*s' cannot be the name of a draw: it is "
                                           "too long, or has a blank, ':' or ','",
                                           XC_PRI(*id));
}

/* ---- One draw ---- */

const struct xc_stored_draw *xc_draw_base(const struct xc_draw_office *office,
                                          const struct xc_draw_slot *slot) {
    const struct xc_stored_draw *base = NULL;
    for (size_t i = 0; i < office->stored_count; i++) {
        const struct xc_stored_draw *draw = &office->stored[i];
        if (draw->status != XC_DRAW_VOID && xc_str_equal(draw->stage, slot->stage->id) &&
            xc_str_equal(draw->label, slot->rule->label) &&
            xc_str_equal(draw->batch, slot->batch)) {
            base = draw;
        }
    }
    return base;
}

/* The further draws of a stage's teams that were made so far. */
struct further {
    const struct xc_drawn *drawn[8];
    size_t count;
};

/* Teams that have somebody more already stay out where enough others are left, so that
 * teams differ by one at most. */
static int mark_teams(const struct xc_draw_office *office,
                      const struct xc_draw_slot *slot, const struct xc_drawn *base,
                      struct xc_draw_build *build, struct further *further,
                      struct xc_error *error) {
    size_t teams = base->result.team_count, count = 0, wanted = 0;
    const struct xc_stored_draw *teams_draw = xc_draw_base(office, slot);
    struct xc_draw_seating seating;
    struct xc_draw_mark *marks = xc_arena_array(office->arena, teams * 64, sizeof *marks);
    int rc = marks ? xc_draw_seating(office->programme, slot->rule, office->arena,
                                     &seating, error)
                   : xc_fail_memory(error);
    for (size_t i = 0; i < office->stored_count && rc == XC_OK; i++) {
        const struct xc_stored_draw *draw = &office->stored[i];
        struct xc_str *ids = NULL;
        size_t id_count = 0;
        if (draw->status != XC_DRAW_DRAWN ||
            !xc_str_equal(draw->stage, slot->stage->id) ||
            !xc_str_equal(draw->batch, slot->batch) ||
            xc_str_equal(draw->label, slot->label) ||
            draw->commit_index < teams_draw->commit_index ||
            xc_str_equal(draw->label, slot->rule->label) ||
            !xc_str_starts(draw->label, slot->rule->label)) {
            continue;
        }
        rc = xc_draw_selected(draw->result, office->arena, &ids, &id_count, error);
        struct xc_drawn *drawn = xc_arena_alloc(office->arena, sizeof *drawn);
        if (rc == XC_OK && further->count < sizeof further->drawn / sizeof(void *)) {
            rc = drawn ? xc_drawn_load(&office->session, office->stored,
                                       office->stored_count, draw, office->arena, drawn,
                                       error)
                       : xc_fail_memory(error);
            further->drawn[further->count++] = drawn;
        }
        for (size_t k = 0; k < id_count && count < teams * 64; k++) {
            marks[count++] = (struct xc_draw_mark){.target = ids[k]};
        }
    }
    if (rc == XC_OK) {
        wanted = seating.obligation->crew.extra[slot->extra - 1].count;
    }
    build->marks = marks;
    build->mark_count = count + wanted <= teams ? count : 0;
    return rc;
}

int xc_draw_slot_build(const struct xc_draw_office *office,
                       const struct xc_draw_slot *slot, struct xc_str outer_commit,
                       bool at_once, struct xc_draw_files *files,
                       struct xc_error *error) {
    struct xc_draw_build build = {
        .reg = office->reg,
        .programme = office->programme,
        .stage = slot->stage,
        .draw = slot->rule,
        .history = &office->history,
        .workdays = office->workdays,
        .day = office->today > slot->window.from ? office->today : slot->window.from,
        .at_once = at_once,
        .batch = slot->number,
        .batches = slot->batches,
    };
    struct xc_drawn base;
    struct further further = {.count = 0};
    int rc = XC_OK;
    if (slot->rule->outer.len) {
        rc = xc_sha256(outer_commit, &build.within, error);
    }
    if (rc == XC_OK && !slot->extra) {
        rc = xc_draw_marks(office, slot, &build, error);
        return rc == XC_OK ? xc_draw_build(&build, office->arena, files, error) : rc;
    }
    const struct xc_stored_draw *stored = xc_draw_base(office, slot);
    if (rc == XC_OK && (!stored || stored->status != XC_DRAW_DRAWN)) {
        rc = xc_fail(error, XC_ENO, "the teams of '%.*s' have to be drawn first",
                     XC_PRI(slot->rule->label));
    }
    if (rc == XC_OK) {
        rc = xc_drawn_load(&office->session, office->stored, office->stored_count, stored,
                           office->arena, &base, error);
    }
    if (rc == XC_OK) {
        rc = mark_teams(office, slot, &base, &build, &further, error);
    }
    return rc == XC_OK ? xc_draw_extra_build(&build, slot->extra, &base, further.drawn,
                                             further.count, office->arena, files, error)
                       : rc;
}

struct xc_stored_draw xc_draw_stored(const struct xc_draw_office *office,
                                     const struct xc_draw_slot *slot, struct xc_str id,
                                     const struct xc_draw_files *files) {
    return (struct xc_stored_draw){
        .id = id,
        .programme = office->programme->id,
        .stage = slot->stage->id,
        .label = slot->label,
        .batch = slot->batch,
        .status = XC_DRAW_COMMITTED,
        .committed_at = XC_NO_INSTANT,
        .drawn_at = XC_NO_INSTANT,
        .rules = files->rules,
        .targets = files->targets,
        .people = files->people,
        .avoid = files->avoid,
        .names = XC_STR("{}"),
        .programme_rules = office->rules_digest,
        .document = office->rules_text,
        .snapshot = office->snapshot,
        .outer = XC_STR(""),
        .beacons = XC_STR(""),
        .code = XC_STR(""),
        .result = XC_STR(""),
        .commit_index = UINT64_MAX,
        .result_index = UINT64_MAX,
        .void_reason = XC_STR(""),
        .void_by = XC_STR(""),
    };
}
