/* Due rules (报送节点): the days on which something is owed.
 *
 * Text form, used by `calendar due` and equal to the words of a policy:
 *   last_workday PERIOD      PERIOD: month, quarter, half or year
 *   workday_on N PERIOD      the N-th working day, from the end if negative
 *   weekly WEEKDAY           mon, tue, wed, thu, fri, sat or sun
 *   monthly DAY              DAY: 1–31 or "end"
 *   quarterly MONTH DAY      MONTH: number of the month within the period
 *   half_yearly MONTH DAY
 *   yearly MONTH DAY
 *   on DATE
 *
 * each optionally followed by a time HH:MM and by roll=none|previous|next. A day that a
 * month does not have is its last day. */
#ifndef XC_WORKDAYS_DUE_H
#define XC_WORKDAYS_DUE_H

#include "base/buffer.h"
#include "workdays/workdays.h"

enum xc_due_kind {
    XC_DUE_LAST_WORKDAY = 1,
    XC_DUE_WORKDAY_ON,
    XC_DUE_WEEKLY,
    XC_DUE_DAY, /* day of a month of a period */
    XC_DUE_DATE
};

/* What happens to a day that is not a working day. */
enum xc_roll { XC_ROLL_NONE = 0, XC_ROLL_PREVIOUS, XC_ROLL_NEXT };

enum { XC_DAY_END = 99, XC_NO_TIME = -1 };

struct xc_due_rule {
    enum xc_due_kind kind;
    enum xc_period period;   /* LAST_WORKDAY, WORKDAY_ON, DAY */
    int nth;                 /* WORKDAY_ON: 1…, or −1… from the end */
    enum xc_weekday weekday; /* WEEKLY */
    unsigned month;          /* DAY: 1…period */
    unsigned day;            /* DAY: 1–31 or XC_DAY_END */
    xc_date date;            /* DATE */
    enum xc_roll roll;
    int minutes; /* time of day, or XC_NO_TIME */
};

/* Reads the text form; *rule is left alone where it fails. The error's column counts
 * within the text; a caller who knows the file adds it. */
int xc_due_parse(struct xc_str text, struct xc_due_rule *rule, struct xc_error *error);

/* The canonical text form. It always says where days and dates are rolled to, so that a
 * default is seen: days and dates roll to the previous working day, because "by the 20th"
 * (20日前) that falls on a Sunday is owed on the Friday before; weekly days stay.
 * last_workday and workday_on are working days and need no roll. XC_ENOMEM where out is
 * full. */
int xc_due_format(const struct xc_due_rule *rule, struct xc_buffer *out);

/* Calls visit for each due day in from…to in order, after rolling; a day rolled out of
 * the range is left out, one rolled into it is included, and two periods never give one
 * day twice. A period with fewer working days than WORKDAY_ON counts gives its last one
 * (its first, from the end). Stops early where visit returns non-zero and returns that.
 * XC_EINPUT: the answer needs a year without facts; that may be the year beside the range
 * for a day that would roll over New Year. */
int xc_due_days(const struct xc_due_rule *rule, const struct xc_workdays *workdays,
                xc_date from, xc_date to, int (*visit)(void *context, xc_date date),
                void *context, struct xc_error *error);

#endif
