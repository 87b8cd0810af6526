/* Private to schedules that come back: one row beside the visit that it is of. */
#ifndef XC_HAND_SCHEDULE_ROW_H
#define XC_HAND_SCHEDULE_ROW_H

#include "exchange/import.h"
#include "hand/hand.h"

struct xc_schedule_visit {
    const struct xc_visit *visit;
    const struct xc_loaded_plan *plan;
    bool seen; /* a row names it */
};

/* Names or ids with commas or 、 between them, as ids joined by commas, in the arena. */
int xc_schedule_people(const struct xc_register *reg, struct xc_str text,
                       struct xc_arena *arena, struct xc_str *people,
                       struct xc_error *error);

/* What the row asks for; change->kind stays 0 where it says what the visit is. XC_EINPUT:
 * it says what cannot be changed, at verdict->column, which else is the cell that asks.
 */
int xc_schedule_compare(const struct xc_loaded *loaded,
                        const struct xc_schedule_visit *of,
                        const struct xc_schedule_row *row, struct xc_arena *arena,
                        struct xc_hand_change *change, struct xc_row_verdict *verdict,
                        struct xc_error *error);

#endif
