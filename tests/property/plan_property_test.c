/* Random counties, planned and judged. `plan_property_test FIRST COUNT` runs other seeds.
 */
#include "county.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Plans as policies ask for them, ones whose best is known, ones with causes, closed
 * areas and cases, and ones whose best beside closed areas is known. */
enum kind { MIXED, EVEN, LATER, SHUT };

struct sums {
    unsigned long plans, refused, visits, unmet, alone, together, open, lost;
};

static int fail(const struct county *c, uint64_t seed, const char *what) {
    struct xc_buffer text = xc_buffer_make(1u << 16);
    if (c->error.code)
        (void)xc_error_render(&c->error, NULL, &text);
    fprintf(stderr, "seed %llu: %s %.*s\n", (unsigned long long)seed, what,
            XC_PRI(xc_buffer_view(&text)));
    xc_buffer_free(&text);
    return 1;
}

static void count(struct sums *sums, const struct xc_plan *plan) {
    sums->plans++;
    sums->visits += plan->visit_count;
    sums->unmet += plan->unmet_count;
    for (size_t i = 0; i < plan->unmet_count; i++) {
        sums->alone += plan->unmet[i].verdict == XC_UNMET_ALONE;
        sums->together += plan->unmet[i].verdict == XC_UNMET_TOGETHER;
        sums->open += plan->unmet[i].verdict == XC_UNMET_NOT_PROVED;
    }
}

static bool same_plan(const struct xc_plan *a, const struct xc_plan *b) {
    struct xc_buffer left = xc_buffer_make(1u << 24);
    struct xc_buffer right = xc_buffer_make(1u << 24);
    for (size_t i = 0; i < a->visit_count; i++)
        (void)xc_visit_write(&a->visits[i], &left);
    for (size_t i = 0; i < b->visit_count; i++)
        (void)xc_visit_write(&b->visits[i], &right);
    bool same = xc_str_equal(xc_buffer_view(&left), xc_buffer_view(&right)) &&
                a->unmet_count == b->unmet_count;
    xc_buffer_free(&left);
    xc_buffer_free(&right);
    return same;
}

static int breach(void *context, size_t visit, const struct xc_message *message) {
    unsigned *breaches = context;
    struct xc_buffer text = xc_buffer_make(1u << 16);
    (void)xc_message_render(message, NULL, &text);
    fprintf(stderr, "  check: visit %zu: %.*s\n", visit, XC_PRI(xc_buffer_view(&text)));
    xc_buffer_free(&text);
    ++*breaches;
    return 0;
}

static int count_breach(void *context, size_t visit, const struct xc_message *message) {
    unsigned *breaches = context;
    (void)visit;
    (void)message;
    ++*breaches;
    return 0;
}

/* One visit that is moved, checked alone among all others, is wrong if and only if the
 * whole plan is. */
static int move_one(struct county *c, uint64_t seed, const struct xc_plan *plan) {
    struct xc_visit *others = calloc(plan->visit_count + 1, sizeof *others);
    int code = 0;
    for (unsigned try = 0; !code && try < 4 && plan->visit_count > 0; try++) {
        size_t at = county_random(c, (unsigned)plan->visit_count);
        struct xc_visit *visit = &plan->visits[at];
        struct xc_visit was = *visit;
        unsigned whole = 0;
        unsigned alone = 0;
        size_t count = 0;
        xc_date length = visit->end_date - visit->date;
        visit->date = c->first + (xc_date)county_random(c, HORIZON - 10);
        visit->end_date = visit->date + length;
        for (size_t i = 0; i < plan->visit_count; i++)
            if (i != at)
                others[count++] = plan->visits[i];
        int checked = xc_plan_check(&c->input, plan->visits, plan->visit_count,
                                    count_breach, &whole, &c->error);
        c->input.fixed = others;
        c->input.fixed_count = count;
        if (!checked)
            checked = xc_plan_check(&c->input, visit, 1, count_breach, &alone, &c->error);
        c->input.fixed_count = 0;
        if (checked || (whole > 0) != (alone > 0))
            code = fail(c, seed, "a visit alone is judged unlike the plan");
        *visit = was;
    }
    free(others);
    return code;
}

static int compare_ids(const void *a, const void *b) {
    const struct xc_visit *left = a;
    const struct xc_visit *right = b;
    return xc_str_compare(left->id, right->id);
}

/* Rotation looks at who comes next: of each target only what lies before or behind a day
 * is kept, so that no two visits meet that were apart. */
static bool keeps(const struct county *c, const struct xc_visit *visit, uint64_t seed) {
    uint64_t mixed = seed;
    for (size_t i = 0; i < visit->target.len; i++)
        mixed = mixed * 31 + (unsigned char)visit->target.ptr[i];
    xc_date cut = c->first + (xc_date)(mixed / 2 % HORIZON);
    return mixed % 2 ? visit->date < cut : visit->date >= cut;
}

