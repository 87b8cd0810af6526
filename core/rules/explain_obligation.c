/* Draws and obligations in sentences. */
#include "rules/read.h"
#include "rules/say.h"

enum { SHOWN_ROUNDS = 12 };

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

static void draw_share(struct xc_say *say, const struct xc_draw_rule *draw,
                       struct xc_str from) {
    struct xc_str share = xc_say_fraction(say, draw->share, true);
    struct xc_str of = xc_say_selection(say, draw->of);
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
    struct xc_str from = xc_say_selection(say, draw->from);
    if (xc_str_is(draw->method, "order")) {
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

void xc_say_draw(struct xc_say *say, const struct xc_draw_rule *draw) {
    draw_size(say, draw);
    if (xc_str_is(draw->method, "srs")) {
        xc_say_line(say, xc_say(say, XC_MSG("Each of them has the same chance."), 0));
    } else if (xc_str_is(draw->method, "pps")) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("The chance of each is in proportion to its "
                                       "weight."),
                                0));
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
}

/* ---- How often ---- */

static void times_exact(struct xc_say *say, const struct xc_obligation *obligation,
                        struct xc_str who, struct xc_str from, struct xc_str to) {
    struct xc_str label = obligation->label;
    struct xc_str times = xc_say_number(say, obligation->times);
    struct xc_str each = xc_say_period(say, obligation->each);
    if (obligation->each == 0 && obligation->times == 1) {
        xc_say_line(say,
                    xc_say(say,
                           XC_MSG("Obligation %s: each of the %s is visited once between "
                                  "%s and %s."),
                           4, label, who, from, to));
    } else if (obligation->each == 0) {
        xc_say_line(say,
                    xc_say(say,
                           XC_MSG("Obligation %s: each of the %s is visited %s times "
                                  "between %s and %s."),
                           5, label, who, times, from, to));
    } else if (obligation->times == 1) {
        xc_say_line(
            say, xc_say(say,
                        XC_MSG("Obligation %s: each of the %s is visited once in every "
                               "%s between %s and %s."),
                        5, label, who, each, from, to));
    } else {
        xc_say_line(say,
                    xc_say(say,
                           XC_MSG("Obligation %s: each of the %s is visited %s times in "
                                  "every %s between %s and %s."),
                           6, label, who, times, each, from, to));
    }
}

static void times_least(struct xc_say *say, const struct xc_obligation *obligation,
                        struct xc_str who, struct xc_str from, struct xc_str to) {
    bool per_each = false;
    unsigned least = xc_rules_least(obligation, &per_each);
    struct xc_str label = obligation->label;
    struct xc_str times = xc_say_number(say, least);
    struct xc_str each = xc_say_period(say, obligation->each);
    if (!per_each && least == 1) {
        xc_say_line(
            say, xc_say(say,
                        XC_MSG("Obligation %s: each of the %s is visited at least once "
                               "between %s and %s."),
                        4, label, who, from, to));
    } else if (!per_each) {
        xc_say_line(say,
                    xc_say(say,
                           XC_MSG("Obligation %s: each of the %s is visited at least %s "
                                  "times between %s and %s."),
                           5, label, who, times, from, to));
    } else if (least == 1) {
        xc_say_line(
            say, xc_say(say,
                        XC_MSG("Obligation %s: each of the %s is visited at least once "
                               "in every %s between %s and %s."),
                        5, label, who, each, from, to));
    } else {
        xc_say_line(say,
                    xc_say(say,
                           XC_MSG("Obligation %s: each of the %s is visited at least %s "
                                  "times in every %s between %s and %s."),
                           6, label, who, times, each, from, to));
    }
    xc_say_line(say,
                xc_say(say,
                       XC_MSG("On average there are at least %s visits per target in "
                              "that time."),
                       1, xc_say_fraction(say, obligation->average, false)));
    if (xc_str_is(obligation->extra_by, "weight")) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("The additional visits go to the targets with the "
                                       "largest weight."),
                                0));
    } else if (xc_str_is(obligation->extra_by, "draw")) {
        xc_say_line(say,
                    xc_say(say, XC_MSG("The additional visits are drawn by lot."), 0));
    } else {
        xc_say_line(say, xc_say(say,
                                XC_MSG("The additional visits go to the targets in the "
                                       "order of their ids."),
                                0));
    }
}

