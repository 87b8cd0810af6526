/* What draws, and those whom they are dealt to, must fulfil beyond single values. */
#include "rules/read.h"

const struct xc_place *xc_rules_entry_at(struct xc_rules_entry *entry,
                                         const struct xc_place *object, const char *key,
                                         size_t index) {
    entry->list = xc_rules_member(object, key);
    entry->place = xc_rules_element(&entry->list, index);
    return &entry->place;
}

/* The draw of the label among the first draws of a stage; NULL: there is none. */
static const struct xc_draw_rule *draw_before(const struct xc_stage *stage, size_t before,
                                              struct xc_str label) {
    for (size_t i = 0; i < stage->draw_count && i < before; i++) {
        if (xc_str_equal(stage->draws[i].label, label)) {
            return &stage->draws[i];
        }
    }
    return NULL;
}

static const struct xc_draw_rule *draw_anywhere(const struct xc_programme *programme,
                                                struct xc_str label) {
    const struct xc_draw_rule *draw = NULL;
    for (size_t i = 0; i < programme->stage_count && draw == NULL; i++) {
        const struct xc_stage *stage = &programme->stages[i];
        draw = draw_before(stage, stage->draw_count, label);
    }
    return draw;
}

static bool gives_targets(const struct xc_draw_rule *draw) {
    return draw->from->table == XC_TABLE_TARGETS && draw->units == XC_UNITS_ROWS;
}

/* ---- Areas that are drawn ---- */

/* Refuses a label that no draw of areas before it has. */
static const struct xc_draw_rule *check_area_draw(const struct xc_place *place,
                                                  const struct xc_stage *stage,
                                                  size_t before, struct xc_str label) {
    const struct xc_draw_rule *draw = draw_before(stage, before, label);
    if (draw == NULL) {
        xc_rules_refuse(place, XC_MSG("there is no draw '%.*s' in this stage before it"),
                        XC_PRI(label));
    } else if (draw->from->table != XC_TABLE_AREAS) {
        xc_rules_refuse(place, XC_MSG("the draw '%.*s' does not give areas"),
                        XC_PRI(label));
    }
    return draw;
}

/* A selection may stand for an area that a draw of this stage gives; before: how many of
 * the stage's draws come first. */
static void check_drawn_areas(const struct xc_place *place, const struct xc_stage *stage,
                              size_t before, const struct xc_selection *selection) {
    if (selection == NULL || place->reader->code != XC_OK) {
        return;
    }
    if (selection->drawn.len > 0) {
        (void)check_area_draw(place, stage, before, selection->drawn);
    }
    check_drawn_areas(place, stage, before, selection->left);
    check_drawn_areas(place, stage, before, selection->right);
}

/* The urn of a draw is one area's at a time: it may speak of no other than the drawn one
 * that it lies within. */
static void check_own_area(const struct xc_place *place, struct xc_str outer,
                           const struct xc_selection *selection) {
    if (selection == NULL) {
        return;
    }
    if (selection->drawn.len > 0 && !xc_str_equal(selection->drawn, outer)) {
        xc_rules_refuse(place,
                        XC_MSG("it speaks of the area drawn in '%.*s', but is not drawn "
                               "within it"),
                        XC_PRI(selection->drawn));
        XC_RULES_HINT(place, XC_MSG("make the draw with stage:within(area)"));
    }
    check_own_area(place, outer, selection->left);
    check_own_area(place, outer, selection->right);
}

/* What a selection asks of the past must be something that can happen. */
static void check_history(const struct xc_place *place,
                          const struct xc_programme *programme,
                          const struct xc_selection *selection) {
    if (selection == NULL || place->reader->code != XC_OK) {
        return;
    }
    if (selection->op == XC_SELECT_HISTORY && selection->name.len > 0) {
        if (xc_str_is(selection->what, "leads")) {
            xc_rules_check_source(place, selection->name);
        } else if (xc_str_is(selection->what, "missing")) {
            xc_rules_check_receipt(place, programme, selection->name);
        } else {
            xc_rules_check_stage_name(place, programme, selection->name);
        }
    }
    check_history(place, programme, selection->left);
    check_history(place, programme, selection->right);
}

