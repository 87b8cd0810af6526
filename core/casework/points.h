/* Points (扣分): what outcomes cost a target and its doctors in a calendar year, which
 * rung of the ladder that is, and what the year's assessment says (年度考核). */
#ifndef XC_CASEWORK_POINTS_H
#define XC_CASEWORK_POINTS_H

#include "rules/rules.h"
#include "store/outcomes.h"

struct xc_points {
    struct xc_str subject; /* target id, or doctor code */
    bool is_doctor;
    int year;
    int64_t points;
    const struct xc_rung *rung;   /* the highest reached; NULL: none, or no ladder */
    xc_date reached;              /* on which it was reached; XC_NO_DATE */
    const struct xc_grade *grade; /* targets; NULL: no grades */
    unsigned failed_years;        /* targets: running, this year included */
    bool ends;                    /* as many as end the agreement */
};

/* Sums outcomes in force with a date up to `until`: points with a doctor's code are that
 * doctor's, all others the target's; by year, then targets before doctors,
 * then subject; in the arena. ladder may be NULL. Years without points appear only
 * between others of the same target, because a good year interrupts failed ones. */
int xc_points_sum(const struct xc_outcome *outcomes, size_t count,
                  const struct xc_ladder *ladder, xc_date until, struct xc_arena *arena,
                  struct xc_points **points, size_t *points_count,
                  struct xc_error *error);

/* The order of that list: by year, then targets before doctors, then subject. */
int xc_points_order(const struct xc_points *a, const struct xc_points *b);

#endif
