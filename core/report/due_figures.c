#include "report/due_figures.h"

#include <stdlib.h>

const char *xc_due_state_word(enum xc_due_state state) {
    static const char *const words[XC_DUE_STATES] = {
        "", "early", "on_time", "late", "missing", "today", "draft", "ahead"};
    return words[state];
}

static bool came_in(const struct xc_due_entry *entry) {
    return entry->received != XC_NO_DATE;
}

static enum xc_due_state state_of(const struct xc_due_facts *facts,
                                  const struct xc_due_entry *entry) {
    const struct xc_due_item *item = entry->item;
    if (came_in(entry)) {
        return entry->received < item->date                     ? XC_DUE_EARLY
               : entry->received > item->date || entry->overran ? XC_DUE_LATE
                                                                : XC_DUE_ON_TIME;
    }
    if (item->date < facts->as_of ||
        (item->date == facts->as_of && item->minutes != XC_NO_TIME &&
         facts->minutes > (unsigned)item->minutes)) {
        return XC_DUE_MISSING;
    }
    return item->date == facts->as_of          ? XC_DUE_TODAY
           : entry->draft_from <= facts->as_of ? XC_DUE_DRAFT
                                               : XC_DUE_AHEAD;
}

static unsigned days_after(const struct xc_due_facts *facts, xc_date due, xc_date until) {
    return until > due ? (unsigned)xc_workdays_count(facts->workdays, due + 1, until) : 0;
}

static int fill_entry(const struct xc_due_facts *facts, size_t i,
                      struct xc_due_entry *entry, struct xc_error *error) {
    const struct xc_due_item *item = &facts->items[i];
    int rc = XC_OK;
    *entry = (struct xc_due_entry){.item = item,
                                   .received = facts->received[i],
                                   .overran = facts->overran && facts->overran[i],
                                   .draft_from = item->date};
    if (facts->draft_days > 0) {
        rc = xc_workdays_step(facts->workdays, item->date, -(int)facts->draft_days,
                              &entry->draft_from, error);
    }
    if (rc == XC_OK) {
        entry->state = state_of(facts, entry);
        entry->late = days_after(facts, item->date,
                                 came_in(entry) ? entry->received : facts->as_of);
    }
    return rc;
}

/* ---- What goes into an item ---- */

/* The day before an item's of the same rule and owner; XC_NO_DATE: it is the first. */
static xc_date day_before(const struct xc_due_figures *figures, size_t at) {
    const struct xc_due_item *item = figures->entries[at].item;
    while (at-- > 0) {
        const struct xc_due_item *other = figures->entries[at].item;
        if (other->rule == item->rule && other->date < item->date &&
            xc_str_equal(other->owner, item->owner)) {
            return other->date;
        }
    }
    return XC_NO_DATE;
}

static bool is_fed(const struct xc_due_facts *facts, const struct xc_due_item *item) {
    bool may = item->subject.len == 0 && !xc_due_publishes(item->rule);
    for (size_t i = 0; may && i < facts->programme->due_count; i++) {
        const struct xc_due_item_rule *rule = &facts->programme->dues[i];
        if (rule != item->rule && rule->to.len && xc_str_equal(rule->to, item->owner)) {
            return true;
        }
    }
    return false;
}

static void count_below(const struct xc_due_figures *figures, struct xc_due_entry *entry,
                        size_t at) {
    const struct xc_due_item *item = entry->item;
    size_t count = figures->facts->count;
    xc_date after = day_before(figures, at);
    while (at < count && figures->entries[at].item->date == item->date) {
        at++; /* those of the same day stand on both sides */
    }
    while (at-- > 0) {
        const struct xc_due_entry *other = &figures->entries[at];
        if (after != XC_NO_DATE && other->item->date <= after) {
            break;
        }
        if (other->item->rule != item->rule &&
            xc_str_equal(other->item->rule->to, item->owner)) {
            entry->below++;
            entry->below_in += came_in(other);
        }
    }
}

/* ---- Sums ---- */

