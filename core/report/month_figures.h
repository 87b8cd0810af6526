/* The visits of one month, as planned or as done: what the plan of the next month and the
 * working book of a month list. */
#ifndef XC_REPORT_MONTH_FIGURES_H
#define XC_REPORT_MONTH_FIGURES_H

#include "report/facts.h"

struct xc_month_figures {
    xc_date from, to;
    uint32_t *visits; /* rows, by date and id; hidden ones are not among them */
    size_t visit_count;
    uint64_t hidden;
    uint64_t *areas; /* visits by area, hidden ones included; as many as the facts have */
    uint64_t kinds[XC_KIND_COUNT]; /* the same */
};

/* The visits of the month behind the one that holds the day, which stand in the plan and
 * are not done; December's is January of the next year. */
int xc_next_month_figures(const struct xc_report_facts *facts, struct xc_arena *arena,
                          struct xc_month_figures *figures, struct xc_error *error);

/* The visits done in the month that holds the day, up to it. */
int xc_ledger_book_figures(const struct xc_report_facts *facts, struct xc_arena *arena,
                           struct xc_month_figures *figures, struct xc_error *error);

#endif
