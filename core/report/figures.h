/* What the documents and the JSON of all reports of a programme have in common. Private
 * to core/report. */
#ifndef XC_REPORT_FIGURES_H
#define XC_REPORT_FIGURES_H

#include "report/reports.h"

/* ---- Documents ---- */

/* Title, subtitle ("Coverage as of 2026-03-31"; kind: a gettext id) and warnings. */
void xc_figures_start(const struct xc_report_facts *facts, const char *kind,
                      struct xc_sheet *sheet);

/* What people call them: "丁蜀镇 (320282001)", "pharmacy", "2026-03", a stage's title. */
struct xc_str xc_figures_area(const struct xc_report_facts *facts, uint32_t area,
                              struct xc_sheet *sheet);
struct xc_str xc_figures_kind(unsigned kind, const struct xc_sheet *sheet);
struct xc_str xc_figures_month(xc_date day, struct xc_sheet *sheet);
struct xc_str xc_figures_stage(const struct xc_stage *stage);
struct xc_str xc_figures_result(unsigned result, const struct xc_sheet *sheet);
struct xc_str xc_figures_crew(const struct xc_report_facts *facts, uint32_t crew,
                              const struct xc_sheet *sheet);

/* The names of who sits in a visit, in the order of seats. */
struct xc_str xc_figures_people(const struct xc_report_facts *facts,
                                const struct xc_report_visit *visit,
                                struct xc_sheet *sheet);

/* How many visits a part leaves out because of their embargo, as a note of it; nothing
 * where there are none. */
void xc_figures_hidden(uint64_t hidden, struct xc_sheet *sheet);

/* A rate in three cells from a column on: number, of, per cent. */
void xc_figures_rate(struct xc_sheet *sheet, size_t column, struct xc_rate rate);

/* A ranking in a part that was begun for it: chart, heads and rows, and below them what
 * the order is. who: a gettext id of what is ranked; name: of a row's area. */
enum {
    XC_RANKING_COLUMNS = 11,
    XC_RANKING_NUMBERS = (1 << XC_RANKING_COLUMNS) - 1 - (1 << 1)
};
void xc_figures_ranking(const struct xc_ranked *rows, size_t count, const char *who,
                        struct xc_str (*name)(const void *of, uint32_t area,
                                              struct xc_sheet *sheet),
                        const void *of, struct xc_sheet *sheet);
void xc_figures_ranking_order(struct xc_sheet *sheet);

/* Who draws it up, who checks it, who signs. */
void xc_figures_sign(struct xc_sheet *sheet);

/* The parts of a plan of the next month. */
void xc_next_month_parts(const struct xc_report_facts *facts,
                         const struct xc_month_figures *figures, struct xc_sheet *sheet);

/* ---- JSON; new references ---- */

/* Values that stand in many rows of a list, each made once: such a list may have a
 * hundred thousand rows. Targets and people may do without (NULL). */
struct xc_figures_shared;
struct xc_figures_shared *xc_figures_shared_new(const struct xc_report_facts *facts);
void xc_figures_shared_free(struct xc_figures_shared *shared);
json_t *xc_figures_day_json(xc_date day, struct xc_figures_shared *shared);
json_t *xc_figures_crew_json(const struct xc_report_facts *facts, uint32_t crew,
                             struct xc_figures_shared *shared);

/* The members that every report begins with. */
json_t *xc_figures_head_json(const struct xc_report_facts *facts, const char *kind);
json_t *xc_figures_count_json(uint64_t count);
json_t *xc_figures_counts_json(const struct xc_rates *rates); /* and the five rates */
json_t *xc_figures_rates_json(const struct xc_rates *rates);  /* and those of today */
json_t *xc_figures_area_json(const struct xc_report_facts *facts, uint32_t area);
json_t *xc_figures_target_json(const struct xc_report_facts *facts, uint32_t target,
                               struct xc_figures_shared *shared);
json_t *xc_figures_stage_json(const struct xc_stage *stage);
json_t *xc_figures_people_json(const struct xc_report_facts *facts,
                               const struct xc_report_visit *visit,
                               struct xc_figures_shared *shared);
json_t *xc_next_month_member(const struct xc_report_facts *facts,
                             const struct xc_month_figures *figures);

/* Adds the members of another object, which it takes; object NULL, or no memory: NULL. */
json_t *xc_figures_join(json_t *head, json_t *members);

#endif