/* ---- Draws ---- */

static void check_units(const struct xc_place *place, const struct xc_draw_rule *draw) {
    struct xc_place units = xc_rules_member(place, "units");
    if (draw->units == XC_UNITS_ZONES && draw->from->table != XC_TABLE_TARGETS) {
        xc_rules_refuse(&units, XC_MSG("only targets have zones"));
    } else if (draw->units == XC_UNITS_CREWS && draw->from->table != XC_TABLE_PEOPLE) {
        xc_rules_refuse(&units, XC_MSG("only people have crews"));
    } else if (draw->units != XC_UNITS_ROWS && draw->by.len > 0) {
        struct xc_place by = xc_rules_member(place, "by");
        xc_rules_refuse(&by,
                        XC_MSG("zones and crews have no fields to be told apart by"));
    } else if (draw->units != XC_UNITS_ROWS && xc_str_is(draw->method, "pps")) {
        struct xc_place method = xc_rules_member(place, "method");
        xc_rules_refuse(&method, XC_MSG("zones and crews have no weight"));
    }
    if (!gives_targets(draw) && draw->skip_count + draw->must_count > 0) {
        struct xc_place flags =
            xc_rules_member(place, draw->skip_count > 0 ? "skip" : "must");
        xc_rules_refuse(&flags, XC_MSG("only targets have flags"));
    }
    if (!gives_targets(draw) && draw->weight_count > 0) {
        struct xc_place weights = xc_rules_member(place, "weights");
        xc_rules_refuse(&weights, XC_MSG("only targets have a history"));
    }
}

static void check_outer(const struct xc_place *place, const struct xc_stage *stage,
                        size_t index) {
    const struct xc_draw_rule *draw = &stage->draws[index];
    struct xc_place at = xc_rules_member(place, "outer");
    if (draw->outer.len == 0) {
        return;
    }
    const struct xc_draw_rule *outer = check_area_draw(&at, stage, index, draw->outer);
    if (draw->by.len > 0) {
        struct xc_place by = xc_rules_member(place, "by");
        xc_rules_refuse(&by, XC_MSG("a draw within drawn areas has these for its strata "
                                    "and no others"));
        XC_RULES_HINT(&by, XC_MSG("make one draw for each group, with a selection of its "
                                  "own"));
    }
    if (outer != NULL && (draw->batches != 0 || outer->batches != 0)) {
        struct xc_place batches = xc_rules_member(place, "batches");
        xc_rules_refuse(&batches, XC_MSG("draws within drawn areas are made at once, not "
                                         "in batches"));
    }
}

static bool same_seats(const struct xc_crew_rule *a, const struct xc_crew_rule *b) {
    bool same = a->seat_count == b->seat_count;
    for (size_t i = 0; i < a->seat_count && same; i++) {
        const struct xc_seat *x = &a->seats[i];
        const struct xc_seat *y = &b->seats[i];
        same = x->role == y->role && x->count == y->count &&
               (x->where == NULL) == (y->where == NULL);
        if (same && x->where != NULL) {
            json_t *left = xc_selection_json(x->where);
            json_t *right = xc_selection_json(y->where);
            same = json_equal(left, right) == 1;
            json_decref(left);
            json_decref(right);
        }
    }
    return same;
}

/* The people whom a draw of crews deals are those of the panels that name it: of one at
 * least in its own stage, and of all the same. */
