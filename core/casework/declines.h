/* Declined visits (回避与请假): somebody of a crew says that they cannot make a visit,
 * and on what ground (行政处罚法 art. 43 and the agencies' rules oblige whom a matter
 * touches to withdraw). It changes nothing by itself: the office sends somebody else, by
 * hand or, where the people were dealt, by a draw; or it says no. */
#ifndef XC_CASEWORK_DECLINES_H
#define XC_CASEWORK_DECLINES_H

#include "store/facts.h"

enum xc_decline_ground {
    XC_DECLINE_RECUSAL = 1, /* related to the target, or with an interest in it */
    XC_DECLINE_ILL,
    XC_DECLINE_AWAY, /* other duty, leave */
    XC_DECLINE_OTHER
};
const char *xc_decline_ground_word(enum xc_decline_ground ground);
const char *xc_decline_ground_chinese(enum xc_decline_ground ground);
enum xc_decline_ground xc_decline_ground_parse(struct xc_str word); /* either; 0: no */

/* Its fact's id is visit/person. */
struct xc_decline {
    struct xc_str visit, person; /* ids */
    enum xc_decline_ground ground;
    struct xc_str reason;  /* in their own words; may be empty */
    struct xc_str refused; /* why the office says no; empty: it did not */
    xc_instant at;         /* of this version; set by reading */
};

/* Checks the fields by themselves. XC_EINPUT, *field: the one that is refused. */
int xc_decline_fact(const struct xc_decline *decline, struct xc_arena *arena,
                    struct xc_fact *fact, const char **field, struct xc_error *error);

/* All in force at an instant (XC_NO_INSTANT: now), by visit, then person; in the arena.
 */
int xc_declines_load(struct xc_store *store, struct xc_str office, xc_instant at,
                     struct xc_arena *arena, struct xc_decline **declines, size_t *count,
                     struct xc_error *error);

#endif
