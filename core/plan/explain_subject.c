/* What the plan says of a target or of a person. */
#include "plan/explain_internal.h"

#include <string.h>

static int say_visit(struct xc_explaining *e, const struct xc_visit *visit) {
    char date[11];
    char start[6];
    int code = XC_OK;
    xc_date_format(visit->date, date);
    xc_time_format(visit->start, start);
    for (size_t i = 0; i < visit->task_count; i++)
        XC_SAY(
            e, code,
            XC_MSG("%s %s: visit %.*s of %.*s by crew %.*s under '%.*s' number %u, %s."),
            date, start, XC_PRI(visit->id), XC_PRI(visit->target),
            XC_PRI(xc_explain_text(visit->crew)), XC_PRI(visit->tasks[i].label),
            visit->tasks[i].number, xc_visit_status_word(visit->status));
    return code;
}

static int by_id(const void *context, uint32_t a, uint32_t b) {
    const struct xc_visit *visits = context;
    int order = xc_str_compare(visits[a].id, visits[b].id);
    return order ? order : (a < b ? -1 : a > b);
}

/* Plans once more with all visits fixed: what is missing of the target then shows its
 * reason. */
static int say_missing(struct xc_explaining *e, uint32_t target) {
    struct xc_plan_input input = *e->input;
    struct xc_arena *arena = e->job.arena;
    size_t room = e->count + e->input->fixed_count;
    struct xc_visit *all = xc_arena_array(arena, room, sizeof *all);
    struct xc_visit *sorted = xc_arena_array(arena, room, sizeof *sorted);
    uint32_t *order = xc_plan_indices(arena, room);
    uint32_t *scratch = xc_arena_array(arena, room, sizeof *scratch);
    struct xc_plan *plan = NULL;
    struct xc_str id = xc_register_text(e->job.reg, e->job.reg->targets.id[target]);
    size_t number = 0;
    int code = XC_OK;
    if (!all || !sorted || !order || !scratch || room >= UINT32_MAX)
        return xc_fail_memory(e->error);
    for (size_t i = 0; i < e->count; i++)
        all[i] = e->visits[i];
    for (size_t i = 0; i < e->input->fixed_count; i++)
        all[e->count + i] = e->input->fixed[i];
    xc_plan_sort(order, room, scratch, by_id, all);
    for (size_t i = 0; i < room; i++)
        if (number == 0 || !xc_str_equal(sorted[number - 1].id, all[order[i]].id))
            sorted[number++] = all[order[i]];
    input.fixed = sorted;
    input.fixed_count = number;
    input.progress = NULL;
    code = xc_plan_make(&input, &plan, e->error);
    if (code)
        return code;
    for (size_t i = 0; !code && i < plan->unmet_count; i++) {
        const struct xc_unmet *unmet = &plan->unmet[i];
        if (!xc_str_equal(unmet->target, id))
            continue;
        XC_SAY(e, code, XC_MSG("visit number %u under '%.*s' is not planned (%s):"),
               unmet->number, XC_PRI(unmet->label), xc_verdict_word(unmet->verdict));
        if (!code)
            code = xc_explain_say(e, &plan->reasons[unmet->reason]);
    }
    xc_plan_free(plan);
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
    XC_SAY(e, code, XC_MSG("target %.*s: %.*s, %s, %s, area %.*s, zone %.*s."),
           XC_PRI(id),
           XC_PRI(xc_explain_text(xc_register_text(reg, reg->targets.name[target]))),
           xc_words_english(XC_WORDS_KIND, reg->targets.kind[target]),
           xc_words_english(XC_WORDS_STATUS, reg->targets.status[target]), XC_PRI(place),
           XC_PRI(xc_explain_text(xc_register_text(reg, reg->targets.zone[target]))));
    for (size_t i = 0; !code && i < e->count; i++) {
        if (!xc_str_equal(e->visits[i].target, id))
            continue;
        code = say_visit(e, &e->visits[i]);
        found++;
    }
    if (found == 0)
        XC_SAY(e, code, XC_MSG("the plan has no visit of it."));
    for (uint32_t i = 0; !code && i < reg->relations.count; i++)
        if (reg->relations.target[i] == target)
            XC_SAY(
                e, code, XC_MSG("%.*s must not visit it: %.*s."),
                XC_PRI(xc_register_text(reg, reg->people.id[reg->relations.person[i]])),
                XC_PRI(xc_explain_text(xc_register_text(reg, reg->relations.reason[i]))));
    return code ? code : say_missing(e, target);
}

/* ---- a person ---- */

static bool sits_in(const struct xc_visit *visit, struct xc_str id) {
    for (size_t i = 0; i < visit->person_count; i++)
        if (xc_str_equal(visit->people[i].person, id))
            return true;
    return false;
}

static int say_load(struct xc_explaining *e, struct xc_str id) {
    unsigned visits = 0;
    unsigned minutes = 0;
    unsigned days = 0;
    xc_date last = XC_NO_DATE;
    int code = XC_OK;
    for (size_t i = 0; i < e->count; i++) {
        const struct xc_visit *visit = &e->visits[i];
        if (!xc_fixed_counts(visit->status) || !sits_in(visit, id))
            continue;
        visits++;
        minutes += visit->minutes;
        days += visit->date != last;
        last = visit->date;
    }
    XC_SAY(e, code, XC_MSG("load: %u visits on %u days, %u minutes of work."), visits,
           days, minutes);
    for (size_t i = 0; !code && i < e->count; i++)
        if (sits_in(&e->visits[i], id))
            code = say_visit(e, &e->visits[i]);
    return code;
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
    uint32_t member = e->job.member_of[person];
    char until[11];
    int code = XC_OK;
    if (member == XC_NO_ROW)
        XC_SAY(e, code, XC_MSG("person %.*s (%.*s) is in no crew of this plan."),
               XC_PRI(id), XC_PRI(name));
    else
        XC_SAY(e, code, XC_MSG("person %.*s (%.*s) is in crew %.*s."), XC_PRI(id),
               XC_PRI(name), XC_PRI(e->job.crews[e->job.members[member].crew].id));
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
