/* Progress: month by month what the base wanted, what stands in the plan now and what was
 * done, and whether milestones were reached. */
#ifndef XC_REPORT_PROGRESS_FIGURES_H
#define XC_REPORT_PROGRESS_FIGURES_H

#include "report/rates.h"

/* `by then`: by the end of the month or by the day of the report, what is earlier. The
 * sums run from the first month on. */
struct xc_progress_month {
    xc_date from, to;
    uint64_t owed;     /* visits of the base whose first day lies in the month */
    uint64_t due;      /* of them: up to the day of the report */
    uint64_t due_done; /* of the due: done by then */
    uint64_t done;     /* visits done in the month, base or not */
    uint64_t now;      /* visits that the plan of the day has on a day of the month, done
                          or not */
    uint64_t owed_sum, due_sum, due_done_sum, done_sum;
};

enum xc_milestone_state {
    XC_MILESTONE_OPEN = 1, /* its day is still to come, and not all is done (on the day
                              itself: missed, unless all is done) */
    XC_MILESTONE_REACHED,  /* all was done by its day */
    XC_MILESTONE_MISSED
};
const char *xc_milestone_state_word(enum xc_milestone_state state);

/* A milestone of a stage is reached where all obligations of the base in that stage are
 * fulfilled by its day; one of the whole task where all are, and no problem of a visit
 * done by then is open at the end of the report's day. */
struct xc_progress_milestone {
    const struct xc_milestone *milestone;
    enum xc_milestone_state state;
    struct xc_rates rates; /* by its day, or the report's */
};

struct xc_progress_figures {
    struct xc_progress_month *months; /* from the first with something in it to the last,
                                         without gaps */
    size_t month_count;
    struct xc_progress_month **stages; /* as many as stages: their months, likewise */
    struct xc_rates total;
    struct xc_rates *stage_rates;
    struct xc_progress_milestone
        *milestones; /* by date, then as the programme has them */
    size_t milestone_count;
};
int xc_progress_figures(const struct xc_report_facts *facts, struct xc_arena *arena,
                        struct xc_progress_figures *figures, struct xc_error *error);

#endif
