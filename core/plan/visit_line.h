/* A visit's line as xc_visit_write writes it, read without building JSON of it: plans are
 * read again and again, and are nearly all of what is read. Private to plan. */
#ifndef XC_PLAN_VISIT_LINE_H
#define XC_PLAN_VISIT_LINE_H

#include "plan/visit.h"

enum { XC_VISIT_MAX_TASKS = 256, XC_VISIT_MAX_SEATED = 256, XC_VISIT_DAY_END = 24 * 60 };

/* XC_OK: read, texts in the arena. XC_ENO: not such a line, or not a good one; whoever
 * reads JSON says what is wrong with it. XC_ENOMEM. */
int xc_visit_line_read(struct xc_str line, struct xc_arena *arena,
                       struct xc_visit *visit);

#endif
