#include "facts.h"

#include <stdlib.h>
#include <string.h>

static unsigned work_between(unsigned start, unsigned end) {
    unsigned minutes = end - start;
    if (start < NOON && end > HALF_PAST_ONE)
        minutes -= HALF_PAST_ONE - NOON;
    return minutes;
}

/* A stage with hours of its own has one span. */
static unsigned judge_slot(const struct county *c, const struct xc_visit *v,
                           const struct fact_rule *rule) {
    unsigned bad = 0;
    if (v->start < rule->opens || v->end > rule->closes || v->start >= v->end)
        bad += fact_report(c, "%.*s at %u-%u is outside its slot", XC_PRI(v->target),
                           v->start, v->end);
    if (v->date == v->end_date && v->end - v->start != v->minutes)
        bad += fact_report(c, "%.*s takes %u minutes, not %u", XC_PRI(v->target),
                           v->end - v->start, v->minutes);
    return bad;
}

static unsigned judge_hours(const struct county *c, const struct xc_visit *v) {
    unsigned bad = 0;
    bool in_morning = v->start >= NINE && v->start < NOON;
    bool in_afternoon = v->start >= HALF_PAST_ONE && v->start < FIVE;
    bool ends_well =
        (v->end > NINE && v->end <= NOON) || (v->end > HALF_PAST_ONE && v->end <= FIVE);
    if (!(in_morning || in_afternoon) || !ends_well)
        bad += fact_report(c, "%.*s at %u-%u is outside the hours", XC_PRI(v->target),
                           v->start, v->end);
    if (v->date == v->end_date && work_between(v->start, v->end) != v->minutes)
        bad += fact_report(c, "%.*s takes %u minutes, not %u", XC_PRI(v->target),
                           work_between(v->start, v->end), v->minutes);
    if (c->input.fixed_count == 0 && c->input.kept_count == 0 && v->date == v->end_date &&
        v->start < NOON && v->end > NOON && v->minutes <= 210)
        bad += fact_report(c, "%.*s runs across noon without need", XC_PRI(v->target));
    return bad;
}

static unsigned judge_time(const struct county *c, const struct xc_visit *v) {
    unsigned bad = 0;
    if (!fact_works(c, v->date) || !fact_works(c, v->end_date))
        bad += fact_report(c, "%.*s is on a day off", XC_PRI(v->target));
    if (v->date < c->input.as_of && v->status == XC_VISIT_DRAFT && !v->pinned)
        bad += fact_report(c, "%.*s lies before the first day", XC_PRI(v->target));
    if (v->start % 15 || v->end % 15)
        bad += fact_report(c, "%.*s is off the grid", XC_PRI(v->target));
    for (size_t k = 0; k < v->task_count; k++) {
        int rule = fact_rule(c, v->tasks[k].label);
        if (rule >= 0 && c->rules[rule].closes > 0)
            bad += judge_slot(c, v, &c->rules[rule]);
        else
            bad += judge_hours(c, v);
    }
    return bad;
}

static const struct xc_plan_crew *find_crew(const struct xc_plan *plan,
                                            struct xc_str id) {
    for (size_t i = 0; i < plan->crew_count; i++)
        if (xc_str_equal(plan->crews[i].id, id))
            return &plan->crews[i];
    return NULL;
}

