/* What a test of a policy says has happened before its plan: rows of outcomes, leads,
 * cases, receipts and closures, turned into what causes and selections read. */
#ifndef XC_HISTORY_REHEARSE_FACTS_H
#define XC_HISTORY_REHEARSE_FACTS_H

#include "history/happened.h"

#include <jansson.h>

/* rows as `register { … }` of a test gives them:
 *   outcomes  target, visit, stage, result, date, item, findings, points, doctor, amount,
 *             rectify_by, closed_on, people
 *   leads     target, source, severity, date, id, state
 *   cases     target, opened, referred_to, referred_on, closed_on, amount, id
 *   receipts  due, target, on
 *   closures  area or zone, from, to, reason
 * Rows of one visit (without its id: of one stage, target and day) were found together,
 * as long as each says another item; the same item again is a correction. A row without a
 * stage serves every stage. Days that are left out are the one before `day`. Nothing
 * after `day` may be in them. XC_EINPUT names table, row and column. */
int xc_rehearse_facts(const json_t *rows, const struct xc_programme *programme,
                      const struct xc_register *reg, const struct xc_workdays *workdays,
                      xc_date day, struct xc_arena *arena, struct xc_happened *happened,
                      struct xc_error *error);

#endif
