#include "county.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NINE = 540, NOON = 720, HALF_PAST_ONE = 810, FIVE = 1020, DAY = 390 };

static unsigned report(const struct county *c, const char *format, ...)
    __attribute__((__format__(__printf__, 2, 3)));
static unsigned report(const struct county *c, const char *format, ...) {
    va_list args;
    (void)c;
    va_start(args, format);
    (void)fputs("  breach: ", stderr);
    (void)vfprintf(stderr, format, args);
    (void)fputs("\n", stderr);
    va_end(args);
    return 1;
}

static bool is(struct xc_str text, const char *id) {
    return text.len == strlen(id) && memcmp(text.ptr, id, text.len) == 0;
}

static int find_target(const struct county *c, struct xc_str id) {
    for (unsigned i = 0; i < c->target_count; i++)
        if (is(id, c->targets[i].id))
            return (int)i;
    return -1;
}

static int find_person(const struct county *c, struct xc_str id) {
    for (unsigned i = 0; i < c->person_count; i++)
        if (is(id, c->people[i].id))
            return (int)i;
    return -1;
}

static int find_rule(const struct county *c, struct xc_str label) {
    for (unsigned i = 0; i < c->rule_count; i++)
        if (is(label, c->rules[i].label))
            return (int)i;
    return -1;
}

static bool counts(const struct xc_visit *v) {
    return v->status != XC_VISIT_CANCELLED && v->status != XC_VISIT_VOID;
}

static bool works(const struct county *c, xc_date date) {
    return date >= c->first && date < c->first + HORIZON && c->works[date - c->first];
}

/* 1: morning, 2: afternoon, 3: both */
static unsigned away(const struct county *c, unsigned person, xc_date date) {
    unsigned bits = 0;
    for (unsigned i = 0; i < c->absence_count; i++) {
        const struct fact_absence *a = &c->absences[i];
        if (a->person == person && date >= a->from && date <= a->to)
            bits |= a->half == 0 ? 3 : a->half;
    }
    return bits;
}

