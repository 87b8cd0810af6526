/* Visits against every hard rule, whoever made them: one visit by itself. */
#include "plan/check_internal.h"

#include <string.h>

enum { NOON = 12 * 60 };

int xc_check_breach(const struct xc_checking *c, uint32_t visit,
                    const struct xc_message *message) {
    if (visit >= c->checked ||
        (c->last->visit == visit && xc_plan_same(&c->last->message, message)))
        return 0;
    c->last->visit = visit;
    c->last->message = *message;
    return c->found(c->context, c->numbers[visit], message);
}

uint32_t xc_check_blame(const struct xc_checking *c, uint32_t visit, uint32_t other) {
    return visit < c->checked ? visit : other;
}

/* ---- one visit by itself ---- */

static unsigned minutes_between(const struct xc_hours *hours, unsigned start,
                                unsigned end, bool *inside) {
    unsigned minutes = 0;
    bool starts = false;
    bool ends = false;
    for (unsigned i = 0; i < hours->count; i++) {
        unsigned from = hours->spans[i].from > start ? hours->spans[i].from : start;
        unsigned to = hours->spans[i].to < end ? hours->spans[i].to : end;
        minutes += from < to ? to - from : 0;
        starts = starts || (start >= hours->spans[i].from && start < hours->spans[i].to);
        ends = ends || (end > hours->spans[i].from && end <= hours->spans[i].to);
    }
    *inside = starts && ends;
    return minutes;
}

unsigned xc_check_travel(const struct xc_checking *c, const struct xc_visit *visit) {
    unsigned travel = 0;
    for (size_t i = 0; i < visit->task_count; i++) {
        const struct xc_demand *demand = xc_check_demand(c, &visit->tasks[i]);
        if (demand && demand->obligation->travel > travel)
            travel = demand->obligation->travel;
    }
    return travel;
}

/* The hours of the stage of the visit's first task here, else the programme's. */
static const struct xc_hours *hours_of(const struct xc_checking *c,
                                       const struct xc_visit *visit) {
    for (size_t i = 0; i < visit->task_count; i++) {
        const struct xc_demand *demand = xc_check_rule(c, &visit->tasks[i]);
        const struct xc_stage *stage = xc_check_stage(c, &visit->tasks[i]);
        if (demand)
            return &c->job.shifts[demand->shift];
        if (stage && stage->hours.count > 0)
            return &stage->hours;
    }
    return &c->job.hours;
}

static int check_time(const struct xc_checking *c, uint32_t index) {
    const struct xc_visit *visit = c->visits[index];
    const struct xc_workdays *workdays = c->job.input->workdays;
    bool inside = false;
    char text[11];
    if (visit->end_date < visit->date)
        XC_BREACH(c, index, XC_MSG("the visit ends before it begins."));
    xc_date_format(visit->date, text);
    if (!xc_workdays_is(workdays, visit->date))
        XC_BREACH(c, index, XC_MSG("%s is not a working day."), text);
    xc_date_format(visit->end_date, text);
    if (visit->end_date != visit->date && !xc_workdays_is(workdays, visit->end_date))
        XC_BREACH(c, index, XC_MSG("%s is not a working day."), text);
    if (visit->start % XC_GRID_MINUTES != 0)
        XC_BREACH(c, index,
                  XC_MSG("the visit does not begin at a full quarter of an hour."));
    if (visit->date != visit->end_date)
        return 0;
    unsigned minutes =
        minutes_between(hours_of(c, visit), visit->start, visit->end, &inside);
    if (!inside)
        XC_BREACH(c, index, XC_MSG("the visit lies outside the office hours."));
    else if (minutes < visit->minutes)
        XC_BREACH(
            c, index,
            XC_MSG("the visit takes %u minutes, but only %u lie between its times."),
            visit->minutes, minutes);
    return 0;
}

const struct xc_demand *xc_check_demand(const struct xc_checking *c,
                                        const struct xc_visit_task *task) {
    for (uint32_t i = 0; i < c->job.demand_count; i++)
        if (xc_str_equal(task->programme, c->job.programme->id) &&
            xc_str_equal(c->job.demands[i].obligation->label, task->label))
            return &c->job.demands[i];
    return NULL;
}

const struct xc_stage *xc_check_stage(const struct xc_checking *c,
                                      const struct xc_visit_task *task) {
    return xc_fixed_is_hand(task) && xc_str_equal(task->programme, c->job.programme->id)
               ? xc_programme_stage(c->job.programme, task->stage)
               : NULL;
}

const struct xc_demand *xc_check_rule(const struct xc_checking *c,
                                      const struct xc_visit_task *task) {
    const struct xc_stage *stage = xc_check_stage(c, task);
    for (uint32_t i = 0; stage && i < c->job.demand_count; i++)
        if (c->job.demands[i].stage == stage)
            return &c->job.demands[i];
    return xc_check_demand(c, task);
}

