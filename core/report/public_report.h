/* What an office publishes about one programme, from its figures: as a document for
 * people, and as JSON (docs/report-public.md). */
#ifndef XC_REPORT_PUBLIC_REPORT_H
#define XC_REPORT_PUBLIC_REPORT_H

#include "register/register.h"
#include "report/public_figures.h"
#include "report/sheet.h"

struct xc_public_report {
    const struct xc_public_figures *figures;
    struct xc_str office, office_name; /* code; name: empty where it has none */
    xc_date as_of;                     /* the day that it is about */
    xc_instant published_at;       /* the plan's first approval; XC_NO_INSTANT: none */
    int offset_minutes;            /* of the zone that times are shown in */
    const struct xc_register *reg; /* for names of people; may be NULL */
};

/* Fills a sheet that has its arena, catalogue and language. What a draw is worth, and
 * what is missing or overdue, stands first. */
void xc_public_sheet(const struct xc_public_report *report, struct xc_sheet *sheet);

/* A new reference; NULL: no memory. Counts that are not to be known yet are null. */
json_t *xc_public_json(const struct xc_public_report *report);

/* What people call a person of the office's register; empty: unknown. */
struct xc_str xc_public_person(const struct xc_public_report *report, struct xc_str id);

#endif
