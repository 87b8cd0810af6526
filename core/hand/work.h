/* Private to the changes by hand: all plans of the office with what changes in them. */
#ifndef XC_HAND_WORK_H
#define XC_HAND_WORK_H

#include "hand/hand.h"

struct xc_hand_row { /* a visit of some plan; guests are left out */
    struct xc_visit *visit;
    struct xc_loaded_plan *plan;
    size_t effect; /* index + 1 into the effects; 0: unchanged */
};

struct xc_hand_work {
    const struct xc_session *session;
    struct xc_hand_result *result; /* effects hold what the changes made so far */
    struct xc_loaded *loaded;      /* the result's */
    struct xc_arena *arena;        /* the result's */
    struct xc_hand_row *rows;      /* by id */
    size_t row_count;
    struct xc_error *error;
};

/* hand_find.c: looking up. */

/* The row of a visit, NULL: there is none. */
struct xc_hand_row *xc_hand_find(const struct xc_hand_work *work, struct xc_str id);
/* The visit as it is with the changes so far. */
const struct xc_visit *xc_hand_now(const struct xc_hand_work *work,
                                   const struct xc_hand_row *row);
/* A person by id, or by a name that only one has. XC_EINPUT otherwise. */
int xc_hand_person(const struct xc_register *reg, struct xc_str text, uint32_t *person,
                   struct xc_error *error);
/* Today and the minute of it, in the plan's zone. */
int xc_hand_today(const struct xc_hand_work *work, const struct xc_loaded_plan *plan,
                  xc_date *today, unsigned *minute);

/* hand_people.c: who comes. */

/* The people of a crew for a visit on its day: as at its nearest visit of the same kind
 * when all can come, else the crew's people in the register. XC_EINPUT: no such crew. */
int xc_hand_seat_crew(const struct xc_hand_work *work, struct xc_str crew,
                      struct xc_visit *visit);
/* "P1,P2" in the order of the seats. */
int xc_hand_seat_people(const struct xc_hand_work *work, struct xc_str people,
                        struct xc_visit *visit);
/* Gives people of another visit the seats of this one, where both have as many. */
int xc_hand_take_people(const struct xc_hand_work *work, const struct xc_visit *from,
                        struct xc_visit *visit);

/* hand_time.c: when. */

/* Puts the visit on a day: last day, times and the end of its embargo follow. start −1:
 * the first time at which its crew and people are free; the hour it had where they are
 * not. */
int xc_hand_set_time(const struct xc_hand_work *work, const struct xc_loaded_plan *plan,
                     xc_date date, int start, struct xc_visit *visit);

/* hand_build.c: one change becomes one effect, or two. */
int xc_hand_build(struct xc_hand_work *work, const struct xc_hand_change *change);

/* hand_check.c: the breaches that the effects cause. */
int xc_hand_check(struct xc_hand_work *work);

#endif
