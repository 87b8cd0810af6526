/* Obligations in sentences: how often, how. */
#include "rules/read.h"
#include "rules/say.h"

enum { SHOWN_ROUNDS = 12 };

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

static void extra_draw(struct xc_say *say, const struct xc_obligation *obligation) {
    if (obligation->extra_draw.len > 0) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("The additional visits are drawn by lot, in the "
                                       "draw %s."),
                                1, obligation->extra_draw));
    } else {
        xc_say_line(say,
                    xc_say(say, XC_MSG("The additional visits are drawn by lot."), 0));
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
        extra_draw(say, obligation);
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
    if (obligation->since.kind != 0) {
        xc_say_causes(say, obligation, who);
        return;
    }
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
    } else if (obligation->order_draw.len > 0) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("The order of the visits is drawn by lot, in the "
                                       "draw %s."),
                                1, obligation->order_draw));
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

void xc_say_obligation(struct xc_say *say, const struct xc_programme *programme,
                       const struct xc_obligation *obligation) {
    frequency(say, obligation);
    xc_say_review(say, &obligation->review);
    ways(say, obligation);
    travel(say, obligation);
    uses(say, programme, obligation);
    xc_say_crews(say, obligation);
    rotation(say, obligation);
}
