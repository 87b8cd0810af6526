/* How often a target is visited, what each of its visits checks, and how much of it. */
#include "rules/read.h"

static int64_t period_number(xc_date date, enum xc_period period) {
    struct xc_ymd ymd = xc_date_ymd(date);
    return ((int64_t)ymd.year * 12 + (int64_t)ymd.month - 1) / (int64_t)period;
}

int64_t xc_rules_periods(struct xc_window window, enum xc_period period) {
    return period == 0 ? 1
                       : period_number(window.to, period) -
                             period_number(window.from, period) + 1;
}

unsigned xc_rules_least(const struct xc_obligation *obligation, bool *per_each) {
    bool average = obligation->average.a > 0;
    *per_each = obligation->each != 0 && (!average || obligation->min_each > 0);
    return average && obligation->min_each > 0 ? obligation->min_each : obligation->times;
}

unsigned xc_obligation_rounds(const struct xc_obligation *obligation) {
    bool per_each = false;
    int64_t least = xc_rules_least(obligation, &per_each);
    int64_t rounds =
        per_each ? least * xc_rules_periods(obligation->window, obligation->each) : least;
    return rounds < 1 ? 1 : rounds > UINT32_MAX ? UINT32_MAX : (unsigned)rounds;
}

void xc_obligation_items(const struct xc_obligation *obligation, unsigned number,
                         size_t *first, size_t *count) {
    uint64_t rounds = xc_obligation_rounds(obligation);
    uint64_t round = (number > 0 ? number - 1 : 0) % rounds;
    uint64_t items = obligation->item_count;
    if (items >= rounds) {
        *first = (size_t)(round * items / rounds);
        *count = (size_t)((round + 1) * items / rounds) - *first;
    } else {
        *first = items > 0 ? (size_t)(round % items) : 0;
        *count = items > 0 ? 1 : 0;
    }
}

uint64_t xc_review_count(const struct xc_review_rule *review, uint64_t counted,
                         uint64_t first) {
    uint64_t a = (uint64_t)review->share.a;
    uint64_t b = (uint64_t)review->share.b;
    /* Whole parts first, so that nothing overflows: a ≤ b ≤ 10⁹. */
    uint64_t share = counted / b * a + (counted % b * a + b - 1) / b;
    uint64_t most = share > first ? share : first;
    return most < counted ? most : counted;
}
