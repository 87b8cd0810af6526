/* Random counties, planned, disturbed and replanned: every hard rule holds, and no visit
 * moves that could stay where it was. `replan_property_test FIRST COUNT` runs other
 * seeds.
 */
#include "facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sums {
    unsigned long replans, refused, kept, moved, bound, people, dropped;
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

static int count_breach(void *context, size_t visit, const struct xc_message *message) {
    unsigned *breaches = context;
    (void)visit;
    (void)message;
    ++*breaches;
    return 0;
}

static int show_breach(void *context, size_t visit, const struct xc_message *message) {
    struct xc_buffer text = xc_buffer_make(1u << 16);
    (void)xc_message_render(message, NULL, &text);
    fprintf(stderr, "  check: visit %zu: %.*s\n", visit, XC_PRI(xc_buffer_view(&text)));
    xc_buffer_free(&text);
    return count_breach(context, visit, message);
}

static unsigned breaches_of(struct county *c, const struct xc_plan *plan, bool show) {
    unsigned breaches = 0;
    return xc_plan_check(&c->input, plan->visits, plan->visit_count,
                         show ? show_breach : count_breach, &breaches, &c->error)
               ? 1
               : breaches;
}

static int by_id(const void *a, const void *b) {
    const struct xc_visit *left = a;
    const struct xc_visit *right = b;
    return xc_str_compare(left->id, right->id);
}

static struct xc_visit *find(const struct xc_plan *plan, struct xc_str id) {
    for (size_t i = 0; i < plan->visit_count; i++)
        if (xc_str_equal(plan->visits[i].id, id))
            return &plan->visits[i];
    return NULL;
}

static bool same_line(const struct xc_visit *a, const struct xc_visit *b) {
    struct xc_buffer left = xc_buffer_make(1u << 16);
    struct xc_buffer right = xc_buffer_make(1u << 16);
    (void)xc_visit_write(a, &left);
    (void)xc_visit_write(b, &right);
    bool same = xc_str_equal(xc_buffer_view(&left), xc_buffer_view(&right));
    xc_buffer_free(&left);
    xc_buffer_free(&right);
    return same;
}

static const struct xc_plan_move *move_of(const struct xc_plan *plan, struct xc_str id) {
    for (size_t i = 0; i < plan->move_count; i++)
        if (xc_str_equal(plan->moves[i].visit, id))
            return &plan->moves[i];
    return NULL;
}

/* What the plan says of each kept visit is what it did. */
static int judge_moves(struct county *c, uint64_t seed, const struct xc_plan *plan) {
    size_t moved = 0;
    for (size_t i = 0; i < c->input.kept_count; i++) {
        const struct xc_visit *kept = &c->input.kept[i];
        const struct xc_visit *now = find(plan, kept->id);
        const struct xc_plan_move *move = move_of(plan, kept->id);
        bool stays =
            now && now->date == kept->date && xc_str_equal(now->crew, kept->crew);
        moved += move && move->kind == XC_MOVE_MOVED;
        if (!now && (!move || move->kind != XC_MOVE_DROPPED))
            return fail(c, seed, "a visit went without a word");
        if (!now)
            continue;
        if (now->status != kept->status || now->sequence < kept->sequence)
            return fail(c, seed, "a visit lost its status or sequence");
        if (!move && now->task_count == kept->task_count && !same_line(now, kept))
            return fail(c, seed, "a visit changed without a word");
        if (move && (move->kind == XC_MOVE_PEOPLE) != stays)
            return fail(c, seed, "a move of the wrong kind");
        if (move && kept->status == XC_VISIT_PUBLISHED &&
            (now->date != kept->date || now->start != kept->start) &&
            now->sequence != kept->sequence + 1)
            return fail(c, seed, "a moved visit whose sequence did not rise");
    }
    if (moved != plan->moved || moved < plan->moved_bound)
        return fail(c, seed, "the moves are not what the plan counted");
    return 0;
}

/* Put back where it was, each moved visit must break some rule. Without set-up times,
 * which are no rule of the check. */
static int judge_need(struct county *c, uint64_t seed, const struct xc_plan *plan) {
    for (size_t i = 0; i < plan->move_count && c->setup == 0; i++) {
        const struct xc_plan_move *move = &plan->moves[i];
        struct xc_visit *now = find(plan, move->visit);
        struct xc_visit key = {.id = move->visit};
        if (!now)
            continue;
        const struct xc_visit *kept =
            bsearch(&key, c->input.kept, c->input.kept_count, sizeof key, by_id);
        struct xc_visit hold = *now;
        *now = *kept;
        bool could = breaches_of(c, plan, false) == 0;
        *now = hold;
        if (could)
            return fail(c, seed, "a visit moved that could stay");
    }
    return 0;
}

/* The first day on the way to the visit. */
static xc_date leaves_on(const struct county *c, const struct xc_visit *visit) {
    int travel = 0;
    for (unsigned r = 0; r < c->rule_count; r++)
        for (size_t i = 0; i < visit->task_count; i++)
            if (xc_str_is(visit->tasks[i].label, c->rules[r].label) &&
                (int)c->rules[r].travel > travel)
                travel = (int)c->rules[r].travel;
    return fact_step(c, visit->date, -travel);
}