static void check_crew_draw(const struct xc_place *place,
                            const struct xc_programme *programme,
                            const struct xc_stage *stage,
                            const struct xc_draw_rule *draw) {
    const struct xc_obligation *own = NULL;
    bool same = true;
    for (size_t i = 0; i < stage->obligation_count && own == NULL; i++) {
        if (xc_str_equal(stage->obligations[i].panel_draw, draw->label)) {
            own = &stage->obligations[i];
        }
    }
    if (own == NULL) {
        xc_rules_refuse(place, XC_MSG("it is not said who is drawn for these crews"));
        XC_RULES_HINT(place, XC_MSG("name the draw in an obligation of its stage that "
                                    "has a panel"));
        return;
    }
    for (size_t i = 0; i < programme->stage_count; i++) {
        const struct xc_stage *other = &programme->stages[i];
        for (size_t j = 0; j < other->obligation_count; j++) {
            const struct xc_obligation *obligation = &other->obligations[j];
            if (xc_str_equal(obligation->panel_draw, draw->label)) {
                same = same && same_seats(&own->panel, &obligation->panel);
            }
        }
    }
    if (!same) {
        xc_rules_refuse(place, XC_MSG("the panels that this draw gives differ in their "
                                      "seats"));
    }
}

void xc_rules_check_draw(const struct xc_place *place,
                         const struct xc_programme *programme,
                         const struct xc_stage *stage, size_t index) {
    const struct xc_draw_rule *draw = &stage->draws[index];
    struct xc_place from = xc_rules_member(place, "from");
    struct xc_place of = xc_rules_member(place, "of");
    check_drawn_areas(&from, stage, index, draw->from);
    check_drawn_areas(&of, stage, index, draw->of);
    check_outer(place, stage, index);
    if (place->reader->code != XC_OK) {
        return;
    }
    check_own_area(&from, draw->outer, draw->from);
    check_own_area(&of, draw->outer, draw->of);
    check_history(&from, programme, draw->from);
    check_history(&of, programme, draw->of);
    check_units(place, draw);
    if (draw->units == XC_UNITS_CREWS && place->reader->code == XC_OK) {
        check_crew_draw(place, programme, stage, draw);
    }
}

/* ---- What an obligation has drawn ---- */

static void check_targets(const struct xc_place *place,
                          const struct xc_programme *programme,
                          const struct xc_stage *stage,
                          const struct xc_obligation *obligation) {
    struct xc_place targets = xc_rules_member(place, "targets");
    check_drawn_areas(&targets, stage, stage->draw_count, obligation->targets);
    check_history(&targets, programme, obligation->targets);
    if (obligation->drawn.len == 0) {
        return;
    }
    const struct xc_draw_rule *draw =
        draw_before(stage, stage->draw_count, obligation->drawn);
    if (draw == NULL) {
        xc_rules_refuse(&targets, XC_MSG("there is no draw '%.*s' in this stage"),
                        XC_PRI(obligation->drawn));
    } else if (!gives_targets(draw)) {
        xc_rules_refuse(&targets, XC_MSG("the draw '%.*s' does not give targets"),
                        XC_PRI(obligation->drawn));
    }
    for (size_t i = 0; &stage->obligations[i] != obligation; i++) {
        if (xc_str_equal(stage->obligations[i].drawn, obligation->drawn)) {
            xc_rules_refuse(&targets,
                            XC_MSG("the targets of the draw '%.*s' are given to another "
                                   "obligation already"),
                            XC_PRI(obligation->drawn));
        }
    }
}

static void check_order(const struct xc_place *place, const struct xc_stage *stage,
                        const struct xc_obligation *obligation) {
    struct xc_place at = xc_rules_member(place, "order_draw");
    struct xc_str label = obligation->order_draw;
    const struct xc_draw_rule *draw = draw_before(stage, stage->draw_count, label);
    if (obligation->order != XC_ORDER_DRAW) {
        if (label.len > 0) {
            xc_rules_refuse(&at, XC_MSG("'%s' means something only with '%s' = draw"),
                            "order_draw", "order");
        }
    } else if (label.len == 0) {
        if (obligation->drawn.len == 0) {
            xc_rules_refuse(&at, XC_MSG("it is not said which draw gives the order"));
        }
    } else if (draw == NULL) {
        xc_rules_refuse(&at, XC_MSG("there is no draw '%.*s' in this stage"),
                        XC_PRI(label));
    } else if (!xc_str_is(draw->method, "order") ||
               draw->from->table != XC_TABLE_TARGETS) {
        xc_rules_refuse(&at, XC_MSG("the draw '%.*s' gives no order of zones or targets"),
                        XC_PRI(label));
    }
}

