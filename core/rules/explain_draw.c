/* Draws, and the crews that they are dealt to, in sentences. */
#include "rules/say.h"

enum { SECONDS_PER_MINUTE = 60, SECONDS_PER_HOUR = 3600, USUAL_DELAY = 600 };

/* ---- Draws ---- */

/* "6 of the stratum medical and 20 of the stratum pharmacy" */
static struct xc_str strata(struct xc_say *say, const struct xc_draw_rule *draw) {
    struct xc_str *parts = xc_arena_array(say->arena, draw->stratum_count, sizeof *parts);
    if (parts == NULL) {
        say->failed = true;
        return (struct xc_str){"", 0};
    }
    for (size_t i = 0; i < draw->stratum_count; i++) {
        struct xc_str name = draw->strata[i].name;
        parts[i] = xc_say(say, XC_MSG("%s of the stratum %s"), 2,
                          xc_say_number(say, draw->strata[i].n),
                          xc_str_is(draw->by, "kind") ? xc_say_word(say, name) : name);
    }
    return xc_say_join(say, parts, draw->stratum_count, XC_SAY_AND);
}

/* The selection's rows, or what they belong to. */
static struct xc_str units(struct xc_say *say, const struct xc_draw_rule *draw,
                           const struct xc_selection *selection) {
    struct xc_str rows = xc_say_selection(say, selection);
    if (draw->units == XC_UNITS_ZONES) {
        return xc_say(say, XC_MSG("zones of the %s"), 1, rows);
    }
    if (draw->units == XC_UNITS_CREWS) {
        return xc_say(say, XC_MSG("crews of the %s"), 1, rows);
    }
    return rows;
}

static void draw_share(struct xc_say *say, const struct xc_draw_rule *draw,
                       struct xc_str from) {
    struct xc_str share = xc_say_fraction(say, draw->share, true);
    struct xc_str of = units(say, draw, draw->of);
    /* The phrases are compared, because equal selections need not be the same one. */
    if (xc_str_equal(of, from)) {
        xc_say_line(say, xc_say(say, XC_MSG("Draw %s: at least %s of the %s are drawn."),
                                3, draw->label, share, of));
    } else {
        xc_say_line(
            say,
            xc_say(say,
                   XC_MSG("Draw %s: at least %s of the %s are drawn, out of the %s."), 4,
                   draw->label, share, of, from));
    }
    if (draw->stratum_count > 0 && draw->by.len > 0) {
        xc_say_line(say, xc_say(say, XC_MSG("Among them are at least %s, by %s."), 2,
                                strata(say, draw), xc_say_field(say, draw->by)));
    } else if (draw->stratum_count > 0) {
        xc_say_line(say, xc_say(say, XC_MSG("They are at least %s."), 1,
                                xc_say_number(say, draw->strata[0].n)));
    }
}

static void draw_size(struct xc_say *say, const struct xc_draw_rule *draw) {
    struct xc_str from = units(say, draw, draw->from);
    if (xc_str_is(draw->method, "order") && draw->units == XC_UNITS_CREWS) {
        xc_say_line(say,
                    xc_say(say, XC_MSG("Draw %s: a panel is drawn for each of the %s."),
                           2, draw->label, from));
    } else if (xc_str_is(draw->method, "order")) {
        xc_say_line(say,
                    xc_say(say, XC_MSG("Draw %s: the %s are put into a random order."), 2,
                           draw->label, from));
    } else if (draw->has_share) {
        draw_share(say, draw, from);
    } else if (draw->by.len > 0) {
        xc_say_line(say, xc_say(say, XC_MSG("Draw %s: of the %s, %s are drawn, by %s."),
                                4, draw->label, from, strata(say, draw),
                                xc_say_field(say, draw->by)));
    } else {
        xc_say_line(say,
                    xc_say(say, XC_MSG("Draw %s: %s of the %s are drawn."), 3,
                           draw->label, xc_say_number(say, draw->strata[0].n), from));
    }
}

static void draw_flags(struct xc_say *say, const struct xc_draw_rule *draw) {
    if (draw->skip_count > 0) {
        xc_say_line(say,
                    xc_say(say, XC_MSG("Targets with the flag %s stay out."), 1,
                           xc_say_join(say, draw->skip, draw->skip_count, XC_SAY_OR)));
    }
    if (draw->must_count > 0) {
        xc_say_line(
            say,
            xc_say(say, XC_MSG("Targets with the flag %s are in for certain and count."),
                   1, xc_say_join(say, draw->must, draw->must_count, XC_SAY_OR)));
    }
}