/* A replan of what was just replanned leaves all as it is, unless it serves more. */
static int replan_once_more(struct county *c, uint64_t seed, const struct xc_plan *plan) {
    struct xc_visit *kept = calloc(plan->visit_count + 1, sizeof *kept);
    struct xc_plan *again = NULL;
    size_t count = 0;
    int code = 0;
    for (size_t i = 0; i < plan->visit_count; i++)
        if (leaves_on(c, &plan->visits[i]) >= c->input.as_of)
            kept[count++] = plan->visits[i];
    qsort(kept, count, sizeof *kept, by_id);
    c->input.kept = kept;
    c->input.kept_count = count;
    c->input.now++;
    if (xc_plan_make(&c->input, &again, &c->error))
        code = fail(c, seed, "the second replan was refused:");
    else if (again->move_count > 0 && again->unmet_count >= plan->unmet_count)
        code = fail(c, seed, "the second replan moves visits");
    xc_plan_free(again);
    free(kept);
    return code;
}

static int replan(struct county *c, uint64_t seed, const struct xc_plan *plan,
                  struct sums *sums) {
    struct xc_visit *kept = calloc(plan->visit_count + 1, sizeof *kept);
    struct xc_visit *fixed = calloc(plan->visit_count + 1, sizeof *fixed);
    struct xc_plan *again = NULL;
    struct xc_register *before = NULL;
    size_t kept_count = 0;
    size_t fixed_count = 0;
    bool disturbed = county_random(c, 6) > 0;
    int code = 0;
    if (disturbed && !county_disturb(c, &before)) {
        sums->refused++; /* one relation twice */
        goto done;
    }
    if (c->input.causes && disturbed)
        county_happen(c);
    c->input.as_of = c->first + (xc_date)(county_random(c, 2) * county_random(c, 80));
    c->input.now = 1700000000;
    for (size_t i = 0; i < plan->visit_count; i++) {
        struct xc_visit visit = plan->visits[i];
        visit.status = county_random(c, 4) == 0 ? XC_VISIT_DRAFT : XC_VISIT_PUBLISHED;
        if (leaves_on(c, &visit) < c->input.as_of) {
            visit.status = XC_VISIT_DONE;
            fixed[fixed_count++] = visit;
        } else {
            kept[kept_count++] = visit;
        }
    }
    qsort(kept, kept_count, sizeof *kept, by_id);
    qsort(fixed, fixed_count, sizeof *fixed, by_id);
    c->input.kept = kept;
    c->input.kept_count = kept_count;
    c->input.fixed = fixed;
    c->input.fixed_count = fixed_count;
    int made = xc_plan_make(&c->input, &again, &c->error);
    if (made == XC_ENO) {
        sums->refused++; /* nobody is left who may go */
        goto done;
    }
    if (made) {
        code = fail(c, seed, "the replan was refused:");
        goto done;
    }
    sums->replans++;
    sums->kept += kept_count;
    sums->moved += again->moved;
    sums->bound += again->moved_bound;
    for (size_t i = 0; i < again->move_count; i++) {
        sums->people += again->moves[i].kind == XC_MOVE_PEOPLE;
        sums->dropped += again->moves[i].kind == XC_MOVE_DROPPED;
    }
    code = judge_moves(c, seed, again);
    if (!code)
        code = judge_need(c, seed, again);
    if (!code && !disturbed && again->move_count > 0 &&
        again->unmet_count == plan->unmet_count)
        code = fail(c, seed, "nothing happened, yet visits moved");
    /* what was done by a crew that is another now stays */
    if (!code && fixed_count == 0 && breaches_of(c, again, true) > 0)
        code = fail(c, seed, "the check finds the replan wrong");
    if (!code && fixed_count == 0 && county_judge(c, again) > 0)
        code = fail(c, seed, "the replan is wrong");
    if (!code)
        code = replan_once_more(c, seed, again);
done:
    xc_plan_free(again);
    xc_register_free(before);
    free(kept);
    free(fixed);
    return code;
}

static int run(uint64_t seed, bool later, struct sums *sums) {
    struct county *c = malloc(sizeof *c);
    struct xc_plan *plan = NULL;
    int code = 0;
    bool made = c && county_make(c, seed, false);
    if (made && later)
        county_happen(c);
    if (!made || xc_plan_make(&c->input, &plan, &c->error))
        sums->refused++;
    else
        code = replan(c, seed, plan, sums);
    xc_plan_free(plan);
    county_free(c);
    free(c);
    return code;
}

int main(int argc, char **argv) {
    uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    uint64_t number = argc > 2 ? strtoull(argv[2], NULL, 10) : 120;
    struct sums sums = {0};
    int failures = 0;
    for (uint64_t seed = first; seed < first + number && failures < 10; seed++)
        failures += run(seed, false, &sums) + run(seed, true, &sums);
    printf(
        "%lu replans, %lu refused; of %lu visits ahead %lu moved (bound %lu), %lu kept "
        "their place with other people or at another time, %lu dropped\n",
        sums.replans, sums.refused, sums.kept, sums.moved, sums.bound, sums.people,
        sums.dropped);
    return failures > 0 || sums.replans < number * 2 / 3;
}
