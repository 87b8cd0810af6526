/* Which obligation a draw deals people for, and the kinds of its seats. */
#include "drawing/files.h"

const struct xc_draw_rule *xc_draw_rule_find(const struct xc_programme *programme,
                                             struct xc_str label,
                                             const struct xc_stage **stage) {
    for (size_t i = 0; i < programme->stage_count; i++) {
        const struct xc_stage *here = &programme->stages[i];
        for (size_t k = 0; k < here->draw_count; k++) {
            if (xc_str_equal(here->draws[k].label, label)) {
                if (stage) {
                    *stage = here;
                }
                return &here->draws[k];
            }
        }
    }
    return NULL;
}

static bool same_text_list(const struct xc_str *a, const struct xc_str *b, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!xc_str_equal(a[i], b[i])) {
            return false;
        }
    }
    return true;
}

static bool same_selection(const struct xc_selection *a, const struct xc_selection *b) {
    if (!a || !b) {
        return a == b;
    }
    return a->op == b->op && a->table == b->table && xc_str_equal(a->field, b->field) &&
           a->compare == b->compare && a->word_count == b->word_count &&
           same_text_list(a->words, b->words, a->word_count) &&
           a->has_min == b->has_min && a->has_max == b->has_max && a->min == b->min &&
           a->max == b->max && xc_str_equal(a->area, b->area) &&
           xc_str_equal(a->drawn, b->drawn) && xc_str_equal(a->what, b->what) &&
           xc_str_equal(a->name, b->name) && same_selection(a->left, b->left) &&
           same_selection(a->right, b->right);
}

static bool same_seat(const struct xc_seat *a, const struct xc_seat *b) {
    return a->role == b->role && same_selection(a->where, b->where);
}

static bool apart_area(const struct xc_crew_rule *rule) {
    return rule->outside_target || rule->outside_drawn.len > 0;
}

/* ---- Kinds ---- */

struct seating_work {
    struct xc_arena *arena;
    struct xc_error *error;
    struct xc_draw_kinds *kinds;
    size_t room;
};

struct xc_draw_kind *xc_draw_kind_of(const struct xc_draw_kinds *kinds,
                                     const struct xc_seat *seat,
                                     const struct xc_crew_rule *rule) {
    for (size_t i = 0; i < kinds->count; i++) {
        struct xc_draw_kind *kind = &kinds->kinds[i];
        if (same_seat(kind->seat, seat) && xc_str_equal(kind->outside, rule->outside) &&
            kind->apart_area == apart_area(rule)) {
            return kind;
        }
    }
    return NULL;
}

/* The kind of a seat under a rule, made where it is new; NULL: no memory. */
static struct xc_draw_kind *kind_of(struct seating_work *work, const struct xc_seat *seat,
                                    const struct xc_crew_rule *rule) {
    size_t nth = 1;
    struct xc_draw_kind *known = xc_draw_kind_of(work->kinds, seat, rule);
    if (known) {
        return known;
    }
    struct xc_buffer name = xc_buffer_make(64);
    for (size_t i = 0; i < work->kinds->count; i++) {
        nth += work->kinds->kinds[i].seat->role == seat->role;
    }
    if (work->kinds->count == work->room) {
        return NULL;
    }
    xc_buffer_puts(&name, xc_words_english(XC_WORDS_ROLE, seat->role));
    if (nth > 1) {
        xc_buffer_printf(&name, "-%zu", nth);
    }
    struct xc_draw_kind *kind = &work->kinds->kinds[work->kinds->count];
    *kind = (struct xc_draw_kind){
        .name = xc_arena_copy(work->arena, xc_buffer_view(&name)),
        .seat = seat,
        .outside = rule->outside,
        .apart_area = apart_area(rule),
    };
    xc_buffer_free(&name);
    if (!kind->name.ptr) {
        return NULL;
    }
    work->kinds->count++;
    return kind;
}

static size_t rule_seats(const struct xc_crew_rule *rule) {
    size_t count = rule->seat_count + rule->extra_count;
    for (size_t i = 0; i < rule->team_count; i++) {
        count += rule->teams[i].seat_count;
    }
    return count;
}

static bool name_seats(struct seating_work *work, const struct xc_seat *seats,
                       size_t count, const struct xc_crew_rule *rule) {
    for (size_t i = 0; i < count; i++) {
        if (!kind_of(work, &seats[i], rule)) {
            return false;
        }
    }
    return true;
}

