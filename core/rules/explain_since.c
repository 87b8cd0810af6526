/* What is owed because of something, and what lost points lead to, in sentences. */
#include "rules/read.h"
#include "rules/say.h"

enum { FEN = 100 };

/* ---- Causes ---- */

/* The clause behind "where": "a check found a problem …". */
static struct xc_str happening(struct xc_say *say, const struct xc_since *since) {
    static const char *const clauses[XC_CAUSE_KINDS] = {
        [XC_CAUSE_VISITED] = XC_MSG("a check took place"),
        [XC_CAUSE_PROBLEM] =
            XC_MSG("a check found a problem not put right on the spot, or a serious one"),
        [XC_CAUSE_RECTIFY] = XC_MSG("a problem that a check found had to be put right"),
        [XC_CAUSE_REFUSED] = XC_MSG("a check was refused, or found nobody"),
        [XC_CAUSE_LEAD] = XC_MSG("a lead came in"),
        [XC_CAUSE_MISSING] = XC_MSG("what was due did not come in"),
        [XC_CAUSE_POINTS] = XC_MSG("the points lost in a calendar year reach a number"),
        [XC_CAUSE_CASE_OPENED] = XC_MSG("a case was opened"),
        [XC_CAUSE_CASE_REFERRED] = XC_MSG("a case was referred"),
        [XC_CAUSE_CASE_CLOSED] = XC_MSG("a case was closed"),
    };
    return xc_say(say, clauses[since->kind], 0);
}

/* Which stage, source, due item or authority; empty where any. */
static struct xc_str which(struct xc_say *say, const struct xc_since *since) {
    if (since->of.len == 0) {
        return since->of;
    }
    switch (since->kind) {
    case XC_CAUSE_LEAD:
        return xc_say(say, XC_MSG("source %s"), 1, xc_say_source(say, since->of));
    case XC_CAUSE_MISSING:
        return xc_say(say, XC_MSG("due item %s"), 1, since->of);
    case XC_CAUSE_CASE_OPENED:
    case XC_CAUSE_CASE_REFERRED:
    case XC_CAUSE_CASE_CLOSED:
        return xc_say(say, XC_MSG("authority %s"), 1, xc_say_source(say, since->of));
    default:
        return xc_say(say, XC_MSG("stage %s"), 1, since->of);
    }
}

static struct xc_str how_much(struct xc_say *say, const struct xc_since *since) {
    if (since->min == 0) {
        return (struct xc_str){"", 0};
    }
    if (since->kind == XC_CAUSE_LEAD) {
        return xc_say(say, XC_MSG("severity %s or more"), 1,
                      xc_say_number(say, since->min));
    }
    if (since->kind == XC_CAUSE_POINTS) {
        return xc_say(say, XC_MSG("%s points"), 1, xc_say_number(say, since->min));
    }
    return xc_say(say, XC_MSG("%s yuan or more"), 1,
                  xc_say_fraction(say, (struct xc_fraction){since->min, FEN}, false));
}

static struct xc_str cause(struct xc_say *say, const struct xc_since *since) {
    struct xc_str parts[2];
    size_t count = 0;
    struct xc_str of = which(say, since);
    struct xc_str min = how_much(say, since);
    if (of.len > 0) {
        parts[count++] = of;
    }
    if (min.len > 0) {
        parts[count++] = min;
    }
    struct xc_str what = happening(say, since);
    return count == 0 ? what
                      : xc_say(say, XC_MSG("%s (%s)"), 2, what,
                               xc_say_join(say, parts, count, XC_SAY_AND));
}

/* "20 working days after it". */
static struct xc_str offset(struct xc_say *say, struct xc_offset offset) {
    int64_t count = offset.count;
    struct xc_str number = xc_say_number(say, count < 0 ? -count : count);
    if (count == 0) {
        return xc_say(say, XC_MSG("on that day"), 0);
    }
    if (count == 1) {
        return offset.workdays ? xc_say(say, XC_MSG("one working day after it"), 0)
                               : xc_say(say, XC_MSG("one day after it"), 0);
    }
    if (count == -1) {
        return offset.workdays ? xc_say(say, XC_MSG("one working day before it"), 0)
                               : xc_say(say, XC_MSG("one day before it"), 0);
    }
    if (count > 0) {
        return offset.workdays
                   ? xc_say(say, XC_MSG("%s working days after it"), 1, number)
                   : xc_say(say, XC_MSG("%s days after it"), 1, number);
    }
    return offset.workdays ? xc_say(say, XC_MSG("%s working days before it"), 1, number)
                           : xc_say(say, XC_MSG("%s days before it"), 1, number);
}

/* ---- Like ones ---- */

static struct xc_str likeness(struct xc_say *say, unsigned like) {
    static const char *const names[] = {XC_MSG("kind"), XC_MSG("organisation"),
                                        XC_MSG("county or district"), XC_MSG("finding")};
    struct xc_str parts[sizeof names / sizeof *names];
    size_t count = 0;
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        if ((like >> i & 1) != 0) {
            parts[count++] = xc_say(say, names[i], 0);
        }
    }
    return xc_say_join(say, parts, count, XC_SAY_AND);
}

