/* Why a visit is where, when and whose it is, read from the plan itself and the same
 * facts that the planner had. */
#include "plan/dealt_internal.h"
#include "plan/explain_internal.h"

#include <string.h>

enum { OTHER_CREWS = 10 };

int xc_explain_say(struct xc_explaining *e, const struct xc_message *message) {
    if (e->facts->topics) {
        xc_buffer_printf(e->out, "%s\t", xc_explain_topic(message->id));
    }
    if (xc_message_render(message, e->catalogue, e->out) || xc_buffer_putc(e->out, '\n'))
        return xc_fail_memory(e->error);
    return XC_OK;
}

struct xc_str xc_explain_text(struct xc_str text) {
    return text.len > 0 ? text : XC_STR("-");
}

struct xc_str xc_explain_word(const struct xc_explaining *e, enum xc_vocabulary words,
                              unsigned value) {
    return xc_rules_word(xc_str_from(xc_words_english(words, value)), e->catalogue);
}

struct xc_str xc_explain_status(const struct xc_explaining *e,
                                enum xc_visit_status status) {
    return xc_str_from(xc_text(e->catalogue, xc_visit_status_word(status)));
}

struct xc_str xc_explain_name(const struct xc_explaining *e, struct xc_str target) {
    uint32_t row = xc_register_find_target(e->job.reg, target);
    struct xc_str name =
        row == XC_NO_ROW ? XC_STR("")
                         : xc_register_text(e->job.reg, e->job.reg->targets.name[row]);
    return name.len > 0 ? name : target;
}

static const struct xc_programme *programme_of(const struct xc_explaining *e,
                                               struct xc_str id) {
    for (size_t i = 0; i < e->facts->programme_count; i++)
        if (xc_str_equal(e->facts->programmes[i]->id, id))
            return e->facts->programmes[i];
    return xc_str_equal(e->job.programme->id, id) ? e->job.programme : NULL;
}

static struct xc_str title_of(struct xc_str title, struct xc_str id) {
    return title.len > 0 ? title : id;
}

static struct xc_str stage_title(const struct xc_explaining *e,
                                 const struct xc_visit_task *task) {
    const struct xc_programme *programme = programme_of(e, task->programme);
    const struct xc_stage *stage =
        programme ? xc_programme_stage(programme, task->stage) : NULL;
    return stage ? title_of(stage->title, stage->id) : task->stage;
}

struct xc_str xc_explain_tasks(struct xc_explaining *e, const struct xc_visit *visit) {
    struct xc_buffer list = xc_buffer_make(1u << 20);
    for (size_t i = 0; i < visit->task_count; i++) {
        xc_buffer_puts(&list, i > 0 ? xc_text(e->catalogue, XC_MSG(", ")) : "");
        xc_buffer_add(&list, stage_title(e, &visit->tasks[i]));
    }
    struct xc_str text = xc_arena_copy(e->job.arena, xc_buffer_view(&list));
    xc_buffer_free(&list);
    return text;
}

static const struct xc_demand *demand_of(const struct xc_job *job,
                                         const struct xc_visit_task *task) {
    for (uint32_t i = 0; i < job->demand_count; i++)
        if (xc_str_equal(task->programme, job->programme->id) &&
            xc_str_equal(job->demands[i].obligation->label, task->label))
            return &job->demands[i];
    return NULL;
}

/* ---- why here ---- */

static int say_task(struct xc_explaining *e, const struct xc_visit_task *task) {
    const struct xc_programme *programme = programme_of(e, task->programme);
    const struct xc_stage *stage =
        programme ? xc_programme_stage(programme, task->stage) : NULL;
    struct xc_str title =
        programme ? title_of(programme->title, programme->id) : task->programme;
    int code = XC_OK;
    if (xc_fixed_is_hand(task)) {
        XC_SAY(
            e, code,
            XC_MSG("why here: it was added by hand to the stage “%.*s” of the programme "
                   "“%.*s”."),
            XC_PRI(stage_title(e, task)), XC_PRI(title));
        return code;
    }
    XC_SAY(e, code,
           XC_MSG("why here: the stage “%.*s” of the programme “%.*s” asks for it; it is "
                  "the target's visit number %u there."),
           XC_PRI(stage_title(e, task)), XC_PRI(title), task->number);
    if (stage && stage->basis.len > 0)
        XC_SAY(e, code, XC_MSG("its legal basis is %.*s."), XC_PRI(stage->basis));
    return code;
}