static void count_states(struct xc_due_figures *figures) {
    const struct xc_programme *programme = figures->facts->programme;
    for (size_t i = 0; i < figures->facts->count; i++) {
        const struct xc_due_entry *entry = &figures->entries[i];
        struct xc_due_rule_figures *row =
            &figures->rules[entry->item->rule - programme->dues];
        bool due = entry->state <= XC_DUE_MISSING;
        row->states[entry->state]++;
        row->due += due;
        figures->states[entry->state]++;
        figures->due += due;
    }
}

static int by_debtor(const void *left, const void *right) {
    const struct xc_due_entry *a = *(const struct xc_due_entry *const *)left;
    const struct xc_due_entry *b = *(const struct xc_due_entry *const *)right;
    int order = xc_str_compare(a->item->owner, b->item->owner);
    if (order == 0) {
        order = xc_str_compare(a->item->subject, b->item->subject);
    }
    return order ? order : (a > b) - (a < b);
}

static int by_urgency(const void *left, const void *right) {
    const struct xc_due_debtor *a = left, *b = right;
    if (a->missing != b->missing) {
        return a->missing > b->missing ? -1 : 1;
    }
    if (a->oldest != b->oldest) {
        return a->oldest < b->oldest ? -1 : 1;
    }
    int order = xc_str_compare(a->owner, b->owner);
    return order ? order : xc_str_compare(a->subject, b->subject);
}

static void add_to_debtor(struct xc_due_debtor *debtor,
                          const struct xc_due_entry *entry) {
    bool missing = entry->state == XC_DUE_MISSING;
    if (missing && debtor->missing == 0) {
        debtor->oldest = entry->item->date; /* entries are in the order of days */
        debtor->days = entry->late;
    }
    debtor->missing += missing;
    debtor->late += entry->state == XC_DUE_LATE;
    debtor->in_time += entry->state == XC_DUE_EARLY || entry->state == XC_DUE_ON_TIME;
}

static bool same_debtor(const struct xc_due_debtor *debtor,
                        const struct xc_due_item *item) {
    return xc_str_equal(debtor->owner, item->owner) &&
           xc_str_equal(debtor->subject, item->subject);
}

static int find_debtors(struct xc_due_figures *figures, struct xc_arena *arena,
                        struct xc_error *error) {
    size_t count = figures->facts->count, kept = 0;
    const struct xc_due_entry **sorted = xc_arena_array(arena, count, sizeof(void *));
    struct xc_due_debtor *all = xc_arena_array(arena, count, sizeof *all);
    size_t found = 0;
    if (!sorted || !all) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        sorted[i] = &figures->entries[i];
    }
    if (count > 1) {
        qsort(sorted, count, sizeof(void *), by_debtor);
    }
    for (size_t i = 0; i < count; i++) {
        const struct xc_due_item *item = sorted[i]->item;
        if (found == 0 || !same_debtor(&all[found - 1], item)) {
            all[found++] =
                (struct xc_due_debtor){.owner = item->owner, .subject = item->subject};
        }
        add_to_debtor(&all[found - 1], sorted[i]);
    }
    for (size_t i = 0; i < found; i++) {
        if (all[i].missing > 0) {
            all[kept++] = all[i];
        }
    }
    if (kept > 1) {
        qsort(all, kept, sizeof *all, by_urgency);
    }
    figures->debtors = all;
    figures->debtor_count = kept;
    return XC_OK;
}

int xc_due_figures(const struct xc_due_facts *facts, struct xc_arena *arena,
                   struct xc_due_figures *figures, struct xc_error *error) {
    const struct xc_programme *programme = facts->programme;
    *figures = (struct xc_due_figures){
        .facts = facts,
        .entries = xc_arena_array(arena, facts->count, sizeof *figures->entries),
        .rules = xc_arena_array(arena, programme->due_count, sizeof *figures->rules)};
    if (!figures->entries || !figures->rules) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < programme->due_count; i++) {
        figures->rules[i].rule = &programme->dues[i];
    }
    for (size_t i = 0; i < facts->count; i++) {
        int rc = fill_entry(facts, i, &figures->entries[i], error);
        if (rc != XC_OK) {
            return rc;
        }
    }
    for (size_t i = 0; i < facts->count; i++) {
        if (is_fed(facts, &facts->items[i])) {
            count_below(figures, &figures->entries[i], i);
        }
    }
    count_states(figures);
    return find_debtors(figures, arena, error);
}
