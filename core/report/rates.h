/* The five rates of a programme (docs/reports.md), each defined here once. All are exact
 * fractions; what is owed is counted per obligation, target and number: a visit that
 * serves two obligations counts for each.
 *
 *   plan 计划完成率        due_done ÷ due
 *   tasks 任务完成率       fulfilled ÷ obligations
 *   inspection 检查完成率  inspected ÷ to_inspect
 *   closing 完结率         finished ÷ done
 *   coverage 覆盖率        visited ÷ targets
 *
 * A visit is done where it has a result, whatever that is. Its target is inspected
 * (visited) where the result says that a check took place: a visit that was refused,
 * found nobody or found the place closed is done, but nothing was inspected. */
#ifndef XC_REPORT_RATES_H
#define XC_REPORT_RATES_H

#include "report/facts.h"

struct xc_rates {
    uint64_t owed;         /* visits of the base whose first day lies in the period */
    uint64_t due;          /* of them: up to the cut */
    uint64_t due_done;     /* of the due: done by the cut */
    uint64_t obligations;  /* (obligation, target) pairs of the base with such a visit */
    uint64_t fulfilled;    /* of them: all these visits were checks, by the cut */
    uint64_t to_inspect;   /* different targets with a due visit */
    uint64_t inspected;    /* of them: one of their due visits was a check, by the cut */
    uint64_t done;         /* visits done in the period, up to the cut; base or not */
    uint64_t finished;     /* of them: no problem is open at the end of the day */
    uint64_t targets;      /* different targets of the base, whatever their days */
    uint64_t visited;      /* of them: a check in the period, up to the cut */
    uint64_t gone;         /* of the targets: closed or gone since */
    uint64_t come;         /* targets meant or planned since, beside the base */
    uint64_t come_visited; /* of them: a check in the period, up to the cut */
    uint64_t gone_visited; /* of the gone: the same */
};

/* The counts one by one, ascending by the bytes of their names in JSON. */
enum xc_rates_count {
    XC_COUNT_CLOSED_SINCE = 0,
    XC_COUNT_CLOSED_SINCE_VISITED,
    XC_COUNT_DONE,
    XC_COUNT_DUE,
    XC_COUNT_DUE_DONE,
    XC_COUNT_FINISHED,
    XC_COUNT_FULFILLED,
    XC_COUNT_INSPECTED,
    XC_COUNT_OBLIGATIONS,
    XC_COUNT_OPENED_SINCE,
    XC_COUNT_OPENED_SINCE_VISITED,
    XC_COUNT_OWED,
    XC_COUNT_TARGETS,
    XC_COUNT_TO_INSPECT,
    XC_COUNT_VISITED,
    XC_RATES_COUNTS
};
const char *xc_rates_word(size_t index); /* closed_since, closed_since_visited, done … */
const char *xc_rates_chinese(size_t index); /* what offices write above such a column */
uint64_t *xc_rates_slot(struct xc_rates *rates, size_t index);
uint64_t xc_rates_value(const struct xc_rates *rates, size_t index);

/* Adds every count of more. */
void xc_rates_add(struct xc_rates *rates, const struct xc_rates *more);

/* Which visits count. */
struct xc_rates_scope {
    xc_date from;   /* XC_NO_DATE: from the beginning */
    xc_date to;     /* XC_NO_DATE: without an end */
    xc_date cut;    /* what is done later does not count; never later than the day of the
                       report; XC_NO_DATE: the earlier of that and `to` */
    uint32_t stage; /* XC_NO_ROW: all */
};

enum xc_rates_by { XC_RATES_ALL = 0, XC_RATES_AREA, XC_RATES_KIND };

/* rows: 1, as many as areas, or XC_KIND_COUNT; zeroed first. XC_ENOMEM. */
int xc_rates_count(const struct xc_report_facts *facts,
                   const struct xc_rates_scope *scope, enum xc_rates_by by,
                   struct xc_rates *rows, struct xc_error *error);

/* A rate as an exact fraction; of 0: there is nothing to be a share of. */
struct xc_rate {
    uint64_t number, of;
};
enum xc_rate_kind {
    XC_RATE_PLAN = 0,
    XC_RATE_TASKS,
    XC_RATE_INSPECTION,
    XC_RATE_CLOSING,
    XC_RATE_COVERAGE,
    XC_RATE_KINDS
};
struct xc_rate xc_rate_of(const struct xc_rates *rates, enum xc_rate_kind kind);
const char *xc_rate_word(enum xc_rate_kind kind);  /* plan, tasks … */
const char *xc_rate_title(enum xc_rate_kind kind); /* a gettext id for people */

/* Below 0: a is less than b; nothing of nothing is least. */
int xc_rate_compare(struct xc_rate a, struct xc_rate b);

#endif