static int say_here(struct xc_explaining *e, const struct xc_visit *visit,
                    uint32_t target) {
    const struct xc_register *reg = e->job.reg;
    char date[11];
    char start[6];
    char end[6];
    int code = XC_OK;
    xc_date_format(visit->date, date);
    xc_time_format(visit->start, start);
    xc_time_format(visit->end, end);
    XC_SAY(e, code,
           XC_MSG("visit %.*s: %.*s (%.*s) on %s, %s to %s, by crew %.*s; %.*s."),
           XC_PRI(visit->id), XC_PRI(xc_explain_name(e, visit->target)),
           XC_PRI(visit->target), date, start, end, XC_PRI(xc_explain_text(visit->crew)),
           XC_PRI(xc_explain_status(e, visit->status)));
    for (size_t i = 0; i < visit->task_count && !code; i++)
        code = say_task(e, &visit->tasks[i]);
    if (e->facts->brief)
        return code;
    for (size_t i = 0; i < visit->task_count && !code; i++)
        code = xc_explain_cause(e, visit, &visit->tasks[i]);
    if (target == XC_NO_ROW)
        return code;
    uint32_t area = reg->targets.area[target];
    struct xc_str name =
        area == XC_NO_ROW ? XC_STR("-") : xc_register_text(reg, reg->areas.name[area]);
    XC_SAY(e, code,
           XC_MSG("the register has the target as %.*s, %.*s, area %.*s, zone %.*s."),
           XC_PRI(xc_explain_word(e, XC_WORDS_KIND, reg->targets.kind[target])),
           XC_PRI(xc_explain_word(e, XC_WORDS_STATUS, reg->targets.status[target])),
           XC_PRI(name),
           XC_PRI(xc_explain_text(xc_register_text(reg, reg->targets.zone[target]))));
    return code;
}

/* ---- why then ---- */

/* The row of a crew in the hours of the demand's stage; XC_NO_ROW: no such crew. */
static uint32_t row_of(const struct xc_job *job, const struct xc_demand *demand,
                       uint32_t crew) {
    return crew == XC_NO_ROW ? XC_NO_ROW : xc_shifts_row(job, crew, demand->shift);
}

struct crew_day { /* what a crew does on a day */
    unsigned visits;
    unsigned minutes;
    bool same_zone;
};

static struct crew_day look_at(const struct xc_explaining *e, struct xc_str crew,
                               xc_date date, uint32_t target) {
    const struct xc_register *reg = e->job.reg;
    struct crew_day day = {0};
    for (size_t i = 0; i < e->facts->count; i++) {
        const struct xc_visit *visit = &e->facts->visits[i];
        if (!xc_fixed_counts(visit->status) || date < visit->date ||
            date > visit->end_date || !xc_str_equal(visit->crew, crew))
            continue;
        uint32_t other = xc_register_find_target(reg, visit->target);
        day.visits++;
        day.minutes += visit->date == visit->end_date
                           ? visit->minutes
                           : xc_hours_minutes(&e->job.hours, XC_WHOLE_DAY);
        if (other != XC_NO_ROW && target != XC_NO_ROW &&
            xc_str_equal(xc_register_text(reg, reg->targets.zone[other]),
                         xc_register_text(reg, reg->targets.zone[target])))
            day.same_zone = true;
    }
    return day;
}

/* True where the crew cannot take the visit beside what it does that day: the hours are
 * used up, or the visits that its people may make. */
static bool is_full(const struct xc_explaining *e, const struct xc_demand *demand,
                    uint32_t crew, const struct xc_visit *visit,
                    const struct crew_day *done) {
    const struct xc_class *klass = &e->job.classes[demand->klass];
    return done->minutes + visit->minutes >
               xc_hours_minutes(&e->job.shifts[demand->shift], XC_WHOLE_DAY) ||
           done->visits >= xc_people_day_limit(&e->job, klass, crew);
}