/* The seats of a class that the person may take and was given. */
static uint32_t seats_of(const struct xc_checking *c, const struct xc_class *klass,
                         const struct xc_visit *visit,
                         const struct xc_visit_person *seated, uint32_t person) {
    uint32_t mask = xc_seats_mask(&c->job, klass, person);
    for (unsigned i = 0; i < klass->kind_count; i++)
        if (klass->rule->seats[i].role != seated->seat)
            mask &= ~(1u << i);
    if (mask & klass->certified && !xc_seats_certified(&c->job, person, visit->end_date))
        mask &= ~klass->certified;
    return mask;
}

static int check_crew_duty(const struct xc_checking *c, uint32_t index,
                           const struct xc_demand *demand) {
    const struct xc_obligation *obligation = demand->obligation;
    const struct xc_visit *visit = c->visits[index];
    for (size_t i = 0; i < obligation->duty_count; i++)
        if (xc_str_equal(obligation->duties[i].crew, visit->crew))
            return 0;
    if (obligation->duty_count > 0)
        XC_BREACH(c, index, XC_MSG("crew %.*s has no zones under '%.*s'."),
                  XC_PRI(visit->crew), XC_PRI(obligation->label));
    return 0;
}

/* The people of a visit against the seats of a demand. joined: it came to a visit that
 * was there, whose seats carry their first task's names. */
static int check_seats(const struct xc_checking *c, uint32_t index,
                       const struct xc_demand *demand, struct xc_str label, bool joined) {
    const struct xc_visit *visit = c->visits[index];
    const struct xc_class *klass = &c->job.classes[demand->klass];
    uint32_t masks[XC_CREW_PEOPLE];
    uint8_t chosen[XC_PLACES];
    unsigned count = 0;
    for (size_t i = 0; i < visit->person_count && count < XC_CREW_PEOPLE; i++) {
        uint32_t person = xc_register_find_person(c->job.reg, visit->people[i].person);
        if (person == XC_NO_ROW)
            continue;
        uint32_t mask = xc_seats_mask(&c->job, klass, person);
        if (!joined)
            mask = seats_of(c, klass, visit, &visit->people[i], person);
        else if (!xc_seats_certified(&c->job, person, visit->end_date))
            mask &= ~klass->certified;
        masks[count++] = mask;
        const char *origin =
            c->targets[index] == XC_NO_ROW
                ? NULL
                : xc_origin_breach(&c->job, klass, person, c->targets[index]);
        if (origin)
            XC_BREACH(c, index, origin, XC_PRI(visit->people[i].person));
    }
    if (!xc_seats_match(klass, masks, count, chosen))
        XC_BREACH(
            c, index,
            XC_MSG("the people do not fill the seats of '%.*s': role, certificate or "
                   "another "
                   "condition is missing."),
            XC_PRI(label));
    return 0;
}

static int check_task(const struct xc_checking *c, uint32_t index,
                      const struct xc_visit_task *task, bool joined) {
    const struct xc_visit *visit = c->visits[index];
    const struct xc_stage *stage = xc_check_stage(c, task);
    const struct xc_demand *demand = xc_check_rule(c, task);
    if (!demand && !stage) {
        XC_BREACH(c, index, XC_MSG("the programme has no obligation '%.*s'."),
                  XC_PRI(task->label));
        return 0;
    }
    const struct xc_window *window = stage ? &stage->window : &demand->obligation->window;
    if (visit->date < window->from || visit->end_date > window->to)
        XC_BREACH(c, index, XC_MSG("the visit lies outside the window of '%.*s'."),
                  XC_PRI(task->label));
    int stop = demand ? check_seats(c, index, demand, task->label, joined) : 0;
    if (!stop && stage)
        return xc_check_hand(c, index, stage);
    if (!stop)
        stop = check_crew_duty(c, index, demand);
    return stop ? stop : xc_check_cause(c, index, task);
}

static unsigned needed_halves(const struct xc_checking *c, const struct xc_visit *visit) {
    struct xc_hours morning = xc_hours_without(&c->job.hours, XC_AFTERNOON);
    struct xc_hours afternoon = xc_hours_without(&c->job.hours, XC_MORNING);
    const struct xc_hours *hours = hours_of(c, visit);
    bool inside = false;
    if (hours != &c->job.shifts[0] && hours != &c->job.hours) /* cut at noon */
        return (hours->spans[0].from < NOON && visit->start < NOON ? XC_PRESENT_MORNING
                                                                   : 0u) |
               (hours->spans[hours->count - 1].to > NOON && visit->end > NOON
                    ? XC_PRESENT_AFTERNOON
                    : 0u);
    if (visit->date != visit->end_date)
        return XC_PRESENT_ALL;
    return (minutes_between(&morning, visit->start, visit->end, &inside) > 0
                ? XC_PRESENT_MORNING
                : 0u) |
           (minutes_between(&afternoon, visit->start, visit->end, &inside) > 0
                ? XC_PRESENT_AFTERNOON
                : 0u);
}