static unsigned judge_seats(const struct county *c, const struct xc_plan *plan,
                            const struct xc_visit *v, const struct fact_rule *rule,
                            unsigned target) {
    unsigned bad = 0;
    size_t at = 0;
    const struct xc_plan_crew *crew = find_crew(plan, v->crew);
    if (!crew)
        return fact_report(c, "%.*s has no crew", XC_PRI(v->target));
    if (!fact_serves(crew, c->targets[target].town))
        bad += fact_report(c, "crew %.*s does not serve %.*s", XC_PRI(v->crew),
                           XC_PRI(v->target));
    for (unsigned i = 0; i < rule->seat_count; i++)
        for (unsigned k = 0; k < rule->seats[i].count; k++, at++) {
            if (at >= v->person_count)
                return bad + fact_report(c, "%.*s lacks people", XC_PRI(v->target));
            int person = fact_person(c, v->people[at].person);
            bool member = false;
            for (size_t m = 0; m < crew->person_count; m++)
                member = member || xc_str_equal(crew->people[m], v->people[at].person);
            if (person < 0 || !member || v->people[at].seat != rule->seats[i].role ||
                !fact_may_sit(c, rule, (unsigned)person, rule->seats[i].role,
                              v->end_date))
                bad += fact_report(c, "%.*s: seat %zu is filled wrongly",
                                   XC_PRI(v->target), at);
            for (size_t m = 0; m < at; m++)
                if (xc_str_equal(v->people[m].person, v->people[at].person))
                    bad += fact_report(c, "%.*s: a person sits twice", XC_PRI(v->target));
            for (xc_date d = v->date; person >= 0 && d <= v->end_date; d++) {
                unsigned there = 3u & ~fact_away(c, (unsigned)person, d);
                unsigned needed =
                    v->date != v->end_date && rule->closes == 0
                        ? 3
                        : (v->start < NOON ? 1u : 0) | (v->end > NOON ? 2u : 0);
                if (fact_works(c, d) && (there & needed) != needed)
                    bad += fact_report(c, "%.*s: %s is away", XC_PRI(v->target),
                                       c->people[person].id);
                if (fact_barred(c, (unsigned)person, target, d))
                    bad += fact_report(c, "%.*s: %s is barred", XC_PRI(v->target),
                                       c->people[person].id);
            }
        }
    if (at != v->person_count)
        bad += fact_report(c, "%.*s has too many people", XC_PRI(v->target));
    return bad;
}

static bool sits_in(const struct xc_visit *v, const char *id) {
    for (size_t i = 0; i < v->person_count; i++)
        if (fact_is(v->people[i].person, id))
            return true;
    return false;
}

static bool has_label(const struct xc_visit *v, const char *label) {
    for (size_t i = 0; i < v->task_count; i++)
        if (fact_is(v->tasks[i].label, label) && fact_is(v->tasks[i].programme, "p"))
            return true;
    return false;
}

/* First and last day of a visit, the way there and back included. */
static void road_of(const struct county *c, const struct xc_visit *v, xc_date *from,
                    xc_date *to) {
    int travel = 0;
    for (unsigned r = 0; r < c->rule_count; r++)
        if (has_label(v, c->rules[r].label) && (int)c->rules[r].travel > travel)
            travel = (int)c->rules[r].travel;
    *from = fact_step(c, v->date, -travel);
    *to = fact_step(c, v->end_date, travel);
}

static bool overlap(const struct county *c, const struct xc_visit *a,
                    const struct xc_visit *b) {
    xc_date from[2];
    xc_date to[2];
    road_of(c, a, &from[0], &to[0]);
    road_of(c, b, &from[1], &to[1]);
    if (to[0] < from[1] || to[1] < from[0])
        return false;
    if (from[0] != to[0] || from[1] != to[1])
        return true;
    return a->start < b->end && b->start < a->end;
}

static unsigned judge_road(const struct county *c, const struct xc_visit *v) {
    unsigned bad = 0;
    xc_date from = 0;
    xc_date to = 0;
    road_of(c, v, &from, &to);
    if (from < c->input.as_of)
        bad += fact_report(c, "the way to %.*s begins too early", XC_PRI(v->target));
    for (size_t i = 0; i < v->person_count; i++)
        for (xc_date d = from; d <= to; d++) {
            int person = fact_person(c, v->people[i].person);
            if (person >= 0 && (d < v->date || d > v->end_date) && fact_works(c, d) &&
                fact_away(c, (unsigned)person, d))
                bad += fact_report(c, "%.*s: %s is away on the way", XC_PRI(v->target),
                                   c->people[person].id);
        }
    return bad;
}

