/* Due items (报送节点): the reports a programme owes, one by one, on real days. */
#ifndef XC_REPORT_DUE_ITEMS_H
#define XC_REPORT_DUE_ITEMS_H

#include "base/arena.h"
#include "rules/rules.h"

struct xc_due_item {
    struct xc_str id; /* rule/date, /owner where there are owners, /target or /area where
                         per each */
    const struct xc_due_item_rule *rule;
    xc_date date;
    int minutes;         /* time of day, or XC_NO_TIME: by the end of the day */
    struct xc_str owner; /* who owes it: the owner or, without owners, rule->from */
    struct xc_str
        subject; /* target id or area code where the rule is per each; else empty */
};

enum { XC_MAX_DUE_ITEMS = 4000000 };

/* All items of a programme, sorted by date, time (no time first) and id; in the arena.
 * reg gives the active targets (per target) and the areas directly below the office that
 * hold active targets, with the office itself where targets lie in none of them (per
 * area). The items' texts live as long as programme, reg and arena. XC_EINPUT: a year
 * without facts, more than XC_MAX_DUE_ITEMS, or an office that is not among the areas. */
int xc_due_items(const struct xc_programme *programme, const struct xc_register *reg,
                 const struct xc_workdays *workdays, struct xc_arena *arena,
                 struct xc_due_item **items, size_t *count, struct xc_error *error);

#endif
