/* The registers of days that are over, for due items: who was open then. */
#ifndef XC_HISTORY_PAST_H
#define XC_HISTORY_PAST_H

#include "history/happened.h"
#include "report/due_items.h"

struct xc_past {
    struct xc_due_past registers;       /* for xc_due_items; its context is this struct */
    const struct xc_happened *happened; /* private, as all below */
    int offset;
    int64_t today, at_hand; /* numbers of registers; 0: not known yet, none */
    struct xc_register *reg;
};

/* What happened points at must outlive it, and it must not be moved. A day before the
 * programme was planned for the first time has the register that it was planned with;
 * rows of a rehearsal have one register for all days. Close also after a failure. */
void xc_past_open(const struct xc_happened *happened, struct xc_past *past);
void xc_past_close(struct xc_past *past);

#endif