static bool takes_car(const struct county *c, const struct xc_visit *v) {
    for (unsigned r = 0; r < c->rule_count; r++)
        if (c->rules[r].car && has_label(v, c->rules[r].label))
            return true;
    return false;
}

static unsigned judge_cars(const struct county *c, const struct xc_visit **all,
                           size_t count) {
    unsigned bad = 0;
    for (xc_date day = c->first; day < c->first + HORIZON; day++) {
        struct xc_str crews[64];
        unsigned number = 0;
        for (size_t i = 0; fact_works(c, day) && i < count; i++) {
            xc_date from = 0;
            xc_date to = 0;
            road_of(c, all[i], &from, &to);
            if (!takes_car(c, all[i]) || day < from || day > to)
                continue;
            unsigned known = 0;
            while (known < number && !xc_str_equal(crews[known], all[i]->crew))
                known++;
            if (known == number && number < 64)
                crews[number++] = all[i]->crew;
        }
        if (number > c->cars)
            bad += fact_report(c, "%u crews share %u cars", number, c->cars);
    }
    return bad;
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
                if (fact_works(c, d))
                    day[d - c->first]++;
            for (size_t k = 0; k < i; k++)
                if (sits_in(all[k], c->people[p].id) && overlap(c, all[i], all[k]))
                    bad += fact_report(c, "%s is in two places on %d", c->people[p].id,
                                       (int)all[i]->date);
        }
        if (c->people[p].max_visits > 0 && year > c->people[p].max_visits)
            bad += fact_report(c, "%s makes %u visits a year", c->people[p].id, year);
        for (int d = 0; d < HORIZON; d++)
            if (c->people[p].per_day > 0 && day[d] > c->people[p].per_day)
                bad +=
                    fact_report(c, "%s makes %u visits a day", c->people[p].id, day[d]);
    }
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++)
            if (xc_str_equal(all[i]->crew, all[k]->crew) && overlap(c, all[i], all[k]))
                bad += fact_report(c, "crew %.*s is in two places", XC_PRI(all[i]->crew));
    return bad;
}

/* Whether the hours of two visits are those of the same stage or office. */
static bool same_hours(const struct county *c, const struct xc_visit *a,
                       const struct xc_visit *b) {
    int left = fact_rule(c, a->tasks[0].label);
    int right = fact_rule(c, b->tasks[0].label);
    return left >= 0 && right >= 0 && c->rules[left].opens == c->rules[right].opens;
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
        unsigned room = fact_room(&c->rules[fact_rule(c, all[i]->tasks[0].label)]);
        for (size_t k = 0; k < count; k++) {
            int target = fact_target(c, all[k]->target);
            if (!xc_str_equal(all[i]->crew, all[k]->crew) ||
                all[i]->date != all[k]->date || target < 0 ||
                !same_hours(c, all[i], all[k]))
                continue;
            first = first && k >= i;
            const char *zone = c->targets[target].zone[0]
                                   ? c->targets[target].zone
                                   : fact_town_code(c->targets[target].town);
            unsigned known = 0;
            while (known < zone_count && strcmp(zones[known], zone) != 0)
                known++;
            if (known == zone_count && !all[k]->pinned && zone_count < 64)
                zones[zone_count++] = zone;
            minutes += all[k]->minutes;
        }
        if (first && minutes + zone_count * c->setup > room)
            bad += fact_report(c, "crew %.*s works %u minutes in %u zones",
                               XC_PRI(all[i]->crew), minutes, zone_count);
    }
    return bad;
}

