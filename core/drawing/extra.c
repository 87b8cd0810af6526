/* More people than one per team: a further draw, whose targets are the teams. */
#include "drawing/files.h"
#include "drawing/work.h"

struct xc_str xc_draw_team_id(size_t team, struct xc_arena *arena) {
    struct xc_buffer text = xc_buffer_make(32);
    xc_buffer_printf(&text, "team-%zu", team + 1);
    struct xc_str id = xc_arena_copy(arena, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return id;
}

bool xc_drawn_sits(const struct xc_drawn *drawn, struct xc_str person) {
    const struct xc_draw_state *state = &drawn->state;
    uint32_t row = xc_urn_find_person(&drawn->urn, person);
    size_t seats = (size_t)state->slot_count * drawn->urn.rules.seat_count;
    for (size_t t = 0; state->team_of && t < state->team_count && row != UINT32_MAX;
         t++) {
        for (uint32_t i = 0; i < state->teams[t].count; i++) {
            if (state->teams[t].people[i] == row) {
                return true;
            }
        }
    }
    for (size_t i = 0; state->crews && i < seats && row != UINT32_MAX; i++) {
        if (state->crews[i] == row) {
            return true;
        }
    }
    return false;
}

/* The entry of the substitution by which somebody came in last; 0: he was dealt. */
static uint64_t since(const struct xc_drawn *drawn, struct xc_str person) {
    uint64_t entry = 0;
    for (size_t i = 0; i < drawn->sub_count; i++) {
        const struct xc_stored_sub *sub = &drawn->subs[i];
        json_t *result =
            json_loadb(sub->result.ptr ? sub->result.ptr : "", sub->result.len, 0, NULL);
        const char *in = json_string_value(json_object_get(result, "in"));
        if (in && xc_str_is(person, in)) {
            entry = sub->entry_index;
        }
        json_decref(result);
    }
    return entry;
}

bool xc_drawn_yields(const struct xc_drawn *drawn, struct xc_str person,
                     const struct xc_drawn *const *others, size_t count) {
    uint64_t here = since(drawn, person);
    for (size_t i = 0; i < count && here > 0; i++) {
        if (others[i] && others[i] != drawn && xc_drawn_sits(others[i], person) &&
            since(others[i], person) < here) {
            return true;
        }
    }
    return false;
}

static bool same_area(const struct xc_draw_making *making, uint32_t person,
                      uint32_t target) {
    const struct xc_register *reg = making->build->reg;
    struct xc_str a = xc_draw_area_cut(making, reg->people.area[person]),
                  b = xc_draw_area_cut(making, reg->targets.area[target]);
    return making->apart_area && a.len && xc_str_equal(a, b);
}

/* Barred from one of the team's targets is barred from the team. */
static bool barred(const struct xc_draw_making *making, const struct xc_drawn *base,
                   uint32_t person, size_t team) {
    const struct xc_register *reg = making->build->reg;
    uint32_t relation;
    for (uint32_t i = 0; i < base->state.slot_count; i++) {
        uint32_t row = base->state.slots[i];
        if (row == UINT32_MAX || base->state.team_of[i] != team) {
            continue;
        }
        uint32_t target = xc_register_find_target(reg, base->urn.targets.id[row]);
        if (target != XC_NO_ROW &&
            (xc_register_barred(reg, person, target, making->build->day, &relation) ||
             same_area(making, person, target))) {
            return true;
        }
    }
    return false;
}

/* Everybody who has a seat already: in a team, or beside one. */
struct seated {
    const struct xc_drawn *base;
    const struct xc_drawn *const *others;
    size_t other_count;
};

static bool sits(const struct seated *seated, struct xc_str person) {
    bool found = xc_drawn_sits(seated->base, person);
    for (size_t i = 0; i < seated->other_count; i++) {
        found = found || xc_drawn_sits(seated->others[i], person);
    }
    return found;
}

static int write_tables(const struct xc_draw_making *making,
                        const struct xc_draw_kind *kind, const struct seated *seated,
                        struct xc_buffer *targets, struct xc_buffer *people,
                        struct xc_buffer *avoid) {
    const struct xc_draw_build *build = making->build;
    const struct xc_register *reg = build->reg;
    const struct xc_drawn *base = seated->base;
    size_t teams = base->result.team_count;
    struct xc_str *ids = xc_arena_array(making->arena, teams, sizeof *ids);
    if (!ids) {
        return xc_fail_memory(making->error);
    }
    /* "team-10" comes before "team-2": numbers in the order of their bytes. */
    for (size_t digits = 0; digits < teams; digits++) {
        ids[digits] = xc_draw_team_id(digits, making->arena);
        for (size_t at = digits; at > 0 && xc_str_compare(ids[at - 1], ids[at]) > 0;
             at--) {
            struct xc_str swap = ids[at];
            ids[at] = ids[at - 1];
            ids[at - 1] = swap;
        }
    }
    for (size_t t = 0; t < teams; t++) {
        bool before = false;
        for (size_t i = 0; i < build->mark_count; i++) {
            before = before || xc_str_equal(build->marks[i].target, ids[t]);
        }
        xc_buffer_printf(targets, "%.*s\tall\t1\t-\t-\t%s\n", XC_PRI(ids[t]),
                         before ? XC_DRAW_BEFORE : "-");
    }
    for (size_t i = xc_bitset_next(&kind->fits, 0); i < kind->fits.size;
         i = xc_bitset_next(&kind->fits, i + 1)) {
        struct xc_str id = xc_register_text(reg, reg->people.id[i]);
        if (sits(seated, id)) {
            continue;
        }
        xc_buffer_printf(people, "%.*s\t-\t-\t1\t%.*s\n", XC_PRI(id), XC_PRI(kind->name));
        for (size_t t = 0; t < teams; t++) {
            size_t number = 0;
            while (!xc_str_equal(xc_draw_team_id(number, making->arena), ids[t])) {
                number++;
            }
            if (barred(making, base, (uint32_t)i, number)) {
                xc_buffer_printf(avoid, "%.*s:%.*s\trelation\n", XC_PRI(id),
                                 XC_PRI(ids[t]));
            }
        }
    }
    return XC_OK;
}

static int write_rules(const struct xc_draw_making *making,
                       const struct xc_draw_kind *kind, struct xc_buffer *out) {
    const struct xc_draw_build *build = making->build;
    unsigned delay = build->at_once ? 0 : build->draw->delay;
    json_t *rules = json_pack("{s:i, s:{s:s, s:{s:i}}, s:{s:[o]}}", "v", 1, "select",
                              "method", "srs", "n", "all", (int)kind->seat->count, "deal",
                              "seats", xc_json_text(kind->name));
    if (delay != XC_DRAW_DELAY) {
        json_object_set_new(rules, "delay", json_integer(delay));
    }
    if (build->mark_count) {
        json_object_set_new(rules, "skip", json_pack("[s]", XC_DRAW_BEFORE));
    }
    int rc = xc_json_canonical(rules, out, making->error);
    json_decref(rules);
    return rc;
}

int xc_draw_extra_build(const struct xc_draw_build *build, unsigned extra,
                        const struct xc_drawn *base, const struct xc_drawn *const *others,
                        size_t other_count, struct xc_arena *arena,
                        struct xc_draw_files *files, struct xc_error *error) {
    struct xc_draw_making making = {.build = build, .arena = arena, .error = error};
    const struct seated seated = {base, others, other_count};
    struct xc_buffer out[4];
    struct xc_draw_kind *kind = NULL;
    for (size_t i = 0; i < 4; i++) {
        out[i] = xc_buffer_make((size_t)64 << 20);
    }
    int rc = xc_draw_kinds_make(build->programme, build->draw, arena, &making.seating,
                                &making.kinds, error);
    if (rc == XC_OK) {
        const struct xc_crew_rule *crew = &making.seating.obligation->crew;
        kind = xc_draw_kind_of(&making.kinds, &crew->extra[extra - 1], crew);
        rc = xc_draw_level_find(&making);
    }
    if (rc == XC_OK) {
        struct xc_draw_kind own = *kind;
        own.seat = &making.seating.obligation->crew.extra[extra - 1];
        rc = xc_draw_kind_fit(&making, &own);
        if (rc == XC_OK) {
            rc = write_tables(&making, &own, &seated, &out[0], &out[1], &out[2]);
        }
        if (rc == XC_OK) {
            rc = write_rules(&making, &own, &out[3]);
        }
        xc_bitset_free(&own.fits);
    }
    if (rc == XC_OK) {
        *files = (struct xc_draw_files){
            .targets = xc_arena_copy(arena, xc_buffer_view(&out[0])),
            .people = xc_arena_copy(arena, xc_buffer_view(&out[1])),
            .avoid = xc_arena_copy(arena, xc_buffer_view(&out[2])),
            .rules = xc_arena_copy(arena, xc_buffer_view(&out[3])),
        };
        bool whole = files->targets.ptr && files->people.ptr && files->avoid.ptr &&
                     files->rules.ptr && !out[0].failed && !out[1].failed &&
                     !out[2].failed;
        rc = whole ? XC_OK : xc_fail_memory(error);
    }
    for (size_t i = 0; i < 4; i++) {
        xc_buffer_free(&out[i]);
    }
    xc_bitset_free(&making.drawn_areas);
    return rc;
}