static void check_extra(const struct xc_place *place, const struct xc_stage *stage,
                        const struct xc_obligation *obligation) {
    struct xc_place at = xc_rules_member(place, "extra_draw");
    struct xc_str label = obligation->extra_draw;
    const struct xc_draw_rule *draw = draw_before(stage, stage->draw_count, label);
    bool wanted = xc_str_is(obligation->extra_by, "draw");
    if (!wanted && label.len > 0) {
        xc_rules_refuse(&at, XC_MSG("'%s' means something only with '%s' = draw"),
                        "extra_draw", "extra_by");
    } else if (wanted && label.len == 0 && obligation->average.a > 0 &&
               obligation->drawn.len == 0) {
        xc_rules_refuse(&at, XC_MSG("it is not said which draw gives the additional "
                                    "visits"));
    } else if (label.len > 0 && draw == NULL) {
        xc_rules_refuse(&at, XC_MSG("there is no draw '%.*s' in this stage"),
                        XC_PRI(label));
    } else if (label.len > 0 && !gives_targets(draw)) {
        xc_rules_refuse(&at, XC_MSG("the draw '%.*s' does not give targets"),
                        XC_PRI(label));
    }
}

static void check_panel(const struct xc_place *place,
                        const struct xc_programme *programme,
                        const struct xc_obligation *obligation) {
    const struct xc_crew_rule *panel = &obligation->panel;
    struct xc_place at = xc_rules_member(place, "panel_draw");
    struct xc_place seats = xc_rules_member(place, "panel");
    struct xc_str label = obligation->panel_draw;
    const struct xc_draw_rule *draw = draw_anywhere(programme, label);
    if (panel->team_count + panel->extra_count > 0) {
        xc_rules_refuse(&seats, XC_MSG("a panel has seats, not teams"));
    } else if (panel->seat_count > 0 && obligation->crew.team_count > 0) {
        xc_rules_refuse(&seats, XC_MSG("teams have no panel"));
        XC_RULES_HINT(&seats, XC_MSG("give the teams seats for experts"));
    } else if (panel->seat_count > 0 && obligation->crew.drawn && !panel->drawn) {
        xc_rules_refuse(&seats, XC_MSG("beside a crew that is drawn the panel is drawn, "
                                       "too"));
    }
    if (label.len == 0) {
        return;
    }
    if (draw == NULL) {
        xc_rules_refuse(&at, XC_MSG("there is no draw '%.*s' in this programme"),
                        XC_PRI(label));
    } else if (draw->units != XC_UNITS_CREWS) {
        xc_rules_refuse(&at, XC_MSG("the draw '%.*s' is not one of crews"),
                        XC_PRI(label));
        XC_RULES_HINT(&at, XC_MSG("draw crews: shuffle { units = 'crews', of = "
                                  "inspectors() }"));
    } else if (panel->seat_count == 0 || !panel->drawn) {
        xc_rules_refuse(&at,
                        XC_MSG("the draw '%.*s' gives the people of a panel, but "
                               "there is no panel that is drawn"),
                        XC_PRI(label));
    } else if (obligation->crew.drawn) {
        xc_rules_refuse(&at,
                        XC_MSG("a crew that is drawn for each visit has no panel for "
                               "good"));
    }
}

void xc_rules_check_drawn(const struct xc_place *place,
                          const struct xc_programme *programme,
                          const struct xc_stage *stage,
                          const struct xc_obligation *obligation) {
    check_targets(place, programme, stage, obligation);
    check_order(place, stage, obligation);
    check_extra(place, stage, obligation);
    check_panel(place, programme, obligation);
}

/* ---- Crews ---- */