static unsigned cap_of(const struct county *c, const struct fact_rule *rule, unsigned t) {
    if (c->uncapped[t])
        return 0;
    unsigned cap = rule->enforcement ? c->cap_enforcement : c->cap_agency_check;
    if (!rule->enforcement && c->targets[t].clinic && c->cap_clinics > 0)
        cap = c->cap_clinics;
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
            if (!fact_is(all[i]->target, c->targets[t].id))
                continue;
            same_nature +=
                (all[i]->nature == XC_NATURE_ENFORCEMENT) == rule->enforcement ? 1 : 0;
            /* a task that rides along or joined adds no visit */
            named =
                named || (all[i]->tasks && fact_is(all[i]->tasks[0].label, rule->label) &&
                          !all[i]->pinned);
            for (size_t k = 0; k < i; k++) {
                if (!fact_is(all[k]->target, c->targets[t].id))
                    continue;
                const struct xc_visit *a = all[i]->date < all[k]->date ? all[i] : all[k];
                const struct xc_visit *b = a == all[i] ? all[k] : all[i];
                if (r == 0 && b->date <= a->end_date && !(a->pinned && b->pinned))
                    bad += fact_report(c, "%s is visited twice a day", c->targets[t].id);
                if (has_label(a, rule->label) && has_label(b, rule->label) &&
                    b->date - a->end_date < (xc_date)rule->gap &&
                    !(a->pinned && b->pinned))
                    bad += fact_report(c, "%s: only %d days between visits",
                                       c->targets[t].id, (int)(b->date - a->end_date));
            }
        }
        if (named && cap_of(c, rule, t) > 0 && same_nature > cap_of(c, rule, t))
            bad += fact_report(c, "%s: %u visits over the cap %u", c->targets[t].id,
                               same_nature, cap_of(c, rule, t));
    }
    return bad;
}

static unsigned rotate_of(const struct county *c, const struct xc_visit *v) {
    unsigned rotate = 0;
    for (unsigned r = 0; r < c->rule_count; r++)
        if (has_label(v, c->rules[r].label) && c->rules[r].rotate > rotate)
            rotate = c->rules[r].rotate;
    return rotate;
}

/* Of two visits that follow each other the stricter rule holds. */
static unsigned judge_rotation(const struct county *c, unsigned t,
                               const struct xc_visit **all, size_t count) {
    unsigned bad = 0;
    for (size_t i = 0; i < count; i++) {
        const struct xc_visit *next = NULL;
        if (!fact_is(all[i]->target, c->targets[t].id))
            continue;
        for (size_t k = 0; k < count; k++)
            if (fact_is(all[k]->target, c->targets[t].id) &&
                all[k]->date > all[i]->end_date && (!next || all[k]->date < next->date))
                next = all[k];
        if (!next)
            continue;
        unsigned rotate = rotate_of(c, all[i]) > rotate_of(c, next) ? rotate_of(c, all[i])
                                                                    : rotate_of(c, next);
        for (size_t a = 0; a < all[i]->person_count; a++)
            for (size_t b = 0; b < next->person_count; b++) {
                bool lead = all[i]->people[a].seat == XC_ROLE_LEAD &&
                            next->people[b].seat == XC_ROLE_LEAD;
                if ((rotate == 2 || (rotate == 1 && lead)) &&
                    xc_str_equal(all[i]->people[a].person, next->people[b].person))
                    bad += fact_report(c, "%s meets %.*s twice running", c->targets[t].id,
                                       XC_PRI(next->people[b].person));
            }
    }
    return bad;
}

/* Where crews swap, a zone has one crew in a period and another in the next. */
static unsigned judge_turns(const struct county *c, const struct fact_rule *rule,
                            const struct xc_visit **all, size_t count) {
    unsigned bad = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++) {
            int t = fact_target(c, all[i]->target);
            int u = fact_target(c, all[k]->target);
            if (t < 0 || u < 0 || !has_label(all[i], rule->label) ||
                !has_label(all[k], rule->label) ||
                c->targets[t].town != c->targets[u].town ||
                strcmp(c->targets[t].zone, c->targets[u].zone) != 0)
                continue;
            xc_date first = xc_date_period_first(all[i]->date, rule->each);
            xc_date second = xc_date_period_first(all[k]->date, rule->each);
            bool same = xc_str_equal(all[i]->crew, all[k]->crew);
            if (first == second && !same)
                bad += fact_report(c, "zone %s of %.*s has two crews in a period",
                                   c->targets[t].zone, XC_PRI(all[i]->target));
            if (second != xc_date_period_last(first, rule->each) + 1 || !same)
                continue;
            for (size_t m = 0; m < count; m++) {
                int other = fact_target(c, all[m]->target);
                if (other >= 0 && has_label(all[m], rule->label) &&
                    c->targets[other].town == c->targets[t].town &&
                    !xc_str_equal(all[m]->crew, all[i]->crew)) {
                    bad += fact_report(c, "crew %.*s keeps zone %s though others swap",
                                       XC_PRI(all[i]->crew), c->targets[t].zone);
                    break;
                }
            }
        }
    return bad;
}

