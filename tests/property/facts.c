#include "facts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

unsigned fact_report(const struct county *c, const char *format, ...) {
    va_list args;
    (void)c;
    va_start(args, format);
    (void)fputs("  breach: ", stderr);
    (void)vfprintf(stderr, format, args);
    (void)fputs("\n", stderr);
    va_end(args);
    return 1;
}

bool fact_is(struct xc_str text, const char *id) {
    return text.len == strlen(id) && memcmp(text.ptr, id, text.len) == 0;
}

int fact_target(const struct county *c, struct xc_str id) {
    for (unsigned i = 0; i < c->target_count; i++)
        if (fact_is(id, c->targets[i].id))
            return (int)i;
    return -1;
}

int fact_person(const struct county *c, struct xc_str id) {
    for (unsigned i = 0; i < c->person_count; i++)
        if (fact_is(id, c->people[i].id))
            return (int)i;
    return -1;
}

int fact_rule(const struct county *c, struct xc_str label) {
    for (unsigned i = 0; i < c->rule_count; i++)
        if (fact_is(label, c->rules[i].label))
            return (int)i;
    return -1;
}

bool fact_counts(const struct xc_visit *v) {
    return v->status != XC_VISIT_CANCELLED && v->status != XC_VISIT_VOID;
}

bool fact_accounts(const struct xc_visit *v) {
    return fact_counts(v) || v->pinned;
}

bool fact_works(const struct county *c, xc_date date) {
    return date >= c->first && date < c->first + HORIZON && c->works[date - c->first];
}

xc_date fact_step(const struct county *c, xc_date date, int steps) {
    int way = steps < 0 ? -1 : 1;
    for (int left = steps * way; left > 0;) {
        date += way;
        bool inside = date >= c->first && date < c->first + HORIZON;
        left -= inside ? fact_works(c, date) : xc_date_weekday(date) < XC_SATURDAY;
    }
    return date;
}

/* 1: morning, 2: afternoon, 3: both */
unsigned fact_away(const struct county *c, unsigned person, xc_date date) {
    unsigned bits = 0;
    for (unsigned i = 0; i < c->absence_count; i++) {
        const struct fact_absence *a = &c->absences[i];
        if (a->person == person && date >= a->from && date <= a->to)
            bits |= a->half == 0 ? 3 : a->half;
    }
    return bits;
}

bool fact_barred(const struct county *c, unsigned person, unsigned target, xc_date date) {
    const char *unit = c->people[person].unit;
    if (unit[0] && strcmp(unit, c->targets[target].organisation) == 0)
        return true;
    for (unsigned i = 0; i < c->relation_count; i++) {
        const struct fact_relation *r = &c->relations[i];
        if (r->person == person && r->target == target &&
            (r->until == XC_NO_DATE || date <= r->until))
            return true;
    }
    return false;
}

bool fact_may_sit(const struct county *c, const struct fact_rule *rule, unsigned person,
                  enum xc_person_role role, xc_date last) {
    const struct fact_person *p = &c->people[person];
    if (!(p->roles >> role & 1u))
        return false;
    bool needs = rule->enforcement && (role == XC_ROLE_OFFICER || role == XC_ROLE_LEAD);
    return !needs || (p->certificate && (p->until == XC_NO_DATE || p->until >= last));
}

const char *fact_town_code(unsigned town) {
    static const char *const codes[] = {"320282", "320282001", "320282002", "320282003"};
    return codes[town];
}

unsigned fact_room(const struct fact_rule *rule) {
    return rule->closes > 0 ? rule->closes - rule->opens : (unsigned)DAY;
}

bool fact_serves(const struct xc_plan_crew *crew, unsigned town) {
    const char *code = fact_town_code(town);
    size_t len = crew->area.len < strlen(code) ? crew->area.len : strlen(code);
    return memcmp(crew->area.ptr ? crew->area.ptr : "", code, len) == 0;
}

/* Window of the n-th visit (from 1) as the rule says it, and how many there are. */
unsigned fact_visits_of(const struct fact_rule *rule, unsigned number, xc_date *from,
                        xc_date *to) {
    unsigned count = 0;
    *from = rule->from;
    *to = rule->to;
    if (!rule->each)
        return rule->times;
    for (xc_date d = rule->from; d <= rule->to;
         d = xc_date_period_last(d, rule->each) + 1) {
        count++;
        if (count != number)
            continue;
        *from = d;
        *to = xc_date_period_last(d, rule->each) < rule->to
                  ? xc_date_period_last(d, rule->each)
                  : rule->to;
    }
    return count;
}

const struct fact_cause *fact_cause(const struct county *c, unsigned rule,
                                    struct xc_str target, unsigned number) {
    for (unsigned i = 0; c->rules[rule].caused && i < c->cause_count; i++)
        if (c->causes[i].rule == rule && c->causes[i].number == number &&
            fact_is(target, c->causes[i].target))
            return &c->causes[i];
    return NULL;
}

bool fact_closed(const struct county *c, unsigned target, xc_date date) {
    const struct fact_target *t = &c->targets[target];
    for (unsigned i = 0; fact_works(c, date) && i < c->closure_count; i++) {
        const struct fact_closure *closure = &c->closures[i];
        size_t len = strlen(closure->area);
        bool inside = len > 0 ? strncmp(fact_town_code(t->town), closure->area, len) == 0
                              : strcmp(t->zone, closure->zone) == 0;
        if (inside && date >= closure->from && date <= closure->to)
            return true;
    }
    return false;
}

bool fact_avoided(const struct fact_cause *cause, unsigned person) {
    for (unsigned i = 0; cause && i < cause->avoid_count; i++)
        if (cause->avoid[i] == person)
            return true;
    return false;
}
