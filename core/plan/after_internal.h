/* What happened and what it means for a plan: who may not come again, visits that
 * something caused, targets without cap, days on which nobody can visit an area. Part of
 * plan_internal.h. */
#ifndef XC_PLAN_AFTER_INTERNAL_H
#define XC_PLAN_AFTER_INTERNAL_H

#include "plan/plan_internal.h"

struct xc_owed { /* a visit that something caused */
    uint32_t target;
    uint16_t number;
    const struct xc_plan_cause *cause;
    uint32_t *avoid; /* members */
    uint32_t avoid_count;
};

/* owed.c: obligations whose visits are caused. Read finds what each of them owes, and
 * refuses causes of targets that nobody can visit. */
int xc_owed_read(struct xc_job *job, struct xc_error *error);
/* What a need, or a changed copy, is owed for; NULL: a plain one. */
const struct xc_owed *xc_owed_of(const struct xc_job *job, const struct xc_need *need);
/* Of the crew's people those who may not come, as bits; of what rides along with the need
 * as well: … with_riders. */
uint64_t xc_owed_barred(const struct xc_job *job, const struct xc_need *need,
                        uint32_t crew, bool with_riders);
/* The cause of a task; NULL: none is known. */
const struct xc_plan_cause *xc_owed_find(const struct xc_plan_input *input,
                                         const struct xc_visit_task *task,
                                         struct xc_str target);
bool xc_owed_avoid(const struct xc_plan_cause *cause, struct xc_str person);
/* Those who may not come, for people; in the job's arena. */
struct xc_str xc_owed_who(const struct xc_job *job, const struct xc_plan_cause *cause);
/* The days of an obligation, or of one of its causes (NULL: none), inside it. */
struct xc_window xc_owed_window(const struct xc_obligation *obligation,
                                const struct xc_plan_cause *cause);

/* shut.c: days on which nobody can visit an area. XC_EINPUT: one names nothing. */
int xc_shut_require(const struct xc_plan_input *input, struct xc_error *error);
int xc_shut_build(struct xc_job *job, struct xc_error *error);
/* The first closure of the target on a working day of from…to, and that day; NULL: none.
 */
const struct xc_plan_closure *xc_shut_find(const struct xc_plan_input *input,
                                           uint32_t target, xc_date from, xc_date to,
                                           xc_date *day);
/* Whether the target is closed on a day, be it one to work or not. */
bool xc_shut_on(const struct xc_plan_input *input, uint32_t target, xc_date day);
/* That it is closed on the day, and why. */
void xc_shut_say(const struct xc_plan_closure *closure, xc_date day,
                 struct xc_message *message);
/* The set of closed days that the target has; whether any, or all, of some working days
 * are among them. */
uint32_t xc_shut_set(const struct xc_job *job, uint32_t target);
bool xc_shut_any(const struct xc_job *job, uint32_t set, uint32_t lo, uint32_t hi);
bool xc_shut_all(const struct xc_job *job, uint32_t set, uint32_t lo, uint32_t hi);
/* Whether a visit that begins on the day meets one. */
bool xc_shut_meets(const struct xc_job *job, const struct xc_need *need, uint32_t day);
/* Leaves closed days at both ends out of a need's windows. */
void xc_shut_trim(const struct xc_job *job, struct xc_need *need);

/* rotation.c: adds whom the visits before and after of the target bar from a wish whose
 * crew and day are set. own: the need's index; XC_NO_NEED: beside fixed visits only. */
void xc_rotation_bar(const struct xc_job *job, const struct xc_need *need, uint32_t own,
                     struct xc_wish *wish);
bool xc_rotation_may_take(const struct xc_job *job, uint32_t need);
/* Whether all visits of a target keep the rule. */
bool xc_rotation_holds(const struct xc_job *job, uint32_t target);
/* Whether two visits that follow each other at a target keep the rule. */
bool xc_rotation_keeps(const struct xc_visit *a, const struct xc_visit *b,
                       enum xc_rotate rotate);

/* fixed.c: whether a task is no obligation's, but of a visit added by hand under a stage:
 * its label is "stage/hand". By hand: whether the visit has one of that stage. */
bool xc_fixed_is_hand(const struct xc_visit_task *task);
bool xc_fixed_by_hand(const struct xc_visit *visit, struct xc_str programme,
                      struct xc_str stage);

/* seats.c: true where no yearly cap counts for the target. */
bool xc_seats_uncapped(const struct xc_plan_input *input, uint32_t target);

#endif