static int say_then(struct xc_explaining *e, const struct xc_visit *visit,
                    uint32_t target, const struct xc_demand *demand) {
    const struct xc_job *job = &e->job;
    const struct xc_plan_cause *cause =
        xc_owed_find(e->input, &visit->tasks[0], visit->target);
    struct xc_window window = xc_owed_window(demand->obligation, cause);
    uint32_t crew = row_of(job, demand, xc_crews_find(job, visit->crew));
    uint16_t lo = 1;
    uint16_t hi = 0;
    char from[11];
    char to[11];
    int code = XC_OK;
    xc_days_between(job, window.from, window.to, &lo, &hi);
    int at = xc_days_find(job, visit->date);
    xc_date_format(window.from, from);
    xc_date_format(window.to, to);
    if (lo > hi || at < (int)lo)
        return code;
    XC_SAY(
        e, code,
        XC_MSG(
            "why then: the window is %s to %s; of its %u working days from the start of "
            "planning this is number %u."),
        from, to, (unsigned)(hi - lo + 1), (unsigned)(at - (int)lo + 1));
    if (crew == XC_NO_ROW || at == (int)lo)
        return code;
    unsigned away = 0;
    unsigned full = 0;
    unsigned elsewhere = 0;
    unsigned open = 0;
    const uint8_t *presence =
        job->classes[demand->klass].presence + (size_t)crew * job->workdays;
    for (uint32_t day = lo; day < (uint32_t)at; day++) {
        struct crew_day done = look_at(e, visit->crew, job->dates[day], target);
        if (presence[day] == 0)
            away++;
        else if (is_full(e, demand, crew, visit, &done))
            full++;
        else if (done.visits > 0 && !done.same_zone)
            elsewhere++;
        else
            open++;
    }
    XC_SAY(
        e, code,
        XC_MSG("before that day crew %.*s had %u working days in the window: on %u its "
               "seats could not be filled, %u were full, on %u it was in other zones, "
               "%u stayed free because visits are spread evenly over the window."),
        XC_PRI(visit->crew), (unsigned)(at - (int)lo), away, full, elsewhere, open);
    return code;
}

/* ---- why them ---- */

static int say_seat(struct xc_explaining *e, const struct xc_visit_person *seated) {
    const struct xc_register *reg = e->job.reg;
    uint32_t person = xc_register_find_person(reg, seated->person);
    struct xc_str seat = xc_explain_word(e, XC_WORDS_ROLE, seated->seat);
    char until[11];
    int code = XC_OK;
    if (person == XC_NO_ROW) {
        XC_SAY(
            e, code,
            XC_MSG("why them: %.*s sits as %.*s, but is not in the register any more."),
            XC_PRI(seated->person), XC_PRI(seat));
        return code;
    }
    struct xc_str name = xc_register_text(reg, reg->people.name[person]);
    struct xc_str certificate = xc_register_text(reg, reg->people.certificate[person]);
    if (certificate.len == 0) {
        XC_SAY(e, code, XC_MSG("why them: %.*s (%.*s) sits as %.*s and has this role."),
               XC_PRI(name), XC_PRI(seated->person), XC_PRI(seat));
    } else if (reg->people.certificate_until[person] == XC_NO_DATE) {
        XC_SAY(
            e, code,
            XC_MSG(
                "why them: %.*s (%.*s) sits as %.*s; certificate %.*s, without expiry."),
            XC_PRI(name), XC_PRI(seated->person), XC_PRI(seat), XC_PRI(certificate));
    } else {
        xc_date_format(reg->people.certificate_until[person], until);
        XC_SAY(
            e, code,
            XC_MSG(
                "why them: %.*s (%.*s) sits as %.*s; certificate %.*s, valid until %s."),
            XC_PRI(name), XC_PRI(seated->person), XC_PRI(seat), XC_PRI(certificate),
            until);
    }
    return code;
}

/* ---- why not others ---- */

static bool serves(const struct xc_job *job, const struct xc_demand *demand,
                   uint32_t crew, uint32_t target) {
    const struct xc_class *klass = &job->classes[demand->klass];
    uint32_t area = job->crews[crew].area;
    uint32_t place = job->reg->targets.area[target];
    uint32_t member = job->crews[crew].first;
    uint32_t end = member + job->crews[crew].count;
    if (klass->rule->from != XC_FROM_ANYWHERE) {
        while (member < end &&
               xc_origin_breach(job, klass, job->members[member].row, target))
            member++;
        return member < end;
    }
    return area == XC_NO_ROW || place == XC_NO_ROW ||
           xc_register_within(job->reg, place, area) ||
           xc_register_within(job->reg, area, place);
}