/* How long the commitment lies open before its random value, where it is not the usual
 * ten minutes. */
static void draw_delay(struct xc_say *say, const struct xc_draw_rule *draw) {
    unsigned hours = draw->delay / SECONDS_PER_HOUR;
    unsigned minutes = draw->delay / SECONDS_PER_MINUTE;
    if (draw->delay == USUAL_DELAY) {
        return;
    }
    if (draw->delay == 0) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("Its random value may come due at once after the "
                                       "commitment."),
                                0));
    } else if (draw->delay % SECONDS_PER_HOUR == 0) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("Its random value comes due %s hours after the "
                                       "commitment at the earliest."),
                                1, xc_say_number(say, hours)));
    } else if (draw->delay % SECONDS_PER_MINUTE == 0) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("Its random value comes due %s minutes after the "
                                       "commitment at the earliest."),
                                1, xc_say_number(say, minutes)));
    } else {
        xc_say_line(say, xc_say(say,
                                XC_MSG("Its random value comes due %s seconds after the "
                                       "commitment at the earliest."),
                                1, xc_say_number(say, draw->delay)));
    }
}

static void weighing(struct xc_say *say, const struct xc_draw_rule *draw) {
    struct xc_str *parts = xc_arena_array(say->arena, draw->weight_count, sizeof *parts);
    if (parts == NULL) {
        say->failed = true;
        return;
    }
    for (size_t i = 0; i < draw->weight_count; i++) {
        parts[i] = xc_say(say, XC_MSG("%s times %s"), 2,
                          xc_say_number(say, draw->weights[i].times),
                          xc_say_field(say, draw->weights[i].field));
    }
    if (draw->weight_count > 0) {
        xc_say_line(say, xc_say(say, XC_MSG("To the weight of the register come %s."), 1,
                                xc_say_join(say, parts, draw->weight_count, XC_SAY_AND)));
    }
}

void xc_say_draw(struct xc_say *say, const struct xc_draw_rule *draw) {
    draw_size(say, draw);
    if (xc_str_is(draw->method, "srs")) {
        xc_say_line(say, xc_say(say, XC_MSG("Each of them has the same chance."), 0));
    } else if (xc_str_is(draw->method, "pps")) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("The chance of each is in proportion to its "
                                       "weight."),
                                0));
        weighing(say, draw);
    }
    if (draw->batches != 0) {
        xc_say_line(say,
                    xc_say(say,
                           XC_MSG("It is drawn in batches, one every %s, from what is "
                                  "available by then."),
                           1, xc_say_period(say, draw->batches)));
    }
    if (draw->outer.len > 0) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("It is drawn inside each area that the draw %s "
                                       "gives."),
                                1, draw->outer));
    }
    draw_flags(say, draw);
    draw_delay(say, draw);
}

/* ---- Who ---- */

static struct xc_str places(struct xc_say *say, const struct xc_seat *seat) {
    static const struct {
        const char *one;
        const char *many;
    } phrases[XC_ROLE_COUNT] = {
        [XC_ROLE_OFFICER] = {XC_MSG("one officer"), XC_MSG("%s officers")},
        [XC_ROLE_LEAD] = {XC_MSG("one lead"), XC_MSG("%s leads")},
        [XC_ROLE_AUDITOR] = {XC_MSG("one auditor"), XC_MSG("%s auditors")},
        [XC_ROLE_ANALYST] = {XC_MSG("one data analyst"), XC_MSG("%s data analysts")},
        [XC_ROLE_THIRD_PARTY] = {XC_MSG("one person of a third party"),
                                 XC_MSG("%s people of a third party")},
        [XC_ROLE_PARTNER] = {XC_MSG("one person of a partner department"),
                             XC_MSG("%s people of a partner department")},
        [XC_ROLE_EXPERT] = {XC_MSG("one expert"), XC_MSG("%s experts")},
    };
    struct xc_str who = seat->count == 1 ? xc_say(say, phrases[seat->role].one, 0)
                                         : xc_say(say, phrases[seat->role].many, 1,
                                                  xc_say_number(say, seat->count));
    if (seat->where == NULL) {
        return who;
    }
    return xc_say(say, XC_MSG("%s from among the %s"), 2, who,
                  xc_say_selection(say, seat->where));
}