unsigned xc_rules_places(const struct xc_crew_rule *crew, enum xc_person_role role) {
    const struct xc_seat *seats = NULL;
    size_t count = xc_rules_seats(crew, &seats);
    unsigned places = 0;
    for (size_t i = 0; i < count; i++) {
        places += seats[i].role == role ? seats[i].count : 0;
    }
    return places;
}

static void check_seats(const struct xc_place *place, const struct xc_stage *stage,
                        const struct xc_seat *seats, size_t count, const char *key) {
    for (size_t i = 0; i < count; i++) {
        struct xc_rules_entry seat;
        struct xc_place where =
            xc_rules_member(xc_rules_entry_at(&seat, place, key, i), "where");
        check_drawn_areas(&where, stage, stage->draw_count, seats[i].where);
    }
}

/* Teams deal with targets side by side: whatever one can take another can, too. */
static void check_teams(const struct xc_place *place, const struct xc_stage *stage,
                        const struct xc_crew_rule *crew) {
    struct xc_place all = xc_rules_member(place, "seats");
    if (crew->team_count > 0 && crew->seat_count > 0) {
        xc_rules_refuse(&all, XC_MSG("there are either seats or teams"));
    }
    for (size_t i = 0; i < crew->team_count; i++) {
        const struct xc_team *first = &crew->teams[0];
        const struct xc_team *team = &crew->teams[i];
        struct xc_rules_entry entry;
        const struct xc_place *at = xc_rules_entry_at(&entry, place, "teams", i);
        bool same = team->seat_count == first->seat_count;
        for (size_t j = 0; j < team->seat_count && same; j++) {
            same = team->seats[j].role == first->seats[j].role &&
                   team->seats[j].count == first->seats[j].count;
        }
        if (!same) {
            xc_rules_refuse(at, XC_MSG("the teams differ in their seats; only the "
                                       "conditions may differ"));
            XC_RULES_HINT(at, XC_MSG("list the same roles in the same order and number "
                                     "for every team"));
        } else if (team->seat_count == 0) {
            xc_rules_refuse(at, XC_MSG("the crew has no seats"));
        }
        check_seats(at, stage, team->seats, team->seat_count, "seats");
    }
}

static void check_extra_seats(const struct xc_place *place, const struct xc_stage *stage,
                              const struct xc_crew_rule *crew) {
    struct xc_place extra = xc_rules_member(place, "extra");
    if (crew->extra_count > 0 && crew->team_count == 0) {
        xc_rules_refuse(&extra, XC_MSG("only teams have people beyond their seats"));
    }
    for (size_t i = 0; i < crew->extra_count; i++) {
        struct xc_rules_entry entry;
        const struct xc_place *at = xc_rules_entry_at(&entry, place, "extra", i);
        if (crew->extra[i].role == XC_ROLE_LEAD) {
            xc_rules_refuse(at, XC_MSG("a lead is nobody beyond the seats"));
        } else if (crew->extra[i].count >= crew->team_count) {
            xc_rules_refuse(at,
                            XC_MSG("%u people beyond the seats are one for each of "
                                   "%zu teams: that is a seat"),
                            crew->extra[i].count, crew->team_count);
        }
    }
    check_seats(place, stage, crew->extra, crew->extra_count, "extra");
}

/* What holds for a crew and for a panel. drawn: the obligation's targets are; for_good:
 * the people come from a draw of crews. */
