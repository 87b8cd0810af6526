/* Coverage (全覆盖情况统计表): the rates of a programme so far and of the month that
 * holds the day, as a whole, by stage, area and kind; who came and went since the base
 * was frozen; which items were checked; and, where the programme wants both on one day,
 * the plan of the next month. */
#ifndef XC_REPORT_COVERAGE_FIGURES_H
#define XC_REPORT_COVERAGE_FIGURES_H

#include "report/month_figures.h"
#include "report/rates.h"

struct xc_coverage_group {
    struct xc_rates all;   /* so far; owed later too */
    struct xc_rates month; /* of the month */
};

struct xc_coverage_figures {
    xc_date from, to; /* the month */
    struct xc_coverage_group total;
    struct xc_coverage_group *stages; /* in the programme's order */
    struct xc_coverage_group *areas;  /* as many as the facts have */
    struct xc_coverage_group *kinds;  /* XC_KIND_COUNT */
    uint32_t *gone, *come;            /* rows of targets, ascending */
    size_t gone_count, come_count;
    bool has_next; /* a due item of this report goes out with the next month's plan */
    struct xc_month_figures next;
};
int xc_coverage_figures(const struct xc_report_facts *facts, struct xc_arena *arena,
                        struct xc_coverage_figures *figures, struct xc_error *error);

/* Something is owed, planned or done in it. */
bool xc_coverage_matters(const struct xc_coverage_group *group);

#endif