static bool barred(const struct county *c, unsigned person, unsigned target,
                   xc_date date) {
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

static bool may_sit(const struct county *c, const struct fact_rule *rule, unsigned person,
                    enum xc_person_role role, xc_date last) {
    const struct fact_person *p = &c->people[person];
    if (!(p->roles >> role & 1u))
        return false;
    bool needs = rule->enforcement && (role == XC_ROLE_OFFICER || role == XC_ROLE_LEAD);
    return !needs || (p->certificate && (p->until == XC_NO_DATE || p->until >= last));
}

static unsigned work_between(unsigned start, unsigned end) {
    unsigned minutes = end - start;
    if (start < NOON && end > HALF_PAST_ONE)
        minutes -= HALF_PAST_ONE - NOON;
    return minutes;
}

static unsigned judge_time(const struct county *c, const struct xc_visit *v) {
    unsigned bad = 0;
    bool in_morning = v->start >= NINE && v->start < NOON;
    bool in_afternoon = v->start >= HALF_PAST_ONE && v->start < FIVE;
    bool ends_well =
        (v->end > NINE && v->end <= NOON) || (v->end > HALF_PAST_ONE && v->end <= FIVE);
    if (!works(c, v->date) || !works(c, v->end_date))
        bad += report(c, "%.*s is on a day off", XC_PRI(v->target));
    if (v->date < c->input.as_of && v->status == XC_VISIT_DRAFT && !v->pinned)
        bad += report(c, "%.*s lies before the first day", XC_PRI(v->target));
    if (!(in_morning || in_afternoon) || !ends_well || v->start % 15 || v->end % 15)
        bad += report(c, "%.*s at %u-%u is outside the hours", XC_PRI(v->target),
                      v->start, v->end);
    if (v->date == v->end_date && work_between(v->start, v->end) != v->minutes)
        bad += report(c, "%.*s takes %u minutes, not %u", XC_PRI(v->target),
                      work_between(v->start, v->end), v->minutes);
    if (c->input.fixed_count == 0 && v->date == v->end_date && v->start < NOON &&
        v->end > NOON && v->minutes <= 210)
        bad += report(c, "%.*s runs across noon without need", XC_PRI(v->target));
    return bad;
}

static const struct xc_plan_crew *find_crew(const struct xc_plan *plan,
                                            struct xc_str id) {
    for (size_t i = 0; i < plan->crew_count; i++)
        if (xc_str_equal(plan->crews[i].id, id))
            return &plan->crews[i];
    return NULL;
}

static const char *code_of(unsigned town) {
    static const char *const codes[] = {"320282", "320282001", "320282002", "320282003"};
    return codes[town];
}

static bool serves(const struct xc_plan_crew *crew, unsigned town) {
    const char *code = code_of(town);
    size_t len = crew->area.len < strlen(code) ? crew->area.len : strlen(code);
    return memcmp(crew->area.ptr ? crew->area.ptr : "", code, len) == 0;
}

static unsigned judge_seats(const struct county *c, const struct xc_plan *plan,
                            const struct xc_visit *v, const struct fact_rule *rule,
                            unsigned target) {
    unsigned bad = 0;
    size_t at = 0;
    const struct xc_plan_crew *crew = find_crew(plan, v->crew);
    if (!crew)
        return report(c, "%.*s has no crew", XC_PRI(v->target));
    if (!serves(crew, c->targets[target].town))
        bad += report(c, "crew %.*s does not serve %.*s", XC_PRI(v->crew),
                      XC_PRI(v->target));
    for (unsigned i = 0; i < rule->seat_count; i++)
        for (unsigned k = 0; k < rule->seats[i].count; k++, at++) {
            if (at >= v->person_count)
                return bad + report(c, "%.*s lacks people", XC_PRI(v->target));
            int person = find_person(c, v->people[at].person);
            bool member = false;
            for (size_t m = 0; m < crew->person_count; m++)
                member = member || xc_str_equal(crew->people[m], v->people[at].person);
            if (person < 0 || !member || v->people[at].seat != rule->seats[i].role ||
                !may_sit(c, rule, (unsigned)person, rule->seats[i].role, v->end_date))
                bad +=
                    report(c, "%.*s: seat %zu is filled wrongly", XC_PRI(v->target), at);
            for (size_t m = 0; m < at; m++)
                if (xc_str_equal(v->people[m].person, v->people[at].person))
                    bad += report(c, "%.*s: a person sits twice", XC_PRI(v->target));
            for (xc_date d = v->date; person >= 0 && d <= v->end_date; d++) {
                unsigned there = 3u & ~away(c, (unsigned)person, d);
                unsigned needed = v->date != v->end_date ? 3
                                                         : (v->start < NOON ? 1u : 0) |
                                                               (v->end > NOON ? 2u : 0);
                if (works(c, d) && (there & needed) != needed)
                    bad += report(c, "%.*s: %s is away", XC_PRI(v->target),
                                  c->people[person].id);
                if (barred(c, (unsigned)person, target, d))
                    bad += report(c, "%.*s: %s is barred", XC_PRI(v->target),
                                  c->people[person].id);
            }
        }
    if (at != v->person_count)
        bad += report(c, "%.*s has too many people", XC_PRI(v->target));
    return bad;
}

static bool sits_in(const struct xc_visit *v, const char *id) {
    for (size_t i = 0; i < v->person_count; i++)
        if (is(v->people[i].person, id))
            return true;
    return false;
}

static bool overlap(const struct xc_visit *a, const struct xc_visit *b) {
    if (a->end_date < b->date || b->end_date < a->date)
        return false;
    if (a->date != a->end_date || b->date != b->end_date)
        return true;
    return a->start < b->end && b->start < a->end;
}

static unsigned judge_people(const struct county *c, const struct xc_visit **all,
                             size_t count) {
    unsigned bad = 0;
    for (unsigned p = 0; p < c->person_count; p++) {
        unsigned year = 0;
        unsigned day[HORIZON] = {0};
        for (size_t i = 0; i < count; i++) {
            if (!sits_in(all[i], c->people[p].id))
                continue;
            year++;
            for (xc_date d = all[i]->date; d <= all[i]->end_date; d++)
                if (works(c, d))
                    day[d - c->first]++;
            for (size_t k = 0; k < i; k++)
                if (sits_in(all[k], c->people[p].id) && overlap(all[i], all[k]))
                    bad += report(c, "%s is in two places on %d", c->people[p].id,
                                  (int)all[i]->date);
        }
        if (c->people[p].max_visits > 0 && year > c->people[p].max_visits)
            bad += report(c, "%s makes %u visits a year", c->people[p].id, year);
        for (int d = 0; d < HORIZON; d++)
            if (c->people[p].per_day > 0 && day[d] > c->people[p].per_day)
                bad += report(c, "%s makes %u visits a day", c->people[p].id, day[d]);
    }
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++)
            if (xc_str_equal(all[i]->crew, all[k]->crew) && overlap(all[i], all[k]))
                bad += report(c, "crew %.*s is in two places", XC_PRI(all[i]->crew));
    return bad;
}

