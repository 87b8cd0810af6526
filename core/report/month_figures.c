#include "report/month_figures.h"

#include <stdlib.h>

static bool belongs(const struct xc_report_visit *visit,
                    const struct xc_month_figures *figures, bool done) {
    return visit->date >= figures->from && visit->date <= figures->to &&
           (visit->status == XC_VISIT_DONE) == done;
}

/* Visits stand in the order of date and id. */
static int list(const struct xc_report_facts *facts, bool done, struct xc_arena *arena,
                struct xc_month_figures *figures, struct xc_error *error) {
    size_t count = 0;
    for (size_t i = 0; i < facts->visit_count; i++) {
        count += belongs(&facts->visits[i], figures, done);
    }
    figures->visits = xc_arena_array(arena, count, sizeof *figures->visits);
    figures->areas = xc_arena_array(arena, facts->area_count, sizeof *figures->areas);
    if (!figures->visits || !figures->areas) {
        return xc_fail_memory(error);
    }
    for (uint32_t i = 0; i < facts->visit_count; i++) {
        const struct xc_report_visit *visit = &facts->visits[i];
        if (!belongs(visit, figures, done)) {
            continue;
        }
        figures->areas[facts->targets.area[visit->target]]++;
        figures->kinds[facts->targets.kind[visit->target]]++;
        if (visit->flags & XC_REPORT_HIDDEN) {
            figures->hidden++;
        } else {
            figures->visits[figures->visit_count++] = i;
        }
    }
    return XC_OK;
}

int xc_next_month_figures(const struct xc_report_facts *facts, struct xc_arena *arena,
                          struct xc_month_figures *figures, struct xc_error *error) {
    xc_date from = xc_date_period_last(facts->as_of, XC_PERIOD_MONTH) + 1;
    *figures = (struct xc_month_figures){
        .from = from, .to = xc_date_period_last(from, XC_PERIOD_MONTH)};
    return list(facts, false, arena, figures, error);
}

int xc_ledger_book_figures(const struct xc_report_facts *facts, struct xc_arena *arena,
                           struct xc_month_figures *figures, struct xc_error *error) {
    *figures = (struct xc_month_figures){
        .from = xc_date_period_first(facts->as_of, XC_PERIOD_MONTH), .to = facts->as_of};
    return list(facts, true, arena, figures, error);
}
