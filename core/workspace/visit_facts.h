/* What the rules say about a visit beside what is stored with it. */
#ifndef XC_WORKSPACE_VISIT_FACTS_H
#define XC_WORKSPACE_VISIT_FACTS_H

#include "workspace/load.h"

/* The obligation that a task fulfils; NULL: in none of the loaded plans' rules. */
const struct xc_obligation *xc_task_obligation(const struct xc_loaded *loaded,
                                               const struct xc_visit_task *task);

/* Calls item for what is checked on this visit, each text once: the items that its number
 * under each obligation brings, in the order of its tasks. */
void xc_visit_items(const struct xc_loaded *loaded, const struct xc_visit *visit,
                    void (*item)(void *context, struct xc_str text), void *context);

/* The same as one text with a separator between items, appended. */
void xc_visit_items_join(const struct xc_loaded *loaded, const struct xc_visit *visit,
                         const char *separator, struct xc_buffer *out);

/* How much of what is counted elsewhere (claims) a task of a visit has examined. */
struct xc_visit_review {
    const struct xc_review_rule *rule;
    bool known;       /* the target's row says how many there are */
    uint64_t counted; /* so many */
    uint64_t first;   /* of them: come before all others */
    uint64_t least;   /* of them: are examined at least */
};
/* False: the task examines nothing of the kind. */
bool xc_visit_review(const struct xc_loaded *loaded, const struct xc_visit *visit,
                     size_t task, struct xc_visit_review *review);

/* The working days of the way to its target, and as many back: the most that one of its
 * obligations asks for. 0: none. */
unsigned xc_visit_travel(const struct xc_loaded *loaded, const struct xc_visit *visit);

/* The day on the road that lies n working days before (n < 0) or after (n > 0) the visit.
 * False where its year is not known. */
bool xc_visit_road_day(const struct xc_loaded *loaded, const struct xc_visit *visit,
                       int n, xc_date *day);

/* The names of its people, the ids of those that the register does not know, in the order
 * of seats, appended; all but one (empty: all). */
void xc_visit_people_join(const struct xc_loaded *loaded, const struct xc_visit *visit,
                          struct xc_str but, const char *separator,
                          struct xc_buffer *out);

/* Where in the day it lies: "morning", "afternoon", "night" (begins from 18:00 on or
 * before 06:00), or "day" for what spans noon or several days. */
const char *xc_visit_slot(const struct xc_visit *visit);

#endif