static int check_person(const struct xc_checking *c, uint32_t index,
                        const struct xc_visit_person *seated) {
    const struct xc_visit *visit = c->visits[index];
    const struct xc_register *reg = c->job.reg;
    uint32_t person = xc_register_find_person(reg, seated->person);
    uint32_t relation = XC_NO_ROW;
    unsigned halves = needed_halves(c, visit);
    char text[11];
    if (person == XC_NO_ROW) {
        XC_BREACH(c, index, XC_MSG("the register has no person '%.*s'."),
                  XC_PRI(seated->person));
        return 0;
    }
    if (reg->people.status[person] == XC_STATUS_CLOSED ||
        reg->people.status[person] == XC_STATUS_SUSPENDED)
        XC_BREACH(c, index, XC_MSG("%.*s is not active any more."),
                  XC_PRI(seated->person));
    struct xc_window road =
        xc_days_on_road(c->job.input->workdays, visit, xc_check_travel(c, visit));
    for (xc_date day = road.from; day <= road.to; day++) {
        bool on_road = day < visit->date || day > visit->end_date;
        if (on_road && xc_workdays_is(c->job.input->workdays, day) &&
            xc_register_away(reg, person, day)) {
            xc_date_format(day, text);
            XC_BREACH(c, index,
                      XC_MSG("%.*s is away on %s, a day of the way there or back."),
                      XC_PRI(seated->person), text);
        }
    }
    for (xc_date day = visit->date; day <= visit->end_date; day++) {
        if (!xc_workdays_is(c->job.input->workdays, day))
            continue;
        xc_date_format(day, text);
        if (xc_register_away(reg, person, day) & halves)
            XC_BREACH(c, index, XC_MSG("%.*s is away on %s."), XC_PRI(seated->person),
                      text);
        if (c->targets[index] != XC_NO_ROW &&
            xc_register_barred(reg, person, c->targets[index], day, &relation)) {
            XC_BREACH(c, index, XC_MSG("%.*s is barred from %.*s (回避)."),
                      XC_PRI(seated->person), XC_PRI(visit->target));
            break;
        }
    }
    return 0;
}

static int check_people(const struct xc_checking *c, uint32_t index) {
    const struct xc_visit *visit = c->visits[index];
    unsigned certified = 0;
    for (size_t i = 0; i < visit->person_count; i++) {
        int stop = check_person(c, index, &visit->people[i]);
        if (stop)
            return stop;
        for (size_t k = 0; k < i; k++)
            if (xc_str_equal(visit->people[k].person, visit->people[i].person))
                XC_BREACH(c, index, XC_MSG("%.*s sits on two seats."),
                          XC_PRI(visit->people[i].person));
        uint32_t person = xc_register_find_person(c->job.reg, visit->people[i].person);
        bool law = visit->people[i].seat == XC_ROLE_OFFICER ||
                   visit->people[i].seat == XC_ROLE_LEAD;
        certified += law && person != XC_NO_ROW &&
                     xc_seats_certified(&c->job, person, visit->end_date);
    }
    if (visit->nature == XC_NATURE_ENFORCEMENT && certified < 2)
        XC_BREACH(c, index,
                  XC_MSG("an enforcement visit needs two officers with valid "
                         "certificates; it has %u."),
                  certified);
    return 0;
}

static int check_alone(const struct xc_checking *c, uint32_t index) {
    const struct xc_visit *visit = c->visits[index];
    bool joined = false;
    if (c->targets[index] == XC_NO_ROW)
        XC_BREACH(c, index, XC_MSG("the register has no target '%.*s'."),
                  XC_PRI(visit->target));
    int stop = check_time(c, index);
    if (!stop)
        stop = xc_check_closed(c, index);
    if (!stop)
        stop = check_people(c, index);
    for (size_t i = 0; !stop && i < visit->task_count; i++) {
        if (xc_str_equal(visit->tasks[i].programme, c->job.programme->id))
            stop = check_task(c, index, &visit->tasks[i], joined);
        joined = true;
    }
    return stop;
}

/* ---- all ---- */

int xc_plan_check(const struct xc_plan_input *input, const struct xc_visit *visits,
                  size_t count,
                  int (*found)(void *context, size_t visit,
                               const struct xc_message *breach),
                  void *context, struct xc_error *error) {
    struct xc_check_last last = {.visit = UINT32_MAX};
    struct xc_checking c = {.found = found, .context = context, .last = &last};
    c.job.input = input;
    c.job.reg = input->reg;
    c.job.programme = input->programme;
    c.job.hours =
        input->programme->hours.count > 0 ? input->programme->hours : xc_hours_default;
    c.job.arena = xc_arena_new((size_t)8 << 30);
    int code = c.job.arena ? xc_shut_require(input, error) : xc_fail_memory(error);
    if (!code)
        code = xc_seats_build(&c.job, error);
    if (!code)
        code = xc_check_gather(&c, visits, count, error);
    for (uint32_t i = 0; !code && i < c.checked; i++)
        code = check_alone(&c, i);
    if (!code)
        code = xc_check_beside(&c, error);
    if (!code)
        code = xc_check_areas(&c, error);
    xc_plan_release(&c.job);
    return code;
}