static void most(struct xc_say *say, const struct xc_obligation *obligation) {
    struct xc_str number = xc_say_number(say, obligation->max_per);
    struct xc_str each = xc_say_period(say, obligation->each);
    if (obligation->max_per == 1 && obligation->each == 0) {
        xc_say_line(say, xc_say(say, XC_MSG("No target gets more than one visit."), 0));
    } else if (obligation->max_per > 0 && obligation->each == 0) {
        xc_say_line(
            say, xc_say(say, XC_MSG("No target gets more than %s visits."), 1, number));
    } else if (obligation->max_per == 1) {
        xc_say_line(say,
                    xc_say(say, XC_MSG("No target gets more than one visit in one %s."),
                           1, each));
    } else if (obligation->max_per > 0) {
        xc_say_line(say,
                    xc_say(say, XC_MSG("No target gets more than %s visits in one %s."),
                           2, number, each));
    }
}

static void frequency(struct xc_say *say, const struct xc_obligation *obligation) {
    struct xc_str who =
        obligation->targets != NULL
            ? xc_say_selection(say, obligation->targets)
            : xc_say(say, XC_MSG("targets drawn in %s"), 1, obligation->drawn);
    struct xc_str from = xc_say_date(say, obligation->window.from);
    struct xc_str to = xc_say_date(say, obligation->window.to);
    if (obligation->average.a > 0) {
        times_least(say, obligation, who, from, to);
    } else {
        times_exact(say, obligation, who, from, to);
    }
    most(say, obligation);
    if (obligation->gap == 1) {
        xc_say_line(say,
                    xc_say(say,
                           XC_MSG("Two visits of one target are at least one day apart."),
                           0));
    } else if (obligation->gap > 1) {
        xc_say_line(say,
                    xc_say(say,
                           XC_MSG("Two visits of one target are at least %s days apart."),
                           1, xc_say_number(say, obligation->gap)));
    }
}

/* ---- How ---- */

static void travel(struct xc_say *say, const struct xc_obligation *obligation) {
    if (obligation->travel == 1) {
        xc_say_line(say,
                    xc_say(say,
                           XC_MSG("The crew travels for one working day to get there "
                                  "and for one to come back, and does nothing else "
                                  "on those days."),
                           0));
    } else if (obligation->travel > 1) {
        xc_say_line(say,
                    xc_say(say,
                           XC_MSG("The crew travels for %s working days to get there "
                                  "and for as many to come back, and does nothing "
                                  "else on those days."),
                           1, xc_say_number(say, obligation->travel)));
    }
}

static void rotation(struct xc_say *say, const struct xc_obligation *obligation) {
    if (obligation->rotate == XC_ROTATE_LEAD) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("Nobody leads two visits of one target in "
                                       "succession."),
                                0));
    } else if (obligation->rotate == XC_ROTATE_ALL) {
        xc_say_line(
            say,
            xc_say(say, XC_MSG("Nobody goes to one target twice in succession."), 0));
    }
}

static void uses(struct xc_say *say, const struct xc_programme *programme,
                 const struct xc_obligation *obligation) {
    struct xc_str *names =
        xc_arena_array(say->arena, obligation->use_count, sizeof *names);
    if (names == NULL) {
        say->failed = true;
        return;
    }
    for (size_t i = 0; i < obligation->use_count; i++) {
        names[i] = obligation->uses[i];
        for (size_t j = 0; j < programme->resource_count; j++) {
            const struct xc_resource *resource = &programme->resources[j];
            if (xc_str_equal(resource->id, names[i]) && resource->title.len > 0) {
                names[i] = resource->title;
                break;
            }
        }
    }
    if (obligation->use_count > 0) {
        xc_say_line(say,
                    xc_say(say, XC_MSG("A crew takes along for the day: %s."), 1,
                           xc_say_join(say, names, obligation->use_count, XC_SAY_AND)));
    }
}

