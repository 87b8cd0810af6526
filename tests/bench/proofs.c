/* Counts proofs again: so many minutes (or visits) are asked for, so many fit on all the
 * crew-days on which any of them may lie. */
#include "evaluator.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UNITS = 41 };

struct member { /* a visit of the set */
    uint32_t target;
    uint32_t lo, hi;
};

struct set {
    const struct bench_instance *b;
    const struct bench_days *days;
    struct member *members;
    size_t count;
    bool *crew_days; /* crews × days: some member may lie there */
};

struct tally {
    uint64_t need; /* minutes or visits */
    uint64_t hold; /* what the crew-days hold of these lengths at most */
    uint64_t sum;  /* minutes of the crew-days without the way, whatever the lengths */
    uint64_t crew_days; /* with any minutes */
};

static uint32_t target_of(const struct bench_instance *b,
                          const struct xc_plan_task *task) {
    char digits[16] = {0};
    char label[32];
    if (task->target.len < 2 || task->target.len >= sizeof digits)
        return UINT32_MAX;
    memcpy(digits, task->target.ptr + 1, task->target.len - 1);
    uint32_t target = (uint32_t)strtoul(digits, NULL, 10);
    if (target >= b->target_count)
        return UINT32_MAX;
    uint32_t rule = b->targets[target].rule;
    (void)snprintf(label, sizeof label, "s%u/%u", rule / BENCH_STAGE_RULES,
                   rule % BENCH_STAGE_RULES);
    bool named = task->label.len == strlen(label) &&
                 memcmp(task->label.ptr, label, task->label.len) == 0;
    return named && task->number >= 1 && task->number <= b->rules[rule].times
               ? target
               : UINT32_MAX;
}

static bool may_go(const struct bench_instance *b, uint32_t crew, uint32_t target) {
    const struct bench_target *t = &b->targets[target];
    return b->crew_area[crew] == t->area &&
           (!b->rules[t->rule].special || b->special[2 * crew + 1]) &&
           !bench_barred(b, crew, target);
}

/* Marks the crew-days of all members but those of one rule. */
static void mark(struct set *s, uint32_t without) {
    uint32_t n = s->days->count;
    memset(s->crew_days, 0, (size_t)s->b->crew_count * n * sizeof *s->crew_days);
    for (size_t i = 0; i < s->count; i++) {
        const struct member *m = &s->members[i];
        if (s->b->targets[m->target].rule == without)
            continue;
        for (uint32_t c = 0; c < s->b->crew_count; c++)
            if (may_go(s->b, c, m->target))
                memset(s->crew_days + (size_t)c * n + m->lo, 1, m->hi - m->lo + 1u);
    }
}

static void fill_sack(unsigned room, const bool *there, bool by_visits, uint64_t *best) {
    best[0] = 0;
    for (unsigned c = 1; c <= room; c++) {
        best[c] = best[c - 1];
        for (unsigned u = 1; u <= c && u < UNITS; u++) {
            uint64_t worth = by_visits ? 1 : u * BENCH_GRID;
            if (there[u] && best[c - u] + worth > best[c])
                best[c] = best[c - u] + worth;
        }
    }
}

/* The most of two halves, one visit perhaps across the pause between them. */
static uint64_t halves_hold(unsigned first, unsigned second, const bool *there,
                            bool by_visits, const uint64_t *best) {
    uint64_t most = best[first] + best[second];
    unsigned longest = first > second ? first : second;
    for (unsigned u = longest + 1; u <= first + second && u < UNITS; u++)
        for (unsigned x = 1; there[u] && x < u; x++)
            if (x <= first && u - x <= second) {
                uint64_t sum = (by_visits ? 1 : u * BENCH_GRID) + best[first - x] +
                               best[second - (u - x)];
                most = sum > most ? sum : most;
            }
    return most;
}

/* What a day holds at most of visits of these lengths, by the halves that are left. The
 * way to the zone comes first: out of the first half, or of the second and nothing before
 * it. */
static void day_holds(const struct bench_instance *b, const struct bench_days *days,
                      const bool *there, bool by_visits, uint64_t *holds) {
    uint64_t best[UNITS] = {0};
    unsigned first = days->minutes[2] / BENCH_GRID;
    unsigned second = days->minutes[1] / BENCH_GRID;
    unsigned way = b->setup / BENCH_GRID;
    fill_sack(first + second, there, by_visits, best);
    holds[3] = 0;
    holds[2] = first > way ? best[first - way] : 0;
    holds[1] = second > way ? best[second - way] : 0;
    if (b->hours.count == 1) {
        holds[0] = best[first + second - way];
        return;
    }
    uint64_t early =
        first > way ? halves_hold(first - way, second, there, by_visits, best) : 0;
    uint64_t late = holds[1];
    holds[0] = early > late ? early : late;
}

