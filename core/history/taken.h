/* What other programmes of the office look after already: a problem of late December is
 * a matter of that year's follow-ups and, because their time runs into January, of the
 * next year's. */
#ifndef XC_HISTORY_TAKEN_H
#define XC_HISTORY_TAKEN_H

#include "history/happened.h"
#include "plan/plan.h"

struct xc_taken {
    const struct xc_happened *happened;
    const struct xc_plan_input *input;
    struct xc_arena *arena;
    struct xc_error *error;
    struct xc_taken_cause *causes; /* private, as all below: by kind, target, id; owned */
    size_t count;
    bool read;
};

/* Whether a cause is left to another programme, of which an obligation waits for the same
 * kind of cause in a window that ends before this one begins, or begins after its end:
 * that programme has a visit for it that stands and is published, while this one (number:
 * that of its visit) has none. So it is looked after once, by whoever planned it first,
 * and nobody relies on a programme that has not. Causes that obligations with `like` take
 * on are not known; what was only visited, or a report that is missing, is no matter of
 * two programmes. */
int xc_taken_ask(struct xc_taken *taken, const struct xc_obligation *obligation,
                 const struct xc_cause *cause, unsigned number, bool *is_taken);

/* Also after a failure; what was put in stays borrowed. */
void xc_taken_close(struct xc_taken *taken);

#endif
