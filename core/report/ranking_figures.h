/* Ranking (半年排名): areas in order, one list per half-year of the programme up to the
 * day. Better is who has the higher inspection rate, then coverage, then closing rate;
 * whose three rates are equal share a rank, and stand in the order of their codes. What
 * owes nothing in a half-year has no rank. */
#ifndef XC_REPORT_RANKING_FIGURES_H
#define XC_REPORT_RANKING_FIGURES_H

#include "report/rates.h"

struct xc_ranked {
    uint32_t area;
    uint32_t rank; /* 1… */
    struct xc_rates rates;
};
/* Puts rows in order and gives them their ranks; those of one rank ascend by area. */
void xc_ranking_order(struct xc_ranked *rows, size_t count);

struct xc_ranking_half {
    xc_date from, to;
    struct xc_ranked *rows;
    size_t count;
};
struct xc_ranking_figures {
    struct xc_ranking_half *halves; /* by time */
    size_t count;
};
int xc_ranking_figures(const struct xc_report_facts *facts, struct xc_arena *arena,
                       struct xc_ranking_figures *figures, struct xc_error *error);

#endif