static bool has_duty(const struct xc_job *job, const struct xc_demand *demand,
                     uint32_t crew, uint32_t target) {
    const struct xc_obligation *obligation = demand->obligation;
    const struct xc_register *reg = job->reg;
    struct xc_str zone = xc_register_text(reg, reg->targets.zone[target]);
    for (size_t i = 0; i < obligation->duty_count; i++) {
        const struct xc_zone_duty *duty = &obligation->duties[i];
        if (!xc_str_equal(duty->crew, job->crews[crew].id))
            continue;
        for (size_t k = 0; k < duty->zone_count; k++) {
            if (zone.len > 0 && xc_str_equal(duty->zones[k], zone))
                return true;
            for (uint32_t area = reg->targets.area[target]; area != XC_NO_ROW;
                 area = reg->areas.parent[area])
                if (xc_str_equal(duty->zones[k],
                                 xc_register_text(reg, reg->areas.code[area])) ||
                    xc_str_equal(duty->zones[k],
                                 xc_register_text(reg, reg->areas.name[area])))
                    return true;
        }
    }
    return false;
}

static bool fills(const struct xc_job *job, uint32_t klass, uint32_t crew, int day,
                  uint32_t target, unsigned forget) {
    uint32_t chosen[XC_PLACES];
    const struct xc_class *rule = &job->classes[klass];
    unsigned presence = rule->presence[(size_t)crew * job->workdays + (size_t)day];
    if (presence == 0 || forget & XC_FORGET_ABSENCES)
        presence = XC_PRESENT_ALL;
    return xc_people_match(job, rule, crew, (uint32_t)day, 1, presence, target,
                           forget | XC_FORGET_LIMITS, chosen);
}

static int say_other(struct xc_explaining *e, const struct xc_visit *visit,
                     uint32_t target, const struct xc_demand *demand, uint32_t crew) {
    const struct xc_job *job = &e->job;
    int day = xc_days_find(job, visit->date);
    struct xc_str id = job->crews[crew].id;
    struct crew_day done = look_at(e, id, visit->date, target);
    int code = XC_OK;
    if (day < 0 || xc_explain_kept_off(e, visit, target, demand, crew, &code))
        return code;
    if (!fills(job, demand->klass, crew, day, target, 0)) {
        if (fills(job, demand->klass, crew, day, target, XC_FORGET_ABSENCES))
            XC_SAY(e, code, XC_MSG("not crew %.*s: people it needs are away that day."),
                   XC_PRI(id));
        else if (fills(job, demand->klass, crew, day, target, XC_FORGET_RELATIONS))
            XC_SAY(e, code,
                   XC_MSG("not crew %.*s: people it needs are barred from the target."),
                   XC_PRI(id));
        else if (fills(job, demand->klass, crew, day, target, XC_FORGET_CERTIFICATES))
            XC_SAY(e, code,
                   XC_MSG("not crew %.*s: a certificate it needs is not valid that day."),
                   XC_PRI(id));
        else
            XC_SAY(e, code, XC_MSG("not crew %.*s: its people cannot fill the seats."),
                   XC_PRI(id));
    } else if (is_full(e, demand, crew, visit, &done)) {
        XC_SAY(e, code, XC_MSG("not crew %.*s: its day is full with %u visits."),
               XC_PRI(id), done.visits);
    } else if (done.visits > 0 && !done.same_zone) {
        XC_SAY(e, code, XC_MSG("not crew %.*s: it is in another zone that day."),
               XC_PRI(id));
    } else {
        XC_SAY(
            e, code,
            XC_MSG(
                "not crew %.*s: no rule forbade it; it was free or in the same zone that "
                "day."),
            XC_PRI(id));
    }
    return code;
}

