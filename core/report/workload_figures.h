/* Workload: who made how many visits, so far and in the month that holds the day.
 * Counted are visits done, by the people who came; a visit counts once, whatever it
 * served. */
#ifndef XC_REPORT_WORKLOAD_FIGURES_H
#define XC_REPORT_WORKLOAD_FIGURES_H

#include "report/facts.h"

struct xc_workload {
    uint64_t visits;
    uint64_t days;    /* different days on which one began, and the further working
                         days of those that take several */
    uint64_t minutes; /* of work, of one person or of the crew as a whole */
    uint64_t led;     /* persons: visits in the lead's seat; crews: with a lead */
    uint64_t night;   /* visits that begin from 18:00 on or before 06:00 */
    uint64_t third;   /* persons: visits in a third party's seat; crews: such seats */
    uint64_t third_minutes; /* minutes of these: what is paid by */
};
struct xc_workload_row {
    uint32_t row; /* of persons or crews; XC_NO_ROW: visits without a crew's name */
    struct xc_workload all, month;
};
struct xc_workload_figures {
    xc_date from, to;                /* the month */
    struct xc_workload_row *persons; /* those with a visit, by id */
    size_t person_count;
    struct xc_workload_row *crews; /* the same; those without a name last */
    size_t crew_count;
    struct xc_workload_row total; /* visits once each; minutes and third as for crews;
                                     days: different ones */
};
int xc_workload_figures(const struct xc_report_facts *facts, struct xc_arena *arena,
                        struct xc_workload_figures *figures, struct xc_error *error);

#endif
