/* A programme in sentences: the head, then one paragraph per stage. */
#include "rules/read.h"
#include "rules/say.h"

enum { SENTENCES_BYTES = 256 << 20 };

static struct xc_str titled(struct xc_say *say, struct xc_str title, struct xc_str id) {
    return title.len > 0 ? xc_say(say, XC_MSG("%s (%s)"), 2, title, id) : id;
}

static struct xc_str hours_text(struct xc_say *say, const struct xc_hours *hours) {
    struct xc_str spans[XC_HOUR_SPANS];
    for (unsigned i = 0; i < hours->count; i++) {
        spans[i] =
            xc_say(say, XC_MSG("%s to %s"), 2, xc_say_time(say, hours->spans[i].from),
                   xc_say_time(say, hours->spans[i].to));
    }
    return xc_say_join(say, spans, hours->count, XC_SAY_AND);
}

static void head(struct xc_say *say, const struct xc_programme *programme) {
    struct xc_str name = titled(say, programme->title, programme->id);
    struct xc_str year = xc_say_number(say, programme->year);
    if (programme->office.len > 0) {
        xc_say_heading(say, xc_say(say, XC_MSG("Programme %s for the year %s, office %s"),
                                   3, name, year, programme->office));
    } else {
        xc_say_heading(
            say, xc_say(say, XC_MSG("Programme %s for the year %s"), 2, name, year));
    }
    xc_say_line(say,
                xc_say(say,
                       XC_MSG("Working days follow the calendar %s; office hours are "
                              "%s, time zone %s."),
                       3, programme->calendar, hours_text(say, &programme->hours),
                       programme->zone));
    if (xc_str_is(programme->seed, "public")) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("Draws use a public random value that nobody can "
                                       "know beforehand."),
                                0));
    } else if (xc_str_is(programme->seed, "sealed")) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("Draws use a public random value together with a "
                                       "sealed secret."),
                                0));
    }
}

static void resources(struct xc_say *say, const struct xc_programme *programme) {
    for (size_t i = 0; i < programme->resource_count; i++) {
        const struct xc_resource *resource = &programme->resources[i];
        struct xc_str name = titled(say, resource->title, resource->id);
        if (resource->count == 1) {
            xc_say_line(say, xc_say(say,
                                    XC_MSG("Of %s there is one, which one crew can have "
                                           "on a day."),
                                    1, name));
        } else {
            xc_say_line(say, xc_say(say,
                                    XC_MSG("Of %s there are %s; so many crews can have "
                                           "one on the same day."),
                                    2, name, xc_say_number(say, resource->count)));
        }
    }
}

static void manner(struct xc_say *say, const struct xc_stage *stage) {
    if (stage->kind == XC_STAGE_DRAWN) {
        xc_say_line(say,
                    xc_say(say, XC_MSG("Who is visited is drawn at random (method %s)."),
                           1, stage->plugin));
    } else {
        xc_say_line(say,
                    xc_say(say, XC_MSG("Crews work through their targets (method %s)."),
                           1, stage->plugin));
    }
    if (stage->nature == XC_NATURE_ENFORCEMENT) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("These are enforcement inspections: at least two "
                                       "officers with valid certificates go."),
                                0));
    } else {
        xc_say_line(say, xc_say(say,
                                XC_MSG("These are checks by the agency, not enforcement "
                                       "inspections."),
                                0));
    }
    switch (stage->method) {
    case XC_METHOD_WRITTEN:
        xc_say_line(
            say, xc_say(say, XC_MSG("They are made on paper, without going there."), 0));
        break;
    case XC_METHOD_PHONE:
        xc_say_line(say, xc_say(say, XC_MSG("They are made by telephone."), 0));
        break;
    case XC_METHOD_NIGHT:
        xc_say_line(say, xc_say(say, XC_MSG("They are made on site, at night."), 0));
        break;
    case XC_METHOD_SITE:
    default:
        xc_say_line(say, xc_say(say, XC_MSG("They are made on site."), 0));
        break;
    }
}

static void hours(struct xc_say *say, const struct xc_stage *stage) {
    if (stage->hours.count > 0) {
        xc_say_line(say, xc_say(say, XC_MSG("The visits take place from %s."), 1,
                                hours_text(say, &stage->hours)));
    }
}

static void opening(struct xc_say *say, const struct xc_programme *programme,
                    const struct xc_stage *stage) {
    struct xc_str from = xc_say_date(say, stage->window.from);
    struct xc_str to = xc_say_date(say, stage->window.to);
    const struct xc_phase *phase = xc_programme_phase(programme, stage->opens_after);
    if (phase != NULL) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("It opens after the phase %s; its visits lie "
                                       "between %s and %s."),
                                3, titled(say, phase->title, phase->id), from, to));
    } else if (stage->opens_after.len > 0) {
        xc_say_line(say,
                    xc_say(say,
                           XC_MSG("It opens after the stage %s; its visits lie between "
                                  "%s and %s."),
                           3, stage->opens_after, from, to));
    } else {
        xc_say_line(
            say, xc_say(say, XC_MSG("It opens on %s; its visits lie between %s and %s."),
                        3, xc_say_date(say, stage->opens), from, to));
    }
    if (stage->basis.len > 0) {
        xc_say_line(say, xc_say(say, XC_MSG("Legal basis: %s."), 1, stage->basis));
    }
    if (stage->period.from != XC_NO_DATE) {
        xc_say_line(say, xc_say(say, XC_MSG("What happened from %s to %s is examined."),
                                2, xc_say_date(say, stage->period.from),
                                xc_say_date(say, stage->period.to)));
    }
}