static struct tally count(struct set *s, uint32_t without, bool by_visits) {
    struct tally t = {0};
    bool there[UNITS] = {false};
    uint64_t holds[4];
    for (size_t i = 0; i < s->count; i++) {
        const struct bench_target *target = &s->b->targets[s->members[i].target];
        if (target->rule == without)
            continue;
        there[bench_units(target)] = true;
        t.need += by_visits ? 1 : bench_units(target) * BENCH_GRID;
    }
    mark(s, without);
    day_holds(s->b, s->days, there, by_visits, holds);
    for (size_t i = 0; i < (size_t)s->b->crew_count * s->days->count; i++) {
        if (!s->crew_days[i])
            continue;
        t.hold += holds[s->days->away[i]];
        unsigned minutes = s->days->minutes[s->days->away[i]];
        t.sum += minutes > s->b->setup ? minutes - s->b->setup : 0;
        t.crew_days += s->days->away[i] < 3;
    }
    return t;
}

/* ---- cures, each by arithmetic on this set alone ---- */

/* Minutes that the set's windows hold when each ends so many working days later; false:
 * beyond the horizon. */
static bool later(struct set *s, uint32_t days, uint64_t *sum) {
    bool inside = true;
    for (size_t i = 0; i < s->count; i++) {
        s->members[i].hi += days;
        inside = inside && s->members[i].hi < s->days->count;
    }
    if (inside)
        *sum = count(s, UINT32_MAX, false).sum;
    for (size_t i = 0; i < s->count; i++)
        s->members[i].hi -= days;
    return inside;
}

static uint64_t union_days(const struct set *s) {
    uint64_t days = 0;
    for (uint32_t d = 0; d < s->days->count; d++) {
        bool any = false;
        for (uint32_t c = 0; c < s->b->crew_count; c++)
            any = any || s->crew_days[(size_t)c * s->days->count + d];
        days += any;
    }
    return days;
}

static uint64_t saturdays(const struct bench_instance *b, xc_date from, xc_date to) {
    uint64_t number = 0;
    for (xc_date d = from; d <= to; d++)
        number += xc_date_weekday(d) == XC_SATURDAY && !bench_works(b, d);
    return number;
}

static void check_cure(struct set *s, const struct xc_plan_proof *proof,
                       const struct xc_plan_cure *cure, unsigned *bad) {
    struct tally all = count(s, UINT32_MAX, false);
    uint64_t day = s->days->minutes[0];
    uint64_t number = cure->number;
    uint64_t sum = 0;
    switch (cure->kind) {
    case XC_CURE_CREWS:
        if (all.sum + number * union_days(s) * day < all.need)
            bench_breach(bad, "%llu crews more do not cure it",
                         (unsigned long long)number);
        break;
    case XC_CURE_DAYS:
        if (later(s, cure->number, &sum) && sum < all.need)
            bench_breach(bad, "%llu days more do not cure it",
                         (unsigned long long)number);
        break;
    case XC_CURE_SATURDAYS:
        if (saturdays(s->b, proof->from, proof->to) < number ||
            all.sum + number * proof->crew_count * day < all.need)
            bench_breach(bad, "%llu Saturdays do not cure it",
                         (unsigned long long)number);
        break;
    case XC_CURE_RELATION: {
        bool known = false;
        for (uint32_t i = 0; i < s->b->relation_count; i++) {
            char person[BENCH_ID_BYTES];
            (void)snprintf(person, sizeof person, "P%06u", s->b->relations[i].person);
            known = known || xc_str_equal(cure->person, xc_str_from(person));
        }
        if (!known)
            bench_breach(bad, "%.*s has no relation to lift", XC_PRI(cure->person));
        break;
    }
    case XC_CURE_LIMIT:
        bench_breach(bad, "nobody has a limit to lift");
        break;
    }
}

/* ---- one proof ---- */

static bool read_members(struct set *s, const struct xc_plan_proof *proof,
                         unsigned *bad) {
    for (size_t i = 0; i < proof->task_count; i++) {
        struct member *m = &s->members[s->count];
        m->target = target_of(s->b, &proof->tasks[i]);
        if (m->target == UINT32_MAX) {
            bench_breach(bad, "a proof names a visit that nobody asks for");
            return false;
        }
        s->count +=
            bench_window(s->b, s->days, &s->b->rules[s->b->targets[m->target].rule],
                         proof->tasks[i].number, &m->lo, &m->hi);
    }
    return true;
}

