/* What a programme owes on real days: by its calendar, and because of what happened. */
#ifndef XC_HISTORY_DUES_H
#define XC_HISTORY_DUES_H

#include "history/happened.h"
#include "report/due_items.h"
#include "workspace/load.h"

/* All due items, as xc_due_items sorts them; in happened's arena. publications: what was
 * made public, for the rules that ask for it; NULL: those go by their causes alone. */
struct xc_publications;
int xc_dues_list(struct xc_happened *happened, const struct xc_register *reg,
                 const struct xc_workdays *workdays,
                 const struct xc_publications *publications, struct xc_due_item **items,
                 size_t *count, struct xc_error *error);

/* The receipts of a programme, to be asked by item. */
struct xc_dues_receipts;
int xc_dues_receipts(const struct xc_happened *happened,
                     struct xc_dues_receipts **receipts, struct xc_error *error);

/* All due items of a loaded plan, and their receipts (NULL: not wanted); in the arena.
 *
 * Where the policy does not say itself until when results are public (a `due` of what
 * `public` since visits), the plan's programme gets the standing rule of every office: n
 * working days after the visit (`settings publication_days`; 0: none). */
int xc_dues_of_plan(const struct xc_session *session, const struct xc_loaded *loaded,
                    const struct xc_loaded_plan *plan, struct xc_arena *arena,
                    struct xc_due_item **items, size_t *count,
                    struct xc_dues_receipts **receipts, struct xc_error *error);

/* When an item came in. */
struct xc_dues_receipt {
    xc_date on;       /* XC_NO_DATE: not yet */
    unsigned minutes; /* of that day; 0: nobody said */
};
struct xc_dues_receipt xc_dues_received(const struct xc_dues_receipts *receipts,
                                        const struct xc_due_item *item);

#endif
