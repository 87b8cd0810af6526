#include "report/ranking_figures.h"

#include <stdlib.h>

/* Above 0: a ranks below b. */
static int worse(const struct xc_rates *a, const struct xc_rates *b) {
    static const enum xc_rate_kind keys[] = {XC_RATE_INSPECTION, XC_RATE_COVERAGE,
                                             XC_RATE_CLOSING};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        int order = xc_rate_compare(xc_rate_of(a, keys[i]), xc_rate_of(b, keys[i]));
        if (order != 0) {
            return -order;
        }
    }
    return 0;
}

static int by_rank(const void *left, const void *right) {
    const struct xc_ranked *a = left, *b = right;
    int order = worse(&a->rates, &b->rates);
    return order ? order : (a->area > b->area) - (a->area < b->area);
}

void xc_ranking_order(struct xc_ranked *rows, size_t count) {
    if (count > 1) {
        qsort(rows, count, sizeof *rows, by_rank);
    }
    for (size_t i = 0; i < count; i++) {
        bool tied = i > 0 && worse(&rows[i - 1].rates, &rows[i].rates) == 0;
        rows[i].rank = tied ? rows[i - 1].rank : (uint32_t)i + 1;
    }
}

static int rank(const struct xc_report_facts *facts, struct xc_ranking_half *half,
                struct xc_arena *arena, struct xc_error *error) {
    const struct xc_rates_scope scope = {half->from, half->to, XC_NO_DATE, XC_NO_ROW};
    struct xc_rates *rates = xc_arena_array(arena, facts->area_count, sizeof *rates);
    half->rows = xc_arena_array(arena, facts->area_count, sizeof *half->rows);
    int rc = rates && half->rows
                 ? xc_rates_count(facts, &scope, XC_RATES_AREA, rates, error)
                 : xc_fail_memory(error);
    if (rc != XC_OK) {
        return rc;
    }
    for (uint32_t i = 0; i < facts->area_count; i++) {
        if (rates[i].to_inspect > 0) {
            half->rows[half->count++] = (struct xc_ranked){.area = i, .rates = rates[i]};
        }
    }
    xc_ranking_order(half->rows, half->count);
    return rc;
}

/* The first half-year with something owed. */
static xc_date first_half(const struct xc_report_facts *facts) {
    xc_date first = facts->as_of;
    for (size_t i = 0; i < facts->owed_count; i++) {
        xc_date day = facts->owed[i].first;
        first = facts->owed[i].base && day < first ? day : first;
    }
    return xc_date_period_first(first, XC_PERIOD_HALF);
}

int xc_ranking_figures(const struct xc_report_facts *facts, struct xc_arena *arena,
                       struct xc_ranking_figures *figures, struct xc_error *error) {
    xc_date from = first_half(facts);
    size_t halves = 0;
    int rc = XC_OK;
    *figures = (struct xc_ranking_figures){0};
    for (xc_date day = from; day <= facts->as_of;
         day = xc_date_period_last(day, XC_PERIOD_HALF) + 1) {
        halves++;
    }
    figures->halves = xc_arena_array(arena, halves, sizeof *figures->halves);
    if (!figures->halves) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < halves && rc == XC_OK; i++) {
        struct xc_ranking_half *half = &figures->halves[figures->count++];
        half->from = from;
        half->to = xc_date_period_last(from, XC_PERIOD_HALF);
        from = half->to + 1;
        rc = rank(facts, half, arena, error);
    }
    return rc;
}
