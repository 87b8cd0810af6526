/* What happens to a county after its plan: causes, closures, cases. */
#include "county.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool chance(struct county *c, unsigned percent) {
    return county_random(c, 100) < percent;
}

static int by_key(const void *a, const void *b) {
    const struct fact_cause *left = a;
    const struct fact_cause *right = b;
    if (left->rule != right->rule)
        return left->rule < right->rule ? -1 : 1;
    int order = strcmp(left->target, right->target);
    return order ? order
                 : (left->number > right->number) - (left->number < right->number);
}

static int by_text(const void *a, const void *b) {
    const struct xc_str *left = a;
    const struct xc_str *right = b;
    return xc_str_compare(*left, *right);
}

static void make_cause(struct county *c, unsigned rule) {
    struct fact_cause *cause = &c->causes[c->cause_count];
    const struct fact_rule *r = &c->rules[rule];
    memset(cause, 0, sizeof *cause);
    cause->rule = rule;
    if (chance(c, 5))
        snprintf(cause->target, sizeof cause->target, "X%u", county_random(c, 3));
    else
        memcpy(cause->target, c->targets[county_random(c, c->target_count)].id,
               sizeof cause->target);
    cause->number = 1 + county_random(c, 3);
    cause->from = r->from + (xc_date)county_random(c, 60) - 5;
    cause->to = cause->from + (xc_date)county_random(c, 25);
    unsigned person = county_random(c, c->person_count);
    unsigned number = chance(c, 30) ? 0 : 1 + county_random(c, MAX_AVOIDED_HERE);
    for (; cause->avoid_count < number && person < c->person_count;
         person += 1 + county_random(c, 2))
        cause->avoid[cause->avoid_count++] = person;
    for (unsigned i = 0; i < c->cause_count; i++)
        if (by_key(&c->causes[i], cause) == 0)
            return; /* there already */
    c->cause_count++;
}

static void make_causes(struct county *c, bool again) {
    unsigned kept = 0;
    for (unsigned i = 0; again && i < c->cause_count; i++)
        if (!chance(c, 25)) /* an outcome was corrected */
            c->causes[kept++] = c->causes[i];
    c->cause_count = kept;
    for (unsigned r = 0; r < c->rule_count; r++) {
        if (!again && c->rules[r].times == 1 && c->rules[r].each == 0)
            c->rules[r].caused = chance(c, 50);
        unsigned most = c->rules[r].caused ? county_random(c, 14) : 0;
        for (unsigned i = 0; i < most && c->cause_count < MAX_CAUSES_HERE; i++)
            make_cause(c, r);
    }
    qsort(c->causes, c->cause_count, sizeof c->causes[0], by_key);
}

static void make_closures(struct county *c) {
    static const char *const areas[] = {"320282", "320282001", "320282003", "32"};
    c->closure_count = county_random(c, MAX_CLOSURES_HERE + 1);
    for (unsigned i = 0; i < c->closure_count; i++) {
        struct fact_closure *closure = &c->closures[i];
        memset(closure, 0, sizeof *closure);
        if (chance(c, 40))
            snprintf(closure->zone, sizeof closure->zone, "Z%u", county_random(c, 5));
        else
            snprintf(closure->area, sizeof closure->area, "%s",
                     areas[county_random(c, 4)]);
        closure->from = c->first + (xc_date)county_random(c, HORIZON);
        closure->to = closure->from + (xc_date)county_random(c, chance(c, 30) ? 40 : 5);
    }
}

static void tell_library(struct county *c) {
    size_t uncapped = 0;
    for (unsigned i = 0; i < c->cause_count; i++) {
        const struct fact_cause *cause = &c->causes[i];
        struct xc_plan_cause *out = &c->after.causes[i];
        for (unsigned k = 0; k < cause->avoid_count; k++)
            c->after.avoid[i][k] = xc_str_from(c->people[cause->avoid[k]].id);
        *out = (struct xc_plan_cause){.label = xc_str_from(c->rules[cause->rule].label),
                                      .target = xc_str_from(cause->target),
                                      .number = cause->number,
                                      .window = {cause->from, cause->to},
                                      .avoid = c->after.avoid[i],
                                      .avoid_count = cause->avoid_count};
        xc_message_set(&out->reason, "a cause");
    }
    for (unsigned i = 0; i < c->closure_count; i++)
        c->after.closures[i] =
            (struct xc_plan_closure){.area = xc_str_from(c->closures[i].area),
                                     .zone = xc_str_from(c->closures[i].zone),
                                     .days = {c->closures[i].from, c->closures[i].to}};
    for (unsigned i = 0; i < c->target_count; i++)
        if (c->uncapped[i])
            c->after.uncapped[uncapped++] = xc_str_from(c->targets[i].id);
    qsort(c->after.uncapped, uncapped, sizeof c->after.uncapped[0], by_text);
    for (unsigned r = 0; r < c->rule_count; r++)
        c->programme->stages[r].obligations[0].since.kind =
            c->rules[r].caused ? XC_CAUSE_PROBLEM : 0;
    c->input.causes = c->after.causes;
    c->input.cause_count = c->cause_count;
    c->input.closures = c->after.closures;
    c->input.closure_count = c->closure_count;
    c->input.uncapped = c->after.uncapped;
    c->input.uncapped_count = uncapped;
}

void county_close(struct county *c) {
    make_closures(c);
    tell_library(c);
}

void county_happen(struct county *c) {
    bool again = c->input.causes != NULL;
    make_causes(c, again);
    make_closures(c);
    for (unsigned i = 0; i < c->target_count && i < MAX_TARGETS_HERE; i++)
        if (!again)
            c->uncapped[i] = chance(c, 15);
    tell_library(c);
}
