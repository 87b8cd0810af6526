/* Due items (报送节点): the reports a programme owes, one by one, on real days. */
#ifndef XC_REPORT_DUE_ITEMS_H
#define XC_REPORT_DUE_ITEMS_H

#include "base/arena.h"
#include "casework/causes.h"
#include "rules/rules.h"

struct xc_due_item {
    struct xc_str id; /* rule/date, /owner where there are owners, /target or /area where
                         per each; /the cause's id where it is owed because of something
                       */
    const struct xc_due_item_rule *rule;
    xc_date date;
    int minutes;         /* time of day, or XC_NO_TIME: by the end of the day */
    struct xc_str owner; /* who owes it: the owner or, without owners, rule->from */
    struct xc_str
        subject; /* target id or area code where the rule is per each; else empty */
    const struct xc_cause *cause; /* NULL: owed by the calendar */
};

/* What a rule asks for is that results of visits are made public: its items come in when
 * they are (history/publications.h), not by a receipt. */
bool xc_due_publishes(const struct xc_due_item_rule *rule);

/* What made a rule's items owed: those of xc_casework_causes that fit its `since`. */
struct xc_due_causes {
    const struct xc_cause *causes;
    size_t count;
};

/* The registers of the past: an item of a day that is over was owed by those who were
 * open on that day, whoever opened or closed since. */
struct xc_due_past {
    /* *reg: of the end of a day, good until the next call; NULL: today's. */
    int (*reg_of)(void *context, xc_date day, const struct xc_register **reg,
                  struct xc_error *error);
    void *context;
};

enum { XC_MAX_DUE_ITEMS = 4000000 };

/* All items of a programme, sorted by date, time (no time first) and id; in the arena.
 * causes: one list per due rule of the programme, in their order; NULL: items that wait
 * for something are left out. Such an item falls on the last day of `since`, rolled as
 * `when` says where that is no working day, and counts only inside the rule's window.
 * The register of the day, reg where past (may be NULL) has no other, gives the active
 * targets that the rule means (per target) and the areas directly below the office that
 * hold one of them, with the office itself where some lie in none of those (per area). An
 * item that a target owes because of something is not owed by one that has closed by its
 * day. The items' texts live as long as programme, causes, reg and arena.
 * XC_EINPUT: a year without facts, more than XC_MAX_DUE_ITEMS, or an office that is not
 * among the areas. */
int xc_due_items(const struct xc_programme *programme, const struct xc_register *reg,
                 const struct xc_due_past *past, const struct xc_workdays *workdays,
                 const struct xc_due_causes *causes, struct xc_arena *arena,
                 struct xc_due_item **items, size_t *count, struct xc_error *error);

#endif
