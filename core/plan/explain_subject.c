/* What the plan says of a target or of a person. */
#include "plan/explain_internal.h"

#include <string.h>

/* ---- visits in the order of time ---- */

static int by_time(const void *context, uint32_t a, uint32_t b) {
    const struct xc_visit *visits = context;
    if (visits[a].date != visits[b].date)
        return visits[a].date < visits[b].date ? -1 : 1;
    if (visits[a].start != visits[b].start)
        return visits[a].start < visits[b].start ? -1 : 1;
    int order = xc_str_compare(visits[a].id, visits[b].id);
    return order ? order : (a < b ? -1 : a > b);
}

static bool sits_in(const struct xc_visit *visit, struct xc_str id) {
    for (size_t i = 0; i < visit->person_count; i++)
        if (xc_str_equal(visit->people[i].person, id))
            return true;
    return false;
}

static int say_visit(struct xc_explaining *e, const struct xc_visit *visit,
                     bool of_target) {
    char date[11];
    char start[6];
    int code = XC_OK;
    xc_date_format(visit->date, date);
    xc_time_format(visit->start, start);
    struct xc_str status = xc_explain_status(e, visit->status);
    struct xc_str crew = xc_explain_text(visit->crew);
    struct xc_str tasks = xc_explain_tasks(e, visit);
    if (of_target)
        XC_SAY(e, code, XC_MSG("  %s %s: %.*s, crew %.*s, %.*s (visit %.*s)"), date,
               start, XC_PRI(tasks), XC_PRI(crew), XC_PRI(status), XC_PRI(visit->id));
    else
        XC_SAY(e, code,
               XC_MSG("  %s %s: %.*s (%.*s), %.*s, crew %.*s, %.*s (visit %.*s)"), date,
               start, XC_PRI(xc_explain_name(e, visit->target)), XC_PRI(visit->target),
               XC_PRI(tasks), XC_PRI(crew), XC_PRI(status), XC_PRI(visit->id));
    return code;
}

/* The visits of a target or person, a line each. */
static int say_visits(struct xc_explaining *e, struct xc_str id, bool of_target,
                      size_t *found) {
    size_t count = e->facts->count;
    uint32_t *order = xc_plan_indices(e->job.arena, count);
    uint32_t *scratch = xc_arena_array(e->job.arena, count, sizeof *scratch);
    int code = XC_OK;
    *found = 0;
    if (!order || !scratch)
        return xc_fail_memory(e->error);
    xc_plan_sort(order, count, scratch, by_time, e->facts->visits);
    for (size_t i = 0; i < count && !code; i++) {
        const struct xc_visit *visit = &e->facts->visits[order[i]];
        if (of_target ? !xc_str_equal(visit->target, id) : !sits_in(visit, id))
            continue;
        code = say_visit(e, visit, of_target);
        ++*found;
    }
    return code;
}

int xc_explain_target(struct xc_explaining *e, uint32_t target) {
    const struct xc_register *reg = e->job.reg;
    struct xc_str id = xc_register_text(reg, reg->targets.id[target]);
    uint32_t area = reg->targets.area[target];
    struct xc_str place =
        area == XC_NO_ROW ? XC_STR("-") : xc_register_text(reg, reg->areas.name[area]);
    size_t found = 0;
    int code = XC_OK;
    XC_SAY(e, code, XC_MSG("target %.*s: %.*s, %.*s, %.*s, area %.*s, zone %.*s."),
           XC_PRI(id), XC_PRI(xc_explain_name(e, id)),
           XC_PRI(xc_explain_word(e, XC_WORDS_KIND, reg->targets.kind[target])),
           XC_PRI(xc_explain_word(e, XC_WORDS_STATUS, reg->targets.status[target])),
           XC_PRI(place),
           XC_PRI(xc_explain_text(xc_register_text(reg, reg->targets.zone[target]))));
    if (!code)
        code = say_visits(e, id, true, &found);
    if (found == 0)
        XC_SAY(e, code, XC_MSG("no visit of it is planned."));
    for (uint32_t i = 0; !code && !e->facts->brief && i < reg->relations.count; i++)
        if (reg->relations.target[i] == target) {
            uint32_t person = reg->relations.person[i];
            XC_SAY(
                e, code, XC_MSG("%.*s (%.*s) must not visit it: %.*s."),
                XC_PRI(xc_register_text(reg, reg->people.name[person])),
                XC_PRI(xc_register_text(reg, reg->people.id[person])),
                XC_PRI(xc_explain_text(xc_register_text(reg, reg->relations.reason[i]))));
        }
    return code;
}

/* ---- a person ---- */

static int say_load(struct xc_explaining *e, struct xc_str id) {
    unsigned visits = 0;
    unsigned minutes = 0;
    unsigned days = 0;
    size_t found = 0;
    xc_date last = XC_NO_DATE;
    int code = XC_OK;
    for (size_t i = 0; i < e->facts->count; i++) { /* by date */
        const struct xc_visit *visit = &e->facts->visits[i];
        if (!xc_fixed_counts(visit->status) || !sits_in(visit, id))
            continue;
        visits++;
        minutes += visit->minutes;
        days += visit->date != last;
        last = visit->date;
    }
    XC_SAY(e, code, XC_MSG("load: %u visits on %u days, %u minutes of work."), visits,
           days, minutes);
    return code ? code : say_visits(e, id, false, &found);
}

