#include "report/item_coverage.h"

#include "casework/causes.h"

/* An outcome that says that a check took place. */
struct check {
    const struct xc_outcome *outcome;
    uint32_t row; /* of its target */
};

struct measuring {
    const struct xc_item_facts *facts;
    struct check *checks;
    size_t check_count;
    struct xc_bitset targets; /* of the obligation; one bit per row, as below */
    struct xc_bitset seen;    /* what is being counted */
    struct xc_bitset bad;
};

static int find_checks(struct measuring *all, struct xc_arena *arena,
                       struct xc_error *error) {
    const struct xc_item_facts *facts = all->facts;
    all->checks = xc_arena_array(arena, facts->outcome_count, sizeof *all->checks);
    if (!all->checks) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < facts->outcome_count; i++) {
        const struct xc_outcome *outcome = facts->outcomes[i];
        uint32_t row = xc_register_find_target(facts->reg, outcome->target);
        if (row != XC_NO_ROW && outcome->date <= facts->until &&
            xc_outcome_is_check(outcome)) {
            all->checks[all->check_count++] = (struct check){outcome, row};
        }
    }
    return XC_OK;
}

static bool serves(const struct xc_visit *visit, struct xc_str label) {
    bool found = false;
    bool stands = visit->status != XC_VISIT_CANCELLED && visit->status != XC_VISIT_VOID;
    for (size_t i = 0; i < visit->task_count && stands && !found; i++) {
        found = xc_str_equal(visit->tasks[i].label, label);
    }
    return found;
}

/* Everybody whom the obligation means on the day. Whom a draw or a cause chose, and who
 * was meant because of a past that a visit then changed, is known by that visit. */
static int find_targets(struct measuring *all, const struct xc_obligation *obligation,
                        struct xc_error *error) {
    const struct xc_item_facts *facts = all->facts;
    bool plain = obligation->drawn.len == 0 && obligation->since.kind == 0;
    bool visited = !plain || xc_selection_asks_history(obligation->targets);
    int rc = XC_OK;
    if (plain) {
        rc = xc_selection_run(obligation->targets, facts->reg, facts->history,
                              &all->targets, error);
    } else {
        all->targets = xc_bitset_make(facts->reg->targets.count);
        rc = all->targets.words || all->targets.size == 0 ? XC_OK : xc_fail_memory(error);
    }
    for (size_t i = 0; i < facts->visit_count && visited && rc == XC_OK; i++) {
        uint32_t row = serves(&facts->visits[i], obligation->label)
                           ? xc_register_find_target(facts->reg, facts->visits[i].target)
                           : XC_NO_ROW;
        if (row != XC_NO_ROW) {
            xc_bitset_put(&all->targets, row);
        }
    }
    return rc;
}

/* Counts the different targets of the obligation that were checked, with an item at it,
 * without one at all. */
static uint64_t count_checked(struct measuring *all,
                              const struct xc_obligation *obligation,
                              const struct xc_str *item, struct xc_item_covered *row) {
    size_t rows = all->targets.size;
    xc_bitset_free(&all->seen);
    xc_bitset_free(&all->bad);
    all->seen = xc_bitset_make(rows);
    all->bad = xc_bitset_make(rows);
    if (rows > 0 && (!all->seen.words || !all->bad.words)) {
        return UINT64_MAX;
    }
    for (size_t i = 0; i < all->check_count; i++) {
        const struct check *check = &all->checks[i];
        const struct xc_outcome *outcome = check->outcome;
        if (outcome->date < obligation->window.from ||
            outcome->date > obligation->window.to ||
            !xc_bitset_get(&all->targets, check->row) ||
            (item && !xc_str_equal(outcome->item, *item))) {
            continue;
        }
        xc_bitset_put(&all->seen, check->row);
        if (item && outcome->result != XC_OUTCOME_PASS) {
            xc_bitset_put(&all->bad, check->row);
        }
        if (item && (row->last == XC_NO_DATE || outcome->date > row->last)) {
            row->last = outcome->date;
        }
    }
    return xc_bitset_count(&all->seen);
}

static int measure(struct measuring *all, const struct xc_stage *stage,
                   const struct xc_obligation *obligation, struct xc_item_covered *rows,
                   struct xc_error *error) {
    int rc = find_targets(all, obligation, error);
    uint64_t visited = rc == XC_OK ? count_checked(all, obligation, NULL, NULL) : 0;
    for (size_t i = 0; i < obligation->item_count && rc == XC_OK; i++) {
        rows[i] = (struct xc_item_covered){.stage = stage,
                                           .obligation = obligation,
                                           .item = obligation->items[i],
                                           .targets = xc_bitset_count(&all->targets),
                                           .visited = visited,
                                           .last = XC_NO_DATE};
        uint64_t checked = count_checked(all, obligation, &rows[i].item, &rows[i]);
        rc = checked == UINT64_MAX || visited == UINT64_MAX ? xc_fail_memory(error)
                                                            : XC_OK;
        rows[i].checked = checked;
        rows[i].problems = xc_bitset_count(&all->bad);
    }
    xc_bitset_free(&all->targets);
    return rc;
}

int xc_item_coverage(const struct xc_item_facts *facts, struct xc_arena *arena,
                     struct xc_item_covered **rows, size_t *count,
                     struct xc_error *error) {
    const struct xc_programme *programme = facts->programme;
    struct measuring all = {.facts = facts};
    size_t wanted = 0;
    *count = 0;
    for (size_t i = 0; i < programme->stage_count; i++) {
        for (size_t j = 0; j < programme->stages[i].obligation_count; j++) {
            wanted += programme->stages[i].obligations[j].item_count;
        }
    }
    *rows = xc_arena_array(arena, wanted, sizeof **rows);
    int rc = *rows ? find_checks(&all, arena, error) : xc_fail_memory(error);
    for (size_t i = 0; i < programme->stage_count; i++) {
        const struct xc_stage *stage = &programme->stages[i];
        for (size_t j = 0; j < stage->obligation_count && rc == XC_OK; j++) {
            const struct xc_obligation *obligation = &stage->obligations[j];
            if (obligation->item_count > 0) {
                rc = measure(&all, stage, obligation, *rows + *count, error);
                *count += obligation->item_count;
            }
        }
    }
    xc_bitset_free(&all.targets);
    xc_bitset_free(&all.seen);
    xc_bitset_free(&all.bad);
    return rc;
}

struct xc_item_totals xc_item_totals(const struct xc_item_covered *rows, size_t count) {
    struct xc_item_totals totals = {0, 0, 0};
    for (size_t i = 0; i < count; i++) {
        totals.everywhere += rows[i].checked == rows[i].targets;
        totals.somewhere += rows[i].checked > 0 && rows[i].checked < rows[i].targets;
        totals.nowhere += rows[i].checked == 0 && rows[i].targets > 0;
    }
    return totals;
}