static int say_others(struct xc_explaining *e, const struct xc_visit *visit,
                      uint32_t target, const struct xc_demand *demand) {
    unsigned said = 0;
    unsigned outside = 0;
    unsigned more = 0;
    int code = XC_OK;
    for (uint32_t i = 0; !code && i < e->job.team_count; i++) {
        if (xc_str_equal(e->job.crews[i].id, visit->crew))
            continue;
        bool may = demand->obligation->duty_count > 0
                       ? has_duty(&e->job, demand, i, target)
                       : serves(&e->job, demand, i, target);
        if (!may)
            outside++;
        else if (said == OTHER_CREWS)
            more++;
        else {
            code = say_other(e, visit, target, demand, row_of(&e->job, demand, i));
            said++;
        }
    }
    if (more > 0)
        XC_SAY(e, code, XC_MSG("%u further crews could serve this area as well."), more);
    if (outside > 0)
        XC_SAY(e, code, XC_MSG("%u other crews do not serve this area or zone."),
               outside);
    return code;
}

static int explain_visit(struct xc_explaining *e, const struct xc_visit *visit) {
    uint32_t target = xc_register_find_target(e->job.reg, visit->target);
    const struct xc_demand *demand = NULL;
    for (size_t i = 0; !demand && i < visit->task_count; i++)
        demand = demand_of(&e->job, &visit->tasks[i]);
    int code = say_here(e, visit, target);
    if (e->facts->brief)
        return code;
    if (!code && demand)
        code = say_then(e, visit, target, demand);
    if (!code && demand)
        code = xc_explain_rules(e, visit, demand);
    for (size_t i = 0; !code && i < visit->person_count; i++)
        code = say_seat(e, &visit->people[i]);
    if (demand && xc_dealt_asks(demand->obligation))
        XC_SAY(e, code,
               XC_MSG("why not others: the draw “%.*s” dealt these people to it; nobody "
                      "chose them."),
               XC_PRI(demand->obligation->drawn));
    else if (!code && demand && target != XC_NO_ROW)
        code = say_others(e, visit, target, demand);
    return code;
}

static const struct xc_visit *find_visit(const struct xc_visit *visits, size_t count,
                                         struct xc_str id) {
    for (size_t i = 0; i < count; i++)
        if (xc_str_equal(visits[i].id, id))
            return &visits[i];
    return NULL;
}

/* True where the reader sees a visit of the target or with the person. */
static bool has_visits(const struct xc_explain_facts *facts, struct xc_str subject) {
    for (size_t i = 0; i < facts->count; i++) {
        const struct xc_visit *visit = &facts->visits[i];
        if (xc_str_equal(visit->target, subject))
            return true;
        for (size_t k = 0; k < visit->person_count; k++)
            if (xc_str_equal(visit->people[k].person, subject))
                return true;
    }
    return false;
}

int xc_plan_explain(const struct xc_plan_input *input,
                    const struct xc_explain_facts *facts, struct xc_str subject,
                    const struct xc_catalogue *catalogue, struct xc_buffer *out,
                    struct xc_error *error) {
    struct xc_plan_input own = *input;
    struct xc_explaining e = {.input = input,
                              .facts = facts,
                              .catalogue = catalogue,
                              .out = out,
                              .error = error};
    const struct xc_visit *visit = find_visit(facts->visits, facts->count, subject);
    uint32_t target = xc_register_find_target(input->reg, subject);
    uint32_t person = xc_register_find_person(input->reg, subject);
    bool known = target != XC_NO_ROW || person != XC_NO_ROW;
    if (!visit && !(facts->brief ? has_visits(facts, subject) : known))
        return xc_fail(error, XC_ENO,
                       "nothing in this plan or register has the id '%.*s': no visit, no "
                       "target, no person.",
                       XC_PRI(subject));
    own.fixed = NULL; /* what is fixed stands among the visits */
    own.fixed_count = 0;
    if (visit && visit->date < own.as_of)
        own.as_of = visit->date;
    int code = xc_plan_prepare(&e.job, &own, error);
    if (!code && visit)
        code = explain_visit(&e, visit);
    else if (!code && target != XC_NO_ROW)
        code = xc_explain_target(&e, target);
    else if (!code && person != XC_NO_ROW)
        code = xc_explain_person(&e, person);
    xc_plan_release(&e.job);
    return code;
}
