/* Parameters, reports, milestones and phases in sentences. */
#include "register/json.h"
#include "rules/say.h"

/* ---- Parameters ---- */

static struct xc_str value(struct xc_say *say, const struct xc_param *param,
                           const json_t *json) {
    if (json_is_array(json)) {
        struct xc_fraction share = {json_integer_value(json_array_get(json, 0)),
                                    json_integer_value(json_array_get(json, 1))};
        return xc_say_fraction(say, share, true);
    }
    if (json_is_integer(json)) {
        return xc_say_number(say, json_integer_value(json));
    }
    if (xc_str_is(param->type, "boolean")) {
        return json_is_true(json) ? xc_say(say, XC_MSG("yes"), 0)
                                  : xc_say(say, XC_MSG("no"), 0);
    }
    return xc_json_str(json);
}

void xc_say_params(struct xc_say *say, const struct xc_programme *programme) {
    if (programme->param_count == 0) {
        return;
    }
    xc_say_gap(say);
    xc_say_heading(say, xc_say(say, XC_MSG("Parameters"), 0));
    for (size_t i = 0; i < programme->param_count; i++) {
        const struct xc_param *param = &programme->params[i];
        struct xc_str name = param->title.len > 0 ? xc_say(say, XC_MSG("%s (%s)"), 2,
                                                           param->title, param->name)
                                                  : param->name;
        struct xc_str now = value(say, param, param->value);
        struct xc_str own = value(say, param, param->fallback);
        if (xc_str_equal(now, own)) {
            xc_say_line(say, xc_say(say, XC_MSG("%s is %s."), 2, name, now));
        } else {
            xc_say_line(say,
                        xc_say(say, XC_MSG("%s is set to %s; the policy itself says %s."),
                               3, name, now, own));
        }
    }
}

/* ---- Reports ---- */

static struct xc_str weekday(struct xc_say *say, enum xc_weekday day) {
    static const char *const days[] = {
        "",
        XC_MSG("every Monday"),
        XC_MSG("every Tuesday"),
        XC_MSG("every Wednesday"),
        XC_MSG("every Thursday"),
        XC_MSG("every Friday"),
        XC_MSG("every Saturday"),
        XC_MSG("every Sunday"),
    };
    return xc_say(say, days[day], 0);
}

static struct xc_str day_of_period(struct xc_say *say, const struct xc_due_rule *rule) {
    struct xc_str period = xc_say_period(say, rule->period);
    struct xc_str month = xc_say_number(say, rule->month);
    struct xc_str day = xc_say_number(say, rule->day);
    bool end = rule->day == XC_DAY_END;
    if (rule->period == XC_PERIOD_MONTH) {
        return end ? xc_say(say, XC_MSG("on the last day of every month"), 0)
                   : xc_say(say, XC_MSG("on day %s of every month"), 1, day);
    }
    return end ? xc_say(say, XC_MSG("on the last day of month %s of every %s"), 2, month,
                        period)
               : xc_say(say, XC_MSG("on day %s of month %s of every %s"), 3, day, month,
                        period);
}

static struct xc_str day_of_rule(struct xc_say *say, const struct xc_due_rule *rule) {
    struct xc_str period = xc_say_period(say, rule->period);
    switch (rule->kind) {
    case XC_DUE_LAST_WORKDAY:
        return xc_say(say, XC_MSG("on the last working day of every %s"), 1, period);
    case XC_DUE_WORKDAY_ON:
        return rule->nth > 0
                   ? xc_say(say, XC_MSG("on working day %s of every %s"), 2,
                            xc_say_number(say, rule->nth), period)
                   : xc_say(
                         say,
                         XC_MSG("on working day %s, counted from the end, of every %s"),
                         2, xc_say_number(say, -(int64_t)rule->nth), period);
    case XC_DUE_WEEKLY:
        return weekday(say, rule->weekday);
    case XC_DUE_DAY:
        return day_of_period(say, rule);
    case XC_DUE_DATE:
    default:
        return xc_say(say, XC_MSG("on %s"), 1, xc_say_date(say, rule->date));
    }
}

