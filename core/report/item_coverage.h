/* Items covered (项目覆盖): at how many targets each item of a programme's checklists was
 * really checked. Measured from the results that name the item, not from what was
 * planned: a plan that would reach every item over the year says nothing about what was
 * done. */
#ifndef XC_REPORT_ITEM_COVERAGE_H
#define XC_REPORT_ITEM_COVERAGE_H

#include "plan/visit.h"
#include "store/outcomes.h"

struct xc_item_facts {
    const struct xc_programme *programme;
    const struct xc_register *reg;
    const struct xc_selection_context *history; /* for selections that ask of the past;
                                                   as they knew it at the end of the day;
                                                   may be NULL where none asks */
    const struct xc_visit *visits; /* of the programme: whoever is drawn, visited for a
                                      cause, or was meant before a visit made him another
                                      one in the selection's eyes, is known by his visit.
                                      Cancelled and void ones do not count */
    size_t visit_count;
    const struct xc_outcome *const *outcomes; /* in force */
    size_t outcome_count;
    xc_date until; /* results of later days do not count */
};

/* One item of one obligation. A result counts where its day lies in the obligation's
 * window, whichever visit it belongs to: an item that was checked was checked. */
struct xc_item_covered {
    const struct xc_stage *stage;
    const struct xc_obligation *obligation;
    struct xc_str item;
    uint64_t targets;  /* at which it is to be checked */
    uint64_t visited;  /* of them: checked at all, the item named or not */
    uint64_t checked;  /* of them: this item */
    uint64_t problems; /* of them: with a problem at it, put right on the spot or not */
    xc_date last;      /* the last day on which it was checked; XC_NO_DATE: never */
};

/* A row per item of each obligation that has items, in the programme's order; in the
 * arena. XC_EINPUT: a selection cannot be evaluated. */
int xc_item_coverage(const struct xc_item_facts *facts, struct xc_arena *arena,
                     struct xc_item_covered **rows, size_t *count,
                     struct xc_error *error);

/* How many of the rows' items were checked at every target that they are meant for, at
 * some of them, and at none. Where there is no target the item is covered. */
struct xc_item_totals {
    uint64_t everywhere, somewhere, nowhere;
};
struct xc_item_totals xc_item_totals(const struct xc_item_covered *rows, size_t count);

#endif