static void check_crew(const struct xc_place *place, const struct xc_stage *stage,
                       const struct xc_crew_rule *crew, bool drawn, bool for_good) {
    if (place->json == NULL) {
        return;
    }
    struct xc_place dealt = xc_rules_member(place, "drawn");
    struct xc_place balance = xc_rules_member(place, "balance");
    struct xc_place outside = xc_rules_member(place, "outside");
    check_seats(place, stage, crew->seats, crew->seat_count, "seats");
    check_teams(place, stage, crew);
    check_extra_seats(place, stage, crew);
    if (crew->outside_drawn.len > 0) {
        (void)check_area_draw(&outside, stage, stage->draw_count, crew->outside_drawn);
    }
    if (crew->from != XC_FROM_ANYWHERE && (crew->drawn || crew->team_count > 0)) {
        struct xc_place from = xc_rules_member(place, "from");
        xc_rules_refuse(&from, XC_MSG("only a crew that the planner chooses comes from "
                                      "somewhere; these people are drawn"));
        XC_RULES_HINT(&from, XC_MSG("say from where nobody comes: crew:outside 'target'; "
                                    "or let the planner choose the people"));
    }
    if (crew->drawn && !drawn && !for_good) {
        xc_rules_refuse(&dealt,
                        XC_MSG("people are drawn together with targets, but these "
                               "targets are not drawn"));
        XC_RULES_HINT(&dealt, XC_MSG("draw the targets, or let the planner choose the "
                                     "people"));
    }
    if (crew->team_count > 0 && !crew->drawn) {
        xc_rules_refuse(&dealt, XC_MSG("teams are put together by a draw"));
        XC_RULES_HINT(&dealt, XC_MSG("draw the targets, or say seats instead of teams"));
    }
    if (crew->balance && !crew->drawn) {
        xc_rules_refuse(&balance,
                        XC_MSG("'%s' means something only for people who are "
                               "drawn"),
                        "balance");
    }
}

/* The planner seats crew and panel as one: its people come from where the crew's come. */
static void check_beside(const struct xc_place *place, const struct xc_crew_rule *crew,
                         const struct xc_crew_rule *panel) {
    bool from = panel->from == crew->from
                    ? !xc_str_equal(panel->from_area, crew->from_area)
                    : panel->from != XC_FROM_ANYWHERE;
    bool outside =
        panel->outside_target
            ? !crew->outside_target
            : panel->outside.len > 0 && !xc_str_equal(panel->outside, crew->outside);
    if (panel->seat_count == 0 || panel->drawn || (!from && !outside)) {
        return;
    }
    struct xc_place at = xc_rules_member(place, from ? "from" : "outside");
    xc_rules_refuse(&at,
                    XC_MSG("the planner chooses the panel together with the crew, and "
                           "from where the crew comes"));
    XC_RULES_HINT(&at, XC_MSG("say the same of the crew, or draw the panel"));
}

void xc_rules_check_crews(const struct xc_place *place, const struct xc_stage *stage,
                          const struct xc_obligation *obligation) {
    struct xc_place crew = xc_rules_member(place, "crew");
    struct xc_place panel = xc_rules_member(place, "panel");
    bool drawn = obligation->drawn.len > 0;
    unsigned leads = xc_rules_places(&obligation->crew, XC_ROLE_LEAD) +
                     xc_rules_places(&obligation->panel, XC_ROLE_LEAD);
    unsigned officers = xc_rules_places(&obligation->crew, XC_ROLE_LEAD) +
                        xc_rules_places(&obligation->crew, XC_ROLE_OFFICER);
    check_crew(&crew, stage, &obligation->crew, drawn, false);
    check_crew(&panel, stage, &obligation->panel, drawn, obligation->panel_draw.len > 0);
    check_beside(&panel, &obligation->crew, &obligation->panel);
    if (obligation->crew.seat_count + obligation->crew.team_count == 0) {
        xc_rules_refuse(&crew, XC_MSG("the crew has no seats"));
        XC_RULES_HINT(&crew, XC_MSG("say who goes, for example two officers"));
    }
    if (leads > 1) {
        xc_rules_refuse(&crew,
                        XC_MSG("the crew has %u seats for a lead; one visit has at most "
                               "one lead"),
                        leads);
        XC_RULES_HINT(&crew, XC_MSG("let the others be officers"));
    }
    if (stage->nature == XC_NATURE_ENFORCEMENT && officers < 2) {
        xc_rules_refuse(
            &crew,
            XC_MSG("an enforcement visit needs at least two officers with valid "
                   "certificates; this crew has seats for %u"),
            officers);
        XC_RULES_HINT(&crew,
                      XC_MSG("add seats for a lead or officers, or make the stage an "
                             "agency_check if no law officers go"));
    }
}