/* All kinds of the stage in the order of its seats, so that a kind's name does not depend
 * on the draw. */
static int name_kinds(struct seating_work *work, const struct xc_stage *stage) {
    size_t room = 0;
    for (size_t i = 0; i < stage->obligation_count; i++) {
        room += rule_seats(&stage->obligations[i].crew) +
                rule_seats(&stage->obligations[i].panel);
    }
    work->room = room;
    work->kinds->kinds = xc_arena_array(work->arena, room, sizeof(struct xc_draw_kind));
    bool fits = work->kinds->kinds != NULL;
    for (size_t i = 0; i < stage->obligation_count && fits; i++) {
        const struct xc_crew_rule *rules[] = {&stage->obligations[i].crew,
                                              &stage->obligations[i].panel};
        for (size_t r = 0; r < 2 && fits; r++) {
            fits = name_seats(work, rules[r]->seats, rules[r]->seat_count, rules[r]);
            for (size_t t = 0; t < rules[r]->team_count && fits; t++) {
                fits = name_seats(work, rules[r]->teams[t].seats,
                                  rules[r]->teams[t].seat_count, rules[r]);
            }
            fits = fits &&
                   name_seats(work, rules[r]->extra, rules[r]->extra_count, rules[r]);
        }
    }
    return fits ? XC_OK : xc_fail_memory(work->error);
}

/* ---- Places ---- */

static size_t places_of(const struct xc_crew_rule *rule) {
    size_t count = 0;
    for (size_t i = 0; i < rule->seat_count; i++) {
        count += rule->seats[i].count;
    }
    return count;
}

/* Adds the places of a seat; mark: the draw deals them. */
static void add_places(struct seating_work *work, const struct xc_seat *seat,
                       const struct xc_crew_rule *rule, bool mark,
                       struct xc_draw_place *places, size_t *count) {
    struct xc_draw_kind *kind = kind_of(work, seat, rule);
    for (unsigned i = 0; kind && i < seat->count; i++) {
        places[(*count)++] = (struct xc_draw_place){kind->name, seat->role};
        kind->used = kind->used || mark;
    }
}

/* A seat that is the same in all teams is drawn, any other is a fixed person's. */
static bool common_seat(const struct xc_crew_rule *crew, size_t index) {
    const struct xc_seat *first =
        index < crew->teams[0].seat_count ? &crew->teams[0].seats[index] : NULL;
    for (size_t t = 0; t < crew->team_count && first; t++) {
        if (index >= crew->teams[t].seat_count ||
            !same_seat(&crew->teams[t].seats[index], first) ||
            crew->teams[t].seats[index].count != first->count) {
            return false;
        }
    }
    return first != NULL && crew->team_count > 1;
}

static int seat_teams(struct seating_work *work, struct xc_draw_seating *seating) {
    const struct xc_crew_rule *crew = &seating->obligation->crew;
    size_t most = 0;
    seating->team_count = crew->team_count;
    seating->teams =
        xc_arena_array(work->arena, crew->team_count, sizeof *seating->teams);
    for (size_t i = 0; i < crew->teams[0].seat_count; i++) {
        most += crew->teams[0].seats[i].count;
    }
    seating->places = xc_arena_array(work->arena, most, sizeof *seating->places);
    if (!seating->teams || !seating->places) {
        return xc_fail_memory(work->error);
    }
    for (size_t i = 0; i < crew->teams[0].seat_count; i++) {
        if (common_seat(crew, i)) {
            add_places(work, &crew->teams[0].seats[i], crew, true, seating->places,
                       &seating->place_count);
        }
    }
    for (size_t t = 0; t < crew->team_count; t++) {
        const struct xc_team *team = &crew->teams[t];
        struct xc_draw_fixed *fixed = &seating->teams[t];
        size_t room = 0;
        for (size_t i = 0; i < team->seat_count; i++) {
            room += team->seats[i].count;
        }
        fixed->places = xc_arena_array(work->arena, room, sizeof *fixed->places);
        fixed->seats = xc_arena_array(work->arena, room, sizeof(void *));
        if (!fixed->places || !fixed->seats) {
            return xc_fail_memory(work->error);
        }
        for (size_t i = 0; i < team->seat_count; i++) {
            size_t from = fixed->count;
            if (!common_seat(crew, i)) {
                add_places(work, &team->seats[i], crew, false, fixed->places,
                           &fixed->count);
            }
            for (size_t k = from; k < fixed->count; k++) {
                fixed->seats[k] = &team->seats[i];
            }
        }
    }
    return XC_OK;
}

