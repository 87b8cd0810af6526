/* Who could be sent and is in no crew. */
#ifndef XC_PLAN_UNCREWED_H
#define XC_PLAN_UNCREWED_H

#include "plan/plan_internal.h"

/* Notes them, all in one note: the first areas by name, each with some of its people.
 * people: rows, those of one area side by side; area: where each person is counted, by
 * row (XC_NO_ROW: nowhere). Nobody: no note. */
int xc_uncrewed_note(struct xc_job *job, const uint32_t *people, const uint32_t *area,
                     uint32_t count, struct xc_error *error);

#endif