static struct xc_str viewers(struct xc_say *say, const struct xc_embargo *embargo) {
    static const char *const names[XC_VIEWER_COUNT] = {
        [XC_VIEWER_ADMIN] = XC_MSG("administrators"),
        [XC_VIEWER_PLANNER] = XC_MSG("planners"),
        [XC_VIEWER_INSPECTOR] = XC_MSG("inspectors"),
        [XC_VIEWER_AUDITOR] = XC_MSG("auditors of the ledger"),
        [XC_VIEWER_FEED] = XC_MSG("calendar feeds"),
        [XC_VIEWER_PUBLIC] = XC_MSG("the public"),
    };
    struct xc_str list[XC_VIEWER_COUNT];
    size_t count = 0;
    unsigned hidden = xc_rules_hidden(embargo);
    for (unsigned role = 1; role < XC_VIEWER_COUNT; role++) {
        if ((hidden & 1u << role) != 0) {
            list[count++] = xc_say(say, names[role], 0);
        }
    }
    return xc_say_join(say, list, count, XC_SAY_AND);
}

static void embargo(struct xc_say *say, const struct xc_embargo *embargo) {
    if (!embargo->set) {
        return;
    }
    struct xc_str time = xc_say_time(say, embargo->minutes);
    struct xc_str before = xc_say_number(say, embargo->before);
    struct xc_str who = viewers(say, embargo);
    if (embargo->until != XC_NO_DATE) {
        xc_say_line(say,
                    xc_say(say, XC_MSG("The visits are hidden from %s until %s on %s."),
                           3, who, time, xc_say_date(say, embargo->until)));
    } else if (embargo->before == 0) {
        xc_say_line(say,
                    xc_say(say,
                           XC_MSG("A visit is hidden from %s until %s on its first day."),
                           2, who, time));
    } else if (embargo->workdays && embargo->before == 1) {
        xc_say_line(
            say,
            xc_say(
                say,
                XC_MSG(
                    "A visit is hidden from %s until %s on the working day before it."),
                2, who, time));
    } else if (embargo->workdays) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("A visit is hidden from %s until %s on the day "
                                       "that lies %s working days before it."),
                                3, who, time, before));
    } else if (embargo->before == 1) {
        xc_say_line(
            say,
            xc_say(say,
                   XC_MSG("A visit is hidden from %s until %s on the day before it."), 2,
                   who, time));
    } else {
        xc_say_line(say, xc_say(say,
                                XC_MSG("A visit is hidden from %s until %s on the day "
                                       "that lies %s days before it."),
                                3, who, time, before));
    }
}

static void limits(struct xc_say *say, const struct xc_stage *stage) {
    if (stage->merge) {
        xc_say_line(say,
                    xc_say(say,
                           XC_MSG("A visit that another programme has planned at the "
                                  "same target may serve both."),
                           0));
    } else {
        xc_say_line(
            say, xc_say(say, XC_MSG("Its visits are not put together with others."), 0));
    }
    if (stage->cap == 1) {
        xc_say_line(
            say,
            xc_say(say,
                   XC_MSG("No target gets more than one visit of this nature in a year."),
                   0));
    } else if (stage->cap > 1) {
        xc_say_line(say,
                    xc_say(say,
                           XC_MSG("No target gets more than %s visits of this nature "
                                  "in a year."),
                           1, xc_say_number(say, stage->cap)));
    }
}

static void stage(struct xc_say *say, const struct xc_programme *programme,
                  const struct xc_stage *stage) {
    xc_say_gap(say);
    xc_say_heading(
        say, xc_say(say, XC_MSG("Stage %s"), 1, titled(say, stage->title, stage->id)));
    opening(say, programme, stage);
    manner(say, stage);
    hours(say, stage);
    for (size_t i = 0; i < stage->draw_count; i++) {
        xc_say_draw(say, &stage->draws[i]);
    }
    for (size_t i = 0; i < stage->obligation_count; i++) {
        xc_say_obligation(say, programme, &stage->obligations[i]);
    }
    limits(say, stage);
    embargo(say, &stage->embargo);
}

int xc_rules_explain(const struct xc_programme *programme,
                     const struct xc_catalogue *catalogue, struct xc_buffer *out,
                     struct xc_error *error) {
    struct xc_arena *arena = xc_arena_new(SENTENCES_BYTES);
    if (arena == NULL) {
        return xc_fail_memory(error);
    }
    struct xc_say say = {catalogue, arena, out, false};
    head(&say, programme);
    resources(&say, programme);
    xc_say_params(&say, programme);
    for (size_t i = 0; i < programme->stage_count && !say.failed; i++) {
        stage(&say, programme, &programme->stages[i]);
    }
    xc_say_dues(&say, programme);
    xc_say_milestones(&say, programme);
    xc_say_phases(&say, programme);
    xc_say_ladder(&say, programme);
    bool failed = say.failed || out->failed;
    xc_arena_free(arena);
    return failed ? xc_fail_memory(error) : XC_OK;
}