static unsigned count_causes(const struct county *c, unsigned t, unsigned r) {
    unsigned count = 0;
    for (unsigned i = 0; i < c->cause_count; i++)
        count +=
            c->causes[i].rule == r && strcmp(c->causes[i].target, c->targets[t].id) == 0;
    return count;
}

/* Nobody comes who may not, and nobody to a closed area. */
static unsigned judge_after(const struct county *c, const struct xc_visit *v,
                            unsigned target) {
    unsigned bad = 0;
    for (xc_date d = v->date; d <= v->end_date; d++)
        if (fact_closed(c, target, d))
            bad += fact_report(c, "%.*s is closed on day %d", XC_PRI(v->target),
                               (int)(d - c->first));
    for (size_t k = 0; k < v->task_count; k++) {
        int rule = fact_rule(c, v->tasks[k].label);
        const struct fact_cause *cause =
            rule < 0 ? NULL
                     : fact_cause(c, (unsigned)rule, v->target, v->tasks[k].number);
        for (size_t i = 0; cause && i < v->person_count; i++) {
            int person = fact_person(c, v->people[i].person);
            if (person >= 0 && fact_avoided(cause, (unsigned)person))
                bad += fact_report(c, "%.*s is visited again by %.*s", XC_PRI(v->target),
                                   XC_PRI(v->people[i].person));
        }
    }
    return bad;
}

/* Each cause at a target that is not there is unmet. */
static unsigned judge_lost(const struct county *c, const struct xc_plan *plan) {
    unsigned bad = 0;
    for (unsigned i = 0; i < c->cause_count; i++) {
        const struct fact_cause *cause = &c->causes[i];
        unsigned seen = 0;
        if (fact_target(c, xc_str_from(cause->target)) >= 0)
            continue;
        for (size_t k = 0; k < plan->unmet_count; k++)
            seen += fact_is(plan->unmet[k].target, cause->target) &&
                    plan->unmet[k].number == cause->number &&
                    fact_is(plan->unmet[k].label, c->rules[cause->rule].label) &&
                    plan->unmet[k].verdict == XC_UNMET_ALONE;
        if (seen != 1)
            bad += fact_report(c, "%s is not there, yet not unmet", cause->target);
    }
    return bad;
}