/* Keeps a random part of a plan and plans the rest again from a later day. */
static int plan_again(struct county *c, uint64_t seed, const struct xc_plan *plan,
                      struct sums *sums) {
    struct xc_visit *kept = calloc(plan->visit_count + 1, sizeof *kept);
    struct xc_plan *again = NULL;
    size_t number = 0;
    unsigned breaches = 0;
    int code = 0;
    bool rotates = false;
    for (unsigned r = 0; r < c->rule_count; r++)
        rotates = rotates || c->rules[r].rotate > 0;
    for (size_t i = 0; i < plan->visit_count; i++) {
        if (rotates ? !keeps(c, &plan->visits[i], seed) : county_random(c, 3) == 0)
            continue;
        kept[number] = plan->visits[i];
        kept[number].status = !rotates && county_random(c, 8) == 0 ? XC_VISIT_CANCELLED
                                                                   : XC_VISIT_PUBLISHED;
        kept[number].pinned = kept[number].status != XC_VISIT_CANCELLED || i % 2;
        number++;
    }
    qsort(kept, number, sizeof *kept, compare_ids);
    c->input.fixed = kept;
    c->input.fixed_count = number;
    c->input.as_of = c->first + (xc_date)county_random(c, 40);
    int made = xc_plan_make(&c->input, &again, &c->error);
    if (made == XC_ENO)
        sums->refused++; /* certificates have run out by then */
    else if (made)
        code = fail(c, seed, "the second plan was refused:");
    else if (county_judge(c, again) > 0)
        code = fail(c, seed, "the second plan is wrong");
    else if (xc_plan_check(&c->input, again->visits, again->visit_count, breach,
                           &breaches, &c->error) ||
             breaches > 0)
        code = fail(c, seed, "the check disagrees with the second plan");
    else
        count(sums, again);
    xc_plan_free(again);
    free(kept);
    c->input.fixed_count = 0;
    return code;
}

static int run(uint64_t seed, enum kind kind, struct sums *sums) {
    bool even = kind == EVEN || kind == SHUT;
    struct county *c = malloc(sizeof *c);
    struct xc_plan *plan = NULL;
    struct xc_plan *twin = NULL;
    unsigned breaches = 0;
    int code = 0;
    if (!county_make(c, seed, even)) {
        sums->refused++; /* rules that contradict themselves */
        goto done;
    }
    if (kind == LATER)
        county_happen(c);
    else if (kind == SHUT)
        county_close(c);
    int made = xc_plan_make(&c->input, &plan, &c->error);
    if (made == XC_ENO) {
        sums->refused++;
        goto done;
    }
    if (made != XC_OK) {
        code = fail(c, seed, "not planned:");
        goto done;
    }
    count(sums, plan);
    if (county_judge(c, plan) > 0)
        code = fail(c, seed, "the plan is wrong");
    if (xc_plan_check(&c->input, plan->visits, plan->visit_count, breach, &breaches,
                      &c->error) ||
        breaches > 0)
        code = fail(c, seed, "the check disagrees");
    if (seed % 4 == 0 &&
        (xc_plan_make(&c->input, &twin, &c->error) || !same_plan(plan, twin)))
        code = fail(c, seed, "two runs differ");
    if (even) {
        unsigned best = county_best(c, plan);
        bool claims = false;
        for (size_t i = 0; i < plan->unmet_count; i++)
            claims = claims || plan->unmet[i].verdict == XC_UNMET_TOGETHER;
        if (claims && best == plan->visit_count + plan->unmet_count)
            code = fail(c, seed, "all visits fit, yet some are proved not to");
        if (best < plan->visit_count)
            code = fail(c, seed, "more visits than the best plan has");
        sums->lost += best - plan->visit_count;
    } else if (!code) {
        code = move_one(c, seed, plan);
    }
    if (!even && !code) {
        code = plan_again(c, seed, plan, sums);
    }
done:
    xc_plan_free(plan);
    xc_plan_free(twin);
    county_free(c);
    free(c);
    return code;
}

int main(int argc, char **argv) {
    uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    uint64_t number = argc > 2 ? strtoull(argv[2], NULL, 10) : 400;
    struct sums mixed = {0};
    struct sums even = {0};
    struct sums later = {0};
    struct sums shut = {0};
    int failures = 0;
    for (uint64_t seed = first; seed < first + number && failures < 10; seed++) {
        failures += run(seed, MIXED, &mixed);
        failures += run(seed, EVEN, &even);
        failures += seed % 2 ? run(seed, LATER, &later) : run(seed, SHUT, &shut);
    }
    printf("mixed: %lu plans, %lu refused, %lu visits, %lu unmet: %lu alone, %lu "
           "together, %lu "
           "not proved\n",
           mixed.plans, mixed.refused, mixed.visits, mixed.unmet, mixed.alone,
           mixed.together, mixed.open);
    printf("later: %lu plans, %lu refused, %lu visits, %lu unmet: %lu alone, %lu "
           "together, %lu not proved\n",
           later.plans, later.refused, later.visits, later.unmet, later.alone,
           later.together, later.open);
    printf("even: %lu plans, %lu visits, %lu unmet, %lu together, %lu not proved; %lu "
           "visits "
           "fewer than the best plans\n",
           even.plans, even.visits, even.unmet, even.together, even.open, even.lost);
    printf("shut: %lu plans, %lu visits, %lu unmet, %lu alone, %lu together, %lu not "
           "proved; %lu visits fewer than the best plans\n",
           shut.plans, shut.visits, shut.unmet, shut.alone, shut.together, shut.open,
           shut.lost);
    return failures > 0 || mixed.plans < number / 2;
}
