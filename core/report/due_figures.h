/* What a programme owes and what came of it (报送情况): early, on time, late, missing,
 * and whom to chase. Each figure is defined here, once. */
#ifndef XC_REPORT_DUE_FIGURES_H
#define XC_REPORT_DUE_FIGURES_H

#include "report/due_items.h"

enum xc_due_state {
    XC_DUE_EARLY = 1, /* came in before its day */
    XC_DUE_ON_TIME,   /* on its day, not known to be behind its hour */
    XC_DUE_LATE,      /* after it */
    XC_DUE_MISSING,   /* its day, or on its day the hour, is over and nothing came in */
    XC_DUE_TODAY,     /* it is its day */
    XC_DUE_DRAFT,     /* its day is near: the draft is to be written */
    XC_DUE_AHEAD,
    XC_DUE_STATES
};
const char *xc_due_state_word(enum xc_due_state state); /* early, on_time … */

struct xc_due_facts {
    const struct xc_programme *programme;
    const struct xc_due_item *items; /* as xc_due_items sorts them */
    const xc_date *received;         /* of each item, in their order; XC_NO_DATE: nothing
                                        came in that was known then */
    const bool *overran; /* of each: on its day, but behind its hour; NULL: none */
    size_t count;
    const struct xc_workdays *workdays;
    xc_date as_of;
    unsigned minutes;    /* of that day's clock that have passed: 1440 where it is over */
    unsigned draft_days; /* working days before its day on which a draft begins */
};

struct xc_due_entry {
    const struct xc_due_item *item;
    xc_date received;
    bool overran; /* on its day, behind its hour */
    enum xc_due_state state;
    xc_date draft_from; /* working days before, the day itself where there are none */
    unsigned late;      /* working days after the due day: until it came in, else until
                           as_of */
    /* What is handed to whoever owes this item, and belongs into it: items due to them
     * since the same rule's day before, up to its own day. */
    uint64_t below, below_in;
};

/* One due rule. due = early + on_time + late + missing. */
struct xc_due_rule_figures {
    const struct xc_due_item_rule *rule;
    uint64_t states[XC_DUE_STATES]; /* items by state */
    uint64_t due;                   /* items whose day has come or that came in */
};

/* Somebody who owes something that is missing, and how reliable they were so far. */
struct xc_due_debtor {
    struct xc_str owner;   /* of the items */
    struct xc_str subject; /* target id or area code where each owes its own; or empty */
    uint64_t missing;
    uint64_t late, in_time; /* of what came in */
    xc_date oldest;         /* the first day of what is missing */
    unsigned days;          /* working days since */
};

struct xc_due_figures {
    const struct xc_due_facts *facts;
    struct xc_due_entry *entries;      /* in the order of the items */
    struct xc_due_rule_figures *rules; /* in the programme's order */
    struct xc_due_debtor *debtors;     /* most missing first, then the oldest, then owner
                                          and subject as bytes */
    size_t debtor_count;
    uint64_t states[XC_DUE_STATES];
    uint64_t due;
};

/* Everything in the arena. XC_EINPUT: a year without facts. */
int xc_due_figures(const struct xc_due_facts *facts, struct xc_arena *arena,
                   struct xc_due_figures *figures, struct xc_error *error);

#endif
