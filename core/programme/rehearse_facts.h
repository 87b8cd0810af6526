/* What a test of a policy says has happened before its plan: rows of outcomes, leads,
 * cases, receipts and closures, turned into what causes and selections read. */
#ifndef XC_PROGRAMME_REHEARSE_FACTS_H
#define XC_PROGRAMME_REHEARSE_FACTS_H

#include "programme/causes.h"

#include <jansson.h>

struct xc_rehearsed {
    struct xc_happened happened; /* in the arena given: not to be freed by itself */
    const struct xc_programme *programme;
    xc_date day;
    struct xc_arena *arena;
};

/* rows as `register { … }` of a test gives them:
 *   outcomes  target, stage, result, date, item, findings, points, amount, rectify_by,
 *             closed_on, people
 *   leads     target, source, severity, date, id, state
 *   cases     target, opened, referred_to, referred_on, closed_on, amount, id
 *   receipts  due, target, on
 *   closures  area or zone, from, to, reason
 * Days that are left out are the one before `day`. Nothing after `day` may be in them.
 * XC_EINPUT names table, row and column. */
int xc_rehearse_facts(const json_t *rows, const struct xc_programme *programme,
                      const struct xc_register *reg, const struct xc_workdays *workdays,
                      xc_date day, struct xc_arena *arena, struct xc_rehearsed *rehearsed,
                      struct xc_error *error);

/* The two functions of a selection's context; context: a struct xc_rehearsed. */
int xc_rehearsed_history(void *context, const struct xc_selection *node,
                         const struct xc_register *reg, struct xc_bitset *out,
                         struct xc_error *error);
int xc_rehearsed_column(void *context, struct xc_str field, const struct xc_register *reg,
                        const int64_t **values, struct xc_error *error);

#endif
