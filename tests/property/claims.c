/* What plans claim: that a visit is impossible by itself, and the best plan there is. */
#include "facts.h"

#include <stdlib.h>
#include <string.h>

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
            fact_may_sit(c, rule, candidates[i], rule->seats[kind].role, last) &&
            fill(c, rule, candidates, count, place + 1, used | 1u << i, last))
            return true;
    return false;
}

/* True where the visit alone could be made on the day by the crew. */
static bool can_go(const struct county *c, const struct xc_plan_crew *crew,
                   const struct fact_rule *rule, const struct fact_cause *cause,
                   unsigned target, xc_date day) {
    unsigned minutes =
        c->targets[target].minutes ? c->targets[target].minutes : rule->minutes;
    minutes = (minutes + 14) / 15 * 15;
    xc_date last = day;
    for (unsigned left = rule->days - 1; left > 0 && last < c->first + HORIZON - 1;) {
        last++;
        left -= fact_works(c, last) ? 1 : 0;
    }
    if (rule->days > 1)
        minutes = fact_room(rule);
    for (unsigned half = 0; half < 3; half++) {
        unsigned needed = half == 0 ? 3 : half;
        unsigned room =
            half == 0 ? DAY : (half == 1 ? NOON - NINE : FIVE - HALF_PAST_ONE);
        if (rule->closes > 0) {
            unsigned opens = half == 2 && rule->opens < NOON ? NOON : rule->opens;
            unsigned closes = half == 1 && rule->closes > NOON ? NOON : rule->closes;
            room = opens < closes ? closes - opens : 0;
            if (half == 0)
                needed = (rule->opens < NOON ? 1u : 0) | (rule->closes > NOON ? 2u : 0);
        }
        unsigned candidates[MAX_PEOPLE_HERE];
        unsigned count = 0;
        if (minutes + c->setup > room ||
            ((rule->days > 1 || rule->travel > 0) && half > 0))
            continue;
        for (size_t i = 0; i < crew->person_count; i++) {
            int person = fact_person(c, crew->people[i]);
            bool free_then = person >= 0 && !fact_avoided(cause, (unsigned)person);
            for (xc_date d = day; free_then && d <= last; d++)
                if (fact_works(c, d) &&
                    ((fact_away(c, (unsigned)person, d) & needed) != 0 ||
                     fact_barred(c, (unsigned)person, target, d)))
                    free_then = false;
            xc_date leaves = fact_step(c, day, -(int)rule->travel);
            xc_date returns = fact_step(c, last, (int)rule->travel);
            for (xc_date d = leaves; free_then && d <= returns; d++)
                if ((d < day || d > last) && fact_works(c, d) &&
                    fact_away(c, (unsigned)person, d))
                    free_then = false;
            if (free_then)
                candidates[count++] = (unsigned)person;
        }
        if (fill(c, rule, candidates, count, 0, 0, last))
            return true;
    }
    return false;
}

unsigned fact_judge_alone(const struct county *c, const struct xc_plan *plan,
                          const struct xc_unmet *unmet) {
    int target = fact_target(c, unmet->target);
    int r = fact_rule(c, unmet->label);
    if (target < 0 && r >= 0 && c->rules[r].caused)
        return 0; /* a cause at a target that is not there */
    if (target < 0 || r < 0)
        return fact_report(c, "an unmet visit of nothing");
    const struct fact_rule *rule = &c->rules[r];
    /* whose turn it is forbids it, not the day */
    if (rule->swap && strstr(plan->reasons[unmet->reason].id, "areas are swapped"))
        return 0;
    xc_date from = 0;
    xc_date to = 0;
    const struct fact_cause *cause =
        fact_cause(c, (unsigned)r, unmet->target, unmet->number);
    (void)fact_visits_of(rule, unmet->number, &from, &to);
    from = cause && cause->from > from ? cause->from : from;
    to = cause && cause->to < to ? cause->to : to;
    from = from < c->input.as_of ? c->input.as_of : from;
    for (xc_date day = from; day <= to; day++) {
        if (!fact_works(c, day) || fact_step(c, day, -(int)rule->travel) < c->input.as_of)
            continue;
        xc_date last = day;
        unsigned left = rule->days - 1;
        while (left > 0 && last <= to) {
            last++;
            left -= fact_works(c, last) ? 1 : 0;
        }
        if (last > to)
            continue;
        bool closed = false;
        for (xc_date d = day; d <= last; d++)
            closed = closed || fact_closed(c, (unsigned)target, d);
        for (size_t i = 0; !closed && i < plan->crew_count; i++)
            if (fact_serves(&plan->crews[i], c->targets[target].town) &&
                can_go(c, &plan->crews[i], rule, cause, (unsigned)target, day))
                return fact_report(c, "%s/%s is said to be impossible, but day %d works",
                                   rule->label, c->targets[target].id,
                                   (int)(day - c->first));
    }
    return 0;
}

/* ---- the best plan of an even county, by augmenting paths ---- */

struct flow {
    const struct county *county;
    const struct xc_plan *plan;
    unsigned visit_count;
    struct {
        xc_date from, to;
        unsigned target;
    } visits[MAX_TARGETS_HERE * MAX_RULES_HERE];
    unsigned room[16][HORIZON];  /* crew, day: visits it can make */
    unsigned taken[16][HORIZON]; /* visits it makes */
    unsigned who[16][HORIZON][4];
    bool seen[16][HORIZON];
};

static bool augment(struct flow *f, unsigned visit) {
    for (xc_date day = f->visits[visit].from; day <= f->visits[visit].to; day++) {
        int at = (int)(day - f->county->first);
        if (fact_closed(f->county, f->visits[visit].target, day))
            continue;
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
            f->visits[f->visit_count].target = t;
            f->visits[f->visit_count].from = c->rules[r].from;
            f->visits[f->visit_count++].to = c->rules[r].to;
        }
    for (size_t crew = 0; crew < plan->crew_count && crew < 16; crew++)
        for (int at = 0; at < HORIZON; at++)
            if (c->works[at] &&
                can_go(c, &plan->crews[crew], &c->rules[0], NULL, 0, c->first + at))
                f->room[crew][at] = 4; /* of 90 minutes */
    for (unsigned i = 0; i < f->visit_count; i++) {
        memset(f->seen, 0, sizeof f->seen);
        best += augment(f, i) ? 1 : 0;
    }
    free(f);
    return best;
}