/* The way to each zone takes its time once a day. */
static unsigned judge_setup(const struct county *c, const struct xc_visit **all,
                            size_t count) {
    unsigned bad = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned minutes = 0;
        const char *zones[64];
        unsigned zone_count = 0;
        bool first = true;
        if (all[i]->date != all[i]->end_date || all[i]->pinned)
            continue;
        for (size_t k = 0; k < count; k++) {
            int target = find_target(c, all[k]->target);
            if (!xc_str_equal(all[i]->crew, all[k]->crew) ||
                all[i]->date != all[k]->date || target < 0)
                continue;
            first = first && k >= i;
            const char *zone = c->targets[target].zone[0]
                                   ? c->targets[target].zone
                                   : code_of(c->targets[target].town);
            unsigned known = 0;
            while (known < zone_count && strcmp(zones[known], zone) != 0)
                known++;
            if (known == zone_count && !all[k]->pinned && zone_count < 64)
                zones[zone_count++] = zone;
            minutes += all[k]->minutes;
        }
        if (first && minutes + zone_count * c->setup > DAY)
            bad += report(c, "crew %.*s works %u minutes in %u zones",
                          XC_PRI(all[i]->crew), minutes, zone_count);
    }
    return bad;
}

static bool has_label(const struct xc_visit *v, const char *label) {
    for (size_t i = 0; i < v->task_count; i++)
        if (is(v->tasks[i].label, label) && is(v->tasks[i].programme, "p"))
            return true;
    return false;
}

static unsigned cap_of(const struct county *c, const struct fact_rule *rule) {
    unsigned cap = rule->enforcement ? c->cap_enforcement : c->cap_agency_check;
    return rule->cap > 0 && (cap == 0 || rule->cap < cap) ? rule->cap : cap;
}

static unsigned judge_target(const struct county *c, unsigned t,
                             const struct xc_visit **all, size_t count) {
    unsigned bad = 0;
    for (unsigned r = 0; r < c->rule_count; r++) {
        const struct fact_rule *rule = &c->rules[r];
        unsigned same_nature = 0;
        bool named = false;
        for (size_t i = 0; i < count; i++) {
            if (!is(all[i]->target, c->targets[t].id))
                continue;
            same_nature +=
                (all[i]->nature == XC_NATURE_ENFORCEMENT) == rule->enforcement ? 1 : 0;
            /* a task that rides along or joined adds no visit */
            named = named || (all[i]->tasks && is(all[i]->tasks[0].label, rule->label) &&
                              !all[i]->pinned);
            for (size_t k = 0; k < i; k++) {
                if (!is(all[k]->target, c->targets[t].id))
                    continue;
                const struct xc_visit *a = all[i]->date < all[k]->date ? all[i] : all[k];
                const struct xc_visit *b = a == all[i] ? all[k] : all[i];
                if (r == 0 && b->date <= a->end_date && !(a->pinned && b->pinned))
                    bad += report(c, "%s is visited twice a day", c->targets[t].id);
                if (has_label(a, rule->label) && has_label(b, rule->label) &&
                    b->date - a->end_date < (xc_date)rule->gap &&
                    !(a->pinned && b->pinned))
                    bad += report(c, "%s: only %d days between visits", c->targets[t].id,
                                  (int)(b->date - a->end_date));
            }
        }
        if (named && cap_of(c, rule) > 0 && same_nature > cap_of(c, rule))
            bad += report(c, "%s: %u visits over the cap %u", c->targets[t].id,
                          same_nature, cap_of(c, rule));
    }
    return bad;
}