static struct xc_str when(struct xc_say *say, const struct xc_due_rule *rule) {
    struct xc_str day = day_of_rule(say, rule);
    if (rule->minutes != XC_NO_TIME) {
        day = xc_say(say, XC_MSG("%s at %s"), 2, day,
                     xc_say_time(say, (unsigned)rule->minutes));
    }
    bool may_roll = rule->kind != XC_DUE_LAST_WORKDAY && rule->kind != XC_DUE_WORKDAY_ON;
    if (may_roll && rule->roll == XC_ROLL_PREVIOUS) {
        return xc_say(say, XC_MSG("%s (if no working day, on the last one before)"), 1,
                      day);
    }
    if (may_roll && rule->roll == XC_ROLL_NEXT) {
        return xc_say(say, XC_MSG("%s (if no working day, on the next one)"), 1, day);
    }
    return may_roll ? xc_say(say, XC_MSG("%s (working day or not)"), 1, day) : day;
}

static void due_way(struct xc_say *say, const struct xc_due_item_rule *due) {
    if (due->from.len > 0 && due->to.len > 0) {
        xc_say_detail(
            say, xc_say(say, XC_MSG("It goes from %s to %s."), 2, due->from, due->to));
    } else if (due->from.len > 0) {
        xc_say_detail(say, xc_say(say, XC_MSG("It comes from %s."), 1, due->from));
    } else if (due->to.len > 0) {
        xc_say_detail(say, xc_say(say, XC_MSG("It goes to %s."), 1, due->to));
    }
    if (due->owner_count > 0) {
        xc_say_detail(
            say, xc_say(say, XC_MSG("Each of these owes one: %s."), 1,
                        xc_say_join(say, due->owners, due->owner_count, XC_SAY_AND)));
    }
    if (due->targets != NULL) {
        xc_say_detail(say, xc_say(say, XC_MSG("It concerns only the %s."), 1,
                                  xc_say_selection(say, due->targets)));
    }
    if (due->since.kind != 0 && xc_str_is(due->each, "target")) {
        xc_say_detail(say,
                      xc_say(say, XC_MSG("The target that it concerns owes it."), 0));
    } else if (due->since.kind != 0 && xc_str_is(due->each, "area")) {
        xc_say_detail(
            say,
            xc_say(say, XC_MSG("The area of the target that it concerns owes it."), 0));
    } else if (xc_str_is(due->each, "target")) {
        xc_say_detail(say, xc_say(say, XC_MSG("There is one for every target."), 0));
    } else if (xc_str_is(due->each, "area")) {
        xc_say_detail(say, xc_say(say, XC_MSG("There is one for every area."), 0));
    }
    if (xc_str_is(due->with, "next-month")) {
        xc_say_detail(say,
                      xc_say(say, XC_MSG("The plan of the next month goes with it."), 0));
    } else if (due->with.len > 0) {
        xc_say_detail(say, xc_say(say, XC_MSG("With it goes: %s."), 1, due->with));
    }
}

const char *xc_say_due_name(struct xc_str what) {
    static const struct {
        const char *word;
        const char *shown;
    } names[] = {
        {"coverage", XC_MSG("report on coverage")},
        {"progress", XC_MSG("report on progress")},
        {"plan", XC_MSG("inspection plan")},
        {"self_check", XC_MSG("report of a self-check")},
        {"rectification", XC_MSG("report on what was put right")},
        {"case", XC_MSG("report on a case")},
        {"summary", XC_MSG("summary report")},
        {"ranking", XC_MSG("ranking")},
        {"due", XC_MSG("report on due items")},
        {"workload", XC_MSG("report on workload")},
        {"findings", XC_MSG("report on findings")},
        {"public", XC_MSG("publication of results")},
        {"next-month", XC_MSG("plan of the next month")},
        {"ledger-book", XC_MSG("monthly working book")},
        {"lead-book", XC_MSG("book of leads")},
        {"case-book", XC_MSG("book of cases")},
        {"institution-book", XC_MSG("book of institutions")},
        {"approval", XC_MSG("approval sheet")},
        {"notices", XC_MSG("notices")},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (xc_str_is(what, names[i].word)) {
            return names[i].shown;
        }
    }
    return NULL;
}