static bool same_rule(const struct xc_crew_rule *a, const struct xc_crew_rule *b) {
    if (a->seat_count != b->seat_count || a->team_count != b->team_count ||
        !xc_str_equal(a->outside, b->outside) || a->outside_target != b->outside_target ||
        !xc_str_equal(a->outside_drawn, b->outside_drawn)) {
        return false;
    }
    for (size_t i = 0; i < a->seat_count; i++) {
        if (!same_seat(&a->seats[i], &b->seats[i]) ||
            a->seats[i].count != b->seats[i].count) {
            return false;
        }
    }
    return true;
}

static bool panel_dealt(const struct xc_obligation *obligation) {
    return obligation->panel.seat_count > 0 && obligation->panel_draw.len == 0 &&
           (obligation->panel.drawn || obligation->crew.drawn);
}

/* The obligation whose people the draw deals; several may name one draw where they ask
 * for the same crew. */
static int find_obligation(const struct xc_programme *programme,
                           const struct xc_draw_rule *draw,
                           struct xc_draw_seating *seating, struct xc_error *error) {
    for (size_t i = 0; i < programme->stage_count; i++) {
        const struct xc_stage *stage = &programme->stages[i];
        for (size_t k = 0; k < stage->obligation_count; k++) {
            const struct xc_obligation *asks = &stage->obligations[k];
            bool panel = xc_str_equal(asks->panel_draw, draw->label);
            bool crew = xc_str_equal(asks->drawn, draw->label) &&
                        (asks->crew.drawn || asks->crew.team_count || panel_dealt(asks));
            if (!panel && !crew) {
                continue;
            }
            if (!seating->obligation) {
                seating->stage = stage;
                seating->obligation = asks;
                seating->panel_only = !crew;
            } else if (seating->panel_only != !crew ||
                       !same_rule(&seating->obligation->crew, &asks->crew) ||
                       !same_rule(&seating->obligation->panel, &asks->panel)) {
                return xc_fail(error, XC_EPOLICY,
                               "the draw '%.*s' deals people for two different crews: "
                               "%.*s and %.*s",
                               XC_PRI(draw->label), XC_PRI(seating->obligation->label),
                               XC_PRI(asks->label));
            }
        }
    }
    return XC_OK;
}

int xc_draw_kinds_make(const struct xc_programme *programme,
                       const struct xc_draw_rule *draw, struct xc_arena *arena,
                       struct xc_draw_seating *seating, struct xc_draw_kinds *kinds,
                       struct xc_error *error) {
    struct seating_work work = {arena, error, kinds, 0};
    *seating = (struct xc_draw_seating){0};
    *kinds = (struct xc_draw_kinds){0};
    int rc = find_obligation(programme, draw, seating, error);
    const struct xc_obligation *asks = seating->obligation;
    if (rc != XC_OK || !asks) {
        return rc;
    }
    rc = name_kinds(&work, seating->stage);
    if (rc != XC_OK || asks->crew.team_count) {
        return rc == XC_OK ? seat_teams(&work, seating) : rc;
    }
    const struct xc_crew_rule *rules[] = {&asks->crew, &asks->panel};
    bool dealt[] = {!seating->panel_only && asks->crew.drawn,
                    seating->panel_only || panel_dealt(asks)};
    size_t room = places_of(rules[0]) + places_of(rules[1]);
    seating->places = xc_arena_array(arena, room, sizeof *seating->places);
    if (!seating->places) {
        return xc_fail_memory(error);
    }
    for (size_t r = 0; r < 2; r++) {
        for (size_t i = 0; dealt[r] && i < rules[r]->seat_count; i++) {
            add_places(&work, &rules[r]->seats[i], rules[r], true, seating->places,
                       &seating->place_count);
        }
    }
    return XC_OK;
}

int xc_draw_seating(const struct xc_programme *programme, const struct xc_draw_rule *draw,
                    struct xc_arena *arena, struct xc_draw_seating *seating,
                    struct xc_error *error) {
    struct xc_draw_kinds kinds;
    return xc_draw_kinds_make(programme, draw, arena, seating, &kinds, error);
}