/* Window of the n-th visit (from 1) as the rule says it, and how many there are. */
static unsigned visits_of(const struct fact_rule *rule, unsigned number, xc_date *from,
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

static unsigned judge_demand(const struct county *c, const struct xc_plan *plan,
                             unsigned t, unsigned r) {
    const struct fact_rule *rule = &c->rules[r];
    unsigned bad = 0;
    unsigned seen = 0;
    xc_date from = 0;
    xc_date to = 0;
    unsigned expected = visits_of(rule, 1, &from, &to);
    bool numbers[SPARE] = {false};
    for (size_t i = 0; i < plan->visit_count; i++) {
        const struct xc_visit *v = &plan->visits[i];
        for (size_t k = 0; counts(v) && k < v->task_count; k++) {
            unsigned number = v->tasks[k].number;
            if (!is(v->target, c->targets[t].id) || !is(v->tasks[k].label, rule->label) ||
                !is(v->tasks[k].programme, "p"))
                continue;
            (void)visits_of(rule, number, &from, &to);
            if (v->date < from || v->end_date > to)
                bad += report(c, "%s/%s/%u lies outside its window", rule->label,
                              c->targets[t].id, number);
            if (number == 0 || number > expected || numbers[number])
                bad +=
                    report(c, "%s/%s: number %u", rule->label, c->targets[t].id, number);
            else
                numbers[number] = true;
            seen++;
        }
    }
    for (size_t i = 0; i < plan->unmet_count; i++)
        if (is(plan->unmet[i].target, c->targets[t].id) &&
            is(plan->unmet[i].label, rule->label)) {
            if (numbers[plan->unmet[i].number])
                bad += report(c, "%s is met and unmet", c->targets[t].id);
            seen++;
        }
    if (seen != expected)
        bad += report(c, "%s/%s: %u of %u visits are accounted for", rule->label,
                      c->targets[t].id, seen, expected);
    return bad;
}

/* ---- claims ---- */

static bool fill(const struct county *c, const struct fact_rule *rule,
                 const unsigned *candidates, unsigned count, unsigned place,
                 unsigned used, xc_date last) {
    unsigned kind = 0;
    unsigned behind = 0;
    while (kind < rule->seat_count && behind + rule->seats[kind].count <= place)
        behind += rule->seats[kind++].count;
    if (kind == rule->seat_count)
        return true;
    for (unsigned i = 0; i < count; i++)
        if (!(used >> i & 1u) &&
            may_sit(c, rule, candidates[i], rule->seats[kind].role, last) &&
            fill(c, rule, candidates, count, place + 1, used | 1u << i, last))
            return true;
    return false;
}

/* True where the visit alone could be made on the day by the crew. */
static bool can_go(const struct county *c, const struct xc_plan_crew *crew,
                   const struct fact_rule *rule, unsigned target, xc_date day) {
    unsigned minutes =
        c->targets[target].minutes ? c->targets[target].minutes : rule->minutes;
    minutes = (minutes + 14) / 15 * 15;
    xc_date last = day;
    for (unsigned left = rule->days - 1; left > 0 && last < c->first + HORIZON - 1;) {
        last++;
        left -= works(c, last) ? 1 : 0;
    }
    if (rule->days > 1)
        minutes = DAY;
    for (unsigned half = 0; half < 3; half++) {
        unsigned needed = half == 0 ? 3 : half;
        unsigned room =
            half == 0 ? DAY : (half == 1 ? NOON - NINE : FIVE - HALF_PAST_ONE);
        unsigned candidates[MAX_PEOPLE_HERE];
        unsigned count = 0;
        if (minutes + c->setup > room || (rule->days > 1 && half > 0))
            continue;
        for (size_t i = 0; i < crew->person_count; i++) {
            int person = find_person(c, crew->people[i]);
            bool free_then = person >= 0;
            for (xc_date d = day; free_then && d <= last; d++)
                if (works(c, d) && ((away(c, (unsigned)person, d) & needed) != 0 ||
                                    barred(c, (unsigned)person, target, d)))
                    free_then = false;
            if (free_then)
                candidates[count++] = (unsigned)person;
        }
        if (fill(c, rule, candidates, count, 0, 0, last))
            return true;
    }
    return false;
}

static unsigned judge_alone(const struct county *c, const struct xc_plan *plan,
                            const struct xc_unmet *unmet) {
    int target = find_target(c, unmet->target);
    int r = find_rule(c, unmet->label);
    if (target < 0 || r < 0)
        return report(c, "an unmet visit of nothing");
    const struct fact_rule *rule = &c->rules[r];
    xc_date from = 0;
    xc_date to = 0;
    (void)visits_of(rule, unmet->number, &from, &to);
    from = from < c->input.as_of ? c->input.as_of : from;
    for (xc_date day = from; day <= to; day++) {
        if (!works(c, day))
            continue;
        xc_date last = day;
        unsigned left = rule->days - 1;
        while (left > 0 && last <= to) {
            last++;
            left -= works(c, last) ? 1 : 0;
        }
        if (last > to)
            continue;
        for (size_t i = 0; i < plan->crew_count; i++)
            if (serves(&plan->crews[i], c->targets[target].town) &&
                can_go(c, &plan->crews[i], rule, (unsigned)target, day))
                return report(c, "%s/%s is said to be impossible, but day %d works",
                              rule->label, c->targets[target].id, (int)(day - c->first));
    }
    return 0;
}

unsigned county_judge(const struct county *c, const struct xc_plan *plan) {
    const struct xc_visit **all =
        calloc(plan->visit_count + c->input.fixed_count + 1, sizeof *all);
    size_t count = 0;
    unsigned bad = 0;
    for (size_t i = 0; i < plan->visit_count; i++)
        if (counts(&plan->visits[i]))
            all[count++] = &plan->visits[i];
    for (size_t i = 0; i < c->input.fixed_count; i++) {
        bool known = !counts(&c->input.fixed[i]);
        for (size_t k = 0; k < plan->visit_count; k++)
            known = known || xc_str_equal(plan->visits[k].id, c->input.fixed[i].id);
        if (!known)
            all[count++] = &c->input.fixed[i];
    }
    for (size_t i = 0; i < plan->visit_count; i++) {
        const struct xc_visit *v = &plan->visits[i];
        int target = find_target(c, v->target);
        if (target < 0 || v->pinned)
            continue;
        bad += judge_time(c, v);
        for (size_t k = 0; k < v->task_count; k++) {
            int rule = find_rule(c, v->tasks[k].label);
            if (rule < 0)
                bad += report(c, "a task of nothing");
            else
                bad += judge_seats(c, plan, v, &c->rules[rule], (unsigned)target);
        }
        if (i > 0 && plan->visits[i - 1].date > v->date)
            bad += report(c, "visits are not sorted");
        for (size_t k = 0; k < i; k++)
            if (xc_str_equal(plan->visits[k].id, v->id))
                bad += report(c, "an id is used twice");
    }
    bad += judge_people(c, all, count) + judge_setup(c, all, count);
    for (unsigned t = 0; t < c->target_count; t++) {
        bad += judge_target(c, t, all, count);
        for (unsigned r = 0; r < c->rule_count; r++)
            bad += judge_demand(c, plan, t, r);
    }
    for (size_t i = 0; c->input.fixed_count == 0 && i < plan->unmet_count; i++)
        if (plan->unmet[i].verdict == XC_UNMET_ALONE)
            bad += judge_alone(c, plan, &plan->unmet[i]);
    free(all);
    return bad;
}

/* ---- the best plan of an even county, by augmenting paths ---- */

struct flow {
    const struct county *county;
    const struct xc_plan *plan;
    unsigned visit_count;
    struct {
        xc_date from, to;
    } visits[MAX_TARGETS_HERE * MAX_RULES_HERE];
    unsigned room[16][HORIZON];  /* crew, day: visits it can make */
    unsigned taken[16][HORIZON]; /* visits it makes */
    unsigned who[16][HORIZON][4];
    bool seen[16][HORIZON];
};

static bool augment(struct flow *f, unsigned visit) {
    for (xc_date day = f->visits[visit].from; day <= f->visits[visit].to; day++) {
        int at = (int)(day - f->county->first);
        for (size_t crew = 0; crew < f->plan->crew_count && crew < 16; crew++) {
            if (f->seen[crew][at] || f->room[crew][at] == 0)
                continue;
            f->seen[crew][at] = true;
            if (f->taken[crew][at] < f->room[crew][at]) {
                f->who[crew][at][f->taken[crew][at]++] = visit;
                return true;
            }
            for (unsigned i = 0; i < f->taken[crew][at]; i++)
                if (augment(f, f->who[crew][at][i])) {
                    f->who[crew][at][i] = visit;
                    return true;
                }
        }
    }
    return false;
}

unsigned county_best(const struct county *c, const struct xc_plan *plan) {
    struct flow *f = calloc(1, sizeof *f);
    unsigned best = 0;
    f->county = c;
    f->plan = plan;
    for (unsigned r = 0; r < c->rule_count; r++)
        for (unsigned t = 0; t < c->target_count; t++) {
            f->visits[f->visit_count].from = c->rules[r].from;
            f->visits[f->visit_count++].to = c->rules[r].to;
        }
    for (size_t crew = 0; crew < plan->crew_count && crew < 16; crew++)
        for (int at = 0; at < HORIZON; at++)
            if (c->works[at] &&
                can_go(c, &plan->crews[crew], &c->rules[0], 0, c->first + at))
                f->room[crew][at] = 4; /* of 90 minutes */
    for (unsigned i = 0; i < f->visit_count; i++) {
        memset(f->seen, 0, sizeof f->seen);
        best += augment(f, i) ? 1 : 0;
    }
    free(f);
    return best;
}
