/* Visits in cells: what one crew does on one working day, and what is asked before a need
 * goes in or comes out: time, the target's other visits, resources, people. Part of
 * plan_internal.h. */
#ifndef XC_PLAN_CELLS_INTERNAL_H
#define XC_PLAN_CELLS_INTERNAL_H

#include "plan/plan_internal.h"

/* cells.c */
int xc_cells_build(struct xc_job *job, struct xc_error *error);
struct xc_hours xc_cells_hours(const struct xc_job *job, uint32_t crew, uint32_t day,
                               unsigned presence);
struct xc_cell *xc_cells_at(const struct xc_job *job, uint32_t crew, uint32_t day);
/* The first of job.busy that is not before the crew's day. */
size_t xc_cells_first_busy(const struct xc_job *job, uint32_t crew, uint32_t day);
/* Puts an open need into a cell if every hard rule allows; false: nothing changed. */
bool xc_cells_put(struct xc_job *job, uint32_t need, uint32_t crew, uint32_t day);
void xc_cells_take(struct xc_job *job, uint32_t need);
/* True where the clock times lie within the crew's hours that day and meet neither a
 * fixed visit nor an anchored need. */
bool xc_cells_free(const struct xc_job *job, uint32_t need, uint32_t crew, uint32_t day,
                   unsigned start, unsigned end);
/* Puts an open need at its start and end with its people in job.seated, all of them
 * checked, into a cell that holds anchored needs only. What the cell has left is known
 * once it is settled. */
void xc_cells_anchor(struct xc_job *job, uint32_t need, uint32_t crew, uint32_t day);
void xc_cells_settle(struct xc_job *job, uint32_t crew, uint32_t day);
/* Puts a need that was taken out back behind those of the cell where it was, with the
 * presence the cell had and the members the need had; nothing is asked. All needs taken
 * out of a cell in turn and put back in their order leave it as it was. */
void xc_cells_put_back(struct xc_job *job, uint32_t need, uint32_t crew, uint32_t day,
                       unsigned presence, const uint32_t *people);
/* Start and end of all needs of a cell. */
void xc_cells_times(struct xc_job *job, uint32_t crew, uint32_t day);
/* False where the needs of a cell, after one was taken out, do not fit one after the
 * other any more: a visit that ran across a pause may now meet a fixed one. */
bool xc_cells_lie(struct xc_job *job, uint32_t crew, uint32_t day);
/* Whether taking a need out breaks no rule: without it two visits of its target may meet
 * that share people who must not go there twice running. Ask before taking one out that
 * does not come back to its place. */
bool xc_cells_may_take(const struct xc_job *job, uint32_t need);
/* Whether the crew could make the visit on that day if it were the only one beside the
 * fixed ones, some rules forgotten (XC_FORGET_…); false with nothing forgotten: it is
 * impossible by itself there and then. Gaps and caps are xc_apart_allows's. need may be a
 * changed copy. */
bool xc_cells_alone(const struct xc_job *job, const struct xc_need *need, uint32_t crew,
                    uint32_t day, unsigned forget);

/* apart.c: the rules between visits of one target: gap, cap, one a day. */
bool xc_apart_allows(const struct xc_job *job, uint32_t need, uint32_t day);
/* The same in a replan, with all of the target's kept visits where they were. */
bool xc_apart_kept(const struct xc_job *job, uint32_t need, uint32_t day);

/* sharing.c: a crew and the days of a visit. free: every resource of the obligation is
 * left, or the crew has it already; alone: beside fixed visits only. crew may be
 * XC_NO_ROW for a fixed visit. */
int xc_sharing_build(struct xc_job *job, struct xc_error *error);
uint32_t xc_sharing_find(const struct xc_programme *programme, struct xc_str id);
void xc_sharing_fix(struct xc_job *job, const struct xc_obligation *obligation,
                    uint32_t crew, uint32_t lo, uint32_t hi);
bool xc_sharing_free(const struct xc_job *job, const struct xc_obligation *obligation,
                     uint32_t crew, uint32_t lo, uint32_t hi, bool alone);
void xc_sharing_count(struct xc_job *job, const struct xc_obligation *obligation,
                      uint32_t crew, uint32_t lo, uint32_t hi, bool more);

/* people.c: what one of job.needs wishes of a crew's people on a day. */
struct xc_wish xc_people_wish(const struct xc_job *job, uint32_t need, uint32_t crew,
                              uint32_t day, unsigned presence, unsigned forget);
/* The seats that a member of the crew may take then, as a mask. */
uint32_t xc_people_seats(const struct xc_job *job, const struct xc_wish *wish,
                         uint32_t member);
/* Members for the places of a need, chosen[place]; the least loaded first. */
bool xc_people_seat(const struct xc_job *job, const struct xc_wish *wish,
                    uint32_t *chosen);
bool xc_people_match(const struct xc_job *job, const struct xc_class *klass,
                     uint32_t crew, uint32_t day, unsigned days, unsigned presence,
                     uint32_t target, unsigned forget, uint32_t *chosen);
void xc_people_count(struct xc_job *job, const struct xc_need *need, bool add);
/* Whether the people in the need's seats may make one more visit on that day. */
bool xc_people_within(const struct xc_job *job, const struct xc_need *need, uint32_t day);
/* The most visits a day that per_day lets the crew make; UINT_MAX: no limit. */
unsigned xc_people_day_limit(const struct xc_job *job, const struct xc_class *klass,
                             uint32_t crew);
/* The same if one person (XC_NO_ROW: nobody) had no limit. */
unsigned xc_people_day_limit_without(const struct xc_job *job,
                                     const struct xc_class *klass, uint32_t crew,
                                     uint32_t person);

#endif