static void like(struct xc_say *say, const struct xc_obligation *obligation) {
    struct xc_str same = likeness(say, obligation->like);
    if (obligation->like == 0) {
        return;
    }
    if (obligation->like_only) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("Not the target itself is visited for it, but "
                                       "those among them that have the same %s."),
                                1, same));
    } else {
        xc_say_line(say, xc_say(say,
                                XC_MSG("Those among them that have the same %s are "
                                       "visited for it, too."),
                                1, same));
    }
    if (obligation->like_most == 1) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("It is one of them for each cause, the one with "
                                       "the largest weight."),
                                0));
    } else if (obligation->like_most > 1) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("They are %s for each cause at most, those with "
                                       "the largest weight."),
                                1, xc_say_number(say, obligation->like_most)));
    }
}

void xc_say_causes(struct xc_say *say, const struct xc_obligation *obligation,
                   struct xc_str who) {
    const struct xc_since *since = &obligation->since;
    xc_say_line(say,
                xc_say(say,
                       XC_MSG("Obligation %s: of the %s each is visited once for every "
                              "time that %s, between %s and %s."),
                       5, obligation->label, who, cause(say, since),
                       xc_say_date(say, obligation->window.from),
                       xc_say_date(say, obligation->window.to)));
    xc_say_line(say, xc_say(say,
                            XC_MSG("The visit comes at the earliest %s, at the "
                                   "latest %s."),
                            2, offset(say, since->from), offset(say, since->to)));
    like(say, obligation);
}

/* ---- What is examined ---- */

void xc_say_review(struct xc_say *say, const struct xc_review_rule *review) {
    if (review->field.len == 0) {
        return;
    }
    struct xc_str unit =
        review->unit.len > 0 ? review->unit : xc_say(say, XC_MSG("records"), 0);
    xc_say_line(say, xc_say(say,
                            XC_MSG("At least %s of the %s are examined, whose number "
                                   "stands in the column %s."),
                            3, xc_say_fraction(say, review->share, true), unit,
                            review->field));
    if (review->first.len > 0) {
        xc_say_line(say, xc_say(say,
                                XC_MSG("Those counted in the column %s come first, all "
                                       "of them."),
                                1, review->first));
    }
}

/* ---- Due items ---- */

void xc_say_due_since(struct xc_say *say, const struct xc_due_item_rule *due,
                      struct xc_str name, struct xc_str what) {
    struct xc_str when = offset(say, due->since.to);
    if (due->when.minutes != XC_NO_TIME) {
        when = xc_say(say, XC_MSG("%s at %s"), 2, when,
                      xc_say_time(say, (unsigned)due->when.minutes));
    }
    xc_say_line(say, xc_say(say,
                            XC_MSG("%s: %s, for every time that %s, due %s, between %s "
                                   "and %s."),
                            6, name, what, cause(say, &due->since), when,
                            xc_say_date(say, due->window.from),
                            xc_say_date(say, due->window.to)));
}

/* ---- The ladder ---- */

static void rungs(struct xc_say *say, const struct xc_rung *rungs, size_t count,
                  bool doctors) {
    for (size_t i = 0; i < count; i++) {
        struct xc_str step = rungs[i].title.len > 0 ? rungs[i].title : rungs[i].step;
        struct xc_str at = xc_say_number(say, rungs[i].at);
        if (doctors) {
            xc_say_line(say, xc_say(say,
                                    XC_MSG("A doctor who loses %s points in a calendar "
                                           "year: %s."),
                                    2, at, step));
        } else {
            xc_say_line(say, xc_say(say,
                                    XC_MSG("A target that loses %s points in a calendar "
                                           "year: %s."),
                                    2, at, step));
        }
    }
}

void xc_say_ladder(struct xc_say *say, const struct xc_programme *programme) {
    const struct xc_ladder *ladder = programme->ladder;
    if (ladder == NULL) {
        return;
    }
    xc_say_gap(say);
    xc_say_heading(say, xc_say(say, XC_MSG("Points"), 0));
    rungs(say, ladder->targets, ladder->target_count, false);
    rungs(say, ladder->doctors, ladder->doctor_count, true);
    for (size_t i = 0; i < ladder->grade_count; i++) {
        const struct xc_grade *grade = &ladder->grades[i];
        struct xc_str name = grade->title.len > 0 ? grade->title : grade->grade;
        struct xc_str from = xc_say_number(say, grade->from);
        if (grade->failed) {
            xc_say_line(say, xc_say(say,
                                    XC_MSG("From %s points on the year is assessed as "
                                           "%s; it counts as failed."),
                                    2, from, name));
        } else {
            xc_say_line(
                say, xc_say(say, XC_MSG("From %s points on the year is assessed as %s."),
                            2, from, name));
        }
    }
    if (ladder->failed_years == 1) {
        xc_say_line(say, xc_say(say, XC_MSG("A failed year ends the agreement."), 0));
    } else if (ladder->failed_years > 1) {
        xc_say_line(say, xc_say(say, XC_MSG("%s failed years running end the agreement."),
                                1, xc_say_number(say, ladder->failed_years)));
    }
}