/* The crews of the visits that the person makes; without any, the crew of the plan. */
static struct xc_str crews_of(struct xc_explaining *e, uint32_t person,
                              struct xc_str id) {
    struct xc_buffer list = xc_buffer_make(1u << 20);
    const char *comma = xc_text(e->catalogue, XC_MSG(", "));
    uint32_t member = e->job.member_of[person];
    struct xc_str last = {0};
    for (size_t i = 0; i < e->facts->count; i++) {
        const struct xc_visit *visit = &e->facts->visits[i];
        if (visit->crew.len == 0 || xc_str_equal(visit->crew, last) ||
            !sits_in(visit, id))
            continue;
        last = visit->crew;
        bool known = false;
        for (size_t k = 0; k < i && !known; k++)
            known = xc_str_equal(e->facts->visits[k].crew, last) &&
                    sits_in(&e->facts->visits[k], id);
        if (known)
            continue;
        xc_buffer_puts(&list, list.len > 0 ? comma : "");
        xc_buffer_add(&list, last);
    }
    if (list.len == 0 && member != XC_NO_ROW)
        xc_buffer_add(&list, e->job.crews[e->job.members[member].crew].id);
    struct xc_str text = xc_arena_copy(e->job.arena, xc_buffer_view(&list));
    xc_buffer_free(&list);
    return text;
}

static int say_absences(struct xc_explaining *e, uint32_t person) {
    const struct xc_register *reg = e->job.reg;
    int code = XC_OK;
    for (uint32_t i = 0; !code && i < reg->absences.count; i++) {
        char from[11];
        char to[11];
        if (reg->absences.person[i] != person)
            continue;
        struct xc_str reason =
            xc_explain_text(xc_register_text(reg, reg->absences.reason[i]));
        xc_date_format(reg->absences.from[i], from);
        xc_date_format(reg->absences.to[i], to);
        if (reg->absences.half[i] == XC_MORNING)
            XC_SAY(e, code, XC_MSG("away in the mornings from %s to %s: %.*s."), from, to,
                   XC_PRI(reason));
        else if (reg->absences.half[i] == XC_AFTERNOON)
            XC_SAY(e, code, XC_MSG("away in the afternoons from %s to %s: %.*s."), from,
                   to, XC_PRI(reason));
        else
            XC_SAY(e, code, XC_MSG("away from %s to %s: %.*s."), from, to,
                   XC_PRI(reason));
    }
    return code;
}

static int say_relations(struct xc_explaining *e, uint32_t person) {
    const struct xc_register *reg = e->job.reg;
    int code = XC_OK;
    for (uint32_t i = 0; !code && i < reg->relations.count; i++) {
        if (reg->relations.person[i] != person)
            continue;
        struct xc_str reason =
            xc_explain_text(xc_register_text(reg, reg->relations.reason[i]));
        if (reg->relations.target[i] != XC_NO_ROW)
            XC_SAY(
                e, code, XC_MSG("must not visit target %.*s: %.*s."),
                XC_PRI(xc_register_text(reg, reg->targets.id[reg->relations.target[i]])),
                XC_PRI(reason));
        else if (reg->relations.area[i] != XC_NO_ROW)
            XC_SAY(e, code, XC_MSG("must not visit targets in %.*s: %.*s."),
                   XC_PRI(xc_register_text(reg, reg->areas.name[reg->relations.area[i]])),
                   XC_PRI(reason));
        else
            XC_SAY(e, code, XC_MSG("must not visit targets of %.*s: %.*s."),
                   XC_PRI(xc_register_text(reg, reg->relations.organisation[i])),
                   XC_PRI(reason));
    }
    return code;
}

int xc_explain_person(struct xc_explaining *e, uint32_t person) {
    const struct xc_register *reg = e->job.reg;
    struct xc_str id = xc_register_text(reg, reg->people.id[person]);
    struct xc_str name = xc_explain_text(xc_register_text(reg, reg->people.name[person]));
    char until[11];
    int code = XC_OK;
    if (e->facts->brief) {
        size_t found = 0;
        XC_SAY(e, code, XC_MSG("%.*s (%.*s) makes these visits:"), XC_PRI(name),
               XC_PRI(id));
        return code ? code : say_visits(e, id, false, &found);
    }
    struct xc_str crews = crews_of(e, person, id);
    if (crews.len == 0)
        XC_SAY(e, code, XC_MSG("person %.*s (%.*s) is in no crew of this plan."),
               XC_PRI(id), XC_PRI(name));
    else
        XC_SAY(e, code, XC_MSG("person %.*s (%.*s) is in crew %.*s."), XC_PRI(id),
               XC_PRI(name), XC_PRI(crews));
    if (reg->people.certificate[person] != 0) {
        struct xc_str number = xc_register_text(reg, reg->people.certificate[person]);
        xc_date_format(reg->people.certificate_until[person], until);
        if (until[0] == '\0')
            XC_SAY(e, code, XC_MSG("certificate %.*s, without expiry."), XC_PRI(number));
        else
            XC_SAY(e, code, XC_MSG("certificate %.*s, valid until %s."), XC_PRI(number),
                   until);
    }
    if (!code)
        code = say_load(e, id);
    if (!code)
        code = say_absences(e, person);
    return code ? code : say_relations(e, person);
}