struct xc_str xc_say_due_title(const struct xc_due_item_rule *rule,
                               const struct xc_catalogue *catalogue) {
    const char *name = xc_say_due_name(rule->what);
    return rule->title.len ? rule->title
           : name          ? xc_str_from(xc_text(catalogue, name))
                           : rule->what;
}

static struct xc_str report_name(struct xc_say *say, struct xc_str what) {
    const char *name = xc_say_due_name(what);
    return name ? xc_say(say, name, 0) : what;
}

void xc_say_dues(struct xc_say *say, const struct xc_programme *programme) {
    if (programme->due_count == 0) {
        return;
    }
    xc_say_gap(say);
    xc_say_heading(say, xc_say(say, XC_MSG("Reports"), 0));
    for (size_t i = 0; i < programme->due_count; i++) {
        const struct xc_due_item_rule *due = &programme->dues[i];
        struct xc_str name = due->title.len > 0
                                 ? xc_say(say, XC_MSG("%s (%s)"), 2, due->title, due->id)
                                 : due->id;
        struct xc_str what = report_name(say, due->what);
        if (due->since.kind != 0) {
            xc_say_due_since(say, due, name, what);
        } else if (due->when.kind == XC_DUE_DATE) {
            xc_say_line(say, xc_say(say, XC_MSG("%s: %s, due %s."), 3, name, what,
                                    when(say, &due->when)));
        } else {
            xc_say_line(say, xc_say(say, XC_MSG("%s: %s, due %s, between %s and %s."), 5,
                                    name, what, when(say, &due->when),
                                    xc_say_date(say, due->window.from),
                                    xc_say_date(say, due->window.to)));
        }
        due_way(say, due);
    }
}

/* ---- Milestones and phases ---- */

static struct xc_str stage_name(const struct xc_programme *programme, struct xc_str id) {
    const struct xc_stage *stage = xc_programme_stage(programme, id);
    return stage != NULL && stage->title.len > 0 ? stage->title : id;
}

/* Of a phase or a stage. */
static struct xc_str after_name(const struct xc_programme *programme, struct xc_str id) {
    const struct xc_phase *phase = xc_programme_phase(programme, id);
    return phase == NULL          ? stage_name(programme, id)
           : phase->title.len > 0 ? phase->title
                                  : id;
}

void xc_say_milestones(struct xc_say *say, const struct xc_programme *programme) {
    if (programme->milestone_count == 0) {
        return;
    }
    xc_say_gap(say);
    xc_say_heading(say, xc_say(say, XC_MSG("Milestones"), 0));
    for (size_t i = 0; i < programme->milestone_count; i++) {
        const struct xc_milestone *milestone = &programme->milestones[i];
        struct xc_str what = milestone->title.len > 0 ? milestone->title : milestone->id;
        struct xc_str date = xc_say_date(say, milestone->date);
        if (milestone->stage.len > 0) {
            xc_say_line(say, xc_say(say, XC_MSG("By %s the stage %s reaches: %s."), 3,
                                    date, stage_name(programme, milestone->stage), what));
        } else {
            xc_say_line(say, xc_say(say, XC_MSG("By %s the whole task reaches: %s."), 2,
                                    date, what));
        }
    }
}

void xc_say_phases(struct xc_say *say, const struct xc_programme *programme) {
    if (programme->phase_count == 0) {
        return;
    }
    xc_say_gap(say);
    xc_say_heading(say, xc_say(say, XC_MSG("Phases"), 0));
    for (size_t i = 0; i < programme->phase_count; i++) {
        const struct xc_phase *phase = &programme->phases[i];
        struct xc_str what = phase->title.len > 0 ? phase->title : phase->id;
        struct xc_str from = xc_say_date(say, phase->window.from);
        struct xc_str to = xc_say_date(say, phase->window.to);
        if (phase->after.len > 0) {
            xc_say_line(say, xc_say(say, XC_MSG("%s: from %s to %s, after %s."), 4, what,
                                    from, to, after_name(programme, phase->after)));
        } else {
            xc_say_line(say,
                        xc_say(say, XC_MSG("%s: from %s to %s."), 3, what, from, to));
        }
    }
}
