/* Who owes the items of due rules on a day: the active targets that a rule means, or the
 * areas that hold one of them, as the register of that day has them. Used by due_items.c.
 */
#ifndef XC_REPORT_DUE_DEBTORS_H
#define XC_REPORT_DUE_DEBTORS_H

#include "base/bitset.h"
#include "report/due_items.h"

struct xc_due_debtors {
    const struct xc_programme *programme;
    const struct xc_register *now;
    const struct xc_due_past *past;    /* NULL: now is good for every day */
    const struct xc_register *reg;     /* private: of the day at hand */
    struct xc_due_list {               /* private: of a rule, as far as it is known */
        const struct xc_register *reg; /* that was asked */
        struct xc_bitset rows;         /* its targets */
        bool known, listed;
        struct xc_str *ids;
        size_t count;
    } * lists; /* by rule; behind them those of all targets and of all areas; in the arena
                */
    struct xc_arena *arena;
    struct xc_error *error;
};

/* The members above but the private ones must be set. Close also after a failure. */
int xc_due_debtors_open(struct xc_due_debtors *debtors);
void xc_due_debtors_close(struct xc_due_debtors *debtors);

/* Goes to a day; fastest in the order of days. */
int xc_due_debtors_go(struct xc_due_debtors *debtors, xc_date day);

/* The subjects of the day's items of a rule that is owed by each; in the arena or in the
 * register of today. XC_EINPUT: per area, and the office is not among the areas. */
int xc_due_debtors_list(struct xc_due_debtors *debtors, size_t rule,
                        const struct xc_str **ids, size_t *count);

/* Whether a rule means a target on the day, and the target has not closed by then where
 * it owes the item itself. */
int xc_due_debtors_concerns(struct xc_due_debtors *debtors, size_t rule,
                            struct xc_str target, bool *concerns);

/* The area below the office that a target lies in; empty: none. */
int xc_due_debtors_area(struct xc_due_debtors *debtors, struct xc_str target,
                        struct xc_str *area);

#endif