static struct xc_str seats(struct xc_say *say, const struct xc_seat *seats,
                           size_t count) {
    struct xc_str list[XC_MAX_SEATS];
    for (size_t i = 0; i < count; i++) {
        list[i] = places(say, &seats[i]);
    }
    return xc_say_join(say, list, count, XC_SAY_AND);
}

static void teams(struct xc_say *say, const struct xc_crew_rule *crew) {
    xc_say_line(say, xc_say(say,
                            XC_MSG("%s teams are put together by lot and work side by "
                                   "side; the lot gives each target to one of them."),
                            1, xc_say_number(say, (int64_t)crew->team_count)));
    for (size_t i = 0; i < crew->team_count; i++) {
        const struct xc_team *team = &crew->teams[i];
        xc_say_detail(say, xc_say(say, XC_MSG("Team %s is made up of %s."), 2,
                                  xc_say_number(say, (int64_t)i + 1),
                                  seats(say, team->seats, team->seat_count)));
    }
    for (size_t i = 0; i < crew->extra_count; i++) {
        xc_say_detail(say, xc_say(say,
                                  XC_MSG("Beside these seats the lot adds %s, each to a "
                                         "team of its own."),
                                  1, seats(say, &crew->extra[i], 1)));
    }
}

static void from(struct xc_say *say, const struct xc_crew_rule *crew) {
    static const char *const sentences[] = {
        [XC_FROM_ANYWHERE] = NULL,
        [XC_FROM_ABOVE] = XC_MSG("It belongs to an office above the target's county."),
        [XC_FROM_OTHER_COUNTY] =
            XC_MSG("It comes from another county of the target's city."),
        [XC_FROM_OTHER_CITY] =
            XC_MSG("It comes from another city of the target's province."),
        [XC_FROM_AREA] = XC_MSG("It comes from the area %s.")};
    if (crew->from != XC_FROM_ANYWHERE) {
        xc_say_line(say, xc_say(say, sentences[crew->from], crew->from == XC_FROM_AREA,
                                crew->from_area));
    }
}

static void crew(struct xc_say *say, const struct xc_crew_rule *crew) {
    if (crew->team_count > 0) {
        teams(say, crew);
    } else {
        xc_say_line(say, xc_say(say, XC_MSG("The crew is made up of %s."), 1,
                                seats(say, crew->seats, crew->seat_count)));
    }
    if (crew->drawn && crew->team_count == 0) {
        xc_say_line(
            say, xc_say(say, XC_MSG("Its people are drawn by lot for each target."), 0));
    }
    if (crew->balance) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("The lot deals evenly: everybody gets as few "
                                       "targets as can be."),
                                0));
    }
    from(say, crew);
    if (crew->outside_target) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("Nobody in the crew comes from the county of the "
                                       "target."),
                                0));
    } else if (crew->outside_drawn.len > 0) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("Nobody in the crew comes from the area drawn in "
                                       "%s that the target lies in."),
                                1, crew->outside_drawn));
    } else if (crew->outside.len > 0) {
        xc_say_line(say, xc_say(say, XC_MSG("Nobody in the crew comes from the area %s."),
                                1, crew->outside));
    }
}

static void panel(struct xc_say *say, const struct xc_obligation *obligation) {
    const struct xc_crew_rule *panel = &obligation->panel;
    xc_say_line(say, xc_say(say, XC_MSG("A panel of %s goes along."), 1,
                            seats(say, panel->seats, panel->seat_count)));
    if (obligation->panel_draw.len > 0) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("It is drawn by lot once for each crew, in the "
                                       "draw %s, and goes along on all its visits."),
                                1, obligation->panel_draw));
    } else if (panel->drawn) {
        xc_say_line(say,
                    xc_say(say, XC_MSG("The panel is drawn by lot for each target."), 0));
    }
    if (panel->balance) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("The lot deals the panel evenly: everybody gets "
                                       "as few targets as can be."),
                                0));
    }
    if (panel->outside_target) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("Nobody in the panel comes from the county of the "
                                       "target."),
                                0));
    } else if (panel->outside_drawn.len > 0) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("Nobody in the panel comes from the area drawn in "
                                       "%s that the target lies in."),
                                1, panel->outside_drawn));
    } else if (panel->outside.len > 0) {
        xc_say_line(say,
                    xc_say(say, XC_MSG("Nobody in the panel comes from the area %s."), 1,
                           panel->outside));
    }
}

void xc_say_crews(struct xc_say *say, const struct xc_obligation *obligation) {
    crew(say, &obligation->crew);
    if (obligation->panel.seat_count > 0) {
        panel(say, obligation);
    }
}