static int by_task(const void *a, const void *b) {
    const struct xc_plan_task *l = a;
    const struct xc_plan_task *r = b;
    int order = xc_str_compare(l->target, r->target);
    return order ? order : (l->number > r->number) - (l->number < r->number);
}

static void check_repeats(const struct xc_plan_proof *proof, unsigned *bad) {
    struct xc_plan_task *tasks = bench_memory(proof->task_count, sizeof *tasks);
    memcpy(tasks, proof->tasks, proof->task_count * sizeof *tasks);
    qsort(tasks, proof->task_count, sizeof *tasks, by_task);
    for (size_t i = 1; i < proof->task_count; i++)
        if (by_task(&tasks[i - 1], &tasks[i]) == 0)
            bench_breach(bad, "a proof counts %.*s twice", XC_PRI(tasks[i].target));
    free(tasks);
}

/* The visits that are said to be enough are a proof; without any one rule of them they
 * are none. */
static void check_minimal(struct set *s, const struct xc_plan_proof *proof,
                          unsigned *bad) {
    size_t all = s->count;
    s->count = proof->enough;
    struct tally core = count(s, UINT32_MAX, proof->by_visits);
    if (core.need <= core.hold)
        bench_breach(bad, "%llu are enough for a proof, but %llu of them fit",
                     (unsigned long long)core.need, (unsigned long long)core.hold);
    bool *seen = bench_memory(s->b->rule_count, sizeof *seen);
    for (size_t i = 0; i < s->count; i++)
        seen[s->b->targets[s->members[i].target].rule] = true;
    for (uint32_t rule = 0; rule < s->b->rule_count && !proof->by_visits; rule++) {
        if (!seen[rule])
            continue;
        struct tally rest = count(s, rule, false);
        if (rest.need > rest.sum)
            bench_breach(bad,
                         "a proof is not minimal: without s%u/%u still %llu minutes of "
                         "%llu",
                         rule / BENCH_STAGE_RULES, rule % BENCH_STAGE_RULES,
                         (unsigned long long)rest.need, (unsigned long long)rest.sum);
    }
    free(seen);
    s->count = all;
}

static void check_figures(const struct set *s, const struct xc_plan_proof *proof,
                          const struct tally *all, unsigned *bad) {
    if (proof->need != all->need)
        bench_breach(bad, "a proof says %llu are needed, counted are %llu",
                     (unsigned long long)proof->need, (unsigned long long)all->need);
    if (proof->exist < all->hold)
        bench_breach(bad, "a proof says %llu exist, counted are %llu",
                     (unsigned long long)proof->exist, (unsigned long long)all->hold);
    if (!proof->by_visits && proof->exist > all->sum)
        bench_breach(bad, "a proof says %llu exist, there are only %llu",
                     (unsigned long long)proof->exist, (unsigned long long)all->sum);
    if (proof->need <= proof->exist || proof->shortfall != proof->need - proof->exist)
        bench_breach(bad, "a proof of %llu in %llu is short %llu",
                     (unsigned long long)proof->need, (unsigned long long)proof->exist,
                     (unsigned long long)proof->shortfall);
    if (s->count == proof->task_count && proof->crew_days != all->crew_days)
        bench_breach(bad, "a proof counts %llu crew-days, there are %llu",
                     (unsigned long long)proof->crew_days,
                     (unsigned long long)all->crew_days);
}

unsigned bench_check_proofs(const struct bench_instance *b, const struct xc_plan *plan) {
    struct bench_days days;
    unsigned wrong = 0;
    bench_days_make(b, &days);
    for (size_t i = 0; i < plan->proof_count; i++) {
        const struct xc_plan_proof *proof = &plan->proofs[i];
        struct set s = {.b = b, .days = &days};
        unsigned bad = 0;
        s.members = bench_memory(proof->task_count, sizeof *s.members);
        s.crew_days =
            bench_memory((size_t)b->crew_count * days.count, sizeof *s.crew_days);
        if (read_members(&s, proof, &bad)) {
            struct tally all = count(&s, UINT32_MAX, proof->by_visits);
            check_repeats(proof, &bad);
            check_figures(&s, proof, &all, &bad);
            check_minimal(&s, proof, &bad);
            for (size_t k = 0; k < proof->cure_count; k++)
                check_cure(&s, proof, &proof->cures[k], &bad);
        }
        wrong += bad > 0;
        free(s.members);
        free(s.crew_days);
    }
    bench_days_free(&days);
    return wrong;
}