static unsigned judge_demand(const struct county *c, const struct xc_plan *plan,
                             unsigned t, unsigned r) {
    const struct fact_rule *rule = &c->rules[r];
    unsigned bad = 0;
    unsigned seen = 0;
    xc_date from = 0;
    xc_date to = 0;
    unsigned expected = fact_visits_of(rule, 1, &from, &to);
    if (rule->caused)
        expected = count_causes(c, t, r);
    bool numbers[SPARE] = {false};
    for (size_t i = 0; i < plan->visit_count; i++) {
        const struct xc_visit *v = &plan->visits[i];
        for (size_t k = 0; fact_accounts(v) && k < v->task_count; k++) {
            unsigned number = v->tasks[k].number;
            if (!fact_is(v->target, c->targets[t].id) ||
                !fact_is(v->tasks[k].label, rule->label) ||
                !fact_is(v->tasks[k].programme, "p"))
                continue;
            const struct fact_cause *cause = fact_cause(c, r, v->target, number);
            (void)fact_visits_of(rule, number, &from, &to);
            if (rule->caused && !cause && !v->pinned)
                bad += fact_report(c, "%s/%s/%u has no cause", rule->label,
                                   c->targets[t].id, number);
            from = cause && cause->from > from ? cause->from : from;
            to = cause && cause->to < to ? cause->to : to;
            if (v->date < from || v->end_date > to)
                bad += fact_report(c, "%s/%s/%u lies outside its window", rule->label,
                                   c->targets[t].id, number);
            if (number == 0 || (number > expected && !rule->caused) || numbers[number])
                bad += fact_report(c, "%s/%s: number %u", rule->label, c->targets[t].id,
                                   number);
            else
                numbers[number] = true;
            seen++;
        }
    }
    for (size_t i = 0; i < plan->unmet_count; i++)
        if (fact_is(plan->unmet[i].target, c->targets[t].id) &&
            fact_is(plan->unmet[i].label, rule->label)) {
            if (numbers[plan->unmet[i].number])
                bad += fact_report(c, "%s is met and unmet", c->targets[t].id);
            seen++;
        }
    if (seen != expected)
        bad += fact_report(c, "%s/%s: %u of %u visits are accounted for", rule->label,
                           c->targets[t].id, seen, expected);
    return bad;
}

unsigned county_judge(const struct county *c, const struct xc_plan *plan) {
    const struct xc_visit **all =
        calloc(plan->visit_count + c->input.fixed_count + 1, sizeof *all);
    size_t count = 0;
    unsigned bad = 0;
    for (size_t i = 0; i < plan->visit_count; i++)
        if (fact_counts(&plan->visits[i]))
            all[count++] = &plan->visits[i];
    for (size_t i = 0; i < c->input.fixed_count; i++) {
        bool known = !fact_counts(&c->input.fixed[i]);
        for (size_t k = 0; k < plan->visit_count; k++)
            known = known || xc_str_equal(plan->visits[k].id, c->input.fixed[i].id);
        if (!known)
            all[count++] = &c->input.fixed[i];
    }
    for (size_t i = 0; i < plan->visit_count; i++) {
        const struct xc_visit *v = &plan->visits[i];
        int target = fact_target(c, v->target);
        if (target < 0 || v->pinned || !fact_counts(v))
            continue;
        bad += judge_time(c, v) + judge_road(c, v) + judge_after(c, v, (unsigned)target);
        for (size_t k = 0; k < v->task_count; k++) {
            int rule = fact_rule(c, v->tasks[k].label);
            if (rule < 0)
                bad += fact_report(c, "a task of nothing");
            else
                bad += judge_seats(c, plan, v, &c->rules[rule], (unsigned)target);
        }
        if (i > 0 && plan->visits[i - 1].date > v->date)
            bad += fact_report(c, "visits are not sorted");
        for (size_t k = 0; k < i; k++)
            if (xc_str_equal(plan->visits[k].id, v->id))
                bad += fact_report(c, "an id is used twice");
    }
    bad += judge_people(c, all, count) + judge_setup(c, all, count) +
           judge_cars(c, all, count);
    for (unsigned r = 0; r < c->rule_count; r++)
        if (c->rules[r].swap)
            bad += judge_turns(c, &c->rules[r], all, count);
    bad += judge_lost(c, plan);
    for (unsigned t = 0; t < c->target_count; t++) {
        bad += judge_target(c, t, all, count) + judge_rotation(c, t, all, count);
        for (unsigned r = 0; r < c->rule_count; r++)
            bad += judge_demand(c, plan, t, r);
    }
    for (size_t i = 0; c->input.fixed_count == 0 && i < plan->unmet_count; i++)
        if (plan->unmet[i].verdict == XC_UNMET_ALONE)
            bad += fact_judge_alone(c, plan, &plan->unmet[i]);
    free(all);
    return bad;
}