/* What each round checks; where one visit checks everything, that alone. */
static void items(struct xc_say *say, const struct xc_obligation *obligation) {
    unsigned rounds = xc_obligation_rounds(obligation);
    if (obligation->item_count == 0) {
        return;
    }
    if (rounds == 1) {
        xc_say_line(say, xc_say(say, XC_MSG("Every visit checks %s."), 1,
                                xc_say_join(say, obligation->items,
                                            obligation->item_count, XC_SAY_AND)));
        return;
    }
    xc_say_line(say, xc_say(say,
                            XC_MSG("The visits of a target together check everything, in "
                                   "%s rounds:"),
                            1, xc_say_number(say, rounds)));
    for (unsigned round = 1; round <= rounds && round <= SHOWN_ROUNDS; round++) {
        size_t first = 0;
        size_t count = 0;
        xc_obligation_items(obligation, round, &first, &count);
        xc_say_detail(
            say, xc_say(say, XC_MSG("Round %s checks %s."), 2, xc_say_number(say, round),
                        xc_say_join(say, obligation->items + first, count, XC_SAY_AND)));
    }
    if (rounds > SHOWN_ROUNDS) {
        xc_say_detail(say, xc_say(say,
                                  XC_MSG("The rounds after that go on in the same "
                                         "way."),
                                  0));
    }
}

static void ways(struct xc_say *say, const struct xc_obligation *obligation) {
    struct xc_str minutes = xc_say_number(say, obligation->minutes);
    xc_say_line(say,
                xc_say(say,
                       XC_MSG("A visit takes %s minutes where the register does not say "
                              "otherwise."),
                       1, minutes));
    if (obligation->days > 1) {
        xc_say_line(say, xc_say(say, XC_MSG("A visit lasts %s days running."), 1,
                                xc_say_number(say, obligation->days)));
    }
    if (obligation->tasks != 0) {
        xc_say_line(say,
                    xc_say(say, XC_MSG("The tasks are given out for one %s at a time."),
                           1, xc_say_period(say, obligation->tasks)));
    }
    if (obligation->order == XC_ORDER_ZONE) {
        xc_say_line(say, xc_say(say, XC_MSG("Visits in one zone are kept together."), 0));
    } else {
        xc_say_line(say,
                    xc_say(say, XC_MSG("The order of the visits is drawn by lot."), 0));
    }
    if (obligation->areas == XC_AREAS_FIXED) {
        xc_say_line(say, xc_say(say, XC_MSG("Every crew keeps its own zones."), 0));
    } else if (obligation->areas == XC_AREAS_SWAP) {
        xc_say_line(say,
                    xc_say(say,
                           XC_MSG("The crews swap their areas from one %s to the next."),
                           1, xc_say_period(say, obligation->each)));
    }
    for (size_t i = 0; i < obligation->duty_count; i++) {
        const struct xc_zone_duty *duty = &obligation->duties[i];
        xc_say_line(say,
                    xc_say(say, XC_MSG("The crew %s takes %s."), 2, duty->crew,
                           xc_say_join(say, duty->zones, duty->zone_count, XC_SAY_AND)));
    }
    items(say, obligation);
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

static struct xc_str seats(struct xc_say *say, const struct xc_crew_rule *crew) {
    struct xc_str list[XC_MAX_SEATS];
    for (size_t i = 0; i < crew->seat_count; i++) {
        list[i] = places(say, &crew->seats[i]);
    }
    return xc_say_join(say, list, crew->seat_count, XC_SAY_AND);
}

static void crew(struct xc_say *say, const struct xc_obligation *obligation) {
    const struct xc_crew_rule *crew = &obligation->crew;
    const struct xc_crew_rule *panel = &obligation->panel;
    xc_say_line(say,
                xc_say(say, XC_MSG("The crew is made up of %s."), 1, seats(say, crew)));
    if (crew->outside_target) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("Nobody in the crew comes from the county of the "
                                       "target."),
                                0));
    } else if (crew->outside.len > 0) {
        xc_say_line(say, xc_say(say, XC_MSG("Nobody in the crew comes from the area %s."),
                                1, crew->outside));
    }
    if (panel->seat_count == 0) {
        return;
    }
    xc_say_line(say,
                xc_say(say, XC_MSG("A panel of %s goes along."), 1, seats(say, panel)));
    if (panel->outside_target) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("Nobody in the panel comes from the county of the "
                                       "target."),
                                0));
    } else if (panel->outside.len > 0) {
        xc_say_line(say,
                    xc_say(say, XC_MSG("Nobody in the panel comes from the area %s."), 1,
                           panel->outside));
    }
}

void xc_say_obligation(struct xc_say *say, const struct xc_programme *programme,
                       const struct xc_obligation *obligation) {
    frequency(say, obligation);
    ways(say, obligation);
    travel(say, obligation);
    uses(say, programme, obligation);
    crew(say, obligation);
    rotation(say, obligation);
}
