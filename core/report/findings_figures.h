/* Findings: what the visits of a programme found up to the day, as a whole and by kind,
 * area, item and disposal; what it cost in points; and what is not put right in time. */
#ifndef XC_REPORT_FINDINGS_FIGURES_H
#define XC_REPORT_FINDINGS_FIGURES_H

#include "casework/points.h"
#include "report/facts.h"

enum { XC_RESULTS = XC_OUTCOME_NOT_FOUND + 1 };

/* Of a set of results. A visit's worst result stands for the visit: serious, problem,
 * problem_fixed, refused, not_found, closed, pass in this order. */
struct xc_findings {
    uint64_t visits;            /* done, with one of these results */
    uint64_t worst[XC_RESULTS]; /* the same, by their worst one, enum xc_outcome_result */
    uint64_t rows;              /* results */
    uint64_t results[XC_RESULTS]; /* the same, by result */
    uint64_t open;                /* problems not put right by the end of the day */
    uint64_t overdue;             /* of them: past the day by which they had to be */
    int64_t points, amount;
};
struct xc_findings_text {
    struct xc_str text; /* empty: results that name none */
    struct xc_findings findings;
};

struct xc_findings_figures {
    struct xc_findings total, month; /* month: visits done in the month of the day */
    struct xc_findings *areas;       /* as many as the facts have */
    struct xc_findings kinds[XC_KIND_COUNT];
    struct xc_findings_text *items, *disposals; /* ascending by text; a result with
                                                   several disposals counts for each */
    size_t item_count, disposal_count;
    struct xc_findings outside; /* done outside any plan; nowhere else counted */
    uint32_t *overdue;          /* rows of results, the longest overdue first */
    size_t overdue_count;
    struct xc_points *points; /* of the day's year, that lost some; over all programmes of
                                 the office */
    size_t point_count;
    xc_date from, to; /* the month */
};

/* How bad a result is: the worst has the highest number. */
unsigned xc_findings_gravity(enum xc_outcome_result result);

int xc_findings_figures(const struct xc_report_facts *facts, struct xc_arena *arena,
                        struct xc_findings_figures *figures, struct xc_error *error);

#endif
