/* The figures that an office hands to the one above it, and what it needs to sum those of
 * the offices below (docs/figures.md). */
#ifndef XC_PUBLISH_FIGURES_EXPORT_H
#define XC_PUBLISH_FIGURES_EXPORT_H

#include "report/rollup_figures.h"
#include "workspace/session.h"

struct xc_figures_request {
    struct xc_str programme;
    xc_date as_of;      /* XC_NO_DATE: today */
    bool half;          /* the period is the half-year, not the month */
    const char *folder; /* made where it is missing */
};

/* Writes figures-OFFICE-PROGRAMME-DATE.json, signed, and the same as a form, .xlsx.
 * *files: how many were written. XC_ENO: the plan of that day is a draft, whose base is
 * not frozen. */
int xc_figures_export(const struct xc_session *session,
                      const struct xc_figures_request *request, size_t *files,
                      struct xc_error *error);

/* Writes an empty form for each area directly below the office. */
int xc_figures_export_blanks(const struct xc_session *session,
                             const struct xc_figures_request *request, size_t *files,
                             struct xc_error *error);

/* The areas directly below the office in its newest register, ascending by code; texts in
 * the arena. name: of the office itself. */
int xc_figures_below(const struct xc_session *session, struct xc_arena *arena,
                     struct xc_rollup_office **offices, size_t *count,
                     struct xc_str *name, struct xc_error *error);

#endif
